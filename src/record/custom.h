/* custom.h -- fields that a province adds to a kind by itself, without a program: a definition is a record
 * (custom_field), the values are rows of the records of that kind (CUSTOM_ROWS in its field table).
 *
 * Who sees a value is decided by the list it stands in, so doc_visible() and doc_guard() need to know nothing of custom
 * fields. A definition keeps its name, type and audience; one that is no longer active is not asked for, and what was
 * said stays. */
#ifndef SELARAS_RECORD_CUSTOM_H
#define SELARAS_RECORD_CUSTOM_H

#include "record/store.h"

#define CUSTOM_VALUE_FIELDS(F)                                                                                         \
	F(CUSTOM_VALUE_NAME, "name", FIELD_TEXT, REQUIRED | PUBLIC | PARTNERS | GOVERNMENT, .max_length = 40)          \
	F(CUSTOM_VALUE_TEXT, "value", FIELD_TEXT, PUBLIC | PARTNERS | GOVERNMENT | MULTILINE, .max_length = 5000)
KIND_ENUM(CUSTOM_VALUE, CUSTOM_VALUE_FIELDS)
extern const struct kind custom_value_kind;

/* In the field table of a kind that can be added to; ID is the prefix of the four field ids. */
#define CUSTOM_ROWS(F, ID)                                                                                             \
	F(ID##_PUBLIC, "custom", FIELD_ROWS, PUBLIC, .rows = &custom_value_kind)                                       \
	F(ID##_PARTNERS, "custom_partners", FIELD_ROWS, PARTNERS, .rows = &custom_value_kind)                          \
	F(ID##_GOVERNMENT, "custom_government", FIELD_ROWS, GOVERNMENT, .rows = &custom_value_kind)                    \
	F(ID##_BUREAU, "custom_bureau", FIELD_ROWS, 0, .rows = &custom_value_kind)

#define CUSTOM_CHOICE_FIELDS(F)                                                                                        \
	F(CUSTOM_CHOICE_CODE, "code", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 40)                                 \
	F(CUSTOM_CHOICE_LABEL, "label", FIELD_ROWS, REQUIRED | PUBLIC, .rows = &narrative_kind)
KIND_ENUM(CUSTOM_CHOICE, CUSTOM_CHOICE_FIELDS)
extern const struct kind custom_choice_kind;

#define CUSTOM_FIELD_FIELDS(F)                                                                                         \
	F(CUSTOM_FIELD_KIND, "for_kind", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "custom-kind")              \
	F(CUSTOM_FIELD_NAME, "name", FIELD_TEXT, REQUIRED | PUBLIC, .max_length = 40)                                  \
	F(CUSTOM_FIELD_LABEL, "label", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)          \
	F(CUSTOM_FIELD_HELP, "help", FIELD_ROWS, PUBLIC, .rows = &narrative_kind)                                      \
	F(CUSTOM_FIELD_TYPE, "type", FIELD_CODE, REQUIRED | PUBLIC, .codes = "custom-type")                            \
	F(CUSTOM_FIELD_CHOICE, "choice", FIELD_ROWS, PUBLIC, .rows = &custom_choice_kind, .max_length = 200)           \
	F(CUSTOM_FIELD_TOPIC, "topic", FIELD_CODE, PUBLIC, .codes = "custom-topic")                                    \
	F(CUSTOM_FIELD_REQUIRED, "required", FIELD_BOOL, PUBLIC)                                                       \
	F(CUSTOM_FIELD_AUDIENCE, "audience", FIELD_CODE, REQUIRED | PUBLIC, .codes = "audience")                       \
	F(CUSTOM_FIELD_ORDER, "order", FIELD_INT, PUBLIC, .min = "0", .max = "1000")                                   \
	F(CUSTOM_FIELD_ACTIVE, "active", FIELD_BOOL, PUBLIC)
KIND_ENUM(CUSTOM_FIELD, CUSTOM_FIELD_FIELDS)
/* Number 26; its key "field" is "KIND.NAME". */
extern const struct kind custom_field_kind;

enum custom_type {
	CUSTOM_TEXT,
	CUSTOM_LONG_TEXT,
	CUSTOM_NUMBER,
	CUSTOM_DATE,
	CUSTOM_YES_NO,
	CUSTOM_CHOICE,
	CUSTOM_LINK
};
struct custom_field {
	const struct doc *doc; /* the definition */
	str name;
	enum custom_type type;
	bool required, active;
	int64_t order;
	int list;  /* field of the kind whose rows hold the values */
	str topic; /* name of a section of the kind; may be empty */
};
/* Whether F holds values of added fields. */
bool custom_is_list(const struct field *f);

/* The definitions for kind K, in their order; none for a kind without CUSTOM_ROWS. False: database trouble. */
bool custom_fields(struct store *s, db *d, arena *a, const struct kind *k, struct custom_field **out,
                   uint32_t *n) SEL_MUST_CHECK;
/* What DOC says for F; the empty str when nothing. */
str custom_get(const struct doc *doc, const struct custom_field *f);
/* Says it; an empty VALUE takes it away. */
void custom_set(arena *a, struct doc *doc, const struct custom_field *f, str value);
/* Values that do not fit their definitions, required ones that are missing, names that nobody defined. Paths are
 * "custom_government/NAME". */
void custom_check(const struct custom_field *fields, uint32_t n, const struct doc *doc, struct problems *ps);

/* The path of its value in problems: "custom_government/NAME". */
str custom_path(arena *a, const struct kind *k, const struct custom_field *f);

/* ---- for pages and files; LANG as in i18n ---- */
/* Whether VIEWER (flags) sees F at all. */
bool custom_seen(const struct kind *k, const struct custom_field *f, uint32_t viewer);
str custom_label(const struct custom_field *f, int lang); /* its name when it has no label */
str custom_help(const struct custom_field *f, int lang);
/* VALUE for people: dates and numbers as the language has them, names of choices, yes and no. */
str custom_show(arena *a, int lang, const struct custom_field *f, str value);
/* The choices of F as a list of codes, in the arena. */
const struct codelist *custom_choices(arena *a, const struct custom_field *f);

#endif
