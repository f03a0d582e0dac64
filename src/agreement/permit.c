#include "agreement/permit.h"

#include <stdlib.h>

#include "agreement/deadline.h"
#include "base/vec.h"
#include "record/codelist.h"
#include "record/store.h"

KIND(permit_item, PERMIT_ITEM, PERMIT_ITEM_FIELDS)
KIND(permit_paper, PERMIT_PAPER, PERMIT_PAPER_FIELDS)

static void problem(struct problems *ps, const char *key, const char *path, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = str_of(path), .found = found, .expected = expected });
}

static bool is(const struct doc *permit, const char *kind)
{
	return str_is(doc_str(permit, PERMIT_KIND), kind);
}

/* ---- rules of one record ---- */

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date from, until, asked;
	(void)old;
	bool period = doc_date(d, PERMIT_FROM, &from) && doc_date(d, PERMIT_UNTIL, &until);
	if (period && until < from)
		problem(ps, "problem.order", "valid_until", doc_str(d, PERMIT_UNTIL), doc_str(d, PERMIT_FROM));
	if (period && is(d, "principle") && until > date_add_months(from, 12 * PERMIT_YEARS))
		problem(ps, "problem.permit.years", "valid_until", doc_str(d, PERMIT_UNTIL),
		        STR("PP 59/2016 Pasal 7 ayat (2)"));
	if (is(d, "operational") && !doc_has(d, PERMIT_PRINCIPLE))
		problem(ps, "problem.permit.principle", "principle", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (1)"));
	if (is(d, "msp") && !doc_str(d, PERMIT_MINISTRY).n)
		problem(ps, "problem.permit.ministry", "ministry", STR_EMPTY, STR("PP 59/2016 Pasal 14 ayat (2)"));
	date due = permit_renewal_due(d, NULL);
	if (due != DATE_NONE && doc_date(d, PERMIT_REQUESTED, &asked) && asked > due)
		problems_add(ps, (struct problem){ .severity = SEVERITY_WARNING,
		                                   .key = "problem.permit.late",
		                                   .path = STR("renewal_requested"),
		                                   .found = doc_str(d, PERMIT_REQUESTED),
		                                   .expected = STR("PP 59/2016 Pasal 7 ayat (3), Pasal 16 ayat (4)") });
}

/* An operational permit does not reach beyond the principle permit that it names (art. 16 (3)), which is its holder's.
 */
static bool fits(struct store *s, db *d, arena *a, const struct doc *permit, const struct doc *old, struct problems *ps)
{
	date own, limit;
	str id = doc_str(permit, PERMIT_PRINCIPLE);
	if (!is(permit, "operational") || !id.n)
		return true;
	if (old && str_eq(doc_str(old, PERMIT_PRINCIPLE), id) &&
	    str_eq(doc_str(old, PERMIT_UNTIL), doc_str(permit, PERMIT_UNTIL)))
		return true;
	const struct record *r = record_load_id(s, d, a, &actor_system, &permit_kind, id);
	if (!r || r->deleted || !is(r->doc, "principle") ||
	    !str_eq(doc_str(r->doc, PERMIT_HOLDER), doc_str(permit, PERMIT_HOLDER)))
		problem(ps, "problem.permit.no_principle", "principle", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (1)"));
	else if (doc_date(permit, PERMIT_UNTIL, &own) && doc_date(r->doc, PERMIT_UNTIL, &limit) && own > limit)
		problem(ps, "problem.permit.beyond", "valid_until", doc_str(permit, PERMIT_UNTIL),
		        STR("PP 59/2016 Pasal 16 ayat (3)"));
	return true;
}

static str title(const struct doc *d, int lang, arena *a)
{
	str kind = codelist_name("permit-kind", doc_str(d, PERMIT_KIND), lang);
	return arena_fmt(a, "%.*s %.*s", STR_ARG(kind), STR_ARG(doc_str(d, PERMIT_NUMBER)));
}

/* Sanctions of the regional government: persuasion first (art. 29), then coordination with the Foreign Minister through
 * the licensing team (art. 31 b), then the approval of the work plan is cancelled (art. 30 (3)). */
static const struct step steps[] = {
	{ "none", "persuade", "persuasion", ACT_ADVANCE, STEP_REASON, NULL },
	{ "persuasion", "coordinate", "coordination", ACT_ADVANCE, STEP_REASON, NULL },
	{ "coordination", "cancel_rkt", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
	{ "persuasion", "lift", "none", ACT_ADVANCE, STEP_REASON, NULL },
	{ "coordination", "lift", "none", ACT_ADVANCE, STEP_REASON, NULL },
	{ "cancelled", "lift", "none", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow workflow = { PERMIT_SANCTION, "none", steps, SEL_COUNT(steps) };

static const struct section sections[] = {
	{ "permit", "holder permit number issuer ministry issued valid_from valid_until" },
	{ "operational", "principle msp ministry_only rkt_number rkt_date rkt_with notice_date notice_number" },
	{ "renewal", "renewal_requested renewed_by" },
	{ "item", "item" },
	{ "paper", "paper" },
	{ "note", "note" },
};

static void fill_deadlines(void *app, const struct doc *d, struct derived_sink *sink)
{
	(void)app;
	date due = permit_renewal_due(d, NULL), asked, until;
	if (due != DATE_NONE && !doc_date(d, PERMIT_REQUESTED, &asked) && !doc_has(d, PERMIT_RENEWED_BY))
		deadline_row(sink, 1, "renewal", due,
		             is(d, "principle") ? "PP 59/2016 Pasal 7 ayat (3)" : "PP 59/2016 Pasal 16 ayat (4)");
	if (doc_date(d, PERMIT_UNTIL, &until) && !doc_has(d, PERMIT_RENEWED_BY))
		deadline_row(sink, 2, "expiry", until,
		             is(d, "principle")     ? "PP 59/2016 Pasal 7 ayat (2)"
		             : is(d, "operational") ? "PP 59/2016 Pasal 16 ayat (3)"
		             : is(d, "msp")         ? "PP 59/2016 Pasal 18 ayat (1) huruf l"
		                                    : "");
}

KIND(permit, PERMIT, PERMIT_FIELDS, .number = 12, .links = true, .derived = true, .visibility = PUBLIC, .check = check,
     .fits = fits, .title = title, .state = "permit", .years = "valid_from valid_until", .workflow = &workflow,
     .sections = sections, .nsections = SEL_COUNT(sections),
     .tables = &(const struct derived_table){ "deadline", deadline_columns, DEADLINE_COLUMNS, fill_deadlines },
     .ntables = 1)

/* ---- time ---- */

date permit_until(const struct doc *permit, const struct doc *principle)
{
	date own, of_principle;
	if (!doc_date(permit, PERMIT_UNTIL, &own))
		own = DATE_NONE;
	if (!principle || !is(permit, "operational") || !doc_date(principle, PERMIT_UNTIL, &of_principle))
		return own;
	return own == DATE_NONE || of_principle < own ? of_principle : own;
}

bool permit_valid_on(const struct doc *permit, const struct doc *principle, date day)
{
	date from, until = permit_until(permit, principle);
	return doc_date(permit, PERMIT_FROM, &from) && until != DATE_NONE && day >= from && day <= until &&
	       !str_is(doc_str(permit, PERMIT_SANCTION), "cancelled");
}

date permit_covered_until(struct doc *const *permits, uint32_t n, date day)
{
	date end = DATE_NONE, from;
	bool longer = true;
	while (longer) {
		longer = false;
		for (uint32_t i = 0; i < n; i++) {
			date until = permit_until(permits[i], NULL);
			if (!is(permits[i], "principle") || !doc_date(permits[i], PERMIT_FROM, &from) ||
			    !permit_valid_on(permits[i], NULL, until))
				continue;
			bool joins = end == DATE_NONE ? permit_valid_on(permits[i], NULL, day) : from <= end + 1;
			if (joins && (end == DATE_NONE || until > end)) {
				end = until;
				longer = true;
			}
		}
	}
	return end;
}

date permit_renewal_due(const struct doc *permit, const struct doc *principle)
{
	date until = permit_until(permit, principle);
	if (until == DATE_NONE || (!is(permit, "principle") && !is(permit, "operational")))
		return DATE_NONE;
	return date_add_months(until, -PERMIT_RENEWAL_MONTHS);
}

enum permit_warning permit_warning(const struct doc *permit, const struct doc *principle, date today)
{
	date until = permit_until(permit, principle), asked;
	if (until == DATE_NONE || doc_has(permit, PERMIT_RENEWED_BY))
		return PERMIT_CALM;
	if (today > until)
		return PERMIT_EXPIRED;
	if (doc_date(permit, PERMIT_REQUESTED, &asked))
		return PERMIT_CALM;
	if (today >= date_add_months(until, -3))
		return PERMIT_THREE_MONTHS;
	if (today >= date_add_months(until, -4))
		return PERMIT_FOUR_MONTHS;
	return today >= date_add_months(until, -6) ? PERMIT_SIX_MONTHS : PERMIT_CALM;
}

/* ---- checklists ---- */

static bool ticked(const struct doc *d, uint32_t field, uint32_t code, uint32_t held, const char *item)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_is(doc_str(rows[i], code), item) && doc_bool(rows[i], held, false))
			return true;
	return false;
}

static int by_source(const void *a, const void *b)
{
	const struct code *const *x = a, *const *y = b;
	return strcmp((*x)->source, (*y)->source);
}

uint32_t permit_items_missing(const struct doc *msp, arena *a, const struct code ***out)
{
	const struct codelist *list = codelist_find("msp-item");
	VEC(const struct code *) missing = { 0 };
	for (uint32_t i = 0; i < list->n; i++)
		if (!msp || !ticked(msp, PERMIT_ITEM, PERMIT_ITEM_CODE, PERMIT_ITEM_HELD, list->codes[i].code))
			*vec_push(a, &missing) = &list->codes[i];
	if (missing.n)
		qsort(missing.p, missing.n, sizeof(*missing.p), by_source);
	*out = missing.p;
	return (uint32_t)missing.n;
}

uint32_t permit_papers_missing(const struct doc *permit, str legal_form, arena *a, const struct code ***out)
{
	const struct codelist *list = codelist_find("permit-document");
	VEC(const struct code *) missing = { 0 };
	for (uint32_t i = 0; i < list->n; i++)
		if (str_is(legal_form, list->codes[i].category) &&
		    !ticked(permit, PERMIT_PAPER, PERMIT_PAPER_CODE, PERMIT_PAPER_HELD, list->codes[i].code))
			*vec_push(a, &missing) = &list->codes[i];
	if (missing.n)
		qsort(missing.p, missing.n, sizeof(*missing.p), by_source);
	*out = missing.p;
	return (uint32_t)missing.n;
}

void permit_operational_check(const struct doc *permit, const struct doc *principle, const struct doc *msp,
                              struct problems *ps)
{
	date own, limit;
	if (!principle)
		problem(ps, "problem.permit.principle", "principle", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (1)"));
	if (!msp)
		problem(ps, "problem.permit.msp", "msp", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (2) huruf a"));
	if (!doc_bool(permit, PERMIT_MINISTRY_ONLY, false) && !doc_has(permit, PERMIT_RKT_DATE))
		problem(ps, "problem.permit.rkt", "rkt_date", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (2) huruf b"));
	if (principle && doc_date(permit, PERMIT_UNTIL, &own) && doc_date(principle, PERMIT_UNTIL, &limit) &&
	    own > limit)
		problem(ps, "problem.permit.beyond", "valid_until", doc_str(permit, PERMIT_UNTIL),
		        STR("PP 59/2016 Pasal 16 ayat (3)"));
}
