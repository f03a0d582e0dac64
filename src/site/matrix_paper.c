/* The matrix of partners' programmes on paper, as offices of the province draw it up: by category with sums, then by
 * regency. */
#include <stdlib.h>

#include "activity/activity.h"
#include "agreement/calendar.h"
#include "agreement/held.h"
#include "base/utf8.h"
#include "desk/print.h"
#include "partner/partner.h"
#include "record/codelist.h"
#include "site/site.h"
#include "workplan/programme.h"

enum { COLUMNS = 16, SMALL = 6, TEXT_MOST = 150, NAMES_MOST = 3, ROWS_MOST = 1500, GAP_MM = 3 };

struct line {
	uint32_t activity;
	int category; /* in the order of the paper */
	str partner, title;
};
struct writing {
	struct view_of *v;
	struct query *q;
	struct paper *paper;
	struct paper_table *table;
	const struct programme_plan *plans;
	uint32_t nplans, number;
	str *ministries, *bases; /* of organisations; p is NULL where not looked up yet */
};

static const enum cube_category order[CATEGORY_COUNT] = { CATEGORY_BILATERAL, CATEGORY_MULTILATERAL, CATEGORY_NGO,
	                                                  CATEGORY_GOVERNMENT, CATEGORY_OTHER };

static str joined(struct view_of *v, str before, const char *between, str more)
{
	return !more.n    ? before
	       : before.n ? arena_fmt(v->a, "%.*s%s%.*s", STR_ARG(before), between, STR_ARG(more))
	                  : more;
}

/* The beginning of S, whole words. */
static str beginning(struct view_of *v, str s)
{
	ptrdiff_t line = str_find_char(s, '\n', 0);
	if (line > 0)
		s = str_sub(s, 0, (size_t)line);
	if (utf8_length(s) <= TEXT_MOST)
		return s;
	s = utf8_prefix(s, TEXT_MOST);
	size_t n = s.n;
	while (n && s.p[n - 1] != ' ')
		n--;
	return arena_cat(v->a, str_trim(str_sub(s, 0, n ? n : s.n)), STR("\xE2\x80\xA6"));
}

/* ---- what a programme's record says ---- */

/* The description of TYPE (IATI: 1 general, 3 target groups); of 1 also one without type. */
static str description(struct view_of *v, const struct doc *d, const char *type)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_DESCRIPTION, &n);
	for (uint32_t i = 0; i < n; i++) {
		str is = doc_str(rows[i], DESCRIPTION_TYPE);
		if (str_is(is, type) || (!is.n && type[0] == '1'))
			return beginning(v, activity_text(d, rows[i], DESCRIPTION_TEXT, (int)v->page->lang));
	}
	return STR_EMPTY;
}

/* Organisations of a role (IATI: 1 funding, 4 implementing) but BESIDE. */
static str orgs_of(struct view_of *v, const struct doc *d, const char *role, str beside)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_PARTICIPATING_ORG, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str ref = doc_str(rows[i], PARTICIPATING_ORG_REF);
		int32_t org = ref.n ? cube_org_by_ref(v->cube, ref) : -1;
		str name = activity_text(d, rows[i], PARTICIPATING_ORG_NAME, (int)v->page->lang);
		name = name.n ? name : org >= 0 ? name_of_org(v, (uint32_t)org) : ref;
		if (str_is(doc_str(rows[i], PARTICIPATING_ORG_ROLE), role) && !str_eq(name, beside))
			out = joined(v, out, "; ", name);
	}
	return out;
}

static str sectors_of(struct view_of *v, const struct cube_activity *x)
{
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < x->nsectors; i++)
		out = joined(v, out, "; ", name_of_sector(v, (int32_t)v->cube->sectors_of[x->sectors_at + i].key));
	return out;
}

/* "Kabupaten Belu: Tulakadi, Silawan": its places, by regency. */
static str places_of(struct view_of *v, const struct cube_activity *x)
{
	const struct cube_share *list = v->cube->places_of + x->places_at;
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < x->nplaces; i++) {
		int32_t regency = v->cube->places[list[i].key].regency;
		uint32_t named = 0, more = 0;
		bool before = false;
		for (uint32_t k = 0; k < i; k++)
			before = before || v->cube->places[list[k].key].regency == regency;
		if (before)
			continue;
		str names = STR_EMPTY;
		for (uint32_t k = i; k < x->nplaces; k++) {
			const struct cube_place *p = &v->cube->places[list[k].key];
			if (p->regency != regency || p->level <= 2)
				continue;
			more += named == NAMES_MOST;
			if (named < NAMES_MOST) {
				names = joined(v, names, ", ", p->name);
				named++;
			}
		}
		str area = name_of_place(v, regency >= 0 ? regency : (int32_t)list[i].key);
		if (more)
			names = arena_fmt(v->a, "%.*s, +%u", STR_ARG(names), more);
		out = joined(v, out, "; ", joined(v, area, ": ", names));
	}
	return out;
}

/* ---- what is known of its partner ---- */

static void look_up(struct writing *w, uint32_t org)
{
	struct view_of *v = w->v;
	struct held h;
	const struct doc *d = doc_of_org(v, &v->cube->orgs[org]);
	str ministry = STR_EMPTY, bases = STR_EMPTY;
	const struct doc *fact =
	    d ? organisation_fact(d, ORGANISATION_MINISTRY, date_of_instant(v->cube->newest)) : NULL;
	if (fact)
		ministry = doc_str(fact, PARTNER_MINISTRY_NAME);
	if (v->cube->orgs[org].id.n &&
	    held_read(v->site->web.store, v->db, v->a, &actor_public, v->cube->orgs[org].id, &h))
		for (uint32_t i = 0; i < h.nagreements; i++)
			bases = joined(v, bases, "; ", doc_str(h.agreements[i]->doc, AGREEMENT_NUMBER));
	w->ministries[org] = ministry.n ? ministry : STR("\xE2\x80\x93");
	w->bases[org] = bases;
}

static const struct programme_plan *plan_of(const struct writing *w, str id)
{
	for (uint32_t i = 0; i < w->nplans; i++)
		if (str_eq(w->plans[i].programme, id))
			return &w->plans[i];
	return NULL;
}

/* ---- the matrix ---- */

static str or_dash(str s)
{
	return s.n ? s : STR("\xE2\x80\x93");
}

static void add_heads(struct writing *w)
{
	static const enum msg labels[COLUMNS] = { MSG_PRINT_NO,      MSG_SITE_PARTNER,   MSG_SITE_TITLE,
		                                  MSG_SITE_SECTOR,   MSG_PRINT_PLAN,     MSG_PRINT_ACTIVITY,
		                                  MSG_PRINT_PLACES,  MSG_PRINT_TARGET,   MSG_SITE_PERIOD,
		                                  MSG_PRINT_BUDGET,  MSG_PRINT_MINISTRY, MSG_PRINT_AGENCY,
		                                  MSG_PRINT_CARRIES, MSG_PRINT_BASIS,    MSG_SITE_STATUS,
		                                  MSG_PRINT_NOTE };
	struct paper_cell heads[COLUMNS], numbers[COLUMNS];
	for (uint32_t i = 0; i < COLUMNS; i++) {
		heads[i] = (struct paper_cell){ .text = msg(w->v->page->lang, labels[i]) };
		numbers[i] = (struct paper_cell){ .text = arena_fmt(w->v->a, "%u", i + 1) };
	}
	paper_row(w->table, PAPER_HEAD, heads, COLUMNS);
	paper_row(w->table, PAPER_NUMBERED, numbers, COLUMNS);
}

static int64_t add_line(struct writing *w, const struct line *line)
{
	struct view_of *v = w->v;
	const struct cube_activity *x = &v->cube->activities[line->activity];
	const struct record *r = record_load(v->site->web.store, v->db, v->a, &actor_public, x->no);
	const struct doc *d = r ? r->doc : NULL;
	const struct programme_plan *plan = r ? plan_of(w, str_of(r->id)) : NULL;
	int64_t amount = cube_attributed(v->cube, x, &w->q->filter, x->committed);
	if (!w->ministries[x->org].n)
		look_up(w, x->org);
	str funders = d ? orgs_of(v, d, "1", line->partner) : STR_EMPTY;
	str money = x->nmoney ? rupiah(v, amount) : STR_EMPTY;
	str basis = plan ? joined(v, w->bases[x->org], "; ", plan->number) : w->bases[x->org];
	const struct paper_cell c[COLUMNS] = {
		{ .text = arena_fmt(v->a, "%u", ++w->number) },
		{ .text = line->partner },
		{ .text = line->title },
		{ .text = or_dash(sectors_of(v, x)) },
		{ .text = or_dash(plan ? plan->items : STR_EMPTY) },
		{ .text = or_dash(d ? description(v, d, "1") : STR_EMPTY) },
		{ .text = or_dash(places_of(v, x)) },
		{ .text = or_dash(d ? description(v, d, "3") : STR_EMPTY) },
		{ .text = years_of(v, x) },
		{ .text = or_dash(joined(v, money, "\n", funders)) },
		{ .text = w->ministries[x->org] },
		{ .text = or_dash(plan ? plan->agency : STR_EMPTY) },
		{ .text = or_dash(d ? orgs_of(v, d, "4", STR_EMPTY) : STR_EMPTY) },
		{ .text = or_dash(basis) },
		{ .text = name_of_status(v, x->status) },
		{ .text = x->unconverted ? msg(v->page->lang, MSG_PRINT_UNCONVERTED) : STR_EMPTY },
	};
	paper_row(w->table, PAPER_BODY, c, COLUMNS);
	return amount;
}

static void add_sum(struct writing *w, str label, int64_t cents)
{
	struct paper_cell c[] = { { .text = label, .columns = 9, .align = PAPER_AT_RIGHT },
		                  { .text = rupiah(w->v, cents) },
		                  { .columns = 6 } };
	paper_row(w->table, PAPER_SUBTOTAL, c, SEL_COUNT(c));
}

static int by_category_partner_title(const void *x, const void *y)
{
	const struct line *a = x, *b = y;
	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	int c = utf8_collate(a->partner, b->partner);
	c = c ? c : utf8_collate(a->title, b->title);
	return c ? c : a->activity < b->activity ? -1 : a->activity > b->activity;
}

static int place_in_order(enum cube_category c)
{
	for (int i = 0; i < CATEGORY_COUNT; i++)
		if (order[i] == c)
			return i;
	return CATEGORY_COUNT;
}

static void add_matrix(struct writing *w, const struct cube_result *found)
{
	static const struct paper_column columns[COLUMNS] = {
		{ 8, PAPER_AT_CENTRE },  { 22, PAPER_AT_LEFT },  { 28, PAPER_AT_LEFT }, { 20, PAPER_AT_LEFT },
		{ 15, PAPER_AT_LEFT },   { 28, PAPER_AT_LEFT },  { 28, PAPER_AT_LEFT }, { 18, PAPER_AT_LEFT },
		{ 13, PAPER_AT_CENTRE }, { 21, PAPER_AT_RIGHT }, { 16, PAPER_AT_LEFT }, { 18, PAPER_AT_LEFT },
		{ 20, PAPER_AT_LEFT },   { 18, PAPER_AT_LEFT },  { 20, PAPER_AT_LEFT }, { 12, PAPER_AT_LEFT }
	};
	struct view_of *v = w->v;
	enum lang l = v->page->lang;
	const uint32_t *hits = cube_hits(v->cube, v->a, found);
	struct line *lines = arena_array(v->a, struct line, found->n + 1);
	int64_t sum = 0;
	for (uint32_t i = 0; i < found->n; i++) {
		const struct cube_activity *x = &v->cube->activities[hits[i]];
		lines[i] = (struct line){ hits[i], place_in_order(v->cube->orgs[x->org].category),
			                  name_of_org(v, x->org), title_of(v, x) };
	}
	qsort(lines, found->n, sizeof(*lines), by_category_partner_title);
	w->table =
	    paper_table(w->paper, &(struct paper_table_opts){ .columns = columns, .n = COLUMNS, .font_size = SMALL });
	add_heads(w);
	for (uint32_t i = 0, first = 0; i < found->n; i++) {
		str name = name_of_category(v, order[lines[i].category]);
		struct paper_cell group = { .text = name, .columns = COLUMNS };
		if (i == first)
			paper_row(w->table, PAPER_GROUP, &group, 1);
		sum += add_line(w, &lines[i]);
		if (i + 1 < found->n && lines[i + 1].category == lines[i].category)
			continue;
		add_sum(w, msg_fmt(v->a, l, MSG_PRINT_SUM_OF, name, i18n_int(v->a, l, i + 1 - first)), sum);
		first = i + 1;
		sum = 0;
	}
	add_sum(w, msg_fmt(v->a, l, MSG_PRINT_SUM_ALL, i18n_int(v->a, l, found->n)), found->totals.committed);
}

/* ---- by regency ---- */

static void add_regencies(struct writing *w)
{
	static const struct paper_column columns[] = {
		{ 10, PAPER_AT_CENTRE }, { 90, PAPER_AT_LEFT }, { 40, PAPER_AT_RIGHT }, { 60, PAPER_AT_RIGHT }
	};
	struct view_of *v = w->v;
	enum lang l = v->page->lang;
	const int32_t *children;
	uint32_t n, number = 0;
	int32_t place = w->q->filter.place >= 0 ? w->q->filter.place : 0;
	const struct cube_cell *cells =
	    v->cube->nplaces ? cube_by_child(v->cube, v->a, &w->q->filter, place, &children, &n) : NULL;
	if (!cells || !n)
		return;
	paper_text(w->paper, PAPER_HEADING, msg_fmt(v->a, l, MSG_PRINT_BY_PLACE, name_of_place(v, place)));
	struct paper_table *t =
	    paper_table(w->paper, &(struct paper_table_opts){ .columns = columns, .n = 4, .font_size = SMALL + 2 });
	const struct paper_cell heads[] = { { .text = msg(l, MSG_PRINT_NO) },
		                            { .text = msg(l, MSG_SITE_PLACE) },
		                            { .text = msg(l, MSG_SITE_PROGRAMMES) },
		                            { .text = msg(l, MSG_SITE_COMMITTED) } };
	paper_row(t, PAPER_HEAD, heads, SEL_COUNT(heads));
	int64_t sum = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct paper_cell c[] = { { .text = arena_fmt(v->a, "%u", ++number) },
			                        { .text = name_of_place(v, children[i]) },
			                        { .text = i18n_int(v->a, l, cells[i].programmes) },
			                        { .text = rupiah(v, cells[i].committed) } };
		paper_row(t, PAPER_BODY, c, SEL_COUNT(c));
		sum += cells[i].committed;
	}
	struct paper_cell total[] = { { .text = msg(l, MSG_PRINT_SUM_PLACES), .columns = 3, .align = PAPER_AT_RIGHT },
		                      { .text = rupiah(v, sum) } };
	paper_row(t, PAPER_SUBTOTAL, total, SEL_COUNT(total));
	paper_text(w->paper, PAPER_NOTE, msg(l, MSG_PRINT_PLACES_NOTE));
}

/* What the list was narrowed to. */
static str narrowed(struct writing *w)
{
	struct view_of *v = w->v;
	const struct cube_filter *f = &w->q->filter;
	str out = STR_EMPTY;
	if (f->place >= 0)
		out = name_of_place(v, f->place);
	if (f->org >= 0)
		out = joined(v, out, " \xC2\xB7 ", name_of_org(v, (uint32_t)f->org));
	if (f->category >= 0)
		out = joined(v, out, " \xC2\xB7 ", name_of_category(v, (enum cube_category)f->category));
	if (f->sector >= 0)
		out = joined(v, out, " \xC2\xB7 ", name_of_sector(v, f->sector));
	if (f->status >= 0)
		out = joined(v, out, " \xC2\xB7 ", name_of_status(v, f->status));
	if (f->year)
		out = joined(v, out, " \xC2\xB7 ", arena_fmt(v->a, "%d", f->year));
	return joined(v, out, " \xC2\xB7 ", w->q->text);
}

/* The bureau on the day of the data; an NIP is nobody's business here. */
static const struct office_paper *office_of(struct view_of *v)
{
	struct office_paper *p = arena_make(v->a, struct office_paper);
	if (!bureau_paper(v->site->web.store, v->db, v->a, STR("report"), date_of_instant(v->cube->newest), p))
		return NULL;
	p->sign.nip = STR_EMPTY;
	return p;
}

struct reply programmes_paper(struct req *r, bool docx)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct query q = query_read(&v);
	const struct cube_result *found = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	const struct source *source = source_of(&v, &found->totals);
	if (found->n > ROWS_MOST)
		return reply_text(r, 413, "text/plain; charset=utf-8", msg(l, MSG_PRINT_TOO_BIG));
	struct page there = *v.page;
	there.path = STR("/activity");
	struct print print = { .req = r,
		               .web = &v.site->web,
		               .page = v.page,
		               .a = v.a,
		               .db = v.db,
		               .title = msg(l, MSG_PRINT_MATRIX),
		               .subject = msg(l, MSG_NAV_ACTIVITIES),
		               .office = office_of(&v),
		               .when = v.cube->newest,
		               .at = url_here(&there),
		               .source = source->name,
		               .small = true,
		               .landscape = true };
	struct writing w = { .v = &v,
		             .q = &q,
		             .paper = print_begin(&print),
		             .ministries = arena_array(v.a, str, v.cube->norgs + 1),
		             .bases = arena_array(v.a, str, v.cube->norgs + 1) };
	if (!programme_plans(v.site->web.store, v.db, v.a, (int)l, &w.plans, &w.nplans))
		return site_error(r, 503, NULL);
	struct paper_signatory sign = print_signatory(&print);
	paper_text(w.paper, PAPER_TITLE, msg(l, MSG_PRINT_MATRIX_TITLE));
	str only = narrowed(&w);
	if (only.n)
		paper_text(w.paper, PAPER_SUBTITLE, only);
	paper_space(w.paper, GAP_MM);
	add_matrix(&w, found);
	add_regencies(&w);
	if (source->method.n)
		paper_text(w.paper, PAPER_NOTE, source->method);
	paper_signatures(w.paper, print_place(&print, STR_EMPTY), &sign, 1);
	struct reply reply = print_reply(&print, w.paper, docx, STR("matriks-program"));
	reply.cacheable = true;
	return reply;
}
