#include "html/tmpl.h"

/* Escaping works on bytes: every byte that has a meaning in HTML or JSON is ASCII, and UTF-8 has none of those inside a
 * longer sequence, whether well-formed or not. */

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* What C becomes in text (NULL: itself). NUL and the other controls are not legal in a document. */
static const char *in_text(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\t':
	case '\n':
		return NULL;
	case '\r':
		return "\n"; /* what a parser would make of it */
	default:
		return c < 0x20 || c == 0x7F ? replacement : NULL;
	}
}

static const char *in_attr(unsigned char c)
{
	if (c == '"')
		return "&#34;";
	if (c == '\'')
		return "&#39;";
	return in_text(c);
}

static const char *in_json(unsigned char c)
{
	static const char *const low[32] = {
		"\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
		"\\u0008", "\\t",     "\\n",     "\\u000b", "\\u000c", "\\r",     "\\u000e", "\\u000f",
		"\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
		"\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
	};
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '&':
		return "\\u0026";
	case '<':
		return "\\u003c";
	case '>':
		return "\\u003e";
	case 0x7F:
		return "\\u007f";
	default:
		return c < 0x20 ? low[c] : NULL;
	}
}

/* Most bytes of most texts: nowhere anything but themselves. */
static bool is_plain(unsigned char c)
{
	return c == ' ' || (c >= '(' && c <= ';') || (c > '>' && c != '\\' && c != 0x7F);
}

static void escape(struct buf *out, str s, const char *(*by)(unsigned char))
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *instead = is_plain((unsigned char)s.p[i]) ? NULL : by((unsigned char)s.p[i]);
		if (!instead)
			continue;
		buf_add(out, s.p + from, i - from);
		if (s.p[i] != '\r' || by == in_json || i + 1 == s.n || s.p[i + 1] != '\n')
			buf_cstr(out, instead);
		from = i + 1;
	}
	buf_add(out, s.p + from, s.n - from);
}

void html_escape_text(struct buf *out, str s)
{
	escape(out, s, in_text);
}

void html_escape_attr(struct buf *out, str s)
{
	escape(out, s, in_attr);
}

/* U+2028 and U+2029 are line ends to JavaScript. */
void html_escape_json(struct buf *out, str s)
{
	buf_char(out, '"');
	size_t from = 0;
	for (size_t i = 0; i + 2 < s.n; i++) {
		bool line_end = memcmp(s.p + i, "\xE2\x80\xA8", 3) == 0 || memcmp(s.p + i, "\xE2\x80\xA9", 3) == 0;
		if (!line_end)
			continue;
		escape(out, str_sub(s, from, i - from), in_json);
		buf_cstr(out, s.p[i + 2] == '\xA8' ? "\\u2028" : "\\u2029");
		from = i + 3;
		i += 2;
	}
	escape(out, str_sub(s, from, s.n - from), in_json);
	buf_char(out, '"');
}

struct html_safe html_trusted(str s)
{
	return (struct html_safe){ s };
}

/* ---- by type, for generated code ---- */

void html_text_str(struct page *pg, str s)
{
	html_escape_text(pg->out, s);
}

void html_text_cstr(struct page *pg, const char *s)
{
	html_escape_text(pg->out, str_of(s));
}

void html_text_decimal(struct page *pg, struct decimal d)
{
	html_escape_text(pg->out, i18n_decimal(pg->arena, pg->lang, d, -1));
}

void html_text_safe(struct page *pg, struct html_safe s)
{
	buf_str_add(pg->out, s.s);
}

void html_text_url(struct page *pg, struct url u)
{
	html_escape_text(pg->out, u.s);
}

void html_attr_str(struct page *pg, str s)
{
	html_escape_attr(pg->out, s);
}

void html_attr_cstr(struct page *pg, const char *s)
{
	html_escape_attr(pg->out, str_of(s));
}

void html_attr_url(struct page *pg, struct url u)
{
	html_escape_attr(pg->out, u.s);
}

void html_json_str(struct page *pg, str s)
{
	html_escape_json(pg->out, s);
}

void html_json_cstr(struct page *pg, const char *s)
{
	html_escape_json(pg->out, str_of(s));
}

void html_json_url(struct page *pg, struct url u)
{
	html_escape_json(pg->out, u.s);
}

void html_json_bool(struct page *pg, bool b)
{
	buf_cstr(pg->out, b ? "true" : "false");
}

void html_put_decimal(struct page *pg, struct decimal d)
{
	decimal_print(d, pg->out);
}

void html_put_int(struct page *pg, int64_t i)
{
	buf_int(pg->out, i);
}

void html_put_uint(struct page *pg, uint64_t i)
{
	buf_fmt(pg->out, "%llu", (unsigned long long)i);
}

void html_fragment_str(struct page *pg, str s)
{
	url_encode(pg->out, s);
}

void html_fragment_cstr(struct page *pg, const char *s)
{
	url_encode(pg->out, str_of(s));
}

str html_str_same(struct page *pg, str s)
{
	(void)pg;
	return s;
}

str html_str_cstr(struct page *pg, const char *s)
{
	(void)pg;
	return str_of(s);
}

str html_str_decimal(struct page *pg, struct decimal d)
{
	return i18n_decimal(pg->arena, pg->lang, d, -1);
}

str html_str_int(struct page *pg, int64_t i)
{
	return arena_fmt(pg->arena, "%lld", (long long)i);
}

str html_str_uint(struct page *pg, uint64_t i)
{
	return arena_fmt(pg->arena, "%llu", (unsigned long long)i);
}
