/* One's own second factor: on, to another phone, off; new recovery codes. Each asks for the password. A new key is in
 * no table before its first code was right: the form that asks for the code carries it, sealed together with account
 * and time, so that nobody can make one up and an old page is worth nothing. */
#include <sodium.h>

#include "account/internal.h"
#include "account/page.h"
#include "account/sign_in_tmpl.h"

struct offer {
	uint8_t factor[FACTOR_SIZE];
	char account[ULID_LEN];
	uint8_t at[8];
};
enum { SEALED = sizeof(struct offer) + SEAL_EXTRA };

static struct reply problem(struct req *r, const char *key)
{
	return me_show(r, 400, msg_or(req_lang(r), key, STR_EMPTY), STR_EMPTY);
}

static struct reply show(struct req *r, int status, const struct offer *o, str sealed, str why)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_FACTOR_SETUP);
	struct factor_page p = { .next = STR_EMPTY, .problem = why, .action = "/me/factor", .sealed = sealed };
	db *d = db_borrow_in(pool_of(accounts_of(r)), DB_READ, r->arena);
	const struct record *account = d ? account_load(accounts_of(r), d, r->arena, req_actor(r)->id) : NULL;
	if (!account)
		return account_failed(r);
	factor_show(r->arena, o->factor, doc_str(account->doc, ACCOUNT_EMAIL), &p);
	pg->status = status;
	tmpl_sign_in_factor(pg, &p);
	return account_reply(r, pg);
}

static struct reply start(struct req *r)
{
	struct offer o;
	uint8_t sealed[SEALED];
	char *hex = arena_alloc(r->arena, 2 * SEALED + 1);
	int64_t now = clock_now();
	random_bytes(o.factor, sizeof(o.factor));
	memcpy(o.account, req_actor(r)->id.p, ULID_LEN);
	memcpy(o.at, &now, sizeof(o.at));
	key_seal(&accounts_of(r)->key, &o, sizeof(o), sealed);
	sodium_bin2hex(hex, 2 * SEALED + 1, sealed, SEALED);
	return show(r, 200, &o, str_of(hex), STR_EMPTY);
}

/* The offer in the form; false when it is none of ours, another account's or too old. */
static bool offer_of(struct req *r, struct offer *o)
{
	uint8_t sealed[SEALED];
	size_t n = 0;
	int64_t at;
	str hex = req_form(r, "sealed");
	if (sodium_hex2bin(sealed, sizeof(sealed), hex.p, hex.n, NULL, &n, NULL) != 0 || n != SEALED ||
	    !key_open(&accounts_of(r)->key, (str){ (const char *)sealed, n }, (uint8_t *)o))
		return false;
	memcpy(&at, o->at, sizeof(at));
	return str_eq((str){ o->account, ULID_LEN }, req_actor(r)->id) && clock_now() - at < FACTOR_MS;
}

/* The page with new codes; 0 when they could not be written. */
static struct reply new_codes(struct req *r, db *d)
{
	char codes[RECOVERY_COUNT][RECOVERY_SIZE];
	struct reply p = { 0 };
	if (recovery_renew(d, req_actor(r)->id, codes) == DB_OK)
		p = account_codes(r, codes, arena_fmt(r->arena, "/%s/me", lang_code(req_lang(r))));
	sodium_memzero(codes, sizeof(codes));
	return p;
}

static struct reply confirm(struct req *r)
{
	struct offer o;
	struct accounts *s = accounts_of(r);
	if (!offer_of(r, &o))
		return problem(r, "account.factor_late");
	int64_t step = factor_step(o.factor, str_trim(req_form(r, "code")), clock_now(), 0);
	if (!step)
		return show(r, 400, &o, req_form(r, "sealed"), msg(req_lang(r), MSG_ACCOUNT_WRONG_CODE));
	struct record_tx *tx = record_tx_begin(s->store, r->arena, clock_now());
	db *d = tx ? record_tx_db(tx) : NULL;
	bool ok = d && secret_factor(s, d, req_actor(r)->id, o.factor, true, step) == DB_OK;
	struct reply p = ok ? new_codes(r, d) : (struct reply){ 0 };
	return tx && me_commit(r, tx, p.status ? RECORD_OK : RECORD_FAILED, "second factor on, new recovery codes")
	           ? p
	           : account_failed(r);
}

static struct reply codes(struct req *r)
{
	struct record_tx *tx = record_tx_begin(accounts_of(r)->store, r->arena, clock_now());
	struct reply p = tx ? new_codes(r, record_tx_db(tx)) : (struct reply){ 0 };
	return tx && me_commit(r, tx, p.status ? RECORD_OK : RECORD_FAILED, "new recovery codes") ? p
	                                                                                          : account_failed(r);
}

static struct reply off(struct req *r)
{
	if (actor_is(req_actor(r), ROLE_ADMIN) || accounts_of(r)->opts.factor_for_all)
		return problem(r, "account.factor_needed");
	struct record_tx *tx = record_tx_begin(accounts_of(r)->store, r->arena, clock_now());
	bool ok = tx && secret_no_factor(record_tx_db(tx), req_actor(r)->id) == DB_OK;
	return tx && me_commit(r, tx, ok ? RECORD_OK : RECORD_FAILED, "second factor off")
	           ? account_go(r, "/me?saved=1")
	           : account_failed(r);
}

struct reply me_factor_post(struct req *r)
{
	struct secret secret;
	str what = req_form(r, "do");
	if (req_form(r, "sealed").n)
		return confirm(r);
	const char *wrong = me_password_problem(r, req_form(r, "password"), &secret);
	if (wrong)
		return problem(r, wrong);
	if (str_is(what, "start"))
		return start(r);
	if (str_is(what, "codes") && secret.factor_on)
		return codes(r);
	if (str_is(what, "off") && secret.factor_on)
		return off(r);
	return problem(r, "error.bad_request");
}
