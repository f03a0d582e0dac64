/* iati_export.h -- records of the store as an IATI 2.03 file. */
#ifndef SELARAS_IATI_EXPORT_H
#define SELARAS_IATI_EXPORT_H

#include "iati/iati_map.h"
#include "record/store.h"

struct export_opts {
	const struct actor *viewer; /* who will see the file; NULL: the public */
	bool organisations;
	str source;             /* only records of this source; empty: of all */
	const str *identifiers; /* only these; none: all */
	uint32_t n;
	int64_t generated; /* ms UTC */
	/* Takes the next piece of the file; false stops. */
	bool (*write)(void *ctx, str bytes);
	void *ctx;
	bool *found; /* one per identifier, set when it was written; may be NULL */
};

/* False when the database failed or WRITE stopped. *WRITTEN counts records. */
bool iati_export(struct store *s, const struct iati_maps *maps, const struct export_opts *opts, uint64_t *written);

#endif
