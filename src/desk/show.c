/* Values for people: every field of any kind, by its type. */
#include "base/vec.h"
#include "desk/internal.h"
#include "record/codelist.h"
#include "record/custom.h"

enum { TABLE_COLUMNS = 8, PLACE_TEXT = 1000 };

/* ---- sections ---- */

uint32_t desk_sections(const struct kind *k, const struct section **out)
{
	static const struct section whole = { "", NULL };
	*out = k->nsections ? k->sections : &whole;
	return k->nsections ? k->nsections : 1;
}

str desk_section_name(enum lang lang, const struct kind *k, const struct section *s)
{
	return s->name[0] ? msg_label(lang, "section", k->name, s->name, str_of(s->name)) : STR_EMPTY;
}

/* ---- one value ---- */

static const char *short_kind(const struct place *p)
{
	switch (p->level) {
	case PLACE_REGENCY:
		return str_is(p->kind, "kota") ? "Kota " : "Kab. ";
	case PLACE_DISTRICT:
		return "Kec. ";
	case PLACE_VILLAGE:
		return str_is(p->kind, "kelurahan") ? "Kel. " : "Desa ";
	default:
		return "";
	}
}

str desk_place(const struct desk_view *v, const struct place *p)
{
	struct buf b;
	buf_init(&b, v->a, PLACE_TEXT);
	if (p->level <= PLACE_PROVINCE || p->level == PLACE_ISLAND)
		return place_title(v->a, p, (int)v->page->lang);
	for (; p && p->level > PLACE_PROVINCE; p = place_parent(v->web->places, p)) {
		if (b.n)
			buf_cstr(&b, ", ");
		buf_cstr(&b, short_kind(p));
		buf_str_add(&b, p->name);
	}
	return buf_str(&b);
}

static str place_text(struct desk_view *v, str code, struct url *href)
{
	const struct place *p = v->web->places ? place_by_code(v->web->places, code) : NULL;
	if (!p)
		return code;
	*href = url_path(v->page, "/place/{}", code);
	return desk_place(v, p);
}

static str link_text(struct desk_view *v, const struct field *f, str id, struct url *href)
{
	const struct record *r = record_load_id(v->web->store, v->db, v->a, v->actor, f->to, id);
	if (!r)
		return id;
	*href = url_path(v->page, "/desk/{}/{}", str_of(f->to->name), id);
	return desk_record_title(v, r);
}

/* The list a code of this row is on. */
static const struct codelist *list_of(const struct doc *d, const struct field *f)
{
	int by = f->codes_by ? kind_field(d->kind, str_of(f->codes_by)) : -1;
	str vocabulary = by >= 0 ? doc_str(d, (uint32_t)by) : STR_EMPTY;
	if (vocabulary.n && f->vocabulary)
		return codelist_of_vocabulary(f->vocabulary, vocabulary);
	return f->codes ? codelist_find(f->codes) : NULL;
}

static str code_text(struct desk_view *v, const struct doc *d, const struct field *f, str code)
{
	const struct codelist *list = list_of(d, f);
	const struct code *c = list ? codelist_get(list, code) : NULL;
	const char *name = !c ? "" : v->page->lang == LANG_EN || !c->name_id[0] ? c->name_en : c->name_id;
	return name[0] ? str_of(name) : code;
}

static str decimal_text(struct desk_view *v, const struct doc *d, const struct field *f, str s)
{
	struct decimal n;
	if (!decimal_parse(s, &n))
		return s;
	str text = i18n_decimal(v->a, v->page->lang, n, -1);
	int currency = kind_field(d->kind, STR("currency"));
	if ((f->flags & MONEY) && currency >= 0 && doc_str(d, (uint32_t)currency).n)
		return arena_fmt(v->a, "%.*s %.*s", STR_ARG(doc_str(d, (uint32_t)currency)), STR_ARG(text));
	return f->flags & SHARE ? arena_cat(v->a, text, STR("%")) : text;
}

str desk_value(struct desk_view *v, const struct doc *d, uint32_t field, struct url *href)
{
	const struct field *f = &d->kind->fields[field];
	enum lang l = v->page->lang;
	str s = doc_str(d, field);
	int64_t ms;
	date day;
	*href = (struct url){ STR_EMPTY };
	switch (s.n ? f->type : FIELD_TEXT) {
	case FIELD_CODE:
		return code_text(v, d, f, s);
	case FIELD_DATE:
		return doc_date(d, field, &day) ? i18n_date(v->a, l, day, DATE_LONG) : s;
	case FIELD_DATETIME:
		return instant_parse_xsd(s, &ms) ? i18n_instant(v->a, l, ms) : s;
	case FIELD_DECIMAL:
		return decimal_text(v, d, f, s);
	case FIELD_BOOL:
		return msg(l, doc_bool(d, field, false) ? MSG_DESK_YES : MSG_DESK_NO);
	case FIELD_URL:
		if (url_external_ok(s))
			*href = url_external(v->page, s);
		return s;
	case FIELD_LINK:
		return link_text(v, f, s, href);
	case FIELD_PLACE:
		return place_text(v, s, href);
	case FIELD_TEXT:
		if (f->picks && str_is(str_of(f->picks), "place") && s.n)
			return place_text(v, s, href);
		return s;
	case FIELD_INT:
	case FIELD_ROWS:
		break;
	}
	return s;
}

/* ---- whole documents ---- */

/* All languages of a text in one: "Air bersih / Clean water". */
static str narratives(struct desk_view *v, const struct doc *d, uint32_t field)
{
	struct buf b;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	buf_init(&b, v->a, 1 << 20);
	for (uint32_t i = 0; i < n; i++) {
		if (b.n)
			buf_cstr(&b, "\n");
		str lang = doc_str(rows[i], NARRATIVE_LANG);
		if (lang.n && n > 1)
			buf_fmt(&b, "[%.*s] ", STR_ARG(lang));
		buf_str_add(&b, doc_str(rows[i], NARRATIVE_TEXT));
	}
	return buf_str(&b);
}

static bool is_text(const struct field *f)
{
	return f->type != FIELD_ROWS || f->rows == &narrative_kind;
}

static str leaf_text(struct desk_view *v, const struct doc *d, uint32_t i, struct url *href)
{
	*href = (struct url){ STR_EMPTY };
	return d->kind->fields[i].type == FIELD_ROWS ? narratives(v, d, i) : desk_value(v, d, i, href);
}

/* Rows whose used fields are few and hold no rows themselves stand in a table. */
static const struct table *table_of(struct desk_view *v, const struct doc *d, uint32_t field)
{
	uint32_t n, columns[TABLE_COLUMNS], ncolumns = 0;
	struct doc *const *rows = doc_rows(d, field, &n);
	const struct kind *k = d->kind->fields[field].rows;
	for (uint32_t i = 0; i < k->nfields; i++) {
		bool used = false;
		for (uint32_t r = 0; r < n && !used; r++)
			used = doc_has(rows[r], i);
		if (!used)
			continue;
		if (!is_text(&k->fields[i]) || ncolumns == TABLE_COLUMNS)
			return NULL;
		columns[ncolumns++] = i;
	}
	struct column *heads = arena_array(v->a, struct column, ncolumns + 1);
	struct cell *cells = arena_array(v->a, struct cell, (size_t)n * ncolumns + 1), *cell = cells;
	for (uint32_t c = 0; c < ncolumns; c++) {
		const struct field *f = &k->fields[columns[c]];
		heads[c] = (struct column){ desk_field_label(v->page->lang, k, f), NULL,
			                    f->type == FIELD_DECIMAL || f->type == FIELD_INT };
	}
	for (uint32_t r = 0; r < n; r++)
		for (uint32_t c = 0; c < ncolumns; c++, cell++)
			cell->text = leaf_text(v, rows[r], columns[c], &cell->href);
	str caption = desk_field_label(v->page->lang, d->kind, &d->kind->fields[field]);
	if (v->inside.n)
		caption = arena_fmt(v->a, "%.*s, %.*s", STR_ARG(caption), STR_ARG(v->inside));
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ caption, heads, ncolumns, cells, n };
	return ncolumns ? t : NULL;
}

/* What was said stays readable when nobody asks for it any more. */
static struct desk_fact custom_fact(struct desk_view *v, const struct custom_field *f, str value)
{
	enum lang l = v->page->lang;
	str label = custom_label(f, (int)l);
	return (struct desk_fact){ .label = f->active ? label : msg_fmt(v->a, l, MSG_DESK_RETIRED, label),
		                   .text = custom_show(v->a, (int)l, f, value),
		                   .href = f->type == CUSTOM_LINK && url_external_ok(value)
		                               ? url_external(v->page, value)
		                               : (struct url){ STR_EMPTY } };
}

struct desk_facts desk_facts_of(struct desk_view *v, const struct doc *d, const char *names)
{
	VEC(struct desk_fact) list = { 0 };
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (!doc_has(d, i) || !section_has(names, f->name) ||
		    (f->type == FIELD_ROWS && f->rows == &extra_kind) || custom_is_list(f))
			continue;
		struct desk_fact fact = { .label = desk_field_label(v->page->lang, d->kind, f) };
		if (is_text(f)) {
			fact.text = leaf_text(v, d, i, &fact.href);
		} else if (!(fact.table = table_of(v, d, i))) {
			struct desk_facts *rows = arena_array(v->a, struct desk_facts, d->v[i].n + 1);
			str outside = v->inside;
			for (uint32_t r = 0; r < d->v[i].n; r++) {
				v->inside = arena_fmt(v->a, "%.*s %u%s%.*s", STR_ARG(fact.label), r + 1,
				                      outside.n ? ", " : "", STR_ARG(outside));
				rows[fact.nrows++] = desk_facts_of(v, d->v[i].u.rows[r], NULL);
			}
			v->inside = outside;
			fact.rows = rows;
		}
		*vec_push(v->a, &list) = fact;
	}
	uint32_t n = 0;
	const struct custom_field *added = d->kind == v->kind ? desk_custom(v, &n) : NULL;
	for (uint32_t i = 0; i < n; i++) {
		str value = custom_get(d, &added[i]);
		bool here = !names || desk_custom_section(v->kind, &added[i])->fields == names;
		if (here && value.n)
			*vec_push(v->a, &list) = custom_fact(v, &added[i], value);
	}
	return (struct desk_facts){ list.p, (uint32_t)list.n };
}
