/* Commands that fill and check a database. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "activity/activity.h"
#include "agreement/calendar.h"
#include "agreement/demo.h"
#include "cli/cli.h"
#include "cli/embedded.h"
#include "iati/iati_cli.h"
#include "iati/iati_import.h"
#include "indicator/indicator.h"
#include "library/demo.h"
#include "library/library.h"
#include "meeting/demo.h"
#include "partner/partner.h"
#include "place/pack.h"
#include "plan/plan.h"
#include "problem/demo.h"
#include "report/demo.h"
#include "sheet/csv.h"
#include "workplan/demo.h"

enum { PROBLEMS_SHOWN = 200, SHEET_MAX = 64 << 20 };

/* ---- init, rebuild, verify ---- */

static bool done(enum record_rc rc)
{
	return rc == RECORD_OK || rc == RECORD_UNCHANGED;
}

/* The indicators and figures of the regencies that come with the program. */
static bool seed_indicators(struct app *app)
{
	struct problems ps;
	struct indicator_imported kinds = { 0 }, values = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = done(indicator_seed(app->store, &ps, &kinds)) &&
	          done(indicator_seed_values(app->store, app->world.places, &ps, &values));
	print_problems(&ps, "indicators");
	if (ok)
		printf("%u figures of %u indicators added\n", values.added, kinds.added);
	return ok;
}

/* The development plan that comes with the program. */
static bool seed_plan(struct app *app)
{
	struct problems ps;
	struct plan_seeded seeded;
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = done(plan_seed(app->store, &ps, &seeded));
	print_problems(&ps, "plan");
	if (ok)
		printf("%u nodes of the plan added\n", seeded.added);
	return ok;
}

/* The legal basis of the cooperation. */
static bool seed_library(struct app *app)
{
	struct problems ps;
	struct library_seeded seeded;
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = done(library_seed(app->store, &ps, &seeded));
	print_problems(&ps, "library");
	if (ok)
		printf("%u regulations added\n", seeded.added);
	return ok;
}

/* The official lists of national holidays. */
static bool seed_holidays(struct app *app)
{
	struct problems ps;
	struct calendar_seeded seeded;
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = done(holidays_seed(app->store, &ps, &seeded));
	print_problems(&ps, "holidays");
	return ok;
}

int cmd_init(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	bool no_copy = option_flag(&argc, argv, "no-copy");
	if (!options_done(argc, argv))
		return 2;
	struct app *app = app_open_as(url, &(struct db_opts){ .readers = 2, .no_copy = no_copy });
	if (!app)
		return 1;
	struct problems ps;
	struct place_seeded seeded = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	enum record_rc rc = place_seed(app->store, PLACE_SEED_MISSING, &ps, &seeded);
	print_problems(&ps, "places");
	if (done(rc))
		printf("%s: %u places added, %u were there\n", url, seeded.added, seeded.unchanged);
	bool ok = done(rc) && (!seeded.added || app_rematch(app)) && seed_indicators(app) && seed_plan(app) &&
	          seed_library(app);
	app_close(app);
	return ok ? 0 : 1;
}

int cmd_rebuild(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *why = "";
	struct app *app = options_done(argc, argv) ? app_open(url, 2) : NULL;
	if (!app)
		return 1;
	bool ok = store_rebuild(app->store, NULL, &why);
	if (!ok)
		fprintf(stderr, "selaras: %s\n", why);
	app_close(app);
	return ok ? 0 : 1;
}

/* ---- IATI ---- */

static int with_store(int argc, char **argv, int (*run)(const struct iati_cli *, int, char **))
{
	const char *url = option_db(&argc, argv);
	struct app *app = app_open(url, 2);
	if (!app)
		return 1;
	struct iati_cli c = { app->store, &activity_kind, &organisation_kind, cli_lang() };
	int status = run(&c, argc, argv);
	app_close(app);
	return status;
}

int cmd_import_iati(int argc, char **argv)
{
	return with_store(argc, argv, iati_cli_import);
}

int cmd_export_iati(int argc, char **argv)
{
	return with_store(argc, argv, iati_cli_export);
}

/* ---- boundary packs ---- */

int cmd_geo_import(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 1) {
		fprintf(stderr, "usage: selaras geo import [--db URL] FOLDER|FILE.geojson\n");
		return 2;
	}
	struct app *app = app_open(url, 2);
	if (!app)
		return 1;
	struct problems ps;
	struct place_pack_report report = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = place_geo_import(app->pool, app->world.places, argv[0], &ps, &report);
	print_problems(&ps, argv[0]);
	if (ok)
		printf("%s: %u pictures, %u shapes, %u points\n", argv[0], report.sets, report.shapes, report.points);
	ok = ok && app_rematch(app);
	app_close(app);
	return ok ? 0 : 1;
}

/* ---- sheets ---- */

static str read_file(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "selaras: %s: %s\n", path, strerror(errno));
		return (str){ NULL, 0 };
	}
	struct buf b;
	buf_init(&b, a, SHEET_MAX);
	for (size_t n = 1; n > 0 && !buf_failed(&b);) {
		char *room = buf_room(&b, 1 << 16);
		n = room ? fread(room, 1, 1 << 16, f) : 0;
		buf_commit(&b, n);
	}
	bool ok = !ferror(f) && !buf_failed(&b);
	fclose(f);
	if (!ok)
		fprintf(stderr, "selaras: %s: not readable, or larger than %d MB\n", path, SHEET_MAX >> 20);
	return ok ? buf_str(&b) : (str){ NULL, 0 };
}

struct sheet_counts {
	uint32_t rows, written, unchanged;
};

/* The record that a row updates: the one that has its unique key. */
static int64_t record_of_row(struct store *s, struct record_tx *tx, const struct doc *d)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++)
		if ((d->kind->fields[i].flags & UNIQUE_KEY) && doc_str(d, i).n)
			return record_find_key(s, record_tx_db(tx), d->kind, d->kind->fields[i].name, doc_str(d, i));
	return 0;
}

static void take_row(struct app *app, struct record_tx *tx, const struct kind *k, const str *headings, const str *cells,
                     uint32_t n, uint32_t line, struct problems *ps, struct sheet_counts *counts)
{
	struct saved saved;
	struct doc *d = doc_from_row(app->a, k, headings, cells, n, line, ps);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = record_of_row(app->store, tx, d),
		           .base_version = UINT32_MAX,
		           .origin = ORIGIN_SHEET,
		           .state = STATE_CURRENT,
		           .note = STR("sheet") };
	enum record_rc rc = record_write(tx, app->a, record_prepare(app->store, app->a, &in, ps), &saved);
	counts->rows++;
	counts->written += rc == RECORD_OK;
	counts->unchanged += rc == RECORD_UNCHANGED;
	if (rc != RECORD_OK && rc != RECORD_UNCHANGED && rc != RECORD_REFUSED)
		problems_add(ps,
		             (struct problem){ .severity = SEVERITY_FATAL,
		                               .key = rc == RECORD_DUPLICATE ? "sheet.duplicate" : "sheet.not_saved",
		                               .line = line });
}

/* All rows or none. */
static bool import_sheet(struct app *app, const struct kind *k, str bytes, struct problems *ps,
                         struct sheet_counts *counts)
{
	str text, *headings, *cells;
	uint32_t columns, n;
	struct csv_reader r;
	csv_decode(app->a, bytes, &text);
	csv_reader_init(&r, text, (struct csv_limits){ .cells = 500, .bytes = 1 << 20 });
	if (csv_next_row(&r, app->a, &headings, &columns) != CSV_ROW) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "sheet.no_heading", .line = 1 });
		return false;
	}
	struct record_tx *tx = record_tx_begin(app->store, app->a, clock_now());
	if (!tx)
		return false;
	enum csv_rc rc;
	while ((rc = csv_next_row(&r, app->a, &cells, &n)) == CSV_ROW)
		take_row(app, tx, k, headings, cells, n < columns ? n : columns, r.line, ps, counts);
	if (rc != CSV_END)
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "sheet.broken", .line = r.line });
	if (problems_refuse(ps)) {
		record_tx_rollback(tx);
		return false;
	}
	return record_tx_commit(tx) == RECORD_OK;
}

int cmd_import_sheet(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 2) {
		fprintf(stderr, "usage: selaras import sheet [--db URL] KIND FILE.csv\n");
		return 2;
	}
	struct app *app = app_open(url, 2);
	if (!app)
		return 1;
	const struct kind *k = NULL;
	for (int i = 1; i < 256 && !k; i++) {
		const struct kind *one = store_kind(app->store, i);
		k = one && strcmp(one->name, argv[0]) == 0 ? one : NULL;
	}
	/* without a key of its own every row would become a new record at every import */
	bool keyed = false;
	for (uint32_t i = 0; k && i < k->nfields; i++)
		keyed = keyed || (k->fields[i].flags & UNIQUE_KEY);
	if (k && !keyed) {
		fprintf(stderr,
		        "selaras: %s: records of this kind have no key in the sheet; see 'selaras help' for their own "
		        "import\n",
		        argv[0]);
		app_close(app);
		return 1;
	}
	struct problems ps;
	struct sheet_counts counts = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	str bytes = k ? read_file(app->a, argv[1]) : (str){ NULL, 0 };
	if (!k)
		fprintf(stderr, "selaras: %s: there is no such kind of record\n", argv[0]);
	bool ok = bytes.p && import_sheet(app, k, bytes, &ps, &counts);
	print_problems(&ps, argv[1]);
	if (ok)
		printf("%s: %u rows, %u written, %u unchanged\n", argv[1], counts.rows, counts.written,
		       counts.unchanged);
	app_close(app);
	return ok ? 0 : 1;
}

int cmd_indicator_import(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 1) {
		fprintf(stderr, "usage: selaras indicator import [--db URL] FILE.csv\n");
		return 2;
	}
	struct app *app = app_open(url, 2);
	if (!app)
		return 1;
	struct problems ps;
	struct indicator_imported counts = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	str bytes = read_file(app->a, argv[0]);
	bool ok =
	    bytes.p && done(indicator_import(app->store, app->world.places, bytes, str_of(argv[0]), &ps, &counts));
	print_problems(&ps, argv[0]);
	if (ok)
		printf("%s: %u rows, %u added, %u changed, %u unchanged\n", argv[0], counts.rows, counts.added,
		       counts.changed, counts.unchanged);
	app_close(app);
	return ok ? 0 : 1;
}

/* ---- the demo province ---- */

/* The archive of invented programmes is in the program; the importer reads files, so it becomes one for the moment. */
static bool import_demo_files(struct app *app)
{
	char path[] = "/tmp/selaras-demo-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, demo_zip, demo_zip_size) != (ssize_t)demo_zip_size)
		return false;
	struct inputs inputs;
	struct problems ps;
	struct import_totals totals;
	struct import_opts opts = { .activity = &activity_kind, .organisation = &organisation_kind };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	iati_inputs_init(&inputs, app->a, &opts.input);
	bool ok = iati_inputs_add(&inputs, path, STR("demo"), &ps) &&
	          iati_import(app->store, &inputs, &opts, NULL, &totals) == IMPORT_OK;
	iati_inputs_release(&inputs);
	close(fd);
	unlink(path);
	print_problems(&ps, "demo");
	if (ok)
		printf("demo: %llu programmes, %llu added, %llu errors\n", (unsigned long long)totals.counts.activities,
		       (unsigned long long)totals.counts.added,
		       (unsigned long long)totals.counts.problems[SEVERITY_ERROR]);
	return ok;
}

static bool make_demo_plans(struct app *app)
{
	uint32_t made;
	enum record_rc rc = workplan_demo(app->store, app->world.places, &made);
	if (done(rc))
		printf("demo: %u work plans\n", made);
	else
		fprintf(stderr, "selaras: the example work plans cannot be made\n");
	return done(rc);
}

static bool make_demo_problems(struct app *app)
{
	uint32_t made;
	enum record_rc rc = problem_demo(app->store, &made);
	if (done(rc))
		printf("demo: %u problems\n", made);
	else
		fprintf(stderr, "selaras: the example problems cannot be made\n");
	return done(rc);
}

static bool make_demo_reports(struct app *app)
{
	uint32_t made;
	enum record_rc rc = report_demo(app->store, &made);
	if (done(rc))
		printf("demo: %u reports\n", made);
	else
		fprintf(stderr, "selaras: the example reports cannot be made\n");
	return done(rc);
}

static bool make_demo_meetings(struct app *app)
{
	uint32_t made;
	enum record_rc rc = meeting_demo(app->store, app->world.places, &made);
	if (done(rc))
		printf("demo: %u meetings\n", made);
	else
		fprintf(stderr, "selaras: the example meetings cannot be made\n");
	return done(rc);
}

static bool make_demo_library(struct app *app)
{
	uint32_t made;
	enum record_rc rc = library_demo(app->store, &made);
	if (done(rc))
		printf("demo: %u announcements and good practices\n", made);
	else
		fprintf(stderr, "selaras: the example announcements cannot be made\n");
	return done(rc);
}

int cmd_demo(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	struct app *app = options_done(argc, argv) ? app_open(url, 2) : NULL;
	if (!app)
		return 1;
	struct problems ps;
	struct sheet_counts counts = { 0 };
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	bool ok = import_sheet(app, &organisation_kind, (str){ (const char *)demo_partners, demo_partners_size }, &ps,
	                       &counts);
	ok = ok && import_sheet(app, &organisation_kind, (str){ (const char *)demo_agencies, demo_agencies_size }, &ps,
	                        &counts);
	print_problems(&ps, "demo organisations");
	ok = ok && import_demo_files(app) && seed_holidays(app) && agreement_demo(app->store, &ps) &&
	     make_demo_plans(app) && make_demo_library(app) && make_demo_problems(app) && make_demo_reports(app) &&
	     make_demo_meetings(app) && demo_accounts(app, url);
	app_close(app);
	return ok ? 0 : 1;
}
