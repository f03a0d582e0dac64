/* The yearly register on paper: by category, with counts, corrections and a signature. */
#include "agreement/pages.h"
#include "desk/print.h"
#include "record/codelist.h"

enum { COLUMNS = 7, SMALL = 8, GAP_MM = 3 };

struct writing {
	struct desk_view *v;
	struct paper *paper;
	struct paper_table *table;
	enum lang lang;
	uint32_t number;
};

static str code_words(struct writing *w, const struct doc *d, uint32_t field)
{
	str s = doc_str(d, field);
	return s.n ? codelist_name(register_line_kind.fields[field].codes, s, (int)w->lang) : s;
}

static void add_heads(struct writing *w)
{
	static const enum msg labels[COLUMNS] = { MSG_REGISTER_PAPER_NO,
		                                  MSG_FIELD_REGISTER_LINE_NAME,
		                                  MSG_FIELD_REGISTER_LINE_ACRONYM,
		                                  MSG_FIELD_REGISTER_LINE_LEGAL_FORM,
		                                  MSG_FIELD_REGISTER_LINE_PERMIT_REGIME,
		                                  MSG_FIELD_REGISTER_LINE_MINISTRY,
		                                  MSG_FIELD_REGISTER_LINE_SOURCE };
	struct paper_cell heads[COLUMNS], numbers[COLUMNS];
	for (uint32_t i = 0; i < COLUMNS; i++) {
		heads[i] = (struct paper_cell){ .text = msg(w->lang, labels[i]) };
		numbers[i] = (struct paper_cell){ .text = arena_fmt(w->v->a, "%u", i + 1) };
	}
	paper_row(w->table, PAPER_HEAD, heads, COLUMNS);
	paper_row(w->table, PAPER_NUMBERED, numbers, COLUMNS);
}

static void add_line(struct writing *w, const struct doc *d)
{
	const struct paper_cell c[COLUMNS] = {
		{ .text = arena_fmt(w->v->a, "%u", ++w->number) },  { .text = doc_str(d, REGISTER_LINE_NAME) },
		{ .text = doc_str(d, REGISTER_LINE_ACRONYM) },      { .text = code_words(w, d, REGISTER_LINE_FORM) },
		{ .text = code_words(w, d, REGISTER_LINE_REGIME) }, { .text = doc_str(d, REGISTER_LINE_MINISTRY) },
		{ .text = doc_str(d, REGISTER_LINE_SOURCE) }
	};
	paper_row(w->table, PAPER_BODY, c, COLUMNS);
}

/* The lines stand by category already (register_fill()). */
static void add_lines(struct writing *w, const struct doc *reg)
{
	static const struct paper_column columns[COLUMNS] = { { 10, PAPER_AT_CENTRE }, { 66, PAPER_AT_LEFT },
		                                              { 24, PAPER_AT_LEFT },   { 34, PAPER_AT_LEFT },
		                                              { 40, PAPER_AT_LEFT },   { 44, PAPER_AT_LEFT },
		                                              { 50, PAPER_AT_LEFT } };
	uint32_t n;
	struct doc *const *rows = doc_rows(reg, REGISTER_LINE, &n);
	w->table =
	    paper_table(w->paper, &(struct paper_table_opts){ .columns = columns, .n = COLUMNS, .font_size = SMALL });
	add_heads(w);
	for (uint32_t i = 0; i < n; i++) {
		str category = doc_str(rows[i], REGISTER_LINE_CATEGORY);
		str name = code_words(w, rows[i], REGISTER_LINE_CATEGORY);
		struct paper_cell whole = { .text = name, .columns = COLUMNS };
		if (!i || !str_eq(category, doc_str(rows[i - 1], REGISTER_LINE_CATEGORY)))
			paper_row(w->table, PAPER_GROUP, &whole, 1);
		add_line(w, rows[i]);
		if (i + 1 < n && str_eq(category, doc_str(rows[i + 1], REGISTER_LINE_CATEGORY)))
			continue;
		str count = i18n_int(w->v->a, w->lang, register_count(reg, arena_str(w->v->a, category).p));
		whole.text = msg_fmt(w->v->a, w->lang, MSG_REGISTER_PAPER_OF, name, count);
		paper_row(w->table, PAPER_SUBTOTAL, &whole, 1);
	}
	struct paper_cell sum = { .text = register_counts(w->v, reg), .columns = COLUMNS };
	paper_row(w->table, PAPER_SUBTOTAL, &sum, 1);
}

static void add_corrections(struct writing *w, const struct doc *reg)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(reg, REGISTER_CORRECTION, &n);
	str *items = arena_array(w->v->a, str, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		date day;
		str on = doc_date(rows[i], REGISTER_CORRECTION_DATE, &day) ? i18n_date(w->v->a, w->lang, day, DATE_LONG)
		                                                           : STR_EMPTY;
		items[i] =
		    arena_fmt(w->v->a, "%.*s: %.*s", STR_ARG(on), STR_ARG(doc_str(rows[i], REGISTER_CORRECTION_TEXT)));
	}
	if (!n)
		return;
	paper_text(w->paper, PAPER_HEADING, msg(w->lang, MSG_FIELD_REGISTER_CORRECTION));
	paper_list(w->paper, PAPER_NUMBERS, 0, items, n);
}

struct reply register_paper(struct desk_view *v, const struct record *r, struct url at, bool docx)
{
	date made;
	str day = doc_date(r->doc, REGISTER_MADE, &made) ? i18n_date(v->a, LANG_ID, made, DATE_LONG) : STR_EMPTY;
	str year = doc_str(r->doc, REGISTER_YEAR);
	struct print p = { .req = v->req,
		           .web = v->web,
		           .page = v->page,
		           .a = v->a,
		           .db = v->db,
		           .title = register_kind.title(r->doc, (int)v->page->lang, v->a),
		           .subject = msg(v->page->lang, MSG_REGISTER_ALL),
		           .office = register_office(v, r->doc),
		           .when = r->updated,
		           .at = at,
		           .landscape = true };
	struct writing w = { .v = v, .paper = print_begin(&p), .lang = v->page->lang };
	struct paper_signatory sign = print_signatory(&p);
	paper_text(w.paper, PAPER_TITLE, msg_fmt(v->a, w.lang, MSG_REGISTER_PAPER_TITLE, year));
	if (!str_is(doc_str(r->doc, REGISTER_STATUS), "frozen"))
		paper_text(w.paper, PAPER_SUBTITLE, msg(w.lang, MSG_REGISTER_PAPER_OPEN));
	paper_space(w.paper, GAP_MM);
	add_lines(&w, r->doc);
	add_corrections(&w, r->doc);
	paper_signatures(w.paper, print_place(&p, day), &sign, 1);
	return print_reply(&p, w.paper, docx, arena_fmt(v->a, "register-%.*s", STR_ARG(year)));
}
