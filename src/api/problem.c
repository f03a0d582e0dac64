#include "api/problem.h"

#include "account/token.h"
#include "api/answer.h"
#include "api/api.h"
#include "html/refusal.h"

static const char *phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = { { 400, "Bad Request" },
		        { 401, "Unauthorized" },
		        { 403, "Forbidden" },
		        { 404, "Not Found" },
		        { 405, "Method Not Allowed" },
		        { 409, "Conflict" },
		        { 412, "Precondition Failed" },
		        { 413, "Content Too Large" },
		        { 415, "Unsupported Media Type" },
		        { 422, "Unprocessable Content" },
		        { 428, "Precondition Required" },
		        { 503, "Service Unavailable" } };
	for (size_t i = 0; i < SEL_COUNT(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Internal Server Error";
}

enum lang api_lang(struct req *r)
{
	/* also when it is not declared, or other inputs are wrong */
	const struct site *site = r->app;
	enum lang l;
	if (lang_parse(page_query_value(page_new(r, &site->web.page), "lang"), &l))
		return l;
	return lang_accepted(req_header(r, "accept-language"));
}

void problem_begin(struct json_out *j, struct req *r, int status, const char *message_key, const struct problems *ps)
{
	enum lang l = api_lang(r);
	json_begin(j, r->arena);
	add_text(j, "title", str_of(phrase(status)));
	add_int(j, "status", status);
	add_text(j, "detail", msg_or(l, message_key, str_of(message_key)));
	add_text(j, "instance", r->path);
	if (!ps)
		return;
	open_list(j, "errors");
	for (const struct problem *p = ps->first; p; p = p->next) {
		json_open(j, '{');
		json_key(j, "name");
		json_text(j, p->path);
		add_text(j, "key", str_of(p->key));
		add_text(j, "detail", msg_problem(r->arena, l, p));
		json_close(j, '}');
	}
	json_close(j, ']');
}

struct reply problem_end(struct json_out *j, struct req *r, int status)
{
	json_close(j, '}');
	struct reply p = reply_text(r, status, "application/problem+json", buf_str(&j->buf));
	reply_header(r, &p, "Content-Language", str_of(lang_code(api_lang(r))));
	return p;
}

/* Why not, for machines: the action and kind, the roles that may and in which scope, one's own, and whom to ask. */
static void add_refusal(struct json_out *j, struct req *r, enum lang l)
{
	struct refusal why;
	if (!r->route || !refusal_of_route(r->arena, l, req_actor(r), r->route->permission, &why))
		return;
	add_text(j, "action", str_of(why.action));
	add_text(j, "kind", str_of(why.kind));
	open_list(j, "allowed_roles");
	for (size_t i = 0; i < why.nroles; i++) {
		json_open(j, '{');
		add_text(j, "role", str_of(why.roles[i].name));
		add_text(j, "scope", why.roles[i].scope);
		json_close(j, '}');
	}
	json_close(j, ']');
	open_list(j, "own_roles");
	for (size_t i = 0; i < why.nheld; i++)
		json_text(j, str_of(why.held[i].name));
	json_close(j, ']');
	add_text(j, "ask", why.ask);
}

struct reply api_error(struct req *r, int status, const char *message_key)
{
	if (!str_starts(r->path, STR("/api/")))
		return site_error(r, status, message_key);
	struct json_out j;
	problem_begin(&j, r, status, message_key, r->problems);
	if (status == 403 && strcmp(message_key, "error.forbidden") == 0)
		add_refusal(&j, r, api_lang(r));
	return problem_end(&j, r, status);
}

struct reply api_sign_in(struct req *r)
{
	struct reply p = api_error(r, 401, token_brought(r) ? "api.bad_token" : "api.no_token");
	reply_header(r, &p, "WWW-Authenticate",
	             token_brought(r) ? STR("Bearer realm=\"Selaras\", error=\"invalid_token\"")
	                              : STR("Bearer realm=\"Selaras\""));
	return p;
}
