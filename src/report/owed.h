/* owed.h -- which reports are owed, by whom, until when, and what came of each: derived from the plans in force, never
 * typed. One obligation: plan x programme (or the plan itself, when its rows name none) x regency x period. */
#ifndef SELARAS_REPORT_OWED_H
#define SELARAS_REPORT_OWED_H

#include "agreement/deadline.h"
#include "report/period.h"
#include "report/report.h"

enum owed_state {
	OWED_WAITING, /* the period has not ended */
	OWED_DUE,     /* it has ended, the report may still be in time */
	OWED_LATE,
	OWED_IN, /* handed in, being checked */
	OWED_RETURNED,
	OWED_ACCEPTED,
	OWED_STATES
};
/* STATUS: of the report, empty when there is none. */
enum owed_state owed_state(str status, struct period p, date due, date today);
const char *owed_state_name(enum owed_state s); /* "late": in addresses, and in messages "report.state.late" */
bool owed_state_parse(str name, enum owed_state *out) SEL_MUST_CHECK;

/* The periods of a year with their days. */
struct owed_period {
	struct period period;
	str code;
	date due, frozen; /* DATE_NONE: not frozen */
};
struct owed_calendar {
	int year;
	struct owed_period periods[PERIODS_MOST];
	uint32_t n;
	struct holidays holidays;
	date today;
};
/* With the settings and what the bureau has set for single periods; false when the database fails. */
bool owed_calendar_read(db *d, arena *a, int year, date today, struct owed_calendar *out) SEL_MUST_CHECK;
/* The one whose code is CODE; NULL when this year has no such period. */
const struct owed_period *owed_period_find(const struct owed_calendar *c, str code);

/* Whose obligations: empty parts are all of them. */
struct owed_scope {
	str partner, regency, agency;
	bool nobody; /* the actor has none at all */
};
/* What ACTOR may see: the bureau and readers all, others their own. */
struct owed_scope owed_scope_of(const struct actor *actor);

/* ---- the board ---- */
struct owed_cell {
	uint32_t n[OWED_STATES];
};
struct owed_row {
	str id; /* the partner's ULID, or the regency's code */
	uint32_t owed;
	struct owed_cell cells[PERIODS_MOST];
};
/* By partner the page that begins at SKIP, at most MOST; by regency all. *TOTAL counts the rows of all pages. False
 * when the database fails. */
struct owed_board {
	const struct owed_calendar *calendar;
	struct owed_scope scope;
	bool by_regency;
	uint32_t skip, most;
};
bool owed_board_read(db *d, arena *a, const struct owed_board *q, struct owed_row **out, uint32_t *n,
                     uint32_t *total) SEL_MUST_CHECK;

/* ---- the list ---- */
struct owed {
	str plan, first, partner, programme, regency; /* ULIDs; the regency's code */
	const struct owed_period *period;
	int64_t report; /* 0: there is none */
	str status;
	date handed_in;
	enum owed_state state;
	int days_late; /* working days: of a late one until today */
};
struct owed_query {
	const struct owed_calendar *calendar;
	struct owed_scope scope;
	const struct owed_period *period;
	enum owed_state state; /* OWED_STATES: any */
	uint32_t skip, most;
};
bool owed_read(db *d, arena *a, const struct owed_query *q, struct owed **out, uint32_t *n) SEL_MUST_CHECK;

/* ---- telling people (remind.c) ---- */
/* The moment of a report that is not there yet: its period has ended, three working days are left, the day has passed
 * (for 30 days). */
enum moment owed_moment(const struct owed_period *p, date today, const struct holidays *h);
/* Writes notices of the work plans whose reports are due to their partners, and of late ones to the bureau as well,
 * each moment of each period once. For once a day; false: database trouble, another time. */
struct web;
bool reports_tell(const struct web *w, int64_t now);

/* Years that have plans in force, the newest first; false when the database fails. */
bool owed_years(db *d, arena *a, int **out, uint32_t *n) SEL_MUST_CHECK;

#endif
