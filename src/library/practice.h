/* practice.h -- good practices (R56, issue of reports): what worked, where, with whose evidence; published once the
 * bureau has checked it. SOURCE names the record that it came from (kind and ULID), where there is one: reports fill
 * it. */
#ifndef SELARAS_LIBRARY_PRACTICE_H
#define SELARAS_LIBRARY_PRACTICE_H

#include "desk/desk.h"
#include "record/doc.h"

#define PRACTICE_PLACE_FIELDS(F)                                                                                       \
	F(PRACTICE_PLACE_CODE, "place", FIELD_PLACE, REQUIRED | INDEXED | LOOKUP | PUBLIC | AREA)
KIND_ENUM(PRACTICE_PLACE, PRACTICE_PLACE_FIELDS)
extern const struct kind practice_place_kind;

#define PRACTICE_FIELDS(F)                                                                                             \
	F(PRACTICE_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)              \
	F(PRACTICE_DESCRIPTION, "description", FIELD_ROWS, REQUIRED | SEARCH_BODY | PUBLIC, .rows = &narrative_kind)   \
	F(PRACTICE_SECTOR, "sector", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "province-sector")              \
	F(PRACTICE_PLACES, "place", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &practice_place_kind, .max_length = 100)    \
	F(PRACTICE_PARTNER, "partner", FIELD_LINK, INDEXED | LOOKUP | PUBLIC | OWNER, .to = &organisation_kind)        \
	F(PRACTICE_YEAR, "year", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "1990", .max = "2100")                 \
	F(PRACTICE_EVIDENCE, "evidence", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 2000)                           \
	F(PRACTICE_SOURCE_KIND, "source_kind", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 40)                          \
	F(PRACTICE_SOURCE, "source", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 26)                                    \
	F(PRACTICE_STATUS, "status", FIELD_CODE, SYSTEM | INDEXED | PUBLIC, .codes = "practice-status")
KIND_ENUM(PRACTICE, PRACTICE_FIELDS)
extern const struct kind practice_kind; /* number 52 */

extern const struct desk_room practice_room;

#endif
