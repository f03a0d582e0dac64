/* Tables, rules and codes of the activity and organisation rooms. Expected values come from the IATI standard 2.03
 * (element order, lists), the DAC purpose codes and the laws the comments name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "activity/activity.h"
#include "activity/province.h"
#include "partner/partner.h"
#include "record/codelist.h"

#define assert_str(s, c) assert_str_at((s), (c), __LINE__)
static void assert_str_at(str s, const char *expected, int line)
{
	if (!str_is(s, expected))
		fail_msg("line %d: \"%.*s\", expected \"%s\"", line, STR_ARG(s), expected);
}

/* ---- what holds for every kind ---- */

enum { KINDS = 128 };
struct walk {
	const struct kind *seen[KINDS];
	int n;
};

static void walk(struct walk *w, const struct kind *k)
{
	for (int i = 0; i < w->n; i++)
		if (w->seen[i] == k)
			return;
	assert_true(w->n < KINDS);
	w->seen[w->n++] = k;
	for (uint32_t i = 0; i < k->nfields; i++)
		if (k->fields[i].rows)
			walk(w, k->fields[i].rows);
}

static struct walk all_kinds(void)
{
	struct walk w = { .n = 0 };
	walk(&w, &activity_kind);
	walk(&w, &organisation_kind);
	return w;
}

static bool in_no_file(const struct kind *k)
{
	static const struct kind *const ours[] = { &narrative_kind,     &extra_kind,         &custom_value_kind,
		                                   &legal_form_kind,    &permit_regime_kind, &partner_ministry_kind,
		                                   &local_partner_kind, &office_kind,        &partner_contact_kind,
		                                   &staff_kind };
	for (size_t i = 0; i < SEL_COUNT(ours); i++)
		if (k == ours[i])
			return true;
	return false;
}

static void every_kind_keeps_what_it_does_not_know(void **state)
{
	(void)state;
	struct walk w = all_kinds();
	assert_true(w.n > 50);
	for (int i = 0; i < w.n; i++) {
		const struct kind *k = w.seen[i];
		if (in_no_file(k))
			continue;
		const struct field *last = &k->fields[k->nfields - 1];
		assert_string_equal(last->name, "extra");
		assert_ptr_equal(last->rows, &extra_kind);
		assert_null(last->iati);
	}
}

static void every_code_has_its_list(void **state)
{
	(void)state;
	struct walk w = all_kinds();
	int codes = 0;
	for (int i = 0; i < w.n; i++) {
		const struct kind *k = w.seen[i];
		for (uint32_t j = 0; j < k->nfields; j++) {
			const struct field *f = &k->fields[j];
			if (f->type != FIELD_CODE)
				continue;
			codes++;
			assert_true(f->codes || f->codes_by);
			if (f->codes && !codelist_find(f->codes))
				fail_msg("%s.%s: no list %s", k->name, f->name, f->codes);
			if (f->codes_by) {
				assert_true(kind_field(k, str_of(f->codes_by)) >= 0);
				assert_non_null(codelist_find(f->vocabulary));
			}
		}
	}
	assert_true(codes > 60);
}

static void names_of_fields_are_columns_and_unique(void **state)
{
	(void)state;
	struct walk w = all_kinds();
	for (int i = 0; i < w.n; i++) {
		const struct kind *k = w.seen[i];
		for (uint32_t j = 0; j < k->nfields; j++) {
			str name = str_of(k->fields[j].name);
			assert_int_equal(kind_field(k, name), j);
			for (size_t c = 0; c < name.n; c++)
				assert_true((name.p[c] >= 'a' && name.p[c] <= 'z') || name.p[c] == '_' ||
				            (name.p[c] >= '0' && name.p[c] <= '9'));
		}
	}
}

/* UU 27/2022: nothing about a person leaves the bureau, also not by way of the unknown elements of a contact. */
static void persons_are_not_public(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	struct doc *d = doc_new(a, &activity_kind);
	doc_set(d, ACTIVITY_IDENTIFIER, STR("ID-TEST-1"));
	struct doc *c = doc_add_row(a, d, ACTIVITY_CONTACT);
	doc_add_text(a, c, CONTACT_ORGANISATION, STR("id"), STR("Yayasan Contoh"));
	doc_add_text(a, c, CONTACT_PERSON, STR("id"), STR("Maria"));
	doc_add_text(a, c, CONTACT_JOB_TITLE, STR("id"), STR("Manajer"));
	doc_set(doc_add_row(a, c, CONTACT_TELEPHONE), CONTACT_LINE_TEXT, STR("0380-123456"));
	doc_set(doc_add_row(a, c, CONTACT_EMAIL), CONTACT_LINE_TEXT, STR("maria@contoh.id"));
	doc_add_text(a, doc_add_row(a, c, CONTACT_ADDRESS), CONTACT_ADDRESS_TEXT, STR("id"), STR("Jl. El Tari"));
	struct doc *extra = doc_add_row(a, c, CONTACT_EXTRA);
	doc_set(extra, EXTRA_PATH, STR(""));
	doc_set(extra, EXTRA_XML, STR("<person-name>Yohanes</person-name>"));

	struct buf json;
	buf_init(&json, a, 1 << 16);
	doc_json(doc_visible(a, d, PUBLIC | PARTNERS | GOVERNMENT), &json);
	str text = buf_str(&json);
	assert_true(str_find(text, STR("Yayasan Contoh"), 0) > 0);
	const char *const private[] = { "Maria", "Manajer", "123456", "contoh.id", "El Tari", "Yohanes" };
	for (size_t i = 0; i < sizeof(private) / sizeof(*private); i++)
		assert_int_equal(str_find(text, str_of(private[i]), 0), -1);
	arena_free(a);
}

/* ---- texts ---- */

static void title_in_the_readers_language(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	struct doc *d = doc_new(a, &activity_kind);
	doc_set(d, ACTIVITY_IDENTIFIER, STR("ID-TEST-1"));
	assert_str(activity_kind.title(d, 0, a), "ID-TEST-1");
	doc_add_text(a, d, ACTIVITY_TITLE, STR(""), STR("Air untuk desa"));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("en"), STR("Water for villages"));
	assert_str(activity_kind.title(d, 1, a), "Water for villages");
	assert_str(activity_kind.title(d, 0, a), "Water for villages");
	/* once the record says that its own language is Indonesian, the text without language is the Indonesian one */
	doc_set(d, ACTIVITY_LANG, STR("id"));
	assert_str(activity_kind.title(d, 0, a), "Air untuk desa");
	assert_str(activity_kind.title(d, 1, a), "Water for villages");
	arena_free(a);
}

static void a_good_activity_has_no_problems(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	struct problems ps;
	problems_init(&ps, a, 100);
	struct doc *d = doc_new(a, &activity_kind);
	doc_set(d, ACTIVITY_IDENTIFIER, STR("ID-TEST-1"));
	doc_set(d, ACTIVITY_REPORTING_REF, STR("ID-TEST"));
	doc_set(d, ACTIVITY_REPORTING_TYPE, STR("22"));
	doc_add_text(a, d, ACTIVITY_REPORTING_NAME, STR("id"), STR("Yayasan Contoh"));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("id"), STR("Air untuk desa"));
	doc_add_text(a, doc_add_row(a, d, ACTIVITY_DESCRIPTION), DESCRIPTION_TEXT, STR("id"), STR("Sumur bor"));
	struct doc *org = doc_add_row(a, d, ACTIVITY_PARTICIPATING_ORG);
	doc_set(org, PARTICIPATING_ORG_ROLE, STR("4"));
	doc_set(d, ACTIVITY_STATUS, STR("2"));
	struct doc *day = doc_add_row(a, d, ACTIVITY_DATE);
	doc_set(day, ACTIVITY_DATE_TYPE, STR("2"));
	doc_set(day, ACTIVITY_DATE_DATE, STR("2019-10-29"));
	struct doc *sector = doc_add_row(a, d, ACTIVITY_SECTOR);
	doc_set(sector, SECTOR_VOCABULARY, STR("7"));
	doc_set(sector, SECTOR_CODE, STR("6")); /* clean water and sanitation */
	doc_check(d, NULL, &ps);
	assert_int_equal(ps.n, 0);

	doc_set(sector, SECTOR_CODE, STR("18")); /* there are 17 goals */
	doc_set(sector, SECTOR_PERCENTAGE, STR("100.5"));
	doc_set(d, ACTIVITY_STATUS, STR("7"));
	doc_check(d, NULL, &ps);
	assert_int_equal(ps.by_severity[SEVERITY_ERROR], 3);
	arena_free(a);
}

/* ---- the province's sectors ---- */

static void longest_prefix_names_the_sector(void **state)
{
	(void)state;
	static const struct {
		const char *code, *sector;
	} cases[] = {
		{ "11220", "pendidikan" }, /* primary education */
		{ "12240", "kesehatan" },  /* basic nutrition: stunting */
		{ "13020", "kesehatan" },  /* reproductive health care */
		{ "14030", "prasarana" },  /* basic drinking water and sanitation */
		{ "14050", "lingkungan" }, /* waste */
		{ "15111", "tatakelola" }, /* public finance management */
		{ "16040", "papan" },      /* low-cost housing */
		{ "23210", "prasarana" },  /* renewable energy */
		{ "31120", "pangan" },     /* agricultural development */
		{ "31320", "pangan" },     /* fishery */
		{ "32130", "ekonomi" },    /* small and medium enterprises */
		{ "32163", "sandang" },    /* textiles */
		{ "33210", "pariwisata" }, /* tourism policy */
		{ "41030", "lingkungan" }, /* biodiversity */
		{ "43060", "lingkungan" }, /* disaster risk reduction */
		{ "52010", "pangan" },     /* food assistance */
		{ "99810", "lainnya" },    /* not specified */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_str(province_sector_of(STR("1"), str_of(cases[i].code)), cases[i].sector);
		assert_str(province_sector_of(STR_EMPTY, str_of(cases[i].code)), cases[i].sector);
	}
	assert_str(province_sector_of(STR("2"), STR("332")), "pariwisata");
	assert_str(province_sector_of(STR("2"), STR("122")), "kesehatan");
}

static void what_is_not_dac_has_no_sector(void **state)
{
	(void)state;
	assert_str(province_sector_of(STR("7"), STR("6")), "");
	assert_str(province_sector_of(STR("99"), STR("11220")), "");
	assert_str(province_sector_of(STR("1"), STR("112")), "");
	assert_str(province_sector_of(STR("2"), STR("11220")), "");
	assert_str(province_sector_of(STR("1"), STR("1122x")), "");
	assert_str(province_sector_of(STR("1"), STR_EMPTY), "");
}

static void every_dac_sector_belongs_to_the_province(void **state)
{
	(void)state;
	const struct codelist *dac = codelist_find("Sector"), *ours = codelist_find("province-sector");
	assert_int_equal(ours->n, 11);
	for (uint32_t i = 0; i < dac->n; i++)
		assert_non_null(codelist_get(ours, province_sector_of(STR("1"), str_of(dac->codes[i].code))));
}

/* ---- code lists ---- */

static void code_lists_are_found(void **state)
{
	(void)state;
	uint32_t n;
	const struct codelist *all = codelist_all(&n);
	assert_true(n > 60);
	for (uint32_t i = 0; i < n; i++) {
		assert_ptr_equal(codelist_find(all[i].name), &all[i]);
		for (uint32_t c = 0; c < all[i].n; c++)
			assert_ptr_equal(codelist_get(&all[i], str_of(all[i].codes[c].code)), &all[i].codes[c]);
		assert_null(codelist_get(&all[i], STR("no such code")));
		assert_null(codelist_get(&all[i], STR_EMPTY));
	}
	assert_null(codelist_find("NoSuchList"));
	assert_null(codelist_find(""));
	assert_null(codelist_get(NULL, STR("1")));
	assert_str(codelist_name("OrganisationRole", STR("1"), 0), "Pemberi dana");
	assert_str(codelist_name("OrganisationRole", STR("1"), 1), "Funding");
	assert_str(codelist_name("OrganisationRole", STR("9"), 0), "9");
	assert_true(codelist_find("ActivityStatus")->complete);
	assert_false(codelist_find("Country")->complete);
	assert_string_equal(codelist_get(codelist_find("Sector"), STR("11220"))->category, "112");
}

static void vocabularies_name_their_lists(void **state)
{
	(void)state;
	assert_string_equal(codelist_of_vocabulary("SectorVocabulary", STR("1"))->name, "Sector");
	assert_string_equal(codelist_of_vocabulary("SectorVocabulary", STR("8"))->name, "UNSDG-Targets");
	assert_string_equal(codelist_of_vocabulary("TagVocabulary", STR("2"))->name, "UNSDG-Goals");
	assert_null(codelist_of_vocabulary("SectorVocabulary", STR("99")));
	assert_null(codelist_of_vocabulary("SectorVocabulary", STR("no")));
}

/* ---- organisations ---- */

static void add_category(arena *a, struct doc *d, const char *category, const char *from, const char *to)
{
	struct doc *row = doc_add_row(a, d, ORGANISATION_CATEGORY);
	doc_set(row, PARTNER_CATEGORY_CODE, str_of(category));
	if (from)
		doc_set(row, PARTNER_CATEGORY_FROM, str_of(from));
	if (to)
		doc_set(row, PARTNER_CATEGORY_TO, str_of(to));
}

static void category_of_a_year(void **state)
{
	(void)state;
	enum category_basis basis;
	arena *a = arena_new(1 << 20);
	struct doc *d = doc_new(a, &organisation_kind);
	assert_str(organisation_category(d, 2019, &basis), "");
	assert_int_equal(basis, CATEGORY_UNKNOWN);
	doc_set(d, ORGANISATION_TYPE, STR("21"));
	assert_str(organisation_category(d, 2019, &basis), "ngo");
	assert_int_equal(basis, CATEGORY_BY_TYPE);

	add_category(a, d, "multilateral", "2010", "2018");
	add_category(a, d, "bilateral", "2018", NULL);
	assert_str(organisation_category(d, 2010, &basis), "multilateral");
	assert_int_equal(basis, CATEGORY_STATED);
	assert_str(organisation_category(d, 2017, &basis), "multilateral");
	assert_str(organisation_category(d, 2018, &basis), "bilateral"); /* both cover it: the one that starts last */
	assert_str(organisation_category(d, 2026, &basis), "bilateral");
	assert_str(organisation_category(d, 2009, &basis), ""); /* stated rows rule: none covers the year */
	assert_int_equal(basis, CATEGORY_UNKNOWN);
	arena_free(a);
}

static void category_follows_from_the_type(void **state)
{
	(void)state;
	static const struct {
		const char *type, *country, *government, *category;
	} cases[] = {
		{ "10", "AU", "0", "bilateral" },
		{ "15", "DE", "0", "bilateral" },
		{ "10", "ID", "0", "government" },
		{ "11", "ID", "1", "government" },
		{ "40", "US", "0", "multilateral" },
		{ "24", "ID", "0", "ngo" },
		{ "22", "NL", "0", "ngo" },
		{ "10", "", "0", "" },
		{ "80", "ID", "0", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum category_basis basis;
		arena *a = arena_new(1 << 20);
		struct doc *d = doc_new(a, &organisation_kind);
		doc_set(d, ORGANISATION_TYPE, str_of(cases[i].type));
		doc_set(d, ORGANISATION_COUNTRY, str_of(cases[i].country));
		doc_set(d, ORGANISATION_GOVERNMENT, str_of(cases[i].government));
		assert_str(organisation_category(d, 2019, &basis), cases[i].category);
		arena_free(a);
	}
}

static void years_of_a_category_go_forward(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	struct problems ps;
	problems_init(&ps, a, 10);
	struct doc *d = doc_new(a, &organisation_kind);
	doc_add_text(a, d, ORGANISATION_NAME, STR("id"), STR("Contoh"));
	add_category(a, d, "ngo", "2015", "2019");
	add_category(a, d, "ngo", "2019", "2015");
	doc_check(d, NULL, &ps);
	assert_int_equal(ps.n, 1);
	assert_string_equal(ps.first->key, "problem.order");
	assert_str(ps.first->path, "category[2]/to_year");
	doc_check(d, NULL, NULL);
	arena_free(a);
}

static void register_of_an_identifier(void **state)
{
	(void)state;
	assert_str(organisation_register(STR("GB-CHC-202918")), "GB-CHC");
	assert_str(organisation_register(STR("XM-DAC-41114-1")), "XM-DAC");
	assert_str(organisation_register(STR("XM-DAC")), "");
	assert_str(organisation_register(STR("")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_keeps_what_it_does_not_know),
		cmocka_unit_test(every_code_has_its_list),
		cmocka_unit_test(names_of_fields_are_columns_and_unique),
		cmocka_unit_test(persons_are_not_public),
		cmocka_unit_test(title_in_the_readers_language),
		cmocka_unit_test(a_good_activity_has_no_problems),
		cmocka_unit_test(longest_prefix_names_the_sector),
		cmocka_unit_test(what_is_not_dac_has_no_sector),
		cmocka_unit_test(every_dac_sector_belongs_to_the_province),
		cmocka_unit_test(code_lists_are_found),
		cmocka_unit_test(vocabularies_name_their_lists),
		cmocka_unit_test(category_of_a_year),
		cmocka_unit_test(category_follows_from_the_type),
		cmocka_unit_test(years_of_a_category_go_forward),
		cmocka_unit_test(register_of_an_identifier),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
