/* Looking up in a generation, and shares. */
#include "cube/sets.h"

#include "base/hash.h"
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

uint32_t cube_slot(const struct cube *c, str identifier)
{
	return (uint32_t)hash_quick(identifier) & (c->nslots - 1);
}

int32_t cube_activity_by_identifier(const struct cube *c, str identifier)
{
	for (uint32_t slot = cube_slot(c, identifier); c->slots[slot]; slot = (slot + 1) & (c->nslots - 1)) {
		uint32_t at = c->slots[slot] - 1;
		if (!c->activities[at].copy && str_eq(c->activities[at].identifier, identifier))
			return (int32_t)at;
	}
	return -1;
}

int32_t cube_next_copy(const struct cube *c, const struct cube_activity *x, int32_t previous)
{
	/* they stand in the table in the order of the activities */
	for (uint32_t slot = cube_slot(c, x->identifier); c->slots[slot]; slot = (slot + 1) & (c->nslots - 1)) {
		int32_t at = (int32_t)c->slots[slot] - 1;
		const struct cube_activity *y = &c->activities[at];
		if (at > previous && y != x && str_eq(y->identifier, x->identifier))
			return at;
	}
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
int64_t share_of(int64_t amount, uint32_t share)
{
	if (share == SHARE_ONE || !amount)
		return amount;
	uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	uint64_t rest = size % SHARE_ONE * share, sum = size / SHARE_ONE * share + rest / SHARE_ONE;
	rest %= SHARE_ONE;
	sum += rest > SHARE_ONE / 2 || (rest == SHARE_ONE / 2 && sum % 2);
	return amount < 0 ? -(int64_t)sum : (int64_t)sum;
}

int64_t cube_attributed(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f,
                        int64_t amount)
{
	/* what lies outside the province is never the province's money */
	int32_t place = f->place < 0 && x->scope == SCOPE_PROVINCE && c->nplaces ? 0 : f->place;
	return share_of(share_of(amount, cube_place_share(c, x, place)), cube_sector_share(c, x, f->sector));
}
