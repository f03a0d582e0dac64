/* The paper as PDF. */
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>

#include "base/date.h"
#include "base/log.h"
#include "paper/draw.h"

static const double black = 0, thin = 0.5;

/* ---- pages ---- */

double draw_bottom(const struct drawing *d)
{
	return d->size.height - d->size.bottom;
}

bool draw_at_top(const struct drawing *d)
{
	return d->y <= d->size.top + thin;
}

bool draw_goes_on(struct drawing *d)
{
	if (d->rc == PAPER_OK && (d->page > PAPER_PAGES_MAX || clock_mono_ns() > d->deadline))
		d->rc = PAPER_TOO_BIG;
	return d->rc == PAPER_OK;
}

static double put(struct drawing *d, str s, const struct text_opts *o, double x, double y)
{
	struct paper_run run = { s, 0 };
	struct text t = draw_layout(d, SLOT_TEXT, &run, 1, o);
	return draw_lines(d, &t, 0, t.n, x, y);
}

static void rule(struct drawing *d, double y, double width)
{
	cairo_set_line_width(d->cr, width);
	cairo_move_to(d->cr, d->size.left, y);
	cairo_line_to(d->cr, d->size.width - d->size.right, y);
	cairo_stroke(d->cr);
}

static void paint_mark(struct drawing *d)
{
	enum { SIZE = 10 };
	if (!d->p->o.mark.n)
		return;
	cairo_set_source_rgb(d->cr, 0.75, 0.1, 0.1);
	put(d, d->p->o.mark,
	    &(struct text_opts){ .size = SIZE,
	                         .width = d->size.width - d->size.left - d->size.right,
	                         .align = PAPER_AT_CENTRE,
	                         .marks = PAPER_BOLD },
	    d->size.left, FOOT_MM * MM);
	cairo_set_source_rgb(d->cr, black, black, black);
}

static void paint_code(struct drawing *d, double x, double y)
{
	int width;
	const uint8_t *code = qr_code(d->scratch, d->p->o.address, &width);
	double dot = code ? QR_MM * MM / width : 0;
	if (!code)
		return;
	for (int i = 0; i < width; i++)
		for (int k = 0; k < width; k++)
			if (code[i * width + k] & 1)
				cairo_rectangle(d->cr, x + k * dot, y + i * dot, dot, dot);
	cairo_set_antialias(d->cr, CAIRO_ANTIALIAS_NONE);
	cairo_fill(d->cr);
	cairo_set_antialias(d->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static str page_words(struct drawing *d)
{
	str words = d->p->o.page_words;
	struct buf out;
	buf_init(&out, d->scratch, words.n + 64);
	for (size_t i = 0; i < words.n; i++) {
		str hole = str_sub(words, i, 3);
		bool page = str_is(hole, "{0}");
		if (page || str_is(hole, "{1}")) {
			buf_int(&out, page ? d->page : d->pages);
			i += 2;
		} else {
			buf_char(&out, words.p[i]);
		}
	}
	return buf_str(&out);
}

/* An address as a link; its quotes and backslashes would end Cairo's attribute. */
static void paint_address(struct drawing *d, const struct text_opts *o, double x, double y)
{
	str s = d->p->o.address;
	bool link = (str_starts(s, STR("https://")) || str_starts(s, STR("http://"))) &&
	            str_find_char(s, '\'', 0) < 0 && str_find_char(s, '\\', 0) < 0;
	if (link)
		cairo_tag_begin(d->cr, CAIRO_TAG_LINK, arena_fmt(d->scratch, "uri='%.*s'", STR_ARG(s)).p);
	put(d, s, o, x, y);
	if (link)
		cairo_tag_end(d->cr, CAIRO_TAG_LINK);
}

static void paint_foot(struct drawing *d)
{
	const struct paper_opts *o = &d->p->o;
	double y = d->size.height - paper_foot_height(d->p), x = d->size.left, right = d->size.width - d->size.right;
	double words = PAGE_WORDS_MM * MM, at = o->address.n ? x + (QR_MM + 3) * MM : x;
	struct text_opts text = { .size = FOOT_SIZE, .width = right - words - at };
	rule(d, y, thin);
	y += 2 * PAD_Y;
	paint_code(d, x, y);
	put(d, page_words(d), &(struct text_opts){ .size = FOOT_SIZE, .width = words, .align = PAPER_AT_RIGHT },
	    right - words, y);
	if (o->source.n)
		y += put(d, o->source, &text, at, y);
	if (o->hash_line.n)
		y += put(d, o->hash_line, &text, at, y);
	if (o->address.n)
		paint_address(d, &text, at, y);
}

static void end_page(struct drawing *d)
{
	if (!d->painting)
		return;
	paint_mark(d);
	paint_foot(d);
	cairo_show_page(d->cr);
}

static void begin_page(struct drawing *d)
{
	d->page++;
	d->y = d->size.top;
	d->after = 0;
	if (d->painting)
		cairo_pdf_surface_set_size(d->surface, d->size.width, d->size.height);
}

void draw_new_page(struct drawing *d)
{
	end_page(d);
	begin_page(d);
}

/* ---- blocks ---- */

static cairo_status_t read_logo(void *from, unsigned char *bytes, unsigned n)
{
	str *rest = from;
	if (n > rest->n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(bytes, rest->p, n);
	*rest = str_sub(*rest, n, rest->n);
	return CAIRO_STATUS_SUCCESS;
}

static void paint_logo(struct drawing *d, double y)
{
	str rest = d->p->logo;
	if (!d->painting || !rest.n)
		return;
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(read_logo, &rest);
	if (cairo_surface_status(s) == CAIRO_STATUS_SUCCESS) {
		double scale = LOGO_MM * MM / d->p->logo_height;
		cairo_save(d->cr);
		cairo_translate(d->cr, d->size.left, y);
		cairo_scale(d->cr, scale, scale);
		cairo_set_source_surface(d->cr, s, 0, 0);
		cairo_paint(d->cr);
		cairo_restore(d->cr);
	}
	cairo_surface_destroy(s);
}

static void draw_head(struct drawing *d)
{
	static const int sizes[] = {
		[PAPER_HEAD_NAME] = NAME_SIZE, [PAPER_HEAD_UNIT] = UNIT_SIZE, [PAPER_HEAD_ADDRESS] = ADDRESS_SIZE
	};
	const struct paper *p = d->p;
	double logo = p->logo.n ? LOGO_MM * MM : 0, top = d->y;
	double width = d->size.width - d->size.left - d->size.right;
	paint_logo(d, top);
	for (size_t i = 0; i < p->nhead; i++) {
		const struct paper_head *h = &p->head[i];
		draw_tag(d, "P");
		d->y += put(d, h->text,
		            &(struct text_opts){ .size = paper_font_size(p) + sizes[h->line],
		                                 .width = width - logo,
		                                 .align = PAPER_AT_CENTRE,
		                                 .marks = h->line == PAPER_HEAD_ADDRESS ? 0 : PAPER_BOLD },
		            d->size.left + logo, d->y);
		draw_untag(d, "P");
	}
	d->y = d->y < top + logo ? top + logo : d->y;
	d->y += 3;
	if (d->painting) {
		rule(d, d->y, 2.25);
		rule(d, d->y + 2.5, 0.75);
	}
	d->y += 3 + AFTER_TABLE;
}

static const struct style_look *look_of(const struct block *b)
{
	return &style_looks[b->style];
}

static struct text layout_block(struct drawing *d, const struct block *b, int slot)
{
	const struct style_look *look = look_of(b);
	double indent = b->item.is_item ? LIST_STEP * (b->item.level + 1) : 0;
	int size = paper_font_size(d->p) + look->size;
	return draw_layout(d, slot, b->runs, b->n,
	                   &(struct text_opts){ .size = size < 6 ? 6 : size,
	                                        .width = d->size.width - d->size.left - d->size.right - indent,
	                                        .align = look->align,
	                                        .justified = look->justified,
	                                        .first = look->first,
	                                        .marks = look->bold ? PAPER_BOLD : 0 });
}

/* Of the distances after one paragraph and before the next the greater one counts, as in a DOCX. */
static double above(const struct drawing *d, const struct style_look *look)
{
	return look->before > d->after ? look->before - d->after : 0;
}

/* The height of what must stand on one page from block AT on. */
static double first_height(struct drawing *d, size_t at, int depth)
{
	enum { DEPTH = 6, ORPHANS = 2, WIDOWS = 2 };
	if (at >= d->p->blocks.n || depth > DEPTH)
		return 0;
	const struct block *b = &d->p->blocks.p[at];
	if (b->type == BLOCK_TABLE)
		return draw_table_first(d, b->table);
	if (b->type != BLOCK_TEXT)
		return 0;
	struct text t = layout_block(d, b, SLOT_AHEAD);
	double height = depth ? look_of(b)->before : above(d, look_of(b));
	int n = block_keeps(b) || t.n < ORPHANS + WIDOWS ? t.n : ORPHANS;
	for (int i = 0; i < n; i++)
		height += t.lines[i].height;
	return block_keeps(b) ? height + look_of(b)->after + first_height(d, at + 1, depth + 1) : height;
}

/* Lines from FROM on that go on this page: neither the first nor the last line of a paragraph stands alone. */
static int lines_here(const struct drawing *d, const struct text *t, int from)
{
	int n = draw_fitting(t, from, draw_bottom(d) - d->y), left = t->n - from - n;
	if (left == 1)
		n--;
	if (left > 0 && from == 0 && n < 2)
		n = 0;
	if (n <= 0 && draw_at_top(d))
		n = 1;
	return n < 0 ? 0 : n;
}

static void outline(struct drawing *d, const struct block *b, double y)
{
	struct buf title;
	if (!d->painting || !look_of(b)->outline || !b->n)
		return;
	buf_init(&title, d->scratch, PAPER_TEXT_MAX);
	for (size_t i = 0; i < b->n; i++)
		buf_str_add(&title, b->runs[i].text);
	cairo_pdf_surface_add_outline(
	    d->surface, CAIRO_PDF_OUTLINE_ROOT, buf_str(&title).p,
	    arena_fmt(d->scratch, "page=%u pos=[%d %d]", d->page, (int)d->size.left, (int)y).p, 0);
}

static void paint_marker(struct drawing *d, const struct block *b, double x)
{
	struct paper_run run = { item_marker(d->scratch, &b->item), 0 };
	struct text t = draw_layout(d, SLOT_AHEAD, &run, 1,
	                            &(struct text_opts){ .size = paper_font_size(d->p), .width = LIST_STEP * 2 });
	draw_lines(d, &t, 0, 1, x - LIST_STEP, d->y);
}

static void draw_paragraph(struct drawing *d, size_t at)
{
	const struct block *b = &d->p->blocks.p[at];
	const struct style_look *look = look_of(b);
	const char *tag = look->outline == 1 ? "H1" : look->outline == 2 ? "H2" : "P";
	double x = d->size.left + (b->item.is_item ? LIST_STEP * (b->item.level + 1) : 0);
	if (!draw_at_top(d)) {
		double need = block_keeps(b) ? first_height(d, at, 0) : 0;
		if (need <= draw_bottom(d) - d->size.top && d->y + need > draw_bottom(d))
			draw_new_page(d);
		else
			d->y += above(d, look);
	}
	struct text t = layout_block(d, b, SLOT_TEXT);
	for (int from = 0; from < t.n && draw_goes_on(d);) {
		int n = lines_here(d, &t, from);
		if (n > 0) {
			draw_tag(d, tag);
			if (from == 0) {
				outline(d, b, d->y);
				if (b->item.is_item)
					paint_marker(d, b, x);
			}
			d->y += draw_lines(d, &t, from, from + n, x, d->y);
			draw_untag(d, tag);
		}
		from += n;
		if (from < t.n) {
			draw_new_page(d);
			/* the foot used the layout */
			t = layout_block(d, b, SLOT_TEXT);
		}
	}
	d->y += look->after;
	d->after = look->after;
}

static void turn(struct drawing *d, bool landscape)
{
	bool used = !draw_at_top(d);
	if (used)
		end_page(d);
	else
		d->page--;
	d->landscape = landscape;
	d->size = paper_page(d->p, landscape);
	begin_page(d);
}

static void draw_block(struct drawing *d, size_t at)
{
	const struct block *b = &d->p->blocks.p[at];
	if (b->type != BLOCK_TEXT)
		d->after = 0;
	switch (b->type) {
	case BLOCK_HEAD:
		draw_head(d);
		break;
	case BLOCK_TEXT:
		draw_paragraph(d, at);
		break;
	case BLOCK_TABLE:
		draw_table(d, b->table);
		break;
	case BLOCK_BREAK:
		draw_new_page(d);
		break;
	case BLOCK_SECTION:
		turn(d, b->landscape);
		break;
	case BLOCK_SPACE:
		d->y += b->mm * MM;
		break;
	}
	arena_clear(d->scratch);
}

static void go_through(struct drawing *d)
{
	d->landscape = d->p->o.landscape;
	d->size = paper_page(d->p, d->landscape);
	d->page = 0;
	begin_page(d);
	for (size_t i = 0; i < d->p->blocks.n && draw_goes_on(d); i++)
		draw_block(d, i);
	end_page(d);
	d->pages = d->page;
}

/* ---- the file ---- */

static void metadata(struct drawing *d)
{
	const struct paper_opts *o = &d->p->o;
	char when[25];
	instant_print(o->date, when);
	cairo_pdf_surface_restrict_to_version(d->surface, CAIRO_PDF_VERSION_1_5);
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_TITLE, arena_str(d->scratch, o->title).p);
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_AUTHOR, arena_str(d->scratch, o->author).p);
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_SUBJECT, arena_str(d->scratch, o->subject).p);
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATOR, "Selaras");
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_MOD_DATE, when);
}

static cairo_status_t take(void *to, const unsigned char *bytes, unsigned n)
{
	struct buf *out = to;
	buf_add(out, (const char *)bytes, n);
	return buf_failed(out) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void start_text(struct drawing *d)
{
	enum { POINTS = 72 };
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	d->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	pango_cairo_context_set_resolution(d->context, POINTS);
	pango_cairo_context_set_font_options(d->context, options);
	pango_context_set_round_glyph_positions(d->context, FALSE);
	pango_context_set_language(d->context, pango_language_from_string(arena_str(d->scratch, d->p->o.language).p));
	cairo_font_options_destroy(options);
	for (int i = 0; i < SLOTS; i++)
		d->layouts[i] = pango_layout_new(d->context);
}

static void end_text(struct drawing *d)
{
	for (int i = 0; i < SLOTS; i++)
		g_object_unref(d->layouts[i]);
	g_object_unref(d->context);
}

static void paint_all(struct drawing *d, struct buf *out)
{
	d->surface = cairo_pdf_surface_create_for_stream(take, out, d->size.width, d->size.height);
	d->cr = cairo_create(d->surface);
	metadata(d);
	d->painting = true;
	go_through(d);
	cairo_destroy(d->cr);
	cairo_surface_finish(d->surface);
	cairo_status_t status = cairo_surface_status(d->surface);
	if (status != CAIRO_STATUS_SUCCESS && d->rc == PAPER_OK) {
		d->rc = buf_failed(out) ? PAPER_TOO_BIG : PAPER_FAILED;
		log_error("pdf: %s", cairo_status_to_string(status));
	}
	cairo_surface_destroy(d->surface);
}

static struct drawing begin_drawing(struct paper *p)
{
	struct drawing d = { .p = p,
		             .scratch = arena_new(0),
		             .deadline = clock_mono_ns() + (int64_t)PAPER_SECONDS_MAX * 1000000000 };
	d.rc = p->full ? PAPER_TOO_BIG : PAPER_OK;
	start_text(&d);
	if (d.rc == PAPER_OK)
		go_through(&d);
	return d;
}

static void end_drawing(struct drawing *d)
{
	end_text(d);
	arena_free(d->scratch);
}

uint32_t paper_pages(struct paper *p, int *room_mm)
{
	struct drawing d = begin_drawing(p);
	end_drawing(&d);
	if (room_mm)
		*room_mm = (int)((draw_bottom(&d) - d.y) / MM);
	return d.rc == PAPER_OK ? d.pages : 0;
}

enum paper_rc paper_pdf(struct paper *p, str *file)
{
	struct buf out;
	struct drawing d = begin_drawing(p);
	buf_init(&out, NULL, PAPER_BYTES_MAX);
	if (d.rc == PAPER_OK)
		paint_all(&d, &out);
	*file = d.rc == PAPER_OK ? pdf_finish(p, buf_str(&out)) : STR_EMPTY;
	buf_release(&out);
	end_drawing(&d);
	return d.rc;
}

void papers_end(void)
{
	pango_cairo_font_map_set_default(NULL);
	cairo_debug_reset_static_data();
	FcFini();
}
