/* record_world.h -- a fresh database (db_world.h) with a store, for the tests of the record kernel. The test defines
 * `static const struct kind *const kinds[]` first, and ends in run_on_both(). */
#ifndef SELARAS_TEST_RECORD_WORLD_H
#define SELARAS_TEST_RECORD_WORLD_H

#include "db_world.h"

#include "record/store.h"
#include "record_schema.h"

static inline int record_world_open(void **state)
{
	const char *why = NULL;
	if (world_open(state))
		return 1;
	struct world *w = *state;
	if (db_migrate(w->pool, record_migrations, record_migrations_count, &why) != DB_OK)
		fail_msg("%s", why);
	w->store = store_open(w->pool, kinds, NULL, &why);
	if (!w->store)
		fail_msg("%s", why);
	return 0;
}

static inline int record_world_close(void **state)
{
	struct world *w = *state;
	store_close(w->store);
	return world_close(state);
}

static inline int64_t count(struct world *w, const char *text)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct db_query q = sql(text, 0, 1);
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

#define RECORD_TEST(f) cmocka_unit_test_setup_teardown(f, record_world_open, record_world_close)

#endif
