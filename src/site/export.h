/* export.h -- lists as files: one table, declared once, goes out as CSV, XLSX or JSON with its source and its filter.
 */
#ifndef SELARAS_SITE_EXPORT_H
#define SELARAS_SITE_EXPORT_H

#include "base/vec.h"
#include "sheet/sheet.h"
#include "site/site.h"

struct export_column {
	const char *name; /* in JSON */
	enum msg heading;
	enum sheet_type type;
};
struct export_cell {
	bool known;
	str text;
	struct decimal number; /* also counts and years */
};
struct export
{
	struct view_of *v;
	const char *name; /* "activities": of the file */
	const struct export_column *columns;
	uint32_t ncolumns;
	VEC(struct export_cell) cells;    /* row after row */
	const struct cube_totals *totals; /* for the sentence on how it was counted; may be NULL */
};
enum export_format { EXPORT_CSV, EXPORT_XLSX, EXPORT_JSON, EXPORT_XML, EXPORT_NONE };

/* "activities.csv" for NAME "activities"; EXPORT_NONE when the file is another one or the format unknown. */
enum export_format export_format_of(str file, const char *name);
void export_text(struct export *e, str s); /* empty: not known */
void export_number(struct export *e, int64_t units, uint8_t scale);
void export_unknown(struct export *e);
struct reply export_reply(struct export *e, enum export_format f);
/* The reply as a file of that name; "contoh-" stands before it in an example database. */
void export_name(struct view_of *v, struct reply *p, str file);

#endif
