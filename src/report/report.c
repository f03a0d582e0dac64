#include "report/report.h"

#include "place/place.h"
#include "record/small.h"
#include "report/period.h"

static void complain(struct problems *ps, const struct doc *d, const char *key, uint32_t field, str found)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str name = str_of(d->kind->fields[field].name);
	str path = d->kind == &report_line_kind ? arena_fmt(a, "line/%s/%.*s", d->id, STR_ARG(name)) : name;
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found });
}

/* ---- period ---- */

static void check_period(const struct doc *d, const struct doc *old, struct problems *ps)
{
	struct period p;
	date due;
	str code = doc_str(d, PERIOD_CODE);
	(void)old;
	if (code.n && !period_parse(code, &p))
		complain(ps, d, "problem.period.code", PERIOD_CODE, code);
	else if (code.n && doc_date(d, PERIOD_DUE, &due) && due <= period_last(p))
		complain(ps, d, "problem.period.due", PERIOD_DUE, doc_str(d, PERIOD_DUE));
	if (!doc_has(d, PERIOD_DUE) && !doc_has(d, PERIOD_FROZEN))
		complain(ps, d, "problem.period.nothing", PERIOD_DUE, STR_EMPTY);
}

static str period_title(const struct doc *d, int lang, arena *a)
{
	struct period p;
	str code = doc_str(d, PERIOD_CODE);
	return period_parse(code, &p) ? period_name(a, (enum lang)lang, p) : code;
}

KIND(period, PERIOD, PERIOD_FIELDS, .number = 35, .visibility = PUBLIC, .check = check_period, .title = period_title)

/* ---- the report ---- */

static void check_line(const struct doc *d, const struct doc *old, struct problems *ps)
{
	static const uint32_t parts[] = { REPORT_LINE_CHILDREN, REPORT_LINE_DISABILITY };
	int64_t female = 0, male = 0, part;
	str place = doc_str(d, REPORT_LINE_PLACE);
	(void)old;
	if (place.n && !place_code_valid(place, NULL))
		complain(ps, d, "problem.place.code", REPORT_LINE_PLACE, place);
	bool women = doc_int(d, REPORT_LINE_FEMALE, &female), men = doc_int(d, REPORT_LINE_MALE, &male);
	if ((!women && !men) || female < 0 || male < 0 || female > INT64_MAX / 2 || male > INT64_MAX / 2)
		return;
	for (size_t i = 0; i < SEL_COUNT(parts); i++)
		if (doc_int(d, parts[i], &part) && part > female + male)
			complain(ps, d, "problem.workplan.part_of_people", parts[i], doc_str(d, parts[i]));
}

KIND(report_line, REPORT_LINE, REPORT_LINE_FIELDS, .check = check_line)
KIND(report_money, REPORT_MONEY, REPORT_MONEY_FIELDS)
KIND(report_obstacle, REPORT_OBSTACLE, REPORT_OBSTACLE_FIELDS)
KIND(report_agency, REPORT_AGENCY, REPORT_AGENCY_FIELDS, .links = true)
KIND(report_remark, REPORT_REMARK, REPORT_REMARK_FIELDS)
KIND(report_settled, REPORT_SETTLED, REPORT_SETTLED_FIELDS)
KIND(report_correction, REPORT_CORRECTION, REPORT_CORRECTION_FIELDS)

bool report_has_remarks(const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REPORT_REMARK, &n);
	for (uint32_t i = 0; i < n; i++)
		if (!doc_bool(rows[i], REPORT_REMARK_ANSWERED, false))
			return true;
	return false;
}

static void check_has_remarks(const struct doc *d, struct problems *ps)
{
	if (!report_has_remarks(d))
		complain(ps, d, "problem.report.no_remark", REPORT_REMARK, STR_EMPTY);
}

/* A correction of what was accepted says that it is one. */
static void check_correction(const struct doc *d, struct problems *ps)
{
	if (!d->v[REPORT_CORRECTION].n)
		complain(ps, d, "problem.report.no_correction", REPORT_CORRECTION, STR_EMPTY);
}

void report_check_complete(const struct doc *d, struct problems *ps)
{
	static const uint32_t needed[] = { REPORT_SUMMARY, REPORT_SUCCESS, REPORT_CONFORMITY, REPORT_NEXT };
	uint32_t n;
	struct doc *const *lines = doc_rows(d, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		if (!doc_has(lines[i], REPORT_LINE_DONE) || !doc_str(lines[i], REPORT_LINE_DONE).n)
			complain(ps, lines[i], "problem.report.no_figure", REPORT_LINE_DONE,
			         doc_str(lines[i], REPORT_LINE_ACTIVITY));
	struct doc *const *money = doc_rows(d, REPORT_MONEY, &n);
	for (uint32_t i = 0; i < n; i++)
		if (!doc_str(money[i], REPORT_MONEY_SPENT).n)
			complain(ps, d, "problem.report.no_spending", REPORT_MONEY,
			         doc_str(money[i], REPORT_MONEY_SOURCE));
	for (size_t i = 0; i < SEL_COUNT(needed); i++)
		if (!str_trim(doc_str(d, needed[i])).n)
			complain(ps, d, "problem.required", needed[i], STR_EMPTY);
	str conformity = doc_str(d, REPORT_CONFORMITY);
	if (conformity.n && !str_is(conformity, "full") && !str_trim(doc_str(d, REPORT_CONFORMITY_WHY)).n)
		complain(ps, d, "problem.report.conformity_why", REPORT_CONFORMITY_WHY, STR_EMPTY);
}

static void check_no_agency(const struct doc *d, struct problems *ps)
{
	if (d->v[REPORT_AGENCY].n)
		complain(ps, d, "problem.report.agency_open", REPORT_AGENCY, STR_EMPTY);
}

/* A check that never comes must not stop the bureau: it may accept without, and says why. */
static const struct step steps[] = {
	{ "draft", "submit", "submitted", ACT_SUBMIT, 0, report_check_complete },
	{ "returned", "submit", "submitted", ACT_SUBMIT, 0, report_check_complete },
	{ "submitted", "withdraw", "draft", ACT_SUBMIT, 0, NULL },
	{ "submitted", "check", "checked", ACT_OPINE, 0, NULL },
	{ "submitted", "send_back", "returned", ACT_OPINE, 0, check_has_remarks },
	{ "checked", "verify", "verified", ACT_OPINE, 0, NULL },
	{ "checked", "send_back", "returned", ACT_OPINE, 0, check_has_remarks },
	{ "checked", "accept", "accepted", ACT_APPROVE, 0, check_no_agency },
	{ "verified", "accept", "accepted", ACT_APPROVE, 0, NULL },
	{ "submitted", "accept_without", "accepted", ACT_APPROVE, STEP_REASON, NULL },
	{ "checked", "accept_without", "accepted", ACT_APPROVE, STEP_REASON, NULL },
	{ "submitted", "return", "returned", ACT_RETURN, STEP_REASON, check_has_remarks },
	{ "checked", "return", "returned", ACT_RETURN, STEP_REASON, check_has_remarks },
	{ "verified", "return", "returned", ACT_RETURN, STEP_REASON, check_has_remarks },
	{ "accepted", "correct", "returned", ACT_APPROVE, STEP_REASON, check_correction },
};
static const struct workflow workflow = { REPORT_STATUS, "draft", steps, SEL_COUNT(steps) };

static uint32_t visible(const struct doc *d)
{
	str s = doc_str(d, REPORT_STATUS);
	if (str_is(s, "accepted"))
		return PUBLIC | PARTNERS | GOVERNMENT;
	return s.n && !str_is(s, "draft") ? GOVERNMENT : 0;
}

/* What has been handed in is changed by steps only. */
static bool locked(const struct doc *d)
{
	str s = doc_str(d, REPORT_STATUS);
	return s.n && !str_is(s, "draft") && !str_is(s, "returned");
}

/* One report for each obligation. */
static str key(arena *a, const struct doc *d)
{
	return arena_fmt(a, "%.*s/%.*s/%.*s/%.*s", STR_ARG(doc_str(d, REPORT_FIRST)),
	                 STR_ARG(doc_str(d, REPORT_PROGRAMME)), STR_ARG(doc_str(d, REPORT_REGENCY)),
	                 STR_ARG(doc_str(d, REPORT_PERIOD)));
}

static str title(const struct doc *d, int lang, arena *a)
{
	struct period p;
	str code = doc_str(d, REPORT_PERIOD);
	str name = period_parse(code, &p) ? period_name(a, (enum lang)lang, p) : code;
	return msg_fmt(a, (enum lang)lang, MSG_REPORT_TITLE_OF, name, doc_str(d, REPORT_REGENCY));
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(d, REPORT_LINE, &n);
	(void)old;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; lines[i]->id[0] && k < i; k++)
			if (strcmp(lines[i]->id, lines[k]->id) == 0)
				complain(ps, lines[i], "problem.workplan.id_twice", REPORT_LINE_ACTIVITY,
				         str_of(lines[i]->id));
}

/* An agreed number of people is one like the reported one; of rows that are not in the report the unit is not known. */
static void conceal_settled(arena *a, struct doc *d, int least)
{
	static const uint32_t values[] = { REPORT_SETTLED_VALUE, REPORT_SETTLED_REPORTED };
	uint32_t n, nlines;
	struct doc *const *rows = doc_rows(d, REPORT_SETTLED, &n);
	struct doc *const *lines = doc_rows(d, REPORT_LINE, &nlines);
	for (uint32_t i = 0; i < n; i++) {
		bool people = true;
		for (uint32_t k = 0; k < nlines; k++)
			if (str_is(doc_str(rows[i], REPORT_SETTLED_LINE), lines[k]->id))
				people = small_is_people(a, doc_str(lines[k], REPORT_LINE_UNIT));
		for (size_t f = 0; people && f < SEL_COUNT(values); f++)
			small_hide_fields(a, rows[i], &values[f], 1, false, least);
	}
}

/* Women and men make up what was done where that counts people, so neither may follow from the other. */
static void conceal(arena *a, struct doc *d, int least)
{
	static const uint32_t sexes[] = { REPORT_LINE_FEMALE, REPORT_LINE_MALE };
	static const uint32_t parts[] = { REPORT_LINE_CHILDREN, REPORT_LINE_DISABILITY };
	static const uint32_t done[] = { REPORT_LINE_DONE };
	uint32_t n;
	struct doc *const *lines = doc_rows(d, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *x = lines[i];
		bool people = small_is_people(a, doc_str(x, REPORT_LINE_UNIT));
		int64_t female = small_count(x, REPORT_LINE_FEMALE), male = small_count(x, REPORT_LINE_MALE);
		int64_t whole = female >= 0 && male >= 0 ? female + male : -1;
		for (size_t k = 0; k < SEL_COUNT(parts); k++) {
			int64_t part = small_count(x, parts[k]);
			int64_t counts[] = { part, part > 0 && whole >= 0 ? whole - part : -1 };
			enum small marks[SEL_COUNT(counts)];
			small_mark(counts, SEL_COUNT(counts), false, least, marks);
			small_hide(a, x, parts[k],
			           marks[0] == SMALL_SHOWN && marks[1] == SMALL_FEW ? SMALL_HELD : marks[0], least);
		}
		small_hide_fields(a, x, sexes, SEL_COUNT(sexes), people, least);
		if (people)
			small_hide_fields(a, x, done, SEL_COUNT(done), false, least);
	}
	conceal_settled(a, d, least);
}

/* ix_report_owed: what the report answers, without the period: "first plan/programme/regency", so that lists find the
 * few reports of an obligation among hundreds of thousands by one index. */
static void fill_owed(void *app, const struct doc *d, struct derived_sink *sink)
{
	ARENA_SCOPE arena *a = arena_new(0);
	(void)app;
	derived_row(
	    sink, 0,
	    (const str[]){ arena_fmt(a, "%.*s/%.*s/%.*s", STR_ARG(doc_str(d, REPORT_FIRST)),
	                             STR_ARG(doc_str(d, REPORT_PROGRAMME)), STR_ARG(doc_str(d, REPORT_REGENCY))) });
}

static const struct derived_column owed_columns[] = { { .name = "owed", .type = FIELD_TEXT, .indexed = true } };
static const struct derived_table tables[] = { { "owed", owed_columns, SEL_COUNT(owed_columns), fill_owed } };

static const struct section sections[] = {
	{ "lines", "line money" },
	{ "story", "summary outcome success obstacle challenge conformity conformity_why practice next support "
	           "support_from benefit" },
};

KIND(report, REPORT, REPORT_FIELDS, .number = 36, .links = true, .visible = visible, .locked = locked,
     .workflow = &workflow, .check = check, .conceal = conceal, .title = title, .key_name = "owed", .key = key,
     .tables = tables, .ntables = SEL_COUNT(tables), .years = "year", .sections = sections,
     .nsections = SEL_COUNT(sections))
