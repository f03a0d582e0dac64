/* Codes: what vocabulary they are of, and what place they mean. The digits of a BPS code and of a Kemendagri code look
 * alike and mean different places (5301 is Sumba Barat, 53.01 is Kupang), so a code without dots and without a
 * vocabulary is read both ways. */
#include "base/utf8.h"
#include "place/match_internal.h"

enum scheme { SCHEME_UNKNOWN, SCHEME_KEMENDAGRI, SCHEME_BPS, SCHEME_FOREIGN };

static bool says(str vocabulary, const char *word)
{
	for (size_t i = 0; i + strlen(word) <= vocabulary.n; i++)
		if (str_eq_nocase(str_sub(vocabulary, i, strlen(word)), str_of(word)))
			return true;
	return false;
}

static enum scheme scheme_of(str vocabulary)
{
	/* GAUL, SALB, GADM, Geonames and OpenStreetMap have numbers of their own. */
	static const char *const foreign[] = { "A1", "A2", "A3", "G1", "G2" };
	for (size_t i = 0; i < SEL_COUNT(foreign); i++)
		if (str_is(vocabulary, foreign[i]))
			return SCHEME_FOREIGN;
	if (says(vocabulary, "bps"))
		return SCHEME_BPS;
	return says(vocabulary, "mendagri") ? SCHEME_KEMENDAGRI : SCHEME_UNKNOWN;
}

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* "530104" -> "53.01.04" */
static const struct place *by_digits(const struct place_index *x, str digits)
{
	char code[16];
	size_t n = 0;
	if (digits.n > 10)
		return NULL;
	for (size_t i = 0; i < digits.n; i++) {
		if (i == 2 || i == 4 || i == 6)
			code[n++] = '.';
		code[n++] = digits.p[i];
	}
	return place_by_code(x, (str){ code, n });
}

/* We know BPS codes down to the regency; a longer one lies in its regency. */
static const struct place *by_bps_digits(const struct place_index *x, str digits)
{
	return place_by_bps(x, str_sub(digits, 0, digits.n == 2 ? 2 : 4));
}

static struct guess one(const struct place *p, enum place_method method, int confidence)
{
	return (struct guess){ .place = p, .method = method, .confidence = confidence };
}

/* Digits without a vocabulary: both readings. */
static struct guess read_digits(const struct place_index *x, str digits)
{
	const struct place *own = by_digits(x, digits), *bps = by_bps_digits(x, digits);
	if (digits.n == 6)
		return one(own, PLACE_BY_CODE, 80);
	if (digits.n == 7 || !own)
		return one(bps, PLACE_BY_BPS_CODE, digits.n == 7 ? 80 : 60);
	if (!bps || place_within(x, own, bps))
		return one(own, PLACE_BY_CODE, 85);
	return (struct guess){ .place = own, .other = bps, .method = PLACE_BY_CODE, .confidence = 40 };
}

static bool is_length(size_t n)
{
	return n == 2 || n == 4 || n == 6 || n == 7 || n == 10;
}

static struct guess guess_code(const struct place_index *x, const struct place_code_fact *f, bool in_country,
                               bool *country)
{
	str code = str_trim(f->code);
	enum scheme scheme = scheme_of(str_trim(f->vocabulary));
	if (str_eq_nocase(code, STR("ID")) || str_eq_nocase(code, STR("IDN"))) {
		*country = *country || scheme != SCHEME_FOREIGN;
		return one(NULL, PLACE_BY_NOTHING, 0);
	}
	if (str_eq_nocase(code, STR("ID-NT"))) {
		*country = true;
		return one(place_by_code(x, STR("53")), PLACE_BY_ISO_CODE, 95);
	}
	if (scheme == SCHEME_FOREIGN)
		return one(NULL, PLACE_BY_NOTHING, 0);
	if (place_code_valid(code, NULL) && code.n > 2) {
		const struct place *p = place_by_code(x, code);
		*country = *country || p;
		return one(p, PLACE_BY_CODE, scheme == SCHEME_KEMENDAGRI ? 100 : 95);
	}
	/* The place codes of OCHA's common data sets: "ID" and a BPS code. */
	str digits = str_sub(code, 2, code.n);
	if (code.n > 2 && str_eq_nocase(str_sub(code, 0, 2), STR("ID")) && all_digits(digits) && is_length(digits.n)) {
		const struct place *p = by_bps_digits(x, digits);
		*country = true;
		return one(p, PLACE_BY_BPS_CODE, 90);
	}
	if (!all_digits(code) || !is_length(code.n) || (scheme == SCHEME_UNKNOWN && !in_country && !*country))
		return one(NULL, PLACE_BY_NOTHING, 0);
	if (scheme == SCHEME_BPS)
		return one(by_bps_digits(x, code), PLACE_BY_BPS_CODE, 95);
	if (scheme == SCHEME_KEMENDAGRI)
		return one(by_digits(x, code), PLACE_BY_CODE, 95);
	return read_digits(x, code);
}

struct guess guess_codes(const struct place_world *w, const struct place_facts *f, bool *country)
{
	struct guess best = { 0 };
	*country = false;
	for (uint32_t i = 0; i < f->ncodes; i++) {
		struct guess g = guess_code(w->places, &f->codes[i], f->in_country, country);
		if (!g.place)
			continue;
		if (g.other && best.place &&
		    place_within(w->places, g.other, best.place) != place_within(w->places, g.place, best.place))
			/* an earlier, higher code decides between the readings */
			g = place_within(w->places, g.other, best.place) ? one(g.other, PLACE_BY_BPS_CODE, 80)
			                                                 : one(g.place, PLACE_BY_CODE, 80);
		if (!best.place || place_within(w->places, g.place, best.place))
			best = g; /* the smaller of two that agree */
		else if (!place_within(w->places, best.place, g.place) && !best.other)
			best.other = g.place;
	}
	return best;
}
