/* pack_internal.h -- the steps of an import; the files behind pack.h share it. */
#ifndef SELARAS_PLACE_PACK_INTERNAL_H
#define SELARAS_PLACE_PACK_INTERNAL_H

#include "base/map.h"
#include "place/geo_internal.h"
#include "place/pack.h"

enum { PACK_FILES_MAX = 2000, PACK_FILE_BYTES_MAX = 64 << 20, PACK_BYTES_MAX = 512 << 20, PACK_VERTICES_MAX = 8000000 };

struct importing {
	const struct place_index *index;
	struct problems *problems;
	struct place_pack_report *report;
	struct raw_pack pack;
	struct map seen; /* "SET CODE" */
	vertices v;      /* of the shape being checked */
	ring_ends ends;
	size_t bytes;
	str file; /* being read, as the problems name it */
};

void pack_problem(struct importing *m, enum severity severity, const char *key, uint32_t line, const char *path,
                  str found, str expected);
/* The file's text in the pack's arena; a problem and false when it cannot be read or is too large. */
bool pack_file(struct importing *m, const char *path, str *out);
void pack_read_shapes(struct importing *m, str text);
void pack_read_points(struct importing *m, str text);
void pack_read_geojson(struct importing *m, str text);
/* Area, level and name of a finished set, from the places in it; it is dropped when it has none. */
void pack_end_set(struct importing *m, struct raw_set *set);
/* A place that may be in a set of this pack, or NULL and a problem. */
const struct place *pack_place(struct importing *m, str code, uint32_t line);
/* Checks D and the label and adds the shape. */
void pack_add_shape(struct importing *m, struct raw_set *set, const struct place *p, str d, int64_t x, int64_t y,
                    uint32_t line);

#endif
