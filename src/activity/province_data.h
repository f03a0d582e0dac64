/* province_data.h -- the table that tools/codes.py makes from province-sector-dac.csv; only province.c reads it. */
#ifndef SELARAS_ACTIVITY_PROVINCE_DATA_H
#define SELARAS_ACTIVITY_PROVINCE_DATA_H

#include <stdint.h>

struct dac_prefix {
	const char *prefix, *sector;
};
extern const struct dac_prefix dac_prefixes[];
extern const uint32_t dac_prefixes_n;

#endif
