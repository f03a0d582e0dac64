/* account.h -- people: who signs in, by what proof, and with which powers.
 *
 * An account is a record (kind "account") with name, address and grants; its history is kept as that of every record.
 * Secrets stand in tables of their own (schema/0020_account.sql) and never in clear. What a person may do with which
 * record is the policy table's business (record/actor.h); this room says who the person is: accounts_identify() turns
 * the cookie of a request into a struct actor.
 *
 * Invariants (tests/unit/account_test.c, tests/http/account_test.py):
 *  1. a session's token, a link's token and a recovery code are random, and kept as hashes only;
 *  2. signing in, and every change of password, second factor or powers, makes the tokens before it worthless;
 *  3. a session without the second factor that the account has (administrators must have one) identifies nobody;
 *  4. a link works once; a code of the second factor is accepted once;
 *  5. whether an address has an account can be told neither by the answer nor by the time that it takes;
 *  6. wrong passwords from elsewhere keep nobody out who comes from where he has signed in before, or by the mailed
 *     link.
 * Threads: any, after accounts_open(). */
#ifndef SELARAS_ACCOUNT_ACCOUNT_H
#define SELARAS_ACCOUNT_ACCOUNT_H

#include "html/web.h"
#include "partner/partner.h"

/* A role for an organisation or a place; set by administrators only. */
#define ACCOUNT_GRANT_FIELDS(F)                                                                                        \
	F(ACCOUNT_GRANT_ROLE, "role", FIELD_CODE, REQUIRED | INDEXED | PERSONAL | SYSTEM, .codes = "account-role")     \
	F(ACCOUNT_GRANT_ORG, "organisation", FIELD_LINK, INDEXED | PERSONAL | SYSTEM, .to = &organisation_kind)        \
	F(ACCOUNT_GRANT_PLACE, "place", FIELD_PLACE, INDEXED | PERSONAL | SYSTEM)
KIND_ENUM(ACCOUNT_GRANT, ACCOUNT_GRANT_FIELDS)
extern const struct kind account_grant_kind;

/* SELF is the record's own ULID, so that the document says whose it is. The address is folded (account_mail()). */
#define ACCOUNT_FIELDS(F)                                                                                              \
	F(ACCOUNT_SELF, "self", FIELD_TEXT, REQUIRED | PERSONAL | SYSTEM, .max_length = ULID_LEN)                      \
	F(ACCOUNT_NAME, "name", FIELD_TEXT, REQUIRED | INDEXED | PERSONAL, .max_length = 200)                          \
	F(ACCOUNT_EMAIL, "email", FIELD_TEXT, REQUIRED | UNIQUE_KEY | INDEXED | PERSONAL | SYSTEM, .max_length = 254)  \
	F(ACCOUNT_LANGUAGE, "language", FIELD_CODE, PERSONAL, .codes = "Language")                                     \
	F(ACCOUNT_PHONE, "phone", FIELD_TEXT, PERSONAL, .max_length = 40)                                              \
	F(ACCOUNT_STATUS, "status", FIELD_CODE, REQUIRED | INDEXED | PERSONAL | SYSTEM, .codes = "account-status")     \
	F(ACCOUNT_FROM, "from", FIELD_DATE, PERSONAL | SYSTEM)                                                         \
	F(ACCOUNT_UNTIL, "until", FIELD_DATE, PERSONAL | SYSTEM)                                                       \
	F(ACCOUNT_CONSENT, "consent", FIELD_DATE, PERSONAL | SYSTEM, .source = "UU 27/2022")                           \
	F(ACCOUNT_RETAIN, "retain_until", FIELD_DATE, INDEXED | PERSONAL | SYSTEM, .source = "UU 27/2022")             \
	F(ACCOUNT_GRANT, "grant", FIELD_ROWS, PERSONAL | SYSTEM, .rows = &account_grant_kind, .max_length = 50)
KIND_ENUM(ACCOUNT, ACCOUNT_FIELDS)
extern const struct kind account_kind; /* number 10 */

/* ---- rules: plain functions ---- */
/* S trimmed and in lower case, in A; the empty str when it is not an e-mail address (one @, a dot in the domain, RFC
 * 5321 lengths, printable ASCII without what would need quoting). */
str account_mail(arena *a, str s);
bool account_has_role(const struct doc *account, enum role role);
/* Whether the account may be used on DAY. */
bool account_is_active(const struct doc *account, date day);
/* Its language for mails and pages; Indonesian unless it says English. */
enum lang account_lang(const struct doc *account);
/* An own path to go on to after signing in: S when it is one, else the empty str. */
str safe_next(str s);

/* ---- the service ---- */
struct accounts;
/* The organisation at whose accounts people may sign in (OpenID Connect). */
struct sso_opts {
	const char *issuer; /* NULL: there is none */
	const char *client, *secret;
	const char *name; /* what the button says; NULL: the issuer's host */
};
struct accounts_opts {
	struct store *store;
	const char *key_path; /* file with the key of this installation; made when it is not there */
	bool secure;         /* people reach the site by https: cookies are Secure and their names begin with __Host- */
	bool factor_for_all; /* everybody signs in with a second factor, not administrators only */
	struct sso_opts sso;
	const char *url; /* the site's public address, "https://selaras.example": links in mails begin with it */
};
/* NULL on failure, with the reason in *WHY. */
struct accounts *accounts_open(const struct accounts_opts *o, const char **why);
void accounts_close(struct accounts *s); /* NULL is allowed */
/* Name of the session's cookie: for http_opts.session_cookie. */
const char *accounts_cookie(const struct accounts *s);

/* For http_opts: identify, may, sign_in. The state of a request must begin with a struct web. */
const void *accounts_identify(struct req *r);
enum allowed accounts_may(struct req *r, enum permission p);
struct reply accounts_sign_in(struct req *r);

/* The actor of ACCOUNT (a ULID) in arena A, with its grants; NULL when it may not be used today. */
struct actor *accounts_actor(struct accounts *s, db *d, arena *a, str account);
/* Forgets what is kept about sessions in memory: after anything about accounts was changed. */
void accounts_changed(struct accounts *s);

/* Sends the links that people asked for who have forgotten their password, by web.post: every second. Asking only
 * leaves a wish, so it takes as long for an address without an account. */
void accounts_send_links(const struct web *w);
/* Bytes that only this installation can read; OUT holds ACCOUNTS_SEAL_EXTRA more than N. Opening: false when they were
 * sealed by another key. S is a struct accounts. */
enum { ACCOUNTS_SEAL_EXTRA = 40 };
void accounts_seal(const void *s, const void *p, size_t n, uint8_t *out);
bool accounts_unseal(const void *s, str sealed, uint8_t *out);

/* Sign-in, own account, people, powers; ends with a row without pattern. */
extern const struct route account_routes[];

#endif
