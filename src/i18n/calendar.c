#include "i18n/i18n.h"

static const enum msg month_names[12] = {
	MSG_DATE_MONTH_01, MSG_DATE_MONTH_02, MSG_DATE_MONTH_03, MSG_DATE_MONTH_04,
	MSG_DATE_MONTH_05, MSG_DATE_MONTH_06, MSG_DATE_MONTH_07, MSG_DATE_MONTH_08,
	MSG_DATE_MONTH_09, MSG_DATE_MONTH_10, MSG_DATE_MONTH_11, MSG_DATE_MONTH_12,
};
static const enum msg month_shorts[12] = {
	MSG_DATE_SHORT_01, MSG_DATE_SHORT_02, MSG_DATE_SHORT_03, MSG_DATE_SHORT_04,
	MSG_DATE_SHORT_05, MSG_DATE_SHORT_06, MSG_DATE_SHORT_07, MSG_DATE_SHORT_08,
	MSG_DATE_SHORT_09, MSG_DATE_SHORT_10, MSG_DATE_SHORT_11, MSG_DATE_SHORT_12,
};

str i18n_date(arena *a, enum lang lang, date d, enum date_style style)
{
	if (d == DATE_NONE)
		return STR_EMPTY;
	struct ymd at = date_to_ymd(d);
	str month = msg(lang, style == DATE_SHORT ? month_shorts[at.month - 1] : month_names[at.month - 1]);
	if (style == DATE_MONTH)
		return arena_fmt(a, "%.*s %d", STR_ARG(month), at.year);
	return arena_fmt(a, "%d %.*s %d", at.day, STR_ARG(month), at.year);
}

str i18n_instant(arena *a, enum lang lang, int64_t ms)
{
	int64_t local = ms + WITA_MS;
	int64_t in_day = (local % DAY_MS + DAY_MS) % DAY_MS;
	int minutes = (int)(in_day / 60000);
	str day = i18n_date(a, lang, date_of_instant(ms), DATE_LONG);
	return arena_fmt(a, lang == LANG_ID ? "%.*s %02d.%02d WITA" : "%.*s %02d:%02d WITA", STR_ARG(day), minutes / 60,
	                 minutes % 60);
}

/* Whole months from FROM to TO, FROM <= TO. */
static int months_between(date from, date to)
{
	struct ymd a = date_to_ymd(from), b = date_to_ymd(to);
	return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day);
}

str i18n_age(arena *a, enum lang lang, date d, date today)
{
	if (d == DATE_NONE)
		return STR_EMPTY;
	bool past = d < today;
	int64_t days = past ? (int64_t)today - d : (int64_t)d - today;
	if (days == 0)
		return msg(lang, MSG_AGE_TODAY);
	if (days == 1)
		return msg(lang, past ? MSG_AGE_YESTERDAY : MSG_AGE_TOMORROW);
	if (days < 31)
		return msg_n(a, lang, past ? MSG_AGE_DAYS_AGO : MSG_AGE_DAYS_AHEAD, days, 0, NULL);
	int months = past ? months_between(d, today) : months_between(today, d);
	if (months < 24)
		return msg_n(a, lang, past ? MSG_AGE_MONTHS_AGO : MSG_AGE_MONTHS_AHEAD, months, 0, NULL);
	return msg_n(a, lang, past ? MSG_AGE_YEARS_AGO : MSG_AGE_YEARS_AHEAD, months / 12, 0, NULL);
}
