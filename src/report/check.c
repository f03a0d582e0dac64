/* Checking a report: the regency, and then an agency, says of each row what it saw, and passes the report on or returns
 * it with reasons; the bureau returns it with reasons. */
#include "report/pages.h"

#include "html/html_tmpl.h"
#include "report/report_tmpl.h"

enum { PROBLEMS_SHOWN = 100 };

/* ---- what was typed ---- */

static str given(struct desk_view *v, const char *word, const char *id)
{
	return str_trim(form_lines(v->a, req_form(v->req, arena_fmt(v->a, "%s-%s", word, id).p)));
}

static void put(struct doc *d, uint32_t field, str s)
{
	d->v[field] = (struct value){ 0 };
	if (s.n)
		doc_set(d, field, s);
}

static void put_number(struct desk_view *v, struct doc *d, uint32_t field, str s)
{
	str n;
	put(d, field, s.n && form_number(v->a, v->page->lang, s, &n) ? n : s);
}

/* An answer that is taken back leaves no row. */
static void read_answer(struct desk_view *v, struct doc *d, const struct doc *line, bool all_seen)
{
	str id = str_of(line->id), answer = given(v, "answer", line->id);
	struct doc *row = confirmation_line(d, id);
	if (!answer.n && all_seen)
		answer = STR("seen");
	if (!answer.n && !row)
		return;
	if (!row) {
		row = doc_add_row(v->a, d, CONFIRMATION_LINE);
		memcpy(row->id, line->id, sizeof(row->id));
		doc_set(row, CONFIRMATION_LINE_LINE, arena_str(v->a, id));
	}
	put(row, CONFIRMATION_LINE_ACTIVITY, arena_str(v->a, doc_str(line, REPORT_LINE_ACTIVITY)));
	put(row, CONFIRMATION_LINE_ANSWER, answer);
	put_number(v, row, CONFIRMATION_LINE_VALUE, str_is(answer, "other") ? given(v, "value", line->id) : STR_EMPTY);
	put(row, CONFIRMATION_LINE_NOTE, given(v, "note", line->id));
	put(row, CONFIRMATION_LINE_ON, arena_str(v->a, doc_str(line, REPORT_LINE_DONE)));
}

/* Places that were seen and are not in the report. */
static void read_seen(struct desk_view *v, struct doc *d)
{
	static const char *const blanks[LAP_BLANKS] = { "x1", "x2", "x3" };
	unsigned next = 1;
	for (size_t i = 0; i < LAP_BLANKS; i++) {
		str activity = given(v, "activity", blanks[i]), place = given(v, "place", blanks[i]);
		if (!activity.n && !place.n)
			continue;
		struct doc *row = doc_add_row(v->a, d, CONFIRMATION_LINE);
		while (!row->id[0]) {
			str id = arena_fmt(v->a, "s%u", next++ % 1000000);
			if (!row_by_id(d, CONFIRMATION_LINE, id))
				memcpy(row->id, id.p, id.n + 1);
		}
		str code = desk_place_meant(v, place);
		put(row, CONFIRMATION_LINE_ACTIVITY, activity);
		put(row, CONFIRMATION_LINE_PLACE, code.n ? code : place);
		put(row, CONFIRMATION_LINE_ANSWER, STR("other"));
		put_number(v, row, CONFIRMATION_LINE_VALUE, given(v, "value", blanks[i]));
		put(row, CONFIRMATION_LINE_UNIT, given(v, "unit", blanks[i]));
		put(row, CONFIRMATION_LINE_NOTE, given(v, "note", blanks[i]));
	}
}

static struct doc *read_confirmation(struct desk_view *v, const struct doc *report, const struct record *old,
                                     struct speaker s)
{
	char day[11];
	uint32_t n;
	struct doc *d = old ? doc_copy(v->a, old->doc) : confirmation_new(v->a, report, str_of(v->record->id), s);
	bool all_seen = str_is(req_form(v->req, "do"), "all_seen");
	struct doc *const *lines = doc_rows(report, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		read_answer(v, d, lines[i], all_seen);
	if (s.side == SIDE_REGENCY)
		read_seen(v, d);
	put(d, CONFIRMATION_NOTE, str_trim(form_lines(v->a, req_form(v->req, "note"))));
	date_print(date_of_instant(clock_now()), day);
	put(d, CONFIRMATION_DAY, arena_str(v->a, str_of(day)));
	return d;
}

static void add_remark(struct desk_view *v, struct doc *d, struct speaker s, str on, str text)
{
	static const char *const by[] = {
		[SIDE_REGENCY] = "regency", [SIDE_AGENCY] = "agency", [SIDE_BUREAU] = "bureau"
	};
	char day[11];
	struct doc *row = doc_add_row(v->a, d, REPORT_REMARK);
	date_print(date_of_instant(clock_now()), day);
	doc_set(row, REPORT_REMARK_BY, str_of(by[s.side]));
	if (s.of.n)
		doc_set(row, REPORT_REMARK_OF, s.of);
	if (on.n)
		doc_set(row, REPORT_REMARK_ON, arena_str(v->a, on));
	doc_set(row, REPORT_REMARK_TEXT, text);
	doc_set(row, REPORT_REMARK_DAY, arena_str(v->a, str_of(day)));
}

/* The report with the reasons for its return, by row and by part. */
static struct doc *with_remarks(struct desk_view *v, const struct doc *report, struct speaker s)
{
	static const char *const parts[] = { "p1", "p2", "p3" };
	struct doc *d = doc_copy(v->a, report);
	uint32_t n;
	struct doc *const *lines = doc_rows(report, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		str text = given(v, "remark", lines[i]->id);
		if (text.n)
			add_remark(v, d, s, str_of(lines[i]->id), text);
	}
	for (size_t i = 0; i < SEL_COUNT(parts); i++) {
		str text = given(v, "remark", parts[i]), on = given(v, "on", parts[i]);
		int field = kind_field(&report_kind, on);
		if (text.n)
			add_remark(v, d, s, field >= 0 ? on : STR_EMPTY, text);
	}
	return d;
}

/* ---- the page ---- */

static struct reply check_page(struct desk_view *v, const struct doc *report, const struct doc *own, int status,
                               str text, const struct problems *ps)
{
	struct lap_sides *p = lap_sides_of(v, report, own);
	p->refused = text;
	p->problems = desk_named(v, ps);
	p->self = desk_url(v, "check");
	v->page->status = status;
	desk_title(v, msg(v->page->lang, MSG_REPORT_CHECK));
	tmpl_lap_check(v->page, p);
	return page_reply(v->req, v->page);
}

/* The confirmation of S that is there; NULL. */
static const struct record *own_of(struct desk_view *v, const struct doc *report, struct speaker s)
{
	str key = confirmation_kind.key(v->a, confirmation_new(v->a, report, str_of(v->record->id), s));
	return record_load_key(v->web->store, v->db, v->a, &actor_system, &confirmation_kind, "side", key);
}

struct reply lap_check_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!lap_start(r, &v, &failed))
		return failed;
	const struct doc *d = lap_whole(&v);
	struct lap_sides *p = lap_sides_of(&v, d, NULL);
	if (!p->may_confirm && !p->may_return)
		return lap_refused(&v, 409, msg(v.page->lang, MSG_REPORT_NOT_YOURS_TO_CHECK), NULL);
	return check_page(&v, d, NULL, 200, STR_EMPTY, NULL);
}

/* ---- writing ---- */

struct checking {
	const struct doc *report, *confirmation; /* the second may be NULL: the bureau gives none */
	const struct record *old;                /* of the confirmation */
	str step, reason;
};

static enum record_rc write_confirmation(struct desk_view *v, struct record_tx *tx, const struct checking *c,
                                         struct problems *ps)
{
	struct saved out;
	struct save save = { .actor = v->actor,
		             .doc = c->confirmation,
		             .no = c->old ? c->old->no : 0,
		             .base_version = c->old ? c->old->version : 0,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .action = ACT_OPINE };
	return record_save_in(tx, v->a, &save, ps, &out);
}

static enum record_rc write_in(struct desk_view *v, struct record_tx *tx, const struct checking *c, struct problems *ps)
{
	struct saved out;
	struct save save = { .actor = v->actor,
		             .doc = c->report,
		             .no = v->record->no,
		             .base_version = v->record->version,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .note = c->reason };
	enum record_rc rc = c->confirmation ? write_confirmation(v, tx, c, ps) : RECORD_OK;
	if ((rc == RECORD_OK || rc == RECORD_UNCHANGED) && c->step.n)
		rc = record_step_in(tx, v->a, &save, c->step, ps, &out);
	return rc;
}

static struct reply carry_out(struct desk_view *v, const struct checking *c)
{
	enum lang l = v->page->lang;
	struct problems ps;
	problems_init(&ps, v->a, PROBLEMS_SHOWN);
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	enum record_rc rc = tx ? write_in(v, tx, c, &ps) : RECORD_FAILED;
	if (tx && (rc == RECORD_OK || rc == RECORD_UNCHANGED))
		rc = record_tx_commit(tx);
	else if (tx)
		record_tx_rollback(tx);
	if (rc == RECORD_OK)
		return desk_redirect(v, desk_url(v, c->step.n ? "view" : "check"));
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(v, ACT_OPINE);
	bool meanwhile = rc == RECORD_CONFLICT || rc == RECORD_DUPLICATE;
	str text = msg(l, meanwhile              ? MSG_DESK_CHANGED_MEANWHILE
	                  : rc == RECORD_REFUSED ? MSG_REPORT_NOT_COMPLETE
	                                         : MSG_DESK_BUSY);
	return check_page(v, c->report, c->confirmation, meanwhile ? 409 : rc == RECORD_REFUSED ? 422 : 503, text, &ps);
}

/* Every row has an answer before the report goes on. */
static bool is_answered(const struct doc *report, const struct doc *confirmation)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(report, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *row = confirmation_line(confirmation, str_of(lines[i]->id));
		if (!row || !doc_str(row, CONFIRMATION_LINE_ANSWER).n)
			return false;
	}
	return true;
}

struct reply lap_check_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!lap_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	str what = req_form(r, "do");
	const struct doc *report = lap_whole(&v);
	struct speaker s = speaker_of(v.actor, report);
	const struct lap_sides *p = lap_sides_of(&v, report, NULL);
	struct checking c = { .report = report };
	bool back = str_is(what, "back"), pass = str_is(what, "pass");
	if (!desk_may(&v, s.side == SIDE_BUREAU ? ACT_RETURN : ACT_OPINE))
		return desk_refuse(&v, ACT_OPINE);
	if ((back && !p->may_return) || (pass && !p->may_pass) || (!back && !p->may_confirm))
		return lap_refused(&v, 409, msg(l, MSG_REPORT_NOT_YOURS_TO_CHECK), NULL);
	if (s.side != SIDE_BUREAU) {
		c.old = own_of(&v, report, s);
		c.confirmation = read_confirmation(&v, report, c.old, s);
	}
	if (lap_version(r) != v.record->version)
		return check_page(&v, report, c.confirmation, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	if (pass && !is_answered(report, c.confirmation))
		return check_page(&v, report, c.confirmation, 422, msg(l, MSG_REPORT_ANSWER_EACH), NULL);
	if (back)
		c.report = with_remarks(&v, report, s);
	if (back && !report_has_remarks(c.report))
		return check_page(&v, report, c.confirmation, 422, msg(l, MSG_PROBLEM_REPORT_NO_REMARK), NULL);
	if (back)
		c.step = s.side == SIDE_BUREAU ? STR("return") : STR("send_back");
	if (pass)
		c.step = s.side == SIDE_REGENCY ? STR("check") : STR("verify");
	c.reason = back ? msg(LANG_ID, MSG_REPORT_SEE_REMARKS) : STR_EMPTY;
	return carry_out(&v, &c);
}
