#include "http/input.h"

#include "base/utf8.h"

enum { DIGITS_MAX = 20 }; /* leading zeros could go on for ever */

struct parse {
	arena *arena;
	const struct input *declared;
	struct input_value *values;
	bool *wrong; /* by input: a problem was found already */
	struct problems *problems;
};

bool form_next(str *rest, str *name, str *value)
{
	str pair;
	do {
		if (!rest->n || !str_cut(rest, '&', &pair))
			return false;
	} while (!pair.n);
	ptrdiff_t is = str_find_char(pair, '=', 0);
	*name = is < 0 ? pair : str_sub(pair, 0, (size_t)is);
	*value = is < 0 ? STR_EMPTY : str_sub(pair, (size_t)is + 1, pair.n);
	return true;
}

static void refuse(struct parse *p, size_t i, const char *key, str found, str expected)
{
	const struct input *in = &p->declared[i];
	if (!(in->flags & INPUT_LENIENT) && !p->wrong[i])
		problems_add(p->problems, (struct problem){ .severity = SEVERITY_ERROR,
		                                            .key = key,
		                                            .where = STR_EMPTY,
		                                            .path = str_of(in->name),
		                                            .found = utf8_prefix(found, 80),
		                                            .expected = expected });
	p->wrong[i] = true;
}

static bool text_allowed(str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f))
			return false;
	}
	return true;
}

static bool code_allowed(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("\"'<>&\\`", s.p[i]))
			return false;
	return true;
}

static bool parse_flag(str s, int64_t *out)
{
	static const char *const words[2][4] = { { "0", "false", "off", "no" }, { "1", "true", "on", "yes" } };
	for (int64_t value = 0; value < 2; value++) {
		for (size_t i = 0; i < 4; i++) {
			if (str_eq_nocase(s, str_of(words[value][i]))) {
				*out = value;
				return true;
			}
		}
	}
	return false;
}

/* Message id of what is wrong with S as a value of IN, NULL when nothing is. */
static const char *value_wrong(arena *a, const struct input *in, str s, int64_t *i, str *expected)
{
	uint32_t max = in->max ? in->max : in->type == INPUT_INT ? INT32_MAX : 200;
	*expected = STR_EMPTY;
	*i = 0;
	switch (in->type) {
	case INPUT_INT:
		if (s.n > DIGITS_MAX || !str_to_int(s, i))
			return "problem.not_number";
		*expected = arena_fmt(a, "0-%u", max);
		return *i < 0 || *i > max ? "problem.out_of_range" : NULL;
	case INPUT_FLAG:
		return parse_flag(s, i) ? NULL : "problem.not_flag";
	case INPUT_CODE:
	case INPUT_TEXT:
		*expected = arena_fmt(a, "%u", max);
		if (s.n > max)
			return "problem.too_long";
		return (in->type == INPUT_CODE ? code_allowed(s) : text_allowed(s)) ? NULL : "problem.bad_text";
	}
	return "problem.bad_text";
}

static void add_many(struct parse *p, size_t i, str text)
{
	struct input_value *v = &p->values[i];
	if (!v->many)
		v->many = arena_array(p->arena, str, INPUT_MAX_MANY);
	if (v->nmany == INPUT_MAX_MANY) {
		refuse(p, i, "problem.too_many", STR_EMPTY, arena_fmt(p->arena, "%d", INPUT_MAX_MANY));
		return;
	}
	v->many[v->nmany++] = text;
}

static void take(struct parse *p, size_t i, str encoded)
{
	const struct input *in = &p->declared[i];
	struct input_value *v = &p->values[i];
	str text, expected;
	int64_t number;
	if (!url_decode(p->arena, encoded, true, &text)) {
		refuse(p, i, "problem.bad_text", STR_EMPTY, STR_EMPTY);
		return;
	}
	text = arena_str(p->arena, str_trim(text));
	if (!text.n)
		return;
	const char *wrong = value_wrong(p->arena, in, text, &number, &expected);
	if (!wrong && v->given && !(in->flags & INPUT_MANY)) {
		wrong = "problem.repeated";
		expected = STR_EMPTY;
	}
	if (wrong) {
		refuse(p, i, wrong, text, expected);
		return;
	}
	if (in->flags & INPUT_MANY)
		add_many(p, i, text);
	if (!v->given)
		*v = (struct input_value){
			.given = true, .text = text, .i = number, .many = v->many, .nmany = v->nmany
		};
}

static ptrdiff_t declared_index(arena *a, const struct input *declared, size_t n, str encoded)
{
	str name;
	if (!url_decode(a, encoded, true, &name))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_is(name, declared[i].name))
			return (ptrdiff_t)i;
	return -1;
}

/* A wrong value never reaches a handler half taken; a missing one that must be there is a problem. */
static void finish(struct parse *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p->wrong[i])
			p->values[i] = (struct input_value){ .text = STR_EMPTY };
		if ((p->declared[i].flags & INPUT_REQUIRED) && !p->values[i].given)
			refuse(p, i, "problem.required", STR_EMPTY, STR_EMPTY);
	}
}

struct input_value *inputs_parse(arena *a, const struct input *declared, str encoded, uint32_t *unknown,
                                 struct problems *ps)
{
	size_t n = 0;
	while (declared && declared[n].name)
		n++;
	struct parse p = { a, declared, arena_array(a, struct input_value, n), arena_array(a, bool, n), ps };
	str name, value;
	for (size_t i = 0; i < n; i++)
		p.values[i].text = STR_EMPTY;
	*unknown = 0;
	for (uint32_t pairs = 0; form_next(&encoded, &name, &value); pairs++) {
		if (pairs == INPUT_MAX_PAIRS) {
			problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
			                                   .key = "problem.too_many",
			                                   .where = STR_EMPTY,
			                                   .path = STR_EMPTY,
			                                   .found = STR_EMPTY,
			                                   .expected = arena_fmt(a, "%d", INPUT_MAX_PAIRS) });
			break;
		}
		ptrdiff_t i = declared_index(a, declared, n, name);
		if (i < 0)
			++*unknown;
		else
			take(&p, (size_t)i, value);
	}
	finish(&p, n);
	return p.values;
}
