/* The form of a report: one table of the plan's rows, money, texts, obstacles; and the steps of its way. */
#include "report/pages.h"

#include "html/html_tmpl.h"
#include "report/report_tmpl.h"
#include "report_sql.h"

enum { PROBLEMS_SHOWN = 100 };

/* ---- what was typed ---- */

struct typing {
	struct desk_view *v;
	struct doc *doc;
};

static str given(struct typing *t, const char *word, const char *id)
{
	return str_trim(req_form(t->v->req, arena_fmt(t->v->a, "%s-%s", word, id).p));
}

static bool is_on_form(struct typing *t, const char *name)
{
	const struct form *f = &t->v->req->form;
	for (uint32_t i = 0; i < f->n; i++)
		if (str_is(f->p[i].name, name))
			return true;
	return false;
}

static void put(struct doc *d, uint32_t field, str s)
{
	d->v[field] = (struct value){ 0 };
	if (s.n)
		doc_set(d, field, s);
}

/* A figure as people write it; what is none stays as typed, for the checks to name it. */
static void put_number(struct typing *t, struct doc *d, uint32_t field, str s)
{
	str n;
	put(d, field, s.n && form_number(t->v->a, t->v->page->lang, s, &n) ? n : s);
}

static void put_text(struct typing *t, struct doc *d, uint32_t field, str s)
{
	put(d, field, str_trim(form_lines(t->v->a, s)));
}

static void put_place(struct typing *t, struct doc *d, str s)
{
	str code = desk_place_meant(t->v, s);
	put(d, REPORT_LINE_PLACE, code.n ? code : s);
}

static void read_line(struct typing *t, struct doc *d, const char *id)
{
	static const struct {
		const char *word;
		uint32_t field;
	} numbers[] = { { "done", REPORT_LINE_DONE },
		        { "female", REPORT_LINE_FEMALE },
		        { "male", REPORT_LINE_MALE },
		        { "children", REPORT_LINE_CHILDREN },
		        { "disability", REPORT_LINE_DISABILITY } };
	for (size_t i = 0; i < SEL_COUNT(numbers); i++)
		put_number(t, d, numbers[i].field, given(t, numbers[i].word, id));
	put(d, REPORT_LINE_PROGRESS, given(t, "progress", id));
	put_text(t, d, REPORT_LINE_EVIDENCE, given(t, "evidence", id));
	put_text(t, d, REPORT_LINE_NOTE, given(t, "note", id));
	if (doc_str(d, REPORT_LINE_LINE).n)
		return;
	put(d, REPORT_LINE_ACTIVITY, given(t, "activity", id));
	put(d, REPORT_LINE_UNIT, given(t, "unit", id));
	put_place(t, d, given(t, "place", id));
}

/* Rows that are not in the record yet: they came back with a refused form, or out of a draft, under the ids that they
 * had there (report_give_ids): PREFIX and a number. */
static void add_typed_rows(struct typing *t, uint32_t field, const char *word, char prefix)
{
	const struct form *f = &t->v->req->form;
	str head = str_of(arena_fmt(t->v->a, "%s-%c", word, prefix).p);
	for (uint32_t i = 0; i < f->n; i++) {
		if (!str_starts(f->p[i].name, head))
			continue;
		str id = str_sub(f->p[i].name, head.n - 1, f->p[i].name.n);
		int64_t number;
		if (id.n >= sizeof(t->doc->id) || !str_to_int(str_sub(id, 1, id.n), &number) ||
		    row_by_id(t->doc, field, id))
			continue;
		struct doc *row = doc_add_row(t->v->a, t->doc, field);
		memcpy(row->id, id.p, id.n);
	}
}

/* Rows beside the plan go when their activity and their place are emptied. */
static void read_lines(struct typing *t)
{
	static const char *const blanks[LAP_BLANKS] = { "x1", "x2", "x3" };
	add_typed_rows(t, REPORT_LINE, "activity", 't');
	struct value *rows = &t->doc->v[REPORT_LINE];
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		struct doc *row = rows->u.rows[i];
		if (is_on_form(t, arena_fmt(t->v->a, "done-%s", row->id).p))
			read_line(t, row, row->id);
		if (doc_str(row, REPORT_LINE_ACTIVITY).n || doc_str(row, REPORT_LINE_PLACE).n)
			rows->u.rows[kept++] = row;
	}
	rows->n = kept;
	for (size_t i = 0; i < LAP_BLANKS; i++)
		if (given(t, "activity", blanks[i]).n || given(t, "place", blanks[i]).n)
			read_line(t, doc_add_row(t->v->a, t->doc, REPORT_LINE), blanks[i]);
}

static void read_money_row(struct typing *t, struct doc *d, const char *id)
{
	put_number(t, d, REPORT_MONEY_BUDGET, given(t, "budget", id));
	put_number(t, d, REPORT_MONEY_SPENT, given(t, "spent", id));
	put_number(t, d, REPORT_MONEY_RATE, given(t, "rate", id));
}

static void read_money(struct typing *t)
{
	uint32_t n;
	add_typed_rows(t, REPORT_MONEY, "source", 'm');
	struct doc *const *rows = doc_rows(t->doc, REPORT_MONEY, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!doc_str(rows[i], REPORT_MONEY_SOURCE).n) {
			put(rows[i], REPORT_MONEY_SOURCE, given(t, "source", rows[i]->id));
			put(rows[i], REPORT_MONEY_CURRENCY, given(t, "currency", rows[i]->id));
		}
		if (is_on_form(t, arena_fmt(t->v->a, "spent-%s", rows[i]->id).p))
			read_money_row(t, rows[i], rows[i]->id);
	}
	if (!given(t, "source", "x1").n)
		return;
	struct doc *row = doc_add_row(t->v->a, t->doc, REPORT_MONEY);
	put(row, REPORT_MONEY_SOURCE, given(t, "source", "x1"));
	put(row, REPORT_MONEY_CURRENCY, given(t, "currency", "x1"));
	read_money_row(t, row, "x1");
}

static void read_obstacle(struct typing *t, struct doc *d, const char *id)
{
	put_text(t, d, REPORT_OBSTACLE_TEXT, given(t, "obstacle", id));
	put(d, REPORT_OBSTACLE_STAGE, given(t, "stage", id));
	put(d, REPORT_OBSTACLE_SEVERITY, given(t, "severity", id));
}

static void read_obstacles(struct typing *t)
{
	static const char *const blanks[LAP_BLANKS] = { "x1", "x2", "x3" };
	add_typed_rows(t, REPORT_OBSTACLE, "obstacle", 'o');
	struct value *rows = &t->doc->v[REPORT_OBSTACLE];
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		struct doc *row = rows->u.rows[i];
		if (is_on_form(t, arena_fmt(t->v->a, "obstacle-%s", row->id).p))
			read_obstacle(t, row, row->id);
		if (doc_str(row, REPORT_OBSTACLE_TEXT).n)
			rows->u.rows[kept++] = row;
	}
	rows->n = kept;
	for (size_t i = 0; i < LAP_BLANKS; i++)
		if (given(t, "obstacle", blanks[i]).n)
			read_obstacle(t, doc_add_row(t->v->a, t->doc, REPORT_OBSTACLE), blanks[i]);
}

static const struct doc *read_form(struct desk_view *v, const struct doc *base)
{
	static const uint32_t texts[] = { REPORT_SUMMARY,        REPORT_OUTCOME,  REPORT_SUCCESS,   REPORT_CHALLENGE,
		                          REPORT_CONFORMITY_WHY, REPORT_PRACTICE, REPORT_NEXT,      REPORT_SUPPORT,
		                          REPORT_SUPPORT_FROM,   REPORT_BENEFIT,  REPORT_CONFORMITY };
	struct typing t = { v, doc_copy(v->a, base) };
	for (size_t i = 0; i < SEL_COUNT(texts); i++) {
		const char *name = report_kind.fields[texts[i]].name;
		if (is_on_form(&t, name))
			put_text(&t, t.doc, texts[i], req_form(v->req, name));
	}
	read_lines(&t);
	read_money(&t);
	read_obstacles(&t);
	report_give_ids(v->a, t.doc, base);
	return t.doc;
}

/* ---- the form ---- */

static struct reply show_form(struct desk_view *v, const struct doc *d, int status, str text, const struct problems *ps,
                              str restored)
{
	struct lap_page *p = lap_page_of(v, d);
	p->id = v->record->id;
	p->keep = url_to(v->page, "/desk/draft", 0, NULL);
	p->restored = restored;
	p->refused = text;
	p->problems = desk_named(v, ps);
	v->page->status = status;
	desk_title(v, msg_fmt(v->a, v->page->lang, MSG_REPORT_PAGE_TITLE, p->period, p->regency, p->partner));
	tmpl_lap_fill(v->page, p);
	return page_reply(v->req, v->page);
}

static struct reply form_page(struct desk_view *v, const struct doc *d, int status, str text, const struct problems *ps)
{
	return show_form(v, d, status, text, ps, STR_EMPTY);
}

static bool start_edit(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!lap_start(r, v, failed))
		return false;
	if (!desk_may(v, ACT_EDIT))
		*failed = desk_refuse(v, ACT_EDIT);
	else if (report_kind.locked(v->record->doc))
		*failed = lap_refused(v, 409, msg(v->page->lang, MSG_REPORT_LOCKED), NULL);
	else
		return true;
	return false;
}

struct reply lap_edit_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct form draft;
	int64_t at;
	if (!start_edit(r, &v, &failed))
		return failed;
	if (!desk_draft_read(&v, LAP_DRAFT, &draft, &at))
		return form_page(&v, v.record->doc, 200, STR_EMPTY, NULL);
	/* what was typed and not saved is read as if it had been sent now */
	r->form = draft;
	enum lang l = v.page->lang;
	return show_form(&v, read_form(&v, lap_whole(&v)), 200, STR_EMPTY, NULL,
	                 msg_fmt(v.a, l, MSG_REPORT_RESTORED, i18n_instant(v.a, l, at)));
}

struct reply lap_edit_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!start_edit(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	str what = req_form(r, "do");
	if (str_is(what, "discard"))
		return desk_draft_discard(&v, LAP_DRAFT, "fill");
	const struct doc *d = read_form(&v, lap_whole(&v));
	if (lap_version(r) != v.record->version)
		return form_page(&v, d, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	if (str_is(what, "unchanged"))
		d = report_unchanged(v.a, d, msg(LANG_ID, MSG_REPORT_NOTHING_CHANGED));
	struct lap_wish w = { .doc = d, .action = ACT_EDIT, .word = "view", .again = form_page };
	if (str_is(what, "save") || str_is(what, "unchanged"))
		w.word = "fill";
	if (str_is(what, "submit")) {
		w.doc = report_handed_in(v.a, d, date_of_instant(clock_now()));
		w.step = STR("submit");
	}
	return lap_carry_out(&v, &w);
}

/* ---- writing ---- */

static enum record_rc write_in(struct desk_view *v, struct record_tx *tx, const struct lap_wish *w, struct problems *ps,
                               struct saved *out)
{
	struct save save = { .actor = v->actor,
		             .doc = w->doc,
		             .no = v->record->no,
		             .base_version = v->record->version,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = w->reason };
	if (w->step.n)
		return record_step_in(tx, v->a, &save, w->step, ps, out);
	save.action = w->action;
	return record_save_in(tx, v->a, &save, ps, out);
}

static struct reply refused(struct desk_view *v, const struct lap_wish *w, int status, str text,
                            const struct problems *ps)
{
	return w->again ? w->again(v, w->doc, status, text, ps) : lap_refused(v, status, text, ps);
}

struct reply lap_carry_out(struct desk_view *v, const struct lap_wish *w)
{
	enum lang l = v->page->lang;
	struct problems ps;
	struct saved out = { 0 };
	problems_init(&ps, v->a, PROBLEMS_SHOWN);
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	enum record_rc rc = tx ? write_in(v, tx, w, &ps, &out) : RECORD_FAILED;
	bool kept = rc == RECORD_OK || rc == RECORD_UNCHANGED;
	/* what was typed is in the record: its draft is over */
	if (tx && kept && w->again && desk_draft_end(record_tx_db(tx), v, LAP_DRAFT) != DB_OK) {
		kept = false;
		rc = RECORD_FAILED;
	}
	if (tx && kept)
		rc = record_tx_commit(tx);
	else if (tx)
		record_tx_rollback(tx);
	if (rc == RECORD_OK)
		return desk_redirect(v, desk_url(v, w->word));
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN) {
		const struct step *s = workflow_step(v->record->doc, w->step);
		return desk_refuse(v, s ? s->action : w->action ? w->action : ACT_EDIT);
	}
	if (rc == RECORD_CONFLICT)
		return refused(v, w, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	bool wrong = rc == RECORD_REFUSED;
	return refused(v, w, wrong ? 422 : 503, msg(l, wrong ? MSG_REPORT_NOT_COMPLETE : MSG_DESK_BUSY), &ps);
}

/* ---- steps ---- */

/* An accepted report that is corrected says why, and whether its period was frozen. */
static const struct doc *with_correction(struct desk_view *v, const struct doc *report, str why)
{
	struct doc *d = doc_copy(v->a, report);
	struct owed_calendar c;
	struct period p;
	char day[11];
	struct doc *row = doc_add_row(v->a, d, REPORT_CORRECTION);
	date today = date_of_instant(clock_now());
	date_print(today, day);
	doc_set(row, REPORT_CORRECTION_DAY, arena_str(v->a, str_of(day)));
	doc_set(row, REPORT_CORRECTION_WHY, why);
	if (!period_parse(doc_str(d, REPORT_PERIOD), &p) || !owed_calendar_read(v->db, v->a, p.year, today, &c))
		return d;
	const struct owed_period *owed = owed_period_find(&c, doc_str(d, REPORT_PERIOD));
	if (owed && owed->frozen != DATE_NONE && owed->frozen <= today) {
		date_print(owed->frozen, day);
		doc_set(row, REPORT_CORRECTION_FROZEN, arena_str(v->a, str_of(day)));
	}
	return d;
}

/* Steps on the whole; those that say something of rows are taken on the page where the rows are. */
struct reply lap_step_post(struct req *r)
{
	static const char *const here[] = { "submit", "withdraw", "accept", "accept_without", "correct" };
	struct desk_view v;
	struct reply failed;
	bool known = false;
	if (!lap_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct lap_wish w = { .step = str_trim(req_form(r, "step")),
		              .reason = str_trim(req_form(r, "reason")),
		              .word = "view" };
	for (size_t i = 0; i < SEL_COUNT(here); i++)
		known = known || str_is(w.step, here[i]);
	if (!known)
		return lap_refused(&v, 422, msg(l, MSG_REPORT_STEP_ELSEWHERE), NULL);
	if (lap_version(r) != v.record->version)
		return lap_refused(&v, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	if (str_is(w.step, "submit"))
		w.doc = report_handed_in(v.a, lap_whole(&v), date_of_instant(clock_now()));
	if (str_is(w.step, "correct"))
		w.doc = with_correction(&v, lap_whole(&v), w.reason);
	return lap_carry_out(&v, &w);
}
