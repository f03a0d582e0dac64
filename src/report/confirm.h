/* confirm.h -- the other side of a report: what a regency, or an agency that accompanies it, says it saw of each row;
 * and the value on which both sides agree. Records of kind confirmation, one for each who speaks; they are changed on
 * their own page only. Pure functions of documents, but confirmations_of(). */
#ifndef SELARAS_REPORT_CONFIRM_H
#define SELARAS_REPORT_CONFIRM_H

#include "report/figure.h"
#include "report/report.h"

/* "line" is the id of the report's row; rows without it are places that were seen and not reported. "on": the figure
 * that was reported when the answer was given. */
#define CONFIRMATION_LINE_FIELDS(F)                                                                                    \
	F(CONFIRMATION_LINE_LINE, "line", FIELD_TEXT, INDEXED | PARTNERS | GOVERNMENT, .max_length = 8)                \
	F(CONFIRMATION_LINE_ACTIVITY, "activity", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 500)                \
	F(CONFIRMATION_LINE_PLACE, "place", FIELD_PLACE, PARTNERS | GOVERNMENT)                                        \
	F(CONFIRMATION_LINE_ANSWER, "answer", FIELD_CODE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT,                  \
	  .codes = "report-answer")                                                                                    \
	F(CONFIRMATION_LINE_VALUE, "value", FIELD_DECIMAL, INDEXED | PARTNERS | GOVERNMENT, .min = "0", .places = 2)   \
	F(CONFIRMATION_LINE_UNIT, "unit", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 60)                         \
	F(CONFIRMATION_LINE_ON, "on", FIELD_DECIMAL, PARTNERS | GOVERNMENT, .places = 2)                               \
	F(CONFIRMATION_LINE_NOTE, "note", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 1000)
KIND_ENUM(CONFIRMATION_LINE, CONFIRMATION_LINE_FIELDS)
extern const struct kind confirmation_line_kind;

#define CONFIRMATION_FIELDS(F)                                                                                         \
	F(CONFIRMATION_REPORT, "report", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PARTNERS | GOVERNMENT | SYSTEM,     \
	  .to = &report_kind)                                                                                          \
	F(CONFIRMATION_BY, "by", FIELD_CODE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT | SYSTEM,                      \
	  .codes = "workplan-by")                                                                                      \
	F(CONFIRMATION_OF, "of", FIELD_TEXT, REQUIRED | INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .max_length = 40)    \
	F(CONFIRMATION_PARTNER, "partner", FIELD_LINK, PARTNERS | GOVERNMENT | OWNER | SYSTEM,                         \
	  .to = &organisation_kind)                                                                                    \
	F(CONFIRMATION_REGENCY, "regency", FIELD_PLACE, PARTNERS | GOVERNMENT | AREA | SYSTEM)                         \
	F(CONFIRMATION_AGENCY, "accompanying", FIELD_ROWS, PARTNERS | GOVERNMENT | SYSTEM,                             \
	  .rows = &report_agency_kind)                                                                                 \
	F(CONFIRMATION_LINE, "line", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &confirmation_line_kind,               \
	  .max_length = 5000)                                                                                          \
	F(CONFIRMATION_NOTE, "note", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)                \
	F(CONFIRMATION_DAY, "day", FIELD_DATE, INDEXED | PARTNERS | GOVERNMENT | SYSTEM)
KIND_ENUM(CONFIRMATION, CONFIRMATION_FIELDS)
extern const struct kind confirmation_kind; /* number 37 */
extern const struct desk_room confirmation_room;

/* ---- who speaks ---- */
enum side { SIDE_NONE, SIDE_PARTNER, SIDE_REGENCY, SIDE_AGENCY, SIDE_BUREAU };
struct speaker {
	enum side side;
	str of; /* the partner's or agency's ULID, the regency's code; empty of the bureau */
};
/* For whom ACTOR speaks about REPORT. */
struct speaker speaker_of(const struct actor *actor, const struct doc *report);

/* A new confirmation of REPORT, whose ULID is ID, by S. */
struct doc *confirmation_new(arena *a, const struct doc *report, str id, struct speaker s);
/* The row of D about the report's row LINE; NULL. */
struct doc *confirmation_line(const struct doc *d, str line);

/* ---- figures ---- */
/* What is said of one report. */
struct sides {
	const struct doc *report;
	const struct doc *regency;         /* NULL: not yet */
	const struct doc *const *agencies; /* those who have added their view */
	uint32_t nagencies;
};
/* The confirmations of the report whose ULID is ID, in A; false when the database fails. */
bool sides_read(struct store *s, db *d, arena *a, str id, const struct doc *report, struct sides *out) SEL_MUST_CHECK;
/* The figure of the report's row LINE; or of the row of the regency's that has this id and no row of the report. */
struct figure sides_figure(const struct sides *s, str line);
struct figure_view confirmation_view(const struct doc *confirmation, str line);
/* The agency's view that counts for the row: one that disputes the figure before the others; NULL. */
const struct doc *sides_agency(const struct sides *s, str line);

/* ---- agreeing ---- */
enum settling { SETTLE_PROPOSE, SETTLE_ACCEPT, SETTLE_OPEN };
struct settle {
	enum settling what;
	struct speaker speaker;
	str line, value, why; /* the value of a proposal; why it stays open */
	str account;
	date day;
};
/* REPORT with it; NULL with problems: nobody's to say, no such row, no value, nothing proposed. */
struct doc *report_settle(arena *a, const struct sides *s, const struct settle *in, struct problems *ps);

#endif
