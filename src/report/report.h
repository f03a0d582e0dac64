/* report.h -- what a partner reports of one programme in one regency for one period, measured against its approved work
 * plan, and what the other side (the regency, an agency) says it saw.
 *
 * Reports are owed, never asked for by hand: owed.h derives who owes which from the plans in force. A report is made
 * from such an obligation, filled with the plan's rows; its rows keep the ids of the plan's rows, so that the plan, the
 * report and the confirmation can be laid side by side and a revision of the plan changes nothing that was reported.
 * Cumulative figures and shares of the target are computed, never stored.
 *
 * Its way: draft -> submitted (the regency checks) -> checked (the agencies check) -> verified (the bureau decides) ->
 * accepted; at each of these it can be returned with reasons for fields or rows. Every later correction is a row of
 * "correction", and says whether the period was frozen by then.
 *
 * Who may read: drafts the partner and the bureau; from submission on also the regency and the agencies concerned; an
 * accepted report everybody, but not what is flagged for partners and government. */
#ifndef SELARAS_REPORT_REPORT_H
#define SELARAS_REPORT_REPORT_H

#include "workplan/workplan.h"

/* ---- what the bureau sets for one period: another due date, the day from which its figures stand ---- */
#define PERIOD_FIELDS(F)                                                                                               \
	F(PERIOD_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | UNIQUE_KEY | PUBLIC, .max_length = 10)                 \
	F(PERIOD_DUE, "due", FIELD_DATE, INDEXED | PUBLIC)                                                             \
	F(PERIOD_FROZEN, "frozen", FIELD_DATE, INDEXED | PUBLIC)                                                       \
	F(PERIOD_REASON, "reason", FIELD_TEXT, REQUIRED | MULTILINE | PUBLIC, .max_length = 2000)
KIND_ENUM(PERIOD, PERIOD_FIELDS)
extern const struct kind period_kind; /* number 35 */

/* ---- the report ---- */
/* "line" is the id of the plan's row; rows without it are activities and places that the plan does not have. Children
 * and people with disabilities are among the women and men. */
#define REPORT_LINE_FIELDS(F)                                                                                          \
	F(REPORT_LINE_LINE, "line", FIELD_TEXT, INDEXED | PUBLIC, .max_length = 8)                                     \
	F(REPORT_LINE_ACTIVITY, "activity", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_BODY | PUBLIC, .max_length = 500)  \
	F(REPORT_LINE_PLACE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC, .max_length = 20)             \
	F(REPORT_LINE_INDICATOR, "indicator", FIELD_TEXT, INDEXED | PUBLIC, .max_length = 300)                         \
	F(REPORT_LINE_UNIT, "unit", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 60)                         \
	F(REPORT_LINE_DONE, "done", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                          \
	F(REPORT_LINE_FEMALE, "female", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")                 \
	F(REPORT_LINE_MALE, "male", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")                     \
	F(REPORT_LINE_CHILDREN, "children", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")             \
	F(REPORT_LINE_DISABILITY, "disability", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")         \
	F(REPORT_LINE_PROGRESS, "progress", FIELD_CODE, INDEXED | PUBLIC, .codes = "report-progress")                  \
	F(REPORT_LINE_EVIDENCE, "evidence", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 1000)         \
	F(REPORT_LINE_NOTE, "note", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 1000)
KIND_ENUM(REPORT_LINE, REPORT_LINE_FIELDS)
extern const struct kind report_line_kind;

/* "rate": rupiah for one unit of the currency, where it is not the rupiah. */
#define REPORT_MONEY_FIELDS(F)                                                                                         \
	F(REPORT_MONEY_SOURCE, "source", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 200)                   \
	F(REPORT_MONEY_CURRENCY, "currency", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "Currency")             \
	F(REPORT_MONEY_BUDGET, "budget", FIELD_DECIMAL, INDEXED | PUBLIC | MONEY, .min = "0", .places = 2)             \
	F(REPORT_MONEY_SPENT, "spent", FIELD_DECIMAL, INDEXED | PUBLIC | MONEY, .min = "0", .places = 2)               \
	F(REPORT_MONEY_RATE, "rate", FIELD_DECIMAL, PUBLIC, .min = "0")
KIND_ENUM(REPORT_MONEY, REPORT_MONEY_FIELDS)
extern const struct kind report_money_kind;

#define REPORT_OBSTACLE_FIELDS(F)                                                                                      \
	F(REPORT_OBSTACLE_TEXT, "text", FIELD_TEXT, REQUIRED | MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)  \
	F(REPORT_OBSTACLE_STAGE, "stage", FIELD_CODE, INDEXED | PARTNERS | GOVERNMENT, .codes = "problem-stage")       \
	F(REPORT_OBSTACLE_SEVERITY, "severity", FIELD_CODE, INDEXED | PARTNERS | GOVERNMENT,                           \
	  .codes = "problem-severity")
KIND_ENUM(REPORT_OBSTACLE, REPORT_OBSTACLE_FIELDS)
extern const struct kind report_obstacle_kind;

#define REPORT_AGENCY_FIELDS(F)                                                                                        \
	F(REPORT_AGENCY_UNIT, "agency", FIELD_LINK, REQUIRED | INDEXED | PUBLIC | ACCOMPANIES, .to = &organisation_kind)
KIND_ENUM(REPORT_AGENCY, REPORT_AGENCY_FIELDS)
extern const struct kind report_agency_kind;

/* Why it was returned: "on" is the id of a row, or the name of a field. It is answered once the report comes again. */
#define REPORT_REMARK_FIELDS(F)                                                                                        \
	F(REPORT_REMARK_BY, "by", FIELD_CODE, REQUIRED | PARTNERS | GOVERNMENT, .codes = "workplan-by")                \
	F(REPORT_REMARK_OF, "of", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 40)                                 \
	F(REPORT_REMARK_ON, "on", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 40)                                 \
	F(REPORT_REMARK_TEXT, "text", FIELD_TEXT, REQUIRED | MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)    \
	F(REPORT_REMARK_DAY, "day", FIELD_DATE, PARTNERS | GOVERNMENT)                                                 \
	F(REPORT_REMARK_ANSWERED, "answered", FIELD_BOOL, PARTNERS | GOVERNMENT)
KIND_ENUM(REPORT_REMARK, REPORT_REMARK_FIELDS)
extern const struct kind report_remark_kind;

/* A value proposed for the row "line" on which the two sides agree once both have accepted it; "reported" is what the
 * partner's figure was then. "open": the bureau says that they do not agree. */
#define REPORT_SETTLED_FIELDS(F)                                                                                       \
	F(REPORT_SETTLED_LINE, "line", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 8)                                 \
	F(REPORT_SETTLED_VALUE, "value", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                     \
	F(REPORT_SETTLED_REPORTED, "reported", FIELD_DECIMAL, PUBLIC, .places = 2)                                     \
	F(REPORT_SETTLED_PARTNER_BY, "partner_by", FIELD_TEXT, GOVERNMENT, .max_length = 60)                           \
	F(REPORT_SETTLED_PARTNER_ON, "partner_on", FIELD_DATE, PUBLIC)                                                 \
	F(REPORT_SETTLED_REGENCY_BY, "regency_by", FIELD_TEXT, GOVERNMENT, .max_length = 60)                           \
	F(REPORT_SETTLED_REGENCY_ON, "regency_on", FIELD_DATE, PUBLIC)                                                 \
	F(REPORT_SETTLED_OPEN, "open", FIELD_BOOL, PUBLIC)                                                             \
	F(REPORT_SETTLED_WHY, "why", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)
KIND_ENUM(REPORT_SETTLED, REPORT_SETTLED_FIELDS)
extern const struct kind report_settled_kind;

#define REPORT_CORRECTION_FIELDS(F)                                                                                    \
	F(REPORT_CORRECTION_DAY, "day", FIELD_DATE, REQUIRED | PUBLIC)                                                 \
	F(REPORT_CORRECTION_WHY, "why", FIELD_TEXT, REQUIRED | MULTILINE | PUBLIC, .max_length = 2000)                 \
	F(REPORT_CORRECTION_FROZEN, "frozen", FIELD_DATE, PUBLIC)
KIND_ENUM(REPORT_CORRECTION, REPORT_CORRECTION_FIELDS)
extern const struct kind report_correction_kind;

#define REPORT_FIELDS(F)                                                                                               \
	F(REPORT_PARTNER, "partner", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | OWNER | SYSTEM,                \
	  .to = &organisation_kind)                                                                                    \
	F(REPORT_PLAN, "plan", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | SYSTEM, .to = &workplan_kind)        \
	F(REPORT_FIRST, "first", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | SYSTEM, .to = &workplan_kind)      \
	F(REPORT_PROGRAMME, "programme", FIELD_LINK, INDEXED | PUBLIC | SYSTEM, .to = &activity_kind)                  \
	F(REPORT_REGENCY, "regency", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC | AREA | SYSTEM)                \
	F(REPORT_PERIOD, "period", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC | SYSTEM, .max_length = 10)                 \
	F(REPORT_YEAR, "year", FIELD_INT, REQUIRED | INDEXED | LOOKUP | PUBLIC | SYSTEM)                               \
	F(REPORT_AGENCY, "accompanying", FIELD_ROWS, PUBLIC | SYSTEM, .rows = &report_agency_kind, .max_length = 51)   \
	F(REPORT_SUMMARY, "summary", FIELD_TEXT, MULTILINE | PUBLIC | SEARCH_BODY, .max_length = 5000)                 \
	F(REPORT_LINE, "line", FIELD_ROWS, PUBLIC, .rows = &report_line_kind, .max_length = 5000)                      \
	F(REPORT_MONEY, "money", FIELD_ROWS, PUBLIC, .rows = &report_money_kind, .max_length = 50)                     \
	F(REPORT_OUTCOME, "outcome", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                               \
	F(REPORT_SUCCESS, "success", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                               \
	F(REPORT_OBSTACLE, "obstacle", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &report_obstacle_kind,               \
	  .max_length = 50)                                                                                            \
	F(REPORT_CHALLENGE, "challenge", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)            \
	F(REPORT_CONFORMITY, "conformity", FIELD_CODE, INDEXED | PUBLIC, .codes = "report-conformity")                 \
	F(REPORT_CONFORMITY_WHY, "conformity_why", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                 \
	F(REPORT_PRACTICE, "practice", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                             \
	F(REPORT_NEXT, "next", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                                     \
	F(REPORT_SUPPORT, "support", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)                \
	F(REPORT_SUPPORT_FROM, "support_from", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 300)                   \
	F(REPORT_BENEFIT, "benefit", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                               \
	F(REPORT_STATUS, "status", FIELD_CODE, INDEXED | LOOKUP | PUBLIC | SYSTEM, .codes = "report-status")           \
	F(REPORT_HANDED_IN, "handed_in", FIELD_DATE, INDEXED | PUBLIC | SYSTEM)                                        \
	F(REPORT_REMARK, "remark", FIELD_ROWS, PARTNERS | GOVERNMENT | SYSTEM, .rows = &report_remark_kind)            \
	F(REPORT_SETTLED, "settled", FIELD_ROWS, PUBLIC | SYSTEM, .rows = &report_settled_kind)                        \
	F(REPORT_CORRECTION, "correction", FIELD_ROWS, PUBLIC | SYSTEM, .rows = &report_correction_kind)
KIND_ENUM(REPORT, REPORT_FIELDS)
extern const struct kind report_kind; /* number 36 */

/* Somebody has said why the report is returned, and it has not been handed in since. */
bool report_has_remarks(const struct doc *report);
/* What must be there before a report is handed in. */
void report_check_complete(const struct doc *report, struct problems *ps);

/* Pages: routes of the desk and of the public, ends with a row without pattern; and what the desk shows of the kinds.
 */
struct desk_room;
extern const struct route report_routes[];
extern const struct desk_room report_room, period_room;

#endif
