/* paper.h -- papers as offices print, sign and file them: one description, written as PDF (Pango and Cairo) and as DOCX
 * that people can go on editing.
 *
 * A paper is a sequence of blocks in an arena: letterhead, headings, paragraphs, lists, tables, signatures. What a
 * paper says is text that is ready for people; figures and dates come from i18n. Every text is cleaned when it is
 * added: malformed UTF-8 becomes U+FFFD, control characters and those that turn the direction of text (U+202A to
 * U+202E, U+2066 to U+2069: a signed paper must not read otherwise than it is stored) are left out, '\n' begins a new
 * line.
 *
 * The same description and date give the same bytes, so that a paper can be named by its hash. Both forms have the
 * same measures: lines of 1.15 times the size of the letters, rows that stay on one page, heading rows on every page.
 *
 * Owner: everything lives in the arena given to paper_new(); what Pango and Cairo hold is freed before the functions
 * return. A paper belongs to one thread; different papers may be written in different threads at the same time.
 * Limits: PAPER_ROWS_MAX rows and blocks, PAPER_PAGES_MAX pages, PAPER_BYTES_MAX bytes, PAPER_SECONDS_MAX seconds. */
#ifndef SELARAS_PAPER_PAPER_H
#define SELARAS_PAPER_PAPER_H

#include "base/str.h"

enum {
	PAPER_ROWS_MAX = 20000,
	PAPER_PAGES_MAX = 600,
	PAPER_COLUMNS_MAX = 32,
	PAPER_TEXT_MAX = 20000, /* bytes of one paragraph or cell; what is longer is cut and ends in an ellipsis */
	PAPER_BYTES_MAX = 48 << 20,
	PAPER_LOGO_MAX = 1 << 20,
	PAPER_SECONDS_MAX = 20
};

enum paper_size {
	PAPER_A4, /* 210 x 297 mm */
	PAPER_F4  /* 215 x 330 mm, "folio" */
};
enum paper_rc {
	PAPER_OK,
	PAPER_TOO_BIG, /* past a limit */
	PAPER_FAILED   /* a library refused; the log says why */
};
/* How the province wants its papers. */
struct paper_look {
	enum paper_size size;
	int top, right, bottom, left; /* margins in mm; 0: 20, 20, 20 and 25 */
	str font;                     /* family; empty: Arial, for which Liberation Sans stands in */
	int font_size;                /* points; 0: 11 */
};
struct paper_opts {
	struct paper_look look;
	bool landscape;
	str language; /* "id-ID" */
	str title, author, subject;
	int64_t date;   /* of the paper and of its files, ms UTC */
	str mark;       /* over every page: "DATA CONTOH"; empty: none */
	str source;     /* foot: where the data come from, and of which day */
	str hash_line;  /* foot: "SHA-256 ..."; may be empty */
	str address;    /* foot: as text and as QR code; may be empty */
	str page_words; /* "halaman {0} dari {1}" */
};

struct paper;
struct paper_table;

struct paper *paper_new(arena *a, const struct paper_opts *o) SEL_RETURNS_NONNULL;
/* Past a limit: nothing more is taken, and writing gives PAPER_TOO_BIG. */
bool paper_is_full(const struct paper *p);

/* ---- letterhead ---- */
enum paper_head_line {
	PAPER_HEAD_NAME, /* PEMERINTAH PROVINSI ... */
	PAPER_HEAD_UNIT, /* the office below it, larger */
	PAPER_HEAD_ADDRESS
};
struct paper_head {
	enum paper_head_line line;
	str text;
};
/* LOGO is a PNG file for the left side, or empty; one that cannot be read is left out. Ends in a double rule. */
void paper_letterhead(struct paper *p, str logo, const struct paper_head *lines, size_t n);

/* ---- text ---- */
enum paper_style {
	PAPER_TITLE,    /* of the paper: centred, bold */
	PAPER_SUBTITLE, /* centred, below a title */
	PAPER_HEADING,  /* in the outline of the PDF; stays with what follows */
	PAPER_SUBHEADING,
	PAPER_TEXT,   /* both edges straight */
	PAPER_INDENT, /* the same, first line set in: body of a letter */
	PAPER_LEFT,
	PAPER_CENTRE,
	PAPER_RIGHT,
	PAPER_NOTE, /* small */
	PAPER_STYLE_COUNT
};
enum { PAPER_BOLD = 1, PAPER_ITALIC = 2, PAPER_UNDERLINE = 4 };
struct paper_run {
	str text;
	unsigned marks;
};
void paper_text(struct paper *p, enum paper_style style, str text);
void paper_runs(struct paper *p, enum paper_style style, const struct paper_run *runs, size_t n);

enum paper_marker { PAPER_DASHES, PAPER_NUMBERS, PAPER_LETTERS };
/* LEVEL 0, 1 or 2. */
void paper_list(struct paper *p, enum paper_marker marker, int level, const str *items, size_t n);

/* ---- tables ---- */
enum paper_align { PAPER_BY_COLUMN, PAPER_AT_LEFT, PAPER_AT_CENTRE, PAPER_AT_RIGHT };
struct paper_column {
	int width; /* share of the width of the table */
	enum paper_align align;
};
enum paper_row {
	PAPER_HEAD,     /* rows at the top, repeated on every page; cells may span rows */
	PAPER_NUMBERED, /* a heading row of column numbers: small, centred */
	PAPER_BODY,
	PAPER_GROUP,   /* names the rows below it and stays with them */
	PAPER_SUBTOTAL /* bold, shaded */
};
struct paper_cell {
	str text;
	uint8_t columns; /* spanned; 0: 1 */
	uint8_t rows;    /* spanned, in heading rows only; 0: 1 */
	enum paper_align align;
	unsigned marks;
};
struct paper_table_opts {
	const struct paper_column *columns;
	uint32_t n;
	int font_size;  /* points; 0: of the paper */
	bool plain;     /* without lines and shades */
	bool together;  /* on one page when it fits on one */
	int min_height; /* of body rows in mm; 0: as the text needs */
};
/* The columns are copied. */
struct paper_table *paper_table(struct paper *p, const struct paper_table_opts *o) SEL_RETURNS_NONNULL;
/* Cells from the left; spans of heading rows above are skipped. Missing ones at the end are empty. */
void paper_row(struct paper_table *t, enum paper_row row, const struct paper_cell *cells, size_t n);

/* ---- parts of official papers, made of the above ---- */
struct paper_fact {
	str label, text;
};
/* Lines of "label : text"; LABEL_MM is the width of the labels. */
void paper_facts(struct paper *p, int label_mm, const struct paper_fact *facts, size_t n);

/* The head of a letter: place and date at the right, below it number, nature, enclosures and subject at the left and
 * whom it is for at the right. */
struct paper_letter {
	str place_date;
	const struct paper_fact *facts;
	size_t nfacts;
	str to; /* "Yth. ...", lines by '\n' */
};
void paper_letter_head(struct paper *p, const struct paper_letter *l);

struct paper_signatory {
	str post;         /* lines by '\n': "a.n. SEKRETARIS DAERAH\nKEPALA BIRO ...," */
	str name;         /* underlined; empty: dots to write on */
	str rank, number; /* "Pembina Utama Muda", "NIP ..."; may be empty */
};
/* One stands at the right, more stand two abreast, on wide paper three. PLACE_DATE ("Kupang, 29 Oktober 2019") stands
 * over the last of the first row; may be empty. Stays on one page. */
void paper_signatures(struct paper *p, str place_date, const struct paper_signatory *list, size_t n);
/* "Tembusan:" and its numbered list. */
void paper_copies(struct paper *p, str label, const str *to, size_t n);

/* ---- pages ---- */
void paper_break(struct paper *p);
/* The pages from here on. */
void paper_section(struct paper *p, bool landscape);
void paper_space(struct paper *p, int mm);

/* ---- writing ---- */
/* How many pages the paper has so far; 0 past a limit. ROOM_MM (may be NULL) is what the last one has left. */
uint32_t paper_pages(struct paper *p, int *room_mm);
/* The file, in the paper's arena. */
enum paper_rc paper_pdf(struct paper *p, str *file) SEL_MUST_CHECK;
enum paper_rc paper_docx(struct paper *p, str *file) SEL_MUST_CHECK;
/* Gives back what Pango, Cairo and Fontconfig keep for the next paper; for the end of the program, when no other thread
 * writes one. */
void papers_end(void);

#endif
