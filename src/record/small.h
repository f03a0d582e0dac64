/* small.h -- counts of people that are so small that they may point at somebody: "2 girls with a disability" in one
 * village are people one knows.
 *
 * The public sees "<5" where a count is from one to four, and "*" where a count is held back because the hidden one
 * could be had from it: the last part beside a total, the rest of a whole. Nought is shown. The rule works on a copy of
 * the document as it is read for the public (.conceal of its kind), so every page, file and answer that is made of it
 * agrees. Below which number a count is small is a setting (store_small_counts). Pure functions. */
#ifndef SELARAS_RECORD_SMALL_H
#define SELARAS_RECORD_SMALL_H

#include "record/doc.h"

enum { SMALL_DEFAULT = 5, SMALL_MOST = 100, SMALL_PARTS = 64 };
enum small { SMALL_SHOWN, SMALL_FEW, SMALL_HELD };

/* Counts are in millionths, so that "2.5" is one, too; negative: not known. Which of the N may not be shown, where
 * TOTAL_KNOWN says that their sum can be had. More than SMALL_PARTS are all held back when one of them is small. */
void small_mark(const int64_t *counts, uint32_t n, bool total_known, int least, enum small *out);
/* The count in FIELD in millionths; -1 when it is none. */
int64_t small_count(const struct doc *d, uint32_t field);
/* Puts what the public reads in place of the count. */
void small_hide(arena *a, struct doc *d, uint32_t field, enum small what, int least);
/* Marks the counts in FIELDS of D and hides them. */
void small_hide_fields(arena *a, struct doc *d, const uint32_t *fields, uint32_t n, bool total_known, int least);
/* Whether TEXT (a unit, the title of an indicator) is about people, in Indonesian or English. */
bool small_is_people(arena *a, str text);

#endif
