/* The description of the API, made from its own route table: what is served is what is described. */
#include "api/api.h"
#include "site/export_json.h"

static void text(struct json_out *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, str_of(value));
}

static void parameter(struct json_out *j, const char *name, const char *in, bool required, bool integer)
{
	json_open(j, '{');
	text(j, "name", name);
	text(j, "in", in);
	json_key(j, "required");
	json_bool(j, required);
	json_key(j, "schema");
	json_open(j, '{');
	text(j, "type", integer ? "integer" : "string");
	json_close(j, '}');
	json_close(j, '}');
}

static void parameters(struct json_out *j, arena *a, const struct route *r)
{
	str rest = str_of(r->pattern), part;
	json_key(j, "parameters");
	json_open(j, '[');
	while (str_cut(&rest, '/', &part))
		if (str_starts(part, STR("{")))
			parameter(j, arena_str(a, str_sub(part, 1, part.n - 2)).p, "path", true, false);
	for (const struct input *i = r->inputs; i && i->name; i++)
		parameter(j, i->name, "query", (i->flags & INPUT_REQUIRED) != 0, i->type == INPUT_INT);
	json_close(j, ']');
}

static void response(struct json_out *j, const char *status, const char *description, const char *type,
                     const char *schema)
{
	json_key(j, status);
	json_open(j, '{');
	text(j, "description", description);
	json_key(j, "content");
	json_open(j, '{');
	json_key(j, type);
	json_open(j, '{');
	json_key(j, "schema");
	json_open(j, '{');
	text(j, "$ref", schema);
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
}

static void schemas(struct json_out *j)
{
	/* Written for what the handlers send: "meta" in every answer, the rest by its path. */
	static const char answer[] = "{\"type\":\"object\",\"required\":[\"meta\"],\"properties\":{\"meta\":{\"type\":"
	                             "\"object\",\"required\":[\"generation\","
	                             "\"demo\",\"data_as_of\",\"currency\",\"source\",\"licence\"],\"properties\":{"
	                             "\"generation\":{\"type\":\"integer\"},"
	                             "\"demo\":{\"type\":\"boolean\"},\"data_as_of\":{\"type\":[\"string\",\"null\"],"
	                             "\"format\":\"date\"},\"currency\":"
	                             "{\"type\":\"string\"},\"source\":{\"type\":\"string\"},\"method\":{\"type\":"
	                             "\"string\"},\"licence\":{\"type\":"
	                             "\"string\"}}},\"totals\":{\"type\":\"object\",\"description\":\"Counts are "
	                             "integers, amounts decimal strings in IDR\"},"
	                             "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}";
	static const char error[] =
	    "{\"type\":\"object\",\"required\":[\"title\",\"status\"],\"properties\":{\"title\":{\"type\":"
	    "\"string\"},\"status\":{\"type\":\"integer\"}}}";
	json_key(j, "components");
	json_open(j, '{');
	json_key(j, "schemas");
	json_open(j, '{');
	json_key(j, "Answer");
	json_raw(j, str_of(answer));
	json_key(j, "Problem");
	json_raw(j, str_of(error));
	json_close(j, '}');
	json_close(j, '}');
}

struct reply api_openapi_get(struct req *r)
{
	struct json_out j;
	json_begin(&j, r->arena);
	text(&j, "openapi", "3.1.0");
	json_key(&j, "info");
	json_open(&j, '{');
	text(&j, "title", "Selaras");
	text(&j, "version", "1");
	text(&j, "description",
	     "Public data of the province's development partners. Amounts are decimal strings in rupiah.");
	json_close(&j, '}');
	json_key(&j, "paths");
	json_open(&j, '{');
	for (const struct route *one = api_routes; one->pattern; one++) {
		json_key(&j, one->pattern);
		json_open(&j, '{');
		json_key(&j, "get");
		json_open(&j, '{');
		text(&j, "summary", one->summary);
		parameters(&j, r->arena, one);
		json_key(&j, "responses");
		json_open(&j, '{');
		response(&j, "200", "The answer", "application/json", "#/components/schemas/Answer");
		response(&j, "404", "There is no such thing", "application/problem+json",
		         "#/components/schemas/Problem");
		json_close(&j, '}');
		json_close(&j, '}');
		json_close(&j, '}');
	}
	json_close(&j, '}');
	schemas(&j);
	return json_end(&j, r);
}
