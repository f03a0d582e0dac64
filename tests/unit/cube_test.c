/* The figures, on small examples counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "activity/activity.h"
#include "base/decimal.h"
#include "cube/cube.h"
#include "cube/rate.h"
#include "partner/partner.h"
#include "place/match.h"
#include "place_schema.h"
#include "record/merge.h"
#include "record_schema.h"

struct world {
	arena *a;
	struct db_pool *pool;
	struct place_world places;
	struct store *store;
	struct cubes *cubes;
	char dir[40];
};

static const struct kind *const kinds[] = { &place_kind, &organisation_kind, &activity_kind, &place_match_kind, NULL };

static int world_open(void **state)
{
	const char *why = "";
	struct world *w = calloc(1, sizeof(*w));
	struct problems ps;
	struct place_seeded seeded;
	assert_non_null(w);
	hash_start();
	w->a = arena_new(0);
	memcpy(w->dir, "/tmp/selaras-cube-XXXXXX", 25);
	assert_non_null(mkdtemp(w->dir));
	w->pool = db_pool_open(arena_fmt(w->a, "sqlite:%s/t.db", w->dir).p, &(struct db_opts){ .readers = 2 }, &why);
	assert_non_null(w->pool);
	assert_int_equal(db_migrate(w->pool, record_migrations, record_migrations_count, &why), DB_OK);
	assert_true(place_world_load(&w->places, w->pool) || w->places.places == NULL);
	w->store = store_open(w->pool, kinds, &w->places, &why);
	assert_non_null(w->store);
	problems_init(&ps, w->a, 10);
	assert_int_equal(place_seed(w->store, PLACE_SEED_MISSING, &ps, &seeded), RECORD_OK);
	w->places.places = place_index_embedded();
	w->cubes = cubes_open(w->store);
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;
	arena_clear(w->a);
	cubes_close(w->cubes);
	store_close(w->store);
	place_world_release(&w->places);
	db_pool_close(w->pool);
	char command[80];
	static const char *const files[] = { "t.db", "t.db-wal", "t.db-shm", "t.db.lock" };
	for (size_t i = 0; i < SEL_COUNT(files); i++) {
		snprintf(command, sizeof(command), "%s/%s", w->dir, files[i]);
		unlink(command);
	}
	rmdir(w->dir);
	arena_free(w->a);
	free(w);
	return 0;
}

static void save(struct world *w, const struct kind *k, const char *json)
{
	struct problems ps;
	struct saved s;
	problems_init(&ps, w->a, 10);
	struct doc *d = doc_from_json(w->a, k, str_of(json), &ps);
	assert_non_null(d);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY,
		           .lenient = true };
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &s), RECORD_OK);
}

#define LOCATION(code) "{\"administrative\":[{\"code\":\"" code "\",\"vocabulary\":\"ID-KEMENDAGRI\"}]}"
#define OUT(type, date, currency, value)                                                                               \
	"{\"transaction_type\":\"" type "\",\"transaction_date\":\"" date "\",\"currency\":\"" currency                \
	"\",\"value_date\":\"" date "\",\"value\":\"" value "\"}"

/* Two programmes: one in a village of Kupang (53.01) and two of TTS (53.02) without percentages, health 60 and water
 * 40; one in TTS only, in dollars, of another partner, located by its own reference. A third is in Kenya, where such a
 * reference means nothing. */
static void fill(struct world *w)
{
	save(w, &organisation_kind,
	     "{\"ref\":\"X-1\",\"name\":[{\"text\":\"Satu\"}],\"category\":[{\"category\":\"bilateral\"}]}");
	save(w, &organisation_kind,
	     "{\"ref\":\"X-2\",\"name\":[{\"text\":\"Dua\"}],\"category\":[{\"category\":\"ngo\"}]}");
	save(w, &activity_kind,
	     "{\"iati_identifier\":\"A\",\"reporting_org_ref\":\"X-1\",\"activity_status\":\"2\","
	     "\"participating_org\":[{\"ref\":\"X-2\",\"role\":\"4\"}],"
	     "\"activity_date\":[{\"type\":\"2\",\"date\":\"2019-03-01\"},{\"type\":\"3\",\"date\":\"2021-12-31\"}],"
	     "\"recipient_country\":[{\"code\":\"ID\"}],"
	     "\"location\":[" LOCATION("53.01.22.2001") "," LOCATION("53.02.01.1001") "," LOCATION(
	         "53.02.02.2001") "],"
	                          "\"sector\":[{\"vocabulary\":\"1\",\"code\":\"12240\",\"percentage\":\"60\"},{"
	                          "\"vocabulary\":\"1\",\"code\":\"14030\",\"percentage\":\"40\"}],"
	                          "\"transaction\":[" OUT("2", "2019-03-01", "IDR", "900") "," OUT(
	                              "3", "2020-01-01", "IDR", "300.50") "," OUT("4", "2020-06-01", "ZZZ", "5") "]}");
	save(w, &activity_kind,
	     "{\"iati_identifier\":\"B\",\"reporting_org_ref\":\"X-2\",\"activity_status\":\"4\",\"default_currency\":"
	     "\"USD\","
	     "\"activity_date\":[{\"type\":\"2\",\"date\":\"2018-01-01\"},{\"type\":\"4\",\"date\":\"2018-12-31\"}],"
	     "\"recipient_country\":[{\"code\":\"ID\"}],\"location\":[{\"ref\":\"53.02\"}],"
	     "\"sector\":[{\"vocabulary\":\"1\",\"code\":\"12240\"}],\"transaction\":[{\"transaction_"
	     "type\":\"2\",\"transaction_date\":\"2018-01-01\",\"value\":\"2\"}]}");
	save(w, &activity_kind,
	     "{\"iati_identifier\":\"C\",\"reporting_org_ref\":\"X-1\",\"recipient_country\":[{\"code\":\"KE\"}],"
	     "\"location\":[{\"ref\":\"53.02\"}]}");
}

static void province_by_hand(void **state)
{
	struct world *w = *state;
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	assert_non_null(c);
	assert_int_equal(c->nactivities, 3);
	struct cube_filter f = CUBE_ANY;
	struct cube_result *r = cube_select(c, w->a, &f, CUBE_FACETS, 2026);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->totals.partners, 2);
	assert_int_equal(r->totals.by_category[CATEGORY_BILATERAL], 1);
	assert_int_equal(r->totals.by_category[CATEGORY_NGO], 1);
	assert_int_equal(r->totals.active, 1);
	assert_int_equal(r->totals.villages, 3);
	assert_int_equal(r->totals.districts, 3);
	assert_int_equal(r->totals.regencies, 2);
	/* 900 rupiah, and 2 dollars at the table's 14,237 of 2018; ZZZ has no rate */
	assert_int_equal(r->totals.committed, 90000 + 2 * 1423700);
	assert_int_equal(r->totals.disbursed, 30050);
	assert_int_equal(r->totals.unconverted, 1);
	assert_int_equal(r->totals.equal_shares, 1);
	assert_int_equal(r->by_sector[cube_sector_by_code(c, STR("kesehatan"))], 2);
	assert_int_equal(cube_in_regency(c, r, cube_place_by_code(c, STR("53.02"))), 2);
	assert_int_equal(r->by_year[2018 - CUBE_YEAR_FIRST], 1);
	assert_int_equal(r->by_year[2020 - CUBE_YEAR_FIRST], 1);
	assert_int_equal(r->by_org[cube_org_by_ref(c, STR("X-2"))], 2);
	f.scope = SCOPE_ELSEWHERE;
	assert_int_equal(cube_select(c, w->a, &f, 0, 2026)->n, 1);
}

static void shares_by_hand(void **state)
{
	struct world *w = *state;
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	struct cube_filter f = CUBE_ANY;
	f.place = cube_place_by_code(c, STR("53.01"));
	struct cube_result *r = cube_select(c, w->a, &f, 0, 2026);
	assert_int_equal(r->n, 1);
	/* one of three equal places; 333,334 millionths go to the first */
	assert_int_equal(r->totals.committed, 30000);
	f.sector = cube_sector_by_code(c, STR("kesehatan"));
	assert_int_equal(cube_select(c, w->a, &f, 0, 2026)->totals.committed, 18000);
	f = CUBE_ANY;
	f.year = 2021;
	assert_int_equal(cube_select(c, w->a, &f, 0, 2026)->n, 1);
	f = CUBE_ANY;
	f.category = CATEGORY_NGO;
	assert_int_equal(cube_select(c, w->a, &f, 0, 2026)->n, 1);
}

/* The page of one place or partner looks at its own programmes only, and finds what a look at all of them finds. */
static void indexes_find_the_same(void **state)
{
	struct world *w = *state;
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	for (int32_t place = -1; place < (int32_t)c->nplaces; place += place < 0 ? 1 : 7) {
		for (int32_t org = -1; org < (int32_t)c->norgs; org++) {
			ARENA_SCOPE arena *a = arena_new(0);
			struct cube_filter f = CUBE_ANY;
			f.place = place;
			f.org = org;
			struct cube_result *all = cube_select(c, a, &f, CUBE_FACETS, 2026);
			struct cube_result *own = cube_select(c, a, &f, CUBE_FACETS | CUBE_WITHIN, 2026);
			assert_int_equal(own->n, all->n);
			assert_memory_equal(&own->totals, &all->totals, sizeof(own->totals));
			assert_memory_equal(own->set, all->set, (c->nactivities / 64 + 1) * sizeof(uint64_t));
			assert_memory_equal(own->by_sector, all->by_sector, c->nsectors * sizeof(uint32_t));
			assert_memory_equal(own->by_year, all->by_year, CUBE_YEARS * sizeof(uint32_t));
		}
	}
	/* of the two programmes in TTS one is of X-1; seen from X-1's own page nobody else has any */
	struct cube_filter f = CUBE_ANY;
	f.place = cube_place_by_code(c, STR("53.02"));
	f.sector = cube_sector_by_code(c, STR("prasarana"));
	struct cube_result *r = cube_select(c, w->a, &f, CUBE_FACETS | CUBE_WITHIN, 2026);
	assert_int_equal(r->n, 1);
	assert_int_equal(r->by_sector[cube_sector_by_code(c, STR("kesehatan"))], 2);
	assert_int_equal(cube_in_regency(c, r, cube_place_by_code(c, STR("53.01"))), 1);
}

/* cube_attributed() at the edges, against base/decimal's division of 128 bits. */
static void shares_round_half_to_even(void **state)
{
	struct world *w = *state;
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	static const int64_t amounts[] = {
		0, 1, 2, 3, 5, -1, -3, -5, 999999, 1000001, 1500000, INT64_MAX / 4, INT64_MIN / 4
	};
	static const uint32_t shares[] = { 0, 1, 250000, 300000, 333333, 500000, 700000, 999999, 1000000 };
	struct cube_share one = { 0, 0 };
	struct cube own = *c;
	struct cube_activity x = { .nplaces = 1, .scope = SCOPE_PROVINCE };
	struct cube_filter f = CUBE_ANY;
	own.places_of = &one;
	for (size_t i = 0; i < SEL_COUNT(amounts); i++)
		for (size_t j = 0; j < SEL_COUNT(shares); j++) {
			one.share = shares[j];
			assert_int_equal(cube_attributed(&own, &x, &f, amounts[i]),
			                 (int64_t)mul_div_even(amounts[i], shares[j], SHARE_ONE));
		}
}

static void matrix_by_hand(void **state)
{
	struct world *w = *state;
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	struct cube_filter f = CUBE_ANY;
	const struct cube_matrix *m = cube_matrix(c, w->a, &f, false);
	assert_int_equal(m->ncolumns, 22);
	assert_int_equal(m->nrows, 2);
	int64_t programmes = 0, committed = 0;
	for (uint32_t i = 0; i < m->nrows * m->ncolumns; i++) {
		programmes += m->cells[i].programmes;
		committed += m->cells[i].committed;
	}
	assert_int_equal(programmes, 3); /* A in two regencies, B in one */
	assert_int_equal(m->all.programmes, 2);
	assert_int_equal(m->all.committed, 90000 + 2 * 1423700);
	assert_in_range(committed, m->all.committed - 2, m->all.committed + 2);
}

static void copies_count_once(void **state)
{
	struct world *w = *state;
	fill(w);
	save(w, &activity_kind,
	     "{\"last_updated_datetime\":\"2020-01-01T00:00:00Z\",\"iati_identifier\":\"B\",\"reporting_org_ref\":\"X-"
	     "1\",\"location\":[" LOCATION("53.02") "],\"recipient_country\":[{\"code\":\"ID\"}]}");
	const struct cube *c = cubes_hold(w->cubes, w->a);
	struct cube_filter f = CUBE_ANY;
	struct cube_result *r = cube_select(c, w->a, &f, 0, 2026);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->totals.copies, 1);
	/* the copy updated last counts: it has no money */
	assert_int_equal(r->totals.committed, 90000);
}

/* The kept one counts for both identifiers, a programme that names both counts once; and back. */
static void a_merged_partner_counts_as_one(void **state)
{
	struct world *w = *state;
	struct cube_filter f = CUBE_ANY;
	struct conflicts conflicts;
	int64_t id, pair[2];
	fill(w);
	const struct cube *c = cubes_hold(w->cubes, w->a);
	for (int i = 0; i < 2; i++)
		pair[i] = c->orgs[cube_org_by_ref(c, i ? STR("X-2") : STR("X-1"))].no;
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_int_equal(record_merge_in(tx, w->a, &actor_system, pair, &id), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	c = cubes_hold(w->cubes, w->a);
	struct cube_result *r = cube_select(c, w->a, &f, CUBE_FACETS, 2026);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->totals.partners, 1);
	assert_int_equal(r->by_org[cube_org_by_ref(c, STR("X-1"))], 2);
	assert_int_equal(cube_org_by_ref(c, STR("X-2")), -1);
	tx = record_tx_begin(w->store, w->a, clock_now());
	assert_int_equal(record_unmerge_in(tx, w->a, &actor_system, id, &conflicts), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	c = cubes_hold(w->cubes, w->a);
	r = cube_select(c, w->a, &f, CUBE_FACETS, 2026);
	assert_int_equal(r->totals.partners, 2);
	assert_int_equal(r->by_org[cube_org_by_ref(c, STR("X-1"))], 1);
	assert_int_equal(r->by_org[cube_org_by_ref(c, STR("X-2"))], 2);
}

static void rates_are_never_one(void **state)
{
	(void)state;
	int64_t idr;
	assert_true(rate_convert(STR("IDR"), 2000, 5, &idr));
	assert_int_equal(idr, 5);
	assert_false(rate_convert(STR("ZZZ"), 2019, 5, &idr));
	assert_false(rate_convert(STR("USD"), 1950, 5, &idr));
	assert_true(rate_convert(STR("USD"), 2018, 100, &idr));
	assert_int_equal(idr, 1423700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(province_by_hand, world_open, world_close),
		cmocka_unit_test_setup_teardown(shares_by_hand, world_open, world_close),
		cmocka_unit_test_setup_teardown(indexes_find_the_same, world_open, world_close),
		cmocka_unit_test_setup_teardown(shares_round_half_to_even, world_open, world_close),
		cmocka_unit_test_setup_teardown(matrix_by_hand, world_open, world_close),
		cmocka_unit_test_setup_teardown(copies_count_once, world_open, world_close),
		cmocka_unit_test_setup_teardown(a_merged_partner_counts_as_one, world_open, world_close),
		cmocka_unit_test(rates_are_never_one)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
