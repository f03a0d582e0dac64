/* Proof that nothing was altered or removed: hashes, chains, heads, checkpoints and the audit log computed again; what
 * is derived from documents is compared in verify_derived.c. */
#include <stdio.h>

#include "audit_sql.h"
#include "record/store_internal.h"
#include "record_sql.h"
#include "verify_sql.h"

void verify_complain(struct problems *ps, const char *key, const char *table, int64_t no, int64_t version)
{
	char where[64];
	int n = snprintf(where, sizeof(where), "%lld/%lld", (long long)no, (long long)version);
	problems_add(
	    ps, (struct problem){
	            .severity = SEVERITY_ERROR, .key = key, .where = { where, (size_t)n }, .path = str_of(table) });
}

static bool same(str b, const struct hash *h)
{
	return b.n == HASH_SIZE && memcmp(b.p, h->b, HASH_SIZE) == 0;
}

static struct hash hash_in(str b)
{
	struct hash h = { 0 };
	memcpy(h.b, b.p, b.n == HASH_SIZE ? HASH_SIZE : 0);
	return h;
}

/* ---- versions and heads ---- */

static struct hash version_hash_in(const db_rows *rows, const struct hash *prev)
{
	struct hash key_hash = hash_in(db_col_blob(rows, Q_VERIFY_VERSIONS_COL_KEY_HASH));
	struct hash doc_hash = hash_in(db_col_blob(rows, Q_VERIFY_VERSIONS_COL_DOC_HASH));
	const struct version_facts v = { .prev = prev,
		                         .id = db_col_text(rows, Q_VERIFY_VERSIONS_COL_ID),
		                         .kind = db_col_int(rows, Q_VERIFY_VERSIONS_COL_KIND),
		                         .no = db_col_int(rows, Q_VERIFY_VERSIONS_COL_NO),
		                         .version = db_col_int(rows, Q_VERIFY_VERSIONS_COL_VERSION),
		                         .at = db_col_int(rows, Q_VERIFY_VERSIONS_COL_AT),
		                         .origin = db_col_int(rows, Q_VERIFY_VERSIONS_COL_ORIGIN),
		                         .state = db_col_int(rows, Q_VERIFY_VERSIONS_COL_STATE),
		                         .deleted = db_col_int(rows, Q_VERIFY_VERSIONS_COL_DELETED),
		                         .actor = db_col_text(rows, Q_VERIFY_VERSIONS_COL_ACTOR),
		                         .note = db_col_text(rows, Q_VERIFY_VERSIONS_COL_NOTE),
		                         .key_hash = &key_hash,
		                         .doc_hash = &doc_hash };
	return version_hash(&v);
}

static bool verify_versions(db *d, struct problems *ps, uint64_t *versions)
{
	db_rows *rows;
	if (db_select(d, &q_verify_versions, NULL, &rows) != DB_OK)
		return false;
	struct hash prev = { 0 };
	int64_t last_no = 0, last_version = 0;
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, Q_VERIFY_VERSIONS_COL_NO);
		int64_t version = db_col_int(rows, Q_VERIFY_VERSIONS_COL_VERSION);
		if (no != last_no) {
			prev = (struct hash){ 0 };
			last_version = 0;
		}
		if (version != last_version + 1)
			verify_complain(ps, "verify.version_missing", "record_version", no, last_version + 1);
		str doc = db_col_text(rows, Q_VERIFY_VERSIONS_COL_DOC);
		struct hash doc_hash = hash_blake2b(doc.p, doc.n);
		/* a blanked document has its hash elsewhere, see verify_erased() */
		int hashed = db_is_null(rows, Q_VERIFY_VERSIONS_COL_ERASED) ? Q_VERIFY_VERSIONS_COL_DOC_HASH
		                                                            : Q_VERIFY_VERSIONS_COL_ERASED;
		if (!same(db_col_blob(rows, hashed), &doc_hash))
			verify_complain(ps, "verify.document_altered", "record_version", no, version);
		struct hash h = version_hash_in(rows, &prev);
		str chain = db_col_blob(rows, Q_VERIFY_VERSIONS_COL_HASH);
		if (!same(chain, &h))
			verify_complain(ps, "verify.chain_broken", "record_version", no, version);
		prev = hash_in(chain);
		last_no = no;
		last_version = version;
		++*versions;
	}
	return db_finish(rows) == DB_OK;
}

/* ---- what was blanked ---- */

void erased_add(struct hash_state *s, int64_t no, int64_t version, const struct hash *doc_hash)
{
	hash_int(s, no);
	hash_int(s, version);
	hash_blake2b_add(s, doc_hash->b, HASH_SIZE);
}

/* The rows of one line of the log. */
struct erased_group {
	int64_t line; /* 0: none yet */
	struct hash proof;
	struct hash_state found;
};

static void end_group(struct erased_group *g, struct problems *ps)
{
	if (!g->line)
		return;
	struct hash found = hash_blake2b_end(&g->found);
	if (memcmp(&found, &g->proof, sizeof(found)) != 0)
		verify_complain(ps, "verify.erased_unproven", "record_erased", g->line, 0);
}

static bool verify_erased(db *d, struct problems *ps)
{
	db_rows *rows;
	struct erased_group g = { .line = 0 };
	if (db_select(d, &q_verify_erased, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		int64_t line = db_col_int(rows, Q_VERIFY_ERASED_COL_AUDIT),
		        no = db_col_int(rows, Q_VERIFY_ERASED_COL_NO);
		int64_t version = db_col_int(rows, Q_VERIFY_ERASED_COL_VERSION);
		struct hash h = hash_in(db_col_blob(rows, Q_VERIFY_ERASED_COL_DOC_HASH));
		if (line != g.line) {
			end_group(&g, ps);
			g.line = line;
			g.proof = hash_in(db_col_blob(rows, Q_VERIFY_ERASED_COL_PROOF));
			hash_blake2b_init(&g.found);
		}
		if (db_col_int(rows, Q_VERIFY_ERASED_COL_KNOWN) != 1 ||
		    db_col_int(rows, Q_VERIFY_ERASED_COL_EVENT) != AUDIT_ERASE ||
		    db_col_int(rows, Q_VERIFY_ERASED_COL_LINE_NO) != no)
			verify_complain(ps, "verify.erased_unproven", "record_erased", no, version);
		erased_add(&g.found, no, version, &h);
	}
	end_group(&g, ps);
	if (db_finish(rows) != DB_OK || db_select(d, &q_verify_erased_lines, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		verify_complain(ps, "verify.erased_unproven", "record_erased", db_col_int(rows, 0), 0);
	return db_finish(rows) == DB_OK;
}

static bool verify_heads(db *d, struct problems *ps)
{
	db_rows *rows;
	if (db_select(d, &q_verify_heads, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		enum { PAIRS = 4, FIRST = 1, LAST = Q_VERIFY_HEADS_COL_LAST_VERSION };
		bool equal = !db_is_null(rows, LAST) && str_eq(db_col_blob(rows, Q_VERIFY_HEADS_COL_DOC_HASH),
		                                               db_col_blob(rows, Q_VERIFY_HEADS_COL_LAST_HASH));
		for (int i = 0; i < PAIRS; i++)
			equal = equal && db_col_int(rows, FIRST + i) == db_col_int(rows, LAST + i);
		if (!equal)
			verify_complain(ps, "verify.head_wrong", "record", db_col_int(rows, 0), db_col_int(rows, 1));
	}
	return db_finish(rows) == DB_OK;
}

/* What the tables hold beside what their counters say; each version is in the feed exactly once. */
static bool verify_counts(db *d, struct problems *ps)
{
	static const struct {
		const char *counter;
		int column;
	} tops[] = { { "record", Q_VERIFY_COUNTS_COL_RECORD_TOP },
		     { "change", Q_VERIFY_COUNTS_COL_CHANGE_TOP },
		     { "audit", Q_VERIFY_COUNTS_COL_AUDIT_TOP },
		     { "merge", Q_VERIFY_COUNTS_COL_MERGE_TOP } };
	int64_t top[SEL_COUNT(tops)];
	db_rows *rows;
	if (db_select(d, &q_verify_counts, NULL, &rows) != DB_OK || !db_next(rows))
		return false;
	if (db_col_int(rows, Q_VERIFY_COUNTS_COL_VERSIONS) != db_col_int(rows, Q_VERIFY_COUNTS_COL_CHANGES))
		verify_complain(ps, "verify.feed_hole", "change", db_col_int(rows, Q_VERIFY_COUNTS_COL_CHANGES), 0);
	for (size_t i = 0; i < SEL_COUNT(tops); i++)
		top[i] = db_col_int(rows, tops[i].column);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < SEL_COUNT(tops); i++)
		if (db_one_int(d, &q_counter_read, DB_ARGS(db_text(str_of(tops[i].counter))), -1) != top[i])
			verify_complain(ps, "verify.counter_wrong", "counter", top[i], 0);
	return true;
}

/* ---- the feed, its checkpoints, and the lines of the audit log that cover it ---- */

/* One pass over the feed; a checkpoint is due at each of their numbers, which are few and held in memory. */
struct checkpoints {
	int64_t *seq;
	struct hash *hash;
	uint32_t n, cap;
};

static bool load_checkpoints(db *d, arena *a, struct checkpoints *c)
{
	db_rows *rows;
	if (db_select(d, &q_checkpoint_all, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		if (c->n == c->cap) {
			uint32_t cap = c->cap ? c->cap * 2 : 64;
			c->seq = arena_grow(a, c->seq, c->cap * sizeof(*c->seq), cap * sizeof(*c->seq));
			c->hash = arena_grow(a, c->hash, c->cap * sizeof(*c->hash), cap * sizeof(*c->hash));
			c->cap = cap;
		}
		str h = db_col_blob(rows, 1);
		c->seq[c->n] = db_col_int(rows, 0);
		memset(&c->hash[c->n], 0, sizeof(struct hash));
		memcpy(c->hash[c->n].b, h.p, h.n == HASH_SIZE ? HASH_SIZE : 0);
		c->n++;
	}
	return db_finish(rows) == DB_OK;
}

/* The audit log beside the feed: its lines are read as far as the feed has come. */
struct log_reader {
	struct problems *ps;
	db_rows *rows;
	bool more; /* a row is at hand */
	struct hash prev;
	int64_t seq;     /* of the last line */
	int64_t covered; /* changes that lines stand for */
	int64_t last;    /* end of the present line's changes; 0: none */
	struct hash proof;
	struct hash_state found;
};

static struct audit_row line_in(const db_rows *rows)
{
	return (struct audit_row){ .seq = db_col_int(rows, Q_VERIFY_AUDIT_COL_SEQ),
		                   .at = db_col_int(rows, Q_VERIFY_AUDIT_COL_AT),
		                   .event = (int)db_col_int(rows, Q_VERIFY_AUDIT_COL_EVENT),
		                   .actor = db_col_text(rows, Q_VERIFY_AUDIT_COL_ACTOR),
		                   .address = db_col_text(rows, Q_VERIFY_AUDIT_COL_ADDRESS),
		                   .kind = (int)db_col_int(rows, Q_VERIFY_AUDIT_COL_KIND),
		                   .no = db_col_int(rows, Q_VERIFY_AUDIT_COL_NO),
		                   .version = db_col_int(rows, Q_VERIFY_AUDIT_COL_VERSION),
		                   .first = db_col_int(rows, Q_VERIFY_AUDIT_COL_FIRST),
		                   .last = db_col_int(rows, Q_VERIFY_AUDIT_COL_LAST),
		                   .proof = db_col_blob(rows, Q_VERIFY_AUDIT_COL_PROOF),
		                   .detail = db_col_text(rows, Q_VERIFY_AUDIT_COL_DETAIL) };
}

/* One line further; whether it covers changes. */
static bool read_line(struct log_reader *r)
{
	struct audit_row line = line_in(r->rows);
	struct hash h = audit_hash(&r->prev, &line);
	if (line.seq != r->seq + 1)
		verify_complain(r->ps, "verify.audit_hole", "audit", r->seq + 1, 0);
	if (!same(db_col_blob(r->rows, Q_VERIFY_AUDIT_COL_HASH), &h))
		verify_complain(r->ps, "verify.audit_altered", "audit", line.seq, 0);
	r->prev = hash_in(db_col_blob(r->rows, Q_VERIFY_AUDIT_COL_HASH));
	r->seq = line.seq;
	if (line.first) {
		if (line.first != r->covered + 1 || line.last < line.first)
			verify_complain(r->ps, "verify.audit_uncovered", "audit", line.seq, 0);
		r->last = line.last;
		r->proof = hash_in(line.proof);
		hash_blake2b_init(&r->found);
	}
	r->more = db_next(r->rows);
	return line.first != 0;
}

static void cover_change(struct log_reader *r, int64_t seq, int64_t no, int64_t version, const struct hash *hash)
{
	while (!r->last && r->more && !read_line(r)) {
	}
	if (!r->last) {
		verify_complain(r->ps, "verify.audit_uncovered", "change", seq, 0);
		return;
	}
	feed_add(&r->found, seq, no, version, hash);
	r->covered = seq;
	if (seq < r->last)
		return;
	struct hash found = hash_blake2b_end(&r->found);
	if (memcmp(&found, &r->proof, sizeof(found)) != 0)
		verify_complain(r->ps, "verify.audit_differs", "audit", r->seq, 0);
	r->last = 0;
}

static void rest_of_log(struct log_reader *r)
{
	if (r->last)
		verify_complain(r->ps, "verify.audit_uncovered", "audit", r->seq, 0);
	while (r->more)
		if (read_line(r))
			verify_complain(r->ps, "verify.audit_uncovered", "audit", r->seq, 0);
}

struct feed_reader {
	struct problems *ps;
	struct checkpoints checkpoints;
	uint32_t next; /* checkpoint */
	struct hash_state sum;
	int64_t last;
};

static void check_feed_line(struct feed_reader *f, const db_rows *rows, int64_t seq)
{
	bool whole =
	    !db_is_null(rows, Q_VERIFY_FEED_COL_VERSION_AT) && !db_is_null(rows, Q_VERIFY_FEED_COL_RECORD_KIND);
	if (seq != f->last + 1)
		verify_complain(f->ps, "verify.feed_hole", "change", f->last + 1, 0);
	f->last = seq;
	if (!whole) {
		/* the version was removed, or this line of the feed says another one */
		verify_complain(f->ps, "verify.version_missing", "record_version",
		                db_col_int(rows, Q_VERIFY_FEED_COL_NO), db_col_int(rows, Q_VERIFY_FEED_COL_VERSION));
		verify_complain(f->ps, "verify.feed_wrong", "change", seq, 0);
	} else if (db_col_int(rows, Q_VERIFY_FEED_COL_AT) != db_col_int(rows, Q_VERIFY_FEED_COL_VERSION_AT) ||
	           db_col_int(rows, Q_VERIFY_FEED_COL_KIND) != db_col_int(rows, Q_VERIFY_FEED_COL_RECORD_KIND)) {
		verify_complain(f->ps, "verify.feed_wrong", "change", seq, 0);
	}
}

static void check_checkpoint(struct feed_reader *f, int64_t seq)
{
	const struct checkpoints *c = &f->checkpoints;
	if (f->next >= c->n || c->seq[f->next] != seq)
		return;
	struct hash sum = hash_blake2b_end(&f->sum);
	if (memcmp(&sum, &c->hash[f->next], sizeof(sum)) != 0)
		verify_complain(f->ps, "verify.checkpoint_wrong", "checkpoint", seq, 0);
	hash_blake2b_init(&f->sum);
	hash_blake2b_add(&f->sum, c->hash[f->next].b, HASH_SIZE);
	f->next++;
}

static bool verify_feed(db *d, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct feed_reader feed = { .ps = ps }, *f = &feed;
	struct log_reader reader = { .ps = ps }, *log = &reader;
	db_rows *rows;
	if (!load_checkpoints(d, a, &f->checkpoints) || db_select(d, &q_verify_audit, NULL, &log->rows) != DB_OK)
		return false;
	if (db_select(d, &q_verify_feed, NULL, &rows) != DB_OK) {
		db_finish(log->rows);
		return false;
	}
	hash_blake2b_init(&f->sum);
	log->more = db_next(log->rows);
	while (db_next(rows)) {
		int64_t seq = db_col_int(rows, Q_VERIFY_FEED_COL_SEQ), no = db_col_int(rows, Q_VERIFY_FEED_COL_NO);
		int64_t version = db_col_int(rows, Q_VERIFY_FEED_COL_VERSION);
		struct hash h = hash_in(db_col_blob(rows, Q_VERIFY_FEED_COL_HASH));
		check_feed_line(f, rows, seq);
		feed_add(&f->sum, seq, no, version, &h);
		check_checkpoint(f, seq);
		cover_change(log, seq, no, version, &h);
	}
	rest_of_log(log);
	const struct checkpoints *c = &f->checkpoints;
	if (f->next != c->n || (c->n ? c->seq[c->n - 1] : 0) != f->last)
		verify_complain(ps, "verify.feed_uncovered", "checkpoint", f->last, 0);
	bool ok = db_finish(log->rows) == DB_OK;
	return db_finish(rows) == DB_OK && ok;
}

static bool verify_merges(db *d, struct problems *ps)
{
	db_rows *rows;
	if (db_select(d, &q_verify_merges, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		int64_t id = db_col_int(rows, Q_VERIFY_MERGES_COL_ID);
		int64_t changes = db_col_int(rows, Q_VERIFY_MERGES_COL_CHANGES);
		if (changes != db_col_int(rows, Q_VERIFY_MERGES_COL_FITTING))
			verify_complain(ps, "verify.merge_differs", "record_merge_change", id, changes);
		if (changes == 0 || changes != db_col_int(rows, Q_VERIFY_MERGES_COL_FITTING) ||
		    db_col_int(rows, Q_VERIFY_MERGES_COL_DROPPED) != 1 ||
		    db_col_int(rows, Q_VERIFY_MERGES_COL_UNDONE) != db_col_int(rows, Q_VERIFY_MERGES_COL_TAKEN_BACK))
			verify_complain(ps, "verify.merge_differs", "record_merge", id, 0);
		if (db_col_int(rows, Q_VERIFY_MERGES_COL_DROPPED) != 1)
			verify_complain(ps, "verify.merge_differs", "record_merge_change", id, 0);
	}
	return db_finish(rows) == DB_OK;
}

bool store_verify(struct store *s, db *d, struct problems *ps, uint64_t *versions)
{
	*versions = 0;
	return verify_versions(d, ps, versions) && verify_erased(d, ps) && verify_heads(d, ps) &&
	       verify_counts(d, ps) && verify_feed(d, ps) && verify_merges(d, ps) && (!s || verify_derived(s, d, ps));
}
