/* guard.h -- framing rules on a request's head, before anything else looks at it.
 *
 * Two servers that disagree about where a request ends let a client smuggle a second one past the first (RFC
 * 9112, 11.2). The library below is lenient; these rules are not: what is doubtful is refused and the connection
 * closed. */
#ifndef SELARAS_HTTP_GUARD_H
#define SELARAS_HTTP_GUARD_H

#include "http/http.h"

enum { GUARD_MAX_HEADERS = 100, GUARD_MAX_TARGET = 8192 };

struct framing {
	str host;
	bool chunked;
	bool has_length;
	uint64_t length;
};

/* NULL when the head is well framed (then *OUT is filled), else the reason in English, for the log. */
const char *guard_headers(const struct req_header *h, uint32_t n, bool http11, struct framing *out);
/* Splits an origin-form or http(s) absolute-form target (RFC 9112, 3.2) into path and query, still encoded; HOST is
 * replaced by the authority of an absolute one. NULL or the reason. */
const char *guard_target(str target, str *path, str *query, str *host);
/* A syntactically possible Host value: a name or address with an optional port. */
bool guard_is_host(str s);

#endif
