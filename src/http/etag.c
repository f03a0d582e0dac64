#include "http/etag.h"

#include <stdio.h>

#include "base/hash.h"

enum { ETAG_BYTES = 12 };

void etag_make(str body, enum encoding encoding, char out[ETAG_SIZE])
{
	static const char *const marks[] = { "", "-g", "-b" };
	char hex[2 * ETAG_BYTES + 1];
	struct hash h = hash_blake2b(body.p, body.n);
	hex_print(h.b, ETAG_BYTES, hex);
	snprintf(out, ETAG_SIZE, "\"%s%s\"", hex, marks[encoding]);
}

bool etag_listed(str list, str tag)
{
	str item;
	while (str_cut(&list, ',', &item)) {
		item = str_trim(item);
		if (str_starts(item, STR("W/")))
			item = str_sub(item, 2, item.n);
		if (str_eq(item, tag) || str_is(item, "*"))
			return true;
	}
	return false;
}
