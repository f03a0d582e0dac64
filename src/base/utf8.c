#include "base/utf8.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <utf8proc.h>

#include "base/log.h"

#define REPLACEMENT 0xFFFDu

static bool is_continuation(char c)
{
	return ((uint8_t)c & 0xC0) == 0x80;
}

/* Table 3-7 of the Unicode standard: how many bytes follow the first one, and what the second one may be. */
static bool sequence_of(uint8_t first, size_t *more, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (first >= 0xC2 && first <= 0xDF) {
		*more = 1;
	} else if (first >= 0xE0 && first <= 0xEF) {
		*more = 2;
		if (first == 0xE0)
			*low = 0xA0;
		if (first == 0xED)
			*high = 0x9F;
	} else if (first >= 0xF0 && first <= 0xF4) {
		*more = 3;
		if (first == 0xF0)
			*low = 0x90;
		if (first == 0xF4)
			*high = 0x8F;
	} else {
		return false;
	}
	return true;
}

/* As utf8_next(), and *OK tells whether the bytes were well-formed. A malformed one takes its longest well-formed
 * beginning with it, as the Unicode standard advises (chapter 3.9). */
static uint32_t next_checked(str s, size_t *i, bool *ok)
{
	uint8_t first = (uint8_t)s.p[(*i)++];
	*ok = true;
	if (first < 0x80)
		return first;
	size_t more;
	uint8_t low, high;
	if (!sequence_of(first, &more, &low, &high)) {
		*ok = false;
		return REPLACEMENT;
	}
	uint32_t c = first & (0x3Fu >> more);
	for (; more; more--, low = 0x80, high = 0xBF) {
		uint8_t b = *i < s.n ? (uint8_t)s.p[*i] : 0;
		if (b < low || b > high) {
			*ok = false;
			return REPLACEMENT;
		}
		c = c << 6 | (b & 0x3Fu);
		++*i;
	}
	return c;
}

uint32_t utf8_next(str s, size_t *i)
{
	bool ok;
	return next_checked(s, i, &ok);
}

bool utf8_valid(str s)
{
	size_t i = 0;
	bool ok = true;
	while (ok && i < s.n) {
		uint64_t eight;
		while (s.n - i >= sizeof eight) {
			memcpy(&eight, s.p + i, sizeof eight);
			if (eight & 0x8080808080808080u)
				break;
			i += sizeof eight;
		}
		if (i < s.n)
			next_checked(s, &i, &ok);
	}
	return ok;
}

size_t utf8_length(str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += !is_continuation(s.p[i]);
	return n;
}

str utf8_cut(str s, size_t n)
{
	if (s.n > n)
		s.n = n;
	size_t back = 0; /* bytes of the last code point that are there */
	while (back < s.n && back < 4 && ((unsigned char)s.p[s.n - 1 - back] & 0xC0) == 0x80)
		back++;
	if (back == s.n || back == 4)
		return s;
	unsigned char lead = (unsigned char)s.p[s.n - 1 - back];
	size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return back + 1 < length ? str_sub(s, 0, s.n - 1 - back) : s;
}

str utf8_prefix(str s, size_t n)
{
	size_t i = 0;
	for (; i < s.n; i++)
		if (!is_continuation(s.p[i]) && n-- == 0)
			break;
	return (str){ s.p, i };
}

/* Writes C at OUT (4 bytes) and returns how many bytes it took. */
static size_t encode(uint32_t c, char *out)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint8_t lead[4] = { 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = more; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(lead[more] | c);
	return more + 1;
}

void utf8_put(struct buf *out, uint32_t c)
{
	char bytes[4];
	buf_add(out, bytes, encode(c, bytes));
}

/* Folding collects its output in a small block, because one call per byte of a 200 MB file would cost more than the
 * folding itself. A separator is only noted and written before the next letter: so there is none at the ends. */
struct folding {
	struct buf *out;
	size_t n;
	bool started, gap;
	char block[512];
};

static void fold_flush(struct folding *f)
{
	buf_add(f->out, f->block, f->n);
	f->n = 0;
}

/* Room for a space and the longest character. */
static void fold_letter(struct folding *f, uint32_t c)
{
	if (f->n + 5 > sizeof f->block)
		fold_flush(f);
	if (f->gap)
		f->block[f->n++] = ' ';
	f->n += encode(c, f->block + f->n);
	f->gap = false;
	f->started = true;
}

static bool is_letter_or_digit(int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);
	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO && k != UTF8PROC_CATEGORY_MN &&
	       k != UTF8PROC_CATEGORY_MC && k != UTF8PROC_CATEGORY_ME;
}

/* Decomposing comes first and case folding second, so that composed and decomposed spellings of one text fold to the
 * same: folding a composed Greek letter would keep its iota subscript, which is stripped as a mark otherwise. */
static void fold_char(struct folding *f, uint32_t c)
{
	enum { MOST = 32 }; /* the longest decomposition has 18 */
	const utf8proc_option_t strip = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
	utf8proc_int32_t parts[MOST], folded[MOST];
	int boundary = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, MOST, strip, &boundary);
	for (utf8proc_ssize_t i = 0; i < n && i < MOST; i++) {
		utf8proc_ssize_t m =
		    utf8proc_decompose_char(parts[i], folded, MOST, strip | UTF8PROC_CASEFOLD, &boundary);
		for (utf8proc_ssize_t k = 0; k < m && k < MOST; k++) {
			if (is_letter_or_digit(folded[k]))
				fold_letter(f, (uint32_t)folded[k]);
			else
				f->gap = f->started;
		}
	}
}

/* What an ASCII byte folds to; 0 for a separator. */
static const char ascii_fold[128] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
	['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f',
	['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
	['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
	['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l',
	['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

/* The ASCII bytes from I on; returns where the first other one stands. */
static size_t fold_ascii(struct folding *f, str s, size_t i)
{
	bool gap = f->gap, started = f->started;
	size_t n = f->n;
	for (; i < s.n && (uint8_t)s.p[i] < 0x80; i++) {
		char c = ascii_fold[(uint8_t)s.p[i]];
		if (!c) {
			gap = started;
			continue;
		}
		if (n + 2 > sizeof f->block) {
			f->n = n;
			fold_flush(f);
			n = 0;
		}
		f->block[n] = ' ';
		n += gap;
		f->block[n++] = c;
		gap = false;
		started = true;
	}
	f->gap = gap;
	f->started = started;
	f->n = n;
	return i;
}

void utf8_fold_into(struct buf *out, str s)
{
	struct folding f;
	f.out = out;
	f.n = 0;
	f.started = f.gap = false;
	for (size_t i = 0; i < s.n;) {
		i = fold_ascii(&f, s, i);
		if (i < s.n)
			fold_char(&f, utf8_next(s, &i));
	}
	fold_flush(&f);
}

str utf8_fold(arena *a, str s)
{
	struct buf out;
	buf_init(&out, a, SIZE_MAX);
	buf_room(&out, s.n);
	utf8_fold_into(&out, s);
	return buf_str(&out);
}

static pthread_once_t collator_once = PTHREAD_ONCE_INIT;
static const UCollator *collator;

static void collator_start(void)
{
	UErrorCode rc = U_ZERO_ERROR;
	collator = ucol_open("und-u-kn-true", &rc);
	if (U_FAILURE(rc)) {
		log_error("ICU has no root collation: %s", u_errorName(rc));
		abort();
	}
}

/* The collator is never changed after it was made; comparing with such a one is safe in threads. */
static const UCollator *the_collator(void)
{
	pthread_once(&collator_once, collator_start);
	return collator;
}

/* ICU counts in 32 bits. */
static int32_t icu_length(str s)
{
	return s.n < INT32_MAX / 4 ? (int32_t)s.n : INT32_MAX / 4;
}

int utf8_collate(str a, str b)
{
	UErrorCode rc = U_ZERO_ERROR;
	return (int)ucol_strcollUTF8(the_collator(), a.p, icu_length(a), b.p, icu_length(b), &rc);
}

str utf8_sort_key(arena *a, str s)
{
	UErrorCode rc = U_ZERO_ERROR;
	int32_t n = icu_length(s), units = 0;
	UChar *wide = arena_array(a, UChar, (size_t)n + 1);
	u_strFromUTF8WithSub(wide, n + 1, &units, s.p, n, (UChar32)REPLACEMENT, NULL, &rc);
	int32_t size = ucol_getSortKey(the_collator(), wide, units, NULL, 0);
	uint8_t *key = arena_alloc(a, (size_t)size + 1);
	ucol_getSortKey(collator, wide, units, key, size);
	/* The key ends with a NUL of its own, which is in the size. */
	return (str){ (const char *)key, size > 0 ? (size_t)size - 1 : 0 };
}

void utf8_print(FILE *out, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		/* U+0080 to U+009F are controls, too */
		bool c1 = c == 0xC2 && i + 1 < s.n && ((unsigned char)s.p[i + 1] & 0xE0) == 0x80;
		fputc(c < 0x20 || c == 0x7F || c1 ? '?' : c, out);
		i += c1;
	}
}
