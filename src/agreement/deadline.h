/* deadline.h -- what must be done by when, of every record that has such a day: one derived table per kind
 * (ix_KIND_deadline), one list over all of them.
 *
 * A row holds the day from which time runs, the working days that the law gives (0: the day itself is the deadline) and
 * the article. Working days need the holidays, so the last day is computed when the list is read. */
#ifndef SELARAS_AGREEMENT_DEADLINE_H
#define SELARAS_AGREEMENT_DEADLINE_H

#include "agreement/calendar.h"

enum { DEADLINE_COLUMNS = 4 };
extern const struct derived_column deadline_columns[DEADLINE_COLUMNS]; /* what, base, days, law */
/* Rows for .fill of a kind: WHAT names the message "deadline.WHAT". */
void deadline_row(struct derived_sink *sink, uint32_t row, const char *what, date due, const char *law);
void deadline_row_working(struct derived_sink *sink, uint32_t row, const char *what, date from, int days,
                          const char *law);

/* A stretch of working days that runs: "day 12 of 45, due 3 March 2026". */
struct work_clock {
	date from, due;
	int day;  /* working days since FROM, 0 on the day itself */
	int days; /* that the law gives */
	int left; /* working days until DUE; negative: so many too late */
};
struct work_clock work_clock(date from, int days, date today, const struct holidays *h);
/* Working days from TODAY to DUE; negative when it is past. */
int working_days_left(date today, date due, const struct holidays *h);

/* The end of the first period since AGREEMENT (of kind agreement) was signed for which its diary has no report to the
 * Minister, with TIMES reports a year (PP 28/2018 art. 43 leaves how often to a setting); DATE_NONE when it is not in
 * force, its track knows no such report, or all are there. */
date report_due(const struct doc *agreement, int times);

enum deadline_level { DEADLINE_LATER, DEADLINE_NOTICE, DEADLINE_SOON, DEADLINE_NEAR, DEADLINE_PAST };
struct deadline {
	int64_t no; /* the record */
	const struct kind *kind;
	char id[ULID_LEN + 1];
	str title;
	str what; /* "renewal", "expiry", "dprd", "report" */
	date from, due;
	int days;
	int left; /* working days */
	enum deadline_level level;
	str law;
};
/* Six, four and three months before the last day of a permit (so three and one month before, and on, the last day to
 * ask for renewal); of short terms the last ten and five working days. */
enum deadline_level deadline_level(str what, date due, date today, int left);

struct deadline_query {
	const struct actor *viewer;
	int lang;
	date today;
	date until;         /* no later ones; DATE_NONE: all */
	bool bare;          /* only when and what: the records are not read, kind, id and title stay empty */
	uint32_t skip, max; /* a page of them; max 0: all */
};
/* The deadlines of all records that VIEWER may see, the nearest first. */
bool deadlines(struct store *s, db *d, arena *a, const struct deadline_query *q, struct deadline **out,
               uint32_t *n) SEL_MUST_CHECK;
/* How many there are, whatever page Q asks for. */
bool deadlines_count(struct store *s, db *d, arena *a, const struct deadline_query *q, uint32_t *n) SEL_MUST_CHECK;

/* Numbers of the records of kind K that VIEWER may see, in ascending order: what lists of many records ask once. */
bool visible_numbers(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k, int64_t **out,
                     uint32_t *n) SEL_MUST_CHECK;
bool is_visible(const int64_t *numbers, uint32_t n, int64_t no);

/* ---- telling people (remind.c) ---- */
/* The moments on which people are told: of a permit, an agreement or a report six, four and three months before; of a
 * stretch of working days when ten and five are left; of each on the day after. */
enum moment { MOMENT_NONE, MOMENT_FIRST, MOMENT_SECOND, MOMENT_THIRD, MOMENT_PAST };
/* The newest moment of X that came by TODAY, at most 30 days ago. ALL: the list that X is of; of a permit whose renewal
 * can be asked for that is told, not its end. */
enum moment deadline_moment(const struct deadline *x, const struct deadline *all, uint32_t n, date today);
/* Writes notices (desk/notice.h) of the deadlines whose moment has come, each once. For once a day; false: database
 * trouble, another time. */
struct web;
bool deadlines_tell(const struct web *w, int64_t now);

#endif
