/* workflow.h -- the states of a kind as a table: (from, step, to, who, what must be there). The same table draws the
 * buttons, checks the step and names it in the history, for work plans, procedures, reports and whatever comes.
 *
 * The state is a SYSTEM field of the record (a code); it changes by a step and by nothing else. The step's name and the
 * reason given stand in the version's note ("return: ..."), so the record's history is the history of its states. */
#ifndef SELARAS_RECORD_WORKFLOW_H
#define SELARAS_RECORD_WORKFLOW_H

#include "record/actor.h"

enum { STEP_REASON = 1 /* a reason must be given */ };

struct step {
	const char *from; /* state */
	const char *name; /* "submit": message "step.KIND.NAME" */
	const char *to;
	enum action action; /* what the policy table is asked for */
	unsigned flags;
	/* Rules of the step beyond doc_check(), as problems; DOC is in the old state. May be NULL. */
	void (*check)(const struct doc *doc, struct problems *ps);
};
struct workflow {
	uint32_t field;    /* FIELD_CODE of the root, SYSTEM */
	const char *first; /* state of a new record */
	const struct step *steps;
	uint32_t nsteps;
};

/* DOC's state; the empty str when it has none yet. */
str workflow_state(const struct doc *doc);
/* The step NAME from DOC's state; NULL when there is none. */
const struct step *workflow_step(const struct doc *doc, str name);
/* Whether ACTOR may take a step NAME of K's workflow in some state of a record that belongs to O (any step, when none
 * has the name): asked before anything is said about the state. *NEEDED: the action that it takes. */
bool workflow_may(const struct actor *actor, const struct kind *k, str name, const struct owners *o,
                  enum action *needed);
/* The steps that ACTOR may take from here, in the table's order; at most MAX. */
uint32_t workflow_open(const struct actor *actor, const struct doc *doc, const struct owners *o,
                       const struct step **out, uint32_t max);

#endif
