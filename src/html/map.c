#include <stdlib.h>

#include "html/parts.h"

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

size_t map_breaks(arena *a, const int64_t *values, size_t n, size_t k, int64_t *bounds)
{
	if (n == 0 || k == 0)
		return 0;
	int64_t *sorted = arena_array(a, int64_t, n);
	memcpy(sorted, values, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_value);
	size_t count = 0;
	for (size_t i = 1; i <= k; i++) {
		int64_t bound = sorted[(n * i + k - 1) / k - 1]; /* the ceil(n i / k)-th value */
		if (count == 0 || bound > bounds[count - 1])
			bounds[count++] = bound;
	}
	return count;
}

int map_level(int64_t value, const int64_t *bounds, size_t n)
{
	size_t i = 0;
	while (i + 1 < n && value > bounds[i])
		i++;
	return (int)i;
}

static int128 root(int128 n)
{
	int128 low = 0, high = (int128)1 << 62;
	while (low < high) {
		int128 middle = (low + high + 1) / 2;
		if (middle * middle <= n)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

int64_t map_radius(int64_t value, int64_t most, int64_t rmost)
{
	if (value <= 0 || most <= 0)
		return 0;
	if (value >= most)
		return rmost;
	int64_t r = (int64_t)root((int128)value * rmost * rmost / most);
	return r > 1 ? r : 1;
}

bool map_has_no_data(const struct map *m)
{
	for (size_t i = 0; i < m->nareas; i++)
		if (m->areas[i].level < 0)
			return true;
	return false;
}
