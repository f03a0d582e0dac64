/* A work plan on paper: a matrix by regency with sums of the money, and who signs it. */
#include <stdlib.h>

#include "desk/print.h"
#include "record/codelist.h"
#include "workplan/near.h"
#include "workplan/pages.h"
#include "workplan/rules.h"

enum { SMALL = 7, CURRENCIES = 12, LEADING = 5, COLUMNS = 16, LABEL_MM = 66, GAP_MM = 3 };

struct sums {
	struct money list[CURRENCIES];
	uint32_t n;
};
struct writing {
	struct desk_view *v;
	const struct doc *plan;
	struct paper *paper;
	struct paper_table *table;
	struct plan_tree tree;
	enum lang lang;
	uint32_t number; /* of the row */
};

static str org_name(struct writing *w, str id)
{
	return workplan_org_name(w->v->web->store, w->v->db, w->v->a, id, (int)w->lang);
}

/* The regency stands over the rows already. */
static str place_words(struct writing *w, str code)
{
	const struct place *p = place_by_code(w->v->web->places, code), *path[5];
	uint32_t n = p ? place_path(w->v->web->places, p, path) : 0;
	if (!p || p->level <= PLACE_REGENCY)
		return p ? place_title(w->v->a, p, (int)w->lang) : code;
	str out = place_title(w->v->a, p, (int)w->lang);
	for (uint32_t i = n - 1; i > 0; i--)
		if (path[i - 1]->level > PLACE_REGENCY)
			out = arena_fmt(w->v->a, "%.*s, %.*s", STR_ARG(out),
			                STR_ARG(place_title(w->v->a, path[i - 1], (int)w->lang)));
	return out;
}

static str figure(struct writing *w, const struct doc *d, uint32_t field)
{
	struct decimal x;
	return doc_decimal(d, field, &x) ? i18n_decimal(w->v->a, w->lang, x, -1) : doc_str(d, field);
}

/* What the reader may not see stands there as "<5" or "*" already (record/small.h). */
static str people(struct writing *w, const struct doc *d, uint32_t field)
{
	int64_t n;
	return doc_int(d, field, &n) ? i18n_int(w->v->a, w->lang, n) : doc_str(d, field);
}

static str lines_of(struct writing *w, str before, str more)
{
	return before.n ? arena_fmt(w->v->a, "%.*s\n%.*s", STR_ARG(before), STR_ARG(more)) : more;
}

/* ---- money ---- */

static void add_sum(struct sums *s, const struct money *m)
{
	uint32_t at = 0;
	int64_t sum;
	while (at < s->n && memcmp(s->list[at].currency, m->currency, sizeof(m->currency)) != 0)
		at++;
	if (at == CURRENCIES)
		return;
	if (at == s->n)
		s->list[s->n++] = (struct money){ 0, { m->currency[0], m->currency[1], m->currency[2], '\0' } };
	if (!__builtin_add_overflow(s->list[at].cents, m->cents, &sum))
		s->list[at].cents = sum;
}

static bool money_of(const struct doc *row, struct money *m)
{
	struct decimal amount;
	str currency = doc_str(row, WORKPLAN_BUDGET_CURRENCY);
	*m = (struct money){ 0, "" };
	if (currency.n != 3 || !doc_decimal(row, WORKPLAN_BUDGET_AMOUNT, &amount) ||
	    !decimal_rescale(amount, 2, &m->cents))
		return false;
	memcpy(m->currency, currency.p, 3);
	return true;
}

static str budget_of(struct writing *w, const struct doc *line, struct sums *sums)
{
	uint32_t n;
	struct money m;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_BUDGET, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str source = doc_str(rows[i], WORKPLAN_BUDGET_SOURCE);
		if (!money_of(rows[i], &m))
			continue;
		add_sum(sums, &m);
		out = lines_of(w, out, i18n_money(w->v->a, w->lang, m, MONEY_FULL));
		if (source.n)
			out = lines_of(w, out, arena_fmt(w->v->a, "(%.*s)", STR_ARG(source)));
	}
	return out;
}

/* Sums by currency: never across. */
static str sums_text(struct writing *w, const struct sums *s)
{
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < s->n; i++)
		out = lines_of(w, out, i18n_money(w->v->a, w->lang, s->list[i], MONEY_FULL));
	return out;
}

static str alignment_of(struct writing *w, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_ALIGN, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		const struct plan_node *node = plan_node_find(&w->tree, doc_str(rows[i], WORKPLAN_ALIGN_PLAN));
		out = lines_of(w, out,
		               arena_fmt(w->v->a, "%.*s (%.*s%%)", STR_ARG(node ? node->label : STR("?")),
		                         STR_ARG(figure(w, rows[i], WORKPLAN_ALIGN_SHARE))));
	}
	return out;
}

/* ---- the matrix ---- */

static void add_heads(struct writing *w)
{
	enum lang l = w->lang;
	const struct paper_cell first[] = {
		{ .text = msg(l, MSG_WORKPLAN_COL_NUMBER), .rows = 2 },
		{ .text = msg(l, MSG_WORKPLAN_COL_ACTIVITY), .rows = 2 },
		{ .text = msg(l, MSG_WORKPLAN_COL_PLACE), .rows = 2 },
		{ .text = msg(l, MSG_WORKPLAN_COL_SECTOR), .rows = 2 },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_INDICATOR), .rows = 2 },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_TARGET), .columns = 5 },
		{ .text = msg(l, MSG_WORKPLAN_BENEFICIARIES), .columns = 4 },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_BUDGET), .rows = 2 },
		{ .text = msg(l, MSG_FIELD_WORKPLAN_LINE_ALIGNMENT), .rows = 2 },
	};
	const struct paper_cell second[] = {
		{ .text = msg(l, MSG_WORKPLAN_COL_Q1) },         { .text = msg(l, MSG_WORKPLAN_COL_Q2) },
		{ .text = msg(l, MSG_WORKPLAN_COL_Q3) },         { .text = msg(l, MSG_WORKPLAN_COL_Q4) },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_YEAR) },     { .text = msg(l, MSG_WORKPLAN_PAPER_WOMEN) },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_MEN) },      { .text = msg(l, MSG_WORKPLAN_COL_CHILDREN) },
		{ .text = msg(l, MSG_WORKPLAN_PAPER_DISABLED) },
	};
	struct paper_cell numbers[COLUMNS];
	for (uint32_t i = 0; i < COLUMNS; i++)
		numbers[i] = (struct paper_cell){ .text = arena_fmt(w->v->a, "%u", i + 1) };
	paper_row(w->table, PAPER_HEAD, first, SEL_COUNT(first));
	paper_row(w->table, PAPER_HEAD, second, SEL_COUNT(second));
	paper_row(w->table, PAPER_NUMBERED, numbers, COLUMNS);
}

static void add_line(struct writing *w, const struct doc *d, struct sums *sums)
{
	str unit = doc_str(d, WORKPLAN_LINE_UNIT), indicator = doc_str(d, WORKPLAN_LINE_INDICATOR);
	str note = doc_str(d, WORKPLAN_LINE_NOTE), activity = doc_str(d, WORKPLAN_LINE_ACTIVITY);
	struct paper_cell c[COLUMNS] = { { .text = arena_fmt(w->v->a, "%u", ++w->number) } };
	c[1].text = note.n ? lines_of(w, activity, note) : activity;
	c[2].text = place_words(w, doc_str(d, WORKPLAN_LINE_PLACE));
	c[3].text = codelist_name("province-sector", doc_str(d, WORKPLAN_LINE_SECTOR), (int)w->lang);
	c[4].text = arena_fmt(w->v->a, "%.*s (%.*s)", STR_ARG(indicator), STR_ARG(unit));
	for (uint32_t q = 0; q < LEADING; q++)
		c[LEADING + q].text = figure(w, d, WORKPLAN_LINE_Q1 + q);
	c[9].marks = PAPER_BOLD;
	for (uint32_t k = 0; k < 4; k++)
		c[10 + k].text = people(w, d, WORKPLAN_LINE_FEMALE + k);
	c[14].text = budget_of(w, d, sums);
	c[15].text = alignment_of(w, d);
	paper_row(w->table, PAPER_BODY, c, COLUMNS);
}

static void add_sums(struct writing *w, str label, const struct sums *s)
{
	struct paper_cell c[] = { { .text = label, .columns = 14, .align = PAPER_AT_RIGHT },
		                  { .text = sums_text(w, s) },
		                  { .text = STR_EMPTY } };
	paper_row(w->table, PAPER_SUBTOTAL, c, SEL_COUNT(c));
}

static str area_name(struct writing *w, str code)
{
	const struct place *p = place_by_code(w->v->web->places, code.n ? code : STR("53"));
	return p ? place_title(w->v->a, p, (int)w->lang) : code;
}

static void add_regency(struct writing *w, struct doc *const *lines, uint32_t n, str regency, struct sums *all)
{
	struct sums here = { .n = 0 };
	struct paper_cell name = { .text = area_name(w, regency), .columns = COLUMNS };
	paper_row(w->table, PAPER_GROUP, &name, 1);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(line_regency(lines[i]), regency))
			add_line(w, lines[i], &here);
	add_sums(w, msg_fmt(w->v->a, w->lang, MSG_WORKPLAN_PAPER_SUBTOTAL, name.text), &here);
	for (uint32_t i = 0; i < here.n; i++)
		add_sum(all, &here.list[i]);
}

static int by_code(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static void add_matrix(struct writing *w)
{
	static const struct paper_column columns[COLUMNS] = {
		{ 10, PAPER_AT_CENTRE }, { 42, PAPER_AT_LEFT },  { 30, PAPER_AT_LEFT },  { 22, PAPER_AT_LEFT },
		{ 30, PAPER_AT_LEFT },   { 13, PAPER_AT_RIGHT }, { 13, PAPER_AT_RIGHT }, { 13, PAPER_AT_RIGHT },
		{ 13, PAPER_AT_RIGHT },  { 16, PAPER_AT_RIGHT }, { 13, PAPER_AT_RIGHT }, { 13, PAPER_AT_RIGHT },
		{ 13, PAPER_AT_RIGHT },  { 13, PAPER_AT_RIGHT }, { 33, PAPER_AT_RIGHT }, { 24, PAPER_AT_LEFT }
	};
	uint32_t n;
	struct doc *const *lines = doc_rows(w->plan, WORKPLAN_LINE, &n);
	struct sums all = { .n = 0 };
	str *areas = arena_array(w->v->a, str, n + 1);
	w->table =
	    paper_table(w->paper, &(struct paper_table_opts){ .columns = columns, .n = COLUMNS, .font_size = SMALL });
	add_heads(w);
	for (uint32_t i = 0; i < n; i++)
		areas[i] = line_regency(lines[i]);
	if (n)
		qsort(areas, n, sizeof(*areas), by_code);
	for (uint32_t i = 0; i < n; i++)
		if (!i || !str_eq(areas[i], areas[i - 1]))
			add_regency(w, lines, n, areas[i], &all);
	add_sums(w, msg(w->lang, MSG_WORKPLAN_PAPER_TOTAL), &all);
}

/* ---- around it ---- */

static str agreement_of(struct writing *w)
{
	struct desk_view *v = w->v;
	const struct record *r = record_load_id(v->web->store, v->db, v->a, &actor_system, &agreement_kind,
	                                        doc_str(w->plan, WORKPLAN_AGREED));
	str number = r ? doc_str(r->doc, AGREEMENT_NUMBER) : STR_EMPTY;
	return number.n ? number : r ? agreement_title(r->doc, (int)w->lang) : doc_str(w->plan, WORKPLAN_AGREEMENT);
}

static str agencies_of(struct writing *w)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(w->plan, WORKPLAN_AGENCY, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str name = org_name(w, doc_str(rows[i], WORKPLAN_AGENCY_UNIT));
		out = out.n ? arena_fmt(w->v->a, "%.*s; %.*s", STR_ARG(out), STR_ARG(name)) : name;
	}
	return out;
}

/* Only for who may see who they are: the document has them for nobody else. */
static str persons_of(struct writing *w)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(w->plan, WORKPLAN_PERSON, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str name = doc_str(rows[i], WORKPLAN_PERSON_NAME), post = doc_str(rows[i], WORKPLAN_PERSON_POSITION);
		str one = post.n ? arena_fmt(w->v->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(post)) : name;
		out = out.n ? arena_fmt(w->v->a, "%.*s; %.*s", STR_ARG(out), STR_ARG(one)) : one;
	}
	return out;
}

static str signed_words(struct writing *w)
{
	date day;
	str number = doc_str(w->plan, WORKPLAN_SIGNED_NUMBER);
	str on = doc_date(w->plan, WORKPLAN_SIGNED_ON, &day) ? i18n_date(w->v->a, w->lang, day, DATE_LONG) : STR_EMPTY;
	return number.n && on.n ? arena_fmt(w->v->a, "%.*s, %.*s", STR_ARG(number), STR_ARG(on))
	       : number.n       ? number
	                        : on;
}

static void add_facts(struct writing *w)
{
	enum lang l = w->lang;
	const struct paper_fact all[] = {
		{ msg(l, MSG_FIELD_WORKPLAN_PARTNER), org_name(w, doc_str(w->plan, WORKPLAN_PARTNER)) },
		{ msg(l, MSG_FIELD_WORKPLAN_TITLE), doc_str(w->plan, WORKPLAN_TITLE) },
		{ msg(l, MSG_WORKPLAN_PAPER_AGREEMENT), agreement_of(w) },
		{ msg(l, MSG_FIELD_WORKPLAN_LEAD_AGENCY), org_name(w, doc_str(w->plan, WORKPLAN_LEAD)) },
		{ msg(l, MSG_FIELD_WORKPLAN_ACCOMPANYING), agencies_of(w) },
		{ msg(l, MSG_FIELD_WORKPLAN_PERSON), persons_of(w) },
		{ msg(l, MSG_WORKPLAN_PAPER_SIGNED), signed_words(w) },
		{ msg(l, MSG_FIELD_WORKPLAN_STATUS),
		  codelist_name("workplan-status", doc_str(w->plan, WORKPLAN_STATUS), (int)l) },
	};
	struct paper_fact said[SEL_COUNT(all)];
	size_t n = 0;
	for (size_t i = 0; i < SEL_COUNT(all); i++)
		if (all[i].text.n)
			said[n++] = all[i];
	paper_facts(w->paper, LABEL_MM, said, n);
}

static void add_lasting(struct writing *w)
{
	static const struct {
		uint32_t field;
		enum msg label;
	} parts[] = { { WORKPLAN_SUSTAINABILITY, MSG_FIELD_WORKPLAN_SUSTAINABILITY },
		      { WORKPLAN_EXIT, MSG_FIELD_WORKPLAN_EXIT_PLAN },
		      { WORKPLAN_BENEFIT, MSG_FIELD_WORKPLAN_BENEFIT } };
	for (size_t i = 0; i < SEL_COUNT(parts); i++) {
		str text = doc_str(w->plan, parts[i].field);
		if (!text.n)
			continue;
		paper_text(w->paper, PAPER_HEADING, msg(w->lang, parts[i].label));
		paper_text(w->paper, PAPER_TEXT, text);
	}
}

static void add_signatures(struct writing *w, const struct print *p, str day)
{
	str partner = org_name(w, doc_str(w->plan, WORKPLAN_PARTNER)),
	    lead = org_name(w, doc_str(w->plan, WORKPLAN_LEAD));
	struct paper_signatory list[3] = { { .post = arena_cat(w->v->a, partner, STR(",")) } };
	size_t n = 1;
	if (lead.n)
		list[n++] =
		    (struct paper_signatory){ .post = msg_fmt(w->v->a, w->lang, MSG_WORKPLAN_PAPER_SEEN, lead) };
	list[n++] = print_signatory(p);
	paper_signatures(w->paper, print_place(p, day), list, n);
}

static struct reply paper_of(struct desk_view *v, struct url at, bool docx)
{
	const struct doc *d = v->record->doc;
	struct office_paper *office = arena_make(v->a, struct office_paper);
	str day;
	struct print p = { .req = v->req,
		           .web = v->web,
		           .page = v->page,
		           .a = v->a,
		           .db = v->db,
		           .title = workplan_kind.title(d, (int)v->page->lang, v->a),
		           .subject = msg(v->page->lang, MSG_WORKPLAN_ALL),
		           .office = rkt_paper(v, rkt_paper_date(v, LANG_ID, &day), office) ? office : NULL,
		           .when = v->record->updated,
		           .at = at,
		           .landscape = true };
	struct writing w = { .v = v, .plan = d, .paper = print_begin(&p), .lang = v->page->lang };
	str status = doc_str(d, WORKPLAN_STATUS);
	bool open = !status.n || str_is(status, "draft") || str_is(status, "submitted") || str_is(status, "returned");
	int64_t revision = 0;
	if (!plan_tree_read(v->web->store, v->db, v->a, &w.tree))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(w.lang, MSG_DESK_BUSY));
	str year = doc_str(d, WORKPLAN_YEAR);
	paper_text(w.paper, PAPER_TITLE, msg_fmt(v->a, w.lang, MSG_WORKPLAN_PAPER_TITLE, year));
	str under = open ? msg(w.lang, MSG_WORKPLAN_PAPER_DRAFT) : STR_EMPTY;
	if (doc_int(d, WORKPLAN_REVISION, &revision) && revision)
		under = lines_of(
		    &w, msg_fmt(v->a, w.lang, MSG_WORKPLAN_PAPER_REVISION, i18n_int(v->a, w.lang, revision)), under);
	if (under.n)
		paper_text(w.paper, PAPER_SUBTITLE, under);
	paper_space(w.paper, GAP_MM);
	add_facts(&w);
	add_matrix(&w);
	add_lasting(&w);
	add_signatures(&w, &p, day);
	return print_reply(&p, w.paper, docx, arena_fmt(v->a, "rkt-%.*s-%s", STR_ARG(year), v->record->id));
}

/* ---- the routes ---- */

static struct reply desk_paper(struct req *r, bool docx)
{
	struct desk_view v;
	struct reply failed;
	return rkt_start(r, &v, &failed) ? paper_of(&v, desk_url(&v, "rkt"), docx) : failed;
}

struct reply rkt_pdf_get(struct req *r)
{
	return desk_paper(r, false);
}

struct reply rkt_docx_get(struct req *r)
{
	return desk_paper(r, true);
}

struct reply workplan_file_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	bool docx;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	v.record = record_load_id(v.web->store, v.db, v.a, &actor_public, &workplan_kind, r->params[1]);
	if (!v.record || !print_format(r->params[2], "rkt", &docx))
		return desk_not_found(&v);
	v.actor = &actor_public;
	return paper_of(&v, url_path(v.page, "/workplan/{}", r->params[1]), docx);
}
