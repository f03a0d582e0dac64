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

static void put_grants(arena *a, struct doc *d, const struct grant *grants, uint32_t n)
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

/* Ends TX: what went well is kept. */
static enum record_rc settle(struct accounts *s, struct record_tx *tx, enum record_rc rc)
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
	put_grants(a, d, in->grants, in->ngrants);
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
	struct link link = { .web = in->web, .purpose = PURPOSE_INVITATION };
	if (rc == RECORD_OK)
		rc = ticket_make(tx, a, d, &link);
	*t = link.token;
	return settle(s, tx, rc);
}

/* A change of the account's document within TX. */
static enum record_rc write_doc(struct record_tx *tx, arena *a, const struct actor *by, const struct record *r,
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

static bool is_last_admin(db *d, const struct record *r)
{
	return account_has_role(r->doc, ROLE_ADMIN) && str_is(doc_str(r->doc, ACCOUNT_STATUS), "active") &&
	       db_one_int(d, &q_admin_count, DB_ARGS(db_int(r->no)), 0) == 0;
}

static enum record_rc end_sessions(db *d, str account)
{
	enum db_rc rc = db_exec(d, &q_session_end_all, DB_ARGS(db_text(account)), NULL);
	return of_db(rc == DB_OK ? db_exec(d, &q_ticket_clear, DB_ARGS(db_text(account)), NULL) : rc);
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
	enum record_rc rc = r && !str_is(doc_str(r->doc, ACCOUNT_STATUS), "ended") ? RECORD_OK : RECORD_MISSING;
	if (rc == RECORD_OK) {
		out->purpose = str_is(doc_str(r->doc, ACCOUNT_STATUS), "invited") ? PURPOSE_INVITATION : PURPOSE_RESET;
		rc = ticket_make(tx, a, r->doc, out);
	}
	return settle(s, tx, rc);
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
		put_grants(a, doc, grants, n);
		if (is_last_admin(d, r) && !account_has_role(doc, ROLE_ADMIN))
			rc = refuse(ps, "account.last_admin");
		else
			rc = write_doc(tx, a, by, r, doc, "powers", ps);
	}
	if (rc == RECORD_OK)
		rc = end_sessions(d, account);
	return settle(s, tx, rc);
}

enum record_rc account_end(struct accounts *s, arena *a, const struct actor *by, str account, struct problems *ps)
{
	char today[11];
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	db *d = record_tx_db(tx);
	date_print(date_of_instant(clock_now()), today);
	const struct record *r = account_load(s, d, a, account);
	enum record_rc rc = r ? RECORD_OK : RECORD_MISSING;
	if (rc == RECORD_OK && is_last_admin(d, r))
		rc = refuse(ps, "account.last_admin");
	if (rc == RECORD_OK) {
		struct doc *doc = doc_copy(a, r->doc);
		doc_set(doc, ACCOUNT_STATUS, STR("ended"));
		doc_set(doc, ACCOUNT_UNTIL, arena_str(a, str_of(today)));
		rc = write_doc(tx, a, by, r, doc, "ended", ps);
	}
	if (rc == RECORD_OK)
		rc = end_sessions(d, account);
	if (rc == RECORD_OK)
		rc = end_other_ways(d, account);
	if (rc == RECORD_OK)
		rc = of_db(db_exec(d, &q_secret_clear, DB_ARGS(db_text(account)), NULL));
	if (rc == RECORD_OK)
		rc = of_db(db_exec(d, &q_recovery_clear, DB_ARGS(db_text(account)), NULL));
	return settle(s, tx, rc);
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

enum record_rc account_accept(struct accounts *s, arena *a, const struct hash *token, const char *hash,
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
		rc = write_doc(tx, a, &actor_system, r, doc, "invitation accepted", ps);
	}
	if (rc == RECORD_OK) {
		*account = doc_str(r->doc, ACCOUNT_SELF);
		rc = of_db(secret_password(d, *account, hash));
	}
	if (rc == RECORD_OK)
		rc = end_sessions(d, *account);
	if (rc == RECORD_OK)
		rc = end_other_ways(d, *account);
	return settle(s, tx, rc);
}
