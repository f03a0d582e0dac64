/* The sheet of a work plan's workbook that is printed and signed: head, title, both signatures. */
#include <xlsxwriter.h>

#include "i18n/i18n.h"
#include "workplan/sheet.h"

enum { COLUMNS = 6, LEFT = 0, RIGHT = 3, WIDTH = 16, ROOM_TO_SIGN = 4 };

struct signing {
	arena *a;
	lxw_worksheet *sheet;
	lxw_format *centre, *bold, *unit, *rule, *wrap;
	uint32_t row;
};

static lxw_format *format_of(lxw_workbook *book, bool bold, double size)
{
	lxw_format *f = workbook_add_format(book);
	format_set_align(f, LXW_ALIGN_CENTER);
	format_set_text_wrap(f);
	format_set_font_size(f, size);
	if (bold)
		format_set_bold(f);
	return f;
}

/* A line over columns FROM to TO of the row. */
static void line(struct signing *x, uint32_t row, int from, int to, str s, lxw_format *f)
{
	worksheet_merge_range(x->sheet, row, (lxw_col_t)from, row, (lxw_col_t)to, arena_str(x->a, s).p, f);
}

static void whole(struct signing *x, str s, lxw_format *f)
{
	line(x, x->row++, 0, COLUMNS - 1, s, f);
}

static void add_head(struct signing *x, const struct letterhead *h)
{
	if (!h->unit.n)
		return;
	for (uint32_t i = 0; i < h->nabove; i++)
		whole(x, h->above[i], x->centre);
	whole(x, h->unit, x->unit);
	for (uint32_t i = 0; i < h->naddress; i++)
		whole(x, h->address[i], x->centre);
	whole(x, arena_fmt(x->a, "%.*s %.*s", STR_ARG(h->town), STR_ARG(h->postcode)), x->rule);
	x->row++;
}

static void add_partner(struct signing *x, const struct sheet_plan *p)
{
	line(x, x->row + 1, LEFT, RIGHT - 1, msg(LANG_ID, MSG_WORKPLAN_SHEET_PARTNER), x->centre);
	line(x, x->row + 2, LEFT, RIGHT - 1, p->partner, x->centre);
}

static void add_bureau(struct signing *x, const struct signature *s, str day)
{
	uint32_t row = x->row;
	line(x, row++, RIGHT, COLUMNS - 1, arena_fmt(x->a, "%.*s, %.*s", STR_ARG(s->town), STR_ARG(day)), x->centre);
	for (uint32_t i = 0; i < s->nlines; i++)
		line(x, row++, RIGHT, COLUMNS - 1, s->lines[i], x->centre);
	row += ROOM_TO_SIGN;
	line(x, row++, RIGHT, COLUMNS - 1, s->name, x->bold);
	if (s->rank.n)
		line(x, row++, RIGHT, COLUMNS - 1, s->rank, x->centre);
	if (s->nip.n)
		line(x, row++, RIGHT, COLUMNS - 1, arena_fmt(x->a, "NIP %.*s", STR_ARG(s->nip)), x->centre);
}

void workplan_sheet_sign(arena *a, lxw_workbook *book, const struct sheet_plan *p)
{
	enum { A4 = 9, FOLIO = 14 };
	struct signing x = { .a = a };
	if (!p->paper)
		return;
	x.sheet = workbook_add_worksheet(book, arena_str(a, msg(LANG_ID, MSG_WORKPLAN_SHEET_SIGNING)).p);
	if (!x.sheet)
		return;
	x.centre = format_of(book, false, 11);
	x.bold = format_of(book, true, 11);
	x.unit = format_of(book, true, 14);
	x.rule = format_of(book, false, 11);
	format_set_bottom(x.rule, LXW_BORDER_DOUBLE);
	worksheet_set_column(x.sheet, 0, COLUMNS - 1, WIDTH, NULL);
	add_head(&x, &p->paper->head);
	whole(&x, msg(LANG_ID, MSG_WORKPLAN_SHEET_TITLE), x.unit);
	whole(&x, doc_str(p->doc, WORKPLAN_TITLE), x.bold);
	whole(&x, arena_fmt(a, "%.*s - %.*s", STR_ARG(p->partner), STR_ARG(doc_str(p->doc, WORKPLAN_YEAR))), x.centre);
	if (doc_has(p->doc, WORKPLAN_SIGNED_NUMBER))
		whole(&x, arena_fmt(a, "Nomor %.*s", STR_ARG(doc_str(p->doc, WORKPLAN_SIGNED_NUMBER))), x.centre);
	x.row += 2;
	add_partner(&x, p);
	if (p->paper->sign.known)
		add_bureau(&x, &p->paper->sign, p->paper_day);
	worksheet_set_paper(x.sheet, p->paper->head.folio ? FOLIO : A4);
	worksheet_fit_to_pages(x.sheet, 1, 0);
	worksheet_protect(x.sheet, NULL, NULL);
}
