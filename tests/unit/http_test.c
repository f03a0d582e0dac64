/* Router, declared inputs, framing rules, addresses, cookies, entity tags, compression and page cache, without a
 * socket. Expected values are from RFC 3986, 6265, 9110 and 9112 or made by hand. */
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/hash.h"
#include "base/log.h"
#include "http/cache.h"
#include "http/compress.h"
#include "http/etag.h"
#include "http/guard.h"
#include "http/input.h"
#include "http/router.h"
#include "http/workers.h"

#define assert_str(s, expected)                                                                                        \
	do {                                                                                                           \
		str got_ = (s);                                                                                        \
		assert_int_equal(got_.n, strlen(expected));                                                            \
		assert_memory_equal(got_.p, expected, got_.n);                                                         \
	} while (0)

/* ---- addresses ---- */

static void encoding_keeps_only_unreserved(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	(void)state;
	buf_init(&b, a, 1000);
	url_encode(&b, STR("aZ09-._~ /?#&=+%\"\xc3\xa9"));
	assert_str(buf_str(&b), "aZ09-._~%20%2F%3F%23%26%3D%2B%25%22%C3%A9");
}

static void decoding_is_exact_or_refused(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	static const char *const bad[] = { "%", "%4", "%4g", "a%00b", "%ff", "%c3", "\xc3", "%c0%af", "%ed%a0%80" };
	str out;
	(void)state;
	assert_true(url_decode(a, STR("a%2Fb%c3%A9+c"), false, &out));
	assert_str(out, "a/b\xc3\xa9+c");
	assert_true(url_decode(a, STR("a+b%2B"), true, &out));
	assert_str(out, "a b+");
	assert_true(url_decode(a, STR(""), true, &out));
	assert_int_equal(out.n, 0);
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(url_decode(a, str_of(bad[i]), false, &out));
}

/* ---- router ---- */

static struct reply never(struct req *r)
{
	(void)r;
	abort();
}

#define GET(path)                                                                                                      \
	{                                                                                                              \
		HTTP_GET, path, PERM_PUBLIC, NULL, never, 0, 0, ""                                                     \
	}
#define POST(path)                                                                                                     \
	{                                                                                                              \
		HTTP_POST, path, PERM_PUBLIC, NULL, never, 0, 0, ""                                                    \
	}

static const struct route front[] = { GET("/"), GET("/{lang}/"), { 0 } };
static const struct route places[] = { GET("/{lang}/place/{code}"),
	                               GET("/{lang}/place/new"),
	                               POST("/{lang}/place/new"),
	                               POST("/{lang}/place/{code}/edit"),
	                               GET("/{lang}/place/new/{x}/y"),
	                               GET("/{lang}/{noun}/{id}/edit/more"),
	                               GET("/files/{path*}"),
	                               GET("/files/a"),
	                               { 0 } };
static const struct route *const tables[] = { front, places, NULL };

static void paths_find_their_routes(void **state)
{
	static const struct {
		enum http_method method;
		const char *path;
		enum router_rc rc;
		const char *pattern;
		const char *params[3];
	} cases[] = {
		{ HTTP_GET, "/", ROUTER_FOUND, "/", { NULL } },
		{ HTTP_GET, "/id/", ROUTER_FOUND, "/{lang}/", { "id" } },
		{ HTTP_GET, "/id", ROUTER_NONE, NULL, { NULL } },
		{ HTTP_GET, "//", ROUTER_NONE, NULL, { NULL } },
		{ HTTP_GET, "/id/place/52.01", ROUTER_FOUND, "/{lang}/place/{code}", { "id", "52.01" } },
		{ HTTP_GET, "/id/pl%61ce/a%2Fb", ROUTER_FOUND, "/{lang}/place/{code}", { "id", "a/b" } },
		{ HTTP_GET, "/id/place/new", ROUTER_FOUND, "/{lang}/place/new", { "id" } },
		{ HTTP_POST, "/id/place/new", ROUTER_FOUND, "/{lang}/place/new", { "id" } },
		{ HTTP_POST, "/id/place/52", ROUTER_METHOD, NULL, { NULL } },
		{ HTTP_GET, "/id/place/52/edit", ROUTER_METHOD, NULL, { NULL } },
		/* the literal branch leads nowhere, so the way back to {code} */
		{ HTTP_POST, "/id/place/new/edit", ROUTER_FOUND, "/{lang}/place/{code}/edit", { "id", "new" } },
		{ HTTP_GET,
		  "/id/place/new/edit/more",
		  ROUTER_FOUND,
		  "/{lang}/{noun}/{id}/edit/more",
		  { "id", "place", "new" } },
		{ HTTP_GET, "/id/place/", ROUTER_NONE, NULL, { NULL } },
		{ HTTP_GET, "/files/a", ROUTER_FOUND, "/files/a", { NULL } },
		{ HTTP_GET, "/files/a/b%20c/d", ROUTER_FOUND, "/files/{path*}", { "a/b c/d" } },
		{ HTTP_GET, "/files/x/", ROUTER_FOUND, "/files/{path*}", { "x/" } },
		{ HTTP_GET, "/files/", ROUTER_FOUND, "/{lang}/", { "files" } },
		{ HTTP_GET, "/files/../etc", ROUTER_BAD, NULL, { NULL } },
		{ HTTP_GET, "/files/%2e%2e/etc", ROUTER_BAD, NULL, { NULL } },
		{ HTTP_GET, "/files/./a", ROUTER_BAD, NULL, { NULL } },
		{ HTTP_GET, "/id/place/a%00b", ROUTER_BAD, NULL, { NULL } },
		{ HTTP_GET, "/id/place/%zz", ROUTER_BAD, NULL, { NULL } },
		{ HTTP_GET, "no-slash", ROUTER_BAD, NULL, { NULL } },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	const char *why;
	struct router *r = router_new(tables, &why);
	(void)state;
	assert_non_null(r);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct router_match m;
		uint32_t n = 0;
		assert_int_equal(router_find(r, a, cases[i].method, str_of(cases[i].path), &m), cases[i].rc);
		if (cases[i].rc != ROUTER_FOUND)
			continue;
		assert_string_equal(m.route->pattern, cases[i].pattern);
		assert_ptr_equal(router_route(r, m.index), m.route);
		while (n < 3 && cases[i].params[n]) {
			assert_str(m.params[n], cases[i].params[n]);
			n++;
		}
		assert_int_equal(m.nparams, n);
	}
	router_free(r);
}

static void other_methods_are_named(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const char *why;
	struct router_match m;
	struct router *r = router_new(tables, &why);
	(void)state;
	assert_int_equal(router_find(r, a, HTTP_POST, STR("/id/place/1"), &m), ROUTER_METHOD);
	assert_string_equal(m.allow, "GET, HEAD");
	assert_int_equal(router_find(r, a, HTTP_GET, STR("/id/place/1/edit"), &m), ROUTER_METHOD);
	assert_string_equal(m.allow, "POST");
	assert_int_equal(router_find(r, a, HTTP_GET, STR("/id/place/new"), &m), ROUTER_FOUND);
	assert_string_equal(m.allow, "GET, HEAD, POST");
	router_free(r);
}

static void too_many_segments_are_refused(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	const char *why;
	struct router_match m;
	struct router *r = router_new(tables, &why);
	(void)state;
	buf_init(&b, a, 1 << 16);
	buf_cstr(&b, "/files");
	for (int i = 0; i < ROUTER_MAX_SEGMENTS - 1; i++)
		buf_cstr(&b, "/a");
	assert_int_equal(router_find(r, a, HTTP_GET, buf_str(&b), &m), ROUTER_FOUND);
	buf_cstr(&b, "/a");
	assert_int_equal(router_find(r, a, HTTP_GET, buf_str(&b), &m), ROUTER_BAD);
	router_free(r);
}

static void bad_tables_are_refused(void **state)
{
	static const struct input twice[] = { { "q", INPUT_TEXT, 0, 10 }, { "q", INPUT_INT, 0, 10 }, { 0 } };
	static const struct input unsure[] = { { "q", INPUT_TEXT, INPUT_REQUIRED | INPUT_LENIENT, 10 }, { 0 } };
	static const struct route bad[][3] = {
		{ GET("/a"), GET("/a") },
		{ GET("/{x}/a"), GET("/{y}/a") },
		{ { HTTP_GET, "/a", PERM_NONE, NULL, never, 0, 0, "" } },
		{ { HTTP_GET, "/a", PERM_PUBLIC, NULL, NULL, 0, 0, "" } },
		{ { HTTP_GET, "/a", PERM_PUBLIC, NULL, never, ROUTE_BODY, 9, "" } },
		{ { HTTP_GET, "/a", PERM_ADMIN, NULL, never, ROUTE_CACHED, 0, "" } },
		{ { HTTP_POST, "/a", PERM_PUBLIC, NULL, never, ROUTE_CACHED, 0, "" } },
		{ { HTTP_GET, "/a", PERM_PUBLIC, twice, never, 0, 0, "" } },
		{ { HTTP_GET, "/a", PERM_PUBLIC, unsure, never, 0, 0, "" } },
		{ GET("a") },
		{ GET("/a b") },
		{ GET("/{a*}/b") },
		{ GET("/a{b}") },
		{ GET("/../a") },
		{ GET("/{a}/{b}/{c}/{d}/{e}/{f}/{g}") },
	};
	(void)state;
	log_set_level((enum log_level)0);
	for (size_t i = 0; i < SEL_COUNT(bad); i++) {
		const struct route *const one[] = { bad[i], NULL };
		const char *why = NULL;
		assert_null(router_new(one, &why));
		assert_non_null(why);
	}
}

/* ---- declared inputs ---- */

static const struct input declared[] = {
	{ "q", INPUT_TEXT, 0, 20 },           { "page", INPUT_INT, 0, 100 },
	{ "code", INPUT_CODE, 0, 12 },        { "all", INPUT_FLAG, 0, 0 },
	{ "s", INPUT_CODE, INPUT_MANY, 4 },   { "must", INPUT_TEXT, INPUT_REQUIRED, 5 },
	{ "l", INPUT_INT, INPUT_LENIENT, 9 }, { 0 },
};
enum { Q, PAGE, CODE, ALL, SECTORS, MUST, L };

struct parsed {
	arena *arena;
	struct input_value *v;
	struct problems problems;
	uint32_t unknown;
};

static struct parsed parse(arena *a, const char *query)
{
	struct parsed p = { .arena = a };
	problems_init(&p.problems, a, 20);
	p.v = inputs_parse(a, declared, str_of(query), &p.unknown, &p.problems);
	return p;
}

static void inputs_are_typed(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct parsed p = parse(a, "q=+air%20bersih%0A&page=7&code=52.01&all=on&s=111&s=112&&x=1&must=%C3%A9&l=10&=y");
	(void)state;
	assert_int_equal(p.problems.n, 0);
	assert_int_equal(p.unknown, 2);
	assert_str(p.v[Q].text, "air bersih");
	assert_int_equal(p.v[PAGE].i, 7);
	assert_str(p.v[CODE].text, "52.01");
	assert_true(p.v[ALL].given && p.v[ALL].i == 1);
	assert_int_equal(p.v[SECTORS].nmany, 2);
	assert_str(p.v[SECTORS].many[0], "111");
	assert_str(p.v[SECTORS].many[1], "112");
	assert_str(p.v[MUST].text, "\xc3\xa9");
	assert_false(p.v[L].given); /* out of range, but lenient */
}

static void empty_is_not_given(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct parsed p = parse(a, "q=++&page=&code&all=&must=x&l=zz");
	(void)state;
	assert_int_equal(p.problems.n, 0);
	for (int i = Q; i <= L; i++)
		assert_true(p.v[i].given == (i == MUST));
}

static void wrong_inputs_are_problems(void **state)
{
	static const struct {
		const char *query, *path, *key;
	} cases[] = {
		{ "", "must", "problem.required" },
		{ "must=123456", "must", "problem.too_long" },
		{ "must=a&page=1x", "page", "problem.not_number" },
		{ "must=a&page=101", "page", "problem.out_of_range" },
		{ "must=a&page=-1", "page", "problem.out_of_range" },
		{ "must=a&page=99999999999999999999", "page", "problem.not_number" },
		{ "must=a&code=a%20b", "code", "problem.bad_text" },
		{ "must=a&code=%3Cb", "code", "problem.bad_text" },
		{ "must=a&q=%00", "q", "problem.bad_text" },
		{ "must=a&q=a%01b", "q", "problem.bad_text" },
		{ "must=a&q=%C2%85", "q", "problem.bad_text" },
		{ "must=a&q=%ff", "q", "problem.bad_text" },
		{ "must=a&q=%4", "q", "problem.bad_text" },
		{ "must=a&all=maybe", "all", "problem.not_flag" },
		{ "must=a&q=1&q=1", "q", "problem.repeated" },
		{ "must=a&s=12345", "s", "problem.too_long" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct parsed p = parse(a, cases[i].query);
		assert_int_equal(p.problems.n, 1);
		assert_str(p.problems.first->path, cases[i].path);
		assert_string_equal(p.problems.first->key, cases[i].key);
		assert_int_equal(p.problems.first->severity, SEVERITY_ERROR);
	}
}

static void inputs_are_bounded(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	(void)state;
	buf_init(&b, a, 1 << 20);
	buf_cstr(&b, "must=a");
	for (int i = 0; i < INPUT_MAX_MANY; i++)
		buf_cstr(&b, "&s=1");
	assert_int_equal(parse(a, b.p).problems.n, 0);
	buf_cstr(&b, "&s=1");
	assert_string_equal(parse(a, b.p).problems.first->key, "problem.too_many");
	buf_clear(&b);
	buf_cstr(&b, "must=a");
	for (int i = 0; i < INPUT_MAX_PAIRS; i++)
		buf_cstr(&b, "&z=1");
	assert_string_equal(parse(a, b.p).problems.first->key, "problem.too_many");
}

/* ---- framing ---- */

struct head {
	const char *name, *value;
};

static const char *guard(const struct head *h, bool http11, struct framing *f)
{
	struct req_header list[8];
	uint32_t n = 0;
	for (; h[n].name; n++)
		list[n] = (struct req_header){ str_of(h[n].name), str_of(h[n].value) };
	return guard_headers(list, n, http11, f);
}

static void good_framing_passes(void **state)
{
	struct framing f;
	(void)state;
	assert_null(guard((struct head[]){ { "Host", "a.id:8080" }, { "Accept", "*/*" }, { 0 } }, true, &f));
	assert_str(f.host, "a.id:8080");
	assert_false(f.chunked || f.has_length);
	assert_null(guard((struct head[]){ { "host", "[::1]" }, { "content-length", "0005" }, { 0 } }, true, &f));
	assert_true(f.has_length && f.length == 5);
	assert_null(guard((struct head[]){ { "Host", "a" }, { "Transfer-Encoding", "Chunked" }, { 0 } }, true, &f));
	assert_true(f.chunked);
	assert_null(guard((struct head[]){ { 0 } }, false, &f)); /* HTTP/1.0 needs no Host */
}

static void doubtful_framing_is_refused(void **state)
{
	static const struct head bad[][4] = {
		{ { "Accept", "*/*" } },
		{ { "Host", "a" }, { "Host", "a" } },
		{ { "Host", "a b" } },
		{ { "Host", "" } },
		{ { "Host", "a,b" } },
		{ { "Host", "a" }, { "Content-Length", "5" }, { "Transfer-Encoding", "chunked" } },
		{ { "Host", "a" }, { "Content-Length", "5" }, { "Content-Length", "5" } },
		{ { "Host", "a" }, { "Content-Length", "+5" } },
		{ { "Host", "a" }, { "Content-Length", "-5" } },
		{ { "Host", "a" }, { "Content-Length", "5,5" } },
		{ { "Host", "a" }, { "Content-Length", "0x5" } },
		{ { "Host", "a" }, { "Content-Length", "" } },
		{ { "Host", "a" }, { "Content-Length", "18446744073709551621" } }, /* 2^64 + 5 */
		{ { "Host", "a" }, { "Transfer-Encoding ", "chunked" } },
		{ { "Host", "a" }, { "Transfer-Encoding", "xchunked" } },
		{ { "Host", "a" }, { "Transfer-Encoding", "gzip, chunked" } },
		{ { "Host", "a" }, { "Transfer-Encoding", "chunked" }, { "Transfer-Encoding", "chunked" } },
		{ { "Host", "a" }, { "Transfer-Encoding", "identity" } },
		{ { "Host", "a" }, { "X", "a\rb" } },
		{ { "Host", "a" }, { "X", "a\x01" } },
		{ { "Host", "a" }, { "X\x80", "a" } },
		{ { "Host", "a" }, { "", "a" } },
		{ { "Host", "a" }, { "X(y)", "a" } },
	};
	struct framing f;
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_non_null(guard(bad[i], true, &f));
	assert_non_null(guard((struct head[]){ { "Transfer-Encoding", "chunked" }, { 0 } }, false, &f));
	static struct req_header many[GUARD_MAX_HEADERS + 1];
	for (size_t i = 0; i < SEL_COUNT(many); i++)
		many[i] = (struct req_header){ i ? STR("X") : STR("Host"), STR("a") };
	assert_null(guard_headers(many, GUARD_MAX_HEADERS, true, &f));
	assert_non_null(guard_headers(many, GUARD_MAX_HEADERS + 1, true, &f));
}

static void targets_are_split(void **state)
{
	static const struct {
		const char *target, *path, *query, *host;
	} good[] = {
		{ "/", "/", "", "h" },
		{ "/a?b=c?d", "/a", "b=c?d", "h" },
		{ "/a?", "/a", "", "h" },
		{ "http://x.id/a?b", "/a", "b", "x.id" },
		{ "HTTPS://x.id:1", "/", "", "x.id:1" },
	};
	static const char *const bad[] = { "",      "*",     "a",        "a.id:80", "/a b",     "/a#b",
		                           "/\x7f", "/\xc3", "http:///", "http://", "ftp://a/", "http://a b/" };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(good); i++) {
		str path, query, host = STR("h");
		assert_null(guard_target(str_of(good[i].target), &path, &query, &host));
		assert_str(path, good[i].path);
		assert_str(query, good[i].query);
		assert_str(host, good[i].host);
	}
	for (size_t i = 0; i < SEL_COUNT(bad); i++) {
		str path, query, host = STR("h");
		assert_non_null(guard_target(str_of(bad[i]), &path, &query, &host));
	}
}

/* ---- headers in, headers out ---- */

static void cookies_are_read(void **state)
{
	const struct req_header h[] = { { STR("Accept"), STR("a") },
		                        { STR("COOKIE"), STR("xsid=no; sid=abc=; q=\"v w\"") },
		                        { STR("cookie"), STR("last=1") } };
	const struct req r = { .headers = h, .nheaders = 3 };
	(void)state;
	assert_str(req_cookie(&r, "sid"), "abc=");
	assert_str(req_cookie(&r, "q"), "v w");
	assert_str(req_cookie(&r, "last"), "1");
	assert_str(req_cookie(&r, "SID"), ""); /* RFC 6265, 5.4: names keep their case */
	assert_str(req_cookie(&r, "id"), "");
	assert_str(req_header(&r, "accept"), "a");
	assert_str(req_header(&r, "accep"), "");
}

static str header_of(const struct reply *p, const char *name)
{
	for (const struct reply_header *h = p->headers; h; h = h->next)
		if (strcmp(h->name, name) == 0)
			return h->value;
	return STR_EMPTY;
}

static void redirects_stay_here(void **state)
{
	static const char *const elsewhere[] = { "//evil", "https://evil", "", "/\\evil", "/a\nb", "\\\\evil", "/a b" };
	ARENA_SCOPE arena *a = arena_new(0);
	struct req r = { .arena = a };
	struct reply p = reply_redirect(&r, 303, STR("/id/place/52?a=b"));
	(void)state;
	assert_int_equal(p.status, 303);
	assert_str(header_of(&p, "Location"), "/id/place/52?a=b");
	for (size_t i = 0; i < SEL_COUNT(elsewhere); i++) {
		p = reply_redirect(&r, 303, str_of(elsewhere[i]));
		assert_str(header_of(&p, "Location"), "/");
	}
}

static void headers_are_not_split(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct req r = { .arena = a };
	struct reply p = { 0 };
	(void)state;
	reply_header(&r, &p, "X-A", STR("one\r\nSet-Cookie: x"));
	reply_header(&r, &p, "X-B", (str){ "two\0three", 9 });
	assert_str(header_of(&p, "X-A"), "one");
	assert_str(header_of(&p, "X-B"), "two");
}

static void downloads_are_named(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct req r = { .arena = a };
	struct reply p = { 0 }, q = { 0 };
	(void)state;
	reply_download(&r, &p, STR("data \"2024\".csv"));
	assert_str(header_of(&p, "Content-Disposition"), "attachment; filename=\"data _2024_.csv\"");
	reply_download(&r, &q, STR("caf\xc3\xa9 \xe2\x82\xac.csv")); /* RFC 6266, 5 */
	assert_str(header_of(&q, "Content-Disposition"),
	           "attachment; filename=\"caf_ _.csv\"; filename*=UTF-8''caf%C3%A9%20%E2%82%AC.csv");
}

static void entity_tags_are_compared(void **state)
{
	char one[ETAG_SIZE], same[ETAG_SIZE], other[ETAG_SIZE], gz[ETAG_SIZE];
	(void)state;
	etag_make(STR("a"), ENCODING_IDENTITY, one);
	etag_make(STR("a"), ENCODING_IDENTITY, same);
	etag_make(STR("b"), ENCODING_IDENTITY, other);
	etag_make(STR("a"), ENCODING_GZIP, gz);
	assert_string_equal(one, same);
	assert_string_not_equal(one, other);
	assert_string_not_equal(one, gz);
	assert_true(one[0] == '"' && one[strlen(one) - 1] == '"');
	assert_true(etag_listed(STR("\"x\" , W/\"y\""), STR("\"y\"")));
	assert_true(etag_listed(STR("*"), STR("\"y\"")));
	assert_false(etag_listed(STR("\"x\", \"yy\", y"), STR("\"y\"")));
	assert_false(etag_listed(STR(""), STR("\"y\"")));
}

/* ---- compression ---- */

static void encodings_are_negotiated(void **state)
{
	enum { ID = 1 << ENCODING_IDENTITY, GZ = 1 << ENCODING_GZIP, BR = 1 << ENCODING_BROTLI };
	(void)state;
	assert_int_equal(compress_accepted(STR("")), ID);
	assert_int_equal(compress_accepted(STR("gzip, deflate, br")), ID | GZ | BR);
	assert_int_equal(compress_accepted(STR("GZIP;q=0.5,br ; q=0")), ID | GZ);
	assert_int_equal(compress_accepted(STR("gzip;q=0.000, *")), ID);
	assert_int_equal(compress_accepted(STR("xgzip, gzipx")), ID);
	assert_true(compress_type("text/html; charset=utf-8"));
	assert_true(compress_type("application/json"));
	assert_false(compress_type("image/png"));
}

static str gunzip(arena *a, str z, size_t max)
{
	char *out = arena_alloc(a, max);
	z_stream s = { .next_out = (Bytef *)out, .avail_out = (uInt)max, .avail_in = (uInt)z.n };
	char *in = arena_alloc(a, z.n);
	memcpy(in, z.p, z.n);
	s.next_in = (Bytef *)in;
	assert_int_equal(inflateInit2(&s, 15 + 16), Z_OK);
	assert_int_equal(inflate(&s, Z_FINISH), Z_STREAM_END);
	assert_int_equal(s.avail_in, 0);
	inflateEnd(&s);
	return (str){ out, s.total_out };
}

static void bodies_survive_compression(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	char *gz;
	size_t n;
	(void)state;
	buf_init(&b, a, 1 << 20);
	for (int i = 0; i < 5000; i++)
		buf_fmt(&b, "%d,", i * 7);
	assert_true(compress_gzip(buf_str(&b), 6, &gz, &n));
	assert_true(n < b.n);
	assert_true(str_eq(gunzip(a, (str){ gz, n }, b.n + 1), buf_str(&b)));
	free(gz);
	assert_false(compress_gzip(STR("ab"), 6, &gz, &n)); /* would grow */
}

struct source {
	str left;
	size_t piece;
	bool fails;
};

static ptrdiff_t fill(void *ctx, char *out, size_t max)
{
	struct source *s = ctx;
	size_t n = s->left.n < s->piece ? s->left.n : s->piece;
	n = n < max ? n : max;
	if (n == 0 && s->fails)
		return -1;
	memcpy(out, s->left.p, n);
	s->left = str_sub(s->left, n, s->left.n);
	return (ptrdiff_t)n;
}

static void streams_survive_compression(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf plain, packed;
	char out[100];
	ptrdiff_t n;
	(void)state;
	buf_init(&plain, a, 1 << 20);
	buf_init(&packed, a, 1 << 20);
	for (int i = 0; i < 20000; i++)
		buf_fmt(&plain, "%d,", i * 7919 % 10007);
	struct source s = { buf_str(&plain), 777, false };
	struct gzip_stream *z = gzip_stream_new(a, fill, &s);
	while ((n = gzip_stream_fill(z, out, sizeof(out))) > 0)
		buf_add(&packed, out, (size_t)n);
	assert_int_equal(n, 0);
	assert_true(str_eq(gunzip(a, buf_str(&packed), plain.n + 1), buf_str(&plain)));
	struct source broken = { STR("abc"), 3, true };
	z = gzip_stream_new(a, fill, &broken);
	while ((n = gzip_stream_fill(z, out, sizeof(out))) > 0)
		continue;
	assert_int_equal(n, -1);
}

/* ---- page cache ---- */

static int alive;

static void free_item(struct cached *c)
{
	alive--;
	free(c);
}

static struct cached *item(size_t bytes)
{
	struct cached *c = calloc(1, sizeof(*c));
	atomic_init(&c->refs, 1);
	c->bytes = bytes;
	c->free = free_item;
	alive++;
	return c;
}

static void put(struct cache *c, const char *key, uint64_t generation, size_t bytes)
{
	struct cached *i = item(bytes);
	cache_put(c, str_of(key), generation, i);
	cached_release(i);
}

static bool has(struct cache *c, const char *key, uint64_t generation)
{
	struct cached *i = cache_get(c, str_of(key), generation);
	cached_release(i);
	return i != NULL;
}

static void pages_live_one_generation(void **state)
{
	struct cache *c = cache_new(1 << 20);
	(void)state;
	put(c, "/a", 1, 100);
	put(c, "/b", 1, 100);
	assert_true(has(c, "/a", 1));
	assert_false(has(c, "/a", 2));
	assert_false(has(c, "/a", 1)); /* dropped when it was found stale */
	assert_true(has(c, "/b", 1));
	put(c, "/b", 2, 100); /* replaces */
	assert_true(has(c, "/b", 2));
	assert_int_equal(cache_count(c).items, 1);
	assert_int_equal(cache_count(c).hits, 3);
	assert_int_equal(cache_count(c).misses, 2);
	cache_free(c);
	assert_int_equal(alive, 0);
}

static void held_pages_outlive_the_cache(void **state)
{
	struct cache *c = cache_new(1 << 20);
	(void)state;
	put(c, "/a", 1, 100);
	struct cached *held = cache_get(c, STR("/a"), 1);
	cache_free(c);
	assert_int_equal(alive, 1);
	cached_release(held);
	assert_int_equal(alive, 0);
}

static void cache_is_bounded(void **state)
{
	enum { MAX = CACHE_SHARDS * 10000 };
	struct cache *c = cache_new(MAX);
	char key[32];
	(void)state;
	put(c, "/too-big", 1, 10001);
	assert_false(has(c, "/too-big", 1));
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "/page/%d", i);
		put(c, key, 1, 900);
		assert_true(has(c, key, 1));
		assert_true(cache_count(c).bytes <= MAX);
	}
	assert_false(has(c, "/page/0", 1));
	assert_true(cache_count(c).items > CACHE_SHARDS * 5 && cache_count(c).items <= CACHE_SHARDS * 11);
	cache_free(c);
	assert_int_equal(alive, 0);
}

static void the_page_used_last_stays(void **state)
{
	struct cache *c = cache_new(CACHE_SHARDS * 10000);
	char key[32];
	(void)state;
	put(c, "/home", 1, 900);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "/page/%d", i);
		put(c, key, 1, 900);
		assert_true(has(c, "/home", 1));
	}
	cache_free(c);
}

/* ---- slow work ---- */

struct work {
	sem_t begun, go;
	atomic_int done;
};

static void work(void *arg, bool run)
{
	struct work *w = arg;
	sem_post(&w->begun);
	while (run && sem_wait(&w->go) != 0)
		continue;
	atomic_fetch_add(&w->done, 1);
}

/* One thread, a queue of eight: two may wait for the same one, then the next is told to come again. */
static void nobody_fills_the_queue_alone(void **state)
{
	struct work w = { .done = 0 };
	struct workers *pool = workers_new(1, 8);
	(void)state;
	sem_init(&w.begun, 0, 0);
	sem_init(&w.go, 0, 0);
	assert_true(workers_add(pool, 1, work, &w));
	while (sem_wait(&w.begun) != 0)
		continue; /* it runs and waits no more */
	assert_true(workers_add(pool, 1, work, &w));
	assert_true(workers_add(pool, 1, work, &w));
	assert_false(workers_add(pool, 1, work, &w));
	assert_true(workers_add(pool, 2, work, &w));
	for (int i = 0; i < 4; i++)
		sem_post(&w.go);
	while (atomic_load(&w.done) < 4)
		sched_yield();
	assert_true(workers_add(pool, 1, work, &w));
	sem_post(&w.go);
	workers_free(pool);
	assert_int_equal(atomic_load(&w.done), 5);
	sem_destroy(&w.begun);
	sem_destroy(&w.go);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoding_keeps_only_unreserved),
		cmocka_unit_test(decoding_is_exact_or_refused),
		cmocka_unit_test(paths_find_their_routes),
		cmocka_unit_test(other_methods_are_named),
		cmocka_unit_test(too_many_segments_are_refused),
		cmocka_unit_test(bad_tables_are_refused),
		cmocka_unit_test(inputs_are_typed),
		cmocka_unit_test(empty_is_not_given),
		cmocka_unit_test(wrong_inputs_are_problems),
		cmocka_unit_test(inputs_are_bounded),
		cmocka_unit_test(good_framing_passes),
		cmocka_unit_test(doubtful_framing_is_refused),
		cmocka_unit_test(targets_are_split),
		cmocka_unit_test(cookies_are_read),
		cmocka_unit_test(redirects_stay_here),
		cmocka_unit_test(headers_are_not_split),
		cmocka_unit_test(downloads_are_named),
		cmocka_unit_test(entity_tags_are_compared),
		cmocka_unit_test(encodings_are_negotiated),
		cmocka_unit_test(bodies_survive_compression),
		cmocka_unit_test(streams_survive_compression),
		cmocka_unit_test(pages_live_one_generation),
		cmocka_unit_test(held_pages_outlive_the_cache),
		cmocka_unit_test(cache_is_bounded),
		cmocka_unit_test(the_page_used_last_stays),
		cmocka_unit_test(nobody_fills_the_queue_alone),
	};
	hash_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
