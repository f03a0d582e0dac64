/* number.h -- the next number of a unit's letters, given out once.
 *
 * A number is taken in the transaction of what takes it: when that fails, the number was never given and the next one
 * gets it, so a gap in the list is no letter lost. What is numbered outside (by hand, in the paper book) takes its
 * number on the desk with a reason. Every number says when it was taken, by whom and for what. */
#ifndef SELARAS_OFFICE_NUMBER_H
#define SELARAS_OFFICE_NUMBER_H

#include "db/db.h"
#include "office/unit.h"

struct letter {
	str unit; /* ULID */
	const struct letterhead *head;
	date on;     /* the letter's own day: its year's count, its month */
	int64_t at;  /* now, ms UTC */
	str actor;   /* account */
	str record;  /* ULID of the record that takes it; empty: taken by hand */
	str subject; /* what it is about; by hand: the reason */
};
struct letter_taken {
	int64_t sequence;
	int year;
	str number;
};
/* In D's transaction, which the caller began for writing. False: database trouble, roll back. */
bool letter_take(db *d, arena *a, const struct letter *what, struct letter_taken *out) SEL_MUST_CHECK;

struct letter_line {
	int64_t sequence, at;
	int64_t no; /* of the record that took it; 0: by hand, or it is gone */
	str number, actor, subject;
};
/* The last number given in YEAR, which is how many were given; 0: none. */
int64_t letters_count(db *d, str unit, int year);
/* At most MAX numbers given in YEAR after SKIP, the last one first, in A. */
bool letters_of(db *d, arena *a, str unit, int year, int64_t skip, uint32_t max, struct letter_line **out,
                uint32_t *n) SEL_MUST_CHECK;

#endif
