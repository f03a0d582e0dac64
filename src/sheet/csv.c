#include "sheet/csv.h"

#include "base/utf8.h"
#include "base/vec.h"

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Past one CRLF, LF or CR at AT. */
static size_t skip_line_end(str s, size_t at)
{
	return at + (s.p[at] == '\r' && at + 1 < s.n && s.p[at + 1] == '\n' ? 2 : 1);
}

/* The delimiter that stands most often outside quotes in the line at AT; a comma when there is none. */
static char detect_delimiter(str s, size_t at)
{
	static const char delimiters[] = { ',', ';', '\t' };
	size_t counts[SEL_COUNT(delimiters)] = { 0 };
	bool quoted = false;
	for (; at < s.n && (quoted || !is_line_end(s.p[at])); at++) {
		if (s.p[at] == '"')
			quoted = !quoted;
		for (size_t i = 0; i < SEL_COUNT(delimiters) && !quoted; i++)
			counts[i] += s.p[at] == delimiters[i];
	}
	size_t best = 0;
	for (size_t i = 1; i < SEL_COUNT(delimiters); i++)
		if (counts[i] > counts[best])
			best = i;
	return delimiters[best];
}

void csv_reader_init(struct csv_reader *r, str text, struct csv_limits limits)
{
	*r = (struct csv_reader){ .text = text, .line = 1, .next_line = 1, .limits = limits, .rc = CSV_ROW };
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		r->at = 3;
	str start = str_sub(text, r->at, 6);
	if (start.n >= 5 && str_eq_nocase(str_sub(start, 0, 4), STR("sep=")) &&
	    (start.n == 5 || is_line_end(start.p[5]))) {
		r->delimiter = start.p[4];
		r->at += 5;
		return;
	}
	size_t first = r->at;
	while (first < text.n && is_line_end(text.p[first]))
		first++;
	r->delimiter = detect_delimiter(text, first);
}

static enum csv_rc fail(struct csv_reader *r, enum csv_rc rc, uint32_t line)
{
	r->line = line;
	return r->rc = rc;
}

/* The text between quotes, its doubled quotes made single. */
static str undouble(arena *a, str s)
{
	if (str_find_char(s, '"', 0) < 0)
		return s;
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		i += s.p[i] == '"';
	}
	p[n] = '\0';
	return (str){ p, n };
}

static uint32_t count_line_ends(str s)
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += is_line_end(s.p[i]) && !(s.p[i] == '\n' && i > 0 && s.p[i - 1] == '\r');
	return n;
}

/* The quoted cell whose opening quote is at r->at. */
static enum csv_rc take_quoted(struct csv_reader *r, arena *a, str *cell)
{
	str s = r->text;
	size_t start = r->at + 1, end = start;
	uint32_t first_line = r->next_line;
	for (;; end += 2) {
		ptrdiff_t quote = str_find_char(s, '"', end);
		if (quote < 0)
			return fail(r, CSV_UNCLOSED_QUOTE, first_line);
		end = (size_t)quote;
		if (end - start > r->limits.bytes)
			return fail(r, CSV_CELL_TOO_LONG, first_line);
		if (end + 1 >= s.n || s.p[end + 1] != '"')
			break;
	}
	str inside = { s.p + start, end - start };
	r->next_line += count_line_ends(inside);
	r->at = end + 1;
	if (r->at < s.n && s.p[r->at] != r->delimiter && !is_line_end(s.p[r->at]))
		return fail(r, CSV_TEXT_AFTER_QUOTE, r->next_line);
	*cell = undouble(a, inside);
	return CSV_ROW;
}

static enum csv_rc take_plain(struct csv_reader *r, str *cell)
{
	str s = r->text;
	size_t start = r->at, end = start;
	while (end < s.n && s.p[end] != r->delimiter && !is_line_end(s.p[end]))
		end++;
	if (end - start > r->limits.bytes)
		return fail(r, CSV_CELL_TOO_LONG, r->next_line);
	*cell = (str){ s.p + start, end - start };
	r->at = end;
	return CSV_ROW;
}

enum csv_rc csv_next_row(struct csv_reader *r, arena *a, str **cells, uint32_t *n)
{
	if (r->rc != CSV_ROW)
		return r->rc;
	str s = r->text;
	VEC(str) row = { 0 };
	*cells = NULL;
	*n = 0;
	for (; r->at < s.n && is_line_end(s.p[r->at]); r->next_line++)
		r->at = skip_line_end(s, r->at);
	r->line = r->next_line;
	if (r->at >= s.n)
		return r->rc = CSV_END;
	for (;;) {
		str cell;
		if (row.n == r->limits.cells)
			return fail(r, CSV_TOO_MANY_CELLS, r->next_line);
		bool quoted = r->at < s.n && s.p[r->at] == '"';
		enum csv_rc rc = quoted ? take_quoted(r, a, &cell) : take_plain(r, &cell);
		if (rc != CSV_ROW)
			return rc;
		*vec_push(a, &row) = cell;
		if (r->at >= s.n || is_line_end(s.p[r->at]))
			break;
		r->at++;
	}
	if (r->at < s.n) {
		r->at = skip_line_end(s, r->at);
		r->next_line++;
	}
	*cells = row.p;
	*n = (uint32_t)row.n;
	return CSV_ROW;
}

/* ---- formulas ---- */

#define SEPARATORS ",;\t\r\n"

/* Whether a program would take what stands at AT for a formula, were a cell to begin there. Apostrophes before it do
 * not count, so that adding one or taking one off changes no answer. Inside a cell, where one begins only for a program
 * that splits by another delimiter, a sign is harmless in a list of words or numbers: a formula that does something
 * calls a function, another program (|) or another sheet (!). */
static bool is_formula(str s, size_t at, bool inside)
{
	while (at < s.n && (s.p[at] == '\'' || (inside && (s.p[at] == ' ' || s.p[at] == '"'))))
		at++;
	if (at == s.n || !memchr("=+-@\t\r\n", s.p[at], inside ? 4 : 7))
		return false;
	bool acts = !inside || s.p[at] == '=';
	for (size_t i = at + 1; i < s.n && !acts && !memchr(SEPARATORS, s.p[i], 5); i++)
		acts = memchr("(|!", s.p[i], 3) != NULL;
	return acts;
}

static bool begins_inside(str s, size_t i)
{
	return i > 0 && memchr(SEPARATORS, s.p[i - 1], 5);
}

str csv_guarded(arena *a, str s)
{
	struct buf out;
	size_t from = 0;
	buf_init(&out, a, SIZE_MAX);
	for (size_t i = 0; i < s.n; i++) {
		bool inside = begins_inside(s, i);
		if ((i > 0 && !inside) || !is_formula(s, i, inside))
			continue;
		buf_str_add(&out, str_sub(s, from, i - from));
		buf_char(&out, '\'');
		from = i;
	}
	if (!out.n)
		return s;
	buf_str_add(&out, str_sub(s, from, s.n));
	return buf_str(&out);
}

str csv_plain(arena *a, str cell)
{
	struct buf out;
	size_t from = 0;
	bool changed = false;
	buf_init(&out, a, SIZE_MAX);
	for (size_t i = 0; i < cell.n; i++) {
		bool inside = begins_inside(cell, i);
		if (cell.p[i] != '\'' || (i > 0 && !inside) || !is_formula(cell, i, inside))
			continue;
		buf_str_add(&out, str_sub(cell, from, i - from));
		from = i + 1;
		changed = true;
	}
	if (!changed)
		return cell;
	buf_str_add(&out, str_sub(cell, from, cell.n));
	return buf_str(&out);
}

static void decode_utf16(struct buf *out, str bytes, bool big_endian)
{
	uint32_t high = 0; /* a high surrogate that waits for its low one */
	for (size_t i = 2; i + 1 < bytes.n; i += 2) {
		uint8_t first = (uint8_t)bytes.p[i], second = (uint8_t)bytes.p[i + 1];
		uint32_t unit = big_endian ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
		bool low = unit >= 0xDC00 && unit <= 0xDFFF;
		if (high && low) {
			utf8_put(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
			high = 0;
			continue;
		}
		if (high)
			utf8_put(out, 0xFFFD);
		high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
		if (!high)
			utf8_put(out, unit); /* a lone low surrogate becomes U+FFFD there */
	}
	if (high || bytes.n % 2)
		utf8_put(out, 0xFFFD);
}

static void decode_windows_1252(struct buf *out, str bytes)
{
	/* 0x80 to 0x9F, https://encoding.spec.whatwg.org/index-windows-1252.txt; the rest is as in Unicode. */
	static const uint16_t middle[32] = {
		0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
		0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
		0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
	};
	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t b = (uint8_t)bytes.p[i];
		utf8_put(out, b >= 0x80 && b < 0xA0 ? middle[b - 0x80] : b);
	}
}

enum csv_encoding csv_decode(arena *a, str bytes, str *text)
{
	struct buf out;
	buf_init(&out, a, SIZE_MAX);
	bool little = str_starts(bytes, STR("\xFF\xFE")), big = str_starts(bytes, STR("\xFE\xFF"));
	if (!little && !big && utf8_valid(bytes)) {
		*text = bytes;
		return CSV_UTF8;
	}
	if (little || big)
		decode_utf16(&out, bytes, big);
	else
		decode_windows_1252(&out, bytes);
	*text = buf_str(&out);
	return little || big ? CSV_UTF16 : CSV_WINDOWS_1252;
}
