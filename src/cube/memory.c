#include "cube/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/hash.h"

/* ENTRIES bounds it; fewer than one in RARE activities are quickly looked at again. */
enum { ENTRIES = 2048, SLOTS = 2 * ENTRIES, RARE = 256, FEW = 200 };

struct entry {
	struct memory_key key;
	const void *figures;
};
struct cube_memory {
	pthread_mutex_t lock; /* one writes */
	arena *arena;
	uint32_t n;
	struct entry *_Atomic slots[SLOTS]; /* what is there once stays */
};

void memory_open(struct cube *c)
{
	c->memory = calloc(1, sizeof(*c->memory));
	if (!c->memory)
		abort();
	pthread_mutex_init(&c->memory->lock, NULL);
	c->memory->arena = arena_new(0);
}

void memory_close(struct cube *c)
{
	pthread_mutex_destroy(&c->memory->lock);
	arena_free(c->memory->arena);
	free(c->memory);
}

static bool same(const struct memory_key *x, const struct memory_key *y)
{
	const struct cube_filter *f = &x->filter, *g = &y->filter;
	return x->type == y->type && x->what == y->what && x->year == y->year && x->place == y->place &&
	       f->org == g->org && f->category == g->category && f->sector == g->sector && f->place == g->place &&
	       f->status == g->status && f->year == g->year && f->scope == g->scope;
}

/* The slot of KEY, or the free one where it belongs. */
static struct entry *_Atomic *slot_of(struct cube_memory *m, const struct memory_key *key)
{
	const struct cube_filter *f = &key->filter;
	const int64_t parts[] = { key->type, key->what, key->year, key->place, f->org,  f->category,
		                  f->sector, f->place,  f->status, f->year,    f->scope };
	uint32_t at = (uint32_t)hash_quick((str){ (const char *)parts, sizeof(parts) }) % SLOTS;
	for (;; at = (at + 1) % SLOTS) {
		const struct entry *e = atomic_load_explicit(&m->slots[at], memory_order_acquire);
		if (!e || same(&e->key, key))
			return &m->slots[at];
	}
}

const void *memory_find(const struct cube *c, const struct memory_key *key)
{
	const struct entry *e =
	    key->filter.text ? NULL : atomic_load_explicit(slot_of(c->memory, key), memory_order_acquire);
	return e ? e->figures : NULL;
}

arena *memory_enter(const struct cube *c, const struct memory_key *key, uint32_t n)
{
	struct cube_memory *m = c->memory;
	if (key->filter.text || n < FEW || n < c->nactivities / RARE)
		return NULL;
	pthread_mutex_lock(&m->lock);
	if (m->n < ENTRIES && !memory_find(c, key))
		return m->arena;
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

void memory_leave(const struct cube *c, const struct memory_key *key, const void *figures)
{
	struct cube_memory *m = c->memory;
	struct entry *e = arena_alloc(m->arena, sizeof(*e));
	*e = (struct entry){ *key, figures };
	atomic_store_explicit(slot_of(m, key), e, memory_order_release);
	m->n++;
	pthread_mutex_unlock(&m->lock);
}

void *memory_copy(arena *a, const void *p, size_t bytes)
{
	void *copy = arena_alloc(a, bytes);
	if (bytes)
		memcpy(copy, p, bytes);
	return copy;
}
