/* asset.h -- the program's files as ready responses, by path. Built once, read by all threads. */
#ifndef SELARAS_HTTP_ASSET_H
#define SELARAS_HTTP_ASSET_H

#include "http/http.h"

struct MHD_Response;
struct asset_store;

/* HSTS: the header Strict-Transport-Security of all of them; NULL: without. */
struct asset_store *asset_store_new(const struct asset *assets, size_t n, const char *hsts);
void asset_store_free(struct asset_store *s); /* NULL is allowed */
/* The response for PATH in the best of the ACCEPTED encodings; *STATUS is 200, or 304 when IF_NONE_MATCH has it.
 * NULL when there is no such asset with that hash. */
struct MHD_Response *asset_store_find(const struct asset_store *s, str path, unsigned accepted, str if_none_match,
                                      int *status);

#endif
