/* problem.h -- what is wrong with an input, kept as data: every problem with its place, so that a form, a sheet
 * report and a command line can say it in the user's language.
 *
 * KEY is the id of a message in the catalogues ("problem.required"); FOUND and EXPECTED fill its holes.
 * A list keeps at most MAX problems per list and counts the rest, so that a hostile file cannot fill the memory. */
#ifndef SELARAS_BASE_PROBLEM_H
#define SELARAS_BASE_PROBLEM_H

#include <stdint.h>

#include "base/str.h"

enum severity { SEVERITY_ADVICE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_FATAL };

struct problem {
	enum severity severity;
	const char *key; /* message id, static */
	str where;       /* record: an identifier, "" when not known */
	str path;        /* field: "transaction[3]/value/@currency" */
	uint32_t line;   /* in the file; 0 when it has none */
	str found;
	str expected;
	struct problem *next;
};
struct problems {
	arena *arena;
	struct problem *first, *last;
	uint32_t n;              /* all, also those not kept */
	uint32_t by_severity[4]; /* all */
	uint32_t max;            /* most kept */
};

void problems_init(struct problems *ps, arena *a, uint32_t max);
/* Copies every text of P into the list's arena. PS may be NULL: then nothing happens. */
void problems_add(struct problems *ps, struct problem p);
/* Whether one of ERROR or FATAL is in it. */
static inline int problems_refuse(const struct problems *ps)
{
	return ps->by_severity[SEVERITY_ERROR] + ps->by_severity[SEVERITY_FATAL] > 0;
}

#endif
