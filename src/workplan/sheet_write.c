/* A work plan as a workbook. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "i18n/i18n.h"
#include "record/codelist.h"
#include "sheet/xlsx.h"
#include "workplan/sheet.h"

enum { TWO_LINES = 32, FILE_MAX = 64 << 20, CURRENCIES = 12, COUNTINGS = 2, HELP_LINES = 10 };

/* What partners in the province are paid in; any other currency of ISO 4217 may be typed. */
static const char *const currencies[CURRENCIES] = { "IDR", "AUD", "CAD", "CHF", "CNY", "EUR",
	                                            "GBP", "JPY", "KRW", "NZD", "SGD", "USD" };

struct writing {
	arena *a;
	const struct sheet_plan *plan;
	lxw_workbook *book;
	lxw_worksheet *main, *lists;
	lxw_format *heading, *text, *number, *whole, *money, *wrap, *title;
	uint32_t nplaces, nsectors, nnodes;
};

/* ---- words ---- */

static const struct {
	enum msg words;
	uint32_t field;
	uint8_t width;
} columns[] = {
	[COL_ID] = { MSG_WORKPLAN_COL_ID, UINT32_MAX, 8 },
	[COL_NUMBER] = { MSG_WORKPLAN_COL_NUMBER, WORKPLAN_LINE_NUMBER, 6 },
	[COL_ACTIVITY] = { MSG_WORKPLAN_COL_ACTIVITY, WORKPLAN_LINE_ACTIVITY, 36 },
	[COL_PLACE] = { MSG_WORKPLAN_COL_PLACE, WORKPLAN_LINE_PLACE, 34 },
	[COL_SECTOR] = { MSG_WORKPLAN_COL_SECTOR, WORKPLAN_LINE_SECTOR, 22 },
	[COL_INDICATOR] = { MSG_WORKPLAN_COL_INDICATOR, WORKPLAN_LINE_INDICATOR, 28 },
	[COL_UNIT] = { MSG_WORKPLAN_COL_UNIT, WORKPLAN_LINE_UNIT, 10 },
	[COL_COUNTING] = { MSG_WORKPLAN_COL_COUNTING, WORKPLAN_LINE_COUNTING, 18 },
	[COL_Q1] = { MSG_WORKPLAN_COL_Q1, WORKPLAN_LINE_Q1, 9 },
	[COL_Q2] = { MSG_WORKPLAN_COL_Q2, WORKPLAN_LINE_Q2, 9 },
	[COL_Q3] = { MSG_WORKPLAN_COL_Q3, WORKPLAN_LINE_Q3, 9 },
	[COL_Q4] = { MSG_WORKPLAN_COL_Q4, WORKPLAN_LINE_Q4, 9 },
	[COL_TARGET] = { MSG_WORKPLAN_COL_TARGET, WORKPLAN_LINE_TARGET, 10 },
	[COL_FEMALE] = { MSG_WORKPLAN_COL_FEMALE, WORKPLAN_LINE_FEMALE, 11 },
	[COL_MALE] = { MSG_WORKPLAN_COL_MALE, WORKPLAN_LINE_MALE, 11 },
	[COL_CHILDREN] = { MSG_WORKPLAN_COL_CHILDREN, WORKPLAN_LINE_CHILDREN, 8 },
	[COL_DISABILITY] = { MSG_WORKPLAN_COL_DISABILITY, WORKPLAN_LINE_DISABILITY, 11 },
};
static const struct {
	enum msg words;
	uint8_t width;
} parts[] = { { MSG_WORKPLAN_COL_SOURCE, 20 },
	      { MSG_WORKPLAN_COL_CURRENCY, 10 },
	      { MSG_WORKPLAN_COL_AMOUNT, 17 },
	      { MSG_WORKPLAN_COL_ITEM, 30 },
	      { MSG_WORKPLAN_COL_SHARE, 9 } };

static unsigned part_of(uint32_t c, uint32_t *round)
{
	bool budget = c < COL_ALIGN;
	uint32_t at = budget ? c - COL_BUDGET : c - COL_ALIGN, size = budget ? 3 : 2;
	*round = at / size;
	return (budget ? 0 : 3) + at % size;
}

str workplan_column(arena *a, uint32_t c)
{
	uint32_t round;
	if (c < COL_BUDGET)
		return msg(LANG_ID, columns[c].words);
	if (c == COL_NOTE)
		return msg(LANG_ID, MSG_WORKPLAN_COL_NOTE);
	unsigned part = part_of(c, &round);
	return arena_fmt(a, "%.*s %u", STR_ARG(msg(LANG_ID, parts[part].words)), round + 1);
}

uint32_t workplan_column_field(uint32_t c)
{
	return c < COL_BUDGET ? columns[c].field : c == COL_NOTE ? WORKPLAN_LINE_NOTE : UINT32_MAX;
}

static int column_width(uint32_t c)
{
	uint32_t round;
	return c < COL_BUDGET ? columns[c].width : c == COL_NOTE ? 30 : parts[part_of(c, &round)].width;
}

str workplan_place_label(arena *a, const struct place_index *x, const struct place *p)
{
	const struct place *path[5];
	str out = arena_fmt(a, "%.*s %.*s", STR_ARG(p->code), STR_ARG(p->name));
	if (p->level <= PLACE_REGENCY)
		return arena_fmt(a, "%.*s %.*s", STR_ARG(p->code), STR_ARG(place_title(a, p, LANG_ID)));
	uint32_t n = place_path(x, p, path);
	for (uint32_t i = n > 1 ? n - 1 : 0; i > 1; i--)
		out = arena_fmt(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(path[i - 1]->name));
	return out;
}

str workplan_node_label(arena *a, const struct plan_node *n)
{
	return arena_fmt(a, "%.*s %.*s", STR_ARG(n->label), STR_ARG(n->name[LANG_ID]));
}

/* ---- cells ---- */

static void put(struct writing *w, lxw_worksheet *sheet, uint32_t row, uint32_t column, str s, lxw_format *format)
{
	if (s.n)
		worksheet_write_string(sheet, row, (lxw_col_t)column, arena_str(w->a, s).p, format);
}

static void put_number(struct writing *w, uint32_t row, uint32_t column, str s, lxw_format *format)
{
	struct decimal d;
	if (s.n && decimal_parse(s, &d))
		worksheet_write_number(w->main, row, (lxw_col_t)column, strtod(arena_str(w->a, s).p, NULL), format);
}

static lxw_format *column_format(const struct writing *w, uint32_t c)
{
	uint32_t round;
	if (c >= COL_Q1 && c <= COL_TARGET)
		return w->number;
	if (c >= COL_FEMALE && c <= COL_DISABILITY)
		return w->whole;
	if (c >= COL_BUDGET && c < COL_NOTE) {
		unsigned part = part_of(c, &round);
		return part == 2 ? w->money : part == 4 ? w->number : w->text;
	}
	return w->text;
}

static void put_field(struct writing *w, uint32_t row, uint32_t c, const struct doc *line)
{
	uint32_t field = workplan_column_field(c);
	str s = doc_str(line, field);
	lxw_format *format = column_format(w, c);
	if (c >= COL_Q1 && c <= COL_DISABILITY) {
		put_number(w, row, c, s, format);
		return;
	}
	if (c == COL_PLACE) {
		const struct place *p = place_by_code(w->plan->places, s);
		s = p ? workplan_place_label(w->a, w->plan->places, p) : s;
	} else if (c == COL_SECTOR && s.n) {
		s = codelist_name("province-sector", s, LANG_ID);
	} else if (c == COL_COUNTING) {
		s = codelist_name("workplan-counting", s.n ? s : STR("sum"), LANG_ID);
	}
	put(w, w->main, row, c, s, format);
}

static void put_parts(struct writing *w, uint32_t row, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_BUDGET, &n);
	for (uint32_t i = 0; i < n && i < WORKPLAN_PARTS; i++) {
		put(w, w->main, row, COL_BUDGET + 3 * i, doc_str(rows[i], WORKPLAN_BUDGET_SOURCE), w->text);
		put(w, w->main, row, COL_BUDGET + 3 * i + 1, doc_str(rows[i], WORKPLAN_BUDGET_CURRENCY), w->text);
		put_number(w, row, COL_BUDGET + 3 * i + 2, doc_str(rows[i], WORKPLAN_BUDGET_AMOUNT), w->money);
	}
	rows = doc_rows(line, WORKPLAN_LINE_ALIGN, &n);
	for (uint32_t i = 0; i < n && i < WORKPLAN_PARTS; i++) {
		const struct plan_node *node = plan_node_find(w->plan->tree, doc_str(rows[i], WORKPLAN_ALIGN_PLAN));
		if (node)
			put(w, w->main, row, COL_ALIGN + 2 * i, workplan_node_label(w->a, node), w->text);
		put_number(w, row, COL_ALIGN + 2 * i + 1, doc_str(rows[i], WORKPLAN_ALIGN_SHARE), w->number);
	}
}

static void add_rows(struct writing *w)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(w->plan->doc, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		worksheet_set_row(w->main, i + 1, TWO_LINES, NULL);
		put(w, w->main, i + 1, COL_ID, str_of(lines[i]->id), NULL);
		for (uint32_t c = COL_NUMBER; c < COL_COUNT; c++)
			if (workplan_column_field(c) != UINT32_MAX)
				put_field(w, i + 1, c, lines[i]);
		put_parts(w, i + 1, lines[i]);
	}
}

/* ---- lists to choose from ---- */

enum { LIST_PLACES, LIST_SECTORS, LIST_COUNTINGS, LIST_CURRENCIES, LIST_NODES };

static void add_lists(struct writing *w)
{
	uint32_t n, row = 0;
	static const enum msg headings[] = { MSG_WORKPLAN_COL_PLACE, MSG_WORKPLAN_COL_SECTOR, MSG_WORKPLAN_COL_COUNTING,
		                             MSG_WORKPLAN_COL_CURRENCY, MSG_WORKPLAN_COL_ITEM };
	static const double widths[] = { 44, 40, 26, 12, 60 };
	w->lists = workbook_add_worksheet(w->book, "Daftar");
	for (size_t i = 0; i < SEL_COUNT(headings); i++) {
		worksheet_set_column(w->lists, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
		put(w, w->lists, 0, (uint32_t)i, msg(LANG_ID, headings[i]), w->heading);
	}
	const struct place *places = place_all(w->plan->places, &n);
	for (uint32_t i = 0; i < n; i++)
		if (places[i].level <= PLACE_VILLAGE && places[i].valid_until == DATE_NONE)
			put(w, w->lists, ++row, LIST_PLACES, workplan_place_label(w->a, w->plan->places, &places[i]),
			    NULL);
	w->nplaces = row;
	const struct codelist *sectors = codelist_find("province-sector");
	w->nsectors = sectors->n;
	for (uint32_t i = 0; i < sectors->n; i++)
		put(w, w->lists, i + 1, LIST_SECTORS, str_of(sectors->codes[i].name_id), NULL);
	put(w, w->lists, 1, LIST_COUNTINGS, codelist_name("workplan-counting", STR("sum"), LANG_ID), NULL);
	put(w, w->lists, 2, LIST_COUNTINGS, codelist_name("workplan-counting", STR("last"), LANG_ID), NULL);
	for (uint32_t i = 0; i < CURRENCIES; i++)
		put(w, w->lists, i + 1, LIST_CURRENCIES, str_of(currencies[i]), NULL);
	w->nnodes = w->plan->tree->n;
	for (uint32_t i = 0; i < w->nnodes; i++)
		put(w, w->lists, i + 1, LIST_NODES, workplan_node_label(w->a, &w->plan->tree->nodes[i]), NULL);
	worksheet_freeze_panes(w->lists, 1, 0);
	worksheet_protect(w->lists, NULL, NULL);
}

/* LIST is a column of Daftar with N entries. */
static void choose(struct writing *w, uint32_t column, unsigned list, uint32_t n, bool strict)
{
	char range[48];
	int letter = 'A' + (int)list;
	snprintf(range, sizeof(range), "=Daftar!$%c$2:$%c$%u", letter, letter, n + 1);
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
		                  .value_formula = range,
		                  .ignore_blank = LXW_VALIDATION_ON,
		                  .show_error = LXW_VALIDATION_ON,
		                  .error_type =
		                      strict ? LXW_VALIDATION_ERROR_TYPE_STOP : LXW_VALIDATION_ERROR_TYPE_WARNING };
	worksheet_data_validation_range(w->main, 1, (lxw_col_t)column, WORKPLAN_SHEET_ROWS, (lxw_col_t)column, &v);
	/* added as a formula and made a list here: the library copies the range of a list twice and frees it once */
	struct lxw_data_val_obj *each;
	STAILQ_FOREACH(each, w->main->data_validations, list_pointers)
	if (each->validate == LXW_VALIDATION_TYPE_CUSTOM_FORMULA)
		each->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
}

static void not_negative(struct writing *w, uint32_t column, bool share)
{
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_DECIMAL,
		                  .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
		                  .minimum_number = 0,
		                  .maximum_number = share ? 100 : 1e15,
		                  .ignore_blank = LXW_VALIDATION_ON,
		                  .show_error = LXW_VALIDATION_ON };
	worksheet_data_validation_range(w->main, 1, (lxw_col_t)column, WORKPLAN_SHEET_ROWS, (lxw_col_t)column, &v);
}

static void add_validation(struct writing *w)
{
	choose(w, COL_PLACE, LIST_PLACES, w->nplaces, true);
	choose(w, COL_SECTOR, LIST_SECTORS, w->nsectors, true);
	choose(w, COL_COUNTING, LIST_COUNTINGS, COUNTINGS, true);
	for (uint32_t c = COL_Q1; c <= COL_DISABILITY; c++)
		not_negative(w, c, false);
	for (uint32_t i = 0; i < WORKPLAN_PARTS; i++) {
		choose(w, COL_BUDGET + 3 * i + 1, LIST_CURRENCIES, CURRENCIES, false);
		not_negative(w, COL_BUDGET + 3 * i + 2, false);
		choose(w, COL_ALIGN + 2 * i, LIST_NODES, w->nnodes, true);
		not_negative(w, COL_ALIGN + 2 * i + 1, true);
	}
}

/* ---- the sheets ---- */

static lxw_format *unlocked(struct writing *w, const char *pattern)
{
	lxw_format *f = workbook_add_format(w->book);
	format_set_unlocked(f);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (pattern)
		format_set_num_format(f, pattern);
	else
		format_set_text_wrap(f);
	return f;
}

static void add_formats(struct writing *w)
{
	enum { HEADING_GROUND = 0xDDE8F0 };
	w->heading = workbook_add_format(w->book);
	format_set_bold(w->heading);
	format_set_text_wrap(w->heading);
	format_set_align(w->heading, LXW_ALIGN_VERTICAL_CENTER);
	format_set_bg_color(w->heading, HEADING_GROUND);
	format_set_border(w->heading, LXW_BORDER_THIN);
	w->title = workbook_add_format(w->book);
	format_set_bold(w->title);
	format_set_font_size(w->title, 14);
	w->wrap = workbook_add_format(w->book);
	format_set_text_wrap(w->wrap);
	format_set_align(w->wrap, LXW_ALIGN_VERTICAL_TOP);
	w->text = unlocked(w, NULL);
	w->number = unlocked(w, "#,##0.##");
	w->whole = unlocked(w, "#,##0");
	w->money = unlocked(w, "#,##0.00");
	format_set_num_format(w->number, "General");
}

static void add_help(struct writing *w)
{
	static const enum msg lines[HELP_LINES] = {
		MSG_WORKPLAN_HELP_1, MSG_WORKPLAN_HELP_2,  MSG_WORKPLAN_HELP_3, MSG_WORKPLAN_HELP_4,
		MSG_WORKPLAN_HELP_5, MSG_WORKPLAN_HELP_6,  MSG_WORKPLAN_HELP_7, MSG_WORKPLAN_HELP_8,
		MSG_WORKPLAN_HELP_9, MSG_WORKPLAN_HELP_10,
	};
	lxw_worksheet *help = workbook_add_worksheet(w->book, "Petunjuk");
	const struct doc *d = w->plan->doc;
	worksheet_set_column(help, 0, 0, 5, NULL);
	worksheet_set_column(help, 1, 1, 95, NULL);
	put(w, help, 0, 0, arena_fmt(w->a, "%.*s", STR_ARG(doc_str(d, WORKPLAN_TITLE))), w->title);
	put(w, help, 1, 0,
	    arena_fmt(w->a, "%.*s - %.*s", STR_ARG(w->plan->partner), STR_ARG(doc_str(d, WORKPLAN_YEAR))), NULL);
	for (uint32_t i = 0; i < HELP_LINES; i++) {
		worksheet_write_number(help, i + 3, 0, i + 1, w->wrap);
		worksheet_set_row(help, i + 3, TWO_LINES, NULL);
		put(w, help, i + 3, 1, msg(LANG_ID, lines[i]), w->wrap);
	}
	worksheet_set_paper(help, 9);
	worksheet_fit_to_pages(help, 1, 0);
	worksheet_protect(help, NULL, NULL);
}

static void add_main(struct writing *w)
{
	enum { HEADING_HEIGHT = 34, A3 = 8 };
	lxw_protection allowed = {
		.format_columns = 1, .format_rows = 1, .insert_rows = 1, .delete_rows = 1, .sort = 1, .autofilter = 1
	};
	lxw_row_col_options hidden = { .hidden = 1 };
	w->main = workbook_add_worksheet(w->book, WORKPLAN_SHEET_MAIN);
	worksheet_set_row(w->main, 0, HEADING_HEIGHT, NULL);
	for (uint32_t c = 0; c < COL_COUNT; c++) {
		lxw_col_t column = (lxw_col_t)c;
		worksheet_set_column_opt(w->main, column, column, column_width(c), column_format(w, c),
		                         c == COL_ID ? &hidden : NULL);
		put(w, w->main, 0, c, workplan_column(w->a, c), w->heading);
	}
	add_rows(w);
	worksheet_freeze_panes(w->main, 1, COL_PLACE);
	worksheet_protect(w->main, NULL, &allowed);
	worksheet_set_landscape(w->main);
	worksheet_set_paper(w->main, A3);
	worksheet_fit_to_pages(w->main, 2, 0);
	worksheet_repeat_columns(w->main, COL_NUMBER, COL_ACTIVITY);
	worksheet_repeat_rows(w->main, 0, 0);
}

static void add_meta(struct writing *w)
{
	lxw_worksheet *meta = workbook_add_worksheet(w->book, WORKPLAN_SHEET_META);
	put(w, meta, 0, 0, STR("rkt"), NULL);
	put(w, meta, 0, 1, str_of(w->plan->id), NULL);
	put(w, meta, 1, 0, STR("versi"), NULL);
	put(w, meta, 1, 1, arena_fmt(w->a, "%u", w->plan->version), NULL);
	worksheet_protect(meta, NULL, NULL);
	worksheet_hide(meta);
}

/* ---- the file ---- */

static bool take_file(arena *a, const char *path, str *file)
{
	FILE *f = fopen(path, "rb");
	struct buf b;
	buf_init(&b, a, FILE_MAX);
	for (size_t n = 1; f && n > 0 && !buf_failed(&b);) {
		char *room = buf_room(&b, 1 << 16);
		n = room ? fread(room, 1, 1 << 16, f) : 0;
		buf_commit(&b, n);
	}
	bool ok = f && !ferror(f) && !buf_failed(&b);
	if (f)
		fclose(f);
	*file = buf_str(&b);
	return ok && file->n > 0;
}

bool workplan_sheet_write(arena *a, const struct sheet_plan *p, str *file)
{
	struct writing w = { .a = a, .plan = p };
	const char *base = getenv("TMPDIR");
	str dir = arena_fmt(a, "%s/selaras-rkt-XXXXXX", base && *base ? base : "/tmp");
	char *name = arena_alloc(a, dir.n + 1);
	memcpy(name, dir.p, dir.n + 1);
	if (!mkdtemp(name)) {
		log_error("no directory for temporary files: errno=%d", errno);
		return false;
	}
	const char *path = arena_fmt(a, "%s/rkt.xlsx", name).p;
	lxw_workbook_options options = { .tmpdir = name };
	lxw_doc_properties properties = { .created = (time_t)(clock_now() / 1000) };
	bool ok = false;
	w.book = workbook_new_opt(path, &options);
	if (w.book) {
		workbook_set_properties(w.book, &properties);
		add_formats(&w);
		add_help(&w);
		add_main(&w);
		add_lists(&w);
		add_validation(&w);
		workplan_sheet_sign(a, w.book, p);
		add_meta(&w);
		worksheet_activate(w.main);
		lxw_error rc = xlsx_save(w.book);
		ok = rc == LXW_NO_ERROR && take_file(a, path, file);
		if (rc != LXW_NO_ERROR)
			log_error("workbook of a work plan: %s", lxw_strerror(rc));
	}
	unlink(path);
	rmdir(name);
	return ok;
}
