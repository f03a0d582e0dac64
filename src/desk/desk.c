/* What all pages of the desk begin and end with, and its home page. */
#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "desk/edit.h"
#include "desk/filter.h"
#include "html/html_tmpl.h"
#include "html/refusal.h"

enum { PATH_MAX = 2000, FORM_BYTES = 4 << 20 };

static const struct input section_inputs[] = { { "section", INPUT_CODE, INPUT_LENIENT, 60 }, { 0 } };

const struct route desk_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_home,
	  .summary = "What one may work on" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/bin",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "kind", INPUT_CODE, INPUT_LENIENT, 40 }, { 0 } },
	  .handler = desk_bin,
	  .summary = "The recycle bin" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/waiting/{kind}",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "what", INPUT_CODE, INPUT_LENIENT, 40 }, { 0 } },
	  .handler = desk_waiting_list,
	  .summary = "Records of a kind that wait for one" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ FILTER_INPUTS, { "filter", INPUT_CODE, INPUT_LENIENT, 26 }, { 0 } },
	  .handler = desk_list,
	  .summary = "Records of a kind" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/filter",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ FILTER_INPUTS,
	                                    { "filter", INPUT_CODE, INPUT_LENIENT, 26 },
	                                    { "name", INPUT_TEXT, INPUT_REQUIRED, 60 },
	                                    { "shared", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { 0 } },
	  .handler = desk_filter_save,
	  .summary = "Keep a list under a name" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/filter-change",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "filter", INPUT_CODE, INPUT_REQUIRED, 26 },
	                                    { "name", INPUT_TEXT, 0, 60 },
	                                    { "shared", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { "do", INPUT_CODE, 0, 20 },
	                                    { 0 } },
	  .handler = desk_filter_change,
	  .summary = "Rename or remove a kept list" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/new",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_new,
	  .summary = "The form of a new record" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/new",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_save_new,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Save a new record" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/edit",
	  .permission = PERM_SIGNED_IN,
	  .inputs = section_inputs,
	  .handler = desk_edit,
	  .summary = "The form of a record, or of one topic of it" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/edit",
	  .permission = PERM_SIGNED_IN,
	  .inputs = section_inputs,
	  .handler = desk_save,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Save a record" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/draft",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_draft,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Keep what is typed, or throw it away" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/pick/{kind}",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "q", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { "under", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { 0 } },
	  .handler = desk_pick,
	  .summary = "Find a place or a record for a field" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_record,
	  .summary = "One record with what can be done with it" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/history",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "version", INPUT_INT, INPUT_LENIENT, 0 }, { 0 } },
	  .handler = desk_history,
	  .summary = "Versions of a record, and it as it was" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/step",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "step", INPUT_CODE, INPUT_REQUIRED, 40 },
	                                    { "reason", INPUT_TEXT, 0, 4000 },
	                                    { "version", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { 0 } },
	  .handler = desk_step,
	  .summary = "Take a step of the record's workflow" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/delete",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "reason", INPUT_TEXT, 0, 1000 }, { 0 } },
	  .handler = desk_delete,
	  .summary = "Into the recycle bin" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/restore",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_restore,
	  .summary = "Out of the recycle bin" },
	{ .pattern = NULL },
};

/* ---- for every page ---- */

const struct desk_room *desk_room_of(const struct web *w, const struct kind *k)
{
	for (const struct desk_room *const *r = w->rooms; r && *r; r++)
		if (k && (*r)->kind == k)
			return *r;
	return NULL;
}

static bool refused(struct desk_view *v, struct reply *failed)
{
	*failed = desk_not_found(v);
	return false;
}

static void give_back(void *p)
{
	db **held = p;
	db_return(*held);
	*held = NULL;
}

void desk_release(struct desk_view *v)
{
	if (v->held)
		give_back(v->held);
	v->db = NULL;
}

bool desk_reopen(struct desk_view *v)
{
	if (!v->held) {
		v->held = arena_make(v->a, db *);
		arena_defer(v->a, give_back, v->held);
	}
	if (!*v->held)
		*v->held = db_borrow(store_pool(v->web->store), DB_READ);
	v->db = *v->held;
	return v->db != NULL;
}

bool desk_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	enum lang lang;
	*v = (struct desk_view){ .req = r, .web = web_of(r), .a = r->arena, .actor = req_actor(r) };
	v->page = page_new(r, &v->web->page);
	v->page->noindex = true;
	v->page->section = "/desk";
	if (r->nparams == 0 || !lang_parse(r->params[0], &lang))
		return refused(v, failed);
	if (!desk_reopen(v)) {
		v->page->status = 503;
		tmpl_notice(v->page, msg(lang, MSG_ERROR_503), msg(lang, MSG_DESK_BUSY));
		*failed = page_reply(r, v->page);
		return false;
	}
	if (r->nparams < 2)
		return true;
	v->kind = store_kind_named(v->web->store, r->params[1]);
	if (!v->kind || (!may(v->actor, ACT_VIEW, v->kind, NULL) && !(v->kind->visibility & PUBLIC)))
		return refused(v, failed);
	v->room = desk_room_of(v->web, v->kind);
	if (r->nparams < 3)
		return true;
	v->record = record_load_id(v->web->store, v->db, v->a, v->actor, v->kind, r->params[2]);
	if (!v->record)
		return refused(v, failed);
	/* whose it is follows from the whole document, not from what the actor sees of it */
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	const struct doc *d = whole ? whole->doc : v->record->doc;
	v->owners = owners_of(store_app(v->web->store), v->a, d);
	v->locked = v->kind->locked && v->kind->locked(d);
	return true;
}

bool desk_start_action(struct req *r, struct desk_view *v, const struct kind *kind, enum action action,
                       struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	bool there = v->kind == kind && v->record && !v->record->deleted;
	if (there && desk_may(v, action))
		return true;
	*failed = there ? desk_refuse(v, action) : desk_not_found(v);
	return false;
}

bool desk_start_public(struct req *r, const struct actor *actor, struct desk_view *v, struct reply *failed)
{
	enum lang lang;
	*v = (struct desk_view){ .req = r, .web = web_of(r), .a = r->arena, .actor = actor };
	v->page = page_new(r, &v->web->page);
	if (lang_parse(r->params[0], &lang) && desk_reopen(v))
		return true;
	*failed = desk_not_found(v);
	return false;
}

bool desk_may(const struct desk_view *v, enum action action)
{
	return may(v->actor, action, v->kind, v->record ? &v->owners : NULL);
}

struct reply desk_not_found(struct desk_view *v)
{
	v->page->status = 404;
	v->page->title = msg(v->page->lang, MSG_ERROR_404);
	tmpl_notice(v->page, v->page->title, msg(v->page->lang, MSG_ERROR_NOT_FOUND));
	return page_reply(v->req, v->page);
}

str desk_roles(struct desk_view *v, uint32_t roles)
{
	struct buf b;
	buf_init(&b, v->a, PATH_MAX);
	for (enum role r = ROLE_ADMIN; r < ROLE_COUNT; r++) {
		if (!(roles & (1u << r)))
			continue;
		if (b.n)
			buf_cstr(&b, ", ");
		str name = str_of(role_name(r));
		buf_str_add(&b, msg_or(v->page->lang, arena_fmt(v->a, "role.%s", name.p).p, name));
	}
	return b.n ? buf_str(&b) : msg(v->page->lang, MSG_DESK_NOBODY);
}

struct reply desk_refuse(struct desk_view *v, enum action action)
{
	enum lang l = v->page->lang;
	const struct refusal r = refusal_of(v->a, l, v->actor, action, v->kind->name);
	desk_title(v, msg(l, MSG_ERROR_403));
	refusal_page(v->page, &r);
	return page_reply(v->req, v->page);
}

/* ---- names ---- */

str desk_kind_name(enum lang lang, const struct kind *k)
{
	ARENA_SCOPE arena *a = arena_new(0);
	return msg_or(lang, arena_fmt(a, "kind.%s", k->name).p, str_of(k->name));
}

str desk_kind_one(enum lang lang, const struct kind *k)
{
	ARENA_SCOPE arena *a = arena_new(0);
	return msg_or(lang, arena_fmt(a, "kind.one.%s", k->name).p, desk_kind_name(lang, k));
}

str desk_field_label(enum lang lang, const struct kind *k, const struct field *f)
{
	return msg_label(lang, "field", k->name, f->name, str_of(f->name));
}

str desk_record_title(struct desk_view *v, const struct record *r)
{
	str title = r->kind->title ? r->kind->title(r->doc, (int)v->page->lang, v->a) : STR_EMPTY;
	return title.n ? title : arena_fmt(v->a, "%.*s %s", STR_ARG(desk_kind_one(v->page->lang, r->kind)), r->id);
}

str desk_actor_name(struct desk_view *v, str actor)
{
	enum lang l = v->page->lang;
	if (str_eq(actor, actor_system.id))
		return msg(l, MSG_DESK_SYSTEM);
	str name = v->web->person ? v->web->person(v->web, v->db, v->a, actor) : STR_EMPTY;
	return name.n ? name : actor;
}

struct url desk_url(const struct desk_view *v, const char *word)
{
	str kind = str_of(v->kind->name);
	if (!v->record)
		return url_path(v->page, "/desk/{}", kind);
	str id = { v->record->id, ULID_LEN };
	return word ? url_path(v->page, "/desk/{}/{}/{}", kind, id, str_of(word))
	            : url_path(v->page, "/desk/{}/{}", kind, id);
}

struct url desk_edit_url(const struct desk_view *v, const char *section)
{
	return section[0] ? url_path(v->page, "/desk/{}/{}/edit?section={}", str_of(v->kind->name),
	                             (str){ v->record->id, ULID_LEN }, str_of(section))
	                  : desk_url(v, "edit");
}

struct reply desk_redirect(struct desk_view *v, struct url to)
{
	return reply_redirect(v->req, 303, to.s);
}

void desk_title(struct desk_view *v, str title)
{
	struct crumb *c = arena_array(v->a, struct crumb, 4);
	size_t n = 0;
	enum lang l = v->page->lang;
	c[n++] = (struct crumb){ msg(l, MSG_DESK_TITLE), url_to(v->page, "/desk", 0, NULL) };
	if (v->kind)
		c[n++] =
		    (struct crumb){ desk_kind_name(l, v->kind), url_path(v->page, "/desk/{}", str_of(v->kind->name)) };
	if (v->record)
		c[n++] = (struct crumb){ desk_record_title(v, v->record), desk_url(v, NULL) };
	if (!n || !str_eq(c[n - 1].label, title))
		c[n++] = (struct crumb){ .label = title };
	v->page->crumbs = c;
	v->page->ncrumbs = n;
	v->page->title = title;
}

/* ---- home ---- */

static int64_t count_of(struct desk_view *v, const struct kind *k, enum list_what what)
{
	int64_t *nos, total = 0;
	uint32_t n;
	struct listing l = { .kind = k, .viewer = v->actor, .what = what };
	return record_list(v->web->store, v->db, v->a, &l, &nos, &n, &total) ? total : 0;
}

static struct desk_counts counts_of(struct desk_view *v, const struct kind *k, const struct desk_room *room)
{
	struct url nowhere = { STR_EMPTY };
	bool forms = may(v->actor, ACT_CREATE, k, NULL) && !(room && room->no_form);
	return (struct desk_counts){ .name = desk_kind_name(v->page->lang, k),
		                     .href = room && room->list ? room->list(v)
		                                                : url_path(v->page, "/desk/{}", str_of(k->name)),
		                     .drafts_href = url_path(v->page, "/desk/{}?show=drafts", str_of(k->name)),
		                     .new = forms ? url_path(v->page, "/desk/{}/new", str_of(k->name)) : nowhere,
		                     .icon = room && room->icon ? room->icon : "file-text",
		                     .records = count_of(v, k, LIST_CURRENT),
		                     .drafts = count_of(v, k, LIST_DRAFTS) };
}

enum { HOME_LINKS = 20 };
/* What the policy table is asked for when it is no kind of record. */
static const struct kind audit_kind = { .name = "audit" };

struct reply desk_home(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	VEC(struct desk_counts) kinds = { 0 }, others = { 0 };
	for (const struct desk_room *const *room = v.web->rooms; room && *room; room++)
		if ((*room)->kind && !(*room)->unlisted && may(v.actor, ACT_VIEW, (*room)->kind, NULL))
			*vec_push(v.a, &kinds) = counts_of(&v, (*room)->kind, *room);
	bool merges = false;
	for (const struct desk_room *const *room = v.web->rooms; room && *room; room++)
		merges |= (*room)->kind && (*room)->merge && may(v.actor, ACT_MERGE, (*room)->kind, NULL);
	for (int i = 1; i < 256; i++) {
		const struct kind *k = store_kind(v.web->store, i);
		if (k && !desk_room_of(v.web, k) && may(v.actor, ACT_VIEW, k, NULL))
			*vec_push(v.a, &others) = counts_of(&v, k, NULL);
	}
	struct desk_link *links = arena_array(v.a, struct desk_link, HOME_LINKS);
	uint32_t nlinks = 0;
	for (const struct desk_room *const *room = v.web->rooms; room && *room; room++)
		if ((*room)->home)
			nlinks += (*room)->home(&v, links + nlinks, HOME_LINKS - nlinks);
	struct desk_home_page p = { .links = links,
		                    .nlinks = nlinks,
		                    .kinds = kinds.p,
		                    .nkinds = kinds.n,
		                    .others = others.p,
		                    .nothers = others.n,
		                    .merges = merges,
		                    .audit = may(v.actor, ACT_AUDIT, &audit_kind, NULL) };
	p.waiting = desk_waiting_lines(&v, &p.nwaiting);
	desk_title(&v, msg(v.page->lang, MSG_DESK_TITLE));
	tmpl_desk_home(v.page, &p);
	return page_reply(r, v.page);
}
