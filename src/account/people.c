/* What becomes of accounts: invited, given powers, sent a link, ended. */
#include "account/internal.h"
#include "account_sql.h"

struct record *account_load(struct accounts *s, db *d, arena *a, str id)
{
	struct record *r = ulid_valid(id) ? record_load_id(s->store, d, a, &actor_system, &account_kind, id) : NULL;
	return r && !r->deleted ? r : NULL;
}

struct record *account_by_mail(struct accounts *s, db *d, arena *a, str mail)
{
	str key = account_mail(a, mail);
	struct record *r = key.n ? record_load_key(s->store, d, a, &actor_system, &account_kind, "email", key) : NULL;
	return r && !r->deleted ? r : NULL;
}

void account_put_grants(arena *a, struct doc *d, const struct grant *grants, uint32_t n)
{
	d->v[ACCOUNT_GRANT].n = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct doc *row = doc_add_row(a, d, ACCOUNT_GRANT);
		doc_set(row, ACCOUNT_GRANT_ROLE, str_of(role_name(grants[i].role)));
		if (grants[i].org.n)
			doc_set(row, ACCOUNT_GRANT_ORG, grants[i].org);
		if (grants[i].place.n)
			doc_set(row, ACCOUNT_GRANT_PLACE, grants[i].place);
	}
}

static enum record_rc of_db(enum db_rc rc)
{
	return rc == DB_OK ? RECORD_OK : RECORD_FAILED;
}

enum record_rc account_note(struct record_tx *tx, const struct actor *by, enum audit_event event,
                            const struct record *r, str detail)
{
	const struct audit_line line = { event, by, account_kind.number, r->no, r->version, detail };
	return audit_in(tx, &line);
}

/* "partner 01J...; regency 53.02": powers for the log. */
static str grants_text(arena *a, const struct doc *account)
{
	enum { MAX = 4000 };
	struct buf b;
	buf_init(&b, a, MAX);
	for (uint32_t i = 0; i < account->v[ACCOUNT_GRANT].n; i++) {
		const struct doc *g = account->v[ACCOUNT_GRANT].u.rows[i];
		str org = doc_str(g, ACCOUNT_GRANT_ORG), place = doc_str(g, ACCOUNT_GRANT_PLACE);
		buf_fmt(&b, "%s%.*s%s%.*s%s%.*s", b.n ? "; " : "", STR_ARG(doc_str(g, ACCOUNT_GRANT_ROLE)),
		        org.n ? " " : "", STR_ARG(org), place.n ? " " : "", STR_ARG(place));
	}
	return b.n ? buf_str(&b) : STR("-");
}

/* Ends TX: what went well is kept. */
enum record_rc account_settle(struct accounts *s, struct record_tx *tx, enum record_rc rc)
{
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED) {
		rc = record_tx_commit(tx);
		accounts_changed(s);
		return rc;
	}
	record_tx_rollback(tx);
	return rc;
}

static enum record_rc ticket_make(struct record_tx *tx, arena *a, const struct doc *account, struct link *out)
{
	int64_t now = clock_now(), until = now + (out->purpose == PURPOSE_RESET ? RESET_MS : INVITATION_MS);
	db *d = record_tx_db(tx);
	str id = doc_str(account, ACCOUNT_SELF);
	token_make(&out->token);
	enum db_rc rc = db_exec(d, &q_ticket_clear, DB_ARGS(db_text(id)), NULL);
	if (rc == DB_OK)
		rc = db_exec(d, &q_ticket_add,
		             DB_ARGS(db_blob(out->token.hash.b, HASH_SIZE), db_text(id), db_int(out->purpose),
		                     db_int(now), db_int(until)),
		             NULL);
	return rc == DB_OK && link_post(out, d, a, account, until) ? RECORD_OK : RECORD_FAILED;
}

enum record_rc account_invite(struct accounts *s, arena *a, const struct actor *by, const struct account_new *in,
                              struct problems *ps, struct token *t, str *id)
{
	char self[ULID_LEN + 1], today[11];
	int64_t now = clock_now();
	struct doc *d = doc_new(a, &account_kind);
	struct saved saved;
	str mail = account_mail(a, in->mail);
	ulid_make(now, self);
	date_print(date_of_instant(now), today);
	*id = arena_str(a, str_of(self));
	doc_set(d, ACCOUNT_SELF, *id);
	doc_set(d, ACCOUNT_NAME, str_trim(in->name));
	doc_set(d, ACCOUNT_EMAIL, mail.n ? mail : in->mail);
	doc_set(d, ACCOUNT_LANGUAGE, str_of(lang_code(in->lang)));
	doc_set(d, ACCOUNT_STATUS, STR("invited"));
	doc_set(d, ACCOUNT_FROM, arena_str(a, str_of(today)));
	account_put_grants(a, d, in->grants, in->ngrants);
	struct record_tx *tx = record_tx_begin(s->store, a, now);
	if (!tx)
		return RECORD_FAILED;
	struct save save = { .actor = by,
		             .doc = d,
		             .id = self,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = STR("invited"),
		             .action = ACT_ADMIN };
	enum record_rc rc = record_save_in(tx, a, &save, ps, &saved);
	const struct record made = { .no = saved.no, .version = saved.version };
	struct link link = { .web = in->web, .purpose = PURPOSE_INVITATION };
	if (rc == RECORD_OK)
		rc = ticket_make(tx, a, d, &link);
	if (rc == RECORD_OK)
		rc = account_note(tx, by, AUDIT_INVITE, &made, grants_text(a, d));
	*t = link.token;
	return account_settle(s, tx, rc);
}

/* A change of the account's document within TX. */
enum record_rc account_write(struct record_tx *tx, arena *a, const struct actor *by, const struct record *r,
                             const struct doc *d, const char *note, struct problems *ps)
{
	struct saved saved;
	struct save save = { .actor = by,
		             .doc = d,
		             .no = r->no,
		             .base_version = r->version,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = str_of(note),
		             .action = ACT_ADMIN };
	return record_save_in(tx, a, &save, ps, &saved);
}

static enum record_rc refuse(struct problems *ps, const char *key)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key });
	return RECORD_REFUSED;
}

static bool is_over(const struct record *r)
{
	str status = doc_str(r->doc, ACCOUNT_STATUS);
	return str_is(status, "ended") || str_is(status, "erased");
}

static bool is_last_admin(db *d, const struct record *r)
{
	return account_has_role(r->doc, ROLE_ADMIN) && str_is(doc_str(r->doc, ACCOUNT_STATUS), "active") &&
	       db_one_int(d, &q_admin_count, DB_ARGS(db_int(r->no)), 0) == 0;
}

enum record_rc account_end_sessions(struct record_tx *tx, const struct actor *by, const struct record *r)
{
	db *d = record_tx_db(tx);
	int64_t n = 0;
	str account = doc_str(r->doc, ACCOUNT_SELF);
	enum db_rc rc = db_exec(d, &q_session_end_all, DB_ARGS(db_text(account)), &n);
	if (rc == DB_OK)
		rc = db_exec(d, &q_ticket_clear, DB_ARGS(db_text(account)), NULL);
	return rc != DB_OK || !n ? of_db(rc) : account_note(tx, by, AUDIT_SIGN_OUT, r, STR("all sessions ended"));
}

/* Whoever needs a new link may have had somebody else in the account. */
static enum record_rc end_other_ways(db *d, str account)
{
	enum db_rc rc = db_exec(d, &q_token_end_all, DB_ARGS(db_text(account)), NULL);
	return of_db(rc == DB_OK ? db_exec(d, &q_identity_end_all, DB_ARGS(db_text(account)), NULL) : rc);
}

static bool may_administer(const struct actor *by)
{
	return may(by, ACT_ADMIN, &account_kind, NULL);
}

enum record_rc account_link(struct accounts *s, arena *a, const struct actor *by, str account, struct link *out)
{
	if (!may_administer(by))
		return RECORD_FORBIDDEN;
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	const struct record *r = account_load(s, record_tx_db(tx), a, account);
	enum record_rc rc = r && !is_over(r) ? RECORD_OK : RECORD_MISSING;
	if (rc == RECORD_OK) {
		out->purpose = str_is(doc_str(r->doc, ACCOUNT_STATUS), "invited") ? PURPOSE_INVITATION : PURPOSE_RESET;
		rc = ticket_make(tx, a, r->doc, out);
	}
	if (rc == RECORD_OK)
		rc = account_note(tx, by, AUDIT_CREDENTIAL, r,
		                  out->purpose == PURPOSE_RESET ? STR("link for a new password")
		                                                : STR("link of an invitation"));
	return account_settle(s, tx, rc);
}

enum record_rc account_grant(struct accounts *s, arena *a, const struct actor *by, str account,
                             const struct grant *grants, uint32_t n, struct problems *ps)
{
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	db *d = record_tx_db(tx);
	const struct record *r = account_load(s, d, a, account);
	enum record_rc rc = r ? RECORD_OK : RECORD_MISSING;
	if (rc == RECORD_OK) {
		struct doc *doc = doc_copy(a, r->doc);
		account_put_grants(a, doc, grants, n);
		if (is_last_admin(d, r) && !account_has_role(doc, ROLE_ADMIN))
			rc = refuse(ps, "account.last_admin");
		else
			rc = account_write(tx, a, by, r, doc, "powers", ps);
		if (rc == RECORD_OK)
			rc = account_note(tx, by, AUDIT_POWERS, r,
			                  arena_fmt(a, "%.*s -> %.*s", STR_ARG(grants_text(a, r->doc)),
			                            STR_ARG(grants_text(a, doc))));
	}
	if (rc == RECORD_OK)
		rc = account_end_sessions(tx, by, r);
	return account_settle(s, tx, rc);
}

/* What the ended account signed in with is worth nothing any more. */
static enum record_rc forget_secrets(struct record_tx *tx, const struct actor *by, const struct record *r)
{
	db *d = record_tx_db(tx);
	str account = doc_str(r->doc, ACCOUNT_SELF);
	enum db_rc rc = db_exec(d, &q_secret_clear, DB_ARGS(db_text(account)), NULL);
	if (rc == DB_OK)
		rc = db_exec(d, &q_recovery_clear, DB_ARGS(db_text(account)), NULL);
	return rc != DB_OK ? of_db(rc)
	                   : account_note(tx, by, AUDIT_CREDENTIAL, r,
	                                  STR("account ended: password, second factor, codes, tokens"));
}

enum record_rc account_end_in(struct accounts *s, struct record_tx *tx, arena *a, const struct actor *by, str account,
                              struct problems *ps)
{
	char today[11], retain[11];
	db *d = record_tx_db(tx);
	date day = date_of_instant(clock_now());
	date_print(day, today);
	date_print(date_add_months(day, RETAIN_MONTHS), retain);
	const struct record *r = account_load(s, d, a, account);
	if (!r || is_over(r))
		return RECORD_MISSING;
	if (is_last_admin(d, r))
		return refuse(ps, "account.last_admin");
	struct doc *doc = doc_copy(a, r->doc);
	doc_set(doc, ACCOUNT_STATUS, STR("ended"));
	doc_set(doc, ACCOUNT_UNTIL, arena_str(a, str_of(today)));
	if (!doc_has(doc, ACCOUNT_RETAIN))
		doc_set(doc, ACCOUNT_RETAIN, arena_str(a, str_of(retain)));
	enum record_rc rc = account_write(tx, a, by, r, doc, "ended", ps);
	if (rc == RECORD_OK)
		rc = account_end_sessions(tx, by, r);
	if (rc == RECORD_OK)
		rc = end_other_ways(d, account);
	return rc == RECORD_OK ? forget_secrets(tx, by, r) : rc;
}

enum record_rc account_end(struct accounts *s, arena *a, const struct actor *by, str account, struct problems *ps)
{
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	return tx ? account_settle(s, tx, account_end_in(s, tx, a, by, account, ps)) : RECORD_FAILED;
}

enum record_rc account_retain(struct accounts *s, arena *a, const struct actor *by, str account, date until,
                              struct problems *ps)
{
	char day[11];
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	date_print(until, day);
	const struct record *r = account_load(s, record_tx_db(tx), a, account);
	if (!r || str_is(doc_str(r->doc, ACCOUNT_STATUS), "erased"))
		return account_settle(s, tx, RECORD_MISSING);
	struct doc *doc = doc_copy(a, r->doc);
	doc_set(doc, ACCOUNT_RETAIN, arena_str(a, str_of(day)));
	return account_settle(s, tx, account_write(tx, a, by, r, doc, "retention", ps));
}

/* Tells the owner by mail, where there is mail; the account's own page shows the event as well. */
static bool tell_reset(const struct web *w, db *d, arena *a, const struct record *r)
{
	str text = msg_fmt(a, account_lang(r->doc), MSG_ACCOUNT_FACTOR_RESET_LETTER, doc_str(r->doc, ACCOUNT_NAME));
	return account_post(w, d, r->doc, MSG_ACCOUNT_FACTOR_RESET_SUBJECT, text, 0);
}

enum record_rc account_factor_reset(struct accounts *s, const struct web *w, arena *a, const struct actor *by,
                                    str account)
{
	if (!may_administer(by))
		return RECORD_FORBIDDEN;
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	db *d = record_tx_db(tx);
	const struct record *r = account_load(s, d, a, account);
	enum record_rc rc = r && !is_over(r) ? RECORD_OK : RECORD_MISSING;
	if (rc == RECORD_OK)
		rc = of_db(secret_no_factor(d, account));
	if (rc == RECORD_OK)
		rc = account_end_sessions(tx, by, r);
	if (rc == RECORD_OK)
		rc = account_note(tx, by, AUDIT_CREDENTIAL, r, STR("second factor reset by an administrator"));
	if (rc == RECORD_OK && !tell_reset(w, d, a, r))
		rc = RECORD_FAILED;
	return account_settle(s, tx, rc);
}

enum record_rc account_ticket(struct accounts *s, db *d, arena *a, const struct hash *token, struct record **account,
                              enum purpose *purpose)
{
	db_rows *r;
	str id = STR_EMPTY;
	if (db_select(d, &q_ticket_get, DB_ARGS(db_blob(token->b, HASH_SIZE), db_int(clock_now())), &r) != DB_OK)
		return RECORD_FAILED;
	if (db_next(r)) {
		id = arena_str(a, db_col_text(r, Q_TICKET_GET_COL_ACCOUNT));
		*purpose = (enum purpose)db_col_int(r, Q_TICKET_GET_COL_PURPOSE);
	}
	if (db_finish(r) != DB_OK)
		return RECORD_FAILED;
	*account = account_load(s, d, a, id);
	if (!*account)
		return RECORD_MISSING;
	str status = doc_str((*account)->doc, ACCOUNT_STATUS);
	return str_is(status, *purpose == PURPOSE_INVITATION ? "invited" : "active") ? RECORD_OK : RECORD_MISSING;
}

enum record_rc account_accept(struct accounts *s, arena *a, const struct hash *token, const char *hash, str address,
                              struct problems *ps, str *account)
{
	struct record *r;
	enum purpose purpose;
	int64_t now = clock_now(), used = 0;
	char today[11];
	struct record_tx *tx = record_tx_begin(s->store, a, now);
	if (!tx)
		return RECORD_FAILED;
	db *d = record_tx_db(tx);
	enum record_rc rc = account_ticket(s, d, a, token, &r, &purpose);
	if (rc == RECORD_OK)
		rc = of_db(db_exec(d, &q_ticket_use, DB_ARGS(db_blob(token->b, HASH_SIZE), db_int(now)), &used));
	if (rc == RECORD_OK && used != 1)
		rc = RECORD_MISSING;
	if (rc == RECORD_OK && purpose == PURPOSE_INVITATION) {
		struct doc *doc = doc_copy(a, r->doc);
		date_print(date_of_instant(now), today);
		doc_set(doc, ACCOUNT_STATUS, STR("active"));
		doc_set(doc, ACCOUNT_CONSENT, arena_str(a, str_of(today)));
		rc = account_write(tx, a, &actor_system, r, doc, "invitation accepted", ps);
	}
	if (rc == RECORD_OK) {
		*account = doc_str(r->doc, ACCOUNT_SELF);
		rc = of_db(secret_password(d, *account, hash));
	}
	const struct actor self = { .id = rc == RECORD_OK ? *account : STR_EMPTY, .address = address };
	if (rc == RECORD_OK)
		rc = account_end_sessions(tx, &self, r);
	if (rc == RECORD_OK)
		rc = end_other_ways(d, *account);
	if (rc == RECORD_OK)
		rc = account_note(tx, &self, AUDIT_CREDENTIAL, r,
		                  purpose == PURPOSE_RESET ? STR("password reset") : STR("password set"));
	return account_settle(s, tx, rc);
}
