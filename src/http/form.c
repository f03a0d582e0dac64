#include "http/form.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "http/input.h"

enum { MAX_BOUNDARY = 70 /* RFC 2046, 5.1.1 */, MAX_PART_HEADERS = 10 };

struct parse {
	arena *arena;
	struct problems *problems;
	VEC(struct form_part) parts;
};

static bool is_text(str s)
{
	if (!utf8_valid(s))
		return false;
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f))
			return false;
	}
	return true;
}

static void complain(struct parse *p, const char *key, str path, str expected)
{
	problems_add(p->problems,
	             (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .expected = expected });
}

static void add(struct parse *p, struct form_part part)
{
	if (!part.name.n || part.name.n > FORM_MAX_NAME || !is_text(part.name))
		complain(p, "problem.bad_text", STR_EMPTY, STR_EMPTY);
	else if (!is_text(part.filename) || (!part.file && !is_text(part.value)))
		complain(p, "problem.bad_text", part.name, STR_EMPTY);
	else
		*vec_push(p->arena, &p->parts) = part;
}

static bool is_full(struct parse *p)
{
	if (p->parts.n < FORM_MAX_PARTS)
		return false;
	complain(p, "problem.too_many", STR_EMPTY, arena_fmt(p->arena, "%d", FORM_MAX_PARTS));
	return true;
}

static void parse_urlencoded(struct parse *p, str body)
{
	str name, value;
	while (form_next(&body, &name, &value) && !is_full(p)) {
		struct form_part part = { .filename = STR_EMPTY, .type = STR_EMPTY };
		if (url_decode(p->arena, name, true, &part.name) && url_decode(p->arena, value, true, &part.value))
			add(p, part);
		else
			complain(p, "problem.bad_text", STR_EMPTY, STR_EMPTY);
	}
}

/* ---- multipart ---- */

/* The value of parameter NAME in a header such as: form-data; name="x"; filename="y". In quoted values browsers write a
 * quote as %22 (WHATWG HTML, multipart/form-data encoding), so no escapes are undone but that of the backslash. */
static bool parameter(arena *a, str header, const char *name, str *out)
{
	size_t at = 0;
	str key = arena_fmt(a, "%s=", name);
	for (;;) {
		ptrdiff_t semicolon = str_find_char(header, ';', at);
		if (semicolon < 0)
			return false;
		str rest = str_trim(str_sub(header, (size_t)semicolon + 1, header.n));
		if (rest.n >= key.n && str_eq_nocase(str_sub(rest, 0, key.n), key)) {
			rest = str_sub(rest, key.n, rest.n);
			if (!rest.n || rest.p[0] != '"') {
				str value;
				*out = str_cut(&rest, ';', &value) ? str_trim(value) : STR_EMPTY;
				return true;
			}
			ptrdiff_t end = str_find_char(rest, '"', 1);
			*out = end < 0 ? STR_EMPTY : str_sub(rest, 1, (size_t)end - 1);
			return end >= 0;
		}
		at = (size_t)semicolon + 1;
	}
}

/* A browser may send a whole path; only its last segment is a name. */
static str last_segment(str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
			return str_sub(s, i, s.n);
	return s;
}

/* The head of a part; false when it is none of a form. */
static bool part_head(struct parse *p, str *rest, struct form_part *part)
{
	str line;
	*part = (struct form_part){ .name = STR_EMPTY, .filename = STR_EMPTY, .type = STR_EMPTY };
	for (uint32_t n = 0; n <= MAX_PART_HEADERS; n++) {
		if (!str_cut(rest, '\n', &line))
			return false;
		line = str_trim(line);
		if (!line.n)
			return part->name.n > 0;
		ptrdiff_t colon = str_find_char(line, ':', 0);
		str name = colon > 0 ? str_sub(line, 0, (size_t)colon) : STR_EMPTY;
		str value = colon > 0 ? str_trim(str_sub(line, (size_t)colon + 1, line.n)) : STR_EMPTY;
		if (str_eq_nocase(name, STR("content-disposition"))) {
			if (!parameter(p->arena, value, "name", &part->name))
				return false;
			part->file = parameter(p->arena, value, "filename", &part->filename);
			part->filename = last_segment(part->filename);
		} else if (str_eq_nocase(name, STR("content-type"))) {
			part->type = value;
		}
	}
	return false;
}

static bool parse_multipart(struct parse *p, str body, str boundary)
{
	str first = arena_cat(p->arena, STR("--"), boundary), mark = arena_cat(p->arena, STR("\r\n--"), boundary);
	if (!str_starts(body, first))
		return false;
	str rest = str_sub(body, first.n, body.n);
	while (!str_starts(rest, STR("--"))) {
		struct form_part part;
		if (is_full(p))
			return true;
		if (!str_starts(rest, STR("\r\n")))
			return false;
		rest = str_sub(rest, 2, rest.n);
		if (!part_head(p, &rest, &part))
			return false;
		ptrdiff_t end = str_find(rest, mark, 0);
		if (end < 0)
			return false; /* cut short */
		part.value = str_sub(rest, 0, (size_t)end);
		add(p, part);
		rest = str_sub(rest, (size_t)end + mark.n, rest.n);
	}
	return true;
}

bool form_parse(arena *a, str type, str body, struct form *out, struct problems *ps)
{
	struct parse p = { .arena = a, .problems = ps };
	str rest = type, media = STR_EMPTY, boundary;
	bool ok = false;
	if (str_cut(&rest, ';', &media))
		media = str_trim(media);
	if (str_eq_nocase(media, STR("application/x-www-form-urlencoded"))) {
		parse_urlencoded(&p, body);
		ok = true;
	} else if (str_eq_nocase(media, STR("multipart/form-data")) && parameter(a, type, "boundary", &boundary) &&
	           boundary.n && boundary.n <= MAX_BOUNDARY) {
		ok = parse_multipart(&p, body, boundary);
	}
	*out = (struct form){ p.parts.p, (uint32_t)p.parts.n };
	return ok;
}
