/* api.h -- /api/v1: the figures and records of the public pages as JSON, described by OpenAPI 3.1 at
 * /api/v1/openapi.json. The same filters as the pages (site.h); public data only.
 *
 * /api/v1/records gives, and with a token takes, every record as its document (records.h): a program sees and may there
 * what the person may whose token it has (account/token.h), and what it sends goes through the same door of the kernel
 * as a form.
 *
 * Every answer about figures is an object with "meta" (when it was made, from which state of the data, how it was
 * counted, under which licence). Amounts are rupiah as decimal strings, shares are percentages as decimal strings; what
 * is not known is null. What is wrong is told as application/problem+json (RFC 9457). */
#ifndef SELARAS_API_API_H
#define SELARAS_API_API_H

#include "http/http.h"

/* Ends with a row without pattern; for http_start(). */
extern const struct route api_routes[];
extern const struct route api_record_routes[];
/* For http_opts.sign_in, below /api/: 401, and how to prove who one is. */
struct reply api_sign_in(struct req *r);
/* For http_opts.error_page: a problem for addresses of the API, the site's page for all others. */
struct reply api_error(struct req *r, int status, const char *message_key);

#endif
