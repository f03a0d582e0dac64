#include "iati/iati_queue.h"

#include <stdlib.h>

void queue_init(struct import_queue *q, size_t max)
{
	*q = (struct import_queue){ .max = max };
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
}

void queue_release(struct import_queue *q)
{
	struct import_batch *lists[] = { q->first, q->free };
	for (size_t i = 0; i < SEL_COUNT(lists); i++)
		for (struct import_batch *b = lists[i], *next; b; b = next) {
			next = b->next;
			arena_free(b->arena);
			free(b);
		}
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
}

struct import_batch *queue_batch(struct import_queue *q, struct import_job *job)
{
	pthread_mutex_lock(&q->lock);
	struct import_batch *b = q->free;
	if (b)
		q->free = b->next;
	pthread_mutex_unlock(&q->lock);
	arena *a = b ? b->arena : arena_new(0);
	if (!b && !(b = malloc(sizeof(*b))))
		abort();
	*b = (struct import_batch){ .arena = a, .job = job };
	return b;
}

void queue_send(struct import_queue *q, struct import_batch *b)
{
	b->bytes = arena_used(b->arena);
	b->next = NULL;
	pthread_mutex_lock(&q->lock);
	while (q->bytes && q->bytes + b->bytes > q->max)
		pthread_cond_wait(&q->changed, &q->lock);
	q->bytes += b->bytes;
	if (q->last)
		q->last->next = b;
	else
		q->first = b;
	q->last = b;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

bool queue_idle(struct import_queue *q)
{
	pthread_mutex_lock(&q->lock);
	bool idle = !q->first;
	pthread_mutex_unlock(&q->lock);
	return idle;
}

static void set(struct import_queue *q, bool *flag)
{
	pthread_mutex_lock(&q->lock);
	*flag = true;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

void queue_close(struct import_queue *q)
{
	set(q, &q->closed);
}

void queue_stop(struct import_queue *q)
{
	set(q, &q->stopped);
}

bool queue_stopped(struct import_queue *q)
{
	pthread_mutex_lock(&q->lock);
	bool stopped = q->stopped;
	pthread_mutex_unlock(&q->lock);
	return stopped;
}

struct import_batch *queue_take(struct import_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (!q->first && !q->closed)
		pthread_cond_wait(&q->changed, &q->lock);
	struct import_batch *b = q->first;
	if (b) {
		q->first = b->next;
		if (!q->first)
			q->last = NULL;
	}
	pthread_mutex_unlock(&q->lock);
	return b;
}

void queue_give_back(struct import_queue *q, struct import_batch *b)
{
	arena_clear(b->arena);
	pthread_mutex_lock(&q->lock);
	q->bytes -= b->bytes;
	b->next = q->free;
	q->free = b;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}
