/* What every page of an event has, the routes, and what the desk shows of the kinds. */
#include "meeting/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "meeting_sql.h"
#include "record/codelist.h"

enum { STEPS_MOST = 8, FORM_MAX = 1 << 20, TABS = 5 };

bool event_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (v->kind == &event_kind && v->record)
		return true;
	*failed = desk_not_found(v);
	return false;
}

struct doc *event_whole(struct desk_view *v)
{
	const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	return doc_copy(v->a, r ? r->doc : v->record->doc);
}

/* "Kamis, 10 Desember 2026, 09.00–15.00 WITA". */
str event_when(struct page *pg, const struct doc *d)
{
	static const enum msg days[] = { MSG_MEETING_DAY_1, MSG_MEETING_DAY_2, MSG_MEETING_DAY_3, MSG_MEETING_DAY_4,
		                         MSG_MEETING_DAY_5, MSG_MEETING_DAY_6, MSG_MEETING_DAY_7 };
	date first = DATE_NONE, last;
	arena *a = pg->arena;
	str start = doc_str(d, EVENT_START), end = doc_str(d, EVENT_END);
	if (!doc_date(d, EVENT_DATE, &first))
		return STR_EMPTY;
	str day = arena_fmt(a, "%.*s, %.*s", STR_ARG(msg(pg->lang, days[date_weekday(first) - 1])),
	                    STR_ARG(i18n_date(a, pg->lang, first, DATE_LONG)));
	if (doc_date(d, EVENT_UNTIL, &last) && last > first)
		day = arena_fmt(a, "%.*s \xE2\x80\x93 %.*s", STR_ARG(day),
		                STR_ARG(i18n_date(a, pg->lang, last, DATE_LONG)));
	if (!start.n)
		return day;
	return end.n ? arena_fmt(a, "%.*s, %.*s\xE2\x80\x93%.*s WITA", STR_ARG(day), STR_ARG(start), STR_ARG(end))
	             : arena_fmt(a, "%.*s, %.*s WITA", STR_ARG(day), STR_ARG(start));
}

static int64_t actions_count(struct desk_view *v)
{
	const struct record **list;
	uint32_t n;
	return actions_of_event(v->a, v->web->store, v->db, v->actor, str_of(v->record->id), &list, &n) ? n : 0;
}

static void add_tabs(struct desk_view *v, struct event_head *h, const char *word)
{
	static const struct {
		const char *word;
		enum msg label;
	} tabs[TABS] = { { "agenda", MSG_MEETING_TAB_AGENDA },
		         { "invitations", MSG_MEETING_TAB_INVITATIONS },
		         { "attendance", MSG_MEETING_TAB_ATTENDANCE },
		         { "minutes", MSG_MEETING_TAB_MINUTES },
		         { "followup", MSG_MEETING_TAB_FOLLOWUP } };
	const struct doc *d = v->record->doc;
	const int64_t counts[TABS] = { d->v[EVENT_AGENDA].n, d->v[EVENT_INVITATION].n, d->v[EVENT_ATTENDANCE].n, -1,
		                       actions_count(v) };
	struct meeting_tab *list = arena_array(v->a, struct meeting_tab, TABS);
	for (uint32_t i = 0; i < TABS; i++)
		list[i] = (struct meeting_tab){ msg(v->page->lang, tabs[i].label), desk_url(v, tabs[i].word),
			                        strcmp(word, tabs[i].word) == 0, counts[i] };
	h->tabs = list;
	h->ntabs = TABS;
}

static void add_steps(struct desk_view *v, struct event_head *h)
{
	const struct step *open[STEPS_MOST];
	uint32_t n = workflow_open(v->actor, v->record->doc, &v->owners, open, STEPS_MOST);
	struct meeting_step *steps = arena_array(v->a, struct meeting_step, STEPS_MOST);
	/* a reason is given on the record's own page */
	for (uint32_t i = 0; i < n; i++)
		if (!(open[i]->flags & STEP_REASON))
			steps[h->nsteps++] =
			    (struct meeting_step){ open[i]->name, msg_label(v->page->lang, "step", "event",
				                                            open[i]->name, str_of(open[i]->name)) };
	h->steps = steps;
}

void event_head(struct desk_view *v, struct event_head *h, const char *word, str refused, const struct problems *ps)
{
	const struct doc *d = v->record->doc;
	enum lang l = v->page->lang;
	*h = (struct event_head){ .status = codelist_name("event-status", doc_str(d, EVENT_STATUS), (int)l),
		                  .sort = codelist_name("event-sort", doc_str(d, EVENT_SORT), (int)l),
		                  .when = event_when(v->page, d),
		                  .venue = doc_str(d, EVENT_VENUE),
		                  .refused = refused,
		                  .problems = desk_named(v, ps),
		                  .action = desk_url(v, word),
		                  .step = desk_url(v, "step"),
		                  .record = desk_url(v, NULL),
		                  .version = v->record->version };
	h->may_edit = desk_may(v, ACT_EDIT) && !event_kind.locked(d) && !v->record->deleted;
	add_tabs(v, h, word);
	add_steps(v, h);
	desk_title(v, doc_str(d, EVENT_TITLE));
}

/* ---- writing ---- */

uint32_t event_version(const struct req *r)
{
	int64_t n;
	return str_to_int(str_trim(req_form(r, "version")), &n) && n > 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

enum record_rc event_save(struct desk_view *v, const struct doc *d, str note, struct problems *ps)
{
	struct saved out;
	struct save save = { .actor = v->actor,
		             .doc = d,
		             .no = v->record->no,
		             .base_version = event_version(v->req),
		             .origin = ORIGIN_FORM,
		             .state = v->record->state,
		             .action = ACT_EDIT,
		             .note = note };
	if (save.base_version != v->record->version)
		return RECORD_CONFLICT;
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	enum record_rc rc = tx ? record_save_in(tx, v->a, &save, ps, &out) : RECORD_FAILED;
	if (tx && rc == RECORD_UNCHANGED) {
		record_tx_rollback(tx);
	} else if (tx) {
		rc = record_tx_end(tx, rc);
	}
	return desk_reopen(v) ? rc : RECORD_FAILED;
}

int event_failed(struct desk_view *v, enum record_rc rc, str *refused)
{
	enum lang l = v->page->lang;
	*refused = msg(l, rc == RECORD_REFUSED     ? MSG_DESK_STEP_REFUSED
	                  : rc == RECORD_CONFLICT  ? MSG_DESK_CHANGED_MEANWHILE
	                  : rc == RECORD_FORBIDDEN ? MSG_ERROR_FORBIDDEN
	                                           : MSG_DESK_BUSY);
	return rc == RECORD_REFUSED ? 422 : rc == RECORD_CONFLICT ? 409 : rc == RECORD_FORBIDDEN ? 403 : 503;
}

/* ---- words and choices ---- */

str *regencies_of(arena *a, const struct place_index *places, uint32_t *n)
{
	const struct place *province = place_by_code(places, STR("53"));
	const struct place *list = NULL;
	*n = 0;
	if (province)
		list = place_children(places, province, n);
	str *codes = arena_array(a, str, (size_t)*n + 1);
	for (uint32_t i = 0; i < *n; i++)
		codes[i] = list[i].code;
	return codes;
}

const struct meeting_choice *owners_choices(struct desk_view *v, str chosen, uint32_t *n)
{
	VEC(struct meeting_choice) list = { 0 };
	uint32_t nplaces;
	db_rows *rows;
	VEC(int64_t) numbers = { 0 };
	str *codes = regencies_of(v->a, v->web->places, &nplaces);
	if (db_select(v->db, &q_event_organisations, NULL, &rows) == DB_OK) {
		while (db_next(rows))
			*vec_push(v->a, &numbers) = db_col_int(rows, 0);
		(void)db_finish(rows);
	}
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) =
			    (struct meeting_choice){ arena_fmt(v->a, "o:%s", r->id), desk_record_title(v, r), false };
	}
	for (uint32_t i = 0; i < nplaces; i++) {
		const struct place *p = place_by_code(v->web->places, codes[i]);
		*vec_push(v->a, &list) =
		    (struct meeting_choice){ arena_fmt(v->a, "p:%.*s", STR_ARG(codes[i])), desk_place(v, p), false };
	}
	for (size_t i = 0; i < list.n; i++)
		list.p[i].selected = chosen.n && str_eq(list.p[i].value, chosen);
	*n = (uint32_t)list.n;
	return list.p;
}

bool owner_set(arena *a, struct doc *d, uint32_t org, uint32_t place, str value)
{
	if (str_starts(value, STR("o:")) && ulid_valid(str_sub(value, 2, value.n)))
		doc_set(d, org, arena_str(a, str_sub(value, 2, value.n)));
	else if (str_starts(value, STR("p:")) && value.n > 2)
		doc_set(d, place, arena_str(a, str_sub(value, 2, value.n)));
	else
		return false;
	return true;
}

const struct meeting_choice *code_choices(arena *a, enum lang l, const char *list, str chosen, uint32_t *n)
{
	const struct codelist *codes = codelist_find(list);
	struct meeting_choice *out = arena_array(a, struct meeting_choice, codes ? codes->n : 1);
	*n = 0;
	for (uint32_t i = 0; codes && i < codes->n; i++) {
		str code = str_of(codes->codes[i].code);
		out[(*n)++] = (struct meeting_choice){ code, codelist_name(list, code, (int)l), str_eq(code, chosen) };
	}
	return out;
}

struct agenda_query event_query(struct desk_view *v, const struct doc *event)
{
	return (struct agenda_query){ v->web->store,  v->db, v->actor,
		                      v->web->places, event, date_of_instant(clock_now()) };
}

/* ---- on the desk ---- */

static uint32_t event_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	struct event_head h = { 0 };
	uint32_t n = 0;
	if (v->record->deleted)
		return 0;
	add_tabs(v, &h, "");
	for (; n < h.ntabs && n < max; n++)
		out[n] = (struct desk_link){ h.tabs[n].label, h.tabs[n].href, NULL };
	return n;
}

static uint32_t event_home(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (max < 2)
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_MEETING_FOLLOWUP_TITLE),
		                     url_to(v->page, "/desk/followup", 0, NULL), NULL };
	out[1] = (struct desk_link){ msg(v->page->lang, MSG_MEETING_CALENDAR), url_to(v->page, "/calendar", 0, NULL),
		                     "calendar" };
	return 2;
}

static void event_start_new(struct desk_view *v, struct doc *d)
{
	doc_set(d, EVENT_HOST, msg(LANG_ID, MSG_MEETING_HOST));
	doc_set(d, EVENT_START, STR("09.00"));
	doc_set(d, EVENT_SORT, STR("rakor"));
	(void)v;
}

static void event_complete(struct desk_view *v, const struct doc *old, struct doc *d)
{
	static const uint32_t lists[] = { EVENT_AGENDA, EVENT_INVITATION, EVENT_ATTENDANCE };
	(void)v;
	(void)old;
	for (size_t i = 0; i < SEL_COUNT(lists); i++)
		rows_give_ids(d, lists[i]);
}

const struct desk_room event_room = { .kind = &event_kind,
	                              .icon = "calendar",
	                              .home = event_home,
	                              .waiting = event_waiting,
	                              .links = event_links,
	                              .start = event_start_new,
	                              .complete = event_complete,
	                              .first = "title sort date starts ends venue" };
const struct desk_room decision_room = { .kind = &decision_kind, .icon = "circle-check", .unlisted = true };

static uint32_t action_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || v->record->deleted || !action_is_open(v->record->doc) || !desk_may(v, ACT_SUBMIT))
		return 0;
	out[0] =
	    (struct desk_link){ msg(v->page->lang, MSG_MEETING_PROGRESS), desk_url(v, "progress"), "circle-check" };
	return 1;
}

static struct url action_step_page(struct desk_view *v, const char *step)
{
	return strcmp(step, "finish") == 0 ? desk_url(v, "progress") : (struct url){ STR_EMPTY };
}

const struct desk_room action_item_room = { .kind = &action_item_kind,
	                                    .icon = "list",
	                                    .waiting = action_waiting,
	                                    .links = action_links,
	                                    .step_page = action_step_page };

/* The event that the address names, and whose it is by who writes. */
static void contribution_start(struct desk_view *v, struct doc *d)
{
	str event = page_query_value(v->page, "event"), org = actor_org(v->actor, ROLE_PARTNER);
	if (ulid_valid(event))
		doc_set(d, CONTRIBUTION_EVENT, arena_str(v->a, event));
	if (org.n)
		doc_set(d, CONTRIBUTION_ORG, org);
	for (uint32_t i = 0; i < v->actor->ngrants; i++)
		if (v->actor->grants[i].role == ROLE_REGENCY)
			doc_set(d, CONTRIBUTION_REGENCY, v->actor->grants[i].place);
}

const struct desk_room contribution_room = { .kind = &contribution_kind,
	                                     .icon = "file-text",
	                                     .start = contribution_start };

#define DESK_GET(word, handler_, summary_)                                                                             \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = "/{lang}/desk/{kind}/{id}/" word, .permission = PERM_SIGNED_IN,         \
		.handler = (handler_), .summary = (summary_)                                                           \
	}
#define DESK_POST(word, handler_, summary_)                                                                            \
	{                                                                                                              \
		.method = HTTP_POST, .pattern = "/{lang}/desk/{kind}/{id}/" word, .permission = PERM_SIGNED_IN,        \
		.handler = (handler_), .flags = ROUTE_FORM, .body_max = FORM_MAX, .summary = (summary_)                \
	}

const struct route meeting_routes[] = {
	DESK_GET("agenda", agenda_get, "The agenda of a meeting, and what it could be made of"),
	DESK_POST("agenda", agenda_post, "Pick, order and time the agenda"),
	DESK_GET("invitations", invitations_get, "Who is invited and what they answered"),
	DESK_POST("invitations", invitations_post, "Invite, make reply links, enter answers"),
	DESK_POST("answer", answer_own_post, "Answer the invitation of one's own organisation or regency"),
	DESK_GET("attendance", attendance_get, "Who came and which regencies did not"),
	DESK_POST("attendance", attendance_post, "Enter a list of those who came"),
	DESK_GET("qr", event_qr_get, "The picture for checking in"),
	DESK_GET("minutes", minutes_get, "Minutes of a meeting"),
	DESK_POST("minutes", minutes_post, "Save minutes, decisions and action items"),
	DESK_GET("followup", event_follow_get, "What became of a meeting"),
	DESK_GET("progress", progress_get, "Finish an action item, or say why it is late"),
	DESK_POST("progress", progress_post, "Finish an action item, or say why it is late"),
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/followup",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "standing", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "event", INPUT_CODE, INPUT_LENIENT, 26 },
	                                    { "who", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { 0 } },
	  .handler = follow_get,
	  .summary = "All action items, with rates of completion" },
	{ .pattern = NULL },
};
