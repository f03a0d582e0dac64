#include "place/rules.h"

#include "base/map.h"

struct place_rules {
	arena *arena;
	struct map places; /* "ACTIVITY\nLOCATION" -> code, as a pointer to its str */
};

struct place_rules *place_rules_new(void)
{
	arena *a = arena_new(0);
	struct place_rules *r = arena_make(a, struct place_rules);
	r->arena = a;
	map_init(&r->places, a);
	return r;
}

void place_rules_free(struct place_rules *r)
{
	if (r)
		arena_free(r->arena);
}

static str rule_key(arena *a, str activity, str location)
{
	return arena_fmt(a, "%.*s\n%.*s", STR_ARG(activity), STR_ARG(location));
}

void place_rules_add(struct place_rules *r, str activity, str location, str place)
{
	str *code = arena_make(r->arena, str);
	*code = arena_str(r->arena, place);
	map_put(&r->places, rule_key(r->arena, activity, location), NULL)->cptr = code;
}

bool place_rules_decide(const struct place_rules *r, const struct place_index *x, const struct place_facts *f,
                        struct place_found *out)
{
	if (r->places.n == 0)
		return false;
	ARENA_SCOPE arena *a = arena_new(0);
	str location = place_facts_key(a, f);
	union map_value *v = map_get(&r->places, rule_key(a, f->activity, location));
	if (!v)
		v = map_get(&r->places, rule_key(a, STR_EMPTY, location));
	if (!v)
		return false;
	const str *code = v->cptr;
	const struct place *p = code->n ? place_by_code(x, *code) : NULL;
	*out = (struct place_found){ .place = p, .suggested = p, .method = PLACE_BY_DECISION, .confidence = 100 };
	return p || !code->n;
}
