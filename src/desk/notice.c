/* Notices for people: the list, how they are wanted, the letters. */
#include "desk/notice.h"

#include "base/log.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "desk/comment.h"
#include "desk/notice_page.h"
#include "desk_sql.h"
#include "record/codelist.h"

enum { PER_PAGE = 30, EXCERPT = 240, LETTER_MAX = 50, LETTER_BYTES = 64000 };

const struct route notice_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/notices",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_notices,
	  .summary = "What one is told" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/notices",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "seq", INPUT_CODE, INPUT_REQUIRED, 20 }, { 0 } },
	  .handler = desk_notices_read,
	  .summary = "Mark a notice read, or all (0)" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/notices/setting",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "show", INPUT_CODE, INPUT_MANY, 1 },
	                                    { "mail", INPUT_INT, INPUT_REQUIRED, NOTICE_MAIL_AT_ONCE },
	                                    { 0 } },
	  .handler = desk_notices_set,
	  .summary = "How one wants to be told" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/comments",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "text", INPUT_TEXT, INPUT_REQUIRED, 5000 }, { 0 } },
	  .handler = desk_comment_new,
	  .summary = "Say something about a record" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/comment",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "comment", INPUT_CODE, INPUT_REQUIRED, ULID_LEN },
	                                    { "text", INPUT_TEXT, 0, 5000 },
	                                    { 0 } },
	  .handler = desk_comment_change,
	  .summary = "Change an own comment; without text: withdraw it" },
	{ .pattern = NULL },
};

/* ---- one notice in words ---- */

str notice_label(enum lang lang, enum notice_what what)
{
	static const enum msg labels[NOTICE_WHATS] = {
		[NOTICE_MENTION] = MSG_NOTICE_OF_MENTION,   [NOTICE_COMMENT] = MSG_NOTICE_OF_COMMENT,
		[NOTICE_STATE] = MSG_NOTICE_OF_STATE,       [NOTICE_RETURNED] = MSG_NOTICE_OF_RETURNED,
		[NOTICE_DEADLINE] = MSG_NOTICE_OF_DEADLINE, [NOTICE_ADDRESSED] = MSG_NOTICE_OF_ADDRESSED
	};
	return msg(lang, labels[what]);
}

/* STATE: "2027-01-30 renewal". */
static str deadline_sentence(struct desk_view *v, str title, str state)
{
	enum lang l = v->page->lang;
	date due = DATE_NONE;
	str day = str_sub(state, 0, 10), what = str_sub(state, 11, state.n);
	if (!date_parse(day, &due))
		due = DATE_NONE;
	str label = msg_or(l, arena_fmt(v->a, "deadline.%.*s", STR_ARG(what)).p, what);
	return msg_fmt(v->a, l, MSG_NOTICE_DEADLINE, label, title, i18n_date(v->a, l, due, DATE_LONG));
}

/* What words need: a page's when it is shown, one made for the language when it is mailed. */
static str sentence(struct desk_view *v, enum notice_what what, const db_rows *row, const struct record *about)
{
	enum lang l = v->page->lang;
	str title = desk_record_title(v, about), who = desk_actor_name(v, db_col_text(row, 5));
	str state = db_col_text(row, 6);
	const struct workflow *w = about->kind->workflow;
	const char *codes = w ? about->kind->fields[w->field].codes : NULL;
	switch (what) {
	case NOTICE_MENTION:
		return msg_fmt(v->a, l, MSG_NOTICE_MENTION, who, title);
	case NOTICE_COMMENT:
		return msg_fmt(v->a, l, MSG_NOTICE_COMMENT, who, title);
	case NOTICE_RETURNED:
		return msg_fmt(v->a, l, MSG_NOTICE_RETURNED, who, title);
	case NOTICE_DEADLINE:
		return deadline_sentence(v, title, state);
	case NOTICE_ADDRESSED:
		return msg_fmt(v->a, l, MSG_NOTICE_ADDRESSED, who, title);
	case NOTICE_STATE:
	case NOTICE_WHATS:
		break;
	}
	return msg_fmt(v->a, l, MSG_NOTICE_STATE, title, codes ? codelist_name(codes, state, (int)l) : state, who);
}

/* False when what it is about can no longer be seen. */
static bool notice_of(struct desk_view *v, const db_rows *row, struct desk_notice *out)
{
	const struct record *about = record_load(v->web->store, v->db, v->a, v->actor, db_col_int(row, 3));
	int64_t comment = db_col_int(row, 4);
	if (!about)
		return false;
	*out = (struct desk_notice){ .seq = db_col_int(row, 0),
		                     .text = sentence(v, (enum notice_what)db_col_int(row, 1), row, about),
		                     .excerpt = arena_str(v->a, db_col_text(row, 7)),
		                     .when = i18n_instant(v->a, v->page->lang, db_col_int(row, 2)),
		                     .href = url_path(v->page, "/desk/{}/{}", str_of(about->kind->name),
		                                      (str){ about->id, ULID_LEN }),
		                     .unread = db_col_int(row, 8) == 0 };
	const struct record *c = comment ? record_load(v->web->store, v->db, v->a, &actor_system, comment) : NULL;
	if (c && !c->deleted) {
		out->excerpt = utf8_prefix(doc_str(c->doc, COMMENT_TEXT), EXCERPT);
		out->href = url_anchor(v->page, out->href, arena_fmt(v->a, "comment-%s", c->id));
	}
	return true;
}

/* ---- the list ---- */

static struct notice_setting setting_of(db *d, str account)
{
	struct notice_setting s = { .mail = NOTICE_MAIL_DAILY };
	db_rows *rows;
	if (db_select(d, &q_notice_setting_get, DB_ARGS(db_text(account)), &rows) != DB_OK)
		return s;
	if (db_next(rows))
		s = (struct notice_setting){ (uint32_t)db_col_int(rows, 0), (enum notice_mail)db_col_int(rows, 1),
			                     db_col_int(rows, 2) };
	db_finish(rows);
	return s;
}

struct reply desk_notices(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	struct desk_notices_page *p = arena_make(v.a, struct desk_notices_page);
	str me = v.actor->id;
	VEC(struct desk_notice) list = { 0 };
	db_rows *rows;
	p->pager = pager_of(v.page, db_one_int(v.db, &q_notice_count, DB_ARGS(db_text(me)), 0), PER_PAGE);
	p->unread = v.web->notices ? notices_unread(v.web->notices, me) : 0;
	p->setting = setting_of(v.db, me);
	if (db_select(v.db, &q_notice_list,
	              DB_ARGS(db_text(me), db_int((p->pager.page - 1) * PER_PAGE), db_int(PER_PAGE)), &rows) == DB_OK) {
		while (db_next(rows)) {
			struct desk_notice n;
			if (notice_of(&v, rows, &n))
				*vec_push(v.a, &list) = n;
		}
		db_finish(rows);
	}
	p->list = list.p;
	p->n = list.n;
	desk_title(&v, msg(v.page->lang, MSG_NOTICE_TITLE));
	tmpl_desk_notices(v.page, p);
	return page_reply(r, v.page);
}

static struct reply back(struct desk_view *v, bool ok)
{
	if (!ok)
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	return desk_redirect(v, url_to(v->page, "/desk/notices", 0, NULL));
}

struct reply desk_notices_read(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	int64_t seq;
	desk_release(&v);
	if (!str_to_int(req_input(r, "seq")->text, &seq))
		return desk_not_found(&v);
	return back(&v, !v.web->notices || notices_mark_read(v.web->notices, v.actor->id, seq, clock_now()));
}

struct reply desk_notices_set(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	const struct input_value *show = req_input(r, "show");
	uint32_t muted = ((1u << NOTICE_WHATS) - 1) & ~1u;
	for (uint32_t i = 0; i < show->nmany; i++)
		if (show->many[i].n == 1 && show->many[i].p[0] > '0' && show->many[i].p[0] < '0' + NOTICE_WHATS)
			muted &= ~(1u << (show->many[i].p[0] - '0'));
	desk_release(&v);
	db *d = db_borrow(store_pool(v.web->store), DB_WRITE);
	bool ok =
	    d && db_begin(d, DB_WRITE) == DB_OK &&
	    db_exec(d, &q_notice_setting_put,
	            DB_ARGS(db_text(v.actor->id), db_int(muted), db_int(req_input(r, "mail")->i)), NULL) == DB_OK &&
	    db_commit(d) == DB_OK;
	db_return(d);
	return back(&v, ok);
}

/* ---- letters ---- */

bool notice_due(const struct notice_setting *s, int64_t now)
{
	const int64_t hour = 3600000, day = 24 * hour, wita = 8 * hour, morning = 7 * hour;
	if (s->mail != NOTICE_MAIL_DAILY)
		return s->mail == NOTICE_MAIL_AT_ONCE;
	/* days that begin at seven in the morning */
	return (now + wita - morning) / day > (s->digest + wita - morning) / day;
}

struct letter {
	str account;
	struct notice_setting setting;
};

static const struct web_person *find(const struct web_person *people, uint32_t n, str account)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(people[i].id, account))
			return &people[i];
	return NULL;
}

/* Where one turns letters off. */
static str settings_link(const struct web *w, arena *a, enum lang lang)
{
	return arena_fmt(a, "%.*s/%s/desk/notices", STR_ARG(w->address), lang_code(lang));
}

/* The words of a letter; empty when nothing of it is unread or can be seen. */
static str letter_text(const struct web *w, db *d, arena *a, const struct web_person *to)
{
	struct desk_view v = { .web = w, .db = d, .a = a, .actor = to->actor };
	struct buf b;
	db_rows *rows;
	v.page = page_start(a, to->lang, STR("/desk/notices"), STR_EMPTY, &w->page);
	buf_init(&b, a, LETTER_BYTES);
	if (db_select(d, &q_notice_letter, DB_ARGS(db_text(to->id), db_int(LETTER_MAX)), &rows) != DB_OK)
		return STR_EMPTY;
	while (db_next(rows)) {
		struct desk_notice n;
		if (!notice_of(&v, rows, &n))
			continue;
		buf_fmt(&b, "- %.*s\n", STR_ARG(n.text));
		if (n.excerpt.n)
			buf_fmt(&b, "  %.*s\n", STR_ARG(n.excerpt));
		buf_fmt(&b, "  %.*s%.*s\n\n", STR_ARG(w->address), STR_ARG(n.href.s));
	}
	if (db_finish(rows) != DB_OK || buf_failed(&b) || !b.n)
		return STR_EMPTY;
	return arena_fmt(a, "%.*s\n\n%.*s%.*s\n%.*s\n", STR_ARG(msg_fmt(a, to->lang, MSG_NOTICE_LETTER, to->name)),
	                 STR_ARG(buf_str(&b)), STR_ARG(msg(to->lang, MSG_NOTICE_LETTER_END)),
	                 STR_ARG(settings_link(w, a, to->lang)));
}

/* One letter and the note that it went out, in one transaction. */
static bool send(const struct web *w, db *d, arena *a, const struct web_person *to, str account, int64_t now)
{
	str text = to ? letter_text(w, d, a, to) : STR_EMPTY;
	bool ok = true;
	if (text.n) {
		const struct web_letter l = { .to = to->mail,
			                      .name = to->name,
			                      .lang = to->lang,
			                      .subject = msg(to->lang, MSG_NOTICE_SUBJECT),
			                      .text = text,
			                      .settings = settings_link(w, a, to->lang) };
		ok = w->post(w, d, &l);
	}
	if (ok && text.n)
		ok = db_exec(d, &q_notice_digest_put, DB_ARGS(db_text(account), db_int(now)), NULL) == DB_OK;
	return ok && db_exec(d, &q_notice_mailed, DB_ARGS(db_text(account), db_int(now)), NULL) == DB_OK;
}

static uint32_t send_due(const struct web *w, db *d, arena *a, int64_t now)
{
	VEC(struct letter) due = { 0 };
	struct web_person *people;
	uint32_t n, sent = 0;
	db_rows *rows;
	if (db_select(d, &q_notice_to_mail, NULL, &rows) != DB_OK)
		return 0;
	while (db_next(rows)) {
		struct letter l = { arena_str(a, db_col_text(rows, 0)),
			            { (uint32_t)db_col_int(rows, 1), (enum notice_mail)db_col_int(rows, 2),
			              db_col_int(rows, 3) } };
		if (l.setting.mail == NOTICE_MAIL_NONE || notice_due(&l.setting, now))
			*vec_push(a, &due) = l;
	}
	if (db_finish(rows) != DB_OK || !due.n || !w->people(w, d, a, &people, &n))
		return 0;
	for (size_t i = 0; i < due.n; i++) {
		bool wanted = due.p[i].setting.mail != NOTICE_MAIL_NONE;
		if (db_begin(d, DB_WRITE) != DB_OK)
			break;
		if (!send(w, d, a, wanted ? find(people, n, due.p[i].account) : NULL, due.p[i].account, now)) {
			db_rollback(d);
			log_error("a letter with notices could not be written");
			continue;
		}
		if (db_commit(d) == DB_OK)
			sent++;
	}
	return sent;
}

uint32_t notices_mail(const struct web *w, int64_t now)
{
	if (!w->post || !w->people)
		return 0;
	ARENA_SCOPE arena *a = arena_new(0);
	db *d = db_borrow(store_pool(w->store), DB_WRITE);
	uint32_t sent = d ? send_due(w, d, a, now) : 0;
	db_return(d);
	return sent;
}
