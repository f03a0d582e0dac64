/* The procedure of an agreement, the board of all, deadlines and the tracks themselves. */
#include "agreement/pages.h"

#include <stdlib.h>

#include "agreement/pages_tmpl.h"
#include "agreement_sql.h"
#include "base/vec.h"
#include "record/codelist.h"
#include "record/form.h"

struct choice_of *agreement_choices(struct desk_view *v, const char *list, uint32_t *n)
{
	const struct codelist *l = codelist_find(list);
	struct choice_of *out = arena_array(v->a, struct choice_of, l->n);
	for (uint32_t i = 0; i < l->n; i++)
		out[i] = (struct choice_of){ str_of(l->codes[i].code),
			                     codelist_name(list, str_of(l->codes[i].code), (int)v->page->lang) };
	*n = l->n;
	return out;
}

str agreement_problem(const struct page *pg, const struct problem *x)
{
	str text = page_problem(pg, x), about = STR_EMPTY;
	if (strcmp(x->key, "problem.condition") == 0)
		about = codelist_name("cooperation-condition", x->found, (int)pg->lang);
	else if (strcmp(x->key, "problem.gate.msp_item") == 0)
		about = codelist_name("msp-item", x->found, (int)pg->lang);
	else if (strcmp(x->key, "problem.permit.paper") == 0)
		about = codelist_name("permit-document", x->found, (int)pg->lang);
	else if (strcmp(x->key, "problem.plan_item") == 0)
		about = msg_label(pg->lang, "field", "agreement", x->path.p, x->path);
	else if (strcmp(x->key, "problem.required") == 0)
		about = msg_label(pg->lang, "field", "agreement_step", x->path.p, x->path);
	return about.n ? arena_fmt(pg->arena, "%.*s: %.*s", STR_ARG(about), STR_ARG(text)) : text;
}

str agreement_problem_at(const struct page *pg, const struct problem *first, const char *path)
{
	for (const struct problem *x = first; x; x = x->next)
		if (str_is(x->path, path))
			return page_problem(pg, x);
	return STR_EMPTY;
}

/* ---- the world of an agreement ---- */

static bool world_of(struct desk_view *v, db *d, const struct doc *agreement, struct procedure_world *w)
{
	VEC(struct doc *) permits = { 0 };
	uint32_t n;
	*w = (struct procedure_world){ .today = date_of_instant(clock_now()) };
	if (!holidays_load(d, v->a, STR_EMPTY, &w->holidays) || !settings_load(d, &w->settings))
		return false;
	struct doc *const *rows = doc_rows(agreement, AGREEMENT_PERMIT, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct record *r = record_load_id(v->web->store, d, v->a, &actor_system, &permit_kind,
		                                  doc_str(rows[i], AGREEMENT_PERMIT_LINK));
		if (r && !r->deleted && r->state != STATE_DRAFT)
			*vec_push(v->a, &permits) = r->doc;
	}
	w->permits = permits.p;
	w->npermits = (uint32_t)permits.n;
	return true;
}

/* What is to be said where a day was counted in a year whose holidays nobody has entered; else the empty str. */
static str unknown_year(struct desk_view *v, const struct holidays *h, date due)
{
	int year = date_to_ymd(due).year;
	return holidays_cover(h, year) ? STR_EMPTY
	                               : msg_fmt(v->a, v->page->lang, MSG_HOLIDAY_NONE, arena_fmt(v->a, "%d", year));
}

static str clock_text(struct desk_view *v, const struct work_clock *c, const struct holidays *h)
{
	enum lang l = v->page->lang;
	str due = i18n_date(v->a, l, c->due, DATE_LONG), unknown = unknown_year(v, h, c->due), text;
	if (c->left < 0)
		text = msg_fmt(v->a, l, MSG_PROCEDURE_LATE, i18n_int(v->a, l, -c->left), due);
	else
		text =
		    msg_fmt(v->a, l, MSG_PROCEDURE_CLOCK, i18n_int(v->a, l, c->day), i18n_int(v->a, l, c->days), due);
	return unknown.n ? arena_fmt(v->a, "%.*s. %.*s", STR_ARG(text), STR_ARG(unknown)) : text;
}

static str standing_text(enum lang l, enum step_standing s)
{
	static const enum msg texts[] = { [STEP_WAITING] = MSG_PROCEDURE_WAITING,
		                          [STEP_NEXT] = MSG_PROCEDURE_NEXT,
		                          [STEP_RUNNING] = MSG_PROCEDURE_RUNNING,
		                          [STEP_DONE] = MSG_PROCEDURE_DONE,
		                          [STEP_SKIPPED] = MSG_PROCEDURE_SKIPPED };
	return msg(l, texts[s]);
}

/* ---- the page ---- */

static void add_entry(struct desk_view *v, struct step_row *row, const struct doc *e)
{
	date day;
	if (doc_date(e, AGREEMENT_STEP_DATE, &day))
		row->date = i18n_date(v->a, v->page->lang, day, DATE_LONG);
	row->number = doc_str(e, AGREEMENT_STEP_NUMBER);
	row->reason = doc_str(e, AGREEMENT_STEP_REASON);
	row->result = doc_has(e, AGREEMENT_STEP_RESULT)
	                  ? codelist_name("step-result", doc_str(e, AGREEMENT_STEP_RESULT), (int)v->page->lang)
	                  : STR_EMPTY;
}

static struct step_row row_of(struct desk_view *v, const struct procedure *p, const struct doc *d,
                              const struct procedure_world *w, uint32_t i)
{
	const struct step_view *s = &p->steps[i];
	int lang = (int)v->page->lang;
	struct step_row row = { .code = s->step->code,
		                .name = s->step->name[lang],
		                .law = s->step->law,
		                .actor = s->step->actor[lang],
		                .state = standing_text(v->page->lang, s->standing),
		                .general = s->step->general,
		                .open = s->open,
		                .needs = s->step->needs,
		                .date = STR_EMPTY,
		                .number = STR_EMPTY,
		                .result = STR_EMPTY,
		                .reason = STR_EMPTY,
		                .by_clock = STR_EMPTY,
		                .typed = { .actor = s->step->actor[lang] } };
	struct choice_of *results = arena_array(v->a, struct choice_of, STEP_RESULTS);
	for (uint32_t k = 0; k < s->step->nresults; k++)
		results[k] = (struct choice_of){ s->step->results[k].code,
			                         codelist_name("step-result", s->step->results[k].code, lang) };
	row.results = results;
	row.nresults = s->step->nresults;
	row.may_start = s->open && s->step->clock_days && s->standing != STEP_RUNNING;
	row.may_finish = s->open && (!s->step->clock_days || s->standing == STEP_RUNNING);
	row.may_skip = procedure_may_skip(p, d, w, i);
	row.wants_end = (s->step->marks & MARK_END) != 0;
	if (s->entry)
		add_entry(v, &row, s->entry);
	if (s->standing == STEP_RUNNING)
		row.by_clock = clock_text(v, &s->clock, &w->holidays);
	struct problems *ps = arena_make(v->a, struct problems);
	problems_init(ps, v->a, 50);
	procedure_gates(p, d, w, i, w->today, ps);
	row.blocked = ps->first;
	return row;
}

/* Documents of the agreement, to choose from. */
static void add_documents(struct desk_view *v, struct procedure_page *p)
{
	const struct record **list;
	uint32_t n;
	if (!attachments_of(v->web->store, v->db, v->a, v->actor, v->record, &list, &n))
		return;
	struct choice_of *out = arena_array(v->a, struct choice_of, n);
	for (uint32_t i = 0; i < n; i++)
		out[i] = (struct choice_of){ str_of(list[i]->id), doc_str(list[i]->doc, ATTACHMENT_TITLE) };
	p->documents = out;
	p->ndocuments = n;
}

static const struct doc *whole_doc(struct desk_view *v)
{
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	return whole ? whole->doc : v->record->doc;
}

static struct cell cell_of_agreement(struct desk_view *v, const struct record *r)
{
	return (struct cell){ desk_record_title(v, r),
		              url_path(v->page, "/desk/agreement/{}/procedure", str_of(r->id)) };
}

static struct column *columns_of(struct desk_view *v, uint32_t n, const str *labels)
{
	struct column *c = arena_array(v->a, struct column, n);
	for (uint32_t i = 0; i < n; i++)
		c[i] = (struct column){ .label = labels[i] };
	return c;
}
#define COLUMNS(v, ...)                                                                                                \
	columns_of((v), sizeof((const str[]){ __VA_ARGS__ }) / sizeof(str), (const str[]){ __VA_ARGS__ })

/* ---- amendments and renewals ---- */

enum { CHAIN_MOST = 50 };
typedef VEC(const struct record *) chain_list;

static bool is_in(const chain_list *list, const struct record *r)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->p[i]->no == r->no)
			return true;
	return false;
}

/* The first of them all, as far as the actor sees. */
static const struct record *first_of(struct desk_view *v)
{
	const struct record *r = v->record;
	for (int i = 0; i < CHAIN_MOST; i++) {
		const struct record *earlier = record_load_id(v->web->store, v->db, v->a, v->actor, &agreement_kind,
		                                              doc_str(r->doc, AGREEMENT_EARLIER));
		if (!earlier || earlier->no == v->record->no)
			break;
		r = earlier;
	}
	return r;
}

/* Those that say they follow R, in the order of their numbers. */
static void add_later(struct desk_view *v, chain_list *list, const struct record *r)
{
	VEC(int64_t) numbers = { 0 };
	db_rows *rows = NULL;
	if (db_select(v->db, &q_agreements_after, DB_ARGS(db_text(str_of(r->id))), &rows) == DB_OK)
		while (db_next(rows))
			*vec_push(v->a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return;
	for (size_t i = 0; i < numbers.n && list->n < CHAIN_MOST; i++) {
		const struct record *later = record_load(v->web->store, v->db, v->a, v->actor, numbers.p[i]);
		if (later && !is_in(list, later))
			*vec_push(v->a, list) = later;
	}
}

static str day_or(struct desk_view *v, const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? i18n_date(v->a, v->page->lang, day, DATE_LONG) : STR("…");
}

const struct chain_link *agreement_chain(struct desk_view *v, uint32_t *n)
{
	chain_list list = { 0 };
	int l = (int)v->page->lang;
	*vec_push(v->a, &list) = first_of(v);
	for (size_t i = 0; i < list.n; i++)
		add_later(v, &list, list.p[i]);
	*n = list.n > 1 ? (uint32_t)list.n : 0;
	struct chain_link *out = arena_array(v->a, struct chain_link, list.n);
	for (size_t i = 0; i < list.n; i++) {
		const struct doc *d = list.p[i]->doc;
		str relation = doc_str(d, AGREEMENT_RELATION), status = doc_str(d, AGREEMENT_STATUS);
		out[i] = (struct chain_link){
			.title = desk_record_title(v, list.p[i]),
			.relation = relation.n ? codelist_name("agreement-relation", relation, l) : STR_EMPTY,
			.period = arena_fmt(v->a, "%.*s – %.*s", STR_ARG(day_or(v, d, AGREEMENT_FROM)),
			                    STR_ARG(day_or(v, d, AGREEMENT_UNTIL))),
			.status = codelist_name("agreement-status", status.n ? status : STR("process"), l),
			.href = url_path(v->page, "/desk/agreement/{}/procedure", str_of(list.p[i]->id)),
			.here = list.p[i]->no == v->record->no,
		};
	}
	return out;
}

static void keep_typed(struct desk_view *v, struct procedure_page *page, struct step_row *rows,
                       const struct step_entry *e, const struct problems *ps)
{
	const struct step_typed typed = { req_input(v->req, "date")->text,
		                          e->number,
		                          e->actor,
		                          e->result,
		                          e->document,
		                          e->reason,
		                          e->end_reason,
		                          ps->first };
	if (e->op == OP_STOP)
		page->stop = typed;
	else if (e->op == OP_END)
		page->end = typed;
	for (uint32_t i = 0; e->op != OP_STOP && e->op != OP_END && i < page->nrows; i++)
		if (str_eq(rows[i].code, e->step))
			rows[i].typed = typed;
}

/* E: what was typed and refused because of PS; NULL. */
static struct reply procedure_reply(struct desk_view *v, int status, const struct step_entry *e,
                                    const struct problems *ps)
{
	struct procedure_world w;
	struct procedure p;
	enum lang l = v->page->lang;
	const struct doc *d = whole_doc(v);
	if (!world_of(v, v->db, d, &w) || !procedure_read(d, &w, &p))
		return desk_not_found(v);
	struct procedure_page *page = arena_make(v->a, struct procedure_page);
	struct step_row *rows = arena_array(v->a, struct step_row, p.n);
	for (uint32_t i = 0; i < p.n; i++)
		rows[i] = row_of(v, &p, d, &w, i);
	str state = doc_str(d, AGREEMENT_STATUS);
	*page = (struct procedure_page){ .title = desk_record_title(v, v->record),
		                         .track = codelist_name("procedure-track", p.track->code, (int)l),
		                         .status = codelist_name("agreement-status", state.n ? state : STR("process"),
		                                                 (int)l),
		                         .refused = ps ? msg(l, MSG_PROCEDURE_REFUSED) : STR_EMPTY,
		                         .problems = ps,
		                         .back = desk_url(v, NULL),
		                         .action = desk_url(v, "procedure"),
		                         .board = url_to(v->page, "/desk/board", 0, NULL),
		                         .version = v->record->version,
		                         .rows = rows,
		                         .nrows = p.n,
		                         .may_advance = desk_may(v, ACT_ADVANCE),
		                         .signed_ = p.signed_,
		                         .ended = p.ended };
	if (e)
		keep_typed(v, page, rows, e, ps);
	page->chain = agreement_chain(v, &page->nchain);
	add_documents(v, page);
	page->reasons = agreement_choices(v, "end-reason", &page->nreasons);
	v->page->status = status;
	desk_title(v, msg(l, MSG_PROCEDURE_TITLE));
	tmpl_agreement_procedure(v->page, page);
	return page_reply(v->req, v->page);
}

static bool start_agreement(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (v->kind == &agreement_kind)
		return true;
	*failed = desk_not_found(v);
	return false;
}

static struct reply procedure_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return start_agreement(r, &v, &failed) ? procedure_reply(&v, 200, NULL, NULL) : failed;
}

/* The paper of a step is a document of the same record, and there. */
static bool is_own_document(struct desk_view *v, db *d, const struct record *agreement, str id)
{
	if (!str_trim(id).n)
		return true;
	const struct record *r = record_load_id(v->web->store, d, v->a, &actor_system, &document_kind, str_trim(id));
	return r && !r->deleted && str_is(doc_str(r->doc, ATTACHMENT_TARGET), agreement->id);
}

static enum record_rc advance(struct desk_view *v, struct record_tx *tx, const struct step_entry *e, uint32_t version,
                              struct problems *ps)
{
	struct procedure_world w;
	struct saved saved;
	const struct record *now = record_load(v->web->store, record_tx_db(tx), v->a, &actor_system, v->record->no);
	if (!now || now->deleted)
		return RECORD_MISSING;
	if (now->version != version)
		return RECORD_CONFLICT;
	if (!world_of(v, record_tx_db(tx), now->doc, &w))
		return RECORD_FAILED;
	if (!is_own_document(v, record_tx_db(tx), now, e->document)) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.step.document",
		                                   .found = e->document });
		return RECORD_REFUSED;
	}
	struct doc *d = procedure_enter(v->a, now->doc, &w, e, ps);
	if (!d)
		return RECORD_REFUSED;
	struct save save = { .actor = v->actor,
		             .doc = d,
		             .no = now->no,
		             .base_version = now->version,
		             .origin = ORIGIN_FORM,
		             .state = now->state,
		             .note = arena_fmt(v->a, "%s %.*s", step_op_name(e->op), STR_ARG(e->step)),
		             .action = ACT_ADVANCE };
	return record_save_in(tx, v->a, &save, ps, &saved);
}

static struct reply procedure_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	if (!start_agreement(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_ADVANCE))
		return desk_refuse(&v, ACT_ADVANCE);
	struct step_entry e = { .step = req_input(r, "step")->text,
		                .date = req_input(r, "date")->text,
		                .number = req_input(r, "number")->text,
		                .actor = req_input(r, "actor")->text,
		                .result = req_input(r, "result")->text,
		                .reason = req_input(r, "reason")->text,
		                .end_reason = req_input(r, "end_reason")->text,
		                .document = req_input(r, "document")->text };
	date day;
	char iso[11];
	problems_init(&ps, v.a, 100);
	if (form_date(e.date, &day)) {
		date_print(day, iso);
		e.date = str_of(iso);
	}
	if (!step_op_parse(req_input(r, "op")->text, &e.op))
		return desk_not_found(&v);
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	enum record_rc rc =
	    tx ? record_tx_end(tx, advance(&v, tx, &e, (uint32_t)req_input(r, "version")->i, &ps)) : RECORD_FAILED;
	if (rc == RECORD_OK)
		return desk_redirect(&v, desk_url(&v, "procedure"));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(&v, ACT_ADVANCE);
	return procedure_reply(&v, rc == RECORD_REFUSED ? 422 : rc == RECORD_CONFLICT ? 409 : 503, &e, &ps);
}

/* ---- the panel on the record page ---- */

static void agreement_panel(struct desk_view *v)
{
	struct procedure_world w;
	struct procedure p;
	const struct doc *d = whole_doc(v);
	if (v->record->state == STATE_DRAFT || !world_of(v, v->db, d, &w) || !procedure_read(d, &w, &p))
		return;
	bool over = p.ended || p.next == p.n;
	const struct step_view *s = over ? NULL : &p.steps[p.next];
	struct procedure_panel *panel = arena_make(v->a, struct procedure_panel);
	*panel = (struct procedure_panel){
		.stage = over ? msg(v->page->lang, MSG_PROCEDURE_CLOSED) : s->step->name[v->page->lang],
		.law = over ? STR_EMPTY : s->step->law,
		.clock = s && s->standing == STEP_RUNNING ? clock_text(v, &s->clock, &w.holidays) : STR_EMPTY,
		.href = desk_url(v, "procedure"),
	};
	tmpl_agreement_panel(v->page, panel);
}

const struct desk_room agreement_room = { .kind = &agreement_kind, .icon = "file-text", .panel = agreement_panel };

/* ---- lists ---- */

enum { PER_PAGE = 50 };

static struct reply table_reply(struct desk_view *v, str title, const struct table_page *p)
{
	desk_title(v, title);
	tmpl_agreement_table(v->page, p);
	return page_reply(v->req, v->page);
}

/* Where an agreement stands: read without its record, so that only those of one page are loaded. */
struct board_row {
	int64_t no;
	uint32_t track; /* in track_all() */
	int step;       /* past the last one when it is over */
};

static int by_step(const void *x, const void *y)
{
	const struct board_row *a = x, *b = y;
	if (a->track != b->track)
		return a->track < b->track ? -1 : 1;
	if (a->step != b->step)
		return a->step < b->step ? -1 : 1;
	return a->no < b->no ? -1 : a->no > b->no;
}

static bool board_rows(struct desk_view *v, struct board_row **out, size_t *n)
{
	VEC(struct board_row) list = { 0 };
	db_rows *rows = NULL;
	int64_t *seen;
	uint32_t nseen, ntracks;
	const struct track *all = track_all(&ntracks);
	if (!visible_numbers(v->web->store, v->db, v->a, v->actor, &agreement_kind, &seen, &nseen) ||
	    db_select(v->db, &q_agreement_stages, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		const struct track *t = track_find(db_col_text(rows, 1));
		struct board_row b = { .no = db_col_int(rows, 0) };
		if (!t || !is_visible(seen, nseen, b.no))
			continue;
		str stage = db_col_text(rows, 2);
		b.track = (uint32_t)(t - all);
		b.step = stage.n ? track_step_find(t, stage) : 0;
		b.step = b.step < 0 ? (int)t->n : b.step;
		*vec_push(v->a, &list) = b;
	}
	if (db_finish(rows) != DB_OK)
		return false;
	if (list.n)
		qsort(list.p, list.n, sizeof(*list.p), by_step);
	*out = list.p;
	*n = list.n;
	return true;
}

static void board_cells(struct desk_view *v, const struct procedure_world *w, int64_t no, struct cell *cells)
{
	enum lang l = v->page->lang;
	struct procedure p;
	const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, no);
	if (!r || !procedure_read(r->doc, w, &p))
		return;
	bool over = p.ended || p.next == p.n;
	const struct step_view *s = over ? NULL : &p.steps[p.next];
	cells[0] = cell_of_agreement(v, r);
	cells[1].text = codelist_name("procedure-track", p.track->code, (int)l);
	cells[2].text = over ? msg(l, MSG_PROCEDURE_CLOSED) : s->step->name[l];
	cells[3].text = s && s->standing == STEP_RUNNING ? clock_text(v, &s->clock, &w->holidays) : STR_EMPTY;
}

static struct reply board_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct board_row *list;
	size_t n;
	if (!desk_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	/* permits are asked for by gates, not by the board */
	struct procedure_world w = { .today = date_of_instant(clock_now()) };
	if (!holidays_load(v.db, v.a, STR_EMPTY, &w.holidays) || !settings_load(v.db, &w.settings) ||
	    !board_rows(&v, &list, &n))
		return desk_not_found(&v);
	struct table_page p = { .lead = msg(l, MSG_BOARD_LEAD),
		                .n = 1,
		                .note = STR_EMPTY,
		                .pager = pager_of(v.page, (int64_t)n, PER_PAGE) };
	size_t first = (size_t)(p.pager.page - 1) * PER_PAGE, shown = n - first < PER_PAGE ? n - first : PER_PAGE;
	struct cell *cells = arena_array(v.a, struct cell, 4 * shown + 1);
	for (size_t i = 0; i < shown; i++)
		board_cells(&v, &w, list[first + i].no, &cells[4 * i]);
	struct table t = { msg(l, MSG_BOARD_TITLE),
		           COLUMNS(&v, msg(l, MSG_BOARD_AGREEMENT), msg(l, MSG_FIELD_AGREEMENT_TRACK),
		                   msg(l, MSG_BOARD_STEP), msg(l, MSG_DEADLINES_DUE)),
		           4, cells, shown };
	p.tables = &t;
	return table_reply(&v, msg(l, MSG_BOARD_TITLE), &p);
}

static str left_text(struct desk_view *v, const struct deadline *x)
{
	enum lang l = v->page->lang;
	if (x->level == DEADLINE_PAST)
		return x->left < 0 ? msg_fmt(v->a, l, MSG_DEADLINES_LATE_BY, i18n_int(v->a, l, -x->left))
		                   : msg(l, MSG_DEADLINES_LATE);
	return msg_fmt(v->a, l, MSG_DEADLINES_DAYS_LEFT, i18n_int(v->a, l, x->left));
}

static struct reply deadlines_get(struct req *r)
{
	static const char *const marks[] = { [DEADLINE_NEAR] = "warn", [DEADLINE_PAST] = "bad" };
	struct desk_view v;
	struct reply failed;
	struct deadline *list;
	struct holidays h;
	uint32_t n, total;
	if (!desk_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct deadline_query q = { .viewer = v.actor,
		                    .lang = (int)l,
		                    .today = date_of_instant(clock_now()),
		                    .until = DATE_NONE,
		                    .max = PER_PAGE };
	struct deadlines_page *p = arena_make(v.a, struct deadlines_page);
	if (!holidays_load(v.db, v.a, STR_EMPTY, &h) || !deadlines_count(v.web->store, v.db, v.a, &q, &total))
		return desk_not_found(&v);
	p->pager = pager_of(v.page, total, PER_PAGE);
	q.skip = (uint32_t)(p->pager.page - 1) * PER_PAGE;
	if (!deadlines(v.web->store, v.db, v.a, &q, &list, &n))
		return desk_not_found(&v);
	struct deadline_line *lines = arena_array(v.a, struct deadline_line, n + 1);
	str unknown = STR_EMPTY; /* said once, for the first of them */
	for (uint32_t i = 0; i < n; i++) {
		const struct deadline *x = &list[i];
		lines[i] = (struct deadline_line){
			.due = i18n_date(v.a, l, x->due, DATE_LONG),
			.left = left_text(&v, x),
			.what = msg_or(l, arena_fmt(v.a, "deadline.%.*s", STR_ARG(x->what)).p, x->what),
			.title = x->title,
			.law = x->law,
			.mark = x->level >= DEADLINE_NEAR ? marks[x->level] : NULL,
			.href = url_path(v.page, "/desk/{}/{}", str_of(x->kind->name), str_of(x->id)),
		};
		if (x->days && !unknown.n)
			unknown = unknown_year(&v, &h, x->due);
	}
	p->lead = msg(l, MSG_DEADLINES_LEAD);
	if (unknown.n)
		p->lead = arena_fmt(v.a, "%.*s %.*s", STR_ARG(p->lead), STR_ARG(unknown));
	p->lines = lines;
	p->n = n;
	desk_title(&v, msg(l, MSG_DEADLINES_TITLE));
	tmpl_deadlines_page(v.page, p);
	return page_reply(r, v.page);
}

static bool is_general(const struct track *t)
{
	for (uint32_t k = 0; k < t->n; k++)
		if (!t->steps[k].general)
			return false;
	return true;
}

static struct table track_table(struct desk_view *v, const struct track *t)
{
	enum lang l = v->page->lang;
	struct cell *cells = arena_array(v->a, struct cell, (size_t)t->n * 3 + 1);
	for (uint32_t k = 0; k < t->n; k++) {
		const struct track_step *s = &t->steps[k];
		cells[3 * k].text = s->name[l];
		cells[3 * k + 1].text = s->actor[l];
		cells[3 * k + 2].text = s->general ? arena_fmt(v->a, "%.*s *", STR_ARG(s->law)) : s->law;
	}
	return (struct table){ codelist_name("procedure-track", t->code, (int)l),
		               COLUMNS(v, msg(l, MSG_BOARD_STEP), msg(l, MSG_FIELD_AGREEMENT_STEP_ACTOR),
		                       msg(l, MSG_PROCEDURE_LAW)),
		               3, cells, t->n };
}

/* A table per track, those first whose law was read. */
static struct reply tracks_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n, made = 0;
	if (!desk_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct track *all = track_all(&n);
	struct table *tables = arena_array(v.a, struct table, n + 1);
	for (int general = 0; general < 2; general++)
		for (uint32_t i = 0; i < n; i++)
			if (is_general(&all[i]) == (general == 1))
				tables[made++] = track_table(&v, &all[i]);
	struct table_page p = { .lead = msg(l, MSG_TRACKS_LEAD),
		                .tables = tables,
		                .n = made,
		                .note = arena_fmt(v.a, "* %.*s", STR_ARG(msg(l, MSG_PROCEDURE_GENERAL))) };
	return table_reply(&v, msg(l, MSG_TRACKS_TITLE), &p);
}

const struct route agreement_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/procedure",
	  .permission = PERM_SIGNED_IN,
	  .handler = procedure_get,
	  .summary = "The procedure of an agreement" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/procedure",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "op", INPUT_CODE, INPUT_REQUIRED, 20 },
	                                    { "step", INPUT_CODE, 0, 40 },
	                                    { "version", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { "date", INPUT_TEXT, 0, 40 },
	                                    { "number", INPUT_TEXT, 0, 400 },
	                                    { "actor", INPUT_TEXT, 0, 600 },
	                                    { "result", INPUT_CODE, 0, 40 },
	                                    { "reason", INPUT_TEXT, 0, 4000 },
	                                    { "end_reason", INPUT_CODE, 0, 40 },
	                                    { "document", INPUT_CODE, 0, 26 },
	                                    { 0 } },
	  .handler = procedure_post,
	  .summary = "Enter a step of the procedure" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/board",
	  .permission = PERM_SIGNED_IN,
	  .handler = board_get,
	  .summary = "All agreements by step" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/deadlines",
	  .permission = PERM_SIGNED_IN,
	  .handler = deadlines_get,
	  .summary = "What must be done by when" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/tracks",
	  .permission = PERM_SIGNED_IN,
	  .handler = tracks_get,
	  .summary = "Procedures with their law" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/attach",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_attach,
	  .flags = ROUTE_FORM | ROUTE_SLOW,
	  .body_max = 101 << 20,
	  .summary = "Attach a document to a record" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/document/{id}/{file}",
	  .permission = PERM_PUBLIC,
	  .handler = agreement_download,
	  .flags = ROUTE_SLOW,
	  .summary = "The bytes of a document" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/register",
	  .permission = PERM_PUBLIC,
	  .handler = agreement_registers,
	  .summary = "Registers of partners by year" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/register/{year}",
	  .permission = PERM_PUBLIC,
	  .handler = agreement_register,
	  .summary = "The register of a year" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/register/{year}/{file}",
	  .permission = PERM_PUBLIC,
	  .handler = agreement_register_file,
	  .flags = ROUTE_SLOW,
	  .summary = "The register of a year as CSV, XLSX, PDF or DOCX" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/register/make",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_register_form,
	  .summary = "The form that makes the register of a year" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/register/make",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "year", INPUT_INT, INPUT_REQUIRED, 2200 }, { 0 } },
	  .handler = agreement_register_make,
	  .flags = ROUTE_SLOW,
	  .summary = "Make the register of a year" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/correct",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "text", INPUT_TEXT, INPUT_REQUIRED, 4000 }, { 0 } },
	  .handler = agreement_register_correct,
	  .summary = "Add a correction to a frozen register" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/numbers",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "year", INPUT_INT, INPUT_LENIENT, 2200 },
	                                    { "given", INPUT_INT, INPUT_LENIENT, 0 },
	                                    { 0 } },
	  .handler = agreement_numbers,
	  .summary = "Numbers of a unit's letters" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/numbers",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "subject", INPUT_TEXT, 0, 300 }, { 0 } },
	  .handler = agreement_number_take,
	  .summary = "Take the next number by hand" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/register.csv",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_register_csv,
	  .summary = "A register as CSV" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/register.xlsx",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_register_xlsx,
	  .flags = ROUTE_SLOW,
	  .summary = "A register as XLSX" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/register.docx",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_register_docx,
	  .flags = ROUTE_SLOW,
	  .summary = "A register as DOCX" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/register.pdf",
	  .permission = PERM_SIGNED_IN,
	  .handler = agreement_register_pdf,
	  .flags = ROUTE_SLOW,
	  .summary = "A register as PDF" },
	{ 0 },
};
