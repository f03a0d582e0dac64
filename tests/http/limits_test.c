/* Time and numbers: clients that drip, too many connections, slow work, stopping. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "client.h"
#include "world.h"

static int64_t ms_since(int64_t ns)
{
	return (clock_mono_ns() - ns) / 1000000;
}

/* Sends a byte every 100 ms, which no idle timeout of a second sees; returns after how many ms it was cut. */
static int64_t drip(uint16_t port, const char *begin, const char *drop)
{
	int fd = client_open(port);
	int64_t begun = clock_mono_ns();
	client_send(fd, str_of(begin));
	while (ms_since(begun) < 20000 && !client_is_closed(fd, 100))
		if (!client_send(fd, str_of(drop)))
			break;
	close(fd);
	return ms_since(begun);
}

static void dripping_clients_are_cut(void **state)
{
	struct world *w = world_new((struct http_opts){ .threads = 2, .idle_seconds = 1, .total_seconds = 2 });
	(void)state;
	int64_t line = drip(w->port, "GET /te", "x");
	int64_t head = drip(w->port, "GET /text HTTP/1.1\r\nHost: a\r\n", "X: y\r\n");
	int64_t body = drip(w->port, "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", "b");
	world_free(w);
	assert_in_range(line, 1900, 5000);
	assert_in_range(head, 1900, 5000);
	assert_in_range(body, 1900, 5000);
}

static void idle_clients_are_cut(void **state)
{
	struct world *w = world_new((struct http_opts){ .threads = 2, .idle_seconds = 1 });
	int fd = client_open(w->port);
	int64_t begun = clock_mono_ns();
	(void)state;
	assert_true(client_is_closed(fd, 10000));
	assert_in_range(ms_since(begun), 500, 5000);
	close(fd);
	world_free(w);
}

static void an_address_gets_so_many_connections(void **state)
{
	enum { LIMIT = 5 };
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 2, .per_ip = LIMIT });
	int fds[LIMIT];
	(void)state;
	for (int i = 0; i < LIMIT; i++) {
		fds[i] = client_open(w->port);
		client_send(fds[i], STR("GET /text HTTP/1.1\r\nHost: a\r\n\r\n"));
		assert_int_equal(client_read(a, fds[i], false).status, 200);
	}
	int extra = client_open(w->port);
	assert_true(client_is_closed(extra, 5000));
	close(extra);
	client_send(fds[0], STR("GET /text HTTP/1.1\r\nHost: a\r\n\r\n")); /* the others go on */
	assert_int_equal(client_read(a, fds[0], false).status, 200);
	for (int i = 0; i < LIMIT; i++)
		close(fds[i]);
	world_free(w);
}

static void slow_work_holds_nobody_up(void **state)
{
	enum { SLOW = 4 };
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 1 });
	int fds[SLOW];
	int64_t begun = clock_mono_ns();
	(void)state;
	for (int i = 0; i < SLOW; i++) {
		fds[i] = client_open(w->port);
		client_send(fds[i], STR("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
	}
	while (atomic_load(&w->slow_begun) < 2 && ms_since(begun) < 5000)
		usleep(1000);
	for (int i = 0; i < 20; i++)
		assert_int_equal(client_get(a, w->port, "GET /text", "").status, 200);
	assert_true(atomic_load(&w->slow_begun) < SLOW); /* all twenty came before the queue was done */
	for (int i = 0; i < SLOW; i++) {
		assert_true(str_is(client_read(a, fds[i], false).body, "done\n"));
		close(fds[i]);
	}
	world_free(w);
}

static void too_much_slow_work_is_refused(void **state)
{
	enum { MANY = 100 };
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 2 });
	int fds[MANY], busy = 0;
	(void)state;
	for (int i = 0; i < MANY; i++) {
		fds[i] = client_open(w->port);
		client_send(fds[i], STR("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
	}
	usleep(200000);
	http_stop(w->server, 0); /* what waits in the queue is told so, what runs is finished */
	for (int i = 0; i < MANY; i++) {
		struct response r = client_read(a, fds[i], false);
		if (r.status == 503) {
			busy++;
			assert_true(str_is(response_header(&r, "retry-after"), "5"));
		} else {
			assert_int_equal(r.status, 200);
		}
		close(fds[i]);
	}
	assert_in_range(busy, MANY - 6, MANY - 2);
	free(w);
}

static void *stop(void *arg)
{
	struct world *w = arg;
	http_stop(w->server, 5);
	return NULL;
}

static void stopping_finishes_what_is_under_way(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 2 });
	int slow = client_open(w->port), idle = client_open(w->port);
	pthread_t stopper;
	(void)state;
	client_send(idle, STR("GET /text HTTP/1.1\r\nHost: a\r\n\r\n"));
	assert_int_equal(client_read(a, idle, false).status, 200);
	client_send(slow, STR("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
	while (!atomic_load(&w->slow_begun))
		usleep(1000);
	int64_t begun = clock_mono_ns();
	assert_int_equal(pthread_create(&stopper, NULL, stop, w), 0);
	struct response r = { 0 };
	for (int i = 0; i < 20 && r.status != 503; i++) { /* a proxy sees it coming */
		usleep(10000);
		client_send(idle, STR("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"));
		r = client_read(a, idle, false);
	}
	assert_int_equal(r.status, 503);
	r = client_read(a, slow, false);
	assert_int_equal(r.status, 200);
	assert_true(str_is(r.body, "done\n"));
	assert_true(r.closed);
	pthread_join(stopper, NULL);
	assert_in_range(ms_since(begun), 200, 3000);
	close(slow);
	close(idle);
	free(w);
}

static struct response post(arena *a, const struct world *w, const char *request, const char *headers, const char *body)
{
	return client_send_body(a, w->port, request, arena_fmt(a, "%sContent-Length: %zu\r\n", headers, strlen(body)).p,
	                        body);
}

/* Holds the body's bytes until the answer is sent; MANY requests at once would take MANY times as much. */
static void bodies_take_so_much_memory(void **state)
{
	enum { ROOM = 200000, BODY = 120000 };
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 2, .body_bytes = ROOM });
	char *body = arena_alloc(a, ROOM + 1);
	(void)state;
	memset(body, 'x', ROOM);
	body[ROOM] = '\0';
	const char *small = body + ROOM - BODY;
	for (int i = 0; i < 5; i++) /* what was held is given back */
		assert_true(str_is(post(a, w, "POST /big", "", small).body, "120000\n"));
	struct response r = post(a, w, "POST /big", "", body);
	assert_int_equal(r.status, 503);
	assert_true(str_is(response_header(&r, "retry-after"), "5"));
	int half = client_open(w->port); /* somebody who never sends the end */
	client_send(half, STR("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 130000\r\n\r\n"));
	client_send(half, str_of(small));
	usleep(200000);
	assert_int_equal(post(a, w, "POST /big", "", small).status, 503);
	close(half);
	usleep(200000);
	assert_int_equal(post(a, w, "POST /big", "", small).status, 200);
	world_free(w);
}

/* A body that its sender may not send is read and thrown away: with no room at all the answer is the same. */
static void who_may_not_send_takes_no_memory(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct world *w = world_new((struct http_opts){ .threads = 2, .body_bytes = 1 });
	char *body = arena_alloc(a, 300001);
	(void)state;
	memset(body, 'x', 300000);
	body[300000] = '\0';
	assert_int_equal(post(a, w, "POST /big", "", body).status, 503);
	assert_int_equal(post(a, w, "POST /big", "Origin: https://b.example\r\n", body).status, 403);
	assert_int_equal(post(a, w, "POST /vault", "", body).status, 403);
	world_free(w);
}

static void a_port_is_taken_once(void **state)
{
	static const struct route none[] = { { 0 } };
	static const struct route *const tables[] = { none, NULL };
	struct world *w = world_new((struct http_opts){ .threads = 2 });
	const char *why = NULL;
	(void)state;
	assert_null(http_start(&(struct http_opts){ .port = w->port }, tables, &why));
	assert_string_equal(why, "the port is in use");
	assert_null(http_start(&(struct http_opts){ .bind = "localhost" }, tables, &why));
	assert_string_equal(why, "not an address to listen on");
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dripping_clients_are_cut),
		cmocka_unit_test(idle_clients_are_cut),
		cmocka_unit_test(an_address_gets_so_many_connections),
		cmocka_unit_test(slow_work_holds_nobody_up),
		cmocka_unit_test(too_much_slow_work_is_refused),
		cmocka_unit_test(stopping_finishes_what_is_under_way),
		cmocka_unit_test(bodies_take_so_much_memory),
		cmocka_unit_test(who_may_not_send_takes_no_memory),
		cmocka_unit_test(a_port_is_taken_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
