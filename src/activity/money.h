/* money.h -- the money of an activity: budgets, planned disbursements, transactions, loans. Amounts are exact decimals
 * as written; the currency is the row's own, else the activity's default. */
#ifndef SELARAS_ACTIVITY_MONEY_H
#define SELARAS_ACTIVITY_MONEY_H

#include "partner/document.h"
#include "record/kind.h"

/* Vocabulary 1 (DAC) when none is said. */
#define AID_TYPE_FIELDS(F)                                                                                             \
	F(AID_TYPE_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "AidType", .codes_by = "vocabulary",          \
	  .vocabulary = "AidTypeVocabulary", .iati = "@code")                                                          \
	F(AID_TYPE_VOCABULARY, "vocabulary", FIELD_CODE, PUBLIC, .codes = "AidTypeVocabulary", .iati = "@vocabulary",  \
	  .since = 203)                                                                                                \
	EXTRA_ROWS(F, AID_TYPE_EXTRA)
KIND_ENUM(AID_TYPE, AID_TYPE_FIELDS)
extern const struct kind aid_type_kind;

#define BUDGET_FIELDS(F)                                                                                               \
	F(BUDGET_TYPE, "type", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetType", .iati = "@type")                   \
	F(BUDGET_STATUS, "status", FIELD_CODE, INDEXED | PUBLIC, .codes = "BudgetStatus", .iati = "@status",           \
	  .since = 202)                                                                                                \
	F(BUDGET_START, "period_start", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "period-start/@iso-date",     \
	  .required_since = 201, .hxl = "#date+start")                                                                 \
	F(BUDGET_END, "period_end", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "period-end/@iso-date",           \
	  .required_since = 201, .hxl = "#date+end")                                                                   \
	F(BUDGET_CURRENCY, "currency", FIELD_CODE, INDEXED | PUBLIC, .codes = "Currency", .iati = "value/@currency",   \
	  .hxl = "#currency+code")                                                                                     \
	F(BUDGET_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "value/@value-date",       \
	  .required_since = 201)                                                                                       \
	F(BUDGET_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | MONEY, .places = 2,                      \
	  .iati = "value/text()", .required_since = 201, .hxl = "#value+budget")                                       \
	EXTRA_ROWS(F, BUDGET_EXTRA)
KIND_ENUM(BUDGET, BUDGET_FIELDS)
extern const struct kind budget_kind;

#define PLANNED_DISBURSEMENT_FIELDS(F)                                                                                 \
	F(PLANNED_DISBURSEMENT_TYPE, "type", FIELD_CODE, PUBLIC, .codes = "BudgetType", .iati = "@type", .since = 201) \
	F(PLANNED_DISBURSEMENT_START, "period_start", FIELD_DATE, REQUIRED | INDEXED | PUBLIC,                         \
	  .iati = "period-start/@iso-date", .required_since = 201)                                                     \
	F(PLANNED_DISBURSEMENT_END, "period_end", FIELD_DATE, WITH_ELEMENT | INDEXED | PUBLIC,                         \
	  .iati = "period-end/@iso-date", .required_since = 201)                                                       \
	F(PLANNED_DISBURSEMENT_CURRENCY, "currency", FIELD_CODE, INDEXED | PUBLIC, .codes = "Currency",                \
	  .iati = "value/@currency")                                                                                   \
	F(PLANNED_DISBURSEMENT_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC,                      \
	  .iati = "value/@value-date", .required_since = 201)                                                          \
	F(PLANNED_DISBURSEMENT_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | MONEY, .places = 2,        \
	  .iati = "value/text()", .required_since = 201)                                                               \
	F(PLANNED_DISBURSEMENT_PROVIDER_REF, "provider_org_ref", FIELD_TEXT, PUBLIC, .iati = "provider-org/@ref",      \
	  .since = 202)                                                                                                \
	F(PLANNED_DISBURSEMENT_PROVIDER_ACTIVITY, "provider_activity_id", FIELD_TEXT, PUBLIC,                          \
	  .iati = "provider-org/@provider-activity-id", .since = 202)                                                  \
	F(PLANNED_DISBURSEMENT_PROVIDER_TYPE, "provider_org_type", FIELD_CODE, PUBLIC, .codes = "OrganisationType",    \
	  .iati = "provider-org/@type", .since = 202)                                                                  \
	F(PLANNED_DISBURSEMENT_PROVIDER, "provider_org", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                  \
	  .iati = "provider-org/narrative", .since = 202)                                                              \
	F(PLANNED_DISBURSEMENT_RECEIVER_REF, "receiver_org_ref", FIELD_TEXT, PUBLIC, .iati = "receiver-org/@ref",      \
	  .since = 202)                                                                                                \
	F(PLANNED_DISBURSEMENT_RECEIVER_ACTIVITY, "receiver_activity_id", FIELD_TEXT, PUBLIC,                          \
	  .iati = "receiver-org/@receiver-activity-id", .since = 202)                                                  \
	F(PLANNED_DISBURSEMENT_RECEIVER_TYPE, "receiver_org_type", FIELD_CODE, PUBLIC, .codes = "OrganisationType",    \
	  .iati = "receiver-org/@type", .since = 202)                                                                  \
	F(PLANNED_DISBURSEMENT_RECEIVER, "receiver_org", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                  \
	  .iati = "receiver-org/narrative", .since = 202)                                                              \
	F(PLANNED_DISBURSEMENT_UPDATED, "updated", FIELD_DATE, PUBLIC, .iati = "@updated", .until = 105)               \
	EXTRA_ROWS(F, PLANNED_DISBURSEMENT_EXTRA)
KIND_ENUM(PLANNED_DISBURSEMENT, PLANNED_DISBURSEMENT_FIELDS)
extern const struct kind planned_disbursement_kind;

/* A transaction's sectors carry no percentage in the standard: one per vocabulary. */
#define TRANSACTION_SECTOR_FIELDS(F)                                                                                   \
	F(TRANSACTION_SECTOR_VOCABULARY, "vocabulary", FIELD_CODE, PUBLIC, .codes = "SectorVocabulary",                \
	  .iati = "@vocabulary")                                                                                       \
	F(TRANSACTION_SECTOR_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri",           \
	  .since = 202)                                                                                                \
	F(TRANSACTION_SECTOR_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "Sector", .codes_by = "vocabulary", \
	  .vocabulary = "SectorVocabulary", .iati = "@code")                                                           \
	F(TRANSACTION_SECTOR_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative")           \
	EXTRA_ROWS(F, TRANSACTION_SECTOR_EXTRA)
KIND_ENUM(TRANSACTION_SECTOR, TRANSACTION_SECTOR_FIELDS)
extern const struct kind transaction_sector_kind;

#define TRANSACTION_FIELDS(F)                                                                                          \
	F(TRANSACTION_REF, "ref", FIELD_TEXT, PUBLIC, .iati = "@ref")                                                  \
	F(TRANSACTION_HUMANITARIAN, "humanitarian", FIELD_BOOL, INDEXED | PUBLIC, .iati = "@humanitarian",             \
	  .since = 202)                                                                                                \
	F(TRANSACTION_TYPE, "transaction_type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "TransactionType",   \
	  .iati = "transaction-type/@code", .required_since = 201)                                                     \
	F(TRANSACTION_DATE, "transaction_date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC,                               \
	  .iati = "transaction-date/@iso-date", .required_since = 201, .hxl = "#date+transaction")                     \
	F(TRANSACTION_CURRENCY, "currency", FIELD_CODE, INDEXED | PUBLIC, .codes = "Currency",                         \
	  .iati = "value/@currency", .hxl = "#currency+code")                                                          \
	F(TRANSACTION_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC, .iati = "value/@value-date",  \
	  .required_since = 201)                                                                                       \
	F(TRANSACTION_VALUE, "value", FIELD_DECIMAL, REQUIRED | INDEXED | PUBLIC | MONEY, .places = 2,                 \
	  .iati = "value/text()", .required_since = 201, .hxl = "#value+transaction")                                  \
	F(TRANSACTION_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                         \
	  .iati = "description/narrative", .iati1 = "description")                                                     \
	F(TRANSACTION_PROVIDER_REF, "provider_org_ref", FIELD_TEXT, INDEXED | PUBLIC, .iati = "provider-org/@ref")     \
	F(TRANSACTION_PROVIDER_ACTIVITY, "provider_activity_id", FIELD_TEXT, PUBLIC,                                   \
	  .iati = "provider-org/@provider-activity-id")                                                                \
	F(TRANSACTION_PROVIDER_TYPE, "provider_org_type", FIELD_CODE, PUBLIC, .codes = "OrganisationType",             \
	  .iati = "provider-org/@type", .since = 202)                                                                  \
	F(TRANSACTION_PROVIDER, "provider_org", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                           \
	  .iati = "provider-org/narrative", .iati1 = "provider-org")                                                   \
	F(TRANSACTION_RECEIVER_REF, "receiver_org_ref", FIELD_TEXT, INDEXED | PUBLIC, .iati = "receiver-org/@ref")     \
	F(TRANSACTION_RECEIVER_ACTIVITY, "receiver_activity_id", FIELD_TEXT, PUBLIC,                                   \
	  .iati = "receiver-org/@receiver-activity-id")                                                                \
	F(TRANSACTION_RECEIVER_TYPE, "receiver_org_type", FIELD_CODE, PUBLIC, .codes = "OrganisationType",             \
	  .iati = "receiver-org/@type", .since = 202)                                                                  \
	F(TRANSACTION_RECEIVER, "receiver_org", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                           \
	  .iati = "receiver-org/narrative", .iati1 = "receiver-org")                                                   \
	F(TRANSACTION_CHANNEL, "disbursement_channel", FIELD_CODE, WITH_ELEMENT | PUBLIC,                              \
	  .codes = "DisbursementChannel", .iati = "disbursement-channel/@code")                                        \
	F(TRANSACTION_SECTORS, "sector", FIELD_ROWS, PUBLIC, .rows = &transaction_sector_kind, .iati = "sector",       \
	  .since = 201)                                                                                                \
	F(TRANSACTION_COUNTRY, "recipient_country", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "Country",             \
	  .iati = "recipient-country/@code", .since = 201)                                                             \
	F(TRANSACTION_COUNTRY_NAME, "recipient_country_name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,             \
	  .iati = "recipient-country/narrative", .since = 201)                                                         \
	F(TRANSACTION_REGION, "recipient_region", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "Region",                \
	  .codes_by = "recipient_region_vocabulary", .vocabulary = "RegionVocabulary",                                 \
	  .iati = "recipient-region/@code", .since = 201)                                                              \
	F(TRANSACTION_REGION_VOCABULARY, "recipient_region_vocabulary", FIELD_CODE, PUBLIC,                            \
	  .codes = "RegionVocabulary", .iati = "recipient-region/@vocabulary", .since = 201)                           \
	F(TRANSACTION_REGION_VOCABULARY_URI, "recipient_region_vocabulary_uri", FIELD_URL, PUBLIC,                     \
	  .iati = "recipient-region/@vocabulary-uri", .since = 202)                                                    \
	F(TRANSACTION_REGION_NAME, "recipient_region_name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,               \
	  .iati = "recipient-region/narrative", .since = 201)                                                          \
	F(TRANSACTION_FLOW, "flow_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "FlowType",                       \
	  .iati = "flow-type/@code")                                                                                   \
	F(TRANSACTION_FINANCE, "finance_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "FinanceType",              \
	  .iati = "finance-type/@code")                                                                                \
	F(TRANSACTION_AID, "aid_type", FIELD_ROWS, PUBLIC, .rows = &aid_type_kind, .iati = "aid-type",                 \
	  .single_since = 201, .single_until = 202)                                                                    \
	F(TRANSACTION_TIED, "tied_status", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "TiedStatus",                   \
	  .iati = "tied-status/@code")                                                                                 \
	EXTRA_ROWS(F, TRANSACTION_EXTRA)
KIND_ENUM(TRANSACTION, TRANSACTION_FIELDS)
extern const struct kind transaction_kind;

/* The recipient country's own budget classification. */
#define COUNTRY_BUDGET_ITEM_FIELDS(F)                                                                                  \
	F(COUNTRY_BUDGET_ITEM_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@code")                            \
	F(COUNTRY_BUDGET_ITEM_PERCENTAGE, "percentage", FIELD_DECIMAL, PUBLIC, .min = "0", .max = "100",               \
	  .iati = "@percentage", .required_until = 103)                                                                \
	F(COUNTRY_BUDGET_ITEM_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                 \
	  .iati = "description/narrative", .iati1 = "description")                                                     \
	EXTRA_ROWS(F, COUNTRY_BUDGET_ITEM_EXTRA)
KIND_ENUM(COUNTRY_BUDGET_ITEM, COUNTRY_BUDGET_ITEM_FIELDS)
extern const struct kind country_budget_item_kind;

#define COUNTRY_BUDGET_FIELDS(F)                                                                                       \
	F(COUNTRY_BUDGET_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | PUBLIC,                                      \
	  .codes = "BudgetIdentifierVocabulary", .iati = "@vocabulary")                                                \
	F(COUNTRY_BUDGET_ITEM, "budget_item", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &country_budget_item_kind,        \
	  .iati = "budget-item", .required_since = 201)                                                                \
	EXTRA_ROWS(F, COUNTRY_BUDGET_EXTRA)
KIND_ENUM(COUNTRY_BUDGET, COUNTRY_BUDGET_FIELDS)
extern const struct kind country_budget_kind;

/* other-flags; in 1.x aidtype-flag. */
#define CRS_FLAG_FIELDS(F)                                                                                             \
	F(CRS_FLAG_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "CRSAddOtherFlags", .iati = "@code")          \
	F(CRS_FLAG_SIGNIFICANCE, "significance", FIELD_BOOL, REQUIRED | PUBLIC, .iati = "@significance")               \
	EXTRA_ROWS(F, CRS_FLAG_EXTRA)
KIND_ENUM(CRS_FLAG, CRS_FLAG_FIELDS)
extern const struct kind crs_flag_kind;

#define LOAN_TERMS_FIELDS(F)                                                                                           \
	F(LOAN_TERMS_RATE_1, "rate_1", FIELD_DECIMAL, PUBLIC, .iati = "@rate-1")                                       \
	F(LOAN_TERMS_RATE_2, "rate_2", FIELD_DECIMAL, PUBLIC, .iati = "@rate-2")                                       \
	F(LOAN_TERMS_TYPE, "repayment_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "LoanRepaymentType",          \
	  .iati = "repayment-type/@code", .required_since = 201)                                                       \
	F(LOAN_TERMS_PLAN, "repayment_plan", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "LoanRepaymentPeriod",        \
	  .iati = "repayment-plan/@code", .required_since = 201)                                                       \
	F(LOAN_TERMS_COMMITMENT, "commitment_date", FIELD_DATE, WITH_ELEMENT | PUBLIC,                                 \
	  .iati = "commitment-date/@iso-date", .required_since = 201)                                                  \
	F(LOAN_TERMS_FIRST, "repayment_first_date", FIELD_DATE, WITH_ELEMENT | PUBLIC,                                 \
	  .iati = "repayment-first-date/@iso-date", .required_since = 201)                                             \
	F(LOAN_TERMS_FINAL, "repayment_final_date", FIELD_DATE, WITH_ELEMENT | PUBLIC,                                 \
	  .iati = "repayment-final-date/@iso-date", .required_since = 201)                                             \
	EXTRA_ROWS(F, LOAN_TERMS_EXTRA)
KIND_ENUM(LOAN_TERMS, LOAN_TERMS_FIELDS)
extern const struct kind loan_terms_kind;

#define LOAN_STATUS_FIELDS(F)                                                                                          \
	F(LOAN_STATUS_YEAR, "year", FIELD_DECIMAL, REQUIRED | PUBLIC, .iati = "@year")                                 \
	F(LOAN_STATUS_CURRENCY, "currency", FIELD_CODE, PUBLIC, .codes = "Currency", .iati = "@currency")              \
	F(LOAN_STATUS_VALUE_DATE, "value_date", FIELD_DATE, REQUIRED | PUBLIC, .iati = "@value-date")                  \
	F(LOAN_STATUS_INTEREST, "interest_received", FIELD_DECIMAL, PUBLIC, .iati = "interest-received/text()")        \
	F(LOAN_STATUS_OUTSTANDING, "principal_outstanding", FIELD_DECIMAL, PUBLIC,                                     \
	  .iati = "principal-outstanding/text()")                                                                      \
	F(LOAN_STATUS_PRINCIPAL_ARREARS, "principal_arrears", FIELD_DECIMAL, PUBLIC,                                   \
	  .iati = "principal-arrears/text()")                                                                          \
	F(LOAN_STATUS_INTEREST_ARREARS, "interest_arrears", FIELD_DECIMAL, PUBLIC, .iati = "interest-arrears/text()")  \
	EXTRA_ROWS(F, LOAN_STATUS_EXTRA)
KIND_ENUM(LOAN_STATUS, LOAN_STATUS_FIELDS)
extern const struct kind loan_status_kind;

#define CRS_ADD_FIELDS(F)                                                                                              \
	F(CRS_ADD_FLAG, "other_flags", FIELD_ROWS, PUBLIC, .rows = &crs_flag_kind, .iati = "other-flags",              \
	  .iati1 = "aidtype-flag")                                                                                     \
	F(CRS_ADD_TERMS, "loan_terms", FIELD_ROWS, PUBLIC, .rows = &loan_terms_kind, .iati = "loan-terms",             \
	  .single_since = 201)                                                                                         \
	F(CRS_ADD_STATUS, "loan_status", FIELD_ROWS, PUBLIC, .rows = &loan_status_kind, .iati = "loan-status",         \
	  .single_since = 201)                                                                                         \
	F(CRS_ADD_CHANNEL, "channel_code", FIELD_CODE, PUBLIC, .codes = "CRSChannelCode",                              \
	  .iati = "channel-code/text()", .since = 202)                                                                 \
	EXTRA_ROWS(F, CRS_ADD_EXTRA)
KIND_ENUM(CRS_ADD, CRS_ADD_FIELDS)
extern const struct kind crs_add_kind;

#define FSS_FORECAST_FIELDS(F)                                                                                         \
	F(FSS_FORECAST_YEAR, "year", FIELD_DECIMAL, REQUIRED | PUBLIC, .iati = "@year")                                \
	F(FSS_FORECAST_CURRENCY, "currency", FIELD_CODE, PUBLIC, .codes = "Currency", .iati = "@currency")             \
	F(FSS_FORECAST_VALUE_DATE, "value_date", FIELD_DATE, PUBLIC, .iati = "@value-date")                            \
	F(FSS_FORECAST_VALUE, "value", FIELD_DECIMAL, REQUIRED | PUBLIC, .iati = "text()")                             \
	EXTRA_ROWS(F, FSS_FORECAST_EXTRA)
KIND_ENUM(FSS_FORECAST, FSS_FORECAST_FIELDS)
extern const struct kind fss_forecast_kind;

/* Forward spending survey. */
#define FSS_FIELDS(F)                                                                                                  \
	F(FSS_EXTRACTION, "extraction_date", FIELD_DATE, REQUIRED | PUBLIC, .iati = "@extraction-date")                \
	F(FSS_PRIORITY, "priority", FIELD_BOOL, PUBLIC, .iati = "@priority")                                           \
	F(FSS_PHASEOUT, "phaseout_year", FIELD_DECIMAL, PUBLIC, .iati = "@phaseout-year")                              \
	F(FSS_FORECAST, "forecast", FIELD_ROWS, PUBLIC, .rows = &fss_forecast_kind, .iati = "forecast")                \
	EXTRA_ROWS(F, FSS_EXTRA)
KIND_ENUM(FSS, FSS_FIELDS)
extern const struct kind fss_kind;

#endif
