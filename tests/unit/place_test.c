/* Places: the embedded list against the official counts; names; the seed and boundary packs through the database, on
 * both engines. */
#include "db_world.h"

#include "place/match.h"
#include "place_schema.h"
#include "place_world.h"
#include "record_schema.h"

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
