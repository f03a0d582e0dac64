/* merge.h -- pages for records that are one: what their templates take. */
#ifndef SELARAS_DESK_MERGE_H
#define SELARAS_DESK_MERGE_H

#include "desk/internal.h"

extern route_handler desk_merge, desk_merge_do, desk_merges, desk_unmerge;

struct desk_twin {
	str title;
	str why; /* may be empty */
	struct url href;
};
struct desk_choose_page {
	str name, text;
	const struct desk_twin *twins, *found;
	size_t ntwins, nfound;
};

/* A field of both, or of a conflict: what was changed since, and what taking back would say. */
struct desk_pair {
	str label, keep, drop;
	bool same;
};
struct desk_move {
	str kind, title, field;
	struct url href;
};
struct desk_merge_page {
	str refused;
	str keep, drop, with;
	struct url keep_href, drop_href, swap, action;
	int64_t version, with_version;
	const struct desk_pair *pairs;
	size_t npairs;
	struct desk_version gains; /* what the one that is kept takes up */
	const struct desk_move *moves;
	size_t nmoves, more;
};

struct desk_merged {
	int64_t id;
	str kind, keep, drop, when, who;
	struct url keep_href, drop_href;
	bool undone;
};
struct desk_merges_page {
	str refused;
	const struct kind *conflict_kind;
	const struct desk_pair *conflicts;
	size_t nconflicts;
	const struct desk_merged *merges;
	size_t n;
};

#endif
