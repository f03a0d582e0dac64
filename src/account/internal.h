/* internal.h -- what the files of this room share. */
#ifndef SELARAS_ACCOUNT_INTERNAL_H
#define SELARAS_ACCOUNT_INTERNAL_H

#include <pthread.h>
#include <semaphore.h>

#include "account/account.h"
#include "account/rate.h"
#include "db/db.h"
#include "record/audit.h"

#define MINUTE_MS (60LL * 1000)
#define HOUR_MS (60 * MINUTE_MS)

/* ---- the key of the installation (key.c) ---- */
enum { KEY_SIZE = 32, SEAL_EXTRA = 24 + 16 };
struct key {
	uint8_t b[KEY_SIZE];
};
/* Reads the file, or makes it (readable by its owner only). */
bool key_load(const char *path, struct key *out, const char **why);
/* Makes the file, for its owner only; false when it is there already or cannot be written. */
bool key_write(const char *path, const struct key *k);
/* N bytes sealed into OUT, which holds N + SEAL_EXTRA: XChaCha20-Poly1305. */
void key_seal(const struct key *k, const void *p, size_t n, uint8_t *out);
/* The other way; false when it was not sealed by this key. OUT holds sealed.n - SEAL_EXTRA. */
bool key_open(const struct key *k, str sealed, uint8_t *out);
/* A keyed hash. */
struct hash key_mac(const struct key *k, str s);

/* ---- random tokens (key.c) ---- */
enum { TOKEN_LEN = 43 };
struct token {
	char text[TOKEN_LEN + 1]; /* 256 random bits, base64url */
	struct hash hash;         /* what is kept */
};
void token_make(struct token *t);
/* The hash of a token as it came back; false when it cannot be one. */
bool token_read(str s, struct hash *out);

/* ---- passwords (password.c) ---- */
enum { PASSWORD_MIN = 12, PASSWORD_MAX = 512 /* bytes */, PASSWORD_HASH = 128 };
/* Several at once would take up the memory of a small machine: a gate lets a few through. */
struct gate {
	sem_t sem;
	char nobodys[PASSWORD_HASH]; /* of a password that nobody knows */
};
bool gate_open(struct gate *g);
/* NULL, or the message key of what is wrong with it. */
const char *password_problem(arena *a, str password, str name, str mail);
bool password_hash(struct gate *g, str password, char out[PASSWORD_HASH]);
/* HASH may be empty: then a wrong one is checked all the same, which takes as long. *OLD: it must be hashed again. */
bool password_check(struct gate *g, str password, str hash, bool *old);

/* ---- the second factor (factor.c): RFC 6238, SHA-1, 6 digits, 30 seconds ---- */
enum { FACTOR_SIZE = 20, RECOVERY_COUNT = 10, RECOVERY_SIZE = 32 /* with its NUL */ };
/* The step whose code this is, among the one at MS and its neighbours; 0 when there is none later than LAST. */
int64_t factor_step(const uint8_t secret[FACTOR_SIZE], str code, int64_t ms, int64_t last);
/* The code at MS: six digits and a NUL. */
void factor_code(const uint8_t secret[FACTOR_SIZE], int64_t ms, char out[7]);
/* Base32, for typing. */
str factor_text(arena *a, const uint8_t secret[FACTOR_SIZE]);
str factor_uri(arena *a, const uint8_t secret[FACTOR_SIZE], str site, str mail);
void recovery_make(char out[RECOVERY_SIZE]);      /* "k2mq-..." */
struct hash recovery_hash(str account, str code); /* spaces, dashes and case do not count */

/* ---- the service ---- */
enum stage { STAGE_NONE, STAGE_CODE, STAGE_SETUP, STAGE_FULL };
enum purpose { PURPOSE_INVITATION = 1, PURPOSE_RESET = 2 };
/* docs/decisions.md says why these. */
#define IDLE_MS (12 * HOUR_MS)
#define LIFE_MS (7 * DAY_MS)
#define ADMIN_IDLE_MS HOUR_MS
#define ADMIN_LIFE_MS (12 * HOUR_MS)
#define STAGE_MS (10 * MINUTE_MS)  /* from the password to the second factor */
#define FACTOR_MS (10 * MINUTE_MS) /* from a new key of the second factor to its first code */
#define INVITATION_MS (7 * DAY_MS)
#define RESET_MS HOUR_MS

struct session {
	struct hash token;
	str name, account;
	enum stage stage;
	int64_t created, seen;
};

/* Somebody asked for a new password and waits for a letter. */
enum { WISHES = 64, WISH_MAIL = 255, WISH_FROM = 64 };
struct wish {
	char mail[WISH_MAIL], from[WISH_FROM];
};

/* When a token was last used, until the keeper writes it down. */
enum { TOKENS_SEEN = 256 };
struct token_use {
	struct hash token;
	int64_t at;
};

struct cached;
struct sso;
struct accounts {
	struct accounts_opts opts;
	struct store *store;
	struct key key;
	struct gate gate;
	struct sso *sso;       /* NULL: nobody signs in from elsewhere */
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t wake;
	bool ending;
	pthread_t keeper;
	uint64_t epoch; /* of what is cached */
	struct cached *cache;
	struct wish wishes[WISHES];
	uint32_t nwishes;
	struct token_use used[TOKENS_SEEN];
	size_t nused;
};
static inline struct accounts *accounts_of(const struct req *r)
{
	return web_of(r)->accounts;
}
static inline struct db_pool *pool_of(const struct accounts *s)
{
	return store_pool(s->store);
}

/* ---- sessions (session.c) ---- */
/* The session that the cookie names, whatever its stage; false when there is none or it is over. */
bool session_of(struct req *r, db *d, struct session *out);
/* Ends the session that R came with, if any, and begins one with a new token; its cookie goes into P. */
bool session_begin(struct req *r, db *d, str account, enum stage stage, struct reply *p);
void session_forget(struct req *r, struct reply *p); /* takes the cookie back */
/* What becomes known of a sign-in, for log and audit: WHAT is a word, ACCOUNT may be empty. What is written in a
 * transaction of its own is noted there by account_note(). */
void session_note(const struct req *r, const char *what, str account);
/* "Chrome, Windows": of what a browser calls itself, what is enough to know one's own device by; its beginning when it
 * is none that is known. */
str agent_text(arena *a, str agent);
struct cached *sessions_new(void);
void sessions_free(struct cached *c);
/* Writes down when sessions were last seen. */
void sessions_flush(struct accounts *s);

/* ---- tokens of programs (token.c) ---- */
/* For a request that brings a token: the actor, or NULL with r->bad_token set. */
const void *token_identify(struct req *r);
void tokens_flush(struct accounts *s); /* writes down when they were last used */
void tokens_prune(db *d, int64_t now);
struct me_page;
bool tokens_list(struct req *r, db *d, enum lang l, struct me_page *p);

/* ---- counters (rate.c) ---- */
struct attempt {
	str pair, address, account; /* names of counters */
	bool known_device;
};
/* COUNTED is what the counters are for ("code ULID", an address); MAIL is whose devices are known. */
struct attempt attempt_of(const struct req *r, str counted, str mail);
/* Counts the attempt before it is made, so that many at once are no way around: 0 go on, > 0 milliseconds to wait, < 0
 * database trouble. */
int64_t attempt_begin(db *d, const struct attempt *t, int64_t now);
/* It was right: takes the count back. */
enum db_rc attempt_right(db *d, const struct attempt *t, int64_t now);
/* The cookie by which a device is known again for the account of MAIL. */
void device_remember(struct req *r, struct reply *p, str mail);

/* ---- secrets of an account (secret.c) ---- */
struct secret {
	str password; /* hash; empty: none set */
	bool factor_on, has_factor;
	int64_t step;
	uint8_t factor[FACTOR_SIZE];
};
bool secret_load(struct accounts *s, db *d, arena *a, str account, struct secret *out);
enum db_rc secret_password(db *d, str account, const char *hash);
enum db_rc secret_factor(struct accounts *s, db *d, str account, const uint8_t factor[FACTOR_SIZE], bool on,
                         int64_t step);
enum db_rc secret_no_factor(db *d, str account);
/* Takes a code of the second factor or a recovery code, once. */
enum code_taken { CODE_WRONG, CODE_FACTOR, CODE_RECOVERY };
enum code_taken secret_take_code(db *d, str account, const struct secret *secret, str code, int64_t now);
/* New recovery codes instead of the old ones. */
enum db_rc recovery_renew(db *d, str account, char codes[RECOVERY_COUNT][RECOVERY_SIZE]);

/* ---- signing in (sign_in.c) ---- */
struct who {
	const struct record *account; /* active; else NULL */
	struct secret secret;
};
/* The session of W, who has proved it in some way: whole, or half open until the second factor is shown, unless it is
 * TRUSTED that there was one. *P leads there, or to NEXT. */
bool sign_in_as(struct req *r, db *d, const struct who *w, str next, bool trusted, struct reply *p) SEL_MUST_CHECK;

/* ---- accounts (people.c): each in one transaction; BY is asked for ACT_ADMIN ---- */
struct record *account_load(struct accounts *s, db *d, arena *a, str id);
struct record *account_by_mail(struct accounts *s, db *d, arena *a, str mail);

struct account_new {
	str name, mail; /* MAIL as typed */
	enum lang lang;
	const struct grant *grants;
	uint32_t ngrants;
	const struct web *web; /* by whose post the link goes to the address as well; NULL: no letter */
};
/* An invited account and the link's token. RECORD_DUPLICATE: the address has an account. */
enum record_rc account_invite(struct accounts *s, arena *a, const struct actor *by, const struct account_new *in,
                              struct problems *ps, struct token *t, str *id);
/* A new link for ACCOUNT instead of all before: an invitation while it is invited, else for a new password. */
struct link {
	const struct web *web; /* as above */
	enum purpose purpose;
	struct token token;
};
enum record_rc account_link(struct accounts *s, arena *a, const struct actor *by, str account, struct link *out);
/* A letter to the person of ACCOUNT, in D's transaction; true as well when there is no mail (W may be NULL). UNTIL: as
 * in struct web_letter. */
bool account_post(const struct web *w, db *d, const struct doc *account, enum msg subject, str text,
                  int64_t until) SEL_MUST_CHECK;
/* The letter with the link, when there is mail; in the transaction that makes the link (forgotten.c). */
bool link_post(const struct link *l, db *d, arena *a, const struct doc *account, int64_t until);
/* Other grants; all sessions end. RECORD_REFUSED when no administrator would be left. */
enum record_rc account_grant(struct accounts *s, arena *a, const struct actor *by, str account,
                             const struct grant *grants, uint32_t n, struct problems *ps);
enum record_rc account_end(struct accounts *s, arena *a, const struct actor *by, str account, struct problems *ps);
enum record_rc account_end_in(struct accounts *s, struct record_tx *tx, arena *a, const struct actor *by, str account,
                              struct problems *ps);
/* Until when the data of an account that has ended are kept. */
enum { RETAIN_MONTHS = 12 };
enum record_rc account_retain(struct accounts *s, arena *a, const struct actor *by, str account, date until,
                              struct problems *ps);
/* Blanks name, address and telephone of accounts that ended and whose time is over, in all versions; how many, or -1.
 * History keeps the account's number and a name that follows from it. */
int accounts_erase_due(struct accounts *s);
/* Takes the second factor away from who has lost it; its sessions end. W (may be NULL) has the mail. */
enum record_rc account_factor_reset(struct accounts *s, const struct web *w, arena *a, const struct actor *by,
                                    str account);

/* ---- pieces of these, within a transaction ---- */
void account_put_grants(arena *a, struct doc *d, const struct grant *grants, uint32_t n);
enum record_rc account_write(struct record_tx *tx, arena *a, const struct actor *by, const struct record *r,
                             const struct doc *d, const char *note, struct problems *ps);
/* Ends TX: what went well is kept. */
enum record_rc account_settle(struct accounts *s, struct record_tx *tx, enum record_rc rc);

/* ---- handing over (handover.c) ---- */
/* What one person's open work is: forms begun, notices not read, fields that name him, and his powers when GRANTS. */
enum move_what { MOVE_DRAFT, MOVE_NOTICE, MOVE_FIELD, MOVE_GRANT };
struct move {
	enum move_what what;
	const struct kind *kind;
	const struct record *record; /* NULL: a form of a record that is not made yet; or a power */
	str text;                    /* of a power; else the field, the topic */
	enum action needs;           /* what the receiver must be allowed with it; 0: nothing */
	bool refused;                /* and is not */
};
struct handover {
	str from, to;
	bool grants;
	const struct record *leaver, *receiver;
	struct move *moves;
	uint32_t n, refused;
};
/* RECORD_MISSING: there is no such account, or it is not in use. */
enum record_rc handover_plan(struct accounts *s, db *d, arena *a, struct handover *h);
/* Moves everything, ends the account FROM; RECORD_REFUSED when the receiver lacks a power or there would be no
 * administrator left. One transaction, one group in the audit log. */
enum record_rc handover_do(struct accounts *s, arena *a, const struct actor *by, struct handover *h,
                           struct problems *ps);
/* What a link is for; RECORD_MISSING when it is none, was used or is over. */
enum record_rc account_ticket(struct accounts *s, db *d, arena *a, const struct hash *token, struct record **account,
                              enum purpose *purpose);
/* Uses a link up: the password becomes HASH, an invited account becomes active, every session ends. ADDRESS: where the
 * link was opened. */
enum record_rc account_accept(struct accounts *s, arena *a, const struct hash *token, const char *hash, str address,
                              struct problems *ps, str *account);
/* All sessions and links of R, within TX; with a line of the log when there were sessions. */
enum record_rc account_end_sessions(struct record_tx *tx, const struct actor *by, const struct record *r);
/* A line of the audit log about the account R, within TX; DETAIL is words for the log, never a secret or a name. */
enum record_rc account_note(struct record_tx *tx, const struct actor *by, enum audit_event event,
                            const struct record *r, str detail);

/* ---- the room of a page ---- */
/* The page for R in the look of the site. */
struct page *account_page(struct req *r, enum msg title) SEL_RETURNS_NONNULL;
struct reply account_reply(struct req *r, struct page *pg); /* never kept */
struct reply account_go(struct req *r, const char *path);   /* 303 below the request's language */
struct reply account_home(struct req *r, str next);         /* 303 to NEXT when it is an own path, else ACCOUNT_HOME */
struct reply account_failed(struct req *r);                 /* 503 */
/* A page with new recovery codes; from there to NEXT. */
struct reply account_codes(struct req *r, char codes[RECOVERY_COUNT][RECOVERY_SIZE], str next);
str account_wait_text(struct req *r, int64_t wait);
/* A writing connection in a transaction, for the request's life: what is not committed is undone. NULL: trouble. */
db *account_tx(struct req *r);
struct factor_page;
void factor_show(arena *a, const uint8_t factor[FACTOR_SIZE], str mail, struct factor_page *p);
#define ACCOUNT_HOME "/desk"
enum { ACCOUNT_FORM_MAX = 16384 };
route_handler me_get, me_post, me_factor_post, me_password_post, me_session_post, token_post, token_end_post;
route_handler handover_get, handover_post;
/* The page of one's own account with what went wrong, or well. */
struct reply me_show(struct req *r, int status, str problem, str done);
/* NULL: TYPED is the password of who is signed in, and SECRET is loaded. Else the message key of the problem. Wrong
 * ones are counted. */
const char *me_password_problem(struct req *r, str typed, struct secret *secret);
/* The line of a change of what one signs in with, and a letter about it, in TX; then TX is ended. */
bool me_commit(struct req *r, struct record_tx *tx, enum record_rc rc, const char *detail);
route_handler door_get, door_post, forgotten_get, forgotten_post;
route_handler people_get, people_post, person_get, person_post, powers_get;
/* "Narahubung mitra: Water.org": one line per grant. */
str *power_texts(const struct web *w, db *d, arena *a, enum lang lang, const struct doc *account, size_t *n);
enum lang req_lang(const struct req *r);

#endif
