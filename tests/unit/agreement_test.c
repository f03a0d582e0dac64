/* Holidays, settings, the yearly register, facts of partners and deadlines, in a database of either engine. */
#include "db_world.h"

#include "agreement/agreement.h"
#include "agreement/procedure.h"
#include "agreement/register.h"
#include "agreement_schema.h"
#include "record_schema.h"
#include "sheet/csv.h"

static struct store *open_store(struct world *w)
{
	static const struct kind *const kinds[] = {
		&organisation_kind, &permit_kind, &agreement_kind, &register_kind, &holiday_kind, &setting_kind, NULL
	};
	const char *why = NULL;
	size_t n = record_migrations_count + agreement_migrations_count;
	struct db_migration *all = arena_array(w->a, struct db_migration, n);
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, agreement_migrations, agreement_migrations_count * sizeof(*all));
	if (db_migrate(w->pool, all, n, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static date day(const char *text)
{
	date d;
	assert_true(date_parse(str_of(text), &d));
	return d;
}

static struct saved save(struct world *w, struct store *s, const struct doc *d, int64_t no)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	enum record_rc rc = record_save(s, w->a, &in, &ps, &out);
	if (rc != RECORD_OK)
		fail_msg("%d %s %s", rc, ps.first ? ps.first->key : "", ps.first ? ps.first->path.p : "");
	return out;
}

static struct record *load(struct world *w, struct store *s, const struct actor *actor, int64_t no)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct record *r = record_load(s, d, w->a, actor, no);
	db_return(d);
	return r;
}

/* The partners of the demo, as the program takes them in. */
static void add_partners(struct world *w, struct store *s)
{
	const char *source = getenv("SELARAS_SOURCE");
	str path = arena_fmt(w->a, "%s/data/demo/partners.csv", source ? source : "../..");
	FILE *f = fopen(path.p, "rb");
	assert_non_null(f);
	char *text = arena_alloc(w->a, 1 << 20);
	size_t got = fread(text, 1, 1 << 20, f);
	fclose(f);
	struct csv_reader r;
	str *headings, *cells;
	uint32_t columns, n;
	csv_reader_init(&r, (str){ text, got }, (struct csv_limits){ .cells = 100, .bytes = 10000 });
	assert_int_equal(csv_next_row(&r, w->a, &headings, &columns), CSV_ROW);
	while (csv_next_row(&r, w->a, &cells, &n) == CSV_ROW)
		(void)save(w, s, doc_from_row(w->a, &organisation_kind, headings, cells, n, r.line, NULL), 0);
}

static int64_t partner_no(struct world *w, struct store *s, const char *ref)
{
	db *d = db_borrow(w->pool, DB_READ);
	int64_t no = record_find_key(s, d, &organisation_kind, "ref", str_of(ref));
	db_return(d);
	assert_true(no > 0);
	return no;
}

/* ---- holidays and settings ---- */

static void official_holidays_come_with_the_program(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct calendar_seeded seeded;
	struct holidays h;
	problems_init(&ps, w->a, 20);
	assert_int_equal(holidays_seed(s, &ps, &seeded), RECORD_OK);
	/* 17 national holidays and 10 days of joint leave of 2025, one more since 7 August (SKB 933/2025); 17 and 8 of
	 * 2026; there is no list of 2027 */
	assert_int_equal(seeded.added, 28 + 25);
	enum record_rc again = holidays_seed(s, &ps, &seeded);
	assert_true(again == RECORD_OK && seeded.added == 0 && seeded.unchanged == 53);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(holidays_load(d, w->a, STR_EMPTY, &h));
	assert_int_equal(h.n, 53);
	assert_true(holidays_cover(&h, 2025) && holidays_cover(&h, 2026) && !holidays_cover(&h, 2027));
	assert_false(date_is_working(day("2026-03-19"), &h)); /* Nyepi */
	assert_false(date_is_working(day("2026-03-24"), &h)); /* joint leave */
	assert_true(date_is_working(day("2026-03-25"), &h));
	assert_int_equal(date_add_working(day("2026-02-02"), 45, &h), day("2026-04-16"));
	db_return(d);
	/* a holiday of one regency is one there only */
	struct doc *x = doc_new(w->a, &holiday_kind);
	doc_set(x, HOLIDAY_DATE, STR("2026-04-20"));
	doc_set(x, HOLIDAY_SCOPE, STR("regional"));
	doc_set(x, HOLIDAY_PLACE, STR("53.04"));
	doc_set(x, HOLIDAY_SOURCE, STR("contoh"));
	doc_add_text(w->a, x, HOLIDAY_NAME, STR("id"), STR("Libur daerah (contoh)"));
	(void)save(w, s, x, 0);
	d = db_borrow(w->pool, DB_READ);
	assert_true(holidays_load(d, w->a, STR("53.04"), &h));
	assert_false(date_is_working(day("2026-04-20"), &h));
	assert_true(holidays_load(d, w->a, STR("53.05"), &h));
	assert_true(date_is_working(day("2026-04-20"), &h));
	assert_true(holidays_load(d, w->a, STR_EMPTY, &h));
	assert_true(date_is_working(day("2026-04-20"), &h));
	db_return(d);
	store_close(s);
}

static void a_setting_is_unsettled_until_it_is_made(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct settings set;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(settings_load(d, &set));
	assert_int_equal(set.dprd_passthrough, NEED_UNSETTLED);
	db_return(d);
	struct doc *x = doc_new(w->a, &setting_kind);
	doc_set(x, SETTING_KEY, STR("dprd_passthrough"));
	doc_set(x, SETTING_VALUE, STR("no"));
	doc_set(x, SETTING_REASON, STR("contoh"));
	(void)save(w, s, x, 0);
	d = db_borrow(w->pool, DB_READ);
	assert_true(settings_load(d, &set));
	assert_int_equal(set.dprd_passthrough, NEED_NO);
	assert_int_equal(set.dprd_again, NEED_UNSETTLED);
	db_return(d);
	store_close(s);
}

/* ---- partners ---- */

static void a_foundation_still_counts_as_ngo(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	enum category_basis basis;
	add_partners(w, s);
	static const struct {
		const char *ref, *on, *form;
	} rows[] = { { "ID-CONTOH-PLANINDONESIA", "2016-12-31", "foreign_self" },
		     { "ID-CONTOH-PLANINDONESIA", "2019-10-29", "foundation" },
		     { "ID-CONTOH-CARE", "2019-08-29", "foreign_self" },
		     { "ID-CONTOH-CARE", "2019-08-30", "foundation" },
		     { "ID-CONTOH-CARE", "2026-01-01", "foundation" } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		const struct doc *org = load(w, s, &actor_system, partner_no(w, s, rows[i].ref))->doc;
		const struct doc *form = organisation_fact(org, ORGANISATION_LEGAL_FORM, day(rows[i].on));
		assert_non_null(form);
		assert_string_equal(doc_str(form, LEGAL_FORM_CODE).p, rows[i].form);
		assert_string_equal(organisation_category(org, 2019, &basis).p, "ngo");
		assert_int_equal(basis, CATEGORY_STATED);
	}
	store_close(s);
}

static struct doc *org(struct world *w)
{
	struct doc *d = doc_new(w->a, &organisation_kind);
	doc_add_text(w->a, d, ORGANISATION_NAME, STR("id"), STR("Lembaga (contoh)"));
	return d;
}

static struct doc *ministry(struct world *w, struct doc *d, const char *name, const char *since, const char *until)
{
	struct doc *row = doc_add_row(w->a, d, ORGANISATION_MINISTRY);
	doc_set(row, PARTNER_MINISTRY_NAME, str_of(name));
	doc_set(row, PARTNER_MINISTRY_SINCE, str_of(since));
	if (until)
		doc_set(row, PARTNER_MINISTRY_UNTIL, str_of(until));
	return d;
}

static uint32_t count_key(const struct doc *d, arena *a, const char *key)
{
	struct problems ps;
	uint32_t n = 0;
	problems_init(&ps, a, 50);
	doc_check(d, NULL, &ps);
	for (const struct problem *p = ps.first; p; p = p->next)
		n += strcmp(p->key, key) == 0;
	return n;
}

static void facts_of_partners_are_checked(void **state)
{
	struct world *w = *state;
	/* one ministry at a time (PP 59/2016 art. 14 (2)) */
	struct doc *d = ministry(w, org(w), "Kementerian Sosial", "2019-01-01", "2021-12-31");
	ministry(w, d, "Kementerian Dalam Negeri", "2022-01-01", NULL);
	assert_int_equal(count_key(d, w->a, "problem.organisation.overlap"), 0);
	ministry(w, d, "Kementerian Desa", "2021-12-31", "2021-12-31");
	assert_int_equal(count_key(d, w->a, "problem.organisation.overlap"), 1);
	assert_string_equal(
	    doc_str(organisation_fact(d, ORGANISATION_MINISTRY, day("2023-05-05")), PARTNER_MINISTRY_NAME).p,
	    "Kementerian Dalam Negeri");
	assert_null(organisation_fact(d, ORGANISATION_MINISTRY, day("2018-12-31")));
	/* three foreign staff, a fourth is said but not refused (art. 25 (3)) */
	struct doc *staff = doc_add_row(w->a, d, ORGANISATION_STAFF);
	doc_set(staff, STAFF_YEAR, STR("2026"));
	doc_set(staff, STAFF_FOREIGN, STR("3"));
	assert_int_equal(count_key(d, w->a, "problem.organisation.foreign_staff"), 0);
	doc_set(staff, STAFF_FOREIGN, STR("4"));
	assert_int_equal(count_key(d, w->a, "problem.organisation.foreign_staff"), 1);
	/* a person needs consent, and a day on which it ends */
	struct doc *person = doc_add_row(w->a, d, ORGANISATION_CONTACT);
	doc_set(person, PARTNER_CONTACT_NAME, STR("Nama Contoh"));
	doc_set(person, PARTNER_CONTACT_MAIL, STR("nama@contoh.invalid"));
	assert_int_equal(count_key(d, w->a, "problem.required"), 2);
	doc_set(person, PARTNER_CONTACT_CONSENT, STR("2026-01-02"));
	doc_set(person, PARTNER_CONTACT_KEEP, STR("2026-01-01"));
	assert_int_equal(count_key(d, w->a, "problem.order"), 1);
}

static void persons_are_not_for_the_public(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct doc *d = org(w);
	struct doc *person = doc_add_row(w->a, d, ORGANISATION_CONTACT);
	doc_set(person, PARTNER_CONTACT_NAME, STR("Nama Contoh"));
	doc_set(person, PARTNER_CONTACT_CONSENT, STR("2026-01-01"));
	doc_set(person, PARTNER_CONTACT_KEEP, STR("2027-01-01"));
	struct saved saved = save(w, s, d, 0);
	assert_false(doc_has(load(w, s, &actor_public, saved.no)->doc, ORGANISATION_CONTACT));
	assert_true(doc_has(load(w, s, &actor_system, saved.no)->doc, ORGANISATION_CONTACT));
	struct search_hit *hits;
	uint32_t n;
	bool more;
	db *r = db_borrow(w->pool, DB_READ);
	struct search what = { .text = STR("nama contoh"), .viewer = EVERYTHING, .max = 10 };
	assert_true(record_search(s, r, w->a, &what, &hits, &n, &more));
	assert_int_equal(n, 0);
	db_return(r);
	store_close(s);
}

/* ---- the register ---- */

static void the_register_of_2019_has_27(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct saved saved;
	add_partners(w, s);
	problems_init(&ps, w->a, 20);
	assert_int_equal(register_make(s, w->a, &actor_system, 2019, &ps, &saved), RECORD_OK);
	const struct doc *reg = load(w, s, &actor_system, saved.no)->doc;
	assert_int_equal(reg->v[REGISTER_LINE].n, 27);
	assert_int_equal(register_count(reg, "bilateral"), 6);
	assert_int_equal(register_count(reg, "multilateral"), 7);
	assert_int_equal(register_count(reg, "ngo"), 14);
	assert_null(load(w, s, &actor_public, saved.no)); /* not yet */
	/* CARE as what it was at the end of the year */
	bool found = false;
	for (uint32_t i = 0; i < reg->v[REGISTER_LINE].n; i++) {
		const struct doc *line = reg->v[REGISTER_LINE].u.rows[i];
		if (str_is(doc_str(line, REGISTER_LINE_ACRONYM), "CARE")) {
			found = true;
			assert_string_equal(doc_str(line, REGISTER_LINE_CATEGORY).p, "ngo");
			assert_string_equal(doc_str(line, REGISTER_LINE_FORM).p, "foundation");
		}
	}
	assert_true(found);
	store_close(s);
}

static void step(struct world *w, struct store *s, int64_t no, const char *name, enum record_rc expected)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	struct save in = {
		.actor = &actor_system, .no = no, .base_version = UINT32_MAX, .origin = ORIGIN_FORM, .note = STR_EMPTY
	};
	enum record_rc rc = record_step_in(tx, w->a, &in, str_of(name), &ps, &out);
	assert_int_equal(rc, expected);
	if (rc == RECORD_OK)
		assert_int_equal(record_tx_commit(tx), RECORD_OK);
	else
		record_tx_rollback(tx);
}

static void a_frozen_register_stays_as_it_is(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct saved saved, other;
	problems_init(&ps, w->a, 20);
	assert_int_equal(register_make(s, w->a, &actor_system, 2020, &ps, &saved), RECORD_OK);
	step(w, s, saved.no, "freeze", RECORD_REFUSED); /* nobody in it */
	struct doc *d = org(w);
	struct doc *row = doc_add_row(w->a, d, ORGANISATION_CATEGORY);
	doc_set(row, PARTNER_CATEGORY_CODE, STR("ngo"));
	doc_set(row, PARTNER_CATEGORY_FROM, STR("2020"));
	struct saved partner = save(w, s, d, 0);
	assert_int_equal(register_correct(s, w->a, &actor_system, saved.no, STR("x"), &ps, &other), RECORD_REFUSED);
	assert_int_equal(register_make(s, w->a, &actor_system, 2020, &ps, &saved), RECORD_OK);
	assert_int_equal(saved.version, 2);
	step(w, s, saved.no, "freeze", RECORD_OK);
	/* the fact changes, the register does not */
	doc_set(row, PARTNER_CATEGORY_CODE, STR("multilateral"));
	(void)save(w, s, d, partner.no);
	problems_init(&ps, w->a, 20);
	assert_int_equal(register_make(s, w->a, &actor_system, 2020, &ps, &other), RECORD_REFUSED);
	assert_string_equal(ps.first->key, "problem.register.frozen");
	step(w, s, saved.no, "freeze", RECORD_REFUSED);
	assert_int_equal(register_correct(s, w->a, &actor_system, saved.no, STR("ternyata multilateral"), &ps, &other),
	                 RECORD_OK);
	const struct doc *reg = load(w, s, &actor_public, saved.no)->doc;
	assert_int_equal(register_count(reg, "ngo"), 1);
	assert_int_equal(register_count(reg, "multilateral"), 0);
	assert_int_equal(reg->v[REGISTER_CORRECTION].n, 1);
	/* nor by a form: what the program sets, a person does not */
	struct doc *forged = doc_copy(w->a, load(w, s, &actor_system, saved.no)->doc);
	doc_set(forged->v[REGISTER_LINE].u.rows[0], REGISTER_LINE_CATEGORY, STR("bilateral"));
	struct doc *kept = doc_guard(w->a, load(w, s, &actor_system, saved.no)->doc, forged, EVERYTHING | PERSONAL);
	assert_int_equal(register_count(kept, "bilateral"), 0);
	store_close(s);
}

/* ---- deadlines ---- */

static struct doc *permit(struct world *w, const char *holder, const char *kind, const char *from, const char *until)
{
	struct doc *d = doc_new(w->a, &permit_kind);
	doc_set(d, PERMIT_HOLDER, str_of(holder));
	doc_set(d, PERMIT_KIND, str_of(kind));
	doc_set(d, PERMIT_NUMBER, arena_fmt(w->a, "CONTOH/%s", kind));
	doc_set(d, PERMIT_ISSUER, STR("Kementerian Luar Negeri"));
	doc_set(d, PERMIT_FROM, str_of(from));
	doc_set(d, PERMIT_UNTIL, str_of(until));
	return d;
}

static void deadlines_are_listed_by_day(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct problems ps;
	struct calendar_seeded seeded;
	problems_init(&ps, w->a, 20);
	assert_int_equal(holidays_seed(s, &ps, &seeded), RECORD_OK);
	struct saved mine = save(w, s, org(w), 0), theirs = save(w, s, org(w), 0);
	struct saved p = save(w, s, permit(w, mine.id, "principle", "2023-08-01", "2026-07-31"), 0);
	struct doc *renewed = permit(w, theirs.id, "principle", "2023-08-01", "2026-07-31");
	doc_set(renewed, PERMIT_RENEWED_BY, arena_str(w->a, str_of(p.id)));
	(void)save(w, s, renewed, 0);
	struct doc *a = doc_new(w->a, &agreement_kind);
	doc_add_text(w->a, a, AGREEMENT_TITLE, STR("id"), STR("Kota kembar (contoh)"));
	doc_set(a, AGREEMENT_TYPE, STR("ksdpl"));
	doc_set(a, AGREEMENT_TRACK, STR("foreign_full"));
	doc_set(a, AGREEMENT_FORM, STR("sister_region"));
	doc_set(doc_add_row(w->a, a, AGREEMENT_PARTY), AGREEMENT_PARTY_ORG, arena_str(w->a, str_of(theirs.id)));
	static const struct {
		const char *step, *state, *date;
	} rows[] = { { "initiative", "done", "2026-01-05" },   { "exploration", "done", "2026-01-06" },
		     { "consultation", "done", "2026-01-07" }, { "intent", "done", "2026-01-08" },
		     { "plan", "done", "2026-01-09" },         { "dprd", "started", "2026-02-02" } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct doc *row = doc_add_row(w->a, a, AGREEMENT_STEP);
		doc_set(row, AGREEMENT_STEP_CODE, str_of(rows[i].step));
		doc_set(row, AGREEMENT_STEP_STATE, str_of(rows[i].state));
		doc_set(row, AGREEMENT_STEP_DATE, str_of(rows[i].date));
	}
	(void)save(w, s, a, 0);
	struct deadline *list;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	struct deadline_query q = { .viewer = &actor_system, .today = day("2026-03-17"), .until = DATE_NONE };
	assert_true(deadlines(s, d, w->a, &q, &list, &n));
	assert_int_equal(n, 3);
	assert_string_equal(list[0].what.p, "dprd");
	assert_int_equal(list[0].due, day("2026-04-16"));
	assert_int_equal(list[0].left, 16);
	assert_string_equal(list[0].title.p, "Kota kembar (contoh)");
	assert_string_equal(list[1].what.p, "renewal");
	assert_int_equal(list[1].due, day("2026-04-30")); /* three months before 31 July */
	assert_int_equal(list[1].level, DEADLINE_NOTICE); /* six months before since 31 January, four on 31 March */
	assert_string_equal(list[1].law.p, "PP 59/2016 Pasal 7 ayat (3)");
	assert_string_equal(list[2].what.p, "expiry");
	/* a partner sees its own only */
	struct grant grant = { .role = ROLE_PARTNER, .org = str_of(mine.id), .org_ref = STR_EMPTY, .place = STR_EMPTY };
	struct actor partner = { .id = STR("P"), .viewer = PUBLIC, .may_write = true, .grants = &grant, .ngrants = 1 };
	q.viewer = &partner;
	assert_true(deadlines(s, d, w->a, &q, &list, &n));
	assert_int_equal(n, 2);
	q.viewer = &actor_public;
	assert_true(deadlines(s, d, w->a, &q, &list, &n));
	assert_int_equal(n, 0);
	q.viewer = &actor_system;
	q.until = day("2026-04-16");
	assert_true(deadlines(s, d, w->a, &q, &list, &n));
	assert_int_equal(n, 1);
	db_return(d);
	store_close(s);
}

/* A permit to 31 July 2026: by hand, from the calendar. */
static void people_are_told_at_these_moments(void **state)
{
	(void)state;
	const struct deadline permit[] = {
		{ .no = 1, .what = STR("renewal"), .due = day("2026-04-30") },
		{ .no = 1, .what = STR("expiry"), .due = day("2026-07-31") },
		{ .no = 2, .what = STR("expiry"), .due = day("2026-07-31") },
	};
	static const struct {
		const char *today;
		enum moment renewal, expiry, other;
	} cases[] = {
		{ "2026-01-30", MOMENT_NONE, MOMENT_NONE, MOMENT_NONE },
		{ "2026-01-31", MOMENT_FIRST, MOMENT_NONE, MOMENT_FIRST },
		{ "2026-03-02", MOMENT_FIRST, MOMENT_NONE, MOMENT_FIRST },
		{ "2026-03-03", MOMENT_NONE, MOMENT_NONE, MOMENT_NONE }, /* 31 days later it is too late to say so */
		{ "2026-03-31", MOMENT_SECOND, MOMENT_NONE, MOMENT_SECOND },
		{ "2026-04-30", MOMENT_THIRD, MOMENT_NONE, MOMENT_THIRD },
		{ "2026-05-01", MOMENT_PAST, MOMENT_NONE, MOMENT_THIRD },
		{ "2026-07-31", MOMENT_NONE, MOMENT_NONE, MOMENT_NONE },
		{ "2026-08-01", MOMENT_NONE, MOMENT_PAST, MOMENT_PAST },
		{ "2026-08-30", MOMENT_NONE, MOMENT_PAST, MOMENT_PAST },
		{ "2026-08-31", MOMENT_NONE, MOMENT_NONE, MOMENT_NONE },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		date today = day(cases[i].today);
		assert_int_equal(deadline_moment(&permit[0], permit, 3, today), cases[i].renewal);
		assert_int_equal(deadline_moment(&permit[1], permit, 3, today), cases[i].expiry);
		assert_int_equal(deadline_moment(&permit[2], permit, 3, today), cases[i].other);
	}
	struct deadline clock = { .no = 3, .what = STR("dprd"), .due = day("2026-04-16"), .days = 45, .left = 11 };
	assert_int_equal(deadline_moment(&clock, &clock, 1, day("2026-03-31")), MOMENT_NONE);
	clock.left = 10;
	assert_int_equal(deadline_moment(&clock, &clock, 1, day("2026-04-01")), MOMENT_FIRST);
	clock.left = 5;
	assert_int_equal(deadline_moment(&clock, &clock, 1, day("2026-04-09")), MOMENT_SECOND);
	clock.left = -1;
	assert_int_equal(deadline_moment(&clock, &clock, 1, day("2026-04-17")), MOMENT_PAST);
}

/* Reports to the Minister follow the end of each period since the signing, in their order. */
static void reports_are_due_at_the_end_of_each_period(void **state)
{
	static const struct {
		const char *status, *track, *signed_on, *until;
		int reports, times;
		const char *due;
	} cases[] = {
		{ "running", "foreign_full", "2026-02-10", "2028-12-31", 0, 4, "2026-03-31" },
		{ "running", "foreign_full", "2026-02-10", "2028-12-31", 0, 2, "2026-06-30" },
		{ "running", "foreign_full", "2026-02-10", "2028-12-31", 0, 1, "2026-12-31" },
		{ "running", "foreign_full", "2026-02-10", "2028-12-31", 1, 2, "2026-12-31" },
		{ "running", "foreign_full", "2026-06-30", "2028-12-31", 0, 2, "2026-12-31" },
		{ "running", "foreign_full", "2026-02-10", "2026-11-30", 1, 2, "2026-12-31" },
		{ "running", "foreign_full", "2026-02-10", "2026-11-30", 2, 2, NULL },
		{ "process", "foreign_full", "2026-02-10", "2028-12-31", 0, 2, NULL },
		{ "running", "passthrough", "2026-02-10", "2028-12-31", 0, 2, NULL },  /* that track has no such step */
		{ "running", "foreign_full", "2026-02-10", "2028-12-31", 0, 0, NULL }, /* not settled */
	};
	struct world *w = *state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = doc_new(w->a, &agreement_kind);
		doc_set(d, AGREEMENT_STATUS, str_of(cases[i].status));
		doc_set(d, AGREEMENT_TRACK, str_of(cases[i].track));
		doc_set(d, AGREEMENT_SIGNED, str_of(cases[i].signed_on));
		doc_set(d, AGREEMENT_UNTIL, str_of(cases[i].until));
		for (int k = 0; k < cases[i].reports; k++) {
			struct doc *row = doc_add_row(w->a, d, AGREEMENT_STEP);
			doc_set(row, AGREEMENT_STEP_CODE, STR("reporting"));
			doc_set(row, AGREEMENT_STEP_STATE, STR("done"));
		}
		assert_int_equal(report_due(d, cases[i].times), cases[i].due ? day(cases[i].due) : DATE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(official_holidays_come_with_the_program),
		ON_A_WORLD(a_setting_is_unsettled_until_it_is_made),
		ON_A_WORLD(a_foundation_still_counts_as_ngo),
		ON_A_WORLD(facts_of_partners_are_checked),
		ON_A_WORLD(persons_are_not_for_the_public),
		ON_A_WORLD(the_register_of_2019_has_27),
		ON_A_WORLD(a_frozen_register_stays_as_it_is),
		ON_A_WORLD(deadlines_are_listed_by_day),
		cmocka_unit_test(people_are_told_at_these_moments),
		ON_A_WORLD(reports_are_due_at_the_end_of_each_period),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
