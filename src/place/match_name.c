/* Names: "Kupang", "Kab. Kupang", "Desa Otan, Kec. Semau, Kabupaten Kupang", "East Nusa Tenggara". */
#include "place/match_internal.h"

enum { PARTS_MAX = 8, HITS_MAX = 16 };

struct name_parts {
	str part[PARTS_MAX];
	uint32_t n;
};

/* What a walk through the parts of a name has come to. */
struct walk {
	const struct place *scope; /* the smallest place so far */
	enum place_name_sort sort;
	struct place_hit ties[HITS_MAX]; /* equal candidates for a part */
	uint32_t nties;
	uint32_t matched; /* parts that named a place */
};

static void add_part(struct name_parts *parts, str s)
{
	s = str_trim(s);
	if (s.n && parts->n < PARTS_MAX)
		parts->part[parts->n++] = s;
}

static struct name_parts split_name(str name)
{
	struct name_parts parts = { .n = 0 };
	size_t from = 0;
	for (size_t i = 0; i < name.n; i++) {
		bool dash = name.p[i] == '-' && i && i + 1 < name.n && name.p[i - 1] == ' ' && name.p[i + 1] == ' ';
		if (dash || strchr(",;/()[]\n", name.p[i])) {
			add_part(&parts, str_sub(name, from, i - from));
			from = i + 1;
		}
	}
	add_part(&parts, str_sub(name, from, name.n));
	return parts;
}

/* Equal candidates are those of the highest level; lower ones count only when they lie elsewhere and are not far below.
 */
static uint32_t count_ties(const struct place_index *x, const struct place_hit *hits, uint32_t n)
{
	uint32_t ties = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct place *first = hits[0].place, *p = hits[i].place;
		bool rival = p->level == first->level ||
		             (first->level > PLACE_REGENCY && p->level != PLACE_ISLAND && !place_within(x, p, first));
		ties += rival;
		if (!rival && p->level != PLACE_ISLAND)
			break;
	}
	return ties;
}

/* A bare name that a city shares with a regency first means the city. */
static void city_first(struct place_hit *hits, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		if (str_is(hits[i].place->kind, "kota") && !str_is(hits[0].place->kind, "kota")) {
			struct place_hit city = hits[i];
			hits[i] = hits[0];
			hits[0] = city;
		}
	}
}

static bool related(const struct place_index *x, const struct place *p, const struct place *q)
{
	return place_within(x, p, q) || place_within(x, q, p);
}

/* Candidates that contain NEAR or lie in it, when there are any. */
static uint32_t keep_related(const struct place_index *x, struct place_hit *hits, uint32_t n, const struct place *near)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; near && i < n; i++)
		if (related(x, near, hits[i].place))
			hits[kept++] = hits[i];
	return kept ? kept : n;
}

static void step(const struct place_index *x, struct walk *w, str part, const struct place *near)
{
	struct place_hit hits[HITS_MAX];
	struct place_names_opts opts = { .under = w->scope };
	uint32_t n = place_find(x, part, &opts, hits, HITS_MAX);
	if (n > HITS_MAX)
		n = HITS_MAX;
	if (n == 0)
		return;
	w->matched++;
	if (w->nties) {
		/* "Semau, Kupang": the smaller place decides which Kupang was meant */
		uint32_t kept = 0;
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t t = 0; t < w->nties; t++)
				if (hits[i].place != w->ties[t].place &&
				    place_within(x, hits[i].place, w->ties[t].place))
					hits[kept++] = hits[i];
		if (kept == 0)
			return;
		n = kept;
	}
	n = keep_related(x, hits, n, near);
	uint32_t ties = count_ties(x, hits, n);
	if (ties <= 1) {
		w->scope = hits[0].place;
		w->sort = hits[0].sort;
		w->nties = 0;
	} else if (!w->nties) {
		city_first(hits, ties);
		memcpy(w->ties, hits, ties * sizeof(*hits));
		w->nties = ties;
	}
}

/* Reads the parts from the widest to the narrowest. */
static struct walk walk_parts(const struct place_index *x, const struct name_parts *parts, bool widest_last,
                              const struct place *near)
{
	struct walk w = { 0 };
	for (uint32_t i = 0; i < parts->n; i++)
		step(x, &w, parts->part[widest_last ? parts->n - 1 - i : i], near);
	return w;
}

static int depth(const struct walk *w)
{
	const struct place *p = w->nties ? w->ties[0].place : w->scope;
	return p ? (p->level == PLACE_ISLAND ? PLACE_PROVINCE : p->level) : 0;
}

/* SUPPORTED: something else says that the place is here. The name of a village or a small island alone may be any of
 * the country: there is a Gili Makassar in the Komodo archipelago. */
static int confidence_of(const struct place *p, enum place_name_sort sort, bool supported)
{
	static const int alone[] = { 0, 90, 80, 30, 30, 30 }, with_support[] = { 0, 95, 95, 75, 65, 70 };
	bool large_island = p->level == PLACE_ISLAND && p->parent.n == 2; /* in several regencies: Flores, Sumba */
	int c = supported ? with_support[p->level] : large_island ? 60 : alone[p->level];
	return c - (sort == PLACE_NAME_OWN ? 0 : 5);
}

static struct guess guess_name(const struct place_world *world, str name, const struct place *near)
{
	const struct place_index *x = world->places;
	struct name_parts parts = split_name(name);
	struct walk w = walk_parts(x, &parts, true, near);
	if (parts.n > 1) {
		struct walk other = walk_parts(x, &parts, false, near);
		bool deeper = depth(&other) > depth(&w) || (depth(&other) == depth(&w) && other.matched > w.matched);
		if (other.nties == 0 && (w.nties || deeper))
			w = other;
	}
	struct guess g = { .method = w.sort == PLACE_NAME_OWN ? PLACE_BY_NAME : PLACE_BY_OTHER_NAME };
	if (w.nties) {
		g.place = w.ties[0].place;
		g.other = w.ties[1].place;
		g.method = w.ties[0].sort == PLACE_NAME_OWN ? PLACE_BY_NAME : PLACE_BY_OTHER_NAME;
		g.confidence = g.place->level <= PLACE_REGENCY ? 50 : 30;
	} else if (w.scope) {
		g.place = w.scope;
		g.confidence = confidence_of(w.scope, w.sort, w.matched > 1 || (near && related(x, near, w.scope)));
	}
	return g;
}

struct guess guess_names(const struct place_world *w, const struct place_facts *f, const struct place *near)
{
	struct guess best = { 0 };
	for (uint32_t i = 0; i < f->nnames; i++) {
		struct guess g = guess_name(w, f->names[i], near);
		if (!g.place)
			continue;
		bool inside = best.place && !best.other && place_within(w->places, g.place, best.place);
		if (!best.place || (best.other && !g.other) || (inside && !g.other))
			best = g;
	}
	return best;
}
