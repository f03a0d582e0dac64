#include "site/export.h"

#include "record/custom.h"
#include "site/export_json.h"

enum { FILE_MAX = 256 << 20, PART_ROWS = 50, WHOLE_ROWS = 1000, WORDS_MAX = 8000, NOTES_MOST = 8 };

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

/* ---- cells ---- */

static void put(struct export *e, struct export_cell c)
{
	if (e->ncells < e->ncolumns)
		e->cells[e->ncells++] = c;
}

void export_text(struct export *e, str s)
{
	put(e, (struct export_cell){ .known = s.n > 0, .text = s });
}

void export_number(struct export *e, int64_t units, uint8_t scale)
{
	put(e, (struct export_cell){ .known = true, .number = { units, scale } });
}

void export_date(struct export *e, date d)
{
	put(e, (struct export_cell){ .known = d != DATE_NONE, .number = { d, 0 } });
}

void export_unknown(struct export *e)
{
	put(e, (struct export_cell){ .known = false });
}

/* ---- fields that the province added ---- */

void export_add_columns(struct export *e, const struct kind *k)
{
	uint32_t n;
	const struct custom_field *f = added_fields(e->v, k, &n);
	if (!n)
		return;
	n = n < ADDED_MOST ? n : ADDED_MOST;
	struct export_column *all = arena_array(e->v->a, struct export_column, e->ncolumns + n);
	memcpy(all, e->columns, e->ncolumns * sizeof(*all));
	for (uint32_t i = 0; i < n; i++)
		all[e->ncolumns++] =
		    (struct export_column){ .name = arena_fmt(e->v->a, "custom_%.*s", STR_ARG(f[i].name)).p,
			                    .type = f[i].type == CUSTOM_NUMBER ? SHEET_MONEY
			                            : f[i].type == CUSTOM_DATE ? SHEET_DATE
			                                                       : SHEET_TEXT,
			                    .hxl = "" };
	e->columns = all;
	e->added = f;
	e->nadded = n;
}

void export_added(struct export *e, const struct doc *d)
{
	for (uint32_t i = 0; i < e->nadded; i++) {
		str value = d ? custom_get(d, &e->added[i]) : STR_EMPTY;
		struct decimal number;
		date day;
		if (e->added[i].type == CUSTOM_NUMBER && decimal_parse(value, &number))
			export_number(e, number.units, number.scale);
		else if (e->added[i].type == CUSTOM_DATE && date_parse(value, &day))
			export_date(e, day);
		else if (e->added[i].type == CUSTOM_NUMBER || e->added[i].type == CUSTOM_DATE)
			export_unknown(e);
		else
			export_text(e, custom_show(e->v->a, (int)e->v->page->lang, &e->added[i], value));
	}
}

static void sheet_row(struct sheet_writer *w, const struct export *e)
{
	for (uint32_t i = 0; i < e->ncells; i++) {
		const struct export_cell *c = &e->cells[i];
		if (!c->known)
			sheet_cell_empty(w);
		else if (e->columns[i].type == SHEET_TEXT)
			sheet_cell_text(w, c->text);
		else if (e->columns[i].type == SHEET_DATE)
			sheet_cell_date(w, (date)c->number.units);
		else if (e->columns[i].type == SHEET_INT)
			sheet_cell_int(w, c->number.units);
		else
			sheet_cell_decimal(w, c->number);
	}
	sheet_row_end(w);
}

static void json_row(struct json_out *j, const struct export *e)
{
	char day[11];
	json_open(j, '{');
	for (uint32_t i = 0; i < e->ncells; i++) {
		const struct export_cell *c = &e->cells[i];
		json_key(j, e->columns[i].name);
		if (!c->known) {
			json_null(j);
		} else if (e->columns[i].type == SHEET_TEXT) {
			json_text(j, c->text);
		} else if (e->columns[i].type == SHEET_DATE) {
			date_print((date)c->number.units, day);
			json_text(j, str_of(day));
		} else if (e->columns[i].type == SHEET_INT) {
			json_int(j, c->number.units);
		} else {
			json_decimal(j, c->number);
		}
	}
	json_close(j, '}');
}

/* ---- where it comes from, of when it is, what was filtered and how it was counted ---- */

static void word(struct view_of *v, struct buf *b, enum msg label, str value)
{
	if (b->n)
		buf_cstr(b, "; ");
	buf_fmt(b, "%.*s: %.*s", STR_ARG(msg(v->page->lang, label)), STR_ARG(value));
}

static str input_text(struct view_of *v, const char *name)
{
	const struct input_value *i = req_input(v->req, name);
	return i->given ? i->text : STR_EMPTY;
}

/* The name of what was asked for; the value itself when it names nothing. */
static void named(struct view_of *v, struct buf *b, enum msg label, const char *input, bool known, str name)
{
	str value = input_text(v, input);
	if (value.n)
		word(v, b, label, known ? name : value);
}

static str filter_words(struct view_of *v, const struct query *q)
{
	static const enum msg scopes[] = { [SCOPE_PROVINCE] = MSG_EXPORT_SCOPE_PROVINCE,
		                           [SCOPE_NATIONAL] = MSG_EXPORT_SCOPE_NATIONAL,
		                           [SCOPE_ELSEWHERE] = MSG_EXPORT_SCOPE_ELSEWHERE,
		                           [SCOPE_COUNT] = MSG_EXPORT_SCOPE_PROVINCE };
	const struct cube_filter *f = &q->filter;
	enum lang l = v->page->lang;
	bool org = f->org >= 0 && (uint32_t)f->org < v->cube->norgs;
	bool sector = f->sector >= 0 && (uint32_t)f->sector < v->cube->nsectors;
	bool category = f->category >= 0 && f->category < CATEGORY_COUNT;
	bool status = f->status >= 0 && f->status < CUBE_STATUSES;
	struct buf b;
	buf_init(&b, v->a, WORDS_MAX);
	if (q->text.n)
		word(v, &b, MSG_EXPORT_TEXT, q->text);
	named(v, &b, MSG_SITE_PARTNER, "partner", org, org ? name_of_org(v, (uint32_t)f->org) : STR_EMPTY);
	named(v, &b, MSG_SITE_CATEGORY, "category", category,
	      category ? name_of_category(v, (enum cube_category)f->category) : STR_EMPTY);
	named(v, &b, MSG_SITE_SECTOR, "sector", sector, sector ? name_of_sector(v, f->sector) : STR_EMPTY);
	named(v, &b, MSG_SITE_PLACE, "place", f->place >= 0, f->place >= 0 ? name_of_place(v, f->place) : STR_EMPTY);
	named(v, &b, MSG_SITE_STATUS, "status", status, status ? name_of_status(v, f->status) : STR_EMPTY);
	named(v, &b, MSG_SITE_YEAR, "year", false, STR_EMPTY);
	word(v, &b, MSG_EXPORT_SCOPE, msg(l, f->scope < 0 ? MSG_EXPORT_SCOPE_ALL : scopes[f->scope]));
	return buf_str(&b);
}

static uint32_t notes(const struct export *e, str out[NOTES_MOST])
{
	struct view_of *v = e->v;
	enum lang l = v->page->lang;
	uint32_t n = 0;
	if (v->site->web.page.demo)
		out[n++] = msg(l, MSG_LAYOUT_DEMO);
	out[n++] = msg_fmt(v->a, l, MSG_SOURCE_LINE,
	                   msg(l, v->site->web.page.demo ? MSG_SITE_SOURCE_DEMO : MSG_SITE_SOURCE_IATI));
	if (v->page->as_of != DATE_NONE)
		out[n++] = msg_fmt(v->a, l, MSG_LAYOUT_DATA_AS_OF, i18n_date(v->a, l, v->page->as_of, DATE_LONG));
	out[n++] = msg_fmt(v->a, l, MSG_EXPORT_FILTER, filter_words(v, e->q));
	out[n++] = msg_fmt(v->a, l, MSG_EXPORT_ADDRESS, v->req->target);
	out[n++] = msg_fmt(v->a, l, MSG_SOURCE_METHOD, method_of(v, e->totals));
	out[n++] = msg(l, MSG_SITE_ABOUT_LICENCE);
	return n;
}

/* ---- parts ---- */

struct parts {
	struct view_of *v;
	export_next *next;
	void *ctx;
	str rest; /* of the current part */
};

static bool parts_next(struct parts *p)
{
	p->v->db = db_borrow(store_pool(p->v->site->web.store), DB_READ);
	bool ok = p->v->db && p->next(p->ctx, p->v, &p->rest);
	db_return(p->v->db);
	p->v->db = NULL;
	return ok;
}

static ptrdiff_t parts_fill(void *ctx, char *out, size_t max)
{
	struct parts *p = ctx;
	if (!p->rest.n && !parts_next(p))
		return -1;
	size_t n = p->rest.n < max ? p->rest.n : max;
	memcpy(out, p->rest.p, n);
	p->rest = str_sub(p->rest, n, SIZE_MAX);
	return (ptrdiff_t)n;
}

struct reply export_parts(struct view_of *v, const char *type, uint32_t rows, export_next *next, void *ctx)
{
	struct parts *p = arena_make(v->a, struct parts);
	struct reply reply = reply_text(v->req, 200, type, STR_EMPTY);
	*p = (struct parts){ .v = v, .next = next, .ctx = ctx };
	if (rows > WHOLE_ROWS) {
		reply.fill = parts_fill;
		reply.fill_ctx = p;
		return reply;
	}
	struct buf whole;
	buf_init(&whole, v->a, FILE_MAX);
	do {
		if (!parts_next(p))
			return site_error(v->req, 503, NULL);
		buf_str_add(&whole, p->rest);
	} while (p->rest.n);
	if (buf_failed(&whole))
		return site_error(v->req, 500, NULL);
	reply.body = buf_str(&whole);
	reply.cacheable = true;
	return reply;
}

/* ---- tables ---- */

struct table_out {
	struct export *e;
	arena *scratch; /* of one row */
	struct sheet_writer *sheet;
	struct json_out json;
	uint32_t next;
	bool ended;
};

static void scratch_free(void *a)
{
	arena_free(a);
}

static void fill_row(struct table_out *t, struct view_of *v)
{
	struct view_of row = *v;
	arena_clear(t->scratch);
	row.a = t->scratch;
	t->e->ncells = 0;
	t->e->row(t->e, &row, t->next++);
}

static str heading_of(const struct export *e, uint32_t i)
{
	uint32_t own = e->ncolumns - e->nadded;
	enum lang l = e->v->page->lang;
	return i < own ? msg(l, e->columns[i].heading) : custom_label(&e->added[i - own], (int)l);
}

static struct sheet_writer *sheet_start(struct export *e, enum sheet_format format)
{
	struct view_of *v = e->v;
	struct sheet_column *columns = arena_array(v->a, struct sheet_column, e->ncolumns);
	str *lines = arena_array(v->a, str, NOTES_MOST);
	struct sheet_opts *opts = arena_make(v->a, struct sheet_opts);
	for (uint32_t i = 0; i < e->ncolumns; i++)
		columns[i] = (struct sheet_column){ heading_of(e, i), e->columns[i].type, 0 };
	*opts = (struct sheet_opts){ .format = format,
		                     .name = str_of(e->name),
		                     .columns = columns,
		                     .n = e->ncolumns,
		                     .notes_name = msg(v->page->lang, MSG_SOURCE_LABEL),
		                     .notes = lines,
		                     .n_notes = notes(e, lines),
		                     .bom = true,
		                     .max = FILE_MAX };
	struct sheet_writer *w = sheet_begin(v->a, opts);
	if (req_input(v->req, "hxl")->i) {
		for (uint32_t i = 0; i < e->ncolumns; i++)
			sheet_cell_text(w, str_of(e->columns[i].hxl));
		sheet_row_end(w);
	}
	return w;
}

static bool csv_next(void *ctx, struct view_of *v, str *part)
{
	struct table_out *t = ctx;
	if (!t->sheet)
		t->sheet = sheet_start(t->e, SHEET_CSV);
	for (uint32_t i = 0; i < PART_ROWS && t->next < t->e->nrows; i++) {
		fill_row(t, v);
		sheet_row(t->sheet, t->e);
	}
	return sheet_take(t->sheet, part) == SHEET_OK;
}

static bool json_next(void *ctx, struct view_of *v, str *part)
{
	struct table_out *t = ctx;
	struct json_out *j = &t->json;
	if (!t->next && !t->ended && !j->buf.max) {
		json_begin(j, t->e->v->a);
		json_meta(j, t->e->v, t->e->totals);
		json_key(j, "filter");
		json_text(j, filter_words(t->e->v, t->e->q));
		json_key(j, "items");
		json_open(j, '[');
	}
	for (uint32_t i = 0; i < PART_ROWS && t->next < t->e->nrows; i++) {
		fill_row(t, v);
		json_row(j, t->e);
	}
	if (t->next == t->e->nrows && !t->ended) {
		json_close(j, ']');
		json_close(j, '}');
		t->ended = true;
	}
	return json_take(j, part);
}

static struct reply xlsx_reply(struct table_out *t)
{
	struct export *e = t->e;
	str file = STR_EMPTY;
	t->sheet = sheet_start(e, SHEET_XLSX);
	e->v->db = db_borrow(store_pool(e->v->site->web.store), DB_READ);
	while (e->v->db && t->next < e->nrows) {
		fill_row(t, e->v);
		sheet_row(t->sheet, e);
	}
	bool ok = e->v->db && sheet_end(t->sheet, &file) == SHEET_OK;
	db_return(e->v->db);
	e->v->db = NULL;
	if (!ok)
		return site_error(e->v->req, 500, NULL);
	struct reply p = reply_text(e->v->req, 200, formats[EXPORT_XLSX].type, file);
	p.cacheable = true;
	return p;
}

struct reply export_reply(struct export *e, enum export_format f)
{
	struct table_out *t = arena_make(e->v->a, struct table_out);
	*t = (struct table_out){ .e = e, .scratch = arena_new(0) };
	arena_defer(e->v->a, scratch_free, t->scratch);
	struct reply p = f == EXPORT_XLSX
	                     ? xlsx_reply(t)
	                     : export_parts(e->v, formats[f].type, e->nrows, f == EXPORT_CSV ? csv_next : json_next, t);
	if (p.status == 200)
		export_name(e->v, &p, arena_fmt(e->v->a, "%s.%s", e->name, formats[f].ending));
	return p;
}

/* ---- for the handlers ---- */

struct view_of *export_start(struct req *r, struct query **q, struct reply *failed)
{
	ARENA_SCOPE arena *brief = arena_new(0);
	struct view_of *v = arena_make(r->arena, struct view_of);
	if (!view_start_in(r, v, brief, failed))
		return NULL;
	*q = arena_make(r->arena, struct query);
	if (r->route->inputs)
		**q = query_read(v);
	v->db = NULL; /* goes back with BRIEF */
	return v;
}

void export_name(struct view_of *v, struct reply *p, str file)
{
	reply_download(v->req, p, v->site->web.page.demo ? arena_cat(v->a, STR("data-contoh-"), file) : file);
}

const struct download *list_downloads(struct view_of *v, const char *path, bool iati, size_t *n)
{
	struct download *list = arena_array(v->a, struct download, SEL_COUNT(formats));
	*n = 0;
	for (size_t i = 0; i < SEL_COUNT(formats); i++) {
		if (i == EXPORT_XML && !iati)
			continue;
		struct page there = *v->page; /* with its query, which url_here() encodes */
		there.path = arena_fmt(v->a, "/download/%s.%s", path, formats[i].ending);
		list[(*n)++] = (struct download){ msg(v->page->lang, formats[i].label), url_here(&there), STR_EMPTY };
	}
	return list;
}
