/* twin.h -- records of a kind that are likely the same thing twice. */
#ifndef SELARAS_DESK_TWIN_H
#define SELARAS_DESK_TWIN_H

#include "desk/desk.h"

enum twin_why { TWIN_NOT, TWIN_IDENTIFIER, TWIN_NAME };
struct twin {
	const struct record *record;
	enum twin_why why;
	str what; /* the identifier or name that both have */
};
/* What A and B have in common: an identifier (a SEARCH_TITLE field that is looked up by: LOOKUP or UNIQUE_KEY), or,
 * where a record has owners and both share one, a name (any other SEARCH_TITLE text), compared without case and
 * accents. Each of A's identifiers counts against all of B's titles, so that an alias may be the other's identifier. */
enum twin_why twin_of(arena *a, const struct record *x, const struct record *y, bool same_owner, str *what);
/* Records like that of V that its actor sees, identifiers first; at most MAX. */
uint32_t desk_twins(struct desk_view *v, struct twin *out, uint32_t max);

#endif
