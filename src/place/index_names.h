/* index_names.h -- the names inside an index of places; only index.c and names.c read it. */
#ifndef SELARAS_PLACE_INDEX_NAMES_H
#define SELARAS_PLACE_INDEX_NAMES_H

#include "place/index.h"

struct other_name {
	int64_t no; /* of the place's record */
	str name;
};
struct name_entry {
	str folded; /* "oe ekam": a search box compares its beginning */
	str key;    /* "oeekam": so that hyphens, apostrophes and spaces do not matter */
	uint32_t place;
	enum place_name_sort sort;
};
struct place_names {
	const struct place *places;
	struct name_entry *entries; /* sorted by key, then by place */
	uint32_t n;
	uint32_t *by_place; /* positions in entries, sorted by place */
};

void place_names_build(arena *a, struct place_names *names, const struct place *places, uint32_t n,
    const struct other_name *others, uint32_t nothers);
const struct place_names *place_index_names(const struct place_index *x);

#endif
