/* vec.h -- a typed growing array in an arena.
 *
 * VEC(struct point) points = { 0 };  *vec_push(a, &points) = (struct point){ 1, 2 };
 * for (size_t i = 0; i < points.n; i++) use(points.p[i]);
 * Elements move when the array grows: keep indexes, not pointers. */
#ifndef SELARAS_BASE_VEC_H
#define SELARAS_BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(type)                                                                                                      \
	struct {                                                                                                       \
		type *p;                                                                                               \
		size_t n;                                                                                              \
		size_t cap;                                                                                            \
	}

/* Room for one element more; used by vec_push only. */
void vec_reserve_one(arena *a, void **p, size_t n, size_t *cap, size_t size);

/* Address of a new, uncleared last element. */
#define vec_push(a, v) (vec_reserve_one((a), (void **)&(v)->p, (v)->n, &(v)->cap, sizeof(*(v)->p)), &(v)->p[(v)->n++])

#endif
