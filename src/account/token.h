/* token.h -- access of programs: a token stands for its owner, for a while, and for some actions only.
 *
 * 1. Only addresses below /api/ take one (Authorization: Bearer), and there it is the only thing that signs a change: a
 *    browser's session writes nothing there.
 * 2. Whoever comes by a token never administrates: no actions but those of TOKEN_ACTIONS, no routes for officers and
 *    administrators, whatever its owner may.
 * 3. What its owner may no longer do, the token may no longer do. A new password by link ends all tokens, and so does
 *    the end of the account. */
#ifndef SELARAS_ACCOUNT_TOKEN_H
#define SELARAS_ACCOUNT_TOKEN_H

#include "account/account.h"

enum {
	TOKEN_READ = ACT_VIEW | ACT_EXPORT,
	TOKEN_WRITE = ACT_CREATE | ACT_EDIT,
	TOKEN_DELETE = ACT_DELETE,
	TOKEN_ACTIONS = TOKEN_READ | TOKEN_WRITE | TOKEN_DELETE
};

/* Whether R brings a token, good or not. */
bool token_brought(const struct req *r);

/* ---- what is done once ---- */
struct once {
	str account, key; /* whose; the Idempotency-Key */
	struct hash request;
};
enum once_rc {
	ONCE_NEW,
	ONCE_DONE,  /* the same request has made *NO in *VERSION */
	ONCE_OTHER, /* another request had this key */
	ONCE_FAILED /* database trouble */
};
/* In the transaction that will do it, so that of two at a time one finds the other's work. */
enum once_rc once_find(db *d, const struct once *o, int64_t now, int64_t *no, uint32_t *version);
enum db_rc once_keep(db *d, const struct once *o, int64_t now, int64_t no, uint32_t version) SEL_MUST_CHECK;

#endif
