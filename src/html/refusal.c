#include "html/refusal.h"

#include "html/html_tmpl.h"
#include "record/codelist.h"

enum { TEXT_MAX = 2000, SCOPES = 8 };

static str role_label(enum lang lang, enum role role)
{
	return codelist_name("account-role", str_of(role_name(role)), (int)lang);
}

static str scopes_text(arena *a, enum lang lang, const enum scope *scopes, uint32_t n)
{
	struct buf b;
	buf_init(&b, a, TEXT_MAX);
	for (uint32_t i = 0; i < n; i++) {
		const char *key = arena_fmt(a, "scope.%s", scope_name(scopes[i])).p;
		buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(msg_or(lang, key, str_of(scope_name(scopes[i])))));
	}
	return buf_str(&b);
}

static const struct refusal_role *roles_of(arena *a, enum lang lang, uint32_t roles, enum action action,
                                           const char *kind, size_t *n)
{
	struct refusal_role *list = arena_array(a, struct refusal_role, ROLE_COUNT);
	*n = 0;
	for (enum role r = ROLE_ADMIN; r < ROLE_COUNT; r++) {
		enum scope scopes[SCOPES];
		if (!(roles & (1u << r)))
			continue;
		uint32_t count = policy_scopes(r, action, kind, scopes, SCOPES);
		list[(*n)++] =
		    (struct refusal_role){ role_name(r), role_label(lang, r), scopes_text(a, lang, scopes, count) };
	}
	return list;
}

static uint32_t roles_held(const struct actor *actor)
{
	uint32_t held = 0;
	for (uint32_t i = 0; i < actor->ngrants; i++)
		held |= 1u << actor->grants[i].role;
	return held;
}

/* Who gives powers is who may be asked for them. */
static str whom_to_ask(arena *a, enum lang lang)
{
	uint32_t roles = may_roles(ACT_ADMIN, "account");
	struct buf b;
	buf_init(&b, a, TEXT_MAX);
	for (enum role r = ROLE_ADMIN; r < ROLE_COUNT; r++)
		if (roles & (1u << r))
			buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(role_label(lang, r)));
	return buf_str(&b);
}

struct refusal refusal_of(arena *a, enum lang lang, const struct actor *actor, enum action action, const char *kind)
{
	uint32_t allowed = may_roles(action, kind), held = roles_held(actor);
	str verb = msg_or(lang, arena_fmt(a, "action.%s", action_name(action)).p, str_of(action_name(action)));
	str noun = msg_or(lang, arena_fmt(a, "kind.one.%s", kind).p, str_of(kind));
	struct refusal r = { .action = action_name(action),
		             .kind = kind,
		             .what = action == ACT_AUDIT ? verb : msg_fmt(a, lang, MSG_REFUSAL_WHAT, verb, noun),
		             .other_scope = (allowed & held) != 0,
		             .signed_in = actor != &actor_public,
		             .ask = whom_to_ask(a, lang) };
	r.roles = roles_of(a, lang, allowed, action, kind, &r.nroles);
	r.held = roles_of(a, lang, held, action, kind, &r.nheld);
	return r;
}

bool refusal_of_route(arena *a, enum lang lang, const struct actor *actor, enum permission p, struct refusal *out)
{
	switch (p) {
	case PERM_ADMIN:
		*out = refusal_of(a, lang, actor, ACT_ADMIN, "account");
		return true;
	case PERM_AUDIT:
		*out = refusal_of(a, lang, actor, ACT_AUDIT, "audit");
		return true;
	case PERM_BUREAU:
		*out = refusal_of(a, lang, actor, ACT_MERGE, "organisation");
		return true;
	case PERM_NONE:
	case PERM_PUBLIC:
	case PERM_SIGNED_IN:
	case PERM_TOKEN:
		break;
	}
	return false;
}

void refusal_page(struct page *pg, const struct refusal *r)
{
	pg->status = 403;
	pg->noindex = true;
	tmpl_refused(pg, r);
}
