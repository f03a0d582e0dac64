/* Accepted reports for everybody: each figure says whether it is reported, confirmed, disputed or agreed. */
#include "report/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "report/report_tmpl.h"
#include "report_sql.h"

static struct lap_owed row_of(struct desk_view *v, const struct record *r)
{
	const struct doc *d = r->doc;
	struct period period;
	date in;
	str programme = doc_str(d, REPORT_PROGRAMME);
	const struct kind *k = programme.n ? &activity_kind : &workplan_kind;
	const struct record *subject = record_load_id(v->web->store, v->db, v->a, &actor_public, k,
	                                              programme.n ? programme : doc_str(d, REPORT_PLAN));
	str code = doc_str(d, REPORT_PERIOD);
	return (struct lap_owed){
		.period = period_parse(code, &period) ? period_name(v->a, v->page->lang, period) : code,
		.partner = lap_org_name(v, doc_str(d, REPORT_PARTNER)),
		.subject = subject ? desk_record_title(v, subject) : code,
		.regency = lap_place_name(v, doc_str(d, REPORT_REGENCY)),
		.handed_in = doc_date(d, REPORT_HANDED_IN, &in) ? lap_day(v, in) : STR_EMPTY,
		.report = url_path(v->page, "/report/{}", str_of(r->id)),
	};
}

struct reply lap_public_list(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	VEC(int64_t) numbers = { 0 };
	VEC(struct lap_owed) list = { 0 };
	db_rows *rows = NULL;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	if (db_select(v.db, &q_report_accepted, DB_ARGS(db_text_or_null(req_input(r, "plan")->text)), &rows) != DB_OK)
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	while (db_next(rows))
		*vec_push(v.a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *x = record_load(v.web->store, v.db, v.a, &actor_public, numbers.p[i]);
		if (x)
			*vec_push(v.a, &list) = row_of(&v, x);
	}
	v.page->title = msg(v.page->lang, MSG_KIND_REPORT);
	tmpl_lap_public_list(v.page, list.p, (uint32_t)list.n);
	return page_reply(r, v.page);
}

struct reply lap_public_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	v.record = record_load_id(v.web->store, v.db, v.a, &actor_public, &report_kind, r->params[1]);
	if (!v.record)
		return desk_not_found(&v);
	v.kind = &report_kind;
	struct lap_page *p = lap_page_of(&v, v.record->doc);
	v.page->title = msg_fmt(v.a, v.page->lang, MSG_REPORT_PAGE_TITLE, p->period, p->regency, p->partner);
	tmpl_lap_public(v.page, p);
	return page_reply(r, v.page);
}
