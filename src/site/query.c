/* The one query string behind every list: reading it, its filter form, its order. */
#include <stdlib.h>

#include "base/utf8.h"
#include "record/codelist.h"
#include "site/site.h"

enum { TEXT_HITS = 20000 };

const struct input site_filter_inputs[] = { { "q", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { "partner", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { "category", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "sector", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "place", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "status", INPUT_INT, INPUT_LENIENT, 6 },
	                                    { "year", INPUT_INT, INPUT_LENIENT, 2100 },
	                                    { "scope", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "sort", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "page", INPUT_INT, INPUT_LENIENT, 1000000 },
	                                    { "by", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "level", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "measure", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "series", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "view", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "hxl", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { NULL, INPUT_TEXT, 0, 0 } };

/* A value that was given but names nothing must match nothing, not everything. */
enum { NOTHING = INT32_MAX - 1 };

static str given(struct view_of *v, const char *name)
{
	const struct input_value *i = req_input(v->req, name);
	return i->given ? i->text : STR_EMPTY;
}

static int32_t known(int32_t index)
{
	return index < 0 ? NOTHING : index;
}

static const uint8_t *text_hits(struct view_of *v, str text, bool *cut)
{
	struct search_hit *hits;
	uint32_t n;
	uint8_t *bits = arena_array(v->a, uint8_t, v->cube->nactivities / 8 + 1);
	const struct kind *k = store_kind(v->site->web.store, 3);
	struct search what = { .kind = k, .text = text, .viewer = PUBLIC, .max = TEXT_HITS };
	if (!record_search_set(v->site->web.store, v->db, v->a, &what, &hits, &n, cut))
		return bits;
	for (uint32_t i = 0; i < n; i++) {
		int32_t at = cube_activity_by_no(v->cube, hits[i].no);
		if (at >= 0)
			bits[at / 8] |= (uint8_t)(1u << (at % 8));
	}
	return bits;
}

static int scope_of(str s)
{
	static const char *const names[SCOPE_COUNT] = { "province", "national", "elsewhere" };
	for (int i = 0; i < SCOPE_COUNT; i++)
		if (str_is(s, names[i]))
			return i;
	return str_is(s, "all") ? -1 : SCOPE_PROVINCE;
}

struct query query_read(struct view_of *v)
{
	struct query q = { .filter = CUBE_ANY, .text = given(v, "q"), .sort = given(v, "sort") };
	const struct cube *c = v->cube;
	str s;
	if ((s = given(v, "partner")).n)
		q.filter.org = known(cube_org_by_ref(c, s));
	if ((s = given(v, "category")).n)
		q.filter.category = cube_category_of(s);
	if ((s = given(v, "sector")).n)
		q.filter.sector = known(cube_sector_by_code(c, s));
	if ((s = given(v, "place")).n)
		q.filter.place = cube_place_by_code(c, s);
	const struct input_value *status = req_input(v->req, "status"), *year = req_input(v->req, "year");
	if (status->given)
		q.filter.status = (int32_t)status->i;
	if (year->given)
		q.filter.year = (int)year->i;
	q.filter.scope = scope_of(given(v, "scope"));
	if (given(v, "place").n && q.filter.place < 0)
		q.filter.scope = SCOPE_COUNT; /* no such place: no such programme */
	if (q.text.n)
		q.filter.text = text_hits(v, q.text, &q.text_cut);
	return q;
}

/* ---- the form ---- */

struct former {
	struct view_of *v;
	struct facet *facets;
	size_t n;
};

static struct choice *add_facet(struct former *f, const char *name, str label, size_t room)
{
	struct choice *choices = arena_array(f->v->a, struct choice, room + 1);
	f->facets[f->n++] = (struct facet){ .name = name, .label = label, .choices = choices };
	return choices;
}

static void add_choice(struct former *f, struct choice *choices, str value, str label, int64_t count, bool selected)
{
	struct facet *last = &f->facets[f->n - 1];
	if (count > 0 || selected)
		choices[last->n++] = (struct choice){ value, label, count, selected };
}

static int by_label(const void *a, const void *b)
{
	return utf8_collate(((const struct choice *)a)->label, ((const struct choice *)b)->label);
}

static void org_facet(struct former *f, const struct query *q, const struct cube_result *r)
{
	const struct cube *c = f->v->cube;
	struct choice *list = add_facet(f, "partner", msg(f->v->page->lang, MSG_SITE_PARTNER), c->norgs);
	for (uint32_t i = 0; i < c->norgs; i++)
		if (c->orgs[i].ref.n && (c->orgs[i].registered || c->norgs < 400))
			add_choice(f, list, c->orgs[i].ref, name_of_org(f->v, i), r->by_org[i],
			           q->filter.org == (int32_t)i);
	qsort(list, f->facets[f->n - 1].n, sizeof(*list), by_label);
}

static void place_facet(struct former *f, const struct query *q, const struct cube_result *r)
{
	const struct cube *c = f->v->cube;
	struct choice *list = add_facet(f, "place", msg(f->v->page->lang, MSG_SITE_PLACE), c->nplaces);
	for (uint32_t i = 0; i < c->nplaces; i++)
		if (c->places[i].level == 2 || q->filter.place == (int32_t)i)
			add_choice(f, list, c->places[i].code, name_of_place(f->v, (int32_t)i),
			           cube_in_regency(c, r, (int32_t)i), q->filter.place == (int32_t)i);
}

const struct filter *query_form(struct view_of *v, const struct query *q, const struct cube_result *r)
{
	enum lang l = v->page->lang;
	struct former f = { v, arena_array(v->a, struct facet, 8), 0 };
	struct choice *list = add_facet(&f, "category", msg(l, MSG_SITE_CATEGORY), CATEGORY_COUNT);
	for (int i = 1; i <= CATEGORY_COUNT; i++) {
		enum cube_category k = (enum cube_category)(i % CATEGORY_COUNT);
		add_choice(&f, list, str_of(cube_category_code(k)), name_of_category(v, k), r->by_category[k],
		           q->filter.category == (int32_t)k);
	}
	org_facet(&f, q, r);
	list = add_facet(&f, "sector", msg(l, MSG_SITE_SECTOR), v->cube->nsectors);
	for (uint32_t i = 0; i < v->cube->nsectors; i++)
		add_choice(&f, list, str_of(v->cube->sectors->codes[i].code), name_of_sector(v, (int32_t)i),
		           r->by_sector[i], q->filter.sector == (int32_t)i);
	place_facet(&f, q, r);
	list = add_facet(&f, "status", msg(l, MSG_SITE_STATUS), CUBE_STATUSES);
	for (int i = 0; i < CUBE_STATUSES; i++)
		add_choice(&f, list, arena_fmt(v->a, "%d", i), name_of_status(v, i), r->by_status[i],
		           q->filter.status == i);
	list = add_facet(&f, "year", msg(l, MSG_SITE_YEAR), CUBE_YEARS);
	for (int i = CUBE_YEARS - 1; i >= 0; i--) {
		str year = arena_fmt(v->a, "%d", CUBE_YEAR_FIRST + i);
		add_choice(&f, list, year, year, r->by_year[i], q->filter.year == CUBE_YEAR_FIRST + i);
	}
	struct filter *form = arena_make(v->a, struct filter);
	*form = (struct filter){ .text_name = "q", .text = q->text, .facets = f.facets, .n = f.n };
	return form;
}

/* ---- order ---- */

struct sort_key {
	int64_t key;
	uint32_t at, hit;
};

static int by_key(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* A list that falls is a heap. */
static int by_key_down(const void *a, const void *b)
{
	return by_key(b, a);
}

/* KEYS[0] is the last of the N: lets it sink to its place. */
static void sink(struct sort_key *keys, uint32_t n)
{
	struct sort_key k = keys[0];
	uint32_t i = 0;
	for (uint32_t child; (child = 2 * i + 1) < n; i = child) {
		child += child + 1 < n && by_key(&keys[child], &keys[child + 1]) < 0;
		if (by_key(&k, &keys[child]) >= 0)
			break;
		keys[i] = keys[child];
	}
	keys[i] = k;
}

enum sort_by { BY_NOTHING, BY_COMMITTED, BY_DISBURSED, BY_YEAR, BY_PLACES };

static enum sort_by sort_by(str name)
{
	return str_is(name, "committed")   ? BY_COMMITTED
	       : str_is(name, "disbursed") ? BY_DISBURSED
	       : str_is(name, "year")      ? BY_YEAR
	       : str_is(name, "places")    ? BY_PLACES
	                                   : BY_NOTHING;
}

static int64_t key_of(struct view_of *v, const struct query *q, enum sort_by by, uint32_t hit)
{
	const struct cube_activity *x = &v->cube->activities[hit];
	return by == BY_COMMITTED   ? cube_attributed(v->cube, x, &q->filter, x->committed)
	       : by == BY_DISBURSED ? cube_attributed(v->cube, x, &q->filter, x->disbursed)
	       : by == BY_YEAR      ? x->first
	       : by == BY_PLACES    ? x->nplaces
	                            : 0;
}

/* The first MOST of the hits in order: a heap of the best so far, the worst of them on top. */
static struct sort_key *best(struct view_of *v, const struct query *q, const struct cube_result *r, uint32_t most)
{
	bool down = str_starts(q->sort, STR("-"));
	enum sort_by by = sort_by(down ? str_sub(q->sort, 1, SIZE_MAX) : q->sort);
	const uint32_t *hits = cube_hits(v->cube, v->a, r);
	struct sort_key *keys = arena_array(v->a, struct sort_key, most + 1);
	for (uint32_t i = 0; i < r->n; i++) {
		int64_t key = key_of(v, q, by, hits[i]);
		struct sort_key k = { down ? -key : key, i, hits[i] };
		if (i < most) {
			keys[i] = k;
			if (i + 1 == most)
				qsort(keys, most, sizeof(*keys), by_key_down);
		} else if (by_key(&k, &keys[0]) < 0) {
			keys[0] = k;
			sink(keys, most);
		}
	}
	qsort(keys, most, sizeof(*keys), by_key);
	return keys;
}

uint32_t query_page(struct view_of *v, const struct query *q, const struct cube_result *r, uint32_t from, uint32_t n,
                    uint32_t *out)
{
	uint32_t there = from < r->n ? r->n - from : 0;
	n = n < there ? n : there;
	if (!n || !q->sort.n)
		return cube_page(v->cube, r, from, n, out);
	const struct sort_key *keys = best(v, q, r, from + n);
	for (uint32_t i = 0; i < n; i++)
		out[i] = keys[from + i].hit;
	return n;
}

uint32_t *query_hits(struct view_of *v, const struct query *q, const struct cube_result *r)
{
	uint32_t *hits = arena_alloc(v->a, (r->n + 1) * sizeof(*hits));
	query_page(v, q, r, 0, r->n, hits);
	return hits;
}
