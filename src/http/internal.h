/* internal.h -- what the files of this room share and nobody else sees.
 *
 * A connection (struct conn) lives from accept to close and holds the current request's target. A request that is not
 * answered from ready responses gets an exchange, in its own arena, which ends with the request.
 * One request belongs to one thread: a pool thread, except while a slow handler runs on a worker (STAGE_WORKING). */
#ifndef SELARAS_HTTP_INTERNAL_H
#define SELARAS_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/asset.h"
#include "http/cache.h"
#include "http/compress.h"
#include "http/etag.h"
#include "http/guard.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/tls.h"
#include "http/workers.h"

/* What an answer that is no page lets a browser do, should it be opened as one. */
#define CSP_NOTHING "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

enum stage {
	STAGE_HEAD,    /* the head has arrived, nothing was decided */
	STAGE_WHOLE,   /* the request has arrived and has no body */
	STAGE_BODY,    /* the body is arriving */
	STAGE_WORKING, /* suspended, a worker has it */
	STAGE_READY,   /* the reply is made */
	STAGE_ANSWERED /* a response is queued */
};

struct exchange;

struct conn {
	struct conn *next, *prev;
	int fd;
	_Atomic int64_t deadline; /* monotonic ns after which the watchman cuts the connection; 0: never */
	char *target;             /* of the current request, as sent */
	size_t ntarget, target_cap;
	unsigned shard; /* of the counters */
	enum stage stage;
	bool counted; /* metrics_begin() was called for this request */
	uint32_t row; /* for metrics_end() */
	int status;
	int64_t started;
	struct exchange *x;
};

struct http_server {
	struct http_opts opts;
	struct MHD_Daemon *daemon;
	struct router *router;
	struct cache *cache;
	struct asset_store *assets;
	struct metrics *metrics;
	struct workers *workers;
	struct tls *tls; /* NULL: without */
	uint16_t port;
	atomic_bool draining;
	atomic_size_t body_bytes; /* held by bodies that are arriving or were read */
	/* connections, for the watchman only */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct conn *conns;
	unsigned next_shard;
	bool watching, ended;
	pthread_t watchman;
};

struct exchange {
	struct req req; /* first */
	struct http_server *server;
	struct conn *conn;
	struct MHD_Connection *mhd;
	bool head;         /* HEAD */
	bool close;        /* the connection ends with the answer */
	bool pass_cache;   /* the request names its user */
	uint32_t unknown;  /* inputs that are not declared */
	unsigned accepted; /* encodings */
	str raw_path;
	uint64_t generation; /* of the data, read before the handler runs */
	struct problems problems;
	char *body;
	size_t nbody, body_cap, body_max;
	bool too_large;
	bool no_room; /* all bodies together are too many bytes */
	bool asked;   /* whether its sender may was asked before the body came: EARLY */
	enum allowed early;
	bool unheard; /* a big body that its sender may not send: not kept */
	struct reply reply;
};

/* A cached page in one encoding: ready responses for whole and for unchanged. A cache that kept the plain text beside
 * what nearly everybody asks for, gzip, would hold a fifth of the pages. */
struct page {
	struct cached cached; /* first */
	uint32_t row;
	char etag[ETAG_SIZE];
	struct MHD_Response *full, *unchanged;
};
enum { PAGE_KEY_SIZE = CACHE_MAX_KEY + 1 };

/* response.c */
struct MHD_Response *response_make(struct exchange *x, const struct reply *p, unsigned *status);
struct page *page_make(const struct exchange *x, const struct reply *p, uint32_t row);
/* The page cache's key for TARGET, of at most CACHE_MAX_KEY bytes, when these encodings are accepted. */
str page_key(char key[PAGE_KEY_SIZE], str target, unsigned accepted);
enum MHD_Result page_queue(const struct page *p, struct MHD_Connection *mhd, str if_none_match, int *status);

/* exchange.c: MHD's callback for a request's head, parts of its body and its end */
enum MHD_Result exchange_step(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                              const char *version, const char *data, size_t *n, void **state);
/* Ends the request: counts it and frees what it held. */
void exchange_end(struct http_server *s, struct conn *c);

/* conn.c */
struct conn *conn_new(struct http_server *s, int fd);
void conn_free(struct http_server *s, struct conn *c);
/* Remembers the target; false when it is longer than the guard will allow. */
void conn_set_target(struct conn *c, const char *target);
/* From now on the connection is cut when it is still in this state after SECONDS; 0: never. */
void conn_set_deadline(struct conn *c, unsigned seconds);
bool watchman_start(struct http_server *s);
void watchman_stop(struct http_server *s);

#endif
