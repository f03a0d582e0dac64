#include "activity/activity.h"

#include "activity/located.h"
#include "activity/named.h"

KIND(description, DESCRIPTION, DESCRIPTION_FIELDS, .iati = "description")
KIND(participating_org, PARTICIPATING_ORG, PARTICIPATING_ORG_FIELDS, .iati = "participating-org")
KIND(other_identifier, OTHER_IDENTIFIER, OTHER_IDENTIFIER_FIELDS, .iati = "other-identifier")
KIND(activity_date, ACTIVITY_DATE, ACTIVITY_DATE_FIELDS, .iati = "activity-date")
KIND(contact_line, CONTACT_LINE, CONTACT_LINE_FIELDS)
KIND(contact_address, CONTACT_ADDRESS, CONTACT_ADDRESS_FIELDS, .iati = "mailing-address")
KIND(website, WEBSITE, WEBSITE_FIELDS)
KIND(contact, CONTACT, CONTACT_FIELDS, .iati = "contact-info")
KIND(sector, SECTOR, SECTOR_FIELDS, .iati = "sector")
KIND(tag, TAG, TAG_FIELDS, .iati = "tag")
KIND(humanitarian_scope, HUMANITARIAN_SCOPE, HUMANITARIAN_SCOPE_FIELDS, .iati = "humanitarian-scope")
KIND(policy_marker, POLICY_MARKER, POLICY_MARKER_FIELDS, .iati = "policy-marker")
KIND(related_activity, RELATED_ACTIVITY, RELATED_ACTIVITY_FIELDS, .iati = "related-activity")
KIND(legacy_data, LEGACY_DATA, LEGACY_DATA_FIELDS, .iati = "legacy-data")
KIND(condition, CONDITION, CONDITION_FIELDS, .iati = "condition")
KIND(conditions, CONDITIONS, CONDITIONS_FIELDS, .iati = "conditions")

str activity_text(const struct doc *activity, const struct doc *row, uint32_t field, int lang)
{
	str want = lang ? STR("en") : STR("id"), other = lang ? STR("id") : STR("en");
	str got;
	str text = doc_text(row, field, want, STR_EMPTY, &got);
	if (str_starts(got, want) || (!got.n && str_starts(doc_str(activity, ACTIVITY_LANG), want)))
		return text;
	return doc_text(row, field, want, other, &got);
}

static str title_of(const struct doc *d, int lang, arena *a)
{
	(void)a;
	str title = activity_text(d, d, ACTIVITY_TITLE, lang);
	return title.n ? title : doc_str(d, ACTIVITY_IDENTIFIER);
}

/* The identifier of the other stays findable, as the standard has it for one activity under two identifiers. */
static void absorb(arena *a, struct doc *keep, const struct doc *drop)
{
	str ref = doc_str(drop, ACTIVITY_IDENTIFIER);
	if (!ref.n || str_eq(ref, doc_str(keep, ACTIVITY_IDENTIFIER)))
		return;
	uint32_t n;
	struct doc *const *rows = doc_rows(keep, ACTIVITY_OTHER_IDENTIFIER, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], OTHER_IDENTIFIER_REF), ref))
			return;
	struct doc *row = doc_add_row(a, keep, ACTIVITY_OTHER_IDENTIFIER);
	doc_set(row, OTHER_IDENTIFIER_REF, arena_str(a, ref));
	doc_set(row, OTHER_IDENTIFIER_TYPE, STR("A9")); /* another identifier of the activity */
}

static const struct derived_table tables[] = {
	{ "place", activity_located_columns, ACTIVITY_LOCATED_COLUMNS, activity_located_fill },
	{ "name", activity_named_columns, ACTIVITY_NAMED_COLUMNS, activity_named_fill },
};

/* The pages of its form: what is asked of every programme first, what the standard has beside it last. */
#define MAIN "title description activity_status activity_date reporting_org_ref participating_org iati_identifier"
#define PLACES "location recipient_country"
#define SECTORS "sector tag policy_marker"
#define MONEY_FIELDS "default_currency budget transaction planned_disbursement"
#define DOCUMENTS "document_link contact_info related_activity"
static const struct section sections[] = {
	{ "main", MAIN },
	{ "place", PLACES },
	{ "sector", SECTORS },
	{ "money", MONEY_FIELDS },
	{ "result", "result" },
	{ "document", DOCUMENTS },
	{ "other",
	  "! " MAIN " " PLACES " " SECTORS " " MONEY_FIELDS " result " DOCUMENTS " last_updated_datetime legacy_data" },
};

/* The places of its locations, as far as they are sure: whose area it lies in. */
static void owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	uint32_t n = d->v[ACTIVITY_LOCATION].n;
	str *places = arena_array(a, str, n + out->nplaces + 1);
	for (uint32_t i = 0; i < out->nplaces; i++)
		places[i] = out->places[i];
	for (uint32_t i = 0; i < n; i++) {
		const struct place *p = activity_located_place(app, d, i);
		if (p)
			places[out->nplaces++] = p->code;
	}
	out->places = places;
}

KIND(activity, ACTIVITY, ACTIVITY_FIELDS, .iati = "iati-activity", .number = 3, .derived = true, .visibility = PUBLIC,
     .title = title_of, .absorb = absorb, .conceal = activity_conceal, .tables = tables, .ntables = SEL_COUNT(tables),
     .owners = owners, .state = "activity_status", .years = "activity_date", .sections = sections,
     .nsections = SEL_COUNT(sections))
