#include <assert.h>

#include "http/http.h"

const char *http_method_name(enum http_method m)
{
	static const char *const names[HTTP_METHODS] = { "GET", "POST", "PUT", "DELETE" };
	return names[m];
}

const struct input_value *req_input(const struct req *r, const char *name)
{
	static const struct input_value none = { .text = { "", 0 } };
	for (size_t i = 0; r->route->inputs && r->route->inputs[i].name; i++)
		if (strcmp(r->route->inputs[i].name, name) == 0)
			return &r->inputs[i];
	assert(false && "the input is declared");
	return &none;
}

str req_form(const struct req *r, const char *name)
{
	for (uint32_t i = 0; i < r->form.n; i++)
		if (str_is(r->form.p[i].name, name))
			return r->form.p[i].value;
	return STR_EMPTY;
}

str req_header(const struct req *r, const char *name)
{
	str wanted = str_of(name);
	for (uint32_t i = 0; i < r->nheaders; i++)
		if (str_eq_nocase(r->headers[i].name, wanted))
			return r->headers[i].value;
	return STR_EMPTY;
}

static bool find_cookie(str line, str wanted, str *out)
{
	str pair;
	while (str_cut(&line, ';', &pair)) {
		ptrdiff_t is = str_find_char(pair, '=', 0);
		if (is < 0 || !str_eq(str_trim(str_sub(pair, 0, (size_t)is)), wanted))
			continue;
		str value = str_trim(str_sub(pair, (size_t)is + 1, pair.n));
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 2);
		*out = value;
		return true;
	}
	return false;
}

str req_cookie(const struct req *r, const char *name)
{
	str value = STR_EMPTY;
	for (uint32_t i = 0; i < r->nheaders; i++)
		if (str_eq_nocase(r->headers[i].name, STR("cookie")) &&
		    find_cookie(r->headers[i].value, str_of(name), &value))
			break;
	return value;
}
