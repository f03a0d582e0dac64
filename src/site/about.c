/* How figures are counted, where data come from, and how to take them along. */
#include <string.h>

#include "cube/rate.h"
#include "site/profile.h"

static void text_block(struct view_of *v, struct profile *p, enum msg heading, const char *anchor, enum msg text)
{
	struct block *b = profile_add(v, p, BLOCK_TEXT);
	b->heading = msg(v->page->lang, heading);
	b->anchor = str_of(anchor);
	b->u.text = msg(v->page->lang, text);
}

static bool starts_currency(uint32_t i)
{
	return i == 0 || strcmp(rate_table[i].currency, rate_table[i - 1].currency) != 0;
}

/* One row per year, one column per currency. */
static void rates(struct view_of *v, struct profile *p)
{
	enum lang l = v->page->lang;
	struct column *c = arena_array(v->a, struct column, (size_t)rate_table_count + 1);
	size_t n = 0;
	int first = rate_table[0].year, last = first;
	c[n++] = (struct column){ msg(l, MSG_SITE_YEAR), NULL, false };
	for (uint32_t i = 0; i < rate_table_count; i++) {
		if (starts_currency(i))
			c[n++] = (struct column){ str_of(rate_table[i].currency), NULL, true };
		first = rate_table[i].year < first ? rate_table[i].year : first;
		last = rate_table[i].year > last ? rate_table[i].year : last;
	}
	size_t years = (size_t)(last - first + 1), column = 0;
	struct cell *cells = arena_array(v->a, struct cell, years * n);
	for (size_t i = 0; i < years * n; i++)
		cells[i].text = i % n ? STR("\xE2\x80\x93") : arena_fmt(v->a, "%d", first + (int)(i / n));
	for (uint32_t i = 0; i < rate_table_count; i++) {
		column += starts_currency(i);
		cells[(size_t)(rate_table[i].year - first) * n + column].text =
		    i18n_decimal(v->a, l, (struct decimal){ rate_table[i].micro, 6 }, 2);
	}
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(l, MSG_SITE_RATES), c, n, cells, years };
	profile_add(v, p, BLOCK_TABLE)->u.table = t;
	profile_add(v, p, BLOCK_TEXT)->u.text = msg(l, MSG_SITE_RATES_SOURCE);
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
	struct block *b = profile_add(&v, &p, BLOCK_ENTRIES);
	b->u.facts = links;
	b->n = 4;
	return profile_reply(&v, &p);
}
