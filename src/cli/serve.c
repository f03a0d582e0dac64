/* The web server: everything that serving needs, started and stopped here. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "account/account.h"
#include "activity/doubt_page.h"
#include "agreement/pages.h"
#include "api/api.h"
#include "base/log.h"
#include "cli/cli.h"
#include "desk/audit.h"
#include "desk/desk.h"
#include "desk/notice.h"
#include "http/assets.h"
#include "library/announcement.h"
#include "mail/mail.h"
#include "meeting/meeting.h"
#include "paper/paper.h"
#include "problem/problem.h"
#include "record/audit.h"
#include "report/report.h"
#include "site/site.h"
#include "workplan/workplan.h"

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
static void wait_for_stop(const sigset_t *set, struct app *app, struct http_server *server, const struct web *web)
{
	const struct timespec second = { 1, 0 };
	date told = DATE_NONE;
	for (int got; (got = sigtimedwait(set, NULL, &second)) < 0 || got == SIGHUP;) {
		if (got == SIGHUP)
			reload(server);
		if (db_pool_engine(app->pool) == DB_POSTGRES)
			store_refresh(app->store);
		tell(web, &told);
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

/* A refusal, and a file that somebody signed in took away, leave a line in the audit log, whatever handler answered. */
static void note_answer(const struct req *r, const struct reply *p)
{
	const struct web *web = r->app;
	bool file = false;
	for (const struct reply_header *h = p->headers; h && r->user; h = h->next)
		file |= str_eq_nocase(str_of(h->name), STR("content-disposition"));
	if (p->status != 403 && !(file && p->status == 200))
		return;
	ARENA_SCOPE arena *a = arena_new(0);
	struct actor actor = *req_actor(r);
	actor.address = r->address;
	/* a link that lets somebody in is as good as a password until it was used */
	str pattern = str_of(r->route ? r->route->pattern : NULL);
	str path = str_find(pattern, STR("{token}"), 0) >= 0 ? pattern : r->path;
	const struct audit_line line = { .event = p->status == 403 ? AUDIT_REFUSAL : AUDIT_EXPORT,
		                         .actor = &actor,
		                         .detail =
		                             arena_fmt(a, "%s %.*s", http_method_name(r->method), STR_ARG(path)) };
	audit_later(web->store, &line);
}

/* People are led to where they sign in, programs are told how. */
static struct reply sign_in(struct req *r)
{
	return str_starts(r->path, STR("/api/")) ? api_sign_in(r) : accounts_sign_in(r);
}

/* Every table of routes that is served. */
static const struct route *const *route_tables(void)
{
	static const struct route *tables[24];
	tables[0] = site_routes;
	tables[1] = account_routes;
	tables[2] = api_routes;
	tables[3] = desk_routes;
	tables[4] = desk_merge_routes;
	tables[5] = notice_routes;
	tables[6] = agreement_routes;
	tables[7] = workplan_routes;
	tables[8] = mail_routes;
	tables[9] = doubt_routes;
	tables[10] = api_record_routes;
	tables[11] = desk_audit_routes;
	tables[12] = problem_routes;
	tables[13] = report_routes;
	tables[14] = meeting_routes;
	tables[15] = meeting_public_routes;
	tables[16] = announcement_routes;
	return tables;
}

int cmd_routes(int argc, char **argv)
{
	static const char *const names[] = { "none", "public", "signed_in", "bureau", "admin", "audit", "token" };
	if (!options_done(argc, argv))
		return 2;
	for (const struct route *const *t = route_tables(); *t; t++)
		for (const struct route *r = *t; r->pattern; r++)
			printf("%s %s %s\n", http_method_name(r->method), r->pattern, names[r->permission]);
	return 0;
}

/* Before the first thread is made: one that does not block them would be ended by them. */
static void block_signals(sigset_t *set, bool tls)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	if (tls)
		sigaddset(set, SIGHUP);
	sigprocmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* People come by https, to this program or to a proxy before it: browsers are told to come no other way. */
static void set_https(struct http_opts *opts, const char *url, bool host_only)
{
	bool https = opts->tls_cert || str_starts(str_of(url), STR("https://"));
	bool here = str_starts(str_of(opts->bind), STR("127.")) || strcmp(opts->bind, "::1") == 0;
	if (https)
		opts->hsts = host_only ? HTTP_HSTS_HOST : HTTP_HSTS;
	else if (!here || opts->proxied)
		log_warning("passwords and sessions travel without TLS: give --url https://... or a certificate");
}

/* Letters leave when a mail server was named. */
static bool start_mail(struct app *app, struct web *web, const struct mail_settings *s)
{
	struct smtp_opts *o = arena_make(app->a, struct smtp_opts);
	if (!s->url)
		return true;
	if (!mail_options(app->a, s, o))
		return false;
	web->mail = mail_start(app, web->accounts, o);
	web->post = web->mail ? mail_post : NULL;
	return web->mail != NULL;
}

struct serving {
	struct http_opts http;
	struct mail_settings mail;
	const char *url; /* the site's own; NULL: not said */
};

static int serve(struct app *app, const struct serving *how, struct accounts *accounts, const sigset_t *set)
{
	struct http_opts opts = how->http;
	const char *why = "";
	struct site site = { .web = { .store = app->store,
		                      .places = app->world.places,
		                      .accounts = accounts,
		                      .rooms = desk_rooms,
		                      .address = str_of(how->url) },
		             .geo = app->world.geo,
		             .cubes = cubes_open(app->store) };
	site.web.page = (struct page_site){ .version = SELARAS_VERSION,
		                            .demo = is_demo(site.cubes),
		                            .assets = assets,
		                            .nassets = nassets,
		                            .nav = site_nav,
		                            .nnav = site_nav_count,
		                            .accounts = true };
	tell_open(&site.web);
	opts.assets = assets;
	opts.nassets = nassets;
	opts.error_page = api_error;
	opts.generation = generation;
	opts.identify = accounts_identify;
	opts.may = accounts_may;
	opts.sign_in = sign_in;
	opts.session_cookie = accounts_cookie(accounts);
	opts.answered = note_answer;
	opts.app = &site;
	bool ready = start_mail(app, &site.web, &how->mail) && audit_start(app->store);
	struct http_server *server = ready ? http_start(&opts, route_tables(), &why) : NULL;
	if (!server) {
		audit_stop(app->store);
		mail_close(site.web.mail);
		fprintf(stderr, "selaras: %s:%u: %s\n", opts.bind, opts.port, why);
		tell_close(&site.web);
		cubes_close(site.cubes);
		return 1;
	}
	printf("%s://%s:%u/\n", opts.tls_cert ? "https" : "http", opts.bind, http_port(server));
	fflush(stdout);
	wait_for_stop(set, app, server, &site.web);
	log_info("stopping");
	http_stop(server, 10);
	papers_end();
	mail_close(site.web.mail);
	audit_stop(app->store);
	tell_close(&site.web);
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
	struct serving how = { .mail = mail_settings(&argc, argv) };
	struct accounts_settings settings = accounts_settings(&argc, argv);
	settings.issuer = option(&argc, argv, "oidc-issuer", NULL);
	settings.client = option(&argc, argv, "oidc-client", NULL);
	settings.secret_file = option(&argc, argv, "oidc-secret-file", NULL);
	settings.sso_name = option(&argc, argv, "oidc-name", NULL);
	set_https(&opts, settings.url, option_flag(&argc, argv, "hsts-host-only"));
	if (!port_of(port, &opts.port) || !options_done(argc, argv))
		return 2;
	if (!opts.tls_cert != !opts.tls_key) {
		fprintf(stderr, "selaras: --tls-cert and --tls-key belong together\n");
		return 2;
	}
	if (how.mail.url && !settings.url) {
		fprintf(stderr, "selaras: --smtp needs --url: letters hold links to the site\n");
		return 2;
	}
	how.http = opts;
	sigset_t set;
	block_signals(&set, opts.tls_cert != NULL);
	struct app *app = app_open(url, 8);
	how.url = app ? site_address(app->a, &settings) : NULL;
	struct accounts *accounts = app ? accounts_start(app, url, &settings, opts.tls_cert != NULL) : NULL;
	int status = accounts ? serve(app, &how, accounts, &set) : 1;
	accounts_close(accounts);
	app_close(app);
	return status;
}
