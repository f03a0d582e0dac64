/* Boundaries: paths, frames, points in shapes, neighbours, the coastline, and packs good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "place/geo_internal.h"
#include "place_world.h"
#include "shared.h"

static void assert_near(double x, double expected, double by)
{
	if (x < expected - by || x > expected + by)
		fail_msg("%f is not %f", x, expected);
}

/* ---- shapes ---- */

static void paths_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *d;
		size_t vertices, rings; /* 0 rings: refused */
	} cases[] = {
		{ "M0 0l10 0 0 10-10 0z", 4, 1 },
		{ "M0 0L10 0 10 10 0 10 0 0z", 4, 1 },
		{ "M0,0H10V10H0Z", 4, 1 },
		{ "m5 5h10v10h-10z m20 0 5 0 0 5z", 7, 2 },
		{ "M0 0 9 0 9 9M20 20 29 20 29 29", 6, 2 },
		{ "M0 0l10 0 0 10-10 0zM50 50l1 0z", 4, 1 },
		{ "", 0, 0 },
		{ "z", 0, 0 },
		{ "l1 1 2 2", 0, 0 },
		{ "M1", 0, 0 },
		{ "M0 0l1 0", 0, 0 },
		{ "M0 0l1.5 0 0 1z", 0, 0 },
		{ "M0 0l1 0 0 1zC1 1 2 2 3 3", 0, 0 },
		{ "M0 0l99999 0 0 1z", 0, 0 },
		{ "M0 0l20000 0 20000 0 0 1z", 0, 0 },
		{ "M0 0l1 - 1 2z", 0, 0 },
		{ "M0 0l\x01 1 2z", 0, 0 },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		vertices v = { 0 };
		ring_ends ends = { 0 };
		size_t bad;
		bool good = path_read(a, str_of(cases[i].d), &v, &ends, &bad);
		if (good != (cases[i].rings > 0) || (good && (v.n != cases[i].vertices || ends.n != cases[i].rings)))
			fail_msg("%s: %d, %zu vertices, %zu rings", cases[i].d, good, v.n, ends.n);
	}
}

/* A square with a hole, by hand. */
static void points_are_inside_by_the_even_odd_rule(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	vertices v = { 0 };
	ring_ends ends = { 0 };
	size_t bad;
	assert_true(path_read(a, STR("M0 0H30V30H0zM10 10H20V20H10z"), &v, &ends, &bad));
	assert_true(rings_cover(v.p, ends.p, 0, 2, (struct place_xy){ 5, 5 }));
	assert_true(rings_cover(v.p, ends.p, 0, 2, (struct place_xy){ 5, 15 }));
	assert_false(rings_cover(v.p, ends.p, 0, 2, (struct place_xy){ 15, 15 }));
	assert_false(rings_cover(v.p, ends.p, 0, 2, (struct place_xy){ 35, 5 }));
	assert_false(rings_cover(v.p, ends.p, 0, 2, (struct place_xy){ -1, 0 }));
	assert_near(rings_distance2(v.p, ends.p, 0, 2, (struct place_xy){ 34, 33 }), 25, 1e-9);
	assert_near(rings_distance2(v.p, ends.p, 0, 2, (struct place_xy){ 15, 16 }), 16, 1e-9);
}

static void frames_go_both_ways(void **state)
{
	(void)state;
	/* The frame of the given pack's regencies; Kupang's town hall lies about 10.18 south, 123.6 east. */
	const struct place_frame f = { 2000, 1037, 118750000, -7750000, 304933900, 986286 };
	struct place_xy at = place_frame_xy(&f, -1018000, 12360000);
	assert_near(at.x, (123.6 - 118.75) * 0.986286 * 304.9339, 1e-6);
	assert_near(at.y, (-7.75 + 10.18) * 304.9339, 1e-6);
	int32_t lat, lon;
	place_frame_degrees(&f, at, &lat, &lon);
	assert_int_equal(lat, -1018000);
	assert_int_equal(lon, 12360000);
	assert_near(place_frame_metres(&f), 364.65, 0.01);
}

static void the_coastline_is_there_without_a_pack(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	vertices v = { 0 };
	ring_ends ends = { 0 };
	size_t bad;
	str land = place_coast_path(a, &place_coast_frame, PLACE_COAST_LAND);
	assert_true(land.n > 2000 && land.n < 20000);
	assert_true(path_read(a, land, &v, &ends, &bad));
	/* Inland of Sumba and of Timor, in the Savu Sea, and in Oecusse, which is abroad. */
	static const struct {
		int32_t lat, lon;
		bool land, abroad;
	} cases[] = { { -970000, 11990000, true, false },
		      { -975000, 12430000, true, false },
		      { -970000, 12200000, false, false },
		      { -930000, 12435000, false, true } };
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_xy at = place_frame_xy(&place_coast_frame, cases[i].lat, cases[i].lon);
		assert_int_equal(rings_cover(v.p, ends.p, 0, (uint32_t)ends.n, at), cases[i].land);
	}
	v.n = ends.n = 0;
	assert_true(path_read(a, place_coast_path(a, &place_coast_frame, PLACE_COAST_ABROAD), &v, &ends, &bad));
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct place_xy at = place_frame_xy(&place_coast_frame, cases[i].lat, cases[i].lon);
		assert_int_equal(rings_cover(v.p, ends.p, 0, (uint32_t)ends.n, at), cases[i].abroad);
	}
	/* A map of Alor carries no Sumba: its coast is cut to the frame. */
	const struct place_frame alor = { 1000, 500, 124000000, -8000000, 1000000000, 990000 };
	v.n = ends.n = 0;
	assert_true(path_read(a, place_coast_path(a, &alor, PLACE_COAST_LAND), &v, &ends, &bad));
	for (size_t i = 0; i < v.n; i++)
		assert_true(v.p[i].x >= -10 && v.p[i].x <= 1010 && v.p[i].y >= -10 && v.p[i].y <= 510);
}

/* Every seat lies on land within a few kilometres (the coastline is coarse, seats are rounded to 0.01 degree). */
static void seats_are_on_the_map(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	vertices v = { 0 };
	ring_ends ends = { 0 };
	size_t bad;
	uint32_t n;
	assert_true(path_read(a, place_coast_path(a, &place_coast_frame, PLACE_COAST_LAND), &v, &ends, &bad));
	const struct place *p = place_children(places, place("53"), &n);
	for (uint32_t i = 0; i < n; i++) {
		struct place_xy at = place_frame_xy(&place_coast_frame, p[i].lat, p[i].lon);
		double away = rings_distance2(v.p, ends.p, 0, (uint32_t)ends.n, at);
		if (!rings_cover(v.p, ends.p, 0, (uint32_t)ends.n, at) && away > 30 * 30)
			fail_msg("%s lies in the sea", p[i].capital.p);
	}
}

/* ---- packs ---- */

static uint32_t problems_of(const struct folder *f, const char *key)
{
	uint32_t n = 0;
	for (const struct problem *p = f->problems.first; p; p = p->next)
		n += strcmp(p->key, key) == 0;
	return n;
}

static void a_small_pack_is_read(void **state)
{
	(void)state;
	struct folder f = new_folder();
	write_file(&f, "README.md", "# Title\n\nDrawn by hand.\n");
	write_file(&f, "a.tsv",
	           FRAME
	           "53.01\tKabupaten Kupang\t10\t10\tM0 0H50V50H0z\n53.71\tKota Kupang\t60\t10\tM50 0H100V50H50z\n");
	write_file(&f, "b.tsv",
	           FRAME "53.01.04\tSemau\t10\t10\tM0 0H20V20H0z\n53.01.05\tKupang Barat\t30\t30\tM20 0H50V50H20z\n");
	write_file(&f, "points.csv", "kab,n,lon,lat\n53.01,x,123.10,-10.10\n53.71,y,123.30,-10.10\n");
	struct place_geo *g = place_geo_read(places, f.path.p, &f.problems, &f.report);
	assert_non_null(g);
	assert_int_equal(f.report.sets, 2);
	assert_int_equal(f.report.shapes, 4);
	assert_int_equal(f.report.points, 2);
	/* the second point lies in the other regency */
	assert_int_equal(f.problems.n, 1);
	assert_int_equal(problems_of(&f, "problem.pack.point_outside"), 1);

	const struct place_shapes *s = place_geo_shapes(g, place("53"), PLACE_REGENCY);
	assert_non_null(s);
	assert_str(s->name, "53/2");
	assert_str(s->source, "Drawn by hand.");
	assert_int_equal(s->n, 2);
	assert_str(place_shape_of(s, place("53.71"))->d, "M50 0H100V50H50z");
	assert_non_null(place_geo_shapes(g, place("53.01"), PLACE_DISTRICT));
	assert_null(place_geo_shapes(g, place("53"), PLACE_DISTRICT));

	/* The smallest place answers; a regency only where it has no districts; the sea answers by nearness. */
	struct place_spot spot = place_geo_at(g, -1010000, 12310000, 5000);
	assert_true(spot.inside);
	assert_str(spot.place->code, "53.01.04");
	assert_str(place_geo_at(g, -1010000, 12360000, 5000).place->code, "53.71");
	spot = place_geo_at(g, -1051000, 12360000, 5000);
	assert_str(spot.place->code, "53.71");
	assert_false(spot.inside);
	assert_int_equal(spot.metres, 1112); /* 0.01 degree of 111,195 m */
	assert_null(place_geo_at(g, -1051000, 12360000, 1000).place);
	assert_null(place_geo_at(g, 0, 0, 5000).place);

	const struct place *near[4];
	assert_int_equal(place_neighbours(g, place("53.01"), near, 4), 1);
	assert_str(near[0]->code, "53.71");
	assert_int_equal(place_neighbours(g, place("53.01.04"), near, 4), 0); /* they touch, but share no edge */
	int32_t lat, lon;
	bool stand_in;
	assert_true(place_geo_point(g, places, place("53.01"), &lat, &lon, &stand_in));
	assert_int_equal(lat, -1010000);
	assert_false(stand_in);
	assert_true(place_geo_point(g, places, place("53.01.04.2003"), &lat, &lon, &stand_in));
	assert_true(stand_in);
	place_geo_free(g);
	end_folder(&f);
}

static void a_bad_pack_is_refused_with_all_its_problems(void **state)
{
	(void)state;
	struct folder f = new_folder();
	write_file(&f, "a.tsv",
	           FRAME "53.01\tKabupaten Kupang\t10\t10\tM0 0H50V50H0z\n"
	                 "53.99\tNowhere\t10\t10\tM0 0H50V50H0z\n"
	                 "5302\tNo code\t10\t10\tM0 0H50V50H0z\n"
	                 "53.02\tTTS\tten\t10\tM0 0H50V50H0z\n"
	                 "53.03\tTTU\t10\t200\tM0 0H50V50H0z\n"
	                 "53.04\tBelu\t10\t10\tM0 0Q50 50 0 0z\n"
	                 "53.05\tAlor\t10\t10\n"
	                 "53.06\tFlores Timur\t10\t10\tM0 0H50V50H0z\textra\n"
	                 "53.01.04\tSemau\t10\t10\tM0 0H50V50H0z\n"
	                 "53.01\tAgain\t10\t10\tM0 0H50V50H0z\n");
	write_file(&f, "b.tsv", "# frame W=0 H=100 lon0=123 lat1=-10 scale=100 k=1\n");
	write_file(&f, "points.csv",
	           "kab,lat,lon\n53.01,-10.1,123.1\n53.02,-95,123\n53.01,-10.1,123.1\n53.03,1\n54.01,1,1\n");
	assert_null(place_geo_read(places, f.path.p, &f.problems, &f.report));
	assert_int_equal(problems_of(&f, "problem.pack.unknown_place"), 2);
	assert_int_equal(problems_of(&f, "problem.place.code"), 1);
	assert_int_equal(problems_of(&f, "problem.pack.number"), 2);
	assert_int_equal(problems_of(&f, "problem.pack.label"), 1);
	assert_int_equal(problems_of(&f, "problem.pack.path"), 1);
	assert_int_equal(problems_of(&f, "problem.pack.columns"), 3);
	assert_int_equal(problems_of(&f, "problem.pack.level"), 1);
	assert_int_equal(problems_of(&f, "problem.pack.twice"), 2);
	assert_int_equal(problems_of(&f, "problem.pack.frame"), 1);
	assert_int_equal(f.problems.n, 14);
	assert_int_equal(f.problems.first->line, 3);
	assert_str(f.problems.first->where, "a.tsv");
	end_folder(&f);
}

static void an_empty_folder_is_no_pack(void **state)
{
	(void)state;
	struct folder f = new_folder();
	assert_null(place_geo_read(places, f.path.p, &f.problems, &f.report));
	assert_int_equal(problems_of(&f, "problem.pack.empty"), 1);
	assert_null(place_geo_read(places, "/nowhere/at/all", &f.problems, &f.report));
	assert_int_equal(problems_of(&f, "problem.pack.unreadable"), 1);
	end_folder(&f);
}

#define FEATURE(code, type, coordinates)                                                                               \
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"" code "\"},\"geometry\":{\"type\":\"" type                  \
	"\",\"coordinates\":" coordinates "}}"

static void geojson_is_a_pack_too(void **state)
{
	(void)state;
	struct folder f = new_folder();
	write_file(&f, "pack.geojson",
	           "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(
	               "53.01", "Polygon",
	               "[[[123,-10],[124,-10],[124,-11],[123,-11],[123,-"
	               "10]]]") "," FEATURE("53.71", "MultiPolygon",
	                                    "[[[[124,-10],[125,-10],[125,"
	                                    "-11],[124,-11],[124,-10]],[["
	                                    "124.4,-10.4],[124.6,-10.4],["
	                                    "124.6,-10.6],[124.4,"
	                                    "-10.6],[124.4,-10.4]]],[[["
	                                    "122.9,-10],[122.90001,-10],["
	                                    "122.9,-10.00001],[122.9,-10]"
	                                    "]]]") "," FEATURE("53.01.04."
	                                                       "2003",
	                                                       "Polygon",
	                                                       "[[[123,-"
	                                                       "10],[123."
	                                                       "1,-10],["
	                                                       "123.1,-"
	                                                       "10.1],["
	                                                       "123,-10."
	                                                       "1],[123,-"
	                                                       "10]]]") "]}");
	const char *path = arena_fmt(f.a, "%s/pack.geojson", f.path.p).p;
	struct place_geo *g = place_geo_read(places, path, &f.problems, &f.report);
	assert_non_null(g);
	assert_int_equal(f.problems.n, 0);
	assert_int_equal(f.report.sets, 2);
	const struct place_shapes *s = place_geo_shapes(g, place("53"), PLACE_REGENCY);
	assert_int_equal(s->n, 2);
	assert_true(s->frame.width > 1900 && s->frame.width <= 2001);
	assert_non_null(place_geo_shapes(g, place("53.01.04"), PLACE_VILLAGE));
	assert_str(place_geo_at(g, -1050000, 12420000, 0).place->code, "53.71");
	assert_null(place_geo_at(g, -1050000, 12450000, 0).place); /* the hole */
	assert_str(place_geo_at(g, -1005000, 12305000, 0).place->code, "53.01.04.2003");
	const struct place *near[4];
	assert_int_equal(place_neighbours(g, place("53.71"), near, 4), 1);
	const struct place_shape *label = place_shape_of(s, place("53.71"));
	int32_t lat, lon;
	place_frame_degrees(&s->frame, (struct place_xy){ label->x, label->y }, &lat, &lon);
	assert_str(place_geo_at(g, lat, lon, 0).place->code, "53.71");
	place_geo_free(g);
	end_folder(&f);
}

static void bad_geojson_is_refused(void **state)
{
	(void)state;
	struct folder f = new_folder();
	const char *path = arena_fmt(f.a, "%s/pack.geojson", f.path.p).p;
	static const char *const bad[] = {
		"{",
		"[]",
		"{\"features\":{}}",
		"{\"features\":[" FEATURE("53.01", "Point", "[123,-10]") "]}",
		"{\"features\":[" FEATURE("53.01", "Polygon", "[[[123,-10],[124,-10],[123,-10]]]") "]}",
		"{\"features\":[" FEATURE("53.01", "Polygon", "[[[123,-10],[124,\"x\"],[124,-11],[123,-10]]]") "]}",
		"{\"features\":[" FEATURE("53.01", "Polygon", "[[[123,-10],[1e9,-10],[124,-11],[123,-10]]]") "]}",
		"{\"features\":[" FEATURE("53.98", "Polygon", "[[[123,-10],[124,-10],[124,-11],[123,-10]]]") "]}",
		"{\"features\":[7]}",
	};
	for (size_t i = 0; i < SEL_COUNT(bad); i++) {
		problems_init(&f.problems, f.a, 100);
		write_file(&f, "pack.geojson", bad[i]);
		if (place_geo_read(places, path, &f.problems, &f.report))
			fail_msg("%s is taken", bad[i]);
		assert_true(f.problems.n > 0);
	}
	end_folder(&f);
}

/* The given pack (../shared/geo): every one of its 3,352 inner points lies in its village. */
static void the_given_pack_answers_for_all_its_points(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const char *path = shared_path(a, "geo");
	if (!path) {
		print_message("# skipped: ../shared/geo is not there\n");
		skip();
	}
	struct problems ps;
	struct place_pack_report report;
	problems_init(&ps, a, 100);
	struct place_geo *g = place_geo_read(places, path, &ps, &report);
	assert_non_null(g);
	assert_int_equal(ps.n, 0);
	assert_int_equal(report.sets, 46);
	assert_int_equal(report.shapes, 22 + 315 + 315 + 3352);
	assert_int_equal(report.points, 22 + 315 + 3352 + 90);
	assert_int_equal(report.islands, 653);
	assert_true(place_geo_memory(g) < 12 << 20);

	uint32_t n, villages = 0, nplaces;
	const struct place *all = place_all(places, &nplaces);
	for (uint32_t i = 0; i < nplaces; i++) {
		int32_t lat, lon;
		bool stand_in;
		assert_true(place_geo_point(g, places, &all[i], &lat, &lon, &stand_in));
		if (all[i].level != PLACE_VILLAGE || stand_in)
			continue;
		struct place_spot spot = place_geo_at(g, lat, lon, 0);
		if (spot.place != &all[i])
			fail_msg("%s: %s", all[i].code.p, spot.place ? spot.place->code.p : "nothing");
		villages++;
	}
	assert_int_equal(villages, 3352);

	const struct place *near[30];
	n = place_neighbours(g, place("53.12"), near, 30); /* Sumba Barat: Sumba Tengah, Sumba Barat Daya */
	assert_int_equal(n, 2);
	assert_str(near[0]->code, "53.17");
	assert_str(near[1]->code, "53.18");
	assert_int_equal(place_neighbours(g, place("53.71"), near, 30), 1);
	assert_str(near[0]->code, "53.01");
	assert_int_equal(place_neighbours(g, place("53.20"), near, 30), 0); /* an island */
	assert_int_equal(place_neighbours(g, place("53.08"), near, 30), 2); /* Ende: Sikka, Nagekeo */
	assert_str(near[0]->code, "53.07");
	assert_str(near[1]->code, "53.16");

	const struct place *seats = place_children(places, place("53"), &n);
	for (uint32_t i = 0; i < n; i++) {
		struct place_spot spot = place_geo_at(g, seats[i].lat, seats[i].lon, 2000);
		if (!spot.place || place_at_level(places, spot.place, PLACE_REGENCY) != &seats[i])
			fail_msg("%s is not in %s", seats[i].capital.p, seats[i].code.p);
	}
	assert_null(place_geo_at(g, -930000, 12435000, 0).place); /* Oecusse */
	place_geo_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_read),
		cmocka_unit_test(points_are_inside_by_the_even_odd_rule),
		cmocka_unit_test(frames_go_both_ways),
		cmocka_unit_test(the_coastline_is_there_without_a_pack),
		cmocka_unit_test(seats_are_on_the_map),
		cmocka_unit_test(a_small_pack_is_read),
		cmocka_unit_test(a_bad_pack_is_refused_with_all_its_problems),
		cmocka_unit_test(an_empty_folder_is_no_pack),
		cmocka_unit_test(geojson_is_a_pack_too),
		cmocka_unit_test(bad_geojson_is_refused),
		cmocka_unit_test(the_given_pack_answers_for_all_its_points),
	};
	return cmocka_run_group_tests(tests, open_places, close_places);
}
