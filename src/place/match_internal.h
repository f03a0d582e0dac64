/* match_internal.h -- the single guesses behind match.h. */
#ifndef SELARAS_PLACE_MATCH_INTERNAL_H
#define SELARAS_PLACE_MATCH_INTERNAL_H

#include "place/match.h"

struct guess {
	const struct place *place; /* NULL: none */
	const struct place *other; /* an equally good reading, when there is one */
	enum place_method method;
	int confidence;
};

/* All codes together. *COUNTRY tells that one of them says Indonesia. */
struct guess guess_codes(const struct place_world *w, const struct place_facts *f, bool *country);
/* The best of the names; NEAR (may be NULL) is what is known otherwise and decides between equal names. */
struct guess guess_names(const struct place_world *w, const struct place_facts *f, const struct place *near);
/* The lowest place that P and Q both lie in, or NULL. */
const struct place *common_place(const struct place_index *x, const struct place *p, const struct place *q);

#endif
