/* What a client gets: routes, headers, caching, compression, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "http/assets.h"
#include "world.h"

static struct world *world;

#define assert_header(r, name, expected)                                                                               \
	do {                                                                                                           \
		str got_ = response_header((r), (name));                                                               \
		if (!str_is(got_, (expected)))                                                                         \
			print_error("%s: %.*s\n", (name), STR_ARG(got_));                                              \
		assert_true(str_is(got_, (expected)));                                                                 \
	} while (0)

static bool contains(str s, const char *part)
{
	return str_find(s, str_of(part), 0) >= 0;
}

static const char csp[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static void pages_carry_their_headers(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (int i = 0; i < 2; i++) { /* made, then from the cache */
		struct response r = client_get(a, world->port, "GET /page/headers", "");
		assert_int_equal(r.status, 200);
		assert_header(&r, "content-type", "text/html; charset=utf-8");
		assert_header(&r, "content-security-policy", csp);
		assert_header(&r, "x-content-type-options", "nosniff");
		assert_header(&r, "referrer-policy", "same-origin");
		assert_header(&r, "cross-origin-opener-policy", "same-origin");
		assert_true(contains(response_header(&r, "permissions-policy"), "geolocation=()"));
		assert_header(&r, "cache-control", "no-cache");
		assert_header(&r, "vary", "Accept-Encoding");
		assert_header(&r, "access-control-allow-origin", "");
		assert_header(&r, "server", "");
		assert_true(contains(r.body, "<title>headers</title>"));
	}
}

static void pages_are_kept_for_one_generation(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	int before = atomic_load(&world->calls);
	(void)state;
	for (int i = 0; i < 5; i++)
		client_get(a, world->port, "GET /page/kept", "");
	assert_int_equal(atomic_load(&world->calls), before + 1);
	atomic_fetch_add(&world->generation, 1);
	struct response r = client_get(a, world->port, "GET /page/kept", "");
	assert_true(contains(r.body, "<p>generation 1</p>"));
	assert_int_equal(atomic_load(&world->calls), before + 2);
}

static void some_answers_are_never_kept(void **state)
{
	static const struct {
		const char *request, *headers;
	} cases[] = {
		{ "GET /page/kept?utm_source=x", "" },          /* not declared: anybody could fill the cache */
		{ "GET /page/bye", "" },                        /* not 200 */
		{ "GET /page/cookie", "" },                     /* sets a cookie */
		{ "GET /page/user", "Cookie: a=b; sid=1\r\n" }, /* names its user */
		{ "GET /page/user", "Authorization: Bearer x\r\n" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		int before = atomic_load(&world->calls);
		client_get(a, world->port, cases[i].request, cases[i].headers);
		client_get(a, world->port, cases[i].request, cases[i].headers);
		assert_int_equal(atomic_load(&world->calls), before + 2);
	}
	client_get(a, world->port, "GET /page/other", "Cookie: theme=dark\r\n");
	int before = atomic_load(&world->calls);
	client_get(a, world->port, "GET /page/other", "Cookie: theme=light\r\n");
	assert_int_equal(atomic_load(&world->calls), before);
}

static void bodies_are_compressed(void **state)
{
	static const char *const paths[] = { "GET /page/gzip", "GET /page/gzip", "GET /page/gzip?x=1", "GET /stream" };
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(paths); i++) {
		struct response whole = client_get(a, world->port, paths[i], "");
		struct response packed = client_get(a, world->port, paths[i], "Accept-Encoding: br, gzip\r\n");
		assert_header(&whole, "content-encoding", "");
		assert_header(&packed, "content-encoding", "gzip");
		assert_header(&packed, "vary", "Accept-Encoding");
		assert_true(packed.body.n < whole.body.n / 3);
		assert_true(str_eq(response_gunzip(a, &packed), whole.body));
	}
	struct response refused = client_get(a, world->port, "GET /page/gzip", "Accept-Encoding: gzip;q=0\r\n");
	assert_header(&refused, "content-encoding", "");
	struct response small = client_get(a, world->port, "GET /text", "Accept-Encoding: gzip\r\n");
	assert_header(&small, "content-encoding", "");
}

static void unchanged_pages_are_not_sent_again(void **state)
{
	static const char *const paths[] = { "GET /page/etag", "GET /page/etag?x=1", "GET /text" };
	static const char *const codings[] = { "", "Accept-Encoding: gzip\r\n" };
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(paths) * SEL_COUNT(codings); i++) {
		const char *path = paths[i / 2], *coding = codings[i % 2];
		struct response r = client_get(a, world->port, path, coding);
		str etag = response_header(&r, "etag");
		assert_int_equal(r.status, 200);
		assert_true(etag.n > 10 && etag.p[0] == '"');
		r = client_get(a, world->port, path,
		               arena_fmt(a, "%sIf-None-Match: \"x\", %.*s\r\n", coding, STR_ARG(etag)).p);
		assert_int_equal(r.status, 304);
		assert_int_equal(r.body.n, 0);
		assert_true(str_eq(response_header(&r, "etag"), etag));
		assert_header(&r, "cache-control", "no-cache");
		r = client_get(a, world->port, path, arena_fmt(a, "%sIf-None-Match: \"x\"\r\n", coding).p);
		assert_int_equal(r.status, 200);
	}
}

static void head_is_get_without_a_body(void **state)
{
	static const char *const paths[] = { "/page/head", "/page/head", "/text", "/api/list" };
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(paths); i++) {
		int fd = client_open(world->port);
		struct response get = client_get(a, world->port, arena_fmt(a, "GET %s", paths[i]).p, "");
		client_send(fd, arena_fmt(a, "HEAD %s HTTP/1.1\r\nHost: test\r\n\r\n", paths[i]));
		struct response head = client_read(a, fd, true);
		assert_int_equal(head.status, 200);
		assert_true(response_header(&get, "content-length").n > 0);
		assert_true(str_eq(response_header(&head, "content-length"), response_header(&get, "content-length")));
		assert_true(str_eq(response_header(&head, "etag"), response_header(&get, "etag")));
		client_send(fd, STR("GET /text HTTP/1.1\r\nHost: test\r\n\r\n")); /* nothing of a body stands before */
		assert_true(str_is(client_read(a, fd, false).body, "hello\n"));
		close(fd);
	}
}

static void streams_end_or_break(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	struct response r = client_get(a, world->port, "GET /stream", "");
	assert_header(&r, "transfer-encoding", "chunked");
	assert_true(str_starts(r.body, STR("line 0\nline 1\n")));
	assert_true(str_ends(r.body, STR("\nline 19999\n")));
	/* the last chunk must not come: the client would take half for the whole */
	int fd = client_open(world->port);
	char part[4096], last[8] = "";
	ssize_t n;
	client_send(fd, STR("GET /stream/broken HTTP/1.1\r\nHost: test\r\n\r\n"));
	while ((n = read(fd, part, sizeof(part))) > 0) {
		size_t keep = (size_t)n < 7 ? (size_t)n : 7;
		memcpy(last, part + (size_t)n - keep, keep);
		last[keep] = '\0';
	}
	assert_string_not_equal(last, "\r\n0\r\n\r\n");
	close(fd);
}

static void wrong_requests_get_their_error(void **state)
{
	static const struct {
		const char *request, *headers;
		int status;
	} cases[] = {
		{ "GET /nothing", "", 404 },
		{ "GET /page/", "", 404 },
		{ "GET /page/a%00b", "", 400 },
		{ "GET /page/%ff", "", 400 },
		{ "GET /page/%4", "", 400 },
		{ "GET /../../etc/passwd", "", 400 },
		{ "GET /page/..%2f..%2fetc", "", 200 }, /* a parameter like any other: nothing here is a file */
		{ "GET /%2e%2e/etc/passwd", "", 400 },
		{ "GET /assets/../../etc/passwd", "", 400 },
		{ "GET /assets/0000000000000000/app.css", "", 404 },
		{ "GET /page/x?n=101", "", 400 },
		{ "GET /page/x?n=1&n=2", "", 400 },
		{ "GET /page/x?n=100", "", 200 },
		{ "GET /secret", "", 403 },
		{ "POST /text", "", 405 },
		{ "DELETE /text", "", 405 },
		{ "OPTIONS /text", "", 405 },
		{ "TRACE /text", "", 405 },
		{ "DELETE /nothing", "", 404 },
		{ "GET /form", "", 405 },
		{ "GET /metrics", "X-Forwarded-For: 10.0.0.1\r\n", 404 },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct response r = client_get(a, world->port, cases[i].request, cases[i].headers);
		if (r.status != cases[i].status)
			print_error("%s: %d\n", cases[i].request, r.status);
		assert_int_equal(r.status, cases[i].status);
		if (r.status >= 400)
			assert_header(&r, "cache-control", "private, no-store");
	}
	struct response r = client_get(a, world->port, "POST /text", "");
	assert_header(&r, "allow", "GET, HEAD");
	r = client_get(a, world->port, "GET /form", "");
	assert_header(&r, "allow", "POST");
}

static struct response post(arena *a, const char *path, const char *headers, str body)
{
	int fd = client_open(world->port);
	client_send(
	    fd, arena_fmt(a, "POST %s HTTP/1.1\r\nHost: test\r\n%sContent-Length: %zu\r\n\r\n", path, headers, body.n));
	client_send(fd, body);
	struct response r = client_read(a, fd, false);
	close(fd);
	return r;
}

static void forms_are_taken_from_this_site(void **state)
{
#define FORM "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	struct response r = post(a, "/form", FORM, STR("name=Air+Bersih&n=3"));
	assert_true(str_is(r.body, "name=Air Bersih;n=3\n"));
	assert_header(&r, "cache-control", "private, no-store");
	assert_header(&r, "etag", "");
	r = post(a, "/form", FORM, STR("n=300"));
	assert_int_equal(r.status, 400);
	assert_true(contains(r.body, "name: problem.required") && contains(r.body, "n: problem.out_of_range"));
	assert_int_equal(post(a, "/form", FORM "Origin: http://test\r\n", STR("name=a")).status, 200);
	assert_int_equal(post(a, "/form", FORM "Origin: http://evil.id\r\n", STR("name=a")).status, 403);
	assert_int_equal(post(a, "/form", FORM "Origin: null\r\n", STR("name=a")).status, 403);
	assert_int_equal(post(a, "/form", FORM "Sec-Fetch-Site: cross-site\r\n", STR("name=a")).status, 403);
	assert_int_equal(post(a, "/form", FORM "Sec-Fetch-Site: same-origin\r\n", STR("name=a")).status, 200);
	assert_int_equal(post(a, "/form", "Content-Type: text/plain\r\n", STR("name=a")).status, 415);
	assert_int_equal(post(a, "/form", FORM, STR("")).status, 400);
}

static void bodies_have_a_limit(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	char *big = arena_calloc(a, 2000, 1);
	(void)state;
	assert_true(str_is(post(a, "/upload", "", (str){ big, 1000 }).body, "1000\n"));
	struct response r = post(a, "/upload", "", (str){ big, 1001 });
	assert_int_equal(r.status, 413);
	assert_true(r.closed);
	int fd = client_open(world->port); /* no length given before */
	client_send(fd, STR("POST /upload HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"));
	client_send(fd, (str){ big, 1001 });
	client_send(fd, STR("\r\n0\r\n\r\n"));
	assert_int_equal(client_read(a, fd, false).status, 413);
	close(fd);
}

static const char *asset_url(const char *name)
{
	const struct asset *a = asset_find(assets, nassets, name);
	assert_non_null(a);
	return a->url;
}

static void assets_are_kept_for_a_year(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const char *path = arena_fmt(a, "GET %s", asset_url("app.css")).p;
	struct response r = client_get(a, world->port, path, "");
	(void)state;
	assert_int_equal(r.status, 200);
	assert_header(&r, "content-type", "text/css; charset=utf-8");
	assert_header(&r, "cache-control", "public, max-age=31536000, immutable");
	assert_header(&r, "x-content-type-options", "nosniff");
	assert_true(contains(r.body, asset_url("dot.svg"))); /* the name in the style sheet has its hash */
	struct response gz = client_get(a, world->port, path, "Accept-Encoding: gzip\r\n");
	assert_header(&gz, "content-encoding", "gzip");
	assert_true(str_eq(response_gunzip(a, &gz), r.body));
	str etag = response_header(&r, "etag");
	r = client_get(a, world->port, path, arena_fmt(a, "If-None-Match: %.*s\r\n", STR_ARG(etag)).p);
	assert_int_equal(r.status, 304);
	assert_int_equal(strncmp(asset_url("app.css"), "/assets/", 8), 0);
	assert_null(asset_find(assets, nassets, "app.cs"));
	assert_null(asset_find(assets, 0, "app.css"));
}

static void api_and_redirect_headers(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct response r = client_get(a, world->port, "GET /api/list", "");
	(void)state;
	assert_header(&r, "access-control-allow-origin", "*");
	assert_header(&r, "cache-control", "public, max-age=60");
	assert_header(&r, "content-security-policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
	r = client_get(a, world->port, "GET /login", "");
	assert_int_equal(r.status, 303);
	assert_header(&r, "location", "/page/home");
	assert_header(&r, "set-cookie", "sid=1; Path=/; HttpOnly; SameSite=Lax");
}

static void own_pages_tell_how_it_goes(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct response r = client_get(a, world->port, "GET /healthz", "");
	(void)state;
	assert_true(str_is(r.body, "ok\n"));
	client_get(a, world->port, "GET /text", "");
	client_get(a, world->port, "GET /page/metrics", "");
	client_get(a, world->port, "GET /page/metrics", "");
	r = client_get(a, world->port, "GET /metrics", "");
	assert_int_equal(r.status, 200);
	assert_true(contains(r.body, "selaras_http_requests_total{route=\"/text\",method=\"GET\",class=\"2xx\"} "));
	assert_true(contains(r.body, "selaras_http_requests_total{route=\"(unmatched)\",method=\"\",class=\"4xx\"} "));
	assert_true(contains(r.body, "selaras_http_request_duration_seconds_bucket{le=\"+Inf\"} "));
	assert_true(contains(r.body, "\nselaras_http_in_flight "));
	assert_false(contains(r.body, "\nselaras_http_in_flight 0\n")); /* this one at least */
	assert_true(contains(r.body, "\nselaras_page_cache_hits_total "));
	assert_false(contains(r.body, "\nselaras_page_cache_hits_total 0\n"));
	assert_false(contains(r.body, "\nprocess_resident_memory_bytes 0\n"));
}

static void one_connection_takes_many_requests(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	int fd = client_open(world->port);
	(void)state;
	for (int i = 0; i < 50; i++) {
		client_send(fd, i % 2 ? STR("GET /page/many HTTP/1.1\r\nHost: test\r\n\r\n")
		                      : STR("GET /nothing HTTP/1.1\r\nHost: test\r\n\r\n"));
		struct response r = client_read(a, fd, false);
		assert_int_equal(r.status, i % 2 ? 200 : 404);
		assert_false(r.closed);
	}
	close(fd);
}

static void clients_may_leave_early(void **state)
{
	static const char *const requests[] = { "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n",
		                                "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
		                                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc",
		                                "GET /text HTTP/1.1\r\nHo", "GE" };
	ARENA_SCOPE arena *a = arena_new(0);
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(requests) * 4; i++) {
		int fd = client_open(world->port);
		client_send(fd, str_of(requests[i % SEL_COUNT(requests)]));
		usleep(5000);
		close(fd);
	}
	assert_true(str_is(client_get(a, world->port, "GET /text", "").body, "hello\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_carry_their_headers),
		cmocka_unit_test(pages_are_kept_for_one_generation),
		cmocka_unit_test(some_answers_are_never_kept),
		cmocka_unit_test(bodies_are_compressed),
		cmocka_unit_test(unchanged_pages_are_not_sent_again),
		cmocka_unit_test(head_is_get_without_a_body),
		cmocka_unit_test(streams_end_or_break),
		cmocka_unit_test(wrong_requests_get_their_error),
		cmocka_unit_test(forms_are_taken_from_this_site),
		cmocka_unit_test(bodies_have_a_limit),
		cmocka_unit_test(assets_are_kept_for_a_year),
		cmocka_unit_test(api_and_redirect_headers),
		cmocka_unit_test(own_pages_tell_how_it_goes),
		cmocka_unit_test(one_connection_takes_many_requests),
		cmocka_unit_test(clients_may_leave_early),
	};
	world = world_new((struct http_opts){ .threads = 2 });
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	world_free(world);
	return failed;
}
