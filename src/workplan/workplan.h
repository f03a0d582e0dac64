/* workplan.h -- the annual work plan (rencana kerja tahunan, RKT) of a partner: what is planned in one year, where, in
 * which quarters, for whom and with how much money. Everything that is reported later is compared with it.
 *
 * A plan is rows: one activity in one place. A regency gives its opinion on the rows in its area, a provincial agency
 * on the rows that it accompanies, the bureau decides. An opinion belongs to the text it was given on: it carries the
 * digest of the row, so a row that changes afterwards asks for it again and the others keep theirs (rules.h).
 *
 * A revision during the year is a record of its own that names the plan it revises; row ids stay, so that the two can
 * be laid side by side. In force is the approved plan with the highest number of revision.
 *
 * Who may read: drafts the partner and the bureau; from submission on also the regencies and agencies concerned; an
 * approved plan everybody. */
#ifndef SELARAS_WORKPLAN_WORKPLAN_H
#define SELARAS_WORKPLAN_WORKPLAN_H

#include "activity/activity.h"
#include "agreement/agreement.h"
#include "http/http.h"
#include "partner/partner.h"
#include "plan/plan.h"
#include "record/custom.h"
#include "record/workflow.h"

#define WORKPLAN_BUDGET_FIELDS(F)                                                                                      \
	F(WORKPLAN_BUDGET_SOURCE, "source", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 200)                \
	F(WORKPLAN_BUDGET_CURRENCY, "currency", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "Currency")          \
	F(WORKPLAN_BUDGET_AMOUNT, "amount", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | MONEY, .min = "0", .places = 2)
KIND_ENUM(WORKPLAN_BUDGET, WORKPLAN_BUDGET_FIELDS)
extern const struct kind workplan_budget_kind;

#define WORKPLAN_ALIGN_FIELDS(F)                                                                                       \
	F(WORKPLAN_ALIGN_PLAN, "plan", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC, .to = &plan_kind)             \
	F(WORKPLAN_ALIGN_SHARE, "percentage", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | SHARE, .min = "0",          \
	  .max = "100", .places = 2)
KIND_ENUM(WORKPLAN_ALIGN, WORKPLAN_ALIGN_FIELDS)
extern const struct kind workplan_align_kind;

/* What somebody thinks of a row. "of" is the code of the regency, the ULID of the agency, or empty (the bureau). */
#define WORKPLAN_OPINION_FIELDS(F)                                                                                     \
	F(WORKPLAN_OPINION_BY, "by", FIELD_CODE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT, .codes = "workplan-by")   \
	F(WORKPLAN_OPINION_OF, "of", FIELD_TEXT, INDEXED | PARTNERS | GOVERNMENT, .max_length = 40)                    \
	F(WORKPLAN_OPINION_VERDICT, "verdict", FIELD_CODE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT,                 \
	  .codes = "workplan-verdict")                                                                                 \
	F(WORKPLAN_OPINION_REASON, "reason", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)        \
	F(WORKPLAN_OPINION_ACTOR, "actor", FIELD_TEXT, GOVERNMENT, .max_length = 60)                                   \
	F(WORKPLAN_OPINION_AT, "at", FIELD_DATETIME, PARTNERS | GOVERNMENT)                                            \
	F(WORKPLAN_OPINION_DIGEST, "digest", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 32)
KIND_ENUM(WORKPLAN_OPINION, WORKPLAN_OPINION_FIELDS)
extern const struct kind workplan_opinion_kind;

/* The target of the year is the sum of the quarters, or the position at its end. Children and people with disabilities
 * are among the women and men, not beside them. Money and shares: as many as a sheet has columns for. */
enum { WORKPLAN_PARTS = 3 };
#define WORKPLAN_LINE_FIELDS(F)                                                                                        \
	F(WORKPLAN_LINE_NUMBER, "number", FIELD_TEXT, INDEXED | PUBLIC, .max_length = 20)                              \
	F(WORKPLAN_LINE_ACTIVITY, "activity", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_BODY | PUBLIC,                   \
	  .max_length = 500)                                                                                           \
	F(WORKPLAN_LINE_PROGRAMME, "programme", FIELD_LINK, INDEXED | PUBLIC, .to = &activity_kind)                    \
	F(WORKPLAN_LINE_PLACE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC | AREA)                      \
	F(WORKPLAN_LINE_SECTOR, "sector", FIELD_CODE, REQUIRED | INDEXED | LOOKUP | PUBLIC,                            \
	  .codes = "province-sector")                                                                                  \
	F(WORKPLAN_LINE_INDICATOR, "indicator", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 300)            \
	F(WORKPLAN_LINE_UNIT, "unit", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 60)                       \
	F(WORKPLAN_LINE_COUNTING, "counting", FIELD_CODE, INDEXED | PUBLIC, .codes = "workplan-counting")              \
	F(WORKPLAN_LINE_Q1, "q1", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                            \
	F(WORKPLAN_LINE_Q2, "q2", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                            \
	F(WORKPLAN_LINE_Q3, "q3", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                            \
	F(WORKPLAN_LINE_Q4, "q4", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 2)                            \
	F(WORKPLAN_LINE_TARGET, "target", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC, .min = "0", .places = 2)         \
	F(WORKPLAN_LINE_FEMALE, "female", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")               \
	F(WORKPLAN_LINE_MALE, "male", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")                   \
	F(WORKPLAN_LINE_CHILDREN, "children", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")           \
	F(WORKPLAN_LINE_DISABILITY, "disability", FIELD_INT, INDEXED | PUBLIC | SMALL_COUNTS_HIDDEN, .min = "0")       \
	F(WORKPLAN_LINE_BUDGET, "budget", FIELD_ROWS, PUBLIC, .rows = &workplan_budget_kind,                           \
	  .max_length = WORKPLAN_PARTS)                                                                                \
	F(WORKPLAN_LINE_ALIGN, "alignment", FIELD_ROWS, PUBLIC, .rows = &workplan_align_kind,                          \
	  .max_length = WORKPLAN_PARTS)                                                                                \
	F(WORKPLAN_LINE_NOTE, "note", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 1000)                              \
	F(WORKPLAN_LINE_OPINION, "opinion", FIELD_ROWS, SYSTEM | PARTNERS | GOVERNMENT, .rows = &workplan_opinion_kind)
KIND_ENUM(WORKPLAN_LINE, WORKPLAN_LINE_FIELDS)
extern const struct kind workplan_line_kind;

/* An agency that accompanies the plan: the rows of one sector, or all when none is said. */
#define WORKPLAN_AGENCY_FIELDS(F)                                                                                      \
	F(WORKPLAN_AGENCY_UNIT, "agency", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | ACCOMPANIES,              \
	  .to = &organisation_kind)                                                                                    \
	F(WORKPLAN_AGENCY_SECTOR, "sector", FIELD_CODE, PUBLIC, .codes = "province-sector")
KIND_ENUM(WORKPLAN_AGENCY, WORKPLAN_AGENCY_FIELDS)
extern const struct kind workplan_agency_kind;

#define WORKPLAN_PERSON_FIELDS(F)                                                                                      \
	F(WORKPLAN_PERSON_NAME, "name", FIELD_TEXT, REQUIRED | PERSONAL, .max_length = 200)                            \
	F(WORKPLAN_PERSON_POSITION, "position", FIELD_TEXT, PERSONAL, .max_length = 200)                               \
	F(WORKPLAN_PERSON_EMAIL, "email", FIELD_TEXT, PERSONAL, .max_length = 200)                                     \
	F(WORKPLAN_PERSON_PHONE, "phone", FIELD_TEXT, PERSONAL, .max_length = 40)
KIND_ENUM(WORKPLAN_PERSON, WORKPLAN_PERSON_FIELDS)
extern const struct kind workplan_person_kind;

#define WORKPLAN_FIELDS(F)                                                                                             \
	F(WORKPLAN_PARTNER, "partner", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | OWNER,                       \
	  .to = &organisation_kind)                                                                                    \
	F(WORKPLAN_YEAR, "year", FIELD_INT, REQUIRED | INDEXED | LOOKUP | PUBLIC, .min = "2000", .max = "2100")        \
	F(WORKPLAN_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 300)          \
	/* what a file calls it; the record it is, where there is one */                                               \
	F(WORKPLAN_AGREEMENT, "agreement", FIELD_TEXT, INDEXED | PUBLIC | SYSTEM, .max_length = 200)                   \
	F(WORKPLAN_AGREED, "agreed", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &agreement_kind,                     \
	  .source = "PP 59/2016 Pasal 16; PP 28/2018 Pasal 30 ayat (3) huruf g")                                       \
	F(WORKPLAN_LEAD, "lead_agency", FIELD_LINK, INDEXED | PUBLIC | ACCOMPANIES, .to = &organisation_kind)          \
	F(WORKPLAN_AGENCY, "accompanying", FIELD_ROWS, PUBLIC, .rows = &workplan_agency_kind, .max_length = 50)        \
	F(WORKPLAN_PERSON, "person", FIELD_ROWS, PERSONAL, .rows = &workplan_person_kind, .max_length = 50)            \
	F(WORKPLAN_LINE, "line", FIELD_ROWS, PUBLIC, .rows = &workplan_line_kind, .max_length = 5000)                  \
	F(WORKPLAN_SUSTAINABILITY, "sustainability", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)               \
	F(WORKPLAN_EXIT, "exit_plan", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                              \
	F(WORKPLAN_BENEFIT, "benefit", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 5000)                             \
	F(WORKPLAN_STATUS, "status", FIELD_CODE, INDEXED | LOOKUP | PUBLIC | SYSTEM, .codes = "workplan-status")       \
	F(WORKPLAN_REVISION, "revision", FIELD_INT, INDEXED | PUBLIC | SYSTEM, .min = "0")                             \
	F(WORKPLAN_REVISES, "revises", FIELD_LINK, INDEXED | LOOKUP | PUBLIC | SYSTEM, .to = &workplan_kind)           \
	/* the plan of which it is the first, second... revision; whatever is reported on any of them names it */      \
	F(WORKPLAN_FIRST, "first", FIELD_LINK, INDEXED | PUBLIC | SYSTEM, .to = &workplan_kind)                        \
	F(WORKPLAN_SIGNED_NUMBER, "signed_number", FIELD_TEXT, PUBLIC | SYSTEM, .max_length = 100)                     \
	F(WORKPLAN_SIGNED_ON, "signed_on", FIELD_DATE, PUBLIC | SYSTEM)                                                \
	CUSTOM_ROWS(F, WORKPLAN_CUSTOM)
KIND_ENUM(WORKPLAN, WORKPLAN_FIELDS)
extern const struct kind workplan_kind; /* number 20 */

/* Gives every row without one an id of its own, in the document's order; none that a row of OLD (may be NULL) has. */
void workplan_give_ids(struct doc *plan, const struct doc *old);
/* A new draft for YEAR with the rows of PLAN: opinions, signature and state are left behind, targets, beneficiaries and
 * money with KEEP_TARGETS only. */
struct doc *workplan_copy(arena *a, const struct doc *plan, int year, bool keep_targets);
/* A draft that revises PLAN, whose ULID is ID. */
struct doc *workplan_revise(arena *a, const struct doc *plan, str id);

/* Pages: routes of the desk and of the public, ends with a row without pattern; and what the desk shows of the kind. */

struct desk_room;
extern const struct route workplan_routes[];
extern const struct desk_room workplan_room;

#endif
