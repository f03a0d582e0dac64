/* procedure.h -- the procedure of a cooperation as a state machine whose tracks are data.
 *
 * A track is a CSV of data/procedures: one row per step, in order. Columns: step (code), order, name_id, name_en, law,
 * actor_id, actor_en, needs (number date document actor), clock_days, clock_unit (working), skip (no; reason; or pairs
 * CONDITION:SETTING, see below), gates (conditions plan confirmation principle msp within_permit), results (codes, each
 * with >STEP where it leads back), marks (signed repeat end), evidence (law, general). A file that says anything else
 * is refused whole.
 *
 * An agreement's steps are a diary. Replaying it gives the state of every step: a result that leads back opens the step
 * it names, and all after it, again. One step is the next one; only it may be entered, besides steps marked repeat
 * (once their turn has come) and the one marked end (once signed). A step that does not apply is skipped, with a
 * reason; "passthrough:KEY" allows that for agreements on that basis, "again:KEY" for a step that was done in an
 * earlier round, both unless the setting KEY says that it is needed.
 *
 * Everything here is plain functions: the day, the holidays, the settings and the permits come from outside. */
#ifndef SELARAS_AGREEMENT_PROCEDURE_H
#define SELARAS_AGREEMENT_PROCEDURE_H

#include "agreement/agreement.h"
#include "agreement/deadline.h"

enum step_need { NEEDS_NUMBER = 1, NEEDS_DATE = 2, NEEDS_DOCUMENT = 4, NEEDS_ACTOR = 8 };
enum step_gate {
	GATE_CONDITIONS = 1,    /* article 27 */
	GATE_PLAN = 2,          /* the seven items */
	GATE_CONFIRMATION = 4,  /* the confirmation letter is there */
	GATE_PRINCIPLE = 8,     /* a principle permit that is valid on the day is linked */
	GATE_MSP = 16,          /* a memorandum with its twelve items is linked */
	GATE_WITHIN_PERMIT = 32 /* neither the day nor the end of the agreement lies beyond the principle permit */
};
enum step_mark { MARK_SIGNED = 1, MARK_REPEAT = 2, MARK_END = 4 };
enum skip_rule { SKIP_NO = 0, SKIP_REASON = 1, SKIP_PASSTHROUGH = 2, SKIP_AGAIN = 4 };

enum { TRACK_STEPS = 40, STEP_RESULTS = 6 };
struct track_result {
	str code;
	int to; /* index of the step it leads back to; -1: on */
};
struct track_step {
	str code, name[2], law, actor[2];
	int order, clock_days; /* working days; 0: no clock */
	unsigned needs, gates, marks, skip;
	struct track_result results[STEP_RESULTS];
	uint32_t nresults;
	bool general; /* not read in a law: general knowledge */
};
struct track {
	str code;
	const struct track_step *steps;
	uint32_t n;
};

/* One track from its CSV; false, with problems, when it is not as said above. */
bool track_parse(arena *a, str code, str csv, struct track *out, struct problems *ps) SEL_MUST_CHECK;
/* Those that come with the program. */
const struct track *track_all(uint32_t *n);
const struct track *track_find(str code);             /* NULL when there is none */
int track_step_find(const struct track *t, str step); /* index, or -1 */

/* ---- where an agreement stands ---- */
struct procedure_world {
	date today;
	struct holidays holidays;
	struct settings settings;
	struct doc *const *permits; /* those the agreement links */
	uint32_t npermits;
};
enum step_standing { STEP_WAITING, STEP_NEXT, STEP_RUNNING, STEP_DONE, STEP_SKIPPED };
struct step_view {
	const struct track_step *step;
	enum step_standing standing;
	const struct doc *entry; /* the newest entry that counts; NULL */
	bool open;               /* may be entered now, as far as the order goes */
	uint32_t times;          /* how often it was done in all rounds */
	struct work_clock clock; /* with a running clock */
};
struct procedure {
	const struct track *track;
	struct step_view steps[TRACK_STEPS];
	uint32_t n;
	uint32_t next; /* index; n when nothing is left */
	bool signed_, ended;
};
/* False when the agreement has no known track. W may be NULL: then clocks are not computed. */
bool procedure_read(const struct doc *agreement, const struct procedure_world *w, struct procedure *out) SEL_MUST_CHECK;
/* The day since which the clock of step I runs; DATE_NONE. */
date procedure_running_since(const struct track *t, const struct doc *agreement, uint32_t i);
/* Whether step I may be skipped now. */
bool procedure_may_skip(const struct procedure *p, const struct doc *agreement, const struct procedure_world *w,
                        uint32_t i);
/* What is missing for step I to be done on DAY (its gates), as problems. */
void procedure_gates(const struct procedure *p, const struct doc *agreement, const struct procedure_world *w,
                     uint32_t i, date day, struct problems *ps);

/* ---- entering ---- */
enum step_op {
	OP_START,  /* the clock starts: the day on which the letter was received */
	OP_FINISH, /* done */
	OP_SKIP,   /* does not apply: reason */
	OP_END,    /* ends a cooperation in force: end_reason */
	OP_STOP    /* ends a procedure before it is signed: reason */
};
struct step_entry {
	enum step_op op;
	str step;
	str date, number, actor, result, reason, end_reason;
	str document; /* ULID of a document record */
};
/* The agreement with the entry, in A; NULL with problems when it is refused. */
struct doc *procedure_enter(arena *a, const struct doc *agreement, const struct procedure_world *w,
                            const struct step_entry *e, struct problems *ps);
const char *step_op_name(enum step_op op); /* "start": in forms, and in messages "step_op.start" */
bool step_op_parse(str name, enum step_op *out) SEL_MUST_CHECK;

#endif
