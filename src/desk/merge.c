/* Two records that are one: choosing the other, what merging would do, doing it, and taking it back. */
#include "record/merge.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "desk/internal.h"
#include "desk/merge.h"
#include "desk/twin.h"

enum { TWINS = 12, FOUND = 20, MOVES_SHOWN = 200, TEXT_SHOWN = 400, MERGES_SHOWN = 100, CELL_MAX = 1 << 20 };

const struct route desk_merge_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/merge",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "q", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                    { "with", INPUT_CODE, INPUT_LENIENT, ULID_LEN },
	                                    { 0 } },
	  .handler = desk_merge,
	  .summary = "Choose a record's duplicate, and see what merging would do" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/merge",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "with", INPUT_CODE, INPUT_REQUIRED, ULID_LEN },
	                                    { "version", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { "with_version", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { 0 } },
	  .handler = desk_merge_do,
	  .summary = "Merge two records; the one of the address is kept" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/merges",
	  .permission = PERM_SIGNED_IN,
	  .handler = desk_merges,
	  .summary = "Merges, newest first" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/merges",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "id", INPUT_INT, INPUT_REQUIRED, 0 }, { 0 } },
	  .handler = desk_unmerge,
	  .summary = "Take a merge back" },
	{ .pattern = NULL },
};

bool desk_may_merge(const struct desk_view *v)
{
	return v->room && v->room->merge && !v->record->deleted && v->record->state != STATE_DRAFT &&
	       desk_may(v, ACT_MERGE);
}

/* ---- both side by side ---- */

static void add_facts(struct buf *b, const struct desk_facts *facts, const char *between);

static void add_fact(struct buf *b, const struct desk_fact *f)
{
	if (f->table)
		for (size_t i = 0; i < f->table->nrows * f->table->ncolumns; i++) {
			bool first = i % f->table->ncolumns == 0;
			str text = f->table->cells[i].text;
			if (text.n)
				buf_fmt(b, "%s%.*s", !b->n ? "" : first ? "\n" : " · ", STR_ARG(text));
		}
	for (uint32_t i = 0; i < f->nrows; i++) {
		buf_cstr(b, b->n ? "\n" : "");
		add_facts(b, &f->rows[i], " · ");
	}
	buf_str_add(b, f->text);
}

static void add_facts(struct buf *b, const struct desk_facts *facts, const char *between)
{
	for (uint32_t i = 0; i < facts->n; i++) {
		buf_cstr(b, i ? between : "");
		if (facts->p[i].text.n)
			buf_fmt(b, "%.*s: ", STR_ARG(facts->p[i].label));
		add_fact(b, &facts->p[i]);
	}
}

static str cell_text(struct desk_view *v, const struct doc *d, const char *field)
{
	struct buf b;
	struct desk_facts facts = desk_facts_of(v, d, field);
	buf_init(&b, v->a, CELL_MAX);
	for (uint32_t i = 0; i < facts.n; i++)
		add_fact(&b, &facts.p[i]);
	str all = buf_str(&b), cut = utf8_prefix(all, TEXT_SHOWN);
	return cut.n < all.n ? arena_fmt(v->a, "%.*s\xE2\x80\xA6", STR_ARG(cut)) : all;
}

static void add_pairs(struct desk_view *v, struct desk_merge_page *p, const struct merge_plan *plan)
{
	struct desk_pair *list = arena_array(v->a, struct desk_pair, v->kind->nfields + 1);
	for (uint32_t i = 0; i < v->kind->nfields; i++) {
		const struct field *f = &v->kind->fields[i];
		if (!doc_has(plan->keep->doc, i) && !doc_has(plan->drop->doc, i))
			continue;
		struct desk_pair pair = { desk_field_label(v->page->lang, v->kind, f),
			                  cell_text(v, plan->keep->doc, f->name),
			                  cell_text(v, plan->drop->doc, f->name), false };
		pair.same = str_eq(pair.keep, pair.drop);
		if (pair.keep.n || pair.drop.n)
			list[p->npairs++] = pair;
	}
	p->pairs = list;
}

static void add_moves(struct desk_view *v, struct desk_merge_page *p, const struct merge_plan *plan)
{
	struct desk_move *list = arena_array(v->a, struct desk_move, MOVES_SHOWN);
	for (uint32_t i = 0; i < plan->nmoves; i++) {
		const struct merge_move *m = &plan->moves[i];
		if (p->nmoves == MOVES_SHOWN) {
			p->more++;
			continue;
		}
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, m->no);
		if (!r || !m->kind)
			continue;
		list[p->nmoves++] = (struct desk_move){
			.kind = desk_kind_one(v->page->lang, m->kind),
			.title = desk_record_title(v, r),
			.field = desk_path_label(v, m->kind, m->field),
			.href = url_path(v->page, "/desk/{}/{}", str_of(m->kind->name), arena_str(v->a, str_of(m->id))),
		};
	}
	p->moves = list;
}

static struct url merge_url(struct desk_view *v, const struct record *keep, const struct record *drop)
{
	return url_path(v->page, "/desk/{}/{}/merge?with={}", str_of(v->kind->name),
	                arena_str(v->a, (str){ keep->id, ULID_LEN }), arena_str(v->a, (str){ drop->id, ULID_LEN }));
}

static struct reply preview(struct desk_view *v, const struct record *other, int status, str refused)
{
	struct merge_plan plan;
	struct desk_merge_page *p = arena_make(v->a, struct desk_merge_page);
	enum record_rc rc =
	    record_merge_plan(v->web->store, v->db, v->a, v->actor, (int64_t[2]){ v->record->no, other->no }, &plan);
	if (rc == RECORD_FORBIDDEN)
		return desk_refuse(v, ACT_MERGE);
	if (rc != RECORD_OK)
		return desk_not_found(v);
	v->page->status = status;
	p->refused = refused;
	p->keep = desk_record_title(v, plan.keep);
	p->drop = desk_record_title(v, plan.drop);
	p->keep_href = desk_url(v, NULL);
	p->drop_href = url_path(v->page, "/desk/{}/{}", str_of(v->kind->name), (str){ other->id, ULID_LEN });
	p->swap = merge_url(v, other, v->record);
	p->action = desk_url(v, "merge");
	p->with = (str){ other->id, ULID_LEN };
	p->version = plan.keep->version;
	p->with_version = plan.drop->version;
	add_pairs(v, p, &plan);
	desk_add_changes(v, &p->gains, plan.keep->doc, plan.merged);
	add_moves(v, p, &plan);
	desk_title(v, msg(v->page->lang, MSG_DESK_MERGE_PREVIEW));
	tmpl_desk_merge(v->page, p);
	return page_reply(v->req, v->page);
}

/* ---- choosing the other ---- */

static struct desk_twin twin_row(struct desk_view *v, const struct record *r, str why)
{
	return (struct desk_twin){ desk_record_title(v, r), why, merge_url(v, v->record, r) };
}

static void add_found(struct desk_view *v, struct desk_choose_page *p)
{
	struct search_hit *hits;
	uint32_t n;
	bool more;
	struct search what = { v->kind, p->text, EVERYTHING, FOUND };
	struct desk_twin *list = arena_array(v->a, struct desk_twin, FOUND);
	if (p->text.n && record_search(v->web->store, v->db, v->a, &what, &hits, &n, &more))
		for (uint32_t i = 0; i < n; i++) {
			const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, hits[i].no);
			if (r && r->no != v->record->no && !r->deleted)
				list[p->nfound++] = twin_row(v, r, STR_EMPTY);
		}
	p->found = list;
}

static struct reply choose(struct desk_view *v)
{
	struct desk_choose_page *p = arena_make(v->a, struct desk_choose_page);
	struct twin twins[TWINS];
	enum lang l = v->page->lang;
	uint32_t n = desk_twins(v, twins, TWINS);
	struct desk_twin *list = arena_array(v->a, struct desk_twin, TWINS);
	for (uint32_t i = 0; i < n; i++)
		list[p->ntwins++] = twin_row(
		    v, twins[i].record,
		    msg_fmt(v->a, l, twins[i].why == TWIN_IDENTIFIER ? MSG_DESK_TWIN_IDENTIFIER : MSG_DESK_TWIN_NAME,
		            twins[i].what));
	p->twins = list;
	p->text = req_input(v->req, "q")->text;
	p->name = desk_record_title(v, v->record);
	add_found(v, p);
	desk_title(v, msg(l, MSG_DESK_MERGE));
	tmpl_desk_choose(v->page, p);
	return page_reply(v->req, v->page);
}

/* ---- requests ---- */

static const struct record *other_of(struct desk_view *v)
{
	const struct record *r =
	    record_load_id(v->web->store, v->db, v->a, v->actor, v->kind, req_input(v->req, "with")->text);
	return r && !r->deleted && r->no != v->record->no ? r : NULL;
}

/* False: *FAILED is the answer. */
static bool start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (desk_may_merge(v))
		return true;
	*failed = desk_may(v, ACT_MERGE) ? desk_not_found(v) : desk_refuse(v, ACT_MERGE);
	return false;
}

struct reply desk_merge(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!start(r, &v, &failed))
		return failed;
	if (!req_input(r, "with")->given)
		return choose(&v);
	const struct record *other = other_of(&v);
	return other ? preview(&v, other, 200, STR_EMPTY) : desk_not_found(&v);
}

struct reply desk_merge_do(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct record *other = other_of(&v);
	if (!other)
		return desk_not_found(&v);
	/* what was agreed to is what was shown */
	if (req_input(r, "version")->i != v.record->version || req_input(r, "with_version")->i != other->version)
		return preview(&v, other, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE));
	desk_release(&v);
	int64_t id;
	enum record_rc rc = RECORD_FAILED;
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	if (tx)
		rc = record_tx_end(tx, record_merge_in(tx, v.a, v.actor, (int64_t[2]){ v.record->no, other->no }, &id));
	if (rc == RECORD_OK)
		return desk_redirect(&v, url_to(v.page, "/desk/merges", 0, NULL));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	return rc == RECORD_FORBIDDEN ? desk_refuse(&v, ACT_MERGE) : preview(&v, other, 503, msg(l, MSG_DESK_BUSY));
}

/* ---- merges, and back ---- */

static bool merge_row(struct desk_view *v, struct desk_merges_page *p, const struct merge_line *line,
                      struct desk_merged *out)
{
	const struct record *keep = record_load(v->web->store, v->db, v->a, v->actor, line->keep_no);
	const struct record *drop = record_load(v->web->store, v->db, v->a, v->actor, line->drop_no);
	if (!keep || !drop || !may(v->actor, ACT_MERGE, keep->kind, NULL))
		return false;
	str kind = str_of(keep->kind->name);
	if (v->req->method == HTTP_POST && line->id == req_input(v->req, "id")->i)
		p->conflict_kind = keep->kind;
	*out = (struct desk_merged){
		.id = line->id,
		.kind = desk_kind_one(v->page->lang, keep->kind),
		.keep = desk_record_title(v, keep),
		.drop = desk_record_title(v, drop),
		.keep_href = url_path(v->page, "/desk/{}/{}", kind, arena_str(v->a, (str){ keep->id, ULID_LEN })),
		.drop_href = url_path(v->page, "/desk/{}/{}", kind, arena_str(v->a, (str){ drop->id, ULID_LEN })),
		.when = i18n_instant(v->a, v->page->lang, line->at),
		.who = desk_actor_name(v, line->actor),
		.undone = line->undone,
	};
	return true;
}

static struct reply merges(struct desk_view *v, int status, str refused, const struct conflicts *c)
{
	struct desk_merges_page *p = arena_make(v->a, struct desk_merges_page);
	struct merge_line *lines;
	uint32_t n;
	v->page->status = status;
	p->refused = refused;
	if (record_merges(v->db, v->a, 0, MERGES_SHOWN, &lines, &n)) {
		struct desk_merged *list = arena_array(v->a, struct desk_merged, n + 1);
		for (uint32_t i = 0; i < n; i++)
			p->n += merge_row(v, p, &lines[i], &list[p->n]);
		p->merges = list;
	}
	struct desk_pair *conflicts = arena_array(v->a, struct desk_pair, (c ? c->n : 0) + 1);
	for (uint32_t i = 0; c && i < c->n; i++)
		conflicts[p->nconflicts++] = (struct desk_pair){ desk_path_label(v, p->conflict_kind, c->p[i].path),
			                                         utf8_prefix(c->p[i].theirs, TEXT_SHOWN),
			                                         utf8_prefix(c->p[i].ours, TEXT_SHOWN), false };
	p->conflicts = conflicts;
	desk_title(v, msg(v->page->lang, MSG_DESK_MERGES));
	tmpl_desk_merges(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply desk_merges(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	return merges(&v, 200, STR_EMPTY, NULL);
}

/* A kind whose records can be merged, by others. */
static const struct kind *kind_not_merged(const struct desk_view *v)
{
	for (const struct desk_room *const *room = v->web->rooms; room && *room; room++)
		if ((*room)->kind && (*room)->merge && !may(v->actor, ACT_MERGE, (*room)->kind, NULL))
			return (*room)->kind;
	return NULL;
}

struct reply desk_unmerge(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct conflicts conflicts = { 0 };
	enum record_rc rc = RECORD_FAILED;
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	if (tx)
		rc = record_tx_end(tx, record_unmerge_in(tx, v.a, v.actor, req_input(r, "id")->i, &conflicts));
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, url_to(v.page, "/desk/merges", 0, NULL));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	switch (rc) {
	case RECORD_CONFLICT:
		return merges(&v, 409, msg(l, MSG_DESK_UNMERGE_CONFLICT), &conflicts);
	case RECORD_FORBIDDEN:
		v.kind = kind_not_merged(&v);
		return v.kind ? desk_refuse(&v, ACT_MERGE) : desk_not_found(&v);
	case RECORD_MISSING:
		return desk_not_found(&v);
	default:
		return merges(&v, 503, msg(l, MSG_DESK_BUSY), NULL);
	}
}
