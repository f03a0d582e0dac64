#include "base/vec.h"

#include <stdint.h>

#include "base/heap.h"

void vec_reserve_one(arena *a, void **p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return;
	size_t more = *cap ? *cap * 2 : 8;
	size_t bytes;
	if (more < *cap || __builtin_mul_overflow(more, size, &bytes))
		heap_refuse("a vector", SIZE_MAX);
	*p = arena_grow(a, *p, *cap * size, bytes);
	*cap = more;
}
