#include "site/profile.h"

#include <stdlib.h>

#include "record/codelist.h"
#include "site/site_tmpl.h"

enum { BARS_MOST = 15, PROGRAMMES_SHOWN = 10, CLASSES = 5, RADIUS_MOST = 46 };

struct block *profile_add(struct view_of *v, struct profile *p, enum block_type type)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 8;
		p->blocks = arena_grow(v->a, p->blocks, p->cap * sizeof(*p->blocks), cap * sizeof(*p->blocks));
		p->cap = cap;
	}
	p->blocks[p->n] = (struct block){ .type = type, .heading = STR_EMPTY, .anchor = STR_EMPTY };
	return &p->blocks[p->n++];
}

struct reply profile_reply(struct view_of *v, struct profile *p)
{
	if (v->page->path.n > 1)
		v->page->title = p->title;
	tmpl_profile(v->page, p);
	return view_reply(v);
}

struct url list_url(struct view_of *v, const struct cube_filter *f, const char *name, str value)
{
	struct buf b;
	buf_init(&b, v->a, 4096);
	buf_cstr(&b, "/activity?");
	buf_fmt(&b, "%s=", name);
	url_encode(&b, value);
	const struct cube *c = v->cube;
	if (f->org >= 0 && (uint32_t)f->org < c->norgs && strcmp(name, "partner") != 0) {
		buf_cstr(&b, "&partner=");
		url_encode(&b, c->orgs[f->org].ref);
	}
	if (f->sector >= 0 && (uint32_t)f->sector < c->nsectors && strcmp(name, "sector") != 0)
		buf_fmt(&b, "&sector=%s", c->sectors->codes[f->sector].code);
	if (f->place >= 0 && strcmp(name, "place") != 0)
		buf_fmt(&b, "&place=%.*s", STR_ARG(c->places[f->place].code));
	if (f->category >= 0 && strcmp(name, "category") != 0)
		buf_fmt(&b, "&category=%s", cube_category_code((enum cube_category)f->category));
	if (f->status >= 0 && strcmp(name, "status") != 0)
		buf_fmt(&b, "&status=%d", f->status);
	if (f->year && strcmp(name, "year") != 0)
		buf_fmt(&b, "&year=%d", f->year);
	return url_to(v->page, buf_str(&b).p, 0, NULL);
}

void profile_totals(struct view_of *v, struct profile *p, const struct cube_totals *t, bool partners, bool places)
{
	enum lang l = v->page->lang;
	struct tile *tiles = arena_array(v->a, struct tile, 6);
	size_t n = 0;
	if (partners)
		tiles[n++] = (struct tile){ .label = msg(l, MSG_NAV_PARTNERS),
			                    .value = i18n_int(v->a, l, t->partners),
			                    .note = msg_fmt(v->a, l, MSG_SITE_PARTNER_SPLIT,
			                                    i18n_int(v->a, l, t->by_category[CATEGORY_BILATERAL]),
			                                    i18n_int(v->a, l, t->by_category[CATEGORY_MULTILATERAL]),
			                                    i18n_int(v->a, l, t->by_category[CATEGORY_NGO])) };
	tiles[n++] = (struct tile){ .label = msg(l, MSG_NAV_ACTIVITIES),
		                    .value = i18n_int(v->a, l, t->programmes),
		                    .note = msg_fmt(v->a, l, MSG_SITE_ACTIVE_N, i18n_int(v->a, l, t->active)) };
	if (places)
		tiles[n++] =
		    (struct tile){ .label = msg(l, MSG_SITE_VILLAGES_REACHED),
			           .value = i18n_int(v->a, l, t->villages),
			           .note = msg_fmt(v->a, l, MSG_SITE_IN_PLACES, i18n_int(v->a, l, t->districts),
			                           i18n_int(v->a, l, t->regencies)) };
	tiles[n++] =
	    (struct tile){ .label = msg(l, MSG_SITE_COMMITTED), .value = rupiah(v, t->committed), .note = STR_EMPTY };
	tiles[n++] = (struct tile){
		.label = msg(l, MSG_SITE_DISBURSED),
		.value = rupiah(v, t->disbursed),
		.note =
		    t->committed > 0
		        ? msg_fmt(v->a, l, MSG_SITE_OF_COMMITTED,
		                  i18n_percent(
		                      v->a, l,
		                      (struct decimal){ (int64_t)((int128)t->disbursed * 1000 / t->committed), 1 }, 0))
		        : STR_EMPTY
	};
	struct block *b = profile_add(v, p, BLOCK_TILES);
	b->u.tiles = tiles;
	b->n = n;
	p->source = source_of(v, t);
}

/* ---- bars ---- */

static int by_value(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	return x->value.units > y->value.units ? -1 : x->value.units < y->value.units;
}

static struct bars *new_bars(struct view_of *v, struct profile *p, str caption, str label, size_t room)
{
	struct bars *bars = arena_make(v->a, struct bars);
	*bars = (struct bars){ caption, label, msg(v->page->lang, MSG_NAV_ACTIVITIES),
		               arena_array(v->a, struct bar, room + 1), 0 };
	profile_add(v, p, BLOCK_BARS)->u.bars = bars;
	return bars;
}

static void add_bar(struct view_of *v, struct bars *bars, struct bar *list, str label, struct url href, uint32_t count)
{
	if (count)
		list[bars->n++] = (struct bar){ label, href, { count, 0 }, i18n_int(v->a, v->page->lang, count) };
}

void profile_sectors(struct view_of *v, struct profile *p, const struct cube_filter *f, const struct cube_result *r)
{
	enum lang l = v->page->lang;
	struct bars *bars = new_bars(v, p, msg(l, MSG_SITE_BY_SECTOR), msg(l, MSG_SITE_SECTOR), v->cube->nsectors);
	struct bar *list = arena_array(v->a, struct bar, v->cube->nsectors + 1);
	bars->bars = list;
	for (uint32_t i = 0; i < v->cube->nsectors; i++)
		add_bar(v, bars, list, name_of_sector(v, (int32_t)i),
		        list_url(v, f, "sector", str_of(v->cube->sectors->codes[i].code)), r->by_sector[i]);
	qsort(list, bars->n, sizeof(*list), by_value);
}

void profile_partners(struct view_of *v, struct profile *p, const struct cube_filter *f, const struct cube_result *r)
{
	enum lang l = v->page->lang;
	(void)f;
	struct bars *bars = new_bars(v, p, msg(l, MSG_SITE_BY_PARTNER), msg(l, MSG_SITE_PARTNER), v->cube->norgs);
	struct bar *list = arena_array(v->a, struct bar, v->cube->norgs + 1);
	bars->bars = list;
	for (uint32_t i = 0; i < v->cube->norgs; i++)
		add_bar(v, bars, list, name_of_org(v, i), url_of_org(v, i), r->by_org[i]);
	qsort(list, bars->n, sizeof(*list), by_value);
	if (bars->n > 3 * BARS_MOST)
		bars->n = 3 * BARS_MOST;
}

void profile_places(struct view_of *v, struct profile *p, const struct cube_filter *f, int32_t place)
{
	const int32_t *children;
	uint32_t n;
	const struct cube_cell *cells = cube_by_child(v->cube, v->a, f, place, &children, &n);
	enum lang l = v->page->lang;
	struct bars *bars = new_bars(v, p, msg(l, MSG_SITE_BY_PLACE), msg(l, MSG_SITE_PLACE), n);
	struct bar *list = arena_array(v->a, struct bar, n + 1);
	bars->bars = list;
	for (uint32_t i = 0; i < n; i++)
		add_bar(v, bars, list, name_of_place(v, children[i]), url_of_place(v, children[i]),
		        cells[i].programmes);
	qsort(list, bars->n, sizeof(*list), by_value);
}

void profile_programmes(struct view_of *v, struct profile *p, const struct query *q, struct cube_result *r)
{
	enum lang l = v->page->lang;
	uint32_t hits[PROGRAMMES_SHOWN], n = cube_page(v->cube, r, 0, PROGRAMMES_SHOWN, hits);
	profile_add(v, p, BLOCK_TABLE)->u.table = activity_table(v, q, hits, n, msg(l, MSG_NAV_ACTIVITIES));
	if (r->n <= n)
		return;
	struct fact *all = arena_make(v->a, struct fact);
	*all = (struct fact){ msg_fmt(v->a, l, MSG_SITE_ALL_PROGRAMMES, i18n_int(v->a, l, r->n)), STR_EMPTY,
		              list_url(v, &q->filter, "scope", STR("province")) };
	struct block *b = profile_add(v, p, BLOCK_LINKS);
	b->u.facts = all;
	b->n = 1;
}

/* ---- years ---- */

const struct columns *year_chart(struct view_of *v, const struct cube_filter *f, bool disbursed)
{
	enum lang l = v->page->lang;
	const struct cube_money *years = cube_by_year(v->cube, v->a, f);
	struct year_value *points = arena_array(v->a, struct year_value, CUBE_YEARS);
	int first = CUBE_YEARS, last = -1;
	for (int i = 0; i < CUBE_YEARS; i++)
		if (disbursed ? years[i].disbursed : years[i].committed) {
			first = i < first ? i : first;
			last = i;
		}
	size_t n = 0;
	for (int i = first; i <= last; i++) {
		int64_t amount = disbursed ? years[i].disbursed : years[i].committed;
		points[n++] =
		    (struct year_value){ arena_fmt(v->a, "%d", years[i].year), { amount, 2 }, rupiah(v, amount), true };
	}
	struct columns *c = arena_make(v->a, struct columns);
	*c = (struct columns){ msg(l, disbursed ? MSG_SITE_DISBURSED_BY_YEAR : MSG_SITE_COMMITTED_BY_YEAR),
		               msg(l, MSG_SITE_YEAR), msg(l, disbursed ? MSG_SITE_DISBURSED : MSG_SITE_COMMITTED),
		               points, n };
	return c;
}

void profile_years(struct view_of *v, struct profile *p, const struct cube_filter *f)
{
	const struct columns *c = year_chart(v, f, true);
	if (c->n)
		profile_add(v, p, BLOCK_COLUMNS)->u.columns = c;
}

/* ---- maps ---- */

static struct map_class *class_legend(struct view_of *v, const int64_t *bounds, size_t n)
{
	struct map_class *classes = arena_array(v->a, struct map_class, n + 1);
	int64_t low = 0;
	for (size_t i = 0; i < n; i++) {
		classes[i] =
		    (struct map_class){ i18n_int(v->a, v->page->lang, low), i18n_int(v->a, v->page->lang, bounds[i]) };
		low = bounds[i] + 1;
	}
	return classes;
}

static const struct place *place_of(struct view_of *v, int32_t index)
{
	return place_by_code(v->site->web.places, v->cube->places[index].code);
}

/* Areas when the pack has them, else circles at the seats on the coastline. */
static void map_areas(struct view_of *v, struct map *m, const struct place_shapes *shapes, const int32_t *children,
                      uint32_t n, const struct cube_cell *cells, const int64_t *bounds, size_t nbounds)
{
	struct map_area *areas = arena_array(v->a, struct map_area, n + 1);
	str *missing = arena_array(v->a, str, n + 1);
	m->areas = areas;
	m->missing = missing;
	m->boundaries = true;
	for (uint32_t i = 0; i < n; i++) {
		const struct place *place = place_of(v, children[i]);
		const struct place_shape *s = place ? place_shape_of(shapes, place) : NULL;
		str name = name_of_place(v, children[i]);
		if (!s) {
			missing[m->nmissing++] = name;
			continue;
		}
		areas[m->nareas++] = (struct map_area){ .code = place->code,
			                                .name = name,
			                                .label = n <= 60 ? name_of_place_short(v, place) : STR_EMPTY,
			                                .d = s->d,
			                                .x = s->x,
			                                .y = s->y,
			                                .level = map_level(cells[i].programmes, bounds, nbounds),
			                                .text = msg_n(v->a, v->page->lang, MSG_COUNT_ACTIVITIES,
			                                              cells[i].programmes, 0, NULL),
			                                .href = url_of_place(v, children[i]) };
	}
}

static void map_circles(struct view_of *v, struct map *m, const struct place_frame *frame, const int32_t *children,
                        uint32_t n, const struct cube_cell *cells, int64_t most)
{
	struct map_point *points = arena_array(v->a, struct map_point, n + 1);
	m->points = points;
	for (uint32_t i = 0; i < n; i++) {
		int32_t lat, lon;
		const struct place *place = place_of(v, children[i]);
		if (!place || !cells[i].programmes ||
		    !place_geo_point(v->site->geo, v->site->web.places, place, &lat, &lon, NULL))
			continue;
		struct place_xy xy = place_frame_xy(frame, lat, lon);
		points[m->npoints++] = (struct map_point){ .label = i18n_int(v->a, v->page->lang, cells[i].programmes),
			                                   .name = name_of_place(v, children[i]),
			                                   .text = msg_n(v->a, v->page->lang, MSG_COUNT_ACTIVITIES,
			                                                 cells[i].programmes, 0, NULL),
			                                   .x = (int64_t)xy.x,
			                                   .y = (int64_t)xy.y,
			                                   .r = map_radius(cells[i].programmes, most, RADIUS_MOST),
			                                   .href = url_of_place(v, children[i]) };
	}
}

/* The districts of all regencies of the province. */
static const struct cube_cell *by_district(struct view_of *v, const struct cube_filter *f, int32_t province,
                                           const int32_t **districts, uint32_t *n)
{
	const int32_t *regencies, *list;
	uint32_t nregencies, nlist;
	cube_by_child(v->cube, v->a, f, province, &regencies, &nregencies);
	int32_t *places = arena_array(v->a, int32_t, v->cube->nplaces + 1);
	*districts = places;
	struct cube_cell *all = arena_array(v->a, struct cube_cell, v->cube->nplaces + 1);
	*n = 0;
	for (uint32_t i = 0; i < nregencies; i++) {
		const struct cube_cell *cells = cube_by_child(v->cube, v->a, f, regencies[i], &list, &nlist);
		memcpy(places + *n, list, nlist * sizeof(*list));
		memcpy(all + *n, cells, nlist * sizeof(*cells));
		*n += nlist;
	}
	return all;
}

const struct map *programme_map(struct view_of *v, const struct cube_filter *f, int32_t place, bool districts)
{
	const int32_t *children;
	uint32_t n;
	const struct cube_cell *cells =
	    districts ? by_district(v, f, place, &children, &n) : cube_by_child(v->cube, v->a, f, place, &children, &n);
	const struct place *area = n ? place_of(v, place) : NULL;
	if (!area)
		return NULL;
	int64_t *values = arena_array(v->a, int64_t, n), *bounds = arena_array(v->a, int64_t, CLASSES), most = 0;
	for (uint32_t i = 0; i < n; i++) {
		values[i] = cells[i].programmes;
		most = values[i] > most ? values[i] : most;
	}
	size_t nbounds = map_breaks(v->a, values, n, CLASSES, bounds);
	const struct place_shapes *shapes = place_geo_shapes(v->site->geo, area, v->cube->places[children[0]].level);
	if (!shapes && v->cube->places[place].level != PLACE_PROVINCE)
		return NULL;
	const struct place_frame *frame = shapes ? &shapes->frame : &place_coast_frame;
	struct map *m = arena_make(v->a, struct map);
	str *background = arena_array(v->a, str, 2);
	background[0] = place_coast_path(v->a, frame, PLACE_COAST_ABROAD);
	background[1] = shapes ? STR_EMPTY : place_coast_path(v->a, frame, PLACE_COAST_LAND);
	*m = (struct map){ .id = "map",
		           .title = msg_fmt(v->a, v->page->lang, MSG_SITE_MAP_TITLE, name_of_place(v, place)),
		           .width = frame->width,
		           .height = frame->height,
		           .background = background,
		           .nbackground = shapes ? 1 : 2,
		           .legend = msg(v->page->lang, MSG_SITE_MAP_LEGEND) };
	if (shapes) {
		m->classes = class_legend(v, bounds, nbounds);
		m->nclasses = nbounds;
		map_areas(v, m, shapes, children, n, cells, bounds, nbounds);
	} else {
		map_circles(v, m, frame, children, n, cells, most);
	}
	return m;
}
