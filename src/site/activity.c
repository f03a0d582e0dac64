/* Programmes: the list with its filters, and one programme with everything it says. */
#include "activity/activity.h"

#include "base/vec.h"
#include "record/codelist.h"
#include "site/activity_view.h"
#include "site/site_tmpl.h"

enum { PER_PAGE = 25, PLACES_NAMED = 2, POINT_RADIUS = 12 };

/* ---- the list ---- */

static str places_text(struct view_of *v, const struct cube_activity *x)
{
	struct buf b;
	buf_init(&b, v->a, 2000);
	for (uint32_t i = 0; i < x->nplaces && i < PLACES_NAMED; i++) {
		if (i)
			buf_cstr(&b, ", ");
		const struct place *p =
		    place_by_code(v->site->web.places, v->cube->places[v->cube->places_of[x->places_at + i].key].code);
		if (p)
			buf_str_add(&b, p->name);
	}
	if (x->nplaces > PLACES_NAMED)
		buf_fmt(&b, " +%u", x->nplaces - PLACES_NAMED);
	return x->nplaces ? buf_str(&b) : STR("\xE2\x80\x93");
}

static str sectors_text(struct view_of *v, const struct cube_activity *x)
{
	struct buf b;
	buf_init(&b, v->a, 2000);
	for (uint32_t i = 0; i < x->nsectors && i < PLACES_NAMED; i++) {
		if (i)
			buf_cstr(&b, ", ");
		buf_str_add(&b, name_of_sector(v, (int32_t)v->cube->sectors_of[x->sectors_at + i].key));
	}
	return x->nsectors ? buf_str(&b) : STR("\xE2\x80\x93");
}

const struct table *activity_table(struct view_of *v, const struct query *q, const uint32_t *hits, size_t n,
                                   str caption)
{
	enum { COLUMNS = 7 };
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_TITLE), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_PARTNER), NULL, false };
	c[2] = (struct column){ msg(l, MSG_SITE_PLACES), "places", false };
	c[3] = (struct column){ msg(l, MSG_SITE_SECTOR), NULL, false };
	c[4] = (struct column){ msg(l, MSG_SITE_STATUS), NULL, false };
	c[5] = (struct column){ msg(l, MSG_SITE_YEARS), "year", false };
	c[6] = (struct column){ msg(l, MSG_SITE_COMMITTED), "committed", true };
	struct cell *cells = arena_array(v->a, struct cell, n * COLUMNS + 1), *cell = cells;
	for (size_t i = 0; i < n; i++) {
		const struct cube_activity *x = &v->cube->activities[hits[i]];
		*cell++ = (struct cell){ title_of(v, x), url_of_activity(v, x) };
		*cell++ = (struct cell){ name_of_org(v, x->org), url_of_org(v, x->org) };
		*cell++ = (struct cell){ .text = places_text(v, x) };
		*cell++ = (struct cell){ .text = sectors_text(v, x) };
		*cell++ = (struct cell){ .text = name_of_status(v, x->status) };
		*cell++ = (struct cell){ .text = years_of(v, x) };
		*cell++ =
		    (struct cell){ .text = x->nmoney ? rupiah(v, cube_attributed(v->cube, x, &q->filter, x->committed))
			                             : STR("\xE2\x80\x93") };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ .caption = caption, .columns = c, .ncolumns = COLUMNS, .cells = cells, .nrows = n };
	return t;
}

/* The downloads of the list with the matrix that offices print. */
static const struct download *with_papers(struct view_of *v, const struct download *list, size_t *n)
{
	static const char *const files[] = { "/download/programmes.pdf", "/download/programmes.docx" };
	static const enum msg labels[] = { MSG_PRINT_MATRIX_PDF, MSG_PRINT_MATRIX_DOCX };
	struct download *all = arena_array(v->a, struct download, *n + SEL_COUNT(files));
	struct page there = *v->page;
	memcpy(all, list, *n * sizeof(*all));
	for (size_t i = 0; i < SEL_COUNT(files); i++) {
		there.path = str_of(files[i]);
		all[(*n)++] = (struct download){ msg(v->page->lang, labels[i]), url_here(&there), STR_EMPTY };
	}
	return all;
}

struct reply activities_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	struct pager pager = pager_of(v.page, found->n, PER_PAGE);
	uint32_t hits[PER_PAGE];
	uint32_t n = query_page(&v, &q, found, (uint32_t)((pager.page - 1) * PER_PAGE), PER_PAGE, hits);
	struct activities_view *p = arena_make(v.a, struct activities_view);
	p->form = query_form(&v, &q, found);
	p->table = activity_table(&v, &q, hits, n, msg(v.page->lang, MSG_NAV_ACTIVITIES));
	p->pager = pager;
	p->totals = found->totals;
	p->committed = rupiah(&v, found->totals.committed);
	p->disbursed = rupiah(&v, found->totals.disbursed);
	p->source = source_of(&v, &found->totals);
	p->downloads = list_downloads(&v, "activities", true, &p->ndownloads);
	p->downloads = with_papers(&v, p->downloads, &p->ndownloads);
	v.page->title = msg(v.page->lang, MSG_NAV_ACTIVITIES);
	v.page->section = "/activity";
	v.page->search = q.text;
	tmpl_activities(v.page, p);
	return view_reply(&v);
}

/* ---- one programme ---- */

typedef VEC(struct fact) facts;

static void add_fact(struct view_of *v, facts *list, str label, str text, struct url href)
{
	if (text.n)
		*vec_push(v->a, list) = (struct fact){ label, text, href };
}

static str field_label(struct view_of *v, const char *kind, const char *name)
{
	return msg_label(v->page->lang, "field", kind, name, str_of(name));
}

static void code_fact(struct view_of *v, facts *list, const struct doc *d, uint32_t field)
{
	const struct field *f = &d->kind->fields[field];
	str code = doc_str(d, field);
	if (code.n)
		add_fact(v, list, field_label(v, d->kind->name, f->name),
		         arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(codelist_name(f->codes, code, v->page->lang)),
		                   STR_ARG(code)),
		         (struct url){ STR_EMPTY });
}

static str date_text(struct view_of *v, const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? i18n_date(v->a, v->page->lang, day, DATE_LONG) : doc_str(d, field);
}

/* "Rp1.000.000" in the currency it was written in; the text itself when it is no number. */
static str amount_text(struct view_of *v, const struct doc *activity, const struct doc *d, uint32_t value,
                       uint32_t currency)
{
	struct decimal amount;
	int64_t cents;
	str code = doc_has(d, currency) ? doc_str(d, currency) : doc_str(activity, ACTIVITY_CURRENCY);
	if (!doc_decimal(d, value, &amount) || !decimal_rescale(amount, 2, &cents))
		return doc_str(d, value);
	struct money m = { .cents = cents };
	if (code.n != 3)
		return arena_fmt(v->a, "%.*s %.*s", STR_ARG(code),
		                 STR_ARG(i18n_decimal(v->a, v->page->lang, amount, -1)));
	memcpy(m.currency, code.p, 3);
	return i18n_money(v->a, v->page->lang, m, MONEY_FULL);
}

static void general_facts(struct view_of *v, const struct doc *d, facts *list)
{
	struct url none = { STR_EMPTY };
	enum lang l = v->page->lang;
	add_fact(v, list, msg(l, MSG_SITE_IDENTIFIER), doc_str(d, ACTIVITY_IDENTIFIER), none);
	code_fact(v, list, d, ACTIVITY_STATUS);
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_DATE, &n);
	for (uint32_t i = 0; i < n; i++)
		add_fact(v, list, codelist_name("ActivityDateType", doc_str(rows[i], ACTIVITY_DATE_TYPE), l),
		         date_text(v, rows[i], ACTIVITY_DATE_DATE), none);
	code_fact(v, list, d, ACTIVITY_SCOPE);
	code_fact(v, list, d, ACTIVITY_COLLABORATION);
	code_fact(v, list, d, ACTIVITY_FLOW);
	code_fact(v, list, d, ACTIVITY_FINANCE);
	code_fact(v, list, d, ACTIVITY_TIED);
	add_fact(v, list, msg(l, MSG_SITE_HIERARCHY), doc_str(d, ACTIVITY_HIERARCHY), none);
	if (doc_bool(d, ACTIVITY_HUMANITARIAN, false))
		add_fact(v, list, msg(l, MSG_SITE_HUMANITARIAN), msg(l, MSG_VALUE_YES), none);
	rows = doc_rows(d, ACTIVITY_OTHER_IDENTIFIER, &n);
	for (uint32_t i = 0; i < n; i++)
		add_fact(v, list, msg(l, MSG_SITE_OTHER_IDENTIFIER), doc_str(rows[i], OTHER_IDENTIFIER_REF), none);
	struct fact added[ADDED_MOST];
	n = added_facts(v, d, added, ADDED_MOST);
	for (uint32_t i = 0; i < n; i++)
		add_fact(v, list, added[i].label, added[i].text, added[i].href);
	add_fact(v, list, msg(l, MSG_SITE_UPDATED), date_text(v, d, ACTIVITY_LAST_UPDATED), none);
	add_fact(v, list, msg(l, MSG_SITE_SOURCE_FILE), doc_str(d, ACTIVITY_SOURCE), none);
}

static void org_facts(struct view_of *v, const struct doc *d, facts *list)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_PARTICIPATING_ORG, &n);
	for (uint32_t i = 0; i < n; i++) {
		str ref = doc_str(rows[i], PARTICIPATING_ORG_REF);
		int32_t org = ref.n ? cube_org_by_ref(v->cube, ref) : -1;
		str name = activity_text(d, rows[i], PARTICIPATING_ORG_NAME, v->page->lang);
		add_fact(v, list,
		         codelist_name("OrganisationRole", doc_str(rows[i], PARTICIPATING_ORG_ROLE), v->page->lang),
		         name.n     ? name
		         : org >= 0 ? name_of_org(v, (uint32_t)org)
		                    : ref,
		         org >= 0 ? url_of_org(v, (uint32_t)org) : (struct url){ STR_EMPTY });
	}
}

static void place_facts(struct view_of *v, const struct doc *d, const struct cube_activity *x, facts *list)
{
	uint32_t n;
	for (uint32_t i = 0; i < x->nplaces; i++) {
		const struct cube_share *s = &v->cube->places_of[x->places_at + i];
		struct decimal percent = { s->share, 4 };
		const struct cube_place *p = &v->cube->places[s->key];
		str name = name_of_place(v, (int32_t)s->key);
		if (p->level > 2 && p->regency >= 0)
			name = arena_fmt(v->a, "%.*s, %.*s", STR_ARG(name), STR_ARG(name_of_place(v, p->regency)));
		add_fact(v, list, i18n_percent(v->a, v->page->lang, percent, 1), name,
		         url_of_place(v, (int32_t)s->key));
	}
	struct doc *const *rows = doc_rows(d, ACTIVITY_COUNTRY, &n);
	for (uint32_t i = 0; i < n; i++) {
		str share = doc_str(rows[i], RECIPIENT_COUNTRY_PERCENTAGE);
		add_fact(v, list, share.n ? arena_cat(v->a, share, STR("%")) : STR("\xE2\x80\x93"),
		         codelist_name("Country", doc_str(rows[i], RECIPIENT_COUNTRY_CODE), v->page->lang),
		         (struct url){ STR_EMPTY });
	}
}

static void sector_facts(struct view_of *v, const struct doc *d, facts *list)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_SECTOR, &n);
	for (uint32_t i = 0; i < n; i++) {
		str vocabulary = doc_str(rows[i], SECTOR_VOCABULARY), code = doc_str(rows[i], SECTOR_CODE);
		const struct codelist *codes = codelist_find("Sector");
		const struct code *c = !vocabulary.n || str_is(vocabulary, "1") ? codelist_get(codes, code) : NULL;
		str name = c ? str_of(v->page->lang == LANG_EN ? c->name_en : c->name_id)
		             : activity_text(d, rows[i], SECTOR_NAME, v->page->lang);
		str share = doc_str(rows[i], SECTOR_PERCENTAGE);
		add_fact(v, list, share.n ? arena_cat(v->a, share, STR("%")) : STR("\xE2\x80\x93"),
		         arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(code)), (struct url){ STR_EMPTY });
	}
	rows = doc_rows(d, ACTIVITY_TAG, &n);
	for (uint32_t i = 0; i < n; i++) {
		str code = doc_str(rows[i], TAG_CODE), vocabulary = doc_str(rows[i], TAG_VOCABULARY);
		const struct codelist *codes = codelist_of_vocabulary("TagVocabulary", vocabulary);
		const struct code *c = codes ? codelist_get(codes, code) : NULL;
		str name = c ? str_of(v->page->lang == LANG_EN ? c->name_en : c->name_id)
		             : activity_text(d, rows[i], TAG_NAME, v->page->lang);
		add_fact(v, list, codelist_name("TagVocabulary", vocabulary, v->page->lang),
		         arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(code)), (struct url){ STR_EMPTY });
	}
	rows = doc_rows(d, ACTIVITY_POLICY_MARKER, &n);
	for (uint32_t i = 0; i < n; i++)
		add_fact(
		    v, list, codelist_name("PolicyMarker", doc_str(rows[i], POLICY_MARKER_CODE), v->page->lang),
		    codelist_name("PolicySignificance", doc_str(rows[i], POLICY_MARKER_SIGNIFICANCE), v->page->lang),
		    (struct url){ STR_EMPTY });
}

static const struct table *money_table(struct view_of *v, const struct doc *d)
{
	enum { COLUMNS = 4 };
	enum lang l = v->page->lang;
	uint32_t nt, nb, np;
	struct doc *const *t = doc_rows(d, ACTIVITY_TRANSACTION, &nt), *const *b = doc_rows(d, ACTIVITY_BUDGET, &nb),
	                  *const *p = doc_rows(d, ACTIVITY_PLANNED, &np);
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_KIND), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_DATE), NULL, false };
	c[2] = (struct column){ msg(l, MSG_SITE_DESCRIPTION), NULL, false };
	c[3] = (struct column){ msg(l, MSG_SITE_AMOUNT), NULL, true };
	struct cell *cells = arena_array(v->a, struct cell, (size_t)(nt + nb + np) * COLUMNS + 1), *cell = cells;
	for (uint32_t i = 0; i < nb; i++) {
		*cell++ = (struct cell){ .text = msg(l, MSG_SITE_BUDGET) };
		*cell++ = (struct cell){ .text = arena_fmt(v->a, "%.*s \xE2\x80\x93 %.*s",
			                                   STR_ARG(date_text(v, b[i], BUDGET_START)),
			                                   STR_ARG(date_text(v, b[i], BUDGET_END))) };
		*cell++ = (struct cell){ .text = codelist_name("BudgetType", doc_str(b[i], BUDGET_TYPE), l) };
		*cell++ = (struct cell){ .text = amount_text(v, d, b[i], BUDGET_VALUE, BUDGET_CURRENCY) };
	}
	for (uint32_t i = 0; i < np; i++) {
		*cell++ = (struct cell){ .text = msg(l, MSG_SITE_PLANNED) };
		*cell++ = (struct cell){ .text = date_text(v, p[i], PLANNED_DISBURSEMENT_START) };
		*cell++ = (struct cell){ .text = activity_text(d, p[i], PLANNED_DISBURSEMENT_RECEIVER, l) };
		*cell++ = (struct cell){ .text = amount_text(v, d, p[i], PLANNED_DISBURSEMENT_VALUE,
			                                     PLANNED_DISBURSEMENT_CURRENCY) };
	}
	for (uint32_t i = 0; i < nt; i++) {
		str words = activity_text(d, t[i], TRANSACTION_DESCRIPTION, l);
		*cell++ = (struct cell){ .text = codelist_name("TransactionType", doc_str(t[i], TRANSACTION_TYPE), l) };
		*cell++ = (struct cell){ .text = date_text(v, t[i], TRANSACTION_DATE) };
		*cell++ = (struct cell){ .text = words.n ? words : activity_text(d, t[i], TRANSACTION_RECEIVER, l) };
		*cell++ = (struct cell){ .text = amount_text(v, d, t[i], TRANSACTION_VALUE, TRANSACTION_CURRENCY) };
	}
	struct table *table = arena_make(v->a, struct table);
	*table = (struct table){ msg(l, MSG_SITE_MONEY_AS_WRITTEN), c, COLUMNS, cells, nt + nb + np };
	return table;
}

static str values_text(struct view_of *v, const struct doc *period, uint32_t field)
{
	struct buf b;
	uint32_t n;
	struct doc *const *rows = doc_rows(period, field, &n);
	buf_init(&b, v->a, 100000);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t nd;
		struct doc *const *dims = doc_rows(rows[i], RESULT_VALUE_DIMENSION, &nd);
		buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(doc_str(rows[i], RESULT_VALUE_VALUE)));
		for (uint32_t k = 0; k < nd; k++)
			buf_fmt(&b, " (%.*s: %.*s)", STR_ARG(doc_str(dims[k], VALUE_DIMENSION_NAME)),
			        STR_ARG(doc_str(dims[k], VALUE_DIMENSION_VALUE)));
	}
	return n ? buf_str(&b) : msg(v->page->lang, MSG_VALUE_UNKNOWN);
}

static const struct table *indicator_table(struct view_of *v, const struct doc *d, const struct doc *indicator)
{
	enum { COLUMNS = 3 };
	enum lang l = v->page->lang;
	uint32_t n;
	struct doc *const *periods = doc_rows(indicator, RESULT_INDICATOR_PERIOD, &n);
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_PERIOD), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_TARGET), NULL, true };
	c[2] = (struct column){ msg(l, MSG_SITE_ACTUAL), NULL, true };
	struct cell *cells = arena_array(v->a, struct cell, n * COLUMNS + 1), *cell = cells;
	for (uint32_t i = 0; i < n; i++) {
		*cell++ = (struct cell){ .text = arena_fmt(v->a, "%.*s \xE2\x80\x93 %.*s",
			                                   STR_ARG(date_text(v, periods[i], RESULT_PERIOD_START)),
			                                   STR_ARG(date_text(v, periods[i], RESULT_PERIOD_END))) };
		*cell++ = (struct cell){ .text = values_text(v, periods[i], RESULT_PERIOD_TARGET) };
		*cell++ = (struct cell){ .text = values_text(v, periods[i], RESULT_PERIOD_ACTUAL) };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ activity_text(d, indicator, RESULT_INDICATOR_TITLE, l), c, COLUMNS, cells, n };
	return t;
}

static void results(struct view_of *v, const struct doc *d, struct activity_view *p)
{
	uint32_t n, k;
	VEC(struct result_block) blocks = { 0 };
	struct doc *const *rows = doc_rows(d, ACTIVITY_RESULT, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *const *indicators = doc_rows(rows[i], RESULT_INDICATOR, &k);
		const struct table **tables = arena_alloc(v->a, (k + 1) * sizeof(*tables));
		for (uint32_t j = 0; j < k; j++)
			tables[j] = indicator_table(v, d, indicators[j]);
		*vec_push(v->a, &blocks) =
		    (struct result_block){ activity_text(d, rows[i], RESULT_TITLE, v->page->lang),
			                   codelist_name("ResultType", doc_str(rows[i], RESULT_TYPE), v->page->lang),
			                   tables, k };
	}
	p->results = blocks.p;
	p->nresults = blocks.n;
}

static void links(struct view_of *v, const struct doc *d, struct activity_view *p)
{
	uint32_t n;
	facts docs = { 0 }, related = { 0 };
	struct doc *const *rows = doc_rows(d, ACTIVITY_DOCUMENT, &n);
	for (uint32_t i = 0; i < n; i++) {
		str title = activity_text(d, rows[i], DOCUMENT_TITLE, v->page->lang);
		add_fact(v, &docs, doc_str(rows[i], DOCUMENT_FORMAT), title.n ? title : doc_str(rows[i], DOCUMENT_URL),
		         url_external(v->page, doc_str(rows[i], DOCUMENT_URL)));
	}
	rows = doc_rows(d, ACTIVITY_RELATED, &n);
	for (uint32_t i = 0; i < n; i++) {
		str ref = doc_str(rows[i], RELATED_ACTIVITY_REF);
		add_fact(v, &related,
		         codelist_name("RelatedActivityType", doc_str(rows[i], RELATED_ACTIVITY_TYPE), v->page->lang),
		         ref, url_path(v->page, "/search?q={}", ref));
	}
	p->documents = docs.p;
	p->ndocuments = docs.n;
	p->related = related.p;
	p->nrelated = related.n;
}

static void histories(struct view_of *v, const struct cube_activity *x, struct activity_view *p)
{
	struct version_line *lines;
	uint32_t n;
	facts list = { 0 };
	if (!record_history(v->site->web.store, v->db, v->a, x->no, &lines, &n))
		return;
	for (uint32_t i = 0; i < n; i++)
		add_fact(
		    v, &list,
		    msg_fmt(v->a, v->page->lang, MSG_SITE_VERSION_N, i18n_int(v->a, v->page->lang, lines[i].version)),
		    arena_fmt(v->a, "%.*s \xC2\xB7 %.*s", STR_ARG(i18n_instant(v->a, v->page->lang, lines[i].at)),
		              STR_ARG(lines[i].note)),
		    (struct url){ STR_EMPTY });
	p->history = list.p;
	p->nhistory = list.n;
}

static const struct columns *money_by_year(struct view_of *v, const struct cube_activity *x)
{
	enum lang l = v->page->lang;
	struct year_value *points = arena_array(v->a, struct year_value, x->nmoney + 1);
	for (uint32_t i = 0; i < x->nmoney; i++) {
		const struct cube_money *m = &v->cube->money_of[x->money_at + i];
		uint32_t at = i;
		str year = arena_fmt(v->a, "%d", m->year);
		for (; at > 0 && str_cmp(points[at - 1].label, year) > 0; at--)
			points[at] = points[at - 1];
		points[at] = (struct year_value){ year, { m->disbursed, 2 }, rupiah(v, m->disbursed), true };
	}
	struct columns *c = arena_make(v->a, struct columns);
	*c = (struct columns){ msg(l, MSG_SITE_DISBURSED_BY_YEAR), msg(l, MSG_SITE_YEAR), msg(l, MSG_SITE_DISBURSED),
		               points, x->nmoney };
	return c;
}

/* The province's regencies in outline and a circle at each place. */
static const struct map *location_map(struct view_of *v, const struct cube_activity *x)
{
	const struct place *province =
	    v->cube->nplaces ? place_by_code(v->site->web.places, v->cube->places[0].code) : NULL;
	if (!x->nplaces || !province)
		return NULL;
	const struct place_shapes *shapes = place_geo_shapes(v->site->geo, province, PLACE_REGENCY);
	const struct place_frame *frame = shapes ? &shapes->frame : &place_coast_frame;
	size_t n = shapes ? shapes->n : 1;
	str *background = arena_array(v->a, str, n);
	for (size_t i = 0; i < n; i++)
		background[i] = shapes ? shapes->shapes[i].d : place_coast_path(v->a, frame, PLACE_COAST_LAND);
	struct map_point *points = arena_array(v->a, struct map_point, x->nplaces);
	struct map *m = arena_make(v->a, struct map);
	*m = (struct map){ .id = "map",
		           .title = msg(v->page->lang, MSG_SITE_PLACES),
		           .width = frame->width,
		           .height = frame->height,
		           .background = background,
		           .nbackground = n,
		           .points = points,
		           .boundaries = shapes != NULL };
	for (uint32_t i = 0; i < x->nplaces; i++) {
		int32_t lat, lon, index = (int32_t)v->cube->places_of[x->places_at + i].key;
		const struct place *place = place_by_code(v->site->web.places, v->cube->places[index].code);
		if (!place || !place_geo_point(v->site->geo, v->site->web.places, place, &lat, &lon, NULL))
			continue;
		struct place_xy xy = place_frame_xy(frame, lat, lon);
		points[m->npoints++] = (struct map_point){ .name = name_of_place(v, index),
			                                   .text = years_of(v, x),
			                                   .x = (int64_t)xy.x,
			                                   .y = (int64_t)xy.y,
			                                   .r = POINT_RADIUS,
			                                   .href = url_of_place(v, index) };
	}
	return m->npoints ? m : NULL;
}

static void copies(struct view_of *v, const struct cube_activity *x, struct activity_view *p)
{
	facts list = { 0 };
	for (int32_t i = cube_next_copy(v->cube, x, -1); i >= 0; i = cube_next_copy(v->cube, x, i)) {
		const struct cube_activity *y = &v->cube->activities[i];
		const struct doc *d = doc_of(v, y);
		if (d)
			add_fact(v, &list, doc_str(d, ACTIVITY_SOURCE), title_of(v, y), url_of_activity(v, y));
	}
	p->copies = list.p;
	p->ncopies = list.n;
}

struct reply activity_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	int32_t at = view_activity(&v, r->params[1]);
	const struct cube_activity *x = at >= 0 ? &v.cube->activities[at] : NULL;
	const struct doc *d = x ? doc_of(&v, x) : NULL;
	if (!d)
		return view_not_found(&v);
	enum lang l = v.page->lang;
	struct activity_view *p = arena_make(v.a, struct activity_view);
	facts general = { 0 }, orgs = { 0 }, places = { 0 }, sectors = { 0 };
	uint32_t n;
	general_facts(&v, d, &general);
	org_facts(&v, d, &orgs);
	place_facts(&v, d, x, &places);
	sector_facts(&v, d, &sectors);
	p->title = activity_text(d, d, ACTIVITY_TITLE, l);
	p->title = p->title.n ? p->title : x->identifier;
	struct doc *const *rows = doc_rows(d, ACTIVITY_DESCRIPTION, &n);
	p->descriptions = arena_array(v.a, str, n + 1);
	for (uint32_t i = 0; i < n; i++)
		p->descriptions[p->ndescriptions++] = activity_text(d, rows[i], DESCRIPTION_TEXT, l);
	p->partner = name_of_org(&v, x->org);
	p->partner_href = url_of_org(&v, x->org);
	p->status = name_of_status(&v, x->status);
	p->years = years_of(&v, x);
	p->committed = rupiah(&v, x->committed);
	p->disbursed = rupiah(&v, x->disbursed);
	p->general = general.p;
	p->ngeneral = general.n;
	p->orgs = orgs.p;
	p->norgs = orgs.n;
	p->places = places.p;
	p->nplaces = places.n;
	p->sectors = sectors.p;
	p->nsectors = sectors.n;
	p->shares_equal = x->shares_equal;
	p->money = money_table(&v, d);
	p->by_year = x->disbursed ? money_by_year(&v, x) : NULL;
	p->map = location_map(&v, x);
	results(&v, d, p);
	links(&v, d, p);
	histories(&v, x, p);
	copies(&v, x, p);
	struct cube_totals t = { .unconverted = x->unconverted, .equal_shares = 0 };
	p->source = source_of(&v, &t);
	str no = arena_fmt(v.a, "%lld", (long long)x->no);
	p->iati = url_path(v.page, "/programme/{}", arena_cat(v.a, no, STR(".xml")));
	p->json = url_path(v.page, "/programme/{}", arena_cat(v.a, no, STR(".json")));
	struct crumb *crumbs = arena_array(v.a, struct crumb, 2);
	crumbs[0] = (struct crumb){ msg(l, MSG_NAV_ACTIVITIES), url_to(v.page, "/activity", 0, NULL) };
	crumbs[1] = (struct crumb){ p->title, { STR_EMPTY } };
	v.page->crumbs = crumbs;
	v.page->ncrumbs = 2;
	v.page->title = p->title;
	v.page->section = "/activity";
	tmpl_activity(v.page, p);
	return view_reply(&v);
}
