/* library.h -- regulations, procedures and guidelines that the cooperation rests on (R29, R42, R47, R55), and the
 * glossary (R44).
 *
 * A regulation says what it is, since when it is in force as far as is known, what it replaces, and how all that was
 * checked. Nothing is assumed: a date that nobody has read stays empty, and then its status is not known. What names a
 * regulation in a text (the law behind a field, a step, a deadline) is found by cite.h, never kept as a link. */
#ifndef SELARAS_LIBRARY_LIBRARY_H
#define SELARAS_LIBRARY_LIBRARY_H

#include "html/html.h"
#include "library/cite.h"
#include "record/doc.h"
#include "record/store.h"

/* What it replaces or, in part, changes. */
#define REPLACED_FIELDS(F)                                                                                             \
	F(REPLACED_REGULATION, "regulation", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC, .to = &regulation_kind) \
	F(REPLACED_IN_PART, "in_part", FIELD_BOOL, PUBLIC)
KIND_ENUM(REPLACED, REPLACED_FIELDS)
extern const struct kind regulation_replaced_kind;

#define REGULATION_FIELDS(F)                                                                                           \
	F(REGULATION_SORT, "sort", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "regulation-sort")                \
	F(REGULATION_NUMBER, "number", FIELD_TEXT, INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 60)                  \
	F(REGULATION_YEAR, "year", FIELD_INT, INDEXED | SEARCH_TITLE | PUBLIC, .min = "1945", .max = "2200")           \
	F(REGULATION_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)            \
	F(REGULATION_LEVEL, "level", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "regulation-level")             \
	F(REGULATION_ISSUER, "issuer", FIELD_TEXT, PUBLIC, .max_length = 60)                                           \
	F(REGULATION_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)                                                    \
	F(REGULATION_SIGNED, "signed", FIELD_DATE, PUBLIC)                                                             \
	F(REGULATION_FROM, "in_force_from", FIELD_DATE, INDEXED | PUBLIC)                                              \
	F(REGULATION_UNTIL, "in_force_until", FIELD_DATE, INDEXED | PUBLIC)                                            \
	F(REGULATION_REPLACES, "replaces", FIELD_ROWS, PUBLIC, .rows = &regulation_replaced_kind, .max_length = 100)   \
	F(REGULATION_SUMMARY, "summary", FIELD_ROWS, SEARCH_BODY | PUBLIC, .rows = &narrative_kind)                    \
	F(REGULATION_ADDRESS, "address", FIELD_URL, PUBLIC, .max_length = 500)                                         \
	F(REGULATION_SOURCE, "source", FIELD_TEXT, REQUIRED | MULTILINE | PUBLIC, .max_length = 1000)                  \
	F(REGULATION_CHECK, "verification", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "regulation-check")      \
	F(REGULATION_CHECKED, "checked", FIELD_DATE, PUBLIC)
KIND_ENUM(REGULATION, REGULATION_FIELDS)
extern const struct kind regulation_kind; /* number 50 */

/* "Pergub NTT 4/2011"; the sort alone when it has no number. In A. */
str regulation_name(arena *a, const struct doc *d);
/* Its name in addresses, unique among regulations. In A. */
str regulation_slug(arena *a, const struct doc *d);

/* ---- whether it is in force ---- */
enum regulation_status { REGULATION_UNKNOWN, REGULATION_AHEAD, REGULATION_IN_FORCE, REGULATION_ENDED };
/* DATE_NONE: not known. */
struct regulation_force {
	date from, until; /* first and last day */
	bool replaced;    /* another one takes its place as a whole, */
	date replaced_on; /* from this day on */
};
/* On DAY, as far as the dates say. Without a first day nobody can say that it is in force; after the last one, or once
 * replaced, it is not, whatever else is missing. */
enum regulation_status regulation_status(const struct regulation_force *f, date day);
/* "in_force": in addresses, and in messages "regulation.status.in_force". */
const char *regulation_status_name(enum regulation_status s);

/* ---- reading ---- */
struct regulation {
	int64_t no;
	str id, slug, name;
	str title[2]; /* Indonesian, English */
	struct regulation_force force;
	const struct doc *doc;
};
/* All that are kept, by level, sort, year and number; in A. False when the database fails. */
bool regulations_read(struct store *s, db *d, arena *a, struct regulation **out, uint32_t *n) SEL_MUST_CHECK;
const struct regulation *regulation_find(const struct regulation *list, uint32_t n, str slug); /* or NULL */
const struct regulation *regulation_of_id(const struct regulation *list, uint32_t n, str id);  /* or NULL */

/* ---- which there are, in memory: texts on pages become links by it ---- */
struct library *library_open(struct store *s);
void library_close(struct library *l); /* NULL is allowed */
/* Reads anew when something was written. Cheap when nothing was. */
void library_follow(struct library *l);
/* Lets every page of SITE make links of the regulations that its texts name. */
void library_show(const struct library *l, struct page_site *site);

/* ---- what comes with the program ---- */
struct library_seeded {
	uint32_t added, unchanged;
};
/* data/library/regulations.csv; those that are there already stay as they are. */
enum record_rc library_seed(struct store *s, struct problems *ps, struct library_seeded *out) SEL_MUST_CHECK;

struct glossary_term {
	str term[2];  /* Indonesian, English */
	str standard; /* what IATI or the OECD call it; may be empty */
	str note;     /* may be empty */
};
/* data/library/glossary.csv, in the order of the Indonesian words. Made once, lives as long as the program. */
const struct glossary_term *glossary_terms(uint32_t *n);

#endif
