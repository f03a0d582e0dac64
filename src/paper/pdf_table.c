/* Tables on pages: rows stay whole, heading rows come again, what is higher than a page is divided between lines. */
#include "paper/draw.h"

/* Tags of cells make Cairo twice as slow: big tables have none. */
enum { TAGGED_MOST = 4000 };
static const double line_width = 0.5;

struct table_view {
	struct drawing *d;
	const struct paper_table *t;
	double edges[PAPER_COLUMNS_MAX + 1]; /* x of the columns */
	double pad_x, pad_y;
	int size;
	uint32_t nheads;          /* heading rows: none where they would fill half a page */
	double *heads, heads_sum; /* their heights, spans included; padded by zeros for spans that are too long */
	bool tagged, open;        /* has tags; the one of the table is open on this page */
};

static double cell_width(const struct table_view *v, const struct row *r, uint32_t i)
{
	return v->edges[r->at[i] + r->cells[i].columns] - v->edges[r->at[i]];
}

static struct text layout_cell(struct table_view *v, const struct row *r, uint32_t i, int slot)
{
	struct paper_run run = { r->cells[i].text, 0 };
	bool small = r->kind == PAPER_NUMBERED;
	return draw_layout(v->d, slot, &run, 1,
	                   &(struct text_opts){ .size = small && v->size > 6 ? v->size - 1 : v->size,
	                                        .width = cell_width(v, r, i) - 2 * v->pad_x,
	                                        .align = cell_align(v->t, r, i),
	                                        .marks = cell_marks(r, i) });
}

static double least_height(const struct table_view *v, const struct row *r)
{
	return r->kind == PAPER_BODY && v->t->o.min_height > 0 ? v->t->o.min_height * MM : 0;
}

/* The height of R by its cells of one row; TEXTS (may be NULL) gets them. */
static double measure(struct table_view *v, const struct row *r, struct text *texts)
{
	double height = least_height(v, r);
	for (uint32_t i = 0; i < r->n; i++) {
		struct text t = layout_cell(v, r, i, texts ? (int)i : SLOT_AHEAD);
		double h = t.height + 2 * v->pad_y + (v->t->o.plain ? 0 : line_width);
		if (r->cells[i].rows == 1 && h > height)
			height = h;
		if (texts)
			texts[i] = t;
	}
	return height;
}

static void measure_heads(struct table_view *v)
{
	const struct paper_table *t = v->t;
	double *h = arena_array(v->d->p->arena, double, t->heads + UINT8_MAX + 1);
	for (uint32_t r = 0; r < t->heads; r++)
		h[r] = measure(v, &t->rows.p[r], NULL);
	for (uint32_t r = 0; r < t->heads; r++)
		for (uint32_t i = 0; i < t->rows.p[r].n; i++) {
			const struct paper_cell *c = &t->rows.p[r].cells[i];
			uint32_t last = r + c->rows - 1 < t->heads ? r + c->rows - 1 : t->heads - 1;
			double need = layout_cell(v, &t->rows.p[r], i, SLOT_AHEAD).height + 2 * v->pad_y, have = 0;
			for (uint32_t k = r; k <= last; k++)
				have += h[k];
			if (c->rows > 1 && need > have)
				h[last] += need - have;
		}
	for (uint32_t r = 0; r < t->heads; r++)
		v->heads_sum += h[r];
	v->heads = h;
	v->nheads = t->heads;
	if (v->heads_sum > (draw_bottom(v->d) - v->d->size.top) / 2)
		v->heads_sum = v->nheads = 0;
}

static struct table_view view_of(struct drawing *d, const struct paper_table *t)
{
	struct table_view v = { .d = d, .t = t, .size = table_font_size(t) };
	double width = d->size.width - d->size.left - d->size.right, at = 0, sum = 0;
	for (uint32_t i = 0; i < t->o.n; i++)
		sum += t->columns[i].width;
	for (uint32_t i = 0; i < t->o.n; i++) {
		v.edges[i] = d->size.left + width * at / sum;
		at += t->columns[i].width;
	}
	v.edges[t->o.n] = d->size.left + width;
	v.pad_x = table_pad_x(t);
	v.pad_y = t->o.plain ? 1 : PAD_Y;
	v.tagged = t->rows.n * t->o.n <= TAGGED_MOST;
	measure_heads(&v);
	return v;
}

static void shade(const struct table_view *v, const struct row *r, double x, double y, double width, double height)
{
	cairo_t *cr = v->d->cr;
	double grey = r->kind == PAPER_HEAD ? 0.89 : r->kind == PAPER_SUBTOTAL || r->kind == PAPER_GROUP ? 0.95 : 1;
	if (!v->d->painting || v->t->o.plain)
		return;
	if (grey < 1) {
		cairo_set_source_rgb(cr, grey, grey, grey);
		cairo_rectangle(cr, x, y, width, height);
		cairo_fill(cr);
	}
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_set_line_width(cr, line_width);
	cairo_rectangle(cr, x, y, width, height);
	cairo_stroke(cr);
}

static void tag(const struct table_view *v, const char *name)
{
	if (v->tagged)
		draw_tag(v->d, name);
}

static void untag(const struct table_view *v, const char *name)
{
	if (v->tagged)
		draw_untag(v->d, name);
}

static void open_table(struct table_view *v)
{
	if (!v->open)
		tag(v, "Table");
	v->open = true;
}

static void close_table(struct table_view *v)
{
	if (v->open)
		untag(v, "Table");
	v->open = false;
}

/* Lines FROM[i] to TO[i] of each cell in a row of HEIGHT at Y. HEIGHTS of the rows below, for cells that span them. */
static void paint(struct table_view *v, const struct row *r, const struct text *texts, const int *from, const int *to,
                  const double *heights, double y)
{
	struct drawing *d = v->d;
	bool head = r->kind == PAPER_HEAD || r->kind == PAPER_NUMBERED;
	const char *name = head ? "TH" : "TD";
	if (!d->painting)
		return;
	tag(v, "TR");
	for (uint32_t i = 0; i < r->n; i++) {
		double x = v->edges[r->at[i]], width = cell_width(v, r, i), height = 0, text = 0;
		for (uint32_t k = 0; k < r->cells[i].rows; k++)
			height += heights[k];
		for (int k = from[i]; k < to[i]; k++)
			text += texts[i].lines[k].height;
		shade(v, r, x, y, width, height);
		tag(v, name);
		cairo_set_source_rgb(d->cr, 0, 0, 0);
		draw_lines(d, &texts[i], from[i], to[i], x + v->pad_x, head ? y + (height - text) / 2 : y + v->pad_y);
		untag(v, name);
	}
	untag(v, "TR");
}

static void paint_whole(struct table_view *v, const struct row *r, const struct text *texts, const double *heights)
{
	int from[PAPER_COLUMNS_MAX] = { 0 }, to[PAPER_COLUMNS_MAX];
	for (uint32_t i = 0; i < r->n; i++)
		to[i] = texts[i].n;
	open_table(v);
	paint(v, r, texts, from, to, heights, v->d->y);
	v->d->y += heights[0];
}

static void draw_heads(struct table_view *v)
{
	for (uint32_t r = 0; r < v->nheads; r++) {
		struct text texts[PAPER_COLUMNS_MAX];
		measure(v, &v->t->rows.p[r], texts);
		paint_whole(v, &v->t->rows.p[r], texts, v->heads + r);
	}
}

static void next_page(struct table_view *v)
{
	close_table(v);
	draw_new_page(v->d);
	draw_heads(v);
}

/* How far each cell goes on this page, and how high that is; nothing at all only where another page has more room. */
static double divide(const struct table_view *v, const struct row *r, const struct text *texts, const int *from,
                     int *to, bool *more)
{
	const struct drawing *d = v->d;
	double room = draw_bottom(d) - d->y - 2 * v->pad_y - line_width, height = 0;
	bool any = false;
	*more = false;
	for (uint32_t i = 0; i < r->n; i++) {
		to[i] = from[i] + draw_fitting(&texts[i], from[i], room);
		any = any || to[i] > from[i];
	}
	for (uint32_t i = 0; i < r->n; i++) {
		double h = 0;
		if (!any && d->y < d->size.top + v->heads_sum + 1 && from[i] < texts[i].n)
			to[i] = from[i] + 1;
		for (int k = from[i]; k < to[i]; k++)
			h += texts[i].lines[k].height;
		height = h > height ? h : height;
		*more = *more || to[i] < texts[i].n;
	}
	return height > 0 ? height + 2 * v->pad_y + line_width : 0;
}

/* A row that is higher than a page has room for. */
static void draw_divided(struct table_view *v, const struct row *r, struct text *texts)
{
	struct drawing *d = v->d;
	int from[PAPER_COLUMNS_MAX] = { 0 }, to[PAPER_COLUMNS_MAX];
	for (bool more = true; more && draw_goes_on(d);) {
		double heights[UINT8_MAX + 1] = { divide(v, r, texts, from, to, &more) };
		if (heights[0] > 0) {
			open_table(v);
			paint(v, r, texts, from, to, heights, d->y);
			d->y += heights[0];
		}
		memcpy(from, to, r->n * sizeof(*from));
		if (more) {
			next_page(v);
			measure(v, r, texts);
		}
	}
}

static void draw_row(struct table_view *v, uint32_t at)
{
	struct drawing *d = v->d;
	const struct row *r = &v->t->rows.p[at];
	struct text texts[PAPER_COLUMNS_MAX];
	double next = 0, heights[UINT8_MAX + 1] = { 0 };
	if (r->kind == PAPER_GROUP && at + 1 < v->t->rows.n)
		next = measure(v, &v->t->rows.p[at + 1], NULL);
	heights[0] = measure(v, r, texts);
	double page = draw_bottom(d) - d->size.top - v->heads_sum;
	if (heights[0] > page) {
		draw_divided(v, r, texts);
		return;
	}
	if (next + heights[0] > page)
		next = 0;
	if (d->y + heights[0] + next > draw_bottom(d) + line_width) {
		next_page(v);
		measure(v, r, texts);
	}
	paint_whole(v, r, texts, heights);
}

static double whole_height(struct table_view *v)
{
	double sum = v->heads_sum, page = v->d->size.height;
	for (uint32_t i = v->nheads; i < v->t->rows.n && sum <= page; i++)
		sum += measure(v, &v->t->rows.p[i], NULL);
	return sum;
}

static double height_of_first(struct table_view *v)
{
	double sum = v->heads_sum;
	if (v->t->o.together)
		return whole_height(v);
	for (uint32_t i = v->nheads; i < v->t->rows.n; i++) {
		sum += measure(v, &v->t->rows.p[i], NULL);
		if (v->t->rows.p[i].kind != PAPER_GROUP)
			break;
	}
	return sum;
}

double draw_table_first(struct drawing *d, const struct paper_table *t)
{
	struct table_view v = view_of(d, t);
	return height_of_first(&v);
}

void draw_table(struct drawing *d, const struct paper_table *t)
{
	struct table_view v = view_of(d, t);
	double first = height_of_first(&v), room = draw_bottom(d) - d->size.top;
	if (!t->rows.n)
		return;
	if (!draw_at_top(d) && first <= room && d->y + first > draw_bottom(d) + line_width)
		draw_new_page(d);
	draw_heads(&v);
	arena_clear(d->scratch);
	for (uint32_t i = v.nheads; i < t->rows.n && draw_goes_on(d); i++) {
		draw_row(&v, i);
		arena_clear(d->scratch);
	}
	close_table(&v);
	d->y += AFTER_TABLE;
}
