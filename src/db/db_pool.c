/* Who has which connection.
 *
 * SQLite: one writer, handed out by ticket (first come, first served), and N readers. ":memory:" is one connection that
 * the same thread may borrow several times. PostgreSQL: N places, connected when first needed. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fault.h"
#include "db/db_internal.h"

enum { DEFAULT_READERS = 4, DEFAULT_CACHE_KIB = 16384 };

struct db_pool {
	arena *arena;
	enum db_engine engine;
	bool one_for_all; /* ":memory:" */
	bool copies, read_only;
	const char *url;
	int lock_fd;
	pthread_mutex_t mutex;
	pthread_cond_t came_back;
	/* The writer, or the connection for all. */
	db *writer;
	uint64_t next_ticket, serving;
	pthread_t holder; /* of the connection for all, when depth > 0 */
	unsigned depth;
	/* Idle readers, or PostgreSQL's idle connections (NULL: a place not yet connected). */
	db **idle;
	unsigned nidle, nplaces;
};

/* ---- opening ---- */

static bool lock_file(struct db_pool *p, const char *path, const char **why)
{
	/* A file that is reached by a symbolic link has one lock. */
	char real[PATH_MAX];
	path = realpath(path, real) ? real : path;
	p->lock_fd = open(arena_fmt(p->arena, "%s.lock", path).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (p->lock_fd < 0) {
		*why = db_why("%s.lock: %s", path, strerror(errno));
		return false;
	}
	if (flock(p->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	*why = errno == EWOULDBLOCK ? db_why("%s is in use by another Selaras process", path)
	                            : db_why("%s.lock: %s", path, strerror(errno));
	return false;
}

static bool open_sqlite(struct db_pool *p, const char *path, const struct db_opts *opts, const char **why)
{
	unsigned cache = opts->cache_kib ? opts->cache_kib : DEFAULT_CACHE_KIB;
	p->one_for_all = strcmp(path, ":memory:") == 0;
	if (!p->one_for_all && !opts->no_lock && !p->read_only && !lock_file(p, path, why))
		return false;
	db_sqlite_warn();
	if (!p->read_only) {
		p->writer =
		    db_sqlite_open(p, path, &(struct db_sqlite_opts){ .writer = true, .cache_kib = cache }, why);
		if (!p->writer)
			return false;
	}
	for (unsigned i = 0; i < p->nplaces && !p->one_for_all; i++) {
		db *d = db_sqlite_open(
		    p, path, &(struct db_sqlite_opts){ .read_only = p->read_only, .cache_kib = cache / 4 }, why);
		if (!d)
			return false;
		p->idle[p->nidle++] = d;
	}
	return true;
}

static bool open_postgres(struct db_pool *p, const char **why)
{
	p->nidle = p->nplaces;
	p->idle[p->nidle - 1] = db_pg_open(p, p->url, why);
	return p->idle[p->nidle - 1] && db_pg_prepare_database(p->idle[p->nidle - 1], why);
}

struct db_pool *db_pool_open(const char *url, const struct db_opts *opts, const char **why)
{
	static const struct db_opts none;
	opts = opts ? opts : &none;
	arena *a = arena_new(0);
	struct db_pool *p = arena_make(a, struct db_pool);
	p->arena = a;
	p->lock_fd = -1;
	p->url = arena_str(a, str_of(url)).p;
	p->nplaces = opts->readers ? opts->readers : DEFAULT_READERS;
	p->idle = arena_array(a, db *, p->nplaces);
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->came_back, NULL);
	bool ok = false;
	if (str_starts(str_of(url), STR("sqlite:"))) {
		p->engine = DB_SQLITE;
		p->copies = !opts->no_copy && !str_is(str_of(url), "sqlite::memory:");
		p->read_only = opts->read_only;
		ok = open_sqlite(p, p->url + strlen("sqlite:"), opts, why);
	} else if (str_starts(str_of(url), STR("postgresql:")) || str_starts(str_of(url), STR("postgres:"))) {
		p->engine = DB_POSTGRES;
		ok = open_postgres(p, why);
	} else {
		*why = "a database address starts with sqlite: or postgresql:";
	}
	if (ok)
		return p;
	db_pool_close(p);
	return NULL;
}

void db_pool_close(struct db_pool *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < p->nidle; i++)
		if (p->idle[i])
			p->idle[i]->ops->close(p->idle[i]);
	if (p->writer)
		p->writer->ops->close(p->writer);
	if (p->lock_fd >= 0)
		close(p->lock_fd);
	pthread_cond_destroy(&p->came_back);
	pthread_mutex_destroy(&p->mutex);
	arena_free(p->arena);
}

enum db_engine db_pool_engine(const struct db_pool *p)
{
	return p->engine;
}

const char *db_pool_url(const struct db_pool *p)
{
	return p->url;
}

bool db_pool_copies(const struct db_pool *p)
{
	return p->copies;
}

/* ---- borrowing ---- */

static db *take_writer(struct db_pool *p)
{
	uint64_t mine = p->next_ticket++;
	while (p->serving != mine)
		pthread_cond_wait(&p->came_back, &p->mutex);
	return p->writer;
}

static db *take_the_one(struct db_pool *p)
{
	if (p->depth == 0 || !pthread_equal(p->holder, pthread_self())) {
		take_writer(p);
		p->holder = pthread_self();
	}
	p->depth++;
	return p->writer;
}

/* Which idle place suits best: connected and last used for the same purpose, then connected, then any. */
static unsigned best_idle(const struct db_pool *p, enum db_want want)
{
	unsigned best = 0;
	int best_worth = -1;
	for (unsigned i = 0; i < p->nidle; i++) {
		int worth = !p->idle[i] ? 0 : p->idle[i]->want == want ? 2 : 1;
		if (worth > best_worth) {
			best = i;
			best_worth = worth;
		}
	}
	return best;
}

static db *take_idle(struct db_pool *p, enum db_want want)
{
	while (p->nidle == 0)
		pthread_cond_wait(&p->came_back, &p->mutex);
	unsigned i = best_idle(p, want);
	db *d = p->idle[i];
	p->idle[i] = p->idle[--p->nidle];
	return d;
}

static void give_back_idle(struct db_pool *p, db *d)
{
	pthread_mutex_lock(&p->mutex);
	p->idle[p->nidle++] = d;
	pthread_cond_broadcast(&p->came_back);
	pthread_mutex_unlock(&p->mutex);
}

db *db_borrow(struct db_pool *p, enum db_want want)
{
	if (p->read_only && want == DB_WRITE)
		return NULL;
	pthread_mutex_lock(&p->mutex);
	db *d = p->one_for_all                               ? take_the_one(p)
	        : p->engine == DB_SQLITE && want == DB_WRITE ? take_writer(p)
	                                                     : take_idle(p, want);
	bool first = !p->one_for_all || p->depth == 1;
	pthread_mutex_unlock(&p->mutex);
	if (p->engine == DB_POSTGRES) {
		const char *why;
		if (!d)
			d = db_pg_open(p, p->url, &why);
		if (!d || fault_here() || !d->ops->ready(d, want)) {
			give_back_idle(p, d);
			return NULL;
		}
	}
	if (p->one_for_all && d->want != want && (first || want == DB_WRITE))
		d->ops->ready(d, want);
	if (first || want == DB_WRITE)
		d->want = want;
	return d;
}

void db_return(db *d)
{
	if (!d)
		return;
	struct db_pool *p = d->pool;
	bool last = !p->one_for_all || p->depth == 1;
	if (last) {
		db_rollback(d);
		d->ops->tidy(d);
		d->error[0] = '\0';
		d->has_failed = false;
	}
	if (d != p->writer) {
		give_back_idle(p, d);
		return;
	}
	pthread_mutex_lock(&p->mutex);
	if (p->one_for_all)
		p->depth--;
	if (last)
		p->serving++;
	pthread_cond_broadcast(&p->came_back);
	pthread_mutex_unlock(&p->mutex);
}

static void return_borrowed(void *d)
{
	db_return(d);
}

db *db_borrow_in(struct db_pool *p, enum db_want want, arena *a)
{
	db *d = db_borrow(p, want);
	if (d)
		arena_defer(a, return_borrowed, d);
	return d;
}
