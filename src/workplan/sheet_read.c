/* A workbook back into a work plan. */
#include "base/map.h"
#include "record/codelist.h"
#include "sheet/book.h"
#include "workplan/sheet.h"

enum { PLAN_PROBLEMS = 500 };

struct reading {
	arena *a;
	const struct sheet_plan *plan;
	const struct book_sheet *sheet;
	struct problems *problems;
	uint32_t at[COL_COUNT]; /* column of the sheet; UINT32_MAX: not there */
	struct map seen;        /* marks -> row */
	struct doc *out;
};

static void file_problem(struct reading *r, const char *key, str found)
{
	problems_add(r->problems, (struct problem){ .severity = SEVERITY_FATAL, .key = key, .found = found });
}

static void cell_problem(struct reading *r, const char *key, uint32_t row, uint32_t c, str found)
{
	str path = workplan_column(r->a, c);
	if (r->at[c] != UINT32_MAX)
		path = arena_fmt(r->a, "%.*s (%.*s)", STR_ARG(book_ref(r->a, row, r->at[c])), STR_ARG(path));
	problems_add(r->problems, (struct problem){ .severity = SEVERITY_ERROR,
	                                            .key = key,
	                                            .where = r->sheet->name,
	                                            .path = path,
	                                            .line = row,
	                                            .found = found });
}

/* ---- which file this is ---- */

static bool is_ours(struct reading *r, const struct book *b)
{
	const struct book_sheet *meta = book_sheet(b, WORKPLAN_SHEET_META);
	r->sheet = book_sheet(b, WORKPLAN_SHEET_MAIN);
	if (!meta || !r->sheet) {
		file_problem(r, "problem.workplan.sheet_missing",
		             meta ? STR(WORKPLAN_SHEET_MAIN) : STR(WORKPLAN_SHEET_META));
		return false;
	}
	int64_t version;
	if (!str_is(book_cell(meta, 1, 1).text, r->plan->id)) {
		file_problem(r, "problem.workplan.sheet_of_other", STR_EMPTY);
	} else if (!str_to_int(book_cell(meta, 2, 1).text, &version) || version != r->plan->version) {
		file_problem(r, "problem.workplan.sheet_stale", book_cell(meta, 2, 1).text);
	} else if (b->from_1904) {
		file_problem(r, "problem.workplan.sheet_1904", STR_EMPTY);
	} else {
		return true;
	}
	return false;
}

static bool read_headings(struct reading *r)
{
	bool good = true;
	for (uint32_t c = 0; c < COL_COUNT; c++)
		r->at[c] = UINT32_MAX;
	for (uint32_t i = 0; i < r->sheet->n && r->sheet->cells[i].row == 1; i++) {
		const struct book_cell *cell = &r->sheet->cells[i];
		uint32_t c = 0;
		while (c < COL_COUNT && !str_eq_nocase(str_trim(cell->text), workplan_column(r->a, c)))
			c++;
		if (c < COL_COUNT && r->at[c] == UINT32_MAX) {
			r->at[c] = cell->column;
			continue;
		}
		good = false;
		problems_add(r->problems, (struct problem){ .severity = SEVERITY_ERROR,
		                                            .key = c < COL_COUNT ? "problem.workplan.heading_twice"
		                                                                 : "problem.workplan.heading_unknown",
		                                            .where = r->sheet->name,
		                                            .path = book_ref(r->a, 1, cell->column),
		                                            .line = 1,
		                                            .found = cell->text });
	}
	for (uint32_t c = 0; c < COL_COUNT; c++) {
		if (r->at[c] != UINT32_MAX)
			continue;
		good = false;
		cell_problem(r, "problem.workplan.column_missing", 1, c, workplan_column(r->a, c));
	}
	return good;
}

static void check_merges(struct reading *r)
{
	for (uint32_t i = 0; i < r->sheet->nmerges; i++) {
		const struct book_merge *m = &r->sheet->merges[i];
		problems_add(r->problems, (struct problem){ .severity = SEVERITY_ERROR,
		                                            .key = "problem.workplan.merged",
		                                            .where = r->sheet->name,
		                                            .path = book_ref(r->a, m->first_row, m->first_column),
		                                            .line = m->first_row,
		                                            .found = book_ref(r->a, m->last_row, m->last_column) });
	}
}

/* ---- cells ---- */

static struct book_cell cell_of(struct reading *r, uint32_t row, uint32_t c)
{
	struct book_cell cell = book_cell(r->sheet, row, r->at[c]);
	if (cell.type == BOOK_ERROR) {
		cell_problem(r, "problem.workplan.formula_error", row, c, cell.text);
		cell = (struct book_cell){ .text = STR_EMPTY };
	}
	cell.text = str_trim(cell.text);
	return cell;
}

static str text_of(struct reading *r, uint32_t row, uint32_t c)
{
	return cell_of(r, row, c).text;
}

static str number_of(struct reading *r, uint32_t row, uint32_t c)
{
	struct book_cell cell = cell_of(r, row, c);
	if (cell.type == BOOK_NUMBER || !cell.text.n)
		return cell.text;
	cell_problem(r,
	             cell.type == BOOK_DATE ? "problem.workplan.date_for_number" : "problem.workplan.text_for_number",
	             row, c, cell.text);
	return STR_EMPTY;
}

/* "53.04.01.2001 Fulur, ..." and the code alone; or a name that only one place has. */
static str place_of(struct reading *r, uint32_t row)
{
	str said = text_of(r, row, COL_PLACE), code = said;
	struct place_hit hits[2];
	ptrdiff_t space = str_find_char(said, ' ', 0);
	if (space > 0)
		code = str_sub(said, 0, (size_t)space);
	if (!said.n)
		return said;
	const struct place *p = place_by_code(r->plan->places, code);
	if (!p && place_find(r->plan->places, said, &(struct place_names_opts){ 0 }, hits, 2) == 1)
		p = hits[0].place;
	if (p)
		return p->code;
	cell_problem(r, "problem.workplan.place_unknown", row, COL_PLACE, said);
	return STR_EMPTY;
}

static str code_of(struct reading *r, uint32_t row, uint32_t c, const char *list)
{
	str said = text_of(r, row, c);
	const struct codelist *codes = codelist_find(list);
	for (uint32_t i = 0; said.n && i < codes->n; i++) {
		const struct code *k = &codes->codes[i];
		if (str_is(said, k->code) || str_eq_nocase(said, str_of(k->name_id)) ||
		    str_eq_nocase(said, str_of(k->name_en)))
			return str_of(k->code);
	}
	if (said.n)
		cell_problem(r, "problem.workplan.not_on_list", row, c, said);
	return STR_EMPTY;
}

static str node_of(struct reading *r, uint32_t row, uint32_t c)
{
	str said = text_of(r, row, c);
	ptrdiff_t space = str_find_char(said, ' ', 0);
	const struct plan_node *n =
	    said.n ? plan_node_find(r->plan->tree, space > 0 ? str_sub(said, 0, (size_t)space) : said) : NULL;
	if (said.n && !n)
		cell_problem(r, "problem.workplan.not_on_list", row, c, said);
	return n ? str_of(n->id) : STR_EMPTY;
}

static str value_of(struct reading *r, uint32_t row, uint32_t c)
{
	if (c >= COL_Q1 && c <= COL_DISABILITY)
		return number_of(r, row, c);
	if (c == COL_PLACE)
		return place_of(r, row);
	if (c == COL_SECTOR)
		return code_of(r, row, c, "province-sector");
	if (c == COL_COUNTING)
		return code_of(r, row, c, "workplan-counting");
	return text_of(r, row, c);
}

/* A number that says the same as before keeps its spelling ("10.50" and 10.5), and the default stays unsaid. */
static void set(struct doc *d, const struct doc *before, uint32_t field, str value)
{
	struct decimal was, is;
	if (before && d->kind->fields[field].type == FIELD_DECIMAL && decimal_parse(doc_str(before, field), &was) &&
	    decimal_parse(value, &is) && decimal_cmp(was, is) == 0)
		value = doc_str(before, field);
	if (value.n)
		doc_set(d, field, value);
	else
		d->v[field] = (struct value){ 0 };
}

static const struct doc *part_before(const struct doc *line, uint32_t field, uint32_t i)
{
	return line && i < line->v[field].n ? line->v[field].u.rows[i] : NULL;
}

static void read_parts(struct reading *r, uint32_t row, struct doc *line, const struct doc *before)
{
	line->v[WORKPLAN_LINE_BUDGET] = line->v[WORKPLAN_LINE_ALIGN] = (struct value){ 0 };
	for (uint32_t i = 0; i < WORKPLAN_PARTS; i++) {
		uint32_t c = COL_BUDGET + 3 * i;
		str source = text_of(r, row, c), currency = text_of(r, row, c + 1), amount = number_of(r, row, c + 2);
		if (!source.n && !currency.n && !amount.n)
			continue;
		const struct doc *was = part_before(before, WORKPLAN_LINE_BUDGET, i);
		struct doc *part = doc_add_row(r->a, line, WORKPLAN_LINE_BUDGET);
		part->line = row;
		memcpy(part->id, was ? was->id : "", was ? sizeof(part->id) : 1);
		set(part, was, WORKPLAN_BUDGET_SOURCE, source);
		set(part, was, WORKPLAN_BUDGET_CURRENCY, currency);
		set(part, was, WORKPLAN_BUDGET_AMOUNT, amount);
	}
	for (uint32_t i = 0; i < WORKPLAN_PARTS; i++) {
		uint32_t c = COL_ALIGN + 2 * i;
		str node = node_of(r, row, c), share = number_of(r, row, c + 1);
		if (!text_of(r, row, c).n && !share.n)
			continue;
		const struct doc *was = part_before(before, WORKPLAN_LINE_ALIGN, i);
		struct doc *part = doc_add_row(r->a, line, WORKPLAN_LINE_ALIGN);
		part->line = row;
		memcpy(part->id, was ? was->id : "", was ? sizeof(part->id) : 1);
		set(part, was, WORKPLAN_ALIGN_PLAN, node);
		set(part, was, WORKPLAN_ALIGN_SHARE, share);
	}
}

/* ---- rows ---- */

static const struct doc *line_before(struct reading *r, uint32_t row)
{
	str mark = text_of(r, row, COL_ID);
	bool added;
	if (!mark.n)
		return NULL;
	map_put(&r->seen, arena_str(r->a, mark), &added)->i = row;
	if (!added) {
		cell_problem(r, "problem.workplan.mark_twice", row, COL_ID, mark);
		return NULL;
	}
	for (uint32_t i = 0; i < r->plan->doc->v[WORKPLAN_LINE].n; i++)
		if (str_is(mark, r->plan->doc->v[WORKPLAN_LINE].u.rows[i]->id))
			return r->plan->doc->v[WORKPLAN_LINE].u.rows[i];
	cell_problem(r, "problem.workplan.mark_unknown", row, COL_ID, mark);
	return NULL;
}

static bool row_is_empty(struct reading *r, uint32_t row)
{
	for (uint32_t c = COL_NUMBER; c < COL_COUNT; c++)
		if (str_trim(book_cell(r->sheet, row, r->at[c]).text).n)
			return false;
	return true;
}

static void read_row(struct reading *r, uint32_t row)
{
	if (row_is_empty(r, row))
		return;
	const struct doc *before = line_before(r, row);
	struct doc *line = doc_add_row(r->a, r->out, WORKPLAN_LINE);
	if (before) {
		memcpy(line->v, before->v, line->kind->nfields * sizeof(*line->v));
		memcpy(line->id, before->id, sizeof(line->id));
	}
	line->line = row;
	for (uint32_t c = COL_NUMBER; c < COL_COUNT; c++) {
		uint32_t field = workplan_column_field(c);
		if (field == UINT32_MAX)
			continue;
		str value = value_of(r, row, c);
		bool unsaid = field == WORKPLAN_LINE_COUNTING && str_is(value, "sum") &&
		              !(before && doc_has(before, WORKPLAN_LINE_COUNTING));
		set(line, before, field, unsaid ? STR_EMPTY : value);
	}
	read_parts(r, row, line, before);
}

/* The column that a problem's path means: "line[3]/target", "line[3]/budget[2]/currency", "line/k7/alignment". */
static uint32_t column_of(str path)
{
	static const char *const budget[] = { "source", "currency", "amount" };
	static const char *const align[] = { "plan", "percentage" };
	str field = path;
	for (ptrdiff_t at; (at = str_find_char(field, '/', 0)) >= 0;)
		field = str_sub(field, (size_t)at + 1, field.n);
	ptrdiff_t money = str_find(path, STR("budget["), 0), share = str_find(path, STR("alignment["), 0);
	for (uint32_t i = 0; money >= 0 && i < SEL_COUNT(budget); i++)
		if (str_is(field, budget[i]))
			return COL_BUDGET + i + 3 * (uint32_t)((path.p[money + 7] - '1') % WORKPLAN_PARTS);
	for (uint32_t i = 0; share >= 0 && i < SEL_COUNT(align); i++)
		if (str_is(field, align[i]))
			return COL_ALIGN + i + 2 * (uint32_t)((path.p[share + 10] - '1') % WORKPLAN_PARTS);
	if (str_is(field, "budget"))
		return COL_BUDGET;
	if (str_is(field, "alignment"))
		return COL_ALIGN + 1;
	for (uint32_t c = COL_NUMBER; c < COL_COUNT; c++)
		if (workplan_column_field(c) != UINT32_MAX &&
		    str_is(field, workplan_line_kind.fields[workplan_column_field(c)].name))
			return c;
	return COL_ID;
}

/* What the checks of the record say, by the row and column where it stands. What is said of the plan itself is not the
 * sheet's matter. */
static void check(struct reading *r)
{
	struct problems found;
	problems_init(&found, r->a, PLAN_PROBLEMS);
	doc_check(r->out, NULL, &found);
	for (const struct problem *p = found.first; p; p = p->next) {
		if (!p->line)
			continue;
		struct problem named = *p;
		uint32_t c = column_of(p->path);
		named.where = r->sheet->name;
		named.path = arena_fmt(r->a, "%.*s (%.*s)", STR_ARG(book_ref(r->a, p->line, r->at[c])),
		                       STR_ARG(workplan_column(r->a, c)));
		problems_add(r->problems, named);
	}
}

struct doc *workplan_sheet_read(arena *a, const struct sheet_plan *p, str bytes, struct problems *ps)
{
	static const struct book_limits limits = {
		.part = 48 << 20, .rows = WORKPLAN_SHEET_ROWS * 3, .columns = 100, .cells = 400000
	};
	struct reading r = { .a = a, .plan = p, .problems = ps };
	map_init(&r.seen, a);
	const struct book *b = book_read(a, bytes, &limits, ps);
	if (!b || !is_ours(&r, b) || !read_headings(&r))
		return NULL;
	check_merges(&r);
	r.out = doc_copy(a, p->doc);
	r.out->v[WORKPLAN_LINE] = (struct value){ 0 };
	for (uint32_t row = 2; row <= r.sheet->last_row; row++)
		read_row(&r, row);
	if (r.out->v[WORKPLAN_LINE].n > WORKPLAN_SHEET_ROWS)
		file_problem(&r, "problem.workplan.rows", STR_EMPTY);
	if (problems_refuse(ps))
		return NULL;
	workplan_give_ids(r.out, p->doc);
	check(&r);
	return problems_refuse(ps) ? NULL : r.out;
}
