/* Records for programs: the kinds and their fields, lists, and one record. */
#include "api/records.h"

#include "account/account.h"
#include "agreement/calendar.h"
#include "api/answer.h"
#include "api/problem.h"
#include "desk/comment.h"
#include "record/custom.h"

enum { PER_PAGE = 20, KINDS_MOST = 255, ROWS_DEEP = 8 };

static void end_hold(void *hold)
{
	arena_free(hold);
}

bool asked_reopen(struct asked *x)
{
	x->db = db_borrow_in(store_pool(x->web->store), DB_READ, x->hold);
	return x->db != NULL;
}

void asked_release(struct asked *x)
{
	arena_clear(x->hold);
	x->db = NULL;
}

bool asked_start(struct req *r, struct asked *x, struct reply *failed)
{
	*x = (struct asked){ .req = r, .web = web_of(r), .a = r->arena, .actor = req_actor(r) };
	x->hold = arena_new(0);
	arena_defer(r->arena, end_hold, x->hold);
	x->ps = arena_make(x->a, struct problems);
	problems_init(x->ps, x->a, RECORD_PROBLEMS);
	if (!words_fit(r, x->ps)) {
		*failed = asked_problem(x, 400, "error.bad_request");
		return false;
	}
	x->kind = store_kind_named(x->web->store, r->params[0]);
	if (!x->kind || x->kind == &account_kind) {
		*failed = asked_problem(x, 404, "error.not_found");
		return false;
	}
	if (asked_reopen(x))
		return true;
	*failed = asked_problem(x, 503, "error.busy");
	return false;
}

bool kind_is_written(const struct web *w, const struct kind *k)
{
	const struct desk_room *room = desk_room_of(w, k);
	return k != &account_kind && k != &setting_kind && k != &custom_field_kind && k != &comment_kind &&
	       !(room && room->no_form);
}

struct reply asked_problem(struct asked *x, int status, const char *key)
{
	struct json_out j;
	problem_begin(&j, x->req, status, key, x->ps && x->ps->n ? x->ps : NULL);
	return problem_end(&j, x->req, status);
}

struct reply asked_forbidden(struct asked *x, enum action action)
{
	bool narrow = x->actor->allowed && !(x->actor->allowed & action);
	struct reply p = asked_problem(x, 403, narrow ? "api.narrow_token" : "api.not_yours");
	if (narrow)
		reply_header(x->req, &p, "WWW-Authenticate",
		             STR("Bearer realm=\"Selaras\", error=\"insufficient_scope\""));
	return p;
}

/* ---- the envelope ---- */

void put_record(struct json_out *j, arena *a, const struct record *r)
{
	static const char *const states[] = {
		[STATE_DRAFT] = "draft", [STATE_CURRENT] = "current", [STATE_ARCHIVED] = "archived"
	};
	struct buf doc;
	char updated[25];
	instant_print(r->updated, updated);
	buf_init(&doc, a, RECORD_DOC_MAX);
	doc_json(r->doc, &doc);
	json_open(j, '{');
	add_text(j, "id", str_of(r->id));
	add_text(j, "kind", str_of(r->kind->name));
	add_int(j, "version", r->version);
	add_text(j, "state", str_of(states[r->state]));
	add_bool(j, "deleted", r->deleted);
	add_text(j, "updated", str_of(updated));
	add_text(j, "self", arena_fmt(a, "/api/v1/records/%s/%s", r->kind->name, r->id));
	json_key(j, "document");
	json_raw(j, buf_failed(&doc) ? STR("{}") : buf_str(&doc));
	json_close(j, '}');
}

struct reply record_reply(struct asked *x, int status, const struct record *r)
{
	struct json_out j = { .comma = false };
	buf_init(&j.buf, x->a, RECORD_DOC_MAX);
	put_record(&j, x->a, r);
	struct reply p = reply_text(x->req, status, "application/json", buf_str(&j.buf));
	p.etag = arena_fmt(x->a, "\"%u\"", r->version);
	return p;
}

/* ---- reading ---- */

struct reply api_record(struct req *r)
{
	struct asked x;
	struct reply failed;
	if (!asked_start(r, &x, &failed))
		return failed;
	const struct record *found = record_load_id(x.web->store, x.db, x.a, x.actor, x.kind, r->params[1]);
	if (!found)
		return db_has_failed(x.db) ? asked_problem(&x, 503, "error.busy")
		                           : asked_problem(&x, 404, "error.not_found");
	return record_reply(&x, 200, found);
}

static enum list_what list_what(str show)
{
	return str_is(show, "mine")      ? LIST_CURRENT
	       : str_is(show, "draft")   ? LIST_DRAFTS
	       : str_is(show, "deleted") ? LIST_DELETED
	                                 : LIST_OPEN;
}

static int64_t at_least_1(const struct input_value *v, int64_t otherwise)
{
	return v->given && v->i > 0 ? v->i : otherwise;
}

struct reply api_records(struct req *r)
{
	struct asked x;
	struct reply failed;
	struct json_out j;
	int64_t *nos, total;
	uint32_t n;
	if (!asked_start(r, &x, &failed))
		return failed;
	int64_t page = at_least_1(req_input(r, "page"), 1), limit = at_least_1(req_input(r, "limit"), PER_PAGE);
	const struct listing l = { .kind = x.kind,
		                   .viewer = x.actor,
		                   .what = list_what(req_input(r, "show")->text),
		                   .skip = (page - 1) * limit,
		                   .max = (uint32_t)limit };
	if (!record_list(x.web->store, x.db, x.a, &l, &nos, &n, &total))
		return asked_problem(&x, 503, "error.busy");
	json_begin(&j, x.a);
	add_int(&j, "total", total);
	add_int(&j, "page", page);
	add_int(&j, "pages", (total + limit - 1) / limit);
	open_list(&j, "items");
	for (uint32_t i = 0; i < n; i++) {
		ARENA_SCOPE arena *one = arena_new(0);
		const struct record *record = record_load(x.web->store, x.db, one, x.actor, nos[i]);
		if (record)
			put_record(&j, one, record);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	if (db_has_failed(x.db) || buf_failed(&j.buf))
		return asked_problem(&x, 500, "error.failed");
	return reply_text(r, 200, "application/json", buf_str(&j.buf));
}

/* ---- the kinds ---- */

static void put_fields(struct json_out *j, enum lang l, const struct kind *k, int deep)
{
	static const char *const types[] = {
		[FIELD_TEXT] = "text",         [FIELD_CODE] = "code", [FIELD_DATE] = "date",
		[FIELD_DATETIME] = "datetime", [FIELD_INT] = "int",   [FIELD_DECIMAL] = "decimal",
		[FIELD_BOOL] = "bool",         [FIELD_URL] = "url",   [FIELD_LINK] = "link",
		[FIELD_PLACE] = "place",       [FIELD_ROWS] = "rows"
	};
	open_list(j, "fields");
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		json_open(j, '{');
		add_text(j, "name", str_of(f->name));
		add_text(j, "label", msg_label(l, "field", k->name, f->name, str_of(f->name)));
		add_text(j, "type", str_of(types[f->type]));
		add_bool(j, "required", f->flags & REQUIRED);
		add_bool(j, "read_only", f->flags & SYSTEM);
		add_bool(j, "public", f->flags & PUBLIC && !(f->flags & PERSONAL));
		add_text(j, "codes", str_of(f->codes));
		add_text(j, "to", f->to ? str_of(f->to->name) : STR_EMPTY);
		if (f->type == FIELD_ROWS && deep < ROWS_DEEP)
			put_fields(j, l, f->rows, deep + 1);
		json_close(j, '}');
	}
	json_close(j, ']');
}

struct reply api_kinds(struct req *r)
{
	const struct web *w = web_of(r);
	enum lang l = LANG_ID;
	struct json_out j;
	struct problems *ps = arena_make(r->arena, struct problems);
	problems_init(ps, r->arena, RECORD_PROBLEMS);
	if (!words_fit(r, ps)) {
		struct asked x = { .req = r, .ps = ps };
		return asked_problem(&x, 400, "error.bad_request");
	}
	/* kept by the page cache: nothing but the address decides */
	if (!lang_parse(req_input(r, "lang")->text, &l))
		l = LANG_ID;
	json_begin(&j, r->arena);
	open_list(&j, "items");
	for (int i = 1; i <= KINDS_MOST; i++) {
		const struct kind *k = store_kind(w->store, i);
		if (!k || k == &account_kind)
			continue;
		json_open(&j, '{');
		add_text(&j, "kind", str_of(k->name));
		add_text(&j, "name", desk_kind_name(l, k));
		add_bool(&j, "writable", kind_is_written(w, k));
		put_fields(&j, l, k, 0);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	struct reply p = reply_text(r, 200, "application/json", buf_str(&j.buf));
	p.cacheable = true;
	return p;
}
