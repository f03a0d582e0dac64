/* iati_dataset.h -- the record of a file that was imported: what it is, where it came from, what was in it. It is saved
 * beside the file's records, in the same transaction; when it was imported stands in its history. */
#ifndef SELARAS_IATI_DATASET_H
#define SELARAS_IATI_DATASET_H

#include "record/kind.h"

/* An organisation that reports in the file. */
#define DATASET_PUBLISHER_FIELDS(F)                                                                                    \
	F(DATASET_PUBLISHER_REF, "ref", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | PUBLIC)                              \
	F(DATASET_PUBLISHER_NAME, "name", FIELD_TEXT, PUBLIC)                                                          \
	F(DATASET_PUBLISHER_RECORDS, "records", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")
KIND_ENUM(DATASET_PUBLISHER, DATASET_PUBLISHER_FIELDS)
extern const struct kind dataset_publisher_kind;

/* The location is a path on the machine of whoever imported it, or an address: for the bureau only. */
#define DATASET_FIELDS(F)                                                                                              \
	F(DATASET_SOURCE, "source", FIELD_TEXT, REQUIRED | INDEXED | UNIQUE_KEY | SEARCH_TITLE | PUBLIC)               \
	F(DATASET_LOCATION, "location", FIELD_TEXT, 0)                                                                 \
	F(DATASET_BYTES, "bytes", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                                  \
	F(DATASET_SHA256, "sha256", FIELD_TEXT, REQUIRED | PUBLIC)                                                     \
	F(DATASET_ROOT, "root", FIELD_TEXT, REQUIRED | PUBLIC)                                                         \
	F(DATASET_VERSION, "version", FIELD_TEXT, INDEXED | PUBLIC)                                                    \
	F(DATASET_GENERATED, "generated_datetime", FIELD_TEXT, INDEXED | PUBLIC)                                       \
	F(DATASET_ACTIVITIES, "activities", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                        \
	F(DATASET_ORGANISATIONS, "organisations", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                  \
	F(DATASET_TRANSACTIONS, "transactions", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                    \
	F(DATASET_LOCATIONS, "locations", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                          \
	F(DATASET_RESULTS, "results", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                              \
	F(DATASET_ERRORS, "errors", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                                \
	F(DATASET_WARNINGS, "warnings", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                            \
	F(DATASET_ADVICE, "advice", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "0")                                \
	F(DATASET_PUBLISHER, "publisher", FIELD_ROWS, PUBLIC, .rows = &dataset_publisher_kind)                         \
	/* Elements of the file beside its records, as XML; cut off at 64 kB. */                                       \
	F(DATASET_OUTSIDE, "outside", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 70000)
KIND_ENUM(DATASET, DATASET_FIELDS)
extern const struct kind dataset_kind;

#endif
