/* The description of the API, made from its own route table: what is served is what is described. Schemas of the
 * answers are in schemas.json; tests/http/export_test.py holds real answers against them. */
#include "api/answer.h"
#include "api/api.h"
#include "api/schemas.h"

static const struct {
	const char *name, *text;
} meanings[] = {
	{ "id", "Number of the programme, or its IATI identifier (percent-encoded); of a record its id" },
	{ "kind", "Kind of record: activity, organisation, workplan ..." },
	{ "show", "open: what everybody sees (default); mine: what one's powers are about; draft; deleted" },
	{ "state", "draft: an unfinished record that is in no list; current (default for new records)" },
	{ "note", "Why, for the record's history" },
	{ "ref", "Identifier of the organisation" },
	{ "code", "Code of the place (Kemendagri, 53.01.04.2003) or of the sector" },
	{ "q", "Words; each may be the beginning of one" },
	{ "partner", "Identifier of an organisation that takes part" },
	{ "category", "Category of the reporting partner" },
	{ "sector", "Code of the province's sector list" },
	{ "place", "Code of a place; programmes in it and below it" },
	{ "status", "IATI activity status 1 to 6; 0: not said" },
	{ "year", "Programmes that run in this year" },
	{ "scope", "province: with a place in the province (default); national: the country only" },
	{ "sort", "Order; with - from the largest" },
	{ "lang", "Language of names, method and messages; default id" },
	{ "page", "From 1" },
	{ "limit", "Items of a page; default 100, of records 20" },
	{ "by", "What the rows are; default partner" },
	{ "level", "1 province, 2 regency or city, 3 district, 4 village, 5 island" },
	{ "parent", "Code of the place above" },
};

static void add_words(struct json_out *j, const char *name)
{
	for (const struct api_words *w = api_words; w->input; w++) {
		if (strcmp(w->input, name) != 0)
			continue;
		open_list(j, "enum");
		for (size_t i = 0; w->words[i]; i++)
			json_text(j, str_of(w->words[i]));
		json_close(j, ']');
	}
}

/* IN NULL: a part of the path called NAME. */
static void add_parameter(struct json_out *j, const char *name, const struct input *in)
{
	json_open(j, '{');
	add_text(j, "name", str_of(name));
	add_text(j, "in", in ? STR("query") : STR("path"));
	add_bool(j, "required", !in || (in->flags & INPUT_REQUIRED));
	for (size_t i = 0; i < SEL_COUNT(meanings); i++)
		if (strcmp(meanings[i].name, name) == 0)
			add_text(j, "description", str_of(meanings[i].text));
	open_object(j, "schema");
	add_text(j, "type", in && in->type == INPUT_INT ? STR("integer") : STR("string"));
	if (in && in->type == INPUT_INT) {
		add_int(j, "minimum", 0);
		add_int(j, "maximum", in->max);
	} else if (in) {
		add_int(j, "maxLength", in->max);
		add_words(j, name);
	}
	json_close(j, '}');
	json_close(j, '}');
}

static void end_objects(struct json_out *j, int n)
{
	for (int i = 0; i < n; i++)
		json_close(j, '}');
}

/* A header of the request. */
static void add_header(struct json_out *j, const char *name, bool required, const char *text)
{
	json_open(j, '{');
	add_text(j, "name", str_of(name));
	add_text(j, "in", STR("header"));
	add_bool(j, "required", required);
	add_text(j, "description", str_of(text));
	open_object(j, "schema");
	add_text(j, "type", STR("string"));
	end_objects(j, 2);
}

static void add_headers(struct json_out *j, const struct route *r)
{
	if (r->method == HTTP_POST)
		add_header(j, "Idempotency-Key", false,
		           "Any text of one's own: within a day the same request is done once however often it comes");
	if (r->method == HTTP_PUT || r->method == HTTP_DELETE)
		add_header(j, "If-Match", r->method == HTTP_PUT, "Entity tag of the version that was changed: \"7\"");
	add_header(j, "Accept-Language", false, "Language of what is wrong: id or en");
}

static void add_parameters(struct json_out *j, arena *a, const struct route *r)
{
	str rest = str_of(r->pattern), part;
	open_list(j, "parameters");
	while (str_cut(&rest, '/', &part))
		if (str_starts(part, STR("{")))
			add_parameter(j, arena_str(a, str_sub(part, 1, part.n - 2)).p, NULL);
	for (const struct input *i = r->inputs; i && i->name; i++)
		add_parameter(j, i->name, i);
	if (str_starts(str_of(r->pattern), STR("/api/v1/records")))
		add_headers(j, r);
	json_close(j, ']');
}

static void add_response(struct json_out *j, arena *a, const char *status, const char *description, const char *type,
                         const char *schema)
{
	open_object(j, status);
	add_text(j, "description", str_of(description));
	open_object(j, "content");
	open_object(j, type);
	open_object(j, "schema");
	add_text(j, "$ref", arena_fmt(a, "#/components/schemas/%s", schema));
	for (int i = 0; i < 4; i++)
		json_close(j, '}');
}

/* Of records: what is answered beside the record itself. */
static void add_refusals(struct json_out *j, arena *a, const struct route *r)
{
	static const struct {
		const char *status, *text;
		bool body; /* only where there is one */
	} refusals[] = { { "401", "There is no token, or it is worth nothing (WWW-Authenticate tells)", false },
		         { "403", "The token or its owner may not do this", false },
		         { "409", "An identifier belongs to another record", true },
		         { "412", "The record has changed since the version in If-Match: both are told", false },
		         { "415", "What was sent is not application/json", true },
		         { "422", "The document is not stored: every error with its path", true },
		         { "428", "If-Match is missing", true } };
	for (size_t i = 0; i < SEL_COUNT(refusals); i++) {
		bool match = refusals[i].status[1] == '1' && refusals[i].status[2] == '2';
		bool missing = refusals[i].status[1] == '2' && refusals[i].status[2] == '8';
		if ((refusals[i].body && r->method == HTTP_DELETE) || (match && r->method == HTTP_POST) ||
		    (missing && r->method != HTTP_PUT))
			continue;
		add_response(j, a, refusals[i].status, refusals[i].text, "application/problem+json", "Problem");
	}
}

static void add_body(struct json_out *j)
{
	open_object(j, "requestBody");
	add_bool(j, "required", true);
	open_object(j, "content");
	open_object(j, "application/json");
	open_object(j, "schema");
	add_text(j, "$ref", STR("#/components/schemas/Document"));
	end_objects(j, 4);
}

static void add_security(struct json_out *j)
{
	open_list(j, "security");
	json_open(j, '{');
	open_list(j, "token");
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, ']');
}

static void add_operation(struct json_out *j, arena *a, const struct route *r, const char *schema)
{
	static const char *const names[HTTP_METHODS] = { "get", "post", "put", "delete" };
	static const char problem[] = "application/problem+json";
	bool writes = r->method != HTTP_GET;
	open_object(j, names[r->method]);
	add_text(j, "summary", str_of(r->summary));
	add_text(j, "operationId", arena_fmt(a, "%s%s", names[r->method], schema));
	if (writes)
		add_security(j);
	add_parameters(j, a, r);
	if (r->flags & ROUTE_BODY)
		add_body(j);
	open_object(j, "responses");
	add_response(j, a, r->method == HTTP_POST ? "201" : "200", "The answer", "application/json", schema);
	if (r->inputs)
		add_response(j, a, "400", "A parameter or what was sent cannot be read", problem, "Problem");
	if (strchr(r->pattern, '{') || r->inputs)
		add_response(j, a, "404", "There is no such thing", problem, "Problem");
	if (writes)
		add_refusals(j, a, r);
	add_response(j, a, "503", "Too busy; try again later", problem, "Problem");
	end_objects(j, 2);
}

/* The rows of one pattern stand beside each other. */
static void add_paths(struct json_out *j, arena *a, const struct route *routes, const char *const *schemas)
{
	for (size_t i = 0; routes[i].pattern; i++) {
		if (i == 0 || strcmp(routes[i].pattern, routes[i - 1].pattern) != 0)
			open_object(j, routes[i].pattern);
		add_operation(j, a, &routes[i], schemas[i]);
		if (!routes[i + 1].pattern || strcmp(routes[i].pattern, routes[i + 1].pattern) != 0)
			json_close(j, '}');
	}
}

struct reply api_openapi(struct req *r)
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	struct json_out *j = &x.j;
	json_begin(j, x.v.a);
	add_text(j, "openapi", STR("3.1.0"));
	open_object(j, "info");
	add_text(j, "title", STR("Selaras"));
	add_text(j, "version", STR("1"));
	add_text(
	    j, "description",
	    STR("Who does what where in the province, from the partners' IATI files. Amounts are rupiah as decimal "
	        "strings, shares are percentages as decimal strings, what is not known is null."));
	json_close(j, '}');
	open_list(j, "servers");
	json_open(j, '{');
	add_text(j, "url", STR("/"));
	json_close(j, '}');
	json_close(j, ']');
	open_object(j, "paths");
	add_paths(j, x.v.a, api_routes, api_answer_schemas);
	add_paths(j, x.v.a, api_record_routes, api_record_schemas);
	json_close(j, '}');
	open_object(j, "components");
	json_key(j, "schemas");
	json_raw(j, str_trim((str){ (const char *)api_schemas, api_schemas_size }));
	open_object(j, "securitySchemes");
	open_object(j, "token");
	add_text(j, "type", STR("http"));
	add_text(j, "scheme", STR("bearer"));
	add_text(j, "description", STR("A token made on the page of one's own account; it reads as its owner does"));
	end_objects(j, 3);
	return answer_end(&x);
}
