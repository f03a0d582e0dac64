/* What follows from the documents, worked out again and compared with what the tables hold: visibility, keys, links,
 * derived tables with their digests, full text. Kind by kind, in batches of records in the order of their numbers; a
 * row between two records of the batch that nobody expects is as wrong as one that is missing. */
#include <stdlib.h>

#include "base/vec.h"
#include "record/store_internal.h"
#include "record_sql.h"
#include "verify_sql.h"

enum { BATCH = 200 };

struct item {
	int64_t no, visibility;
	bool listed, deleted;
	struct hash key_hash;
	const struct doc *doc; /* NULL: not readable */
	struct derived *rows;
	struct doc_links links;
	str title, body;
};
struct batch {
	struct store *store;
	db *db;
	arena *arena;
	struct problems *ps;
	const struct kind_plan *plan;
	VEC(struct item) items;
	int64_t after, last;
};

static struct item *item_of(struct batch *b, int64_t no)
{
	size_t low = 0, high = b->items.n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (b->items.p[mid].no < no)
			low = mid + 1;
		else
			high = mid;
	}
	return low < b->items.n && b->items.p[low].no == no ? &b->items.p[low] : NULL;
}

static int by_path(const void *a, const void *b)
{
	const struct doc_link *x = a, *y = b;
	return strcmp(x->path.p, y->path.p);
}

static void expect(struct batch *b, struct item *it, str json, int64_t state)
{
	arena *a = b->arena;
	struct doc *d = doc_from_json(a, b->plan->kind, json, NULL);
	it->doc = d;
	if (!d) {
		verify_complain(b->ps, "verify.document_unreadable", "record_version", it->no, 0);
		return;
	}
	it->listed = !it->deleted && state != STATE_DRAFT;
	if (visibility_of(d) != it->visibility)
		verify_complain(b->ps, "verify.visibility_wrong", "record", it->no, it->visibility);
	if (!it->deleted)
		it->links = links_of(a, d);
	if (it->links.n)
		qsort(it->links.p, it->links.n, sizeof(*it->links.p), by_path);
	if (!it->listed)
		return;
	it->rows = derive_rows(b->plan, b->store->app, a, d);
	derive_search(a, d, &it->title, &it->body);
}

static bool load_batch(struct batch *b)
{
	db_rows *rows;
	if (db_select(b->db, &q_verify_documents,
	              DB_ARGS(db_int(b->plan->kind->number), db_int(b->after), db_int(BATCH)), &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		struct item *it = vec_push(b->arena, &b->items);
		*it = (struct item){ .no = db_col_int(rows, Q_VERIFY_DOCUMENTS_COL_NO),
			             .deleted = db_col_int(rows, Q_VERIFY_DOCUMENTS_COL_DELETED) != 0,
			             .visibility = db_col_int(rows, Q_VERIFY_DOCUMENTS_COL_VISIBILITY) };
		str h = db_col_blob(rows, Q_VERIFY_DOCUMENTS_COL_KEY_HASH);
		memcpy(it->key_hash.b, h.p, h.n == HASH_SIZE ? HASH_SIZE : 0);
		expect(b, it, db_col_text(rows, Q_VERIFY_DOCUMENTS_COL_DOC),
		       db_col_int(rows, Q_VERIFY_DOCUMENTS_COL_STATE));
	}
	b->last = b->items.n == BATCH ? b->items.p[b->items.n - 1].no : INT64_MAX;
	return db_finish(rows) == DB_OK;
}

static bool select_range(struct batch *b, const struct db_query *q, db_rows **rows)
{
	return db_select(b->db, q, DB_ARGS(db_int(b->plan->kind->number), db_int(b->after), db_int(b->last)), rows) ==
	       DB_OK;
}

/* ---- derived tables ---- */

static bool same_cell(const db_rows *rows, int col, const struct db_arg *want)
{
	if (want->type == DB_T_NULL || db_is_null(rows, col))
		return want->type == DB_T_NULL && db_is_null(rows, col);
	if (want->type == DB_T_INT)
		return db_col_int(rows, col) == want->u.i;
	return str_eq(db_col_text(rows, col), (str){ want->u.p, want->len });
}

struct expected_rows {
	const struct batch *batch;
	uint32_t table, width;
	size_t item;
	uint32_t row;
};

/* The next row that must be there, with the number of its record; NULL at the end. */
static const struct db_arg *next_row(struct expected_rows *e, int64_t *no)
{
	for (; e->item < e->batch->items.n; e->item++, e->row = 0) {
		const struct item *it = &e->batch->items.p[e->item];
		if (!it->rows || e->row >= it->rows->tables[e->table].rows)
			continue;
		*no = it->no;
		return it->rows->tables[e->table].p + (size_t)e->row++ * e->width;
	}
	return NULL;
}

/* Stored and expected rows side by side; the first difference of a table is told, since what follows is out of step. */
static bool check_table(struct batch *b, uint32_t table)
{
	const struct dtable *t = &b->plan->tables[table];
	struct expected_rows e = { .batch = b, .table = table, .width = dtable_fixed(t) + t->ncolumns };
	db_rows *rows;
	if (db_select(b->db, &t->range, DB_ARGS(db_int(b->after), db_int(b->last)), &rows) != DB_OK)
		return false;
	bool equal = true;
	int64_t no = 0;
	while (equal) {
		bool found = db_next(rows);
		const struct db_arg *want = next_row(&e, &no);
		if (!found && !want)
			break;
		equal = found && want && db_col_int(rows, 0) == no;
		for (uint32_t c = 1; equal && c < e.width; c++)
			equal = same_cell(rows, (int)c, &want[c]);
		if (!equal)
			verify_complain(b->ps, "verify.derived_differs", t->name, found ? db_col_int(rows, 0) : no, 0);
	}
	return db_finish(rows) == DB_OK;
}

static bool digest_fits(const struct batch *b, const struct item *it, str stored)
{
	uint64_t want[DERIVED_TABLES] = { 0 };
	for (uint32_t t = 0; it->rows && t < b->plan->ntables; t++)
		want[t] = it->rows->tables[t].digest;
	return stored.n == b->plan->ntables * sizeof(*want) && memcmp(stored.p, want, stored.n) == 0;
}

static bool check_digests(struct batch *b)
{
	db_rows *rows;
	size_t found = 0, listed = 0;
	if (!select_range(b, &q_verify_digests, &rows))
		return false;
	while (db_next(rows)) {
		const struct item *it = item_of(b, db_col_int(rows, 0));
		found += it && it->listed;
		if (!it || !digest_fits(b, it, db_col_blob(rows, 1)))
			verify_complain(b->ps, "verify.derived_differs", "derived_digest", db_col_int(rows, 0), 0);
	}
	for (size_t i = 0; i < b->items.n; i++)
		listed += b->items.p[i].listed;
	if (b->plan->ntables && found != listed)
		verify_complain(b->ps, "verify.derived_differs", "derived_digest", b->after, (int64_t)found);
	return db_finish(rows) == DB_OK;
}

/* ---- keys, links, full text ---- */

static void check_key_hash(struct batch *b, const struct item *it, struct hash_state *s)
{
	struct hash found = hash_blake2b_end(s);
	if (memcmp(&found, &it->key_hash, sizeof(found)) != 0)
		verify_complain(b->ps, "verify.keys_differ", "record_key", it->no, 0);
	hash_blake2b_init(s);
}

static bool check_keys(struct batch *b)
{
	db_rows *rows;
	struct hash_state s;
	size_t at = 0;
	if (!select_range(b, &q_verify_keys, &rows))
		return false;
	hash_blake2b_init(&s);
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, 0);
		while (at < b->items.n && b->items.p[at].no < no)
			check_key_hash(b, &b->items.p[at++], &s);
		if (db_col_int(rows, 1) != b->plan->kind->number)
			verify_complain(b->ps, "verify.keys_differ", "record_key", no, 0);
		key_hash_add(&s, db_col_text(rows, 2), db_col_text(rows, 3));
	}
	while (at < b->items.n)
		check_key_hash(b, &b->items.p[at++], &s);
	return db_finish(rows) == DB_OK;
}

static bool check_links(struct batch *b)
{
	db_rows *rows;
	size_t at = 0, link = 0;
	if (!select_range(b, &q_verify_links, &rows))
		return false;
	bool equal = true;
	while (equal) {
		while (at < b->items.n && link == b->items.p[at].links.n) {
			at++;
			link = 0;
		}
		bool found = db_next(rows);
		const struct item *it = at < b->items.n ? &b->items.p[at] : NULL;
		if (!found && !it)
			break;
		const struct doc_link *want = it ? &it->links.p[link++] : NULL;
		equal = found && want && db_col_int(rows, 0) == it->no && str_eq(db_col_text(rows, 1), want->path) &&
		        str_eq(db_col_text(rows, 2), want->id);
		if (!equal)
			verify_complain(b->ps, "verify.links_differ", "record_link",
			                found ? db_col_int(rows, 0) : it->no, 0);
	}
	return db_finish(rows) == DB_OK;
}

static bool check_search(struct batch *b)
{
	db_rows *rows;
	size_t found = 0, wanted = 0;
	if (!select_range(b, &q_verify_search, &rows))
		return false;
	while (db_next(rows)) {
		const struct item *it = item_of(b, db_col_int(rows, 0));
		bool equal = it && it->listed && str_eq(it->title, db_col_text(rows, 1)) &&
		             str_eq(it->body, db_col_text(rows, 2));
		found++;
		if (!equal)
			verify_complain(b->ps, "verify.search_differs", "search_text", db_col_int(rows, 0), 0);
	}
	for (size_t i = 0; i < b->items.n; i++)
		wanted += b->items.p[i].title.n || b->items.p[i].body.n;
	if (found != wanted)
		verify_complain(b->ps, "verify.search_differs", "search_text", b->after, (int64_t)found);
	return db_finish(rows) == DB_OK;
}

/* The index over the texts is the engine's own; on SQLite it is asked to check itself. */
void store_verify_words(struct store *s, struct problems *ps)
{
	if (db_pool_engine(s->pool) != DB_SQLITE)
		return;
	db *w = db_borrow(s->pool, DB_WRITE);
	if (!w)
		return; /* opened for reading only */
	if (db_begin(w, DB_WRITE) == DB_OK && db_exec(w, &q_verify_words, NULL, NULL) != DB_OK)
		verify_complain(ps, "verify.search_differs", "search_words", 0, 0);
	db_rollback(w);
	db_return(w);
}

/* ---- all ---- */

static bool verify_batch(struct batch *b)
{
	bool ok = load_batch(b) && check_keys(b) && check_links(b) && check_search(b) && check_digests(b);
	for (uint32_t t = 0; ok && t < b->plan->ntables; t++)
		ok = check_table(b, t);
	return ok;
}

static bool verify_kind(struct store *s, db *d, const struct kind_plan *plan, struct problems *ps)
{
	bool ok = true;
	for (int64_t after = 0; ok && after != INT64_MAX;) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct batch b = { .store = s, .db = d, .arena = a, .ps = ps, .plan = plan, .after = after };
		ok = verify_batch(&b);
		after = b.last;
	}
	return ok;
}

static bool verify_schemas(struct store *s, db *d, struct problems *ps)
{
	db_rows *rows;
	if (db_select(d, &q_verify_schemas, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		bool known = false;
		for (int i = 0; i < KIND_NUMBERS && !known; i++)
			known = s->plans[i] && str_is(db_col_text(rows, 0), s->plans[i]->kind->name) &&
			        str_is(db_col_text(rows, 1), s->plans[i]->hash);
		if (!known)
			verify_complain(ps, "verify.schema_differs", "derived_schema", 0, 0);
	}
	return db_finish(rows) == DB_OK;
}

static bool verify_strays(db *d, struct problems *ps)
{
	db_rows *rows;
	if (db_select(d, &q_verify_strays, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		verify_complain(ps, "verify.derived_differs",
		                str_is(db_col_text(rows, 0), "search_text") ? "search_text" : "derived_digest",
		                db_col_int(rows, 1), 0);
	return db_finish(rows) == DB_OK;
}

bool verify_derived(struct store *s, db *d, struct problems *ps)
{
	bool ok = verify_schemas(s, d, ps) && verify_strays(d, ps);
	for (int i = 0; ok && i < KIND_NUMBERS; i++)
		if (s->plans[i])
			ok = verify_kind(s, d, s->plans[i], ps);
	return ok;
}
