/* The key of the installation, and random tokens. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "account/internal.h"

bool key_write(const char *path, const struct key *k)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool ok = write(fd, k->b, KEY_SIZE) == KEY_SIZE && fsync(fd) == 0;
	close(fd);
	if (!ok)
		unlink(path);
	return ok;
}

bool key_load(const char *path, struct key *out, const char **why)
{
	static _Thread_local char text[512];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		random_bytes(out->b, KEY_SIZE);
		if (key_write(path, out))
			return true;
		fd = open(path, O_RDONLY | O_CLOEXEC); /* another process was first */
	}
	char more;
	bool ok = fd >= 0 && read(fd, out->b, KEY_SIZE) == KEY_SIZE && read(fd, &more, 1) == 0;
	if (fd >= 0)
		close(fd);
	if (ok)
		return true;
	snprintf(text, sizeof(text), "the key file %s cannot be read or made, or is not %d bytes long", path, KEY_SIZE);
	*why = text;
	return false;
}

void key_seal(const struct key *k, const void *p, size_t n, uint8_t *out)
{
	enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
	random_bytes(out, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, p, n, NULL, 0, NULL, out, k->b);
}

bool key_open(const struct key *k, str sealed, uint8_t *out)
{
	enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
	const uint8_t *p = (const uint8_t *)sealed.p;
	if (sealed.n < SEAL_EXTRA)
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + NONCE, sealed.n - NONCE, NULL, 0, p,
	                                               k->b) == 0)
		return true;
	/* as it was sealed before, with nonce and tag of the same lengths */
	return crypto_secretbox_open_easy(out, p + crypto_secretbox_NONCEBYTES, sealed.n - crypto_secretbox_NONCEBYTES,
	                                  p, k->b) == 0;
}

struct hash key_mac(const struct key *k, str s)
{
	struct hash h;
	crypto_generichash(h.b, HASH_SIZE, (const uint8_t *)s.p, s.n, k->b, KEY_SIZE);
	return h;
}

void token_make(struct token *t)
{
	uint8_t raw[32];
	random_bytes(raw, sizeof(raw));
	sodium_bin2base64(t->text, sizeof(t->text), raw, sizeof(raw), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	t->hash = hash_blake2b(t->text, TOKEN_LEN);
}

bool token_read(str s, struct hash *out)
{
	if (s.n != TOKEN_LEN)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
		      c == '_'))
			return false;
	}
	*out = hash_blake2b(s.p, s.n);
	return true;
}
