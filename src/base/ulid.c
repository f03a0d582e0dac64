#include "base/ulid.h"

#include <assert.h>
#include <pthread.h>

#include "base/hash.h"

static const char alphabet[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t last_ms = -1;
static uint8_t last_random[10];

/* The random part for this millisecond: a fresh one, or the last one plus 1. The top bit of a fresh one is cleared, so
 * that adding 1 cannot overflow in any time there is. */
static void next_random(int64_t ms, uint8_t out[10])
{
	pthread_mutex_lock(&lock);
	if (ms != last_ms) {
		random_bytes(last_random, sizeof last_random);
		last_random[0] &= 0x7f;
		last_ms = ms;
	} else {
		for (size_t i = sizeof last_random; i-- > 0 && ++last_random[i] == 0;)
			;
	}
	memcpy(out, last_random, sizeof last_random);
	pthread_mutex_unlock(&lock);
}

void ulid_make(int64_t ms, char out[ULID_LEN + 1])
{
	assert(ms >= 0 && ms < (int64_t)1 << 48);
	uint8_t random[10];
	next_random(ms, random);
	unsigned __int128 id = (uint64_t)ms;
	for (size_t i = 0; i < sizeof random; i++)
		id = id << 8 | random[i];
	for (size_t i = ULID_LEN; i-- > 0; id >>= 5)
		out[i] = alphabet[(unsigned)id & 31];
	out[ULID_LEN] = '\0';
}

bool ulid_valid(str s)
{
	if (s.n != ULID_LEN || s.p[0] > '7')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr(alphabet, s.p[i]))
			return false;
	return true;
}
