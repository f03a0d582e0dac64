/* Sessions: from a cookie to the person. What was read is kept in memory for a few seconds, so that a page costs no
 * question to the database; anything that changes records or accounts makes it worthless at once (generation, epoch).
 * When a session was last seen is written down by the keeper, not by the request. */
#include <sodium.h>

#include "account/internal.h"
#include "account/token.h"
#include "account_sql.h"
#include "base/log.h"
#include "base/utf8.h"
#include "record/audit.h"

enum { CACHE_SLOTS = 1024, CACHE_MS = 10000, SEEN_EVERY_MS = 30000, AGENT_MAX = 120 };

struct cached {
	arena *arena; /* NULL: a free slot */
	struct session session;
	struct actor *actor; /* NULL: its account may not be used */
	int64_t loaded, idle, life;
	uint64_t generation, epoch;
	bool dirty; /* seen is newer than in the database */
};

const char *accounts_cookie(const struct accounts *s)
{
	return s->opts.secure ? "__Host-selaras" : "selaras";
}

/* ---- the cache ---- */

struct cached *sessions_new(void)
{
	struct cached *c = calloc(CACHE_SLOTS, sizeof(*c));
	if (!c)
		abort();
	return c;
}

void sessions_free(struct cached *c)
{
	for (size_t i = 0; c && i < CACHE_SLOTS; i++)
		arena_free(c[i].arena);
	free(c);
}

static struct cached *slot_of(const struct accounts *s, const struct hash *token)
{
	uint32_t at;
	memcpy(&at, token->b, sizeof(at));
	return &s->cache[at % CACHE_SLOTS];
}

static bool is_over(const struct cached *c, int64_t now)
{
	return now - c->session.seen > c->idle || now - c->session.created > c->life;
}

static struct actor *actor_copy(arena *a, const struct actor *from, str address)
{
	struct actor *to = arena_make(a, struct actor);
	struct grant *grants = arena_array(a, struct grant, from->ngrants);
	*to = *from;
	to->id = arena_str(a, from->id);
	to->name = arena_str(a, from->name);
	to->address = address;
	for (uint32_t i = 0; i < from->ngrants; i++)
		grants[i] =
		    (struct grant){ from->grants[i].role, arena_str(a, from->grants[i].org),
			            arena_str(a, from->grants[i].org_ref), arena_str(a, from->grants[i].place) };
	to->grants = grants;
	return to;
}

/* With the mutex held: the slot of TOKEN when what it says still holds. */
static struct cached *cache_find(struct accounts *s, const struct hash *token, int64_t now)
{
	struct cached *c = slot_of(s, token);
	bool same = c->arena && sodium_memcmp(c->session.token.b, token->b, HASH_SIZE) == 0;
	bool fresh = same && c->epoch == s->epoch && c->generation == store_generation(s->store) &&
	             now - c->loaded < CACHE_MS && now >= c->loaded;
	return fresh ? c : NULL;
}

/* ---- reading ---- */

static bool session_read(db *d, arena *a, const struct hash *token, struct session *out)
{
	db_rows *r;
	if (db_select(d, &q_session_get, DB_ARGS(db_blob(token->b, HASH_SIZE)), &r) != DB_OK)
		return false;
	bool found = db_next(r);
	if (found)
		*out = (struct session){ .token = *token,
			                 .name = arena_str(a, db_col_text(r, Q_SESSION_GET_COL_NAME)),
			                 .account = arena_str(a, db_col_text(r, Q_SESSION_GET_COL_ACCOUNT)),
			                 .stage = (enum stage)db_col_int(r, Q_SESSION_GET_COL_STAGE),
			                 .created = db_col_int(r, Q_SESSION_GET_COL_CREATED),
			                 .seen = db_col_int(r, Q_SESSION_GET_COL_SEEN) };
	return db_finish(r) == DB_OK && found;
}

bool session_of(struct req *r, db *d, struct session *out)
{
	struct hash token;
	if (!token_read(req_cookie(r, accounts_cookie(accounts_of(r))), &token) ||
	    !session_read(d, r->arena, &token, out))
		return false;
	return out->stage == STAGE_FULL || clock_now() - out->created < STAGE_MS;
}

static str org_ref(struct accounts *s, db *d, arena *a, str org)
{
	const struct record *r = org.n ? record_load_id(s->store, d, a, &actor_system, &organisation_kind, org) : NULL;
	return r && !r->deleted ? doc_str(r->doc, ORGANISATION_REF) : STR_EMPTY;
}

struct actor *accounts_actor(struct accounts *s, db *d, arena *a, str account)
{
	const struct record *r = account_load(s, d, a, account);
	if (!r || !account_is_active(r->doc, date_of_instant(clock_now())))
		return NULL;
	const struct doc *doc = r->doc;
	uint32_t n = doc->v[ACCOUNT_GRANT].n;
	struct grant *grants = arena_array(a, struct grant, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *g = doc->v[ACCOUNT_GRANT].u.rows[i];
		str org = doc_str(g, ACCOUNT_GRANT_ORG);
		grants[i] = (struct grant){ role_of(doc_str(g, ACCOUNT_GRANT_ROLE)), org, org_ref(s, d, a, org),
			                    doc_str(g, ACCOUNT_GRANT_PLACE) };
	}
	struct actor *actor = arena_make(a, struct actor);
	*actor = (struct actor){ .id = arena_str(a, account),
		                 .viewer = PUBLIC,
		                 .may_write = true,
		                 .name = doc_str(doc, ACCOUNT_NAME),
		                 .address = STR_EMPTY,
		                 .grants = grants,
		                 .ngrants = n };
	return actor;
}

/* Reads session and account and keeps them; NULL when the token is nobody's. With a connection, without the mutex. */
static struct actor *load(struct accounts *s, const struct hash *token, arena *a, str address)
{
	struct cached c = { .arena = arena_new(0), .loaded = clock_now() };
	struct actor *answer = NULL;
	pthread_mutex_lock(&s->mutex);
	c.epoch = s->epoch;
	pthread_mutex_unlock(&s->mutex);
	c.generation = store_generation(s->store);
	db *d = db_borrow(pool_of(s), DB_READ);
	if (d && session_read(d, c.arena, token, &c.session) && c.session.stage == STAGE_FULL)
		c.actor = accounts_actor(s, d, c.arena, c.session.account);
	db_return(d);
	if (c.actor) {
		bool admin = actor_is(c.actor, ROLE_ADMIN);
		c.idle = admin ? ADMIN_IDLE_MS : IDLE_MS;
		c.life = admin ? ADMIN_LIFE_MS : LIFE_MS;
	}
	pthread_mutex_lock(&s->mutex);
	struct cached *slot = slot_of(s, token);
	if (slot->dirty && sodium_memcmp(slot->session.token.b, token->b, HASH_SIZE) == 0 &&
	    slot->session.seen > c.session.seen) {
		c.session.seen = slot->session.seen;
		c.dirty = true;
	}
	if (c.actor && !is_over(&c, c.loaded)) {
		answer = actor_copy(a, c.actor, address);
		c.session.seen = c.loaded;
		c.dirty = true;
		arena_free(slot->arena);
		*slot = c;
		c.arena = NULL;
	}
	pthread_mutex_unlock(&s->mutex);
	arena_free(c.arena);
	return answer;
}

const void *accounts_identify(struct req *r)
{
	struct accounts *s = accounts_of(r);
	struct hash token;
	if (token_brought(r))
		return token_identify(r);
	if (!token_read(req_cookie(r, accounts_cookie(s)), &token))
		return NULL;
	int64_t now = clock_now();
	pthread_mutex_lock(&s->mutex);
	struct cached *c = cache_find(s, &token, now);
	struct actor *actor = NULL;
	if (c && !is_over(c, now)) {
		actor = actor_copy(r->arena, c->actor, r->address);
		c->session.seen = now;
		c->dirty = true;
	}
	pthread_mutex_unlock(&s->mutex);
	return actor || c ? actor : load(s, &token, r->arena, r->address);
}

void accounts_changed(struct accounts *s)
{
	pthread_mutex_lock(&s->mutex);
	s->epoch++;
	pthread_mutex_unlock(&s->mutex);
}

/* ---- writing ---- */

void sessions_flush(struct accounts *s)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct session *seen = arena_array(a, struct session, CACHE_SLOTS);
	size_t n = 0;
	pthread_mutex_lock(&s->mutex);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		if (s->cache[i].dirty) {
			seen[n].token = s->cache[i].session.token;
			seen[n++].seen = s->cache[i].session.seen;
			s->cache[i].dirty = false;
		}
	pthread_mutex_unlock(&s->mutex);
	db *d = n ? db_borrow_in(pool_of(s), DB_WRITE, a) : NULL;
	if (!d || db_begin(d, DB_WRITE) != DB_OK)
		return;
	for (size_t i = 0; i < n; i++)
		db_exec(d, &q_session_seen, DB_ARGS(db_blob(seen[i].token.b, HASH_SIZE), db_int(seen[i].seen)), NULL);
	if (db_commit(d) != DB_OK)
		log_warning("when sessions were seen could not be written down");
}

/* The first of NAMES that AGENT has, as people call it: the pairs end with NULL. */
static const char *first_of(str agent, const char *const (*names)[2])
{
	for (; (*names)[0]; names++)
		if (str_find(agent, str_of((*names)[0]), 0) >= 0)
			return (*names)[1];
	return NULL;
}

str agent_text(arena *a, str agent)
{
	/* most browsers name the ones they descend from, too: whoever names fewer comes later */
	static const char *const browsers[][2] = { { "Edg", "Edge" },
		                                   { "OPR/", "Opera" },
		                                   { "SamsungBrowser/", "Samsung Internet" },
		                                   { "UCBrowser/", "UC Browser" },
		                                   { "Firefox/", "Firefox" },
		                                   { "FxiOS/", "Firefox" },
		                                   { "CriOS/", "Chrome" },
		                                   { "Chrome/", "Chrome" },
		                                   { "Safari/", "Safari" },
		                                   { NULL, NULL } };
	static const char *const systems[][2] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS X", "macOS" },  { "Linux", "Linux" },   { NULL, NULL }
	};
	const char *browser = first_of(agent, browsers), *system = first_of(agent, systems);
	/* no browser's own words: made here before, or of a program */
	bool known = (browser || system) && str_find_char(agent, '/', 0) >= 0;
	if (!utf8_valid(agent) || !known)
		return utf8_valid(agent) ? arena_str(a, utf8_prefix(agent, AGENT_MAX)) : STR_EMPTY;
	return browser && system ? arena_fmt(a, "%s, %s", browser, system)
	                         : arena_str(a, str_of(browser ? browser : system));
}

bool session_begin(struct req *r, db *d, str account, enum stage stage, struct reply *p)
{
	struct accounts *s = accounts_of(r);
	struct hash old;
	struct token t;
	char name[ULID_LEN + 1];
	int64_t now = clock_now();
	token_make(&t);
	ulid_make(now, name);
	if (token_read(req_cookie(r, accounts_cookie(s)), &old) &&
	    db_exec(d, &q_session_end, DB_ARGS(db_blob(old.b, HASH_SIZE)), NULL) != DB_OK)
		return false;
	if (db_exec(d, &q_session_add,
	            DB_ARGS(db_blob(t.hash.b, HASH_SIZE), db_text(str_of(name)), db_text(account), db_int(stage),
	                    db_int(now), db_text(r->address),
	                    db_text(agent_text(r->arena, req_header(r, "user-agent")))),
	            NULL) != DB_OK)
		return false;
	reply_cookie(r, p, accounts_cookie(s), arena_str(r->arena, str_of(t.text)), (uint32_t)(LIFE_MS / 1000),
	             s->opts.secure);
	return true;
}

void session_forget(struct req *r, struct reply *p)
{
	struct accounts *s = accounts_of(r);
	reply_cookie(r, p, accounts_cookie(s), STR_EMPTY, 0, s->opts.secure);
}

/* What is no sign-in that failed. */
static enum audit_event event_of(const char *what)
{
	static const struct {
		const char *what;
		enum audit_event event;
	} events[] = { { "sign-in", AUDIT_SIGN_IN },          { "sign-out", AUDIT_SIGN_OUT },
		       { "session-ended", AUDIT_SIGN_OUT },   { "factor-on", AUDIT_CREDENTIAL },
		       { "recovery-made", AUDIT_CREDENTIAL }, { "recovery-used", AUDIT_CREDENTIAL } };
	for (size_t i = 0; i < SEL_COUNT(events); i++)
		if (strcmp(what, events[i].what) == 0)
			return events[i].event;
	return AUDIT_SIGN_IN_FAILED;
}

void session_note(const struct req *r, const char *what, str account)
{
	log_info("account event=%s account=%.*s address=%.*s", what, STR_ARG(account), STR_ARG(r->address));
	struct actor actor = { .id = account.n ? account : actor_public.id, .address = r->address };
	const struct audit_line line = { .event = event_of(what), .actor = &actor, .detail = str_of(what) };
	audit_later(web_of(r)->store, &line);
}

/* ---- for the server ---- */

enum allowed accounts_may(struct req *r, enum permission p)
{
	const struct actor *actor = r->user;
	if (r->bad_token)
		return ALLOWED_SIGN_IN;
	if (p == PERM_PUBLIC)
		return ALLOWED_YES;
	if (p == PERM_TOKEN)
		return r->by_token ? ALLOWED_YES : ALLOWED_SIGN_IN;
	if (r->by_token)
		return ALLOWED_NO;
	if (!actor)
		return ALLOWED_SIGN_IN;
	bool admin = actor_is(actor, ROLE_ADMIN);
	bool yes = p == PERM_SIGNED_IN || (p == PERM_ADMIN && admin) ||
	           (p == PERM_BUREAU && (admin || actor_is(actor, ROLE_BUREAU))) ||
	           (p == PERM_AUDIT && (admin || actor_is(actor, ROLE_AUDITOR)));
	return yes ? ALLOWED_YES : ALLOWED_NO;
}

struct reply accounts_sign_in(struct req *r)
{
	struct buf b;
	enum lang lang = LANG_ID;
	if (r->nparams && !lang_parse(r->params[0], &lang))
		lang = LANG_ID;
	buf_init(&b, r->arena, 4096);
	buf_fmt(&b, "/%s/sign-in", lang_code(lang));
	str next = r->method == HTTP_GET ? safe_next(r->target) : STR_EMPTY;
	if (next.n) {
		buf_cstr(&b, "?next=");
		url_encode(&b, next);
	}
	return reply_redirect(r, 303, buf_str(&b));
}
