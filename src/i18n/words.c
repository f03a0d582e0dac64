/* Numbers and dates spelled out. */
#include "i18n/i18n.h"

/* Part AT of the message M, whose parts stand between bars. */
static str part(enum lang lang, enum msg m, int64_t at)
{
	str rest = msg(lang, m), piece = STR_EMPTY;
	for (int64_t i = 0; i <= at; i++)
		if (!str_cut(&rest, '|', &piece))
			return STR_EMPTY;
	return piece;
}

/* 1 to 999. */
static void below_thousand(struct buf *out, arena *a, enum lang lang, int64_t n)
{
	enum { SMALL = 20 };
	int64_t hundreds = n / 100, rest = n % 100;
	if (hundreds == 1)
		buf_str_add(out, msg(lang, MSG_WORDS_HUNDRED_ONE));
	else if (hundreds)
		buf_str_add(out, msg_fmt(a, lang, MSG_WORDS_HUNDRED, part(lang, MSG_WORDS_SMALL, hundreds)));
	if (hundreds && rest)
		buf_char(out, ' ');
	if (rest >= SMALL) {
		buf_str_add(out, part(lang, MSG_WORDS_TENS, rest / 10));
		if (rest % 10)
			buf_cstr(out, lang == LANG_EN ? "-" : " ");
		rest %= 10;
	}
	if (rest)
		buf_str_add(out, part(lang, MSG_WORDS_SMALL, rest));
}

str i18n_words(arena *a, enum lang lang, int64_t n)
{
	static const struct {
		int64_t size;
		enum msg words;
	} groups[] = { { 1000000000000000000, MSG_WORDS_QUINTILLION },
		       { 1000000000000000, MSG_WORDS_QUADRILLION },
		       { 1000000000000, MSG_WORDS_TRILLION },
		       { 1000000000, MSG_WORDS_BILLION },
		       { 1000000, MSG_WORDS_MILLION },
		       { 1000, MSG_WORDS_THOUSAND } };
	/* counted below zero, where every number has its opposite */
	int64_t rest = n < 0 ? n : -n;
	struct buf out;
	if (!n)
		return part(lang, MSG_WORDS_SMALL, 0);
	buf_init(&out, a, 2000);
	if (n < 0)
		buf_str_add(&out, msg(lang, MSG_WORDS_MINUS));
	for (size_t i = 0; i < SEL_COUNT(groups); i++) {
		int64_t count = -(rest / groups[i].size);
		struct buf words;
		rest %= groups[i].size;
		if (!count)
			continue;
		buf_init(&words, a, 400);
		below_thousand(&words, a, lang, count);
		if (out.n)
			buf_char(&out, ' ');
		buf_str_add(&out, count == 1 && groups[i].size == 1000
		                      ? msg(lang, MSG_WORDS_THOUSAND_ONE)
		                      : msg_fmt(a, lang, groups[i].words, buf_str(&words)));
	}
	if (rest) {
		if (out.n)
			buf_char(&out, ' ');
		below_thousand(&out, a, lang, -rest);
	}
	return buf_str(&out);
}

str i18n_weekday(enum lang lang, date d)
{
	return d == DATE_NONE ? STR_EMPTY : part(lang, MSG_WORDS_DAYS, date_weekday(d) - 1);
}

str i18n_date_words(arena *a, enum lang lang, date d)
{
	if (d == DATE_NONE)
		return STR_EMPTY;
	struct ymd at = date_to_ymd(d);
	/* "Oktober 2019": the month is what stands before the year */
	str month = i18n_date(a, lang, d, DATE_MONTH);
	ptrdiff_t space = str_find_char(month, ' ', 0);
	month = str_sub(month, 0, space > 0 ? (size_t)space : month.n);
	return msg_fmt(a, lang, MSG_WORDS_DATE, i18n_weekday(lang, d), i18n_words(a, lang, at.day), month,
	               i18n_words(a, lang, at.year));
}
