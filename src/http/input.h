/* input.h -- application/x-www-form-urlencoded text into a route's declared inputs. Untrusted bytes; fuzzed. */
#ifndef SELARAS_HTTP_INPUT_H
#define SELARAS_HTTP_INPUT_H

#include "base/problem.h"
#include "http/http.h"

enum { INPUT_MAX_PAIRS = 1000, INPUT_MAX_MANY = 100 };

/* Cuts the next name=value pair, still encoded, off REST; empty pairs are passed over; false at the end. */
bool form_next(str *rest, str *name, str *value);
/* Values of DECLARED (may be NULL) found in ENCODED, in the order declared; what is wrong goes into PS (path = name of
 * the input). *UNKNOWN counts pairs nobody declared. */
struct input_value *inputs_parse(arena *a, const struct input *declared, str encoded, uint32_t *unknown,
                                 struct problems *ps);

#endif
