/* place.h -- where an activity takes place: countries, regions and locations, as IATI says it. Matching with our own
 * places is another room's work. */
#ifndef SELARAS_ACTIVITY_PLACE_H
#define SELARAS_ACTIVITY_PLACE_H

#include "partner/document.h"
#include "record/kind.h"

#define RECIPIENT_COUNTRY_FIELDS(F)                                                                                    \
	F(RECIPIENT_COUNTRY_CODE, "code", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "Country",                 \
	  .iati = "@code", .hxl = "#country+code")                                                                     \
	F(RECIPIENT_COUNTRY_PERCENTAGE, "percentage", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .max = "100",       \
	  .places = 4, .iati = "@percentage")                                                                          \
	F(RECIPIENT_COUNTRY_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative",            \
	  .iati1 = ".", .hxl = "#country+name")                                                                        \
	EXTRA_ROWS(F, RECIPIENT_COUNTRY_EXTRA)
KIND_ENUM(RECIPIENT_COUNTRY, RECIPIENT_COUNTRY_FIELDS)
extern const struct kind recipient_country_kind;

#define RECIPIENT_REGION_FIELDS(F)                                                                                     \
	F(RECIPIENT_REGION_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "Region", .codes_by = "vocabulary",   \
	  .vocabulary = "RegionVocabulary", .iati = "@code", .required_since = 201)                                    \
	F(RECIPIENT_REGION_VOCABULARY, "vocabulary", FIELD_CODE, PUBLIC, .codes = "RegionVocabulary",                  \
	  .iati = "@vocabulary", .since = 103)                                                                         \
	F(RECIPIENT_REGION_VOCABULARY_URI, "vocabulary_uri", FIELD_URL, PUBLIC, .iati = "@vocabulary-uri",             \
	  .since = 202)                                                                                                \
	F(RECIPIENT_REGION_PERCENTAGE, "percentage", FIELD_DECIMAL, PUBLIC, .min = "0", .max = "100", .places = 4,     \
	  .iati = "@percentage")                                                                                       \
	F(RECIPIENT_REGION_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "narrative",             \
	  .iati1 = ".")                                                                                                \
	EXTRA_ROWS(F, RECIPIENT_REGION_EXTRA)
KIND_ENUM(RECIPIENT_REGION, RECIPIENT_REGION_FIELDS)
extern const struct kind recipient_region_kind;

#define LOCATION_ID_FIELDS(F)                                                                                          \
	F(LOCATION_ID_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .iati = "@code", .required_since = 201)             \
	F(LOCATION_ID_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | PUBLIC, .codes = "GeographicVocabulary",        \
	  .iati = "@vocabulary", .required_since = 201)                                                                \
	EXTRA_ROWS(F, LOCATION_ID_EXTRA)
KIND_ENUM(LOCATION_ID, LOCATION_ID_FIELDS)
extern const struct kind location_id_kind;

/* In 1.01-1.03 an administrative place was the names country, adm1, adm2 and a text. */
#define ADMINISTRATIVE_FIELDS(F)                                                                                       \
	F(ADMINISTRATIVE_CODE, "code", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes_by = "vocabulary",              \
	  .vocabulary = "GeographicVocabulary", .iati = "@code", .since = 104, .required_since = 201)                  \
	F(ADMINISTRATIVE_VOCABULARY, "vocabulary", FIELD_CODE, REQUIRED | INDEXED | PUBLIC,                            \
	  .codes = "GeographicVocabulary", .iati = "@vocabulary", .since = 104, .required_since = 201)                 \
	F(ADMINISTRATIVE_LEVEL, "level", FIELD_INT, INDEXED | PUBLIC, .min = "0", .iati = "@level", .since = 104)      \
	F(ADMINISTRATIVE_COUNTRY, "country", FIELD_CODE, PUBLIC, .codes = "Country", .iati = "@country", .until = 105) \
	F(ADMINISTRATIVE_ADM1, "adm1", FIELD_TEXT, PUBLIC, .iati = "@adm1", .until = 105)                              \
	F(ADMINISTRATIVE_ADM2, "adm2", FIELD_TEXT, PUBLIC, .iati = "@adm2", .until = 105)                              \
	F(ADMINISTRATIVE_TEXT, "text", FIELD_TEXT, PUBLIC, .iati = "text()", .until = 105)                             \
	EXTRA_ROWS(F, ADMINISTRATIVE_EXTRA)
KIND_ENUM(ADMINISTRATIVE, ADMINISTRATIVE_FIELDS)
extern const struct kind administrative_kind;

#define GAZETTEER_ENTRY_FIELDS(F)                                                                                      \
	F(GAZETTEER_ENTRY_AGENCY, "agency", FIELD_CODE, REQUIRED | PUBLIC, .codes = "GazetteerAgency",                 \
	  .iati = "@gazetteer-ref", .until = 105)                                                                      \
	F(GAZETTEER_ENTRY_TEXT, "text", FIELD_TEXT, PUBLIC, .iati = "text()", .until = 105)                            \
	EXTRA_ROWS(F, GAZETTEER_ENTRY_EXTRA)
KIND_ENUM(GAZETTEER_ENTRY, GAZETTEER_ENTRY_FIELDS)
extern const struct kind gazetteer_entry_kind;

/* "point" is "latitude longitude" as written. The share of the activity (percentage), coordinates and location-type are
 * of 1.x; in 2.x the point and the feature designation take their place. */
#define LOCATION_FIELDS(F)                                                                                             \
	F(LOCATION_REF, "ref", FIELD_TEXT, PUBLIC, .picks = "place", .iati = "@ref", .since = 104)                     \
	F(LOCATION_REACH, "location_reach", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "GeographicLocationReach",     \
	  .iati = "location-reach/@code", .since = 104, .required_since = 201)                                         \
	F(LOCATION_IDS, "location_id", FIELD_ROWS, PUBLIC, .rows = &location_id_kind, .iati = "location-id",           \
	  .since = 104)                                                                                                \
	F(LOCATION_NAME, "name", FIELD_ROWS, PUBLIC, .rows = &narrative_kind, .iati = "name/narrative",                \
	  .iati1 = "name", .hxl = "#loc+name")                                                                         \
	F(LOCATION_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                            \
	  .iati = "description/narrative", .iati1 = "description")                                                     \
	F(LOCATION_ACTIVITY, "activity_description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                      \
	  .iati = "activity-description/narrative", .iati1 = "activity-description", .since = 104)                     \
	F(LOCATION_ADMINISTRATIVE, "administrative", FIELD_ROWS, PUBLIC, .rows = &administrative_kind,                 \
	  .iati = "administrative")                                                                                    \
	F(LOCATION_SRS, "srs_name", FIELD_TEXT, WITH_ELEMENT | PUBLIC, .iati = "point/@srsName", .since = 104)         \
	F(LOCATION_POINT, "point", FIELD_TEXT, WITH_ELEMENT | INDEXED | PUBLIC, .iati = "point/pos/text()",            \
	  .since = 104, .required_since = 201, .hxl = "#geo+coord")                                                    \
	F(LOCATION_EXACTNESS, "exactness", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "GeographicExactness",          \
	  .iati = "exactness/@code", .since = 104, .required_since = 201)                                              \
	F(LOCATION_CLASS, "location_class", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "GeographicLocationClass",     \
	  .iati = "location-class/@code", .since = 104, .required_since = 201)                                         \
	F(LOCATION_FEATURE, "feature_designation", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "LocationType",         \
	  .iati = "feature-designation/@code", .since = 104, .required_since = 201)                                    \
	F(LOCATION_PERCENTAGE, "percentage", FIELD_DECIMAL, PUBLIC, .min = "0", .max = "100", .places = 4,             \
	  .iati = "@percentage", .until = 105)                                                                         \
	F(LOCATION_LATITUDE, "latitude", FIELD_DECIMAL, WITH_ELEMENT | PUBLIC, .min = "-90", .max = "90",              \
	  .iati = "coordinates/@latitude", .until = 105, .hxl = "#geo+lat")                                            \
	F(LOCATION_LONGITUDE, "longitude", FIELD_DECIMAL, WITH_ELEMENT | PUBLIC, .min = "-180", .max = "180",          \
	  .iati = "coordinates/@longitude", .until = 105, .hxl = "#geo+lon")                                           \
	F(LOCATION_PRECISION, "precision", FIELD_CODE, PUBLIC, .codes = "GeographicalPrecision",                       \
	  .iati = "coordinates/@precision", .until = 105)                                                              \
	F(LOCATION_GAZETTEER, "gazetteer_entry", FIELD_ROWS, PUBLIC, .rows = &gazetteer_entry_kind,                    \
	  .iati = "gazetteer-entry", .until = 105)                                                                     \
	F(LOCATION_TYPE, "location_type", FIELD_CODE, WITH_ELEMENT | PUBLIC, .codes = "LocationType",                  \
	  .iati = "location-type/@code", .until = 105)                                                                 \
	EXTRA_ROWS(F, LOCATION_EXTRA)
KIND_ENUM(LOCATION, LOCATION_FIELDS)
extern const struct kind location_kind;

#endif
