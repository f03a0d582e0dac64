/* The agreement behind a work plan: whose it is, and whether it covers the year. */
#include "workplan/rules.h"

static void add(struct problems *ps, enum severity severity, const char *key, str found, str expected)
{
	problems_add(
	    ps, (struct problem){
	            .severity = severity, .key = key, .path = STR("agreed"), .found = found, .expected = expected });
}

static str day_text(const struct doc *d, uint32_t field)
{
	return doc_has(d, field) ? doc_str(d, field) : STR("…");
}

static void check_period(arena *a, const struct doc *agreement, int year, str name, struct problems *ps)
{
	date from = DATE_NONE, until = DATE_NONE, ended;
	date first = date_from_ymd((struct ymd){ year, 1, 1 }), last = date_from_ymd((struct ymd){ year, 12, 31 });
	bool begins = doc_date(agreement, AGREEMENT_FROM, &from), ends = doc_date(agreement, AGREEMENT_UNTIL, &until);
	str to = day_text(agreement, AGREEMENT_UNTIL);
	if (doc_date(agreement, AGREEMENT_ENDED, &ended) && (!ends || ended < until)) {
		until = ended;
		ends = true;
		to = doc_str(agreement, AGREEMENT_ENDED);
	}
	str period = arena_fmt(a, "%.*s – %.*s", STR_ARG(day_text(agreement, AGREEMENT_FROM)), STR_ARG(to));
	if ((begins && from > last) || (ends && until < first))
		add(ps, SEVERITY_ERROR, "problem.workplan.agreement_year", name, period);
	else if (!begins || !ends)
		add(ps, SEVERITY_WARNING, "problem.workplan.agreement_open", name, period);
	else if (from > first || until < last)
		add(ps, SEVERITY_WARNING, "problem.workplan.agreement_part", name, period);
}

bool workplan_agreement_check(struct store *s, db *d, arena *a, const struct doc *plan, struct problems *ps)
{
	int64_t year = 0;
	str id = doc_str(plan, WORKPLAN_AGREED);
	if (!id.n) {
		add(ps, SEVERITY_WARNING, "problem.workplan.agreement_none", doc_str(plan, WORKPLAN_AGREEMENT),
		    STR_EMPTY);
		return true;
	}
	const struct record *r = record_load_id(s, d, a, &actor_system, &agreement_kind, id);
	if (!r || r->deleted || r->state == STATE_DRAFT) {
		add(ps, SEVERITY_ERROR, "problem.workplan.agreement_missing", id, STR_EMPTY);
		return true;
	}
	str number = doc_str(r->doc, AGREEMENT_NUMBER), name = number.n ? number : agreement_title(r->doc, 0);
	str status = doc_str(r->doc, AGREEMENT_STATUS);
	if (!agreement_has_party(r->doc, doc_str(plan, WORKPLAN_PARTNER)))
		add(ps, SEVERITY_ERROR, "problem.workplan.agreement_other", name, STR_EMPTY);
	else if (str_is(status, "stopped"))
		add(ps, SEVERITY_ERROR, "problem.workplan.agreement_stopped", name, STR_EMPTY);
	else if (doc_int(plan, WORKPLAN_YEAR, &year) && year > 0 && year < 10000)
		check_period(a, r->doc, (int)year, name, ps);
	/* where the work plan itself is what is signed, the agreement is still under way */
	if (!str_is(status, "running") && !str_is(status, "ended") && !str_is(status, "stopped"))
		add(ps, SEVERITY_WARNING, "problem.workplan.agreement_unsigned", name, STR_EMPTY);
	return true;
}

static bool has_changed(const struct doc *old, const struct doc *plan, uint32_t field)
{
	return !str_eq(doc_str(old, field), doc_str(plan, field));
}

bool workplan_fits(struct store *s, db *d, arena *a, const struct doc *plan, const struct doc *old, struct problems *ps)
{
	bool handed_in =
	    str_is(doc_str(plan, WORKPLAN_STATUS), "submitted") && (!old || has_changed(old, plan, WORKPLAN_STATUS));
	if (old && !handed_in && !has_changed(old, plan, WORKPLAN_AGREED) && !has_changed(old, plan, WORKPLAN_YEAR) &&
	    !has_changed(old, plan, WORKPLAN_PARTNER))
		return true;
	return workplan_agreement_check(s, d, a, plan, ps);
}
