/* form.h -- a document as a form and back: names of inputs, what is shown in them, what was typed into them.
 *
 * A form is read into a tree of nodes along the kind's field table; the same tree is drawn (src/html/form.html) and
 * turned into a document (form_doc), so what is drawn is what is read. Names are paths with the keys of rows:
 *
 *   activity_status                 a value of the record
 *   title.id  title.en  title.2     a text in a language; the text of the row at that place (from 0) without one
 *   sector[]                        once empty: this list is on the page; then the key of each row, in order
 *   sector[a1b2c3]/percentage       a value of a row; keys: its id, "-3" the row at that place (from 0) of those
 *                                   without id, "+1" a new row
 *
 * What is not on the form stays as it is in the base document. What was not changed stays byte for byte as it was,
 * however its source wrote it; parse(form(doc)) = doc. New rows get a short id when the document is made; rows without
 * id (from files) keep their place and stay without. Values that cannot be read are kept as typed: the checks of the
 * field tables report them, and a draft keeps them.
 * Plain data and functions without I/O; names of places and linked records come through struct form_names. */
#ifndef SELARAS_RECORD_FORM_H
#define SELARAS_RECORD_FORM_H

#include "http/http.h"
#include "i18n/i18n.h"
#include "record/codelist.h"
#include "record/doc.h"

/* Lists past the second number are typed with suggestions, past the third without: they would outweigh the page. */
enum { FORM_DEPTH = 8, FORM_LONG_LIST = 40, FORM_SUGGESTED = 600 };

enum form_widget {
	WIDGET_LINE,   /* text, numbers, dates */
	WIDGET_TEXT,   /* more than one line */
	WIDGET_SELECT, /* one of a short list; a truth value */
	WIDGET_LIST,   /* one of a long list: typed, with suggestions */
	WIDGET_PICK,   /* a place or a record: typed, found by the server */
	WIDGET_TEXTS,  /* one text in several languages */
	WIDGET_ROWS
};

struct form_text {
	str lang; /* "id", "en", or what the row says; may be empty */
	str name, text;
	int32_t base; /* row of the base document, or -1 */
	bool typed, multiline;
};
struct form_row;
struct custom_field;
struct form_node {
	const struct kind *kind; /* that the field belongs to */
	const struct field *field;
	uint32_t index;
	enum form_widget widget;
	str name, text;
	bool typed; /* it is on the form */
	bool required;
	const struct codelist *list;
	struct form_row *rows;
	uint32_t nrows;
	struct form_text *texts;
	uint32_t ntexts;
	struct form_row *blank; /* an empty row, for scripts; NULL but on lists of the root and in blanks */
	str path;               /* in the document made */
	const struct problem *problem;
	const struct custom_field *custom; /* not NULL: a field that the province added; index is not used */
	str share; /* of a list of shares: what they add up to; empty when there is nothing to say */
};
struct form_row {
	str key, name;
	const struct doc *base; /* NULL: new */
	struct form_node *nodes;
	uint32_t n;
};

/* Values whose text only others know. */
struct form_names {
	void *ctx;
	/* What is shown for VALUE of F. */
	str (*show)(void *ctx, const struct field *f, str value);
	/* The value that somebody means by TYPED; TYPED itself when it is not clear. */
	str (*read)(void *ctx, const struct field *f, str typed);
};

struct form_in {
	arena *arena;
	const struct kind *kind;
	const struct doc *base;  /* may be NULL */
	const struct form *form; /* NULL: nothing was typed yet */
	uint32_t viewer;         /* flags of the fields that are on the form */
	enum lang lang;
	const char *fields; /* names between spaces; NULL: all */
	/* "KIND/FIELD" between spaces: filled by the program when left empty, so not marked as required; may be NULL */
	const char *given;
	const struct form_names *names;
	bool blanks; /* with empty rows for scripts */
	/* Fields that the province added, for this page: shown as far as VIEWER sees them. "custom.NAME" on the form.
	 */
	const struct custom_field *custom;
	uint32_t ncustom;
};
struct form_tree {
	const struct form_in *in;
	struct form_node *nodes;
	uint32_t n;
	const struct codelist *lists[32]; /* the long lists that the form needs */
	uint32_t nlists;
};
struct form_tree *form_read(const struct form_in *in) SEL_RETURNS_NONNULL;
/* The base document with what the form says; sets the paths of the nodes. */
struct doc *form_doc(struct form_tree *t) SEL_RETURNS_NONNULL;
/* Both, with the checks of the kind and of shares. */
struct doc *doc_from_form(const struct form_in *in, struct problems *ps) SEL_RETURNS_NONNULL;
/* Puts each problem at its node, after form_doc(); those with a path for which the form has none go into ELSEWHERE
 * (may be NULL). */
void form_place_problems(struct form_tree *t, const struct problems *ps, struct problems *elsewhere);
/* The percentages flagged SHARE of each list add up to 100, where all its rows have one (by vocabulary, where the rows
 * have several). */
void form_check_shares(const struct doc *d, struct problems *ps);
/* The errors that stop D, in PS. Those that BASE, of which it is a change, has already do not, unless all of it must be
 * right (WHOLE): who corrects one thing is not stopped by the faults of another. */
struct form_rules {
	const struct doc *base; /* NULL: D is new, and all of it must be right */
	bool whole;
	const struct custom_field *custom; /* fields that the province added */
	uint32_t ncustom;
};
void form_check(const struct form_rules *rules, const struct doc *d, struct problems *ps);
/* Whether a person can fill in the field F at all: it is no state, no rest of a file, not of 1.x only. */
bool form_field_open(const struct field *f, bool has_value);

/* ---- buttons that change rows ---- */
/* The form after the button ACTION: "add:sector", "remove:sector[a1]", "up:sector[a1]", "equal:sector" and
 * "adjust:sector" (shares), "paste:sector" (rows of the text in "sector.paste", cells between tabs). A form it does
 * not know how to change comes back as it is. */
struct form form_act(const struct form_in *in, str action);
/* Pairs as the body of a form, and back by form_parse(). */
str form_print(arena *a, const struct form *f);
str form_value(const struct form *f, str name);

/* ---- values ---- */
/* What is shown for VALUE, and what was meant by TYPED. Dates: "29 Oktober 2019", "29/10/2019", "2019-10-29"; numbers:
 * "1.234.567,89", "1,234,567.89", "Rp 1.000"; one separator before three digits is read as LANG has it. */
str form_show(const struct form_in *in, const struct field *f, const struct codelist *list, str value);
str form_meant(const struct form_in *in, const struct field *f, const struct codelist *list, str typed);
/* With line ends as documents have them: forms are sent with others. */
str form_lines(arena *a, str s);
bool form_date(str typed, date *out) SEL_MUST_CHECK;
bool form_number(arena *a, enum lang lang, str typed, str *out) SEL_MUST_CHECK;

#endif
