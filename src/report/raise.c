/* An obstacle of a report becomes a problem of the register, by one click. */
#include "report/pages.h"

#include "problem/problem.h"

enum { TITLE_MAX = 300, PROBLEMS_SHOWN = 20 };

/* As many whole characters of S as a title holds. */
static str cut(str s)
{
	size_t n = s.n < TITLE_MAX ? s.n : TITLE_MAX;
	while (n && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

static struct raise raise_of(struct desk_view *v, const struct doc *report, const struct doc *row)
{
	str text = doc_str(row, REPORT_OBSTACLE_TEXT), line = text;
	str stage = doc_str(row, REPORT_OBSTACLE_STAGE), severity = doc_str(row, REPORT_OBSTACLE_SEVERITY);
	ptrdiff_t end = str_find_char(text, '\n', 0);
	if (end > 0)
		line = str_sub(text, 0, (size_t)end);
	return (struct raise){ .actor = v->actor,
		               .title = cut(line),
		               .description = text,
		               .stage = stage.n ? stage : STR("implementation"),
		               .sort = STR("other"),
		               .severity = severity.n ? severity : STR("2"),
		               .partner = doc_str(report, REPORT_PARTNER),
		               .programme = doc_str(report, REPORT_PROGRAMME),
		               .place = doc_str(report, REPORT_REGENCY),
		               .source_kind = str_of(report_kind.name),
		               .source_id = str_of(v->record->id),
		               .source_row = str_of(row->id),
		               .on = date_of_instant(clock_now()) };
}

struct reply lap_raise_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved out;
	if (!lap_start(r, &v, &failed))
		return failed;
	const struct doc *report = lap_whole(&v);
	const struct doc *row = row_by_id(report, REPORT_OBSTACLE, str_trim(req_form(r, "row")));
	if (!may(v.actor, ACT_CREATE, &problem_kind, &v.owners))
		return desk_refuse(&v, ACT_CREATE);
	if (!row || str_is(doc_str(report, REPORT_STATUS), "draft"))
		return lap_refused(&v, 422, msg(v.page->lang, MSG_REPORT_NO_OBSTACLE), NULL);
	struct raise in = raise_of(&v, report, row);
	problems_init(&ps, v.a, PROBLEMS_SHOWN);
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	enum record_rc rc = tx ? problem_raise(tx, v.web->store, v.a, &in, &ps, &out) : RECORD_FAILED;
	bool there = rc == RECORD_UNCHANGED;
	if (tx)
		rc = record_tx_end(tx, there ? RECORD_OK : rc);
	if (rc == RECORD_OK)
		return desk_redirect(&v, url_path(v.page, "/desk/problem/{}", str_of(out.id)));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(&v, ACT_CREATE);
	return lap_refused(&v, 422, msg(v.page->lang, MSG_REPORT_NOT_COMPLETE), &ps);
}
