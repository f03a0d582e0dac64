/* web.h -- what the handlers of every room share. http_opts.app points to a struct web, which is the first member of
 * what the rooms above need (struct site). Made once when serving starts, then read only; what is opaque here is the
 * room's that defines it. */
#ifndef SELARAS_HTML_WEB_H
#define SELARAS_HTML_WEB_H

#include "html/html.h"
#include "record/store.h"

struct place_index;
struct accounts;
struct desk_room;
struct notices;
struct mail;
struct library;
struct web;

/* Somebody with an account that may be used. */
struct web_person {
	str id, name, mail; /* mail may be empty */
	enum lang lang;
	const struct actor *actor;
};

/* A letter to one person. */
struct web_letter {
	str to, name; /* the address, and who is meant (may be empty) */
	enum lang lang;
	str subject, text;
	str settings;  /* where one turns letters of this sort off; may be empty */
	int64_t until; /* when it is worth nothing any more, ms UTC; 0: in some days */
};

struct web {
	struct store *store;
	const struct place_index *places;
	struct accounts *accounts;
	struct page_site page;
	const struct desk_room *const
	    *rooms; /* what nouns add to the desk (desk/desk.h); ends with NULL; may be NULL */
	/* The name of the account whose ULID is ID, in A; the empty str when there is none. NULL: nobody has a name. */
	str (*person)(const struct web *w, db *d, arena *a, str id);
	/* Everybody, in A; false on database trouble. NULL: nobody is known. */
	bool (*people)(const struct web *w, db *d, arena *a, struct web_person **out, uint32_t *n);
	struct notices *notices; /* desk/notice.h; may be NULL */
	/* Puts a letter into the outbox, in D's transaction. NULL: there is no mail. */
	bool (*post)(const struct web *w, db *d, const struct web_letter *l);
	struct mail *mail;       /* mail/mail.h; NULL: there is none */
	struct library *library; /* library/library.h; may be NULL */
	str address;             /* the site's own, for letters: "https://selaras.example"; may be empty */
};

static inline const struct web *web_of(const struct req *r)
{
	return r->app;
}

#endif
