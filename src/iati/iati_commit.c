/* The writing side of an import: files in transactions. */
#include <assert.h>

#include "base/date.h"
#include "base/log.h"
#include "iati/iati_dataset.h"
#include "iati/iati_run.h"

enum { TX_BYTES = 16 << 20 };

struct writing {
	struct import_run *run;
	struct record_tx *tx;
	arena *tx_arena;
	uint64_t tx_bytes;
	arena *scratch; /* for the end of a file */
};

static void tell(struct writing *w, const struct import_job *job, const struct problem *p)
{
	const struct import_watch *watch = w->run->watch;
	if (!watch->problem)
		return;
	pthread_mutex_lock(&w->run->watching);
	watch->problem(watch->ctx, &job->shown, p);
	pthread_mutex_unlock(&w->run->watching);
}

static void tell_all(struct writing *w, struct import_job *job, const struct problems *ps)
{
	for (int i = 0; i < 4; i++)
		job->shown.counts.problems[i] += ps->by_severity[i];
	for (const struct problem *p = ps->first; p; p = p->next)
		tell(w, job, p);
}

static void tell_change(struct writing *w, const struct import_job *job, arena *a, enum import_change what,
                        str identifier, const struct doc *d, const struct diff *diff)
{
	const struct import_watch *watch = w->run->watch;
	if (!watch->change)
		return;
	str title = d && d->kind->title ? d->kind->title(d, 0, a) : STR_EMPTY;
	pthread_mutex_lock(&w->run->watching);
	watch->change(watch->ctx, &job->shown, what, identifier, title, diff);
	pthread_mutex_unlock(&w->run->watching);
}

/* ---- transactions ---- */

static bool give_up(struct writing *w)
{
	if (w->tx)
		record_tx_rollback(w->tx);
	w->tx = NULL;
	w->run->failed = true;
	queue_stop(&w->run->queue);
	return false;
}

static bool tx_open(struct writing *w)
{
	if (w->tx)
		return true;
	w->tx_bytes = 0;
	w->tx_arena = arena_new(0);
	w->tx = record_tx_begin(w->run->store, w->tx_arena, clock_now());
	if (!w->tx)
		return give_up(w);
	record_tx_bulk(w->tx);
	return true;
}

static void tx_end(struct writing *w, bool commit)
{
	if (!w->tx)
		return;
	struct record_tx *tx = w->tx;
	w->tx = NULL;
	if (!commit)
		record_tx_rollback(tx);
	else if (record_tx_commit(tx) != RECORD_OK)
		give_up(w);
	arena_free(w->tx_arena);
	w->tx_arena = NULL;
}

/* ---- one record ---- */

/* What the file cannot say stays as it is: fields without a path, but for the two that tell where the record is from.
 */
static bool keep_ours(const struct doc *old, struct doc *new)
{
	bool kept = false;
	for (uint32_t i = 0; i < new->kind->nfields; i++) {
		const struct field *f = &new->kind->fields[i];
		bool ours = !f->iati && f->rows != &extra_kind && strcmp(f->name, "source") != 0 &&
		            strcmp(f->name, "source_version") != 0;
		if (!ours || !doc_has(old, i) || doc_has(new, i))
			continue;
		new->v[i] = old->v[i];
		kept = true;
	}
	return kept;
}

/* The record that already has one of the unique values of D, or 0. */
static int64_t find_unique(struct writing *w, const struct doc *d)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (!(f->flags & UNIQUE_KEY) || !doc_str(d, i).n)
			continue;
		int64_t no = record_find_key(w->run->store, record_tx_db(w->tx), d->kind, f->name, doc_str(d, i));
		if (no)
			return no;
	}
	return 0;
}

/* Whether the record OLD belongs to another source than this file. */
static bool is_elsewhere(struct writing *w, struct import_job *job, const struct import_item *item,
                         const struct doc *old)
{
	const struct import_kind *k = &w->run->kinds[item->record.organisation];
	str owner = k->source >= 0 ? doc_str(old, (uint32_t)k->source) : STR_EMPTY;
	if (!owner.n || str_eq(owner, job->read.source))
		return false;
	struct problem p = { .severity = SEVERITY_WARNING,
		             .key = "iati.other_source",
		             .where = item->record.identifier,
		             .line = item->save.doc->line,
		             .found = item->record.identifier,
		             .expected = owner };
	job->shown.counts.problems[p.severity]++;
	job->shown.counts.elsewhere++;
	tell(w, job, &p);
	return true;
}

/* An update meets the record as it is: what is ours stays, a preview gets the differences. False when the record is not
 * to be written. */
static bool meet(struct writing *w, struct import_job *job, struct import_batch *b, struct import_item *item,
                 const struct diff **diff)
{
	const struct import_kind *k = &w->run->kinds[item->record.organisation];
	bool again = false;
	if (!item->save.no && k->unique)
		again = (item->save.no = find_unique(w, item->save.doc)) != 0;
	if (!item->save.no)
		return true;
	item->save.base_version = UINT32_MAX;
	struct record *old = record_load(w->run->store, record_tx_db(w->tx), b->arena, &actor_system, item->save.no);
	if (!old)
		return true;
	if (k->unique && !old->deleted && is_elsewhere(w, job, item, old->doc))
		return false;
	struct doc *d = item->record.doc;
	if (keep_ours(old->doc, d) || again) {
		struct problems told; /* they were told the first time */
		problems_init(&told, b->arena, 0);
		item->prepared = record_prepare(w->run->store, b->arena, &item->save, &told);
	}
	if (w->run->opts->preview) {
		struct diff *found = arena_make(b->arena, struct diff);
		*found = doc_diff(b->arena, old->doc, d);
		*diff = found;
	}
	return true;
}

static bool item_write(struct writing *w, struct import_job *job, struct import_batch *b, struct import_item *item)
{
	struct import_counts *c = &job->shown.counts;
	struct saved saved;
	const struct diff *diff = NULL;
	if (!prepared_unchanged(item->prepared) && !meet(w, job, b, item, &diff))
		return true;
	enum record_rc rc = record_write(w->tx, b->arena, item->prepared, &saved);
	switch (rc) {
	case RECORD_UNCHANGED:
		c->unchanged++;
		return true;
	case RECORD_OK:
		if (item->save.no)
			c->changed++;
		else
			c->added++;
		tell_change(w, job, b->arena, item->save.no ? IMPORT_CHANGED : IMPORT_ADDED, item->record.identifier,
		            item->save.doc, diff);
		return true;
	case RECORD_REFUSED: /* strict: its problems were told */
		job->failed = true;
		return true;
	case RECORD_DUPLICATE:
		job->failed = true;
		job->shown.counts.problems[SEVERITY_FATAL]++;
		tell(w, job,
		     &(struct problem){ .severity = SEVERITY_FATAL,
		                        .key = "iati.duplicate_key",
		                        .where = item->record.identifier,
		                        .line = item->save.doc->line,
		                        .found = item->record.identifier });
		return true;
	case RECORD_FORBIDDEN:
	case RECORD_CONFLICT:
	case RECORD_MISSING:
	case RECORD_FAILED:
		break;
	}
	log_error("%.*s: record %.*s is not written (%d)", STR_ARG(job->read.source), STR_ARG(item->record.identifier),
	          rc);
	return give_up(w);
}

/* ---- one file ---- */

static void set_count(arena *a, struct doc *d, uint32_t field, uint64_t n)
{
	doc_set(d, field, arena_fmt(a, "%llu", (unsigned long long)n));
}

static struct doc *dataset_of(arena *a, const struct import_job *job)
{
	const struct import_file *f = &job->read;
	const uint64_t *problems = job->shown.counts.problems;
	struct doc *d = doc_new(a, &dataset_kind);
	doc_set(d, DATASET_SOURCE, f->source);
	doc_set(d, DATASET_LOCATION, f->location);
	doc_set(d, DATASET_SHA256, str_of(f->sha256));
	doc_set(d, DATASET_ROOT, f->root);
	if (f->version.n)
		doc_set(d, DATASET_VERSION, f->version);
	if (f->generated.n)
		doc_set(d, DATASET_GENERATED, f->generated);
	if (f->outside.n)
		doc_set(d, DATASET_OUTSIDE, f->outside);
	set_count(a, d, DATASET_BYTES, f->counts.bytes);
	set_count(a, d, DATASET_ACTIVITIES, f->counts.activities);
	set_count(a, d, DATASET_ORGANISATIONS, f->counts.organisations);
	set_count(a, d, DATASET_TRANSACTIONS, f->counts.transactions);
	set_count(a, d, DATASET_LOCATIONS, f->counts.locations);
	set_count(a, d, DATASET_RESULTS, f->counts.results);
	set_count(a, d, DATASET_ERRORS, problems[SEVERITY_ERROR] + problems[SEVERITY_FATAL]);
	set_count(a, d, DATASET_WARNINGS, problems[SEVERITY_WARNING]);
	set_count(a, d, DATASET_ADVICE, problems[SEVERITY_ADVICE]);
	for (size_t i = 0; i < job->publishers.n; i++) {
		struct doc *row = doc_add_row(a, d, DATASET_PUBLISHER);
		doc_set(row, DATASET_PUBLISHER_REF, job->publishers.p[i].ref);
		if (job->publishers.p[i].name.n)
			doc_set(row, DATASET_PUBLISHER_NAME, job->publishers.p[i].name);
		set_count(a, row, DATASET_PUBLISHER_RECORDS, job->publishers.p[i].records);
	}
	return d;
}

/* The same file from another folder is no news. */
static bool only_moved(const struct record *old, struct doc *d)
{
	if (!old || old->deleted)
		return false;
	struct value moved = d->v[DATASET_LOCATION];
	d->v[DATASET_LOCATION] = old->doc->v[DATASET_LOCATION];
	bool same = doc_equal(old->doc, d);
	d->v[DATASET_LOCATION] = moved;
	return same;
}

static bool dataset_write(struct writing *w, const struct import_job *job)
{
	struct saved saved;
	struct doc *d = dataset_of(w->scratch, job);
	struct record *old = record_load_key(w->run->store, record_tx_db(w->tx), w->scratch, &actor_system,
	                                     &dataset_kind, "source", job->read.source);
	if (only_moved(old, d))
		return true;
	struct save save = { .actor = w->run->actor,
		             .doc = d,
		             .no = old ? old->no : 0,
		             .base_version = old ? UINT32_MAX : 0,
		             .origin = ORIGIN_IATI,
		             .state = STATE_CURRENT,
		             .note = job->read.source,
		             .lenient = true };
	enum record_rc rc =
	    record_write(w->tx, w->scratch, record_prepare(w->run->store, w->scratch, &save, NULL), &saved);
	return rc == RECORD_OK || rc == RECORD_UNCHANGED || give_up(w);
}

static bool gone_write(struct writing *w, struct import_job *job)
{
	for (size_t i = 0; i < job->gone.n; i++) {
		const struct import_gone *g = &job->gone.p[i];
		bool replace = w->run->opts->replace;
		job->shown.counts.gone++;
		if (replace) {
			enum record_rc rc =
			    record_delete(w->tx, w->scratch, w->run->actor, ORIGIN_IATI, g->no, job->read.source);
			if (rc != RECORD_OK && rc != RECORD_UNCHANGED)
				return give_up(w);
			job->shown.counts.deleted++;
		}
		tell_change(w, job, w->scratch, replace ? IMPORT_DELETED : IMPORT_GONE, g->identifier, NULL, NULL);
	}
	return true;
}

static bool file_begin(struct writing *w, struct import_job *job)
{
	job->begun = true;
	/* a large file has a transaction of its own */
	if (w->tx && !w->run->opts->preview && w->tx_bytes && w->tx_bytes + job->size > TX_BYTES)
		tx_end(w, true);
	if (w->run->failed || !tx_open(w))
		return false;
	return record_tx_mark(w->tx) == RECORD_OK || give_up(w);
}

static void counts_add(struct import_counts *sum, const struct import_counts *c)
{
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *from = (const uint64_t *)c;
	static_assert(sizeof(*sum) % sizeof(uint64_t) == 0, "counts only");
	for (size_t i = 0; i < sizeof(*sum) / sizeof(uint64_t); i++)
		to[i] += from[i];
}

/* What the reader found out, under what the writer did. */
static void file_show(struct import_job *job)
{
	struct import_counts done = job->shown.counts;
	job->shown = job->read;
	counts_add(&job->shown.counts, &done);
}

static void file_end(struct writing *w, struct import_job *job)
{
	struct import_run *run = w->run;
	tell_all(w, job, &job->problems);
	bool taken = !job->refused && !job->failed && !run->failed;
	taken = taken && gone_write(w, job) && dataset_write(w, job);
	if (!taken && !run->failed && record_tx_undo(w->tx) != RECORD_OK)
		give_up(w);
	file_show(job);
	job->shown.state = taken && !run->failed ? IMPORT_TAKEN : IMPORT_REFUSED;
	run->totals.files++;
	if (job->shown.state == IMPORT_TAKEN)
		counts_add(&run->totals.counts, &job->shown.counts);
	else
		run->totals.refused++;
	if (run->watch->file) {
		pthread_mutex_lock(&run->watching);
		run->watch->file(run->watch->ctx, &job->shown);
		pthread_mutex_unlock(&run->watching);
	}
	w->tx_bytes += job->size;
	if (!run->opts->preview && w->tx_bytes >= TX_BYTES)
		tx_end(w, true);
	arena_clear(w->scratch);
}

static void batch_write(struct writing *w, struct import_batch *b)
{
	struct import_job *job = b->job;
	bool go = !w->run->failed && (job->begun || file_begin(w, job));
	if (go)
		import_prepare(w->run, b);
	for (size_t i = 0; go && i < b->items.n; i++) {
		tell_all(w, job, b->items.p[i].record.problems);
		go = job->failed || item_write(w, job, b, &b->items.p[i]);
	}
	if (b->last)
		file_end(w, job);
}

void *import_write(void *ctx)
{
	struct writing w = { .run = ctx, .scratch = arena_new(0) };
	pthread_setname_np(pthread_self(), "import-writer");
	for (struct import_batch *b; (b = queue_take(&w.run->queue));) {
		struct import_job *done = b->last ? b->job : NULL;
		batch_write(&w, b);
		queue_give_back(&w.run->queue, b);
		if (done)
			arena_free(done->arena);
	}
	tx_end(&w, !w.run->opts->preview);
	arena_free(w.tx_arena);
	arena_free(w.scratch);
	return NULL;
}
