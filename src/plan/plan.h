/* plan.h -- the tree of a development plan (RPJMD): vision, missions, priorities, policy measures, indicators.
 *
 * A node is a fact with its source. What the sources do not say (targets above all) stays empty and is shown as
 * "waiting for data"; nothing is filled in from memory. Other records link to nodes, work plans with a share. */
#ifndef SELARAS_PLAN_PLAN_H
#define SELARAS_PLAN_PLAN_H

#include "record/doc.h"
#include "record/store.h"

/* A target is text: plans state ranges ("10-12"). */
#define PLAN_FIELDS(F)                                                                                                 \
	F(PLAN_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | UNIQUE_KEY | PUBLIC, .max_length = 60)          \
	F(PLAN_PERIOD, "period", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 60)                            \
	F(PLAN_LEVEL, "level", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "plan-level")                         \
	F(PLAN_SHORT, "short", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 12)                              \
	F(PLAN_PARENT, "parent", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &plan_kind)                              \
	F(PLAN_NAME, "name", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)                    \
	F(PLAN_BASELINE, "baseline", FIELD_TEXT, PUBLIC, .max_length = 40)                                             \
	F(PLAN_BASELINE_YEAR, "baseline_year", FIELD_INT, PUBLIC, .min = "1990", .max = "2100")                        \
	F(PLAN_TARGET, "target", FIELD_TEXT, PUBLIC, .max_length = 40)                                                 \
	F(PLAN_TARGET_YEAR, "target_year", FIELD_INT, PUBLIC, .min = "1990", .max = "2100")                            \
	F(PLAN_UNIT, "unit", FIELD_TEXT, PUBLIC, .max_length = 40)                                                     \
	F(PLAN_SOURCE, "source", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 500)
KIND_ENUM(PLAN, PLAN_FIELDS)
extern const struct kind plan_kind; /* number 21 */

/* ---- reading ---- */
struct plan_node {
	int64_t no;
	char id[ULID_LEN + 1];
	str code, period, level, label; /* label: "M4" */
	str parent;                     /* ULID, or the empty str */
	str name[2];                    /* Indonesian, English */
	const struct doc *doc;
	uint32_t depth; /* 0: a root */
};
struct plan_tree {
	const struct plan_node *nodes; /* parents before their children, else by code */
	uint32_t n;
};
/* All nodes, in the arena. False when the database fails. */
bool plan_tree_read(struct store *s, db *d, arena *a, struct plan_tree *out) SEL_MUST_CHECK;
/* By ULID, by code or by label ("M4") where only one node has it; NULL when there is none. */
const struct plan_node *plan_node_find(const struct plan_tree *t, str name);

/* ---- the plan that comes with the program ---- */
struct plan_seeded {
	uint32_t added, unchanged;
};
/* The files of data/plan; nodes that are there already stay as they are. */
enum record_rc plan_seed(struct store *s, struct problems *ps, struct plan_seeded *out) SEL_MUST_CHECK;

#endif
