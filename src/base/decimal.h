/* decimal.h -- exact decimal numbers and money; there is no floating point anywhere near money.
 *
 * A decimal is units * 10^-scale, scale 0..9. Sums run in 128 bits. Text in is xsd:decimal (XML Schema part 2, 3.2.3):
 * optional sign, digits, optional point; no exponent, no thousands. */
#ifndef SELARAS_BASE_DECIMAL_H
#define SELARAS_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct decimal {
	int64_t units;
	uint8_t scale;
};
typedef __int128 int128;

#define DECIMAL_MAX_SCALE 9

/* False on anything but a decimal, or one that does not fit (more than 9 places are rounded half to even). OUT has the
 * smallest scale that says it: "1.50" is 15 * 10^-1. */
bool decimal_parse(str s, struct decimal *out) SEL_MUST_CHECK;
/* Shortest text: no trailing zeros after the point. */
void decimal_print(struct decimal d, struct buf *out);
int decimal_cmp(struct decimal a, struct decimal b);
/* The same value in units of 10^-SCALE, rounded half to even; false when it does not fit in 64 bits. */
bool decimal_rescale(struct decimal d, uint8_t scale, int64_t *units) SEL_MUST_CHECK;
/* a * b / c rounded half to even, in 128 bits; c != 0. Aborts when a * b does not fit; any two 64-bit numbers do. */
int128 mul_div_even(int128 a, int128 b, int128 c);

/* Amount in hundredths of the currency's unit ("sen"); currency is ISO 4217, upper case, NUL-terminated. */
struct money {
	int64_t cents;
	char currency[4];
};

/* Splits TOTAL by WEIGHTS so that the parts add up to TOTAL exactly: largest remainder, ties to the lower index.
 * Weights are >= 0 with a sum > 0; PARTS has N places. A negative TOTAL is split as its opposite, then negated. */
void split_largest_remainder(int64_t total, const int64_t *weights, int64_t *parts, uint32_t n);

#endif
