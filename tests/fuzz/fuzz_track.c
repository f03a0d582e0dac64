/* Tracks: any bytes are read without harm; what is taken can be walked from its first step to its last. */
#include <stdlib.h>

#include "agreement/procedure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > 1 << 16)
		return 0;
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	struct track t;
	problems_init(&ps, a, 20);
	if (!track_parse(a, STR("x"), (str){ (const char *)data, n }, &t, &ps)) {
		if (ps.n == 0)
			abort();
		return 0;
	}
	for (uint32_t i = 0; i < t.n; i++) {
		if (i && t.steps[i].order <= t.steps[i - 1].order)
			abort();
		for (uint32_t r = 0; r < t.steps[i].nresults; r++)
			if (t.steps[i].results[r].to >= (int)i)
				abort();
	}
	return 0;
}
