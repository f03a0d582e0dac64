/* A report on paper: the head, then letters A to M as on its page, signed by the partner and whoever verifies. */
#include "desk/print.h"
#include "office/official.h"
#include "report/pages.h"

enum { LINE_COLUMNS = 15, MONEY_COLUMNS = 7, SMALL = 7, LABEL_MM = 55, GAP_MM = 3 };

struct writing {
	struct desk_view *v;
	const struct lap_page *p;
	struct paper *paper;
	enum lang lang;
};

static str number_of(struct writing *w, uint32_t i)
{
	return arena_fmt(w->v->a, "%u", i + 1);
}

static void add_numbers(struct writing *w, struct paper_table *t, uint32_t n)
{
	struct paper_cell cells[LINE_COLUMNS];
	for (uint32_t i = 0; i < n; i++)
		cells[i] = (struct paper_cell){ .text = number_of(w, i) };
	paper_row(t, PAPER_NUMBERED, cells, n);
}

static void heading(struct writing *w, const char *letter, str label)
{
	paper_text(w->paper, PAPER_HEADING, arena_fmt(w->v->a, "%s. %.*s", letter, STR_ARG(label)));
}

static void add_head(struct writing *w)
{
	const struct lap_page *p = w->p;
	enum lang l = w->lang;
	str handed =
	    p->late.n ? arena_fmt(w->v->a, "%.*s (%.*s)", STR_ARG(p->handed_in), STR_ARG(p->late)) : p->handed_in;
	const struct paper_fact all[] = {
		{ msg(l, MSG_FIELD_REPORT_PARTNER), p->partner },
		{ msg(l, MSG_FIELD_REPORT_PROGRAMME), p->programme },
		{ msg(l, MSG_KIND_ONE_WORKPLAN), p->plan },
		{ msg(l, MSG_FIELD_WORKPLAN_AGREED), p->agreement },
		{ msg(l, MSG_FIELD_REPORT_ACCOMPANYING), p->agencies },
		{ msg(l, MSG_FIELD_REPORT_REGENCY), p->regency },
		{ msg(l, MSG_FIELD_REPORT_PERIOD), p->period },
		{ msg(l, MSG_FIELD_REPORT_HANDED_IN), handed },
		{ msg(l, MSG_FIELD_REPORT_STATUS), p->status },
	};
	struct paper_fact said[SEL_COUNT(all)];
	size_t n = 0;
	for (size_t i = 0; i < SEL_COUNT(all); i++)
		if (all[i].text.n)
			said[n++] = all[i];
	paper_facts(w->paper, LABEL_MM, said, n);
	for (uint32_t i = 0; i < p->ncorrections; i++) {
		const struct lap_correction *c = &p->corrections[i];
		str on = c->frozen.n ? msg_fmt(w->v->a, l, MSG_REPORT_CORRECTED_FROZEN, c->day, c->frozen)
		                     : msg_fmt(w->v->a, l, MSG_REPORT_CORRECTED_ON, c->day);
		paper_text(w->paper, PAPER_NOTE, arena_fmt(w->v->a, "%.*s %.*s", STR_ARG(on), STR_ARG(c->why)));
	}
}

static void add_money(struct writing *w)
{
	static const struct paper_column columns[MONEY_COLUMNS] = { { 8, PAPER_AT_CENTRE }, { 60, PAPER_AT_LEFT },
		                                                    { 40, PAPER_AT_RIGHT }, { 40, PAPER_AT_RIGHT },
		                                                    { 40, PAPER_AT_RIGHT }, { 16, PAPER_AT_RIGHT },
		                                                    { 24, PAPER_AT_RIGHT } };
	enum lang l = w->lang;
	const struct paper_cell heads[MONEY_COLUMNS] = { { .text = msg(l, MSG_PRINT_NO) },
		                                         { .text = msg(l, MSG_FIELD_REPORT_MONEY_SOURCE) },
		                                         { .text = msg(l, MSG_FIELD_REPORT_MONEY_BUDGET) },
		                                         { .text = msg(l, MSG_FIELD_REPORT_MONEY_SPENT) },
		                                         { .text = msg(l, MSG_REPORT_CUMULATIVE) },
		                                         { .text = STR("%") },
		                                         { .text = msg(l, MSG_FIELD_REPORT_MONEY_RATE) } };
	if (!w->p->nmoney)
		return;
	heading(w, "C", msg(l, MSG_FIELD_REPORT_MONEY));
	struct paper_table *t = paper_table(
	    w->paper, &(struct paper_table_opts){ .columns = columns, .n = MONEY_COLUMNS, .font_size = SMALL + 1 });
	paper_row(t, PAPER_HEAD, heads, MONEY_COLUMNS);
	for (uint32_t i = 0; i < w->p->nmoney; i++) {
		const struct lap_money *m = &w->p->money[i];
		const struct paper_cell c[MONEY_COLUMNS] = { { .text = number_of(w, i) }, { .text = m->source },
			                                     { .text = m->budget },       { .text = m->spent },
			                                     { .text = m->cumulative },   { .text = m->percent },
			                                     { .text = m->rate } };
		paper_row(t, PAPER_BODY, c, MONEY_COLUMNS);
	}
}

static void add_line_heads(struct writing *w, struct paper_table *t)
{
	static const enum msg labels[LINE_COLUMNS] = {
		MSG_PRINT_NO,
		MSG_FIELD_REPORT_LINE_ACTIVITY,
		MSG_FIELD_REPORT_LINE_PLACE,
		MSG_FIELD_REPORT_LINE_INDICATOR,
		MSG_FIELD_REPORT_LINE_UNIT,
		MSG_REPORT_TARGET_YEAR,
		MSG_REPORT_TARGET,
		MSG_FIELD_REPORT_LINE_DONE,
		MSG_REPORT_CUMULATIVE,
		MSG_PRINT_PERCENT,
		MSG_WORKPLAN_PAPER_WOMEN,
		MSG_WORKPLAN_PAPER_MEN,
		MSG_FIELD_REPORT_LINE_CHILDREN,
		MSG_WORKPLAN_PAPER_DISABLED,
		MSG_FIELD_REPORT_LINE_EVIDENCE,
	};
	struct paper_cell heads[LINE_COLUMNS];
	for (uint32_t i = 0; i < LINE_COLUMNS; i++)
		heads[i] = (struct paper_cell){ .text = msg(w->lang, labels[i]) };
	paper_row(t, PAPER_HEAD, heads, LINE_COLUMNS);
	add_numbers(w, t, LINE_COLUMNS);
}

static void add_lines(struct writing *w)
{
	static const struct paper_column columns[LINE_COLUMNS] = {
		{ 9, PAPER_AT_CENTRE }, { 40, PAPER_AT_LEFT },  { 38, PAPER_AT_LEFT },  { 30, PAPER_AT_LEFT },
		{ 18, PAPER_AT_LEFT },  { 15, PAPER_AT_RIGHT }, { 15, PAPER_AT_RIGHT }, { 17, PAPER_AT_RIGHT },
		{ 18, PAPER_AT_RIGHT }, { 12, PAPER_AT_RIGHT }, { 12, PAPER_AT_RIGHT }, { 12, PAPER_AT_RIGHT },
		{ 12, PAPER_AT_RIGHT }, { 13, PAPER_AT_RIGHT }, { 30, PAPER_AT_LEFT }
	};
	heading(w, "D", msg(w->lang, MSG_FIELD_REPORT_LINE));
	struct paper_table *t = paper_table(
	    w->paper, &(struct paper_table_opts){ .columns = columns, .n = LINE_COLUMNS, .font_size = SMALL });
	add_line_heads(w, t);
	for (uint32_t i = 0; i < w->p->nlines; i++) {
		const struct lap_line *x = &w->p->lines[i];
		str what = x->progress.n ? arena_fmt(w->v->a, "%.*s\n%.*s", STR_ARG(x->activity), STR_ARG(x->progress))
		                         : x->activity;
		str proof =
		    x->note.n ? arena_fmt(w->v->a, "%.*s\n%.*s", STR_ARG(x->evidence), STR_ARG(x->note)) : x->evidence;
		struct paper_cell c[LINE_COLUMNS] = {
			{ .text = number_of(w, i) }, { .text = what },
			{ .text = x->place },        { .text = x->indicator },
			{ .text = x->unit },         { .text = x->target_year },
			{ .text = x->target },       { .text = x->done, .marks = PAPER_BOLD },
			{ .text = x->cumulative },   { .text = x->percent },
			{ .text = x->people[0] },    { .text = x->people[1] },
			{ .text = x->people[2] },    { .text = x->people[3] },
			{ .text = str_trim(proof) },
		};
		paper_row(t, PAPER_BODY, c, LINE_COLUMNS);
	}
}

static void add_obstacles(struct writing *w)
{
	uint32_t n = 0;
	str *items = arena_array(w->v->a, str, w->p->nobstacles + 1);
	for (uint32_t i = 0; i < w->p->nobstacles; i++) {
		const struct lap_obstacle *o = &w->p->obstacles[i];
		str more = o->severity.n && o->stage.n
		               ? arena_fmt(w->v->a, " (%.*s; %.*s)", STR_ARG(o->severity), STR_ARG(o->stage))
		           : o->severity.n || o->stage.n
		               ? arena_fmt(w->v->a, " (%.*s%.*s)", STR_ARG(o->severity), STR_ARG(o->stage))
		               : STR_EMPTY;
		if (o->text.n)
			items[n++] = arena_cat(w->v->a, o->text, more);
	}
	heading(w, "G", msg(w->lang, MSG_FIELD_REPORT_OBSTACLE));
	if (n)
		paper_list(w->paper, PAPER_NUMBERS, 0, items, n);
	else
		paper_text(w->paper, PAPER_TEXT, msg(w->lang, MSG_REPORT_NO_OBSTACLE));
}

static void add_text(struct writing *w, const struct lap_text *t)
{
	bool conformity = strcmp(t->name, "conformity_why") == 0, support = strcmp(t->name, "support") == 0;
	heading(w, t->letter, t->label);
	if (conformity && w->p->conformity.n)
		paper_runs(w->paper, PAPER_TEXT, &(struct paper_run){ w->p->conformity, PAPER_BOLD }, 1);
	if (t->text.n)
		paper_text(w->paper, PAPER_TEXT, t->text);
	else if (!conformity || !w->p->conformity.n)
		paper_text(w->paper, PAPER_TEXT, STR("\xE2\x80\x93"));
	if (support && w->p->support_from.n)
		paper_text(w->paper, PAPER_TEXT,
		           arena_fmt(w->v->a, "%.*s: %.*s", STR_ARG(msg(w->lang, MSG_FIELD_REPORT_SUPPORT_FROM)),
		                     STR_ARG(w->p->support_from)));
}

/* As on the page: obstacles stand between F and H. */
static void add_texts(struct writing *w)
{
	bool obstacles = false;
	for (uint32_t i = 1; i < w->p->ntexts; i++) {
		if (!obstacles && w->p->texts[i].letter[0] > 'G') {
			add_obstacles(w);
			obstacles = true;
		}
		add_text(w, &w->p->texts[i]);
	}
}

static void add_signatures(struct writing *w, const struct print *p)
{
	str regency = msg_fmt(w->v->a, w->lang, MSG_PRINT_REPORT_REGENCY, w->p->regency);
	const struct paper_signatory list[] = { { .post = regency },
		                                { .post = arena_cat(w->v->a, w->p->partner, STR(",")) } };
	paper_signatures(w->paper, print_place(p, STR_EMPTY), list, SEL_COUNT(list));
}

static struct reply report_paper(struct req *r, bool docx)
{
	struct desk_view v;
	struct reply failed;
	struct office_paper office;
	if (!lap_start(r, &v, &failed))
		return failed;
	const struct doc *d = v.record->doc;
	const struct lap_page *page = lap_page_of(&v, d);
	date day = date_of_instant(v.record->updated);
	bool known = bureau_paper(v.web->store, v.db, v.a, STR("report"), day, &office);
	struct print p = { .req = r,
		           .web = v.web,
		           .page = v.page,
		           .a = v.a,
		           .db = v.db,
		           .title = desk_record_title(&v, v.record),
		           .subject = desk_kind_name(v.page->lang, &report_kind),
		           .office = known ? &office : NULL,
		           .when = v.record->updated,
		           .at = desk_url(&v, "view"),
		           .bare = true,
		           .landscape = true };
	struct writing w = { &v, page, print_begin(&p), v.page->lang };
	paper_text(w.paper, PAPER_TITLE, msg_fmt(v.a, w.lang, MSG_PRINT_REPORT_TITLE, page->period));
	paper_text(w.paper, PAPER_SUBTITLE, page->partner);
	add_head(&w);
	if (page->ntexts)
		add_text(&w, &page->texts[0]);
	add_money(&w);
	add_lines(&w);
	add_texts(&w);
	add_signatures(&w, &p);
	return print_reply(&p, w.paper, docx,
	                   arena_fmt(v.a, "laporan-%.*s-%s", STR_ARG(doc_str(d, REPORT_PERIOD)), v.record->id));
}

struct reply lap_pdf_get(struct req *r)
{
	return report_paper(r, false);
}

struct reply lap_docx_get(struct req *r)
{
	return report_paper(r, true);
}
