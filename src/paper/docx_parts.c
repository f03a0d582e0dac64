/* Tables, pictures, head and foot of a DOCX. */
#include "paper/docx.h"

#include "base/date.h"

static void text(struct docx *x, str s)
{
	str rest = s, line;
	bool first = true;
	if (!s.n)
		return;
	while (str_cut(&rest, '\n', &line)) {
		if (!first)
			buf_cstr(&x->out, "<w:br/>");
		first = false;
		if (!line.n)
			continue;
		buf_cstr(&x->out, "<w:t xml:space=\"preserve\">");
		docx_escape(&x->out, line);
		buf_cstr(&x->out, "</w:t>");
	}
	if (s.p[s.n - 1] == '\n')
		buf_cstr(&x->out, "<w:br/>");
}

void docx_run(struct docx *x, str s, unsigned marks)
{
	if (!s.n)
		return;
	buf_cstr(&x->out, "<w:r>");
	if (marks)
		buf_fmt(&x->out, "<w:rPr><w:rStyle w:val=\"Huruf%u\"/></w:rPr>", marks & 7);
	text(x, s);
	buf_cstr(&x->out, "</w:r>");
}

void docx_picture(struct docx *x, const char *id, str what, int64_t width, int64_t height)
{
	struct buf *b = &x->out;
	int n = ++x->drawings;
	buf_fmt(b,
	        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"%lld\" "
	        "cy=\"%lld\"/><wp:docPr id=\"%d\" name=\"Gambar %d\" descr=\"",
	        (long long)width, (long long)height, n, n);
	docx_escape(b, what);
	buf_fmt(
	    b,
	    "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
	    "<pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"%s.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
	    "<a:blip r:embed=\"%s\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
	    "<a:off x=\"0\" y=\"0\"/><a:ext cx=\"%lld\" cy=\"%lld\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"
	    "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
	    n, id, id, (long long)width, (long long)height);
}

/* ---- tables ---- */

struct cells {
	struct docx *x;
	const struct paper_table *t;
	int edges[PAPER_COLUMNS_MAX + 1]; /* twips */
	uint8_t below[PAPER_COLUMNS_MAX]; /* rows of a span that are still to come, at its first column */
	uint8_t wide[PAPER_COLUMNS_MAX];  /* its columns */
	int size;
};

static void begin_cell(struct cells *c, const struct row *r, uint32_t at, uint32_t columns, const char *merge)
{
	struct buf *b = &c->x->out;
	bool head = r->kind == PAPER_HEAD || r->kind == PAPER_NUMBERED;
	buf_fmt(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", c->edges[at + columns] - c->edges[at]);
	if (columns > 1)
		buf_fmt(b, "<w:gridSpan w:val=\"%u\"/>", columns);
	buf_cstr(b, merge);
	if (!c->t->o.plain && r->kind != PAPER_BODY && r->kind != PAPER_NUMBERED)
		buf_fmt(b, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%s\"/>", head ? "E3E3E3" : "F2F2F2");
	buf_fmt(b, "%s</w:tcPr><w:p><w:pPr>", head ? "<w:vAlign w:val=\"center\"/>" : "");
}

static void cell_text(struct cells *c, const struct row *r, uint32_t i, bool keep)
{
	unsigned marks = cell_marks(r, i);
	bool small = r->kind == PAPER_NUMBERED && c->size > 6;
	str style = docx_cell_style(c->x, small ? c->size - 1 : c->size, cell_align(c->t, r, i), marks & PAPER_BOLD);
	buf_fmt(&c->x->out, "<w:pStyle w:val=\"%.*s\"/>%s</w:pPr>", STR_ARG(style), keep ? "<w:keepNext/>" : "");
	docx_run(c->x, r->cells[i].text, marks & ~(unsigned)PAPER_BOLD);
	buf_cstr(&c->x->out, "</w:p></w:tc>");
}

static void row_cells(struct cells *c, const struct row *r, bool keep)
{
	uint32_t next = 0;
	if (r->kind != PAPER_HEAD)
		memset(c->below, 0, sizeof(c->below));
	for (uint32_t at = 0; at < c->t->o.n;) {
		if (c->below[at]) {
			begin_cell(c, r, at, c->wide[at], "<w:vMerge/>");
			buf_fmt(&c->x->out, "<w:pStyle w:val=\"%.*s\"/></w:pPr></w:p></w:tc>",
			        STR_ARG(docx_cell_style(c->x, c->size, PAPER_AT_CENTRE, true)));
			c->below[at]--;
			at += c->wide[at];
		} else if (next < r->n) {
			const struct paper_cell *cell = &r->cells[next];
			begin_cell(c, r, at, cell->columns, cell->rows > 1 ? "<w:vMerge w:val=\"restart\"/>" : "");
			cell_text(c, r, next++, keep);
			c->below[at] = (uint8_t)(cell->rows - 1);
			c->wide[at] = cell->columns;
			at += cell->columns;
		} else {
			break;
		}
	}
}

static void row(struct cells *c, uint32_t at)
{
	const struct row *r = &c->t->rows.p[at];
	struct buf *b = &c->x->out;
	bool last = at + 1 == c->t->rows.n;
	bool keep = !last && (at < c->t->heads || r->kind == PAPER_GROUP || c->t->o.together);
	buf_cstr(b, "<w:tr><w:trPr><w:cantSplit/>");
	if (r->kind == PAPER_BODY && c->t->o.min_height > 0)
		buf_fmt(b, "<w:trHeight w:val=\"%d\" w:hRule=\"atLeast\"/>", docx_twips(c->t->o.min_height * MM));
	if (at < c->t->heads)
		buf_cstr(b, "<w:tblHeader/>");
	buf_cstr(b, "</w:trPr>");
	row_cells(c, r, keep);
	buf_cstr(b, "</w:tr>");
}

/* Columns between the margins, by their shares. */
static void begin_table(struct docx *x, const char *style, const int *edges, uint32_t n)
{
	buf_fmt(&x->out,
	        "<w:tbl><w:tblPr><w:tblStyle w:val=\"%s\"/><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblLayout "
	        "w:type=\"fixed\"/>"
	        "<w:tblLook w:val=\"0000\"/></w:tblPr><w:tblGrid>",
	        style, edges[n]);
	for (uint32_t i = 0; i < n; i++)
		buf_fmt(&x->out, "<w:gridCol w:w=\"%d\"/>", edges[i + 1] - edges[i]);
	buf_cstr(&x->out, "</w:tblGrid>");
}

void docx_table(struct docx *x, const struct paper_table *t, bool landscape)
{
	struct cells c = { .x = x, .t = t, .size = table_font_size(t) };
	struct page_size s = paper_page(x->p, landscape);
	double sum = 0, at = 0;
	if (!t->rows.n)
		return;
	for (uint32_t i = 0; i < t->o.n; i++)
		sum += t->columns[i].width;
	for (uint32_t i = 0; i < t->o.n; i++) {
		at += t->columns[i].width;
		c.edges[i + 1] = docx_twips((s.width - s.left - s.right) * at / sum);
	}
	bool dense = table_pad_x(t) == PAD_X_DENSE;
	begin_table(x, t->o.plain ? "TabelPolos" : dense ? "TabelRapat" : "TabelGaris", c.edges, t->o.n);
	for (uint32_t i = 0; i < t->rows.n; i++)
		row(&c, i);
	buf_cstr(&x->out, "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Sela\"/></w:pPr></w:p>");
}

/* ---- head and foot of the pages ---- */

void docx_header(struct docx *x)
{
	buf_cstr(&x->out, DOCX_HEAD "<w:hdr " DOCX_SPACES "><w:p><w:pPr><w:pStyle w:val=\"Tanda\"/></w:pPr>");
	docx_run(x, x->p->o.mark, 0);
	buf_cstr(&x->out, "</w:p></w:hdr>");
}

/* The words with {0} and {1} as fields. */
static void page_fields(struct docx *x)
{
	str words = x->p->o.page_words;
	size_t from = 0;
	for (size_t i = 0; i <= words.n; i++) {
		str hole = str_sub(words, i, 3);
		bool page = str_is(hole, "{0}"), pages = str_is(hole, "{1}");
		if (i < words.n && !page && !pages)
			continue;
		docx_run(x, str_sub(words, from, i - from), 0);
		if (page || pages)
			buf_fmt(&x->out, "<w:fldSimple w:instr=\" %s \"><w:r><w:t>1</w:t></w:r></w:fldSimple>",
			        page ? "PAGE" : "NUMPAGES");
		from = i + 3;
		i += page || pages ? 2 : 0;
	}
}

static void foot_line(struct docx *x, str s)
{
	if (!s.n)
		return;
	buf_cstr(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"Kaki\"/></w:pPr>");
	docx_run(x, s, 0);
	buf_cstr(&x->out, "</w:p>");
}

void docx_footer(struct docx *x, bool landscape)
{
	const struct paper_opts *o = &x->p->o;
	struct page_size s = paper_page(x->p, landscape);
	int width = docx_twips(s.width - s.left - s.right), code = x->code.n ? docx_twips((QR_MM + 3) * MM) : 0;
	int words = docx_twips(PAGE_WORDS_MM * MM);
	int edges[4] = { 0, code, width - words, width };
	const int *used = code ? edges : edges + 1;
	uint32_t n = code ? 3 : 2;
	if (!code)
		edges[1] = 0;
	buf_cstr(&x->out, DOCX_HEAD "<w:ftr " DOCX_SPACES ">");
	begin_table(x, "TabelKaki", used, n);
	buf_cstr(&x->out, "<w:tr>");
	for (uint32_t i = 0; i < n; i++) {
		buf_fmt(&x->out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", used[i + 1] - used[i]);
		if (code && i == 0) {
			buf_cstr(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"Kaki\"/></w:pPr>");
			docx_picture(x, "rIdQr", o->address, (int64_t)QR_MM * EMU_PER_MM, (int64_t)QR_MM * EMU_PER_MM);
			buf_cstr(&x->out, "</w:p>");
		} else if (i + 1 < n) {
			foot_line(x, o->source);
			foot_line(x, o->hash_line);
			foot_line(x, o->address);
			if (!o->source.n && !o->hash_line.n && !o->address.n)
				foot_line(x, STR(" "));
		} else {
			buf_cstr(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"KakiKanan\"/></w:pPr>");
			page_fields(x);
			buf_cstr(&x->out, "</w:p>");
		}
		buf_cstr(&x->out, "</w:tc>");
	}
	buf_cstr(&x->out, "</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val=\"Tipis\"/></w:pPr></w:p></w:ftr>");
}

void docx_properties(struct docx *x)
{
	const struct paper_opts *o = &x->p->o;
	struct buf *b = &x->out;
	char when[25];
	instant_print(o->date, when);
	buf_cstr(b, DOCX_HEAD "<cp:coreProperties "
	                      "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
	                      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
	                      "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
	                      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
	docx_escape(b, o->title);
	buf_cstr(b, "</dc:title><dc:subject>");
	docx_escape(b, o->subject);
	buf_cstr(b, "</dc:subject><dc:creator>");
	docx_escape(b, o->author);
	buf_cstr(b, "</dc:creator><dc:language>");
	docx_escape(b, o->language);
	buf_fmt(b,
	        "</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>"
	        "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%s</dcterms:modified></cp:coreProperties>",
	        when, when);
}
