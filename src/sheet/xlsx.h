/* xlsx.h -- the XLSX half of sheet.h, over libxlsxwriter; sheet.c uses it, and whoever makes a workbook of a shape of
 * its own saves it by xlsx_save().
 *
 * The library keeps one row in memory and the rest in files, which lie in a directory of their own that only this user
 * can read. Rows and cells are written in order. */
#ifndef SELARAS_SHEET_XLSX_H
#define SELARAS_SHEET_XLSX_H

#include <xlsxwriter.h>

#include "sheet/sheet.h"

#define XLSX_MAX_ROWS 1048576u

struct xlsx;

/* Makes the file and its heading row; NULL when there is no place for it. */
struct xlsx *xlsx_begin(arena *a, const struct sheet_opts *opts);
void xlsx_text(struct xlsx *x, uint32_t row, uint32_t column, str s);
/* The format is the column's. */
void xlsx_number(struct xlsx *x, uint32_t row, uint32_t column, double number);
/* Saves and frees BOOK; books are saved one at a time. */
lxw_error xlsx_save(lxw_workbook *book);
/* ROWS counts the heading. */
enum sheet_rc xlsx_end(struct xlsx *x, uint32_t rows, size_t max, str *file);

#endif
