/* Candidates from reports: late ones, and differences that are not settled. */
#include "i18n/i18n.h"
#include "meeting/finding.h"
#include "meeting_sql.h"
#include "report/confirm.h"
#include "report/owed.h"

enum { OWED_MOST = 500, PARTNERS_MOST = 60 };

/* What one partner owes. */
struct late {
	str partner, periods;
	uint32_t n;
	int days;
};
struct late_list {
	struct late p[PARTNERS_MOST];
	uint32_t n;
};

static void count_late(struct finding *f, struct late_list *list, const struct owed *x)
{
	uint32_t i = 0;
	while (i < list->n && !str_eq(list->p[i].partner, x->partner))
		i++;
	if (i == PARTNERS_MOST)
		return;
	struct late *late = &list->p[i];
	if (i == list->n) {
		*late = (struct late){ .partner = arena_str(f->a, x->partner) };
		list->n++;
	}
	str period = period_name(f->a, LANG_ID, x->period->period);
	if (str_find(late->periods, period, 0) < 0)
		late->periods =
		    late->periods.n ? arena_fmt(f->a, "%.*s, %.*s", STR_ARG(late->periods), STR_ARG(period)) : period;
	late->n++;
	late->days = x->days_late > late->days ? x->days_late : late->days;
}

static bool add_late(struct finding *f, int year)
{
	struct owed_calendar *calendar = arena_make(f->a, struct owed_calendar);
	struct late_list *list = arena_make(f->a, struct late_list);
	if (!owed_calendar_read(f->q->db, f->a, year, f->q->today, calendar))
		return false;
	for (uint32_t i = 0; i < calendar->n; i++) {
		struct owed_query q = { .calendar = calendar,
			                .scope = owed_scope_of(f->q->viewer),
			                .period = &calendar->periods[i],
			                .state = OWED_LATE,
			                .most = OWED_MOST };
		struct owed *owed;
		uint32_t n;
		if (!owed_read(f->q->db, f->a, &q, &owed, &n))
			return false;
		for (uint32_t k = 0; k < n; k++)
			count_late(f, list, &owed[k]);
	}
	for (uint32_t i = 0; i < list->n; i++) {
		const struct late *x = &list->p[i];
		str name = organisation_name(f->a, f->q->store, f->q->db, x->partner);
		str count = i18n_int(f->a, LANG_ID, x->n);
		finding_add(f, (struct candidate){ .group = "report",
		                                   .kind = STR("organisation"),
		                                   .id = x->partner,
		                                   .topic = msg_fmt(f->a, LANG_ID, MSG_MEETING_TOPIC_REPORTS, name),
		                                   .sentence = msg_fmt(f->a, LANG_ID, MSG_MEETING_SAYS_REPORTS, count,
		                                                       x->periods, i18n_int(f->a, LANG_ID, x->days)),
		                                   .figures = count });
	}
	return true;
}

/* How many figures of the report are disputed; -1 when the database fails. */
static int disputed(struct finding *f, const struct record *r)
{
	struct sides s;
	uint32_t n;
	int count = 0;
	if (!sides_read(f->q->store, f->q->db, f->a, str_of(r->id), r->doc, &s))
		return -1;
	struct doc *const *rows = doc_rows(r->doc, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		count += sides_figure(&s, str_of(rows[i]->id)).status == FIGURE_DISPUTED;
	struct doc *const *seen = s.regency ? doc_rows(s.regency, CONFIRMATION_LINE, &n) : NULL;
	for (uint32_t i = 0; seen && i < n; i++)
		count += !doc_str(seen[i], CONFIRMATION_LINE_LINE).n &&
		         sides_figure(&s, str_of(seen[i]->id)).status == FIGURE_DISPUTED;
	return count;
}

static bool add_differences(struct finding *f, int year)
{
	int64_t *numbers;
	uint32_t n;
	if (!finding_numbers(f->a, f->q->db, &q_reports_of_year, DB_ARGS(db_int(year)), &numbers, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct record *r = record_load(f->q->store, f->q->db, f->a, f->q->viewer, numbers[i]);
		int count = r ? disputed(f, r) : 0;
		if (count < 0)
			return false;
		if (!count)
			continue;
		str figures = i18n_int(f->a, LANG_ID, count);
		str regency = regency_name(f->a, f->q->places, doc_str(r->doc, REPORT_REGENCY));
		str partner = organisation_name(f->a, f->q->store, f->q->db, doc_str(r->doc, REPORT_PARTNER));
		str period = doc_str(r->doc, REPORT_PERIOD);
		struct period p;
		if (period_parse(period, &p))
			period = period_name(f->a, LANG_ID, p);
		finding_add(f,
		            (struct candidate){
		                .group = "difference",
		                .kind = STR("report"),
		                .id = str_of(r->id),
		                .topic = msg_fmt(f->a, LANG_ID, MSG_MEETING_TOPIC_DIFFERENCE, partner, regency, period),
		                .sentence = msg_fmt(f->a, LANG_ID, MSG_MEETING_SAYS_DIFFERENCE, figures, regency),
		                .figures = figures });
	}
	return true;
}

bool finding_reports(struct finding *f)
{
	date day;
	if (!doc_date(f->q->event, EVENT_DATE, &day))
		return true;
	int year = date_to_ymd(day).year;
	return add_late(f, year) && add_differences(f, year);
}
