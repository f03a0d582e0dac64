#include "sheet/book.h"

#include <expat.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "sheet/book_value.h"
#include "sheet/book_zip.h"

enum { SHEETS_MAX = 100, MERGES_MAX = 10000, DEPTH_MAX = 64, TEXT_MAX = 32767 * 4, FORMATS_MAX = 100000 };

struct relation {
	str id, type, target;
};
struct sheet_entry {
	str name, relation;
	bool hidden;
};
struct format {
	int64_t number;
	str code;
};

/* One reading of a book; each part is parsed with the handlers of its sort. */
struct reading {
	arena *a;
	struct problems *problems;
	struct book_limits limits;
	struct book_zip *zip;
	XML_Parser parser;
	const char *failed; /* key of the problem that ends the reading */
	str part;           /* whose XML it is */
	int depth;
	VEC(struct relation) relations;
	VEC(struct sheet_entry) entries;
	VEC(str) strings;
	VEC(struct format) formats;
	VEC(bool) styles; /* of each cell style: whether it shows dates */
	bool from_1904, in_cell_styles;
	uint32_t cells; /* of all sheets */
	/* text being gathered */
	struct buf text;
	bool gather, phonetic, in_string;
	/* the sheet being read */
	VEC(struct book_cell) sheet;
	VEC(struct book_merge) merges;
	struct book_cell cell;
	char cell_type[12];
	uint32_t row, column;
	int64_t style;
	str value;
	bool unordered;
};

typedef void start_fn(struct reading *r, const char *name, const char **atts);
typedef void end_fn(struct reading *r, const char *name);
struct handlers {
	start_fn *start;
	end_fn *end;
};
static _Thread_local const struct handlers *current;

static void give_up(struct reading *r, const char *key)
{
	if (!r->failed)
		r->failed = key;
	XML_StopParser(r->parser, XML_FALSE);
}

/* Names come as "namespace|local": strict and transitional files differ in the namespace only, and any prefix goes. */
static const char *local(const char *name)
{
	const char *bar = strrchr(name, '|');
	return bar ? bar + 1 : name;
}

static str attribute(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (strcmp(local(atts[0]), name) == 0)
			return str_of(atts[1]);
	return STR_EMPTY;
}

/* An attribute with a namespace ("r:id"). */
static str attribute_ns(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (strchr(atts[0], '|') && strcmp(local(atts[0]), name) == 0)
			return str_of(atts[1]);
	return STR_EMPTY;
}

static bool truth(str s)
{
	return str_is(s, "1") || str_is(s, "true") || str_is(s, "on");
}

/* ---- the parser ---- */

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **atts)
{
	struct reading *r = data;
	if (++r->depth > DEPTH_MAX)
		give_up(r, "book.xml");
	else
		current->start(r, local(name), atts);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	struct reading *r = data;
	r->depth--;
	if (current->end)
		current->end(r, local(name));
}

static void XMLCALL on_text(void *data, const XML_Char *s, int n)
{
	struct reading *r = data;
	if (r->gather && !r->phonetic)
		buf_add(&r->text, s, (size_t)n);
}

/* Office never writes one; entities are not needed, and are how small files become large. */
static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int own)
{
	(void)name;
	(void)system;
	(void)public;
	(void)own;
	give_up(data, "book.xml");
}

static bool parse(struct reading *r, str name, str xml, const struct handlers *h)
{
	r->part = name;
	r->depth = 0;
	r->gather = r->phonetic = r->in_string = false;
	r->parser = XML_ParserCreateNS(NULL, '|');
	if (!r->parser)
		return false;
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	current = h;
	if (XML_Parse(r->parser, xml.p, (int)xml.n, XML_TRUE) != XML_STATUS_OK && !r->failed)
		r->failed = "book.xml";
	XML_ParserFree(r->parser);
	if (!r->failed)
		return true;
	problems_add(r->problems, (struct problem){ .severity = SEVERITY_FATAL, .key = r->failed, .found = name });
	return false;
}

/* A part that may be missing counts as read. */
static bool read_part(struct reading *r, str name, const struct handlers *h, bool needed)
{
	str xml;
	enum book_part got = book_zip_part(r->zip, name, &xml);
	if (got == PART_BAD)
		return false;
	if (got == PART_READ)
		return parse(r, name, xml, h);
	if (needed)
		problems_add(r->problems,
		             (struct problem){ .severity = SEVERITY_FATAL, .key = "book.damaged", .found = name });
	return !needed;
}

/* ---- relationships ---- */

static void relation_start(struct reading *r, const char *name, const char **atts)
{
	if (strcmp(name, "Relationship") != 0 || str_is(attribute(atts, "TargetMode"), "External"))
		return;
	str type = attribute(atts, "Type");
	ptrdiff_t slash = -1;
	for (ptrdiff_t at; (at = str_find_char(type, '/', (size_t)(slash + 1))) >= 0;)
		slash = at;
	*vec_push(r->a, &r->relations) = (struct relation){ arena_str(r->a, attribute(atts, "Id")),
		                                            arena_str(r->a, str_sub(type, (size_t)(slash + 1), type.n)),
		                                            arena_str(r->a, attribute(atts, "Target")) };
}
static const struct handlers relation_handlers = { relation_start, NULL };

static bool read_relations(struct reading *r, str base, bool needed)
{
	ptrdiff_t slash = -1;
	for (ptrdiff_t at; (at = str_find_char(base, '/', (size_t)(slash + 1))) >= 0;)
		slash = at;
	r->relations.n = 0;
	str folder = str_sub(base, 0, (size_t)(slash + 1)), file = str_sub(base, (size_t)(slash + 1), base.n);
	str name = arena_fmt(r->a, "%.*s_rels/%.*s.rels", STR_ARG(folder), STR_ARG(file));
	return read_part(r, name, &relation_handlers, needed);
}

static str relation_by_type(const struct reading *r, str base, const char *type)
{
	for (size_t i = 0; i < r->relations.n; i++)
		if (str_is(r->relations.p[i].type, type))
			return book_zip_resolve(r->a, base, r->relations.p[i].target);
	return STR_EMPTY;
}

static str relation_by_id(const struct reading *r, str base, str id)
{
	for (size_t i = 0; i < r->relations.n; i++)
		if (str_eq(r->relations.p[i].id, id) && str_is(r->relations.p[i].type, "worksheet"))
			return book_zip_resolve(r->a, base, r->relations.p[i].target);
	return STR_EMPTY;
}

/* ---- workbook, styles, strings ---- */

static void workbook_start(struct reading *r, const char *name, const char **atts)
{
	if (strcmp(name, "workbookPr") == 0)
		r->from_1904 = truth(attribute(atts, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	if (r->entries.n == SHEETS_MAX) {
		give_up(r, "book.too_large");
		return;
	}
	str state = attribute(atts, "state");
	*vec_push(r->a, &r->entries) =
	    (struct sheet_entry){ arena_str(r->a, attribute(atts, "name")), arena_str(r->a, attribute_ns(atts, "id")),
		                  state.n && !str_is(state, "visible") };
}
static const struct handlers workbook_handlers = { workbook_start, NULL };

static str format_code(const struct reading *r, int64_t number)
{
	for (size_t i = 0; i < r->formats.n; i++)
		if (r->formats.p[i].number == number)
			return r->formats.p[i].code;
	return STR_EMPTY;
}

static void styles_start(struct reading *r, const char *name, const char **atts)
{
	int64_t number;
	if (!str_to_int(attribute(atts, "numFmtId"), &number))
		number = 0;
	if (strcmp(name, "cellXfs") == 0)
		r->in_cell_styles = true;
	if (r->formats.n + r->styles.n > FORMATS_MAX)
		give_up(r, "book.too_large");
	else if (strcmp(name, "numFmt") == 0)
		*vec_push(r->a, &r->formats) =
		    (struct format){ number, arena_str(r->a, attribute(atts, "formatCode")) };
	else if (strcmp(name, "xf") == 0 && r->in_cell_styles)
		*vec_push(r->a, &r->styles) = book_format_is_date(number, format_code(r, number));
}

static void styles_end(struct reading *r, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		r->in_cell_styles = false;
}
static const struct handlers styles_handlers = { styles_start, styles_end };

/* Texts, also of rich runs; pronunciations (rPh) are not text. */
static void text_start(struct reading *r, const char *name)
{
	if (strcmp(name, "rPh") == 0)
		r->phonetic = true;
	else if (strcmp(name, "t") == 0)
		r->gather = true;
}

static void text_end(struct reading *r, const char *name)
{
	if (strcmp(name, "rPh") == 0)
		r->phonetic = false;
	else if (strcmp(name, "t") == 0)
		r->gather = false;
}

static str take_text(struct reading *r)
{
	str s = book_unescape(r->a, arena_str(r->a, buf_str(&r->text)));
	if (buf_failed(&r->text))
		give_up(r, "book.too_large");
	buf_clear(&r->text);
	return s;
}

static void strings_start(struct reading *r, const char *name, const char **atts)
{
	(void)atts;
	text_start(r, name);
}

static void strings_end(struct reading *r, const char *name)
{
	text_end(r, name);
	if (strcmp(name, "si") != 0)
		return;
	if (r->strings.n == r->limits.cells)
		give_up(r, "book.too_large");
	else
		*vec_push(r->a, &r->strings) = take_text(r);
}
static const struct handlers strings_handlers = { strings_start, strings_end };

/* ---- a sheet ---- */

static void start_cell(struct reading *r, const char **atts)
{
	str ref = attribute(atts, "r"), type = attribute(atts, "t");
	uint32_t row, column;
	if (ref.n && !book_ref_parse(ref, &row, &column)) {
		give_up(r, "book.damaged");
		return;
	}
	if (ref.n) {
		r->unordered = r->unordered || row < r->row || (row == r->row && column < r->column);
		r->row = row;
		r->column = column;
	}
	if (r->row == 0) {
		give_up(r, "book.damaged");
		return;
	}
	r->cell = (struct book_cell){ .row = r->row, .column = r->column++, .text = STR_EMPTY };
	r->value = STR_EMPTY;
	size_t n = type.n < sizeof(r->cell_type) ? type.n : 0;
	memcpy(r->cell_type, type.p, n);
	r->cell_type[n] = '\0';
	if (!str_to_int(attribute(atts, "s"), &r->style))
		r->style = 0;
	buf_clear(&r->text);
}

static void start_merge(struct reading *r, str ref)
{
	struct book_merge m;
	str first, last = ref;
	if (!str_cut(&last, ':', &first) || !book_ref_parse(first, &m.first_row, &m.first_column))
		return;
	if (!last.n || !book_ref_parse(last, &m.last_row, &m.last_column))
		return;
	if (r->merges.n == MERGES_MAX)
		give_up(r, "book.too_large");
	else
		*vec_push(r->a, &r->merges) = m;
}

static void sheet_start(struct reading *r, const char *name, const char **atts)
{
	int64_t row;
	if (strcmp(name, "row") == 0) {
		bool said = str_to_int(attribute(atts, "r"), &row) && row > 0 && row <= INT32_MAX;
		r->unordered = r->unordered || (said && row <= r->row);
		r->row = said ? (uint32_t)row : r->row + 1;
		r->column = 0;
	} else if (strcmp(name, "c") == 0) {
		start_cell(r, atts);
	} else if (strcmp(name, "v") == 0) {
		buf_clear(&r->text);
		r->gather = true;
	} else if (strcmp(name, "f") == 0) {
		r->cell.formula = true;
	} else if (strcmp(name, "is") == 0) {
		r->in_string = true;
		buf_clear(&r->text);
	} else if (strcmp(name, "mergeCell") == 0) {
		start_merge(r, attribute(atts, "ref"));
	} else if (r->in_string) {
		text_start(r, name);
	}
}

static void shared_text(struct reading *r)
{
	int64_t at;
	if (!str_to_int(str_trim(r->value), &at) || at < 0 || (uint64_t)at >= r->strings.n) {
		give_up(r, "book.damaged");
		return;
	}
	r->cell.type = BOOK_TEXT;
	r->cell.text = r->strings.p[at];
}

static void number(struct reading *r)
{
	date day;
	char text[11];
	bool dated = r->style >= 0 && (uint64_t)r->style < r->styles.n && r->styles.p[r->style];
	if (!str_trim(r->value).n)
		return;
	r->cell.type = BOOK_NUMBER;
	r->cell.text = book_number(r->a, r->value);
	if (!r->cell.text.n) {
		give_up(r, "book.damaged");
	} else if (dated && book_day(r->value, r->from_1904, &day)) {
		date_print(day, text);
		r->cell.type = BOOK_DATE;
		r->cell.text = arena_str(r->a, str_of(text));
	}
}

static void end_cell(struct reading *r)
{
	const char *t = r->cell_type;
	if (strcmp(t, "s") == 0) {
		shared_text(r);
	} else if (strcmp(t, "str") == 0 || strcmp(t, "inlineStr") == 0) {
		r->cell.type = BOOK_TEXT;
		r->cell.text = r->value;
	} else if (strcmp(t, "b") == 0) {
		r->cell.type = BOOK_BOOL;
		r->cell.text = truth(str_trim(r->value)) ? STR("1") : STR("0");
	} else if (strcmp(t, "e") == 0) {
		r->cell.type = BOOK_ERROR;
		r->cell.text = r->value;
	} else if (strcmp(t, "d") == 0) {
		r->cell.type = BOOK_DATE;
		r->cell.text = str_sub(str_trim(r->value), 0, 10);
	} else {
		number(r);
	}
	if (r->cell.type == BOOK_EMPTY || (r->cell.type == BOOK_TEXT && !r->cell.text.n))
		return;
	/* empty cells that only carry a format may stand anywhere */
	if (r->cells++ >= r->limits.cells || r->cell.row > r->limits.rows || r->cell.column >= r->limits.columns)
		give_up(r, "book.too_large");
	else if (!r->failed)
		*vec_push(r->a, &r->sheet) = r->cell;
}

static void sheet_end(struct reading *r, const char *name)
{
	if (strcmp(name, "c") == 0) {
		end_cell(r);
	} else if (strcmp(name, "v") == 0) {
		r->gather = false;
		r->value = take_text(r);
	} else if (strcmp(name, "is") == 0) {
		r->in_string = false;
		r->value = take_text(r);
	} else if (r->in_string) {
		text_end(r, name);
	}
}
static const struct handlers sheet_handlers = { sheet_start, sheet_end };

static int by_place(const void *x, const void *y)
{
	const struct book_cell *a = x, *b = y;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

static bool read_sheet(struct reading *r, str name, const struct sheet_entry *entry, struct book_sheet *out)
{
	memset(&r->sheet, 0, sizeof(r->sheet));
	memset(&r->merges, 0, sizeof(r->merges));
	r->row = r->column = 0;
	r->unordered = false;
	if (!read_part(r, name, &sheet_handlers, true))
		return false;
	if (r->unordered)
		qsort(r->sheet.p, r->sheet.n, sizeof(*r->sheet.p), by_place);
	*out = (struct book_sheet){ .name = entry->name,
		                    .hidden = entry->hidden,
		                    .cells = r->sheet.p,
		                    .n = (uint32_t)r->sheet.n,
		                    .merges = r->merges.p,
		                    .nmerges = (uint32_t)r->merges.n };
	out->last_row = out->n ? out->cells[out->n - 1].row : 0;
	return true;
}

/* ---- the book ---- */

static void types_start(struct reading *r, const char *name, const char **atts)
{
	str type = attribute(atts, "ContentType");
	if ((strcmp(name, "Override") == 0 || strcmp(name, "Default") == 0) &&
	    (str_find(type, STR("macroEnabled"), 0) >= 0 || str_find(type, STR("vbaProject"), 0) >= 0))
		give_up(r, "book.macro");
}
static const struct handlers types_handlers = { types_start, NULL };

static bool refuse(struct reading *r, const char *key)
{
	problems_add(r->problems, (struct problem){ .severity = SEVERITY_FATAL, .key = key });
	return false;
}

static bool is_workbook(struct reading *r)
{
	str type;
	if (book_zip_has(r->zip, "mimetype") && book_zip_part(r->zip, STR("mimetype"), &type) == PART_READ &&
	    str_starts(type, STR("application/vnd.oasis.opendocument")))
		return refuse(r, "book.ods");
	if (!book_zip_has(r->zip, "[Content_Types].xml"))
		return refuse(r, "book.not_xlsx");
	if (book_zip_has(r->zip, "xl/vbaProject.bin"))
		return refuse(r, "book.macro");
	return read_part(r, STR("[Content_Types].xml"), &types_handlers, true);
}

static bool read_book(struct reading *r, struct book *out)
{
	if (!is_workbook(r) || !read_relations(r, STR_EMPTY, true))
		return false;
	str workbook = relation_by_type(r, STR_EMPTY, "officeDocument");
	if (!workbook.n)
		return refuse(r, "book.not_xlsx");
	if (!read_part(r, workbook, &workbook_handlers, true) || !read_relations(r, workbook, true))
		return false;
	if (!r->entries.n)
		return refuse(r, "book.no_sheets");
	str styles = relation_by_type(r, workbook, "styles"), strings = relation_by_type(r, workbook, "sharedStrings");
	str *names = arena_array(r->a, str, r->entries.n);
	for (size_t i = 0; i < r->entries.n; i++)
		names[i] = relation_by_id(r, workbook, r->entries.p[i].relation);
	if (!read_part(r, styles, &styles_handlers, false) || !read_part(r, strings, &strings_handlers, false))
		return false;
	struct book_sheet *sheets = arena_array(r->a, struct book_sheet, r->entries.n);
	for (size_t i = 0; i < r->entries.n; i++)
		if (names[i].n && !read_sheet(r, names[i], &r->entries.p[i], &sheets[out->n++]))
			return false;
	*out = (struct book){ sheets, out->n, r->from_1904 };
	return out->n ? true : refuse(r, "book.no_sheets");
}

struct book *book_read(arena *a, str bytes, const struct book_limits *limits, struct problems *ps)
{
	struct reading *r = arena_make(a, struct reading);
	struct book *b = arena_make(a, struct book);
	*r = (struct reading){ .a = a, .problems = ps, .limits = *limits };
	r->limits.part = limits->part ? limits->part : 64u << 20;
	r->limits.rows = limits->rows ? limits->rows : 1048576;
	r->limits.columns = limits->columns ? limits->columns : 256;
	r->limits.cells = limits->cells ? limits->cells : 1000000;
	buf_init(&r->text, a, TEXT_MAX);
	r->zip = book_zip_open(a, bytes, r->limits.part, ps);
	return r->zip && read_book(r, b) ? b : NULL;
}

const struct book_sheet *book_sheet(const struct book *b, const char *name)
{
	for (uint32_t i = 0; i < b->n; i++)
		if (str_eq_nocase(str_trim(b->sheets[i].name), str_of(name)))
			return &b->sheets[i];
	return NULL;
}

struct book_cell book_cell(const struct book_sheet *s, uint32_t row, uint32_t column)
{
	struct book_cell wanted = { .row = row, .column = column, .text = STR_EMPTY };
	const struct book_cell *found = s->n ? bsearch(&wanted, s->cells, s->n, sizeof(*s->cells), by_place) : NULL;
	return found ? *found : wanted;
}

str book_ref(arena *a, uint32_t row, uint32_t column)
{
	char letters[8];
	int at = 7;
	letters[7] = '\0';
	for (uint32_t c = column + 1; c && at; c = (c - 1) / 26)
		letters[--at] = (char)('A' + (c - 1) % 26);
	return arena_fmt(a, "%s%u", letters + at, row);
}
