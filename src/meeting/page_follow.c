/* Follow-up: the matrix of action items of one meeting or of all, rates of completion, and what one says about an item
 * of one's own. */
#include "base/vec.h"
#include "desk/notice.h"
#include "html/html_tmpl.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"
#include "meeting_sql.h"
#include "record/codelist.h"

enum { TILES = 4, SINCE_DAYS = 180 };

/* ---- rows of the matrix ---- */

static const char *badge_of(const char *standing)
{
	return strcmp(standing, "overdue") == 0    ? "badge bad"
	       : strcmp(standing, "done") == 0     ? "badge good"
	       : strcmp(standing, "progress") == 0 ? "badge info"
	                                           : "badge";
}

static str last_reason(const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ITEM_DELAY, &n);
	return n ? doc_str(rows[n - 1], ITEM_DELAY_REASON) : STR_EMPTY;
}

/* The title of a record that one may read; the empty str. */
static str title_of(struct desk_view *v, const struct kind *k, str id)
{
	const struct record *r = id.n ? record_load_id(v->web->store, v->db, v->a, v->actor, k, id) : NULL;
	return !r ? STR_EMPTY : k == &event_kind ? doc_str(r->doc, EVENT_TITLE) : desk_record_title(v, r);
}

static struct action_row row_of(struct desk_view *v, const struct record *r, date today)
{
	enum lang l = v->page->lang;
	const struct doc *d = r->doc;
	struct agenda_query q = event_query(v, NULL);
	const char *standing = action_standing(d, today);
	date due;
	str event = doc_str(d, ITEM_EVENT);
	struct action_row x = {
		.number = doc_str(d, ITEM_NUMBER),
		.text = doc_str(d, ITEM_TEXT),
		.decision = title_of(v, &decision_kind, doc_str(d, ITEM_DECISION)),
		.origin = title_of(v, &event_kind, event),
		.who = action_who(v->a, &q, d),
		.others = doc_str(d, ITEM_OTHERS),
		.due = doc_date(d, ITEM_DUE, &due) ? i18n_date(v->a, l, due, DATE_SHORT) : STR_EMPTY,
		.indicator = doc_str(d, ITEM_INDICATOR),
		.standing = codelist_name("action-status", str_of(standing), (int)l),
		.evidence = doc_str(d, ITEM_EVIDENCE),
		.obstacle = last_reason(d),
		.changed = i18n_date(v->a, l, date_of_instant(r->updated), DATE_SHORT),
		.badge = badge_of(standing),
		.href = url_path(v->page, "/desk/action_item/{}", str_of(r->id)),
	};
	if (x.origin.n)
		x.origin_at = url_path(v->page, "/desk/event/{}/followup", event);
	return x;
}

const struct action_row *action_rows(struct desk_view *v, const struct record **list, uint32_t n)
{
	date today = date_of_instant(clock_now());
	struct action_row *rows = arena_array(v->a, struct action_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		rows[i] = row_of(v, list[i], today);
	return rows;
}

static const struct tile *tiles_of(struct desk_view *v, const struct completion *c, size_t *n)
{
	enum lang l = v->page->lang;
	int percent = completion_percent(c);
	struct tile *t = arena_array(v->a, struct tile, TILES);
	t[0] = (struct tile){ .label = msg(l, MSG_MEETING_RATE),
		              .value = percent < 0 ? STR("\xE2\x80\x93") : arena_fmt(v->a, "%d%%", percent),
		              .note = msg_fmt(v->a, l, MSG_MEETING_OF, i18n_int(v->a, l, c->done),
		                              i18n_int(v->a, l, (int64_t)c->all - c->cancelled)) };
	t[1] = (struct tile){ .label = codelist_name("action-status", STR("overdue"), (int)l),
		              .value = i18n_int(v->a, l, c->late) };
	t[2] = (struct tile){ .label = msg(l, MSG_MEETING_RUNNING),
		              .value = i18n_int(v->a, l, (int64_t)c->open - c->late) };
	t[3] = (struct tile){ .label = codelist_name("action-status", STR("cancelled"), (int)l),
		              .value = i18n_int(v->a, l, c->cancelled) };
	*n = TILES;
	return t;
}

/* ---- rates ---- */

struct group {
	str key, name;
	struct completion c;
};
typedef VEC(struct group) group_list;

static struct completion *group_at(arena *a, group_list *list, str key, str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].key, key))
			return &list->p[i].c;
	*vec_push(a, list) = (struct group){ .key = key, .name = name };
	return &list->p[list->n - 1].c;
}

static const struct completion_row *rates_of(struct desk_view *v, const group_list *list, const char *parameter,
                                             uint32_t *n)
{
	enum lang l = v->page->lang;
	struct completion_row *rows = arena_array(v->a, struct completion_row, list->n + 1);
	for (size_t i = 0; i < list->n; i++) {
		const struct completion *c = &list->p[i].c;
		int percent = completion_percent(c);
		rows[i] = (struct completion_row){
			.name = list->p[i].name,
			.done = i18n_int(v->a, l, c->done),
			.late = i18n_int(v->a, l, c->late),
			.open = i18n_int(v->a, l, (int64_t)c->open - c->late),
			.all = i18n_int(v->a, l, c->all),
			.percent = percent < 0 ? STR("\xE2\x80\x93") : arena_fmt(v->a, "%d%%", percent),
			.width = percent,
			.href = url_with(v->page, parameter, list->p[i].key),
		};
	}
	*n = (uint32_t)list->n;
	return rows;
}

/* Whose it is, as an address has it: "o:ULID" or "p:CODE". */
static str owner_key(arena *a, const struct doc *d)
{
	str org = doc_str(d, ITEM_ORG);
	return org.n ? arena_fmt(a, "o:%.*s", STR_ARG(org)) : arena_fmt(a, "p:%.*s", STR_ARG(doc_str(d, ITEM_REGENCY)));
}

static str owner_name(struct desk_view *v, const struct doc *d)
{
	str org = organisation_name(v->a, v->web->store, v->db, doc_str(d, ITEM_ORG));
	return org.n ? org : regency_name(v->a, v->web->places, doc_str(d, ITEM_REGENCY));
}

/* ---- the page of all ---- */

static const struct record **all_actions(struct desk_view *v, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_actions_all, NULL, &rows) != DB_OK)
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

static const struct filter *filter_of(struct desk_view *v, const group_list *orgs, const group_list *events,
                                      str standing)
{
	enum lang l = v->page->lang;
	const struct codelist *codes = codelist_find("action-status");
	struct filter *f = arena_make(v->a, struct filter);
	struct facet *facets = arena_array(v->a, struct facet, 3);
	const struct {
		const char *name;
		enum msg label;
		const group_list *list;
		str chosen;
	} lists[] = { { "event", MSG_FIELD_ACTION_ITEM_EVENT, events, req_input(v->req, "event")->text },
		      { "who", MSG_FIELD_ACTION_ITEM_ORGANISATION, orgs, req_input(v->req, "who")->text } };
	struct choice *states = arena_array(v->a, struct choice, (codes ? codes->n : 0) + 1);
	size_t n = 0;
	states[n++] = (struct choice){ STR_EMPTY, msg(l, MSG_DESK_FILTER_ANY), -1, false };
	for (uint32_t i = 0; codes && i < codes->n; i++) {
		str code = str_of(codes->codes[i].code);
		states[n++] =
		    (struct choice){ code, codelist_name("action-status", code, (int)l), -1, str_eq(code, standing) };
	}
	facets[f->n++] = (struct facet){
		.name = "standing", .label = msg(l, MSG_FIELD_ACTION_ITEM_STATUS), .choices = states, .n = n
	};
	for (size_t i = 0; i < SEL_COUNT(lists); i++) {
		struct choice *choices = arena_array(v->a, struct choice, lists[i].list->n + 1);
		choices[0] = (struct choice){ STR_EMPTY, msg(l, MSG_DESK_FILTER_ANY), -1, false };
		for (size_t k = 0; k < lists[i].list->n; k++)
			choices[k + 1] = (struct choice){ lists[i].list->p[k].key, lists[i].list->p[k].name,
				                          lists[i].list->p[k].c.all,
				                          str_eq(lists[i].list->p[k].key, lists[i].chosen) };
		facets[f->n++] = (struct facet){ .name = lists[i].name,
			                         .label = msg(l, lists[i].label),
			                         .choices = choices,
			                         .n = lists[i].list->n + 1 };
	}
	f->facets = facets;
	return f;
}

struct reply follow_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n, kept = 0;
	if (!desk_start(r, &v, &failed))
		return failed;
	v.kind = &action_item_kind;
	if (!may(v.actor, ACT_VIEW, &action_item_kind, NULL))
		return desk_refuse(&v, ACT_VIEW);
	date today = date_of_instant(clock_now());
	str standing = req_input(r, "standing")->text, event = req_input(r, "event")->text,
	    who = req_input(r, "who")->text;
	struct follow_page *p = arena_make(v.a, struct follow_page);
	struct completion all = { 0 };
	group_list orgs = { 0 }, events = { 0 };
	const struct record **list = all_actions(&v, &n);
	const struct record **shown = arena_array(v.a, const struct record *, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *d = list[i]->doc;
		str of = doc_str(d, ITEM_EVENT), owner = owner_key(v.a, d);
		completion_add(&all, d, today);
		completion_add(group_at(v.a, &orgs, owner, owner_name(&v, d)), d, today);
		completion_add(group_at(v.a, &events, of, title_of(&v, &event_kind, of)), d, today);
		if ((!standing.n || str_is(standing, action_standing(d, today))) && (!event.n || str_eq(event, of)) &&
		    (!who.n || str_eq(who, owner)))
			shown[kept++] = list[i];
	}
	p->rows = action_rows(&v, shown, kept);
	p->nrows = kept;
	p->tiles = tiles_of(&v, &all, &p->ntiles);
	p->by_org = rates_of(&v, &orgs, "who", &p->norgs);
	p->by_event = rates_of(&v, &events, "event", &p->nevents);
	p->filter = filter_of(&v, &orgs, &events, standing);
	desk_title(&v, msg(v.page->lang, MSG_MEETING_FOLLOWUP_TITLE));
	tmpl_follow_all(v.page, p);
	return page_reply(r, v.page);
}

/* ---- the page of one event ---- */

static const struct decision_row *decision_rows(struct desk_view *v, uint32_t *n)
{
	const struct record **list = event_decisions(v, n);
	struct decision_row *rows = arena_array(v->a, struct decision_row, (size_t)*n + 1);
	for (uint32_t i = 0; i < *n; i++)
		rows[i] =
		    (struct decision_row){ doc_str(list[i]->doc, DECISION_NUMBER), doc_str(list[i]->doc, DECISION_TEXT),
			                   url_path(v->page, "/desk/decision/{}", str_of(list[i]->id)) };
	return rows;
}

struct reply event_follow_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	const struct record **list;
	if (!event_start(r, &v, &failed))
		return failed;
	date today = date_of_instant(clock_now());
	struct follow_page *p = arena_make(v.a, struct follow_page);
	struct completion c = { 0 };
	event_head(&v, &p->head, "followup", STR_EMPTY, NULL);
	if (!actions_of_event(v.a, v.web->store, v.db, v.actor, str_of(v.record->id), &list, &n))
		n = 0;
	for (uint32_t i = 0; i < n; i++)
		completion_add(&c, list[i]->doc, today);
	p->rows = action_rows(&v, list, n);
	p->nrows = n;
	p->tiles = tiles_of(&v, &c, &p->ntiles);
	p->decisions = decision_rows(&v, &p->ndecisions);
	struct agenda_query q = event_query(&v, v.record->doc);
	const struct record *before = event_before(v.a, &q, doc_str(v.record->doc, EVENT_DATE)), **earlier;
	if (before && actions_of_event(v.a, v.web->store, v.db, v.actor, str_of(before->id), &earlier, &n)) {
		p->before = action_rows(&v, earlier, n);
		p->nbefore = n;
		p->before_title = doc_str(before->doc, EVENT_TITLE);
	}
	tmpl_event_follow(v.page, p);
	return page_reply(r, v.page);
}

/* ---- one's own item ---- */

static bool progress_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	return desk_start_action(r, v, &action_item_kind, ACT_SUBMIT, failed);
}

static const struct meeting_choice *documents_of(struct desk_view *v, uint32_t *n)
{
	const struct record **list;
	uint32_t count;
	*n = 0;
	if (!attachments_of(v->web->store, v->db, v->a, v->actor, v->record, &list, &count))
		return NULL;
	struct meeting_choice *out = arena_array(v->a, struct meeting_choice, (size_t)count + 1);
	for (uint32_t i = 0; i < count; i++)
		out[(*n)++] =
		    (struct meeting_choice){ str_of(list[i]->id), doc_str(list[i]->doc, ATTACHMENT_TITLE), false };
	return out;
}

static struct reply progress_page(struct desk_view *v, int status, struct progress_page *p, const struct problems *ps)
{
	date due;
	const struct doc *d = v->record->doc;
	p->text = doc_str(d, ITEM_TEXT);
	p->due = doc_date(d, ITEM_DUE, &due) ? i18n_date(v->a, v->page->lang, due, DATE_LONG) : STR_EMPTY;
	p->problems = desk_named(v, ps);
	p->action = desk_url(v, "progress");
	p->version = v->record->version;
	p->may_finish = action_is_open(d);
	p->documents = documents_of(v, &p->ndocuments);
	v->page->status = status;
	desk_title(v, msg(v->page->lang, MSG_MEETING_PROGRESS));
	tmpl_action_progress(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply progress_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!progress_start(r, &v, &failed))
		return failed;
	struct progress_page p = { .evidence = doc_str(v.record->doc, ITEM_EVIDENCE) };
	return progress_page(&v, 200, &p, NULL);
}

/* The item with what was said in it; NULL with a problem. A new day is the bureau's to give. */
static const struct doc *wish_of(struct desk_view *v, bool finish, struct problems *ps)
{
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	date today = date_of_instant(clock_now()), new_due = DATE_NONE;
	str day = str_trim(req_form(v->req, "new_due")), document = req_form(v->req, "document");
	if (!whole)
		return NULL;
	if (!finish) {
		bool dated = !day.n || date_parse(day, &new_due);
		struct doc *late = dated && (!day.n || desk_may(v, ACT_APPROVE))
		                       ? action_delay(v->a, whole->doc, today, req_form(v->req, "reason"), new_due)
		                       : NULL;
		if (!late)
			problems_add(
			    ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.action_item.delay" });
		return late;
	}
	char done[11];
	struct doc *d = doc_copy(v->a, whole->doc);
	date_print(today, done);
	doc_set(d, ITEM_EVIDENCE, arena_str(v->a, req_form(v->req, "evidence")));
	doc_set(d, ITEM_DONE_ON, arena_str(v->a, str_of(done)));
	uint32_t n;
	const struct meeting_choice *list = documents_of(v, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i].value, document))
			doc_set(d, ITEM_PROOF, document);
	return d;
}

struct reply progress_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved out;
	if (!progress_start(r, &v, &failed))
		return failed;
	bool finish = str_is(req_form(r, "do"), "finish");
	struct progress_page p = { .evidence = req_form(r, "evidence"),
		                   .reason = req_form(r, "reason"),
		                   .new_due = req_form(r, "new_due") };
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	const struct doc *d = wish_of(&v, finish, &ps);
	enum record_rc rc = !d ? RECORD_REFUSED : event_version(r) != v.record->version ? RECORD_CONFLICT : RECORD_OK;
	if (rc == RECORD_OK) {
		struct save save = { .actor = v.actor,
			             .doc = d,
			             .no = v.record->no,
			             .base_version = v.record->version,
			             .origin = ORIGIN_FORM,
			             .state = v.record->state,
			             .action = ACT_SUBMIT,
			             .note = finish ? STR_EMPTY : STR("delay") };
		desk_release(&v);
		struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
		rc = !tx      ? RECORD_FAILED
		     : finish ? record_step_in(tx, v.a, &save, STR("finish"), &ps, &out)
		              : record_save_in(tx, v.a, &save, &ps, &out);
		if (tx)
			rc = record_tx_end(tx, rc);
		if (rc == RECORD_OK) {
			notices_follow(v.web);
			return desk_redirect(&v, desk_url(&v, NULL));
		}
		if (!desk_reopen(&v))
			return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	}
	int status = event_failed(&v, rc, &p.refused);
	return progress_page(&v, status, &p, &ps);
}

/* ---- the work list ---- */

uint32_t action_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	char today[11];
	bool bureau = false;
	if (max < 2)
		return 0;
	date_print(date_of_instant(clock_now()), today);
	str day = arena_str(v->a, str_of(today));
	out[0] = (struct desk_waiting){ .what = "owed",
		                        .label = msg(v->page->lang, MSG_MEETING_WAITS_OWED),
		                        .word = "progress" };
	out[1] =
	    (struct desk_waiting){ .what = "late", .label = msg(v->page->lang, MSG_MEETING_WAITS_LATE), .late = true };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		if ((g->role == ROLE_PARTNER || g->role == ROLE_AGENCY) && g->org.n)
			desk_waits(v, &out[0], &q_actions_owed_by_org, DB_ARGS(db_text(g->org)));
		if (g->role == ROLE_REGENCY && g->place.n)
			desk_waits(v, &out[0], &q_actions_owed_by_regency, DB_ARGS(db_text(g->place)));
		out[0].late =
		    out[0].late ||
		    (out[0].n && db_one_int(v->db, &q_actions_late_of,
		                            DB_ARGS(db_text(g->org), db_text(g->place), db_text(day)), 0) > 0);
		if ((g->role == ROLE_BUREAU || g->role == ROLE_ADMIN) && !bureau)
			desk_waits(v, &out[1], &q_actions_late_of_all, DB_ARGS(db_text(day)));
		bureau = bureau || g->role == ROLE_BUREAU || g->role == ROLE_ADMIN;
	}
	return 2;
}

uint32_t event_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	char today[11], since[11];
	if (max < 2)
		return 0;
	date now = date_of_instant(clock_now());
	date_print(now, today);
	date_print(now - SINCE_DAYS, since);
	out[0] = (struct desk_waiting){ .what = "unanswered",
		                        .label = msg(v->page->lang, MSG_MEETING_WAITS_ANSWER),
		                        .word = "agenda" };
	out[1] = (struct desk_waiting){ .what = "contribution",
		                        .label = msg(v->page->lang, MSG_MEETING_WAITS_WRITTEN),
		                        .word = "attendance" };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		if (g->org.n || g->place.n)
			desk_waits(v, &out[0], &q_invitations_unanswered,
			           DB_ARGS(db_text(g->org), db_text(g->place), db_text(str_of(today))));
		if (g->role == ROLE_REGENCY && g->place.n)
			desk_waits(v, &out[1], &q_contributions_owed,
			           DB_ARGS(db_text(g->place), db_text(str_of(since))));
	}
	return 2;
}
