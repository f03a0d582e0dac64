/* ulid.h -- sortable ids, safe to make offline: 48 bits of milliseconds and 80 random bits in Crockford's base 32.
 * Format: https://github.com/ulid/spec. Ids made in one millisecond by one process increase. */
#ifndef SELARAS_BASE_ULID_H
#define SELARAS_BASE_ULID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define ULID_LEN 26

void ulid_make(int64_t ms, char out[ULID_LEN + 1]); /* thread-safe */
bool ulid_valid(str s);                             /* upper case, 26 characters, first one at most '7' */

#endif
