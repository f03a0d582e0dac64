#include "library/cite.h"

#include "record/codelist.h"

enum { ISSUER_WORDS = 4, YEAR_DIGITS = 4 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The word at AT: up to the next white space. */
static str word_at(str text, size_t at)
{
	size_t end = at;
	while (end < text.n && !is_gap(text.p[end]) && text.p[end] != ';')
		end++;
	return str_sub(text, at, end - at);
}

static size_t over_gaps(str text, size_t at)
{
	while (at < text.n && is_gap(text.p[at]))
		at++;
	return at;
}

/* The sort of document that WORD names, as the list writes it; the empty str when it is none. */
static str sort_of(str word)
{
	const struct code *c = codelist_get(codelist_find("regulation-sort"), word);
	return c ? str_of(c->code) : STR_EMPTY;
}

static bool is_year(str s)
{
	if (s.n != YEAR_DIGITS)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.p[0] == '1' || s.p[0] == '2';
}

/* "99/PMK.05/2017": the number is what stands before the stroke of the year. How much of WORD it takes; 0: none. */
static size_t number_and_year(str word, str *number, str *year)
{
	if (!word.n || !is_digit(word.p[0]))
		return 0;
	for (ptrdiff_t at = 0; (at = str_find_char(word, '/', (size_t)at)) >= 0; at++) {
		size_t end = (size_t)at + 1 + YEAR_DIGITS;
		bool ends = end == word.n || (end < word.n && !is_digit(word.p[end]) && word.p[end] != '/');
		*number = str_sub(word, 0, (size_t)at);
		*year = str_sub(word, (size_t)at + 1, YEAR_DIGITS);
		if (ends && is_year(*year))
			return end;
	}
	return 0;
}

/* "Nomor 59 Tahun 2016", from the word after the first; where it ends, or 0. */
static size_t spelled_out(str text, size_t at, str *number, str *year)
{
	*number = word_at(text, at);
	at = over_gaps(text, at + number->n);
	str tahun = word_at(text, at);
	at = over_gaps(text, at + tahun.n);
	*year = str_sub(word_at(text, at), 0, YEAR_DIGITS);
	bool ok = number->n && is_digit(number->p[0]) && str_eq_nocase(tahun, STR("tahun")) && is_year(*year);
	return ok ? at + YEAR_DIGITS : 0;
}

/* What a citation says after the number: the words that lead on to an article or a part of one. */
static bool leads_on(str word)
{
	static const char *const words[] = { "pasal", "ayat", "huruf", "angka", "lampiran", "bab" };
	for (size_t i = 0; i < SEL_COUNT(words); i++)
		if (str_eq_nocase(word, str_of(words[i])))
			return true;
	return false;
}

/* The end of the articles that follow AT, or AT. */
static size_t articles_end(str text, size_t at)
{
	size_t end = at;
	for (;;) {
		size_t next = over_gaps(text, end + (end < text.n && text.p[end] == ','));
		str word = word_at(text, next);
		if (str_eq_nocase(word, STR("dan"))) {
			next = over_gaps(text, next + word.n);
			word = word_at(text, next);
		}
		if (!leads_on(word))
			return end;
		next = over_gaps(text, next + word.n);
		str which = word_at(text, next);
		while (which.n && (which.p[which.n - 1] == ',' || which.p[which.n - 1] == '.'))
			which.n--;
		if (!which.n)
			return end;
		end = next + which.n;
	}
}

/* The citation whose sort is the word at FROM. */
static bool read_at(str text, size_t from, struct cite *out)
{
	str word = word_at(text, from);
	*out = (struct cite){ .sort = sort_of(word), .from = from, .issuer = STR_EMPTY };
	if (!out->sort.n)
		return false;
	size_t at = over_gaps(text, from + word.n), issuer = at, issuer_end = at, end = 0;
	for (int i = 0; i <= ISSUER_WORDS && !end; i++) {
		word = word_at(text, at);
		bool nomor = str_eq_nocase(word, STR("nomor")) || str_eq_nocase(word, STR("no."));
		if (nomor)
			end = spelled_out(text, over_gaps(text, at + word.n), &out->number, &out->year);
		else
			end = number_and_year(word, &out->number, &out->year);
		end = end && !nomor ? at + end : end;
		if (!end && (nomor || !word.n || !is_letter(word.p[0]) || sort_of(word).n))
			return false;
		if (!end) {
			issuer_end = at + word.n;
			at = over_gaps(text, issuer_end);
		}
	}
	if (!end)
		return false;
	size_t last = articles_end(text, end);
	out->issuer = str_sub(text, issuer, issuer_end - issuer);
	out->articles = str_trim(str_sub(text, end, last - end));
	if (out->articles.n && out->articles.p[0] == ',')
		out->articles = str_trim(str_sub(out->articles, 1, out->articles.n));
	out->text = str_sub(text, from, last - from);
	return true;
}

bool cite_next(str text, size_t *at, struct cite *out)
{
	for (size_t i = *at; i < text.n; i++) {
		bool starts =
		    is_letter(text.p[i]) && (i == 0 || !(is_letter(text.p[i - 1]) || is_digit(text.p[i - 1])));
		if (starts && read_at(text, i, out)) {
			*at = i + out->text.n;
			return true;
		}
	}
	return false;
}

/* Small letters and digits, everything else as one hyphen. */
static void add_plain(struct buf *b, str s)
{
	bool gap = b->n > 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!is_letter(c) && !is_digit(c)) {
			gap = b->n > 0;
			continue;
		}
		if (gap)
			buf_char(b, '-');
		gap = false;
		buf_char(b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

str cite_slug(arena *a, str sort, str issuer, str number, str year)
{
	struct buf b;
	str first, rest = issuer;
	buf_init(&b, a, 400);
	add_plain(&b, sort);
	/* "Provinsi NTT" is NTT */
	if (str_cut(&rest, ' ', &first) && str_eq_nocase(first, STR("provinsi")) && rest.n)
		issuer = rest;
	add_plain(&b, issuer);
	add_plain(&b, number);
	add_plain(&b, year);
	return buf_str(&b);
}
