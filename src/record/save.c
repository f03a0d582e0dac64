/* The one way in for every write. */
#include "base/log.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { DOC_MAX = 256 << 20 };

/* ---- stage one: no database ---- */

struct prepared *record_prepare(const struct store *s, arena *a, const struct save *in, struct problems *ps)
{
	struct prepared *p = arena_make(a, struct prepared);
	p->in = *in;
	p->plan = s->plans[in->doc->kind->number];
	uint32_t errors = ps ? ps->by_severity[SEVERITY_ERROR] + ps->by_severity[SEVERITY_FATAL] : 0;
	struct buf json;
	buf_init(&json, a, DOC_MAX);
	doc_json(in->doc, &json);
	p->json = buf_str(&json);
	p->doc_hash = hash_blake2b(p->json.p, p->json.n);
	p->unchanged = in->known && memcmp(in->known, &p->doc_hash, HASH_SIZE) == 0;
	if (p->unchanged)
		return p;
	doc_check(in->doc, in->old, ps);
	/* a draft may be incomplete, and wrong: it has not been handed in */
	p->refused = buf_failed(&json) || (!in->lenient && in->state != STATE_DRAFT && ps &&
	                                   ps->by_severity[SEVERITY_ERROR] + ps->by_severity[SEVERITY_FATAL] > errors);
	if (p->refused)
		return p;
	if (in->state == STATE_DRAFT)
		return p;
	p->derived = derive_rows(p->plan, s->app, a, in->doc);
	derive_search(a, in->doc, &p->title, &p->body);
	return p;
}

bool prepared_unchanged(const struct prepared *p)
{
	return p->unchanged;
}

/* ---- hashes ---- */

void hash_int(struct hash_state *s, int64_t i)
{
	uint8_t le[8];
	for (int b = 0; b < 8; b++)
		le[b] = (uint8_t)((uint64_t)i >> (8 * b));
	hash_blake2b_add(s, le, sizeof(le));
}

static void hash_text(struct hash_state *s, str text)
{
	hash_int(s, (int64_t)text.n);
	hash_blake2b_add(s, text.p, text.n);
}

struct hash version_hash(const struct version_facts *v)
{
	struct hash_state s;
	const int64_t numbers[] = { v->kind, v->no, v->version, v->at, v->origin, v->state, v->deleted };
	hash_blake2b_init(&s);
	hash_blake2b_add(&s, v->prev->b, HASH_SIZE);
	for (size_t i = 0; i < SEL_COUNT(numbers); i++)
		hash_int(&s, numbers[i]);
	hash_text(&s, v->id);
	hash_text(&s, v->actor);
	hash_text(&s, v->note);
	hash_blake2b_add(&s, v->key_hash->b, HASH_SIZE);
	hash_blake2b_add(&s, v->doc_hash->b, HASH_SIZE);
	return hash_blake2b_end(&s);
}

void feed_add(struct hash_state *s, int64_t seq, int64_t no, int64_t version, const struct hash *hash)
{
	hash_int(s, seq);
	hash_int(s, no);
	hash_int(s, version);
	hash_blake2b_add(s, hash->b, HASH_SIZE);
}

/* ---- transactions ---- */

enum db_rc tx_exec(struct record_tx *tx, const struct db_query *q, const struct db_arg *args)
{
	if (!tx->bulk)
		return db_exec(tx->db, q, args, NULL);
	if (!tx->bulk_open) {
		enum db_rc rc = db_bulk_begin(tx->db);
		if (rc != DB_OK)
			return rc;
		tx->bulk_open = true;
	}
	return db_bulk_exec(tx->db, q, args);
}

enum db_rc tx_settle(struct record_tx *tx)
{
	if (!tx->bulk_open)
		return DB_OK;
	tx->bulk_open = false;
	return db_bulk_end(tx->db);
}

enum record_rc rc_of(struct record_tx *tx, enum db_rc rc)
{
	if (rc == DB_OK)
		return RECORD_OK;
	tx->failed = true;
	return rc == DB_UNIQUE ? RECORD_DUPLICATE : RECORD_FAILED;
}

/* Gives the next number of a counter, whose new end is N further on. */
static bool counter_take(db *d, const char *name, int64_t n, int64_t *end)
{
	*end = db_one_int(d, &q_counter_take, DB_ARGS(db_text(str_of(name)), db_int(n)), -1);
	return *end >= 0;
}

static bool feed_start(struct record_tx *tx)
{
	db_rows *rows;
	hash_blake2b_init(&tx->feed);
	if (db_select(tx->db, &q_checkpoint_last, NULL, &rows) != DB_OK)
		return false;
	if (db_next(rows)) {
		str h = db_col_blob(rows, 1);
		hash_blake2b_add(&tx->feed, h.p, h.n);
	}
	return db_finish(rows) == DB_OK;
}

struct record_tx *record_tx_begin(struct store *s, arena *a, int64_t at)
{
	db *d = db_borrow(s->pool, DB_WRITE);
	if (!d)
		return NULL;
	/* the hash state in it wants whole cache lines, which is more than an arena gives */
	enum { ALIGN = _Alignof(struct record_tx) };
	uintptr_t room = (uintptr_t)arena_alloc(a, sizeof(struct record_tx) + ALIGN);
	struct record_tx *tx = (struct record_tx *)((room + ALIGN - 1) / ALIGN * ALIGN);
	*tx = (struct record_tx){ .store = s, .arena = a, .db = d, .at = at };
	/* Taking the counters first also makes writers wait for each other on PostgreSQL, so that the feed's numbers
	 * are given in the order of commits. */
	if (db_begin(d, DB_WRITE) != DB_OK || !counter_take(d, "change", 0, &tx->seq) ||
	    !counter_take(d, "record", 0, &tx->next_no) || !feed_start(tx) || !audit_load(tx)) {
		log_error("transaction does not start: %s", db_error(d));
		record_tx_rollback(tx);
		return NULL;
	}
	tx->taken_seq = (uint64_t)tx->seq;
	tx->taken_no = (uint64_t)tx->next_no;
	return tx;
}

db *record_tx_db(struct record_tx *tx)
{
	/* whoever reads must see what was written */
	if (tx_settle(tx) != DB_OK)
		tx->failed = true;
	return tx->db;
}

void record_tx_bulk(struct record_tx *tx)
{
	tx->bulk = true;
}

enum record_rc record_tx_mark(struct record_tx *tx)
{
	enum db_rc rc = audit_flush(tx);
	if (rc == DB_OK)
		rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_savepoint(tx->db);
	tx->mark.seq = tx->seq;
	tx->mark.next_no = tx->next_no;
	tx->mark.feed = tx->feed;
	tx->mark.wrote = tx->wrote;
	tx->mark.audit_seq = tx->audit.seq;
	tx->mark.audit_head = tx->audit.head;
	return rc_of(tx, rc);
}

enum record_rc record_tx_undo(struct record_tx *tx)
{
	tx_settle(tx); /* a failure in there is what is being undone */
	tx->failed = false;
	enum db_rc rc = db_savepoint_rollback(tx->db);
	tx->seq = tx->mark.seq;
	tx->next_no = tx->mark.next_no;
	tx->feed = tx->mark.feed;
	tx->wrote = tx->mark.wrote;
	tx->audit.seq = tx->mark.audit_seq;
	tx->audit.head = tx->mark.audit_head;
	tx->audit.run.first = 0;
	return rc_of(tx, rc);
}

static enum db_rc finish_feed(struct record_tx *tx)
{
	int64_t end;
	struct hash h = hash_blake2b_end(&tx->feed);
	enum db_rc rc = db_exec(tx->db, &q_checkpoint_insert, DB_ARGS(db_int(tx->seq), db_blob(h.b, HASH_SIZE)), NULL);
	if (rc != DB_OK)
		return rc;
	if (!counter_take(tx->db, "change", tx->seq - (int64_t)tx->taken_seq, &end) ||
	    !counter_take(tx->db, "record", tx->next_no - (int64_t)tx->taken_no, &end))
		return DB_FAILED;
	return DB_OK;
}

enum record_rc record_tx_commit(struct record_tx *tx)
{
	int64_t end;
	enum db_rc rc = audit_flush(tx);
	if (rc == DB_OK)
		rc = tx_settle(tx);
	if (rc == DB_OK && tx->failed)
		rc = DB_FAILED;
	if (rc == DB_OK && tx->wrote)
		rc = finish_feed(tx);
	if (rc == DB_OK && tx->audit.seq != tx->audit.taken &&
	    !counter_take(tx->db, "audit", tx->audit.seq - tx->audit.taken, &end))
		rc = DB_FAILED;
	if (rc == DB_OK)
		rc = db_commit(tx->db);
	if (rc != DB_OK) {
		log_error("commit failed: %s: %s", db_rc_name(rc), db_error(tx->db));
		record_tx_rollback(tx);
		return rc == DB_UNIQUE ? RECORD_DUPLICATE : RECORD_FAILED;
	}
	if (tx->wrote)
		atomic_store(&tx->store->generation, (uint64_t)tx->seq);
	db_return(tx->db);
	return RECORD_OK;
}

void record_tx_rollback(struct record_tx *tx)
{
	tx_settle(tx);
	db_rollback(tx->db);
	db_return(tx->db);
}

enum record_rc record_tx_end(struct record_tx *tx, enum record_rc rc)
{
	if (rc == RECORD_OK)
		return record_tx_commit(tx);
	record_tx_rollback(tx);
	return rc;
}

/* ---- stage two ---- */

struct head {
	char id[ULID_LEN + 1];
	uint32_t version;
	int number;
	enum record_state state;
	bool deleted, found;
	struct hash doc_hash, hash, key_hash;
};

static enum db_rc load_head(struct record_tx *tx, int64_t no, struct head *h)
{
	db_rows *rows;
	enum db_rc rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_select(tx->db, &q_record_head, DB_ARGS(db_int(no)), &rows);
	if (rc != DB_OK)
		return rc;
	if (db_next(rows)) {
		h->found = true;
		str id = db_col_text(rows, 0);
		memcpy(h->id, id.p, id.n < sizeof(h->id) ? id.n + 1 : sizeof(h->id) - 1);
		h->number = (int)db_col_int(rows, 1);
		h->version = (uint32_t)db_col_int(rows, 2);
		h->deleted = db_col_int(rows, 3) != 0;
		str x = db_col_blob(rows, 4);
		memcpy(h->doc_hash.b, x.p, x.n == HASH_SIZE ? HASH_SIZE : 0);
		x = db_col_blob(rows, 5);
		memcpy(h->hash.b, x.p, x.n == HASH_SIZE ? HASH_SIZE : 0);
		h->state = (enum record_state)db_col_int(rows, 6);
		x = db_col_blob(rows, 7);
		memcpy(h->key_hash.b, x.p, x.n == HASH_SIZE ? HASH_SIZE : 0);
	}
	return db_finish(rows);
}

enum db_rc write_links(struct record_tx *tx, arena *a, const struct doc *d, int64_t no)
{
	struct doc_links links = links_of(a, d);
	enum db_rc rc = DB_OK;
	for (size_t i = 0; rc == DB_OK && i < links.n; i++) {
		const struct doc_link *l = &links.p[i];
		const struct kind *kind = l->to ? l->to : store_kind_named(tx->store, l->kind);
		rc = tx_settle(tx);
		int64_t to = 0;
		if (rc == DB_OK && kind)
			to = db_one_int(tx->db, &q_no_of_id, DB_ARGS(db_text(l->id), db_int(kind->number)), 0);
		if (!to)
			return DB_FOREIGN;
		rc = tx_exec(tx, &q_link_insert, DB_ARGS(db_int(no), db_text(l->path), db_int(to)));
	}
	return rc;
}

enum db_rc search_replace(struct record_tx *tx, const struct kind *k, int64_t no, bool had, const str *title,
                          const str *body)
{
	bool sqlite = db_engine_of(tx->db) == DB_SQLITE;
	enum db_rc rc = DB_OK;
	if (had) {
		db_rows *rows;
		rc = tx_settle(tx);
		if (rc == DB_OK)
			rc = db_select(tx->db, &q_search_get, DB_ARGS(db_int(no)), &rows);
		if (rc != DB_OK)
			return rc;
		bool found = db_next(rows);
		str old_title = found ? arena_str(tx->arena, db_col_text(rows, 0)) : STR_EMPTY;
		str old_body = found ? arena_str(tx->arena, db_col_text(rows, 1)) : STR_EMPTY;
		rc = db_finish(rows);
		if (rc == DB_OK && found && title && str_eq(*title, old_title) && str_eq(*body, old_body))
			return DB_OK;
		if (rc == DB_OK && found && sqlite)
			rc = tx_exec(tx, &q_words_delete, DB_ARGS(db_int(no), db_text(old_title), db_text(old_body)));
		if (rc == DB_OK && found)
			rc = tx_exec(tx, &q_search_delete, DB_ARGS(db_int(no)));
	}
	if (rc != DB_OK || !title || (!title->n && !body->n))
		return rc;
	rc = tx_exec(tx, &q_search_insert, DB_ARGS(db_int(no), db_int(k->number), db_text(*title), db_text(*body)));
	if (rc == DB_OK && sqlite)
		rc = tx_exec(tx, &q_words_insert, DB_ARGS(db_int(no), db_text(*title), db_text(*body)));
	return rc;
}

/* The line in the audit log that goes with a version. */
static enum audit_event event_of(const struct prepared *p, uint32_t version)
{
	if (!p->asked)
		return AUDIT_IMPORT;
	if (p->event)
		return p->event;
	return version == 1 ? AUDIT_CREATE : p->in.action ? AUDIT_STEP : AUDIT_EDIT;
}

/* V holds what the caller knows: prev, id, no, version, deleted, key_hash. */
static enum db_rc write_version(struct record_tx *tx, const struct prepared *p, struct version_facts *v)
{
	const struct save *in = &p->in;
	v->kind = in->doc->kind->number;
	v->at = tx->at;
	v->origin = in->origin;
	v->state = in->state;
	v->actor = in->actor->id;
	v->note = in->note.p ? in->note : STR_EMPTY;
	v->doc_hash = &p->doc_hash;
	struct hash h = version_hash(v);
	enum db_rc rc =
	    tx_exec(tx, &q_version_insert,
	            DB_ARGS(db_int(v->no), db_int(v->version), db_int(v->at), db_text(v->actor), db_int(v->origin),
	                    db_int(v->state), db_int(v->deleted), db_text(v->note), db_blob(v->key_hash->b, HASH_SIZE),
	                    db_blob(p->doc_hash.b, HASH_SIZE), db_blob(h.b, HASH_SIZE), db_text(p->json)));
	if (rc != DB_OK)
		return rc;
	int64_t seq = ++tx->seq;
	tx->wrote = true;
	feed_add(&tx->feed, seq, v->no, v->version, &h);
	rc = tx_exec(tx, &q_change_insert,
	             DB_ARGS(db_int(seq), db_int(v->no), db_int(v->version), db_int(v->kind), db_int(tx->at)));
	const struct audit_row line = { .event = (int)event_of(p, (uint32_t)v->version),
		                        .kind = (int)v->kind,
		                        .no = v->no,
		                        .version = v->version,
		                        .first = seq,
		                        .last = seq };
	return rc == DB_OK ? audit_change(tx, in, &line, &h) : rc;
}

int64_t visibility_of(const struct doc *d)
{
	return d->kind->visible ? d->kind->visible(d) : d->kind->visibility;
}

static enum record_rc write_new(struct record_tx *tx, arena *a, const struct prepared *p, struct saved *out)
{
	static const struct hash none;
	const struct save *in = &p->in;
	int64_t no = ++tx->next_no;
	if (in->id)
		memcpy(out->id, in->id, sizeof(out->id));
	else
		ulid_make(tx->at, out->id);
	out->no = no;
	out->version = 1;
	enum db_rc rc = tx_exec(tx, &q_record_insert,
	                        DB_ARGS(db_int(no), db_text((str){ out->id, ULID_LEN }), db_int(in->doc->kind->number),
	                                db_int(1), db_int(in->state), db_int(visibility_of(in->doc)), db_int(0),
	                                db_int(tx->at), db_blob(p->doc_hash.b, HASH_SIZE)));
	struct key_set keys;
	if (rc == DB_OK)
		rc = keys_plan(tx, a, p, &keys);
	struct version_facts v = {
		.prev = &none, .id = { out->id, ULID_LEN }, .no = no, .version = 1, .key_hash = &keys.hash
	};
	if (rc == DB_OK)
		rc = write_version(tx, p, &v);
	if (rc == DB_OK)
		rc = keys_write(tx, in->doc->kind, no, &keys);
	if (rc == DB_OK && in->doc->kind->links)
		rc = write_links(tx, a, in->doc, no);
	if (in->state == STATE_DRAFT)
		return rc_of(tx, rc);
	if (rc == DB_OK)
		rc = derive_write(tx, p->plan, p->derived, no, NULL);
	if (rc == DB_OK)
		rc = search_replace(tx, in->doc->kind, no, false, &p->title, &p->body);
	return rc_of(tx, rc);
}

static enum db_rc old_digests(struct record_tx *tx, int64_t no, uint64_t digests[DERIVED_TABLES])
{
	db_rows *rows;
	memset(digests, 0xFF, DERIVED_TABLES * sizeof(*digests)); /* unknown: differs from anything, so is rewritten */
	enum db_rc rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_select(tx->db, &q_digest_get, DB_ARGS(db_int(no)), &rows);
	if (rc != DB_OK)
		return rc;
	if (db_next(rows)) {
		str b = db_col_blob(rows, 0);
		memcpy(digests, b.p, b.n <= DERIVED_TABLES * sizeof(*digests) ? b.n : 0);
	}
	return db_finish(rows);
}

/* What follows from a version: links, derived rows, words. A deleted record and a draft are in no list and in no
 * figure.
 */
static enum db_rc write_effects(struct record_tx *tx, arena *a, const struct prepared *p, bool deleted)
{
	const struct save *in = &p->in;
	uint64_t digests[DERIVED_TABLES];
	bool listed = !deleted && in->state != STATE_DRAFT;
	enum db_rc rc = DB_OK;
	if (in->doc->kind->links)
		rc = tx_exec(tx, &q_link_delete, DB_ARGS(db_int(in->no)));
	if (rc == DB_OK && !deleted && in->doc->kind->links)
		rc = write_links(tx, a, in->doc, in->no);
	if (rc == DB_OK && listed)
		rc = old_digests(tx, in->no, digests);
	if (rc == DB_OK)
		rc = listed ? derive_write(tx, p->plan, p->derived, in->no, digests)
		            : derive_delete(tx, p->plan, in->no);
	if (rc == DB_OK)
		rc = search_replace(tx, in->doc->kind, in->no, true, listed ? &p->title : NULL,
		                    listed ? &p->body : NULL);
	return rc;
}

static enum record_rc write_next(struct record_tx *tx, arena *a, const struct prepared *p, const struct head *h,
                                 bool deleted, struct saved *out)
{
	const struct save *in = &p->in;
	uint32_t version = h->version + 1;
	memcpy(out->id, h->id, sizeof(out->id));
	out->no = in->no;
	out->version = version;
	/* a deleted record keeps its keys, so that nobody takes them before it is restored */
	struct key_set keys = { .hash = h->key_hash };
	enum db_rc rc = !deleted && (in->rekey || p->asked) ? keys_plan(tx, a, p, &keys) : DB_OK;
	struct version_facts v = { .prev = &h->hash,
		                   .id = { out->id, ULID_LEN },
		                   .no = in->no,
		                   .version = version,
		                   .deleted = deleted,
		                   .key_hash = &keys.hash };
	if (rc == DB_OK)
		rc = write_version(tx, p, &v);
	if (rc == DB_OK)
		rc = tx_exec(tx, &q_record_update,
		             DB_ARGS(db_int(in->no), db_int(version), db_int(in->state), db_int(visibility_of(in->doc)),
		                     db_int(deleted), db_int(tx->at), db_blob(p->doc_hash.b, HASH_SIZE)));
	if (rc == DB_OK && memcmp(&keys.hash, &h->key_hash, HASH_SIZE) != 0) {
		rc = tx_exec(tx, &q_key_delete, DB_ARGS(db_int(in->no)));
		if (rc == DB_OK)
			rc = keys_write(tx, in->doc->kind, in->no, &keys);
	}
	if (rc == DB_OK)
		rc = write_effects(tx, a, p, deleted);
	/* files change what their records say, one by one many; what follows from that nobody else asks for */
	if (rc == DB_OK && (p->asked || deleted != h->deleted || in->state != h->state))
		return follow_target(tx, a, in->no);
	return rc_of(tx, rc);
}

enum record_rc record_write(struct record_tx *tx, arena *a, const struct prepared *p, struct saved *out)
{
	*out = (struct saved){ .no = p->in.no };
	if (!p->asked && p->in.actor != &actor_system && !person_may_write(tx, a, &p->in))
		return RECORD_FORBIDDEN;
	if (p->unchanged)
		return RECORD_UNCHANGED;
	if (p->refused)
		return RECORD_REFUSED;
	if (!p->in.no)
		return write_new(tx, a, p, out);
	struct head h = { .found = false };
	enum db_rc rc = load_head(tx, p->in.no, &h);
	if (rc != DB_OK)
		return rc_of(tx, rc);
	if (!h.found || h.number != p->in.doc->kind->number)
		return RECORD_MISSING;
	bool deleted = h.deleted && p->in.stays_deleted;
	if (h.deleted == deleted && h.state == p->in.state && memcmp(&h.doc_hash, &p->doc_hash, HASH_SIZE) == 0) {
		out->version = h.version;
		memcpy(out->id, h.id, sizeof(out->id));
		return RECORD_UNCHANGED;
	}
	if (p->in.base_version != UINT32_MAX && p->in.base_version != h.version) {
		out->version = h.version;
		return RECORD_CONFLICT;
	}
	return write_next(tx, a, p, &h, deleted, out);
}

/* EVENT is that of its line in the audit log. */
static enum record_rc mark_as(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin,
                              const struct record *r, str note, enum audit_event event)
{
	bool deleted = event == AUDIT_DELETE;
	struct saved out;
	struct head h = { .found = false };
	enum db_rc rc = load_head(tx, r->no, &h);
	if (rc != DB_OK)
		return rc_of(tx, rc);
	struct save in = { .actor = actor,
		           .doc = deleted ? r->doc : follow_own(tx, a, r),
		           .no = r->no,
		           .origin = origin,
		           .state = r->state,
		           .note = note,
		           .lenient = true };
	struct prepared *p = record_prepare(tx->store, a, &in, NULL);
	p->asked = true;
	p->event = event;
	return write_next(tx, a, p, &h, deleted, &out);
}

enum record_rc record_mark(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin,
                           const struct record *r, str note, bool deleted)
{
	return mark_as(tx, a, actor, origin, r, note, deleted ? AUDIT_DELETE : AUDIT_RESTORE);
}

enum record_rc record_touch(struct record_tx *tx, arena *a, const struct actor *actor, int64_t no, str note)
{
	const struct record *r = record_load(tx->store, record_tx_db(tx), a, &actor_system, no);
	enum origin origin = actor == &actor_system ? ORIGIN_CLI : ORIGIN_FORM;
	return !r || r->deleted ? RECORD_MISSING : mark_as(tx, a, actor, origin, r, note, AUDIT_EDIT);
}

static enum record_rc ask_and_mark(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin,
                                   int64_t no, str note, bool deleted)
{
	struct record *r = record_load(tx->store, record_tx_db(tx), a, &actor_system, no);
	if (!r)
		return RECORD_MISSING;
	struct owners o = owners_of(tx->store->app, a, r->doc);
	if (!may(actor, ACT_DELETE, r->kind, &o) ||
	    (actor != &actor_system && r->kind->locked && r->kind->locked(r->doc)))
		return RECORD_FORBIDDEN;
	return r->deleted == deleted ? RECORD_UNCHANGED : record_mark(tx, a, actor, origin, r, note, deleted);
}

enum record_rc record_delete(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin, int64_t no,
                             str note)
{
	return ask_and_mark(tx, a, actor, origin, no, note, true);
}

enum record_rc record_restore(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin, int64_t no,
                              str note)
{
	return ask_and_mark(tx, a, actor, origin, no, note, false);
}
