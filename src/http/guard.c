#include "http/guard.h"

static bool is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* RFC 9110, 5.6.2 */
static bool is_token(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == 0 || (!is_alnum(c) && !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return s.n > 0;
}

static bool is_field_value(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

bool guard_is_host(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == 0 || (!is_alnum(c) && !strchr("-._~:[]%", c)))
			return false;
	}
	return s.n > 0 && s.n <= 255;
}

/* Digits only: no sign, no list, no space; 18 digits fit without overflow. */
static bool parse_length(str s, uint64_t *out)
{
	uint64_t n = 0;
	if (s.n == 0 || s.n > 18)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = n;
	return true;
}

const char *guard_headers(const struct req_header *h, uint32_t n, bool http11, struct framing *out)
{
	unsigned hosts = 0;
	*out = (struct framing){ .host = STR_EMPTY };
	if (n > GUARD_MAX_HEADERS)
		return "too many headers";
	for (uint32_t i = 0; i < n; i++) {
		if (!is_token(h[i].name))
			return "a header name is not a token";
		if (!is_field_value(h[i].value))
			return "a header value has control characters";
		if (str_eq_nocase(h[i].name, STR("host"))) {
			if (hosts++ || !guard_is_host(h[i].value))
				return "two hosts, or not a host";
			out->host = h[i].value;
		} else if (str_eq_nocase(h[i].name, STR("content-length"))) {
			if (out->has_length || !parse_length(h[i].value, &out->length))
				return "two content lengths, or not a number";
			out->has_length = true;
		} else if (str_eq_nocase(h[i].name, STR("transfer-encoding"))) {
			if (out->chunked || !http11 || !str_eq_nocase(h[i].value, STR("chunked")))
				return "transfer encoding other than chunked";
			out->chunked = true;
		}
	}
	if (out->chunked && out->has_length)
		return "both content length and transfer encoding";
	if (hosts == 0 && http11)
		return "no host";
	return NULL;
}

static str after_scheme(str target)
{
	if (target.n >= 7 && str_eq_nocase(str_sub(target, 0, 7), STR("http://")))
		return str_sub(target, 7, target.n);
	if (target.n >= 8 && str_eq_nocase(str_sub(target, 0, 8), STR("https://")))
		return str_sub(target, 8, target.n);
	return STR_EMPTY;
}

const char *guard_target(str target, str *path, str *query, str *host)
{
	if (target.n == 0 || target.n > GUARD_MAX_TARGET)
		return "no target, or too long";
	for (size_t i = 0; i < target.n; i++) {
		unsigned char c = (unsigned char)target.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '#')
			return "a character that a target cannot have";
	}
	str rest = after_scheme(target);
	if (rest.n) {
		ptrdiff_t slash = str_find_char(rest, '/', 0);
		str authority = slash < 0 ? rest : str_sub(rest, 0, (size_t)slash);
		if (!guard_is_host(authority))
			return "not a host in the target";
		*host = authority;
		target = slash < 0 ? STR("/") : str_sub(rest, (size_t)slash, rest.n);
	}
	if (target.p[0] != '/')
		return "a target that is not a path";
	ptrdiff_t mark = str_find_char(target, '?', 0);
	*path = mark < 0 ? target : str_sub(target, 0, (size_t)mark);
	*query = mark < 0 ? STR_EMPTY : str_sub(target, (size_t)mark + 1, target.n);
	return NULL;
}
