/* figure.h -- one figure, two sides: what the partner reports and what the regency says it saw, with the view of an
 * agency beside them. Pure functions, tested as a table of every way in which two sides can differ.
 *
 *  1. A figure that nobody of the regency has looked at is reported, and no more.
 *  2. It is confirmed when the regency saw it as reported, or names the same figure in the same unit. An answer holds
 *     for the figure it was given on: when the partner corrects it afterwards, it is reported again.
 *  3. It is disputed when the regency names another figure, saw nothing where something is reported, saw something
 *     where nothing is, or an agency does. An agency that agrees with one side settles nothing: the other side is the
 *     regency.
 *  4. Nought is a figure: nothing done and nothing seen agree. No figure is not nought.
 *  5. It is agreed when both sides have accepted one value. A correction afterwards undoes that, unless it says the
 *     agreed value.
 *  6. The bureau may say that it stays open; then it is disputed whatever was proposed. */
#ifndef SELARAS_REPORT_FIGURE_H
#define SELARAS_REPORT_FIGURE_H

#include "base/decimal.h"

enum figure_status { FIGURE_NONE, FIGURE_REPORTED, FIGURE_CONFIRMED, FIGURE_DISPUTED, FIGURE_AGREED, FIGURE_STATUSES };
enum figure_answer { ANSWER_NONE, ANSWER_SEEN, ANSWER_OTHER, ANSWER_UNSEEN, ANSWER_UNKNOWN, ANSWERS };
/* Why it is disputed, or asks for an answer again. */
enum figure_difference {
	DIFFERS_NOT,
	DIFFERS_VALUE,      /* another figure */
	DIFFERS_UNIT,       /* figures in two units cannot be compared */
	DIFFERS_UNSEEN,     /* reported, and not seen */
	DIFFERS_UNREPORTED, /* seen, and not reported */
	DIFFERS_CORRECTED,  /* corrected after the answer was given */
	DIFFERS_RESETTLED,  /* corrected after both had agreed on another value */
	DIFFERS_AGENCY,     /* the regency agrees, an agency does not */
	DIFFERS_OPEN,       /* the bureau says: not agreed */
	DIFFERENCES
};

struct figure_value {
	bool known;
	struct decimal value;
};
/* What one of the other side says. */
struct figure_view {
	enum figure_answer answer;
	struct figure_value value; /* with ANSWER_OTHER */
	str unit;                  /* of that value; empty: the reported one */
	struct figure_value on;    /* the reported figure that was answered */
};
struct figure_settled {
	struct figure_value value;
	struct figure_value reported; /* the reported figure when the value was proposed */
	bool partner, regency;        /* has accepted */
	bool open;
};
struct figure_in {
	struct figure_value reported;
	str unit;
	struct figure_view regency, agency;
	struct figure_settled settled;
};
struct figure {
	enum figure_status status;
	enum figure_difference differs;
	struct figure_value shown; /* what the public reads */
	bool proposed;             /* one side has accepted a value, the other not yet */
};
struct figure figure_of(const struct figure_in *in);

const char *figure_status_name(enum figure_status s);         /* "disputed": messages "report.figure.disputed" */
const char *figure_difference_name(enum figure_difference d); /* "value": messages "report.differs.value" */
const char *figure_answer_name(enum figure_answer a);         /* "seen": codes of the list report-answer; "" for none */
enum figure_answer figure_answer_parse(str name);             /* ANSWER_NONE when it is none */

#endif
