/* Drafts of forms: what is typed is kept by the server every few seconds, and is there again when the form is opened,
 * on any device, until it is saved or thrown away. Nobody but its writer sees a draft. */
#include "desk/edit.h"
#include "desk_sql.h"
#include "http/form.h"

static str record_of(const struct desk_edit *e)
{
	return e->base ? (str){ e->base->id, ULID_LEN } : STR_EMPTY;
}

/* The newest draft of SECTION of RECORD of V's kind. */
static bool draft_read(struct desk_view *v, str record, const char *section, struct form *out, uint32_t *version,
                       int64_t *at)
{
	db_rows *rows;
	if (db_select(
	        v->db, &q_draft_get,
	        DB_ARGS(db_text(v->actor->id), db_int(v->kind->number), db_text(record), db_text(str_of(section))),
	        &rows) != DB_OK)
		return false;
	bool found = db_next(rows);
	*version = found ? (uint32_t)db_col_int(rows, 0) : 0;
	*at = found ? db_col_int(rows, 1) : 0;
	str pairs = found ? arena_str(v->a, db_col_text(rows, 2)) : STR_EMPTY;
	if (db_finish(rows) != DB_OK || !found)
		return false;
	struct problems ps;
	problems_init(&ps, v->a, 10);
	return form_parse(v->a, STR("application/x-www-form-urlencoded"), pairs, out, &ps) && out->n;
}

bool desk_draft_read(struct desk_view *v, const char *section, struct form *out, int64_t *at)
{
	uint32_t version;
	return v->record && draft_read(v, (str){ v->record->id, ULID_LEN }, section, out, &version, at);
}

enum db_rc desk_draft_end(db *d, const struct desk_view *v, const char *section)
{
	return db_exec(d, &q_draft_drop,
	               DB_ARGS(db_text(v->actor->id), db_int(v->kind->number),
	                       db_text((str){ v->record->id, ULID_LEN }), db_text(str_of(section))),
	               NULL);
}

struct ending {
	const struct desk_view *v;
	const char *section;
};

static enum db_rc end(db *d, void *ctx)
{
	const struct ending *e = ctx;
	return desk_draft_end(d, e->v, e->section);
}

struct reply desk_draft_discard(struct desk_view *v, const char *section, const char *word)
{
	struct ending e = { v, section };
	desk_release(v);
	db *d = db_borrow(store_pool(v->web->store), DB_WRITE);
	bool ok = d && db_tx(d, DB_WRITE, end, &e) == DB_OK;
	db_return(d);
	return ok ? desk_redirect(v, desk_url(v, word))
	          : reply_text(v->req, 503, "text/plain; charset=utf-8", msg(v->page->lang, MSG_DESK_BUSY));
}

bool draft_load(struct desk_edit *e)
{
	struct desk_view *v = &e->v;
	uint32_t version;
	int64_t at;
	if (!draft_read(v, record_of(e), e->section->name, &e->form, &version, &at))
		return false;
	e->restored = at;
	if (e->base && version && version != e->base->version) {
		const struct record *then =
		    record_load_version(v->web->store, v->db, v->a, &actor_system, e->base->no, version);
		if (then)
			e->base = then;
	}
	return true;
}

enum db_rc draft_drop(db *d, const struct desk_edit *e)
{
	return db_exec(d, &q_draft_drop,
	               DB_ARGS(db_text(e->v.actor->id), db_int(e->v.kind->number), db_text(record_of(e)),
	                       db_text(str_of(e->section->name))),
	               NULL);
}

struct keeping {
	const struct desk_view *v;
	const struct kind *kind;
	str id, section, pairs;
	int64_t version, at;
};

static enum db_rc keep(db *d, void *ctx)
{
	const struct keeping *k = ctx;
	if (!k->pairs.n)
		return db_exec(
		    d, &q_draft_drop,
		    DB_ARGS(db_text(k->v->actor->id), db_int(k->kind->number), db_text(k->id), db_text(k->section)),
		    NULL);
	return db_exec(d, &q_draft_put,
	               DB_ARGS(db_text(k->v->actor->id), db_int(k->kind->number), db_text(k->id), db_text(k->section),
	                       db_int(k->version), db_int(k->at), db_text(k->pairs)),
	               NULL);
}

struct reply desk_draft(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	struct keeping k = { .v = &v,
		             .kind = store_kind_named(v.web->store, form_value(&r->form, STR("_kind"))),
		             .id = form_value(&r->form, STR("_id")),
		             .section = form_value(&r->form, STR("_section")),
		             .at = clock_now() };
	bool discard = str_is(form_value(&r->form, STR("_do")), "discard");
	if (!k.kind || (k.id.n && !ulid_valid(k.id)) || k.section.n > 60)
		return desk_not_found(&v);
	if (k.id.n) {
		v.kind = k.kind;
		v.record = record_load_id(v.web->store, v.db, v.a, v.actor, k.kind, k.id);
		if (!v.record)
			return desk_not_found(&v);
	}
	if (!may(v.actor, k.id.n ? ACT_EDIT : ACT_CREATE, k.kind, NULL)) {
		v.kind = k.kind;
		return desk_refuse(&v, k.id.n ? ACT_EDIT : ACT_CREATE);
	}
	if (!str_to_int(form_value(&r->form, STR("_version")), &k.version))
		k.version = 0;
	k.pairs = discard ? STR_EMPTY : form_print(v.a, &r->form);
	desk_release(&v);
	db *d = db_borrow(store_pool(v.web->store), DB_WRITE);
	bool ok = d && db_tx(d, DB_WRITE, keep, &k) == DB_OK;
	db_return(d);
	if (!ok)
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	if (discard && !str_is(req_header(r, "Accept"), "application/json")) {
		struct url back = k.id.n ? desk_edit_url(&v, arena_str(v.a, k.section).p)
		                         : url_path(v.page, "/desk/{}/new", str_of(k.kind->name));
		return desk_redirect(&v, back);
	}
	return reply_text(r, 200, "application/json", arena_fmt(v.a, "{\"at\":%lld}\n", (long long)k.at));
}
