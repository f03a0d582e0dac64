/* Reports: periods and their days, what a report begins with, and every way in which the two sides of a figure can
 * differ. Expected values by hand from the calendar and from the rules at the head of report/figure.h. */
#include "db_world.h"

#include "report/figure.h"
#include "report/fill.h"
#include "report/owed.h"
#include "report/signal.h"

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

/* ---- periods ---- */

static date day_of(const char *s)
{
	date d;
	assert_true(date_parse(str_of(s), &d));
	return d;
}

static void codes_are_read(void **state)
{
	static const struct {
		const char *code, *first, *last;
		unsigned quarters;
	} good[] = {
		{ "2026-Q1", "2026-01-01", "2026-03-31", 1 }, { "2026-Q2", "2026-04-01", "2026-06-30", 2 },
		{ "2026-Q3", "2026-07-01", "2026-09-30", 4 }, { "2026-Q4", "2026-10-01", "2026-12-31", 8 },
		{ "2026-S1", "2026-01-01", "2026-06-30", 3 }, { "2026-S2", "2026-07-01", "2026-12-31", 12 },
		{ "2028", "2028-01-01", "2028-12-31", 15 },   { "2028-Q1", "2028-01-01", "2028-03-31", 1 },
	};
	static const char *const bad[] = { "",       "26-Q1",  "2026-Q0",  "2026-Q5", "2026-S3", "2026-S0", "2026-q1",
		                           "2026Q1", "2026-Q", "2026-Q11", "1999-Q1", "2101",    "+202-Q1", "2026-" };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(good); i++) {
		struct period p;
		assert_true(period_parse(str_of(good[i].code), &p));
		assert_true(str_is(period_code(mem, p), good[i].code));
		assert_int_equal(period_first(p), day_of(good[i].first));
		assert_int_equal(period_last(p), day_of(good[i].last));
		assert_int_equal(period_quarters(p), good[i].quarters);
	}
	for (size_t i = 0; i < SEL_COUNT(bad); i++) {
		struct period p;
		assert_false(period_parse(str_of(bad[i]), &p));
	}
}

/* 31 March 2026 is a Tuesday. Ten working days later: 1, 2, 3, 6, 7, 8, 9, 10, 13, 14 April; with Good Friday (the 3rd)
 * free one day more. 31 December 2026 is a Thursday: with New Year free 4, 5, 6, 7, 8, 11, 12, 13, 14, 15 January. */
static void working_days_run_after_the_period(void **state)
{
	(void)state;
	const date free_days[] = { day_of("2026-04-03"), day_of("2027-01-01") };
	const struct holidays none = { NULL, 0 }, some = { free_days, 2 };
	struct period q1 = { 2026, PERIOD_QUARTER, 1 }, q4 = { 2026, PERIOD_QUARTER, 4 };
	assert_int_equal(period_due(q1, 10, &none), day_of("2026-04-14"));
	assert_int_equal(period_due(q1, 10, &some), day_of("2026-04-15"));
	assert_int_equal(period_due(q4, 10, &some), day_of("2027-01-15"));
	assert_int_equal(period_due((struct period){ 2026, PERIOD_YEAR, 0 }, 10, &some), day_of("2027-01-15"));
}

static void a_year_has_its_periods(void **state)
{
	struct period list[PERIODS_MOST];
	(void)state;
	assert_int_equal(periods_of_year(2026, 4, list), 4);
	assert_true(str_is(period_code(mem, list[3]), "2026-Q4"));
	assert_int_equal(periods_of_year(2026, 2, list), 2);
	assert_true(str_is(period_code(mem, list[1]), "2026-S2"));
	assert_int_equal(periods_of_year(2026, 1, list), 1);
	assert_true(str_is(period_code(mem, list[0]), "2026"));
}

/* A year from July 2025 to June 2026 is fiscal year 2026; from October 2025 to September 2026 as well. */
static void fiscal_years_meet_the_calendar(void **state)
{
	static const struct {
		int quarter, start, fiscal_year, fiscal_quarter;
	} cases[] = {
		{ 1, 1, 2026, 1 }, { 4, 1, 2026, 4 },  { 1, 7, 2026, 3 },  { 2, 7, 2026, 4 },  { 3, 7, 2027, 1 },
		{ 4, 7, 2027, 2 }, { 1, 10, 2026, 2 }, { 3, 10, 2026, 4 }, { 4, 10, 2027, 1 }, { 1, 4, 2026, 4 },
		{ 2, 4, 2027, 1 }, { 1, 2, 2027, 0 },  { 1, 5, 2026, 0 },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct fiscal f =
		    period_fiscal((struct period){ 2026, PERIOD_QUARTER, cases[i].quarter }, cases[i].start);
		assert_int_equal(f.year, cases[i].fiscal_year);
		assert_int_equal(f.quarter, cases[i].fiscal_quarter);
	}
}

static void an_obligation_is_in_one_state(void **state)
{
	static const struct {
		const char *status, *today;
		enum owed_state expected;
	} cases[] = {
		{ "", "2026-03-31", OWED_WAITING },
		{ "", "2026-04-01", OWED_DUE },
		{ "", "2026-04-14", OWED_DUE },
		{ "", "2026-04-15", OWED_LATE },
		{ "draft", "2026-04-15", OWED_LATE },
		{ "submitted", "2026-04-15", OWED_IN },
		{ "checked", "2026-04-01", OWED_IN },
		{ "verified", "2026-04-01", OWED_IN },
		{ "returned", "2026-12-01", OWED_RETURNED },
		{ "accepted", "2026-12-01", OWED_ACCEPTED },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_int_equal(owed_state(str_of(cases[i].status), (struct period){ 2026, PERIOD_QUARTER, 1 },
		                            day_of("2026-04-14"), day_of(cases[i].today)),
		                 cases[i].expected);
}

static void people_are_told_before_and_after_the_day(void **state)
{
	/* the quarter ends on Tuesday 31 March 2026; due on Tuesday 14 April; three working days before is Thursday 9
	 */
	static const struct {
		const char *today;
		enum moment expected;
	} cases[] = { { "2026-03-31", MOMENT_NONE },   { "2026-04-01", MOMENT_FIRST },  { "2026-04-08", MOMENT_FIRST },
		      { "2026-04-09", MOMENT_SECOND }, { "2026-04-14", MOMENT_SECOND }, { "2026-04-15", MOMENT_PAST },
		      { "2026-05-14", MOMENT_PAST },   { "2026-05-15", MOMENT_NONE } };
	(void)state;
	const struct holidays none = { NULL, 0 };
	struct owed_period p = { .period = { 2026, PERIOD_QUARTER, 1 }, .due = day_of("2026-04-14") };
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_int_equal(owed_moment(&p, day_of(cases[i].today), &none), cases[i].expected);
}

/* ---- what a report begins with ---- */

#define ULID_PARTNER "01ARZ3NDEKTSV4RRFFQ69G5FAA"
#define ULID_PLAN "01ARZ3NDEKTSV4RRFFQ69G5FAB"
#define ULID_PROGRAMME "01ARZ3NDEKTSV4RRFFQ69G5FAC"
#define ULID_LEAD "01ARZ3NDEKTSV4RRFFQ69G5FAD"

static struct doc *plan_line(struct doc *plan, const char *id, const char *place, const char *programme,
                             const char *amount)
{
	struct doc *line = doc_add_row(mem, plan, WORKPLAN_LINE);
	memcpy(line->id, id, strlen(id) + 1);
	doc_set(line, WORKPLAN_LINE_ACTIVITY, STR("Sambungan air"));
	doc_set(line, WORKPLAN_LINE_PLACE, str_of(place));
	doc_set(line, WORKPLAN_LINE_UNIT, STR("rumah tangga"));
	doc_set(line, WORKPLAN_LINE_Q2, STR("10"));
	doc_set(line, WORKPLAN_LINE_Q3, STR("20.5"));
	doc_set(line, WORKPLAN_LINE_TARGET, STR("30.5"));
	if (programme)
		doc_set(line, WORKPLAN_LINE_PROGRAMME, str_of(programme));
	struct doc *budget = doc_add_row(mem, line, WORKPLAN_LINE_BUDGET);
	doc_set(budget, WORKPLAN_BUDGET_SOURCE, STR("Mitra"));
	doc_set(budget, WORKPLAN_BUDGET_CURRENCY, STR("IDR"));
	doc_set(budget, WORKPLAN_BUDGET_AMOUNT, str_of(amount));
	return line;
}

static struct doc *a_plan(void)
{
	struct doc *d = doc_new(mem, &workplan_kind);
	doc_set(d, WORKPLAN_PARTNER, STR(ULID_PARTNER));
	doc_set(d, WORKPLAN_YEAR, STR("2026"));
	doc_set(d, WORKPLAN_LEAD, STR(ULID_LEAD));
	plan_line(d, "k1", "53.02.01.2001", NULL, "1000000");
	plan_line(d, "k2", "53.02.01.2002", NULL, "2500000.50");
	plan_line(d, "k3", "53.04", NULL, "7");
	plan_line(d, "k4", "53.02", ULID_PROGRAMME, "9");
	plan_line(d, "k5", "53", NULL, "5");
	return d;
}

static struct owing owing(const struct doc *plan, const char *programme, const char *regency)
{
	return (struct owing){ .plan = plan,
		               .plan_id = STR(ULID_PLAN),
		               .first = STR(ULID_PLAN),
		               .programme = str_of(programme),
		               .regency = str_of(regency),
		               .period = STR("2026-Q2") };
}

static void rows_follow_from_the_plan(void **state)
{
	static const struct {
		const char *programme, *regency, *rows;
	} cases[] = { { "", "53.02", "k1k2" },           { "", "53.04", "k3" },           { "", "53", "k5" },
		      { ULID_PROGRAMME, "53.02", "k4" }, { ULID_PROGRAMME, "53.04", "" }, { "", "53.0", "" } };
	(void)state;
	const struct doc *plan = a_plan();
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct owing o = owing(plan, cases[i].programme, cases[i].regency);
		const struct doc *d = report_new(mem, &o);
		char ids[32] = "";
		uint32_t n = 0;
		struct doc *const *rows = d ? doc_rows(d, REPORT_LINE, &n) : NULL;
		for (uint32_t k = 0; k < n; k++)
			strncat(ids, rows[k]->id, sizeof(ids) - strlen(ids) - 1);
		assert_string_equal(ids, cases[i].rows);
	}
	struct owing o = owing(plan, "", "53.02");
	const struct doc *d = report_new(mem, &o);
	assert_true(str_is(doc_str(d, REPORT_PARTNER), ULID_PARTNER));
	assert_int_equal(d->v[REPORT_AGENCY].n, 1);
	assert_int_equal(d->v[REPORT_MONEY].n, 1); /* one source, one currency: 1,000,000 + 2,500,000.50 */
	assert_true(str_is(doc_str(d->v[REPORT_MONEY].u.rows[0], REPORT_MONEY_BUDGET), "3500000.5"));
	assert_false(doc_has(d->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE));
}

static void the_last_report_is_carried_over(void **state)
{
	(void)state;
	const struct doc *plan = a_plan();
	struct owing o = owing(plan, "", "53.02");
	struct doc *last = report_new(mem, &o);
	doc_set(last, REPORT_CHALLENGE, STR("Musim kering"));
	doc_set(last, REPORT_SUMMARY, STR("Triwulan lalu"));
	doc_set(last->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("10"));
	doc_set(last->v[REPORT_LINE].u.rows[0], REPORT_LINE_PROGRESS, STR("running"));
	struct doc *extra = doc_add_row(mem, last, REPORT_LINE);
	doc_set(extra, REPORT_LINE_ACTIVITY, STR("Sumur"));
	doc_set(extra, REPORT_LINE_DONE, STR("3"));
	doc_set(doc_add_row(mem, last, REPORT_OBSTACLE), REPORT_OBSTACLE_TEXT, STR("Jalan rusak"));
	report_give_ids(mem, last, NULL);
	assert_string_equal(extra->id, "t1");
	o.last = last;
	const struct doc *d = report_new(mem, &o);
	assert_int_equal(d->v[REPORT_LINE].n, 3);
	const struct doc *kept = row_by_id(d, REPORT_LINE, STR("t1"));
	assert_true(str_is(doc_str(kept, REPORT_LINE_ACTIVITY), "Sumur"));
	assert_false(doc_has(kept, REPORT_LINE_DONE));
	assert_false(doc_has(row_by_id(d, REPORT_LINE, STR("k1")), REPORT_LINE_DONE));
	assert_true(str_is(doc_str(row_by_id(d, REPORT_LINE, STR("k1")), REPORT_LINE_PROGRESS), "running"));
	assert_true(str_is(doc_str(d, REPORT_CHALLENGE), "Musim kering"));
	assert_false(doc_has(d, REPORT_SUMMARY));
	assert_int_equal(d->v[REPORT_OBSTACLE].n, 1);
}

static bool is_decimal(struct decimal d, int64_t units, uint8_t scale)
{
	return decimal_cmp(d, (struct decimal){ units, scale }) == 0;
}

static void targets_and_sums_are_computed(void **state)
{
	(void)state;
	struct decimal x;
	struct doc *line = plan_line(doc_new(mem, &workplan_kind), "k1", "53.02", NULL, "1");
	assert_false(plan_target(line, 1, &x)); /* no figure in the first quarter */
	assert_true(plan_target(line, 2, &x) && is_decimal(x, 10, 0));
	assert_true(plan_target(line, 3, &x) && is_decimal(x, 10, 0));
	assert_true(plan_target(line, 15, &x) && is_decimal(x, 305, 1));
	doc_set(line, WORKPLAN_LINE_COUNTING, STR("last"));
	assert_true(plan_target(line, 15, &x) && is_decimal(x, 205, 1));

	const struct doc *plan = a_plan();
	struct owing o = owing(plan, "", "53.02");
	struct doc *q1 = report_new(mem, &o), *q2 = report_new(mem, &o);
	const struct doc *earlier[] = { q1 };
	assert_false(done_until(earlier, 1, q2, STR("k1"), false, &x));
	doc_set(q1->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("4.5"));
	assert_true(done_until(earlier, 1, q2, STR("k1"), false, &x) && is_decimal(x, 45, 1));
	doc_set(q2->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("6"));
	assert_true(done_until(earlier, 1, q2, STR("k1"), false, &x) && is_decimal(x, 105, 1));
	assert_true(done_until(earlier, 1, q2, STR("k1"), true, &x) && is_decimal(x, 6, 0));
	/* 10.5 of 30.5 are 34.4 %; 0 of 30 are 0; nothing is a share of nought */
	assert_true(percent_of((struct decimal){ 105, 1 }, (struct decimal){ 305, 1 }, &x) && is_decimal(x, 34, 0));
	assert_true(percent_of((struct decimal){ 0, 0 }, (struct decimal){ 30, 0 }, &x) && is_decimal(x, 0, 0));
	assert_false(percent_of((struct decimal){ 5, 0 }, (struct decimal){ 0, 0 }, &x));
}

static uint32_t errors_of(const struct doc *d)
{
	struct problems ps;
	problems_init(&ps, mem, 50);
	report_check_complete(d, &ps);
	return ps.by_severity[SEVERITY_ERROR];
}

static void what_must_be_there_is_asked_for(void **state)
{
	(void)state;
	const struct doc *plan = a_plan();
	struct owing o = owing(plan, "", "53.02");
	struct doc *d = report_new(mem, &o);
	/* two rows, one line of money, summary, success, conformity, next */
	assert_int_equal(errors_of(d), 7);
	struct doc *same = report_unchanged(mem, d, STR("Tidak ada perubahan"));
	assert_int_equal(errors_of(same), 1); /* whether it conforms is for the partner to say */
	doc_set(same, REPORT_CONFORMITY, STR("part"));
	assert_int_equal(errors_of(same), 1); /* and why it does not */
	doc_set(same, REPORT_CONFORMITY_WHY, STR("Musim kering"));
	assert_int_equal(errors_of(same), 0);
	doc_set(same, REPORT_CONFORMITY, STR("full"));
	same->v[REPORT_CONFORMITY_WHY] = (struct value){ 0 };
	assert_int_equal(errors_of(same), 0);
}

static void handing_in_answers_what_was_remarked(void **state)
{
	(void)state;
	struct doc *d = doc_new(mem, &report_kind);
	doc_set(doc_add_row(mem, d, REPORT_REMARK), REPORT_REMARK_TEXT, STR("Mengapa 120?"));
	assert_true(report_has_remarks(d));
	const struct doc *in = report_handed_in(mem, d, day_of("2026-04-10"));
	assert_false(report_has_remarks(in));
	assert_true(str_is(doc_str(in, REPORT_HANDED_IN), "2026-04-10"));
	/* the first day counts, however often it comes again */
	in = report_handed_in(mem, in, day_of("2026-05-02"));
	assert_true(str_is(doc_str(in, REPORT_HANDED_IN), "2026-04-10"));
}

/* ---- signals ---- */

static struct doc *a_report(const struct owing *o, const char *day, const char *spent)
{
	struct doc *d = report_new(mem, o);
	doc_set(d, REPORT_HANDED_IN, str_of(day));
	for (uint32_t i = 0; i < d->v[REPORT_LINE].n; i++)
		doc_set(d->v[REPORT_LINE].u.rows[i], REPORT_LINE_DONE, STR("0"));
	doc_set(d->v[REPORT_MONEY].u.rows[0], REPORT_MONEY_SPENT, str_of(spent));
	return d;
}

/* Letters of the signals found, in their order; the plan has rows k1 and k2: 10 in the second, 20.5 in the third
 * quarter. */
static const char *found(const struct owing *o, struct doc **reports, uint32_t n, const char *today, const char *until)
{
	static char letters[64];
	struct signal list[20];
	const struct doc *docs[4];
	for (uint32_t i = 0; i < n; i++)
		docs[i] = reports[i];
	struct signal_in in = { .owing = o,
		                .reports = docs,
		                .nreports = n,
		                .today = day_of(today),
		                .agreement_until = until ? day_of(until) : DATE_NONE,
		                .months = 4 };
	uint32_t found_n = signals_find(&in, list, 20);
	for (uint32_t i = 0; i < found_n; i++)
		letters[i] = "SMPRUTE"[list[i].what];
	letters[found_n] = 0;
	return letters;
}

static void signals_name_what_asks_for_a_look(void **state)
{
	(void)state;
	const struct doc *plan = a_plan();
	struct owing o = owing(plan, "", "53.02");
	/* silence: four whole months from 1 January are over on 1 May */
	assert_string_equal(found(&o, NULL, 0, "2026-04-30", NULL), "");
	assert_string_equal(found(&o, NULL, 0, "2026-05-01", NULL), "S");
	struct doc *r = a_report(&o, "2026-04-10", "0");
	assert_string_equal(found(&o, &r, 1, "2026-06-30", NULL), "");
	/* the second quarter is over: 10 planned in each of two rows, nothing reported */
	assert_string_equal(found(&o, &r, 1, "2026-07-01", NULL), "TT");
	assert_string_equal(found(&o, &r, 1, "2026-08-10", NULL), "STT");
	/* the agreement ends in the year, or with it */
	assert_string_equal(found(&o, &r, 1, "2026-06-30", "2026-12-30"), "E");
	assert_string_equal(found(&o, &r, 1, "2026-06-30", "2026-12-31"), "");
	/* money and no progress; progress and no money */
	struct doc *spent = a_report(&o, "2026-04-10", "1000");
	assert_string_equal(found(&o, &spent, 1, "2026-06-30", NULL), "M");
	doc_set(r->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("3"));
	assert_string_equal(found(&o, &r, 1, "2026-06-30", NULL), "P");
	doc_set(spent->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("3"));
	assert_string_equal(found(&o, &spent, 1, "2026-06-30", NULL), "");
	/* said to run: nothing is planned after the third quarter, 3 of 30.5 are done; the other row is untouched */
	doc_set(spent->v[REPORT_LINE].u.rows[0], REPORT_LINE_PROGRESS, STR("running"));
	doc_set(spent, REPORT_HANDED_IN, STR("2026-09-30"));
	assert_string_equal(found(&o, &spent, 1, "2026-09-30", NULL), "T");
	assert_string_equal(found(&o, &spent, 1, "2026-10-01", NULL), "RT");
	doc_set(spent->v[REPORT_LINE].u.rows[0], REPORT_LINE_DONE, STR("30.5"));
	assert_string_equal(found(&o, &spent, 1, "2026-10-01", NULL), "T");
	/* a place that the plan does not have, and one that lies in a place that it has */
	struct doc *other = doc_add_row(mem, spent, REPORT_LINE);
	doc_set(other, REPORT_LINE_PLACE, STR("53.07.01"));
	doc_set(other, REPORT_LINE_DONE, STR("2"));
	struct doc *wide = doc_new(mem, &workplan_kind);
	doc_set(wide, WORKPLAN_YEAR, STR("2026"));
	plan_line(wide, "k1", "53.02.01", NULL, "1");
	struct owing narrow = owing(wide, "", "53.02");
	assert_string_equal(found(&narrow, &spent, 1, "2026-06-30", NULL), "U");
	doc_set(other, REPORT_LINE_PLACE, STR("53.02.01.2009"));
	assert_string_equal(found(&narrow, &spent, 1, "2026-06-30", NULL), "");
}

/* ---- two sides ---- */

#define NO                                                                                                             \
	{                                                                                                              \
		false,                                                                                                 \
		{                                                                                                      \
			0, 0                                                                                           \
		}                                                                                                      \
	}
#define V(n)                                                                                                           \
	{                                                                                                              \
		true,                                                                                                  \
		{                                                                                                      \
			n, 0                                                                                           \
		}                                                                                                      \
	}
#define ASKED(answer_, on_)                                                                                            \
	{                                                                                                              \
		.answer = (answer_), .on = on_                                                                         \
	}

struct figure_case {
	const char *what;
	struct figure_in in;
	enum figure_status status;
	enum figure_difference differs;
	bool known; /* a figure is shown */
	int64_t shown;
	bool proposed;
};
#define HH                                                                                                             \
	{                                                                                                              \
		"rumah tangga", 12                                                                                     \
	}
static const struct figure_case figure_cases[] = {
	/* one side only */
	{ "nobody says anything", { .unit = HH }, FIGURE_NONE, DIFFERS_NOT, false, 0, false },
	{ "only the partner", { .reported = V(120), .unit = HH }, FIGURE_REPORTED, DIFFERS_NOT, true, 120, false },
	{ "only the partner, nought", { .reported = V(0), .unit = HH }, FIGURE_REPORTED, DIFFERS_NOT, true, 0, false },
	{ "only the regency: a place that was not reported",
	  { .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(30) } },
	  FIGURE_DISPUTED,
	  DIFFERS_UNREPORTED,
	  false,
	  0,
	  false },
	{ "only the regency, and it saw nought there",
	  { .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(0) } },
	  FIGURE_NONE,
	  DIFFERS_NOT,
	  false,
	  0,
	  false },
	{ "no figure, seen: there is nothing to confirm",
	  { .unit = HH, .regency = { .answer = ANSWER_SEEN } },
	  FIGURE_NONE,
	  DIFFERS_NOT,
	  false,
	  0,
	  false },
	{ "no figure, not seen",
	  { .unit = HH, .regency = { .answer = ANSWER_UNSEEN } },
	  FIGURE_NONE,
	  DIFFERS_NOT,
	  false,
	  0,
	  false },
	/* the regency answers */
	{ "seen as reported",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	{ "seen as reported, written otherwise",
	  { .reported = { true, { 1200, 1 } }, .unit = HH, .regency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	{ "another figure",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  false },
	{ "another figure that is the same",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(120), .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	{ "more than reported",
	  { .reported = V(80), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(120), .on = V(80) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  80,
	  false },
	{ "nought reported, something seen",
	  { .reported = V(0), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(5), .on = V(0) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  0,
	  false },
	{ "another figure without a figure",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_OTHER, .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  false },
	{ "not seen",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_UNSEEN, .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_UNSEEN,
	  true,
	  120,
	  false },
	{ "nothing done, nothing seen",
	  { .reported = V(0), .unit = HH, .regency = { .answer = ANSWER_UNSEEN, .on = V(0) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  0,
	  false },
	{ "cannot tell",
	  { .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_UNKNOWN, .on = V(120) } },
	  FIGURE_REPORTED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	/* units */
	{ "the same figure in another unit",
	  { .reported = V(120),
	    .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(120), .unit = { "orang", 5 }, .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_UNIT,
	  true,
	  120,
	  false },
	{ "the unit in capitals",
	  { .reported = V(120),
	    .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(120), .unit = { "Rumah Tangga ", 13 }, .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	/* corrected after the answer */
	{ "confirmed, then corrected",
	  { .reported = V(100), .unit = HH, .regency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_REPORTED,
	  DIFFERS_CORRECTED,
	  true,
	  100,
	  false },
	{ "disputed, then corrected to what was seen",
	  { .reported = V(80), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  80,
	  false },
	{ "disputed, then corrected to something else",
	  { .reported = V(100), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  100,
	  false },
	{ "not seen, then corrected to nought",
	  { .reported = V(0), .unit = HH, .regency = { .answer = ANSWER_UNSEEN, .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  0,
	  false },
	{ "confirmed, then the figure was taken back",
	  { .unit = HH, .regency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_NONE,
	  DIFFERS_NOT,
	  false,
	  0,
	  false },
	/* an agency beside them */
	{ "the agency alone confirms: the other side is the regency",
	  { .reported = V(120), .unit = HH, .agency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_REPORTED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
	{ "the agency alone names another",
	  { .reported = V(120), .unit = HH, .agency = { .answer = ANSWER_OTHER, .value = V(90), .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_AGENCY,
	  true,
	  120,
	  false },
	{ "the regency confirms, the agency does not",
	  { .reported = V(120),
	    .unit = HH,
	    .regency = { .answer = ANSWER_SEEN, .on = V(120) },
	    .agency = { .answer = ANSWER_UNSEEN, .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_AGENCY,
	  true,
	  120,
	  false },
	{ "the agency agrees with the partner, the regency does not",
	  { .reported = V(120),
	    .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) },
	    .agency = { .answer = ANSWER_SEEN, .on = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  false },
	{ "the regency confirms, the agency cannot tell",
	  { .reported = V(120),
	    .unit = HH,
	    .regency = { .answer = ANSWER_SEEN, .on = V(120) },
	    .agency = { .answer = ANSWER_UNKNOWN, .on = V(120) } },
	  FIGURE_CONFIRMED,
	  DIFFERS_NOT,
	  true,
	  120,
	  false },
/* settled */
#define DISPUTE .reported = V(120), .unit = HH, .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) }
	{ "a value proposed by nobody",
	  { DISPUTE, .settled = { .value = V(100), .reported = V(120) } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  false },
	{ "only the partner has accepted",
	  { DISPUTE, .settled = { .value = V(100), .reported = V(120), .partner = true } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  true },
	{ "only the regency has accepted",
	  { DISPUTE, .settled = { .value = V(100), .reported = V(120), .regency = true } },
	  FIGURE_DISPUTED,
	  DIFFERS_VALUE,
	  true,
	  120,
	  true },
	{ "both have accepted",
	  { DISPUTE, .settled = { .value = V(100), .reported = V(120), .partner = true, .regency = true } },
	  FIGURE_AGREED,
	  DIFFERS_NOT,
	  true,
	  100,
	  false },
	{ "both have accepted nought",
	  { DISPUTE, .settled = { .value = V(0), .reported = V(120), .partner = true, .regency = true } },
	  FIGURE_AGREED,
	  DIFFERS_NOT,
	  true,
	  0,
	  false },
	{ "agreed against the agency's view",
	  { DISPUTE, .agency = { .answer = ANSWER_OTHER, .value = V(90), .on = V(120) },
	    .settled = { .value = V(100), .reported = V(120), .partner = true, .regency = true } },
	  FIGURE_AGREED,
	  DIFFERS_NOT,
	  true,
	  100,
	  false },
	{ "agreed, then corrected to the agreed value",
	  { .reported = V(100),
	    .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) },
	    .settled = { .value = V(100), .reported = V(120), .partner = true, .regency = true } },
	  FIGURE_AGREED,
	  DIFFERS_NOT,
	  true,
	  100,
	  false },
	{ "agreed, then corrected to something else",
	  { .reported = V(110),
	    .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(80), .on = V(120) },
	    .settled = { .value = V(100), .reported = V(120), .partner = true, .regency = true } },
	  FIGURE_DISPUTED,
	  DIFFERS_RESETTLED,
	  true,
	  110,
	  false },
	{ "agreed on a place that was not reported",
	  { .unit = HH,
	    .regency = { .answer = ANSWER_OTHER, .value = V(30) },
	    .settled = { .value = V(30), .partner = true, .regency = true } },
	  FIGURE_AGREED,
	  DIFFERS_NOT,
	  true,
	  30,
	  false },
	{ "the bureau says that it stays open",
	  { DISPUTE, .settled = { .value = V(100), .reported = V(120), .partner = true, .open = true } },
	  FIGURE_DISPUTED,
	  DIFFERS_OPEN,
	  true,
	  120,
	  false },
	{ "open without a proposal",
	  { DISPUTE, .settled = { .open = true } },
	  FIGURE_DISPUTED,
	  DIFFERS_OPEN,
	  true,
	  120,
	  false },
};

static void every_way_in_which_two_sides_differ(void **state)
{
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(figure_cases); i++) {
		const struct figure_case *c = &figure_cases[i];
		struct figure f = figure_of(&c->in);
		bool shown = f.shown.known == c->known && (!c->known || is_decimal(f.shown.value, c->shown, 0));
		if (f.status == c->status && f.differs == c->differs && shown && f.proposed == c->proposed)
			continue;
		print_message("%s: %s, %s\n", c->what, figure_status_name(f.status), figure_difference_name(f.differs));
		bad++;
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_read),
		cmocka_unit_test(working_days_run_after_the_period),
		cmocka_unit_test(a_year_has_its_periods),
		cmocka_unit_test(fiscal_years_meet_the_calendar),
		cmocka_unit_test(an_obligation_is_in_one_state),
		cmocka_unit_test(people_are_told_before_and_after_the_day),
		cmocka_unit_test(rows_follow_from_the_plan),
		cmocka_unit_test(the_last_report_is_carried_over),
		cmocka_unit_test(targets_and_sums_are_computed),
		cmocka_unit_test(what_must_be_there_is_asked_for),
		cmocka_unit_test(handing_in_answers_what_was_remarked),
		cmocka_unit_test(signals_name_what_asks_for_a_look),
		cmocka_unit_test(every_way_in_which_two_sides_differ),
	};
	return cmocka_run_group_tests(tests, memory, no_memory);
}
