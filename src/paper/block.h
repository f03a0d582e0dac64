/* block.h -- the paper as its two writers see it: inside the paper room only. */
#ifndef SELARAS_PAPER_BLOCK_H
#define SELARAS_PAPER_BLOCK_H

#include "base/vec.h"
#include "paper/paper.h"

enum block_type { BLOCK_HEAD, BLOCK_TEXT, BLOCK_TABLE, BLOCK_BREAK, BLOCK_SECTION, BLOCK_SPACE };

struct list_place {
	bool is_item;
	enum paper_marker marker;
	int level;
	uint32_t list;   /* from 1, in the paper */
	uint32_t number; /* from 1, in the list */
};
struct block {
	enum block_type type;
	enum paper_style style;
	struct paper_run *runs; /* of a paragraph */
	size_t n;
	struct list_place item;
	bool keep; /* on one page with the beginning of the next block, whatever its style */
	struct paper_table *table;
	bool landscape;
	int mm;
};
struct row {
	enum paper_row kind;
	struct paper_cell *cells; /* as many as were given; .columns and .rows are at least 1 */
	uint8_t *at;              /* the column of each */
	uint32_t n;
};
struct paper_table {
	struct paper *paper;
	struct paper_table_opts o;
	struct paper_column *columns;
	uint8_t taken[PAPER_COLUMNS_MAX]; /* rows of a span from above that are still to come, by column */
	VEC(struct row) rows;
	uint32_t heads; /* rows at the top that are repeated */
};
struct paper {
	arena *arena;
	struct paper_opts o;
	VEC(struct block) blocks;
	struct paper_head *head;
	size_t nhead;
	str logo; /* PNG, checked */
	int logo_width, logo_height;
	uint32_t rows, lists;
	bool full;
};

/* How a style looks; sizes in points added to the paper's, distances in points. */
struct style_look {
	const char *id, *name; /* in a DOCX */
	int size;
	bool bold;
	enum paper_align align;
	bool justified;
	int before, after, first;
	bool keep_next;
	int outline; /* level from 1; 0: not in it */
};
extern const struct style_look style_looks[PAPER_STYLE_COUNT];

/* Measures that both writers keep to, in points. */
#define MM (72.0 / 25.4)
enum {
	LINE_PERCENT = 115,
	PAD_X = 4,
	PAD_X_DENSE = 3, /* of tables with more columns than PAD_COLUMNS */
	PAD_COLUMNS = 10,
	PAD_Y = 2,
	AFTER_TABLE = 6, /* a line of this height follows every table */
	LIST_STEP = 18,
	FOOT_SIZE = 7,
	FOOT_MM = 8, /* from the lower edge; the mark the same from the upper */
	QR_MM = 13,
	LOGO_MM = 22,
	NAME_SIZE = 2, /* lines of the letterhead, added to the paper's size */
	UNIT_SIZE = 4,
	ADDRESS_SIZE = -2,
	PAGE_WORDS_MM = 32
};

struct page_size {
	double width, height, top, right, bottom, left; /* points */
};
struct page_size paper_page(const struct paper *p, bool landscape);
/* Points that the foot takes, from the edge of the page on. */
double paper_foot_height(const struct paper *p);
int paper_font_size(const struct paper *p);
int table_font_size(const struct paper_table *t);
/* Between a cell's edge and its text, at the sides. */
int table_pad_x(const struct paper_table *t);
enum paper_align cell_align(const struct paper_table *t, const struct row *r, uint32_t cell);
unsigned cell_marks(const struct row *r, uint32_t cell);
/* Whether a paragraph stays with what follows. */
bool block_keeps(const struct block *b);
/* "1.", "a.", "–" */
str item_marker(arena *a, const struct list_place *item);

/* A QR code of TEXT: WIDTH x WIDTH bytes, bit 0 set where it is dark; NULL when TEXT is too long for one. */
const uint8_t *qr_code(arena *a, str text, int *width);
/* Its picture as PNG, SCALE dots for each; the empty str when it cannot be made. */
str qr_png(arena *a, str text, int scale);
/* Width and height of a PNG file that Cairo reads; false when it is none, or too large. */
bool png_size(str png, int *width, int *height);

#endif
