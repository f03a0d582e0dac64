/* The desk over HTTP, on both engines: who sees which list and page, steps with reasons, history, the recycle bin. */
#include "../unit/db_world.h"

#include "client.h"
#include "desk_world.h"

static void panel(struct desk_view *v)
{
	buf_cstr(v->page->out, "<p>panel of the room</p>");
}
static const struct desk_room room = { .kind = &workplan_kind, .panel = panel };
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

static str save_task(struct world *w, struct desk_world *d, const char *partner, const char *title, const char *place)
{
	struct doc *doc = doc_new(w->a, &workplan_kind);
	doc_set(doc, TASK_PARTNER, str_of(partner));
	doc_set(doc, TASK_TITLE, str_of(title));
	doc_set(doc, TASK_ADVICE, STR("nasihat"));
	if (place)
		doc_set(doc, TASK_PLACE, str_of(place));
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct saved saved;
	struct save in = { .actor = &actor_system, .doc = doc, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
	return arena_str(w->a, (str){ saved.id, ULID_LEN });
}

static void everybody_sees_their_own_list(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_task(w, d, "XM-A", "Sumur A", "53.04.01");
	save_task(w, d, "XM-B", "Sumur B", "53.01");
	save_task(w, d, "XM-B", "Sumur Provinsi", "53");
	static const struct {
		const char *who;
		bool a, b, province;
	} cases[] = { { "bureau", true, true, true },
		      { "partner", true, false, false },
		      { "other", false, true, true },
		      { "regency", true, false, true },
		      { "auditor", true, true, true } };
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct response r = GET("/id/desk/workplan", cases[i].who);
		assert_int_equal(r.status, 200);
		if (contains(r.body, "Sumur A") != cases[i].a)
			print_error("%s %.*s\n", cases[i].who, STR_ARG(r.body));
		assert_int_equal(contains(r.body, "Sumur A"), cases[i].a);
		assert_int_equal(contains(r.body, "Sumur B"), cases[i].b);
		assert_int_equal(contains(r.body, "Sumur Provinsi"), cases[i].province);
		r = GET("/id/desk/workplan?q=sumur", cases[i].who);
		assert_int_equal(contains(r.body, "Sumur B"), cases[i].b);
	}
	assert_int_equal(GET("/id/desk/workplan", "nobody").status, 401);
	assert_int_equal(GET("/id/desk/nothing", "bureau").status, 404);
	struct response home = GET("/id/desk", "partner");
	assert_true(contains(home.body, "1 catatan") && contains(home.body, "/id/desk/workplan/new"));
	assert_false(contains(home.body, "/id/desk/organisation/new"));
	desk_world_close(d);
}

static void a_record_page_shows_what_one_may_see_and_do(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	str id = save_task(w, d, "XM-A", "Sumur A", "53.04.01");
	const char *path = arena_fmt(w->a, "/id/desk/workplan/%.*s", STR_ARG(id)).p;
	struct response r = GET(path, "partner");
	assert_int_equal(r.status, 200);
	assert_true(contains(r.body, "panel of the room"));
	assert_true(contains(r.body, "Kec. ")); /* the place in words */
	assert_false(contains(r.body, "nasihat"));
	assert_true(contains(r.body, "value=\"submit\""));
	r = GET(path, "regency");
	assert_true(contains(r.body, "nasihat"));
	assert_false(contains(r.body, "value=\"submit\""));
	assert_true(contains(r.body, "Yang berwenang: administrator biro, petugas biro, narahubung mitra"));
	assert_int_equal(GET(path, "other").status, 404);
	assert_int_equal(POST(arena_fmt(w->a, "%s/delete", path).p, "other", "").status, 404);
	assert_int_equal(POST(arena_fmt(w->a, "%s/delete", path).p, "regency", "").status, 403);
	desk_world_close(d);
}

static void steps_are_taken_with_their_rules(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	str id = save_task(w, d, "XM-A", "Sumur A", NULL);
	const char *path = arena_fmt(w->a, "/id/desk/workplan/%.*s", STR_ARG(id)).p;
	const char *step = arena_fmt(w->a, "%s/step", path).p;
	struct response r = POST(step, "partner", "step=submit&version=1");
	assert_int_equal(r.status, 422);
	assert_true(contains(r.body, "wajib diisi"));
	/* the power is asked before the state */
	assert_int_equal(POST(step, "partner", "step=approve&version=1").status, 403);
	assert_int_equal(POST(step, "bureau", "step=approve&version=1").status, 422);

	const struct record *now =
	    record_load_id(d->web.store, db_borrow_in(w->pool, DB_READ, w->a), w->a, &actor_system, &workplan_kind, id);
	struct doc *doc = doc_copy(w->a, now->doc);
	doc_set(doc, TASK_TEXT, STR("isi"));
	struct saved saved;
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct save in = {
		.actor = &actor_system, .doc = doc, .no = now->no, .base_version = 1, .state = STATE_CURRENT
	};
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);

	assert_int_equal(POST(step, "partner", "step=submit&version=1").status, 409);
	assert_int_equal(POST(step, "partner", "step=submit&version=2").status, 303);
	assert_int_equal(POST(step, "partner", "step=approve&version=3").status, 403);
	assert_int_equal(POST(step, "bureau", "step=return&version=3").status, 422);
	assert_int_equal(POST(step, "bureau", "step=return&version=3&reason=Kurang+rinci").status, 303);
	r = GET(arena_fmt(w->a, "%s/history", path).p, "partner");
	assert_int_equal(r.status, 200);
	assert_true(contains(r.body, "Kurang rinci") && contains(r.body, "Versi 4") && contains(r.body, ">isi<"));
	assert_false(contains(r.body, "nasihat"));
	r = GET(arena_fmt(w->a, "%s/history?version=1", path).p, "partner");
	assert_int_equal(r.status, 200);
	assert_false(contains(r.body, ">isi<"));
	desk_world_close(d);
}

static void the_recycle_bin_gives_back(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	str id = save_task(w, d, "XM-A", "Sumur A", NULL);
	const char *path = arena_fmt(w->a, "/id/desk/workplan/%.*s", STR_ARG(id)).p;
	assert_int_equal(POST(arena_fmt(w->a, "%s/delete", path).p, "partner", "reason=ganda").status, 303);
	assert_false(contains(GET("/id/desk/workplan", "partner").body, "Sumur A"));
	assert_true(contains(GET("/id/desk/bin", "partner").body, "Sumur A"));
	assert_false(contains(GET("/id/desk/bin", "other").body, "Sumur A"));
	assert_int_equal(POST(arena_fmt(w->a, "%s/restore", path).p, "other", "").status, 404);
	assert_int_equal(POST(arena_fmt(w->a, "%s/restore", path).p, "partner", "").status, 303);
	assert_true(contains(GET("/id/desk/workplan", "partner").body, "Sumur A"));
	desk_world_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(everybody_sees_their_own_list),
		ON_A_WORLD(a_record_page_shows_what_one_may_see_and_do),
		ON_A_WORLD(steps_are_taken_with_their_rules),
		ON_A_WORLD(the_recycle_bin_gives_back),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
