/* notice.h -- what people are told: that they were named, that something was said or decided about a record of theirs.
 *
 * A follower reads the change feed from a remembered place (counter "notice") and writes notices and the new place in
 * one transaction, so nothing is told twice and nothing is lost, whichever room made the change. Only changes made by
 * people (forms, the API) are told of; never to who made them. In the product a notice shows at once; by mail, unless
 * the person wants it otherwise, once a day and only what is still unread. */
#ifndef SELARAS_DESK_NOTICE_H
#define SELARAS_DESK_NOTICE_H

#include "desk/internal.h"

/* The numbers are kept in the database. */
enum notice_what {
	NOTICE_MENTION = 1,
	NOTICE_COMMENT,
	NOTICE_STATE,
	NOTICE_RETURNED,
	NOTICE_DEADLINE,
	NOTICE_ADDRESSED,
	NOTICE_WHATS
};
enum notice_mail { NOTICE_MAIL_NONE, NOTICE_MAIL_DAILY, NOTICE_MAIL_AT_ONCE };
struct notice_setting {
	uint32_t muted; /* 1 << enum notice_what */
	enum notice_mail mail;
	int64_t digest; /* when the last letter went out, ms UTC */
};
/* Whether a letter goes out at NOW, when something unread waits: at once, or the first time after seven in the morning
 * (UTC+8) of a day that had none. */
bool notice_due(const struct notice_setting *s, int64_t now);

str notice_label(enum lang lang, enum notice_what what);

/* Unread notices by account, kept in memory for the header of every page. */
struct notices *notices_open(struct store *s);
void notices_close(struct notices *n); /* NULL is allowed */
int64_t notices_unread(const struct notices *n, str account);
/* Lets the header of every page of SITE show them. */
void notices_show(const struct notices *n, struct page_site *site);
/* Reads the feed to its end. Cheap when nothing was written since. False: database trouble, another time. */
bool notices_follow(const struct web *w);
/* What no change brings, but time: ABOUT has WHAT (message "deadline.WHAT") to be done by DUE. Goes to the bureau and
 * to the partners whose record it is, in D's transaction; whoever calls sees to it that it is told once, and lets the
 * unread be counted again after the commit. */
struct notice_deadline {
	const struct record *about;
	str what, law;
	date due;
	int64_t now;
	const struct web_person *people; /* everybody */
	uint32_t npeople;
	bool chosen; /* it goes to PEOPLE as they are, whatever their powers */
};
bool notices_deadline(const struct web *w, db *d, arena *a, const struct notice_deadline *what) SEL_MUST_CHECK;
bool notices_recount(struct notices *n);
/* Marks notice SEQ of ACCOUNT read, all of them when SEQ is 0. */
bool notices_mark_read(struct notices *n, str account, int64_t seq, int64_t at);
/* Letters that are due are handed to web.post; how many. */
uint32_t notices_mail(const struct web *w, int64_t now);

extern const struct route notice_routes[];

struct desk_notice {
	int64_t seq;
	str text, excerpt, when;
	struct url href;
	bool unread;
};
struct desk_notices_page {
	const struct desk_notice *list;
	size_t n;
	int64_t unread;
	struct pager pager;
	struct notice_setting setting;
};

#endif
