/* unit.h -- offices of government that sign papers (the bureau, an agency, the secretariat, the governor), and what
 * each was called and how it wrote on a given day.
 *
 * Names of offices change, and with them their letterheads: everything that a paper shows is a dated row, and a paper
 * takes what holds on its own day. Since and until count inclusively; an empty one is open. Rows of one list never
 * meet, so that a day has one answer. Nothing here reads the clock: the day always comes from the caller.
 *
 * Layout after Permendagri 1/2023 (tata naskah dinas). Pure functions of documents; any thread may use them. */
#ifndef SELARAS_OFFICE_UNIT_H
#define SELARAS_OFFICE_UNIT_H

#include "base/date.h"
#include "record/doc.h"

/* What the unit and the post of its head were called. HEAD is what stands after "a.n." */
#define UNIT_NAME_FIELDS(F)                                                                                            \
	F(UNIT_NAME_ID, "name", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 200)             \
	F(UNIT_NAME_EN, "name_en", FIELD_TEXT, SEARCH_TITLE | PUBLIC, .max_length = 200)                               \
	F(UNIT_NAME_HEAD, "head", FIELD_TEXT, PUBLIC, .max_length = 200)                                               \
	F(UNIT_NAME_SINCE, "since", FIELD_DATE, INDEXED | PUBLIC)                                                      \
	F(UNIT_NAME_UNTIL, "until", FIELD_DATE, INDEXED | PUBLIC)                                                      \
	F(UNIT_NAME_SOURCE, "source", FIELD_TEXT, PUBLIC, .max_length = 500)
KIND_ENUM(UNIT_NAME, UNIT_NAME_FIELDS)
extern const struct kind unit_name_kind;

/* How the unit writes. ABOVE, ADDRESS and COPIES have a line for each line; the unit's own name comes from its names.
 */
#define LETTERHEAD_FIELDS(F)                                                                                           \
	F(LETTERHEAD_SINCE, "since", FIELD_DATE, PUBLIC)                                                               \
	F(LETTERHEAD_UNTIL, "until", FIELD_DATE, PUBLIC)                                                               \
	F(LETTERHEAD_ABOVE, "above", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 400)                                \
	F(LETTERHEAD_ADDRESS, "address", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 600)                            \
	F(LETTERHEAD_TOWN, "town", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 80)                                    \
	F(LETTERHEAD_POSTCODE, "postcode", FIELD_TEXT, PUBLIC, .max_length = 10)                                       \
	F(LETTERHEAD_LOGO, "logo", FIELD_CODE, PUBLIC, .codes = "letterhead-logo")                                     \
	F(LETTERHEAD_CLASSIFICATION, "classification", FIELD_TEXT, PUBLIC, .max_length = 40,                           \
	  .source = "Permendagri 83/2022")                                                                             \
	F(LETTERHEAD_MARK, "mark", FIELD_TEXT, PUBLIC, .max_length = 40)                                               \
	F(LETTERHEAD_PATTERN, "number_pattern", FIELD_TEXT, PUBLIC, .max_length = 120)                                 \
	F(LETTERHEAD_PAPER, "paper", FIELD_CODE, PUBLIC, .codes = "paper-size")                                        \
	F(LETTERHEAD_FONT, "font", FIELD_TEXT, PUBLIC, .max_length = 60)                                               \
	F(LETTERHEAD_COPIES, "copies", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 1000)
KIND_ENUM(LETTERHEAD, LETTERHEAD_FIELDS)
extern const struct kind letterhead_kind;

/* The code never changes: settings and papers name the unit by it. Without a place the unit is the province's. */
#define UNIT_FIELDS(F)                                                                                                 \
	F(UNIT_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | UNIQUE_KEY | PUBLIC, .max_length = 40)          \
	F(UNIT_PARENT, "parent", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &unit_kind)                              \
	F(UNIT_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)                                                          \
	F(UNIT_NAME, "name", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &unit_name_kind, .max_length = 40)                 \
	F(UNIT_LETTERHEAD, "letterhead", FIELD_ROWS, PUBLIC, .rows = &letterhead_kind, .max_length = 40)
KIND_ENUM(UNIT, UNIT_FIELDS)
extern const struct kind unit_kind; /* number 30 */

/* The row of the list FIELD (UNIT_NAME, UNIT_LETTERHEAD) that holds on day ON; NULL when none does. */
const struct doc *unit_row(const struct doc *unit, uint32_t field, date on);
/* What it was called on ON, in LANG as far as it has a name in it; the empty str when it did not exist then. */
str unit_name(const struct doc *unit, date on, int lang);
/* What its head was called on ON: "Kepala Biro ..."; the empty str when nobody has said. */
str unit_head(const struct doc *unit, date on);

/* What stands at the head of a paper, as plain text; everything in the arena or the document. Without a letterhead of
 * that day it is the name alone. */
enum { LETTERHEAD_LINES = 8 };
struct letterhead {
	str above[LETTERHEAD_LINES]; /* "PEMERINTAH PROVINSI ...", "SEKRETARIAT DAERAH" */
	uint32_t nabove;
	str unit;                      /* its name of that day, in capitals */
	str address[LETTERHEAD_LINES]; /* streets, telephone, site, mail */
	uint32_t naddress;
	str town, postcode;
	bool logo;  /* the arms of the province on the left */
	bool folio; /* paper of 215 x 330 mm (F4); else A4 */
	str font;   /* may be empty */
	str classification, mark, pattern;
	str copies[LETTERHEAD_LINES]; /* tembusan that every letter carries */
	uint32_t ncopies;
	bool known; /* a letterhead holds on that day */
};
void letterhead_of(arena *a, const struct doc *unit, date on, struct letterhead *out);

/* ---- numbers of letters ---- */
/* A pattern is text with places in braces: {klasifikasi}, {urut}, {urut3} (with zeros, at least three digits), {unit},
 * {bulan}, {bulan_romawi}, {tahun}: "{klasifikasi}/{urut}/{unit}/{bulan_romawi}/{tahun}". It needs {tahun}, since the
 * count begins anew each year, and {urut} or {urut3}. */
#define LETTER_PATTERN "{klasifikasi}/{urut}/{unit}/{bulan_romawi}/{tahun}"
/* The key of what is wrong with PATTERN ("problem.pattern.unknown", ".open", ".sequence", ".year"), *FOUND the part
 * meant; NULL when nothing is. */
const char *letter_pattern_problem(str pattern, str *found);
/* The number that letter SEQUENCE of day ON has under the letterhead; the pattern above when it has none. */
str letter_number(arena *a, const struct letterhead *head, int64_t sequence, date on);

#endif
