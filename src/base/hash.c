#include "base/hash.h"

#include <errno.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/log.h"

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct hash_state), "struct hash_state is too small");
_Static_assert(_Alignof(crypto_generichash_state) <= _Alignof(struct hash_state), "struct hash_state is misaligned");
_Static_assert(crypto_hash_sha256_BYTES == HASH_SIZE, "SHA-256 has 32 bytes");

void hash_start(void)
{
	if (sodium_init() < 0) {
		log_error("libsodium does not start");
		abort();
	}
}

struct hash hash_blake2b(const void *p, size_t n)
{
	struct hash h;
	crypto_generichash(h.b, sizeof h.b, p, n, NULL, 0);
	return h;
}

struct hash hash_sha256(const void *p, size_t n)
{
	struct hash h;
	crypto_hash_sha256(h.b, p, n);
	return h;
}

void hex_print(const void *p, size_t n, char *out)
{
	static const char digits[16] = "0123456789abcdef";
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[b[i] >> 4];
		out[2 * i + 1] = digits[b[i] & 15];
	}
	out[2 * n] = '\0';
}

void random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);
}

static crypto_generichash_state *state_of(struct hash_state *s)
{
	return (crypto_generichash_state *)(void *)s->opaque;
}

void hash_blake2b_init(struct hash_state *s)
{
	crypto_generichash_init(state_of(s), NULL, 0, HASH_SIZE);
}

void hash_blake2b_add(struct hash_state *s, const void *p, size_t n)
{
	crypto_generichash_update(state_of(s), p, n);
}

struct hash hash_blake2b_end(struct hash_state *s)
{
	struct hash h;
	crypto_generichash_final(state_of(s), h.b, sizeof h.b);
	return h;
}

/* The two secret numbers of hash_quick(). The first thread that needs them draws them, and its draw stays: once a map
 * stands on a seed, the seed may not change. */
static atomic_uint_fast64_t quick_seed;

static SEL_COLD uint64_t draw_seed(void)
{
	uint64_t drawn;
	while (getrandom(&drawn, sizeof drawn, 0) != (ssize_t)sizeof drawn) {
		if (errno != EINTR) {
			log_error("no random bytes from the system: errno=%d", errno);
			abort();
		}
	}
	uint_fast64_t found = 0;
	drawn |= 1; /* 0 means: not drawn */
	return atomic_compare_exchange_strong(&quick_seed, &found, drawn) ? drawn : found;
}

static uint64_t read64(const char *p)
{
	uint64_t x;
	memcpy(&x, p, sizeof x);
	return x;
}

static uint64_t read32(const char *p)
{
	uint32_t x;
	memcpy(&x, p, sizeof x);
	return x;
}

/* Both halves of the product of two 64-bit numbers, folded. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_quick(str s)
{
	uint64_t seed = atomic_load_explicit(&quick_seed, memory_order_relaxed);
	if (seed == 0)
		seed = draw_seed();
	/* Odd multiples of the secret stand against input words, so that nobody outside can choose a factor of 0. */
	uint64_t second = seed * 0x9e3779b97f4a7c15u;
	uint64_t h = seed ^ s.n;
	const char *p = s.p;
	size_t n = s.n;
	for (; n > 16; p += 16, n -= 16)
		h = mix(read64(p) ^ h, read64(p + 8) ^ second);
	uint64_t a = 0, b = 0;
	if (n >= 8) {
		a = read64(p);
		b = read64(p + n - 8);
	} else if (n >= 4) {
		a = read32(p);
		b = read32(p + n - 4);
	} else if (n > 0) {
		a = (uint64_t)(uint8_t)p[0] << 16 | (uint64_t)(uint8_t)p[n / 2] << 8 | (uint8_t)p[n - 1];
	}
	h = mix(a ^ h, b ^ second);
	return mix(h ^ seed, second ^ 0xd6e8feb86659fd93u);
}
