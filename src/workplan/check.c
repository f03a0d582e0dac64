/* What makes a row, and a plan, right. */
#include <stdlib.h>

#include "place/place.h"
#include "record/small.h"
#include "workplan/rules.h"

static const uint32_t quarters[4] = { WORKPLAN_LINE_Q1, WORKPLAN_LINE_Q2, WORKPLAN_LINE_Q3, WORKPLAN_LINE_Q4 };

static void complain(struct problems *ps, const struct doc *d, const char *key, uint32_t field, str found)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str name = str_of(d->kind->fields[field].name);
	str path = d->kind == &workplan_line_kind ? arena_fmt(a, "line/%s/%.*s", d->id, STR_ARG(name)) : name;
	problems_add(ps, (struct problem){
	                     .severity = SEVERITY_ERROR, .key = key, .path = path, .line = d->line, .found = found });
}

static int64_t units(const struct doc *d, uint32_t field, uint8_t scale)
{
	struct decimal v;
	int64_t n;
	return doc_decimal(d, field, &v) && decimal_rescale(v, scale, &n) ? n : 0;
}

/* The year must follow from the quarters, where quarters are given. */
static void check_target(const struct doc *d, struct problems *ps)
{
	bool last = str_is(doc_str(d, WORKPLAN_LINE_COUNTING), "last"), given = false;
	int64_t expected = 0;
	for (int i = 0; i < 4; i++) {
		if (!doc_str(d, quarters[i]).n)
			continue;
		int64_t q = units(d, quarters[i], 2);
		if (q < 0 || q > INT64_MAX / 8)
			return; /* the field's own rule says so */
		expected = last ? q : expected + q;
		given = true;
	}
	if (given && doc_str(d, WORKPLAN_LINE_TARGET).n && units(d, WORKPLAN_LINE_TARGET, 2) != expected)
		complain(ps, d, last ? "problem.workplan.target_last" : "problem.workplan.target_sum",
		         WORKPLAN_LINE_TARGET, doc_str(d, WORKPLAN_LINE_TARGET));
}

static void check_people(const struct doc *d, struct problems *ps)
{
	int64_t female = 0, male = 0, part;
	bool women = doc_int(d, WORKPLAN_LINE_FEMALE, &female), men = doc_int(d, WORKPLAN_LINE_MALE, &male);
	static const uint32_t parts[] = { WORKPLAN_LINE_CHILDREN, WORKPLAN_LINE_DISABILITY };
	if ((!women && !men) || female < 0 || male < 0 || female > INT64_MAX / 2 || male > INT64_MAX / 2)
		return;
	for (size_t i = 0; i < SEL_COUNT(parts); i++)
		if (doc_int(d, parts[i], &part) && part > female + male)
			complain(ps, d, "problem.workplan.part_of_people", parts[i], doc_str(d, parts[i]));
}

static void check_shares(const struct doc *d, struct problems *ps)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, WORKPLAN_LINE_ALIGN, &n);
	int64_t sum = 0;
	for (uint32_t i = 0; i < n; i++) {
		sum += units(rows[i], WORKPLAN_ALIGN_SHARE, 2);
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(doc_str(rows[i], WORKPLAN_ALIGN_PLAN), doc_str(rows[k], WORKPLAN_ALIGN_PLAN)))
				complain(ps, d, "problem.workplan.aligned_twice", WORKPLAN_LINE_ALIGN, STR_EMPTY);
	}
	if (n && sum != 10000) {
		ARENA_SCOPE arena *a = arena_new(0);
		complain(ps, d, "problem.workplan.shares", WORKPLAN_LINE_ALIGN,
		         arena_fmt(a, "%lld,%02lld", (long long)sum / 100, llabs(sum % 100)));
	}
}

void workplan_line_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	str place = doc_str(d, WORKPLAN_LINE_PLACE);
	if (place.n && !place_code_valid(place, NULL))
		complain(ps, d, "problem.place.code", WORKPLAN_LINE_PLACE, place);
	check_target(d, ps);
	check_people(d, ps);
	check_shares(d, ps);
}

void workplan_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	uint32_t n;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; lines[i]->id[0] && k < i; k++)
			if (strcmp(lines[i]->id, lines[k]->id) == 0)
				complain(ps, lines[i], "problem.workplan.id_twice", WORKPLAN_LINE_ACTIVITY,
				         str_of(lines[i]->id));
}

void workplan_check_complete(const struct doc *d, struct problems *ps)
{
	static const uint32_t needed[] = { WORKPLAN_LEAD, WORKPLAN_SUSTAINABILITY, WORKPLAN_EXIT, WORKPLAN_BENEFIT };
	uint32_t n;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	for (size_t i = 0; i < SEL_COUNT(needed); i++)
		if (!doc_str(d, needed[i]).n)
			complain(ps, d, "problem.required", needed[i], STR_EMPTY);
	if (workplan_has_returns(d))
		complain(ps, d, "problem.workplan.returns_uncorrected", WORKPLAN_LINE, STR_EMPTY);
	if (!n)
		complain(ps, d, "problem.workplan.no_lines", WORKPLAN_LINE, STR_EMPTY);
	for (uint32_t i = 0; i < n; i++) {
		if (!lines[i]->v[WORKPLAN_LINE_BUDGET].n)
			complain(ps, lines[i], "problem.workplan.no_budget", WORKPLAN_LINE_BUDGET,
			         doc_str(lines[i], WORKPLAN_LINE_ACTIVITY));
		if (!lines[i]->v[WORKPLAN_LINE_ALIGN].n)
			complain(ps, lines[i], "problem.workplan.no_alignment", WORKPLAN_LINE_ALIGN,
			         doc_str(lines[i], WORKPLAN_LINE_ACTIVITY));
	}
}

/* ---- what the public does not see ---- */

/* A part (children among all) is hidden when it is small; it is held back when the rest of the whole is. */
static void conceal_part(arena *a, struct doc *line, uint32_t field, int64_t whole, int least)
{
	int64_t part = small_count(line, field), counts[] = { part, part > 0 && whole >= 0 ? whole - part : -1 };
	enum small marks[SEL_COUNT(counts)];
	small_mark(counts, SEL_COUNT(counts), false, least, marks);
	small_hide(a, line, field, marks[0] == SMALL_SHOWN && marks[1] == SMALL_FEW ? SMALL_HELD : marks[0], least);
}

/* Women and men make up the target where that counts people, so neither may follow from the other. */
static void conceal_line(arena *a, struct doc *line, int least)
{
	static const uint32_t sexes[] = { WORKPLAN_LINE_FEMALE, WORKPLAN_LINE_MALE };
	static const uint32_t total[] = { WORKPLAN_LINE_TARGET };
	bool people = small_is_people(a, doc_str(line, WORKPLAN_LINE_UNIT));
	int64_t female = small_count(line, WORKPLAN_LINE_FEMALE), male = small_count(line, WORKPLAN_LINE_MALE);
	int64_t whole = female >= 0 && male >= 0 ? female + male : -1;
	conceal_part(a, line, WORKPLAN_LINE_CHILDREN, whole, least);
	conceal_part(a, line, WORKPLAN_LINE_DISABILITY, whole, least);
	small_hide_fields(a, line, sexes, SEL_COUNT(sexes), people, least);
	if (!people)
		return;
	bool sum = !str_is(doc_str(line, WORKPLAN_LINE_COUNTING), "last");
	small_hide_fields(a, line, quarters, SEL_COUNT(quarters), sum, least);
	small_hide_fields(a, line, total, SEL_COUNT(total), false, least);
}

void workplan_conceal(arena *a, struct doc *plan, int least)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		conceal_line(a, lines[i], least);
}
