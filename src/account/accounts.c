/* The service: opened before serving, closed after; and the keeper, a thread that tidies up. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include <liboath/oath.h>

#include "account/internal.h"
#include "account/sso.h"
#include "account_sql.h"
#include "base/log.h"

enum { FLUSH_S = 30, PRUNE_EVERY = 120 /* rounds: an hour */, ERASE_EVERY = 24 * PRUNE_EVERY };

/* What is over is of no use to anybody, and addresses are personal. */
static void prune(struct accounts *s)
{
	int64_t now = clock_now();
	db *d = db_borrow(pool_of(s), DB_WRITE);
	if (!d)
		return;
	db_exec(d, &q_session_prune, DB_ARGS(db_int(now - LIFE_MS), db_int(now - IDLE_MS)), NULL);
	db_exec(d, &q_ticket_prune, DB_ARGS(db_int(now)), NULL);
	db_exec(d, &q_rate_prune, DB_ARGS(db_int(now - DAY_MS)), NULL);
	tokens_prune(d, now);
	db_return(d);
}

static void *keep(void *arg)
{
	struct accounts *s = arg;
	struct timespec until;
	for (unsigned round = 0;; round++) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += FLUSH_S;
		pthread_mutex_lock(&s->mutex);
		while (!s->ending && pthread_cond_timedwait(&s->wake, &s->mutex, &until) != ETIMEDOUT)
			continue;
		bool ending = s->ending;
		pthread_mutex_unlock(&s->mutex);
		sessions_flush(s);
		tokens_flush(s);
		if (ending)
			return NULL;
		if (round % PRUNE_EVERY == 0)
			prune(s);
		if (round % ERASE_EVERY == 0 && accounts_erase_due(s) < 0)
			log_error("accounts whose time is over could not be blanked");
	}
}

struct accounts *accounts_open(const struct accounts_opts *o, const char **why)
{
	struct accounts *s = calloc(1, sizeof(*s));
	pthread_condattr_t attr;
	if (!s)
		abort();
	s->opts = *o;
	s->store = o->store;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_condattr_destroy(&attr);
	s->cache = sessions_new();
	*why = "the accounts cannot be opened";
	if (key_load(o->key_path, &s->key, why) && oath_init() == OATH_OK && gate_open(&s->gate) &&
	    (!o->sso.issuer || (s->sso = sso_open(&o->sso, o->url, why))) &&
	    pthread_create(&s->keeper, NULL, keep, s) == 0)
		return s;
	sso_close(s->sso);
	sessions_free(s->cache);
	free(s);
	return NULL;
}

void accounts_close(struct accounts *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->mutex);
	s->ending = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->mutex);
	pthread_join(s->keeper, NULL);
	oath_done();
	sso_close(s->sso);
	sessions_free(s->cache);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->mutex);
	sem_destroy(&s->gate.sem);
	free(s);
}
