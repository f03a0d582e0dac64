#include "base/decimal.h"

#include <assert.h>
#include <stdlib.h>

#include "base/log.h"

typedef unsigned __int128 uint128;

static const int64_t powers_of_10[DECIMAL_MAX_SCALE + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Appends one digit to a number that is kept below zero, where there is one number more than above it. */
static bool push_digit(int64_t *negative, char c)
{
	return !__builtin_mul_overflow(*negative, 10, negative) &&
	       !__builtin_sub_overflow(*negative, c - '0', negative);
}

/* Whether a fraction cut after DECIMAL_MAX_SCALE digits is to be rounded away from zero: half to even. */
static bool rounds_up(str fraction, bool odd)
{
	if (fraction.n <= DECIMAL_MAX_SCALE)
		return false;
	char next = fraction.p[DECIMAL_MAX_SCALE];
	/* Trailing zeros are gone, so that any digit further on is more than nothing. */
	return next > '5' || (next == '5' && (odd || fraction.n > DECIMAL_MAX_SCALE + 1));
}

static struct decimal shortest(struct decimal d)
{
	while (d.scale && d.units % 10 == 0) {
		d.units /= 10;
		d.scale--;
	}
	return d;
}

/* SIGN? DIGITS? ('.' DIGITS?)? with at least one digit; the fraction without its trailing zeros. */
static bool split_decimal(str s, bool *negative, str *whole, str *fraction)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
	*negative = i && s.p[0] == '-';
	size_t start = i, digits = 0;
	for (; i < s.n && is_digit(s.p[i]); i++)
		digits++;
	*whole = (str){ s.p + start, digits };
	*fraction = STR_EMPTY;
	if (i < s.n && s.p[i] == '.') {
		start = ++i;
		for (; i < s.n && is_digit(s.p[i]); i++)
			digits++;
		*fraction = (str){ s.p + start, i - start };
		while (fraction->n && fraction->p[fraction->n - 1] == '0')
			fraction->n--;
	}
	return i == s.n && digits > 0;
}

bool decimal_parse(str s, struct decimal *out)
{
	bool negative;
	str whole, fraction;
	if (!split_decimal(s, &negative, &whole, &fraction))
		return false;
	int64_t units = 0;
	for (size_t i = 0; i < whole.n; i++)
		if (!push_digit(&units, whole.p[i]))
			return false;
	size_t places = fraction.n < DECIMAL_MAX_SCALE ? fraction.n : DECIMAL_MAX_SCALE;
	for (size_t i = 0; i < places; i++)
		if (!push_digit(&units, fraction.p[i]))
			return false;
	if (rounds_up(fraction, units % 2 != 0) && __builtin_sub_overflow(units, 1, &units))
		return false;
	if (!negative && __builtin_sub_overflow(0, units, &units))
		return false;
	*out = shortest((struct decimal){ .units = units, .scale = (uint8_t)places });
	return true;
}

void decimal_print(struct decimal d, struct buf *out)
{
	assert(d.scale <= DECIMAL_MAX_SCALE);
	d = shortest(d);
	uint64_t units = d.units < 0 ? 0 - (uint64_t)d.units : (uint64_t)d.units;
	uint64_t unit = (uint64_t)powers_of_10[d.scale];
	char text[32];
	size_t at = sizeof text;
	uint64_t part = units % unit;
	for (int i = 0; i < d.scale; i++, part /= 10)
		text[--at] = (char)('0' + part % 10);
	if (d.scale)
		text[--at] = '.';
	part = units / unit;
	do {
		text[--at] = (char)('0' + part % 10);
		part /= 10;
	} while (part);
	if (d.units < 0)
		text[--at] = '-';
	buf_add(out, text + at, sizeof text - at);
}

int decimal_cmp(struct decimal a, struct decimal b)
{
	assert(a.scale <= DECIMAL_MAX_SCALE && b.scale <= DECIMAL_MAX_SCALE);
	int128 x = (int128)a.units * powers_of_10[DECIMAL_MAX_SCALE - a.scale];
	int128 y = (int128)b.units * powers_of_10[DECIMAL_MAX_SCALE - b.scale];
	return (x > y) - (x < y);
}

bool decimal_rescale(struct decimal d, uint8_t scale, int64_t *units)
{
	assert(d.scale <= DECIMAL_MAX_SCALE && scale <= DECIMAL_MAX_SCALE);
	if (scale >= d.scale) {
		int64_t scaled;
		if (__builtin_mul_overflow(d.units, powers_of_10[scale - d.scale], &scaled))
			return false;
		*units = scaled;
	} else {
		*units = (int64_t)mul_div_even(d.units, 1, powers_of_10[d.scale - scale]);
	}
	return true;
}

static uint128 magnitude(int128 x)
{
	return x < 0 ? 0 - (uint128)x : (uint128)x;
}

int128 mul_div_even(int128 a, int128 b, int128 c)
{
	int128 product;
	if (c == 0 || __builtin_mul_overflow(a, b, &product)) {
		log_error("mul_div_even: division by zero or a product of more than 128 bits");
		abort();
	}
	uint128 p = magnitude(product), divisor = magnitude(c);
	uint128 quotient = p / divisor, rest = p % divisor;
	/* rest > divisor - rest is 2 * rest > divisor, which cannot overflow. */
	if (rest > divisor - rest || (rest == divisor - rest && quotient % 2 == 1))
		quotient++;
	return (int128)((product < 0) != (c < 0) ? 0 - quotient : quotient);
}

struct share {
	uint128 rest;
	uint32_t index;
};

static int larger_rest_first(const void *x, const void *y)
{
	const struct share *a = x, *b = y;
	if (a->rest != b->rest)
		return a->rest > b->rest ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

void split_largest_remainder(int64_t total, const int64_t *weights, int64_t *parts, uint32_t n)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct share *shares = arena_array(a, struct share, n);
	uint128 sum = 0, all = magnitude(total), given = 0;
	for (uint32_t i = 0; i < n; i++) {
		assert(weights[i] >= 0);
		sum += (uint128)weights[i];
	}
	assert(sum > 0);
	for (uint32_t i = 0; i < n; i++) {
		uint128 product = all * (uint128)weights[i];
		shares[i] = (struct share){ .rest = product % sum, .index = i };
		parts[i] = (int64_t)(total < 0 ? 0 - product / sum : product / sum);
		given += product / sum;
	}
	qsort(shares, n, sizeof *shares, larger_rest_first);
	for (uint32_t i = 0; i < all - given; i++)
		parts[shares[i].index] += total < 0 ? -1 : 1;
}
