/* geo_internal.h -- how shapes are read and built; the files behind geo.h and pack.h include it, nobody else. */
#ifndef SELARAS_PLACE_GEO_INTERNAL_H
#define SELARAS_PLACE_GEO_INTERNAL_H

#include "base/vec.h"
#include "place/geo.h"

enum {
	PATH_BYTES_MAX = 4 << 20,
	PATH_VERTICES_MAX = 500000,
	FRAME_SIZE_MAX = 20000, /* so that every coordinate, also just outside, fits in 16 bits */
	GEO_REACH = 5000        /* metres */
};

struct vertex {
	int16_t x, y;
};
typedef VEC(struct vertex) vertices;
typedef VEC(uint32_t) ring_ends; /* position after the last vertex of each ring */

/* Reads the path commands M m L l H h V v Z z with whole numbers. Rings are closed, as the even-odd rule closes
 * them anyway; those with fewer than three vertices are dropped, and at least one must be left. On failure *BAD is
 * where reading stopped, and what was pushed stays. */
bool path_read(arena *a, str d, vertices *v, ring_ends *rings, size_t *bad) SEL_MUST_CHECK;

/* Even-odd; RINGS are NRINGS ends, the first ring starts at FIRST. */
bool rings_cover(const struct vertex *v, const uint32_t *ends, uint32_t first, uint32_t nrings, struct place_xy p);
/* Square of the distance to the nearest border, in units of the frame. */
double rings_distance2(const struct vertex *v, const uint32_t *ends, uint32_t first, uint32_t nrings,
                       struct place_xy p);

/* ---- building ---- */
struct raw_shape {
	str code, d;
	int32_t x, y;
};
struct raw_set {
	str name, area, source;
	int level;
	struct place_frame frame;
	VEC(struct raw_shape) shapes;
};
struct raw_point {
	str code;
	int32_t lat, lon;
	bool stand_in;
};
struct raw_pack {
	arena *arena; /* holds all texts; the geo takes it over */
	VEC(struct raw_set) sets;
	VEC(struct raw_point) points;
};
/* Shapes of unknown places and unreadable paths are left out: the import has refused them already. */
struct place_geo *place_geo_build(struct raw_pack *pack, const struct place_index *x);

#endif
