/* sets.h -- sets of activities, a bit each: what filters are intersected from and facets counted with. Inside the room
 * only. Copies are in no set. */
#ifndef SELARAS_CUBE_SETS_H
#define SELARAS_CUBE_SETS_H

#include "cube/cube.h"

enum cube_trait {
	TRAIT_ACTIVE = 1,
	TRAIT_EQUAL_SHARES = 2,
	TRAIT_COPIES = 4,
	TRAIT_PLACE = 8,
	TRAIT_SECTOR = 16,
	TRAIT_MONEY = 32,
	TRAITS = 64
};
/* What sums need of an activity, within a cache line: the activity itself is three times as long. */
struct cube_sums {
	int64_t committed, disbursed;
	uint32_t share; /* in the province; SHARE_ONE for what lies outside it */
	uint32_t org;
	uint32_t sectors_at, regions_at, money_at;
	uint16_t nregions, nmoney, unconverted;
	int16_t updated; /* year of its last update; 0: not said */
	uint8_t nsectors, traits;
};
struct cube_sets {
	uint32_t words; /* of a set */
	uint32_t nall;  /* activities in ALL */
	uint64_t *all;  /* whatever counts */
	uint64_t *none;
	uint64_t *scopes[SCOPE_COUNT], *categories[CATEGORY_COUNT], *statuses[CUBE_STATUSES];
	uint64_t **sectors;
	uint64_t *active[CUBE_YEARS];  /* met by a filter on that year */
	uint64_t *counted[CUBE_YEARS]; /* counted in the facet of that year */
	/* The places of level 2; index in them by place, -1 for other places. */
	int32_t *regions, *region_of;
	uint32_t nregions;
	uint64_t **in_region;
	bool regions_are_columns; /* what the province is divided into, and nothing else, is of level 2 */
	/* Some share of a place or sector is nothing: such an activity is counted in a facet, but not met by a filter.
	 */
	bool zero_shares;
	struct cube_sums *sums;
	struct cube_share *regions_of; /* of each activity: share per region, from sums.regions_at */
};

/* Where the search for IDENTIFIER in C's slots begins. */
uint32_t cube_slot(const struct cube *c, str identifier);
void cube_build_indexes(struct cube *c, arena *tmp);

static inline void set_add(uint64_t *set, uint32_t i)
{
	set[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool set_has(const uint64_t *set, uint32_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

uint32_t set_count(const uint64_t *a, uint32_t words);
/* Members of both. */
uint32_t set_count_common(const uint64_t *a, const uint64_t *b, uint32_t words);

/* for (struct set_walk w = set_walk(set, words); set_next(&w);) use(w.at); ascending */
struct set_walk {
	const uint64_t *set;
	uint64_t rest;
	uint32_t word, words, at;
};

static inline struct set_walk set_walk(const uint64_t *set, uint32_t words)
{
	return (struct set_walk){ set, words ? set[0] : 0, 0, words, 0 };
}

static inline bool set_next(struct set_walk *w)
{
	while (!w->rest) {
		if (++w->word >= w->words)
			return false;
		w->rest = w->set[w->word];
	}
	w->at = w->word * 64 + (uint32_t)__builtin_ctzll(w->rest);
	w->rest &= w->rest - 1;
	return true;
}

/* The members of a set, numbered. */
struct ranked {
	const uint64_t *set;
	uint32_t *before; /* members before each word */
	uint32_t n, words;
};
struct ranked set_ranked(const struct cube *c, arena *a, const uint64_t *set);
static inline uint32_t rank_of(const struct ranked *r, uint32_t member)
{
	uint64_t below = r->set[member / 64] & ((UINT64_C(1) << (member % 64)) - 1);
	return r->before[member / 64] + (uint32_t)__builtin_popcountll(below);
}
/* By rank: the share that each member has in PLACE; in the province for place -1. */
uint32_t *cube_shares_in(const struct cube *c, arena *a, const struct ranked *r, int32_t place);

/* Share of X in SECTOR. */
static inline uint32_t cube_sector_part(const struct cube *c, const struct cube_sums *x, int32_t sector)
{
	for (uint32_t i = 0; i < x->nsectors; i++)
		if (c->sectors_of[x->sectors_at + i].key == (uint32_t)sector)
			return c->sectors_of[x->sectors_at + i].share;
	return 0;
}

/* AMOUNT x SHARE / SHARE_ONE, half to even. */
int64_t share_of(int64_t amount, uint32_t share);
/* The set of the activities that meet all dimensions of F, in the arena or in C. */
const uint64_t *cube_set_of(const struct cube *c, arena *a, const struct cube_filter *f);

#endif
