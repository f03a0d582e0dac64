#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

enum { ANSWER_MAX = 4 << 20, WAIT_MS = 10000 };

int client_open(uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

bool client_send(int fd, str bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return true;
}

/* More bytes into B; false at the end of the stream or when nothing comes. */
static bool read_more(int fd, struct buf *b)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char part[16384];
	if (poll(&p, 1, WAIT_MS) != 1)
		return false;
	ssize_t n = recv(fd, part, sizeof(part), 0);
	if (n <= 0)
		return false;
	buf_add(b, part, (size_t)n);
	return !buf_failed(b);
}

bool client_is_closed(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char c;
	return poll(&p, 1, ms) == 1 && recv(fd, &c, 1, 0) <= 0;
}

struct response client_send_body(arena *a, uint16_t port, const char *request, const char *headers, const char *body)
{
	int fd = client_open(port);
	assert_true(client_send(fd, arena_fmt(a, "%s HTTP/1.1\r\nHost: test\r\n%s\r\n%s", request, headers, body)));
	struct response r = client_read(a, fd, false);
	close(fd);
	return r;
}

str response_header(const struct response *r, const char *name)
{
	str rest = r->head, line, key;
	while (str_cut(&rest, '\n', &line))
		if (str_cut(&line, ':', &key) && str_eq_nocase(key, str_of(name)))
			return str_trim(line);
	return STR_EMPTY;
}

static bool is_chunked(const struct response *r)
{
	return str_is(response_header(r, "transfer-encoding"), "chunked");
}

/* Puts the chunks that stand in B from FROM on together; false when they are not complete. */
static bool join_chunks(const struct buf *b, size_t from, struct buf *out)
{
	buf_clear(out);
	for (;;) {
		ptrdiff_t end = from <= b->n ? str_find(buf_str(b), STR("\r\n"), from) : -1;
		if (end < 0)
			return false;
		size_t n = strtoul(b->p + from, NULL, 16);
		from = (size_t)end + 2;
		if (from + n + 2 > b->n)
			return false;
		if (n == 0)
			return true;
		buf_add(out, b->p + from, n);
		from += n + 2;
	}
}

struct response client_read(arena *a, int fd, bool head_only)
{
	struct response r = { .head = STR_EMPTY, .body = STR_EMPTY };
	struct buf b, joined;
	ptrdiff_t end;
	buf_init(&b, a, ANSWER_MAX);
	buf_init(&joined, a, ANSWER_MAX);
	while ((end = b.n ? str_find(buf_str(&b), STR("\r\n\r\n"), 0) : -1) < 0)
		if (!read_more(fd, &b))
			return r;
	r.head = arena_str(a, str_sub(buf_str(&b), 0, (size_t)end + 2));
	int64_t status;
	if (str_to_int(str_sub(r.head, sizeof("HTTP/1.1 ") - 1, 3), &status))
		r.status = (int)status;
	size_t from = (size_t)end + 4;
	int64_t length = 0;
	if (!head_only && is_chunked(&r)) {
		while (!join_chunks(&b, from, &joined))
			if (!read_more(fd, &b))
				break;
		r.body = buf_str(&joined);
	} else if (!head_only && str_to_int(response_header(&r, "content-length"), &length)) {
		while (b.n < from + (size_t)length && read_more(fd, &b))
			continue;
		r.body = str_sub(buf_str(&b), from, (size_t)length);
	}
	r.closed = str_is(response_header(&r, "connection"), "close") && client_is_closed(fd, WAIT_MS);
	return r;
}

str response_gunzip(arena *a, const struct response *r)
{
	char *in = arena_alloc(a, r->body.n + 1), *out = arena_alloc(a, ANSWER_MAX);
	memcpy(in, r->body.p, r->body.n);
	z_stream s = { .next_in = (Bytef *)in, .avail_in = (uInt)r->body.n, .next_out = (Bytef *)out };
	s.avail_out = ANSWER_MAX;
	assert_int_equal(inflateInit2(&s, 15 + 16), Z_OK);
	assert_int_equal(inflate(&s, Z_FINISH), Z_STREAM_END);
	inflateEnd(&s);
	return (str){ out, s.total_out };
}

struct response client_get(arena *a, uint16_t port, const char *request, const char *headers)
{
	int fd = client_open(port);
	str text = arena_fmt(a, "%s HTTP/1.1\r\nHost: test\r\n%s\r\n", request, headers);
	assert_true(client_send(fd, text));
	struct response r = client_read(a, fd, strncmp(request, "HEAD ", 5) == 0);
	close(fd);
	return r;
}
