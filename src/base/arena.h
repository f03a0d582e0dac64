/* arena.h -- memory that lives exactly as long as one piece of work.
 *
 * Rules: (1) a handler gets an arena and never frees; (2) whoever made the arena ends it, once;
 * (3) clean-ups run in reverse order of registration; (4) one arena belongs to one thread at a time;
 * (5) memory exhaustion and passing the arena's limit abort the process, therefore every input has a limit
 * before it is stored. */
#ifndef SELARAS_BASE_ARENA_H
#define SELARAS_BASE_ARENA_H

#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"

typedef struct arena arena;

/* Makes an arena that may grow to LIMIT bytes (0: no limit but the machine's). */
arena *arena_new(size_t limit) SEL_RETURNS_NONNULL;
/* Runs the clean-ups, then frees everything; NULL is allowed. */
void arena_free(arena *a);
/* Runs the clean-ups and empties the arena, keeping its first block for the next piece of work. */
void arena_clear(arena *a);
/* N bytes, aligned for any type, not cleared. N may be 0. */
void *arena_alloc(arena *a, size_t n) SEL_RETURNS_NONNULL SEL_ALLOC_SIZE(2);
/* N elements of SIZE bytes, cleared; aborts when the product overflows. */
void *arena_calloc(arena *a, size_t n, size_t size) SEL_RETURNS_NONNULL SEL_ALLOC_SIZE(2, 3);
/* Grows P from OLD to N bytes, in place when P was the last allocation. */
void *arena_grow(arena *a, void *p, size_t old, size_t n) SEL_RETURNS_NONNULL;
/* Registers FN(ARG) to be run when the arena is cleared or freed. */
void arena_defer(arena *a, void (*fn)(void *), void *arg);
/* Bytes handed out since the arena was made or cleared. */
size_t arena_used(const arena *a);

/* arena_make(a, struct x): one cleared struct x. */
#define arena_make(a, type) ((type *)arena_calloc((a), 1, sizeof(type)))
/* arena_array(a, struct x, n): n cleared structs. */
#define arena_array(a, type, n) ((type *)arena_calloc((a), (n), sizeof(type)))

/* Frees the arena when the variable goes out of scope: ARENA_SCOPE arena *a = arena_new(0); */
static inline void arena_scope_end(arena **a)
{
	arena_free(*a);
}
#define ARENA_SCOPE __attribute__((cleanup(arena_scope_end)))

#endif
