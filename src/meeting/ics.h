/* ics.h -- events as an iCalendar file (RFC 5545): lines folded at 75 bytes, ended by CRLF, times in UTC. */
#ifndef SELARAS_MEETING_ICS_H
#define SELARAS_MEETING_ICS_H

#include "base/date.h"

struct ics_event {
	str uid, title, place, description, url; /* place, description and url may be empty */
	int64_t begins, ends, changed;           /* ms UTC */
	bool cancelled;
};
/* The text of a value: backslash, comma, semicolon and line ends escaped (3.3.11). */
void ics_text(struct buf *out, str s);
/* A line NAME:VALUE, folded (3.1) where no character is cut. VALUE is escaped already. */
void ics_line(struct buf *out, const char *name, str value);
void ics_calendar(struct buf *out, str name, const struct ics_event *events, uint32_t n);

#endif
