#include <assert.h>

#include "html/html.h"

/* Besides letters and digits, what RFC 3986 lets stand in each part as it is. A % stays too, so that what is encoded
 * already is not encoded twice. */
#define LEGAL_PATH "-._~:/@!$&'()*+,;=%"
#define LEGAL_QUERY LEGAL_PATH "?"
#define LEGAL_ADDRESS LEGAL_QUERY "#[]"

/* S with all but LEGAL characters percent-encoded. */
static void put_encoded(struct buf *out, str s, const char *legal)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		             (c && strchr(legal, c));
		if (plain) {
			buf_char(out, (char)c);
			continue;
		}
		char x[3] = { '%', digits[c >> 4], digits[c & 15] };
		buf_add(out, x, 3);
	}
}

static struct buf begin(const struct page *pg)
{
	struct buf out;
	buf_init(&out, pg->arena, 64 * 1024);
	return out;
}

/* An address that does not fit is no address. */
static struct url made(struct buf *out)
{
	return (struct url){ buf_failed(out) ? STR("#") : buf_str(out) };
}

static void put_filled(struct buf *out, const char *format, size_t n, const str *args)
{
	size_t used = 0;
	(void)n; /* only asserted */
	for (const char *at = format; *at; at++) {
		if (at[0] == '{' && at[1] == '}') {
			assert(used < n);
			url_encode(out, args[used++]);
			at++;
		} else {
			buf_char(out, *at);
		}
	}
	assert(used == n);
}

struct url url_make(const struct page *pg, const char *format, size_t n, const str *args)
{
	struct buf out = begin(pg);
	put_filled(&out, format, n, args);
	return made(&out);
}

struct url url_to(const struct page *pg, const char *format, size_t n, const str *args)
{
	struct buf out = begin(pg);
	buf_char(&out, '/');
	buf_cstr(&out, lang_code(pg->lang));
	put_filled(&out, format, n, args);
	return made(&out);
}

bool url_external_ok(str s)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:" };
	for (size_t i = 0; i < SEL_COUNT(schemes); i++) {
		str scheme = str_of(schemes[i]);
		if (s.n > scheme.n && str_eq_nocase(str_sub(s, 0, scheme.n), scheme))
			return true;
	}
	return false;
}

struct url url_external(const struct page *pg, str s)
{
	str trimmed = str_trim(s);
	if (!url_external_ok(trimmed))
		return (struct url){ STR("#") };
	struct buf out = begin(pg);
	put_encoded(&out, trimmed, LEGAL_ADDRESS);
	return made(&out);
}

static void put_page(struct buf *out, const struct page *pg, enum lang lang)
{
	buf_char(out, '/');
	buf_cstr(out, lang_code(lang));
	put_encoded(out, pg->path, LEGAL_PATH);
}

struct url url_bare(const struct page *pg)
{
	struct buf out = begin(pg);
	put_page(&out, pg, pg->lang);
	return made(&out);
}

struct url url_language(const struct page *pg, enum lang lang)
{
	struct buf out = begin(pg);
	put_page(&out, pg, lang);
	if (pg->query.n) {
		buf_char(&out, '?');
		put_encoded(&out, pg->query, LEGAL_QUERY);
	}
	return made(&out);
}

struct url url_here(const struct page *pg)
{
	return url_language(pg, pg->lang);
}

const struct query_pair *page_query(const struct page *pg)
{
	struct query_pair *first = NULL, **last = &first;
	str rest = pg->query, pair;
	while (str_cut(&rest, '&', &pair)) {
		ptrdiff_t eq = str_find_char(pair, '=', 0);
		str name = eq < 0 ? pair : str_sub(pair, 0, (size_t)eq);
		str value = eq < 0 ? STR_EMPTY : str_sub(pair, (size_t)eq + 1, pair.n);
		struct query_pair *q = arena_make(pg->arena, struct query_pair);
		if (pair.n == 0 || !url_decode(pg->arena, name, true, &q->name) ||
		    !url_decode(pg->arena, value, true, &q->value))
			continue;
		*last = q;
		last = &q->next;
	}
	return first;
}

str page_query_value(const struct page *pg, const char *name)
{
	for (const struct query_pair *q = page_query(pg); q; q = q->next)
		if (str_is(q->name, name))
			return q->value;
	return STR_EMPTY;
}

static void put_pair(struct buf *out, bool first, str name, str value)
{
	buf_char(out, first ? '?' : '&');
	url_encode(out, name);
	buf_char(out, '=');
	url_encode(out, value);
}

/* The page with its pairs but "page" and NAME (only where the value is VALUE, if VALUE is not empty); then NAME=ADD. */
static struct url changed(const struct page *pg, const char *name, str value, str add)
{
	struct buf out = begin(pg);
	put_page(&out, pg, pg->lang);
	bool first = true;
	for (const struct query_pair *q = page_query(pg); q; q = q->next) {
		bool drop = str_is(q->name, "page") || q->value.n == 0 ||
		            (str_is(q->name, name) && (value.n == 0 || str_eq(q->value, value)));
		if (drop)
			continue;
		put_pair(&out, first, q->name, q->value);
		first = false;
	}
	if (add.n)
		put_pair(&out, first, str_of(name), add);
	return made(&out);
}

struct url url_with(const struct page *pg, const char *name, str value)
{
	return changed(pg, name, STR_EMPTY, value);
}

struct url url_without(const struct page *pg, const char *name, str value)
{
	return changed(pg, name, value, STR_EMPTY);
}

struct url url_asset(const struct page *pg, const char *name)
{
	const struct asset *a = pg->site ? asset_find(pg->site->assets, pg->site->nassets, name) : NULL;
	if (a)
		return (struct url){ str_of(a->url) };
	return url_make(pg, "/assets/none/{}", 1, (const str[]){ str_of(name) });
}

struct url url_anchor(const struct page *pg, struct url u, str fragment)
{
	struct buf out = begin(pg);
	buf_str_add(&out, u.s);
	buf_char(&out, '#');
	url_encode(&out, fragment);
	return made(&out);
}

struct url url_icon(const struct page *pg, const char *name)
{
	return url_anchor(pg, url_asset(pg, "icons.svg"), str_of(name));
}
