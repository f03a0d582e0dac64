/* One request, step by step: framing guard -> ready answers (assets, page cache, own pages) -> route -> body ->
 * declared inputs -> permission -> handler -> response. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/log.h"
#include "http/form.h"
#include "http/input.h"
#include "http/internal.h"

enum { ANSWER_SECONDS = 3600, /* a big download over a slow line */ FORM_MAX = 65536, PROBLEMS_MAX = 50 };

struct head {
	struct req_header headers[GUARD_MAX_HEADERS + 1];
	uint32_t n;
	struct framing framing;
	str target, path, query; /* target: in origin form */
	str accept_encoding, if_none_match;
	bool names_user; /* a cookie of a session, or Authorization */
	bool proxied;
	bool known; /* the method is HEAD or one of enum http_method */
	bool head;  /* HEAD */
	enum http_method method;
	const char *next; /* where the next header's name must stand */
	bool exact;       /* every part stood where the one before it ended */
};

enum { CRLF = 2 };

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *name, size_t nname, const char *value,
                               size_t nvalue)
{
	struct head *h = cls;
	(void)kind;
	if (!value || h->n > GUARD_MAX_HEADERS)
		return MHD_NO; /* one more than allowed: the guard will refuse it */
	h->exact &= name == h->next;
	h->next = value + nvalue + CRLF;
	h->headers[h->n++] = (struct req_header){ { name, nname }, str_trim((str){ value, nvalue }) };
	return MHD_YES;
}

/* The library parses in place and hands out C strings, so it does not see what follows a NUL, and it takes folded lines
 * and single line feeds. Whatever it passed over leaves a hole: the parts must fill the head without one, as METHOD SP
 * target SP version CRLF (name ":" value CRLF)* CRLF. Releases from 1.0 on refuse all that themselves. */
static bool is_exact(struct head *h, const struct conn *c, struct MHD_Connection *mhd, const char *method,
                     const char *version)
{
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	h->next = version + strlen(version) + CRLF;
	h->exact = version == method + strlen(method) + 1 + c->ntarget + 1;
	MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, collect, h);
	return h->exact && size && h->next + CRLF == method + size->header_size;
}

static void note_headers(struct head *h, const char *session_cookie)
{
	const struct req r = { .headers = h->headers, .nheaders = h->n };
	for (uint32_t i = 0; i < h->n; i++) {
		str name = h->headers[i].name;
		if (str_eq_nocase(name, STR("accept-encoding")))
			h->accept_encoding = h->headers[i].value;
		else if (str_eq_nocase(name, STR("if-none-match")))
			h->if_none_match = h->headers[i].value;
		else if (str_eq_nocase(name, STR("authorization")))
			h->names_user = true;
		else if (str_eq_nocase(name, STR("cookie")))
			h->names_user |= session_cookie && req_cookie(&r, session_cookie).n > 0;
		else if (str_eq_nocase(name, STR("forwarded")) || str_eq_nocase(name, STR("x-forwarded-for")))
			h->proxied = true;
	}
}

/* Fills H; NULL, or why the request is refused. */
static const char *read_head(struct head *h, struct conn *c, struct MHD_Connection *mhd, const char *method,
                             const char *version, const char *session_cookie)
{
	h->n = 0;
	h->accept_encoding = h->if_none_match = STR_EMPTY;
	h->names_user = h->proxied = false;
	h->head = strcmp(method, "HEAD") == 0;
	h->method = HTTP_GET;
	h->known = h->head;
	for (enum http_method m = HTTP_GET; m < HTTP_METHODS && !h->known; m++)
		if (strcmp(method, http_method_name(m)) == 0) {
			h->method = m;
			h->known = true;
		}
	bool exact = is_exact(h, c, mhd, method, version);
	bool http11 = strcmp(version, "HTTP/1.1") == 0;
	if (!http11 && strcmp(version, "HTTP/1.0") != 0)
		return "not a version of HTTP/1";
	if (!exact && MHD_VERSION < 0x01000000)
		return "bytes that are in no part of the head";
	const char *why = guard_headers(h->headers, h->n, http11, &h->framing);
	if (!why)
		why = guard_target((str){ c->target, c->ntarget }, &h->path, &h->query, &h->framing.host);
	if (!why && h->method == HTTP_GET && (h->framing.chunked || h->framing.length))
		why = "a body where none belongs";
	if (why)
		return why;
	h->target = (str){ h->path.p, (size_t)(c->target + c->ntarget - h->path.p) };
	if (h->path.p < c->target || h->path.p > c->target + c->ntarget)
		h->target = h->path; /* "http://host" without a path */
	note_headers(h, session_cookie);
	return NULL;
}

static enum MHD_Result queue(struct conn *c, struct MHD_Connection *mhd, uint32_t row, int status,
                             struct MHD_Response *m)
{
	c->row = row;
	c->status = status;
	c->stage = STAGE_ANSWERED;
	conn_set_deadline(c, ANSWER_SECONDS);
	return MHD_queue_response(mhd, (unsigned)status, m);
}

static enum MHD_Result queue_once(struct conn *c, struct MHD_Connection *mhd, uint32_t row, int status,
                                  struct MHD_Response *m)
{
	enum MHD_Result rc = queue(c, mhd, row, status, m);
	MHD_destroy_response(m);
	return rc;
}

static uint32_t extra_row(const struct http_server *s, enum metrics_row row)
{
	return router_count(s->router) + row;
}

static enum MHD_Result refuse(struct http_server *s, struct conn *c, struct MHD_Connection *mhd, const char *why)
{
	static char text[] = "400 bad request\n";
	struct MHD_Response *m = MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	if (!m)
		return MHD_NO;
	log_debug("request refused reason=\"%s\"", why);
	MHD_add_response_header(m, "Content-Type", "text/plain; charset=utf-8");
	MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
	if (s->opts.hsts)
		MHD_add_response_header(m, "Strict-Transport-Security", s->opts.hsts);
	MHD_add_response_header(m, "Content-Security-Policy", CSP_NOTHING);
	MHD_add_response_header(m, "Cache-Control", "no-store");
	MHD_add_response_header(m, "Connection", "close");
	return queue_once(c, mhd, extra_row(s, METRICS_REFUSED), MHD_HTTP_BAD_REQUEST, m);
}

/* ---- replies that are not a handler's ---- */

static struct reply plain_error(struct exchange *x, int status, const char *key)
{
	struct buf b;
	buf_init(&b, x->req.arena, 16384);
	buf_fmt(&b, "%d %s\n", status, key);
	for (const struct problem *p = x->problems.first; p; p = p->next)
		buf_fmt(&b, "%.*s: %s\n", STR_ARG(p->path), p->key);
	return reply_text(&x->req, status, "text/plain; charset=utf-8", buf_str(&b));
}

static struct reply error_reply(struct exchange *x, int status, const char *key)
{
	const struct http_opts *o = &x->server->opts;
	x->req.problems = x->problems.n ? &x->problems : NULL;
	struct reply p = o->error_page ? o->error_page(&x->req, status, key) : plain_error(x, status, key);
	p.status = status;
	p.cacheable = false;
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		reply_header(&x->req, &p, "Retry-After", STR("5"));
	return p;
}

/* ---- the end: from reply to response ---- */

static bool may_keep(const struct exchange *x, const struct reply *p)
{
	const struct route *route = x->req.route;
	for (const struct reply_header *h = p->headers; h; h = h->next)
		if (str_eq_nocase(str_of(h->name), STR("set-cookie")))
			return false; /* one user's */
	return !p->personal && p->cacheable && p->status == MHD_HTTP_OK && !p->fill && route &&
	       (route->flags & ROUTE_CACHED) && !x->pass_cache && !x->req.passing && !x->unknown && !x->close &&
	       x->req.target.n < CACHE_MAX_KEY;
}

static enum MHD_Result answer(struct exchange *x)
{
	struct conn *c = x->conn;
	struct reply *p = &x->reply;
	if (p->status < 200 || p->status > 599) {
		log_error("handler returned a bad status status=%d", p->status);
		*p = error_reply(x, MHD_HTTP_INTERNAL_SERVER_ERROR, "error.failed");
	}
	if (p->status == MHD_HTTP_INTERNAL_SERVER_ERROR)
		log_error("request failed route=%s", x->req.route ? x->req.route->pattern : "");
	if (!p->type)
		p->type = "text/plain; charset=utf-8";
	if (atomic_load_explicit(&x->server->draining, memory_order_relaxed))
		x->close = true;
	if (x->server->opts.answered)
		x->server->opts.answered(&x->req, p);
	if (may_keep(x, p)) {
		char key[PAGE_KEY_SIZE];
		struct page *page = page_make(x, p, c->row);
		cache_put(x->server->cache, page_key(key, x->req.target, x->accepted), x->generation, &page->cached);
		c->stage = STAGE_ANSWERED;
		conn_set_deadline(c, ANSWER_SECONDS);
		enum MHD_Result rc = page_queue(page, x->mhd, req_header(&x->req, "if-none-match"), &c->status);
		cached_release(&page->cached);
		return rc;
	}
	unsigned status;
	struct MHD_Response *m = response_make(x, p, &status);
	return queue_once(c, x->mhd, c->row, (int)status, m);
}

static enum MHD_Result fail(struct exchange *x, int status, const char *key)
{
	x->reply = error_reply(x, status, key);
	return answer(x);
}

/* ---- the middle: inputs, permission, handler ---- */

/* A browser says where a form was sent from; what comes from another site is not the user's wish. */
static bool is_cross_site(const struct req *r)
{
	str site = req_header(r, "sec-fetch-site"), origin = req_header(r, "origin");
	if (site.n)
		return !str_is(site, "same-origin") && !str_is(site, "none");
	if (!origin.n)
		return false;
	ptrdiff_t at = str_find(origin, STR("://"), 0);
	return at < 0 || !str_eq_nocase(str_sub(origin, (size_t)at + 3, origin.n), r->host);
}

static bool is_form(const struct req *r)
{
	str type = req_header(r, "content-type"), name = STR_EMPTY;
	if (!str_cut(&type, ';', &name))
		return false;
	return str_eq_nocase(str_trim(name), STR("application/x-www-form-urlencoded"));
}

static enum allowed is_allowed(struct exchange *x)
{
	enum permission wanted = x->req.route->permission;
	const struct http_opts *o = &x->server->opts;
	if (x->pass_cache && o->identify)
		x->req.user = o->identify(&x->req);
	if (!o->may)
		return wanted == PERM_PUBLIC ? ALLOWED_YES : ALLOWED_NO;
	enum allowed answer = o->may(&x->req, wanted);
	return answer == ALLOWED_SIGN_IN && !o->sign_in ? ALLOWED_NO : answer;
}

/* A request that a session's cookie signs, and that changes something, must say where it comes from. */
static bool is_anonymous_change(const struct exchange *x)
{
	return x->req.user && !x->req.by_token && !req_header(&x->req, "sec-fetch-site").n &&
	       !req_header(&x->req, "origin").n;
}

static struct reply handle(struct exchange *x)
{
	return x->req.route->handler(&x->req);
}

static void work(void *arg, bool run)
{
	struct exchange *x = arg;
	x->reply = run ? handle(x) : error_reply(x, MHD_HTTP_SERVICE_UNAVAILABLE, "error.busy");
	x->conn->stage = STAGE_READY;
	MHD_resume_connection(x->mhd);
}

/* An address, or the network of an IPv6 address (its first four groups), as a number (FNV-1a). */
static uint64_t network_of(str address)
{
	uint64_t h = 14695981039346656037U;
	int colons = 0;
	for (size_t i = 0; i < address.n && colons < 4; i++) {
		h = (h ^ (unsigned char)address.p[i]) * 1099511628211U;
		colons += address.p[i] == ':';
	}
	return h;
}

static enum MHD_Result hand_off(struct exchange *x)
{
	x->conn->stage = STAGE_WORKING;
	MHD_suspend_connection(x->mhd);
	if (!workers_add(x->server->workers, network_of(x->req.address), work, x))
		work(x, false);
	return MHD_YES;
}

static enum MHD_Result run(struct exchange *x)
{
	struct req *r = &x->req;
	const struct route *route = r->route;
	conn_set_deadline(x->conn, ANSWER_SECONDS);
	if (x->too_large)
		return fail(x, MHD_HTTP_CONTENT_TOO_LARGE, "error.too_large");
	if (x->no_room)
		return fail(x, MHD_HTTP_SERVICE_UNAVAILABLE, "error.busy");
	str encoded = r->query;
	if (r->method != HTTP_GET) {
		str body = { x->body ? x->body : "", x->nbody };
		bool form = is_form(r);
		if (is_cross_site(r))
			return fail(x, MHD_HTTP_FORBIDDEN, "error.elsewhere");
		if (body.n && !form && !(route->flags & (ROUTE_BODY | ROUTE_FORM)))
			return fail(x, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "error.media_type");
		if (form && !(route->flags & ROUTE_FORM))
			encoded = body;
		if (route->flags & ROUTE_BODY)
			r->body = body;
	}
	/* a refusal is written down once; a session may end while a big body comes */
	enum allowed allowed = x->asked && x->early != ALLOWED_YES ? x->early : is_allowed(x);
	if (allowed == ALLOWED_SIGN_IN) {
		x->reply = x->server->opts.sign_in(r);
		return answer(x);
	}
	if (allowed == ALLOWED_NO || x->unheard)
		return fail(x, MHD_HTTP_FORBIDDEN, "error.forbidden");
	if (r->method != HTTP_GET && is_anonymous_change(x))
		return fail(x, MHD_HTTP_FORBIDDEN, "error.elsewhere");
	if ((route->flags & ROUTE_FORM) && x->nbody &&
	    !form_parse(r->arena, req_header(r, "content-type"), (str){ x->body, x->nbody }, &r->form, &x->problems))
		return fail(x, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "error.media_type");
	r->inputs = inputs_parse(r->arena, route->inputs, encoded, &x->unknown, &x->problems);
	if (problems_refuse(&x->problems))
		return fail(x, MHD_HTTP_BAD_REQUEST, "error.bad_request");
	if (route->flags & ROUTE_SLOW)
		return hand_off(x);
	x->reply = handle(x);
	return answer(x);
}

/* ---- the beginning ---- */

static str peer_address(const struct http_server *s, arena *a, struct MHD_Connection *mhd, const struct head *h)
{
	char text[INET6_ADDRSTRLEN] = "";
	const struct req r = { .headers = h->headers, .nheaders = h->n };
	if (s->opts.proxied) {
		/* every proxy adds the address it heard at the end; what stands before is the client's word */
		str list = req_header(&r, "x-forwarded-for"), last = STR_EMPTY, one;
		while (str_cut(&list, ',', &one))
			last = str_trim(one);
		struct in6_addr any;
		last = last.n < sizeof(text) ? arena_str(a, last) : STR_EMPTY;
		if (inet_pton(AF_INET, last.p, &any) == 1 || inet_pton(AF_INET6, last.p, &any) == 1)
			return last;
	}
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (info && info->client_addr->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, info->client_addr, sizeof(in));
		inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
	} else if (info && info->client_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, info->client_addr, sizeof(in6));
		inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text));
	}
	return arena_str(a, str_of(text));
}

static struct exchange *exchange_new(struct http_server *s, struct conn *c, struct MHD_Connection *mhd,
                                     const struct head *h)
{
	arena *a = arena_new(0);
	struct exchange *x = arena_make(a, struct exchange);
	struct req_header *headers = arena_array(a, struct req_header, h->n);
	memcpy(headers, h->headers, h->n * sizeof(*headers));
	x->req = (struct req){ .arena = a,
		               .method = h->method,
		               .path = STR_EMPTY,
		               .query = h->query,
		               .target = h->target,
		               .headers = headers,
		               .nheaders = h->n,
		               .body = STR_EMPTY,
		               .host = h->framing.host,
		               .address = peer_address(s, a, mhd, h),
		               .app = s->opts.app,
		               .started_ns = c->started };
	x->server = s;
	x->conn = c;
	x->mhd = mhd;
	x->head = h->head;
	x->pass_cache = h->names_user;
	x->accepted = compress_accepted(h->accept_encoding);
	x->raw_path = h->path;
	x->generation = s->opts.generation ? s->opts.generation(s->opts.app) : 0;
	problems_init(&x->problems, a, PROBLEMS_MAX);
	c->x = x;
	return x;
}

static size_t body_limit(const struct route *route)
{
	if (route->method != HTTP_POST && route->method != HTTP_PUT)
		return 0;
	if (route->flags & (ROUTE_BODY | ROUTE_FORM))
		return route->body_max;
	return route->inputs && route->method == HTTP_POST ? FORM_MAX : 0;
}

static enum MHD_Result route_request(struct exchange *x, const struct head *h)
{
	struct router_match match;
	struct req *r = &x->req;
	enum router_rc rc = router_find(x->server->router, r->arena, r->method, x->raw_path, &match);
	if (rc == ROUTER_BAD || !url_decode(r->arena, x->raw_path, false, &r->path)) {
		r->path = STR("/");
		return fail(x, MHD_HTTP_BAD_REQUEST, "error.bad_request");
	}
	/* the body of a request that nobody takes is not read: its connection ends */
	if (rc != ROUTER_FOUND || !h->known)
		x->close |= h->framing.chunked || h->framing.length;
	if (rc == ROUTER_NONE)
		return fail(x, MHD_HTTP_NOT_FOUND, "error.not_found");
	if (rc == ROUTER_METHOD || !h->known) {
		x->reply = error_reply(x, MHD_HTTP_METHOD_NOT_ALLOWED, "error.method");
		reply_header(r, &x->reply, "Allow", str_of(match.allow));
		return answer(x);
	}
	x->conn->row = match.index;
	r->route = match.route;
	r->nparams = match.nparams;
	memcpy(r->params, match.params, sizeof(r->params));
	x->body_max = body_limit(match.route);
	if (h->framing.length > x->body_max) {
		x->close = true;
		return fail(x, MHD_HTTP_CONTENT_TOO_LARGE, "error.too_large");
	}
	if (h->framing.chunked || h->framing.has_length) {
		bool big = x->body_max > FORM_MAX && (h->framing.chunked || h->framing.length > FORM_MAX);
		if (big) {
			x->early = is_allowed(x);
			x->asked = true;
		}
		x->unheard = big && (is_cross_site(r) || x->early != ALLOWED_YES);
		x->conn->stage = STAGE_BODY;
		return MHD_YES;
	}
	return run(x);
}

static bool is_local_peer(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!info)
		return false;
	const struct sockaddr *sa = info->client_addr;
	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, sa, sizeof(in));
		return ntohl(in.sin_addr.s_addr) >> 24 == 127;
	}
	if (sa->sa_family != AF_INET6)
		return false;
	struct sockaddr_in6 in6;
	memcpy(&in6, sa, sizeof(in6));
	return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
}

static enum MHD_Result own_page(struct http_server *s, struct conn *c, struct MHD_Connection *mhd, bool metrics)
{
	struct buf b;
	bool stopping = atomic_load(&s->draining);
	buf_init(&b, NULL, 1 << 20);
	if (metrics) {
		metrics_print(s->metrics, s->router, cache_count(s->cache), &b);
		if (s->opts.metrics)
			s->opts.metrics(s->opts.app, &b);
	} else {
		buf_cstr(&b, stopping ? "stopping\n" : "ok\n");
	}
	struct MHD_Response *m = MHD_create_response_from_buffer(b.n, b.p, MHD_RESPMEM_MUST_COPY);
	buf_release(&b);
	if (!m)
		return MHD_NO;
	MHD_add_response_header(m, "Content-Type", metrics ? "text/plain; version=0.0.4" : "text/plain");
	MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
	if (s->opts.hsts)
		MHD_add_response_header(m, "Strict-Transport-Security", s->opts.hsts);
	MHD_add_response_header(m, "Content-Security-Policy", CSP_NOTHING);
	MHD_add_response_header(m, "Cache-Control", "no-store");
	int status = stopping && !metrics ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK;
	return queue_once(c, mhd, extra_row(s, METRICS_OWN), status, m);
}

/* Answers GETs that need no handler; false when this is not one of them. */
static bool quick_answer(struct http_server *s, struct conn *c, struct MHD_Connection *mhd, const struct head *h,
                         enum MHD_Result *rc)
{
	if (str_starts(h->path, STR("/assets/"))) {
		int status;
		struct MHD_Response *m = asset_store_find(s->assets, h->path, compress_accepted(h->accept_encoding),
		                                          h->if_none_match, &status);
		if (m)
			*rc = queue(c, mhd, extra_row(s, METRICS_ASSET), status, m);
		return m != NULL;
	}
	bool draining = atomic_load_explicit(&s->draining, memory_order_relaxed);
	if (!draining && !h->names_user && h->target.n < CACHE_MAX_KEY) {
		uint64_t generation = s->opts.generation ? s->opts.generation(s->opts.app) : 0;
		char key[PAGE_KEY_SIZE];
		unsigned accepted = compress_accepted(h->accept_encoding);
		struct page *page = (struct page *)cache_get(s->cache, page_key(key, h->target, accepted), generation);
		if (page) {
			c->row = page->row;
			c->stage = STAGE_ANSWERED;
			conn_set_deadline(c, ANSWER_SECONDS);
			*rc = page_queue(page, mhd, h->if_none_match, &c->status);
			cached_release(&page->cached);
			return true;
		}
	}
	bool metrics = str_is(h->path, "/metrics") && !h->proxied && is_local_peer(mhd);
	if (!metrics && !str_is(h->path, "/healthz"))
		return false;
	*rc = own_page(s, c, mhd, metrics);
	return true;
}

static enum MHD_Result begin(struct http_server *s, struct conn *c, struct MHD_Connection *mhd, const char *method,
                             const char *version)
{
	struct head h;
	enum MHD_Result rc;
	c->started = clock_mono_ns();
	c->row = extra_row(s, METRICS_UNMATCHED);
	c->counted = true;
	metrics_begin(s->metrics, c->shard);
	const char *why = read_head(&h, c, mhd, method, version, s->opts.session_cookie);
	if (why)
		return refuse(s, c, mhd, why);
	if (h.known && h.method == HTTP_GET && quick_answer(s, c, mhd, &h, &rc))
		return rc;
	return route_request(exchange_new(s, c, mhd, &h), &h);
}

static bool announces_body(struct MHD_Connection *mhd)
{
	return MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length") ||
	       MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Transfer-Encoding");
}

/* Makes room for N bytes more, as long as all bodies together do not take too much. */
static bool body_room(struct exchange *x, size_t n)
{
	size_t cap = x->body_cap ? x->body_cap : 4096;
	while (cap < x->nbody + n)
		cap *= 2;
	if (cap == x->body_cap)
		return true;
	struct http_server *s = x->server;
	size_t more = cap - x->body_cap;
	if (atomic_fetch_add(&s->body_bytes, more) + more > s->opts.body_bytes) {
		atomic_fetch_sub(&s->body_bytes, more);
		return false;
	}
	x->body = arena_grow(x->req.arena, x->body, x->body_cap, cap);
	x->body_cap = cap;
	return true;
}

/* What is not wanted is read and thrown away, for as long as a request may take. */
static void take_body(struct exchange *x, const char *data, size_t n)
{
	x->too_large = x->too_large || n > x->body_max - x->nbody;
	if (x->too_large || x->unheard)
		return;
	x->no_room = x->no_room || !body_room(x, n);
	if (x->no_room)
		return;
	memcpy(x->body + x->nbody, data, n);
	x->nbody += n;
}

enum MHD_Result exchange_step(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                              const char *version, const char *data, size_t *n, void **state)
{
	struct conn *c = *state;
	(void)url; /* the target as sent is in C */
	if (!c)
		return MHD_NO;
	switch (c->stage) {
	case STAGE_HEAD:
		/* an answer queued before the library has read to the request's end makes it close the connection:
		 * so what has no body is begun at the second call */
		if (!announces_body(mhd)) {
			c->stage = STAGE_WHOLE;
			return MHD_YES;
		}
		return begin(server, c, mhd, method, version);
	case STAGE_WHOLE:
		return begin(server, c, mhd, method, version);
	case STAGE_BODY:
		if (*n == 0)
			return run(c->x);
		take_body(c->x, data, *n);
		*n = 0;
		return MHD_YES;
	case STAGE_READY:
		return answer(c->x);
	case STAGE_WORKING:
	case STAGE_ANSWERED:
		break;
	}
	return MHD_YES;
}

void exchange_end(struct http_server *s, struct conn *c)
{
	if (c->x) {
		arena *a = c->x->req.arena;
		atomic_fetch_sub(&s->body_bytes, c->x->body_cap);
		c->x = NULL;
		arena_free(a);
	}
	if (c->counted)
		metrics_end(s->metrics, c->shard, c->row, c->status, clock_mono_ns() - c->started);
	c->counted = false;
	c->status = 0;
	c->stage = STAGE_HEAD;
	conn_set_deadline(c, s->opts.idle_seconds + s->opts.total_seconds);
}
