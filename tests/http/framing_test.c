/* Requests that two servers could read differently: each must be refused with 400 (or 413 for a length past 64 bits,
 * 431 for a head that is too big) and end its connection, so that nothing sent after it is taken for a second request.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "world.h"

static struct world *world;

#define SMUGGLED "GET /text HTTP/1.1\r\nHost: test\r\n\r\n"

static const struct probe {
	const char *name, *request;
} probes[] = {
	{ "length and chunked",
	  "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX" },
	{ "chunked and length",
	  "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nX" },
	{ "two lengths", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\na=bcd" },
	{ "two lengths that differ",
	  "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\na=bcd" },
	{ "length with a sign", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\na=bcd" },
	{ "length as a list", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5,5\r\n\r\na=bcd" },
	{ "length 2^64 + 5", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\na=bcd" },
	{ "length in hexadecimal", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\na=bcd" },
	{ "space before the colon",
	  "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n5\r\na=bcd\r\n0\r\n\r\n" },
	{ "space before the length's colon", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\na=bcd" },
	{ "xchunked", "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\na=bcd\r\n0\r\n\r\n" },
	{ "gzip, chunked",
	  "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\na=bcd\r\n0\r\n\r\n" },
	{ "chunked twice", "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
	                   "chunked\r\n\r\n5\r\na=bcd\r\n0\r\n\r\n" },
	{ "chunk size 0x5",
	  "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\na=bcd\r\n0\r\n\r\n" },
	{ "chunk size +5",
	  "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\na=bcd\r\n0\r\n\r\n" },
	{ "chunk size past 2^64", "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
	                          "chunked\r\n\r\n10000000000000005\r\na=bcd\r\n0\r\n\r\n" },
	{ "chunked in HTTP/1.0",
	  "POST /form HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=bcd\r\n0\r\n\r\n" },
	{ "no host", "GET /text HTTP/1.1\r\nAccept: */*\r\n\r\n" },
	{ "two hosts", "GET /text HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
	{ "not a host", "GET /text HTTP/1.1\r\nHost: a b\r\n\r\n" },
	{ "body of a GET", "GET /text HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" },
	{ "control character", "GET /text HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n" },
	{ "control character in the target", "GET /te\x01xt HTTP/1.1\r\nHost: a\r\n\r\n" },
	{ "raw UTF-8 in the target", "GET /te\xc3\xa9xt HTTP/1.1\r\nHost: a\r\n\r\n" },
	{ "header name with a space", "GET /text HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n" },
	{ "folded line", "GET /text HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n" },
	{ "folded host", "GET /text HTTP/1.1\r\nHost:\r\n a\r\n\r\n" },
	{ "single line feeds", "GET /text HTTP/1.1\nHost: a\n\n" },
	{ "one single line feed", "GET /text HTTP/1.1\r\nHost: a\nX: y\r\n\r\n" },
	{ "single carriage return", "GET /text HTTP/1.1\r\nHost: a\rX: y\r\n\r\n" },
	{ "two spaces", "GET  /text HTTP/1.1\r\nHost: a\r\n\r\n" },
	{ "HTTP/1.2", "GET /text HTTP/1.2\r\nHost: a\r\n\r\n" },
	{ "HTTP/0.9", "GET /text\r\n\r\n" },
	{ "header without a colon", "GET /text HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n" },
};

static void expect_refused(str request, const char *name)
{
	ARENA_SCOPE arena *a = arena_new(0);
	int fd = client_open(world->port);
	client_send(fd, request); /* may be cut short by the refusal */
	client_send(fd, STR(SMUGGLED));
	struct response r = client_read(a, fd, false);
	bool refused = r.status == 400 || r.status == 413 || r.status == 431;
	if (!refused || !r.closed)
		print_error("%s: status %d closed %d\n%.*s", name, r.status, r.closed, STR_ARG(r.head));
	assert_true(refused);
	assert_true(r.closed);
	close(fd);
}

static void doubtful_requests_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(probes); i++)
		expect_refused(str_of(probes[i].request), probes[i].name);
}

static void big_heads_are_refused(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	(void)state;
	buf_init(&b, a, 1 << 20);
	buf_cstr(&b, "GET /text HTTP/1.1\r\nHost: a\r\nX: ");
	for (int i = 0; i < 65536; i++)
		buf_char(&b, 'x');
	buf_cstr(&b, "\r\n\r\n");
	expect_refused(buf_str(&b), "64 kB header");
	buf_clear(&b);
	buf_cstr(&b, "GET /text HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 2000; i++)
		buf_fmt(&b, "X-%d: y\r\n", i);
	buf_cstr(&b, "\r\n");
	expect_refused(buf_str(&b), "2000 headers");
	buf_clear(&b);
	buf_cstr(&b, "GET /text HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 100; i++) /* small, but one more than allowed */
		buf_cstr(&b, "X: y\r\n");
	buf_cstr(&b, "\r\n");
	expect_refused(buf_str(&b), "101 headers");
}

static void a_zero_byte_hides_nothing(void **state)
{
	static const char in_value[] = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\0 0\r\n\r\na=bcd";
	static const char at_the_end[] = "GET /text HTTP/1.1\r\nHost: a\r\nX: b\0\0\0c\r\n\r\n";
	static const char in_method[] = "GET\0 /text HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char in_target[] = "GET /text\0/x HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char in_name[] = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length\0: 5\r\n\r\na=bcd";
	(void)state;
	expect_refused((str){ in_value, sizeof(in_value) - 1 }, "zero byte in a value");
	expect_refused((str){ at_the_end, sizeof(at_the_end) - 1 }, "zero byte at the end");
	expect_refused((str){ in_method, sizeof(in_method) - 1 }, "zero byte in the method");
	expect_refused((str){ in_target, sizeof(in_target) - 1 }, "zero byte in the target");
	expect_refused((str){ in_name, sizeof(in_name) - 1 }, "zero byte in a name");
}

/* What is well framed must still pass: pieces, chunks, both at once, and two requests in one packet. */
static void good_requests_pass(void **state)
{
	static const char form[] = "POST /form HTTP/1.1\r\nHost: test\r\nContent-Type: "
	                           "application/x-www-form-urlencoded\r\n";
	ARENA_SCOPE arena *a = arena_new(0);
	int fd = client_open(world->port);
	(void)state;
	client_send(fd, arena_fmt(a, "%sContent-Length: 10\r\n\r\nname=", form));
	usleep(20000);
	client_send(fd, STR("a%20b"));
	struct response r = client_read(a, fd, false);
	assert_int_equal(r.status, 200);
	assert_true(str_is(r.body, "name=a b;n=0\n"));
	client_send(fd, arena_fmt(a, "%sTransfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n", form));
	usleep(20000);
	client_send(fd, STR("00A;ext=1\r\nabcdef&n=7\r\n0\r\n\r\n"));
	r = client_read(a, fd, false);
	assert_int_equal(r.status, 200);
	assert_true(str_is(r.body, "name=abcdef;n=7\n"));
	client_send(fd, STR(SMUGGLED));
	r = client_read(a, fd, false);
	assert_true(str_is(r.body, "hello\n"));
	close(fd);
	r = client_get(a, world->port, "GET http://other.id/text", "");
	assert_int_equal(r.status, 200);
	r = client_get(a, world->port, "GET /page/x?q=a%26b&n=1&x",
	               "Empty:\r\nBlank: \t \r\nTight:x\r\nWide:  y  \r\n");
	assert_int_equal(r.status, 200);
	struct buf b;
	buf_init(&b, a, 1 << 16);
	for (int i = 0; i < 90; i++)
		buf_fmt(&b, "X-%d: %0*d\r\n", i, 200, i);
	r = client_get(a, world->port, "GET /text", buf_str(&b).p); /* 19 kB, in several packets */
	assert_int_equal(r.status, 200);
	fd = client_open(world->port);
	client_send(fd, STR("\r\nGET /text HTTP/1.0\r\n\r\n")); /* RFC 9112, 2.2: an empty line before is passed over */
	assert_int_equal(client_read(a, fd, false).status, 200);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubtful_requests_are_refused),
		cmocka_unit_test(big_heads_are_refused),
		cmocka_unit_test(a_zero_byte_hides_nothing),
		cmocka_unit_test(good_requests_pass),
	};
	world = world_new((struct http_opts){ .threads = 2 });
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	world_free(world);
	return failed;
}
