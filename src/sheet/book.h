/* book.h -- workbooks read: XLSX as Excel, LibreOffice and Google Sheets write it (ECMA-376, transitional and strict).
 *
 * Untrusted bytes. What cannot be read whole gives no book and one problem that names what is wrong; nothing is
 * guessed. Cells come as the text a person would type: numbers with a point and no thousands, dates as YYYY-MM-DD,
 * truth as 1 and 0. A formula has the value that its program saved with it. Nothing in a file is run, and no address in
 * it is opened.
 *
 * Problems: book.empty, book.not_xlsx, book.old_xls, book.encrypted, book.ods, book.macro, book.damaged,
 * book.too_large, book.no_sheets, book.xml (a part that is not well-formed, or has a document type). */
#ifndef SELARAS_SHEET_BOOK_H
#define SELARAS_SHEET_BOOK_H

#include "base/problem.h"
#include "base/str.h"

enum book_type {
	BOOK_EMPTY,
	BOOK_TEXT,
	BOOK_NUMBER,
	BOOK_DATE, /* a number that is shown as a date */
	BOOK_BOOL,
	BOOK_ERROR /* "#REF!" */
};
struct book_cell {
	str text;
	uint32_t row;    /* from 1 */
	uint32_t column; /* from 0 */
	enum book_type type;
	bool formula;
};
struct book_merge {
	uint32_t first_row, last_row, first_column, last_column; /* rows from 1, columns from 0 */
};
struct book_sheet {
	str name;
	bool hidden;
	const struct book_cell *cells; /* those that hold something, in order of row and column */
	uint32_t n;
	const struct book_merge *merges;
	uint32_t nmerges;
	uint32_t last_row; /* 0: none */
};
struct book {
	const struct book_sheet *sheets;
	uint32_t n;
	bool from_1904; /* days are counted from 1904: dates are right all the same */
};
struct book_limits {
	uint64_t part;    /* bytes of one part, unpacked; 0: 64 MiB */
	uint32_t rows;    /* number of the last row; 0: 1,048,576 */
	uint32_t columns; /* 0: 256 */
	uint32_t cells;   /* of all sheets; 0: 1,000,000 */
};

/* The book in BYTES, in the arena; NULL with a problem in PS. */
struct book *book_read(arena *a, str bytes, const struct book_limits *limits, struct problems *ps);
/* The sheet called NAME, in any case; NULL when there is none. */
const struct book_sheet *book_sheet(const struct book *b, const char *name);
/* The cell, or an empty one. */
struct book_cell book_cell(const struct book_sheet *s, uint32_t row, uint32_t column);
/* "B7". */
str book_ref(arena *a, uint32_t row, uint32_t column);

#endif
