#include "report/period.h"

#include "base/attr.h"

enum { YEAR_MIN = 2000, YEAR_MAX = 2100, YEAR_DIGITS = 4, CODE_LENGTH = 7 };

static int months_of(struct period p)
{
	return p.sort == PERIOD_QUARTER ? 3 : p.sort == PERIOD_SEMESTER ? 6 : 12;
}

/* Months of the year before it begins. */
static int months_before(struct period p)
{
	return p.sort == PERIOD_YEAR ? 0 : (p.number - 1) * months_of(p);
}

bool period_parse(str code, struct period *out)
{
	int64_t year;
	*out = (struct period){ 0 };
	if (code.n < YEAR_DIGITS || code.p[0] < '0' || code.p[0] > '9' ||
	    !str_to_int(str_sub(code, 0, YEAR_DIGITS), &year) || year < YEAR_MIN || year > YEAR_MAX)
		return false;
	out->year = (int)year;
	if (code.n == YEAR_DIGITS)
		return true;
	if (code.n != CODE_LENGTH || code.p[4] != '-' || (code.p[5] != 'Q' && code.p[5] != 'S'))
		return false;
	out->sort = code.p[5] == 'Q' ? PERIOD_QUARTER : PERIOD_SEMESTER;
	out->number = code.p[6] - '0';
	return out->number >= 1 && out->number <= (out->sort == PERIOD_QUARTER ? 4 : 2);
}

str period_code(arena *a, struct period p)
{
	if (p.sort == PERIOD_YEAR)
		return arena_fmt(a, "%d", p.year);
	return arena_fmt(a, "%d-%c%d", p.year, p.sort == PERIOD_QUARTER ? 'Q' : 'S', p.number);
}

str period_name(arena *a, enum lang lang, struct period p)
{
	static const char *const roman[] = { "", "I", "II", "III", "IV" };
	str year = arena_fmt(a, "%d", p.year);
	if (p.sort == PERIOD_YEAR)
		return msg_fmt(a, lang, MSG_REPORT_PERIOD_YEAR, year);
	return msg_fmt(a, lang, p.sort == PERIOD_QUARTER ? MSG_REPORT_PERIOD_QUARTER : MSG_REPORT_PERIOD_SEMESTER,
	               str_of(roman[p.number]), year);
}

date period_first(struct period p)
{
	return date_from_ymd((struct ymd){ p.year, months_before(p) + 1, 1 });
}

date period_last(struct period p)
{
	return date_add_months(period_first(p), months_of(p)) - 1;
}

date period_due(struct period p, int days, const struct holidays *h)
{
	return date_add_working(period_last(p), days, h);
}

unsigned period_quarters(struct period p)
{
	unsigned n = (unsigned)months_of(p) / 3;
	return ((1u << n) - 1) << (unsigned)months_before(p) / 3;
}

uint32_t periods_of_year(int year, int times, struct period out[PERIODS_MOST])
{
	enum period_sort sort = times == 4 ? PERIOD_QUARTER : times == 2 ? PERIOD_SEMESTER : PERIOD_YEAR;
	uint32_t n = times == 4 || times == 2 ? (uint32_t)times : 1;
	for (uint32_t i = 0; i < n; i++)
		out[i] = (struct period){ year, sort, sort == PERIOD_YEAR ? 0 : (int)i + 1 };
	return n;
}

struct fiscal period_fiscal(struct period p, int start)
{
	int last = months_before(p) + months_of(p); /* month in which it ends */
	struct fiscal f = { p.year + (start > 1 && last >= start), 0 };
	if (p.sort == PERIOD_QUARTER && (start - 1) % 3 == 0)
		f.quarter = ((last - start + 12) % 12) / 3 + 1;
	return f;
}
