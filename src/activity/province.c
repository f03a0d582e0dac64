#include "activity/province.h"

#include "activity/province_data.h"

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

str province_sector_of(str vocabulary, str dac_code)
{
	size_t digits = !vocabulary.n || str_is(vocabulary, "1") ? 5 : str_is(vocabulary, "2") ? 3 : 0;
	if (!digits || dac_code.n != digits || !all_digits(dac_code))
		return STR_EMPTY;
	str best = STR("lainnya");
	size_t longest = 0;
	for (uint32_t i = 0; i < dac_prefixes_n; i++) {
		str prefix = str_of(dac_prefixes[i].prefix);
		if (prefix.n > longest && str_starts(dac_code, prefix)) {
			longest = prefix.n;
			best = str_of(dac_prefixes[i].sector);
		}
	}
	return best;
}
