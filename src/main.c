/* The command table, nothing else. */
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "cli/cli.h"

const struct command commands[] = {
	{ "init", "[--db URL] [--no-copy]", "make or upgrade the database and fill in the places of the province",
	  cmd_init },
	{ "serve",
	  "[--db URL] [--bind ADDRESS] [--port N] [--url URL] [--key FILE] [--proxied] [--tls-cert FILE --tls-key "
	  "FILE] [--smtp URL --smtp-from ADDRESS [--smtp-login FILE] [--smtp-ca FILE]] [--second-factor "
	  "administrators|all] [--hsts-host-only] "
	  "[--oidc-issuer URL --oidc-client ID --oidc-secret-file FILE [--oidc-name NAME]]",
	  "serve the pages", cmd_serve },
	{ "import iati",
	  "[--db URL] [--preview] [--source NAME] [--replace] [--strict] [--report FILE.csv|json] [--private-network] "
	  "FILE|FOLDER|URL...",
	  "take in IATI files", cmd_import_iati },
	{ "export iati", "[--db URL] [--organisations] [--source NAME] [--output FILE] [IDENTIFIER...]",
	  "write IATI 2.03", cmd_export_iati },
	{ "import sheet", "[--db URL] KIND FILE.csv", "take in records of a kind, one per row", cmd_import_sheet },
	{ "geo import", "[--db URL] FOLDER|FILE.geojson", "take in a boundary pack", cmd_geo_import },
	{ "indicator import", "[--db URL] FILE.csv", "take in figures of places, one per row", cmd_indicator_import },
	{ "account admin", "[--db URL] [--url URL] NAME MAIL", "invite an administrator; prints the link",
	  cmd_account_admin },
	{ "account invite", "[--db URL] [--url URL] [--organisation IDENTIFIER] [--place CODE] ROLE NAME MAIL",
	  "invite somebody; prints the link", cmd_account_invite },
	{ "account list", "[--db URL]", "all accounts", cmd_account_list },
	{ "account reset", "[--db URL] [--url URL] MAIL", "print a link to choose a new password", cmd_account_reset },
	{ "account end", "[--db URL] MAIL", "end an account and its sessions", cmd_account_end },
	{ "account key", "[--db URL] [--key FILE]", "make another key for the installation and seal its secrets anew",
	  cmd_account_key },
	{ "account factor-reset", "[--db URL] MAIL", "take the second factor away from who has lost it",
	  cmd_account_factor_reset },
	{ "account handover", "[--db URL] [--grants] [--preview] FROM-MAIL TO-MAIL",
	  "give the open work of who leaves to another and end the account", cmd_account_handover },
	{ "account erase", "[--db URL]",
	  "blank the personal data of accounts whose time is over (the server does daily)", cmd_account_erase },
	{ "account code", "SECRET", "the code of a second factor now (demo)", cmd_account_code },
	{ "mail test", "--smtp URL --smtp-from ADDRESS [--smtp-login FILE] [--smtp-ca FILE] ADDRESS",
	  "send a letter to ADDRESS and say what the mail server answers", cmd_mail_test },
	{ "mail list", "[--db URL]", "the newest letters, with what became of them", cmd_mail_list },
	{ "demo", "[--db URL]", "fill in the demo province (DATA CONTOH)", cmd_demo },
	{ "verify", "[--db URL] [--since HASH]", "prove that nothing was altered or removed", cmd_verify },
	{ "audit verify", "[--db URL] [--since HASH]",
	  "the same; HASH: a head of the audit log that was kept from another day", cmd_verify },
	{ "routes", "", "list every address that is served, with who may reach it", cmd_routes },
	{ "audit list", "[--db URL] [--actor ID]", "show the audit log, newest first", cmd_audit_list },
	{ "backup", "[--db URL] FILE", "copy an SQLite database, also while it is served, and prove the copy",
	  cmd_backup },
	{ "locations", "[--db URL] [--unknown|--decided]",
	  "locations of programmes whose place is not sure, one per line", cmd_locations },
	{ "rebuild", "[--db URL]", "make the derived tables again from the documents", cmd_rebuild },
	{ NULL, NULL, NULL, NULL },
};

static int help(void)
{
	printf("selaras %s\n\n", SELARAS_VERSION);
	for (const struct command *c = commands; c->name; c++)
		printf("  selaras %s %s\n      %s\n", c->name, c->usage, c->help);
	printf("\nURL is sqlite:PATH or postgresql://...; without --db it is SELARAS_DB, else sqlite:selaras.db.\n");
	return 0;
}

/* How many arguments NAME takes up when the arguments begin with it; 0 when they do not. */
static int matches(const char *name, int argc, char **argv)
{
	const char *space = strchr(name, ' ');
	size_t first = space ? (size_t)(space - name) : strlen(name);
	if (argc < 1 || strlen(argv[0]) != first || strncmp(argv[0], name, first) != 0)
		return 0;
	if (!space)
		return 1;
	return argc > 1 && strcmp(argv[1], space + 1) == 0 ? 2 : 0;
}

int main(int argc, char **argv)
{
	xmlInitParser();
	for (const struct command *c = commands; c->name; c++) {
		int taken = matches(c->name, argc - 1, argv + 1);
		if (taken)
			return c->run(argc - 1 - taken, argv + 1 + taken);
	}
	if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0)
		return printf("selaras %s\n", SELARAS_VERSION) < 0;
	fprintf(stderr, "selaras: %s: no such command; 'selaras help' lists them\n", argv[1]);
	return 2;
}
