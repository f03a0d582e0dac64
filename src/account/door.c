/* Where links of invitations and of new passwords lead. */
#include "account/internal.h"
#include "account/page.h"
#include "account/sign_in_tmpl.h"
#include "html/html_tmpl.h"

/* The same page whatever was wrong with the link. */
static struct reply no_link(struct req *r)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_NO_LINK);
	pg->status = 404;
	tmpl_notice(pg, pg->title, msg(pg->lang, MSG_ACCOUNT_NO_LINK_TEXT));
	return account_reply(r, pg);
}

static bool look(struct req *r, struct hash *token, struct record **account, enum purpose *purpose)
{
	ARENA_SCOPE arena *hold = arena_new(0);
	struct accounts *s = accounts_of(r);
	if (!token_read(r->params[1], token))
		return false;
	db *d = db_borrow_in(pool_of(s), DB_READ, hold);
	return d && account_ticket(s, d, r->arena, token, account, purpose) == RECORD_OK;
}

static struct reply show(struct req *r, int status, const struct record *account, enum purpose purpose, str problem)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_NEW_PASSWORD);
	const struct door_page p = { .token = r->params[1],
		                     .name = doc_str(account->doc, ACCOUNT_NAME),
		                     .mail = doc_str(account->doc, ACCOUNT_EMAIL),
		                     .problem = problem,
		                     .invitation = purpose == PURPOSE_INVITATION };
	pg->status = status;
	tmpl_door(pg, &p);
	return account_reply(r, pg);
}

struct reply door_get(struct req *r)
{
	struct hash token;
	struct record *account;
	enum purpose purpose;
	if (!look(r, &token, &account, &purpose))
		return no_link(r);
	return show(r, 200, account, purpose, STR_EMPTY);
}

struct reply door_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	struct hash token;
	struct record *account;
	enum purpose purpose;
	char hash[PASSWORD_HASH];
	str password = req_form(r, "password"), id;
	if (!look(r, &token, &account, &purpose))
		return no_link(r);
	str mail = doc_str(account->doc, ACCOUNT_EMAIL);
	const char *problem = password_problem(r->arena, password, doc_str(account->doc, ACCOUNT_NAME), mail);
	if (problem)
		return show(r, 400, account, purpose, msg_or(req_lang(r), problem, STR_EMPTY));
	struct problems ps;
	problems_init(&ps, r->arena, 20);
	enum record_rc rc = password_hash(&s->gate, password, hash)
	                        ? account_accept(s, r->arena, &token, hash, r->address, &ps, &id)
	                        : RECORD_FAILED;
	if (rc == RECORD_MISSING)
		return no_link(r); /* somebody used it meanwhile */
	if (rc != RECORD_OK)
		return account_failed(r);
	struct reply p = account_go(r, "/sign-in?reset=1");
	device_remember(r, &p, mail);
	return p;
}
