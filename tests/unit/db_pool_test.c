/* Who gets which connection, what survives a crash, and how a database is migrated: on both engines. */
#include "db_world.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "db/db_internal.h"

static const struct db_query add_line = { "add_line", "INSERT INTO line (n) VALUES ($1)", 1, 0, NULL };

static db *line_db(struct world *w)
{
	db *d = db_borrow(w->pool, DB_WRITE);
	run_script(d, "CREATE TABLE line (n {{int}} PRIMARY KEY, t {{text}}) {{strict}};");
	return d;
}

/* ---- readers and writers ---- */

static void readers_cannot_write(void **state)
{
	struct world *w = *state;
	db_return(line_db(w));
	for (int round = 0; round < 4; round++) {
		db *d = db_borrow(w->pool, DB_READ);
		assert_int_equal(DB_FAILED, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
		assert_int_equal(DB_FAILED, db_begin(d, DB_WRITE));
		assert_int_equal(DB_OK, db_begin(d, DB_READ));
		assert_int_equal(DB_FAILED, db_script(d, "DROP TABLE line"));
		db_rollback(d);
		assert_int_equal(count_of(d, "line"), 0);
		db_return(d);
		d = db_borrow(w->pool, DB_WRITE);
		assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
		assert_int_equal(DB_OK, db_exec(d, SQL("DELETE FROM line", 0, 0), NULL, NULL));
		db_return(d);
	}
}

static void what_is_given_back_is_clean(void **state)
{
	struct world *w = *state;
	db *d = line_db(w);
	db_rows *r;
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
	assert_int_equal(DB_OK, db_select(d, SQL("SELECT n FROM line", 0, 1), NULL, &r));
	assert_true(db_next(r));
	db_return(d); /* with an open cursor in an open transaction */
	db_return(NULL);
	{
		ARENA_SCOPE arena *a = arena_new(0);
		d = db_borrow_in(w->pool, DB_WRITE, a);
		assert_int_equal(count_of(d, "line"), 0);
		assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
	}
	d = db_borrow(w->pool, DB_WRITE); /* would wait for ever if it were not back */
	assert_int_equal(count_of(d, "line"), 1);
	db_return(d);
}

static enum db_rc add_one_more(db *d, void *ctx)
{
	(void)ctx;
	int64_t n = db_one_int(d, SQL("SELECT max(n) FROM line", 0, 1), NULL, 0);
	return db_exec(d, &add_line, DB_ARGS(db_int(n + 1)), NULL);
}

static enum db_rc as_many_as_the_highest(db *d, void *ctx)
{
	(void)ctx;
	int64_t n = count_of(d, "line");
	return n == db_one_int(d, SQL("SELECT max(n) FROM line", 0, 1), NULL, -1) ? DB_OK : DB_FAILED;
}

static void *writer_thread(void *arg)
{
	struct world *w = arg;
	size_t bad = 0;
	for (int i = 0; i < 50; i++) {
		db *d = db_borrow(w->pool, DB_WRITE);
		bad += !d || db_tx(d, DB_WRITE, add_one_more, NULL) != DB_OK;
		db_return(d);
		d = db_borrow(w->pool, DB_READ);
		bad += !d || db_tx(d, DB_READ, as_many_as_the_highest, NULL) != DB_OK;
		db_return(d);
	}
	return (void *)bad;
}

/* Read the highest, write the next: no two writers may see the same highest, and a reader sees no half of it. */
static void writers_take_turns(void **state)
{
	enum { THREADS = 4 };
	struct world *w = *state;
	pthread_t threads[THREADS];
	size_t bad = 0;
	db_return(line_db(w));
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(0, pthread_create(&threads[i], NULL, writer_thread, w));
	for (int i = 0; i < THREADS; i++) {
		void *result;
		pthread_join(threads[i], &result);
		bad += (size_t)result;
	}
	assert_int_equal(bad, 0);
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "line"), THREADS * 50);
	db_return(d);
}

struct queued {
	struct world *w;
	int64_t number;
	atomic_int thread; /* the kernel's number of it, when it is about to borrow */
};

static void *queued_thread(void *arg)
{
	struct queued *q = arg;
	atomic_store(&q->thread, (int)gettid());
	db *d = db_borrow(q->w->pool, DB_WRITE);
	size_t bad = db_exec(d, SQL("INSERT INTO line (n, t) SELECT count(*) + 1, $1 FROM line", 1, 0),
	                     DB_ARGS(db_text(str_sub(STR("0123456789"), (size_t)q->number, 1))), NULL) != DB_OK;
	db_return(d);
	return (void *)bad;
}

/* Waits until the thread sleeps: it stands in the queue then. */
static void wait_until_queued(struct queued *q)
{
	char path[64], state = 0;
	while (state != 'S') {
		usleep(1000);
		snprintf(path, sizeof(path), "/proc/self/task/%d/stat", atomic_load(&q->thread));
		FILE *f = fopen(path, "r");
		if (f && fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
			state = 0;
		if (f)
			fclose(f);
	}
}

/* SQLite: first come, first served, also when many wait. */
static void writers_are_served_in_order(void **state)
{
	enum { THREADS = 8 };
	struct world *w = *state;
	if (w->engine != DB_SQLITE)
		return;
	pthread_t threads[THREADS];
	struct queued queued[THREADS];
	db *d = line_db(w);
	for (int i = 0; i < THREADS; i++) {
		queued[i].w = w;
		queued[i].number = i;
		atomic_init(&queued[i].thread, 0);
		assert_int_equal(0, pthread_create(&threads[i], NULL, queued_thread, &queued[i]));
		wait_until_queued(&queued[i]);
	}
	db_return(d);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	d = db_borrow(w->pool, DB_READ);
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, SQL("SELECT n, t FROM line ORDER BY n", 0, 2), NULL, &r));
	for (int i = 0; i < THREADS; i++) {
		assert_true(db_next(r));
		assert_int_equal(db_col_int(r, 1), i);
	}
	assert_int_equal(DB_OK, db_finish(r));
	db_return(d);
}

static void one_connection_serves_a_database_in_memory(void **state)
{
	(void)state;
	struct db_pool *p = pool_at("sqlite::memory:", 4);
	db *d = db_borrow(p, DB_READ);
	assert_int_equal(DB_FAILED, db_script(d, "CREATE TABLE line (n {{int}})"));
	db_return(d);
	d = db_borrow(p, DB_WRITE);
	run_script(d, "CREATE TABLE line (n {{int}})");
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
	db *again = db_borrow(p, DB_READ);
	assert_ptr_equal(again, d);
	assert_int_equal(count_of(again, "line"), 1);
	db_return(again);
	assert_int_equal(DB_OK, db_commit(d)); /* giving back the inner one has not ended it */
	db_return(d);
	d = db_borrow(p, DB_READ);
	assert_int_equal(count_of(d, "line"), 1);
	db_return(d);
	db_pool_close(p);
}

/* ---- opening ---- */

static void a_second_pool_is_refused(void **state)
{
	struct world *w = *state;
	if (w->engine != DB_SQLITE)
		return;
	const char *why = NULL;
	assert_null(db_pool_open(w->url, NULL, &why));
	assert_non_null(strstr(why, "in use by another Selaras process"));
	assert_non_null(strstr(why, w->file.p));
	str link = arena_fmt(w->a, "sqlite:%s/link.db", w->dir.p);
	const char *path = link.p + strlen("sqlite:");
	assert_int_equal(0, symlink(w->file.p, path));
	assert_null(db_pool_open(link.p, NULL, &why));
	assert_int_equal(0, unlink(path));
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(db_pool_open(w->url, NULL, &why) ? 1 : 0);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	db_pool_close(w->pool);
	w->pool = pool_at(w->url, 1);
}

static void an_address_that_does_not_work_is_explained(void **state)
{
	(void)state;
	const char *why = NULL;
	assert_null(db_pool_open("mysql://localhost/x", NULL, &why));
	assert_non_null(strstr(why, "sqlite:"));
	assert_null(db_pool_open("sqlite:/nonexistent/folder/x.db", NULL, &why));
	assert_non_null(strstr(why, "/nonexistent/folder/x.db"));
	assert_null(db_pool_open("postgresql://127.0.0.1:1/none", NULL, &why));
	assert_non_null(strstr(why, "PostgreSQL"));
	db_pool_close(NULL);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
	struct world *w = *state;
	if (w->engine != DB_SQLITE)
		return;
	const char *why = NULL;
	db_pool_close(w->pool);
	unlink(w->file.p);
	FILE *f = fopen(w->file.p, "w");
	assert_non_null(f);
	for (int i = 0; i < 5000; i++)
		fputs("not a database ", f);
	fclose(f);
	w->pool = db_pool_open(w->url, NULL, &why);
	assert_null(w->pool);
	assert_non_null(strstr(why, "not a database"));
}

/* sqlite.org/wal.html: mended in 3.51.3, 3.50.7 and 3.44.6; the bug came with WAL in 3.7.0. */
static void versions_with_the_reset_bug_are_known(void **state)
{
	static const struct {
		int version;
		bool has_it;
	} known[] = { { 3006023, false }, { 3007000, true },  { 3040001, true }, { 3044005, true },
		      { 3044006, false }, { 3045000, true },  { 3050006, true }, { 3050007, false },
		      { 3051002, true },  { 3051003, false }, { 3052000, false } };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(known); i++)
		assert_int_equal(db_sqlite_has_reset_bug(known[i].version), known[i].has_it);
}

/* Each setting that the design asks for, as the library itself reports it. */
static void sqlite_is_set_up_for_safety(void **state)
{
	static const struct {
		const char *text;
		int64_t writer, reader;
	} settings[] = {
		{ "PRAGMA synchronous", 2, 2 }, /* FULL */
		{ "PRAGMA foreign_keys", 1, 1 },        { "PRAGMA query_only", 0, 1 },
		{ "PRAGMA wal_autocheckpoint", 0, 0 },  { "PRAGMA temp_store", 2, 2 }, /* MEMORY */
		{ "PRAGMA mmap_size", 0, 0 },           { "PRAGMA page_size", 8192, 8192 },
		{ "PRAGMA trusted_schema", 0, 0 },      { "PRAGMA cell_size_check", 1, 1 },
		{ "PRAGMA cache_size", -16384, -4096 }, { "SELECT 'a' LIKE 'A'", 0, 0 },
	};
	struct world *w = *state;
	if (w->engine != DB_SQLITE)
		return;
	db *writer = db_borrow_in(w->pool, DB_WRITE, w->a), *reader = db_borrow_in(w->pool, DB_READ, w->a);
	for (size_t i = 0; i < SEL_COUNT(settings); i++) {
		struct db_query q = sql(settings[i].text, 0, 1);
		assert_int_equal(db_one_int(writer, &q, NULL, -1), settings[i].writer);
		assert_int_equal(db_one_int(reader, &q, NULL, -1), settings[i].reader);
	}
	/* A name in double quotes that does not exist is an error, not a text. */
	assert_int_equal(DB_FAILED, db_exec(writer, SQL("SELECT \"oops\"", 0, 1), NULL, NULL));
}

/* ---- checkpoints ---- */

static int64_t wal_size(const struct world *w)
{
	char path[100];
	struct stat st;
	snprintf(path, sizeof(path), "%s-wal", w->file.p);
	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static void write_megabytes(struct world *w, db *d, int64_t from, int n)
{
	enum { MEGABYTE = 1 << 20 };
	char *t = arena_alloc(w->a, MEGABYTE);
	memset(t, 'z', MEGABYTE);
	for (int i = 0; i < n; i++)
		assert_int_equal(DB_OK, db_exec(d, SQL("INSERT INTO line (n, t) VALUES ($1, $2)", 2, 0),
		                                DB_ARGS(db_int(from + i), db_text((str){ t, MEGABYTE })), NULL));
}

static void the_writer_keeps_the_log_short(void **state)
{
	enum { MB = 1 << 20 };
	struct world *w = *state;
	if (w->engine != DB_SQLITE)
		return;
	db *d = line_db(w), *reader = db_borrow(w->pool, DB_READ);
	write_megabytes(w, d, 0, 40);
	assert_true(wal_size(w) <= 20 * MB); /* a checkpoint at 16 MB, then it starts again */
	/* A reader in the past keeps the log from starting again; when it is done, the next commit cuts the log. */
	assert_int_equal(DB_OK, db_begin(reader, DB_READ));
	assert_int_equal(count_of(reader, "line"), 40);
	write_megabytes(w, d, 100, 70);
	assert_true(wal_size(w) > 64 * MB);
	assert_int_equal(count_of(reader, "line"), 40);
	assert_int_equal(DB_OK, db_commit(reader));
	write_megabytes(w, d, 200, 20);
	assert_true(wal_size(w) <= 20 * MB);
	assert_int_equal(count_of(reader, "line"), 130);
	db_checkpoint(d);
	db_return(d);
	db_return(reader);
	db_pool_close(w->pool);
	assert_int_equal(wal_size(w), 0);
	w->pool = pool_at(w->url, 1);
	d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "line"), 130);
	db_return(d);
}

/* ---- crashes ---- */

/* Commits 1, 2, 3... telling each on the pipe, with an uncommitted row -1, -2... written after each. */
static void write_until_killed(const struct world *w, int told)
{
	struct db_pool *p = pool_at(w->url, 1);
	db *d = db_borrow(p, DB_WRITE);
	for (int n = 1;; n++) {
		if (db_begin(d, DB_WRITE) != DB_OK || db_exec(d, &add_line, DB_ARGS(db_int(n)), NULL) != DB_OK ||
		    db_commit(d) != DB_OK || write(told, &n, sizeof(n)) != (ssize_t)sizeof(n))
			_exit(1);
		if (db_begin(d, DB_WRITE) != DB_OK || db_exec(d, &add_line, DB_ARGS(db_int(-n)), NULL) != DB_OK)
			_exit(1);
		db_rollback(d);
	}
}

static void a_killed_writer_loses_nothing_committed(void **state)
{
	struct world *w = *state;
	db_return(line_db(w));
	db_pool_close(w->pool);
	int ends[2], n = 0, last = 0;
	assert_int_equal(0, pipe(ends));
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		write_until_killed(w, ends[1]);
	close(ends[1]);
	while (last < 300 && read(ends[0], &n, sizeof(n)) == (ssize_t)sizeof(n))
		last = n;
	assert_int_equal(0, kill(child, SIGKILL));
	assert_int_equal(last, 300);
	while (read(ends[0], &n, sizeof(n)) == (ssize_t)sizeof(n))
		last = n;
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	w->pool = pool_at(w->url, 1);
	db *d = db_borrow(w->pool, DB_WRITE);
	/* On PostgreSQL the dead client's transaction ends when the server notices; the writers' lock waits for that.
	 */
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	int64_t rows = count_of(d, "line");
	assert_true(rows == last || rows == last + 1); /* the last commit may not have been told */
	assert_int_equal(db_one_int(d, SQL("SELECT max(n) FROM line", 0, 1), NULL, -1), rows);
	assert_int_equal(db_one_int(d, SQL("SELECT min(n) FROM line", 0, 1), NULL, -1), 1);
	assert_int_equal(DB_OK, db_commit(d));
	if (w->engine == DB_SQLITE) {
		db_rows *r;
		assert_int_equal(DB_OK, db_select(d, SQL("PRAGMA integrity_check", 0, 1), NULL, &r));
		assert_true(db_next(r));
		assert_string_equal(db_col_text(r, 0).p, "ok");
		assert_int_equal(DB_OK, db_finish(r));
	}
	db_return(d);
}

/* PostgreSQL: the server closes connections; the next who borrows one gets a working one. */
static void a_lost_connection_is_made_again(void **state)
{
	struct world *w = *state;
	if (w->engine != DB_POSTGRES)
		return;
	static const struct db_query own = { "own", "SELECT pg_backend_pid()", 0, 1, NULL };
	static const struct db_query end = { "end", "SELECT pg_terminate_backend(CAST($1 AS INT), 10000)", 1, 1, NULL };
	db *d = line_db(w), *other = db_borrow(w->pool, DB_READ);
	int64_t pid = db_one_int(d, &own, NULL, -1);
	assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(1)), NULL));
	/* In a transaction: it is gone, and says so. */
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(2)), NULL));
	assert_int_equal(DB_OK, db_exec(other, &end, DB_ARGS(db_int(pid)), NULL));
	assert_int_equal(DB_GONE, db_exec(d, &add_line, DB_ARGS(db_int(3)), NULL));
	assert_int_equal(DB_GONE, db_commit(d));
	db_return(d);
	d = db_borrow(w->pool, DB_WRITE);
	assert_non_null(d);
	assert_int_not_equal(db_one_int(d, &own, NULL, -1), pid);
	assert_int_equal(count_of(d, "line"), 1);
	/* While it was idle: nobody notices. */
	pid = db_one_int(d, &own, NULL, -1);
	db_return(d);
	assert_int_equal(DB_OK, db_exec(other, &end, DB_ARGS(db_int(pid)), NULL));
	d = db_borrow(w->pool, DB_WRITE);
	assert_non_null(d);
	assert_int_equal(DB_OK, db_exec(d, &add_line, DB_ARGS(db_int(2)), NULL));
	/* Between borrowing and the transaction: the transaction begins on a new one. */
	pid = db_one_int(d, &own, NULL, -1);
	assert_int_equal(DB_OK, db_exec(other, &end, DB_ARGS(db_int(pid)), NULL));
	assert_int_equal(DB_OK, db_tx(d, DB_WRITE, add_one_more, NULL));
	assert_int_equal(count_of(d, "line"), 3);
	db_return(d);
	db_return(other);
}

/* PostgreSQL: a table made anew with other types under statements that are already prepared. */
static void a_table_may_be_made_anew(void **state)
{
	struct world *w = *state;
	static const struct db_query read = { "read", "SELECT v FROM made", 0, 1, NULL };
	db *d = db_borrow(w->pool, DB_WRITE), *reader = db_borrow(w->pool, DB_READ);
	run_script(d, "CREATE TABLE made (v {{int}}); INSERT INTO made (v) VALUES (1);");
	assert_int_equal(db_one_int(reader, &read, NULL, -1), 1);
	run_script(d, "DROP TABLE made; CREATE TABLE made (v {{text}}); INSERT INTO made (v) VALUES ('2');");
	int64_t v = -1;
	for (int try = 0; try < 2 && v != 2; try++)
		v = db_one_int(reader, &read, NULL, -1);
	assert_int_equal(v, 2);
	db_return(d);
	db_return(reader);
}

/* ---- migrations ---- */

#define FIRST "CREATE TABLE town (id {{id}}, name {{text}} NOT NULL) {{strict}};"
#define SECOND "ALTER TABLE town ADD COLUMN people {{int}} NOT NULL DEFAULT 0; INSERT INTO town (name) VALUES ('Soe');"

static const struct db_migration first_two[] = { { 1, "town", FIRST }, { 2, "people", SECOND } };

static void migrations_are_applied_once(void **state)
{
	struct world *w = *state;
	const char *why = "?";
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 1, &why));
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 2, &why));
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 2, &why));
	assert_null(why);
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "town"), 1);
	db_rows *r;
	assert_int_equal(
	    DB_OK, db_select(d, SQL("SELECT n, name, sha256, at FROM schema_version ORDER BY n", 0, 4), NULL, &r));
	assert_true(db_next(r));
	assert_int_equal(db_col_int(r, 0), 1);
	assert_string_equal(db_col_text(r, 1).p, "town");
	/* printf %s "$FIRST" | sha256sum */
	assert_string_equal(db_col_text(r, 2).p, "1c04e896ed842fc6ef05c858dc081b450129bd4fa5fb06dc8a2da1232ef3e456");
	assert_true(db_col_int(r, 3) > 1600000000000);
	assert_true(db_next(r));
	assert_int_equal(db_col_int(r, 0), 2);
	assert_false(db_next(r));
	assert_int_equal(DB_OK, db_finish(r));
	db_return(d);
}

static void an_edited_migration_is_refused(void **state)
{
	struct world *w = *state;
	const char *why = NULL;
	const struct db_migration edited[] = { { 1, "town", FIRST " " }, { 2, "people", SECOND } };
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 1, &why));
	assert_int_equal(DB_CHECK, db_migrate(w->pool, edited, 2, &why));
	assert_string_equal(why, "migration 1 (town) has been changed after it was applied");
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "schema_version"), 1);
	db_return(d);
}

static void a_newer_database_is_refused(void **state)
{
	struct world *w = *state;
	const char *why = NULL;
	const struct db_migration others[] = { { 1, "town", FIRST }, { 3, "people", SECOND } };
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 2, &why));
	assert_int_equal(DB_CHECK, db_migrate(w->pool, first_two, 1, &why));
	assert_string_equal(why, "the database is newer than this program (migration 2)");
	assert_int_equal(DB_CHECK, db_migrate(w->pool, others, 2, &why));
	assert_string_equal(why, "the database has a migration 2 that this program does not have");
}

/* Two rooms number their migrations apart; the one with the lower numbers adds one later. */
static void a_missing_migration_is_applied_wherever_it_stands(void **state)
{
	struct world *w = *state;
	const char *why = NULL;
	const struct db_migration later[] = { { 1, "town", FIRST },
		                              { 2, "people", SECOND },
		                              { 10, "road", "CREATE TABLE road (id {{id}}) {{strict}};" } };
	const struct db_migration before[] = { later[0], later[2] };
	assert_int_equal(DB_OK, db_migrate(w->pool, before, 2, &why));
	assert_int_equal(DB_OK, db_migrate(w->pool, later, 3, &why));
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "town"), 1);
	assert_int_equal(db_one_int(d, SQL("SELECT CAST(sum(n) AS BIGINT) FROM schema_version", 0, 1), NULL, -1), 13);
	db_return(d);
}

static void a_failed_migration_leaves_nothing(void **state)
{
	struct world *w = *state;
	const char *why = NULL;
	const struct db_migration bad[] = {
		{ 1, "town", FIRST }, { 2, "bad", "CREATE TABLE half (n {{int}}); INSERT INTO nowhere (n) VALUES (1);" }
	};
	assert_int_equal(DB_FAILED, db_migrate(w->pool, bad, 2, &why));
	assert_non_null(strstr(why, "migration 2 (bad)"));
	assert_non_null(strstr(why, "nowhere"));
	db *d = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(d, "schema_version"), 1);
	assert_int_equal(count_of(d, "half"), -1);
	db_return(d);
	assert_int_equal(DB_OK, db_migrate(w->pool, first_two, 2, &why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(readers_cannot_write),
		ON_A_WORLD(what_is_given_back_is_clean),
		ON_A_WORLD(writers_take_turns),
		ON_A_WORLD(writers_are_served_in_order),
		cmocka_unit_test(one_connection_serves_a_database_in_memory),
		ON_A_WORLD(a_second_pool_is_refused),
		cmocka_unit_test(an_address_that_does_not_work_is_explained),
		ON_A_WORLD(a_file_that_is_no_database_is_refused),
		cmocka_unit_test(versions_with_the_reset_bug_are_known),
		ON_A_WORLD(sqlite_is_set_up_for_safety),
		ON_A_WORLD(the_writer_keeps_the_log_short),
		ON_A_WORLD(a_killed_writer_loses_nothing_committed),
		ON_A_WORLD(a_lost_connection_is_made_again),
		ON_A_WORLD(a_table_may_be_made_anew),
		ON_A_WORLD(migrations_are_applied_once),
		ON_A_WORLD(an_edited_migration_is_refused),
		ON_A_WORLD(a_newer_database_is_refused),
		ON_A_WORLD(a_missing_migration_is_applied_wherever_it_stands),
		ON_A_WORLD(a_failed_migration_leaves_nothing),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
