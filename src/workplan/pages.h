/* pages.h -- what the pages of work plans share; made for one request. */
#ifndef SELARAS_WORKPLAN_PAGES_H
#define SELARAS_WORKPLAN_PAGES_H

#include "desk/desk.h"
#include "workplan/near.h"
#include "workplan/rules.h"
#include "workplan/sheet.h"

struct rkt_opinion {
	str who, verdict, reason, when;
	bool bad, stale;
};
struct rkt_line {
	const char *id;
	str number, activity, place, sector, indicator, unit, q[4], target, people, money, alignment, note;
	struct url programme;
	uint32_t others; /* who work in the same place and sector */
	const struct rkt_opinion *opinions;
	uint32_t nopinions;
	bool returned;
	/* on the form of opinions: what is marked or typed, and what is wrong with it */
	enum verdict marked; /* NONE, ACCEPT or RETURN */
	str reason, problem;
};
struct rkt_voice {
	str who;
	uint32_t lines, accepted, returned, open;
	bool turn;
};
struct rkt_other {
	str place, partner, what, sort, sector;
	struct url href;
	int year;
};
struct rkt_choice {
	str value, label;
	bool selected;
};
/* The panel of who else works there: what it is limited to. */
struct rkt_near {
	const struct rkt_choice *places, *sectors;
	uint32_t nplaces, nsectors;
	int year;
};
struct rkt_change {
	const char *badge; /* class */
	str what, number, activity, place, field, old, new;
};
struct rkt_missing {
	str text;
	struct url href;
};
struct rkt_page {
	str partner, status, lead, agreement, total, refused;
	struct url agreed;           /* the record of the agreement */
	const struct problem *notes; /* on the agreement */
	str revision;                /* of this plan: its title */
	struct url revision_at;
	struct rkt_near near;
	const struct problems *problems;
	uint32_t version;
	const struct rkt_line *lines;
	uint32_t nlines;
	const struct rkt_voice *voices;
	uint32_t nvoices;
	const struct rkt_other *others;
	uint32_t nothers;
	const struct rkt_change *changes;
	uint32_t nchanges;
	str signed_number, signed_on; /* as typed into the form of a signature that was refused */
	str payload;                  /* of an upload that waits for its yes */
	str lasting[3];
	struct url reports; /* what was reported on it, for everybody */
	struct url self, sheet, pdf, docx, opinion, compare, step, accept, copy;
	/* Why it cannot be handed in yet, for who may: each with where it is filled in. */
	const struct rkt_missing *missing;
	uint32_t nmissing;
	const struct office_paper *paper; /* head and signature; NULL: not approved */
	str paper_day;
	bool may_edit, may_submit, waits_to_submit, may_approve, may_return, may_sign, may_opine, may_revise, may_copy;
	int next_year;
};

/* The plan of the address "/{lang}/desk/{kind}/{id}/...", with everything the desk knows. */
bool rkt_start(struct req *r, struct desk_view *v, struct reply *failed) SEL_MUST_CHECK;
/* Figures, words and addresses of V's record. */
struct rkt_page *rkt_page_of(struct desk_view *v);
/* The same page with a refusal on it. */
struct reply rkt_refused(struct desk_view *v, int status, str text, const struct problems *ps);
/* Rows changed, added and removed from OLD to NEW. */
void rkt_changes(struct desk_view *v, struct rkt_page *p, const struct doc *old, const struct doc *new);
str rkt_voice_name(struct desk_view *v, struct voice voice);
/* The revision of V's plan that is not cancelled; NULL. */
const struct record *rkt_revision_of(struct desk_view *v);
/* Whether STEP is taken with a word on each row. */
bool rkt_step_has_rows(str step);
/* The whole document, also what the actor does not see of it. */
const struct doc *rkt_whole(struct desk_view *v);

/* What the bureau's papers about work plans look like on DAY; an NIP only for those who may see it. False: database
 * trouble. */
bool rkt_paper(struct desk_view *v, date day, struct office_paper *out) SEL_MUST_CHECK;
/* The day of a plan as a paper, *WORDS for people: that on which it was signed; until then today, and dots to fill in.
 */
date rkt_paper_date(struct desk_view *v, enum lang lang, str *words);
/* .waiting of the desk's room: plans to say something about, to sign, returned (waiting.c). */
uint32_t workplan_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max);

struct reply rkt_get(struct req *r);
struct reply rkt_compare(struct req *r);
struct reply rkt_opinion_get(struct req *r);
struct reply rkt_opinion_post(struct req *r);
struct reply rkt_sheet_get(struct req *r);
struct reply rkt_pdf_get(struct req *r);
struct reply rkt_docx_get(struct req *r);
struct reply workplan_file_get(struct req *r);
struct reply rkt_sheet_post(struct req *r);
struct reply rkt_accept_post(struct req *r);
struct reply rkt_step_post(struct req *r);
struct reply rkt_copy_post(struct req *r);

#endif
