/* The reading side of an import. */
#include "iati/iati_import.h"

#include <assert.h>

#include "base/log.h"
#include "base/map.h"
#include "iati/iati_check.h"
#include "iati/iati_dataset.h"
#include "iati/iati_run.h"

enum { BATCH_BYTES = 256 << 10, QUEUE_BYTES = 8 << 20, FILE_PROBLEMS = 1000, PUBLISHERS_MAX = 100 };

/* What the database already holds of this source. */
struct known {
	bool loaded;
	struct known_record *p;
	uint32_t n;
	bool *seen;
	struct map map; /* key -> place + 1 */
};

struct reading {
	struct import_run *run;
	const struct inputs *inputs;
	uint32_t file;
	uint64_t before; /* bytes of the files before */
	uint64_t records;
	struct input *in;
	struct import_job *job;
	struct import_batch *batch;
	str prefix;      /* source and line break */
	struct map keys; /* of this file -> how often */
	struct known known[2];
	bool failed; /* the database: this file is refused, and no other is read */
};

/* ---- preparing ---- */

void import_prepare(struct import_run *run, struct import_batch *b)
{
	for (size_t i = 0; i < b->items.n; i++) {
		struct import_item *item = &b->items.p[i];
		if (item->prepared)
			continue;
		/* elements of a vector move while it grows, so pointers into it are set now that it is complete */
		item->save.keys = &item->key;
		item->save.nkeys = 1;
		item->save.known = item->has_known ? &item->known : NULL;
		struct problems *ps = item->record.problems;
		const struct problem *structure = ps->last; /* those that follow have paths of fields */
		item->prepared = record_prepare(run->store, b->arena, &item->save, ps);
		/* the report is complete in every run */
		if (prepared_unchanged(item->prepared))
			doc_check(item->save.doc, NULL, ps);
		for (struct problem *p = ps->first; p; p = p->next)
			p->where = item->record.identifier;
		const struct kind *k = item->save.doc->kind;
		for (struct problem *p = structure ? structure->next : ps->first; p; p = p->next)
			p->path = iati_path(b->arena, k, item->record.map->generation, p->path);
	}
}

/* ---- one record ---- */

static void send(struct reading *r, bool last)
{
	r->batch->last = last;
	/* whoever would wait does the work */
	if (!queue_idle(&r->run->queue))
		import_prepare(r->run, r->batch);
	queue_send(&r->run->queue, r->batch);
	r->batch = last ? NULL : queue_batch(&r->run->queue, r->job);
}

static arena *on_arena(void *ctx)
{
	struct reading *r = ctx;
	if (arena_used(r->batch->arena) > BATCH_BYTES)
		send(r, false);
	return r->batch->arena;
}

static void known_load(struct reading *r, int which)
{
	struct known *k = &r->known[which];
	arena *a = r->job->arena;
	k->loaded = true;
	db *d = db_borrow(store_pool(r->run->store), DB_READ);
	if (!d || !record_known(r->run->store, d, a, r->run->kinds[which].kind, "iati", r->prefix, &k->p, &k->n)) {
		log_error("the records of %.*s cannot be read", STR_ARG(r->job->read.source));
		queue_stop(&r->run->queue);
		r->failed = true;
		k->n = 0;
	}
	db_return(d);
	map_init(&k->map, a);
	k->seen = arena_array(a, bool, k->n);
	for (uint32_t i = 0; i < k->n; i++)
		map_put(&k->map, k->p[i].value, NULL)->i = i + 1;
}

/* Source and identifier; a repeated or missing identifier gets a number. */
static str key_of(struct reading *r, const struct iati_record *rec)
{
	str key = arena_cat(r->job->arena, r->prefix, rec->identifier);
	int64_t n = ++map_put(&r->keys, key, NULL)->i;
	if (n == 1 && rec->identifier.n)
		return key;
	if (rec->identifier.n)
		problems_add(rec->problems, (struct problem){ .severity = SEVERITY_WARNING,
		                                              .key = "iati.repeated_identifier",
		                                              .line = rec->doc->line,
		                                              .found = rec->identifier });
	return arena_fmt(r->batch->arena, "%.*s\n%lld", STR_ARG(key), (long long)n);
}

static uint32_t rows_of(const struct doc *d, int field)
{
	uint32_t n = 0;
	if (field >= 0)
		doc_rows(d, (uint32_t)field, &n);
	return n;
}

static void publisher_count(struct import_job *job, const struct import_kind *k, const struct doc *d)
{
	str ref = k->reporting >= 0 ? doc_str(d, (uint32_t)k->reporting) : STR_EMPTY;
	if (!ref.n)
		return;
	for (size_t i = 0; i < job->publishers.n; i++)
		if (str_eq(job->publishers.p[i].ref, ref)) {
			job->publishers.p[i].records++;
			return;
		}
	if (job->publishers.n == PUBLISHERS_MAX)
		return;
	str name =
	    k->reporting_name >= 0 ? doc_text(d, (uint32_t)k->reporting_name, STR("id"), STR("en"), NULL) : STR_EMPTY;
	*vec_push(job->arena, &job->publishers) =
	    (struct import_publisher){ arena_str(job->arena, ref), arena_str(job->arena, name), 1 };
}

static void count(struct import_job *job, const struct import_kind *k, const struct iati_record *rec)
{
	struct import_counts *c = &job->read.counts;
	publisher_count(job, k, rec->doc);
	if (rec->organisation) {
		c->organisations++;
		return;
	}
	c->activities++;
	c->transactions += rows_of(rec->doc, k->transaction);
	c->locations += rows_of(rec->doc, k->location);
	c->results += rows_of(rec->doc, k->result);
}

static void progress(struct reading *r)
{
	const struct import_watch *w = r->run->watch;
	if (!w->progress)
		return;
	pthread_mutex_lock(&r->run->watching);
	w->progress(w->ctx, r->before + (r->in ? iati_input_taken(r->in) : 0), r->inputs->bytes, r->file,
	            (uint32_t)r->inputs->list.n, r->records);
	pthread_mutex_unlock(&r->run->watching);
}

static bool on_record(void *ctx, const struct iati_record *rec)
{
	struct reading *r = ctx;
	const struct import_kind *k = &r->run->kinds[rec->organisation];
	struct known *known = &r->known[rec->organisation];
	if (!known->loaded)
		known_load(r, rec->organisation);
	if (k->source >= 0)
		doc_set(rec->doc, (uint32_t)k->source, r->job->read.source);
	count(r->job, k, rec);
	struct import_item *item = vec_push(r->batch->arena, &r->batch->items);
	*item = (struct import_item){ .record = *rec,
		                      .key = { "iati", key_of(r, rec) },
		                      .save = { .actor = r->run->actor,
		                                .doc = rec->doc,
		                                .origin = ORIGIN_IATI,
		                                .state = STATE_CURRENT,
		                                .note = r->job->read.source,
		                                .lenient = !r->run->opts->strict } };
	const union map_value *at = known->n ? map_get(&known->map, item->key.value) : NULL;
	if (at) {
		const struct known_record *old = &known->p[at->i - 1];
		known->seen[at->i - 1] = true;
		item->known = old->doc_hash;
		item->save.no = old->no;
		item->save.base_version = UINT32_MAX;
		item->has_known = !old->deleted;
	}
	if (++r->records % 64 == 0)
		progress(r);
	return !queue_stopped(&r->run->queue);
}

/* ---- one file ---- */

static void gone_list(struct reading *r)
{
	for (int w = 0; w < 2; w++)
		for (uint32_t i = 0; i < r->known[w].n; i++) {
			const struct known_record *k = &r->known[w].p[i];
			if (r->known[w].seen[i] || k->deleted)
				continue;
			*vec_push(r->job->arena, &r->job->gone) =
			    (struct import_gone){ r->run->kinds[w].kind, k->no,
				                  str_sub(k->value, r->prefix.n, k->value.n) };
		}
}

static struct import_job *job_new(const struct input_source *s)
{
	arena *a = arena_new(0);
	struct import_job *job = arena_make(a, struct import_job);
	job->arena = a;
	job->size = s->bytes;
	job->read.source = arena_str(a, s->name);
	job->read.location = arena_str(a, s->path);
	job->read.root = job->read.version = job->read.generated = job->read.outside = STR_EMPTY;
	job->shown = job->read;
	problems_init(&job->problems, a, FILE_PROBLEMS);
	return job;
}

static void file_read(struct reading *r)
{
	struct import_job *job = r->job;
	struct iati_sink sink = { r, on_arena, on_record };
	struct iati_file file;
	enum iati_rc rc = iati_read(&r->run->maps, iati_input_bytes(r->in), &r->run->opts->limits, &sink, job->arena,
	                            &file, &job->problems);
	struct hash h = iati_input_hash(r->in);
	hex_print(h.b, sizeof(h.b), job->read.sha256);
	job->read.counts.bytes = iati_input_read(r->in);
	job->read.root = file.root;
	job->read.version = file.version;
	job->read.generated = file.generated;
	job->read.outside = file.outside;
	job->refused = rc != IATI_OK;
	/* a file without records of a kind had none to look up; all that were known are gone */
	for (int w = 0; w < 2 && !job->refused; w++)
		if (r->run->kinds[w].kind && !r->known[w].loaded)
			known_load(r, w);
	job->refused = job->refused || r->failed;
	gone_list(r);
}

static void file_import(struct reading *r, const struct input_source *s, struct map *names)
{
	bool first;
	r->job = job_new(s);
	r->prefix = arena_cat(r->job->arena, r->job->read.source, STR("\n"));
	r->batch = queue_batch(&r->run->queue, r->job);
	memset(r->known, 0, sizeof(r->known));
	map_init(&r->keys, r->job->arena);
	map_put(names, s->name, &first);
	r->in = first ? iati_input_open(&r->run->opts->input, s, &r->job->problems) : NULL;
	if (!first)
		problems_add(
		    &r->job->problems,
		    (struct problem){ .severity = SEVERITY_FATAL, .key = "iati.same_source", .found = s->path });
	if (r->in)
		file_read(r);
	else
		r->job->refused = true;
	iati_input_close(r->in);
	r->in = NULL;
	send(r, true);
	r->before += s->bytes;
	r->file++;
	progress(r);
}

/* ---- all of them ---- */

static struct import_kind kind_of(const struct kind *k)
{
	struct import_kind out = { .kind = k };
	out.source = kind_field(k, STR("source"));
	out.reporting = kind_field(k, STR("reporting_org_ref"));
	out.reporting_name = kind_field(k, STR("reporting_org"));
	out.transaction = kind_field(k, STR("transaction"));
	out.location = kind_field(k, STR("location"));
	out.result = kind_field(k, STR("result"));
	for (uint32_t i = 0; i < k->nfields; i++)
		out.unique |= (k->fields[i].flags & UNIQUE_KEY) != 0;
	return out;
}

/* False when the database has failed. */
static bool read_all(struct import_run *run, const struct inputs *inputs)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct map names;
	struct reading *r = arena_make(a, struct reading);
	r->run = run;
	r->inputs = inputs;
	map_init(&names, a);
	for (size_t i = 0; i < inputs->list.n && !queue_stopped(&run->queue); i++)
		file_import(r, &inputs->list.p[i], &names);
	return !r->failed;
}

enum import_rc iati_import(struct store *s, const struct inputs *inputs, const struct import_opts *opts,
                           const struct import_watch *watch, struct import_totals *out)
{
	static const struct import_watch deaf;
	pthread_t writer;
	struct import_run run = { .store = s, .opts = opts, .watch = watch ? watch : &deaf };
	run.actor = opts->actor ? opts->actor : &actor_system;
	run.kinds[0] = kind_of(opts->activity);
	if (opts->organisation)
		run.kinds[1] = kind_of(opts->organisation);
	iati_maps_init(&run.maps, opts->activity, opts->organisation);
	queue_init(&run.queue, QUEUE_BYTES);
	pthread_mutex_init(&run.watching, NULL);
	*out = (struct import_totals){ .files = 0 };
	if (pthread_create(&writer, NULL, import_write, &run) != 0) {
		log_error("no thread for writing");
		run.failed = true;
	} else {
		bool ok = read_all(&run, inputs);
		queue_close(&run.queue);
		pthread_join(writer, NULL);
		run.failed = run.failed || !ok;
		*out = run.totals;
	}
	pthread_mutex_destroy(&run.watching);
	queue_release(&run.queue);
	iati_maps_release(&run.maps); /* the writer's last batch still names them */
	return run.failed ? IMPORT_FAILED : run.totals.refused ? IMPORT_SOME_REFUSED : IMPORT_OK;
}
