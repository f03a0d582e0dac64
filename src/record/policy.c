/* Who may do what: one table, and the one function that asks it. */
#include "base/vec.h"
#include "record/actor.h"

enum {
	OFFICER = ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE | ACT_MERGE | ACT_COMMENT | ACT_ATTACH | ACT_IMPORT |
	          ACT_EXPORT | ACT_SUBMIT | ACT_RETURN | ACT_APPROVE | ACT_SIGN | ACT_ADVANCE,
	OWN = ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE | ACT_COMMENT | ACT_ATTACH | ACT_IMPORT | ACT_EXPORT |
	      ACT_SUBMIT,
	/* whoever an obstacle concerns raises it, says what was done and solves it; the bureau closes and deletes */
	CONCERNED = ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_COMMENT | ACT_ATTACH | ACT_EXPORT | ACT_SUBMIT,
	READER = ACT_VIEW | ACT_EXPORT,
	SAVED = ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE
};

/* The row of a kind stands for the role instead of its "*" row. */
const struct policy policy_table[] = {
	/* the administrator: everything, and alone: people and settings */
	{ ROLE_ADMIN, "*", SCOPE_ANY, OFFICER | ACT_OPINE | ACT_ADMIN | ACT_AUDIT },

	/* people come by an invitation and go by an end (account/people.c), never through the recycle bin */
	{ ROLE_ADMIN, "account", SCOPE_ANY, ACT_VIEW | ACT_EDIT | ACT_EXPORT | ACT_ADMIN | ACT_AUDIT },

	/* lists that somebody keeps under a name are theirs; an administrator shares some with the bureau */
	{ ROLE_ADMIN, "saved_filter", SCOPE_ANY, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE | ACT_ADMIN },
	{ ROLE_BUREAU, "saved_filter", SCOPE_SELF, SAVED },
	{ ROLE_PARTNER, "saved_filter", SCOPE_SELF, SAVED },
	{ ROLE_REGENCY, "saved_filter", SCOPE_SELF, SAVED },
	{ ROLE_AGENCY, "saved_filter", SCOPE_SELF, SAVED },
	{ ROLE_CENTRAL, "saved_filter", SCOPE_SELF, SAVED },
	{ ROLE_AUDITOR, "saved_filter", SCOPE_SELF, SAVED },

	/* but nobody's words but his own */
	{ ROLE_ADMIN, "comment", SCOPE_ANY, ACT_VIEW | ACT_DELETE | ACT_EXPORT | ACT_AUDIT },
	{ ROLE_ADMIN, "comment", SCOPE_SELF, ACT_VIEW | ACT_COMMENT },

	/* the bureau facilitates all cooperation (R34); an opinion is the regency's or the agency's own */
	{ ROLE_BUREAU, "*", SCOPE_ANY, OFFICER },
	{ ROLE_BUREAU, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },
	{ ROLE_BUREAU, "comment", SCOPE_ANY, ACT_VIEW },
	{ ROLE_BUREAU, "comment", SCOPE_SELF, ACT_COMMENT },
	{ ROLE_BUREAU, "announcement", SCOPE_ANY, OFFICER | ACT_OPINE },
	{ ROLE_BUREAU, "setting", SCOPE_ANY, ACT_VIEW },
	{ ROLE_BUREAU, "custom_field", SCOPE_ANY, ACT_VIEW },
	/* offices and who signs for them are the administrator's to enter; the bureau takes numbers for its letters */
	{ ROLE_BUREAU, "unit", SCOPE_ANY, ACT_VIEW | ACT_SIGN },
	{ ROLE_BUREAU, "official", SCOPE_ANY, ACT_VIEW },

	/* a partner: its own records, whole; it neither founds organisations nor enters steps of a procedure */
	{ ROLE_PARTNER, "activity", SCOPE_OWN, OWN },
	{ ROLE_PARTNER, "workplan", SCOPE_OWN, OWN },
	{ ROLE_PARTNER, "report", SCOPE_OWN, OWN },
	{ ROLE_PARTNER, "confirmation", SCOPE_OWN, ACT_VIEW },
	{ ROLE_PARTNER, "organisation", SCOPE_OWN, ACT_VIEW | ACT_EDIT | ACT_COMMENT | ACT_ATTACH | ACT_EXPORT },
	{ ROLE_PARTNER, "permit", SCOPE_OWN, ACT_VIEW | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_PARTNER, "agreement", SCOPE_OWN, ACT_VIEW | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_PARTNER, "document", SCOPE_OWN, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE },
	{ ROLE_PARTNER, "problem", SCOPE_OWN, CONCERNED },
	{ ROLE_PARTNER, "event", SCOPE_OWN, ACT_VIEW | ACT_COMMENT },
	{ ROLE_PARTNER, "decision", SCOPE_ANY, ACT_VIEW },
	{ ROLE_PARTNER, "action_item", SCOPE_ANY, ACT_VIEW },
	{ ROLE_PARTNER, "action_item", SCOPE_OWN, ACT_COMMENT | ACT_ATTACH | ACT_SUBMIT },
	{ ROLE_PARTNER, "contribution", SCOPE_OWN, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_COMMENT | ACT_ATTACH },
	/* partners and regencies write to the bureau; whom an announcement addresses confirms it */
	{ ROLE_PARTNER, "announcement", SCOPE_OWN, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE | ACT_ATTACH },
	{ ROLE_PARTNER, "document", SCOPE_ADDRESSED, ACT_VIEW },
	{ ROLE_PARTNER, "announcement", SCOPE_ADDRESSED, ACT_VIEW | ACT_OPINE },
	{ ROLE_PARTNER, "practice", SCOPE_OWN, OWN },
	{ ROLE_PARTNER, "comment", SCOPE_OWN, ACT_VIEW },
	{ ROLE_PARTNER, "comment", SCOPE_SELF, ACT_VIEW | ACT_COMMENT },
	{ ROLE_PARTNER, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },

	/* a regency: what lies in its area (R45, R57, R58) */
	{ ROLE_REGENCY, "activity", SCOPE_AREA, ACT_VIEW | ACT_COMMENT | ACT_EXPORT },
	{ ROLE_REGENCY, "workplan", SCOPE_AREA, ACT_VIEW | ACT_COMMENT | ACT_ATTACH | ACT_OPINE | ACT_EXPORT },
	{ ROLE_REGENCY, "report", SCOPE_AREA, ACT_VIEW | ACT_COMMENT | ACT_ATTACH | ACT_OPINE | ACT_EXPORT },
	{ ROLE_REGENCY, "confirmation", SCOPE_AREA, ACT_VIEW | ACT_OPINE },
	{ ROLE_REGENCY, "agreement", SCOPE_AREA, ACT_VIEW | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_REGENCY, "permit", SCOPE_ANY, ACT_VIEW },
	{ ROLE_REGENCY, "organisation", SCOPE_ANY, ACT_VIEW | ACT_COMMENT },
	{ ROLE_REGENCY, "document", SCOPE_AREA, ACT_VIEW | ACT_CREATE },
	{ ROLE_REGENCY, "problem", SCOPE_AREA, CONCERNED },
	{ ROLE_REGENCY, "event", SCOPE_AREA, ACT_VIEW | ACT_COMMENT },
	{ ROLE_REGENCY, "decision", SCOPE_ANY, ACT_VIEW },
	{ ROLE_REGENCY, "action_item", SCOPE_ANY, ACT_VIEW },
	{ ROLE_REGENCY, "action_item", SCOPE_AREA, ACT_COMMENT | ACT_ATTACH | ACT_SUBMIT },
	{ ROLE_REGENCY, "contribution", SCOPE_AREA, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_REGENCY, "announcement", SCOPE_AREA, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_DELETE | ACT_ATTACH },
	{ ROLE_REGENCY, "document", SCOPE_ADDRESSED, ACT_VIEW },
	{ ROLE_REGENCY, "announcement", SCOPE_ADDRESSED, ACT_VIEW | ACT_OPINE },
	{ ROLE_REGENCY, "practice", SCOPE_AREA,
	  ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_COMMENT | ACT_ATTACH | ACT_SUBMIT },
	{ ROLE_REGENCY, "comment", SCOPE_AREA, ACT_VIEW },
	{ ROLE_REGENCY, "comment", SCOPE_SELF, ACT_VIEW | ACT_COMMENT },
	{ ROLE_REGENCY, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },

	/* a provincial agency: what it accompanies (R18, R63) */
	{ ROLE_AGENCY, "activity", SCOPE_ACCOMPANY, ACT_VIEW | ACT_COMMENT | ACT_EXPORT },
	{ ROLE_AGENCY, "workplan", SCOPE_ACCOMPANY, ACT_VIEW | ACT_COMMENT | ACT_ATTACH | ACT_OPINE | ACT_EXPORT },
	{ ROLE_AGENCY, "report", SCOPE_ACCOMPANY, ACT_VIEW | ACT_COMMENT | ACT_ATTACH | ACT_OPINE | ACT_EXPORT },
	{ ROLE_AGENCY, "confirmation", SCOPE_ACCOMPANY, ACT_VIEW | ACT_OPINE },
	{ ROLE_AGENCY, "agreement", SCOPE_ACCOMPANY, ACT_VIEW | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_AGENCY, "permit", SCOPE_ANY, ACT_VIEW },
	{ ROLE_AGENCY, "organisation", SCOPE_ANY, ACT_VIEW | ACT_COMMENT },
	{ ROLE_AGENCY, "document", SCOPE_ACCOMPANY, ACT_VIEW | ACT_CREATE },
	{ ROLE_AGENCY, "problem", SCOPE_ACCOMPANY, CONCERNED },
	{ ROLE_AGENCY, "event", SCOPE_ACCOMPANY, ACT_VIEW | ACT_COMMENT },
	{ ROLE_AGENCY, "decision", SCOPE_ANY, ACT_VIEW },
	{ ROLE_AGENCY, "action_item", SCOPE_ANY, ACT_VIEW },
	{ ROLE_AGENCY, "action_item", SCOPE_ACCOMPANY, ACT_COMMENT | ACT_ATTACH | ACT_SUBMIT },
	{ ROLE_AGENCY, "contribution", SCOPE_ACCOMPANY, ACT_VIEW | ACT_CREATE | ACT_EDIT | ACT_COMMENT | ACT_ATTACH },
	{ ROLE_AGENCY, "practice", SCOPE_ACCOMPANY, ACT_VIEW },
	{ ROLE_AGENCY, "document", SCOPE_ADDRESSED, ACT_VIEW },
	{ ROLE_AGENCY, "announcement", SCOPE_ADDRESSED, ACT_VIEW | ACT_OPINE },
	{ ROLE_AGENCY, "comment", SCOPE_ACCOMPANY, ACT_VIEW },
	{ ROLE_AGENCY, "comment", SCOPE_SELF, ACT_VIEW | ACT_COMMENT },
	{ ROLE_AGENCY, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },

	/* readers: ministries (R48) and auditors */
	{ ROLE_CENTRAL, "*", SCOPE_ANY, READER },
	{ ROLE_CENTRAL, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },
	{ ROLE_CENTRAL, "setting", SCOPE_SELF, ACT_VIEW },
	{ ROLE_AUDITOR, "*", SCOPE_ANY, READER | ACT_AUDIT },
	{ ROLE_AUDITOR, "account", SCOPE_SELF, ACT_VIEW | ACT_EDIT },

	{ ROLE_NONE, "", SCOPE_ANY, 0 },
};

const struct actor actor_system = { .id = { "system", 6 },
	                            .viewer = PUBLIC | PARTNERS | GOVERNMENT | PERSONAL | EVERYTHING,
	                            .may_write = true };
const struct actor actor_public = { .id = { "public", 6 }, .viewer = PUBLIC };

bool place_code_within(str code, str area)
{
	return area.n && str_starts(code, area) && (code.n == area.n || code.p[area.n] == '.');
}

/* ---- whose record it is ---- */

struct gathering {
	arena *arena;
	VEC(str) orgs, agencies, places;
};

static void gather(struct gathering *g, const struct doc *d)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (f->type == FIELD_ROWS) {
			for (uint32_t r = 0; f->rows != &narrative_kind && r < d->v[i].n; r++)
				gather(g, d->v[i].u.rows[r]);
			continue;
		}
		if (!(f->flags & (OWNER | ACCOMPANIES | AREA)) || !doc_str(d, i).n)
			continue;
		if (f->flags & OWNER)
			*vec_push(g->arena, &g->orgs) = doc_str(d, i);
		else if (f->flags & ACCOMPANIES)
			*vec_push(g->arena, &g->agencies) = doc_str(d, i);
		else
			*vec_push(g->arena, &g->places) = doc_str(d, i);
	}
}

struct owners owners_of(void *app, arena *a, const struct doc *doc)
{
	struct gathering g = { .arena = a };
	gather(&g, doc);
	struct owners o = { g.orgs.p,   (uint32_t)g.orgs.n,   g.agencies.p, (uint32_t)g.agencies.n,
		            g.places.p, (uint32_t)g.places.n, STR_EMPTY,    NULL,
		            0 };
	if (doc->kind->owners)
		doc->kind->owners(app, a, doc, &o);
	return o;
}

/* ---- the question ---- */

static bool holds_org(const str *orgs, uint32_t n, const struct grant *g)
{
	for (uint32_t i = 0; i < n; i++)
		if ((g->org.n && str_eq(orgs[i], g->org)) || (g->org_ref.n && str_eq(orgs[i], g->org_ref)))
			return true;
	return false;
}

static bool in_area(const struct owners *o, str area)
{
	/* a record of the whole province concerns each of its regencies, too */
	for (uint32_t i = 0; i < o->nplaces; i++)
		if (place_code_within(o->places[i], area) || place_code_within(area, o->places[i]))
			return true;
	return false;
}

static bool is_addressed(const struct owners *o, const struct grant *g)
{
	str role = str_of(role_name(g->role));
	for (uint32_t i = 0; i < o->naddressed; i++)
		if (str_eq(o->addressed[i], role) || (g->org.n && str_eq(o->addressed[i], g->org)) ||
		    place_code_within(g->place, o->addressed[i]))
			return true;
	return false;
}

static bool scope_holds(const struct actor *actor, const struct grant *g, enum scope scope, const struct owners *o)
{
	switch (scope) {
	case SCOPE_ANY:
		return true;
	case SCOPE_OWN:
		return holds_org(o->orgs, o->norgs, g);
	case SCOPE_AREA:
		return in_area(o, g->place);
	case SCOPE_ACCOMPANY:
		return holds_org(o->agencies, o->nagencies, g);
	case SCOPE_ADDRESSED:
		return is_addressed(o, g);
	case SCOPE_SELF:
		return o->account.n && str_eq(o->account, actor->id);
	}
	return false;
}

static bool names_kind(enum role role, const char *kind)
{
	for (const struct policy *p = policy_table; p->role; p++)
		if (p->role == role && strcmp(p->kind, kind) == 0)
			return true;
	return false;
}

static bool grant_allows(const struct actor *actor, const struct grant *g, enum action action, const char *kind,
                         const struct owners *o)
{
	const char *row = names_kind(g->role, kind) ? kind : "*";
	for (const struct policy *p = policy_table; p->role; p++)
		if (p->role == g->role && strcmp(p->kind, row) == 0 && (p->actions & action) &&
		    (!o || scope_holds(actor, g, p->scope, o)))
			return true;
	return false;
}

bool may(const struct actor *actor, enum action action, const struct kind *k, const struct owners *o)
{
	if (actor == &actor_system)
		return true;
	if (action != ACT_VIEW && action != ACT_EXPORT && action != ACT_AUDIT && !actor->may_write)
		return false;
	if (actor->allowed && !(actor->allowed & action))
		return false;
	for (uint32_t i = 0; i < actor->ngrants; i++)
		if (grant_allows(actor, &actor->grants[i], action, k->name, o))
			return true;
	return false;
}

uint32_t may_roles(enum action action, const char *kind)
{
	uint32_t roles = 0;
	for (const struct policy *p = policy_table; p->role; p++)
		if ((p->actions & action) &&
		    (strcmp(p->kind, kind) == 0 || (strcmp(p->kind, "*") == 0 && !names_kind(p->role, kind))))
			roles |= 1u << p->role;
	return roles;
}

uint32_t policy_scopes(enum role role, enum action action, const char *kind, enum scope *out, uint32_t max)
{
	const char *row = names_kind(role, kind) ? kind : "*";
	uint32_t n = 0;
	for (const struct policy *p = policy_table; p->role && n < max; p++)
		if (p->role == role && strcmp(p->kind, row) == 0 && (p->actions & action))
			out[n++] = p->scope;
	return n;
}

bool actor_is(const struct actor *actor, enum role role)
{
	for (uint32_t i = 0; i < actor->ngrants; i++)
		if (actor->grants[i].role == role)
			return true;
	return false;
}

str actor_org(const struct actor *actor, enum role role)
{
	for (uint32_t i = 0; i < actor->ngrants; i++)
		if (actor->grants[i].role == role)
			return actor->grants[i].org;
	return STR_EMPTY;
}

uint32_t role_viewer(enum role role)
{
	switch (role) {
	case ROLE_ADMIN:
	case ROLE_BUREAU:
		return PUBLIC | PARTNERS | GOVERNMENT | PERSONAL | EVERYTHING;
	case ROLE_PARTNER:
		return PUBLIC | PARTNERS;
	case ROLE_REGENCY:
	case ROLE_AGENCY:
	case ROLE_CENTRAL:
	case ROLE_AUDITOR:
		return PUBLIC | PARTNERS | GOVERNMENT;
	case ROLE_NONE:
	case ROLE_COUNT:
		break;
	}
	return PUBLIC;
}

uint32_t actor_viewer(const struct actor *actor, const struct kind *k, const struct owners *o)
{
	uint32_t viewer = actor->viewer;
	for (uint32_t i = 0; i < actor->ngrants; i++) {
		const struct grant *g = &actor->grants[i];
		viewer |= role_viewer(g->role);
		bool own = g->role == ROLE_PARTNER && holds_org(o->orgs, o->norgs, g);
		bool self = o->account.n && str_eq(o->account, actor->id);
		if ((own || self) && grant_allows(actor, g, ACT_VIEW, k->name, o))
			viewer |= PARTNERS | PERSONAL;
	}
	return viewer;
}

/* ---- names ---- */

static const char *const role_names[ROLE_COUNT] = {
	[ROLE_NONE] = "none",       [ROLE_ADMIN] = "admin",   [ROLE_BUREAU] = "bureau",   [ROLE_PARTNER] = "partner",
	[ROLE_REGENCY] = "regency", [ROLE_AGENCY] = "agency", [ROLE_CENTRAL] = "central", [ROLE_AUDITOR] = "auditor"
};

const char *role_name(enum role role)
{
	return role < ROLE_COUNT ? role_names[role] : role_names[ROLE_NONE];
}

enum role role_of(str name)
{
	for (enum role r = ROLE_ADMIN; r < ROLE_COUNT; r++)
		if (str_is(name, role_names[r]))
			return r;
	return ROLE_NONE;
}

const char *action_name(enum action action)
{
	static const char *const names[ACTION_COUNT] = { "view",    "create", "edit",    "delete", "merge", "comment",
		                                         "attach",  "import", "export",  "submit", "opine", "return",
		                                         "approve", "sign",   "advance", "admin",  "audit" };
	for (uint32_t i = 0; i < ACTION_COUNT; i++)
		if (action == (enum action)(1u << i))
			return names[i];
	return "";
}

const char *scope_name(enum scope scope)
{
	static const char *const names[] = {
		[SCOPE_ANY] = "any",   [SCOPE_OWN] = "own",
		[SCOPE_AREA] = "area", [SCOPE_ACCOMPANY] = "accompany",
		[SCOPE_SELF] = "self", [SCOPE_ADDRESSED] = "addressed",
	};
	return names[scope];
}
