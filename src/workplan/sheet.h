/* sheet.h -- a work plan as a workbook and back: download it filled, work on it without a connection, bring it back.
 *
 * The workbook has the sheets Petunjuk (how to fill it), RKT (one row per activity and place), Daftar (what may be
 * chosen), Pengesahan (head and signatures, to print) and a hidden one that names plan and version. Headings are
 * Indonesian whatever the reader's language, since the file is known again by them; they may stand in any order. A row
 * is known by the hidden mark in its first column.
 *
 * Reading refuses the whole file when anything in it is wrong, and names every problem by sheet (where), row (line) and
 * column (path). What the sheet does not hold (a row's link to a programme, its opinions) stays as it was. */
#ifndef SELARAS_WORKPLAN_SHEET_H
#define SELARAS_WORKPLAN_SHEET_H

#include "office/official.h"
#include "place/index.h"
#include "workplan/rules.h"

enum { WORKPLAN_SHEET_ROWS = 2000 }; /* most rows of a plan in a workbook */

struct sheet_plan {
	const char *id;   /* ULID of the record */
	uint32_t version; /* that the workbook was, or will be, made from */
	const struct doc *doc;
	str partner; /* name, for the title */
	const struct place_index *places;
	const struct plan_tree *tree;
	const struct office_paper *paper; /* head and signature of the sheet that is signed; NULL: no such sheet */
	str paper_day;
};

/* The bytes of the workbook, in the arena; false when no file can be made (the log says why). */
bool workplan_sheet_write(arena *a, const struct sheet_plan *p, str *file) SEL_MUST_CHECK;

/* The plan as the workbook in BYTES would make it, or NULL with problems in PS. P is the plan as it is now. */
struct doc *workplan_sheet_read(arena *a, const struct sheet_plan *p, str bytes, struct problems *ps);

/* Adds the sheet that is printed and signed (sheet_sign.c). */
struct lxw_workbook;
void workplan_sheet_sign(arena *a, struct lxw_workbook *book, const struct sheet_plan *p);

/* ---- shared by the two ---- */
enum sheet_column_id {
	COL_ID,
	COL_NUMBER,
	COL_ACTIVITY,
	COL_PLACE,
	COL_SECTOR,
	COL_INDICATOR,
	COL_UNIT,
	COL_COUNTING,
	COL_Q1,
	COL_Q2,
	COL_Q3,
	COL_Q4,
	COL_TARGET,
	COL_FEMALE,
	COL_MALE,
	COL_CHILDREN,
	COL_DISABILITY,
	COL_BUDGET,                                  /* source, currency, amount: WORKPLAN_PARTS times */
	COL_ALIGN = COL_BUDGET + 3 * WORKPLAN_PARTS, /* item, percentage: as many times */
	COL_NOTE = COL_ALIGN + 2 * WORKPLAN_PARTS,
	COL_COUNT
};
/* The heading of column C. */
str workplan_column(arena *a, uint32_t c);
/* The field of a row that the column holds; UINT32_MAX for mark, money and alignment. */
uint32_t workplan_column_field(uint32_t c);
/* "53.04.01.2001 Fulur, Lamaknen, Belu". */
str workplan_place_label(arena *a, const struct place_index *x, const struct place *p);
/* "M4 Meningkatkan kualitas sumber daya manusia". */
str workplan_node_label(arena *a, const struct plan_node *n);

#define WORKPLAN_SHEET_MAIN "RKT"
#define WORKPLAN_SHEET_META "_selaras"

#endif
