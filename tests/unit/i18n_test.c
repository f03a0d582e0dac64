/* Expected texts by hand: EYD V (Indonesian spelling: point between thousands, comma before fractions, "Rp" without a
 * space, months with capital), and the English forms of the house. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "i18n/i18n.h"

static arena *mem;

static void is(str got, const char *want)
{
	assert_string_equal(got.p, want);
	assert_int_equal(got.n, strlen(want));
}

static struct decimal dec(int64_t units, uint8_t scale)
{
	return (struct decimal){ units, scale };
}

static date day(int year, int month, int d)
{
	return date_from_ymd((struct ymd){ year, month, d });
}

static void whole_numbers(void **state)
{
	(void)state;
	is(i18n_int(mem, LANG_ID, 0), "0");
	is(i18n_int(mem, LANG_ID, 999), "999");
	is(i18n_int(mem, LANG_ID, 1000), "1.000");
	is(i18n_int(mem, LANG_ID, 1234567), "1.234.567");
	is(i18n_int(mem, LANG_EN, 1234567), "1,234,567");
	is(i18n_int(mem, LANG_EN, -45000), "-45,000");
	is(i18n_int(mem, LANG_EN, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void decimals(void **state)
{
	(void)state;
	is(i18n_decimal(mem, LANG_ID, dec(123456, 2), 2), "1.234,56");
	is(i18n_decimal(mem, LANG_EN, dec(123456, 2), 2), "1,234.56");
	is(i18n_decimal(mem, LANG_ID, dec(6515, 2), 1), "65,2"); /* 65.15: half to even */
	is(i18n_decimal(mem, LANG_ID, dec(6525, 2), 1), "65,2");
	is(i18n_decimal(mem, LANG_ID, dec(5, 0), 2), "5,00");
	is(i18n_decimal(mem, LANG_ID, dec(-5, 2), 2), "-0,05");
	is(i18n_decimal(mem, LANG_ID, dec(-5, 3), 2), "0,00"); /* 0.005 rounds to even zero, which has no sign */
	is(i18n_decimal(mem, LANG_EN, dec(1500, 3), -1), "1.5");
	is(i18n_decimal(mem, LANG_EN, dec(1000, 3), -1), "1");
	is(i18n_decimal(mem, LANG_EN, dec(INT64_MAX, 0), 2), "9,223,372,036,854,775,807");
	is(i18n_percent(mem, LANG_ID, dec(125, 1), 1), "12,5%");
	is(i18n_percent(mem, LANG_EN, dec(125, 1), 0), "12%");
}

static void money(void **state)
{
	(void)state;
	struct money idr = { 123456700, "IDR" }, usd = { 123450, "USD" }, eur = { 9900, "EUR" };
	is(i18n_money(mem, LANG_ID, idr, MONEY_FULL), "Rp1.234.567");
	is(i18n_money(mem, LANG_EN, idr, MONEY_FULL), "IDR 1,234,567");
	is(i18n_money(mem, LANG_ID, usd, MONEY_FULL), "US$1.234,50");
	is(i18n_money(mem, LANG_EN, usd, MONEY_FULL), "USD 1,234.50");
	is(i18n_money(mem, LANG_ID, eur, MONEY_FULL), "EUR 99");
	is(i18n_money(mem, LANG_ID, (struct money){ -50000, "IDR" }, MONEY_FULL), "-Rp500");
	is(i18n_money(mem, LANG_ID, (struct money){ 100, "" }, MONEY_FULL), "1");
}

static void short_amounts(void **state)
{
	(void)state;
	is(i18n_money(mem, LANG_ID, (struct money){ 123000000000, "IDR" }, MONEY_SHORT), "Rp1,2 miliar");
	is(i18n_money(mem, LANG_EN, (struct money){ 123000000000, "IDR" }, MONEY_SHORT), "IDR 1.2 billion");
	is(i18n_money(mem, LANG_ID, (struct money){ 100000000000000, "IDR" }, MONEY_SHORT), "Rp1 triliun");
	is(i18n_money(mem, LANG_ID, (struct money){ 99950, "IDR" }, MONEY_SHORT), "Rp999,50");
	is(i18n_money(mem, LANG_ID, (struct money){ -250000000, "USD" }, MONEY_SHORT), "-US$2,5 juta");
	is(i18n_short(mem, LANG_ID, dec(950, 0)), "950");
	is(i18n_short(mem, LANG_ID, dec(12500, 0)), "12,5 ribu");
	is(i18n_short(mem, LANG_ID, dec(999949, 0)), "999,9 ribu");
	is(i18n_short(mem, LANG_ID, dec(999950, 0)), "1 juta"); /* 999.95 thousand rounds up to the next word */
	is(i18n_short(mem, LANG_EN, dec(12345678, 1)), "1.2 million");
	is(i18n_short(mem, LANG_EN, dec(1234000000000000000, 0)), "1,234,000 trillion");
	is(i18n_short(mem, LANG_ID, dec(-1500, 0)), "-1,5 ribu");
}

static void dates(void **state)
{
	(void)state;
	date d = day(2019, 10, 29);
	is(i18n_date(mem, LANG_ID, d, DATE_LONG), "29 Oktober 2019");
	is(i18n_date(mem, LANG_EN, d, DATE_LONG), "29 October 2019");
	is(i18n_date(mem, LANG_ID, d, DATE_SHORT), "29 Okt 2019");
	is(i18n_date(mem, LANG_EN, d, DATE_MONTH), "October 2019");
	is(i18n_date(mem, LANG_ID, day(2024, 8, 1), DATE_SHORT), "1 Agu 2024");
	is(i18n_date(mem, LANG_ID, DATE_NONE, DATE_LONG), "");
	/* 2019-10-28T16:05:00Z is five past midnight of the 29th in WITA. */
	int64_t ms = ((int64_t)day(2019, 10, 28) * 86400 + 16 * 3600 + 5 * 60) * 1000;
	is(i18n_instant(mem, LANG_ID, ms), "29 Oktober 2019 00.05 WITA");
	is(i18n_instant(mem, LANG_EN, ms), "29 October 2019 00:05 WITA");
	is(i18n_instant(mem, LANG_EN, -1), "1 January 1970 07:59 WITA");
}

static void ages(void **state)
{
	(void)state;
	date today = day(2026, 3, 31);
	is(i18n_age(mem, LANG_ID, today, today), "hari ini");
	is(i18n_age(mem, LANG_ID, today - 1, today), "kemarin");
	is(i18n_age(mem, LANG_EN, today + 1, today), "tomorrow");
	is(i18n_age(mem, LANG_ID, today - 3, today), "3 hari lalu");
	is(i18n_age(mem, LANG_EN, today - 3, today), "3 days ago");
	is(i18n_age(mem, LANG_EN, today - 31, today), "1 month ago"); /* 28 February */
	is(i18n_age(mem, LANG_ID, day(2024, 4, 30), today), "23 bulan lalu");
	is(i18n_age(mem, LANG_EN, day(2024, 3, 31), today), "2 years ago");
	is(i18n_age(mem, LANG_ID, day(2029, 1, 1), today), "2 tahun lagi");
	is(i18n_age(mem, LANG_EN, DATE_NONE, today), "");
}

static void messages(void **state)
{
	(void)state;
	is(msg(LANG_ID, MSG_NAV_HOME), "Beranda");
	is(msg(LANG_EN, MSG_NAV_HOME), "Home");
	is(msg_fmt(mem, LANG_ID, MSG_FILTER_REMOVE, STR("Sektor"), STR("{0}")), "Hapus saringan Sektor: {0}");
	is(msg_fmt(mem, LANG_EN, MSG_PAGER_RANGE, STR("1"), STR("25"), STR("240")), "1–25 of 240");
	const str more[] = { STR("a"), STR("b"), STR("c") };
	is(msg_args(mem, LANG_EN, MSG_MAP_LABEL, 3, more), "Map: a"); /* more values than holes */
	is(msg_n(mem, LANG_EN, MSG_COUNT_RESULTS, 1, 0, NULL), "1 result");
	is(msg_n(mem, LANG_EN, MSG_COUNT_RESULTS, 1200, 0, NULL), "1,200 results");
	is(msg_n(mem, LANG_ID, MSG_COUNT_RESULTS, 1200, 0, NULL), "1.200 hasil");
	is(msg_n(mem, LANG_EN, MSG_COUNT_RESULTS, 0, 0, NULL), "0 results");
}

static void every_key_is_found(void **state)
{
	(void)state;
	for (int i = 0; i < MSG_COUNT; i++) {
		enum msg m;
		assert_true(msg_by_key(msg_key((enum msg)i), &m));
		assert_int_equal(m, i);
		assert_true(msg(LANG_ID, m).n > 0 && msg(LANG_EN, m).n > 0);
	}
	enum msg m;
	assert_false(msg_by_key("", &m));
	assert_false(msg_by_key("nav", &m));
	assert_false(msg_by_key("zzz.zzz", &m));
	is(msg_or(LANG_EN, "nav.home", STR("x")), "Home");
	is(msg_or(LANG_EN, "nav.nowhere", STR("x")), "x");
	is(msg_label(LANG_ID, "date", "month", "05", STR("x")), "Mei");
	is(msg_label(LANG_ID, "date", "month", "13", STR("x")), "x");
}

static void problems_say_their_message(void **state)
{
	(void)state;
	struct problem p = { .key = "map.class_range", .found = STR("7"), .expected = STR("9") };
	is(msg_problem(mem, LANG_EN, &p), "7 – 9");
	p.key = "map.no_data";
	is(msg_problem(mem, LANG_EN, &p), "No data");
	p.key = "pager.range"; /* takes three values: no message of a problem */
	is(msg_problem(mem, LANG_EN, &p), "pager.range");
	p.key = "no.such";
	is(msg_problem(mem, LANG_EN, &p), "no.such");
}

/* Kamus Besar Bahasa Indonesia: se- before ratus and ribu, belas for eleven to nineteen. */
static void numbers_in_words(void **state)
{
	static const struct {
		int64_t n;
		const char *id, *en;
	} cases[] = {
		{ 0, "nol", "zero" },
		{ 1, "satu", "one" },
		{ 10, "sepuluh", "ten" },
		{ 11, "sebelas", "eleven" },
		{ 19, "sembilan belas", "nineteen" },
		{ 20, "dua puluh", "twenty" },
		{ 21, "dua puluh satu", "twenty-one" },
		{ 99, "sembilan puluh sembilan", "ninety-nine" },
		{ 100, "seratus", "one hundred" },
		{ 111, "seratus sebelas", "one hundred eleven" },
		{ 200, "dua ratus", "two hundred" },
		{ 1000, "seribu", "one thousand" },
		{ 1001, "seribu satu", "one thousand one" },
		{ 1100, "seribu seratus", "one thousand one hundred" },
		{ 2019, "dua ribu sembilan belas", "two thousand nineteen" },
		{ 11000, "sebelas ribu", "eleven thousand" },
		{ 101000, "seratus satu ribu", "one hundred one thousand" },
		{ 1000000, "satu juta", "one million" },
		{ 1001000, "satu juta seribu", "one million one thousand" },
		{ 666000000, "enam ratus enam puluh enam juta", "six hundred sixty-six million" },
		{ 1000000000, "satu miliar", "one billion" },
		{ 2500000000000, "dua triliun lima ratus miliar", "two trillion five hundred billion" },
		{ -7, "minus tujuh", "minus seven" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		is(arena_str(mem, i18n_words(mem, LANG_ID, cases[i].n)), cases[i].id);
		is(arena_str(mem, i18n_words(mem, LANG_EN, cases[i].n)), cases[i].en);
	}
	/* the greatest and the least are said, too */
	assert_true(str_ends(i18n_words(mem, LANG_ID, INT64_MAX), STR(" delapan ratus tujuh")));
	assert_true(str_ends(i18n_words(mem, LANG_ID, INT64_MIN), STR(" delapan ratus delapan")));
	is(i18n_date_words(mem, LANG_ID, day(2019, 10, 29)),
	   "hari Selasa tanggal dua puluh sembilan bulan Oktober tahun dua ribu sembilan belas");
	is(i18n_date_words(mem, LANG_ID, day(2000, 1, 1)), "hari Sabtu tanggal satu bulan Januari tahun dua ribu");
	is(i18n_date_words(mem, LANG_EN, day(2019, 10, 29)),
	   "Tuesday, the day twenty-nine of October, in the year two thousand nineteen");
	is(i18n_date_words(mem, LANG_ID, DATE_NONE), "");
}

static void languages(void **state)
{
	(void)state;
	enum lang lang;
	assert_true(lang_parse(STR("en"), &lang) && lang == LANG_EN);
	assert_true(lang_parse(STR("id"), &lang) && lang == LANG_ID);
	assert_false(lang_parse(STR("ID"), &lang));
	assert_false(lang_parse(STR(""), &lang));
	assert_string_equal(lang_code(LANG_ID), "id");
}

/* RFC 9110, 12.5.4 */
static void the_language_that_is_liked_best(void **state)
{
	static const struct {
		const char *header;
		enum lang lang;
	} cases[] = { { "", LANG_ID },
		      { "en", LANG_EN },
		      { "EN-gb", LANG_EN },
		      { "id, en", LANG_ID },
		      { "en, id", LANG_EN },
		      { "id;q=0.5, en;q=0.8", LANG_EN },
		      { "en;q=0.2, id;q=0.25", LANG_ID },
		      { "fr, de;q=0.9, *;q=0.1", LANG_ID },
		      { "en;q=0", LANG_ID },
		      { "eng", LANG_ID },
		      { ";;q=,,en;q=x;q=1", LANG_EN } };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		if (lang_accepted(str_of(cases[i].header)) != cases[i].lang)
			fail_msg("%s", cases[i].header);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(decimals),
		cmocka_unit_test(money),
		cmocka_unit_test(short_amounts),
		cmocka_unit_test(dates),
		cmocka_unit_test(ages),
		cmocka_unit_test(messages),
		cmocka_unit_test(every_key_is_found),
		cmocka_unit_test(problems_say_their_message),
		cmocka_unit_test(numbers_in_words),
		cmocka_unit_test(languages),
		cmocka_unit_test(the_language_that_is_liked_best),
	};
	mem = arena_new(0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(mem);
	return failed;
}
