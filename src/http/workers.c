#include "http/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct job {
	void (*fn)(void *arg, bool run);
	void *arg;
	uint64_t who;
};

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closed;
	unsigned first, n, cap; /* ring of jobs */
	unsigned nthreads;
	struct job *jobs;
	pthread_t *threads;
};

static struct job take(struct workers *w)
{
	struct job job = w->jobs[w->first];
	w->first = (w->first + 1) % w->cap;
	w->n--;
	return job;
}

static void *work(void *arg)
{
	struct workers *w = arg;
	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (!w->n && !w->closed)
			pthread_cond_wait(&w->wake, &w->lock);
		if (w->closed)
			break;
		struct job job = take(w);
		pthread_mutex_unlock(&w->lock);
		job.fn(job.arg, true);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct workers *workers_new(unsigned threads, unsigned queue)
{
	struct workers *w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->cap = queue;
	w->jobs = calloc(queue, sizeof(*w->jobs));
	w->threads = calloc(threads, sizeof(*w->threads));
	if (!w->jobs || !w->threads)
		abort();
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	/* signals are the main thread's business */
	sigset_t all, had;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &had);
	while (w->nthreads < threads && pthread_create(&w->threads[w->nthreads], NULL, work, w) == 0)
		w->nthreads++;
	pthread_sigmask(SIG_SETMASK, &had, NULL);
	if (w->nthreads == threads)
		return w;
	workers_free(w);
	return NULL;
}

/* A quarter of the queue is the most that waits for one of them: the others still get in. */
static bool has_room(const struct workers *w, uint64_t who)
{
	unsigned same = 0;
	for (unsigned i = 0; i < w->n; i++)
		same += w->jobs[(w->first + i) % w->cap].who == who;
	return !w->closed && w->n < w->cap && same < (w->cap + 3) / 4;
}

bool workers_add(struct workers *w, uint64_t who, void (*fn)(void *arg, bool run), void *arg)
{
	pthread_mutex_lock(&w->lock);
	bool room = has_room(w, who);
	if (room)
		w->jobs[(w->first + w->n++) % w->cap] = (struct job){ fn, arg, who };
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	return room;
}

void workers_stop(struct workers *w)
{
	pthread_mutex_lock(&w->lock);
	w->closed = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	for (unsigned i = 0; i < w->nthreads; i++)
		pthread_join(w->threads[i], NULL);
	w->nthreads = 0;
	while (w->n) {
		struct job job = take(w);
		job.fn(job.arg, false);
	}
}

void workers_free(struct workers *w)
{
	if (!w)
		return;
	workers_stop(w);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w->threads);
	free(w->jobs);
	free(w);
}
