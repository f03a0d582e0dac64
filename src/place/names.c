/* Places by name: exactly, and as somebody types. */
#include <stdlib.h>

#include "base/utf8.h"
#include "place/index_internal.h"

enum { NAME_MAX = 1000 };

static const struct word {
	const char *text;
	unsigned levels;
	const char *kind;
	bool after; /* the name may also stand before the word */
} words[] = {
	{ "provinsi", PLACE_LEVEL_BIT(PLACE_PROVINCE), "", false },
	{ "propinsi", PLACE_LEVEL_BIT(PLACE_PROVINCE), "", false },
	{ "prov", PLACE_LEVEL_BIT(PLACE_PROVINCE), "", false },
	{ "province of", PLACE_LEVEL_BIT(PLACE_PROVINCE), "", false },
	{ "province", PLACE_LEVEL_BIT(PLACE_PROVINCE), "", true },
	{ "kabupaten", PLACE_LEVEL_BIT(PLACE_REGENCY), "kabupaten", true },
	{ "kab", PLACE_LEVEL_BIT(PLACE_REGENCY), "kabupaten", true },
	{ "regency of", PLACE_LEVEL_BIT(PLACE_REGENCY), "kabupaten", false },
	{ "regency", PLACE_LEVEL_BIT(PLACE_REGENCY), "kabupaten", true },
	{ "kotamadya", PLACE_LEVEL_BIT(PLACE_REGENCY), "kota", false },
	{ "kota", PLACE_LEVEL_BIT(PLACE_REGENCY), "kota", false },
	{ "city of", PLACE_LEVEL_BIT(PLACE_REGENCY), "kota", false },
	{ "city", PLACE_LEVEL_BIT(PLACE_REGENCY), "kota", true },
	{ "municipality", PLACE_LEVEL_BIT(PLACE_REGENCY), "kota", true },
	{ "kecamatan", PLACE_LEVEL_BIT(PLACE_DISTRICT), "", false },
	{ "kec", PLACE_LEVEL_BIT(PLACE_DISTRICT), "", false },
	{ "subdistrict of", PLACE_LEVEL_BIT(PLACE_DISTRICT), "", false },
	{ "subdistrict", PLACE_LEVEL_BIT(PLACE_DISTRICT), "", true },
	{ "sub district", PLACE_LEVEL_BIT(PLACE_DISTRICT), "", true },
	/* In English texts about Indonesia "district" is either of the two. */
	{ "district of", PLACE_LEVEL_BIT(PLACE_REGENCY) | PLACE_LEVEL_BIT(PLACE_DISTRICT), "", false },
	{ "district", PLACE_LEVEL_BIT(PLACE_REGENCY) | PLACE_LEVEL_BIT(PLACE_DISTRICT), "", true },
	{ "kelurahan", PLACE_LEVEL_BIT(PLACE_VILLAGE), "kelurahan", false },
	{ "kel", PLACE_LEVEL_BIT(PLACE_VILLAGE), "kelurahan", false },
	{ "desa", PLACE_LEVEL_BIT(PLACE_VILLAGE), "desa", false },
	{ "ds", PLACE_LEVEL_BIT(PLACE_VILLAGE), "desa", false },
	{ "village of", PLACE_LEVEL_BIT(PLACE_VILLAGE), "", false },
	{ "village", PLACE_LEVEL_BIT(PLACE_VILLAGE), "", true },
	{ "pulau", PLACE_LEVEL_BIT(PLACE_ISLAND), "", false },
	{ "island of", PLACE_LEVEL_BIT(PLACE_ISLAND), "", false },
	{ "island", PLACE_LEVEL_BIT(PLACE_ISLAND), "", true },
};

/* The words that are part of an island's name. */
static const char *const island_words[] = { "pulau ", "nusa ", "nisa ", "nuha ", "gili " };

/* ---- building ---- */

static str squeeze(arena *a, str folded)
{
	char *p = arena_alloc(a, folded.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ')
			p[n++] = folded.p[i];
	p[n] = '\0';
	return (str){ p, n };
}

struct collecting {
	arena *arena;
	VEC(struct name_entry) entries;
};

static void add_folded(struct collecting *c, str folded, uint32_t place, enum place_name_sort sort)
{
	str key = squeeze(c->arena, folded);
	if (key.n)
		*vec_push(c->arena, &c->entries) = (struct name_entry){ folded, key, place, sort };
}

static void add_name(struct collecting *c, str name, const struct place *p, enum place_name_sort sort)
{
	str folded = utf8_fold(c->arena, name);
	add_folded(c, folded, p->at, sort);
	if (p->level != PLACE_ISLAND)
		return;
	for (size_t i = 0; i < SEL_COUNT(island_words); i++)
		if (str_starts(folded, str_of(island_words[i])))
			add_folded(c, str_sub(folded, strlen(island_words[i]), folded.n), p->at, sort);
}

static int key_order(const void *x, const void *y)
{
	const struct name_entry *p = x, *q = y;
	int by_key = str_cmp(p->key, q->key);
	if (by_key)
		return by_key;
	if (p->place != q->place)
		return p->place < q->place ? -1 : 1;
	return (int)p->sort - (int)q->sort;
}

/* Two numbers, sorted by the first. */
struct pair {
	int64_t key;
	uint32_t value;
};

static int pair_order(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	return p->value < q->value ? -1 : p->value > q->value;
}

static void add_others(struct collecting *c, const struct place *places, uint32_t n, const struct other_name *others,
                       uint32_t nothers)
{
	ARENA_SCOPE arena *scratch = arena_new(0);
	struct pair *by_no = arena_array(scratch, struct pair, n);
	for (uint32_t i = 0; i < n; i++)
		by_no[i] = (struct pair){ places[i].no, i };
	qsort(by_no, n, sizeof(*by_no), pair_order);
	for (uint32_t i = 0, at = 0; i < nothers; i++) { /* both are sorted by number */
		while (at < n && by_no[at].key < others[i].no)
			at++;
		if (at < n && by_no[at].key == others[i].no)
			add_name(c, others[i].name, &places[by_no[at].value], PLACE_NAME_OTHER);
	}
}

void place_names_build(arena *a, struct place_names *names, const struct place *places, uint32_t n,
                       const struct other_name *others, uint32_t nothers)
{
	*names = (struct place_names){ .places = places };
	if (n == 0)
		return;
	struct collecting c = { .arena = a };
	for (uint32_t i = 0; i < n; i++) {
		add_name(&c, places[i].name, &places[i], PLACE_NAME_OWN);
		if (places[i].capital.n && places[i].level == PLACE_REGENCY)
			add_name(&c, places[i].capital, &places[i], PLACE_NAME_CAPITAL);
	}
	add_others(&c, places, n, others, nothers);
	names->entries = c.entries.p;
	names->n = (uint32_t)c.entries.n;
	if (names->n == 0)
		return;
	qsort(names->entries, names->n, sizeof(*names->entries), key_order);

	ARENA_SCOPE arena *scratch = arena_new(0);
	struct pair *order = arena_array(scratch, struct pair, names->n);
	for (uint32_t i = 0; i < names->n; i++)
		order[i] = (struct pair){ names->entries[i].place, i };
	qsort(order, names->n, sizeof(*order), pair_order);
	names->by_place = arena_array(a, uint32_t, names->n);
	for (uint32_t i = 0; i < names->n; i++)
		names->by_place[i] = order[i].value;
}

/* ---- reading a name ---- */

static bool take_before(str *name, str word)
{
	if (!str_starts(*name, word) || name->n <= word.n + 1 || name->p[word.n] != ' ')
		return false;
	*name = str_sub(*name, word.n + 1, name->n);
	return true;
}

static bool take_after(str *name, str word)
{
	if (!str_ends(*name, word) || name->n <= word.n + 1 || name->p[name->n - word.n - 1] != ' ')
		return false;
	*name = str_sub(*name, 0, name->n - word.n - 1);
	return true;
}

struct place_reading place_read_name(arena *a, str name)
{
	struct place_reading r = { .name = utf8_fold(a, utf8_prefix(name, NAME_MAX)),
		                   .levels = PLACE_ANY_LEVEL,
		                   .kind = STR_EMPTY };
	for (size_t i = 0; i < SEL_COUNT(words); i++) {
		str word = str_of(words[i].text);
		if (take_before(&r.name, word) || (words[i].after && take_after(&r.name, word))) {
			r.levels = words[i].levels;
			r.kind = str_of(words[i].kind);
			break;
		}
	}
	return r;
}

/* ---- finding ---- */

/* First entry whose key is not before KEY. */
static uint32_t lower_bound(const struct place_names *names, str key)
{
	uint32_t low = 0, high = names->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_cmp(names->entries[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct wanted {
	const struct place_index *index;
	unsigned levels;
	str kind;
	const struct place *under;
};

static bool is_wanted(const struct wanted *w, const struct place *p)
{
	return (w->levels & PLACE_LEVEL_BIT(p->level)) && (!w->kind.n || str_eq(w->kind, p->kind)) &&
	       (!w->under || place_within(w->index, p, w->under));
}

static uint32_t collect_key(const struct wanted *w, str key, struct place_hit *out, uint32_t max)
{
	const struct place_names *names = place_index_names(w->index);
	uint32_t n = 0, last = UINT32_MAX;
	for (uint32_t i = lower_bound(names, key); i < names->n && str_eq(names->entries[i].key, key); i++) {
		const struct name_entry *e = &names->entries[i];
		const struct place *p = &names->places[e->place];
		if (e->place == last || !is_wanted(w, p))
			continue; /* its other names come after its own one */
		last = e->place;
		if (n < max)
			out[n] = (struct place_hit){ p, e->sort };
		n++;
	}
	return n;
}

uint32_t place_find(const struct place_index *x, str name, const struct place_names_opts *opts, struct place_hit *out,
                    uint32_t max)
{
	ARENA_SCOPE arena *a = arena_new(0);
	unsigned levels = opts && opts->levels ? opts->levels : PLACE_ANY_LEVEL;
	struct wanted w = { x, levels, STR_EMPTY, opts ? opts->under : NULL };
	/* The whole name first: "Kota Soe" is a district, "Pulau Ende" too. */
	str key = squeeze(a, utf8_fold(a, utf8_prefix(name, NAME_MAX)));
	uint32_t n = key.n ? collect_key(&w, key, out, max) : 0;
	if (n)
		return n;
	struct place_reading r = place_read_name(a, name);
	w.levels &= r.levels;
	w.kind = r.kind;
	key = squeeze(a, r.name);
	return key.n ? collect_key(&w, key, out, max) : 0;
}

/* ---- a search box ---- */

struct typed {
	const struct wanted *wanted;
	str text;
	bool inside; /* a later word of the name starts with it, not the name itself */
	const struct place **out;
	uint32_t n, max;
};

static bool starts_here(const struct typed *t, str folded)
{
	if (!t->inside)
		return str_starts(folded, t->text);
	for (ptrdiff_t at = str_find_char(folded, ' ', 0); at >= 0; at = str_find_char(folded, ' ', (size_t)at + 1))
		if (str_starts(str_sub(folded, (size_t)at + 1, folded.n), t->text))
			return true;
	return false;
}

static bool have(const struct typed *t, const struct place *p)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->out[i] == p)
			return true;
	return false;
}

static void scan(struct typed *t)
{
	const struct place_names *names = place_index_names(t->wanted->index);
	for (uint32_t i = 0; i < names->n && t->n < t->max; i++) {
		const struct name_entry *e = &names->entries[names->by_place[i]];
		const struct place *p = &names->places[e->place];
		if (starts_here(t, e->folded) && is_wanted(t->wanted, p) && !have(t, p))
			t->out[t->n++] = p;
	}
}

uint32_t place_search(const struct place_index *x, str text, unsigned levels, const struct place **out, uint32_t max)
{
	ARENA_SCOPE arena *a = arena_new(0);
	text = str_trim(text);
	struct wanted w = { x, levels ? levels : PLACE_ANY_LEVEL, STR_EMPTY, NULL };
	struct typed t = { .wanted = &w, .text = utf8_fold(a, utf8_prefix(text, NAME_MAX)), .out = out, .max = max };
	const struct place *exact = place_by_code(x, text);
	if (!exact)
		exact = place_by_bps(x, text);
	if (exact && max && is_wanted(&w, exact))
		out[t.n++] = exact;
	if (!t.text.n)
		return t.n;
	scan(&t);
	t.inside = true;
	scan(&t);
	if (t.n)
		return t.n;
	struct place_reading r = place_read_name(a, text);
	w.levels &= r.levels;
	w.kind = r.kind;
	t.text = r.name;
	t.inside = false;
	scan(&t);
	return t.n;
}
