/* The generations of a store: one is current, older ones live as long as somebody holds them. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "cube/build.h"

/* With so few activities and changes a new generation takes some milliseconds, and whoever asks makes it at once. */
enum { SMALL = 10000 };

struct held {
	struct cube *cube;
	_Atomic uint64_t valid; /* the newest generation of the store that these figures are known to be right for */
	_Atomic uint32_t users;
};
struct cubes {
	struct store *store;
	pthread_mutex_t lock;     /* guards current, stopping, wanted and started */
	pthread_mutex_t building; /* one thread builds */
	pthread_cond_t wake;
	pthread_t builder; /* when started */
	bool started, stopping, wanted;
	struct held *current;
	uint32_t small;
};

static void let_go(void *p)
{
	struct held *h = p;
	if (atomic_fetch_sub(&h->users, 1) == 1) {
		cube_free(h->cube);
		free(h);
	}
}

struct cubes *cubes_open(struct store *s)
{
	struct cubes *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->store = s;
	c->small = SMALL;
	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_init(&c->building, NULL);
	pthread_cond_init(&c->wake, NULL);
	return c;
}

void cubes_set_small(struct cubes *c, uint32_t n)
{
	c->small = n;
}

void cubes_close(struct cubes *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stopping = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	if (c->started)
		pthread_join(c->builder, NULL);
	if (c->current)
		let_go(c->current);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->building);
	pthread_cond_destroy(&c->wake);
	free(c);
}

static struct held *take(struct cubes *c)
{
	pthread_mutex_lock(&c->lock);
	struct held *h = c->current;
	if (h)
		atomic_fetch_add(&h->users, 1);
	pthread_mutex_unlock(&c->lock);
	return h;
}

static bool is_fresh(const struct cubes *c, const struct held *h)
{
	return h && atomic_load(&h->valid) >= store_generation(c->store);
}

/* Called with BUILDING locked. */
static void renew(struct cubes *c)
{
	struct held *old = take(c);
	if (!is_fresh(c, old)) {
		bool same;
		uint64_t now = store_generation(c->store);
		struct cube *fresh = cube_build(c->store, old ? old->cube : NULL, &same);
		if (fresh) {
			struct held *h = calloc(1, sizeof(*h)), *before;
			if (!h)
				abort();
			*h = (struct held){ .cube = fresh, .valid = fresh->generation, .users = 1 };
			pthread_mutex_lock(&c->lock);
			before = c->current;
			c->current = h;
			pthread_mutex_unlock(&c->lock);
			if (before)
				let_go(before);
		} else if (same) {
			atomic_store(&old->valid, now);
		}
	}
	if (old)
		let_go(old);
}

static void *build_in_background(void *arg)
{
	struct cubes *c = arg;
	pthread_mutex_lock(&c->lock);
	while (!c->stopping) {
		if (!c->wanted) {
			pthread_cond_wait(&c->wake, &c->lock);
			continue;
		}
		c->wanted = false;
		pthread_mutex_unlock(&c->lock);
		pthread_mutex_lock(&c->building);
		renew(c);
		pthread_mutex_unlock(&c->building);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* False when there is no thread to do it. */
static bool ask_builder(struct cubes *c)
{
	pthread_mutex_lock(&c->lock);
	if (!c->started)
		c->started = pthread_create(&c->builder, NULL, build_in_background, c) == 0;
	c->wanted = true;
	pthread_cond_signal(&c->wake);
	bool ok = c->started;
	pthread_mutex_unlock(&c->lock);
	return ok;
}

static bool is_small(const struct cubes *c, const struct held *h)
{
	return h->cube->nactivities <= c->small && store_generation(c->store) - atomic_load(&h->valid) <= c->small;
}

static const struct cube *given(struct held *h, arena *a)
{
	if (!h)
		return NULL;
	arena_defer(a, let_go, h);
	return h->cube;
}

const struct cube *cubes_hold(struct cubes *c, arena *a)
{
	struct held *h = take(c);
	if (!h)
		return cubes_hold_fresh(c, a);
	if (is_fresh(c, h) || (!is_small(c, h) && ask_builder(c)))
		return given(h, a);
	/* while one makes the next generation, the others go on with this one */
	if (pthread_mutex_trylock(&c->building) == 0) {
		renew(c);
		pthread_mutex_unlock(&c->building);
	}
	let_go(h);
	return given(take(c), a);
}

const struct cube *cubes_hold_fresh(struct cubes *c, arena *a)
{
	struct held *h = take(c);
	if (!is_fresh(c, h)) {
		if (h)
			let_go(h);
		pthread_mutex_lock(&c->building);
		renew(c);
		pthread_mutex_unlock(&c->building);
		h = take(c);
	}
	return given(h, a);
}

bool cubes_is_fresh(struct cubes *cubes, const struct cube *c)
{
	struct held *h = take(cubes);
	bool fresh = h && h->cube == c && is_fresh(cubes, h);
	if (h)
		let_go(h);
	return fresh;
}
