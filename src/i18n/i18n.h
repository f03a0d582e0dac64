/* i18n.h -- words and figures in the language of the page: Indonesian first, English complete.
 *
 * Texts are compiled in from po/ by tools/poc.py; enum msg names each, MSG_NAV_HOME for the id "nav.home". A text that
 * is missing in one language, or has other holes there, does not build. Nothing here uses the C library's locale, so
 * the same call gives the same text in every thread and process.
 * Formats: Indonesian 1.234.567,89, 29 Oktober 2019, Rp1.234.567; English 1,234,567.89, 29 October 2019, IDR 1,234,567.
 * Results live in the arena that was given. */
#ifndef SELARAS_I18N_I18N_H
#define SELARAS_I18N_I18N_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/problem.h"
#include "base/str.h"
#include "i18n/i18n_messages.h"

/* ---- languages ---- */
/* "id" or "en"; false on anything else. */
bool lang_parse(str code, enum lang *out) SEL_MUST_CHECK;
const char *lang_code(enum lang lang);
/* The one of ours that an Accept-Language header likes best ("en-GB, id;q=0.5"); Indonesian when it names none. */
enum lang lang_accepted(str header);

/* ---- messages ---- */
str msg(enum lang lang, enum msg m);
/* The text with {0} {1} ... filled by ARGS; N is at least the number of values the message takes (asserted). */
str msg_args(arena *a, enum lang lang, enum msg m, size_t n, const str *args);
/* msg_fmt(a, lang, MSG_X, x, y): the same with str arguments written out. */
#define msg_fmt(a, lang, m, ...)                                                                                       \
	msg_args((a), (lang), (m), sizeof((const str[]){ __VA_ARGS__ }) / sizeof(str), (const str[]){ __VA_ARGS__ })
/* The plural form for COUNT; {0} is COUNT in the language's figures, {1} ... are ARGS. */
str msg_n(arena *a, enum lang lang, enum msg m, int64_t count, size_t n, const str *args);
/* The message whose id is KEY ("problem.required"), for ids that are data. */
bool msg_by_key(const char *key, enum msg *out) SEL_MUST_CHECK;
/* Its text, or OTHERWISE when there is no such message. */
str msg_or(enum lang lang, const char *key, str otherwise);
/* The text of "SPACE.KIND.NAME" ("field.activity.title"), or OTHERWISE. */
str msg_label(enum lang lang, const char *space, const char *kind, const char *name, str otherwise);
/* What a problem says: its message with FOUND as {0} and EXPECTED as {1}; its key when there is no such message. */
str msg_problem(arena *a, enum lang lang, const struct problem *p);
const char *msg_key(enum msg m);
/* Number of values a message takes: its highest hole and one. */
size_t msg_holes(enum msg m);

/* ---- numbers ---- */
str i18n_int(arena *a, enum lang lang, int64_t n);
/* PLACES digits after the point, rounded half to even; PLACES < 0: as many as there are. */
str i18n_decimal(arena *a, enum lang lang, struct decimal d, int places);
/* "12,5%" for 12.5. */
str i18n_percent(arena *a, enum lang lang, struct decimal d, int places);
/* At most one place and the word for its thousands: "1,2 miliar", "1.2 billion", "950". */
str i18n_short(arena *a, enum lang lang, struct decimal d);

enum money_style {
	MONEY_FULL, /* "Rp1.234.567", "USD 12.50": cents only when there are any */
	MONEY_SHORT /* "Rp1,2 miliar", "IDR 1.2 billion" */
};
str i18n_money(arena *a, enum lang lang, struct money m, enum money_style style);
/* The name written before an amount: "Rp", "US$" or the code and a space. */
str i18n_currency(arena *a, enum lang lang, const char *currency);

/* ---- dates: DATE_NONE gives the empty text ---- */
enum date_style {
	DATE_LONG,  /* "29 Oktober 2019" */
	DATE_SHORT, /* "29 Okt 2019" */
	DATE_MONTH  /* "Oktober 2019" */
};
str i18n_date(arena *a, enum lang lang, date d, enum date_style style);
/* "29 Oktober 2019 14.05 WITA". */
str i18n_instant(arena *a, enum lang lang, int64_t ms);
/* "hari ini", "3 hari lalu", "2 bulan lagi": whole days under 31, whole months under 24 months, then whole years. */
str i18n_age(arena *a, enum lang lang, date d, date today);

/* ---- spelled out, as a berita acara has them ---- */
/* 2019: "dua ribu sembilan belas", "two thousand nineteen"; below zero after "minus". */
str i18n_words(arena *a, enum lang lang, int64_t n);
/* "Selasa", "Tuesday". */
str i18n_weekday(enum lang lang, date d);
/* "hari Selasa tanggal dua puluh sembilan bulan Oktober tahun dua ribu sembilan belas". */
str i18n_date_words(arena *a, enum lang lang, date d);

#endif
