/* libmicrohttpd behind http.h: starting, its callbacks, stopping. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "http/internal.h"

enum { HEAD_MEMORY = 32 * 1024, BACKLOG = 511, SLOW_THREADS = 2, SLOW_QUEUE = 64 };

/* ---- the library's callbacks ---- */

static void on_log(void *cls, const char *format, va_list args)
{
	char text[256];
	(void)cls;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(text, sizeof(text), format, args);
#pragma GCC diagnostic pop
	text[strcspn(text, "\r\n")] = '\0';
	log_debug("http library message=\"%s\"", text);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
		*context = conn_new(s, info->connect_fd);
		if (s->tls) {
			info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
			tls_attach(s->tls, info->tls_session);
		}
	} else if (*context) {
		conn_free(s, *context);
		*context = NULL;
	}
}

/* Called when the request line has arrived; what it returns is the request's state. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
	const struct http_server *s = cls;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct conn *c = info->socket_context;
	conn_set_target(c, target);
	conn_set_deadline(c, s->opts.total_seconds);
	c->stage = STAGE_HEAD;
	return c;
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode code)
{
	(void)mhd;
	(void)code;
	if (*state)
		exchange_end(cls, *state);
	*state = NULL;
}

/* The library would cut a text at %00 and decode twice what we decode once. */
static size_t on_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

/* ---- starting ---- */

static unsigned or_default(unsigned value, unsigned otherwise)
{
	return value ? value : otherwise;
}

static void fill_defaults(struct http_opts *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	o->bind = o->bind ? o->bind : "127.0.0.1";
	o->threads = or_default(o->threads, cores > 2 ? (unsigned)cores * 2 : 4);
	o->connections = or_default(o->connections, 1024);
	o->per_ip = or_default(o->per_ip, 256);
	o->idle_seconds = or_default(o->idle_seconds, 30);
	o->total_seconds = or_default(o->total_seconds, 60);
	o->page_cache_bytes = o->page_cache_bytes ? o->page_cache_bytes : (size_t)16 << 20;
	o->body_bytes = o->body_bytes ? o->body_bytes : (size_t)256 << 20;
	if (!o->hsts && o->tls_cert && o->tls_key)
		o->hsts = HTTP_HSTS;
	/* the library deals the connections out to its threads evenly */
	if (o->threads > o->connections)
		o->threads = o->connections;
}

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static bool parse_address(const char *bind_to, uint16_t port, union address *a, socklen_t *n)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, bind_to, &a->in.sin_addr) == 1) {
		a->in.sin_family = AF_INET;
		a->in.sin_port = htons(port);
		*n = sizeof(a->in);
		return true;
	}
	a->in6.sin6_family = AF_INET6;
	a->in6.sin6_port = htons(port);
	*n = sizeof(a->in6);
	return inet_pton(AF_INET6, bind_to, &a->in6.sin6_addr) == 1;
}

/* A listening socket, or -1 with the reason in *WHY. */
static int listen_on(struct http_server *s, const char **why)
{
	union address a;
	socklen_t n;
	int on = 1;
	if (!parse_address(s->opts.bind, s->opts.port, &a, &n)) {
		*why = "not an address to listen on";
		return -1;
	}
	int fd = socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* accepted sockets inherit both */
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 || bind(fd, &a.sa, n) != 0 ||
	                listen(fd, BACKLOG) != 0 || getsockname(fd, &a.sa, &n) != 0)) {
		*why = errno == EADDRINUSE ? "the port is in use" : "cannot listen on this address and port";
		close(fd);
		return -1;
	}
	if (fd < 0)
		*why = "cannot make a socket";
	else
		s->port = ntohs(a.sa.sa_family == AF_INET ? a.in.sin_port : a.in6.sin6_port);
	return fd;
}

static struct MHD_Daemon *start_daemon(struct http_server *s, int fd)
{
	const struct http_opts *o = &s->opts;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG |
	                 (strchr(o->bind, ':') ? MHD_USE_IPv6 : 0) | (s->tls ? MHD_USE_TLS : 0);
	char priorities[] = TLS_PRIORITIES;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)tls_retrieve },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, priorities },
		{ MHD_OPTION_END, 0, NULL },
	};
	return MHD_start_daemon(flags, s->port, NULL, NULL, exchange_step, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
	                        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
	                        o->threads > 1 ? o->threads : 0, MHD_OPTION_CONNECTION_LIMIT, o->connections,
	                        MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_ip, MHD_OPTION_CONNECTION_TIMEOUT,
	                        o->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MEMORY,
	                        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
	                        MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
	                        s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_ARRAY,
	                        s->tls ? tls : &tls[SEL_COUNT(tls) - 1], MHD_OPTION_END);
}

static void server_free(struct http_server *s)
{
	watchman_stop(s);
	workers_free(s->workers);
	cache_free(s->cache);
	asset_store_free(s->assets);
	tls_free(s->tls);
	metrics_free(s->metrics);
	router_free(s->router);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static struct http_server *server_new(const struct http_opts *o)
{
	struct http_server *s = calloc(1, sizeof(*s));
	pthread_condattr_t monotonic;
	if (!s)
		abort();
	s->opts = *o;
	fill_defaults(&s->opts);
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return s;
}

struct http_server *http_start(const struct http_opts *o, const struct route *const *tables, const char **why)
{
	struct http_server *s = server_new(o);
	int fd = -1;
	*why = NULL;
	s->router = router_new(tables, why);
	bool ok = s->router != NULL;
	if (ok && o->tls_cert && o->tls_key)
		ok = (s->tls = tls_new(o->tls_cert, o->tls_key, why)) != NULL;
	if (ok)
		fd = listen_on(s, why);
	if (fd < 0) {
		server_free(s);
		return NULL;
	}
	s->cache = cache_new(s->opts.page_cache_bytes);
	s->assets = asset_store_new(o->assets, o->nassets, s->opts.hsts);
	s->metrics = metrics_new(router_count(s->router));
	s->workers = workers_new(SLOW_THREADS, SLOW_QUEUE);
	if (s->workers && watchman_start(s))
		s->daemon = start_daemon(s, fd);
	if (!s->daemon) {
		*why = "cannot start the threads";
		close(fd);
		server_free(s);
		return NULL;
	}
	return s;
}

uint16_t http_port(const struct http_server *s)
{
	return s->port;
}

bool http_reload_tls(struct http_server *s, const char **why)
{
	*why = "the server was started without TLS";
	return s->tls && tls_reload(s->tls, why);
}

/* ---- stopping ---- */

static void wait_idle(const struct http_server *s, int64_t until_ns)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	while (metrics_in_flight(s->metrics) > 0 && clock_mono_ns() < until_ns)
		nanosleep(&pause, NULL);
}

void http_stop(struct http_server *s, unsigned seconds)
{
	enum { LAST_WORDS_NS = 1000000000 };
	if (!s)
		return;
	atomic_store(&s->draining, true);
	int fd = MHD_quiesce_daemon(s->daemon);
	wait_idle(s, clock_mono_ns() + (int64_t)seconds * 1000000000);
	/* a handler cannot be broken off: what runs on a worker is waited for, what still queues is told "busy" */
	workers_stop(s->workers);
	wait_idle(s, clock_mono_ns() + LAST_WORDS_NS);
	MHD_stop_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	server_free(s);
}
