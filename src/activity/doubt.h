/* doubt.h -- locations of programmes whose place is not sure: who is asked about them, and what follows from the
 * answer.
 *
 * A decision is a record (kind place_match) about what a location says, for one programme or for all that say the same.
 * It goes before every guess. The programmes it is about get a version that says the same with the reason, so that
 * their places and all figures follow, and their history tells why. */
#ifndef SELARAS_ACTIVITY_DOUBT_H
#define SELARAS_ACTIVITY_DOUBT_H

#include "place/match.h"
#include "record/store.h"

enum doubt_show { DOUBT_UNSURE, DOUBT_UNKNOWN, DOUBT_DECIDED, DOUBT_SHOWS };
enum { DOUBT_CHOICES = 6 };
struct doubt {
	const struct record *record; /* the programme, whole */
	uint32_t row;                /* of its locations, from 0 */
	str words;                   /* what the location says of itself */
	str key;                     /* the same for the same words (place_facts_key) */
	str method;
	int64_t confidence;
	const struct place *choices[DOUBT_CHOICES]; /* the best first */
	uint32_t nchoices;
};
/* Those of one partner (identifier) or, with an empty PARTNER, of all; at most MAX after SKIP. False: database trouble.
 */
bool doubts_list(struct store *s, db *d, arena *a, enum doubt_show show, str partner, int64_t skip, uint32_t max,
                 struct doubt **out, uint32_t *n);
int64_t doubts_count(db *d, enum doubt_show show, str partner);
/* Location ROW of R; false when it has none. */
bool doubt_of(const struct place_world *w, arena *a, const struct record *r, uint32_t row, struct doubt *out);

struct decision {
	const struct actor *actor;
	const struct doubt *doubt;
	str place;  /* code; empty: it is none of ours */
	str why;    /* may be empty */
	str note;   /* for the history of the programmes */
	bool every; /* for all programmes whose location says the same */
};
/* Writes the decision and what follows from it in a transaction of its own, D being given back before. *TOUCHED: how
 * many programmes follow. */
enum record_rc doubt_decide(struct store *s, arena *a, const struct decision *what, struct problems *ps,
                            uint32_t *touched);

#endif
