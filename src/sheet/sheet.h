/* sheet.h -- tables as files: CSV (RFC 4180) and XLSX, written cell by cell.
 *
 * Numbers and dates go out as numbers and dates, text always as text: nothing in the data can become a formula.
 *   XLSX  text is written as a string cell. A number of more than 15 significant digits and a date before 1 March 1900
 *         are written as text, because a spreadsheet program would change them. Text past 32,767 characters, the most a
 *         cell holds, is cut and ends in an ellipsis.
 *   CSV   what a spreadsheet program would take for a formula gets an apostrophe in front (csv_guarded() in csv.h;
 *         csv_plain() takes it off again); numbers have a point and no thousands, dates are YYYY-MM-DD.
 * The first row holds the headings. An XLSX file also has a second sheet with the notes; a CSV file has none, because a
 * line of notes would make it unreadable for other programs.
 *
 * Owner: everything lives in the arena given to sheet_begin(), which also removes the temporary files of a sheet that
 * was never ended. One writer belongs to one thread. */
#ifndef SELARAS_SHEET_SHEET_H
#define SELARAS_SHEET_SHEET_H

#include "base/date.h"
#include "base/decimal.h"

enum sheet_format { SHEET_CSV, SHEET_XLSX };
enum sheet_type {
	SHEET_TEXT,
	SHEET_INT,
	SHEET_DECIMAL,
	SHEET_DATE,
	SHEET_MONEY, /* shown with thousands and two places */
};
enum sheet_rc {
	SHEET_OK,
	SHEET_TOO_BIG, /* past the maximum of bytes, or of the rows an XLSX sheet can have */
	SHEET_IO,      /* the temporary file could not be written or read; the log says why */
};

struct sheet_column {
	str heading;
	enum sheet_type type;
	int width; /* XLSX, in characters; 0: by its type */
};
struct sheet_opts {
	enum sheet_format format;
	str name; /* of the sheet; what XLSX does not allow in a name is replaced */
	const struct sheet_column *columns;
	uint32_t n;
	str notes_name;   /* of the sheet of notes ("Sumber") */
	const str *notes; /* lines on source, date, filter */
	uint32_t n_notes; /* 0: no sheet of notes */
	bool bom;         /* CSV: start with a byte order mark, by which Excel knows UTF-8 */
	char delimiter;   /* CSV: 0 means a comma; Excel set to Indonesian expects a semicolon */
	size_t max;       /* most bytes of the file; 0 means SHEET_MAX */
};
#define SHEET_MAX ((size_t)512 << 20)

struct sheet_writer;

/* Starts a sheet and writes its headings. COLUMNS must live as long as the writer. Errors come out of sheet_end(). */
struct sheet_writer *sheet_begin(arena *a, const struct sheet_opts *opts) SEL_RETURNS_NONNULL;
/* The next cell of the row. There are no more cells in a row than columns; a row may end early. */
void sheet_cell_text(struct sheet_writer *w, str s);
void sheet_cell_int(struct sheet_writer *w, int64_t i);
void sheet_cell_decimal(struct sheet_writer *w, struct decimal d);
void sheet_cell_date(struct sheet_writer *w, date d); /* DATE_NONE: empty */
void sheet_cell_empty(struct sheet_writer *w);
void sheet_row_end(struct sheet_writer *w);
/* CSV only: the bytes since the last call, valid until the next cell is written. So a long file can leave in parts; the
 * maximum then holds for a part. Without sheet_end(). */
enum sheet_rc sheet_take(struct sheet_writer *w, str *part) SEL_MUST_CHECK;
/* The bytes of the file, in the arena. The writer is used up. */
enum sheet_rc sheet_end(struct sheet_writer *w, str *file) SEL_MUST_CHECK;

#endif
