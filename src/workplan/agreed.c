/* The agreement behind a work plan: whose it is, and whether it covers the year; and the permit of a foreign
 * organisation: how far the plan may reach, and when its approval may be cancelled. */
#include "agreement/held.h"
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

/* ---- the permit of a foreign organisation ---- */

/* The principle permits of ORG, if PP 59/2016 is about it: its regime says so on DAY, or, where nobody entered one, it
 * has had such a permit. */
static bool read_principle(struct store *s, db *d, arena *a, str org, date day, struct doc ***out, uint32_t *n)
{
	struct held held;
	*out = NULL;
	*n = 0;
	const struct record *r = record_load_id(s, d, a, &actor_system, &organisation_kind, org);
	if (!r)
		return true;
	if (!held_read(s, d, a, &actor_system, org, &held))
		return false;
	const struct doc *regime = organisation_fact(r->doc, ORGANISATION_PERMIT_REGIME, day);
	bool foreign = regime && str_is(doc_str(regime, PERMIT_REGIME_CODE), "foreign_cso");
	struct doc **list = arena_array(a, struct doc *, held.npermits + 1);
	for (uint32_t i = 0; (foreign || !regime) && i < held.npermits; i++)
		if (str_is(doc_str(held.permits[i]->doc, PERMIT_KIND), "principle"))
			list[(*n)++] = held.permits[i]->doc;
	*out = foreign || *n ? list : NULL;
	return true;
}

/* The last quarter for which a row plans something; a row that names no quarter is for the whole year. */
static int last_quarter(const struct doc *plan)
{
	static const uint32_t quarters[4] = { WORKPLAN_LINE_Q1, WORKPLAN_LINE_Q2, WORKPLAN_LINE_Q3, WORKPLAN_LINE_Q4 };
	uint32_t n;
	int last = 0;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		int of_line = 0;
		for (int q = 0; q < 4; q++) {
			struct decimal v;
			if (doc_decimal(lines[i], quarters[q], &v) && v.units != 0)
				of_line = q + 1;
		}
		of_line = of_line ? of_line : 4;
		last = of_line > last ? of_line : last;
	}
	return last ? last : 4;
}

static str print_day(arena *a, date day)
{
	char text[11];
	date_print(day, text);
	return arena_str(a, str_of(text));
}

bool workplan_permit_check(struct store *s, db *d, arena *a, const struct doc *plan, enum severity severity,
                           struct problems *ps)
{
	int64_t year;
	struct doc **permits;
	uint32_t n;
	if (!doc_int(plan, WORKPLAN_YEAR, &year) || year < 1 || year > 9998)
		return true;
	date first = date_from_ymd((struct ymd){ (int)year, 1, 1 });
	date end = date_from_ymd((struct ymd){ (int)year + 1, 1, 1 }) - 1;
	date last = date_add_months(first, 3 * last_quarter(plan)) - 1, begins = DATE_NONE, from;
	if (!read_principle(s, d, a, doc_str(plan, WORKPLAN_PARTNER), first, &permits, &n))
		return false;
	if (!permits)
		return true;
	for (uint32_t i = 0; i < n; i++) {
		if (!doc_date(permits[i], PERMIT_FROM, &from))
			continue;
		from = from < first ? first : from;
		if (from <= end && permit_valid_on(permits[i], NULL, from) && (begins == DATE_NONE || from < begins))
			begins = from;
	}
	date limit = begins == DATE_NONE ? DATE_NONE : permit_covered_until(permits, n, begins);
	if (limit == DATE_NONE)
		add(ps, severity, "problem.workplan.permit_none", doc_str(plan, WORKPLAN_YEAR),
		    STR("PP 59/2016 Pasal 16 ayat (1)"));
	else if (last > limit)
		add(ps, severity, "problem.workplan.permit_beyond", print_day(a, last), print_day(a, limit));
	return true;
}

/* Art. 29 and 31 b: persuasion, then coordination with the Foreign Minister through the licensing team, and only then
 * the cancellation (art. 30 (3)). How far that is stands on the permit. */
static bool check_sanction(struct store *s, db *d, arena *a, const struct doc *plan, struct problems *ps)
{
	struct doc **permits;
	uint32_t n;
	if (!read_principle(s, d, a, doc_str(plan, WORKPLAN_PARTNER), date_of_instant(clock_now()), &permits, &n))
		return false;
	if (!permits)
		return true;
	for (uint32_t i = 0; i < n; i++) {
		str sanction = doc_str(permits[i], PERMIT_SANCTION);
		if (str_is(sanction, "coordination") || str_is(sanction, "cancelled"))
			return true;
	}
	add(ps, SEVERITY_ERROR, "problem.workplan.cancel_early", n ? doc_str(permits[n - 1], PERMIT_NUMBER) : STR("…"),
	    STR("PP 59/2016 Pasal 29, Pasal 30 ayat (3), Pasal 31 huruf b"));
	return true;
}

enum record_rc workplan_cancel_sanction(struct record_tx *tx, struct store *s, arena *a, const struct save *in,
                                        const struct doc *plan, struct problems *ps)
{
	struct held held;
	struct saved out;
	enum record_rc rc = RECORD_OK;
	if (!held_read(s, record_tx_db(tx), a, &actor_system, doc_str(plan, WORKPLAN_PARTNER), &held))
		return RECORD_FAILED;
	for (uint32_t i = 0; rc == RECORD_OK && i < held.npermits; i++) {
		const struct record *r = held.permits[i];
		if (!str_is(doc_str(r->doc, PERMIT_KIND), "principle") ||
		    !str_is(doc_str(r->doc, PERMIT_SANCTION), "coordination"))
			continue;
		struct save save = { .actor = in->actor,
			             .no = r->no,
			             .base_version = r->version,
			             .origin = in->origin,
			             .note = in->note };
		rc = record_step_in(tx, a, &save, STR("cancel_rkt"), ps, &out);
	}
	return rc;
}

static bool has_changed(const struct doc *old, const struct doc *plan, uint32_t field)
{
	return !str_eq(doc_str(old, field), doc_str(plan, field));
}

bool workplan_fits(struct store *s, db *d, arena *a, const struct doc *plan, const struct doc *old, struct problems *ps)
{
	str status = doc_str(plan, WORKPLAN_STATUS);
	bool steps = !old || has_changed(old, plan, WORKPLAN_STATUS);
	bool handed_in = str_is(status, "submitted") && steps;
	if (steps && (handed_in || str_is(status, "approved")) &&
	    !workplan_permit_check(s, d, a, plan, handed_in ? SEVERITY_WARNING : SEVERITY_ERROR, ps))
		return false;
	if (steps && str_is(status, "cancelled") && !check_sanction(s, d, a, plan, ps))
		return false;
	if (old && !handed_in && !has_changed(old, plan, WORKPLAN_AGREED) && !has_changed(old, plan, WORKPLAN_YEAR) &&
	    !has_changed(old, plan, WORKPLAN_PARTNER))
		return true;
	return workplan_agreement_check(s, d, a, plan, ps);
}
