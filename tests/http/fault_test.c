/* A page while the database fails: the answer is the page or an error, and what failed is neither kept nor shown to
 * whoever comes next. Each call of the database fails in turn, from making the figures to the last look-up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "activity/activity.h"
#include "agreement/agreement.h"
#include "agreement/calendar.h"
#include "agreement/register.h"
#include "base/fault.h"
#include "base/log.h"
#include "client.h"
#include "indicator/indicator.h"
#include "partner/partner.h"
#include "place/match.h"
#include "place_schema.h"
#include "record_schema.h"
#include "site/site.h"

enum { CALLS_MAX = 400 };
static const struct kind *const kinds[] = { &place_kind,       &organisation_kind, &activity_kind,
	                                    &place_match_kind, &indicator_kind,    &indicator_value_kind,
	                                    &permit_kind,      &agreement_kind,    &register_kind,
	                                    &setting_kind,     &custom_field_kind, NULL };

static struct {
	arena *a;
	struct db_pool *pool;
	struct place_world places;
	struct store *store;
	char dir[40];
} w;

static void save(const struct kind *k, const char *json)
{
	struct problems ps;
	struct saved s;
	problems_init(&ps, w.a, 10);
	struct save in = { .actor = &actor_system,
		           .doc = doc_from_json(w.a, k, str_of(json), &ps),
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .lenient = true };
	in.note = STR_EMPTY;
	assert_non_null(in.doc);
	assert_int_equal(record_save(w.store, w.a, &in, &ps, &s), RECORD_OK);
}

static int world_open(void **state)
{
	const char *why = "";
	struct problems ps;
	struct place_seeded seeded;
	(void)state;
	hash_start();
	log_set_level(LOG_ERROR - 1); /* the errors below are provoked */
	w.a = arena_new(0);
	memcpy(w.dir, "/tmp/selaras-fault-XXXXXX", 26);
	assert_non_null(mkdtemp(w.dir));
	w.pool = db_pool_open(arena_fmt(w.a, "sqlite:%s/t.db", w.dir).p, NULL, &why);
	assert_non_null(w.pool);
	size_t n = record_migrations_count + place_migrations_count;
	struct db_migration *all = arena_array(w.a, struct db_migration, n);
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, place_migrations, place_migrations_count * sizeof(*all));
	assert_int_equal(db_migrate(w.pool, all, n, &why), DB_OK);
	w.store = store_open(w.pool, kinds, &w.places, &why);
	assert_non_null(w.store);
	problems_init(&ps, w.a, 10);
	assert_int_equal(place_seed(w.store, PLACE_SEED_MISSING, &ps, &seeded), RECORD_OK);
	assert_true(place_world_load(&w.places, w.pool));
	save(&organisation_kind,
	     "{\"ref\":\"X-1\",\"name\":[{\"text\":\"Satu\"}],\"category\":[{\"category\":\"bilateral\"}]}");
	save(&activity_kind,
	     "{\"iati_identifier\":\"A\",\"reporting_org_ref\":\"X-1\",\"title\":[{\"text\":\"Air bersih\"}],"
	     "\"activity_status\":\"2\",\"recipient_country\":[{\"code\":\"ID\"}],\"location\":[{\"ref\":\"53.02\"}],"
	     "\"transaction\":[{\"transaction_type\":\"2\",\"transaction_date\":\"2019-03-01\",\"currency\":\"IDR\","
	     "\"value_date\":\"2019-03-01\",\"value\":\"900\"}]}");
	return 0;
}

static int world_close(void **state)
{
	static const char *const files[] = { "t.db", "t.db-wal", "t.db-shm", "t.db.lock" };
	(void)state;
	store_close(w.store);
	place_world_release(&w.places);
	db_pool_close(w.pool);
	for (size_t i = 0; i < SEL_COUNT(files); i++)
		unlink(arena_fmt(w.a, "%s/%s", w.dir, files[i]).p);
	rmdir(w.dir);
	arena_free(w.a);
	return 0;
}

static uint64_t generation(void *app)
{
	const struct site *s = app;
	return store_generation(s->web.store);
}

/* A server that has nothing ready yet: no figures, no pages. */
static struct http_server *server_start(struct site *site)
{
	static const struct route *const tables[] = { site_routes, NULL };
	const char *why = "";
	*site = (struct site){ .web = { .store = w.store, .places = w.places.places },
		               .geo = w.places.geo,
		               .cubes = cubes_open(w.store) };
	site->web.page = (struct page_site){ .version = "0", .nav = site_nav, .nnav = site_nav_count };
	struct http_opts opts = { .threads = 1, .error_page = site_error, .generation = generation, .app = site };
	struct http_server *s = http_start(&opts, tables, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static void server_end(struct http_server *s, struct site *site)
{
	http_stop(s, 5);
	cubes_close(site->cubes);
}

/* The page that everybody is to get, whatever happened before; returns how many calls it takes to make it anew. */
static uint64_t each_call_fails(const char *request)
{
	str right = STR_EMPTY;
	for (uint64_t n = 0; n < CALLS_MAX; n++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct site site;
		struct http_server *s = server_start(&site);
		fault_arm(n, n % 2); /* the first round without */
		struct response first = client_get(a, http_port(s), request, "");
		bool happened = fault_happened();
		fault_arm(0, false);
		struct response next = client_get(a, http_port(s), request, "");
		server_end(s, &site);
		if (n == 0)
			right = arena_str(w.a, first.body);
		if (next.status != 200 || !str_eq(next.body, right))
			fail_msg("%s: call %llu failed, and the next visitor gets %d", request, (unsigned long long)n,
			         next.status);
		bool page = first.status == 200 && str_eq(first.body, right);
		bool error =
		    (first.status == 500 || first.status == 503) && str_find(first.body, STR("</html>"), 0) > 0;
		if (!page && !(happened && error))
			fail_msg("%s: call %llu failed, and the answer is neither the page nor an error: %d", request,
			         (unsigned long long)n, first.status);
		if (n > 0 && !happened)
			return n - 1;
	}
	fail_msg("no end after %d calls", CALLS_MAX);
	return 0;
}

static void a_page_or_an_error(void **state)
{
	static const char *const requests[] = {
		"GET /id/",         "GET /id/partner/X-1",          "GET /id/place/53.02", "GET /id/search?q=air",
		"GET /id/activity", "GET /id/indicator?place=53.02"
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(requests); i++)
		assert_in_range(each_call_fails(requests[i]), 4, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_page_or_an_error) };
	return cmocka_run_group_tests(tests, world_open, world_close);
}
