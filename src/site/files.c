/* The files of the lists: programmes, partners, the matrix, and one programme whole. */
#include "activity/activity.h"
#include "desk/print.h"
#include "iati/iati_write.h"
#include "partner/partner.h"
#include "record/codelist.h"
#include "site/export.h"
#include "site/export_json.h"

enum { XML_PART = 64 << 20, XML_ROWS = 20, DOC_MAX = 64 << 20, CELL_MAX = 1 << 20 };

/* Names first, for people; then the codes of the same, for machines. */
static const struct export_column activity_columns[] = {
	{ "identifier", MSG_SITE_IDENTIFIER, SHEET_TEXT, "#activity+code" },
	{ "title", MSG_SITE_TITLE, SHEET_TEXT, "#activity+name" },
	{ "partner_ref", MSG_SITE_PARTNER_REF, SHEET_TEXT, "#org+code" },
	{ "partner", MSG_SITE_PARTNER, SHEET_TEXT, "#org+name" },
	{ "category", MSG_SITE_CATEGORY, SHEET_TEXT, "#org+type" },
	{ "status", MSG_SITE_STATUS, SHEET_TEXT, "#status+name" },
	{ "year_from", MSG_SITE_YEAR_FROM, SHEET_INT, "#date+year+start" },
	{ "year_to", MSG_SITE_YEAR_TO, SHEET_INT, "#date+year+end" },
	{ "place_codes", MSG_SITE_PLACE_CODES, SHEET_TEXT, "#adm+code+list" },
	{ "places", MSG_SITE_PLACES, SHEET_TEXT, "#adm+name+list" },
	{ "sectors", MSG_SITE_SECTOR, SHEET_TEXT, "#sector+name+list" },
	{ "committed", MSG_SITE_COMMITTED_IDR, SHEET_MONEY, "#value+committed+idr" },
	{ "disbursed", MSG_SITE_DISBURSED_IDR, SHEET_MONEY, "#value+disbursed+idr" },
	{ "category_code", MSG_EXPORT_CATEGORY_CODE, SHEET_TEXT, "#org+type+code" },
	{ "status_code", MSG_EXPORT_STATUS_CODE, SHEET_TEXT, "#status+code" },
	{ "sector_codes", MSG_EXPORT_SECTOR_CODES, SHEET_TEXT, "#sector+code+list" },
	{ "place_percentages", MSG_EXPORT_PLACE_PERCENTAGES, SHEET_TEXT, "#adm+pct+list" },
	{ "sector_percentages", MSG_EXPORT_SECTOR_PERCENTAGES, SHEET_TEXT, "#sector+pct+list" },
	{ "updated", MSG_SITE_UPDATED, SHEET_DATE, "#date+updated" }
};

static void year_cell(struct export *e, int year)
{
	if (year)
		export_number(e, year, 0);
	else
		export_unknown(e);
}

enum list_of { LIST_NAMES, LIST_CODES, LIST_SHARES };

static void share_text(struct buf *b, uint32_t millionths)
{
	struct decimal percent = { millionths, 4 };
	while (percent.scale && percent.units % 10 == 0) {
		percent.units /= 10;
		percent.scale--;
	}
	decimal_print(percent, b);
}

static void places_cell(struct export *e, struct view_of *v, const struct cube_activity *x, enum list_of what)
{
	struct buf b;
	buf_init(&b, v->a, CELL_MAX);
	for (uint32_t i = 0; i < x->nplaces; i++) {
		const struct cube_share *s = &v->cube->places_of[x->places_at + i];
		if (i)
			buf_cstr(&b, "; ");
		if (what == LIST_SHARES)
			share_text(&b, s->share);
		else
			buf_str_add(&b, what == LIST_NAMES ? name_of_place(v, (int32_t)s->key)
			                                   : v->cube->places[s->key].code);
	}
	export_text(e, buf_str(&b));
}

static void sectors_cell(struct export *e, struct view_of *v, const struct cube_activity *x, enum list_of what)
{
	struct buf b;
	buf_init(&b, v->a, CELL_MAX);
	for (uint32_t i = 0; i < x->nsectors; i++) {
		const struct cube_share *s = &v->cube->sectors_of[x->sectors_at + i];
		if (i)
			buf_cstr(&b, "; ");
		if (what == LIST_SHARES)
			share_text(&b, s->share);
		else
			buf_str_add(&b, what == LIST_NAMES ? name_of_sector(v, (int32_t)s->key)
			                                   : str_of(v->cube->sectors->codes[s->key].code));
	}
	export_text(e, buf_str(&b));
}

static void activity_row(struct export *e, struct view_of *v, uint32_t i)
{
	const uint32_t *hits = e->rows;
	const struct cube_activity *x = &v->cube->activities[hits[i]];
	const struct cube_org *o = &v->cube->orgs[x->org];
	export_text(e, x->identifier);
	export_text(e, title_of(v, x));
	export_text(e, o->ref);
	export_text(e, name_of_org(v, x->org));
	export_text(e, name_of_category(v, o->category));
	export_text(e, name_of_status(v, x->status));
	year_cell(e, x->first);
	year_cell(e, x->last);
	places_cell(e, v, x, LIST_CODES);
	places_cell(e, v, x, LIST_NAMES);
	sectors_cell(e, v, x, LIST_NAMES);
	export_number(e, cube_attributed(v->cube, x, &e->q->filter, x->committed), 2);
	export_number(e, cube_attributed(v->cube, x, &e->q->filter, x->disbursed), 2);
	export_text(e, str_of(cube_category_code(o->category)));
	export_text(e, x->status ? arena_fmt(v->a, "%d", x->status) : STR_EMPTY);
	sectors_cell(e, v, x, LIST_CODES);
	places_cell(e, v, x, LIST_SHARES);
	sectors_cell(e, v, x, LIST_SHARES);
	export_date(e, x->updated ? date_of_instant(x->updated) : DATE_NONE);
	export_added(e, e->nadded ? doc_of(v, x) : NULL);
}

/* ---- IATI: selected programmes as one file, as the public may see them ---- */

struct xml_out {
	struct buf out;
	struct iati_maps maps;
	arena *scratch;
	const uint32_t *hits;
	uint32_t n, next;
	bool started, ended;
};

static void xml_free(void *x)
{
	struct xml_out *out = x;
	iati_maps_release(&out->maps);
	arena_free(out->scratch);
}

static bool xml_next(void *ctx, struct view_of *v, str *part)
{
	struct xml_out *x = ctx;
	buf_clear(&x->out);
	if (!x->started)
		iati_write_begin(&x->out, false, clock_now());
	x->started = true;
	for (uint32_t i = 0; i < XML_ROWS && x->next < x->n; i++) {
		int64_t no = v->cube->activities[x->hits[x->next++]].no;
		arena_clear(x->scratch);
		struct record *r = record_load(v->site->web.store, v->db, x->scratch, &actor_public, no);
		if (r)
			iati_write_record(&x->out, x->scratch, &x->maps, r->doc);
	}
	if (x->next == x->n && !x->ended) {
		iati_write_end(&x->out, false);
		x->ended = true;
	}
	*part = buf_str(&x->out);
	return !buf_failed(&x->out);
}

static struct reply activities_xml(struct view_of *v, const uint32_t *hits, uint32_t n, str file)
{
	struct xml_out *x = arena_make(v->a, struct xml_out);
	*x = (struct xml_out){ .scratch = arena_new(0), .hits = hits, .n = n };
	buf_init(&x->out, v->a, XML_PART);
	iati_maps_init(&x->maps, &activity_kind, &organisation_kind);
	arena_defer(v->a, xml_free, x);
	struct reply p = export_parts(v, "application/xml", n, xml_next, x);
	if (p.status == 200)
		export_name(v, &p, file);
	return p;
}

/* ---- the lists ---- */

static struct reply table_reply(struct view_of *v, const struct export *e, enum export_format f)
{
	struct export *kept = arena_make(v->a, struct export);
	*kept = *e;
	return export_reply(kept, f);
}

static struct reply activities_file(struct view_of *v, struct query *q, enum export_format f)
{
	struct cube_result *found = cube_select(v->cube, v->a, &q->filter, 0, v->this_year);
	uint32_t *hits = query_hits(v, q, found);
	if (f == EXPORT_XML)
		return activities_xml(v, hits, found->n, STR("activities.xml"));
	struct export e = { .v = v,
		            .q = q,
		            .name = "activities",
		            .columns = activity_columns,
		            .ncolumns = SEL_COUNT(activity_columns),
		            .nrows = found->n,
		            .row = activity_row,
		            .rows = hits,
		            .totals = &found->totals };
	export_add_columns(&e, &activity_kind);
	return table_reply(v, &e, f);
}

struct partner_rows {
	const struct cube_result *found;
	uint32_t *orgs;
};

static void partner_row(struct export *e, struct view_of *v, uint32_t i)
{
	const struct partner_rows *rows = e->rows;
	uint32_t org = rows->orgs[i];
	const struct cube_org *o = &v->cube->orgs[org];
	export_text(e, o->ref);
	export_text(e, name_of_org(v, org));
	export_text(e, o->acronym);
	export_text(e, name_of_category(v, o->category));
	export_number(e, rows->found->by_org[org], 0);
	export_text(e, str_of(cube_category_code(o->category)));
	export_added(e, e->nadded ? doc_of_org(v, o) : NULL);
}

static struct reply partners_file(struct view_of *v, struct query *q, enum export_format f)
{
	static const struct export_column columns[] = {
		{ "ref", MSG_SITE_PARTNER_REF, SHEET_TEXT, "#org+code" },
		{ "name", MSG_SITE_PARTNER, SHEET_TEXT, "#org+name" },
		{ "acronym", MSG_SITE_ACRONYM, SHEET_TEXT, "#org+acronym" },
		{ "category", MSG_SITE_CATEGORY, SHEET_TEXT, "#org+type" },
		{ "programmes", MSG_SITE_PROGRAMMES, SHEET_INT, "#activity+num" },
		{ "category_code", MSG_EXPORT_CATEGORY_CODE, SHEET_TEXT, "#org+type+code" }
	};
	struct partner_rows *rows = arena_make(v->a, struct partner_rows);
	*rows = (struct partner_rows){ cube_select(v->cube, v->a, &q->filter, CUBE_FACETS, v->this_year),
		                       arena_array(v->a, uint32_t, v->cube->norgs) };
	uint32_t n = 0;
	for (uint32_t i = 0; i < v->cube->norgs; i++)
		if (partner_listed(v, q, rows->found, i))
			rows->orgs[n++] = i;
	struct export e = { .v = v,
		            .q = q,
		            .name = "partners",
		            .columns = columns,
		            .ncolumns = SEL_COUNT(columns),
		            .nrows = n,
		            .row = partner_row,
		            .rows = rows,
		            .totals = &rows->found->totals };
	export_add_columns(&e, &organisation_kind);
	return table_reply(v, &e, f);
}

struct matrix_rows {
	const struct cube_matrix *matrix;
	bool by_sector;
	uint32_t *cells; /* that hold something */
};

static void matrix_row(struct export *e, struct view_of *v, uint32_t i)
{
	const struct matrix_rows *rows = e->rows;
	const struct cube_matrix *m = rows->matrix;
	uint32_t at = rows->cells[i];
	int32_t row = m->rows[at / m->ncolumns], place = m->columns[at % m->ncolumns];
	export_text(e, rows->by_sector ? name_of_sector(v, row) : name_of_org(v, (uint32_t)row));
	export_text(e, v->cube->places[place].code);
	export_text(e, name_of_place(v, place));
	export_number(e, m->cells[at].programmes, 0);
	export_number(e, m->cells[at].committed, 2);
	export_text(e, rows->by_sector ? str_of(v->cube->sectors->codes[row].code) : v->cube->orgs[row].ref);
}

/* clang-format off */
#define MATRIX_FIGURES \
	{ "place_code", MSG_EXPORT_PLACE_CODE, SHEET_TEXT, "#adm+code" }, \
	{ "place", MSG_SITE_PLACE, SHEET_TEXT, "#adm+name" }, \
	{ "programmes", MSG_SITE_PROGRAMMES, SHEET_INT, "#activity+num" }, \
	{ "committed", MSG_SITE_COMMITTED_IDR, SHEET_MONEY, "#value+committed+idr" }
/* clang-format on */

/* One line per partner (or sector) and place. */
static struct reply matrix_file(struct view_of *v, struct query *q, enum export_format f)
{
	static const struct export_column partners[] = { { "partner", MSG_SITE_PARTNER, SHEET_TEXT, "#org+name" },
		                                         MATRIX_FIGURES,
		                                         { "partner_ref", MSG_SITE_PARTNER_REF, SHEET_TEXT,
		                                           "#org+code" } };
	static const struct export_column sectors[] = { { "sector", MSG_SITE_SECTOR, SHEET_TEXT, "#sector+name" },
		                                        MATRIX_FIGURES,
		                                        { "sector_code", MSG_EXPORT_SECTOR_CODE, SHEET_TEXT,
		                                          "#sector+code" } };
	struct matrix_rows *rows = arena_make(v->a, struct matrix_rows);
	rows->by_sector = str_is(req_input(v->req, "by")->text, "sector");
	struct cube_result *found = cube_select(v->cube, v->a, &q->filter, 0, v->this_year);
	const struct cube_matrix *m = cube_matrix(v->cube, v->a, &q->filter, rows->by_sector);
	uint32_t n = 0;
	rows->matrix = m;
	rows->cells = arena_array(v->a, uint32_t, (size_t)m->nrows * m->ncolumns);
	for (uint32_t i = 0; i < m->nrows * m->ncolumns; i++)
		if (m->cells[i].programmes)
			rows->cells[n++] = i;
	struct export e = { .v = v,
		            .q = q,
		            .name = "matrix",
		            .columns = rows->by_sector ? sectors : partners,
		            .ncolumns = SEL_COUNT(partners),
		            .nrows = n,
		            .row = matrix_row,
		            .rows = rows,
		            .totals = &found->totals };
	return table_reply(v, &e, f);
}

struct reply download_get(struct req *r)
{
	static const struct {
		const char *name;
		struct reply (*write)(struct view_of *v, struct query *q, enum export_format f);
		bool xml;
	} files[] = { { "activities", activities_file, true },
		      { "partners", partners_file, false },
		      { "matrix", matrix_file, false } };
	struct query *q;
	struct reply failed;
	bool docx;
	if (print_format(r->params[1], "programmes", &docx))
		return programmes_paper(r, docx);
	struct view_of *v = export_start(r, &q, &failed);
	if (!v)
		return failed;
	for (size_t i = 0; i < SEL_COUNT(files); i++) {
		enum export_format f = export_format_of(r->params[1], files[i].name);
		if (f != EXPORT_NONE && (f != EXPORT_XML || files[i].xml))
			return files[i].write(v, q, f);
	}
	return view_not_found(v);
}

static struct reply programme_json(struct req *r, int64_t no, str file)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	int32_t at = cube_activity_by_no(v.cube, no);
	const struct doc *d = at >= 0 ? doc_of(&v, &v.cube->activities[at]) : NULL;
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

/* "/id/programme/4461.xml" and ".json": everything the public may know of one programme. */
struct reply programme_file_get(struct req *r)
{
	struct query *q;
	struct reply failed;
	int64_t no = 0;
	struct view_of *v = export_start(r, &q, &failed);
	if (!v)
		return failed;
	str file = r->params[1];
	ptrdiff_t dot = str_find_char(file, '.', 0);
	str number = dot > 0 ? str_sub(file, 0, (size_t)dot) : STR_EMPTY;
	enum export_format f = number.n ? export_format_of(file, arena_str(v->a, number).p) : EXPORT_NONE;
	int32_t at = str_to_int(number, &no) ? view_activity(v, number) : -1;
	if (at < 0 || (f != EXPORT_XML && f != EXPORT_JSON))
		return view_not_found(v);
	if (f == EXPORT_JSON)
		return programme_json(r, v->cube->activities[at].no, file);
	uint32_t *hit = arena_make(v->a, uint32_t);
	*hit = (uint32_t)at;
	return activities_xml(v, hit, 1, arena_cat(v->a, number, STR(".xml")));
}
