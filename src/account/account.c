/* The kind and its rules. */
#include "account/account.h"

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	ARENA_SCOPE arena *a = arena_new(0);
	str mail = doc_str(d, ACCOUNT_EMAIL);
	if (mail.n && !str_eq(account_mail(a, mail), mail))
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "account.bad_mail",
		                                   .path = STR("email"),
		                                   .found = mail });
	for (uint32_t i = 0; i < d->v[ACCOUNT_GRANT].n; i++) {
		const struct doc *g = d->v[ACCOUNT_GRANT].u.rows[i];
		enum role role = role_of(doc_str(g, ACCOUNT_GRANT_ROLE));
		bool org = role == ROLE_PARTNER || role == ROLE_AGENCY, place = role == ROLE_REGENCY;
		if ((org && !doc_has(g, ACCOUNT_GRANT_ORG)) || (place && !doc_has(g, ACCOUNT_GRANT_PLACE)))
			problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
			                                   .key = org ? "account.no_organisation" : "account.no_place",
			                                   .path = STR("grant") });
	}
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang, (void)a;
	return doc_str(d, ACCOUNT_NAME);
}

static void owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	(void)app, (void)a;
	out->account = doc_str(d, ACCOUNT_SELF);
}

KIND(account_grant, ACCOUNT_GRANT, ACCOUNT_GRANT_FIELDS, .links = true)
KIND(account, ACCOUNT, ACCOUNT_FIELDS, .number = 10, .links = true, .check = check, .title = title, .owners = owners)

str account_mail(arena *a, str s)
{
	s = arena_lower(a, str_trim(s));
	ptrdiff_t at = str_find_char(s, '@', 0);
	if (at < 1 || at > 64 || s.n > 254)
		return STR_EMPTY;
	str domain = str_sub(s, (size_t)at + 1, s.n);
	ptrdiff_t dot = str_find_char(domain, '.', 0);
	if (dot < 1 || (size_t)dot + 1 == domain.n || str_ends(domain, STR(".")) || str_ends(domain, STR("-")))
		return STR_EMPTY;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
		bool local = i < (size_t)at && c > ' ' && c < 0x7f && !strchr("\"(),:;<>@[\\]", c);
		if (!word && !local && i != (size_t)at)
			return STR_EMPTY;
		if (c == '.' && (i == 0 || s.p[i - 1] == '.' || s.p[i - 1] == '@' || i + 1 == (size_t)at))
			return STR_EMPTY;
	}
	return s;
}

bool account_has_role(const struct doc *account, enum role role)
{
	for (uint32_t i = 0; i < account->v[ACCOUNT_GRANT].n; i++)
		if (role_of(doc_str(account->v[ACCOUNT_GRANT].u.rows[i], ACCOUNT_GRANT_ROLE)) == role)
			return true;
	return false;
}

bool account_is_active(const struct doc *account, date day)
{
	date from, until;
	return str_is(doc_str(account, ACCOUNT_STATUS), "active") &&
	       !(doc_date(account, ACCOUNT_FROM, &from) && day < from) &&
	       !(doc_date(account, ACCOUNT_UNTIL, &until) && day > until);
}

enum lang account_lang(const struct doc *account)
{
	enum lang lang;
	return lang_parse(doc_str(account, ACCOUNT_LANGUAGE), &lang) ? lang : LANG_ID;
}

str safe_next(str s)
{
	enum { NEXT_MAX = 500 };
	if (s.n == 0 || s.n > NEXT_MAX || s.p[0] != '/' || (s.n > 1 && s.p[1] == '/'))
		return STR_EMPTY;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '\\')
			return STR_EMPTY;
	}
	return s;
}
