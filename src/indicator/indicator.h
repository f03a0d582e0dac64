/* indicator.h -- statistics of places: what is measured (kind indicator), and each figure (kind indicator_value).
 *
 * An indicator has series: figures of one method, by one survey or register. Figures of different series are never
 * joined in one line or compared with each other. Every figure says its source, when it was published or taken, and how
 * sure it is. Nothing here says why a figure moved.
 *
 * A figure is known by indicator, series, place, period and part of the population; the record kernel keeps the five
 * together as the key "value". */
#ifndef SELARAS_INDICATOR_INDICATOR_H
#define SELARAS_INDICATOR_INDICATOR_H

#include "place/index.h"
#include "record/store.h"

#define INDICATOR_SERIES_FIELDS(F)                                                                                     \
	F(INDICATOR_SERIES_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 40)                    \
	F(INDICATOR_SERIES_NAME, "name", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind)                       \
	F(INDICATOR_SERIES_NOTE, "note", FIELD_ROWS, PUBLIC, .rows = &narrative_kind)
KIND_ENUM(INDICATOR_SERIES, INDICATOR_SERIES_FIELDS)
extern const struct kind indicator_series_kind;

#define INDICATOR_FIELDS(F)                                                                                            \
	F(INDICATOR_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | UNIQUE_KEY | PUBLIC, .max_length = 40,              \
	  .hxl = "#indicator+code")                                                                                    \
	F(INDICATOR_NAME, "name", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind,               \
	  .hxl = "#indicator+name")                                                                                    \
	F(INDICATOR_UNIT, "unit", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "indicator-unit",                  \
	  .hxl = "#indicator+unit")                                                                                    \
	F(INDICATOR_DESIRABILITY, "desirability", FIELD_CODE, REQUIRED | INDEXED | PUBLIC,                             \
	  .codes = "indicator-desirability")                                                                           \
	F(INDICATOR_PLACES, "places", FIELD_INT, REQUIRED | PUBLIC, .min = "0", .max = "4")                            \
	F(INDICATOR_DEFINITION, "definition", FIELD_ROWS, SEARCH_BODY | PUBLIC, .rows = &narrative_kind)               \
	F(INDICATOR_PRODUCER, "producer", FIELD_TEXT, PUBLIC, .max_length = 200)                                       \
	F(INDICATOR_SERIES, "series", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &indicator_series_kind)
KIND_ENUM(INDICATOR, INDICATOR_FIELDS)
extern const struct kind indicator_kind; /* number 6 */

/* The period is a year, half-year, quarter or month: "2024", "2024-S2", "2024-Q3", "2024-03". */
#define INDICATOR_VALUE_FIELDS(F)                                                                                      \
	F(INDICATOR_VALUE_INDICATOR, "indicator", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | PUBLIC, .max_length = 40)  \
	F(INDICATOR_VALUE_SERIES, "series", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 40)                 \
	F(INDICATOR_VALUE_PLACE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC, .hxl = "#adm+code")       \
	F(INDICATOR_VALUE_PERIOD, "period", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 7,                  \
	  .hxl = "#date+period")                                                                                       \
	F(INDICATOR_VALUE_SUBSET, "subset", FIELD_CODE, INDEXED | PUBLIC, .codes = "indicator-subset")                 \
	F(INDICATOR_VALUE_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC, .places = 4,                     \
	  .hxl = "#indicator+value")                                                                                   \
	F(INDICATOR_VALUE_STATUS, "status", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "indicator-status")      \
	F(INDICATOR_VALUE_SOURCE, "source", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 500,                \
	  .hxl = "#meta+source")                                                                                       \
	F(INDICATOR_VALUE_AS_OF, "as_of", FIELD_DATE, INDEXED | PUBLIC, .hxl = "#date+published")                      \
	F(INDICATOR_VALUE_NOTE, "note", FIELD_TEXT, INDEXED | PUBLIC, .max_length = 500)
KIND_ENUM(INDICATOR_VALUE, INDICATOR_VALUE_FIELDS)
extern const struct kind indicator_value_kind; /* number 5 */

/* The last day of a period; false when S is none. */
bool indicator_period_end(str s, date *out) SEL_MUST_CHECK;
/* The key "value" of a figure: "hdi/sp2010/53.01/2024/". Every writer of indicator_value hands it to the kernel. */
str indicator_value_key(arena *a, const struct doc *value);

/* ---- reading ---- */
struct indicator_series {
	str code;
	str name[2], note[2]; /* Indonesian, English */
};
struct indicator {
	int64_t no;
	str code;
	str name[2], definition[2];
	str unit, desirability, producer; /* codes of indicator-unit and indicator-desirability */
	int places;                       /* digits after the point */
	const struct indicator_series *series;
	uint32_t nseries;
};
/* All indicators, by code, in the arena. False when the database fails. */
bool indicator_list(struct store *s, db *d, arena *a, const struct indicator **out, uint32_t *n) SEL_MUST_CHECK;
/* NULL when there is none. */
const struct indicator *indicator_find(const struct indicator *list, uint32_t n, str code);
const struct indicator_series *indicator_series_find(const struct indicator *i, str code);

struct indicator_figure {
	str indicator, series, place, period, subset; /* subset: empty = all people */
	struct decimal value;
	str status, source, note;
	date as_of; /* DATE_NONE: not said */
};
/* The figures of one place, by indicator, series, subset and period. */
bool indicator_of_place(db *d, arena *a, str place, struct indicator_figure **out, uint32_t *n) SEL_MUST_CHECK;
/* The figures of one series for all people, by period and place: a map, a table of regencies. */
bool indicator_of_series(db *d, arena *a, str indicator, str series, struct indicator_figure **out,
                         uint32_t *n) SEL_MUST_CHECK;

/* ---- writing ---- */
struct indicator_imported {
	uint32_t rows, added, changed, unchanged;
};
/* The indicators that come with the program (data/indicators); those that are there already stay as they are. */
enum record_rc indicator_seed(struct store *s, struct problems *ps, struct indicator_imported *out) SEL_MUST_CHECK;
/* The figures of Nusa Tenggara Timur that come with the program. */
enum record_rc indicator_seed_values(struct store *s, const struct place_index *places, struct problems *ps,
                                     struct indicator_imported *out) SEL_MUST_CHECK;
/* Figures in long form, CSV with the columns indicator, series, period, value, source and place (Kemendagri code) or
 * bps_code; also subset, unit, status, as_of, note. A file with an error changes nothing and every problem is told; the
 * same file again changes nothing. Without status a figure counts as "secondary". */
enum record_rc indicator_import(struct store *s, const struct place_index *places, str csv, str name,
                                struct problems *ps, struct indicator_imported *out) SEL_MUST_CHECK;

#endif
