/* The web server: everything that serving needs, started and stopped here. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "account/account.h"
#include "api/api.h"
#include "base/log.h"
#include "cli/cli.h"
#include "desk/desk.h"
#include "http/assets.h"
#include "site/site.h"

static uint64_t generation(void *app)
{
	const struct site *s = app;
	return store_generation(s->web.store);
}

static void reload(struct http_server *server)
{
	const char *why;
	if (!http_reload_tls(server, &why))
		log_error("the certificate stays as it was reason=\"%s\"", why);
}

/* Waits for a signal to stop; other threads have these signals blocked. SIGHUP, which is among them with TLS only,
 * reads the certificate again. Meanwhile looks every second whether another process has written, which only PostgreSQL
 * allows.
 */
static void wait_for_stop(const sigset_t *set, struct app *app, struct http_server *server)
{
	const struct timespec second = { 1, 0 };
	for (int got; (got = sigtimedwait(set, NULL, &second)) < 0 || got == SIGHUP;) {
		if (got == SIGHUP)
			reload(server);
		if (db_pool_engine(app->pool) == DB_POSTGRES)
			store_refresh(app->store);
	}
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

static int serve(struct app *app, struct http_opts opts, struct accounts *accounts)
{
	const char *why = "";
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (opts.tls_cert)
		sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct site site = {
		.web = { .store = app->store, .places = app->world.places, .accounts = accounts, .rooms = desk_rooms },
		.geo = app->world.geo,
		.cubes = cubes_open(app->store)
	};
	site.web.page = (struct page_site){ .version = SELARAS_VERSION,
		                            .demo = is_demo(site.cubes),
		                            .assets = assets,
		                            .nassets = nassets,
		                            .nav = site_nav,
		                            .nnav = site_nav_count,
		                            .accounts = true };
	const struct route *tables[] = {
		site_routes, account_routes, api_routes, desk_routes, desk_merge_routes, NULL
	};
	opts.assets = assets;
	opts.nassets = nassets;
	opts.error_page = api_error;
	opts.generation = generation;
	opts.identify = accounts_identify;
	opts.may = accounts_may;
	opts.sign_in = accounts_sign_in;
	opts.session_cookie = accounts_cookie(accounts);
	opts.app = &site;
	struct http_server *server = http_start(&opts, tables, &why);
	if (!server) {
		fprintf(stderr, "selaras: %s:%u: %s\n", opts.bind, opts.port, why);
		cubes_close(site.cubes);
		return 1;
	}
	printf("%s://%s:%u/\n", opts.tls_cert ? "https" : "http", opts.bind, http_port(server));
	fflush(stdout);
	wait_for_stop(&set, app, server);
	log_info("stopping");
	http_stop(server, 10);
	cubes_close(site.cubes);
	return 0;
}

int cmd_serve(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *port = option(&argc, argv, "port", "8080");
	struct http_opts opts = { .bind = option(&argc, argv, "bind", "127.0.0.1"),
		                  .tls_cert = option(&argc, argv, "tls-cert", NULL),
		                  .tls_key = option(&argc, argv, "tls-key", NULL),
		                  .proxied = option_flag(&argc, argv, "proxied") };
	struct accounts_settings settings = accounts_settings(&argc, argv);
	if (!port_of(port, &opts.port) || !options_done(argc, argv))
		return 2;
	if (!opts.tls_cert != !opts.tls_key) {
		fprintf(stderr, "selaras: --tls-cert and --tls-key belong together\n");
		return 2;
	}
	struct app *app = app_open(url, 8);
	struct accounts *accounts = app ? accounts_start(app, url, &settings, opts.tls_cert != NULL) : NULL;
	int status = accounts ? serve(app, opts, accounts) : 1;
	accounts_close(accounts);
	app_close(app);
	return status;
}
