/* Which regulations there are, in memory, and the links that texts become by it. */
#include <pthread.h>
#include <stdlib.h>

#include "base/vec.h"
#include "library/library.h"

struct library {
	struct store *store;
	arena *own;
	pthread_rwlock_t lock;
	arena *a;         /* of SLUGS */
	const str *slugs; /* in byte order */
	size_t n;
	uint64_t seen; /* generation that SLUGS are of; by the thread that follows alone */
};

static int by_bytes(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool read_slugs(struct library *l)
{
	ARENA_SCOPE arena *scratch = arena_new(0);
	arena *a = arena_new(0);
	struct regulation *list;
	uint32_t n;
	db *d = db_borrow(store_pool(l->store), DB_READ);
	bool ok = d && regulations_read(l->store, d, scratch, &list, &n);
	db_return(d);
	if (!ok) {
		arena_free(a);
		return false;
	}
	str *slugs = arena_array(a, str, n + 1);
	for (uint32_t i = 0; i < n; i++)
		slugs[i] = arena_str(a, list[i].slug);
	qsort(slugs, n, sizeof(*slugs), by_bytes);
	pthread_rwlock_wrlock(&l->lock);
	arena *old = l->a;
	l->a = a;
	l->slugs = slugs;
	l->n = n;
	pthread_rwlock_unlock(&l->lock);
	arena_free(old);
	return true;
}

struct library *library_open(struct store *s)
{
	arena *own = arena_new(0);
	struct library *l = arena_make(own, struct library);
	*l = (struct library){ .store = s, .own = own };
	pthread_rwlock_init(&l->lock, NULL);
	library_follow(l);
	return l;
}

void library_close(struct library *l)
{
	if (!l)
		return;
	pthread_rwlock_destroy(&l->lock);
	arena_free(l->a);
	arena_free(l->own);
}

void library_follow(struct library *l)
{
	uint64_t now = store_generation(l->store);
	if ((!l->a || l->seen != now) && read_slugs(l))
		l->seen = now;
}

static bool is_there(const struct library *l, str slug)
{
	struct library *own = (struct library *)(uintptr_t)l; /* the lock alone is written to */
	pthread_rwlock_rdlock(&own->lock);
	bool found = l->n && bsearch(&slug, l->slugs, l->n, sizeof(*l->slugs), by_bytes);
	pthread_rwlock_unlock(&own->lock);
	return found;
}

/* TEXT in pieces: citations of regulations that are there, and what stands between them. */
static const struct page_law *laws_of(const void *library, arena *a, str text, size_t *n)
{
	VEC(struct page_law) list = { 0 };
	struct cite c;
	size_t at = 0, done = 0;
	while (cite_next(text, &at, &c)) {
		str slug = cite_slug(a, c.sort, c.issuer, c.number, c.year);
		if (!is_there(library, slug))
			continue;
		if (c.from > done)
			*vec_push(a, &list) = (struct page_law){ str_sub(text, done, c.from - done), STR_EMPTY };
		*vec_push(a, &list) = (struct page_law){ c.text, slug };
		done = at;
	}
	if (done < text.n)
		*vec_push(a, &list) = (struct page_law){ str_sub(text, done, text.n - done), STR_EMPTY };
	*n = list.n;
	return list.p;
}

void library_show(const struct library *l, struct page_site *site)
{
	site->laws = laws_of;
	site->laws_of = l;
}
