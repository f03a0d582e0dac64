#include "record/narrow.h"

#include <stdlib.h>

#include "audit_sql.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "record/store_internal.h"

enum { HITS = 1 << 20, YEARS_FIELDS = 2, QUERY_MAX = 1000 };

/* ---- planning ---- */

const struct field *narrow_state(const struct kind *k)
{
	int at = k->state ? kind_field(k, str_of(k->state)) : k->workflow ? (int)k->workflow->field : -1;
	return at >= 0 && (k->fields[at].flags & INDEXED) ? &k->fields[at] : NULL;
}

/* The fields named by K's .years; how many. */
static uint32_t years_of(const struct kind *k, const struct field *out[YEARS_FIELDS])
{
	str rest = k->years ? str_of(k->years) : STR_EMPTY, name;
	uint32_t n = 0;
	while (n < YEARS_FIELDS && str_cut(&rest, ' ', &name)) {
		int at = kind_field(k, name);
		if (at >= 0)
			out[n++] = &k->fields[at];
	}
	return n;
}

/* Of rows: the day in each. */
static int day_field(const struct kind *rows)
{
	for (uint32_t i = 0; i < rows->nfields; i++)
		if (rows->fields[i].type == FIELD_DATE && (rows->fields[i].flags & INDEXED))
			return (int)i;
	return -1;
}

static struct db_query query_of(arena *a, const struct kind *k, const char *what, str text, uint8_t args)
{
	return db_query_make(arena_fmt(a, "ix_%s_%s", k->name, what).p, arena_str(a, text).p, args, 1);
}

static void plan_years(arena *a, struct kind_plan *plan)
{
	const struct kind *k = plan->kind;
	const struct field *f[YEARS_FIELDS];
	uint32_t n = years_of(k, f);
	struct buf b;
	buf_init(&b, a, QUERY_MAX);
	if (!n)
		return;
	int day = f[0]->type == FIELD_ROWS ? day_field(f[0]->rows) : -1;
	if (day >= 0)
		buf_fmt(&b, "SELECT no FROM ix_%s_%s GROUP BY no HAVING max(%s) >= $1 AND min(%s) <= $2", k->name,
		        f[0]->name, f[0]->rows->fields[day].name, f[0]->rows->fields[day].name);
	else if (n == 1)
		buf_fmt(&b, "SELECT no FROM ix_%s WHERE %s >= $1 AND %s <= $2", k->name, f[0]->name, f[0]->name);
	else
		buf_fmt(&b, "SELECT no FROM ix_%s WHERE coalesce(%s, %s) >= $1 AND coalesce(%s, %s) <= $2", k->name,
		        f[1]->name, f[0]->name, f[0]->name, f[1]->name);
	plan->in_years = query_of(a, k, "in_years", buf_str(&b), 2);
}

void narrow_plan(arena *a, struct kind_plan *plan)
{
	const struct kind *k = plan->kind;
	const struct field *state = narrow_state(k);
	if (plan->owned.text)
		plan->of_owner = query_of(
		    a, k, "of_owner",
		    arena_fmt(a, "SELECT no FROM ix_%s_owner WHERE what = $1 AND value >= $2 AND value < $3", k->name),
		    3);
	if (state)
		plan->in_state = query_of(a, k, "in_state",
		                          arena_fmt(a, "SELECT no FROM ix_%s WHERE %s = $1", k->name, state->name), 1);
	plan_years(a, plan);
}

/* Whether K or one of its rows has a field with a flag of FLAGS that is not the record's own key, or one that PICKS. */
static bool has_field(const struct kind *k, uint32_t flags, const char *picks, int depth)
{
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		if (f->type == FIELD_ROWS ? depth < DERIVED_DEPTH && has_field(f->rows, flags, picks, depth + 1)
		                          : ((f->flags & flags) && !(f->flags & UNIQUE_KEY)) ||
		                                (picks && f->picks && strcmp(f->picks, picks) == 0))
			return true;
	}
	return false;
}

unsigned narrow_by(const struct kind *k)
{
	const struct field *f[YEARS_FIELDS];
	bool placed = has_field(k, AREA, k->owners ? "place" : NULL, 0);
	return (narrow_state(k) ? NARROW_STATE : 0u) | (has_field(k, OWNER, NULL, 0) ? NARROW_ORG : 0u) |
	       (placed ? NARROW_PLACE : 0u) | (years_of(k, f) ? NARROW_YEAR : 0u);
}

/* ---- sets of numbers ---- */

typedef VEC(int64_t) numbers;

static bool take(db *d, arena *a, const struct db_query *q, const struct db_arg *args, numbers *out)
{
	db_rows *rows;
	if (db_select(d, q, args, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, out) = db_col_int(rows, 0);
	return db_finish(rows) == DB_OK;
}

static int by_number(const void *x, const void *y)
{
	int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;
	return (p > q) - (p < q);
}

static void sort_once(numbers *s)
{
	size_t kept = 0;
	if (s->n)
		qsort(s->p, s->n, sizeof(*s->p), by_number);
	for (size_t i = 0; i < s->n; i++)
		if (!kept || s->p[kept - 1] != s->p[i])
			s->p[kept++] = s->p[i];
	s->n = kept;
}

struct narrower {
	struct store *store;
	db *db;
	arena *arena;
	const struct narrowing *w;
	const struct kind_plan *plan;
	numbers all;
	bool any; /* a condition was met with already: ALL is what meets it */
};

/* What meets the conditions so far and is in FOUND. */
static void keep(struct narrower *x, numbers *found)
{
	sort_once(found);
	if (!x->any) {
		x->all = *found;
		x->any = true;
		return;
	}
	size_t kept = 0, k = 0;
	for (size_t i = 0; i < x->all.n; i++) {
		while (k < found->n && found->p[k] < x->all.p[i])
			k++;
		if (k < found->n && found->p[k] == x->all.p[i])
			x->all.p[kept++] = x->all.p[i];
	}
	x->all.n = kept;
}

static bool owned(struct narrower *x, const char *what, str value, bool below, numbers *found)
{
	const struct db_query *q = &x->plan->of_owner;
	/* '/' follows '.': what lies in "53.04" begins with "53.04." */
	str end = arena_fmt(x->arena, below ? "%.*s/" : "%.*s\x01", STR_ARG(value));
	return !q->text ||
	       take(x->db, x->arena, q, DB_ARGS(db_text(str_of(what)), db_text(value), db_text(end)), found);
}

static bool by_owner(struct narrower *x)
{
	numbers found = { 0 };
	bool ok = true;
	for (uint32_t i = 0; ok && i < x->w->norgs; i++)
		ok = owned(x, OWNER_ORG, x->w->orgs[i], false, &found);
	keep(x, &found);
	return ok;
}

static bool by_place(struct narrower *x)
{
	numbers found = { 0 };
	bool ok = owned(x, OWNER_PLACE, x->w->place, true, &found);
	keep(x, &found);
	return ok;
}

static bool by_year(struct narrower *x)
{
	const struct db_query *q = &x->plan->in_years;
	const struct field *f[YEARS_FIELDS];
	numbers found = { 0 };
	bool ok = true;
	long long year = x->w->year;
	if (q->text && years_of(x->plan->kind, f) && f[0]->type == FIELD_INT)
		ok = take(x->db, x->arena, q, DB_ARGS(db_int(year), db_int(year)), &found);
	else if (q->text)
		ok = take(x->db, x->arena, q,
		          DB_ARGS(db_text(arena_fmt(x->arena, "%04lld-01-01", year)),
		                  db_text(arena_fmt(x->arena, "%04lld-12-31", year))),
		          &found);
	keep(x, &found);
	return ok;
}

static bool by_text(struct narrower *x)
{
	struct search_hit *hits;
	uint32_t n;
	bool more;
	struct search what = { x->w->kind, x->w->text, EVERYTHING, HITS };
	numbers found = { 0 };
	if (!record_search_set(x->store, x->db, x->arena, &what, &hits, &n, &more))
		return false;
	for (uint32_t i = 0; i < n; i++)
		*vec_push(x->arena, &found) = hits[i].no;
	keep(x, &found);
	return true;
}

static bool one(struct narrower *x, const struct db_query *q, const struct db_arg *args)
{
	numbers found = { 0 };
	bool ok = !q->text || take(x->db, x->arena, q, args, &found);
	keep(x, &found);
	return ok;
}

bool narrow_is_empty(const struct narrowing *w)
{
	return !w->text.n && !w->state.n && !w->norgs && !w->place.n && !w->year && !w->actor.n;
}

bool record_narrow(struct store *s, db *d, arena *a, const struct narrowing *w, int64_t **out, uint32_t *n)
{
	struct narrower x = { .store = s, .db = d, .arena = a, .w = w, .plan = s->plans[w->kind->number] };
	bool ok = (!w->state.n || one(&x, &x.plan->in_state, DB_ARGS(db_text(w->state)))) &&
	          (!w->norgs || by_owner(&x)) && (!w->place.n || by_place(&x)) && (!w->year || by_year(&x)) &&
	          (!w->actor.n || one(&x, &q_audit_worked_on, DB_ARGS(db_text(w->actor), db_int(w->kind->number)))) &&
	          (!w->text.n || by_text(&x));
	*out = x.all.p;
	*n = (uint32_t)x.all.n;
	return ok;
}

/* ---- one record ---- */

static bool among(const str *list, uint32_t n, str s)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

static bool owned_by(const struct narrowing *w, const struct owners *o)
{
	for (uint32_t i = 0; i < w->norgs; i++)
		if (among(o->orgs, o->norgs, w->orgs[i]))
			return true;
	return w->norgs == 0;
}

static bool in_place(const struct narrowing *w, const struct owners *o)
{
	for (uint32_t i = 0; i < o->nplaces; i++)
		if (place_code_within(o->places[i], w->place))
			return true;
	return w->place.n == 0;
}

/* The years of its first and last day, both 0 when it says neither. */
struct span {
	int64_t first, last;
};

static void widen(struct span *s, int64_t year)
{
	s->first = !s->first || year < s->first ? year : s->first;
	s->last = year > s->last ? year : s->last;
}

static void widen_by(struct span *s, const struct doc *d, uint32_t field)
{
	int64_t year;
	date day;
	if (d->kind->fields[field].type == FIELD_INT && doc_int(d, field, &year))
		widen(s, year);
	else if (d->kind->fields[field].type == FIELD_DATE && doc_date(d, field, &day))
		widen(s, date_to_ymd(day).year);
}

static bool in_year(const struct narrowing *w, const struct doc *d)
{
	const struct field *f[YEARS_FIELDS];
	uint32_t n = years_of(d->kind, f);
	struct span s = { 0, 0 };
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = (uint32_t)(f[i] - d->kind->fields);
		int day = f[i]->type == FIELD_ROWS ? day_field(f[i]->rows) : -1;
		for (uint32_t r = 0; day >= 0 && r < d->v[at].n; r++)
			widen_by(&s, d->v[at].u.rows[r], (uint32_t)day);
		if (f[i]->type != FIELD_ROWS)
			widen_by(&s, d, at);
	}
	return s.first && s.first <= w->year && s.last >= w->year;
}

static bool has_text(arena *a, const struct narrowing *w, const struct doc *d)
{
	str title, body, words = utf8_fold(a, w->text), word;
	derive_search(a, d, &title, &body);
	while (str_cut(&words, ' ', &word))
		if (word.n && str_find(title, word, 0) < 0 && str_find(body, word, 0) < 0)
			return false;
	return true;
}

bool record_meets(struct store *s, arena *a, const struct narrowing *w, const struct record *r)
{
	const struct field *state = narrow_state(r->kind);
	struct owners o = owners_of(s->app, a, r->doc);
	if (w->state.n && (!state || !str_eq(doc_str(r->doc, (uint32_t)(state - r->kind->fields)), w->state)))
		return false;
	return owned_by(w, &o) && in_place(w, &o) && (!w->year || in_year(w, r->doc)) &&
	       (!w->text.n || has_text(a, w, r->doc));
}
