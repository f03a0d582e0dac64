/* Builds the sets and indexes of a generation, and counts in them. */
#include "cube/sets.h"

#include "record/codelist.h"

/* A value that more than one in so many activities has is kept as bits too: then both take as much memory. */
enum { DENSE = 32 };

/* ---- counting ---- */

static uint32_t count_common(const uint64_t *a, const uint64_t *b, uint32_t words)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < words; i++)
		n += (uint32_t)__builtin_popcountll(a[i] & b[i]);
	return n;
}

#if defined(__x86_64__)
/* The same with the instruction that every processor since 2008 has, and that compilers may not take for granted. */
__attribute__((target("popcnt"))) static uint32_t count_common_popcnt(const uint64_t *a, const uint64_t *b,
                                                                      uint32_t words)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < words; i++)
		n += (uint32_t)__builtin_popcountll(a[i] & b[i]);
	return n;
}
#endif

uint32_t set_count_common(const uint64_t *a, const uint64_t *b, uint32_t words)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("popcnt"))
		return count_common_popcnt(a, b, words);
#endif
	return count_common(a, b, words);
}

uint32_t set_count(const uint64_t *a, uint32_t words)
{
	return set_count_common(a, a, words);
}

struct ranked set_ranked(const struct cube *c, arena *a, const uint64_t *set)
{
	struct ranked r = { set, arena_alloc(a, c->sets->words * sizeof(uint32_t)), 0, c->sets->words };
	for (uint32_t w = 0; w < r.words; w++) {
		r.before[w] = r.n;
		r.n += (uint32_t)__builtin_popcountll(set[w]);
	}
	return r;
}

static uint32_t region_share(const struct cube_sets *s, uint32_t at, uint32_t region)
{
	const struct cube_sums *x = &s->sums[at];
	for (uint32_t i = 0; i < x->nregions; i++)
		if (s->regions_of[x->regions_at + i].key == region)
			return s->regions_of[x->regions_at + i].share;
	return 0;
}

uint32_t *cube_shares_in(const struct cube *c, arena *a, const struct ranked *r, int32_t place)
{
	uint32_t *shares = arena_array(a, uint32_t, r->n + 1), rank = 0;
	const struct cube_index *x = &c->by_place;
	if ((uint32_t)place < c->nplaces && place > 0 && c->places[place].level != 2) {
		for (uint32_t i = x->starts[place]; i < x->starts[c->places[place].end]; i++)
			if (set_has(r->set, x->hits[i]))
				shares[rank_of(r, x->hits[i])] += x->shares[i];
		return shares;
	}
	for (struct set_walk w = set_walk(r->set, r->words); set_next(&w);)
		shares[rank++] = place > 0 ? region_share(c->sets, w.at, (uint32_t)c->sets->region_of[place])
		                           : c->sets->sums[w.at].share;
	return shares;
}

/* ---- building ---- */

static uint64_t *new_set(const struct cube *c)
{
	return arena_array(c->arena, uint64_t, c->sets->words);
}

static struct cube_index make_index(const struct cube *c, arena *tmp, uint32_t nkeys, bool places)
{
	struct cube_index x = { .starts = arena_array(c->arena, uint32_t, nkeys + 1),
		                .bits = arena_array(c->arena, uint64_t *, nkeys + 1) };
	uint32_t *next = arena_array(tmp, uint32_t, nkeys + 1);
	/* first how many there are of each, then where they stand */
	for (int fill = 0; fill < 2; fill++) {
		for (uint32_t i = 0; i < c->nactivities; i++) {
			const struct cube_activity *y = &c->activities[i];
			uint32_t n = y->copy ? 0 : places ? y->nplaces : y->norgs;
			for (uint32_t j = 0; j < n; j++) {
				uint32_t key = places ? c->places_of[y->places_at + j].key : c->orgs_of[y->orgs_at + j];
				if (!fill) {
					x.starts[key + 1]++;
					continue;
				}
				if (places)
					x.shares[next[key]] = c->places_of[y->places_at + j].share;
				x.hits[next[key]++] = i;
			}
		}
		for (uint32_t k = 0; k < nkeys && !fill; k++)
			x.starts[k + 1] += x.starts[k];
		memcpy(next, x.starts, (nkeys + 1) * sizeof(*next));
		if (places && !fill)
			x.shares = arena_alloc(c->arena, (x.starts[nkeys] + 1) * sizeof(*x.shares));
		x.hits = fill ? x.hits : arena_alloc(c->arena, (x.starts[nkeys] + 1) * sizeof(*x.hits));
	}
	return x;
}

static void add_bits(const struct cube *c, struct cube_index *x, uint32_t key)
{
	x->bits[key] = new_set(c);
	for (uint32_t i = x->starts[key]; i < x->starts[key + 1]; i++)
		set_add(x->bits[key], x->hits[i]);
}

static void find_regions(struct cube *c)
{
	struct cube_sets *s = c->sets;
	s->regions = arena_array(c->arena, int32_t, c->nplaces + 1);
	s->region_of = arena_array(c->arena, int32_t, c->nplaces + 1);
	s->regions_are_columns = c->nplaces > 0 && c->places[0].end == c->nplaces;
	for (uint32_t i = 0; i < c->nplaces; i++) {
		const struct cube_place *p = &c->places[i];
		if (p->level == 2)
			s->regions[s->nregions++] = (int32_t)i;
		s->region_of[i] = p->level == 2     ? (int32_t)s->nregions - 1
		                  : p->regency >= 0 ? s->region_of[p->regency]
		                                    : -1;
		if ((p->level == 2) != (p->parent == 0 && p->level < 5))
			s->regions_are_columns = false;
	}
	s->in_region = arena_array(c->arena, uint64_t *, s->nregions + 1);
	for (uint32_t i = 0; i < s->nregions; i++)
		s->in_region[i] = new_set(c);
}

/* Shares of X by region, after those of the activities before it. */
static void add_regions(struct cube *c, const struct cube_activity *x, struct cube_sums *sums, uint32_t *used)
{
	struct cube_share *list = c->sets->regions_of + *used;
	for (uint32_t i = 0; i < x->nplaces; i++) {
		const struct cube_share *s = &c->places_of[x->places_at + i];
		int32_t region = c->sets->region_of[s->key];
		uint32_t j = 0;
		while (j < sums->nregions && list[j].key != (uint32_t)region)
			j++;
		if (region < 0)
			continue;
		if (j == sums->nregions) {
			list[j] = (struct cube_share){ (uint32_t)region, 0 };
			sums->nregions++;
		}
		list[j].share += s->share;
	}
	sums->regions_at = *used;
	*used += sums->nregions;
}

static uint8_t traits_of(const struct cube_activity *x)
{
	return (uint8_t)((x->status == 2 ? TRAIT_ACTIVE : 0) | (x->shares_equal ? TRAIT_EQUAL_SHARES : 0) |
	                 (x->has_copies ? TRAIT_COPIES : 0) | (x->nplaces ? TRAIT_PLACE : 0) |
	                 (x->nsectors ? TRAIT_SECTOR : 0) | (x->nmoney ? TRAIT_MONEY : 0));
}

static bool has_zero_share(const struct cube *c, const struct cube_activity *x)
{
	for (uint32_t i = 0; i < x->nplaces; i++)
		if (!c->places_of[x->places_at + i].share)
			return true;
	for (uint32_t i = 0; i < x->nsectors; i++)
		if (!c->sectors_of[x->sectors_at + i].share)
			return true;
	return false;
}

static void add_years(struct cube_sets *s, const struct cube_activity *x, uint32_t i)
{
	const int end = CUBE_YEAR_FIRST + CUBE_YEARS;
	int from = x->first > CUBE_YEAR_FIRST ? x->first : CUBE_YEAR_FIRST;
	for (int y = from; x->first && y < end && y <= (x->last ? x->last : x->first); y++)
		set_add(s->counted[y - CUBE_YEAR_FIRST], i);
	for (int y = from; (x->first || x->last) && y < end && (!x->last || y <= x->last); y++)
		set_add(s->active[y - CUBE_YEAR_FIRST], i);
}

static void add_activity(struct cube *c, uint32_t i, uint32_t *regions_used)
{
	const struct cube_activity *x = &c->activities[i];
	struct cube_sets *s = c->sets;
	struct cube_sums *sums = &s->sums[i];
	*sums = (struct cube_sums){
		.committed = x->committed,
		.disbursed = x->disbursed,
		.share = x->scope == SCOPE_PROVINCE && c->nplaces ? cube_place_share(c, x, 0) : SHARE_ONE,
		.org = x->org,
		.sectors_at = x->sectors_at,
		.nsectors = (uint8_t)x->nsectors,
		.money_at = x->money_at,
		.nmoney = x->nmoney,
		.unconverted = x->unconverted,
		.updated = x->updated ? (int16_t)date_to_ymd(date_of_instant(x->updated)).year : (int16_t)0,
		.traits = traits_of(x)
	};
	add_regions(c, x, sums, regions_used);
	if (x->copy)
		return;
	s->nall++;
	set_add(s->all, i);
	set_add(s->scopes[x->scope], i);
	set_add(s->categories[c->orgs[x->org].category], i);
	set_add(s->statuses[x->status], i);
	for (uint32_t j = 0; j < x->nsectors; j++)
		set_add(s->sectors[c->sectors_of[x->sectors_at + j].key], i);
	for (uint32_t j = 0; j < sums->nregions; j++)
		set_add(s->in_region[s->regions_of[sums->regions_at + j].key], i);
	add_years(s, x, i);
	s->zero_shares = s->zero_shares || has_zero_share(c, x);
}

static void make_sets(struct cube *c)
{
	struct cube_sets *s = c->sets = arena_make(c->arena, struct cube_sets);
	s->words = c->nactivities / 64 + 1;
	s->all = new_set(c);
	s->none = new_set(c);
	for (int i = 0; i < SCOPE_COUNT; i++)
		s->scopes[i] = new_set(c);
	for (int i = 0; i < CATEGORY_COUNT; i++)
		s->categories[i] = new_set(c);
	for (int i = 0; i < CUBE_STATUSES; i++)
		s->statuses[i] = new_set(c);
	s->sectors = arena_array(c->arena, uint64_t *, c->nsectors + 1);
	for (uint32_t i = 0; i < c->nsectors; i++)
		s->sectors[i] = new_set(c);
	for (int i = 0; i < CUBE_YEARS; i++) {
		s->active[i] = new_set(c);
		s->counted[i] = new_set(c);
	}
	find_regions(c);
}

void cube_build_indexes(struct cube *c, arena *tmp)
{
	uint32_t regions_used = 0;
	make_sets(c);
	c->sets->sums = arena_alloc(c->arena, (c->nactivities + 1) * sizeof(*c->sets->sums));
	c->sets->regions_of = arena_alloc(c->arena, (c->nplaces_of + 1) * sizeof(*c->sets->regions_of));
	for (uint32_t i = 0; i < c->nactivities; i++)
		add_activity(c, i, &regions_used);
	c->by_place = make_index(c, tmp, c->nplaces, true);
	c->by_org = make_index(c, tmp, c->norgs, false);
	for (uint32_t k = 0; k < c->norgs; k++)
		if (c->by_org.starts[k + 1] - c->by_org.starts[k] > c->nactivities / DENSE)
			add_bits(c, &c->by_org, k);
}
