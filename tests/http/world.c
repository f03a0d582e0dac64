#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "http/assets.h"

static const char html[] = "text/html; charset=utf-8";
static const char plain[] = "text/plain; charset=utf-8";

static struct reply page(struct req *r)
{
	struct world *w = r->app;
	struct buf b;
	atomic_fetch_add(&w->calls, 1);
	buf_init(&b, r->arena, 1 << 20);
	buf_fmt(&b, "<!doctype html><title>%.*s</title><p>generation %" PRIu64 "</p><img src=\"%s\">\n",
	        STR_ARG(r->params[0]), (uint64_t)atomic_load(&w->generation),
	        asset_find(assets, nassets, "dot.svg")->url);
	for (int i = 0; i < 1000; i++)
		buf_fmt(&b, "<p>row %d</p>\n", i);
	struct reply p = reply_text(r, str_is(r->params[0], "bye") ? 410 : 200, html, buf_str(&b));
	p.cacheable = true;
	if (str_is(r->params[0], "cookie"))
		reply_header(r, &p, "Set-Cookie", STR("seen=1"));
	return p;
}

static struct reply text(struct req *r)
{
	return reply_text(r, 200, plain, STR("hello\n"));
}

struct lines {
	int at, end;
	bool breaks;
};

static ptrdiff_t fill_lines(void *ctx, char *out, size_t max)
{
	struct lines *l = ctx;
	struct buf b;
	ARENA_SCOPE arena *a = arena_new(0);
	buf_init(&b, a, max);
	while (l->at < l->end && b.n + 32 < max)
		buf_fmt(&b, "line %d\n", l->at++);
	if (l->breaks && l->at > l->end / 2)
		return -1;
	if (b.n)
		memcpy(out, b.p, b.n);
	return (ptrdiff_t)b.n;
}

static struct reply stream(struct req *r)
{
	struct lines *l = arena_make(r->arena, struct lines);
	*l = (struct lines){ .end = 20000, .breaks = str_ends(r->path, STR("/broken")) };
	return (struct reply){ .status = 200, .type = plain, .fill = fill_lines, .fill_ctx = l };
}

static struct reply slow(struct req *r)
{
	struct world *w = r->app;
	atomic_fetch_add(&w->slow_begun, 1);
	usleep(500000);
	return reply_text(r, 200, plain, STR("done\n"));
}

static struct reply list(struct req *r)
{
	struct reply p = reply_text(r, 200, "application/json", STR("[1,2]\n"));
	p.cache_seconds = 60;
	return p;
}

static struct reply login(struct req *r)
{
	struct reply p = reply_redirect(r, 303, STR("/page/home"));
	reply_header(r, &p, "Set-Cookie", STR("sid=1; Path=/; HttpOnly; SameSite=Lax"));
	return p;
}

static struct reply form(struct req *r)
{
	return reply_text(r, 200, plain,
	                  arena_fmt(r->arena, "name=%.*s;n=%" PRId64 "\n", STR_ARG(req_input(r, "name")->text),
	                            req_input(r, "n")->i));
}

static struct reply upload(struct req *r)
{
	return reply_text(r, 200, plain, arena_fmt(r->arena, "%zu\n", r->body.n));
}

static const struct input page_inputs[] = { { "n", INPUT_INT, 0, 100 }, { "q", INPUT_TEXT, 0, 100 }, { 0 } };
static const struct input form_inputs[] = { { "name", INPUT_TEXT, INPUT_REQUIRED, 20 },
	                                    { "n", INPUT_INT, 0, 100 },
	                                    { 0 } };
static const struct route routes[] = {
	{ HTTP_GET, "/page/{x}", PERM_PUBLIC, page_inputs, page, ROUTE_CACHED, 0, "A page" },
	{ HTTP_GET, "/text", PERM_PUBLIC, NULL, text, 0, 0, "A text" },
	{ HTTP_GET, "/stream", PERM_PUBLIC, NULL, stream, 0, 0, "A stream" },
	{ HTTP_GET, "/stream/broken", PERM_PUBLIC, NULL, stream, 0, 0, "A stream that breaks" },
	{ HTTP_GET, "/slow", PERM_PUBLIC, NULL, slow, ROUTE_SLOW, 0, "Slow work" },
	{ HTTP_GET, "/api/list", PERM_PUBLIC, NULL, list, 0, 0, "A list" },
	{ HTTP_GET, "/secret", PERM_SIGNED_IN, NULL, text, 0, 0, "Not for everybody" },
	{ HTTP_GET, "/login", PERM_PUBLIC, NULL, login, 0, 0, "Signs in" },
	{ HTTP_POST, "/form", PERM_PUBLIC, form_inputs, form, 0, 0, "A form" },
	{ HTTP_POST, "/upload", PERM_PUBLIC, NULL, upload, ROUTE_BODY, 1000, "A file" },
	{ HTTP_POST, "/big", PERM_PUBLIC, NULL, upload, ROUTE_BODY, 1 << 20, "A big file" },
	{ HTTP_POST, "/vault", PERM_SIGNED_IN, NULL, upload, ROUTE_BODY, 1 << 20, "A big file, not from everybody" },
	{ 0 },
};
static const struct route *const tables[] = { routes, NULL };

static uint64_t generation(void *app)
{
	struct world *w = app;
	return atomic_load(&w->generation);
}

struct world *world_new(struct http_opts opts)
{
	struct world *w = calloc(1, sizeof(*w));
	const char *why;
	if (!w)
		abort();
	hash_start();
	log_set_level(LOG_ERROR);
	opts.app = w;
	opts.generation = generation;
	opts.assets = assets;
	opts.nassets = nassets;
	opts.session_cookie = "sid";
	w->server = http_start(&opts, tables, &why);
	if (!w->server) {
		log_error("no server reason=\"%s\"", why);
		abort();
	}
	w->port = http_port(w->server);
	return w;
}

void world_free(struct world *w)
{
	http_stop(w->server, 5);
	free(w);
}
