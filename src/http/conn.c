/* Connections, and the watchman who cuts those that take too long.
 *
 * The library's own timeout counts from the last byte, so a client that sends a byte now and then could hold a
 * connection for ever. Once a second the watchman looks for deadlines that have passed and shuts the socket down; the
 * library then sees the end of the stream. The lock keeps a connection in the list until its socket is no longer
 * touched. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/date.h"
#include "http/internal.h"

struct conn *conn_new(struct http_server *s, int fd)
{
	struct conn *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->fd = fd;
	conn_set_deadline(c, s->opts.total_seconds);
	pthread_mutex_lock(&s->lock);
	c->shard = s->next_shard++ % METRICS_SHARDS;
	c->next = s->conns;
	if (c->next)
		c->next->prev = c;
	s->conns = c;
	pthread_mutex_unlock(&s->lock);
	metrics_connection(s->metrics, 1);
	return c;
}

void conn_free(struct http_server *s, struct conn *c)
{
	pthread_mutex_lock(&s->lock);
	*(c->prev ? &c->prev->next : &s->conns) = c->next;
	if (c->next)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&s->lock);
	metrics_connection(s->metrics, -1);
	free(c->target);
	free(c);
}

void conn_set_target(struct conn *c, const char *target)
{
	c->ntarget = strnlen(target, GUARD_MAX_TARGET + 1); /* one more than allowed: the guard will refuse it */
	if (c->ntarget + 1 > c->target_cap) {
		free(c->target);
		c->target_cap = c->ntarget < 256 ? 256 : c->ntarget + 1;
		c->target = malloc(c->target_cap);
		if (!c->target)
			abort();
	}
	memcpy(c->target, target, c->ntarget);
	c->target[c->ntarget] = '\0';
}

void conn_set_deadline(struct conn *c, unsigned seconds)
{
	int64_t at = seconds ? clock_mono_ns() + (int64_t)seconds * 1000000000 : 0;
	atomic_store_explicit(&c->deadline, at, memory_order_relaxed);
}

static void cut_late(struct http_server *s)
{
	int64_t now = clock_mono_ns();
	for (struct conn *c = s->conns; c; c = c->next) {
		int64_t deadline = atomic_load_explicit(&c->deadline, memory_order_relaxed);
		if (deadline && deadline < now) {
			shutdown(c->fd, SHUT_RDWR);
			atomic_store_explicit(&c->deadline, 0, memory_order_relaxed);
		}
	}
}

static void *watch(void *arg)
{
	struct http_server *s = arg;
	struct timespec next;
	pthread_mutex_lock(&s->lock);
	clock_gettime(CLOCK_MONOTONIC, &next);
	while (!s->ended) {
		next.tv_sec++;
		while (!s->ended && pthread_cond_timedwait(&s->wake, &s->lock, &next) != ETIMEDOUT)
			continue;
		cut_late(s);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

bool watchman_start(struct http_server *s)
{
	s->watching = pthread_create(&s->watchman, NULL, watch, s) == 0;
	return s->watching;
}

void watchman_stop(struct http_server *s)
{
	if (!s->watching)
		return;
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->watchman, NULL);
	s->watching = false;
}
