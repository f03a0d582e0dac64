/* rules.h -- rules of meetings: pure functions of documents and texts, no I/O. */
#ifndef SELARAS_MEETING_RULES_H
#define SELARAS_MEETING_RULES_H

#include "meeting/meeting.h"

/* Minutes since midnight of "09.00" or "9:00"; -1 when it is no time of day. */
int clock_minutes(str s);
/* The instant at which D's event begins, ms UTC, from its date and time in WITA; false when it has none. */
bool event_begins(const struct doc *d, int64_t *at);
/* When it ends: its end on the last day; without one two hours after its beginning. */
bool event_ends(const struct doc *d, int64_t *at);
/* Whether TODAY is one of its days. */
bool event_is_on(const struct doc *d, date today);
/* Each row of FIELD without an id gets one that no other has. */
void rows_give_ids(struct doc *d, uint32_t field);
/* The row of FIELD with this id; NULL. */
struct doc *event_row(const struct doc *d, uint32_t field, str id);

/* ---- who came ---- */
struct present {
	uint32_t people, women, men, unknown; /* by sex */
	uint32_t regencies, of;               /* that sent somebody, of so many asked about */
	uint32_t organisations;               /* each once */
	uint32_t by_qr;
};
/* CODES: the regencies that are asked about. HERE (may be NULL) gets for each whether it came. */
struct present event_present(const struct doc *d, const str *codes, uint32_t n, bool *here);
/* Whether as many regencies came as the event's quorum asks for; without a quorum always. */
bool event_has_quorum(const struct doc *d, const struct present *p);
/* Whether the person is on the list already: the same folded name for the same organisation, place or other. */
bool event_has_attended(arena *a, const struct doc *d, const struct doc *row);

/* Adds the rows of a list typed or pasted: "name <tab or ;> L/P <..> post <..> who <..> contact", one person a line.
 * "who" is an organisation's or regency's name as ROW_OF finds it, else it is kept as other. Problems name the line. No
 * row is added when there is one. How many were added. */
struct pasting {
	arena *a;
	struct doc *event;
	/* Puts the organisation or place that WHO means into ROW; false when it is none. */
	bool (*means)(void *ctx, str who, struct doc *row);
	void *ctx;
	str at; /* xsd:dateTime */
};
uint32_t attendance_paste(const struct pasting *p, str text, struct problems *ps);

/* ---- what became of it ---- */
/* Neither done nor cancelled. */
bool action_is_open(const struct doc *d);
bool action_is_overdue(const struct doc *d, date today);
/* "pending", "progress", "overdue", "done" or "cancelled": what the matrix shows (terlambat is computed). */
const char *action_standing(const struct doc *d, date today);
struct completion {
	uint32_t all, done, late, open, cancelled; /* late ones are open, too */
};
void completion_add(struct completion *c, const struct doc *action, date today);
/* Done of all that were not cancelled, in percent, rounded down; -1 when there are none. */
int completion_percent(const struct completion *c);
/* A copy of ACTION with the reason of a delay in its rows; NEW_DUE (DATE_NONE: it stays) is its day from then on. NULL
 * when the reason is missing, it is not open, or the new day is not after TODAY. */
struct doc *action_delay(arena *a, const struct doc *action, date today, str reason, date new_due);

/* ---- what the kinds share ---- */
/* A line of a list: the first words of a long text. */
str meeting_short_title(str text, arena *a);
/* .owners of action items and contributions: whoever it is about may be an agency of government, which the policy knows
 * by what it accompanies. */
void meeting_owners(void *app, arena *a, const struct doc *d, struct owners *out);

/* ---- the kinds' own checks ---- */
void event_check(const struct doc *d, const struct doc *old, struct problems *ps);
void action_check(const struct doc *d, const struct doc *old, struct problems *ps);
void contribution_check(const struct doc *d, const struct doc *old, struct problems *ps);

#endif
