/* Who does what where, place by place and year by year, of the activities that meet a filter. */
#include "cube/memory.h"
#include "cube/sets.h"

static int32_t *children_of(const struct cube *c, arena *a, int32_t place, uint32_t *n)
{
	int32_t *list = arena_array(a, int32_t, c->nplaces);
	*n = 0;
	for (uint32_t i = place < 0 ? 0 : (uint32_t)place + 1; i < (place < 0 ? c->nplaces : c->places[place].end);
	     i = c->places[i].end)
		if (c->places[i].level < 5)
			list[(*n)++] = (int32_t)i;
	return list;
}

/* Which of the CHILDREN of ROOT a place is in, by place; -1: none. NULL: the children are the regions. */
static const int32_t *columns_of(const struct cube *c, arena *a, int32_t root, const int32_t *children, uint32_t n)
{
	if (root == 0 && c->sets->regions_are_columns)
		return NULL;
	int32_t *column = arena_alloc(a, (c->nplaces + 1) * sizeof(*column));
	for (uint32_t i = 0; i < c->nplaces; i++)
		column[i] = -1;
	for (uint32_t j = 0; j < n; j++)
		for (uint32_t i = (uint32_t)children[j]; i < c->places[children[j]].end; i++)
			column[i] = (int32_t)j;
	return column;
}

static void add_cell(struct cube_cell *cell, int64_t committed)
{
	cell->programmes++;
	cell->committed += committed;
}

struct matrix_work {
	const struct cube *c;
	struct cube_matrix *m;
	bool by_sector;
	const int32_t *column; /* by place; NULL: the columns are the regions */
	int64_t *row_of;       /* row per org or sector; -1 none yet */
	/* shares of the activity at hand, by column */
	struct cube_share *parts;
	uint32_t nparts;
};

/* Shares of an activity by column; those of nothing are left out. */
static void find_parts(struct matrix_work *w, uint32_t activity)
{
	const struct cube *c = w->c;
	const struct cube_sums *sums = &c->sets->sums[activity];
	const struct cube_activity *x = &c->activities[activity];
	const struct cube_share *from =
	    w->column ? c->places_of + x->places_at : c->sets->regions_of + sums->regions_at;
	uint32_t n = w->column ? x->nplaces : sums->nregions;
	w->nparts = 0;
	for (uint32_t i = 0; i < n; i++) {
		int32_t column = w->column ? w->column[from[i].key] : (int32_t)from[i].key;
		uint32_t j = 0;
		while (j < w->nparts && w->parts[j].key != (uint32_t)column)
			j++;
		if (column < 0 || !from[i].share)
			continue;
		if (j == w->nparts)
			w->parts[w->nparts++] = (struct cube_share){ (uint32_t)column, 0 };
		w->parts[j].share += from[i].share;
	}
}

static void add_row(struct matrix_work *w, int64_t row, int64_t amount, uint32_t total)
{
	struct cube_matrix *m = w->m;
	struct cube_cell *cells = m->cells + (size_t)row * m->ncolumns;
	for (uint32_t j = 0; j < w->nparts; j++)
		add_cell(&cells[w->parts[j].key], share_of(amount, w->parts[j].share));
	add_cell(&m->row_sums[row], share_of(amount, total));
}

static void add_to_matrix(struct matrix_work *w, uint32_t activity)
{
	const struct cube *c = w->c;
	const struct cube_sums *x = &c->sets->sums[activity];
	struct cube_matrix *m = w->m;
	uint32_t total = 0;
	find_parts(w, activity);
	for (uint32_t j = 0; j < w->nparts; j++) {
		add_cell(&m->column_sums[w->parts[j].key], share_of(x->committed, w->parts[j].share));
		total += w->parts[j].share;
	}
	if (!total)
		return;
	add_cell(&m->all, share_of(x->committed, total));
	if (!w->by_sector) {
		add_row(w, w->row_of[x->org], x->committed, total);
		return;
	}
	for (uint32_t i = 0; i < x->nsectors; i++) {
		const struct cube_share *s = &c->sectors_of[x->sectors_at + i];
		add_row(w, w->row_of[s->key], share_of(x->committed, s->share), total);
	}
}

/* A row for every partner that reports an activity of SET, or sector that one is in. */
static void find_rows(struct matrix_work *w, arena *a, const uint64_t *set)
{
	const struct cube *c = w->c;
	struct cube_matrix *m = w->m;
	uint32_t keys = w->by_sector ? c->nsectors : c->norgs;
	w->row_of = arena_array(a, int64_t, keys + 1);
	m->rows = arena_array(a, int32_t, keys + 1);
	for (uint32_t k = 0; k < keys; k++) {
		bool used = false;
		if (w->by_sector)
			used = set_count_common(set, c->sets->sectors[k], c->sets->words) > 0;
		for (uint32_t i = c->by_org.starts[w->by_sector ? 0 : k];
		     !w->by_sector && !used && i < c->by_org.starts[k + 1]; i++) {
			uint32_t at = c->by_org.hits[i];
			used = set_has(set, at) && c->sets->sums[at].org == k;
		}
		w->row_of[k] = used ? (int64_t)m->nrows : -1;
		if (used)
			m->rows[m->nrows++] = (int32_t)k;
	}
}

static struct cube_matrix *work_out(const struct cube *c, arena *a, const struct memory_key *key, const uint64_t *set)
{
	struct cube_matrix *m = arena_make(a, struct cube_matrix);
	struct matrix_work w = { .c = c, .m = m, .by_sector = key->what != 0 };
	int32_t place = key->filter.place >= 0 ? key->filter.place : c->nplaces ? 0 : -1;
	m->columns = children_of(c, a, place, &m->ncolumns);
	w.column = columns_of(c, a, place, m->columns, m->ncolumns);
	find_rows(&w, a, set);
	w.parts = arena_array(a, struct cube_share, m->ncolumns + 1);
	m->cells = arena_array(a, struct cube_cell, (size_t)m->nrows * m->ncolumns + 1);
	m->row_sums = arena_array(a, struct cube_cell, m->nrows + 1);
	m->column_sums = arena_array(a, struct cube_cell, m->ncolumns + 1);
	for (struct set_walk walk = set_walk(set, c->sets->words); set_next(&walk);)
		add_to_matrix(&w, walk.at);
	return m;
}

const struct cube_matrix *cube_matrix(const struct cube *c, arena *a, const struct cube_filter *f, bool by_sector)
{
	const struct memory_key key = { .type = MEMORY_MATRIX, .filter = *f, .what = by_sector };
	const struct cube_matrix *m = memory_find(c, &key);
	if (m)
		return m;
	const uint64_t *set = cube_set_of(c, a, f);
	m = work_out(c, a, &key, set);
	arena *keep = memory_enter(c, &key, set_count(set, c->sets->words));
	if (!keep)
		return m;
	struct cube_matrix *copy = memory_copy(keep, m, sizeof(*m));
	copy->rows = memory_copy(keep, m->rows, m->nrows * sizeof(*m->rows));
	copy->columns = memory_copy(keep, m->columns, m->ncolumns * sizeof(*m->columns));
	copy->cells = memory_copy(keep, m->cells, (size_t)m->nrows * m->ncolumns * sizeof(*m->cells));
	copy->row_sums = memory_copy(keep, m->row_sums, m->nrows * sizeof(*m->row_sums));
	copy->column_sums = memory_copy(keep, m->column_sums, m->ncolumns * sizeof(*m->column_sums));
	memory_leave(c, &key, copy);
	return m;
}

struct children {
	struct cube_cell *cells;
	int32_t *children;
	uint32_t n;
};

static int64_t sector_amount(const struct cube *c, const struct cube_filter *f, uint32_t at)
{
	const struct cube_sums *x = &c->sets->sums[at];
	return f->sector < 0 ? x->committed : share_of(x->committed, cube_sector_part(c, x, f->sector));
}

/* The regions, from the activities' shares in each. */
static void region_cells(const struct cube *c, const struct cube_filter *f, const uint64_t *set,
                         struct cube_cell *cells)
{
	const struct cube_sets *k = c->sets;
	for (struct set_walk w = set_walk(set, k->words); set_next(&w);) {
		int64_t amount = sector_amount(c, f, w.at);
		for (uint32_t i = 0; i < k->sums[w.at].nregions; i++) {
			const struct cube_share *s = &k->regions_of[k->sums[w.at].regions_at + i];
			if (s->share)
				add_cell(&cells[s->key], share_of(amount, s->share));
		}
	}
}

/* Other places, from their lists: an activity may stand in those of several places of one child. */
static void child_cells(const struct cube *c, arena *a, const struct cube_filter *f, const uint64_t *set,
                        const struct children *all)
{
	const struct cube_index *x = &c->by_place;
	struct ranked r = set_ranked(c, a, set);
	uint32_t *share = arena_array(a, uint32_t, r.n + 1);
	for (uint32_t j = 0; j < all->n; j++) {
		uint32_t from = x->starts[all->children[j]], to = x->starts[c->places[all->children[j]].end];
		for (uint32_t i = from; i < to; i++)
			if (set_has(set, x->hits[i]))
				share[rank_of(&r, x->hits[i])] += x->shares[i];
		for (uint32_t i = from; i < to; i++) {
			uint32_t *whole = set_has(set, x->hits[i]) ? &share[rank_of(&r, x->hits[i])] : NULL;
			if (!whole || !*whole)
				continue;
			add_cell(&all->cells[j], share_of(sector_amount(c, f, x->hits[i]), *whole));
			*whole = 0;
		}
	}
}

static struct children *children_cells(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place,
                                       const uint64_t *set)
{
	struct children *all = arena_make(a, struct children);
	all->children = children_of(c, a, place, &all->n);
	all->cells = arena_array(a, struct cube_cell, all->n + 1);
	if (place == 0 && c->sets->regions_are_columns)
		region_cells(c, f, set, all->cells);
	else
		child_cells(c, a, f, set, all);
	return all;
}

const struct cube_cell *cube_by_child(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place,
                                      const int32_t **children, uint32_t *n)
{
	const struct memory_key key = { .type = MEMORY_CHILDREN, .filter = *f, .place = place };
	const struct children *known = memory_find(c, &key);
	if (!known) {
		struct cube_filter inside = *f;
		inside.place = place;
		const uint64_t *set = cube_set_of(c, a, &inside);
		struct children *all = children_cells(c, a, f, place, set);
		arena *keep = memory_enter(c, &key, set_count(set, c->sets->words));
		if (keep) {
			struct children *copy = memory_copy(keep, all, sizeof(*all));
			copy->children = memory_copy(keep, all->children, all->n * sizeof(*all->children));
			copy->cells = memory_copy(keep, all->cells, (all->n + 1) * sizeof(*all->cells));
			memory_leave(c, &key, copy);
		}
		known = all;
	}
	*children = known->children;
	*n = known->n;
	return known->cells;
}

static struct cube_money *years_of(const struct cube *c, arena *a, const struct cube_filter *f, const uint64_t *set)
{
	struct cube_money *years = arena_array(a, struct cube_money, CUBE_YEARS);
	for (int y = 0; y < CUBE_YEARS; y++)
		years[y].year = (int16_t)(CUBE_YEAR_FIRST + y);
	struct ranked r = set_ranked(c, a, set);
	const uint32_t *share = cube_shares_in(c, a, &r, f->place);
	for (struct set_walk w = set_walk(set, c->sets->words); set_next(&w); share++) {
		const struct cube_sums *x = &c->sets->sums[w.at];
		uint32_t part = f->sector < 0 ? SHARE_ONE : cube_sector_part(c, x, f->sector);
		for (uint32_t k = 0; k < x->nmoney; k++) {
			const struct cube_money *m = &c->money_of[x->money_at + k];
			if (m->year < CUBE_YEAR_FIRST || m->year >= CUBE_YEAR_FIRST + CUBE_YEARS)
				continue;
			struct cube_money *y = &years[m->year - CUBE_YEAR_FIRST];
			y->committed += share_of(share_of(m->committed, *share), part);
			y->disbursed += share_of(share_of(m->disbursed, *share), part);
			y->budget += share_of(share_of(m->budget, *share), part);
		}
	}
	return years;
}

const struct cube_money *cube_by_year(const struct cube *c, arena *a, const struct cube_filter *f)
{
	const struct memory_key key = { .type = MEMORY_YEARS, .filter = *f };
	const struct cube_money *years = memory_find(c, &key);
	if (years)
		return years;
	const uint64_t *set = cube_set_of(c, a, f);
	years = years_of(c, a, f, set);
	arena *keep = memory_enter(c, &key, set_count(set, c->sets->words));
	if (keep)
		memory_leave(c, &key, memory_copy(keep, years, CUBE_YEARS * sizeof(*years)));
	return years;
}
