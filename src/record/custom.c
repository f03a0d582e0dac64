#include "record/custom.h"

#include <stdlib.h>

#include "base/vec.h"
#include "i18n/i18n.h"
#include "record/codelist.h"

KIND(custom_value, CUSTOM_VALUE, CUSTOM_VALUE_FIELDS)
KIND(custom_choice, CUSTOM_CHOICE, CUSTOM_CHOICE_FIELDS)

static const char *const type_codes[] = { "text", "long-text", "number", "date", "yes-no", "choice", "link" };
static const char *const lists[] = { "custom", "custom_partners", "custom_government", "custom_bureau" };
static const char *const audiences[] = { "public", "partners", "government", "bureau" };

static void complain(struct problems *ps, const char *key, str path, str found, str expected)
{
	problems_add(ps,
	             (struct problem){
	                 .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found, .expected = expected });
}

/* ---- definitions ---- */

static bool is_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(i && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_')))
			return false;
	return s.n > 0;
}

static void check_definition(const struct doc *d, const struct doc *old, struct problems *ps)
{
	static const uint32_t fixed[] = { CUSTOM_FIELD_KIND, CUSTOM_FIELD_NAME, CUSTOM_FIELD_TYPE,
		                          CUSTOM_FIELD_AUDIENCE };
	if (doc_has(d, CUSTOM_FIELD_NAME) && !is_name(doc_str(d, CUSTOM_FIELD_NAME)))
		complain(ps, "custom.name", STR("name"), doc_str(d, CUSTOM_FIELD_NAME), STR_EMPTY);
	if (str_is(doc_str(d, CUSTOM_FIELD_TYPE), "choice") && d->v[CUSTOM_FIELD_CHOICE].n < 2)
		complain(ps, "custom.choices", STR("choice"), STR_EMPTY, STR_EMPTY);
	str kind = doc_str(d, CUSTOM_FIELD_KIND), topic = doc_str(d, CUSTOM_FIELD_TOPIC);
	if (topic.n && !(str_starts(topic, kind) && topic.p[kind.n] == '.'))
		complain(ps, "custom.topic", STR("topic"), topic, kind);
	for (size_t i = 0; old && i < SEL_COUNT(fixed); i++)
		if (!str_eq(doc_str(d, fixed[i]), doc_str(old, fixed[i])))
			complain(ps, "custom.fixed", str_of(d->kind->fields[fixed[i]].name), doc_str(d, fixed[i]),
			         doc_str(old, fixed[i]));
}

static str custom_field_key(arena *a, const struct doc *d)
{
	return arena_fmt(a, "%.*s.%.*s", STR_ARG(doc_str(d, CUSTOM_FIELD_KIND)),
	                 STR_ARG(doc_str(d, CUSTOM_FIELD_NAME)));
}

/* Of both languages, that of LANG first. */
static str text_of(const struct doc *d, uint32_t field, int lang)
{
	return doc_text(d, field, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)a;
	return text_of(d, CUSTOM_FIELD_LABEL, lang);
}

KIND(custom_field, CUSTOM_FIELD, CUSTOM_FIELD_FIELDS, .number = 26, .derived = true, .visibility = PUBLIC,
     .check = check_definition, .state = "for_kind", .title = title, .key_name = "field", .key = custom_field_key)

static int position(const char *const *codes, size_t n, str code)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(code, codes[i]))
			return (int)i;
	return -1;
}

static bool read_definition(const struct kind *k, const struct doc *d, struct custom_field *f)
{
	int type = position(type_codes, SEL_COUNT(type_codes), doc_str(d, CUSTOM_FIELD_TYPE));
	int audience = position(audiences, SEL_COUNT(audiences), doc_str(d, CUSTOM_FIELD_AUDIENCE));
	if (type < 0 || audience < 0)
		return false;
	*f = (struct custom_field){ .doc = d,
		                    .name = doc_str(d, CUSTOM_FIELD_NAME),
		                    .type = (enum custom_type)type,
		                    .required = doc_bool(d, CUSTOM_FIELD_REQUIRED, false),
		                    .active = doc_bool(d, CUSTOM_FIELD_ACTIVE, true),
		                    .list = kind_field(k, str_of(lists[audience])) };
	str topic = doc_str(d, CUSTOM_FIELD_TOPIC);
	ptrdiff_t dot = str_find_char(topic, '.', 0);
	f->topic = dot >= 0 ? str_sub(topic, (size_t)dot + 1, topic.n) : STR_EMPTY;
	if (!doc_int(d, CUSTOM_FIELD_ORDER, &f->order))
		f->order = 0;
	return f->list >= 0;
}

static int by_order(const void *x, const void *y)
{
	const struct custom_field *a = x, *b = y;
	return a->order != b->order ? (a->order > b->order) - (a->order < b->order) : str_cmp(a->name, b->name);
}

bool custom_fields(struct store *s, db *d, arena *a, const struct kind *k, struct custom_field **out, uint32_t *n)
{
	struct known_record *known;
	uint32_t count;
	VEC(struct custom_field) found = { 0 };
	*out = NULL;
	*n = 0;
	if (kind_field(k, str_of(lists[0])) < 0)
		return true;
	if (!record_known(s, d, a, &custom_field_kind, "field", arena_fmt(a, "%s.", k->name), &known, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct custom_field f;
		struct record *r = known[i].deleted ? NULL : record_load(s, d, a, &actor_system, known[i].no);
		if (r && r->state == STATE_CURRENT && read_definition(k, r->doc, &f))
			*vec_push(a, &found) = f;
	}
	if (found.n)
		qsort(found.p, found.n, sizeof(*found.p), by_order);
	*out = found.p;
	*n = (uint32_t)found.n;
	return true;
}

/* ---- values ---- */

static struct doc *row_of(const struct doc *doc, const struct custom_field *f, uint32_t *at)
{
	const struct value *v = &doc->v[f->list];
	for (uint32_t r = 0; r < v->n; r++)
		if (str_eq(doc_str(v->u.rows[r], CUSTOM_VALUE_NAME), f->name)) {
			*at = r;
			return v->u.rows[r];
		}
	return NULL;
}

str custom_get(const struct doc *doc, const struct custom_field *f)
{
	uint32_t at;
	const struct doc *row = row_of(doc, f, &at);
	return row ? doc_str(row, CUSTOM_VALUE_TEXT) : STR_EMPTY;
}

/* An id that follows from the name, so that two people's values of different fields meet as different rows, and of one
 * field as one. */
static void name_row(struct doc *row, str name)
{
	struct hash h = hash_blake2b(name.p, name.n);
	for (int i = 0; i < 8; i++)
		row->id[i] = "0123456789abcdefghjkmnpqrstvwxyz"[h.b[i] % 32];
	row->id[8] = '\0';
}

void custom_set(arena *a, struct doc *doc, const struct custom_field *f, str value)
{
	uint32_t at;
	struct doc *row = row_of(doc, f, &at);
	struct value *v = &doc->v[f->list];
	if (row && !value.n) {
		memmove(&v->u.rows[at], &v->u.rows[at + 1], (v->n - at - 1) * sizeof(*v->u.rows));
		v->n--;
	} else if (value.n) {
		if (!row) {
			row = doc_add_row(a, doc, (uint32_t)f->list);
			name_row(row, f->name);
		}
		doc_set(row, CUSTOM_VALUE_NAME, f->name);
		doc_set(row, CUSTOM_VALUE_TEXT, value);
	}
}

static bool is_choice(const struct custom_field *f, str value)
{
	const struct value *v = &f->doc->v[CUSTOM_FIELD_CHOICE];
	for (uint32_t r = 0; r < v->n; r++)
		if (str_eq(doc_str(v->u.rows[r], CUSTOM_CHOICE_CODE), value))
			return true;
	return false;
}

/* What was expected, when VALUE is no value of F; else NULL. */
static const char *misfit(const struct custom_field *f, str value)
{
	date day;
	struct decimal number;
	switch (f->type) {
	case CUSTOM_NUMBER:
		return decimal_parse(value, &number) ? NULL : "decimal";
	case CUSTOM_DATE:
		return date_parse(value, &day) ? NULL : "date";
	case CUSTOM_YES_NO:
		return str_is(value, "0") || str_is(value, "1") ? NULL : "boolean";
	case CUSTOM_CHOICE:
		return is_choice(f, value) ? NULL : "code";
	case CUSTOM_LINK:
		return str_starts(value, STR("https://")) || str_starts(value, STR("http://")) ? NULL : "url";
	case CUSTOM_TEXT:
	case CUSTOM_LONG_TEXT:
		break;
	}
	return NULL;
}

static const struct custom_field *defined(const struct custom_field *fields, uint32_t n, int list, str name)
{
	for (uint32_t i = 0; i < n; i++)
		if (fields[i].list == list && str_eq(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static str path_of(arena *a, const struct kind *k, int list, str name)
{
	return arena_fmt(a, "%s/%.*s", k->fields[list].name, STR_ARG(name));
}

str custom_path(arena *a, const struct kind *k, const struct custom_field *f)
{
	return path_of(a, k, f->list, f->name);
}

static void check_list(const struct custom_field *fields, uint32_t n, const struct doc *doc, int list,
                       struct problems *ps)
{
	const struct value *v = &doc->v[list];
	for (uint32_t r = 0; r < v->n; r++) {
		str name = doc_str(v->u.rows[r], CUSTOM_VALUE_NAME), value = doc_str(v->u.rows[r], CUSTOM_VALUE_TEXT);
		const struct custom_field *f = defined(fields, n, list, name);
		str path = path_of(ps->arena, doc->kind, list, name);
		const char *expected = f ? misfit(f, value) : NULL;
		if (!f)
			complain(ps, "custom.unknown", path, name, STR_EMPTY);
		else if (expected)
			complain(ps, "problem.type", path, value, str_of(expected));
	}
}

void custom_check(const struct custom_field *fields, uint32_t n, const struct doc *doc, struct problems *ps)
{
	for (size_t i = 0; i < SEL_COUNT(lists); i++) {
		int list = kind_field(doc->kind, str_of(lists[i]));
		if (list >= 0)
			check_list(fields, n, doc, list, ps);
	}
	for (uint32_t i = 0; i < n; i++)
		if (fields[i].active && fields[i].required && !custom_get(doc, &fields[i]).n)
			complain(ps, "problem.required", custom_path(ps->arena, doc->kind, &fields[i]), STR_EMPTY,
			         STR("text"));
}

/* ---- for people ---- */

bool custom_is_list(const struct field *f)
{
	return f->type == FIELD_ROWS && f->rows == &custom_value_kind;
}

bool custom_seen(const struct kind *k, const struct custom_field *f, uint32_t viewer)
{
	return field_visible(&k->fields[f->list], viewer);
}

str custom_label(const struct custom_field *f, int lang)
{
	str label = text_of(f->doc, CUSTOM_FIELD_LABEL, lang);
	return label.n ? label : f->name;
}

str custom_help(const struct custom_field *f, int lang)
{
	return text_of(f->doc, CUSTOM_FIELD_HELP, lang);
}

const struct codelist *custom_choices(arena *a, const struct custom_field *f)
{
	const struct value *v = &f->doc->v[CUSTOM_FIELD_CHOICE];
	struct code *codes = arena_array(a, struct code, v->n + 1);
	struct codelist *list = arena_make(a, struct codelist);
	for (uint32_t i = 0; i < v->n; i++) {
		const struct doc *row = v->u.rows[i];
		codes[i] = (struct code){ .code = arena_str(a, doc_str(row, CUSTOM_CHOICE_CODE)).p,
			                  .name_id = arena_str(a, text_of(row, CUSTOM_CHOICE_LABEL, 0)).p,
			                  .name_en = arena_str(a, text_of(row, CUSTOM_CHOICE_LABEL, 1)).p };
	}
	*list = (struct codelist){ .name = f->name.p, .codes = codes, .n = v->n };
	return list;
}

str custom_show(arena *a, int lang, const struct custom_field *f, str value)
{
	enum lang l = (enum lang)lang;
	struct decimal number;
	date day;
	if (f->type == CUSTOM_DATE && date_parse(value, &day))
		return i18n_date(a, l, day, DATE_LONG);
	if (f->type == CUSTOM_NUMBER && decimal_parse(value, &number))
		return i18n_decimal(a, l, number, -1);
	if (f->type == CUSTOM_YES_NO)
		return msg(l, str_is(value, "1") ? MSG_FORM_YES : MSG_FORM_NO);
	for (uint32_t i = 0; f->type == CUSTOM_CHOICE && i < f->doc->v[CUSTOM_FIELD_CHOICE].n; i++) {
		const struct doc *row = f->doc->v[CUSTOM_FIELD_CHOICE].u.rows[i];
		str name = text_of(row, CUSTOM_CHOICE_LABEL, lang);
		if (str_eq(doc_str(row, CUSTOM_CHOICE_CODE), value) && name.n)
			return name;
	}
	return value;
}
