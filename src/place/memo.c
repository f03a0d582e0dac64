#include "place/memo.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 4096 };

struct slot {
	struct hash key;
	struct place_found found;
	bool used;
};
struct place_memo {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

struct place_memo *place_memo_new(void)
{
	struct place_memo *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void place_memo_free(struct place_memo *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static void add(struct hash_state *h, str s)
{
	uint64_t n = s.n;
	hash_blake2b_add(h, &n, sizeof(n));
	if (n)
		hash_blake2b_add(h, s.p, s.n);
}

struct hash place_memo_key(const struct place_facts *f)
{
	struct hash_state h;
	const uint32_t numbers[] = { f->ncodes, f->nnames, f->in_country, f->elsewhere };
	hash_blake2b_init(&h);
	hash_blake2b_add(&h, numbers, sizeof(numbers));
	for (uint32_t i = 0; i < f->ncodes; i++) {
		add(&h, f->codes[i].vocabulary);
		add(&h, f->codes[i].code);
	}
	for (uint32_t i = 0; i < f->nnames; i++)
		add(&h, f->names[i]);
	add(&h, f->point);
	add(&h, f->exactness);
	add(&h, f->location_class);
	return hash_blake2b_end(&h);
}

static struct slot *slot_of(struct place_memo *m, const struct hash *key)
{
	return &m->slots[(key->b[0] | (size_t)key->b[1] << 8) % SLOTS];
}

bool place_memo_get(struct place_memo *m, const struct hash *key, struct place_found *out)
{
	pthread_mutex_lock(&m->lock);
	const struct slot *s = slot_of(m, key);
	bool found = s->used && memcmp(s->key.b, key->b, HASH_SIZE) == 0;
	if (found)
		*out = s->found;
	pthread_mutex_unlock(&m->lock);
	return found;
}

void place_memo_put(struct place_memo *m, const struct hash *key, const struct place_found *found)
{
	pthread_mutex_lock(&m->lock);
	*slot_of(m, key) = (struct slot){ *key, *found, true };
	pthread_mutex_unlock(&m->lock);
}
