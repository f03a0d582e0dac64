/* The record page: what it says by topic, what state it is in and what can be done with it. */
#include "base/vec.h"
#include "desk/comment.h"
#include "desk/desk_tmpl.h"
#include "desk/edit.h"
#include "record/codelist.h"
#include "record/merge.h"

enum { STEPS = 16, LINKS = 24, REFERRERS = 20, PANEL_MAX = 1 << 20 };

/* What the noun's room writes, caught so that the template can put it in its place. */
static struct html_safe panel_of(struct desk_view *v)
{
	struct buf *page = v->page->out;
	struct buf *own = arena_make(v->a, struct buf);
	buf_init(own, v->a, PANEL_MAX);
	v->page->out = own;
	if (v->room && v->room->panel)
		v->room->panel(v);
	for (const struct desk_room *const *r = v->web->rooms; r && *r; r++)
		if (!(*r)->kind && (*r)->panel)
			(*r)->panel(v);
	v->page->out = page;
	return html_trusted(buf_failed(own) ? STR_EMPTY : buf_str(own));
}

struct url desk_step_page(struct desk_view *v, const char *step)
{
	return v->room && v->room->step_page ? v->room->step_page(v, step) : (struct url){ STR_EMPTY };
}

static void add_steps(struct desk_view *v, struct desk_record_page *p)
{
	const struct step *open[STEPS];
	const struct workflow *w = v->kind->workflow;
	enum lang l = v->page->lang;
	if (!w || v->record->deleted)
		return;
	str state = workflow_state(v->record->doc);
	const char *codes = v->kind->fields[w->field].codes;
	p->state = codes ? codelist_name(codes, state, (int)l) : state;
	p->nsteps = workflow_open(v->actor, v->record->doc, &v->owners, open, STEPS);
	struct desk_step_button *steps = arena_array(v->a, struct desk_step_button, STEPS);
	for (size_t i = 0; i < p->nsteps; i++)
		steps[i] = (struct desk_step_button){
			open[i]->name, msg_label(l, "step", v->kind->name, open[i]->name, str_of(open[i]->name)),
			(open[i]->flags & STEP_REASON) != 0, desk_step_page(v, open[i]->name)
		};
	p->steps = steps;
	if (v->room && v->room->steps_last)
		p->steps_label = msg_or(l, arena_fmt(v->a, "steps.%s", v->kind->name).p, STR_EMPTY);
}

static void add_links(struct desk_view *v, struct desk_record_page *p)
{
	struct desk_link *links = arena_array(v->a, struct desk_link, LINKS);
	enum lang l = v->page->lang;
	size_t n = 0;
	if (p->may_edit)
		links[n++] = (struct desk_link){ msg(l, MSG_DESK_EDIT), desk_url(v, "edit"), "file-text" };
	links[n++] = (struct desk_link){ msg(l, MSG_DESK_HISTORY), desk_url(v, "history"), "history" };
	if (v->room && v->room->public_page) {
		struct url public = v->room->public_page(v);
		if (public.s.n)
			links[n++] = (struct desk_link){ msg(l, MSG_DESK_PUBLIC), public, "globe" };
	}
	if (desk_may_merge(v))
		links[n++] = (struct desk_link){ msg(l, MSG_DESK_MERGE), desk_url(v, "merge"), "copy" };
	if (v->room && v->room->links)
		n += v->room->links(v, links + n, (uint32_t)(LINKS - n));
	p->links = links;
	p->nlinks = n;
}

static void add_parts(struct desk_view *v, struct desk_record_page *p)
{
	const struct section *sections;
	uint32_t n = desk_sections(v->kind, &sections);
	struct desk_part *parts = arena_array(v->a, struct desk_part, n);
	for (uint32_t i = 0; i < n; i++) {
		struct desk_part *part = &parts[p->nparts];
		*part = (struct desk_part){ desk_section_name(v->page->lang, v->kind, &sections[i]),
			                    desk_facts_of(v, v->record->doc, sections[i].fields),
			                    { STR_EMPTY } };
		if (p->may_edit)
			part->edit = desk_edit_url(v, sections[i].name);
		if (part->facts.n || p->may_edit)
			p->nparts++;
	}
	p->parts = parts;
}

/* Who would be left with a link into the recycle bin. */
static void add_referrers(struct desk_view *v, struct desk_record_page *p)
{
	struct merge_move *moves;
	uint32_t n;
	if (!p->may_delete || !record_referrers(v->web->store, v->db, v->a, v->record->no, &moves, &n))
		return;
	struct desk_link *list = arena_array(v->a, struct desk_link, REFERRERS);
	for (uint32_t i = 0; i < n; i++) {
		if (i && moves[i].no == moves[i - 1].no)
			continue;
		const struct record *r =
		    p->nreferrers < REFERRERS ? record_load(v->web->store, v->db, v->a, v->actor, moves[i].no) : NULL;
		if (r && !r->deleted)
			list[p->nreferrers++] =
			    (struct desk_link){ desk_record_title(v, r),
				                url_path(v->page, "/desk/{}/{}", str_of(r->kind->name), str_of(r->id)),
				                NULL };
		else if (p->nreferrers == REFERRERS)
			p->more_referrers++;
	}
	p->referrers = list;
}

static void add_lock(struct desk_view *v, struct desk_record_page *p)
{
	p->note = msg(v->page->lang, MSG_DESK_LOCKED);
	if (v->room && v->room->instead)
		p->instead = v->room->instead(v);
}

struct reply desk_record_reply(struct desk_view *v, int status, str refused, const struct problems *ps)
{
	struct desk_record_page *p = arena_make(v->a, struct desk_record_page);
	const struct record *r = v->record;
	enum lang l = v->page->lang;
	v->page->status = status;
	p->refused = refused;
	p->problems = desk_named(v, ps);
	p->version = r->version;
	p->deleted = r->deleted;
	p->draft = r->state == STATE_DRAFT ? "draft" : NULL;
	p->changed = i18n_instant(v->a, l, r->updated);
	p->by = desk_actor_name(v, r->actor);
	bool editable = desk_may(v, ACT_EDIT) && !r->deleted && !(v->room && v->room->no_form);
	p->may_edit = editable && !v->locked;
	p->may_delete = desk_may(v, ACT_DELETE) && !v->locked;
	if (editable && v->locked)
		add_lock(v, p);
	else if (!editable && !r->deleted && !(v->room && v->room->no_form))
		p->note = msg_fmt(v->a, l, MSG_DESK_MAY, msg(l, MSG_ACTION_EDIT), desk_kind_one(l, v->kind),
		                  desk_roles(v, may_roles(ACT_EDIT, v->kind->name)));
	p->step = desk_url(v, "step");
	p->remove = desk_url(v, "delete");
	p->restore = desk_url(v, "restore");
	add_steps(v, p);
	add_links(v, p);
	add_parts(v, p);
	if (p->may_edit && v->kind->nsections)
		p->tasks = desk_tasks(v, r->doc, NULL, &p->ntasks);
	p->panel = panel_of(v);
	p->talk = desk_talk_of(v);
	add_referrers(v, p);
	desk_title(v, desk_record_title(v, r));
	tmpl_desk_record(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply desk_record(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	return desk_record_reply(&v, 200, STR_EMPTY, NULL);
}
