#include <assert.h>

#include "http/assets.h"

const char *asset_url(const char *name)
{
	size_t low = 0, high = nassets;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(assets[middle].name, name);
		if (order == 0)
			return assets[middle].url;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	assert(false && "the asset is in the table");
	return "";
}
