#include "iati/iati_export.h"

#include <stdlib.h>

#include "iati/iati_write.h"
#include "iati_sql.h"

enum { PAGE = 500, PIECE = 64 << 10, PIECE_MAX = 1 << 30 };

struct export
{
	struct store *store;
	const struct iati_maps *maps;
	const struct export_opts *opts;
	const struct kind *kind;
	const struct actor *viewer;
	int source, identifier;
	struct buf out;
	uint64_t written;
};

static bool wanted(struct export *e, const struct doc *d)
{
	const struct export_opts *o = e->opts;
	if (o->source.n && (e->source < 0 || !str_eq(doc_str(d, (uint32_t)e->source), o->source)))
		return false;
	bool found = o->n == 0;
	for (uint32_t i = 0; i < o->n; i++)
		if (e->identifier >= 0 && str_eq(doc_str(d, (uint32_t)e->identifier), o->identifiers[i])) {
			found = true;
			if (o->found)
				o->found[i] = true;
		}
	return found;
}

static bool send(struct export *e, size_t from)
{
	if (e->out.n < from)
		return true;
	bool ok = !buf_failed(&e->out) && e->opts->write(e->opts->ctx, buf_str(&e->out));
	buf_clear(&e->out);
	return ok;
}

static bool one(struct export *e, db *d, arena *a, int64_t no)
{
	arena_clear(a);
	struct record *r = record_load(e->store, d, a, e->viewer, no);
	if (!r || r->deleted || !wanted(e, r->doc))
		return true;
	iati_write_record(&e->out, a, e->maps, r->doc);
	e->written++;
	return send(e, PIECE);
}

/* Records after *AFTER; *N = 0 at the end. Their numbers are read first, so that no statement is open while others run.
 */
static bool page(struct export *e, db *d, arena *a, int64_t *after, uint32_t *n)
{
	int64_t nos[PAGE];
	db_rows *rows;
	*n = 0;
	if (db_select(d, &q_iati_records, DB_ARGS(db_int(e->kind->number), db_int(*after), db_int(PAGE)), &rows) !=
	    DB_OK)
		return false;
	while (*n < PAGE && db_next(rows))
		nos[(*n)++] = db_col_int(rows, Q_IATI_RECORDS_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	bool ok = true;
	for (uint32_t i = 0; i < *n && ok; i++)
		ok = one(e, d, a, *after = nos[i]);
	return ok;
}

static int by_number(const void *a, const void *b)
{
	const struct known_record *x = a, *y = b;
	return x->no < y->no ? -1 : x->no > y->no;
}

/* The records of one source are found by their keys. */
static bool of_source(struct export *e, db *d, arena *a)
{
	struct known_record *known;
	uint32_t n;
	ARENA_SCOPE arena *own = arena_new(0);
	str prefix = arena_cat(own, e->opts->source, STR("\n"));
	if (!record_known(e->store, d, own, e->kind, "iati", prefix, &known, &n))
		return false;
	if (n)
		qsort(known, n, sizeof(*known), by_number);
	bool ok = true;
	for (uint32_t i = 0; i < n && ok; i++)
		ok = one(e, d, a, known[i].no);
	return ok;
}

static bool all(struct export *e, db *d, arena *a)
{
	int64_t after = 0;
	uint32_t n = 0;
	bool ok = true;
	do
		ok = page(e, d, a, &after, &n);
	while (ok && n == PAGE);
	return ok;
}

bool iati_export(struct store *s, const struct iati_maps *maps, const struct export_opts *opts, uint64_t *written)
{
	const struct iati_map *map = opts->organisations ? maps->organisation[1] : maps->activity[1];
	struct export e = { .store = s, .maps = maps, .opts = opts, .kind = map->root->kind };
	e.viewer = opts->viewer ? opts->viewer : &actor_public;
	e.source = kind_field(e.kind, STR("source"));
	e.identifier = map->identifier;
	db *d = db_borrow(store_pool(s), DB_READ);
	if (!d)
		return false;
	ARENA_SCOPE arena *a = arena_new(0);
	buf_init(&e.out, NULL, PIECE_MAX);
	iati_write_begin(&e.out, opts->organisations, opts->generated);
	bool ok = opts->source.n ? of_source(&e, d, a) : all(&e, d, a);
	iati_write_end(&e.out, opts->organisations);
	ok = ok && send(&e, 0);
	buf_release(&e.out);
	db_return(d);
	*written = e.written;
	return ok;
}
