/* The library for everybody: regulations, what each governs, and the glossary. */
#include "library/library.h"
#include "agreement/attachment.h"
#include "agreement/procedure.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "record/codelist.h"
#include "site/profile.h"

const struct input library_inputs[] = { { "q", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                { "status", INPUT_CODE, INPUT_LENIENT, 20 },
	                                { "kind", INPUT_CODE, INPUT_LENIENT, 20 },
	                                { "check", INPUT_CODE, INPUT_LENIENT, 20 },
	                                { NULL, INPUT_TEXT, 0, 0 } };

static bool has_text(struct view_of *v, str text, str query)
{
	return str_find(utf8_fold(v->a, text), utf8_fold(v->a, query), 0) >= 0;
}

static str status_text(struct view_of *v, enum regulation_status s)
{
	return msg_or(v->page->lang, arena_fmt(v->a, "regulation.status.%s", regulation_status_name(s)).p, STR_EMPTY);
}

static str date_text(struct view_of *v, date day)
{
	return day == DATE_NONE ? msg(v->page->lang, MSG_VALUE_UNKNOWN)
	                        : i18n_date(v->a, v->page->lang, day, DATE_LONG);
}

/* ---- the list ---- */

struct shelf {
	struct view_of *v;
	struct regulation *all;
	uint32_t n;
	date today;
	str text, status, sort, check; /* what is asked for; empty: everything */
};

static enum regulation_status status_of(const struct shelf *s, const struct regulation *x)
{
	return regulation_status(&x->force, s->today);
}

/* Whether X is shown; what the facet LEFT_OUT (an address of one of the wishes, or NULL) asks does not count. */
static bool is_shown(const struct shelf *s, const struct regulation *x, const str *left_out)
{
	str status = str_of(regulation_status_name(status_of(s, x)));
	if (left_out != &s->status && s->status.n && !str_eq(s->status, status))
		return false;
	if (left_out != &s->sort && s->sort.n && !str_eq(s->sort, doc_str(x->doc, REGULATION_SORT)))
		return false;
	if (left_out != &s->check && s->check.n && !str_eq(s->check, doc_str(x->doc, REGULATION_CHECK)))
		return false;
	str summary = doc_text(x->doc, REGULATION_SUMMARY, STR("id"), STR("en"), NULL);
	return !s->text.n || has_text(s->v, x->name, s->text) || has_text(s->v, x->title[0], s->text) ||
	       has_text(s->v, x->title[1], s->text) || has_text(s->v, summary, s->text);
}

static int64_t status_count(const struct shelf *s, enum regulation_status status)
{
	int64_t n = 0;
	for (uint32_t i = 0; i < s->n; i++)
		n += status_of(s, &s->all[i]) == status && is_shown(s, &s->all[i], &s->status);
	return n;
}

static struct facet status_facet(const struct shelf *s)
{
	enum { STATUSES = REGULATION_ENDED + 1 };
	struct choice *list = arena_array(s->v->a, struct choice, STATUSES);
	size_t n = 0;
	for (int i = REGULATION_ENDED; i >= REGULATION_UNKNOWN; i--) {
		str name = str_of(regulation_status_name((enum regulation_status)i));
		int64_t count = status_count(s, (enum regulation_status)i);
		if (count || str_eq(name, s->status))
			list[n++] = (struct choice){ name, status_text(s->v, (enum regulation_status)i), count,
				                     str_eq(name, s->status) };
	}
	return (struct facet){ "status", msg(s->v->page->lang, MSG_LIBRARY_STATUS), list, n, false };
}

/* A facet over the codes of FIELD; *WISH is what it asks. */
static struct facet code_facet(const struct shelf *s, const char *name, uint32_t field, const str *wish)
{
	enum lang l = s->v->page->lang;
	const struct field *f = &regulation_kind.fields[field];
	const struct codelist *codes = codelist_find(f->codes);
	struct choice *list = arena_array(s->v->a, struct choice, codes->n);
	size_t n = 0;
	for (uint32_t c = 0; c < codes->n; c++) {
		str code = str_of(codes->codes[c].code);
		int64_t count = 0;
		for (uint32_t i = 0; i < s->n; i++)
			count += str_eq(doc_str(s->all[i].doc, field), code) && is_shown(s, &s->all[i], wish);
		if (count || str_eq(code, *wish))
			list[n++] =
			    (struct choice){ code, codelist_name(f->codes, code, (int)l), count, str_eq(code, *wish) };
	}
	return (struct facet){ name, msg_label(l, "field", "regulation", f->name, STR_EMPTY), list, n, false };
}

static const struct filter *shelf_filter(const struct shelf *s)
{
	enum { FACETS = 3 };
	struct facet *facets = arena_array(s->v->a, struct facet, FACETS);
	facets[0] = status_facet(s);
	facets[1] = code_facet(s, "kind", REGULATION_SORT, &s->sort);
	facets[2] = code_facet(s, "check", REGULATION_CHECK, &s->check);
	struct filter *f = arena_make(s->v->a, struct filter);
	*f = (struct filter){ "q", s->text, facets, FACETS };
	return f;
}

static const struct table *shelf_table(const struct shelf *s)
{
	enum { COLUMNS = 5 };
	struct view_of *v = s->v;
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_KIND_ONE_REGULATION), NULL, false };
	c[1] = (struct column){ msg(l, MSG_FIELD_REGULATION_TITLE), NULL, false };
	c[2] = (struct column){ msg(l, MSG_LIBRARY_STATUS), NULL, false };
	c[3] = (struct column){ msg(l, MSG_FIELD_REGULATION_IN_FORCE_FROM), NULL, false };
	c[4] = (struct column){ msg(l, MSG_FIELD_REGULATION_VERIFICATION), NULL, false };
	struct cell *cells = arena_array(v->a, struct cell, (size_t)s->n * COLUMNS + 1), *cell = cells;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct regulation *x = &s->all[i];
		if (!is_shown(s, x, NULL))
			continue;
		*cell++ = (struct cell){ .text = x->name, .href = url_path(v->page, "/library/{}", x->slug) };
		*cell++ = (struct cell){ .text = x->title[l] };
		*cell++ = (struct cell){ .text = status_text(v, status_of(s, x)) };
		*cell++ = (struct cell){ .text = date_text(v, x->force.from) };
		*cell++ = (struct cell){ .text = codelist_name("regulation-check", doc_str(x->doc, REGULATION_CHECK),
			                                       (int)l) };
	}
	struct table *t = arena_make(v->a, struct table);
	str caption = msg_fmt(v->a, l, MSG_LIBRARY_AS_OF, i18n_date(v->a, l, s->today, DATE_LONG));
	*t = (struct table){ caption, c, COLUMNS, cells, (size_t)(cell - cells) / COLUMNS };
	return t;
}

static void set_crumbs(struct view_of *v, str title, bool below)
{
	struct crumb *crumbs = arena_array(v->a, struct crumb, 2);
	crumbs[0] = (struct crumb){ msg(v->page->lang, MSG_LIBRARY_TITLE), url_to(v->page, "/library", 0, NULL) };
	crumbs[below ? 1 : 0] = (struct crumb){ title, { STR_EMPTY } };
	v->page->crumbs = crumbs;
	v->page->ncrumbs = below ? 2 : 1;
	v->page->as_of = DATE_NONE;
}

static bool read_shelf(struct view_of *v, struct shelf *s)
{
	*s = (struct shelf){ .v = v, .today = date_of_instant(clock_now()) };
	return regulations_read(v->site->web.store, v->db, v->a, &s->all, &s->n);
}

struct reply library_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct shelf s;
	if (!view_start(r, &v, &failed))
		return failed;
	if (!read_shelf(&v, &s))
		return site_error(r, 503, NULL);
	enum lang l = v.page->lang;
	s.text = str_trim(req_input(r, "q")->text);
	s.status = req_input(r, "status")->text;
	s.sort = req_input(r, "kind")->text;
	s.check = req_input(r, "check")->text;
	struct profile p = { .title = msg(l, MSG_LIBRARY_TITLE),
		             .lead = msg(l, MSG_LIBRARY_LEAD),
		             .form = shelf_filter(&s) };
	profile_add(&v, &p, BLOCK_TABLE)->u.table = shelf_table(&s);
	struct fact *links = arena_array(v.a, struct fact, 1);
	links[0] = (struct fact){ msg(l, MSG_GLOSSARY_TITLE), STR_EMPTY, url_to(v.page, "/glossary", 0, NULL) };
	struct block *b = profile_add(&v, &p, BLOCK_LINKS);
	b->u.facts = links;
	b->n = 1;
	set_crumbs(&v, p.title, false);
	return profile_reply(&v, &p);
}

/* ---- what a regulation governs ---- */

struct governed {
	struct view_of *v;
	str slug;
	const struct kind *root;
	VEC(const struct kind *) seen; /* kinds of rows, which several kinds share */
	VEC(struct cell) fields;
};

/* The articles of the regulation that TEXT cites, one after another; the empty str when there is none. */
static str citations(struct view_of *v, str text, str slug)
{
	struct cite c;
	size_t at = 0;
	str out = STR_EMPTY;
	while (cite_next(text, &at, &c)) {
		if (!str_eq(cite_slug(v->a, c.sort, c.issuer, c.number, c.year), slug))
			continue;
		str what = c.articles.n ? c.articles : msg(v->page->lang, MSG_LIBRARY_WHOLE);
		out = out.n ? arena_fmt(v->a, "%.*s; %.*s", STR_ARG(out), STR_ARG(what)) : what;
	}
	return out;
}

static void walk_fields(struct governed *g, const struct kind *k)
{
	enum lang l = g->v->page->lang;
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		str law = f->source ? citations(g->v, str_of(f->source), g->slug) : STR_EMPTY;
		if (law.n) {
			*vec_push(g->v->a, &g->fields) =
			    (struct cell){ .text = msg_label(l, "field", k->name, f->name, str_of(f->name)) };
			*vec_push(g->v->a, &g->fields) =
			    (struct cell){ .text = msg_or(l, arena_fmt(g->v->a, "kind.one.%s", g->root->name).p,
				                          str_of(g->root->name)) };
			*vec_push(g->v->a, &g->fields) = (struct cell){ .text = law };
		}
		bool known = f->type != FIELD_ROWS || f->rows == &narrative_kind;
		for (size_t s = 0; s < g->seen.n && !known; s++)
			known = g->seen.p[s] == f->rows;
		if (known)
			continue;
		*vec_push(g->v->a, &g->seen) = f->rows;
		walk_fields(g, f->rows);
	}
}

static const struct table *make_table(struct view_of *v, str caption, const enum msg *headings, size_t n,
                                      const struct cell *cells, size_t ncells)
{
	struct column *c = arena_array(v->a, struct column, n);
	for (size_t i = 0; i < n; i++)
		c[i] = (struct column){ msg(v->page->lang, headings[i]), NULL, false };
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ caption, c, n, cells, ncells / n };
	return t;
}

static void add_fields(struct view_of *v, struct profile *p, str slug)
{
	static const enum msg headings[] = { MSG_LIBRARY_FIELD, MSG_LIBRARY_RECORD, MSG_LIBRARY_ARTICLES };
	struct governed g = { .v = v, .slug = slug };
	for (int number = 1; number < 256; number++) {
		g.root = store_kind(v->site->web.store, number);
		if (g.root)
			walk_fields(&g, g.root);
	}
	if (g.fields.n)
		profile_add(v, p, BLOCK_TABLE)->u.table = make_table(
		    v, msg(v->page->lang, MSG_LIBRARY_FIELDS), headings, SEL_COUNT(headings), g.fields.p, g.fields.n);
}

static void add_steps(struct view_of *v, struct profile *p, str slug)
{
	static const enum msg headings[] = { MSG_LIBRARY_STEP, MSG_LIBRARY_PROCEDURE, MSG_LIBRARY_ARTICLES };
	enum lang l = v->page->lang;
	VEC(struct cell) cells = { 0 };
	uint32_t n;
	const struct track *all = track_all(&n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < all[i].n; k++) {
			const struct track_step *s = &all[i].steps[k];
			str law = citations(v, s->law, slug);
			if (!law.n)
				continue;
			*vec_push(v->a, &cells) = (struct cell){ .text = s->name[l] };
			*vec_push(v->a, &cells) =
			    (struct cell){ .text = codelist_name("procedure-track", all[i].code, (int)l) };
			*vec_push(v->a, &cells) = (struct cell){ .text = law };
		}
	if (cells.n)
		profile_add(v, p, BLOCK_TABLE)->u.table =
		    make_table(v, msg(l, MSG_LIBRARY_STEPS), headings, SEL_COUNT(headings), cells.p, cells.n);
}

/* Code lists whose words come from it. */
static void add_lists(struct view_of *v, struct profile *p, str slug)
{
	static const enum msg headings[] = { MSG_LIBRARY_LIST, MSG_LIBRARY_CODE, MSG_LIBRARY_ARTICLES };
	enum lang l = v->page->lang;
	VEC(struct cell) cells = { 0 };
	uint32_t n;
	const struct codelist *all = codelist_all(&n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < all[i].n; k++) {
			const struct code *c = &all[i].codes[k];
			str law = citations(v, str_of(c->source), slug);
			if (!law.n)
				continue;
			*vec_push(v->a, &cells) =
			    (struct cell){ .text = str_of(l == LANG_EN ? all[i].name_en : all[i].name_id) };
			*vec_push(v->a, &cells) =
			    (struct cell){ .text = str_of(l == LANG_EN ? c->name_en : c->name_id) };
			*vec_push(v->a, &cells) = (struct cell){ .text = law };
		}
	if (cells.n)
		profile_add(v, p, BLOCK_TABLE)->u.table =
		    make_table(v, msg(l, MSG_LIBRARY_LISTS), headings, SEL_COUNT(headings), cells.p, cells.n);
}

/* ---- one regulation ---- */

typedef VEC(struct fact) fact_vec;

static void add_fact(struct view_of *v, fact_vec *list, enum msg label, str text, struct url href)
{
	if (text.n)
		*vec_push(v->a, list) = (struct fact){ msg(v->page->lang, label), text, href };
}

/* What it replaces and changes, and what replaces and changes it. */
static void add_neighbours(const struct shelf *s, fact_vec *list, const struct regulation *x)
{
	struct view_of *v = s->v;
	for (int back = 0; back < 2; back++)
		for (uint32_t i = 0; i < s->n; i++) {
			const struct regulation *from = back ? &s->all[i] : x, *other = &s->all[i];
			uint32_t n;
			struct doc *const *rows = doc_rows(from->doc, REGULATION_REPLACES, &n);
			for (uint32_t k = 0; k < n; k++) {
				str wanted = back ? x->id : other->id;
				bool part = doc_bool(rows[k], REPLACED_IN_PART, false);
				if (!str_eq(doc_str(rows[k], REPLACED_REGULATION), wanted))
					continue;
				add_fact(v, list,
				         back   ? part ? MSG_LIBRARY_CHANGED_BY : MSG_LIBRARY_REPLACED_BY
				         : part ? MSG_LIBRARY_CHANGES
				                : MSG_LIBRARY_REPLACES,
				         other->name, url_path(v->page, "/library/{}", other->slug));
			}
		}
}

static const struct url nowhere = { { "", 0 } };

static void add_facts(const struct shelf *s, struct profile *p, const struct regulation *x)
{
	struct view_of *v = s->v;
	enum lang l = v->page->lang;
	fact_vec list = { 0 };
	date day;
	str status = arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(status_text(v, status_of(s, x))),
	                       STR_ARG(i18n_date(v->a, l, s->today, DATE_LONG)));
	add_fact(v, &list, MSG_LIBRARY_STATUS, status, nowhere);
	add_fact(v, &list, MSG_FIELD_REGULATION_VERIFICATION,
	         codelist_name("regulation-check", doc_str(x->doc, REGULATION_CHECK), (int)l), nowhere);
	if (doc_date(x->doc, REGULATION_CHECKED, &day))
		add_fact(v, &list, MSG_FIELD_REGULATION_CHECKED, date_text(v, day), nowhere);
	add_fact(v, &list, MSG_FIELD_REGULATION_SORT,
	         codelist_name("regulation-sort", doc_str(x->doc, REGULATION_SORT), (int)l), nowhere);
	str place = doc_str(x->doc, REGULATION_PLACE);
	add_fact(v, &list, MSG_FIELD_REGULATION_LEVEL,
	         place.n ? name_of_place_code(v, place)
	                 : codelist_name("regulation-level", doc_str(x->doc, REGULATION_LEVEL), (int)l),
	         nowhere);
	if (doc_date(x->doc, REGULATION_SIGNED, &day))
		add_fact(v, &list, MSG_FIELD_REGULATION_SIGNED, date_text(v, day), nowhere);
	add_fact(v, &list, MSG_FIELD_REGULATION_IN_FORCE_FROM, date_text(v, x->force.from), nowhere);
	if (x->force.until != DATE_NONE)
		add_fact(v, &list, MSG_FIELD_REGULATION_IN_FORCE_UNTIL, date_text(v, x->force.until), nowhere);
	add_neighbours(s, &list, x);
	str address = doc_str(x->doc, REGULATION_ADDRESS);
	if (address.n && url_external_ok(address))
		add_fact(v, &list, MSG_FIELD_REGULATION_ADDRESS, address, url_external(v->page, address));
	add_fact(v, &list, MSG_FIELD_REGULATION_SOURCE, doc_str(x->doc, REGULATION_SOURCE), nowhere);
	struct block *b = profile_add(v, p, BLOCK_FACTS);
	b->heading = msg(l, MSG_LIBRARY_FACTS);
	b->u.facts = list.p;
	b->n = list.n;
}

static void add_documents(struct view_of *v, struct profile *p, const struct regulation *x)
{
	const struct record **list;
	uint32_t n;
	const struct record *r = record_load(v->site->web.store, v->db, v->a, &actor_public, x->no);
	VEC(struct fact) facts = { 0 };
	if (!r || !attachments_of(v->site->web.store, v->db, v->a, &actor_public, r, &list, &n))
		return;
	for (uint32_t i = 0; i < n; i++)
		*vec_push(v->a, &facts) =
		    (struct fact){ doc_str(list[i]->doc, ATTACHMENT_TITLE),
			           codelist_name("document-sort", doc_str(list[i]->doc, ATTACHMENT_SORT),
			                         (int)v->page->lang),
			           url_path(v->page, "/document/{}/{}", str_of(list[i]->id), STR("0")) };
	if (!facts.n)
		return;
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = msg(v->page->lang, MSG_SITE_DOCUMENTS);
	b->u.facts = facts.p;
	b->n = facts.n;
}

struct reply regulation_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct shelf s;
	if (!view_start(r, &v, &failed))
		return failed;
	if (!read_shelf(&v, &s))
		return site_error(r, 503, NULL);
	enum lang l = v.page->lang;
	const struct regulation *x = regulation_find(s.all, s.n, r->params[1]);
	if (!x)
		return view_not_found(&v);
	struct profile p = { .title = x->name, .lead = x->title[l] };
	str want = l == LANG_EN ? STR("en") : STR("id"), summary;
	summary = doc_text(x->doc, REGULATION_SUMMARY, want, l == LANG_EN ? STR("id") : STR("en"), NULL);
	if (summary.n)
		profile_add(&v, &p, BLOCK_TEXT)->u.text = summary;
	add_facts(&s, &p, x);
	add_documents(&v, &p, x);
	add_fields(&v, &p, x->slug);
	add_steps(&v, &p, x->slug);
	add_lists(&v, &p, x->slug);
	set_crumbs(&v, x->name, true);
	return profile_reply(&v, &p);
}

/* ---- the glossary ---- */

struct reply glossary_get(struct req *r)
{
	static const enum msg headings[] = { MSG_GLOSSARY_INDONESIAN, MSG_GLOSSARY_ENGLISH, MSG_GLOSSARY_STANDARD,
		                             MSG_GLOSSARY_NOTE };
	struct view_of v;
	struct reply failed;
	uint32_t n;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	str text = str_trim(req_input(r, "q")->text);
	const struct glossary_term *all = glossary_terms(&n);
	VEC(struct cell) cells = { 0 };
	for (uint32_t i = 0; i < n; i++) {
		const struct glossary_term *t = &all[i];
		if (text.n && !has_text(&v, t->term[0], text) && !has_text(&v, t->term[1], text) &&
		    !has_text(&v, t->standard, text))
			continue;
		*vec_push(v.a, &cells) = (struct cell){ .text = t->term[0] };
		*vec_push(v.a, &cells) = (struct cell){ .text = t->term[1] };
		*vec_push(v.a, &cells) = (struct cell){ .text = t->standard };
		*vec_push(v.a, &cells) = (struct cell){ .text = t->note };
	}
	struct filter *f = arena_make(v.a, struct filter);
	*f = (struct filter){ "q", text, NULL, 0 };
	struct profile p = { .title = msg(l, MSG_GLOSSARY_TITLE), .lead = msg(l, MSG_GLOSSARY_LEAD), .form = f };
	profile_add(&v, &p, BLOCK_TABLE)->u.table =
	    make_table(&v, p.title, headings, SEL_COUNT(headings), cells.p, cells.n);
	set_crumbs(&v, p.title, true);
	return profile_reply(&v, &p);
}
