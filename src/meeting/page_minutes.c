/* Minutes, written while the meeting goes on: kept by the server every few seconds (the desk's drafts), and saved with
 * the decisions and action items that came of each row of the agenda. */
#include "base/vec.h"
#include "desk/notice.h"
#include "html/html_tmpl.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"
#include "meeting_sql.h"

static const char section[] = "minutes";

/* What was typed, or what the record says: FORM has it when it has the field at all. */
struct typed {
	const struct form *form; /* NULL: nothing was typed */
};

static bool typed_has(const struct typed *t, str name, str *out)
{
	for (uint32_t i = 0; t->form && i < t->form->n; i++) {
		if (!str_eq(t->form->p[i].name, name))
			continue;
		*out = t->form->p[i].value;
		return true;
	}
	return false;
}

static str typed_or(arena *a, const struct typed *t, const char *name, const char *id, str otherwise)
{
	str found;
	str key = id ? arena_fmt(a, "%s-%s", name, id) : str_of(name);
	return typed_has(t, key, &found) ? found : otherwise;
}

/* ---- the page ---- */

static const struct decision_row *decisions_at(struct desk_view *v, const struct record **list, uint32_t n,
                                               const char *row, uint32_t *count)
{
	struct decision_row *out = arena_array(v->a, struct decision_row, (size_t)n + 1);
	*count = 0;
	for (uint32_t i = 0; i < n; i++)
		if (str_is(doc_str(list[i]->doc, DECISION_AGENDA), row))
			out[(*count)++] =
			    (struct decision_row){ doc_str(list[i]->doc, DECISION_NUMBER),
				                   doc_str(list[i]->doc, DECISION_TEXT),
				                   url_path(v->page, "/desk/decision/{}", str_of(list[i]->id)) };
	return out;
}

const struct record **event_decisions(struct desk_view *v, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_decisions_of, DB_ARGS(db_text(str_of(v->record->id))), &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		*vec_push(v->a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static const struct action_row *actions_at(struct desk_view *v, const struct record **list, uint32_t n, const char *row,
                                           uint32_t *count)
{
	const struct record **own = arena_array(v->a, const struct record *, (size_t)n + 1);
	*count = 0;
	for (uint32_t i = 0; i < n; i++)
		if (str_is(doc_str(list[i]->doc, ITEM_AGENDA), row))
			own[(*count)++] = list[i];
	return action_rows(v, own, *count);
}

static void add_rows(struct desk_view *v, struct minutes_page *p, const struct typed *t)
{
	uint32_t n, nd, na;
	struct doc *const *rows = doc_rows(v->record->doc, EVENT_AGENDA, &n);
	const struct record **decisions = event_decisions(v, &nd), **actions;
	struct minutes_row *list = arena_array(v->a, struct minutes_row, (size_t)n + 1);
	if (!actions_of_event(v->a, v->web->store, v->db, v->actor, str_of(v->record->id), &actions, &na))
		na = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *x = rows[i];
		struct minutes_row *row = &list[i];
		row->row = (struct agenda_row){
			.id = str_of(x->id),
			.topic = doc_str(x, EVENT_AGENDA_TOPIC),
			.presenter = doc_str(x, EVENT_AGENDA_PRESENTER),
			.sentence = doc_str(x, EVENT_AGENDA_SENTENCE),
			.points = typed_or(v->a, t, "points", x->id, doc_str(x, EVENT_AGENDA_POINTS)),
			.conclusion = typed_or(v->a, t, "conclusion", x->id, doc_str(x, EVENT_AGENDA_CONCLUSION)),
			.at = i + 1,
		};
		row->decisions = decisions_at(v, decisions, nd, x->id, &row->ndecisions);
		row->actions = actions_at(v, actions, na, x->id, &row->nactions);
		row->new_decision = typed_or(v->a, t, "decision", x->id, STR_EMPTY);
		row->new_action = typed_or(v->a, t, "action", x->id, STR_EMPTY);
		row->post = typed_or(v->a, t, "post", x->id, STR_EMPTY);
		row->due = typed_or(v->a, t, "due", x->id, STR_EMPTY);
		row->indicator = typed_or(v->a, t, "indicator", x->id, STR_EMPTY);
		if (p->head.may_edit)
			row->owners = owners_choices(v, typed_or(v->a, t, "who", x->id, STR_EMPTY), &row->nowners);
	}
	p->rows = list;
	p->nrows = n;
}

static struct reply minutes_page(struct desk_view *v, int status, str refused, const struct problems *ps)
{
	struct minutes_page *p = arena_make(v->a, struct minutes_page);
	struct form draft;
	struct typed t = { status == 200 ? NULL : &v->req->form };
	int64_t at;
	event_head(v, &p->head, "minutes", refused, ps);
	if (status == 200 && p->head.may_edit && desk_draft_read(v, section, &draft, &at)) {
		t.form = &draft;
		p->restored = msg_fmt(v->a, v->page->lang, MSG_MEETING_RESTORED, i18n_instant(v->a, v->page->lang, at));
	}
	add_rows(v, p, &t);
	p->opening = typed_or(v->a, &t, "opening", NULL, doc_str(v->record->doc, EVENT_OPENING));
	p->closing = typed_or(v->a, &t, "closing", NULL, doc_str(v->record->doc, EVENT_CLOSING));
	p->keep = url_to(v->page, "/desk/draft", 0, NULL);
	p->id = v->record->id;
	v->page->status = status;
	tmpl_event_minutes(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply minutes_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return event_start(r, &v, &failed) ? minutes_page(&v, 200, STR_EMPTY, NULL) : failed;
}

/* ---- saving ---- */

static void put(arena *a, struct doc *d, uint32_t field, str text)
{
	d->v[field] = (struct value){ 0 };
	if (str_trim(text).n)
		doc_set(d, field, arena_str(a, text));
}

static str field_of(struct desk_view *v, const char *name, const char *id)
{
	return req_form(v->req, arena_fmt(v->a, "%s-%s", name, id).p);
}

static void take_minutes(struct desk_view *v, struct doc *d)
{
	for (uint32_t i = 0; i < d->v[EVENT_AGENDA].n; i++) {
		struct doc *row = d->v[EVENT_AGENDA].u.rows[i];
		put(v->a, row, EVENT_AGENDA_POINTS, field_of(v, "points", row->id));
		put(v->a, row, EVENT_AGENDA_CONCLUSION, field_of(v, "conclusion", row->id));
	}
	put(v->a, d, EVENT_OPENING, req_form(v->req, "opening"));
	put(v->a, d, EVENT_CLOSING, req_form(v->req, "closing"));
}

static enum record_rc write_new(struct desk_view *v, struct record_tx *tx, struct doc *d, struct problems *ps,
                                struct saved *out)
{
	struct save save = { .actor = v->actor,
		             .doc = d,
		             .origin = ORIGIN_FORM,
		             .state = STATE_CURRENT,
		             .action = ACT_CREATE,
		             .note = STR("minutes") };
	return record_save_in(tx, v->a, &save, ps, out);
}

static str next_number(struct desk_view *v, struct record_tx *tx, const struct db_query *q)
{
	int64_t last = db_one_int(record_tx_db(tx), q, DB_ARGS(db_text(str_of(v->record->id))), 0);
	return arena_fmt(v->a, "%lld", (long long)last + 1);
}

/* The record that a row of the agenda is about is what its decisions and action items are about. */
static void link_source(const struct doc *row, struct doc *d, uint32_t problem, uint32_t agreement)
{
	str kind = doc_str(row, EVENT_AGENDA_SOURCE_KIND), id = doc_str(row, EVENT_AGENDA_SOURCE_ID);
	if (str_is(kind, "problem"))
		doc_set(d, problem, id);
	else if (str_is(kind, "agreement"))
		doc_set(d, agreement, id);
}

static enum record_rc add_decision(struct desk_view *v, struct record_tx *tx, const struct doc *row,
                                   struct problems *ps, str *id)
{
	struct saved out;
	str text = str_trim(field_of(v, "decision", row->id));
	*id = STR_EMPTY;
	if (!text.n)
		return RECORD_OK;
	struct doc *d = doc_new(v->a, &decision_kind);
	doc_set(d, DECISION_EVENT, arena_str(v->a, str_of(v->record->id)));
	doc_set(d, DECISION_AGENDA, str_of(row->id));
	doc_set(d, DECISION_NUMBER, next_number(v, tx, &q_decision_last));
	doc_set(d, DECISION_TEXT, text);
	link_source(row, d, DECISION_PROBLEM, DECISION_AGREEMENT);
	enum record_rc rc = write_new(v, tx, d, ps, &out);
	*id = rc == RECORD_OK ? arena_str(v->a, str_of(out.id)) : STR_EMPTY;
	return rc;
}

static enum record_rc add_action(struct desk_view *v, struct record_tx *tx, const struct doc *row, str decision,
                                 struct problems *ps)
{
	static const struct {
		const char *name;
		uint32_t field;
	} texts[] = { { "post", ITEM_POST }, { "due", ITEM_DUE }, { "indicator", ITEM_INDICATOR } };
	struct saved out;
	str text = str_trim(field_of(v, "action", row->id));
	if (!text.n)
		return RECORD_OK;
	struct doc *d = doc_new(v->a, &action_item_kind);
	doc_set(d, ITEM_EVENT, arena_str(v->a, str_of(v->record->id)));
	doc_set(d, ITEM_AGENDA, str_of(row->id));
	doc_set(d, ITEM_NUMBER, next_number(v, tx, &q_action_last));
	doc_set(d, ITEM_TEXT, text);
	owner_set(v->a, d, ITEM_ORG, ITEM_REGENCY, field_of(v, "who", row->id));
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		put(v->a, d, texts[i].field, str_trim(field_of(v, texts[i].name, row->id)));
	if (decision.n)
		doc_set(d, ITEM_DECISION, decision);
	link_source(row, d, ITEM_PROBLEM, ITEM_AGREEMENT);
	return write_new(v, tx, d, ps, &out);
}

/* All in one transaction: minutes, decisions, action items, and the draft is gone. */
static enum record_rc write_all(struct desk_view *v, struct record_tx *tx, const struct doc *d, struct problems *ps)
{
	struct saved out;
	struct save save = { .actor = v->actor,
		             .doc = d,
		             .no = v->record->no,
		             .base_version = event_version(v->req),
		             .origin = ORIGIN_FORM,
		             .state = v->record->state,
		             .action = ACT_EDIT,
		             .note = STR("minutes") };
	enum record_rc rc = record_save_in(tx, v->a, &save, ps, &out);
	if (rc == RECORD_UNCHANGED)
		rc = RECORD_OK;
	for (uint32_t i = 0; i < d->v[EVENT_AGENDA].n && rc == RECORD_OK; i++) {
		const struct doc *row = d->v[EVENT_AGENDA].u.rows[i];
		str decision;
		rc = add_decision(v, tx, row, ps, &decision);
		if (rc == RECORD_OK)
			rc = add_action(v, tx, row, decision, ps);
	}
	if (rc == RECORD_OK && desk_draft_end(record_tx_db(tx), v, section) != DB_OK)
		rc = RECORD_FAILED;
	return rc;
}

struct reply minutes_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	str refused;
	if (!event_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT))
		return desk_refuse(&v, ACT_EDIT);
	if (str_is(req_form(r, "do"), "discard"))
		return desk_draft_discard(&v, section, "minutes");
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	struct doc *d = event_whole(&v);
	enum record_rc rc = event_version(r) == v.record->version ? RECORD_OK : RECORD_CONFLICT;
	take_minutes(&v, d);
	if (rc == RECORD_OK) {
		desk_release(&v);
		struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
		rc = tx ? record_tx_end(tx, write_all(&v, tx, d, &ps)) : RECORD_FAILED;
		if (rc == RECORD_OK) {
			notices_follow(v.web);
			return desk_redirect(&v, desk_url(&v, "minutes"));
		}
		if (!desk_reopen(&v))
			return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	}
	int status = event_failed(&v, rc, &refused);
	return minutes_page(&v, status, refused, &ps);
}
