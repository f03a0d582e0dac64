/* The follower: from the change feed to notices. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/vec.h"
#include "desk/comment.h"
#include "desk/notice.h"
#include "desk_sql.h"

enum { BATCH = 500, WRITERS = 50 };

struct unread {
	str account;
	int64_t n;
};
struct notices {
	struct store *store;
	arena *own;
	pthread_rwlock_t lock;
	arena *a; /* of LIST */
	struct unread *list;
	size_t n;
	_Atomic uint64_t seen; /* generation up to which the feed was read */
};

/* ---- counts in memory ---- */

static bool read_counts(struct notices *n, db *d)
{
	db_rows *rows;
	arena *a = arena_new(0);
	VEC(struct unread) list = { 0 };
	if (db_select(d, &q_notice_unread, NULL, &rows) != DB_OK) {
		arena_free(a);
		return false;
	}
	while (db_next(rows))
		*vec_push(a, &list) = (struct unread){ arena_str(a, db_col_text(rows, 0)), db_col_int(rows, 1) };
	bool ok = db_finish(rows) == DB_OK;
	pthread_rwlock_wrlock(&n->lock);
	arena *old = n->a;
	n->a = a;
	n->list = list.p;
	n->n = list.n;
	pthread_rwlock_unlock(&n->lock);
	arena_free(old);
	return ok;
}

struct notices *notices_open(struct store *s)
{
	arena *own = arena_new(0);
	struct notices *n = arena_make(own, struct notices);
	n->own = own;
	n->store = s;
	pthread_rwlock_init(&n->lock, NULL);
	db *d = db_borrow(store_pool(s), DB_READ);
	if (d)
		read_counts(n, d);
	db_return(d);
	return n;
}

void notices_close(struct notices *n)
{
	if (!n)
		return;
	pthread_rwlock_destroy(&n->lock);
	arena_free(n->a);
	arena_free(n->own);
}

static int by_account(const void *key, const void *at)
{
	return str_cmp(*(const str *)key, ((const struct unread *)at)->account);
}

int64_t notices_unread(const struct notices *n, str account)
{
	struct notices *own = (struct notices *)(uintptr_t)n; /* the lock alone is written to */
	pthread_rwlock_rdlock(&own->lock);
	const struct unread *u = n->n ? bsearch(&account, n->list, n->n, sizeof(*n->list), by_account) : NULL;
	int64_t count = u ? u->n : 0;
	pthread_rwlock_unlock(&own->lock);
	return count;
}

static int64_t unread_of(const void *n, str account)
{
	return notices_unread(n, account);
}

void notices_show(const struct notices *n, struct page_site *site)
{
	site->unread = unread_of;
	site->unread_of = n;
}

/* ---- one change ---- */

struct follower {
	const struct web *web;
	struct store *store;
	db *db;
	arena *a;
	struct web_person *people; /* read at the first change that concerns somebody */
	uint32_t npeople;
	bool asked, failed, wrote;
};
struct event {
	const struct feed_line *line;
	const struct record *about;
	struct owners owners;
	enum notice_what what;
	int64_t comment;
	str actor, state, reason;
};

/* What is told, for one person or another. */
struct telling {
	int64_t seq, at, no, comment;
	enum notice_what what;
	str actor, state, reason;
};

/* Unless the person does not want it. */
static bool give(db *d, const struct web_person *p, const struct telling *t, bool *wrote)
{
	struct notice_setting s = { .mail = NOTICE_MAIL_DAILY };
	db_rows *rows;
	if (db_select(d, &q_notice_setting_get, DB_ARGS(db_text(p->id)), &rows) != DB_OK)
		return false;
	if (db_next(rows))
		s = (struct notice_setting){ (uint32_t)db_col_int(rows, 0), (enum notice_mail)db_col_int(rows, 1), 0 };
	/* without letters nothing waits for one */
	bool letter = s.mail != NOTICE_MAIL_NONE && p->mail.n;
	if (db_finish(rows) != DB_OK)
		return false;
	if (s.muted & (1u << t->what))
		return true;
	*wrote = true;
	return db_exec(d, &q_notice_insert,
	               DB_ARGS(db_text(p->id), db_int(t->seq), db_int(t->what), db_int(t->at), db_int(t->no),
	                       db_int(t->comment), db_text(t->actor), db_text(t->state), db_text(t->reason), db_int(0),
	                       db_int(letter ? 0 : 1)),
	               NULL) == DB_OK;
}

static void tell(struct follower *f, const struct event *e, enum notice_what what, const struct web_person *p)
{
	const struct telling t = { e->line->seq, e->line->at, e->about->no, e->comment,
		                   what,         e->actor,    e->state,     e->reason };
	if (str_eq(p->id, e->actor) || !may(p->actor, ACT_VIEW, e->about->kind, &e->owners))
		return;
	f->failed |= !give(f->db, p, &t, &f->wrote);
}

static bool has_people(struct follower *f)
{
	if (!f->asked) {
		f->asked = true;
		f->failed |= f->web->people && !f->web->people(f->web, f->db, f->a, &f->people, &f->npeople);
	}
	return f->npeople > 0 && !f->failed;
}

static bool wrote_it(const struct version_line *lines, uint32_t n, str account)
{
	for (uint32_t i = 0; i < n && i < WRITERS; i++)
		if (str_eq(lines[i].actor, account))
			return true;
	return false;
}

/* Everybody whose record it is: who may edit it as its partner, and who has written it. */
static void tell_owners(struct follower *f, const struct event *e)
{
	struct version_line *lines;
	uint32_t n;
	if (!record_history(f->store, f->db, f->a, e->about->no, &lines, &n)) {
		f->failed = true;
		return;
	}
	for (uint32_t i = 0; i < f->npeople; i++) {
		const struct web_person *p = &f->people[i];
		bool own = actor_is(p->actor, ROLE_PARTNER) && may(p->actor, ACT_EDIT, e->about->kind, &e->owners);
		if (own || wrote_it(lines, n, p->id))
			tell(f, e, e->what, p);
	}
}

static bool is_named(const struct doc *comment, str account)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(comment, COMMENT_MENTIONS, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], COMMENT_MENTION_ACCOUNT), account))
			return true;
	return false;
}

/* The others of the conversation. */
static void tell_talkers(struct follower *f, const struct event *e, const struct doc *comment)
{
	db_rows *rows;
	if (db_select(f->db, &q_comments_of, DB_ARGS(db_text(doc_str(comment, COMMENT_TARGET))), &rows) != DB_OK) {
		f->failed = true;
		return;
	}
	while (db_next(rows)) {
		const struct record *r = record_load(f->store, f->db, f->a, &actor_system, db_col_int(rows, 0));
		for (uint32_t i = 0; r && i < f->npeople; i++)
			if (str_eq(doc_str(r->doc, COMMENT_AUTHOR), f->people[i].id))
				tell(f, e, NOTICE_COMMENT, &f->people[i]);
	}
	f->failed |= db_finish(rows) != DB_OK;
}

static void follow_comment(struct follower *f, const struct record *r, struct event *e)
{
	const struct kind *k = store_kind_named(f->store, doc_str(r->doc, COMMENT_TARGET_KIND));
	if (doc_bool(r->doc, COMMENT_WITHDRAWN, false) || !k || !has_people(f))
		return;
	e->about = record_load_id(f->store, f->db, f->a, &actor_system, k, doc_str(r->doc, COMMENT_TARGET));
	if (!e->about)
		return;
	const struct record *before =
	    r->version > 1 ? record_load_version(f->store, f->db, f->a, &actor_system, r->no, r->version - 1) : NULL;
	e->owners = owners_of(store_app(f->store), f->a, e->about->doc);
	e->comment = r->no;
	/* being named says more than being talked to: it comes first, and each change tells once */
	for (uint32_t i = 0; i < f->npeople; i++)
		if (is_named(r->doc, f->people[i].id) && !(before && is_named(before->doc, f->people[i].id)))
			tell(f, e, NOTICE_MENTION, &f->people[i]);
	if (before)
		return;
	e->what = NOTICE_COMMENT;
	tell_owners(f, e);
	tell_talkers(f, e, r->doc);
}

static void follow_state(struct follower *f, const struct record *r, struct event *e)
{
	const struct record *before =
	    r->version > 1 ? record_load_version(f->store, f->db, f->a, &actor_system, r->no, r->version - 1) : NULL;
	if (!before || str_eq(workflow_state(before->doc), workflow_state(r->doc)) || !has_people(f))
		return;
	ptrdiff_t colon = str_find(r->note, STR(": "), 0);
	str name = colon < 0 ? r->note : str_sub(r->note, 0, (size_t)colon);
	const struct step *step = workflow_step(before->doc, name);
	e->about = r;
	e->owners = owners_of(store_app(f->store), f->a, r->doc);
	e->what = step && step->action == ACT_RETURN ? NOTICE_RETURNED : NOTICE_STATE;
	e->state = workflow_state(r->doc);
	e->reason = colon < 0 || !step ? STR_EMPTY : str_sub(r->note, (size_t)colon + 2, r->note.n);
	tell_owners(f, e);
}

/* The first version that is no draft: those whom the record addresses are told. */
static void follow_addressed(struct follower *f, const struct record *r, struct event *e, const struct desk_room *room)
{
	const struct record *before =
	    r->version > 1 ? record_load_version(f->store, f->db, f->a, &actor_system, r->no, r->version - 1) : NULL;
	if ((before && before->state != STATE_DRAFT) || !has_people(f))
		return;
	e->about = r;
	e->owners = owners_of(store_app(f->store), f->a, r->doc);
	for (uint32_t i = 0; i < f->npeople; i++)
		if (room->addressed(r->doc, f->people[i].actor))
			tell(f, e, NOTICE_ADDRESSED, &f->people[i]);
}

static void follow_line(struct follower *f, const struct feed_line *line)
{
	bool comment = line->kind == &comment_kind;
	const struct desk_room *room = line->kind ? desk_room_of(f->web, line->kind) : NULL;
	bool addresses = room && room->addressed;
	if (!line->kind || (!comment && !addresses && !line->kind->workflow))
		return;
	const struct record *r = record_load_version(f->store, f->db, f->a, &actor_system, line->no, line->version);
	if (!r || r->deleted || r->state == STATE_DRAFT || (r->origin != ORIGIN_FORM && r->origin != ORIGIN_API))
		return;
	struct event e = { .line = line, .actor = r->actor, .state = STR_EMPTY, .reason = STR_EMPTY };
	if (comment)
		follow_comment(f, r, &e);
	else if (addresses)
		follow_addressed(f, r, &e, room);
	else
		follow_state(f, r, &e);
}

/* ---- the feed ---- */

static bool follow_batch(struct notices *n, const struct web *w, db *d, bool *more, bool *wrote)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct follower f = { .web = w, .store = n->store, .db = d, .a = a };
	struct feed_line *lines;
	uint32_t count;
	*more = false;
	if (db_begin(d, DB_WRITE) != DB_OK)
		return false;
	int64_t from = db_one_int(d, &q_notice_position, NULL, -1);
	if (from < 0 || !record_feed(n->store, d, a, (uint64_t)from, false, BATCH, &lines, &count)) {
		db_rollback(d);
		return false;
	}
	for (uint32_t i = 0; i < count && !f.failed; i++)
		follow_line(&f, &lines[i]);
	if (!f.failed && count)
		f.failed = db_exec(d, &q_notice_move, DB_ARGS(db_int(lines[count - 1].seq)), NULL) != DB_OK;
	if (f.failed || !count) {
		db_rollback(d);
		return !f.failed;
	}
	*more = count == BATCH;
	*wrote |= f.wrote;
	return db_commit(d) == DB_OK;
}

bool notices_follow(const struct web *w)
{
	struct notices *n = w->notices;
	uint64_t now = n ? store_generation(n->store) : 0;
	if (!n || atomic_load(&n->seen) == now)
		return true;
	db *d = db_borrow(store_pool(n->store), DB_WRITE);
	bool more = d != NULL, ok = d != NULL, wrote = false;
	while (ok && more)
		ok = follow_batch(n, w, d, &more, &wrote);
	if (ok && wrote)
		ok = read_counts(n, d);
	db_return(d);
	if (ok)
		atomic_store(&n->seen, now);
	else
		log_error("notices could not be written");
	return ok;
}

/* ---- deadlines ---- */

bool notices_deadline(const struct web *w, db *d, arena *a, const struct notice_deadline *what)
{
	char due[11];
	bool wrote = false;
	const struct record *r = what->about;
	struct owners owners = owners_of(store_app(w->store), a, r->doc);
	if (db_exec(d, &q_notice_deadline_count, NULL, NULL) != DB_OK)
		return false;
	/* changes have numbers above nothing, deadlines below: each tells each account once */
	int64_t seq = -db_one_int(d, &q_notice_deadline_last, NULL, 0);
	date_print(what->due, due);
	const struct telling t = { .seq = seq,
		                   .at = what->now,
		                   .no = r->no,
		                   .what = NOTICE_DEADLINE,
		                   .actor = STR_EMPTY,
		                   .state = arena_fmt(a, "%s %.*s", due, STR_ARG(what->what)),
		                   .reason = what->law };
	for (uint32_t i = 0; seq < 0 && i < what->npeople; i++) {
		const struct web_person *p = &what->people[i];
		bool concerned = what->chosen || actor_is(p->actor, ROLE_BUREAU) || actor_is(p->actor, ROLE_PARTNER);
		if (concerned && (what->chosen || may(p->actor, ACT_VIEW, r->kind, &owners)) && !give(d, p, &t, &wrote))
			return false;
	}
	return seq < 0;
}

bool notices_recount(struct notices *n)
{
	db *d = db_borrow(store_pool(n->store), DB_READ);
	bool ok = d && read_counts(n, d);
	db_return(d);
	return ok;
}

/* ---- what a person does with them ---- */

bool notices_mark_read(struct notices *n, str account, int64_t seq, int64_t at)
{
	db *d = db_borrow(store_pool(n->store), DB_WRITE);
	bool ok = d && db_begin(d, DB_WRITE) == DB_OK &&
	          db_exec(d, &q_notice_read, DB_ARGS(db_text(account), db_int(seq), db_int(at)), NULL) == DB_OK &&
	          db_commit(d) == DB_OK && read_counts(n, d);
	db_return(d);
	return ok;
}
