/* near.h -- who else works where a plan's rows are: other partners' rows of the same year in the same place and sector,
 * and their programmes with a location in the place. */
#ifndef SELARAS_WORKPLAN_NEAR_H
#define SELARAS_WORKPLAN_NEAR_H

#include "base/vec.h"
#include "workplan/workplan.h"

struct near {
	int64_t no; /* record of the plan or the programme */
	bool programme;
	str partner;     /* name */
	str place, text; /* code; what it is */
	bool same_sector;
};
typedef VEC(struct near) near_list;
struct near_counts;
struct near_all {
	near_list list;
	const struct near_counts *counts; /* of each place and sector */
};

/* ANY: also plans that are handed in and not approved yet (for those in government). False when the database fails. */
bool near_read(struct store *s, db *d, arena *a, const struct doc *plan, bool any, int lang, struct near_all *out);
/* How many others work in the place and sector of LINE. */
uint32_t near_count(arena *a, const struct near_all *n, const struct doc *line);
/* The name of an organisation by its ULID; the empty str when there is none. */
str workplan_org_name(struct store *s, db *d, arena *a, str id, int lang);

#endif
