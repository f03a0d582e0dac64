/* Partner x period and regency x period at one glance, and the list of what is owed. */
#include "report/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "record/codelist.h"
#include "report/report_tmpl.h"
#include "report_sql.h"

enum { BOARD_ROWS = 50, LIST_ROWS = 100, YEARS_MOST = 30 };

/* ---- shared ---- */

str lap_day(struct desk_view *v, date day)
{
	return day == DATE_NONE ? STR_EMPTY : i18n_date(v->a, v->page->lang, day, DATE_SHORT);
}

str lap_org_name(struct desk_view *v, str id)
{
	str name = workplan_org_name(v->web->store, v->db, v->a, id, v->page->lang);
	return name.n ? name : id;
}

str lap_place_name(struct desk_view *v, str code)
{
	const struct place *p = v->web->places ? place_by_code(v->web->places, code) : NULL;
	return p ? desk_place(v, p) : code;
}

struct lap_mark lap_mark(struct desk_view *v, enum owed_state s, str text)
{
	static const struct {
		const char *badge, *symbol;
	} looks[OWED_STATES] = {
		[OWED_WAITING] = { "badge", "·" },       [OWED_DUE] = { "badge warn", "○" },
		[OWED_LATE] = { "badge bad", "!" },      [OWED_IN] = { "badge info", "→" },
		[OWED_RETURNED] = { "badge warn", "↩" }, [OWED_ACCEPTED] = { "badge good", "✓" },
	};
	str name =
	    msg_or(v->page->lang, arena_fmt(v->a, "report.state.%s", owed_state_name(s)).p, str_of(owed_state_name(s)));
	return (struct lap_mark){ looks[s].badge, looks[s].symbol, text.n ? text : name, { STR_EMPTY } };
}

/* The year that the address asks for, else this one. */
static int year_of(struct desk_view *v)
{
	int64_t year = req_input(v->req, "year")->i;
	return year ? (int)year : date_to_ymd(date_of_instant(clock_now())).year;
}

const struct lap_choice *lap_years(struct desk_view *v, int chosen, uint32_t *n)
{
	int *years;
	uint32_t found;
	bool there = false;
	*n = 0;
	if (!owed_years(v->db, v->a, &years, &found))
		found = 0;
	struct lap_choice *list = arena_array(v->a, struct lap_choice, found + 1);
	for (uint32_t i = 0; i < found && i < YEARS_MOST; i++) {
		str year = arena_fmt(v->a, "%d", years[i]);
		there = there || years[i] == chosen;
		list[(*n)++] = (struct lap_choice){ year, year, years[i] == chosen };
	}
	if (!there) {
		str year = arena_fmt(v->a, "%d", chosen);
		list[(*n)++] = (struct lap_choice){ year, year, true };
	}
	return list;
}

/* Those who see none of it are told so by the page that is empty. */
bool lap_board_start(struct req *r, struct desk_view *v, struct owed_calendar *c, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	v->kind = &report_kind;
	if (owed_calendar_read(v->db, v->a, year_of(v), date_of_instant(clock_now()), c))
		return true;
	*failed = reply_text(r, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	return false;
}

static struct url list_url(struct desk_view *v, int year, str period, str state)
{
	return url_path(v->page, "/desk/report-list?year={}&period={}&state={}", arena_fmt(v->a, "%d", year), period,
	                state);
}

/* ---- the board ---- */

static struct lap_cell cell_of(struct desk_view *v, const struct owed_board *q, const struct owed_row *row, uint32_t at)
{
	/* what asks for something to be done comes first */
	static const enum owed_state order[] = { OWED_LATE, OWED_RETURNED, OWED_DUE,
		                                 OWED_IN,   OWED_ACCEPTED, OWED_WAITING };
	struct lap_cell cell = { .n = 0 };
	str year = arena_fmt(v->a, "%d", q->calendar->year), period = q->calendar->periods[at].code;
	for (size_t i = 0; i < SEL_COUNT(order); i++) {
		enum owed_state s = order[i];
		uint32_t n = row->cells[at].n[s];
		if (!n)
			continue;
		str name = lap_mark(v, s, STR_EMPTY).text;
		str text = n == 1 && row->owed == 1
		               ? name
		               : arena_fmt(v->a, "%.*s %.*s", STR_ARG(i18n_int(v->a, v->page->lang, n)), STR_ARG(name));
		struct lap_mark m = lap_mark(v, s, text);
		m.href = url_path(v->page, "/desk/report-list?year={}&period={}&state={}&{}={}", year, period,
		                  str_of(owed_state_name(s)), q->by_regency ? STR("regency") : STR("partner"), row->id);
		cell.marks[cell.n++] = m;
	}
	return cell;
}

static void add_rows(struct desk_view *v, struct lap_board *p, const struct owed_board *q, const struct owed_row *list,
                     uint32_t n)
{
	struct lap_row *rows = arena_array(v->a, struct lap_row, n + 1);
	str year = arena_fmt(v->a, "%d", q->calendar->year);
	for (uint32_t i = 0; i < n; i++) {
		rows[i] = (struct lap_row){
			.name = q->by_regency ? lap_place_name(v, list[i].id) : lap_org_name(v, list[i].id),
			.href = url_path(v->page, "/desk/report-list?year={}&{}={}", year,
			                 q->by_regency ? STR("regency") : STR("partner"), list[i].id),
			.owed = list[i].owed,
		};
		for (uint32_t k = 0; k < q->calendar->n; k++)
			rows[i].cells[k] = cell_of(v, q, &list[i], k);
	}
	p->rows = rows;
	p->nrows = n;
}

struct reply lap_board_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct owed_calendar c;
	struct owed_row *list;
	uint32_t n, total;
	if (!lap_board_start(r, &v, &c, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct lap_board *p = arena_make(v.a, struct lap_board);
	*p = (struct lap_board){ .by_regency = str_is(req_input(r, "by")->text, "regency"),
		                 .nheads = c.n,
		                 .self = url_to(v.page, "/desk/report-board", 0, NULL),
		                 .list = list_url(&v, c.year, STR_EMPTY, STR_EMPTY),
		                 .estimated = !holidays_cover(&c.holidays, c.year) };
	p->years = lap_years(&v, c.year, &p->nyears);
	int64_t page = req_input(r, "page")->i;
	struct owed_board q = { .calendar = &c,
		                .scope = owed_scope_of(v.actor),
		                .by_regency = p->by_regency,
		                .skip = page > 1 && page < 100000 ? (uint32_t)(page - 1) * BOARD_ROWS : 0,
		                .most = BOARD_ROWS };
	if (!owed_board_read(v.db, v.a, &q, &list, &n, &total))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	p->pager = pager_of(v.page, p->by_regency ? (int64_t)n : (int64_t)total, BOARD_ROWS);
	add_rows(&v, p, &q, list, n);
	for (uint32_t i = 0; i < c.n; i++)
		p->heads[i] = (struct lap_head){ period_name(v.a, l, c.periods[i].period),
			                         lap_day(&v, c.periods[i].due), lap_day(&v, c.periods[i].frozen) };
	for (enum owed_state s = 0; s < OWED_STATES; s++)
		p->legend[s] = lap_mark(&v, s, STR_EMPTY);
	p->other = url_path(v.page, "/desk/report-board?year={}&by={}", arena_fmt(v.a, "%d", c.year),
	                    p->by_regency ? STR("partner") : STR("regency"));
	desk_title(&v, msg(l, MSG_REPORT_BOARD));
	tmpl_lap_board(v.page, p);
	return page_reply(r, v.page);
}

/* ---- the list ---- */

/* Names by ULID, each read once. */
struct names {
	struct desk_view *v;
	VEC(struct lap_choice) known; /* id and name */
};

static str title_by_id(struct desk_view *v, const struct kind *k, str id)
{
	const struct record *r = record_load_id(v->web->store, v->db, v->a, &actor_system, k, id);
	return r ? (k == &organisation_kind ? lap_org_name(v, id) : desk_record_title(v, r)) : id;
}

static str name_of(struct names *n, const struct kind *k, str id)
{
	for (size_t i = 0; i < n->known.n; i++)
		if (str_eq(n->known.p[i].value, id))
			return n->known.p[i].label;
	str name = title_by_id(n->v, k, id);
	*vec_push(n->v->a, &n->known) = (struct lap_choice){ id, name, false };
	return name;
}

static bool may_make(struct desk_view *v, const struct owed *x)
{
	struct owners o = { .orgs = &x->partner, .norgs = 1 };
	return !x->report && x->state != OWED_WAITING && may(v->actor, ACT_CREATE, &report_kind, &o);
}

static struct lap_owed row_of(struct desk_view *v, struct names *names, const struct owed *x)
{
	enum lang l = v->page->lang;
	str late = x->days_late ? msg_n(v->a, l, MSG_REPORT_LATE_BY, x->days_late, 0, NULL) : STR_EMPTY;
	struct lap_owed row = {
		.period = period_name(v->a, l, x->period->period),
		.partner = name_of(names, &organisation_kind, x->partner),
		.subject = x->programme.n ? name_of(names, &activity_kind, x->programme)
		                          : name_of(names, &workplan_kind, x->plan),
		.regency = lap_place_name(v, x->regency),
		.due = lap_day(v, x->period->due),
		.handed_in = lap_day(v, x->handed_in),
		.mark = lap_mark(v, x->state, late),
		.may_make = may_make(v, x),
		.plan = x->plan,
		.programme = x->programme,
		.regency_code = x->regency,
		.code = x->period->code,
	};
	const struct record *r = x->report ? record_load(v->web->store, v->db, v->a, v->actor, x->report) : NULL;
	if (r)
		row.report = url_path(v->page, "/desk/report/{}/view", str_of(r->id));
	return row;
}

static const struct lap_choice *periods_of(struct desk_view *v, const struct owed_calendar *c, str chosen, uint32_t *n)
{
	struct lap_choice *list = arena_array(v->a, struct lap_choice, c->n + 1);
	*n = 0;
	list[(*n)++] = (struct lap_choice){ STR_EMPTY, msg(v->page->lang, MSG_REPORT_ALL_PERIODS), !chosen.n };
	for (uint32_t i = 0; i < c->n; i++)
		list[(*n)++] =
		    (struct lap_choice){ c->periods[i].code, period_name(v->a, v->page->lang, c->periods[i].period),
			                 str_eq(c->periods[i].code, chosen) };
	return list;
}

static const struct lap_choice *states_of(struct desk_view *v, enum owed_state chosen, uint32_t *n)
{
	struct lap_choice *list = arena_array(v->a, struct lap_choice, OWED_STATES + 1);
	*n = 0;
	list[(*n)++] =
	    (struct lap_choice){ STR_EMPTY, msg(v->page->lang, MSG_REPORT_ALL_STATES), chosen == OWED_STATES };
	for (enum owed_state s = 0; s < OWED_STATES; s++)
		list[(*n)++] =
		    (struct lap_choice){ str_of(owed_state_name(s)), lap_mark(v, s, STR_EMPTY).text, s == chosen };
	return list;
}

/* What one may see, narrowed by what the address asks for; of nobody when that is not one's own. */
static struct owed_scope narrowed(struct desk_view *v, struct lap_list *p)
{
	struct owed_scope s = owed_scope_of(v->actor);
	p->partner = req_input(v->req, "partner")->text;
	p->regency = req_input(v->req, "regency")->text;
	if (p->partner.n) {
		s.nobody = s.nobody || (s.partner.n && !str_eq(s.partner, p->partner));
		s.partner = p->partner;
		p->partner_name = lap_org_name(v, p->partner);
	}
	if (p->regency.n) {
		s.nobody = s.nobody || (s.regency.n && !str_eq(s.regency, p->regency));
		s.regency = p->regency;
		p->regency_name = lap_place_name(v, p->regency);
	}
	return s;
}

static struct reply list_page(struct desk_view *v, const struct owed_calendar *c, struct lap_list *p)
{
	VEC(struct lap_owed) rows = { 0 };
	struct names names = { .v = v };
	enum owed_state state;
	str period = req_input(v->req, "period")->text;
	if (!owed_state_parse(req_input(v->req, "state")->text, &state))
		state = OWED_STATES;
	struct owed_query q = { .calendar = c, .scope = narrowed(v, p), .state = state, .most = LIST_ROWS + 1 };
	for (uint32_t i = 0; i < c->n; i++) {
		struct owed *list;
		uint32_t n;
		q.period = &c->periods[i];
		if (period.n && !str_eq(q.period->code, period))
			continue;
		if (!owed_read(v->db, v->a, &q, &list, &n))
			return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
		p->more = p->more || n > LIST_ROWS;
		for (uint32_t k = 0; k < n && k < LIST_ROWS; k++)
			*vec_push(v->a, &rows) = row_of(v, &names, &list[k]);
	}
	p->rows = rows.p;
	p->nrows = (uint32_t)rows.n;
	p->years = lap_years(v, c->year, &p->nyears);
	p->periods = periods_of(v, c, period, &p->nperiods);
	p->states = states_of(v, state, &p->nstates);
	p->self = url_to(v->page, "/desk/report-list", 0, NULL);
	p->make = url_to(v->page, "/desk/report-make", 0, NULL);
	p->board = url_path(v->page, "/desk/report-board?year={}", arena_fmt(v->a, "%d", c->year));
	desk_title(v, msg(v->page->lang, MSG_REPORT_LIST));
	tmpl_lap_list(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply lap_list_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct owed_calendar c;
	if (!lap_board_start(r, &v, &c, &failed))
		return failed;
	return list_page(&v, &c, arena_make(v.a, struct lap_list));
}

/* ---- a report is begun ---- */

/* The report before PERIOD of the same obligation that was handed in; NULL. */
static const struct doc *last_before(struct desk_view *v, const struct owing *o)
{
	int64_t no = 0;
	db_rows *rows = NULL;
	if (db_select(v->db, &q_report_series,
	              DB_ARGS(db_text(o->first), db_text_or_null(o->programme), db_text(o->regency)), &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		if (str_cmp(db_col_text(rows, Q_REPORT_SERIES_COL_PERIOD), o->period) < 0 &&
		    !str_is(db_col_text(rows, Q_REPORT_SERIES_COL_STATUS), "draft"))
			no = db_col_int(rows, Q_REPORT_SERIES_COL_NO);
	if (db_finish(rows) != DB_OK || !no)
		return NULL;
	const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, no);
	return r ? r->doc : NULL;
}

/* The report that is there already for the same obligation, as far as the actor sees it; NULL. */
static const struct record *there_of(struct desk_view *v, const struct doc *d)
{
	return record_load_key(v->web->store, v->db, v->a, v->actor, &report_kind, "owed", report_kind.key(v->a, d));
}

static struct reply made(struct desk_view *v, enum record_rc rc, const struct saved *saved, const struct doc *d)
{
	if (rc == RECORD_OK)
		return desk_redirect(v, url_path(v->page, "/desk/report/{}/fill", str_of(saved->id)));
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(v, ACT_CREATE);
	/* somebody was quicker: theirs is the report */
	const struct record *there = there_of(v, d);
	if (there)
		return desk_redirect(v, url_path(v->page, "/desk/report/{}/view", str_of(there->id)));
	return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
}

struct reply lap_make_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved = { 0 };
	struct period period;
	struct owed_calendar c;
	if (!desk_start(r, &v, &failed))
		return failed;
	v.kind = &report_kind;
	if (!may(v.actor, ACT_CREATE, &report_kind, NULL))
		return desk_refuse(&v, ACT_CREATE);
	const struct record *plan =
	    record_load_id(v.web->store, v.db, v.a, v.actor, &workplan_kind, req_input(r, "plan")->text);
	int64_t year;
	str status = plan ? doc_str(plan->doc, WORKPLAN_STATUS) : STR_EMPTY;
	if ((!str_is(status, "approved") && !str_is(status, "signed")) ||
	    !period_parse(req_input(r, "period")->text, &period) || !doc_int(plan->doc, WORKPLAN_YEAR, &year) ||
	    period.year != (int)year || !owed_calendar_read(v.db, v.a, period.year, date_of_instant(clock_now()), &c) ||
	    !owed_period_find(&c, req_input(r, "period")->text))
		return desk_not_found(&v);
	str id = arena_str(v.a, str_of(plan->id)), first = doc_str(plan->doc, WORKPLAN_FIRST);
	struct owing o = { .plan = plan->doc,
		           .plan_id = id,
		           .first = first.n ? first : id,
		           .programme = req_input(r, "programme")->text,
		           .regency = req_input(r, "regency")->text,
		           .period = period_code(v.a, period) };
	o.last = last_before(&v, &o);
	const struct doc *d = report_new(v.a, &o);
	if (!d)
		return desk_not_found(&v);
	const struct record *there = there_of(&v, d);
	if (there)
		return desk_redirect(&v, url_path(v.page, "/desk/report/{}/view", str_of(there->id)));
	problems_init(&ps, v.a, 20);
	desk_release(&v);
	struct save save = {
		.actor = v.actor, .doc = d, .origin = ORIGIN_FORM, .state = STATE_CURRENT, .action = ACT_CREATE
	};
	return made(&v, record_save(v.web->store, v.a, &save, &ps, &saved), &saved, d);
}
