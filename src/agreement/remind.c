/* Telling people of deadlines. */
#include "agreement/deadline.h"
#include "agreement_sql.h"
#include "base/log.h"
#include "desk/notice.h"

enum { LATE_DAYS = 30 };

/* The day on which the permit ends that X, a renewal, is of; DATE_NONE when it does not say. */
static date end_of(const struct deadline *x, const struct deadline *all, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (all[i].no == x->no && str_is(all[i].what, "expiry"))
			return all[i].due;
	return DATE_NONE;
}

static bool has_renewal(const struct deadline *x, const struct deadline *all, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (all[i].no == x->no && str_is(all[i].what, "renewal"))
			return true;
	return false;
}

/* Before the day END, in months. */
static enum moment by_months(date end, date today)
{
	static const int months[] = { 6, 4, 3 };
	enum moment moment = MOMENT_NONE;
	date since = DATE_NONE;
	for (size_t i = 0; i < SEL_COUNT(months); i++) {
		date day = date_add_months(end, -months[i]);
		if (today >= day) {
			moment = (enum moment)(MOMENT_FIRST + i);
			since = day;
		}
	}
	return moment && today - since <= LATE_DAYS ? moment : MOMENT_NONE;
}

enum moment deadline_moment(const struct deadline *x, const struct deadline *all, uint32_t n, date today)
{
	bool renewal = str_is(x->what, "renewal");
	if (today > x->due)
		return today - x->due <= LATE_DAYS ? MOMENT_PAST : MOMENT_NONE;
	if (x->days)
		return x->left <= 5 ? MOMENT_SECOND : x->left <= 10 ? MOMENT_FIRST : MOMENT_NONE;
	if (str_is(x->what, "expiry") && has_renewal(x, all, n))
		return MOMENT_NONE;
	date end = renewal ? end_of(x, all, n) : x->due;
	return by_months(end == DATE_NONE ? date_add_months(x->due, 3) : end, today);
}

/* What the pass over the list needs for each. */
struct pass {
	const struct web *web;
	db *db;
	arena *a;
	int64_t now;
	struct web_person *people; /* read for the first that is told */
	uint32_t npeople;
	bool asked;
};

static bool tell_one(struct pass *p, const struct deadline *x, enum moment moment)
{
	char due[11];
	int64_t fresh = 0;
	const struct web *w = p->web;
	date_print(x->due, due);
	if (db_exec(p->db, &q_deadline_told,
	            DB_ARGS(db_int(x->no), db_text(x->what), db_text(str_of(due)), db_int(moment), db_int(p->now)),
	            &fresh) != DB_OK)
		return false;
	const struct record *r = fresh ? record_load(w->store, p->db, p->a, &actor_system, x->no) : NULL;
	if (!r)
		return true;
	if (!p->asked && w->people && !w->people(w, p->db, p->a, &p->people, &p->npeople))
		return false;
	p->asked = true;
	const struct notice_deadline what = { .about = r,
		                              .what = x->what,
		                              .law = x->law,
		                              .due = x->due,
		                              .now = p->now,
		                              .people = p->people,
		                              .npeople = p->npeople };
	return notices_deadline(w, p->db, p->a, &what);
}

bool deadlines_tell(const struct web *w, int64_t now)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct deadline *list;
	uint32_t n;
	struct deadline_query q = { .viewer = &actor_system,
		                    .lang = LANG_ID,
		                    .today = date_of_instant(now),
		                    .until = DATE_NONE,
		                    .bare = true };
	db *d = db_borrow(store_pool(w->store), DB_READ);
	bool ok = d && deadlines(w->store, d, a, &q, &list, &n);
	db_return(d);
	d = ok ? db_borrow(store_pool(w->store), DB_WRITE) : NULL;
	struct pass p = { .web = w, .db = d, .a = a, .now = now };
	ok = d && db_begin(d, DB_WRITE) == DB_OK;
	for (uint32_t i = 0; ok && i < n; i++) {
		enum moment moment = deadline_moment(&list[i], list, n, q.today);
		ok = moment == MOMENT_NONE || tell_one(&p, &list[i], moment);
	}
	ok = ok && db_commit(d) == DB_OK;
	db_return(d);
	if (ok && w->notices)
		ok = notices_recount(w->notices);
	if (!ok)
		log_error("deadlines could not be told");
	return ok;
}
