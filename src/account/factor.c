/* The second factor: codes by time, their secret as a picture, recovery codes. */
#include <liboath/oath.h>
#include <sodium.h>

#include "account/internal.h"
#include "base/log.h"

enum { STEP_S = 30, DIGITS = 6 };

static void code_at(const uint8_t secret[FACTOR_SIZE], int64_t step, char out[DIGITS + 1])
{
	char key[FACTOR_SIZE];
	memcpy(key, secret, sizeof(key));
	out[0] = '\0';
	if (oath_totp_generate(key, sizeof(key), (time_t)(step * STEP_S), STEP_S, 0, DIGITS, out) != OATH_OK)
		log_error("no code of a second factor could be computed");
	sodium_memzero(key, sizeof(key));
}

void factor_code(const uint8_t secret[FACTOR_SIZE], int64_t ms, char out[7])
{
	code_at(secret, ms / 1000 / STEP_S, out);
}

int64_t factor_step(const uint8_t secret[FACTOR_SIZE], str code, int64_t ms, int64_t last)
{
	int64_t now = ms / 1000 / STEP_S, found = 0;
	char one[DIGITS + 1];
	if (code.n != DIGITS)
		return 0;
	for (int64_t step = now - 1; step <= now + 1; step++) {
		code_at(secret, step, one);
		if (one[0] && sodium_memcmp(one, code.p, DIGITS) == 0 && step > last)
			found = step;
	}
	return found;
}

/* RFC 4648 without padding. */
static void base32(const uint8_t *p, size_t n, const char *digits, char *out)
{
	uint32_t held = 0, bits = 0;
	for (size_t i = 0; i < n; i++) {
		held = held << 8 | p[i];
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = digits[held >> (bits - 5) & 31];
	}
	if (bits)
		*out++ = digits[held << (5 - bits) & 31];
	*out = '\0';
}

str factor_text(arena *a, const uint8_t secret[FACTOR_SIZE])
{
	char text[FACTOR_SIZE * 8 / 5 + 2];
	base32(secret, FACTOR_SIZE, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", text);
	return arena_str(a, str_of(text));
}

str factor_uri(arena *a, const uint8_t secret[FACTOR_SIZE], str site, str mail)
{
	struct buf b;
	buf_init(&b, a, 2048);
	buf_cstr(&b, "otpauth://totp/");
	url_encode(&b, site);
	buf_char(&b, ':');
	url_encode(&b, mail);
	buf_cstr(&b, "?secret=");
	buf_str_add(&b, factor_text(a, secret));
	buf_cstr(&b, "&issuer=");
	url_encode(&b, site);
	return buf_str(&b);
}

/* 120 random bits, so that the hash of a code cannot be searched; Crockford's letters, which are not taken for others.
 */
void recovery_make(char out[RECOVERY_SIZE])
{
	enum { RAW = 15, GROUP = 4 };
	uint8_t raw[RAW];
	char text[RAW * 8 / 5 + 1];
	random_bytes(raw, sizeof(raw));
	base32(raw, sizeof(raw), "0123456789abcdefghjkmnpqrstvwxyz", text);
	for (size_t i = 0; text[i]; i++) {
		if (i && i % GROUP == 0)
			*out++ = '-';
		*out++ = text[i];
	}
	*out = '\0';
}

struct hash recovery_hash(str account, str code)
{
	struct hash_state h;
	hash_blake2b_init(&h);
	hash_blake2b_add(&h, account.p, account.n);
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
		if (c != ' ' && c != '-')
			hash_blake2b_add(&h, &c, 1);
	}
	return hash_blake2b_end(&h);
}
