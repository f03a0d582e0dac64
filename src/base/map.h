/* map.h -- a hash map from text to a pointer or an integer, in an arena or on the heap.
 *
 * Keys are not copied: they must live as long as the map. Iteration is in order of insertion. Removing is not offered.
 * The hash is seeded per process, so that keys from outside cannot be chosen to collide. */
#ifndef SELARAS_BASE_MAP_H
#define SELARAS_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

union map_value {
	void *ptr;
	const void *cptr;
	int64_t i;
};
struct map_entry {
	str key;
	uint64_t hash;
	union map_value value;
};
struct map {
	struct map_entry *entries; /* n of them, in order of insertion */
	size_t n;
	size_t cap;
	uint32_t *slots; /* index + 1 into entries; 0 is free; nslots is a power of two */
	size_t nslots;
	arena *arena; /* NULL: heap, ended by map_release() */
};

void map_init(struct map *m, arena *a);
void map_release(struct map *m); /* heap maps only */
void map_clear(struct map *m);
/* The value's place, or NULL when the key is not there. */
union map_value *map_get(const struct map *m, str key);
/* The value's place, made (zeroed) when the key was not there; *ADDED tells (may be NULL). */
union map_value *map_put(struct map *m, str key, bool *added);

#endif
