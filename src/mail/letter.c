#include "mail/letter.h"

#include <sodium.h>

#include "base/utf8.h"

enum { WORD_BYTES = 39 /* 52 in base64: a line with its header's name stays below 76 */, PLAIN_MOST = 60, LINE = 76 };

bool letter_address_ok(str s)
{
	ptrdiff_t at = str_find_char(s, '@', 0);
	if (at < 1 || s.n > 254 || (size_t)at + 1 >= s.n || str_find_char(s, '@', (size_t)at + 1) >= 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f || strchr("\"(),:;<>[\\]", s.p[i]))
			return false;
	return true;
}

/* ---- headers ---- */

/* S as one line of sound UTF-8. */
static str one_line(arena *a, str s)
{
	struct buf b;
	bool sound = utf8_valid(s);
	buf_init(&b, a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		buf_char(&b, c < 0x20 || c == 0x7f ? ' ' : c >= 0x80 && !sound ? '?' : (char)c);
	}
	return str_trim(buf_str(&b));
}

static bool is_plain(str s, bool phrase)
{
	if (s.n > PLAIN_MOST || str_find(s, STR("=?"), 0) >= 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
		if (!word && (phrase || c < ' ' || c > '~'))
			return false;
	}
	return true;
}

/* As it is, or as encoded words (RFC 2047), each on a line of its own and cut between code points. */
static void put_text(struct buf *out, str s, bool phrase)
{
	char word[sodium_base64_ENCODED_LEN(WORD_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	if (is_plain(s, phrase)) {
		buf_str_add(out, s);
		return;
	}
	while (s.n) {
		str piece = utf8_cut(s, WORD_BYTES);
		sodium_bin2base64(word, sizeof(word), (const uint8_t *)piece.p, piece.n,
		                  sodium_base64_VARIANT_ORIGINAL);
		s = str_sub(s, piece.n, s.n);
		buf_fmt(out, "=?UTF-8?B?%s?=%s", word, s.n ? "\r\n " : "");
	}
}

static void put_person(struct buf *out, arena *a, const char *header, str name, str address)
{
	name = one_line(a, name);
	buf_fmt(out, "%s: ", header);
	if (name.n) {
		put_text(out, name, true);
		buf_fmt(out, "\r\n <%.*s>\r\n", STR_ARG(address));
	} else {
		buf_fmt(out, "%.*s\r\n", STR_ARG(address));
	}
}

static void put_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	date day = date_of_instant(at);
	struct ymd d = date_to_ymd(day);
	int second = (int)((at + WITA_MS - (int64_t)day * DAY_MS) / 1000);
	buf_fmt(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0800\r\n", days[date_weekday(day) - 1], d.day,
	        months[d.month - 1], d.year, second / 3600, second / 60 % 60, second % 60);
}

/* ---- the text: quoted-printable (RFC 2045, 6.7) ---- */

static void put_line(struct buf *out, str line, bool sound)
{
	size_t used = 0;
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		bool last = i + 1 == line.n;
		if (c >= 0x80 && !sound)
			c = '?';
		bool quoted = c > '~' || c == '=' || (c < ' ' && c != '\t') || (last && (c == ' ' || c == '\t'));
		size_t wide = quoted ? 3 : 1;
		/* the last place of a line is for the sign that it goes on */
		if (used + wide > (last ? LINE : LINE - 1)) {
			buf_cstr(out, "=\r\n");
			used = 0;
		}
		if (quoted)
			buf_fmt(out, "=%02X", c);
		else
			buf_char(out, (char)c);
		used += wide;
	}
	buf_cstr(out, "\r\n");
}

static void put_body(struct buf *out, str text)
{
	bool sound = utf8_valid(text);
	str line;
	while (str_cut(&text, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line.n--;
		put_line(out, line, sound);
	}
}

bool letter_write(const struct letter *l, struct buf *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	if (!letter_address_ok(l->from) || !letter_address_ok(l->to))
		return false;
	str domain = str_sub(l->from, (size_t)str_find_char(l->from, '@', 0) + 1, l->from.n);
	put_date(out, l->at);
	put_person(out, a, "From", l->from_name, l->from);
	put_person(out, a, "To", l->to_name, l->to);
	buf_cstr(out, "Subject: ");
	put_text(out, one_line(a, l->subject), false);
	buf_fmt(out, "\r\nMessage-ID: <%.*s@%.*s>\r\n", STR_ARG(one_line(a, l->id)), STR_ARG(domain));
	if (l->settings.n)
		buf_fmt(out, "List-Unsubscribe: <%.*s>\r\n", STR_ARG(one_line(a, l->settings)));
	/* nobody's vacation answers a program: RFC 3834 */
	buf_fmt(out,
	        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	        "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n",
	        lang_code(l->lang));
	put_body(out, l->text);
	return !buf_failed(out);
}
