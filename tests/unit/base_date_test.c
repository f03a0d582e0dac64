/* Dates against the calendar (values by Python's datetime), XML Schema part 2, and working days counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"

static date day(const char *text)
{
	date d = DATE_NONE;
	assert_true(date_parse(str_of(text), &d));
	return d;
}

static void days_have_their_numbers_and_weekdays(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int32_t number;
		int weekday;
	} rows[] = {
		{ "0001-01-01", -719162, 1 }, { "1600-02-29", -135081, 2 }, { "1900-03-01", -25508, 4 },
		{ "1945-08-17", -8903, 5 },   { "1970-01-01", 0, 4 },       { "2000-02-29", 11016, 2 },
		{ "2019-10-29", 18198, 2 },   { "2024-12-31", 20088, 2 },   { "9999-12-31", 2932896, 5 },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		char text[11];
		assert_int_equal(day(rows[i].text), rows[i].number);
		assert_int_equal(date_weekday(rows[i].number), rows[i].weekday);
		date_print(rows[i].number, text);
		assert_string_equal(text, rows[i].text);
	}
}

static void leap_years_follow_the_gregorian_rule(void **state)
{
	(void)state;
	static const struct {
		int year;
		bool leap;
	} rows[] = { { 1600, true },  { 1700, false }, { 1800, false }, { 1900, false }, { 2000, true },
		     { 2023, false }, { 2024, true },  { 2100, false }, { 2400, true } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		date leap = date_from_ymd((struct ymd){ rows[i].year, 2, 29 });
		assert_int_equal(leap != DATE_NONE, rows[i].leap);
	}
}

/* Every day of 9999 years: one after the other, as a calendar is written, without any formula. */
static void every_day_follows_the_one_before(void **state)
{
	(void)state;
	static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	date expected = -719162;
	int weekday = 1;
	for (int year = 1; year <= 9999; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (leap && month == 2);
			for (int d = 1; d <= length; d++, expected++, weekday = weekday % 7 + 1) {
				struct ymd back = date_to_ymd(expected);
				if (date_from_ymd((struct ymd){ year, month, d }) != expected || back.year != year ||
				    back.month != month || back.day != d || date_weekday(expected) != weekday)
					fail_msg("%04d-%02d-%02d", year, month, d);
			}
			assert_int_equal(date_from_ymd((struct ymd){ year, month, length + 1 }), DATE_NONE);
		}
	}
	assert_int_equal(expected, 2932897);
}

static void what_is_no_day_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",           "2019",       "2019-10",     "2019-10-2",   "19-10-29",    "2019-10-290", "2019/10/29",
		"2019-13-01", "2019-00-01", "2019-01-00",  "2019-01-32",  "2019-02-29",  "2019-04-31",  "0000-01-01",
		"+019-01-01", "2019-1-001", " 2019-10-29", "2019-10-29Z", "-2019-10-29", "2019-10-2x",
	};
	date d = 77;
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(date_parse(str_of(bad[i]), &d));
	assert_int_equal(d, 77);
	assert_int_equal(date_from_ymd((struct ymd){ 0, 1, 1 }), DATE_NONE);
	assert_int_equal(date_from_ymd((struct ymd){ 10000, 1, 1 }), DATE_NONE);
	assert_int_equal(date_from_ymd((struct ymd){ 2019, INT32_MIN, 1 }), DATE_NONE);
	char text[11];
	date_print(DATE_NONE, text);
	assert_string_equal(text, "");
	date_print(2932897, text);
	assert_string_equal(text, "");
	assert_int_equal(date_to_ymd(DATE_NONE).year, 0);
}

static void xsd_dates_may_have_a_zone(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "2002-10-10", true },        { "2002-10-10Z", true },       { "2002-10-10+13:00", true },
		{ "2002-10-10-14:00", true },  { "2002-10-10+14:00", true },  { "2002-10-10+00:00", true },
		{ "2002-10-10+14:01", false }, { "2002-10-10+15:00", false }, { "2002-10-10+08:60", false },
		{ "2002-10-10+8:00", false },  { "2002-10-10+0800", false },  { "2002-10-10ZZ", false },
		{ "2002-10-10z", false },      { "2002-10-10+", false },      { "2002-10-10T00:00:00", false },
		{ "2002-10-10 ", false },      { "2002-10-10*08:00", false },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		date d = DATE_NONE;
		assert_int_equal(date_parse_xsd(str_of(rows[i].text), &d), rows[i].ok);
		assert_int_equal(d, rows[i].ok ? 11970 : DATE_NONE);
	}
}

static void xsd_instants(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "2019-10-29T04:05:06.789Z", 1572321906789 },
		{ "2019-10-29T04:05:06.7899999Z", 1572321906789 },
		{ "2019-10-29T04:05:06", 1572321906000 },
		{ "2019-10-29T12:05:06+08:00", 1572321906000 },
		{ "2019-10-28T23:05:06-05:00", 1572321906000 },
		{ "2019-10-28T24:00:00Z", 1572307200000 },
		{ "2019-10-28T24:00:00.00Z", 1572307200000 },
		{ "2019-10-29T00:00:00.000Z", 1572307200000 },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "1970-01-01T00:00:00+14:00", -50400000 },
	};
	static const char *const bad[] = {
		"2019-10-29",
		"2019-10-29T04:05",
		"2019-10-29 04:05:06",
		"2019-10-29T04:05:60Z",
		"2019-10-29T24:00:01Z",
		"2019-10-28T24:00:00.1",
		"2019-10-29T25:00:00",
		"2019-10-29T04:60:00",
		"2019-10-29T04:05:06.",
		"2019-10-29T04:05:06.Z",
		"2019-02-29T04:05:06",
		"2019-10-29T04:05:06+15:00",
		"2019-10-29T4:05:06",
		"2019-10-29T04:05:06,5",
		"",
		"2019-10-29T04:05:06 Z",
	};
	int64_t ms;
	for (size_t i = 0; i < SEL_COUNT(good); i++) {
		assert_true(instant_parse_xsd(str_of(good[i].text), &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(instant_parse_xsd(str_of(bad[i]), &ms));
}

static void instants_are_printed_in_utc(void **state)
{
	(void)state;
	char text[25];
	instant_print(1572321906789, text);
	assert_string_equal(text, "2019-10-29T04:05:06Z");
	instant_print(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59Z");
	instant_print(-62135596800000, text);
	assert_string_equal(text, "0001-01-01T00:00:00Z");
	instant_print(-62135596800001, text);
	assert_string_equal(text, "");
	instant_print(INT64_MIN, text);
	assert_string_equal(text, "");
	instant_print(INT64_MAX, text);
	assert_string_equal(text, "");
}

/* The day begins in Kupang at 16:00 UTC of the day before. */
static void the_office_day_is_wita(void **state)
{
	(void)state;
	int64_t ms;
	assert_true(instant_parse_xsd(STR("2019-10-28T15:59:59.999Z"), &ms));
	assert_int_equal(date_of_instant(ms), day("2019-10-28"));
	assert_int_equal(date_of_instant(ms + 1), day("2019-10-29"));
	assert_int_equal(date_of_instant(-1), 0);
	assert_int_equal(date_of_instant(-WITA_MS - 1), -1);
	assert_int_equal(date_of_instant(INT64_MAX), DATE_NONE);
	assert_int_equal(date_of_instant(INT64_MIN), DATE_NONE);
}

/* A child process, because the variable is read once per process. */
static int64_t now_with(char *setting)
{
	int ends[2];
	int64_t now = 0;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		putenv(setting);
		now = clock_now();
		_exit(write(ends[1], &now, sizeof now) != sizeof now);
	}
	assert_int_equal(read(ends[0], &now, sizeof now), sizeof now);
	close(ends[0]);
	close(ends[1]);
	waitpid(child, NULL, 0);
	return now;
}

static void the_clock_can_be_fixed(void **state)
{
	(void)state;
	static char by_ms[] = "SELARAS_NOW=1572321906789", by_text[] = "SELARAS_NOW=2019-10-29T12:05:06+08:00";
	static char empty[] = "SELARAS_NOW=";
	assert_int_equal(now_with(by_ms), 1572321906789);
	assert_int_equal(now_with(by_text), 1572321906000);
	assert_true(now_with(empty) > 1700000000000);
	int64_t before = clock_mono_ns();
	assert_true(clock_mono_ns() >= before);
}

/* Joint decree of three ministers on holidays and joint leave 2025: Nyepi and Lebaran. 27 March was a Thursday. */
static struct holidays lebaran_2025(void)
{
	static date days[8];
	static const char *const text[8] = { "2025-03-28", "2025-03-29", "2025-03-31", "2025-04-01",
		                             "2025-04-02", "2025-04-03", "2025-04-04", "2025-04-07" };
	for (size_t i = 0; i < SEL_COUNT(days); i++)
		days[i] = day(text[i]);
	return (struct holidays){ days, SEL_COUNT(days) };
}

static void working_days_skip_weekends_and_holidays(void **state)
{
	(void)state;
	struct holidays h = lebaran_2025();
	assert_true(date_is_working(day("2025-03-27"), &h));
	assert_true(date_is_working(day("2025-03-28"), NULL));
	assert_false(date_is_working(day("2025-03-28"), &h));
	assert_false(date_is_working(day("2025-03-30"), &h));
	assert_true(date_is_working(day("2025-04-08"), &h));

	assert_int_equal(date_add_working(day("2025-03-27"), 0, &h), day("2025-03-27"));
	assert_int_equal(date_add_working(day("2025-03-28"), 0, &h), day("2025-04-08"));
	assert_int_equal(date_add_working(day("2025-03-27"), 1, &h), day("2025-04-08"));
	assert_int_equal(date_add_working(day("2025-03-29"), 1, &h), day("2025-04-08"));
	assert_int_equal(date_add_working(day("2025-03-27"), 5, &h), day("2025-04-14"));
	assert_int_equal(date_add_working(day("2025-03-27"), 5, NULL), day("2025-04-03"));

	assert_int_equal(date_count_working(day("2025-03-27"), day("2025-04-08"), &h), 1);
	assert_int_equal(date_count_working(day("2025-03-26"), day("2025-04-14"), &h), 6);
	assert_int_equal(date_count_working(day("2025-03-27"), day("2025-04-08"), NULL), 8);
	assert_int_equal(date_count_working(day("2025-04-08"), day("2025-04-08"), &h), 0);
	assert_int_equal(date_count_working(day("2025-04-09"), day("2025-04-08"), &h), 0);
}

static void a_holiday_listed_twice_counts_once(void **state)
{
	(void)state;
	date twice[] = { day("2025-05-01"), day("2025-05-01") };
	struct holidays h = { twice, 2 };
	/* 28 April 2025 was a Monday, 1 May a Thursday. */
	assert_int_equal(date_count_working(day("2025-04-27"), day("2025-05-04"), &h), 4);
}

static void counting_agrees_with_walking(void **state)
{
	(void)state;
	struct holidays h = lebaran_2025();
	for (date from = day("2025-03-20"); from < day("2025-04-15"); from++) {
		int walked = 0;
		for (date to = from; to < from + 40; walked += date_is_working(++to, &h))
			assert_int_equal(date_count_working(from, to, &h), walked);
	}
	for (date from = -20; from < 20; from++) {
		int walked = 0;
		for (date to = from; to < from + 40; walked += date_is_working(++to, NULL))
			assert_int_equal(date_count_working(from, to, NULL), walked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_have_their_numbers_and_weekdays),
		cmocka_unit_test(leap_years_follow_the_gregorian_rule),
		cmocka_unit_test(every_day_follows_the_one_before),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(xsd_dates_may_have_a_zone),
		cmocka_unit_test(xsd_instants),
		cmocka_unit_test(instants_are_printed_in_utc),
		cmocka_unit_test(the_office_day_is_wita),
		cmocka_unit_test(the_clock_can_be_fixed),
		cmocka_unit_test(working_days_skip_weekends_and_holidays),
		cmocka_unit_test(a_holiday_listed_twice_counts_once),
		cmocka_unit_test(counting_agrees_with_walking),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
