/* The desk's page of doubtful locations, and decisions about them. */
#include "activity/activity.h"
#include "activity/doubt_page.h"
#include "activity/doubt_tmpl.h"
#include "base/vec.h"
#include "place/place.h"

enum { PER_PAGE = 20 };

static route_handler doubts_get, doubts_post;

/* What is shown: which tab, whose. */
#define SHOWN                                                                                                          \
	{ "show", INPUT_CODE, INPUT_LENIENT, 20 },                                                                     \
	{                                                                                                              \
		"partner", INPUT_TEXT, INPUT_LENIENT, 300                                                              \
	}

const struct route doubt_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/locations",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ SHOWN, { "followed", INPUT_INT, INPUT_LENIENT, 0 }, { 0 } },
	  .handler = doubts_get,
	  .summary = "Locations of programmes whose place is not sure" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/locations",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ SHOWN,
	                                    { "id", INPUT_CODE, INPUT_REQUIRED, 26 },
	                                    { "row", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { "key", INPUT_CODE, INPUT_REQUIRED, 16 },
	                                    { "choice", INPUT_CODE, 0, 20 },
	                                    { "place", INPUT_TEXT, 0, 300 },
	                                    { "why", INPUT_TEXT, 0, 500 },
	                                    { "every", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { 0 } },
	  .handler = doubts_post,
	  .summary = "Decide about the place of a location" },
	{ .pattern = NULL },
};

static const struct {
	const char *name;
	enum msg label;
} shows[DOUBT_SHOWS] = { [DOUBT_UNSURE] = { "unsure", MSG_DOUBT_UNSURE },
	                 [DOUBT_UNKNOWN] = { "unknown", MSG_DOUBT_UNKNOWN },
	                 [DOUBT_DECIDED] = { "decided", MSG_DOUBT_DECIDED_TAB } };

static enum doubt_show show_of(str name)
{
	for (int i = 0; i < DOUBT_SHOWS; i++)
		if (str_is(name, shows[i].name))
			return (enum doubt_show)i;
	return DOUBT_UNSURE;
}

/* "Name (identifier)" or the identifier. */
static str partner_ref(str typed)
{
	ptrdiff_t open = str_find_char(typed, '(', 0);
	while (open >= 0 && str_find_char(typed, '(', (size_t)open + 1) >= 0)
		open = str_find_char(typed, '(', (size_t)open + 1);
	return open >= 0 && str_ends(typed, STR(")")) ? str_sub(typed, (size_t)open + 1, typed.n - (size_t)open - 2)
	                                              : typed;
}

static str how(struct desk_view *v, const struct doubt *x)
{
	enum lang l = v->page->lang;
	if (!x->method.n)
		return msg(l, MSG_DOUBT_BY_NOTHING);
	str key = arena_fmt(v->a, "doubt.by.%.*s", STR_ARG(x->method));
	return msg_fmt(v->a, l, MSG_DOUBT_HOW, msg_or(l, key.p, x->method), i18n_int(v->a, l, x->confidence));
}

static struct doubt_row row_of(struct desk_view *v, const struct doubt *x)
{
	struct doubt_row out = { .id = arena_str(v->a, (str){ x->record->id, ULID_LEN }),
		                 .key = x->key,
		                 .row = arena_fmt(v->a, "%u", x->row),
		                 .words = x->words.n ? x->words : msg(v->page->lang, MSG_DOUBT_SILENT),
		                 .how = how(v, x),
		                 .nchoices = x->nchoices };
	for (uint32_t i = 0; i < x->nchoices; i++)
		out.choices[i] = (struct doubt_choice){ x->choices[i]->code, desk_place(v, x->choices[i]), i == 0 };
	if (str_is(x->method, "decision"))
		out.decided = x->nchoices ? desk_place(v, x->choices[0]) : msg(v->page->lang, MSG_DOUBT_OUTSIDE);
	return out;
}

static str partner_name(struct desk_view *v, const struct doc *d)
{
	str name = doc_text(d, ACTIVITY_REPORTING_NAME, v->page->lang ? STR("en") : STR("id"),
	                    v->page->lang ? STR("id") : STR("en"), NULL);
	return arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(doc_str(d, ACTIVITY_REPORTING_REF)));
}

static void add_groups(struct desk_view *v, struct doubt_page *p, const struct doubt *list, uint32_t n)
{
	struct doubt_group *groups = arena_array(v->a, struct doubt_group, n + 1);
	struct doubt_row *rows = arena_array(v->a, struct doubt_row, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = list[i].record;
		rows[i] = row_of(v, &list[i]);
		if (i && list[i - 1].record->no == r->no) {
			groups[p->n - 1].n++;
			continue;
		}
		groups[p->n++] =
		    (struct doubt_group){ desk_record_title(v, r), partner_name(v, r->doc),
			                  url_path(v->page, "/desk/activity/{}", rows[i].id), &rows[i], 1 };
	}
	p->groups = groups;
}

static struct reply page(struct desk_view *v, int status, str refused)
{
	struct doubt_page *p = arena_make(v->a, struct doubt_page);
	enum lang l = v->page->lang;
	str typed = req_input(v->req, "partner")->text;
	str partner = typed.n ? partner_ref(typed) : STR_EMPTY;
	enum doubt_show show = show_of(req_input(v->req, "show")->text);
	p->show = str_of(shows[show].name);
	p->partner = typed.n ? typed : STR_EMPTY;
	p->refused = refused;
	p->followed = -1;
	p->picks = url_to(v->page, "/desk/pick/", 0, NULL).s;
	p->may = may(v->actor, ACT_EDIT, &place_match_kind, NULL);
	p->action = url_bare(v->page);
	for (int i = 0; i < DOUBT_SHOWS; i++)
		p->tabs[i] = (struct doubt_tab){ msg(l, shows[i].label),
			                         url_path(v->page, "/desk/locations?show={}&partner={}",
			                                  str_of(shows[i].name), p->partner),
			                         i == (int)show, doubts_count(v->db, (enum doubt_show)i, partner) };
	p->pager = pager_of(v->page, p->tabs[show].count, PER_PAGE);
	struct doubt *list;
	uint32_t n;
	if (doubts_list(v->web->store, v->db, v->a, show, partner, (p->pager.page - 1) * PER_PAGE, PER_PAGE, &list, &n))
		add_groups(v, p, list, n);
	if (v->req->route->method == HTTP_GET && req_input(v->req, "followed")->given)
		p->followed = req_input(v->req, "followed")->i;
	v->page->status = status;
	desk_title(v, msg(l, MSG_DOUBT_TITLE));
	tmpl_doubt(v->page, p);
	return page_reply(v->req, v->page);
}

static bool refused(struct desk_view *v, enum action action, struct reply *failed)
{
	if (may(v->actor, action, &place_match_kind, NULL))
		return false;
	v->kind = &place_match_kind;
	*failed = desk_refuse(v, action);
	return true;
}

static struct reply doubts_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed) || refused(&v, ACT_VIEW, &failed))
		return failed;
	return page(&v, 200, STR_EMPTY);
}

/* The place that was chosen; false when none was. */
static bool chosen(struct desk_view *v, const struct doubt *x, str *code)
{
	str choice = req_input(v->req, "choice")->text;
	*code = STR_EMPTY;
	if (str_is(choice, "outside"))
		return true;
	if (str_is(choice, "other"))
		*code = desk_place_meant(v, req_input(v->req, "place")->text);
	for (uint32_t i = 0; i < x->nchoices; i++)
		if (str_eq(choice, x->choices[i]->code))
			*code = choice;
	return code->n > 0;
}

static struct reply doubts_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct doubt x;
	struct problems ps;
	uint32_t followed;
	if (!desk_start(r, &v, &failed) || refused(&v, ACT_EDIT, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct record *record =
	    record_load_id(v.web->store, v.db, v.a, &actor_system, &activity_kind, req_input(r, "id")->text);
	if (!record || record->deleted)
		return desk_not_found(&v);
	if (!doubt_of(store_app(v.web->store), v.a, record, (uint32_t)req_input(r, "row")->i, &x) ||
	    !str_eq(x.key, req_input(r, "key")->text))
		return page(&v, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE));
	struct decision what = {
		.actor = v.actor, .doubt = &x, .why = req_input(r, "why")->text, .every = req_input(r, "every")->i != 0
	};
	if (!chosen(&v, &x, &what.place))
		return page(&v, 422, msg(l, MSG_DOUBT_CHOOSE));
	const struct place *p = what.place.n ? place_by_code(v.web->places, what.place) : NULL;
	what.note = msg_fmt(v.a, l, MSG_DOUBT_NOTE, x.words, p ? desk_place(&v, p) : msg(l, MSG_DOUBT_OUTSIDE));
	problems_init(&ps, v.a, 20);
	desk_release(&v);
	enum record_rc rc = doubt_decide(v.web->store, v.a, &what, &ps, &followed);
	if (rc == RECORD_OK)
		return desk_redirect(&v, url_path(v.page, "/desk/locations?show={}&partner={}&followed={}",
		                                  str_of(shows[show_of(req_input(r, "show")->text)].name),
		                                  req_input(r, "partner")->text, arena_fmt(v.a, "%u", followed)));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	return page(&v, rc == RECORD_FORBIDDEN ? 403 : 503, msg(l, MSG_DESK_BUSY));
}
