/* internal.h -- what the files of this room share. */
#ifndef SELARAS_MAIL_INTERNAL_H
#define SELARAS_MAIL_INTERNAL_H

#include "mail/mail.h"

/* The numbers are kept in the database. */
enum mail_state { MAIL_WAITS = 1, MAIL_HANDED, MAIL_ACCEPTED, MAIL_GIVEN_UP, MAIL_UNSURE, MAIL_STATES };
enum { MAIL_LIST = 200 };
/* From the n-th try that failed to the next. */
int64_t mail_pause(int64_t tries);

struct mail_line {
	str id, recipient, subject, said;
	enum mail_state state;
	int64_t made, due, tries;
};
/* Newest first, at most MAIL_LIST. */
bool mail_lines(db *d, arena *a, const struct mail_line **out, size_t *n);
str mail_state_text(enum lang lang, enum mail_state state);

#endif
