/* db_world.h -- a fresh, empty database for a test: a SQLite file in a directory of its own, or a schema of its own in
 * the PostgreSQL database that SELARAS_TEST_PG names. Used by db_test.c and db_pool_test.c. */
#ifndef SELARAS_TESTS_DB_WORLD_H
#define SELARAS_TESTS_DB_WORLD_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/hash.h"
#include "base/log.h"
#include "db/db.h"

struct store;
struct world {
	arena *a; /* the test's: ends before the pool, so that what was borrowed in it is back */
	arena *own;
	enum db_engine engine;
	struct db_pool *pool;
	struct store *store; /* record_world.h */
	str dir, file;       /* SQLite */
	str schema;          /* PostgreSQL */
	const char *url;
};

static inline struct db_query sql(const char *text, uint8_t nparam, uint8_t ncol)
{
	return db_query_make("test", text, nparam, ncol);
}
#define SQL(text, nparam, ncol) (&(struct db_query){ "test", (text), (nparam), (ncol), NULL })

static inline struct db_pool *pool_at(const char *url, unsigned readers)
{
	const char *why = NULL;
	struct db_pool *p = db_pool_open(url, &(struct db_opts){ .readers = readers }, &why);
	if (!p)
		fail_msg("%s: %s", url, why);
	return p;
}

/* One script on the test database as its owner, outside the world's pool. */
static inline void as_admin(const char *script)
{
	struct db_pool *p = pool_at(getenv("SELARAS_TEST_PG"), 1);
	db *d = db_borrow(p, DB_WRITE);
	assert_non_null(d);
	if (db_script(d, script) != DB_OK)
		fail_msg("%s: %s", script, db_error(d));
	db_return(d);
	db_pool_close(p);
}

static inline int world_open(void **state)
{
	static unsigned count;
	arena *a = arena_new(0);
	struct world *w = arena_make(a, struct world);
	hash_start();
	log_set_level(LOG_ERROR - 1); /* the errors below are provoked */
	w->own = a;
	w->a = arena_new(0);
	w->engine = *(const enum db_engine *)*state;
	count++;
	if (w->engine == DB_SQLITE) {
		char dir[] = "/tmp/selaras-db-XXXXXX";
		assert_non_null(mkdtemp(dir));
		w->dir = arena_str(a, str_of(dir));
		w->file = arena_fmt(a, "%s/test.db", dir);
		w->url = arena_fmt(a, "sqlite:%s", w->file.p).p;
	} else {
		const char *url = getenv("SELARAS_TEST_PG");
		w->schema = arena_fmt(a, "t%d_%u", (int)getpid(), count);
		as_admin(arena_fmt(a, "CREATE SCHEMA %s", w->schema.p).p);
		w->url =
		    arena_fmt(a, "%s%coptions=-csearch_path%%3D%s", url, strchr(url, '?') ? '&' : '?', w->schema.p).p;
	}
	w->pool = pool_at(w->url, 3);
	*state = w;
	return 0;
}

static inline int world_close(void **state)
{
	struct world *w = *state;
	arena_free(w->a);
	db_pool_close(w->pool);
	if (w->engine == DB_POSTGRES) {
		as_admin(arena_fmt(w->own, "DROP SCHEMA %s CASCADE", w->schema.p).p);
	} else {
		DIR *dir = opendir(w->dir.p);
		for (struct dirent *e; dir && (e = readdir(dir));)
			unlink(arena_fmt(w->own, "%s/%s", w->dir.p, e->d_name).p);
		closedir(dir);
		rmdir(w->dir.p);
	}
	arena_free(w->own);
	return 0;
}

static inline void run_script(db *d, const char *script)
{
	if (db_script(d, script) != DB_OK)
		fail_msg("%s: %s", script, db_error(d));
}

static inline int64_t count_of(db *d, const char *table)
{
	char text[100];
	snprintf(text, sizeof(text), "SELECT count(*) FROM %s", table);
	struct db_query q = sql(text, 0, 1);
	return db_one_int(d, &q, NULL, -1);
}

/* Runs N tests on SQLite and, when there is a server to test on, again on PostgreSQL, as one group. */
static inline int run_on_both(const struct CMUnitTest *tests, size_t n)
{
	static const enum db_engine engines[] = { DB_SQLITE, DB_POSTGRES };
	size_t rounds = getenv("SELARAS_TEST_PG") ? 2 : 1;
	ARENA_SCOPE arena *a = arena_new(0);
	struct CMUnitTest *all = arena_array(a, struct CMUnitTest, n * rounds);
	for (size_t i = 0; i < n * rounds; i++) {
		all[i] = tests[i % n];
		/* world_open() reads it, and does not write to it. */
		all[i].initial_state = (void *)(uintptr_t)&engines[i / n];
		if (i >= n)
			all[i].name = arena_fmt(a, "%s (PostgreSQL)", all[i].name).p;
	}
	return _cmocka_run_group_tests("db", all, n * rounds, NULL, NULL);
}
#define ON_A_WORLD(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

#endif
