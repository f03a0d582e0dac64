/* compress.h -- content coding: what a client takes, whole bodies and streams into gzip (RFC 1952). */
#ifndef SELARAS_HTTP_COMPRESS_H
#define SELARAS_HTTP_COMPRESS_H

#include <stdbool.h>

#include "http/http.h"

enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI };
enum { ENCODINGS = 3 };
/* Bodies below this do not get smaller by much. */
enum { COMPRESS_FROM = 1024 };

/* The codings of an Accept-Encoding value, as bits 1 << ENCODING_...; identity is always in it. */
unsigned compress_accepted(str accept_encoding);
/* Whether bodies of this content type are worth compressing. */
bool compress_type(const char *type);
/* BODY as gzip in malloc'ed memory, *OUT; false when it does not get smaller or the library failed. */
bool compress_gzip(str body, int level, char **out, size_t *n) SEL_MUST_CHECK;

/* A stream into a gzip stream: FILL and CTX as in struct reply. Lives in arena A. */
struct gzip_stream;
struct gzip_stream *gzip_stream_new(arena *a, reply_fill *fill, void *ctx);
reply_fill gzip_stream_fill; /* its ctx is the gzip_stream */

#endif
