/* form.h -- the body of a form, urlencoded (WHATWG URL) or multipart (RFC 7578), as a list of parts. Untrusted bytes;
 * fuzzed. */
#ifndef SELARAS_HTTP_FORM_H
#define SELARAS_HTTP_FORM_H

#include "base/problem.h"
#include "http/http.h"

enum { FORM_MAX_PARTS = 20000, FORM_MAX_NAME = 200 };

/* Parts of BODY; values of a multipart body point into it. A body that is no form of its TYPE (the Content-Type header)
 * gives false; wrong names and texts that are not UTF-8 are problems in PS, and their parts are left out. */
bool form_parse(arena *a, str type, str body, struct form *out, struct problems *ps) SEL_MUST_CHECK;

#endif
