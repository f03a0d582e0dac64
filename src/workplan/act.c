/* What is done with a work plan: the workbook out and in, opinions, decisions, copies and revisions. */
#include "desk/desk.h"
#include "html/html_tmpl.h"
#include "record/form.h"
#include "workplan/pages.h"
#include "workplan/workplan_tmpl.h"
#include "workplan_sql.h"

enum { PROBLEMS_SHOWN = 200 };

/* ---- writing ---- */

struct wish {
	const struct doc *doc;
	str step, reason; /* an empty step: a plain save */
	uint32_t version;
	enum record_state state; /* of a plain save */
	bool new;
	/* Answers what was refused, with what was typed; NULL: the page of the plan does. */
	struct reply (*again)(struct desk_view *v, int status, str text, const struct problems *ps);
};

/* A revision of a plan is begun once: also when two people ask at the same time. */
static bool is_revised(struct record_tx *tx, const struct doc *d, struct problems *ps)
{
	str revises = doc_str(d, WORKPLAN_REVISES);
	if (!revises.n || db_one_int(record_tx_db(tx), &q_workplan_revision_of, DB_ARGS(db_text(revises)), 0) == 0)
		return false;
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.workplan.revised" });
	return true;
}

static enum record_rc write_in(struct desk_view *v, struct record_tx *tx, const struct wish *w, struct problems *ps,
                               struct saved *out)
{
	struct save save = { .actor = v->actor,
		             .doc = w->doc,
		             .no = w->new ? 0 : v->record->no,
		             .base_version = w->new ? 0 : w->version,
		             .origin = ORIGIN_FORM,
		             .state = w->state,
		             .note = w->reason };
	/* a copy is made by the program from what the person may see: its revision is not the person's to set */
	if (w->new &&is_revised(tx, w->doc, ps))
		return RECORD_REFUSED;
	if (w->new)
		save.action = ACT_CREATE;
	/* what is a draft in the store's sense is made a record on the way in */
	if (!w->new && w->step.n && v->record->state == STATE_DRAFT) {
		struct save whole = save;
		whole.doc = v->record->doc;
		whole.state = STATE_CURRENT;
		enum record_rc rc = record_save_in(tx, v->a, &whole, ps, out);
		if (rc != RECORD_OK && rc != RECORD_UNCHANGED)
			return rc;
		save.base_version = UINT32_MAX;
	}
	if (w->step.n) {
		enum record_rc rc = record_step_in(tx, v->a, &save, w->step, ps, out);
		return rc == RECORD_OK && str_is(w->step, "cancel")
		           ? workplan_cancel_sanction(tx, v->web->store, v->a, &save, v->record->doc, ps)
		           : rc;
	}
	return record_save_in(tx, v->a, &save, ps, out);
}

/* Writes, and answers with the page or with what was wrong. */
static struct reply carry_out(struct desk_view *v, const struct wish *w, const char *word)
{
	enum lang l = v->page->lang;
	struct problems ps;
	struct saved out = { 0 };
	struct reply (*refused)(struct desk_view *, int, str, const struct problems *) =
	    w->again ? w->again : rkt_refused;
	problems_init(&ps, v->a, PROBLEMS_SHOWN);
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	enum record_rc rc = tx ? write_in(v, tx, w, &ps, &out) : RECORD_FAILED;
	if (tx && (rc == RECORD_OK || rc == RECORD_UNCHANGED))
		rc = record_tx_commit(tx);
	else if (tx)
		record_tx_rollback(tx);
	if (rc == RECORD_OK) {
		if (!w->new)
			return desk_redirect(v, desk_url(v, word));
		return desk_redirect(v, url_path(v->page, "/desk/workplan/{}/rkt", str_of(out.id)));
	}
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(v, w->step.n ? ACT_APPROVE : ACT_EDIT);
	if (rc == RECORD_CONFLICT)
		return refused(v, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	return refused(v, rc == RECORD_REFUSED ? 422 : 503,
	               msg(l, rc == RECORD_REFUSED ? MSG_DESK_STEP_REFUSED : MSG_DESK_BUSY), &ps);
}

static uint32_t version_of(const struct req *r)
{
	int64_t n;
	return str_to_int(str_trim(req_form(r, "version")), &n) && n > 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

/* ---- the workbook ---- */

static bool sheet_plan_of(struct desk_view *v, struct sheet_plan *out)
{
	struct plan_tree *tree = arena_make(v->a, struct plan_tree);
	const struct doc *d = v->record->doc;
	*out = (struct sheet_plan){ .id = v->record->id,
		                    .version = v->record->version,
		                    .doc = d,
		                    .partner = workplan_org_name(v->web->store, v->db, v->a,
		                                                 doc_str(d, WORKPLAN_PARTNER), LANG_ID),
		                    .places = v->web->places,
		                    .tree = tree };
	return plan_tree_read(v->web->store, v->db, v->a, tree);
}

struct reply rkt_sheet_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct sheet_plan plan;
	str file;
	if (!rkt_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EXPORT))
		return desk_refuse(&v, ACT_EXPORT);
	struct office_paper *paper = arena_make(v.a, struct office_paper);
	if (!sheet_plan_of(&v, &plan))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	if (rkt_paper(&v, rkt_paper_date(&v, LANG_ID, &plan.paper_day), paper) && paper->head.unit.n)
		plan.paper = paper;
	if (!workplan_sheet_write(v.a, &plan, &file))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	struct reply out =
	    reply_text(r, 200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file);
	reply_download(r, &out, arena_fmt(v.a, "rkt-%.*s.xlsx", STR_ARG(doc_str(plan.doc, WORKPLAN_YEAR))));
	return out;
}

static const struct form_part *file_of(const struct req *r)
{
	for (uint32_t i = 0; i < r->form.n; i++)
		if (r->form.p[i].file && r->form.p[i].value.n)
			return &r->form.p[i];
	return NULL;
}

/* The rows only: what the actor's yes will save. */
static str payload_of(struct desk_view *v, const struct doc *d)
{
	enum { PAYLOAD_MAX = 6 << 20 };
	struct doc *rows = doc_new(v->a, &workplan_kind);
	struct buf json;
	buf_init(&json, v->a, PAYLOAD_MAX);
	rows->v[WORKPLAN_LINE] = d->v[WORKPLAN_LINE];
	doc_json(rows, &json);
	return buf_failed(&json) ? STR_EMPTY : buf_str(&json);
}

struct reply rkt_sheet_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct sheet_plan plan;
	struct problems ps;
	if (!rkt_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT) || !desk_may(&v, ACT_IMPORT))
		return desk_refuse(&v, ACT_IMPORT);
	enum lang l = v.page->lang;
	const struct form_part *file = file_of(r);
	problems_init(&ps, v.a, PROBLEMS_SHOWN);
	if (workplan_kind.locked(v.record->doc))
		return rkt_refused(&v, 409, msg(l, MSG_WORKPLAN_LOCKED), NULL);
	if (!file)
		return rkt_refused(&v, 422, msg(l, MSG_WORKPLAN_NO_FILE), NULL);
	if (!sheet_plan_of(&v, &plan))
		return rkt_refused(&v, 503, msg(l, MSG_DESK_BUSY), NULL);
	const struct doc *d = workplan_sheet_read(v.a, &plan, file->value, &ps);
	struct rkt_page *p = rkt_page_of(&v);
	p->refused = d ? STR_EMPTY : msg(l, MSG_WORKPLAN_FILE_REFUSED);
	p->problems = &ps;
	if (d) {
		rkt_changes(&v, p, v.record->doc, d);
		p->payload = payload_of(&v, d);
	}
	v.page->status = d ? 200 : 422;
	desk_title(&v, msg(l, MSG_WORKPLAN_UPLOAD));
	tmpl_rkt_upload(v.page, p, file->filename);
	return page_reply(r, v.page);
}

struct reply rkt_accept_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	if (!rkt_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT) || !desk_may(&v, ACT_IMPORT))
		return desk_refuse(&v, ACT_IMPORT);
	problems_init(&ps, v.a, PROBLEMS_SHOWN);
	const struct doc *rows = doc_from_json(v.a, &workplan_kind, req_form(r, "rows"), &ps);
	if (!rows || problems_refuse(&ps))
		return rkt_refused(&v, 422, msg(v.page->lang, MSG_WORKPLAN_FILE_REFUSED), &ps);
	uint32_t version = version_of(r);
	if (version != v.record->version)
		return rkt_refused(&v, 409, msg(v.page->lang, MSG_DESK_CHANGED_MEANWHILE), NULL);
	struct doc *d = doc_copy(v.a, v.record->doc);
	doc_copy_field(v.a, d, rows, WORKPLAN_LINE);
	return carry_out(
	    &v, &(struct wish){ .doc = d, .reason = STR("xlsx"), .version = version, .state = STATE_CURRENT }, "rkt");
}

/* ---- opinions ---- */

/* Who has a say about the plan at all, or decides on it: asked before its state says anything. */
static bool has_say(struct desk_view *v)
{
	return desk_may(v, ACT_OPINE) || desk_may(v, ACT_APPROVE);
}

/* Whether it is the actor's turn to speak about the plan, and with which voice. */
static bool may_speak(struct desk_view *v, const struct doc *d, struct voice *voice)
{
	return str_is(doc_str(d, WORKPLAN_STATUS), "submitted") && actor_voice(v->actor, d, workplan_turn(d), voice);
}

static enum verdict marked_of(const struct desk_view *v, const char *line)
{
	str s = req_form(v->req, arena_fmt(v->a, "v-%s", line).p);
	return str_is(s, "accept") ? VERDICT_ACCEPT : str_is(s, "return") ? VERDICT_RETURN : VERDICT_NONE;
}

static str reason_of(const struct desk_view *v, const char *line)
{
	return req_form(v->req, arena_fmt(v->a, "r-%s", line).p);
}

/* A row of the form: as it was sent, or as it begins. The bureau decides after all others accepted. */
static void mark(struct desk_view *v, struct rkt_line *x, enum opinion_by by, const struct problems *ps)
{
	if (v->req->method == HTTP_GET) {
		x->marked = by == BY_BUREAU ? VERDICT_ACCEPT : VERDICT_NONE;
		return;
	}
	x->marked = marked_of(v, x->id);
	x->reason = reason_of(v, x->id);
	if (x->marked == VERDICT_NONE && str_is(req_form(v->req, "rest"), "accept"))
		x->marked = VERDICT_ACCEPT;
	for (const struct problem *p = ps ? ps->first : NULL; p; p = p->next)
		if (str_is(p->path, x->id))
			x->problem = msg_problem(v->a, v->page->lang, p);
}

/* The form of opinions, with what was sent and what is wrong with it. */
static struct reply opinion_form(struct desk_view *v, int status, str text, const struct problems *ps)
{
	const struct doc *d = rkt_whole(v);
	struct voice voice;
	if (!may_speak(v, d, &voice))
		return rkt_refused(v, 409, msg(v->page->lang, MSG_WORKPLAN_NOT_YOUR_TURN), NULL);
	struct rkt_page *p = rkt_page_of(v);
	uint32_t n, kept = 0;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	struct rkt_line *asked = arena_array(v->a, struct rkt_line, n);
	for (uint32_t i = 0; i < n && i < p->nlines; i++) {
		if (!voice_covers(d, lines[i], voice) || line_verdict(lines[i], voice, NULL) == VERDICT_ACCEPT)
			continue;
		asked[kept] = p->lines[i];
		mark(v, &asked[kept++], voice.by, ps);
	}
	p->lines = asked;
	p->nlines = kept;
	p->refused = text;
	p->problems = ps;
	v->page->status = status;
	desk_title(v, msg(v->page->lang, MSG_WORKPLAN_OPINION));
	tmpl_rkt_opinion(v->page, p, rkt_voice_name(v, voice));
	return page_reply(v->req, v->page);
}

struct reply rkt_opinion_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!rkt_start(r, &v, &failed))
		return failed;
	return has_say(&v) ? opinion_form(&v, 200, STR_EMPTY, NULL) : desk_refuse(&v, ACT_OPINE);
}

static uint32_t opinions_of(struct desk_view *v, const struct doc *d, struct opinion *list)
{
	uint32_t n, given = 0;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		enum verdict marked = marked_of(v, lines[i]->id);
		if (marked != VERDICT_NONE)
			list[given++] = (struct opinion){ str_of(lines[i]->id), marked, reason_of(v, lines[i]->id) };
	}
	return given;
}

/* The step that carries the opinions: the bureau decides, the others speak. */
static str step_for(const struct doc *d, struct voice voice)
{
	bool returns = workplan_has_returns(d);
	if (voice.by == BY_BUREAU)
		return returns ? STR("return") : STR("approve");
	return returns ? STR("send_back") : STR("opine");
}

struct reply rkt_opinion_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct voice voice;
	struct problems ps;
	if (!rkt_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	if (!has_say(&v))
		return desk_refuse(&v, ACT_OPINE);
	const struct doc *d = rkt_whole(&v);
	if (!may_speak(&v, d, &voice))
		return rkt_refused(&v, 409, msg(l, MSG_WORKPLAN_NOT_YOUR_TURN), NULL);
	if (version_of(r) != v.record->version)
		return opinion_form(&v, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	/* marks what is left, and sends nothing yet */
	if (req_form(r, "rest").n)
		return opinion_form(&v, 200, STR_EMPTY, NULL);
	struct opinion *list = arena_array(v.a, struct opinion, d->v[WORKPLAN_LINE].n);
	struct opinions_in in = { voice, list, opinions_of(&v, d, list), v.actor->id, clock_now() };
	problems_init(&ps, v.a, PROBLEMS_SHOWN);
	if (!in.n)
		return opinion_form(&v, 422, msg(l, MSG_WORKPLAN_NOTHING_CHOSEN), NULL);
	const struct doc *opined = workplan_opine(v.a, d, &in, &ps);
	if (!opined)
		return opinion_form(&v, 422, msg(l, MSG_WORKPLAN_OPINION_REFUSED), &ps);
	str step = step_for(opined, voice);
	str reason = str_is(step, "return") ? msg(LANG_ID, MSG_WORKPLAN_SEE_ROWS) : STR_EMPTY;
	return carry_out(
	    &v,
	    &(struct wish){
	        .doc = opined, .step = step, .reason = reason, .version = v.record->version, .again = opinion_form },
	    "rkt");
}

/* ---- decisions on the whole ---- */

static void set_day(arena *a, struct doc *d, date day)
{
	char written[11];
	date_print(day, written);
	doc_set(d, WORKPLAN_SIGNED_ON, arena_str(a, str_of(written)));
}

struct reply rkt_step_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	enum action needed;
	if (!rkt_start(r, &v, &failed))
		return failed;
	if (!workflow_may(v.actor, v.kind, str_trim(req_form(r, "step")), &v.owners, &needed))
		return desk_refuse(&v, needed);
	if (version_of(r) != v.record->version)
		return rkt_refused(&v, 409, msg(v.page->lang, MSG_DESK_CHANGED_MEANWHILE), NULL);
	struct wish w = { .step = str_trim(req_form(r, "step")),
		          .reason = str_trim(req_form(r, "reason")),
		          .version = v.record->version };
	bool submit = str_is(w.step, "submit");
	if (v.record->state == STATE_DRAFT && !submit)
		return rkt_refused(&v, 422, msg(v.page->lang, MSG_WORKPLAN_INCOMPLETE), NULL);
	/* opinions, and the bureau's word on each row, come by their own page */
	if (rkt_step_has_rows(w.step))
		return rkt_refused(&v, 422, msg(v.page->lang, MSG_WORKPLAN_ROWS_FIRST), NULL);
	if (str_is(w.step, "sign")) {
		struct doc *d = doc_copy(v.a, rkt_whole(&v));
		str number = str_trim(req_form(r, "number")), on = str_trim(req_form(r, "on"));
		if (number.n)
			doc_set(d, WORKPLAN_SIGNED_NUMBER, number);
		date day;
		/* what cannot be read is refused as it was typed */
		if (form_date(on, &day))
			set_day(v.a, d, day);
		else if (on.n)
			doc_set(d, WORKPLAN_SIGNED_ON, on);
		w.doc = d;
	}
	return carry_out(&v, &w, "rkt");
}

/* A revision of a plan in force is begun once; whoever asks again is refused and shown where it is. */
static struct reply revise(struct desk_view *v)
{
	str state = doc_str(v->record->doc, WORKPLAN_STATUS), id = str_of(v->record->id);
	if (!str_is(state, "approved") && !str_is(state, "signed"))
		return rkt_refused(v, 409, msg(v->page->lang, MSG_WORKPLAN_NOT_IN_FORCE), NULL);
	if (rkt_revision_of(v))
		return rkt_refused(v, 409, msg(v->page->lang, MSG_PROBLEM_WORKPLAN_REVISED), NULL);
	return carry_out(v,
	                 &(struct wish){ .doc = workplan_revise(v->a, v->record->doc, id),
	                                 .reason = STR("revise"),
	                                 .state = STATE_CURRENT,
	                                 .new = true },
	                 "rkt");
}

struct reply rkt_copy_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	int64_t year;
	if (!rkt_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_CREATE))
		return desk_refuse(&v, ACT_CREATE);
	if (str_is(req_form(r, "what"), "revise"))
		return revise(&v);
	if (!str_to_int(str_trim(req_form(r, "year")), &year) || year < 2000 || year > 2100)
		return rkt_refused(&v, 422, msg(v.page->lang, MSG_DESK_STEP_REFUSED), NULL);
	/* without targets it is not complete: a draft in the store's sense, until they are filled in */
	bool keep = str_is(req_form(r, "targets"), "keep");
	struct doc *copy = workplan_copy(v.a, v.record->doc, (int)year, keep);
	struct problems ps;
	problems_init(&ps, v.a, PROBLEMS_SHOWN);
	/* an agreement that does not reach into the new year is not taken along */
	if (!workplan_agreement_check(v.web->store, v.db, v.a, copy, &ps) || problems_refuse(&ps))
		copy->v[WORKPLAN_AGREED] = (struct value){ 0 };
	return carry_out(
	    &v,
	    &(struct wish){
	        .doc = copy, .reason = STR("copy"), .state = keep ? STATE_CURRENT : STATE_DRAFT, .new = true },
	    "rkt");
}
