/* book_zip.h -- the parts of a workbook's archive, for book.c only. */
#ifndef SELARAS_SHEET_BOOK_ZIP_H
#define SELARAS_SHEET_BOOK_ZIP_H

#include "sheet/book.h"

struct book_zip;

/* What the bytes are, by their beginning; NULL with a problem when they are no archive. Ends with the arena. */
struct book_zip *book_zip_open(arena *a, str bytes, uint64_t part_max, struct problems *ps);
bool book_zip_has(const struct book_zip *z, const char *name);
enum book_part { PART_READ, PART_MISSING, PART_BAD };
/* The part NAME, unpacked; with PART_BAD there is a problem in PS. */
enum book_part book_zip_part(struct book_zip *z, str name, str *out);
/* NAME as a part that BASE names: absolute, or relative to BASE's folder; the empty str when it leads outside. */
str book_zip_resolve(arena *a, str base, str name);

#endif
