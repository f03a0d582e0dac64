/* api.h -- /api/v1: the figures and records of the public pages as JSON, described by OpenAPI 3.1 at
 * /api/v1/openapi.json. The same filters as the pages (site.h); public data only. */
#ifndef SELARAS_API_API_H
#define SELARAS_API_API_H

#include "http/http.h"

/* Ends with a row without pattern; for http_start(). */
extern const struct route api_routes[];

route_handler api_openapi_get;

#endif
