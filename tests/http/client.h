/* client.h -- a client that sends exactly what it is told and shows exactly what came back. */
#ifndef SELARAS_TESTS_HTTP_CLIENT_H
#define SELARAS_TESTS_HTTP_CLIENT_H

#include <stdbool.h>

#include "base/str.h"

struct response {
	int status;  /* 0: no answer */
	str head;    /* with the status line */
	str body;    /* chunks put together, still compressed */
	bool closed; /* the server ended the connection after it */
};

int client_open(uint16_t port); /* fails the test when there is no connection */
/* False when the server has closed already. */
bool client_send(int fd, str bytes);
/* Reads one answer; HEAD_ONLY: to a HEAD request. Waits up to 10 s. */
struct response client_read(arena *a, int fd, bool head_only);
/* Whether the server ends the connection within MS. */
bool client_is_closed(int fd, int ms);
/* A header's value; the empty str when it is not there. */
str response_header(const struct response *r, const char *name);
/* The body without its gzip coding; fails the test when it is not gzip. */
str response_gunzip(arena *a, const struct response *r);

/* One request on a connection of its own: "GET /x" and more header lines, each ended by \r\n, or "". */
struct response client_get(arena *a, uint16_t port, const char *request, const char *headers);
/* The same with a body, whose length the headers say; its connection is closed after the answer. */
struct response client_send_body(arena *a, uint16_t port, const char *request, const char *headers, const char *body);

#endif
