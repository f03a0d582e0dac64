/* An arena has two kinds of memory:
 *
 * (1) chunks, filled from the front; each new one is twice as big as the one before, up to CHUNK_MAX;
 * (2) big pieces: every allocation of more than BIG bytes, and no other, has a block of its own with its header right
 *     before it. That is why arena_grow() can tell the kinds apart by the old size alone, and can hand a growing
 *     buffer of many megabytes to realloc(), which moves pages instead of bytes.
 *
 * Under the address sanitizer the unused part of a chunk and a gap behind every piece are poisoned. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/heap.h"
#include "base/log.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define GAP ALIGN
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define GAP ((size_t)0)
#endif

#define ALIGN alignof(max_align_t)
#define CHUNK_FIRST ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)1 << 20)
#define BIG ((size_t)8 << 10)

struct chunk {
	struct chunk *prev;
	size_t cap;
	size_t used;
	alignas(max_align_t) char data[];
};
struct big {
	struct big *prev, *next;
	alignas(max_align_t) char data[];
};
struct cleanup {
	struct cleanup *prev;
	void (*fn)(void *);
	void *arg;
};
struct arena {
	struct chunk *chunk; /* the one being filled; the last of the chain is the first one made */
	struct big *big;
	struct cleanup *cleanups;
	const char *last; /* the last piece of the current chunk */
	size_t used;
	size_t limit;
};

void *heap_grow(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q)
		heap_refuse("the system", n);
	return q;
}

void heap_refuse(const char *what, size_t n)
{
	log_error("%s has no memory for %zu bytes more", what, n);
	abort();
}

static struct chunk *chunk_new(struct chunk *prev, size_t cap)
{
	struct chunk *c = heap_grow(NULL, sizeof *c + cap);
	*c = (struct chunk){ .prev = prev, .cap = cap };
	ASAN_POISON_MEMORY_REGION(c->data, cap);
	return c;
}

static void chunk_free(struct chunk *c)
{
	ASAN_UNPOISON_MEMORY_REGION(c->data, c->cap);
	free(c);
}

arena *arena_new(size_t limit)
{
	arena *a = heap_grow(NULL, sizeof *a);
	*a = (arena){ .limit = limit ? limit : SIZE_MAX, .chunk = chunk_new(NULL, CHUNK_FIRST) };
	return a;
}

void arena_clear(arena *a)
{
	/* One by one, because a clean-up may allocate or register another one. */
	while (a->cleanups) {
		struct cleanup *c = a->cleanups;
		a->cleanups = c->prev;
		c->fn(c->arg);
	}
	while (a->big) {
		struct big *prev = a->big->prev;
		free(a->big);
		a->big = prev;
	}
	while (a->chunk->prev) {
		struct chunk *prev = a->chunk->prev;
		chunk_free(a->chunk);
		a->chunk = prev;
	}
	ASAN_POISON_MEMORY_REGION(a->chunk->data, a->chunk->cap);
	a->chunk->used = 0;
	a->last = NULL;
	a->used = 0;
}

void arena_free(arena *a)
{
	if (!a)
		return;
	arena_clear(a);
	chunk_free(a->chunk);
	free(a);
}

static void count_used(arena *a, size_t n)
{
	if (n > a->limit - a->used)
		heap_refuse("the arena's limit", n);
	a->used += n;
}

static void big_link(arena *a, struct big *b)
{
	if (b->prev)
		b->prev->next = b;
	if (b->next)
		b->next->prev = b;
	else
		a->big = b;
}

static size_t big_size(size_t n)
{
	if (n > PTRDIFF_MAX - sizeof(struct big))
		heap_refuse("the system", n);
	return sizeof(struct big) + n;
}

static void *big_new(arena *a, size_t n)
{
	struct big *b = heap_grow(NULL, big_size(n));
	*b = (struct big){ .prev = a->big };
	big_link(a, b);
	return b->data;
}

static void *big_grow(arena *a, char *p, size_t n)
{
	struct big *b = heap_grow(p - offsetof(struct big, data), big_size(n));
	big_link(a, b);
	return b->data;
}

/* What N bytes take in a chunk; N <= BIG. */
static size_t piece_size(size_t n)
{
	return ((n + ALIGN - 1) & ~(ALIGN - 1)) + GAP;
}

void *arena_alloc(arena *a, size_t n)
{
	count_used(a, n);
	if (n > BIG)
		return big_new(a, n);
	size_t size = piece_size(n);
	struct chunk *c = a->chunk;
	if (size > c->cap - c->used)
		a->chunk = c = chunk_new(c, c->cap < CHUNK_MAX ? c->cap * 2 : CHUNK_MAX);
	char *p = c->data + c->used;
	c->used += size;
	a->last = p;
	ASAN_UNPOISON_MEMORY_REGION(p, n);
	return p;
}

void *arena_calloc(arena *a, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		heap_refuse("the system", SIZE_MAX);
	return memset(arena_alloc(a, bytes), 0, bytes);
}

void *arena_grow(arena *a, void *p, size_t old, size_t n)
{
	if (p && n <= old)
		return p;
	if (p && old > BIG) {
		count_used(a, n - old);
		return big_grow(a, p, n);
	}
	struct chunk *c = a->chunk;
	if (p && p == a->last && n <= BIG) {
		size_t start = (size_t)(a->last - c->data);
		if (piece_size(n) <= c->cap - start) {
			count_used(a, n - old);
			c->used = start + piece_size(n);
			ASAN_UNPOISON_MEMORY_REGION(p, n);
			return p;
		}
	}
	void *q = arena_alloc(a, n);
	if (old)
		memcpy(q, p, old);
	return q;
}

void arena_defer(arena *a, void (*fn)(void *), void *arg)
{
	struct cleanup *c = arena_alloc(a, sizeof *c);
	*c = (struct cleanup){ .prev = a->cleanups, .fn = fn, .arg = arg };
	a->cleanups = c;
}

size_t arena_used(const arena *a)
{
	return a->used;
}
