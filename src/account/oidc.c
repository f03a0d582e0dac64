#include "account/oidc.h"

#include <cjose/cjose.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { LEEWAY_S = 60, RSA_BITS_MIN = 2048, KEYS_MAX = 50, AUDIENCES_MAX = 20, ADDRESS_MAX = 2000 };

/* ---- addresses ---- */

/* "127.0.0.1:8080/x" without what stands behind the host. */
static bool is_loopback(str rest)
{
	static const char *const hosts[] = { "127.0.0.1", "[::1]", "localhost" };
	for (size_t i = 0; i < SEL_COUNT(hosts); i++) {
		str host = str_of(hosts[i]);
		if (str_starts(rest, host) &&
		    (rest.n == host.n || rest.p[host.n] == ':' || rest.p[host.n] == '/' || rest.p[host.n] == '?'))
			return true;
	}
	return false;
}

bool oidc_address_ok(str url)
{
	if (url.n > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || strchr("\"'<>\\^`{|}#@", url.p[i]))
			return false;
	if (str_starts(url, STR("https://")))
		return url.n > 8 && url.p[8] != '/';
	return str_starts(url, STR("http://")) && is_loopback(str_sub(url, 7, url.n));
}

/* ---- JSON ---- */

static void drop(void *json)
{
	json_decref(json);
}

/* An object that lives as long as A; NULL when TEXT is none. */
static json_t *read_object(arena *a, str text)
{
	json_error_t error;
	if (!text.n || text.n > OIDC_DOCUMENT_MAX || !utf8_valid(text))
		return NULL;
	json_t *json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	if (json)
		arena_defer(a, drop, json);
	return json_is_object(json) ? json : NULL;
}

static str member(arena *a, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);
	return json_is_string(v) ? arena_str(a, (str){ json_string_value(v), json_string_length(v) }) : STR_EMPTY;
}

static bool member_is(const json_t *object, const char *name, const char *value)
{
	const json_t *v = json_object_get(object, name);
	return json_is_string(v) && strcmp(json_string_value(v), value) == 0;
}

/* Whether LIST is an array that has TEXT; an absent one has OTHERWISE. */
static bool list_has(const json_t *list, const char *text, bool otherwise)
{
	if (!list)
		return otherwise;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		if (json_is_string(v) && strcmp(json_string_value(v), text) == 0)
			return true;
	}
	return false;
}

str oidc_answer_text(arena *a, str json, const char *name)
{
	const json_t *object = read_object(a, json);
	return object ? member(a, object, name) : STR_EMPTY;
}

/* ---- discovery ---- */

bool oidc_provider_read(arena *a, str json, str issuer, struct oidc_provider *out, const char **why)
{
	const json_t *d = read_object(a, json);
	*why = "its description is no JSON object";
	if (!d)
		return false;
	*out = (struct oidc_provider){ .authorization = member(a, d, "authorization_endpoint"),
		                       .token = member(a, d, "token_endpoint"),
		                       .userinfo = member(a, d, "userinfo_endpoint"),
		                       .jwks = member(a, d, "jwks_uri") };
	*why = "its description names another issuer";
	if (!str_eq(member(a, d, "issuer"), issuer))
		return false;
	*why = "an address in its description is missing or not https";
	if (!oidc_address_ok(out->authorization) || !oidc_address_ok(out->token) || !oidc_address_ok(out->jwks) ||
	    (out->userinfo.n && !oidc_address_ok(out->userinfo)))
		return false;
	*why = "it does not answer with a code";
	if (!list_has(json_object_get(d, "response_types_supported"), "code", true))
		return false;
	const json_t *methods = json_object_get(d, "token_endpoint_auth_methods_supported");
	out->post = !list_has(methods, "client_secret_basic", true) && list_has(methods, "client_secret_post", false);
	out->sends_issuer = json_is_true(json_object_get(d, "authorization_response_iss_parameter_supported"));
	return true;
}

/* ---- keys ---- */

static const struct algorithm {
	const char *name, *family;
	cjose_jwk_kty_t kty;
} algorithms[] = { { "RS256", "RSA", CJOSE_JWK_KTY_RSA }, { "ES256", "EC", CJOSE_JWK_KTY_EC } };

/* Whether a key of the list may have signed this. */
static bool key_fits(const json_t *key, const struct algorithm *alg, const char *kid)
{
	const json_t *use = json_object_get(key, "use"), *of = json_object_get(key, "alg");
	if (!json_is_object(key) || !member_is(key, "kty", alg->family))
		return false;
	if ((use && !member_is(key, "use", "sig")) || (of && !member_is(key, "alg", alg->name)))
		return false;
	return !kid || member_is(key, "kid", kid);
}

static bool key_strong(const cjose_jwk_t *key, const struct algorithm *alg)
{
	cjose_err err;
	if (cjose_jwk_get_kty(key, &err) != alg->kty)
		return false;
	return alg->kty == CJOSE_JWK_KTY_RSA ? cjose_jwk_get_keysize(key, &err) >= RSA_BITS_MIN
	                                     : cjose_jwk_EC_get_curve(key, &err) == CJOSE_JWK_EC_P_256;
}

static bool signed_by(cjose_jws_t *jws, const json_t *key, const struct algorithm *alg)
{
	cjose_err err;
	char *text = json_dumps(key, JSON_COMPACT);
	cjose_jwk_t *jwk = text ? cjose_jwk_import(text, strlen(text), &err) : NULL;
	free(text);
	bool ok = jwk && key_strong(jwk, alg) && cjose_jws_verify(jws, jwk, &err);
	if (jwk)
		cjose_jwk_release(jwk);
	return ok;
}

/* ---- tokens ---- */

/* The signature's part of the check: the claims as an object, or NULL. */
static json_t *verify(arena *a, cjose_jws_t *jws, str jwks, enum oidc_rc *rc, const char **why)
{
	cjose_err err;
	const struct algorithm *alg = NULL;
	cjose_header_t *header = cjose_jws_get_protected(jws); /* JWS's own */
	const char *name = cjose_header_get(header, CJOSE_HDR_ALG, &err),
	           *kid = cjose_header_get(header, CJOSE_HDR_KID, &err);
	*rc = OIDC_REFUSED;
	for (size_t i = 0; name && i < SEL_COUNT(algorithms); i++)
		if (strcmp(name, algorithms[i].name) == 0)
			alg = &algorithms[i];
	*why = "an algorithm that is not taken";
	if (!alg)
		return NULL;
	*why = "extensions that are not understood";
	if (json_object_get((json_t *)header, "crit") || json_object_get((json_t *)header, "b64"))
		return NULL;
	const json_t *set = read_object(a, jwks), *keys = json_object_get(set, "keys");
	bool found = false;
	for (size_t i = 0; !found && i < json_array_size(keys) && i < KEYS_MAX; i++) {
		const json_t *key = json_array_get(keys, i);
		found = key_fits(key, alg, kid) && signed_by(jws, key, alg);
	}
	*rc = OIDC_NO_KEY;
	*why = "not signed by a key of the provider";
	uint8_t *text;
	size_t n;
	if (!found || !cjose_jws_get_plaintext(jws, &text, &n, &err))
		return NULL;
	*rc = OIDC_REFUSED;
	*why = "its claims are no JSON object";
	return read_object(a, (str){ (const char *)text, n });
}

static bool is_audience(const json_t *claims, str client)
{
	const json_t *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");
	size_t n = json_is_array(aud) ? json_array_size(aud) : 1;
	bool ours = json_is_string(aud) && str_is(client, json_string_value(aud));
	if (n > AUDIENCES_MAX || (n > 1 && !azp))
		return false;
	if (azp && !(json_is_string(azp) && str_is(client, json_string_value(azp))))
		return false;
	return ours || (json_is_array(aud) && list_has(aud, client.p, false));
}

static bool is_now(const json_t *claims, int64_t now, const char **why)
{
	const json_t *exp = json_object_get(claims, "exp"), *iat = json_object_get(claims, "iat"),
	             *nbf = json_object_get(claims, "nbf");
	*why = "it says not until when, or since when, it is good";
	if (!json_is_number(exp) || !json_is_number(iat) || (nbf && !json_is_number(nbf)))
		return false;
	double s = (double)(now / 1000);
	*why = "its time is over";
	if (json_number_value(exp) <= s - LEEWAY_S)
		return false;
	*why = "its time has not come";
	return json_number_value(iat) <= s + LEEWAY_S && (!nbf || json_number_value(nbf) <= s + LEEWAY_S);
}

/* RFC 8176 and the two values of acr that say so by themselves. */
static bool says_mfa(const json_t *claims)
{
	return list_has(json_object_get(claims, "amr"), "mfa", false) ||
	       member_is(claims, "acr", "https://refeds.org/profile/mfa") ||
	       member_is(claims, "acr", "http://schemas.openid.net/pape/policies/2007/06/multi-factor");
}

static void read_mail(arena *a, const json_t *claims, struct oidc_claims *out)
{
	out->mail = member(a, claims, "email");
	out->mail_verified = json_is_true(json_object_get(claims, "email_verified"));
}

static bool believe(arena *a, const json_t *claims, const struct oidc_expected *e, struct oidc_claims *out,
                    const char **why)
{
	*why = "another issuer";
	if (!str_eq(member(a, claims, "iss"), e->issuer))
		return false;
	*why = "meant for another client";
	if (!is_audience(claims, e->client))
		return false;
	if (!is_now(claims, e->now, why))
		return false;
	*why = "another nonce";
	if (!e->nonce.n || !str_eq(member(a, claims, "nonce"), e->nonce))
		return false;
	*out = (struct oidc_claims){ .subject = member(a, claims, "sub"), .mfa = says_mfa(claims) };
	*why = "no subject";
	if (!out->subject.n || out->subject.n > OIDC_SUBJECT_MAX)
		return false;
	read_mail(a, claims, out);
	return true;
}

enum oidc_rc oidc_token_read(arena *a, str token, str jwks, const struct oidc_expected *e, struct oidc_claims *out,
                             const char **why)
{
	cjose_err err;
	enum oidc_rc rc = OIDC_REFUSED;
	*why = "no token";
	cjose_jws_t *jws = token.n && token.n <= OIDC_TOKEN_MAX ? cjose_jws_import(token.p, token.n, &err) : NULL;
	if (!jws)
		return OIDC_REFUSED;
	const json_t *claims = verify(a, jws, jwks, &rc, why);
	if (claims)
		rc = believe(a, claims, e, out, why) ? OIDC_OK : OIDC_REFUSED;
	cjose_jws_release(jws);
	return rc;
}

bool oidc_userinfo_read(arena *a, str json, struct oidc_claims *c)
{
	const json_t *claims = read_object(a, json);
	if (!claims || !str_eq(member(a, claims, "sub"), c->subject))
		return false;
	read_mail(a, claims, c);
	return true;
}
