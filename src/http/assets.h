/* assets.h -- the program's files (styles, scripts, icons), as tools/assets.py wrote them into C at build time.
 *
 * Whoever calls asset_url() links the object that the tool made. */
#ifndef SELARAS_HTTP_ASSETS_H
#define SELARAS_HTTP_ASSETS_H

#include "http/http.h"

extern const struct asset assets[]; /* in byte order of name */
extern const size_t nassets;

/* "/assets/HASH/NAME" for a link in a page; asserts that there is such an asset. */
const char *asset_url(const char *name);

#endif
