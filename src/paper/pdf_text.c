/* Text on a page. */
#include "paper/draw.h"

static void mark(PangoAttrList *list, PangoAttribute *a, size_t from, size_t to)
{
	a->start_index = (guint)from;
	a->end_index = (guint)to;
	pango_attr_list_insert(list, a);
}

static void set_runs(struct drawing *d, PangoLayout *l, const struct paper_run *runs, size_t n, unsigned marks)
{
	PangoAttrList *list = pango_attr_list_new();
	/* a word that is broken stays the same word for whoever copies it */
	pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
	str whole = STR_EMPTY;
	if (n == 1)
		whole = runs[0].text;
	for (size_t i = 0, at = 0; i < n; i++) {
		size_t to = at + runs[i].text.n;
		unsigned m = runs[i].marks | marks;
		if (n > 1)
			whole = arena_cat(d->scratch, whole, runs[i].text);
		if (m & PAPER_BOLD)
			mark(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), at, to);
		if (m & PAPER_ITALIC)
			mark(list, pango_attr_style_new(PANGO_STYLE_ITALIC), at, to);
		if (m & PAPER_UNDERLINE)
			mark(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), at, to);
		at = to;
	}
	pango_layout_set_text(l, whole.p, (int)whole.n);
	pango_layout_set_attributes(l, list);
	pango_attr_list_unref(list);
}

/* Every line is as high as in a DOCX, or higher where letters of another font are. */
static struct text lines_of(struct drawing *d, PangoLayout *l, int size)
{
	double usual = size * LINE_PERCENT / 100.0;
	struct text t = { .n = 0 };
	t.lines = arena_array(d->scratch, struct line, (size_t)pango_layout_get_line_count(l) + 1);
	PangoLayoutIter *i = pango_layout_get_iter(l);
	do {
		PangoRectangle logical;
		pango_layout_iter_get_line_extents(i, NULL, &logical);
		double high = logical.height / (double)PANGO_SCALE, height = high > usual + 1 ? high : usual;
		double ascent = (pango_layout_iter_get_baseline(i) - logical.y) / (double)PANGO_SCALE;
		t.lines[t.n++] = (struct line){ pango_layout_iter_get_line_readonly(i), logical.x / (double)PANGO_SCALE,
			                        ascent + (height - high) / 2, height };
		t.height += height;
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
	return t;
}

struct text draw_layout(struct drawing *d, int slot, const struct paper_run *runs, size_t n, const struct text_opts *o)
{
	static const PangoAlignment aligns[] = { [PAPER_BY_COLUMN] = PANGO_ALIGN_LEFT,
		                                 [PAPER_AT_LEFT] = PANGO_ALIGN_LEFT,
		                                 [PAPER_AT_CENTRE] = PANGO_ALIGN_CENTER,
		                                 [PAPER_AT_RIGHT] = PANGO_ALIGN_RIGHT };
	PangoLayout *l = d->layouts[slot];
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family(font, arena_str(d->scratch, d->p->o.look.font).p);
	pango_font_description_set_absolute_size(font, o->size * (double)PANGO_SCALE);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_width(l, (int)((o->width > 1 ? o->width : 1) * PANGO_SCALE));
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(l, aligns[o->align]);
	pango_layout_set_justify(l, o->justified);
	pango_layout_set_indent(l, (int)(o->first * PANGO_SCALE));
	set_runs(d, l, runs, n, o->marks);
	return lines_of(d, l, o->size);
}

double draw_lines(struct drawing *d, const struct text *t, int from, int to, double x, double y)
{
	double at = y;
	for (int i = from; i < to; i++) {
		const struct line *line = &t->lines[i];
		if (d->painting && line->line->length) {
			cairo_move_to(d->cr, x + line->x, at + line->ascent);
			pango_cairo_show_layout_line(d->cr, line->line);
		}
		at += line->height;
	}
	return at - y;
}

int draw_fitting(const struct text *t, int from, double height)
{
	enum { LENIENT = 1000 };
	int i = from;
	for (double used = 0; i < t->n; i++) {
		used += t->lines[i].height;
		if (used > height + 1.0 / LENIENT)
			break;
	}
	return i - from;
}

void draw_tag(struct drawing *d, const char *tag)
{
	if (d->painting)
		cairo_tag_begin(d->cr, tag, NULL);
}

void draw_untag(struct drawing *d, const char *tag)
{
	if (d->painting)
		cairo_tag_end(d->cr, tag);
}
