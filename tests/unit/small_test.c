/* Small counts of people: which are hidden, which are held back so that the hidden one does not follow. Every expected
 * value by hand from record/small.h: below 5 is small, nought is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "activity/result.h"
#include "base/hash.h"
#include "record/small.h"
#include "workplan/rules.h"

static arena *mem;

static int memory(void **state)
{
	(void)state;
	hash_start();
	mem = arena_new(0);
	return 0;
}

static int no_memory(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static void marks_hide_what_is_small_and_what_would_tell_it(void **state)
{
	static const struct {
		bool total;
		uint32_t n;
		int64_t counts[4];
		const char *marks; /* s shown, f few, h held back */
	} cases[] = {
		{ false, 1, { 4 }, "f" },
		{ false, 1, { 5 }, "s" },
		{ false, 1, { 0 }, "s" },
		{ false, 2, { 2, 40 }, "fs" },
		{ true, 2, { 2, 40 }, "fh" },          /* 42 - 40 = 2 */
		{ true, 3, { 2, 40, 7 }, "fsh" },      /* the smallest that is shown */
		{ true, 3, { 2, 0, 40 }, "fsh" },      /* nought tells nothing and hides nothing */
		{ true, 2, { 3, 0 }, "fs" },           /* the total is small itself */
		{ true, 3, { 2, 3, 40 }, "ffs" },      /* 45 - 40 = 5: 1 + 4, 2 + 3, 3 + 2 or 4 + 1 */
		{ true, 4, { 1, 1, 10, 20 }, "ffhs" }, /* two that make 2 are 1 and 1 */
		{ true, 3, { 4, 4, 10 }, "ffh" },      /* two that make 8 are 4 and 4 */
		{ true, 2, { 5, 6 }, "ss" },
		{ true, 2, { -1, 3 }, "sf" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		enum small marks[4];
		int64_t counts[4];
		for (uint32_t k = 0; k < cases[i].n; k++)
			counts[k] = cases[i].counts[k] < 0 ? -1 : cases[i].counts[k] * 1000000;
		small_mark(counts, cases[i].n, cases[i].total, 5, marks);
		for (uint32_t k = 0; k < cases[i].n; k++)
			assert_int_equal("sfh"[marks[k]], cases[i].marks[k]);
	}
}

static void words_say_whether_people_are_counted(void **state)
{
	static const char *const people[] = { "orang",     "Jumlah kader terlatih", "Number of women trained", "age",
		                              "Laki-laki", "Penerima manfaat",      "CHILDREN UNDER 5" };
	static const char *const others[] = { "sekolah",
		                              "Rumah tangga tersambung",
		                              "Management plans",
		                              "Manfaat ekonomi",
		                              "Penerimaan daerah",
		                              "agency",
		                              "",
		                              "Village maps" };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(people); i++)
		assert_true(small_is_people(mem, str_of(people[i])));
	for (size_t i = 0; i < SEL_COUNT(others); i++)
		assert_false(small_is_people(mem, str_of(others[i])));
}

/* ---- results of a programme ---- */

static void add_value(struct doc *period, const char *value, const char *name, const char *second)
{
	struct doc *row = doc_add_row(mem, period, RESULT_PERIOD_ACTUAL);
	doc_set(row, RESULT_VALUE_VALUE, str_of(value));
	for (int i = 0; i < 2; i++) {
		const char *dimension = i ? second : name;
		if (dimension)
			doc_set(doc_add_row(mem, row, RESULT_VALUE_DIMENSION), VALUE_DIMENSION_NAME, str_of(dimension));
	}
}

static void expect_values(const struct doc *period, const char *const *expected)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(period, RESULT_PERIOD_ACTUAL, &n);
	for (uint32_t i = 0; i < n; i++)
		assert_string_equal(doc_str(rows[i], RESULT_VALUE_VALUE).p, expected[i]);
}

static struct doc *add_indicator(struct doc *activity, const char *measure, const char *title)
{
	struct doc *result = doc_add_row(mem, activity, ACTIVITY_RESULT);
	struct doc *indicator = doc_add_row(mem, result, RESULT_INDICATOR);
	doc_set(indicator, RESULT_INDICATOR_MEASURE, str_of(measure));
	doc_add_text(mem, indicator, RESULT_INDICATOR_TITLE, STR("id"), str_of(title));
	return doc_add_row(mem, indicator, RESULT_INDICATOR_PERIOD);
}

static void results_show_no_small_count_and_none_that_follows(void **state)
{
	(void)state;
	struct doc *d = doc_new(mem, &activity_kind);
	struct doc *by_sex = add_indicator(d, "1", "Kegiatan");
	add_value(by_sex, "42", NULL, NULL);
	add_value(by_sex, "2", "sex", NULL);
	add_value(by_sex, "40", "sex", NULL);
	struct doc *alone = add_indicator(d, "1", "Kader terlatih");
	add_value(alone, "3", NULL, NULL);
	struct doc *cross = add_indicator(d, "1", "Peserta");
	add_value(cross, "72", NULL, NULL);
	add_value(cross, "32", "sex", NULL);
	add_value(cross, "40", "sex", NULL);
	add_value(cross, "2", "sex", "age"); /* 32 - 30 = 2 as well as 22 - 20 = 2: all of them are held back */
	add_value(cross, "30", "sex", "age");
	add_value(cross, "20", "sex", "age");
	add_value(cross, "20", "sex", "age");
	struct doc *schools = add_indicator(d, "1", "Sekolah dengan toilet");
	add_value(schools, "3", NULL, NULL);
	struct doc *share = add_indicator(d, "2", "Persentase perempuan");
	add_value(share, "3", "sex", NULL);
	activity_conceal(mem, d, 5);
	expect_values(by_sex, (const char *const[]){ "42", "<5", "*" });
	expect_values(alone, (const char *const[]){ "<5" });
	expect_values(cross, (const char *const[]){ "72", "32", "40", "<5", "*", "*", "*" });
	expect_values(schools, (const char *const[]){ "3" });
	expect_values(share, (const char *const[]){ "3" });
}

/* ---- rows of a work plan ---- */

static void work_plans_show_no_small_count_and_none_that_follows(void **state)
{
	static const uint32_t fields[] = { WORKPLAN_LINE_FEMALE,     WORKPLAN_LINE_MALE, WORKPLAN_LINE_CHILDREN,
		                           WORKPLAN_LINE_DISABILITY, WORKPLAN_LINE_Q1,   WORKPLAN_LINE_Q2,
		                           WORKPLAN_LINE_TARGET };
	static const struct {
		const char *unit, *in[7], *out[7];
	} cases[] = {
		/* women from the target of 42; nothing follows for the parts: 20 of 42, and 2 of 42 */
		{ "orang", { "2", "40", "20", "2", "20", "22", "42" }, { "<5", "*", "20", "<5", "20", "22", "42" } },
		/* households are not the sum of women and men */
		{ "rumah tangga",
		  { "2", "40", "20", "2", "3", "9", "12" },
		  { "<5", "40", "20", "<5", "3", "9", "12" } },
		/* 39 of 40 are children: one is not */
		{ "orang", { "20", "20", "39", "0", "", "", "40" }, { "20", "20", "*", "0", "", "", "40" } },
		/* 3 in the first quarter follow from 43 - 40 */
		{ "orang", { "20", "23", "9", "5", "3", "40", "43" }, { "20", "23", "9", "5", "<5", "*", "43" } },
		{ "orang", { "1", "3", "0", "0", "0", "4", "4" }, { "<5", "<5", "0", "0", "0", "<5", "<5" } },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = doc_new(mem, &workplan_kind), *line = doc_add_row(mem, d, WORKPLAN_LINE);
		doc_set(line, WORKPLAN_LINE_UNIT, str_of(cases[i].unit));
		for (size_t k = 0; k < SEL_COUNT(fields); k++)
			if (cases[i].in[k][0])
				doc_set(line, fields[k], str_of(cases[i].in[k]));
		workplan_conceal(mem, d, 5);
		for (size_t k = 0; k < SEL_COUNT(fields); k++)
			assert_string_equal(doc_str(line, fields[k]).p, cases[i].out[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_hide_what_is_small_and_what_would_tell_it),
		cmocka_unit_test(words_say_whether_people_are_counted),
		cmocka_unit_test(results_show_no_small_count_and_none_that_follows),
		cmocka_unit_test(work_plans_show_no_small_count_and_none_that_follows),
	};
	return cmocka_run_group_tests(tests, memory, no_memory);
}
