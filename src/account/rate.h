/* rate.h -- counters for what anybody may ask for, so that guessing and flooding are slow (rate.c). */
#ifndef SELARAS_ACCOUNT_RATE_H
#define SELARAS_ACCOUNT_RATE_H

#include "db/db.h"

/* Counts one more use; false when NAME has had LIMIT within the hour, or the database fails. D can write. */
bool rate_allows(db *d, str name, int64_t limit, int64_t now);
/* An address, or the network of an IPv6 address, as one counts it. */
str address_group(arena *a, str address);

#endif
