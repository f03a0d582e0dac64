/* Lists: the records of a kind that one may see, and the recycle bin. */
#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "desk/filter.h"
#include "record/codelist.h"
#include "record/merge.h"

enum { PER_PAGE = 25, BIN_PER_KIND = 10 };

struct desk_row desk_row_of(struct desk_view *v, const struct record *r)
{
	enum lang l = v->page->lang;
	const struct field *where = narrow_state(r->kind);
	str state = where ? doc_str(r->doc, (uint32_t)(where - r->kind->fields)) : workflow_state(r->doc);
	if (state.n && where && where->codes)
		state = codelist_name(where->codes, state, (int)l);
	const struct desk_room *room = desk_room_of(v->web, r->kind);
	if (room && room->standing)
		state = room->standing(v, r);
	if (r->state == STATE_DRAFT)
		state = msg(l, MSG_DESK_DRAFT);
	return (struct desk_row){ .title = desk_record_title(v, r),
		                  .state = state,
		                  .changed = i18n_date(v->a, l, date_of_instant(r->updated), DATE_SHORT),
		                  .href = url_path(v->page, "/desk/{}/{}", str_of(r->kind->name),
		                                   arena_str(v->a, (str){ r->id, ULID_LEN })),
		                  .version = r->version,
		                  .id = (str){ r->id, ULID_LEN } };
}

static void add_rows(struct desk_view *v, struct desk_list_page *p, const int64_t *nos, uint32_t n)
{
	struct desk_row *rows = arena_array(v->a, struct desk_row, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, nos[i]);
		if (r)
			rows[p->n++] = desk_row_of(v, r);
	}
	p->rows = rows;
}

/* ---- tabs ---- */

static const struct {
	const char *name;
	enum list_what what;
	enum msg label;
} tabs[] = { { "mine", LIST_CURRENT, MSG_DESK_MINE },
	     { "drafts", LIST_DRAFTS, MSG_DESK_DRAFTS },
	     { "all", LIST_OPEN, MSG_DESK_ALL } };

static enum list_what what_of(str show)
{
	for (size_t i = 0; i < SEL_COUNT(tabs); i++)
		if (str_is(show, tabs[i].name))
			return tabs[i].what;
	return LIST_CURRENT;
}

static int64_t count(struct desk_view *v, enum list_what what, const struct narrowing *narrow)
{
	struct listing l = { .kind = v->kind, .viewer = v->actor, .what = what, .narrow = narrow };
	int64_t *nos, total = 0;
	uint32_t n;
	return record_list(v->web->store, v->db, v->a, &l, &nos, &n, &total) ? total : 0;
}

/* A tab of what is always there: with the conditions that were typed, not with those of a kept filter. */
static struct url tab_url(struct desk_view *v, const struct desk_filter *f, size_t i)
{
	str show = i ? str_of(tabs[i].name) : STR_EMPTY;
	if (!f->saved)
		return url_with(v->page, "show", show);
	return i ? url_path(v->page, "/desk/{}?show={}", str_of(v->kind->name), show)
	         : url_path(v->page, "/desk/{}", str_of(v->kind->name));
}

/* SHOWN are in the list of the page, which is one of the tabs when nothing narrows it. */
static void add_tabs(struct desk_view *v, struct desk_list_page *p, const struct desk_filter *f, enum list_what what,
                     int64_t shown)
{
	struct desk_tab *list = arena_array(v->a, struct desk_tab, SEL_COUNT(tabs) + f->nkept);
	int64_t total[4] = { 0 };
	for (size_t i = 0; i < SEL_COUNT(tabs); i++)
		total[tabs[i].what] = f->empty && tabs[i].what == what ? shown : count(v, tabs[i].what, NULL);
	/* of a public kind there is more than one's own; but nobody needs the same list twice */
	bool open = (v->kind->visibility & PUBLIC) && total[LIST_OPEN] > total[LIST_CURRENT];
	for (size_t i = 0; i < SEL_COUNT(tabs); i++)
		if (tabs[i].what != LIST_OPEN || open)
			list[p->ntabs++] = (struct desk_tab){ msg(v->page->lang, tabs[i].label), tab_url(v, f, i),
				                              !f->saved && what == tabs[i].what, total[tabs[i].what] };
	for (uint32_t i = 0; i < f->nkept; i++) {
		const struct record *kept = f->kept[i];
		struct desk_filter own;
		saved_read(v, kept, &own);
		bool on = f->saved && f->saved->no == kept->no;
		list[p->ntabs++] = (struct desk_tab){
			desk_record_title(v, kept),
			url_path(v->page, "/desk/{}?filter={}", str_of(v->kind->name),
			         arena_str(v->a, (str){ kept->id, ULID_LEN })),
			on, on ? shown : count(v, what_of(own.value[FILTER_SHOW]), own.empty ? NULL : &own.what)
		};
	}
	p->tabs = list;
}

/* ---- the filter's own form ---- */

static void add_states(struct desk_view *v, struct desk_list_page *p, const struct desk_filter *f)
{
	const struct field *state = narrow_state(v->kind);
	const struct codelist *codes = state && state->codes ? codelist_find(state->codes) : NULL;
	enum lang l = v->page->lang;
	if (!codes)
		return;
	struct choice *list = arena_array(v->a, struct choice, codes->n + 1);
	list[p->nstates++] = (struct choice){ STR_EMPTY, msg(l, MSG_DESK_FILTER_ANY), -1, !f->what.state.n };
	for (uint32_t i = 0; i < codes->n; i++) {
		str code = str_of(codes->codes[i].code);
		list[p->nstates++] =
		    (struct choice){ code, codelist_name(state->codes, code, (int)l), -1, str_eq(code, f->what.state) };
	}
	p->states = list;
	p->state_label = desk_field_label(l, v->kind, state);
}

static void add_keeping(struct desk_view *v, struct desk_list_page *p, const struct desk_filter *f)
{
	str kind = str_of(v->kind->name);
	bool keeps =
	    store_kind(v->web->store, saved_filter_kind.number) && may(v->actor, ACT_CREATE, &saved_filter_kind, NULL);
	p->may_share = saved_may_share(v);
	p->change = url_path(v->page, "/desk/{}/filter-change", kind);
	if (keeps && !f->empty && !f->saved)
		p->keep = url_path(v->page, "/desk/{}/filter", kind);
	if (!f->saved)
		return;
	p->id = arena_str(v->a, (str){ f->saved->id, ULID_LEN });
	p->name = desk_record_title(v, f->saved);
	p->shared = doc_bool(f->saved->doc, SAVED_SHARED, false);
	p->may_change = saved_may_change(v, f->saved);
}

struct reply desk_list(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct desk_filter *f;
	if (!desk_start(r, &v, &failed))
		return failed;
	f = arena_make(v.a, struct desk_filter);
	if (!filter_read(&v, f))
		return desk_not_found(&v);
	enum lang l = v.page->lang;
	struct desk_list_page *p = arena_make(v.a, struct desk_list_page);
	enum list_what what = what_of(f->value[FILTER_SHOW]);
	const struct narrowing *narrow = f->empty ? NULL : &f->what;
	int64_t *nos, total = count(&v, what, narrow);
	uint32_t n;
	p->filter = f;
	p->pick = url_to(v.page, "/desk/pick/", 0, NULL).s;
	p->pager = pager_of(v.page, total, PER_PAGE);
	struct listing list = { .kind = v.kind,
		                .viewer = v.actor,
		                .what = what,
		                .skip = (p->pager.page - 1) * PER_PAGE,
		                .max = PER_PAGE,
		                .narrow = narrow };
	if (record_list(v.web->store, v.db, v.a, &list, &nos, &n, &total))
		add_rows(&v, p, nos, n);
	add_tabs(&v, p, f, what, total);
	add_states(&v, p, f);
	add_keeping(&v, p, f);
	if (may(v.actor, ACT_CREATE, v.kind, NULL) && !(v.room && v.room->no_form)) {
		p->new = url_path(v.page, "/desk/{}/new", str_of(v.kind->name));
		p->new_label = msg_fmt(v.a, l, MSG_DESK_NEW, desk_kind_one(l, v.kind));
	}
	desk_title(&v, desk_kind_name(l, v.kind));
	tmpl_desk_list(v.page, p);
	return page_reply(r, v.page);
}

/* ---- recycle bin ---- */

/* The newest version is the one that deleted it. */
static void add_ends(struct desk_view *v, struct desk_list_page *p, const int64_t *nos, uint32_t n)
{
	struct desk_row *rows = arena_array(v->a, struct desk_row, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct merge_move *links;
		uint32_t nlinks;
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, nos[i]);
		if (!r)
			continue;
		struct desk_row *row = &rows[p->n++];
		*row = desk_row_of(v, r);
		row->who = desk_actor_name(v, r->actor);
		row->why = desk_note_text(v, r->kind, r->note);
		if (record_referrers(v->web->store, v->db, v->a, r->no, &links, &nlinks))
			row->referrers = nlinks;
	}
	p->rows = rows;
}

struct reply desk_bin(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	VEC(struct desk_bin_kind) kinds = { 0 };
	const struct kind *only = store_kind_named(v.web->store, req_input(r, "kind")->text);
	for (int i = 1; i < 256; i++) {
		const struct kind *k = store_kind(v.web->store, i);
		if (!k || (only && only != k) || !may(v.actor, ACT_DELETE, k, NULL))
			continue;
		int64_t *nos;
		uint32_t n;
		struct desk_bin_kind bin = { .kind = k->name, .name = desk_kind_name(v.page->lang, k) };
		struct listing l = { .kind = k, .viewer = v.actor, .what = LIST_DELETED, .max = BIN_PER_KIND };
		if (only) {
			int64_t all = record_list(v.web->store, v.db, v.a, &l, &nos, &n, &bin.total) ? bin.total : 0;
			bin.pager = pager_of(v.page, all, PER_PAGE);
			l.skip = (bin.pager.page - 1) * PER_PAGE;
			l.max = PER_PAGE;
		}
		struct desk_list_page p = { .n = 0 };
		if (!record_list(v.web->store, v.db, v.a, &l, &nos, &n, &bin.total) || !n)
			continue;
		add_ends(&v, &p, nos, n);
		bin.rows = p.rows;
		bin.n = p.n;
		if (!only && bin.total > n)
			bin.all = url_path(v.page, "/desk/bin?kind={}", str_of(k->name));
		*vec_push(v.a, &kinds) = bin;
	}
	desk_title(&v, msg(v.page->lang, MSG_DESK_BIN));
	tmpl_desk_bin(v.page, kinds.p, kinds.n);
	return page_reply(r, v.page);
}
