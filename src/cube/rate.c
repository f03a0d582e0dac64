#include "cube/rate.h"

#include "base/decimal.h"

const struct rate *rate_find(str currency, int year)
{
	const struct rate *best = NULL;
	/* letter by letter: this runs for every amount in foreign money */
	for (uint32_t i = 0; currency.n == 3 && i < rate_table_count; i++) {
		const struct rate *r = &rate_table[i];
		if (r->currency[0] == currency.p[0] && r->currency[1] == currency.p[1] &&
		    r->currency[2] == currency.p[2] && r->year <= year)
			best = r;
	}
	return best;
}

bool rate_convert(str currency, int year, int64_t cents, int64_t *idr)
{
	if (str_is(currency, "IDR")) {
		*idr = cents;
		return true;
	}
	const struct rate *r = rate_find(currency, year);
	if (!r)
		return false;
	int128 v = mul_div_even(cents, r->micro, 1000000);
	if (v > INT64_MAX / 4 || v < INT64_MIN / 4)
		return false;
	*idr = (int64_t)v;
	return true;
}
