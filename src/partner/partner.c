#include "partner/partner.h"

KIND(alias, ALIAS, ALIAS_FIELDS)
KIND(partner_category, PARTNER_CATEGORY, PARTNER_CATEGORY_FIELDS)
KIND(partner_note, PARTNER_NOTE, PARTNER_NOTE_FIELDS)
KIND(legal_form, LEGAL_FORM, LEGAL_FORM_FIELDS)
KIND(permit_regime, PERMIT_REGIME, PERMIT_REGIME_FIELDS)
KIND(partner_ministry, PARTNER_MINISTRY, PARTNER_MINISTRY_FIELDS, .links = true)
KIND(local_partner, LOCAL_PARTNER, LOCAL_PARTNER_FIELDS, .links = true)
KIND(office, OFFICE, OFFICE_FIELDS)
KIND(partner_contact, PARTNER_CONTACT, PARTNER_CONTACT_FIELDS)
KIND(staff, STAFF, STAFF_FIELDS)
KIND(budget_line, BUDGET_LINE, BUDGET_LINE_FIELDS)
KIND(total_budget, TOTAL_BUDGET, TOTAL_BUDGET_FIELDS, .iati = "total-budget")
KIND(org_budget, ORG_BUDGET, ORG_BUDGET_FIELDS, .iati = "recipient-org-budget")
KIND(region_budget, REGION_BUDGET, REGION_BUDGET_FIELDS, .iati = "recipient-region-budget")
KIND(country_share, COUNTRY_SHARE, COUNTRY_SHARE_FIELDS, .iati = "recipient-country-budget")
KIND(total_expenditure, TOTAL_EXPENDITURE, TOTAL_EXPENDITURE_FIELDS, .iati = "total-expenditure")
KIND(document_country, DOCUMENT_COUNTRY, DOCUMENT_COUNTRY_FIELDS, .iati = "recipient-country")
KIND(org_document, ORG_DOCUMENT, ORG_DOCUMENT_FIELDS, .iati = "document-link")

str organisation_text(const struct doc *org, const struct doc *row, uint32_t field, int lang)
{
	str want = lang ? STR("en") : STR("id"), other = lang ? STR("id") : STR("en");
	str got;
	str text = doc_text(row, field, want, STR_EMPTY, &got);
	if (str_starts(got, want) || (!got.n && str_starts(doc_str(org, ORGANISATION_LANG), want)))
		return text;
	return doc_text(row, field, want, other, &got);
}

static str title_of(const struct doc *d, int lang, arena *a)
{
	(void)a;
	str name = organisation_text(d, d, ORGANISATION_NAME, lang);
	if (!name.n)
		name = doc_str(d, ORGANISATION_ACRONYM);
	return name.n ? name : doc_str(d, ORGANISATION_REF);
}

static void problem(struct problems *ps, enum severity severity, const char *key, str path, const struct doc *row,
                    str found, str expected)
{
	problems_add(ps, (struct problem){ .severity = severity,
	                                   .key = key,
	                                   .path = path,
	                                   .line = row->line,
	                                   .found = found,
	                                   .expected = expected });
}

static void check_years(const struct doc *d, struct problems *ps)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ORGANISATION_CATEGORY, &n);
	for (uint32_t i = 0; i < n; i++) {
		int64_t from, to;
		if (doc_int(rows[i], PARTNER_CATEGORY_FROM, &from) && doc_int(rows[i], PARTNER_CATEGORY_TO, &to) &&
		    to < from)
			problem(ps, SEVERITY_ERROR, "problem.order",
			        arena_fmt(ps->arena, "category[%u]/to_year", i + 1), rows[i],
			        doc_str(rows[i], PARTNER_CATEGORY_TO), doc_str(rows[i], PARTNER_CATEGORY_FROM));
	}
}

/* From and until of a dated row; open ends are the ends of time. */
static void span_of(const struct doc *row, date *since, date *until)
{
	if (!doc_date(row, (uint32_t)kind_field(row->kind, STR("since")), since))
		*since = INT32_MIN + 1;
	if (!doc_date(row, (uint32_t)kind_field(row->kind, STR("until")), until))
		*until = INT32_MAX;
}

/* Rows of a dated fact end after they began; where it can be one at a time only, they do not meet. */
static void check_spans(const struct doc *d, uint32_t field, const char *alone, struct problems *ps)
{
	uint32_t n;
	const char *name = d->kind->fields[field].name;
	struct doc *const *rows = doc_rows(d, field, &n);
	for (uint32_t i = 0; i < n; i++) {
		date since, until, other_since, other_until;
		span_of(rows[i], &since, &until);
		if (until < since)
			problem(ps, SEVERITY_ERROR, "problem.order", arena_fmt(ps->arena, "%s[%u]/until", name, i + 1),
			        rows[i], doc_str(rows[i], (uint32_t)kind_field(rows[i]->kind, STR("until"))),
			        doc_str(rows[i], (uint32_t)kind_field(rows[i]->kind, STR("since"))));
		for (uint32_t k = 0; k < i && alone; k++) {
			span_of(rows[k], &other_since, &other_until);
			if (since <= other_until && other_since <= until)
				problem(ps, SEVERITY_ERROR, "problem.organisation.overlap",
				        arena_fmt(ps->arena, "%s[%u]/since", name, i + 1), rows[i], STR_EMPTY,
				        str_of(alone));
		}
	}
}

static void check_people(const struct doc *d, struct problems *ps)
{
	uint32_t n;
	int64_t foreign;
	date consent, keep;
	struct doc *const *rows = doc_rows(d, ORGANISATION_STAFF, &n);
	for (uint32_t i = 0; i < n; i++)
		if (doc_int(rows[i], STAFF_FOREIGN, &foreign) && foreign > 3)
			problem(ps, SEVERITY_WARNING, "problem.organisation.foreign_staff",
			        arena_fmt(ps->arena, "staff[%u]/foreign_staff", i + 1), rows[i],
			        doc_str(rows[i], STAFF_FOREIGN), STR("PP 59/2016 Pasal 25 ayat (3)"));
	rows = doc_rows(d, ORGANISATION_CONTACT, &n);
	for (uint32_t i = 0; i < n; i++)
		if (doc_date(rows[i], PARTNER_CONTACT_CONSENT, &consent) &&
		    doc_date(rows[i], PARTNER_CONTACT_KEEP, &keep) && keep < consent)
			problem(ps, SEVERITY_ERROR, "problem.order",
			        arena_fmt(ps->arena, "contact[%u]/keep_until", i + 1), rows[i],
			        doc_str(rows[i], PARTNER_CONTACT_KEEP), doc_str(rows[i], PARTNER_CONTACT_CONSENT));
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	if (!ps)
		return;
	check_years(d, ps);
	check_spans(d, ORGANISATION_LEGAL_FORM, "PP 59/2016 Pasal 2", ps);
	check_spans(d, ORGANISATION_PERMIT_REGIME, NULL, ps);
	check_spans(d, ORGANISATION_MINISTRY, "PP 59/2016 Pasal 14 ayat (2)", ps);
	check_spans(d, ORGANISATION_LOCAL_PARTNER, NULL, ps);
	check_spans(d, ORGANISATION_OFFICE, NULL, ps);
	check_people(d, ps);
}

const struct doc *organisation_fact(const struct doc *org, uint32_t field, date day)
{
	uint32_t n;
	date best_since = DATE_NONE;
	const struct doc *best = NULL;
	struct doc *const *rows = doc_rows(org, field, &n);
	for (uint32_t i = 0; i < n; i++) {
		date since, until;
		span_of(rows[i], &since, &until);
		if (day >= since && day <= until && (!best || since > best_since)) {
			best = rows[i];
			best_since = since;
		}
	}
	return best;
}

static bool is_called(const struct doc *d, str text)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ORGANISATION_NAME, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], NARRATIVE_TEXT), text))
			return true;
	rows = doc_rows(d, ORGANISATION_ALIAS, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], ALIAS_TEXT), text))
			return true;
	return str_eq(doc_str(d, ORGANISATION_REF), text) || str_eq(doc_str(d, ORGANISATION_ACRONYM), text);
}

static void add_alias(arena *a, struct doc *keep, str text)
{
	if (!text.n || is_called(keep, text))
		return;
	struct doc *row = doc_add_row(a, keep, ORGANISATION_ALIAS);
	doc_set(row, ALIAS_TEXT, arena_str(a, text));
	doc_set(row, ALIAS_SOURCE, STR(ALIAS_OF_MERGE));
}

/* It goes by everything the other was called: above all its identifier, by which files name it. */
static void absorb(arena *a, struct doc *keep, const struct doc *drop)
{
	uint32_t n;
	struct doc *const *names = doc_rows(drop, ORGANISATION_NAME, &n);
	add_alias(a, keep, doc_str(drop, ORGANISATION_REF));
	for (uint32_t i = 0; i < n; i++)
		add_alias(a, keep, doc_str(names[i], NARRATIVE_TEXT));
	add_alias(a, keep, doc_str(drop, ORGANISATION_ACRONYM));
}

bool alias_is_merged(const struct doc *alias)
{
	return str_is(doc_str(alias, ALIAS_SOURCE), ALIAS_OF_MERGE);
}

/* The pages of its form; the second is what the standard has of a publisher. */
#define PUBLISHER                                                                                                      \
	"last_updated_datetime lang default_currency reporting_org_ref reporting_org_type secondary_reporter "         \
	"reporting_org total_budget recipient_org_budget recipient_region_budget recipient_country_budget "            \
	"total_expenditure document_link"
static const struct section sections[] = { { "main", "! " PUBLISHER }, { "other", PUBLISHER } };

KIND(organisation, ORGANISATION, ORGANISATION_FIELDS, .iati = "iati-organisation", .number = 2, .derived = true,
     .links = true, .visibility = PUBLIC, .check = check, .title = title_of, .absorb = absorb, .state = "type",
     .sections = sections, .nsections = SEL_COUNT(sections))

static str by_type(const struct doc *org)
{
	str type = doc_str(org, ORGANISATION_TYPE), country = doc_str(org, ORGANISATION_COUNTRY);
	if (doc_bool(org, ORGANISATION_GOVERNMENT, false))
		return STR("government");
	if (str_is(type, "40"))
		return STR("multilateral");
	if (str_is(type, "21") || str_is(type, "22") || str_is(type, "23") || str_is(type, "24"))
		return STR("ngo");
	if ((str_is(type, "10") || str_is(type, "11") || str_is(type, "15")) && country.n)
		return str_is(country, "ID") ? STR("government") : STR("bilateral");
	return STR_EMPTY;
}

const struct doc *organisation_category_row(const struct doc *org, int year)
{
	uint32_t n;
	int64_t best_from = INT64_MIN;
	const struct doc *best = NULL;
	struct doc *const *rows = doc_rows(org, ORGANISATION_CATEGORY, &n);
	for (uint32_t i = 0; i < n; i++) {
		int64_t from = INT64_MIN, to = INT64_MAX;
		(void)doc_int(rows[i], PARTNER_CATEGORY_FROM, &from);
		(void)doc_int(rows[i], PARTNER_CATEGORY_TO, &to);
		if (year < from || year > to || (best && from < best_from))
			continue;
		best = rows[i];
		best_from = from;
	}
	return best;
}

str organisation_category(const struct doc *org, int year, enum category_basis *basis)
{
	const struct doc *best = organisation_category_row(org, year);
	str category = best                                  ? doc_str(best, PARTNER_CATEGORY_CODE)
	               : doc_has(org, ORGANISATION_CATEGORY) ? STR_EMPTY
	                                                     : by_type(org);
	*basis = !category.n ? CATEGORY_UNKNOWN : best ? CATEGORY_STATED : CATEGORY_BY_TYPE;
	return category;
}

str organisation_register(str ref)
{
	ptrdiff_t first = str_find_char(ref, '-', 0);
	ptrdiff_t second = first < 0 ? -1 : str_find_char(ref, '-', (size_t)first + 1);
	return second < 0 ? STR_EMPTY : str_sub(ref, 0, (size_t)second);
}
