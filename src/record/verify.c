/* Proof that nothing was altered or removed: hashes, chains, heads and checkpoints computed again. */
#include <stdio.h>

#include "record/store_internal.h"
#include "record_sql.h"

static void complain(struct problems *ps, const char *key, int64_t no, int64_t version)
{
	char where[64];
	int n = snprintf(where, sizeof(where), "%lld/%lld", (long long)no, (long long)version);
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .where = { where, (size_t)n } });
}

static bool same(str b, const struct hash *h)
{
	return b.n == HASH_SIZE && memcmp(b.p, h->b, HASH_SIZE) == 0;
}

static bool verify_versions(db *d, struct problems *ps, uint64_t *versions)
{
	db_rows *rows;
	if (db_select(d, &q_verify_versions, NULL, &rows) != DB_OK)
		return false;
	struct hash prev = { 0 };
	int64_t last_no = 0, last_version = 0;
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, 0), version = db_col_int(rows, 1);
		if (no != last_no) {
			prev = (struct hash){ 0 };
			last_version = 0;
		}
		if (version != last_version + 1)
			complain(ps, "verify.version_missing", no, last_version + 1);
		str doc = db_col_text(rows, 7);
		struct hash doc_hash = hash_blake2b(doc.p, doc.n);
		if (!same(db_col_blob(rows, 5), &doc_hash))
			complain(ps, "verify.document_altered", no, version);
		str stored = db_col_blob(rows, 5);
		memcpy(doc_hash.b, stored.p, stored.n == HASH_SIZE ? HASH_SIZE : 0);
		struct hash h = version_hash(&prev, no, version, db_col_int(rows, 2), db_col_text(rows, 3),
		                             db_col_int(rows, 4) != 0, &doc_hash);
		str chain = db_col_blob(rows, 6);
		if (!same(chain, &h))
			complain(ps, "verify.chain_broken", no, version);
		memcpy(prev.b, chain.p, chain.n == HASH_SIZE ? HASH_SIZE : 0);
		last_no = no;
		last_version = version;
		++*versions;
	}
	return db_finish(rows) == DB_OK;
}

static bool verify_heads(db *d, struct problems *ps)
{
	db_rows *rows;
	if (db_select(d, &q_verify_heads, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		if (db_is_null(rows, 3) || db_col_int(rows, 1) != db_col_int(rows, 3) ||
		    !str_eq(db_col_blob(rows, 2), db_col_blob(rows, 4)))
			complain(ps, "verify.head_wrong", db_col_int(rows, 0), db_col_int(rows, 1));
	}
	return db_finish(rows) == DB_OK;
}

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

static bool verify_feed(db *d, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct checkpoints c = { 0 };
	db_rows *rows;
	if (!load_checkpoints(d, a, &c) || db_select(d, &q_verify_feed, NULL, &rows) != DB_OK)
		return false;
	struct hash_state s;
	hash_blake2b_init(&s);
	int64_t last = 0;
	uint32_t next = 0;
	while (db_next(rows)) {
		int64_t seq = db_col_int(rows, 0), no = db_col_int(rows, 1), version = db_col_int(rows, 2);
		if (seq != last + 1)
			complain(ps, "verify.feed_hole", last + 1, 0);
		last = seq;
		struct hash h = { 0 };
		str stored = db_col_blob(rows, 3);
		if (stored.n != HASH_SIZE)
			complain(ps, "verify.version_missing", no, version);
		else
			memcpy(h.b, stored.p, HASH_SIZE);
		feed_add(&s, seq, no, version, &h);
		if (next < c.n && c.seq[next] == seq) {
			struct hash sum = hash_blake2b_end(&s);
			if (memcmp(&sum, &c.hash[next], sizeof(sum)) != 0)
				complain(ps, "verify.checkpoint_wrong", seq, 0);
			hash_blake2b_init(&s);
			hash_blake2b_add(&s, c.hash[next].b, HASH_SIZE);
			next++;
		}
	}
	if (next != c.n || (c.n ? c.seq[c.n - 1] : 0) != last)
		complain(ps, "verify.feed_uncovered", last, 0);
	return db_finish(rows) == DB_OK;
}

bool store_verify(struct store *s, db *d, struct problems *ps, uint64_t *versions)
{
	(void)s;
	*versions = 0;
	return verify_versions(d, ps, versions) && verify_heads(d, ps) && verify_feed(d, ps);
}
