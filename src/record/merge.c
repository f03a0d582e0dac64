#include "record/merge.h"

#include "base/log.h"
#include "base/vec.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { KEEP, DROP };

/* ---- documents ---- */

static bool has_row(const struct doc *d, uint32_t field, const struct doc *row)
{
	for (uint32_t r = 0; r < d->v[field].n; r++)
		if (doc_equal(d->v[field].u.rows[r], row))
			return true;
	return false;
}

/* Rows that name the record in other words: a search for any of them should find it. */
static bool are_names(const struct field *f)
{
	if (f->type != FIELD_ROWS || f->rows == &narrative_kind || f->rows == &extra_kind)
		return false;
	for (uint32_t i = 0; i < f->rows->nfields; i++)
		if (f->rows->fields[i].flags & SEARCH_TITLE)
			return true;
	return false;
}

struct doc *doc_absorb(arena *a, const struct doc *keep, const struct doc *drop)
{
	struct doc *d = doc_copy(a, keep);
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		/* an identifier of its own stays its own: the other keeps its key */
		if (!doc_has(d, i) && !(f->flags & (UNIQUE_KEY | SYSTEM)))
			doc_copy_field(a, d, drop, i);
		for (uint32_t r = 0; are_names(f) && r < drop->v[i].n; r++) {
			if (has_row(d, i, drop->v[i].u.rows[r]))
				continue;
			doc_add_row(a, d, i);
			d->v[i].u.rows[d->v[i].n - 1] = doc_copy(a, drop->v[i].u.rows[r]);
		}
	}
	if (d->kind->absorb)
		d->kind->absorb(a, d, drop);
	return d;
}

static void relink(struct doc *d, str from, str to)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		if (d->kind->fields[i].type == FIELD_ROWS)
			for (uint32_t r = 0; r < d->v[i].n; r++)
				relink(d->v[i].u.rows[r], from, to);
		else if ((d->kind->fields[i].type == FIELD_LINK || d->kind->fields[i].to_by) &&
		         str_eq(doc_str(d, i), from))
			doc_set(d, i, to);
	}
}

struct doc *doc_relink(arena *a, const struct doc *d, str from, str to)
{
	struct doc *c = doc_copy(a, d);
	relink(c, from, arena_str(a, to));
	return c;
}

/* ---- what would happen ---- */

bool record_referrers(struct store *s, db *d, arena *a, int64_t to, struct merge_move **out, uint32_t *n)
{
	VEC(struct merge_move) moves = { 0 };
	db_rows *rows;
	if (db_select(d, &q_links_to, DB_ARGS(db_int(to)), &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		struct merge_move *m = vec_push(a, &moves);
		*m = (struct merge_move){ .no = db_col_int(rows, 0),
			                  .kind = store_kind(s, (int)db_col_int(rows, 2)),
			                  .field = arena_str(a, db_col_text(rows, 3)) };
		str id = db_col_text(rows, 1);
		memcpy(m->id, id.p, id.n == ULID_LEN ? ULID_LEN + 1 : 0);
	}
	*out = moves.p;
	*n = (uint32_t)moves.n;
	return db_finish(rows) == DB_OK;
}

enum record_rc record_merge_plan(struct store *s, db *d, arena *a, const struct actor *actor, const int64_t pair[2],
                                 struct merge_plan *out)
{
	struct record *r[2];
	*out = (struct merge_plan){ 0 };
	for (int i = KEEP; i <= DROP; i++) {
		r[i] = record_load(s, d, a, &actor_system, pair[i]);
		if (!r[i] || r[i]->deleted)
			return RECORD_MISSING;
	}
	if (r[KEEP]->kind != r[DROP]->kind || r[KEEP]->no == r[DROP]->no)
		return RECORD_MISSING;
	for (int i = KEEP; i <= DROP; i++) {
		struct owners o = owners_of(s->app, a, r[i]->doc);
		if (!may(actor, ACT_MERGE, r[i]->kind, &o))
			return RECORD_FORBIDDEN;
	}
	out->keep = r[KEEP];
	out->drop = r[DROP];
	out->merged =
	    doc_relink(a, doc_absorb(a, r[KEEP]->doc, r[DROP]->doc), str_of(r[DROP]->id), str_of(r[KEEP]->id));
	return record_referrers(s, d, a, r[DROP]->no, &out->moves, &out->nmoves) ? RECORD_OK : RECORD_FAILED;
}

/* ---- doing it ---- */

struct work {
	struct record_tx *tx;
	arena *arena;
	const struct actor *actor;
	int64_t id;
	str note;
};

/* One record of the merge: asked for once, above; what a file said wrongly stays wrong. */
static enum record_rc rewrite(struct work *w, const struct record *now, const struct doc *d)
{
	struct saved out;
	struct save in = { .actor = w->actor,
		           .doc = d,
		           .no = now->no,
		           .base_version = now->version,
		           .origin = ORIGIN_FORM,
		           .state = now->state,
		           .note = w->note,
		           .stays_deleted = true,
		           .lenient = true };
	struct prepared *p = record_prepare(w->tx->store, w->arena, &in, NULL);
	p->asked = true;
	enum record_rc rc = record_write(w->tx, w->arena, p, &out);
	return rc == RECORD_UNCHANGED ? RECORD_OK : rc;
}

static enum record_rc note_change(struct work *w, int64_t no, uint32_t before)
{
	enum db_rc rc = tx_exec(w->tx, &q_merge_change_insert,
	                        DB_ARGS(db_int(w->id), db_int(no), db_int(before), db_int(before + 1)));
	return rc == DB_OK ? RECORD_OK : RECORD_FAILED;
}

/* Every record that refers to the other, once, however often it does. */
static enum record_rc move_links(struct work *w, const struct merge_plan *plan)
{
	enum record_rc rc = RECORD_OK;
	for (uint32_t i = 0; rc == RECORD_OK && i < plan->nmoves; i++) {
		const struct merge_move *m = &plan->moves[i];
		if ((i && m->no == plan->moves[i - 1].no) || m->no == plan->keep->no || m->no == plan->drop->no)
			continue;
		struct record *now = record_load(w->tx->store, record_tx_db(w->tx), w->arena, &actor_system, m->no);
		if (!now)
			return RECORD_FAILED;
		rc = rewrite(w, now, doc_relink(w->arena, now->doc, str_of(plan->drop->id), str_of(plan->keep->id)));
		if (rc == RECORD_OK)
			rc = note_change(w, now->no, now->version);
	}
	return rc;
}

enum record_rc record_merge_in(struct record_tx *tx, arena *a, const struct actor *actor, const int64_t pair[2],
                               int64_t *id)
{
	struct merge_plan plan;
	enum record_rc rc = record_merge_plan(tx->store, record_tx_db(tx), a, actor, pair, &plan);
	if (rc != RECORD_OK)
		return rc;
	*id = db_one_int(tx->db, &q_counter_take, DB_ARGS(db_text(STR("merge")), db_int(1)), -1);
	struct work w = { tx, a, actor, *id, arena_fmt(a, "merge: %s", plan.drop->id) };
	enum db_rc written = *id < 0 ? DB_FAILED
	                             : tx_exec(tx, &q_merge_insert,
	                                       DB_ARGS(db_int(*id), db_int(tx->at), db_text(actor->id),
	                                               db_int(pair[KEEP]), db_int(pair[DROP])));
	if (written != DB_OK)
		return RECORD_FAILED;
	rc = move_links(&w, &plan);
	if (rc == RECORD_OK && !doc_equal(plan.merged, plan.keep->doc)) {
		rc = rewrite(&w, plan.keep, plan.merged);
		if (rc == RECORD_OK)
			rc = note_change(&w, plan.keep->no, plan.keep->version);
	}
	if (rc == RECORD_OK)
		rc = record_mark(tx, a, actor, ORIGIN_FORM, plan.drop, arena_fmt(a, "merge: %s", plan.keep->id), true);
	if (rc == RECORD_OK)
		rc = note_change(&w, plan.drop->no, plan.drop->version);
	return rc == RECORD_OK ? follow_target(tx, a, plan.keep->no) : rc;
}

/* ---- taking it back ---- */

bool record_merges(db *d, arena *a, int64_t no, uint32_t max, struct merge_line **out, uint32_t *n)
{
	VEC(struct merge_line) lines = { 0 };
	db_rows *rows;
	if (db_select(d, &q_merges, DB_ARGS(db_int(no), db_int(max)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &lines) = (struct merge_line){ .id = db_col_int(rows, 0),
			                                    .at = db_col_int(rows, 1),
			                                    .actor = arena_str(a, db_col_text(rows, 2)),
			                                    .keep_no = db_col_int(rows, 3),
			                                    .drop_no = db_col_int(rows, 4),
			                                    .undone = db_col_int(rows, 5) != 0 };
	*out = lines.p;
	*n = (uint32_t)lines.n;
	return db_finish(rows) == DB_OK;
}

struct taken {
	int64_t no;
	uint32_t before, after;
};

static enum record_rc take_back(struct work *w, const struct taken *t, struct conflicts *conflicts)
{
	struct store *s = w->tx->store;
	db *d = record_tx_db(w->tx);
	struct record *before = record_load_version(s, d, w->arena, &actor_system, t->no, t->before);
	struct record *after = record_load_version(s, d, w->arena, &actor_system, t->no, t->after);
	struct record *now = record_load(s, d, w->arena, &actor_system, t->no);
	if (!before || !after || !now)
		return RECORD_FAILED;
	if (after->deleted && !before->deleted)
		return record_mark(w->tx, w->arena, w->actor, ORIGIN_FORM, now, w->note, false);
	/* since the merge others may have gone on: theirs stays, and only what the merge did is undone */
	struct doc *d2 = doc_merge(w->arena, after->doc, now->doc, before->doc, conflicts);
	if (conflicts->n)
		return RECORD_CONFLICT;
	return rewrite(w, now, d2);
}

static bool load_merge(db *d, int64_t id, int64_t pair[2], bool *undone)
{
	db_rows *rows;
	if (db_select(d, &q_merge_get, DB_ARGS(db_int(id)), &rows) != DB_OK)
		return false;
	bool found = db_next(rows);
	if (found) {
		pair[KEEP] = db_col_int(rows, 0);
		pair[DROP] = db_col_int(rows, 1);
		*undone = db_col_int(rows, 2) != 0;
	}
	return db_finish(rows) == DB_OK && found;
}

static enum record_rc may_take_back(struct work *w, const int64_t pair[2])
{
	for (int i = KEEP; i <= DROP; i++) {
		struct record *r = record_load(w->tx->store, record_tx_db(w->tx), w->arena, &actor_system, pair[i]);
		struct owners o = r ? owners_of(w->tx->store->app, w->arena, r->doc) : (struct owners){ 0 };
		if (!r || !may(w->actor, ACT_MERGE, r->kind, &o))
			return r ? RECORD_FORBIDDEN : RECORD_MISSING;
	}
	return RECORD_OK;
}

enum record_rc record_unmerge_in(struct record_tx *tx, arena *a, const struct actor *actor, int64_t id,
                                 struct conflicts *conflicts)
{
	int64_t pair[2];
	bool undone;
	VEC(struct taken) list = { 0 };
	db_rows *rows;
	struct work w = { tx, a, actor, id, arena_fmt(a, "unmerge: %lld", (long long)id) };
	*conflicts = (struct conflicts){ 0 };
	if (!load_merge(record_tx_db(tx), id, pair, &undone))
		return RECORD_MISSING;
	if (undone)
		return RECORD_UNCHANGED;
	enum record_rc rc = may_take_back(&w, pair);
	if (rc != RECORD_OK)
		return rc;
	if (db_select(record_tx_db(tx), &q_merge_changes, DB_ARGS(db_int(id)), &rows) != DB_OK)
		return RECORD_FAILED;
	while (db_next(rows))
		*vec_push(a, &list) =
		    (struct taken){ db_col_int(rows, 0), (uint32_t)db_col_int(rows, 1), (uint32_t)db_col_int(rows, 2) };
	if (db_finish(rows) != DB_OK)
		return RECORD_FAILED;
	/* the dropped record first, so that links to it lead somewhere again */
	for (size_t i = list.n; rc == RECORD_OK && i > 0; i--)
		if (list.p[i - 1].no == pair[DROP])
			rc = take_back(&w, &list.p[i - 1], conflicts);
	for (size_t i = 0; rc == RECORD_OK && i < list.n; i++)
		if (list.p[i].no != pair[DROP])
			rc = take_back(&w, &list.p[i], conflicts);
	for (int i = KEEP; rc == RECORD_OK && i <= DROP; i++)
		rc = follow_target(tx, a, pair[i]);
	if (rc != RECORD_OK)
		return rc;
	return tx_exec(tx, &q_merge_undone, DB_ARGS(db_int(id))) == DB_OK ? RECORD_OK : RECORD_FAILED;
}
