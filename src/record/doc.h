/* doc.h -- a document: the values of one record (or child row) of a declared kind, in an arena.
 *
 * Every value is kept as text exactly as the source wrote it, or as child rows; types are a reading of that text. So
 * nothing a file says is lost, parse(print(doc)) = doc, and a wrong value can be kept and reported.
 * A document is built once and then only read. All of it lives in one arena. */
#ifndef SELARAS_RECORD_DOC_H
#define SELARAS_RECORD_DOC_H

#include "base/date.h"
#include "base/decimal.h"
#include "record/kind.h"

struct value {
	union {
		const char *p;     /* text: NULL = not said; "" with n = 0 = said, and empty */
		struct doc **rows; /* FIELD_ROWS: n rows */
	} u;
	uint32_t n;
	uint32_t cap; /* rows: allocated; while building only */
};

struct doc {
	const struct kind *kind;
	uint32_t line;    /* of the source file; 0 when it has none; not part of the document */
	char id[9];       /* child rows: stable short id, "" when none; root: always "" */
	struct value v[]; /* kind->nfields */
};

/* ---- building ---- */
struct doc *doc_new(arena *a, const struct kind *k) SEL_RETURNS_NONNULL;
/* S must live as long as the arena (copy it by arena_str() if not). */
void doc_set(struct doc *d, uint32_t field, str s);
struct doc *doc_add_row(arena *a, struct doc *d, uint32_t field) SEL_RETURNS_NONNULL;
/* Adds a narrative to field (rows of narrative_kind). */
void doc_add_text(arena *a, struct doc *d, uint32_t field, str lang, str text);
/* A deep copy in another arena. */
struct doc *doc_copy(arena *a, const struct doc *d);
/* The same for one field of two documents of a kind; what INTO had there is replaced. */
void doc_copy_field(arena *a, struct doc *into, const struct doc *d, uint32_t field);

/* The rows of another field of the same row kind, copied; what was there is replaced. */
void doc_copy_rows(arena *a, struct doc *into, uint32_t field, const struct doc *d, uint32_t from);

/* ---- reading ---- */
static inline bool doc_has(const struct doc *d, uint32_t field)
{
	return d->kind->fields[field].type == FIELD_ROWS ? d->v[field].n > 0 : d->v[field].u.p != NULL;
}
/* The text as written; the empty str when not said. */
str doc_str(const struct doc *d, uint32_t field);
struct doc *const *doc_rows(const struct doc *d, uint32_t field, uint32_t *n);
/* The narrative in language WANT ("id", "en"); else in FALLBACK (may be empty), else the first one. *GOT (may be NULL)
 * is its language as written, the empty str when not said. */
str doc_text(const struct doc *d, uint32_t field, str want, str fallback, str *got);
/* False (and nothing set) when absent or not readable as that type. */
bool doc_date(const struct doc *d, uint32_t field, date *out);
bool doc_decimal(const struct doc *d, uint32_t field, struct decimal *out);
bool doc_int(const struct doc *d, uint32_t field, int64_t *out);
bool doc_bool(const struct doc *d, uint32_t field, bool otherwise);
bool doc_equal(const struct doc *a, const struct doc *b);

/* ---- JSON: canonical, fields in table order, every value a string, absent ones left out ---- */
void doc_json(const struct doc *d, struct buf *out);
/* Reads what doc_json() wrote and any JSON of the same shape; unknown members, wrong types and bad UTF-8 are problems
 * (PS may be NULL). NULL when it is not readable at all. Safe on hostile input: depth and sizes are limited. */
struct doc *doc_from_json(arena *a, const struct kind *k, str json, struct problems *ps);

/* What a document of somebody else's program must not hold: control characters in texts; ids of rows that are none
 * (small letters and digits), or twice in a list. */
void doc_check_foreign(const struct doc *d, struct problems *ps);

/* ---- sheet rows ---- */
/* One document from a row of cells under HEADINGS: field names in any case; "title:en" for a narrative;
 * "category.source" or "category[2].source" for a field of a child row; a heading that starts with # is a note and left
 * alone. LINE names the row in problems. */
struct doc *doc_from_row(arena *a, const struct kind *k, const str *headings, const str *cells, uint32_t n,
                         uint32_t line, struct problems *ps);

/* ---- checks ---- */
/* Field rules (required, type, limits, code lists, row counts), then the kind's own; all problems, each with its path.
 */
void doc_check(const struct doc *d, const struct doc *old, struct problems *ps);

/* ---- history ---- */
enum change_what { CHANGE_SET, CHANGE_CLEARED, CHANGE_ALTERED, CHANGE_ROW_ADDED, CHANGE_ROW_REMOVED };
struct change {
	enum change_what what;
	str path; /* "transaction[3]/value" */
	const struct field *field;
	str old, new; /* texts; for rows their JSON */
};
struct diff {
	struct change *p;
	uint32_t n;
};
/* What changed from OLD to NEW (same kind). Rows are matched by id, then by equality, then by order. */
struct diff doc_diff(arena *a, const struct doc *old, const struct doc *new);

struct conflict {
	str path;
	const struct field *field;
	str base, theirs, ours;
};
struct conflicts {
	struct conflict *p;
	uint32_t n;
};
/* Three-way merge: takes every change of both sides; where both changed the same field differently THEIRS stays and the
 * pair is a conflict. Rows merge by id; rows without ids as whole lists. Nothing is dropped. */
struct doc *doc_merge(arena *a, const struct doc *base, const struct doc *theirs, const struct doc *ours,
                      struct conflicts *conflicts);

/* The same where a person has decided: conflicts at the paths MINE are settled for OURS, all others for THEIRS. */
struct meeting {
	const struct doc *base, *theirs, *ours;
	const str *mine;
	uint32_t nmine;
};
struct doc *doc_settle(arena *a, const struct meeting *m);

/* ---- who sees what ---- */
/* Whether VIEWER (flags) may see a field: EVERYTHING sees all; a PERSONAL field needs PERSONAL; besides, one of its
 * audiences (PUBLIC, PARTNERS, GOVERNMENT) must be among the viewer's where it names any. */
bool field_visible(const struct field *f, uint32_t viewer);
/* A copy with only the fields that VIEWER may see. Redaction happens here and nowhere else. */
struct doc *doc_visible(arena *a, const struct doc *d, uint32_t viewer);
/* What WANTED may become of OLD (NULL: a new record) when somebody who sees only VIEWER's fields asks for it: fields
 * that this viewer cannot see, and SYSTEM fields, stay as they are in OLD, whatever WANTED says. Rows are matched by
 * id, rows without id by their place while both have equally many. */
struct doc *doc_guard(arena *a, const struct doc *old, const struct doc *wanted, uint32_t viewer);

/* Path of field in D's kind for problems: "transaction[3]/value". */
str doc_path(arena *a, str parent, const struct field *f, uint32_t row_plus_1);

#endif
