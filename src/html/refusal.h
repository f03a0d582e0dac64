/* refusal.h -- "why may I not?": what every refusal says. Which roles may, in which scope, comes from policy_table and
 * from nowhere else; so do whom to ask (the roles that give powers).
 *
 * A refusal says nothing about the record beyond its kind. Everything lives in the arena given. */
#ifndef SELARAS_HTML_REFUSAL_H
#define SELARAS_HTML_REFUSAL_H

#include "html/html.h"

struct refusal_role {
	const char *name; /* "partner" */
	str label;        /* in the language of the page */
	str scope;        /* "milik lembaganya"; several are joined */
};
struct refusal {
	const char *action, *kind;        /* as the policy table names them */
	str what;                         /* the same for people: "mengubah: Program" */
	const struct refusal_role *roles; /* that may */
	size_t nroles;
	const struct refusal_role *held; /* that the person has */
	size_t nheld;
	bool other_scope; /* one of the own roles may, but not with this record */
	bool signed_in;
	str ask; /* whom */
};
/* KIND is the name of a kind. */
struct refusal refusal_of(arena *a, enum lang lang, const struct actor *actor, enum action action, const char *kind);
/* The action and kind that stand for a permission of a route; false for one that everybody has. */
bool refusal_of_route(arena *a, enum lang lang, const struct actor *actor, enum permission p, struct refusal *out);
/* A status of 403 and a page with the refusal. */
void refusal_page(struct page *pg, const struct refusal *r);

#endif
