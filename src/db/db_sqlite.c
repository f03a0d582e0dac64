/* The SQLite engine.
 *
 * Statements are prepared once a connection and kept in an open-addressing table by the address of their text.
 * Arguments are bound without copying (SQLITE_STATIC): they only have to live until the statement is reset, and every
 * parameter is bound anew before the next run, so a reset statement never reads an old one.
 *
 * Checkpoints: only the writer makes them, and only between transactions (see db.h on the WAL-reset bug). */
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "db/db_internal.h"

enum { FIRST_SLOTS = 256, CHECKPOINT_BYTES = 16 << 20, TRUNCATE_BYTES = 64 << 20, TRUNCATE_WAIT_MS = 200 };
#define BUSY_WAIT_MS 5000

struct conn;
struct statement {
	struct db_rows rows; /* first: the cursor of the statement is the statement */
	const char *key, *name;
	sqlite3_stmt *st;
	uint8_t nparam;
	bool busy; /* handed out as a cursor */
	bool over; /* a further step would start it again */
	enum db_rc rc;
	struct buf kept;     /* a cursor's arguments */
	uint16_t index[256]; /* SQLite's number of $1, $2...; 0: not in the text */
};

struct conn {
	struct db db;
	sqlite3 *handle;
	arena *arena; /* statements live as long as the connection */
	bool writer;
	int page_size;
	int64_t wal_bytes, truncate_at;
	struct statement **slots;
	size_t nslots, nstatements;
	struct db_query begin_read, begin_write, commit, rollback;
};

static struct conn *conn_of(db *d)
{
	return (struct conn *)d;
}

static enum db_rc rc_of(int code)
{
	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return DB_UNIQUE;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return DB_FOREIGN;
	}
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return DB_OK;
	case SQLITE_CONSTRAINT:
		return DB_CHECK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return DB_RETRY;
	default:
		return DB_FAILED;
	}
}

static enum db_rc failed(struct conn *c, const struct db_query *q)
{
	int code = sqlite3_extended_errcode(c->handle);
	db_set_error(&c->db, "%s (%d)", sqlite3_errmsg(c->handle), code);
	enum db_rc rc = rc_of(code);
	return db_report(&c->db, q, rc == DB_OK ? DB_FAILED : rc);
}

/* ---- checkpoints ---- */

static int on_commit(void *arg, sqlite3 *handle, const char *name, int pages)
{
	(void)handle;
	(void)name;
	struct conn *c = arg;
	c->wal_bytes = (int64_t)pages * c->page_size;
	return SQLITE_OK;
}

/* What was copied need not be copied again: the hook says how long the log is after the next commit. */
static void passive_checkpoint(struct conn *c)
{
	sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	c->wal_bytes = 0;
}

/* A reader that is still in an old part of the log can keep TRUNCATE from ending; then it waits until the log has grown
 * again by as much as a passive checkpoint asks, so that commits are not held up one after the other. */
static void checkpoint_after_commit(struct conn *c)
{
	if (!c->writer || c->wal_bytes < CHECKPOINT_BYTES || !sqlite3_get_autocommit(c->handle))
		return;
	if (c->wal_bytes < c->truncate_at) {
		passive_checkpoint(c);
		return;
	}
	sqlite3_busy_timeout(c->handle, TRUNCATE_WAIT_MS);
	int rc = sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(c->handle, BUSY_WAIT_MS);
	c->truncate_at = rc == SQLITE_OK ? TRUNCATE_BYTES : c->wal_bytes + CHECKPOINT_BYTES;
	if (rc == SQLITE_OK)
		c->wal_bytes = 0;
}

static void sqlite_checkpoint(db *d)
{
	struct conn *c = conn_of(d);
	if (c->writer && c->wal_bytes > 0)
		passive_checkpoint(c);
}

/* ---- the statement cache ---- */

static size_t slot_of(const struct conn *c, const char *key)
{
	return (size_t)(((uintptr_t)key * 0x9e3779b97f4a7c15u) >> 32) & (c->nslots - 1);
}

static void cache_put(struct conn *c, struct statement *s)
{
	size_t i = slot_of(c, s->key);
	while (c->slots[i])
		i = (i + 1) & (c->nslots - 1);
	c->slots[i] = s;
}

static void cache_grow(struct conn *c)
{
	struct statement **old = c->slots;
	size_t n = c->nslots;
	c->nslots = n ? n * 2 : FIRST_SLOTS;
	c->slots = arena_array(c->arena, struct statement *, c->nslots);
	for (size_t i = 0; i < n; i++)
		if (old[i])
			cache_put(c, old[i]);
}

static struct statement *prepare(struct conn *c, const struct db_query *q)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v3(c->handle, q->text, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK || !st)
		return NULL;
	struct statement *s = arena_make(c->arena, struct statement);
	s->rows.d = &c->db;
	s->key = q->text;
	s->name = arena_str(c->arena, str_of(q->name)).p;
	buf_init(&s->kept, NULL, (size_t)1 << 30);
	s->st = st;
	s->nparam = q->nparam;
	for (unsigned i = 0; i < q->nparam; i++) {
		char name[8];
		snprintf(name, sizeof(name), "$%u", i + 1);
		s->index[i] = (uint16_t)sqlite3_bind_parameter_index(st, name);
	}
	if (++c->nstatements * 2 > c->nslots)
		cache_grow(c);
	cache_put(c, s);
	return s;
}

/* An idle prepared statement of Q. The text is compared too, because the memory at its address may have got another
 * one. */
static struct statement *statement_for(struct conn *c, const struct db_query *q)
{
	for (size_t i = slot_of(c, q->text); c->slots[i]; i = (i + 1) & (c->nslots - 1)) {
		struct statement *s = c->slots[i];
		if (s->key == q->text && !s->busy && s->nparam == q->nparam && strcmp(sqlite3_sql(s->st), q->text) == 0)
			return s;
	}
	return prepare(c, q);
}

static int bind_one(sqlite3_stmt *st, int at, const struct db_arg *a)
{
	switch (a->type) {
	case DB_T_INT:
	case DB_T_BOOL:
		return sqlite3_bind_int64(st, at, a->u.i);
	case DB_T_REAL:
		return sqlite3_bind_double(st, at, a->u.f);
	case DB_T_TEXT:
		return sqlite3_bind_text64(st, at, a->u.p ? a->u.p : "", a->len, SQLITE_STATIC, SQLITE_UTF8);
	case DB_T_BLOB:
		return a->len ? sqlite3_bind_blob64(st, at, a->u.p, a->len, SQLITE_STATIC)
		              : sqlite3_bind_zeroblob(st, at, 0);
	case DB_T_NULL:
		break;
	}
	return sqlite3_bind_null(st, at);
}

/* Room for the texts and blobs of a cursor's arguments: its caller need not keep them until db_finish(). */
static char *room_to_keep(struct statement *s, const struct db_arg *args)
{
	size_t n = 1;
	for (unsigned i = 0; i < s->nparam; i++)
		if (args[i].type == DB_T_TEXT || args[i].type == DB_T_BLOB)
			n += args[i].len;
	buf_clear(&s->kept);
	return buf_room(&s->kept, n);
}

/* A statement of Q with ARGS bound; the texts and blobs are copied when KEEP. */
static enum db_rc bound(struct conn *c, const struct db_query *q, const struct db_arg *args, bool keep,
                        struct statement **out)
{
	struct statement *s = statement_for(c, q);
	if (!s)
		return db_has_text(&c->db, q) ? failed(c, q) : db_report(&c->db, q, DB_FAILED);
	char *room = keep && s->nparam ? room_to_keep(s, args) : NULL;
	for (unsigned i = 0; i < s->nparam; i++) {
		struct db_arg a = args[i];
		if (room && a.len && (a.type == DB_T_TEXT || a.type == DB_T_BLOB)) {
			memcpy(room, a.u.p, a.len);
			a.u.p = room;
			room += a.len;
		}
		if (s->index[i] && bind_one(s->st, s->index[i], &a) != SQLITE_OK)
			return failed(c, q);
	}
	*out = s;
	return DB_OK;
}

/* ---- statements ---- */

static enum db_rc sqlite_exec(db *d, const struct db_query *q, const struct db_arg *args, int64_t *changed)
{
	struct conn *c = conn_of(d);
	struct statement *s;
	enum db_rc rc = bound(c, q, args, false, &s);
	if (rc != DB_OK)
		return rc;
	int code;
	while ((code = sqlite3_step(s->st)) == SQLITE_ROW)
		;
	rc = code == SQLITE_DONE ? DB_OK : failed(c, q);
	if (changed)
		*changed = rc == DB_OK ? sqlite3_changes64(c->handle) : 0;
	sqlite3_reset(s->st);
	if (c->wal_bytes >= CHECKPOINT_BYTES)
		checkpoint_after_commit(c);
	return rc;
}

static enum db_rc sqlite_select(db *d, const struct db_query *q, const struct db_arg *args, db_rows **out)
{
	struct conn *c = conn_of(d);
	struct statement *s;
	enum db_rc rc = bound(c, q, args, true, &s);
	if (rc != DB_OK)
		return rc;
	s->busy = true;
	s->over = false;
	s->rc = DB_OK;
	*out = &s->rows;
	return DB_OK;
}

static bool sqlite_next(db_rows *r)
{
	struct statement *s = (struct statement *)r;
	if (s->over)
		return false;
	int code = sqlite3_step(s->st);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE) {
		struct db_query q = { .name = s->name };
		s->rc = failed(conn_of(r->d), &q);
	}
	s->over = true;
	return false;
}

static enum db_rc sqlite_finish(db_rows *r)
{
	struct statement *s = (struct statement *)r;
	sqlite3_reset(s->st);
	s->busy = false;
	return s->rc;
}

static sqlite3_stmt *row_of(const db_rows *r)
{
	return ((const struct statement *)r)->st;
}

static bool sqlite_is_null(const db_rows *r, int col)
{
	return sqlite3_column_type(row_of(r), col) == SQLITE_NULL;
}

static int64_t sqlite_col_int(const db_rows *r, int col)
{
	return sqlite3_column_int64(row_of(r), col);
}

static double sqlite_col_real(const db_rows *r, int col)
{
	return sqlite3_column_double(row_of(r), col);
}

static bool sqlite_col_bool(const db_rows *r, int col)
{
	return sqlite3_column_int64(row_of(r), col) != 0;
}

static str sqlite_col_bytes(const db_rows *r, int col, bool text)
{
	sqlite3_stmt *st = row_of(r);
	const char *p = text ? (const char *)sqlite3_column_text(st, col) : sqlite3_column_blob(st, col);
	return p ? (str){ p, (size_t)sqlite3_column_bytes(st, col) } : STR_EMPTY;
}

/* ---- transactions ---- */

static enum db_rc sqlite_begin(db *d, enum db_want want)
{
	struct conn *c = conn_of(d);
	return sqlite_exec(d, want == DB_WRITE ? &c->begin_write : &c->begin_read, NULL, NULL);
}

static enum db_rc sqlite_commit(db *d)
{
	return sqlite_exec(d, &conn_of(d)->commit, NULL, NULL);
}

static void sqlite_rollback(db *d)
{
	/* SQLite itself has rolled back after some errors, a full disk for one. */
	struct conn *c = conn_of(d);
	if (!sqlite3_get_autocommit(c->handle))
		(void)sqlite_exec(d, &c->rollback, NULL, NULL);
}

static enum db_rc sqlite_run(db *d, const char *sql)
{
	struct conn *c = conn_of(d);
	return sqlite3_exec(c->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? DB_OK : failed(c, NULL);
}

static enum db_rc sqlite_bulk(db *d)
{
	(void)d;
	return DB_OK;
}

static enum db_rc sqlite_bulk_exec(db *d, const struct db_query *q, const struct db_arg *args)
{
	return sqlite_exec(d, q, args, NULL);
}

/* ---- opening ---- */

static bool pragma(struct conn *c, const char *text)
{
	return sqlite3_exec(c->handle, text, NULL, NULL, NULL) == SQLITE_OK;
}

static bool sqlite_ready(db *d, enum db_want want)
{
	/* Readers are query_only for good; only the shared connection of ":memory:" serves both. */
	return pragma(conn_of(d), want == DB_READ ? "PRAGMA query_only=1" : "PRAGMA query_only=0");
}

static void sqlite_tidy(db *d)
{
	struct conn *c = conn_of(d);
	for (size_t i = 0; i < c->nslots; i++) {
		struct statement *s = c->slots[i];
		if (!s || !s->busy)
			continue;
		log_error("database cursor left open query=%s", s->name);
		sqlite_finish(&s->rows);
	}
}

static void sqlite_close(db *d)
{
	struct conn *c = conn_of(d);
	for (size_t i = 0; i < c->nslots; i++) {
		if (!c->slots[i])
			continue;
		sqlite3_finalize(c->slots[i]->st);
		buf_release(&c->slots[i]->kept);
	}
	if (c->handle && sqlite3_close(c->handle) != SQLITE_OK)
		log_error("database does not close error=%s", sqlite3_errmsg(c->handle));
	arena_free(c->arena);
}

static const struct db_ops sqlite_ops = {
	.close = sqlite_close,
	.ready = sqlite_ready,
	.tidy = sqlite_tidy,
	.exec = sqlite_exec,
	.select = sqlite_select,
	.next = sqlite_next,
	.finish = sqlite_finish,
	.is_null = sqlite_is_null,
	.col_int = sqlite_col_int,
	.col_real = sqlite_col_real,
	.col_bool = sqlite_col_bool,
	.col_bytes = sqlite_col_bytes,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.run = sqlite_run,
	.bulk_begin = sqlite_bulk,
	.bulk_exec = sqlite_bulk_exec,
	.bulk_end = sqlite_bulk,
	.checkpoint = sqlite_checkpoint,
};

/* The order of names. Equal for the collator ("1" and "01") is not equal for a key: the bytes decide then, as they do
 * in PostgreSQL. */
static int compare_names(void *unused, int na, const void *a, int nb, const void *b)
{
	(void)unused;
	str x = { a, (size_t)na }, y = { b, (size_t)nb };
	int order = utf8_collate(x, y);
	return order ? order : str_cmp(x, y);
}

static bool configure(struct conn *c, const struct db_sqlite_opts *o)
{
	char text[80];
	sqlite3 *h = c->handle;
	sqlite3_extended_result_codes(h, 1);
	sqlite3_busy_timeout(h, BUSY_WAIT_MS);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Closing the last connection makes a checkpoint: that must be the writer, which is closed last. */
	sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !o->writer, NULL);
	snprintf(text, sizeof(text), "PRAGMA cache_size=-%u", o->cache_kib);
	return sqlite3_create_collation_v2(h, "selaras", SQLITE_UTF8, NULL, compare_names, NULL) == SQLITE_OK &&
	       pragma(c, "PRAGMA page_size=8192") && (!o->writer || pragma(c, "PRAGMA journal_mode=WAL")) &&
	       pragma(c,
	              "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
	              "PRAGMA case_sensitive_like=ON; PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=0") &&
	       pragma(c, text) && (o->writer || o->read_only || pragma(c, "PRAGMA query_only=1"));
}

static int read_page_size(struct conn *c)
{
	sqlite3_stmt *st;
	int size = 0;
	if (sqlite3_prepare_v2(c->handle, "PRAGMA page_size", -1, &st, NULL) == SQLITE_OK) {
		if (sqlite3_step(st) == SQLITE_ROW)
			size = sqlite3_column_int(st, 0);
		sqlite3_finalize(st);
	}
	return size;
}

static void start_library(void)
{
	/* No counting of memory: it is the one lock that all connections would share. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

/* A new database is its owner's alone, whatever the umask says: SQLite gives its other files the same rights. One that
 * is there is not opened, since closing it would end this process's locks. */
static void make_private(const char *path)
{
	int fd = path[0] == ':' ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd); /* whatever is wrong with it, SQLite will say */
}

db *db_sqlite_open(struct db_pool *p, const char *path, const struct db_sqlite_opts *o, const char **why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_library);
	arena *a = arena_new(0);
	struct conn *c = arena_make(a, struct conn);
	c->db = (struct db){ .ops = &sqlite_ops, .pool = p, .engine = DB_SQLITE };
	c->db.want = o->writer ? DB_WRITE : DB_READ;
	c->arena = a;
	c->writer = o->writer;
	c->truncate_at = TRUNCATE_BYTES;
	c->begin_read = db_query_make("begin", "BEGIN", 0, 0);
	c->begin_write = db_query_make("begin", "BEGIN IMMEDIATE", 0, 0);
	c->commit = db_query_make("commit", "COMMIT", 0, 0);
	c->rollback = db_query_make("rollback", "ROLLBACK", 0, 0);
	cache_grow(c);
	int flags = SQLITE_OPEN_NOMUTEX | (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
	            (o->writer ? SQLITE_OPEN_CREATE : 0);
	if (o->writer)
		make_private(path);
	if (sqlite3_open_v2(path, &c->handle, flags, NULL) != SQLITE_OK || !configure(c, o)) {
		*why = db_why("%s: %s", path, c->handle ? sqlite3_errmsg(c->handle) : "no memory");
		sqlite_close(&c->db);
		return NULL;
	}
	c->page_size = read_page_size(c);
	if (o->writer)
		sqlite3_wal_hook(c->handle, on_commit, c);
	return &c->db;
}

/* https://sqlite.org/wal.html, "The WAL-reset bug": 3.7.0 to 3.51.2, mended also in 3.44.6 and 3.50.7. */
bool db_sqlite_has_reset_bug(int version)
{
	if (version < 3007000 || version >= 3051003)
		return false;
	bool backported = (version >= 3044006 && version < 3045000) || (version >= 3050007 && version < 3051000);
	return !backported;
}

static void warn(void)
{
	if (db_sqlite_has_reset_bug(sqlite3_libversion_number()))
		log_warning(
		    "SQLite has the WAL-reset bug: never open the database with another program while this one runs "
		    "version=%s",
		    sqlite3_libversion());
}

void db_sqlite_warn(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, warn);
}
