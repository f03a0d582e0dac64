/* date.h -- calendar dates, instants and working days.
 *
 * A date is a day number since 1970-01-01 in the proleptic Gregorian calendar; an instant is milliseconds UTC.
 * The office's clock is WITA (UTC+08:00, no daylight saving). No locale and no C library time zone is used. */
#ifndef SELARAS_BASE_DATE_H
#define SELARAS_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef int32_t date;
#define DATE_NONE INT32_MIN
#define DAY_MS (24LL * 3600 * 1000)
#define WITA_MS (8LL * 3600 * 1000)

struct ymd {
	int year;  /* 1..9999 */
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

date date_from_ymd(struct ymd d); /* DATE_NONE when there is no such day */
struct ymd date_to_ymd(date d);   /* all 0 for DATE_NONE and past the years 1 to 9999 */
/* Exactly YYYY-MM-DD. */
bool date_parse(str s, date *out) SEL_MUST_CHECK;
/* xsd:date (XML Schema part 2, 3.2.9): YYYY-MM-DD with an optional Z or +hh:mm, which is checked and ignored. */
bool date_parse_xsd(str s, date *out) SEL_MUST_CHECK;
/* xsd:dateTime (3.2.7), instant in ms UTC; without a zone it is taken as UTC. */
bool instant_parse_xsd(str s, int64_t *ms) SEL_MUST_CHECK;
/* YYYY-MM-DD into OUT, which holds 11 bytes; "" for DATE_NONE and past the years 1 to 9999. */
void date_print(date d, char out[11]);
/* YYYY-MM-DDThh:mm:ssZ into OUT, which holds 25 bytes; "" past the years 1 to 9999. */
void instant_print(int64_t ms, char out[25]);
/* The day in WITA at this instant. */
date date_of_instant(int64_t ms);
/* Now, ms UTC; the only clock of the program (SELARAS_NOW=ms or an ISO instant fixes it in tests). */
int64_t clock_now(void);
/* Monotonic nanoseconds, for durations. */
int64_t clock_mono_ns(void);
/* The same day N months later (earlier when N < 0), or the last day of that month when it is shorter. */
date date_add_months(date d, int n);
/* 1 = Monday .. 7 = Sunday (ISO 8601). */
int date_weekday(date d);

/* Holidays as data: a sorted array of dates. */
struct holidays {
	const date *days;
	uint32_t n;
};
bool date_is_working(date d, const struct holidays *h);
/* The N-th working day after D (N >= 0; N = 0: D itself or the next working day). */
date date_add_working(date d, int n, const struct holidays *h);
/* Working days in (FROM, TO]; 0 when TO <= FROM. */
int date_count_working(date from, date to, const struct holidays *h);

#endif
