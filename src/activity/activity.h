/* activity.h -- the record of a programme, project or activity: everything the IATI activity standard has for it.
 *
 * The field tables are the standard as facts: one table drives reading, checking and writing. Fields stand in the order
 * of version 2.03, so a writer that follows the table writes a valid sequence. Differences of the versions are in the
 * fields (since, until, iati1, required_since, ...; see record/kind.h).
 *
 * What stands in "extra" on purpose, although a schema names it: in 1.x the text and language of elements that carry a
 * code (<activity-status code="2">Implementation</activity-status>), the text of dates in <period-start> and the like,
 * iati-activity/@version, and @type of the descriptions of results and budget items.
 *
 * Parts: money.h, place.h, result.h; documents in partner/document.h; the province's sectors in province.h. All tables
 * are constant; any thread may read them. */
#ifndef SELARAS_ACTIVITY_ACTIVITY_H
#define SELARAS_ACTIVITY_ACTIVITY_H

#include "activity/money.h"
#include "activity/place.h"
#include "activity/result.h"
#include "partner/document.h"
#include "record/custom.h"
#include "record/doc.h"

/* One description; type as DescriptionType. In 1.x every language is an element of its own. */
#define DESCRIPTION_FIELDS(F)                                                                                          \
	F(DESCRIPTION_TYPE, "type", FIELD_CODE, PUBLIC, .codes = "DescriptionType", .iati = "@type")                   \
	F(DESCRIPTION_TEXT, "text", FIELD_ROWS, REQUIRED | SEARCH_BODY | PUBLIC, .rows = &narrative_kind,              \
	  .iati = "narrative", .iati1 = ".", .required_since = 201)                                                    \
	EXTRA_ROWS(F, DESCRIPTION_EXTRA)
KIND_ENUM(DESCRIPTION, DESCRIPTION_FIELDS)
extern const struct kind description_kind;

#define PARTICIPATING_ORG_FIELDS(F)                                                                                    \
	F(PARTICIPATING_ORG_REF, "ref", FIELD_TEXT, INDEXED | LOOKUP | PUBLIC, .picks = "organisation",                \
	  .iati = "@ref", .hxl = "#org+code")                                                                          \
	F(PARTICIPATING_ORG_TYPE, "type", FIELD_CODE, INDEXED | PUBLIC, .codes = "OrganisationType", .iati = "@type",  \
	  .hxl = "#org+type+code")                                                                                     \
	F(PARTICIPATING_ORG_ROLE, "role", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "OrganisationRole",        \
	  .iati = "@role", .hxl = "#org+role+code")                                                                    \
	F(PARTICIPATING_ORG_ACTIVITY_ID, "activity_id", FIELD_TEXT, PUBLIC, .iati = "@activity-id", .since = 202)      \
	F(PARTICIPATING_ORG_CHANNEL, "crs_channel_code", FIELD_CODE, PUBLIC, .codes = "CRSChannelCode",                \
	  .iati = "@crs-channel-code", .since = 203)                                                                   \
	F(PARTICIPATING_ORG_NAME, "name", FIELD_ROWS, SEARCH_BODY | PUBLIC, .rows = &narrative_kind,                   \
	  .iati = "narrative", .iati1 = ".", .hxl = "#org+name")                                                       \
	EXTRA_ROWS(F, PARTICIPATING_ORG_EXTRA)
KIND_ENUM(PARTICIPATING_ORG, PARTICIPATING_ORG_FIELDS)
extern const struct kind participating_org_kind;

/* In 1.x the identifier is the element's text and the owner's name is an attribute, not an element with languages. */
#define OTHER_IDENTIFIER_FIELDS(F)                                                                                     \
	F(OTHER_IDENTIFIER_REF, "ref", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@ref", .iati1 = "text()",               \
	  .required_since = 201)                                                                                       \
	F(OTHER_IDENTIFIER_TYPE, "type", FIELD_CODE, REQUIRED | PUBLIC, .codes = "OtherIdentifierType",                \
	  .iati = "@type", .since = 201)                                                                               \
	F(OTHER_IDENTIFIER_OWNER_REF, "owner_ref", FIELD_TEXT, PUBLIC, .iati = "owner-org/@ref",                       \
	  .iati1 = "@owner-ref")                                                                                       \
	F(OTHER_IDENTIFIER_OWNER_NAME, "owner_name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                      \
	  .iati = "owner-org/narrative", .iati1 = "@owner-name")                                                       \
	EXTRA_ROWS(F, OTHER_IDENTIFIER_EXTRA)
KIND_ENUM(OTHER_IDENTIFIER, OTHER_IDENTIFIER_FIELDS)
extern const struct kind other_identifier_kind;

#define ACTIVITY_DATE_FIELDS(F)                                                                                        \
	F(ACTIVITY_DATE_TYPE, "type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "ActivityDateType",            \
	  .iati = "@type")                                                                                             \
	F(ACTIVITY_DATE_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "@iso-date",                    \
	  .required_since = 201, .hxl = "#date")                                                                       \
	F(ACTIVITY_DATE_TEXT, "text", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative", .iati1 = ".")  \
	EXTRA_ROWS(F, ACTIVITY_DATE_EXTRA)
KIND_ENUM(ACTIVITY_DATE, ACTIVITY_DATE_FIELDS)
extern const struct kind activity_date_kind;

/* Telephone numbers and addresses are elements with text only. */
#define CONTACT_LINE_FIELDS(F)                                                                                         \
	F(CONTACT_LINE_TEXT, "text", FIELD_TEXT, REQUIRED | PERSONAL, .iati = "text()")                                \
	F(CONTACT_LINE_EXTRA, "extra", FIELD_ROWS, PERSONAL, .rows = &extra_kind)
KIND_ENUM(CONTACT_LINE, CONTACT_LINE_FIELDS)
extern const struct kind contact_line_kind;

#define CONTACT_ADDRESS_FIELDS(F)                                                                                      \
	F(CONTACT_ADDRESS_TEXT, "text", FIELD_ROWS, REQUIRED | PERSONAL, .rows = &narrative_kind, .iati = "narrative", \
	  .iati1 = ".")                                                                                                \
	F(CONTACT_ADDRESS_EXTRA, "extra", FIELD_ROWS, PERSONAL, .rows = &extra_kind)
KIND_ENUM(CONTACT_ADDRESS, CONTACT_ADDRESS_FIELDS)
extern const struct kind contact_address_kind;

/* An element that is an address on the web: the website of a contact, and activity-website of 1.x. */
#define WEBSITE_FIELDS(F)                                                                                              \
	F(WEBSITE_URL, "url", FIELD_URL, REQUIRED | PUBLIC, .iati = "text()")                                          \
	EXTRA_ROWS(F, WEBSITE_EXTRA)
KIND_ENUM(WEBSITE, WEBSITE_FIELDS)
extern const struct kind website_kind;

/* What points to a person is PERSONAL, and so is "extra": a second name would stand there. */
#define CONTACT_FIELDS(F)                                                                                              \
	F(CONTACT_TYPE, "type", FIELD_CODE, PUBLIC, .codes = "ContactType", .iati = "@type", .since = 103)             \
	F(CONTACT_ORGANISATION, "organisation", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                           \
	  .iati = "organisation/narrative", .iati1 = "organisation")                                                   \
	F(CONTACT_DEPARTMENT, "department", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                               \
	  .iati = "department/narrative", .since = 201)                                                                \
	F(CONTACT_PERSON, "person_name", FIELD_ROWS, PERSONAL, .rows = &narrative_kind,                                \
	  .iati = "person-name/narrative", .iati1 = "person-name", .source = "UU 27/2022")                             \
	F(CONTACT_JOB_TITLE, "job_title", FIELD_ROWS, PERSONAL, .rows = &narrative_kind,                               \
	  .iati = "job-title/narrative", .iati1 = "job-title", .since = 103, .source = "UU 27/2022")                   \
	F(CONTACT_TELEPHONE, "telephone", FIELD_ROWS, PERSONAL, .rows = &contact_line_kind, .iati = "telephone",       \
	  .source = "UU 27/2022")                                                                                      \
	F(CONTACT_EMAIL, "email", FIELD_ROWS, PERSONAL, .rows = &contact_line_kind, .iati = "email",                   \
	  .source = "UU 27/2022")                                                                                      \
	F(CONTACT_WEBSITE, "website", FIELD_ROWS, PUBLIC, .rows = &website_kind, .iati = "website", .since = 103)      \
	F(CONTACT_ADDRESS, "mailing_address", FIELD_ROWS, PERSONAL, .rows = &contact_address_kind,                     \
	  .iati = "mailing-address", .source = "UU 27/2022")                                                           \
	F(CONTACT_EXTRA, "extra", FIELD_ROWS, PERSONAL, .rows = &extra_kind)
KIND_ENUM(CONTACT, CONTACT_FIELDS)
extern const struct kind contact_kind;

#define SECTOR_FIELDS(F)                                                                                               \
	F(SECTOR_VOCABULARY, "vocabulary", FIELD_CODE, INDEXED | PUBLIC, .codes = "SectorVocabulary",                  \
	  .iati = "@vocabulary", .hxl = "#sector+vocabulary")                                                          \
	F(SECTOR_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri", .since = 202)         \
	F(SECTOR_CODE, "code", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "Sector", .codes_by = "vocabulary",   \
	  .vocabulary = "SectorVocabulary", .iati = "@code", .required_since = 201, .hxl = "#sector+code")             \
	F(SECTOR_PERCENTAGE, "percentage", FIELD_DECIMAL, INDEXED | PUBLIC | SHARE, .min = "0", .max = "100",          \
	  .places = 4, .iati = "@percentage", .hxl = "#sector+percent")                                                \
	F(SECTOR_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative", .iati1 = ".",         \
	  .hxl = "#sector+name")                                                                                       \
	EXTRA_ROWS(F, SECTOR_EXTRA)
KIND_ENUM(SECTOR, SECTOR_FIELDS)
extern const struct kind sector_kind;

#define TAG_FIELDS(F)                                                                                                  \
	F(TAG_CODE, "code", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes_by = "vocabulary",                         \
	  .vocabulary = "TagVocabulary", .iati = "@code")                                                              \
	F(TAG_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "TagVocabulary",             \
	  .iati = "@vocabulary")                                                                                       \
	F(TAG_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri")                          \
	F(TAG_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative")                          \
	EXTRA_ROWS(F, TAG_EXTRA)
KIND_ENUM(TAG, TAG_FIELDS)
extern const struct kind tag_kind;

#define HUMANITARIAN_SCOPE_FIELDS(F)                                                                                   \
	F(HUMANITARIAN_SCOPE_TYPE, "type", FIELD_CODE, REQUIRED | PUBLIC, .codes = "HumanitarianScopeType",            \
	  .iati = "@type")                                                                                             \
	F(HUMANITARIAN_SCOPE_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | PUBLIC,                                  \
	  .codes = "HumanitarianScopeVocabulary", .iati = "@vocabulary")                                               \
	F(HUMANITARIAN_SCOPE_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri")           \
	F(HUMANITARIAN_SCOPE_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@code")                             \
	F(HUMANITARIAN_SCOPE_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative")           \
	EXTRA_ROWS(F, HUMANITARIAN_SCOPE_EXTRA)
KIND_ENUM(HUMANITARIAN_SCOPE, HUMANITARIAN_SCOPE_FIELDS)
extern const struct kind humanitarian_scope_kind;

/* The significance had to be given in 2.01 only. */
#define POLICY_MARKER_FIELDS(F)                                                                                        \
	F(POLICY_MARKER_VOCABULARY, "vocabulary", FIELD_CODE, PUBLIC, .codes = "PolicyMarkerVocabulary",               \
	  .iati = "@vocabulary")                                                                                       \
	F(POLICY_MARKER_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri", .since = 202)  \
	F(POLICY_MARKER_CODE, "code", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "PolicyMarker",                \
	  .codes_by = "vocabulary", .vocabulary = "PolicyMarkerVocabulary", .iati = "@code", .required_since = 201)    \
	F(POLICY_MARKER_SIGNIFICANCE, "significance", FIELD_CODE, INDEXED | PUBLIC, .codes = "PolicySignificance",     \
	  .iati = "@significance", .required_since = 201, .required_until = 201)                                       \
	F(POLICY_MARKER_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative", .iati1 = ".")  \
	EXTRA_ROWS(F, POLICY_MARKER_EXTRA)
KIND_ENUM(POLICY_MARKER, POLICY_MARKER_FIELDS)
extern const struct kind policy_marker_kind;

#define RELATED_ACTIVITY_FIELDS(F)                                                                                     \
	F(RELATED_ACTIVITY_REF, "ref", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | PUBLIC, .iati = "@ref")               \
	F(RELATED_ACTIVITY_TYPE, "type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "RelatedActivityType",      \
	  .iati = "@type")                                                                                             \
	EXTRA_ROWS(F, RELATED_ACTIVITY_EXTRA)
KIND_ENUM(RELATED_ACTIVITY, RELATED_ACTIVITY_FIELDS)
extern const struct kind related_activity_kind;

#define LEGACY_DATA_FIELDS(F)                                                                                          \
	F(LEGACY_DATA_NAME, "name", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@name")                                    \
	F(LEGACY_DATA_VALUE, "value", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@value")                                 \
	F(LEGACY_DATA_EQUIVALENT, "iati_equivalent", FIELD_TEXT, PUBLIC, .iati = "@iati-equivalent")                   \
	EXTRA_ROWS(F, LEGACY_DATA_EXTRA)
KIND_ENUM(LEGACY_DATA, LEGACY_DATA_FIELDS)
extern const struct kind legacy_data_kind;

#define CONDITION_FIELDS(F)                                                                                            \
	F(CONDITION_TYPE, "type", FIELD_CODE, REQUIRED | PUBLIC, .codes = "ConditionType", .iati = "@type")            \
	F(CONDITION_TEXT, "text", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind, .iati = "narrative",         \
	  .iati1 = ".", .required_since = 201)                                                                         \
	EXTRA_ROWS(F, CONDITION_EXTRA)
KIND_ENUM(CONDITION, CONDITION_FIELDS)
extern const struct kind condition_kind;

#define CONDITIONS_FIELDS(F)                                                                                           \
	F(CONDITIONS_ATTACHED, "attached", FIELD_BOOL, REQUIRED | PUBLIC, .iati = "@attached")                         \
	F(CONDITIONS_CONDITION, "condition", FIELD_ROWS, PUBLIC, .rows = &condition_kind, .iati = "condition")         \
	EXTRA_ROWS(F, CONDITIONS_EXTRA)
KIND_ENUM(CONDITIONS, CONDITIONS_FIELDS)
extern const struct kind conditions_kind;

#define ACTIVITY_FIELDS(F)                                                                                             \
	F(ACTIVITY_LAST_UPDATED, "last_updated_datetime", FIELD_DATETIME, INDEXED | PUBLIC,                            \
	  .iati = "@last-updated-datetime")                                                                            \
	F(ACTIVITY_LANG, "lang", FIELD_CODE, PUBLIC, .codes = "Language", .iati = "@xml:lang")                         \
	F(ACTIVITY_CURRENCY, "default_currency", FIELD_CODE, INDEXED | PUBLIC, .codes = "Currency",                    \
	  .iati = "@default-currency")                                                                                 \
	F(ACTIVITY_HUMANITARIAN, "humanitarian", FIELD_BOOL, INDEXED | PUBLIC, .iati = "@humanitarian", .since = 202)  \
	F(ACTIVITY_HIERARCHY, "hierarchy", FIELD_INT, INDEXED | PUBLIC, .iati = "@hierarchy")                          \
	F(ACTIVITY_LINKED_DATA, "linked_data_uri", FIELD_URL, PUBLIC, .iati = "@linked-data-uri", .since = 102)        \
	F(ACTIVITY_NO_BUDGET, "budget_not_provided", FIELD_CODE, PUBLIC, .codes = "BudgetNotProvided",                 \
	  .iati = "@budget-not-provided", .since = 203)                                                                \
	F(ACTIVITY_IDENTIFIER, "iati_identifier", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | SEARCH_TITLE | PUBLIC,     \
	  .iati = "iati-identifier/text()", .required_since = 201, .hxl = "#activity+code")                            \
	F(ACTIVITY_REPORTING_REF, "reporting_org_ref", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | PUBLIC | OWNER,       \
	  .picks = "organisation", .iati = "reporting-org/@ref", .hxl = "#org+reporting+code")                         \
	F(ACTIVITY_REPORTING_TYPE, "reporting_org_type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC,                      \
	  .codes = "OrganisationType", .iati = "reporting-org/@type", .required_since = 201)                           \
	F(ACTIVITY_REPORTING_SECONDARY, "secondary_reporter", FIELD_BOOL, PUBLIC,                                      \
	  .iati = "reporting-org/@secondary-reporter", .since = 104)                                                   \
	F(ACTIVITY_REPORTING_NAME, "reporting_org", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind,            \
	  .iati = "reporting-org/narrative", .iati1 = "reporting-org", .required_since = 201,                          \
	  .hxl = "#org+reporting+name")                                                                                \
	F(ACTIVITY_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind,              \
	  .iati = "title/narrative", .iati1 = "title", .required_since = 201, .hxl = "#activity+name")                 \
	F(ACTIVITY_DESCRIPTION, "description", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &description_kind,               \
	  .iati = "description", .required_since = 201)                                                                \
	F(ACTIVITY_PARTICIPATING_ORG, "participating_org", FIELD_ROWS, REQUIRED | PUBLIC,                              \
	  .rows = &participating_org_kind, .iati = "participating-org", .required_since = 201)                         \
	F(ACTIVITY_OTHER_IDENTIFIER, "other_identifier", FIELD_ROWS, PUBLIC, .rows = &other_identifier_kind,           \
	  .iati = "other-identifier")                                                                                  \
	F(ACTIVITY_STATUS, "activity_status", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "ActivityStatus",      \
	  .iati = "activity-status/@code", .required_since = 201, .hxl = "#status+code")                               \
	F(ACTIVITY_DATE, "activity_date", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &activity_date_kind,                  \
	  .iati = "activity-date", .required_since = 201)                                                              \
	F(ACTIVITY_CONTACT, "contact_info", FIELD_ROWS, PUBLIC, .rows = &contact_kind, .iati = "contact-info")         \
	F(ACTIVITY_SCOPE, "activity_scope", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "ActivityScope",               \
	  .iati = "activity-scope/@code", .since = 103, .required_since = 201)                                         \
	F(ACTIVITY_COUNTRY, "recipient_country", FIELD_ROWS, PUBLIC, .rows = &recipient_country_kind,                  \
	  .iati = "recipient-country")                                                                                 \
	F(ACTIVITY_REGION, "recipient_region", FIELD_ROWS, PUBLIC, .rows = &recipient_region_kind,                     \
	  .iati = "recipient-region")                                                                                  \
	F(ACTIVITY_LOCATION, "location", FIELD_ROWS, PUBLIC, .rows = &location_kind, .iati = "location")               \
	F(ACTIVITY_SECTOR, "sector", FIELD_ROWS, PUBLIC, .rows = &sector_kind, .iati = "sector")                       \
	F(ACTIVITY_TAG, "tag", FIELD_ROWS, PUBLIC, .rows = &tag_kind, .iati = "tag", .since = 203)                     \
	F(ACTIVITY_COUNTRY_BUDGET, "country_budget_items", FIELD_ROWS, PUBLIC, .rows = &country_budget_kind,           \
	  .iati = "country-budget-items", .since = 103, .single_since = 201)                                           \
	F(ACTIVITY_HUMANITARIAN_SCOPE, "humanitarian_scope", FIELD_ROWS, PUBLIC, .rows = &humanitarian_scope_kind,     \
	  .iati = "humanitarian-scope", .since = 202)                                                                  \
	F(ACTIVITY_POLICY_MARKER, "policy_marker", FIELD_ROWS, PUBLIC, .rows = &policy_marker_kind,                    \
	  .iati = "policy-marker")                                                                                     \
	F(ACTIVITY_COLLABORATION, "collaboration_type", FIELD_CODE, WITH_ELEMENT | PUBLIC,                             \
	  .codes = "CollaborationType", .iati = "collaboration-type/@code")                                            \
	F(ACTIVITY_FLOW, "default_flow_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "FlowType",                  \
	  .iati = "default-flow-type/@code")                                                                           \
	F(ACTIVITY_FINANCE, "default_finance_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "FinanceType",         \
	  .iati = "default-finance-type/@code")                                                                        \
	F(ACTIVITY_AID, "default_aid_type", FIELD_ROWS, PUBLIC, .rows = &aid_type_kind, .iati = "default-aid-type",    \
	  .single_since = 201, .single_until = 202)                                                                    \
	F(ACTIVITY_TIED, "default_tied_status", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "TiedStatus",              \
	  .iati = "default-tied-status/@code")                                                                         \
	F(ACTIVITY_BUDGET, "budget", FIELD_ROWS, PUBLIC, .rows = &budget_kind, .iati = "budget")                       \
	F(ACTIVITY_PLANNED, "planned_disbursement", FIELD_ROWS, PUBLIC, .rows = &planned_disbursement_kind,            \
	  .iati = "planned-disbursement")                                                                              \
	F(ACTIVITY_CAPITAL, "capital_spend", FIELD_DECIMAL, WITH_ELEMENT | PUBLIC, .min = "0", .max = "100",           \
	  .iati = "capital-spend/@percentage", .since = 103)                                                           \
	F(ACTIVITY_TRANSACTION, "transaction", FIELD_ROWS, PUBLIC, .rows = &transaction_kind, .iati = "transaction")   \
	F(ACTIVITY_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &document_link_kind,                         \
	  .iati = "document-link")                                                                                     \
	F(ACTIVITY_RELATED, "related_activity", FIELD_ROWS, PUBLIC, .rows = &related_activity_kind,                    \
	  .iati = "related-activity")                                                                                  \
	F(ACTIVITY_LEGACY, "legacy_data", FIELD_ROWS, PUBLIC, .rows = &legacy_data_kind, .iati = "legacy-data")        \
	F(ACTIVITY_CONDITIONS, "conditions", FIELD_ROWS, PUBLIC, .rows = &conditions_kind, .iati = "conditions",       \
	  .single_since = 201)                                                                                         \
	F(ACTIVITY_RESULT, "result", FIELD_ROWS, PUBLIC, .rows = &result_kind, .iati = "result")                       \
	F(ACTIVITY_CRS, "crs_add", FIELD_ROWS, PUBLIC, .rows = &crs_add_kind, .iati = "crs-add", .since = 103,         \
	  .single_since = 201)                                                                                         \
	F(ACTIVITY_FSS, "fss", FIELD_ROWS, PUBLIC, .rows = &fss_kind, .iati = "fss", .since = 103,                     \
	  .single_since = 201)                                                                                         \
	F(ACTIVITY_WEBSITE, "activity_website", FIELD_ROWS, PUBLIC, .rows = &website_kind, .iati = "activity-website", \
	  .until = 105)                                                                                                \
	/* Ours: the file or data set it came from, and the version of the standard it was written in ("2.03"). */     \
	F(ACTIVITY_SOURCE, "source", FIELD_TEXT, INDEXED | LOOKUP | PUBLIC | SYSTEM)                                   \
	F(ACTIVITY_SOURCE_VERSION, "source_version", FIELD_TEXT, PUBLIC | SYSTEM)                                      \
	CUSTOM_ROWS(F, ACTIVITY_CUSTOM)                                                                                \
	EXTRA_ROWS(F, ACTIVITY_EXTRA)
KIND_ENUM(ACTIVITY, ACTIVITY_FIELDS)
extern const struct kind activity_kind;

/* Hides small counts of people in the results of a copy that the public reads (record/small.h): a count is small below
 * LEAST. A total beside parts of its own keeps a second part back. */
void activity_conceal(arena *a, struct doc *activity, int least);
/* The narrative of ROW (the activity itself or a row in it) for a reader of LANG (0 Indonesian, 1 English): that
 * language, else text without language in an activity whose own language it is, else the other of the two, else the
 * first. */
str activity_text(const struct doc *activity, const struct doc *row, uint32_t field, int lang);

#endif
