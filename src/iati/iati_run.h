/* iati_run.h -- what the two threads of an import share. */
#ifndef SELARAS_IATI_RUN_H
#define SELARAS_IATI_RUN_H

#include "iati/iati_queue.h"

/* Fields of one root kind that an import fills or counts, or IATI_NO_FIELD. */
struct import_kind {
	const struct kind *kind;
	int source, reporting, reporting_name, transaction, location, result;
	bool unique; /* has UNIQUE_KEY fields */
};

struct import_run {
	struct store *store;
	const struct import_opts *opts;
	const struct import_watch *watch;
	const struct actor *actor;
	struct import_kind kinds[2]; /* activity, organisation */
	struct iati_maps maps;
	struct import_queue queue;
	pthread_mutex_t watching;
	/* the writer's */
	struct import_totals totals;
	bool failed;
};

/* JSON, hash, checks, derived rows of a batch; any thread, needs no database. */
void import_prepare(struct import_run *run, struct import_batch *b);
/* The writer's thread: takes batches until the queue is closed. RUN is a struct import_run. */
void *import_write(void *run);

#endif
