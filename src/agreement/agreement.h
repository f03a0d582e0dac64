/* agreement.h -- the record of a cooperation: who with whom about what, on which legal track, and how far it has come.
 *
 * The steps of the procedure are rows that only procedure.h writes; their order and rules are data (data/procedures).
 * Before it is signed an agreement is no public matter (UU 14/2008 art. 17: undecided drafts). */
#ifndef SELARAS_AGREEMENT_AGREEMENT_H
#define SELARAS_AGREEMENT_AGREEMENT_H

#include "agreement/permit.h"

#define AGREEMENT_PARTY_FIELDS(F)                                                                                      \
	F(AGREEMENT_PARTY_ORG, "organisation", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | OWNER,               \
	  .to = &organisation_kind)
KIND_ENUM(AGREEMENT_PARTY, AGREEMENT_PARTY_FIELDS)
extern const struct kind agreement_party_kind;

#define AGREEMENT_AGENCY_FIELDS(F)                                                                                     \
	F(AGREEMENT_AGENCY_ORG, "organisation", FIELD_LINK, REQUIRED | INDEXED | PUBLIC | ACCOMPANIES,                 \
	  .to = &organisation_kind)                                                                                    \
	F(AGREEMENT_AGENCY_LEAD, "lead", FIELD_BOOL, PUBLIC)
KIND_ENUM(AGREEMENT_AGENCY, AGREEMENT_AGENCY_FIELDS)
extern const struct kind agreement_agency_kind;

#define AGREEMENT_PLACE_FIELDS(F)                                                                                      \
	F(AGREEMENT_PLACE_CODE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC | AREA)
KIND_ENUM(AGREEMENT_PLACE, AGREEMENT_PLACE_FIELDS)
extern const struct kind agreement_place_kind;

#define AGREEMENT_OBJECT_FIELDS(F)                                                                                     \
	F(AGREEMENT_OBJECT_CODE, "object", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "cooperation-object",     \
	  .source = "PP 28/2018 Pasal 23")                                                                             \
	F(AGREEMENT_OBJECT_TEXT, "text", FIELD_TEXT, PUBLIC, .max_length = 500)
KIND_ENUM(AGREEMENT_OBJECT, AGREEMENT_OBJECT_FIELDS)
extern const struct kind agreement_object_kind;

#define AGREEMENT_CONDITION_FIELDS(F)                                                                                  \
	F(AGREEMENT_CONDITION_CODE, "condition", FIELD_CODE, REQUIRED | PARTNERS | GOVERNMENT,                         \
	  .codes = "cooperation-condition", .source = "PP 28/2018 Pasal 27")                                           \
	F(AGREEMENT_CONDITION_MET, "met", FIELD_BOOL, REQUIRED | PARTNERS | GOVERNMENT)                                \
	F(AGREEMENT_CONDITION_NOTE, "note", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 1000)
KIND_ENUM(AGREEMENT_CONDITION, AGREEMENT_CONDITION_FIELDS)
extern const struct kind agreement_condition_kind;

#define AGREEMENT_PERMIT_FIELDS(F) F(AGREEMENT_PERMIT_LINK, "permit", FIELD_LINK, REQUIRED | PUBLIC, .to = &permit_kind)
KIND_ENUM(AGREEMENT_PERMIT, AGREEMENT_PERMIT_FIELDS)
extern const struct kind agreement_permit_kind;

/* What a regency or the province adds from its own budget. */
#define COUNTERPART_FIELDS(F)                                                                                          \
	F(COUNTERPART_PLACE, "place", FIELD_PLACE, REQUIRED | INDEXED | PUBLIC)                                        \
	F(COUNTERPART_YEAR, "year", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "1945", .max = "2200")              \
	F(COUNTERPART_CURRENCY, "currency", FIELD_CODE, REQUIRED | PUBLIC, .codes = "Currency")                        \
	F(COUNTERPART_AMOUNT, "amount", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | MONEY, .places = 2, .min = "0")   \
	F(COUNTERPART_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)
KIND_ENUM(COUNTERPART, COUNTERPART_FIELDS)
extern const struct kind counterpart_kind;

/* One entry of the procedure; the rows are its diary, in the order in which they were entered. */
#define AGREEMENT_STEP_FIELDS(F)                                                                                       \
	F(AGREEMENT_STEP_CODE, "step", FIELD_TEXT, INDEXED | SYSTEM | PARTNERS | GOVERNMENT, .max_length = 40)         \
	F(AGREEMENT_STEP_STATE, "state", FIELD_CODE, INDEXED | SYSTEM | PARTNERS | GOVERNMENT, .codes = "step-state")  \
	F(AGREEMENT_STEP_DATE, "date", FIELD_DATE, INDEXED | SYSTEM | PARTNERS | GOVERNMENT)                           \
	F(AGREEMENT_STEP_NUMBER, "number", FIELD_TEXT, SYSTEM | PARTNERS | GOVERNMENT, .max_length = 200)              \
	F(AGREEMENT_STEP_ACTOR, "actor", FIELD_TEXT, SYSTEM | PARTNERS | GOVERNMENT, .max_length = 300)                \
	F(AGREEMENT_STEP_RESULT, "result", FIELD_CODE, SYSTEM | PARTNERS | GOVERNMENT, .codes = "step-result")         \
	F(AGREEMENT_STEP_REASON, "reason", FIELD_TEXT, MULTILINE | SYSTEM | PARTNERS | GOVERNMENT, .max_length = 2000) \
	F(AGREEMENT_STEP_DOCUMENT, "document", FIELD_TEXT, SYSTEM | PARTNERS | GOVERNMENT, .max_length = 26)
KIND_ENUM(AGREEMENT_STEP, AGREEMENT_STEP_FIELDS)
extern const struct kind agreement_step_kind;

/* Who sees what is no public matter of a signed agreement. */
#define AGREED (PARTNERS | GOVERNMENT)
#define AGREEMENT_FIELDS(F)                                                                                            \
	F(AGREEMENT_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)             \
	F(AGREEMENT_NUMBER, "number", FIELD_TEXT, INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 200)                  \
	F(AGREEMENT_TYPE, "type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "cooperation-type",                \
	  .source = "PP 28/2018 Pasal 1")                                                                              \
	F(AGREEMENT_TRACK, "track", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "procedure-track")               \
	F(AGREEMENT_FORM, "form", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "cooperation-form")                \
	F(AGREEMENT_BASIS, "basis", FIELD_CODE, INDEXED | PUBLIC, .codes = "ksdll-basis",                              \
	  .source = "PP 28/2018 Pasal 25")                                                                             \
	F(AGREEMENT_PARTY, "partner", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &agreement_party_kind, .max_length = 50)  \
	F(AGREEMENT_AGENCY, "agency", FIELD_ROWS, PUBLIC, .rows = &agreement_agency_kind, .max_length = 100)           \
	F(AGREEMENT_MINISTRY, "ministry", FIELD_TEXT, SEARCH_BODY | PUBLIC, .max_length = 300)                         \
	F(AGREEMENT_PLACE, "place", FIELD_ROWS, PUBLIC, .rows = &agreement_place_kind, .max_length = 4000)             \
	F(AGREEMENT_EARLIER, "earlier", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &agreement_kind)                  \
	F(AGREEMENT_RELATION, "relation", FIELD_CODE, PUBLIC, .codes = "agreement-relation")                           \
	/* the cooperation plan */                                                                                     \
	F(AGREEMENT_SUBJECT, "subject", FIELD_TEXT, MULTILINE | AGREED,                                                \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf a")                                                            \
	F(AGREEMENT_BACKGROUND, "background", FIELD_TEXT, MULTILINE | AGREED,                                          \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf b")                                                            \
	F(AGREEMENT_PURPOSE, "purpose", FIELD_TEXT, MULTILINE | AGREED,                                                \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf c")                                                            \
	F(AGREEMENT_OBJECT, "object", FIELD_ROWS, PUBLIC, .rows = &agreement_object_kind, .max_length = 50,            \
	  .source = "PP 28/2018 Pasal 23, Pasal 30 ayat (3) huruf d")                                                  \
	F(AGREEMENT_SCOPE, "scope", FIELD_TEXT, MULTILINE | SEARCH_BODY | PUBLIC,                                      \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf e")                                                            \
	F(AGREEMENT_FINANCING, "financing", FIELD_TEXT, MULTILINE | AGREED,                                            \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf f")                                                            \
	F(AGREEMENT_FROM, "valid_from", FIELD_DATE, INDEXED | PUBLIC,                                                  \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf g")                                                            \
	F(AGREEMENT_UNTIL, "valid_until", FIELD_DATE, INDEXED | PUBLIC,                                                \
	  .source = "PP 28/2018 Pasal 30 ayat (3) huruf g")                                                            \
	F(AGREEMENT_CONDITION, "condition", FIELD_ROWS, AGREED, .rows = &agreement_condition_kind, .max_length = 50,   \
	  .source = "PP 28/2018 Pasal 27")                                                                             \
	F(AGREEMENT_PERMIT, "permit", FIELD_ROWS, PUBLIC, .rows = &agreement_permit_kind, .max_length = 50)            \
	/* money */                                                                                                    \
	F(AGREEMENT_BUDGET, "budget_standing", FIELD_CODE, INDEXED | PUBLIC, .codes = "budget-standing")               \
	F(AGREEMENT_GRANT, "grant_form", FIELD_CODE, INDEXED | PUBLIC, .codes = "grant-form",                          \
	  .source = "PP 10/2011 Pasal 42")                                                                             \
	F(AGREEMENT_CURRENCY, "currency", FIELD_CODE, PUBLIC, .codes = "Currency")                                     \
	F(AGREEMENT_VALUE, "value", FIELD_DECIMAL, INDEXED | PUBLIC | MONEY, .places = 2, .min = "0")                  \
	F(AGREEMENT_REGISTER, "register_number", FIELD_TEXT, INDEXED | AGREED, .max_length = 100,                      \
	  .source = "PP 10/2011 Pasal 74 ayat (3)")                                                                    \
	F(AGREEMENT_ONGRANTED, "on_granted", FIELD_BOOL, AGREED, .source = "PP 10/2011 Pasal 57-58")                   \
	F(AGREEMENT_ONGRANT_NUMBER, "on_granting_number", FIELD_TEXT, AGREED, .max_length = 200,                       \
	  .source = "PP 10/2011 Pasal 58")                                                                             \
	F(AGREEMENT_APBD, "apbd_recorded", FIELD_BOOL, AGREED, .source = "PP 10/2011 Pasal 57-58")                     \
	F(AGREEMENT_BAST_NUMBER, "bast_number", FIELD_TEXT, AGREED, .max_length = 200)                                 \
	F(AGREEMENT_BAST_DATE, "bast_date", FIELD_DATE, AGREED)                                                        \
	F(AGREEMENT_BAST_VALUE, "bast_value", FIELD_DECIMAL, AGREED, .min = "0", .source = "PP 10/2011 Pasal 45")      \
	F(AGREEMENT_COUNTERPART, "counterpart", FIELD_ROWS, PUBLIC, .rows = &counterpart_kind, .max_length = 1000)     \
	F(AGREEMENT_NOTE, "note", FIELD_TEXT, MULTILINE | GOVERNMENT, .max_length = 5000)                              \
	CUSTOM_ROWS(F, AGREEMENT_CUSTOM)                                                                               \
	/* the procedure */                                                                                            \
	F(AGREEMENT_STATUS, "status", FIELD_CODE, INDEXED | SYSTEM | PUBLIC, .codes = "agreement-status")              \
	F(AGREEMENT_STAGE, "stage", FIELD_TEXT, INDEXED | SYSTEM | AGREED, .max_length = 40)                           \
	F(AGREEMENT_SIGNED, "signed", FIELD_DATE, INDEXED | SYSTEM | PUBLIC)                                           \
	F(AGREEMENT_END_REASON, "end_reason", FIELD_CODE, SYSTEM | PUBLIC, .codes = "end-reason",                      \
	  .source = "PP 28/2018 Pasal 9, Pasal 22")                                                                    \
	F(AGREEMENT_ENDED, "ended", FIELD_DATE, INDEXED | SYSTEM | PUBLIC)                                             \
	F(AGREEMENT_STEP, "step", FIELD_ROWS, SYSTEM | AGREED, .rows = &agreement_step_kind, .max_length = 1000)
KIND_ENUM(AGREEMENT, AGREEMENT_FIELDS)
extern const struct kind agreement_kind; /* number 13 */

/* Fields of the seven items that a cooperation plan must have (PP 28/2018 art. 30 (3)), in the order of the law; the
 * period is one of them and has two fields. */
enum { COOPERATION_ITEMS = 7 };
extern const uint32_t agreement_plan_items[COOPERATION_ITEMS];
/* Adds a problem for each item that DOC does not say; the article is in EXPECTED. */
void agreement_plan_check(const struct doc *agreement, struct problems *ps);
/* Adds a problem for each condition of article 27 that is not shown to be met: five for all, technology where science
 * is an object, three more for KSDPL. */
void agreement_conditions_check(const struct doc *agreement, struct problems *ps);
str agreement_title(const struct doc *agreement, int lang);
bool agreement_has_party(const struct doc *agreement, str organisation);

#endif
