/* Copies: of a database in use, before a migration, and when there is no room for one. */
#include "db_world.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define FIRST "CREATE TABLE town (id {{id}}, name {{text}} NOT NULL) {{strict}};"
#define SECOND "ALTER TABLE town ADD COLUMN people {{int}} NOT NULL DEFAULT 0;"
static const struct db_migration both[] = { { 3, "town", FIRST }, { 7, "people", SECOND } };
static const struct db_query add_town = { "add_town", "INSERT INTO town (name) VALUES ($1)", 1, 0, NULL };

static void migrate(struct db_pool *p, size_t n)
{
	const char *why = "";
	if (db_migrate(p, both, n, &why) != DB_OK)
		fail_msg("%s", why);
}

static void add_towns(struct world *w, int n)
{
	db *d = db_borrow(w->pool, DB_WRITE);
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	for (int i = 0; i < n; i++)
		assert_int_equal(DB_OK, db_exec(d, &add_town, DB_ARGS(db_text(STR("Soe"))), NULL));
	assert_int_equal(DB_OK, db_commit(d));
	db_return(d);
}

static int64_t towns_in(struct world *w, const char *file, const char *column)
{
	const char *why = "";
	struct db_pool *p = db_pool_open(arena_fmt(w->a, "sqlite:%s", file).p,
	                                 &(struct db_opts){ .readers = 1, .read_only = true }, &why);
	if (!p)
		fail_msg("%s", why);
	db *d = db_borrow(p, DB_READ);
	struct db_query q = sql(arena_fmt(w->a, "SELECT count(%s) FROM town", column).p, 0, 1);
	int64_t n = db_one_int(d, &q, NULL, -1);
	db_return(d);
	db_pool_close(p);
	return n;
}

/* How many files of the world's folder begin with PREFIX; *NAME is the last of them. */
static int files(struct world *w, const char *prefix, str *name)
{
	int n = 0;
	DIR *dir = opendir(w->dir.p);
	for (struct dirent *e; (e = readdir(dir));) {
		if (!str_starts(str_of(e->d_name), str_of(prefix)))
			continue;
		*name = arena_fmt(w->a, "%s/%s", w->dir.p, e->d_name);
		n++;
	}
	closedir(dir);
	return n;
}

static void a_database_in_use_is_copied(void **state)
{
	struct world *w = *state;
	const char *why = "";
	struct stat st;
	str to = arena_fmt(w->a, "%s/copy.db", w->dir.p), name;
	migrate(w->pool, 1);
	add_towns(w, 500);
	/* a writer in the middle of something: what it has not committed is not in the copy */
	db *d = db_borrow(w->pool, DB_WRITE);
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_exec(d, &add_town, DB_ARGS(db_text(STR("Atambua"))), NULL));
	if (!db_copy(w->url, to.p, &why))
		fail_msg("%s", why);
	assert_int_equal(DB_OK, db_commit(d));
	db_return(d);
	assert_int_equal(towns_in(w, to.p, "*"), 500);
	assert_int_equal(stat(to.p, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(files(w, "copy.db", &name), 1); /* nothing beside it: it was only read */
	/* a file that is there is not written over */
	assert_false(db_copy(w->url, to.p, &why));
	assert_non_null(strstr(why, "there is such a file already"));
	assert_int_equal(towns_in(w, to.p, "*"), 500);
	/* the copy opens as a database of its own */
	struct db_pool *p = pool_at(arena_fmt(w->a, "sqlite:%s", to.p).p, 1);
	migrate(p, 2);
	db_pool_close(p);
}

static void what_opens_read_only_does_not_write(void **state)
{
	struct world *w = *state;
	const char *why = "";
	migrate(w->pool, 1);
	struct db_pool *p = db_pool_open(w->url, &(struct db_opts){ .readers = 1, .read_only = true }, &why);
	assert_non_null(p);
	assert_null(db_borrow(p, DB_WRITE));
	db *d = db_borrow(p, DB_READ);
	assert_int_equal(DB_FAILED, db_exec(d, &add_town, DB_ARGS(db_text(STR("Soe"))), NULL));
	db_return(d);
	db_pool_close(p);
	assert_null(db_pool_open(arena_fmt(w->a, "sqlite:%s/none.db", w->dir.p).p,
	                         &(struct db_opts){ .readers = 1, .read_only = true }, &why));
	assert_int_not_equal(access(arena_fmt(w->a, "%s/none.db", w->dir.p).p, F_OK), 0);
}

static void what_cannot_be_copied_leaves_nothing(void **state)
{
	struct world *w = *state;
	const char *why = "";
	str to = arena_fmt(w->a, "%s/copy.db", w->dir.p), name;
	assert_false(db_copy("sqlite::memory:", to.p, &why));
	assert_false(db_copy("postgresql://nowhere/none", to.p, &why));
	assert_non_null(strstr(why, "pg_dump"));
	assert_false(db_copy(arena_fmt(w->a, "sqlite:%s/none.db", w->dir.p).p, to.p, &why));
	int fd = open(arena_fmt(w->a, "%s/text", w->dir.p).p, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "not a database, but long enough to look", 39), 39);
	close(fd);
	assert_false(db_copy(arena_fmt(w->a, "sqlite:%s/text", w->dir.p).p, to.p, &why));
	assert_int_equal(files(w, "copy.db", &name), 0);
	assert_false(db_copy(w->url, arena_fmt(w->a, "%s/no/folder", w->dir.p).p, &why));
}

/* A full disk, as a limit on the size of files: in a process of its own, which ends 0 when all is as it should be. */
static void a_full_disk_stops_the_migration(void **state)
{
	struct world *w = *state;
	str name;
	migrate(w->pool, 1);
	add_towns(w, 2000);
	db_pool_close(w->pool);
	pid_t child = fork();
	if (child == 0) {
		const char *why = "";
		struct db_pool *p = db_pool_open(w->url, NULL, &why);
		signal(SIGXFSZ, SIG_IGN);
		const struct rlimit few = { 20000, 20000 };
		bool ok = p && setrlimit(RLIMIT_FSIZE, &few) == 0 && db_migrate(p, both, 2, &why) == DB_FAILED &&
		          strstr(why, "no copy can be made before the migration");
		_exit(ok ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(files(w, "test.db.v", &name), 0);
	assert_int_equal(towns_in(w, w->file.p, "people"), -1); /* the database is as it was */
	w->pool = pool_at(w->url, 3);
}

static void a_migration_is_preceded_by_a_copy(void **state)
{
	struct world *w = *state;
	const char *why = "";
	str name = STR_EMPTY;
	migrate(w->pool, 1);
	assert_int_equal(files(w, "test.db.v", &name), 0); /* a fresh database: there was nothing to keep */
	add_towns(w, 3);
	migrate(w->pool, 1);
	assert_int_equal(files(w, "test.db.v", &name), 0); /* nothing to do */
	migrate(w->pool, 2);
	assert_int_equal(files(w, "test.db.v", &name), 1);
	assert_int_equal(
	    fnmatch("*/test.db.v3.20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9][0-5][0-9][0-5][0-9]Z", name.p, 0), 0);
	assert_int_equal(towns_in(w, name.p, "*"), 3);
	assert_int_equal(towns_in(w, name.p, "people"), -1); /* from before */
	assert_int_equal(towns_in(w, w->file.p, "people"), 3);
	/* a migration that fails and changed nothing leaves no copy: the next try makes one */
	unlink(name.p);
	const struct db_migration bad[] = { both[0], both[1], { 9, "bad", "INSERT INTO nowhere (n) VALUES (1);" } };
	assert_int_equal(DB_FAILED, db_migrate(w->pool, bad, 3, &why));
	assert_non_null(strstr(why, "migration 9 (bad)"));
	assert_int_equal(files(w, "test.db.v", &name), 0);
	/* unless nobody wants one */
	const struct db_migration more[] = { both[0],
		                             both[1],
		                             { 9, "road", "CREATE TABLE road (id {{id}}) {{strict}};" } };
	db_pool_close(w->pool);
	w->pool = db_pool_open(w->url, &(struct db_opts){ .no_copy = true }, &why);
	assert_int_equal(DB_OK, db_migrate(w->pool, more, 3, &why));
	assert_int_equal(files(w, "test.db.v", &name), 0);
}

int main(void)
{
	static const enum db_engine engine = DB_SQLITE;
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_database_in_use_is_copied),          ON_A_WORLD(what_opens_read_only_does_not_write),
		ON_A_WORLD(what_cannot_be_copied_leaves_nothing), ON_A_WORLD(a_full_disk_stops_the_migration),
		ON_A_WORLD(a_migration_is_preceded_by_a_copy),
	};
	ARENA_SCOPE arena *a = arena_new(0);
	struct CMUnitTest *all = arena_array(a, struct CMUnitTest, SEL_COUNT(tests));
	for (size_t i = 0; i < SEL_COUNT(tests); i++) {
		all[i] = tests[i];
		all[i].initial_state = (void *)(uintptr_t)&engine;
	}
	return _cmocka_run_group_tests("db_copy", all, SEL_COUNT(tests), NULL, NULL);
}
