/* Who may do what (record/actor.h), what a person's save can and cannot change, states of a workflow
 * (record/workflow.h). Expected answers follow from policy_table read by eye. */
#include "record/store.h"

/* A kind named as one in the policy table: a work plan in small. */
#define LINE_FIELDS(F)                                                                                                 \
	F(LINE_PLACE, "place", FIELD_PLACE, PUBLIC | AREA)                                                             \
	F(LINE_TEXT, "text", FIELD_TEXT, PUBLIC)                                                                       \
	F(LINE_PHONE, "phone", FIELD_TEXT, PERSONAL)                                                                   \
	F(LINE_ADVICE, "advice", FIELD_TEXT, GOVERNMENT)
KIND_ENUM(LINE, LINE_FIELDS)
extern const struct kind line_kind;
KIND(line, LINE, LINE_FIELDS)

#define PLAN_FIELDS(F)                                                                                                 \
	F(PLAN_PARTNER, "partner", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC | OWNER)                                    \
	F(PLAN_AGENCY, "agency", FIELD_TEXT, PUBLIC | ACCOMPANIES)                                                     \
	F(PLAN_TITLE, "title", FIELD_TEXT, REQUIRED | PUBLIC | SEARCH_TITLE)                                           \
	F(PLAN_STATUS, "status", FIELD_TEXT, INDEXED | PUBLIC | SYSTEM)                                                \
	F(PLAN_BUREAU_NOTE, "bureau_note", FIELD_TEXT, 0)                                                              \
	F(PLAN_LINE, "line", FIELD_ROWS, PUBLIC, .rows = &line_kind)
KIND_ENUM(PLAN, PLAN_FIELDS)

static void must_have_lines(const struct doc *d, struct problems *ps)
{
	if (!d->v[PLAN_LINE].n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.required" });
}
static const struct step steps[] = {
	{ "draft", "submit", "submitted", ACT_SUBMIT, 0, must_have_lines },
	{ "submitted", "return", "draft", ACT_RETURN, STEP_REASON, NULL },
	{ "submitted", "approve", "approved", ACT_APPROVE, 0, NULL },
};
static const struct workflow workflow = { PLAN_STATUS, "draft", steps, SEL_COUNT(steps) };
static uint32_t plan_visible(const struct doc *d)
{
	str s = doc_str(d, PLAN_STATUS);
	return str_is(s, "approved") ? PUBLIC | PARTNERS | GOVERNMENT : str_is(s, "submitted") ? GOVERNMENT : 0;
}
extern const struct kind workplan_kind;
KIND(workplan, PLAN, PLAN_FIELDS, .number = 201, .visible = plan_visible, .workflow = &workflow)
static const struct kind *const kinds[] = { &workplan_kind, NULL };

/* ---- people ---- */

#define ACTOR(name_, role_, ...)                                                                                       \
	static const struct grant name_##_grant = { .role = (role_), __VA_ARGS__ };                                    \
	static const struct actor name_ = { .id = { #name_, sizeof(#name_) - 1 },                                      \
		                            .viewer = PUBLIC,                                                          \
		                            .may_write = true,                                                         \
		                            .grants = &name_##_grant,                                                  \
		                            .ngrants = 1 }
ACTOR(bureau, ROLE_BUREAU, .org = { "", 0 }, .org_ref = { "", 0 }, .place = { "", 0 });
ACTOR(partner, ROLE_PARTNER, .org = { "ORG-A", 5 }, .org_ref = { "XM-A", 4 }, .place = { "", 0 });
ACTOR(other, ROLE_PARTNER, .org = { "ORG-B", 5 }, .org_ref = { "XM-B", 4 }, .place = { "", 0 });
ACTOR(regency, ROLE_REGENCY, .org = { "", 0 }, .org_ref = { "", 0 }, .place = { "53.04", 5 });
ACTOR(neighbour, ROLE_REGENCY, .org = { "", 0 }, .org_ref = { "", 0 }, .place = { "53.0", 4 });
ACTOR(agency, ROLE_AGENCY, .org = { "OPD-1", 5 }, .org_ref = { "", 0 }, .place = { "", 0 });
ACTOR(auditor, ROLE_AUDITOR, .org = { "", 0 }, .org_ref = { "", 0 }, .place = { "", 0 });

#include "record_world.h"

static struct doc *plan(struct world *w, const char *partner_ref)
{
	struct doc *d = doc_new(w->a, &workplan_kind);
	doc_set(d, PLAN_PARTNER, str_of(partner_ref));
	doc_set(d, PLAN_AGENCY, STR("OPD-1"));
	doc_set(d, PLAN_TITLE, STR("Air bersih"));
	struct doc *line = doc_add_row(w->a, d, PLAN_LINE);
	memcpy(line->id, "r1", 3);
	doc_set(line, LINE_PLACE, STR("53.04.01"));
	doc_set(line, LINE_TEXT, STR("sumur"));
	return d;
}

static enum record_rc save_as(struct world *w, const struct actor *actor, const struct doc *d, struct saved *s,
                              uint32_t base)
{
	struct problems ps;
	problems_init(&ps, w->a, 100);
	struct save in = { .actor = actor,
		           .doc = d,
		           .no = base ? s->no : 0,
		           .base_version = base,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	return record_save(w->store, w->a, &in, &ps, s);
}

static enum record_rc step_as(struct world *w, const struct actor *actor, int64_t no, const char *step,
                              const char *reason)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 100);
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_non_null(tx);
	struct save in = {
		.actor = actor, .no = no, .base_version = UINT32_MAX, .origin = ORIGIN_FORM, .note = str_of(reason)
	};
	enum record_rc rc = record_step_in(tx, w->a, &in, str_of(step), &ps, &out);
	if (rc != RECORD_OK) {
		record_tx_rollback(tx);
		return rc;
	}
	return record_tx_commit(tx);
}

/* ---- the table ---- */

static void areas_are_prefixes_of_whole_parts(void **state)
{
	(void)state;
	assert_true(place_code_within(STR("53.04.01"), STR("53.04")));
	assert_true(place_code_within(STR("53.04"), STR("53.04")));
	assert_false(place_code_within(STR("53.04"), STR("53.0")));
	assert_false(place_code_within(STR("53"), STR("53.04")));
	assert_false(place_code_within(STR("53.04"), STR_EMPTY));
}

static void each_role_has_its_scope(void **state)
{
	struct world *w = *state;
	struct owners o = owners_of(NULL, w->a, plan(w, "XM-A"));
	const struct kind *k = &workplan_kind;
	assert_true(may(&bureau, ACT_APPROVE, k, &o));
	assert_false(may(&bureau, ACT_OPINE, k, &o));
	assert_true(may(&partner, ACT_EDIT, k, &o));
	assert_false(may(&partner, ACT_APPROVE, k, &o));
	assert_false(may(&other, ACT_VIEW, k, &o));
	assert_true(may(&regency, ACT_OPINE, k, &o));
	assert_false(may(&neighbour, ACT_OPINE, k, &o));
	assert_true(may(&agency, ACT_OPINE, k, &o));
	assert_true(may(&auditor, ACT_VIEW, k, &o));
	assert_false(may(&auditor, ACT_COMMENT, k, &o));
	assert_false(may(&actor_public, ACT_VIEW, k, &o));
	struct actor token = partner;
	token.allowed = ACT_VIEW;
	assert_true(may(&token, ACT_VIEW, k, &o));
	assert_false(may(&token, ACT_EDIT, k, &o));
	assert_int_equal(may_roles(ACT_APPROVE, "workplan"), 1 << ROLE_ADMIN | 1 << ROLE_BUREAU);
	assert_int_equal(may_roles(ACT_EDIT, "setting"), 1 << ROLE_ADMIN);
	/* its author alone changes a comment (desk/comment.h): the generic form is nobody's way to it */
	assert_int_equal(may_roles(ACT_EDIT, "comment"), 0);
}

/* ---- saving ---- */

static void a_person_sets_only_what_the_form_shows(void **state)
{
	struct world *w = *state;
	struct saved s = { 0 };
	struct doc *d = plan(w, "XM-A");
	doc_set(d, PLAN_STATUS, STR("approved"));
	doc_set(d, PLAN_BUREAU_NOTE, STR("bagus sekali"));
	doc_set(d->v[PLAN_LINE].u.rows[0], LINE_ADVICE, STR("setuju"));
	assert_int_equal(save_as(w, &partner, d, &s, 0), RECORD_OK);
	struct record *r = load_as(w, &actor_system, s.no);
	assert_string_equal(doc_str(r->doc, PLAN_STATUS).p, "draft");
	assert_false(doc_has(r->doc, PLAN_BUREAU_NOTE));
	assert_false(doc_has(r->doc->v[PLAN_LINE].u.rows[0], LINE_ADVICE));
	/* what the bureau adds, the partner does not see and does not lose */
	struct doc *more = doc_copy(w->a, r->doc);
	doc_set(more, PLAN_BUREAU_NOTE, STR("periksa anggaran"));
	doc_set(more->v[PLAN_LINE].u.rows[0], LINE_ADVICE, STR("tunggu"));
	assert_int_equal(save_as(w, &bureau, more, &s, 1), RECORD_OK);
	struct doc *seen = doc_copy(w->a, load_as(w, &partner, s.no)->doc);
	assert_false(doc_has(seen, PLAN_BUREAU_NOTE));
	doc_set(seen, PLAN_TITLE, STR("Air hujan"));
	assert_int_equal(save_as(w, &partner, seen, &s, 2), RECORD_OK);
	r = load_as(w, &actor_system, s.no);
	assert_string_equal(doc_str(r->doc, PLAN_TITLE).p, "Air hujan");
	assert_string_equal(doc_str(r->doc, PLAN_BUREAU_NOTE).p, "periksa anggaran");
	assert_string_equal(doc_str(r->doc->v[PLAN_LINE].u.rows[0], LINE_ADVICE).p, "tunggu");
}

static void nobody_takes_or_gives_away_what_is_not_theirs(void **state)
{
	struct world *w = *state;
	struct saved s = { 0 };
	assert_int_equal(save_as(w, &other, plan(w, "XM-A"), &s, 0), RECORD_FORBIDDEN);
	assert_int_equal(save_as(w, &partner, plan(w, "XM-A"), &s, 0), RECORD_OK);
	struct doc *taken = plan(w, "XM-B");
	assert_int_equal(save_as(w, &other, taken, &s, 1), RECORD_FORBIDDEN);
	assert_int_equal(save_as(w, &partner, taken, &s, 1), RECORD_FORBIDDEN);
	assert_int_equal(save_as(w, &auditor, taken, &s, 1), RECORD_FORBIDDEN);
	assert_int_equal(save_as(w, &actor_public, taken, &s, 1), RECORD_FORBIDDEN);
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_int_equal(record_delete(tx, w->a, &other, ORIGIN_FORM, s.no, STR_EMPTY), RECORD_FORBIDDEN);
	assert_int_equal(record_delete(tx, w->a, &partner, ORIGIN_FORM, s.no, STR("salah")), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_null(load_as(w, &regency, s.no));
	assert_non_null(load_as(w, &partner, s.no)); /* it may restore it */
	tx = record_tx_begin(w->store, w->a, clock_now());
	assert_int_equal(record_restore(tx, w->a, &partner, ORIGIN_FORM, s.no, STR_EMPTY), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_false(load_as(w, &partner, s.no)->deleted);
}

static void a_state_changes_by_its_steps_only(void **state)
{
	struct world *w = *state;
	struct saved s = { 0 };
	struct doc *empty = plan(w, "XM-A");
	empty->v[PLAN_LINE] = (struct value){ 0 };
	assert_int_equal(save_as(w, &partner, empty, &s, 0), RECORD_OK);
	assert_int_equal(step_as(w, &partner, s.no, "submit", ""), RECORD_REFUSED); /* no line yet */
	assert_int_equal(save_as(w, &partner, plan(w, "XM-A"), &s, 1), RECORD_OK);
	assert_null(load_as(w, &regency, s.no)); /* still the partner's own matter */
	assert_int_equal(step_as(w, &partner, s.no, "approve", ""), RECORD_REFUSED); /* no such step from draft */
	assert_int_equal(step_as(w, &other, s.no, "submit", ""), RECORD_FORBIDDEN);
	assert_int_equal(step_as(w, &partner, s.no, "submit", ""), RECORD_OK);
	assert_non_null(load_as(w, &regency, s.no));
	assert_null(load_as(w, &neighbour, s.no));
	assert_null(load_as(w, &actor_public, s.no));
	assert_int_equal(step_as(w, &bureau, s.no, "return", " "), RECORD_REFUSED); /* without a reason */
	assert_int_equal(step_as(w, &partner, s.no, "approve", ""), RECORD_FORBIDDEN);
	assert_int_equal(step_as(w, &bureau, s.no, "return", "sumur ganda"), RECORD_OK);
	assert_string_equal(load_as(w, &partner, s.no)->note.p, "return: sumur ganda");
	assert_int_equal(step_as(w, &partner, s.no, "submit", ""), RECORD_OK);
	assert_int_equal(step_as(w, &bureau, s.no, "approve", ""), RECORD_OK);
	struct record *r = load_as(w, &actor_public, s.no);
	assert_non_null(r);
	assert_string_equal(doc_str(r->doc, PLAN_STATUS).p, "approved");
}

static void a_draft_may_be_incomplete_and_is_in_no_list(void **state)
{
	struct world *w = *state;
	struct problems ps;
	struct saved s = { 0 };
	problems_init(&ps, w->a, 100);
	struct doc *d = doc_new(w->a, &workplan_kind);
	doc_set(d, PLAN_PARTNER, STR("XM-A"));
	struct save in = {
		.actor = &partner, .doc = d, .origin = ORIGIN_FORM, .state = STATE_DRAFT, .note = STR_EMPTY
	};
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &s), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_workplan"), 0);
	assert_null(load_as(w, &regency, s.no));
	assert_non_null(load_as(w, &partner, s.no));
	in.no = s.no;
	in.base_version = 1;
	in.state = STATE_CURRENT;
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &s), RECORD_REFUSED); /* the title is missing */
	in.doc = plan(w, "XM-A");
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &s), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_workplan"), 1);
	const char *why = NULL;
	assert_true(store_rebuild(w->store, NULL, &why));
	assert_int_equal(count(w, "SELECT count(*) FROM ix_workplan"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(areas_are_prefixes_of_whole_parts),
		RECORD_TEST(each_role_has_its_scope),
		RECORD_TEST(a_person_sets_only_what_the_form_shows),
		RECORD_TEST(nobody_takes_or_gives_away_what_is_not_theirs),
		RECORD_TEST(a_state_changes_by_its_steps_only),
		RECORD_TEST(a_draft_may_be_incomplete_and_is_in_no_list),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
