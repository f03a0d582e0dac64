/* What both engines share: the state of the transaction, and the way to the engine. */
#include "db/db.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "base/fault.h"
#include "base/log.h"
#include "db/db_internal.h"

void db_set_error(db *d, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(d->error, sizeof(d->error), fmt, ap);
	va_end(ap);
}

const char *db_why(const char *fmt, ...)
{
	static _Thread_local char why[600];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return why;
}

enum db_rc db_report(db *d, const struct db_query *q, enum db_rc rc)
{
	if (rc == DB_FAILED || rc == DB_GONE)
		log_error("database statement failed query=%s rc=%s error=%s", q ? q->name : "-", db_rc_name(rc),
		          d->error);
	return rc;
}

const char *db_error(const db *d)
{
	return d->error;
}

bool db_has_failed(const db *d)
{
	return d->has_failed;
}

const char *db_rc_name(enum db_rc rc)
{
	static const char *const names[] = { "ok", "unique", "foreign", "check", "retry", "gone", "failed" };
	return (unsigned)rc < SEL_COUNT(names) ? names[rc] : "?";
}

enum db_engine db_engine_of(const db *d)
{
	return d->engine;
}

struct db_query db_query_make(const char *name, const char *text, uint8_t nparam, uint8_t ncol)
{
	return (struct db_query){ .name = name, .text = text, .nparam = nparam, .ncol = ncol };
}

bool db_has_text(db *d, const struct db_query *q)
{
	const char *text = d->engine == DB_POSTGRES && q->pg_text ? q->pg_text : q->text;
	if (*text)
		return true;
	db_set_error(d, "the statement is not for this engine");
	return false;
}

/* Whether a statement may run now. */
static bool refused(db *d)
{
	if (d->spoilt != DB_OK) {
		db_set_error(d, "the transaction has failed before (%s)", db_rc_name(d->spoilt));
		return true;
	}
	if (d->in_bulk) {
		db_set_error(d, "only db_bulk_exec() between db_bulk_begin() and db_bulk_end()");
		return true;
	}
	return false;
}

/* Whether this call is to fail (see fault.h), with what the log will say. */
static bool provoked(db *d)
{
	if (!fault_here())
		return false;
	db_set_error(d, "provoked failure");
	return true;
}

/* Passes RC on, remembering that the transaction is spoilt. */
static enum db_rc noted(db *d, enum db_rc rc)
{
	if (rc != DB_OK && d->in_tx && d->spoilt == DB_OK)
		d->spoilt = rc;
	d->has_failed |= rc == DB_FAILED || rc == DB_GONE;
	return rc;
}

/* ---- statements ---- */

enum db_rc db_exec(db *d, const struct db_query *q, const struct db_arg *args, int64_t *changed)
{
	if (refused(d))
		return DB_FAILED;
	return noted(d, provoked(d) ? DB_FAILED : d->ops->exec(d, q, args, changed));
}

enum db_rc db_select(db *d, const struct db_query *q, const struct db_arg *args, db_rows **out)
{
	*out = NULL;
	if (refused(d))
		return DB_FAILED;
	return noted(d, provoked(d) ? DB_FAILED : d->ops->select(d, q, args, out));
}

bool db_next(db_rows *r)
{
	return r->d->ops->next(r);
}

enum db_rc db_finish(db_rows *r)
{
	if (!r)
		return DB_OK;
	db *d = r->d;
	enum db_rc rc = d->ops->finish(r);
	return noted(d, rc == DB_OK && provoked(d) ? DB_FAILED : rc);
}

bool db_is_null(const db_rows *r, int col)
{
	return r->d->ops->is_null(r, col);
}

int64_t db_col_int(const db_rows *r, int col)
{
	return r->d->ops->col_int(r, col);
}

double db_col_real(const db_rows *r, int col)
{
	return r->d->ops->col_real(r, col);
}

bool db_col_bool(const db_rows *r, int col)
{
	return r->d->ops->col_bool(r, col);
}

str db_col_text(const db_rows *r, int col)
{
	return r->d->ops->col_bytes(r, col, true);
}

str db_col_blob(const db_rows *r, int col)
{
	return r->d->ops->col_bytes(r, col, false);
}

int64_t db_one_int(db *d, const struct db_query *q, const struct db_arg *args, int64_t otherwise)
{
	db_rows *r;
	if (db_select(d, q, args, &r) != DB_OK)
		return otherwise;
	int64_t value = db_next(r) && !db_is_null(r, 0) ? db_col_int(r, 0) : otherwise;
	return db_finish(r) == DB_OK ? value : otherwise;
}

enum db_rc db_bulk_begin(db *d)
{
	if (refused(d))
		return DB_FAILED;
	if (!d->in_tx) {
		db_set_error(d, "a bulk run needs a transaction");
		return DB_FAILED;
	}
	enum db_rc rc = noted(d, provoked(d) ? DB_FAILED : d->ops->bulk_begin(d));
	d->in_bulk = rc == DB_OK;
	return rc;
}

enum db_rc db_bulk_exec(db *d, const struct db_query *q, const struct db_arg *args)
{
	if (!d->in_bulk || d->spoilt != DB_OK)
		return DB_FAILED;
	return noted(d, provoked(d) ? DB_FAILED : d->ops->bulk_exec(d, q, args));
}

enum db_rc db_bulk_end(db *d)
{
	if (!d->in_bulk)
		return DB_FAILED;
	d->in_bulk = false;
	enum db_rc rc = d->ops->bulk_end(d);
	rc = noted(d, rc == DB_OK && provoked(d) ? DB_FAILED : rc);
	return d->spoilt != DB_OK ? d->spoilt : rc;
}

enum db_rc db_script(db *d, const char *sql)
{
	if (refused(d))
		return DB_FAILED;
	ARENA_SCOPE arena *a = arena_new(0);
	const char *why, *text = db_expand(a, d->engine, sql, &why);
	if (!text) {
		db_set_error(d, "%s", why);
		return noted(d, db_report(d, NULL, DB_FAILED));
	}
	return noted(d, provoked(d) ? DB_FAILED : d->ops->run(d, text));
}

/* ---- transactions ---- */

static void tx_over(db *d)
{
	d->in_tx = d->has_savepoint = d->in_bulk = false;
	d->spoilt = DB_OK;
}

enum db_rc db_begin(db *d, enum db_want want)
{
	if (d->in_tx || (want == DB_WRITE && d->want == DB_READ)) {
		db_set_error(d, d->in_tx ? "transactions do not nest" : "the connection was borrowed for reading");
		return db_report(d, NULL, DB_FAILED);
	}
	enum db_rc rc = provoked(d) ? DB_FAILED : d->ops->begin(d, want);
	d->in_tx = rc == DB_OK;
	return rc;
}

enum db_rc db_commit(db *d)
{
	if (!d->in_tx) {
		db_set_error(d, "no transaction to commit");
		return db_report(d, NULL, DB_FAILED);
	}
	enum db_rc rc = d->in_bulk ? db_bulk_end(d) : d->spoilt;
	if (rc == DB_OK)
		rc = provoked(d) ? DB_FAILED : d->ops->commit(d);
	if (rc == DB_OK)
		tx_over(d);
	else
		db_rollback(d);
	return rc;
}

void db_rollback(db *d)
{
	if (!d->in_tx)
		return;
	if (d->in_bulk)
		(void)d->ops->bulk_end(d);
	d->ops->rollback(d);
	tx_over(d);
}

enum db_rc db_savepoint(db *d)
{
	if (refused(d) || !d->in_tx)
		return DB_FAILED;
	if (d->has_savepoint) {
		enum db_rc rc = db_savepoint_release(d);
		if (rc != DB_OK)
			return rc;
	}
	enum db_rc rc = noted(d, provoked(d) ? DB_FAILED : d->ops->run(d, "SAVEPOINT mark"));
	d->has_savepoint = rc == DB_OK;
	return rc;
}

enum db_rc db_savepoint_release(db *d)
{
	if (refused(d) || !d->has_savepoint)
		return DB_FAILED;
	d->has_savepoint = false;
	return noted(d, provoked(d) ? DB_FAILED : d->ops->run(d, "RELEASE SAVEPOINT mark"));
}

enum db_rc db_savepoint_rollback(db *d)
{
	if (!d->has_savepoint)
		return DB_FAILED;
	if (d->in_bulk)
		(void)d->ops->bulk_end(d);
	d->in_bulk = d->has_savepoint = false;
	d->spoilt = DB_OK;
	return noted(d, provoked(d) ? DB_FAILED : d->ops->run(d, "ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark"));
}

static enum db_rc tx_once(db *d, enum db_want want, enum db_rc (*body)(db *, void *), void *ctx)
{
	enum db_rc rc = db_begin(d, want);
	if (rc != DB_OK)
		return rc;
	rc = body(d, ctx);
	if (rc == DB_OK)
		return db_commit(d);
	db_rollback(d);
	return rc;
}

enum db_rc db_tx(db *d, enum db_want want, enum db_rc (*body)(db *, void *), void *ctx)
{
	enum db_rc rc = DB_RETRY;
	for (int try = 0; try < 5 && rc == DB_RETRY; try++) {
		if (try > 0) {
			struct timespec pause = { .tv_nsec = 5000000L << try };
			nanosleep(&pause, NULL);
		}
		rc = tx_once(d, want, body, ctx);
	}
	return rc;
}

void db_checkpoint(db *d)
{
	if (!d->in_tx)
		d->ops->checkpoint(d);
}
