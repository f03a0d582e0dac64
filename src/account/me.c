/* One's own account: powers, password, sessions. */
#include "account/internal.h"
#include "account/me_tmpl.h"
#include "account/page.h"
#include "account/sso.h"
#include "account_sql.h"
#include "base/vec.h"
#include "desk/audit.h"
#include "record/codelist.h"

enum { EVENTS = 20 };

static str power_text(const struct web *w, db *d, arena *a, enum lang lang, const struct doc *g)
{
	str role = codelist_name("account-role", doc_str(g, ACCOUNT_GRANT_ROLE), (int)lang);
	str org = doc_str(g, ACCOUNT_GRANT_ORG), place = doc_str(g, ACCOUNT_GRANT_PLACE), of = place;
	const struct record *r = org.n ? record_load_id(w->store, d, a, &actor_system, &organisation_kind, org) : NULL;
	const struct place *at = place.n && w->places ? place_by_code(w->places, place) : NULL;
	if (r)
		of = organisation_kind.title(r->doc, (int)lang, a);
	else if (at)
		of = place_title(a, at, (int)lang);
	return of.n ? arena_fmt(a, "%.*s: %.*s", STR_ARG(role), STR_ARG(of)) : role;
}

str *power_texts(const struct web *w, db *d, arena *a, enum lang lang, const struct doc *account, size_t *n)
{
	*n = account->v[ACCOUNT_GRANT].n;
	str *texts = arena_array(a, str, *n);
	for (size_t i = 0; i < *n; i++)
		texts[i] = power_text(w, d, a, lang, account->v[ACCOUNT_GRANT].u.rows[i]);
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
			.device = agent_text(r->arena, db_col_text(rows, Q_SESSION_LIST_COL_AGENT)),
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

/* What happened to the account lately, so that its owner notices what he did not do. */
static void list_events(struct req *r, db *d, enum lang lang, const struct record *account, struct me_page *p)
{
	struct audit_entry *list;
	uint32_t n;
	const struct audit_query q = { .actor = STR_EMPTY, .no = account->no, .max = EVENTS, .address = STR_EMPTY };
	if (!audit_list(d, r->arena, &q, &list, &n))
		return;
	struct event_line *lines = arena_array(r->arena, struct event_line, n);
	for (uint32_t i = 0; i < n; i++) {
		const char *key = arena_fmt(r->arena, "audit.event.%s", audit_event_name(list[i].event)).p;
		bool own = str_eq(list[i].actor, req_actor(r)->id);
		lines[i] = (struct event_line){ i18n_instant(r->arena, lang, list[i].at), msg_or(lang, key, STR("?")),
			                        audit_detail_text(NULL, r->arena, lang, &list[i]), list[i].address,
			                        msg(lang, own ? MSG_ACCOUNT_BY_ME : MSG_ACCOUNT_BY_OTHERS) };
	}
	p->events = lines;
	p->nevents = n;
}

static str day_of(struct req *r, enum lang lang, const struct doc *account, uint32_t field)
{
	date day;
	return doc_date(account, field, &day) ? i18n_date(r->arena, lang, day, DATE_LONG) : STR_EMPTY;
}

struct reply me_show(struct req *r, int status, str problem, str done)
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
		             .phone = doc_str(account->doc, ACCOUNT_PHONE),
		             .english = account_lang(account->doc) == LANG_EN,
		             .consent = day_of(r, pg->lang, account->doc, ACCOUNT_CONSENT),
		             .until = day_of(r, pg->lang, account->doc, ACCOUNT_UNTIL),
		             .version = account->version,
		             .factor_on = secret.factor_on,
		             .needs_factor = s->opts.factor_for_all || account_has_role(account->doc, ROLE_ADMIN),
		             .recovery = db_one_int(d, &q_recovery_count, DB_ARGS(db_text(id)), 0),
		             .problem = problem,
		             .done = done,
		             .sso = STR_EMPTY,
		             .sso_since = STR_EMPTY };
	p.powers = power_texts(web_of(r), d, r->arena, pg->lang, account->doc, &p.npowers);
	list_sessions(r, d, pg->lang, &p);
	if (s->sso) {
		int64_t since = db_one_int(d, &q_identity_since, DB_ARGS(db_text(id)), 0);
		p.sso = sso_name(s->sso);
		p.sso_since = since ? i18n_date(r->arena, pg->lang, date_of_instant(since), DATE_LONG) : STR_EMPTY;
	}
	if (!tokens_list(r, d, pg->lang, &p))
		return account_failed(r);
	list_events(r, d, pg->lang, account, &p);
	pg->status = status;
	tmpl_me(pg, &p);
	return account_reply(r, pg);
}

struct reply me_get(struct req *r)
{
	return me_show(r, 200, STR_EMPTY,
	               req_input(r, "saved")->given ? msg(req_lang(r), MSG_ACCOUNT_SAVED) : STR_EMPTY);
}

/* ---- name, language, telephone ---- */

struct reply me_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	enum lang l = req_lang(r), wish;
	struct problems ps;
	struct saved saved;
	problems_init(&ps, r->arena, 20);
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *account = d ? account_load(s, d, r->arena, req_actor(r)->id) : NULL;
	db_return(d);
	if (!account)
		return account_failed(r);
	struct doc *doc = doc_copy(r->arena, account->doc);
	str name = str_trim(req_form(r, "name")), phone = str_trim(req_form(r, "phone"));
	doc_set(doc, ACCOUNT_NAME, name.n ? name : (str){ 0 });
	doc_set(doc, ACCOUNT_PHONE, phone.n ? phone : (str){ 0 });
	if (lang_parse(req_form(r, "language"), &wish))
		doc_set(doc, ACCOUNT_LANGUAGE, str_of(lang_code(wish)));
	/* as a person: the policy table is asked, and what only the program sets stays as it is */
	struct save save = { .actor = req_actor(r),
		             .doc = doc,
		             .no = account->no,
		             .base_version = account->version,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = STR_EMPTY };
	enum record_rc rc = record_save(s->store, r->arena, &save, &ps, &saved);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED) {
		accounts_changed(s);
		return account_go(r, "/me?saved=1");
	}
	str why = ps.first ? msg_problem(r->arena, l, ps.first) : msg(l, MSG_ACCOUNT_TROUBLE_TEXT);
	return me_show(r, rc == RECORD_FAILED ? 503 : 400, why, STR_EMPTY);
}

/* ---- password and sessions ---- */

const char *me_password_problem(struct req *r, str typed, struct secret *secret)
{
	struct accounts *s = accounts_of(r);
	ARENA_SCOPE arena *hold = arena_new(0);
	bool old;
	str id = req_actor(r)->id;
	db *d = db_borrow_in(pool_of(s), DB_WRITE, hold);
	const struct record *account = d ? account_load(s, d, r->arena, id) : NULL;
	if (!account || !secret_load(s, d, r->arena, id, secret))
		return "account.trouble_text";
	struct attempt t = attempt_of(r, id, doc_str(account->doc, ACCOUNT_EMAIL));
	if (attempt_begin(d, &t, clock_now()) != 0)
		return "account.wait";
	arena_clear(hold);
	if (!password_check(&s->gate, str_sub(typed, 0, PASSWORD_MAX + 1), secret->password, &old)) {
		session_note(r, "wrong-password", id);
		return "account.wrong_password";
	}
	d = db_borrow_in(pool_of(s), DB_WRITE, hold);
	return d && attempt_right(d, &t, clock_now()) == DB_OK ? NULL : "account.trouble_text";
}

/* Who did not do it himself learns of it. */
static bool tell_changed(struct req *r, db *d, const struct doc *account)
{
	enum lang l = account_lang(account);
	str text = msg_fmt(r->arena, l, MSG_ACCOUNT_CHANGED_LETTER, doc_str(account, ACCOUNT_NAME),
	                   i18n_instant(r->arena, l, clock_now()), r->address);
	return account_post(web_of(r), d, account, MSG_ACCOUNT_CHANGED_SUBJECT, text, 0);
}

bool me_commit(struct req *r, struct record_tx *tx, enum record_rc rc, const char *detail)
{
	struct accounts *s = accounts_of(r);
	const struct record *account =
	    rc == RECORD_OK ? account_load(s, record_tx_db(tx), r->arena, req_actor(r)->id) : NULL;
	if (!account || account_note(tx, req_actor(r), AUDIT_CREDENTIAL, account, str_of(detail)) != RECORD_OK ||
	    !tell_changed(r, record_tx_db(tx), account->doc)) {
		record_tx_rollback(tx);
		return false;
	}
	rc = record_tx_commit(tx);
	accounts_changed(s);
	return rc == RECORD_OK;
}

/* What is wrong with the wish; NULL: HASH is the new password's. */
static const char *judge(struct req *r, char hash[PASSWORD_HASH])
{
	struct accounts *s = accounts_of(r);
	struct secret secret;
	str wish = req_form(r, "password");
	const char *problem = me_password_problem(r, req_form(r, "old"), &secret);
	if (problem)
		return problem;
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *account = d ? account_load(s, d, r->arena, req_actor(r)->id) : NULL;
	db_return(d);
	if (!account)
		return "account.trouble_text";
	problem =
	    password_problem(r->arena, wish, doc_str(account->doc, ACCOUNT_NAME), doc_str(account->doc, ACCOUNT_EMAIL));
	return problem || password_hash(&s->gate, wish, hash) ? problem : "account.trouble_text";
}

struct reply me_password_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	char hash[PASSWORD_HASH];
	str id = req_actor(r)->id;
	const char *problem = judge(r, hash);
	if (problem)
		return me_show(r, 400, msg_or(req_lang(r), problem, STR_EMPTY), STR_EMPTY);
	struct reply p = account_go(r, "/me");
	struct record_tx *tx = record_tx_begin(s->store, r->arena, clock_now());
	db *d = tx ? record_tx_db(tx) : NULL;
	/* every session ends, links are worth nothing any more; this one goes on under a new token */
	bool ok = d && secret_password(d, id, hash) == DB_OK &&
	          db_exec(d, &q_session_end_all, DB_ARGS(db_text(id)), NULL) == DB_OK &&
	          db_exec(d, &q_ticket_clear, DB_ARGS(db_text(id)), NULL) == DB_OK &&
	          session_begin(r, d, id, STAGE_FULL, &p);
	return tx && me_commit(r, tx, ok ? RECORD_OK : RECORD_FAILED, "password changed") ? p : account_failed(r);
}

/* One of the sessions, or all but this one. */
struct reply me_session_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	struct hash token;
	str id = req_actor(r)->id, name = req_form(r, "name");
	db *d = account_tx(r);
	if (!d || !token_read(req_cookie(r, accounts_cookie(s)), &token))
		return account_failed(r);
	enum db_rc rc =
	    name.n ? db_exec(d, &q_session_end_name, DB_ARGS(db_text(id), db_text(name)), NULL)
	           : db_exec(d, &q_session_end_others, DB_ARGS(db_text(id), db_blob(token.b, HASH_SIZE)), NULL);
	if (rc != DB_OK || db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(s);
	session_note(r, "session-ended", id);
	return account_go(r, "/me");
}
