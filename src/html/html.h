/* html.h -- pages: what templates write with, and the page that they write.
 *
 * Templates (src/ROOM/NAME.html) are compiled to C by tools/tmplc.py; docs/templates.md describes the language. Every
 * hole is written by the escaper of the place it stands in; which one is decided at build time.
 * Escaping rules: text and attribute values by the HTML standard 13.2 (& < > and both quotes become references, control
 * characters become U+FFFD); URL attributes take struct url only, which only the functions here make; JSON holes also
 * escape < > & and U+2028/9. There is no way to write unescaped text but struct html_safe.
 * A page belongs to one request and lives in its arena. */
#ifndef SELARAS_HTML_HTML_H
#define SELARAS_HTML_HTML_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "record/actor.h"

/* ---- the site and the page ---- */
struct nav_item {
	enum msg label;
	const char *path; /* without language: "/partner" */
	const char *icon; /* name in the sprite */
};
/* What all pages of the program share; lives as long as the server. */
struct page_law;
struct page_site {
	const char *version;
	const char *source_code; /* address, or NULL */
	bool demo;               /* every page says that the data are an example */
	const struct asset *assets;
	size_t nassets;
	const struct nav_item *nav;
	size_t nnav;
	bool accounts; /* people can sign in */
	/* How many notices the account has not read; CTX is unread_of. NULL: there are none. */
	int64_t (*unread)(const void *ctx, str account);
	const void *unread_of;
	/* TEXT in pieces, in A: the regulations of the library that it names, and what stands between. NULL: there is
	 * no library. */
	const struct page_law *(*laws)(const void *ctx, arena *a, str text, size_t *n);
	const void *laws_of;
};
/* A piece of a text; SLUG names the regulation it cites, empty where it cites none that is kept. */
struct page_law {
	str text, slug;
};

/* An address that is ready to stand in a document: percent-encoded, not yet escaped. Made by the functions below only.
 */
struct url {
	str s;
};
/* Markup that is known to be well-formed and safe, made by code that builds it (never from data as it is). */
struct html_safe {
	str s;
};
struct crumb {
	str label;
	struct url href;
};

struct page {
	struct buf *out;
	arena *arena;
	enum lang lang;
	const struct actor *actor;  /* who looks at it; never NULL */
	int status;                 /* 200 */
	str path;                   /* as sent, percent-encoded, without the language: "/place/53.02" */
	str query;                  /* as sent, without '?' */
	str title;                  /* of this page, without the site's name; empty on the home page */
	str description;            /* for search engines and previews; may be empty */
	str search;                 /* text in the search box */
	const char *section;        /* path of the current nav item, or NULL */
	const struct crumb *crumbs; /* from the top to this page */
	size_t ncrumbs;
	date as_of; /* of the newest data on the page; DATE_NONE: not said */
	bool noindex;
	const struct page_site *site;
};

/* Who sent the request: what http_opts.identify found, or actor_public. */
static inline const struct actor *req_actor(const struct req *r)
{
	return r->user ? r->user : &actor_public;
}
/* Whether somebody is signed in who looks at the page. */
static inline bool page_signed_in(const struct page *pg)
{
	return pg->actor != &actor_public;
}
/* A page for R with an empty output; the language is the first part of the path, else Indonesian. */
struct page *page_new(struct req *r, const struct page_site *site) SEL_RETURNS_NONNULL;
/* The same without a request (error pages made at start, tests, static archive). PATH is without language. */
struct page *page_start(arena *a, enum lang lang, str path, str query,
                        const struct page_site *site) SEL_RETURNS_NONNULL;
/* The reply with what was written; 500 when the page grew past its limit (8 MiB). It may be kept by the page cache,
 * which only does so where the route says ROUTE_CACHED. */
struct reply page_reply(struct req *r, const struct page *pg);

/* ---- addresses ---- */
/* FORMAT is a path with one {} per argument; each argument is percent-encoded as one segment or query value. */
struct url url_make(const struct page *pg, const char *format, size_t n, const str *args);
/* The same below the page's language: "/place/{}" gives /id/place/53.02. */
struct url url_to(const struct page *pg, const char *format, size_t n, const str *args);
/* url_path(pg, "/place/{}", code): for C code, with str arguments. */
#define url_path(pg, format, ...)                                                                                      \
	url_to((pg), (format), sizeof((const str[]){ __VA_ARGS__ }) / sizeof(str), (const str[]){ __VA_ARGS__ })
/* An address from data: http, https and mailto only; anything else gives "#". */
struct url url_external(const struct page *pg, str s);
bool url_external_ok(str s);
/* This page in another language, with its query. */
struct url url_language(const struct page *pg, enum lang lang);
/* This page with its query changed: every NAME is taken out, then NAME=VALUE is put in unless VALUE is empty. "page" is
 * taken out as well, since the list changes. */
struct url url_with(const struct page *pg, const char *name, str value);
/* The pair NAME=VALUE taken out, or every NAME when VALUE is empty; and "page". */
struct url url_without(const struct page *pg, const char *name, str value);
/* This page without query; with the query. */
struct url url_bare(const struct page *pg);
struct url url_here(const struct page *pg);
/* An asset of the site by its name: "app.css". */
struct url url_asset(const struct page *pg, const char *name);
/* An icon of the sprite. */
struct url url_icon(const struct page *pg, const char *name);
/* U with #FRAGMENT, encoded. */
struct url url_anchor(const struct page *pg, struct url u, str fragment);

/* ---- query pairs of the page, decoded ---- */
struct query_pair {
	str name, value;
	struct query_pair *next;
};
/* In order; pairs that are not readable are left out. */
const struct query_pair *page_query(const struct page *pg);
/* The first value of NAME, or the empty str. */
str page_query_value(const struct page *pg, const char *name);

/* ---- escapers ---- */
void html_escape_text(struct buf *out, str s); /* & < > */
void html_escape_attr(struct buf *out, str s); /* & < > " ' */
void html_escape_json(struct buf *out, str s); /* a JSON string with its quotes, safe inside <script> */
struct html_safe html_trusted(str s);
/* TEXT in pieces, as page_site.laws; one piece when there is no library. */
const struct page_law *page_laws(const struct page *pg, str text, size_t *n);
/* Text in which every stretch that matches a word of QUERY stands in <mark>; for search results. */
struct html_safe html_marked(arena *a, str text, str query);

#endif
