/* areas.h -- the embedded table that tools/areas.py makes: one place a line, parents before their children, cells cut
 * by tabs, empty ones at the end left out. Only this room reads it. */
#ifndef SELARAS_PLACE_AREAS_H
#define SELARAS_PLACE_AREAS_H

#include <stdint.h>

#include "base/str.h"

extern const char areas_text[];
extern const char areas_source[];
extern const uint32_t areas_n;

/* The order of COLUMNS in tools/areas.py. */
enum area_cell {
	AREA_CODE,
	AREA_LEVEL,
	AREA_KIND,
	AREA_NAME,
	AREA_PARENT,
	AREA_BPS,
	AREA_CAPITAL,
	AREA_ISLANDS,
	AREA_LATITUDE,
	AREA_LONGITUDE,
	AREA_KM2,
	AREA_KM2_SOURCE,
	AREA_POPULATED,
	AREA_OUTERMOST,
	AREA_NAMES, /* "en:East Sumba|id:Sumtim|" */
	AREA_CELLS
};
struct area {
	str cell[AREA_CELLS]; /* the empty str when not said */
};

/* The next line of REST, which starts as the whole text; false at the end. */
bool area_next(str *rest, struct area *out);

#endif
