/* located.h -- a computed table of the activity kind: ix_activity_place (no, row, place, suggested, method,
 * confidence, doubtful, percentage in 1e-4 percent). "place" is what is sure and may be empty; "suggested" is the best
 * guess. */
#ifndef SELARAS_ACTIVITY_LOCATED_H
#define SELARAS_ACTIVITY_LOCATED_H

#include "place/index.h"
#include "record/kind.h"

enum { ACTIVITY_LOCATED_COLUMNS = 6 };
extern const struct derived_column activity_located_columns[ACTIVITY_LOCATED_COLUMNS];
void activity_located_fill(void *app, const struct doc *d, struct derived_sink *sink);
/* What location ROW (from 0) says of itself; POINT is memory for one of its texts. */
struct place_facts;
enum { LOCATED_POINT = 64 };
void activity_located_facts(const struct doc *activity, uint32_t row, struct place_facts *out,
                            char point[LOCATED_POINT]);
/* The place of location ROW (from 0) where it is sure, else NULL; WORLD is a struct place_world, or NULL. */
const struct place *activity_located_place(const void *world, const struct doc *activity, uint32_t row);

#endif
