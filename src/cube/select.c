/* One filter: who meets it, what their totals are, and how many there would be for every other choice.
 *
 * Each dimension in force is a set. Those who meet the filter are what all sets have in common; the facet of a
 * dimension is counted in what all the others have in common. Where few are left they are looked at one by one, where
 * many, the sets of the facet's values are counted in whole. */
#include "cube/memory.h"
#include "cube/sets.h"
#include "record/codelist.h"

struct selection {
	const struct cube *c;
	arena *a;
	const struct cube_filter *f;
	const uint64_t *sets[DIM_COUNT]; /* NULL: not in force */
};

/* ---- the set of one dimension ---- */

static const uint64_t *one_of(const struct cube *c, uint64_t *const *sets, uint32_t n, int32_t value)
{
	return (uint32_t)value < n ? sets[value] : c->sets->none;
}

static uint64_t *set_of_list(const struct cube *c, arena *a, const uint32_t *from, const uint32_t *to)
{
	uint64_t *set = arena_array(a, uint64_t, c->sets->words);
	for (; from < to; from++)
		set_add(set, *from);
	return set;
}

static const uint64_t *org_set(const struct cube *c, arena *a, int32_t org)
{
	const struct cube_index *x = &c->by_org;
	if ((uint32_t)org >= c->norgs)
		return c->sets->none;
	return x->bits[org] ? x->bits[org] : set_of_list(c, a, x->hits + x->starts[org], x->hits + x->starts[org + 1]);
}

static const uint64_t *place_set(const struct cube *c, arena *a, int32_t place)
{
	const struct cube_index *x = &c->by_place;
	if ((uint32_t)place >= c->nplaces)
		return c->sets->none;
	if (c->places[place].level == 2)
		return c->sets->in_region[c->sets->region_of[place]];
	if (place == 0 && c->places[0].end == c->nplaces)
		return c->sets->scopes[SCOPE_PROVINCE];
	return set_of_list(c, a, x->hits + x->starts[place], x->hits + x->starts[c->places[place].end]);
}

static const uint64_t *year_set(const struct cube *c, arena *a, int year)
{
	if (year >= CUBE_YEAR_FIRST && year < CUBE_YEAR_FIRST + CUBE_YEARS)
		return c->sets->active[year - CUBE_YEAR_FIRST];
	uint64_t *set = arena_array(a, uint64_t, c->sets->words);
	for (uint32_t i = 0; i < c->nactivities; i++) {
		const struct cube_activity *x = &c->activities[i];
		if (!x->copy && (x->first || x->last) && (!x->first || x->first <= year) &&
		    (!x->last || x->last >= year))
			set_add(set, i);
	}
	return set;
}

static const uint64_t *text_set(const struct cube *c, arena *a, const uint8_t *bits)
{
	uint64_t *set = arena_array(a, uint64_t, c->sets->words);
	for (uint32_t i = 0; i <= c->nactivities / 8; i++)
		set[i / 8] |= (uint64_t)bits[i] << (i % 8 * 8);
	for (uint32_t w = 0; w < c->sets->words; w++)
		set[w] &= c->sets->all[w];
	return set;
}

/* Without those whose share of F's place or sector is nothing. */
static const uint64_t *with_share(const struct cube *c, arena *a, const uint64_t *set, int32_t place, int32_t sector)
{
	if (!c->sets->zero_shares)
		return set;
	uint64_t *some = arena_alloc(a, c->sets->words * sizeof(*some));
	memcpy(some, set, c->sets->words * sizeof(*some));
	for (struct set_walk w = set_walk(set, c->sets->words); set_next(&w);) {
		const struct cube_activity *x = &c->activities[w.at];
		if (!cube_place_share(c, x, place) || !cube_sector_share(c, x, sector))
			some[w.at / 64] &= ~(UINT64_C(1) << (w.at % 64));
	}
	return some;
}

static struct selection new_selection(const struct cube *c, arena *a, const struct cube_filter *f)
{
	struct selection s = { .c = c, .a = a, .f = f };
	const struct cube_sets *k = c->sets;
	if (f->scope >= 0)
		s.sets[DIM_SCOPE] = one_of(c, k->scopes, SCOPE_COUNT, f->scope);
	if (f->org >= 0)
		s.sets[DIM_ORG] = org_set(c, a, f->org);
	if (f->category >= 0)
		s.sets[DIM_CATEGORY] = one_of(c, k->categories, CATEGORY_COUNT, f->category);
	if (f->sector >= 0)
		s.sets[DIM_SECTOR] = with_share(c, a, one_of(c, k->sectors, c->nsectors, f->sector), -1,
		                                (uint32_t)f->sector < c->nsectors ? f->sector : -1);
	if (f->place >= 0)
		s.sets[DIM_PLACE] =
		    with_share(c, a, place_set(c, a, f->place), (uint32_t)f->place < c->nplaces ? f->place : -1, -1);
	if (f->status >= 0)
		s.sets[DIM_STATUS] = one_of(c, k->statuses, CUBE_STATUSES, f->status);
	if (f->year)
		s.sets[DIM_YEAR] = year_set(c, a, f->year);
	if (f->text)
		s.sets[DIM_TEXT] = text_set(c, a, f->text);
	return s;
}

/* What all sets in force but EXCEPT's have in common. */
static const uint64_t *common(const struct selection *s, enum cube_dimension except)
{
	const uint64_t *first = NULL;
	uint64_t *both = NULL;
	uint32_t words = s->c->sets->words;
	for (int d = 0; d < DIM_COUNT; d++) {
		const uint64_t *set = s->sets[d];
		if (!set || d == (int)except)
			continue;
		if (!first) {
			first = set;
			continue;
		}
		if (!both) {
			both = arena_alloc(s->a, words * sizeof(*both));
			memcpy(both, first, words * sizeof(*both));
		}
		for (uint32_t w = 0; w < words; w++)
			both[w] &= set[w];
	}
	return both ? both : first ? first : s->c->sets->all;
}

const uint64_t *cube_set_of(const struct cube *c, arena *a, const struct cube_filter *f)
{
	struct selection s = new_selection(c, a, f);
	return common(&s, DIM_COUNT);
}

/* ---- facets ---- */

static void count_values(const struct cube *c, const uint64_t *set, uint64_t *const *values, uint32_t n, uint32_t *out)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = set_count_common(set, values[i], c->sets->words);
}

static void count_orgs(const struct cube *c, const uint64_t *set, bool few, uint32_t *by_org)
{
	const struct cube_index *x = &c->by_org;
	if (few) {
		for (struct set_walk w = set_walk(set, c->sets->words); set_next(&w);) {
			const struct cube_activity *y = &c->activities[w.at];
			for (uint32_t i = 0; i < y->norgs; i++)
				by_org[c->orgs_of[y->orgs_at + i]]++;
		}
		return;
	}
	for (uint32_t k = 0; k < c->norgs; k++) {
		if (x->bits[k]) {
			by_org[k] = set_count_common(set, x->bits[k], c->sets->words);
			continue;
		}
		for (uint32_t i = x->starts[k]; i < x->starts[k + 1]; i++)
			by_org[k] += set_has(set, x->hits[i]);
	}
}

static void count_sectors(const struct cube *c, const uint64_t *set, bool few, uint32_t *by_sector)
{
	if (!few) {
		count_values(c, set, c->sets->sectors, c->nsectors, by_sector);
		return;
	}
	for (struct set_walk w = set_walk(set, c->sets->words); set_next(&w);) {
		const struct cube_sums *s = &c->sets->sums[w.at];
		for (uint32_t i = 0; i < s->nsectors; i++)
			by_sector[c->sectors_of[s->sectors_at + i].key]++;
	}
}

static void count_regions(const struct cube *c, const uint64_t *set, bool few, uint32_t *by_region)
{
	const struct cube_sets *k = c->sets;
	if (!few) {
		count_values(c, set, k->in_region, k->nregions, by_region);
		return;
	}
	for (struct set_walk w = set_walk(set, k->words); set_next(&w);) {
		const struct cube_sums *s = &k->sums[w.at];
		for (uint32_t i = 0; i < s->nregions; i++)
			by_region[k->regions_of[s->regions_at + i].key]++;
	}
}

static void count_years(const struct cube *c, const uint64_t *set, bool few, uint32_t *by_year)
{
	const int end = CUBE_YEAR_FIRST + CUBE_YEARS;
	if (!few) {
		count_values(c, set, c->sets->counted, CUBE_YEARS, by_year);
		return;
	}
	for (struct set_walk w = set_walk(set, c->sets->words); set_next(&w);) {
		const struct cube_activity *x = &c->activities[w.at];
		for (int y = x->first > CUBE_YEAR_FIRST ? x->first : CUBE_YEAR_FIRST;
		     x->first && y < end && y <= (x->last ? x->last : x->first); y++)
			by_year[y - CUBE_YEAR_FIRST]++;
	}
}

/* Looking at an activity costs about as much as some words of a value's set. */
static bool are_few(const struct cube *c, uint32_t n, uint32_t values)
{
	enum { WORDS = 32 };
	return n < (uint64_t)c->sets->words * values / WORDS;
}

/* Of N activities in SET. */
static void count_facet(const struct cube *c, enum cube_dimension d, const uint64_t *set, uint32_t n,
                        struct cube_result *r)
{
	const struct cube_sets *k = c->sets;
	if (d == DIM_ORG)
		count_orgs(c, set, are_few(c, n, c->norgs), r->by_org);
	else if (d == DIM_CATEGORY)
		count_values(c, set, k->categories, CATEGORY_COUNT, r->by_category);
	else if (d == DIM_SECTOR)
		count_sectors(c, set, are_few(c, n, c->nsectors), r->by_sector);
	else if (d == DIM_PLACE)
		count_regions(c, set, are_few(c, n, k->nregions), r->by_region);
	else if (d == DIM_STATUS)
		count_values(c, set, k->statuses, CUBE_STATUSES, r->by_status);
	else
		count_years(c, set, are_few(c, n, CUBE_YEARS), r->by_year);
}

static void count_facets(const struct selection *s, const uint64_t *met, bool within, struct cube_result *r)
{
	const struct cube *c = s->c;
	r->by_org = arena_array(s->a, uint32_t, c->norgs);
	r->by_category = arena_array(s->a, uint32_t, CATEGORY_COUNT);
	r->by_sector = arena_array(s->a, uint32_t, c->nsectors);
	r->by_region = arena_array(s->a, uint32_t, c->sets->nregions);
	r->by_status = arena_array(s->a, uint32_t, CUBE_STATUSES);
	r->by_year = arena_array(s->a, uint32_t, CUBE_YEARS);
	for (enum cube_dimension d = DIM_ORG; d <= DIM_YEAR; d++) {
		bool beyond = s->sets[d] && !(within && (d == DIM_ORG || d == DIM_PLACE));
		const uint64_t *set = beyond ? common(s, d) : met;
		count_facet(c, d, set, beyond ? set_count(set, c->sets->words) : r->n, r);
	}
}

/* ---- totals ---- */

static void count_sums(const struct selection *s, const uint64_t *met, int this_year, struct cube_totals *t)
{
	const struct cube *c = s->c;
	const struct ranked ranked = set_ranked(c, s->a, met);
	const uint32_t *share = cube_shares_in(c, s->a, &ranked, s->f->place);
	uint32_t traits[TRAITS] = { 0 };
	for (struct set_walk w = set_walk(met, c->sets->words); set_next(&w);) {
		const struct cube_sums *x = &c->sets->sums[w.at];
		int64_t committed = share_of(x->committed, *share), disbursed = share_of(x->disbursed, *share);
		share++;
		if (s->f->sector >= 0) {
			uint32_t part = cube_sector_part(c, x, s->f->sector);
			committed = share_of(committed, part);
			disbursed = share_of(disbursed, part);
		}
		t->committed += committed;
		t->disbursed += disbursed;
		t->unconverted += x->unconverted;
		t->updated_in_year += x->updated && x->updated == this_year;
		traits[x->traits]++;
	}
	for (uint32_t i = 0; i < TRAITS; i++) {
		t->active += i & TRAIT_ACTIVE ? traits[i] : 0;
		t->equal_shares += i & TRAIT_EQUAL_SHARES ? traits[i] : 0;
		t->copies += i & TRAIT_COPIES ? traits[i] : 0;
		t->with_place += i & TRAIT_PLACE ? traits[i] : 0;
		t->with_sector += i & TRAIT_SECTOR ? traits[i] : 0;
		t->with_money += i & TRAIT_MONEY ? traits[i] : 0;
	}
}

/* Who reports, and every registered partner that takes part. */
static bool takes_part(const struct cube *c, uint32_t org, const uint64_t *met)
{
	const struct cube_index *x = &c->by_org;
	bool registered = c->orgs[org].registered;
	for (uint32_t i = x->starts[org]; i < x->starts[org + 1]; i++)
		if (set_has(met, x->hits[i]) && (registered || c->sets->sums[x->hits[i]].org == org))
			return true;
	return false;
}

/* Whether looking at all LISTED values of N activities is less work than trying the lists of KEYS values, ENTRIES in
 * all, each until it meets one of the N. */
static bool is_shorter(const struct cube *c, uint32_t n, uint32_t listed, uint32_t keys, uint32_t entries)
{
	uint64_t tries = (uint64_t)keys * c->nactivities / n;
	return (uint64_t)n * (listed / c->nactivities + 1) < (tries < entries ? tries : entries);
}

static void count_partners(const struct selection *s, const uint64_t *met, uint32_t n, struct cube_totals *t)
{
	const struct cube *c = s->c;
	bool few = is_shorter(c, n, c->norgs_of, c->norgs, c->norgs_of);
	uint8_t *seen = arena_array(s->a, uint8_t, c->norgs);
	for (struct set_walk w = set_walk(met, few ? c->sets->words : 0); set_next(&w);) {
		const struct cube_activity *x = &c->activities[w.at];
		for (uint32_t i = 0; i < x->norgs; i++) {
			uint32_t org = c->orgs_of[x->orgs_at + i];
			seen[org] |= !i || c->orgs[org].registered;
		}
	}
	for (uint32_t i = 0; i < c->norgs; i++)
		if (few ? seen[i] : takes_part(c, i, met)) {
			t->partners++;
			t->by_category[c->orgs[i].category]++;
		}
}

static void reach(const struct cube *c, uint8_t *reached, uint32_t place, struct cube_totals *t)
{
	for (int32_t up = (int32_t)place; up >= 0 && !reached[up]; up = c->places[up].parent) {
		int level = c->places[up].level;
		reached[up] = 1;
		t->regencies += level == 2;
		t->districts += level == 3;
		t->villages += level == 4;
	}
}

static void count_places(const struct selection *s, const uint64_t *met, uint32_t n, struct cube_totals *t)
{
	const struct cube *c = s->c;
	const struct cube_index *x = &c->by_place;
	uint8_t *reached = arena_array(s->a, uint8_t, c->nplaces);
	uint32_t from = s->f->place < 0 ? 0 : (uint32_t)s->f->place,
	         to = s->f->place < 0 || !c->nplaces ? c->nplaces : c->places[s->f->place].end;
	bool few = is_shorter(c, n, c->nplaces_of, to - from, x->starts[to] - x->starts[from]);
	for (struct set_walk w = set_walk(met, few ? c->sets->words : 0); set_next(&w);) {
		const struct cube_activity *y = &c->activities[w.at];
		for (uint32_t i = 0; i < y->nplaces; i++) {
			uint32_t place = c->places_of[y->places_at + i].key;
			if (place >= from && place < to)
				reach(c, reached, place, t);
		}
	}
	for (uint32_t p = from; p < to && !few; p++) {
		uint32_t i = x->starts[p];
		while (i < x->starts[p + 1] && !set_has(met, x->hits[i]))
			i++;
		if (i < x->starts[p + 1])
			reach(c, reached, p, t);
	}
}

static void keep(const struct cube *c, const struct memory_key *key, const struct cube_result *r)
{
	arena *a = memory_enter(c, key, r->n);
	if (!a)
		return;
	struct cube_result *copy = memory_copy(a, r, sizeof(*r));
	if (r->by_org) {
		copy->by_org = memory_copy(a, r->by_org, c->norgs * sizeof(uint32_t));
		copy->by_category = memory_copy(a, r->by_category, CATEGORY_COUNT * sizeof(uint32_t));
		copy->by_sector = memory_copy(a, r->by_sector, c->nsectors * sizeof(uint32_t));
		copy->by_region = memory_copy(a, r->by_region, c->sets->nregions * sizeof(uint32_t));
		copy->by_status = memory_copy(a, r->by_status, CUBE_STATUSES * sizeof(uint32_t));
		copy->by_year = memory_copy(a, r->by_year, CUBE_YEARS * sizeof(uint32_t));
	}
	memory_leave(c, key, copy);
}

static void work_out(const struct cube *c, arena *a, const struct memory_key *key, struct cube_result *r)
{
	struct selection s = new_selection(c, a, &key->filter);
	r->set = common(&s, DIM_COUNT);
	r->n = r->totals.programmes = set_count(r->set, c->sets->words);
	count_sums(&s, r->set, key->year, &r->totals);
	if (r->n) {
		count_partners(&s, r->set, r->n, &r->totals);
		count_places(&s, r->set, r->n, &r->totals);
	}
	if (key->what & CUBE_FACETS)
		count_facets(&s, r->set, (key->what & CUBE_WITHIN) != 0, r);
}

struct cube_result *cube_select(const struct cube *c, arena *a, const struct cube_filter *f, unsigned what,
                                int this_year)
{
	const struct memory_key key = { .type = MEMORY_RESULT, .filter = *f, .what = what, .year = this_year };
	const struct cube_result *known = memory_find(c, &key);
	struct cube_result *r = arena_make(a, struct cube_result);
	if (known) {
		*r = *known;
		r->set = cube_set_of(c, a, f);
	} else {
		work_out(c, a, &key, r);
		keep(c, &key, r);
	}
	return r;
}

uint32_t cube_in_regency(const struct cube *c, const struct cube_result *r, int32_t place)
{
	return c->places[place].level == 2 ? r->by_region[c->sets->region_of[place]] : 0;
}

/* ---- the hits, newest records first ---- */

uint32_t cube_page(const struct cube *c, const struct cube_result *r, uint32_t from, uint32_t n, uint32_t *out)
{
	uint32_t skip = from, got = 0;
	for (uint32_t word = c->sets->words; word-- > 0 && got < n;) {
		uint64_t rest = r->set[word];
		uint32_t here = (uint32_t)__builtin_popcountll(rest);
		if (here <= skip) {
			skip -= here;
			continue;
		}
		while (rest && got < n) {
			uint32_t bit = 63 - (uint32_t)__builtin_clzll(rest);
			rest ^= UINT64_C(1) << bit;
			if (skip)
				skip--;
			else
				out[got++] = word * 64 + bit;
		}
	}
	return got;
}

uint32_t *cube_hits(const struct cube *c, arena *a, const struct cube_result *r)
{
	uint32_t *hits = arena_alloc(a, (r->n + 1) * sizeof(*hits));
	cube_page(c, r, 0, r->n, hits);
	return hits;
}
