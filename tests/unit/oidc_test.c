/* What a provider says, against the examples of the standards: RFC 7515 (appendix A) for signatures, OpenID Connect
 * Discovery 1.0 for descriptions. The rest is tried over HTTP (tests/http/sso_test.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account/oidc.h"

/* RFC 7515, A.2: RS256, {"iss":"joe","exp":1300819380,"http://example.com/is_root":true} */
#define PAYLOAD "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RS256_HEAD "eyJhbGciOiJSUzI1NiJ9"
#define RS256_SIGNATURE                                                                                                \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU" \
	"Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d" \
	"O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig" \
	"cN_IoypGlUPQGe77Rw"
#define RSA_KEY                                                                                                        \
	"{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"               \
	"4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"              \
	"bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_"           \
	"I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
/* A.3: ES256 */
#define ES256_HEAD "eyJhbGciOiJFUzI1NiJ9"
#define ES256_SIGNATURE "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define EC_KEY                                                                                                         \
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_"           \
	"FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
/* A.1: HS256 */
#define HS256_TOKEN "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." PAYLOAD ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
/* A.5: none */
#define NONE_TOKEN "eyJhbGciOiJub25lIn0." PAYLOAD "."

/* What is said about TOKEN, with the keys KEYS; the examples go no further than their audience, which they lack. */
static const char *said(arena *a, const char *token, const char *keys, enum oidc_rc *rc)
{
	struct oidc_claims c;
	const char *why = "";
	const struct oidc_expected e = { STR("joe"), STR("selaras"), STR("n"), 1300819000000 };
	*rc = oidc_token_read(a, str_of(token), arena_fmt(a, "{\"keys\":[%s]}", keys), &e, &c, &why);
	return why;
}

static void signatures_of_the_standard(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	enum oidc_rc rc;
	(void)state;
	const char *rs = RS256_HEAD "." PAYLOAD "." RS256_SIGNATURE, *es = ES256_HEAD "." PAYLOAD "." ES256_SIGNATURE;
	assert_string_equal(said(a, rs, EC_KEY "," RSA_KEY, &rc), "meant for another client");
	assert_string_equal(said(a, es, RSA_KEY "," EC_KEY, &rc), "meant for another client");
	assert_int_equal(rc, OIDC_REFUSED);
	static const struct {
		const char *token, *keys, *why;
		enum oidc_rc rc;
	} wrong[] = {
		{ RS256_HEAD "." PAYLOAD "." RS256_SIGNATURE, EC_KEY, "not signed by a key of the provider",
		  OIDC_NO_KEY },
		{ RS256_HEAD "." PAYLOAD "." RS256_SIGNATURE, "", "not signed by a key of the provider", OIDC_NO_KEY },
		{ RS256_HEAD "." PAYLOAD ".d" RS256_SIGNATURE, RSA_KEY, "not signed by a key of the provider",
		  OIDC_NO_KEY },
		{ ES256_HEAD "." PAYLOAD "." RS256_SIGNATURE, EC_KEY, "not signed by a key of the provider",
		  OIDC_NO_KEY },
		{ ES256_HEAD "." PAYLOAD "." ES256_SIGNATURE, RSA_KEY, "not signed by a key of the provider",
		  OIDC_NO_KEY },
		{ HS256_TOKEN, RSA_KEY, "an algorithm that is not taken", OIDC_REFUSED },
		{ NONE_TOKEN, RSA_KEY, "no token", OIDC_REFUSED },
		{ "", RSA_KEY, "no token", OIDC_REFUSED },
		{ "..", RSA_KEY, "no token", OIDC_REFUSED },
	};
	for (size_t i = 0; i < SEL_COUNT(wrong); i++) {
		const char *why = said(a, wrong[i].token, wrong[i].keys, &rc);
		bool none = strcmp(wrong[i].why, "no token") == 0; /* the library may read an empty signature */
		if ((!none && strcmp(why, wrong[i].why) != 0) || rc != wrong[i].rc)
			fail_msg("%zu: %s", i, why);
	}
}

static void addresses(void **state)
{
	static const char *const good[] = { "https://sso.example", "https://sso.example/a?b=c",
		                            "http://127.0.0.1:8080/x", "http://localhost", "http://[::1]/x" };
	static const char *const bad[] = { "http://sso.example",
		                           "http://127.0.0.1.example/",
		                           "http://localhostx",
		                           "https://",
		                           "https:///x",
		                           "ftp://127.0.0.1/",
		                           "https://a b",
		                           "https://u@x",
		                           "file:///etc/passwd",
		                           "",
		                           "http://127.0.0.1@evil.example/",
		                           "https://x#y",
		                           "https://x\ny" };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(good); i++)
		if (!oidc_address_ok(str_of(good[i])))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		if (oidc_address_ok(str_of(bad[i])))
			fail_msg("%s", bad[i]);
}

/* OpenID Connect Discovery 1.0, 4.2 (shortened) */
static void descriptions(void **state)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct oidc_provider p;
	const char *why = "";
	str text = STR("{\"issuer\":\"https://server.example.com\","
	               "\"authorization_endpoint\":\"https://server.example.com/connect/authorize\","
	               "\"token_endpoint\":\"https://server.example.com/connect/token\","
	               "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\",\"private_key_jwt\"],"
	               "\"userinfo_endpoint\":\"https://server.example.com/connect/userinfo\","
	               "\"jwks_uri\":\"https://server.example.com/jwks.json\","
	               "\"response_types_supported\":[\"code\",\"code id_token\",\"id_token\"]}");
	(void)state;
	assert_true(oidc_provider_read(a, text, STR("https://server.example.com"), &p, &why));
	assert_true(str_is(p.token, "https://server.example.com/connect/token") && !p.post && !p.sends_issuer);
	assert_false(oidc_provider_read(a, text, STR("https://server.example.com/"), &p, &why));
	assert_string_equal(why, "its description names another issuer");
	assert_false(oidc_provider_read(a, str_sub(text, 0, 100), STR("https://server.example.com"), &p, &why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_of_the_standard),
		cmocka_unit_test(addresses),
		cmocka_unit_test(descriptions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
