/* geo.h -- where places are: shapes from an imported boundary pack, points, neighbours, and a coastline without any
 * pack.
 *
 * A shape is an SVG path in whole numbers of its set's frame, ready to print, and the same as rings of vertices for
 * questions about points (even-odd rule). Boundaries are indicative, not legal.
 * Built once, then only read: any number of threads. Keeps pointers into the index it was built with. */
#ifndef SELARAS_PLACE_GEO_H
#define SELARAS_PLACE_GEO_H

#include "place/index.h"

/* x = (lon - lon0) * k * scale, y = (lat1 - lat) * scale; the four numbers are in millionths. */
struct place_frame {
	int32_t width, height;
	int64_t lon0, lat1, scale, k;
};
struct place_xy {
	double x, y;
};
struct place_xy place_frame_xy(const struct place_frame *f, int32_t lat, int32_t lon); /* degrees in 1e-5 */
void place_frame_degrees(const struct place_frame *f, struct place_xy at, int32_t *lat, int32_t *lon);
double place_frame_metres(const struct place_frame *f); /* one unit of the frame on the ground */

struct place_shape {
	const struct place *place;
	str d;          /* SVG path data */
	int16_t x, y;   /* where a label stands */
	int16_t box[4]; /* least x, least y, most x, most y */
	uint32_t ring, nrings;
	bool leaf; /* no shape of a smaller place lies in it, and no finer one of the same place exists */
};
/* The places of one level inside one area: one picture. */
struct place_shapes {
	str name; /* "53/2" */
	const struct place *area;
	int level;
	struct place_frame frame;
	str source;
	const struct place_shape *shapes; /* by code */
	uint32_t n;
};

struct place_geo;

/* From the database; an empty one when no pack was imported. NULL when it cannot be read (the reason is in the log). */
struct place_geo *place_geo_load(db *d, const struct place_index *x);
void place_geo_free(struct place_geo *g); /* NULL allowed */
size_t place_geo_memory(const struct place_geo *g);
bool place_geo_is_empty(const struct place_geo *g);

const struct place_shapes *place_geo_sets(const struct place_geo *g, uint32_t *n);
/* The picture of AREA's places of LEVEL; NULL when there is none. */
const struct place_shapes *place_geo_shapes(const struct place_geo *g, const struct place *area, int level);
const struct place_shape *place_shape_of(const struct place_shapes *s, const struct place *p);
/* A point for a circle or a label: an inner point from the pack, the label of its shape, its own coordinates, else
 * those of the place above. False when nothing is known. *STAND_IN (may be NULL): it is not the place's own. */
bool place_geo_point(const struct place_geo *g, const struct place_index *x, const struct place *p, int32_t *lat,
                     int32_t *lon, bool *stand_in);
/* Places of the same level that share a border with P in one of the pictures, by code; returns how many there are. */
uint32_t place_neighbours(const struct place_geo *g, const struct place *p, const struct place **out, uint32_t max);

/* The smallest known place at a point (degrees in 1e-5); when none covers it, the nearest one within REACH metres. */
struct place_spot {
	const struct place *place; /* NULL: nothing there */
	bool inside;
	uint32_t metres; /* to its border when not inside */
};
struct place_spot place_geo_at(const struct place_geo *g, int32_t lat, int32_t lon, uint32_t reach);
/* Whether the point is inside this very shape. */
bool place_shape_covers(const struct place_geo *g, const struct place_shapes *s, const struct place_shape *shape,
                        int32_t lat, int32_t lon);

/* ---- the coastline inside the program (Natural Earth, public domain) ---- */
enum place_coast { PLACE_COAST_LAND, PLACE_COAST_ABROAD }; /* Indonesia; other countries */
extern const struct place_frame place_coast_frame;         /* all of the province */
extern const char place_coast_source[];
/* Path data of the coastline drawn in frame F; parts outside it are left out. */
str place_coast_path(arena *a, const struct place_frame *f, enum place_coast which);

#endif
