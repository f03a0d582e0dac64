/* pages.h -- what the pages of meetings share; made for one request. */
#ifndef SELARAS_MEETING_PAGES_H
#define SELARAS_MEETING_PAGES_H

#include "desk/desk.h"
#include "meeting/agenda.h"
#include "meeting/invite.h"

enum { EVENT_PROBLEMS = 50 };

struct meeting_tab {
	str label;
	struct url href;
	bool current;
	int64_t count; /* -1: none is told */
};
struct meeting_step {
	const char *name;
	str label;
};
struct meeting_choice {
	str value, label;
	bool selected;
};
/* The head of every page of an event. */
struct event_head {
	str status, when, venue, sort, refused;
	const struct problems *problems;
	const struct meeting_tab *tabs;
	uint32_t ntabs;
	const struct meeting_step *steps;
	uint32_t nsteps;
	struct url action, step, record;
	uint32_t version;
	bool may_edit;
};

/* ---- agenda ---- */
struct agenda_row {
	str id, topic, minutes, presenter, sentence, figures, starts, points, conclusion;
	struct url source;
	uint32_t at;
};
struct agenda_choice {
	str key, topic, sentence;
	struct url source;
	bool picked;
};
struct agenda_group {
	str label;
	const struct agenda_choice *choices;
	uint32_t n;
};
struct agenda_page {
	struct event_head head;
	const struct agenda_row *rows;
	uint32_t nrows;
	str until, basis;
	/* of those who are invited and signed in: their own answer */
	struct url answer; /* empty: the actor is not invited, or it is over */
	str invited, reply, name;
	const struct meeting_choice *replies;
	uint32_t nreplies;
	const struct agenda_group *groups;
	uint32_t ngroups;
};

/* ---- invitations ---- */
struct invitation_row {
	str id, who, number, reply, name, post, contact, mail, note, replied, sent;
	const char *badge;
	bool linked; /* has a reply link */
	const struct meeting_choice *replies;
	uint32_t nreplies;
};
struct invitation_page {
	struct event_head head;
	const struct tile *tiles;
	size_t ntiles;
	const struct invitation_row *rows;
	uint32_t nrows;
	const struct meeting_choice *organisations; /* not invited yet */
	uint32_t norganisations;
	bool mail; /* letters can be sent */
};
struct link_row {
	str who, number, address;
	bool mailed;
};

/* ---- attendance ---- */
struct regency_row {
	str name;
	bool here, wrote, invited;
};
struct attendance_row {
	str name, sex, post, who, contact, way;
};
struct attendance_page {
	struct event_head head;
	const struct tile *tiles;
	size_t ntiles;
	const struct regency_row *regencies;
	uint32_t nregencies, absent;
	const struct attendance_row *rows;
	uint32_t nrows;
	const struct desk_link *contributions;
	uint32_t ncontributions;
	str typed;
	struct url qr, contribute;
	bool quorum, names; /* reached; the actor sees persons */
};
struct qr_page {
	str title, when, address, picture;
	int width;
};

/* ---- minutes and follow-up ---- */
struct action_row {
	str number, text, decision, origin, who, others, due, indicator, standing, evidence, obstacle, changed;
	const char *badge;
	struct url href, origin_at;
};
struct decision_row {
	str number, text;
	struct url href;
};
struct minutes_row {
	struct agenda_row row;
	const struct decision_row *decisions;
	uint32_t ndecisions;
	const struct action_row *actions;
	uint32_t nactions;
	str new_decision, new_action, post, due, indicator;
	const struct meeting_choice *owners;
	uint32_t nowners;
};
struct minutes_page {
	struct event_head head;
	const struct minutes_row *rows;
	uint32_t nrows;
	str opening, closing, restored;
	struct url keep;
	const char *id;
};
struct completion_row {
	str name, done, late, open, all, percent;
	int width; /* percent; -1 when there is none */
	struct url href;
};
struct follow_page {
	struct event_head head; /* of one event; without tabs on the page of all */
	const struct tile *tiles;
	size_t ntiles;
	const struct decision_row *decisions;
	uint32_t ndecisions;
	const struct action_row *rows;
	uint32_t nrows;
	const struct completion_row *by_org, *by_event;
	uint32_t norgs, nevents;
	const struct filter *filter;     /* NULL on the page of one event */
	const struct action_row *before; /* of the meeting before this one */
	uint32_t nbefore;
	str before_title;
};
struct progress_page {
	str refused, text, evidence, reason, due, new_due;
	const struct problems *problems;
	struct url action;
	uint32_t version;
	bool may_finish;
	const struct meeting_choice *documents;
	uint32_t ndocuments;
};

/* ---- for everybody ---- */
struct calendar_row {
	str title, sort, when, venue, host, basis, status;
	const char *id;
	bool past;
};
struct calendar_page {
	const struct calendar_row *coming, *past;
	uint32_t ncoming, npast;
	struct url feed;
};
struct reply_page {
	str title, when, venue, host, who, refused, reply, name, post, contact, note, replied;
	const struct problems *problems;
	struct url action;
	const str *topics;
	uint32_t ntopics;
	bool closed, done;
	const struct meeting_choice *replies;
	uint32_t nreplies;
};
struct checkin_page {
	str title, when, venue, refused, name, sex, post, contact, other;
	const struct problems *problems;
	struct url action;
	const struct meeting_choice *whose, *sexes;
	uint32_t nwhose, nsexes;
	bool closed, done;
};

/* ---- shared by the handlers ---- */
/* The event of the address "/{lang}/desk/{kind}/{id}/...". */
bool event_start(struct req *r, struct desk_view *v, struct reply *failed) SEL_MUST_CHECK;
/* The whole document, also what the actor does not see of it, to change. */
struct doc *event_whole(struct desk_view *v);
/* The head of the page that WORD names, with what was refused. */
void event_head(struct desk_view *v, struct event_head *h, const char *word, str refused, const struct problems *ps);
uint32_t event_version(const struct req *r);
/* Saves D as the event of the address, when the form's version is the newest; the reading connection is given back
 * before and taken again after it. */
enum record_rc event_save(struct desk_view *v, const struct doc *d, str note, struct problems *ps);
/* The status and the words for what was not saved. */
int event_failed(struct desk_view *v, enum record_rc rc, str *refused);
str event_when(struct page *pg, const struct doc *d);
/* Codes of the province's regencies, in A. */
str *regencies_of(arena *a, const struct place_index *places, uint32_t *n);
/* All organisations and regencies, as "o:ULID" and "p:CODE"; CHOSEN is selected. */
const struct meeting_choice *owners_choices(struct desk_view *v, str chosen, uint32_t *n);
/* Puts what "o:ULID" or "p:CODE" means into D's fields; false when it is neither. */
bool owner_set(arena *a, struct doc *d, uint32_t org, uint32_t place, str value);
const struct meeting_choice *code_choices(arena *a, enum lang l, const char *list, str chosen, uint32_t *n);
struct agenda_query event_query(struct desk_view *v, const struct doc *event);
/* The decisions of the event of the address. */
const struct record **event_decisions(struct desk_view *v, uint32_t *n);
/* The row of EVENT's invitations by which the actor is invited; NULL. */
struct doc *invitation_of(const struct desk_view *v, const struct doc *event);
/* The agenda with a refusal. */
struct reply agenda_refused(struct desk_view *v, int status, str refused, const struct problems *ps);
/* Rows of action items for the matrix. */
const struct action_row *action_rows(struct desk_view *v, const struct record **list, uint32_t n);

struct reply agenda_get(struct req *r);
struct reply agenda_post(struct req *r);
struct reply invitations_get(struct req *r);
struct reply invitations_post(struct req *r);
struct reply answer_own_post(struct req *r);
struct reply attendance_get(struct req *r);
struct reply attendance_post(struct req *r);
struct reply event_qr_get(struct req *r);
struct reply minutes_get(struct req *r);
struct reply minutes_post(struct req *r);
struct reply event_follow_get(struct req *r);
struct reply follow_get(struct req *r);
struct reply progress_get(struct req *r);
struct reply progress_post(struct req *r);
uint32_t event_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max);
uint32_t action_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max);

#endif
