/* finding.h -- what the parts share that look for candidates of an agenda (agenda.c, agenda_report.c). */
#ifndef SELARAS_MEETING_FINDING_H
#define SELARAS_MEETING_FINDING_H

#include "base/vec.h"
#include "meeting/agenda.h"

struct finding {
	arena *a;
	const struct agenda_query *q;
	VEC(struct candidate) list;
};
/* Adds C, with its key and whether it is picked. */
void finding_add(struct finding *f, struct candidate c);
/* The numbers in the first column of QUERY; false when the database fails. */
bool finding_numbers(arena *a, db *d, const struct db_query *query, const struct db_arg *args, int64_t **out,
                     uint32_t *n) SEL_MUST_CHECK;
/* Reports that are late, by partner, and reports with figures on which the two sides do not agree, of the event's year.
 */
bool finding_reports(struct finding *f) SEL_MUST_CHECK;

#endif
