/* problem.h -- the register of obstacles: what stands in the way of programmes, and what is weak in the way the
 * cooperation itself works; who must act by when, what was done, and whether it comes back year after year.
 *
 * A problem is raised by a person or from a report (problem_raise), worked on, solved with evidence, closed by the
 * bureau, and opened again when it was not solved after all. It goes up a level (regency, province, ministry) with a
 * reason each time. Seen by those whom it concerns: the partner its own, a regency what lies in its area, an agency
 * what it must act on, the bureau everything; by the public only what the bureau has marked for it. */
#ifndef SELARAS_PROBLEM_PROBLEM_H
#define SELARAS_PROBLEM_PROBLEM_H

#include "activity/activity.h"
#include "agreement/attachment.h"
#include "http/http.h"
#include "partner/partner.h"
#include "record/workflow.h"

#define PROBLEM_PROGRAMME_FIELDS(F)                                                                                    \
	F(PROBLEM_PROGRAMME_LINK, "programme", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC, .to = &activity_kind)
KIND_ENUM(PROBLEM_PROGRAMME, PROBLEM_PROGRAMME_FIELDS)
extern const struct kind problem_programme_kind;

#define PROBLEM_PLACE_FIELDS(F) F(PROBLEM_PLACE_CODE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC | AREA)
KIND_ENUM(PROBLEM_PLACE, PROBLEM_PLACE_FIELDS)
extern const struct kind problem_place_kind;

/* A step up: to which level, when and why. */
#define PROBLEM_ESCALATION_FIELDS(F)                                                                                   \
	F(PROBLEM_ESCALATION_LEVEL, "level", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "problem-level")        \
	F(PROBLEM_ESCALATION_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC)                                    \
	F(PROBLEM_ESCALATION_REASON, "reason", FIELD_TEXT, REQUIRED | MULTILINE | PARTNERS | GOVERNMENT,               \
	  .max_length = 2000)
KIND_ENUM(PROBLEM_ESCALATION, PROBLEM_ESCALATION_FIELDS)
extern const struct kind problem_escalation_kind;

#define PROBLEM_FIELDS(F)                                                                                              \
	F(PROBLEM_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 300)           \
	F(PROBLEM_DESCRIPTION, "description", FIELD_TEXT, MULTILINE | SEARCH_BODY | PUBLIC, .max_length = 5000)        \
	F(PROBLEM_ABOUT, "about", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "problem-about")                   \
	F(PROBLEM_STAGE, "stage", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "problem-stage")                   \
	F(PROBLEM_SORT, "sort", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "problem-sort")                      \
	F(PROBLEM_SEVERITY, "severity", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "problem-severity")          \
	F(PROBLEM_SECTOR, "sector", FIELD_CODE, INDEXED | LOOKUP | PUBLIC, .codes = "province-sector")                 \
	F(PROBLEM_PROGRAMME, "affected", FIELD_ROWS, PUBLIC, .rows = &problem_programme_kind, .max_length = 100)       \
	F(PROBLEM_PLACE, "places", FIELD_ROWS, PUBLIC, .rows = &problem_place_kind, .max_length = 100)                 \
	F(PROBLEM_PARTNER, "partner", FIELD_LINK, INDEXED | LOOKUP | PUBLIC | OWNER, .to = &organisation_kind)         \
	F(PROBLEM_RESPONSIBLE, "responsible", FIELD_LINK, INDEXED | LOOKUP | PUBLIC | OWNER, .to = &organisation_kind) \
	F(PROBLEM_POST, "post", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                                  \
	F(PROBLEM_RAISED, "raised_on", FIELD_DATE, REQUIRED | INDEXED | PUBLIC)                                        \
	F(PROBLEM_DUE, "due", FIELD_DATE, INDEXED | PUBLIC)                                                            \
	F(PROBLEM_SOLUTION, "solution", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                            \
	F(PROBLEM_EVIDENCE, "evidence", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)             \
	F(PROBLEM_PROOF, "evidence_document", FIELD_LINK, SYSTEM | PARTNERS | GOVERNMENT, .to = &document_kind)        \
	/* the bureau alone sees and sets it */                                                                        \
	F(PROBLEM_SHOWN, "shown", FIELD_BOOL, INDEXED)                                                                 \
	F(PROBLEM_LEVEL, "level", FIELD_CODE, INDEXED | PUBLIC | SYSTEM, .codes = "problem-level")                     \
	F(PROBLEM_ESCALATION, "escalation", FIELD_ROWS, PUBLIC | SYSTEM, .rows = &problem_escalation_kind,             \
	  .max_length = 50)                                                                                            \
	/* the record that it was raised from, and the row in it */                                                    \
	F(PROBLEM_SOURCE_KIND, "source_kind", FIELD_TEXT, PARTNERS | GOVERNMENT | SYSTEM, .max_length = 40)            \
	F(PROBLEM_SOURCE_ID, "source_id", FIELD_TEXT, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | SYSTEM,               \
	  .max_length = 26)                                                                                            \
	F(PROBLEM_SOURCE_ROW, "source_row", FIELD_TEXT, PARTNERS | GOVERNMENT | SYSTEM, .max_length = 8)               \
	F(PROBLEM_STATUS, "status", FIELD_CODE, INDEXED | LOOKUP | PUBLIC | SYSTEM, .codes = "problem-status")
KIND_ENUM(PROBLEM, PROBLEM_FIELDS)
extern const struct kind problem_kind; /* number 40 */

/* ---- rules: pure functions of documents ---- */
/* Neither solved nor closed. */
bool problem_is_open(const struct doc *d);
/* Open, and its day is before TODAY. */
bool problem_is_overdue(const struct doc *d, date today);
/* Of the two highest severities, and open. */
bool problem_is_severe(const struct doc *d);
/* The level above LEVEL ("regency", "province"); the empty str above the ministry. A problem without a level is the
 * regency's. */
str problem_level_above(str level);
/* A copy of D one level up, with the step in its rows; NULL when it is at the top, or there is no REASON. */
struct doc *problem_escalate(arena *a, const struct doc *d, date on, str reason);

/* What of a problem is compared with others. Texts live as long as the documents. */
struct problem_line {
	str title, sort, sector;
	const str *places; /* codes, cut to the regency */
	uint32_t nplaces;
	int year; /* in which it was raised; 0: unknown */
};
struct problem_line problem_line_of(arena *a, const struct doc *d);
/* The same sort, in the same sector or regency, and at least half of the words of the shorter title in the other one.
 * Words of fewer than four letters and the usual small words do not count. */
bool problem_similar(arena *a, const struct problem_line *x, const struct problem_line *y);
/* Groups of lines that are similar to one of their group: for each line the index of the first one of its group, in A.
 */
uint32_t *problem_groups(arena *a, const struct problem_line *lines, uint32_t n);

/* ---- raising one from another record ---- */
struct raise {
	const struct actor *actor; /* must be allowed to make problems of this partner or place */
	str title, description;
	str stage, sort, severity, sector; /* codes; sector may be empty */
	str partner;                       /* ULID of the organisation; may be empty */
	str programme;                     /* ULID; may be empty */
	str place;                         /* code; may be empty */
	str source_kind, source_id;        /* name and ULID of the record it comes from */
	str source_row;                    /* id of the row in it; may be empty */
	date on;
};
/* Makes the problem in TX. RECORD_UNCHANGED when one was raised from that row already: OUT is that one. */
enum record_rc problem_raise(struct record_tx *tx, struct store *s, arena *a, const struct raise *in,
                             struct problems *ps, struct saved *out) SEL_MUST_CHECK;

/* The problems raised from the record ID: their numbers. False when the database fails. */
bool problems_raised_from(db *d, arena *a, str id, int64_t **out, uint32_t *n) SEL_MUST_CHECK;
/* The open problems that VIEWER may see, those of the highest severity first, at most MAX. */
bool problems_open(struct store *s, db *d, arena *a, const struct actor *viewer, uint32_t max,
                   const struct record ***out, uint32_t *n) SEL_MUST_CHECK;

/* Pages: routes of the desk and of the public, ends with a row without pattern; and what the desk shows of the kind. */
struct desk_room;
extern const struct route problem_routes[];
extern const struct desk_room problem_room;

#endif
