/* Open addressing with linear probing over a table of 32-bit indexes; the entries themselves lie in order of insertion
 * and carry their hash, so that growing never reads a key again. */
#include "base/map.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/heap.h"

#define FIRST_SLOTS 16

void map_init(struct map *m, arena *a)
{
	*m = (struct map){ .arena = a };
}

void map_release(struct map *m)
{
	if (!m->arena) {
		free(m->entries);
		free(m->slots);
	}
	map_init(m, m->arena);
}

void map_clear(struct map *m)
{
	m->n = 0;
	if (m->slots)
		memset(m->slots, 0, m->nslots * sizeof *m->slots);
}

/* The slot that holds KEY, or the free one where it belongs; nslots > 0. */
static size_t find_slot(const struct map *m, str key, uint64_t hash)
{
	size_t mask = m->nslots - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		uint32_t at = m->slots[i];
		if (at == 0)
			return i;
		const struct map_entry *e = &m->entries[at - 1];
		if (e->hash == hash && str_eq(e->key, key))
			return i;
	}
}

union map_value *map_get(const struct map *m, str key)
{
	if (m->n == 0)
		return NULL;
	uint32_t at = m->slots[find_slot(m, key, hash_quick(key))];
	return at ? &m->entries[at - 1].value : NULL;
}

static void grow_slots(struct map *m)
{
	size_t nslots = m->nslots ? m->nslots * 2 : FIRST_SLOTS;
	size_t bytes = nslots * sizeof *m->slots;
	if (nslots > UINT32_MAX)
		heap_refuse("a map", bytes);
	if (m->arena) {
		m->slots = arena_alloc(m->arena, bytes);
	} else {
		free(m->slots);
		m->slots = heap_grow(NULL, bytes);
	}
	memset(m->slots, 0, bytes);
	m->nslots = nslots;
	for (size_t e = 0; e < m->n; e++) {
		size_t i = m->entries[e].hash & (nslots - 1);
		while (m->slots[i])
			i = (i + 1) & (nslots - 1);
		m->slots[i] = (uint32_t)(e + 1);
	}
}

static void grow_entries(struct map *m)
{
	size_t cap = m->cap ? m->cap * 2 : 8;
	size_t bytes = cap * sizeof *m->entries;
	m->entries = m->arena ? arena_grow(m->arena, m->entries, m->cap * sizeof *m->entries, bytes)
	                      : heap_grow(m->entries, bytes);
	m->cap = cap;
}

union map_value *map_put(struct map *m, str key, bool *added)
{
	uint64_t hash = hash_quick(key);
	if (added)
		*added = false;
	if (m->nslots) {
		uint32_t at = m->slots[find_slot(m, key, hash)];
		if (at)
			return &m->entries[at - 1].value;
	}
	if ((m->n + 1) * 10 > m->nslots * 7)
		grow_slots(m);
	if (m->n == m->cap)
		grow_entries(m);
	m->slots[find_slot(m, key, hash)] = (uint32_t)(m->n + 1);
	struct map_entry *e = &m->entries[m->n++];
	*e = (struct map_entry){ .key = key, .hash = hash };
	if (added)
		*added = true;
	return &e->value;
}
