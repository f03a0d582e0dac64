#include "site/export.h"

#include "site/export_json.h"

enum { FILE_MAX = 256 << 20 };

static const struct {
	const char *ending, *type;
	enum msg label;
} formats[] = { [EXPORT_CSV] = { "csv", "text/csv; charset=utf-8", MSG_DOWNLOAD_CSV },
	        [EXPORT_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	                          MSG_DOWNLOAD_XLSX },
	        [EXPORT_JSON] = { "json", "application/json", MSG_DOWNLOAD_JSON },
	        [EXPORT_XML] = { "xml", "application/xml", MSG_DOWNLOAD_IATI } };

enum export_format export_format_of(str file, const char *name)
{
	size_t n = strlen(name);
	if (!str_starts(file, str_of(name)) || file.n < n + 2 || file.p[n] != '.')
		return EXPORT_NONE;
	for (size_t i = 0; i < SEL_COUNT(formats); i++)
		if (str_is(str_sub(file, n + 1, SIZE_MAX), formats[i].ending))
			return (enum export_format)i;
	return EXPORT_NONE;
}

void export_text(struct export *e, str s)
{
	*vec_push(e->v->a, &e->cells) = (struct export_cell){ .known = s.n > 0, .text = s };
}

void export_number(struct export *e, int64_t units, uint8_t scale)
{
	*vec_push(e->v->a, &e->cells) = (struct export_cell){ .known = true, .number = { units, scale } };
}

void export_unknown(struct export *e)
{
	*vec_push(e->v->a, &e->cells) = (struct export_cell){ .known = false };
}

void export_name(struct view_of *v, struct reply *p, str file)
{
	reply_download(v->req, p, v->site->page.demo ? arena_cat(v->a, STR("contoh-"), file) : file);
	p->cacheable = true;
}

/* Where it comes from, of when it is, what was filtered and how it was counted. */
static uint32_t notes(struct export *e, str out[5])
{
	struct view_of *v = e->v;
	enum lang l = v->page->lang;
	uint32_t n = 0;
	if (v->site->page.demo)
		out[n++] = msg(l, MSG_LAYOUT_DEMO);
	out[n++] =
	    msg_fmt(v->a, l, MSG_SOURCE_LINE, msg(l, v->site->page.demo ? MSG_SITE_SOURCE_DEMO : MSG_SITE_SOURCE_IATI));
	if (v->page->as_of != DATE_NONE)
		out[n++] = msg_fmt(v->a, l, MSG_LAYOUT_DATA_AS_OF, i18n_date(v->a, l, v->page->as_of, DATE_LONG));
	out[n++] = arena_fmt(v->a, "%.*s", STR_ARG(v->req->target));
	if (e->totals)
		out[n++] = method_of(v, e->totals);
	return n;
}

static struct reply sheet_reply(struct export *e, enum export_format f)
{
	struct view_of *v = e->v;
	struct sheet_column *columns = arena_array(v->a, struct sheet_column, e->ncolumns);
	str lines[5], file;
	for (uint32_t i = 0; i < e->ncolumns; i++)
		columns[i] = (struct sheet_column){ msg(v->page->lang, e->columns[i].heading), e->columns[i].type, 0 };
	struct sheet_opts opts = { .format = f == EXPORT_XLSX ? SHEET_XLSX : SHEET_CSV,
		                   .name = str_of(e->name),
		                   .columns = columns,
		                   .n = e->ncolumns,
		                   .notes_name = msg(v->page->lang, MSG_SOURCE_LABEL),
		                   .notes = lines,
		                   .n_notes = notes(e, lines),
		                   .bom = true,
		                   .max = FILE_MAX };
	struct sheet_writer *w = sheet_begin(v->a, &opts);
	for (size_t i = 0; i < e->cells.n; i++) {
		const struct export_cell *c = &e->cells.p[i];
		enum sheet_type type = e->columns[i % e->ncolumns].type;
		if (!c->known)
			sheet_cell_empty(w);
		else if (type == SHEET_TEXT)
			sheet_cell_text(w, c->text);
		else if (type == SHEET_INT)
			sheet_cell_int(w, c->number.units);
		else
			sheet_cell_decimal(w, c->number);
		if ((i + 1) % e->ncolumns == 0)
			sheet_row_end(w);
	}
	if (sheet_end(w, &file) != SHEET_OK)
		return site_error(v->req, 500, NULL);
	return reply_text(v->req, 200, formats[f].type, file);
}

static struct reply json_reply(struct export *e)
{
	struct json_out j;
	json_begin(&j, e->v->a);
	json_meta(&j, e->v, e->totals);
	json_key(&j, "items");
	json_open(&j, '[');
	for (size_t i = 0; i < e->cells.n; i++) {
		const struct export_cell *c = &e->cells.p[i];
		const struct export_column *column = &e->columns[i % e->ncolumns];
		if (i % e->ncolumns == 0)
			json_open(&j, '{');
		json_key(&j, column->name);
		if (!c->known)
			json_null(&j);
		else if (column->type == SHEET_TEXT)
			json_text(&j, c->text);
		else if (column->type == SHEET_INT)
			json_int(&j, c->number.units);
		else
			json_decimal(&j, c->number);
		if ((i + 1) % e->ncolumns == 0)
			json_close(&j, '}');
	}
	json_close(&j, ']');
	return json_end(&j, e->v->req);
}

struct reply export_reply(struct export *e, enum export_format f)
{
	struct reply p = f == EXPORT_JSON ? json_reply(e) : sheet_reply(e, f);
	if (p.status == 200)
		export_name(e->v, &p, arena_fmt(e->v->a, "%s.%s", e->name, formats[f].ending));
	return p;
}

const struct download *list_downloads(struct view_of *v, const char *path, bool iati, size_t *n)
{
	struct download *list = arena_array(v->a, struct download, SEL_COUNT(formats));
	*n = 0;
	for (size_t i = 0; i < SEL_COUNT(formats); i++) {
		if (i == EXPORT_XML && !iati)
			continue;
		str file = arena_fmt(v->a, "/download/%s.%s%s%.*s", path, formats[i].ending,
		                     v->page->query.n ? "?" : "", STR_ARG(v->page->query));
		list[(*n)++] = (struct download){ msg(v->page->lang, formats[i].label),
			                          url_to(v->page, file.p, 0, NULL), STR_EMPTY };
	}
	return list;
}
