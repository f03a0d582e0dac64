/* pages.h -- what the pages of problems share; made for one request. */
#ifndef SELARAS_PROBLEM_PAGES_H
#define SELARAS_PROBLEM_PAGES_H

#include "desk/desk.h"
#include "problem/problem.h"

struct problem_row {
	str title, stage, sort, severity, places, who, due, status, level, solution;
	struct url href;
	const char *badge; /* class of the severity */
	bool overdue;
	uint32_t alike; /* others of its group */
	str years;      /* of its group, when there are several */
};
/* Problems that are alike. */
struct problem_group {
	str title, years;
	const struct problem_row *rows;
	uint32_t n;
	bool recurring;
};
struct problem_list_page {
	const struct tile *tiles;
	size_t ntiles;
	const struct filter *filter;
	const struct problem_row *rows;
	uint32_t n;
	const struct problem_group *groups;
	uint32_t ngroups;
	struct url make; /* empty: the actor may not */
};
struct problem_choice {
	str code, name;
};
struct problem_handle_page {
	str refused, evidence, reason, next_level, solution;
	const struct problems *problems;
	struct url action;
	uint32_t version;
	bool may_solve;
	const struct problem_choice *documents;
	uint32_t ndocuments;
};
struct problem_panel {
	const struct problem_group *group; /* NULL: nothing like it */
	struct url source;                 /* where it was raised; may be empty */
	str source_name;
};

/* A row of the list for the people of V; group and years are left empty. */
struct problem_row problem_row_of(struct desk_view *v, const struct record *r, date today);
/* The records that V's actor sees, the newest first. */
const struct record **problems_seen(struct desk_view *v, const struct actor *actor, uint32_t *n);
/* Of N records: for each how many are alike and the years; and the groups of two and more. */
struct problem_row *problem_rows_of(struct desk_view *v, const struct record **list, uint32_t n, date today);
const struct problem_group *problem_groups_of(struct desk_view *v, const struct record **list,
                                              const struct problem_row *rows, uint32_t n, uint32_t *ngroups);

struct reply problem_handle_get(struct req *r);
struct reply problem_handle_post(struct req *r);

#endif
