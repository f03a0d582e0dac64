/* period.h -- reporting periods: quarters, semesters and years of the calendar, as codes "2026-Q1", "2026-S2", "2026".
 * Pure functions; working days need the holidays, which come from outside. */
#ifndef SELARAS_REPORT_PERIOD_H
#define SELARAS_REPORT_PERIOD_H

#include "base/date.h"
#include "i18n/i18n.h"

enum period_sort { PERIOD_YEAR, PERIOD_SEMESTER, PERIOD_QUARTER };
struct period {
	int year; /* 2000..2100 */
	enum period_sort sort;
	int number; /* 1..4 of quarters, 1..2 of semesters, 0 of a year */
};
enum { PERIODS_MOST = 4 };

/* False on anything but a code as above. */
bool period_parse(str code, struct period *out) SEL_MUST_CHECK;
str period_code(arena *a, struct period p);
/* "Triwulan I 2026", "First quarter of 2026". */
str period_name(arena *a, enum lang lang, struct period p);
date period_first(struct period p);
date period_last(struct period p);
/* The last day on which a report is in time: working day number DAYS after the period's last day. */
date period_due(struct period p, int days, const struct holidays *h);
/* Which quarters it covers: bit 0 is the first. */
unsigned period_quarters(struct period p);
/* The periods of YEAR with TIMES reports a year (1, 2 or 4), in order; how many. */
uint32_t periods_of_year(int year, int times, struct period out[PERIODS_MOST]);

/* A quarter of a partner's own fiscal year, which is named by the calendar year in which it ends. */
struct fiscal {
	int year;
	int quarter; /* 1..4; 0 when none of them lies in one calendar quarter */
};
/* Which of the partner's quarters the calendar quarter P is, with a fiscal year that begins on the first day of month
 * START (1..12). Fiscal quarters lie in calendar quarters only when START is 1, 4, 7 or 10; else .quarter is 0 and
 * .year the fiscal year in which P ends. */
struct fiscal period_fiscal(struct period p, int start);

#endif
