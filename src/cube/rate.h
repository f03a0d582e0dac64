/* rate.h -- exchange rates inside the program (data/rates.csv): rupiah per unit of a currency, by year, each with its
 * method and source. A missing rate leaves an amount out of sums, and the page says so; nothing is ever taken 1:1. */
#ifndef SELARAS_CUBE_RATE_H
#define SELARAS_CUBE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct rate {
	const char *currency; /* ISO 4217 */
	int year;
	int64_t micro; /* millionths of a rupiah per unit */
	const char *method, *source;
};
extern const struct rate rate_table[]; /* sorted by currency, year */
extern const uint32_t rate_table_count;

/* The rate of that year; of the last year there is when YEAR is later (a fixed rule, shown with the figures); NULL when
 * the currency or the year before the first is not in the table. */
const struct rate *rate_find(str currency, int year);
/* Rupiah cents of CENTS of CURRENCY; false when there is no rate or the amount does not fit. */
bool rate_convert(str currency, int year, int64_t cents, int64_t *idr) SEL_MUST_CHECK;

#endif
