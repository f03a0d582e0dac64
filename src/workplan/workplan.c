#include "workplan/workplan.h"

#include <stdio.h>

#include "workplan/rules.h"

KIND(workplan_budget, WORKPLAN_BUDGET, WORKPLAN_BUDGET_FIELDS)
KIND(workplan_align, WORKPLAN_ALIGN, WORKPLAN_ALIGN_FIELDS, .links = true)
KIND(workplan_opinion, WORKPLAN_OPINION, WORKPLAN_OPINION_FIELDS)
KIND(workplan_line, WORKPLAN_LINE, WORKPLAN_LINE_FIELDS, .links = true, .check = workplan_line_check)
KIND(workplan_agency, WORKPLAN_AGENCY, WORKPLAN_AGENCY_FIELDS, .links = true)
KIND(workplan_person, WORKPLAN_PERSON, WORKPLAN_PERSON_FIELDS)

/* ---- states ---- */

static void problem(struct problems *ps, const char *key)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key });
}

/* Everybody asked has spoken, and the bureau has decided on every row. */
static void check_all_opined(const struct doc *d, struct problems *ps)
{
	if (workplan_has_returns(d))
		problem(ps, "problem.workplan.returns_open");
	else if (workplan_turn(d) != BY_BUREAU)
		problem(ps, "problem.workplan.opinions_open");
	else if (workplan_undecided(d))
		problem(ps, "problem.workplan.rows_undecided");
}

static void check_no_returns(const struct doc *d, struct problems *ps)
{
	if (workplan_has_returns(d))
		problem(ps, "problem.workplan.returns_open");
}

static void check_has_returns(const struct doc *d, struct problems *ps)
{
	if (!workplan_has_returns(d))
		problem(ps, "problem.workplan.no_returns");
}

static void check_signature(const struct doc *d, struct problems *ps)
{
	if (!doc_str(d, WORKPLAN_SIGNED_NUMBER).n || !doc_has(d, WORKPLAN_SIGNED_ON))
		problem(ps, "problem.workplan.signature");
}

/* "opine" carries opinions and leaves the state; "send_back" carries the last of them when one asks for a correction.
 * An opinion that never comes must not stop the bureau: it may approve without, and says why. */
static const struct step steps[] = {
	{ "draft", "submit", "submitted", ACT_SUBMIT, 0, workplan_check_complete },
	{ "returned", "submit", "submitted", ACT_SUBMIT, 0, workplan_check_complete },
	{ "submitted", "withdraw", "draft", ACT_SUBMIT, 0, NULL },
	{ "submitted", "opine", "submitted", ACT_OPINE, 0, check_no_returns },
	{ "submitted", "send_back", "returned", ACT_OPINE, 0, check_has_returns },
	{ "submitted", "return", "returned", ACT_RETURN, STEP_REASON, check_has_returns },
	{ "submitted", "approve", "approved", ACT_APPROVE, 0, check_all_opined },
	{ "submitted", "approve_without", "approved", ACT_APPROVE, STEP_REASON, check_no_returns },
	{ "approved", "sign", "signed", ACT_SIGN, 0, check_signature },
	{ "approved", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
	{ "signed", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow workflow = { WORKPLAN_STATUS, "draft", steps, SEL_COUNT(steps) };

static uint32_t visible(const struct doc *d)
{
	str s = doc_str(d, WORKPLAN_STATUS);
	if (str_is(s, "approved") || str_is(s, "signed") || str_is(s, "cancelled"))
		return PUBLIC | PARTNERS | GOVERNMENT;
	return str_is(s, "submitted") || str_is(s, "returned") ? GOVERNMENT : 0;
}

/* What has been handed in is changed by steps only. */
static bool locked(const struct doc *d)
{
	str s = doc_str(d, WORKPLAN_STATUS);
	return s.n && !str_is(s, "draft") && !str_is(s, "returned");
}

static str title(const struct doc *d, int lang, arena *a)
{
	str name = doc_str(d, WORKPLAN_TITLE), year = doc_str(d, WORKPLAN_YEAR);
	int64_t revision;
	if (!doc_int(d, WORKPLAN_REVISION, &revision) || !revision)
		return arena_fmt(a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(year));
	return arena_fmt(a, "%.*s (%.*s, %s %lld)", STR_ARG(name), STR_ARG(year), lang ? "revision" : "revisi",
	                 (long long)revision);
}

static const struct section sections[] = {
	{ "general", "partner year title agreed agreement" },
	{ "agencies", "lead_agency accompanying person" },
	{ "lines", "line" },
	{ "lasting", "sustainability exit_plan benefit" },
};

/* ---- what is to be reported ---- */

static bool is_owed(const struct doc *line, const struct doc *other)
{
	return str_eq(line_regency(line), line_regency(other)) &&
	       str_eq(doc_str(line, WORKPLAN_LINE_PROGRAMME), doc_str(other, WORKPLAN_LINE_PROGRAMME));
}

/* ix_workplan_owed: each programme and regency of its rows once; a row of the whole province is the province's own. */
static void fill_owed(void *app, const struct doc *d, struct derived_sink *sink)
{
	uint32_t n, used = 0;
	(void)app;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		str programme = doc_str(lines[i], WORKPLAN_LINE_PROGRAMME), regency = line_regency(lines[i]);
		bool there = false;
		for (uint32_t k = 0; k < i && !there; k++)
			there = is_owed(lines[i], lines[k]);
		if (there)
			continue;
		const str row[] = { programme.n ? programme : (str){ NULL, 0 },
			            regency.n ? regency : doc_str(lines[i], WORKPLAN_LINE_PLACE) };
		derived_row(sink, used++, row);
	}
}

static const struct derived_column owed_columns[] = { { .name = "programme", .type = FIELD_TEXT },
	                                              { .name = "regency", .type = FIELD_TEXT, .indexed = true } };
static const struct derived_column turn_columns[] = { { "voice", FIELD_TEXT, 0, false },
	                                              { "whose", FIELD_TEXT, 0, true } };
static const struct derived_table tables[] = { { "turn", turn_columns, SEL_COUNT(turn_columns), workplan_fill_turn },
	                                       { "owed", owed_columns, SEL_COUNT(owed_columns), fill_owed } };

KIND(workplan, WORKPLAN, WORKPLAN_FIELDS, .number = 20, .tables = tables, .ntables = SEL_COUNT(tables), .links = true,
     .visible = visible, .locked = locked, .workflow = &workflow, .check = workplan_check, .fits = workplan_fits,
     .conceal = workplan_conceal, .title = title, .years = "year", .sections = sections,
     .nsections = SEL_COUNT(sections))

/* ---- rows ---- */

static bool id_is_taken(const struct doc *plan, const char *id)
{
	for (uint32_t i = 0; i < plan->v[WORKPLAN_LINE].n; i++)
		if (strcmp(plan->v[WORKPLAN_LINE].u.rows[i]->id, id) == 0)
			return true;
	return false;
}

void workplan_give_ids(struct doc *plan, const struct doc *old)
{
	unsigned next = 1;
	for (uint32_t i = 0; i < plan->v[WORKPLAN_LINE].n; i++) {
		struct doc *line = plan->v[WORKPLAN_LINE].u.rows[i];
		char id[sizeof(line->id)];
		while (!line->id[0]) {
			snprintf(id, sizeof(id), "k%u", next++ % 1000000);
			if (!id_is_taken(plan, id) && !(old && id_is_taken(old, id)))
				memcpy(line->id, id, sizeof(id));
		}
	}
}

static void clear(struct doc *d, uint32_t field)
{
	d->v[field] = (struct value){ 0 };
}

static void clear_system(struct doc *d)
{
	static const uint32_t fields[] = { WORKPLAN_STATUS, WORKPLAN_REVISION,      WORKPLAN_REVISES,
		                           WORKPLAN_FIRST,  WORKPLAN_SIGNED_NUMBER, WORKPLAN_SIGNED_ON };
	for (size_t i = 0; i < SEL_COUNT(fields); i++)
		clear(d, fields[i]);
	for (uint32_t i = 0; i < d->v[WORKPLAN_LINE].n; i++)
		clear(d->v[WORKPLAN_LINE].u.rows[i], WORKPLAN_LINE_OPINION);
}

struct doc *workplan_copy(arena *a, const struct doc *plan, int year, bool keep_targets)
{
	static const uint32_t figures[] = { WORKPLAN_LINE_Q1,    WORKPLAN_LINE_Q2,       WORKPLAN_LINE_Q3,
		                            WORKPLAN_LINE_Q4,    WORKPLAN_LINE_TARGET,   WORKPLAN_LINE_FEMALE,
		                            WORKPLAN_LINE_MALE,  WORKPLAN_LINE_CHILDREN, WORKPLAN_LINE_DISABILITY,
		                            WORKPLAN_LINE_BUDGET };
	struct doc *d = doc_copy(a, plan);
	clear_system(d);
	doc_set(d, WORKPLAN_YEAR, arena_fmt(a, "%d", year));
	for (uint32_t i = 0; !keep_targets && i < d->v[WORKPLAN_LINE].n; i++)
		for (size_t f = 0; f < SEL_COUNT(figures); f++)
			clear(d->v[WORKPLAN_LINE].u.rows[i], figures[f]);
	workplan_give_ids(d, plan);
	return d;
}

struct doc *workplan_revise(arena *a, const struct doc *plan, str id)
{
	int64_t revision = 0;
	struct doc *d = doc_copy(a, plan);
	clear_system(d);
	if (!doc_int(plan, WORKPLAN_REVISION, &revision))
		revision = 0;
	doc_set(d, WORKPLAN_REVISION, arena_fmt(a, "%lld", (long long)revision + 1));
	doc_set(d, WORKPLAN_REVISES, id);
	doc_set(d, WORKPLAN_FIRST, doc_has(plan, WORKPLAN_FIRST) ? doc_str(plan, WORKPLAN_FIRST) : id);
	workplan_give_ids(d, plan);
	return d;
}
