/* Copies of an SQLite database, as a backup and before a migration.
 *
 * VACUUM INTO reads one moment through a connection that can neither write nor make a checkpoint, so it may run beside
 * the process that has the database open (see db.h on the WAL-reset bug). The copy gets its name only when it is whole,
 * has been read back and is on the disk. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/fault.h"
#include "base/log.h"
#include "db/db_internal.h"

static const struct db_query vacuum_into = { .name = "vacuum_into", .text = "VACUUM INTO $1", .nparam = 1 };
static const struct db_query quick_check = { .name = "quick_check", .text = "PRAGMA quick_check(1)", .ncol = 1 };

/* Runs USE on a read-only connection to URL. */
static bool with_reader(const char *url, bool (*use)(db *d, const char *to, const char **why), const char *to,
                        const char **why)
{
	struct db_pool *p = db_pool_open(url, &(struct db_opts){ .readers = 1, .read_only = true }, why);
	if (!p)
		return false;
	db *d = db_borrow(p, DB_READ);
	bool ok = d && use(d, to, why);
	db_return(d);
	db_pool_close(p);
	return ok;
}

static bool write_copy(db *d, const char *to, const char **why)
{
	if (db_exec(d, &vacuum_into, DB_ARGS(db_text(str_of(to))), NULL) == DB_OK)
		return true;
	*why = db_why("%s: %s", to, db_error(d));
	return false;
}

static bool read_copy(db *d, const char *to, const char **why)
{
	db_rows *r;
	bool sound = false;
	if (db_select(d, &quick_check, NULL, &r) == DB_OK) {
		sound = db_next(r) && str_is(db_col_text(r, 0), "ok");
		sound = db_finish(r) == DB_OK && sound;
	}
	if (!sound)
		*why = db_why("%s: the copy is not sound", to);
	return sound;
}

static char *mutable(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	memcpy(p, s.p, s.n + 1);
	return p;
}

static bool to_disk(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && !fault_here() && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Gives the whole copy its name; the folder is written too, or the name could be lost with the power. */
static bool name_copy(arena *a, const char *part, const char *to, const char **why)
{
	char *path = mutable(a, str_of(to)); /* dirname() writes to it */
	if (to_disk(part) && rename(part, to) == 0 && to_disk(dirname(path)))
		return true;
	*why = db_why("%s: %s", to, strerror(errno));
	return false;
}

bool db_copy(const char *url, const char *to, const char **why)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str address = str_of(url);
	if (!str_starts(address, STR("sqlite:")) || str_is(address, "sqlite::memory:")) {
		*why = "only an SQLite file can be copied; for PostgreSQL there is pg_dump";
		return false;
	}
	if (access(to, F_OK) == 0) {
		*why = db_why("%s: there is such a file already", to);
		return false;
	}
	char *name = mutable(a, arena_fmt(a, "%s.XXXXXX", to));
	int fd = mkstemp(name);
	if (fd < 0) {
		*why = db_why("%s: %s", to, strerror(errno));
		return false;
	}
	close(fd);
	bool ok = with_reader(url, write_copy, name, why) &&
	          with_reader(arena_fmt(a, "sqlite:%s", name).p, read_copy, name, why) && name_copy(a, name, to, why);
	if (!ok)
		unlink(name);
	return ok;
}

bool db_copy_before(arena *a, struct db_pool *p, int64_t version, const char **copy, const char **why)
{
	const char *url = db_pool_url(p), *reason = "";
	char at[25], stamp[25];
	size_t n = 0;
	instant_print(clock_now(), at);
	for (const char *c = at; *c; c++)
		if (*c != ':')
			stamp[n++] = *c;
	stamp[n] = '\0';
	str to = arena_fmt(a, "%s.v%d.%s", url + strlen("sqlite:"), (int)version, stamp);
	for (int i = 2; access(to.p, F_OK) == 0 && i < 100; i++)
		to = arena_fmt(a, "%s.v%d.%s-%d", url + strlen("sqlite:"), (int)version, stamp, i);
	if (!db_copy(url, to.p, &reason)) {
		*why = db_why("no copy can be made before the migration: %s", arena_str(a, str_of(reason)).p);
		return false;
	}
	log_info("database copied before a migration file=%s", to.p);
	*copy = to.p;
	return true;
}
