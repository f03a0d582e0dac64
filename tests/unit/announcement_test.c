/* Announcements and good practices: who is addressed, receipts, what is refused, who sees them. */
#include "db_world.h"

#include "library/announcement.h"
#include "library/practice.h"
#include "partner/partner.h"
#include "record/workflow.h"

static struct doc *announcement(arena *a, const char *audience)
{
	struct doc *d = doc_new(a, &announcement_kind);
	doc_add_text(a, d, ANNOUNCEMENT_TITLE, STR("id"), STR("Uji"));
	doc_add_text(a, d, ANNOUNCEMENT_TEXT, STR("id"), STR("Isi uji"));
	doc_set(d, ANNOUNCEMENT_AUDIENCE, str_of(audience));
	doc_set(d, ANNOUNCEMENT_DATE, STR("2026-11-20"));
	return d;
}

#define ORG_A "01ARZ3NDEKTSV4RRFFQ69G5FAV"
#define ORG_B "01ARZ3NDEKTSV4RRFFQ69G5FAW"

static void addresses_those_it_names(void **state)
{
	static const struct grant grants[] = {
		{ .role = ROLE_BUREAU, .org = { "", 0 }, .place = { "", 0 } },
		{ .role = ROLE_PARTNER, .org = { ORG_A, 26 }, .place = { "", 0 } },
		{ .role = ROLE_PARTNER, .org = { ORG_B, 26 }, .place = { "", 0 } },
		{ .role = ROLE_REGENCY, .org = { "", 0 }, .place = { "53.02", 5 } },
		{ .role = ROLE_REGENCY, .org = { "", 0 }, .place = { "53.04", 5 } },
		{ .role = ROLE_AGENCY, .org = { ORG_B, 26 }, .place = { "", 0 } },
		{ .role = ROLE_CENTRAL, .org = { "", 0 }, .place = { "", 0 } },
		{ .role = ROLE_AUDITOR, .org = { "", 0 }, .place = { "", 0 } },
	};
	/* what each of them is addressed as; "" when not. Chosen: organisation B and the regency 53.02. */
	static const struct {
		const char *audience, *units[SEL_COUNT(grants)];
	} cases[] = {
		{ "bureau", { "bureau", "", "", "", "", "", "", "" } },
		{ "partners", { "", ORG_A, ORG_B, "", "", "", "", "" } },
		{ "regencies", { "", "", "", "53.02", "53.04", "", "", "" } },
		{ "everyone", { "", ORG_A, ORG_B, "53.02", "53.04", "", "", "" } },
		{ "public", { "", ORG_A, ORG_B, "53.02", "53.04", "", "", "" } },
		{ "chosen", { "", "", ORG_B, "53.02", "", ORG_B, "", "" } },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = announcement(a, cases[i].audience);
		doc_set(doc_add_row(a, d, ANNOUNCEMENT_TO), ADDRESSEE_ORG, STR(ORG_B));
		doc_set(doc_add_row(a, d, ANNOUNCEMENT_TO), ADDRESSEE_PLACE, STR("53.02"));
		for (size_t g = 0; g < SEL_COUNT(grants); g++) {
			const struct actor actor = { .id = { "x", 1 }, .grants = &grants[g], .ngrants = 1 };
			assert_string_equal(arena_str(a, announcement_unit(d, &actor)).p, cases[i].units[g]);
		}
	}
}

static void is_confirmed_once_for_each_unit(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct doc *d = announcement(a, "partners");
	assert_null(announcement_receipt(d, STR(ORG_A)));
	d = announcement_received(a, d, STR("siti"), STR(ORG_A), 1795651200000);
	assert_non_null(d);
	assert_string_equal(doc_str(announcement_receipt(d, STR(ORG_A)), RECEIPT_ACCOUNT).p, "siti");
	assert_string_equal(doc_str(announcement_receipt(d, STR(ORG_A)), RECEIPT_AT).p, "2026-11-26T00:00:00Z");
	assert_null(announcement_receipt(d, STR(ORG_B)));
	/* a colleague's second click changes nothing */
	assert_null(announcement_received(a, d, STR("budi"), STR(ORG_A), 1795651200001));
}

static void is_archived_after_its_last_day(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = announcement(a, "public");
	date day = date_from_ymd((struct ymd){ 2026, 11, 30 });
	assert_false(announcement_archived(d, day));
	doc_set(d, ANNOUNCEMENT_SHOWN, STR("2026-11-30"));
	assert_false(announcement_archived(d, day));
	assert_true(announcement_archived(d, day + 1));
}

static void is_refused_when_it_cannot_be(void **state)
{
	static const struct {
		const char *audience, *org, *until, *key;
	} cases[] = {
		{ "partners", ORG_A, NULL, "problem.announcement.bureau_only" },
		{ "public", ORG_A, NULL, "problem.announcement.bureau_only" },
		{ "bureau", ORG_A, NULL, NULL },
		{ "chosen", NULL, NULL, "problem.announcement.nobody" },
		{ "partners", NULL, "2026-11-19", "problem.announcement.before" },
		{ "partners", NULL, "2026-11-20", NULL },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		struct doc *d = announcement(a, cases[i].audience);
		problems_init(&ps, a, 20);
		if (cases[i].org)
			doc_set(d, ANNOUNCEMENT_ORG, str_of(cases[i].org));
		if (cases[i].until)
			doc_set(d, ANNOUNCEMENT_UNTIL, str_of(cases[i].until));
		announcement_kind.check(d, NULL, &ps);
		if (!cases[i].key) {
			assert_null(ps.first);
			continue;
		}
		assert_non_null(ps.first);
		assert_string_equal(ps.first->key, cases[i].key);
	}
}

/* By the policy table: the audience sees and confirms it, others do not even see it; the sender alone changes it. */
static void is_for_its_audience(void **state)
{
	static const struct {
		const char *audience, *from, *role, *org, *place;
		bool sees, changes;
	} cases[] = {
		{ "partners", NULL, "partner", ORG_A, "", true, false },
		{ "partners", NULL, "regency", "", "53.02", false, false },
		{ "regencies", NULL, "regency", "", "53.02", true, false },
		{ "regencies", NULL, "partner", ORG_A, "", false, false },
		{ "everyone", NULL, "partner", ORG_A, "", true, false },
		{ "everyone", NULL, "agency", ORG_A, "", false, false },
		{ "chosen", NULL, "partner", ORG_B, "", true, false },
		{ "chosen", NULL, "agency", ORG_B, "", true, false },
		{ "chosen", NULL, "partner", ORG_A, "", false, false },
		{ "chosen", NULL, "regency", "", "53.02", true, false },
		{ "chosen", NULL, "regency", "", "53.04", false, false },
		{ "bureau", ORG_A, "partner", ORG_A, "", true, true },
		{ "bureau", ORG_A, "partner", ORG_B, "", false, false },
		{ "bureau", ORG_A, "regency", "", "53.02", false, false },
		{ "bureau", ORG_A, "bureau", "", "", true, true },
		{ "chosen", NULL, "central", "", "", true, false },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = announcement(a, cases[i].audience);
		doc_set(doc_add_row(a, d, ANNOUNCEMENT_TO), ADDRESSEE_ORG, STR(ORG_B));
		doc_set(doc_add_row(a, d, ANNOUNCEMENT_TO), ADDRESSEE_PLACE, STR("53.02"));
		if (cases[i].from)
			doc_set(d, ANNOUNCEMENT_ORG, str_of(cases[i].from));
		const struct grant g = { .role = role_of(str_of(cases[i].role)),
			                 .org = str_of(cases[i].org),
			                 .org_ref = STR_EMPTY,
			                 .place = str_of(cases[i].place) };
		const struct actor actor = { .id = { "x", 1 }, .grants = &g, .ngrants = 1, .may_write = true };
		struct owners o = owners_of(NULL, a, d);
		if (may(&actor, ACT_VIEW, &announcement_kind, &o) != cases[i].sees ||
		    may(&actor, ACT_EDIT, &announcement_kind, &o) != cases[i].changes)
			fail_msg("case %zu: %s, %s", i, cases[i].audience, cases[i].role);
		/* who reads for the ministry confirms nothing */
		if (g.role != ROLE_BUREAU && g.role != ROLE_CENTRAL && !cases[i].changes)
			assert_int_equal(may(&actor, ACT_OPINE, &announcement_kind, &o), cases[i].sees);
	}
}

static void a_practice_is_public_once_published(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	static const char *const states[] = { "draft", "submitted", "returned", "published" };
	for (size_t i = 0; i < SEL_COUNT(states); i++) {
		struct doc *d = doc_new(a, &practice_kind);
		doc_set(d, PRACTICE_STATUS, str_of(states[i]));
		assert_int_equal((practice_kind.visible(d) & PUBLIC) != 0, i == 3);
		assert_int_equal(practice_kind.locked(d), i % 2 == 1);
	}
	/* nothing is handed in without evidence */
	struct doc *d = doc_new(a, &practice_kind);
	doc_set(d, PRACTICE_STATUS, STR("draft"));
	problems_init(&ps, a, 20);
	workflow_step(d, STR("submit"))->check(d, &ps);
	assert_string_equal(ps.first->key, "problem.practice.evidence");
	doc_set(d, PRACTICE_EVIDENCE, STR("Berita acara"));
	problems_init(&ps, a, 20);
	workflow_step(d, STR("submit"))->check(d, &ps);
	assert_null(ps.first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_those_it_names),
		cmocka_unit_test(is_confirmed_once_for_each_unit),
		cmocka_unit_test(is_archived_after_its_last_day),
		cmocka_unit_test(is_refused_when_it_cannot_be),
		cmocka_unit_test(is_for_its_audience),
		cmocka_unit_test(a_practice_is_public_once_published),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
