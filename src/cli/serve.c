/* The web server: everything that serving needs, started and stopped here. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "base/log.h"
#include "cli/cli.h"
#include "http/assets.h"
#include "site/site.h"

static uint64_t generation(void *app)
{
	const struct site *s = app;
	return store_generation(s->web.store);
}

/* Waits for a signal to stop; other threads have these signals blocked. Meanwhile looks every second whether another
 * process has written, which only PostgreSQL allows. */
static void wait_for_stop(const sigset_t *set, struct app *app)
{
	const struct timespec second = { 1, 0 };
	while (sigtimedwait(set, NULL, &second) < 0)
		if (db_pool_engine(app->pool) == DB_POSTGRES)
			store_refresh(app->store);
}

static bool port_of(const char *text, uint16_t *port)
{
	int64_t n;
	if (!str_to_int(str_of(text), &n) || n < 0 || n > 65535) {
		fprintf(stderr, "selaras: %s: not a port\n", text);
		return false;
	}
	*port = (uint16_t)n;
	return true;
}

/* An example database says so on every page: its organisations have example identifiers. */
static bool is_demo(struct cubes *cubes)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const struct cube *c = cubes_hold(cubes, a);
	bool demo = false;
	for (uint32_t i = 0; c && i < c->norgs && !demo; i++)
		demo = str_starts(c->orgs[i].ref, STR("ID-CONTOH-"));
	return demo;
}

static int serve(struct app *app, const char *bind, uint16_t port)
{
	const char *why = "";
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct site site = { .web = { .store = app->store, .places = app->world.places },
		             .geo = app->world.geo,
		             .cubes = cubes_open(app->store) };
	site.web.page = (struct page_site){ .version = SELARAS_VERSION,
		                            .demo = is_demo(site.cubes),
		                            .assets = assets,
		                            .nassets = nassets,
		                            .nav = site_nav,
		                            .nnav = site_nav_count };
	const struct route *tables[] = { site_routes, api_routes, NULL };
	struct http_opts opts = { .bind = bind,
		                  .port = port,
		                  .assets = assets,
		                  .nassets = nassets,
		                  .error_page = api_error,
		                  .generation = generation,
		                  .app = &site };
	struct http_server *server = http_start(&opts, tables, &why);
	if (!server) {
		fprintf(stderr, "selaras: %s:%u: %s\n", bind, port, why);
		cubes_close(site.cubes);
		return 1;
	}
	printf("http://%s:%u/\n", bind, http_port(server));
	fflush(stdout);
	wait_for_stop(&set, app);
	log_info("stopping");
	http_stop(server, 10);
	cubes_close(site.cubes);
	return 0;
}

int cmd_serve(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *bind = option(&argc, argv, "bind", "127.0.0.1");
	const char *port_text = option(&argc, argv, "port", "8080");
	uint16_t port;
	if (!port_of(port_text, &port) || !options_done(argc, argv))
		return 2;
	struct app *app = app_open(url, 8);
	int status = app ? serve(app, bind, port) : 1;
	app_close(app);
	return status;
}
