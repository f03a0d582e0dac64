#include "record/doc.h"

#include <stdio.h>
#include <stdlib.h>

KIND(narrative, NARRATIVE, NARRATIVE_FIELDS, .iati = "narrative")
KIND(extra, EXTRA, EXTRA_FIELDS, .iati = NULL)

int kind_field(const struct kind *k, str name)
{
	for (uint32_t i = 0; i < k->nfields; i++)
		if (str_is(name, k->fields[i].name))
			return (int)i;
	return -1;
}

bool section_has(const char *names, const char *name)
{
	str rest = str_of(names), word;
	bool not = str_starts(rest, STR("! "));
	while (str_cut(&rest, ' ', &word))
		if (str_is(word, name))
			return !not ;
	return names == NULL || not ;
}

struct doc *doc_new(arena *a, const struct kind *k)
{
	size_t size = sizeof(struct doc) + k->nfields * sizeof(struct value);
	struct doc *d = arena_alloc(a, size);
	memset(d, 0, size);
	d->kind = k;
	return d;
}

void doc_set(struct doc *d, uint32_t field, str s)
{
	d->v[field].u.p = s.p;
	d->v[field].n = (uint32_t)s.n;
}

struct doc *doc_add_row(arena *a, struct doc *d, uint32_t field)
{
	struct value *v = &d->v[field];
	if (v->n == v->cap) {
		uint32_t cap = v->cap ? v->cap * 2 : 2;
		v->u.rows = arena_grow(a, v->u.rows, v->cap * sizeof(struct doc *), cap * sizeof(struct doc *));
		v->cap = cap;
	}
	return v->u.rows[v->n++] = doc_new(a, d->kind->fields[field].rows);
}

void doc_add_text(arena *a, struct doc *d, uint32_t field, str lang, str text)
{
	struct doc *row = doc_add_row(a, d, field);
	if (lang.n)
		doc_set(row, NARRATIVE_LANG, lang);
	doc_set(row, NARRATIVE_TEXT, text);
}

void doc_copy_field(arena *a, struct doc *into, const struct doc *d, uint32_t field)
{
	struct value *v = &into->v[field];
	*v = (struct value){ 0 };
	if (!doc_has(d, field))
		return;
	if (d->kind->fields[field].type != FIELD_ROWS) {
		doc_set(into, field, arena_str(a, doc_str(d, field)));
		return;
	}
	v->n = v->cap = d->v[field].n;
	v->u.rows = arena_alloc(a, v->n * sizeof(struct doc *));
	for (uint32_t r = 0; r < v->n; r++)
		v->u.rows[r] = doc_copy(a, d->v[field].u.rows[r]);
}

void doc_copy_rows(arena *a, struct doc *into, uint32_t field, const struct doc *d, uint32_t from)
{
	struct value *v = &into->v[field];
	*v = (struct value){ 0 };
	for (uint32_t r = 0; r < d->v[from].n; r++) {
		doc_add_row(a, into, field);
		v->u.rows[r] = doc_copy(a, d->v[from].u.rows[r]);
	}
}

struct doc *doc_copy(arena *a, const struct doc *d)
{
	struct doc *c = doc_new(a, d->kind);
	c->line = d->line;
	memcpy(c->id, d->id, sizeof(c->id));
	for (uint32_t i = 0; i < d->kind->nfields; i++)
		doc_copy_field(a, c, d, i);
	return c;
}

str doc_str(const struct doc *d, uint32_t field)
{
	const struct value *v = &d->v[field];
	return v->u.p && d->kind->fields[field].type != FIELD_ROWS ? (str){ v->u.p, v->n } : STR_EMPTY;
}

struct doc *const *doc_rows(const struct doc *d, uint32_t field, uint32_t *n)
{
	*n = d->v[field].n;
	return d->v[field].u.rows;
}

str doc_text(const struct doc *d, uint32_t field, str want, str fallback, str *got)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	const struct doc *best = NULL;
	int rank = 0;
	for (uint32_t i = 0; i < n; i++) {
		str lang = doc_str(rows[i], NARRATIVE_LANG);
		if (!doc_str(rows[i], NARRATIVE_TEXT).n)
			continue;
		/* "id-ID" serves for "id" */
		int r = str_starts(lang, want) ? 3 : fallback.n && str_starts(lang, fallback) ? 2 : 1;
		if (r > rank) {
			rank = r;
			best = rows[i];
		}
	}
	if (got)
		*got = best ? doc_str(best, NARRATIVE_LANG) : STR_EMPTY;
	return best ? doc_str(best, NARRATIVE_TEXT) : STR_EMPTY;
}

bool doc_date(const struct doc *d, uint32_t field, date *out)
{
	int64_t ms;
	str s = doc_str(d, field);
	if (date_parse_xsd(s, out))
		return true;
	/* IATI 1.x and many exports write a dateTime where a date is meant */
	if (!instant_parse_xsd(s, &ms))
		return false;
	return date_parse(str_sub(s, 0, 10), out);
}

bool doc_decimal(const struct doc *d, uint32_t field, struct decimal *out)
{
	return decimal_parse(doc_str(d, field), out);
}

bool doc_int(const struct doc *d, uint32_t field, int64_t *out)
{
	return str_to_int(doc_str(d, field), out);
}

bool doc_bool(const struct doc *d, uint32_t field, bool otherwise)
{
	str s = doc_str(d, field);
	if (str_is(s, "1") || str_is(s, "true"))
		return true;
	if (str_is(s, "0") || str_is(s, "false"))
		return false;
	return otherwise;
}

bool doc_equal(const struct doc *a, const struct doc *b)
{
	if (a->kind != b->kind || strcmp(a->id, b->id) != 0)
		return false;
	for (uint32_t i = 0; i < a->kind->nfields; i++) {
		if (doc_has(a, i) != doc_has(b, i))
			return false;
		if (a->kind->fields[i].type != FIELD_ROWS) {
			if (!str_eq(doc_str(a, i), doc_str(b, i)))
				return false;
			continue;
		}
		if (a->v[i].n != b->v[i].n)
			return false;
		for (uint32_t r = 0; r < a->v[i].n; r++)
			if (!doc_equal(a->v[i].u.rows[r], b->v[i].u.rows[r]))
				return false;
	}
	return true;
}

str doc_path(arena *a, str parent, const struct field *f, uint32_t row_plus_1)
{
	/* put together by hand: a form has thousands of them */
	enum { NUMBER = 13 }; /* "[4294967295]" and its end */
	size_t name = strlen(f->name), n = 0;
	char *p = arena_alloc(a, parent.n + 1 + name + NUMBER);
	if (parent.n) {
		memcpy(p, parent.p, parent.n);
		p[parent.n] = '/';
		n = parent.n + 1;
	}
	memcpy(p + n, f->name, name);
	n += name;
	if (row_plus_1)
		n += (size_t)snprintf(p + n, NUMBER, "[%u]", row_plus_1);
	p[n] = '\0';
	return (str){ p, n };
}

/* ---- who sees what ---- */

bool field_visible(const struct field *f, uint32_t viewer)
{
	uint32_t audiences = f->flags & (PUBLIC | PARTNERS | GOVERNMENT);
	if (viewer & EVERYTHING)
		return true;
	if (f->flags & PERSONAL)
		return (viewer & PERSONAL) && (!audiences || (audiences & viewer));
	return audiences & viewer;
}

struct doc *doc_visible(arena *a, const struct doc *d, uint32_t viewer)
{
	struct doc *c = doc_new(a, d->kind);
	c->line = d->line;
	memcpy(c->id, d->id, sizeof(c->id));
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (!doc_has(d, i) || !field_visible(f, viewer))
			continue;
		c->v[i] = d->v[i];
		if (f->type != FIELD_ROWS)
			continue;
		c->v[i].u.rows = arena_alloc(a, d->v[i].n * sizeof(struct doc *));
		c->v[i].cap = d->v[i].n;
		for (uint32_t r = 0; r < d->v[i].n; r++)
			c->v[i].u.rows[r] = doc_visible(a, d->v[i].u.rows[r], viewer);
	}
	return c;
}

/* ---- who changes what ---- */

static const struct doc *row_before(const struct doc *old, const struct doc *wanted, uint32_t field, uint32_t r)
{
	const struct doc *row = wanted->v[field].u.rows[r];
	if (!old)
		return NULL;
	if (!row->id[0])
		return old->v[field].n == wanted->v[field].n ? old->v[field].u.rows[r] : NULL;
	for (uint32_t i = 0; i < old->v[field].n; i++)
		if (strcmp(old->v[field].u.rows[i]->id, row->id) == 0)
			return old->v[field].u.rows[i];
	return NULL;
}

struct doc *doc_guard(arena *a, const struct doc *old, const struct doc *wanted, uint32_t viewer)
{
	struct doc *d = doc_copy(a, wanted);
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if ((f->flags & SYSTEM) || !field_visible(f, viewer)) {
			d->v[i] = (struct value){ 0 };
			if (old)
				doc_copy_field(a, d, old, i);
			continue;
		}
		for (uint32_t r = 0; f->type == FIELD_ROWS && r < d->v[i].n; r++)
			d->v[i].u.rows[r] = doc_guard(a, row_before(old, wanted, i, r), wanted->v[i].u.rows[r], viewer);
	}
	return d;
}
