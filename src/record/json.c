/* JSON of documents: canonical out, and a reader that follows the kind's table in. The reader guesses that members come
 * in table order (ours do), so that a stored document costs little more than copying; any other order works too. */
#include "base/utf8.h"
#include "record/doc.h"

/* ---- out ---- */

static const char hex_digits[] = "0123456789abcdef";

static void json_string(struct buf *out, const char *p, size_t n)
{
	buf_char(out, '"');
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, p + from, i - from);
		from = i + 1;
		switch (c) {
		case '\n':
			buf_add(out, "\\n", 2);
			break;
		case '\t':
			buf_add(out, "\\t", 2);
			break;
		case '\r':
			buf_add(out, "\\r", 2);
			break;
		case '"':
		case '\\':
			buf_char(out, '\\');
			buf_char(out, (char)c);
			break;
		default: {
			char u[6] = { '\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15] };
			buf_add(out, u, sizeof(u));
		}
		}
	}
	buf_add(out, p + from, n - from);
	buf_char(out, '"');
}

static void json_member(struct buf *out, bool *first, const char *name)
{
	buf_char(out, *first ? '{' : ',');
	*first = false;
	buf_char(out, '"');
	buf_cstr(out, name);
	buf_add(out, "\":", 2);
}

void doc_json(const struct doc *d, struct buf *out)
{
	bool first = true;
	if (d->id[0]) {
		json_member(out, &first, "_id");
		json_string(out, d->id, strlen(d->id));
	}
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		const struct value *v = &d->v[i];
		if (!doc_has(d, i))
			continue;
		json_member(out, &first, f->name);
		if (f->type != FIELD_ROWS) {
			json_string(out, v->u.p, v->n);
			continue;
		}
		for (uint32_t r = 0; r < v->n; r++) {
			buf_char(out, r ? ',' : '[');
			doc_json(v->u.rows[r], out);
		}
		buf_char(out, ']');
	}
	buf_cstr(out, first ? "{}" : "}");
}

/* ---- in ---- */

enum { JSON_DEPTH = 64, JSON_ROWS = 100000 };

struct reader {
	arena *arena;
	char *p, *end;
	struct problems *ps;
	bool failed;
	struct {
		const struct field *field;
		uint32_t row; /* + 1 */
	} at[JSON_DEPTH + 1]; /* the rows around, for the paths of problems */
};

static bool fail(struct reader *r, const char *key)
{
	if (!r->failed)
		problems_add(r->ps, (struct problem){ .severity = SEVERITY_FATAL, .key = key });
	r->failed = true;
	return false;
}

static void skip_space(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t'))
		r->p++;
}

static bool take(struct reader *r, char c)
{
	skip_space(r);
	if (r->p < r->end && *r->p == c) {
		r->p++;
		return true;
	}
	return false;
}

static bool hex4(struct reader *r, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, r->p++) {
		if (r->p >= r->end)
			return false;
		char c = *r->p;
		uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
		                 : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
		                 : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
		                                        : 16;
		if (digit == 16)
			return false;
		*out = *out << 4 | digit;
	}
	return true;
}

/* One escape, R->p behind the backslash; writes at most 4 bytes, never more than the escape is long. */
static bool unescape(struct reader *r, char **w)
{
	if (r->p >= r->end)
		return false;
	char c = *r->p++;
	const char *from = "\"\\/bfnrt", *to = "\"\\/\b\f\n\r\t";
	const char *hit = c ? strchr(from, c) : NULL;
	if (hit) {
		*(*w)++ = to[hit - from];
		return true;
	}
	uint32_t u, low;
	if (c != 'u' || !hex4(r, &u))
		return false;
	if (u >= 0xD800 && u < 0xDC00) {
		if (r->end - r->p < 6 || r->p[0] != '\\' || r->p[1] != 'u')
			return false;
		r->p += 2;
		if (!hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
			return false;
		u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
	} else if ((u >= 0xDC00 && u <= 0xDFFF) || u == 0) {
		return false;
	}
	char room[8];
	struct buf b = { .p = room, .cap = sizeof(room), .max = sizeof(room) };
	utf8_put(&b, u);
	memcpy(*w, room, b.n);
	*w += b.n;
	return true;
}

/* A string, unescaped where it stands and ended by a NUL in the place of its quote. */
static bool read_string(struct reader *r, str *out)
{
	if (!take(r, '"'))
		return fail(r, "json.string");
	char *start = r->p;
	while (r->p < r->end && *r->p != '"' && *r->p != '\\' && (unsigned char)*r->p >= 0x20)
		r->p++;
	char *w = r->p;
	while (r->p < r->end && *r->p != '"') {
		if ((unsigned char)*r->p < 0x20)
			return fail(r, "json.control");
		if (*r->p != '\\') {
			*w++ = *r->p++;
			continue;
		}
		r->p++;
		if (!unescape(r, &w))
			return fail(r, "json.escape");
	}
	if (r->p >= r->end)
		return fail(r, "json.end");
	r->p++;
	*w = '\0';
	*out = (str){ start, (size_t)(w - start) };
	return true;
}

static bool skip_value(struct reader *r, int depth)
{
	str s;
	skip_space(r);
	if (r->p >= r->end || depth > JSON_DEPTH)
		return fail(r, "json.depth");
	if (*r->p == '"')
		return read_string(r, &s);
	if (*r->p == '{' || *r->p == '[') {
		char open = *r->p++, close = open == '{' ? '}' : ']';
		if (take(r, close))
			return true;
		do {
			if (open == '{' && (!read_string(r, &s) || !take(r, ':')))
				return fail(r, "json.member");
			if (!skip_value(r, depth + 1))
				return false;
		} while (take(r, ','));
		return take(r, close) || fail(r, "json.end");
	}
	const char *start = r->p;
	while (r->p < r->end && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *r->p) && *r->p)
		r->p++;
	return r->p > start || fail(r, "json.value");
}

static int find_member(const struct kind *k, str name, uint32_t *next)
{
	for (uint32_t i = 0; i < k->nfields; i++) {
		uint32_t f = *next + i < k->nfields ? *next + i : *next + i - k->nfields;
		if (str_is(name, k->fields[f].name)) {
			*next = f + 1 < k->nfields ? f + 1 : 0;
			return (int)f;
		}
	}
	return -1;
}

/* NAME is a member of the object at DEPTH. */
static void report(struct reader *r, const char *key, str name, str found, int depth)
{
	str path = STR_EMPTY;
	if (!r->ps)
		return;
	for (int i = 0; i < depth; i++)
		path = doc_path(r->arena, path, r->at[i].field, r->at[i].row);
	path = path.n ? arena_fmt(r->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(name)) : name;
	problems_add(r->ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found });
}

static bool read_object(struct reader *r, struct doc *d, int depth);

static bool read_rows(struct reader *r, struct doc *d, uint32_t field, int depth)
{
	if (!take(r, '['))
		return fail(r, "json.rows");
	if (take(r, ']'))
		return true;
	do {
		if (d->v[field].n >= JSON_ROWS)
			return fail(r, "json.too_many");
		r->at[depth].field = &d->kind->fields[field];
		r->at[depth].row = d->v[field].n + 1;
		if (!read_object(r, doc_add_row(r->arena, d, field), depth + 1))
			return false;
	} while (take(r, ','));
	return take(r, ']') || fail(r, "json.end");
}

static bool read_member(struct reader *r, struct doc *d, str name, uint32_t *next, int depth)
{
	str s;
	if (str_is(name, "_id")) {
		if (!read_string(r, &s))
			return false;
		if (s.n >= sizeof(d->id))
			report(r, "json.row_id", name, s, depth);
		else
			memcpy(d->id, s.p, s.n + 1);
		return true;
	}
	int f = find_member(d->kind, name, next);
	if (f < 0) {
		report(r, "json.unknown_member", name, STR_EMPTY, depth);
		return skip_value(r, depth + 1);
	}
	if (d->kind->fields[f].type == FIELD_ROWS)
		return read_rows(r, d, (uint32_t)f, depth);
	skip_space(r);
	if (r->p < r->end && *r->p == '"') {
		if (!read_string(r, &s))
			return false;
		doc_set(d, (uint32_t)f, s);
		return true;
	}
	report(r, "json.not_a_string", name, STR_EMPTY, depth);
	return skip_value(r, depth + 1);
}

static bool read_object(struct reader *r, struct doc *d, int depth)
{
	if (depth > JSON_DEPTH || !take(r, '{'))
		return fail(r, "json.object");
	if (take(r, '}'))
		return true;
	uint32_t next = 0;
	do {
		str name;
		if (!read_string(r, &name))
			return false;
		if (!take(r, ':'))
			return fail(r, "json.member");
		if (!read_member(r, d, name, &next, depth))
			return false;
	} while (take(r, ','));
	return take(r, '}') || fail(r, "json.end");
}

struct doc *doc_from_json(arena *a, const struct kind *k, str json, struct problems *ps)
{
	if (!utf8_valid(json) || memchr(json.p, 0, json.n)) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "json.utf8" });
		return NULL;
	}
	char *copy = arena_alloc(a, json.n + 1);
	memcpy(copy, json.p, json.n);
	copy[json.n] = '\0';
	struct reader r = { .arena = a, .p = copy, .end = copy + json.n, .ps = ps };
	struct doc *d = doc_new(a, k);
	if (!read_object(&r, d, 0))
		return NULL;
	skip_space(&r);
	if (r.p != r.end) {
		fail(&r, "json.trailing");
		return NULL;
	}
	return d;
}
