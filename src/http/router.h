/* router.h -- from a path to its route: a tree of segments, built once, read by all threads.
 *
 * At every segment a literal beats {name}, and {name} beats {name*}; when the literal branch leads nowhere the others
 * are tried. The first pattern found this way decides, whatever its method: other methods of that path get 405. */
#ifndef SELARAS_HTTP_ROUTER_H
#define SELARAS_HTTP_ROUTER_H

#include "http/http.h"

enum { ROUTER_MAX_PARAMS = 6, ROUTER_MAX_SEGMENTS = 32 };
enum router_rc {
	ROUTER_FOUND,
	ROUTER_NONE,   /* no such path */
	ROUTER_METHOD, /* the path exists, but not with this method: see match.allow */
	ROUTER_BAD     /* a bad escape, a dot segment or too many segments */
};
struct router_match {
	const struct route *route;
	uint32_t index;    /* of the route among all, in table order */
	const char *allow; /* value for the Allow header */
	str params[ROUTER_MAX_PARAMS];
	uint32_t nparams;
};
struct router;

/* NULL on a bad table with the reason in *WHY (and the pattern in the log). */
struct router *router_new(const struct route *const *tables, const char **why);
void router_free(struct router *r); /* NULL is allowed */
uint32_t router_count(const struct router *r);
const struct route *router_route(const struct router *r, uint32_t index);
/* PATH is still encoded; the parameters come out decoded, in arena A. */
enum router_rc router_find(const struct router *r, arena *a, enum http_method m, str path, struct router_match *out);

#endif
