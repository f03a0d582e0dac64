/* signal.h -- what in the reports of one obligation asks for a second look: rules over the plan, the reports of its
 * year and the agreement, each found with the figures behind it. Pure functions. A signal is a question, no verdict. */
#ifndef SELARAS_REPORT_SIGNAL_H
#define SELARAS_REPORT_SIGNAL_H

#include "report/fill.h"

enum signal_what {
	SIGNAL_NO_REPORT,       /* no report since so many months */
	SIGNAL_MONEY_ONLY,      /* money was spent, nothing was done */
	SIGNAL_PROGRESS_ONLY,   /* something was done, no money was spent */
	SIGNAL_STILL_RUNNING,   /* its last planned quarter is over, it is said to run and is not complete */
	SIGNAL_PLACE_UNPLANNED, /* reported where the plan has no row */
	SIGNAL_PLACE_UNTOUCHED, /* planned until now, and nothing reported */
	SIGNAL_AGREEMENT_ENDS,  /* the agreement ends before the year of the plan does */
	SIGNALS
};
const char *signal_name(enum signal_what what); /* "money_only": messages "report.signal.money_only" */

struct signal {
	enum signal_what what;
	str activity, place, unit; /* of a row; the place's code */
	struct decimal value, of;  /* done and planned; spent */
	str currency;
	date day;  /* of the last report; on which the agreement ends */
	int count; /* months; rows */
};
struct signal_in {
	const struct owing *owing;        /* which obligation; .period and .last are not read */
	const struct doc *const *reports; /* handed in, in the order of their periods */
	uint32_t nreports;
	date today;
	date agreement_until; /* DATE_NONE: not known */
	int months;           /* without a report: from how many on */
};
/* At most MAX, in the order of enum signal_what; how many. */
uint32_t signals_find(const struct signal_in *in, struct signal *out, uint32_t max);

#endif
