/* fill.h -- what a report is filled with before anybody types, and the figures that follow from several of them. Pure
 * functions of documents. */
#ifndef SELARAS_REPORT_FILL_H
#define SELARAS_REPORT_FILL_H

#include "report/period.h"
#include "report/report.h"

/* Which report is made. */
struct owing {
	const struct doc *plan;
	str plan_id, first; /* ULIDs */
	str programme;      /* ULID; empty: rows that name none */
	str regency, period;
	const struct doc *last; /* the report of the period before; NULL */
};
/* Whether the plan's row LINE is reported in it. */
bool owing_covers(const struct owing *o, const struct doc *line);
/* A draft with the plan's rows and money; obstacles, challenges, support asked and rows beside the plan are carried
 * over from the last one, without their figures. NULL when no row of the plan is covered. */
struct doc *report_new(arena *a, const struct owing *o);
/* REPORT with what makes it "nothing has changed": nought where no figure is said, and TEXT where a text must be. */
struct doc *report_unchanged(arena *a, const struct doc *report, str text);
/* What is handed in again: what was remarked is answered. DAY is the first day of handing in, kept when it is there. */
struct doc *report_handed_in(arena *a, const struct doc *report, date day);
/* Ids for rows that have none: "t1", "t2"... beside the plan, "m1" of money, "o1" of obstacles, as far as OLD (may be
 * NULL) has not used them. */
void report_give_ids(arena *a, struct doc *report, const struct doc *old);

/* The row of LIST (rows of FIELD) whose id is ID; NULL. */
const struct doc *row_by_id(const struct doc *d, uint32_t field, str id);
/* The plan's row that the report's row LINE is of; NULL. */
const struct doc *plan_line_of(const struct doc *plan, const struct doc *line);
/* The plan's target of LINE for the quarters in BITS: their sum, or the last of them when it counts positions. False
 * when the plan names no figure for any of them. */
bool plan_target(const struct doc *line, unsigned bits, struct decimal *out);

/* What was done up to and with this report, of a row by its id: the sum over earlier reports of the same obligation
 * (each of an earlier period of the year) and this one; with positions the newest. False when nobody gave a figure. */
bool done_until(const struct doc *const *earlier, uint32_t n, const struct doc *report, str row, bool positions,
                struct decimal *out);
/* VALUE in percent of OF, rounded to whole percents; false when OF is nought or less. */
bool percent_of(struct decimal value, struct decimal of, struct decimal *out);
/* X + Y; false when it does not fit. */
bool decimal_sum(struct decimal x, struct decimal y, struct decimal *out);

#endif
