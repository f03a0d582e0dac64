/* The form: shown, changed by its buttons, saved. */
#include "desk/edit.h"

#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "http/form.h"
#include "record/custom.h"

enum { PROBLEMS_KEPT = 500, CLASHES = 200 };

/* ---- topics ---- */

static const struct section *section_named(const struct kind *k, str name)
{
	const struct section *list;
	uint32_t n = desk_sections(k, &list);
	for (uint32_t i = 0; i < n; i++)
		if (str_is(name, list[i].name))
			return &list[i];
	return &list[0];
}

static const struct section *section_of_path(struct desk_view *v, str path)
{
	const struct kind *k = v->kind;
	const struct section *list;
	uint32_t n = desk_sections(k, &list);
	size_t end = 0;
	const struct custom_field *added = desk_custom_of(v, path);
	if (added)
		return desk_custom_section(k, added);
	while (end < path.n && path.p[end] != '/' && path.p[end] != '[')
		end++;
	ARENA_SCOPE arena *a = arena_new(0);
	const char *field = arena_str(a, str_sub(path, 0, end)).p;
	for (uint32_t i = 0; i < n; i++)
		if (section_has(list[i].fields, field))
			return &list[i];
	return &list[n - 1];
}

/* BLANK: a new record as it begins. What stands there by itself is nothing that somebody filled in. */
static bool section_empty(struct desk_view *v, const struct section *s, const struct doc *d, const struct doc *blank)
{
	const char *given = v->room && v->room->given ? v->room->given : "";
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		bool preset = f->type != FIELD_ROWS && str_eq(doc_str(d, i), doc_str(blank, i));
		if (doc_has(d, i) && !preset && section_has(s->fields, f->name) &&
		    !section_has(given, arena_fmt(v->a, "%s/%s", d->kind->name, f->name).p))
			return false;
	}
	return true;
}

/* ---- fields that the province added ---- */

/* Those that this page asks for. A new record that is asked for little is not asked for them. */
static void add_custom(struct desk_edit *e)
{
	uint32_t n;
	const struct custom_field *f = desk_custom(&e->v, &n);
	struct custom_field *here = arena_array(e->v.a, struct custom_field, n + 1);
	for (uint32_t i = 0; i < n && (e->base || !(e->v.room && e->v.room->first)); i++)
		if (f[i].active && desk_custom_section(e->v.kind, &f[i]) == e->section)
			here[e->in.ncustom++] = f[i];
	e->in.custom = here;
}

const struct desk_task *desk_tasks(struct desk_view *v, const struct doc *d, const char *current, size_t *n)
{
	const struct section *list;
	struct problems ps;
	problems_init(&ps, v->a, PROBLEMS_KEPT);
	struct form_rules rules = { .whole = true };
	rules.custom = desk_custom(v, &rules.ncustom);
	form_check(&rules, d, &ps);
	*n = desk_sections(v->kind, &list);
	struct doc *blank = doc_new(v->a, v->kind);
	if (v->room && v->room->start)
		v->room->start(v, blank);
	struct desk_task *tasks = arena_array(v->a, struct desk_task, *n);
	for (size_t i = 0; i < *n; i++)
		tasks[i] =
		    (struct desk_task){ .name = list[i].name[0] ? desk_section_name(v->page->lang, v->kind, &list[i])
			                                        : msg(v->page->lang, MSG_DESK_CONTENT),
			                .href = v->record ? desk_edit_url(v, list[i].name) : (struct url){ STR_EMPTY },
			                .empty = section_empty(v, &list[i], d, blank),
			                .current = current && strcmp(current, list[i].name) == 0 };
	for (const struct problem *p = ps.first; p; p = p->next) {
		struct desk_task *t = &tasks[section_of_path(v, p->path) - list];
		if (strcmp(p->key, "problem.required") == 0)
			t->missing++;
		else
			t->wrong++;
	}
	return tasks;
}

/* ---- showing ---- */

static void start_tree(struct desk_edit *e, bool blanks)
{
	struct owners o = e->base ? e->v.owners : owners_of(store_app(e->v.web->store), e->v.a, e->start);
	e->in = (struct form_in){ .arena = e->v.a,
		                  .kind = e->v.kind,
		                  .base = e->base ? e->base->doc : e->start,
		                  .form = e->form.p ? &e->form : NULL,
		                  .viewer = actor_viewer(e->v.actor, e->v.kind, &o),
		                  .lang = e->v.page->lang,
		                  .fields = e->fields,
		                  .given = e->v.room ? e->v.room->given : NULL,
		                  .names = desk_names(&e->v),
		                  .blanks = blanks };
	add_custom(e);
	e->tree = form_read(&e->in);
}

static struct reply form_reply(struct desk_edit *e, int status)
{
	struct desk_view *v = &e->v;
	struct desk_form_page *p = arena_make(v->a, struct desk_form_page);
	enum lang l = v->page->lang;
	const struct doc *now = e->base ? e->base->doc : e->start;
	p->tree = e->tree;
	p->errors = form_errors(v->page, e->tree, &e->ps, &p->nerrors);
	p->section = str_of(e->section->name);
	p->other = e->other;
	p->version = e->base ? e->base->version : 0;
	p->is_new = !e->base;
	p->topics = v->kind->nsections > 0;
	p->draft = e->base && e->base->state == STATE_DRAFT;
	p->kind = str_of(v->kind->name);
	p->id = e->base ? arena_str(v->a, (str){ e->base->id, ULID_LEN }) : STR_EMPTY;
	p->action = e->base ? desk_edit_url(v, e->section->name) : url_path(v->page, "/desk/{}/new", p->kind);
	p->back = desk_url(v, NULL);
	p->keep = url_to(v->page, "/desk/draft", 0, NULL);
	if (e->restored) {
		str when = i18n_instant(v->a, l, e->restored);
		p->restored = msg_fmt(v->a, l, MSG_FORM_RESTORED, when);
	}
	if (e->base && v->kind->nsections)
		p->tasks = desk_tasks(v, now, e->section->name, &p->ntasks);
	v->page->status = status;
	str topic = desk_section_name(l, v->kind, e->section);
	desk_title(v, !e->base  ? msg_fmt(v->a, l, MSG_DESK_NEW, desk_kind_one(l, v->kind))
	              : topic.n ? msg_fmt(v->a, l, MSG_DESK_EDIT_TOPIC, topic)
	                        : msg(l, MSG_DESK_EDIT));
	tmpl_desk_form(v->page, p);
	return page_reply(v->req, v->page);
}

/* ---- beginning ---- */

static bool begin_new(struct desk_edit *e, struct reply *failed)
{
	struct desk_view *v = &e->v;
	if (!may(v->actor, ACT_CREATE, v->kind, NULL)) {
		*failed = desk_refuse(v, ACT_CREATE);
		return false;
	}
	if (v->room && v->room->no_form) {
		*failed = desk_not_found(v);
		return false;
	}
	const struct section *list;
	desk_sections(v->kind, &list);
	e->section = &list[0];
	e->fields = v->room && v->room->first ? v->room->first : list[0].fields;
	e->start = doc_new(v->a, v->kind);
	if (v->room && v->room->start)
		v->room->start(v, e->start);
	return true;
}

static bool begin_old(struct desk_edit *e, struct reply *failed, uint32_t version)
{
	struct desk_view *v = &e->v;
	if (v->record->deleted || (v->room && v->room->no_form)) {
		*failed = desk_not_found(v);
		return false;
	}
	if (!desk_may(v, ACT_EDIT)) {
		*failed = desk_refuse(v, ACT_EDIT);
		return false;
	}
	/* what was typed before it was locked is refused with the form, and not lost */
	if (v->locked && v->req->method == HTTP_GET) {
		*failed = desk_record_reply(v, 409, msg(v->page->lang, MSG_DESK_LOCKED), NULL);
		return false;
	}
	e->section = section_named(v->kind, req_input(v->req, "section")->text);
	e->fields = e->section->fields;
	e->base = record_load_version(v->web->store, v->db, v->a, &actor_system, v->record->no,
	                              version ? version : v->record->version);
	if (!e->base)
		*failed = desk_not_found(v);
	return e->base != NULL;
}

static bool begin(struct req *r, struct desk_edit *e, struct reply *failed, bool new, uint32_t version)
{
	*e = (struct desk_edit){ .restored = 0 };
	if (!desk_start(r, &e->v, failed))
		return false;
	problems_init(&e->ps, e->v.a, PROBLEMS_KEPT);
	return new ? begin_new(e, failed) : begin_old(e, failed, version);
}

static struct reply show(struct req *r, bool new)
{
	struct desk_edit e;
	struct reply failed;
	if (!begin(r, &e, &failed, new, 0))
		return failed;
	if (draft_load(&e) && e.base && e.base->version != e.v.record->version) {
		/* it was typed on an older version: what was typed must meet that one */
		struct form kept = e.form;
		int64_t when = e.restored;
		uint32_t version = e.base->version;
		if (!begin(r, &e, &failed, new, version))
			return failed;
		e.form = kept;
		e.restored = when;
	}
	start_tree(&e, true);
	return form_reply(&e, 200);
}

struct reply desk_new(struct req *r)
{
	return show(r, true);
}

struct reply desk_edit(struct req *r)
{
	return show(r, false);
}

/* ---- saving ---- */

/* The errors that stop this save, in e->ps. */
static void check(struct desk_edit *e, const struct doc *d, bool whole)
{
	struct form_rules rules = { .base = e->base ? e->base->doc : NULL, .whole = whole };
	rules.custom = desk_custom(&e->v, &rules.ncustom);
	form_check(&rules, d, &e->ps);
}

static struct reply refuse(struct desk_edit *e, int status)
{
	struct desk_view *v = &e->v;
	struct problems elsewhere;
	problems_init(&elsewhere, v->a, PROBLEMS_KEPT);
	start_tree(e, true);
	form_doc(e->tree); /* gives the nodes their paths */
	form_place_problems(e->tree, &e->ps, &elsewhere);
	/* what is wrong where this page has no field is said at the top, with the page where there is one */
	for (const struct problem *p = elsewhere.first; p; p = p->next) {
		const struct section *s = section_of_path(v, p->path);
		str label = desk_path_label(v, v->kind, p->path);
		if (v->kind->nsections && e->base && s != e->section)
			label = arena_fmt(v->a, "%.*s: %.*s", STR_ARG(desk_section_name(v->page->lang, v->kind, s)),
			                  STR_ARG(label));
		problems_add(&e->ps, (struct problem){ .severity = p->severity,
		                                       .key = "form.elsewhere",
		                                       .found = label,
		                                       .expected = msg_problem(v->a, v->page->lang, p) });
	}
	return form_reply(e, status);
}

static str text_of(struct desk_edit *e, const struct field *f, str s)
{
	struct desk_view *v = &e->v;
	return f->type == FIELD_ROWS ? desk_row_text(v, f, s)
	                             : form_show(&e->in, f, f->codes ? codelist_find(f->codes) : NULL, s);
}

static struct reply clash_reply(struct desk_edit *e, const struct saved *saved)
{
	struct desk_view *v = &e->v;
	struct desk_clash_page *p = arena_make(v->a, struct desk_clash_page);
	struct desk_clash *list = arena_array(v->a, struct desk_clash, saved->conflicts.n + 1);
	const struct record *theirs = desk_version_of(v, saved->version);
	for (uint32_t i = 0; i < saved->conflicts.n; i++) {
		const struct conflict *c = &saved->conflicts.p[i];
		list[p->n++] =
		    (struct desk_clash){ c->path, desk_path_label(v, v->kind, c->path), text_of(e, c->field, c->base),
			                 text_of(e, c->field, c->theirs), text_of(e, c->field, c->ours) };
	}
	p->clashes = list;
	p->form = &e->form;
	p->theirs = saved->version;
	p->who = theirs ? desk_actor_name(v, theirs->actor) : STR_EMPTY;
	p->when = theirs ? i18n_instant(v->a, v->page->lang, theirs->updated) : STR_EMPTY;
	p->action = desk_edit_url(v, e->section->name);
	p->back = desk_url(v, NULL);
	v->page->status = 409;
	desk_title(v, msg(v->page->lang, MSG_FORM_CLASH));
	tmpl_desk_clash(v->page, p);
	return page_reply(v->req, v->page);
}

/* What was chosen on the page of clashes: ours where the person said so, theirs elsewhere. */
static struct doc *settled(struct desk_edit *e, const struct record *theirs, struct doc *ours)
{
	VEC(str) mine = { 0 };
	for (uint32_t i = 0; i < e->form.n; i++)
		if (str_starts(e->form.p[i].name, STR("_take:")) && str_is(e->form.p[i].value, "mine"))
			*vec_push(e->v.a, &mine) = str_sub(e->form.p[i].name, 6, e->form.p[i].name.n);
	return doc_settle(e->v.a, &(struct meeting){ e->base->doc, theirs->doc, ours, mine.p, (uint32_t)mine.n });
}

const char *desk_taken(struct desk_view *v, const struct doc *old, const struct doc *d, int64_t *no)
{
	const char *name = v->room && v->room->taken ? v->room->taken(v, d, no) : NULL;
	int field = name ? kind_field(v->kind, str_of(name)) : -1;
	bool same = old && field >= 0 && str_eq(doc_str(d, (uint32_t)field), doc_str(old, (uint32_t)field));
	return field >= 0 && !same && !(v->record && *no == v->record->no) ? name : NULL;
}

/* The same, and the fields that no two records share. */
static const char *taken(struct desk_edit *e, const struct doc *d, int64_t *no)
{
	struct desk_view *v = &e->v;
	int64_t own = e->base ? e->base->no : 0;
	for (uint32_t i = 0; i < v->kind->nfields; i++) {
		const struct field *f = &v->kind->fields[i];
		str now = f->flags & UNIQUE_KEY ? doc_str(d, i) : STR_EMPTY;
		*no = now.n ? record_find_key(v->web->store, v->db, v->kind, f->name, now) : 0;
		if (*no && *no != own)
			return f->name;
	}
	return desk_taken(v, e->base ? e->base->doc : NULL, d, no);
}

/* Says so, with the way to the other record where the actor sees it. */
static void check_taken(struct desk_edit *e, const struct doc *d)
{
	struct desk_view *v = &e->v;
	int64_t no = 0;
	const char *name = taken(e, d, &no);
	if (!name)
		return;
	const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, no);
	if (r)
		e->other =
		    (struct desk_link){ desk_record_title(v, r),
			                url_path(v->page, "/desk/{}/{}", str_of(v->kind->name), str_of(r->id)), NULL };
	problems_add(&e->ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "form.taken", .path = str_of(name) });
}

static enum record_rc write(struct desk_edit *e, struct doc *d, enum record_state state, struct saved *saved)
{
	struct desk_view *v = &e->v;
	struct save in = { .actor = v->actor,
		           .doc = d,
		           .no = e->base ? e->base->no : 0,
		           .base_version = e->base ? e->base->version : 0,
		           .origin = ORIGIN_FORM,
		           .state = state,
		           .note = str_trim(form_value(&e->form, STR("_note"))),
		           .lenient = true };
	int64_t theirs;
	if (e->base && str_to_int(form_value(&e->form, STR("_theirs")), &theirs)) {
		const struct record *r =
		    record_load_version(v->web->store, v->db, v->a, &actor_system, e->base->no, (uint32_t)theirs);
		if (r) {
			in.doc = settled(e, r, d);
			in.base_version = r->version;
		}
	}
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	/* again, in the transaction: of two who take an identifier at once one is too late */
	v->db = record_tx_db(tx);
	check_taken(e, d);
	v->db = NULL;
	enum record_rc rc = problems_refuse(&e->ps) ? RECORD_REFUSED : record_save_in(tx, v->a, &in, &e->ps, saved);
	if ((rc == RECORD_OK || rc == RECORD_UNCHANGED) && draft_drop(record_tx_db(tx), e) == DB_OK)
		return record_tx_commit(tx);
	record_tx_rollback(tx);
	return rc == RECORD_OK || rc == RECORD_UNCHANGED ? RECORD_FAILED : rc;
}

static struct reply saved_reply(struct desk_edit *e, const struct saved *saved, str action)
{
	struct desk_view *v = &e->v;
	str id = arena_str(v->a, (str){ saved->id, ULID_LEN });
	str kind = str_of(v->kind->name);
	if (str_is(action, "next") && v->kind->nsections) {
		const struct section *end = v->kind->sections + v->kind->nsections;
		if (e->section + 1 < end)
			return desk_redirect(
			    v, url_path(v->page, "/desk/{}/{}/edit?section={}", kind, id, str_of(e->section[1].name)));
	}
	return desk_redirect(v, url_path(v->page, "/desk/{}/{}", kind, id));
}

static struct reply save(struct desk_edit *e, str action)
{
	struct desk_view *v = &e->v;
	start_tree(e, false);
	struct doc *d = form_doc(e->tree);
	if (v->room && v->room->complete)
		v->room->complete(v, e->base ? e->base->doc : NULL, d);
	bool was_draft = e->base && e->base->state == STATE_DRAFT;
	bool draft = str_is(action, "draft") || (was_draft && !str_is(action, "publish"));
	bool publish = !draft && (!e->base || was_draft);
	if (v->locked) {
		problems_add(&e->ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "desk.locked" });
		return refuse(e, 409);
	}
	if (!draft)
		check(e, d, publish);
	check_taken(e, d);
	if (problems_refuse(&e->ps))
		return refuse(e, 422);
	struct saved saved;
	enum record_rc rc = write(e, d, draft ? STATE_DRAFT : STATE_CURRENT, &saved);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return saved_reply(e, &saved, action);
	if (!desk_reopen(v))
		return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
	switch (rc) {
	case RECORD_CONFLICT:
		return clash_reply(e, &saved);
	case RECORD_FORBIDDEN:
		return desk_refuse(v, e->base ? ACT_EDIT : ACT_CREATE);
	case RECORD_DUPLICATE:
		problems_add(&e->ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "form.duplicate" });
		return refuse(e, 409);
	case RECORD_MISSING:
		return desk_not_found(v);
	default:
		if (!problems_refuse(&e->ps))
			problems_add(&e->ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "form.not_saved" });
		return refuse(e, rc == RECORD_REFUSED ? 422 : 503);
	}
}

/* What is wrong with the rows that were just pasted, at its row and column; they stay as they were pasted. */
static bool check_pasted(struct desk_edit *e, str action)
{
	struct problems all;
	str what, list = action;
	if (!str_cut(&list, ':', &what) || !str_is(what, "paste"))
		return true;
	problems_init(&all, e->v.a, PROBLEMS_KEPT);
	struct doc *d = form_doc(e->tree);
	if (e->v.room && e->v.room->complete)
		e->v.room->complete(&e->v, e->base ? e->base->doc : NULL, d);
	doc_check(d, NULL, &all);
	for (const struct problem *p = all.first; p; p = p->next)
		if (p->severity >= SEVERITY_ERROR && str_starts(p->path, list) && p->path.n > list.n &&
		    p->path.p[list.n] == '[')
			problems_add(&e->ps, *p);
	form_place_problems(e->tree, &e->ps, NULL);
	return !problems_refuse(&e->ps);
}

static struct reply post(struct req *r, bool new)
{
	struct desk_edit e;
	struct reply failed;
	int64_t version = 0;
	if (!new && !str_to_int(form_value(&r->form, STR("_version")), &version))
		version = 0;
	if (!begin(r, &e, &failed, new, version > 0 ? (uint32_t)version : 0))
		return failed;
	e.form = r->form;
	str action = form_value(&r->form, STR("_do"));
	if (str_find_char(action, ':', 0) > 0) {
		start_tree(&e, false);
		e.form = form_act(&e.in, action);
		start_tree(&e, true);
		return form_reply(&e, check_pasted(&e, action) ? 200 : 422);
	}
	return save(&e, action);
}

struct reply desk_save_new(struct req *r)
{
	return post(r, true);
}

struct reply desk_save(struct req *r)
{
	return post(r, false);
}
