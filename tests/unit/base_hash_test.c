/* Hashes against the published test vectors (FIPS 180-4; BLAKE2b-256 as computed by Python's hashlib) and ULIDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/ulid.h"

static void assert_hex(struct hash h, const char *expected)
{
	char hex[2 * HASH_SIZE + 1];
	hex_print(h.b, sizeof h.b, hex);
	assert_string_equal(hex, expected);
}

static void sha256_has_the_published_values(void **state)
{
	(void)state;
	assert_hex(hash_sha256("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(hash_sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void blake2b_has_the_published_values(void **state)
{
	(void)state;
	uint8_t all[256];
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)i;
	assert_hex(hash_blake2b(NULL, 0), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	assert_hex(hash_blake2b("abc", 3), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	assert_hex(hash_blake2b(all, sizeof all), "39a7eb9fedc19aabc83425c6755dd90e6f9d0c804964a1f4aaeea3b9fb599835");
}

static void blake2b_piecewise_is_the_same(void **state)
{
	(void)state;
	char thousand[1000];
	memset(thousand, 'a', sizeof thousand);
	struct hash_state s;
	hash_blake2b_init(&s);
	hash_blake2b_add(&s, NULL, 0);
	for (int i = 0; i < 1000; i++)
		hash_blake2b_add(&s, thousand, sizeof thousand);
	assert_hex(hash_blake2b_end(&s), "0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4");
}

static void hex_is_lower_case(void **state)
{
	(void)state;
	char out[9];
	hex_print("\x00\x9f\xAB\xff", 4, out);
	assert_string_equal(out, "009fabff");
	hex_print("", 0, out);
	assert_string_equal(out, "");
}

static void random_bytes_differ(void **state)
{
	(void)state;
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	random_bytes(a, sizeof a);
	random_bytes(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

/* 1,000,000 random 64-bit values collide with a chance of 3 in 100 million; in their low 20 bits they fill a table of
 * 2^20 slots to 1 - 1/e^(1000000/1048576) = 61.5 %. */
static void quick_hash_spreads(void **state)
{
	(void)state;
	enum { N = 1000000, SLOTS = 1 << 20 };
	ARENA_SCOPE arena *a = arena_new(0);
	uint8_t *seen = arena_array(a, uint8_t, SLOTS);
	uint32_t filled = 0;
	char key[16] = "ID-NTT-0000000";
	for (int i = 0; i < N; i++) {
		for (int k = 13, rest = i; k > 6; k--, rest /= 10)
			key[k] = (char)('0' + rest % 10);
		uint8_t *slot = &seen[hash_quick((str){ key, 14 }) & (SLOTS - 1)];
		filled += !*slot;
		*slot = 1;
	}
	assert_in_range(filled, SLOTS / 1000 * 610, SLOTS / 1000 * 620);
}

static void quick_hash_reads_every_byte(void **state)
{
	(void)state;
	char text[64] = { 0 };
	for (size_t n = 1; n <= sizeof text; n++) {
		uint64_t before = hash_quick((str){ text, n });
		assert_int_equal(before, hash_quick((str){ text, n }));
		for (size_t i = 0; i < n; i++) {
			text[i] = 1;
			assert_true(hash_quick((str){ text, n }) != before);
			text[i] = 0;
		}
	}
}

/* The example of the specification's reference implementation: 1469918176385 is 01ARYZ6S41. */
static void ulid_holds_its_time(void **state)
{
	(void)state;
	char id[ULID_LEN + 1];
	ulid_make(1469918176385, id);
	assert_int_equal(strlen(id), ULID_LEN);
	assert_memory_equal(id, "01ARYZ6S41", 10);
	assert_true(ulid_valid(str_of(id)));
	ulid_make(0, id);
	assert_memory_equal(id, "0000000000", 10);
	ulid_make(281474976710655, id);
	assert_memory_equal(id, "7ZZZZZZZZZ", 10);
	assert_true(ulid_valid(str_of(id)));
}

static void ulid_is_checked(void **state)
{
	(void)state;
	assert_true(ulid_valid(STR("01ARZ3NDEKTSV4RRFFQ69G5FAV")));
	assert_true(ulid_valid(STR("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")));
	assert_false(ulid_valid(STR("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")));
	assert_false(ulid_valid(STR("01arz3ndektsv4rrffq69g5fav")));
	assert_false(ulid_valid(STR("01ARZ3NDEKTSV4RRFFQ69G5FA")));
	assert_false(ulid_valid(STR("01ARZ3NDEKTSV4RRFFQ69G5FAVV")));
	assert_false(ulid_valid(STR("01ARZ3NDEKTSV4RRFFQ69G5FA\0")));
	assert_false(ulid_valid(STR_EMPTY));
	for (const char *c = "ILOU"; *c; c++) {
		char id[] = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
		id[20] = *c;
		assert_false(ulid_valid(str_of(id)));
	}
}

static void ulids_of_one_millisecond_increase(void **state)
{
	(void)state;
	char last[ULID_LEN + 1], id[ULID_LEN + 1];
	ulid_make(1700000000000, last);
	for (int i = 0; i < 100000; i++) {
		ulid_make(1700000000000, id);
		assert_true(strcmp(last, id) < 0);
		memcpy(last, id, sizeof id);
	}
}

enum { THREADS = 4, PER_THREAD = 5000 };
static char ids[THREADS][PER_THREAD][ULID_LEN + 1];

static void *make_ids(void *arg)
{
	char(*out)[ULID_LEN + 1] = arg;
	for (int i = 0; i < PER_THREAD; i++)
		ulid_make(1700000000001, out[i]);
	return NULL;
}

static void ulids_of_threads_differ(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	for (int t = 0; t < THREADS; t++)
		assert_int_equal(pthread_create(&threads[t], NULL, make_ids, ids[t]), 0);
	for (int t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
	ARENA_SCOPE arena *a = arena_new(0);
	struct map m;
	map_init(&m, a);
	for (int t = 0; t < THREADS; t++)
		for (int i = 0; i < PER_THREAD; i++)
			map_put(&m, str_of(ids[t][i]), NULL);
	assert_int_equal(m.n, THREADS * PER_THREAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_has_the_published_values),
		cmocka_unit_test(blake2b_has_the_published_values),
		cmocka_unit_test(blake2b_piecewise_is_the_same),
		cmocka_unit_test(hex_is_lower_case),
		cmocka_unit_test(random_bytes_differ),
		cmocka_unit_test(quick_hash_spreads),
		cmocka_unit_test(quick_hash_reads_every_byte),
		cmocka_unit_test(ulid_holds_its_time),
		cmocka_unit_test(ulid_is_checked),
		cmocka_unit_test(ulids_of_one_millisecond_increase),
		cmocka_unit_test(ulids_of_threads_differ),
	};
	hash_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
