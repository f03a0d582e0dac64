/* The page of a report, in the layout that the province prints (letters A to L), and the figures behind it. */
#include "report/pages.h"

#include "agreement/calendar.h"
#include "base/vec.h"
#include "html/html_tmpl.h"
#include "problem/problem.h"
#include "record/codelist.h"
#include "record/small.h"
#include "report/report_tmpl.h"
#include "report_sql.h"
#include "workplan/rules.h"

bool lap_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (v->kind == &report_kind && v->record)
		return true;
	*failed = desk_not_found(v);
	return false;
}

const struct doc *lap_whole(struct desk_view *v)
{
	const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	return r ? r->doc : v->record->doc;
}

uint32_t lap_version(const struct req *r)
{
	int64_t n;
	return str_to_int(str_trim(req_form(r, "version")), &n) && n > 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

/* ---- words ---- */

static str figure(struct desk_view *v, const struct doc *d, uint32_t field)
{
	struct decimal x;
	if (doc_decimal(d, field, &x))
		return i18n_decimal(v->a, v->page->lang, x, -1);
	return doc_has(d, field) && doc_str(d, field).n ? doc_str(d, field) : STR("–");
}

static str decimal_or_dash(struct desk_view *v, bool known, struct decimal x)
{
	return known ? i18n_decimal(v->a, v->page->lang, x, -1) : STR("–");
}

static str percent(struct desk_view *v, bool known, struct decimal value, struct decimal of)
{
	struct decimal p;
	return known && percent_of(value, of, &p) ? i18n_percent(v->a, v->page->lang, p, 0) : STR("–");
}

/* What the form shows: as people write figures. */
static str typed(struct desk_view *v, const struct doc *d, uint32_t field)
{
	struct decimal x;
	return doc_decimal(d, field, &x) ? i18n_decimal(v->a, v->page->lang, x, -1) : doc_str(d, field);
}

static str money_text(struct desk_view *v, str currency, bool known, struct decimal amount)
{
	struct money m = { 0, "" };
	if (!known || currency.n != 3 || !decimal_rescale(amount, 2, &m.cents))
		return STR("–");
	memcpy(m.currency, currency.p, 3);
	return i18n_money(v->a, v->page->lang, m, MONEY_FULL);
}

const struct lap_choice *lap_codes(struct desk_view *v, const char *list, str value, uint32_t *n)
{
	const struct codelist *codes = codelist_find(list);
	*n = 0;
	struct lap_choice *out = arena_array(v->a, struct lap_choice, (codes ? codes->n : 0) + 1);
	for (uint32_t i = 0; codes && i < codes->n; i++) {
		str code = str_of(codes->codes[i].code);
		out[(*n)++] =
		    (struct lap_choice){ code, codelist_name(list, code, v->page->lang), str_eq(code, value) };
	}
	return out;
}

static str code_name(struct desk_view *v, const char *list, str code)
{
	return code.n ? codelist_name(list, code, v->page->lang) : STR_EMPTY;
}

/* ---- other records ---- */

const struct doc **lap_earlier(struct desk_view *v, const struct doc *d, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct doc *) list = { 0 };
	db_rows *rows = NULL;
	str period = doc_str(d, REPORT_PERIOD);
	*n = 0;
	if (db_select(v->db, &q_report_series,
	              DB_ARGS(db_text(doc_str(d, REPORT_FIRST)), db_text_or_null(doc_str(d, REPORT_PROGRAMME)),
	                      db_text(doc_str(d, REPORT_REGENCY))),
	              &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		if (str_cmp(db_col_text(rows, Q_REPORT_SERIES_COL_PERIOD), period) < 0 &&
		    !str_is(db_col_text(rows, Q_REPORT_SERIES_COL_STATUS), "draft"))
			*vec_push(v->a, &numbers) = db_col_int(rows, Q_REPORT_SERIES_COL_NO);
	if (db_finish(rows) != DB_OK)
		return NULL;
	const struct actor *reader = v->actor == &actor_public ? &actor_public : &actor_system;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, reader, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r->doc;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

static const struct record *plan_of(struct desk_view *v, const struct doc *d)
{
	return record_load_id(v->web->store, v->db, v->a, &actor_system, &workplan_kind, doc_str(d, REPORT_PLAN));
}

/* ---- remarks ---- */

static str voice_name(struct desk_view *v, const struct doc *remark)
{
	str by = doc_str(remark, REPORT_REMARK_BY), of = doc_str(remark, REPORT_REMARK_OF);
	if (str_is(by, "regency") && of.n)
		return lap_place_name(v, of);
	if (str_is(by, "agency") && of.n)
		return lap_org_name(v, of);
	return codelist_name("workplan-by", by, v->page->lang);
}

static const struct lap_remark *remarks_on(struct desk_view *v, const struct doc *d, str on, uint32_t *n)
{
	uint32_t rows;
	struct doc *const *list = doc_rows(d, REPORT_REMARK, &rows);
	struct lap_remark *out = arena_array(v->a, struct lap_remark, rows + 1);
	*n = 0;
	for (uint32_t i = 0; i < rows; i++) {
		date day;
		if (!str_eq(doc_str(list[i], REPORT_REMARK_ON), on))
			continue;
		out[(*n)++] = (struct lap_remark){
			.who = voice_name(v, list[i]),
			.text = doc_str(list[i], REPORT_REMARK_TEXT),
			.day = doc_date(list[i], REPORT_REMARK_DAY, &day) ? lap_day(v, day) : STR_EMPTY,
			.answered = doc_bool(list[i], REPORT_REMARK_ANSWERED, false),
		};
	}
	return out;
}

/* ---- rows ---- */

struct sources {
	const struct doc *doc, *plan;
	const struct doc *const *earlier;
	uint32_t nearlier;
	unsigned quarters;
};

static void add_figures(struct desk_view *v, struct lap_line *x, const struct sources *s, const struct doc *line)
{
	struct decimal target = { 0, 0 }, year = { 0, 0 }, sum = { 0, 0 };
	const struct doc *planned = plan_line_of(s->plan, line);
	bool positions = planned && str_is(doc_str(planned, WORKPLAN_LINE_COUNTING), "last");
	bool has_target = planned && plan_target(planned, s->quarters, &target);
	bool has_year = planned && doc_decimal(planned, WORKPLAN_LINE_TARGET, &year);
	bool has_sum = done_until(s->earlier, s->nearlier, s->doc, str_of(line->id), positions, &sum);
	x->number = planned ? doc_str(planned, WORKPLAN_LINE_NUMBER) : STR_EMPTY;
	x->target = decimal_or_dash(v, has_target, target);
	x->target_year = decimal_or_dash(v, has_year, year);
	x->cumulative = decimal_or_dash(v, has_sum, sum);
	x->percent = percent(v, has_sum && has_year, sum, year);
	/* sums would tell what single small counts do not */
	if (v->actor == &actor_public && small_is_people(v->a, x->unit))
		x->cumulative = x->percent = STR("–");
}

static struct lap_line line_of(struct desk_view *v, const struct sources *s, const struct doc *line)
{
	static const uint32_t people[] = { REPORT_LINE_FEMALE, REPORT_LINE_MALE, REPORT_LINE_CHILDREN,
		                           REPORT_LINE_DISABILITY };
	str progress = doc_str(line, REPORT_LINE_PROGRESS), place = doc_str(line, REPORT_LINE_PLACE);
	struct lap_line x = {
		.id = line->id,
		.activity = doc_str(line, REPORT_LINE_ACTIVITY),
		.indicator = doc_str(line, REPORT_LINE_INDICATOR),
		.unit = doc_str(line, REPORT_LINE_UNIT),
		.place = lap_place_name(v, place),
		.done = figure(v, line, REPORT_LINE_DONE),
		.progress = code_name(v, "report-progress", progress),
		.evidence = doc_str(line, REPORT_LINE_EVIDENCE),
		.note = doc_str(line, REPORT_LINE_NOTE),
		.extra = !doc_str(line, REPORT_LINE_LINE).n,
		.typed_done = typed(v, line, REPORT_LINE_DONE),
	};
	const struct place *known = v->web->places ? place_by_code(v->web->places, place) : NULL;
	x.typed_place =
	    known ? arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(desk_place(v, known)), STR_ARG(known->code)) : place;
	for (size_t i = 0; i < SEL_COUNT(people); i++) {
		x.people[i] = figure(v, line, people[i]);
		x.typed[i] = typed(v, line, people[i]);
	}
	x.progresses = lap_codes(v, "report-progress", progress, &x.nprogresses);
	x.remarks = remarks_on(v, s->doc, str_of(line->id), &x.nremarks);
	add_figures(v, &x, s, line);
	return x;
}

static void add_lines(struct desk_view *v, struct lap_page *p, const struct sources *s)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(s->doc, REPORT_LINE, &n);
	struct lap_line *list = arena_array(v->a, struct lap_line, n + 1);
	for (uint32_t i = 0; i < n; i++)
		list[i] = line_of(v, s, lines[i]);
	p->lines = list;
	p->nlines = n;
}

/* Spent up to and with this report, of one source and currency. */
static bool spent_until(const struct sources *s, const struct doc *row, struct decimal *out)
{
	bool found = false;
	*out = (struct decimal){ 0, 0 };
	for (uint32_t i = 0; i <= s->nearlier; i++) {
		uint32_t n;
		struct doc *const *rows = doc_rows(i < s->nearlier ? s->earlier[i] : s->doc, REPORT_MONEY, &n);
		for (uint32_t k = 0; k < n; k++) {
			struct decimal x;
			if (!str_eq(doc_str(rows[k], REPORT_MONEY_SOURCE), doc_str(row, REPORT_MONEY_SOURCE)) ||
			    !str_eq(doc_str(rows[k], REPORT_MONEY_CURRENCY), doc_str(row, REPORT_MONEY_CURRENCY)) ||
			    !doc_decimal(rows[k], REPORT_MONEY_SPENT, &x))
				continue;
			if (!decimal_sum(*out, x, out))
				return false;
			found = true;
		}
	}
	return found;
}

static void add_money(struct desk_view *v, struct lap_page *p, const struct sources *s)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(s->doc, REPORT_MONEY, &n);
	struct lap_money *list = arena_array(v->a, struct lap_money, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct decimal budget = { 0, 0 }, spent = { 0, 0 }, sum = { 0, 0 };
		str currency = doc_str(rows[i], REPORT_MONEY_CURRENCY);
		bool has_budget = doc_decimal(rows[i], REPORT_MONEY_BUDGET, &budget);
		bool has_spent = doc_decimal(rows[i], REPORT_MONEY_SPENT, &spent);
		bool has_sum = spent_until(s, rows[i], &sum);
		list[i] = (struct lap_money){
			.id = rows[i]->id,
			.source = doc_str(rows[i], REPORT_MONEY_SOURCE),
			.currency = currency,
			.budget = money_text(v, currency, has_budget, budget),
			.spent = money_text(v, currency, has_spent, spent),
			.cumulative = money_text(v, currency, has_sum, sum),
			.percent = percent(v, has_sum && has_budget, sum, budget),
			.rate = figure(v, rows[i], REPORT_MONEY_RATE),
			.typed_budget = typed(v, rows[i], REPORT_MONEY_BUDGET),
			.typed_spent = typed(v, rows[i], REPORT_MONEY_SPENT),
			.typed_rate = typed(v, rows[i], REPORT_MONEY_RATE),
		};
	}
	p->money = list;
	p->nmoney = n;
}

/* The problem that was raised from the row ROW; the empty url when there is none that the actor sees. */
static struct url raised_from(struct desk_view *v, const int64_t *numbers, uint32_t n, const char *row)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, numbers[i]);
		if (r && str_is(doc_str(r->doc, PROBLEM_SOURCE_ROW), row))
			return url_path(v->page, "/desk/problem/{}", str_of(r->id));
	}
	return (struct url){ STR_EMPTY };
}

static void add_raised(struct desk_view *v, struct lap_page *p, struct lap_obstacle *list, uint32_t n)
{
	int64_t *numbers;
	uint32_t found;
	str status = doc_str(v->record->doc, REPORT_STATUS);
	struct owners o = v->owners;
	p->raise = desk_url(v, "raise");
	p->may_raise = status.n && !str_is(status, "draft") && may(v->actor, ACT_CREATE, &problem_kind, &o);
	if (!problems_raised_from(v->db, v->a, str_of(v->record->id), &numbers, &found))
		return;
	for (uint32_t i = 0; i < n; i++)
		list[i].problem = raised_from(v, numbers, found, list[i].id);
}

static void add_obstacles(struct desk_view *v, struct lap_page *p, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REPORT_OBSTACLE, &n);
	struct lap_obstacle *list = arena_array(v->a, struct lap_obstacle, n + LAP_BLANKS);
	static const char *const blanks[LAP_BLANKS] = { "x1", "x2", "x3" };
	for (uint32_t i = 0; i < n + LAP_BLANKS; i++) {
		str stage = i < n ? doc_str(rows[i], REPORT_OBSTACLE_STAGE) : STR_EMPTY;
		str severity = i < n ? doc_str(rows[i], REPORT_OBSTACLE_SEVERITY) : STR_EMPTY;
		list[i] = (struct lap_obstacle){ .id = i < n ? rows[i]->id : blanks[i - n],
			                         .text = i < n ? doc_str(rows[i], REPORT_OBSTACLE_TEXT) : STR_EMPTY,
			                         .stage = code_name(v, "problem-stage", stage),
			                         .severity = code_name(v, "problem-severity", severity) };
		list[i].stages = lap_codes(v, "problem-stage", stage, &list[i].nstages);
		list[i].severities = lap_codes(v, "problem-severity", severity, &list[i].nseverities);
	}
	p->obstacles = list;
	p->nobstacles = n;
	if (!p->public)
		add_raised(v, p, list, n);
}

static void add_texts(struct desk_view *v, struct lap_page *p, const struct doc *d)
{
	static const struct {
		uint32_t field;
		const char *letter;
	} texts[] = { { REPORT_SUMMARY, "A" },   { REPORT_OUTCOME, "E" },        { REPORT_SUCCESS, "F" },
		      { REPORT_CHALLENGE, "H" }, { REPORT_CONFORMITY_WHY, "I" }, { REPORT_PRACTICE, "J" },
		      { REPORT_NEXT, "K" },      { REPORT_SUPPORT, "L" },        { REPORT_BENEFIT, "M" } };
	_Static_assert(SEL_COUNT(texts) <= LAP_TEXTS, "room for each");
	for (size_t i = 0; i < SEL_COUNT(texts); i++) {
		const struct field *f = &report_kind.fields[texts[i].field];
		struct lap_text *t = &p->texts[p->ntexts++];
		*t = (struct lap_text){ .name = f->name,
			                .letter = texts[i].letter,
			                .label = desk_field_label(v->page->lang, &report_kind, f),
			                .help = msg_label(v->page->lang, "help", "report", f->name, STR_EMPTY),
			                .text = doc_str(d, texts[i].field) };
		t->remarks = remarks_on(v, d, str_of(f->name), &t->nremarks);
	}
}

static void add_corrections(struct desk_view *v, struct lap_page *p, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REPORT_CORRECTION, &n);
	struct lap_correction *list = arena_array(v->a, struct lap_correction, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		date day = DATE_NONE, frozen = DATE_NONE;
		bool is_frozen = doc_date(rows[i], REPORT_CORRECTION_FROZEN, &frozen);
		if (!doc_date(rows[i], REPORT_CORRECTION_DAY, &day))
			day = DATE_NONE;
		list[i] = (struct lap_correction){ lap_day(v, day), doc_str(rows[i], REPORT_CORRECTION_WHY),
			                           is_frozen ? lap_day(v, frozen) : STR_EMPTY };
	}
	p->corrections = list;
	p->ncorrections = n;
}

/* ---- the head ---- */

static str agencies_of(struct desk_view *v, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REPORT_AGENCY, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str name = lap_org_name(v, doc_str(rows[i], REPORT_AGENCY_UNIT));
		out = out.n ? arena_fmt(v->a, "%.*s; %.*s", STR_ARG(out), STR_ARG(name)) : name;
	}
	return out;
}

static void add_plan(struct desk_view *v, struct lap_page *p, const struct record *plan)
{
	const struct doc *d = plan->doc;
	const struct record *agreed =
	    record_load_id(v->web->store, v->db, v->a, &actor_system, &agreement_kind, doc_str(d, WORKPLAN_AGREED));
	str number = doc_str(d, WORKPLAN_SIGNED_NUMBER);
	p->plan = workplan_kind.title(d, v->page->lang, v->a);
	if (number.n)
		p->plan = arena_fmt(v->a, "%.*s · %.*s", STR_ARG(p->plan), STR_ARG(number));
	p->plan_at = url_path(v->page, "/workplan/{}", str_of(plan->id));
	p->agreement = agreed ? agreement_title(agreed->doc, v->page->lang) : doc_str(d, WORKPLAN_AGREEMENT);
}

static void add_days(struct desk_view *v, struct lap_page *p, const struct doc *d, struct period period)
{
	struct owed_calendar c;
	date in;
	str status = doc_str(d, REPORT_STATUS);
	if (!owed_calendar_read(v->db, v->a, period.year, date_of_instant(clock_now()), &c))
		return;
	const struct owed_period *owed = owed_period_find(&c, doc_str(d, REPORT_PERIOD));
	if (!owed)
		return;
	p->due = lap_day(v, owed->due);
	p->mark = lap_mark(v, owed_state(status, period, owed->due, c.today), STR_EMPTY);
	if (doc_date(d, REPORT_HANDED_IN, &in)) {
		int late = date_count_working(owed->due, in, &c.holidays);
		p->handed_in = lap_day(v, in);
		if (late)
			p->late = msg_n(v->a, v->page->lang, MSG_REPORT_LATE_BY, late, 0, NULL);
	}
}

static void add_head(struct desk_view *v, struct lap_page *p, const struct doc *d, struct period period)
{
	const struct record *programme =
	    record_load_id(v->web->store, v->db, v->a, &actor_system, &activity_kind, doc_str(d, REPORT_PROGRAMME));
	p->partner = lap_org_name(v, doc_str(d, REPORT_PARTNER));
	p->regency = lap_place_name(v, doc_str(d, REPORT_REGENCY));
	p->period = period_name(v->a, v->page->lang, period);
	p->programme = programme ? desk_record_title(v, programme) : STR_EMPTY;
	p->agencies = agencies_of(v, d);
	p->status = code_name(v, "report-status", doc_str(d, REPORT_STATUS));
	p->conformity = code_name(v, "report-conformity", doc_str(d, REPORT_CONFORMITY));
	p->conformities = lap_codes(v, "report-conformity", doc_str(d, REPORT_CONFORMITY), &p->nconformities);
	p->support_from = doc_str(d, REPORT_SUPPORT_FROM);
	p->remarks = remarks_on(v, d, STR_EMPTY, &p->nremarks);
	add_days(v, p, d, period);
}

static bool step_is_open(const struct desk_view *v, const char *name)
{
	const struct step *s = workflow_step(v->record->doc, str_of(name));
	return s && v->record->state == STATE_CURRENT && may(v->actor, s->action, &report_kind, &v->owners);
}

/* Each row's state beside its figure. */
static void add_sides(struct desk_view *v, struct lap_page *p, const struct lap_sides *s)
{
	struct lap_line *lines = arena_array(v->a, struct lap_line, p->nlines + 1);
	for (uint32_t i = 0; i < p->nlines; i++) {
		lines[i] = p->lines[i];
		for (uint32_t k = 0; p->handed && k < s->nrows; k++)
			if (strcmp(s->rows[k].id, lines[i].id) == 0) {
				lines[i].badge = s->rows[k].badge;
				lines[i].status = s->rows[k].status;
			}
	}
	p->lines = lines;
}

/* Where both sides agreed, the public reads that value; D is what it may see of it. */
static void add_agreed(struct desk_view *v, struct lap_page *p, const struct doc *d)
{
	uint32_t n;
	struct lap_line *lines = arena_array(v->a, struct lap_line, p->nlines + 1);
	str agreed = lap_figure_name(v, FIGURE_AGREED);
	struct doc *const *rows = doc_rows(d, REPORT_SETTLED, &n);
	for (uint32_t i = 0; i < p->nlines; i++) {
		lines[i] = p->lines[i];
		for (uint32_t k = 0; k < n && str_eq(lines[i].status, agreed); k++)
			if (str_is(doc_str(rows[k], REPORT_SETTLED_LINE), lines[i].id))
				lines[i].done = figure(v, rows[k], REPORT_SETTLED_VALUE);
	}
	p->lines = lines;
}

static void add_actions(struct desk_view *v, struct lap_page *p)
{
	p->record = desk_url(v, NULL);
	p->self = desk_url(v, "view");
	p->pdf = desk_url(v, "report.pdf");
	p->docx = desk_url(v, "report.docx");
	p->edit = desk_url(v, "fill");
	p->step = desk_url(v, "hand");
	p->check = desk_url(v, "check");
	p->list = url_to(v->page, "/desk/report-list", 0, NULL);
	p->version = v->record->version;
	p->may_edit = may(v->actor, ACT_EDIT, &report_kind, &v->owners) && !report_kind.locked(v->record->doc);
	p->may_submit = step_is_open(v, "submit");
	p->may_withdraw = step_is_open(v, "withdraw");
	p->may_accept = step_is_open(v, "accept") && (str_is(doc_str(v->record->doc, REPORT_STATUS), "verified") ||
	                                              !v->record->doc->v[REPORT_AGENCY].n);
	p->may_accept_without = step_is_open(v, "accept_without");
	p->may_correct = step_is_open(v, "correct");
	struct lap_sides *s = lap_sides_of(v, v->record->doc, NULL);
	p->may_check = s->may_confirm || s->may_return;
	p->sides = desk_url(v, "sides");
	p->disputed = s->disputed;
	p->handed = report_kind.locked(v->record->doc);
	add_sides(v, p, s);
}

struct lap_page *lap_page_of(struct desk_view *v, const struct doc *d)
{
	struct lap_page *p = arena_make(v->a, struct lap_page);
	struct period period = { 0 };
	struct sources s = { .doc = d };
	const struct record *plan = plan_of(v, d);
	if (!period_parse(doc_str(d, REPORT_PERIOD), &period))
		return p;
	*p = (struct lap_page){ .public = v->actor == &actor_public };
	s.plan = plan ? plan->doc : NULL;
	s.quarters = period_quarters(period);
	s.earlier = lap_earlier(v, d, &s.nearlier);
	add_head(v, p, d, period);
	if (plan)
		add_plan(v, p, plan);
	if (s.nearlier)
		p->last_next = doc_str(s.earlier[s.nearlier - 1], REPORT_NEXT);
	add_lines(v, p, &s);
	add_money(v, p, &s);
	add_obstacles(v, p, d);
	add_texts(v, p, d);
	add_corrections(v, p, d);
	for (size_t i = 0; i < LAP_BLANKS; i++)
		p->blanks[i] = arena_fmt(v->a, "x%zu", i + 1);
	if (p->public) {
		p->handed = true;
		add_sides(v, p, lap_sides_of(v, lap_whole(v), NULL));
		add_agreed(v, p, d);
	} else
		add_actions(v, p);
	return p;
}

/* ---- the page ---- */

static str title_of(struct desk_view *v, const struct lap_page *p)
{
	return msg_fmt(v->a, v->page->lang, MSG_REPORT_PAGE_TITLE, p->period, p->regency, p->partner);
}

struct reply lap_refused(struct desk_view *v, int status, str text, const struct problems *ps)
{
	struct lap_page *p = lap_page_of(v, v->record->doc);
	p->refused = text;
	p->problems = desk_named(v, ps);
	v->page->status = status;
	desk_title(v, title_of(v, p));
	tmpl_lap_view(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply lap_view_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return lap_start(r, &v, &failed) ? lap_refused(&v, 200, STR_EMPTY, NULL) : failed;
}
