/* A request's target and head through the guard and the router. The first line is the target; the lines after it are
 * headers, as far as they have a colon. */
#include <stdlib.h>

#include "base/utf8.h"
#include "http/guard.h"
#include "http/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct reply never(struct req *r)
{
	(void)r;
	abort();
}

#define ROW(method, pattern)                                                                                           \
	{                                                                                                              \
		method, pattern, PERM_PUBLIC, NULL, never, 0, 0, ""                                                    \
	}

static const struct route rows[] = {
	ROW(HTTP_GET, "/"),
	ROW(HTTP_GET, "/{lang}/"),
	ROW(HTTP_GET, "/{lang}/place/{code}"),
	ROW(HTTP_GET, "/{lang}/place/new"),
	ROW(HTTP_POST, "/{lang}/place/{code}/edit"),
	ROW(HTTP_GET, "/{lang}/{noun}/{id}/edit/more"),
	ROW(HTTP_GET, "/{a}/{b}/{c}/{d}/{e}/{f}"),
	ROW(HTTP_GET, "/files/{path*}"),
	{ 0 },
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_head(str lines)
{
	struct req_header h[GUARD_MAX_HEADERS + 1];
	struct framing f;
	uint32_t n = 0;
	str line, name;
	while (n <= GUARD_MAX_HEADERS && str_cut(&lines, '\n', &line))
		if (str_cut(&line, ':', &name))
			h[n++] = (struct req_header){ name, str_trim(line) };
	if (guard_headers(h, n, true, &f))
		return;
	must(n <= GUARD_MAX_HEADERS && guard_is_host(f.host) && !(f.chunked && f.has_length));
}

static void check_path(arena *a, const struct router *r, str path)
{
	struct router_match m;
	str whole;
	enum router_rc rc = router_find(r, a, HTTP_GET, path, &m);
	if (rc == ROUTER_BAD)
		return;
	must(url_decode(a, path, false, &whole));
	must((rc == ROUTER_FOUND) == (m.route != NULL));
	for (uint32_t i = 0; i < m.nparams; i++)
		must(m.params[i].n > 0 && utf8_valid(m.params[i]) && !memchr(m.params[i].p, 0, m.params[i].n) &&
		     !str_is(m.params[i], ".."));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct route *const tables[] = { rows, NULL };
	static struct router *router;
	ARENA_SCOPE arena *a = arena_new(0);
	str all = arena_str(a, (str){ (const char *)data, n });
	str target = STR_EMPTY, path, query, host = STR("h");
	const char *why;
	if (!router)
		router = router_new(tables, &why);
	if (!str_cut(&all, '\n', &target))
		return 0;
	check_head(all);
	if (guard_target(target, &path, &query, &host))
		return 0;
	must(path.n > 0 && path.p[0] == '/' && path.n + query.n <= GUARD_MAX_TARGET && guard_is_host(host));
	check_path(a, router, path);
	return 0;
}
