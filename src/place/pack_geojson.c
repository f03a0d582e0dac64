/* A boundary pack as one GeoJSON file (RFC 7946): polygons in degrees, quantised to frames as the text pictures have
 * them, nothing simplified. Regencies and districts each make one picture, villages one for every regency. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "place/pack_internal.h"

enum { GEOJSON_BYTES_MAX = 32 << 20, POSITIONS_MAX = PATH_VERTICES_MAX };

struct degrees {
	double lon, lat;
};
struct feature {
	const struct place *place;
	const struct place *picture; /* the regency of a village, else the province */
	json_t *coordinates;
	bool single; /* a Polygon, not a MultiPolygon */
};
typedef VEC(struct feature) features;
typedef bool position_fn(void *ctx, size_t i, struct degrees at);

/* FN for every position of a ring but the last, which repeats the first; I counts them. */
static bool ring_positions(const json_t *ring, position_fn *fn, void *ctx)
{
	size_t n = json_array_size(ring);
	if (n < 4 || n > POSITIONS_MAX)
		return false;
	for (size_t i = 0; i + 1 < n; i++) {
		const json_t *position = json_array_get(ring, i);
		const json_t *lon = json_array_get(position, 0), *lat = json_array_get(position, 1);
		struct degrees at = { json_number_value(lon), json_number_value(lat) };
		if (!json_is_number(lon) || !json_is_number(lat) || fabs(at.lon) > 180 || fabs(at.lat) > 90 ||
		    !fn(ctx, i, at))
			return false;
	}
	return true;
}

/* False when something is not as RFC 7946 says, or FN says so. */
static bool each_position(const struct feature *f, position_fn *fn, void *ctx)
{
	size_t npolygons = f->single ? 1 : json_array_size(f->coordinates), rings = 0;
	for (size_t p = 0; p < npolygons; p++) {
		const json_t *polygon = f->single ? f->coordinates : json_array_get(f->coordinates, p);
		for (size_t r = 0; r < json_array_size(polygon); r++, rings++)
			if (!ring_positions(json_array_get(polygon, r), fn, ctx))
				return false;
	}
	return rings > 0;
}

/* ---- frames ---- */

struct extent {
	struct degrees least, most;
};

static bool widen(void *ctx, size_t i, struct degrees at)
{
	(void)i;
	struct extent *e = ctx;
	e->least.lon = fmin(e->least.lon, at.lon);
	e->least.lat = fmin(e->least.lat, at.lat);
	e->most.lon = fmax(e->most.lon, at.lon);
	e->most.lat = fmax(e->most.lat, at.lat);
	return true;
}

static struct place_frame frame_of(struct extent e, int level)
{
	static const double longer_side[] = { 2000, 2000, 2000, 4000, 1600 };
	double k = cos((e.least.lat + e.most.lat) / 2 * 3.14159265358979323846 / 180);
	double across = (e.most.lon - e.least.lon) * k, down = e.most.lat - e.least.lat;
	double margin = fmax(fmax(across, down) * 0.01, 1e-4);
	double scale = longer_side[level] / (fmax(across, down) + 2 * margin);
	return (struct place_frame){
		.width = (int32_t)ceil((across + 2 * margin) * scale),
		.height = (int32_t)ceil((down + 2 * margin) * scale),
		.lon0 = llround((e.least.lon - margin / k) * 1e6),
		.lat1 = llround((e.most.lat + margin) * 1e6),
		.scale = llround(scale * 1e6),
		.k = llround(k * 1e6),
	};
}

/* ---- paths ---- */

struct drawing {
	const struct place_frame *frame;
	struct buf *out;
	long x, y;
	bool moved;
};

static bool draw(void *ctx, size_t i, struct degrees at)
{
	struct drawing *d = ctx;
	struct place_xy p = place_frame_xy(d->frame, (int32_t)lround(at.lat * 1e5), (int32_t)lround(at.lon * 1e5));
	long x = lround(p.x), y = lround(p.y);
	if (i == 0) {
		buf_fmt(d->out, "M%ld %ld", x, y);
		d->moved = false;
	} else if (x != d->x || y != d->y) {
		buf_fmt(d->out, "%c%ld %ld", d->moved ? ' ' : 'l', x - d->x, y - d->y);
		d->moved = true;
	}
	d->x = x;
	d->y = y;
	return !buf_failed(d->out);
}

static int number_order(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;
	return p < q ? -1 : p > q;
}

/* Half way down the box of the tallest ring. */
static double label_height(const struct importing *m)
{
	int32_t low = 0, high = 0;
	for (uint32_t r = 0, i = 0; r < m->ends.n; r++) {
		int32_t top = INT16_MAX, bottom = INT16_MIN;
		for (; i < m->ends.p[r]; i++) {
			top = m->v.p[i].y < top ? m->v.p[i].y : top;
			bottom = m->v.p[i].y > bottom ? m->v.p[i].y : bottom;
		}
		if (r == 0 || bottom - top > high - low) {
			low = top;
			high = bottom;
		}
	}
	return (low + high) / 2.0 + 0.25; /* not on a vertex */
}

/* The middle of the widest part of the shape at that height. */
static struct place_xy label_point(struct importing *m)
{
	double y = label_height(m), *cuts = arena_array(m->pack.arena, double, m->v.n);
	size_t n = 0;
	for (uint32_t r = 0, i = 0; r < m->ends.n; r++) {
		for (uint32_t j = m->ends.p[r] - 1; i < m->ends.p[r]; j = i++) {
			struct vertex a = m->v.p[i], b = m->v.p[j];
			if ((a.y > y) != (b.y > y))
				cuts[n++] = a.x + (y - a.y) * (double)(b.x - a.x) / (double)(b.y - a.y);
		}
	}
	qsort(cuts, n, sizeof(*cuts), number_order);
	struct place_xy at = { m->v.p[0].x, y };
	double widest = -1;
	for (size_t i = 0; i + 1 < n; i += 2) {
		if (cuts[i + 1] - cuts[i] > widest) {
			widest = cuts[i + 1] - cuts[i];
			at.x = (cuts[i] + cuts[i + 1]) / 2;
		}
	}
	return at;
}

static void add_feature(struct importing *m, struct raw_set *set, const struct feature *f, uint32_t number)
{
	struct buf path;
	buf_init(&path, m->pack.arena, PATH_BYTES_MAX);
	struct drawing d = { .frame = &set->frame, .out = &path };
	size_t bad;
	if (!each_position(f, draw, &d)) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.geometry", number, "geometry", f->place->code,
		             STR("RFC 7946"));
		return;
	}
	buf_char(&path, 'z');
	m->v.n = 0;
	m->ends.n = 0;
	struct place_xy label = { 0 };
	if (path_read(m->pack.arena, buf_str(&path), &m->v, &m->ends, &bad))
		label = label_point(m);
	pack_add_shape(m, set, f->place, buf_str(&path), lround(label.x), lround(label.y), number);
}

/* One picture: all features of LEVEL inside PICTURE. */
static void add_picture(struct importing *m, const features *all, const struct place *picture, int level)
{
	struct extent e = { { 180, 90 }, { -180, -90 } };
	bool any = false;
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].picture == picture && all->p[i].place->level == level)
			any = each_position(&all->p[i], widen, &e) || any;
	if (!any)
		return;
	struct raw_set *set = vec_push(m->pack.arena, &m->pack.sets);
	*set = (struct raw_set){ .level = level, .frame = frame_of(e, level), .source = m->file };
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].picture == picture && all->p[i].place->level == level)
			add_feature(m, set, &all->p[i], (uint32_t)i + 1);
	pack_end_set(m, set);
}

/* ---- the file ---- */

static void collect_feature(struct importing *m, features *out, const json_t *json, uint32_t number)
{
	const json_t *geometry = json_object_get(json, "geometry");
	str type = str_of(json_string_value(json_object_get(geometry, "type")));
	str code = str_of(json_string_value(json_object_get(json_object_get(json, "properties"), "code")));
	const struct place *p = pack_place(m, code, number);
	if (!p)
		return;
	if (p->level == PLACE_PROVINCE || p->level == PLACE_ISLAND) {
		pack_problem(m, SEVERITY_ADVICE, "problem.pack.not_drawn", number, "code", p->code, STR_EMPTY);
		return;
	}
	bool single = str_is(type, "Polygon");
	if (!single && !str_is(type, "MultiPolygon")) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.geometry", number, "geometry", type,
		             STR("Polygon, MultiPolygon"));
		return;
	}
	int above = p->level == PLACE_VILLAGE ? PLACE_REGENCY : PLACE_PROVINCE;
	*vec_push(m->pack.arena, out) = (struct feature){ .place = p,
		                                          .picture = place_at_level(m->index, p, above),
		                                          .coordinates = json_object_get(geometry, "coordinates"),
		                                          .single = single };
}

static void add_pictures(struct importing *m, const features *all)
{
	uint32_t n;
	const struct place *places = place_all(m->index, &n);
	for (uint32_t i = 0; i < n && places[i].level <= PLACE_REGENCY; i++) {
		if (places[i].level == PLACE_REGENCY) {
			add_picture(m, all, &places[i], PLACE_VILLAGE);
		} else {
			add_picture(m, all, &places[i], PLACE_REGENCY);
			add_picture(m, all, &places[i], PLACE_DISTRICT);
		}
	}
}

void pack_read_geojson(struct importing *m, str text)
{
	if (text.n > GEOJSON_BYTES_MAX) {
		pack_problem(m, SEVERITY_FATAL, "problem.pack.too_large", 0, "", m->file, STR("32 MiB"));
		return;
	}
	json_error_t error;
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	json_t *list = json_object_get(root, "features");
	if (!root)
		pack_problem(m, SEVERITY_FATAL, "problem.pack.json", (uint32_t)error.line, "", str_of(error.text),
		             STR_EMPTY);
	else if (!json_is_array(list))
		pack_problem(m, SEVERITY_FATAL, "problem.pack.geometry", 0, "features", STR_EMPTY,
		             STR("FeatureCollection"));
	features all = { 0 };
	for (size_t i = 0; i < json_array_size(list); i++)
		collect_feature(m, &all, json_array_get(list, i), (uint32_t)i + 1);
	add_pictures(m, &all);
	json_decref(root);
}
