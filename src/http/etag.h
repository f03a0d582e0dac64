/* etag.h -- entity tags (RFC 9110, 8.8.3): BLAKE2b of the uncompressed body, with a mark for the compressed form. */
#ifndef SELARAS_HTTP_ETAG_H
#define SELARAS_HTTP_ETAG_H

#include <stdbool.h>

#include "base/str.h"
#include "http/compress.h"

enum { ETAG_SIZE = 32 }; /* with quotes, mark and NUL */

void etag_make(str body, enum encoding encoding, char out[ETAG_SIZE]);
/* Whether TAG is in a list as If-None-Match has it: "a", W/"b" or *; compared weakly (RFC 9110, 13.1.2). */
bool etag_listed(str list, str tag);

#endif
