/* iati_cli.h -- the commands "import iati" and "export iati", without the opening of the database.
 *
 * Exit statuses: 0 done; 1 a file was refused, or it failed (said on stderr); 2 wrong usage. */
#ifndef SELARAS_IATI_CLI_H
#define SELARAS_IATI_CLI_H

#include "i18n/i18n.h"
#include "record/store.h"

struct iati_cli {
	struct store *store;
	const struct kind *activity, *organisation;
	enum lang lang;
};

/* [--preview] [--source NAME] [--replace] [--strict] [--report FILE.csv|json] [--show N] [--private-network]
 * FILE|FOLDER|ADDRESS|-...
 * A progress line on stderr when that is a terminal. */
int iati_cli_import(const struct iati_cli *c, int argc, char **argv);
/* [--organisations] [--source NAME] [--with-personal] [--output FILE] [IDENTIFIER...]: to FILE or stdout. */
int iati_cli_export(const struct iati_cli *c, int argc, char **argv);

#endif
