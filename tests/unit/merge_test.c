/* Two records found to be one, and taken apart again (record/merge.h). */
#include "record/merge.h"

#define NICK_FIELDS(F) F(NICK_TEXT, "text", FIELD_TEXT, REQUIRED | SEARCH_TITLE | PUBLIC)
KIND_ENUM(NICK, NICK_FIELDS)
extern const struct kind nick_kind;
KIND(nick, NICK, NICK_FIELDS)

#define ORG_FIELDS(F)                                                                                                  \
	F(ORG_REF, "ref", FIELD_TEXT, UNIQUE_KEY | INDEXED | PUBLIC)                                                   \
	F(ORG_NAME, "name", FIELD_TEXT, REQUIRED | SEARCH_TITLE | PUBLIC)                                              \
	F(ORG_CITY, "city", FIELD_TEXT, PUBLIC)                                                                        \
	F(ORG_SITE, "site", FIELD_TEXT, PUBLIC)                                                                        \
	F(ORG_NICK, "nick", FIELD_ROWS, PUBLIC, .rows = &nick_kind)                                                    \
	F(ORG_PARENT, "parent", FIELD_LINK, PUBLIC, .to = &organisation_kind)
KIND_ENUM(ORG, ORG_FIELDS)
extern const struct kind organisation_kind;
KIND(organisation, ORG, ORG_FIELDS, .number = 202, .links = true, .visibility = PUBLIC)

#define TIE_FIELDS(F) F(TIE_ORG, "org", FIELD_LINK, PUBLIC, .to = &organisation_kind)
KIND_ENUM(TIE, TIE_FIELDS)
extern const struct kind tie_kind;
KIND(tie, TIE, TIE_FIELDS, .links = true)

#define WORK_FIELDS(F)                                                                                                 \
	F(WORK_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC)                                                \
	F(WORK_ORG, "org", FIELD_LINK, PUBLIC, .to = &organisation_kind)                                               \
	F(WORK_TIE, "tie", FIELD_ROWS, PUBLIC, .rows = &tie_kind)
KIND_ENUM(WORK, WORK_FIELDS)
extern const struct kind activity_kind;
KIND(activity, WORK, WORK_FIELDS, .number = 203, .links = true, .visibility = PUBLIC)

static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, NULL };

#include "record_world.h"

static const struct grant bureau_grant = { ROLE_BUREAU, { "", 0 }, { "", 0 }, { "", 0 } };
static const struct actor bureau = {
	.id = { "bureau", 6 }, .viewer = PUBLIC, .may_write = true, .grants = &bureau_grant, .ngrants = 1
};
static const struct grant partner_grant = { ROLE_PARTNER, { "X", 1 }, { "XM-A", 4 }, { "", 0 } };
static const struct actor partner = {
	.id = { "partner", 7 }, .viewer = PUBLIC, .may_write = true, .grants = &partner_grant, .ngrants = 1
};

static struct saved save(struct world *w, const struct doc *d, int64_t no)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 100);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &out), RECORD_OK);
	return out;
}

static struct saved org(struct world *w, const char *ref, const char *name, const char *nick)
{
	struct doc *d = doc_new(w->a, &organisation_kind);
	doc_set(d, ORG_REF, str_of(ref));
	doc_set(d, ORG_NAME, str_of(name));
	doc_set(doc_add_row(w->a, d, ORG_NICK), NICK_TEXT, str_of(nick));
	if (strcmp(ref, "XM-B") == 0)
		doc_set(d, ORG_CITY, STR("Kupang"));
	return save(w, d, 0);
}

static struct saved work(struct world *w, const char *title, const char *org_id, const char *tie_id)
{
	struct doc *d = doc_new(w->a, &activity_kind);
	doc_set(d, WORK_TITLE, str_of(title));
	doc_set(d, WORK_ORG, str_of(org_id));
	doc_set(doc_add_row(w->a, d, WORK_TIE), TIE_ORG, str_of(tie_id));
	return save(w, d, 0);
}

static enum record_rc merge(struct world *w, const struct actor *actor, int64_t keep, int64_t drop, int64_t *id)
{
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_non_null(tx);
	enum record_rc rc = record_merge_in(tx, w->a, actor, (int64_t[2]){ keep, drop }, id);
	if (rc == RECORD_OK)
		return record_tx_commit(tx);
	record_tx_rollback(tx);
	return rc;
}

static enum record_rc unmerge(struct world *w, int64_t id, struct conflicts *c)
{
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_non_null(tx);
	enum record_rc rc = record_unmerge_in(tx, w->a, &bureau, id, c);
	if (rc == RECORD_OK)
		return record_tx_commit(tx);
	record_tx_rollback(tx);
	return rc;
}

static bool is_sound(struct world *w)
{
	struct problems ps;
	uint64_t versions;
	problems_init(&ps, w->a, 100);
	db *d = db_borrow(w->pool, DB_READ);
	bool ok = store_verify(w->store, d, &ps, &versions);
	db_return(d);
	return ok && !ps.n;
}

static void the_kept_one_takes_up_what_the_other_has_and_its_links(void **state)
{
	struct world *w = *state;
	struct saved a = org(w, "XM-A", "Wahana", "WV"), b = org(w, "XM-B", "Wahana Visi", "WVI");
	struct saved one = work(w, "air", b.id, a.id), two = work(w, "sekolah", a.id, b.id),
	             three = work(w, "jalan", a.id, a.id);
	struct merge_plan plan;
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(record_merge_plan(w->store, d, w->a, &bureau, (int64_t[2]){ a.no, b.no }, &plan), RECORD_OK);
	db_return(d);
	assert_int_equal(plan.nmoves, 2);
	assert_int_equal(plan.moves[0].no, one.no);
	assert_string_equal(plan.moves[1].field.p, "tie[1]/org");
	int64_t id;
	assert_int_equal(merge(w, &partner, a.no, b.no, &id), RECORD_FORBIDDEN);
	assert_int_equal(merge(w, &bureau, a.no, a.no, &id), RECORD_MISSING);
	assert_int_equal(merge(w, &bureau, a.no, one.no, &id), RECORD_MISSING);
	assert_int_equal(merge(w, &bureau, a.no, b.no, &id), RECORD_OK);
	struct record *r = load_as(w, &actor_public, a.no);
	assert_string_equal(doc_str(r->doc, ORG_NAME).p, "Wahana");
	assert_string_equal(doc_str(r->doc, ORG_CITY).p, "Kupang");
	assert_string_equal(doc_str(r->doc, ORG_REF).p, "XM-A");
	assert_int_equal(r->doc->v[ORG_NICK].n, 2);
	assert_null(load_as(w, &actor_public, b.no));
	assert_string_equal(doc_str(load_as(w, &actor_public, one.no)->doc, WORK_ORG).p, a.id);
	assert_string_equal(doc_str(load_as(w, &actor_public, two.no)->doc->v[WORK_TIE].u.rows[0], TIE_ORG).p, a.id);
	assert_int_equal(load_as(w, &actor_public, three.no)->version, 1);
	assert_int_equal(
	    count(w, "SELECT count(*) FROM record_link l JOIN record r ON r.no = l.to_no WHERE r.deleted = 1"), 0);
	assert_true(is_sound(w));
}

static void it_is_taken_back_with_what_came_after(void **state)
{
	struct world *w = *state;
	struct conflicts c;
	struct saved a = org(w, "XM-A", "Wahana", "WV"), b = org(w, "XM-B", "Wahana Visi", "WVI");
	struct saved one = work(w, "air", b.id, a.id);
	int64_t id;
	struct merge_line *lines;
	uint32_t n;
	assert_int_equal(merge(w, &bureau, a.no, b.no, &id), RECORD_OK);
	/* since then somebody went on */
	struct doc *later = doc_copy(w->a, load_as(w, &actor_system, one.no)->doc);
	doc_set(later, WORK_TITLE, STR("air bersih"));
	save(w, later, one.no);
	later = doc_copy(w->a, load_as(w, &actor_system, a.no)->doc);
	doc_set(later, ORG_SITE, STR("https://contoh.example"));
	save(w, later, a.no);
	assert_int_equal(unmerge(w, id, &c), RECORD_OK);
	struct record *r = load_as(w, &actor_public, one.no);
	assert_string_equal(doc_str(r->doc, WORK_TITLE).p, "air bersih");
	assert_string_equal(doc_str(r->doc, WORK_ORG).p, b.id);
	r = load_as(w, &actor_public, a.no);
	assert_false(doc_has(r->doc, ORG_CITY));
	assert_int_equal(r->doc->v[ORG_NICK].n, 1);
	assert_string_equal(doc_str(r->doc, ORG_SITE).p, "https://contoh.example");
	assert_string_equal(doc_str(load_as(w, &actor_public, b.no)->doc, ORG_NAME).p, "Wahana Visi");
	assert_int_equal(unmerge(w, id, &c), RECORD_UNCHANGED);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(record_merges(d, w->a, b.no, 10, &lines, &n));
	db_return(d);
	assert_int_equal(n, 1);
	assert_true(lines[0].undone);
	assert_true(is_sound(w));
}

static void what_was_thrown_away_since_stays_thrown_away(void **state)
{
	struct world *w = *state;
	struct conflicts c;
	struct saved a = org(w, "XM-A", "Wahana", "WV"), b = org(w, "XM-B", "Wahana Visi", "WVI");
	struct saved one = work(w, "air", b.id, a.id);
	int64_t id;
	assert_int_equal(merge(w, &bureau, a.no, b.no, &id), RECORD_OK);
	struct record_tx *tx = record_tx_begin(w->store, w->a, 2000000);
	assert_int_equal(record_delete(tx, w->a, &bureau, ORIGIN_API, one.no, STR("salah")), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_int_equal(unmerge(w, id, &c), RECORD_OK);
	struct record *r = load_as(w, &actor_system, one.no);
	assert_true(r->deleted);
	assert_string_equal(doc_str(r->doc, WORK_ORG).p,
	                    b.id); /* and comes out of the bin as it was before the merge */
	struct version_line *lines;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(record_history(w->store, d, w->a, one.no, &lines, &n));
	db_return(d);
	assert_int_equal(lines[1].origin, ORIGIN_API);
	assert_true(is_sound(w));
}

static void what_was_changed_in_the_same_place_is_a_conflict(void **state)
{
	struct world *w = *state;
	struct conflicts c;
	struct saved a = org(w, "XM-A", "Wahana", "WV"), b = org(w, "XM-B", "Wahana Visi", "WVI");
	int64_t id;
	assert_int_equal(merge(w, &bureau, a.no, b.no, &id), RECORD_OK);
	struct doc *later = doc_copy(w->a, load_as(w, &actor_system, a.no)->doc);
	doc_set(later, ORG_CITY, STR("Atambua"));
	save(w, later, a.no);
	assert_int_equal(unmerge(w, id, &c), RECORD_CONFLICT);
	assert_int_equal(c.n, 1);
	assert_string_equal(c.p[0].path.p, "city");
	assert_null(load_as(w, &actor_public, b.no)); /* nothing was written */
	assert_true(is_sound(w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(the_kept_one_takes_up_what_the_other_has_and_its_links),
		RECORD_TEST(it_is_taken_back_with_what_came_after),
		RECORD_TEST(what_was_thrown_away_since_stays_thrown_away),
		RECORD_TEST(what_was_changed_in_the_same_place_is_a_conflict),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
