/* Asking the provider: short, small, and nowhere else. */
#include <curl/curl.h>
#include <sodium.h>

#include "account/oidc.h"
#include "base/log.h"
#include "http/http.h"

enum { CONNECT_S = 5, TOTAL_S = 10, HEADER_MAX = OIDC_TOKEN_MAX + 100 };

struct fetching {
	struct buf body;
};

static size_t on_data(char *p, size_t size, size_t n, void *ctx)
{
	struct fetching *f = ctx;
	buf_add(&f->body, p, size * n);
	return buf_failed(&f->body) ? 0 : size * n;
}

static str basic(arena *a, str user, str secret)
{
	struct buf b;
	buf_init(&b, a, HEADER_MAX);
	url_encode(&b, user);
	buf_char(&b, ':');
	url_encode(&b, secret);
	size_t n = sodium_base64_ENCODED_LEN(b.n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, n);
	sodium_bin2base64(text, n, (const uint8_t *)b.p, b.n, sodium_base64_VARIANT_ORIGINAL);
	return str_of(text);
}

static struct curl_slist *headers_of(arena *a, const struct oidc_fetch *f)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");
	str value = f->user.n     ? arena_cat(a, STR("Authorization: Basic "), basic(a, f->user, f->secret))
	            : f->bearer.n ? arena_cat(a, STR("Authorization: Bearer "), f->bearer)
	                          : STR_EMPTY;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < ' ' || value.p[i] > '~')
			return list; /* no token has that */
	return list && value.n ? curl_slist_append(list, value.p) : list;
}

bool oidc_fetch(arena *a, const struct oidc_fetch *f, str *body)
{
	struct fetching into;
	long status = 0;
	if (!oidc_address_ok(f->url))
		return false;
	bool here = str_starts(f->url, STR("http://"));
	CURL *c = curl_easy_init();
	if (!c)
		return false;
	struct curl_slist *headers = headers_of(a, f);
	buf_init(&into.body, a, OIDC_DOCUMENT_MAX);
	curl_easy_setopt(c, CURLOPT_URL, arena_str(a, f->url).p);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, here ? "http" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TOTAL_S);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)OIDC_DOCUMENT_MAX);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "selaras");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &into);
	if (here)
		curl_easy_setopt(c, CURLOPT_PROXY, "");
	if (f->form.n) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)f->form.n);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->form.p);
	}
	CURLcode rc = curl_easy_perform(c);
	if (rc == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	*body = buf_str(&into.body);
	if (rc == CURLE_OK && status == 200)
		return true;
	log_warning("the identity provider did not answer as asked url=%.*s status=%ld reason=\"%s\"", STR_ARG(f->url),
	            status, curl_easy_strerror(rc));
	return false;
}
