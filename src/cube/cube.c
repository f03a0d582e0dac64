/* Questions to a generation: filter, facets, totals, matrix, years. */
#include "cube/cube.h"

#include "record/codelist.h"

/* ---- looking up ---- */

int32_t cube_place_by_code(const struct cube *c, str code)
{
	uint32_t low = 0, high = c->nplaces;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(code, c->places[middle].code);
		if (order == 0)
			return (int32_t)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

int32_t cube_org_by_ref(const struct cube *c, str ref)
{
	for (uint32_t i = 0; i < c->norgs; i++)
		if (str_eq(c->orgs[i].ref, ref))
			return (int32_t)i;
	return -1;
}

int32_t cube_sector_by_code(const struct cube *c, str code)
{
	const struct code *found = codelist_get(c->sectors, code);
	return found ? (int32_t)(found - c->sectors->codes) : -1;
}

int32_t cube_activity_by_no(const struct cube *c, int64_t no)
{
	uint32_t low = 0, high = c->nactivities;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (c->activities[middle].no == no)
			return (int32_t)middle;
		if (no < c->activities[middle].no)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

int32_t cube_activity_by_identifier(const struct cube *c, str identifier)
{
	for (uint32_t i = 0; i < c->nactivities; i++)
		if (!c->activities[i].copy && str_eq(c->activities[i].identifier, identifier))
			return (int32_t)i;
	return -1;
}

int32_t cube_activity_of(const struct cube *c, str id)
{
	int64_t no;
	int32_t at = str_to_int(id, &no) ? cube_activity_by_no(c, no) : -1;
	return at >= 0 ? at : cube_activity_by_identifier(c, id);
}

static const char *const category_codes[CATEGORY_COUNT] = { "other", "bilateral", "multilateral", "ngo", "government" };

enum cube_category cube_category_of(str code)
{
	for (int i = 1; i < CATEGORY_COUNT; i++)
		if (str_is(code, category_codes[i]))
			return (enum cube_category)i;
	return CATEGORY_OTHER;
}

const char *cube_category_code(enum cube_category category)
{
	return category_codes[category];
}

/* ---- shares ---- */

static bool in_subtree(const struct cube *c, uint32_t place, int32_t root)
{
	return root < 0 || (place >= (uint32_t)root && place < c->places[root].end);
}

uint32_t cube_place_share(const struct cube *c, const struct cube_activity *x, int32_t place)
{
	uint32_t sum = 0;
	if (place < 0)
		return SHARE_ONE;
	for (uint32_t i = 0; i < x->nplaces; i++)
		if (in_subtree(c, c->places_of[x->places_at + i].key, place))
			sum += c->places_of[x->places_at + i].share;
	return sum;
}

uint32_t cube_sector_share(const struct cube *c, const struct cube_activity *x, int32_t sector)
{
	if (sector < 0)
		return SHARE_ONE;
	for (uint32_t i = 0; i < x->nsectors; i++)
		if (c->sectors_of[x->sectors_at + i].key == (uint32_t)sector)
			return c->sectors_of[x->sectors_at + i].share;
	return 0;
}

/* AMOUNT x SHARE / SHARE_ONE, half to even: mul_div_even() without its division of 128 bits, the most frequent step of
 * all. Whole parts and rest are shared apart: neither product leaves 64 bits. */
static int64_t share_of(int64_t amount, uint32_t share)
{
	if (share == SHARE_ONE)
		return amount;
	uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	uint64_t rest = size % SHARE_ONE * share, sum = size / SHARE_ONE * share + rest / SHARE_ONE;
	rest %= SHARE_ONE;
	sum += rest > SHARE_ONE / 2 || (rest == SHARE_ONE / 2 && sum % 2);
	return amount < 0 ? -(int64_t)sum : (int64_t)sum;
}

struct shares {
	uint32_t place, sector;
};

static struct shares shares_of(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f)
{
	/* what lies outside the province is never the province's money */
	int32_t place = f->place < 0 && x->scope == SCOPE_PROVINCE && c->nplaces ? 0 : f->place;
	return (struct shares){ cube_place_share(c, x, place), cube_sector_share(c, x, f->sector) };
}

static int64_t shared(int64_t amount, struct shares s)
{
	return share_of(share_of(amount, s.place), s.sector);
}

int64_t cube_attributed(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f,
                        int64_t amount)
{
	return shared(amount, shares_of(c, x, f));
}

/* ---- filtering ---- */

static bool has_org(const struct cube *c, const struct cube_activity *x, int32_t org)
{
	for (uint32_t i = 0; i < x->norgs; i++)
		if (c->orgs_of[x->orgs_at + i] == (uint32_t)org)
			return true;
	return false;
}

static bool active_in(const struct cube_activity *x, int year)
{
	return (!x->first || x->first <= year) && (!x->last || x->last >= year) && (x->first || x->last);
}

/* The dimensions of F that X does not meet, a bit each. */
static unsigned misses(const struct cube *c, uint32_t i, const struct cube_filter *f)
{
	const struct cube_activity *x = &c->activities[i];
	unsigned m = 0;
	if (f->scope >= 0 && x->scope != f->scope)
		m |= 1u << DIM_SCOPE;
	if (f->org >= 0 && !has_org(c, x, f->org))
		m |= 1u << DIM_ORG;
	if (f->category >= 0 && c->orgs[x->org].category != (enum cube_category)f->category)
		m |= 1u << DIM_CATEGORY;
	if (f->sector >= 0 && !cube_sector_share(c, x, f->sector))
		m |= 1u << DIM_SECTOR;
	if (f->place >= 0 && !cube_place_share(c, x, f->place))
		m |= 1u << DIM_PLACE;
	if (f->status >= 0 && x->status != f->status)
		m |= 1u << DIM_STATUS;
	if (f->year && !active_in(x, f->year))
		m |= 1u << DIM_YEAR;
	if (f->text && !(f->text[i / 8] >> (i % 8) & 1))
		m |= 1u << DIM_TEXT;
	return m;
}

static void count_facets(const struct cube *c, const struct cube_activity *x, unsigned miss, struct cube_result *r)
{
	if (!(miss & ~(1u << DIM_ORG)))
		for (uint32_t i = 0; i < x->norgs; i++)
			r->by_org[c->orgs_of[x->orgs_at + i]]++;
	if (!(miss & ~(1u << DIM_CATEGORY)))
		r->by_category[c->orgs[x->org].category]++;
	if (!(miss & ~(1u << DIM_SECTOR)))
		for (uint32_t i = 0; i < x->nsectors; i++)
			r->by_sector[c->sectors_of[x->sectors_at + i].key]++;
	if (!(miss & ~(1u << DIM_STATUS)))
		r->by_status[x->status]++;
	if (!(miss & ~(1u << DIM_YEAR)))
		for (int y = x->first > CUBE_YEAR_FIRST ? x->first : CUBE_YEAR_FIRST;
		     x->first && y < CUBE_YEAR_FIRST + CUBE_YEARS && y <= (x->last ? x->last : x->first); y++)
			r->by_year[y - CUBE_YEAR_FIRST]++;
	if (miss & ~(1u << DIM_PLACE))
		return;
	int32_t last = -1;
	for (uint32_t i = 0; i < x->nplaces; i++) {
		int32_t regency = c->places[c->places_of[x->places_at + i].key].regency;
		bool seen = regency == last || regency < 0;
		for (uint32_t j = 0; j < i && !seen; j++)
			seen = c->places[c->places_of[x->places_at + j].key].regency == regency;
		if (!seen)
			r->by_regency[regency]++;
		last = regency;
	}
}

struct counting {
	const struct cube *c;
	const struct cube_filter *f;
	struct cube_totals *t;
	uint8_t *orgs, *places; /* seen */
	date first, last;       /* days of this year */
};

static void count_totals(struct counting *k, const struct cube_activity *x)
{
	struct cube_totals *t = k->t;
	t->programmes++;
	t->active += x->status == 2;
	struct shares shares = shares_of(k->c, x, k->f);
	t->committed += shared(x->committed, shares);
	t->disbursed += shared(x->disbursed, shares);
	t->unconverted += x->unconverted;
	t->equal_shares += x->shares_equal;
	t->copies += x->has_copies;
	t->with_place += x->nplaces > 0;
	t->with_sector += x->nsectors > 0;
	t->with_money += x->nmoney > 0;
	date day = x->updated ? date_of_instant(x->updated) : DATE_NONE;
	t->updated_in_year += x->updated && day >= k->first && day <= k->last;
	/* who reports it, and every registered partner that takes part */
	for (uint32_t i = 0; i < x->norgs; i++) {
		uint32_t org = k->c->orgs_of[x->orgs_at + i];
		if (k->orgs[org] || (i && !k->c->orgs[org].registered))
			continue;
		k->orgs[org] = 1;
		t->partners++;
		t->by_category[k->c->orgs[org].category]++;
	}
	for (uint32_t i = 0; i < x->nplaces; i++) {
		uint32_t p = k->c->places_of[x->places_at + i].key;
		if (!in_subtree(k->c, p, k->f->place))
			continue;
		for (int32_t up = (int32_t)p; up >= 0 && !k->places[up]; up = k->c->places[up].parent) {
			k->places[up] = 1;
			int level = k->c->places[up].level;
			t->regencies += level == 2;
			t->districts += level == 3;
			t->villages += level == 4;
		}
	}
}

/* Activities worth a look, in a bit each: those of F's place or organisation, whichever names fewer. NULL: all. */
static const uint64_t *candidates(const struct cube *c, arena *a, const struct cube_filter *f)
{
	const uint32_t *from = NULL, *to = NULL;
	if (f->place >= 0 && (uint32_t)f->place < c->nplaces) {
		from = c->by_place.hits + c->by_place.starts[f->place];
		to = c->by_place.hits + c->by_place.starts[c->places[f->place].end];
	}
	if (f->org >= 0 && (uint32_t)f->org < c->norgs) {
		const uint32_t *start = c->by_org.hits + c->by_org.starts[f->org],
		               *end = c->by_org.hits + c->by_org.starts[f->org + 1];
		if (!from || end - start < to - from) {
			from = start;
			to = end;
		}
	}
	if (!from || to - from >= c->nactivities)
		return NULL;
	uint64_t *bits = arena_array(a, uint64_t, c->nactivities / 64 + 1);
	for (; from < to; from++)
		bits[*from / 64] |= UINT64_C(1) << (*from % 64);
	return bits;
}

/* The candidate before I, going down; -1: none. */
static int64_t before(const uint64_t *bits, int64_t i)
{
	if (!bits || i == 0)
		return i - 1;
	i--;
	int64_t word = i / 64;
	uint64_t rest = bits[word] << (63 - i % 64);
	if (rest)
		return i - __builtin_clzll(rest);
	while (--word >= 0)
		if (bits[word])
			return word * 64 + 63 - __builtin_clzll(bits[word]);
	return -1;
}

/* The activities that meet F, newest records first. */
static uint32_t *find(const struct cube *c, arena *a, const struct cube_filter *f, uint32_t *n)
{
	uint32_t *hits = arena_alloc(a, (c->nactivities + 1) * sizeof(*hits));
	const uint64_t *bits = candidates(c, a, f);
	*n = 0;
	for (int64_t i = before(bits, c->nactivities); i >= 0; i = before(bits, i))
		if (!c->activities[i].copy && !misses(c, (uint32_t)i, f))
			hits[(*n)++] = (uint32_t)i;
	return hits;
}

static struct cube_result *new_result(const struct cube *c, arena *a, unsigned what)
{
	struct cube_result *r = arena_make(a, struct cube_result);
	if (what & CUBE_HITS)
		r->hits = arena_alloc(a, (c->nactivities + 1) * sizeof(*r->hits));
	if (what & CUBE_FACETS) {
		r->by_org = arena_array(a, uint32_t, c->norgs);
		r->by_category = arena_array(a, uint32_t, CATEGORY_COUNT);
		r->by_sector = arena_array(a, uint32_t, c->nsectors);
		r->by_regency = arena_array(a, uint32_t, c->nplaces);
		r->by_status = arena_array(a, uint32_t, CUBE_STATUSES);
		r->by_year = arena_array(a, uint32_t, CUBE_YEARS);
	}
	return r;
}

struct cube_result *cube_select(const struct cube *c, arena *a, const struct cube_filter *f, unsigned what,
                                int this_year)
{
	struct cube_result *r = new_result(c, a, what);
	struct counting k = { c,
		              f,
		              &r->totals,
		              arena_array(a, uint8_t, c->norgs),
		              arena_array(a, uint8_t, c->nplaces),
		              date_from_ymd((struct ymd){ this_year, 1, 1 }),
		              date_from_ymd((struct ymd){ this_year, 12, 31 }) };
	/* facets look beyond the filter, unless asked not to */
	bool facets = (what & CUBE_FACETS) != 0, within = !facets || (what & CUBE_WITHIN);
	unsigned fixed = what & CUBE_WITHIN ? 1u << DIM_PLACE | 1u << DIM_ORG : 0;
	const uint64_t *bits = within ? candidates(c, a, f) : NULL;
	for (int64_t i = before(bits, c->nactivities); i >= 0; i = before(bits, i)) {
		const struct cube_activity *x = &c->activities[i];
		if (x->copy)
			continue;
		unsigned miss = misses(c, (uint32_t)i, f);
		if (facets && !(miss & (miss - 1)) && !(miss & fixed))
			count_facets(c, x, miss, r);
		if (miss)
			continue;
		if (what & CUBE_HITS)
			r->hits[r->n] = (uint32_t)i;
		r->n++;
		count_totals(&k, x);
	}
	return r;
}

/* ---- who does what where ---- */

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

/* Column of PLACE below ROOT: which child holds it; -1 for ROOT itself. COLUMN maps place index to column. */
static void map_columns(const struct cube *c, const int32_t *children, uint32_t n, int32_t *column)
{
	for (uint32_t i = 0; i < c->nplaces; i++)
		column[i] = -1;
	for (uint32_t j = 0; j < n; j++)
		for (uint32_t i = (uint32_t)children[j]; i < c->places[children[j]].end; i++)
			column[i] = (int32_t)j;
}

static void add_cell(struct cube_cell *cell, int64_t committed)
{
	cell->programmes++;
	cell->committed += committed;
}

struct matrix_work {
	struct cube_matrix *m;
	int32_t *column;
	uint32_t *share; /* per column, of the activity at hand */
	int64_t *row_of; /* row per org or sector; -1 none yet */
};

static void add_row(struct matrix_work *w, int32_t row, int64_t amount)
{
	struct cube_matrix *m = w->m;
	uint32_t total = 0;
	for (uint32_t j = 0; j < m->ncolumns; j++) {
		if (!w->share[j])
			continue;
		total += w->share[j];
		add_cell(&m->cells[(size_t)row * m->ncolumns + j], share_of(amount, w->share[j]));
	}
	add_cell(&m->row_sums[row], share_of(amount, total));
}

static void add_to_matrix(const struct cube *c, struct matrix_work *w, const struct cube_activity *x, bool by_sector)
{
	struct cube_matrix *m = w->m;
	uint32_t total = 0;
	memset(w->share, 0, m->ncolumns * sizeof(*w->share));
	for (uint32_t i = 0; i < x->nplaces; i++) {
		const struct cube_share *s = &c->places_of[x->places_at + i];
		if (w->column[s->key] >= 0)
			w->share[w->column[s->key]] += s->share;
	}
	for (uint32_t j = 0; j < m->ncolumns; j++) {
		if (w->share[j])
			add_cell(&m->column_sums[j], share_of(x->committed, w->share[j]));
		total += w->share[j];
	}
	if (!total)
		return;
	add_cell(&m->all, share_of(x->committed, total));
	if (!by_sector) {
		add_row(w, (int32_t)w->row_of[x->org], x->committed);
		return;
	}
	for (uint32_t i = 0; i < x->nsectors; i++) {
		const struct cube_share *s = &c->sectors_of[x->sectors_at + i];
		add_row(w, (int32_t)w->row_of[s->key], share_of(x->committed, s->share));
	}
}

struct cube_matrix *cube_matrix(const struct cube *c, arena *a, const struct cube_filter *f, bool by_sector)
{
	struct cube_matrix *m = arena_make(a, struct cube_matrix);
	uint32_t keys = by_sector ? c->nsectors : c->norgs;
	struct matrix_work w = { m, arena_alloc(a, (c->nplaces + 1) * sizeof(int32_t)), NULL,
		                 arena_array(a, int64_t, keys + 1) };
	uint32_t nhits, *hits = find(c, a, f, &nhits);
	uint8_t *used = arena_array(a, uint8_t, keys + 1);
	m->columns = children_of(c, a, f->place >= 0 ? f->place : c->nplaces ? 0 : -1, &m->ncolumns);
	map_columns(c, m->columns, m->ncolumns, w.column);
	w.share = arena_array(a, uint32_t, m->ncolumns + 1);
	for (uint32_t i = 0; i < nhits; i++) {
		const struct cube_activity *x = &c->activities[hits[i]];
		if (!by_sector)
			used[x->org] = 1;
		for (uint32_t j = 0; by_sector && j < x->nsectors; j++)
			used[c->sectors_of[x->sectors_at + j].key] = 1;
	}
	m->rows = arena_array(a, int32_t, keys + 1);
	for (uint32_t i = 0; i < keys; i++)
		if (used[i]) {
			w.row_of[i] = m->nrows;
			m->rows[m->nrows++] = (int32_t)i;
		}
	m->cells = arena_array(a, struct cube_cell, (size_t)m->nrows * m->ncolumns + 1);
	m->row_sums = arena_array(a, struct cube_cell, m->nrows + 1);
	m->column_sums = arena_array(a, struct cube_cell, m->ncolumns + 1);
	for (uint32_t i = 0; i < nhits; i++)
		add_to_matrix(c, &w, &c->activities[hits[i]], by_sector);
	return m;
}

struct cube_cell *cube_by_child(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place,
                                int32_t **children, uint32_t *n)
{
	struct cube_filter inside = *f;
	inside.place = place;
	*children = children_of(c, a, place, n);
	int32_t *column = arena_alloc(a, (c->nplaces + 1) * sizeof(int32_t));
	struct cube_cell *cells = arena_array(a, struct cube_cell, *n + 1);
	uint32_t *share = arena_array(a, uint32_t, *n + 1);
	map_columns(c, *children, *n, column);
	uint32_t nhits, *hits = find(c, a, &inside, &nhits);
	for (uint32_t i = 0; i < nhits; i++) {
		const struct cube_activity *x = &c->activities[hits[i]];
		int64_t amount = share_of(x->committed, cube_sector_share(c, x, f->sector));
		memset(share, 0, (*n + 1) * sizeof(*share));
		for (uint32_t p = 0; p < x->nplaces; p++) {
			const struct cube_share *s = &c->places_of[x->places_at + p];
			if (column[s->key] >= 0)
				share[column[s->key]] += s->share;
		}
		for (uint32_t j = 0; j < *n; j++)
			if (share[j])
				add_cell(&cells[j], share_of(amount, share[j]));
	}
	return cells;
}

struct cube_money *cube_by_year(const struct cube *c, arena *a, const struct cube_filter *f)
{
	struct cube_money *years = arena_array(a, struct cube_money, CUBE_YEARS);
	uint32_t nhits, *hits = find(c, a, f, &nhits);
	for (int y = 0; y < CUBE_YEARS; y++)
		years[y].year = (int16_t)(CUBE_YEAR_FIRST + y);
	for (uint32_t i = 0; i < nhits; i++) {
		const struct cube_activity *x = &c->activities[hits[i]];
		struct shares shares = shares_of(c, x, f);
		for (uint32_t k = 0; k < x->nmoney; k++) {
			const struct cube_money *m = &c->money_of[x->money_at + k];
			if (m->year < CUBE_YEAR_FIRST || m->year >= CUBE_YEAR_FIRST + CUBE_YEARS)
				continue;
			struct cube_money *y = &years[m->year - CUBE_YEAR_FIRST];
			y->committed += shared(m->committed, shares);
			y->disbursed += shared(m->disbursed, shares);
			y->budget += shared(m->budget, shares);
		}
	}
	return years;
}
