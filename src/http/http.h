/* http.h -- the web server: requests in, replies out, by declared routes. libmicrohttpd is behind it and shows nowhere.
 *
 * A route row names method, path pattern, permission, declared query/form inputs and handler; the router is built once
 * from the tables of all rooms. A handler gets a request with an arena and returns a reply; it never frees, never sees
 * a raw parameter map, never writes to a socket.
 * Threads: handlers run in several threads at once; a request belongs to one.
 * Order of work: framing guard -> limits -> route -> declared inputs -> permission -> page cache -> handler ->
 * ETag / compression -> socket. A body that its sender may not send takes no memory. */
#ifndef SELARAS_HTTP_HTTP_H
#define SELARAS_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/str.h"

struct http_server;
struct route;

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_METHODS }; /* HEAD is answered from GET */
const char *http_method_name(enum http_method m);

/* Who may reach a route; the policy of the record kernel says which records. */
enum permission {
	PERM_NONE = 0,  /* not allowed in a route row: the router refuses to start */
	PERM_PUBLIC,    /* everybody */
	PERM_SIGNED_IN, /* everybody with an account */
	PERM_BUREAU,    /* officers and administrators of the bureau */
	PERM_ADMIN,     /* administrators */
	PERM_AUDIT,     /* administrators and auditors */
	PERM_TOKEN      /* programs that come with a token of somebody's; a session does not do */
};
/* What opts.may answers. */
enum allowed {
	ALLOWED_NO,      /* 403 */
	ALLOWED_YES,     /* go on */
	ALLOWED_SIGN_IN, /* nobody is signed in: opts.sign_in answers */
};

/* Declared inputs (query string of GET, urlencoded body of POST; a request whose body is something else has them in its
 * query string). Unknown names are ignored; wrong values make 400 with the list of problems, unless the input is
 * LENIENT: then it counts as not given. A value that is empty after trimming counts as not given; a name given twice
 * is wrong unless it is MANY (at most 100 values).
 * TEXT: UTF-8 without control characters but tab and line ends. CODE: printable ASCII without space and " ' < > & \ `.
 * INT: 0 to MAX. FLAG: 1 true on yes, 0 false off no. */
enum input_type { INPUT_TEXT, INPUT_INT, INPUT_CODE, INPUT_FLAG };
enum { INPUT_REQUIRED = 1, INPUT_MANY = 2, INPUT_LENIENT = 4 };
struct input {
	const char *name;
	enum input_type type;
	unsigned flags;
	uint32_t max; /* TEXT, CODE: bytes (0: 200); INT: largest value (0: 2^31 - 1); MANY: each */
};

struct input_value {
	bool given;
	str text;  /* checked UTF-8, no control characters but tab and line ends, trimmed */
	int64_t i; /* INT, FLAG */
	str *many; /* MANY */
	uint32_t nmany;
};

/* A form as it was sent, for routes that take a form whose fields a table elsewhere declares (ROUTE_FORM). Names and
 * values are checked UTF-8 without control characters but tab and line ends, not trimmed; order and repetition are
 * kept. */
struct form_part {
	str name;
	str value;    /* of a file: its bytes, unchecked */
	str filename; /* of a file as its sender named it, without folders; else the empty str */
	str type;     /* of a file as its sender claims; else the empty str */
	bool file;
};
struct form {
	const struct form_part *p;
	uint32_t n;
};

struct req_header {
	str name;
	str value; /* without white space at the ends */
};

struct req {
	arena *arena;
	enum http_method method;
	str path;   /* decoded, starts with '/' */
	str query;  /* raw, without '?' */
	str target; /* raw path and query as sent */
	const struct route *route;
	str params[6]; /* {name} parts of the pattern, decoded, in order */
	uint32_t nparams;
	struct input_value *inputs;       /* as declared, same order as route->inputs */
	const struct problems *problems;  /* for the error page of wrong inputs; else NULL */
	const struct req_header *headers; /* as sent */
	uint32_t nheaders;
	str body;         /* whole, only when the route takes one */
	struct form form; /* with ROUTE_FORM */
	str host;
	str address;      /* of the peer, or what a trusted proxy says (http_opts.proxied) */
	const void *user; /* who asks, as opts.identify found (a struct actor); NULL: nobody is signed in */
	bool by_token;    /* opts.identify sets it: USER follows from the Authorization header, not from a cookie */
	bool bad_token;   /* likewise: that header is there, and worth nothing */
	void *app;        /* the program's state, given to http_start() */
	int64_t started_ns;
	bool passing; /* a handler sets it when its answer will soon be out of date: then it is not kept */
};

struct reply_header {
	const char *name; /* static */
	str value;
	struct reply_header *next;
};

/* Streams a long reply: called until it returns 0 (end) or < 0 (failed: the connection is cut). CTX lives in the
 * request's arena; fill at most MAX bytes. */
typedef ptrdiff_t reply_fill(void *ctx, char *out, size_t max);

struct reply {
	int status;
	const char *type; /* content type with charset, static */
	str body;         /* in the request's arena or static */
	reply_fill *fill; /* instead of body */
	void *fill_ctx;
	struct reply_header *headers; /* in the request's arena */
	/* Cache-Control: public, max-age; 0: no-cache (revalidate by ETag). Answers to somebody signed in, and those
	 * that are personal, are "private, no-store" whatever this says. */
	uint32_t cache_seconds;
	bool personal; /* meant for whoever asked, also where nobody is signed in yet */
	/* Entity tag with its quotes, where something better is known than the body's hash; the empty str: that one.
	 * Such an answer is not compressed, as its tag would have to tell. */
	str etag;
	/* May be kept by the server's page cache until the data change (200 of a ROUTE_CACHED route, declared inputs
	 * only): the reply must depend on nothing but path, inputs and data; not on host, cookies or other headers. */
	bool cacheable;
};

typedef struct reply route_handler(struct req *r);

enum { ROUTE_SLOW = 1, ROUTE_BODY = 2, ROUTE_CACHED = 4, ROUTE_FORM = 8 };
struct route {
	enum http_method method;
	const char *pattern; /* "/{lang}/place/{code}": {x} is one segment, never empty; {x*} (last) is the rest */
	enum permission permission;
	const struct input *inputs; /* ends with a row whose name is NULL; may be NULL */
	route_handler *handler;
	unsigned flags;
	uint32_t body_max;   /* bytes, with ROUTE_BODY (POST, PUT) and ROUTE_FORM (POST) */
	const char *summary; /* English, for the route list and OpenAPI */
};

/* ---- reading a request ---- */
/* Value of the declared input NAME; asserts that it is declared. */
const struct input_value *req_input(const struct req *r, const char *name);
/* A request header's value, the empty str when absent; name in any case. */
str req_header(const struct req *r, const char *name);
str req_cookie(const struct req *r, const char *name);

/* Value of the first part NAME of the form that was sent; the empty str when there is none. */
str req_form(const struct req *r, const char *name);

/* ---- making a reply ---- */
struct reply reply_text(struct req *r, int status, const char *type, str body);
struct reply reply_redirect(struct req *r, int status, str location); /* a path of this site, percent-encoded */
void reply_header(struct req *r, struct reply *p, const char *name, str value); /* CR, LF and NUL end the value */
/* A cookie for the whole site that scripts do not see and other sites' forms do not send; SECONDS 0 takes it back.
 * VALUE is printable ASCII without space, quotes, comma, semicolon and backslash. The reply is kept by nobody. */
void reply_cookie(struct req *r, struct reply *p, const char *name, str value, uint32_t seconds, bool secure);
/* Asks browsers to save the body as this file (RFC 6266, with filename* for what is not ASCII). */
void reply_download(struct req *r, struct reply *p, str filename);

/* ---- assets: files inside the program ---- */
struct asset {
	const char *name; /* "app.css" */
	const char *type;
	const uint8_t *data; /* as is, n bytes */
	size_t n;
	const uint8_t *gz; /* compressed, or NULL */
	size_t ngz;
	const uint8_t *br; /* the same with brotli, or NULL */
	size_t nbr;
	const char *hash; /* 16 hex digits of the content's SHA-256: served at /assets/HASH/NAME for a year */
	const char *url;  /* that path */
};
/* The one called NAME, or NULL. LIST is in byte order of the names. */
const struct asset *asset_find(const struct asset *list, size_t n, const char *name);

/* What Strict-Transport-Security may say: come by TLS only for the next year (RFC 6797), here and below, or here. */
#define HTTP_HSTS "max-age=31536000; includeSubDomains"
#define HTTP_HSTS_HOST "max-age=31536000"

/* ---- the server ----
 * Besides the routes it answers /assets/HASH/NAME, /healthz ("ok", 503 while stopping) and, to this machine only and
 * never through a proxy, /metrics (Prometheus text). */
struct http_opts {
	const char *bind;        /* "127.0.0.1" */
	uint16_t port;           /* 0: any free one */
	unsigned threads;        /* 0: max(4, 2 x cores) */
	unsigned connections;    /* limit; 0: 1024 */
	unsigned per_ip;         /* limit of connections per address; 0: 256 */
	unsigned idle_seconds;   /* 0: 30 */
	unsigned total_seconds;  /* longest time a request may take to arrive; 0: 60 */
	size_t page_cache_bytes; /* 0: 16 MiB */
	size_t body_bytes;       /* most memory for all bodies that are arriving; 0: 256 MiB */
	/* PEM files: the certificate, with those that vouch for it behind it, and its key. Both given: every connection
	 * is TLS (1.2 or later), and answers tell browsers to come by TLS only (HSTS). */
	const char *tls_cert, *tls_key;
	/* What Strict-Transport-Security says; NULL: HTTP_HSTS with TLS, else nothing. */
	const char *hsts;
	const struct asset *assets;
	size_t nassets;
	/* Renders an error page in the site's look; NULL: plain text. KEY is "error.bad_request" (400, see
	 * r->problems), "error.forbidden" (403: the route's permission), "error.elsewhere" (403: not sent from a page
	 * of the site), "error.not_found" (404), "error.method" (405), "error.too_large" (413), "error.media_type"
	 * (415), "error.failed" (500) or "error.busy" (503); r->route may be NULL. */
	struct reply (*error_page)(struct req *r, int status, const char *message_key);
	/* A number that changes whenever public data change: key of the page cache and of weak ETags. NULL: never
	 * changes. */
	uint64_t (*generation)(void *app);
	/* Who sent the request, from its cookie or Authorization header (asked only when it has one of them): lives as
	 * long as the request. NULL: nobody. */
	const void *(*identify)(struct req *r);
	enum allowed (*may)(struct req *r, enum permission p); /* NULL: only PERM_PUBLIC is allowed */
	struct reply (*sign_in)(struct req *r);                /* the answer to ALLOWED_SIGN_IN */
	/* Told of every answer that a route or the lack of one gave, before it is sent: for the audit log. Quick, and
	 * from many threads. May be NULL. */
	void (*answered)(const struct req *r, const struct reply *p);
	bool proxied;               /* behind a proxy of ours: the last address in X-Forwarded-For is the peer's */
	const char *session_cookie; /* requests with this cookie pass by the page cache; may be NULL */
	void (*metrics)(void *app, struct buf *out); /* further lines for /metrics; may be NULL */
	void *app;
};
/* Tables end with a row whose pattern is NULL; TABLES ends with NULL. NULL on failure with the reason in *WHY. */
struct http_server *http_start(const struct http_opts *o, const struct route *const *tables, const char **why);
uint16_t http_port(const struct http_server *s);
/* Reads certificate and key again, for handshakes from now on; false with the reason in *WHY, and the old ones stay. */
bool http_reload_tls(struct http_server *s, const char **why);
/* Stops taking connections, finishes what is under way (at most SECONDS), frees everything. */
void http_stop(struct http_server *s, unsigned seconds);

/* ---- URLs ---- */
/* Appends S percent-encoded for a path segment or a query value (RFC 3986 unreserved characters stay). */
void url_encode(struct buf *out, str s);
/* Decodes %xx (and '+' when PLUS); false on a bad escape, a NUL or bad UTF-8. */
bool url_decode(arena *a, str s, bool plus, str *out) SEL_MUST_CHECK;

#endif
