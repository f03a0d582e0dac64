#include "http/cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"

enum { BUCKETS = 256 };

/* Life of an entry: made by put, in one bucket's chain and in the shard's list, ended by eviction or cache_free(). */
struct entry {
	struct entry *chain;
	struct entry *newer, *older;
	struct cached *item;
	uint64_t hash;
	uint64_t generation;
	size_t bytes;
	size_t nkey;
	char key[];
};

struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct entry *buckets[BUCKETS];
	struct entry *newest, *oldest;
	size_t bytes;
	uint64_t items, hits, misses;
};

struct cache {
	size_t shard_bytes;
	struct shard shards[CACHE_SHARDS];
};

struct cache *cache_new(size_t max_bytes)
{
	struct cache *c = aligned_alloc(_Alignof(struct cache), sizeof(*c));
	if (!c)
		abort();
	memset(c, 0, sizeof(*c));
	c->shard_bytes = max_bytes / CACHE_SHARDS;
	for (size_t i = 0; i < CACHE_SHARDS; i++)
		pthread_mutex_init(&c->shards[i].lock, NULL);
	return c;
}

void cached_release(struct cached *item)
{
	if (item && atomic_fetch_sub_explicit(&item->refs, 1, memory_order_acq_rel) == 1)
		item->free(item);
}

static struct shard *shard_of(struct cache *c, uint64_t hash)
{
	return &c->shards[hash % CACHE_SHARDS];
}

static struct entry **place_of(struct shard *s, uint64_t hash, str key)
{
	struct entry **place = &s->buckets[(hash / CACHE_SHARDS) % BUCKETS];
	while (*place && ((*place)->hash != hash || !str_eq((str){ (*place)->key, (*place)->nkey }, key)))
		place = &(*place)->chain;
	return place;
}

static void list_remove(struct shard *s, struct entry *e)
{
	*(e->newer ? &e->newer->older : &s->newest) = e->older;
	*(e->older ? &e->older->newer : &s->oldest) = e->newer;
}

static void list_add(struct shard *s, struct entry *e)
{
	e->newer = NULL;
	e->older = s->newest;
	*(s->newest ? &s->newest->newer : &s->oldest) = e;
	s->newest = e;
}

static void drop(struct shard *s, struct entry **place)
{
	struct entry *e = *place;
	*place = e->chain;
	list_remove(s, e);
	s->bytes -= e->bytes;
	s->items--;
	cached_release(e->item);
	free(e);
}

static void drop_oldest(struct shard *s)
{
	struct entry *e = s->oldest;
	drop(s, place_of(s, e->hash, (str){ e->key, e->nkey }));
}

struct cached *cache_get(struct cache *c, str key, uint64_t generation)
{
	uint64_t hash = hash_quick(key);
	struct shard *s = shard_of(c, hash);
	struct cached *found = NULL;
	pthread_mutex_lock(&s->lock);
	struct entry **place = place_of(s, hash, key);
	if (*place && (*place)->generation != generation) {
		drop(s, place);
	} else if (*place) {
		struct entry *e = *place;
		found = e->item;
		atomic_fetch_add_explicit(&found->refs, 1, memory_order_relaxed);
		if (s->newest != e) {
			list_remove(s, e);
			list_add(s, e);
		}
	}
	if (found)
		s->hits++;
	else
		s->misses++;
	pthread_mutex_unlock(&s->lock);
	return found;
}

void cache_put(struct cache *c, str key, uint64_t generation, struct cached *item)
{
	size_t bytes = item->bytes + key.n + sizeof(struct entry);
	if (key.n > CACHE_MAX_KEY || bytes > c->shard_bytes)
		return;
	struct entry *e = malloc(sizeof(*e) + key.n);
	if (!e)
		abort();
	*e = (struct entry){
		.item = item, .hash = hash_quick(key), .generation = generation, .bytes = bytes, .nkey = key.n
	};
	memcpy(e->key, key.p, key.n);
	atomic_fetch_add_explicit(&item->refs, 1, memory_order_relaxed);
	struct shard *s = shard_of(c, e->hash);
	pthread_mutex_lock(&s->lock);
	struct entry **place = place_of(s, e->hash, key);
	if (*place)
		drop(s, place);
	while (s->bytes + bytes > c->shard_bytes)
		drop_oldest(s);
	place = place_of(s, e->hash, key);
	e->chain = *place;
	*place = e;
	list_add(s, e);
	s->bytes += bytes;
	s->items++;
	pthread_mutex_unlock(&s->lock);
}

struct cache_counts cache_count(struct cache *c)
{
	struct cache_counts n = { 0 };
	for (size_t i = 0; i < CACHE_SHARDS; i++) {
		struct shard *s = &c->shards[i];
		pthread_mutex_lock(&s->lock);
		n.hits += s->hits;
		n.misses += s->misses;
		n.bytes += s->bytes;
		n.items += s->items;
		pthread_mutex_unlock(&s->lock);
	}
	return n;
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < CACHE_SHARDS; i++) {
		while (c->shards[i].oldest)
			drop_oldest(&c->shards[i]);
		pthread_mutex_destroy(&c->shards[i].lock);
	}
	free(c);
}
