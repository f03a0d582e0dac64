/* Lists of the desk narrowed, and kept under a name, over HTTP on both engines. */
#include "../unit/db_world.h"

#include "client.h"
#include "desk/filter.h"
#include "desk_world.h"

const struct desk_room *const desk_test_rooms[] = { &saved_filter_room, NULL };

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

static bool contains(str s, const char *part)
{
	return str_find(s, str_of(part), 0) >= 0;
}

struct task {
	const char *partner, *title, *place, *year, *state;
	bool draft;
};

static void save_task(struct world *w, struct desk_world *d, const struct task *t)
{
	struct doc *doc = doc_new(w->a, &workplan_kind);
	doc_set(doc, TASK_PARTNER, str_of(t->partner));
	doc_set(doc, TASK_TITLE, str_of(t->title));
	doc_set(doc, TASK_STATUS, str_of(t->state));
	doc_set(doc, TASK_PLACE, str_of(t->place));
	doc_set(doc, TASK_YEAR, str_of(t->year));
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct saved saved;
	struct save in = { .actor = &actor_system,
		           .doc = doc,
		           .origin = ORIGIN_CLI,
		           .state = t->draft ? STATE_DRAFT : STATE_CURRENT };
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
}

static void save_all(struct world *w, struct desk_world *d)
{
	static const struct task tasks[] = {
		{ "XM-A", "Sumur satu", "53.04.01", "2024", "draft", false },
		{ "XM-A", "Sumur dua", "53.04", "2025", "submitted", false },
		{ "XM-B", "Sekolah tiga", "53.01", "2025", "submitted", false },
		{ "XM-B", "Sumur empat", "53", "2025", "approved", false },
		{ "XM-A", "Sumur konsep", "53.04.01", "2025", "draft", true },
	};
	for (size_t i = 0; i < SEL_COUNT(tasks); i++)
		save_task(w, d, &tasks[i]);
}

/* Which of the five tasks a list shows, as "12345" with a dash for each that is not there. */
static str shown(struct world *w, struct response r)
{
	static const char *const titles[] = { ">Sumur satu<", ">Sumur dua<", ">Sekolah tiga<", ">Sumur empat<",
		                              ">Sumur konsep<" };
	struct buf b;
	buf_init(&b, w->a, 10);
	for (size_t i = 0; i < SEL_COUNT(titles); i++)
		buf_char(&b, contains(r.body, titles[i]) ? (char)('1' + i) : '-');
	return buf_str(&b);
}

static void a_list_is_narrowed_by_each_condition_and_by_all(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_all(w, d);
	static const struct {
		const char *who, *query, *shows;
	} cases[] = {
		{ "bureau", "", "1234-" },
		{ "bureau", "?q=sumur", "12-4-" },
		{ "bureau", "?state=submitted", "-23--" },
		{ "bureau", "?partner=XM-A", "12---" },
		{ "bureau", "?partner=Yayasan+(XM-B)", "--34-" },
		{ "bureau", "?place=53.04", "12---" },
		{ "bureau", "?place=53.04.01", "1----" },
		{ "bureau", "?place=53", "1234-" },
		{ "bureau", "?year=2025", "-234-" },
		{ "bureau", "?year=2023", "-----" },
		{ "bureau", "?year=2025&q=sumur&state=submitted&partner=XM-A&place=53.04", "-2---" },
		{ "bureau", "?year=2024&state=submitted", "-----" },
		{ "partner", "?year=2025", "-2---" },
		{ "partner", "?partner=XM-B", "-----" },
		{ "partner", "?show=drafts", "----5" },
		{ "partner", "?show=drafts&place=53.04&year=2025&q=konsep", "----5" },
		{ "partner", "?show=drafts&year=2024", "-----" },
		{ "partner", "?show=drafts&partner=XM-B", "-----" },
		{ "regency", "?place=53.04.01", "1----" },
		{ "bureau", "?mine=1", "-----" },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		str path = arena_fmt(w->a, "/id/desk/workplan%s", cases[i].query);
		struct response r = GET(path.p, cases[i].who);
		assert_int_equal(r.status, 200);
		assert_string_equal(shown(w, r).p, cases[i].shows);
	}
	assert_true(contains(GET("/id/desk/workplan?place=Kabupaten+Tiada", "bureau").body, "tidak ditemukan"));
	desk_world_close(d);
}

static void what_somebody_worked_on_is_theirs_to_find(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_all(w, d);
	struct record *r = NULL;
	for (int64_t no = 1; !r || !str_is(doc_str(r->doc, TASK_TITLE), "Sumur dua"); no++)
		r = record_load(d->web.store, db_borrow_in(w->pool, DB_READ, w->a), w->a, &actor_system, no);
	str step = arena_fmt(w->a, "/id/desk/workplan/%s/step", r->id);
	assert_int_equal(POST(step.p, "bureau", "step=approve&version=1").status, 303);
	assert_string_equal(shown(w, GET("/id/desk/workplan?mine=1", "bureau")).p, "-2---");
	assert_string_equal(shown(w, GET("/id/desk/workplan?mine=1", "admin")).p, "-----");
	desk_world_close(d);
}

/* The tab's address out of a redirect. */
static const char *location(struct world *w, struct response r)
{
	assert_int_equal(r.status, 303);
	return arena_str(w->a, response_header(&r, "Location")).p;
}

static void a_kept_list_is_a_tab_of_its_owner(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_all(w, d);
	const char *tab = location(
	    w, POST("/id/desk/workplan/filter", "partner", "name=Sumur+di+Belu+%3Cb%3E&q=sumur&place=53.04&shared=1"));
	struct response r = GET(tab, "partner");
	assert_string_equal(shown(w, r).p, "12---");
	assert_true(contains(r.body, "aria-current=\"page\">Sumur di Belu &lt;b&gt; <span class=\"count\">2</span>"));
	assert_true(
	    contains(GET("/id/desk/workplan", "partner").body, "Sumur di Belu &lt;b&gt; <span class=\"count\">2"));
	/* the name must be given; others neither have it nor can change it, whatever they ask to share */
	assert_int_equal(POST("/id/desk/workplan/filter", "partner", "q=sumur").status, 400);
	static const char *const strangers[] = { "other", "bureau", "regency" };
	const char *id = strstr(tab, "filter=") + 7;
	str remove = arena_fmt(w->a, "filter=%s&do=remove", id);
	for (size_t i = 0; i < SEL_COUNT(strangers); i++) {
		assert_false(contains(GET("/id/desk/workplan", strangers[i]).body, "Sumur di Belu"));
		assert_int_equal(GET(tab, strangers[i]).status, 404);
		assert_int_equal(POST("/id/desk/workplan/filter-change", strangers[i], remove.p).status, 403);
	}
	str rename = arena_fmt(w->a, "filter=%s&do=rename&name=Sumur+kami", id);
	assert_int_equal(POST("/id/desk/workplan/filter-change", "partner", rename.p).status, 303);
	r = GET(tab, "partner");
	assert_true(contains(r.body, ">Sumur kami <") && !contains(r.body, "Sumur di Belu"));
	assert_string_equal(shown(w, r).p, "12---");
	assert_int_equal(POST("/id/desk/workplan/filter-change", "partner", remove.p).status, 303);
	assert_int_equal(GET(tab, "partner").status, 404);
	assert_false(contains(GET("/id/desk/workplan", "partner").body, "Sumur kami"));
	desk_world_close(d);
}

static void an_administrator_shares_one_with_the_bureau(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	save_all(w, d);
	const char *tab =
	    location(w, POST("/id/desk/workplan/filter", "admin", "name=Untuk+semua&state=submitted&shared=1"));
	const char *id = strstr(tab, "filter=") + 7;
	assert_string_equal(shown(w, GET(tab, "bureau")).p, "-23--");
	assert_true(contains(GET("/id/desk/workplan", "bureau").body, "Untuk semua <span class=\"count\">2</span>"));
	assert_false(contains(GET("/id/desk/workplan", "partner").body, "Untuk semua"));
	assert_int_equal(GET(tab, "partner").status, 404);
	str change = arena_fmt(w->a, "filter=%s&do=rename&name=Milik+petugas&shared=1", id);
	assert_int_equal(POST("/id/desk/workplan/filter-change", "bureau", change.p).status, 403);
	/* no longer shared, it is the administrator's own */
	change = arena_fmt(w->a, "filter=%s&do=rename&name=Milik+saya", id);
	assert_int_equal(POST("/id/desk/workplan/filter-change", "admin", change.p).status, 303);
	assert_false(contains(GET("/id/desk/workplan", "bureau").body, "Milik saya"));
	assert_true(contains(GET("/id/desk/workplan", "admin").body, "Milik saya"));
	desk_world_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_list_is_narrowed_by_each_condition_and_by_all),
		ON_A_WORLD(what_somebody_worked_on_is_theirs_to_find),
		ON_A_WORLD(a_kept_list_is_a_tab_of_its_owner),
		ON_A_WORLD(an_administrator_shares_one_with_the_bureau),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
