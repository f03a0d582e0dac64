/* page.h -- what the pages of accounts take. */
#ifndef SELARAS_ACCOUNT_PAGE_H
#define SELARAS_ACCOUNT_PAGE_H

#include "html/parts.h"

struct sign_in_page {
	str next; /* where to go on to; may be empty */
	str mail; /* as typed before */
	str problem;
	str notice;
	str sso; /* what the button of the way by elsewhere says; may be empty */
	struct url sso_href;
};
struct forgotten_page {
	str mail, problem; /* as typed, and what is wrong with it */
};
struct factor_page {
	str next;
	str problem;
	const char *action; /* path of the form */
	str sealed;         /* the new key, for the form that confirms it; may be empty */
	str picture, secret;
	int width;
	bool ask; /* asks for a code only, shows no secret */
};
struct codes_page {
	const str *codes;
	size_t n;
	struct url next;
};
struct door_page {
	str token, name, mail, problem;
	bool invitation;
};
struct person_line {
	struct url href; /* may be empty */
	str name, mail, status;
	const str *powers;
	size_t npowers;
};
struct option {
	str value, label;
};
struct people_page {
	const struct person_line *people;
	size_t n;
	const struct option *roles, *orgs, *places;
	size_t nroles, norgs, nplaces;
	str problem, done, link;          /* LINK is to be handed over */
	str name, mail;                   /* as typed */
	const struct person_line *person; /* of the page of one; else NULL */
	str id;
	bool ended;
	bool factor_on;
	bool erased;
	str phone, consent, until, retain_day; /* of one; may be empty */
	struct url handover;
};
struct handover_line {
	str what, title;
};
struct handover_page {
	str name;                    /* who leaves */
	const struct option *people; /* who may take over */
	size_t npeople;
	str to; /* chosen; empty: not yet */
	bool grants;
	const struct handover_line *moves, *missing; /* MISSING: powers that the receiver has not */
	size_t nmoves, nmissing;
	str problem;
};
struct power_line {
	str role, kind, scope, actions;
};
struct powers_page {
	const struct power_line *lines;
	size_t n;
};
struct session_line {
	str name, device, address, created, seen;
	bool current;
};
struct token_line {
	str name, label, scopes, expires, used;
};
struct token_page {
	str label, token, scopes;
};
struct event_line {
	str when, what, detail, address, by;
};
struct me_page {
	str name, mail, phone, consent, until; /* the dates may be empty */
	bool english, needs_factor;
	int64_t version;
	const struct event_line *events; /* newest first */
	size_t nevents;
	const str *powers;
	size_t npowers;
	bool factor_on;
	int64_t recovery; /* codes left */
	const struct session_line *sessions;
	size_t nsessions;
	str sso, sso_since; /* the organisation elsewhere, and since when it knows the account; may be empty */
	const struct token_line *tokens;
	size_t ntokens;
	str problem, done; /* what to say on top */
};

#endif
