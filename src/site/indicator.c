/* Statistics of places: the table on a place's page, the list of indicators, and one series over the regencies. Series
 * are never joined, and nothing here says why a figure moved. */
#include "indicator/indicator.h"

#include "base/vec.h"
#include "record/codelist.h"
#include "site/profile.h"

enum { CLASSES = 5 };

static str unit_text(struct view_of *v, const struct indicator *i, struct decimal value)
{
	str number = i18n_decimal(v->a, v->page->lang, value, i ? i->places : -1);
	if (!i || str_is(i->unit, "index"))
		return number;
	if (str_is(i->unit, "percent"))
		return arena_cat(v->a, number, STR("%"));
	return arena_fmt(v->a, "%.*s %.*s", STR_ARG(number),
	                 STR_ARG(codelist_name("indicator-unit", i->unit, v->page->lang)));
}

/* "2024", "September 2025", "Semester 2 2024"; what is written otherwise as it is. */
static str period_text(struct view_of *v, str period)
{
	enum lang l = v->page->lang;
	date day;
	str year = str_sub(period, 0, period.n < 4 ? period.n : 4);
	if (period.n == 7 && period.p[5] == 'S')
		return msg_fmt(v->a, l, MSG_SITE_SEMESTER, str_sub(period, 6, 1), year);
	if (period.n == 7 && date_parse(arena_cat(v->a, period, STR("-01")), &day))
		return i18n_date(v->a, l, day, DATE_MONTH);
	return period;
}

static str series_name(struct view_of *v, const struct indicator *i, str code)
{
	const struct indicator_series *s = i ? indicator_series_find(i, code) : NULL;
	return s ? s->name[v->page->lang] : code;
}

static bool same_line(const struct indicator_figure *a, const struct indicator_figure *b)
{
	return str_eq(a->indicator, b->indicator) && str_eq(a->series, b->series) && str_eq(a->subset, b->subset);
}

/* The newest figure of every series of the place, with its source. */
void profile_indicators(struct view_of *v, struct profile *p, str place)
{
	enum { COLUMNS = 5 };
	enum lang l = v->page->lang;
	const struct indicator *list;
	struct indicator_figure *figures;
	uint32_t nlist, n;
	if (!indicator_of_place(v->db, v->a, place, &figures, &n) || !n ||
	    !indicator_list(v->site->web.store, v->db, v->a, &list, &nlist))
		return;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_INDICATOR), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_SERIES), NULL, false };
	c[2] = (struct column){ msg(l, MSG_SITE_PERIOD), NULL, false };
	c[3] = (struct column){ msg(l, MSG_CHART_VALUE), NULL, true };
	c[4] = (struct column){ msg(l, MSG_SOURCE_LABEL), NULL, false };
	struct cell *cells = arena_array(v->a, struct cell, (size_t)n * COLUMNS + 1), *cell = cells;
	size_t rows = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct indicator_figure *f = &figures[i];
		if (f->subset.n || (i + 1 < n && same_line(f, f + 1)))
			continue;
		const struct indicator *known = indicator_find(list, nlist, f->indicator);
		*cell++ = (struct cell){ known ? known->name[l] : f->indicator,
			                 url_path(v->page, "/indicator/{}?series={}", f->indicator, f->series) };
		*cell++ = (struct cell){ .text = series_name(v, known, f->series) };
		*cell++ = (struct cell){ .text = period_text(v, f->period) };
		*cell++ = (struct cell){ .text = unit_text(v, known, f->value) };
		*cell++ = (struct cell){ .text = f->source };
		rows++;
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(l, MSG_SITE_INDICATORS), c, COLUMNS, cells, rows };
	if (rows)
		profile_add(v, p, BLOCK_TABLE)->u.table = t;
}

struct reply indicators_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	const struct indicator *list;
	uint32_t n;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct profile p = { .title = msg(l, MSG_SITE_INDICATORS), .lead = msg(l, MSG_SITE_INDICATORS_LEAD) };
	if (!indicator_list(v.site->web.store, v.db, v.a, &list, &n))
		return site_error(r, 503, NULL);
	VEC(struct fact) facts = { 0 };
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t s = 0; s < list[i].nseries; s++)
			*vec_push(v.a, &facts) = (struct fact){ list[i].name[l], list[i].series[s].name[l],
				                                url_path(v.page, "/indicator/{}?series={}",
				                                         list[i].code, list[i].series[s].code) };
	struct block *b = profile_add(&v, &p, BLOCK_ENTRIES);
	b->u.facts = facts.p;
	b->n = facts.n;
	v.page->section = "/indicator";
	return profile_reply(&v, &p);
}

/* ---- one series ---- */

/* The last figure of each place of LEVEL, figures being in order of period. */
static size_t newest_by_place(struct view_of *v, const struct indicator_figure *f, uint32_t n, int level,
                              const struct indicator_figure **out)
{
	size_t used = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct place *p = place_by_code(v->site->web.places, f[i].place);
		size_t at = 0;
		if (!p || p->level != level)
			continue;
		while (at < used && !str_eq(out[at]->place, f[i].place))
			at++;
		out[at] = &f[i];
		used += at == used;
	}
	return used;
}

static const struct map *series_map(struct view_of *v, const struct indicator *ind,
                                    const struct indicator_figure *const *f, size_t n)
{
	const struct place *province =
	    v->cube->nplaces ? place_by_code(v->site->web.places, v->cube->places[0].code) : NULL;
	const struct place_shapes *shapes = province ? place_geo_shapes(v->site->geo, province, PLACE_REGENCY) : NULL;
	if (!shapes || !n)
		return NULL;
	int64_t *values = arena_array(v->a, int64_t, n), bounds[CLASSES];
	for (size_t i = 0; i < n; i++)
		if (!decimal_rescale(f[i]->value, 4, &values[i]))
			return NULL;
	size_t nbounds = map_breaks(v->a, values, n, CLASSES, bounds);
	int64_t low = values[0];
	for (size_t i = 0; i < n; i++)
		low = values[i] < low ? values[i] : low;
	struct map *m = arena_make(v->a, struct map);
	struct map_area *areas = arena_array(v->a, struct map_area, shapes->n);
	struct map_class *classes = arena_array(v->a, struct map_class, CLASSES);
	for (size_t i = 0; i < nbounds; i++) {
		classes[i] =
		    (struct map_class){ i18n_decimal(v->a, v->page->lang, (struct decimal){ low, 4 }, ind->places),
			                i18n_decimal(v->a, v->page->lang, (struct decimal){ bounds[i], 4 },
			                             ind->places) };
		low = bounds[i];
	}
	for (uint32_t s = 0; s < shapes->n; s++) {
		const struct place *place = shapes->shapes[s].place;
		struct map_area *area = &areas[s];
		*area = (struct map_area){ .code = place->code,
			                   .name = place_title(v->a, place, v->page->lang),
			                   .label = name_of_place_short(v, place),
			                   .d = shapes->shapes[s].d,
			                   .x = shapes->shapes[s].x,
			                   .y = shapes->shapes[s].y,
			                   .level = -1,
			                   .href = url_path(v->page, "/place/{}", place->code) };
		for (size_t i = 0; i < n; i++)
			if (str_eq(f[i]->place, place->code)) {
				area->level = map_level(values[i], bounds, nbounds);
				area->text = unit_text(v, ind, f[i]->value);
			}
	}
	*m = (struct map){ .id = "map",
		           .title = ind->name[v->page->lang],
		           .width = shapes->frame.width,
		           .height = shapes->frame.height,
		           .areas = areas,
		           .nareas = shapes->n,
		           .legend = ind->name[v->page->lang],
		           .classes = classes,
		           .nclasses = nbounds,
		           .boundaries = true };
	return m;
}

static const struct table *series_table(struct view_of *v, const struct indicator *ind,
                                        const struct indicator_figure *const *f, size_t n)
{
	enum { COLUMNS = 4 };
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_PLACE), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_PERIOD), NULL, false };
	c[2] = (struct column){ msg(l, MSG_CHART_VALUE), NULL, true };
	c[3] = (struct column){ msg(l, MSG_SOURCE_LABEL), NULL, false };
	struct cell *cells = arena_array(v->a, struct cell, n * COLUMNS + 1), *cell = cells;
	for (size_t i = 0; i < n; i++) {
		*cell++ =
		    (struct cell){ name_of_place_code(v, f[i]->place), url_path(v->page, "/place/{}", f[i]->place) };
		*cell++ = (struct cell){ .text = period_text(v, f[i]->period) };
		*cell++ = (struct cell){ .text = unit_text(v, ind, f[i]->value) };
		*cell++ = (struct cell){ .text = f[i]->source };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ ind->name[l], c, COLUMNS, cells, n };
	return t;
}

struct reply indicator_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	const struct indicator *list;
	struct indicator_figure *figures;
	uint32_t nlist, n;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct indicator *ind = indicator_list(v.site->web.store, v.db, v.a, &list, &nlist)
	                                  ? indicator_find(list, nlist, r->params[1])
	                                  : NULL;
	str wanted = req_input(r, "series")->text;
	const struct indicator_series *series = !ind || !ind->nseries ? NULL
	                                        : wanted.n            ? indicator_series_find(ind, wanted)
	                                                              : &ind->series[0];
	if (!series || !indicator_of_series(v.db, v.a, ind->code, series->code, &figures, &n))
		return view_not_found(&v);
	const struct indicator_figure **newest = arena_alloc(v.a, (n + 1) * sizeof(*newest));
	size_t count = newest_by_place(&v, figures, n, PLACE_REGENCY, newest);
	struct profile p = { .title = ind->name[l],
		             .lead = arena_fmt(v.a, "%.*s%s%.*s", STR_ARG(series->name[l]),
		                               series->note[l].n ? ". " : "", STR_ARG(series->note[l])) };
	if (ind->definition[l].n)
		profile_add(&v, &p, BLOCK_TEXT)->u.text = ind->definition[l];
	const struct map *m = series_map(&v, ind, newest, count);
	if (m)
		profile_add(&v, &p, BLOCK_MAP)->u.map = m;
	profile_add(&v, &p, BLOCK_TABLE)->u.table = series_table(&v, ind, newest, count);
	profile_add(&v, &p, BLOCK_TEXT)->u.text = msg(l, MSG_SITE_INDICATORS_LEAD);
	struct crumb *crumbs = arena_array(v.a, struct crumb, 2);
	crumbs[0] = (struct crumb){ msg(l, MSG_SITE_INDICATORS), url_to(v.page, "/indicator", 0, NULL) };
	crumbs[1] = (struct crumb){ p.title, { STR_EMPTY } };
	v.page->crumbs = crumbs;
	v.page->ncrumbs = 2;
	v.page->section = "/indicator";
	v.page->as_of = DATE_NONE;
	return profile_reply(&v, &p);
}
