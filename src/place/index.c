#include "place/index.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "place/areas.h"
#include "place/index_internal.h"
#include "record/codelist.h"

struct place_index {
	arena *arena;
	struct place *places;
	uint32_t n;
	struct map by_code, by_bps;
	struct place_names names;
};

/* ---- building ---- */

static int place_order(const void *x, const void *y)
{
	const struct place *p = x, *q = y;
	if (p->level != q->level)
		return p->level - q->level;
	int by_parent = str_cmp(p->parent, q->parent);
	return by_parent ? by_parent : str_cmp(p->code, q->code);
}

static void link_child(struct place_index *x, struct place *p)
{
	p->up = UINT32_MAX;
	union map_value *v = map_get(&x->by_code, p->parent);
	struct place *up = v ? v->ptr : NULL;
	if (!up || up->level >= p->level)
		return;
	p->up = up->at;
	uint32_t *first = p->level == PLACE_ISLAND ? &up->islands : &up->children;
	uint32_t *n = p->level == PLACE_ISLAND ? &up->nislands : &up->nchildren;
	if (p->level != PLACE_ISLAND && p->level != up->level + 1)
		return;
	if (*n == 0)
		*first = p->at;
	(*n)++;
}

struct place_index *place_index_build(struct place_building *b)
{
	struct place_index *x = arena_make(b->arena, struct place_index);
	x->arena = b->arena;
	x->n = (uint32_t)b->places.n;
	x->places = arena_array(b->arena, struct place, b->places.n);
	if (x->n) {
		memcpy(x->places, b->places.p, x->n * sizeof(*x->places));
		qsort(x->places, x->n, sizeof(*x->places), place_order);
	}
	map_init(&x->by_code, b->arena);
	map_init(&x->by_bps, b->arena);
	for (uint32_t i = 0; i < x->n; i++) {
		struct place *p = &x->places[i];
		p->at = i;
		map_put(&x->by_code, p->code, NULL)->ptr = p;
		if (p->bps_code.n)
			map_put(&x->by_bps, p->bps_code, NULL)->ptr = p;
	}
	for (uint32_t i = 0; i < x->n; i++)
		link_child(x, &x->places[i]);
	place_names_build(b->arena, &x->names, x->places, x->n, b->others.p, (uint32_t)b->others.n);
	return x;
}

static int32_t cell_point(str s)
{
	struct decimal d;
	int64_t units;
	return decimal_parse(s, &d) && decimal_rescale(d, 5, &units) ? (int32_t)units : PLACE_NOWHERE;
}

static int64_t cell_area(str s)
{
	struct decimal d;
	int64_t units;
	return decimal_parse(s, &d) && decimal_rescale(d, 3, &units) ? units : -1;
}

struct place_index *place_index_embedded(void)
{
	struct place_building b = { .arena = arena_new(0) };
	str rest = str_of(areas_text);
	struct area area;
	/* Without a database the position stands in for the record number while other names find their place. */
	for (int64_t no = 1; area_next(&rest, &area); no++) {
		const str *cell = area.cell;
		*vec_push(b.arena, &b.places) = (struct place){
			.no = no,
			.code = cell[AREA_CODE],
			.level = (uint8_t)(cell[AREA_LEVEL].p[0] - '0'),
			.kind = cell[AREA_KIND],
			.name = cell[AREA_NAME],
			.parent = cell[AREA_PARENT],
			.bps_code = cell[AREA_BPS],
			.capital = cell[AREA_CAPITAL],
			.island_group = cell[AREA_ISLANDS],
			.lat = cell_point(cell[AREA_LATITUDE]),
			.lon = cell_point(cell[AREA_LONGITUDE]),
			.area = cell_area(cell[AREA_KM2]),
			.replaced_by = STR_EMPTY,
			.valid_until = DATE_NONE,
		};
		str names = cell[AREA_NAMES], name, lang;
		while (str_cut(&names, '|', &name) && str_cut(&name, ':', &lang))
			*vec_push(b.arena, &b.others) = (struct other_name){ .no = no, .name = name };
	}
	struct place_index *x = place_index_build(&b);
	for (uint32_t i = 0; i < x->n; i++)
		x->places[i].no = 0;
	return x;
}

void place_index_free(struct place_index *x)
{
	if (x)
		arena_free(x->arena);
}

/* ---- looking up ---- */

const struct place *place_all(const struct place_index *x, uint32_t *n)
{
	*n = x->n;
	return x->places;
}

const struct place *place_by_code(const struct place_index *x, str code)
{
	union map_value *v = map_get(&x->by_code, code);
	return v ? v->cptr : NULL;
}

const struct place *place_by_bps(const struct place_index *x, str bps)
{
	union map_value *v = map_get(&x->by_bps, bps);
	return v ? v->cptr : NULL;
}

const struct place *place_today(const struct place_index *x, const struct place *p)
{
	/* A chain of renumberings is short; the bound stops a circle. */
	for (int i = 0; i < 8 && p->replaced_by.n; i++) {
		const struct place *next = place_by_code(x, p->replaced_by);
		if (!next)
			break;
		p = next;
	}
	return p;
}

const struct place *place_parent(const struct place_index *x, const struct place *p)
{
	return p->up == UINT32_MAX ? NULL : &x->places[p->up];
}

const struct place *place_children(const struct place_index *x, const struct place *p, uint32_t *n)
{
	*n = p->nchildren;
	return x->places + p->children;
}

const struct place *place_islands(const struct place_index *x, const struct place *p, uint32_t *n)
{
	*n = p->nislands;
	return x->places + p->islands;
}

uint32_t place_path(const struct place_index *x, const struct place *p, const struct place *out[5])
{
	const struct place *up[5];
	uint32_t n = 0;
	for (; p && n < 5; p = place_parent(x, p))
		up[n++] = p;
	for (uint32_t i = 0; i < n; i++)
		out[i] = up[n - 1 - i];
	return n;
}

const struct place *place_at_level(const struct place_index *x, const struct place *p, int level)
{
	while (p && p->level != level)
		p = place_parent(x, p);
	return p;
}

bool place_within(const struct place_index *x, const struct place *p, const struct place *under)
{
	while (p && p != under)
		p = place_parent(x, p);
	return p != NULL;
}

str place_title(arena *a, const struct place *p, int lang)
{
	if (p->level == PLACE_ISLAND)
		return p->name;
	str word = codelist_name("place-kind", p->kind, lang);
	return lang ? arena_fmt(a, "%.*s %.*s", STR_ARG(p->name), STR_ARG(word))
	            : arena_fmt(a, "%.*s %.*s", STR_ARG(word), STR_ARG(p->name));
}

const struct place_names *place_index_names(const struct place_index *x)
{
	return &x->names;
}
