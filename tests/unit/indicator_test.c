/* Indicators: periods, the figures that come with the program against the given tables, and imports that must be
 * refused. */
#include "db_world.h"

#include <stdio.h>

#include "indicator/indicator.h"
#include "record_schema.h"
#include "shared.h"
#include "sheet/csv.h"

struct scene {
	struct world *w;
	struct store *store;
	struct place_index *places;
	struct problems problems;
	struct indicator_imported count;
};

static struct scene open_scene(void **state)
{
	static const struct kind *const kinds[] = { &indicator_value_kind, &indicator_kind, NULL };
	struct scene s = { .w = *state };
	const char *why = NULL;
	if (db_migrate(s.w->pool, record_migrations, record_migrations_count, &why) != DB_OK)
		fail_msg("%s", why);
	s.store = store_open(s.w->pool, kinds, NULL, &why);
	if (!s.store)
		fail_msg("%s", why);
	s.places = place_index_embedded();
	problems_init(&s.problems, s.w->a, 100);
	assert_int_equal(indicator_seed(s.store, &s.problems, &s.count), RECORD_OK);
	return s;
}

static void close_scene(struct scene *s)
{
	place_index_free(s->places);
	store_close(s->store);
}

static void assert_str(str s, const char *expected)
{
	if (!str_is(s, expected))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(s), expected);
}

static enum record_rc take(struct scene *s, const char *csv)
{
	problems_init(&s->problems, s->w->a, 100);
	return indicator_import(s->store, s->places, str_of(csv), STR("test.csv"), &s->problems, &s->count);
}

static uint32_t problems_of(const struct scene *s, const char *key, uint32_t line)
{
	uint32_t n = 0;
	for (const struct problem *p = s->problems.first; p; p = p->next)
		n += strcmp(p->key, key) == 0 && p->line == line;
	return n;
}

static struct indicator_figure *figures(struct scene *s, const char *place, uint32_t *n)
{
	struct indicator_figure *out;
	db *d = db_borrow(s->w->pool, DB_READ);
	assert_true(indicator_of_place(d, s->w->a, str_of(place), &out, n));
	db_return(d);
	return out;
}

/* ---- periods ---- */

static void periods_end_on_their_last_day(void **state)
{
	(void)state;
	static const struct {
		const char *period, *end; /* NULL: no period */
	} cases[] = {
		{ "2024", "2024-12-31" },
		{ "2024-02", "2024-02-29" },
		{ "2023-02", "2023-02-28" },
		{ "2024-S1", "2024-06-30" },
		{ "2024-S2", "2024-12-31" },
		{ "2024-Q1", "2024-03-31" },
		{ "2024-Q4", "2024-12-31" },
		{ "2024-12", "2024-12-31" },
		{ "2024-13", NULL },
		{ "2024-00", NULL },
		{ "2024-S3", NULL },
		{ "2024-Q5", NULL },
		{ "2024-S0", NULL },
		{ "2024-3", NULL },
		{ "24", NULL },
		{ "", NULL },
		{ "2024-03-01", NULL },
		{ "2024/03", NULL },
		{ "Mar 2024", NULL },
		{ "-024", NULL },
		{ "2024-+1", NULL },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		date end;
		char text[11] = "";
		bool good = indicator_period_end(str_of(cases[i].period), &end);
		if (good)
			date_print(end, text);
		if (good != (cases[i].end != NULL) || (good && strcmp(text, cases[i].end) != 0))
			fail_msg("%s: %s", cases[i].period, text);
	}
}

/* ---- what comes with the program ---- */

static void indicators_come_with_the_program(void **state)
{
	struct scene s = open_scene(state);
	assert_int_equal(s.problems.n, 0);
	assert_int_equal(s.count.added, 16);
	assert_int_equal(indicator_seed(s.store, &s.problems, &s.count), RECORD_OK);
	assert_int_equal(s.count.unchanged, 16);

	const struct indicator *list;
	uint32_t n;
	db *d = db_borrow(s.w->pool, DB_READ);
	assert_true(indicator_list(s.store, d, s.w->a, &list, &n));
	db_return(d);
	assert_int_equal(n, 16);
	const struct indicator *hdi = indicator_find(list, n, STR("hdi"));
	assert_non_null(hdi);
	assert_str(hdi->name[0], "Indeks Pembangunan Manusia (IPM)");
	assert_str(hdi->name[1], "Human Development Index (HDI)");
	assert_str(hdi->unit, "index");
	assert_str(hdi->desirability, "up");
	assert_int_equal(hdi->places, 2);
	assert_int_equal(hdi->nseries, 2);
	assert_str(indicator_series_find(hdi, STR("lf-sp2020"))->name[1], "Life expectancy based on LF SP2020");
	assert_null(indicator_series_find(hdi, STR("ssgi")));
	const struct indicator *stunting = indicator_find(list, n, STR("stunting"));
	assert_int_equal(stunting->nseries, 4);
	assert_str(stunting->desirability, "down");
	assert_null(indicator_find(list, n, STR("happiness")));
	close_scene(&s);
}

static const struct indicator_figure *find(const struct indicator_figure *list, uint32_t n, const char *indicator,
                                           const char *series, const char *period, const char *subset)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_is(list[i].indicator, indicator) && str_is(list[i].series, series) &&
		    str_is(list[i].period, period) && str_is(list[i].subset, subset))
			return &list[i];
	return NULL;
}

static void figures_of_the_province_come_with_the_program(void **state)
{
	struct scene s = open_scene(state);
	uint32_t n;
	assert_int_equal(indicator_seed_values(s.store, s.places, &s.problems, &s.count), RECORD_OK);
	assert_int_equal(s.problems.n, 0);
	assert_int_equal(s.count.added, s.count.rows);
	assert_true(s.count.rows > 1200);
	uint32_t rows = s.count.rows;
	uint64_t generation = store_generation(s.store);
	assert_int_equal(indicator_seed_values(s.store, s.places, &s.problems, &s.count), RECORD_OK);
	assert_int_equal(s.count.unchanged, rows);
	assert_int_equal(store_generation(s.store), generation);

	struct indicator_figure *list = figures(&s, "53.12", &n);
	const struct indicator_figure *f = find(list, n, "hdi", "sp2010", "2024", "");
	assert_non_null(f);
	assert_int_equal(f->value.units, 660600); /* 66.06 */
	assert_int_equal(f->value.scale, 4);
	assert_str(f->status, "secondary");
	assert_true(str_starts(f->source, STR("BPS")));
	assert_true(f->as_of != DATE_NONE);
	f = find(list, n, "poverty-rate", "susenas", "2025", "");
	assert_int_equal(f->value.units, 260000);
	assert_str(f->status, "rounded");
	assert_int_equal(find(list, n, "stunting", "ssgi", "2021", "")->value.units, 370000);
	assert_int_equal(find(list, n, "stunting", "e-ppgbm", "2022-02", "")->value.units, 227000);
	assert_null(find(list, n, "stunting", "ssgi", "2022-02", ""));
	f = find(list, n, "population", "dukcapil", "2024-S2", "");
	const struct indicator_figure *women = find(list, n, "population", "dukcapil", "2024-S2", "female");
	const struct indicator_figure *men = find(list, n, "population", "dukcapil", "2024-S2", "male");
	assert_int_equal(f->value.units, women->value.units + men->value.units);
	assert_int_equal(find(list, n, "population", "bps", "2024", "")->value.units, 1550130000);

	/* No figure is not zero: Sabu Raijua had no HDI in 2010. */
	list = figures(&s, "53.20", &n);
	assert_null(find(list, n, "hdi", "sp2010", "2010", ""));
	assert_non_null(find(list, n, "hdi", "sp2010", "2024", ""));

	db *d = db_borrow(s.w->pool, DB_READ);
	assert_true(indicator_of_series(d, s.w->a, STR("hdi"), STR("lf-sp2020"), &list, &n));
	assert_int_equal(n, 3);
	assert_str(list[1].place, "53");
	assert_int_equal(list[1].value.units, 691400);
	assert_true(indicator_of_series(d, s.w->a, STR("population"), STR("dukcapil"), &list, &n));
	assert_int_equal(n, 23);
	db_return(d);
	close_scene(&s);
}

/* Every number of the given tables of HDI and poverty line is in the product, in the same series and year. */
static void nothing_of_the_given_tables_is_lost(void **state)
{
	struct scene s = open_scene(state);
	static const struct {
		const char *file, *indicator, *series;
	} tables[] = { { "data/ntt/ipm_kabkota_2010_2024.csv", "hdi", "sp2010" },
		       { "data/ntt/garis_kemiskinan_kabkota_2010_2024.csv", "poverty-line", "susenas" },
		       { "data/ntt/pengeluaran_kabkota_2015_2024.csv", "expenditure", "susenas" } };
	if (!shared_path(s.w->a, tables[0].file)) {
		print_message("# skipped: ../shared/data/ntt is not there\n");
		close_scene(&s);
		skip();
	}
	assert_int_equal(indicator_seed_values(s.store, s.places, &s.problems, &s.count), RECORD_OK);
	for (size_t t = 0; t < SEL_COUNT(tables); t++) {
		char *text = arena_alloc(s.w->a, 1 << 20);
		FILE *in = fopen(shared_path(s.w->a, tables[t].file), "r");
		size_t size = fread(text, 1, 1 << 20, in);
		fclose(in);
		struct csv_reader r;
		str *years, *cells;
		uint32_t columns, n, nfigures, compared = 0;
		csv_reader_init(&r, (str){ text, size }, (struct csv_limits){ .cells = 64, .bytes = 10000 });
		assert_int_equal(csv_next_row(&r, s.w->a, &years, &columns), CSV_ROW);
		while (csv_next_row(&r, s.w->a, &cells, &n) == CSV_ROW) {
			if (!cells[0].n)
				continue; /* all of Indonesia */
			struct indicator_figure *list = figures(&s, arena_str(s.w->a, cells[0]).p, &nfigures);
			for (uint32_t i = 3; i + 1 < n; i++) {
				const struct indicator_figure *f =
				    find(list, nfigures, tables[t].indicator, tables[t].series,
				         arena_str(s.w->a, years[i]).p, "");
				struct decimal expected;
				bool number = decimal_parse(cells[i], &expected);
				assert_int_equal(f != NULL, number);
				assert_true(!f || decimal_cmp(f->value, expected) == 0);
				compared += number;
			}
		}
		assert_true(compared > 200);
	}
	close_scene(&s);
}

/* ---- imports ---- */

#define HEAD "indicator,series,place,period,value,unit,status,source\n"

static void a_file_updates_and_keeps_history(void **state)
{
	struct scene s = open_scene(state);
	uint32_t n;
	assert_int_equal(take(&s, HEAD "hdi,sp2010,53.01,2024,66.5,index,verified,BPS\n"
	                               "gini,,53.01,2024-03,0.3,,,\"BPS, Susenas\"\n"),
	                 RECORD_OK);
	assert_int_equal(s.count.added, 2);
	assert_int_equal(take(&s, HEAD "hdi,sp2010,53.01,2024,66.50,index,verified,BPS\n"), RECORD_OK);
	assert_int_equal(s.count.changed, 1); /* said differently */
	/* by BPS code, other order of columns, semicolons, a byte order mark, CRLF */
	assert_int_equal(take(&s, "\xEF\xBB\xBFvalue;bps_code;indicator;series;period;source;status\r\n"
	                          "66.50;5303;hdi;sp2010;2024;BPS;verified\r\n"),
	                 RECORD_OK);
	assert_int_equal(s.count.unchanged, 1);
	struct indicator_figure *list = figures(&s, "53.01", &n);
	assert_int_equal(n, 2);
	assert_int_equal(find(list, n, "hdi", "sp2010", "2024", "")->value.units, 665000);
	assert_str(find(list, n, "gini", "susenas", "2024-03", "")->status, "secondary");
	struct version_line *versions;
	db *d = db_borrow(s.w->pool, DB_READ);
	int64_t no = record_find_key(s.store, d, &indicator_value_kind, "value", STR("hdi/sp2010/53.01/2024/"));
	assert_true(no > 0);
	assert_true(record_history(s.store, d, s.w->a, no, &versions, &n));
	db_return(d);
	assert_int_equal(n, 2);
	close_scene(&s);
}

static void a_bad_file_changes_nothing(void **state)
{
	struct scene s = open_scene(state);
	uint32_t n;
	assert_int_equal(take(&s, HEAD "hdi,sp2010,53.01,2024,66.5,index,verified,BPS\n"
	                               "happiness,x,53.01,2024,1,,,BPS\n"
	                               "hdi,ssgi,53.01,2023,66,,,BPS\n"
	                               "hdi,,53.01,2023,66,,,BPS\n"
	                               "hdi,sp2010,53.99,2023,66,,,BPS\n"
	                               "hdi,sp2010,5303,2023,66,,,BPS\n"
	                               "hdi,sp2010,53.02,Mar 2023,66,,,BPS\n"
	                               "hdi,sp2010,53.03,2023,\"66,5\",,,BPS\n"
	                               "hdi,sp2010,53.04,2023,66,percent,,BPS\n"
	                               "hdi,sp2010,53.05,2023,66,,certain,BPS\n"
	                               "hdi,sp2010,53.06,2023,66,,,\n"
	                               "hdi,sp2010,53.01,2024,67,,,BPS\n"
	                               "hdi,sp2010,53.07,2023,,,,BPS\n"),
	                 RECORD_REFUSED);
	assert_int_equal(problems_of(&s, "problem.indicator.unknown", 3), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.series", 4), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.series", 5), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.place", 6), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.place", 7), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.period", 8), 1);
	assert_int_equal(problems_of(&s, "problem.type", 9), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.unit", 10), 1);
	assert_int_equal(problems_of(&s, "problem.code", 11), 1);
	assert_int_equal(problems_of(&s, "problem.required", 12), 1);
	assert_int_equal(problems_of(&s, "problem.indicator.twice", 13), 1);
	assert_int_equal(problems_of(&s, "problem.required", 14), 1);
	assert_int_equal(s.problems.n, 13); /* these, and "Mar 2023" is longer than a period */
	figures(&s, "53.01", &n);
	assert_int_equal(n, 0);

	static const char *const bad[] = {
		"",
		"indicator,period,value\n",
		"indicator,place,period,value,source,colour\n",
		"indicator,place,place,period,value,source\n",
		HEAD "\"hdi,sp2010,53.01,2024,66.5,index,verified,BPS\n",
		"indicator,place,bps_code,period,value,source,series\nhdi,53.01,5301,2024,1,BPS,sp2010\n",
	};
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		if (take(&s, bad[i]) != RECORD_REFUSED || s.problems.n == 0)
			fail_msg("%s is taken", bad[i]);
	close_scene(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_end_on_their_last_day),
		ON_A_WORLD(indicators_come_with_the_program),
		ON_A_WORLD(figures_of_the_province_come_with_the_program),
		ON_A_WORLD(nothing_of_the_given_tables_is_lost),
		ON_A_WORLD(a_file_updates_and_keeps_history),
		ON_A_WORLD(a_bad_file_changes_nothing),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
