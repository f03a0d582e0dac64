/* Comments on records, with the people they name. */
#include "desk/comment.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "desk/notice.h"
#include "desk_sql.h"
#include "record/merge.h"

enum { OWNERS_KEPT = 300, MENTIONS = 50, MERGED = 20, NAMED_BYTES = 4000 };

KIND(comment_owner, COMMENT_OWNER, COMMENT_OWNER_FIELDS)
KIND(comment_mention, COMMENT_MENTION, COMMENT_MENTION_FIELDS)

static void owners(void *app, arena *a, const struct doc *doc, struct owners *out)
{
	(void)app;
	(void)a;
	out->account = doc_str(doc, COMMENT_AUTHOR);
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	str text = doc_str(d, COMMENT_TEXT), cut = utf8_prefix(text, 80);
	return cut.n < text.n ? arena_fmt(a, "%.*s\xE2\x80\xA6", STR_ARG(cut)) : text;
}

KIND(comment, COMMENT, COMMENT_FIELDS, .number = 25, .derived = true, .visibility = COMMENT_AUDIENCE, .owners = owners,
     .title = title)

/* ---- who is named ---- */

static bool is_letter(str s, size_t i)
{
	unsigned char c = i < s.n ? (unsigned char)s.p[i] : ' ';
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool has(const struct web_person *const *list, uint32_t n, const struct web_person *p)
{
	for (uint32_t i = 0; i < n; i++)
		if (list[i] == p)
			return true;
	return false;
}

uint32_t comment_mentions(str text, const struct web_person *people, uint32_t n, const struct web_person **out,
                          uint32_t max)
{
	uint32_t found = 0;
	for (ptrdiff_t at = str_find_char(text, '@', 0); at >= 0; at = str_find_char(text, '@', (size_t)at + 1)) {
		const struct web_person *best = NULL;
		/* an address has letters before its @ */
		if (at > 0 && is_letter(text, (size_t)at - 1))
			continue;
		for (uint32_t i = 0; i < n; i++) {
			str name = people[i].name;
			if (name.n && str_eq_nocase(str_sub(text, (size_t)at + 1, name.n), name) &&
			    !is_letter(text, (size_t)at + 1 + name.n) && (!best || name.n > best->name.n))
				best = &people[i];
		}
		if (best && found < max && !has(out, found, best))
			out[found++] = best;
	}
	return found;
}

/* Everybody who may see the record beside what is public. */
static uint32_t people_of(struct desk_view *v, db *d, struct web_person **out)
{
	struct web_person *all;
	uint32_t n, kept = 0;
	if (!v->web->people || !v->web->people(v->web, d, v->a, &all, &n))
		return 0;
	for (uint32_t i = 0; i < n; i++)
		if (may(all[i].actor, ACT_VIEW, v->kind, &v->owners))
			all[kept++] = all[i];
	*out = all;
	return kept;
}

/* ---- the panel ---- */

static struct desk_comment shown(struct desk_view *v, const struct record *r)
{
	str author = doc_str(r->doc, COMMENT_AUTHOR);
	return (struct desk_comment){ .id = { r->id, ULID_LEN },
		                      .who = desk_actor_name(v, author),
		                      .when = i18n_instant(v->a, v->page->lang, r->updated),
		                      .text = doc_str(r->doc, COMMENT_TEXT),
		                      .withdrawn = doc_bool(r->doc, COMMENT_WITHDRAWN, false),
		                      .changed = r->version > 1,
		                      .own = str_eq(author, v->actor->id) };
}

typedef VEC(struct desk_comment) comment_list;

static void add_comments(struct desk_view *v, str target, comment_list *list)
{
	db_rows *rows;
	if (db_select(v->db, &q_comments_of, DB_ARGS(db_text(target)), &rows) != DB_OK)
		return;
	while (db_next(rows)) {
		/* whoever sees the record sees what is said about it */
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, db_col_int(rows, 0));
		if (r && !r->deleted)
			*vec_push(v->a, list) = shown(v, r);
	}
	db_finish(rows);
}

/* What was said about records that are now this one is said about this one. */
static void add_merged(struct desk_view *v, comment_list *list)
{
	struct merge_line *lines;
	uint32_t n;
	if (!record_merges(v->db, v->a, v->record->no, MERGED, &lines, &n))
		return;
	for (uint32_t i = n; i > 0; i--) {
		if (lines[i - 1].undone || lines[i - 1].keep_no != v->record->no)
			continue;
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, lines[i - 1].drop_no);
		if (r)
			add_comments(v, str_of(r->id), list);
	}
}

/* ULIDs are in the order of their time. */
static int oldest_first(const void *x, const void *y)
{
	const struct desk_comment *p = x, *q = y;
	return str_cmp(p->id, q->id);
}

static str named(struct desk_view *v)
{
	struct web_person *people;
	uint32_t n = people_of(v, v->db, &people);
	struct buf b;
	buf_init(&b, v->a, NAMED_BYTES);
	for (uint32_t i = 0; i < n && b.n < NAMED_BYTES / 2; i++)
		if (!str_eq(people[i].id, v->actor->id))
			buf_fmt(&b, "%s@%.*s", b.n ? ", " : "", STR_ARG(utf8_prefix(people[i].name, 60)));
	return buf_str(&b);
}

struct desk_talk *desk_talk_of(struct desk_view *v)
{
	if (!store_kind(v->web->store, comment_kind.number) || v->kind == &comment_kind || !desk_may(v, ACT_VIEW))
		return NULL;
	struct desk_talk *t = arena_make(v->a, struct desk_talk);
	comment_list list = { 0 };
	add_merged(v, &list);
	add_comments(v, (str){ v->record->id, ULID_LEN }, &list);
	if (list.n)
		qsort(list.p, list.n, sizeof(*list.p), oldest_first);
	t->comments = list.p;
	t->n = list.n;
	t->may_write = !v->record->deleted && desk_may(v, ACT_COMMENT);
	t->post = desk_url(v, "comments");
	t->change = desk_url(v, "comment");
	if (t->may_write)
		t->can_be_named = named(v);
	return t;
}

/* ---- writing ---- */

static void add_owner(arena *a, struct doc *d, uint32_t field, const str *list, uint32_t n)
{
	for (uint32_t i = 0; i < n && i < OWNERS_KEPT; i++)
		doc_set(doc_add_row(a, d, COMMENT_OWNERS), field, list[i]);
}

static void set_text(struct desk_view *v, db *d, struct doc *doc, str text)
{
	struct web_person *people;
	const struct web_person *found[MENTIONS];
	uint32_t n = people_of(v, d, &people);
	n = comment_mentions(text, people, n, found, MENTIONS);
	doc_set(doc, COMMENT_TEXT, text);
	doc->v[COMMENT_MENTIONS] = (struct value){ .n = 0 };
	for (uint32_t i = 0; i < n; i++)
		doc_set(doc_add_row(v->a, doc, COMMENT_MENTIONS), COMMENT_MENTION_ACCOUNT, found[i]->id);
}

static enum record_rc save(struct desk_view *v, struct doc *doc, const struct record *old, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, v->a, 20);
	struct save in = { .actor = v->actor,
		           .doc = doc,
		           .no = old ? old->no : 0,
		           .base_version = old ? old->version : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .action = ACT_COMMENT };
	desk_release(v);
	return record_save(v->web->store, v->a, &in, &ps, out);
}

static struct reply answer(struct desk_view *v, enum record_rc rc, const char *id)
{
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED) {
		notices_follow(v->web);
		return desk_redirect(v, url_anchor(v->page, desk_url(v, NULL), arena_fmt(v->a, "comment-%s", id)));
	}
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(v, ACT_COMMENT);
	return desk_record_reply(v, rc == RECORD_CONFLICT ? 409 : 503,
	                         msg(v->page->lang, rc == RECORD_CONFLICT ? MSG_DESK_CHANGED_MEANWHILE : MSG_DESK_BUSY),
	                         NULL);
}

struct reply desk_comment_new(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_COMMENT))
		return desk_refuse(&v, ACT_COMMENT);
	if (v.record->deleted || v.kind == &comment_kind)
		return desk_not_found(&v);
	struct doc *doc = doc_new(v.a, &comment_kind);
	struct saved saved;
	doc_set(doc, COMMENT_TARGET, (str){ v.record->id, ULID_LEN });
	doc_set(doc, COMMENT_TARGET_KIND, str_of(v.kind->name));
	doc_set(doc, COMMENT_AUTHOR, v.actor->id);
	add_owner(v.a, doc, COMMENT_OWNER_ORG, v.owners.orgs, v.owners.norgs);
	add_owner(v.a, doc, COMMENT_OWNER_AGENCY, v.owners.agencies, v.owners.nagencies);
	add_owner(v.a, doc, COMMENT_OWNER_PLACE, v.owners.places, v.owners.nplaces);
	set_text(&v, v.db, doc, req_input(r, "text")->text);
	enum record_rc rc = save(&v, doc, NULL, &saved);
	return answer(&v, rc, saved.id);
}

struct reply desk_comment_change(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	const struct record *old =
	    record_load_id(v.web->store, v.db, v.a, &actor_system, &comment_kind, req_input(r, "comment")->text);
	if (!old || old->deleted || !desk_may(&v, ACT_VIEW) || !str_is(doc_str(old->doc, COMMENT_TARGET), v.record->id))
		return desk_not_found(&v);
	if (!str_eq(doc_str(old->doc, COMMENT_AUTHOR), v.actor->id) || !desk_may(&v, ACT_COMMENT))
		return desk_refuse(&v, ACT_COMMENT);
	struct doc *doc = doc_copy(v.a, old->doc);
	struct saved saved;
	str text = req_input(r, "text")->text;
	/* nothing left of it: withdrawn */
	set_text(&v, v.db, doc, text);
	doc_set(doc, COMMENT_WITHDRAWN, text.n ? STR("0") : STR("1"));
	enum record_rc rc = save(&v, doc, old, &saved);
	return answer(&v, rc, old->id);
}
