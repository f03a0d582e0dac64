/* A copy of an SQLite database that has proved itself. */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/cli.h"

enum { PROBLEMS_SHOWN = 200 };

/* Proves every version in the copy, which is only read: a migration would make it another database. */
static bool prove(struct db_pool *pool, const char *file)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	struct stat st;
	uint64_t versions = 0;
	problems_init(&ps, a, PROBLEMS_SHOWN);
	db *d = db_borrow(pool, DB_READ);
	bool ok = d && store_verify(NULL, d, &ps, &versions);
	if (!ok)
		fprintf(stderr, "selaras: %s: not a database of Selaras, or not readable: %s\n", file,
		        d ? db_error(d) : "");
	db_return(d);
	print_problems(&ps, file);
	if (ok && stat(file, &st) == 0)
		printf("%s: %lld bytes, %llu versions checked, %u problems\n", file, (long long)st.st_size,
		       (unsigned long long)versions, ps.n);
	return ok && ps.n == 0;
}

int cmd_backup(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *why = "";
	if (!options_done(argc, argv) || argc != 1) {
		fprintf(stderr, "usage: selaras backup [--db URL] FILE\n");
		return 2;
	}
	hash_start();
	if (!db_copy(url, argv[0], &why)) {
		fprintf(stderr, "selaras: %s\n", why);
		return 1;
	}
	ARENA_SCOPE arena *a = arena_new(0);
	struct db_pool *pool = db_pool_open(arena_fmt(a, "sqlite:%s", argv[0]).p,
	                                    &(struct db_opts){ .readers = 1, .read_only = true }, &why);
	if (!pool)
		fprintf(stderr, "selaras: %s\n", why);
	bool ok = pool && prove(pool, argv[0]);
	db_pool_close(pool);
	return ok ? 0 : 1;
}
