/* Matching: locations as publishers write them, judged by hand. The world is the embedded list of places and a boundary
 * pack of two regencies drawn for this test:
 *   123.0 - 123.5 east, 10.0 - 10.5 south: Kupang, in it Semau (a square of 0.2 degree in the north west) and Kupang
 * Barat 123.5 - 124.0 east, 10.0 - 10.5 south: Kota Kupang */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/hash.h"
#include "place/match.h"
#include "place/memo.h"
#include "place/pack.h"
#include "place/rules.h"
#include "shared.h"

static struct place_world world;

static void write_file(arena *a, const char *dir, const char *name, const char *text)
{
	FILE *out = fopen(arena_fmt(a, "%s/%s", dir, name).p, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static int open_world(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	char dir[] = "/tmp/selaras-match-XXXXXX";
	struct problems ps;
	struct place_pack_report report;
	hash_start();
	problems_init(&ps, a, 10);
	world.places = place_index_embedded();
	assert_non_null(mkdtemp(dir));
#define FRAME "# frame W=100 H=100 lon0=123 lat1=-10 scale=100 k=1\n"
	write_file(a, dir, "a.tsv",
	           FRAME "53.01\tKupang\t10\t10\tM0 0H50V50H0z\n53.71\tKota Kupang\t60\t10\tM50 0H100V50H50z\n");
	write_file(a, dir, "b.tsv",
	           FRAME "53.01.04\tSemau\t10\t10\tM0 0H20V20H0z\n53.01.05\tKupang Barat\t30\t30\tM20 0H50V50H20z\n");
	world.geo = place_geo_read(world.places, dir, &ps, &report);
	assert_non_null(world.geo);
	unlink(arena_fmt(a, "%s/a.tsv", dir).p);
	unlink(arena_fmt(a, "%s/b.tsv", dir).p);
	rmdir(dir);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	place_world_release(&world);
	return 0;
}

static const char *code_of(const struct place *p)
{
	return p ? p->code.p : "";
}

static bool is_code(const struct place *p, const char *code)
{
	return p ? str_is(p->code, code) : !*code;
}

struct expected {
	const char *place, *suggested; /* "" nothing */
	const char *method;
	bool doubtful;
};

static void check(const char *what, const struct place_facts *f, struct expected e)
{
	struct place_found r = place_match_location(&world, f);
	if (!is_code(r.place, e.place) || !is_code(r.suggested, e.suggested) ||
	    strcmp(place_method_name(r.method), e.method) != 0 || r.doubtful != e.doubtful)
		fail_msg("%s: place %.8s, suggested %.8s, by %s, %u %s", what, code_of(r.place), code_of(r.suggested),
		         place_method_name(r.method), r.confidence, r.doubtful ? "doubtful" : "");
	assert_true(r.confidence <= 100);
}

/* One code, one name, one point; empty ones are left out. */
static struct place_facts facts(const char *vocabulary, const char *code, const char *name, const char *point)
{
	struct place_facts f = { .in_country = true, .point = str_of(point) };
	place_facts_code(&f, str_of(vocabulary), str_of(code));
	place_facts_name(&f, str_of(name));
	return f;
}

static void codes_mean_what_their_vocabulary_says(void **state)
{
	(void)state;
	static const struct {
		const char *vocabulary, *code;
		struct expected expected;
	} cases[] = {
		{ "", "53.01", { "53.01", "53.01", "code", false } },
		{ "Kemendagri", "53.01", { "53.01", "53.01", "code", false } },
		{ "99", " 53.01.04.2003 ", { "53.01.04.2003", "53.01.04.2003", "code", false } },
		{ "Kemendagri", "5301", { "53.01", "53.01", "code", false } },
		{ "BPS", "5301", { "53.12", "53.12", "bps-code", false } },
		{ "BPS", "5301010", { "53.12", "53.12", "bps-code", false } },
		{ "", "ID5303", { "53.01", "53.01", "bps-code", false } },
		{ "", "ID53", { "53", "53", "bps-code", false } },
		{ "A4", "ID-NT", { "53", "53", "iso-code", false } },
		{ "A4", "ID", { "", "", "", false } },
		/* both readings: Kupang or Sumba Barat; only the province is sure */
		{ "", "5301", { "53", "53.01", "code", true } },
		/* both readings agree */
		{ "", "5314", { "53.14", "53.14", "code", false } },
		{ "", "5371", { "53.71", "53.71", "code", false } },
		/* only BPS has it: there is no 53.22 */
		{ "", "5318", { "53", "53.18", "code", true } },
		{ "", "530104", { "53.01.04", "53.01.04", "code", false } },
		{ "", "5301010", { "53.12", "53.12", "bps-code", false } },
		/* a number of Geonames is no place code of ours */
		{ "G1", "5301", { "", "", "", false } },
		{ "A1", "53", { "", "", "", false } },
		{ "", "53.99", { "", "", "", false } },
		{ "", "31.71", { "", "", "", false } },
		{ "", "530x", { "", "", "", false } },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_facts f = facts(cases[i].vocabulary, cases[i].code, "", "");
		check(cases[i].code, &f, cases[i].expected);
	}
}

static void points_answer_by_boundary(void **state)
{
	(void)state;
	static const struct {
		const char *point, *exactness, *class;
		struct expected expected;
	} cases[] = {
		{ "-10.1 123.1", "1", "", { "53.01.04", "53.01.04", "point", false } },
		{ "-10.1,123.1", "", "", { "53.01.04", "53.01.04", "point", false } },
		{ " -10.1\n123.1 ", "", "", { "53.01.04", "53.01.04", "point", false } },
		{ "-10.1 123.7", "", "", { "53.71", "53.71", "point", false } },
		/* approximate, or the middle of an area: the regency */
		{ "-10.1 123.1", "2", "", { "53.01", "53.01", "point", false } },
		{ "-10.1 123.1", "1", "1", { "53.01", "53.01", "point", false } },
		/* in the sea, 2.2 km off the coast; 5.6 km is too far */
		{ "-10.52 123.7", "", "", { "53.71", "53.71", "near", false } },
		{ "-10.55 123.7", "", "", { "", "", "", false } },
		/* longitude first */
		{ "123.1 -10.1", "", "", { "53.01.04", "53.01.04", "point", false } },
		{ "0 0", "", "", { "", "", "", false } },
		{ "-6.2 106.8", "", "", { "", "", "", false } },
		{ "-10.1", "", "", { "", "", "", false } },
		{ "north of Kupang", "", "", { "", "", "", false } },
		{ "-10.1 123.1e9", "", "", { "", "", "", false } },
		{ "-10.1 99999999999999", "", "", { "", "", "", false } },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_facts f = facts("", "", "", cases[i].point);
		f.exactness = str_of(cases[i].exactness);
		f.location_class = str_of(cases[i].class);
		check(cases[i].point, &f, cases[i].expected);
	}
}

static void names_answer_when_nothing_else_does(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct expected expected;
	} cases[] = {
		{ "Sumba Timur", { "53.11", "53.11", "name", false } },
		{ "East Sumba", { "53.11", "53.11", "other-name", false } },
		{ "Kab. Timor Tengah Selatan (TTS)", { "53.02", "53.02", "name", false } },
		{ "Kabupaten Kupang", { "53.01", "53.01", "name", false } },
		{ "Kota Kupang", { "53.71", "53.71", "name", false } },
		{ "East Nusa Tenggara", { "53", "53", "other-name", false } },
		{ "Maumere", { "53.07", "53.07", "other-name", false } },
		{ "Ende", { "53.08", "53.08", "name", false } },
		{ "Flores", { "53.00.40007", "53.00.40007", "name", false } },
		/* city or regency: the province is sure, the city likelier */
		{ "Kupang", { "53", "53.71", "name", true } },
		{ "Kupang, East Nusa Tenggara, Indonesia", { "53", "53.71", "name", true } },
		/* parts decide, whichever comes first */
		{ "Desa Otan, Kec. Semau, Kabupaten Kupang", { "53.01.04.2004", "53.01.04.2004", "name", false } },
		{ "NTT / Kupang / Semau", { "53.01.04", "53.01.04", "name", false } },
		{ "Semau, Kupang", { "53.01.04", "53.01.04", "name", false } },
		{ "Merdeka, Alor", { "53.05.14.2006", "53.05.14.2006", "name", false } },
		/* a village's name alone may be anywhere in the country */
		{ "Bokonusan", { "", "53.01.04.2003", "name", true } },
		{ "Indonesia", { "", "", "", false } },
		{ "Jakarta", { "", "", "", false } },
		/* an islet of the Komodo archipelago has the name of a city elsewhere */
		{ "Makassar", { "", "53.15.40003", "name", true } },
		{ "West Nusa Tenggara", { "", "", "", false } },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_facts f = facts("", "", cases[i].name, "");
		check(cases[i].name, &f, cases[i].expected);
	}
	struct place_found r;
	struct place_facts merdeka = facts("", "", "Merdeka", "");
	r = place_match_location(&world, &merdeka);
	assert_null(r.place);
	assert_true(r.doubtful);
}

static void facts_support_or_contradict_each_other(void **state)
{
	(void)state;
	static const struct {
		const char *vocabulary, *code, *name, *point;
		struct expected expected;
	} cases[] = {
		/* the point is in the code's regency: the smaller place */
		{ "", "53.01", "", "-10.1 123.1", { "53.01.04", "53.01.04", "point", false } },
		/* the point says which reading of the digits is right: 5371 BPS 5303 */
		{ "", "5303", "", "-10.1 123.1", { "53.01.04", "53.01.04", "point", false } },
		/* code A, point B */
		{ "", "53.71", "", "-10.1 123.1", { "53", "53.71", "code", true } },
		/* which Kupang: the point knows */
		{ "", "", "Kupang", "-10.1 123.7", { "53.71", "53.71", "point", false } },
		{ "", "", "Kupang", "-10.1 123.1", { "53.01.04", "53.01.04", "point", false } },
		/* the name is smaller than the point's place */
		{ "", "", "Fatululi", "-10.1 123.7", { "53.71.04.1011", "53.71.04.1011", "name", false } },
		/* the name is another regency */
		{ "", "", "Sikka", "-10.1 123.7", { "53", "53.71", "point", true } },
		/* some village's name says nothing against a point */
		{ "", "", "Bokonusan", "-10.1 123.7", { "53.71", "53.71", "point", false } },
		{ "", "53.01.04", "Otan", "", { "53.01.04.2004", "53.01.04.2004", "name", false } },
		{ "A4", "ID-NT", "Bokonusan", "", { "53.01.04.2003", "53.01.04.2003", "name", false } },
		/* the point is in Makassar: a village's or islet's name is passed over, a regency's asked about */
		{ "", "", "Makassar", "-5.1438 119.4148", { "", "", "", false } },
		{ "", "", "Sikka", "-5.1438 119.4148", { "", "53.07", "name", true } },
		{ "", "53.01", "", "-5.1438 119.4148", { "", "53.01", "code", true } },
		{ "", "53.01", "", "0 0", { "53.01", "53.01", "code", false } },
		{ "", "5303", "Kabupaten Kupang", "", { "53.01", "53.01", "bps-code", false } },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_facts f = facts(cases[i].vocabulary, cases[i].code, cases[i].name, cases[i].point);
		char what[200];
		snprintf(what, sizeof(what), "%s %s %s", cases[i].code, cases[i].name, cases[i].point);
		check(what, &f, cases[i].expected);
	}
}

/* Without a pack a point in the province's box still tells which villages are meant. */
static void points_support_names_without_boundaries(void **state)
{
	(void)state;
	struct place_world bare = { .places = world.places };
	struct place_facts f = facts("", "", "Bokonusan", "-10.2 123.4");
	struct place_found r = place_match_location(&bare, &f);
	assert_true(is_code(r.place, "53.01.04.2003"));
	assert_false(r.doubtful);
	f = facts("", "", "", "-10.2 123.4");
	assert_null(place_match_location(&bare, &f).place);
}

static void several_codes_are_read_together(void **state)
{
	(void)state;
	struct place_facts f = { .in_country = true };
	place_facts_code(&f, STR("A4"), STR("ID"));
	place_facts_code(&f, STR(""), STR("53"));
	place_facts_code(&f, STR(""), STR("53.01"));
	place_facts_code(&f, STR(""), STR("53.01.04"));
	check("four levels", &f, (struct expected){ "53.01.04", "53.01.04", "code", false });
	f.ncodes = 0;
	place_facts_code(&f, STR(""), STR("53.01"));
	place_facts_code(&f, STR(""), STR("53.02"));
	check("two regencies", &f, (struct expected){ "53", "53.01", "code", true });
	f.ncodes = 0;
	for (int i = 0; i < 40; i++)
		place_facts_code(&f, STR(""), STR("53.01"));
	assert_int_equal(f.ncodes, PLACE_FACTS_CODES);
}

static void other_countries_are_left_alone(void **state)
{
	(void)state;
	struct place_facts f = facts("", "", "Kupang", "");
	f.in_country = false;
	check("no country", &f, (struct expected){ "", "", "", false });
	f = facts("", "5303", "", "");
	f.in_country = false;
	check("digits, no country", &f, (struct expected){ "", "", "", false });
	f = facts("", "53.01", "", "");
	f.in_country = false;
	check("our code, no country", &f, (struct expected){ "53.01", "53.01", "code", false });
	f = facts("", "", "", "-10.1 123.1");
	f.in_country = false;
	check("our point, no country", &f, (struct expected){ "53.01.04", "53.01.04", "point", false });
	f.point = STR("-10.52 123.7"); /* nearness needs the country */
	check("near, no country", &f, (struct expected){ "", "", "", false });
	f.point = STR("-10.1 123.1");
	f.elsewhere = true; /* the activity says Timor-Leste */
	check("our point, other country", &f, (struct expected){ "", "53.01.04", "point", true });
	f = facts("", "", "Ende", "");
	f.in_country = false;
	f.elsewhere = true;
	check("our name, other country", &f, (struct expected){ "", "", "", false });
}

static void a_person_decides(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct place_world decided = world;
	struct place_facts f = facts("", "", "Kupang", ""), g = facts("", "", " KUPANG ", "");
	str key = place_facts_key(a, &f);
	assert_int_equal(key.n, 16);
	assert_true(str_eq(key, place_facts_key(a, &g))); /* the same words */
	g = facts("", "", "Kupang", "-10.1 123.1");
	assert_false(str_eq(key, place_facts_key(a, &g)));

	decided.rules = place_rules_new();
	place_rules_add(decided.rules, STR(""), key, STR("53.01"));
	place_rules_add(decided.rules, STR("XX-1"), key, STR("53.71"));
	place_rules_add(decided.rules, STR("XX-2"), key, STR(""));
	place_rules_add(decided.rules, STR("XX-3"), key, STR("53.02"));
	place_rules_add(decided.rules, STR("XX-3"), key, STR("53.03"));
	static const struct {
		const char *activity, *place;
	} cases[] = { { "XX-1", "53.71" }, { "XX-2", "" }, { "XX-3", "53.03" }, { "XX-4", "53.01" } };
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		f.activity = str_of(cases[i].activity);
		struct place_found r = place_match_location(&decided, &f);
		assert_true(is_code(r.place, cases[i].place));
		assert_false(r.doubtful);
		assert_int_equal(r.method, PLACE_BY_DECISION);
		assert_int_equal(r.confidence, 100);
	}
	place_rules_free(decided.rules);
}

/* Real locations of ../shared/data/iati, copied here as facts. */
static void published_locations_are_judged_well(void **state)
{
	(void)state;
	static const struct {
		const char *vocabulary, *code, *name, *point;
		const char *place;
	} cases[] = {
		{ "", "", "Kupang", "-10.1724 123.578", "53.71" }, /* UNHCR field unit */
		{ "", "", "IOM Country Office - ID", "-6.216728 106.818229", "" },
		{ "G1", "1642911", "Jakarta", "", "" },
		{ "G1", "1633792", "West Nusa Tenggara", "", "" },
		{ "", "", "Indonesia", "-5 120", "" },
		{ "", "", "Indonesia", "-0.789275 113.921327", "" },
		{ "G1", "7385218", "Lombok", "", "" },
		{ "G1", "1650352", "Kabupaten Bandung", "", "" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	const char *path = shared_path(a, "geo");
	if (!path) {
		print_message("# skipped: ../shared/geo is not there\n");
		skip();
	}
	struct problems ps;
	struct place_pack_report report;
	problems_init(&ps, a, 10);
	struct place_world real = { .places = world.places };
	real.geo = place_geo_read(real.places, path, &ps, &report);
	assert_non_null(real.geo);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_facts f = facts(cases[i].vocabulary, cases[i].code, cases[i].name, cases[i].point);
		struct place_found r = place_match_location(&real, &f);
		const struct place *regency = r.place ? place_at_level(real.places, r.place, PLACE_REGENCY) : NULL;
		if (!is_code(regency, cases[i].place))
			fail_msg("%s: %s", cases[i].name, code_of(r.place));
	}
	place_geo_free(real.geo);
}

static bool same(const struct place_found *a, const struct place_found *b)
{
	return a->place == b->place && a->suggested == b->suggested && a->other == b->other && a->method == b->method &&
	       a->confidence == b->confidence && a->doubtful == b->doubtful;
}

/* Every fact counts: facts that differ in one of them only are never taken for each other. */
static void remembered_answers_are_those_worked_out(void **state)
{
	(void)state;
	static const char *const names[] = { "Kupang", "Semau", "Bokonusan", "Jakarta" };
	static const char *const codes[] = { "53.01", "53.71", "5301" };
	static const char *const points[] = { "", "-10.1 123.1", "-6.2 106.8" };
	struct place_world with = world;
	with.memo = place_memo_new();
	unsigned n = 0;
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 4 * 3 * 3 * 16; i++, n++) {
			struct place_facts f =
			    facts(i & 1 ? "G1" : "", codes[i / 16 % 3], names[i / 48 % 4], points[i / 192]);
			f.in_country = (i & 2) != 0;
			f.elsewhere = (i & 4) != 0;
			f.exactness = i & 8 ? STR("2") : STR("1");
			struct place_found remembered = place_match_location(&with, &f),
			                   worked_out = place_match_location(&world, &f);
			assert_true(same(&remembered, &worked_out));
		}
	assert_int_equal(n, 2 * 4 * 3 * 3 * 16);
	struct place_facts one = { .point = STR("1"), .exactness = STR("23") },
	                   two = { .point = STR("12"), .exactness = STR("3") };
	struct hash a = place_memo_key(&one), b = place_memo_key(&two);
	assert_memory_not_equal(a.b, b.b, HASH_SIZE);
	place_memo_free(with.memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_mean_what_their_vocabulary_says),
		cmocka_unit_test(points_answer_by_boundary),
		cmocka_unit_test(names_answer_when_nothing_else_does),
		cmocka_unit_test(facts_support_or_contradict_each_other),
		cmocka_unit_test(points_support_names_without_boundaries),
		cmocka_unit_test(several_codes_are_read_together),
		cmocka_unit_test(other_countries_are_left_alone),
		cmocka_unit_test(a_person_decides),
		cmocka_unit_test(remembered_answers_are_those_worked_out),
		cmocka_unit_test(published_locations_are_judged_well),
	};
	return cmocka_run_group_tests(tests, open_world, close_world);
}
