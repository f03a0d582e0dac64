/* shared.h -- the material given beside the project (../shared), for tests that compare with it; they skip without it.
 */
#ifndef SELARAS_TESTS_SHARED_H
#define SELARAS_TESTS_SHARED_H

#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

/* The path of NAME there, or NULL where it is absent. SELARAS_SHARED names another folder. */
static inline const char *shared_path(arena *a, const char *name)
{
	const char *shared = getenv("SELARAS_SHARED"), *source = getenv("SELARAS_SOURCE");
	str path =
	    shared ? arena_fmt(a, "%s/%s", shared, name) : arena_fmt(a, "%s/../shared/%s", source ? source : ".", name);
	return access(path.p, R_OK) == 0 ? path.p : NULL;
}

#endif
