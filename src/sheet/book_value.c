#include "sheet/book_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { NUMBER_TEXT_MAX = 40 };

static bool plain_number(str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (!digit && s.p[i] != '.' && !(s.p[i] == '-' && i == 0))
			return false;
		digits += digit;
	}
	return digits > 0 && digits <= 15;
}

static bool read_double(str s, double *out)
{
	char text[NUMBER_TEXT_MAX], *end;
	if (!s.n || s.n >= sizeof(text))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || strchr("+-.eE", s.p[i]) != NULL) || !s.p[i])
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtod(text, &end);
	return !*end && isfinite(*out);
}

str book_number(arena *a, str s)
{
	double d;
	s = str_trim(s);
	if (plain_number(s))
		return s;
	if (!read_double(s, &d))
		return STR_EMPTY;
	/* fifteen digits are what these programs keep and show */
	str text = arena_fmt(a, "%.15g", d);
	if (str_find_char(text, 'e', 0) < 0)
		return text;
	if (fabs(d) >= 1e18)
		return text;
	text = arena_fmt(a, "%.15f", d);
	while (str_ends(text, STR("0")))
		text.n--;
	return str_ends(text, STR(".")) ? str_sub(text, 0, text.n - 1) : text;
}

bool book_day(str serial, bool from_1904, date *out)
{
	double d;
	enum { LAST_DAY = 2958465, LEAP_DAY_1900 = 60 };
	if (!read_double(str_trim(serial), &d) || d < (from_1904 ? 0 : 1) || d > LAST_DAY)
		return false;
	int day = (int)floor(d);
	if (from_1904) {
		*out = date_from_ymd((struct ymd){ 1904, 1, 1 }) + day;
		return true;
	}
	*out = date_from_ymd((struct ymd){ 1899, 12, 31 }) + day - (day > LEAP_DAY_1900);
	return day != LEAP_DAY_1900;
}

static bool custom_is_date(str code)
{
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '"' || c == '[') {
			ptrdiff_t end = str_find_char(code, c == '"' ? '"' : ']', i + 1);
			if (end < 0)
				return false;
			i = (size_t)end;
		} else if (c == ';') {
			return false;
		} else if (strchr("yYdD", c) || ((c == 'm' || c == 'M') && str_find_char(code, 'h', 0) < 0 &&
		                                 str_find_char(code, 's', 0) < 0)) {
			return true;
		}
	}
	return false;
}

bool book_format_is_date(int64_t number, str code)
{
	bool built_in = (number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 31) ||
	                number == 36 || (number >= 50 && number <= 54) || number == 57 || number == 58;
	if (number < 164 && !code.n)
		return built_in;
	return custom_is_date(code);
}

bool book_ref_parse(str s, uint32_t *row, uint32_t *column)
{
	uint64_t c = 0, r = 0;
	size_t i = 0;
	for (; i < s.n && i < 3 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
		c = c * 26 + (uint64_t)(s.p[i] - 'A' + 1);
	size_t letters = i;
	for (; i < s.n && i - letters < 7 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		r = r * 10 + (uint64_t)(s.p[i] - '0');
	if (!c || !r || i != s.n)
		return false;
	*row = (uint32_t)r;
	*column = (uint32_t)c - 1;
	return true;
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	                              : -1;
}

/* The code at S, "_x0041_"; -1 when there is none. */
static int escape_at(str s)
{
	int code = 0;
	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		int v = hex_value(s.p[i]);
		if (v < 0)
			return -1;
		code = code * 16 + v;
	}
	return code;
}

str book_unescape(arena *a, str s)
{
	if (str_find(s, STR("_x"), 0) < 0)
		return s;
	struct buf b;
	buf_init(&b, a, s.n + 4);
	for (size_t i = 0; i < s.n; i++) {
		int code = escape_at(str_sub(s, i, 7));
		bool surrogate = code >= 0xD800 && code <= 0xDFFF;
		if (code > 0 && !surrogate) {
			utf8_put(&b, (uint32_t)code);
			i += 6;
		} else {
			buf_char(&b, s.p[i]);
		}
	}
	return buf_str(&b);
}
