/* world.h -- a small server for the tests of this folder. */
#ifndef SELARAS_TESTS_HTTP_WORLD_H
#define SELARAS_TESTS_HTTP_WORLD_H

#include <stdatomic.h>

#include "http/http.h"

struct world {
	struct http_server *server;
	uint16_t port;
	atomic_uint_least64_t generation;
	atomic_int calls; /* of the page's handler */
	atomic_int slow_begun;
};

/* The server with OPTS (app, generation and assets are filled in). */
struct world *world_new(struct http_opts opts);
void world_free(struct world *w);

/* Routes:
 *   GET  /page/{x}?n=&q=   cached HTML of about 20 kB that names the generation; X "bye" gives 410, "cookie" sets one
 *   GET  /text             plain text, not cached
 *   GET  /stream           20,000 lines without a length; /stream/broken fails in the middle
 *   GET  /slow             half a second on a worker
 *   GET  /api/list         JSON
 *   GET  /secret           PERM_SIGNED_IN
 *   GET  /login            sets a cookie and redirects
 *   POST /form             inputs name (required), n; answers "name=...;n=..."
 *   POST /upload           body up to 1000 bytes; answers its length; /big up to 1 MiB; /vault is PERM_SIGNED_IN */

#endif
