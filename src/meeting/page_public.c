/* What needs no account: the calendar of open events, the answer to an invitation, checking in by the QR picture. */
#include "account/rate.h"
#include "base/vec.h"
#include "html/html_tmpl.h"
#include "meeting/ics.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"
#include "meeting_sql.h"
#include "record/codelist.h"

enum { TRIES_AN_HOUR = 60, CHECKINS_AN_HOUR = 600, ICS_MAX = 4 << 20 };

/* ---- calendar ---- */

static const struct record **open_events(struct desk_view *v, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_events_all, NULL, &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		*vec_push(v->a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_public, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static struct calendar_row row_of(struct desk_view *v, const struct record *r)
{
	enum lang l = v->page->lang;
	return (struct calendar_row){ .title = doc_str(r->doc, EVENT_TITLE),
		                      .sort = codelist_name("event-sort", doc_str(r->doc, EVENT_SORT), (int)l),
		                      .when = event_when(v->page, r->doc),
		                      .venue = doc_str(r->doc, EVENT_VENUE),
		                      .host = doc_str(r->doc, EVENT_HOST),
		                      .basis = doc_str(r->doc, EVENT_BASIS),
		                      .status = codelist_name("event-status", doc_str(r->doc, EVENT_STATUS), (int)l),
		                      .id = r->id };
}

static struct reply calendar_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	const struct record **list = open_events(&v, &n);
	struct calendar_row *coming = arena_array(v.a, struct calendar_row, (size_t)n + 1);
	struct calendar_row *past = arena_array(v.a, struct calendar_row, (size_t)n + 1);
	struct calendar_page p = { .coming = coming, .past = past };
	int64_t now = clock_now(), ends;
	/* the list begins with the latest; what comes is read from today on */
	for (uint32_t i = 0; i < n; i++)
		if (event_ends(list[i]->doc, &ends) && ends < now)
			past[p.npast++] = row_of(&v, list[i]);
	for (uint32_t i = n; i > 0; i--)
		if (!event_ends(list[i - 1]->doc, &ends) || ends >= now)
			coming[p.ncoming++] = row_of(&v, list[i - 1]);
	p.feed = url_to(v.page, "/calendar.ics", 0, NULL);
	v.page->title = msg(v.page->lang, MSG_MEETING_CALENDAR);
	tmpl_meeting_calendar(v.page, &p);
	return page_reply(r, v.page);
}

static struct reply calendar_ics(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n, used = 0;
	struct buf out;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	const struct record **list = open_events(&v, &n);
	struct ics_event *events = arena_array(v.a, struct ics_event, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *d = list[i]->doc;
		struct ics_event *x = &events[used];
		*x = (struct ics_event){ .uid = arena_fmt(v.a, "%s@selaras", list[i]->id),
			                 .title = doc_str(d, EVENT_TITLE),
			                 .place = doc_str(d, EVENT_VENUE),
			                 .description = doc_str(d, EVENT_HOST),
			                 .changed = list[i]->updated,
			                 .cancelled = str_is(doc_str(d, EVENT_STATUS), "cancelled") };
		used += event_begins(d, &x->begins) && event_ends(d, &x->ends);
	}
	buf_init(&out, v.a, ICS_MAX);
	ics_calendar(&out, msg(v.page->lang, MSG_MEETING_CALENDAR), events, used);
	return reply_text(r, 200, "text/calendar; charset=utf-8", buf_str(&out));
}

/* ---- doors without sign-in ---- */

struct counting {
	str name;
	int64_t limit, now;
	bool allowed;
};

static enum db_rc count_in(db *d, void *ctx)
{
	struct counting *c = ctx;
	c->allowed = rate_allows(d, c->name, c->limit, c->now);
	return DB_OK;
}

/* Whether the address may still do WHAT this hour. */
static bool may_try(struct desk_view *v, const char *what, int64_t limit)
{
	struct counting c = { arena_fmt(v->a, "%s from %.*s", what, STR_ARG(address_group(v->a, v->req->address))),
		              limit, clock_now(), false };
	db *d = db_borrow(store_pool(v->web->store), DB_WRITE);
	bool ok = d && db_tx(d, DB_WRITE, count_in, &c) == DB_OK;
	db_return(d);
	return ok && c.allowed;
}

static struct reply door_closed(struct desk_view *v, int status, enum msg text)
{
	v->page->status = status;
	v->page->noindex = true;
	tmpl_notice(v->page, msg(v->page->lang, status == 429 ? MSG_MEETING_TOO_MANY : MSG_ERROR_404),
	            msg(v->page->lang, text));
	return page_reply(v->req, v->page);
}

/* The event that the secret of the address opens, by QUERY with KEY; the answer when there is none. */
static bool door_open(struct desk_view *v, const struct db_query *query, str key, struct reply *failed)
{
	int64_t no = key.n ? db_one_int(v->db, query, DB_ARGS(db_text(key)), 0) : 0;
	v->record = no > 0 ? record_load(v->web->store, v->db, v->a, &actor_system, no) : NULL;
	v->kind = &event_kind;
	v->page->noindex = true;
	if (v->record && !v->record->deleted)
		return true;
	/* a guess: only these are counted, so that nobody is kept out by others behind his address */
	desk_release(v);
	bool slow = !may_try(v, "guess of an invitation", TRIES_AN_HOUR);
	*failed = door_closed(v, slow ? 429 : 404, slow ? MSG_MEETING_TOO_MANY_TEXT : MSG_MEETING_NO_LINK);
	return false;
}

/* ---- the answer to an invitation ---- */

static struct reply answer_page(struct desk_view *v, const struct doc *row, struct reply_page *p, int status,
                                const struct problems *ps)
{
	const struct doc *d = v->record->doc;
	uint32_t n;
	int64_t ends, at;
	struct doc *const *agenda = doc_rows(d, EVENT_AGENDA, &n);
	str *topics = arena_array(v->a, str, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		topics[i] = doc_str(agenda[i], EVENT_AGENDA_TOPIC);
	str org = organisation_name(v->a, v->web->store, v->db, doc_str(row, EVENT_INVITATION_ORG));
	const struct place *place = place_by_code(v->web->places, doc_str(row, EVENT_INVITATION_PLACE));
	p->who = org.n ? org : place ? desk_place(v, place) : STR_EMPTY;
	p->title = doc_str(d, EVENT_TITLE);
	p->when = event_when(v->page, d);
	p->venue = doc_str(d, EVENT_VENUE);
	p->host = doc_str(d, EVENT_HOST);
	p->topics = topics;
	p->ntopics = n;
	p->problems = ps;
	p->closed = (event_ends(d, &ends) && clock_now() > ends) || event_kind.locked(d);
	if (instant_parse_xsd(doc_str(row, EVENT_INVITATION_REPLIED), &at))
		p->replied = i18n_instant(v->a, v->page->lang, at);
	p->action = url_bare(v->page);
	p->replies = code_choices(v->a, v->page->lang, "event-reply", p->reply, &p->nreplies);
	v->page->status = status;
	v->page->title = msg(v->page->lang, MSG_MEETING_ANSWER);
	tmpl_meeting_answer(v->page, p);
	struct reply reply = page_reply(v->req, v->page);
	reply.personal = true;
	return reply;
}

static struct reply_page of_row(const struct doc *row)
{
	return (struct reply_page){ .reply = doc_str(row, EVENT_INVITATION_REPLY),
		                    .name = doc_str(row, EVENT_INVITATION_NAME),
		                    .post = doc_str(row, EVENT_INVITATION_POST),
		                    .contact = doc_str(row, EVENT_INVITATION_CONTACT),
		                    .note = doc_str(row, EVENT_INVITATION_NOTE) };
}

static str key_of(struct desk_view *v)
{
	str secret = v->req->params[1];
	return secret_looks_right(secret) ? secret_hash(v->a, secret) : STR_EMPTY;
}

static struct reply answer_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	str key = key_of(&v);
	if (!door_open(&v, &q_event_by_reply, key, &failed))
		return failed;
	const struct doc *row = invite_row(v.record->doc, key);
	struct reply_page p = row ? of_row(row) : (struct reply_page){ 0 };
	p.done = str_find(r->query, STR("done"), 0) >= 0;
	return row ? answer_page(&v, row, &p, 200, NULL) : door_closed(&v, 404, MSG_MEETING_NO_LINK);
}

/* The program writes for whoever has the link: the newest version with this one row changed. */
static enum record_rc write_answer(struct desk_view *v, str key, const struct answer *in, struct problems *ps)
{
	struct saved out;
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, in->at);
	const struct record *now =
	    tx ? record_load(v->web->store, record_tx_db(tx), v->a, &actor_system, v->record->no) : NULL;
	struct doc *d = now ? doc_copy(v->a, now->doc) : NULL;
	struct doc *row = d ? invite_row(d, key) : NULL;
	enum record_rc rc = !tx ? RECORD_FAILED : row ? RECORD_OK : RECORD_MISSING;
	if (row && !invite_answer(v->a, d, row, in, ps))
		rc = RECORD_REFUSED;
	struct save save = { .actor = &actor_system,
		             .doc = d,
		             .no = v->record->no,
		             .base_version = now ? now->version : 0,
		             .origin = ORIGIN_FORM,
		             .state = v->record->state,
		             .note = row ? arena_fmt(v->a, "invitation %s", row->id) : STR_EMPTY };
	if (rc == RECORD_OK)
		rc = record_save_in(tx, v->a, &save, ps, &out);
	return tx ? record_tx_end(tx, rc) : rc;
}

static struct reply answer_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	str key = key_of(&v);
	if (!door_open(&v, &q_event_by_reply, key, &failed))
		return failed;
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	struct answer in = { .reply = req_input(r, "reply")->text,
		             .name = req_input(r, "name")->text,
		             .post = req_input(r, "post")->text,
		             .contact = req_input(r, "contact")->text,
		             .note = req_input(r, "note")->text,
		             .at = clock_now() };
	desk_release(&v);
	if (!may_try(&v, "answer to an invitation", TRIES_AN_HOUR))
		return door_closed(&v, 429, MSG_MEETING_TOO_MANY_TEXT);
	enum record_rc rc = write_answer(&v, key, &in, &ps);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, url_path(v.page, "/reply/{}?done=1", r->params[1]));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	const struct doc *row = invite_row(v.record->doc, key);
	struct reply_page p = {
		.reply = in.reply, .name = in.name, .post = in.post, .contact = in.contact, .note = in.note
	};
	p.refused = msg(v.page->lang, rc == RECORD_REFUSED ? MSG_DESK_STEP_REFUSED : MSG_DESK_BUSY);
	return row ? answer_page(&v, row, &p, rc == RECORD_REFUSED ? 422 : 503, &ps)
	           : door_closed(&v, 404, MSG_MEETING_NO_LINK);
}

/* ---- checking in ---- */

static const struct meeting_choice *invited_choices(struct desk_view *v, str chosen, uint32_t *n)
{
	uint32_t rows;
	struct doc *const *list = doc_rows(v->record->doc, EVENT_INVITATION, &rows);
	struct meeting_choice *out = arena_array(v->a, struct meeting_choice, (size_t)rows + 1);
	*n = 0;
	for (uint32_t i = 0; i < rows; i++) {
		str org = doc_str(list[i], EVENT_INVITATION_ORG), place = doc_str(list[i], EVENT_INVITATION_PLACE);
		const struct place *p = place_by_code(v->web->places, place);
		str name = org.n ? organisation_name(v->a, v->web->store, v->db, org) : p ? desk_place(v, p) : place;
		str value = org.n ? arena_fmt(v->a, "o:%.*s", STR_ARG(org)) : arena_fmt(v->a, "p:%.*s", STR_ARG(place));
		out[(*n)++] = (struct meeting_choice){ value, name, str_eq(value, chosen) };
	}
	return out;
}

static struct reply checkin_page(struct desk_view *v, struct checkin_page *p, str whose, int status,
                                 const struct problems *ps)
{
	const struct doc *d = v->record->doc;
	p->title = doc_str(d, EVENT_TITLE);
	p->when = event_when(v->page, d);
	p->venue = doc_str(d, EVENT_VENUE);
	p->problems = ps;
	p->closed = !event_is_on(d, date_of_instant(clock_now())) || event_kind.locked(d);
	p->action = url_bare(v->page);
	p->whose = invited_choices(v, whose, &p->nwhose);
	p->sexes = code_choices(v->a, v->page->lang, "person-sex", p->sex, &p->nsexes);
	v->page->status = status;
	v->page->title = msg(v->page->lang, MSG_MEETING_CHECKIN);
	tmpl_meeting_checkin(v->page, p);
	struct reply reply = page_reply(v->req, v->page);
	reply.personal = true;
	return reply;
}

static str checkin_key(const struct req *r)
{
	return secret_looks_right(r->params[1]) ? r->params[1] : STR_EMPTY;
}

static struct reply checkin_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct checkin_page p = { .done = str_find(r->query, STR("done"), 0) >= 0 };
	if (!desk_start_public(r, &actor_public, &v, &failed) ||
	    !door_open(&v, &q_event_by_checkin, checkin_key(r), &failed))
		return failed;
	return checkin_page(&v, &p, STR_EMPTY, 200, NULL);
}

static void put(struct desk_view *v, struct doc *row, uint32_t field, str text)
{
	if (text.n)
		doc_set(row, field, arena_str(v->a, text));
}

static void add_person(struct desk_view *v, struct doc *d)
{
	char at[25];
	const struct req *r = v->req;
	struct doc *row = doc_add_row(v->a, d, EVENT_ATTENDANCE);
	instant_print(clock_now(), at);
	put(v, row, EVENT_ATTENDANCE_NAME, req_input(r, "name")->text);
	put(v, row, EVENT_ATTENDANCE_SEX, req_input(r, "sex")->text);
	put(v, row, EVENT_ATTENDANCE_POST, req_input(r, "post")->text);
	put(v, row, EVENT_ATTENDANCE_CONTACT, req_input(r, "contact")->text);
	if (!owner_set(v->a, row, EVENT_ATTENDANCE_ORG, EVENT_ATTENDANCE_PLACE, req_input(r, "whose")->text))
		put(v, row, EVENT_ATTENDANCE_OTHER, req_input(r, "other")->text);
	put(v, row, EVENT_ATTENDANCE_WAY, STR("qr"));
	put(v, row, EVENT_ATTENDANCE_AT, str_of(at));
	rows_give_ids(d, EVENT_ATTENDANCE);
}

static enum record_rc write_person(struct desk_view *v, struct problems *ps)
{
	struct saved out;
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	const struct record *now =
	    tx ? record_load(v->web->store, record_tx_db(tx), v->a, &actor_system, v->record->no) : NULL;
	enum record_rc rc = !tx ? RECORD_FAILED : now ? RECORD_OK : RECORD_MISSING;
	struct doc *d = now ? doc_copy(v->a, now->doc) : NULL;
	if (d)
		add_person(v, d);
	/* whoever checks in twice is there once */
	if (d && event_has_attended(v->a, d, d->v[EVENT_ATTENDANCE].u.rows[d->v[EVENT_ATTENDANCE].n - 1]))
		rc = RECORD_UNCHANGED;
	struct save save = { .actor = &actor_system,
		             .doc = d,
		             .no = v->record->no,
		             .base_version = now ? now->version : 0,
		             .origin = ORIGIN_FORM,
		             .state = v->record->state,
		             .note = STR("check-in") };
	if (rc == RECORD_OK)
		rc = record_save_in(tx, v->a, &save, ps, &out);
	if (tx && rc == RECORD_UNCHANGED)
		record_tx_rollback(tx);
	else if (tx)
		rc = record_tx_end(tx, rc);
	return rc;
}

static struct reply checkin_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	if (!desk_start_public(r, &actor_public, &v, &failed) ||
	    !door_open(&v, &q_event_by_checkin, checkin_key(r), &failed))
		return failed;
	struct checkin_page p = { .name = req_input(r, "name")->text,
		                  .sex = req_input(r, "sex")->text,
		                  .post = req_input(r, "post")->text,
		                  .contact = req_input(r, "contact")->text,
		                  .other = req_input(r, "other")->text };
	str whose = req_input(r, "whose")->text;
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	if (!event_is_on(v.record->doc, date_of_instant(clock_now())) || event_kind.locked(v.record->doc))
		problems_add(&ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.event.not_today" });
	if (!p.name.n)
		problems_add(&ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.event.name" });
	p.refused = msg(v.page->lang, MSG_DESK_STEP_REFUSED);
	if (problems_refuse(&ps))
		return checkin_page(&v, &p, whose, 422, &ps);
	desk_release(&v);
	if (!may_try(&v, "check-in", CHECKINS_AN_HOUR))
		return door_closed(&v, 429, MSG_MEETING_TOO_MANY_TEXT);
	enum record_rc rc = write_person(&v, &ps);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, url_path(v.page, "/checkin/{}?done=1", r->params[1]));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	return checkin_page(&v, &p, whose, rc == RECORD_REFUSED ? 422 : 503, &ps);
}

const struct route meeting_public_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/calendar",
	  .permission = PERM_PUBLIC,
	  .handler = calendar_get,
	  .summary = "Meetings that are open to the public" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/calendar.ics",
	  .permission = PERM_PUBLIC,
	  .handler = calendar_ics,
	  .summary = "The same as iCalendar" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/reply/{token}",
	  .permission = PERM_PUBLIC,
	  .handler = answer_get,
	  .summary = "An invitation, by its own link" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/reply/{token}",
	  .permission = PERM_PUBLIC,
	  .inputs = (const struct input[]){ { "reply", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "name", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "post", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "contact", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "note", INPUT_TEXT, INPUT_LENIENT, 4000 },
	                                    { 0 } },
	  .handler = answer_post,
	  .summary = "Answer an invitation" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/checkin/{token}",
	  .permission = PERM_PUBLIC,
	  .handler = checkin_get,
	  .summary = "Check in to a meeting on its day" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/checkin/{token}",
	  .permission = PERM_PUBLIC,
	  .inputs = (const struct input[]){ { "name", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "sex", INPUT_CODE, INPUT_LENIENT, 1 },
	                                    { "post", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "contact", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { "whose", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "other", INPUT_TEXT, INPUT_LENIENT, 800 },
	                                    { 0 } },
	  .handler = checkin_post,
	  .summary = "Check in to a meeting on its day" },
	{ .pattern = NULL },
};
