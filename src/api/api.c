/* The table of routes, and how the API says that something is wrong. */
#include "api/api.h"

#include "api/answer.h"

enum { LIMIT_MOST = 500, PAGE_MOST = 1000000 };

#define FILTER                                                                                                         \
	{ "q", INPUT_TEXT, 0, 200 }, { "partner", INPUT_TEXT, 0, 200 }, { "category", INPUT_CODE, 0, 20 },             \
	    { "sector", INPUT_CODE, 0, 40 }, { "place", INPUT_CODE, 0, 20 }, { "status", INPUT_INT, 0, 6 },            \
	    { "year", INPUT_INT, 0, 2100 }, { "scope", INPUT_CODE, 0, 10 }, { "sort", INPUT_CODE, 0, 20 },             \
	{                                                                                                              \
		"lang", INPUT_CODE, 0, 2                                                                               \
	}
#define END                                                                                                            \
	{                                                                                                              \
		NULL, INPUT_TEXT, 0, 0                                                                                 \
	}

static const struct input filter_inputs[] = { FILTER, END };
static const struct input list_inputs[] = {
	FILTER, { "page", INPUT_INT, 0, PAGE_MOST }, { "limit", INPUT_INT, 0, LIMIT_MOST }, END
};
static const struct input matrix_inputs[] = { FILTER, { "by", INPUT_CODE, 0, 10 }, END };
static const struct input one_inputs[] = { { "lang", INPUT_CODE, 0, 2 }, END };
static const struct input place_inputs[] = {
	{ "level", INPUT_INT, 0, 5 }, { "parent", INPUT_CODE, 0, 20 }, { "lang", INPUT_CODE, 0, 2 }, END
};
static const struct input indicator_inputs[] = { { "place", INPUT_CODE, INPUT_REQUIRED, 20 },
	                                         { "lang", INPUT_CODE, 0, 2 },
	                                         END };
static const struct input search_inputs[] = { { "q", INPUT_TEXT, INPUT_REQUIRED, 200 },
	                                      { "lang", INPUT_CODE, 0, 2 },
	                                      END };

/* clang-format off */
#define ROUTES(R) \
	R("activities", api_activities, list_inputs, "Activities", "Programmes, with the filters of the pages") \
	R("activities/{id}", api_activity, one_inputs, "Activity", \
	  "One programme, by id or IATI identifier, with its whole public document") \
	R("partners", api_partners, filter_inputs, "Partners", "Partners and their number of programmes") \
	R("partners/{ref}", api_partner, filter_inputs, "Partner", "One partner with totals and money by year") \
	R("places", api_places, place_inputs, "Places", "Places: province, regencies, districts, villages, islands") \
	R("places/{code}", api_place, filter_inputs, "Place", \
	  "One place with totals, money by year, the places in it and its neighbours") \
	R("sectors", api_sectors, filter_inputs, "Sectors", "The province's sectors and their number of programmes") \
	R("sectors/{code}", api_sector, filter_inputs, "Sector", "One sector with totals and money by year") \
	R("matrix", api_matrix, matrix_inputs, "Matrix", "Who does what where: partner or sector by place") \
	R("indicators", api_indicators, indicator_inputs, "Indicators", "Statistics of one place") \
	R("search", api_search, search_inputs, "Search", "Places, partners and programmes that match a text") \
	R("stats", api_stats, filter_inputs, "Stats", "Totals and money by year under the filters") \
	R("openapi.json", api_openapi, NULL, "OpenAPI", "This description")
#define ROUTE(path_, handler_, inputs_, schema_, summary_) \
	{ .method = HTTP_GET, .pattern = "/api/v1/" path_, .permission = PERM_PUBLIC, .inputs = (inputs_), \
	  .handler = (handler_), .flags = ROUTE_CACHED, .summary = (summary_) },
#define SCHEMA(path_, handler_, inputs_, schema_, summary_) schema_,

const struct route api_routes[] = { ROUTES(ROUTE) { .pattern = NULL } };
const char *const api_answer_schemas[] = { ROUTES(SCHEMA) };
/* clang-format on */

/* ---- what is wrong ---- */

static const char *phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = { { 400, "Bad Request" },        { 403, "Forbidden" },         { 404, "Not Found" },
		        { 405, "Method Not Allowed" }, { 413, "Content Too Large" }, { 415, "Unsupported Media Type" },
		        { 503, "Service Unavailable" } };
	for (size_t i = 0; i < SEL_COUNT(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Internal Server Error";
}

/* As ?lang says, even when it is not declared or other inputs are wrong; else Indonesian. */
static enum lang wanted(const struct page *pg)
{
	enum lang l;
	return lang_parse(page_query_value(pg, "lang"), &l) ? l : LANG_ID;
}

struct reply api_error(struct req *r, int status, const char *message_key)
{
	const struct site *site = r->app;
	if (!str_starts(r->path, STR("/api/")))
		return site_error(r, status, message_key);
	struct json_out j;
	enum lang l = wanted(page_new(r, &site->web.page));
	json_begin(&j, r->arena);
	add_text(&j, "title", str_of(phrase(status)));
	add_int(&j, "status", status);
	add_text(&j, "detail", msg_or(l, message_key, str_of(message_key)));
	add_text(&j, "instance", r->path);
	if (r->problems) {
		open_list(&j, "errors");
		for (const struct problem *p = r->problems->first; p; p = p->next) {
			json_open(&j, '{');
			add_text(&j, "name", p->path);
			add_text(&j, "key", str_of(p->key));
			add_text(&j, "detail", msg_problem(r->arena, l, p));
			json_close(&j, '}');
		}
		json_close(&j, ']');
	}
	json_close(&j, '}');
	return reply_text(r, status, "application/problem+json", buf_str(&j.buf));
}
