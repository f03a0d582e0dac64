/* db.h -- the only door to the database: one SQL text, two engines (SQLite, PostgreSQL).
 *
 * A statement is a constant (struct db_query): generated at build time from a room's .sql file by tools/sqlc.py, or
 * derived once at start by the record kernel from its kind tables (db_query_make). No other C file holds SQL.
 * Placeholders are $1..$n: PostgreSQL's own; SQLite binds them by name.
 * Ownership: a db is borrowed from a pool and returned; text handed out by a row lives until the next db_next().
 * Threads: one connection belongs to one thread between borrow and return.
 * Errors: functions return enum db_rc; db_error() gives the engine's words for the log, never for the page. An error
 * inside a transaction spoils it on both engines (PostgreSQL's rule): everything but db_rollback() and
 * db_savepoint_rollback() then answers DB_FAILED. Writers take turns, one at a time, on both engines: SQLite by the
 * pool's ticket, PostgreSQL by an advisory lock that db_begin(DB_WRITE) takes. So a writer sees all that was committed
 * before, and never meets another one half way.
 *
 * SQLite rule (WAL-reset bug, SQLite 3.7.0-3.51.2, fixed 3.51.3): one connection in one process both writes and
 * checkpoints; readers are query_only; an exclusive flock on PATH.lock keeps a second process out. */
#ifndef SELARAS_DB_DB_H
#define SELARAS_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

typedef struct db db;
typedef struct db_rows db_rows;
struct db_pool;

enum db_engine { DB_SQLITE, DB_POSTGRES };

enum db_rc {
	DB_OK = 0,
	DB_UNIQUE,  /* a unique key is already taken */
	DB_FOREIGN, /* a referred record is missing, or still referred to */
	DB_CHECK,   /* a CHECK or NOT NULL rule refused the value */
	DB_RETRY,   /* busy, deadlock or serialization failure: run the transaction again */
	DB_GONE,    /* the connection is lost */
	DB_FAILED   /* anything else: a bug or a broken disk */
};

struct db_query {
	const char *name; /* "partner_by_id": for the log */
	const char
	    *text; /* connections keep prepared statements by its address (and check that it still says the same) */
	uint8_t nparam, ncol;
	const char
	    *pg_text; /* PostgreSQL's own text where it must differ; NULL: TEXT serves both; "": not for this engine */
};

enum db_type { DB_T_NULL, DB_T_INT, DB_T_REAL, DB_T_BOOL, DB_T_TEXT, DB_T_BLOB };
struct db_arg {
	enum db_type type;
	size_t len;
	union {
		int64_t i;
		double f;
		const void *p;
	} u;
};

static inline struct db_arg db_null(void)
{
	return (struct db_arg){ .type = DB_T_NULL };
}
static inline struct db_arg db_int(int64_t i)
{
	return (struct db_arg){ .type = DB_T_INT, .u.i = i };
}
static inline struct db_arg db_real(double f)
{
	return (struct db_arg){ .type = DB_T_REAL, .u.f = f };
}
static inline struct db_arg db_bool(bool b)
{
	return (struct db_arg){ .type = DB_T_BOOL, .u.i = b };
}
/* Text must be valid UTF-8 without NUL and outlive the call. */
static inline struct db_arg db_text(str s)
{
	return (struct db_arg){ .type = DB_T_TEXT, .len = s.n, .u.p = s.p };
}
static inline struct db_arg db_text_or_null(str s)
{
	return s.n ? db_text(s) : db_null();
}
static inline struct db_arg db_blob(const void *p, size_t n)
{
	return (struct db_arg){ .type = DB_T_BLOB, .len = n, .u.p = p };
}
#define DB_ARGS(...) ((const struct db_arg[]){ __VA_ARGS__ })

/* ---- pool ---- */
struct db_opts {
	unsigned readers;   /* read connections (PostgreSQL: all connections); 0: 4 */
	unsigned cache_kib; /* SQLite page cache of the writer; 0: 16384; readers take a quarter */
	bool no_lock;       /* tests only: no lock on the file */
	bool read_only; /* SQLite: no writer and no lock, so it opens beside another process; db_borrow(DB_WRITE) gives
	                   NULL */
	bool no_copy;   /* SQLite: db_migrate() makes no copy first */
};
enum db_want { DB_READ, DB_WRITE };

/* URL: "sqlite:/path/file.db", "sqlite::memory:" (tests; one shared connection) or "postgresql://...".
 * NULL on failure, with the reason for a person in *WHY (static or in a thread's buffer). */
struct db_pool *db_pool_open(const char *url, const struct db_opts *opts, const char **why);
void db_pool_close(struct db_pool *p); /* NULL allowed; every connection must be back */
enum db_engine db_pool_engine(const struct db_pool *p);
/* Waits its turn (writers first come, first served). NULL only when a PostgreSQL server is gone (or see read_only). A
 * thread must not ask for a second connection of the same sort while it holds one: with all others waiting too, nobody
 * would go on. */
db *db_borrow(struct db_pool *p, enum db_want want);
void db_return(db *d); /* NULL allowed; an open transaction is rolled back */
/* Borrows and returns by a clean-up of the arena. */
db *db_borrow_in(struct db_pool *p, enum db_want want, arena *a);

/* ---- statements ---- */
enum db_engine db_engine_of(const db *d);
/* A derived statement: NAME and TEXT must outlive the use of it; NPARAM and NCOL as in the text. */
struct db_query db_query_make(const char *name, const char *text, uint8_t nparam, uint8_t ncol);
/* Runs a statement that gives no rows; *CHANGED (may be NULL) counts rows. */
enum db_rc db_exec(db *d, const struct db_query *q, const struct db_arg *args, int64_t *changed);
enum db_rc db_select(db *d, const struct db_query *q, const struct db_arg *args, db_rows **out) SEL_MUST_CHECK;
/* Other statements may run between two calls, also on the same connection and also the same query. */
bool db_next(db_rows *r);         /* false at the end or on error: see db_finish() */
enum db_rc db_finish(db_rows *r); /* ends the cursor; safe on NULL */
bool db_is_null(const db_rows *r, int col);
int64_t db_col_int(const db_rows *r, int col);
double db_col_real(const db_rows *r, int col);
bool db_col_bool(const db_rows *r, int col);
str db_col_text(const db_rows *r, int col); /* the empty str for NULL; NUL-terminated */
str db_col_blob(const db_rows *r, int col);
/* One integer of a one-row query, or OTHERWISE when there is no row or it is NULL. */
int64_t db_one_int(db *d, const struct db_query *q, const struct db_arg *args, int64_t otherwise);

/* Many executions inside a transaction; on PostgreSQL sent in pipeline mode, on SQLite the same as db_exec.
 * Between begin and end no other call on D (a roll-back ends it too). An error shows at the latest in db_bulk_end(). */
enum db_rc db_bulk_begin(db *d);
enum db_rc db_bulk_exec(db *d, const struct db_query *q, const struct db_arg *args);
enum db_rc db_bulk_end(db *d);

/* ---- transactions ---- */
/* Runs BODY in a transaction, committed on DB_OK, rolled back otherwise; on DB_RETRY again, up to 5 times.
 * BODY does nothing but database work (no mail, no files). Not nestable. */
enum db_rc db_tx(db *d, enum db_want want, enum db_rc (*body)(db *, void *), void *ctx) SEL_MUST_CHECK;
/* By hand, for imports that span many calls. */
enum db_rc db_begin(db *d, enum db_want want) SEL_MUST_CHECK;
enum db_rc db_commit(db *d) SEL_MUST_CHECK;
void db_rollback(db *d);
enum db_rc db_savepoint(db *d); /* one level: a second one replaces the first */
enum db_rc db_savepoint_release(db *d);
enum db_rc db_savepoint_rollback(db *d);
/* WAL checkpoint by the writer when idle; nothing on PostgreSQL. */
void db_checkpoint(db *d);

/* Several statements of trusted text, macros {{id}} {{int}} {{bool}} {{real}} {{blob}} {{text}} {{strict}} expanded for
 * the engine, and the parts between {{sqlite}} and {{/sqlite}} or {{pg}} and {{/pg}} kept for that engine only:
 * migrations and the kernel's derived tables. {{bool}} stands right after the column's name. docs/db.md has the table
 * of macros. */
enum db_rc db_script(db *d, const char *sql);
const char *db_error(const db *d);
/* Whether a statement has ended with DB_FAILED or DB_GONE since D was borrowed: what was made of such answers may lack
 * something. */
bool db_has_failed(const db *d);
const char *db_rc_name(enum db_rc rc);

/* ---- migrations ---- */
struct db_migration {
	int n;
	const char *name;
	const char *text; /* with the macros of db_script() */
};
/* An SQLite file that has migrations is first copied to FILE.vNUMBER.TIME (its newest migration; UTC), unless the pool
 * was opened with no_copy; no copy, no migration.
 * Applies what is missing of the list (all rooms' migrations, joined in the order of their numbers), each in one
 * transaction; refuses (DB_CHECK) when the text of an applied one has changed (SHA-256 kept in schema_version) or the
 * database is newer than the program. *WHY is for a person. */
enum db_rc db_migrate(struct db_pool *p, const struct db_migration *m, size_t n, const char **why) SEL_MUST_CHECK;

/* ---- copies ---- */
/* Writes the SQLite database at URL, as it is at one moment, to the new file TO; another process may have it open. TO
 * exists afterwards only when it is whole, sound and on the disk. */
bool db_copy(const char *url, const char *to, const char **why) SEL_MUST_CHECK;

#endif
