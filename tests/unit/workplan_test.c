/* Annual work plans: who is asked about which rows, when an opinion holds, what a row must say, what steps do on both
 * engines. Expected values by hand from the rules in workplan/rules.h. */
#include "db_world.h"

#include "plan/plan.h"
#include "record_schema.h"
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

#define ULID_LEAD "01ARZ3NDEKTSV4RRFFQ69G5FAA"
#define ULID_OTHER "01ARZ3NDEKTSV4RRFFQ69G5FAB"
#define ULID_NODE "01ARZ3NDEKTSV4RRFFQ69G5FAC"
#define ULID_NODE2 "01ARZ3NDEKTSV4RRFFQ69G5FAD"

static struct doc *add_line(struct doc *plan, const char *id, const char *place, const char *sector)
{
	struct doc *line = doc_add_row(mem, plan, WORKPLAN_LINE);
	memcpy(line->id, id, strlen(id) + 1);
	doc_set(line, WORKPLAN_LINE_ACTIVITY, STR("Pelatihan kader"));
	doc_set(line, WORKPLAN_LINE_PLACE, str_of(place));
	doc_set(line, WORKPLAN_LINE_SECTOR, str_of(sector));
	doc_set(line, WORKPLAN_LINE_INDICATOR, STR("Kader terlatih"));
	doc_set(line, WORKPLAN_LINE_UNIT, STR("orang"));
	doc_set(line, WORKPLAN_LINE_TARGET, STR("10"));
	struct doc *budget = doc_add_row(mem, line, WORKPLAN_LINE_BUDGET);
	doc_set(budget, WORKPLAN_BUDGET_SOURCE, STR("Mitra"));
	doc_set(budget, WORKPLAN_BUDGET_CURRENCY, STR("IDR"));
	doc_set(budget, WORKPLAN_BUDGET_AMOUNT, STR("1000000"));
	return line;
}

/* Two regencies, the whole province; a lead agency and one that accompanies health only. */
static struct doc *a_plan(void)
{
	struct doc *d = doc_new(mem, &workplan_kind);
	doc_set(d, WORKPLAN_YEAR, STR("2027"));
	doc_set(d, WORKPLAN_TITLE, STR("RKT"));
	doc_set(d, WORKPLAN_STATUS, STR("submitted"));
	doc_set(d, WORKPLAN_LEAD, STR(ULID_LEAD));
	struct doc *agency = doc_add_row(mem, d, WORKPLAN_AGENCY);
	doc_set(agency, WORKPLAN_AGENCY_UNIT, STR(ULID_OTHER));
	doc_set(agency, WORKPLAN_AGENCY_SECTOR, STR("kesehatan"));
	add_line(d, "a", "53.04.01.2001", "kesehatan");
	add_line(d, "b", "53.04", "pangan");
	add_line(d, "c", "53.02.01", "kesehatan");
	add_line(d, "d", "53", "pangan");
	return d;
}

static const struct doc *line_at(const struct doc *d, uint32_t i)
{
	return d->v[WORKPLAN_LINE].u.rows[i];
}

/* ---- who is asked ---- */

static void each_is_asked_about_its_own_rows(void **state)
{
	static const struct {
		struct voice voice;
		const char *rows; /* y or n for a, b, c, d */
	} cases[] = {
		{ { BY_REGENCY, { "53.04", 5 } }, "yynn" },    { { BY_REGENCY, { "53.02", 5 } }, "nnyn" },
		{ { BY_REGENCY, { "53.0", 4 } }, "nnnn" },     { { BY_REGENCY, { "53", 2 } }, "nnnn" },
		{ { BY_REGENCY, { "", 0 } }, "nnnn" },         { { BY_AGENCY, { ULID_LEAD, 26 } }, "yyyy" },
		{ { BY_AGENCY, { ULID_OTHER, 26 } }, "ynyn" }, { { BY_AGENCY, { ULID_NODE, 26 } }, "nnnn" },
		{ { BY_AGENCY, { "", 0 } }, "nnnn" },          { { BY_BUREAU, { "", 0 } }, "yyyy" },
	};
	(void)state;
	const struct doc *d = a_plan();
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		for (uint32_t r = 0; r < 4; r++)
			assert_int_equal(voice_covers(d, line_at(d, r), cases[i].voice), cases[i].rows[r] == 'y');
}

static struct doc *opine(const struct doc *d, struct voice v, const char *lines, enum verdict verdict,
                         const char *reason)
{
	struct problems ps;
	struct opinion list[8];
	struct opinions_in in = { v, list, 0, STR("akun"), 1000000000000 };
	problems_init(&ps, mem, 20);
	for (; lines[in.n]; in.n++)
		list[in.n] = (struct opinion){ arena_str(mem, (str){ lines + in.n, 1 }), verdict, str_of(reason) };
	return workplan_opine(mem, d, &in, &ps);
}

static const struct voice belu = { BY_REGENCY, { "53.04", 5 } }, tts = { BY_REGENCY, { "53.02", 5 } };
static const struct voice lead = { BY_AGENCY, { ULID_LEAD, 26 } }, health = { BY_AGENCY, { ULID_OTHER, 26 } };

static void turns_go_from_regencies_to_agencies_to_the_bureau(void **state)
{
	(void)state;
	struct doc *d = a_plan();
	assert_int_equal(workplan_turn(d), BY_REGENCY);
	assert_null(opine(d, lead, "a", VERDICT_ACCEPT, ""));   /* not its turn */
	assert_null(opine(d, belu, "c", VERDICT_ACCEPT, ""));   /* not its row */
	assert_null(opine(d, belu, "x", VERDICT_ACCEPT, ""));   /* no such row */
	assert_null(opine(d, belu, "a", VERDICT_RETURN, "  ")); /* no reason */
	assert_non_null(d = opine(d, belu, "ab", VERDICT_ACCEPT, ""));
	assert_int_equal(workplan_turn(d), BY_REGENCY);
	assert_non_null(d = opine(d, tts, "c", VERDICT_ACCEPT, ""));
	assert_int_equal(workplan_turn(d), BY_AGENCY);
	assert_non_null(d = opine(d, lead, "abcd", VERDICT_ACCEPT, ""));
	assert_int_equal(workplan_turn(d), BY_AGENCY);
	assert_non_null(d = opine(d, health, "ac", VERDICT_ACCEPT, ""));
	assert_int_equal(workplan_turn(d), BY_BUREAU);
	assert_false(workplan_has_returns(d));
	uint32_t n;
	const struct voice_progress *p = workplan_progress(mem, d, &n);
	static const struct voice_progress expected[] = { { { BY_REGENCY, { "53.02", 5 } }, 1, 1, 0, 0 },
		                                          { { BY_REGENCY, { "53.04", 5 } }, 2, 2, 0, 0 },
		                                          { { BY_AGENCY, { ULID_LEAD, 26 } }, 4, 4, 0, 0 },
		                                          { { BY_AGENCY, { ULID_OTHER, 26 } }, 2, 2, 0, 0 },
		                                          { { BY_BUREAU, { "", 0 } }, 4, 0, 0, 4 } };
	assert_int_equal(n, SEL_COUNT(expected));
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(p[i].voice.by, expected[i].voice.by);
		assert_true(str_eq(p[i].voice.of, expected[i].voice.of));
		assert_int_equal(p[i].lines, expected[i].lines);
		assert_int_equal(p[i].accepted, expected[i].accepted);
		assert_int_equal(p[i].open, expected[i].open);
	}
}

static void an_opinion_belongs_to_the_text_it_was_given_on(void **state)
{
	(void)state;
	struct doc *d = opine(a_plan(), belu, "a", VERDICT_ACCEPT, "");
	d = opine(d, belu, "b", VERDICT_RETURN, "sudah dikerjakan desa");
	assert_true(workplan_has_returns(d));
	struct doc *line = d->v[WORKPLAN_LINE].u.rows[1];
	assert_int_equal(line_verdict(line, belu, NULL), VERDICT_RETURN);
	doc_set(line, WORKPLAN_LINE_TARGET, STR("11"));
	assert_int_equal(line_verdict(line, belu, NULL), VERDICT_STALE);
	assert_int_equal(line_verdict(line_at(d, 0), belu, NULL), VERDICT_ACCEPT);
	assert_int_equal(line_verdict(line_at(d, 0), tts, NULL), VERDICT_NONE);
	assert_false(workplan_has_returns(d));
	/* a second opinion takes the place of the first */
	d = opine(d, belu, "b", VERDICT_ACCEPT, "");
	assert_int_equal(line_at(d, 1)->v[WORKPLAN_LINE_OPINION].n, 1);
	assert_int_equal(line_verdict(line_at(d, 1), belu, NULL), VERDICT_ACCEPT);
}

/* ---- what a row must say ---- */

static const char *first_problem(const struct doc *d)
{
	struct problems ps;
	problems_init(&ps, mem, 20);
	workplan_line_check(d, NULL, &ps);
	return ps.first ? ps.first->key : "";
}

static void the_year_follows_from_the_quarters(void **state)
{
	static const struct {
		const char *counting, *q[4], *target, *problem;
	} cases[] = {
		{ "sum", { "1", "2", "3", "4" }, "10", "" },
		{ NULL, { "1", "2", "3", "4" }, "10", "" },
		{ "sum", { "1", "2", "3", "4" }, "11", "problem.workplan.target_sum" },
		{ "sum", { NULL, "2.5", NULL, "2.5" }, "5", "" },
		{ "sum", { NULL, NULL, NULL, NULL }, "7", "" },
		{ "last", { "20", "40", NULL, NULL }, "40", "" },
		{ "last", { "20", "40", "60", "80" }, "80", "" },
		{ "last", { "20", "40", "60", "80" }, "200", "problem.workplan.target_last" },
		{ "last", { "20", "40", "60", "0" }, "0", "" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = doc_new(mem, &workplan_line_kind);
		if (cases[i].counting)
			doc_set(d, WORKPLAN_LINE_COUNTING, str_of(cases[i].counting));
		for (uint32_t q = 0; q < 4; q++)
			if (cases[i].q[q])
				doc_set(d, WORKPLAN_LINE_Q1 + q, str_of(cases[i].q[q]));
		doc_set(d, WORKPLAN_LINE_TARGET, str_of(cases[i].target));
		assert_string_equal(first_problem(d), cases[i].problem);
	}
}

static void shares_make_a_hundred_and_parts_are_not_more_than_all(void **state)
{
	static const struct {
		const char *first, *second, *node, *female, *male, *children, *problem;
	} cases[] = {
		{ "60", "40", ULID_NODE2, "3", "4", "7", "" },
		{ "33.33", "66.67", ULID_NODE2, "3", NULL, "3", "" },
		{ "60", "39.99", ULID_NODE2, NULL, NULL, NULL, "problem.workplan.shares" },
		{ "100", NULL, NULL, "3", "4", "8", "problem.workplan.part_of_people" },
		{ "100", NULL, NULL, NULL, NULL, "8", "" },
		{ "50", "50", ULID_NODE, NULL, NULL, NULL, "problem.workplan.aligned_twice" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = doc_new(mem, &workplan_line_kind);
		struct doc *row = doc_add_row(mem, d, WORKPLAN_LINE_ALIGN);
		doc_set(row, WORKPLAN_ALIGN_PLAN, STR(ULID_NODE));
		doc_set(row, WORKPLAN_ALIGN_SHARE, str_of(cases[i].first));
		if (cases[i].second) {
			row = doc_add_row(mem, d, WORKPLAN_LINE_ALIGN);
			doc_set(row, WORKPLAN_ALIGN_PLAN, str_of(cases[i].node));
			doc_set(row, WORKPLAN_ALIGN_SHARE, str_of(cases[i].second));
		}
		if (cases[i].female)
			doc_set(d, WORKPLAN_LINE_FEMALE, str_of(cases[i].female));
		if (cases[i].male)
			doc_set(d, WORKPLAN_LINE_MALE, str_of(cases[i].male));
		if (cases[i].children)
			doc_set(d, WORKPLAN_LINE_CHILDREN, str_of(cases[i].children));
		assert_string_equal(first_problem(d), cases[i].problem);
	}
}

/* ---- copies ---- */

static void a_copy_leaves_opinions_and_a_revision_keeps_row_ids(void **state)
{
	(void)state;
	struct doc *d = opine(a_plan(), belu, "a", VERDICT_ACCEPT, "");
	const struct doc *next = workplan_copy(mem, d, 2028, false);
	assert_true(str_is(doc_str(next, WORKPLAN_YEAR), "2028"));
	assert_false(doc_has(next, WORKPLAN_STATUS));
	assert_false(doc_has(line_at(next, 0), WORKPLAN_LINE_TARGET));
	assert_false(doc_has(line_at(next, 0), WORKPLAN_LINE_BUDGET));
	assert_false(doc_has(line_at(next, 0), WORKPLAN_LINE_OPINION));
	assert_true(str_is(doc_str(line_at(next, 0), WORKPLAN_LINE_PLACE), "53.04.01.2001"));
	assert_true(doc_has(line_at(workplan_copy(mem, d, 2028, true), 0), WORKPLAN_LINE_TARGET));
	struct doc *r = workplan_revise(mem, d, STR(ULID_NODE));
	assert_true(str_is(doc_str(r, WORKPLAN_REVISION), "1"));
	assert_true(str_is(doc_str(r, WORKPLAN_REVISES), ULID_NODE));
	assert_string_equal(line_at(r, 2)->id, "c");
}

static void rows_are_laid_side_by_side(void **state)
{
	(void)state;
	struct doc *old = a_plan(), *new = a_plan();
	doc_set(new->v[WORKPLAN_LINE].u.rows[0], WORKPLAN_LINE_TARGET, STR("12"));
	new->v[WORKPLAN_LINE].u.rows[1] = new->v[WORKPLAN_LINE].u.rows[2]; /* b is gone: a, c, d, n */
	new->v[WORKPLAN_LINE].u.rows[2] = new->v[WORKPLAN_LINE].u.rows[3];
	new->v[WORKPLAN_LINE].n = 3;
	add_line(new, "n", "53.01", "papan");
	static const struct {
		enum line_change what;
		const char *id;
	} expected[] = { { LINE_CHANGED, "a" },
		         { LINE_REMOVED, "b" },
		         { LINE_SAME, "c" },
		         { LINE_SAME, "d" },
		         { LINE_ADDED, "n" } };
	uint32_t n;
	const struct line_pair *p = workplan_compare(mem, old, new, &n);
	assert_int_equal(n, SEL_COUNT(expected));
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(p[i].what, expected[i].what);
		assert_string_equal((p[i].new ? p[i].new : p[i].old)->id, expected[i].id);
	}
	assert_int_equal(p[0].diff.n, 1);
	assert_true(str_is(p[0].diff.p[0].old, "10") && str_is(p[0].diff.p[0].new, "12"));
}

/* ---- in a database ---- */

static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, &plan_kind, &permit_kind,
	                                    &agreement_kind,    &workplan_kind, NULL };

static struct store *open_store(struct world *w)
{
	const char *why = NULL;
	mem = w->a;
	assert_int_equal(db_migrate(w->pool, record_migrations, record_migrations_count, &why), DB_OK);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	assert_non_null(s);
	return s;
}

static str new_org(struct world *w, struct store *s, const char *ref)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct doc *d = doc_new(w->a, &organisation_kind);
	doc_set(d, ORGANISATION_REF, str_of(ref));
	doc_add_text(w->a, d, ORGANISATION_NAME, STR("id"), str_of(ref));
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	return arena_str(w->a, str_of(out.id));
}

struct cast {
	struct grant grant;
	struct actor actor;
};

static struct cast *cast(struct world *w, enum role role, str org, const char *place)
{
	struct cast *c = arena_make(w->a, struct cast);
	c->grant = (struct grant){ role, org, STR_EMPTY, str_of(place) };
	c->actor = (struct actor){
		.id = str_of(role_name(role)), .viewer = PUBLIC, .may_write = true, .grants = &c->grant, .ngrants = 1
	};
	return c;
}

static enum record_rc step(struct world *w, struct store *s, const struct actor *actor, int64_t no, const char *name,
                           const struct doc *doc)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	struct save in = { .actor = actor, .no = no, .doc = doc, .base_version = UINT32_MAX, .origin = ORIGIN_FORM };
	enum record_rc rc = record_step_in(tx, w->a, &in, str_of(name), &ps, &out);
	if (rc != RECORD_OK) {
		record_tx_rollback(tx);
		return rc;
	}
	return record_tx_commit(tx);
}

static enum record_rc save(struct world *w, struct store *s, const struct actor *actor, const struct doc *d,
                           struct saved *out)
{
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct save in = { .actor = actor,
		           .doc = d,
		           .no = out->no,
		           .base_version = out->no ? UINT32_MAX : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT };
	return record_save(s, w->a, &in, &ps, out);
}

static const struct doc *load(struct world *w, struct store *s, const struct actor *viewer, int64_t no)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct record *r = record_load(s, d, w->a, viewer, no);
	db_return(d);
	return r ? r->doc : NULL;
}

static const char *seed_tree(struct world *w, struct store *s)
{
	struct problems ps;
	struct plan_seeded seeded;
	struct plan_tree tree;
	problems_init(&ps, w->a, 20);
	assert_int_equal(plan_seed(s, &ps, &seeded), RECORD_OK);
	assert_int_equal(seeded.added, 18); /* 1 vision, 5 missions, 5 priorities, 3 measures, 4 indicators */
	assert_int_equal(plan_seed(s, &ps, &seeded), RECORD_OK);
	assert_int_equal(seeded.unchanged, 18);
	db *reader = db_borrow(w->pool, DB_READ);
	assert_true(plan_tree_read(s, reader, w->a, &tree));
	db_return(reader);
	assert_int_equal(tree.n, 18);
	assert_int_equal(plan_node_find(&tree, STR("P4"))->depth, 2); /* vision, mission 4, priority 4 */
	return plan_node_find(&tree, STR("P4"))->id;
}

static void complete(struct world *w, struct doc *d, str lead_org, const char *node)
{
	doc_set(d, WORKPLAN_LEAD, lead_org);
	doc_set(d, WORKPLAN_SUSTAINABILITY, STR("Kader desa"));
	doc_set(d, WORKPLAN_EXIT, STR("Serah terima"));
	doc_set(d, WORKPLAN_BENEFIT, STR("Gizi anak"));
	struct doc *align = doc_add_row(w->a, d->v[WORKPLAN_LINE].u.rows[0], WORKPLAN_LINE_ALIGN);
	doc_set(align, WORKPLAN_ALIGN_PLAN, str_of(node));
	doc_set(align, WORKPLAN_ALIGN_SHARE, STR("100"));
}

/* Handed in: nobody edits or deletes it, the public does not see it. */
static void expect_locked(struct world *w, struct store *s, const struct actor *actor, const struct doc *d, int64_t no)
{
	struct doc *other = doc_copy(w->a, d);
	struct saved out = { .no = no };
	doc_set(other, WORKPLAN_TITLE, STR("lain"));
	assert_int_equal(save(w, s, actor, other, &out), RECORD_FORBIDDEN);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(record_delete(tx, w->a, actor, ORIGIN_FORM, no, STR_EMPTY), RECORD_FORBIDDEN);
	record_tx_rollback(tx);
}

static void expect_signature(struct world *w, struct store *s, const struct actor *bureau, int64_t no)
{
	assert_int_equal(step(w, s, bureau, no, "sign", NULL), RECORD_REFUSED); /* no number, no date */
	struct doc *d = doc_copy(w->a, load(w, s, &actor_system, no));
	doc_set(d, WORKPLAN_SIGNED_NUMBER, STR("BAP.1/2027"));
	doc_set(d, WORKPLAN_SIGNED_ON, STR("2027-01-11"));
	assert_int_equal(step(w, s, bureau, no, "sign", d), RECORD_OK);
	assert_true(str_is(doc_str(load(w, s, &actor_public, no), WORKPLAN_STATUS), "signed"));
}

static void a_plan_goes_its_way(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	str partner_org = new_org(w, s, "XM-P"), lead_org = new_org(w, s, "XM-L");
	struct voice lead_voice = { BY_AGENCY, lead_org }, bureau_voice = { BY_BUREAU, STR_EMPTY };
	const char *node = seed_tree(w, s);
	struct actor *partner = &cast(w, ROLE_PARTNER, partner_org, "")->actor;
	struct actor *regency = &cast(w, ROLE_REGENCY, STR_EMPTY, "53.04")->actor;
	struct actor *agency = &cast(w, ROLE_AGENCY, lead_org, "")->actor;
	struct actor *bureau = &cast(w, ROLE_BUREAU, STR_EMPTY, "")->actor;
	struct doc *d = doc_new(w->a, &workplan_kind);
	doc_set(d, WORKPLAN_PARTNER, partner_org);
	doc_set(d, WORKPLAN_YEAR, STR("2027"));
	doc_set(d, WORKPLAN_TITLE, STR("RKT 2027"));
	add_line(d, "a", "53.04.01.2001", "kesehatan");
	struct saved out = { 0 };
	assert_int_equal(save(w, s, partner, d, &out), RECORD_OK);
	assert_null(load(w, s, regency, out.no));
	assert_int_equal(step(w, s, partner, out.no, "submit", NULL), RECORD_REFUSED); /* incomplete */
	complete(w, d, lead_org, node);
	assert_int_equal(save(w, s, partner, d, &out), RECORD_OK);
	assert_int_equal(step(w, s, partner, out.no, "submit", NULL), RECORD_OK);
	expect_locked(w, s, partner, d, out.no);
	expect_locked(w, s, bureau, d, out.no);
	assert_null(load(w, s, &actor_public, out.no));
	assert_non_null(load(w, s, regency, out.no));
	assert_int_equal(step(w, s, bureau, out.no, "approve", NULL), RECORD_REFUSED); /* opinions open */
	const struct doc *now = opine(load(w, s, &actor_system, out.no), belu, "a", VERDICT_RETURN, "ganda");
	assert_int_equal(step(w, s, regency, out.no, "opine", now), RECORD_REFUSED);
	assert_int_equal(step(w, s, partner, out.no, "send_back", now), RECORD_FORBIDDEN);
	assert_int_equal(step(w, s, regency, out.no, "send_back", now), RECORD_OK);
	/* returned: the same text does not go back in */
	assert_int_equal(step(w, s, partner, out.no, "submit", NULL), RECORD_REFUSED);
	struct doc *mended = doc_copy(w->a, load(w, s, partner, out.no));
	doc_set(mended->v[WORKPLAN_LINE].u.rows[0], WORKPLAN_LINE_PLACE, STR("53.04.01.2002"));
	assert_int_equal(save(w, s, partner, mended, &out), RECORD_OK);
	assert_int_equal(step(w, s, partner, out.no, "submit", NULL), RECORD_OK);
	now = opine(load(w, s, &actor_system, out.no), belu, "a", VERDICT_ACCEPT, "");
	assert_int_equal(step(w, s, regency, out.no, "opine", now), RECORD_OK);
	now = opine(load(w, s, &actor_system, out.no), lead_voice, "a", VERDICT_ACCEPT, "");
	assert_int_equal(step(w, s, agency, out.no, "opine", now), RECORD_OK);
	assert_int_equal(step(w, s, bureau, out.no, "return", NULL), RECORD_REFUSED);  /* no row is returned */
	assert_int_equal(step(w, s, bureau, out.no, "approve", NULL), RECORD_REFUSED); /* no row is decided */
	now = opine(load(w, s, &actor_system, out.no), bureau_voice, "a", VERDICT_ACCEPT, "");
	assert_int_equal(step(w, s, bureau, out.no, "approve", now), RECORD_OK);
	assert_non_null(load(w, s, &actor_public, out.no));
	assert_false(doc_has(line_at(load(w, s, &actor_public, out.no), 0), WORKPLAN_LINE_OPINION));
	expect_signature(w, s, bureau, out.no);
	store_close(s);
}

static str new_agreement(struct world *w, struct store *s, str org, const char *status, const char *from,
                         const char *until, const char *ended)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct doc *d = doc_new(w->a, &agreement_kind);
	doc_add_text(w->a, d, AGREEMENT_TITLE, STR("id"), STR("Perjanjian"));
	doc_set(d, AGREEMENT_TYPE, STR("ksdll"));
	doc_set(d, AGREEMENT_TRACK, STR("passthrough"));
	doc_set(d, AGREEMENT_FORM, STR("technical"));
	doc_set(d, AGREEMENT_BASIS, STR("passthrough"));
	doc_set(d, AGREEMENT_STATUS, str_of(status));
	doc_set(doc_add_row(w->a, d, AGREEMENT_PARTY), AGREEMENT_PARTY_ORG, org);
	if (from)
		doc_set(d, AGREEMENT_FROM, str_of(from));
	if (until)
		doc_set(d, AGREEMENT_UNTIL, str_of(until));
	if (ended)
		doc_set(d, AGREEMENT_ENDED, str_of(ended));
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	return arena_str(w->a, str_of(out.id));
}

static void a_plan_rests_on_an_agreement_of_its_partner_and_year(void **state)
{
	static const struct {
		bool own;
		const char *status, *from, *until, *ended, *problem;
		bool refused;
	} cases[] = {
		{ true, "running", "2026-01-01", "2028-12-31", NULL, NULL, false },
		{ true, "running", "2027-01-01", "2027-12-31", NULL, NULL, false },
		{ false, "running", "2026-01-01", "2028-12-31", NULL, "problem.workplan.agreement_other", true },
		{ true, "running", "2024-01-01", "2026-12-31", NULL, "problem.workplan.agreement_year", true },
		{ true, "running", "2028-01-01", "2029-12-31", NULL, "problem.workplan.agreement_year", true },
		{ true, "ended", "2024-01-01", "2028-12-31", "2026-05-01", "problem.workplan.agreement_year", true },
		{ true, "stopped", "2026-01-01", "2028-12-31", NULL, "problem.workplan.agreement_stopped", true },
		{ true, "running", "2026-01-01", "2027-04-30", NULL, "problem.workplan.agreement_part", false },
		{ true, "running", "2026-01-01", NULL, NULL, "problem.workplan.agreement_open", false },
		{ true, "process", "2026-01-01", "2028-12-31", NULL, "problem.workplan.agreement_unsigned", false },
	};
	struct world *w = *state;
	struct store *s = open_store(w);
	str own = new_org(w, s, "XM-P"), other = new_org(w, s, "XM-O");
	const struct actor *partner = &cast(w, ROLE_PARTNER, own, "")->actor;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		struct saved out = { 0 };
		struct doc *d = doc_new(w->a, &workplan_kind);
		doc_set(d, WORKPLAN_PARTNER, own);
		doc_set(d, WORKPLAN_YEAR, STR("2027"));
		doc_set(d, WORKPLAN_TITLE, STR("RKT"));
		add_line(d, "a", "53.04.01.2001", "kesehatan");
		doc_set(d, WORKPLAN_AGREED,
		        new_agreement(w, s, cases[i].own ? own : other, cases[i].status, cases[i].from, cases[i].until,
		                      cases[i].ended));
		problems_init(&ps, w->a, 20);
		db *reader = db_borrow(w->pool, DB_READ);
		assert_true(workplan_agreement_check(s, reader, w->a, d, &ps));
		db_return(reader);
		assert_string_equal(ps.first ? ps.first->key : "", cases[i].problem ? cases[i].problem : "");
		assert_int_equal(save(w, s, partner, d, &out), cases[i].refused ? RECORD_REFUSED : RECORD_OK);
	}
	store_close(s);
}

static struct saved new_permit(struct world *w, struct store *s, str holder, const char *from, const char *until,
                               const char *sanction)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct doc *d = doc_new(w->a, &permit_kind);
	doc_set(d, PERMIT_HOLDER, holder);
	doc_set(d, PERMIT_KIND, STR("principle"));
	doc_set(d, PERMIT_NUMBER, STR("CONTOH/001"));
	doc_set(d, PERMIT_ISSUER, STR("Kementerian Luar Negeri"));
	doc_set(d, PERMIT_FROM, str_of(from));
	doc_set(d, PERMIT_UNTIL, str_of(until));
	if (sanction)
		doc_set(d, PERMIT_SANCTION, str_of(sanction));
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	return out;
}

static bool refused_as(struct world *w, struct store *s, const struct doc *plan, const char *from, const char *to)
{
	struct problems ps;
	struct doc *was = doc_copy(w->a, plan), *now = doc_copy(w->a, plan);
	problems_init(&ps, w->a, 20);
	doc_set(was, WORKPLAN_STATUS, str_of(from));
	doc_set(now, WORKPLAN_STATUS, str_of(to));
	db *reader = db_borrow(w->pool, DB_READ);
	assert_true(workplan_fits(s, reader, w->a, now, was, &ps));
	db_return(reader);
	return problems_refuse(&ps);
}

/* PP 59/2016 art. 16 (3), for a plan of 2027; days by hand. */
static void no_plan_reaches_beyond_the_permit(void **state)
{
	static const struct {
		const char *permits[2][2];
		const char *q1, *q4; /* what the one row plans besides the year */
		const char *problem;
	} cases[] = {
		{ { { NULL, NULL } }, NULL, NULL, NULL }, /* no foreign organisation */
		{ { { "2025-01-01", "2027-12-31" } }, NULL, NULL, NULL },
		{ { { "2025-01-01", "2027-12-30" } }, NULL, NULL, "problem.workplan.permit_beyond" },
		{ { { "2025-01-01", "2027-12-30" } }, "10", NULL, NULL }, /* to 31 March only */
		{ { { "2025-01-01", "2027-03-31" } }, "10", NULL, NULL },
		{ { { "2025-01-01", "2027-03-30" } }, "10", NULL, "problem.workplan.permit_beyond" },
		{ { { "2025-01-01", "2027-04-30" } }, "10", "5", "problem.workplan.permit_beyond" },
		{ { { "2025-01-01", "2027-04-30" } }, "10", "0", NULL },
		{ { { "2025-01-01", "2027-04-30" }, { "2027-05-01", "2030-04-30" } }, NULL, NULL, NULL }, /* renewed */
		{ { { "2025-01-01", "2027-04-30" }, { "2027-05-02", "2030-04-30" } },
		  NULL,
		  NULL,
		  "problem.workplan.permit_beyond" },
		{ { { "2023-01-01", "2025-12-31" } }, NULL, NULL, "problem.workplan.permit_none" },
		{ { { "2027-06-01", "2030-05-31" } }, NULL, NULL, NULL }, /* begins in the year */
	};
	struct world *w = *state;
	struct store *s = open_store(w);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		str org = new_org(w, s, arena_fmt(w->a, "XM-%zu", i).p);
		for (size_t k = 0; k < 2 && cases[i].permits[k][0]; k++)
			new_permit(w, s, org, cases[i].permits[k][0], cases[i].permits[k][1], NULL);
		struct doc *d = doc_new(w->a, &workplan_kind);
		doc_set(d, WORKPLAN_PARTNER, org);
		doc_set(d, WORKPLAN_YEAR, STR("2027"));
		struct doc *line = add_line(d, "a", "53.04.01.2001", "kesehatan");
		if (cases[i].q1)
			doc_set(line, WORKPLAN_LINE_Q1, str_of(cases[i].q1));
		if (cases[i].q4)
			doc_set(line, WORKPLAN_LINE_Q4, str_of(cases[i].q4));
		problems_init(&ps, w->a, 20);
		db *reader = db_borrow(w->pool, DB_READ);
		assert_true(workplan_permit_check(s, reader, w->a, d, SEVERITY_ERROR, &ps));
		db_return(reader);
		if (strcmp(ps.first ? ps.first->key : "", cases[i].problem ? cases[i].problem : "") != 0)
			fail_msg("row %zu: %s", i, ps.first ? ps.first->key : "nothing");
		/* told when it is handed in, refused when it is to be approved */
		assert_false(refused_as(w, s, d, "draft", "submitted"));
		assert_int_equal(refused_as(w, s, d, "submitted", "approved"), cases[i].problem != NULL);
	}
	store_close(s);
}

static struct saved plan_in(struct world *w, struct store *s, str partner, const char *status)
{
	struct problems ps;
	struct saved out;
	struct doc *d = doc_new(w->a, &workplan_kind);
	problems_init(&ps, w->a, 20);
	doc_set(d, WORKPLAN_PARTNER, partner);
	doc_set(d, WORKPLAN_YEAR, STR("2027"));
	doc_set(d, WORKPLAN_TITLE, STR("RKT"));
	doc_set(d, WORKPLAN_STATUS, str_of(status));
	add_line(d, "a", "53.04.01.2001", "kesehatan");
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	return out;
}

static enum record_rc cancel(struct world *w, struct store *s, const struct actor *actor, int64_t no)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	struct save in = { .actor = actor,
		           .no = no,
		           .base_version = UINT32_MAX,
		           .origin = ORIGIN_FORM,
		           .note = STR("melanggar MSP") };
	enum record_rc rc = record_step_in(tx, w->a, &in, STR("cancel"), &ps, &out);
	if (rc == RECORD_OK)
		rc = workplan_cancel_sanction(tx, s, w->a, &in, load(w, s, &actor_system, no), &ps);
	return record_tx_end(tx, rc);
}

/* PP 59/2016 arts 29 to 31: an approval is cancelled after persuasion and coordination, and not before. */
static void an_approval_is_cancelled_after_coordination(void **state)
{
	static const struct {
		const char *sanction; /* NULL: the partner is no foreign organisation */
		enum record_rc expected;
	} cases[] = { { NULL, RECORD_OK },
		      { "none", RECORD_REFUSED },
		      { "persuasion", RECORD_REFUSED },
		      { "coordination", RECORD_OK },
		      { "cancelled", RECORD_OK } };
	static const char *const states[] = { "approved", "signed" };
	struct world *w = *state;
	struct store *s = open_store(w);
	const struct actor *bureau = &cast(w, ROLE_BUREAU, STR_EMPTY, "")->actor;
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		for (size_t k = 0; k < SEL_COUNT(states); k++) {
			str org = new_org(w, s, arena_fmt(w->a, "XM-%zu-%zu", i, k).p);
			struct saved permit = { 0 }, plan = plan_in(w, s, org, states[k]);
			if (cases[i].sanction)
				permit = new_permit(w, s, org, "2025-01-01", "2027-12-31", cases[i].sanction);
			assert_int_equal(cancel(w, s, bureau, plan.no), cases[i].expected);
			if (!cases[i].sanction)
				continue;
			/* one act: what was cancelled stands on the permit, too */
			str now = doc_str(load(w, s, &actor_system, permit.no), PERMIT_SANCTION);
			assert_string_equal(now.p, cases[i].expected == RECORD_OK ? "cancelled" : cases[i].sanction);
		}
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest rules[] = {
		cmocka_unit_test(each_is_asked_about_its_own_rows),
		cmocka_unit_test(turns_go_from_regencies_to_agencies_to_the_bureau),
		cmocka_unit_test(an_opinion_belongs_to_the_text_it_was_given_on),
		cmocka_unit_test(the_year_follows_from_the_quarters),
		cmocka_unit_test(shares_make_a_hundred_and_parts_are_not_more_than_all),
		cmocka_unit_test(a_copy_leaves_opinions_and_a_revision_keeps_row_ids),
		cmocka_unit_test(rows_are_laid_side_by_side),
	};
	const struct CMUnitTest stored[] = {
		cmocka_unit_test_setup_teardown(a_plan_goes_its_way, world_open, world_close),
		cmocka_unit_test_setup_teardown(a_plan_rests_on_an_agreement_of_its_partner_and_year, world_open,
		                                world_close),
		cmocka_unit_test_setup_teardown(no_plan_reaches_beyond_the_permit, world_open, world_close),
		cmocka_unit_test_setup_teardown(an_approval_is_cancelled_after_coordination, world_open, world_close),
	};
	return cmocka_run_group_tests(rules, memory, no_memory) + run_on_both(stored, SEL_COUNT(stored));
}
