/* What is done with a record without a form: steps of its workflow, the recycle bin and back. */
#include "desk/desk_tmpl.h"
#include "desk/internal.h"
#include "desk/notice.h"
#include "record/workflow.h"

static struct reply failed_save(struct desk_view *v, enum record_rc rc, const struct problems *ps)
{
	enum lang l = v->page->lang;
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	switch (rc) {
	case RECORD_REFUSED:
		return desk_record_reply(v, 422, msg(l, MSG_DESK_STEP_REFUSED), ps);
	case RECORD_CONFLICT:
		return desk_record_reply(v, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	case RECORD_MISSING:
		return desk_not_found(v);
	default:
		return desk_record_reply(v, 503, msg(l, MSG_DESK_BUSY), NULL);
	}
}

struct reply desk_step(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	str name = req_input(r, "step")->text;
	const struct step *step = workflow_step(v.record->doc, name);
	enum action needed = step ? step->action : ACT_EDIT;
	if (step ? !desk_may(&v, needed) : !workflow_may(v.actor, v.kind, name, &v.owners, &needed))
		return desk_refuse(&v, needed);
	struct url page = step ? desk_step_page(&v, step->name) : (struct url){ STR_EMPTY };
	if (page.s.n)
		return desk_redirect(&v, page);
	struct problems ps;
	problems_init(&ps, v.a, 200);
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	if (!tx)
		return failed_save(&v, RECORD_FAILED, NULL);
	struct saved saved;
	struct save save = { .actor = v.actor,
		             .no = v.record->no,
		             .base_version = (uint32_t)req_input(r, "version")->i,
		             .origin = ORIGIN_FORM,
		             .note = req_input(r, "reason")->text };
	enum record_rc rc = save.base_version == v.record->version ? record_step_in(tx, v.a, &save, name, &ps, &saved)
	                                                           : RECORD_CONFLICT;
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		rc = record_tx_commit(tx);
	else
		record_tx_rollback(tx);
	if (rc == RECORD_FORBIDDEN && desk_reopen(&v))
		return desk_refuse(&v, step ? step->action : ACT_EDIT);
	if (rc != RECORD_OK)
		return failed_save(&v, rc, &ps);
	notices_follow(v.web);
	return desk_redirect(&v, desk_url(&v, NULL));
}

static struct reply bin_move(struct req *r, bool delete)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_DELETE))
		return desk_refuse(&v, ACT_DELETE);
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	if (!tx)
		return failed_save(&v, RECORD_FAILED, NULL);
	enum record_rc rc =
	    delete ? record_delete(tx, v.a, v.actor, ORIGIN_FORM, v.record->no, req_input(r, "reason")->text)
	           : record_restore(tx, v.a, v.actor, ORIGIN_FORM, v.record->no, STR_EMPTY);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		rc = record_tx_commit(tx);
	else
		record_tx_rollback(tx);
	if (rc == RECORD_FORBIDDEN && desk_reopen(&v))
		return desk_refuse(&v, ACT_DELETE);
	return rc == RECORD_OK ? desk_redirect(&v, desk_url(&v, NULL)) : failed_save(&v, rc, NULL);
}

struct reply desk_delete(struct req *r)
{
	return bin_move(r, true);
}

struct reply desk_restore(struct req *r)
{
	return bin_move(r, false);
}
