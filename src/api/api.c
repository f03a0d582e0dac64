/* The table of routes. */
#include "api/api.h"

#include "api/answer.h"
#include "api/records.h"

enum { LIMIT_MOST = 500, PAGE_MOST = 1000000, RECORDS_MOST = 100 };

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

static const struct input kinds_inputs[] = { { "lang", INPUT_CODE, 0, 2 }, END };
static const struct input records_inputs[] = { { "show", INPUT_CODE, 0, 10 },
	                                       { "page", INPUT_INT, 0, PAGE_MOST },
	                                       { "limit", INPUT_INT, 0, RECORDS_MOST },
	                                       { "lang", INPUT_CODE, 0, 2 },
	                                       END };
static const struct input write_inputs[] = {
	{ "state", INPUT_CODE, 0, 10 }, { "note", INPUT_TEXT, 0, 500 }, { "lang", INPUT_CODE, 0, 2 }, END
};
static const struct input delete_inputs[] = { { "note", INPUT_TEXT, 0, 500 }, { "lang", INPUT_CODE, 0, 2 }, END };

/* clang-format off */
const struct route api_record_routes[] = {
	{ .method = HTTP_GET, .pattern = "/api/v1/records", .permission = PERM_PUBLIC, .inputs = kinds_inputs,
	  .handler = api_kinds, .flags = ROUTE_CACHED, .summary = "Kinds of records and their fields" },
	{ .method = HTTP_GET, .pattern = "/api/v1/records/{kind}", .permission = PERM_PUBLIC, .inputs = records_inputs,
	  .handler = api_records, .flags = ROUTE_SLOW, .summary = "Records of a kind, changed last first" },
	{ .method = HTTP_POST, .pattern = "/api/v1/records/{kind}", .permission = PERM_TOKEN, .inputs = write_inputs,
	  .handler = api_record_post, .flags = ROUTE_BODY | ROUTE_SLOW, .body_max = RECORD_BODY_MAX,
	  .summary = "Make a record" },
	{ .method = HTTP_GET, .pattern = "/api/v1/records/{kind}/{id}", .permission = PERM_PUBLIC, .inputs = kinds_inputs,
	  .handler = api_record, .summary = "One record as the asker may see it" },
	{ .method = HTTP_PUT, .pattern = "/api/v1/records/{kind}/{id}", .permission = PERM_TOKEN, .inputs = write_inputs,
	  .handler = api_record_put, .flags = ROUTE_BODY | ROUTE_SLOW, .body_max = RECORD_BODY_MAX,
	  .summary = "Replace a record's document; If-Match names the version that was changed" },
	{ .method = HTTP_DELETE, .pattern = "/api/v1/records/{kind}/{id}", .permission = PERM_TOKEN,
	  .inputs = delete_inputs, .handler = api_record_delete, .flags = ROUTE_SLOW,
	  .summary = "Move a record to the recycle bin" },
	{ .pattern = NULL },
};
const char *const api_record_schemas[] = { "Kinds", "Records", "Record", "Record", "Record", "Record" };
/* clang-format on */
