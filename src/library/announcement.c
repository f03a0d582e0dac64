/* Announcements: the kind and its rules. */
#include "library/announcement.h"

#include "partner/partner.h"

KIND(announcement_to, ADDRESSEE, ADDRESSEE_FIELDS)
KIND(announcement_receipt, RECEIPT, RECEIPT_FIELDS)

static bool is_to(const struct doc *d, const char *audience)
{
	return str_is(doc_str(d, ANNOUNCEMENT_AUDIENCE), audience);
}

/* Not for everybody: the policy table says who (SCOPE_OWN and SCOPE_AREA of the sender, SCOPE_ADDRESSED). */
static uint32_t visible(const struct doc *d)
{
	return is_to(d, "public") ? PUBLIC : PARTNERS | GOVERNMENT;
}

static void owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	enum { SORTS = 2 };
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ANNOUNCEMENT_TO, &n);
	str *list = arena_array(a, str, 2 * (size_t)n + SORTS);
	bool all = is_to(d, "public") || is_to(d, "everyone");
	(void)app;
	out->addressed = list;
	if (all || is_to(d, "partners"))
		list[out->naddressed++] = str_of(role_name(ROLE_PARTNER));
	if (all || is_to(d, "regencies"))
		list[out->naddressed++] = str_of(role_name(ROLE_REGENCY));
	for (uint32_t i = 0; i < n && is_to(d, "chosen"); i++) {
		if (doc_str(rows[i], ADDRESSEE_ORG).n)
			list[out->naddressed++] = doc_str(rows[i], ADDRESSEE_ORG);
		if (doc_str(rows[i], ADDRESSEE_PLACE).n)
			list[out->naddressed++] = doc_str(rows[i], ADDRESSEE_PLACE);
	}
}

static void wrong(struct problems *ps, const char *key, const char *path)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = str_of(path) });
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date day, until;
	uint32_t n;
	(void)old;
	/* partners and regencies write to the bureau; the bureau to them all */
	bool sent_in = doc_str(d, ANNOUNCEMENT_ORG).n || doc_str(d, ANNOUNCEMENT_PLACE).n;
	if (doc_str(d, ANNOUNCEMENT_AUDIENCE).n && sent_in && !is_to(d, "bureau"))
		wrong(ps, "problem.announcement.bureau_only", "audience");
	struct doc *const *rows = doc_rows(d, ANNOUNCEMENT_TO, &n);
	if (is_to(d, "chosen") && !n)
		wrong(ps, "problem.announcement.nobody", "to");
	for (uint32_t i = 0; i < n; i++)
		if (!doc_str(rows[i], ADDRESSEE_ORG).n == !doc_str(rows[i], ADDRESSEE_PLACE).n)
			wrong(ps, "problem.announcement.one_each", "to");
	if (!doc_date(d, ANNOUNCEMENT_DATE, &day))
		return;
	if (doc_date(d, ANNOUNCEMENT_UNTIL, &until) && until < day)
		wrong(ps, "problem.announcement.before", "until");
	if (doc_date(d, ANNOUNCEMENT_SHOWN, &until) && until < day)
		wrong(ps, "problem.announcement.before", "shown_until");
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)a;
	return doc_text(d, ANNOUNCEMENT_TITLE, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

KIND(announcement, ANNOUNCEMENT, ANNOUNCEMENT_FIELDS, .number = 51, .links = true, .visible = visible, .owners = owners,
     .check = check, .title = title, .state = "audience", .years = "date")

/* ---- who is addressed ---- */

static bool is_chosen(const struct doc *d, str org, str place)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ANNOUNCEMENT_TO, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (org.n && str_eq(doc_str(rows[i], ADDRESSEE_ORG), org))
			return true;
		if (place.n && place_code_within(place, doc_str(rows[i], ADDRESSEE_PLACE)))
			return true;
	}
	return false;
}

static str unit_of_grant(const struct doc *d, const struct grant *g)
{
	bool all = is_to(d, "public") || is_to(d, "everyone"), chosen = is_to(d, "chosen");
	switch (g->role) {
	case ROLE_ADMIN:
	case ROLE_BUREAU:
		return is_to(d, "bureau") ? STR(ANNOUNCEMENT_BUREAU) : STR_EMPTY;
	case ROLE_PARTNER:
		return all || is_to(d, "partners") || (chosen && is_chosen(d, g->org, STR_EMPTY)) ? g->org : STR_EMPTY;
	case ROLE_REGENCY:
		return all || is_to(d, "regencies") || (chosen && is_chosen(d, STR_EMPTY, g->place)) ? g->place
		                                                                                     : STR_EMPTY;
	case ROLE_AGENCY:
		return chosen && is_chosen(d, g->org, STR_EMPTY) ? g->org : STR_EMPTY;
	case ROLE_NONE:
	case ROLE_CENTRAL:
	case ROLE_AUDITOR:
	case ROLE_COUNT:
		break;
	}
	return STR_EMPTY;
}

str announcement_unit(const struct doc *d, const struct actor *actor)
{
	for (uint32_t i = 0; i < actor->ngrants; i++) {
		str unit = unit_of_grant(d, &actor->grants[i]);
		if (unit.n)
			return unit;
	}
	return STR_EMPTY;
}

/* ---- receipts ---- */

const struct doc *announcement_receipt(const struct doc *d, str unit)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ANNOUNCEMENT_RECEIPT, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], RECEIPT_UNIT), unit))
			return rows[i];
	return NULL;
}

struct doc *announcement_received(arena *a, const struct doc *d, str account, str unit, int64_t at)
{
	char when[25];
	if (announcement_receipt(d, unit))
		return NULL;
	struct doc *out = doc_copy(a, d), *row = doc_add_row(a, out, ANNOUNCEMENT_RECEIPT);
	instant_print(at, when);
	doc_set(row, RECEIPT_ACCOUNT, arena_str(a, account));
	doc_set(row, RECEIPT_UNIT, arena_str(a, unit));
	doc_set(row, RECEIPT_AT, arena_str(a, str_of(when)));
	return out;
}

bool announcement_archived(const struct doc *d, date day)
{
	date last;
	return doc_date(d, ANNOUNCEMENT_SHOWN, &last) && day > last;
}
