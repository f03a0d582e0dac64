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
static void add_security(struct MHD_Response *m, const struct exchange *x, const struct reply *p)
{
	add(m, "X-Content-Type-Options", "nosniff");
	if (x->server->opts.hsts)
		add(m, "Strict-Transport-Security", x->server->opts.hsts);
	str type = str_of(p->type);
	bool page = str_starts(type, STR("text/html")) || str_starts(type, STR("image/svg+xml")), own = false;
	for (const struct reply_header *h = p->headers; h; h = h->next)
		own |= str_eq_nocase(str_of(h->name), STR("content-security-policy"));
	if (!own)
		add(m, "Content-Security-Policy", page ? csp : CSP_NOTHING);
	if (page) {
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
	bool personal = p->personal || x->req.user || (x->req.route && x->req.route->permission != PERM_PUBLIC);
	bool kept = x->req.method == HTTP_GET && p->status < 400 && !personal;
	if (!kept)
		snprintf(value, sizeof(value), "private, no-store");
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
	add_security(m, x, p);
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
	bool small = p->body.n < COMPRESS_FROM || !compress_type(p->type) || p->etag.n;
	enum encoding encoding = !small && (x->accepted & 1U << ENCODING_GZIP) ? ENCODING_GZIP : ENCODING_IDENTITY;
	char tag[ETAG_SIZE];
	const char *etag = p->etag.n ? arena_str(x->req.arena, p->etag).p : NULL;
	if (p->status == MHD_HTTP_OK && x->req.method == HTTP_GET) {
		str asked = req_header(&x->req, "if-none-match");
		if (!etag) {
			etag_make(p->body, encoding, tag);
			etag = tag;
		}
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
	MHD_destroy_response(p->full);
	MHD_destroy_response(p->unchanged);
	free(p);
}

str page_key(char key[PAGE_KEY_SIZE], str target, unsigned accepted)
{
	key[0] = accepted & 1U << ENCODING_GZIP ? 'z' : ' ';
	memcpy(key + 1, target.p, target.n);
	return (str){ key, target.n + 1 };
}

struct page *page_make(const struct exchange *x, const struct reply *p, uint32_t row)
{
	enum { OVERHEAD = 2048 /* two responses with a dozen headers each */ };
	struct page *page = calloc(1, sizeof(*page));
	bool small = p->body.n < COMPRESS_FROM || !compress_type(p->type);
	enum encoding encoding = !small && (x->accepted & 1U << ENCODING_GZIP) ? ENCODING_GZIP : ENCODING_IDENTITY;
	char *body = NULL;
	size_t n;
	if (encoding == ENCODING_GZIP && !compress_gzip(p->body, LEVEL_KEPT, &body, &n))
		encoding = ENCODING_IDENTITY;
	if (encoding == ENCODING_IDENTITY) {
		n = p->body.n;
		body = malloc(n + 1);
	}
	if (!page || !body)
		abort();
	if (encoding == ENCODING_IDENTITY && n)
		memcpy(body, p->body.p, n);
	atomic_init(&page->cached.refs, 1);
	page->cached.free = page_free;
	page->cached.bytes = n + sizeof(*page) + OVERHEAD;
	page->row = row;
	etag_make(p->body, encoding, page->etag);
	page->full = dress(MHD_create_response_from_buffer(n, body, MHD_RESPMEM_MUST_FREE), x, p, encoding, page->etag);
	page->unchanged = unchanged(x, p, page->etag);
	return page;
}

enum MHD_Result page_queue(const struct page *p, struct MHD_Connection *mhd, str if_none_match, int *status)
{
	bool same = if_none_match.n && etag_listed(if_none_match, str_of(p->etag));
	*status = same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	return MHD_queue_response(mhd, (unsigned)*status, same ? p->unchanged : p->full);
}
