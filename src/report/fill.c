#include "report/fill.h"

#include <stdio.h>

#include "workplan/rules.h"

/* ---- from the plan ---- */

bool owing_covers(const struct owing *o, const struct doc *line)
{
	str regency = line_regency(line);
	return str_eq(regency.n ? regency : doc_str(line, WORKPLAN_LINE_PLACE), o->regency) &&
	       str_eq(doc_str(line, WORKPLAN_LINE_PROGRAMME), o->programme);
}

static void copy_text(arena *a, struct doc *into, uint32_t field, const struct doc *from, uint32_t of)
{
	str s = doc_str(from, of);
	if (s.n)
		doc_set(into, field, arena_str(a, s));
}

static void add_line(arena *a, struct doc *d, const struct doc *line)
{
	static const uint32_t pairs[][2] = { { REPORT_LINE_ACTIVITY, WORKPLAN_LINE_ACTIVITY },
		                             { REPORT_LINE_PLACE, WORKPLAN_LINE_PLACE },
		                             { REPORT_LINE_INDICATOR, WORKPLAN_LINE_INDICATOR },
		                             { REPORT_LINE_UNIT, WORKPLAN_LINE_UNIT } };
	struct doc *row = doc_add_row(a, d, REPORT_LINE);
	memcpy(row->id, line->id, sizeof(row->id));
	doc_set(row, REPORT_LINE_LINE, arena_str(a, str_of(line->id)));
	for (size_t i = 0; i < SEL_COUNT(pairs); i++)
		copy_text(a, row, pairs[i][0], line, pairs[i][1]);
}

static struct doc *money_row(arena *a, struct doc *d, str source, str currency)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, REPORT_MONEY, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], REPORT_MONEY_SOURCE), source) &&
		    str_eq(doc_str(rows[i], REPORT_MONEY_CURRENCY), currency))
			return rows[i];
	struct doc *row = doc_add_row(a, d, REPORT_MONEY);
	doc_set(row, REPORT_MONEY_SOURCE, arena_str(a, source));
	doc_set(row, REPORT_MONEY_CURRENCY, arena_str(a, currency));
	return row;
}

static str decimal_text(arena *a, struct decimal d)
{
	enum { TEXT_MAX = 40 };
	struct buf b;
	buf_init(&b, a, TEXT_MAX);
	decimal_print(d, &b);
	return buf_str(&b);
}

static void add_money(arena *a, struct doc *d, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_BUDGET, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *row = money_row(a, d, doc_str(rows[i], WORKPLAN_BUDGET_SOURCE),
		                            doc_str(rows[i], WORKPLAN_BUDGET_CURRENCY));
		struct decimal sum = { 0, 0 }, more;
		if (!doc_decimal(row, REPORT_MONEY_BUDGET, &sum))
			sum = (struct decimal){ 0, 0 };
		if (doc_decimal(rows[i], WORKPLAN_BUDGET_AMOUNT, &more) && decimal_sum(sum, more, &sum))
			doc_set(row, REPORT_MONEY_BUDGET, decimal_text(a, sum));
	}
}

static void add_agencies(arena *a, struct doc *d, const struct doc *plan)
{
	uint32_t n;
	str lead = doc_str(plan, WORKPLAN_LEAD);
	struct doc *const *rows = doc_rows(plan, WORKPLAN_AGENCY, &n);
	if (lead.n)
		doc_set(doc_add_row(a, d, REPORT_AGENCY), REPORT_AGENCY_UNIT, arena_str(a, lead));
	for (uint32_t i = 0; i < n; i++)
		if (!str_eq(doc_str(rows[i], WORKPLAN_AGENCY_UNIT), lead))
			doc_set(doc_add_row(a, d, REPORT_AGENCY), REPORT_AGENCY_UNIT,
			        arena_str(a, doc_str(rows[i], WORKPLAN_AGENCY_UNIT)));
}

/* ---- from the last one ---- */

static void carry_line(arena *a, struct doc *d, const struct doc *last)
{
	const struct doc *same = row_by_id(d, REPORT_LINE, str_of(last->id));
	if (same) {
		/* the row is the plan's; how far it was is where it goes on */
		for (uint32_t i = 0; i < d->v[REPORT_LINE].n; i++)
			if (d->v[REPORT_LINE].u.rows[i] == same)
				copy_text(a, d->v[REPORT_LINE].u.rows[i], REPORT_LINE_PROGRESS, last,
				          REPORT_LINE_PROGRESS);
		return;
	}
	struct doc *row = doc_add_row(a, d, REPORT_LINE);
	memcpy(row->id, last->id, sizeof(row->id));
	static const uint32_t kept[] = { REPORT_LINE_ACTIVITY, REPORT_LINE_PLACE, REPORT_LINE_INDICATOR,
		                         REPORT_LINE_UNIT, REPORT_LINE_PROGRESS };
	for (size_t i = 0; i < SEL_COUNT(kept); i++)
		copy_text(a, row, kept[i], last, kept[i]);
}

static void carry_over(arena *a, struct doc *d, const struct doc *last)
{
	static const uint32_t texts[] = { REPORT_CHALLENGE, REPORT_SUPPORT, REPORT_SUPPORT_FROM, REPORT_BENEFIT };
	uint32_t n;
	struct doc *const *lines = doc_rows(last, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		if (!doc_str(lines[i], REPORT_LINE_LINE).n || row_by_id(d, REPORT_LINE, str_of(lines[i]->id)))
			carry_line(a, d, lines[i]);
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		copy_text(a, d, texts[i], last, texts[i]);
	doc_copy_field(a, d, last, REPORT_OBSTACLE);
	struct doc *const *money = doc_rows(last, REPORT_MONEY, &n);
	for (uint32_t i = 0; i < n; i++)
		copy_text(
		    a,
		    money_row(a, d, doc_str(money[i], REPORT_MONEY_SOURCE), doc_str(money[i], REPORT_MONEY_CURRENCY)),
		    REPORT_MONEY_RATE, money[i], REPORT_MONEY_RATE);
}

struct doc *report_new(arena *a, const struct owing *o)
{
	struct doc *d = doc_new(a, &report_kind);
	uint32_t n;
	struct doc *const *lines = doc_rows(o->plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!owing_covers(o, lines[i]))
			continue;
		add_line(a, d, lines[i]);
		add_money(a, d, lines[i]);
	}
	if (!d->v[REPORT_LINE].n)
		return NULL;
	copy_text(a, d, REPORT_PARTNER, o->plan, WORKPLAN_PARTNER);
	copy_text(a, d, REPORT_YEAR, o->plan, WORKPLAN_YEAR);
	doc_set(d, REPORT_PLAN, arena_str(a, o->plan_id));
	doc_set(d, REPORT_FIRST, arena_str(a, o->first));
	if (o->programme.n)
		doc_set(d, REPORT_PROGRAMME, arena_str(a, o->programme));
	doc_set(d, REPORT_REGENCY, arena_str(a, o->regency));
	doc_set(d, REPORT_PERIOD, arena_str(a, o->period));
	add_agencies(a, d, o->plan);
	if (o->last)
		carry_over(a, d, o->last);
	report_give_ids(a, d, NULL);
	return d;
}

/* ---- what is done with it ---- */

struct doc *report_unchanged(arena *a, const struct doc *report, str text)
{
	static const uint32_t texts[] = { REPORT_SUMMARY, REPORT_SUCCESS, REPORT_NEXT };
	struct doc *d = doc_copy(a, report);
	for (uint32_t i = 0; i < d->v[REPORT_LINE].n; i++)
		if (!doc_str(d->v[REPORT_LINE].u.rows[i], REPORT_LINE_DONE).n)
			doc_set(d->v[REPORT_LINE].u.rows[i], REPORT_LINE_DONE, STR("0"));
	for (uint32_t i = 0; i < d->v[REPORT_MONEY].n; i++)
		if (!doc_str(d->v[REPORT_MONEY].u.rows[i], REPORT_MONEY_SPENT).n)
			doc_set(d->v[REPORT_MONEY].u.rows[i], REPORT_MONEY_SPENT, STR("0"));
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		if (!str_trim(doc_str(d, texts[i])).n)
			doc_set(d, texts[i], arena_str(a, text));
	return d;
}

struct doc *report_handed_in(arena *a, const struct doc *report, date day)
{
	char text[11];
	struct doc *d = doc_copy(a, report);
	date_print(day, text);
	if (!doc_has(d, REPORT_HANDED_IN))
		doc_set(d, REPORT_HANDED_IN, arena_str(a, str_of(text)));
	for (uint32_t i = 0; i < d->v[REPORT_REMARK].n; i++)
		doc_set(d->v[REPORT_REMARK].u.rows[i], REPORT_REMARK_ANSWERED, STR("1"));
	return d;
}

static void give_ids(struct doc *d, uint32_t field, char letter, const struct doc *old)
{
	unsigned next = 1;
	for (uint32_t i = 0; i < d->v[field].n; i++) {
		struct doc *row = d->v[field].u.rows[i];
		while (!row->id[0]) {
			char id[sizeof(row->id)];
			snprintf(id, sizeof(id), "%c%u", letter, next++ % 1000000);
			if (!row_by_id(d, field, str_of(id)) && !(old && row_by_id(old, field, str_of(id))))
				memcpy(row->id, id, sizeof(id));
		}
	}
}

void report_give_ids(arena *a, struct doc *d, const struct doc *old)
{
	(void)a;
	give_ids(d, REPORT_LINE, 't', old);
	give_ids(d, REPORT_MONEY, 'm', old);
	give_ids(d, REPORT_OBSTACLE, 'o', old);
}

/* ---- figures ---- */

const struct doc *row_by_id(const struct doc *d, uint32_t field, str id)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	for (uint32_t i = 0; id.n && i < n; i++)
		if (str_is(id, rows[i]->id))
			return rows[i];
	return NULL;
}

const struct doc *plan_line_of(const struct doc *plan, const struct doc *line)
{
	return plan ? row_by_id(plan, WORKPLAN_LINE, doc_str(line, REPORT_LINE_LINE)) : NULL;
}

bool decimal_sum(struct decimal x, struct decimal y, struct decimal *out)
{
	uint8_t scale = x.scale > y.scale ? x.scale : y.scale;
	int64_t a, b, sum;
	if (!decimal_rescale(x, scale, &a) || !decimal_rescale(y, scale, &b) || __builtin_add_overflow(a, b, &sum))
		return false;
	*out = (struct decimal){ sum, scale };
	return true;
}

bool plan_target(const struct doc *line, unsigned bits, struct decimal *out)
{
	static const uint32_t quarters[] = { WORKPLAN_LINE_Q1, WORKPLAN_LINE_Q2, WORKPLAN_LINE_Q3, WORKPLAN_LINE_Q4 };
	bool positions = str_is(doc_str(line, WORKPLAN_LINE_COUNTING), "last"), found = false;
	*out = (struct decimal){ 0, 0 };
	for (unsigned q = 0; q < 4; q++) {
		struct decimal x;
		if (!(bits & 1u << q) || !doc_decimal(line, quarters[q], &x))
			continue;
		if (positions)
			*out = x;
		else if (!decimal_sum(*out, x, out))
			return false;
		found = true;
	}
	return found;
}

bool done_until(const struct doc *const *earlier, uint32_t n, const struct doc *report, str id, bool positions,
                struct decimal *out)
{
	bool found = false;
	*out = (struct decimal){ 0, 0 };
	for (uint32_t i = 0; i <= n; i++) {
		const struct doc *row = row_by_id(i < n ? earlier[i] : report, REPORT_LINE, id);
		struct decimal x;
		if (!row || !doc_decimal(row, REPORT_LINE_DONE, &x))
			continue;
		if (positions)
			*out = x;
		else if (!decimal_sum(*out, x, out))
			return false;
		found = true;
	}
	return found;
}

bool percent_of(struct decimal value, struct decimal of, struct decimal *out)
{
	enum { SCALE = 2 };
	int64_t v, w;
	if (!decimal_rescale(value, SCALE, &v) || !decimal_rescale(of, SCALE, &w) || w <= 0)
		return false;
	int128 p = mul_div_even(v, 100, w);
	if (p > INT64_MAX || p < INT64_MIN)
		return false;
	*out = (struct decimal){ (int64_t)p, 0 };
	return true;
}
