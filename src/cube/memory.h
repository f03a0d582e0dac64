/* memory.h -- figures of filters that many activities meet, kept as long as their generation: the province as a whole,
 * a regency, a year. Bounded; what comes when it is full is worked out each time. Inside the room only. */
#ifndef SELARAS_CUBE_MEMORY_H
#define SELARAS_CUBE_MEMORY_H

#include "cube/cube.h"

enum memory_type { MEMORY_RESULT = 1, MEMORY_YEARS, MEMORY_MATRIX, MEMORY_CHILDREN };
struct memory_key {
	enum memory_type type;
	struct cube_filter filter;
	unsigned what; /* cube_select()'s; matrix: by sector */
	int year;
	int32_t place;
};

void memory_open(struct cube *c);
void memory_close(struct cube *c);
/* The figures kept for KEY; NULL: none. */
const void *memory_find(const struct cube *c, const struct memory_key *key);
/* The arena to copy the figures of KEY to, which N activities meet; NULL: not to be kept. After it memory_leave(). */
arena *memory_enter(const struct cube *c, const struct memory_key *key, uint32_t n);
void memory_leave(const struct cube *c, const struct memory_key *key, const void *figures);
void *memory_copy(arena *a, const void *p, size_t bytes);

#endif
