/* The PostgreSQL engine.
 *
 * Statements are prepared once a connection. Arguments go as text, so that the server reads them by the type it has
 * inferred; blobs go as bytes. Rows come one by one (single-row mode), so a long result needs no memory; when another
 * statement needs the connection before a result is read to its end, the rest of it is first put aside (set_aside). */
#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/map.h"
#include "db/db_internal.h"

enum { BYTEA = 17, COLUMNS_MAX = 256, BATCH_STATEMENTS = 256, BATCH_BYTES = 512 << 10, BATCHES_AHEAD = 2 };

/* No statement is to run for ever, nobody waits for ever, and a forgotten transaction ends. */
#define SESSION                                                                                                        \
	"SET statement_timeout = '300s'; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '300s';"  \
	"SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 1"

/* Writers take turns by this lock ("Sela" in ASCII). READ COMMITTED takes a new snapshot for each statement, so what
 * follows the lock sees everything that the writer before has committed. */
#define BEGIN_WRITE "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(1399155809)"
#define BEGIN_READ "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

struct cell {
	char *p; /* NULL: SQL NULL */
	size_t n;
};

struct cursor {
	struct db_rows rows;
	struct db_query query; /* a copy: the caller's may be gone before the cursor */
	bool busy;
	enum db_rc rc;
	PGresult *row;
	int ncol;
	struct cell cells[COLUMNS_MAX];
	struct buf aside; /* rows read ahead: for each column its length (-1: NULL) and its bytes with a NUL */
	size_t aside_at;
	struct cursor *next;
};

struct conn {
	struct db db;
	PGconn *pg;
	arena *arena;
	bool read_only, forget_all;
	struct map names; /* text -> prepared name (NULL: to be prepared again) */
	unsigned nnames;
	struct cursor *cursors, *active; /* all; the one whose rows are coming */
	struct buf scratch;              /* arguments as text */
	size_t sent_bytes;
	const char *values[COLUMNS_MAX];
	int lengths[COLUMNS_MAX], formats[COLUMNS_MAX];
	/* Bulk. */
	unsigned batch_n, batches;
	size_t batch_bytes;
	enum db_rc bulk_rc;
};

static struct conn *conn_of(db *d)
{
	return (struct conn *)d;
}

/* ---- errors ---- */

static enum db_rc rc_of(const char *state)
{
	static const struct {
		const char *state; /* a whole SQLSTATE or its class */
		enum db_rc rc;
	} known[] = {
		{ "23505", DB_UNIQUE }, { "23P01", DB_UNIQUE }, { "23503", DB_FOREIGN }, { "23001", DB_FOREIGN },
		{ "23514", DB_CHECK },  { "23502", DB_CHECK },  { "22P02", DB_CHECK },   { "22003", DB_CHECK },
		{ "40001", DB_RETRY },  { "40P01", DB_RETRY },  { "55P03", DB_RETRY },   { "08", DB_GONE },
		{ "57P01", DB_GONE },   { "57P02", DB_GONE },   { "57P03", DB_GONE },    { "25P03", DB_GONE },
	};
	for (size_t i = 0; i < SEL_COUNT(known); i++)
		if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
			return known[i].rc;
	return DB_FAILED;
}

/* The server does not know the prepared statement any more, or its columns have got other types. */
static bool prepared_is_stale(const char *state)
{
	return strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0;
}

static const char *text_of(const struct db_query *q)
{
	return q->pg_text ? q->pg_text : q->text;
}

/* What RES says, kept for db_error(); clears RES. */
static enum db_rc result_of(struct conn *c, PGresult *res, const struct db_query *q)
{
	ExecStatusType status = PQresultStatus(res);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE ||
	    status == PGRES_EMPTY_QUERY) {
		PQclear(res);
		return DB_OK;
	}
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	state = state ? state : "";
	db_set_error(&c->db, "%s (%s)", words ? words : PQerrorMessage(c->pg), state);
	enum db_rc rc = PQstatus(c->pg) == CONNECTION_BAD ? DB_GONE : rc_of(state);
	if (q && prepared_is_stale(state)) {
		union map_value *name = map_get(&c->names, str_of(text_of(q)));
		if (name && name->cptr) {
			name->cptr = NULL;
			rc = DB_RETRY;
		}
	}
	PQclear(res);
	return db_report(&c->db, q, rc);
}

/* The call itself failed: nothing was sent. */
static enum db_rc not_sent(struct conn *c, const struct db_query *q)
{
	db_set_error(&c->db, "%s", PQerrorMessage(c->pg));
	return db_report(&c->db, q, PQstatus(c->pg) == CONNECTION_BAD ? DB_GONE : DB_FAILED);
}

/* ---- results ---- */

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

/* "\x6162" in place to its bytes. */
static size_t decode_bytea(char *p, size_t n)
{
	if (n < 2 || p[0] != '\\' || p[1] != 'x')
		return n;
	size_t bytes = (n - 2) / 2;
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)(hex_value(p[2 + 2 * i]) << 4 | hex_value(p[3 + 2 * i]));
	p[bytes] = '\0';
	return bytes;
}

static void take_row(struct cursor *k, PGresult *res)
{
	PQclear(k->row);
	k->row = res;
	k->ncol = PQnfields(res) < COLUMNS_MAX ? PQnfields(res) : COLUMNS_MAX;
	for (int i = 0; i < k->ncol; i++) {
		struct cell *cell = &k->cells[i];
		*cell = (struct cell){ 0 };
		if (PQgetisnull(res, 0, i))
			continue;
		cell->p = PQgetvalue(res, 0, i);
		cell->n = (size_t)PQgetlength(res, 0, i);
		if (PQftype(res, i) == BYTEA)
			cell->n = decode_bytea(cell->p, cell->n);
	}
}

/* The next row of the connection's active cursor; false when there is none. */
static bool receive_row(struct conn *c)
{
	struct cursor *k = c->active;
	PGresult *res;
	while ((res = PQgetResult(c->pg))) {
		if (PQresultStatus(res) == PGRES_SINGLE_TUPLE) {
			take_row(k, res);
			return true;
		}
		enum db_rc rc = result_of(c, res, &k->query);
		if (k->rc == DB_OK)
			k->rc = rc;
	}
	c->active = NULL;
	return false;
}

static void put_aside(struct cursor *k)
{
	for (int i = 0; i < k->ncol; i++) {
		const struct cell *cell = &k->cells[i];
		int64_t n = cell->p ? (int64_t)cell->n : -1;
		buf_add(&k->aside, (const char *)&n, sizeof(n));
		if (cell->p)
			buf_add(&k->aside, cell->p, cell->n + 1);
	}
}

/* Reads what is still coming, so that the connection is free. The row in hand keeps its place. */
static void set_aside(struct conn *c)
{
	struct cursor *k = c->active;
	if (!k)
		return;
	PGresult *in_hand = k->row;
	struct cell cells[COLUMNS_MAX];
	int ncol = k->ncol;
	memcpy(cells, k->cells, sizeof(cells));
	k->row = NULL;
	while (receive_row(c))
		put_aside(k);
	PQclear(k->row);
	k->row = in_hand;
	if (in_hand) {
		memcpy(k->cells, cells, sizeof(cells));
		k->ncol = ncol;
	}
}

static bool row_from_aside(struct cursor *k)
{
	if (k->aside_at >= k->aside.n)
		return false;
	for (int i = 0; i < k->ncol; i++) {
		int64_t n;
		memcpy(&n, k->aside.p + k->aside_at, sizeof(n));
		k->aside_at += sizeof(n);
		k->cells[i] = n < 0 ? (struct cell){ 0 } : (struct cell){ k->aside.p + k->aside_at, (size_t)n };
		k->aside_at += n < 0 ? 0 : (size_t)n + 1;
	}
	return true;
}

/* ---- arguments ---- */

enum { NUMBER_ROOM = 32 };

static size_t room_for(const struct db_arg *a)
{
	return a->type == DB_T_TEXT ? a->len + 1 : a->type == DB_T_BLOB ? 0 : NUMBER_ROOM;
}

/* Writes A at P as text. */
static const char *print_arg(const struct db_arg *a, char *p)
{
	switch (a->type) {
	case DB_T_INT:
		snprintf(p, NUMBER_ROOM, "%" PRId64, a->u.i);
		return p;
	case DB_T_REAL:
		snprintf(p, NUMBER_ROOM, "%.17g", a->u.f);
		return p;
	case DB_T_BOOL:
		return a->u.i ? "t" : "f";
	case DB_T_TEXT:
		if (a->len)
			memcpy(p, a->u.p, a->len);
		p[a->len] = '\0';
		return p;
	case DB_T_BLOB:
		return a->len ? a->u.p : "";
	case DB_T_NULL:
		break;
	}
	return NULL;
}

static enum db_rc set_args(struct conn *c, const struct db_query *q, const struct db_arg *args)
{
	size_t room = 1;
	c->sent_bytes = 0;
	for (unsigned i = 0; i < q->nparam; i++) {
		room += room_for(&args[i]);
		c->sent_bytes += args[i].len;
		if (args[i].type == DB_T_TEXT && args[i].len && memchr(args[i].u.p, 0, args[i].len)) {
			db_set_error(&c->db, "a text argument holds a NUL");
			return DB_CHECK;
		}
	}
	buf_clear(&c->scratch);
	char *p = buf_room(&c->scratch, room);
	if (!p) {
		db_set_error(&c->db, "the arguments are too long");
		return DB_FAILED;
	}
	for (unsigned i = 0; i < q->nparam; i++) {
		c->values[i] = print_arg(&args[i], p);
		c->lengths[i] = (int)args[i].len;
		c->formats[i] = args[i].type == DB_T_BLOB;
		p += room_for(&args[i]);
	}
	return DB_OK;
}

/* ---- statements ---- */

/* The place of Q's prepared name, NULL there when it has none; *NAME is the name it has or is to get. */
static union map_value *name_of(struct conn *c, const struct db_query *q, const char **name)
{
	union map_value *v = map_get(&c->names, str_of(text_of(q)));
	if (!v) {
		v = map_put(&c->names, arena_str(c->arena, str_of(text_of(q))), NULL);
		v->cptr = NULL;
	}
	*name = v->cptr ? v->cptr : arena_fmt(c->arena, "q%u", ++c->nnames).p;
	return v;
}

static void forget_prepared(struct conn *c)
{
	for (size_t i = 0; i < c->names.n; i++)
		c->names.entries[i].value.cptr = NULL;
}

/* Makes the connection ready to run Q: free, prepared, arguments set. */
static enum db_rc ready_to_run(struct conn *c, const struct db_query *q, const struct db_arg *args, const char **name)
{
	set_aside(c);
	union map_value *v = name_of(c, q, name);
	if (!v->cptr && !db_has_text(&c->db, q))
		return db_report(&c->db, q, DB_FAILED);
	if (!v->cptr) {
		enum db_rc rc = result_of(c, PQprepare(c->pg, *name, text_of(q), q->nparam, NULL), q);
		if (rc != DB_OK)
			return rc;
		v->cptr = *name;
	}
	return set_args(c, q, args);
}

static enum db_rc pg_exec(db *d, const struct db_query *q, const struct db_arg *args, int64_t *changed)
{
	struct conn *c = conn_of(d);
	const char *name;
	if (changed)
		*changed = 0;
	enum db_rc rc = ready_to_run(c, q, args, &name);
	if (rc != DB_OK)
		return rc;
	PGresult *res = PQexecPrepared(c->pg, name, q->nparam, c->values, c->lengths, c->formats, 0);
	if (changed)
		*changed = strtoll(PQcmdTuples(res), NULL, 10);
	return result_of(c, res, q);
}

static struct cursor *free_cursor(struct conn *c)
{
	struct cursor *k = c->cursors;
	while (k && k->busy)
		k = k->next;
	if (k)
		return k;
	k = arena_make(c->arena, struct cursor);
	k->rows.d = &c->db;
	buf_init(&k->aside, NULL, (size_t)1 << 40);
	k->next = c->cursors;
	c->cursors = k;
	return k;
}

static enum db_rc pg_select(db *d, const struct db_query *q, const struct db_arg *args, db_rows **out)
{
	struct conn *c = conn_of(d);
	const char *name;
	enum db_rc rc = ready_to_run(c, q, args, &name);
	if (rc != DB_OK)
		return rc;
	if (!PQsendQueryPrepared(c->pg, name, q->nparam, c->values, c->lengths, c->formats, 0) ||
	    !PQsetSingleRowMode(c->pg))
		return not_sent(c, q);
	struct cursor *k = free_cursor(c);
	k->busy = true;
	k->query = *q;
	k->rc = DB_OK;
	k->aside_at = 0;
	c->active = k;
	*out = &k->rows;
	return DB_OK;
}

static bool pg_next(db_rows *r)
{
	struct cursor *k = (struct cursor *)r;
	struct conn *c = conn_of(r->d);
	return c->active == k ? receive_row(c) : row_from_aside(k);
}

static enum db_rc pg_finish(db_rows *r)
{
	struct cursor *k = (struct cursor *)r;
	struct conn *c = conn_of(r->d);
	while (c->active == k && receive_row(c))
		;
	PQclear(k->row);
	k->row = NULL;
	k->busy = false;
	buf_release(&k->aside);
	return k->rc;
}

static const struct cell *cell_of(const db_rows *r, int col)
{
	static const struct cell none;
	const struct cursor *k = (const struct cursor *)r;
	return col >= 0 && col < k->ncol ? &k->cells[col] : &none;
}

static bool pg_is_null(const db_rows *r, int col)
{
	return cell_of(r, col)->p == NULL;
}

static bool pg_col_bool(const db_rows *r, int col)
{
	const char *p = cell_of(r, col)->p;
	return p && (p[0] == 't' || (p[0] >= '1' && p[0] <= '9'));
}

static int64_t pg_col_int(const db_rows *r, int col)
{
	const char *p = cell_of(r, col)->p;
	return !p ? 0 : p[0] == 't' ? 1 : strtoll(p, NULL, 10);
}

static double pg_col_real(const db_rows *r, int col)
{
	const char *p = cell_of(r, col)->p;
	return p ? strtod(p, NULL) : 0;
}

static str pg_col_bytes(const db_rows *r, int col, bool text)
{
	(void)text;
	const struct cell *cell = cell_of(r, col);
	return cell->p ? (str){ cell->p, cell->n } : STR_EMPTY;
}

/* ---- transactions ---- */

static enum db_rc pg_run(db *d, const char *sql)
{
	struct conn *c = conn_of(d);
	set_aside(c);
	return result_of(c, PQexec(c->pg, sql), NULL);
}

static bool start_session(struct conn *c)
{
	forget_prepared(c);
	c->forget_all = c->read_only = false;
	return PQstatus(c->pg) == CONNECTION_OK && pg_run(&c->db, SESSION) == DB_OK;
}

static bool set_mode(struct conn *c, enum db_want want)
{
	bool read_only = want == DB_READ;
	if (c->read_only == read_only)
		return true;
	if (pg_run(&c->db,
	           read_only ? "SET default_transaction_read_only = on" : "SET default_transaction_read_only = off"))
		return false;
	c->read_only = read_only;
	return true;
}

static bool reconnect(struct conn *c, enum db_want want)
{
	log_warning("database connection lost, connecting again");
	PQreset(c->pg);
	return start_session(c) && set_mode(c, want);
}

static void pg_rollback(db *d)
{
	struct conn *c = conn_of(d);
	set_aside(c);
	if (PQtransactionStatus(c->pg) != PQTRANS_IDLE && PQstatus(c->pg) == CONNECTION_OK)
		(void)pg_run(d, "ROLLBACK");
	if (c->forget_all && pg_run(d, "DEALLOCATE ALL") == DB_OK) {
		forget_prepared(c);
		c->forget_all = false;
	}
}

static enum db_rc pg_begin(db *d, enum db_want want)
{
	struct conn *c = conn_of(d);
	const char *begin = want == DB_WRITE ? BEGIN_WRITE : BEGIN_READ;
	enum db_rc rc = pg_run(d, begin);
	if (rc == DB_GONE && reconnect(c, d->want))
		rc = pg_run(d, begin);
	if (rc != DB_OK)
		pg_rollback(d);
	return rc;
}

static enum db_rc pg_commit(db *d)
{
	return pg_run(d, "COMMIT");
}

/* ---- bulk: pipeline mode ----
 *
 * Statements go out in batches, each ended by a sync. At most BATCHES_AHEAD batches are under way: before the next one
 * the answers of the oldest are read. The socket does not block, and waiting for an answer also sends (libpq does so in
 * PQconsumeInput), so neither side can wait for the other with both buffers full. */

static enum db_rc pg_bulk_begin(db *d)
{
	struct conn *c = conn_of(d);
	set_aside(c);
	c->batch_n = c->batches = 0;
	c->batch_bytes = 0;
	c->bulk_rc = DB_OK;
	if (PQsetnonblocking(c->pg, 1) != 0 || !PQenterPipelineMode(c->pg))
		return not_sent(c, NULL);
	return DB_OK;
}

static bool wait_for_answer(struct conn *c)
{
	while (PQisBusy(c->pg)) {
		int unsent = PQflush(c->pg);
		struct pollfd p = { .fd = PQsocket(c->pg), .events = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0)) };
		if (unsent < 0 || p.fd < 0)
			return false;
		poll(&p, 1, -1);
		if (!PQconsumeInput(c->pg))
			return false;
	}
	return PQstatus(c->pg) == CONNECTION_OK;
}

/* Reads the answers of the oldest batch. Between two statements' answers libpq gives a NULL. */
static void receive_batch(struct conn *c)
{
	while (wait_for_answer(c)) {
		PGresult *res = PQgetResult(c->pg);
		ExecStatusType status = PQresultStatus(res);
		if (res && status == PGRES_PIPELINE_SYNC) {
			PQclear(res);
			c->batches--;
			return;
		}
		if (!res || status == PGRES_PIPELINE_ABORTED) {
			PQclear(res);
			continue;
		}
		if (c->bulk_rc == DB_OK)
			c->bulk_rc = result_of(c, res, NULL);
		else
			PQclear(res); /* only follows from the first error */
	}
	c->bulk_rc = not_sent(c, NULL);
	c->batches = 0;
}

static void end_batch(struct conn *c)
{
	if (!PQpipelineSync(c->pg)) {
		c->bulk_rc = not_sent(c, NULL);
		return;
	}
	c->batches++;
	c->batch_n = 0;
	c->batch_bytes = 0;
}

static enum db_rc pg_bulk_exec(db *d, const struct db_query *q, const struct db_arg *args)
{
	struct conn *c = conn_of(d);
	const char *name;
	union map_value *v = name_of(c, q, &name);
	if (!v->cptr && !db_has_text(&c->db, q))
		return db_report(&c->db, q, DB_FAILED);
	if (!v->cptr && !PQsendPrepare(c->pg, name, text_of(q), q->nparam, NULL))
		return not_sent(c, q);
	v->cptr = name;
	enum db_rc rc = set_args(c, q, args);
	if (rc != DB_OK)
		return rc;
	if (!PQsendQueryPrepared(c->pg, name, q->nparam, c->values, c->lengths, c->formats, 0))
		return not_sent(c, q);
	c->batch_bytes += c->sent_bytes;
	if (++c->batch_n >= BATCH_STATEMENTS || c->batch_bytes >= BATCH_BYTES) {
		end_batch(c);
		if (c->batches >= BATCHES_AHEAD)
			receive_batch(c);
	}
	return c->bulk_rc;
}

static enum db_rc pg_bulk_end(db *d)
{
	struct conn *c = conn_of(d);
	end_batch(c);
	while (c->batches > 0)
		receive_batch(c);
	if (PQstatus(c->pg) == CONNECTION_OK && (!PQexitPipelineMode(c->pg) || PQsetnonblocking(c->pg, 0) != 0))
		c->bulk_rc = not_sent(c, NULL);
	if (c->bulk_rc != DB_OK) {
		/* Which of the statements were prepared before the error is not known. */
		forget_prepared(c);
		c->forget_all = true;
	}
	return c->bulk_rc;
}

static void pg_checkpoint(db *d)
{
	(void)d;
}

/* ---- connections ---- */

/* Whether an idle connection is of no more use: the server has closed it (then its socket is readable), or a bulk run
 * that failed could not be ended. */
static bool useless(struct conn *c)
{
	struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
	if (PQstatus(c->pg) != CONNECTION_OK || PQpipelineStatus(c->pg) != PQ_PIPELINE_OFF || p.fd < 0)
		return true;
	/* First comes what the server had to say, then the end. */
	while (poll(&p, 1, 0) > 0)
		if (!PQconsumeInput(c->pg) || PQstatus(c->pg) != CONNECTION_OK)
			return true;
	return false;
}

static bool pg_ready(db *d, enum db_want want)
{
	struct conn *c = conn_of(d);
	return useless(c) ? reconnect(c, want) : set_mode(c, want);
}

static void pg_tidy(db *d)
{
	for (struct cursor *k = conn_of(d)->cursors; k; k = k->next) {
		if (k->busy) {
			log_error("database cursor left open query=%s", k->query.name);
			pg_finish(&k->rows);
		}
	}
}

static void pg_close(db *d)
{
	struct conn *c = conn_of(d);
	pg_tidy(d);
	PQfinish(c->pg);
	buf_release(&c->scratch);
	arena_free(c->arena);
}

static const struct db_ops pg_ops = {
	.close = pg_close,
	.ready = pg_ready,
	.tidy = pg_tidy,
	.exec = pg_exec,
	.select = pg_select,
	.next = pg_next,
	.finish = pg_finish,
	.is_null = pg_is_null,
	.col_int = pg_col_int,
	.col_real = pg_col_real,
	.col_bool = pg_col_bool,
	.col_bytes = pg_col_bytes,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.run = pg_run,
	.bulk_begin = pg_bulk_begin,
	.bulk_exec = pg_bulk_exec,
	.bulk_end = pg_bulk_end,
	.checkpoint = pg_checkpoint,
};

static void on_notice(void *unused, const char *text)
{
	(void)unused;
	log_debug("database notice text=%.*s", (int)strcspn(text, "\n"), text);
}

db *db_pg_open(struct db_pool *p, const char *url, const char **why)
{
	static const char *const keys[] = { "dbname", "client_encoding", "fallback_application_name", NULL };
	const char *const values[] = { url, "UTF8", "selaras", NULL };
	arena *a = arena_new(0);
	struct conn *c = arena_make(a, struct conn);
	c->db = (struct db){ .ops = &pg_ops, .pool = p, .engine = DB_POSTGRES, .want = DB_WRITE };
	c->arena = a;
	buf_init(&c->scratch, NULL, (size_t)1 << 30);
	map_init(&c->names, a);
	c->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(c->pg) == CONNECTION_OK) {
		PQsetNoticeProcessor(c->pg, on_notice, NULL);
		if (start_session(c))
			return &c->db;
	}
	*why = db_why("PostgreSQL: %.*s", (int)strcspn(PQerrorMessage(c->pg), "\n"), PQerrorMessage(c->pg));
	log_error("database does not connect error=%.*s", (int)strcspn(PQerrorMessage(c->pg), "\n"),
	          PQerrorMessage(c->pg));
	pg_close(&c->db);
	return NULL;
}

bool db_pg_prepare_database(db *d, const char **why)
{
	static const struct db_query fits = {
		.name = "database_fits",
		.text = "SELECT count(*) FROM pg_database WHERE datname = current_database() "
		        "AND pg_encoding_to_char(encoding) = 'UTF8' AND 'B' < 'a' AND 'a-b' < 'aa'",
		.ncol = 1
	};
	static const struct db_query has_collation = {
		.name = "has_collation",
		.text = "SELECT count(*) FROM pg_collation WHERE collname = 'selaras' AND pg_collation_is_visible(oid)",
		.ncol = 1
	};
	if (db_one_int(d, &fits, NULL, 0) != 1) {
		*why = "the PostgreSQL database must be made with ENCODING 'UTF8' and LC_COLLATE 'C'";
		return false;
	}
	if (db_one_int(d, &has_collation, NULL, 0) > 0)
		return true;
	enum db_rc rc = db_begin(d, DB_WRITE);
	if (rc == DB_OK)
		rc = db_script(d, "CREATE COLLATION IF NOT EXISTS selaras (provider = icu, locale = 'und-u-kn-true')");
	if (rc == DB_OK)
		rc = db_commit(d);
	else
		db_rollback(d);
	if (rc != DB_OK)
		*why = db_why("the collation selaras cannot be made: %s", db_error(d));
	return rc == DB_OK;
}
