/* page.h -- what the administrators' page of letters takes. */
#ifndef SELARAS_MAIL_PAGE_H
#define SELARAS_MAIL_PAGE_H

#include "html/parts.h"

struct mail_row {
	str made, to, subject, state, next, said;
	int64_t tries;
};
struct mail_page {
	const struct mail_row *rows;
	size_t n;
	bool on, waiting;
};

#endif
