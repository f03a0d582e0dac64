/* edit.h -- the form of a record, or of one topic of it, between the request and the page. */
#ifndef SELARAS_DESK_EDIT_H
#define SELARAS_DESK_EDIT_H

#include "desk/internal.h"
#include "html/form.h"

route_handler desk_new, desk_edit, desk_save_new, desk_save, desk_draft, desk_pick;

struct desk_edit {
	struct desk_view v;
	const struct section *section; /* name "" when it has none */
	const char *fields;            /* on this page; NULL: all */
	const struct record *base;     /* the version that the change is made on, whole; NULL for a new record */
	struct doc *start;             /* of a new record: what it begins with */
	struct form form;              /* as sent, or as kept in a draft; p is NULL when there is none */
	int64_t restored;              /* when the draft was kept, or 0 */
	struct form_in in;
	struct form_tree *tree;
	struct problems ps;
	struct desk_link other; /* another record that is what this one says it is */
};

struct desk_task {
	str name;
	struct url href;
	uint32_t missing, wrong;
	bool empty, current;
};
struct desk_form_page {
	struct form_tree *tree;
	const struct form_error *errors;
	size_t nerrors;
	const struct desk_task *tasks;
	size_t ntasks;
	str section, restored;
	uint32_t version;
	struct url action, back, keep; /* keep: where drafts go */
	str kind, id;
	struct desk_link other;     /* the record that has this identifier already; label empty when there is none */
	bool is_new, draft, topics; /* topics: one page does not hold all that is required */
};
/* One value that two people changed. */
struct desk_clash {
	str path, label, base, theirs, mine;
};
struct desk_clash_page {
	const struct desk_clash *clashes;
	size_t n;
	const struct form *form; /* what was sent, to be sent again */
	uint32_t theirs;         /* their version */
	str who, when;
	struct url action, back;
};

/* The topics of the record with what is missing and wrong in each. */
const struct desk_task *desk_tasks(struct desk_view *v, const struct doc *d, const char *current, size_t *n);
/* Shows and reads names of places and records. */
const struct form_names *desk_names(struct desk_view *v);

/* draft.c */
bool draft_load(struct desk_edit *e);
enum db_rc draft_drop(db *d, const struct desk_edit *e);

#endif
