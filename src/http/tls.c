#include "http/tls.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/log.h"

enum { CHAIN_MAX = 16 };

struct pair {
	gnutls_pcert_st chain[CHAIN_MAX];
	unsigned n;
	gnutls_privkey_t key;
	struct pair *older;
};

struct tls {
	const char *cert, *key; /* names of files; the caller's */
	pthread_mutex_t reloading;
	_Atomic(struct pair *) newest;
};

static void pair_free(struct pair *p)
{
	for (unsigned i = 0; i < p->n; i++)
		gnutls_pcert_deinit(&p->chain[i]);
	gnutls_privkey_deinit(p->key);
	free(p);
}

/* Refuses what does not belong together, before anybody is served with it. */
static int check_pair(const gnutls_datum_t *cert, const gnutls_datum_t *key)
{
	gnutls_certificate_credentials_t c;
	int rc = gnutls_certificate_allocate_credentials(&c);
	if (rc < 0)
		return rc;
	rc = gnutls_certificate_set_x509_key_mem(c, cert, key, GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(c);
	return rc;
}

static void log_end(const gnutls_pcert_st *first)
{
	gnutls_x509_crt_t crt;
	char until[25] = "";
	if (gnutls_pcert_export_x509((gnutls_pcert_st *)(uintptr_t)first, &crt) < 0)
		return;
	instant_print((int64_t)gnutls_x509_crt_get_expiration_time(crt) * 1000, until);
	gnutls_x509_crt_deinit(crt);
	log_info("certificate loaded valid_until=%s", until);
}

static struct pair *pair_of(const gnutls_datum_t *cert, const gnutls_datum_t *key, int *rc)
{
	struct pair *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->n = CHAIN_MAX;
	*rc = gnutls_pcert_list_import_x509_raw(p->chain, &p->n, cert, GNUTLS_X509_FMT_PEM, 0);
	if (*rc < 0)
		p->n = 0;
	if (*rc >= 0)
		*rc = gnutls_privkey_init(&p->key);
	if (*rc >= 0)
		*rc = gnutls_privkey_import_x509_raw(p->key, key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (*rc >= 0)
		return p;
	pair_free(p);
	return NULL;
}

bool tls_reload(struct tls *t, const char **why)
{
	gnutls_datum_t cert = { NULL, 0 }, key = { NULL, 0 };
	struct pair *p = NULL;
	pthread_mutex_lock(&t->reloading);
	int rc = gnutls_load_file(t->cert, &cert);
	if (rc >= 0)
		rc = gnutls_load_file(t->key, &key);
	if (rc >= 0)
		rc = check_pair(&cert, &key);
	if (rc >= 0)
		p = pair_of(&cert, &key, &rc);
	if (key.data)
		gnutls_memset(key.data, 0, key.size);
	gnutls_free(cert.data);
	gnutls_free(key.data);
	if (p) {
		log_end(&p->chain[0]);
		p->older = atomic_load(&t->newest);
		atomic_store(&t->newest, p);
	} else {
		*why = gnutls_strerror(rc);
	}
	pthread_mutex_unlock(&t->reloading);
	return p != NULL;
}

struct tls *tls_new(const char *cert, const char *key, const char **why)
{
	struct tls *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->cert = cert;
	t->key = key;
	pthread_mutex_init(&t->reloading, NULL);
	if (tls_reload(t, why))
		return t;
	tls_free(t);
	return NULL;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	for (struct pair *p = atomic_load(&t->newest), *older; p; p = older) {
		older = p->older;
		pair_free(p);
	}
	pthread_mutex_destroy(&t->reloading);
	free(t);
}

void tls_attach(struct tls *t, gnutls_session_t session)
{
	gnutls_session_set_ptr(session, t);
}

int tls_retrieve(gnutls_session_t session, const gnutls_datum_t *ca, int nca, const gnutls_pk_algorithm_t *algorithms,
                 int nalgorithms, gnutls_pcert_st **chain, unsigned *n, gnutls_privkey_t *key)
{
	(void)ca;
	(void)nca;
	(void)algorithms;
	(void)nalgorithms;
	struct tls *t = gnutls_session_get_ptr(session);
	struct pair *p = atomic_load(&t->newest);
	*chain = p->chain;
	*n = p->n;
	*key = p->key;
	return 0;
}
