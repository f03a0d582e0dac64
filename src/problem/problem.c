/* The kind, its states and the rules of single problems. */
#include "problem/problem.h"

KIND(problem_programme, PROBLEM_PROGRAMME, PROBLEM_PROGRAMME_FIELDS, .links = true)
KIND(problem_place, PROBLEM_PLACE, PROBLEM_PLACE_FIELDS)
KIND(problem_escalation, PROBLEM_ESCALATION, PROBLEM_ESCALATION_FIELDS)

/* ---- states ---- */

/* Nothing is solved by being said to be: words or a document show it. */
static void check_evidence(const struct doc *d, struct problems *ps)
{
	if (!str_trim(doc_str(d, PROBLEM_EVIDENCE)).n && !doc_str(d, PROBLEM_PROOF).n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.problem.evidence",
		                                   .path = STR("evidence") });
}

/* Whoever must act says that it is being worked on and when it is solved; the bureau closes. */
static const struct step steps[] = {
	{ "open", "start", "progress", ACT_SUBMIT, 0, NULL },
	{ "open", "solve", "solved", ACT_SUBMIT, 0, check_evidence },
	{ "progress", "solve", "solved", ACT_SUBMIT, 0, check_evidence },
	{ "reopened", "start", "progress", ACT_SUBMIT, 0, NULL },
	{ "reopened", "solve", "solved", ACT_SUBMIT, 0, check_evidence },
	{ "solved", "close", "closed", ACT_APPROVE, 0, check_evidence },
	{ "solved", "reopen", "reopened", ACT_SUBMIT, STEP_REASON, NULL },
	{ "closed", "reopen", "reopened", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow workflow = { PROBLEM_STATUS, "open", steps, SEL_COUNT(steps) };

static uint32_t visible(const struct doc *d)
{
	return doc_bool(d, PROBLEM_SHOWN, false) ? PUBLIC | PARTNERS | GOVERNMENT : GOVERNMENT;
}

static bool locked(const struct doc *d)
{
	return str_is(doc_str(d, PROBLEM_STATUS), "closed");
}

/* Whoever must act may be an agency of government, which the policy knows by what it accompanies. */
static void owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	(void)app;
	str responsible = doc_str(d, PROBLEM_RESPONSIBLE);
	if (!responsible.n)
		return;
	str *agencies = arena_array(a, str, (size_t)out->nagencies + 1);
	for (uint32_t i = 0; i < out->nagencies; i++)
		agencies[i] = out->agencies[i];
	agencies[out->nagencies++] = responsible;
	out->agencies = agencies;
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date raised, due;
	(void)old;
	if (doc_date(d, PROBLEM_RAISED, &raised) && doc_date(d, PROBLEM_DUE, &due) && due < raised)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.problem.due_before",
		                                   .path = STR("due"),
		                                   .found = doc_str(d, PROBLEM_DUE) });
	if (str_is(doc_str(d, PROBLEM_ABOUT), "programme") && !d->v[PROBLEM_PROGRAMME].n && !d->v[PROBLEM_PLACE].n &&
	    !doc_str(d, PROBLEM_PARTNER).n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.problem.whose",
		                                   .path = STR("affected") });
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	(void)a;
	return doc_str(d, PROBLEM_TITLE);
}

/* One problem of each row of a report: the kernel keeps it so. */
static str source_key(arena *a, const struct doc *d)
{
	str id = doc_str(d, PROBLEM_SOURCE_ID);
	return id.n ? arena_fmt(a, "%.*s/%.*s", STR_ARG(id), STR_ARG(doc_str(d, PROBLEM_SOURCE_ROW))) : STR_EMPTY;
}

static const struct section sections[] = {
	{ "general", "title description about stage sort severity sector" },
	{ "concerned", "affected places partner" },
	{ "solving", "responsible post raised_on due solution evidence evidence_document shown" },
	{ "history", "level escalation source_kind source_id source_row status" },
};

KIND(problem, PROBLEM, PROBLEM_FIELDS, .number = 40, .links = true, .visible = visible, .locked = locked,
     .workflow = &workflow, .owners = owners, .check = check, .title = title, .key_name = "source", .key = source_key,
     .years = "raised_on", .sections = sections, .nsections = SEL_COUNT(sections))

/* ---- rules ---- */

bool problem_is_open(const struct doc *d)
{
	str s = doc_str(d, PROBLEM_STATUS);
	return !str_is(s, "solved") && !str_is(s, "closed");
}

bool problem_is_overdue(const struct doc *d, date today)
{
	date due;
	return problem_is_open(d) && doc_date(d, PROBLEM_DUE, &due) && due < today;
}

bool problem_is_severe(const struct doc *d)
{
	int64_t severity;
	return problem_is_open(d) && str_to_int(doc_str(d, PROBLEM_SEVERITY), &severity) && severity >= 3;
}

static const char *const levels[] = { "regency", "province", "ministry" };

str problem_level_above(str level)
{
	if (!level.n)
		return str_of(levels[1]);
	for (size_t i = 0; i + 1 < SEL_COUNT(levels); i++)
		if (str_is(level, levels[i]))
			return str_of(levels[i + 1]);
	return STR_EMPTY;
}

struct doc *problem_escalate(arena *a, const struct doc *d, date on, str reason)
{
	str to = problem_level_above(doc_str(d, PROBLEM_LEVEL));
	char day[11];
	reason = str_trim(reason);
	date_print(on, day);
	if (!to.n || !reason.n || !day[0])
		return NULL;
	struct doc *up = doc_copy(a, d);
	struct doc *row = doc_add_row(a, up, PROBLEM_ESCALATION);
	doc_set(row, PROBLEM_ESCALATION_LEVEL, to);
	doc_set(row, PROBLEM_ESCALATION_DATE, arena_str(a, str_of(day)));
	doc_set(row, PROBLEM_ESCALATION_REASON, arena_str(a, reason));
	doc_set(up, PROBLEM_LEVEL, to);
	return up;
}
