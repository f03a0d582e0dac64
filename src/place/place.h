/* place.h -- the administrative places of a province, from the province down to the village, and its islands.
 *
 * A place's identity is its Kemendagri code ("53.01.04.2003"), valid in a period; a renumbered place names the code
 * that replaced it. The BPS code is a fact of its own ("5303") and never made from the digits of the other: BPS 5301 is
 * Sumba Barat, Kemendagri 53.01 is Kupang.
 *
 * Here: the record kinds. Looking places up is in index.h, shapes and points in geo.h, boundary packs in pack.h, the
 * matching of locations in match.h. */
#ifndef SELARAS_PLACE_PLACE_H
#define SELARAS_PLACE_PLACE_H

#include "record/doc.h"
#include "record/store.h"

enum place_level {
	PLACE_PROVINCE = 1,
	PLACE_REGENCY = 2, /* kabupaten or kota */
	PLACE_DISTRICT = 3,
	PLACE_VILLAGE = 4, /* desa or kelurahan */
	PLACE_ISLAND = 5   /* beside the tree: its parent is a regency or the province */
};

/* Another name of a place: in another language, short, or a former one. */
#define PLACE_NAME_FIELDS(F)                                                                                           \
	F(PLACE_NAME_LANG, "lang", FIELD_CODE, INDEXED | PUBLIC, .codes = "Language")                                  \
	F(PLACE_NAME_TEXT, "name", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 200)
KIND_ENUM(PLACE_NAME, PLACE_NAME_FIELDS)
extern const struct kind place_name_kind;

/* The name stands without the word for its kind ("Kupang", not "Kabupaten Kupang"). Coordinates: of an island its own,
 * of a regency those of its seat. */
#define PLACE_FIELDS(F)                                                                                                \
	F(PLACE_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | UNIQUE_KEY | PUBLIC, .max_length = 13,         \
	  .hxl = "#adm+code", .source = "Kepmendagri 300.2.2-2430/2025")                                               \
	F(PLACE_LEVEL, "level", FIELD_INT, REQUIRED | INDEXED | PUBLIC, .min = "1", .max = "5")                        \
	F(PLACE_KIND, "kind", FIELD_CODE, REQUIRED | INDEXED | SEARCH_BODY | PUBLIC, .codes = "place-kind")            \
	F(PLACE_NAME, "name", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 200,               \
	  .hxl = "#adm+name")                                                                                          \
	F(PLACE_NAMES, "names", FIELD_ROWS, PUBLIC, .rows = &place_name_kind, .max_length = 50)                        \
	F(PLACE_PARENT, "parent", FIELD_PLACE, INDEXED | LOOKUP | PUBLIC)                                              \
	F(PLACE_BPS, "bps_code", FIELD_TEXT, INDEXED | UNIQUE_KEY | PUBLIC, .max_length = 10,                          \
	  .source = "BPS: kode wilayah kerja statistik")                                                               \
	F(PLACE_CAPITAL, "capital", FIELD_TEXT, INDEXED | SEARCH_BODY | PUBLIC, .max_length = 200)                     \
	F(PLACE_ISLANDS, "island_group", FIELD_TEXT, INDEXED | SEARCH_BODY | PUBLIC, .max_length = 200)                \
	F(PLACE_LATITUDE, "latitude", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "-90", .max = "90", .places = 5,         \
	  .hxl = "#geo+lat")                                                                                           \
	F(PLACE_LONGITUDE, "longitude", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "-180", .max = "180", .places = 5,     \
	  .hxl = "#geo+lon")                                                                                           \
	F(PLACE_AREA, "area_km2", FIELD_DECIMAL, INDEXED | PUBLIC, .min = "0", .places = 3)                            \
	F(PLACE_AREA_SOURCE, "area_source", FIELD_TEXT, PUBLIC, .max_length = 500)                                     \
	F(PLACE_POPULATED, "populated", FIELD_BOOL, PUBLIC)                                                            \
	F(PLACE_OUTERMOST, "outermost", FIELD_BOOL, PUBLIC, .source = "Keppres 6/2017")                                \
	F(PLACE_VALID_FROM, "valid_from", FIELD_DATE, PUBLIC)                                                          \
	F(PLACE_VALID_UNTIL, "valid_until", FIELD_DATE, INDEXED | PUBLIC)                                              \
	F(PLACE_REPLACED_BY, "replaced_by", FIELD_PLACE, INDEXED | PUBLIC)                                             \
	F(PLACE_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)
KIND_ENUM(PLACE, PLACE_FIELDS)
extern const struct kind place_kind; /* number 1 */

/* What a person decided about a location that a source describes: this is that place, or (no place said) none of ours.
 * "location" is place_facts_key() of match.h; an empty activity means wherever that location is told. */
#define PLACE_MATCH_FIELDS(F)                                                                                          \
	F(PLACE_MATCH_ACTIVITY, "activity", FIELD_TEXT, INDEXED | LOOKUP | PUBLIC, .max_length = 500)                  \
	F(PLACE_MATCH_LOCATION, "location", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 64)                 \
	F(PLACE_MATCH_NAME, "name", FIELD_TEXT, SEARCH_TITLE | PUBLIC, .max_length = 500)                              \
	F(PLACE_MATCH_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)                                                   \
	F(PLACE_MATCH_WHY, "why", FIELD_TEXT, MULTILINE | GOVERNMENT, .max_length = 2000)
KIND_ENUM(PLACE_MATCH, PLACE_MATCH_FIELDS)
extern const struct kind place_match_kind; /* number 8 */

/* The migrations of this room: 0010_boundary.sql; their table is place_migrations[] of "place_schema.h". */

/* ---- the places that come with the program ---- */
enum place_seed_mode {
	PLACE_SEED_MISSING, /* writes only places that are not there: what people changed stays */
	PLACE_SEED_ALL      /* also brings the others to what the program knows */
};
struct place_seeded {
	uint32_t added, changed, unchanged, refused;
};
/* Writes the province, its regencies, districts, villages and islands through the record kernel, in one transaction.
 * Nothing is written when one of them is refused (see PS) or the database fails. */
enum record_rc place_seed(struct store *s, enum place_seed_mode mode, struct problems *ps,
                          struct place_seeded *out) SEL_MUST_CHECK;

/* Below the places' own rules, for other rooms: whether S has the shape of a place code. *LEVEL may be NULL. */
bool place_code_valid(str s, int *level);

#endif
