/* filter.h -- what a list of the desk is narrowed to, and lists that people keep under a name.
 *
 * A filter comes from the query of the list's address, or from a kept one (kind saved_filter): its owner has it as a
 * tab of the list. An administrator may share one with the bureau; then all its people have it. */
#ifndef SELARAS_DESK_FILTER_H
#define SELARAS_DESK_FILTER_H

#include "desk/internal.h"
#include "record/narrow.h"

#define SAVED_AUDIENCE (PARTNERS | GOVERNMENT)
#define SAVED_FILTER_FIELDS(F)                                                                                         \
	F(SAVED_ACCOUNT, "account", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | SAVED_AUDIENCE | SYSTEM,                 \
	  .max_length = 40)                                                                                            \
	F(SAVED_KIND, "for_kind", FIELD_TEXT, REQUIRED | INDEXED | SAVED_AUDIENCE | SYSTEM, .max_length = 40)          \
	F(SAVED_NAME, "name", FIELD_TEXT, REQUIRED | SAVED_AUDIENCE, .max_length = 60)                                 \
	F(SAVED_SHARED, "shared", FIELD_BOOL, INDEXED | SAVED_AUDIENCE | SYSTEM)                                       \
	F(SAVED_SHOW, "show", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 20)                                   \
	F(SAVED_TEXT, "text", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 200)                                  \
	F(SAVED_STATE, "state", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 60)                                 \
	F(SAVED_ORG, "partner", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 300)                                \
	F(SAVED_PLACE, "place", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 300)                                \
	F(SAVED_YEAR, "year", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 4)                                    \
	F(SAVED_MINE, "mine", FIELD_TEXT, SAVED_AUDIENCE | SYSTEM, .max_length = 1)
KIND_ENUM(SAVED_FILTER, SAVED_FILTER_FIELDS)
extern const struct kind saved_filter_kind; /* number 27 */
extern const struct desk_room saved_filter_room;

enum filter_value {
	FILTER_SHOW,
	FILTER_TEXT,
	FILTER_STATE,
	FILTER_ORG,
	FILTER_PLACE,
	FILTER_YEAR,
	FILTER_MINE,
	FILTER_VALUES
};
/* Names of the inputs, in that order. */
extern const char *const filter_names[FILTER_VALUES];
/* The inputs of a list's address. */
#define FILTER_INPUTS                                                                                                  \
	{ "show", INPUT_CODE, INPUT_LENIENT, 20 }, { "q", INPUT_TEXT, INPUT_LENIENT, 200 },                            \
	    { "state", INPUT_CODE, INPUT_LENIENT, 60 }, { "partner", INPUT_TEXT, INPUT_LENIENT, 300 },                 \
	    { "place", INPUT_TEXT, INPUT_LENIENT, 300 }, { "year", INPUT_INT, INPUT_LENIENT, 9999 },                   \
	{                                                                                                              \
		"mine", INPUT_FLAG, INPUT_LENIENT, 0                                                                   \
	}

/* A name that may mean several things: links to the list for each of them. */
struct filter_doubt {
	str label, typed;
	const struct desk_link *meant;
	size_t n;
};
struct desk_filter {
	str value[FILTER_VALUES]; /* as typed, or as kept */
	struct narrowing what;
	unsigned by;                /* enum NARROW_... of the kind */
	const struct record *saved; /* the kept one that is shown; or NULL */
	const struct record **kept; /* of the request: what its actor has kept of this list (saved_filters) */
	uint32_t nkept;
	struct filter_doubt doubts[2];
	size_t ndoubts;
	bool empty;
};
/* From the request; false when its kept filter is not to be had. */
bool filter_read(struct desk_view *v, struct desk_filter *f);
/* The kept filters of this list that its actor has: own ones by name, then shared ones. */
bool saved_filters(struct desk_view *v, const struct record ***out, uint32_t *n);
bool saved_may_share(const struct desk_view *v);
/* Whether the actor may rename and remove it. */
bool saved_may_change(const struct desk_view *v, const struct record *r);
/* What R narrows to. */
void saved_read(struct desk_view *v, const struct record *r, struct desk_filter *f);

extern route_handler desk_filter_save, desk_filter_change;

#endif
