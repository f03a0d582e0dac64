/* near.h -- who else works where a plan's rows are: other partners' rows of the same year in the same place and sector,
 * and their programmes of that sector with a location in the place that run in that year. */
#ifndef SELARAS_WORKPLAN_NEAR_H
#define SELARAS_WORKPLAN_NEAR_H

#include "base/vec.h"
#include "workplan/workplan.h"

struct near {
	int64_t no; /* record of the plan or the programme */
	bool programme;
	str partner;             /* name */
	str place, sector, text; /* code; code; what it is */
	int year;
};
/* What is looked for: parts of what the plan has (empty: all of it), in another year (0: its own). */
struct near_want {
	str place, sector;
	int year;
	bool any; /* also plans that are handed in and not approved yet (for those in government) */
};
typedef VEC(struct near) near_list;
struct near_counts;
struct near_all {
	near_list list;
	const struct near_counts *counts; /* of each place and sector */
};

/* False when the database fails. */
bool near_read(struct store *s, db *d, arena *a, const struct doc *plan, const struct near_want *want, int lang,
               struct near_all *out);
/* How many others work in the place and sector of LINE. */
uint32_t near_count(arena *a, const struct near_all *n, const struct doc *line);
/* The codes in FIELD of PLAN's rows, each once, in their order. */
const str *workplan_codes(arena *a, const struct doc *plan, uint32_t field, uint32_t *n);
/* The name of an organisation by its ULID; the empty str when there is none. */
str workplan_org_name(struct store *s, db *d, arena *a, str id, int lang);

#endif
