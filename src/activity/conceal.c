/* Small counts of people in the results of a programme, hidden from the public (record/small.h). */
#include "activity/activity.h"
#include "activity/result.h"
#include "record/small.h"

/* A value row of a period, or a baseline: where its value and its dimensions stand. */
struct shape {
	uint32_t value, dimension, location;
};
static const struct shape of_value = { RESULT_VALUE_VALUE, RESULT_VALUE_DIMENSION, RESULT_VALUE_LOCATION };
static const struct shape of_baseline = { RESULT_BASELINE_VALUE, RESULT_BASELINE_DIMENSION, RESULT_BASELINE_LOCATION };

static bool texts_are_people(arena *a, const struct doc *row, uint32_t field)
{
	uint32_t n;
	struct doc *const *texts = doc_rows(row, field, &n);
	for (uint32_t i = 0; i < n; i++)
		if (small_is_people(a, doc_str(texts[i], NARRATIVE_TEXT)))
			return true;
	return false;
}

static bool rows_by_people(arena *a, const struct doc *d, uint32_t field, struct shape s)
{
	uint32_t n, k;
	struct doc *const *rows = doc_rows(d, field, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *const *dims = doc_rows(rows[i], s.dimension, &k);
		for (uint32_t j = 0; j < k; j++)
			if (small_is_people(a, doc_str(dims[j], VALUE_DIMENSION_NAME)))
				return true;
	}
	return false;
}

/* Shares and ratings are no counts; of counts, those that its title says, or that are broken down by sex or age. */
static bool counts_people(arena *a, const struct doc *indicator)
{
	uint32_t n;
	str measure = doc_str(indicator, RESULT_INDICATOR_MEASURE);
	if (measure.n && !str_is(measure, "1"))
		return false;
	if (texts_are_people(a, indicator, RESULT_INDICATOR_TITLE) ||
	    texts_are_people(a, indicator, RESULT_INDICATOR_DESCRIPTION) ||
	    rows_by_people(a, indicator, RESULT_INDICATOR_BASELINE, of_baseline))
		return true;
	struct doc *const *periods = doc_rows(indicator, RESULT_INDICATOR_PERIOD, &n);
	for (uint32_t i = 0; i < n; i++)
		if (rows_by_people(a, periods[i], RESULT_PERIOD_TARGET, of_value) ||
		    rows_by_people(a, periods[i], RESULT_PERIOD_ACTUAL, of_value))
			return true;
	return false;
}

/* What a row is a part of: the names of its dimensions, and whether it is of one place; rows with the same are the
 * parts of one whole, the row with none is the whole. */
static str group_of(arena *a, const struct doc *row, struct shape s)
{
	uint32_t n, places;
	struct doc *const *dims = doc_rows(row, s.dimension, &n);
	(void)doc_rows(row, s.location, &places);
	str name = places ? STR("@") : STR_EMPTY;
	for (uint32_t i = 0; i < n; i++)
		name = arena_fmt(a, "%.*s|%.*s", STR_ARG(name), STR_ARG(doc_str(dims[i], VALUE_DIMENSION_NAME)));
	return name;
}

static void conceal_group(arena *a, struct doc *const *rows, const str *groups, uint32_t n, str group, struct shape s,
                          int least)
{
	int64_t *counts = arena_array(a, int64_t, n);
	uint32_t *at = arena_array(a, uint32_t, n), used = 0;
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(groups[i], group)) {
			at[used] = i;
			counts[used++] = small_count(rows[i], s.value);
		}
	enum small *marks = arena_array(a, enum small, used);
	/* a single row is a whole; parts of a whole stand beside it, or beside another division of it */
	bool total_known = group.n && used < n, few = false;
	small_mark(counts, used, total_known, least, marks);
	for (uint32_t i = 0; i < used; i++)
		few = few || marks[i] == SMALL_FEW;
	/* women under 18: a part of two wholes, each of which may be had */
	bool all = few && total_known && str_find_char(str_sub(group, 1, group.n), '|', 0) >= 0;
	for (uint32_t i = 0; i < used; i++)
		small_hide(a, rows[at[i]], s.value,
		           all && marks[i] == SMALL_SHOWN && counts[i] > 0 ? SMALL_HELD : marks[i], least);
}

static void conceal_rows(arena *a, struct doc *d, uint32_t field, struct shape s, int least)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	str *groups = arena_array(a, str, n);
	for (uint32_t i = 0; i < n; i++)
		groups[i] = group_of(a, rows[i], s);
	for (uint32_t i = 0; i < n; i++) {
		bool first = true;
		for (uint32_t k = 0; k < i && first; k++)
			first = !str_eq(groups[k], groups[i]);
		if (first)
			conceal_group(a, rows, groups, n, groups[i], s, least);
	}
}

void activity_conceal(arena *a, struct doc *activity, int least)
{
	uint32_t nresults, nindicators, nperiods;
	struct doc *const *results = doc_rows(activity, ACTIVITY_RESULT, &nresults);
	for (uint32_t i = 0; i < nresults; i++) {
		struct doc *const *indicators = doc_rows(results[i], RESULT_INDICATOR, &nindicators);
		for (uint32_t k = 0; k < nindicators; k++) {
			if (!counts_people(a, indicators[k]))
				continue;
			conceal_rows(a, indicators[k], RESULT_INDICATOR_BASELINE, of_baseline, least);
			struct doc *const *periods = doc_rows(indicators[k], RESULT_INDICATOR_PERIOD, &nperiods);
			for (uint32_t p = 0; p < nperiods; p++) {
				conceal_rows(a, periods[p], RESULT_PERIOD_TARGET, of_value, least);
				conceal_rows(a, periods[p], RESULT_PERIOD_ACTUAL, of_value, least);
			}
		}
	}
}
