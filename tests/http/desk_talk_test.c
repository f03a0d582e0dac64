/* Comments and notices over HTTP, on both engines: who reads and writes them, who is told, once, and by which letter.
 */
#include "../unit/db_world.h"

#include "client.h"
#include "desk/comment.h"
#include "desk/notice.h"
#include "desk_world.h"

static const struct desk_room room = { .kind = &workplan_kind };
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

static const char *save_task(struct world *w, struct desk_world *d)
{
	struct doc *doc = doc_new(w->a, &workplan_kind);
	doc_set(doc, TASK_PARTNER, STR("XM-A"));
	doc_set(doc, TASK_TITLE, STR("Sumur A"));
	doc_set(doc, TASK_TEXT, STR("isi"));
	doc_set(doc, TASK_PLACE, STR("53.04.01"));
	struct problems ps;
	problems_init(&ps, w->a, 20);
	struct saved saved;
	struct save in = { .actor = &actor_system, .doc = doc, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(d->web.store, w->a, &in, &ps, &saved), RECORD_OK);
	return arena_fmt(w->a, "/id/desk/workplan/%s", saved.id).p;
}

/* The id of the only comment on a page. */
static const char *comment_id(struct world *w, str page)
{
	ptrdiff_t at = str_find(page, STR("id=\"comment-"), 0);
	assert_true(at >= 0);
	return arena_str(w->a, str_sub(page, (size_t)at + 12, ULID_LEN)).p;
}

static void a_comment_is_seen_by_those_with_powers_and_changed_by_its_author(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	const char *path = save_task(w, d), *post = arena_fmt(w->a, "%s/comments", path).p,
	           *change = arena_fmt(w->a, "%s/comment", path).p;
	assert_int_equal(POST(post, "regency", "text=Sumurnya+%3Cdi+mana%3E%3F").status, 303);
	static const char *const readers[] = { "bureau", "partner", "regency", "auditor" };
	for (size_t i = 0; i < SEL_COUNT(readers); i++)
		assert_true(contains(GET(path, readers[i]).body, "Sumurnya &lt;di mana&gt;?"));
	assert_int_equal(GET(path, "other").status, 404);
	assert_int_equal(POST(post, "other", "text=x").status, 404);
	assert_int_equal(POST(post, "auditor", "text=x").status, 403);
	assert_false(contains(GET(path, "auditor").body, "name=\"text\""));
	assert_int_equal(POST(post, "partner", "text=+").status, 400);

	const char *id = comment_id(w, GET(path, "regency").body);
	assert_true(contains(GET(path, "regency").body, "Tarik komentar"));
	assert_false(contains(GET(path, "bureau").body, "Tarik komentar"));
	const char *text = arena_fmt(w->a, "comment=%s&text=Lain", id).p;
	assert_int_equal(POST(change, "partner", text).status, 403);
	assert_int_equal(POST(change, "bureau", text).status, 403);
	assert_int_equal(POST(change, "regency", text).status, 303);
	assert_true(contains(GET(path, "partner").body, "Lain"));
	assert_int_equal(POST(change, "regency", arena_fmt(w->a, "comment=%s", id).p).status, 303);
	assert_true(contains(GET(path, "partner").body, "ditarik oleh penulisnya"));
	/* another record's page is no way to a comment */
	assert_int_equal(POST(arena_fmt(w->a, "%s/comment", save_task(w, d)).p, "regency", text).status, 404);
	desk_world_close(d);
}

static void the_kernel_lets_nobody_but_the_author_write(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	const char *path = save_task(w, d);
	POST(arena_fmt(w->a, "%s/comments", path).p, "partner", "text=Satu");
	str id = str_of(comment_id(w, GET(path, "partner").body));
	db *read = db_borrow(w->pool, DB_READ);
	const struct record *c = record_load_id(d->web.store, read, w->a, &actor_system, &comment_kind, id);
	assert_non_null(c);
	assert_string_equal(doc_str(c->doc, COMMENT_TARGET).p, str_sub(str_of(path), 18, ULID_LEN).p);
	/* the scopes of the record hold for what is said about it */
	struct owners o = owners_of(NULL, w->a, c->doc);
	assert_string_equal(o.orgs[0].p, "XM-A");
	assert_string_equal(o.places[0].p, "53.04.01");
	assert_string_equal(o.account.p, "partner");
	assert_null(record_load_id(d->web.store, read, w->a, &actor_public, &comment_kind, id));
	db_return(read);
	struct web_person *people;
	uint32_t n;
	assert_true(d->web.people(&d->web, NULL, w->a, &people, &n));
	static const struct {
		const char *who;
		bool sees, writes;
	} cases[] = { { "bureau", true, false },
		      { "partner", true, true },
		      { "other", false, false },
		      { "regency", true, false },
		      { "auditor", true, false } };
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		assert_string_equal(people[i].id.p, cases[i].who);
		assert_int_equal(may(people[i].actor, ACT_VIEW, &comment_kind, &o), cases[i].sees);
		assert_int_equal(may(people[i].actor, ACT_COMMENT, &comment_kind, &o), cases[i].writes);
		assert_false(may(people[i].actor, ACT_EDIT, &comment_kind, &o));
	}
	desk_world_close(d);
}

static void people_are_told_once(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	const char *path = save_task(w, d), *post = arena_fmt(w->a, "%s/comments", path).p;
	/* named, and not allowed to see it: not told; the owner is told of what is said */
	assert_int_equal(
	    POST(post, "bureau", "text=Halo+%40nama+regency%2C+%40Nama+other+dan+surat%40Nama+auditor").status, 303);
	assert_int_equal(notices_unread(d->web.notices, STR("regency")), 1);
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 1);
	assert_int_equal(notices_unread(d->web.notices, STR("other")), 0);
	assert_int_equal(notices_unread(d->web.notices, STR("auditor")), 0);
	assert_int_equal(notices_unread(d->web.notices, STR("bureau")), 0);
	assert_true(contains(GET("/id/desk/notices", "regency").body, "Nama bureau menyebut Anda"));
	assert_true(contains(GET("/id/desk/notices", "partner").body, "Nama bureau mengomentari"));
	assert_true(contains(GET("/id/desk", "regency").body, "belum dibaca"));
	/* read again from the start, nothing is told twice */
	db *write = db_borrow(w->pool, DB_WRITE);
	assert_int_equal(db_script(write, "UPDATE counter SET value = 0 WHERE name = 'notice'"), DB_OK);
	db_return(write);
	notices_close(d->web.notices);
	d->web.notices = notices_open(d->web.store);
	notices_show(d->web.notices, &d->web.page);
	assert_true(notices_follow(&d->web));
	assert_int_equal(notices_unread(d->web.notices, STR("regency")), 1);
	/* an answer tells those who talk */
	assert_int_equal(POST(post, "partner", "text=Sudah").status, 303);
	assert_int_equal(notices_unread(d->web.notices, STR("bureau")), 1);
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 1);
	assert_int_equal(POST("/id/desk/notices", "partner", "seq=0").status, 303);
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 0);
	/* who does not want to hear of comments is still told when named */
	assert_int_equal(POST("/id/desk/notices/setting", "partner", "show=1&show=4&mail=0").status, 303);
	POST(post, "bureau", "text=Baik");
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 0);
	POST(post, "bureau", "text=Baik+%40Nama+partner");
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 1);
	desk_world_close(d);
}

static void a_return_tells_with_its_reason(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	const char *path = save_task(w, d), *step = arena_fmt(w->a, "%s/step", path).p;
	assert_int_equal(POST(step, "partner", "step=submit&version=1").status, 303);
	assert_int_equal(notices_unread(d->web.notices, STR("partner")), 0);
	assert_int_equal(POST(step, "bureau", "step=return&version=2&reason=Kurang%3A+rinci").status, 303);
	struct response r = GET("/id/desk/notices", "partner");
	assert_true(contains(r.body, "Nama bureau mengembalikan") && contains(r.body, "Kurang: rinci"));
	assert_int_equal(POST(step, "partner", "step=submit&version=3").status, 303);
	/* the bureau has written it, too: by its step */
	assert_true(contains(GET("/id/desk/notices", "bureau").body, "kini berstatus submitted"));
	assert_int_equal(notices_unread(d->web.notices, STR("regency")), 0);
	desk_world_close(d);
}

static str sent_to, sent_text;
static arena *sent_in;
static bool post(const struct web *w, db *d, const struct web_letter *l)
{
	(void)w;
	(void)d;
	assert_true(l->subject.n > 0);
	assert_string_equal(l->settings.p, "https://selaras.contoh/id/desk/notices");
	sent_to = arena_str(sent_in, l->to);
	sent_text = arena_str(sent_in, l->text);
	return true;
}

static void a_letter_a_day_says_what_is_unread(void **state)
{
	struct world *w = *state;
	struct desk_world *d = desk_world_open(w->pool, 0);
	const char *path = save_task(w, d), *comments = arena_fmt(w->a, "%s/comments", path).p;
	const int64_t day = 86400000;
	sent_in = w->a;
	d->web.post = post;
	d->web.address = STR("https://selaras.contoh");
	assert_int_equal(POST("/id/desk/notices/setting", "regency", "show=1&mail=0").status, 303);
	POST(comments, "bureau", "text=Halo+%40Nama+regency");
	int64_t now = clock_now();
	assert_int_equal(notices_mail(&d->web, now), 1);
	assert_string_equal(sent_to.p, "partner@contoh.test");
	assert_true(contains(sent_text, "Nama bureau mengomentari") && contains(sent_text, "Halo @Nama regency") &&
	            contains(sent_text, arena_fmt(w->a, "https://selaras.contoh%s#comment-", path).p));
	assert_int_equal(notices_mail(&d->web, now), 0);
	POST(comments, "bureau", "text=Lagi");
	assert_int_equal(notices_mail(&d->web, now), 0);
	assert_int_equal(notices_mail(&d->web, now + day), 1);
	assert_true(contains(sent_text, "Lagi") && !contains(sent_text, "Halo"));
	/* read meanwhile: no letter */
	POST(comments, "bureau", "text=Ketiga");
	POST("/id/desk/notices", "partner", "seq=0");
	sent_text = STR_EMPTY;
	notices_mail(&d->web, now + 2 * day);
	assert_int_equal(sent_text.n, 0);
	POST("/id/desk/notices/setting", "partner", "show=1&show=2&mail=2");
	POST(comments, "bureau", "text=Keempat");
	assert_int_equal(notices_mail(&d->web, now + 2 * day), 1);
	assert_true(contains(sent_text, "Keempat"));
	desk_world_close(d);
}

static void names_are_found_after_the_sign(void **state)
{
	(void)state;
	static const struct web_person people[] = { { .name = { "Maria", 5 } },
		                                    { .name = { "Maria Goreti", 12 } },
		                                    { .name = { "Yosef", 5 } } };
	const struct web_person *out[3];
	assert_int_equal(comment_mentions(STR("@maria goreti, tolong"), people, 3, out, 3), 1);
	assert_ptr_equal(out[0], &people[1]);
	assert_int_equal(comment_mentions(STR("(@Yosef) dan @Maria."), people, 3, out, 3), 2);
	assert_ptr_equal(out[1], &people[0]);
	assert_int_equal(comment_mentions(STR("x@Yosef @Yosefina @ Yosef"), people, 3, out, 3), 0);
	assert_int_equal(comment_mentions(STR("@Yosef @Yosef @Maria"), people, 3, out, 1), 1);
	assert_int_equal(comment_mentions(STR("@"), people, 3, out, 3), 0);
}

static void letters_go_out_in_the_morning(void **state)
{
	(void)state;
	/* 2026-03-02 00:00 UTC is 08:00 in Kupang */
	const int64_t eight = 1772409600000, hour = 3600000;
	struct notice_setting s = { .mail = NOTICE_MAIL_DAILY, .digest = eight };
	assert_false(notice_due(&s, eight + hour));
	assert_false(notice_due(&s, eight + 23 * hour - 1)); /* 06:59:59 */
	assert_true(notice_due(&s, eight + 23 * hour));
	s.digest = 0;
	assert_true(notice_due(&s, eight));
	s.mail = NOTICE_MAIL_NONE;
	assert_false(notice_due(&s, eight + 99 * hour));
	s.mail = NOTICE_MAIL_AT_ONCE;
	s.digest = eight;
	assert_true(notice_due(&s, eight));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_comment_is_seen_by_those_with_powers_and_changed_by_its_author),
		ON_A_WORLD(the_kernel_lets_nobody_but_the_author_write),
		ON_A_WORLD(people_are_told_once),
		ON_A_WORLD(a_return_tells_with_its_reason),
		ON_A_WORLD(a_letter_a_day_says_what_is_unread),
		cmocka_unit_test(names_are_found_after_the_sign),
		cmocka_unit_test(letters_go_out_in_the_morning),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
