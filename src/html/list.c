#include <assert.h>

#include "html/parts.h"

/* ---- views ---- */

static const char *const view_names[VIEW_COUNT] = { "map", "chart", "table", "download" };

const char *view_name(enum view v)
{
	assert((unsigned)v < VIEW_COUNT);
	return view_names[v];
}

str view_label(enum lang lang, enum view v)
{
	static const enum msg labels[VIEW_COUNT] = { MSG_VIEW_MAP, MSG_VIEW_CHART, MSG_VIEW_TABLE, MSG_VIEW_DOWNLOAD };
	assert((unsigned)v < VIEW_COUNT);
	return msg(lang, labels[v]);
}

enum view page_view(const struct page *pg, unsigned allowed, enum view otherwise)
{
	str wanted = page_query_value(pg, "view");
	for (int v = 0; v < VIEW_COUNT; v++)
		if (str_is(wanted, view_names[v]) && (allowed & VIEW_BIT(v)))
			return (enum view)v;
	return otherwise;
}

/* ---- pager ---- */

int64_t pager_pages(const struct pager *p)
{
	return p->total <= 0 ? 1 : (p->total - 1) / p->per_page + 1;
}

struct pager pager_of(const struct page *pg, int64_t total, int64_t per_page)
{
	assert(per_page > 0);
	struct pager p = { total, 1, per_page };
	int64_t wanted;
	if (str_to_int(page_query_value(pg, "page"), &wanted) && wanted > 1)
		p.page = wanted;
	if (p.page > pager_pages(&p))
		p.page = pager_pages(&p);
	return p;
}

const int64_t *pager_numbers(const struct page *pg, const struct pager *p, size_t *n)
{
	int64_t *out = arena_array(pg->arena, int64_t, 9);
	int64_t last = pager_pages(p), before = 0;
	*n = 0;
	const int64_t wanted[] = { 1, p->page - 2, p->page - 1, p->page, p->page + 1, p->page + 2, last };
	for (size_t i = 0; i < SEL_COUNT(wanted); i++) {
		if (wanted[i] <= before || wanted[i] > last)
			continue;
		if (wanted[i] == before + 2)
			out[(*n)++] = before + 1; /* a gap of one page is that page */
		else if (wanted[i] > before + 2)
			out[(*n)++] = 0;
		out[(*n)++] = before = wanted[i];
	}
	return out;
}

struct url pager_url(const struct page *pg, int64_t number)
{
	if (number <= 1)
		return url_without(pg, "page", STR_EMPTY);
	return url_with(pg, "page", arena_fmt(pg->arena, "%lld", (long long)number));
}

/* ---- filters ---- */

size_t facet_selected(const struct facet *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->choices[i].selected;
	return n;
}

static bool filter_owns(const struct filter *f, str name)
{
	if (str_is(name, "page") || (f->text_name && str_is(name, f->text_name)))
		return true;
	for (size_t i = 0; i < f->n; i++)
		if (str_is(name, f->facets[i].name))
			return true;
	return false;
}

const struct query_pair *filter_kept(const struct page *pg, const struct filter *f)
{
	struct query_pair *first = NULL, **last = &first;
	for (const struct query_pair *q = page_query(pg); q; q = q->next) {
		if (filter_owns(f, q->name))
			continue;
		struct query_pair *kept = arena_make(pg->arena, struct query_pair);
		*kept = (struct query_pair){ q->name, q->value, NULL };
		*last = kept;
		last = &kept->next;
	}
	return first;
}

const struct chip *filter_chips(const struct page *pg, const struct filter *f, size_t *n)
{
	size_t most = 1;
	for (size_t i = 0; i < f->n; i++)
		most += facet_selected(&f->facets[i]);
	struct chip *out = arena_array(pg->arena, struct chip, most);
	*n = 0;
	if (f->text_name && f->text.n)
		out[(*n)++] =
		    (struct chip){ msg(pg->lang, MSG_FILTER_TEXT), f->text, url_without(pg, f->text_name, STR_EMPTY) };
	for (size_t i = 0; i < f->n; i++) {
		const struct facet *facet = &f->facets[i];
		for (size_t k = 0; k < facet->n; k++) {
			const struct choice *c = &facet->choices[k];
			if (c->selected)
				out[(*n)++] =
				    (struct chip){ facet->label, c->label, url_without(pg, facet->name, c->value) };
		}
	}
	return out;
}

/* ---- tables ---- */

int column_order(const struct page *pg, const struct column *c)
{
	str sort = page_query_value(pg, "sort");
	if (!c->sort || !sort.n)
		return 0;
	if (sort.p[0] == '-')
		return str_is(str_sub(sort, 1, sort.n), c->sort) ? -1 : 0;
	return str_is(sort, c->sort) ? 1 : 0;
}

/* Numbers start with the largest, texts with A. */
struct url column_url(const struct page *pg, const struct column *c)
{
	int now = column_order(pg, c);
	bool down = now == 0 ? c->numeric : now > 0;
	return url_with(pg, "sort", down ? arena_cat(pg->arena, STR("-"), str_of(c->sort)) : str_of(c->sort));
}

int heat_level(int64_t value, int64_t most)
{
	if (value <= 0 || most <= 0)
		return 0;
	if (value >= most)
		return 5;
	return (int)((int128)value * 5 / most) + 1;
}
