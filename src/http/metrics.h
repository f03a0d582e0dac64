/* metrics.h -- counting requests, and the counts as Prometheus text (exposition format 0.0.4).
 *
 * Counters are split into shards that a connection picks once, so that counting needs no lock. */
#ifndef SELARAS_HTTP_METRICS_H
#define SELARAS_HTTP_METRICS_H

#include <stdint.h>

#include "http/cache.h"
#include "http/router.h"

enum { METRICS_SHARDS = 16 };
/* Rows after those of the routes. */
enum metrics_row { METRICS_ASSET, METRICS_OWN, METRICS_UNMATCHED, METRICS_REFUSED, METRICS_EXTRA_ROWS };

struct metrics;

struct metrics *metrics_new(uint32_t nroutes);
void metrics_free(struct metrics *m); /* NULL is allowed */
void metrics_begin(struct metrics *m, unsigned shard);
/* ROW: the route's index, or nroutes + enum metrics_row. */
void metrics_end(struct metrics *m, unsigned shard, uint32_t row, int status, int64_t ns);
void metrics_connection(struct metrics *m, int change);
int64_t metrics_in_flight(const struct metrics *m);
void metrics_print(const struct metrics *m, const struct router *r, struct cache_counts cache, struct buf *out);

#endif
