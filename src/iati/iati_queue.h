/* iati_queue.h -- from the thread that reads to the thread that writes: batches of records, in order, bounded in bytes.
 * A batch has an arena of its own; arenas come back and are used again. */
#ifndef SELARAS_IATI_QUEUE_H
#define SELARAS_IATI_QUEUE_H

#include <pthread.h>

#include "iati/iati_import.h"

struct import_job;

struct import_item {
	struct iati_record record;
	struct record_key key;
	struct hash known;
	bool has_known;
	struct save save;
	struct prepared *prepared; /* NULL: whoever takes the batch prepares it */
};

struct import_batch {
	arena *arena;
	struct import_job *job;
	VEC(struct import_item) items;
	bool last; /* of its file */
	size_t bytes;
	struct import_batch *next;
};

struct import_publisher {
	str ref, name;
	uint64_t records;
};
struct import_gone {
	const struct kind *kind;
	int64_t no;
	str identifier;
};

/* A file on its way. The reader writes READ, PROBLEMS and the lists until it has sent the last batch, the writer the
 * rest; the writer frees it. */
struct import_job {
	arena *arena;
	struct import_file read;
	bool refused;             /* by the reader */
	struct problems problems; /* of the file as a whole */
	VEC(struct import_publisher) publishers;
	VEC(struct import_gone) gone;
	uint64_t size; /* on disk */
	/* the writer's */
	struct import_file shown;
	bool begun, failed;
};

struct import_queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct import_batch *first, *last; /* sent and not yet taken */
	struct import_batch *free;
	size_t bytes, max; /* sent and not yet given back */
	bool closed, stopped;
};

void queue_init(struct import_queue *q, size_t max);
void queue_release(struct import_queue *q);
/* An empty batch. */
struct import_batch *queue_batch(struct import_queue *q, struct import_job *job);
/* Sends B, when there is room. */
void queue_send(struct import_queue *q, struct import_batch *b);
/* Whether the writer has nothing to do. */
bool queue_idle(struct import_queue *q);
void queue_close(struct import_queue *q); /* no more will be sent */
/* The writer cannot write any more: it only takes and gives back, and the reader should end. */
void queue_stop(struct import_queue *q);
bool queue_stopped(struct import_queue *q);
/* The next batch; NULL at the end. */
struct import_batch *queue_take(struct import_queue *q);
void queue_give_back(struct import_queue *q, struct import_batch *b);

#endif
