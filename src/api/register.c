/* Partners, places, sectors and statistics of places. */
#include "api/answer.h"
#include "indicator/indicator.h"
#include "record/codelist.h"

enum { NEIGHBOURS_MOST = 30 };

/* ---- partners and sectors: a list with counts, and one with its totals ---- */

static struct reply list_of(struct req *r, void (*items)(struct answer *x, const struct cube_result *found))
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	struct cube_result *found = cube_select(x.v.cube, x.v.a, &x.q.filter, CUBE_FACETS, x.v.this_year);
	answer_begin(&x, &found->totals);
	add_totals(&x.j, &found->totals);
	open_list(&x.j, "items");
	items(&x, found);
	json_close(&x.j, ']');
	return answer_end(&x);
}

/* SET puts what the path names into the filter, false when there is no such thing; BEGIN opens its object. */
static struct reply one_of(struct req *r, const char *name, bool (*set)(struct answer *x, str code),
                           void (*begin)(struct answer *x))
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	if (!set(&x, r->params[0]))
		return answer_missing(&x);
	struct cube_result *found = cube_select(x.v.cube, x.v.a, &x.q.filter, 0, x.v.this_year);
	answer_begin(&x, &found->totals);
	json_key(&x.j, name);
	begin(&x);
	json_close(&x.j, '}');
	add_totals(&x.j, &found->totals);
	add_years(&x, &x.q.filter);
	return answer_end(&x);
}

static void partner_items(struct answer *x, const struct cube_result *found)
{
	for (uint32_t i = 0; i < x->v.cube->norgs; i++) {
		if (!partner_listed(&x->v, &x->q, found, i))
			continue;
		begin_partner(&x->j, &x->v, i);
		add_int(&x->j, "programmes", found->by_org[i]);
		json_close(&x->j, '}');
	}
}

static bool set_partner(struct answer *x, str code)
{
	const struct cube *asked = x->v.cube;
	int32_t org = view_partner(&x->v, code);
	if (x->v.cube != asked)
		x->q = query_read(&x->v); /* its numbers are those of other figures */
	x->q.filter.org = org;
	return x->q.filter.org >= 0;
}

static void begin_this_partner(struct answer *x)
{
	begin_partner(&x->j, &x->v, (uint32_t)x->q.filter.org);
}

static void sector_items(struct answer *x, const struct cube_result *found)
{
	for (uint32_t i = 0; i < x->v.cube->nsectors; i++) {
		begin_sector(&x->j, &x->v, (int32_t)i);
		add_int(&x->j, "programmes", found->by_sector[i]);
		json_close(&x->j, '}');
	}
}

static bool set_sector(struct answer *x, str code)
{
	x->q.filter.sector = cube_sector_by_code(x->v.cube, code);
	return x->q.filter.sector >= 0;
}

static void begin_this_sector(struct answer *x)
{
	begin_sector(&x->j, &x->v, x->q.filter.sector);
}

struct reply api_partners(struct req *r)
{
	return list_of(r, partner_items);
}

struct reply api_partner(struct req *r)
{
	return one_of(r, "partner", set_partner, begin_this_partner);
}

struct reply api_sectors(struct req *r)
{
	return list_of(r, sector_items);
}

struct reply api_sector(struct req *r)
{
	return one_of(r, "sector", set_sector, begin_this_sector);
}

/* ---- places ---- */

struct reply api_places(struct req *r)
{
	struct answer x;
	struct reply failed;
	uint32_t n;
	if (!answer_start(r, &x, &failed))
		return failed;
	const struct place *all = place_all(x.v.site->web.places, &n);
	const struct input_value *level = req_input(r, "level"), *parent = req_input(r, "parent");
	answer_begin(&x, NULL);
	open_list(&x.j, "items");
	for (uint32_t i = 0; i < n; i++) {
		struct view_of item;
		if ((level->given && all[i].level != level->i) ||
		    (parent->given && !str_eq(all[i].parent, parent->text)))
			continue;
		begin_place(&x.j, answer_item(&x, &item), &all[i]);
		json_close(&x.j, '}');
	}
	json_close(&x.j, ']');
	return answer_end(&x);
}

/* A place in the list of another one's children: with what is done there. */
static void add_child(struct answer *x, const struct place *child, const struct cube_cell *cells,
                      const int32_t *children, uint32_t n)
{
	const struct cube_cell none = { 0, 0 }, *cell = &none;
	int32_t at = cube_place_by_code(x->v.cube, child->code);
	for (uint32_t i = 0; i < n; i++)
		if (children[i] == at)
			cell = &cells[i];
	begin_place(&x->j, &x->v, child);
	add_int(&x->j, "programmes", cell->programmes);
	add_amount(&x->j, "committed", cell->committed);
	json_close(&x->j, '}');
}

static void add_children(struct answer *x, const struct place *place, int32_t at)
{
	uint32_t n, ncells;
	const int32_t *children;
	const struct place *child = place_children(x->v.site->web.places, place, &n);
	const struct cube_cell *cells = cube_by_child(x->v.cube, x->v.a, &x->q.filter, at, &children, &ncells);
	open_list(&x->j, "children");
	for (uint32_t i = 0; i < n; i++)
		add_child(x, &child[i], cells, children, ncells);
	json_close(&x->j, ']');
}

static void add_place_list(struct answer *x, const char *name, const struct place *const *list, uint32_t n)
{
	open_list(&x->j, name);
	for (uint32_t i = 0; i < n; i++) {
		begin_place(&x->j, &x->v, list[i]);
		json_close(&x->j, '}');
	}
	json_close(&x->j, ']');
}

struct reply api_place(struct req *r)
{
	struct answer x;
	struct reply failed;
	const struct place *near[NEIGHBOURS_MOST], *path[5];
	if (!answer_start(r, &x, &failed))
		return failed;
	const struct place *place = place_by_code(x.v.site->web.places, r->params[0]);
	int32_t at = place ? cube_place_by_code(x.v.cube, place->code) : -1;
	if (at < 0)
		return answer_missing(&x);
	x.q.filter.place = at;
	struct cube_result *found = cube_select(x.v.cube, x.v.a, &x.q.filter, 0, x.v.this_year);
	answer_begin(&x, &found->totals);
	json_key(&x.j, "place");
	begin_place(&x.j, &x.v, place);
	json_close(&x.j, '}');
	add_totals(&x.j, &found->totals);
	add_years(&x, &x.q.filter);
	add_place_list(&x, "path", path, place_path(x.v.site->web.places, place, path));
	add_children(&x, place, at);
	uint32_t n = place_neighbours(x.v.site->geo, place, near, NEIGHBOURS_MOST);
	add_place_list(&x, "neighbours", near, n < NEIGHBOURS_MOST ? n : NEIGHBOURS_MOST);
	return answer_end(&x);
}

/* ---- statistics of places ---- */

static void add_figure(struct answer *x, const struct indicator *i, const struct indicator_figure *f)
{
	char day[11];
	date_print(f->as_of, day);
	json_open(&x->j, '{');
	add_text(&x->j, "indicator", f->indicator);
	add_text(&x->j, "name", i ? i->name[x->v.page->lang] : STR_EMPTY);
	add_text(&x->j, "unit", i ? i->unit : STR_EMPTY);
	add_text(&x->j, "series", f->series);
	add_text(&x->j, "period", f->period);
	add_text(&x->j, "subset", f->subset);
	json_key(&x->j, "value");
	json_decimal(&x->j, f->value);
	add_text(&x->j, "status", f->status);
	add_text(&x->j, "source", f->source);
	add_text(&x->j, "as_of", str_of(day));
	add_text(&x->j, "note", f->note);
	json_close(&x->j, '}');
}

struct reply api_indicators(struct req *r)
{
	struct answer x;
	struct reply failed;
	struct indicator_figure *figures;
	const struct indicator *list;
	uint32_t n, nlist;
	if (!answer_start(r, &x, &failed))
		return failed;
	str place = req_input(r, "place")->text;
	if (!place_by_code(x.v.site->web.places, place) ||
	    !indicator_list(x.v.site->web.store, x.v.db, x.v.a, &list, &nlist) ||
	    !indicator_of_place(x.v.db, x.v.a, place, &figures, &n))
		return answer_missing(&x);
	answer_begin(&x, NULL);
	open_list(&x.j, "items");
	for (uint32_t i = 0; i < n; i++)
		add_figure(&x, indicator_find(list, nlist, figures[i].indicator), &figures[i]);
	json_close(&x.j, ']');
	return answer_end(&x);
}
