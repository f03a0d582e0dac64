/* cache.h -- the page cache: ready answers by target, each good for one generation of the data.
 *
 * Bounded in bytes, least recently used leaves first; split into shards with a lock each, held for a look-up only.
 * Items are counted: what a look-up returns stays alive until it is released, also when the cache has dropped it.
 * The cache knows nothing of HTTP; an item is whatever embeds struct cached as its first member. */
#ifndef SELARAS_HTTP_CACHE_H
#define SELARAS_HTTP_CACHE_H

#include <stdatomic.h>

#include "base/str.h"

enum { CACHE_SHARDS = 8, CACHE_MAX_KEY = 1024 };

struct cached {
	atomic_uint refs; /* the maker's one; set to 1 */
	size_t bytes;     /* what it costs, the key not counted */
	void (*free)(struct cached *);
};
struct cache;
struct cache_counts {
	uint64_t hits, misses, bytes, items;
};

struct cache *cache_new(size_t max_bytes);
void cache_free(struct cache *c); /* NULL is allowed */
/* The item of KEY made in this GENERATION, or NULL; end it with cached_release(). */
struct cached *cache_get(struct cache *c, str key, uint64_t generation);
/* Keeps ITEM (the caller's reference stays the caller's) unless it is too big; replaces what was there. */
void cache_put(struct cache *c, str key, uint64_t generation, struct cached *item);
void cached_release(struct cached *item); /* NULL is allowed */
struct cache_counts cache_count(struct cache *c);

#endif
