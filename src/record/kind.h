/* kind.h -- how a kind of record is declared. One field table per kind; everything else follows from it: form, checks,
 * JSON, sheet row, IATI reading and writing, search, derived tables, history, labels.
 *
 * Declaring a kind, in the room's header and source:
 *
 *   #define BUDGET_FIELDS(F)                                                                        \
 *       F(BUDGET_TYPE,  "type",  FIELD_CODE, PUBLIC, .codes = "BudgetType", .iati = "@type")             \
 *       F(BUDGET_START, "start", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "period-start/@iso-date") \
 *       F(BUDGET_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC, .places = 2, .iati = "value/text()")
 *   KIND_ENUM(BUDGET, BUDGET_FIELDS)                       // header: enum { BUDGET_TYPE, ..., BUDGET_COUNT }
 *   KIND(budget, BUDGET, BUDGET_FIELDS, .iati = "budget")  // source: const struct kind budget_kind
 *
 * Labels and help are messages named from kind and field: "field.budget.start", "help.budget.start".
 * Tables are static const and live as long as the program. */
#ifndef SELARAS_RECORD_KIND_H
#define SELARAS_RECORD_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/str.h"

struct doc;
struct kind;

enum field_type {
	FIELD_TEXT,     /* one line or more, any language-neutral text */
	FIELD_CODE,     /* a code of the list .codes (or of the list named by a vocabulary field: .codes_by) */
	FIELD_DATE,     /* xsd:date; the calendar day counts */
	FIELD_DATETIME, /* xsd:dateTime */
	FIELD_DECIMAL,  /* xsd:decimal, exact */
	FIELD_INT,      /* xsd:integer within 64 bits */
	FIELD_BOOL,     /* "1"/"0" (also read: true/false) */
	FIELD_URL,      /* http(s) or mailto address */
	FIELD_LINK,     /* id of another record of kind .to */
	FIELD_PLACE,    /* place code (Kemendagri) */
	FIELD_ROWS      /* child rows of kind .rows */
};

enum field_flag {
	REQUIRED = 1 << 0,
	INDEXED = 1 << 1,      /* a column of the derived table */
	SEARCH_TITLE = 1 << 2, /* full text, weighs most; on FIELD_ROWS of narratives: all their texts */
	SEARCH_BODY = 1 << 3,  /* full text */
	UNIQUE_KEY = 1 << 4,   /* goes into record_key under the field's name; no two records of the kind share it */
	MULTILINE = 1 << 5,
	SMALL_COUNTS_HIDDEN = 1 << 6,
	LOOKUP = 1 << 7, /* with INDEXED: the derived column has an SQL index of its own */
	/* Who may see it; none of these: only the bureau. */
	PUBLIC = 1 << 8,
	PARTNERS = 1 << 9,
	GOVERNMENT = 1 << 10,
	PERSONAL = 1 << 11, /* never in public pages, API, exports, search or logs (UU 27/2022) */
	/* IATI: a value of an optional child element ("point/@srsName"): required when that element is there. Document
	 * checks cannot see the element; readers of files do. */
	WITH_ELEMENT = 1 << 12,
	/* Whose record it is; record/actor.h decides by these who may do what with it. */
	OWNER = 1 << 13,       /* LINK to the organisation whose own record this is, or TEXT: its identifier (ref) */
	ACCOMPANIES = 1 << 14, /* LINK to a unit of government that accompanies it */
	AREA = 1 << 15,        /* PLACE: a place that it concerns */
	/* Set by the program only (state of a workflow, a number given out): whatever a form, sheet or API request says
	 * about it is not taken. */
	SYSTEM = 1 << 16,
	SHARE = 1 << 17, /* DECIMAL: a percentage; those of the rows of one list add up to 100 */
	MONEY = 1 << 18, /* DECIMAL: an amount in the currency that the row's field "currency" names */
	/* Only as flag of a viewer: sees every field (the bureau and the program itself). */
	EVERYTHING = 1 << 19
};

struct field {
	const char *name; /* JSON key, column and part of message ids: lower case with underscores */
	enum field_type type;
	uint32_t flags;
	const struct kind *rows; /* FIELD_ROWS */
	const struct kind *to;   /* FIELD_LINK */
	const char *picks;       /* FIELD_TEXT: "place" or a kind's name: it holds a place code, or that record's key */
	/* FIELD_TEXT: the id of a record of the kind that this field of the same row names; a link like the others. */
	const char *to_by;
	const char *codes;    /* FIELD_CODE: the list's name */
	const char *codes_by; /* FIELD_CODE: field of the same row whose value names the vocabulary */
	/* FIELD_CODE with codes_by: the list that holds the vocabularies; each one's category names the list of its
	 * codes (none: any code goes). Where the row names no vocabulary, the list is .codes. */
	const char *vocabulary;
	const char *iati; /* path below the kind's element: "value/@currency", "narrative/text()", "sector" (rows) */
	/* The same in versions 1.x where it differs; "" = not there in 1.x; "." (rows of narratives) = the row's own
	 * element is the one narrative; "@name" (rows of narratives) = an attribute holds the one narrative, without
	 * language. */
	const char *iati1;
	const char *hxl;       /* HXL tag and attributes: "#date+start" */
	const char *source;    /* law or standard behind the field, as shown beside it */
	const char *min, *max; /* DECIMAL and INT, inclusive; DATE */
	uint32_t max_length;   /* code points of a TEXT, rows of ROWS; 0: the type's own limit (20,000; 10,000) */
	uint32_t min_rows;     /* ROWS: least number (REQUIRED means 1) */
	uint8_t places;        /* indexed DECIMAL: digits after the point kept in the derived column, 0..9 */
	uint16_t since, until; /* IATI versions as 203, 104; 0 = always */
	/* IATI versions in which REQUIRED and WITH_ELEMENT hold, where not in all: from required_since on; a field that
	 * is required up to required_until only does not carry REQUIRED. */
	uint16_t required_since, required_until;
	uint16_t single_since,
	    single_until; /* ROWS: IATI versions in which at most one row may stand; both 0: any number */
};

/* A derived table that a kind computes itself (places matched, links resolved), beside the ones made from INDEXED
 * fields. */
struct derived_sink;
struct derived_column {
	const char *name;
	enum field_type type; /* TEXT, INT, DECIMAL with places */
	uint8_t places;
	bool indexed;
};
struct derived_table {
	const char *name; /* "place" makes ix_KIND_place (no, row, columns) */
	const struct derived_column *columns;
	uint32_t ncolumns;
	/* Adds rows by derived_row(); APP is the store's application pointer. Pure: reads DOC and APP only. */
	void (*fill)(void *app, const struct doc *doc, struct derived_sink *sink);
};

/* One page of a long form: a topic and its fields, by name. Its words are messages "section.KIND.NAME". */
struct section {
	const char *name;
	const char *fields; /* names between spaces: "title description status"; "! title status": all but these */
};
/* Whether NAMES, written so, have NAME; NULL has them all. */
bool section_has(const char *names, const char *name);

struct owners;   /* record/actor.h */
struct store;    /* record/store.h */
struct record;   /* record/store.h */
struct db;       /* db/db.h */
struct workflow; /* record/workflow.h */

struct kind {
	const char *name; /* "activity"; child kinds: "budget" */
	const struct field *fields;
	uint32_t nfields;
	const char *iati;    /* element name of a row: "budget"; NULL when it has none */
	uint8_t number;      /* root kinds: fixed number in the database, 1..255, never reused; 0 for child kinds */
	bool links;          /* it or one of its rows has a FIELD_LINK: the kernel keeps record_link for it */
	bool derived;        /* root kinds: has an ix_ table even when no field of its own is INDEXED */
	uint32_t visibility; /* root kinds: flags PUBLIC... of those who may see its records at all */
	/* The same where it depends on what the record says (a plan is public once it is approved); instead of
	 * visibility. */
	uint32_t (*visible)(const struct doc *doc);
	/* Whose record it is, beyond the flags OWNER, ACCOMPANIES and AREA of its fields; APP as in derived tables. */
	void (*owners)(void *app, arena *a, const struct doc *doc, struct owners *out);
	const struct section *sections; /* pages of its form; none: all fields on one */
	uint32_t nsections;
	const struct workflow *workflow; /* NULL: it has no states */
	/* For lists of its records (record/narrow.h): the INDEXED field that says where one stands, where that is not
	 * its workflow's; and the INDEXED fields, between spaces, that say when it is: its year, its day, its first and
	 * last day, or its rows of days. */
	const char *state, *years;
	uint32_t search_max; /* characters of a record that are searched; 0: 2,000 */
	/* Whether persons can neither edit nor delete it as it stands (handed in, approved); steps still change it. */
	bool (*locked)(const struct doc *doc);
	/* Rules beyond the field rules; adds problems. OLD is NULL for a new record. */
	void (*check)(const struct doc *doc, const struct doc *old, struct problems *ps);
	/* Rules that need other records (a permit not beyond another one): asked when a person saves or takes a step,
	 * but not for drafts. OLD is the record as it is, NULL for a new one. False when the database fails. */
	bool (*fits)(struct store *s, struct db *d, arena *a, const struct doc *doc, const struct doc *old,
	             struct problems *ps);
	/* KEEP takes up what DROP, found to be the same, has to add (record/merge.h); the kernel has filled empty
	 * fields. */
	void (*absorb)(arena *a, struct doc *keep, const struct doc *drop);
	/* A key made of several fields, unique in the kind: its name in record_key, and its value ("" = none). */
	const char *key_name;
	str (*key)(arena *a, const struct doc *doc);
	/* What DOC says of the record that its field with .to_by names (whose it is, who may see it): made anew
	 * whenever a person or the program changes that record. TARGET is whole; APP as in derived tables. */
	void (*follow)(void *app, arena *a, struct doc *doc, const struct record *target);
	/* Puts "<5" in place of small counts of people in a copy that the public reads (record/small.h). */
	void (*conceal)(arena *a, struct doc *doc, int least);
	/* One line that names the record for people, in the arena ("" when it has no name). */
	str (*title)(const struct doc *doc, int lang, arena *a);
	const struct derived_table *tables; /* computed derived tables */
	uint32_t ntables;
};

#define KIND_ENUM_ROW(id, ...) id,
#define KIND_ENUM(PREFIX, FIELDS) enum { FIELDS(KIND_ENUM_ROW) PREFIX##_COUNT };
#define KIND_FIELD_ROW(id, name_, type_, flags_, ...)                                                                  \
	[id] = { .name = (name_), .type = (type_), .flags = (flags_), __VA_ARGS__ },
#define KIND(lower, PREFIX, FIELDS, ...)                                                                               \
	static const struct field lower##_fields[PREFIX##_COUNT] = { FIELDS(KIND_FIELD_ROW) };                         \
	const struct kind lower##_kind = {                                                                             \
		.name = #lower, .fields = lower##_fields, .nfields = PREFIX##_COUNT, __VA_ARGS__                       \
	};

/* Position of the field NAME in K, or -1. */
int kind_field(const struct kind *k, str name);

/* ---- two child kinds that every room uses ---- */

/* Text in a language: rows of a title or description. lang is empty when the source did not say. */
#define NARRATIVE_FIELDS(F)                                                                                            \
	F(NARRATIVE_LANG, "lang", FIELD_CODE, PUBLIC, .codes = "Language", .iati = "@xml:lang")                        \
	F(NARRATIVE_TEXT, "text", FIELD_TEXT, PUBLIC | MULTILINE, .iati = "text()")
KIND_ENUM(NARRATIVE, NARRATIVE_FIELDS)
extern const struct kind narrative_kind;

/* What a source said that has no field: kept with the row it stood in and written out again. path: "" for a child
 * element of the row's element (xml is the whole fragment), "activity-status/@foo" or "@foo" for an attribute (xml is
 * its value), "activity-status/" for a child element inside a flattened element, "#text" for stray text. */
#define EXTRA_FIELDS(F)                                                                                                \
	F(EXTRA_PATH, "path", FIELD_TEXT, PUBLIC)                                                                      \
	F(EXTRA_XML, "xml", FIELD_TEXT, PUBLIC | MULTILINE)
KIND_ENUM(EXTRA, EXTRA_FIELDS)
extern const struct kind extra_kind;

#endif
