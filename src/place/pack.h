/* pack.h -- importing a boundary pack: a folder with pictures as text, or one GeoJSON file.
 *
 * Folder: every *.tsv in it and in its folder svg/ is one picture; the first line is the frame
 *     # frame W=2000 H=1037 lon0=118.75 lat1=-7.75 scale=304.9339 k=0.986286
 * then a line for each place: code, name, label x, label y, SVG path data. Every *.csv with a place code in its first
 * column and the columns lat and lon gives a point inside each place (kec_lat, kec_lon: a stand-in for a village
 * without a shape); islands are compared with their known coordinates. A first paragraph of README.md names the source.
 * GeoJSON: a FeatureCollection of Polygon and MultiPolygon in degrees, each feature with the property "code".
 *
 * Everything is checked and every problem is told with its file and line; a pack with an error changes nothing. A good
 * one takes the place of the one before, in one transaction. */
#ifndef SELARAS_PLACE_PACK_H
#define SELARAS_PLACE_PACK_H

#include "base/problem.h"
#include "place/geo.h"

struct place_pack_report {
	uint32_t files, sets, shapes, points, islands;
	uint64_t vertices;
};
/* False when the pack is refused (PS says why) or the database fails (the log says why). */
bool place_geo_import(struct db_pool *pool, const struct place_index *x, const char *path, struct problems *ps,
                      struct place_pack_report *out) SEL_MUST_CHECK;
/* The same checks without a database: the shapes, or NULL when the pack is refused. */
struct place_geo *place_geo_read(const struct place_index *x, const char *path, struct problems *ps,
                                 struct place_pack_report *out);

#endif
