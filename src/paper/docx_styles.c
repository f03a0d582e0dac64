/* Styles and numbering of a DOCX. Nothing in the text is formatted directly but what belongs to a table's geometry. */
#include "paper/docx.h"

#include <stdio.h>

void docx_escape(struct buf *out, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			buf_cstr(out, "&amp;");
			break;
		case '<':
			buf_cstr(out, "&lt;");
			break;
		case '>':
			buf_cstr(out, "&gt;");
			break;
		case '"':
			buf_cstr(out, "&quot;");
			break;
		default:
			buf_char(out, s.p[i]);
		}
	}
}

int docx_twips(double points)
{
	return (int)(points * TWIPS + 0.5);
}

static const char *align_word(enum paper_align align, bool justified)
{
	return align == PAPER_AT_CENTRE ? "center" : align == PAPER_AT_RIGHT ? "right" : justified ? "both" : "left";
}

static void paragraph_style(struct docx *x, const struct style_look *s)
{
	struct buf *b = &x->out;
	int size = paper_font_size(x->p) + s->size;
	buf_fmt(b,
	        "<w:style w:type=\"paragraph\"%s w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/>"
	        "<w:qFormat/><w:pPr>%s<w:spacing w:before=\"%d\" w:after=\"%d\"/>",
	        strncmp(s->name, "Selaras", 7) == 0 ? " w:customStyle=\"1\"" : "", s->id, s->name,
	        s->keep_next ? "<w:keepNext/>" : "", s->before * TWIPS, s->after * TWIPS);
	if (s->first)
		buf_fmt(b, "<w:ind w:firstLine=\"%d\"/>", s->first * TWIPS);
	buf_fmt(b, "<w:jc w:val=\"%s\"/>", align_word(s->align, s->justified));
	if (s->outline)
		buf_fmt(b, "<w:outlineLvl w:val=\"%d\"/>", s->outline - 1);
	buf_cstr(b, "</w:pPr><w:rPr>");
	if (s->bold)
		buf_cstr(b, "<w:b/><w:bCs/>");
	size = size < 6 ? 6 : size;
	buf_fmt(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr></w:style>", size * 2, size * 2);
}

/* A style of our own: PPR and RPR are elements. */
static void own_style(struct docx *x, const char *id, const char *ppr, const char *rpr)
{
	buf_fmt(&x->out,
	        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"%s\"><w:name w:val=\"Selaras %s\"/>"
	        "<w:basedOn w:val=\"Normal\"/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>",
	        id, id, ppr, rpr);
}

static const char *const align_ids[] = { "Kiri", "Kiri", "Tengah", "Kanan" };

str docx_cell_style(struct docx *x, int size, enum paper_align align, bool bold)
{
	if (size > 0 && (size_t)size < SEL_COUNT(x->sizes))
		x->sizes[size] = true;
	return arena_fmt(x->p->arena, "Tabel%d%s%s", size, align_ids[align], bold ? "Tebal" : "");
}

static void cell_styles(struct docx *x)
{
	for (int size = 0; size < (int)SEL_COUNT(x->sizes); size++)
		for (enum paper_align a = PAPER_AT_LEFT; x->sizes[size] && a <= PAPER_AT_RIGHT; a++)
			for (int bold = 0; bold < 2; bold++) {
				char jc[40], rpr[96];
				snprintf(jc, sizeof(jc), "<w:jc w:val=\"%s\"/>", align_word(a, false));
				snprintf(rpr, sizeof(rpr), "%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>",
				         bold ? "<w:b/><w:bCs/>" : "", size * 2, size * 2);
				own_style(x, docx_cell_style(x, size, a, bold).p, jc, rpr);
			}
}

static void character_styles(struct docx *x)
{
	for (unsigned marks = 1; marks < 8; marks++) {
		const char *name = marks == PAPER_BOLD ? "Strong" : marks == PAPER_ITALIC ? "Emphasis" : NULL;
		buf_fmt(&x->out, "<w:style w:type=\"character\"%s w:styleId=\"Huruf%u\"><w:name w:val=\"",
		        name ? "" : " w:customStyle=\"1\"", marks);
		if (name)
			buf_cstr(&x->out, name);
		else
			buf_fmt(&x->out, "Selaras Huruf %u", marks);
		buf_fmt(&x->out, "\"/><w:rPr>%s%s%s</w:rPr></w:style>", marks & PAPER_BOLD ? "<w:b/><w:bCs/>" : "",
		        marks & PAPER_ITALIC ? "<w:i/><w:iCs/>" : "",
		        marks & PAPER_UNDERLINE ? "<w:u w:val=\"single\"/>" : "");
	}
}

static void table_style(struct docx *x, const char *id, const char *borders, int pad_x, int pad_y)
{
	buf_fmt(&x->out,
	        "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"%s\"><w:name w:val=\"Selaras %s\"/>"
	        "<w:basedOn w:val=\"TabelBiasa\"/><w:tblPr>",
	        id, id);
	if (*borders) {
		buf_cstr(&x->out, "<w:tblBorders>");
		for (const char *const *side =
		         (const char *const[]){ "top", "left", "bottom", "right", "insideH", "insideV", NULL };
		     *side; side++)
			if (strstr(borders, *side))
				buf_fmt(&x->out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
				        *side);
		buf_cstr(&x->out, "</w:tblBorders>");
	}
	buf_fmt(&x->out,
	        "<w:tblCellMar><w:top w:w=\"%d\" w:type=\"dxa\"/><w:left w:w=\"%d\" w:type=\"dxa\"/>"
	        "<w:bottom w:w=\"%d\" w:type=\"dxa\"/><w:right w:w=\"%d\" "
	        "w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
	        pad_y * TWIPS, pad_x * TWIPS, pad_y * TWIPS, pad_x * TWIPS);
}

static void head_styles(struct docx *x)
{
	static const struct {
		const char *id;
		int size;
		bool bold;
	} lines[] = { [PAPER_HEAD_NAME] = { "KopNama", NAME_SIZE, true },
		      [PAPER_HEAD_UNIT] = { "KopUnit", UNIT_SIZE, true },
		      [PAPER_HEAD_ADDRESS] = { "KopAlamat", ADDRESS_SIZE, false } };
	for (size_t i = 0; i < SEL_COUNT(lines); i++) {
		char rpr[96];
		int size = 2 * (paper_font_size(x->p) + lines[i].size);
		snprintf(rpr, sizeof(rpr), "%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>",
		         lines[i].bold ? "<w:b/><w:bCs/>" : "", size, size);
		own_style(x, lines[i].id, "<w:jc w:val=\"center\"/>", rpr);
	}
	own_style(
	    x, "KopGaris",
	    "<w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"0\" w:color=\"000000\"/></w:pBdr>"
	    "<w:spacing w:after=\"160\" w:line=\"60\" w:lineRule=\"exact\"/>",
	    "<w:sz w:val=\"4\"/><w:szCs w:val=\"4\"/>");
}

void docx_styles(struct docx *x)
{
	struct buf *b = &x->out;
	int size = 2 * paper_font_size(x->p);
	str font = x->p->o.look.font;
	buf_cstr(b, DOCX_HEAD "<w:styles " DOCX_SPACES "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts");
	for (const char *const *kind = (const char *const[]){ "ascii", "hAnsi", "eastAsia", "cs", NULL }; *kind;
	     kind++) {
		buf_fmt(b, " w:%s=\"", *kind);
		docx_escape(b, font);
		buf_char(b, '"');
	}
	buf_fmt(b, "/><w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/><w:lang w:val=\"", size, size);
	docx_escape(b, x->p->o.language);
	buf_cstr(
	    b,
	    "\" w:eastAsia=\"en-US\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
	    "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
	    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>"
	    "<w:pPr><w:widowControl/></w:pPr></w:style>"
	    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TabelBiasa\"><w:name w:val=\"Normal Table\"/>"
	    "<w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>");
	for (size_t i = 0; i < PAPER_STYLE_COUNT; i++)
		paragraph_style(x, &style_looks[i]);
	head_styles(x);
	own_style(x, "Tanda", "<w:jc w:val=\"center\"/>",
	          "<w:b/><w:bCs/><w:color w:val=\"C01A1A\"/><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>");
	own_style(x, "Kaki", "", "<w:sz w:val=\"14\"/><w:szCs w:val=\"14\"/>");
	own_style(x, "KakiKanan", "<w:jc w:val=\"right\"/>", "<w:sz w:val=\"14\"/><w:szCs w:val=\"14\"/>");
	own_style(x, "Sela", "<w:spacing w:line=\"120\" w:lineRule=\"exact\"/>",
	          "<w:sz w:val=\"4\"/><w:szCs w:val=\"4\"/>");
	own_style(x, "Tipis", "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>",
	          "<w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/>");
	character_styles(x);
	cell_styles(x);
	table_style(x, "TabelGaris", "top left bottom right insideH insideV", PAD_X, PAD_Y);
	table_style(x, "TabelRapat", "top left bottom right insideH insideV", PAD_X_DENSE, PAD_Y);
	table_style(x, "TabelPolos", "", 1, 1);
	table_style(x, "TabelKaki", "top", 0, 2);
	buf_cstr(b, "</w:styles>");
}

void docx_numbering(struct docx *x)
{
	static const char *const formats[] = { "bullet", "decimal", "lowerLetter" };
	enum { LEVELS = 3 };
	struct buf *b = &x->out;
	buf_cstr(b, DOCX_HEAD "<w:numbering " DOCX_SPACES ">");
	for (int m = 0; m < (int)SEL_COUNT(formats); m++) {
		buf_fmt(b, "<w:abstractNum w:abstractNumId=\"%d\"><w:multiLevelType w:val=\"multilevel\"/>", m);
		for (int level = 0; level < LEVELS; level++) {
			buf_fmt(
			    b, "<w:lvl w:ilvl=\"%d\"><w:start w:val=\"1\"/><w:numFmt w:val=\"%s\"/><w:lvlText w:val=\"",
			    level, formats[m]);
			if (m == PAPER_DASHES)
				buf_cstr(b, "\xE2\x80\x93");
			else
				buf_fmt(b, "%%%d.", level + 1);
			buf_fmt(b,
			        "\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"%d\" "
			        "w:hanging=\"%d\"/></w:pPr></w:lvl>",
			        LIST_STEP * (level + 1) * TWIPS, LIST_STEP * TWIPS);
		}
		buf_cstr(b, "</w:abstractNum>");
	}
	uint32_t last = 0;
	for (size_t i = 0; i < x->p->blocks.n; i++) {
		const struct list_place *item = &x->p->blocks.p[i].item;
		if (!item->is_item || item->list == last)
			continue;
		last = item->list;
		buf_fmt(b,
		        "<w:num w:numId=\"%u\"><w:abstractNumId w:val=\"%d\"/><w:lvlOverride w:ilvl=\"%d\">"
		        "<w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>",
		        item->list, (int)item->marker, item->level);
	}
	buf_cstr(b, "</w:numbering>");
}
