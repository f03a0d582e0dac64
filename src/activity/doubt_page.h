/* doubt_page.h -- the desk's page of doubtful locations, between handler and template. */
#ifndef SELARAS_ACTIVITY_DOUBT_PAGE_H
#define SELARAS_ACTIVITY_DOUBT_PAGE_H

#include "activity/doubt.h"
#include "desk/desk.h"

struct doubt_choice {
	str code, name;
	bool first;
};
struct doubt_row {
	str id, key, row; /* of the form */
	str words, how;   /* what it says; how it was matched */
	struct doubt_choice choices[DOUBT_CHOICES];
	uint32_t nchoices;
	str decided; /* the place decided on, or that it is outside; empty */
};
/* One programme with its locations. */
struct doubt_group {
	str title, partner;
	struct url href;
	const struct doubt_row *rows;
	size_t n;
};
struct doubt_tab {
	str label;
	struct url href;
	bool current;
	int64_t count;
};
struct doubt_page {
	struct doubt_tab tabs[DOUBT_SHOWS];
	const struct doubt_group *groups;
	size_t n;
	struct pager pager;
	str show, partner, refused, picks;
	struct url action;
	bool may;
	int64_t followed; /* programmes that followed the last decision; -1: none was made */
};

extern const struct route doubt_routes[];

#endif
