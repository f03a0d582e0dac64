/* Commands about people. */
#include <stdio.h>
#include <stdlib.h>

#include "account/command.h"
#include "cli/cli.h"

static const char *setting(int *argc, char **argv, const char *name, const char *environment, const char *otherwise)
{
	const char *value = getenv(environment);
	return option(argc, argv, name, value && *value ? value : otherwise);
}

static const char *key_path(arena *a, const char *key, const char *database)
{
	if (key)
		return key;
	str url = str_of(database), prefix = STR("sqlite:");
	return str_starts(url, prefix) ? arena_fmt(a, "%s.key", database + prefix.n).p : "selaras_key";
}

struct accounts_settings accounts_settings(int *argc, char **argv)
{
	return (struct accounts_settings){ .key = setting(argc, argv, "key", "SELARAS_KEY", NULL),
		                           .url = setting(argc, argv, "url", "SELARAS_URL", NULL),
		                           .second_factor = setting(argc, argv, "second-factor",
		                                                    "SELARAS_SECOND_FACTOR", "administrators") };
}

const char *site_address(arena *a, const struct accounts_settings *s)
{
	str url = s->url ? str_of(s->url) : STR_EMPTY;
	while (str_ends(url, STR("/")))
		url = str_sub(url, 0, url.n - 1);
	return url.n ? arena_str(a, url).p : NULL;
}

/* The first line of a file, in A; NULL after saying why there is none. */
static const char *read_secret(arena *a, const char *path)
{
	enum { SECRET_MAX = 1000 };
	char line[SECRET_MAX + 2] = "";
	FILE *f = path ? fopen(path, "re") : NULL;
	bool ok = f && fgets(line, sizeof(line), f);
	if (f)
		fclose(f);
	str text = str_trim(str_of(line));
	if (ok && text.n && text.n <= SECRET_MAX)
		return arena_str(a, text).p;
	fprintf(stderr, "selaras: --oidc-secret-file: the secret cannot be read\n");
	return NULL;
}

struct accounts *accounts_start(struct app *app, const char *database, const struct accounts_settings *s, bool tls)
{
	const char *why = "";
	bool all = strcmp(s->second_factor, "all") == 0;
	if (!all && strcmp(s->second_factor, "administrators") != 0) {
		fprintf(stderr, "selaras: %s: the second factor is for \"administrators\" or \"all\"\n",
		        s->second_factor);
		return NULL;
	}
	const char *url = site_address(app->a, s);
	const char *secret = s->issuer ? read_secret(app->a, s->secret_file) : NULL;
	if (s->issuer && !secret)
		return NULL;
	const struct accounts_opts opts = { .store = app->store,
		                            .key_path = key_path(app->a, s->key, database),
		                            .sso = { s->issuer, s->client, secret, s->sso_name },
		                            .secure = tls || str_starts(str_of(url), STR("https://")),
		                            .factor_for_all = all,
		                            .url = url };
	struct accounts *accounts = accounts_open(&opts, &why);
	if (!accounts)
		fprintf(stderr, "selaras: %s\n", why);
	return accounts;
}

/* Opens what a command about people needs, runs it and closes. */
struct running {
	struct app *app;
	struct accounts *accounts;
};

static bool begin(struct running *r, const char *database, const struct accounts_settings *s)
{
	*r = (struct running){ .app = app_open(database, 2) };
	if (r->app)
		r->accounts = accounts_start(r->app, database, s, false);
	return r->accounts != NULL;
}

static int end(struct running *r, bool ok)
{
	accounts_close(r->accounts);
	app_close(r->app);
	return ok ? 0 : 1;
}

static int usage(const char *text)
{
	fprintf(stderr, "usage: selaras account %s\n", text);
	return 2;
}

static int invite(int argc, char **argv, const char *role)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	struct command_invite in = { .role = role,
		                     .organisation = option(&argc, argv, "organisation", ""),
		                     .place = option(&argc, argv, "place", "") };
	int names = role ? 2 : 3;
	if (!options_done(argc, argv) || argc != names)
		return usage(role ? "admin [--db URL] NAME MAIL"
		                  : "invite [--db URL] [--organisation IDENTIFIER] [--place CODE] ROLE NAME MAIL");
	if (!role)
		in.role = argv[0];
	in.name = argv[names - 2];
	in.mail = argv[names - 1];
	bool ok = begin(&r, database, &s) && accounts_command_invite(r.accounts, &in, LANG_ID, stdout);
	return end(&r, ok);
}

int cmd_account_admin(int argc, char **argv)
{
	return invite(argc, argv, "admin");
}

int cmd_account_invite(int argc, char **argv)
{
	return invite(argc, argv, NULL);
}

int cmd_account_list(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 0)
		return usage("list [--db URL]");
	bool ok = begin(&r, database, &s) && accounts_command_list(r.accounts, cli_lang(), stdout);
	return end(&r, ok);
}

int cmd_account_end(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 1)
		return usage("end [--db URL] MAIL");
	bool ok = begin(&r, database, &s) && accounts_command_end(r.accounts, argv[0], cli_lang());
	return end(&r, ok);
}

int cmd_account_reset(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 1)
		return usage("reset [--db URL] MAIL");
	bool ok = begin(&r, database, &s) && accounts_command_reset(r.accounts, argv[0], stdout);
	return end(&r, ok);
}

int cmd_account_key(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 0)
		return usage("key [--db URL] [--key FILE]");
	bool ok = begin(&r, database, &s) && accounts_command_key(r.accounts, stdout);
	return end(&r, ok);
}

int cmd_account_factor_reset(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 1)
		return usage("factor-reset [--db URL] MAIL");
	bool ok = begin(&r, database, &s) && accounts_command_factor_reset(r.accounts, argv[0]);
	return end(&r, ok);
}

int cmd_account_handover(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	struct command_handover in = { .grants = option_flag(&argc, argv, "grants"),
		                       .preview = option_flag(&argc, argv, "preview") };
	if (!options_done(argc, argv) || argc != 2)
		return usage("handover [--db URL] [--grants] [--preview] FROM-MAIL TO-MAIL");
	in.from = argv[0];
	in.to = argv[1];
	bool ok = begin(&r, database, &s) && accounts_command_handover(r.accounts, &in, cli_lang(), stdout);
	return end(&r, ok);
}

int cmd_account_erase(int argc, char **argv)
{
	struct running r;
	struct accounts_settings s = accounts_settings(&argc, argv);
	const char *database = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 0)
		return usage("erase [--db URL]");
	bool ok = begin(&r, database, &s) && accounts_command_erase(r.accounts, stdout);
	return end(&r, ok);
}

int cmd_account_code(int argc, char **argv)
{
	if (!options_done(argc, argv) || argc != 1)
		return usage("code SECRET");
	return accounts_command_code(argv[0], stdout) ? 0 : 1;
}

bool demo_accounts(struct app *app, const char *database)
{
	int none = 0;
	struct accounts_settings s = accounts_settings(&none, NULL);
	struct accounts *accounts = accounts_start(app, database, &s, false);
	bool ok = accounts && accounts_command_demo(accounts, stdout);
	accounts_close(accounts);
	return ok;
}
