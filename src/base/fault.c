#include "base/fault.h"

#ifdef SELARAS_FAULTS

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_uint_least64_t wanted, calls;
static atomic_bool lasts, happened;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_environment(void)
{
	const char *text = getenv("SELARAS_FAIL");
	char *end;
	if (!text)
		return;
	atomic_store(&wanted, strtoull(text, &end, 10));
	atomic_store(&lasts, *end == '+');
}

bool fault_here(void)
{
	pthread_once(&once, read_environment);
	uint64_t n = atomic_load(&wanted), mine = atomic_fetch_add(&calls, 1) + 1;
	if (n == 0 || mine < n || (mine > n && !atomic_load(&lasts)))
		return false;
	atomic_store(&happened, true);
	return true;
}

void fault_arm(uint64_t n, bool lasting)
{
	pthread_once(&once, read_environment);
	atomic_store(&wanted, 0);
	atomic_store(&calls, 0);
	atomic_store(&happened, false);
	atomic_store(&lasts, lasting);
	atomic_store(&wanted, n);
}

bool fault_happened(void)
{
	return atomic_load(&happened);
}

#endif
