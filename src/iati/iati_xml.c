#include "iati/iati_xml.h"

/* Bytes that end a run of plain text: control characters, markup, and 0xEF, which begins U+FFFE and U+FFFF. */
static bool plain(unsigned char c)
{
	return c >= 0x20 && c != '<' && c != '>' && c != '&' && c != '"' && c != 0xEF;
}

static void replaced(struct buf *out)
{
	buf_add(out, "\xEF\xBF\xBD", 3);
}

static void escape(struct buf *out, str s, bool attribute)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (plain(c))
			continue;
		if (!attribute && (c == '"' || c == '\n' || c == '\t'))
			continue;
		bool noncharacter = c == 0xEF && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0xBF &&
		                    ((unsigned char)s.p[i + 2] & 0xFE) == 0xBE;
		if (c == 0xEF && !noncharacter)
			continue;
		buf_add(out, s.p + from, i - from);
		from = i + 1;
		switch (c) {
		case '<':
			buf_cstr(out, "&lt;");
			break;
		case '>':
			buf_cstr(out, "&gt;");
			break;
		case '&':
			buf_cstr(out, "&amp;");
			break;
		case '"':
			buf_cstr(out, "&quot;");
			break;
		case '\n':
		case '\t':
		case '\r':
			buf_fmt(out, "&#%d;", c);
			break;
		default:
			replaced(out);
			if (noncharacter)
				from = (i += 2) + 1;
		}
	}
	buf_add(out, s.p + from, s.n - from);
}

void xml_text(struct buf *out, str s)
{
	escape(out, s, false);
}

void xml_attr_value(struct buf *out, str s)
{
	escape(out, s, true);
}

static void name_add(struct buf *out, const xmlChar *name, const xmlChar *prefix)
{
	if (prefix) {
		buf_cstr(out, (const char *)prefix);
		buf_char(out, ':');
	}
	buf_cstr(out, (const char *)name);
}

void xml_tag_open(struct buf *out, const struct xml_tag *t)
{
	buf_char(out, '<');
	name_add(out, t->name, t->prefix);
	for (int i = 0; i < t->nns; i++) {
		buf_cstr(out, t->ns[2 * i] ? " xmlns:" : " xmlns");
		if (t->ns[2 * i])
			buf_cstr(out, (const char *)t->ns[2 * i]);
		buf_cstr(out, "=\"");
		xml_attr_value(out, str_of((const char *)t->ns[2 * i + 1]));
		buf_char(out, '"');
	}
	for (int i = 0; i < t->nattrs; i++) {
		buf_char(out, ' ');
		name_add(out, t->attrs[5 * i], t->attrs[5 * i + 1]);
		buf_cstr(out, "=\"");
		xml_attr_value(out, xml_attr_str(t, i));
		buf_char(out, '"');
	}
}

void xml_tag_close(struct buf *out, const xmlChar *name, const xmlChar *prefix)
{
	buf_cstr(out, "</");
	name_add(out, name, prefix);
	buf_char(out, '>');
}
