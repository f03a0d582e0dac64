/* The register of problems on the desk and for the public; what the desk adds to the page of one. */
#include "problem/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "problem/problem_tmpl.h"
#include "problem_sql.h"
#include "record/codelist.h"

enum { REGENCIES_MOST = 64 };

/* ---- rows ---- */

static str code_name(struct desk_view *v, const struct doc *d, uint32_t field)
{
	str s = doc_str(d, field);
	return s.n ? codelist_name(d->kind->fields[field].codes, s, (int)v->page->lang) : STR_EMPTY;
}

static str joined(arena *a, str before, str more)
{
	return before.n ? arena_fmt(a, "%.*s; %.*s", STR_ARG(before), STR_ARG(more)) : more;
}

static str places_text(struct desk_view *v, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, PROBLEM_PLACE, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		str code = doc_str(rows[i], PROBLEM_PLACE_CODE);
		const struct place *p = place_by_code(v->web->places, code);
		out = joined(v->a, out, p ? p->name : code);
	}
	return out;
}

static str org_name(struct desk_view *v, str id)
{
	const struct record *r =
	    id.n ? record_load_id(v->web->store, v->db, v->a, &actor_system, &organisation_kind, id) : NULL;
	return r ? desk_record_title(v, r) : STR_EMPTY;
}

static str who_must_act(struct desk_view *v, const struct doc *d)
{
	str org = org_name(v, doc_str(d, PROBLEM_RESPONSIBLE)), post = doc_str(d, PROBLEM_POST);
	return org.n && post.n ? arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(org), STR_ARG(post)) : org.n ? org : post;
}

static const char *severity_badge(const struct doc *d)
{
	static const char *const badges[] = { "badge", "badge", "badge info", "badge warn", "badge bad" };
	int64_t severity;
	bool known = str_to_int(doc_str(d, PROBLEM_SEVERITY), &severity) && severity >= 1 && severity <= 4;
	return badges[known ? severity : 0];
}

struct problem_row problem_row_of(struct desk_view *v, const struct record *r, date today)
{
	const struct doc *d = r->doc;
	date due;
	return (struct problem_row){
		.title = doc_str(d, PROBLEM_TITLE),
		.stage = code_name(v, d, PROBLEM_STAGE),
		.sort = code_name(v, d, PROBLEM_SORT),
		.severity = code_name(v, d, PROBLEM_SEVERITY),
		.places = places_text(v, d),
		.who = who_must_act(v, d),
		.due = doc_date(d, PROBLEM_DUE, &due) ? i18n_date(v->a, v->page->lang, due, DATE_SHORT) : STR_EMPTY,
		.status = code_name(v, d, PROBLEM_STATUS),
		.level = code_name(v, d, PROBLEM_LEVEL),
		.solution = doc_str(d, PROBLEM_SOLUTION),
		.href = url_path(v->page, "/desk/problem/{}", arena_str(v->a, str_of(r->id))),
		.badge = severity_badge(d),
		.overdue = problem_is_overdue(d, today),
	};
}

const struct record **problems_seen(struct desk_view *v, const struct actor *actor, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_problems_all, NULL, &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		*vec_push(v->a, &numbers) = db_col_int(rows, Q_PROBLEMS_ALL_COL_NO);
	if (db_finish(rows) != DB_OK)
		return NULL;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, actor, numbers.p[i]);
		if (r)
			*vec_push(v->a, &list) = r;
	}
	*n = (uint32_t)list.n;
	return list.p;
}

/* ---- groups ---- */

/* The years of the lines of group FIRST, oldest first: "2024, 2026"; the empty str when it is one year only. */
static str years_of(struct desk_view *v, const struct problem_line *lines, const uint32_t *group, uint32_t n,
                    uint32_t first)
{
	str out = STR_EMPTY;
	int last = 0, count = 0;
	for (;;) {
		int next = 0;
		for (uint32_t i = 0; i < n; i++)
			if (group[i] == first && lines[i].year > last && (!next || lines[i].year < next))
				next = lines[i].year;
		if (!next)
			return count > 1 ? out : STR_EMPTY;
		out = out.n ? arena_fmt(v->a, "%.*s, %d", STR_ARG(out), next) : arena_fmt(v->a, "%d", next);
		last = next;
		count++;
	}
}

static uint32_t *groups_among(struct desk_view *v, const struct record **list, uint32_t n, struct problem_line **out)
{
	struct problem_line *lines = arena_array(v->a, struct problem_line, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		lines[i] = problem_line_of(v->a, list[i]->doc);
	*out = lines;
	return problem_groups(v->a, lines, n);
}

struct problem_row *problem_rows_of(struct desk_view *v, const struct record **list, uint32_t n, date today)
{
	struct problem_line *lines;
	uint32_t *group = groups_among(v, list, n, &lines);
	struct problem_row *rows = arena_array(v->a, struct problem_row, (size_t)n + 1);
	uint32_t *size = arena_array(v->a, uint32_t, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		size[group[i]]++;
	for (uint32_t i = 0; i < n; i++) {
		rows[i] = problem_row_of(v, list[i], today);
		rows[i].alike = size[group[i]] - 1;
		rows[i].years = rows[i].alike ? years_of(v, lines, group, n, group[i]) : STR_EMPTY;
	}
	return rows;
}

const struct problem_group *problem_groups_of(struct desk_view *v, const struct record **list,
                                              const struct problem_row *rows, uint32_t n, uint32_t *ngroups)
{
	struct problem_line *lines;
	uint32_t *group = groups_among(v, list, n, &lines);
	VEC(struct problem_group) out = { 0 };
	for (uint32_t first = 0; first < n; first++) {
		if (group[first] != first || !rows[first].alike)
			continue;
		struct problem_row *members = arena_array(v->a, struct problem_row, rows[first].alike + 1);
		struct problem_group g = { .title = rows[first].title, .years = rows[first].years, .rows = members };
		g.recurring = g.years.n > 0;
		for (uint32_t i = first; i < n && g.n <= rows[first].alike; i++)
			if (group[i] == first)
				members[g.n++] = rows[i];
		*vec_push(v->a, &out) = g;
	}
	*ngroups = (uint32_t)out.n;
	return out.p;
}

/* ---- the list of the desk ---- */

struct wanted {
	str stage, severity, about, status, place;
	bool overdue;
};

static bool matches(const struct wanted *w, const struct record *r, date today)
{
	const struct doc *d = r->doc;
	uint32_t n;
	struct doc *const *places = doc_rows(d, PROBLEM_PLACE, &n);
	bool there = !w->place.n;
	for (uint32_t i = 0; i < n; i++)
		there = there || place_code_within(doc_str(places[i], PROBLEM_PLACE_CODE), w->place);
	bool status = !w->status.n || (str_is(w->status, "unsolved") ? problem_is_open(d)
	                                                             : str_eq(w->status, doc_str(d, PROBLEM_STATUS)));
	return there && status && (!w->stage.n || str_eq(w->stage, doc_str(d, PROBLEM_STAGE))) &&
	       (!w->severity.n || str_eq(w->severity, doc_str(d, PROBLEM_SEVERITY))) &&
	       (!w->about.n || str_eq(w->about, doc_str(d, PROBLEM_ABOUT))) &&
	       (!w->overdue || problem_is_overdue(d, today));
}

static struct choice *choices_of(struct desk_view *v, const char *list, str chosen, str first, str first_label,
                                 size_t *n)
{
	const struct codelist *codes = codelist_find(list);
	struct choice *out = arena_array(v->a, struct choice, (codes ? codes->n : 0) + 2);
	*n = 0;
	out[(*n)++] = (struct choice){ STR_EMPTY, msg(v->page->lang, MSG_DESK_FILTER_ANY), -1, false };
	if (first.n)
		out[(*n)++] = (struct choice){ first, first_label, -1, str_eq(first, chosen) };
	for (uint32_t i = 0; codes && i < codes->n; i++) {
		str code = str_of(codes->codes[i].code);
		out[(*n)++] =
		    (struct choice){ code, codelist_name(list, code, (int)v->page->lang), -1, str_eq(code, chosen) };
	}
	return out;
}

static struct choice *regencies_of(struct desk_view *v, str chosen, size_t *n)
{
	uint32_t count = 0;
	const struct place *province = place_by_code(v->web->places, STR("53"));
	const struct place *list = province ? place_children(v->web->places, province, &count) : NULL;
	struct choice *out = arena_array(v->a, struct choice, (size_t)count + 1);
	*n = 0;
	out[(*n)++] = (struct choice){ STR_EMPTY, msg(v->page->lang, MSG_DESK_FILTER_ANY), -1, false };
	for (uint32_t i = 0; i < count && i < REGENCIES_MOST; i++)
		out[(*n)++] = (struct choice){ list[i].code, list[i].name, -1, str_eq(list[i].code, chosen) };
	return out;
}

static const struct filter *filter_of(struct desk_view *v, const struct wanted *w)
{
	enum lang l = v->page->lang;
	struct filter *f = arena_make(v->a, struct filter);
	struct facet *facets = arena_array(v->a, struct facet, 6);
	struct choice *late = arena_array(v->a, struct choice, 2);
	late[0] = (struct choice){ STR_EMPTY, msg(l, MSG_DESK_FILTER_ANY), -1, false };
	late[1] = (struct choice){ STR("1"), msg(l, MSG_OBSTACLE_OVERDUE), -1, w->overdue };
	const struct {
		const char *name, *list;
		str chosen;
		enum msg label;
	} lists[] = {
		{ "status", "problem-status", w->status, MSG_FIELD_PROBLEM_STATUS },
		{ "stage", "problem-stage", w->stage, MSG_FIELD_PROBLEM_STAGE },
		{ "severity", "problem-severity", w->severity, MSG_FIELD_PROBLEM_SEVERITY },
		{ "about", "problem-about", w->about, MSG_FIELD_PROBLEM_ABOUT },
	};
	for (size_t i = 0; i < SEL_COUNT(lists); i++) {
		struct facet *x = &facets[f->n++];
		*x = (struct facet){ .name = lists[i].name, .label = msg(l, lists[i].label) };
		x->choices = choices_of(v, lists[i].list, lists[i].chosen, i ? STR_EMPTY : STR("unsolved"),
		                        msg(l, MSG_OBSTACLE_UNSOLVED), &x->n);
	}
	struct facet *place = &facets[f->n++];
	*place = (struct facet){ .name = "place", .label = msg(l, MSG_OBSTACLE_REGENCY) };
	place->choices = regencies_of(v, w->place, &place->n);
	facets[f->n++] =
	    (struct facet){ .name = "overdue", .label = msg(l, MSG_FIELD_PROBLEM_DUE), .choices = late, .n = 2 };
	f->facets = facets;
	return f;
}

static const struct tile *tiles_of(struct desk_view *v, const struct record **list, uint32_t n,
                                   const struct problem_group *groups, uint32_t ngroups, date today, size_t *out)
{
	enum lang l = v->page->lang;
	int64_t open = 0, late = 0, severe = 0, recurring = 0;
	for (uint32_t i = 0; i < n; i++) {
		open += problem_is_open(list[i]->doc);
		late += problem_is_overdue(list[i]->doc, today);
		severe += problem_is_severe(list[i]->doc);
	}
	for (uint32_t i = 0; i < ngroups; i++)
		recurring += groups[i].recurring;
	struct tile *t = arena_array(v->a, struct tile, 4);
	t[0] = (struct tile){ msg(l, MSG_OBSTACLE_UNSOLVED), i18n_int(v->a, l, open), STR_EMPTY,
		              url_to(v->page, "/desk/problems?status=unsolved", 0, NULL) };
	t[1] = (struct tile){ msg(l, MSG_OBSTACLE_OVERDUE), i18n_int(v->a, l, late), STR_EMPTY,
		              url_to(v->page, "/desk/problems?overdue=1", 0, NULL) };
	t[2] = (struct tile){ msg(l, MSG_OBSTACLE_SEVERE), i18n_int(v->a, l, severe), STR_EMPTY, { STR_EMPTY } };
	t[3] = (struct tile){ msg(l, MSG_OBSTACLE_RECURRING),
		              i18n_int(v->a, l, recurring),
		              msg(l, MSG_OBSTACLE_RECURRING_NOTE),
		              { STR_EMPTY } };
	*out = 4;
	return t;
}

static struct reply problems_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	if (!desk_start(r, &v, &failed))
		return failed;
	v.kind = &problem_kind;
	if (!may(v.actor, ACT_VIEW, &problem_kind, NULL))
		return desk_refuse(&v, ACT_VIEW);
	struct wanted w = { req_input(r, "stage")->text,  req_input(r, "severity")->text, req_input(r, "about")->text,
		            req_input(r, "status")->text, req_input(r, "place")->text,    req_input(r, "overdue")->i };
	date today = date_of_instant(clock_now());
	struct problem_list_page *p = arena_make(v.a, struct problem_list_page);
	const struct record **list = problems_seen(&v, v.actor, &n);
	struct problem_row *rows = problem_rows_of(&v, list, n, today);
	p->groups = problem_groups_of(&v, list, rows, n, &p->ngroups);
	p->tiles = tiles_of(&v, list, n, p->groups, p->ngroups, today, &p->ntiles);
	p->filter = filter_of(&v, &w);
	struct problem_row *kept = arena_array(v.a, struct problem_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		if (matches(&w, list[i], today))
			kept[p->n++] = rows[i];
	p->rows = kept;
	if (may(v.actor, ACT_CREATE, &problem_kind, NULL))
		p->make = url_to(v.page, "/desk/problem/new", 0, NULL);
	desk_title(&v, msg(v.page->lang, MSG_OBSTACLE_TITLE));
	tmpl_problem_list(v.page, p);
	return page_reply(r, v.page);
}

/* ---- for everybody ---- */

static struct reply problems_public(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	uint32_t n;
	if (!desk_start_public(r, &actor_public, &v, &failed))
		return failed;
	date today = date_of_instant(clock_now());
	const struct record **list = problems_seen(&v, &actor_public, &n);
	struct problem_row *rows = arena_array(v.a, struct problem_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		rows[i] = problem_row_of(&v, list[i], today);
	v.page->title = msg(v.page->lang, MSG_OBSTACLE_PUBLIC);
	tmpl_problem_public(v.page, rows, n);
	return page_reply(r, v.page);
}

/* ---- on the page of one ---- */

static const struct problem_group *group_with(struct desk_view *v)
{
	date today = date_of_instant(clock_now());
	uint32_t n;
	const struct record **list = problems_seen(v, v->actor, &n);
	struct problem_line self = problem_line_of(v->a, v->record->doc);
	VEC(struct problem_row) rows = { 0 };
	VEC(struct problem_line) lines = { 0 };
	*vec_push(v->a, &lines) = self;
	for (uint32_t i = 0; i < n; i++) {
		struct problem_line x = problem_line_of(v->a, list[i]->doc);
		if (list[i]->no == v->record->no || !problem_similar(v->a, &self, &x))
			continue;
		*vec_push(v->a, &rows) = problem_row_of(v, list[i], today);
		*vec_push(v->a, &lines) = x;
	}
	if (!rows.n)
		return NULL;
	struct problem_group *g = arena_make(v->a, struct problem_group);
	uint32_t *one = arena_array(v->a, uint32_t, lines.n);
	*g = (struct problem_group){ .rows = rows.p, .n = (uint32_t)rows.n };
	g->years = years_of(v, lines.p, one, (uint32_t)lines.n, 0);
	g->recurring = g->years.n > 0;
	return g;
}

static void panel(struct desk_view *v)
{
	struct problem_panel p = { .group = group_with(v) };
	const struct doc *d = v->record->doc;
	str kind = doc_str(d, PROBLEM_SOURCE_KIND), id = doc_str(d, PROBLEM_SOURCE_ID);
	const struct kind *k = kind.n ? store_kind_named(v->web->store, kind) : NULL;
	const struct record *from = k && id.n ? record_load_id(v->web->store, v->db, v->a, v->actor, k, id) : NULL;
	if (from) {
		p.source = url_path(v->page, "/desk/{}/{}", kind, id);
		p.source_name = arena_fmt(v->a, "%.*s: %.*s", STR_ARG(desk_kind_one(v->page->lang, k)),
		                          STR_ARG(desk_record_title(v, from)));
	}
	tmpl_problem_panel(v->page, &p);
}

static uint32_t links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || v->record->state != STATE_CURRENT || !problem_is_open(v->record->doc) || !desk_may(v, ACT_SUBMIT))
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_OBSTACLE_HANDLE), desk_url(v, "handle"), "circle-check" };
	return 1;
}

static uint32_t home(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !may(v->actor, ACT_VIEW, &problem_kind, NULL))
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_OBSTACLE_TITLE),
		                     url_to(v->page, "/desk/problems?status=unsolved", 0, NULL), NULL };
	return 1;
}

static uint32_t waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	enum { ACT, CLOSE, LINES };
	char today[11];
	if (max < LINES)
		return 0;
	date_print(date_of_instant(clock_now()), today);
	out[ACT] = (struct desk_waiting){ .what = "act",
		                          .label = msg(v->page->lang, MSG_OBSTACLE_WAITS_ACT),
		                          .word = "handle" };
	out[CLOSE] = (struct desk_waiting){ .what = "close", .label = msg(v->page->lang, MSG_OBSTACLE_WAITS_CLOSE) };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		if ((g->role == ROLE_PARTNER || g->role == ROLE_AGENCY) && g->org.n) {
			desk_waits(v, &out[ACT], &q_problems_to_act, DB_ARGS(db_text(g->org)));
			out[ACT].late |= db_one_int(v->db, &q_problems_late,
			                            DB_ARGS(db_text(g->org), db_text(str_of(today))), 0) > 0;
		}
		if (g->role == ROLE_REGENCY && g->place.n)
			desk_waits(v, &out[ACT], &q_problems_in_regency, DB_ARGS(db_text(g->place)));
		if ((g->role == ROLE_BUREAU || g->role == ROLE_ADMIN) && !out[CLOSE].n)
			desk_waits(v, &out[CLOSE], &q_problems_to_close, NULL);
	}
	return LINES;
}

/* Today, and whose it is by who makes it. */
static void start(struct desk_view *v, struct doc *d)
{
	char day[11];
	date_print(date_of_instant(clock_now()), day);
	doc_set(d, PROBLEM_RAISED, arena_str(v->a, str_of(day)));
	str org = actor_org(v->actor, ROLE_PARTNER), agency = actor_org(v->actor, ROLE_AGENCY);
	if (org.n)
		doc_set(d, PROBLEM_PARTNER, org);
	if (agency.n)
		doc_set(d, PROBLEM_RESPONSIBLE, agency);
	for (uint32_t i = 0; i < v->actor->ngrants; i++)
		if (v->actor->grants[i].role == ROLE_REGENCY && v->actor->grants[i].place.n)
			doc_set(doc_add_row(v->a, d, PROBLEM_PLACE), PROBLEM_PLACE_CODE, v->actor->grants[i].place);
}

static struct url step_page(struct desk_view *v, const char *step)
{
	return strcmp(step, "solve") == 0 ? desk_url(v, "handle") : (struct url){ STR_EMPTY };
}

const struct desk_room problem_room = { .kind = &problem_kind,
	                                .icon = "triangle-alert",
	                                .panel = panel,
	                                .home = home,
	                                .waiting = waiting,
	                                .links = links,
	                                .start = start,
	                                .first = "title about stage sort severity places partner",
	                                .step_page = step_page };

const struct route problem_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/problems",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "stage", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "severity", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "about", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "status", INPUT_CODE, INPUT_LENIENT, 40 },
	                                    { "place", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "overdue", INPUT_FLAG, INPUT_LENIENT, 0 },
	                                    { 0 } },
	  .handler = problems_get,
	  .summary = "The register of obstacles with filters and groups" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/problem",
	  .permission = PERM_PUBLIC,
	  .handler = problems_public,
	  .summary = "Obstacles that the bureau has made public" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/handle",
	  .permission = PERM_SIGNED_IN,
	  .handler = problem_handle_get,
	  .summary = "Solve an obstacle, or take it one level up" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/handle",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "do", INPUT_CODE, INPUT_REQUIRED, 20 },
	                                    { "version", INPUT_INT, INPUT_REQUIRED, 0 },
	                                    { "evidence", INPUT_TEXT, 0, 20000 },
	                                    { "document", INPUT_CODE, 0, 26 },
	                                    { "reason", INPUT_TEXT, 0, 8000 },
	                                    { 0 } },
	  .handler = problem_handle_post,
	  .summary = "Solve an obstacle, or take it one level up" },
	{ .pattern = NULL },
};
