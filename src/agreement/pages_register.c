/* The yearly register: on the desk, where the bureau makes, freezes and corrects it, and for everybody once it is
 * frozen. */
#include "agreement/pages.h"

#include "agreement/pages_tmpl.h"
#include "agreement_sql.h"
#include "base/vec.h"
#include "desk/print.h"
#include "record/codelist.h"
#include "sheet/sheet.h"

/* ---- on the desk ---- */

str register_counts(struct desk_view *v, const struct doc *d)
{
	enum lang l = v->page->lang;
	uint32_t b = register_count(d, "bilateral"), m = register_count(d, "multilateral"),
	         g = register_count(d, "ngo");
	return msg_fmt(v->a, l, MSG_REGISTER_SUM, i18n_int(v->a, l, (int64_t)b + m + g), i18n_int(v->a, l, b),
	               i18n_int(v->a, l, m), i18n_int(v->a, l, g));
}

static str day_text(struct desk_view *v, const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? i18n_date(v->a, v->page->lang, day, DATE_LONG) : STR_EMPTY;
}

const struct office_paper *register_office(struct desk_view *v, const struct doc *d)
{
	struct office_paper *p = arena_make(v->a, struct office_paper);
	date made;
	struct owners nobody = { 0 };
	if (!doc_date(d, REGISTER_MADE, &made) || !bureau_paper(v->web->store, v->db, v->a, STR("register"), made, p))
		*p = (struct office_paper){ .unit = STR_EMPTY };
	if (!(actor_viewer(v->actor, &official_kind, &nobody) & PERSONAL))
		p->sign.nip = STR_EMPTY;
	return p;
}

static void register_panel(struct desk_view *v)
{
	const struct doc *d = v->record->doc;
	struct register_panel *p = arena_make(v->a, struct register_panel);
	p->counts = register_counts(v, d);
	p->made = day_text(v, d, REGISTER_MADE);
	p->paper = register_office(v, d);
	p->csv = desk_url(v, "register.csv");
	p->xlsx = desk_url(v, "register.xlsx");
	p->pdf = desk_url(v, "register.pdf");
	p->docx = desk_url(v, "register.docx");
	p->correct = desk_url(v, "correct");
	p->make = str_is(doc_str(d, REGISTER_STATUS), "frozen") || !may(v->actor, ACT_CREATE, &register_kind, NULL)
	              ? (struct url){ STR_EMPTY }
	              : url_to(v->page, "/desk/register/make", 0, NULL);
	p->year = doc_str(d, REGISTER_YEAR);
	p->may_correct = str_is(doc_str(d, REGISTER_STATUS), "frozen") && desk_may(v, ACT_APPROVE);
	tmpl_register_panel(v->page, p);
}

static uint32_t home_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !may(v->actor, ACT_CREATE, &register_kind, NULL))
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_REGISTER_MAKE),
		                     url_to(v->page, "/desk/register/make", 0, NULL), "list" };
	return 1;
}

static struct url public_page(struct desk_view *v)
{
	const struct doc *d = v->record->doc;
	return str_is(doc_str(d, REGISTER_STATUS), "frozen")
	           ? url_path(v->page, "/register/{}", doc_str(d, REGISTER_YEAR))
	           : (struct url){ STR_EMPTY };
}

const struct desk_room register_room = { .kind = &register_kind,
	                                 .icon = "list",
	                                 .panel = register_panel,
	                                 .home = home_links,
	                                 .public_page = public_page,
	                                 .no_form = true };

/* The page with the year and the button. */
struct reply agreement_register_form(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	v.kind = &register_kind;
	if (!may(v.actor, ACT_CREATE, &register_kind, NULL))
		return desk_refuse(&v, ACT_CREATE);
	desk_title(&v, msg(v.page->lang, MSG_REGISTER_MAKE));
	tmpl_register_make(v.page, url_to(v.page, "/desk/register/make", 0, NULL),
	                   date_to_ymd(date_of_instant(clock_now())).year);
	return page_reply(r, v.page);
}

static struct reply after_register(struct desk_view *v, enum record_rc rc, str id, const struct problems *ps)
{
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(v, url_path(v->page, "/desk/register/{}", id));
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	return rc == RECORD_FORBIDDEN ? desk_refuse(v, ACT_APPROVE) : agreement_refuse(v, ps);
}

struct reply agreement_register_make(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved = { 0 };
	if (!desk_start(r, &v, &failed))
		return failed;
	v.kind = &register_kind;
	if (!may(v.actor, ACT_CREATE, &register_kind, NULL))
		return desk_refuse(&v, ACT_CREATE);
	problems_init(&ps, v.a, 20);
	desk_release(&v);
	enum record_rc rc = register_make(v.web->store, v.a, v.actor, (int)req_input(r, "year")->i, &ps, &saved);
	const struct record *made = NULL;
	if ((rc == RECORD_OK || rc == RECORD_UNCHANGED) && desk_reopen(&v))
		made = record_load_key(v.web->store, v.db, v.a, v.actor, &register_kind, "year",
		                       arena_fmt(v.a, "%d", (int)req_input(r, "year")->i));
	return after_register(&v,
	                      made              ? rc
	                      : rc == RECORD_OK ? RECORD_FAILED
	                                        : rc,
	                      made ? str_of(made->id) : STR_EMPTY, &ps);
}

struct reply agreement_register_correct(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (v.kind != &register_kind)
		return desk_not_found(&v);
	if (!desk_may(&v, ACT_APPROVE))
		return desk_refuse(&v, ACT_APPROVE);
	problems_init(&ps, v.a, 20);
	desk_release(&v);
	enum record_rc rc =
	    register_correct(v.web->store, v.a, v.actor, v.record->no, req_input(r, "text")->text, &ps, &saved);
	return after_register(&v, rc, str_of(v.record->id), &ps);
}

/* ---- as a file ---- */

struct lines {
	str p[40];
	uint32_t n;
};

static void add_line(struct lines *l, str s)
{
	if (l->n < SEL_COUNT(l->p))
		l->p[l->n++] = s;
}

/* What the printed register has around its table: head, title, counts, signature. On a sheet of its own, so that the
 * first one stays a table for other programs. */
static struct lines lines_of(struct desk_view *v, const struct doc *d)
{
	const struct office_paper *p = register_office(v, d);
	struct lines out = { .n = 0 };
	for (uint32_t i = 0; i < p->head.nabove; i++)
		add_line(&out, p->head.above[i]);
	add_line(&out, p->head.unit);
	for (uint32_t i = 0; i < p->head.naddress; i++)
		add_line(&out, p->head.address[i]);
	add_line(&out, arena_fmt(v->a, "%.*s %.*s", STR_ARG(p->head.town), STR_ARG(p->head.postcode)));
	add_line(&out, STR_EMPTY);
	add_line(&out, register_kind.title(d, (int)v->page->lang, v->a));
	add_line(&out, register_counts(v, d));
	add_line(&out, STR_EMPTY);
	if (!p->sign.known)
		return out;
	add_line(&out, arena_fmt(v->a, "%.*s, %.*s", STR_ARG(p->sign.town), STR_ARG(day_text(v, d, REGISTER_MADE))));
	for (uint32_t i = 0; i < p->sign.nlines; i++)
		add_line(&out, p->sign.lines[i]);
	add_line(&out, STR_EMPTY);
	add_line(&out, p->sign.name);
	if (p->sign.rank.n)
		add_line(&out, p->sign.rank);
	if (p->sign.nip.n)
		add_line(&out, arena_fmt(v->a, "NIP %.*s", STR_ARG(p->sign.nip)));
	return out;
}

static struct reply register_sheet(struct desk_view *v, const struct doc *d, enum sheet_format format)
{
	static const uint32_t fields[] = { REGISTER_LINE_NAME,  REGISTER_LINE_ACRONYM, REGISTER_LINE_CATEGORY,
		                           REGISTER_LINE_FORM,  REGISTER_LINE_REGIME,  REGISTER_LINE_MINISTRY,
		                           REGISTER_LINE_BASIS, REGISTER_LINE_SOURCE };
	struct sheet_column columns[SEL_COUNT(fields)];
	enum lang l = v->page->lang;
	bool xlsx = format == SHEET_XLSX;
	uint32_t n;
	str file;
	for (size_t i = 0; i < SEL_COUNT(fields); i++)
		columns[i] =
		    (struct sheet_column){ .heading = desk_field_label(l, &register_line_kind,
			                                               &register_line_kind.fields[fields[i]]) };
	struct lines head = lines_of(v, d);
	struct sheet_writer *w = sheet_begin(v->a, &(struct sheet_opts){ .format = format,
	                                                                 .name = register_kind.title(d, (int)l, v->a),
	                                                                 .columns = columns,
	                                                                 .n = SEL_COUNT(fields),
	                                                                 .notes_name = msg(l, MSG_REGISTER_SHEET),
	                                                                 .notes = head.p,
	                                                                 .n_notes = head.n,
	                                                                 .bom = true });
	struct doc *const *rows = doc_rows(d, REGISTER_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		for (size_t k = 0; k < SEL_COUNT(fields); k++) {
			const struct field *f = &register_line_kind.fields[fields[k]];
			str s = doc_str(rows[i], fields[k]);
			sheet_cell_text(w, f->codes && s.n ? codelist_name(f->codes, s, (int)l) : s);
		}
		sheet_row_end(w);
	}
	if (sheet_end(w, &file) != SHEET_OK)
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	struct reply p = reply_text(v->req, 200,
	                            xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	                                 : "text/csv; charset=utf-8",
	                            file);
	reply_download(v->req, &p,
	               arena_fmt(v->a, "register-%.*s.%s", STR_ARG(doc_str(d, REGISTER_YEAR)), xlsx ? "xlsx" : "csv"));
	return p;
}

static struct reply desk_sheet(struct req *r, enum sheet_format format)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	return v.kind == &register_kind ? register_sheet(&v, v.record->doc, format) : desk_not_found(&v);
}

struct reply agreement_register_csv(struct req *r)
{
	return desk_sheet(r, SHEET_CSV);
}

struct reply agreement_register_xlsx(struct req *r)
{
	return desk_sheet(r, SHEET_XLSX);
}

static struct reply desk_paper(struct req *r, bool docx)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	return v.kind == &register_kind ? register_paper(&v, v.record, desk_url(&v, NULL), docx) : desk_not_found(&v);
}

struct reply agreement_register_pdf(struct req *r)
{
	return desk_paper(r, false);
}

struct reply agreement_register_docx(struct req *r)
{
	return desk_paper(r, true);
}

/* ---- for everybody ---- */

/* The frozen registers, the newest year first. */
static const struct record **frozen(struct desk_view *v, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows = NULL;
	*n = 0;
	if (db_select(v->db, &q_register_years, NULL, &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		*vec_push(v->a, &numbers) = db_col_int(rows, Q_REGISTER_YEARS_COL_NO);
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_public, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static struct column *columns_of(struct desk_view *v, const enum msg *labels, uint32_t n)
{
	struct column *c = arena_array(v->a, struct column, n);
	for (uint32_t i = 0; i < n; i++)
		c[i] = (struct column){ msg(v->page->lang, labels[i]), NULL, false };
	return c;
}

struct reply agreement_registers(struct req *r)
{
	static const enum msg labels[] = { MSG_FIELD_REGISTER_YEAR, MSG_REGISTER_COUNTS, MSG_FIELD_REGISTER_MADE };
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct record **list = frozen(&v, &n);
	struct cell *cells = arena_array(v.a, struct cell, (size_t)n * SEL_COUNT(labels) + 1), *cell = cells;
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *d = list[i]->doc;
		str year = doc_str(d, REGISTER_YEAR);
		*cell++ = (struct cell){ year, url_path(v.page, "/register/{}", year) };
		*cell++ = (struct cell){ .text = register_counts(&v, d) };
		*cell++ = (struct cell){ .text = day_text(&v, d, REGISTER_MADE) };
	}
	struct table t = { msg(l, MSG_REGISTER_ALL), columns_of(&v, labels, SEL_COUNT(labels)), SEL_COUNT(labels),
		           cells, n };
	struct table_page p = { .lead = msg(l, MSG_REGISTER_LEAD), .tables = &t, .n = 1, .note = STR_EMPTY };
	v.page->title = msg(l, MSG_REGISTER_ALL);
	v.page->section = "/partner";
	tmpl_agreement_table(v.page, &p);
	return page_reply(r, v.page);
}

/* The frozen register of a year; NULL. */
static const struct record *register_of(struct desk_view *v, str year)
{
	return record_load_key(v->web->store, v->db, v->a, &actor_public, &register_kind, "year", year);
}

static const struct table *lines_table(struct desk_view *v, const struct doc *d)
{
	static const enum msg labels[] = { MSG_FIELD_REGISTER_LINE_NAME,          MSG_FIELD_REGISTER_LINE_ACRONYM,
		                           MSG_FIELD_REGISTER_LINE_CATEGORY,      MSG_FIELD_REGISTER_LINE_LEGAL_FORM,
		                           MSG_FIELD_REGISTER_LINE_PERMIT_REGIME, MSG_FIELD_REGISTER_LINE_MINISTRY,
		                           MSG_FIELD_REGISTER_LINE_SOURCE };
	enum lang l = v->page->lang;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REGISTER_LINE, &n);
	struct cell *cells = arena_array(v->a, struct cell, (size_t)n * SEL_COUNT(labels) + 1), *cell = cells;
	for (uint32_t i = 0; i < n; i++) {
		const struct record *org = record_load_id(v->web->store, v->db, v->a, &actor_public, &organisation_kind,
		                                          doc_str(rows[i], REGISTER_LINE_ORG));
		str ref = org ? doc_str(org->doc, ORGANISATION_REF) : STR_EMPTY;
		*cell++ = (struct cell){ doc_str(rows[i], REGISTER_LINE_NAME),
			                 ref.n ? url_path(v->page, "/partner/{}", ref) : (struct url){ STR_EMPTY } };
		*cell++ = (struct cell){ .text = doc_str(rows[i], REGISTER_LINE_ACRONYM) };
		for (uint32_t f = REGISTER_LINE_CATEGORY; f < REGISTER_LINE_COUNT; f++) {
			const char *codes = register_line_kind.fields[f].codes;
			str s = doc_str(rows[i], f);
			if (f == REGISTER_LINE_BASIS || f == REGISTER_LINE_SOURCE)
				continue;
			*cell++ = (struct cell){ .text = codes && s.n ? codelist_name(codes, s, (int)l) : s };
		}
		*cell++ = (struct cell){ .text = doc_str(rows[i], REGISTER_LINE_SOURCE) };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(l, MSG_REGISTER_LINES), columns_of(v, labels, SEL_COUNT(labels)), SEL_COUNT(labels),
		             cells, n };
	return t;
}

static const struct table *corrections_table(struct desk_view *v, const struct doc *d)
{
	static const enum msg labels[] = { MSG_FIELD_REGISTER_CORRECTION_DATE, MSG_FIELD_REGISTER_CORRECTION_TEXT };
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REGISTER_CORRECTION, &n);
	struct cell *cells = arena_array(v->a, struct cell, (size_t)n * SEL_COUNT(labels) + 1), *cell = cells;
	for (uint32_t i = 0; i < n; i++) {
		*cell++ = (struct cell){ .text = day_text(v, rows[i], REGISTER_CORRECTION_DATE) };
		*cell++ = (struct cell){ .text = doc_str(rows[i], REGISTER_CORRECTION_TEXT) };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(v->page->lang, MSG_FIELD_REGISTER_CORRECTION),
		             columns_of(v, labels, SEL_COUNT(labels)), SEL_COUNT(labels), cells, n };
	return n ? t : NULL;
}

struct reply agreement_register(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	const struct record *reg = register_of(&v, r->params[1]);
	if (!reg)
		return desk_not_found(&v);
	struct register_page p = { .counts = register_counts(&v, reg->doc),
		                   .made = day_text(&v, reg->doc, REGISTER_MADE),
		                   .paper = register_office(&v, reg->doc),
		                   .lines = lines_table(&v, reg->doc),
		                   .corrections = corrections_table(&v, reg->doc),
		                   .csv = url_path(v.page, "/register/{}/register.csv", r->params[1]),
		                   .xlsx = url_path(v.page, "/register/{}/register.xlsx", r->params[1]),
		                   .pdf = url_path(v.page, "/register/{}/register.pdf", r->params[1]),
		                   .docx = url_path(v.page, "/register/{}/register.docx", r->params[1]),
		                   .all = url_to(v.page, "/register", 0, NULL) };
	v.page->title = register_kind.title(reg->doc, (int)v.page->lang, v.a);
	v.page->section = "/partner";
	tmpl_register_page(v.page, &p);
	return page_reply(r, v.page);
}

struct reply agreement_register_file(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	const struct record *reg = register_of(&v, r->params[1]);
	bool csv = str_is(r->params[2], "register.csv"), docx;
	if (reg && print_format(r->params[2], "register", &docx))
		return register_paper(&v, reg, url_path(v.page, "/register/{}", r->params[1]), docx);
	if (!reg || (!csv && !str_is(r->params[2], "register.xlsx")))
		return desk_not_found(&v);
	return register_sheet(&v, reg->doc, csv ? SHEET_CSV : SHEET_XLSX);
}
