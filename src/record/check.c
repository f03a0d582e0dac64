/* The rules that a field table states, applied to a document; then the kind's own rules. */
#include "base/ulid.h"
#include "base/utf8.h"
#include "record/codelist.h"
#include "record/doc.h"

enum { TEXT_LENGTH = 20000, ROWS_COUNT = 100000 };

struct check {
	struct problems *ps;
	arena *arena;
	uint16_t version; /* of the IATI standard that the source was written in (203); 0: not from a file */
};

/* A record that came from a file says in "source_version" which version of the standard it follows. */
static uint16_t source_version(const struct doc *d)
{
	int field = kind_field(d->kind, STR("source_version"));
	str s = field >= 0 ? doc_str(d, (uint32_t)field) : STR_EMPTY;
	if (s.n != 4 || s.p[1] != '.' || s.p[0] < '1' || s.p[0] > '9' || s.p[2] != '0' || s.p[3] < '0' || s.p[3] > '9')
		return 0;
	return (uint16_t)((s.p[0] - '0') * 100 + (s.p[3] - '0'));
}

/* Whether a version of the standard lies in a span whose ends may be open. */
static bool in_span(uint16_t version, uint16_t since, uint16_t until)
{
	return version >= since && (!until || version <= until);
}

static bool is_required(const struct check *c, const struct field *f)
{
	if (!c->version)
		return f->flags & REQUIRED;
	return ((f->flags & REQUIRED) || f->required_until) && in_span(c->version, f->since, f->until) &&
	       in_span(c->version, f->required_since, f->required_until);
}

/* Tags of languages are compared as BCP 47 has it: in any case, "en-GB" as "en". */
static bool on_list(const struct codelist *list, const struct field *f, str code)
{
	char tag[4] = "";
	if (codelist_get(list, code))
		return true;
	if (!f->iati || strcmp(f->iati, "@xml:lang") != 0)
		return false;
	size_t n = 0;
	for (; n < code.n && n < 3 && code.p[n] != '-'; n++)
		tag[n] = (char)(code.p[n] >= 'A' && code.p[n] <= 'Z' ? code.p[n] + ('a' - 'A') : code.p[n]);
	return (n == code.n || code.p[n] == '-') && codelist_get(list, (str){ tag, n });
}

/* Where a row stands: made on the stack, written out only when there is something to complain about. */
struct trail {
	const struct trail *up;
	const struct field *field;
	uint32_t row;
};

static str trail_text(const struct check *c, const struct trail *t, const struct field *f)
{
	str parent = t ? trail_text(c, t->up, NULL) : STR_EMPTY;
	if (t)
		parent = doc_path(c->arena, parent, t->field, t->row);
	return f ? doc_path(c->arena, parent, f, 0) : parent;
}

static void complain(const struct check *c, const struct doc *d, enum severity severity, const char *key, str path,
                     str found, str expected)
{
	problems_add(c->ps, (struct problem){ .severity = severity,
	                                      .key = key,
	                                      .path = path,
	                                      .line = d->line,
	                                      .found = utf8_prefix(found, 200),
	                                      .expected = expected });
}

static const char *type_name(enum field_type t)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "text",         [FIELD_CODE] = "code",       [FIELD_DATE] = "date",
		[FIELD_DATETIME] = "datetime", [FIELD_DECIMAL] = "decimal", [FIELD_INT] = "integer",
		[FIELD_BOOL] = "boolean",      [FIELD_URL] = "url",         [FIELD_LINK] = "id",
		[FIELD_PLACE] = "place",       [FIELD_ROWS] = "rows"
	};
	return names[t];
}

static bool url_plausible(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return false;
	return str_find(s, STR(":"), 0) > 0;
}

static bool type_fits(const struct doc *d, uint32_t i)
{
	date day;
	int64_t n;
	struct decimal dec;
	str s = doc_str(d, i);
	switch (d->kind->fields[i].type) {
	case FIELD_DATE:
		return date_parse_xsd(s, &day);
	case FIELD_DATETIME:
		return instant_parse_xsd(s, &n);
	case FIELD_DECIMAL:
		return decimal_parse(s, &dec);
	case FIELD_INT:
		return str_to_int(s, &n);
	case FIELD_BOOL:
		return str_is(s, "0") || str_is(s, "1") || str_is(s, "true") || str_is(s, "false");
	case FIELD_URL:
		return url_plausible(s);
	case FIELD_LINK:
		return ulid_valid(s);
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_PLACE:
	case FIELD_ROWS:
		return true;
	}
	return false;
}

/* The list a code must be on: the field's own, or the one that the row's vocabulary names (the vocabulary list's
 * category column holds the name of the list behind each vocabulary). */
static const struct codelist *list_of(const struct doc *d, const struct field *f)
{
	if (f->codes_by) {
		int v = kind_field(d->kind, str_of(f->codes_by));
		str vocabulary = v >= 0 ? doc_str(d, (uint32_t)v) : STR_EMPTY;
		if (vocabulary.n) {
			const struct code *c =
			    f->vocabulary ? codelist_get(codelist_find(f->vocabulary), vocabulary) : NULL;
			return c && c->category[0] ? codelist_find(c->category) : NULL;
		}
	}
	return f->codes ? codelist_find(f->codes) : NULL;
}

static void check_bounds(const struct check *c, const struct doc *d, uint32_t i, str path)
{
	const struct field *f = &d->kind->fields[i];
	struct decimal value, bound;
	if ((f->type != FIELD_DECIMAL && f->type != FIELD_INT) || !decimal_parse(doc_str(d, i), &value))
		return;
	if (f->min && decimal_parse(str_of(f->min), &bound) && decimal_cmp(value, bound) < 0)
		complain(c, d, SEVERITY_ERROR, "problem.min", path, doc_str(d, i), str_of(f->min));
	if (f->max && decimal_parse(str_of(f->max), &bound) && decimal_cmp(value, bound) > 0)
		complain(c, d, SEVERITY_ERROR, "problem.max", path, doc_str(d, i), str_of(f->max));
}

static void check_value(const struct check *c, const struct doc *d, uint32_t i, const struct trail *up)
{
	const struct field *f = &d->kind->fields[i];
	str s = doc_str(d, i);
	str path = trail_text(c, up, f);
	if (!s.n) {
		if (is_required(c, f) || f->type != FIELD_TEXT)
			complain(c, d, SEVERITY_ERROR, "problem.empty", path, s, str_of(type_name(f->type)));
		return;
	}
	if (!type_fits(d, i)) {
		complain(c, d, SEVERITY_ERROR, "problem.type", path, s, str_of(type_name(f->type)));
		return;
	}
	check_bounds(c, d, i, path);
	uint32_t longest = f->max_length ? f->max_length : TEXT_LENGTH;
	if (s.n > longest && utf8_length(s) > longest)
		complain(c, d, SEVERITY_WARNING, "problem.length", path, s, arena_fmt(c->arena, "%u", longest));
	if (f->type == FIELD_CODE) {
		const struct codelist *list = list_of(d, f);
		if (list && !on_list(list, f, s))
			complain(c, d, list->complete ? SEVERITY_ERROR : SEVERITY_WARNING, "problem.code", path, s,
			         str_of(list->name));
	}
}

/* Almost every field of a good document passes here without making its path. */
static bool value_is_plain(const struct doc *d, uint32_t i)
{
	const struct field *f = &d->kind->fields[i];
	const struct value *v = &d->v[i];
	if (!v->n || v->n > (f->max_length ? f->max_length : TEXT_LENGTH) || !type_fits(d, i) || f->min || f->max)
		return false;
	if (f->type != FIELD_CODE)
		return true;
	const struct codelist *list = list_of(d, f);
	return !list || on_list(list, f, doc_str(d, i));
}

static void check_doc(const struct check *c, const struct doc *d, const struct trail *up)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		uint32_t n = d->v[i].n;
		if (!doc_has(d, i)) {
			if (is_required(c, f))
				complain(c, d, SEVERITY_ERROR, "problem.required", trail_text(c, up, f), STR_EMPTY,
				         str_of(type_name(f->type)));
			continue;
		}
		if (f->type != FIELD_ROWS) {
			if (!value_is_plain(d, i))
				check_value(c, d, i, up);
			continue;
		}
		if (n < f->min_rows || n > (f->max_length ? f->max_length : ROWS_COUNT))
			complain(c, d, SEVERITY_ERROR, n < f->min_rows ? "problem.min_rows" : "problem.max_rows",
			         trail_text(c, up, f), arena_fmt(c->arena, "%u", n),
			         arena_fmt(c->arena, "%u", n < f->min_rows ? f->min_rows : f->max_length));
		for (uint32_t r = 0; r < n; r++) {
			const struct doc *row = d->v[i].u.rows[r];
			if (row->kind != &extra_kind)
				check_doc(c, row, &(struct trail){ up, f, r + 1 });
		}
	}
	if (d->kind->check && up)
		d->kind->check(d, NULL, c->ps);
}

void doc_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct check c = { .ps = ps, .arena = a, .version = source_version(d) };
	check_doc(&c, d, NULL);
	if (d->kind->check)
		d->kind->check(d, old, ps);
}
