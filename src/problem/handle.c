/* What is done about a problem: it is solved, with evidence, or it goes one level up, with a reason. */
#include "desk/notice.h"
#include "html/html_tmpl.h"
#include "problem/pages.h"
#include "problem/problem_tmpl.h"
#include "record/codelist.h"

enum { PROBLEMS_MOST = 20 };

static bool handle_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start_action(r, v, &problem_kind, ACT_SUBMIT, failed))
		return false;
	if (v->record->state == STATE_CURRENT)
		return true;
	*failed = desk_not_found(v);
	return false;
}

static const struct problem_choice *documents_of(struct desk_view *v, uint32_t *n)
{
	const struct record **list;
	uint32_t count;
	*n = 0;
	if (!attachments_of(v->web->store, v->db, v->a, v->actor, v->record, &list, &count))
		return NULL;
	struct problem_choice *out = arena_array(v->a, struct problem_choice, (size_t)count + 1);
	for (uint32_t i = 0; i < count; i++)
		out[(*n)++] = (struct problem_choice){ str_of(list[i]->id), doc_str(list[i]->doc, ATTACHMENT_TITLE) };
	return out;
}

static struct reply handle_page(struct desk_view *v, int status, struct problem_handle_page *p,
                                const struct problems *ps)
{
	enum lang l = v->page->lang;
	const struct doc *d = v->record->doc;
	str above = problem_level_above(doc_str(d, PROBLEM_LEVEL));
	p->problems = desk_named(v, ps);
	p->action = desk_url(v, "handle");
	p->version = v->record->version;
	p->may_solve = workflow_step(d, STR("solve")) != NULL;
	p->documents = documents_of(v, &p->ndocuments);
	p->next_level = above.n && problem_is_open(d) ? codelist_name("problem-level", above, (int)l) : STR_EMPTY;
	p->solution = doc_str(d, PROBLEM_SOLUTION);
	v->page->status = status;
	desk_title(v, msg(l, MSG_OBSTACLE_HANDLE));
	tmpl_problem_handle(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply problem_handle_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!handle_start(r, &v, &failed))
		return failed;
	struct problem_handle_page p = { .evidence = doc_str(v.record->doc, PROBLEM_EVIDENCE) };
	return handle_page(&v, 200, &p, NULL);
}

/* The document of the wish; NULL with a problem when it cannot be made. */
static const struct doc *wish_of(struct desk_view *v, bool solve, struct problems *ps)
{
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	str document = req_input(v->req, "document")->text, reason = req_input(v->req, "reason")->text;
	if (!whole)
		return NULL;
	if (!solve) {
		struct doc *up = problem_is_open(whole->doc)
		                     ? problem_escalate(v->a, whole->doc, date_of_instant(clock_now()), reason)
		                     : NULL;
		if (!up)
			problems_add(ps,
			             (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.problem.escalate" });
		return up;
	}
	struct doc *d = doc_copy(v->a, whole->doc);
	doc_set(d, PROBLEM_EVIDENCE, req_input(v->req, "evidence")->text);
	uint32_t n;
	const struct problem_choice *list = documents_of(v, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i].code, document))
			doc_set(d, PROBLEM_PROOF, document);
	return d;
}

struct reply problem_handle_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved = { 0 };
	if (!handle_start(r, &v, &failed))
		return failed;
	bool solve = str_is(req_input(r, "do")->text, "solve");
	problems_init(&ps, v.a, PROBLEMS_MOST);
	const struct doc *d = wish_of(&v, solve, &ps);
	struct problem_handle_page p = { .evidence = req_input(r, "evidence")->text,
		                         .reason = req_input(r, "reason")->text };
	enum lang l = v.page->lang;
	if (!d) {
		p.refused = msg(l, MSG_DESK_STEP_REFUSED);
		return handle_page(&v, 422, &p, &ps);
	}
	struct save save = { .actor = v.actor,
		             .doc = d,
		             .no = v.record->no,
		             .base_version = (uint32_t)req_input(r, "version")->i,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .action = ACT_SUBMIT,
		             .note = solve ? STR_EMPTY : arena_fmt(v.a, "escalate: %.*s", STR_ARG(p.reason)) };
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	enum record_rc rc = !tx                                      ? RECORD_FAILED
	                    : save.base_version != v.record->version ? RECORD_CONFLICT
	                    : solve ? record_step_in(tx, v.a, &save, STR("solve"), &ps, &saved)
	                            : record_save_in(tx, v.a, &save, &ps, &saved);
	if (tx)
		rc = record_tx_end(tx, rc);
	if (rc == RECORD_OK) {
		notices_follow(v.web);
		return desk_redirect(&v, desk_url(&v, NULL));
	}
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(&v, ACT_SUBMIT);
	p.refused = msg(l, rc == RECORD_REFUSED    ? MSG_DESK_STEP_REFUSED
	                   : rc == RECORD_CONFLICT ? MSG_DESK_CHANGED_MEANWHILE
	                                           : MSG_DESK_BUSY);
	return handle_page(&v, rc == RECORD_REFUSED ? 422 : rc == RECORD_CONFLICT ? 409 : 503, &p, &ps);
}
