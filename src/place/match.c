#include "place/match.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "place/match_internal.h"
#include "place/memo.h"
#include "place/rules.h"

enum { NEAR_REACH = 5000, NEAR_CLOSE = 1000, SURE = 50, HALF_SURE = 40 };

/* ---- facts ---- */

void place_facts_code(struct place_facts *f, str vocabulary, str code)
{
	if (str_trim(code).n && f->ncodes < PLACE_FACTS_CODES)
		f->codes[f->ncodes++] = (struct place_code_fact){ vocabulary, code };
}

void place_facts_name(struct place_facts *f, str name)
{
	if (str_trim(name).n && f->nnames < PLACE_FACTS_NAMES)
		f->names[f->nnames++] = name;
}

static void add_text(struct hash_state *h, const char *tag, str s)
{
	hash_blake2b_add(h, tag, 1);
	hash_blake2b_add(h, s.p, s.n);
	hash_blake2b_add(h, "\n", 1);
}

str place_facts_key(arena *a, const struct place_facts *f)
{
	struct hash_state h;
	hash_blake2b_init(&h);
	for (uint32_t i = 0; i < f->ncodes; i++) {
		add_text(&h, "v", str_trim(f->codes[i].vocabulary));
		add_text(&h, "c", str_trim(f->codes[i].code));
	}
	for (uint32_t i = 0; i < f->nnames; i++)
		add_text(&h, "n", utf8_fold(a, f->names[i]));
	add_text(&h, "p", str_trim(f->point));
	struct hash digest = hash_blake2b_end(&h);
	char *key = arena_alloc(a, 17);
	hex_print(digest.b, 8, key);
	return (str){ key, 16 };
}

/* ---- points ---- */

struct position {
	int32_t lat, lon; /* 1e-5 degrees */
	bool swapped;
};

static bool read_degrees(str s, int64_t *out)
{
	struct decimal d;
	return decimal_parse(s, &d) && decimal_rescale(d, 5, out);
}

static bool in_box(int64_t lat, int64_t lon)
{
	const struct place_frame *f = &place_coast_frame;
	if (lat < -9000000 || lat > 9000000 || lon < -18000000 || lon > 18000000)
		return false;
	struct place_xy at = place_frame_xy(f, (int32_t)lat, (int32_t)lon);
	return at.x >= 0 && at.y >= 0 && at.x <= f->width && at.y <= f->height;
}

enum where { NO_POINT, POINT_HERE, POINT_ELSEWHERE };

/* POINT_HERE only for a point in the province's box. Longitude before latitude is a usual slip; here the two cannot be
 * mixed up, because no latitude is past 90. */
static enum where read_point(str s, struct position *out)
{
	int64_t lat, lon;
	size_t end = 0;
	s = str_trim(s);
	while (end < s.n && s.p[end] != ' ' && s.p[end] != ',' && s.p[end] != '\t' && s.p[end] != '\n')
		end++;
	str first = str_sub(s, 0, end), second = str_sub(s, end, s.n);
	while (second.n && (second.p[0] == ',' || second.p[0] == ' ' || second.p[0] == '\t' || second.p[0] == '\n'))
		second = str_sub(second, 1, second.n);
	if (!read_degrees(first, &lat) || !read_degrees(second, &lon) || (lat == 0 && lon == 0))
		return NO_POINT;
	bool swapped = !in_box(lat, lon) && in_box(lon, lat);
	*out = swapped ? (struct position){ (int32_t)lon, (int32_t)lat, true }
	               : (struct position){ (int32_t)lat, (int32_t)lon, false };
	return swapped || in_box(lat, lon) ? POINT_HERE : POINT_ELSEWHERE;
}

/* How small a place the point may stand for: an approximate one, or the middle of an area, says no village. */
static int finest_level(const struct place_facts *f, const struct place *known)
{
	if (str_is(f->exactness, "2") || str_is(f->location_class, "1"))
		return known && known->level > PLACE_REGENCY && known->level != PLACE_ISLAND ? known->level
		                                                                             : PLACE_REGENCY;
	return PLACE_VILLAGE;
}

static struct guess guess_point(const struct place_world *w, const struct place_facts *f, struct position at,
                                const struct place *known)
{
	struct guess g = { 0 };
	if (!w->geo)
		return g;
	struct place_spot spot = place_geo_at(w->geo, at.lat, at.lon, f->in_country ? NEAR_REACH : 0);
	if (!spot.place)
		return g;
	int finest = finest_level(f, known);
	g.place = spot.place->level > finest ? place_at_level(w->places, spot.place, finest) : spot.place;
	g.method = spot.inside ? PLACE_BY_POINT : PLACE_NEAR_POINT;
	g.confidence = !spot.inside                ? (spot.metres <= NEAR_CLOSE ? 75 : 60)
	               : finest < PLACE_VILLAGE    ? 80
	               : str_is(f->exactness, "1") ? 97
	                                           : 90;
	if (at.swapped)
		g.confidence = 55;
	return g;
}

/* ---- together ---- */

const struct place *common_place(const struct place_index *x, const struct place *p, const struct place *q)
{
	while (p && !place_within(x, q, p))
		p = place_parent(x, p);
	return p;
}

static int higher(int a, int b)
{
	return a > b ? a : b;
}

/* What is sure of one guess alone. */
static struct place_found settle(const struct place_world *w, const struct guess *g)
{
	struct place_found r = {
		.suggested = g->place, .other = g->other, .method = g->method, .confidence = (uint8_t)g->confidence
	};
	r.doubtful = g->other || g->confidence < SURE;
	if (!r.doubtful)
		r.place = g->place;
	else if (g->other && g->confidence >= HALF_SURE)
		r.place = common_place(w->places, g->place, g->other);
	return r;
}

/* R already rests on something better than G. */
static void join(const struct place_world *w, struct place_found *r, const struct guess *g)
{
	const struct place_index *x = w->places;
	if (!g->place)
		return;
	if (!r->suggested) {
		*r = settle(w, g);
		return;
	}
	/* Of two readings the one that agrees with the other fact is right. */
	const struct place *other = r->other;
	if (other && (place_within(x, g->place, other) || place_within(x, other, g->place)) &&
	    !place_within(x, g->place, r->suggested) && !place_within(x, r->suggested, g->place)) {
		r->suggested = other;
		r->method = r->method == PLACE_BY_CODE ? PLACE_BY_BPS_CODE : r->method;
	}
	bool deeper = place_within(x, g->place, r->suggested), wider = place_within(x, r->suggested, g->place);
	if (deeper || wider) {
		/* a name with several readings only supports */
		if (deeper && !wider && !g->other) {
			r->suggested = g->place;
			r->method = g->method;
		}
		r->place = r->suggested;
		r->confidence = (uint8_t)(higher(higher(r->confidence, g->confidence), 85) + 3 > 100
		                              ? 100
		                              : higher(higher(r->confidence, g->confidence), 85) + 3);
		r->doubtful = false;
		r->other = NULL;
		return;
	}
	if (g->confidence < SURE || (g->other && g->place->level > PLACE_REGENCY))
		return; /* the name of some village says nothing against a code or a point */
	r->place = common_place(x, r->suggested, g->place);
	r->other = g->place;
	r->doubtful = !r->place || r->place->level < PLACE_REGENCY;
	r->confidence = r->doubtful ? 40 : 75;
}

/* The point is not in the province: what codes and names say is for a person; the name of some village is not worth
 * one. */
static void contradict(struct place_found *r)
{
	if (!r->suggested)
		return;
	bool by_name = r->method == PLACE_BY_NAME || r->method == PLACE_BY_OTHER_NAME;
	if (by_name && r->suggested->level > PLACE_REGENCY) {
		*r = (struct place_found){ 0 };
		return;
	}
	r->place = NULL;
	r->doubtful = true;
	r->confidence = 30;
}

/* What may decide between places of the same name: what is known already; without boundaries, a point in the province.
 */
static const struct place *support(const struct place_world *w, const struct place_found *r, enum where where)
{
	if (r->suggested || where != POINT_HERE || (w->geo && !place_geo_is_empty(w->geo)))
		return r->suggested;
	uint32_t n;
	const struct place *all = place_all(w->places, &n);
	return n ? all : NULL; /* the province stands first */
}

static struct place_found work_out(const struct place_world *w, const struct place_facts *facts)
{
	struct place_found r = { 0 };
	struct position at;
	bool country;
	enum where where = read_point(facts->point, &at);
	struct guess by_code = guess_codes(w, facts, &country);
	if (!facts->in_country && !country && where != POINT_HERE)
		return r;
	struct place_facts f = *facts;
	f.in_country = (f.in_country || country) && !f.elsewhere;
	if (by_code.place)
		r = settle(w, &by_code);
	if (where == POINT_HERE) {
		struct guess by_point = guess_point(w, &f, at, r.suggested);
		join(w, &r, &by_point);
	}
	if (f.in_country) {
		struct guess by_name = guess_names(w, &f, support(w, &r, where));
		join(w, &r, &by_name);
	}
	if (where == POINT_ELSEWHERE || f.elsewhere)
		contradict(&r);
	return r;
}

struct place_found place_match_location(const struct place_world *w, const struct place_facts *facts)
{
	struct place_found r = { 0 };
	if (!w->places || (w->rules && place_rules_decide(w->rules, w->places, facts, &r)))
		return r;
	if (!w->memo)
		return work_out(w, facts);
	struct hash key = place_memo_key(facts);
	if (!place_memo_get(w->memo, &key, &r)) {
		r = work_out(w, facts);
		place_memo_put(w->memo, &key, &r);
	}
	return r;
}

const char *place_method_name(enum place_method m)
{
	static const char *const names[PLACE_METHODS] = {
		[PLACE_BY_NOTHING] = "",
		[PLACE_BY_DECISION] = "decision",
		[PLACE_BY_CODE] = "code",
		[PLACE_BY_BPS_CODE] = "bps-code",
		[PLACE_BY_ISO_CODE] = "iso-code",
		[PLACE_BY_POINT] = "point",
		[PLACE_NEAR_POINT] = "near",
		[PLACE_BY_NAME] = "name",
		[PLACE_BY_OTHER_NAME] = "other-name",
	};
	return m < PLACE_METHODS ? names[m] : "";
}
