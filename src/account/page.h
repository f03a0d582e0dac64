/* page.h -- what the pages of accounts take. */
#ifndef SELARAS_ACCOUNT_PAGE_H
#define SELARAS_ACCOUNT_PAGE_H

#include "html/parts.h"

struct sign_in_page {
	str next; /* where to go on to; may be empty */
	str mail; /* as typed before */
	str problem;
	str notice;
};
struct factor_page {
	str next;
	str problem;
	const char *action; /* path of the form */
	str picture, secret;
	int width;
	bool ask; /* asks for a code only, shows no secret */
};
struct codes_page {
	const str *codes;
	size_t n;
	struct url next;
};
struct session_line {
	str name, device, address, created, seen;
	bool current;
};
struct me_page {
	str name, mail, phone;
	enum lang lang;
	const str *powers;
	size_t npowers;
	bool factor_on, factor_needed;
	int64_t recovery;
	const struct session_line *sessions;
	size_t nsessions;
	str problem, done; /* what to say on top */
};

#endif
