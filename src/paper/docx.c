/* The paper as DOCX. */
#include "paper/docx.h"

#include <zip.h>

#include "base/log.h"

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."

/* ---- the document ---- */

static void section(struct docx *x, bool landscape)
{
	struct page_size s = paper_page(x->p, landscape);
	struct buf *b = &x->out;
	buf_cstr(b, "<w:sectPr>");
	if (x->mark)
		buf_cstr(b, "<w:headerReference w:type=\"default\" r:id=\"rIdHead\"/>");
	buf_fmt(b,
	        "<w:footerReference w:type=\"default\" r:id=\"%s\"/><w:type w:val=\"nextPage\"/>"
	        "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" "
	        "w:header=\"%d\" w:footer=\"%d\" w:gutter=\"0\"/></w:sectPr>",
	        landscape ? "rIdWide" : "rIdTall", docx_twips(s.width), docx_twips(s.height),
	        landscape ? " w:orient=\"landscape\"" : "", docx_twips(s.top), docx_twips(s.right),
	        docx_twips(s.bottom), docx_twips(s.left), docx_twips(FOOT_MM * MM), docx_twips(FOOT_MM * MM));
}

static void head_lines(struct docx *x)
{
	static const char *const styles[] = {
		[PAPER_HEAD_NAME] = "KopNama", [PAPER_HEAD_UNIT] = "KopUnit", [PAPER_HEAD_ADDRESS] = "KopAlamat"
	};
	for (size_t i = 0; i < x->p->nhead; i++) {
		buf_fmt(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", styles[x->p->head[i].line]);
		docx_run(x, x->p->head[i].text, 0);
		buf_cstr(&x->out, "</w:p>");
	}
}

static void letterhead(struct docx *x, bool landscape)
{
	struct page_size s = paper_page(x->p, landscape);
	const struct paper *p = x->p;
	int width = docx_twips(s.width - s.left - s.right), logo = docx_twips(LOGO_MM * MM);
	if (p->logo.n) {
		buf_fmt(
		    &x->out,
		    "<w:tbl><w:tblPr><w:tblStyle w:val=\"TabelPolos\"/><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
		    "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/>"
		    "</w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr>"
		    "<w:pStyle w:val=\"KopAlamat\"/></w:pPr>",
		    width, logo, width - logo, logo);
		int64_t height = (int64_t)(LOGO_MM - 1) * EMU_PER_MM, wide = height * p->logo_width / p->logo_height;
		int64_t most = (int64_t)(LOGO_MM - 1) * EMU_PER_MM;
		docx_picture(x, "rIdLogo", STR("Logo"), wide > most ? most : wide,
		             wide > most ? most * p->logo_height / p->logo_width : height);
		buf_fmt(&x->out, "</w:p></w:tc><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>",
		        width - logo);
		head_lines(x);
		buf_cstr(&x->out, p->nhead ? "</w:tc></w:tr></w:tbl>" : "<w:p/></w:tc></w:tr></w:tbl>");
	} else {
		head_lines(x);
	}
	buf_cstr(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"KopGaris\"/></w:pPr></w:p>");
}

static void paragraph(struct docx *x, const struct block *b)
{
	buf_fmt(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s", style_looks[b->style].id,
	        b->keep ? "<w:keepNext/>" : "");
	if (b->item.is_item)
		buf_fmt(&x->out, "<w:numPr><w:ilvl w:val=\"%d\"/><w:numId w:val=\"%u\"/></w:numPr>", b->item.level,
		        b->item.list);
	buf_cstr(&x->out, "</w:pPr>");
	for (size_t i = 0; i < b->n; i++)
		docx_run(x, b->runs[i].text, b->runs[i].marks);
	buf_cstr(&x->out, "</w:p>");
}

static bool any_before(const struct paper *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (p->blocks.p[i].type != BLOCK_SECTION)
			return true;
	return false;
}

static void block(struct docx *x, size_t at, bool *landscape)
{
	const struct block *b = &x->p->blocks.p[at];
	switch (b->type) {
	case BLOCK_HEAD:
		letterhead(x, *landscape);
		break;
	case BLOCK_TEXT:
		paragraph(x, b);
		break;
	case BLOCK_TABLE:
		docx_table(x, b->table, *landscape);
		break;
	case BLOCK_BREAK:
		buf_cstr(&x->out,
		         "<w:p><w:pPr><w:pStyle w:val=\"Tipis\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>");
		break;
	case BLOCK_SECTION:
		if (any_before(x->p, at)) {
			buf_cstr(&x->out, "<w:p><w:pPr><w:pStyle w:val=\"Tipis\"/>");
			section(x, *landscape);
			buf_cstr(&x->out, "</w:pPr></w:p>");
		}
		*landscape = b->landscape;
		break;
	case BLOCK_SPACE:
		buf_fmt(&x->out,
		        "<w:p><w:pPr><w:pStyle w:val=\"Tipis\"/><w:spacing w:line=\"%d\" "
		        "w:lineRule=\"exact\"/></w:pPr></w:p>",
		        docx_twips(b->mm * MM));
		break;
	}
}

static void document(struct docx *x)
{
	bool landscape = x->p->o.landscape;
	buf_cstr(&x->out, DOCX_HEAD "<w:document " DOCX_SPACES "><w:body>");
	for (size_t i = 0; i < x->p->blocks.n; i++)
		block(x, i, &landscape);
	section(x, landscape);
	buf_cstr(&x->out, "</w:body></w:document>");
}

/* ---- the package ---- */

static void content_types(struct docx *x)
{
	static const struct {
		const char *part, *type;
	} parts[] = { { "word/document.xml", WORD "document.main+xml" },
		      { "word/styles.xml", WORD "styles+xml" },
		      { "word/numbering.xml", WORD "numbering+xml" },
		      { "word/settings.xml", WORD "settings+xml" },
		      { "word/tall.xml", WORD "footer+xml" },
		      { "word/wide.xml", WORD "footer+xml" },
		      { "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml" },
		      { "word/head.xml", WORD "header+xml" } };
	size_t n = SEL_COUNT(parts) - !x->mark;
	buf_cstr(&x->out,
	         DOCX_HEAD "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType="
	                   "\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
	                   "ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&x->out, "<Override PartName=\"/%s\" ContentType=\"%s\"/>", parts[i].part, parts[i].type);
	buf_cstr(&x->out, "</Types>");
}

struct relation {
	const char *id, *type, *target;
	bool absent;
};

static void relations(struct docx *x, const struct relation *list, size_t n)
{
	buf_cstr(&x->out, DOCX_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">");
	for (size_t i = 0; i < n; i++)
		if (!list[i].absent)
			buf_fmt(&x->out, "<Relationship Id=\"%s\" Type=\"%s\" Target=\"%s\"/>", list[i].id,
			        list[i].type, list[i].target);
	buf_cstr(&x->out, "</Relationships>");
}

static void package_relations(struct docx *x)
{
	static const struct relation list[] = { { "rId1", OFFICE "officeDocument", "word/document.xml", false },
		                                { "rId2", PACKAGE "relationships/metadata/core-properties",
		                                  "docProps/core.xml", false } };
	relations(x, list, SEL_COUNT(list));
}

static void document_relations(struct docx *x)
{
	const struct relation list[] = { { "rIdStyles", OFFICE "styles", "styles.xml", false },
		                         { "rIdNumbers", OFFICE "numbering", "numbering.xml", false },
		                         { "rIdSettings", OFFICE "settings", "settings.xml", false },
		                         { "rIdTall", OFFICE "footer", "tall.xml", false },
		                         { "rIdWide", OFFICE "footer", "wide.xml", false },
		                         { "rIdHead", OFFICE "header", "head.xml", !x->mark },
		                         { "rIdLogo", OFFICE "image", "media/logo.png", !x->p->logo.n } };
	relations(x, list, SEL_COUNT(list));
}

static void footer_relations(struct docx *x)
{
	static const struct relation qr = { "rIdQr", OFFICE "image", "media/qr.png", false };
	relations(x, &qr, x->code.n > 0);
}

static void settings(struct docx *x)
{
	buf_cstr(&x->out,
	         DOCX_HEAD "<w:settings " DOCX_SPACES "><w:defaultTabStop w:val=\"720\"/>"
	                   "<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name=\"compatibilityMode\" "
	                   "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>");
}

static void tall(struct docx *x)
{
	docx_footer(x, false);
}

static void wide(struct docx *x)
{
	docx_footer(x, true);
}

/* Adds BYTES, which stay where they are until the file is written; dated 1 January 1980, the first day a zip knows. */
static void add(struct docx *x, zip_t *zip, const char *name, str bytes)
{
	enum { FIRST_DAY = 1 << 5 | 1 };
	zip_source_t *source = zip_source_buffer(zip, bytes.p, bytes.n, 0);
	zip_int64_t at = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	if (at < 0 && source)
		zip_source_free(source);
	x->failed = x->failed || at < 0 || zip_file_set_dostime(zip, (zip_uint64_t)at, 0, FIRST_DAY, 0) != 0;
}

static void write_part(struct docx *x, zip_t *zip, const char *name, void (*write)(struct docx *x))
{
	buf_init(&x->out, x->p->arena, PAPER_BYTES_MAX);
	write(x);
	if (buf_failed(&x->out))
		x->failed = true;
	else
		add(x, zip, name, buf_str(&x->out));
}

/* The styles know the sizes in tables once the document is written. */
static void add_parts(struct docx *x, zip_t *zip)
{
	write_part(x, zip, "[Content_Types].xml", content_types);
	write_part(x, zip, "_rels/.rels", package_relations);
	write_part(x, zip, "word/document.xml", document);
	write_part(x, zip, "word/styles.xml", docx_styles);
	write_part(x, zip, "word/numbering.xml", docx_numbering);
	write_part(x, zip, "word/settings.xml", settings);
	write_part(x, zip, "word/tall.xml", tall);
	write_part(x, zip, "word/wide.xml", wide);
	if (x->mark)
		write_part(x, zip, "word/head.xml", docx_header);
	write_part(x, zip, "docProps/core.xml", docx_properties);
	write_part(x, zip, "word/_rels/document.xml.rels", document_relations);
	write_part(x, zip, "word/_rels/tall.xml.rels", footer_relations);
	write_part(x, zip, "word/_rels/wide.xml.rels", footer_relations);
	if (x->p->logo.n)
		add(x, zip, "word/media/logo.png", x->p->logo);
	if (x->code.n)
		add(x, zip, "word/media/qr.png", x->code);
}

static bool take_file(arena *a, zip_source_t *source, str *file)
{
	zip_stat_t st;
	zip_stat_init(&st);
	if (zip_source_open(source) != 0)
		return false;
	bool ok = zip_source_stat(source, &st) == 0 && (st.valid & ZIP_STAT_SIZE) && st.size <= PAPER_BYTES_MAX;
	size_t n = ok ? (size_t)st.size : 0;
	char *p = arena_alloc(a, n + 1);
	ok = ok && zip_source_read(source, p, n) == (zip_int64_t)n;
	p[n] = '\0';
	zip_source_close(source);
	*file = ok ? (str){ p, n } : STR_EMPTY;
	return ok;
}

enum paper_rc paper_docx(struct paper *p, str *file)
{
	struct docx x = { .p = p, .mark = p->o.mark.n > 0, .code = qr_png(p->arena, p->o.address, 8) };
	zip_error_t error;
	*file = STR_EMPTY;
	if (p->full)
		return PAPER_TOO_BIG;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
	if (!zip) {
		log_error("docx: %s", zip_error_strerror(&error));
		zip_source_free(source);
		zip_error_fini(&error);
		return PAPER_FAILED;
	}
	zip_error_fini(&error);
	zip_source_keep(source);
	add_parts(&x, zip);
	bool ok = !x.failed && zip_close(zip) == 0;
	if (!ok)
		zip_discard(zip);
	ok = ok && take_file(p->arena, source, file);
	zip_source_free(source);
	return ok ? PAPER_OK : x.failed ? PAPER_TOO_BIG : PAPER_FAILED;
}
