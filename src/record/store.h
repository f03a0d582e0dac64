/* store.h -- the record kernel: documents are the truth, tables are derived.
 *
 * Invariants (tests/unit/record_test.c shows each):
 *  1. dropping every derived table and rebuilding gives the same rows in them;
 *  2. parse(print(doc)) = doc;
 *  3. merge(base, a, a) = a; merge(base, base, b) = b; a merge drops nothing: what it cannot decide is a conflict;
 *  4. every version's hash follows from its content and its predecessor; checkpoints cover the feed without holes;
 *  5. a viewer's document never holds a field that the viewer may not see;
 *  6. a refused save leaves nothing behind; a saved one is in the feed.
 *
 * Every write of the program ends in record_write(): browser form, API, sheet, IATI file, command line. It comes in two
 * steps so that bulk import can use two threads: record_prepare() is pure (checks, JSON, hash, derived rows, search
 * text), record_write() only talks to the database. These two are for the program itself (actor_system). Whoever acts
 * for a person calls record_save_in() or record_save(): they ask the policy table, keep what the person may not see or
 * set as it was (doc_guard), prepare, write and, when the base is stale, merge.
 *
 * The outer name of a record is its ULID; inside, versions, links and derived tables use the integer record.no. */
#ifndef SELARAS_RECORD_STORE_H
#define SELARAS_RECORD_STORE_H

#include "base/hash.h"
#include "base/ulid.h"
#include "db/db.h"
#include "record/actor.h"
#include "record/doc.h"
#include "record/workflow.h"

struct store;

enum origin { ORIGIN_CLI = 1, ORIGIN_IATI, ORIGIN_SHEET, ORIGIN_FORM, ORIGIN_API, ORIGIN_OUTBOX };
enum record_state { STATE_DRAFT = 0, STATE_CURRENT = 1, STATE_ARCHIVED = 2 };

enum record_rc {
	RECORD_OK = 0,
	RECORD_UNCHANGED, /* the newest version says the same: nothing was written */
	RECORD_REFUSED,   /* problems of severity error: see the list */
	RECORD_FORBIDDEN, /* this actor may not do this */
	RECORD_CONFLICT,  /* base_version is stale and the changes overlap: see the conflicts */
	RECORD_DUPLICATE, /* a unique key belongs to another record */
	RECORD_MISSING,   /* there is no such record */
	RECORD_FAILED     /* database trouble: see the log */
};

/* READ gives the number below which a count of people is hidden from the public; asked again when the data have
 * changed. Without it, it is SMALL_DEFAULT. Called once, before the store is used by several threads. */
void store_small_counts(struct store *s, bool (*read)(db *d, int *least));

/* ---- opening ---- */
/* Migrates the kernel's tables, makes the derived tables of KINDS and rebuilds those whose declaration has changed.
 * KINDS ends with NULL; APP is handed to the kinds' derived tables. NULL on failure with the reason in *WHY. */
struct store *store_open(struct db_pool *pool, const struct kind *const *kinds, void *app, const char **why);
void store_close(struct store *s); /* does not close the pool */
struct db_pool *store_pool(const struct store *s);
void *store_app(const struct store *s); /* the application pointer */
const struct kind *store_kind(const struct store *s, int number);
/* By its name; NULL when there is none. */
const struct kind *store_kind_named(const struct store *s, str name);
/* The feed's newest number: changes whenever data change (kept in memory, no database read). */
uint64_t store_generation(const struct store *s);

/* ---- writing ---- */
struct record_key {
	const char *name; /* static: "iati" */
	str value;
};
struct save {
	const struct actor *actor;
	const struct doc *doc;
	int64_t no;            /* 0: a new record */
	const char *id;        /* the ULID of a new record when its document names it; NULL: one is made */
	uint32_t base_version; /* the version the change was made on; 0 with no = 0; UINT32_MAX: the newest, whatever it
	                          is */
	enum origin origin;
	enum record_state state;
	str note;                      /* why, or where from: "file.xml" */
	const struct record_key *keys; /* beside the UNIQUE_KEY fields */
	uint32_t nkeys;
	bool rekey; /* an update that may change keys: all keys of the record are written again from KEYS and the fields
	             */
	const struct doc *old; /* the version before, when at hand: for rules about changes */
	/* What the policy table is asked for. 0: CREATE or EDIT, and the document is the person's wish, so it is
	 * guarded. Else the program made the document for this action (a step of a workflow), and it is taken as it is.
	 */
	enum action action;
	bool stays_deleted; /* what is in the recycle bin is changed there, and not taken out by it */
	bool lenient; /* import: keep a record whose fields have errors (they are reported), instead of refusing it */
	/* When not NULL: the newest version's doc_hash; an equal document is then unchanged without asking the
	 * database. */
	const struct hash *known;
};
struct saved {
	int64_t no;
	char id[ULID_LEN + 1];
	uint32_t version;
	struct doc *merged;         /* RECORD_OK after a merge: what was written; in the arena given */
	struct conflicts conflicts; /* RECORD_CONFLICT */
};

struct prepared;
/* Everything that needs no database, in the arena. PS collects problems; the result remembers whether they refuse. */
struct prepared *record_prepare(const struct store *s, arena *a, const struct save *in,
                                struct problems *ps) SEL_RETURNS_NONNULL;
bool prepared_unchanged(const struct prepared *p); /* equal to save.known */

/* A transaction that writes records. One per thread; AT (ms UTC) is the time of all its changes. */
struct record_tx;
struct record_tx *record_tx_begin(struct store *s, arena *a, int64_t at);
db *record_tx_db(struct record_tx *tx);
/* Many writes: on PostgreSQL they are sent without waiting for each answer, so an error shows at the next mark or
 * commit. */
void record_tx_bulk(struct record_tx *tx);
enum record_rc record_write(struct record_tx *tx, arena *a, const struct prepared *p, struct saved *out) SEL_MUST_CHECK;
/* Into the recycle bin: a version with the same document and the deleted flag; nothing is erased. Out of it again. Both
 * ask for ACT_DELETE. */
enum record_rc record_delete(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin, int64_t no,
                             str note) SEL_MUST_CHECK;
enum record_rc record_restore(struct record_tx *tx, arena *a, const struct actor *actor, enum origin origin, int64_t no,
                              str note) SEL_MUST_CHECK;
/* A version that says the same, because what is derived from it has changed (somebody decided about a place that it
 * names). NOTE says why. The program decides that it is due; nobody is asked. */
enum record_rc record_touch(struct record_tx *tx, arena *a, const struct actor *actor, int64_t no,
                            str note) SEL_MUST_CHECK;
/* One level: undo what was written since the mark (one file of several in a transaction). */
enum record_rc record_tx_mark(struct record_tx *tx) SEL_MUST_CHECK;
enum record_rc record_tx_undo(struct record_tx *tx) SEL_MUST_CHECK;
enum record_rc record_tx_commit(struct record_tx *tx) SEL_MUST_CHECK; /* ends TX whatever happens */
void record_tx_rollback(struct record_tx *tx);                        /* ends TX */
/* Ends TX: commits when RC is RECORD_OK, else rolls back. What came of it: RC, or the failure to commit. */
enum record_rc record_tx_end(struct record_tx *tx, enum record_rc rc) SEL_MUST_CHECK;

/* For a person, or for the program one record at a time: asks, guards, prepares, writes; merges when base_version is
 * stale and nothing overlaps. After anything but RECORD_OK and RECORD_UNCHANGED roll back. A new record of a kind with
 * a workflow starts in its first state. */
enum record_rc record_save_in(struct record_tx *tx, arena *a, const struct save *in, struct problems *ps,
                              struct saved *out) SEL_MUST_CHECK;
/* The same in a transaction of its own. */
enum record_rc record_save(struct store *s, arena *a, const struct save *in, struct problems *ps,
                           struct saved *out) SEL_MUST_CHECK;
/* The step STEP of the record's workflow: IN as in record_save_in(), IN->doc may carry what the step changes beside the
 * state (NULL: nothing), IN->note is the reason. Asks for the step's action; RECORD_REFUSED with problems when there
 * is no such step from here, a reason is missing or the step's rules are not met. */
enum record_rc record_step_in(struct record_tx *tx, arena *a, const struct save *in, str step, struct problems *ps,
                              struct saved *out) SEL_MUST_CHECK;

/* ---- reading (D is a read connection) ---- */
struct record {
	int64_t no;
	char id[ULID_LEN + 1];
	const struct kind *kind;
	uint32_t version;
	enum record_state state;
	bool deleted;
	int64_t updated; /* ms UTC */
	enum origin origin;
	str actor, note;
	struct doc *doc; /* as the viewer may see it */
};
/* NULL when there is none or VIEWER may not see it. Seen is what is open to the public (visibility) and what the policy
 * table lets the viewer see (ACT_VIEW); who holds no grant sees what is open to the audiences among its flags. A draft,
 * and a record that is visible to nobody, is seen by who may edit it; a deleted one by who may delete it. Fields:
 * actor_viewer(). */
struct record *record_load(struct store *s, db *d, arena *a, const struct actor *viewer, int64_t no);
struct record *record_load_version(struct store *s, db *d, arena *a, const struct actor *viewer, int64_t no,
                                   uint32_t version);
/* By ULID. */
struct record *record_load_id(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k,
                              str id);
/* By key ("iati", "code", ...). */
struct record *record_load_key(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k,
                               const char *name, str value);
int64_t record_find_key(struct store *s, db *d, const struct kind *k, const char *name, str value); /* no, or 0 */
/* All keys NAME of kind K that start with PREFIX, with the newest hash: what an import knows before it reads the file.
 */
struct known_record {
	str value;
	int64_t no;
	uint32_t version;
	bool deleted;
	struct hash doc_hash;
};
bool record_known(struct store *s, db *d, arena *a, const struct kind *k, const char *name, str prefix,
                  struct known_record **out, uint32_t *n);

struct version_line {
	uint32_t version;
	int64_t at;
	str actor, note;
	enum origin origin;
	bool deleted;
};
/* Newest first. */
bool record_history(struct store *s, db *d, arena *a, int64_t no, struct version_line **out, uint32_t *n);

/* ---- lists ---- */
enum list_what {
	LIST_CURRENT, /* what the policy table lets the viewer see */
	LIST_OPEN,    /* what is open to the viewer's audiences: of a public kind everything */
	LIST_DRAFTS,  /* drafts that the viewer may edit */
	LIST_DELETED  /* recycle bin: what the viewer may delete and restore */
};
struct narrowing;
struct listing {
	const struct kind *kind;
	const struct actor *viewer;
	enum list_what what;
	int64_t skip;
	uint32_t max;                   /* 0: count only */
	const struct narrowing *narrow; /* of these only what meets it (record/narrow.h); NULL: all */
};
/* Numbers of records, changed last first; *TOTAL counts all. Of drafts and deleted ones the newest 2,000 are looked
 * through. False when the database fails. */
bool record_list(struct store *s, db *d, arena *a, const struct listing *l, int64_t **out, uint32_t *n, int64_t *total);

struct feed_line {
	int64_t seq, no, at;
	uint32_t version;
	const struct kind *kind;
};
/* The feed after SEQ, oldest first, at most MAX lines; with NEWEST_FIRST the newest ones. */
bool record_feed(struct store *s, db *d, arena *a, int64_t seq, bool newest_first, uint32_t max, struct feed_line **out,
                 uint32_t *n);

/* ---- full text ---- */
struct search {
	const struct kind *kind; /* NULL: any */
	str text;
	uint32_t viewer; /* audiences: PUBLIC, PARTNERS, GOVERNMENT; EVERYTHING: all records */
	uint32_t max;
};
struct search_hit {
	int64_t no;
	const struct kind *kind;
	bool in_title;
};
/* Records whose text holds every word of TEXT (folded; each a prefix), hits in titles first, then by no; KIND may be
 * NULL. Only records visible to one of the audiences in VIEWER (flags). At most MAX hits; *MORE tells that there are
 * others. */
bool record_search(struct store *s, db *d, arena *a, const struct search *what, struct search_hit **out, uint32_t *n,
                   bool *more);
/* The same, at half the work, for who only asks which records: in order of no, in_title is not told. */
bool record_search_set(struct store *s, db *d, arena *a, const struct search *what, struct search_hit **out,
                       uint32_t *n, bool *more);

/* ---- care ---- */
/* Recomputes every hash, chain and checkpoint and the audit log, and from the documents everything that is derived;
 * problems name table (path) and row (where) of what does not fit. Reads only. S may be NULL: then what is derived is
 * left out. */
bool store_verify(struct store *s, db *d, struct problems *ps, uint64_t *versions);
/* SQLite: the index of the full text against the texts; needs the writer, which the caller does not hold. */
void store_verify_words(struct store *s, struct problems *ps);
/* Drops and rebuilds the derived tables and the full text of ONLY (all kinds when NULL) from the documents: after a new
 * boundary pack, a human decision on a match, or a change of the tables' declaration. */
bool store_rebuild(struct store *s, const struct kind *only, const char **why);
/* Reads the feed's newest number again: another process may have written (PostgreSQL). False: not to be had now. */
bool store_refresh(struct store *s);

/* ---- for kinds with computed tables ---- */
/* Adds a row to the table being filled: VALUES as text in the order of its columns, an absent one is NULL text (p =
 * NULL). */
void derived_row(struct derived_sink *sink, uint32_t row, const str *values);

/* Names for SQL in other rooms: ix_KIND and ix_KIND_FIELD, columns as the fields' names, all with (no, row) keys; dates
 * are YYYY-MM-DD, decimals integers of 10^-places. */

#endif
