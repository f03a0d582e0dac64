/* Likely duplicates: what the full text finds by a record's names, compared name by name. */
#include "desk/twin.h"

#include "base/utf8.h"
#include "base/vec.h"

enum { NAMES_TRIED = 12, HITS = 20, NAME_BYTES = 300, SHORT = 2 };

struct name {
	str text, folded;
	bool identifier;
};
typedef VEC(struct name) name_list;

static void add_name(arena *a, name_list *list, str text, bool identifier)
{
	text = str_trim(text);
	if (text.n >= SHORT && text.n <= NAME_BYTES)
		*vec_push(a, list) = (struct name){ text, utf8_fold(a, text), identifier };
}

static void names_of(arena *a, const struct doc *d, name_list *list, bool inherited)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		bool title =
		    (f->flags & SEARCH_TITLE) || (inherited && d->kind == &narrative_kind && i == NARRATIVE_TEXT);
		if (f->type == FIELD_ROWS) {
			/* of rows of names, each one that names; of narratives those of the title */
			for (uint32_t r = 0; (title || f->rows != &narrative_kind) && r < d->v[i].n; r++)
				names_of(a, d->v[i].u.rows[r], list, title);
		} else if (title) {
			add_name(a, list, doc_str(d, i), (f->flags & (LOOKUP | UNIQUE_KEY)) != 0);
		}
	}
}

enum twin_why twin_of(arena *a, const struct record *x, const struct record *y, bool same_owner, str *what)
{
	name_list mine = { 0 }, theirs = { 0 };
	enum twin_why best = TWIN_NOT;
	names_of(a, x->doc, &mine, false);
	names_of(a, y->doc, &theirs, false);
	for (size_t i = 0; i < mine.n; i++)
		for (size_t k = 0; k < theirs.n; k++) {
			bool identifier = mine.p[i].identifier || theirs.p[k].identifier;
			if (!str_eq(mine.p[i].folded, theirs.p[k].folded) || (!identifier && !same_owner))
				continue;
			if (best != TWIN_IDENTIFIER) {
				best = identifier ? TWIN_IDENTIFIER : TWIN_NAME;
				*what = mine.p[i].text;
			}
		}
	return best;
}

static bool share_owner(const struct owners *x, const struct owners *y)
{
	for (uint32_t i = 0; i < x->norgs; i++)
		for (uint32_t k = 0; k < y->norgs; k++)
			if (str_eq(x->orgs[i], y->orgs[k]))
				return true;
	return x->norgs == 0 && y->norgs == 0;
}

/* An organisation owns itself: of such a kind no two records have the same owner. */
static bool owns_itself(const struct kind *k)
{
	for (uint32_t i = 0; i < k->nfields; i++)
		if ((k->fields[i].flags & OWNER) && (k->fields[i].flags & UNIQUE_KEY))
			return true;
	return false;
}

static bool known(const struct twin *list, uint32_t n, int64_t no)
{
	for (uint32_t i = 0; i < n; i++)
		if (list[i].record->no == no)
			return true;
	return false;
}

static uint32_t add_hits(struct desk_view *v, str text, struct twin *out, uint32_t n, uint32_t max)
{
	struct search_hit *hits;
	uint32_t found;
	bool more;
	struct search what = { v->kind, text, EVERYTHING, HITS };
	if (!record_search(v->web->store, v->db, v->a, &what, &hits, &found, &more))
		return n;
	for (uint32_t i = 0; i < found && n < max; i++) {
		if (hits[i].no == v->record->no || known(out, n, hits[i].no))
			continue;
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, hits[i].no);
		if (!r || r->deleted)
			continue;
		struct owners o = owners_of(store_app(v->web->store), v->a, r->doc);
		struct twin t = { .record = r };
		bool same = owns_itself(v->kind) || share_owner(&v->owners, &o);
		t.why = twin_of(v->a, v->record, r, same, &t.what);
		if (t.why)
			out[n++] = t;
	}
	return n;
}

uint32_t desk_twins(struct desk_view *v, struct twin *out, uint32_t max)
{
	name_list names = { 0 };
	uint32_t n = 0, first = 0;
	names_of(v->a, v->record->doc, &names, false);
	for (size_t i = 0; i < names.n && i < NAMES_TRIED; i++)
		n = add_hits(v, names.p[i].text, out, n, max);
	for (uint32_t i = 0; i < n; i++) {
		if (out[i].why != TWIN_IDENTIFIER)
			continue;
		struct twin t = out[i];
		out[i] = out[first];
		out[first++] = t;
	}
	return n;
}
