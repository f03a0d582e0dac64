#include "cube/rate.h"

#include "base/decimal.h"

const struct rate *rate_find(str currency, int year)
{
	const struct rate *best = NULL;
	for (uint32_t i = 0; i < rate_table_count; i++)
		if (str_is(currency, rate_table[i].currency) && rate_table[i].year <= year)
			best = &rate_table[i];
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
