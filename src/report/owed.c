#include "report/owed.h"

#include "agreement/calendar.h"
#include "base/vec.h"
#include "report_sql.h"

static const char *const state_names[OWED_STATES] = { "waiting", "due", "late", "in", "returned", "accepted" };

enum owed_state owed_state(str status, struct period p, date due, date today)
{
	if (str_is(status, "accepted"))
		return OWED_ACCEPTED;
	if (str_is(status, "returned"))
		return OWED_RETURNED;
	if (str_is(status, "submitted") || str_is(status, "checked") || str_is(status, "verified"))
		return OWED_IN;
	return today <= period_last(p) ? OWED_WAITING : today <= due ? OWED_DUE : OWED_LATE;
}

const char *owed_state_name(enum owed_state s)
{
	return s < OWED_STATES ? state_names[s] : "";
}

bool owed_state_parse(str name, enum owed_state *out)
{
	for (enum owed_state s = 0; s < OWED_STATES; s++)
		if (str_is(name, state_names[s])) {
			*out = s;
			return true;
		}
	return false;
}

/* ---- the calendar ---- */

static struct owed_period *find(struct owed_calendar *c, str code)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (str_eq(c->periods[i].code, code))
			return &c->periods[i];
	return NULL;
}

const struct owed_period *owed_period_find(const struct owed_calendar *c, str code)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (str_eq(c->periods[i].code, code))
			return &c->periods[i];
	return NULL;
}

static bool read_set(db *d, struct owed_calendar *out)
{
	db_rows *rows = NULL;
	if (db_select(d, &q_period_set, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		date day;
		struct owed_period *p = find(out, db_col_text(rows, Q_PERIOD_SET_COL_CODE));
		if (p && date_parse_xsd(db_col_text(rows, Q_PERIOD_SET_COL_DUE), &day))
			p->due = day;
		if (p && date_parse_xsd(db_col_text(rows, Q_PERIOD_SET_COL_FROZEN), &day))
			p->frozen = day;
	}
	return db_finish(rows) == DB_OK;
}

bool owed_calendar_read(db *d, arena *a, int year, date today, struct owed_calendar *out)
{
	struct settings set;
	struct period list[PERIODS_MOST];
	*out = (struct owed_calendar){ .year = year, .today = today };
	if (!settings_load(d, &set) || !holidays_load(d, a, STR_EMPTY, &out->holidays))
		return false;
	out->n = periods_of_year(year, set.partner_reports_per_year, list);
	for (uint32_t i = 0; i < out->n; i++)
		out->periods[i] = (struct owed_period){ .period = list[i],
			                                .code = period_code(a, list[i]),
			                                .due = period_due(list[i], set.report_due_days, &out->holidays),
			                                .frozen = DATE_NONE };
	return read_set(d, out);
}

/* ---- whose ---- */

struct owed_scope owed_scope_of(const struct actor *actor)
{
	struct owed_scope s = { .nobody = true };
	for (uint32_t i = 0; i < actor->ngrants; i++) {
		const struct grant *g = &actor->grants[i];
		switch (g->role) {
		case ROLE_ADMIN:
		case ROLE_BUREAU:
		case ROLE_CENTRAL:
		case ROLE_AUDITOR:
			return (struct owed_scope){ .nobody = false };
		case ROLE_PARTNER:
			s.partner = g->org;
			break;
		case ROLE_REGENCY:
			s.regency = g->place;
			break;
		case ROLE_AGENCY:
			s.agency = g->org;
			break;
		case ROLE_NONE:
		case ROLE_COUNT:
			continue;
		}
		/* one grant is enough to work with; the first one counts */
		s.nobody = !s.partner.n && !s.regency.n && !s.agency.n;
		return s;
	}
	return s;
}

/* ---- the board ---- */

static void count(const struct owed_calendar *c, struct owed_row *row, str code, str status, uint32_t n)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (str_eq(c->periods[i].code, code)) {
			const struct owed_period *p = &c->periods[i];
			row->cells[i].n[owed_state(status, p->period, p->due, c->today)] += n;
		}
}

/* What nobody has begun is owed all the same: drafts are counted as such already. */
static void count_rest(const struct owed_calendar *c, struct owed_row *row)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct owed_period *p = &c->periods[i];
		uint32_t there = 0;
		for (enum owed_state s = 0; s < OWED_STATES; s++)
			there += row->cells[i].n[s];
		if (there < row->owed)
			row->cells[i].n[owed_state(STR_EMPTY, p->period, p->due, c->today)] += row->owed - there;
	}
}

static bool read_partner(db *d, const struct owed_board *q, struct owed_row *row)
{
	db_rows *rows = NULL;
	if (db_select(d, &q_owed_of_partner,
	              DB_ARGS(db_int(q->calendar->year), db_text(row->id), db_text_or_null(q->scope.regency),
	                      db_text_or_null(q->scope.agency)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows))
		count(q->calendar, row, db_col_text(rows, Q_OWED_OF_PARTNER_COL_PERIOD),
		      db_col_text(rows, Q_OWED_OF_PARTNER_COL_STATUS),
		      (uint32_t)db_col_int(rows, Q_OWED_OF_PARTNER_COL_N));
	return db_finish(rows) == DB_OK;
}

static bool read_regencies(db *d, const struct owed_board *q, struct owed_row *list, uint32_t n)
{
	db_rows *rows = NULL;
	if (db_select(d, &q_owed_by_regency,
	              DB_ARGS(db_int(q->calendar->year), db_text_or_null(q->scope.partner),
	                      db_text_or_null(q->scope.regency), db_text_or_null(q->scope.agency)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		str regency = db_col_text(rows, Q_OWED_BY_REGENCY_COL_REGENCY);
		for (uint32_t i = 0; i < n; i++)
			if (str_eq(list[i].id, regency))
				count(q->calendar, &list[i], db_col_text(rows, Q_OWED_BY_REGENCY_COL_PERIOD),
				      db_col_text(rows, Q_OWED_BY_REGENCY_COL_STATUS),
				      (uint32_t)db_col_int(rows, Q_OWED_BY_REGENCY_COL_N));
	}
	return db_finish(rows) == DB_OK;
}

bool owed_board_read(db *d, arena *a, const struct owed_board *q, struct owed_row **out, uint32_t *n, uint32_t *total)
{
	VEC(struct owed_row) list = { 0 };
	db_rows *rows = NULL;
	const struct db_query *heads = q->by_regency ? &q_owed_regencies : &q_owed_partners;
	int count_col = q->by_regency ? (int)Q_OWED_REGENCIES_COL_N : (int)Q_OWED_PARTNERS_COL_N;
	*out = NULL;
	*n = *total = 0;
	if (q->scope.nobody)
		return true;
	if (db_select(d, heads,
	              DB_ARGS(db_int(q->calendar->year), db_text_or_null(q->scope.partner),
	                      db_text_or_null(q->scope.regency), db_text_or_null(q->scope.agency)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		uint32_t at = (*total)++;
		if (q->by_regency || (at >= q->skip && at - q->skip < q->most))
			*vec_push(a, &list) = (struct owed_row){ .id = arena_str(a, db_col_text(rows, 0)),
				                                 .owed = (uint32_t)db_col_int(rows, count_col) };
	}
	bool ok = db_finish(rows) == DB_OK;
	if (ok && q->by_regency)
		ok = read_regencies(d, q, list.p, (uint32_t)list.n);
	for (size_t i = 0; ok && i < list.n; i++) {
		ok = q->by_regency || read_partner(d, q, &list.p[i]);
		count_rest(q->calendar, &list.p[i]);
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return ok;
}

/* ---- the list ---- */

static struct owed owed_of(db_rows *rows, arena *a, const struct owed_query *q)
{
	const struct owed_period *p = q->period;
	const struct owed_calendar *c = q->calendar;
	struct owed x = { .plan = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_PLAN)),
		          .first = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_FIRST)),
		          .partner = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_PARTNER)),
		          .programme = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_PROGRAMME)),
		          .regency = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_REGENCY)),
		          .period = p,
		          .report = db_col_int(rows, Q_OWED_LIST_COL_REPORT),
		          .status = arena_str(a, db_col_text(rows, Q_OWED_LIST_COL_STATUS)) };
	if (!date_parse_xsd(db_col_text(rows, Q_OWED_LIST_COL_HANDED_IN), &x.handed_in))
		x.handed_in = DATE_NONE;
	x.state = owed_state(x.status, p->period, p->due, c->today);
	if (x.state == OWED_LATE)
		x.days_late = date_count_working(p->due, c->today, &c->holidays);
	return x;
}

bool owed_read(db *d, arena *a, const struct owed_query *q, struct owed **out, uint32_t *n)
{
	/* as the query names them; which of the first three an open one is depends on the day alone */
	static const char *const words[OWED_STATES] = { "open", "open", "open", "in", "returned", "accepted" };
	VEC(struct owed) list = { 0 };
	db_rows *rows = NULL;
	*out = NULL;
	*n = 0;
	if (q->scope.nobody || (q->state < OWED_IN && owed_state(STR_EMPTY, q->period->period, q->period->due,
	                                                         q->calendar->today) != q->state))
		return true;
	str state = q->state < OWED_STATES ? str_of(words[q->state]) : STR_EMPTY;
	if (db_select(d, &q_owed_list,
	              DB_ARGS(db_int(q->calendar->year), db_text_or_null(q->scope.partner),
	                      db_text_or_null(q->scope.regency), db_text_or_null(q->scope.agency),
	                      db_text(q->period->code), db_text_or_null(state), db_int(q->skip), db_int(q->most)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = owed_of(rows, a, q);
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}

bool owed_years(db *d, arena *a, int **out, uint32_t *n)
{
	VEC(int) list = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_owed_years, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = (int)db_col_int(rows, 0);
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}
