/* Regulations: how texts name them, whether they are in force, and what comes with the program. On SQLite and, with
 * SELARAS_TEST_PG, on PostgreSQL. */
#include "db_world.h"

#include "library/library.h"
#include "place/place.h"
#include "record_schema.h"

/* ---- citations ---- */

struct cited {
	const char *text, *articles, *slug;
};
struct case_of_text {
	const char *text;
	struct cited cites[4]; /* ends with an empty one */
};

static void finds_what_a_text_names(void **state)
{
	static const struct case_of_text cases[] = {
		{ "PP 59/2016 Pasal 7 ayat (2)",
		  { { "PP 59/2016 Pasal 7 ayat (2)", "Pasal 7 ayat (2)", "pp-59-2016" } } },
		{ "PP 59/2016 Pasal 16; PP 28/2018 Pasal 30 ayat (3) huruf g",
		  { { "PP 59/2016 Pasal 16", "Pasal 16", "pp-59-2016" },
		    { "PP 28/2018 Pasal 30 ayat (3) huruf g", "Pasal 30 ayat (3) huruf g", "pp-28-2018" } } },
		{ "PP 59/2016 Pasal 4, Pasal 7, Pasal 9-14",
		  { { "PP 59/2016 Pasal 4, Pasal 7, Pasal 9-14", "Pasal 4, Pasal 7, Pasal 9-14", "pp-59-2016" } } },
		{ "PP 28/2018 Pasal 6; Permendagri 22/2020",
		  { { "PP 28/2018 Pasal 6", "Pasal 6", "pp-28-2018" },
		    { "Permendagri 22/2020", "", "permendagri-22-2020" } } },
		{ "menurut Pergub NTT 4/2011 dan Perda Provinsi NTT 4/2019, laporan",
		  { { "Pergub NTT 4/2011", "", "pergub-ntt-4-2011" },
		    { "Perda Provinsi NTT 4/2019", "", "perda-ntt-4-2019" } } },
		{ "Kepmendagri 300.2.2-2430/2025",
		  { { "Kepmendagri 300.2.2-2430/2025", "", "kepmendagri-300-2-2-2430-2025" } } },
		{ "PMK 99/PMK.05/2017.", { { "PMK 99/PMK.05/2017", "", "pmk-99-pmk-05-2017" } } },
		{ "UU Nomor 23 Tahun 2014 Pasal 369",
		  { { "UU Nomor 23 Tahun 2014 Pasal 369", "Pasal 369", "uu-23-2014" } } },
		{ "(PP 28/2018)", { { "PP 28/2018", "", "pp-28-2018" } } },
		{ "Perda Kab. Semarang 4/2021", { { "Perda Kab. Semarang 4/2021", "", "perda-kab-semarang-4-2021" } } },
		/* none of these names one */
		{ "Praktik kementerian mitra", { { NULL, NULL, NULL } } },
		{ "BPS: kode wilayah kerja statistik", { { NULL, NULL, NULL } } },
		{ "PP 59", { { NULL, NULL, NULL } } },
		{ "XPP 59/2016", { { NULL, NULL, NULL } } },
		{ "PP 59/20166", { { NULL, NULL, NULL } } },
		{ "PP PP PP", { { NULL, NULL, NULL } } },
		{ "", { { NULL, NULL, NULL } } },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct cite c;
		size_t at = 0, n = 0;
		str text = str_of(cases[i].text);
		while (cite_next(text, &at, &c)) {
			const struct cited *want = &cases[i].cites[n++];
			if (!want->text)
				fail_msg("%s: %.*s is none", cases[i].text, STR_ARG(c.text));
			assert_string_equal(arena_str(a, c.text).p, want->text);
			assert_string_equal(arena_str(a, c.articles).p, want->articles);
			assert_string_equal(cite_slug(a, c.sort, c.issuer, c.number, c.year).p, want->slug);
			assert_ptr_equal(c.text.p, text.p + c.from);
			assert_true(at == c.from + c.text.n);
		}
		if (cases[i].cites[n].text)
			fail_msg("%s: %s was not found", cases[i].text, cases[i].cites[n].text);
	}
}

/* Whatever a text is cut to, nothing beyond it is read. */
static void reads_nothing_behind_the_end(void **state)
{
	static const char text[] =
	    "UU Nomor 23 Tahun 2014 Pasal 369 ayat (1); Perda Kab. Semarang 4/2021 huruf a dan Pasal 2";
	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = malloc(n + 1);
		memcpy(copy, text, n);
		struct cite c;
		size_t at = 0;
		while (cite_next((str){ copy, n }, &at, &c))
			assert_true(c.from + c.text.n <= n);
		free(copy);
	}
}

/* ---- in force ---- */

static date day(int y, int m, int d)
{
	date out = date_from_ymd((struct ymd){ y, m, d });
	return out;
}

static void says_whether_it_is_in_force(void **state)
{
	(void)state;
	const date none = DATE_NONE, from = day(2018, 7, 13), until = day(2020, 5, 21), next = day(2020, 5, 22);
	const struct {
		struct regulation_force f;
		date on;
		enum regulation_status want;
	} cases[] = {
		{ { from, none, false, none }, day(2018, 7, 12), REGULATION_AHEAD },
		{ { from, none, false, none }, from, REGULATION_IN_FORCE },
		{ { from, none, false, none }, day(2026, 11, 26), REGULATION_IN_FORCE },
		/* the last day counts */
		{ { from, until, false, none }, until, REGULATION_IN_FORCE },
		{ { from, until, false, none }, next, REGULATION_ENDED },
		/* without a first day nobody knows; after the last one everybody does */
		{ { none, none, false, none }, from, REGULATION_UNKNOWN },
		{ { none, until, false, none }, until, REGULATION_UNKNOWN },
		{ { none, until, false, none }, next, REGULATION_ENDED },
		/* replaced from the day on which the other came into force */
		{ { from, none, true, next }, until, REGULATION_IN_FORCE },
		{ { from, none, true, next }, next, REGULATION_ENDED },
		{ { none, none, true, next }, until, REGULATION_UNKNOWN },
		{ { none, none, true, next }, next, REGULATION_ENDED },
		/* replaced, and nobody knows since when */
		{ { from, none, true, none }, day(2026, 11, 26), REGULATION_UNKNOWN },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		if (regulation_status(&cases[i].f, cases[i].on) != cases[i].want)
			fail_msg("case %zu: %s", i,
			         regulation_status_name(regulation_status(&cases[i].f, cases[i].on)));
}

/* ---- what comes with the program ---- */

static const struct kind *const kinds[] = { &regulation_kind, NULL };

static struct store *open_store(struct world *w)
{
	const char *why = NULL;
	if (db_migrate(w->pool, record_migrations, record_migrations_count, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static const struct regulation *named(const struct regulation *list, uint32_t n, const char *slug)
{
	const struct regulation *x = regulation_find(list, n, str_of(slug));
	if (!x)
		fail_msg("%s is not there", slug);
	return x;
}

static void comes_with_the_legal_basis(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct library_seeded seeded;
	struct regulation *list;
	uint32_t n;
	problems_init(&ps, w->a, 20);
	assert_int_equal(library_seed(s, &ps, &seeded), RECORD_OK);
	assert_true(seeded.added > 25);
	assert_false(problems_refuse(&ps));
	uint32_t first = seeded.added;
	/* a second time adds nothing */
	assert_int_equal(library_seed(s, &ps, &seeded), RECORD_OK);
	assert_int_equal(seeded.added, 0);
	assert_int_equal(seeded.unchanged, first);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(regulations_read(s, d, w->a, &list, &n));
	db_return(d);
	assert_int_equal(n, first);
	date today = day(2026, 11, 26);
	/* PP 28/2018 article 52: in force on its promulgation, 13 July 2018; article 51: revokes PP 50/2007 */
	assert_int_equal(named(list, n, "pp-28-2018")->force.from, day(2018, 7, 13));
	assert_int_equal(regulation_status(&named(list, n, "pp-28-2018")->force, today), REGULATION_IN_FORCE);
	assert_int_equal(regulation_status(&named(list, n, "pp-50-2007")->force, today), REGULATION_ENDED);
	assert_int_equal(regulation_status(&named(list, n, "pp-50-2007")->force, day(2018, 7, 12)), REGULATION_UNKNOWN);
	/* PP 59/2016 article 34: promulgated on 6 December 2016 */
	assert_int_equal(named(list, n, "pp-59-2016")->force.from, day(2016, 12, 6));
	/* of the regulation that the whole rests on neither text nor status was found: the page must not say more */
	const struct regulation *pergub = named(list, n, "pergub-ntt-4-2011");
	assert_int_equal(regulation_status(&pergub->force, today), REGULATION_UNKNOWN);
	assert_string_equal(doc_str(pergub->doc, REGULATION_CHECK).p, "missing");
	assert_string_equal(pergub->name.p, "Pergub NTT 4/2011");
	/* the law that replaces is above the one that it replaces, from its first day on */
	assert_int_equal(regulation_status(&named(list, n, "permendagri-3-2008")->force, today), REGULATION_ENDED);
	/* nothing claims to have been checked against the gazette */
	for (uint32_t i = 0; i < n; i++)
		assert_string_not_equal(doc_str(list[i].doc, REGULATION_CHECK).p, "gazette");
	store_close(s);
}

static void keeps_numbers_apart(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct saved saved;
	problems_init(&ps, w->a, 20);
	for (int twice = 0; twice < 2; twice++) {
		struct doc *d = doc_new(w->a, &regulation_kind);
		doc_set(d, REGULATION_SORT, STR("SE"));
		doc_set(d, REGULATION_NUMBER, STR("5"));
		doc_set(d, REGULATION_YEAR, STR("2024"));
		doc_set(d, REGULATION_LEVEL, STR("center"));
		doc_set(d, REGULATION_SOURCE, STR("uji"));
		doc_set(d, REGULATION_CHECK, STR("mention"));
		doc_add_text(w->a, d, REGULATION_TITLE, STR("id"), twice ? STR("Lain") : STR("Laporan"));
		struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
		assert_int_equal(record_save(s, w->a, &in, &ps, &saved), twice ? RECORD_DUPLICATE : RECORD_OK);
	}
	store_close(s);
}

static void refuses_what_cannot_be(void **state)
{
	static const struct {
		uint32_t field;
		const char *value, *key;
	} cases[] = {
		{ REGULATION_YEAR, "", "problem.regulation.year" },
		{ REGULATION_UNTIL, "2010-01-01", "problem.regulation.until" },
		{ REGULATION_ISSUER, "", "problem.regulation.issuer" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		struct doc *d = doc_new(a, &regulation_kind);
		problems_init(&ps, a, 20);
		doc_set(d, REGULATION_SORT, STR("Pergub"));
		doc_set(d, REGULATION_NUMBER, STR("4"));
		doc_set(d, REGULATION_YEAR, STR("2011"));
		doc_set(d, REGULATION_LEVEL, STR("province"));
		doc_set(d, REGULATION_ISSUER, STR("NTT"));
		doc_set(d, REGULATION_FROM, STR("2011-03-01"));
		doc_set(d, cases[i].field, str_of(cases[i].value));
		regulation_kind.check(d, NULL, &ps);
		assert_non_null(ps.first);
		assert_string_equal(ps.first->key, cases[i].key);
	}
}

/* ---- links on pages ---- */

static void makes_links_of_what_is_there(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct library_seeded seeded;
	struct page_site site = { .version = "test" };
	size_t n;
	problems_init(&ps, w->a, 20);
	struct library *l = library_open(s);
	library_show(l, &site);
	const struct page *pg = page_start(w->a, LANG_ID, STR("/"), STR_EMPTY, &site);
	str text = STR("PP 59/2016 Pasal 7; PP 1/1999; Permendagri 22/2020");
	const struct page_law *laws = page_laws(pg, text, &n);
	assert_int_equal(n, 1);
	assert_int_equal(laws[0].slug.n, 0);
	assert_int_equal(library_seed(s, &ps, &seeded), RECORD_OK);
	library_follow(l);
	laws = page_laws(pg, text, &n);
	assert_int_equal(n, 3);
	assert_string_equal(arena_str(w->a, laws[0].text).p, "PP 59/2016 Pasal 7");
	assert_string_equal(arena_str(w->a, laws[0].slug).p, "pp-59-2016");
	assert_string_equal(arena_str(w->a, laws[1].text).p, "; PP 1/1999; ");
	assert_int_equal(laws[1].slug.n, 0);
	assert_string_equal(arena_str(w->a, laws[2].slug).p, "permendagri-22-2020");
	library_close(l);
	store_close(s);
}

static void has_a_glossary(void **state)
{
	uint32_t n;
	(void)state;
	const struct glossary_term *t = glossary_terms(&n);
	assert_int_equal(n, 98); /* terms of the domain study */
	for (uint32_t i = 0; i < n; i++)
		assert_true(t[i].term[0].n && t[i].term[1].n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_text_names),
		cmocka_unit_test(reads_nothing_behind_the_end),
		cmocka_unit_test(says_whether_it_is_in_force),
		cmocka_unit_test(refuses_what_cannot_be),
		cmocka_unit_test(has_a_glossary),
		ON_A_WORLD(comes_with_the_legal_basis),
		ON_A_WORLD(keeps_numbers_apart),
		ON_A_WORLD(makes_links_of_what_is_there),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
