/* One document from a row of a sheet. */
#include "record/doc.h"

/* A heading taken apart: "title:en" (a narrative), "category.from_year" and "category[2].from_year" (a field of a row).
 */
struct heading {
	str field, sub, lang;
	uint32_t row; /* 0-based */
};

static bool split_heading(str h, struct heading *out)
{
	*out = (struct heading){ .field = str_trim(h) };
	ptrdiff_t at = str_find_char(out->field, ':', 0);
	if (at >= 0) {
		out->lang = str_sub(out->field, (size_t)at + 1, SIZE_MAX);
		out->field = str_sub(out->field, 0, (size_t)at);
	}
	at = str_find_char(out->field, '.', 0);
	if (at >= 0) {
		out->sub = str_sub(out->field, (size_t)at + 1, SIZE_MAX);
		out->field = str_sub(out->field, 0, (size_t)at);
	}
	at = str_find_char(out->field, '[', 0);
	if (at < 0)
		return true;
	int64_t n;
	str digits = str_sub(out->field, (size_t)at + 1, out->field.n - (size_t)at - 2);
	if (!str_ends(out->field, STR("]")) || !str_to_int(digits, &n) || n < 1 || n > 100)
		return false;
	out->row = (uint32_t)n - 1;
	out->field = str_sub(out->field, 0, (size_t)at);
	return true;
}

static int field_of(const struct kind *k, str name)
{
	for (uint32_t i = 0; i < k->nfields; i++)
		if (str_eq_nocase(name, str_of(k->fields[i].name)))
			return (int)i;
	return -1;
}

static struct doc *row_of(arena *a, struct doc *d, uint32_t field, uint32_t row)
{
	while (d->v[field].n <= row)
		doc_add_row(a, d, field);
	return d->v[field].u.rows[row];
}

/* Whether the cell has found its place. */
static bool put(arena *a, struct doc *d, const struct heading *h, str cell)
{
	int i = field_of(d->kind, h->field);
	if (i < 0)
		return false;
	const struct field *f = &d->kind->fields[i];
	if (f->type != FIELD_ROWS) {
		doc_set(d, (uint32_t)i, arena_str(a, cell));
		return !h->sub.n && !h->lang.n;
	}
	if (f->rows == &narrative_kind && !h->sub.n) {
		doc_add_text(a, d, (uint32_t)i, arena_str(a, h->lang), arena_str(a, cell));
		return true;
	}
	struct heading below = { .field = h->sub, .lang = h->lang };
	return h->sub.n && put(a, row_of(a, d, (uint32_t)i, h->row), &below, cell);
}

struct doc *doc_from_row(arena *a, const struct kind *k, const str *headings, const str *cells, uint32_t n,
                         uint32_t line, struct problems *ps)
{
	struct doc *d = doc_new(a, k);
	d->line = line;
	for (uint32_t i = 0; i < n; i++) {
		struct heading h;
		str cell = str_trim(cells[i]);
		/* a heading that starts with # is a note to the reader of the sheet */
		if (!cell.n || str_starts(str_trim(headings[i]), STR("#")))
			continue;
		if (!split_heading(headings[i], &h) || !put(a, d, &h, cell))
			problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
			                                   .key = "sheet.unknown_column",
			                                   .path = headings[i],
			                                   .line = line,
			                                   .found = cell });
	}
	return d;
}
