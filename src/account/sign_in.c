/* Signing in and out: the password, then the second factor. */
#include <sodium.h>

#include "account/internal.h"
#include "account/page.h"
#include "account/sign_in_tmpl.h"
#include "account/sso.h"
#include "account_sql.h"
#include "html/html_tmpl.h"
#include "html/qr.h"

enum lang req_lang(const struct req *r)
{
	enum lang lang;
	return r->nparams && lang_parse(r->params[0], &lang) ? lang : LANG_ID;
}

struct page *account_page(struct req *r, enum msg title)
{
	struct page *pg = page_new(r, &web_of(r)->page);
	pg->title = msg(pg->lang, title);
	pg->noindex = true;
	return pg;
}

struct reply account_reply(struct req *r, struct page *pg)
{
	struct reply p = page_reply(r, pg);
	p.cacheable = false;
	p.personal = true;
	return p;
}

struct reply account_go(struct req *r, const char *path)
{
	return reply_redirect(r, 303, arena_fmt(r->arena, "/%s%s", lang_code(req_lang(r)), path));
}

struct reply account_failed(struct req *r)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_TROUBLE);
	pg->status = 503;
	tmpl_notice(pg, pg->title, msg(pg->lang, MSG_ACCOUNT_TROUBLE_TEXT));
	return account_reply(r, pg);
}

db *account_tx(struct req *r)
{
	db *d = db_borrow_in(pool_of(accounts_of(r)), DB_WRITE, r->arena);
	return d && db_begin(d, DB_WRITE) == DB_OK ? d : NULL;
}

struct reply account_home(struct req *r, str next)
{
	next = safe_next(next);
	return next.n ? reply_redirect(r, 303, next) : account_go(r, ACCOUNT_HOME);
}

/* A path that takes the next one along. */
static struct reply go_with(struct req *r, const char *path, str next)
{
	struct buf b;
	buf_init(&b, r->arena, 4096);
	buf_cstr(&b, path);
	next = safe_next(next);
	if (next.n) {
		buf_cstr(&b, "?next=");
		url_encode(&b, next);
	}
	return account_go(r, buf_str(&b).p);
}

/* ---- the password ---- */

static struct reply show_sign_in(struct req *r, int status, struct sign_in_page *p)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_SIGN_IN);
	if (accounts_of(r)->sso) {
		p->sso = msg_fmt(r->arena, pg->lang, MSG_SSO_BUTTON, sso_name(accounts_of(r)->sso));
		p->sso_href =
		    p->next.n ? url_path(pg, "/sign-in/sso?next={}", p->next) : url_to(pg, "/sign-in/sso", 0, NULL);
	}
	pg->status = status;
	tmpl_sign_in(pg, p);
	return account_reply(r, pg);
}

static struct reply sign_in_get(struct req *r)
{
	struct sign_in_page p = { .next = safe_next(req_input(r, "next")->text),
		                  .mail = STR_EMPTY,
		                  .problem = sso_problem(req_lang(r), req_input(r, "sso")->text, r->arena),
		                  .notice = req_input(r, "reset")->given ? msg(req_lang(r), MSG_ACCOUNT_PASSWORD_SET)
		                                                         : STR_EMPTY };
	return r->user ? account_home(r, p.next) : show_sign_in(r, 200, &p);
}

str account_wait_text(struct req *r, int64_t wait)
{
	int64_t seconds = (wait + 999) / 1000, minutes = (seconds + 59) / 60;
	enum lang l = req_lang(r);
	return seconds < 120 ? msg_n(r->arena, l, MSG_ACCOUNT_WAIT_SECONDS, seconds, 0, NULL)
	                     : msg_n(r->arena, l, MSG_ACCOUNT_WAIT_MINUTES, minutes, 0, NULL);
}

static bool look_up(struct req *r, str mail, struct who *w)
{
	struct accounts *s = accounts_of(r);
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_READ, hold);
	*w = (struct who){ .secret = { .password = STR_EMPTY } };
	if (!d)
		return false;
	const struct record *found = account_by_mail(s, d, r->arena, mail);
	if (!found || !account_is_active(found->doc, date_of_instant(clock_now())))
		return true;
	w->account = found;
	return secret_load(s, d, r->arena, doc_str(found->doc, ACCOUNT_SELF), &w->secret);
}

bool sign_in_as(struct req *r, db *d, const struct who *w, str next, bool trusted, struct reply *p)
{
	struct accounts *s = accounts_of(r);
	str id = doc_str(w->account->doc, ACCOUNT_SELF);
	bool admin = account_has_role(w->account->doc, ROLE_ADMIN);
	enum stage stage = trusted                           ? STAGE_FULL
	                   : w->secret.factor_on             ? STAGE_CODE
	                   : admin || s->opts.factor_for_all ? STAGE_SETUP
	                                                     : STAGE_FULL;
	*p = stage == STAGE_CODE    ? go_with(r, "/sign-in/code", next)
	     : stage == STAGE_SETUP ? go_with(r, "/sign-in/setup", next)
	                            : account_home(r, next);
	if (stage == STAGE_SETUP && !w->secret.has_factor) {
		uint8_t factor[FACTOR_SIZE];
		random_bytes(factor, sizeof(factor));
		if (secret_factor(s, d, id, factor, false, 0) != DB_OK)
			return false;
	}
	if (stage == STAGE_FULL) {
		device_remember(r, p, doc_str(w->account->doc, ACCOUNT_EMAIL));
		session_note(r, "sign-in", id);
	}
	return session_begin(r, d, id, stage, p);
}

static struct reply signed_in(struct req *r, const struct who *w, const struct attempt *t, bool old)
{
	struct accounts *s = accounts_of(r);
	struct reply p;
	char hash[PASSWORD_HASH];
	bool renew = old && password_hash(&s->gate, req_form(r, "password"), hash);
	db *d = account_tx(r);
	if (!d || attempt_right(d, t, clock_now()) != DB_OK ||
	    (renew && secret_password(d, doc_str(w->account->doc, ACCOUNT_SELF), hash) != DB_OK) ||
	    !sign_in_as(r, d, w, req_form(r, "next"), false, &p) || db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(s);
	return p;
}

static struct reply sign_in_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	str typed = req_form(r, "email"), password = req_form(r, "password"), mail = account_mail(r->arena, typed);
	struct sign_in_page page = { .next = safe_next(req_form(r, "next")),
		                     .mail = typed,
		                     .problem = msg(req_lang(r), MSG_ACCOUNT_WRONG),
		                     .notice = STR_EMPTY };
	str asked = mail.n ? mail : arena_lower(r->arena, str_trim(typed));
	struct attempt t = attempt_of(r, asked, asked);
	struct who w;
	bool old;
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_WRITE, hold);
	if (!d || db_begin(d, DB_WRITE) != DB_OK)
		return account_failed(r);
	int64_t wait = attempt_begin(d, &t, clock_now());
	if (wait < 0 || db_commit(d) != DB_OK)
		return account_failed(r);
	arena_clear(hold);
	if (wait > 0) {
		session_note(r, "held-back", STR_EMPTY);
		page.problem = account_wait_text(r, wait);
		return show_sign_in(r, 429, &page);
	}
	if (!look_up(r, mail, &w))
		return account_failed(r);
	str tried = str_sub(password, 0, PASSWORD_MAX + 1);
	if (password_check(&s->gate, tried, w.secret.password, &old) && w.account)
		return signed_in(r, &w, &t, old);
	session_note(r, "wrong-password", w.account ? doc_str(w.account->doc, ACCOUNT_SELF) : STR_EMPTY);
	return show_sign_in(r, 401, &page);
}

/* ---- the second factor ---- */

/* The half-open session at STAGE with its account and secret. */
static bool half_open(struct req *r, db *d, enum stage stage, struct session *session, struct who *w)
{
	struct accounts *s = accounts_of(r);
	if (!d || !session_of(r, d, session) || session->stage != stage)
		return false;
	w->account = account_load(s, d, r->arena, session->account);
	return w->account && account_is_active(w->account->doc, date_of_instant(clock_now())) &&
	       secret_load(s, d, r->arena, session->account, &w->secret);
}

static struct reply show_factor(struct req *r, int status, const struct who *w, str next, str problem, bool ask)
{
	struct page *pg = account_page(r, ask ? MSG_ACCOUNT_FACTOR : MSG_ACCOUNT_FACTOR_SETUP);
	struct factor_page p = { .next = safe_next(next),
		                 .problem = problem,
		                 .sealed = STR_EMPTY,
		                 .action = ask ? "/sign-in/code" : "/sign-in/setup",
		                 .ask = ask };
	if (!ask)
		factor_show(r->arena, w->secret.factor, doc_str(w->account->doc, ACCOUNT_EMAIL), &p);
	pg->status = status;
	tmpl_sign_in_factor(pg, &p);
	return account_reply(r, pg);
}

void factor_show(arena *a, const uint8_t factor[FACTOR_SIZE], str mail, struct factor_page *p)
{
	p->secret = factor_text(a, factor);
	p->picture = qr_picture(a, factor_uri(a, factor, msg(LANG_ID, MSG_SITE_NAME), mail), &p->width);
}

static struct reply factor_get(struct req *r, enum stage stage)
{
	struct session session;
	struct who w;
	db *d = db_borrow_in(pool_of(accounts_of(r)), DB_READ, r->arena);
	str next = req_input(r, "next")->text;
	if (!half_open(r, d, stage, &session, &w))
		return go_with(r, "/sign-in", next);
	return show_factor(r, 200, &w, next, STR_EMPTY, stage == STAGE_CODE);
}

static struct reply code_get(struct req *r)
{
	return factor_get(r, STAGE_CODE);
}

static struct reply setup_get(struct req *r)
{
	return factor_get(r, STAGE_SETUP);
}

static struct reply codes_reply(struct req *r, char codes[RECOVERY_COUNT][RECOVERY_SIZE], str next)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_RECOVERY);
	str *list = arena_array(r->arena, str, RECOVERY_COUNT);
	for (size_t i = 0; i < RECOVERY_COUNT; i++)
		list[i] = arena_str(r->arena, str_of(codes[i]));
	const struct codes_page p = { list, RECOVERY_COUNT,
		                      next.n ? url_make(pg, next.p, 0, NULL) : url_to(pg, ACCOUNT_HOME, 0, NULL) };
	tmpl_recovery_codes(pg, &p);
	return account_reply(r, pg);
}

struct reply account_codes(struct req *r, char codes[RECOVERY_COUNT][RECOVERY_SIZE], str next)
{
	return codes_reply(r, codes, safe_next(next));
}

/* The code was right: the session becomes whole, under a new token. */
static bool complete(struct req *r, db *d, const struct who *w, struct reply *p)
{
	str id = doc_str(w->account->doc, ACCOUNT_SELF);
	device_remember(r, p, doc_str(w->account->doc, ACCOUNT_EMAIL));
	session_note(r, "sign-in", id);
	return session_begin(r, d, id, STAGE_FULL, p);
}

static struct reply code_post(struct req *r)
{
	struct session session;
	struct who w;
	int64_t now = clock_now();
	db *d = account_tx(r);
	str next = req_form(r, "next");
	if (!half_open(r, d, STAGE_CODE, &session, &w))
		return d ? go_with(r, "/sign-in", next) : account_failed(r);
	struct attempt t = attempt_of(r, arena_fmt(r->arena, "code %.*s", STR_ARG(session.account)),
	                              doc_str(w.account->doc, ACCOUNT_EMAIL));
	int64_t wait = attempt_begin(d, &t, now);
	if (wait > 0)
		return show_factor(r, 429, &w, next, account_wait_text(r, wait), true);
	enum code_taken right = CODE_WRONG;
	if (wait == 0)
		right = secret_take_code(d, session.account, &w.secret, str_trim(req_form(r, "code")), now);
	struct reply p = account_home(r, next);
	if (right != CODE_WRONG && (attempt_right(d, &t, now) != DB_OK || !complete(r, d, &w, &p)))
		return account_failed(r);
	if (wait < 0 || db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(accounts_of(r));
	if (right == CODE_RECOVERY)
		session_note(r, "recovery-used", session.account);
	if (right != CODE_WRONG)
		return p;
	session_note(r, "wrong-code", session.account);
	return show_factor(r, 401, &w, next, msg(req_lang(r), MSG_ACCOUNT_WRONG_CODE), true);
}

static struct reply setup_post(struct req *r)
{
	struct session session;
	struct who w;
	char codes[RECOVERY_COUNT][RECOVERY_SIZE];
	db *d = account_tx(r);
	str next = req_form(r, "next");
	if (!half_open(r, d, STAGE_SETUP, &session, &w))
		return d ? go_with(r, "/sign-in", next) : account_failed(r);
	int64_t step = factor_step(w.secret.factor, str_trim(req_form(r, "code")), clock_now(), 0);
	if (!step)
		return show_factor(r, 400, &w, next, msg(req_lang(r), MSG_ACCOUNT_WRONG_CODE), false);
	struct reply p = { 0 };
	if (recovery_renew(d, session.account, codes) == DB_OK)
		p = account_codes(r, codes, next);
	sodium_memzero(codes, sizeof(codes));
	if (!p.status || secret_factor(accounts_of(r), d, session.account, w.secret.factor, true, step) != DB_OK ||
	    !complete(r, d, &w, &p) || db_commit(d) != DB_OK)
		return account_failed(r);
	accounts_changed(accounts_of(r));
	session_note(r, "factor-on", session.account);
	session_note(r, "recovery-made", session.account);
	return p;
}

/* ---- and out ---- */

static struct reply sign_out_post(struct req *r)
{
	struct hash token;
	struct accounts *s = accounts_of(r);
	struct reply p = account_go(r, "/");
	db *d = account_tx(r);
	if (!d)
		return account_failed(r);
	if (token_read(req_cookie(r, accounts_cookie(s)), &token) &&
	    (db_exec(d, &q_session_end, DB_ARGS(db_blob(token.b, HASH_SIZE)), NULL) != DB_OK || db_commit(d) != DB_OK))
		return account_failed(r);
	accounts_changed(s);
	if (r->user)
		session_note(r, "sign-out", req_actor(r)->id);
	session_forget(r, &p);
	/* what was typed and had not arrived yet stands in the browser (web/js/keep.js) */
	reply_header(r, &p, "Clear-Site-Data", STR("\"storage\""));
	return p;
}

static const struct input next_inputs[] = { { "next", INPUT_TEXT, INPUT_LENIENT, 500 },
	                                    { "reset", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { "sso", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "saved", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { "to", INPUT_CODE, INPUT_LENIENT, ULID_LEN },
	                                    { "grants", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { NULL, INPUT_TEXT, 0, 0 } };

static const struct input back_inputs[] = { { "code", INPUT_TEXT, INPUT_LENIENT, 4096 },
	                                    { "state", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { "iss", INPUT_TEXT, INPUT_LENIENT, 500 },
	                                    { "error", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { NULL, INPUT_TEXT, 0, 0 } };

#define GET(pattern_, permission_, handler_, summary_)                                                                 \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = (pattern_), .permission = (permission_), .inputs = next_inputs,         \
		.handler = (handler_), .summary = (summary_)                                                           \
	}
#define POST(pattern_, permission_, handler_, summary_)                                                                \
	{                                                                                                              \
		.method = HTTP_POST, .pattern = (pattern_), .permission = (permission_), .handler = (handler_),        \
		.flags = ROUTE_FORM | ROUTE_SLOW, .body_max = ACCOUNT_FORM_MAX, .summary = (summary_)                  \
	}

const struct route account_routes[] = {
	GET("/{lang}/sign-in", PERM_PUBLIC, sign_in_get, "Sign in"),
	POST("/{lang}/sign-in", PERM_PUBLIC, sign_in_post, "Sign in by password"),
	GET("/{lang}/sign-in/code", PERM_PUBLIC, code_get, "The second factor"),
	POST("/{lang}/sign-in/code", PERM_PUBLIC, code_post, "Sign in by the second factor"),
	GET("/{lang}/sign-in/setup", PERM_PUBLIC, setup_get, "Set up the second factor before signing in"),
	POST("/{lang}/sign-in/setup", PERM_PUBLIC, setup_post, "Confirm the second factor before signing in"),
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/sign-in/sso",
	  .permission = PERM_PUBLIC,
	  .inputs = next_inputs,
	  .handler = sso_get,
	  .flags = ROUTE_SLOW,
	  .summary = "Sign in with an account elsewhere" },
	{ .method = HTTP_GET,
	  .pattern = "/sign-in/sso",
	  .permission = PERM_PUBLIC,
	  .inputs = back_inputs,
	  .handler = sso_back_get,
	  .flags = ROUTE_SLOW,
	  .summary = "Back from there" },
	POST("/{lang}/me/sso", PERM_SIGNED_IN, sso_end_post, "Part one's account from the one elsewhere"),
	POST("/{lang}/sign-out", PERM_PUBLIC, sign_out_post, "Sign out"),
	GET("/{lang}/forgotten", PERM_PUBLIC, forgotten_get, "How to come by a new password"),
	POST("/{lang}/forgotten", PERM_PUBLIC, forgotten_post, "Ask for a letter with a link for a new password"),
	GET("/{lang}/invitation/{token}", PERM_PUBLIC, door_get, "Accept an invitation"),
	POST("/{lang}/invitation/{token}", PERM_PUBLIC, door_post, "Choose the first password"),
	GET("/{lang}/reset/{token}", PERM_PUBLIC, door_get, "Choose a new password"),
	POST("/{lang}/reset/{token}", PERM_PUBLIC, door_post, "Set the new password"),
	GET("/{lang}/me", PERM_SIGNED_IN, me_get, "One's own account"),
	POST("/{lang}/me", PERM_SIGNED_IN, me_post, "One's own name, language and telephone"),
	POST("/{lang}/me/factor", PERM_SIGNED_IN, me_factor_post, "One's own second factor and recovery codes"),
	POST("/{lang}/me/password", PERM_SIGNED_IN, me_password_post, "Another password"),
	POST("/{lang}/me/token", PERM_SIGNED_IN, token_post, "Make a token for a program"),
	POST("/{lang}/me/token/end", PERM_SIGNED_IN, token_end_post, "End one of one's tokens"),
	POST("/{lang}/me/session", PERM_SIGNED_IN, me_session_post, "End one of one's sessions"),
	GET("/{lang}/desk/people", PERM_ADMIN, people_get, "All accounts"),
	POST("/{lang}/desk/people", PERM_ADMIN, people_post, "Invite somebody"),
	GET("/{lang}/desk/people/{id}", PERM_ADMIN, person_get, "One account"),
	POST("/{lang}/desk/people/{id}", PERM_ADMIN, person_post, "Powers, a new link, the end of an account"),
	GET("/{lang}/desk/people/{id}/handover", PERM_ADMIN, handover_get, "What would be handed over"),
	POST("/{lang}/desk/people/{id}/handover", PERM_ADMIN, handover_post, "Hand over and end the account"),
	GET("/{lang}/desk/powers", PERM_SIGNED_IN, powers_get, "Who may do what"),
	{ .pattern = NULL },
};
