/* heap.h -- the one door to the C heap for this room; everything else lives in arenas. */
#ifndef SELARAS_BASE_HEAP_H
#define SELARAS_BASE_HEAP_H

#include <stddef.h>

#include "base/attr.h"

/* As realloc (P may be NULL), but says so in the log and aborts when there is no memory. */
void *heap_grow(void *p, size_t n) SEL_RETURNS_NONNULL SEL_ALLOC_SIZE(2);
/* Says WHAT could not have N bytes, and aborts. */
SEL_NORETURN SEL_COLD void heap_refuse(const char *what, size_t n);

#endif
