/* The page of signals: what in the reports asks for a second look, each a sentence with its figures. */
#include "report/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "report/report_tmpl.h"
#include "report/signal.h"
#include "report_sql.h"

/* A report is late by then even with the longest time for handing in: a quarter and a month. */
enum { SILENT_MONTHS = 4, PER_PAGE = 20, SIGNALS_MOST = 30 };

static str amount(struct desk_view *v, str currency, struct decimal x)
{
	struct money m = { 0, "" };
	if (currency.n != 3 || !decimal_rescale(x, 2, &m.cents))
		return i18n_decimal(v->a, v->page->lang, x, -1);
	memcpy(m.currency, currency.p, 3);
	return i18n_money(v->a, v->page->lang, m, MONEY_FULL);
}

static str sentence(struct desk_view *v, const struct signal *s)
{
	enum lang l = v->page->lang;
	str value = arena_fmt(v->a, "%.*s %.*s", STR_ARG(i18n_decimal(v->a, l, s->value, -1)), STR_ARG(s->unit));
	str of = arena_fmt(v->a, "%.*s %.*s", STR_ARG(i18n_decimal(v->a, l, s->of, -1)), STR_ARG(s->unit));
	str place = lap_place_name(v, s->place), day = lap_day(v, s->day), count = i18n_int(v->a, l, s->count);
	switch (s->what) {
	case SIGNAL_NO_REPORT:
		return day.n ? msg_fmt(v->a, l, MSG_REPORT_SIGNAL_NO_REPORT, day, count)
		             : msg_fmt(v->a, l, MSG_REPORT_SIGNAL_NEVER_REPORTED, count);
	case SIGNAL_MONEY_ONLY:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_MONEY_ONLY, amount(v, s->currency, s->value));
	case SIGNAL_PROGRESS_ONLY:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_PROGRESS_ONLY, count);
	case SIGNAL_STILL_RUNNING:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_STILL_RUNNING, s->activity, place, value, of);
	case SIGNAL_PLACE_UNPLANNED:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_PLACE_UNPLANNED, s->activity, place, value);
	case SIGNAL_PLACE_UNTOUCHED:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_PLACE_UNTOUCHED, s->activity, place, of);
	case SIGNAL_AGREEMENT_ENDS:
		return msg_fmt(v->a, l, MSG_REPORT_SIGNAL_AGREEMENT_ENDS, day);
	case SIGNALS:
		break;
	}
	return STR_EMPTY;
}

/* The last day of the agreement that the plan names; DATE_NONE when it does not say. */
static date agreement_until(struct desk_view *v, const struct doc *plan)
{
	date day;
	const struct record *r =
	    record_load_id(v->web->store, v->db, v->a, &actor_system, &agreement_kind, doc_str(plan, WORKPLAN_AGREED));
	return r && doc_date(r->doc, AGREEMENT_UNTIL, &day) ? day : DATE_NONE;
}

/* The reports of the obligation that were handed in. */
static const struct doc **reports_of(struct desk_view *v, const struct owed *x, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct doc *) list = { 0 };
	db_rows *rows = NULL;
	*n = 0;
	if (db_select(v->db, &q_report_series,
	              DB_ARGS(db_text(x->first), db_text_or_null(x->programme), db_text(x->regency)), &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		if (!str_is(db_col_text(rows, Q_REPORT_SERIES_COL_STATUS), "draft"))
			*vec_push(v->a, &numbers) = db_col_int(rows, Q_REPORT_SERIES_COL_NO);
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r->doc;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static bool look_at(struct desk_view *v, const struct owed *x, struct lap_signals *out)
{
	struct signal found[SIGNALS_MOST];
	uint32_t nreports;
	const struct record *plan = record_load_id(v->web->store, v->db, v->a, &actor_system, &workplan_kind, x->plan);
	if (!plan)
		return false;
	struct owing o = { .plan = plan->doc,
		           .plan_id = x->plan,
		           .first = x->first,
		           .programme = x->programme,
		           .regency = x->regency };
	const struct doc *const *reports = reports_of(v, x, &nreports);
	struct signal_in in = { .owing = &o,
		                .reports = reports,
		                .nreports = nreports,
		                .today = date_of_instant(clock_now()),
		                .agreement_until = agreement_until(v, plan->doc),
		                .months = SILENT_MONTHS };
	uint32_t n = signals_find(&in, found, SIGNALS_MOST);
	str *sentences = arena_array(v->a, str, n + 1);
	for (uint32_t i = 0; i < n; i++)
		sentences[i] = sentence(v, &found[i]);
	*out = (struct lap_signals){ .partner = lap_org_name(v, x->partner),
		                     .subject = desk_record_title(v, plan),
		                     .regency = lap_place_name(v, x->regency),
		                     .reports = url_path(v->page, "/desk/report-list?year={}&partner={}&regency={}",
		                                         doc_str(plan->doc, WORKPLAN_YEAR), x->partner, x->regency),
		                     .sentences = sentences,
		                     .n = n };
	return n > 0;
}

struct reply lap_signals_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct owed_calendar c;
	struct owed *list;
	uint32_t n;
	VEC(struct lap_signals) rows = { 0 };
	if (!lap_board_start(r, &v, &c, &failed))
		return failed;
	enum lang l = v.page->lang;
	int64_t page = req_input(r, "page")->i;
	page = page > 1 && page < 100000 ? page : 1;
	/* each obligation once: it is the same in every period */
	struct owed_query q = { .calendar = &c,
		                .scope = owed_scope_of(v.actor),
		                .period = &c.periods[0],
		                .state = OWED_STATES,
		                .skip = (uint32_t)(page - 1) * PER_PAGE,
		                .most = PER_PAGE + 1 };
	if (!owed_read(v.db, v.a, &q, &list, &n))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	for (uint32_t i = 0; i < n && i < PER_PAGE; i++) {
		struct lap_signals row;
		if (look_at(&v, &list[i], &row))
			*vec_push(v.a, &rows) = row;
	}
	struct lap_signals_page *p = arena_make(v.a, struct lap_signals_page);
	*p = (struct lap_signals_page){ .rows = rows.p,
		                        .n = (uint32_t)rows.n,
		                        .looked = n < PER_PAGE ? n : PER_PAGE,
		                        .self = url_to(v.page, "/desk/report-signals", 0, NULL) };
	p->years = lap_years(&v, c.year, &p->nyears);
	if (n > PER_PAGE)
		p->next = url_path(v.page, "/desk/report-signals?year={}&page={}", arena_fmt(v.a, "%d", c.year),
		                   arena_fmt(v.a, "%lld", (long long)page + 1));
	desk_title(&v, msg(l, MSG_REPORT_SIGNALS));
	tmpl_lap_signals_page(v.page, p);
	return page_reply(r, v.page);
}
