/* How figures are counted, where data come from, and how to take them along. */
#include "cube/rate.h"
#include "site/profile.h"

static void text_block(struct view_of *v, struct profile *p, enum msg heading, const char *anchor, enum msg text)
{
	struct block *b = profile_add(v, p, BLOCK_TEXT);
	b->heading = msg(v->page->lang, heading);
	b->anchor = str_of(anchor);
	b->u.text = msg(v->page->lang, text);
}

static void rates(struct view_of *v, struct profile *p)
{
	enum { COLUMNS = 4 };
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, COLUMNS);
	c[0] = (struct column){ msg(l, MSG_SITE_CURRENCY), NULL, false };
	c[1] = (struct column){ msg(l, MSG_SITE_YEAR), NULL, true };
	c[2] = (struct column){ msg(l, MSG_SITE_RATE), NULL, true };
	c[3] = (struct column){ msg(l, MSG_SOURCE_LABEL), NULL, false };
	struct cell *cells = arena_array(v->a, struct cell, (size_t)rate_table_count * COLUMNS + 1), *cell = cells;
	for (uint32_t i = 0; i < rate_table_count; i++) {
		*cell++ = (struct cell){ .text = str_of(rate_table[i].currency) };
		*cell++ = (struct cell){ .text = arena_fmt(v->a, "%d", rate_table[i].year) };
		*cell++ = (struct cell){ .text = i18n_decimal(v->a, l, (struct decimal){ rate_table[i].micro, 6 }, 2) };
		*cell++ =
		    (struct cell){ .text = arena_fmt(v->a, "%s; %s", rate_table[i].method, rate_table[i].source) };
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(l, MSG_SITE_RATES), c, COLUMNS, cells, rate_table_count };
	profile_add(v, p, BLOCK_TABLE)->u.table = t;
}

struct reply about_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	struct profile p = { .title = msg(v.page->lang, MSG_LAYOUT_ABOUT),
		             .lead = msg(v.page->lang, MSG_SITE_ABOUT_LEAD) };
	text_block(&v, &p, MSG_SITE_ABOUT_COUNT_HEADING, "count", MSG_SITE_ABOUT_COUNT);
	text_block(&v, &p, MSG_SITE_ABOUT_MONEY_HEADING, "money", MSG_SITE_ABOUT_MONEY);
	text_block(&v, &p, MSG_SITE_ABOUT_COPIES_HEADING, "copies", MSG_SITE_ABOUT_COPIES);
	text_block(&v, &p, MSG_SITE_ABOUT_PLACES_HEADING, "places", MSG_SITE_ABOUT_PLACES);
	text_block(&v, &p, MSG_SITE_ABOUT_LICENCE_HEADING, "licence", MSG_SITE_ABOUT_LICENCE);
	rates(&v, &p);
	return profile_reply(&v, &p);
}

struct reply data_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	struct profile p = { .title = msg(l, MSG_LAYOUT_API), .lead = msg(l, MSG_SITE_DATA_LEAD) };
	struct fact *links = arena_array(v.a, struct fact, 4);
	links[0] = (struct fact){ STR("/api/v1/openapi.json"), STR("OpenAPI 3.1"),
		                  url_make(v.page, "/api/v1/openapi.json", 0, NULL) };
	links[1] = (struct fact){ msg(l, MSG_NAV_ACTIVITIES), STR("CSV, XLSX, JSON, IATI 2.03"),
		                  url_to(v.page, "/activity", 0, NULL) };
	links[2] =
	    (struct fact){ msg(l, MSG_NAV_PARTNERS), STR("CSV, XLSX, JSON"), url_to(v.page, "/partner", 0, NULL) };
	links[3] = (struct fact){ msg(l, MSG_NAV_MATRIX), STR("CSV, XLSX, JSON"), url_to(v.page, "/matrix", 0, NULL) };
	struct block *b = profile_add(&v, &p, BLOCK_LINKS);
	b->u.facts = links;
	b->n = 4;
	return profile_reply(&v, &p);
}
