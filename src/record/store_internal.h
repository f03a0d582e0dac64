/* store_internal.h -- what the files of the record kernel share; no other room includes it. */
#ifndef SELARAS_RECORD_STORE_INTERNAL_H
#define SELARAS_RECORD_STORE_INTERNAL_H

#include <stdatomic.h>

#include "record/audit.h"
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
	struct db_query insert, delete, range; /* range: all columns, of the records in (from, to] */
};
struct kind_plan {
	const struct kind *kind;
	struct dtable tables[DERIVED_TABLES];
	uint32_t ntables;
	struct db_query owned; /* records by owner; its text is NULL for a kind without owners */
	/* Records by owner in order of no, by state, by year; text NULL as above. */
	struct db_query of_owner, in_state, in_years;
	str create; /* script that makes the tables and their indexes */
	str drop;
	char hash[2 * HASH_SIZE + 1]; /* of the script: a changed declaration is rebuilt */
};

struct store {
	struct db_pool *pool;
	void *app;
	arena *arena;
	struct kind_plan *plans[KIND_NUMBERS]; /* by kind number */
	_Atomic uint64_t generation;
	/* below which number a count of people is hidden from the public, as read at small_generation */
	bool (*small_read)(db *d, int *least);
	_Atomic int small_least;
	_Atomic uint64_t small_generation;
	struct audit_queue *queue; /* NULL: lines are written at once */
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
	enum audit_event event; /* of that line, where it does not follow from the save */
	struct derived *derived;
	str title, body; /* folded, for the full text */
};

/* A line of the audit log; what is not set is 0 and empty. */
struct audit_row {
	int64_t seq, at;
	int event, kind;
	str actor, address;
	int64_t no, version, first, last;
	str proof, detail;
};
/* Changes one after the other that one file brings in: they become one line. */
struct audit_run {
	int64_t first, last; /* 0: none */
	int kind;
	str actor, address, note;
	struct hash_state proof;
};
struct audit_state {
	int64_t seq, taken; /* newest number; the same in the database */
	struct hash head;
	struct audit_run run;
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
	struct audit_state audit;
	struct {
		int64_t seq, next_no;
		struct hash_state feed;
		bool wrote;
		int64_t audit_seq;
		struct hash audit_head;
	} mark;
};

/* narrow.c: the queries above for list.c */
void narrow_plan(arena *a, struct kind_plan *plan);

/* What an entry of ix_KIND_owner is: see struct owners. */
#define OWNER_ORG "org"
#define OWNER_AGENCY "agency"
#define OWNER_PLACE "place"
#define OWNER_ACCOUNT "account"
#define OWNER_ADDRESSED "addressed"

/* derive.c */
struct kind_plan *derive_plan(arena *a, const struct kind *k);
struct derived *derive_rows(const struct kind_plan *plan, void *app, arena *a, const struct doc *d);
/* Number of columns before the declared ones: no; row; for rows of rows also the parent's row. */
uint32_t dtable_fixed(const struct dtable *t);
/* Writes the rows of tables whose digest differs from OLD (NULL: none yet); gives the digests to store. */
enum db_rc derive_write(struct record_tx *tx, const struct kind_plan *plan, const struct derived *rows, int64_t no,
                        const uint64_t *old);
enum db_rc derive_delete(struct record_tx *tx, const struct kind_plan *plan, int64_t no);
/* The references of a document and of its rows, with the path of each. */
struct doc_link {
	str path, id;
	const struct kind *to;
	str kind; /* where TO is NULL: its name */
};
struct doc_links {
	struct doc_link *p;
	size_t n, cap;
};
struct doc_links links_of(arena *a, const struct doc *d);
/* Folded search text of a document. */
void derive_search(arena *a, const struct doc *d, str *title, str *body);

/* follow.c */
/* Makes anew what other records say of record NO (kind.h, .follow). */
enum record_rc follow_target(struct record_tx *tx, arena *a, int64_t no);
/* What R says when it follows its target as that is now; R's own document when it follows none. */
struct doc *follow_own(struct record_tx *tx, arena *a, const struct record *r);

/* save.c: statements inside a transaction, in bulk mode or one by one */
enum db_rc tx_exec(struct record_tx *tx, const struct db_query *q, const struct db_arg *args);
/* The links of document D of record NO, which has none yet; one that leads nowhere is refused (DB_FOREIGN). */
enum db_rc write_links(struct record_tx *tx, arena *a, const struct doc *d, int64_t no);
enum record_rc rc_of(struct record_tx *tx, enum db_rc rc); /* marks TX as failed unless all is well */
enum db_rc tx_settle(struct record_tx *tx);                /* before a statement that reads */
/* The words of record NO in the full text: removes those of OLD, adds those of the new texts. */
enum db_rc search_replace(struct record_tx *tx, const struct kind *k, int64_t no, bool had, const str *title,
                          const str *body);
/* What a version's hash covers: BLAKE2b of all this, integers as 8 bytes little endian, texts after their lengths. */
struct version_facts {
	const struct hash *prev; /* hash of the version before; zeros for the first */
	str id;                  /* ULID of the record */
	int64_t kind, no, version, at, origin, state, deleted;
	str actor, note;
	const struct hash *key_hash, *doc_hash;
};
struct hash version_hash(const struct version_facts *v);
void hash_int(struct hash_state *s, int64_t i);
/* keys.c: the keys that a new version leaves its record with, in the order of name and value, and the hash over them.
 */
struct key_set {
	struct record_key *p;
	size_t n, cap;
	struct hash hash;
};
void key_hash_add(struct hash_state *s, str name, str value);
/* Those given with the save (or, for an update that gives none, before) and those that follow from the document. */
enum db_rc keys_plan(struct record_tx *tx, arena *a, const struct prepared *p, struct key_set *out);
enum db_rc keys_write(struct record_tx *tx, const struct kind *k, int64_t no, const struct key_set *keys);
int64_t visibility_of(const struct doc *d);
/* A version that says the same and is in the recycle bin, or out of it again. Nobody is asked. */
enum record_rc record_mark(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin,
                           const struct record *r, str note, bool deleted);
/* person.c: the bulk way in for a person (a file with many records): the policy table is asked for each, and what the
 * person may not see or set must be as it was. */
bool person_may_write(struct record_tx *tx, arena *a, const struct save *in);
/* audit.c */
bool audit_load(struct record_tx *tx);
struct hash audit_hash(const struct hash *prev, const struct audit_row *r);
/* The change that was just put into the feed as number WHAT->first; several of one file become one line, which
 * audit_flush() writes. */
enum db_rc audit_change(struct record_tx *tx, const struct save *in, const struct audit_row *what,
                        const struct hash *version_hash);
enum db_rc audit_flush(struct record_tx *tx);
/* The line AUDIT_ERASE about R, which PROOF covers. */
enum db_rc audit_proof(struct record_tx *tx, const struct actor *actor, const struct record *r,
                       const struct hash *proof);
/* One blanked document more in the proof of such a line. */
void erased_add(struct hash_state *s, int64_t no, int64_t version, const struct hash *doc_hash);

/* verify.c, verify_derived.c: what is wrong with row NO of TABLE (VERSION: or what else there is to say). */
void verify_complain(struct problems *ps, const char *key, const char *table, int64_t no, int64_t version);
bool verify_derived(struct store *s, db *d, struct problems *ps);

/* Adds one version to the running checkpoint. */
void feed_add(struct hash_state *s, int64_t seq, int64_t no, int64_t version, const struct hash *hash);

#endif
