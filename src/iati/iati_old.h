/* iati_old.h -- codes of versions 1.x that version 2.01 replaced by others. Words are read in any case, as the files
 * write them; what is not here keeps its value and is reported by the check of its code list. */
#ifndef SELARAS_IATI_OLD_H
#define SELARAS_IATI_OLD_H

#include "base/str.h"

struct iati_old {
	const char *old, *now;
};
struct iati_old_list {
	const char *list; /* the code list as 2.x names it */
	const struct iati_old *codes;
	uint32_t n;
};

/* NULL when the codes of LIST did not change. LIST may be NULL. */
const struct iati_old_list *iati_old_find(const char *list);
/* The code of 2.x for OLD, or OLD itself. */
str iati_old_now(const struct iati_old_list *list, str old);

#endif
