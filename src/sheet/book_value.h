/* book_value.h -- what the text of a cell means: numbers, days, formats. For book.c and its test only. */
#ifndef SELARAS_SHEET_BOOK_VALUE_H
#define SELARAS_SHEET_BOOK_VALUE_H

#include "base/date.h"
#include "base/str.h"

/* A number as a workbook stores it ("1.2E-2", "0.30000000000000004") as a person would write it: "0.012", "0.3". The
 * empty str when it is none. */
str book_number(arena *a, str s);
/* The day of a serial number, its time left out; false when there is none (0, or the 29 February 1900 that never was).
 */
bool book_day(str serial, bool from_1904, date *out) SEL_MUST_CHECK;
/* Whether a number format shows days: by the number of a built-in one (ECMA-376 18.8.30), or by the code of a custom
 * one: one of y, m, d outside quotes, brackets and escapes. A format of hours and minutes only is none. */
bool book_format_is_date(int64_t number, str code);
/* "BC12" to column 54 and row 12; false when it is none. */
bool book_ref_parse(str s, uint32_t *row, uint32_t *column) SEL_MUST_CHECK;
/* _x0041_ to A, as the format escapes characters in texts (ECMA-376 22.9.2.19). */
str book_unescape(arena *a, str s);

#endif
