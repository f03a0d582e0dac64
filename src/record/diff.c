/* Differences between two versions of a document, and the three-way merge of two edits. */
#include "base/vec.h"
#include "record/doc.h"

enum { DOC_JSON_MAX = 256 << 20 };

struct differ {
	arena *arena;
	VEC(struct change) out;
};

static str row_json(arena *a, const struct doc *d)
{
	struct buf b;
	buf_init(&b, a, DOC_JSON_MAX);
	doc_json(d, &b);
	return buf_str(&b);
}

static void diff_docs(struct differ *f, const struct doc *old, const struct doc *new, str parent);

static void note(struct differ *f, enum change_what what, str path, const struct field *field, str old, str new)
{
	*vec_push(f->arena, &f->out) = (struct change){ what, path, field, old, new };
}

/* Pairs the rows of OLD and NEW: by id, then equal ones, then what is left in order. PAIR[j] is the index in old of new
 * row j, or -1. */
static void pair_rows(struct doc *const *old, uint32_t nold, struct doc *const *new, uint32_t nnew, int32_t *pair,
                      bool *taken)
{
	for (uint32_t j = 0; j < nnew; j++) {
		pair[j] = -1;
		for (uint32_t i = 0; new[j]->id[0] && i < nold; i++)
			if (!taken[i] && strcmp(old[i]->id, new[j]->id) == 0) {
				pair[j] = (int32_t)i;
				taken[i] = true;
				break;
			}
	}
	uint32_t from = 0;
	for (uint32_t j = 0; j < nnew; j++) {
		/* rows mostly keep their order: start where the last equal one stood */
		for (uint32_t k = 0; pair[j] < 0 && k < nold; k++) {
			uint32_t i = from + k < nold ? from + k : from + k - nold;
			if (taken[i] || !doc_equal(old[i], new[j]))
				continue;
			pair[j] = (int32_t)i;
			taken[i] = true;
			from = i + 1;
		}
	}
	uint32_t i = 0;
	for (uint32_t j = 0; j < nnew; j++) {
		while (i < nold && (taken[i] || old[i]->id[0]))
			i++;
		if (pair[j] < 0 && !new[j]->id[0] && i < nold) {
			pair[j] = (int32_t)i;
			taken[i] = true;
		}
	}
}

static void diff_rows(struct differ *f, const struct doc *old, const struct doc *new, uint32_t field, str parent)
{
	const struct field *fd = &new->kind->fields[field];
	uint32_t nold, nnew;
	struct doc *const *o = doc_rows(old, field, &nold), *const *n = doc_rows(new, field, &nnew);
	int32_t *pair = arena_array(f->arena, int32_t, nnew);
	bool *taken = arena_array(f->arena, bool, nold);
	pair_rows(o, nold, n, nnew, pair, taken);
	for (uint32_t j = 0; j < nnew; j++) {
		str path = doc_path(f->arena, parent, fd, j + 1);
		if (pair[j] >= 0)
			diff_docs(f, o[pair[j]], n[j], path);
		else
			note(f, CHANGE_ROW_ADDED, path, fd, STR_EMPTY, row_json(f->arena, n[j]));
	}
	for (uint32_t i = 0; i < nold; i++)
		if (!taken[i])
			note(f, CHANGE_ROW_REMOVED, doc_path(f->arena, parent, fd, i + 1), fd, row_json(f->arena, o[i]),
			     STR_EMPTY);
}

static void diff_docs(struct differ *f, const struct doc *old, const struct doc *new, str parent)
{
	for (uint32_t i = 0; i < new->kind->nfields; i++) {
		const struct field *fd = &new->kind->fields[i];
		if (fd->type == FIELD_ROWS) {
			diff_rows(f, old, new, i, parent);
			continue;
		}
		bool had = doc_has(old, i), has = doc_has(new, i);
		if (had == has && str_eq(doc_str(old, i), doc_str(new, i)))
			continue;
		note(f,
		     !had   ? CHANGE_SET
		     : !has ? CHANGE_CLEARED
		            : CHANGE_ALTERED,
		     doc_path(f->arena, parent, fd, 0), fd, doc_str(old, i), doc_str(new, i));
	}
}

struct diff doc_diff(arena *a, const struct doc *old, const struct doc *new)
{
	struct differ f = { .arena = a };
	diff_docs(&f, old, new, STR_EMPTY);
	return (struct diff){ f.out.p, (uint32_t)f.out.n };
}

/* ---- merge ---- */

struct merger {
	arena *arena;
	VEC(struct conflict) conflicts;
	const struct meeting *settled; /* NULL: nobody has decided */
};

static bool is_mine(const struct merger *m, str path)
{
	for (uint32_t i = 0; m->settled && i < m->settled->nmine; i++)
		if (str_eq(m->settled->mine[i], path))
			return true;
	return false;
}

static struct doc *merge_docs(struct merger *m, const struct doc *base, const struct doc *theirs,
                              const struct doc *ours, str parent);

static bool same_value(const struct doc *a, const struct doc *b, uint32_t i)
{
	if (doc_has(a, i) != doc_has(b, i))
		return false;
	if (a->kind->fields[i].type != FIELD_ROWS)
		return str_eq(doc_str(a, i), doc_str(b, i));
	if (a->v[i].n != b->v[i].n)
		return false;
	for (uint32_t r = 0; r < a->v[i].n; r++)
		if (!doc_equal(a->v[i].u.rows[r], b->v[i].u.rows[r]))
			return false;
	return true;
}

static str value_text(struct merger *m, const struct doc *d, uint32_t i)
{
	if (d->kind->fields[i].type != FIELD_ROWS)
		return doc_str(d, i);
	struct buf b;
	buf_init(&b, m->arena, DOC_JSON_MAX);
	for (uint32_t r = 0; r < d->v[i].n; r++) {
		buf_char(&b, r ? ',' : '[');
		doc_json(d->v[i].u.rows[r], &b);
	}
	buf_cstr(&b, d->v[i].n ? "]" : "[]");
	return buf_str(&b);
}

static void conflict(struct merger *m, const struct doc *b, const struct doc *t, const struct doc *o, uint32_t i,
                     str parent)
{
	const struct field *fd = &t->kind->fields[i];
	*vec_push(m->arena, &m->conflicts) =
	    (struct conflict){ doc_path(m->arena, parent, fd, 0), fd, value_text(m, b, i), value_text(m, t, i),
		               value_text(m, o, i) };
}

static const struct doc *row_by_id(const struct doc *d, uint32_t field, const char *id)
{
	for (uint32_t r = 0; r < d->v[field].n; r++)
		if (strcmp(d->v[field].u.rows[r]->id, id) == 0)
			return d->v[field].u.rows[r];
	return NULL;
}

static bool rows_have_ids(const struct doc *d, uint32_t field)
{
	for (uint32_t r = 0; r < d->v[field].n; r++)
		if (!d->v[field].u.rows[r]->id[0])
			return false;
	return true;
}

static void push_row(struct merger *m, struct doc *into, uint32_t field, const struct doc *row)
{
	doc_add_row(m->arena, into, field);
	into->v[field].u.rows[into->v[field].n - 1] = doc_copy(m->arena, row);
}

/* Rows with ids: each merged by itself. A row that one side removed and the other changed is a conflict and stays. */
static void merge_rows(struct merger *m, struct doc *into, const struct doc *base, const struct doc *theirs,
                       const struct doc *ours, uint32_t field, str parent)
{
	const struct field *fd = &theirs->kind->fields[field];
	uint32_t left_out =
	    0; /* by a decision: the numbers of rows in paths stay what they were when it was asked for */
	for (uint32_t r = 0; r < theirs->v[field].n; r++) {
		const struct doc *t = theirs->v[field].u.rows[r];
		const struct doc *b = row_by_id(base, field, t->id), *o = row_by_id(ours, field, t->id);
		str path = doc_path(m->arena, parent, fd, r + 1);
		if (o) {
			const struct doc *empty = doc_new(m->arena, t->kind);
			doc_add_row(m->arena, into, field);
			into->v[field].u.rows[into->v[field].n - 1] = merge_docs(m, b ? b : empty, t, o, path);
			continue;
		}
		if (b && doc_equal(b, t))
			continue; /* we removed it, they left it alone */
		if (b && is_mine(m, path)) {
			left_out++;
			continue;
		}
		push_row(m, into, field, t);
		if (b)
			*vec_push(m->arena, &m->conflicts) =
			    (struct conflict){ path, fd, row_json(m->arena, b), row_json(m->arena, t), STR_EMPTY };
	}
	for (uint32_t r = 0; r < ours->v[field].n; r++) {
		const struct doc *o = ours->v[field].u.rows[r];
		const struct doc *b = row_by_id(base, field, o->id);
		if (row_by_id(theirs, field, o->id) || (b && doc_equal(b, o)))
			continue; /* done above, or they removed what we left alone */
		str path = doc_path(m->arena, parent, fd, into->v[field].n + left_out + 1);
		if (b && m->settled && !is_mine(m, path)) {
			left_out++;
			continue;
		}
		push_row(m, into, field, o);
		if (b)
			*vec_push(m->arena, &m->conflicts) =
			    (struct conflict){ path, fd, row_json(m->arena, b), STR_EMPTY, row_json(m->arena, o) };
	}
}

static struct doc *merge_docs(struct merger *m, const struct doc *base, const struct doc *theirs,
                              const struct doc *ours, str parent)
{
	struct doc *into = doc_copy(m->arena, theirs);
	for (uint32_t i = 0; i < theirs->kind->nfields; i++) {
		if (same_value(base, ours, i) || same_value(theirs, ours, i))
			continue; /* only they changed it, or both did alike */
		if (theirs->kind->fields[i].type == FIELD_ROWS && rows_have_ids(base, i) && rows_have_ids(theirs, i) &&
		    rows_have_ids(ours, i)) {
			into->v[i] = (struct value){ 0 };
			merge_rows(m, into, base, theirs, ours, i, parent);
			continue;
		}
		if (same_value(base, theirs, i) || is_mine(m, doc_path(m->arena, parent, &theirs->kind->fields[i], 0)))
			doc_copy_field(m->arena, into, ours, i);
		else
			conflict(m, base, theirs, ours, i, parent);
	}
	return into;
}

struct doc *doc_merge(arena *a, const struct doc *base, const struct doc *theirs, const struct doc *ours,
                      struct conflicts *conflicts)
{
	struct merger m = { .arena = a };
	struct doc *d = merge_docs(&m, base, theirs, ours, STR_EMPTY);
	*conflicts = (struct conflicts){ m.conflicts.p, (uint32_t)m.conflicts.n };
	return d;
}

struct doc *doc_settle(arena *a, const struct meeting *met)
{
	struct merger m = { .arena = a, .settled = met };
	return merge_docs(&m, met->base, met->theirs, met->ours, STR_EMPTY);
}
