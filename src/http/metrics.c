#include "http/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CLASSES = 5, BUCKETS = 11 };

/* Upper bounds in seconds, and what they are in nanoseconds. */
static const char *const bucket_names[BUCKETS] = { "0.0001", "0.0005", "0.001", "0.0025", "0.005", "0.01",
	                                           "0.025",  "0.1",    "0.5",   "2.5",    "10" };
static const int64_t bucket_ns[BUCKETS] = { 100000,   500000,    1000000,   2500000,    5000000,    10000000,
	                                    25000000, 100000000, 500000000, 2500000000, 10000000000 };

struct shard {
	_Alignas(64) atomic_int_least64_t in_flight;
	atomic_uint_least64_t sum_ns;
	atomic_uint_least64_t buckets[BUCKETS + 1]; /* the last one: longer than all */
	atomic_uint_least64_t *requests;            /* rows x classes */
};

struct metrics {
	struct shard shards[METRICS_SHARDS];
	atomic_int_least64_t connections;
	uint32_t rows;
};

struct metrics *metrics_new(uint32_t nroutes)
{
	struct metrics *m = aligned_alloc(_Alignof(struct metrics), sizeof(*m));
	if (!m)
		abort();
	memset(m, 0, sizeof(*m));
	m->rows = nroutes + METRICS_EXTRA_ROWS;
	for (unsigned i = 0; i < METRICS_SHARDS; i++) {
		m->shards[i].requests = calloc((size_t)m->rows * CLASSES, sizeof(*m->shards[i].requests));
		if (!m->shards[i].requests)
			abort();
	}
	return m;
}

void metrics_free(struct metrics *m)
{
	for (unsigned i = 0; m && i < METRICS_SHARDS; i++)
		free(m->shards[i].requests);
	free(m);
}

void metrics_begin(struct metrics *m, unsigned shard)
{
	atomic_fetch_add_explicit(&m->shards[shard].in_flight, 1, memory_order_relaxed);
}

void metrics_end(struct metrics *m, unsigned shard, uint32_t row, int status, int64_t ns)
{
	struct shard *s = &m->shards[shard];
	unsigned bucket = 0;
	while (bucket < BUCKETS && ns > bucket_ns[bucket])
		bucket++;
	uint32_t class = status >= 100 && status < 600 ? (uint32_t)status / 100 - 1 : CLASSES - 1;
	atomic_fetch_add_explicit(&s->buckets[bucket], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->sum_ns, (uint64_t)ns, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->requests[row * CLASSES + class], 1, memory_order_relaxed);
	atomic_fetch_sub_explicit(&s->in_flight, 1, memory_order_release);
}

void metrics_connection(struct metrics *m, int change)
{
	atomic_fetch_add_explicit(&m->connections, change, memory_order_relaxed);
}

int64_t metrics_in_flight(const struct metrics *m)
{
	int64_t n = 0;
	for (unsigned i = 0; i < METRICS_SHARDS; i++)
		n += atomic_load_explicit(&m->shards[i].in_flight, memory_order_acquire);
	return n;
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void line(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
	head(out, name, type, help);
	buf_fmt(out, "%s %" PRId64 "\n", name, value);
}

static void print_requests(const struct metrics *m, const struct router *r, struct buf *out)
{
	static const char *const extra[METRICS_EXTRA_ROWS] = { "(asset)", "(own)", "(unmatched)", "(refused)" };
	uint32_t nroutes = router_count(r);
	head(out, "selaras_http_requests_total", "counter", "Requests by route and class of status.");
	for (uint32_t row = 0; row < m->rows; row++) {
		const struct route *route = row < nroutes ? router_route(r, row) : NULL;
		const char *method = !route ? "" : route->method == HTTP_GET ? "GET" : "POST";
		for (uint32_t class = 0; class < CLASSES; class ++) {
			uint64_t n = 0;
			for (unsigned i = 0; i < METRICS_SHARDS; i++)
				n += atomic_load_explicit(&m->shards[i].requests[row * CLASSES + class],
				                          memory_order_relaxed);
			if (n)
				buf_fmt(
				    out,
				    "selaras_http_requests_total{route=\"%s\",method=\"%s\",class=\"%uxx\"} %" PRIu64
				    "\n",
				    route ? route->pattern : extra[row - nroutes], method, class + 1, n);
		}
	}
}

static void print_durations(const struct metrics *m, struct buf *out)
{
	static const char name[] = "selaras_http_request_duration_seconds";
	uint64_t sum = 0, count = 0;
	head(out, name, "histogram", "From the end of a request's head to the end of its answer.");
	for (unsigned bucket = 0; bucket <= BUCKETS; bucket++) {
		for (unsigned i = 0; i < METRICS_SHARDS; i++)
			count += atomic_load_explicit(&m->shards[i].buckets[bucket], memory_order_relaxed);
		buf_fmt(out, "%s_bucket{le=\"%s\"} %" PRIu64 "\n", name,
		        bucket < BUCKETS ? bucket_names[bucket] : "+Inf", count);
	}
	for (unsigned i = 0; i < METRICS_SHARDS; i++)
		sum += atomic_load_explicit(&m->shards[i].sum_ns, memory_order_relaxed);
	buf_fmt(out, "%s_sum %" PRIu64 ".%09" PRIu64 "\n%s_count %" PRIu64 "\n", name, sum / 1000000000,
	        sum % 1000000000, name, count);
}

/* 0 where /proc does not tell. */
static int64_t resident_bytes(void)
{
	long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f && fscanf(f, "%*d %lld", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

void metrics_print(const struct metrics *m, const struct router *r, struct cache_counts cache, struct buf *out)
{
	print_requests(m, r, out);
	print_durations(m, out);
	line(out, "selaras_http_in_flight", "gauge", "Requests being answered.", metrics_in_flight(m));
	line(out, "selaras_http_connections", "gauge", "Open connections.", atomic_load(&m->connections));
	line(out, "selaras_page_cache_hits_total", "counter", "Pages answered from the cache.", (int64_t)cache.hits);
	line(out, "selaras_page_cache_misses_total", "counter", "Look-ups that found nothing.", (int64_t)cache.misses);
	line(out, "selaras_page_cache_bytes", "gauge", "Size of the page cache.", (int64_t)cache.bytes);
	line(out, "selaras_page_cache_pages", "gauge", "Pages in the cache.", (int64_t)cache.items);
	line(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
}
