/* Whatever call of the database fails, nothing half done stays: each road is gone again and again, with its first call
 * failing, its second, and so on until one comes to its end without a failure; once with that call alone failing, once
 * with all that follow, as when a disk is full. On SQLite and, with SELARAS_TEST_PG, on PostgreSQL. */
#include "db_world.h"

#include "activity/activity.h"
#include "base/fault.h"
#include "iati/iati_dataset.h"
#include "iati/iati_import.h"
#include "partner/partner.h"
#include "record_schema.h"

enum { CALLS_MAX = 2000 };
static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, &dataset_kind, NULL };

static struct store *open_store(struct world *w)
{
	const char *why = "";
	struct store *s = NULL;
	if (db_migrate(w->pool, record_migrations, record_migrations_count, &why) == DB_OK)
		s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		print_message("not opened: %s\n", why);
	return s;
}

/* The tables that one change touches. */
static const char *const tables[] = { "record",         "record_version", "change",      "checkpoint",
	                              "record_key",     "search_text",    "ix_activity", "ix_activity_transaction",
	                              "ix_organisation" };
struct rows_of {
	int64_t n[SEL_COUNT(tables)];
};

static struct rows_of count_all(struct world *w)
{
	struct rows_of r;
	db *d = db_borrow(w->pool, DB_READ);
	for (size_t i = 0; i < SEL_COUNT(tables); i++) {
		r.n[i] = count_of(d, tables[i]);
		if (r.n[i] < 0)
			fail_msg("%s: %s", tables[i], db_error(d));
	}
	db_return(d);
	return r;
}

static void proves_itself(struct world *w, struct store *s)
{
	struct problems ps;
	uint64_t versions;
	problems_init(&ps, w->a, 10);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(store_verify(s, d, &ps, &versions));
	db_return(d);
	assert_int_equal(ps.n, 0);
}

/* Goes ROAD, which says whether it came to its end, with every call failing in turn; returns how many calls there were.
 * After a failure the rows are those from before, when KEPT; and the database proves itself every time. */
static uint64_t each_call_fails(struct world *w, struct store *s, bool (*road)(struct world *, struct store *),
                                bool lasting)
{
	struct rows_of before = count_all(w);
	for (uint64_t n = 1; n < CALLS_MAX; n++) {
		fault_arm(n, lasting);
		bool done = road(w, s);
		bool happened = fault_happened();
		fault_arm(0, false);
		proves_itself(w, s);
		if (!happened) {
			assert_true(done);
			return n - 1;
		}
		if (done) /* the failed call was one that may fail: a look-up that has another way */
			fail_msg("call %llu failed and nobody noticed", (unsigned long long)n);
		struct rows_of after = count_all(w);
		for (size_t i = 0; i < SEL_COUNT(tables); i++)
			if (before.n[i] != after.n[i])
				fail_msg("call %llu failed and left %lld rows in %s, which had %lld",
				         (unsigned long long)n, (long long)after.n[i], tables[i],
				         (long long)before.n[i]);
	}
	fail_msg("no end after %d calls", CALLS_MAX);
	return 0;
}

/* ---- one record ---- */

static int64_t saved_no;
static const char *saved_title;

static bool save(struct world *w, struct store *s)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	struct saved saved;
	(void)w;
	problems_init(&ps, a, 10);
	struct doc *d = doc_new(a, &organisation_kind);
	doc_set(d, ORGANISATION_REF, STR("ID-X-1"));
	doc_add_text(a, d, ORGANISATION_NAME, STR("id"), str_of(saved_title));
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = saved_no,
		           .base_version = saved_no ? UINT32_MAX : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT };
	in.note = STR_EMPTY;
	enum record_rc rc = record_save(s, a, &in, &ps, &saved);
	if (rc == RECORD_OK)
		saved_no = saved.no;
	else if (rc != RECORD_FAILED)
		fail_msg("a failure is told as %d", rc);
	return rc == RECORD_OK;
}

static void a_record_is_saved_or_not(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	static const char *const titles[] = { "Yayasan satu", "Yayasan dua", "Yayasan tiga" };
	assert_non_null(s);
	saved_no = 0;
	for (size_t i = 0; i < SEL_COUNT(titles); i++) { /* a new one, and two changes */
		saved_title = titles[i];
		uint64_t generation = store_generation(s);
		uint64_t calls = each_call_fails(w, s, save, i == 2);
		assert_in_range(calls, 10, 200);
		assert_int_equal(store_generation(s), generation + 1);
		db *d = db_borrow(w->pool, DB_READ);
		struct record *r = record_load_key(s, d, w->a, &actor_system, &organisation_kind, "ref", STR("ID-X-1"));
		db_return(d);
		assert_non_null(r);
		assert_int_equal(r->version, i + 1);
		assert_string_equal(doc_text(r->doc, ORGANISATION_NAME, STR("id"), STR_EMPTY, NULL).p, titles[i]);
	}
	store_close(s);
}

/* ---- an import ---- */

#define ACTIVITY(id, title, value)                                                                                     \
	"<iati-activity><iati-identifier>" id                                                                          \
	"</iati-identifier><reporting-org ref=\"ID-X\" type=\"22\"><narrative>X</narrative></reporting-org>"           \
	"<title><narrative>" title "</narrative></title><transaction><transaction-type code=\"3\"/>"                   \
	"<transaction-date iso-date=\"2024-01-01\"/><value currency=\"IDR\" value-date=\"2024-01-01\">" value          \
	"</value></transaction></iati-activity>"
#define FILE_OF(activities) "<iati-activities version=\"2.03\">" activities "</iati-activities>"

static const char *file_text;

static bool import(struct world *w, struct store *s)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct inputs in;
	struct problems ps;
	struct import_totals totals;
	struct import_opts opts = { .activity = &activity_kind, .organisation = &organisation_kind, .replace = true };
	str path = arena_fmt(a, "%s/import.xml", w->dir.p ? w->dir.p : "/tmp");
	if (w->engine == DB_POSTGRES)
		path = arena_fmt(a, "/tmp/selaras-fault-%d.xml", (int)getpid());
	FILE *f = fopen(path.p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(file_text, 1, strlen(file_text), f), strlen(file_text));
	fclose(f);
	problems_init(&ps, a, 10);
	iati_inputs_init(&in, a, NULL);
	assert_true(iati_inputs_add(&in, path.p, STR("fault"), &ps));
	enum import_rc rc = iati_import(s, &in, &opts, NULL, &totals);
	iati_inputs_release(&in);
	unlink(path.p);
	return rc == IMPORT_OK;
}

static void a_file_is_taken_or_not(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	static const char *const files[] = {
		FILE_OF(ACTIVITY("A-1", "One", "1") ACTIVITY("A-2", "Two", "2") ACTIVITY("A-3", "Three", "3")),
		FILE_OF(ACTIVITY("A-1", "Satu", "1") ACTIVITY("A-2", "Two", "4") ACTIVITY("A-4", "Four", "4")),
	};
	assert_non_null(s);
	for (size_t i = 0; i < SEL_COUNT(files); i++) {
		file_text = files[i];
		uint64_t calls = each_call_fails(w, s, import, i == 1);
		assert_in_range(calls, 20, 600);
	}
	/* three, then two changed, one new and one deleted; the data set twice */
	assert_int_equal(count_all(w).n[0], 5);
	assert_int_equal(count_all(w).n[1], 4 + 5);
	store_close(s);
}

/* ---- opening ---- */

/* A new database, from nothing to an open store. A failure in the middle may leave whole migrations, so what counts is
 * that the next try completes them. */
static void opening_again_completes(void **state)
{
	struct world *w = *state;
	const char *why = "";
	/* a new schema takes its time: not every call there */
	uint64_t step = w->engine == DB_SQLITE ? 1 : 7;
	for (uint64_t n = 1; n < CALLS_MAX; n += step) {
		db *d = db_borrow(w->pool, DB_WRITE);
		if (w->engine == DB_SQLITE) {
			db_return(d);
			db_pool_close(w->pool);
			static const char *const ends[] = { "", "-wal", "-shm" };
			for (size_t i = 0; i < SEL_COUNT(ends); i++)
				unlink(arena_fmt(w->a, "%s%s", w->file.p, ends[i]).p);
			w->pool = pool_at(w->url, 3);
		} else {
			run_script(
			    d, arena_fmt(w->a, "DROP SCHEMA %s CASCADE; CREATE SCHEMA %s", w->schema.p, w->schema.p).p);
			db_return(d);
			db_pool_close(w->pool);
			w->pool = pool_at(w->url, 3); /* makes the collation again */
		}
		fault_arm(n, n % 2);
		struct store *s = open_store(w);
		bool happened = fault_happened();
		fault_arm(0, false);
		if (!happened)
			assert_non_null(s);
		if (!s)
			s = open_store(w);
		assert_non_null(s);
		proves_itself(w, s);
		saved_no = 0;
		saved_title = "Yayasan";
		assert_true(save(w, s));
		assert_true(store_rebuild(s, NULL, &why));
		proves_itself(w, s);
		store_close(s);
		if (!happened) {
			assert_in_range(n, 20, 500);
			return;
		}
	}
	fail_msg("no end after %d calls", CALLS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_record_is_saved_or_not),
		ON_A_WORLD(a_file_is_taken_or_not),
		ON_A_WORLD(opening_again_completes),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
