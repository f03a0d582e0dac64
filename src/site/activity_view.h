/* activity_view.h -- what the templates of programmes show: texts that are ready for people. */
#ifndef SELARAS_SITE_ACTIVITY_VIEW_H
#define SELARAS_SITE_ACTIVITY_VIEW_H

#include "site/site.h"

struct fact {
	str label, text;
	struct url href; /* may be empty */
};
struct result_block {
	str title, type;
	const struct table **indicators;
	size_t n;
};
struct activities_view {
	const struct filter *form;
	const struct table *table;
	struct pager pager;
	struct cube_totals totals;
	str committed, disbursed;
	const struct source *source;
	const struct download *downloads;
	size_t ndownloads;
};
struct activity_view {
	str title, partner, status, years, committed, disbursed;
	struct url partner_href, iati, json;
	str *descriptions;
	size_t ndescriptions;
	const struct fact *general, *orgs, *places, *sectors, *documents, *related, *history, *copies;
	size_t ngeneral, norgs, nplaces, nsectors, ndocuments, nrelated, nhistory, ncopies;
	bool shares_equal;
	const struct map *map; /* NULL: nowhere of ours */
	const struct table *money;
	const struct columns *by_year; /* NULL: no amounts */
	const struct result_block *results;
	size_t nresults;
	const struct source *source;
};

#endif
