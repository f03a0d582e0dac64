/* register.h -- the yearly register of partners (buku register): who was counted in that year, as what and why.
 *
 * An open register is made from the organisations' facts as often as one likes. A frozen one never changes when facts
 * change later; what turns out to be wrong in it is said in corrections, which are added beside the lines and stay.
 * Counted are the organisations for which the province states a category in that year, government apart. */
#ifndef SELARAS_AGREEMENT_REGISTER_H
#define SELARAS_AGREEMENT_REGISTER_H

#include "partner/partner.h"
#include "record/store.h"

#define REGISTER_LINE_FIELDS(F)                                                                                        \
	F(REGISTER_LINE_ORG, "organisation", FIELD_LINK, INDEXED | SYSTEM | PUBLIC, .to = &organisation_kind)          \
	F(REGISTER_LINE_NAME, "name", FIELD_TEXT, SYSTEM | PUBLIC)                                                     \
	F(REGISTER_LINE_ACRONYM, "acronym", FIELD_TEXT, SYSTEM | PUBLIC)                                               \
	F(REGISTER_LINE_CATEGORY, "category", FIELD_CODE, INDEXED | SYSTEM | PUBLIC, .codes = "partner-category")      \
	F(REGISTER_LINE_BASIS, "basis", FIELD_CODE, SYSTEM | PUBLIC, .codes = "category-basis")                        \
	F(REGISTER_LINE_SOURCE, "source", FIELD_TEXT, SYSTEM | PUBLIC)                                                 \
	F(REGISTER_LINE_FORM, "legal_form", FIELD_CODE, SYSTEM | PUBLIC, .codes = "legal-form")                        \
	F(REGISTER_LINE_REGIME, "permit_regime", FIELD_CODE, SYSTEM | PUBLIC, .codes = "permit-regime")                \
	F(REGISTER_LINE_MINISTRY, "ministry", FIELD_TEXT, SYSTEM | PUBLIC)
KIND_ENUM(REGISTER_LINE, REGISTER_LINE_FIELDS)
extern const struct kind register_line_kind;

#define REGISTER_CORRECTION_FIELDS(F)                                                                                  \
	F(REGISTER_CORRECTION_DATE, "date", FIELD_DATE, SYSTEM | PUBLIC)                                               \
	F(REGISTER_CORRECTION_TEXT, "text", FIELD_TEXT, MULTILINE | SYSTEM | PUBLIC, .max_length = 2000)
KIND_ENUM(REGISTER_CORRECTION, REGISTER_CORRECTION_FIELDS)
extern const struct kind register_correction_kind;

#define REGISTER_FIELDS(F)                                                                                             \
	F(REGISTER_YEAR, "year", FIELD_INT, REQUIRED | INDEXED | UNIQUE_KEY | PUBLIC, .min = "1945", .max = "2200")    \
	F(REGISTER_STATUS, "status", FIELD_CODE, INDEXED | SYSTEM | PUBLIC, .codes = "register-status")                \
	F(REGISTER_MADE, "made", FIELD_DATE, SYSTEM | PUBLIC)                                                          \
	F(REGISTER_LINE, "line", FIELD_ROWS, SYSTEM | PUBLIC, .rows = &register_line_kind)                             \
	F(REGISTER_CORRECTION, "correction", FIELD_ROWS, SYSTEM | PUBLIC, .rows = &register_correction_kind)
KIND_ENUM(REGISTER, REGISTER_FIELDS)
extern const struct kind register_kind; /* number 16 */

/* The lines of YEAR from the organisations as they are, added to REGISTER; by category and name. */
bool register_fill(struct store *s, db *d, arena *a, int year, struct doc *into);
/* Lines of a category. */
uint32_t register_count(const struct doc *reg, const char *category);

/* Makes the register of YEAR, or makes the open one anew. RECORD_REFUSED with a problem when it is frozen. */
enum record_rc register_make(struct store *s, arena *a, const struct actor *actor, int year, struct problems *ps,
                             struct saved *out) SEL_MUST_CHECK;
/* Adds a correction to a frozen register. */
enum record_rc register_correct(struct store *s, arena *a, const struct actor *actor, int64_t no, str text,
                                struct problems *ps, struct saved *out) SEL_MUST_CHECK;

#endif
