/* store_internal.h -- what the files of the record kernel share; no other room includes it. */
#ifndef SELARAS_RECORD_STORE_INTERNAL_H
#define SELARAS_RECORD_STORE_INTERNAL_H

#include <stdatomic.h>

#include "record/store.h"

enum { DERIVED_DEPTH = 4, DERIVED_COLUMNS = 24, DERIVED_TABLES = 32, KIND_NUMBERS = 256 };

/* One derived table: ix_KIND (depth 0), ix_KIND_FIELD... for child rows, or one that the kind computes. */
struct dcolumn {
	const char *name;
	enum field_type type;
	uint8_t places;
	bool lookup;
	uint32_t field; /* of the row's kind; not used in computed tables */
};
struct dtable {
	const char *name;
	const struct derived_table *computed; /* NULL: from fields */
	uint32_t path[DERIVED_DEPTH];         /* the ROWS fields that lead to the rows */
	uint32_t depth;
	struct dcolumn columns[DERIVED_COLUMNS];
	uint32_t ncolumns;
	struct db_query insert, delete;
};
struct kind_plan {
	const struct kind *kind;
	struct dtable tables[DERIVED_TABLES];
	uint32_t ntables;
	struct db_query owned; /* records by owner; its text is NULL for a kind without owners */
	str create;            /* script that makes the tables and their indexes */
	str drop;
	char hash[2 * HASH_SIZE + 1]; /* of the script: a changed declaration is rebuilt */
};

struct store {
	struct db_pool *pool;
	void *app;
	arena *arena;
	struct kind_plan *plans[KIND_NUMBERS]; /* by kind number */
	_Atomic uint64_t generation;
};

/* Rows of all derived tables of one document. */
struct dargs {
	struct db_arg *p; /* rows x (fixed columns + ncolumns), ready to bind but for the record's number in place 0 */
	uint32_t rows, cap;
	uint64_t digest; /* of all values; 0 = no rows */
};
struct derived {
	struct dargs tables[DERIVED_TABLES];
};

struct prepared {
	struct save in;
	const struct kind_plan *plan;
	str json;
	struct hash doc_hash;
	bool unchanged, refused;
	bool asked; /* one record for a person or the program: the policy table was asked, its own keys follow it */
	struct derived *derived;
	str title, body; /* folded, for the full text */
};

struct record_tx {
	struct store *store;
	arena *arena;
	db *db;
	int64_t at;
	bool bulk, bulk_open, failed;
	int64_t seq, next_no;
	uint64_t taken_no, taken_seq; /* how far the counters were moved in the database */
	struct hash_state feed;       /* checkpoint so far */
	bool wrote;
	struct {
		int64_t seq, next_no;
		struct hash_state feed;
		bool wrote;
	} mark;
};

/* What an entry of ix_KIND_owner is: see struct owners. */
#define OWNER_ORG "org"
#define OWNER_AGENCY "agency"
#define OWNER_PLACE "place"
#define OWNER_ACCOUNT "account"

/* derive.c */
struct kind_plan *derive_plan(arena *a, const struct kind *k);
struct derived *derive_rows(const struct kind_plan *plan, void *app, arena *a, const struct doc *d);
/* Number of columns before the declared ones: no; row; for rows of rows also the parent's row. */
uint32_t dtable_fixed(const struct dtable *t);
/* Writes the rows of tables whose digest differs from OLD (NULL: none yet); gives the digests to store. */
enum db_rc derive_write(struct record_tx *tx, const struct kind_plan *plan, const struct derived *rows, int64_t no,
                        const uint64_t *old);
enum db_rc derive_delete(struct record_tx *tx, const struct kind_plan *plan, int64_t no);
/* Folded search text of a document. */
void derive_search(arena *a, const struct doc *d, str *title, str *body);

/* save.c: statements inside a transaction, in bulk mode or one by one */
enum db_rc tx_exec(struct record_tx *tx, const struct db_query *q, const struct db_arg *args);
enum db_rc tx_settle(struct record_tx *tx); /* before a statement that reads */
/* The words of record NO in the full text: removes those of OLD, adds those of the new texts. */
enum db_rc search_replace(struct record_tx *tx, const struct kind *k, int64_t no, bool had, const str *title,
                          const str *body);
/* hash = BLAKE2b(prev, no, version, at, actor, deleted, doc_hash), integers as 8 bytes little endian, actor ended by
 * NUL. */
struct hash version_hash(const struct hash *prev, int64_t no, int64_t version, int64_t at, str actor, bool deleted,
                         const struct hash *doc_hash);
/* A version that says the same and is in the recycle bin, or out of it again. Nobody is asked. */
enum record_rc record_mark(struct record_tx *tx, arena *a, const struct actor *actor, const struct record *r, str note,
                           bool deleted);
/* person.c: the bulk way in for a person (a file with many records): the policy table is asked for each, and what the
 * person may not see or set must be as it was. */
bool person_may_write(struct record_tx *tx, arena *a, const struct save *in);
/* Adds one version to the running checkpoint. */
void feed_add(struct hash_state *s, int64_t seq, int64_t no, int64_t version, const struct hash *hash);

#endif
