#include "place/geo.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "place/geo_internal.h"

#define MILLION 1e6
#define POINT_UNITS 1e5          /* of latitudes and longitudes, in a degree */
#define METRES_A_DEGREE 111194.9 /* of latitude, on a sphere of 6,371 km */

struct border {
	uint32_t place, neighbour; /* positions in the index */
};
struct place_geo {
	arena *arena;
	const struct place_index *index;
	struct place_shapes *sets;
	struct place_shape **shapes; /* of each set, while building */
	uint32_t nsets;
	vertices v;
	ring_ends ends;
	struct map points; /* code -> const struct raw_point */
	VEC(struct border) borders;
};

/* ---- frames ---- */

struct place_xy place_frame_xy(const struct place_frame *f, int32_t lat, int32_t lon)
{
	double scale = (double)f->scale / MILLION;
	return (struct place_xy){
		((double)lon / POINT_UNITS - (double)f->lon0 / MILLION) * ((double)f->k / MILLION) * scale,
		((double)f->lat1 / MILLION - (double)lat / POINT_UNITS) * scale,
	};
}

void place_frame_degrees(const struct place_frame *f, struct place_xy at, int32_t *lat, int32_t *lon)
{
	double scale = (double)f->scale / MILLION;
	*lon = (int32_t)lround((at.x / (((double)f->k / MILLION) * scale) + (double)f->lon0 / MILLION) * POINT_UNITS);
	*lat = (int32_t)lround(((double)f->lat1 / MILLION - at.y / scale) * POINT_UNITS);
}

double place_frame_metres(const struct place_frame *f)
{
	return METRES_A_DEGREE / ((double)f->scale / MILLION);
}

/* ---- building ---- */

static void add_shape(struct place_geo *g, struct place_shape *s, const struct raw_shape *raw, const struct place *p)
{
	size_t bad, first = g->v.n, first_ring = g->ends.n;
	if (!path_read(g->arena, raw->d, &g->v, &g->ends, &bad)) {
		g->v.n = first;
		g->ends.n = first_ring;
		return;
	}
	*s = (struct place_shape){ .place = p,
		                   .d = raw->d,
		                   .x = (int16_t)raw->x,
		                   .y = (int16_t)raw->y,
		                   .box = { INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN },
		                   .ring = (uint32_t)first_ring,
		                   .nrings = (uint32_t)(g->ends.n - first_ring) };
	for (size_t i = first; i < g->v.n; i++) {
		const struct vertex *v = &g->v.p[i];
		s->box[0] = v->x < s->box[0] ? v->x : s->box[0];
		s->box[1] = v->y < s->box[1] ? v->y : s->box[1];
		s->box[2] = v->x > s->box[2] ? v->x : s->box[2];
		s->box[3] = v->y > s->box[3] ? v->y : s->box[3];
	}
}

static void add_set(struct place_geo *g, const struct raw_set *raw)
{
	struct place_shape *shapes = arena_array(g->arena, struct place_shape, raw->shapes.n);
	uint32_t n = 0;
	for (size_t i = 0; i < raw->shapes.n; i++) {
		const struct place *p = place_by_code(g->index, raw->shapes.p[i].code);
		if (!p)
			continue;
		add_shape(g, &shapes[n], &raw->shapes.p[i], p);
		n += shapes[n].place != NULL;
	}
	g->shapes[g->nsets] = shapes;
	g->sets[g->nsets++] = (struct place_shapes){ .name = raw->name,
		                                     .area = place_by_code(g->index, raw->area),
		                                     .level = raw->level,
		                                     .frame = raw->frame,
		                                     .source = raw->source,
		                                     .shapes = shapes,
		                                     .n = n };
}

/* A place is answered by its finest shape, and only when no shape of a smaller place lies in it. */
static void mark_leaves(struct place_geo *g, uint32_t nplaces)
{
	ARENA_SCOPE arena *scratch = arena_new(0);
	uint8_t *deepest = arena_array(scratch, uint8_t, nplaces);
	int64_t *finest = arena_array(scratch, int64_t, nplaces);
	struct place_shape **best = arena_array(scratch, struct place_shape *, nplaces);
	for (uint32_t s = 0; s < g->nsets; s++) {
		struct place_shape *shapes = g->shapes[s];
		for (uint32_t i = 0; i < g->sets[s].n; i++) {
			const struct place *p = shapes[i].place;
			assert(p); /* add_set() keeps no others */
			for (const struct place *up = p; up; up = place_parent(g->index, up))
				deepest[up->at] = deepest[up->at] > p->level ? deepest[up->at] : p->level;
			if (finest[p->at] < g->sets[s].frame.scale) {
				finest[p->at] = g->sets[s].frame.scale;
				best[p->at] = &shapes[i];
			}
		}
	}
	for (uint32_t p = 0; p < nplaces; p++)
		if (best[p] && deepest[p] <= best[p]->place->level)
			best[p]->leaf = true;
}

/* ---- neighbours: shapes of one picture that share an edge ---- */

struct edge {
	uint64_t key;   /* both ends, the lesser first */
	uint32_t place; /* position + 1; 0: a free slot */
};

static int border_order(const void *x, const void *y)
{
	const struct border *p = x, *q = y;
	if (p->place != q->place)
		return p->place < q->place ? -1 : 1;
	return p->neighbour < q->neighbour ? -1 : p->neighbour > q->neighbour;
}

static uint32_t ring_start(const struct place_geo *g, uint32_t ring)
{
	return ring ? g->ends.p[ring - 1] : 0;
}

static uint64_t edge_key(struct vertex a, struct vertex b)
{
	uint32_t p = (uint32_t)(uint16_t)a.x << 16 | (uint16_t)a.y, q = (uint32_t)(uint16_t)b.x << 16 | (uint16_t)b.y;
	return p < q ? (uint64_t)p << 32 | q : (uint64_t)q << 32 | p;
}

static void add_border(struct place_geo *g, uint32_t p, uint32_t q)
{
	size_t n = g->borders.n;
	/* Edges come along the outline: most repeat the border before. */
	if (n && g->borders.p[n - 1].place == q && g->borders.p[n - 1].neighbour == p)
		return;
	*vec_push(g->arena, &g->borders) = (struct border){ p, q };
	*vec_push(g->arena, &g->borders) = (struct border){ q, p };
}

/* Notes the edge, or finds whose it was; SLOTS is a hash table with 2^BITS places. */
static void meet_edge(struct place_geo *g, struct edge *slots, unsigned bits, uint64_t key, uint32_t place)
{
	size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> (64 - bits));
	while (slots[at].place && slots[at].key != key)
		at = (at + 1) & (((size_t)1 << bits) - 1);
	if (!slots[at].place)
		slots[at] = (struct edge){ key, place + 1 };
	else if (slots[at].place != place + 1)
		add_border(g, place, slots[at].place - 1);
}

static void find_borders(struct place_geo *g, const struct place_shapes *s)
{
	if (s->n == 0)
		return;
	ARENA_SCOPE arena *scratch = arena_new(0);
	const struct place_shape *last = &s->shapes[s->n - 1];
	size_t most = g->ends.p[last->ring + last->nrings - 1] - ring_start(g, s->shapes[0].ring);
	unsigned bits = 4;
	while ((size_t)1 << bits < most * 2)
		bits++;
	struct edge *slots = arena_array(scratch, struct edge, (size_t)1 << bits);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct place_shape *shape = &s->shapes[i];
		for (uint32_t r = shape->ring; r < shape->ring + shape->nrings; r++) {
			uint32_t first = ring_start(g, r), end = g->ends.p[r];
			for (uint32_t k = first, j = end - 1; k < end; j = k++)
				meet_edge(g, slots, bits, edge_key(g->v.p[j], g->v.p[k]), shape->place->at);
		}
	}
}

static void tidy_borders(struct place_geo *g)
{
	size_t kept = 0;
	if (g->borders.n)
		qsort(g->borders.p, g->borders.n, sizeof(*g->borders.p), border_order);
	for (size_t i = 0; i < g->borders.n; i++)
		if (kept == 0 || border_order(&g->borders.p[kept - 1], &g->borders.p[i]) != 0)
			g->borders.p[kept++] = g->borders.p[i];
	g->borders.n = kept;
}

struct place_geo *place_geo_build(struct raw_pack *pack, const struct place_index *x)
{
	struct place_geo *g = arena_make(pack->arena, struct place_geo);
	uint32_t nplaces;
	place_all(x, &nplaces);
	g->arena = pack->arena;
	g->index = x;
	g->sets = arena_array(g->arena, struct place_shapes, pack->sets.n);
	g->shapes = arena_array(g->arena, struct place_shape *, pack->sets.n);
	for (size_t i = 0; i < pack->sets.n; i++)
		add_set(g, &pack->sets.p[i]);
	mark_leaves(g, nplaces);
	for (uint32_t i = 0; i < g->nsets; i++)
		find_borders(g, &g->sets[i]);
	tidy_borders(g);
	map_init(&g->points, g->arena);
	for (size_t i = 0; i < pack->points.n; i++)
		map_put(&g->points, pack->points.p[i].code, NULL)->cptr = &pack->points.p[i];
	return g;
}

void place_geo_free(struct place_geo *g)
{
	if (g)
		arena_free(g->arena);
}

size_t place_geo_memory(const struct place_geo *g)
{
	return arena_used(g->arena);
}

bool place_geo_is_empty(const struct place_geo *g)
{
	return g->nsets == 0;
}

/* ---- questions ---- */

const struct place_shapes *place_geo_sets(const struct place_geo *g, uint32_t *n)
{
	*n = g->nsets;
	return g->sets;
}

const struct place_shapes *place_geo_shapes(const struct place_geo *g, const struct place *area, int level)
{
	for (uint32_t i = 0; i < g->nsets; i++)
		if (g->sets[i].area == area && g->sets[i].level == level)
			return &g->sets[i];
	return NULL;
}

const struct place_shape *place_shape_of(const struct place_shapes *s, const struct place *p)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->shapes[i].place == p)
			return &s->shapes[i];
	return NULL;
}

bool place_geo_point(const struct place_geo *g, const struct place_index *x, const struct place *p, int32_t *lat,
                     int32_t *lon, bool *stand_in)
{
	bool other = false;
	for (; p; p = place_parent(x, p), other = true) {
		union map_value *v = map_get(&g->points, p->code);
		const struct raw_point *point = v ? v->cptr : NULL;
		if (stand_in)
			*stand_in = other || (point && point->stand_in);
		if (point) {
			*lat = point->lat;
			*lon = point->lon;
			return true;
		}
		for (uint32_t i = g->nsets; i-- > 0;) {
			const struct place_shape *s =
			    g->sets[i].level == p->level ? place_shape_of(&g->sets[i], p) : NULL;
			if (!s)
				continue;
			place_frame_degrees(&g->sets[i].frame, (struct place_xy){ s->x, s->y }, lat, lon);
			return true;
		}
		if (p->lat != PLACE_NOWHERE && p->lon != PLACE_NOWHERE) {
			*lat = p->lat;
			*lon = p->lon;
			return true;
		}
	}
	return false;
}

uint32_t place_neighbours(const struct place_geo *g, const struct place *p, const struct place **out, uint32_t max)
{
	size_t low = 0, high = g->borders.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (g->borders.p[middle].place < p->at)
			low = middle + 1;
		else
			high = middle;
	}
	uint32_t n = 0, nplaces;
	const struct place *all = place_all(g->index, &nplaces);
	for (; low < g->borders.n && g->borders.p[low].place == p->at; low++, n++)
		if (n < max)
			out[n] = &all[g->borders.p[low].neighbour];
	return n;
}

static bool covers(const struct place_geo *g, const struct place_shape *s, struct place_xy at)
{
	return at.x >= s->box[0] && at.x <= s->box[2] && at.y >= s->box[1] && at.y <= s->box[3] &&
	       rings_cover(g->v.p, g->ends.p + s->ring, ring_start(g, s->ring), s->nrings, at);
}

bool place_shape_covers(const struct place_geo *g, const struct place_shapes *s, const struct place_shape *shape,
                        int32_t lat, int32_t lon)
{
	return covers(g, shape, place_frame_xy(&s->frame, lat, lon));
}

static bool in_box(double least_x, double least_y, double most_x, double most_y, struct place_xy at, double margin)
{
	return at.x >= least_x - margin && at.y >= least_y - margin && at.x <= most_x + margin &&
	       at.y <= most_y + margin;
}

static void nearest_in(const struct place_geo *g, const struct place_shapes *s, struct place_xy at, double *least,
                       struct place_spot *spot)
{
	double unit = place_frame_metres(&s->frame);
	if (!in_box(0, 0, s->frame.width, s->frame.height, at, *least / unit))
		return;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct place_shape *shape = &s->shapes[i];
		if (!shape->leaf ||
		    !in_box(shape->box[0], shape->box[1], shape->box[2], shape->box[3], at, *least / unit))
			continue;
		double away = unit * sqrt(rings_distance2(g->v.p, g->ends.p + shape->ring, ring_start(g, shape->ring),
		                                          shape->nrings, at));
		if (away <= *least) {
			*least = away;
			*spot = (struct place_spot){ shape->place, false, (uint32_t)lround(away) };
		}
	}
}

struct place_spot place_geo_at(const struct place_geo *g, int32_t lat, int32_t lon, uint32_t reach)
{
	struct place_spot spot = { 0 };
	for (uint32_t i = 0; i < g->nsets; i++) {
		const struct place_shapes *s = &g->sets[i];
		struct place_xy at = place_frame_xy(&s->frame, lat, lon);
		if (!in_box(0, 0, s->frame.width, s->frame.height, at, 1))
			continue;
		for (uint32_t k = 0; k < s->n; k++)
			if (s->shapes[k].leaf && covers(g, &s->shapes[k], at))
				return (struct place_spot){ s->shapes[k].place, true, 0 };
	}
	double least = reach;
	for (uint32_t i = 0; i < g->nsets && reach; i++)
		nearest_in(g, &g->sets[i], place_frame_xy(&g->sets[i].frame, lat, lon), &least, &spot);
	return spot;
}
