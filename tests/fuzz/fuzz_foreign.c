/* What other people's programs and providers send: documents as JSON, and the words of OpenID Connect. The first byte
 * chooses: 'd' a document, 'p' a provider's description, 'u' a userinfo, else a token, a line feed, and keys. */
#include <stdlib.h>

#include "account/oidc.h"
#include "activity/activity.h"
#include "record/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A document without fatal problems is the same when it is printed and read again, and a guarded one says nothing that
 * its writer may not. */
static void document(arena *a, str json)
{
	struct problems ps;
	struct buf b;
	problems_init(&ps, a, 50);
	struct doc *d = doc_from_json(a, &activity_kind, json, &ps);
	must(d || problems_refuse(&ps));
	if (!d)
		return;
	doc_check_foreign(d, &ps);
	buf_init(&b, a, 1 << 26);
	doc_json(d, &b);
	must(!buf_failed(&b));
	const struct doc *again = doc_from_json(a, &activity_kind, buf_str(&b), NULL);
	must(again && doc_equal(d, again));
	const struct doc *guarded = doc_guard(a, NULL, d, PUBLIC);
	must(doc_equal(doc_visible(a, guarded, PUBLIC), guarded));
	form_check(&(struct form_rules){ .base = d }, guarded, &ps);
}

static void token(arena *a, str text)
{
	struct oidc_claims c;
	const char *why = NULL;
	str jwks = text, one = STR_EMPTY;
	if (!str_cut(&jwks, '\n', &one))
		return;
	const struct oidc_expected e = { STR("https://sso.example"), STR("selaras"), STR("n"), 1300819000000 };
	enum oidc_rc rc = oidc_token_read(a, one, jwks, &e, &c, &why);
	must(why != NULL);
	if (rc == OIDC_OK)
		must(c.subject.n > 0 && c.subject.n <= OIDC_SUBJECT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct oidc_provider p;
	struct oidc_claims c = { .subject = STR("s") };
	const char *why;
	if (n == 0 || n > 1 << 16)
		return 0;
	str text = arena_str(a, (str){ (const char *)data + 1, n - 1 });
	switch (data[0]) {
	case 'd':
		document(a, text);
		break;
	case 'p':
		if (oidc_provider_read(a, text, STR("https://sso.example"), &p, &why))
			must(oidc_address_ok(p.authorization) && oidc_address_ok(p.token) && oidc_address_ok(p.jwks));
		break;
	case 'u':
		if (oidc_userinfo_read(a, text, &c))
			must(str_is(c.subject, "s"));
		oidc_answer_text(a, text, "id_token");
		break;
	default:
		token(a, text);
	}
	return 0;
}
