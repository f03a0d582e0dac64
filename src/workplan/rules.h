/* rules.h -- who gives which opinion on which rows, and how far a plan has come: pure functions of documents. */
#ifndef SELARAS_WORKPLAN_RULES_H
#define SELARAS_WORKPLAN_RULES_H

#include "workplan/workplan.h"

enum opinion_by { BY_REGENCY, BY_AGENCY, BY_BUREAU, BY_COUNT };
extern const char *const opinion_by_codes[BY_COUNT];

/* Somebody who gives opinions. */
struct voice {
	enum opinion_by by;
	str of; /* code of the regency, ULID of the agency; the bureau: empty */
};

enum verdict {
	VERDICT_NONE,  /* not given yet */
	VERDICT_STALE, /* given on an earlier text of the row */
	VERDICT_ACCEPT,
	VERDICT_RETURN
};

/* Sixteen hex digits of what a row says, opinions apart. */
str line_digest(arena *a, const struct doc *line) SEL_MUST_CHECK;
/* What V thinks of LINE; *OPINION (may be NULL) is its row, or NULL. */
enum verdict line_verdict(const struct doc *line, struct voice v, const struct doc **opinion);
/* The code of the regency in which a row's place lies; the empty str for the province as a whole. */
str line_regency(const struct doc *line);
/* Whether V is asked about the row. */
bool voice_covers(const struct doc *plan, const struct doc *line, struct voice v);

/* One of those who are asked, and how far it is. */
struct voice_progress {
	struct voice voice;
	uint32_t lines, accepted, returned, open; /* open: none given, or on an earlier text */
};
/* All who are asked: regencies by code, then agencies with the lead first, then the bureau. */
struct voice_progress *workplan_progress(arena *a, const struct doc *plan, uint32_t *n);

/* Whose turn it is in a submitted plan: regencies, then agencies, then the bureau. A plan without rows in a regency
 * begins with the agencies, one without agencies with the bureau. */
enum opinion_by workplan_turn(const struct doc *plan);
/* Whether somebody asks for a correction of the text as it stands. */
bool workplan_has_returns(const struct doc *plan);
/* Rows of the text as it stands that the bureau has not accepted. */
uint32_t workplan_undecided(const struct doc *plan);

/* The voice with which ACTOR speaks about PLAN when it is the turn of BY; false when it has none. */
bool actor_voice(const struct actor *actor, const struct doc *plan, enum opinion_by by, struct voice *out);

/* ---- opinions given ---- */
struct opinion {
	str line;             /* id of the row */
	enum verdict verdict; /* ACCEPT or RETURN */
	str reason;
};
struct opinions_in {
	struct voice voice;
	const struct opinion *p;
	uint32_t n;
	str actor;  /* account */
	int64_t at; /* ms UTC */
};
/* PLAN with the opinions put in. Problems: a row that V is not asked about or that is not there, a return without a
 * reason (their path is the id of the row), a turn that is not V's. Then NULL. */
struct doc *workplan_opine(arena *a, const struct doc *plan, const struct opinions_in *in, struct problems *ps);

/* ---- a revision beside what it revises ---- */
enum line_change { LINE_SAME, LINE_CHANGED, LINE_ADDED, LINE_REMOVED };
struct line_pair {
	enum line_change what;
	const struct doc *old, *new; /* one of them NULL when added or removed */
	struct diff diff;            /* CHANGED; opinions are not compared */
};
/* In the order of the new rows, those removed where they stood. */
struct line_pair *workplan_compare(arena *a, const struct doc *old, const struct doc *new, uint32_t *n);

/* ---- the agreement behind it ---- */
/* What is wrong with the agreement that PLAN names, as errors: another partner's, not of that year, stopped. As
 * warnings what the law does not settle: none named, not signed yet, its period open or a part of the year. False when
 * the database fails. */
bool workplan_agreement_check(struct store *s, db *d, arena *a, const struct doc *plan, struct problems *ps);
/* Of a foreign organisation (PP 59/2016), with SEVERITY: a plan that reaches beyond its principle permit (art. 16 (3)),
 * counted to the end of the last quarter for which a row plans something; or no such permit in the year. */
bool workplan_permit_check(struct store *s, db *d, arena *a, const struct doc *plan, enum severity severity,
                           struct problems *ps);
/* The approval of PLAN is cancelled: so it stands on the permit whose sanction is that far (art. 30 (3)). IN: who, from
 * where, and why. */
enum record_rc workplan_cancel_sanction(struct record_tx *tx, struct store *s, arena *a, const struct save *in,
                                        const struct doc *plan, struct problems *ps);
/* .fits of the kind: the same when partner, year or agreement change, or the plan is handed in. A plan is
 * not approved beyond the permit, nor its approval cancelled before the sanctions of arts 29 and 31 came so far. */
bool workplan_fits(struct store *s, db *d, arena *a, const struct doc *plan, const struct doc *old,
                   struct problems *ps);

/* .conceal of the kind: small counts of people of each row (record/small.h). */
void workplan_conceal(arena *a, struct doc *plan, int least);

/* Fills the derived table ix_workplan_turn (voice, whose): who has the next word on a plan that is handed in. */
void workplan_fill_turn(void *app, const struct doc *plan, struct derived_sink *sink);

/* The checks of kind workplan and of its rows; see workplan.c. */
void workplan_line_check(const struct doc *line, const struct doc *old, struct problems *ps);
void workplan_check(const struct doc *plan, const struct doc *old, struct problems *ps);
/* What must be there before a plan is handed in. */
void workplan_check_complete(const struct doc *plan, struct problems *ps);

#endif
