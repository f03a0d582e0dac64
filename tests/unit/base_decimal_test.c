/* Decimals: xsd:decimal's lexical space, half-even rounding (values by Python's decimal), largest remainders by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/decimal.h"

static struct decimal dec(const char *text)
{
	struct decimal d = { 0 };
	assert_true(decimal_parse(str_of(text), &d));
	return d;
}

static void assert_prints(struct decimal d, const char *expected)
{
	struct buf out;
	buf_init(&out, NULL, 64);
	decimal_print(d, &out);
	assert_string_equal(out.p, expected);
	buf_release(&out);
}

static void decimals_are_read_exactly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t units;
		int scale;
		const char *printed;
	} rows[] = {
		{ "0", 0, 0, "0" },
		{ "-0", 0, 0, "0" },
		{ "-0.00", 0, 0, "0" },
		{ "+1", 1, 0, "1" },
		{ "1.", 1, 0, "1" },
		{ ".5", 5, 1, "0.5" },
		{ "-.05", -5, 2, "-0.05" },
		{ "1.50", 15, 1, "1.5" },
		{ "0001.10", 11, 1, "1.1" },
		{ "100", 100, 0, "100" },
		{ "1500000000.00", 1500000000, 0, "1500000000" },
		{ "0.000000001", 1, 9, "0.000000001" },
		{ "-1.000000001", -1000000001, 9, "-1.000000001" },
		{ "9223372036854775807", INT64_MAX, 0, "9223372036854775807" },
		{ "-9223372036854775808", INT64_MIN, 0, "-9223372036854775808" },
		{ "9223372036.854775807", INT64_MAX, 9, "9223372036.854775807" },
		{ "-9223372036.854775808", INT64_MIN, 9, "-9223372036.854775808" },
		{ "9223372036854775807.0000000000000000000", INT64_MAX, 0, "9223372036854775807" },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct decimal d = dec(rows[i].text);
		assert_int_equal(d.units, rows[i].units);
		assert_int_equal(d.scale, rows[i].scale);
		assert_prints(d, rows[i].printed);
	}
	assert_prints((struct decimal){ 1500, 2 }, "15");
	assert_prints((struct decimal){ 0, 9 }, "0");
}

static void more_than_nine_places_round_half_to_even(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *printed;
	} rows[] = {
		{ "0.1234567894", "0.123456789" },
		{ "0.1234567895", "0.12345679" },
		{ "0.1234567885", "0.123456788" },
		{ "0.12345678850000000000000000001", "0.123456789" },
		{ "0.12345678850000000000000000000", "0.123456788" },
		{ "-0.1234567885", "-0.123456788" },
		{ "-0.1234567886", "-0.123456789" },
		{ "0.9999999999", "1" },
		{ "-0.0000000005", "0" },
		{ "0.0000000015", "0.000000002" },
		{ "9223372036.8547758074", "9223372036.854775807" },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_prints(dec(rows[i].text), rows[i].printed);
}

static void what_is_no_decimal_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		".",
		"+",
		"-.",
		"--1",
		" 1",
		"1 ",
		"1,5",
		"1.5.",
		"1e5",
		"NaN",
		"INF",
		"0x1",
		"1_0",
		"1.-5",
		"+-1",
		"1 000",
		"\xC2\xBD",
		"9223372036854775808",
		"-9223372036854775809",
		"9223372036.8547758075",
		"12345678901.123456789",
		"99999999999999999999999999999999999999999999",
	};
	struct decimal d = { .units = 77 };
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(decimal_parse(str_of(bad[i]), &d));
	assert_int_equal(d.units, 77);
	assert_false(decimal_parse((str){ "1\0", 2 }, &d));
}

static void decimals_compare_by_value(void **state)
{
	(void)state;
	assert_int_equal(decimal_cmp(dec("1.5"), (struct decimal){ 150, 2 }), 0);
	assert_int_equal(decimal_cmp(dec("1.5"), dec("1.49")), 1);
	assert_int_equal(decimal_cmp(dec("-1.5"), dec("-1.49")), -1);
	assert_int_equal(decimal_cmp(dec("9223372036854775807"), dec("9223372036.854775807")), 1);
	assert_int_equal(decimal_cmp(dec("-9223372036854775808"), dec("-9223372036.854775808")), -1);
	assert_int_equal(decimal_cmp(dec("0"), dec("-0.000000001")), 1);
}

static void rescaling_rounds_half_to_even(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint8_t scale;
		int64_t units;
	} rows[] = {
		{ "2.345", 2, 234 },  { "2.355", 2, 236 }, { "-2.345", 2, -234 },  { "-2.355", 2, -236 },
		{ "2.3451", 2, 235 }, { "0.5", 0, 0 },     { "1.5", 0, 2 },        { "2.5", 0, 2 },
		{ "-0.5", 0, 0 },     { "-1.5", 0, -2 },   { "7", 9, 7000000000 }, { "1.25", 2, 125 },
		{ "1.25", 4, 12500 }, { "0.4999", 0, 0 },  { "99.995", 2, 10000 },
	};
	int64_t units;
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		assert_true(decimal_rescale(dec(rows[i].text), rows[i].scale, &units));
		assert_int_equal(units, rows[i].units);
	}
	units = 77;
	assert_false(decimal_rescale(dec("92233720368547758.07"), 3, &units));
	assert_false(decimal_rescale(dec("-9223372036854775808"), 1, &units));
	assert_int_equal(units, 77);
	assert_true(decimal_rescale(dec("9223372036854775.807"), 3, &units));
	assert_int_equal(units, INT64_MAX);
}

static void products_are_divided_in_128_bits(void **state)
{
	(void)state;
	assert_true(mul_div_even(5, 1, 2) == 2);
	assert_true(mul_div_even(7, 1, 2) == 4);
	assert_true(mul_div_even(-5, 1, 2) == -2);
	assert_true(mul_div_even(5, 1, -2) == -2);
	assert_true(mul_div_even(-7, -1, 2) == 4);
	assert_true(mul_div_even(-7, 1, -2) == 4);
	assert_true(mul_div_even(0, 9, -4) == 0);
	assert_true(mul_div_even(INT64_MAX, INT64_MAX, INT64_MAX) == INT64_MAX);
	assert_true(mul_div_even(INT64_MIN, INT64_MIN, 1) == (int128)1 << 126);
	/* 1,000,000.00 USD at 14,031.25 rupiah: 100000000 cents * 1403125 / 100. */
	assert_true(mul_div_even(100000000, 1403125, 100) == 1403125000000);
	/* 123456789012345678 * 987654321098765432 / 1000000007, by Python: 121932630283493382338058135.85 */
	int128 expected = (int128)121932630283493382 * 1000000000 + 338058136;
	int128 got = mul_div_even(123456789012345678, 987654321098765432, 1000000007);
	assert_true(got == expected);
}

static void assert_split(int64_t total, const int64_t *weights, const int64_t *expected, uint32_t n)
{
	int64_t parts[8] = { 0 };
	assert_true(n <= SEL_COUNT(parts));
	split_largest_remainder(total, weights, parts, n);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(parts[i], expected[i]);
}

static void splits_go_to_the_largest_remainders(void **state)
{
	(void)state;
	assert_split(100, (int64_t[]){ 1, 1, 1 }, (int64_t[]){ 34, 33, 33 }, 3);
	assert_split(101, (int64_t[]){ 1, 1, 1 }, (int64_t[]){ 34, 34, 33 }, 3);
	assert_split(-100, (int64_t[]){ 1, 1, 1 }, (int64_t[]){ -34, -33, -33 }, 3);
	/* 10 by 3:1:2:0 = 5, 1.67, 3.33, 0: the rest goes to the second. */
	assert_split(10, (int64_t[]){ 3, 1, 2, 0 }, (int64_t[]){ 5, 2, 3, 0 }, 4);
	/* 1 by 1:2:2 = 0.2, 0.4, 0.4: a tie goes to the lower index. */
	assert_split(1, (int64_t[]){ 1, 2, 2 }, (int64_t[]){ 0, 1, 0 }, 3);
	assert_split(0, (int64_t[]){ 1, 2 }, (int64_t[]){ 0, 0 }, 2);
	assert_split(7, (int64_t[]){ 5 }, (int64_t[]){ 7 }, 1);
	assert_split(INT64_MIN, (int64_t[]){ 0, 1 }, (int64_t[]){ 0, INT64_MIN }, 2);
	assert_split(INT64_MAX, (int64_t[]){ INT64_MAX, INT64_MAX }, (int64_t[]){ INT64_MAX / 2 + 1, INT64_MAX / 2 },
	             2);
}

static void splits_always_add_up(void **state)
{
	(void)state;
	enum { N = 500 };
	int64_t weights[N], parts[N];
	uint64_t random = 42;
	for (int round = 0; round < 200; round++) {
		int128 weight_sum = 0, part_sum = 0;
		for (int i = 0; i < N; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			weights[i] = i ? (int64_t)(random >> (20 + round % 40)) : 1;
			weight_sum += weights[i];
		}
		int64_t total = (int64_t)random >> (round % 60);
		split_largest_remainder(total, weights, parts, N);
		for (int i = 0; i < N; i++) {
			/* Each part is less than one unit from its share: |part * sum - total * weight| < sum. */
			int128 off = parts[i] - (int128)total * weights[i] / weight_sum;
			assert_true(off >= -1 && off <= 1);
			part_sum += parts[i];
		}
		assert_true(part_sum == total);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_read_exactly),
		cmocka_unit_test(more_than_nine_places_round_half_to_even),
		cmocka_unit_test(what_is_no_decimal_is_refused),
		cmocka_unit_test(decimals_compare_by_value),
		cmocka_unit_test(rescaling_rounds_half_to_even),
		cmocka_unit_test(products_are_divided_in_128_bits),
		cmocka_unit_test(splits_go_to_the_largest_remainders),
		cmocka_unit_test(splits_always_add_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
