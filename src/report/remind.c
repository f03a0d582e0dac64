/* Telling people of reports that are due. */
#include "report/owed.h"

#include "agreement_sql.h"
#include "base/log.h"
#include "base/vec.h"
#include "desk/notice.h"
#include "report_sql.h"

enum { SOON_DAYS = 3, LATE_DAYS = 30 };

enum moment owed_moment(const struct owed_period *p, date today, const struct holidays *h)
{
	if (today <= period_last(p->period))
		return MOMENT_NONE;
	if (today > p->due)
		return today - p->due <= LATE_DAYS ? MOMENT_PAST : MOMENT_NONE;
	return working_days_left(today, p->due, h) <= SOON_DAYS ? MOMENT_SECOND : MOMENT_FIRST;
}

/* What the pass over the plans needs for each. */
struct pass {
	const struct web *web;
	db *db;
	arena *a;
	int64_t now;
	struct web_person *people, *partners; /* everybody, and those of partners alone */
	uint32_t npeople, npartners;
};

/* The bureau hears of it when it is late, not before. */
static bool tell_one(struct pass *p, int64_t no, const struct owed_period *period, enum moment moment)
{
	static const char what[] = "partner_report";
	char due[11];
	int64_t fresh = 0;
	date_print(period->due, due);
	if (db_exec(p->db, &q_deadline_told,
	            DB_ARGS(db_int(no), db_text(str_of(what)), db_text(str_of(due)), db_int(moment), db_int(p->now)),
	            &fresh) != DB_OK)
		return false;
	const struct record *r = fresh ? record_load(p->web->store, p->db, p->a, &actor_system, no) : NULL;
	if (!r)
		return true;
	bool late = moment == MOMENT_PAST;
	const struct notice_deadline notice = { .about = r,
		                                .what = str_of(what),
		                                .law = period->code,
		                                .due = period->due,
		                                .now = p->now,
		                                .people = late ? p->people : p->partners,
		                                .npeople = late ? p->npeople : p->npartners };
	return notices_deadline(p->web, p->db, p->a, &notice);
}

static bool tell_period(struct pass *p, const struct owed_calendar *c, const struct owed_period *period)
{
	VEC(int64_t) plans = { 0 };
	db_rows *rows = NULL;
	enum moment moment = owed_moment(period, c->today, &c->holidays);
	if (moment == MOMENT_NONE)
		return true;
	if (db_select(p->db, &q_owed_open_plans, DB_ARGS(db_int(c->year), db_text(period->code)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(p->a, &plans) = db_col_int(rows, 0);
	bool ok = db_finish(rows) == DB_OK;
	for (size_t i = 0; ok && i < plans.n; i++)
		ok = tell_one(p, plans.p[i], period, moment);
	return ok;
}

static void pick_partners(struct pass *p)
{
	p->partners = arena_array(p->a, struct web_person, p->npeople + 1);
	for (uint32_t i = 0; i < p->npeople; i++)
		if (actor_is(p->people[i].actor, ROLE_PARTNER))
			p->partners[p->npartners++] = p->people[i];
}

bool reports_tell(const struct web *w, int64_t now)
{
	ARENA_SCOPE arena *a = arena_new(0);
	date today = date_of_instant(now);
	int year = date_to_ymd(today).year;
	struct pass p = { .web = w, .a = a, .now = now };
	db *d = db_borrow(store_pool(w->store), DB_READ);
	bool ok = d && (!w->people || w->people(w, d, a, &p.people, &p.npeople));
	db_return(d);
	pick_partners(&p);
	p.db = d = ok ? db_borrow(store_pool(w->store), DB_WRITE) : NULL;
	ok = d && db_begin(d, DB_WRITE) == DB_OK;
	for (int y = year - 1; ok && y <= year; y++) {
		struct owed_calendar c;
		ok = owed_calendar_read(d, a, y, today, &c);
		for (uint32_t i = 0; ok && i < c.n; i++)
			ok = tell_period(&p, &c, &c.periods[i]);
	}
	ok = ok && db_commit(d) == DB_OK;
	db_return(d);
	if (ok && w->notices)
		ok = notices_recount(w->notices);
	if (!ok)
		log_error("reports that are due could not be told");
	return ok;
}
