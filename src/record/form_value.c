/* Values as people write them: dates, numbers, names of codes. */
#include "base/utf8.h"
#include "record/form.h"

enum { NUMBER_MAX = 60 };

/* ---- dates ---- */

static int month_of(str word)
{
	static const char *const months[] = { "januari", "january", "februari", "february", "maret",     "march",
		                              "april",   "april",   "mei",      "may",      "juni",      "june",
		                              "juli",    "july",    "agustus",  "august",   "september", "september",
		                              "oktober", "october", "november", "november", "desember",  "december" };
	for (size_t i = 0; i < SEL_COUNT(months); i++) {
		str name = str_of(months[i]);
		if (word.n >= 3 && word.n <= name.n && str_eq_nocase(word, str_sub(name, 0, word.n)))
			return (int)i / 2 + 1;
	}
	/* written short in Indonesian */
	return str_eq_nocase(word, STR("agt")) ? 8 : 0;
}

/* Cuts S into at most three parts: runs of digits, runs of letters. */
static int date_parts(str s, str parts[3])
{
	int n = 0;
	for (size_t i = 0; i < s.n;) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		bool letter = (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z';
		size_t from = i++;
		if (!digit && !letter) {
			if (s.p[from] == ' ' || s.p[from] == '/' || s.p[from] == '-' || s.p[from] == '.' ||
			    s.p[from] == ',')
				continue;
			return 0;
		}
		while (i < s.n &&
		       (digit ? s.p[i] >= '0' && s.p[i] <= '9' : (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z'))
			i++;
		if (n == 3)
			return 0;
		parts[n++] = str_sub(s, from, i - from);
	}
	return n;
}

bool form_date(str typed, date *out)
{
	str s = str_trim(typed), parts[3];
	int64_t day, year, month;
	if (date_parse_xsd(s, out))
		return true;
	if (date_parts(s, parts) != 3)
		return false;
	int name = month_of(parts[1]), first = month_of(parts[0]);
	/* "October 29, 2019" */
	str day_part = first ? parts[1] : parts[0];
	month = first ? first : name;
	if (!month && !str_to_int(parts[1], &month))
		return false;
	if (!str_to_int(day_part, &day) || parts[2].n != 4 || !str_to_int(parts[2], &year))
		return false;
	if (day < 1 || day > 31 || month < 1 || month > 12)
		return false;
	*out = date_from_ymd((struct ymd){ (int)year, (int)month, (int)day });
	return *out != DATE_NONE;
}

/* ---- numbers ---- */

/* Without a currency before it and what surrounds it. */
static str bare_number(arena *a, str typed)
{
	struct buf b;
	str s = str_trim(typed);
	buf_init(&b, a, NUMBER_MAX);
	while (s.n && ((s.p[0] | 32) >= 'a' && (s.p[0] | 32) <= 'z'))
		s = str_sub(s, 1, s.n);
	if (s.n && s.n < typed.n && s.p[0] == '.')
		s = str_sub(s, 1, s.n); /* "Rp. 1.000" */
	if (str_ends(s, STR("%")))
		s = str_sub(s, 0, s.n - 1);
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if (c == ' ' || c == 0xA0 || c == 0x202F || c == '\'' || c == '$')
			continue;
		if (c == 0x2212)
			c = '-';
		utf8_put(&b, c);
	}
	return buf_failed(&b) ? STR_EMPTY : buf_str(&b);
}

/* Groups of three after the first separator C, up to END. */
static bool grouped(str s, char c, size_t end)
{
	size_t run = 0, groups = 0;
	for (size_t i = 0; i <= end; i++) {
		if (i < end && s.p[i] != c) {
			run++;
			continue;
		}
		if (groups ? run != 3 : run < 1 || run > 3)
			return false;
		groups++;
		run = 0;
	}
	return true;
}

static size_t count(str s, char c)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

/* The separator of the fraction: '.', ',' or 0 when there is none; false when it cannot be. */
static bool fraction_mark(enum lang lang, str s, char *mark)
{
	size_t dots = count(s, '.'), commas = count(s, ',');
	*mark = 0;
	if (dots && commas) {
		ptrdiff_t last = (ptrdiff_t)s.n - 1;
		while (s.p[last] != '.' && s.p[last] != ',')
			last--;
		*mark = s.p[last];
		return (*mark == '.' ? dots : commas) == 1 && grouped(s, *mark == '.' ? ',' : '.', (size_t)last);
	}
	char c = dots ? '.' : ',';
	if (dots + commas > 1)
		return grouped(s, c, s.n);
	if (dots + commas == 0)
		return true;
	size_t at = (size_t)str_find_char(s, c, 0);
	bool three = s.n - at - 1 == 3 && at >= 1 && at <= 3 && s.p[0] != '0';
	if (!three || c == (lang == LANG_EN ? '.' : ','))
		*mark = c;
	return true;
}

bool form_number(arena *a, enum lang lang, str typed, str *out)
{
	str s = bare_number(a, typed);
	struct buf b;
	char mark;
	buf_init(&b, a, NUMBER_MAX + 2);
	if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
		if (s.p[0] == '-')
			buf_char(&b, '-');
		s = str_sub(s, 1, s.n);
	}
	if (!s.n || !fraction_mark(lang, s, &mark))
		return false;
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			buf_char(&b, s.p[i]);
			digits++;
		} else if (mark && s.p[i] == mark) {
			if (!digits)
				buf_char(&b, '0');
			buf_char(&b, '.');
		} else if (s.p[i] != '.' && s.p[i] != ',') {
			return false;
		}
	}
	*out = buf_str(&b);
	struct decimal d;
	return digits > 0 && out->p[out->n - 1] != '.' && decimal_parse(*out, &d);
}

/* ---- codes ---- */

static const char dash[] = " \xE2\x80\x93 ";

static str name_of(const struct code *c, enum lang lang)
{
	return str_of(lang == LANG_EN || !c->name_id[0] ? c->name_en : c->name_id);
}

static str code_meant(const struct form_in *in, const struct codelist *list, str typed)
{
	ptrdiff_t at = str_find(typed, STR(" \xE2\x80\x93 "), 0);
	str code = at > 0 ? str_trim(str_sub(typed, 0, (size_t)at)) : typed;
	if (!list || codelist_get(list, code))
		return code;
	str folded = utf8_fold(in->arena, typed);
	for (uint32_t i = 0; folded.n && i < list->n; i++)
		if (str_eq(folded, utf8_fold(in->arena, str_of(list->codes[i].name_id))) ||
		    str_eq(folded, utf8_fold(in->arena, str_of(list->codes[i].name_en))) ||
		    str_eq_nocase(typed, str_of(list->codes[i].code)))
			return str_of(list->codes[i].code);
	return typed;
}

/* ---- both ways ---- */

str form_lines(arena *a, str s)
{
	if (str_find_char(s, '\r', 0) < 0)
		return s;
	struct buf b;
	buf_init(&b, a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			buf_char(&b, s.p[i]);
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			buf_char(&b, '\n');
	return buf_str(&b);
}

static str number_shown(const struct form_in *in, const struct field *f, str value)
{
	struct decimal d;
	if (!decimal_parse(value, &d))
		return value;
	if (f->flags & MONEY)
		return i18n_decimal(in->arena, in->lang, d, -1);
	str text = arena_str(in->arena, value);
	ptrdiff_t dot = str_find_char(text, '.', 0);
	if (dot >= 0 && in->lang == LANG_ID) {
		struct buf b;
		buf_init(&b, in->arena, text.n + 1);
		buf_add(&b, text.p, (size_t)dot);
		buf_char(&b, ',');
		buf_str_add(&b, str_sub(text, (size_t)dot + 1, text.n));
		return buf_str(&b);
	}
	return text;
}

static bool is_picked(const struct field *f)
{
	return f->type == FIELD_PLACE || f->type == FIELD_LINK || f->picks;
}

str form_show(const struct form_in *in, const struct field *f, const struct codelist *list, str value)
{
	date day;
	if (!value.n)
		return STR_EMPTY;
	if (is_picked(f))
		return in->names ? in->names->show(in->names->ctx, f, value) : value;
	switch (f->type) {
	case FIELD_DATE:
		return date_parse_xsd(value, &day) ? i18n_date(in->arena, in->lang, day, DATE_LONG) : value;
	case FIELD_DECIMAL:
		return number_shown(in, f, value);
	case FIELD_BOOL:
		return str_is(value, "true") ? STR("1") : str_is(value, "false") ? STR("0") : value;
	case FIELD_CODE: {
		const struct code *c = list && list->n > FORM_LONG_LIST ? codelist_get(list, value) : NULL;
		return c ? arena_fmt(in->arena, "%.*s%s%.*s", STR_ARG(value), dash, STR_ARG(name_of(c, in->lang)))
		         : value;
	}
	default:
		return form_lines(in->arena, value);
	}
}

/* "Ya", "tidak", in either language. */
static str bool_meant(const struct form_in *in, str typed)
{
	static const enum lang langs[] = { LANG_ID, LANG_EN };
	str folded = utf8_fold(in->arena, typed);
	for (size_t i = 0; i < SEL_COUNT(langs); i++) {
		if (str_eq(folded, utf8_fold(in->arena, msg(langs[i], MSG_FORM_YES))))
			return STR("1");
		if (str_eq(folded, utf8_fold(in->arena, msg(langs[i], MSG_FORM_NO))))
			return STR("0");
	}
	return typed;
}

str form_meant(const struct form_in *in, const struct field *f, const struct codelist *list, str typed)
{
	date day;
	str s = str_trim(form_lines(in->arena, typed)), out;
	if (!s.n)
		return s;
	if (is_picked(f))
		return in->names ? in->names->read(in->names->ctx, f, s) : s;
	switch (f->type) {
	case FIELD_DATE:
		if (!form_date(s, &day))
			return s;
		char text[11];
		date_print(day, text);
		return arena_str(in->arena, str_of(text));
	case FIELD_DECIMAL:
	case FIELD_INT:
		return form_number(in->arena, in->lang, s, &out) ? out : s;
	case FIELD_CODE:
		return code_meant(in, list, s);
	case FIELD_BOOL:
		return bool_meant(in, s);
	default:
		return s;
	}
}
