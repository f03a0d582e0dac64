/* calendar.h -- holidays as records (kind holiday), and what the law leaves to the deployer as records (kind setting).
 *
 * data/holidays holds the official lists of the national holidays and joint leave, with the decree; a regional holiday
 * is entered by the administrator. A setting that nobody made is "not settled": the program then neither asks for what
 * the law may want nor says that it need not be. */
#ifndef SELARAS_AGREEMENT_CALENDAR_H
#define SELARAS_AGREEMENT_CALENDAR_H

#include "office/official.h"
#include "record/store.h"

#define HOLIDAY_FIELDS(F)                                                                                              \
	F(HOLIDAY_KEY, "key", FIELD_TEXT, UNIQUE_KEY | SYSTEM | PUBLIC, .max_length = 60)                              \
	F(HOLIDAY_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC)                                               \
	F(HOLIDAY_SCOPE, "scope", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "holiday-scope")                   \
	F(HOLIDAY_NAME, "name", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind)                                \
	F(HOLIDAY_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)                                                       \
	F(HOLIDAY_SOURCE, "source", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 500)
KIND_ENUM(HOLIDAY, HOLIDAY_FIELDS)
extern const struct kind holiday_kind; /* number 17 */

#define SETTING_FIELDS(F)                                                                                              \
	F(SETTING_KEY, "key", FIELD_CODE, REQUIRED | INDEXED | UNIQUE_KEY | PUBLIC, .codes = "setting-key")            \
	F(SETTING_VALUE, "value", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes_by = "key",                          \
	  .vocabulary = "setting-key")                                                                                 \
	F(SETTING_REASON, "reason", FIELD_TEXT, REQUIRED | MULTILINE | PUBLIC, .max_length = 2000)
KIND_ENUM(SETTING, SETTING_FIELDS)
extern const struct kind setting_kind; /* number 18 */

enum { UNIT_CODE_MAX = 40 };
enum need { NEED_UNSETTLED, NEED_YES, NEED_NO };
struct settings {
	enum need dprd_passthrough, dprd_again;
	int reports_per_year;         /* to the Minister; 0: not settled */
	int partner_reports_per_year; /* of partners on their work plans: 1, 2 or 4 */
	int report_due_days;          /* working days after a period in which they report */
	int document_max_mb;
	int small_count;                     /* below it, a count of people is hidden from the public */
	char bureau_unit[UNIT_CODE_MAX + 1]; /* code of the unit (office/unit.h) that is the bureau; "": not settled */
};
extern const struct settings settings_default;

/* Puts what a setting says into OUT; false when VALUE is none that KEY takes. */
bool settings_set(struct settings *out, str key, str value);
/* For store_small_counts(). */
bool settings_small_count(db *d, int *least);
/* The settings as they are; false when the database fails. */
bool settings_load(db *d, struct settings *out) SEL_MUST_CHECK;

/* What a paper of kind PAPER of the bureau looks like on day ON: see office_paper(). Where nobody has set which unit is
 * the bureau, it is empty. */
bool bureau_paper(struct store *s, db *d, arena *a, str paper, date on, struct office_paper *out) SEL_MUST_CHECK;

/* All days on which the office of PLACE (the empty str: the province's) does not work, sorted; in A. */
bool holidays_load(db *d, arena *a, str place, struct holidays *out) SEL_MUST_CHECK;

/* Whether any holiday of YEAR is known. Where none is, working days of that year are counted too early. */
bool holidays_cover(const struct holidays *h, int year);

struct calendar_seeded {
	uint32_t added, unchanged;
};
/* The official lists that come with the program. */
enum record_rc holidays_seed(struct store *s, struct problems *ps, struct calendar_seeded *out) SEL_MUST_CHECK;

#endif
