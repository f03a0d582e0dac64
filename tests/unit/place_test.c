/* Places: the embedded list against the official counts, names, shapes and points; boundary packs good and bad; the
 * seed through the record kernel on both engines. */
#include "db_world.h"

#include <sys/stat.h>

#include "place/geo_internal.h"
#include "place/index.h"
#include "place/match.h"
#include "place/pack.h"
#include "place_schema.h"
#include "record_schema.h"
#include "shared.h"

static struct place_index *places;

static int open_places(void **state)
{
	(void)state;
	hash_start();
	places = place_index_embedded();
	return 0;
}

static int close_places(void **state)
{
	(void)state;
	place_index_free(places);
	return 0;
}

static const struct place *place(const char *code)
{
	const struct place *p = place_by_code(places, str_of(code));
	if (!p)
		fail_msg("there is no place %s", code);
	return p;
}

static void assert_str(str s, const char *expected)
{
	if (!str_is(s, expected))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(s), expected);
}

static void assert_near(double x, double expected, double by)
{
	if (x < expected - by || x > expected + by)
		fail_msg("%f is not %f", x, expected);
}

/* ---- codes and the tree ---- */

static void codes_have_a_shape(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		int level; /* 0: no code */
	} cases[] = {
		{ "53", 1 },
		{ "53.01", 2 },
		{ "53.01.04", 3 },
		{ "53.01.04.2003", 4 },
		{ "53.00.40007", 5 },
		{ "", 0 },
		{ "5", 0 },
		{ "5301", 0 },
		{ "53-01", 0 },
		{ "53.1", 0 },
		{ "53.01.04.20", 0 },
		{ "53.0a", 0 },
		{ "53.01.04.2003.", 0 },
		{ "53.01.4", 0 },
		{ "53.00.4000x", 0 },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		int level = 0;
		bool valid = place_code_valid(str_of(cases[i].code), &level);
		if (valid != (cases[i].level > 0) || level != cases[i].level)
			fail_msg("%s: level %d", cases[i].code, level);
	}
}

/* Kepmendagri 300.2.2-2430/2025: 21 kabupaten, 1 kota, 315 kecamatan, 3,137 desa, 305 kelurahan. */
static void the_province_is_complete(void **state)
{
	(void)state;
	uint32_t n, by_level[6] = { 0 }, kota = 0, kelurahan = 0;
	const struct place *all = place_all(places, &n);
	for (uint32_t i = 0; i < n; i++) {
		by_level[all[i].level]++;
		kota += str_is(all[i].kind, "kota");
		kelurahan += str_is(all[i].kind, "kelurahan");
		assert_int_equal(all[i].at, i);
		assert_true(all[i].level == PLACE_PROVINCE || place_parent(places, &all[i]) != NULL);
	}
	assert_int_equal(by_level[PLACE_PROVINCE], 1);
	assert_int_equal(by_level[PLACE_REGENCY], 22);
	assert_int_equal(kota, 1);
	assert_int_equal(by_level[PLACE_DISTRICT], 315);
	assert_int_equal(by_level[PLACE_VILLAGE], 3442);
	assert_int_equal(kelurahan, 305);
	assert_int_equal(by_level[PLACE_ISLAND], 653);
}

static void the_tree_goes_up_and_down(void **state)
{
	(void)state;
	uint32_t n, districts = 0, villages = 0, islands = 0;
	const struct place *path[5];
	const struct place *regencies = place_children(places, place("53"), &n);
	assert_int_equal(n, 22);
	for (uint32_t i = 0; i < 22; i++) {
		const struct place *kec = place_children(places, &regencies[i], &n);
		districts += n;
		for (uint32_t k = 0, m = n; k < m; k++) {
			place_children(places, &kec[k], &n);
			villages += n;
		}
		place_islands(places, &regencies[i], &n);
		islands += n;
	}
	place_islands(places, place("53"), &n);
	assert_int_equal(districts, 315);
	assert_int_equal(villages, 3442);
	assert_int_equal(islands + n, 653);
	place_children(places, place("53.02"), &n);
	assert_int_equal(n, 32);
	place_children(places, place("53.01.04.2003"), &n);
	assert_int_equal(n, 0);

	assert_int_equal(place_path(places, place("53.01.04.2003"), path), 4);
	assert_str(path[0]->code, "53");
	assert_str(path[1]->name, "Kupang");
	assert_str(path[2]->name, "Semau");
	assert_str(path[3]->name, "Bokonusan");
	assert_ptr_equal(place_at_level(places, path[3], PLACE_REGENCY), place("53.01"));
	assert_null(place_at_level(places, path[1], PLACE_VILLAGE));
	assert_true(place_within(places, path[3], path[0]));
	assert_false(place_within(places, path[0], path[3]));
	assert_null(place_parent(places, path[0]));
}

static void facts_stand_with_the_places(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct place *sikka = place("53.07");
	assert_str(sikka->bps_code, "5310");
	assert_str(sikka->capital, "Maumere");
	assert_str(sikka->island_group, "Flores");
	assert_int_equal(sikka->area, 1669713);
	assert_str(place_title(a, sikka, 0), "Kabupaten Sikka");
	assert_str(place_title(a, sikka, 1), "Sikka Regency");
	assert_str(place_title(a, place("53.71"), 1), "Kupang City");
	assert_str(place_title(a, place("53.71.04.1011"), 0), "Kelurahan Fatululi");
	/* 08 42'54.00" S 121 29'44.00" E */
	const struct place *flores = place("53.00.40007");
	assert_int_equal(flores->lat, -871500);
	assert_int_equal(flores->lon, 12149556);
	assert_str(place_title(a, flores, 0), "Pulau Flores");
	/* The package has a double quote here. */
	assert_str(place("53.02.08.2002")->name, "Nunle'u");
	assert_str(place("53.02.08.2005")->name, "Kuale'u");
	assert_str(place("53.05.02.2023")->name, "Ala'ang");
	assert_str(place("53.14.07.2004")->name, "Bo'a");
}

/* BPS 5301 is Sumba Barat, Kemendagri 53.01 is Kupang; 16 of the 22 differ. */
static void the_two_codes_are_not_mixed_up(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	uint32_t n, same = 0;
	assert_str(place_by_bps(places, STR("5301"))->code, "53.12");
	assert_str(place_by_bps(places, STR("5303"))->code, "53.01");
	assert_str(place_by_bps(places, STR("53"))->code, "53");
	assert_null(place_by_bps(places, STR("5372")));
	const struct place *p = place_children(places, place("53"), &n);
	for (uint32_t i = 0; i < n; i++)
		same += str_eq(arena_cat(a, STR("53"), str_sub(p[i].code, 3, 2)), p[i].bps_code);
	assert_int_equal(same, 6);
}

/* ---- names ---- */

static void names_are_found_as_people_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint32_t n;
		const char *first;
	} cases[] = {
		{ "Kupang", 2, "53.01" },
		{ "Kab. Kupang", 1, "53.01" },
		{ "KABUPATEN  KUPANG", 1, "53.01" },
		{ "Kupang Regency", 1, "53.01" },
		{ "Kota Kupang", 1, "53.71" },
		{ "City of Kupang", 1, "53.71" },
		{ "East Sumba", 1, "53.11" },
		{ "East Sumba District", 1, "53.11" },
		{ "TTS", 1, "53.02" },
		{ "NTT", 1, "53" },
		{ "East Nusa Tenggara Province", 1, "53" },
		{ "Kota Soe", 1, "53.02.01" },
		{ "Kec. Semau", 1, "53.01.04" },
		{ "Desa Otan", 1, "53.01.04.2004" },
		{ "Rote-Ndao", 1, "53.14" },
		{ "rotendao", 1, "53.14" },
		{ "Oe ekam", 3, "53.02.04.2012" },
		{ "Oeekam", 3, "53.02.04.2012" },
		{ "Merdeka", 4, "53.01.06.1005" },
		{ "Kelurahan Merdeka", 2, "53.01.06.1005" },
		{ "Sabu Island", 1, "53.20.40006" },
		{ "Maumere", 1, "53.07" },
		{ "Jakarta", 0, NULL },
		{ "Kabupaten", 0, NULL },
		{ "", 0, NULL },
		{ " -'. ", 0, NULL },
	};
	struct place_hit hits[8];
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		uint32_t n = place_find(places, str_of(cases[i].name), NULL, hits, 8);
		if (n != cases[i].n || (n && !str_is(hits[0].place->code, cases[i].first)))
			fail_msg("%s: %u, %s", cases[i].name, n, n ? hits[0].place->code.p : "");
	}
	struct place_names_opts in_alor = { .under = place("53.05") };
	assert_int_equal(place_find(places, STR("Merdeka"), &in_alor, hits, 8), 1);
	assert_str(hits[0].place->code, "53.05.14.2006");
	struct place_names_opts districts = { .levels = PLACE_LEVEL_BIT(PLACE_DISTRICT) };
	assert_int_equal(place_find(places, STR("Ende"), &districts, hits, 8), 1);
	assert_str(hits[0].place->code, "53.08.03");
	place_find(places, STR("East Sumba"), NULL, hits, 8);
	assert_int_equal(hits[0].sort, PLACE_NAME_OTHER);
	place_find(places, STR("Maumere"), NULL, hits, 8);
	assert_int_equal(hits[0].sort, PLACE_NAME_CAPITAL);
	assert_int_equal(place_find(places, STR("Merdeka"), NULL, hits, 2), 4);
}

static void a_search_box_finds_beginnings(void **state)
{
	(void)state;
	const struct place *out[5];
	assert_int_equal(place_search(places, STR("53.01"), 0, out, 5), 1);
	assert_str(out[0]->code, "53.01");
	assert_int_equal(place_search(places, STR(" 5310 "), 0, out, 5), 1);
	assert_str(out[0]->code, "53.07");
	assert_int_equal(place_search(places, STR("sumba t"), 0, out, 5), 2);
	assert_str(out[0]->code, "53.11");
	assert_str(out[1]->code, "53.17");
	assert_int_equal(place_search(places, STR("KUP"), 0, out, 5), 5);
	assert_str(out[0]->code, "53.01");
	assert_str(out[1]->code, "53.71");
	assert_int_equal(place_search(places, STR("kabupaten mang"), 0, out, 5), 3);
	assert_int_equal(place_search(places, STR("raijua"), PLACE_LEVEL_BIT(PLACE_REGENCY), out, 5), 1);
	assert_str(out[0]->code, "53.20");
	assert_int_equal(place_search(places, STR("zzz"), 0, out, 5), 0);
	assert_int_equal(place_search(places, STR(""), 0, out, 5), 0);
	assert_int_equal(place_search(places, STR("a"), 0, out, 0), 0);
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

struct folder {
	arena *a;
	str path;
	struct problems problems;
	struct place_pack_report report;
};

static struct folder new_folder(void)
{
	char path[] = "/tmp/selaras-pack-XXXXXX";
	struct folder f = { .a = arena_new(0) };
	assert_non_null(mkdtemp(path));
	f.path = arena_str(f.a, str_of(path));
	problems_init(&f.problems, f.a, 100);
	return f;
}

static void write_file(struct folder *f, const char *name, const char *text)
{
	FILE *out = fopen(arena_fmt(f->a, "%s/%s", f->path.p, name).p, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void end_folder(struct folder *f)
{
	static const char *const names[] = { "a.tsv", "b.tsv", "points.csv", "README.md", "pack.geojson" };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		unlink(arena_fmt(f->a, "%s/%s", f->path.p, names[i]).p);
	rmdir(f->path.p);
	arena_free(f->a);
}

static uint32_t problems_of(const struct folder *f, const char *key)
{
	uint32_t n = 0;
	for (const struct problem *p = f->problems.first; p; p = p->next)
		n += strcmp(p->key, key) == 0;
	return n;
}

#define FRAME "# frame W=100 H=100 lon0=123 lat1=-10 scale=100 k=1 x=...\n"

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

	f = new_folder();
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
	write_file(
	    &f, "pack.geojson",
	    "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE("53.01", "Polygon",
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

/* ---- through the record kernel ---- */

static struct store *open_store(struct world *w, struct place_world *matching)
{
	static const struct kind *const kinds[] = { &place_kind, &place_match_kind, NULL };
	const char *why = NULL;
	struct db_migration all[8];
	size_t n = 0;
	for (size_t i = 0; i < record_migrations_count; i++)
		all[n++] = record_migrations[i];
	for (size_t i = 0; i < place_migrations_count; i++)
		all[n++] = place_migrations[i];
	if (db_migrate(w->pool, all, n, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, matching, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static void the_seed_goes_through_the_records(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w, NULL);
	struct problems ps;
	struct place_seeded done;
	problems_init(&ps, w->a, 10);
	assert_int_equal(place_seed(s, PLACE_SEED_MISSING, &ps, &done), RECORD_OK);
	assert_int_equal(done.added, 1 + 22 + 315 + 3442 + 653);
	assert_int_equal(ps.n, 0);
	uint64_t generation = store_generation(s);
	assert_int_equal(place_seed(s, PLACE_SEED_MISSING, &ps, &done), RECORD_OK);
	assert_int_equal(done.unchanged, 4433);
	assert_int_equal(place_seed(s, PLACE_SEED_ALL, &ps, &done), RECORD_OK);
	assert_int_equal(done.unchanged, 4433);
	assert_int_equal(store_generation(s), generation);

	/* The index from the database is the embedded one, and it knows the records. */
	struct place_world world;
	assert_true(place_world_load(&world, w->pool));
	uint32_t n, m;
	const struct place *p = place_all(world.places, &n), *q = place_all(places, &m);
	assert_int_equal(n, m);
	for (uint32_t i = 0; i < n; i++) {
		assert_true(str_eq(p[i].code, q[i].code) && str_eq(p[i].name, q[i].name) &&
		            str_eq(p[i].kind, q[i].kind));
		assert_true(p[i].lat == q[i].lat && p[i].lon == q[i].lon && p[i].area == q[i].area);
		assert_true(p[i].up == q[i].up && p[i].nchildren == q[i].nchildren && p[i].no > 0);
	}
	struct place_hit hits[2];
	assert_int_equal(place_find(world.places, STR("East Sumba"), NULL, hits, 2), 1);
	place_world_release(&world);
	store_close(s);
}

static enum record_rc save_place(struct world *w, struct store *s, str json, int64_t no, struct problems *ps)
{
	struct doc *d = doc_from_json(w->a, &place_kind, json, ps);
	assert_non_null(d);
	struct saved saved;
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	return record_save(s, w->a, &in, ps, &saved);
}

static void what_people_changed_stays(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w, NULL);
	struct problems ps;
	struct place_seeded done;
	problems_init(&ps, w->a, 10);
	assert_int_equal(place_seed(s, PLACE_SEED_MISSING, &ps, &done), RECORD_OK);
	db *d = db_borrow(w->pool, DB_READ);
	int64_t no = record_find_key(s, d, &place_kind, "code", STR("53.07"));
	db_return(d);
	assert_int_equal(save_place(w, s,
	                            STR("{\"code\":\"53.07\",\"level\":\"2\",\"kind\":\"kabupaten\",\"name\":\"Sika\","
	                                "\"parent\":\"53\"}"),
	                            no, &ps),
	                 RECORD_OK);
	assert_int_equal(place_seed(s, PLACE_SEED_MISSING, &ps, &done), RECORD_OK);
	assert_int_equal(done.changed, 0);
	assert_int_equal(place_seed(s, PLACE_SEED_ALL, &ps, &done), RECORD_OK);
	assert_int_equal(done.changed, 1);
	assert_int_equal(done.unchanged, 4432);
	store_close(s);
}

static void a_place_must_hang_together(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w, NULL);
	static const struct {
		const char *json, *problem;
	} cases[] = {
		{ "{\"code\":\"5301\",\"level\":\"2\",\"kind\":\"kota\",\"name\":\"X\",\"parent\":\"53\"}",
		  "problem.place.code" },
		{ "{\"code\":\"53.01\",\"level\":\"3\",\"kind\":\"kecamatan\",\"name\":\"X\",\"parent\":\"53\"}",
		  "problem.place.level" },
		{ "{\"code\":\"53.01\",\"level\":\"2\",\"kind\":\"desa\",\"name\":\"X\",\"parent\":\"53\"}",
		  "problem.place.kind" },
		{ "{\"code\":\"53.01\",\"level\":\"2\",\"kind\":\"kota\",\"name\":\"X\",\"parent\":\"53.02\"}",
		  "problem.place.parent" },
		{ "{\"code\":\"53.01\",\"level\":\"2\",\"kind\":\"kota\",\"name\":\"X\"}", "problem.required" },
		{ "{\"code\":\"53.01\",\"level\":\"2\",\"kind\":\"kota\",\"name\":\"X\",\"parent\":\"53\",\"latitude\":"
		  "\"-10\"}",
		  "problem.place.point" },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		problems_init(&ps, w->a, 10);
		assert_int_equal(save_place(w, s, str_of(cases[i].json), 0, &ps), RECORD_REFUSED);
		bool told = false;
		for (const struct problem *p = ps.first; p; p = p->next)
			told = told || strcmp(p->key, cases[i].problem) == 0;
		if (!told)
			fail_msg("%s: %s", cases[i].json, ps.first ? ps.first->key : "nothing");
	}
	store_close(s);
}

static void a_pack_replaces_the_one_before(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w, NULL);
	struct place_seeded done;
	struct folder f = new_folder();
	struct place_world world;
	assert_int_equal(place_seed(s, PLACE_SEED_MISSING, &f.problems, &done), RECORD_OK);
	write_file(&f, "a.tsv",
	           FRAME "53.01\tKupang\t10\t10\tM0 0H50V50H0z\n53.71\tKota Kupang\t60\t10\tM50 0H99V50H50z\n");
	write_file(&f, "points.csv", "kab,n,lon,lat\n53.01,x,123.10,-10.10\n");
	assert_true(place_geo_import(w->pool, places, f.path.p, &f.problems, &f.report));
	assert_true(place_world_load(&world, w->pool));
	assert_str(place_geo_at(world.geo, -1010000, 12310000, 0).place->code, "53.01");
	assert_int_equal(place_geo_at(world.geo, -1010000, 12310000, 0).place->no > 0, 1);
	place_world_release(&world);

	/* a refused one changes nothing */
	write_file(&f, "a.tsv", FRAME "53.01\tKupang\t10\t10\tnonsense\n");
	assert_false(place_geo_import(w->pool, places, f.path.p, &f.problems, &f.report));
	assert_true(place_world_load(&world, w->pool));
	assert_int_equal(place_geo_shapes(world.geo, place_by_code(world.places, STR("53")), PLACE_REGENCY)->n, 2);
	place_world_release(&world);

	problems_init(&f.problems, f.a, 10);
	write_file(&f, "a.tsv", FRAME "53.71\tKota Kupang\t60\t10\tM50 0H99V50H50z\n");
	assert_true(place_geo_import(w->pool, places, f.path.p, &f.problems, &f.report));
	assert_true(place_world_load(&world, w->pool));
	assert_int_equal(place_geo_shapes(world.geo, place_by_code(world.places, STR("53")), PLACE_REGENCY)->n, 1);
	assert_null(place_geo_at(world.geo, -1010000, 12310000, 0).place);
	place_world_release(&world);
	end_folder(&f);
	store_close(s);
}

static void a_new_database_has_no_places(void **state)
{
	struct world *w = *state;
	struct place_world world;
	assert_true(place_world_load(&world, w->pool));
	assert_null(world.places);
	assert_null(place_match_location(&world, &(struct place_facts){ .point = STR("-10.1 123.6") }).place);
	place_world_release(&world);
}

int main(void)
{
	const struct CMUnitTest pure[] = {
		cmocka_unit_test(codes_have_a_shape),
		cmocka_unit_test(the_province_is_complete),
		cmocka_unit_test(the_tree_goes_up_and_down),
		cmocka_unit_test(facts_stand_with_the_places),
		cmocka_unit_test(the_two_codes_are_not_mixed_up),
		cmocka_unit_test(names_are_found_as_people_write_them),
		cmocka_unit_test(a_search_box_finds_beginnings),
		cmocka_unit_test(paths_are_read),
		cmocka_unit_test(points_are_inside_by_the_even_odd_rule),
		cmocka_unit_test(frames_go_both_ways),
		cmocka_unit_test(the_coastline_is_there_without_a_pack),
		cmocka_unit_test(seats_are_on_the_map),
		cmocka_unit_test(a_small_pack_is_read),
		cmocka_unit_test(a_bad_pack_is_refused_with_all_its_problems),
		cmocka_unit_test(geojson_is_a_pack_too),
		cmocka_unit_test(the_given_pack_answers_for_all_its_points),
	};
	const struct CMUnitTest stored[] = {
		ON_A_WORLD(the_seed_goes_through_the_records), ON_A_WORLD(what_people_changed_stays),
		ON_A_WORLD(a_place_must_hang_together),        ON_A_WORLD(a_pack_replaces_the_one_before),
		ON_A_WORLD(a_new_database_has_no_places),
	};
	int failed = cmocka_run_group_tests(pure, open_places, NULL);
	failed += run_on_both(stored, SEL_COUNT(stored));
	close_places(NULL);
	return failed;
}
