/* From a handler's reply to the library's response: headers, entity tag, compression. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "http/internal.h"

enum { LEVEL_ONCE = 1, LEVEL_KEPT = 6, STREAM_BLOCK = 32768 };

static const char csp[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";
static const char permissions[] = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
                                  "magnetometer=(), microphone=(), payment=(), usb=()";

static void add(struct MHD_Response *m, const char *name, const char *value)
{
	MHD_add_response_header(m, name, value);
}

/* Headers that are not the handler's choice. */
static void add_security(struct MHD_Response *m, const struct exchange *x, const char *type)
{
	add(m, "X-Content-Type-Options", "nosniff");
	if (str_starts(str_of(type), STR("text/html")) || str_starts(str_of(type), STR("image/svg+xml"))) {
		add(m, "Content-Security-Policy", csp);
		add(m, "Referrer-Policy", "same-origin");
		add(m, "Cross-Origin-Opener-Policy", "same-origin");
		add(m, "Permissions-Policy", permissions);
	}
	if (x->req.method == HTTP_GET && str_starts(x->req.path, STR("/api/")))
		add(m, "Access-Control-Allow-Origin", "*");
}

static void add_caching(struct MHD_Response *m, const struct exchange *x, const struct reply *p, const char *etag)
{
	char value[64];
	bool personal = x->req.route && x->req.route->permission != PERM_PUBLIC;
	bool kept = x->req.method == HTTP_GET && p->status < 400 && !personal;
	if (!kept)
		snprintf(value, sizeof(value), "no-store");
	else if (p->cache_seconds)
		snprintf(value, sizeof(value), "public, max-age=%" PRIu32, p->cache_seconds);
	else
		snprintf(value, sizeof(value), "no-cache");
	add(m, "Cache-Control", value);
	if (etag)
		add(m, "ETag", etag);
}

/* M as an answer to X with the headers of P; ENCODING and ETAG tell what its body is. */
static struct MHD_Response *dress(struct MHD_Response *m, const struct exchange *x, const struct reply *p,
                                  enum encoding encoding, const char *etag)
{
	if (!m)
		abort(); /* out of memory: see arena.h */
	add(m, "Content-Type", p->type);
	if (encoding == ENCODING_GZIP)
		add(m, "Content-Encoding", "gzip");
	if (compress_type(p->type))
		add(m, "Vary", "Accept-Encoding");
	add_security(m, x, p->type);
	add_caching(m, x, p, etag);
	for (const struct reply_header *h = p->headers; h; h = h->next)
		add(m, h->name, h->value.p);
	if (x->close)
		add(m, "Connection", "close");
	return m;
}

static void *unconst(const char *p)
{
	void *q;
	memcpy(&q, &p, sizeof(q)); /* MHD's parameter is not const; what it gets as persistent it only reads */
	return q;
}

static struct MHD_Response *persistent(str body)
{
	return MHD_create_response_from_buffer(body.n, unconst(body.p), MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *unchanged(const struct exchange *x, const struct reply *p, const char *etag)
{
	return dress(persistent(STR_EMPTY), x, p, ENCODING_IDENTITY, etag);
}

struct stream {
	reply_fill *fill;
	void *ctx;
};

static ssize_t read_stream(void *cls, uint64_t pos, char *out, size_t max)
{
	const struct stream *s = cls;
	(void)pos;
	ptrdiff_t n = s->fill(s->ctx, out, max);
	return n > 0 ? (ssize_t)n : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *streamed(struct exchange *x, const struct reply *p)
{
	bool gzip = (x->accepted & 1U << ENCODING_GZIP) && compress_type(p->type) && !x->head;
	struct stream *s = arena_make(x->req.arena, struct stream);
	*s = (struct stream){ p->fill, p->fill_ctx };
	if (gzip)
		*s = (struct stream){ gzip_stream_fill, gzip_stream_new(x->req.arena, p->fill, p->fill_ctx) };
	return dress(MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, s, NULL), x, p,
	             gzip ? ENCODING_GZIP : ENCODING_IDENTITY, NULL);
}

struct MHD_Response *response_make(struct exchange *x, const struct reply *p, unsigned *status)
{
	*status = (unsigned)p->status;
	if (p->fill)
		return streamed(x, p);
	bool small = p->body.n < COMPRESS_FROM || !compress_type(p->type);
	enum encoding encoding = !small && (x->accepted & 1U << ENCODING_GZIP) ? ENCODING_GZIP : ENCODING_IDENTITY;
	char tag[ETAG_SIZE], *etag = NULL;
	if (p->status == MHD_HTTP_OK && x->req.method == HTTP_GET) {
		str asked = req_header(&x->req, "if-none-match");
		etag = tag;
		etag_make(p->body, encoding, etag);
		if (asked.n && etag_listed(asked, str_of(etag))) {
			*status = MHD_HTTP_NOT_MODIFIED;
			return unchanged(x, p, etag);
		}
	}
	char *gz;
	size_t ngz;
	if (encoding == ENCODING_GZIP && compress_gzip(p->body, LEVEL_ONCE, &gz, &ngz))
		return dress(MHD_create_response_from_buffer(ngz, gz, MHD_RESPMEM_MUST_FREE), x, p, encoding, etag);
	return dress(persistent(p->body), x, p, ENCODING_IDENTITY, etag);
}

static void page_free(struct cached *cached)
{
	struct page *p = (struct page *)cached;
	for (size_t e = 0; e < 2; e++) {
		if (p->full[e])
			MHD_destroy_response(p->full[e]);
		if (p->unchanged[e])
			MHD_destroy_response(p->unchanged[e]);
	}
	free(p);
}

struct page *page_make(const struct exchange *x, const struct reply *p, uint32_t row)
{
	enum { OVERHEAD = 4096 /* four responses with a dozen headers each */ };
	struct page *page = calloc(1, sizeof(*page));
	char *copy = malloc(p->body.n + 1), *gz;
	size_t ngz;
	if (!page || !copy)
		abort();
	if (p->body.n)
		memcpy(copy, p->body.p, p->body.n);
	atomic_init(&page->cached.refs, 1);
	page->cached.free = page_free;
	page->cached.bytes = p->body.n + sizeof(*page) + OVERHEAD;
	page->row = row;
	for (int e = ENCODING_IDENTITY; e <= ENCODING_GZIP; e++)
		etag_make(p->body, (enum encoding)e, page->etag[e]);
	page->full[0] = dress(MHD_create_response_from_buffer(p->body.n, copy, MHD_RESPMEM_MUST_FREE), x, p,
	                      ENCODING_IDENTITY, page->etag[0]);
	page->unchanged[0] = unchanged(x, p, page->etag[0]);
	if (p->body.n < COMPRESS_FROM || !compress_type(p->type) || !compress_gzip(p->body, LEVEL_KEPT, &gz, &ngz))
		return page;
	page->cached.bytes += ngz;
	page->full[1] =
	    dress(MHD_create_response_from_buffer(ngz, gz, MHD_RESPMEM_MUST_FREE), x, p, ENCODING_GZIP, page->etag[1]);
	page->unchanged[1] = unchanged(x, p, page->etag[1]);
	return page;
}

enum MHD_Result page_queue(const struct page *p, struct MHD_Connection *mhd, unsigned accepted, str if_none_match,
                           int *status)
{
	int e = p->full[ENCODING_GZIP] && (accepted & 1U << ENCODING_GZIP) ? ENCODING_GZIP : ENCODING_IDENTITY;
	bool same = if_none_match.n && etag_listed(if_none_match, str_of(p->etag[e]));
	*status = same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	return MHD_queue_response(mhd, (unsigned)*status, same ? p->unchanged[e] : p->full[e]);
}
