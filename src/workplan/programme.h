/* programme.h -- what the work plans in force say about programmes: which items of the development plan their rows
 * serve, and which agency leads. Only rows that name the programme count. */
#ifndef SELARAS_WORKPLAN_PROGRAMME_H
#define SELARAS_WORKPLAN_PROGRAMME_H

#include "workplan/workplan.h"

struct programme_plan {
	str programme; /* ULID */
	str items;     /* labels of the development plan: "P3; P4" */
	str agency;    /* name */
	str number;    /* of the signed plan; may be empty */
};
/* As the public may see them, newest plan first; false when the database fails. */
bool programme_plans(struct store *s, db *d, arena *a, int lang, const struct programme_plan **out,
                     uint32_t *n) SEL_MUST_CHECK;

#endif
