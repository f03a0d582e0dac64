#include "i18n/i18n.h"

#include <assert.h>
#include <string.h>

static char group_mark(enum lang lang)
{
	return lang == LANG_ID ? '.' : ',';
}

static char decimal_mark(enum lang lang)
{
	return lang == LANG_ID ? ',' : '.';
}

/* Digits of N in groups of three. */
static void put_grouped(struct buf *out, enum lang lang, uint64_t n)
{
	char digits[20];
	size_t count = 0;
	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	while (count) {
		buf_char(out, digits[--count]);
		if (count && count % 3 == 0)
			buf_char(out, group_mark(lang));
	}
}

/* UNITS * 10^-PLACES without its sign. */
static void put_fixed(struct buf *out, enum lang lang, uint64_t units, unsigned places)
{
	uint64_t one = 1;
	for (unsigned i = 0; i < places; i++)
		one *= 10;
	put_grouped(out, lang, units / one);
	if (!places)
		return;
	buf_char(out, decimal_mark(lang));
	for (uint64_t rest = units % one, digit = one / 10; digit; digit /= 10)
		buf_char(out, (char)('0' + rest / digit % 10));
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static str made(struct buf *out)
{
	assert(!buf_failed(out));
	return buf_str(out);
}

static void begin(struct buf *out, arena *a, int64_t sign)
{
	buf_init(out, a, 256);
	if (sign < 0)
		buf_char(out, '-');
}

str i18n_int(arena *a, enum lang lang, int64_t n)
{
	struct buf out;
	begin(&out, a, n);
	put_grouped(&out, lang, magnitude(n));
	return made(&out);
}

/* D at PLACES digits; where 64 bits cannot hold that many, at as many as D has. */
static struct decimal at_places(struct decimal d, int places)
{
	if (places < 0) {
		while (d.scale && d.units % 10 == 0) {
			d.units /= 10;
			d.scale--;
		}
		return d;
	}
	int64_t units;
	uint8_t scale = (uint8_t)(places > DECIMAL_MAX_SCALE ? DECIMAL_MAX_SCALE : places);
	if (!decimal_rescale(d, scale, &units))
		return d;
	return (struct decimal){ units, scale };
}

str i18n_decimal(arena *a, enum lang lang, struct decimal d, int places)
{
	struct decimal shown = at_places(d, places);
	struct buf out;
	begin(&out, a, shown.units);
	put_fixed(&out, lang, magnitude(shown.units), shown.scale);
	return made(&out);
}

str i18n_percent(arena *a, enum lang lang, struct decimal d, int places)
{
	return arena_cat(a, i18n_decimal(a, lang, d, places), STR("%"));
}

str i18n_currency(arena *a, enum lang lang, const char *currency)
{
	if (lang == LANG_ID && strcmp(currency, "IDR") == 0)
		return STR("Rp");
	if (lang == LANG_ID && strcmp(currency, "USD") == 0)
		return STR("US$");
	return *currency ? arena_cat(a, str_of(currency), STR(" ")) : STR_EMPTY;
}

/* D's size in tenths of the largest fitting step, and that step (0: ones). Rounding 999.95 thousand up makes 1 million.
 */
static uint64_t in_steps(struct decimal d, unsigned *step)
{
	const unsigned steps = 4;
	int128 units = d.units < 0 ? -(int128)d.units : d.units;
	int128 one = 1;
	for (unsigned i = 0; i < d.scale; i++)
		one *= 10;
	*step = 0;
	while (*step < steps && units >= 1000 * one) {
		one *= 1000;
		++*step;
	}
	int128 tenths = mul_div_even(units, 10, one);
	if (tenths >= 10000 && *step < steps) {
		++*step;
		tenths = 10;
	}
	return (uint64_t)tenths;
}

static void put_short(struct buf *out, enum lang lang, struct decimal d)
{
	static const enum msg words[] = { MSG_NUMBER_THOUSAND, MSG_NUMBER_THOUSAND, MSG_NUMBER_MILLION,
		                          MSG_NUMBER_BILLION, MSG_NUMBER_TRILLION };
	unsigned step;
	uint64_t tenths = in_steps(d, &step);
	if (tenths % 10)
		put_fixed(out, lang, tenths, 1);
	else
		put_grouped(out, lang, tenths / 10);
	if (step) {
		buf_char(out, ' ');
		buf_str_add(out, msg(lang, words[step]));
	}
}

str i18n_short(arena *a, enum lang lang, struct decimal d)
{
	struct buf out;
	begin(&out, a, d.units);
	put_short(&out, lang, d);
	return made(&out);
}

str i18n_money(arena *a, enum lang lang, struct money m, enum money_style style)
{
	struct buf out;
	begin(&out, a, m.cents);
	buf_str_add(&out, i18n_currency(a, lang, m.currency));
	uint64_t cents = magnitude(m.cents);
	if (style == MONEY_SHORT && cents >= 1000 * 100)
		put_short(&out, lang, (struct decimal){ m.cents, 2 });
	else if (cents % 100)
		put_fixed(&out, lang, cents, 2);
	else
		put_grouped(&out, lang, cents / 100);
	return made(&out);
}
