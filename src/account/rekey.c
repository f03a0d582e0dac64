/* Another key for the installation: what the old one sealed is sealed anew. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "account/command.h"
#include "account/internal.h"
#include "account_sql.h"
#include "base/vec.h"

struct sealed {
	str account;
	uint8_t bytes[FACTOR_SIZE + SEAL_EXTRA];
};

/* All secrets of the second factor under NEW, in A; false when one cannot be opened. */
static bool reseal(const struct accounts *s, db *d, arena *a, const struct key *new, struct sealed **out, size_t *n)
{
	VEC(struct sealed) list = { 0 };
	uint8_t plain[FACTOR_SIZE];
	db_rows *rows;
	bool ok = true;
	if (db_select(d, &q_secret_sealed, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		str factor = db_col_blob(rows, Q_SECRET_SEALED_COL_FACTOR);
		ok = ok && factor.n == sizeof(list.p->bytes) && key_open(&s->key, factor, plain);
		if (!ok)
			continue;
		struct sealed *one = vec_push(a, &list);
		one->account = arena_str(a, db_col_text(rows, Q_SECRET_SEALED_COL_ACCOUNT));
		key_seal(new, plain, FACTOR_SIZE, one->bytes);
	}
	sodium_memzero(plain, sizeof(plain));
	*out = list.p;
	*n = list.n;
	return db_finish(rows) == DB_OK && ok;
}

static bool write_all(db *d, const struct sealed *list, size_t n)
{
	bool ok = true;
	for (size_t i = 0; i < n && ok; i++)
		ok = db_exec(d, &q_secret_reseal,
		             DB_ARGS(db_text(list[i].account), db_blob(list[i].bytes, sizeof(list[i].bytes))),
		             NULL) == DB_OK;
	return ok;
}

/* The new key stands beside the old one before the database says that it is the one, and takes its name afterwards. */
bool accounts_command_key(struct accounts *s, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct sealed *list;
	struct key new;
	size_t n;
	const char *path = s->opts.key_path;
	str beside = arena_fmt(a, "%s.new", path);
	db *d = db_borrow_in(pool_of(s), DB_WRITE, a);
	random_bytes(new.b, KEY_SIZE);
	if (!d || db_begin(d, DB_WRITE) != DB_OK || !reseal(s, d, a, &new, &list, &n)) {
		fprintf(stderr, "selaras: what the key %s sealed cannot be opened: is it this database's key?\n", path);
		return false;
	}
	if (!key_write(beside.p, &new)) {
		fprintf(stderr, "selaras: %s: %s\n", beside.p, strerror(errno));
		return false;
	}
	if (!write_all(d, list, n) || db_commit(d) != DB_OK) {
		unlink(beside.p);
		return false;
	}
	if (rename(beside.p, path) != 0) {
		fprintf(stderr, "selaras: the key is %s now: give it the name %s\n", beside.p, path);
		return false;
	}
	sodium_memzero(&new, sizeof(new));
	fprintf(out, "%zu\n", n);
	return true;
}
