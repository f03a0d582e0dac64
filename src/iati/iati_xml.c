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

/* ---- reading fragments again ---- */

static bool name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static size_t name_length(str s)
{
	size_t n = 0, colons = 0;
	bool start = true;
	for (; n < s.n; n++) {
		unsigned char c = (unsigned char)s.p[n];
		if (c == ':' && !start && !colons++) {
			start = true;
			continue;
		}
		if (!name_start(c) && (start || !((c >= '0' && c <= '9') || c == '-' || c == '.')))
			break;
		start = false;
	}
	return start ? 0 : n;
}

bool xml_is_name(str s)
{
	return s.n && name_length(s) == s.n;
}

/* Characters up to END, with the five entities and numbers of characters only. */
static bool skip_text(str *s, char end)
{
	while (s->n && s->p[0] != end) {
		char c = s->p[0];
		if (c == '<' || (unsigned char)c < 9)
			return false;
		if (c == '&') {
			static const char *const known[] = {
				"&lt;", "&gt;", "&amp;", "&quot;", "&#9;", "&#10;", "&#13;"
			};
			size_t i = 0;
			while (i < SEL_COUNT(known) && !str_starts(*s, str_of(known[i])))
				i++;
			if (i == SEL_COUNT(known))
				return false;
		}
		*s = str_sub(*s, 1, s->n);
	}
	return true;
}

static bool take(str *s, const char *what)
{
	if (!str_starts(*s, str_of(what)))
		return false;
	*s = str_sub(*s, strlen(what), s->n);
	return true;
}

static bool skip_attrs(str *s)
{
	str seen[64];
	size_t n = 0;
	while (take(s, " ")) {
		size_t length = name_length(*s);
		str name = str_sub(*s, 0, length);
		for (size_t i = 0; i < n; i++)
			if (str_eq(seen[i], name))
				return false;
		if (!length || n == SEL_COUNT(seen))
			return false;
		seen[n++] = name;
		*s = str_sub(*s, length, s->n);
		if (!take(s, "=\"") || !skip_text(s, '"') || !take(s, "\""))
			return false;
	}
	return true;
}

str xml_fragment_name(str xml)
{
	str open[100], first = STR_EMPTY, s = xml;
	size_t depth = 0;
	do {
		if (!skip_text(&s, '<') || (!depth && first.n))
			return STR_EMPTY;
		if (take(&s, "</")) {
			if (!depth || !str_starts(s, open[depth - 1]))
				return STR_EMPTY;
			s = str_sub(s, open[--depth].n, s.n);
			if (!take(&s, ">"))
				return STR_EMPTY;
			continue;
		}
		str name = take(&s, "<") ? str_sub(s, 0, name_length(s)) : STR_EMPTY;
		s = str_sub(s, name.n, s.n);
		if (!name.n || depth == SEL_COUNT(open) || !skip_attrs(&s))
			return STR_EMPTY;
		first = first.n ? first : name;
		if (take(&s, ">"))
			open[depth++] = name;
		else if (!take(&s, "/>"))
			return STR_EMPTY;
	} while (depth);
	return s.n ? STR_EMPTY : first;
}
