/* cli.h -- the commands of the program, each a function of its arguments.
 *
 * Every command opens the database by --db URL (default sqlite:selaras.db, or SELARAS_DB), does one thing and returns
 * an exit status: 0 done, 1 refused or failed (said on stderr), 2 wrong usage. */
#ifndef SELARAS_CLI_CLI_H
#define SELARAS_CLI_CLI_H

#include "cube/cube.h"
#include "i18n/i18n.h"
#include "place/match.h"
#include "record/store.h"

struct command {
	const char *name; /* "import iati": one or two words */
	const char *usage, *help;
	int (*run)(int argc, char **argv); /* argv[0] is the first argument after the name */
};
extern const struct command commands[]; /* ends with a row without name */

struct desk_room;
/* What the nouns add to the desk, in the order of its home page; ends with NULL. */
extern const struct desk_room *const desk_rooms[];

/* An open database with what the commands need. */
struct app {
	arena *a;
	struct db_pool *pool;
	struct place_world world; /* places, shapes, decisions; the store's application pointer */
	struct store *store;
};
/* Opens, migrates and loads; NULL after saying on stderr why not. READERS: connections for reading. */
struct app *app_open(const char *url, unsigned readers);
struct app *app_open_as(const char *url, const struct db_opts *opts);
void app_close(struct app *app); /* NULL allowed */
/* Loads places and shapes again, and matches every activity's locations anew: after new places or a new pack. */
bool app_rematch(struct app *app);

/* ---- options ---- */
/* Takes "--NAME VALUE" out of the arguments; OTHERWISE when it is not there. */
const char *option(int *argc, char **argv, const char *name, const char *otherwise);
const char *option_db(int *argc, char **argv);
/* Takes "--NAME" out of the arguments; whether it was there. */
bool option_flag(int *argc, char **argv, const char *name);
/* False after complaining when an option is left that nobody knew. */
bool options_done(int argc, char **argv);
/* Says the problems on stderr in the language of LANG/LC_ALL (Indonesian unless English). */
void print_problems(const struct problems *ps, const char *file);
enum lang cli_lang(void);

/* ---- people ---- */
struct accounts;
struct accounts_settings {
	const char *key, *url;     /* NULL: not said */
	const char *second_factor; /* who must have one: "administrators" or "all" */
	/* Of the provider of accounts elsewhere, for serving only. SECRET_FILE holds one line. */
	const char *issuer, *client, *secret_file, *sso_name;
};
/* Takes --key, --url and --second-factor out of the arguments, or has them from the environment (SELARAS_KEY,
 * SELARAS_URL, SELARAS_SECOND_FACTOR). */
struct accounts_settings accounts_settings(int *argc, char **argv);
/* The site's own address without a slash at its end; NULL: not said. */
const char *site_address(arena *a, const struct accounts_settings *s);
/* NULL after saying on stderr why not. DATABASE is its address: the key stands beside its file. */
struct accounts *accounts_start(struct app *app, const char *database, const struct accounts_settings *s, bool tls);
/* Demo accounts, with what is needed to sign in on stdout. */
bool demo_accounts(struct app *app, const char *database);
int cmd_locations(int argc, char **argv);
int cmd_account_admin(int argc, char **argv);
int cmd_account_invite(int argc, char **argv);
int cmd_account_list(int argc, char **argv);
int cmd_account_end(int argc, char **argv);
int cmd_account_reset(int argc, char **argv);
int cmd_account_code(int argc, char **argv);
int cmd_account_key(int argc, char **argv);
int cmd_account_factor_reset(int argc, char **argv);
int cmd_account_handover(int argc, char **argv);
int cmd_account_erase(int argc, char **argv);

/* ---- letters ---- */
struct mail;
struct smtp_opts;
struct mail_settings {
	const char *url, *from, *login, *ca; /* NULL: not said */
};
/* Takes --smtp, --smtp-from, --smtp-login and --smtp-ca out of the arguments, or has them from the environment
 * (SELARAS_SMTP and so on). */
struct mail_settings mail_settings(int *argc, char **argv);
/* What they come to; name and password from the file, or from SELARAS_SMTP_USER and SELARAS_SMTP_PASSWORD. False after
 * saying on stderr why not. Lives as long as A. */
bool mail_options(arena *a, const struct mail_settings *s, struct smtp_opts *out);
struct mail *mail_start(struct app *app, const struct accounts *accounts, const struct smtp_opts *o);
int cmd_mail_test(int argc, char **argv);
int cmd_mail_list(int argc, char **argv);

int cmd_init(int argc, char **argv);
/* Notices of the desk, while serving (tell.c): before the server starts, each second, at its end. */
struct web;
void tell_open(struct web *w);
/* TOLD: the day whose deadlines were told; DATE_NONE at first. */
void tell(const struct web *w, date *told);
void tell_close(struct web *w);

int cmd_serve(int argc, char **argv);
int cmd_import_iati(int argc, char **argv);
int cmd_export_iati(int argc, char **argv);
int cmd_import_sheet(int argc, char **argv);
int cmd_geo_import(int argc, char **argv);
int cmd_indicator_import(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_audit_list(int argc, char **argv);
int cmd_routes(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_rebuild(int argc, char **argv);

#endif
