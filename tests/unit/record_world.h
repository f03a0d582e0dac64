/* record_world.h -- a fresh database with a store, on PostgreSQL (with SELARAS_TEST_PG) or SQLite, for the tests of the
 * record kernel. The test defines `static const struct kind *const kinds[]` first. */
#ifndef SELARAS_TEST_RECORD_WORLD_H
#define SELARAS_TEST_RECORD_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "record/store.h"
#include "record_schema.h"

struct world {
	arena *a;
	struct db_pool *pool;
	struct store *store;
	char dir[64];
};

static inline int world_open(void **state)
{
	const char *why = NULL;
	struct world *w = calloc(1, sizeof(*w));
	assert_non_null(w);
	hash_start();
	w->a = arena_new(0);
	const char *pg = getenv("SELARAS_TEST_PG");
	memcpy(w->dir, "/tmp/selaras-record-XXXXXX", 27);
	assert_non_null(mkdtemp(w->dir));
	str url = pg && *state == NULL ? str_of(pg) : arena_fmt(w->a, "sqlite:%s/t.db", w->dir);
	w->pool = db_pool_open(url.p, &(struct db_opts){ .readers = 2 }, &why);
	assert_non_null(w->pool);
	if (db_pool_engine(w->pool) == DB_POSTGRES) {
		db *d = db_borrow(w->pool, DB_WRITE);
		assert_int_equal(db_script(d, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"), DB_OK);
		db_return(d);
		db_pool_close(w->pool);
		w->pool = db_pool_open(url.p, &(struct db_opts){ .readers = 2 }, &why);
		assert_non_null(w->pool);
	}
	assert_int_equal(db_migrate(w->pool, record_migrations, record_migrations_count, &why), DB_OK);
	w->store = store_open(w->pool, kinds, NULL, &why);
	assert_non_null(w->store);
	*state = w;
	return 0;
}

static inline int world_close(void **state)
{
	struct world *w = *state;
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	store_close(w->store);
	db_pool_close(w->pool);
	for (size_t i = 0; i < SEL_COUNT(ends); i++)
		unlink(arena_fmt(w->a, "%s/t.db%s", w->dir, ends[i]).p);
	rmdir(w->dir);
	arena_free(w->a);
	free(w);
	return 0;
}

static inline int on_sqlite(void **state)
{
	*state = (void *)1;
	return world_open(state);
}

static inline int64_t count(struct world *w, const char *sql)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct db_query q = db_query_make("count", sql, 0, 1);
	int64_t n = db_one_int(d, &q, NULL, -1);
	db_return(d);
	return n;
}

static inline struct record *load_as(struct world *w, const struct actor *actor, int64_t no)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct record *r = record_load(w->store, d, w->a, actor, no);
	db_return(d);
	return r;
}

#define BOTH(f)                                                                                                        \
	cmocka_unit_test_setup_teardown(f, world_open, world_close),                                                   \
	    cmocka_unit_test_setup_teardown(f, on_sqlite, world_close)

#endif
