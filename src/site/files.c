/* The files of the lists: programmes, partners, the matrix, and one programme whole. */
#include "activity/activity.h"
#include "iati/iati_write.h"
#include "partner/partner.h"
#include "site/export.h"
#include "site/export_json.h"

enum { XML_MAX = 256 << 20, DOC_MAX = 64 << 20 };

static const struct export_column activity_columns[] = {
	{ "identifier", MSG_SITE_IDENTIFIER, SHEET_TEXT },   { "title", MSG_SITE_TITLE, SHEET_TEXT },
	{ "partner_ref", MSG_SITE_PARTNER_REF, SHEET_TEXT }, { "partner", MSG_SITE_PARTNER, SHEET_TEXT },
	{ "category", MSG_SITE_CATEGORY, SHEET_TEXT },       { "status", MSG_SITE_STATUS, SHEET_TEXT },
	{ "year_from", MSG_SITE_YEAR_FROM, SHEET_INT },      { "year_to", MSG_SITE_YEAR_TO, SHEET_INT },
	{ "place_codes", MSG_SITE_PLACE_CODES, SHEET_TEXT }, { "places", MSG_SITE_PLACES, SHEET_TEXT },
	{ "sectors", MSG_SITE_SECTOR, SHEET_TEXT },          { "committed", MSG_SITE_COMMITTED_IDR, SHEET_MONEY },
	{ "disbursed", MSG_SITE_DISBURSED_IDR, SHEET_MONEY }
};

static void year_cell(struct export *e, int year)
{
	if (year)
		export_number(e, year, 0);
	else
		export_unknown(e);
}

static void list_cell(struct export *e, const struct cube_activity *x, bool names)
{
	struct view_of *v = e->v;
	struct buf b;
	buf_init(&b, v->a, DOC_MAX);
	for (uint32_t i = 0; i < x->nplaces; i++) {
		int32_t place = (int32_t)v->cube->places_of[x->places_at + i].key;
		if (i)
			buf_cstr(&b, "; ");
		buf_str_add(&b, names ? name_of_place(v, place) : v->cube->places[place].code);
	}
	export_text(e, buf_str(&b));
}

static void sector_cell(struct export *e, const struct cube_activity *x)
{
	struct view_of *v = e->v;
	struct buf b;
	buf_init(&b, v->a, DOC_MAX);
	for (uint32_t i = 0; i < x->nsectors; i++) {
		if (i)
			buf_cstr(&b, "; ");
		buf_str_add(&b, name_of_sector(v, (int32_t)v->cube->sectors_of[x->sectors_at + i].key));
	}
	export_text(e, buf_str(&b));
}

static void activity_row(struct export *e, const struct query *q, const struct cube_activity *x)
{
	struct view_of *v = e->v;
	export_text(e, x->identifier);
	export_text(e, title_of(v, x));
	export_text(e, v->cube->orgs[x->org].ref);
	export_text(e, name_of_org(v, x->org));
	export_text(e, name_of_category(v, v->cube->orgs[x->org].category));
	export_text(e, name_of_status(v, x->status));
	year_cell(e, x->first);
	year_cell(e, x->last);
	list_cell(e, x, false);
	list_cell(e, x, true);
	sector_cell(e, x);
	export_number(e, cube_attributed(v->cube, x, &q->filter, x->committed), 2);
	export_number(e, cube_attributed(v->cube, x, &q->filter, x->disbursed), 2);
}

/* Selected programmes as one IATI file, as the public may see them. */
static struct reply activities_xml(struct view_of *v, const uint32_t *hits, uint32_t n, str file)
{
	static const char type[] = "application/xml";
	struct buf out;
	buf_init(&out, v->a, XML_MAX);
	ARENA_SCOPE arena *scratch = arena_new(0);
	struct iati_maps maps;
	iati_maps_init(&maps, &activity_kind, &organisation_kind);
	iati_write_begin(&out, false, clock_now());
	for (uint32_t i = 0; i < n; i++) {
		struct record *r =
		    record_load(v->site->store, v->db, scratch, &actor_public, v->cube->activities[hits[i]].no);
		if (r)
			iati_write_record(&out, scratch, &maps, r->doc);
		arena_clear(scratch);
	}
	iati_write_end(&out, false);
	iati_maps_release(&maps);
	if (buf_failed(&out))
		return site_error(v->req, 500, NULL);
	struct reply p = reply_text(v->req, 200, type, buf_str(&out));
	export_name(v, &p, file);
	return p;
}

static struct reply activities_file(struct view_of *v, enum export_format f)
{
	struct query q = query_read(v);
	struct cube_result *found = cube_select(v->cube, v->a, &q.filter, CUBE_HITS, v->this_year);
	query_sort(v, &q, found);
	if (f == EXPORT_XML)
		return activities_xml(v, found->hits, found->n, STR("activities.xml"));
	struct export e = { .v = v,
		            .name = "activities",
		            .columns = activity_columns,
		            .ncolumns = SEL_COUNT(activity_columns),
		            .totals = &found->totals };
	for (uint32_t i = 0; i < found->n; i++)
		activity_row(&e, &q, &v->cube->activities[found->hits[i]]);
	return export_reply(&e, f);
}

static struct reply partners_file(struct view_of *v, enum export_format f)
{
	static const struct export_column columns[] = { { "ref", MSG_SITE_PARTNER_REF, SHEET_TEXT },
		                                        { "name", MSG_SITE_PARTNER, SHEET_TEXT },
		                                        { "acronym", MSG_SITE_ACRONYM, SHEET_TEXT },
		                                        { "category", MSG_SITE_CATEGORY, SHEET_TEXT },
		                                        { "programmes", MSG_SITE_PROGRAMMES, SHEET_INT } };
	struct query q = query_read(v);
	struct cube_result *found = cube_select(v->cube, v->a, &q.filter, CUBE_HITS | CUBE_FACETS, v->this_year);
	struct export e = {
		.v = v, .name = "partners", .columns = columns, .ncolumns = SEL_COUNT(columns), .totals = &found->totals
	};
	for (uint32_t i = 0; i < v->cube->norgs; i++) {
		const struct cube_org *o = &v->cube->orgs[i];
		if (!partner_listed(v, &q, found, i))
			continue;
		export_text(&e, o->ref);
		export_text(&e, name_of_org(v, i));
		export_text(&e, o->acronym);
		export_text(&e, name_of_category(v, o->category));
		export_number(&e, found->by_org[i], 0);
	}
	return export_reply(&e, f);
}

/* One line per partner (or sector) and place. */
static struct reply matrix_file(struct view_of *v, enum export_format f)
{
	static const struct export_column columns[] = { { "row", MSG_SITE_PARTNER, SHEET_TEXT },
		                                        { "place_code", MSG_SITE_PLACE_CODES, SHEET_TEXT },
		                                        { "place", MSG_SITE_PLACE, SHEET_TEXT },
		                                        { "programmes", MSG_SITE_PROGRAMMES, SHEET_INT },
		                                        { "committed", MSG_SITE_COMMITTED_IDR, SHEET_MONEY } };
	struct query q = query_read(v);
	bool by_sector = str_is(req_input(v->req, "by")->text, "sector");
	struct cube_result *found = cube_select(v->cube, v->a, &q.filter, 0, v->this_year);
	const struct cube_matrix *m = cube_matrix(v->cube, v->a, &q.filter, by_sector);
	struct export e = {
		.v = v, .name = "matrix", .columns = columns, .ncolumns = SEL_COUNT(columns), .totals = &found->totals
	};
	for (uint32_t i = 0; i < m->nrows; i++)
		for (uint32_t j = 0; j < m->ncolumns; j++) {
			const struct cube_cell *c = &m->cells[i * m->ncolumns + j];
			if (!c->programmes)
				continue;
			export_text(&e,
			            by_sector ? name_of_sector(v, m->rows[i]) : name_of_org(v, (uint32_t)m->rows[i]));
			export_text(&e, v->cube->places[m->columns[j]].code);
			export_text(&e, name_of_place(v, m->columns[j]));
			export_number(&e, c->programmes, 0);
			export_number(&e, c->committed, 2);
		}
	return export_reply(&e, f);
}

struct reply download_get(struct req *r)
{
	static const struct {
		const char *name;
		struct reply (*write)(struct view_of *v, enum export_format f);
		bool xml;
	} files[] = { { "activities", activities_file, true },
		      { "partners", partners_file, false },
		      { "matrix", matrix_file, false } };
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	for (size_t i = 0; i < SEL_COUNT(files); i++) {
		enum export_format f = export_format_of(r->params[1], files[i].name);
		if (f != EXPORT_NONE && (f != EXPORT_XML || files[i].xml))
			return files[i].write(&v, f);
	}
	return view_not_found(&v);
}

/* "/id/programme/4461.xml" and ".json": everything the public may know of one programme. */
struct reply programme_file_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	int64_t no = 0;
	if (!view_start(r, &v, &failed))
		return failed;
	str file = r->params[1];
	ptrdiff_t dot = str_find_char(file, '.', 0);
	str number = dot > 0 ? str_sub(file, 0, (size_t)dot) : STR_EMPTY;
	enum export_format f = number.n ? export_format_of(file, arena_str(v.a, number).p) : EXPORT_NONE;
	int32_t at = str_to_int(number, &no) ? cube_activity_by_no(v.cube, no) : -1;
	if (at < 0 || (f != EXPORT_XML && f != EXPORT_JSON))
		return view_not_found(&v);
	uint32_t hit = (uint32_t)at;
	if (f == EXPORT_XML)
		return activities_xml(&v, &hit, 1, arena_cat(v.a, number, STR(".xml")));
	const struct doc *d = doc_of(&v, &v.cube->activities[at]);
	if (!d)
		return view_not_found(&v);
	struct buf json;
	struct json_out j;
	buf_init(&json, v.a, DOC_MAX);
	doc_json(d, &json);
	json_begin(&j, v.a);
	json_meta(&j, &v, NULL);
	json_key(&j, "activity");
	json_raw(&j, buf_str(&json));
	struct reply p = json_end(&j, r);
	export_name(&v, &p, file);
	return p;
}
