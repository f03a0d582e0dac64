/* audit.h -- the audit log for people who may read it: a page to search in it, and the selection as a file. What
 * changed is shown as the reader may see it: a line about a record that is closed to him says so and no more. */
#ifndef SELARAS_DESK_AUDIT_H
#define SELARAS_DESK_AUDIT_H

#include "desk/internal.h"
#include "record/audit.h"

struct audit_choice {
	str value, label;
	bool selected;
};
struct audit_covered {
	str title;
	struct url href;
};
struct audit_shown {
	int64_t seq;
	str when, who, event, kind, title, address, detail;
	struct url person, record, from; /* the same log of that person, record, address; may be empty */
	const struct desk_version *changes;
	bool closed; /* the record is not open to the reader */
	int64_t covers;
	const struct audit_covered *covered; /* the first records of a line that stands for many changes */
	size_t ncovered;
};
struct audit_page {
	const struct audit_choice *kinds, *events, *people; /* PEOPLE: more than one has such a name */
	size_t nkinds, nevents, npeople;
	str person, record, address, from, to; /* as asked */
	bool refused, unknown;                 /* UNKNOWN: nobody has such a name, or there is no such record */
	bool bad_day;
	const struct audit_shown *lines;
	size_t n;
	struct url older, newest; /* may be empty */
	struct url csv, xlsx;
};

/* What the query string asks for; choices of people go to P (may be NULL). False: nothing can fit. */
bool audit_query_of(struct desk_view *v, struct audit_query *q, struct audit_page *p);
str audit_event_label(enum lang lang, int event);
/* What E says of itself, for people: the program's words from the catalogue, powers by their names. V names people,
 * organisations and places; without it (NULL) they stay ids. */
str audit_detail_text(struct desk_view *v, arena *a, enum lang lang, const struct audit_entry *e);
/* The texts of a line; with the differences when FULL. */
struct audit_shown audit_show(struct desk_view *v, const struct audit_entry *e, bool full);

extern route_handler desk_audit, desk_audit_file;
extern const struct route desk_audit_routes[];

#endif
