/* Makes a generation: all records read anew, or those that the feed names since the generation before, between copies
 * of the others. Either way the same arrays come out. */
#include "cube/build.h"

#include <stdlib.h>

#include "activity/activity.h"
#include "base/log.h"
#include "cube/memory.h"
#include "cube/sets.h"
#include "cube_sql.h"
#include "partner/partner.h"
#include "place/place.h"
#include "record/codelist.h"

/* More changes than these are not looked up one by one. NEAR: numbers so close are read together. */
enum { CHANGES_MOST = 4096, NEAR = 4 };

struct build {
	struct store *store;
	db *db;
	const struct cube *before; /* NULL: everything anew */
	struct cube *c;
	arena *tmp;
	struct rows rows;
	VEC(struct cube_alias) aliases;
	bool renamed;                           /* merged identifiers differ from BEFORE's: nothing of it can be used */
	VEC(int64_t) activities, organisations; /* changed, in order; without BEFORE empty */
	VEC(struct range) ranges;
	bool compact; /* texts are copied too, so that old shelves can go */
};
struct range {
	int64_t from, to;
};

/* ---- shelves ---- */

static struct cube_shelf *add_shelf(struct cube *c)
{
	struct cube_shelf *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->arena = arena_new(0);
	s->users = 1;
	return c->shelves[c->nshelves++] = s;
}

static void share_shelves(struct cube *c, const struct cube *before)
{
	for (uint32_t i = 0; i < before->nshelves; i++) {
		c->shelves[c->nshelves++] = before->shelves[i];
		atomic_fetch_add(&before->shelves[i]->users, 1);
	}
}

void cube_free(struct cube *c)
{
	for (uint32_t i = 0; i < c->nshelves; i++)
		if (atomic_fetch_sub(&c->shelves[i]->users, 1) == 1) {
			arena_free(c->shelves[i]->arena);
			free(c->shelves[i]);
		}
	if (c->memory)
		memory_close(c);
	arena_free(c->arena);
}

/* ---- what has changed ---- */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void sort_numbers(int64_t *numbers, size_t n)
{
	if (n)
		qsort(numbers, n, sizeof(*numbers), by_number);
}

static void add_ranges(struct build *b)
{
	sort_numbers(b->activities.p, b->activities.n);
	for (size_t i = 0; i < b->activities.n; i++) {
		int64_t no = b->activities.p[i];
		if (b->ranges.n && no <= b->ranges.p[b->ranges.n - 1].to + NEAR)
			b->ranges.p[b->ranges.n - 1].to = no;
		else
			*vec_push(b->tmp, &b->ranges) = (struct range){ no, no };
	}
}

/* Whether the changes since BEFORE can be taken one by one. */
static bool find_changes(struct build *b, int year)
{
	struct feed_line *lines;
	uint32_t n;
	if (!b->before || b->before->year != year ||
	    !record_feed(b->store, b->db, b->tmp, (int64_t)b->before->generation, false, CHANGES_MOST, &lines, &n) ||
	    n == CHANGES_MOST)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct kind *k = lines[i].kind;
		if (k == &place_kind)
			return false;
		if (k == &activity_kind)
			*vec_push(b->tmp, &b->activities) = lines[i].no;
		else if (k == &organisation_kind)
			*vec_push(b->tmp, &b->organisations) = lines[i].no;
	}
	add_ranges(b);
	sort_numbers(b->organisations.p, b->organisations.n);
	return b->activities.n <= b->before->nactivities / 4;
}

/* ---- places ---- */

static bool is_inside(str code, str parent)
{
	return str_starts(code, parent) && (code.n == parent.n || code.p[parent.n] == '.');
}

static void link_places(struct cube *c)
{
	for (uint32_t i = 0; i < c->nplaces; i++) {
		struct cube_place *p = &c->places[i];
		p->parent = i ? (int32_t)i - 1 : -1;
		while (p->parent >= 0 && !is_inside(p->code, c->places[p->parent].code))
			p->parent = c->places[p->parent].parent;
		p->regency = p->level == 2 ? (int32_t)i : p->parent >= 0 ? c->places[p->parent].regency : -1;
		p->end = i + 1;
		for (int32_t up = p->parent; up >= 0; up = c->places[up].parent)
			c->places[up].end = i + 1;
	}
}

static bool read_places(struct build *b)
{
	arena *text = b->rows.text;
	VEC(struct cube_place) places = { 0 };
	db_rows *rows;
	if (db_select(b->db, &q_cube_places, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(b->tmp, &places) = (struct cube_place){ .code = arena_str(text, db_col_text(rows, 0)),
			                                          .level = (int)db_col_int(rows, 1),
			                                          .name = arena_str(text, db_col_text(rows, 2)),
			                                          .kind_word = arena_str(text, db_col_text(rows, 3)) };
	b->c->places = memory_copy(b->c->arena, places.p, places.n * sizeof(*places.p));
	b->c->nplaces = (uint32_t)places.n;
	link_places(b->c);
	return db_finish(rows) == DB_OK;
}

static void copy_places(struct build *b)
{
	struct cube *c = b->c;
	c->nplaces = b->before->nplaces;
	c->places = memory_copy(c->arena, b->before->places, c->nplaces * sizeof(*c->places));
	for (uint32_t i = 0; i < c->nplaces && b->compact; i++) {
		struct cube_place *p = &c->places[i];
		p->code = arena_str(b->rows.text, p->code);
		p->name = arena_str(b->rows.text, p->name);
		p->kind_word = arena_str(b->rows.text, p->kind_word);
	}
}

/* ---- organisations ---- */

typedef VEC(struct cube_org) org_list;

static void read_organisation(struct build *b, int64_t no, org_list *out)
{
	enum category_basis basis;
	struct record *r = record_load(b->store, b->db, b->tmp, &actor_public, no);
	if (!r)
		return;
	arena *a = b->c->arena;
	str ref = doc_str(r->doc, ORGANISATION_REF);
	*vec_push(b->tmp, out) =
	    (struct cube_org){ .ref = arena_str(a, ref.n ? ref : str_of(r->id)),
		               .name = arena_str(a, organisation_text(r->doc, r->doc, ORGANISATION_NAME, 0)),
		               .acronym = arena_str(a, doc_str(r->doc, ORGANISATION_ACRONYM)),
		               .id = arena_str(a, str_of(r->id)),
		               .no = no,
		               .category = cube_category_of(organisation_category(r->doc, b->c->year, &basis)),
		               .registered = true };
	uint32_t n;
	struct doc *const *rows = doc_rows(r->doc, ORGANISATION_ALIAS, &n);
	for (uint32_t i = 0; i < n; i++)
		if (alias_is_merged(rows[i]))
			*vec_push(b->tmp, &b->aliases) =
			    (struct cube_alias){ no, arena_str(a, doc_str(rows[i], ALIAS_TEXT)) };
}

static void copy_aliases(struct build *b, const struct cube_partners *old, int64_t no)
{
	for (uint32_t i = 0; i < old->naliases; i++)
		if (old->aliases[i].no == no)
			*vec_push(b->tmp, &b->aliases) =
			    (struct cube_alias){ no, arena_str(b->c->arena, old->aliases[i].ref) };
}

static bool same_aliases(const struct cube_partners *x, const struct cube_partners *y)
{
	for (uint32_t i = 0; i < x->naliases && i < y->naliases; i++)
		if (x->aliases[i].no != y->aliases[i].no || !str_eq(x->aliases[i].ref, y->aliases[i].ref))
			return false;
	return x->naliases == y->naliases;
}

static struct cube_org copy_org(arena *a, const struct cube_org *o)
{
	struct cube_org copy = *o;
	copy.ref = arena_str(a, o->ref);
	copy.name = arena_str(a, o->name);
	copy.acronym = arena_str(a, o->acronym);
	copy.id = arena_str(a, o->id);
	return copy;
}

/* Their records by number: those of BEFORE, with the changed ones read again. */
static bool read_organisations(struct build *b)
{
	org_list list = { 0 };
	VEC(int64_t) nos = { 0 };
	db_rows *rows;
	if (db_select(b->db, &q_cube_organisations, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(b->tmp, &nos) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	const struct cube_partners *old = b->before ? b->before->partners : NULL;
	uint32_t at = 0;
	for (size_t i = 0; i < nos.n; i++) {
		while (old && at < old->n && old->list[at].no < nos.p[i])
			at++;
		bool changed = b->organisations.n &&
		               bsearch(&nos.p[i], b->organisations.p, b->organisations.n, sizeof(int64_t), by_number);
		if (old && at < old->n && old->list[at].no == nos.p[i] && !changed) {
			*vec_push(b->tmp, &list) = copy_org(b->c->arena, &old->list[at]);
			copy_aliases(b, old, nos.p[i]);
		} else {
			read_organisation(b, nos.p[i], &list);
		}
	}
	struct cube_partners *p = arena_make(b->c->arena, struct cube_partners);
	*p = (struct cube_partners){ memory_copy(b->c->arena, list.p, list.n * sizeof(*list.p)), (uint32_t)list.n,
		                     memory_copy(b->c->arena, b->aliases.p, b->aliases.n * sizeof(*b->aliases.p)),
		                     (uint32_t)b->aliases.n };
	b->c->partners = p;
	/* activities of BEFORE have forgotten by which identifier they named an organisation */
	b->renamed = old && !same_aliases(old, p);
	return !b->renamed;
}

struct numbering {
	int64_t *number; /* by the number in the rows; -1 none yet */
	struct cube_org *orgs;
	uint32_t n;
};

static uint32_t number_org(struct build *b, struct numbering *k, uint32_t org)
{
	if (k->number[org] < 0) {
		str ref = arena_str(b->c->arena, b->rows.refs.p[org]);
		k->number[org] = k->n;
		k->orgs[k->n++] = (struct cube_org){ .ref = ref, .name = ref, .acronym = STR_EMPTY, .id = STR_EMPTY };
	}
	return (uint32_t)k->number[org];
}

/* An identifier of no record stands for the organisation that it was merged into. */
static void number_aliases(struct build *b, struct numbering *k)
{
	const struct cube_partners *p = b->c->partners;
	for (uint32_t i = 0, at = 0; i < p->naliases; i++) {
		while (at < p->n && p->list[at].no < p->aliases[i].no)
			at++;
		uint32_t alias = rows_org(&b->rows, p->aliases[i].ref);
		if (at < p->n && k->number[alias] < 0)
			k->number[alias] = number_org(b, k, rows_org(&b->rows, p->list[at].ref));
	}
}

int32_t cube_org_merged(const struct cube *c, str ref)
{
	const struct cube_partners *p = c->partners;
	for (uint32_t i = 0; p && i < p->naliases; i++)
		for (uint32_t k = 0; k < c->norgs && str_eq(p->aliases[i].ref, ref); k++)
			if (c->orgs[k].no == p->aliases[i].no)
				return (int32_t)k;
	return -1;
}

/* An activity that names both is one of that organisation once. */
static void name_once(struct cube *c, struct cube_activity *x)
{
	uint32_t *orgs = c->orgs_of + x->orgs_at;
	uint16_t kept = 0;
	for (uint16_t i = 0; i < x->norgs; i++) {
		bool seen = false;
		for (uint16_t k = 0; k < kept && !seen; k++)
			seen = orgs[k] == orgs[i];
		if (!seen)
			orgs[kept++] = orgs[i];
	}
	x->norgs = kept;
}

/* Gives organisations their final numbers: first those with records, then as activities mention them. One that no
 * record describes is called what the first of its activities calls it. */
static void number_orgs(struct build *b)
{
	struct cube *c = b->c;
	for (uint32_t i = 0; i < c->partners->n; i++)
		rows_org(&b->rows, c->partners->list[i].ref);
	for (uint32_t i = 0; i < c->partners->naliases; i++)
		rows_org(&b->rows, c->partners->aliases[i].ref);
	struct numbering k = { .number = arena_alloc(b->tmp, (b->rows.refs.n + 1) * sizeof(int64_t)),
		               .orgs = arena_array(b->tmp, struct cube_org, b->rows.refs.n + 1) };
	for (size_t i = 0; i < b->rows.refs.n; i++)
		k.number[i] = -1;
	for (uint32_t i = 0; i < c->partners->n; i++) {
		const struct cube_org *p = &c->partners->list[i];
		uint32_t had = k.n, at = number_org(b, &k, rows_org(&b->rows, p->ref));
		str name = k.n > had ? p->name : k.orgs[at].name;
		k.orgs[at] = *p;
		k.orgs[at].name = name.n ? name : p->ref;
	}
	number_aliases(b, &k);
	for (uint32_t i = 0; i < c->nactivities; i++) {
		struct cube_activity *x = &c->activities[i];
		x->org = number_org(b, &k, x->org);
		struct cube_org *o = &k.orgs[x->org];
		if (!o->registered && o->name.p == o->ref.p && x->reporter.n)
			o->name = arena_str(c->arena, x->reporter);
	}
	for (uint32_t i = 0; i < c->norgs_of; i++)
		c->orgs_of[i] = number_org(b, &k, c->orgs_of[i]);
	for (uint32_t i = 0; c->partners->naliases && i < c->nactivities; i++)
		name_once(c, &c->activities[i]);
	c->orgs = memory_copy(c->arena, k.orgs, k.n * sizeof(*k.orgs));
	c->norgs = k.n;
}

/* ---- merging ---- */

/* Where an activity's lists are. */
struct lists {
	const uint32_t *orgs;
	const struct cube_share *places, *sectors;
	const struct cube_money *money;
};

static uint32_t append(void *to, uint32_t *n, const void *from, uint32_t at, uint32_t count, size_t size)
{
	uint32_t start = *n;
	if (count)
		memcpy((char *)to + start * size, (const char *)from + at * size, count * size);
	*n += count;
	return start;
}

static void take(struct cube *c, const struct cube_activity *from, const struct lists *l)
{
	struct cube_activity *x = &c->activities[c->nactivities++];
	*x = *from;
	x->copy = x->has_copies = false;
	x->orgs_at = append(c->orgs_of, &c->norgs_of, l->orgs, from->orgs_at, from->norgs, sizeof(*c->orgs_of));
	x->places_at =
	    append(c->places_of, &c->nplaces_of, l->places, from->places_at, from->nplaces, sizeof(*c->places_of));
	x->sectors_at = append(c->sectors_of, &c->nsectors_of, l->sectors, from->sectors_at, from->nsectors,
	                       sizeof(*c->sectors_of));
	x->money_at = append(c->money_of, &c->nmoney_of, l->money, from->money_at, from->nmoney, sizeof(*c->money_of));
}

static void copy_texts(struct build *b, struct cube_activity *x)
{
	bool one = x->title[0].p == x->title[1].p;
	x->identifier = arena_str(b->rows.text, x->identifier);
	x->title[0] = arena_str(b->rows.text, x->title[0]);
	x->title[1] = one ? x->title[0] : arena_str(b->rows.text, x->title[1]);
	x->reporter = rows_name(&b->rows, x->reporter);
}

/* The activities in order of their numbers: those that were read, and between them those of BEFORE. */
static void merge(struct build *b)
{
	struct cube *c = b->c;
	const struct cube *old = b->before;
	const struct rows *r = &b->rows;
	struct lists mine = { r->participants.p, r->places.p, r->sectors.p, r->money.p }, theirs = { 0 };
	if (old)
		theirs = (struct lists){ old->orgs_of, old->places_of, old->sectors_of, old->money_of };
	c->activities =
	    arena_alloc(c->arena, (r->activities.n + (old ? old->nactivities : 0) + 1) * sizeof(*c->activities));
	c->orgs_of = arena_alloc(c->arena, (r->participants.n + (old ? old->norgs_of : 0) + 1) * sizeof(*c->orgs_of));
	c->places_of = arena_alloc(c->arena, (r->places.n + (old ? old->nplaces_of : 0) + 1) * sizeof(*c->places_of));
	c->sectors_of =
	    arena_alloc(c->arena, (r->sectors.n + (old ? old->nsectors_of : 0) + 1) * sizeof(*c->sectors_of));
	c->money_of = arena_alloc(c->arena, (r->money.n + (old ? old->nmoney_of : 0) + 1) * sizeof(*c->money_of));
	uint32_t next = 0, at = 0, nold = old ? old->nactivities : 0;
	for (size_t i = 0; i <= b->ranges.n; i++) {
		bool last = i == b->ranges.n;
		for (; at < nold && (last || old->activities[at].no < b->ranges.p[i].from); at++) {
			take(c, &old->activities[at], &theirs);
			if (b->compact)
				copy_texts(b, &c->activities[c->nactivities - 1]);
		}
		for (; next < r->activities.n && (last || r->activities.p[next].no <= b->ranges.p[i].to); next++)
			take(c, &r->activities.p[next], &mine);
		while (at < nold && !last && old->activities[at].no <= b->ranges.p[i].to)
			at++;
	}
}

/* ---- copies ---- */

/* One identifier from several sources counts once: the copy updated last; of equals the first taken in. The table of
 * identifiers is kept: every activity is in it, those of one identifier behind each other. */
static void mark_copies(struct cube *c)
{
	c->nslots = 16;
	while (c->nslots < c->nactivities * 2)
		c->nslots *= 2;
	c->slots = arena_array(c->arena, uint32_t, c->nslots);
	for (uint32_t i = 0; i < c->nactivities; i++) {
		struct cube_activity *x = &c->activities[i], *y = NULL;
		uint32_t slot = cube_slot(c, x->identifier);
		for (; c->slots[slot]; slot = (slot + 1) & (c->nslots - 1)) {
			struct cube_activity *other = &c->activities[c->slots[slot] - 1];
			if (x->identifier.n && !other->copy && str_eq(other->identifier, x->identifier))
				y = other;
		}
		if (x->identifier.n)
			c->slots[slot] = i + 1;
		if (!y)
			continue;
		bool newer = x->updated > y->updated;
		(newer ? y : x)->copy = true;
		(newer ? y : x)->has_copies = false;
		(newer ? x : y)->has_copies = true;
	}
}

/* ---- all of it ---- */

static bool read_all(struct build *b)
{
	if (b->before)
		copy_places(b);
	else if (!read_places(b))
		return false;
	/* the organisations of BEFORE keep their numbers until all get new ones */
	for (uint32_t i = 0; b->before && i < b->before->norgs; i++)
		rows_org(&b->rows, b->before->orgs[i].ref);
	if (!b->before)
		*vec_push(b->tmp, &b->ranges) = (struct range){ 0, INT64_MAX };
	bool ok = read_organisations(b);
	for (size_t i = 0; i < b->ranges.n && ok; i++)
		ok = rows_read(&b->rows, b->ranges.p[i].from, b->ranges.p[i].to);
	return ok;
}

static void finish(struct build *b)
{
	struct cube *c = b->c;
	merge(b);
	number_orgs(b);
	mark_copies(c);
	cube_build_indexes(c, b->tmp);
	memory_open(c);
	for (uint32_t i = 0; i < c->nactivities; i++)
		if (c->activities[i].scope == SCOPE_PROVINCE && c->activities[i].updated > c->newest)
			c->newest = c->activities[i].updated;
}

static struct cube *new_cube(uint64_t generation, int year)
{
	arena *a = arena_new(0);
	struct cube *c = arena_make(a, struct cube);
	c->arena = a;
	c->generation = generation;
	c->year = year;
	c->sectors = codelist_find("province-sector");
	c->nsectors = c->sectors->n;
	return c;
}

static struct cube *build(struct build *b, uint64_t generation, int year)
{
	struct cube *c = b->c = new_cube(generation, year);
	b->compact = b->before && b->before->nshelves == SEL_COUNT(c->shelves);
	if (b->before && !b->compact)
		share_shelves(c, b->before);
	b->rows = (struct rows){ .db = b->db, .c = c, .text = add_shelf(c)->arena, .tmp = b->tmp };
	rows_start(&b->rows);
	if (!read_all(b)) {
		if (!b->renamed)
			log_error("the figures cannot be built: %s", db_error(b->db));
		cube_free(c);
		return NULL;
	}
	finish(b);
	return c;
}

/* Everything is read anew. */
static void forget(struct build *b)
{
	b->before = NULL;
	b->renamed = false;
	b->ranges.n = b->activities.n = b->organisations.n = b->aliases.n = 0;
}

struct cube *cube_build(struct store *s, const struct cube *before, bool *same)
{
	ARENA_SCOPE arena *tmp = arena_new(0);
	uint64_t generation = store_generation(s);
	int year = date_to_ymd(date_of_instant(clock_now())).year;
	struct build b = { .store = s, .db = db_borrow(store_pool(s), DB_READ), .before = before, .tmp = tmp };
	struct cube *c = NULL;
	*same = false;
	if (b.db && db_begin(b.db, DB_READ) == DB_OK) {
		if (!find_changes(&b, year))
			forget(&b);
		*same = b.before && !b.activities.n && !b.organisations.n;
		c = *same ? NULL : build(&b, generation, year);
		if (b.renamed) {
			forget(&b);
			c = build(&b, generation, year);
		}
		db_rollback(b.db);
	}
	db_return(b.db);
	return c;
}
