/* Candidates for an agenda, read from what the rooms below know. */
#include "meeting/finding.h"

#include "agreement/deadline.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "i18n/i18n.h"
#include "meeting_sql.h"
#include "place/index.h"
#include "record/codelist.h"
#include "workplan/near.h"

enum { PROBLEMS_MOST = 200, LATE_MOST = 30, DEADLINE_MONTHS = 6, PARTNERS_NAMED = 4, PER_GROUP = 40 };

static str text_date(arena *a, date d)
{
	return i18n_date(a, LANG_ID, d, DATE_LONG);
}

static str text_int(arena *a, int64_t n)
{
	return i18n_int(a, LANG_ID, n);
}

str organisation_name(arena *a, struct store *s, db *d, str id)
{
	const struct record *r = id.n ? record_load_id(s, d, a, &actor_system, &organisation_kind, id) : NULL;
	return r ? organisation_kind.title(r->doc, LANG_ID, a) : STR_EMPTY;
}

str regency_name(arena *a, const struct place_index *places, str code)
{
	const struct place *p = code.n ? place_by_code(places, code) : NULL;
	if (!p)
		return code;
	if (str_is(p->kind, "kabupaten"))
		return arena_fmt(a, "Kab. %.*s", STR_ARG(p->name));
	return str_is(p->kind, "kota") ? arena_fmt(a, "Kota %.*s", STR_ARG(p->name)) : p->name;
}

str action_who(arena *a, const struct agenda_query *q, const struct doc *action)
{
	str who = organisation_name(a, q->store, q->db, doc_str(action, ITEM_ORG));
	str post = doc_str(action, ITEM_POST);
	if (!who.n)
		who = regency_name(a, q->places, doc_str(action, ITEM_REGENCY));
	return post.n ? arena_fmt(a, "%.*s, %.*s", STR_ARG(who), STR_ARG(post)) : who;
}

static bool is_picked(const struct doc *event, str id, str topic)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_AGENDA, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], EVENT_AGENDA_SOURCE_ID), id) &&
		    str_eq(doc_str(rows[i], EVENT_AGENDA_TOPIC), topic))
			return true;
	return false;
}

void finding_add(struct finding *f, struct candidate c)
{
	c.key = arena_fmt(f->a, "%.*s/%.*s", STR_ARG(c.kind), STR_ARG(c.id));
	c.topic = utf8_prefix(c.topic, 280);
	c.picked = is_picked(f->q->event, c.id, c.topic);
	*vec_push(f->a, &f->list) = c;
}

/* ---- what became of the last meeting ---- */

const struct record *event_before(arena *a, const struct agenda_query *q, str day)
{
	int64_t no = db_one_int(q->db, &q_events_before, DB_ARGS(db_text(day)), 0);
	return no > 0 ? record_load(q->store, q->db, a, q->viewer, no) : NULL;
}

bool finding_numbers(arena *a, db *d, const struct db_query *query, const struct db_arg *args, int64_t **out,
                     uint32_t *n)
{
	VEC(int64_t) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(d, query, args, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = db_col_int(rows, 0);
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}

bool actions_of_event(arena *a, struct store *s, db *d, const struct actor *viewer, str event,
                      const struct record ***out, uint32_t *n)
{
	VEC(const struct record *) list = { 0 };
	int64_t *numbers;
	uint32_t count;
	*n = 0;
	if (!finding_numbers(a, d, &q_actions_of, DB_ARGS(db_text(event)), &numbers, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct record *r = record_load(s, d, a, viewer, numbers[i]);
		if (r)
			*vec_push(a, &list) = r;
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

static bool add_last_meeting(struct finding *f)
{
	const struct record *last = event_before(f->a, f->q, doc_str(f->q->event, EVENT_DATE));
	const struct record **actions;
	struct completion c = { 0 };
	uint32_t n;
	if (!last)
		return true;
	if (!actions_of_event(f->a, f->q->store, f->q->db, f->q->viewer, str_of(last->id), &actions, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		completion_add(&c, actions[i]->doc, f->q->today);
	if (!c.all)
		return true;
	str title = doc_str(last->doc, EVENT_TITLE);
	finding_add(
	    f,
	    (struct candidate){
	        .group = "followup",
	        .kind = STR("event"),
	        .id = str_of(last->id),
	        .topic = msg_fmt(f->a, LANG_ID, MSG_MEETING_TOPIC_LAST, title),
	        .sentence = msg_fmt(f->a, LANG_ID, MSG_MEETING_SAYS_LAST, text_int(f->a, c.all), text_int(f->a, c.done),
	                            text_int(f->a, c.late), text_int(f->a, (int64_t)c.open - c.late)),
	        .figures = arena_fmt(f->a, "%d%%", completion_percent(&c) < 0 ? 0 : completion_percent(&c)) });
	return true;
}

/* ---- overdue action items ---- */

static bool add_late_actions(struct finding *f)
{
	char day[11];
	int64_t *numbers;
	uint32_t n, used = 0;
	date_print(f->q->today, day);
	if (!finding_numbers(f->a, f->q->db, &q_actions_late_of_all, DB_ARGS(db_text(str_of(day))), &numbers, &n))
		return false;
	for (uint32_t i = 0; i < n && used < LATE_MOST; i++) {
		const struct record *r = record_load(f->q->store, f->q->db, f->a, f->q->viewer, numbers[i]);
		date due;
		if (!r || !doc_date(r->doc, ITEM_DUE, &due))
			continue;
		used++;
		str late = text_int(f->a, (int64_t)f->q->today - due);
		finding_add(f, (struct candidate){ .group = "followup",
		                                   .kind = STR("action_item"),
		                                   .id = str_of(r->id),
		                                   .topic = action_item_kind.title(r->doc, LANG_ID, f->a),
		                                   .sentence = msg_fmt(f->a, LANG_ID, MSG_MEETING_SAYS_LATE,
		                                                       action_who(f->a, f->q, r->doc),
		                                                       text_date(f->a, due), late),
		                                   .figures = msg_fmt(f->a, LANG_ID, MSG_MEETING_DAYS_LATE, late) });
	}
	return true;
}

/* ---- problems ---- */

static str places_of(struct finding *f, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, PROBLEM_PLACE, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str name = regency_name(f->a, f->q->places, doc_str(rows[i], PROBLEM_PLACE_CODE));
		out = out.n ? arena_fmt(f->a, "%.*s, %.*s", STR_ARG(out), STR_ARG(name)) : name;
	}
	return out.n ? out : STR("\xE2\x80\x93");
}

static bool add_problems(struct finding *f)
{
	const struct record **list;
	uint32_t n;
	if (!problems_open(f->q->store, f->q->db, f->a, f->q->viewer, PROBLEMS_MOST, &list, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *d = list[i]->doc;
		date due;
		bool late = problem_is_overdue(d, f->q->today);
		if (!late && !problem_is_severe(d))
			continue;
		str when = doc_date(d, PROBLEM_DUE, &due) ? text_date(f->a, due) : STR("\xE2\x80\x93");
		finding_add(
		    f, (struct candidate){
		           .group = "problem",
		           .kind = STR("problem"),
		           .id = str_of(list[i]->id),
		           .topic = doc_str(d, PROBLEM_TITLE),
		           .sentence =
		               msg_fmt(f->a, LANG_ID, late ? MSG_MEETING_SAYS_PROBLEM_LATE : MSG_MEETING_SAYS_PROBLEM,
		                       codelist_name("problem-severity", doc_str(d, PROBLEM_SEVERITY), LANG_ID),
		                       places_of(f, d),
		                       codelist_name("problem-stage", doc_str(d, PROBLEM_STAGE), LANG_ID), when),
		           .figures = codelist_name("problem-severity", doc_str(d, PROBLEM_SEVERITY), LANG_ID) });
	}
	return true;
}

/* ---- what ends ---- */

static bool add_deadlines(struct finding *f)
{
	struct deadline_query dq = { .viewer = f->q->viewer,
		                     .lang = LANG_ID,
		                     .today = f->q->today,
		                     .until = date_add_months(f->q->today, DEADLINE_MONTHS) };
	struct deadline *list;
	uint32_t n, used = 0;
	if (!deadlines(f->q->store, f->q->db, f->a, &dq, &list, &n))
		return false;
	for (uint32_t i = 0; i < n && used < PER_GROUP; i++) {
		const struct deadline *x = &list[i];
		str what = msg_or(LANG_ID, arena_fmt(f->a, "deadline.%.*s", STR_ARG(x->what)).p, x->what);
		used++;
		finding_add(
		    f, (struct candidate){
		           .group = "deadline",
		           .kind = str_of(x->kind->name),
		           .id = arena_str(f->a, str_of(x->id)),
		           .topic = arena_fmt(f->a, "%.*s: %.*s", STR_ARG(what), STR_ARG(x->title)),
		           .sentence = msg_fmt(
		               f->a, LANG_ID, x->due < f->q->today ? MSG_MEETING_SAYS_ENDED : MSG_MEETING_SAYS_ENDS,
		               text_date(f->a, x->due), text_int(f->a, x->left < 0 ? -x->left : x->left)),
		           .figures = text_date(f->a, x->due) });
	}
	return true;
}

/* ---- work plans that overlap ---- */

static str others_of(struct finding *f, const struct near_all *near)
{
	VEC(str) names = { 0 };
	str out = STR_EMPTY;
	for (size_t i = 0; i < near->list.n && names.n < PARTNERS_NAMED; i++) {
		bool there = false;
		for (size_t k = 0; k < names.n; k++)
			there = there || str_eq(names.p[k], near->list.p[i].partner);
		if (there)
			continue;
		*vec_push(f->a, &names) = near->list.p[i].partner;
		out = out.n ? arena_fmt(f->a, "%.*s, %.*s", STR_ARG(out), STR_ARG(near->list.p[i].partner))
		            : near->list.p[i].partner;
	}
	return out;
}

static bool add_overlaps_of(struct finding *f, int year)
{
	int64_t *numbers;
	uint32_t n;
	if (!finding_numbers(f->a, f->q->db, &q_plans_of_year, DB_ARGS(db_int(year)), &numbers, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = record_load(f->q->store, f->q->db, f->a, f->q->viewer, numbers[i]);
		struct near_want want = { .any = true };
		struct near_all near;
		if (!r || !near_read(f->q->store, f->q->db, f->a, r->doc, &want, LANG_ID, &near) || !near.list.n)
			continue;
		str title = workplan_kind.title(r->doc, LANG_ID, f->a);
		str partner = organisation_name(f->a, f->q->store, f->q->db, doc_str(r->doc, WORKPLAN_PARTNER));
		finding_add(f, (struct candidate){
		                   .group = "overlap",
		                   .kind = STR("workplan"),
		                   .id = str_of(r->id),
		                   .topic = arena_fmt(f->a, "%.*s: %.*s", STR_ARG(partner), STR_ARG(title)),
		                   .sentence = msg_fmt(f->a, LANG_ID, MSG_MEETING_SAYS_OVERLAP,
		                                       text_int(f->a, (int64_t)near.list.n), others_of(f, &near)),
		                   .figures = text_int(f->a, (int64_t)near.list.n) });
	}
	return true;
}

/* Plans of the event's year, and of the next when it is being planned: the last quarter. */
static bool add_overlaps(struct finding *f)
{
	enum { NEXT_YEAR_FROM = 10 };
	date day;
	if (!doc_date(f->q->event, EVENT_DATE, &day))
		return true;
	struct ymd d = date_to_ymd(day);
	return add_overlaps_of(f, d.year) && (d.month < NEXT_YEAR_FROM || add_overlaps_of(f, d.year + 1));
}

bool agenda_candidates(arena *a, const struct agenda_query *q, struct candidate **out, uint32_t *n)
{
	struct finding f = { .a = a, .q = q };
	bool ok = add_last_meeting(&f) && add_late_actions(&f) && add_problems(&f) && finding_reports(&f) &&
	          add_deadlines(&f) && add_overlaps(&f);
	*out = f.list.p;
	*n = (uint32_t)f.list.n;
	return ok;
}

/* ---- rows of the agenda ---- */

void agenda_pick(arena *a, struct doc *event, const struct candidate *c, str minutes)
{
	struct doc *row = doc_add_row(a, event, EVENT_AGENDA);
	doc_set(row, EVENT_AGENDA_TOPIC, c->topic);
	doc_set(row, EVENT_AGENDA_SENTENCE, c->sentence);
	doc_set(row, EVENT_AGENDA_FIGURES, c->figures);
	doc_set(row, EVENT_AGENDA_SOURCE_KIND, c->kind);
	doc_set(row, EVENT_AGENDA_SOURCE_ID, c->id);
	if (minutes.n)
		doc_set(row, EVENT_AGENDA_MINUTES, minutes);
	rows_give_ids(event, EVENT_AGENDA);
}

bool agenda_move(struct doc *event, str id, uint32_t at)
{
	uint32_t n = event->v[EVENT_AGENDA].n, from = 0;
	struct doc **rows = event->v[EVENT_AGENDA].u.rows;
	while (from < n && !str_is(id, rows[from]->id))
		from++;
	if (from == n)
		return false;
	if (at >= n)
		at = n - 1;
	struct doc *moved = rows[from];
	for (; from < at; from++)
		rows[from] = rows[from + 1];
	for (; from > at; from--)
		rows[from] = rows[from - 1];
	rows[at] = moved;
	return true;
}

bool agenda_times(const struct doc *event, int *starts)
{
	int at = clock_minutes(doc_str(event, EVENT_START));
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_AGENDA, &n);
	for (uint32_t i = 0; i < n; i++) {
		int64_t minutes;
		starts[i] = at;
		if (at >= 0 && doc_int(rows[i], EVENT_AGENDA_MINUTES, &minutes) && minutes > 0 && minutes <= 600)
			at += (int)minutes;
	}
	return at >= 0;
}
