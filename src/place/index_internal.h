/* index_internal.h -- what the files behind index.h share; nobody else includes it. */
#ifndef SELARAS_PLACE_INDEX_INTERNAL_H
#define SELARAS_PLACE_INDEX_INTERNAL_H

#include "base/vec.h"
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

/* Places as they come, in any order; the index takes over the arena. */
struct place_building {
	arena *arena;
	VEC(struct place) places;
	VEC(struct other_name) others; /* by number of the place */
};
struct place_index *place_index_build(struct place_building *b);

void place_names_build(arena *a, struct place_names *names, const struct place *places, uint32_t n,
                       const struct other_name *others, uint32_t nothers);
const struct place_names *place_index_names(const struct place_index *x);

#endif
