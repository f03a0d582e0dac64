/* partner.h -- the record of an organisation: a partner of the province or a unit of government, with the province's
 * category by year, and everything the IATI organisation standard has for it (order and versions as in
 * activity/activity.h).
 *
 * The IATI identifier is the record's unique key "ref"; an organisation may have none. What the standard requires of a
 * file but we do not of a record (identifier, reporting organisation) carries required_until instead of REQUIRED.
 *
 * The rules at the end are plain functions of a document: no clock, no files, no database. */
#ifndef SELARAS_PARTNER_PARTNER_H
#define SELARAS_PARTNER_PARTNER_H

#include "partner/document.h"
#include "record/custom.h"
#include "record/doc.h"

extern const struct kind organisation_kind;

/* Another name it is known by: "DFAT", "World Vision". */
#define ALIAS_FIELDS(F)                                                                                                \
	F(ALIAS_TEXT, "text", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 300)               \
	F(ALIAS_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)                                               \
	EXTRA_ROWS(F, ALIAS_EXTRA)
KIND_ENUM(ALIAS, ALIAS_FIELDS)
extern const struct kind alias_kind;
/* Source of what an organisation that was merged into this one was called: its identifier, names and acronym. Files go
 * on naming it by that identifier; it stands for this organisation then. */
#define ALIAS_OF_MERGE "penggabungan"
bool alias_is_merged(const struct doc *alias);

/* The category the province counts it in, from year to year inclusive; an empty year is open. */
#define PARTNER_CATEGORY_FIELDS(F)                                                                                     \
	F(PARTNER_CATEGORY_CODE, "category", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "partner-category",     \
	  .source = "PP 28/2018")                                                                                      \
	F(PARTNER_CATEGORY_FROM, "from_year", FIELD_INT, INDEXED | PUBLIC, .min = "1945", .max = "2200")               \
	F(PARTNER_CATEGORY_TO, "to_year", FIELD_INT, INDEXED | PUBLIC, .min = "1945", .max = "2200")                   \
	F(PARTNER_CATEGORY_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)                                    \
	EXTRA_ROWS(F, PARTNER_CATEGORY_EXTRA)
KIND_ENUM(PARTNER_CATEGORY, PARTNER_CATEGORY_FIELDS)
extern const struct kind partner_category_kind;

#define PARTNER_NOTE_FIELDS(F)                                                                                         \
	F(PARTNER_NOTE_TEXT, "text", FIELD_TEXT, REQUIRED | MULTILINE | PUBLIC, .max_length = 5000)                    \
	F(PARTNER_NOTE_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)                                        \
	F(PARTNER_NOTE_DATE, "date", FIELD_DATE, PUBLIC)                                                               \
	EXTRA_ROWS(F, PARTNER_NOTE_EXTRA)
KIND_ENUM(PARTNER_NOTE, PARTNER_NOTE_FIELDS)
extern const struct kind partner_note_kind;

/* A line of a budget or of an expenditure. */
#define BUDGET_LINE_FIELDS(F)                                                                                          \
	F(BUDGET_LINE_REF, "ref", FIELD_TEXT, PUBLIC, .iati = "@ref")                                                  \
	F(BUDGET_LINE_CURRENCY, "currency", FIELD_CODE, PUBLIC, .codes = "Currency", .iati = "value/@currency")        \
	F(BUDGET_LINE_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | PUBLIC, .iati = "value/@value-date")            \
	F(BUDGET_LINE_VALUE, "value", FIELD_DECIMAL, REQUIRED | PUBLIC, .iati = "value/text()")                        \
	F(BUDGET_LINE_TEXT, "text", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind, .iati = "narrative")       \
	EXTRA_ROWS(F, BUDGET_LINE_EXTRA)
KIND_ENUM(BUDGET_LINE, BUDGET_LINE_FIELDS)
extern const struct kind budget_line_kind;

/* Period and amount, as every budget of an organisation has them; P is the prefix of the field ids. */
#define PERIOD_AMOUNT_FIELDS(F, P)                                                                                     \
	F(P##_START, "period_start", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "period-start/@iso-date",        \
	  .required_since = 201)                                                                                       \
	F(P##_END, "period_end", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "period-end/@iso-date",              \
	  .required_since = 201)                                                                                       \
	F(P##_CURRENCY, "currency", FIELD_CODE, INDEXED | PUBLIC, .codes = "Currency", .iati = "value/@currency")      \
	F(P##_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "value/@value-date",          \
	  .required_since = 201)                                                                                       \
	F(P##_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC, .places = 2, .iati = "value/text()",         \
	  .required_since = 201)

#define TOTAL_BUDGET_FIELDS(F)                                                                                         \
	F(TOTAL_BUDGET_STATUS, "status", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetStatus", .iati = "@status",     \
	  .since = 202)                                                                                                \
	PERIOD_AMOUNT_FIELDS(F, TOTAL_BUDGET)                                                                          \
	F(TOTAL_BUDGET_LINE, "budget_line", FIELD_ROWS, PUBLIC, .rows = &budget_line_kind, .iati = "budget-line",      \
	  .since = 201)                                                                                                \
	EXTRA_ROWS(F, TOTAL_BUDGET_EXTRA)
KIND_ENUM(TOTAL_BUDGET, TOTAL_BUDGET_FIELDS)
extern const struct kind total_budget_kind;

#define ORG_BUDGET_FIELDS(F)                                                                                           \
	F(ORG_BUDGET_STATUS, "status", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetStatus", .iati = "@status",       \
	  .since = 202)                                                                                                \
	F(ORG_BUDGET_REF, "recipient_org_ref", FIELD_TEXT, INDEXED | PUBLIC, .iati = "recipient-org/@ref")             \
	F(ORG_BUDGET_NAME, "recipient_org", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind,                    \
	  .iati = "recipient-org/narrative", .iati1 = "recipient-org", .required_since = 201)                          \
	PERIOD_AMOUNT_FIELDS(F, ORG_BUDGET)                                                                            \
	F(ORG_BUDGET_LINE, "budget_line", FIELD_ROWS, PUBLIC, .rows = &budget_line_kind, .iati = "budget-line",        \
	  .since = 201)                                                                                                \
	EXTRA_ROWS(F, ORG_BUDGET_EXTRA)
KIND_ENUM(ORG_BUDGET, ORG_BUDGET_FIELDS)
extern const struct kind org_budget_kind;

#define REGION_BUDGET_FIELDS(F)                                                                                        \
	F(REGION_BUDGET_STATUS, "status", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetStatus", .iati = "@status")    \
	F(REGION_BUDGET_VOCABULARY, "vocabulary", FIELD_CODE, PUBLIC, .codes = "RegionVocabulary",                     \
	  .iati = "recipient-region/@vocabulary")                                                                      \
	F(REGION_BUDGET_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC,                                           \
	  .iati = "recipient-region/@vocabulary-uri")                                                                  \
	F(REGION_BUDGET_CODE, "recipient_region", FIELD_CODE, INDEXED | PUBLIC, .codes = "Region",                     \
	  .codes_by = "vocabulary", .vocabulary = "RegionVocabulary", .iati = "recipient-region/@code")                \
	F(REGION_BUDGET_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                                     \
	  .iati = "recipient-region/narrative")                                                                        \
	PERIOD_AMOUNT_FIELDS(F, REGION_BUDGET)                                                                         \
	F(REGION_BUDGET_LINE, "budget_line", FIELD_ROWS, PUBLIC, .rows = &budget_line_kind, .iati = "budget-line")     \
	EXTRA_ROWS(F, REGION_BUDGET_EXTRA)
KIND_ENUM(REGION_BUDGET, REGION_BUDGET_FIELDS)
extern const struct kind region_budget_kind;

#define COUNTRY_SHARE_FIELDS(F)                                                                                        \
	F(COUNTRY_SHARE_STATUS, "status", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetStatus", .iati = "@status",    \
	  .since = 202)                                                                                                \
	F(COUNTRY_SHARE_CODE, "recipient_country", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "Country",        \
	  .iati = "recipient-country/@code", .required_since = 201)                                                    \
	F(COUNTRY_SHARE_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                                     \
	  .iati = "recipient-country/narrative", .iati1 = "recipient-country")                                         \
	PERIOD_AMOUNT_FIELDS(F, COUNTRY_SHARE)                                                                         \
	F(COUNTRY_SHARE_LINE, "budget_line", FIELD_ROWS, PUBLIC, .rows = &budget_line_kind, .iati = "budget-line",     \
	  .since = 201)                                                                                                \
	EXTRA_ROWS(F, COUNTRY_SHARE_EXTRA)
KIND_ENUM(COUNTRY_SHARE, COUNTRY_SHARE_FIELDS)
extern const struct kind country_share_kind;

#define TOTAL_EXPENDITURE_FIELDS(F)                                                                                    \
	PERIOD_AMOUNT_FIELDS(F, TOTAL_EXPENDITURE)                                                                     \
	F(TOTAL_EXPENDITURE_LINE, "expense_line", FIELD_ROWS, PUBLIC, .rows = &budget_line_kind,                       \
	  .iati = "expense-line")                                                                                      \
	EXTRA_ROWS(F, TOTAL_EXPENDITURE_EXTRA)
KIND_ENUM(TOTAL_EXPENDITURE, TOTAL_EXPENDITURE_FIELDS)
extern const struct kind total_expenditure_kind;

/* A country that a document of an organisation is about. */
#define DOCUMENT_COUNTRY_FIELDS(F)                                                                                     \
	F(DOCUMENT_COUNTRY_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "Country", .iati = "@code")           \
	F(DOCUMENT_COUNTRY_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative")             \
	EXTRA_ROWS(F, DOCUMENT_COUNTRY_EXTRA)
KIND_ENUM(DOCUMENT_COUNTRY, DOCUMENT_COUNTRY_FIELDS)
extern const struct kind document_country_kind;

#define ORG_DOCUMENT_FIELDS(F)                                                                                         \
	DOCUMENT_COMMON_FIELDS(F, ORG_DOCUMENT)                                                                        \
	F(ORG_DOCUMENT_COUNTRY, "recipient_country", FIELD_ROWS, PUBLIC, .rows = &document_country_kind,               \
	  .iati = "recipient-country", .since = 201)                                                                   \
	EXTRA_ROWS(F, ORG_DOCUMENT_EXTRA)
KIND_ENUM(ORG_DOCUMENT, ORG_DOCUMENT_FIELDS)
extern const struct kind org_document_kind;

/* Facts of their own time beside the category: each row holds from SINCE to UNTIL, both inclusive and either open. */
#define DATED_FACT_FIELDS(F, P)                                                                                        \
	F(P##_SINCE, "since", FIELD_DATE, PUBLIC)                                                                      \
	F(P##_UNTIL, "until", FIELD_DATE, PUBLIC)                                                                      \
	F(P##_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)

#define LEGAL_FORM_FIELDS(F)                                                                                           \
	F(LEGAL_FORM_CODE, "form", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "legal-form",                     \
	  .source = "PP 59/2016 Pasal 2-3")                                                                            \
	DATED_FACT_FIELDS(F, LEGAL_FORM)
KIND_ENUM(LEGAL_FORM, LEGAL_FORM_FIELDS)
extern const struct kind legal_form_kind;

#define PERMIT_REGIME_FIELDS(F)                                                                                        \
	F(PERMIT_REGIME_CODE, "regime", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "permit-regime",             \
	  .source = "PP 59/2016; PP 28/2018 Pasal 36")                                                                 \
	DATED_FACT_FIELDS(F, PERMIT_REGIME)
KIND_ENUM(PERMIT_REGIME, PERMIT_REGIME_FIELDS)
extern const struct kind permit_regime_kind;

/* The ministry or agency of the central government that it works with: one at a time. */
#define PARTNER_MINISTRY_FIELDS(F)                                                                                     \
	F(PARTNER_MINISTRY_NAME, "name", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 300,                             \
	  .source = "PP 59/2016 Pasal 14 ayat (2)")                                                                    \
	F(PARTNER_MINISTRY_ORG, "organisation", FIELD_LINK, PUBLIC, .to = &organisation_kind)                          \
	DATED_FACT_FIELDS(F, PARTNER_MINISTRY)
KIND_ENUM(PARTNER_MINISTRY, PARTNER_MINISTRY_FIELDS)
extern const struct kind partner_ministry_kind;

/* A local organisation that carries out its work. */
#define LOCAL_PARTNER_FIELDS(F)                                                                                        \
	F(LOCAL_PARTNER_ORG, "organisation", FIELD_LINK, REQUIRED | INDEXED | PUBLIC, .to = &organisation_kind)        \
	F(LOCAL_PARTNER_TASK, "task", FIELD_TEXT, PUBLIC, .max_length = 500)                                           \
	DATED_FACT_FIELDS(F, LOCAL_PARTNER)
KIND_ENUM(LOCAL_PARTNER, LOCAL_PARTNER_FIELDS)
extern const struct kind local_partner_kind;

#define OFFICE_FIELDS(F)                                                                                               \
	F(OFFICE_PLACE, "place", FIELD_PLACE, REQUIRED | INDEXED | PUBLIC)                                             \
	F(OFFICE_ADDRESS, "address", FIELD_TEXT, PUBLIC, .max_length = 500)                                            \
	DATED_FACT_FIELDS(F, OFFICE)
KIND_ENUM(OFFICE, OFFICE_FIELDS)
extern const struct kind office_kind;

/* A person: kept with consent only, and not longer than was agreed (UU 27/2022). */
#define PARTNER_CONTACT_FIELDS(F)                                                                                      \
	F(PARTNER_CONTACT_NAME, "name", FIELD_TEXT, REQUIRED | PERSONAL, .max_length = 200, .source = "UU 27/2022")    \
	F(PARTNER_CONTACT_POSITION, "position", FIELD_TEXT, PERSONAL, .max_length = 200)                               \
	F(PARTNER_CONTACT_PHONE, "phone", FIELD_TEXT, PERSONAL, .max_length = 60)                                      \
	F(PARTNER_CONTACT_MAIL, "mail", FIELD_TEXT, PERSONAL, .max_length = 200)                                       \
	F(PARTNER_CONTACT_CONSENT, "consent", FIELD_DATE, REQUIRED | PERSONAL, .source = "UU 27/2022")                 \
	F(PARTNER_CONTACT_KEEP, "keep_until", FIELD_DATE, REQUIRED | PERSONAL, .source = "UU 27/2022")
KIND_ENUM(PARTNER_CONTACT, PARTNER_CONTACT_FIELDS)
extern const struct kind partner_contact_kind;

#define STAFF_FIELDS(F)                                                                                                \
	F(STAFF_YEAR, "year", FIELD_INT, REQUIRED | PARTNERS | GOVERNMENT, .min = "1945", .max = "2200")               \
	F(STAFF_NATIONAL, "national", FIELD_INT, PARTNERS | GOVERNMENT, .min = "0",                                    \
	  .source = "PP 59/2016 Pasal 25 ayat (2)")                                                                    \
	F(STAFF_FOREIGN, "foreign_staff", FIELD_INT, PARTNERS | GOVERNMENT, .min = "0",                                \
	  .source = "PP 59/2016 Pasal 25 ayat (3)")
KIND_ENUM(STAFF, STAFF_FIELDS)
extern const struct kind staff_kind;

#define ORGANISATION_FIELDS(F)                                                                                         \
	F(ORGANISATION_LAST_UPDATED, "last_updated_datetime", FIELD_DATETIME, PUBLIC,                                  \
	  .iati = "@last-updated-datetime")                                                                            \
	F(ORGANISATION_LANG, "lang", FIELD_CODE, PUBLIC, .codes = "Language", .iati = "@xml:lang")                     \
	F(ORGANISATION_CURRENCY, "default_currency", FIELD_CODE, PUBLIC, .codes = "Currency",                          \
	  .iati = "@default-currency")                                                                                 \
	F(ORGANISATION_REF, "ref", FIELD_TEXT, UNIQUE_KEY | INDEXED | LOOKUP | SEARCH_TITLE | PUBLIC | OWNER,          \
	  .iati = "organisation-identifier/text()", .iati1 = "iati-identifier/text()", .required_since = 201,          \
	  .required_until = 203, .hxl = "#org+code", .max_length = 300)                                                \
	F(ORGANISATION_NAME, "name", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind,            \
	  .iati = "name/narrative", .iati1 = "name", .required_since = 201, .hxl = "#org+name")                        \
	F(ORGANISATION_REPORTING_REF, "reporting_org_ref", FIELD_TEXT, PUBLIC, .iati = "reporting-org/@ref",           \
	  .required_since = 201, .required_until = 203)                                                                \
	F(ORGANISATION_REPORTING_TYPE, "reporting_org_type", FIELD_CODE, PUBLIC, .codes = "OrganisationType",          \
	  .iati = "reporting-org/@type", .required_since = 201, .required_until = 203)                                 \
	F(ORGANISATION_REPORTING_SECONDARY, "secondary_reporter", FIELD_BOOL, PUBLIC,                                  \
	  .iati = "reporting-org/@secondary-reporter", .since = 104)                                                   \
	F(ORGANISATION_REPORTING_NAME, "reporting_org", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                   \
	  .iati = "reporting-org/narrative", .iati1 = "reporting-org", .required_since = 201, .required_until = 203)   \
	F(ORGANISATION_TOTAL_BUDGET, "total_budget", FIELD_ROWS, PUBLIC, .rows = &total_budget_kind,                   \
	  .iati = "total-budget")                                                                                      \
	F(ORGANISATION_ORG_BUDGET, "recipient_org_budget", FIELD_ROWS, PUBLIC, .rows = &org_budget_kind,               \
	  .iati = "recipient-org-budget")                                                                              \
	F(ORGANISATION_REGION_BUDGET, "recipient_region_budget", FIELD_ROWS, PUBLIC, .rows = &region_budget_kind,      \
	  .iati = "recipient-region-budget", .since = 202)                                                             \
	F(ORGANISATION_COUNTRY_BUDGET, "recipient_country_budget", FIELD_ROWS, PUBLIC, .rows = &country_share_kind,    \
	  .iati = "recipient-country-budget")                                                                          \
	F(ORGANISATION_EXPENDITURE, "total_expenditure", FIELD_ROWS, PUBLIC, .rows = &total_expenditure_kind,          \
	  .iati = "total-expenditure", .since = 202)                                                                   \
	F(ORGANISATION_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &org_document_kind,                      \
	  .iati = "document-link")                                                                                     \
	/* Ours. */                                                                                                    \
	F(ORGANISATION_ACRONYM, "acronym", FIELD_TEXT, INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 40,              \
	  .hxl = "#org+acronym")                                                                                       \
	F(ORGANISATION_ALIAS, "alias", FIELD_ROWS, PUBLIC, .rows = &alias_kind)                                        \
	F(ORGANISATION_TYPE, "type", FIELD_CODE, INDEXED | PUBLIC, .codes = "OrganisationType",                        \
	  .hxl = "#org+type+code")                                                                                     \
	F(ORGANISATION_CATEGORY, "category", FIELD_ROWS, PUBLIC, .rows = &partner_category_kind)                       \
	F(ORGANISATION_GOVERNMENT, "government_unit", FIELD_BOOL, INDEXED | PUBLIC)                                    \
	F(ORGANISATION_LEVEL, "government_level", FIELD_CODE, INDEXED | PUBLIC, .codes = "government-level")           \
	F(ORGANISATION_COUNTRY, "country", FIELD_CODE, INDEXED | PUBLIC, .codes = "Country",                           \
	  .hxl = "#country+code+org")                                                                                  \
	F(ORGANISATION_WEBSITE, "website", FIELD_URL, PUBLIC, .max_length = 2000)                                      \
	F(ORGANISATION_PARENT, "parent", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &organisation_kind)              \
	F(ORGANISATION_LEGAL_FORM, "legal_form", FIELD_ROWS, PUBLIC, .rows = &legal_form_kind)                         \
	F(ORGANISATION_PERMIT_REGIME, "permit_regime", FIELD_ROWS, PUBLIC, .rows = &permit_regime_kind)                \
	F(ORGANISATION_MINISTRY, "ministry", FIELD_ROWS, PUBLIC, .rows = &partner_ministry_kind)                       \
	F(ORGANISATION_LOCAL_PARTNER, "local_partner", FIELD_ROWS, PUBLIC, .rows = &local_partner_kind)                \
	F(ORGANISATION_OFFICE, "office", FIELD_ROWS, PUBLIC, .rows = &office_kind)                                     \
	F(ORGANISATION_CONTACT, "contact", FIELD_ROWS, PERSONAL, .rows = &partner_contact_kind)                        \
	F(ORGANISATION_STAFF, "staff", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &staff_kind)                         \
	F(ORGANISATION_NOTE, "note", FIELD_ROWS, PUBLIC, .rows = &partner_note_kind)                                   \
	F(ORGANISATION_SOURCE, "source", FIELD_TEXT, INDEXED | LOOKUP | PUBLIC | SYSTEM)                               \
	F(ORGANISATION_SOURCE_VERSION, "source_version", FIELD_TEXT, PUBLIC | SYSTEM)                                  \
	CUSTOM_ROWS(F, ORGANISATION_CUSTOM)                                                                            \
	EXTRA_ROWS(F, ORGANISATION_EXTRA)
KIND_ENUM(ORGANISATION, ORGANISATION_FIELDS)

/* The narrative of FIELD for a reader of LANG (0 Indonesian, 1 English): that language, else text without language in a
 * record whose own language it is, else the other of the two, else the first. */
str organisation_text(const struct doc *org, const struct doc *row, uint32_t field, int lang);

enum category_basis {
	CATEGORY_UNKNOWN, /* nothing says it */
	CATEGORY_BY_TYPE, /* follows from the type of organisation and its country */
	CATEGORY_STATED   /* the province's own entry for that year */
};
/* The province's category in YEAR: the stated row that covers the year, of several the one that starts last; else, when
 * no row is stated at all, what follows from the type: a unit of Indonesian government is "government", a public body
 * of another country "bilateral", 40 is "multilateral", 21 to 24 are "ngo". The empty str when unknown. */
str organisation_category(const struct doc *org, int year, enum category_basis *basis);

/* The stated row behind it; NULL when the category is not stated. */
const struct doc *organisation_category_row(const struct doc *org, int year);
/* The row of FIELD (one of the dated facts) that holds on DAY, the last one begun of several; NULL. */
const struct doc *organisation_fact(const struct doc *org, uint32_t field, date day);

/* The part of an organisation identifier that names its register: "ID-KHH" of "ID-KHH-123"; the empty str when there
 * are no two hyphens. */
str organisation_register(str ref);

#endif
