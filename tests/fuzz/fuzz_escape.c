/* Whatever text comes, no escaper lets out a byte that ends or leaves the place it is written for.
 * The judge is a plain reading of the HTML standard's tokenizer (13.2.5) and of RFC 8259, apart from the code it
 * judges. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "html/html.h"

#define CHECK(x)                                                                                                       \
	do {                                                                                                           \
		if (!(x))                                                                                              \
			abort();                                                                                       \
	} while (0)

static bool is_reference(str s, size_t i)
{
	static const char *const legal[] = { "&amp;", "&lt;", "&gt;", "&#34;", "&#39;" };
	for (size_t k = 0; k < SEL_COUNT(legal); k++)
		if (str_starts(str_sub(s, i, 8), str_of(legal[k])))
			return true;
	return false;
}

/* No byte of REFUSED, no control character, and & only in references. */
static void check_markup(str s, const char *refused)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		CHECK(c != 0 && !strchr(refused, c) && c != 0x7F);
		CHECK(c >= 0x20 || c == '\t' || c == '\n');
		CHECK(c != '&' || is_reference(s, i));
	}
}

static void check_json(str s)
{
	CHECK(s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"');
	for (size_t i = 1; i + 1 < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		CHECK(c >= 0x20 && !strchr("\"<>&", c));
		CHECK(i + 3 >= s.n || (memcmp(s.p + i, "\xE2\x80\xA8", 3) && memcmp(s.p + i, "\xE2\x80\xA9", 3)));
		if (c == '\\') {
			CHECK(i + 2 < s.n && strchr("\"\\ntru", s.p[i + 1]));
			i++;
		}
	}
}

/* Only what RFC 3986 allows; what an address from data may start with. */
static void check_address(str s)
{
	for (size_t i = 0; i < s.n; i++)
		CHECK(s.p[i] > 0x20 && s.p[i] < 0x7F && !strchr("\"<>\\^`{|}", s.p[i]));
	CHECK(str_is(s, "#") || s.p[0] == '/' || url_external_ok(s));
	CHECK(!str_starts(s, STR("//")));
}

static void check_addresses(arena *a, str s)
{
	struct page *pg = page_start(a, LANG_EN, s, s, NULL);
	check_address(url_external(pg, s).s);
	check_address(url_make(pg, "/x/{}?y={}", 2, (const str[]){ s, s }).s);
	check_address(url_path(pg, "/{}", s).s);
	check_address(url_language(pg, LANG_ID).s);
	check_address(url_with(pg, "a", s).s);
	check_address(url_without(pg, "a", s).s);
	/* Taking a value in and out again leaves nothing of it. */
	pg->query = STR("b=1");
	struct url with = url_with(pg, "a", s);
	ptrdiff_t mark = str_find_char(with.s, '?', 0);
	CHECK(mark >= 0);
	pg->query = str_sub(with.s, (size_t)mark + 1, with.s.n);
	CHECK(str_eq(url_without(pg, "a", STR_EMPTY).s,
	             url_with(page_start(a, LANG_EN, s, STR("b=1"), NULL), "c", STR_EMPTY).s));
	if (utf8_valid(s) && memchr(s.p, 0, s.n) == NULL)
		CHECK(str_eq(page_query_value(pg, "a"), s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > 4096)
		return 0;
	ARENA_SCOPE arena *a = arena_new(0);
	str s = { (const char *)data, n };
	struct buf out;
	buf_init(&out, a, 1024 * 1024);
	html_escape_text(&out, s);
	check_markup(buf_str(&out), "<>");
	buf_clear(&out);
	html_escape_attr(&out, s);
	check_markup(buf_str(&out), "<>\"'");
	buf_clear(&out);
	html_escape_json(&out, s);
	check_json(buf_str(&out));
	CHECK(!buf_failed(&out));
	check_addresses(a, s);
	str marked = html_marked(a, arena_str(a, s), STR("a b")).s;
	CHECK(str_find(marked, STR("<mark><"), 0) < 0);
	return 0;
}
