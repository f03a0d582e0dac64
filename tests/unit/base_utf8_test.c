/* UTF-8 against the tables of the Unicode standard (chapter 3.9), folding against known cases and against ICU's
 * normalization over all code points, and the order of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/utf8.h"

static void well_formed_sequences_are_told_from_others(void **state)
{
	(void)state;
	static const struct {
		str text;
		bool ok;
	} rows[] = {
		{ STR(""), true },
		{ STR("plain text of more than eight bytes"), true },
		{ STR("\xC2\x80 \xDF\xBF"), true },
		{ STR("\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF"), true },
		{ STR("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"), true },
		{ STR("eight by\x80"), false },
		{ STR("\x80"), false },
		{ STR("\xBF"), false },
		{ STR("\xC0\x80"), false },         /* overlong NUL */
		{ STR("\xC1\xBF"), false },         /* overlong */
		{ STR("\xE0\x9F\xBF"), false },     /* overlong */
		{ STR("\xF0\x8F\xBF\xBF"), false }, /* overlong */
		{ STR("\xED\xA0\x80"), false },     /* surrogate */
		{ STR("\xED\xBF\xBF"), false },     /* surrogate */
		{ STR("\xF4\x90\x80\x80"), false }, /* past U+10FFFF */
		{ STR("\xF5\x80\x80\x80"), false },
		{ STR("\xFF"), false },
		{ STR("\xC3"), false },
		{ STR("\xE2\x82"), false },
		{ STR("\xF0\x9F\x98"), false },
		{ STR("\xC3 "), false },
		{ STR("\xC3\xA9\xA9"), false },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_int_equal(utf8_valid(rows[i].text), rows[i].ok);
	assert_true(utf8_valid((str){ "a\0b", 3 }));
}

static void every_code_point_goes_out_and_comes_back(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, NULL, 16);
	for (uint32_t c = 0; c <= 0x110000; c++) {
		bool scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
		buf_clear(&b);
		utf8_put(&b, c);
		size_t i = 0;
		if (utf8_next(buf_str(&b), &i) != (scalar ? c : 0xFFFD) || i != b.n || !utf8_valid(buf_str(&b)) ||
		    b.n != (!scalar       ? 3u
		            : c < 0x80    ? 1u
		            : c < 0x800   ? 2u
		            : c < 0x10000 ? 3u
		                          : 4u))
			fail_msg("U+%04X", c);
	}
	buf_release(&b);
}

/* The example of the Unicode standard, table 3-11: each maximal subpart becomes one U+FFFD. */
static void malformed_bytes_become_replacements(void **state)
{
	(void)state;
	str s = STR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41");
	static const uint32_t expected[] = { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 'A' };
	size_t n = 0;
	for (size_t i = 0; i < s.n; n++)
		assert_int_equal(utf8_next(s, &i), expected[n]);
	assert_int_equal(n, SEL_COUNT(expected));
	/* Table 3-8: bytes that can start nothing are replaced one by one. */
	s = STR("\xC0\xAF\xE0\x80\xBF");
	n = 0;
	for (size_t i = 0; i < s.n; n++)
		assert_int_equal(utf8_next(s, &i), 0xFFFD);
	assert_int_equal(n, 5);
}

static void lengths_and_prefixes_count_code_points(void **state)
{
	(void)state;
	str s = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
	assert_int_equal(utf8_length(s), 5);
	assert_int_equal(utf8_length(STR_EMPTY), 0);
	static const size_t bytes[] = { 0, 1, 3, 6, 10, 11, 11 };
	for (size_t n = 0; n < SEL_COUNT(bytes); n++)
		assert_int_equal(utf8_prefix(s, n).n, bytes[n]);
	assert_int_equal(utf8_prefix(s, SIZE_MAX).n, s.n);
}

static void folding_knows_its_cases(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *folded;
	} rows[] = {
		{ "", "" },
		{ "...", "" },
		{ "  Kabupaten   TIMOR Tengah\tUtara \n", "kabupaten timor tengah utara" },
		{ "Kelompok Tani \"Sinar-Harapan\", Desa Oe'baki", "kelompok tani sinar harapan desa oe baki" },
		{ "A+B=C_D", "a b c d" },
		{ "2019/2020 (50%)", "2019 2020 50" },
		{ "Ca\xC3\xB1\x61 \xC3\x89t\xC3\xA9", "cana ete" },
		{ "Cafe\xCC\x81", "cafe" },
		{ "Stra\xC3\x9F"
		  "e",
		  "strasse" },
		{ "STRASSE", "strasse" },
		{ "\xC4\xB0stanbul", "istanbul" }, /* I with a dot above */
		{ "\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82",
		  "\xCF\x83\xCE\xB9\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83" }, /* final sigma */
		{ "\xEF\xAC\x81le", "file" },                                   /* ligature fi */
		{ "\xEF\xBC\xA1\xEF\xBC\xA2\xE3\x80\x80\xEF\xBC\x91", "ab 1" }, /* full width */
		{ "x\xC2\xB2", "x2" },                                          /* superscript two */
		{ "co\xC2\xAD"
		  "operate",
		  "cooperate" }, /* soft hyphen */
		{ "a\xC2\xA0"
		  "b",
		  "a b" }, /* no-break space */
		{ "\xE2\x80\x9CYayasan\xE2\x80\x9D \xE2\x80\x93 NTT", "yayasan ntt" },
		{ "\xE1\xBE\xB3 \xCE\xB1\xCD\x85", "\xCE\xB1 \xCE\xB1" }, /* alpha with iota subscript, both ways */
		{ "\xF0\x9F\x98\x80", "" },
		{ "a\xFF"
		  "b",
		  "a b" },
		{ "\xE6\x97\xA5\xE6\x9C\xAC", "\xE6\x97\xA5\xE6\x9C\xAC" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		str folded = utf8_fold(a, str_of(rows[i].text));
		assert_int_equal(folded.n, strlen(rows[i].folded));
		assert_memory_equal(folded.p, rows[i].folded, folded.n);
	}
}

static void folding_long_texts_loses_nothing(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf text, expected;
	buf_init(&text, a, 1 << 20);
	buf_init(&expected, a, 1 << 20);
	for (int i = 0; i < 5000; i++) {
		buf_fmt(&text,
		        "%sN\xC3\xB4"
		        "D-%d",
		        i % 3 ? ", " : "\xE2\x80\x94", i);
		buf_fmt(&expected, "%snod %d", i ? " " : "", i);
	}
	assert_true(str_eq(utf8_fold(a, buf_str(&text)), buf_str(&expected)));
	struct buf small;
	buf_init(&small, a, 9);
	utf8_fold_into(&small, STR("Kota Kupang"));
	assert_true(buf_failed(&small));
	buf_init(&small, a, 11);
	utf8_fold_into(&small, STR("Kota Kupang..."));
	assert_false(buf_failed(&small));
	assert_string_equal(small.p, "kota kupang");
}

/* Folding twice changes nothing, and a text folds as its canonical decomposition (by ICU) does. */
static void folding_is_stable_over_all_code_points(void **state)
{
	(void)state;
	UErrorCode rc = U_ZERO_ERROR;
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&rc);
	assert_true(U_SUCCESS(rc));
	ARENA_SCOPE arena *a = arena_new(0);
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		arena_clear(a);
		struct buf b;
		buf_init(&b, a, 64);
		utf8_put(&b, c);
		str folded = utf8_fold(a, buf_str(&b));
		if (!utf8_valid(folded) || !str_eq(utf8_fold(a, folded), folded))
			fail_msg("folding U+%04X twice differs", c);
		UChar wide[32];
		int32_t n = unorm2_getDecomposition(nfd, (UChar32)c, wide, 32, &rc);
		if (n < 0)
			continue;
		char narrow[128];
		u_strToUTF8(narrow, sizeof narrow, NULL, wide, n, &rc);
		assert_true(U_SUCCESS(rc));
		if (!str_eq(utf8_fold(a, str_of(narrow)), folded))
			fail_msg("U+%04X folds otherwise than its decomposition", c);
	}
}

static void names_are_in_the_order_of_people(void **state)
{
	(void)state;
	static const char *const ordered[] = { "",     "1",    "2",      "10",      "alor",      "Alor", "\xC3\x81lor",
		                               "Belu", "desa", "Desa 2", "Desa 10", "Desa 10 B", "Ende", "\xC3\x8Ande",
		                               "Endf", "Sabu", "Zet" };
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(ordered); i++) {
		for (size_t k = 0; k < SEL_COUNT(ordered); k++) {
			str x = str_of(ordered[i]), y = str_of(ordered[k]);
			int expected = (i > k) - (i < k);
			assert_int_equal(utf8_collate(x, y), expected);
			int by_key = str_cmp(utf8_sort_key(a, x), utf8_sort_key(a, y));
			assert_int_equal((by_key > 0) - (by_key < 0), expected);
		}
	}
	assert_int_equal(utf8_collate(STR("Caf\xC3\xA9"), STR("Cafe\xCC\x81")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_sequences_are_told_from_others),
		cmocka_unit_test(every_code_point_goes_out_and_comes_back),
		cmocka_unit_test(malformed_bytes_become_replacements),
		cmocka_unit_test(lengths_and_prefixes_count_code_points),
		cmocka_unit_test(folding_knows_its_cases),
		cmocka_unit_test(folding_long_texts_loses_nothing),
		cmocka_unit_test(folding_is_stable_over_all_code_points),
		cmocka_unit_test(names_are_in_the_order_of_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
