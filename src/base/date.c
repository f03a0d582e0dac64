/* The arithmetic of the calendar counts years from 1 March, so that the leap day is the last day of its year, and days
 * from 0000-03-01, so that nothing is negative in the years 1 to 9999. */
#include "base/date.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"

#define DAYS_400_YEARS 146097
#define DAYS_100_YEARS 36524
#define DAYS_4_YEARS 1461
#define EPOCH_FROM_MARCH_0 719468 /* days from 0000-03-01 to 1970-01-01 */
#define FIRST_DAY (-719162)       /* 0001-01-01 */
#define LAST_DAY 2932896          /* 9999-12-31 */

/* Days before the month in a year that starts in March: 31, 30, 31, 30, 31 repeat with a period of 153 days. */
static int days_before_month(int month_from_march)
{
	return (153 * month_from_march + 2) / 5;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	static const int8_t days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return days[month] + (month == 2 && is_leap(year));
}

date date_from_ymd(struct ymd d)
{
	if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 ||
	    d.day > month_days(d.year, d.month))
		return DATE_NONE;
	int month = (d.month + 9) % 12;
	int year = d.year - (d.month < 3);
	return 365 * year + year / 4 - year / 100 + year / 400 + days_before_month(month) + d.day - 1 -
	       EPOCH_FROM_MARCH_0;
}

struct ymd date_to_ymd(date d)
{
	if (d < FIRST_DAY || d > LAST_DAY)
		return (struct ymd){ 0 };
	int days = d + EPOCH_FROM_MARCH_0;
	int year = days / DAYS_400_YEARS * 400;
	days %= DAYS_400_YEARS;
	/* The fourth century has one day more than the others: its leap day, as the last of 400 years. */
	int century = days / DAYS_100_YEARS < 3 ? days / DAYS_100_YEARS : 3;
	days -= century * DAYS_100_YEARS;
	year += century * 100 + days / DAYS_4_YEARS * 4;
	days %= DAYS_4_YEARS;
	int rest = days / 365 < 3 ? days / 365 : 3;
	days -= rest * 365;
	year += rest;
	int month = (5 * days + 2) / 153;
	int day = days - days_before_month(month) + 1;
	return (struct ymd){ .year = year + (month >= 10), .month = month < 10 ? month + 3 : month - 9, .day = day };
}

date date_add_months(date d, int n)
{
	struct ymd x = date_to_ymd(d);
	if (!x.year)
		return DATE_NONE;
	int months = x.year * 12 + x.month - 1 + n;
	x.year = months / 12;
	x.month = months % 12 + 1;
	if (x.year >= 1 && x.day > month_days(x.year, x.month))
		x.day = month_days(x.year, x.month);
	return date_from_ymd(x);
}

/* N digits at *I, which moves past them. */
static bool take_digits(str s, size_t *i, size_t n, int *out)
{
	int value = 0;
	if (s.n - *i < n)
		return false;
	for (size_t end = *i + n; *i < end; ++*i) {
		if (s.p[*i] < '0' || s.p[*i] > '9')
			return false;
		value = value * 10 + (s.p[*i] - '0');
	}
	*out = value;
	return true;
}

static bool take_char(str s, size_t *i, char c)
{
	if (*i >= s.n || s.p[*i] != c)
		return false;
	++*i;
	return true;
}

static bool take_date(str s, size_t *i, date *out)
{
	struct ymd d;
	if (!take_digits(s, i, 4, &d.year) || !take_char(s, i, '-') || !take_digits(s, i, 2, &d.month) ||
	    !take_char(s, i, '-') || !take_digits(s, i, 2, &d.day))
		return false;
	*out = date_from_ymd(d);
	return *out != DATE_NONE;
}

/* The zone that ends S, in minutes east; none counts as UTC. Up to 14:00, as in XML Schema. */
static bool take_zone(str s, size_t *i, int *minutes)
{
	int hour = 0, minute = 0;
	*minutes = 0;
	if (*i == s.n)
		return true;
	if (take_char(s, i, 'Z'))
		return *i == s.n;
	bool west = s.p[*i] == '-';
	if ((!west && s.p[*i] != '+') || s.n - *i != 6)
		return false;
	++*i;
	if (!take_digits(s, i, 2, &hour) || !take_char(s, i, ':') || !take_digits(s, i, 2, &minute))
		return false;
	*minutes = (west ? -1 : 1) * (hour * 60 + minute);
	return minute < 60 && hour * 60 + minute <= 14 * 60;
}

bool date_parse(str s, date *out)
{
	size_t i = 0;
	date d;
	if (s.n != 10 || !take_date(s, &i, &d))
		return false;
	*out = d;
	return true;
}

bool date_parse_xsd(str s, date *out)
{
	size_t i = 0;
	int zone;
	date d;
	if (!take_date(s, &i, &d) || !take_zone(s, &i, &zone))
		return false;
	*out = d;
	return true;
}

/* hh:mm:ss and an optional fraction, in ms; 24:00:00 is the end of the day. What is finer than a ms is dropped. */
static bool take_time(str s, size_t *i, int64_t *ms)
{
	int hour, minute, second, fraction = 0;
	if (!take_digits(s, i, 2, &hour) || !take_char(s, i, ':') || !take_digits(s, i, 2, &minute) ||
	    !take_char(s, i, ':') || !take_digits(s, i, 2, &second))
		return false;
	bool zero = true;
	if (take_char(s, i, '.')) {
		size_t start = *i;
		int weight = 100;
		for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i, weight /= 10) {
			fraction += weight * (s.p[*i] - '0');
			zero = zero && s.p[*i] == '0';
		}
		if (*i == start)
			return false;
	}
	*ms = ((hour * 60LL + minute) * 60 + second) * 1000 + fraction;
	if (hour == 24)
		return minute == 0 && second == 0 && zero;
	return hour < 24 && minute < 60 && second < 60;
}

bool instant_parse_xsd(str s, int64_t *ms)
{
	size_t i = 0;
	date d;
	int64_t time;
	int zone;
	if (!take_date(s, &i, &d) || !take_char(s, &i, 'T') || !take_time(s, &i, &time) || !take_zone(s, &i, &zone))
		return false;
	*ms = d * DAY_MS + time - zone * 60000LL;
	return true;
}

static void put_digits(char *out, int value, int n)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

void date_print(date d, char out[11])
{
	struct ymd y = date_to_ymd(d);
	out[0] = '\0';
	if (y.year == 0)
		return;
	put_digits(out, y.year, 4);
	out[4] = '-';
	put_digits(out + 5, y.month, 2);
	out[7] = '-';
	put_digits(out + 8, y.day, 2);
	out[10] = '\0';
}

/* The day an instant falls on in UTC, and the ms since its start; DATE_NONE past the years 1 to 9999. */
static date split_instant(int64_t ms, int *rest)
{
	int64_t days = ms / DAY_MS - (ms % DAY_MS < 0);
	*rest = (int)((ms % DAY_MS + DAY_MS) % DAY_MS);
	return days < FIRST_DAY || days > LAST_DAY ? DATE_NONE : (date)days;
}

void instant_print(int64_t ms, char out[25])
{
	int rest;
	date_print(split_instant(ms, &rest), out);
	if (!out[0])
		return;
	int seconds = rest / 1000;
	out[10] = 'T';
	put_digits(out + 11, seconds / 3600, 2);
	out[13] = ':';
	put_digits(out + 14, seconds / 60 % 60, 2);
	out[16] = ':';
	put_digits(out + 17, seconds % 60, 2);
	out[19] = 'Z';
	out[20] = '\0';
}

date date_of_instant(int64_t ms)
{
	int rest;
	return ms > INT64_MAX - WITA_MS ? DATE_NONE : split_instant(ms + WITA_MS, &rest);
}

static pthread_once_t clock_once = PTHREAD_ONCE_INIT;
static bool clock_fixed;
static int64_t clock_fixed_ms;

static void clock_start(void)
{
	const char *set = getenv("SELARAS_NOW");
	if (!set || !*set)
		return;
	clock_fixed = true;
	if (!str_to_int(str_of(set), &clock_fixed_ms) && !instant_parse_xsd(str_of(set), &clock_fixed_ms)) {
		log_error("SELARAS_NOW is neither milliseconds nor an instant like 2025-01-31T00:00:00Z");
		abort();
	}
}

int64_t clock_now(void)
{
	pthread_once(&clock_once, clock_start);
	if (clock_fixed)
		return clock_fixed_ms;
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int64_t clock_mono_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Remainder of D by 7 that is never negative: 0 for a Thursday, as 1970-01-01 was one. */
static int from_thursday(date d)
{
	return (d % 7 + 7) % 7;
}

int date_weekday(date d)
{
	return (from_thursday(d) + 3) % 7 + 1;
}

/* Index of the first holiday at or after D. */
static uint32_t holiday_at(date d, const struct holidays *h)
{
	uint32_t low = 0, high = h ? h->n : 0;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (h->days[middle] < d)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool date_is_working(date d, const struct holidays *h)
{
	if (date_weekday(d) > 5)
		return false;
	uint32_t i = holiday_at(d, h);
	return !h || i == h->n || h->days[i] != d;
}

date date_add_working(date d, int n, const struct holidays *h)
{
	while (n > 0)
		n -= date_is_working(++d, h);
	while (!date_is_working(d, h))
		d++;
	return d;
}

/* Mondays to Fridays up to and including D, counted from some fixed day. */
static int64_t weekdays_until(date d)
{
	int64_t day = (int64_t)d + 3; /* 0: Monday 1969-12-29 */
	int64_t week = day / 7 - (day % 7 < 0);
	int64_t in_week = day - week * 7 + 1;
	return week * 5 + (in_week < 5 ? in_week : 5);
}

int date_count_working(date from, date to, const struct holidays *h)
{
	if (to <= from)
		return 0;
	int64_t n = weekdays_until(to) - weekdays_until(from);
	for (uint32_t i = holiday_at(from + 1, h); h && i < h->n && h->days[i] <= to; i++)
		if (date_weekday(h->days[i]) <= 5 && (i == 0 || h->days[i] != h->days[i - 1]))
			n--;
	return (int)n;
}
