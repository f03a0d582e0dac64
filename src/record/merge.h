/* merge.h -- two records that are one: the one that is kept takes up what the other has to add, what refers to the
 * other refers to it, and the other goes into the recycle bin. It can be taken back: every record concerned gets what
 * it said before, together with whatever was changed since (three-way, doc_merge). Asks for ACT_MERGE on both records.
 *
 * Texts that name the other by its identifier (a file's <participating-org ref>) stay as their source wrote them; a
 * kind whose records are named so keeps the other's identifiers in the one that is kept (.absorb). */
#ifndef SELARAS_RECORD_MERGE_H
#define SELARAS_RECORD_MERGE_H

#include "record/store.h"

/* A record that refers to the one that goes, and where. */
struct merge_move {
	int64_t no;
	char id[ULID_LEN + 1];
	const struct kind *kind;
	str field; /* path of the link: "line[2]/partner" */
};
/* Every link that leads to record TO, in order of the records that have it. */
bool record_referrers(struct store *s, db *d, arena *a, int64_t to, struct merge_move **out, uint32_t *n);

struct merge_plan {
	struct record *keep, *drop; /* whole, as the program sees them */
	struct doc *merged;         /* what KEEP will say */
	struct merge_move *moves;
	uint32_t nmoves;
};
/* What a merge would do. RECORD_MISSING: one of them is not there, deleted, or they are of two kinds or the same;
 * RECORD_FORBIDDEN. D may be a read connection. */
enum record_rc record_merge_plan(struct store *s, db *d, arena *a, const struct actor *actor, const int64_t pair[2],
                                 struct merge_plan *out) SEL_MUST_CHECK;
/* Does it: PAIR is the record to keep and the one to drop. *ID is what record_unmerge_in() takes. */
enum record_rc record_merge_in(struct record_tx *tx, arena *a, const struct actor *actor, const int64_t pair[2],
                               int64_t *id) SEL_MUST_CHECK;

struct merge_line {
	int64_t id, at;
	str actor;
	int64_t keep_no, drop_no;
	bool undone;
};
/* Merges that record NO was part of, newest first; 0: all, at most MAX. */
bool record_merges(db *d, arena *a, int64_t no, uint32_t max, struct merge_line **out, uint32_t *n);
/* RECORD_CONFLICT: a record was changed since in the same places; *CONFLICTS says where, nothing is written. */
enum record_rc record_unmerge_in(struct record_tx *tx, arena *a, const struct actor *actor, int64_t id,
                                 struct conflicts *conflicts) SEL_MUST_CHECK;

/* What KEEP says when it takes up DROP: fields that it leaves empty are filled, lists of the kind's names
 * (SEARCH_TITLE rows that are no narratives) are joined, then the kind's own .absorb. */
struct doc *doc_absorb(arena *a, const struct doc *keep, const struct doc *drop);
/* A copy of D in which links to FROM (ULID) lead to TO. */
struct doc *doc_relink(arena *a, const struct doc *d, str from, str to);

#endif
