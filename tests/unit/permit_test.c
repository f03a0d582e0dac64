/* Permits (PP 59/2016): what the law says, with days counted by hand. */
#include "permit_world.h"

static void a_principle_permit_lasts_three_years(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *from, *until;
		bool refused;
	} rows[] = {
		{ "principle", "2024-03-15", "2027-03-14", false }, { "principle", "2024-03-15", "2027-03-15", false },
		{ "principle", "2024-03-15", "2027-03-16", true },  { "principle", "2024-02-29", "2027-02-28", false },
		{ "principle", "2024-02-29", "2027-03-01", true },  { "msp", "2024-03-15", "2029-03-15", false },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct problems ps;
		problems_init(&ps, a, 20);
		struct doc *d = permit(a, rows[i].kind, rows[i].from, rows[i].until);
		doc_set(d, PERMIT_MINISTRY, STR("Kementerian Sosial"));
		doc_check(d, NULL, &ps);
		assert_int_equal(has_problem(&ps, "problem.permit.years"), rows[i].refused);
		assert_int_equal(problems_refuse(&ps), rows[i].refused);
	}
}

static void renewal_is_due_three_months_before_the_end(void **state)
{
	(void)state;
	static const struct {
		const char *until, *due;
	} rows[] = {
		{ "2026-05-31", "2026-02-28" },
		{ "2024-05-31", "2024-02-29" },
		{ "2026-08-31", "2026-05-31" },
		{ "2026-01-15", "2025-10-15" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_day(permit_renewal_due(permit(a, "principle", "2023-06-01", rows[i].until), NULL), rows[i].due);
	assert_int_equal(permit_renewal_due(permit(a, "msp", "2023-06-01", "2026-05-31"), NULL), DATE_NONE);
}

static void warnings_come_at_six_four_and_three_months(void **state)
{
	(void)state;
	static const struct {
		const char *today;
		enum permit_warning warning;
	} rows[] = {
		{ "2026-06-29", PERMIT_CALM },         { "2026-06-30", PERMIT_SIX_MONTHS },
		{ "2026-08-30", PERMIT_SIX_MONTHS },   { "2026-08-31", PERMIT_FOUR_MONTHS },
		{ "2026-09-29", PERMIT_FOUR_MONTHS },  { "2026-09-30", PERMIT_THREE_MONTHS },
		{ "2026-12-31", PERMIT_THREE_MONTHS }, { "2027-01-01", PERMIT_EXPIRED },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = permit(a, "principle", "2024-01-01", "2026-12-31");
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_int_equal(permit_warning(d, NULL, day(rows[i].today)), rows[i].warning);
	doc_set(d, PERMIT_REQUESTED, STR("2026-09-01"));
	assert_int_equal(permit_warning(d, NULL, day("2026-10-15")), PERMIT_CALM);
	assert_int_equal(permit_warning(d, NULL, day("2027-01-01")), PERMIT_EXPIRED);
	struct problems ps;
	problems_init(&ps, a, 20);
	doc_set(d, PERMIT_REQUESTED, STR("2026-10-01")); /* one day after 30 September: said, not refused */
	doc_check(d, NULL, &ps);
	assert_true(has_problem(&ps, "problem.permit.late"));
	assert_false(problems_refuse(&ps));
}

static void an_operational_permit_follows_the_principle_permit(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *principle = permit(a, "principle", "2024-01-01", "2026-12-31");
	struct doc *d = permit(a, "operational", "2024-06-01", "2027-05-31");
	assert_day(permit_until(d, principle), "2026-12-31");
	assert_day(permit_renewal_due(d, principle), "2026-09-30");
	assert_true(permit_valid_on(d, principle, day("2026-12-31")));
	assert_false(permit_valid_on(d, principle, day("2027-01-01")));
	struct problems ps;
	problems_init(&ps, a, 20);
	permit_operational_check(d, principle, NULL, &ps);
	assert_true(has_problem(&ps, "problem.permit.beyond"));
	assert_true(has_problem(&ps, "problem.permit.msp"));
	assert_true(has_problem(&ps, "problem.permit.rkt"));
	assert_int_equal(ps.n, 3);
	/* art. 16 (5): who works with the ministry only needs no work plan with a region */
	problems_init(&ps, a, 20);
	doc_set(d, PERMIT_MINISTRY_ONLY, STR("1"));
	doc_set(d, PERMIT_UNTIL, STR("2026-12-31"));
	permit_operational_check(d, principle, permit(a, "msp", "2024-01-01", "2027-01-01"), &ps);
	assert_int_equal(ps.n, 0);
}

static void checklists_have_as_many_items_as_the_law(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct code **missing;
	struct doc *d = permit(a, "msp", "2024-01-01", "2026-12-31");
	assert_int_equal(permit_items_missing(d, a, &missing), 12);
	assert_string_equal(missing[0]->code, "purpose");   /* letter a */
	assert_string_equal(missing[11]->code, "validity"); /* letter l */
	struct doc *row = doc_add_row(a, d, PERMIT_ITEM);
	doc_set(row, PERMIT_ITEM_CODE, STR("area"));
	doc_set(row, PERMIT_ITEM_HELD, STR("1"));
	assert_int_equal(permit_items_missing(d, a, &missing), 11);
	doc_set(row, PERMIT_ITEM_HELD, STR("0"));
	assert_int_equal(permit_items_missing(d, a, &missing), 12);
	assert_int_equal(permit_papers_missing(d, STR("foreign_self"), a, &missing), 15);
	assert_int_equal(permit_papers_missing(d, STR("foreign_donor"), a, &missing), 9);
	assert_int_equal(permit_papers_missing(d, STR("foundation"), a, &missing), 0);
}

static void sanctions_go_step_by_step(void **state)
{
	(void)state;
	static const char *const states[] = { "none", "persuasion", "coordination", "cancelled" };
	static const char *const names[] = { "persuade", "coordinate", "cancel_rkt", "lift" };
	/* rows: state; columns: step; the state it leads to, or none (art. 29, 31 b, 30 (3)) */
	static const char *const to[4][4] = { { "persuasion", NULL, NULL, NULL },
		                              { NULL, "coordination", NULL, "none" },
		                              { NULL, NULL, "cancelled", "none" },
		                              { NULL, NULL, NULL, "none" } };
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = permit(a, "operational", "2024-01-01", "2026-12-31");
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 4; k++) {
			doc_set(d, PERMIT_SANCTION, str_of(states[i]));
			const struct step *s = workflow_step(d, str_of(names[k]));
			assert_int_equal(s != NULL, to[i][k] != NULL);
			if (s) {
				assert_string_equal(s->to, to[i][k]);
				assert_true(s->flags & STEP_REASON);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_principle_permit_lasts_three_years),
		cmocka_unit_test(renewal_is_due_three_months_before_the_end),
		cmocka_unit_test(warnings_come_at_six_four_and_three_months),
		cmocka_unit_test(an_operational_permit_follows_the_principle_permit),
		cmocka_unit_test(checklists_have_as_many_items_as_the_law),
		cmocka_unit_test(sanctions_go_step_by_step),
	};
	return cmocka_run_group_tests_name("permit", tests, NULL, NULL);
}
