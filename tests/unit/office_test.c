/* Units, officials, who signs and the numbers of letters. The dates, names and numbers expected here were worked out by
 * hand from the rules in office/unit.h and office/official.h; the form of signatures is that of Permendagri 1/2023. */
#include "db_world.h"

#include "office/number.h"
#include "office/official.h"
#include "office_schema.h"
#include "record_schema.h"

static date day(const char *text)
{
	date d;
	if (!date_parse(str_of(text), &d))
		fail_msg("%s: no date", text);
	return d;
}

static void assert_text(str got, const char *expected)
{
	if (!str_is(got, expected))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(got), expected);
}

static bool has_problem(const struct problems *ps, const char *key)
{
	for (const struct problem *p = ps->first; p; p = p->next)
		if (strcmp(p->key, key) == 0)
			return true;
	return false;
}

static void set(struct doc *d, uint32_t field, const char *s)
{
	if (s)
		doc_set(d, field, str_of(s));
}

/* ---- units ---- */

static void add_name(arena *a, struct doc *d, const char *name, const char *head, const char *since, const char *until)
{
	struct doc *row = doc_add_row(a, d, UNIT_NAME);
	set(row, UNIT_NAME_ID, name);
	set(row, UNIT_NAME_HEAD, head);
	set(row, UNIT_NAME_SINCE, since);
	set(row, UNIT_NAME_UNTIL, until);
}

/* The bureau of 2019 and its name of today, with a gap of one day between them. */
static struct doc *bureau(arena *a)
{
	struct doc *d = doc_new(a, &unit_kind);
	doc_set(d, UNIT_CODE, STR("biro"));
	add_name(a, d, "Biro Ekonomi dan Kerjasama", "Kepala Biro Ekonomi dan Kerjasama", "2019-01-01", "2024-12-30");
	add_name(a, d, "Biro Perekonomian", "Kepala Biro Perekonomian", "2025-01-01", NULL);
	struct doc *old = doc_add_row(a, d, UNIT_LETTERHEAD), *new = doc_add_row(a, d, UNIT_LETTERHEAD);
	set(old, LETTERHEAD_UNTIL, "2024-12-31");
	set(old, LETTERHEAD_ABOVE, "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR\n\n SEKRETARIAT DAERAH ");
	set(old, LETTERHEAD_TOWN, "Kupang");
	set(old, LETTERHEAD_PAPER, "f4");
	set(new, LETTERHEAD_SINCE, "2025-01-01");
	set(new, LETTERHEAD_TOWN, "Kupang");
	set(new, LETTERHEAD_PAPER, "a4");
	set(new, LETTERHEAD_MARK, "RO.EKON");
	set(new, LETTERHEAD_CLASSIFICATION, "000.8.3");
	return d;
}

static void a_name_is_that_of_the_day(void **state)
{
	static const struct {
		const char *on, *name, *head;
	} rows[] = {
		{ "2018-12-31", "", "" },
		{ "2019-01-01", "Biro Ekonomi dan Kerjasama", "Kepala Biro Ekonomi dan Kerjasama" },
		{ "2019-10-29", "Biro Ekonomi dan Kerjasama", "Kepala Biro Ekonomi dan Kerjasama" },
		{ "2024-12-30", "Biro Ekonomi dan Kerjasama", "Kepala Biro Ekonomi dan Kerjasama" },
		{ "2024-12-31", "", "" },
		{ "2025-01-01", "Biro Perekonomian", "Kepala Biro Perekonomian" },
		{ "2199-01-01", "Biro Perekonomian", "Kepala Biro Perekonomian" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct doc *d = bureau(a);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		assert_text(unit_name(d, day(rows[i].on), 0), rows[i].name);
		assert_text(unit_head(d, day(rows[i].on)), rows[i].head);
	}
}

static void a_letterhead_is_that_of_the_day(void **state)
{
	struct letterhead h;
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct doc *d = bureau(a);
	letterhead_of(a, d, day("2019-10-29"), &h);
	assert_true(h.known && h.folio);
	assert_int_equal(h.nabove, 2);
	assert_text(h.above[0], "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR");
	assert_text(h.above[1], "SEKRETARIAT DAERAH");
	assert_text(h.unit, "BIRO EKONOMI DAN KERJASAMA");
	assert_text(h.mark, "biro");
	letterhead_of(a, d, day("2026-11-26"), &h);
	assert_true(h.known && !h.folio);
	assert_int_equal(h.nabove, 0);
	assert_text(h.unit, "BIRO PEREKONOMIAN");
	assert_text(h.mark, "RO.EKON");
}

static void rows_of_one_list_do_not_meet(void **state)
{
	static const struct {
		const char *since, *until, *other_since, *other_until;
		const char *problem; /* NULL: none */
	} rows[] = {
		{ "2019-01-01", "2024-12-31", "2025-01-01", NULL, NULL },
		{ "2019-01-01", "2025-01-01", "2025-01-01", NULL, "problem.unit.overlap" },
		{ NULL, NULL, "2025-01-01", NULL, "problem.unit.overlap" },
		{ "2025-01-01", NULL, NULL, "2024-12-31", NULL },
		{ "2025-01-01", "2024-12-31", "2026-01-01", NULL, "problem.order" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct problems ps;
		struct doc *d = doc_new(a, &unit_kind);
		problems_init(&ps, a, 20);
		doc_set(d, UNIT_CODE, STR("biro"));
		add_name(a, d, "Lama", NULL, rows[i].since, rows[i].until);
		add_name(a, d, "Baru", NULL, rows[i].other_since, rows[i].other_until);
		doc_check(d, NULL, &ps);
		assert_int_equal(problems_refuse(&ps), rows[i].problem != NULL);
		if (rows[i].problem && !has_problem(&ps, rows[i].problem))
			fail_msg("row %zu: no %s", i, rows[i].problem);
	}
}

/* ---- numbers ---- */

static void a_pattern_is_checked(void **state)
{
	static const struct {
		const char *pattern, *problem, *found;
	} rows[] = {
		{ LETTER_PATTERN, NULL, "" },
		{ "Bapp.011.7./{urut}/53.17/{bulan_romawi}/{tahun}", NULL, "" },
		{ "{urut3}-{tahun}", NULL, "" },
		{ "{nomor}/{tahun}", "problem.pattern.unknown", "nomor" },
		{ "{urut/{tahun}", "problem.pattern.unknown", "urut/{tahun" },
		{ "{urut}/{tahun", "problem.pattern.open", "{tahun" },
		{ "urut}/{tahun}", "problem.pattern.open", "urut}/" },
		{ "{klasifikasi}/{tahun}", "problem.pattern.sequence", "{klasifikasi}/{tahun}" },
		{ "{klasifikasi}/{urut}", "problem.pattern.year", "{klasifikasi}/{urut}" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		str found;
		const char *problem = letter_pattern_problem(str_of(rows[i].pattern), &found);
		if (!rows[i].problem) {
			assert_null(problem);
			continue;
		}
		assert_non_null(problem);
		assert_string_equal(problem, rows[i].problem);
		assert_text(found, rows[i].found);
	}
}

static void a_number_follows_its_pattern(void **state)
{
	static const struct {
		const char *pattern, *on;
		int64_t sequence;
		const char *number;
	} rows[] = {
		{ "", "2026-01-05", 7, "000.8.3/7/RO.EKON/I/2026" },
		{ "", "2026-04-30", 1234, "000.8.3/1234/RO.EKON/IV/2026" },
		{ "", "2026-09-01", 9, "000.8.3/9/RO.EKON/IX/2026" },
		{ "{urut3}/{bulan}/{tahun}", "2026-12-31", 7, "007/12/2026" },
		{ "{urut3}/{bulan_romawi}/{tahun}", "2026-08-31", 1007, "1007/VIII/2026" },
		{ "Bapp.011.7./{urut}/53.17/{bulan_romawi}/{tahun}", "2017-02-14", 74, "Bapp.011.7./74/53.17/II/2017" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct letterhead h = { .classification = STR("000.8.3"),
			                .mark = STR("RO.EKON"),
			                .pattern = str_of(rows[i].pattern) };
		assert_text(letter_number(a, &h, rows[i].sequence, day(rows[i].on)), rows[i].number);
	}
}

/* ---- who signs ---- */

#define BUREAU "01BUREAU000000000000000000"
#define SECRETARY "01SECRETARY000000000000000"

static struct doc *official(arena *a, const char *unit, const char *acting, const char *name, const char *since,
                            const char *until)
{
	struct doc *d = doc_new(a, &official_kind);
	doc_set(d, OFFICIAL_UNIT, str_of(unit));
	doc_set(d, OFFICIAL_POST, STR("Kepala Biro"));
	doc_set(d, OFFICIAL_ACTING, str_of(acting));
	doc_set(d, OFFICIAL_NAME, str_of(name));
	set(d, OFFICIAL_SINCE, since);
	set(d, OFFICIAL_UNTIL, until);
	return d;
}

static void add_signs(arena *a, struct doc *d, const char *paper, const char *unit)
{
	struct doc *row = doc_add_row(a, d, OFFICIAL_SIGNS);
	doc_set(row, OFFICIAL_SIGNS_PAPER, str_of(paper));
	set(row, OFFICIAL_SIGNS_UNIT, unit);
}

static void somebody_signs_or_nobody(void **state)
{
	static const struct {
		const char *unit, *paper, *on;
		const char *name; /* NULL: nobody */
	} rows[] = {
		{ BUREAU, "register", "2018-12-31", NULL },         { BUREAU, "register", "2019-10-29", "Lama" },
		{ BUREAU, "register", "2024-12-31", "Lama" },       { BUREAU, "register", "2025-01-01", "Baru" },
		{ BUREAU, "register", "2026-02-01", "Baru" },       { BUREAU, "register", "2026-02-02", "Harian" },
		{ BUREAU, "register", "2026-02-13", "Harian" },     { BUREAU, "register", "2026-02-14", "Baru" },
		{ BUREAU, "invitation", "2026-03-01", "Sekda" },    { BUREAU, "invitation", "2026-02-05", "Harian" },
		{ SECRETARY, "invitation", "2026-03-01", NULL },    { SECRETARY, "letter", "2026-03-01", "Sekda" },
		{ SECRETARY, "letter", "2027-01-01", "Pelaksana" }, { BUREAU, "rkt", "2027-06-01", "Baru" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *list[] = { official(a, BUREAU, "definitive", "Lama", "2019-01-01", "2024-12-31"),
		               official(a, BUREAU, "definitive", "Baru", "2025-01-01", NULL),
		               official(a, BUREAU, "plh", "Harian", "2026-02-02", "2026-02-13"),
		               official(a, SECRETARY, "definitive", "Sekda", "2021-01-01", NULL),
		               official(a, SECRETARY, "plt", "Pelaksana", "2027-01-01", NULL),
		               official(a, SECRETARY, "definitive", "Tidak menandatangani", "2019-01-01", NULL) };
	for (size_t i = 0; i < 3; i++)
		add_signs(a, list[i], "all", NULL);
	/* a paper that is named goes before "all papers" of the holder, but not before who stands in */
	add_signs(a, list[3], "letter", NULL);
	add_signs(a, list[3], "invitation", BUREAU);
	add_signs(a, list[4], "letter", NULL);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct signer who;
		bool found = who_signs((const struct doc *const *)list, SEL_COUNT(list), str_of(rows[i].unit),
		                       str_of(rows[i].paper), day(rows[i].on), &who);
		if (found != (rows[i].name != NULL) ||
		    (found && !str_is(doc_str(who.official, OFFICIAL_NAME), rows[i].name)))
			fail_msg("row %zu: %.*s", i,
			         STR_ARG(found ? doc_str(who.official, OFFICIAL_NAME) : STR("nobody")));
	}
}

static void signing_for_another_is_written_above(void **state)
{
	struct signature s;
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *governor = doc_new(a, &unit_kind), *secretariat = doc_new(a, &unit_kind);
	add_name(a, governor, "Gubernur", "Gubernur Nusa Tenggara Timur", NULL, NULL);
	add_name(a, secretariat, "Sekretariat Daerah", "Sekretaris Daerah", NULL, NULL);
	struct doc *d = official(a, BUREAU, "plh", "Contoh", "2026-01-01", NULL);
	doc_set(d, OFFICIAL_NIP, STR("000000000000000001"));
	add_signs(a, d, "all", NULL);
	const struct signer who = { d, d->v[OFFICIAL_SIGNS].u.rows[0] };
	signature_lines(a, &who, NULL, NULL, day("2026-02-02"), &s);
	assert_int_equal(s.nlines, 1);
	assert_text(s.lines[0], "Plh. Kepala Biro");
	assert_text(s.nip, "000000000000000001");
	signature_lines(a, &who, governor, NULL, day("2026-02-02"), &s);
	assert_int_equal(s.nlines, 2);
	assert_text(s.lines[0], "a.n. Gubernur Nusa Tenggara Timur");
	assert_text(s.lines[1], "Plh. Kepala Biro");
	signature_lines(a, &who, governor, secretariat, day("2026-02-02"), &s);
	assert_int_equal(s.nlines, 4);
	assert_text(s.lines[1], "Sekretaris Daerah");
	assert_text(s.lines[2], "u.b.");
	assert_text(s.lines[3], "Plh. Kepala Biro");
}

static void a_post_has_one_holder(void **state)
{
	static const struct {
		const char *acting, *since, *until, *other_acting, *other_since, *other_until;
		bool overlaps;
	} rows[] = {
		{ "definitive", "2019-01-01", "2024-12-31", "definitive", "2025-01-01", NULL, false },
		{ "definitive", "2019-01-01", "2025-01-01", "definitive", "2025-01-01", NULL, true },
		{ "definitive", "2019-01-01", NULL, "definitive", "2025-01-01", "2025-02-01", true },
		{ "definitive", "2019-01-01", NULL, "plh", "2025-01-01", "2025-02-01", false },
		{ "definitive", "2019-01-01", NULL, "plt", "2025-01-01", NULL, false },
		{ "plt", "2019-01-01", NULL, "plt", "2025-01-01", NULL, false },
		{ "definitive", "2019-01-01", NULL, "pj", "2025-01-01", NULL, true },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct doc *x = official(a, BUREAU, rows[i].acting, "A", rows[i].since, rows[i].until);
		struct doc *y =
		    official(a, BUREAU, rows[i].other_acting, "B", rows[i].other_since, rows[i].other_until);
		doc_set(y, OFFICIAL_POST, STR("KEPALA  BIRO"));
		assert_false(official_overlaps(x, y)); /* another post */
		doc_set(y, OFFICIAL_POST, STR(" kepala biro"));
		assert_int_equal(official_overlaps(x, y), rows[i].overlaps);
		assert_int_equal(official_overlaps(y, x), rows[i].overlaps);
		doc_set(y, OFFICIAL_UNIT, STR(SECRETARY));
		assert_false(official_overlaps(x, y));
	}
}

static void an_nip_has_eighteen_digits(void **state)
{
	static const struct {
		const char *nip;
		bool refused;
	} rows[] = { { "196501011990031001", false },
		     { "19650101 199003 1 001", false },
		     { "19650101199003100", true },
		     { "1965010119900310011", true },
		     { "19650101199003100A", true } };
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct problems ps;
		struct doc *d = official(a, BUREAU, "definitive", "A", "2019-01-01", NULL);
		problems_init(&ps, a, 20);
		doc_set(d, OFFICIAL_NIP, str_of(rows[i].nip));
		doc_check(d, NULL, &ps);
		assert_int_equal(has_problem(&ps, "problem.official.nip"), rows[i].refused);
	}
}

/* ---- with a database ---- */

static struct store *open_store(struct world *w)
{
	static const struct kind *const kinds[] = { &unit_kind, &official_kind, NULL };
	const char *why = NULL;
	size_t n = record_migrations_count, all_n = n + office_migrations_count;
	struct db_migration *all = arena_array(w->a, struct db_migration, all_n);
	memcpy(all, record_migrations, n * sizeof(*all));
	memcpy(all + n, office_migrations, office_migrations_count * sizeof(*all));
	if (db_migrate(w->pool, all, all_n, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static const struct grant administrator = { .role = ROLE_ADMIN };
static const struct actor admin = {
	.id = { "admin", 5 }, .viewer = PUBLIC, .may_write = true, .grants = &administrator, .ngrants = 1
};

static enum record_rc save(struct world *w, struct store *s, const struct doc *d, struct problems *ps,
                           struct saved *out)
{
	problems_init(ps, w->a, 20);
	struct save in = { .actor = &admin, .doc = d, .origin = ORIGIN_FORM, .state = STATE_CURRENT };
	return record_save(s, w->a, &in, ps, out);
}

static void a_second_holder_is_refused(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct saved unit, out;
	assert_int_equal(save(w, s, bureau(w->a), &ps, &unit), RECORD_OK);
	const char *id = arena_str(w->a, str_of(unit.id)).p;
	struct doc *first = official(w->a, id, "definitive", "Lama", "2019-01-01", NULL);
	add_signs(w->a, first, "register", NULL);
	assert_int_equal(save(w, s, first, &ps, &out), RECORD_OK);
	struct doc *second = official(w->a, id, "definitive", "Baru", "2025-01-01", NULL);
	add_signs(w->a, second, "register", NULL);
	struct saved refused;
	assert_int_equal(save(w, s, second, &ps, &refused), RECORD_REFUSED);
	assert_true(has_problem(&ps, "problem.official.overlap"));
	assert_text(ps.first->found, "Lama");
	/* its own record is not in its way */
	doc_set(first, OFFICIAL_UNTIL, STR("2024-12-31"));
	problems_init(&ps, w->a, 20);
	struct save end = { .actor = &admin,
		            .doc = first,
		            .no = out.no,
		            .base_version = out.version,
		            .origin = ORIGIN_FORM,
		            .state = STATE_CURRENT };
	assert_int_equal(record_save(s, w->a, &end, &ps, &refused), RECORD_OK);
	assert_int_equal(save(w, s, second, &ps, &out), RECORD_OK);
	struct office_paper paper;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(office_paper(s, d, w->a, STR("biro"), STR("register"), day("2019-10-29"), &paper));
	assert_text(paper.head.unit, "BIRO EKONOMI DAN KERJASAMA");
	assert_text(paper.sign.name, "Lama");
	assert_text(paper.sign.town, "Kupang");
	assert_true(office_paper(s, d, w->a, STR("biro"), STR("register"), day("2026-01-01"), &paper));
	assert_text(paper.sign.name, "Baru");
	assert_true(office_paper(s, d, w->a, STR("biro"), STR("report"), day("2026-01-01"), &paper));
	assert_false(paper.sign.known);
	assert_true(office_paper(s, d, w->a, STR("tiada"), STR("report"), day("2026-01-01"), &paper));
	assert_int_equal(paper.unit.n, 0);
	db_return(d);
	store_close(s);
}

/* Takes a number for 26 November 2026 and keeps it, or not. */
static int64_t number_of(struct world *w, struct store *s, const char *unit, const char *on, bool keep)
{
	struct letterhead head = { .mark = STR("B"), .classification = STR("000") };
	struct letter l = { .unit = str_of(unit),
		            .head = &head,
		            .on = day(on),
		            .at = clock_now(),
		            .actor = STR("system"),
		            .record = STR_EMPTY,
		            .subject = STR("contoh") };
	struct letter_taken taken;
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_non_null(tx);
	assert_true(letter_take(record_tx_db(tx), w->a, &l, &taken));
	assert_int_equal(record_tx_end(tx, keep ? RECORD_OK : RECORD_REFUSED), keep ? RECORD_OK : RECORD_REFUSED);
	return taken.sequence;
}

static void a_number_is_given_once(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	assert_int_equal(number_of(w, s, "A", "2026-01-02", true), 1);
	assert_int_equal(number_of(w, s, "A", "2026-11-26", true), 2);
	/* what was not kept was never given */
	assert_int_equal(number_of(w, s, "A", "2026-11-26", false), 3);
	assert_int_equal(number_of(w, s, "A", "2026-11-26", true), 3);
	/* each unit and each year has its own count */
	assert_int_equal(number_of(w, s, "B", "2026-11-26", true), 1);
	assert_int_equal(number_of(w, s, "A", "2027-01-01", true), 1);
	struct letter_line *list;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(letters_of(d, w->a, STR("A"), 2026, 0, 50, &list, &n));
	assert_int_equal(letters_count(d, STR("A"), 2026), 3);
	assert_int_equal(letters_count(d, STR("C"), 2026), 0);
	db_return(d);
	assert_int_equal(n, 3);
	assert_text(list[0].number, "000/3/B/XI/2026");
	assert_text(list[2].number, "000/1/B/I/2026");
	assert_text(list[2].subject, "contoh");
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_that_of_the_day),
		cmocka_unit_test(a_letterhead_is_that_of_the_day),
		cmocka_unit_test(rows_of_one_list_do_not_meet),
		cmocka_unit_test(a_pattern_is_checked),
		cmocka_unit_test(a_number_follows_its_pattern),
		cmocka_unit_test(somebody_signs_or_nobody),
		cmocka_unit_test(signing_for_another_is_written_above),
		cmocka_unit_test(a_post_has_one_holder),
		cmocka_unit_test(an_nip_has_eighteen_digits),
		ON_A_WORLD(a_second_holder_is_refused),
		ON_A_WORLD(a_number_is_given_once),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
