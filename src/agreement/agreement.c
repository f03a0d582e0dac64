#include "agreement/agreement.h"

#include "agreement/deadline.h"
#include "agreement/procedure.h"
#include "record/codelist.h"
#include "record/store.h"

KIND(agreement_party, AGREEMENT_PARTY, AGREEMENT_PARTY_FIELDS, .links = true)
KIND(agreement_agency, AGREEMENT_AGENCY, AGREEMENT_AGENCY_FIELDS, .links = true)
KIND(agreement_place, AGREEMENT_PLACE, AGREEMENT_PLACE_FIELDS)
KIND(agreement_object, AGREEMENT_OBJECT, AGREEMENT_OBJECT_FIELDS)
KIND(agreement_condition, AGREEMENT_CONDITION, AGREEMENT_CONDITION_FIELDS)
KIND(agreement_permit, AGREEMENT_PERMIT, AGREEMENT_PERMIT_FIELDS, .links = true)
KIND(counterpart, COUNTERPART, COUNTERPART_FIELDS)
KIND(agreement_step, AGREEMENT_STEP, AGREEMENT_STEP_FIELDS)

str agreement_title(const struct doc *d, int lang)
{
	return doc_text(d, AGREEMENT_TITLE, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)a;
	return agreement_title(d, lang);
}

bool agreement_has_party(const struct doc *d, str organisation)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, AGREEMENT_PARTY, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], AGREEMENT_PARTY_ORG), organisation))
			return true;
	return false;
}

static void problem(struct problems *ps, const char *key, const char *path, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = str_of(path), .found = found, .expected = expected });
}

static const char *family(const char *list, str code)
{
	const struct code *c = codelist_get(codelist_find(list), code);
	return c ? c->category : "";
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date from, until;
	(void)old;
	if (doc_date(d, AGREEMENT_FROM, &from) && doc_date(d, AGREEMENT_UNTIL, &until) && until < from)
		problem(ps, "problem.order", "valid_until", doc_str(d, AGREEMENT_UNTIL), doc_str(d, AGREEMENT_FROM));
	str type = doc_str(d, AGREEMENT_TYPE), track = doc_str(d, AGREEMENT_TRACK);
	if (type.n && track.n && strcmp(family("cooperation-type", type), family("procedure-track", track)) != 0)
		problem(ps, "problem.agreement.track", "track", track, type);
	if (str_is(track, "passthrough") && str_is(type, "ksdpl"))
		problem(ps, "problem.agreement.track", "track", track, type);
	if (str_is(type, "ksdll") && !doc_has(d, AGREEMENT_BASIS))
		problem(ps, "problem.agreement.basis", "basis", STR_EMPTY, STR("PP 28/2018 Pasal 25"));
	if (doc_has(d, AGREEMENT_EARLIER) != doc_has(d, AGREEMENT_RELATION))
		problem(ps, "problem.agreement.relation", "relation", STR_EMPTY, STR_EMPTY);
	if (doc_has(d, AGREEMENT_VALUE) && !doc_has(d, AGREEMENT_CURRENCY))
		problem(ps, "problem.agreement.currency", "currency", STR_EMPTY, STR_EMPTY);
}

/* The permits that it rests on are its parties' own (PP 59/2016 art. 4 (1), 16 (2)). */
static bool fits(struct store *s, db *d, arena *a, const struct doc *agreement, const struct doc *old,
                 struct problems *ps)
{
	uint32_t n;
	(void)old;
	struct doc *const *rows = doc_rows(agreement, AGREEMENT_PERMIT, &n);
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r =
		    record_load_id(s, d, a, &actor_system, &permit_kind, doc_str(rows[i], AGREEMENT_PERMIT_LINK));
		if (r && !r->deleted && !agreement_has_party(agreement, doc_str(r->doc, PERMIT_HOLDER)))
			problem(ps, "problem.agreement.permit_other", arena_fmt(a, "permit[%u]/permit", i + 1).p,
			        doc_str(r->doc, PERMIT_NUMBER), STR("PP 59/2016 Pasal 4 ayat (1)"));
	}
	return true;
}

static uint32_t visible(const struct doc *d)
{
	str status = doc_str(d, AGREEMENT_STATUS);
	return str_is(status, "running") || str_is(status, "ended") ? PUBLIC | PARTNERS | GOVERNMENT : GOVERNMENT;
}

/* ---- deadlines ---- */

static void fill_deadlines(void *app, const struct doc *d, struct derived_sink *sink)
{
	(void)app;
	date until;
	const struct track *t = track_find(doc_str(d, AGREEMENT_TRACK));
	uint32_t row = 1;
	str status = doc_str(d, AGREEMENT_STATUS);
	if (str_is(status, "ended") || str_is(status, "stopped"))
		return;
	for (uint32_t i = 0; t && i < t->n; i++) {
		date from = procedure_running_since(t, d, i);
		if (from != DATE_NONE)
			deadline_row_working(sink, row++, t->steps[i].code.p, from, t->steps[i].clock_days,
			                     t->steps[i].law.p);
	}
	if (doc_date(d, AGREEMENT_UNTIL, &until))
		deadline_row(sink, row, "agreement_end", until, "PP 28/2018 Pasal 9, Pasal 22");
}

/* Its steps are rows of a diary (procedure.h); the kernel gives the first state only. */
static const struct workflow workflow = { AGREEMENT_STATUS, "process", NULL, 0 };

static const struct section sections[] = {
	{ "parties", "title number type track form basis partner agency ministry place earlier relation signed ended "
	             "end_reason" },
	{ "plan", "subject background purpose object scope financing valid_from valid_until" },
	{ "condition", "condition permit" },
	{ "money", "budget_standing grant_form currency value register_number on_granted on_granting_number "
	           "apbd_recorded bast_number bast_date bast_value counterpart" },
	{ "note", "note" },
};

KIND(agreement, AGREEMENT, AGREEMENT_FIELDS, .number = 13, .links = true, .derived = true, .visible = visible,
     .workflow = &workflow, .check = check, .fits = fits, .title = title, .state = "status",
     .years = "valid_from valid_until", .sections = sections, .nsections = SEL_COUNT(sections),
     .tables = &(const struct derived_table){ "deadline", deadline_columns, DEADLINE_COLUMNS, fill_deadlines },
     .ntables = 1)

/* ---- what the plan and article 27 want ---- */

const uint32_t agreement_plan_items[COOPERATION_ITEMS] = { AGREEMENT_SUBJECT, AGREEMENT_BACKGROUND, AGREEMENT_PURPOSE,
	                                                   AGREEMENT_OBJECT,  AGREEMENT_SCOPE,      AGREEMENT_FINANCING,
	                                                   AGREEMENT_FROM };

void agreement_plan_check(const struct doc *d, struct problems *ps)
{
	for (uint32_t i = 0; i < COOPERATION_ITEMS; i++) {
		const struct field *f = &agreement_kind.fields[agreement_plan_items[i]];
		bool there = f->type == FIELD_ROWS ? doc_has(d, agreement_plan_items[i])
		                                   : str_trim(doc_str(d, agreement_plan_items[i])).n > 0;
		/* the period has a first and a last day */
		if (agreement_plan_items[i] == AGREEMENT_FROM)
			there = there && doc_has(d, AGREEMENT_UNTIL);
		if (!there)
			problem(ps, "problem.plan_item", f->name, arena_fmt(ps->arena, "field.agreement.%s", f->name),
			        str_of(f->source));
	}
}

static bool has_object(const struct doc *d, const char *object)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, AGREEMENT_OBJECT, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_is(doc_str(rows[i], AGREEMENT_OBJECT_CODE), object))
			return true;
	return false;
}

static bool condition_met(const struct doc *d, const char *condition)
{
	uint32_t n;
	bool met = false;
	struct doc *const *rows = doc_rows(d, AGREEMENT_CONDITION, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_is(doc_str(rows[i], AGREEMENT_CONDITION_CODE), condition)) {
			if (!doc_bool(rows[i], AGREEMENT_CONDITION_MET, false))
				return false;
			met = true;
		}
	return met;
}

void agreement_conditions_check(const struct doc *d, struct problems *ps)
{
	const struct codelist *list = codelist_find("cooperation-condition");
	for (uint32_t i = 0; i < list->n; i++) {
		const struct code *c = &list->codes[i];
		bool applies = strcmp(c->category, "all") == 0 || has_object(d, c->category) ||
		               str_is(doc_str(d, AGREEMENT_TYPE), c->category);
		if (applies && !condition_met(d, c->code))
			problem(ps, "problem.condition", "condition", str_of(c->code), str_of(c->source));
	}
}
