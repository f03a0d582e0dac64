/* narrow.h -- which records of a kind meet the conditions of a list: words, state, owner, place, year, who worked on
 * them.
 *
 * All conditions that are given must hold. Records are found through the derived tables; drafts, which are in none, are
 * asked one by one (record_meets), by the same rules. */
#ifndef SELARAS_RECORD_NARROW_H
#define SELARAS_RECORD_NARROW_H

#include "record/store.h"

struct narrowing {
	const struct kind *kind;
	str text;  /* each word begins one of the record's */
	str state; /* value of the kind's state */
	/* Organisations whose record it is, by ULID or identifier: one of them. */
	const str *orgs;
	uint32_t norgs;
	str place;    /* code: it concerns this place or one in it */
	int64_t year; /* it is of this year, or has begun before its end and not ended before it; 0: any */
	str actor;    /* ULID of an account that has worked on it */
};
enum { NARROW_STATE = 1, NARROW_ORG = 2, NARROW_PLACE = 4, NARROW_YEAR = 8 };
/* What the records of K can be narrowed by, beside words and who worked on them. */
unsigned narrow_by(const struct kind *k);
/* The field of K that lists know states by; NULL when it has none. */
const struct field *narrow_state(const struct kind *k);
bool narrow_is_empty(const struct narrowing *w);
/* Numbers in order. False: database trouble. */
bool record_narrow(struct store *s, db *d, arena *a, const struct narrowing *w, int64_t **out, uint32_t *n);
/* The same of one record. Whose draft it is, its editor knows: actor is not asked for. */
bool record_meets(struct store *s, arena *a, const struct narrowing *w, const struct record *r);

#endif
