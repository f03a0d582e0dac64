/* Home, partners, places, sectors, matrix, map: each a profile of blocks under one filter. */
#include <stdlib.h>

#include "base/utf8.h"
#include "record/codelist.h"
#include "site/profile.h"

enum { CHANGES_SHOWN = 8, NEIGHBOURS_MOST = 30 };

static void crumb(struct view_of *v, str label, struct url href)
{
	struct crumb *list = arena_array(v->a, struct crumb, v->page->ncrumbs + 1);
	if (v->page->ncrumbs)
		memcpy(list, v->page->crumbs, v->page->ncrumbs * sizeof(*list));
	list[v->page->ncrumbs++] = (struct crumb){ label, href };
	v->page->crumbs = list;
}

static void add_map(struct view_of *v, struct profile *p, const struct cube_filter *f, int32_t place, bool districts)
{
	const struct map *m = programme_map(v, f, place, districts);
	if (m)
		profile_add(v, p, BLOCK_MAP)->u.map = m;
}

/* ---- home ---- */

static void completeness(struct view_of *v, struct profile *p, const struct cube_totals *t)
{
	enum lang l = v->page->lang;
	const struct {
		enum msg label;
		uint32_t n;
	} parts[] = { { MSG_SITE_WITH_PLACE, t->with_place },
		      { MSG_SITE_WITH_SECTOR, t->with_sector },
		      { MSG_SITE_WITH_MONEY, t->with_money },
		      { MSG_SITE_UPDATED_THIS_YEAR, t->updated_in_year } };
	struct bar *list = arena_array(v->a, struct bar, SEL_COUNT(parts));
	struct bars *bars = arena_make(v->a, struct bars);
	for (size_t i = 0; i < SEL_COUNT(parts); i++)
		list[i] = (struct bar){ msg(l, parts[i].label),
			                { STR_EMPTY },
			                { parts[i].n, 0 },
			                msg_fmt(v->a, l, MSG_SITE_N_OF_M, i18n_int(v->a, l, parts[i].n),
			                        i18n_int(v->a, l, t->programmes)) };
	*bars = (struct bars){ msg(l, MSG_SITE_COMPLETENESS), msg(l, MSG_SITE_SAID), msg(l, MSG_NAV_ACTIVITIES), list,
		               SEL_COUNT(parts) };
	profile_add(v, p, BLOCK_BARS)->u.bars = bars;
}

static void latest_changes(struct view_of *v, struct profile *p)
{
	struct feed_line *lines;
	uint32_t n, used = 0;
	if (!record_feed(v->site->web.store, v->db, v->a, 0, true, 200, &lines, &n))
		return;
	struct fact *facts = arena_array(v->a, struct fact, CHANGES_SHOWN);
	for (uint32_t i = 0; i < n && used < CHANGES_SHOWN; i++) {
		int32_t at =
		    lines[i].kind && lines[i].kind->number == 3 ? cube_activity_by_no(v->cube, lines[i].no) : -1;
		if (at < 0 || v->cube->activities[at].scope != SCOPE_PROVINCE)
			continue;
		facts[used++] = (struct fact){ title_of(v, &v->cube->activities[at]),
			                       i18n_instant(v->a, v->page->lang, lines[i].at),
			                       url_of_activity(v, &v->cube->activities[at]) };
	}
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = msg(v->page->lang, MSG_SITE_LATEST);
	b->u.facts = facts;
	b->n = used;
}

struct reply home_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct cube_filter all = CUBE_ANY;
	struct cube_result *res = cube_select(v.cube, v.a, &all, CUBE_FACETS, v.this_year);
	struct profile p = { .title = msg(v.page->lang, MSG_SITE_HOME_TITLE),
		             .lead = msg(v.page->lang, MSG_SITE_TAGLINE) };
	profile_totals(&v, &p, &res->totals, true, true);
	add_map(&v, &p, &all, v.cube->nplaces ? 0 : -1, false);
	profile_sectors(&v, &p, &all, res);
	profile_years(&v, &p, &all);
	latest_changes(&v, &p);
	completeness(&v, &p, &res->totals);
	return profile_reply(&v, &p);
}

/* ---- partners ---- */

static int by_name(const void *a, const void *b)
{
	return utf8_collate(((const struct cell *)a)->text, ((const struct cell *)b)->text);
}

bool partner_listed(struct view_of *v, const struct query *q, const struct cube_result *r, uint32_t org)
{
	const struct cube_org *o = &v->cube->orgs[org];
	if (q->filter.category >= 0 && o->category != (enum cube_category)q->filter.category)
		return false;
	/* a registered partner without programmes stands in the register, but not in an answer about places or words;
	 * units of government are there for other records to name, and are partners where they take part */
	bool partner = o->registered && (o->category != CATEGORY_GOVERNMENT || q->filter.category >= 0);
	return r->by_org[org] || (partner && !q->filter.text && q->filter.place < 0);
}

static const struct table *partner_table(struct view_of *v, const struct query *q, const struct cube_result *r)
{
	enum { COLUMNS = 4 };
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_PARTNER), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_ACRONYM), NULL, false };
	c[2] = (struct column){ msg(l, MSG_SITE_CATEGORY), NULL, false };
	c[3] = (struct column){ msg(l, MSG_NAV_ACTIVITIES), NULL, true };
	struct cell *cells = arena_array(v->a, struct cell, (size_t)v->cube->norgs * COLUMNS + 1);
	size_t n = 0;
	for (uint32_t i = 0; i < v->cube->norgs; i++) {
		const struct cube_org *o = &v->cube->orgs[i];
		if (!partner_listed(v, q, r, i))
			continue;
		struct cell *row = &cells[n++ * COLUMNS];
		row[0] = (struct cell){ name_of_org(v, i), url_of_org(v, i) };
		row[1] = (struct cell){ .text = o->acronym };
		row[2] = (struct cell){ .text = name_of_category(v, o->category) };
		row[3] = (struct cell){ .text = i18n_int(v->a, l, r->by_org[i]) };
	}
	qsort(cells, n, COLUMNS * sizeof(*cells), by_name);
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(l, MSG_NAV_PARTNERS), c, COLUMNS, cells, n };
	return t;
}

struct reply partners_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *res = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	struct profile p = { .title = msg(v.page->lang, MSG_NAV_PARTNERS),
		             .lead = STR_EMPTY,
		             .form = query_form(&v, &q, res) };
	profile_totals(&v, &p, &res->totals, true, true);
	profile_add(&v, &p, BLOCK_TABLE)->u.table = partner_table(&v, &q, res);
	struct fact *book = arena_make(v.a, struct fact);
	*book = (struct fact){ msg(v.page->lang, MSG_REGISTER_ALL), STR_EMPTY, url_to(v.page, "/register", 0, NULL) };
	struct block *links = profile_add(&v, &p, BLOCK_LINKS);
	links->u.facts = book;
	links->n = 1;
	p.downloads = list_downloads(&v, "partners", false, &p.ndownloads);
	v.page->section = "/partner";
	return profile_reply(&v, &p);
}

struct reply partner_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	int32_t org = view_partner(&v, r->params[1]);
	struct query q = query_read(&v);
	q.filter.org = org;
	q.filter.scope = -1;
	if (q.filter.org < 0) {
		int32_t kept = cube_org_merged(v.cube, r->params[1]);
		return kept >= 0 && v.cube->orgs[kept].ref.n ? reply_redirect(r, 301, url_of_org(&v, (uint32_t)kept).s)
		                                             : view_not_found(&v);
	}
	enum lang l = v.page->lang;
	const struct cube_org *o = &v.cube->orgs[q.filter.org];
	struct cube_filter here = q.filter;
	here.scope = SCOPE_PROVINCE;
	struct cube_result *res = cube_select(v.cube, v.a, &here, CUBE_FACETS | CUBE_WITHIN, v.this_year);
	struct cube_result *anywhere = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	struct profile p = { .title = o->name, .lead = STR_EMPTY };
	struct fact *facts = arena_array(v.a, struct fact, 8 + ADDED_MOST);
	size_t n = 0;
	facts[n++] = (struct fact){ msg(l, MSG_SITE_CATEGORY), name_of_category(&v, o->category), { STR_EMPTY } };
	if (o->acronym.n)
		facts[n++] = (struct fact){ msg(l, MSG_SITE_ACRONYM), o->acronym, { STR_EMPTY } };
	facts[n++] = (struct fact){ msg(l, MSG_SITE_IDENTIFIER), o->ref, { STR_EMPTY } };
	if (anywhere->n > res->n)
		facts[n++] = (struct fact){ msg(l, MSG_SITE_OUTSIDE), i18n_int(v.a, l, anywhere->n - res->n),
			                    url_path(v.page, "/activity?partner={}&scope=all", o->ref) };
	const struct doc *d = doc_of_org(&v, o);
	n += d ? added_facts(&v, d, facts + n, ADDED_MOST) : 0;
	profile_totals(&v, &p, &res->totals, false, true);
	struct block *b = profile_add(&v, &p, BLOCK_FACTS);
	b->heading = msg(l, MSG_SITE_GENERAL);
	b->u.facts = facts;
	b->n = n;
	if (d && o->id.n)
		profile_partner_facts(&v, &p, o->id, d);
	add_map(&v, &p, &here, v.cube->nplaces ? 0 : -1, false);
	profile_sectors(&v, &p, &here, res);
	if (v.cube->nplaces)
		profile_places(&v, &p, &here, 0);
	profile_years(&v, &p, &here);
	q.filter = here;
	profile_programmes(&v, &p, &q, res);
	crumb(&v, msg(l, MSG_NAV_PARTNERS), url_to(v.page, "/partner", 0, NULL));
	crumb(&v, o->name, (struct url){ STR_EMPTY });
	v.page->section = "/partner";
	if (r->nparams > 2)
		return profile_paper(&v, &p, MSG_PRINT_PARTNER, url_path(v.page, "/partner/{}", o->ref));
	profile_papers(&v, &p, "/partner/{}", o->ref);
	return profile_reply(&v, &p);
}

/* ---- places ---- */

struct reply places_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	return reply_redirect(r, 302, url_to(v.page, "/place/53", 0, NULL).s);
}

static void child_links(struct view_of *v, struct profile *p, const struct place *place)
{
	uint32_t n;
	const struct place *child = place_children(v->site->web.places, place, &n);
	if (!n)
		return;
	struct fact *facts = arena_array(v->a, struct fact, n);
	for (uint32_t i = 0; i < n; i++)
		facts[i] = (struct fact){ place_title(v->a, &child[i], v->page->lang), child[i].code,
			                  url_path(v->page, "/place/{}", child[i].code) };
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = msg(v->page->lang, MSG_SITE_PARTS);
	b->u.facts = facts;
	b->n = n;
}

static void neighbour_links(struct view_of *v, struct profile *p, const struct place *place)
{
	const struct place *near[NEIGHBOURS_MOST];
	uint32_t n = place_neighbours(v->site->geo, place, near, NEIGHBOURS_MOST);
	n = n < NEIGHBOURS_MOST ? n : NEIGHBOURS_MOST;
	if (!n)
		return;
	struct fact *facts = arena_array(v->a, struct fact, n);
	for (uint32_t i = 0; i < n; i++)
		facts[i] = (struct fact){ place_title(v->a, near[i], v->page->lang), STR_EMPTY,
			                  url_path(v->page, "/place/{}", near[i]->code) };
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = msg(v->page->lang, MSG_SITE_NEIGHBOURS);
	b->u.facts = facts;
	b->n = n;
}

static void place_profile_facts(struct view_of *v, struct profile *p, const struct place *place)
{
	enum lang l = v->page->lang;
	struct fact *facts = arena_array(v->a, struct fact, 6);
	size_t n = 0;
	struct url none = { STR_EMPTY };
	facts[n++] = (struct fact){ msg(l, MSG_SITE_CODE_KEMENDAGRI), place->code, none };
	if (place->bps_code.n)
		facts[n++] = (struct fact){ msg(l, MSG_SITE_CODE_BPS), place->bps_code, none };
	if (place->capital.n)
		facts[n++] = (struct fact){ msg(l, MSG_SITE_CAPITAL), place->capital, none };
	if (place->island_group.n)
		facts[n++] = (struct fact){ msg(l, MSG_SITE_ISLAND_GROUP), place->island_group, none };
	if (place->area >= 0)
		facts[n++] =
		    (struct fact){ msg(l, MSG_SITE_AREA),
			           arena_cat(v->a, i18n_decimal(v->a, l, (struct decimal){ place->area, 3 }, 1),
			                     STR(" km\xC2\xB2")),
			           none };
	struct block *b = profile_add(v, p, BLOCK_FACTS);
	b->heading = msg(l, MSG_SITE_GENERAL);
	b->u.facts = facts;
	b->n = n;
}

struct reply place_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	const struct place *place = place_by_code(v.site->web.places, r->params[1]), *path[5];
	struct query q = query_read(&v);
	q.filter.place = place ? cube_place_by_code(v.cube, place->code) : -1;
	if (q.filter.place < 0)
		return view_not_found(&v);
	struct cube_result *res = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS | CUBE_WITHIN, v.this_year);
	struct profile p = { .title = place_title(v.a, place, v.page->lang), .lead = STR_EMPTY };
	profile_totals(&v, &p, &res->totals, true, place->level < PLACE_VILLAGE);
	add_map(&v, &p, &q.filter, q.filter.place, false);
	profile_partners(&v, &p, &q.filter, res);
	profile_sectors(&v, &p, &q.filter, res);
	profile_years(&v, &p, &q.filter);
	profile_programmes(&v, &p, &q, res);
	profile_indicators(&v, &p, place->code);
	place_profile_facts(&v, &p, place);
	neighbour_links(&v, &p, place);
	child_links(&v, &p, place);
	uint32_t n = place_path(v.site->web.places, place, path);
	for (uint32_t i = 0; i < n; i++)
		crumb(&v, place_title(v.a, path[i], v.page->lang), url_path(v.page, "/place/{}", path[i]->code));
	v.page->section = "/place/53";
	if (r->nparams > 2)
		return profile_paper(&v, &p, MSG_PRINT_PLACE, url_path(v.page, "/place/{}", place->code));
	profile_papers(&v, &p, "/place/{}", place->code);
	return profile_reply(&v, &p);
}

/* ---- sectors ---- */

struct reply sectors_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct cube_filter all = CUBE_ANY;
	struct cube_result *res = cube_select(v.cube, v.a, &all, CUBE_FACETS, v.this_year);
	enum lang l = v.page->lang;
	struct profile p = { .title = msg(l, MSG_NAV_SECTORS), .lead = msg(l, MSG_SITE_SECTORS_LEAD) };
	struct bars *bars = arena_make(v.a, struct bars);
	struct bar *list = arena_array(v.a, struct bar, v.cube->nsectors + 1);
	*bars = (struct bars){ msg(l, MSG_SITE_BY_SECTOR), msg(l, MSG_SITE_SECTOR), msg(l, MSG_NAV_ACTIVITIES), list,
		               v.cube->nsectors };
	for (uint32_t i = 0; i < v.cube->nsectors; i++)
		list[i] = (struct bar){ name_of_sector(&v, (int32_t)i),
			                url_of_sector(&v, (int32_t)i),
			                { res->by_sector[i], 0 },
			                i18n_int(v.a, l, res->by_sector[i]) };
	profile_add(&v, &p, BLOCK_BARS)->u.bars = bars;
	p.source = source_of(&v, &res->totals);
	v.page->section = "/sector";
	return profile_reply(&v, &p);
}

struct reply sector_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	q.filter.sector = cube_sector_by_code(v.cube, r->params[1]);
	if (q.filter.sector < 0)
		return view_not_found(&v);
	struct cube_result *res = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	struct profile p = { .title = name_of_sector(&v, q.filter.sector), .lead = STR_EMPTY };
	profile_totals(&v, &p, &res->totals, true, true);
	add_map(&v, &p, &q.filter, v.cube->nplaces ? 0 : -1, false);
	profile_partners(&v, &p, &q.filter, res);
	profile_years(&v, &p, &q.filter);
	profile_programmes(&v, &p, &q, res);
	crumb(&v, msg(v.page->lang, MSG_NAV_SECTORS), url_to(v.page, "/sector", 0, NULL));
	crumb(&v, p.title, (struct url){ STR_EMPTY });
	v.page->section = "/sector";
	return profile_reply(&v, &p);
}

/* ---- who does what where ---- */

static struct url cell_url(struct view_of *v, const struct cube_filter *f, bool by_sector, int32_t row, str place)
{
	struct cube_filter one = *f;
	*(by_sector ? &one.sector : &one.org) = row;
	return list_url(v, &one, "place", place);
}

static const struct heat *heat_of(struct view_of *v, const struct cube_filter *f, bool by_sector, bool money)
{
	enum lang l = v->page->lang;
	const struct cube_matrix *m = cube_matrix(v->cube, v->a, f, by_sector);
	struct heat *h = arena_make(v->a, struct heat);
	struct heading *rows = arena_array(v->a, struct heading, m->nrows + 1),
	               *columns = arena_array(v->a, struct heading, m->ncolumns + 1);
	struct heat_cell *cells = arena_array(v->a, struct heat_cell, (size_t)m->nrows * m->ncolumns + 1);
	str *row_totals = arena_array(v->a, str, m->nrows + 1),
	    *column_totals = arena_array(v->a, str, m->ncolumns + 1);
	int64_t most = 0;
	for (size_t i = 0; i < (size_t)m->nrows * m->ncolumns; i++) {
		int64_t value = money ? m->cells[i].committed : m->cells[i].programmes;
		most = value > most ? value : most;
	}
	for (uint32_t i = 0; i < m->nrows; i++)
		rows[i] = by_sector ? (struct heading){ name_of_sector(v, m->rows[i]), url_of_sector(v, m->rows[i]) }
		                    : (struct heading){ name_of_org(v, (uint32_t)m->rows[i]),
			                                url_of_org(v, (uint32_t)m->rows[i]) };
	for (uint32_t j = 0; j < m->ncolumns; j++) {
		const struct place *p = place_by_code(v->site->web.places, v->cube->places[m->columns[j]].code);
		columns[j] =
		    (struct heading){ p ? name_of_place_short(v, p) : STR_EMPTY, url_of_place(v, m->columns[j]) };
	}
	for (uint32_t i = 0; i < m->nrows; i++)
		for (uint32_t j = 0; j < m->ncolumns; j++) {
			const struct cube_cell *c = &m->cells[i * m->ncolumns + j];
			if (!c->programmes)
				continue;
			cells[i * m->ncolumns + j] = (struct heat_cell){
				.text = money ? rupiah(v, c->committed) : i18n_int(v->a, l, c->programmes),
				.title = arena_fmt(v->a, "%.*s \xC2\xB7 %.*s", STR_ARG(rows[i].label),
				                   STR_ARG(columns[j].label)),
				.href = cell_url(v, f, by_sector, m->rows[i], v->cube->places[m->columns[j]].code),
				.level = heat_level(money ? c->committed : c->programmes, most)
			};
		}
	for (uint32_t i = 0; i < m->nrows; i++)
		row_totals[i] =
		    money ? rupiah(v, m->row_sums[i].committed) : i18n_int(v->a, l, m->row_sums[i].programmes);
	for (uint32_t j = 0; j < m->ncolumns; j++)
		column_totals[j] =
		    money ? rupiah(v, m->column_sums[j].committed) : i18n_int(v->a, l, m->column_sums[j].programmes);
	*h = (struct heat){ .caption = msg(l, MSG_NAV_MATRIX),
		            .corner = msg(l, by_sector ? MSG_SITE_SECTOR : MSG_SITE_PARTNER),
		            .rows = rows,
		            .columns = columns,
		            .nrows = m->nrows,
		            .ncolumns = m->ncolumns,
		            .cells = cells,
		            .row_totals = row_totals,
		            .column_totals = column_totals,
		            .total = money ? rupiah(v, m->all.committed) : i18n_int(v->a, l, m->all.programmes) };
	return h;
}

struct reply matrix_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct query q = query_read(&v);
	bool by_sector = str_is(req_input(r, "by")->text, "sector"),
	     money = str_is(req_input(r, "measure")->text, "money");
	struct cube_result *res = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	struct profile p = { .title = msg(l, MSG_NAV_MATRIX),
		             .lead = msg(l, MSG_SITE_MATRIX_LEAD),
		             .form = query_form(&v, &q, res) };
	struct fact *links = arena_array(v.a, struct fact, 3);
	links[0] = (struct fact){ msg(l, by_sector ? MSG_SITE_ROWS_PARTNERS : MSG_SITE_ROWS_SECTORS), STR_EMPTY,
		                  url_with(v.page, "by", by_sector ? STR_EMPTY : STR("sector")) };
	links[1] = (struct fact){ msg(l, money ? MSG_SITE_CELLS_COUNT : MSG_SITE_CELLS_MONEY), STR_EMPTY,
		                  url_with(v.page, "measure", money ? STR_EMPTY : STR("money")) };
	links[2] = (struct fact){ msg(l, MSG_SITE_SAME_AS_MAP), STR_EMPTY, url_to(v.page, "/map", 0, NULL) };
	struct block *b = profile_add(&v, &p, BLOCK_LINKS);
	b->u.facts = links;
	b->n = 3;
	profile_add(&v, &p, BLOCK_HEAT)->u.heat = heat_of(&v, &q.filter, by_sector, money);
	profile_add(&v, &p, BLOCK_TEXT)->u.text = msg(l, MSG_SITE_MATRIX_NOTE);
	p.source = source_of(&v, &res->totals);
	p.downloads = list_downloads(&v, "matrix", false, &p.ndownloads);
	v.page->section = "/matrix";
	return profile_reply(&v, &p);
}

struct reply map_page(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *res = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	struct profile p = { .title = msg(v.page->lang, MSG_NAV_MAP),
		             .lead = STR_EMPTY,
		             .form = query_form(&v, &q, res) };
	int32_t place = q.filter.place >= 0 && v.cube->places[q.filter.place].level < PLACE_VILLAGE ? q.filter.place
	                : v.cube->nplaces                                                           ? 0
	                                                                                            : -1;
	bool province = place >= 0 && v.cube->places[place].level == PLACE_PROVINCE,
	     districts = province && str_is(req_input(r, "level")->text, "district");
	if (province) {
		struct fact *link = arena_make(v.a, struct fact);
		*link = (struct fact){ msg(v.page->lang, districts ? MSG_SITE_MAP_REGENCIES : MSG_SITE_MAP_DISTRICTS),
			               STR_EMPTY, url_with(v.page, "level", districts ? STR_EMPTY : STR("district")) };
		struct block *b = profile_add(&v, &p, BLOCK_LINKS);
		b->u.facts = link;
		b->n = 1;
	}
	add_map(&v, &p, &q.filter, place, districts);
	if (place >= 0)
		profile_places(&v, &p, &q.filter, place);
	p.source = source_of(&v, &res->totals);
	v.page->section = "/map";
	return profile_reply(&v, &p);
}
