/* export.h -- lists as files: one table, declared once, goes out as CSV, XLSX or JSON with its source and its filter.
 *
 * A file is written row by row. CSV, JSON and IATI leave while they are being written, in parts: no more than one part
 * and one record stand in memory, and no database connection is held while a slow reader takes its time. XLSX, an
 * archive, is finished on disk first. */
#ifndef SELARAS_SITE_EXPORT_H
#define SELARAS_SITE_EXPORT_H

#include "sheet/sheet.h"
#include "site/site.h"

struct export_column {
	const char *name; /* in JSON */
	enum msg heading;
	enum sheet_type type;
	const char *hxl; /* tag of the Humanitarian Exchange Language 1.1, "#adm+code" */
};
struct export_cell {
	bool known;
	str text;
	struct decimal number; /* also counts, years and dates */
};
enum { EXPORT_COLUMNS = 24 + ADDED_MOST };
struct export
{
	struct view_of *v; /* in the request's arena, see export_start() */
	const struct query *q;
	const char *name; /* "activities": of the file */
	const struct export_column *columns;
	uint32_t ncolumns;
	uint32_t nrows;
	/* Puts the cells of row I; V is the view with an arena that lasts one row. */
	void (*row)(struct export * e, struct view_of * v, uint32_t i);
	const void *rows;                 /* for ROW */
	const struct cube_totals *totals; /* for the sentence on how it was counted */
	const struct custom_field *added; /* further columns, filled by export_added() */
	uint32_t nadded;
	struct export_cell cells[EXPORT_COLUMNS];
	uint32_t ncells;
};
enum export_format { EXPORT_CSV, EXPORT_XLSX, EXPORT_JSON, EXPORT_XML, EXPORT_NONE };

/* "activities.csv" for NAME "activities"; EXPORT_NONE when the file is another one or the format unknown. */
enum export_format export_format_of(str file, const char *name);
void export_text(struct export *e, str s); /* empty: not known */
void export_number(struct export *e, int64_t units, uint8_t scale);
void export_date(struct export *e, date d); /* DATE_NONE: not known */
void export_unknown(struct export *e);
/* Puts columns of the fields that the province added to records of K after those that E has. */
void export_add_columns(struct export *e, const struct kind *k);
/* Their cells, from D (NULL: not known). */
void export_added(struct export *e, const struct doc *d);
/* E must live in the request's arena. */
struct reply export_reply(struct export *e, enum export_format f);

/* A view whose database connection goes back before the answer leaves, with the query read; NULL: *FAILED is the
 * answer. */
struct view_of *export_start(struct req *r, struct query **q, struct reply *failed);

/* A reply in parts: NEXT gives the next part, valid until it is called again, an empty one at the end; false when it
 * cannot go on. V has a connection only while NEXT runs. Few ROWS are sent whole, so that they can be kept. */
typedef bool export_next(void *ctx, struct view_of *v, str *part);
struct reply export_parts(struct view_of *v, const char *type, uint32_t rows, export_next *next, void *ctx);

/* The reply as a file of that name; "data-contoh-" stands before it in an example database. */
void export_name(struct view_of *v, struct reply *p, str file);

#endif
