/* The register of obstacles: what is alike, how it goes up, when it may be called solved, what a report raises once, on
 * both engines. Expected values by hand from problem/problem.h. */
#include "db_world.h"

#include "problem/problem.h"
#include "record_schema.h"

static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, &document_kind, &problem_kind, NULL };
#include "record_world.h"

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

/* ---- alike ---- */

static struct problem_line line(const char *title, const char *sort, const char *sector, const str *place, int year)
{
	return (struct problem_line){ str_of(title), str_of(sort), str_of(sector), place, place ? 1 : 0, year };
}

static void alike_is_sort_and_sector_or_place_and_half_of_the_words(void **state)
{
	static const str belu = { "53.04", 5 }, tts = { "53.02", 5 };
	static const struct {
		const char *title, *sort, *sector;
		bool in_belu, alike;
	} cases[] = {
		/* against "Jalan desa terputus musim hujan", access, prasarana, Belu */
		{ "Jalan desa terputus musim hujan", "access", "prasarana", true, true },
		{ "JALAN terputus, musim hujan!", "access", "prasarana", false, true },  /* the sector alone is near */
		{ "Jalan terputus musim hujan", "access", "kesehatan", true, true },     /* the place alone is near */
		{ "Jalan terputus musim hujan", "access", "kesehatan", false, false },   /* neither */
		{ "Jalan desa terputus musim hujan", "land", "prasarana", true, false }, /* another sort */
		{ "Jalan rusak berat sekali", "access", "prasarana", true, false },      /* 1 of 4 words */
		{ "Jalan terputus karena longsor", "access", "prasarana", true, true },  /* 2 of 4 words */
		{ "Jalan terputus karena longsor besar", "access", "prasarana", true, false }, /* 2 of 5 */
		{ "yang dan di ke", "access", "prasarana", true, false },                      /* small words only */
		{ "", "access", "prasarana", true, false },
	};
	(void)state;
	struct problem_line x = line("Jalan desa terputus musim hujan", "access", "prasarana", &belu, 2026);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problem_line y =
		    line(cases[i].title, cases[i].sort, cases[i].sector, cases[i].in_belu ? &belu : &tts, 2025);
		assert_int_equal(problem_similar(mem, &x, &y), cases[i].alike);
		assert_int_equal(problem_similar(mem, &y, &x), cases[i].alike);
	}
	/* no sector is not the same sector */
	struct problem_line p = line("Laporan mitra terlambat", "data", "", NULL, 2025);
	assert_false(problem_similar(mem, &p, &p));
}

/* 0 and 2 are alike, 2 and 3 are; so 0, 2 and 3 are one group though 0 and 3 share no word. */
static void groups_hang_together(void **state)
{
	static const str belu = { "53.04", 5 };
	(void)state;
	struct problem_line lines[] = {
		line("jalan desa terputus", "access", "", &belu, 2024),
		line("tanah sengketa", "land", "", &belu, 2024),
		line("jalan terputus, jembatan hanyut", "access", "", &belu, 2025),
		line("jembatan hanyut lagi", "access", "", &belu, 2026),
	};
	const uint32_t *g = problem_groups(mem, lines, 4);
	assert_int_equal(g[0], 0);
	assert_int_equal(g[1], 1);
	assert_int_equal(g[2], 0);
	assert_int_equal(g[3], 0);
}

/* ---- single rules ---- */

static struct doc *a_problem(void)
{
	struct doc *d = doc_new(mem, &problem_kind);
	doc_set(d, PROBLEM_TITLE, STR("Jalan terputus"));
	doc_set(d, PROBLEM_ABOUT, STR("mechanism"));
	doc_set(d, PROBLEM_STAGE, STR("control"));
	doc_set(d, PROBLEM_SORT, STR("access"));
	doc_set(d, PROBLEM_SEVERITY, STR("3"));
	doc_set(d, PROBLEM_RAISED, STR("2026-01-10"));
	doc_set(d, PROBLEM_DUE, STR("2026-03-31"));
	return d;
}

static date day(const char *s)
{
	date d = DATE_NONE;
	assert_true(date_parse(str_of(s), &d));
	return d;
}

static void overdue_is_after_the_day_and_only_while_open(void **state)
{
	static const struct {
		const char *status, *today;
		bool overdue;
	} cases[] = { { "open", "2026-03-31", false },    { "open", "2026-04-01", true },
		      { "progress", "2026-04-01", true }, { "reopened", "2026-04-01", true },
		      { "solved", "2026-04-01", false },  { "closed", "2026-04-01", false } };
	(void)state;
	struct doc *d = a_problem();
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		doc_set(d, PROBLEM_STATUS, str_of(cases[i].status));
		assert_int_equal(problem_is_overdue(d, day(cases[i].today)), cases[i].overdue);
	}
	doc_set(d, PROBLEM_STATUS, STR("open"));
	d->v[PROBLEM_DUE] = (struct value){ 0 };
	assert_false(problem_is_overdue(d, day("2030-01-01")));
}

static void a_step_up_has_a_level_a_day_and_a_reason(void **state)
{
	(void)state;
	struct doc *d = a_problem();
	assert_null(problem_escalate(mem, d, day("2026-02-01"), STR("  ")));
	const struct doc *up = problem_escalate(mem, d, day("2026-02-01"), STR("di luar anggaran"));
	assert_non_null(up);
	assert_true(str_is(doc_str(up, PROBLEM_LEVEL), "province"));
	const struct doc *row = up->v[PROBLEM_ESCALATION].u.rows[0];
	assert_true(str_is(doc_str(row, PROBLEM_ESCALATION_LEVEL), "province"));
	assert_true(str_is(doc_str(row, PROBLEM_ESCALATION_DATE), "2026-02-01"));
	assert_true(str_is(doc_str(row, PROBLEM_ESCALATION_REASON), "di luar anggaran"));
	const struct doc *top = problem_escalate(mem, up, day("2026-03-01"), STR("wewenang pusat"));
	assert_true(str_is(doc_str(top, PROBLEM_LEVEL), "ministry"));
	assert_int_equal(top->v[PROBLEM_ESCALATION].n, 2);
	assert_null(problem_escalate(mem, top, day("2026-04-01"), STR("lagi")));
	assert_false(doc_has(d, PROBLEM_LEVEL)); /* what was there stays as it was */
}

static void what_is_checked(void **state)
{
	struct problems ps;
	(void)state;
	struct doc *d = a_problem();
	problems_init(&ps, mem, 20);
	doc_check(d, NULL, &ps);
	assert_false(problems_refuse(&ps));
	doc_set(d, PROBLEM_DUE, STR("2026-01-09"));
	doc_set(d, PROBLEM_ABOUT, STR("programme"));
	doc_check(d, NULL, &ps);
	assert_int_equal(ps.n, 2);
	assert_string_equal(ps.first->key, "problem.problem.due_before");
	assert_string_equal(ps.first->next->key, "problem.problem.whose");
}

/* ---- in the store ---- */

static enum record_rc take(struct world *w, struct save *in, const char *step, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	return record_tx_end(tx, record_step_in(tx, w->a, in, str_of(step), &ps, out));
}

static void solved_needs_evidence_and_closed_opens_with_a_reason(void **state)
{
	struct world *w = *state;
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct save in = { .actor = &actor_system, .doc = a_problem(), .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &out), RECORD_OK);
	int64_t no = out.no;
	struct save step = { .actor = &actor_system, .no = no, .base_version = UINT32_MAX, .origin = ORIGIN_CLI };
	assert_int_equal(take(w, &step, "start", &out), RECORD_OK);
	assert_int_equal(take(w, &step, "close", &out), RECORD_REFUSED);
	assert_int_equal(take(w, &step, "solve", &out), RECORD_REFUSED);
	struct doc *d = doc_copy(w->a, load_as(w, &actor_system, no)->doc);
	doc_set(d, PROBLEM_EVIDENCE, STR("gambar jembatan"));
	step.doc = d;
	assert_int_equal(take(w, &step, "solve", &out), RECORD_OK);
	step.doc = NULL;
	assert_int_equal(take(w, &step, "close", &out), RECORD_OK);
	assert_int_equal(take(w, &step, "reopen", &out), RECORD_REFUSED);
	step.note = STR("hanyut lagi");
	assert_int_equal(take(w, &step, "reopen", &out), RECORD_OK);
	assert_true(str_is(doc_str(load_as(w, &actor_system, no)->doc, PROBLEM_STATUS), "reopened"));
}

static enum record_rc raise(struct world *w, const char *row, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct raise in = { .actor = &actor_system,
		            .title = STR("Pipa belum tiba"),
		            .stage = STR("implementation"),
		            .sort = STR("supply"),
		            .severity = STR("2"),
		            .place = STR("53.02"),
		            .source_kind = STR("report"),
		            .source_id = STR("01ARZ3NDEKTSV4RRFFQ69G5FAA"),
		            .source_row = str_of(row),
		            .on = day("2026-04-05") };
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	enum record_rc rc = problem_raise(tx, w->store, w->a, &in, &ps, out);
	if (rc == RECORD_UNCHANGED) {
		record_tx_rollback(tx);
		return rc;
	}
	return record_tx_end(tx, rc);
}

static void a_row_of_a_report_raises_one_problem(void **state)
{
	struct world *w = *state;
	struct saved first, again, other;
	assert_int_equal(raise(w, "a1", &first), RECORD_OK);
	assert_int_equal(raise(w, "a1", &again), RECORD_UNCHANGED);
	assert_int_equal(again.no, first.no);
	assert_int_equal(raise(w, "a2", &other), RECORD_OK);
	assert_true(other.no != first.no);
	db *d = db_borrow(w->pool, DB_READ);
	int64_t *list;
	uint32_t n;
	assert_true(problems_raised_from(d, w->a, STR("01ARZ3NDEKTSV4RRFFQ69G5FAA"), &list, &n));
	db_return(d);
	assert_int_equal(n, 2);
	const struct record *r = load_as(w, &actor_system, first.no);
	assert_true(str_is(doc_str(r->doc, PROBLEM_STATUS), "open"));
	assert_true(str_is(doc_str(r->doc, PROBLEM_ABOUT), "programme"));
	assert_true(str_is(doc_str(r->doc, PROBLEM_RAISED), "2026-04-05"));
	assert_null(load_as(w, &actor_public, first.no));
}

/* The public sees what is marked for it, and of it neither evidence nor posts nor reasons. */
static void the_public_sees_what_is_marked_for_it(void **state)
{
	struct world *w = *state;
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct doc *d = problem_escalate(mem, a_problem(), day("2026-02-01"), STR("rahasia dinas"));
	doc_set(d, PROBLEM_SHOWN, STR("1"));
	doc_set(d, PROBLEM_POST, STR("Kepala bidang"));
	doc_set(d, PROBLEM_EVIDENCE, STR("gambar"));
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &out), RECORD_OK);
	const struct record *r = load_as(w, &actor_public, out.no);
	assert_non_null(r);
	assert_true(doc_has(r->doc, PROBLEM_TITLE));
	assert_false(doc_has(r->doc, PROBLEM_POST));
	assert_false(doc_has(r->doc, PROBLEM_EVIDENCE));
	assert_false(doc_has(r->doc->v[PROBLEM_ESCALATION].u.rows[0], PROBLEM_ESCALATION_REASON));
}

int main(void)
{
	const struct CMUnitTest rules[] = {
		cmocka_unit_test(alike_is_sort_and_sector_or_place_and_half_of_the_words),
		cmocka_unit_test(groups_hang_together),
		cmocka_unit_test(overdue_is_after_the_day_and_only_while_open),
		cmocka_unit_test(a_step_up_has_a_level_a_day_and_a_reason),
		cmocka_unit_test(what_is_checked),
	};
	const struct CMUnitTest stored[] = {
		RECORD_TEST(solved_needs_evidence_and_closed_opens_with_a_reason),
		RECORD_TEST(a_row_of_a_report_raises_one_problem),
		RECORD_TEST(the_public_sees_what_is_marked_for_it),
	};
	int failed = cmocka_run_group_tests(rules, memory, no_memory);
	memory(NULL);
	failed += run_on_both(stored, SEL_COUNT(stored));
	no_memory(NULL);
	return failed;
}
