#include "meeting/ics.h"

enum { LINE_MOST = 75, TEXT_MAX = 1 << 16 };

void ics_text(struct buf *out, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\r')
			continue;
		if (c == '\n') {
			buf_cstr(out, "\\n");
			continue;
		}
		if (c == '\\' || c == ',' || c == ';')
			buf_char(out, '\\');
		buf_char(out, (unsigned char)c < ' ' ? ' ' : c);
	}
}

void ics_line(struct buf *out, const char *name, str value)
{
	size_t used = strlen(name) + 1;
	buf_cstr(out, name);
	buf_char(out, ':');
	for (size_t i = 0; i < value.n;) {
		size_t length = 1;
		while (i + length < value.n && ((unsigned char)value.p[i + length] & 0xC0) == 0x80)
			length++;
		if (used + length > LINE_MOST) {
			buf_cstr(out, "\r\n ");
			used = 1;
		}
		buf_add(out, value.p + i, length);
		used += length;
		i += length;
	}
	buf_cstr(out, "\r\n");
}

static void add_text(struct buf *out, const char *name, str value)
{
	if (!value.n)
		return;
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	buf_init(&b, a, TEXT_MAX);
	ics_text(&b, value);
	ics_line(out, name, buf_str(&b));
}

/* "20261210T010000Z". */
static void add_time(struct buf *out, const char *name, int64_t ms)
{
	char at[25], text[17];
	size_t n = 0;
	instant_print(ms, at);
	for (const char *c = at; *c && n < sizeof(text) - 1; c++)
		if (*c != '-' && *c != ':')
			text[n++] = *c;
	text[n] = 0;
	ics_line(out, name, str_of(text));
}

void ics_calendar(struct buf *out, str name, const struct ics_event *events, uint32_t n)
{
	ics_line(out, "BEGIN", STR("VCALENDAR"));
	ics_line(out, "VERSION", STR("2.0"));
	ics_line(out, "PRODID", STR("-//Selaras//Selaras//ID"));
	ics_line(out, "METHOD", STR("PUBLISH"));
	add_text(out, "X-WR-CALNAME", name);
	for (uint32_t i = 0; i < n; i++) {
		const struct ics_event *x = &events[i];
		ics_line(out, "BEGIN", STR("VEVENT"));
		add_text(out, "UID", x->uid);
		add_time(out, "DTSTAMP", x->changed);
		add_time(out, "DTSTART", x->begins);
		add_time(out, "DTEND", x->ends);
		add_text(out, "SUMMARY", x->title);
		add_text(out, "LOCATION", x->place);
		add_text(out, "DESCRIPTION", x->description);
		if (x->url.n)
			ics_line(out, "URL", x->url);
		ics_line(out, "STATUS", x->cancelled ? STR("CANCELLED") : STR("CONFIRMED"));
		ics_line(out, "END", STR("VEVENT"));
	}
	ics_line(out, "END", STR("VCALENDAR"));
}
