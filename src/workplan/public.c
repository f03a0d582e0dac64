/* Pages for everybody: the plans in force, and the tree of the development plan. Routes of the room. */
#include "workplan/pages.h"

#include "base/vec.h"
#include "record/codelist.h"
#include "workplan/workplan_tmpl.h"
#include "workplan_sql.h"

enum { UPLOAD_MAX = 8 << 20, FORM_MAX = 8 << 20 };

typedef VEC(str) str_list;

static bool is_among(const str_list *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i], s))
			return true;
	return false;
}

/* Plans in force: approved, and no approved revision of them. */
static struct rkt_other *in_force(struct desk_view *v, uint32_t *n)
{
	VEC(struct rkt_other) list = { 0 };
	VEC(int64_t) numbers = { 0 };
	str_list revised = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_workplan_in_force, NULL, &rows) != DB_OK)
		return NULL;
	while (db_next(rows)) {
		*vec_push(v->a, &numbers) = db_col_int(rows, Q_WORKPLAN_IN_FORCE_COL_NO);
		str revises = db_col_text(rows, Q_WORKPLAN_IN_FORCE_COL_REVISES);
		if (revises.n)
			*vec_push(v->a, &revised) = arena_str(v->a, revises);
	}
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_public, numbers.p[i]);
		if (!r || is_among(&revised, str_of(r->id)))
			continue;
		*vec_push(v->a, &list) = (struct rkt_other){
			.place = doc_str(r->doc, WORKPLAN_YEAR),
			.partner = workplan_org_name(v->web->store, v->db, v->a, doc_str(r->doc, WORKPLAN_PARTNER),
			                             v->page->lang),
			.what = workplan_kind.title(r->doc, v->page->lang, v->a),
			.sort = codelist_name("workplan-status", doc_str(r->doc, WORKPLAN_STATUS), v->page->lang),
			.href = url_path(v->page, "/workplan/{}", str_of(r->id)),
		};
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static struct reply workplans_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	if (!desk_start_public(r, req_actor(r), &v, &failed))
		return failed;
	const struct rkt_other *list = in_force(&v, &n);
	v.page->title = msg(v.page->lang, MSG_WORKPLAN_ALL);
	tmpl_rkt_list(v.page, list, n);
	return page_reply(r, v.page);
}

static struct reply workplan_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start_public(r, req_actor(r), &v, &failed))
		return failed;
	v.record = record_load_id(v.web->store, v.db, v.a, &actor_public, &workplan_kind, r->params[1]);
	if (!v.record)
		return desk_not_found(&v);
	v.actor = &actor_public;
	struct rkt_page *p = rkt_page_of(&v);
	str first = doc_str(v.record->doc, WORKPLAN_FIRST);
	p->pdf = url_path(v.page, "/workplan/{}/rkt.pdf", r->params[1]);
	p->docx = url_path(v.page, "/workplan/{}/rkt.docx", r->params[1]);
	p->reports = url_path(v.page, "/report?plan={}", first.n ? first : str_of(v.record->id));
	v.page->title = workplan_kind.title(v.record->doc, v.page->lang, v.a);
	tmpl_rkt_page(v.page, p);
	return page_reply(r, v.page);
}

static struct reply plan_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct plan_tree tree = { NULL, 0 };
	if (!desk_start_public(r, req_actor(r), &v, &failed))
		return failed;
	if (!plan_tree_read(v.web->store, v.db, v.a, &tree))
		return desk_not_found(&v);
	v.page->title = msg(v.page->lang, MSG_PLAN_TITLE);
	tmpl_plan_page(v.page, &tree);
	return page_reply(r, v.page);
}

#define DESK_GET(word, handler_, summary_)                                                                             \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = "/{lang}/desk/{kind}/{id}/" word, .permission = PERM_SIGNED_IN,         \
		.handler = (handler_), .summary = (summary_)                                                           \
	}
#define DESK_FILE(word, handler_, summary_)                                                                            \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = "/{lang}/desk/{kind}/{id}/" word, .permission = PERM_SIGNED_IN,         \
		.handler = (handler_), .flags = ROUTE_SLOW, .summary = (summary_)                                      \
	}
#define DESK_POST(word, handler_, max_, summary_)                                                                      \
	{                                                                                                              \
		.method = HTTP_POST, .pattern = "/{lang}/desk/{kind}/{id}/" word, .permission = PERM_SIGNED_IN,        \
		.handler = (handler_), .flags = ROUTE_FORM, .body_max = (max_), .summary = (summary_)                  \
	}

const struct route workplan_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/workplan",
	  .permission = PERM_PUBLIC,
	  .handler = workplans_get,
	  .summary = "Annual work plans in force" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/workplan/{id}",
	  .permission = PERM_PUBLIC,
	  .handler = workplan_get,
	  .summary = "One approved work plan" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/workplan/{id}/{file}",
	  .permission = PERM_PUBLIC,
	  .handler = workplan_file_get,
	  .flags = ROUTE_SLOW,
	  .summary = "An approved work plan as PDF or DOCX" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/plan",
	  .permission = PERM_PUBLIC,
	  .handler = plan_get,
	  .summary = "The tree of the development plan" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/rkt",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "place", INPUT_CODE, 0, 20 },
	                                    { "sector", INPUT_CODE, 0, 40 },
	                                    { "year", INPUT_INT, 0, 2100 },
	                                    { 0 } },
	  .handler = rkt_get,
	  .summary = "A work plan: rows, opinions, who else works there" },
	DESK_GET("compare", rkt_compare, "A revision beside the plan in force"),
	DESK_GET("opinion", rkt_opinion_get, "Rows on which an opinion is asked"),
	DESK_GET("sheet", rkt_sheet_get, "A work plan as a workbook to fill in"),
	DESK_FILE("rkt.pdf", rkt_pdf_get, "A work plan as PDF"),
	DESK_FILE("rkt.docx", rkt_docx_get, "A work plan as DOCX"),
	DESK_POST("opinion", rkt_opinion_post, FORM_MAX, "Give opinions on rows"),
	DESK_POST("sheet", rkt_sheet_post, UPLOAD_MAX, "Show what a workbook would change"),
	DESK_POST("accept", rkt_accept_post, FORM_MAX, "Save what a workbook changes"),
	DESK_POST("decide", rkt_step_post, FORM_MAX, "Take a step of a work plan"),
	DESK_POST("copy", rkt_copy_post, FORM_MAX, "Copy to another year, or begin a revision"),
	{ .pattern = NULL },
};

/* ---- on the desk ---- */

static uint32_t links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !v->record)
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_WORKPLAN_OPEN), desk_url(v, "rkt"), "table" };
	return 1;
}

/* The partner of whoever makes it. */
static void start(struct desk_view *v, struct doc *d)
{
	str org = actor_org(v->actor, ROLE_PARTNER);
	if (org.n)
		doc_set(d, WORKPLAN_PARTNER, org);
}

static void complete(struct desk_view *v, const struct doc *old, struct doc *d)
{
	(void)v;
	workplan_give_ids(d, old);
}

/* Steps that say something about each row are taken where the rows are. */
static struct url step_page(struct desk_view *v, const char *step)
{
	struct voice voice;
	bool rows = rkt_step_has_rows(str_of(step));
	/* where what is missing is said, and a draft is made a record on the way */
	if (strcmp(step, "submit") == 0)
		return desk_url(v, "rkt");
	if (!rows && strcmp(step, "sign") != 0 && strcmp(step, "approve_without") != 0)
		return (struct url){ STR_EMPTY };
	if (!rows || !str_is(doc_str(v->record->doc, WORKPLAN_STATUS), "submitted"))
		return desk_url(v, "rkt");
	const struct doc *d = rkt_whole(v);
	return desk_url(v, actor_voice(v->actor, d, workplan_turn(d), &voice) ? "opinion" : "rkt");
}

/* A plan in force is changed by a revision of it, which is begun on its page. */
static struct desk_link instead(struct desk_view *v)
{
	str s = doc_str(v->record->doc, WORKPLAN_STATUS);
	bool in_force = str_is(s, "approved") || str_is(s, "signed");
	return (struct desk_link){ in_force ? msg(v->page->lang, MSG_WORKPLAN_REVISE) : STR_EMPTY, desk_url(v, "rkt"),
		                   NULL };
}

static struct url public_page(struct desk_view *v)
{
	str s = doc_str(v->record->doc, WORKPLAN_STATUS);
	return str_is(s, "approved") || str_is(s, "signed") ? url_path(v->page, "/workplan/{}", str_of(v->record->id))
	                                                    : (struct url){ STR_EMPTY };
}

const struct desk_room workplan_room = { .kind = &workplan_kind,
	                                 .icon = "table",
	                                 .waiting = workplan_waiting,
	                                 .links = links,
	                                 .start = start,
	                                 .complete = complete,
	                                 .first = "partner year title",
	                                 .step_page = step_page,
	                                 .instead = instead,
	                                 .public_page = public_page };
