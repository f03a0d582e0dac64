/* Lists: the records of a kind that one may see, and the recycle bin. */
#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "desk/internal.h"
#include "record/codelist.h"
#include "record/merge.h"

enum { PER_PAGE = 25, SEARCHED = 500, BIN_PER_KIND = 200 };

static struct desk_row row_of(struct desk_view *v, const struct record *r)
{
	enum lang l = v->page->lang;
	str state = workflow_state(r->doc);
	if (state.n)
		state = codelist_name(r->kind->fields[r->kind->workflow->field].codes, state, (int)l);
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

/* Numbers of the records that hold the words of TEXT and that the actor may see. */
static bool search(struct desk_view *v, str text, int64_t **nos, uint32_t *n, bool *cut)
{
	struct search_hit *hits;
	uint32_t found;
	struct search what = { v->kind, text, EVERYTHING, SEARCHED };
	if (!record_search(v->web->store, v->db, v->a, &what, &hits, &found, cut))
		return false;
	*nos = arena_array(v->a, int64_t, found + 1);
	*n = 0;
	for (uint32_t i = 0; i < found; i++) {
		ARENA_SCOPE arena *scratch = arena_new(0);
		if (record_load(v->web->store, v->db, scratch, v->actor, hits[i].no))
			(*nos)[(*n)++] = hits[i].no;
	}
	return true;
}

static void add_rows(struct desk_view *v, struct desk_list_page *p, const int64_t *nos, uint32_t n)
{
	struct desk_row *rows = arena_array(v->a, struct desk_row, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, nos[i]);
		if (r)
			rows[p->n++] = row_of(v, r);
	}
	p->rows = rows;
}

static const struct {
	const char *name;
	enum list_what what;
	enum msg label;
} tabs[] = { { "mine", LIST_CURRENT, MSG_DESK_MINE },
	     { "drafts", LIST_DRAFTS, MSG_DESK_DRAFTS },
	     { "all", LIST_OPEN, MSG_DESK_ALL } };

static enum list_what add_tabs(struct desk_view *v, struct desk_list_page *p, str show, int64_t total[3])
{
	struct desk_tab *list = arena_array(v->a, struct desk_tab, SEL_COUNT(tabs));
	enum list_what what = LIST_CURRENT;
	for (size_t i = 0; i < SEL_COUNT(tabs); i++) {
		struct listing l = { .kind = v->kind, .viewer = v->actor, .what = tabs[i].what };
		int64_t *nos;
		uint32_t n;
		if (!record_list(v->web->store, v->db, v->a, &l, &nos, &n, &total[tabs[i].what]))
			total[tabs[i].what] = 0;
		if (str_is(show, tabs[i].name))
			what = tabs[i].what;
	}
	/* of a public kind there is more than one's own; but nobody needs the same list twice */
	bool open = (v->kind->visibility & PUBLIC) && total[LIST_OPEN] > total[LIST_CURRENT];
	for (size_t i = 0; i < SEL_COUNT(tabs); i++)
		if (tabs[i].what != LIST_OPEN || open)
			list[p->ntabs++] =
			    (struct desk_tab){ msg(v->page->lang, tabs[i].label),
				               url_with(v->page, "show", i ? str_of(tabs[i].name) : STR_EMPTY),
				               what == tabs[i].what, total[tabs[i].what] };
	p->tabs = list;
	return what;
}

struct reply desk_list(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct desk_list_page *p = arena_make(v.a, struct desk_list_page);
	int64_t total[4] = { 0 }, *nos;
	uint32_t n = 0;
	p->text = req_input(r, "q")->text;
	enum list_what what = add_tabs(&v, p, req_input(r, "show")->text, total);
	bool ok;
	if (p->text.n) {
		ok = search(&v, p->text, &nos, &n, &p->cut);
		p->pager = pager_of(v.page, n, PER_PAGE);
		uint32_t from = (uint32_t)((p->pager.page - 1) * PER_PAGE);
		nos += from;
		n = n - from < PER_PAGE ? n - from : PER_PAGE;
	} else {
		p->pager = pager_of(v.page, total[what], PER_PAGE);
		struct listing list = { v.kind, v.actor, what, (p->pager.page - 1) * PER_PAGE, PER_PAGE };
		ok = record_list(v.web->store, v.db, v.a, &list, &nos, &n, &total[what]);
	}
	if (ok)
		add_rows(&v, p, nos, n);
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
		*row = row_of(v, r);
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
	for (int i = 1; i < 256; i++) {
		const struct kind *k = store_kind(v.web->store, i);
		if (!k || !may(v.actor, ACT_DELETE, k, NULL))
			continue;
		int64_t *nos, total;
		uint32_t n;
		struct listing l = { .kind = k, .viewer = v.actor, .what = LIST_DELETED, .max = BIN_PER_KIND };
		struct desk_list_page p = { .n = 0 };
		if (!record_list(v.web->store, v.db, v.a, &l, &nos, &n, &total) || !n)
			continue;
		add_ends(&v, &p, nos, n);
		*vec_push(v.a, &kinds) =
		    (struct desk_bin_kind){ k->name, desk_kind_name(v.page->lang, k), p.rows, p.n };
	}
	desk_title(&v, msg(v.page->lang, MSG_DESK_BIN));
	tmpl_desk_bin(v.page, kinds.p, kinds.n);
	return page_reply(r, v.page);
}
