/* Forms over HTTP, on both engines: a programme from nothing to the public list, what is wrong with what was typed,
 * drafts, two people at one record, pickers. */
#include "../unit/db_world.h"

#include "activity/activity.h"
#include "activity/activity_desk.h"
#include "client.h"
#include "desk_world.h"
#include "partner/partner.h"

const struct desk_room *const desk_test_rooms[] = { &activity_room, NULL };

static bool contains(str s, const char *part)
{
	return str_find(s, str_of(part), 0) >= 0;
}
#define assert_has(text, part)                                                                                         \
	do {                                                                                                           \
		if (!contains((text), (part)))                                                                         \
			fail_msg("no %s in %.*s", (part), (int)((text).n < 6000 ? (text).n : 6000), (text).p);         \
	} while (0)

static struct response ask(struct world *w, struct desk_world *d, const char *method, const char *path, const char *who,
                           const char *body)
{
	str request = arena_fmt(w->a, "%s %s", method, path);
	str headers = arena_fmt(w->a,
	                        "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	                        "Accept: text/html\r\nContent-Length: %zu\r\n",
	                        who, strlen(body));
	return client_send_body(w->a, d->port, request.p, headers.p, body);
}
#define GET(path, who) ask(w, d, "GET", path, who, "")
#define POST(path, who, body) ask(w, d, "POST", path, who, body)

static void save_partner(struct world *w, struct desk_world *d, const char *ref, const char *name)
{
	struct doc *doc = doc_new(w->a, &organisation_kind);
	struct problems ps;
	struct saved saved;
	problems_init(&ps, w->a, 20);
	doc_set(doc, ORGANISATION_REF, str_of(ref));
	doc_set(doc, ORGANISATION_TYPE, STR("22"));
	doc_add_text(w->a, doc, ORGANISATION_NAME, STR("id"), str_of(name));
	struct save in = { .actor = &actor_system, .doc = doc, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
}

static struct desk_world *open_world(struct world *w)
{
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_partner(w, d, "XM-A", "Mitra A");
	save_partner(w, d, "XM-B", "Mitra B");
	return d;
}

/* "/id/desk/activity/ID" of a redirect. */
static const char *made(struct world *w, const struct response *r)
{
	str to = response_header(r, "location");
	assert_int_equal(r->status, 303);
	ptrdiff_t at = str_find(to, STR("/edit"), 0);
	return arena_str(w->a, at > 0 ? str_sub(to, 0, (size_t)at) : to).p;
}

static const struct record *load(struct world *w, struct desk_world *d, const char *path)
{
	str id = str_sub(str_of(path), strlen(path) - ULID_LEN, ULID_LEN);
	db *b = db_borrow(w->pool, DB_READ);
	const struct record *r = record_load_id(d->web.store, b, w->a, &actor_system, &activity_kind, id);
	db_return(b);
	assert_non_null(r);
	return r;
}

static const char *edit(struct world *w, const char *path, const char *section)
{
	return arena_fmt(w->a, "%s/edit?section=%s", path, section).p;
}

static str some_village(struct desk_world *d)
{
	uint32_t n;
	const struct place *all = place_all(d->web.places, &n);
	for (uint32_t i = 0; i < n; i++)
		if (all[i].level == PLACE_VILLAGE && str_starts(all[i].code, STR("53.04")))
			return all[i].code;
	fail();
	return STR_EMPTY;
}

/* It lies where the picker said: by the code and without doubt, so the regency has it in its list. */
static void lies_in(struct world *w, struct desk_world *d, int64_t no, str place)
{
	struct db_query q = sql("SELECT place FROM ix_activity_place WHERE no = $1", 1, 1);
	db_rows *rows;
	db *b = db_borrow(w->pool, DB_READ);
	assert_int_equal(db_select(b, &q, DB_ARGS(db_int(no)), &rows), DB_OK);
	assert_true(db_next(rows));
	assert_true(str_eq(db_col_text(rows, 0), place));
	assert_int_equal(db_finish(rows), DB_OK);
	assert_non_null(record_load(d->web.store, b, w->a, &actor_public, no));
	db_return(b);
	assert_has(GET("/id/desk/activity", "regency").body, "Air bersih");
}

static void a_programme_from_nothing_to_the_public(void **state)
{
	struct world *w = *state;
	struct desk_world *d = open_world(w);
	struct response r = GET("/id/desk/activity/new", "partner");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "value=\"XM-A\""); /* one's own organisation */
	assert_has(r.body, "wajib");
	assert_int_equal(GET("/id/desk/activity/new", "regency").status, 403);
	/* three fields make a draft */
	r = POST("/id/desk/activity/new", "partner",
	         "_do=draft&title.id=Air+bersih&reporting_org_ref=XM-A&activity_status=2");
	const char *path = made(w, &r);
	const struct record *x = load(w, d, path);
	assert_int_equal(x->state, STATE_DRAFT);
	assert_true(str_starts(doc_str(x->doc, ACTIVITY_IDENTIFIER), STR("XM-A-")));
	assert_true(str_is(doc_text(x->doc, ACTIVITY_REPORTING_NAME, STR("id"), STR_EMPTY, NULL), "Mitra A"));
	assert_has(GET("/id/desk/activity?show=drafts", "partner").body, "Air bersih");
	assert_int_equal(GET(path, "other").status, 404);
	assert_has(GET(path, "partner").body, "belum diisi");
	/* it is not published as long as something is missing */
	r = POST(edit(w, path, "main"), "partner", "_version=1&_do=publish");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "perlu diperbaiki");
	/* the other topics, as a browser without script sends them */
	r = POST(edit(w, path, "main"), "partner",
	         "_version=1&_do=next&description%5B%5D=&description%5B%5D=%2B1&description%5B%2B1%5D/text.id=Sumur"
	         "&activity_date%5B%5D=&activity_date%5B%5D=%2B1&activity_date%5B%2B1%5D/type=1"
	         "&activity_date%5B%2B1%5D/date=29+Oktober+2019&participating_org%5B%5D=&participating_org%5B%5D=%2B1"
	         "&participating_org%5B%2B1%5D/ref=XM-B&participating_org%5B%2B1%5D/role=4");
	assert_has(response_header(&r, "location"), "section=place");
	str village = some_village(d);
	r = POST(edit(w, path, "place"), "partner",
	         arena_fmt(w->a, "_version=2&location%%5B%%5D=&location%%5B%%5D=%%2B1&location%%5B%%2B1%%5D/ref=%.*s",
	                   STR_ARG(village))
	             .p);
	made(w, &r);
	r = POST(
	    edit(w, path, "money"), "partner",
	    "_version=3&transaction%5B%5D=&transaction%5B%5D=%2B1&transaction%5B%2B1%5D/transaction_type=2"
	    "&transaction%5B%2B1%5D/transaction_date=1/11/2019&transaction%5B%2B1%5D/value=1.500.000,50&_do=publish");
	made(w, &r);
	x = load(w, d, path);
	assert_int_equal(x->state, STATE_CURRENT);
	const struct doc *t = x->doc->v[ACTIVITY_TRANSACTION].u.rows[0];
	assert_true(str_is(doc_str(t, TRANSACTION_VALUE), "1500000.50"));
	assert_true(str_is(doc_str(t, TRANSACTION_VALUE_DATE), "2019-11-01"));
	assert_true(str_is(doc_text(x->doc->v[ACTIVITY_PARTICIPATING_ORG].u.rows[0], PARTICIPATING_ORG_NAME, STR("id"),
	                            STR_EMPTY, NULL),
	                   "Mitra B"));
	lies_in(w, d, x->no, village);
	desk_world_close(d);
}

static void what_is_wrong_is_said_and_kept(void **state)
{
	struct world *w = *state;
	struct desk_world *d = open_world(w);
	struct response r = POST("/id/desk/activity/new", "partner",
	                         "_do=save&title.id=Air&reporting_org_ref=XM-A&activity_status=99&hierarchy=x");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "value=\"Air\"");
	assert_has(r.body, "aria-invalid=\"true\"");
	assert_has(r.body, "href=\"#f-activity_status\"");
	/* nobody writes for another partner */
	r = POST("/id/desk/activity/new", "other", "_do=draft&title.id=Air&reporting_org_ref=XM-A&activity_status=2");
	assert_int_equal(r.status, 403);
	assert_has(r.body, "Siapa yang boleh");
	/* a button for rows keeps everything else */
	r = POST("/id/desk/activity/new", "partner", "_do=draft&title.id=Air&reporting_org_ref=XM-A&activity_status=2");
	const char *path = made(w, &r);
	r = POST(edit(w, path, "sector"), "partner",
	         "_version=1&_do=add:sector&sector%5B%5D=&sector%5B%5D=%2B1&sector%5B%2B1%5D/percentage=33,x");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "value=\"33,x\"");
	assert_has(r.body, "sector[+2]/percentage");
	r = POST(edit(w, path, "sector"), "other", "_version=1&_do=add:sector");
	assert_int_equal(r.status, 404);
	desk_world_close(d);
}

static void drafts_outlive_the_server(void **state)
{
	struct world *w = *state;
	struct desk_world *d = open_world(w);
	struct response r =
	    POST("/id/desk/draft", "partner",
	         "_kind=activity&_id=&_section=main&_version=0&title.id=Belum+selesai&activity_status=abc");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "{\"at\":");
	desk_world_close(d);
	d = desk_world_open(w->pool, 0);
	r = GET("/id/desk/activity/new", "partner");
	assert_has(r.body, "Belum selesai");
	assert_has(r.body, "dipulihkan");
	assert_has(r.body, "abc");
	assert_false(contains(GET("/id/desk/activity/new", "other").body, "Belum selesai"));
	r = POST("/id/desk/draft", "partner", "_kind=activity&_id=&_section=main&_do=discard");
	assert_int_equal(r.status, 303);
	assert_false(contains(GET("/id/desk/activity/new", "partner").body, "Belum selesai"));
	/* saving ends the draft */
	POST("/id/desk/draft", "partner", "_kind=activity&_id=&_section=main&title.id=Sekali+lagi");
	r = POST("/id/desk/activity/new", "partner",
	         "_do=draft&title.id=Jadi&reporting_org_ref=XM-A&activity_status=2");
	made(w, &r);
	assert_false(contains(GET("/id/desk/activity/new", "partner").body, "Sekali lagi"));
	assert_int_equal(POST("/id/desk/draft", "regency", "_kind=activity&_id=&_section=main&title.id=x").status, 403);
	assert_int_equal(POST("/id/desk/draft", "partner", "_kind=nothing&title.id=x").status, 404);
	desk_world_close(d);
}

static void two_people_at_one_record(void **state)
{
	struct world *w = *state;
	struct desk_world *d = open_world(w);
	struct response r =
	    POST("/id/desk/activity/new", "partner", "_do=draft&title.id=Air&reporting_org_ref=XM-A&activity_status=2");
	const char *path = made(w, &r);
	r = POST(edit(w, path, "main"), "bureau", "_version=1&activity_status=3");
	made(w, &r);
	/* another field: both stay */
	r = POST(edit(w, path, "money"), "partner", "_version=1&default_currency=USD");
	made(w, &r);
	const struct record *x = load(w, d, path);
	assert_true(str_is(doc_str(x->doc, ACTIVITY_STATUS), "3") && str_is(doc_str(x->doc, ACTIVITY_CURRENCY), "USD"));
	/* the same field: both are shown, nothing is written, the choice decides */
	r = POST(edit(w, path, "main"), "partner", "_version=1&activity_status=4&title.en=Water");
	assert_int_equal(r.status, 409);
	assert_has(r.body, "name=\"_take:activity_status\"");
	assert_has(r.body, "name=\"title.en\" value=\"Water\"");
	assert_int_equal(load(w, d, path)->version, 3);
	r = POST(edit(w, path, "main"), "partner",
	         "_version=1&activity_status=4&title.en=Water&_theirs=3&_take:activity_status=mine");
	made(w, &r);
	x = load(w, d, path);
	assert_true(str_is(doc_str(x->doc, ACTIVITY_STATUS), "4") && str_is(doc_str(x->doc, ACTIVITY_CURRENCY), "USD"));
	assert_true(str_is(doc_text(x->doc, ACTIVITY_TITLE, STR("en"), STR_EMPTY, NULL), "Water"));
	desk_world_close(d);
}

static void pickers_find(void **state)
{
	struct world *w = *state;
	struct desk_world *d = open_world(w);
	uint32_t n;
	const struct place *all = place_all(d->web.places, &n), *v = NULL;
	for (uint32_t i = 0; i < n && !v; i++)
		if (all[i].level == PLACE_VILLAGE)
			v = &all[i];
	const struct place *district = place_parent(d->web.places, v);
	str by_code = arena_fmt(w->a, "/id/desk/pick/place?q=%.*s", STR_ARG(v->code));
	assert_has(GET(by_code.p, "partner").body, arena_str(w->a, v->name).p);
	struct buf q;
	buf_init(&q, w->a, 1000);
	buf_cstr(&q, "/id/desk/pick/place?q=");
	url_encode(&q, v->name);
	buf_cstr(&q, ",");
	url_encode(&q, district->name);
	int64_t from = clock_mono_ns();
	struct response r = GET(q.p, "partner");
	assert_has(r.body, arena_str(w->a, v->code).p);
	assert_true(clock_mono_ns() - from < 1000000000); /* a sanitized build; ./dev bench measures it */
	assert_has(r.body, "Kec. ");
	r = GET("/id/desk/pick/organisation?q=mitra", "partner");
	assert_has(r.body, "Mitra A (XM-A)");
	assert_int_equal(GET("/id/desk/pick/nothing?q=mitra", "partner").status, 404);
	desk_world_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_programme_from_nothing_to_the_public),
		ON_A_WORLD(what_is_wrong_is_said_and_kept),
		ON_A_WORLD(drafts_outlive_the_server),
		ON_A_WORLD(two_people_at_one_record),
		ON_A_WORLD(pickers_find),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
