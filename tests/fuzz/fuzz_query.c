/* Declared inputs from urlencoded text: whatever comes in, what a handler sees keeps the declarations. */
#include <stdlib.h>

#include "base/utf8.h"
#include "http/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { TEXT_MAX = 20, INT_MAX_VALUE = 1000 };
static const struct input declared[] = {
	{ "q", INPUT_TEXT, 0, TEXT_MAX },
	{ "n", INPUT_INT, INPUT_LENIENT, INT_MAX_VALUE },
	{ "c", INPUT_CODE, INPUT_REQUIRED, TEXT_MAX },
	{ "f", INPUT_FLAG, 0, 0 },
	{ "s", INPUT_TEXT, INPUT_MANY, TEXT_MAX },
	{ 0 },
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_text(str s)
{
	must(s.n > 0 && s.n <= TEXT_MAX && utf8_valid(s) && !memchr(s.p, 0, s.n) && s.p[s.n] == '\0');
	must(str_eq(str_trim(s), s));
}

/* What is decoded and encoded again decodes to the same. */
static void check_round_trip(arena *a, str s)
{
	str once, twice;
	struct buf b;
	if (!url_decode(a, s, true, &once))
		return;
	buf_init(&b, a, s.n * 3 + 16);
	url_encode(&b, once);
	must(url_decode(a, buf_str(&b), false, &twice) && str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str s = arena_str(a, (str){ (const char *)data, n });
	struct problems ps;
	uint32_t unknown;
	problems_init(&ps, a, 10);
	struct input_value *v = inputs_parse(a, declared, s, &unknown, &ps);
	for (size_t i = 0; declared[i].name; i++) {
		must(v[i].given || (v[i].text.n == 0 && v[i].i == 0 && v[i].nmany == 0));
		if (v[i].given)
			check_text(v[i].text);
	}
	must(v[1].i >= 0 && v[1].i <= INT_MAX_VALUE && v[3].i >= 0 && v[3].i <= 1);
	must(v[2].given || problems_refuse(&ps));
	must(v[4].nmany <= INPUT_MAX_MANY);
	for (uint32_t i = 0; i < v[4].nmany; i++)
		check_text(v[4].many[i]);
	check_round_trip(a, s);
	return 0;
}
