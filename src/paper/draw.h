/* draw.h -- a paper on pages: inside the PDF half of the room only.
 *
 * The whole paper is gone through twice by the same code: first without painting, to know how many pages there are,
 * then onto the surface. Lengths are points from the upper left corner of the page. */
#ifndef SELARAS_PAPER_DRAW_H
#define SELARAS_PAPER_DRAW_H

#include <pango/pangocairo.h>

#include "paper/block.h"

/* Layouts for the cells of a row, one for a paragraph, one for looking ahead. */
enum { SLOT_TEXT = PAPER_COLUMNS_MAX, SLOT_AHEAD, SLOTS };

struct line {
	PangoLayoutLine *line;
	double x, ascent, height; /* ascent: from the top of its height to the base line */
};
struct text {
	struct line *lines;
	int n;
	double height;
};
struct drawing {
	struct paper *p;
	arena *scratch; /* of one row or paragraph */
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoLayout *layouts[SLOTS];
	struct page_size size;
	bool painting, landscape;
	double y, after; /* how far one has come; the distance that the last paragraph keeps from the next */
	uint32_t page, pages;
	int64_t deadline;
	enum paper_rc rc;
};

struct text_opts {
	int size;
	double width;
	enum paper_align align;
	bool justified;
	double first;   /* set in */
	unsigned marks; /* of all */
};
/* Lays RUNS out in SLOT; valid until the slot is used again or the scratch is cleared. */
struct text draw_layout(struct drawing *d, int slot, const struct paper_run *runs, size_t n, const struct text_opts *o);
/* Lines FROM to TO of T with the upper left corner at X, Y; gives the height. */
double draw_lines(struct drawing *d, const struct text *t, int from, int to, double x, double y);
/* How many lines from FROM on fit into HEIGHT. */
int draw_fitting(const struct text *t, int from, double height);

void draw_tag(struct drawing *d, const char *tag);
void draw_untag(struct drawing *d, const char *tag);

/* Ends the page and begins the next one. */
void draw_new_page(struct drawing *d);
double draw_bottom(const struct drawing *d);
bool draw_at_top(const struct drawing *d);
/* False once a limit is passed or a library has failed. */
bool draw_goes_on(struct drawing *d);

/* PDF as Cairo wrote it, with what Cairo does not say added at its end. In the paper's arena. */
str pdf_finish(struct paper *p, str pdf);

void draw_table(struct drawing *d, const struct paper_table *t);
/* The height of what stands together at the head of T. */
double draw_table_first(struct drawing *d, const struct paper_table *t);

#endif
