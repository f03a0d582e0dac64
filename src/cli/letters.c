/* Letters: options of the mail server, and commands about letters. */
#include <stdio.h>
#include <stdlib.h>

#include "account/account.h"
#include "cli/cli.h"
#include "mail/mail.h"

enum { LOGIN_MAX = 1000 };

static const char *setting(int *argc, char **argv, const char *name, const char *environment)
{
	const char *value = option(argc, argv, name, getenv(environment));
	return value && *value ? value : NULL;
}

struct mail_settings mail_settings(int *argc, char **argv)
{
	return (struct mail_settings){ .url = setting(argc, argv, "smtp", "SELARAS_SMTP"),
		                       .from = setting(argc, argv, "smtp-from", "SELARAS_SMTP_FROM"),
		                       .login = setting(argc, argv, "smtp-login", "SELARAS_SMTP_LOGIN"),
		                       .ca = setting(argc, argv, "smtp-ca", "SELARAS_SMTP_CA") };
}

/* A file of two lines: the name, the password. */
static bool read_login(arena *a, const char *path, struct smtp_opts *out)
{
	char *text = arena_alloc(a, LOGIN_MAX + 1);
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, LOGIN_MAX, f) : 0;
	if (f)
		fclose(f);
	str rest = { text, n }, user = STR_EMPTY, password = STR_EMPTY;
	if (!str_cut(&rest, '\n', &user) || !str_cut(&rest, '\n', &password) || !str_trim(user).n ||
	    !str_trim(password).n) {
		fprintf(stderr, "selaras: %s: not a file whose first line is a name and whose second a password\n",
		        path);
		return false;
	}
	out->user = arena_str(a, str_trim(user)).p;
	out->password = arena_str(a, str_ends(password, STR("\r")) ? str_sub(password, 0, password.n - 1) : password).p;
	return true;
}

bool mail_options(arena *a, const struct mail_settings *s, struct smtp_opts *out)
{
	*out = (struct smtp_opts){ .url = s->url, .from = s->from, .ca = s->ca };
	const char *user = getenv("SELARAS_SMTP_USER"), *password = getenv("SELARAS_SMTP_PASSWORD");
	if (user && *user && password && *password) {
		out->user = user;
		out->password = password;
	}
	const char *problem = smtp_problem(out);
	if (problem)
		fprintf(stderr, "selaras: %s\n", problem);
	return !problem && (!s->login || read_login(a, s->login, out));
}

struct mail *mail_start(struct app *app, const struct accounts *accounts, const struct smtp_opts *o)
{
	const struct mail_opts opts = {
		.store = app->store,
		.smtp = *o,
		.seal = { accounts, ACCOUNTS_SEAL_EXTRA, accounts_seal, accounts_unseal },
	};
	return mail_open(&opts);
}

int cmd_mail_test(int argc, char **argv)
{
	struct mail_settings s = mail_settings(&argc, argv);
	struct smtp_opts o;
	if (!options_done(argc, argv) || argc != 1 || !s.url) {
		fprintf(stderr,
		        "usage: selaras mail test --smtp URL --smtp-from ADDRESS [--smtp-login FILE] ADDRESS\n");
		return 2;
	}
	ARENA_SCOPE arena *a = arena_new(0);
	if (!mail_options(a, &s, &o))
		return 2;
	return mail_command_test(&o, argv[0], cli_lang(), stdout) ? 0 : 1;
}

int cmd_mail_list(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	if (!options_done(argc, argv) || argc != 0)
		return 2;
	struct app *app = app_open(url, 1);
	bool ok = app && mail_command_list(app->store, cli_lang(), stdout);
	app_close(app);
	return ok ? 0 : 1;
}
