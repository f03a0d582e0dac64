/* rules.h -- decisions of people about locations, in memory. Any number of threads: whoever decides adds one while
 * others ask. */
#ifndef SELARAS_PLACE_RULES_H
#define SELARAS_PLACE_RULES_H

#include "place/match.h"

/* NULL when they cannot be read (the reason is in the log). */
struct place_rules *place_rules_load(db *d);
struct place_rules *place_rules_new(void);
/* A later decision about the same location goes before an earlier one. An empty PLACE: none of ours. */
void place_rules_add(struct place_rules *r, str activity, str location, str place);
/* What the database has instead of what was added; false when it cannot be read, and nothing changes. */
bool place_rules_reload(struct place_rules *r, db *d);
void place_rules_free(struct place_rules *r); /* NULL allowed */
/* True when somebody has decided about this location: for this activity, else for all. */
bool place_rules_decide(struct place_rules *r, const struct place_index *x, const struct place_facts *f,
                        struct place_found *out);

#endif
