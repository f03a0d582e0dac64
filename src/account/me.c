/* One's own account. */
#include "account/internal.h"
#include "account/me_tmpl.h"
#include "account/page.h"
#include "record/codelist.h"

static str power_text(struct accounts *s, db *d, arena *a, enum lang lang, const struct grant *g)
{
	str role = codelist_name("account-role", str_of(role_name(g->role)), (int)lang), of = STR_EMPTY;
	const struct record *org =
	    g->org.n ? record_load_id(s->store, d, a, &actor_system, &organisation_kind, g->org) : NULL;
	if (org)
		of = organisation_kind.title(org->doc, (int)lang, a);
	return of.n ? arena_fmt(a, "%.*s: %.*s", STR_ARG(role), STR_ARG(of)) : role;
}

struct reply me_get(struct req *r)
{
	struct accounts *s = accounts_of(r);
	const struct actor *actor = req_actor(r);
	struct page *pg = account_page(r, MSG_ACCOUNT_ME);
	db *d = db_borrow_in(pool_of(s), DB_READ, r->arena);
	const struct record *account = d ? account_load(s, d, r->arena, actor->id) : NULL;
	if (!account)
		return account_failed(r);
	str *powers = arena_array(r->arena, str, actor->ngrants);
	for (uint32_t i = 0; i < actor->ngrants; i++)
		powers[i] = power_text(s, d, r->arena, pg->lang, &actor->grants[i]);
	struct me_page p = { .name = doc_str(account->doc, ACCOUNT_NAME),
		             .mail = doc_str(account->doc, ACCOUNT_EMAIL),
		             .powers = powers,
		             .npowers = actor->ngrants,
		             .problem = STR_EMPTY,
		             .done = STR_EMPTY };
	tmpl_me(pg, &p);
	return account_reply(r, pg);
}
