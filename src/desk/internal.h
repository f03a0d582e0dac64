/* internal.h -- what the files of the desk share with each other and with their templates. */
#ifndef SELARAS_DESK_INTERNAL_H
#define SELARAS_DESK_INTERNAL_H

#include "desk/desk.h"

struct desk_task;
struct desk_filter;

route_handler desk_home, desk_list, desk_record, desk_history, desk_step, desk_delete, desk_restore, desk_bin,
    desk_waiting_list;

/* ---- home ---- */
struct desk_counts {
	str name;
	struct url href, drafts_href, new; /* new: empty when the actor may not */
	const char *icon;
	int64_t records, drafts;
};
/* A line of the work list as it is drawn. */
struct desk_waiting_line {
	str label;
	const char *icon;
	int64_t n;
	bool late;
	struct url href;
};
struct desk_home_page {
	const struct desk_waiting_line *waiting;
	uint32_t nwaiting;
	const struct desk_counts *kinds, *others;
	size_t nkinds, nothers;
	bool merges; /* may merge records of some kind */
	bool audit;  /* may read the audit log */
	const struct desk_link *links;
	size_t nlinks;
};

/* waiting.c */
const struct desk_waiting_line *desk_waiting_lines(struct desk_view *v, uint32_t *n);

/* ---- list ---- */
struct desk_row {
	str title, state, changed;
	struct url href;
	int64_t version;
	str id;            /* in the recycle bin */
	str who, why;      /* likewise: who deleted it, and the reason given */
	int64_t referrers; /* likewise: records that still refer to it */
};
struct desk_tab {
	str label;
	struct url href;
	bool current;
	int64_t count;
};
struct desk_list_page {
	const struct desk_tab *tabs;
	size_t ntabs;
	const struct desk_row *rows;
	size_t n;
	struct pager pager;
	struct url new;
	str new_label;
	const struct desk_filter *filter;
	const struct choice *states; /* of the filter; none: it has no states */
	size_t nstates;
	str state_label, pick; /* pick: where pickers ask */
	bool may_share, may_change, shared;
	str name, id;            /* of the kept filter that is shown */
	struct url keep, change; /* where it is kept, renamed and removed */
};

/* list.c: the line of R in a list. */
struct desk_row desk_row_of(struct desk_view *v, const struct record *r);

struct desk_bin_kind {
	const char *kind;
	str name;
	const struct desk_row *rows;
	size_t n;
	struct pager pager; /* of the page of one kind */
	struct url all;     /* that page, when here is not everything */
	int64_t total;
};

/* ---- what a picker found ---- */
struct desk_found {
	str text, value;
};
struct desk_pick_page {
	str text;
	const struct desk_found *found;
	size_t n;
};

/* pick.c. "Desa Oelatimo, Kec. ... (53.01.01.2001)"; places by part of a name, below UNDER when it is given. */
str desk_place_shown(struct desk_view *v, const struct place *p);
uint32_t desk_find_places(struct desk_view *v, str text, str under, struct desk_found *out, uint32_t max);
/* "Name (key)"; the key: the record's unique field, else its id. Records by words. */
str desk_record_shown(struct desk_view *v, const struct record *r);
str desk_record_key(struct desk_view *v, const struct record *r);
uint32_t desk_find_records(struct desk_view *v, const struct kind *k, str text, struct desk_found *out, uint32_t max);
/* By its id or by a unique field; NULL when the actor sees none. */
const struct record *desk_record_called(struct desk_view *v, const struct kind *k, str key);
/* What stands in the last parentheses; the empty str when there are none at the end. */
str desk_in_parentheses(str s);

/* ---- fields that the province added (custom.c) ---- */
/* The definitions for the kind of the address, retired ones too; read once. */
const struct custom_field *desk_custom(struct desk_view *v, uint32_t *n);
/* The topic of the kind that F belongs to: its own, else the last one. */
const struct section *desk_custom_section(const struct kind *k, const struct custom_field *f);
/* The one whose value a problem's or change's PATH names; NULL when it names none. */
const struct custom_field *desk_custom_of(struct desk_view *v, str path);

/* ---- record ---- */
struct desk_talk;
struct desk_step_button {
	const char *name;
	str label;
	bool reason;
	struct url page; /* taken there; empty: here */
};
struct desk_part {
	str name;
	struct desk_facts facts;
	struct url edit; /* empty when the actor may not */
};
struct desk_record_page {
	str state;         /* of the workflow, for people; may be empty */
	str steps_label;   /* not empty: the steps stand below, folded, under it */
	const char *draft; /* not NULL: it is a draft */
	str changed, by;
	str refused; /* why a step was refused; may be empty */
	const struct problems *problems;
	const struct desk_step_button *steps;
	size_t nsteps;
	const struct desk_link *links;
	size_t nlinks;
	const struct desk_part *parts;
	size_t nparts;
	const struct desk_task *tasks; /* what is missing, by topic; for who may edit */
	size_t ntasks;
	struct html_safe panel;
	struct url step, remove, restore;
	const struct desk_link *referrers; /* records that would refer to a deleted one */
	size_t nreferrers, more_referrers;
	bool may_edit, may_delete, deleted;
	int64_t version;
	str note;                     /* why the actor does not edit: who may, or that it is locked */
	struct desk_link instead;     /* what is begun instead when it is locked; label empty: nothing */
	const struct desk_talk *talk; /* may be NULL */
};
/* The form of one topic of the record. */
struct url desk_edit_url(const struct desk_view *v, const char *section);
/* Where STEP is taken, when the kind's room has a page for it; else the empty url. */
struct url desk_step_page(struct desk_view *v, const char *step);

/* ---- history ---- */
struct desk_change {
	str label, what, old, new;
};
struct desk_version {
	str when, who, note, origin;
	int64_t version;
	bool deleted;
	const struct desk_change *changes;
	size_t nchanges, more;
	struct url as_it_was;
};
struct desk_history_page {
	const struct desk_version *versions;
	size_t n;
	struct pager pager;
};
/* Why a version of a record of kind K was made. */
str desk_note_text(struct desk_view *v, const struct kind *k, str note);
/* What became different from OLD to NEW, for people. */
void desk_add_changes(struct desk_view *v, struct desk_version *out, const struct doc *old, const struct doc *new);
/* Whether the record of the address can be merged with another by the actor. */
bool desk_may_merge(const struct desk_view *v);
/* A row as people read it: its own texts, one after the other. JSON: of one row, or of a list of them. */
str desk_row_text(struct desk_view *v, const struct field *f, str json);
/* What the actor sees of version VERSION of the record; NULL when nothing. */
const struct record *desk_version_of(struct desk_view *v, uint32_t version);

#endif
