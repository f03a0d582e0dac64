/* site.h -- the public pages: who does what where, in both languages, from the cube's figures and the records.
 *
 * Every list is one query string (struct query): the page, its filters with counts, its downloads and the API answer
 * the same one. Handlers are in the .c of their page; templates beside them; words in po/site.*.po. */
#ifndef SELARAS_SITE_SITE_H
#define SELARAS_SITE_SITE_H

#include "cube/cube.h"
#include "html/parts.h"
#include "html/web.h"
#include "place/geo.h"
#include "place/index.h"

/* What the handlers share; made once in main, read-only while serving. */
struct site {
	struct web web; /* first */
	struct cubes *cubes;
	const struct place_geo *geo;
};

/* Ends with a row without pattern; for http_start(). */
extern const struct route site_routes[];
extern const struct nav_item site_nav[];
extern const size_t site_nav_count;
/* Error pages in the look of the site; for http_opts.error_page. */
struct reply site_error(struct req *r, int status, const char *message_key);

/* ---- for the pages ---- */

/* A request with what every handler needs; the cube and the connection are given back when the request ends. */
struct view_of {
	struct req *req;
	const struct site *site;
	struct page *page;
	arena *a;
	const struct cube *cube;
	db *db;
	int this_year;
};
/* False: *FAILED is the answer (503 when figures or database are not to be had). */
bool view_start(struct req *r, struct view_of *v, struct reply *failed) SEL_MUST_CHECK;
/* The same; the database connection goes back when HOLD ends, before a long answer leaves. */
bool view_start_in(struct req *r, struct view_of *v, arena *hold, struct reply *failed) SEL_MUST_CHECK;
struct reply view_not_found(struct view_of *v);
/* The page; or an error, when the database has failed while it was made, as something may be missing on it. */
struct reply view_reply(struct view_of *v);
/* The activity or partner that an address names, -1: none. Its own page is never behind its record: when that one has
 * changed and the figures are still being renewed, this waits for them and V->cube is the new one. */
int32_t view_activity(struct view_of *v, str id);
int32_t view_partner(struct view_of *v, str ref);

/* The filters of all lists, as declared inputs: q, partner, category, sector, place, status, year, scope, sort, page.
 */
extern const struct input site_filter_inputs[];
struct query {
	struct cube_filter filter;
	str text;
	bool text_cut; /* more hits than are looked through */
	str sort;
};
/* Reads the declared inputs; values that name nothing match nothing. */
struct query query_read(struct view_of *v);
/* The filter form with counts per value, for the result of the same query. */
const struct filter *query_form(struct view_of *v, const struct query *q, const struct cube_result *r);
/* N of R's hits from FROM on, in the order that the query asks for; gives how many there are. */
uint32_t query_page(struct view_of *v, const struct query *q, const struct cube_result *r, uint32_t from, uint32_t n,
                    uint32_t *out);
/* All of them. */
uint32_t *query_hits(struct view_of *v, const struct query *q, const struct cube_result *r);

/* Names in the page's language. */
str name_of_place(struct view_of *v, int32_t place); /* "Kabupaten Kupang" */
/* Among places of one level: without its word, but "Kota Kupang" beside "Kupang". */
str name_of_place_short(struct view_of *v, const struct place *p);
str name_of_place_code(struct view_of *v, str code);
str name_of_sector(struct view_of *v, int32_t sector);
str name_of_category(struct view_of *v, enum cube_category c);
str name_of_status(struct view_of *v, int status);
str name_of_org(struct view_of *v, uint32_t org);
struct url url_of_org(struct view_of *v, uint32_t org);
struct url url_of_place(struct view_of *v, int32_t place);
struct url url_of_activity(struct view_of *v, const struct cube_activity *x);
struct url url_of_sector(struct view_of *v, int32_t sector);
/* Rupiah cents for people: "Rp1,2 miliar" / "Rp1.234.567". */
str rupiah(struct view_of *v, int64_t cents);
str years_of(struct view_of *v, const struct cube_activity *x); /* "2019–2023" */
/* Title of an activity in the page's language; its identifier when it has none. */
str title_of(struct view_of *v, const struct cube_activity *x);
struct custom_field;
struct fact;
/* The document behind it as the public may see it; NULL when it cannot be read. */
const struct doc *doc_of(struct view_of *v, const struct cube_activity *x);
/* The same of a partner. */
const struct doc *doc_of_org(struct view_of *v, const struct cube_org *o);
/* The fields that the province added to records of K and that everybody sees (record/custom.h), retired ones too. */
const struct custom_field *added_fields(struct view_of *v, const struct kind *k, uint32_t *n);
enum { ADDED_MOST = 40 };
/* What D says for them, as facts; at most MAX; how many. */
uint32_t added_facts(struct view_of *v, const struct doc *d, struct fact *out, uint32_t max);
/* How these figures are counted, in one sentence built from what is in them. */
str method_of(struct view_of *v, const struct cube_totals *t);
const struct source *source_of(struct view_of *v, const struct cube_totals *t);

/* A table of activities: title, partner, places, sectors, years, committed. */
const struct table *activity_table(struct view_of *v, const struct query *q, const uint32_t *hits, size_t n,
                                   str caption);
/* Links to this list as CSV, XLSX, JSON and IATI. */
const struct download *list_downloads(struct view_of *v, const char *path, bool iati, size_t *n);
/* A map of the places one level below PLACE, by number of programmes under F; NULL when nothing is known of its shape.
 */
const struct map *programme_map(struct view_of *v, const struct cube_filter *f, int32_t place, bool districts);
/* Committed and disbursed by year. */
const struct columns *year_chart(struct view_of *v, const struct cube_filter *f, bool disbursed);

/* The programmes that R's query selects, as the matrix that offices print (matrix_paper.c). */
struct reply programmes_paper(struct req *r, bool docx);

/* Handlers, one family per file. */
route_handler home_get, about_get, data_get;
route_handler activities_get, activity_get;
route_handler partners_get, partner_get;
route_handler places_get, place_get;
route_handler sectors_get, sector_get;
route_handler indicators_get, indicator_get;
route_handler matrix_get, map_page, search_get;
extern const struct input library_inputs[], practice_inputs[];
route_handler library_get, regulation_get, glossary_get;
route_handler announcements_get, announcement_get, practices_get, practice_get;
route_handler download_get, programme_file_get;
/* Whether the list of partners under Q shows organisation ORG. */
bool partner_listed(struct view_of *v, const struct query *q, const struct cube_result *r, uint32_t org);

#endif
