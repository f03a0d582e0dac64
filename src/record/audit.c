/* Adding lines: in a transaction, for the kernel's changes, or from the queue. */
#include "record/audit.h"

#include <pthread.h>
#include <stdlib.h>

#include "audit_sql.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "record/store_internal.h"

enum { QUEUE_LINES = 512, QUEUE_TEXT = 256 };

static const char *const event_names[AUDIT_EVENTS] = {
	[AUDIT_CREATE] = "create",     [AUDIT_EDIT] = "edit",
	[AUDIT_STEP] = "step",         [AUDIT_DELETE] = "delete",
	[AUDIT_RESTORE] = "restore",   [AUDIT_IMPORT] = "import",
	[AUDIT_SIGN_IN] = "sign_in",   [AUDIT_SIGN_IN_FAILED] = "sign_in_failed",
	[AUDIT_SIGN_OUT] = "sign_out", [AUDIT_INVITE] = "invite",
	[AUDIT_POWERS] = "powers",     [AUDIT_CREDENTIAL] = "credential",
	[AUDIT_EXPORT] = "export",     [AUDIT_REFUSAL] = "refusal",
	[AUDIT_ADMIN] = "admin",       [AUDIT_LOST] = "lost",
	[AUDIT_HANDOVER] = "handover", [AUDIT_ERASE] = "erase",
};

_Static_assert(AUDIT_SIGN_IN_FAILED == 8 && AUDIT_REFUSAL == 14 && AUDIT_ERASE == 18,
               "audit.sql and verify.sql say these numbers");

const char *audit_event_name(int event)
{
	return event > 0 && event < AUDIT_EVENTS ? event_names[event] : NULL;
}

/* ---- hashes ---- */

struct hash audit_hash(const struct hash *prev, const struct audit_row *r)
{
	struct hash_state s;
	const int64_t numbers[] = { r->seq, r->at, r->event, r->kind, r->no, r->version, r->first, r->last };
	const str texts[] = { r->actor, r->address, r->proof, r->detail };
	hash_blake2b_init(&s);
	hash_blake2b_add(&s, prev->b, HASH_SIZE);
	for (size_t i = 0; i < SEL_COUNT(numbers); i++)
		hash_int(&s, numbers[i]);
	for (size_t i = 0; i < SEL_COUNT(texts); i++) {
		hash_int(&s, (int64_t)texts[i].n);
		hash_blake2b_add(&s, texts[i].p, texts[i].n);
	}
	return hash_blake2b_end(&s);
}

/* ---- in a transaction ---- */

static enum db_rc insert(struct record_tx *tx, struct audit_row *r)
{
	r->seq = ++tx->audit.seq;
	r->at = tx->at;
	tx->audit.head = audit_hash(&tx->audit.head, r);
	return tx_exec(tx, &q_audit_insert,
	               DB_ARGS(db_int(r->seq), db_int(r->at), db_int(r->event), db_text(r->actor), db_text(r->address),
	                       db_int(r->kind), db_int(r->no), db_int(r->version), db_int(r->first), db_int(r->last),
	                       db_blob(r->proof.p, r->proof.n), db_text(r->detail),
	                       db_blob(tx->audit.head.b, HASH_SIZE)));
}

bool audit_load(struct record_tx *tx)
{
	db_rows *rows;
	if (db_select(tx->db, &q_audit_head, NULL, &rows) != DB_OK)
		return false;
	if (db_next(rows)) {
		tx->audit.seq = db_col_int(rows, 0);
		str h = db_col_blob(rows, 1);
		memcpy(tx->audit.head.b, h.p, h.n == HASH_SIZE ? HASH_SIZE : 0);
	}
	tx->audit.taken = tx->audit.seq;
	return db_finish(rows) == DB_OK;
}

enum db_rc audit_flush(struct record_tx *tx)
{
	struct audit_run *run = &tx->audit.run;
	if (!run->first)
		return DB_OK;
	struct hash proof = hash_blake2b_end(&run->proof);
	struct audit_row r = { .event = AUDIT_IMPORT,
		               .actor = run->actor,
		               .address = run->address,
		               .kind = run->kind,
		               .first = run->first,
		               .last = run->last,
		               .proof = { (const char *)proof.b, HASH_SIZE },
		               .detail = run->note };
	run->first = 0;
	return insert(tx, &r);
}

static str short_text(str s)
{
	return utf8_prefix(s, AUDIT_DETAIL_MAX);
}

enum db_rc audit_change(struct record_tx *tx, const struct save *in, const struct audit_row *what,
                        const struct hash *version_hash)
{
	struct audit_run *run = &tx->audit.run;
	enum db_rc rc = DB_OK;
	bool bulk = what->event == AUDIT_IMPORT;
	if (run->first && (!bulk || !str_eq(run->note, short_text(in->note)) || !str_eq(run->actor, in->actor->id)))
		rc = audit_flush(tx);
	if (rc == DB_OK && !bulk) {
		struct hash_state s;
		hash_blake2b_init(&s);
		feed_add(&s, what->first, what->no, what->version, version_hash);
		struct hash proof = hash_blake2b_end(&s);
		struct audit_row r = *what;
		r.actor = in->actor->id;
		r.address = in->actor->address.p ? in->actor->address : STR_EMPTY;
		r.proof = (str){ (const char *)proof.b, HASH_SIZE };
		r.detail = STR_EMPTY;
		return insert(tx, &r);
	}
	if (rc != DB_OK)
		return rc;
	if (!run->first) {
		run->first = what->first;
		run->kind = what->kind;
		run->actor = arena_str(tx->arena, in->actor->id);
		run->address = in->actor->address.n ? arena_str(tx->arena, in->actor->address) : STR_EMPTY;
		run->note = arena_str(tx->arena, short_text(in->note));
		hash_blake2b_init(&run->proof);
	}
	if (run->kind != what->kind)
		run->kind = 0; /* of several kinds */
	run->last = what->first;
	feed_add(&run->proof, what->first, what->no, what->version, version_hash);
	return DB_OK;
}

enum record_rc audit_in(struct record_tx *tx, const struct audit_line *line)
{
	struct audit_row r = { .event = line->event,
		               .actor = line->actor->id,
		               .address = line->actor->address.p ? line->actor->address : STR_EMPTY,
		               .kind = line->kind,
		               .no = line->no,
		               .version = line->version,
		               .proof = STR_EMPTY,
		               .detail = line->detail.p ? short_text(line->detail) : STR_EMPTY };
	enum db_rc rc = audit_flush(tx);
	if (rc == DB_OK)
		rc = insert(tx, &r);
	tx->failed |= rc != DB_OK;
	return rc == DB_OK ? RECORD_OK : RECORD_FAILED;
}

enum db_rc audit_proof(struct record_tx *tx, const struct actor *actor, const struct record *r,
                       const struct hash *proof)
{
	struct audit_row row = { .event = AUDIT_ERASE,
		                 .actor = actor->id,
		                 .address = actor->address.p ? actor->address : STR_EMPTY,
		                 .kind = r->kind->number,
		                 .no = r->no,
		                 .version = r->version,
		                 .proof = { (const char *)proof->b, HASH_SIZE },
		                 .detail = STR_EMPTY };
	enum db_rc rc = audit_flush(tx);
	return rc == DB_OK ? insert(tx, &row) : rc;
}

static bool write_lines(struct store *s, const struct audit_line *lines, uint32_t n)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (audit_in(tx, &lines[i]) != RECORD_OK) {
			record_tx_rollback(tx);
			return false;
		}
	return record_tx_commit(tx) == RECORD_OK;
}

bool audit_now(struct store *s, const struct audit_line *line)
{
	return write_lines(s, line, 1);
}

/* ---- the queue ---- */

struct waiting {
	struct audit_line line;
	struct actor actor;
	char id[64], address[64], detail[QUEUE_TEXT];
};
struct audit_queue {
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool stopping;
	uint32_t n, lost;
	struct waiting lines[QUEUE_LINES];
};

static str kept(char *room, size_t size, str s)
{
	str part = utf8_prefix(s.p ? s : STR_EMPTY, size - 1);
	memcpy(room, part.p, part.n);
	room[part.n] = 0;
	return (str){ room, part.n };
}

/* Takes all that waits; the caller holds the lock. */
static uint32_t take_waiting(struct audit_queue *q, arena *a, struct audit_line **out)
{
	struct audit_line *lines = arena_array(a, struct audit_line, QUEUE_LINES + 1);
	uint32_t n = q->n;
	for (uint32_t i = 0; i < n; i++) {
		struct waiting *w = arena_make(a, struct waiting);
		*w = q->lines[i];
		w->actor.id = kept(w->id, sizeof(w->id), q->lines[i].actor.id);
		w->actor.address = kept(w->address, sizeof(w->address), q->lines[i].actor.address);
		w->line.detail = kept(w->detail, sizeof(w->detail), q->lines[i].line.detail);
		lines[i] = w->line;
		lines[i].actor = &w->actor;
	}
	if (q->lost)
		lines[n++] = (struct audit_line){ .event = AUDIT_LOST,
			                          .actor = &actor_system,
			                          .detail = arena_fmt(a, "%u", q->lost) };
	q->n = q->lost = 0;
	*out = lines;
	return n;
}

static void *run_queue(void *arg)
{
	struct audit_queue *q = arg;
	pthread_mutex_lock(&q->lock);
	while (!q->stopping || q->n) {
		if (!q->n) {
			pthread_cond_wait(&q->more, &q->lock);
			continue;
		}
		ARENA_SCOPE arena *a = arena_new(0);
		struct audit_line *lines;
		uint32_t n = take_waiting(q, a, &lines);
		pthread_mutex_unlock(&q->lock);
		if (!write_lines(q->store, lines, n))
			log_error("%u lines of the audit log could not be written", n);
		pthread_mutex_lock(&q->lock);
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

bool audit_start(struct store *s)
{
	struct audit_queue *q = calloc(1, sizeof(*q));
	if (!q)
		return false;
	q->store = s;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->more, NULL);
	if (pthread_create(&q->thread, NULL, run_queue, q) != 0) {
		free(q);
		return false;
	}
	s->queue = q;
	return true;
}

void audit_later(struct store *s, const struct audit_line *line)
{
	struct audit_queue *q = s->queue;
	if (!q) {
		log_error("no audit queue event=%s", audit_event_name((int)line->event));
		return;
	}
	pthread_mutex_lock(&q->lock);
	if (q->n == QUEUE_LINES) {
		q->lost++;
	} else {
		struct waiting *w = &q->lines[q->n++];
		w->line = *line;
		w->actor = (struct actor){ .id = kept(w->id, sizeof(w->id), line->actor->id),
			                   .address = kept(w->address, sizeof(w->address), line->actor->address) };
		w->line.detail = kept(w->detail, sizeof(w->detail), line->detail);
	}
	pthread_cond_signal(&q->more);
	pthread_mutex_unlock(&q->lock);
}

void audit_stop(struct store *s)
{
	struct audit_queue *q = s->queue;
	if (!q)
		return;
	pthread_mutex_lock(&q->lock);
	q->stopping = true;
	pthread_cond_signal(&q->more);
	pthread_mutex_unlock(&q->lock);
	pthread_join(q->thread, NULL);
	s->queue = NULL;
	pthread_cond_destroy(&q->more);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

/* ---- reading ---- */

bool audit_list(db *d, arena *a, const struct audit_query *q, struct audit_entry **out, uint32_t *n)
{
	VEC(struct audit_entry) found = { 0 };
	db_rows *rows;
	if (db_select(d, &q_audit_list,
	              DB_ARGS(db_int(q->before ? q->before : INT64_MAX), db_text_or_null(q->actor), db_int(q->no),
	                      db_int(q->kind), db_int(q->event), db_int(q->from_at),
	                      db_int(q->to_at ? q->to_at : INT64_MAX), db_text(q->address.p ? q->address : STR_EMPTY),
	                      db_int(q->refused), db_int(q->max)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &found) = (struct audit_entry){ .seq = db_col_int(rows, 0),
			                                     .at = db_col_int(rows, 1),
			                                     .event = (int)db_col_int(rows, 2),
			                                     .actor = arena_str(a, db_col_text(rows, 3)),
			                                     .address = arena_str(a, db_col_text(rows, 4)),
			                                     .kind = (int)db_col_int(rows, 5),
			                                     .no = db_col_int(rows, 6),
			                                     .version = (uint32_t)db_col_int(rows, 7),
			                                     .first = db_col_int(rows, 8),
			                                     .last = db_col_int(rows, 9),
			                                     .detail = arena_str(a, db_col_text(rows, 10)),
			                                     .id = arena_str(a, db_col_text(rows, 11)) };
	*out = found.p;
	*n = (uint32_t)found.n;
	return db_finish(rows) == DB_OK;
}

bool audit_head(db *d, int64_t *seq, struct hash *hash)
{
	db_rows *rows;
	*hash = (struct hash){ 0 };
	if (db_select(d, &q_audit_head, NULL, &rows) != DB_OK)
		return false;
	bool found = db_next(rows);
	if (found) {
		*seq = db_col_int(rows, 0);
		str h = db_col_blob(rows, 1);
		memcpy(hash->b, h.p, h.n == HASH_SIZE ? HASH_SIZE : 0);
	}
	return db_finish(rows) == DB_OK && found;
}

int64_t audit_find(db *d, const struct hash *hash)
{
	return db_one_int(d, &q_audit_known, DB_ARGS(db_blob(hash->b, HASH_SIZE)), 0);
}
