/* tls.h -- the certificate of the server, which may be replaced while it runs.
 *
 * A handshake takes what is newest; one that is under way keeps what it took, so older ones stay until the end (they
 * are replaced a few times a year). Any number of threads. */
#ifndef SELARAS_HTTP_TLS_H
#define SELARAS_HTTP_TLS_H

#include <gnutls/abstract.h>
#include <stdbool.h>

struct tls;

/* What the library may use: TLS 1.3 and 1.2 only, and of 1.2 only suites with forward secrecy that encrypt and prove in
 * one (RFC 9325, 4.2). */
#define TLS_PRIORITIES                                                                                                 \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:+AES-256-GCM:"         \
	"+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD"

/* From PEM files: the certificate with those that vouch for it behind it, and its key. NULL with the reason in *WHY. */
struct tls *tls_new(const char *cert, const char *key, const char **why);
void tls_free(struct tls *t); /* NULL is allowed; no handshake may be under way */
/* Reads the files again; false with the reason in *WHY when they are not fit, and nothing has changed. */
bool tls_reload(struct tls *t, const char **why);
/* SESSION will ask T for its certificate. */
void tls_attach(struct tls *t, gnutls_session_t session);
/* GnuTLS's callback for that. */
int tls_retrieve(gnutls_session_t session, const gnutls_datum_t *ca, int nca, const gnutls_pk_algorithm_t *algorithms,
                 int nalgorithms, gnutls_pcert_st **chain, unsigned *n, gnutls_privkey_t *key);

#endif
