#include "paper/block.h"

#include "base/utf8.h"

const struct style_look style_looks[PAPER_STYLE_COUNT] = {
	[PAPER_TITLE] = { "Judul", "Title", 2, true, PAPER_AT_CENTRE, false, 0, 2, 0, true, 0 },
	[PAPER_SUBTITLE] = { "Subjudul", "Subtitle", 0, false, PAPER_AT_CENTRE, false, 0, 8, 0, true, 0 },
	[PAPER_HEADING] = { "Bagian", "heading 1", 0, true, PAPER_AT_LEFT, false, 8, 3, 0, true, 1 },
	[PAPER_SUBHEADING] = { "Subbagian", "heading 2", 0, true, PAPER_AT_LEFT, false, 4, 2, 0, true, 2 },
	[PAPER_TEXT] = { "Isi", "Body Text", 0, false, PAPER_AT_LEFT, true, 0, 4, 0, false, 0 },
	[PAPER_INDENT] = { "IsiSurat", "Body Text First Indent", 0, false, PAPER_AT_LEFT, true, 0, 4, 36, false, 0 },
	[PAPER_LEFT] = { "Kiri", "Selaras Kiri", 0, false, PAPER_AT_LEFT, false, 0, 2, 0, false, 0 },
	[PAPER_CENTRE] = { "Tengah", "Selaras Tengah", 0, false, PAPER_AT_CENTRE, false, 0, 2, 0, false, 0 },
	[PAPER_RIGHT] = { "Kanan", "Selaras Kanan", 0, false, PAPER_AT_RIGHT, false, 0, 2, 0, false, 0 },
	[PAPER_NOTE] = { "Catatan", "Selaras Catatan", -3, false, PAPER_AT_LEFT, false, 0, 2, 0, false, 0 },
};

/* ---- text ---- */

static bool is_dropped(uint32_t c)
{
	return c < ' ' || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

static str clean(struct paper *p, str s)
{
	struct buf out;
	bool cut = s.n > PAPER_TEXT_MAX;
	s = cut ? utf8_cut(s, PAPER_TEXT_MAX) : s;
	buf_init(&out, p->arena, (size_t)3 * PAPER_TEXT_MAX + 8);
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if (c == '\n' || c == 0x2028 || c == 0x2029)
			buf_char(&out, '\n');
		else if (c == '\t')
			buf_char(&out, ' ');
		else if (!is_dropped(c))
			utf8_put(&out, c);
	}
	if (cut)
		utf8_put(&out, 0x2026);
	return out.n ? buf_str(&out) : STR_EMPTY;
}

static bool count_row(struct paper *p)
{
	p->full = p->full || p->rows >= PAPER_ROWS_MAX;
	p->rows += !p->full;
	return !p->full;
}

static struct block *add(struct paper *p, enum block_type type)
{
	if (!count_row(p))
		return NULL;
	struct block *b = vec_push(p->arena, &p->blocks);
	*b = (struct block){ .type = type };
	return b;
}

/* VALUE, or what is usual where it says nothing, within the bounds. */
static int within(int value, int usual, int low, int high)
{
	value = value > 0 ? value : usual;
	return value < low ? low : value > high ? high : value;
}

struct paper *paper_new(arena *a, const struct paper_opts *o)
{
	enum { USUAL = 20, USUAL_LEFT = 25, NARROW = 10, WIDE = 60, POINTS = 11, SMALL = 6, LARGE = 24 };
	struct paper *p = arena_make(a, struct paper);
	p->arena = a;
	p->o = *o;
	struct paper_look *l = &p->o.look;
	l->top = within(l->top, USUAL, NARROW, WIDE);
	l->right = within(l->right, USUAL, NARROW, WIDE);
	l->bottom = within(l->bottom, USUAL, NARROW, WIDE);
	l->left = within(l->left, USUAL_LEFT, NARROW, WIDE);
	l->font_size = within(l->font_size, POINTS, SMALL, LARGE);
	l->font = str_trim(clean(p, l->font));
	l->font = l->font.n ? l->font : STR("Arial");
	str *texts[] = { &p->o.language, &p->o.title,     &p->o.author,  &p->o.subject,   &p->o.mark,
		         &p->o.source,   &p->o.hash_line, &p->o.address, &p->o.page_words };
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		*texts[i] = clean(p, *texts[i]);
	return p;
}

bool paper_is_full(const struct paper *p)
{
	return p->full;
}

void paper_letterhead(struct paper *p, str logo, const struct paper_head *lines, size_t n)
{
	if (p->head || !add(p, BLOCK_HEAD))
		return;
	p->head = arena_array(p->arena, struct paper_head, n + 1);
	for (size_t i = 0; i < n; i++)
		p->head[p->nhead++] = (struct paper_head){ lines[i].line, clean(p, lines[i].text) };
	if (png_size(logo, &p->logo_width, &p->logo_height))
		p->logo = arena_str(p->arena, logo);
}

void paper_runs(struct paper *p, enum paper_style style, const struct paper_run *runs, size_t n)
{
	struct block *b = add(p, BLOCK_TEXT);
	if (!b)
		return;
	b->style = style;
	b->runs = arena_array(p->arena, struct paper_run, n + 1);
	for (size_t i = 0; i < n; i++) {
		str text = clean(p, runs[i].text);
		if (text.n)
			b->runs[b->n++] = (struct paper_run){ text, runs[i].marks };
	}
}

void paper_text(struct paper *p, enum paper_style style, str text)
{
	paper_runs(p, style, &(struct paper_run){ text, 0 }, 1);
}

void paper_list(struct paper *p, enum paper_marker marker, int level, const str *items, size_t n)
{
	uint32_t list = ++p->lists;
	for (size_t i = 0; i < n; i++) {
		paper_text(p, PAPER_TEXT, items[i]);
		if (p->full)
			return;
		p->blocks.p[p->blocks.n - 1].item = (struct list_place){ true, marker,
			                                                 level < 0   ? 0
			                                                 : level > 2 ? 2
			                                                             : level,
			                                                 list, (uint32_t)i + 1 };
	}
}

bool block_keeps(const struct block *b)
{
	return b->keep || style_looks[b->style].keep_next;
}

str item_marker(arena *a, const struct list_place *item)
{
	enum { LETTERS = 26 };
	uint32_t n = item->number - 1;
	if (item->marker == PAPER_DASHES)
		return STR("\xE2\x80\x93");
	if (item->marker == PAPER_NUMBERS)
		return arena_fmt(a, "%u.", item->number);
	/* as Word counts: z, aa, bb */
	struct buf out;
	buf_init(&out, a, PAPER_ROWS_MAX);
	for (uint32_t i = 0; i <= n / LETTERS; i++)
		buf_char(&out, (char)('a' + n % LETTERS));
	buf_char(&out, '.');
	return buf_str(&out);
}

/* ---- tables ---- */

struct paper_table *paper_table(struct paper *p, const struct paper_table_opts *o)
{
	struct paper_table *t = arena_make(p->arena, struct paper_table);
	t->paper = p;
	t->o = *o;
	t->o.n = o->n > PAPER_COLUMNS_MAX ? PAPER_COLUMNS_MAX : o->n;
	t->columns = arena_array(p->arena, struct paper_column, t->o.n + 1);
	for (uint32_t i = 0; i < t->o.n; i++) {
		t->columns[i] = o->columns[i];
		t->columns[i].width = t->columns[i].width > 0 ? t->columns[i].width : 1;
	}
	t->o.columns = t->columns;
	struct block *b = t->o.n ? add(p, BLOCK_TABLE) : NULL;
	if (b)
		b->table = t;
	return t;
}

/* The next column that no span from above takes. */
static uint32_t free_column(const struct paper_table *t, uint32_t at)
{
	while (at < t->o.n && t->taken[at])
		at++;
	return at;
}

static void add_cell(struct paper_table *t, struct row *r, uint32_t at, const struct paper_cell *c)
{
	uint32_t columns = 1;
	bool head = r->kind == PAPER_HEAD;
	while (columns < c->columns && at + columns < t->o.n && !t->taken[at + columns])
		columns++;
	r->at[r->n] = (uint8_t)at;
	r->cells[r->n] = *c;
	r->cells[r->n].text = clean(t->paper, c->text);
	r->cells[r->n].columns = (uint8_t)columns;
	r->cells[r->n].rows = head && c->rows > 1 ? c->rows : 1;
	r->n++;
}

void paper_row(struct paper_table *t, enum paper_row kind, const struct paper_cell *cells, size_t n)
{
	static const struct paper_cell nothing = { .text = { "", 0 } };
	if (!t->o.n || !count_row(t->paper))
		return;
	struct row r = { .kind = kind,
		         .cells = arena_array(t->paper->arena, struct paper_cell, t->o.n),
		         .at = arena_array(t->paper->arena, uint8_t, t->o.n) };
	if (kind != PAPER_HEAD)
		memset(t->taken, 0, sizeof(t->taken));
	uint32_t at = free_column(t, 0);
	for (size_t i = 0; at < t->o.n; i++) {
		add_cell(t, &r, at, i < n ? &cells[i] : &nothing);
		at = free_column(t, at + r.cells[r.n - 1].columns);
	}
	for (uint32_t i = 0; i < t->o.n; i++)
		t->taken[i] = (uint8_t)(t->taken[i] - (t->taken[i] > 0));
	for (uint32_t i = 0; i < r.n; i++)
		for (uint32_t k = 0; k < r.cells[i].columns; k++)
			if (r.cells[i].rows > 1)
				t->taken[r.at[i] + k] = (uint8_t)(r.cells[i].rows - 1);
	if ((kind == PAPER_HEAD || kind == PAPER_NUMBERED) && t->heads == t->rows.n)
		t->heads++;
	*vec_push(t->paper->arena, &t->rows) = r;
}

int paper_font_size(const struct paper *p)
{
	return p->o.look.font_size;
}

int table_font_size(const struct paper_table *t)
{
	return t->o.font_size > 0 ? t->o.font_size : paper_font_size(t->paper);
}

int table_pad_x(const struct paper_table *t)
{
	return t->o.plain ? 1 : t->o.n > PAD_COLUMNS ? PAD_X_DENSE : PAD_X;
}

enum paper_align cell_align(const struct paper_table *t, const struct row *r, uint32_t cell)
{
	const struct paper_cell *c = &r->cells[cell];
	if (c->align != PAPER_BY_COLUMN)
		return c->align;
	if (r->kind == PAPER_HEAD || r->kind == PAPER_NUMBERED)
		return PAPER_AT_CENTRE;
	if (r->kind == PAPER_GROUP)
		return PAPER_AT_LEFT;
	enum paper_align a = t->columns[r->at[cell]].align;
	return a == PAPER_BY_COLUMN || c->columns > 1 ? PAPER_AT_LEFT : a;
}

unsigned cell_marks(const struct row *r, uint32_t cell)
{
	bool bold = r->kind == PAPER_HEAD || r->kind == PAPER_SUBTOTAL || r->kind == PAPER_GROUP;
	return r->cells[cell].marks | (bold ? PAPER_BOLD : 0u);
}

/* ---- pages ---- */

void paper_break(struct paper *p)
{
	add(p, BLOCK_BREAK);
}

void paper_section(struct paper *p, bool landscape)
{
	struct block *b = add(p, BLOCK_SECTION);
	if (b)
		b->landscape = landscape;
}

void paper_space(struct paper *p, int mm)
{
	struct block *b = add(p, BLOCK_SPACE);
	if (b)
		b->mm = mm;
}

double paper_foot_height(const struct paper *p)
{
	const struct paper_opts *o = &p->o;
	double line = FOOT_SIZE * LINE_PERCENT / 100.0;
	/* the source may need two lines */
	double lines = (o->source.n ? 2 : 0) + (o->hash_line.n > 0) + (o->address.n > 0);
	double text = (lines < 1 ? 1 : lines) * line, code = o->address.n ? QR_MM * MM : 0;
	return FOOT_MM * MM + (text > code ? text : code) + 2 * PAD_Y;
}

struct page_size paper_page(const struct paper *p, bool landscape)
{
	static const struct {
		int width, height;
	} sizes[] = { [PAPER_A4] = { 210, 297 }, [PAPER_F4] = { 215, 330 } };
	const struct paper_look *l = &p->o.look;
	int width = sizes[l->size].width, height = sizes[l->size].height;
	double foot = paper_foot_height(p) + 2 * MM, bottom = l->bottom * MM;
	return (struct page_size){ .width = (landscape ? height : width) * MM,
		                   .height = (landscape ? width : height) * MM,
		                   .top = l->top * MM,
		                   .right = l->right * MM,
		                   .bottom = bottom > foot ? bottom : foot,
		                   .left = l->left * MM };
}
