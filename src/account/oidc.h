/* oidc.h -- signing in with an account of another organisation: OpenID Connect Core 1.0, authorization code with PKCE.
 *
 * This half reads what the provider says and has no side effects (oidc.c); fetching is oidc_fetch.c, the pages and the
 * match with accounts are sso.c. Signatures are checked by libcjose, after this file has decided which algorithm may
 * be used with which key.
 *
 * 1. Only RS256 and ES256 are taken: a key of its own family for each, RSA of 2048 bits or more, EC on P-256. "none"
 *    and HMAC are refused by name, whatever keys there are.
 * 2. A token is believed only whole: signature, iss, aud (and azp), exp, iat, nonce, sub.
 * 3. Addresses are https; http only to this machine (tests, and a provider beside the program). */
#ifndef SELARAS_ACCOUNT_OIDC_H
#define SELARAS_ACCOUNT_OIDC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { OIDC_DOCUMENT_MAX = 256 * 1024, OIDC_TOKEN_MAX = 32 * 1024, OIDC_SUBJECT_MAX = 255 };

bool oidc_address_ok(str url);

/* What the provider's discovery document says. */
struct oidc_provider {
	str authorization, token, userinfo, jwks; /* addresses; USERINFO may be empty */
	bool post;         /* the client's secret goes into the form, as the provider does not take it in the header */
	bool sends_issuer; /* RFC 9207: its answers name it */
};
/* False with the reason in *WHY. ISSUER is the configured one, which the document must name. */
bool oidc_provider_read(arena *a, str json, str issuer, struct oidc_provider *out, const char **why) SEL_MUST_CHECK;

struct oidc_expected {
	str issuer, client, nonce;
	int64_t now; /* ms UTC */
};
struct oidc_claims {
	str subject;
	str mail; /* as the provider writes it; empty: not said */
	bool mail_verified;
	bool mfa; /* it has asked for a second factor */
};
enum oidc_rc {
	OIDC_OK,
	OIDC_REFUSED,
	OIDC_NO_KEY /* none of the keys fits, or the signature is not by it: they may have been changed */
};
/* Checks an ID token against the keys of a JWKS document. *WHY is static. */
enum oidc_rc oidc_token_read(arena *a, str token, str jwks, const struct oidc_expected *e, struct oidc_claims *out,
                             const char **why) SEL_MUST_CHECK;
/* Adds what the userinfo answer says about the same subject; false when it is about another one or unreadable. */
bool oidc_userinfo_read(arena *a, str json, struct oidc_claims *c) SEL_MUST_CHECK;
/* A text member of the provider's answer to a code: "id_token", "access_token"; the empty str when it has none. */
str oidc_answer_text(arena *a, str json, const char *name);

/* ---- fetching (oidc_fetch.c) ---- */
struct oidc_fetch {
	str url;
	str form;         /* not empty: POST of it */
	str user, secret; /* not empty: basic authentication (form-encoded, RFC 6749, 2.3.1) */
	str bearer;       /* not empty: Authorization: Bearer */
};
/* The answer's body when its status is 200; no redirects, seconds, at most OIDC_DOCUMENT_MAX bytes. */
bool oidc_fetch(arena *a, const struct oidc_fetch *f, str *body) SEL_MUST_CHECK;

#endif
