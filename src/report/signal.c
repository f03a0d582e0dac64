#include "report/signal.h"

#include "workplan/rules.h"

static const char *const names[SIGNALS] = { "no_report",       "money_only",      "progress_only", "still_running",
	                                    "place_unplanned", "place_untouched", "agreement_ends" };

const char *signal_name(enum signal_what what)
{
	return what < SIGNALS ? names[what] : "";
}

struct finding {
	const struct signal_in *in;
	struct signal *out;
	uint32_t n, max;
};

static void add(struct finding *f, struct signal s)
{
	if (f->n < f->max)
		f->out[f->n++] = s;
}

static int year_of(const struct signal_in *in)
{
	int64_t year;
	return doc_int(in->owing->plan, WORKPLAN_YEAR, &year) && year >= 2000 && year <= 2100 ? (int)year : 0;
}

/* Whole months from FROM to TO. */
static int months_between(date from, date to)
{
	struct ymd x = date_to_ymd(from), y = date_to_ymd(to);
	return (y.year - x.year) * 12 + y.month - x.month - (y.day < x.day);
}

/* Since the last report came, or since the year began. What lies after the year is not asked for any more. */
static void find_silence(struct finding *f)
{
	const struct signal_in *in = f->in;
	int year = year_of(in);
	date since = date_from_ymd((struct ymd){ year, 1, 1 }), day;
	bool had = false;
	for (uint32_t i = 0; i < in->nreports; i++)
		if (doc_date(in->reports[i], REPORT_HANDED_IN, &day) && day > since) {
			since = day;
			had = true;
		}
	/* the last report of a year comes in the next one */
	if (!year || (had && since > date_from_ymd((struct ymd){ year, 12, 31 })))
		return;
	int months = months_between(since, in->today);
	if (months >= in->months)
		add(f, (struct signal){ .what = SIGNAL_NO_REPORT, .day = had ? since : DATE_NONE, .count = months });
}

/* Sums of what was spent by currency of the first row that has one; nought is a sum, too. */
static bool spent(const struct signal_in *in, struct decimal *sum, str *currency)
{
	bool known = false;
	*sum = (struct decimal){ 0, 0 };
	for (uint32_t i = 0; i < in->nreports; i++) {
		uint32_t n;
		struct doc *const *rows = doc_rows(in->reports[i], REPORT_MONEY, &n);
		for (uint32_t k = 0; k < n; k++) {
			struct decimal x;
			str c = doc_str(rows[k], REPORT_MONEY_CURRENCY);
			if (!doc_decimal(rows[k], REPORT_MONEY_SPENT, &x) || (known && !str_eq(c, *currency)))
				continue;
			if (!decimal_sum(*sum, x, sum))
				return false;
			*currency = c;
			known = true;
		}
	}
	return known;
}

/* Rows in which anything was done in any report. */
static int rows_done(const struct signal_in *in)
{
	int done = 0;
	for (uint32_t i = 0; i < in->nreports; i++) {
		uint32_t n;
		struct doc *const *rows = doc_rows(in->reports[i], REPORT_LINE, &n);
		for (uint32_t k = 0; k < n; k++) {
			struct decimal x;
			done += doc_decimal(rows[k], REPORT_LINE_DONE, &x) && x.units > 0;
		}
	}
	return done;
}

static void find_money(struct finding *f)
{
	struct decimal sum;
	str currency = STR_EMPTY;
	int done = rows_done(f->in);
	if (!spent(f->in, &sum, &currency))
		return;
	if (sum.units > 0 && !done)
		add(f, (struct signal){ .what = SIGNAL_MONEY_ONLY, .value = sum, .currency = currency });
	if (sum.units == 0 && done)
		add(f, (struct signal){ .what = SIGNAL_PROGRESS_ONLY, .count = done });
}

/* ---- rows of the plan ---- */

/* The quarters of the plan's year that have ended by the day, as bits. */
static unsigned quarters_over(const struct signal_in *in)
{
	unsigned bits = 0;
	for (int q = 1; q <= 4; q++)
		if (in->today > period_last((struct period){ year_of(in), PERIOD_QUARTER, q }))
			bits |= 1u << (q - 1);
	return bits;
}

static bool sum_of(const struct signal_in *in, const struct doc *line, struct decimal *out)
{
	bool positions = str_is(doc_str(line, WORKPLAN_LINE_COUNTING), "last");
	*out = (struct decimal){ 0, 0 };
	return in->nreports && done_until(in->reports, in->nreports - 1, in->reports[in->nreports - 1],
	                                  str_of(line->id), positions, out);
}

static void find_running(struct finding *f, const struct doc *line, unsigned over)
{
	const struct signal_in *in = f->in;
	struct decimal later, planned, done;
	const struct doc *last =
	    in->nreports ? row_by_id(in->reports[in->nreports - 1], REPORT_LINE, str_of(line->id)) : NULL;
	if (!last || !str_is(doc_str(last, REPORT_LINE_PROGRESS), "running") ||
	    plan_target(line, 15u & ~over, &later) || !plan_target(line, over, &planned) || !sum_of(in, line, &done) ||
	    decimal_cmp(done, planned) >= 0)
		return;
	add(f, (struct signal){ .what = SIGNAL_STILL_RUNNING,
	                        .activity = doc_str(line, WORKPLAN_LINE_ACTIVITY),
	                        .place = doc_str(line, WORKPLAN_LINE_PLACE),
	                        .unit = doc_str(line, WORKPLAN_LINE_UNIT),
	                        .value = done,
	                        .of = planned });
}

static void find_untouched(struct finding *f, const struct doc *line, unsigned over)
{
	struct decimal planned, done;
	if (!plan_target(line, over, &planned) || planned.units <= 0 || !f->in->nreports ||
	    (sum_of(f->in, line, &done) && done.units > 0))
		return;
	add(f, (struct signal){ .what = SIGNAL_PLACE_UNTOUCHED,
	                        .activity = doc_str(line, WORKPLAN_LINE_ACTIVITY),
	                        .place = doc_str(line, WORKPLAN_LINE_PLACE),
	                        .unit = doc_str(line, WORKPLAN_LINE_UNIT),
	                        .of = planned });
}

static void find_in_rows(struct finding *f, void (*rule)(struct finding *, const struct doc *, unsigned))
{
	uint32_t n;
	unsigned over = quarters_over(f->in);
	struct doc *const *lines = doc_rows(f->in->owing->plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		if (owing_covers(f->in->owing, lines[i]))
			rule(f, lines[i], over);
}

static bool plan_has_place(const struct signal_in *in, str place)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(in->owing->plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		if (place_code_within(place, doc_str(lines[i], WORKPLAN_LINE_PLACE)))
			return true;
	return false;
}

static void find_unplanned(struct finding *f)
{
	for (uint32_t i = 0; i < f->in->nreports; i++) {
		uint32_t n;
		struct doc *const *rows = doc_rows(f->in->reports[i], REPORT_LINE, &n);
		for (uint32_t k = 0; k < n; k++) {
			struct decimal done;
			str place = doc_str(rows[k], REPORT_LINE_PLACE);
			if (!doc_decimal(rows[k], REPORT_LINE_DONE, &done) || done.units <= 0 || !place.n ||
			    plan_has_place(f->in, place))
				continue;
			add(f, (struct signal){ .what = SIGNAL_PLACE_UNPLANNED,
			                        .activity = doc_str(rows[k], REPORT_LINE_ACTIVITY),
			                        .place = place,
			                        .unit = doc_str(rows[k], REPORT_LINE_UNIT),
			                        .value = done });
		}
	}
}

static void find_end(struct finding *f)
{
	date until = f->in->agreement_until;
	if (until != DATE_NONE && year_of(f->in) && until < date_from_ymd((struct ymd){ year_of(f->in), 12, 31 }))
		add(f, (struct signal){ .what = SIGNAL_AGREEMENT_ENDS, .day = until });
}

uint32_t signals_find(const struct signal_in *in, struct signal *out, uint32_t max)
{
	struct finding f = { in, out, 0, max };
	find_silence(&f);
	find_money(&f);
	find_in_rows(&f, find_running);
	find_unplanned(&f);
	find_in_rows(&f, find_untouched);
	find_end(&f);
	return f.n;
}
