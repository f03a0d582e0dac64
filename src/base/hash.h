/* hash.h -- BLAKE2b-256 (RFC 7693) for documents and the history chain, SHA-256 for checksums shown to others;
 * random bytes from the system. All by libsodium; hash_start() before the first use. */
#ifndef SELARAS_BASE_HASH_H
#define SELARAS_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define HASH_SIZE 32
struct hash {
	uint8_t b[HASH_SIZE];
};

void hash_start(void); /* once, in main; aborts when the library does not start */
struct hash hash_blake2b(const void *p, size_t n);
struct hash hash_sha256(const void *p, size_t n);
/* Lower-case hexadecimal of N bytes; OUT holds 2N + 1. */
void hex_print(const void *p, size_t n, char *out);
void random_bytes(void *p, size_t n);

/* Piecewise. */
struct hash_state {
	_Alignas(64) uint8_t opaque[384];
};
void hash_blake2b_init(struct hash_state *s);
void hash_blake2b_add(struct hash_state *s, const void *p, size_t n);
struct hash hash_blake2b_end(struct hash_state *s);

/* Not cryptographic, seeded per process: for hash tables. */
uint64_t hash_quick(str s);

#endif
