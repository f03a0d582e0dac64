/* What an account's owner knows or holds, in its tables. */
#include "account/internal.h"
#include "account_sql.h"
#include "base/log.h"

bool secret_load(struct accounts *s, db *d, arena *a, str account, struct secret *out)
{
	db_rows *r;
	*out = (struct secret){ .password = STR_EMPTY };
	if (db_select(d, &q_secret_get, DB_ARGS(db_text(account)), &r) != DB_OK)
		return false;
	if (db_next(r)) {
		out->password = arena_str(a, db_col_text(r, Q_SECRET_GET_COL_PASSWORD));
		out->factor_on = db_col_bool(r, Q_SECRET_GET_COL_FACTOR_ON);
		out->step = db_col_int(r, Q_SECRET_GET_COL_FACTOR_STEP);
		str sealed = db_col_blob(r, Q_SECRET_GET_COL_FACTOR);
		if (sealed.n == FACTOR_SIZE + SEAL_EXTRA)
			out->has_factor = key_open(&s->key, sealed, out->factor);
		if (out->factor_on && !out->has_factor)
			log_error("the second factor of an account cannot be read: is this the database's key file?");
	}
	return db_finish(r) == DB_OK;
}

static enum db_rc add(db *d, str account)
{
	return db_exec(d, &q_secret_add, DB_ARGS(db_text(account)), NULL);
}

enum db_rc secret_password(db *d, str account, const char *hash)
{
	enum db_rc rc = add(d, account);
	return rc != DB_OK ? rc
	                   : db_exec(d, &q_secret_password, DB_ARGS(db_text(account), db_text(str_of(hash))), NULL);
}

enum db_rc secret_factor(struct accounts *s, db *d, str account, const uint8_t factor[FACTOR_SIZE], bool on,
                         int64_t step)
{
	uint8_t sealed[FACTOR_SIZE + SEAL_EXTRA];
	key_seal(&s->key, factor, FACTOR_SIZE, sealed);
	enum db_rc rc = add(d, account);
	if (rc != DB_OK)
		return rc;
	return db_exec(d, &q_secret_factor,
	               DB_ARGS(db_text(account), db_blob(sealed, sizeof(sealed)), db_bool(on), db_int(step)), NULL);
}

enum db_rc secret_no_factor(db *d, str account)
{
	enum db_rc rc =
	    db_exec(d, &q_secret_factor, DB_ARGS(db_text(account), db_null(), db_bool(false), db_int(0)), NULL);
	return rc != DB_OK ? rc : db_exec(d, &q_recovery_clear, DB_ARGS(db_text(account)), NULL);
}

enum code_taken secret_take_code(db *d, str account, const struct secret *secret, str code, int64_t now)
{
	int64_t changed = 0;
	int64_t step = secret->has_factor ? factor_step(secret->factor, code, now, secret->step) : 0;
	if (step) {
		enum db_rc rc = db_exec(d, &q_secret_step, DB_ARGS(db_text(account), db_int(step)), &changed);
		return rc == DB_OK && changed == 1 ? CODE_FACTOR : CODE_WRONG;
	}
	struct hash h = recovery_hash(account, code);
	enum db_rc rc = db_exec(d, &q_recovery_use, DB_ARGS(db_text(account), db_blob(h.b, HASH_SIZE)), &changed);
	return rc == DB_OK && changed == 1 ? CODE_RECOVERY : CODE_WRONG;
}

enum db_rc recovery_renew(db *d, str account, char codes[RECOVERY_COUNT][RECOVERY_SIZE])
{
	enum db_rc rc = db_exec(d, &q_recovery_clear, DB_ARGS(db_text(account)), NULL);
	for (int i = 0; i < RECOVERY_COUNT && rc == DB_OK; i++) {
		recovery_make(codes[i]);
		struct hash h = recovery_hash(account, str_of(codes[i]));
		rc = db_exec(d, &q_recovery_add, DB_ARGS(db_text(account), db_blob(h.b, HASH_SIZE)), NULL);
	}
	return rc;
}
