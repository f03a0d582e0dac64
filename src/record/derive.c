/* Derived tables: planned once from the kind tables, filled from a document, written only where they differ. */
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { SEARCH_TEXT_MAX = 2000, SCRIPT_MAX = 1 << 20 };

/* ---- planning ---- */

uint32_t dtable_fixed(const struct dtable *t)
{
	return t->computed || t->depth == 1 ? 2 : t->depth == 0 ? 1 : 3;
}

static const char *column_type(enum field_type t)
{
	return t == FIELD_DECIMAL || t == FIELD_INT || t == FIELD_BOOL ? "{{int}}" : "{{text}}";
}

static void plan_sql(arena *a, struct dtable *t, struct buf *create, struct buf *drop)
{
	static const char *const fixed_names[] = { "no", "row", "parent" };
	uint32_t fixed = dtable_fixed(t);
	struct buf names, holes;
	buf_init(&names, a, SCRIPT_MAX);
	buf_init(&holes, a, SCRIPT_MAX);
	buf_fmt(create, "CREATE TABLE %s (", t->name);
	for (uint32_t i = 0; i < fixed + t->ncolumns; i++) {
		const char *name = i < fixed ? fixed_names[i] : t->columns[i - fixed].name;
		const char *type = i < fixed ? "{{int}} NOT NULL" : column_type(t->columns[i - fixed].type);
		buf_fmt(create, "%s%s %s", i ? ", " : "", name, type);
		buf_fmt(&names, "%s%s", i ? ", " : "", name);
		buf_fmt(&holes, "%s$%u", i ? ", " : "", i + 1);
	}
	buf_fmt(create, ", PRIMARY KEY (no%s)){{sqlite}} WITHOUT ROWID{{/sqlite}};\n", fixed > 1 ? ", row" : "");
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].lookup)
			buf_fmt(create, "CREATE INDEX %s_%s ON %s (%s);\n", t->name, t->columns[i].name, t->name,
			        t->columns[i].name);
	buf_fmt(drop, "DROP TABLE IF EXISTS %s;\n", t->name);
	t->insert = db_query_make(t->name,
	                          arena_fmt(a, "INSERT INTO %s (%.*s) VALUES (%.*s)", t->name, STR_ARG(buf_str(&names)),
	                                    STR_ARG(buf_str(&holes)))
	                              .p,
	                          (uint8_t)(fixed + t->ncolumns), 0);
	t->delete = db_query_make(arena_fmt(a, "%s_delete", t->name).p,
	                          arena_fmt(a, "DELETE FROM %s WHERE no = $1", t->name).p, 1, 0);
	t->range = db_query_make(arena_fmt(a, "%s_range", t->name).p,
	                         arena_fmt(a, "SELECT %.*s FROM %s WHERE no > $1 AND no <= $2 ORDER BY no%s",
	                                   STR_ARG(buf_str(&names)), t->name, fixed > 1 ? ", row" : "")
	                             .p,
	                         2, (uint8_t)(fixed + t->ncolumns));
}

static struct dtable *add_table(struct kind_plan *plan)
{
	if (plan->ntables == DERIVED_TABLES)
		abort(); /* a declaration of this program, not an input */
	return &plan->tables[plan->ntables++];
}

static void plan_fields(arena *a, struct kind_plan *plan, const struct kind *k, str name, const uint32_t *path,
                        uint32_t depth)
{
	struct dtable t = { .name = name.p, .depth = depth };
	if (depth)
		memcpy(t.path, path, depth * sizeof(*path));
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		if (!(f->flags & INDEXED) || f->type == FIELD_ROWS || t.ncolumns == DERIVED_COLUMNS)
			continue;
		t.columns[t.ncolumns++] = (struct dcolumn){ f->name, f->type, f->places, (f->flags & LOOKUP) != 0, i };
	}
	if (t.ncolumns || (depth == 0 && k->derived))
		*add_table(plan) = t;
	for (uint32_t i = 0; i < k->nfields && depth < DERIVED_DEPTH; i++) {
		if (k->fields[i].type != FIELD_ROWS)
			continue;
		uint32_t down[DERIVED_DEPTH];
		if (depth)
			memcpy(down, path, depth * sizeof(*path));
		down[depth] = i;
		plan_fields(a, plan, k->fields[i].rows, arena_fmt(a, "%.*s_%s", STR_ARG(name), k->fields[i].name), down,
		            depth + 1);
	}
}

/* ---- whose records are whose: the table ix_KIND_owner of every kind that has owners ---- */

static bool has_owners(const struct kind *k, int depth)
{
	bool found = k->owners != NULL;
	for (uint32_t i = 0; !found && i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		found = f->type == FIELD_ROWS ? depth < DERIVED_DEPTH && has_owners(f->rows, depth + 1)
		                              : (f->flags & (OWNER | ACCOMPANIES | AREA)) != 0;
	}
	return found;
}

static uint32_t owner_rows(struct derived_sink *sink, uint32_t row, const char *what, const str *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		bool again = false;
		for (uint32_t k = 0; k < i && !again; k++)
			again = str_eq(list[k], list[i]);
		if (!again)
			derived_row(sink, ++row, (const str[]){ list[i], str_of(what) });
	}
	return row;
}

static void fill_owners(void *app, const struct doc *d, struct derived_sink *sink)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct owners o = owners_of(app, a, d);
	uint32_t row = owner_rows(sink, 0, OWNER_ORG, o.orgs, o.norgs);
	row = owner_rows(sink, row, OWNER_AGENCY, o.agencies, o.nagencies);
	row = owner_rows(sink, row, OWNER_PLACE, o.places, o.nplaces);
	row = owner_rows(sink, row, OWNER_ADDRESSED, o.addressed, o.naddressed);
	if (o.account.n)
		owner_rows(sink, row, OWNER_ACCOUNT, &o.account, 1);
}

static const struct derived_column owner_columns[] = { { "value", FIELD_TEXT, 0, true },
	                                               { "what", FIELD_TEXT, 0, false } };
static const struct derived_table owner_table = { "owner", owner_columns, SEL_COUNT(owner_columns), fill_owners };

static void plan_computed(arena *a, struct kind_plan *plan, const struct derived_table *from)
{
	struct dtable *t = add_table(plan);
	t->computed = from;
	t->name = arena_fmt(a, "ix_%s_%s", plan->kind->name, from->name).p;
	for (uint32_t c = 0; c < from->ncolumns && c < DERIVED_COLUMNS; c++) {
		const struct derived_column *col = &from->columns[c];
		t->columns[t->ncolumns++] = (struct dcolumn){ col->name, col->type, col->places, col->indexed, 0 };
	}
}

static void plan_owners(arena *a, struct kind_plan *plan)
{
	const char *name = plan->kind->name;
	if (!has_owners(plan->kind, 0))
		return;
	plan_computed(a, plan, &owner_table);
	plan->owned = db_query_make(
	    arena_fmt(a, "ix_%s_owned", name).p,
	    arena_fmt(a,
	              "SELECT o.no, r.updated FROM ix_%s_owner o JOIN record r ON r.no = o.no WHERE o.what = $1 AND "
	              "o.value >= $2 AND o.value < $3 AND (r.visibility <> 0 OR $4 = 1)",
	              name)
	        .p,
	    4, 2);
}

struct kind_plan *derive_plan(arena *a, const struct kind *k)
{
	struct kind_plan *plan = arena_make(a, struct kind_plan);
	plan->kind = k;
	plan_fields(a, plan, k, arena_fmt(a, "ix_%s", k->name), NULL, 0);
	for (uint32_t i = 0; i < k->ntables; i++)
		plan_computed(a, plan, &k->tables[i]);
	plan_owners(a, plan);
	narrow_plan(a, plan);
	struct buf create, drop;
	buf_init(&create, a, SCRIPT_MAX);
	buf_init(&drop, a, SCRIPT_MAX);
	for (uint32_t i = 0; i < plan->ntables; i++)
		plan_sql(a, &plan->tables[i], &create, &drop);
	/* what is a link is part of the declaration, too: records from before get theirs by the rebuilding */
	for (uint32_t i = 0; i < k->nfields; i++)
		if (k->fields[i].to_by)
			buf_fmt(&create, "-- %s is a link\n", k->fields[i].name);
	plan->create = buf_str(&create);
	plan->drop = buf_str(&drop);
	struct hash h = hash_blake2b(plan->create.p, plan->create.n);
	hex_print(h.b, HASH_SIZE, plan->hash);
	return plan;
}

/* ---- filling ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * 0x9E3779B97F4A7C15u;
	return h ^ (h >> 29);
}

static uint64_t mix_text(uint64_t h, str s)
{
	size_t i = 0;
	h = mix(h, s.n + 1);
	for (; i + 8 <= s.n; i += 8) {
		uint64_t x;
		memcpy(&x, s.p + i, 8);
		h = mix(h, x);
	}
	uint64_t last = 0;
	if (i < s.n)
		memcpy(&last, s.p + i, s.n - i);
	return mix(h, last);
}

static struct db_arg column_value(arena *a, const struct dcolumn *c, str s)
{
	date day;
	int64_t i;
	struct decimal dec;
	if (!s.p)
		return db_null();
	switch (c->type) {
	case FIELD_DATE:
		if (date_parse_xsd(s, &day) ||
		    (s.n > 10 && instant_parse_xsd(s, &i) && date_parse(str_sub(s, 0, 10), &day)))
			return db_text(s.n == 10 ? s : arena_str(a, str_sub(s, 0, 10)));
		return db_null();
	case FIELD_DECIMAL:
		return decimal_parse(s, &dec) && decimal_rescale(dec, c->places, &i) ? db_int(i) : db_null();
	case FIELD_INT:
		return str_to_int(s, &i) ? db_int(i) : db_null();
	case FIELD_BOOL:
		return db_int(str_is(s, "1") || str_is(s, "true"));
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_DATETIME:
	case FIELD_URL:
	case FIELD_LINK:
	case FIELD_PLACE:
	case FIELD_ROWS:
		break;
	}
	return db_text_or_null(s);
}

static struct db_arg *new_row(arena *a, const struct dtable *t, struct dargs *into)
{
	uint32_t width = dtable_fixed(t) + t->ncolumns;
	if (into->rows == into->cap) {
		uint32_t cap = into->cap ? into->cap * 2 : 4;
		into->p = arena_grow(a, into->p, (size_t)into->cap * width * sizeof(struct db_arg),
		                     (size_t)cap * width * sizeof(struct db_arg));
		into->cap = cap;
	}
	return into->p + (size_t)into->rows++ * width;
}

static void digest_row(struct dargs *into, const struct db_arg *row, uint32_t width)
{
	for (uint32_t i = 1; i < width; i++)
		into->digest = row[i].type == DB_T_TEXT
		                   ? mix_text(into->digest, (str){ row[i].u.p, row[i].len })
		                   : mix(into->digest, row[i].type == DB_T_NULL ? 0x7A5 : (uint64_t)row[i].u.i * 2 + 1);
}

struct walk {
	arena *arena;
	const struct dtable *table;
	struct dargs *into;
	uint32_t counter[DERIVED_DEPTH + 1]; /* running number of rows at each depth */
};

static void walk_rows(struct walk *w, const struct doc *d, uint32_t depth)
{
	const struct dtable *t = w->table;
	if (depth < t->depth) {
		const struct value *v = &d->v[t->path[depth]];
		for (uint32_t r = 0; r < v->n; r++) {
			w->counter[depth + 1]++;
			walk_rows(w, v->u.rows[r], depth + 1);
		}
		return;
	}
	uint32_t fixed = dtable_fixed(t);
	struct db_arg *row = new_row(w->arena, t, w->into);
	row[0] = db_null();
	if (fixed > 1)
		row[1] = db_int(w->counter[depth]);
	if (fixed > 2 && depth > 0)
		row[2] = db_int(w->counter[depth - 1]);
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		const struct value *v = &d->v[t->columns[c].field];
		row[fixed + c] = column_value(w->arena, &t->columns[c], (str){ v->u.p, v->n });
	}
	digest_row(w->into, row, fixed + t->ncolumns);
}

struct derived_sink {
	arena *arena;
	const struct dtable *table;
	struct dargs *into;
};

void derived_row(struct derived_sink *sink, uint32_t row_number, const str *values)
{
	const struct dtable *t = sink->table;
	struct db_arg *row = new_row(sink->arena, t, sink->into);
	row[0] = db_null();
	row[1] = db_int(row_number);
	for (uint32_t c = 0; c < t->ncolumns; c++)
		row[2 + c] = column_value(sink->arena, &t->columns[c],
		                          values[c].p ? arena_str(sink->arena, values[c]) : (str){ NULL, 0 });
	digest_row(sink->into, row, 2 + t->ncolumns);
}

struct derived *derive_rows(const struct kind_plan *plan, void *app, arena *a, const struct doc *d)
{
	struct derived *all = arena_make(a, struct derived);
	for (uint32_t i = 0; i < plan->ntables; i++) {
		const struct dtable *t = &plan->tables[i];
		if (t->computed) {
			struct derived_sink sink = { a, t, &all->tables[i] };
			t->computed->fill(app, d, &sink);
		} else {
			struct walk w = { .arena = a, .table = t, .into = &all->tables[i] };
			walk_rows(&w, d, 0);
		}
	}
	return all;
}

/* ---- writing ---- */

enum db_rc derive_write(struct record_tx *tx, const struct kind_plan *plan, const struct derived *rows, int64_t no,
                        const uint64_t *old)
{
	uint64_t digests[DERIVED_TABLES];
	enum db_rc rc = DB_OK;
	for (uint32_t i = 0; rc == DB_OK && i < plan->ntables; i++) {
		const struct dtable *t = &plan->tables[i];
		const struct dargs *d = &rows->tables[i];
		uint32_t width = dtable_fixed(t) + t->ncolumns;
		digests[i] = d->digest;
		if (old && old[i] == d->digest)
			continue;
		if (old && old[i])
			rc = tx_exec(tx, &t->delete, DB_ARGS(db_int(no)));
		for (uint32_t r = 0; rc == DB_OK && r < d->rows; r++) {
			struct db_arg *row = d->p + (size_t)r * width;
			row[0] = db_int(no);
			rc = tx_exec(tx, &t->insert, row);
		}
	}
	if (rc != DB_OK || plan->ntables == 0)
		return rc;
	return tx_exec(tx, &q_digest_put, DB_ARGS(db_int(no), db_blob(digests, plan->ntables * sizeof(*digests))));
}

enum db_rc derive_delete(struct record_tx *tx, const struct kind_plan *plan, int64_t no)
{
	enum db_rc rc = DB_OK;
	uint64_t none[DERIVED_TABLES] = { 0 };
	for (uint32_t i = 0; rc == DB_OK && i < plan->ntables; i++)
		rc = tx_exec(tx, &plan->tables[i].delete, DB_ARGS(db_int(no)));
	if (rc == DB_OK && plan->ntables)
		rc = tx_exec(tx, &q_digest_put, DB_ARGS(db_int(no), db_blob(none, plan->ntables * sizeof(*none))));
	return rc;
}

/* ---- links ---- */

static void gather_links(arena *a, const struct doc *d, str parent, struct doc_links *out)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (!doc_has(d, i))
			continue;
		if (f->type == FIELD_ROWS && f->rows != &narrative_kind && f->rows != &extra_kind) {
			for (uint32_t r = 0; f->rows->links && r < d->v[i].n; r++)
				gather_links(a, d->v[i].u.rows[r], doc_path(a, parent, f, r + 1), out);
		} else if (f->type == FIELD_LINK && doc_str(d, i).n) {
			*vec_push(a, out) =
			    (struct doc_link){ doc_path(a, parent, f, 0), doc_str(d, i), f->to, STR_EMPTY };
		} else if (f->to_by && doc_str(d, i).n) {
			int by = kind_field(d->kind, str_of(f->to_by));
			*vec_push(a, out) = (struct doc_link){ doc_path(a, parent, f, 0), doc_str(d, i), NULL,
				                               doc_str(d, (uint32_t)by) };
		}
	}
}

struct doc_links links_of(arena *a, const struct doc *d)
{
	struct doc_links links = { .n = 0 };
	if (d->kind->links)
		gather_links(a, d, STR_EMPTY, &links);
	return links;
}

/* ---- full text ---- */

static void add_words(struct buf *out, size_t max, str s)
{
	if (!s.n || out->n >= max)
		return;
	if (out->n)
		buf_char(out, ' ');
	utf8_fold_into(out, utf8_prefix(s, max - out->n));
}

static void collect(const struct doc *d, uint32_t flag, bool inherited, size_t max, struct buf *out)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		bool wanted = inherited || (f->flags & flag);
		if (!doc_has(d, i) || (f->flags & PERSONAL))
			continue;
		if (f->type == FIELD_ROWS) {
			if (f->rows == &extra_kind)
				continue;
			/* a flagged field of narratives means all their texts; other rows bring their own flags */
			for (uint32_t r = 0; r < d->v[i].n; r++)
				collect(d->v[i].u.rows[r], flag, wanted && f->rows == &narrative_kind, max, out);
		} else if (wanted && !(inherited && i == NARRATIVE_LANG)) {
			add_words(out, max, doc_str(d, i));
		}
	}
}

void derive_search(arena *a, const struct doc *d, str *title, str *body)
{
	struct buf t, b;
	size_t max = d->kind->search_max ? d->kind->search_max : SEARCH_TEXT_MAX;
	buf_init(&t, a, 4 * max);
	buf_init(&b, a, 4 * max);
	collect(d, SEARCH_TITLE, false, max, &t);
	collect(d, SEARCH_BODY, false, max, &b);
	*title = buf_str(&t);
	*body = buf_str(&b);
}
