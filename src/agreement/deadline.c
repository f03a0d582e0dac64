#include "agreement/deadline.h"

#include <stdio.h>
#include <stdlib.h>

#include "agreement/procedure.h"
#include "agreement_sql.h"
#include "base/vec.h"

#define REPORT_STEP "reporting"

const struct derived_column deadline_columns[DEADLINE_COLUMNS] = {
	{ "what", FIELD_TEXT, 0, false },
	{ "base", FIELD_TEXT, 0, true },
	{ "days", FIELD_INT, 0, false },
	{ "law", FIELD_TEXT, 0, false },
};

static void add_row(struct derived_sink *sink, uint32_t row, const char *what, date base, int days, const char *law)
{
	char day[11], count[12];
	date_print(base, day);
	snprintf(count, sizeof(count), "%d", days);
	const str values[DEADLINE_COLUMNS] = { str_of(what), str_of(day), str_of(count), str_of(law) };
	derived_row(sink, row, values);
}

void deadline_row(struct derived_sink *sink, uint32_t row, const char *what, date due, const char *law)
{
	add_row(sink, row, what, due, 0, law);
}

void deadline_row_working(struct derived_sink *sink, uint32_t row, const char *what, date from, int days,
                          const char *law)
{
	add_row(sink, row, what, from, days, law);
}

int working_days_left(date today, date due, const struct holidays *h)
{
	return today <= due ? date_count_working(today, due, h) : -date_count_working(due, today, h);
}

struct work_clock work_clock(date from, int days, date today, const struct holidays *h)
{
	struct work_clock c = { .from = from, .days = days, .due = date_add_working(from, days, h) };
	c.day = date_count_working(from, today, h);
	c.left = working_days_left(today, c.due, h);
	return c;
}

enum deadline_level deadline_level(str what, date due, date today, int left)
{
	if (str_is(what, "report") && today <= due)
		return today >= date_add_months(due, -1)   ? DEADLINE_NEAR
		       : today >= date_add_months(due, -2) ? DEADLINE_SOON
		       : today >= date_add_months(due, -3) ? DEADLINE_NOTICE
		                                           : DEADLINE_LATER;
	bool permit = str_is(what, "renewal"), long_term = str_is(what, "expiry") || str_is(what, "agreement_end");
	if (today > due)
		return DEADLINE_PAST;
	if (permit || long_term) {
		/* counted from the end of the permit, which is three months after the last day to ask */
		date end = permit ? date_add_months(due, 3) : due;
		if (today >= date_add_months(end, -3))
			return DEADLINE_NEAR;
		if (today >= date_add_months(end, -4))
			return DEADLINE_SOON;
		return today >= date_add_months(end, -6) ? DEADLINE_NOTICE : DEADLINE_LATER;
	}
	return left <= 5 ? DEADLINE_NEAR : left <= 10 ? DEADLINE_SOON : DEADLINE_NOTICE;
}

/* ---- reports to the Minister ---- */

/* Ends of the periods that the setting makes of a year: 31 March or 30 June or 31 December, and so on. */
static date period_end_after(date day, int times)
{
	struct ymd d = date_to_ymd(day);
	int months = 12 / times, month = (d.month - 1) / months * months + months;
	date end = date_add_months(date_from_ymd((struct ymd){ d.year, 1, 1 }), month) - 1;
	return end > day ? end : date_add_months(end + 1, months) - 1;
}

date report_due(const struct doc *agreement, int times)
{
	uint32_t n, reported = 0;
	date due, until;
	const struct track *track = track_find(doc_str(agreement, AGREEMENT_TRACK));
	if (times < 1 || !str_is(doc_str(agreement, AGREEMENT_STATUS), "running") || !track ||
	    track_step_find(track, STR(REPORT_STEP)) < 0 || !doc_date(agreement, AGREEMENT_SIGNED, &due))
		return DATE_NONE;
	struct doc *const *rows = doc_rows(agreement, AGREEMENT_STEP, &n);
	for (uint32_t i = 0; i < n; i++)
		reported += str_is(doc_str(rows[i], AGREEMENT_STEP_CODE), REPORT_STEP) &&
		            str_is(doc_str(rows[i], AGREEMENT_STEP_STATE), "done");
	/* reports are for the periods in their order */
	for (uint32_t i = 0; i <= reported; i++)
		due = period_end_after(due, times);
	/* the last one is for what is left of the period in which it ends */
	if (doc_date(agreement, AGREEMENT_UNTIL, &until) && due > period_end_after(until - 1, times))
		return DATE_NONE;
	return due;
}

/* ---- the list ---- */

struct found {
	int64_t no;
	str what, law;
	date base;
	int days;
};
typedef VEC(struct found) found_list;

static bool read_rows(db *d, arena *a, found_list *out)
{
	db_rows *rows = NULL;
	if (db_select(d, &q_deadline_rows, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		struct found f = { .no = db_col_int(rows, Q_DEADLINE_ROWS_COL_NO),
			           .what = arena_str(a, db_col_text(rows, Q_DEADLINE_ROWS_COL_WHAT)),
			           .law = arena_str(a, db_col_text(rows, Q_DEADLINE_ROWS_COL_LAW)),
			           .days = (int)db_col_int(rows, Q_DEADLINE_ROWS_COL_DAYS) };
		if (date_parse(db_col_text(rows, Q_DEADLINE_ROWS_COL_BASE), &f.base))
			*vec_push(a, out) = f;
	}
	return db_finish(rows) == DB_OK;
}

/* The next report of every cooperation in force, where the province has set how often it reports. */
static bool read_reports(struct store *s, db *d, arena *a, found_list *out)
{
	struct settings set;
	VEC(int64_t) numbers = { 0 };
	db_rows *rows = NULL;
	if (!settings_load(d, &set))
		return false;
	if (!set.reports_per_year)
		return true;
	if (db_select(d, &q_agreements_running, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_system, numbers.p[i]);
		date due = r ? report_due(r->doc, set.reports_per_year) : DATE_NONE;
		if (due != DATE_NONE)
			*vec_push(a, out) = (struct found){ r->no, STR("report"), STR("PP 28/2018 Pasal 43"), due, 0 };
	}
	return true;
}

static int by_due(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return x->no < y->no ? -1 : x->no > y->no;
}

static struct deadline deadline_of(const struct found *f, const struct deadline_query *q, const struct holidays *h)
{
	struct deadline x = { .no = f->no, .what = f->what, .law = f->law, .from = f->base, .days = f->days };
	x.due = f->days ? date_add_working(f->base, f->days, h) : f->base;
	x.left = working_days_left(q->today, x.due, h);
	x.level = deadline_level(f->what, x.due, q->today, x.left);
	return x;
}

/* ---- what one may see ---- */

static int by_no(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

bool visible_numbers(struct store *s, db *d, arena *a, const struct actor *viewer, const struct kind *k, int64_t **out,
                     uint32_t *n)
{
	int64_t total;
	struct listing l = { .kind = k, .viewer = viewer, .what = LIST_CURRENT, .max = INT32_MAX };
	if (!record_list(s, d, a, &l, out, n, &total))
		return false;
	if (*n)
		qsort(*out, *n, sizeof(**out), by_no);
	return true;
}

bool is_visible(const int64_t *numbers, uint32_t n, int64_t no)
{
	return n && bsearch(&no, numbers, n, sizeof(*numbers), by_no);
}

/* All that the viewer may see, in order, without their records. */
typedef VEC(struct deadline) deadline_list;
static bool collect(struct store *s, db *d, arena *a, const struct deadline_query *q, deadline_list *list)
{
	static const struct kind *const kinds[] = { &permit_kind, &agreement_kind };
	found_list found = { 0 };
	struct holidays h;
	int64_t *seen[SEL_COUNT(kinds)];
	uint32_t nseen[SEL_COUNT(kinds)];
	if (!holidays_load(d, a, STR_EMPTY, &h) || !read_rows(d, a, &found) || !read_reports(s, d, a, &found))
		return false;
	for (size_t k = 0; q->viewer != &actor_system && k < SEL_COUNT(kinds); k++)
		if (!visible_numbers(s, d, a, q->viewer, kinds[k], &seen[k], &nseen[k]))
			return false;
	for (size_t i = 0; i < found.n; i++) {
		struct deadline x = deadline_of(&found.p[i], q, &h);
		/* who cannot see what the deadline follows from does not see the deadline */
		bool may_see = q->viewer == &actor_system;
		for (size_t k = 0; !may_see && k < SEL_COUNT(kinds); k++)
			may_see = is_visible(seen[k], nseen[k], x.no);
		if (may_see && (q->until == DATE_NONE || x.due <= q->until))
			*vec_push(a, list) = x;
	}
	if (list->n)
		qsort(list->p, list->n, sizeof(*list->p), by_due);
	return true;
}

bool deadlines_count(struct store *s, db *d, arena *a, const struct deadline_query *q, uint32_t *n)
{
	deadline_list list = { 0 };
	bool ok = collect(s, d, a, q, &list);
	*n = (uint32_t)list.n;
	return ok;
}

bool deadlines(struct store *s, db *d, arena *a, const struct deadline_query *q, struct deadline **out, uint32_t *n)
{
	deadline_list list = { 0 };
	if (!collect(s, d, a, q, &list))
		return false;
	size_t first = q->skip < list.n ? q->skip : list.n,
	       last = q->max && list.n - first > q->max ? first + q->max : list.n;
	*n = 0;
	*out = list.p ? list.p + first : NULL;
	for (size_t i = first; i < last; i++) {
		struct deadline *x = &list.p[i];
		const struct record *r = q->bare ? NULL : record_load(s, d, a, q->viewer, x->no);
		if (!q->bare && (!r || r->deleted))
			continue;
		if (r) {
			x->kind = r->kind;
			memcpy(x->id, r->id, sizeof(x->id));
			x->title = r->kind->title ? arena_str(a, r->kind->title(r->doc, q->lang, a)) : STR_EMPTY;
		}
		(*out)[(*n)++] = *x;
	}
	return true;
}
