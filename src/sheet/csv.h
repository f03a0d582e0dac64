/* csv.h -- reading CSV (RFC 4180) row by row, as people really send it.
 *
 * Taken: CRLF, LF or CR as line ends; comma, semicolon or tab as delimiter, found out from the first line; a byte order
 * mark; Excel's first line "sep=;"; a quote within an unquoted cell (it stands for itself). Blank lines are skipped.
 * Refused: a quote that is never closed, text behind a closing quote, and what passes the limits. After an error the
 * reader stays at it.
 *
 * Rows may have different numbers of cells. Cells are parts of the text or, where quotes had to be undone, of the
 * arena; they are not followed by a NUL. */
#ifndef SELARAS_SHEET_CSV_H
#define SELARAS_SHEET_CSV_H

#include "base/str.h"

enum csv_rc {
	CSV_ROW,
	CSV_END,
	CSV_UNCLOSED_QUOTE, /* of the cell that begins in this line */
	CSV_TEXT_AFTER_QUOTE,
	CSV_TOO_MANY_CELLS,
	CSV_CELL_TOO_LONG,
};
struct csv_limits {
	uint32_t cells; /* most in a row */
	size_t bytes;   /* most in a cell, as it stands in the file */
};
struct csv_reader {
	str text;
	size_t at;
	char delimiter;
	uint32_t line;      /* of the last row or error; the first line of the file is 1 */
	uint32_t next_line; /* where reading goes on */
	struct csv_limits limits;
	enum csv_rc rc;
};

/* TEXT is UTF-8 (see csv_decode()) and must live as long as the cells. */
void csv_reader_init(struct csv_reader *r, str text, struct csv_limits limits);
/* The next row: N cells in the arena (N >= 1). */
enum csv_rc csv_next_row(struct csv_reader *r, arena *a, str **cells, uint32_t *n) SEL_MUST_CHECK;
/* S with an apostrophe before whatever a spreadsheet program would take for a formula: at its beginning, and behind a
 * comma, semicolon, tab or line end in it, since a program set to another delimiter splits it there. */
str csv_guarded(arena *a, str s);
/* CELL without these apostrophes. */
str csv_plain(arena *a, str cell);

enum csv_encoding { CSV_UTF8, CSV_UTF16, CSV_WINDOWS_1252 };
/* The file's bytes as UTF-8: told by a byte order mark; without one, what is not UTF-8 is read as Windows-1252, which
 * Excel still writes. Returns what it was. */
enum csv_encoding csv_decode(arena *a, str bytes, str *text);

#endif
