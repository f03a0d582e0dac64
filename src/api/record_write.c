/* Records made, replaced and thrown away by programs: the way of a form (desk/edit.c) without its pages. Everything
 * that is wrong is told at once and nothing of it is stored. */
#include "account/token.h"
#include "api/answer.h"
#include "api/problem.h"
#include "api/records.h"
#include "record/custom.h"
#include "record/form.h"

enum { KEY_MAX = 100 };

struct writing {
	struct asked x;
	struct doc *doc; /* as it was sent */
	const struct record *now;
	enum record_state state;
};

static void complain(struct writing *w, const char *key, str path, str found)
{
	problems_add(w->x.ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found });
}

/* ---- reading what was sent ---- */

static bool is_json(const struct req *r)
{
	str type = req_header(r, "content-type"), name = STR_EMPTY;
	return str_cut(&type, ';', &name) && str_eq_nocase(str_trim(name), STR("application/json"));
}

/* False: *FAILED is the answer. */
static bool read_body(struct writing *w, struct reply *failed)
{
	struct asked *x = &w->x;
	if (!is_json(x->req)) {
		*failed = asked_problem(x, 415, "error.media_type");
		return false;
	}
	w->doc = doc_from_json(x->a, x->kind, x->req->body, x->ps);
	if (!w->doc) {
		*failed = asked_problem(x, 400, "api.no_document");
		return false;
	}
	w->doc->id[0] = '\0'; /* rows have ids, a record's is not in its document */
	doc_check_foreign(w->doc, x->ps);
	return true;
}

static bool begin(struct req *r, struct writing *w, struct reply *failed, enum action action)
{
	*w = (struct writing){ .state = STATE_CURRENT };
	if (!asked_start(r, &w->x, failed))
		return false;
	if (!kind_is_written(w->x.web, w->x.kind) || !may(w->x.actor, action, w->x.kind, NULL)) {
		*failed = asked_forbidden(&w->x, action);
		return false;
	}
	return true;
}

/* What follows from what was sent, as after a form. With D, a connection that may read. */
static void complete(struct writing *w, db *d)
{
	struct asked *x = &w->x;
	const struct desk_room *room = desk_room_of(x->web, x->kind);
	struct desk_view v = { .req = x->req,
		               .web = x->web,
		               .page = page_new(x->req, &x->web->page),
		               .a = x->a,
		               .db = d,
		               .actor = x->actor,
		               .kind = x->kind,
		               .room = room,
		               .record = w->now };
	const struct doc *old = w->now ? w->now->doc : NULL;
	if (room && room->complete)
		room->complete(&v, old, w->doc);
	int64_t no = 0;
	const char *name = desk_taken(&v, old, w->doc, &no);
	if (name)
		complain(w, "form.taken", str_of(name), STR_EMPTY);
}

/* A whole document that leaves out what must be there is not one in which it is to be thought up anew. */
static void check_left_out(struct writing *w, const struct record *seen)
{
	for (uint32_t i = 0; i < w->x.kind->nfields; i++) {
		const struct field *f = &w->x.kind->fields[i];
		if ((f->flags & REQUIRED) && !(f->flags & SYSTEM) && doc_has(seen->doc, i) && !doc_has(w->doc, i))
			complain(w, "problem.required", str_of(f->name), STR_EMPTY);
	}
}

/* ---- storing ---- */

/* What would be written, with the checks of forms; in the transaction. */
static bool judge(struct writing *w, struct record_tx *tx, const struct owners *o)
{
	struct asked *x = &w->x;
	const struct doc *base = w->now ? w->now->doc : NULL;
	struct custom_field *fields;
	struct form_rules rules = { .base = base, .whole = w->now && w->now->state == STATE_DRAFT };
	if (w->state == STATE_DRAFT)
		return true;
	struct doc *d = doc_guard(x->a, base, w->doc, actor_viewer(x->actor, x->kind, o));
	if (!w->now && x->kind->workflow && !doc_str(d, x->kind->workflow->field).n)
		doc_set(d, x->kind->workflow->field, str_of(x->kind->workflow->first));
	if (!custom_fields(x->web->store, record_tx_db(tx), x->a, x->kind, &fields, &rules.ncustom))
		return false;
	rules.custom = fields;
	form_check(&rules, d, x->ps);
	return true;
}

static enum record_rc store(struct writing *w, struct record_tx *tx, struct saved *saved)
{
	struct asked *x = &w->x;
	enum action asked = w->now ? ACT_EDIT : ACT_CREATE;
	struct owners o = owners_of(store_app(x->web->store), x->a, w->now ? w->now->doc : w->doc);
	if (!may(x->actor, asked, x->kind, &o))
		return RECORD_FORBIDDEN;
	if (w->now && x->kind->locked && x->kind->locked(w->now->doc))
		return RECORD_FORBIDDEN;
	complete(w, record_tx_db(tx));
	if (!judge(w, tx, &o))
		return RECORD_FAILED;
	if (problems_refuse(x->ps))
		return RECORD_REFUSED;
	const struct save in = { .actor = x->actor,
		                 .doc = w->doc,
		                 .no = w->now ? w->now->no : 0,
		                 .base_version = w->now ? w->now->version : 0,
		                 .origin = ORIGIN_API,
		                 .state = w->state,
		                 .note = req_input(x->req, "note")->text,
		                 .lenient = true };
	struct problems told; /* what a form would put up with as well */
	problems_init(&told, x->a, RECORD_PROBLEMS);
	return record_save_in(tx, x->a, &in, &told, saved);
}

static struct reply refused(struct writing *w, enum record_rc rc)
{
	struct asked *x = &w->x;
	switch (rc) {
	case RECORD_FORBIDDEN:
		return asked_forbidden(x, w->now ? ACT_EDIT : ACT_CREATE);
	case RECORD_REFUSED:
		return asked_problem(x, 422, "api.refused");
	case RECORD_DUPLICATE:
		complain(w, "form.duplicate", STR_EMPTY, STR_EMPTY);
		return asked_problem(x, 409, "api.refused");
	case RECORD_MISSING:
		return asked_problem(x, 404, "error.not_found");
	default:
		return asked_problem(x, 503, "error.busy");
	}
}

/* The answer about VERSION of record NO, as it was then. */
static struct reply written(struct asked *x, int status, int64_t no, uint32_t version)
{
	const struct record *r =
	    asked_reopen(x) ? record_load_version(x->web->store, x->db, x->a, x->actor, no, version) : NULL;
	if (!r)
		return asked_problem(x, x->db && !db_has_failed(x->db) ? 404 : 503, "api.stored_unseen");
	struct reply p = record_reply(x, status, r);
	if (status == 201)
		reply_header(x->req, &p, "Location", arena_fmt(x->a, "/api/v1/records/%s/%s", r->kind->name, r->id));
	return p;
}

/* ---- POST ---- */

/* 1: there is a key, 0: there is none, -1: it is not one. */
static int read_key(const struct req *r, struct once *o)
{
	struct buf b;
	str key = req_header(r, "idempotency-key");
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return -1;
	if (!key.n || key.n > KEY_MAX)
		return key.n ? -1 : 0;
	*o = (struct once){ .account = req_actor(r)->id, .key = key };
	buf_init(&b, r->arena, SIZE_MAX / 2);
	buf_str_add(&b, r->target);
	buf_char(&b, '\n');
	buf_str_add(&b, r->body);
	o->request = hash_blake2b(b.p, b.n);
	return 1;
}

struct reply api_record_post(struct req *r)
{
	struct writing w;
	struct asked *x = &w.x;
	struct reply failed;
	struct saved saved = { .no = 0 };
	struct once once;
	int64_t now = clock_now();
	if (!begin(r, &w, &failed, ACT_CREATE))
		return failed;
	int keyed = read_key(r, &once);
	if (keyed < 0)
		return asked_problem(x, 400, "api.bad_key");
	if (!read_body(&w, &failed))
		return failed;
	if (str_is(req_input(r, "state")->text, "draft"))
		w.state = STATE_DRAFT;
	asked_release(x);
	struct record_tx *tx = record_tx_begin(x->web->store, x->a, now);
	if (!tx)
		return refused(&w, RECORD_FAILED);
	uint32_t version = 0;
	enum once_rc before = keyed ? once_find(record_tx_db(tx), &once, now, &saved.no, &version) : ONCE_NEW;
	if (before != ONCE_NEW) {
		record_tx_rollback(tx);
		return before == ONCE_DONE    ? written(x, 201, saved.no, version)
		       : before == ONCE_OTHER ? asked_problem(x, 422, "api.other_request")
		                              : refused(&w, RECORD_FAILED);
	}
	enum record_rc rc = store(&w, tx, &saved);
	if (rc == RECORD_OK && keyed && once_keep(record_tx_db(tx), &once, now, saved.no, saved.version) != DB_OK)
		rc = RECORD_FAILED;
	rc = record_tx_end(tx, rc);
	return rc == RECORD_OK ? written(x, 201, saved.no, saved.version) : refused(&w, rc);
}

/* ---- PUT and DELETE ---- */

/* The version that If-Match names; 0: none is named, -1: what is named is none. */
static int64_t read_match(const struct req *r)
{
	int64_t version;
	str s = req_header(r, "if-match");
	if (!s.n)
		return 0;
	if (s.n < 3 || s.p[0] != '"' || s.p[s.n - 1] != '"' || !str_to_int(str_sub(s, 1, s.n - 2), &version) ||
	    version < 1)
		return -1;
	return version;
}

/* What was changed has changed meanwhile: both, so that the program can bring them together. */
static struct reply stale(struct writing *w, const struct record *seen)
{
	struct asked *x = &w->x;
	struct json_out j;
	struct buf doc;
	problem_begin(&j, x->req, 412, "api.stale", NULL);
	json_key(&j, "current");
	put_record(&j, x->a, seen);
	if (w->doc) {
		buf_init(&doc, x->a, RECORD_DOC_MAX);
		doc_json(w->doc, &doc);
		json_key(&j, "sent");
		json_raw(&j, buf_str(&doc));
	}
	struct reply p = problem_end(&j, x->req, 412);
	p.etag = arena_fmt(x->a, "\"%u\"", seen->version);
	return p;
}

/* In TX: the record of the address, whole in w->now. False: *FAILED is the answer. */
static bool find(struct writing *w, struct record_tx *tx, int64_t match, struct reply *failed)
{
	struct asked *x = &w->x;
	db *d = record_tx_db(tx);
	const struct record *seen = record_load_id(x->web->store, d, x->a, x->actor, x->kind, x->req->params[1]);
	w->now = seen && !seen->deleted ? record_load(x->web->store, d, x->a, &actor_system, seen->no) : NULL;
	if (!w->now) {
		*failed = asked_problem(x, 404, "error.not_found");
		return false;
	}
	if (match && match != w->now->version) {
		*failed = stale(w, seen);
		return false;
	}
	if (w->doc)
		check_left_out(w, seen);
	return true;
}

struct reply api_record_put(struct req *r)
{
	struct writing w;
	struct asked *x = &w.x;
	struct reply failed;
	struct saved saved = { .no = 0 };
	if (!begin(r, &w, &failed, ACT_EDIT))
		return failed;
	int64_t match = read_match(r);
	if (!match)
		return asked_problem(x, 428, "api.no_version");
	if (!read_body(&w, &failed))
		return failed;
	asked_release(x);
	struct record_tx *tx = record_tx_begin(x->web->store, x->a, clock_now());
	if (!tx)
		return refused(&w, RECORD_FAILED);
	if (!find(&w, tx, match, &failed)) {
		record_tx_rollback(tx);
		return failed;
	}
	str state = req_input(r, "state")->text;
	w.state = str_is(state, "current") ? STATE_CURRENT : w.now->state;
	if (str_is(state, "draft") && w.now->state != STATE_DRAFT)
		complain(&w, "api.no_draft", STR("state"), STR_EMPTY);
	enum record_rc rc = store(&w, tx, &saved);
	rc = record_tx_end(tx, rc);
	if (rc == RECORD_UNCHANGED)
		return written(x, 200, w.now->no, w.now->version);
	return rc == RECORD_OK ? written(x, 200, saved.no, saved.version) : refused(&w, rc);
}

struct reply api_record_delete(struct req *r)
{
	struct writing w;
	struct asked *x = &w.x;
	struct reply failed;
	if (!begin(r, &w, &failed, ACT_DELETE))
		return failed;
	int64_t match = read_match(r);
	asked_release(x);
	struct record_tx *tx = record_tx_begin(x->web->store, x->a, clock_now());
	if (!tx)
		return refused(&w, RECORD_FAILED);
	if (!find(&w, tx, match, &failed)) {
		record_tx_rollback(tx);
		return failed;
	}
	enum record_rc rc = record_delete(tx, x->a, x->actor, ORIGIN_API, w.now->no, req_input(r, "note")->text);
	rc = record_tx_end(tx, rc);
	if (rc == RECORD_FORBIDDEN)
		return asked_forbidden(x, ACT_DELETE);
	return rc == RECORD_OK ? written(x, 200, w.now->no, w.now->version + 1) : refused(&w, rc);
}
