/* named.h -- the computed table ix_activity_name (no, row, title_id, title_en, reporter): what a list calls an activity
 * and the organisation that reports it, so that a row of a list needs no document. "title_en" is absent when it is the
 * same as "title_id"; "reporter" is what the activity calls its reporting organisation. */
#ifndef SELARAS_ACTIVITY_NAMED_H
#define SELARAS_ACTIVITY_NAMED_H

#include "record/kind.h"

enum { ACTIVITY_NAMED_COLUMNS = 3 };
extern const struct derived_column activity_named_columns[ACTIVITY_NAMED_COLUMNS];
void activity_named_fill(void *app, const struct doc *d, struct derived_sink *sink);

#endif
