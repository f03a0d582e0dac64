/* catalogue.h -- what tools/poc.py makes of po/: inside the i18n room only. */
#ifndef SELARAS_I18N_CATALOGUE_H
#define SELARAS_I18N_CATALOGUE_H

#include <stdint.h>

#include "base/str.h"
#include "i18n/i18n_messages.h"

struct catalogue {
	const char *code; /* "id" */
	unsigned nplurals;
	const str *const
	    *forms; /* nplurals tables of MSG_COUNT texts; those of the forms above 0 are empty but for plurals */
	unsigned (*plural)(uint64_t n);
};
extern const struct catalogue catalogues[LANG_COUNT];
extern const char *const catalogue_keys[MSG_COUNT]; /* sorted, byte order */
extern const uint8_t catalogue_holes[MSG_COUNT];

#endif
