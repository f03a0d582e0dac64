/* Forgotten passwords: asking for a letter, and the letters with links.
 *
 * The page that takes the address only counts and leaves a wish in memory; the account is looked for afterwards
 * (accounts_send_links), so neither the answer nor its time tells whether there is one. */
#include <stdio.h>

#include "account/internal.h"
#include "account/page.h"
#include "account/sign_in_tmpl.h"
#include "base/log.h"
#include "html/html_tmpl.h"
#include "record/audit.h"

/* In an hour: an office behind one address goes on, nobody's letter box is filled. */
enum { FROM_ONE_PLACE = 30, TO_ONE_ADDRESS = 3 };

/* ---- sealing ---- */

_Static_assert((int)ACCOUNTS_SEAL_EXTRA == (int)SEAL_EXTRA, "the same");

void accounts_seal(const void *s, const void *p, size_t n, uint8_t *out)
{
	key_seal(&((const struct accounts *)s)->key, p, n, out);
}

bool accounts_unseal(const void *s, str sealed, uint8_t *out)
{
	return key_open(&((const struct accounts *)s)->key, sealed, out);
}

/* ---- letters ---- */

bool account_post(const struct web *w, db *d, const struct doc *account, enum msg subject, str text, int64_t until)
{
	enum lang lang = account_lang(account);
	const struct web_letter letter = { .to = doc_str(account, ACCOUNT_EMAIL),
		                           .name = doc_str(account, ACCOUNT_NAME),
		                           .lang = lang,
		                           .subject = msg(lang, subject),
		                           .text = text,
		                           .settings = STR_EMPTY,
		                           .until = until };
	return !w || !w->post || w->post(w, d, &letter);
}

bool link_post(const struct link *l, db *d, arena *a, const struct doc *account, int64_t until)
{
	const struct web *w = l->web;
	enum lang lang = account_lang(account);
	bool reset = l->purpose == PURPOSE_RESET;
	if (!w || !w->post)
		return true;
	str address = arena_fmt(a, "%.*s/%s/%s/%s", STR_ARG(w->address), lang_code(lang),
	                        reset ? "reset" : "invitation", l->token.text);
	str text = msg_fmt(a, lang, reset ? MSG_ACCOUNT_LETTER_RESET : MSG_ACCOUNT_LETTER_INVITATION,
	                   doc_str(account, ACCOUNT_NAME), address, i18n_instant(a, lang, until));
	return account_post(w, d, account,
	                    reset ? MSG_ACCOUNT_LETTER_RESET_SUBJECT : MSG_ACCOUNT_LETTER_INVITATION_SUBJECT, text,
	                    until);
}

static void send_link(const struct web *w, const struct wish *wish)
{
	struct accounts *s = w->accounts;
	struct link link = { .web = w };
	ARENA_SCOPE arena *a = arena_new(0);
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *account = d ? account_by_mail(s, d, a, str_of(wish->mail)) : NULL;
	db_return(d);
	if (!account || !account_is_active(account->doc, date_of_instant(clock_now())))
		return;
	str id = doc_str(account->doc, ACCOUNT_SELF);
	if (account_link(s, a, &actor_system, id, &link) != RECORD_OK) {
		log_error("a link for a new password could not be made account=%.*s", STR_ARG(id));
		return;
	}
	const struct actor actor = { .id = id, .address = str_of(wish->from) };
	const struct audit_line line = { .event = AUDIT_CREDENTIAL, .actor = &actor, .detail = STR("reset-asked") };
	log_info("account event=reset-asked account=%.*s address=%s", STR_ARG(id), wish->from);
	audit_later(s->store, &line);
}

void accounts_send_links(const struct web *w)
{
	struct accounts *s = w->accounts;
	struct wish wishes[WISHES];
	if (!w->post || !s)
		return;
	pthread_mutex_lock(&s->mutex);
	uint32_t n = s->nwishes;
	memcpy(wishes, s->wishes, n * sizeof(*wishes));
	s->nwishes = 0;
	pthread_mutex_unlock(&s->mutex);
	for (uint32_t i = 0; i < n; i++)
		send_link(w, &wishes[i]);
}

/* ---- the page ---- */

static void leave_wish(struct accounts *s, str mail, str from)
{
	pthread_mutex_lock(&s->mutex);
	bool room = s->nwishes < WISHES;
	if (room) {
		struct wish *wish = &s->wishes[s->nwishes++];
		snprintf(wish->mail, sizeof(wish->mail), "%.*s", STR_ARG(mail));
		snprintf(wish->from, sizeof(wish->from), "%.*s", STR_ARG(from));
	}
	pthread_mutex_unlock(&s->mutex);
	if (!room)
		log_warning("more people ask for new passwords than can be answered");
}

static struct reply ask(struct req *r, int status, const struct forgotten_page *p)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_FORGOTTEN);
	pg->status = status;
	tmpl_forgotten(pg, p);
	return account_reply(r, pg);
}

static struct reply say(struct req *r, int status, enum msg text)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_FORGOTTEN);
	pg->status = status;
	tmpl_notice(pg, pg->title, msg(pg->lang, text));
	return account_reply(r, pg);
}

struct reply forgotten_get(struct req *r)
{
	const struct forgotten_page p = { STR_EMPTY, STR_EMPTY };
	return web_of(r)->post ? ask(r, 200, &p) : say(r, 200, MSG_ACCOUNT_FORGOTTEN_TEXT);
}

struct reply forgotten_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	arena *a = r->arena;
	char hex[2 * HASH_SIZE + 1];
	str typed = req_form(r, "email"), mail = account_mail(a, typed);
	int64_t now = clock_now();
	if (!web_of(r)->post)
		return say(r, 200, MSG_ACCOUNT_FORGOTTEN_TEXT);
	if (!mail.n) {
		const struct forgotten_page p = { typed, msg_fmt(a, req_lang(r), MSG_ACCOUNT_BAD_MAIL, typed) };
		return ask(r, 400, &p);
	}
	struct hash h = key_mac(&s->key, mail);
	hex_print(h.b, HASH_SIZE / 2, hex);
	str group = address_group(a, r->address);
	db *d = account_tx(r);
	if (!d)
		return account_failed(r);
	bool place = rate_allows(d, arena_fmt(a, "forgotten from %.*s", STR_ARG(group)), FROM_ONE_PLACE, now);
	bool once = place && rate_allows(d, arena_fmt(a, "forgotten %s", hex), TO_ONE_ADDRESS, now);
	if (db_commit(d) != DB_OK)
		return account_failed(r);
	if (!place)
		return say(r, 429, MSG_ACCOUNT_FORGOTTEN_MANY);
	if (once)
		leave_wish(s, mail, r->address);
	return say(r, 200, MSG_ACCOUNT_FORGOTTEN_SENT);
}
