/* Signing in with the account of another organisation: to its provider, back from there, and who that is here.
 *
 * What must be the same when somebody comes back (state, nonce, PKCE's verifier, where to go on to) is sealed into a
 * cookie, so that strangers who begin to sign in leave nothing in the database. The cookie is taken back by the answer,
 * whatever it is; the provider takes the code once. */
#include "account/sso.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdlib.h>

#include "account/internal.h"
#include "account_sql.h"
#include "base/log.h"
#include "html/html_tmpl.h"
#include "record/audit.h"

#define COOKIE_MARK "sso1" /* nothing else that the key seals begins so */
enum { COOKIE_S = 600, COOKIE_MAX = 2000, KEPT_MS = 3600 * 1000, URL_MAX = 4000, FORM_MAX = 16384 };

struct sso {
	struct sso_opts opts;
	str issuer, client, secret, callback;
	arena *a;
	pthread_mutex_t mutex; /* guards what follows */
	arena *kept;           /* NULL: nothing yet */
	int64_t read;          /* when it was */
	str discovery, keys;
};

struct sso *sso_open(const struct sso_opts *o, const char *url, const char **why)
{
	*why = "--oidc-issuer must be an https address";
	if (!oidc_address_ok(str_of(o->issuer)))
		return NULL;
	*why = "--oidc-issuer needs --url, the site's own address, as people come back to it";
	if (!url)
		return NULL;
	*why = "--oidc-issuer needs --oidc-client and --oidc-secret-file";
	if (!str_of(o->client).n || !str_of(o->secret).n)
		return NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	arena *a = arena_new(0);
	struct sso *s = arena_make(a, struct sso);
	s->a = a;
	s->opts = *o;
	s->issuer = str_of(o->issuer);
	s->client = str_of(o->client);
	s->secret = str_of(o->secret);
	s->callback = arena_fmt(a, "%s/sign-in/sso", url);
	pthread_mutex_init(&s->mutex, NULL);
	return s;
}

void sso_close(struct sso *s)
{
	if (!s)
		return;
	pthread_mutex_destroy(&s->mutex);
	arena_free(s->kept);
	arena_free(s->a);
	curl_global_cleanup();
}

str sso_name(const struct sso *s)
{
	if (str_of(s->opts.name).n)
		return str_of(s->opts.name);
	ptrdiff_t host = str_find(s->issuer, STR("://"), 0) + 3;
	ptrdiff_t end = str_find_char(s->issuer, '/', (size_t)host);
	return str_sub(s->issuer, (size_t)host, end < 0 ? s->issuer.n : (size_t)(end - host));
}

str sso_problem(enum lang l, str word, arena *a)
{
	return word.n ? msg_or(l, arena_fmt(a, "sso.problem.%.*s", STR_ARG(word)).p, STR_EMPTY) : STR_EMPTY;
}

/* ---- what the provider says of itself: kept for an hour ---- */

static bool read_provider(struct sso *s, arena *a, struct oidc_provider *p, str *keys)
{
	const char *why = "";
	str url = s->issuer, discovery;
	while (str_ends(url, STR("/")))
		url = str_sub(url, 0, url.n - 1);
	url = arena_cat(a, url, STR("/.well-known/openid-configuration"));
	if (!oidc_fetch(a, &(struct oidc_fetch){ .url = url }, &discovery))
		return false;
	if (!oidc_provider_read(a, discovery, s->issuer, p, &why)) {
		log_error("the identity provider cannot be used reason=\"%s\"", why);
		return false;
	}
	if (!oidc_fetch(a, &(struct oidc_fetch){ .url = p->jwks }, keys))
		return false;
	pthread_mutex_lock(&s->mutex);
	arena_free(s->kept);
	s->kept = arena_new(0);
	s->discovery = arena_str(s->kept, discovery);
	s->keys = arena_str(s->kept, *keys);
	s->read = clock_now();
	pthread_mutex_unlock(&s->mutex);
	return true;
}

static bool provider(struct sso *s, arena *a, struct oidc_provider *p, str *keys)
{
	const char *why;
	str discovery = STR_EMPTY;
	int64_t now = clock_now();
	pthread_mutex_lock(&s->mutex);
	if (s->kept && now >= s->read && now - s->read < KEPT_MS) {
		discovery = arena_str(a, s->discovery);
		*keys = arena_str(a, s->keys);
	}
	pthread_mutex_unlock(&s->mutex);
	return (discovery.n && oidc_provider_read(a, discovery, s->issuer, p, &why)) || read_provider(s, a, p, keys);
}

/* ---- what must be the same afterwards ---- */

struct pending {
	str state, nonce, verifier, lang, next;
};

static const char *cookie_name(const struct accounts *s)
{
	return s->opts.secure ? "__Host-selaras-sso" : "selaras-sso";
}

static str base64(arena *a, const uint8_t *p, size_t n)
{
	size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

static void pending_keep(struct req *r, struct reply *reply, const struct pending *p)
{
	struct accounts *s = accounts_of(r);
	arena *a = r->arena;
	str text =
	    arena_fmt(a, COOKIE_MARK "\n%lld\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s", (long long)clock_now(), STR_ARG(p->state),
	              STR_ARG(p->nonce), STR_ARG(p->verifier), STR_ARG(p->lang), STR_ARG(p->next));
	uint8_t *sealed = arena_alloc(a, text.n + SEAL_EXTRA);
	key_seal(&s->key, text.p, text.n, sealed);
	reply_cookie(r, reply, cookie_name(s), base64(a, sealed, text.n + SEAL_EXTRA), COOKIE_S, s->opts.secure);
}

static bool pending_read(struct req *r, struct pending *p)
{
	struct accounts *s = accounts_of(r);
	uint8_t sealed[COOKIE_MAX], text[COOKIE_MAX];
	size_t n = 0;
	int64_t at;
	str cookie = req_cookie(r, cookie_name(s)), mark = STR_EMPTY, time = STR_EMPTY;
	if (sodium_base642bin(sealed, sizeof(sealed), cookie.p, cookie.n, NULL, &n, NULL,
	                      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    !key_open(&s->key, (str){ (const char *)sealed, n }, text))
		return false;
	str rest = arena_str(r->arena, (str){ (const char *)text, n - SEAL_EXTRA });
	*p = (struct pending){ .next = STR_EMPTY };
	bool whole = str_cut(&rest, '\n', &mark) && str_cut(&rest, '\n', &time) && str_cut(&rest, '\n', &p->state) &&
	             str_cut(&rest, '\n', &p->nonce) && str_cut(&rest, '\n', &p->verifier) &&
	             str_cut(&rest, '\n', &p->lang);
	p->next = safe_next(rest);
	return whole && str_is(mark, COOKIE_MARK) && str_to_int(time, &at) && clock_now() - at <= COOKIE_S * 1000LL;
}

/* ---- to the provider ---- */

/* To the page of signing in, with what went wrong there as a word. */
static struct reply back(struct req *r, const char *word, str account)
{
	session_note(r, arena_fmt(r->arena, "sso-%s", word).p, account);
	return account_go(r, arena_fmt(r->arena, "/sign-in?sso=%s", word).p);
}

static struct reply not_here(struct req *r)
{
	struct page *pg = account_page(r, MSG_ERROR_404);
	pg->status = 404;
	tmpl_notice(pg, pg->title, msg(pg->lang, MSG_ERROR_NOT_FOUND));
	return account_reply(r, pg);
}

static void add(struct buf *b, const char *name, str value)
{
	buf_fmt(b, "%s=", name);
	url_encode(b, value);
}

static str random_text(arena *a)
{
	struct token t;
	token_make(&t);
	return arena_str(a, str_of(t.text));
}

struct reply sso_get(struct req *r)
{
	struct sso *s = accounts_of(r)->sso;
	struct oidc_provider p;
	str keys, next = safe_next(req_input(r, "next")->text);
	if (!s)
		return not_here(r);
	if (r->user)
		return account_home(r, next);
	if (!provider(s, r->arena, &p, &keys))
		return back(r, "trouble", STR_EMPTY);
	const struct pending kept = { random_text(r->arena), random_text(r->arena), random_text(r->arena),
		                      str_of(lang_code(req_lang(r))), next };
	uint8_t challenge[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(challenge, (const uint8_t *)kept.verifier.p, kept.verifier.n);
	struct buf b;
	buf_init(&b, r->arena, URL_MAX);
	buf_str_add(&b, p.authorization);
	buf_char(&b, str_find_char(p.authorization, '?', 0) < 0 ? '?' : '&');
	buf_cstr(&b, "response_type=code&scope=openid%20email&code_challenge_method=S256&");
	add(&b, "client_id", s->client);
	add(&b, "&redirect_uri", s->callback);
	add(&b, "&state", kept.state);
	add(&b, "&nonce", kept.nonce);
	add(&b, "&code_challenge", base64(r->arena, challenge, sizeof(challenge)));
	add(&b, "&ui_locales", kept.lang);
	if (buf_failed(&b))
		return back(r, "trouble", STR_EMPTY);
	/* the one address elsewhere that this site leads to by itself: that of the provider's own description */
	struct reply reply = reply_text(r, 303, "text/plain; charset=utf-8", STR_EMPTY);
	reply_header(r, &reply, "Location", buf_str(&b));
	pending_keep(r, &reply, &kept);
	return reply;
}

/* ---- and back ---- */

/* The answer of the provider to the code; empty when it has refused. */
static str redeem(struct sso *s, struct req *r, const struct oidc_provider *p, const struct pending *kept, str code)
{
	struct buf b;
	str body;
	buf_init(&b, r->arena, FORM_MAX);
	buf_cstr(&b, "grant_type=authorization_code&");
	add(&b, "code", code);
	add(&b, "&redirect_uri", s->callback);
	add(&b, "&code_verifier", kept->verifier);
	if (p->post) {
		add(&b, "&client_id", s->client);
		add(&b, "&client_secret", s->secret);
	}
	const struct oidc_fetch f = { .url = p->token,
		                      .form = buf_str(&b),
		                      .user = p->post ? STR_EMPTY : s->client,
		                      .secret = p->post ? STR_EMPTY : s->secret };
	return !buf_failed(&b) && oidc_fetch(r->arena, &f, &body) ? body : STR_EMPTY;
}

/* Who it is, as far as the provider proves it. */
static bool prove(struct sso *s, struct req *r, const struct pending *kept, struct oidc_claims *c)
{
	struct oidc_provider p;
	str keys, body, code = req_input(r, "code")->text, iss = req_input(r, "iss")->text;
	const char *why = "no code";
	arena *a = r->arena;
	if (!provider(s, a, &p, &keys))
		return false;
	bool said = iss.n > 0;
	if ((said && !str_eq(iss, s->issuer)) || (!said && p.sends_issuer))
		why = "the answer is another issuer's";
	else if (code.n && (body = redeem(s, r, &p, kept, code)).n) {
		const struct oidc_expected e = { s->issuer, s->client, kept->nonce, clock_now() };
		str token = oidc_answer_text(a, body, "id_token"), access = oidc_answer_text(a, body, "access_token");
		enum oidc_rc rc = oidc_token_read(a, token, keys, &e, c, &why);
		if (rc == OIDC_NO_KEY && read_provider(s, a, &p, &keys))
			rc = oidc_token_read(a, token, keys, &e, c, &why);
		if (rc == OIDC_OK && !c->mail.n && p.userinfo.n && access.n &&
		    (!oidc_fetch(a, &(struct oidc_fetch){ .url = p.userinfo, .bearer = access }, &body) ||
		     !oidc_userinfo_read(a, body, c))) {
			why = "the userinfo is another subject's or none";
			rc = OIDC_REFUSED;
		}
		if (rc == OIDC_OK)
			return true;
	}
	log_warning("a sign-in from elsewhere is refused reason=\"%s\"", why);
	return false;
}

static str known(db *d, arena *a, str issuer, str subject, bool *failed)
{
	db_rows *rows;
	str account = STR_EMPTY;
	*failed = db_select(d, &q_identity_get, DB_ARGS(db_text(issuer), db_text(subject)), &rows) != DB_OK;
	if (*failed)
		return account;
	if (db_next(rows))
		account = arena_str(a, db_col_text(rows, Q_IDENTITY_GET_COL_ACCOUNT));
	*failed = db_finish(rows) != DB_OK;
	return account;
}

/* The first time: by the address. NULL: they belong together from now on; else the word of why not. */
static const char *join(struct req *r, struct record_tx *tx, const struct oidc_claims *c, struct who *w)
{
	struct accounts *s = accounts_of(r);
	db *d = record_tx_db(tx);
	str issuer = s->sso->issuer, mail = account_mail(r->arena, c->mail);
	if (!c->mail_verified || !mail.n)
		return "unverified";
	w->account = account_by_mail(s, d, r->arena, mail);
	if (!w->account || !account_is_active(w->account->doc, date_of_instant(clock_now())))
		return "nobody";
	str id = doc_str(w->account->doc, ACCOUNT_SELF);
	if (db_one_int(d, &q_identity_count, DB_ARGS(db_text(issuer), db_text(id)), 1) != 0)
		return "taken";
	const struct actor actor = { .id = id, .address = r->address };
	const struct audit_line line = { .event = AUDIT_CREDENTIAL, .actor = &actor, .detail = STR("sso joined") };
	if (db_exec(d, &q_identity_add, DB_ARGS(db_text(issuer), db_text(c->subject), db_text(id), db_int(clock_now())),
	            NULL) != DB_OK ||
	    audit_in(tx, &line) != RECORD_OK)
		return "trouble";
	return NULL;
}

/* NULL: W is who it is. */
static const char *match(struct req *r, struct record_tx *tx, const struct oidc_claims *c, struct who *w)
{
	struct accounts *s = accounts_of(r);
	db *d = record_tx_db(tx);
	bool failed;
	*w = (struct who){ .secret = { .password = STR_EMPTY } };
	str id = known(d, r->arena, s->sso->issuer, c->subject, &failed);
	if (failed)
		return "trouble";
	if (!id.n) {
		const char *problem = join(r, tx, c, w);
		if (problem)
			return problem;
	} else {
		w->account = account_load(s, d, r->arena, id);
		if (!w->account || !account_is_active(w->account->doc, date_of_instant(clock_now())))
			return "nobody";
	}
	return secret_load(s, d, r->arena, doc_str(w->account->doc, ACCOUNT_SELF), &w->secret) ? NULL : "trouble";
}

static struct reply arrive(struct req *r, const struct pending *kept)
{
	struct accounts *s = accounts_of(r);
	struct oidc_claims c;
	struct who w;
	struct reply p;
	str state = req_input(r, "state")->text;
	if (state.n != kept->state.n || sodium_memcmp(state.p, kept->state.p, state.n) != 0)
		return back(r, "stale", STR_EMPTY);
	if (req_input(r, "error")->given)
		return back(r, "denied", STR_EMPTY);
	if (!prove(s->sso, r, kept, &c))
		return back(r, "refused", STR_EMPTY);
	struct record_tx *tx = record_tx_begin(s->store, r->arena, clock_now());
	if (!tx)
		return account_failed(r);
	const char *problem = match(r, tx, &c, &w);
	if (!problem && !sign_in_as(r, record_tx_db(tx), &w, kept->next, c.mfa, &p))
		problem = "trouble";
	if (problem) {
		record_tx_rollback(tx);
		return back(r, problem, w.account ? doc_str(w.account->doc, ACCOUNT_SELF) : STR_EMPTY);
	}
	if (record_tx_commit(tx) != RECORD_OK)
		return account_failed(r);
	accounts_changed(s);
	return p;
}

struct reply sso_back_get(struct req *r)
{
	struct accounts *s = accounts_of(r);
	struct pending kept;
	if (!s->sso)
		return not_here(r);
	bool read = pending_read(r, &kept);
	if (read) {
		/* the provider knows one address for both languages: the pages go on in that of the beginning */
		r->params[0] = kept.lang;
		r->nparams = 1;
	}
	struct reply p = read ? arrive(r, &kept) : back(r, "stale", STR_EMPTY);
	reply_cookie(r, &p, cookie_name(s), STR_EMPTY, 0, s->opts.secure);
	return p;
}

/* ---- the owner's page ---- */

struct reply sso_end_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	int64_t ended = 0;
	struct record_tx *tx = record_tx_begin(s->store, r->arena, clock_now());
	if (!tx)
		return account_failed(r);
	const struct audit_line line = { .event = AUDIT_CREDENTIAL,
		                         .actor = req_actor(r),
		                         .detail = STR("sso parted") };
	enum record_rc rc = RECORD_OK;
	if (db_exec(record_tx_db(tx), &q_identity_end_all, DB_ARGS(db_text(req_actor(r)->id)), &ended) != DB_OK)
		rc = RECORD_FAILED;
	if (rc == RECORD_OK && ended)
		rc = audit_in(tx, &line);
	return record_tx_end(tx, rc) == RECORD_OK ? account_go(r, "/me") : account_failed(r);
}
