/* The description of the API, made from its own route table: what is served is what is described. Schemas of the
 * answers are in schemas.json; tests/http/export_test.py holds real answers against them. */
#include "api/answer.h"
#include "api/api.h"
#include "api/schemas.h"

static const struct {
	const char *name, *text;
} meanings[] = {
	{ "id", "Number of the programme, or its IATI identifier (percent-encoded)" },
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
	{ "limit", "Items of a page, at most 500; default 100" },
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

static void add_parameters(struct json_out *j, arena *a, const struct route *r)
{
	str rest = str_of(r->pattern), part;
	open_list(j, "parameters");
	while (str_cut(&rest, '/', &part))
		if (str_starts(part, STR("{")))
			add_parameter(j, arena_str(a, str_sub(part, 1, part.n - 2)).p, NULL);
	for (const struct input *i = r->inputs; i && i->name; i++)
		add_parameter(j, i->name, i);
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

static void add_path(struct json_out *j, arena *a, const struct route *r, const char *schema)
{
	static const char problem[] = "application/problem+json";
	open_object(j, r->pattern);
	open_object(j, "get");
	add_text(j, "summary", str_of(r->summary));
	add_text(j, "operationId", arena_fmt(a, "get%s", schema));
	add_parameters(j, a, r);
	open_object(j, "responses");
	add_response(j, a, "200", "The answer", "application/json", schema);
	if (r->inputs)
		add_response(j, a, "400", "A parameter is wrong", problem, "Problem");
	if (strchr(r->pattern, '{') || r->inputs)
		add_response(j, a, "404", "There is no such thing", problem, "Problem");
	add_response(j, a, "503", "Too busy; try again later", problem, "Problem");
	for (int i = 0; i < 3; i++)
		json_close(j, '}');
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
	for (size_t i = 0; api_routes[i].pattern; i++)
		add_path(j, x.v.a, &api_routes[i], api_answer_schemas[i]);
	json_close(j, '}');
	open_object(j, "components");
	json_key(j, "schemas");
	json_raw(j, str_trim((str){ (const char *)api_schemas, api_schemas_size }));
	json_close(j, '}');
	return answer_end(&x);
}
