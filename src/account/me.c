/* One's own account: powers, password, sessions. */
#include "account/internal.h"
#include "account/me_tmpl.h"
#include "account/page.h"
#include "account/sso.h"
#include "account_sql.h"
#include "base/vec.h"
#include "record/codelist.h"

static str power_text(struct accounts *s, db *d, arena *a, enum lang lang, const struct doc *g)
{
	str role = codelist_name("account-role", doc_str(g, ACCOUNT_GRANT_ROLE), (int)lang);
	str org = doc_str(g, ACCOUNT_GRANT_ORG), place = doc_str(g, ACCOUNT_GRANT_PLACE), of = place;
	const struct record *r = org.n ? record_load_id(s->store, d, a, &actor_system, &organisation_kind, org) : NULL;
	if (r)
		of = organisation_kind.title(r->doc, (int)lang, a);
	return of.n ? arena_fmt(a, "%.*s: %.*s", STR_ARG(role), STR_ARG(of)) : role;
}

str *power_texts(struct accounts *s, db *d, arena *a, enum lang lang, const struct doc *account, size_t *n)
{
	*n = account->v[ACCOUNT_GRANT].n;
	str *texts = arena_array(a, str, *n);
	for (size_t i = 0; i < *n; i++)
		texts[i] = power_text(s, d, a, lang, account->v[ACCOUNT_GRANT].u.rows[i]);
	return texts;
}

static void list_sessions(struct req *r, db *d, enum lang lang, struct me_page *p)
{
	VEC(struct session_line) all = { 0 };
	struct hash own = { { 0 } };
	db_rows *rows;
	if (!token_read(req_cookie(r, accounts_cookie(accounts_of(r))), &own) ||
	    db_select(d, &q_session_list, DB_ARGS(db_text(req_actor(r)->id)), &rows) != DB_OK)
		return;
	while (db_next(rows)) {
		str token = db_col_blob(rows, Q_SESSION_LIST_COL_TOKEN);
		*vec_push(r->arena, &all) = (struct session_line){
			.name = arena_str(r->arena, db_col_text(rows, Q_SESSION_LIST_COL_NAME)),
			.device = arena_str(r->arena, db_col_text(rows, Q_SESSION_LIST_COL_AGENT)),
			.address = arena_str(r->arena, db_col_text(rows, Q_SESSION_LIST_COL_ADDRESS)),
			.created = i18n_instant(r->arena, lang, db_col_int(rows, Q_SESSION_LIST_COL_CREATED)),
			.seen = i18n_instant(r->arena, lang, db_col_int(rows, Q_SESSION_LIST_COL_SEEN)),
			.current = str_eq(token, (str){ (const char *)own.b, HASH_SIZE })
		};
	}
	if (db_finish(rows) != DB_OK)
		return;
	p->sessions = all.p;
	p->nsessions = all.n;
}

static struct reply show_me(struct req *r, int status, str problem, str done)
{
	struct accounts *s = accounts_of(r);
	struct page *pg = account_page(r, MSG_ACCOUNT_ME);
	struct secret secret;
	str id = req_actor(r)->id;
	db *d = db_borrow_in(pool_of(s), DB_READ, r->arena);
	const struct record *account = d ? account_load(s, d, r->arena, id) : NULL;
	if (!account || !secret_load(s, d, r->arena, id, &secret))
		return account_failed(r);
	struct me_page p = { .name = doc_str(account->doc, ACCOUNT_NAME),
		             .mail = doc_str(account->doc, ACCOUNT_EMAIL),
		             .factor_on = secret.factor_on,
		             .recovery = db_one_int(d, &q_recovery_count, DB_ARGS(db_text(id)), 0),
		             .problem = problem,
		             .done = done,
		             .sso = STR_EMPTY,
		             .sso_since = STR_EMPTY };
	p.powers = power_texts(s, d, r->arena, pg->lang, account->doc, &p.npowers);
	list_sessions(r, d, pg->lang, &p);
	if (s->sso) {
		int64_t since = db_one_int(d, &q_identity_since, DB_ARGS(db_text(id)), 0);
		p.sso = sso_name(s->sso);
		p.sso_since = since ? i18n_date(r->arena, pg->lang, date_of_instant(since), DATE_LONG) : STR_EMPTY;
	}
	if (!tokens_list(r, d, pg->lang, &p))
		return account_failed(r);
	pg->status = status;
	tmpl_me(pg, &p);
	return account_reply(r, pg);
}

struct reply me_show(struct req *r, int status, str problem)
{
	return show_me(r, status, problem, STR_EMPTY);
}

struct reply me_get(struct req *r)
{
	return show_me(r, 200, STR_EMPTY, STR_EMPTY);
}

const char *password_of_me(struct req *r, str typed)
{
	struct accounts *s = accounts_of(r);
	ARENA_SCOPE arena *hold = arena_new(0);
	struct secret secret;
	bool old;
	str id = req_actor(r)->id;
	struct attempt t = attempt_of(r, id);
	db *d = db_borrow_in(pool_of(s), DB_WRITE, hold);
	if (!d || !secret_load(s, d, r->arena, id, &secret))
		return "account.trouble_text";
	if (attempt_begin(d, &t, clock_now()) != 0)
		return "account.wait";
	arena_clear(hold);
	if (!password_check(&s->gate, str_sub(typed, 0, PASSWORD_MAX + 1), secret.password, &old))
		return "account.wrong_password";
	d = db_borrow_in(pool_of(s), DB_WRITE, hold);
	return d && attempt_right(d, &t, clock_now()) == DB_OK ? NULL : "account.trouble_text";
}

/* What is wrong with the wish; NULL: HASH is the new password's. */
static const char *judge(struct req *r, char hash[PASSWORD_HASH])
{
	struct accounts *s = accounts_of(r);
	str wish = req_form(r, "password");
	const char *problem = password_of_me(r, req_form(r, "old"));
	if (problem)
		return problem;
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_READ, hold);
	const struct record *account = d ? account_load(s, d, r->arena, req_actor(r)->id) : NULL;
	if (!account)
		return "account.trouble_text";
	arena_clear(hold);
	problem =
	    password_problem(r->arena, wish, doc_str(account->doc, ACCOUNT_NAME), doc_str(account->doc, ACCOUNT_EMAIL));
	return problem || password_hash(&s->gate, wish, hash) ? problem : "account.trouble_text";
}

struct reply me_password_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	enum lang l = req_lang(r);
	char hash[PASSWORD_HASH];
	str id = req_actor(r)->id;
	const char *problem = judge(r, hash);
	if (problem)
		return show_me(r, 400, msg_or(l, problem, STR_EMPTY), STR_EMPTY);
	struct reply p = account_go(r, "/me");
	db *d = account_tx(r);
	/* every session ends, links are worth nothing any more; this one goes on under a new token */
	if (!d || secret_password(d, id, hash) != DB_OK ||
	    db_exec(d, &q_session_end_all, DB_ARGS(db_text(id)), NULL) != DB_OK ||
	    db_exec(d, &q_ticket_clear, DB_ARGS(db_text(id)), NULL) != DB_OK ||
	    !session_begin(r, d, id, STAGE_FULL, &p) || db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(s);
	session_note(r, "password-changed", id);
	return p;
}

struct reply me_session_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	str id = req_actor(r)->id;
	db *d = account_tx(r);
	if (!d || db_exec(d, &q_session_end_name, DB_ARGS(db_text(id), db_text(req_form(r, "name"))), NULL) != DB_OK ||
	    db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(s);
	session_note(r, "session-ended", id);
	return account_go(r, "/me");
}
