#include "api/api.h"

#include "activity/activity.h"
#include "indicator/indicator.h"
#include "partner/partner.h"
#include "record/codelist.h"
#include "site/export_json.h"

enum { PER_PAGE = 100, DOC_MAX = 64 << 20, HITS_MOST = 50 };

#define API(pattern_, handler_, inputs_, summary_)                                                                     \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = (pattern_), .permission = PERM_PUBLIC, .inputs = (inputs_),             \
		.handler = (handler_), .flags = ROUTE_CACHED, .summary = (summary_)                                    \
	}

static struct reply problem(struct req *r, int status, const char *title)
{
	struct json_out j;
	json_begin(&j, r->arena);
	json_key(&j, "title");
	json_text(&j, str_of(title));
	json_key(&j, "status");
	json_int(&j, status);
	json_close(&j, '}');
	/* RFC 9457 */
	return reply_text(r, status, "application/problem+json", buf_str(&j.buf));
}

static bool start(struct req *r, struct view_of *v, struct reply *failed)
{
	if (view_start(r, v, failed))
		return true;
	*failed = problem(r, 503, "Service Unavailable");
	return false;
}

/* ---- parts of answers ---- */

static void member(struct json_out *j, const char *name, str text)
{
	json_key(j, name);
	if (text.n)
		json_text(j, text);
	else
		json_null(j);
}

static void number(struct json_out *j, const char *name, int64_t n)
{
	json_key(j, name);
	json_int(j, n);
}

static void amount(struct json_out *j, const char *name, int64_t cents)
{
	json_key(j, name);
	json_decimal(j, (struct decimal){ cents, 2 });
}

static void year(struct json_out *j, const char *name, int y)
{
	json_key(j, name);
	if (y)
		json_int(j, y);
	else
		json_null(j);
}

static void share(struct json_out *j, uint32_t millionths)
{
	json_key(j, "percentage");
	json_decimal(j, (struct decimal){ millionths, 4 });
}

static void totals(struct json_out *j, const struct cube_totals *t)
{
	json_key(j, "totals");
	json_open(j, '{');
	number(j, "programmes", t->programmes);
	number(j, "active", t->active);
	number(j, "partners", t->partners);
	number(j, "partners_bilateral", t->by_category[CATEGORY_BILATERAL]);
	number(j, "partners_multilateral", t->by_category[CATEGORY_MULTILATERAL]);
	number(j, "partners_ngo", t->by_category[CATEGORY_NGO]);
	number(j, "regencies", t->regencies);
	number(j, "districts", t->districts);
	number(j, "villages", t->villages);
	amount(j, "committed", t->committed);
	amount(j, "disbursed", t->disbursed);
	number(j, "amounts_without_rate", t->unconverted);
	json_close(j, '}');
}

static void partner_object(struct json_out *j, struct view_of *v, uint32_t org)
{
	const struct cube_org *o = &v->cube->orgs[org];
	json_open(j, '{');
	member(j, "ref", o->ref);
	member(j, "name", o->name);
	member(j, "acronym", o->acronym);
	member(j, "category", str_of(cube_category_code(o->category)));
	json_key(j, "registered");
	json_bool(j, o->registered);
}

static void activity_object(struct json_out *j, struct view_of *v, const struct cube_activity *x)
{
	const struct doc *d = doc_of(v, x);
	json_open(j, '{');
	number(j, "id", x->no);
	member(j, "identifier", x->identifier);
	json_key(j, "title");
	json_open(j, '{');
	member(j, "id", d ? activity_text(d, d, ACTIVITY_TITLE, 0) : STR_EMPTY);
	member(j, "en", d ? activity_text(d, d, ACTIVITY_TITLE, 1) : STR_EMPTY);
	json_close(j, '}');
	json_key(j, "partner");
	partner_object(j, v, x->org);
	json_close(j, '}');
	year(j, "status", x->status);
	year(j, "year_from", x->first);
	year(j, "year_to", x->last);
	json_key(j, "places");
	json_open(j, '[');
	for (uint32_t i = 0; i < x->nplaces; i++) {
		json_open(j, '{');
		member(j, "code", v->cube->places[v->cube->places_of[x->places_at + i].key].code);
		share(j, v->cube->places_of[x->places_at + i].share);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_key(j, "sectors");
	json_open(j, '[');
	for (uint32_t i = 0; i < x->nsectors; i++) {
		json_open(j, '{');
		member(j, "code", str_of(v->cube->sectors->codes[v->cube->sectors_of[x->sectors_at + i].key].code));
		share(j, v->cube->sectors_of[x->sectors_at + i].share);
		json_close(j, '}');
	}
	json_close(j, ']');
	amount(j, "committed", x->committed);
	amount(j, "disbursed", x->disbursed);
	number(j, "amounts_without_rate", x->unconverted);
	json_close(j, '}');
}

static void place_object(struct json_out *j, struct view_of *v, const struct place *p)
{
	json_open(j, '{');
	member(j, "code", p->code);
	member(j, "bps_code", p->bps_code);
	member(j, "name", p->name);
	member(j, "title", place_title(v->a, p, 0));
	member(j, "kind", p->kind);
	number(j, "level", p->level);
	member(j, "parent", p->parent);
}

/* ---- answers ---- */

static struct reply activities_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, CUBE_HITS, v.this_year);
	query_sort(&v, &q, found);
	int64_t page = req_input(r, "page")->given && req_input(r, "page")->i > 0 ? req_input(r, "page")->i : 1;
	int64_t from = (page - 1) * PER_PAGE, to = from + PER_PAGE < found->n ? from + PER_PAGE : found->n;
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	totals(&j, &found->totals);
	number(&j, "page", page);
	number(&j, "pages", ((int64_t)found->n + PER_PAGE - 1) / PER_PAGE);
	json_key(&j, "items");
	json_open(&j, '[');
	for (int64_t i = from; i < to; i++)
		activity_object(&j, &v, &v.cube->activities[found->hits[i]]);
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply activity_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	int64_t no = 0;
	if (!start(r, &v, &failed))
		return failed;
	int32_t at = str_to_int(r->params[0], &no) ? cube_activity_by_no(v.cube, no) : -1;
	for (uint32_t i = 0; at < 0 && i < v.cube->nactivities; i++)
		if (!v.cube->activities[i].copy && str_eq(v.cube->activities[i].identifier, r->params[0]))
			at = (int32_t)i;
	const struct doc *d = at >= 0 ? doc_of(&v, &v.cube->activities[at]) : NULL;
	if (!d)
		return problem(r, 404, "Not Found");
	struct buf json;
	buf_init(&json, v.a, DOC_MAX);
	doc_json(d, &json);
	json_begin(&j, v.a);
	json_meta(&j, &v, NULL);
	json_key(&j, "summary");
	activity_object(&j, &v, &v.cube->activities[at]);
	json_key(&j, "document");
	json_raw(&j, buf_str(&json));
	return json_end(&j, r);
}

static struct reply partners_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, CUBE_HITS | CUBE_FACETS, v.this_year);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	json_key(&j, "items");
	json_open(&j, '[');
	for (uint32_t i = 0; i < v.cube->norgs; i++) {
		if (!partner_listed(&v, &q, found, i))
			continue;
		partner_object(&j, &v, i);
		number(&j, "programmes", found->by_org[i]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply partner_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	q.filter.org = cube_org_by_ref(v.cube, r->params[0]);
	if (q.filter.org < 0)
		return problem(r, 404, "Not Found");
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	json_key(&j, "partner");
	partner_object(&j, &v, (uint32_t)q.filter.org);
	json_close(&j, '}');
	totals(&j, &found->totals);
	return json_end(&j, r);
}

static void place_list(struct json_out *j, struct view_of *v, const char *name, const struct place *list, uint32_t n)
{
	json_key(j, name);
	json_open(j, '[');
	for (uint32_t i = 0; i < n; i++) {
		place_object(j, v, &list[i]);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static struct reply places_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	uint32_t n;
	if (!start(r, &v, &failed))
		return failed;
	const struct place *all = place_all(v.site->places, &n);
	json_begin(&j, v.a);
	json_meta(&j, &v, NULL);
	place_list(&j, &v, "items", all, n);
	return json_end(&j, r);
}

static struct reply place_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	uint32_t n;
	if (!start(r, &v, &failed))
		return failed;
	const struct place *place = place_by_code(v.site->places, r->params[0]);
	struct query q = query_read(&v);
	q.filter.place = place ? cube_place_by_code(v.cube, place->code) : -1;
	if (q.filter.place < 0)
		return problem(r, 404, "Not Found");
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	json_key(&j, "place");
	place_object(&j, &v, place);
	json_close(&j, '}');
	totals(&j, &found->totals);
	const struct place *children = place_children(v.site->places, place, &n);
	place_list(&j, &v, "children", children, n);
	return json_end(&j, r);
}

static struct reply sectors_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, CUBE_FACETS, v.this_year);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	json_key(&j, "items");
	json_open(&j, '[');
	for (uint32_t i = 0; i < v.cube->nsectors; i++) {
		const struct code *c = &v.cube->sectors->codes[i];
		json_open(&j, '{');
		member(&j, "code", str_of(c->code));
		member(&j, "name_id", str_of(c->name_id));
		member(&j, "name_en", str_of(c->name_en));
		number(&j, "programmes", found->by_sector[i]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply matrix_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	bool by_sector = str_is(req_input(r, "by")->text, "sector");
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	const struct cube_matrix *m = cube_matrix(v.cube, v.a, &q.filter, by_sector);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	json_key(&j, "items");
	json_open(&j, '[');
	for (uint32_t i = 0; i < m->nrows * m->ncolumns; i++) {
		const struct cube_cell *c = &m->cells[i];
		int32_t row = m->rows[i / m->ncolumns];
		if (!c->programmes)
			continue;
		json_open(&j, '{');
		if (by_sector)
			member(&j, "sector", str_of(v.cube->sectors->codes[row].code));
		else
			member(&j, "partner", v.cube->orgs[row].ref);
		member(&j, "place", v.cube->places[m->columns[i % m->ncolumns]].code);
		number(&j, "programmes", c->programmes);
		amount(&j, "committed", c->committed);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply indicators_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	struct indicator_figure *f;
	uint32_t n;
	if (!start(r, &v, &failed))
		return failed;
	str place = req_input(r, "place")->text;
	if (!place_by_code(v.site->places, place) || !indicator_of_place(v.db, v.a, place, &f, &n))
		return problem(r, 404, "Not Found: give the code of a place, ?place=53.01");
	json_begin(&j, v.a);
	json_meta(&j, &v, NULL);
	json_key(&j, "items");
	json_open(&j, '[');
	for (uint32_t i = 0; i < n; i++) {
		json_open(&j, '{');
		member(&j, "indicator", f[i].indicator);
		member(&j, "series", f[i].series);
		member(&j, "period", f[i].period);
		member(&j, "subset", f[i].subset);
		json_key(&j, "value");
		json_decimal(&j, f[i].value);
		member(&j, "status", f[i].status);
		member(&j, "source", f[i].source);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply search_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	struct search_hit *hits;
	const struct place *places[HITS_MOST];
	uint32_t n;
	bool more;
	if (!start(r, &v, &failed))
		return failed;
	str text = req_input(r, "q")->text;
	json_begin(&j, v.a);
	json_meta(&j, &v, NULL);
	json_key(&j, "places");
	json_open(&j, '[');
	uint32_t nplaces = text.n ? place_search(v.site->places, text, 0, places, HITS_MOST) : 0;
	for (uint32_t i = 0; i < nplaces && i < HITS_MOST; i++) {
		place_object(&j, &v, places[i]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_key(&j, "activities");
	json_open(&j, '[');
	if (text.n && record_search(v.site->store, v.db, v.a, &activity_kind, text, HITS_MOST, &hits, &n, &more))
		for (uint32_t i = 0; i < n; i++) {
			int32_t at = cube_activity_by_no(v.cube, hits[i].no);
			if (at >= 0 && !v.cube->activities[at].copy)
				activity_object(&j, &v, &v.cube->activities[at]);
		}
	json_close(&j, ']');
	return json_end(&j, r);
}

static struct reply stats_get_json(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct json_out j;
	if (!start(r, &v, &failed))
		return failed;
	struct query q = query_read(&v);
	struct cube_result *found = cube_select(v.cube, v.a, &q.filter, 0, v.this_year);
	json_begin(&j, v.a);
	json_meta(&j, &v, &found->totals);
	totals(&j, &found->totals);
	return json_end(&j, r);
}

const struct route api_routes[] = {
	API("/api/v1/activities", activities_get_json, site_filter_inputs, "Programmes, with the filters of the pages"),
	API("/api/v1/activities/{id}", activity_get_json, NULL,
	    "One programme, by id or IATI identifier, with its document"),
	API("/api/v1/partners", partners_get_json, site_filter_inputs, "Partners and their number of programmes"),
	API("/api/v1/partners/{ref}", partner_get_json, site_filter_inputs, "One partner with totals"),
	API("/api/v1/places", places_get_json, NULL, "All places: province, regencies, districts, villages, islands"),
	API("/api/v1/places/{code}", place_get_json, site_filter_inputs, "One place with totals and the places in it"),
	API("/api/v1/sectors", sectors_get_json, site_filter_inputs,
	    "The province's sectors and their number of programmes"),
	API("/api/v1/matrix", matrix_get_json, site_filter_inputs, "Who does what where: partner or sector by place"),
	API("/api/v1/indicators", indicators_get_json, site_filter_inputs, "Statistics of one place"),
	API("/api/v1/search", search_get_json, site_filter_inputs, "Places and programmes that match a text"),
	API("/api/v1/stats", stats_get_json, site_filter_inputs, "Totals under the filters"),
	API("/api/v1/openapi.json", api_openapi_get, NULL, "This description"),
	{ .pattern = NULL },
};
