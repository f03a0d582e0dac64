/* workers.h -- a few threads for slow work, with a bounded queue: so that a slow route never holds up the quick ones.
 */
#ifndef SELARAS_HTTP_WORKERS_H
#define SELARAS_HTTP_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

struct workers;

/* NULL when the threads cannot be started. */
struct workers *workers_new(unsigned threads, unsigned queue);
/* FN(ARG, true) is called on a worker later; false when the queue is full or closed, or WHO has filled its part of it.
 */
bool workers_add(struct workers *w, uint64_t who, void (*fn)(void *arg, bool run), void *arg);
/* Closes the queue and waits for what is running; what was still queued gets FN(ARG, false). */
void workers_stop(struct workers *w);
/* Stops and frees; NULL is allowed. */
void workers_free(struct workers *w);

#endif
