/* desk.h -- the workplace: lists, record pages, forms, history and the recycle bin for every kind of record, by its
 * field table. People who signed in work here; what each sees and may is asked of the policy table, never decided here.
 *
 * A noun's room adds to the pages of its kind through a struct desk_room; the rooms stand in struct web (web.desk). The
 * pages of the desk are in desk.c (home), list.c, record.c, act.c (steps, recycle bin), history.c, edit.c (forms).
 * Handlers run in many threads; everything here belongs to one request. */
#ifndef SELARAS_DESK_DESK_H
#define SELARAS_DESK_DESK_H

#include "html/parts.h"
#include "html/web.h"
#include "place/index.h"

/* A request with what every page of the desk needs. */
struct desk_view {
	struct req *req;
	const struct web *web;
	struct page *page;
	arena *a;
	db *db;    /* for reading */
	db **held; /* where the request's end finds it */
	const struct actor *actor;
	const struct kind *kind;      /* of the address; NULL on the home page */
	const struct desk_room *room; /* of that kind; may be NULL */
	const struct record *record;  /* of the address, as the actor sees it; or NULL */
	str inside;           /* the row whose fields are shown ("Baris kegiatan 2"): tables in it differ by it */
	struct owners owners; /* whose record it is */
	bool locked;          /* persons neither edit nor delete it as it stands; steps do */
	struct custom_field *custom; /* see desk_custom() */
	uint32_t ncustom;
	bool custom_read;
};

struct custom_field;
struct desk_link {
	str label;
	struct url href;
	const char *icon; /* name in the sprite, or NULL */
};

/* What waits for the actor: one line of the list "Menunggu Anda" that the home page of the desk begins with. A room
 * gives one line for each sort of work (plans to give an opinion on, plans returned); a line with N = 0 is not shown.
 * Either the line names the records (NOS, by desk_waits): then the desk lists them itself at
 * /desk/waiting/KIND?what=WHAT, and one alone is gone to at once. Or HREF leads to a page of the room's own that shows
 * what is counted. */
enum { DESK_WAITING_MAX = 500 }; /* records of one line */
struct desk_waiting {
	const char *what; /* names the line in its room: "opinion" */
	str label;        /* without the number: "RKT menunggu pendapat Anda" */
	const char *icon; /* name in the sprite; NULL: that of the room */
	int64_t n;        /* how many */
	bool late;        /* some of it is overdue */
	struct url href;
	const int64_t *nos; /* numbers of records of the room's kind, in the order in which they are shown */
	const char *word;   /* with NOS: the page of a record that is gone to; NULL: the record page */
};

/* What a noun's room adds. Every callback may be NULL. */
struct desk_room {
	const struct kind *kind; /* NULL: panel and home are for all kinds */
	const char *icon;
	/* Writes into the record page, between the workflow and the fields (by templates of its own room). */
	void (*panel)(struct desk_view *v);
	/* Links on the home page of the desk; at most MAX; how many. */
	uint32_t (*home)(struct desk_view *v, struct desk_link *out, uint32_t max);
	/* Lines of the work list; at most MAX; how many. Asked by every visit of the home page: one query for each
	 * line, over derived tables, and no loading of documents. */
	uint32_t (*waiting)(struct desk_view *v, struct desk_waiting *out, uint32_t max);
	/* Further links beside edit, history, delete; at most MAX; how many. */
	uint32_t (*links)(struct desk_view *v, struct desk_link *out, uint32_t max);
	/* A new record's document before anything was typed: what follows from who makes it. */
	void (*start)(struct desk_view *v, struct doc *d);
	/* Completes what a person has typed, before it is checked and saved: numbers given out, names that follow from
	 * codes. OLD is NULL for a new record. Runs again when the save is repeated. */
	void (*complete)(struct desk_view *v, const struct doc *old, struct doc *d);
	/* Fields (names between spaces) that a new record's first page asks for; NULL: its first section. */
	const char *first;
	/* Made by its own pages, not by the generic form. */
	bool no_form;
	/* On no home page: other pages lead to its records. */
	bool unlisted;
	/* Two records of it may be the same thing: they can be merged (merge.c). */
	bool merge;
	/* How R stands today ("berlaku"), in lists, where no field of it says so. */
	str (*standing)(struct desk_view *v, const struct record *r);
	/* Its steps are for the exception (sanctions): folded, below what the record says, under "steps.KIND". */
	bool steps_last;
	/* The page on which STEP is taken, when it asks for more than a reason; the empty url for the others. */
	struct url (*step_page)(struct desk_view *v, const char *step);
	/* What is begun with a locked record instead of editing it ("Mulai revisi"), and where; an empty label when
	 * there is nothing to begin. */
	struct desk_link (*instead)(struct desk_view *v);
	/* The field of D, if there is one, by which another record (*NO) is already what D says it is; else NULL. */
	const char *(*taken)(struct desk_view *v, const struct doc *d, int64_t *no);
	/* Where its card of the home page leads instead of the list, when it has a page of its own. */
	struct url (*list)(struct desk_view *v);
	/* Fields, as "KIND/FIELD" between spaces, that complete() fills when they are left empty: nobody is told that
	 * they must be filled in, nor that a topic with nothing else is filled in. */
	const char *given;
	/* Whether D, once it is no draft, is addressed to ACTOR: who is gets a notice. */
	bool (*addressed)(const struct doc *d, const struct actor *actor);
	/* Where the public sees it; the empty url when nowhere. */
	struct url (*public_page)(struct desk_view *v);
};
/* The field of D by which, as V's room says, another record (*NO) is already what D is; NULL when there is none. What
 * V's record was called before (OLD, NULL for a new one) is its own. */
const char *desk_taken(struct desk_view *v, const struct doc *old, const struct doc *d, int64_t *no);
/* The room of K; NULL when it has none. */
const struct desk_room *desk_room_of(const struct web *w, const struct kind *k);

/* Of definitions of fields that the province adds (custom.c). */
extern const struct desk_room custom_field_room;
/* Where the actor was named: a line of the work list (waiting.c). */
extern const struct desk_room mention_room;

/* Routes of the desk, ends with a row without pattern. */
extern const struct route desk_routes[];
extern const struct route desk_merge_routes[];

/* ---- for pages of the desk, here and in the nouns' rooms ---- */
/* Reads {lang}, {kind}, {id} as far as the pattern has them. False: *FAILED is the answer (404, 503). */
bool desk_start(struct req *r, struct desk_view *v, struct reply *failed) SEL_MUST_CHECK;
/* The same for a page of the public, which enters no kind of the desk and shows what ACTOR sees; reads {lang} only. */
bool desk_start_public(struct req *r, const struct actor *actor, struct desk_view *v,
                       struct reply *failed) SEL_MUST_CHECK;
/* For a page on which ACTION is taken on a record of KIND that is not in the bin; else 404, and 403 to who may not. */
bool desk_start_action(struct req *r, struct desk_view *v, const struct kind *kind, enum action action,
                       struct reply *failed) SEL_MUST_CHECK;
/* Gives the connection for reading back before a transaction that writes is begun, and takes one again after it. */
void desk_release(struct desk_view *v);
bool desk_reopen(struct desk_view *v);
struct reply desk_not_found(struct desk_view *v);
/* The record page, with what was REFUSED (may be empty) and why. */
struct reply desk_record_reply(struct desk_view *v, int status, str refused, const struct problems *ps);
/* The page that says no, and who may: the roles that ACTION of the kind needs. */
struct reply desk_refuse(struct desk_view *v, enum action action);
/* What the actor has typed on the page SECTION of the record of the address and not saved, for pages of rooms whose
 * form has data-keep (the generic ones do this themselves): the pairs and when; false when there is nothing. */
bool desk_draft_read(struct desk_view *v, const char *section, struct form *out, int64_t *at);
/* Nothing of it is left, in D's transaction. */
enum db_rc desk_draft_end(db *d, const struct desk_view *v, const char *section);
/* Throws it away, and leads back to the page WORD of the record (503 on trouble). */
struct reply desk_draft_discard(struct desk_view *v, const char *section, const char *word);
/* Whether the actor may do ACTION with the record of the address. */
bool desk_may(const struct desk_view *v, enum action action);
/* Reply of a page whose trail of crumbs ends in TITLE: desk, kind, record, title (each as far as there is one). */
void desk_title(struct desk_view *v, str title);
/* Addresses "/desk/KIND/ID" and "/desk/KIND/ID/WORD". */
struct url desk_url(const struct desk_view *v, const char *word);
struct reply desk_redirect(struct desk_view *v, struct url to);
/* Adds the records whose numbers query Q gives in its first column to line W, each once. */
struct db_query;
struct db_arg;
void desk_waits(struct desk_view *v, struct desk_waiting *w, const struct db_query *q, const struct db_arg *args);
/* Who made a version, for people: a name of an account when there is one, else its id. */
str desk_actor_name(struct desk_view *v, str actor);
/* "Mitra pembangunan" for all records of a kind; "Mitra" for one. */
str desk_kind_name(enum lang lang, const struct kind *k);
str desk_kind_one(enum lang lang, const struct kind *k);
str desk_field_label(enum lang lang, const struct kind *k, const struct field *f);
/* The label of a path of a change or a problem: "Sektor 2: Persentase". */
str desk_path_label(struct desk_view *v, const struct kind *k, str path);
/* PS (may be NULL) with labels of the record of the address in the place of paths, for people. */
const struct problems *desk_named(struct desk_view *v, const struct problems *ps);
/* The record's line for people; its id when it has none. */
str desk_record_title(struct desk_view *v, const struct record *r);
/* "administrator, petugas biro": roles as bits. */
str desk_roles(struct desk_view *v, uint32_t roles);

/* ---- values for people ---- */
/* "Desa Oelatimo, Kec. Kupang Timur, Kab. Kupang". */
str desk_place(const struct desk_view *v, const struct place *p);
/* The code of the place that somebody means by TYPED: "Name (code)", a code, a name that only one place has; empty when
 * it is none of ours. */
str desk_place_meant(struct desk_view *v, str typed);
/* The text of one value that is no row, and where it leads (may be empty). */
str desk_value(struct desk_view *v, const struct doc *d, uint32_t field, struct url *href);

/* A value, or rows of values, ready to be written by the template desk_facts. */
struct desk_fact {
	str label;
	str text;
	struct url href;
	const struct table *table; /* rows that fit one */
	const struct desk_facts *rows;
	uint32_t nrows;
};
struct desk_facts {
	const struct desk_fact *p;
	uint32_t n;
};
/* The fields of D among NAMES (between spaces; NULL: all) that say something. */
struct desk_facts desk_facts_of(struct desk_view *v, const struct doc *d, const char *names);
/* The topics of K's pages: at least one, whose name is "" when the kind has none. */
uint32_t desk_sections(const struct kind *k, const struct section **out);
str desk_section_name(enum lang lang, const struct kind *k, const struct section *s);

#endif
