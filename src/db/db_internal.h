/* db_internal.h -- what the two engines implement (struct db_ops) and what they share.
 *
 * An engine embeds struct db first in its connection and struct db_rows first in its cursor. db.c keeps the state of
 * the transaction and calls the engine only when that state allows it, so an engine has no rules of its own about it.
 */
#ifndef SELARAS_DB_DB_INTERNAL_H
#define SELARAS_DB_DB_INTERNAL_H

#include "db/db.h"

struct db_ops {
	void (*close)(db *d);
	/* Readies an idle connection for WANT: reconnects when the server has hung up. False: not to be had. */
	bool (*ready)(db *d, enum db_want want);
	/* Ends forgotten cursors before the connection goes back. */
	void (*tidy)(db *d);
	enum db_rc (*exec)(db *d, const struct db_query *q, const struct db_arg *args, int64_t *changed);
	enum db_rc (*select)(db *d, const struct db_query *q, const struct db_arg *args, db_rows **out);
	bool (*next)(db_rows *r);
	enum db_rc (*finish)(db_rows *r);
	bool (*is_null)(const db_rows *r, int col);
	int64_t (*col_int)(const db_rows *r, int col);
	double (*col_real)(const db_rows *r, int col);
	bool (*col_bool)(const db_rows *r, int col);
	str (*col_bytes)(const db_rows *r, int col, bool text);
	enum db_rc (*begin)(db *d, enum db_want want);
	enum db_rc (*commit)(db *d);
	void (*rollback)(db *d);
	enum db_rc (*run)(db *d, const char *sql); /* several statements, no parameters */
	enum db_rc (*bulk_begin)(db *d);
	enum db_rc (*bulk_exec)(db *d, const struct db_query *q, const struct db_arg *args);
	enum db_rc (*bulk_end)(db *d);
	void (*checkpoint)(db *d);
};

struct db {
	const struct db_ops *ops;
	struct db_pool *pool;
	enum db_engine engine;
	enum db_want want; /* what it was borrowed for */
	bool in_tx, has_savepoint, in_bulk;
	bool has_failed;   /* since it was borrowed */
	enum db_rc spoilt; /* first error in the transaction */
	char error[400];
};

struct db_rows {
	db *d;
};

/* Keeps the engine's words for db_error(). */
void db_set_error(db *d, const char *fmt, ...) SEL_PRINTF(2, 3);
/* Whether there is a text for D's engine; sets the error when there is none. */
bool db_has_text(db *d, const struct db_query *q);
/* Reports to the log what must not happen in a sound program; Q may be NULL. Returns RC. */
enum db_rc db_report(db *d, const struct db_query *q, enum db_rc rc);

/* TEXT with its macros expanded, in arena A; NULL when it has an unknown one (named in *WHY). */
const char *db_expand(arena *a, enum db_engine engine, const char *text, const char **why);

/* A reason for a person, in the thread's buffer. */
const char *db_why(const char *fmt, ...) SEL_PRINTF(1, 2);

/* What the pool was opened with. */
const char *db_pool_url(const struct db_pool *p);
bool db_pool_copies(const struct db_pool *p); /* whether db_migrate() is to make a copy */
/* The copy before a migration of a database whose newest one is VERSION; *COPY is its path. */
bool db_copy_before(arena *a, struct db_pool *p, int64_t version, const char **copy, const char **why);

struct db_sqlite_opts {
	bool writer;    /* makes the file, and checkpoints */
	bool read_only; /* cannot write, not even the file's head */
	unsigned cache_kib;
};
/* PATH may be ":memory:". NULL on failure with the reason in *WHY. */
db *db_sqlite_open(struct db_pool *p, const char *path, const struct db_sqlite_opts *o, const char **why);
/* Logs once a process when the library has the WAL-reset bug. */
void db_sqlite_warn(void);
/* Whether a library of this number (as sqlite3_libversion_number()) has the WAL-reset bug. */
bool db_sqlite_has_reset_bug(int version);

/* Connects; NULL on failure with the reason in *WHY. */
db *db_pg_open(struct db_pool *p, const char *url, const char **why);
/* Whether the database is fit for the program, after making what it lacks (collation); D is connected. */
bool db_pg_prepare_database(db *d, const char **why);

#endif
