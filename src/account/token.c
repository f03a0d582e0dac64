/* Tokens of programs: from a header to the person behind it, and the owner's list of them. */
#include "account/token.h"

#include "account/internal.h"
#include "account/me_tmpl.h"
#include "account/page.h"
#include "account_sql.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "record/audit.h"

#define TOKEN_PREFIX "selaras_" /* so that whoever finds one somewhere knows what it is */
#define ONCE_MS DAY_MS
enum { LABEL_MAX = 100, TOKENS_MAX = 20, NAME_LETTERS = 8 };

static const struct scope_row {
	const char *name;
	uint32_t actions;
} scopes[] = { { "read", TOKEN_READ }, { "write", TOKEN_WRITE }, { "delete", TOKEN_DELETE } };

/* ---- who comes with one ---- */

static bool bearer(const struct req *r, str *out)
{
	str sent = req_header(r, "authorization"), scheme = STR_EMPTY;
	if (!str_starts(r->path, STR("/api/")) || !str_cut(&sent, ' ', &scheme) ||
	    !str_eq_nocase(scheme, STR("bearer")))
		return false;
	*out = str_trim(sent);
	return true;
}

bool token_brought(const struct req *r)
{
	str text;
	return bearer(r, &text);
}

struct program {
	str account;
	uint32_t actions;
	int64_t expires;
};
/* The row of TOKEN; false when there is none. */
static bool token_load(db *d, arena *a, const struct hash *token, struct program *out)
{
	db_rows *rows;
	if (db_select(d, &q_token_get, DB_ARGS(db_blob(token->b, HASH_SIZE)), &rows) != DB_OK)
		return false;
	bool found = db_next(rows);
	if (found)
		*out = (struct program){ .account = arena_str(a, db_col_text(rows, Q_TOKEN_GET_COL_ACCOUNT)),
			                 .actions = (uint32_t)db_col_int(rows, Q_TOKEN_GET_COL_ACTIONS),
			                 .expires = db_col_int(rows, Q_TOKEN_GET_COL_EXPIRES) };
	return db_finish(rows) == DB_OK && found;
}

static const void *refuse(struct req *r, const char *why, str account)
{
	r->bad_token = true;
	session_note(r, why, account);
	return NULL;
}

/* When a token was last used is written down later, by the keeper. */
static void note_use(struct accounts *s, const struct hash *token, int64_t now)
{
	pthread_mutex_lock(&s->mutex);
	size_t i = 0;
	while (i < s->nused && memcmp(s->used[i].token.b, token->b, HASH_SIZE) != 0)
		i++;
	if (i < SEL_COUNT(s->used)) {
		s->used[i].token = *token;
		s->used[i].at = now;
		if (i == s->nused)
			s->nused++;
	}
	pthread_mutex_unlock(&s->mutex);
}

const void *token_identify(struct req *r)
{
	struct accounts *s = accounts_of(r);
	str text, prefix = STR(TOKEN_PREFIX);
	struct hash token;
	struct program p;
	int64_t now = clock_now();
	if (!bearer(r, &text) || !str_starts(text, prefix) || !token_read(str_sub(text, prefix.n, text.n), &token))
		return refuse(r, "wrong-token", STR_EMPTY);
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_READ, hold);
	if (!d || !token_load(d, r->arena, &token, &p))
		return refuse(r, "wrong-token", STR_EMPTY);
	if (p.expires <= now)
		return refuse(r, "token-over", p.account);
	struct actor *actor = accounts_actor(s, d, r->arena, p.account);
	if (!actor || !(p.actions & TOKEN_ACTIONS))
		return refuse(r, "wrong-token", p.account);
	note_use(s, &token, now);
	actor->address = r->address;
	actor->allowed = p.actions & TOKEN_ACTIONS;
	actor->may_write = (p.actions & (TOKEN_WRITE | TOKEN_DELETE)) != 0;
	r->by_token = true;
	return actor;
}

void tokens_flush(struct accounts *s)
{
	struct token_use used[TOKENS_SEEN];
	size_t n;
	pthread_mutex_lock(&s->mutex);
	n = s->nused;
	memcpy(used, s->used, n * sizeof(*used));
	s->nused = 0;
	pthread_mutex_unlock(&s->mutex);
	db *d = n ? db_borrow(pool_of(s), DB_WRITE) : NULL;
	for (size_t i = 0; d && i < n; i++)
		db_exec(d, &q_token_used, DB_ARGS(db_blob(used[i].token.b, HASH_SIZE), db_int(used[i].at)), NULL);
	db_return(d);
}

void tokens_prune(db *d, int64_t now)
{
	db_exec(d, &q_token_prune, DB_ARGS(db_int(now - 30 * DAY_MS)), NULL);
	db_exec(d, &q_once_prune, DB_ARGS(db_int(now - ONCE_MS)), NULL);
}

/* ---- what is done once ---- */

enum once_rc once_find(db *d, const struct once *o, int64_t now, int64_t *no, uint32_t *version)
{
	db_rows *rows;
	if (db_select(d, &q_once_get, DB_ARGS(db_text(o->account), db_text(o->key), db_int(now - ONCE_MS)), &rows) !=
	    DB_OK)
		return ONCE_FAILED;
	enum once_rc rc = ONCE_NEW;
	if (db_next(rows)) {
		str request = db_col_blob(rows, Q_ONCE_GET_COL_REQUEST);
		bool same = str_eq(request, (str){ (const char *)o->request.b, HASH_SIZE });
		rc = same ? ONCE_DONE : ONCE_OTHER;
		*no = db_col_int(rows, Q_ONCE_GET_COL_RECORD);
		*version = (uint32_t)db_col_int(rows, Q_ONCE_GET_COL_VERSION);
	}
	return db_finish(rows) == DB_OK ? rc : ONCE_FAILED;
}

enum db_rc once_keep(db *d, const struct once *o, int64_t now, int64_t no, uint32_t version)
{
	return db_exec(d, &q_once_put,
	               DB_ARGS(db_text(o->account), db_text(o->key), db_blob(o->request.b, HASH_SIZE), db_int(no),
	                       db_int(version), db_int(now)),
	               NULL);
}

/* ---- the owner's page ---- */

static str scopes_text(arena *a, enum lang l, uint32_t actions)
{
	struct buf b;
	buf_init(&b, a, 1000);
	for (size_t i = 0; i < SEL_COUNT(scopes); i++)
		if (actions & scopes[i].actions)
			buf_fmt(&b, "%s%s", b.n ? ", " : "",
			        msg_or(l, arena_fmt(a, "token.%s", scopes[i].name).p, str_of(scopes[i].name)).p);
	return buf_str(&b);
}

bool tokens_list(struct req *r, db *d, enum lang l, struct me_page *p)
{
	VEC(struct token_line) all = { 0 };
	db_rows *rows;
	arena *a = r->arena;
	if (db_select(d, &q_token_list, DB_ARGS(db_text(req_actor(r)->id)), &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		int64_t expires = db_col_int(rows, Q_TOKEN_LIST_COL_EXPIRES);
		int64_t used = db_col_int(rows, Q_TOKEN_LIST_COL_USED);
		str until = i18n_date(a, l, date_of_instant(expires), DATE_LONG);
		*vec_push(a, &all) = (struct token_line){
			.name = arena_str(a, db_col_text(rows, Q_TOKEN_LIST_COL_NAME)),
			.label = arena_str(a, db_col_text(rows, Q_TOKEN_LIST_COL_LABEL)),
			.scopes = scopes_text(a, l, (uint32_t)db_col_int(rows, Q_TOKEN_LIST_COL_ACTIONS)),
			.expires = expires > clock_now() ? until : msg_fmt(a, l, MSG_TOKEN_OVER, until),
			.used = used ? i18n_instant(a, l, used) : msg(l, MSG_TOKEN_NEVER)
		};
	}
	p->tokens = all.p;
	p->ntokens = all.n;
	return db_finish(rows) == DB_OK;
}

struct token_wish {
	str label;
	uint32_t actions;
	int64_t days;
};

/* NULL, or the message key of what is wrong. */
static const char *read_wish(const struct req *r, struct token_wish *w)
{
	*w = (struct token_wish){ .label = str_trim(req_form(r, "label")) };
	for (uint32_t i = 0; i < r->form.n; i++)
		for (size_t k = 0; k < SEL_COUNT(scopes); k++)
			if (str_is(r->form.p[i].name, "scope") && str_is(r->form.p[i].value, scopes[k].name))
				w->actions |= scopes[k].actions;
	if (w->actions)
		w->actions |= TOKEN_READ; /* what cannot be read cannot be changed */
	if (!w->label.n || utf8_length(w->label) > LABEL_MAX)
		return "token.no_name";
	if (!w->actions)
		return "token.no_scope";
	if (!str_to_int(req_form(r, "days"), &w->days) || w->days < 1 || w->days > 365)
		return "token.no_days";
	return NULL;
}

/* The line of the audit log names the token as the list does, which proves nothing to anybody who finds it there. */
static enum record_rc note_change(struct record_tx *tx, struct req *r, const char *what, str name)
{
	const struct audit_line line = { .event = AUDIT_CREDENTIAL,
		                         .actor = req_actor(r),
		                         .detail = arena_fmt(r->arena, "%s %.*s", what, STR_ARG(name)) };
	return audit_in(tx, &line);
}

static enum record_rc keep_token(struct req *r, const struct token_wish *w, const struct token *t)
{
	struct accounts *s = accounts_of(r);
	int64_t now = clock_now();
	char ulid[ULID_LEN + 1];
	ulid_make(now, ulid);
	str id = req_actor(r)->id;
	str name = arena_lower(r->arena, (str){ ulid + ULID_LEN - NAME_LETTERS, NAME_LETTERS });
	struct record_tx *tx = record_tx_begin(s->store, r->arena, now);
	if (!tx)
		return RECORD_FAILED;
	db *d = record_tx_db(tx);
	enum record_rc rc =
	    db_one_int(d, &q_token_count, DB_ARGS(db_text(id)), TOKENS_MAX) < TOKENS_MAX ? RECORD_OK : RECORD_REFUSED;
	if (rc == RECORD_OK &&
	    db_exec(d, &q_token_add,
	            DB_ARGS(db_blob(t->hash.b, HASH_SIZE), db_text(name), db_text(id), db_text(w->label),
	                    db_int(w->actions), db_int(now), db_int(now + w->days * DAY_MS)),
	            NULL) != DB_OK)
		rc = RECORD_FAILED;
	if (rc == RECORD_OK)
		rc = note_change(tx, r, "token made", name);
	return record_tx_end(tx, rc);
}

struct reply token_post(struct req *r)
{
	struct token_wish w;
	struct token t;
	struct secret secret;
	enum lang l = req_lang(r);
	const char *problem = read_wish(r, &w);
	if (!problem)
		problem = me_password_problem(r, req_form(r, "old"), &secret);
	if (problem)
		return me_show(r, 400, msg_or(l, problem, STR_EMPTY), STR_EMPTY);
	token_make(&t);
	enum record_rc rc = keep_token(r, &w, &t);
	if (rc == RECORD_REFUSED)
		return me_show(r, 400, msg(l, MSG_TOKEN_TOO_MANY), STR_EMPTY);
	if (rc != RECORD_OK)
		return account_failed(r);
	struct page *pg = account_page(r, MSG_TOKEN_NEW);
	const struct token_page p = { .label = w.label,
		                      .token = arena_fmt(r->arena, TOKEN_PREFIX "%s", t.text),
		                      .scopes = scopes_text(r->arena, l, w.actions) };
	tmpl_token_new(pg, &p);
	return account_reply(r, pg);
}

struct reply token_end_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	str name = req_form(r, "name");
	int64_t ended = 0;
	struct record_tx *tx = record_tx_begin(s->store, r->arena, clock_now());
	if (!tx)
		return account_failed(r);
	enum record_rc rc = RECORD_OK;
	if (db_exec(record_tx_db(tx), &q_token_end, DB_ARGS(db_text(req_actor(r)->id), db_text(name)), &ended) != DB_OK)
		rc = RECORD_FAILED;
	if (rc == RECORD_OK && ended)
		rc = note_change(tx, r, "token ended", name);
	return record_tx_end(tx, rc) == RECORD_OK ? account_go(r, "/me") : account_failed(r);
}
