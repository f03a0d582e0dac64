#include "record/erase.h"

#include "base/vec.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { DOC_MAX = 64 << 20 };

struct old_version {
	int64_t version;
	str doc;
};

static bool old_versions(db *d, arena *a, int64_t no, struct old_version **out, size_t *n)
{
	VEC(struct old_version) list = { 0 };
	db_rows *rows;
	if (db_select(d, &q_version_docs, DB_ARGS(db_int(no)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = (struct old_version){ db_col_int(rows, 0), arena_str(a, db_col_text(rows, 1)) };
	*out = list.p;
	*n = list.n;
	return db_finish(rows) == DB_OK;
}

struct erasing {
	struct record_tx *tx;
	arena *a;
	const struct record *record;
	record_redact *redact;
	void *ctx;
	int64_t seq; /* of the line that will prove it */
	struct hash_state proof;
	uint32_t n;
};

static enum db_rc blank(struct erasing *e, const struct old_version *v)
{
	struct buf b;
	struct doc *d = doc_from_json(e->a, e->record->kind, v->doc, NULL);
	if (!d)
		return DB_FAILED;
	e->redact(e->a, e->ctx, d);
	buf_init(&b, e->a, DOC_MAX);
	doc_json(d, &b);
	str json = buf_str(&b);
	if (buf_failed(&b) || str_eq(json, v->doc))
		return buf_failed(&b) ? DB_FAILED : DB_OK;
	struct hash h = hash_blake2b(json.p, json.n);
	erased_add(&e->proof, e->record->no, v->version, &h);
	e->n++;
	enum db_rc rc =
	    tx_exec(e->tx, &q_version_blank, DB_ARGS(db_int(e->record->no), db_int(v->version), db_text(json)));
	if (rc != DB_OK)
		return rc;
	return tx_exec(e->tx, &q_erased_put,
	               DB_ARGS(db_int(e->record->no), db_int(v->version), db_int(e->seq), db_blob(h.b, HASH_SIZE)));
}

enum record_rc record_erase(struct record_tx *tx, arena *a, const struct actor *actor, int64_t no,
                            record_redact *redact, void *ctx)
{
	struct old_version *list;
	size_t n;
	enum db_rc rc = audit_flush(tx);
	db *d = record_tx_db(tx);
	const struct record *r = rc == DB_OK ? record_load(tx->store, d, a, &actor_system, no) : NULL;
	if (!r)
		return rc == DB_OK ? RECORD_MISSING : RECORD_FAILED;
	if (!old_versions(d, a, no, &list, &n))
		return RECORD_FAILED;
	struct erasing e = { .tx = tx, .a = a, .record = r, .redact = redact, .ctx = ctx, .seq = tx->audit.seq + 1 };
	hash_blake2b_init(&e.proof);
	for (size_t i = 0; i < n && rc == DB_OK; i++)
		if (list[i].version != (int64_t)r->version)
			rc = blank(&e, &list[i]);
	if (rc == DB_OK && e.n) {
		struct hash proof = hash_blake2b_end(&e.proof);
		rc = audit_proof(tx, actor, r, &proof);
	}
	tx->failed |= rc != DB_OK;
	return rc != DB_OK ? RECORD_FAILED : e.n ? RECORD_OK : RECORD_UNCHANGED;
}
