/* assets.h -- the program's files (styles, scripts, icons), as tools/assets.py wrote them into C at build time. */
#ifndef SELARAS_HTTP_ASSETS_H
#define SELARAS_HTTP_ASSETS_H

#include "http/http.h"

extern const struct asset assets[]; /* in byte order of name */
extern const size_t nassets;

#endif
