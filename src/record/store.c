/* Opening, reading and searching. */
#include "base/log.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "record/small.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { REBUILD_BATCH = 200 };

/* ---- opening ---- */

static void store_end(void *p)
{
	struct store *s = p;
	arena *a = s->arena;
	arena_free(a);
}

void store_close(struct store *s)
{
	if (s)
		store_end(s);
}

static bool current_declaration(db *d, const struct kind_plan *plan, arena *a)
{
	db_rows *rows;
	str hash = STR_EMPTY;
	if (db_select(d, &q_derived_hash_get, DB_ARGS(db_text(str_of(plan->kind->name))), &rows) != DB_OK)
		return false;
	if (db_next(rows))
		hash = arena_str(a, db_col_text(rows, 0));
	return db_finish(rows) == DB_OK && str_is(hash, plan->hash);
}

struct store *store_open(struct db_pool *pool, const struct kind *const *kinds, void *app, const char **why)
{
	arena *a = arena_new(0);
	struct store *s = arena_make(a, struct store);
	*s = (struct store){ .pool = pool, .app = app, .arena = a, .small_least = SMALL_DEFAULT };
	for (uint32_t i = 0; kinds[i]; i++)
		s->plans[kinds[i]->number] = derive_plan(a, kinds[i]);
	for (uint32_t i = 0; kinds[i]; i++) {
		db *d = db_borrow(pool, DB_WRITE);
		bool same = d && current_declaration(d, s->plans[kinds[i]->number], a);
		db_return(d);
		if (!same && !store_rebuild(s, kinds[i], why)) {
			arena_free(a);
			return NULL;
		}
	}
	if (store_refresh(s))
		return s;
	*why = "the newest number of the feed cannot be read";
	arena_free(a);
	return NULL;
}

struct db_pool *store_pool(const struct store *s)
{
	return s->pool;
}

void *store_app(const struct store *s)
{
	return s->app;
}

const struct kind *store_kind(const struct store *s, int number)
{
	return number > 0 && number < KIND_NUMBERS && s->plans[number] ? s->plans[number]->kind : NULL;
}

const struct kind *store_kind_named(const struct store *s, str name)
{
	for (int i = 1; i < KIND_NUMBERS; i++)
		if (s->plans[i] && str_is(name, s->plans[i]->kind->name))
			return s->plans[i]->kind;
	return NULL;
}

uint64_t store_generation(const struct store *s)
{
	return atomic_load(&((struct store *)(uintptr_t)s)->generation);
}

bool store_refresh(struct store *s)
{
	db *d = db_borrow(s->pool, DB_READ);
	if (!d)
		return false;
	int64_t seq = db_one_int(d, &q_counter_read, DB_ARGS(db_text(STR("change"))), -1);
	db_return(d);
	if (seq >= 0)
		atomic_store(&s->generation, (uint64_t)seq);
	return seq >= 0;
}

/* ---- rebuilding ---- */

static enum db_rc rebuild_record(struct record_tx *tx, const struct kind_plan *plan, arena *a, int64_t no, str json)
{
	struct doc *doc = doc_from_json(a, plan->kind, json, NULL);
	if (!doc) {
		log_error("record %lld is not readable", (long long)no);
		return DB_OK;
	}
	str title, body;
	derive_search(a, doc, &title, &body);
	enum db_rc rc = derive_write(tx, plan, derive_rows(plan, tx->store->app, a, doc), no, NULL);
	if (rc == DB_OK && plan->kind->follow) {
		rc = tx_exec(tx, &q_link_delete, DB_ARGS(db_int(no)));
		if (rc == DB_OK)
			rc = write_links(tx, a, doc, no);
		if (rc == DB_FOREIGN) {
			log_error("record %lld refers to nothing", (long long)no);
			rc = DB_OK;
		}
	}
	if (rc == DB_OK && (title.n || body.n))
		rc = tx_exec(tx, &q_search_insert,
		             DB_ARGS(db_int(no), db_int(plan->kind->number), db_text(title), db_text(body)));
	return rc;
}

struct document {
	int64_t no;
	str json;
};

static enum db_rc rebuild_batch(struct record_tx *tx, const struct kind_plan *plan, int64_t *after, bool *more)
{
	ARENA_SCOPE arena *a = arena_new(0);
	VEC(struct document) docs = { 0 };
	db_rows *rows;
	enum db_rc rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_select(tx->db, &q_kind_newest,
		               DB_ARGS(db_int(plan->kind->number), db_int(*after), db_int(REBUILD_BATCH)), &rows);
	if (rc != DB_OK)
		return rc;
	while (db_next(rows))
		*vec_push(a, &docs) = (struct document){ db_col_int(rows, 0), arena_str(a, db_col_text(rows, 1)) };
	rc = db_finish(rows);
	for (size_t i = 0; rc == DB_OK && i < docs.n; i++)
		rc = rebuild_record(tx, plan, a, docs.p[i].no, docs.p[i].json);
	*more = docs.n == REBUILD_BATCH;
	if (docs.n)
		*after = docs.p[docs.n - 1].no;
	return rc;
}

static enum db_rc rebuild_kind(struct record_tx *tx, const struct kind_plan *plan)
{
	struct db_arg number = db_int(plan->kind->number);
	enum db_rc rc = db_script(tx->db, plan->drop.p);
	if (rc == DB_OK)
		rc = db_script(tx->db, plan->create.p);
	if (rc == DB_OK)
		rc = db_exec(tx->db, &q_digest_delete_kind, &number, NULL);
	if (rc == DB_OK)
		rc = db_exec(tx->db, &q_search_delete_kind, &number, NULL);
	record_tx_bulk(tx);
	int64_t after = 0;
	for (bool more = true; rc == DB_OK && more;)
		rc = rebuild_batch(tx, plan, &after, &more);
	if (rc == DB_OK)
		rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_exec(tx->db, &q_derived_hash_put,
		             DB_ARGS(db_text(str_of(plan->kind->name)), db_text(str_of(plan->hash))), NULL);
	return rc;
}

bool store_rebuild(struct store *s, const struct kind *only, const char **why)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	*why = "the database does not take a transaction";
	if (!tx)
		return false;
	enum db_rc rc = DB_OK;
	for (int i = 0; rc == DB_OK && i < KIND_NUMBERS; i++)
		if (s->plans[i] && (!only || s->plans[i]->kind == only))
			rc = rebuild_kind(tx, s->plans[i]);
	if (rc == DB_OK && db_engine_of(tx->db) == DB_SQLITE)
		rc = db_exec(tx->db, &q_words_rebuild, NULL, NULL);
	if (rc != DB_OK) {
		log_error("rebuild failed: %s: %s", db_rc_name(rc), db_error(tx->db));
		*why = "the derived tables cannot be rebuilt; the log says why";
		record_tx_rollback(tx);
		return false;
	}
	return record_tx_commit(tx) == RECORD_OK;
}

/* ---- reading ---- */

/* Whether the record is open to an audience among FLAGS. */
static bool shown(const struct record *r, uint32_t visibility, uint32_t flags)
{
	return (flags & EVERYTHING) || (!r->deleted && r->state != STATE_DRAFT && (visibility & flags));
}

/* Flags of the fields that VIEWER sees of the record; 0: not even that it exists. */
static uint32_t seen(const struct store *s, arena *a, const struct actor *viewer, const struct record *r,
                     const struct doc *d, uint32_t visibility)
{
	if (!viewer->ngrants)
		return shown(r, visibility, viewer->viewer) ? viewer->viewer : 0;
	struct owners o = owners_of(s->app, a, d);
	uint32_t flags = actor_viewer(viewer, r->kind, &o);
	enum action asked = r->deleted ? ACT_DELETE : r->state == STATE_DRAFT || !visibility ? ACT_EDIT : ACT_VIEW;
	return (!r->deleted && shown(r, visibility, PUBLIC)) || may(viewer, asked, r->kind, &o) ? flags : 0;
}

void store_small_counts(struct store *s, bool (*read)(db *d, int *least))
{
	s->small_read = read;
	atomic_store(&s->small_generation, UINT64_MAX);
}

/* Where the setting cannot be read, the last known one holds. */
static void refresh_small(struct store *s, db *d)
{
	int least;
	uint64_t now = atomic_load(&s->generation);
	if (!s->small_read || atomic_load(&s->small_generation) == now)
		return;
	if (!s->small_read(d, &least))
		return;
	atomic_store(&s->small_least, least);
	atomic_store(&s->small_generation, now);
}

static bool is_public(uint32_t flags)
{
	return !(flags & (PARTNERS | GOVERNMENT | EVERYTHING));
}

static struct record *read_record(struct store *s, arena *a, const struct actor *viewer, int64_t no, db_rows *rows)
{
	if (!db_next(rows))
		return NULL;
	struct record *r = arena_make(a, struct record);
	r->no = no;
	str id = db_col_text(rows, 0);
	memcpy(r->id, id.p, id.n == ULID_LEN ? ULID_LEN + 1 : 0);
	r->kind = store_kind(s, (int)db_col_int(rows, 1));
	uint32_t visibility = (uint32_t)db_col_int(rows, 2);
	r->version = (uint32_t)db_col_int(rows, 3);
	r->state = (enum record_state)db_col_int(rows, 4);
	r->deleted = db_col_int(rows, 5) != 0;
	r->updated = db_col_int(rows, 6);
	r->origin = (enum origin)db_col_int(rows, 7);
	r->actor = arena_str(a, db_col_text(rows, 8));
	r->note = arena_str(a, db_col_text(rows, 9));
	if (!r->kind || (!viewer->ngrants && !shown(r, visibility, viewer->viewer)))
		return NULL;
	struct doc *d = doc_from_json(a, r->kind, db_col_text(rows, 10), NULL);
	uint32_t flags = d ? seen(s, a, viewer, r, d, visibility) : 0;
	if (!flags)
		return NULL;
	r->doc = flags & EVERYTHING ? d : doc_visible(a, d, flags);
	if (is_public(flags) && r->kind->conceal)
		r->kind->conceal(a, r->doc, atomic_load(&s->small_least));
	return r;
}

struct record *record_load(struct store *s, db *d, arena *a, const struct actor *viewer, int64_t no)
{
	db_rows *rows;
	refresh_small(s, d);
	if (db_select(d, &q_newest_load, DB_ARGS(db_int(no)), &rows) != DB_OK)
		return NULL;
	struct record *r = read_record(s, a, viewer, no, rows);
	return db_finish(rows) == DB_OK ? r : NULL;
}

struct record *record_load_version(struct store *s, db *d, arena *a, const struct actor *viewer, int64_t no,
                                   uint32_t version)
{
	db_rows *rows;
	refresh_small(s, d);
	if (db_select(d, &q_version_load, DB_ARGS(db_int(no), db_int(version)), &rows) != DB_OK)
		return NULL;
	struct record *r = read_record(s, a, viewer, no, rows);
	return db_finish(rows) == DB_OK ? r : NULL;
}

struct record *record_load_id(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k,
                              str id)
{
	int64_t no = db_one_int(d, &q_no_of_id, DB_ARGS(db_text(id), db_int(k->number)), 0);
	return no ? record_load(s, d, a, viewer, no) : NULL;
}

int64_t record_find_key(struct store *s, db *d, const struct kind *k, const char *name, str value)
{
	(void)s;
	return db_one_int(d, &q_key_find, DB_ARGS(db_int(k->number), db_text(str_of(name)), db_text(value)), 0);
}

struct record *record_load_key(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k,
                               const char *name, str value)
{
	int64_t no = record_find_key(s, d, k, name, value);
	return no ? record_load(s, d, a, viewer, no) : NULL;
}

bool record_known(struct store *s, db *d, arena *a, const struct kind *k, const char *name, str prefix,
                  struct known_record **out, uint32_t *n)
{
	(void)s;
	VEC(struct known_record) found = { 0 };
	db_rows *rows;
	/* U+10FFFF sorts behind every text that follows the prefix */
	str end = arena_cat(a, prefix, STR("\xF4\x8F\xBF\xBF"));
	if (db_select(d, &q_key_known, DB_ARGS(db_int(k->number), db_text(str_of(name)), db_text(prefix), db_text(end)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		struct known_record *r = vec_push(a, &found);
		*r = (struct known_record){ .value = arena_str(a, db_col_text(rows, 0)),
			                    .no = db_col_int(rows, 1),
			                    .version = (uint32_t)db_col_int(rows, 2),
			                    .deleted = db_col_int(rows, 3) != 0 };
		str h = db_col_blob(rows, 4);
		memcpy(r->doc_hash.b, h.p, h.n == HASH_SIZE ? HASH_SIZE : 0);
	}
	*out = found.p;
	*n = (uint32_t)found.n;
	return db_finish(rows) == DB_OK;
}

bool record_history(struct store *s, db *d, arena *a, int64_t no, struct version_line **out, uint32_t *n)
{
	(void)s;
	VEC(struct version_line) lines = { 0 };
	db_rows *rows;
	if (db_select(d, &q_history, DB_ARGS(db_int(no)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &lines) = (struct version_line){ .version = (uint32_t)db_col_int(rows, 0),
			                                      .at = db_col_int(rows, 1),
			                                      .actor = arena_str(a, db_col_text(rows, 2)),
			                                      .note = arena_str(a, db_col_text(rows, 3)),
			                                      .origin = (enum origin)db_col_int(rows, 4),
			                                      .deleted = db_col_int(rows, 5) != 0 };
	*out = lines.p;
	*n = (uint32_t)lines.n;
	return db_finish(rows) == DB_OK;
}

bool record_feed(struct store *s, db *d, arena *a, int64_t seq, bool newest_first, uint32_t max, struct feed_line **out,
                 uint32_t *n)
{
	VEC(struct feed_line) lines = { 0 };
	db_rows *rows;
	if (db_select(d, newest_first ? &q_change_newest : &q_change_after, DB_ARGS(db_int(seq), db_int(max)), &rows) !=
	    DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &lines) = (struct feed_line){ .seq = db_col_int(rows, 0),
			                                   .no = db_col_int(rows, 1),
			                                   .version = (uint32_t)db_col_int(rows, 2),
			                                   .kind = store_kind(s, (int)db_col_int(rows, 3)),
			                                   .at = db_col_int(rows, 4) };
	*out = lines.p;
	*n = (uint32_t)lines.n;
	return db_finish(rows) == DB_OK;
}
