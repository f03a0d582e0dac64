/* permit.h -- permits of foreign civil society organisations (PP 59/2016): principle permit, operational permit and the
 * memorandum with a ministry (MSP).
 *
 * An operational permit is deemed held by who has the memorandum and the annual work plan with the regional government
 * (art. 16 (6)), and never lasts longer than the principle permit (art. 16 (3)): permit_until() computes it so,
 * whatever the record says. The rules here are plain functions of documents, without clock and
 * database; what needs the other record is asked by the kind's .fits. */
#ifndef SELARAS_AGREEMENT_PERMIT_H
#define SELARAS_AGREEMENT_PERMIT_H

#include "partner/partner.h"
#include "record/codelist.h"
#include "record/custom.h"
#include "record/workflow.h"

/* An item of the memorandum (art. 18 (1)). */
#define PERMIT_ITEM_FIELDS(F)                                                                                          \
	F(PERMIT_ITEM_CODE, "item", FIELD_CODE, REQUIRED | PARTNERS | GOVERNMENT, .codes = "msp-item",                 \
	  .source = "PP 59/2016 Pasal 18 ayat (1)")                                                                    \
	F(PERMIT_ITEM_HELD, "held", FIELD_BOOL, PARTNERS | GOVERNMENT)                                                 \
	F(PERMIT_ITEM_CLAUSE, "clause", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 500)
KIND_ENUM(PERMIT_ITEM, PERMIT_ITEM_FIELDS)
extern const struct kind permit_item_kind;

/* A document of the request (art. 10). */
#define PERMIT_PAPER_FIELDS(F)                                                                                         \
	F(PERMIT_PAPER_CODE, "item", FIELD_CODE, REQUIRED | PARTNERS | GOVERNMENT, .codes = "permit-document",         \
	  .source = "PP 59/2016 Pasal 10 ayat (2)-(3)")                                                                \
	F(PERMIT_PAPER_HELD, "held", FIELD_BOOL, PARTNERS | GOVERNMENT)                                                \
	F(PERMIT_PAPER_NOTE, "note", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 500)
KIND_ENUM(PERMIT_PAPER, PERMIT_PAPER_FIELDS)
extern const struct kind permit_paper_kind;

#define PERMIT_FIELDS(F)                                                                                               \
	F(PERMIT_HOLDER, "holder", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PUBLIC | OWNER, .to = &organisation_kind) \
	F(PERMIT_KIND, "permit", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "permit-kind",                      \
	  .source = "PP 59/2016 Pasal 4 ayat (2)")                                                                     \
	F(PERMIT_NUMBER, "number", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 200)          \
	F(PERMIT_ISSUER, "issuer", FIELD_TEXT, REQUIRED | SEARCH_BODY | PUBLIC, .max_length = 300)                     \
	F(PERMIT_MINISTRY, "ministry", FIELD_TEXT, SEARCH_BODY | PUBLIC, .max_length = 300,                            \
	  .source = "PP 59/2016 Pasal 14 ayat (2)")                                                                    \
	F(PERMIT_ISSUED, "issued", FIELD_DATE, PUBLIC)                                                                 \
	F(PERMIT_FROM, "valid_from", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .source = "PP 59/2016 Pasal 7 ayat (2)") \
	F(PERMIT_UNTIL, "valid_until", FIELD_DATE, REQUIRED | INDEXED | PUBLIC,                                        \
	  .source = "PP 59/2016 Pasal 7 ayat (2), Pasal 16 ayat (3)")                                                  \
	F(PERMIT_PRINCIPLE, "principle", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &permit_kind,                        \
	  .source = "PP 59/2016 Pasal 16 ayat (1)")                                                                    \
	F(PERMIT_MSP, "msp", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &permit_kind,                                    \
	  .source = "PP 59/2016 Pasal 16 ayat (2) huruf a")                                                            \
	F(PERMIT_MINISTRY_ONLY, "ministry_only", FIELD_BOOL, PARTNERS | GOVERNMENT,                                    \
	  .source = "PP 59/2016 Pasal 16 ayat (5)")                                                                    \
	F(PERMIT_RKT_NUMBER, "rkt_number", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200,                       \
	  .source = "PP 59/2016 Pasal 16 ayat (2) huruf b")                                                            \
	F(PERMIT_RKT_DATE, "rkt_date", FIELD_DATE, PARTNERS | GOVERNMENT)                                              \
	F(PERMIT_RKT_WITH, "rkt_with", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 300)                           \
	F(PERMIT_NOTICE_DATE, "notice_date", FIELD_DATE, PARTNERS | GOVERNMENT,                                        \
	  .source = "PP 59/2016 Pasal 19 ayat (2), Pasal 24")                                                          \
	F(PERMIT_NOTICE_NUMBER, "notice_number", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                 \
	F(PERMIT_REQUESTED, "renewal_requested", FIELD_DATE, PARTNERS | GOVERNMENT,                                    \
	  .source = "PP 59/2016 Pasal 7 ayat (3), Pasal 16 ayat (4)")                                                  \
	F(PERMIT_RENEWED_BY, "renewed_by", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &permit_kind)                      \
	F(PERMIT_ITEM, "item", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &permit_item_kind, .max_length = 100)        \
	F(PERMIT_PAPER, "paper", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &permit_paper_kind, .max_length = 100)     \
	F(PERMIT_NOTE, "note", FIELD_TEXT, MULTILINE | GOVERNMENT, .max_length = 5000)                                 \
	F(PERMIT_SANCTION, "sanction", FIELD_CODE, INDEXED | SYSTEM | GOVERNMENT, .codes = "sanction-state",           \
	  .source = "PP 59/2016 Pasal 28-31")                                                                          \
	CUSTOM_ROWS(F, PERMIT_CUSTOM)
KIND_ENUM(PERMIT, PERMIT_FIELDS)
extern const struct kind permit_kind; /* number 12 */

enum { PERMIT_YEARS = 3, PERMIT_RENEWAL_MONTHS = 3, PERMIT_FOREIGN_STAFF = 3 };

/* The last day of PERMIT, not beyond PRINCIPLE (NULL: not known); DATE_NONE when it is not said. */
date permit_until(const struct doc *permit, const struct doc *principle);
bool permit_valid_on(const struct doc *permit, const struct doc *principle, date day);
/* The last day up to which the principle permits among PERMITS follow each other without a gap from DAY on (art. 7 (3)
 * has them renewed before they end); DATE_NONE when none stands on DAY. */
date permit_covered_until(struct doc *const *permits, uint32_t n, date day);
/* The last day to ask for renewal: three months before it ends (art. 7 (3), 16 (4)); DATE_NONE for kinds without. */
date permit_renewal_due(const struct doc *permit, const struct doc *principle);

enum permit_warning { PERMIT_CALM, PERMIT_SIX_MONTHS, PERMIT_FOUR_MONTHS, PERMIT_THREE_MONTHS, PERMIT_EXPIRED };
/* How near the end is on TODAY: at six, four and three months before, and after it. PERMIT_CALM once renewal was asked
 * for, until it ends. */
enum permit_warning permit_warning(const struct doc *permit, const struct doc *principle, date today);

/* Items of the memorandum that its record does not show; the codes, in the order of the law. */
uint32_t permit_items_missing(const struct doc *msp, arena *a, const struct code ***out);
/* Documents of the request that are not there, for an organisation of this legal form ("foreign_self",
 * "foreign_donor"). */
uint32_t permit_papers_missing(const struct doc *permit, str legal_form, arena *a, const struct code ***out);
/* What an operational permit lacks, as problems with the article in EXPECTED. MSP and PRINCIPLE may be NULL. */
void permit_operational_check(const struct doc *permit, const struct doc *principle, const struct doc *msp,
                              struct problems *ps);

#endif
