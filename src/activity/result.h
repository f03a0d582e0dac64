/* result.h -- results of an activity: indicators with baselines, and periods with targets and actual values, each by
 * place and dimension. Values are text: what they count, only the indicator's measure tells. */
#ifndef SELARAS_ACTIVITY_RESULT_H
#define SELARAS_ACTIVITY_RESULT_H

#include "partner/document.h"
#include "record/kind.h"

/* Refers to a location of the activity by its ref. */
#define VALUE_LOCATION_FIELDS(F)                                                                                       \
	F(VALUE_LOCATION_REF, "ref", FIELD_TEXT, PUBLIC, .iati = "@ref")                                               \
	EXTRA_ROWS(F, VALUE_LOCATION_EXTRA)
KIND_ENUM(VALUE_LOCATION, VALUE_LOCATION_FIELDS)
extern const struct kind value_location_kind;

#define VALUE_DIMENSION_FIELDS(F)                                                                                      \
	F(VALUE_DIMENSION_NAME, "name", FIELD_TEXT, PUBLIC, .iati = "@name")                                           \
	F(VALUE_DIMENSION_VALUE, "value", FIELD_TEXT, PUBLIC, .iati = "@value")                                        \
	EXTRA_ROWS(F, VALUE_DIMENSION_EXTRA)
KIND_ENUM(VALUE_DIMENSION, VALUE_DIMENSION_FIELDS)
extern const struct kind value_dimension_kind;

/* A target or an actual value of a period. */
#define RESULT_VALUE_FIELDS(F)                                                                                         \
	F(RESULT_VALUE_VALUE, "value", FIELD_TEXT, PUBLIC, .iati = "@value", .required_until = 202)                    \
	F(RESULT_VALUE_LOCATION, "location", FIELD_ROWS, PUBLIC, .rows = &value_location_kind, .iati = "location",     \
	  .since = 202)                                                                                                \
	F(RESULT_VALUE_DIMENSION, "dimension", FIELD_ROWS, PUBLIC, .rows = &value_dimension_kind, .iati = "dimension", \
	  .since = 202)                                                                                                \
	F(RESULT_VALUE_COMMENT, "comment", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "comment/narrative",   \
	  .iati1 = "comment")                                                                                          \
	F(RESULT_VALUE_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &document_link_kind,                     \
	  .iati = "document-link", .since = 203)                                                                       \
	EXTRA_ROWS(F, RESULT_VALUE_EXTRA)
KIND_ENUM(RESULT_VALUE, RESULT_VALUE_FIELDS)
extern const struct kind result_value_kind;

#define RESULT_PERIOD_FIELDS(F)                                                                                        \
	F(RESULT_PERIOD_START, "period_start", FIELD_DATE, REQUIRED | PUBLIC, .iati = "period-start/@iso-date",        \
	  .required_since = 201)                                                                                       \
	F(RESULT_PERIOD_END, "period_end", FIELD_DATE, REQUIRED | PUBLIC, .iati = "period-end/@iso-date",              \
	  .required_since = 201)                                                                                       \
	F(RESULT_PERIOD_TARGET, "target", FIELD_ROWS, PUBLIC, .rows = &result_value_kind, .iati = "target",            \
	  .single_since = 201, .single_until = 202)                                                                    \
	F(RESULT_PERIOD_ACTUAL, "actual", FIELD_ROWS, PUBLIC, .rows = &result_value_kind, .iati = "actual",            \
	  .single_since = 201, .single_until = 202)                                                                    \
	EXTRA_ROWS(F, RESULT_PERIOD_EXTRA)
KIND_ENUM(RESULT_PERIOD, RESULT_PERIOD_FIELDS)
extern const struct kind result_period_kind;

#define RESULT_BASELINE_FIELDS(F)                                                                                      \
	F(RESULT_BASELINE_DATE, "iso_date", FIELD_DATE, PUBLIC, .iati = "@iso-date", .since = 203)                     \
	F(RESULT_BASELINE_YEAR, "year", FIELD_INT, REQUIRED | PUBLIC, .min = "1", .iati = "@year")                     \
	F(RESULT_BASELINE_VALUE, "value", FIELD_TEXT, PUBLIC, .iati = "@value", .required_until = 202)                 \
	F(RESULT_BASELINE_LOCATION, "location", FIELD_ROWS, PUBLIC, .rows = &value_location_kind, .iati = "location",  \
	  .since = 203)                                                                                                \
	F(RESULT_BASELINE_DIMENSION, "dimension", FIELD_ROWS, PUBLIC, .rows = &value_dimension_kind,                   \
	  .iati = "dimension", .since = 203)                                                                           \
	F(RESULT_BASELINE_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &document_link_kind,                  \
	  .iati = "document-link", .since = 203)                                                                       \
	F(RESULT_BASELINE_COMMENT, "comment", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                             \
	  .iati = "comment/narrative", .iati1 = "comment")                                                             \
	EXTRA_ROWS(F, RESULT_BASELINE_EXTRA)
KIND_ENUM(RESULT_BASELINE, RESULT_BASELINE_FIELDS)
extern const struct kind result_baseline_kind;

#define INDICATOR_REFERENCE_FIELDS(F)                                                                                  \
	F(INDICATOR_REFERENCE_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | PUBLIC, .codes = "IndicatorVocabulary", \
	  .iati = "@vocabulary")                                                                                       \
	F(INDICATOR_REFERENCE_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@code")                            \
	F(INDICATOR_REFERENCE_URI, "indicator_uri", FIELD_URL, PUBLIC, .iati = "@indicator-uri")                       \
	EXTRA_ROWS(F, INDICATOR_REFERENCE_EXTRA)
KIND_ENUM(INDICATOR_REFERENCE, INDICATOR_REFERENCE_FIELDS)
extern const struct kind indicator_reference_kind;

#define RESULT_INDICATOR_FIELDS(F)                                                                                     \
	F(RESULT_INDICATOR_MEASURE, "measure", FIELD_CODE, REQUIRED | PUBLIC, .codes = "IndicatorMeasure",             \
	  .iati = "@measure")                                                                                          \
	F(RESULT_INDICATOR_ASCENDING, "ascending", FIELD_BOOL, PUBLIC, .iati = "@ascending")                           \
	F(RESULT_INDICATOR_AGGREGATION, "aggregation_status", FIELD_BOOL, PUBLIC, .iati = "@aggregation-status",       \
	  .since = 203)                                                                                                \
	F(RESULT_INDICATOR_TITLE, "title", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind,                     \
	  .iati = "title/narrative", .iati1 = "title", .required_since = 201)                                          \
	F(RESULT_INDICATOR_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                    \
	  .iati = "description/narrative", .iati1 = "description")                                                     \
	F(RESULT_INDICATOR_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &document_link_kind,                 \
	  .iati = "document-link", .since = 203)                                                                       \
	F(RESULT_INDICATOR_REFERENCE, "reference", FIELD_ROWS, PUBLIC, .rows = &indicator_reference_kind,              \
	  .iati = "reference", .since = 202)                                                                           \
	F(RESULT_INDICATOR_BASELINE, "baseline", FIELD_ROWS, PUBLIC, .rows = &result_baseline_kind,                    \
	  .iati = "baseline", .single_since = 201, .single_until = 202)                                                \
	F(RESULT_INDICATOR_PERIOD, "period", FIELD_ROWS, PUBLIC, .rows = &result_period_kind, .iati = "period")        \
	EXTRA_ROWS(F, RESULT_INDICATOR_EXTRA)
KIND_ENUM(RESULT_INDICATOR, RESULT_INDICATOR_FIELDS)
extern const struct kind result_indicator_kind;

#define RESULT_REFERENCE_FIELDS(F)                                                                                     \
	F(RESULT_REFERENCE_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@code")                               \
	F(RESULT_REFERENCE_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | PUBLIC, .codes = "ResultVocabulary",       \
	  .iati = "@vocabulary")                                                                                       \
	F(RESULT_REFERENCE_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri")             \
	EXTRA_ROWS(F, RESULT_REFERENCE_EXTRA)
KIND_ENUM(RESULT_REFERENCE, RESULT_REFERENCE_FIELDS)
extern const struct kind result_reference_kind;

#define RESULT_FIELDS(F)                                                                                               \
	F(RESULT_TYPE, "type", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "ResultType", .iati = "@type")        \
	F(RESULT_AGGREGATION, "aggregation_status", FIELD_BOOL, PUBLIC, .iati = "@aggregation-status")                 \
	F(RESULT_TITLE, "title", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind, .iati = "title/narrative",    \
	  .iati1 = "title", .required_since = 201)                                                                     \
	F(RESULT_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                              \
	  .iati = "description/narrative", .iati1 = "description")                                                     \
	F(RESULT_DOCUMENT, "document_link", FIELD_ROWS, PUBLIC, .rows = &document_link_kind, .iati = "document-link",  \
	  .since = 203)                                                                                                \
	F(RESULT_REFERENCE, "reference", FIELD_ROWS, PUBLIC, .rows = &result_reference_kind, .iati = "reference",      \
	  .since = 203)                                                                                                \
	F(RESULT_INDICATOR, "indicator", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &result_indicator_kind,                \
	  .iati = "indicator", .required_since = 201)                                                                  \
	EXTRA_ROWS(F, RESULT_EXTRA)
KIND_ENUM(RESULT, RESULT_FIELDS)
extern const struct kind result_kind;

#endif
