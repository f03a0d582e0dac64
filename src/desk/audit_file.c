/* The selection as CSV or XLSX. CSV leaves in parts, each read anew from where the part before ended, so a long log
 * takes no more memory than a short one and holds no connection while its reader is slow. */
#include "desk/audit.h"
#include "sheet/sheet.h"

enum { PART_LINES = 200, FILE_MAX = 256 << 20, COLUMNS = 9 };

struct audit_out {
	struct desk_view *v;
	struct audit_query q;
	struct sheet_writer *w;
	arena *scratch;
	str rest;
	bool ended;
};

static void scratch_free(void *a)
{
	arena_free(a);
}

static struct sheet_writer *begin(struct desk_view *v, enum sheet_format format)
{
	static const enum msg headings[COLUMNS] = { MSG_AUDIT_NUMBER, MSG_AUDIT_WHEN,      MSG_AUDIT_EVENT,
		                                    MSG_AUDIT_PERSON, MSG_AUDIT_PERSON_ID, MSG_AUDIT_ADDRESS,
		                                    MSG_AUDIT_KIND,   MSG_AUDIT_RECORD,    MSG_AUDIT_DETAIL };
	struct sheet_column *columns = arena_array(v->a, struct sheet_column, COLUMNS);
	struct sheet_opts *o = arena_make(v->a, struct sheet_opts);
	enum lang l = v->page->lang;
	for (int i = 0; i < COLUMNS; i++)
		columns[i] = (struct sheet_column){ msg(l, headings[i]), i ? SHEET_TEXT : SHEET_INT, 0 };
	str *note = arena_make(v->a, str);
	*note = v->req->target;
	*o = (struct sheet_opts){ .format = format,
		                  .name = msg(l, MSG_AUDIT_TITLE),
		                  .columns = columns,
		                  .n = COLUMNS,
		                  .notes_name = msg(l, MSG_SOURCE_LABEL),
		                  .notes = note,
		                  .n_notes = 1,
		                  .bom = true,
		                  .max = FILE_MAX };
	return sheet_begin(v->a, o);
}

static void put_line(struct audit_out *o, struct desk_view *v, const struct audit_entry *e)
{
	char at[25];
	struct audit_shown s = audit_show(v, e, false);
	instant_print(e->at, at);
	sheet_cell_int(o->w, e->seq);
	sheet_cell_text(o->w, str_of(at));
	sheet_cell_text(o->w, s.event);
	sheet_cell_text(o->w, s.who);
	sheet_cell_text(o->w, e->actor);
	sheet_cell_text(o->w, e->address);
	sheet_cell_text(o->w, s.kind);
	sheet_cell_text(o->w, e->id.n ? e->id : STR_EMPTY);
	sheet_cell_text(o->w, s.detail);
	sheet_row_end(o->w);
}

/* The next lines into the sheet; false on database trouble. At the end O->ended is set. */
static bool put_part(struct audit_out *o)
{
	struct desk_view v = *o->v;
	struct audit_entry *list;
	uint32_t n;
	arena_clear(o->scratch);
	v.a = o->scratch;
	v.db = db_borrow(store_pool(v.web->store), DB_READ);
	bool ok = v.db && audit_list(v.db, o->scratch, &o->q, &list, &n);
	for (uint32_t i = 0; ok && i < n; i++)
		put_line(o, &v, &list[i]);
	db_return(v.db);
	if (!ok)
		return false;
	o->ended = n < o->q.max;
	if (n)
		o->q.before = list[n - 1].seq;
	return true;
}

static ptrdiff_t fill(void *ctx, char *out, size_t max)
{
	struct audit_out *o = ctx;
	while (!o->rest.n) {
		bool last = o->ended;
		if (!last && !put_part(o))
			return -1;
		if (sheet_take(o->w, &o->rest) != SHEET_OK)
			return -1;
		if (last && !o->rest.n)
			return 0;
	}
	size_t n = o->rest.n < max ? o->rest.n : max;
	memcpy(out, o->rest.p, n);
	o->rest = str_sub(o->rest, n, SIZE_MAX);
	return (ptrdiff_t)n;
}

static struct reply busy(struct desk_view *v)
{
	return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
}

struct reply desk_audit_file(struct req *r)
{
	struct desk_view *v = arena_make(r->arena, struct desk_view);
	struct audit_out *o = arena_make(r->arena, struct audit_out);
	struct reply failed;
	str file = r->params[1];
	bool csv = str_is(file, "audit.csv");
	r->nparams = 1; /* the name of a file is no kind */
	if (!desk_start(r, v, &failed))
		return failed;
	if (!csv && !str_is(file, "audit.xlsx"))
		return desk_not_found(v);
	*o = (struct audit_out){ .v = v, .scratch = arena_new(0) };
	arena_defer(r->arena, scratch_free, o->scratch);
	o->ended = !audit_query_of(v, &o->q, NULL);
	o->q.before = 0;
	o->q.max = PART_LINES;
	desk_release(v);
	o->w = begin(v, csv ? SHEET_CSV : SHEET_XLSX);
	struct reply p;
	if (csv) {
		p = reply_text(r, 200, "text/csv; charset=utf-8", STR_EMPTY);
		p.fill = fill;
		p.fill_ctx = o;
	} else {
		str whole;
		while (!o->ended)
			if (!put_part(o))
				return busy(v);
		if (sheet_end(o->w, &whole) != SHEET_OK)
			return busy(v);
		p = reply_text(r, 200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", whole);
	}
	reply_download(r, &p, file);
	p.personal = true;
	return p;
}
