/* Lists that people keep under a name. */
#include <stdlib.h>

#include "base/vec.h"
#include "desk/filter.h"
#include "desk_sql.h"

enum { KEPT = 30 };

static void owners(void *app, arena *a, const struct doc *doc, struct owners *out)
{
	(void)app;
	(void)a;
	out->account = doc_str(doc, SAVED_ACCOUNT);
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	(void)a;
	return doc_str(d, SAVED_NAME);
}

/* Audiences do not matter: whose it is decides (policy.c), and who has a shared one (saved_filters). */
KIND(saved_filter, SAVED_FILTER, SAVED_FILTER_FIELDS, .number = 27, .derived = true, .owners = owners, .title = title)

const struct desk_room saved_filter_room = { .kind = &saved_filter_kind, .no_form = true, .unlisted = true };

static bool is_shared(const struct record *r)
{
	return doc_bool(r->doc, SAVED_SHARED, false);
}

static bool of_the_bureau(const struct desk_view *v)
{
	return actor_is(v->actor, ROLE_ADMIN) || actor_is(v->actor, ROLE_BUREAU);
}

bool saved_may_share(const struct desk_view *v)
{
	return may(v->actor, ACT_ADMIN, &saved_filter_kind, NULL);
}

bool saved_may_change(const struct desk_view *v, const struct record *r)
{
	struct owners o = { .account = doc_str(r->doc, SAVED_ACCOUNT) };
	return is_shared(r) ? saved_may_share(v)
	                    : str_eq(o.account, v->actor->id) && may(v->actor, ACT_EDIT, &saved_filter_kind, &o);
}

static int by_name(const void *x, const void *y)
{
	const struct record *const *a = x, *const *b = y;
	int shared = (int)is_shared(*a) - (int)is_shared(*b);
	return shared ? shared : str_cmp(doc_str((*a)->doc, SAVED_NAME), doc_str((*b)->doc, SAVED_NAME));
}

bool saved_filters(struct desk_view *v, const struct record ***out, uint32_t *n)
{
	VEC(int64_t) nos = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*out = NULL;
	*n = 0;
	if (!store_kind(v->web->store, saved_filter_kind.number))
		return true;
	if (db_select(v->db, &q_saved_filters, DB_ARGS(db_text(v->actor->id), db_text(str_of(v->kind->name))), &rows) !=
	    DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(v->a, &nos) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < nos.n && list.n < KEPT; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, nos.p[i]);
		if (r && !r->deleted && (str_eq(doc_str(r->doc, SAVED_ACCOUNT), v->actor->id) || of_the_bureau(v)))
			*vec_push(v->a, &list) = r;
	}
	if (list.n)
		qsort(list.p, list.n, sizeof(*list.p), by_name);
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

/* ---- keeping, renaming, removing ---- */

static struct reply answer(struct desk_view *v, enum record_rc rc, const char *id)
{
	str kind = str_of(v->kind->name);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(v, id ? url_path(v->page, "/desk/{}?filter={}", kind, arena_str(v->a, str_of(id)))
		                           : url_path(v->page, "/desk/{}", kind));
	if (rc == RECORD_FORBIDDEN) {
		v->kind = &saved_filter_kind;
		return desk_refuse(v, ACT_EDIT);
	}
	return reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
}

static enum record_rc save(struct desk_view *v, struct doc *doc, const struct record *old, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, v->a, 20);
	struct save in = { .actor = v->actor,
		           .doc = doc,
		           .no = old ? old->no : 0,
		           .base_version = old ? old->version : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .action = old ? ACT_EDIT : ACT_CREATE };
	desk_release(v);
	return record_save(v->web->store, v->a, &in, &ps, out);
}

static void put(struct doc *d, uint32_t field, str value)
{
	if (value.n)
		doc_set(d, field, value);
}

struct reply desk_filter_save(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct desk_filter f;
	struct saved saved;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (!filter_read(&v, &f))
		return desk_not_found(&v);
	struct doc *d = doc_new(v.a, &saved_filter_kind);
	doc_set(d, SAVED_ACCOUNT, v.actor->id);
	doc_set(d, SAVED_KIND, str_of(v.kind->name));
	doc_set(d, SAVED_NAME, req_input(r, "name")->text);
	doc_set(d, SAVED_SHARED, req_input(r, "shared")->i && saved_may_share(&v) ? STR("1") : STR("0"));
	put(d, SAVED_SHOW, f.value[FILTER_SHOW]);
	put(d, SAVED_TEXT, f.value[FILTER_TEXT]);
	put(d, SAVED_STATE, f.value[FILTER_STATE]);
	put(d, SAVED_ORG, f.value[FILTER_ORG]);
	put(d, SAVED_PLACE, f.value[FILTER_PLACE]);
	put(d, SAVED_YEAR, f.value[FILTER_YEAR]);
	put(d, SAVED_MINE, f.value[FILTER_MINE]);
	enum record_rc rc = save(&v, d, NULL, &saved);
	return answer(&v, rc, saved.id);
}

static enum record_rc take_away(struct desk_view *v, const struct record *r)
{
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = record_delete(tx, v->a, v->actor, ORIGIN_FORM, r->no, STR_EMPTY);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return record_tx_commit(tx);
	record_tx_rollback(tx);
	return rc;
}

struct reply desk_filter_change(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct saved saved;
	if (!desk_start(r, &v, &failed))
		return failed;
	const struct record *old =
	    record_load_id(v.web->store, v.db, v.a, &actor_system, &saved_filter_kind, req_input(r, "filter")->text);
	if (!old || old->deleted || !str_is(doc_str(old->doc, SAVED_KIND), v.kind->name))
		return desk_not_found(&v);
	if (!saved_may_change(&v, old))
		return answer(&v, RECORD_FORBIDDEN, NULL);
	if (str_is(req_input(r, "do")->text, "remove"))
		return answer(&v, take_away(&v, old), NULL);
	struct doc *d = doc_copy(v.a, old->doc);
	put(d, SAVED_NAME, req_input(r, "name")->text);
	if (saved_may_share(&v))
		doc_set(d, SAVED_SHARED, req_input(r, "shared")->i ? STR("1") : STR("0"));
	enum record_rc rc = save(&v, d, old, &saved);
	return answer(&v, rc, old->id);
}
