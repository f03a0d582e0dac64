/* The page on which an administrator sees what would be handed over, and does it. */
#include "account/internal.h"
#include "account/page.h"
#include "account/people_tmpl.h"
#include "base/log.h"
#include "base/vec.h"
#include "desk/notice.h"
#include "record/codelist.h"

static void list_people(struct req *r, db *d, struct handover_page *p, str leaver)
{
	struct web_person *all;
	uint32_t n;
	const struct web *w = web_of(r);
	VEC(struct option) list = { 0 };
	if (!w->people || !w->people(w, d, r->arena, &all, &n))
		return;
	for (uint32_t i = 0; i < n; i++)
		if (!str_eq(all[i].id, leaver))
			*vec_push(r->arena, &list) = (struct option){ all[i].id, all[i].name };
	p->people = list.p;
	p->npeople = list.n;
}

/* "Formulir yang belum disimpan: Rencana kerja tahunan" and which. */
static struct handover_line line_of(struct req *r, const struct move *m)
{
	static const enum msg what[] = { [MOVE_DRAFT] = MSG_ACCOUNT_MOVE_DRAFT,
		                         [MOVE_NOTICE] = MSG_ACCOUNT_MOVE_NOTICE,
		                         [MOVE_FIELD] = MSG_ACCOUNT_MOVE_FIELD,
		                         [MOVE_GRANT] = MSG_ACCOUNT_MOVE_GRANT };
	enum lang l = req_lang(r);
	arena *a = r->arena;
	if (m->what == MOVE_GRANT)
		return (struct handover_line){ msg(l, what[m->what]), codelist_name("account-role", m->text, (int)l) };
	str title = m->record && m->kind->title ? m->kind->title(m->record->doc, (int)l, a) : STR_EMPTY;
	if (!title.n)
		title = m->record ? arena_str(a, str_of(m->record->id)) : STR("+");
	return (struct handover_line){
		arena_fmt(a, "%.*s: %.*s", STR_ARG(msg(l, what[m->what])), STR_ARG(desk_kind_one(l, m->kind))), title
	};
}

/* "mengubah – Rencana kerja tahunan": what the receiver would have to be allowed. */
static struct handover_line missing_of(struct req *r, const struct move *m)
{
	enum lang l = req_lang(r);
	str name = str_of(action_name(m->needs));
	struct handover_line line = line_of(r, m);
	line.what =
	    arena_fmt(r->arena, "%.*s – %.*s", STR_ARG(msg_or(l, arena_fmt(r->arena, "action.%s", name.p).p, name)),
	              STR_ARG(desk_kind_one(l, m->kind)));
	return line;
}

static void list_moves(struct req *r, const struct handover *h, struct handover_page *p)
{
	struct handover_line *moves = arena_array(r->arena, struct handover_line, h->n);
	struct handover_line *missing = arena_array(r->arena, struct handover_line, h->n);
	for (uint32_t i = 0; i < h->n; i++) {
		moves[p->nmoves++] = line_of(r, &h->moves[i]);
		if (h->moves[i].refused)
			missing[p->nmissing++] = missing_of(r, &h->moves[i]);
	}
	p->moves = moves;
	p->missing = missing;
}

static struct reply show(struct req *r, int status, struct handover *h, str problem)
{
	struct accounts *s = accounts_of(r);
	struct page *pg = account_page(r, MSG_ACCOUNT_HANDOVER);
	struct handover_page p = { .to = h->to, .grants = h->grants, .problem = problem };
	db *d = db_borrow_in(pool_of(s), DB_READ, r->arena);
	const struct record *leaver = d ? account_load(s, d, r->arena, h->from) : NULL;
	if (!leaver)
		return account_go(r, "/desk/people");
	p.name = doc_str(leaver->doc, ACCOUNT_NAME);
	list_people(r, d, &p, h->from);
	if (h->to.n && handover_plan(s, d, r->arena, h) == RECORD_OK)
		list_moves(r, h, &p);
	else
		p.to = STR_EMPTY;
	pg->status = status;
	tmpl_handover(pg, &p);
	return account_reply(r, pg);
}

struct reply handover_get(struct req *r)
{
	struct handover h = { .from = r->params[1],
		              .to = req_input(r, "to")->text,
		              .grants = req_input(r, "grants")->i != 0 };
	return show(r, 200, &h, STR_EMPTY);
}

struct reply handover_post(struct req *r)
{
	struct handover h = { .from = r->params[1], .to = req_form(r, "to"), .grants = req_form(r, "grants").n > 0 };
	struct problems ps;
	problems_init(&ps, r->arena, 20);
	enum record_rc rc = handover_do(accounts_of(r), r->arena, req_actor(r), &h, &ps);
	if (rc == RECORD_OK && web_of(r)->notices && !notices_recount(web_of(r)->notices))
		log_warning("unread notices are counted anew later");
	if (rc == RECORD_OK)
		return account_go(r, arena_fmt(r->arena, "/desk/people/%.*s", STR_ARG(h.from)).p);
	enum lang l = req_lang(r);
	str why = ps.first ? msg_problem(r->arena, l, ps.first)
	                   : msg(l, rc == RECORD_MISSING ? MSG_ACCOUNT_HANDOVER_WHO : MSG_ACCOUNT_TROUBLE_TEXT);
	return show(r, rc == RECORD_FAILED ? 503 : 400, &h, why);
}
