/* Lists of a kind's records for one person. What the policy table gives by owner, area or accompanying agency is looked
 * up in ix_KIND_owner; drafts and the recycle bin are in no derived table, so each of their few records is asked. */
#include <stdlib.h>

#include "base/vec.h"
#include "record/narrow.h"
#include "record/store_internal.h"
#include "record_sql.h"

enum { FEW = 2000 };

struct found {
	int64_t no, updated;
};
struct lister {
	struct store *store;
	db *db;
	arena *arena;
	const struct listing *l;
	bool hidden;      /* also what is visible to nobody: its editors see it */
	int64_t *meeting; /* with l->narrow: what meets it, in order */
	uint32_t nmeeting;
	VEC(struct found) found;
};

static bool take_numbers(struct lister *x, const struct db_query *q, const struct db_arg *args)
{
	db_rows *rows;
	if (db_select(x->db, q, args, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(x->arena, &x->found) = (struct found){ db_col_int(rows, 0), 0 };
	return db_finish(rows) == DB_OK;
}

/* Records whose owner WHAT is VALUE; with BELOW also those of places in it. */
static bool owned(struct lister *x, const char *what, str value, bool below)
{
	const struct db_query *q = &x->store->plans[x->l->kind->number]->owned;
	db_rows *rows;
	if (!value.n || !q->text)
		return true;
	/* "53.04" up to and without "53.04/": '/' follows '.', so that its own districts are in between */
	str end = arena_fmt(x->arena, below ? "%.*s/" : "%.*s\x01", STR_ARG(value));
	if (db_select(x->db, q, DB_ARGS(db_text(str_of(what)), db_text(value), db_text(end), db_int(x->hidden)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(x->arena, &x->found) = (struct found){ db_col_int(rows, 0), db_col_int(rows, 1) };
	return db_finish(rows) == DB_OK;
}

static bool owned_area(struct lister *x, const char *what, str place)
{
	bool ok = owned(x, what, place, true);
	/* what concerns the whole province concerns each of its regencies */
	for (size_t i = place.n; ok && i-- > 1;)
		if (place.p[i] == '.')
			ok = owned(x, what, arena_str(x->arena, str_sub(place, 0, i)), false);
	return ok;
}

static bool add_scope(struct lister *x, const struct grant *g, enum scope scope)
{
	switch (scope) {
	case SCOPE_OWN:
		return owned(x, OWNER_ORG, g->org, false) && owned(x, OWNER_ORG, g->org_ref, false);
	case SCOPE_ACCOMPANY:
		return owned(x, OWNER_AGENCY, g->org, false) && owned(x, OWNER_AGENCY, g->org_ref, false);
	case SCOPE_AREA:
		return owned_area(x, OWNER_PLACE, g->place);
	case SCOPE_ADDRESSED:
		return owned(x, OWNER_ADDRESSED, str_of(role_name(g->role)), false) &&
		       owned(x, OWNER_ADDRESSED, g->org, false) && owned_area(x, OWNER_ADDRESSED, g->place);
	case SCOPE_SELF:
		return owned(x, OWNER_ACCOUNT, x->l->viewer->id, false);
	case SCOPE_ANY:
		break;
	}
	return true;
}

static bool add_grant(struct lister *x, const struct grant *g, enum action action, bool *any)
{
	enum scope scopes[8];
	uint32_t n = policy_scopes(g->role, action, x->l->kind->name, scopes, SEL_COUNT(scopes));
	for (uint32_t k = 0; k < n; k++) {
		*any = *any || scopes[k] == SCOPE_ANY;
		if (!add_scope(x, g, scopes[k]))
			return false;
	}
	return true;
}

static int newest_first(const void *x, const void *y)
{
	const struct found *p = x, *q = y;
	if (p->updated != q->updated)
		return p->updated < q->updated ? 1 : -1;
	return p->no < q->no ? 1 : p->no > q->no ? -1 : 0;
}

static void sort_once(struct lister *x)
{
	if (x->found.n == 0)
		return;
	qsort(x->found.p, x->found.n, sizeof(*x->found.p), newest_first);
	size_t kept = 1;
	for (size_t i = 1; i < x->found.n; i++)
		if (x->found.p[i].no != x->found.p[kept - 1].no)
			x->found.p[kept++] = x->found.p[i];
	x->found.n = kept;
}

static bool meets(const struct lister *x, int64_t no)
{
	size_t low = 0, high = x->nmeeting;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (x->meeting[middle] < no)
			low = middle + 1;
		else
			high = middle;
	}
	return low < x->nmeeting && x->meeting[low] == no;
}

static void keep_meeting(struct lister *x)
{
	size_t kept = 0;
	for (size_t i = 0; i < x->found.n; i++)
		if (meets(x, x->found.p[i].no))
			x->found.p[kept++] = x->found.p[i];
	x->found.n = kept;
}

static bool page_out(struct lister *x, int64_t **out, uint32_t *n, int64_t *total)
{
	*total = (int64_t)x->found.n;
	int64_t from = x->l->skip < *total ? x->l->skip : *total;
	*n = *total - from < x->l->max ? (uint32_t)(*total - from) : x->l->max;
	*out = arena_array(x->arena, int64_t, *n + 1);
	for (uint32_t i = 0; i < *n; i++)
		(*out)[i] = x->found.p[from + i].no;
	return true;
}

static bool list_asked(struct lister *x, const struct db_query *q, int64_t **out, uint32_t *n, int64_t *total)
{
	if (!take_numbers(x, q, DB_ARGS(db_int(x->l->kind->number), db_int(FEW))))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < x->found.n; i++) {
		ARENA_SCOPE arena *scratch = arena_new(0);
		const struct record *r = record_load(x->store, x->db, scratch, x->l->viewer, x->found.p[i].no);
		if (r && (!x->l->narrow || record_meets(x->store, scratch, x->l->narrow, r)))
			x->found.p[kept++] = x->found.p[i];
	}
	x->found.n = kept;
	return page_out(x, out, n, total);
}

static bool list_open(struct lister *x, int64_t audience, int64_t **out, uint32_t *n, int64_t *total)
{
	struct db_arg kind = db_int(x->l->kind->number), who = db_int(audience);
	if (x->l->narrow) {
		if (!take_numbers(x, &q_list_open, DB_ARGS(kind, who, db_int(0), db_int(INT32_MAX))))
			return false;
		keep_meeting(x);
		return page_out(x, out, n, total);
	}
	*total = db_one_int(x->db, &q_count_open, DB_ARGS(kind, who), -1);
	if (*total < 0 ||
	    (x->l->max && !take_numbers(x, &q_list_open, DB_ARGS(kind, who, db_int(x->l->skip), db_int(x->l->max)))))
		return false;
	*n = (uint32_t)x->found.n;
	*out = arena_array(x->arena, int64_t, *n + 1);
	for (uint32_t i = 0; i < *n; i++)
		(*out)[i] = x->found.p[i].no;
	return true;
}

bool record_list(struct store *s, db *d, arena *a, const struct listing *l, int64_t **out, uint32_t *n, int64_t *total)
{
	struct lister x = { .store = s, .db = d, .arena = a, .l = l };
	const struct actor *who = l->viewer;
	if (l->what == LIST_DRAFTS)
		return list_asked(&x, &q_list_drafts, out, n, total);
	if (l->what == LIST_DELETED)
		return list_asked(&x, &q_list_deleted, out, n, total);
	if (l->narrow && !record_narrow(s, d, a, l->narrow, &x.meeting, &x.nmeeting))
		return false;
	if (who == &actor_system)
		return list_open(&x, -1, out, n, total);
	if (l->what == LIST_OPEN)
		return list_open(&x, who->ngrants ? PUBLIC : who->viewer & (PUBLIC | PARTNERS | GOVERNMENT), out, n,
		                 total);
	/* with the right to edit everything, nothing else matters; then the right to see everything */
	for (int edit = 1; edit >= 0; edit--) {
		bool any = false;
		x.hidden = edit;
		for (uint32_t i = 0; i < who->ngrants; i++)
			if (!add_grant(&x, &who->grants[i], edit ? ACT_EDIT : ACT_VIEW, &any))
				return false;
		x.found.n = any ? 0 : x.found.n;
		if (any)
			return list_open(&x, edit ? -1 : PUBLIC | PARTNERS | GOVERNMENT | PERSONAL, out, n, total);
	}
	if (l->narrow)
		keep_meeting(&x);
	sort_once(&x);
	return page_out(&x, out, n, total);
}
