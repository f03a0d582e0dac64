/* Duplicates over HTTP, on both engines: found, looked at, merged, and taken apart again. */
#include "../unit/db_world.h"

#include "client.h"
#include "desk/twin.h"
#include "desk_world.h"
#include "partner/partner.h"
#include "record/merge.h"

static const struct desk_room room = { .kind = &organisation_kind, .merge = true };
const struct desk_room *const desk_test_rooms[] = { &room, NULL };

static bool contains(str s, const char *part)
{
	return str_find(s, str_of(part), 0) >= 0;
}

static struct response ask(struct world *w, struct desk_world *d, const char *method, const char *path, const char *who,
                           const char *body)
{
	str request = arena_fmt(w->a, "%s %s", method, path);
	str headers = arena_fmt(w->a,
	                        "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	                        "Content-Length: %zu\r\n",
	                        who, strlen(body));
	return client_send_body(w->a, d->port, request.p, headers.p, body);
}
#define GET(path, who) ask(w, d, "GET", path, who, "")
#define POST(path, who, body) ask(w, d, "POST", path, who, body)

static str save_org(struct world *w, struct desk_world *d, const char *ref, const char *name, const char *acronym,
                    str parent)
{
	struct doc *doc = doc_new(w->a, &organisation_kind);
	doc_set(doc, ORGANISATION_REF, str_of(ref));
	doc_add_text(w->a, doc, ORGANISATION_NAME, STR("id"), str_of(name));
	if (acronym[0])
		doc_set(doc, ORGANISATION_ACRONYM, str_of(acronym));
	if (parent.n)
		doc_set(doc, ORGANISATION_PARENT, parent);
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct saved saved;
	struct save in = { .actor = &actor_system, .doc = doc, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
	return arena_str(w->a, (str){ saved.id, ULID_LEN });
}

static struct record *load(struct world *w, struct desk_world *d, str id)
{
	db *read = db_borrow(w->pool, DB_READ);
	struct record *r = record_load_id(d->web.store, read, w->a, &actor_system, &organisation_kind, id);
	db_return(read);
	assert_non_null(r);
	return r;
}

static void a_duplicate_is_found_merged_and_taken_apart(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	str keep = save_org(w, d, "XM-A", "Yayasan Wahana Contoh", "", STR_EMPTY);
	str drop = save_org(w, d, "XM-B", "YAYASAN  wahana contoh", "YWC", STR_EMPTY);
	str child = save_org(w, d, "XM-C", "Kantor Kupang", "", drop);
	save_org(w, d, "XM-D", "Yayasan Lain", "", STR_EMPTY);
	const char *page = arena_fmt(w->a, "/id/desk/organisation/%.*s/merge", STR_ARG(keep)).p;
	const char *preview = arena_fmt(w->a, "%s?with=%.*s", page, STR_ARG(drop)).p;

	struct response r = GET(page, "bureau");
	assert_int_equal(r.status, 200);
	assert_true(contains(r.body, "nama sama: Yayasan Wahana Contoh"));
	assert_false(contains(r.body, "Yayasan Lain"));
	assert_true(contains(GET(arena_fmt(w->a, "%s?q=lain", page).p, "bureau").body, "Yayasan Lain"));
	/* only who may merge; the page of a partner does not offer it */
	assert_int_equal(GET(page, "partner").status, 403);
	const char *record = arena_fmt(w->a, "/id/desk/organisation/%.*s", STR_ARG(keep)).p;
	assert_true(contains(GET(record, "bureau").body, "Gabungkan dengan"));
	assert_false(contains(GET(record, "partner").body, "Gabungkan dengan"));

	r = GET(preview, "bureau");
	assert_int_equal(r.status, 200);
	assert_true(contains(r.body, "Kantor Kupang") && contains(r.body, "YWC") && contains(r.body, "XM-B"));
	const char *body = arena_fmt(w->a, "with=%.*s&version=1&with_version=1", STR_ARG(drop)).p;
	assert_int_equal(POST(page, "partner", body).status, 403);
	/* what was shown is no longer so */
	assert_int_equal(
	    POST(page, "bureau", arena_fmt(w->a, "with=%.*s&version=9&with_version=1", STR_ARG(drop)).p).status, 409);
	assert_int_equal(
	    POST(page, "bureau", arena_fmt(w->a, "with=%.*s&version=1&with_version=1", STR_ARG(keep)).p).status, 404);
	assert_int_equal(POST(page, "bureau", body).status, 303);
	const struct record *kept = load(w, d, keep);
	assert_string_equal(doc_str(kept->doc, ORGANISATION_ACRONYM).p, "YWC");
	assert_int_equal(kept->doc->v[ORGANISATION_ALIAS].n, 2);
	const struct doc *alias = kept->doc->v[ORGANISATION_ALIAS].u.rows[0];
	assert_string_equal(doc_str(alias, ALIAS_TEXT).p, "XM-B");
	assert_true(alias_is_merged(alias));
	assert_string_equal(doc_str(load(w, d, child)->doc, ORGANISATION_PARENT).p, keep.p);
	assert_true(load(w, d, drop)->deleted);

	r = GET("/id/desk/merges", "bureau");
	assert_true(contains(r.body, "Batalkan penggabungan"));
	assert_false(contains(GET("/id/desk/merges", "partner").body, "Wahana"));
	assert_int_equal(POST("/id/desk/merges", "partner", "id=1").status, 403);
	assert_int_equal(POST("/id/desk/merges", "bureau", "id=77").status, 404);
	assert_int_equal(POST("/id/desk/merges", "bureau", "id=1").status, 303);
	assert_int_equal(load(w, d, keep)->doc->v[ORGANISATION_ALIAS].n, 0);
	assert_string_equal(doc_str(load(w, d, child)->doc, ORGANISATION_PARENT).p, drop.p);
	assert_false(load(w, d, drop)->deleted);
	assert_true(contains(GET("/id/desk/merges", "bureau").body, "Dibatalkan"));
	desk_world_close(d);
}

static void a_merge_that_was_built_upon_names_what_is_in_the_way(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	str keep = save_org(w, d, "XM-A", "Yayasan Wahana", "", STR_EMPTY);
	str drop = save_org(w, d, "XM-B", "Yayasan Wahana", "YWC", STR_EMPTY);
	const char *page = arena_fmt(w->a, "/id/desk/organisation/%.*s/merge", STR_ARG(keep)).p;
	const char *body = arena_fmt(w->a, "with=%.*s&version=1&with_version=1", STR_ARG(drop)).p;
	assert_int_equal(POST(page, "bureau", body).status, 303);
	const struct record *now = load(w, d, keep);
	struct doc *doc = doc_copy(w->a, now->doc);
	doc_set(doc, ORGANISATION_ACRONYM, STR("YWN"));
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct saved saved;
	struct save in = {
		.actor = &actor_system, .doc = doc, .no = now->no, .base_version = now->version, .state = STATE_CURRENT
	};
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
	struct response r = POST("/id/desk/merges", "bureau", "id=1");
	assert_int_equal(r.status, 409);
	assert_true(contains(r.body, "Singkatan") && contains(r.body, "YWN"));
	assert_true(load(w, d, drop)->deleted);
	desk_world_close(d);
}

static struct record of(arena *a, const char *ref, const char *name, const char *alias)
{
	struct doc *d = doc_new(a, &organisation_kind);
	doc_set(d, ORGANISATION_REF, str_of(ref));
	doc_add_text(a, d, ORGANISATION_NAME, STR("id"), str_of(name));
	if (alias)
		doc_set(doc_add_row(a, d, ORGANISATION_ALIAS), ALIAS_TEXT, str_of(alias));
	return (struct record){ .doc = d };
}

static void names_and_identifiers_make_twins(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str what;
	struct record x = of(a, "XM-A", "Wahana Visi", "WVI"), same = of(a, "XM-B", "wahana visi", NULL),
	              alias = of(a, "XM-C", "Lain", "wvi"), ref = of(a, "XM-D", "Lain", "XM-A"),
	              other = of(a, "XM-E", "Wahana", NULL);
	assert_int_equal(twin_of(a, &x, &same, true, &what), TWIN_NAME);
	assert_string_equal(what.p, "Wahana Visi");
	assert_int_equal(twin_of(a, &x, &alias, true, &what), TWIN_NAME);
	/* the same name at another partner is another thing, the same identifier is not */
	assert_int_equal(twin_of(a, &x, &same, false, &what), TWIN_NOT);
	assert_int_equal(twin_of(a, &x, &ref, false, &what), TWIN_IDENTIFIER);
	assert_string_equal(what.p, "XM-A");
	assert_int_equal(twin_of(a, &x, &other, true, &what), TWIN_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_duplicate_is_found_merged_and_taken_apart),
		ON_A_WORLD(a_merge_that_was_built_upon_names_what_is_in_the_way),
		cmocka_unit_test(names_and_identifiers_make_twins),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
