/* document.h -- links to documents, as organisations, activities, results and indicators carry them. */
#ifndef SELARAS_PARTNER_DOCUMENT_H
#define SELARAS_PARTNER_DOCUMENT_H

#include "record/kind.h"

/* Last field of every kind: what a source said that has no field of its own. */
#define EXTRA_ROWS(F, ID) F(ID, "extra", FIELD_ROWS, PUBLIC, .rows = &extra_kind)

#define DOCUMENT_CATEGORY_FIELDS(F)                                                                                    \
	F(DOCUMENT_CATEGORY_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "DocumentCategory", .iati = "@code") \
	EXTRA_ROWS(F, DOCUMENT_CATEGORY_EXTRA)
KIND_ENUM(DOCUMENT_CATEGORY, DOCUMENT_CATEGORY_FIELDS)
extern const struct kind document_category_kind;

#define DOCUMENT_LANGUAGE_FIELDS(F)                                                                                    \
	F(DOCUMENT_LANGUAGE_CODE, "code", FIELD_CODE, REQUIRED | PUBLIC, .codes = "Language", .iati = "@code",         \
	  .required_since = 201)                                                                                       \
	EXTRA_ROWS(F, DOCUMENT_LANGUAGE_EXTRA)
KIND_ENUM(DOCUMENT_LANGUAGE, DOCUMENT_LANGUAGE_FIELDS)
extern const struct kind document_language_kind;

/* What documents of activities, results and organisations have in common; in 1.01 the language was an attribute. P is
 * the prefix of the field ids. */
#define DOCUMENT_COMMON_FIELDS(F, P)                                                                                   \
	F(P##_URL, "url", FIELD_URL, REQUIRED | PUBLIC, .iati = "@url")                                                \
	F(P##_FORMAT, "format", FIELD_CODE, REQUIRED | PUBLIC, .codes = "FileFormat", .iati = "@format",               \
	  .required_since = 201)                                                                                       \
	F(P##_LANGUAGE_101, "language_attribute", FIELD_CODE, PUBLIC, .codes = "Language", .iati = "@language",        \
	  .until = 101)                                                                                                \
	F(P##_TITLE, "title", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind, .iati = "title/narrative",       \
	  .iati1 = "title", .required_since = 201)                                                                     \
	F(P##_DESCRIPTION, "description", FIELD_ROWS, PUBLIC, .rows = &narrative_kind,                                 \
	  .iati = "description/narrative", .since = 203)                                                               \
	F(P##_CATEGORY, "category", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &document_category_kind,                    \
	  .iati = "category", .required_since = 201)                                                                   \
	F(P##_LANGUAGE, "language", FIELD_ROWS, PUBLIC, .rows = &document_language_kind, .iati = "language",           \
	  .since = 102)                                                                                                \
	F(P##_DATE, "document_date", FIELD_DATE, WITH_ELEMENT | PUBLIC, .iati = "document-date/@iso-date", .since = 202)
#define DOCUMENT_FIELDS(F)                                                                                             \
	DOCUMENT_COMMON_FIELDS(F, DOCUMENT)                                                                            \
	EXTRA_ROWS(F, DOCUMENT_EXTRA)
KIND_ENUM(DOCUMENT, DOCUMENT_FIELDS)
extern const struct kind document_link_kind;

#endif
