#include "place/rules.h"

#include <pthread.h>

#include "base/map.h"

struct place_rules {
	arena *arena;
	struct map places; /* "ACTIVITY\nLOCATION" -> code, as a pointer to its str */
	pthread_rwlock_t lock;
};

struct place_rules *place_rules_new(void)
{
	arena *a = arena_new(0);
	struct place_rules *r = arena_make(a, struct place_rules);
	r->arena = a;
	map_init(&r->places, a);
	pthread_rwlock_init(&r->lock, NULL);
	return r;
}

void place_rules_free(struct place_rules *r)
{
	if (!r)
		return;
	pthread_rwlock_destroy(&r->lock);
	arena_free(r->arena);
}

static str rule_key(arena *a, str activity, str location)
{
	return arena_fmt(a, "%.*s\n%.*s", STR_ARG(activity), STR_ARG(location));
}

void place_rules_add(struct place_rules *r, str activity, str location, str place)
{
	pthread_rwlock_wrlock(&r->lock);
	str *code = arena_make(r->arena, str);
	*code = arena_str(r->arena, place);
	map_put(&r->places, rule_key(r->arena, activity, location), NULL)->cptr = code;
	pthread_rwlock_unlock(&r->lock);
}

/* What is no longer decided keeps its entry, without a code. */
bool place_rules_reload(struct place_rules *r, db *d)
{
	struct place_rules *fresh = place_rules_load(d);
	if (!fresh)
		return false;
	pthread_rwlock_wrlock(&r->lock);
	for (size_t i = 0; i < r->places.n; i++)
		r->places.entries[i].value.cptr = NULL;
	for (size_t i = 0; i < fresh->places.n; i++) {
		const struct map_entry *e = &fresh->places.entries[i];
		str *code = arena_make(r->arena, str);
		*code = arena_str(r->arena, *(const str *)e->value.cptr);
		map_put(&r->places, arena_str(r->arena, e->key), NULL)->cptr = code;
	}
	pthread_rwlock_unlock(&r->lock);
	place_rules_free(fresh);
	return true;
}

/* The code decided on; NULL when nobody has decided. */
static const str *decided(struct place_rules *r, const struct place_facts *f)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str location = place_facts_key(a, f);
	pthread_rwlock_rdlock(&r->lock);
	const union map_value *v = map_get(&r->places, rule_key(a, f->activity, location));
	if (!v || !v->cptr)
		v = map_get(&r->places, rule_key(a, STR_EMPTY, location));
	/* codes are never changed once they are there, only replaced */
	const str *code = v ? v->cptr : NULL;
	pthread_rwlock_unlock(&r->lock);
	return code;
}

bool place_rules_decide(struct place_rules *r, const struct place_index *x, const struct place_facts *f,
                        struct place_found *out)
{
	const str *code = r->places.n ? decided(r, f) : NULL;
	if (!code)
		return false;
	const struct place *p = code->n ? place_by_code(x, *code) : NULL;
	*out = (struct place_found){ .place = p, .suggested = p, .method = PLACE_BY_DECISION, .confidence = 100 };
	return p || !code->n;
}
