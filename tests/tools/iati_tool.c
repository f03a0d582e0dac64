/* The commands "import iati" and "export iati" on a database of their own, for the golden tests and measurements:
 *   iati_tool URL import|export ARGUMENT... */
#include <stdio.h>
#include <string.h>

#include "activity/activity.h"
#include "base/hash.h"
#include "iati/iati_cli.h"
#include "iati/iati_dataset.h"
#include "partner/partner.h"
#include "record_schema.h"

static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, &dataset_kind, NULL };

int main(int argc, char **argv)
{
	const char *why = "usage: iati_tool URL import|export ARGUMENT...";
	if (argc < 3) {
		fprintf(stderr, "%s\n", why);
		return 2;
	}
	hash_start();
	struct db_pool *pool = db_pool_open(argv[1], &(struct db_opts){ .readers = 2 }, &why);
	struct store *store = NULL;
	if (pool && db_migrate(pool, record_migrations, record_migrations_count, &why) == DB_OK)
		store = store_open(pool, kinds, NULL, &why);
	if (!store) {
		fprintf(stderr, "%s: %s\n", argv[1], why);
		return 1;
	}
	struct iati_cli cli = { store, &activity_kind, &organisation_kind, LANG_EN };
	int status = strcmp(argv[2], "export") == 0 ? iati_cli_export(&cli, argc - 3, argv + 3)
	                                            : iati_cli_import(&cli, argc - 3, argv + 3);
	store_close(store);
	db_pool_close(pool);
	return status;
}
