/* Builds a generation from the derived tables: every query comes in order of the record's number, so the activities'
 * array is walked beside each. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "activity/activity.h"
#include "activity/province.h"
#include "base/log.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "cube/cube.h"
#include "cube/rate.h"
#include "cube_sql.h"
#include "partner/partner.h"
#include "record/codelist.h"

struct builder {
	struct store *store;
	db *db;
	arena *a;   /* the generation's */
	arena *tmp; /* gone after the build */
	struct cube *c;
	struct map org_by_ref, place_by_code, sector_by_code;
	str *currency; /* default of each activity */
	VEC(struct cube_org) orgs;
	VEC(uint32_t) participants;
	VEC(struct cube_share) places, sectors;
	VEC(struct cube_money) money;
};

static db_rows *start(struct builder *b, const struct db_query *q)
{
	db_rows *rows;
	return db_select(b->db, q, NULL, &rows) == DB_OK ? rows : NULL;
}

/* ---- dimensions ---- */

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

static bool read_places(struct builder *b)
{
	VEC(struct cube_place) places = { 0 };
	db_rows *rows = start(b, &q_cube_places);
	while (rows && db_next(rows))
		*vec_push(b->a, &places) = (struct cube_place){ .code = arena_str(b->a, db_col_text(rows, 0)),
			                                        .level = (int)db_col_int(rows, 1),
			                                        .name = arena_str(b->a, db_col_text(rows, 2)),
			                                        .kind_word = arena_str(b->a, db_col_text(rows, 3)) };
	b->c->places = places.p;
	b->c->nplaces = (uint32_t)places.n;
	link_places(b->c);
	for (uint32_t i = 0; i < places.n; i++)
		map_put(&b->place_by_code, places.p[i].code, NULL)->i = i;
	return rows && db_finish(rows) == DB_OK;
}

static uint32_t org_of(struct builder *b, str ref, str name)
{
	bool added;
	union map_value *v = map_get(&b->org_by_ref, ref);
	if (v)
		return (uint32_t)v->i;
	str key = arena_str(b->a, ref);
	v = map_put(&b->org_by_ref, key, &added);
	v->i = (int64_t)b->orgs.n;
	*vec_push(b->a, &b->orgs) = (struct cube_org){
		.ref = key, .name = name.n ? arena_str(b->a, name) : key, .acronym = STR_EMPTY, .id = STR_EMPTY
	};
	return (uint32_t)v->i;
}

static void read_organisation(struct builder *b, int64_t no, int year)
{
	enum category_basis basis;
	struct record *r = record_load(b->store, b->db, b->tmp, &actor_public, no);
	if (!r)
		return;
	str ref = doc_str(r->doc, ORGANISATION_REF);
	uint32_t at = org_of(b, ref.n ? ref : str_of(r->id), organisation_text(r->doc, r->doc, ORGANISATION_NAME, 0));
	struct cube_org *o = &b->orgs.p[at];
	o->id = arena_str(b->a, str_of(r->id));
	o->no = no;
	o->acronym = arena_str(b->a, doc_str(r->doc, ORGANISATION_ACRONYM));
	o->category = cube_category_of(organisation_category(r->doc, year, &basis));
	o->registered = true;
}

static bool read_organisations(struct builder *b)
{
	VEC(int64_t) nos = { 0 };
	db_rows *rows = start(b, &q_cube_organisations);
	while (rows && db_next(rows))
		*vec_push(b->tmp, &nos) = db_col_int(rows, 0);
	if (!rows || db_finish(rows) != DB_OK)
		return false;
	int year = date_to_ymd(date_of_instant(clock_now())).year;
	for (size_t i = 0; i < nos.n; i++)
		read_organisation(b, nos.p[i], year);
	return true;
}

/* ---- activities ---- */

static bool read_activities(struct builder *b)
{
	VEC(struct cube_activity) list = { 0 };
	VEC(str) currencies = { 0 };
	db_rows *rows = start(b, &q_cube_activities);
	while (rows && db_next(rows)) {
		struct cube_activity *x = vec_push(b->a, &list);
		str status = db_col_text(rows, 2), updated = db_col_text(rows, 4);
		*x = (struct cube_activity){ .no = db_col_int(rows, 0),
			                     .identifier = arena_str(b->a, db_col_text(rows, 1)),
			                     .org = org_of(b, db_col_text(rows, 3), STR_EMPTY),
			                     .status = status.n == 1 && status.p[0] >= '1' && status.p[0] <= '6'
			                                   ? (uint8_t)(status.p[0] - '0')
			                                   : 0,
			                     .scope = SCOPE_ELSEWHERE };
		if (!instant_parse_xsd(updated, &x->updated))
			x->updated = 0;
		*vec_push(b->tmp, &currencies) = arena_str(b->tmp, db_col_text(rows, 5));
	}
	b->c->activities = list.p;
	b->c->nactivities = (uint32_t)list.n;
	b->currency = currencies.p;
	return rows && db_finish(rows) == DB_OK;
}

/* An organisation that no record describes is called what the first of its activities calls it. */
static void name_reporters(struct builder *b)
{
	for (uint32_t i = 0; i < b->c->nactivities; i++) {
		struct cube_org *o = &b->orgs.p[b->c->activities[i].org];
		if (o->registered || o->name.p != o->ref.p)
			continue;
		struct record *r = record_load(b->store, b->db, b->tmp, &actor_public, b->c->activities[i].no);
		str name = r ? activity_text(r->doc, r->doc, ACTIVITY_REPORTING_NAME, 0) : STR_EMPTY;
		o->name = name.n ? arena_str(b->a, name) : arena_str(b->a, o->ref);
	}
}

/* The activity NO, searching on from *AT; NULL when the derived row belongs to none. */
static struct cube_activity *advance(struct builder *b, uint32_t *at, int64_t no)
{
	while (*at < b->c->nactivities && b->c->activities[*at].no < no)
		++*at;
	return *at < b->c->nactivities && b->c->activities[*at].no == no ? &b->c->activities[*at] : NULL;
}

static int year_of(str day)
{
	date d;
	if (!date_parse(str_sub(day, 0, 10), &d))
		return 0;
	int y = (day.p[0] - '0') * 1000 + (day.p[1] - '0') * 100 + (day.p[2] - '0') * 10 + (day.p[3] - '0');
	return y >= CUBE_YEAR_FIRST - 50 && y < CUBE_YEAR_FIRST + CUBE_YEARS ? y : 0;
}

static bool read_dates(struct builder *b)
{
	uint32_t at = 0;
	db_rows *rows = start(b, &q_cube_dates);
	while (rows && db_next(rows)) {
		struct cube_activity *x = advance(b, &at, db_col_int(rows, 0));
		str type = db_col_text(rows, 1);
		int year = year_of(db_col_text(rows, 2));
		if (!x || !year || type.n != 1)
			continue;
		/* actual dates (2, 4) come before planned ones (1, 3) */
		if ((type.p[0] == '1' && !x->first) || type.p[0] == '2')
			x->first = (int16_t)year;
		if ((type.p[0] == '3' && !x->last) || type.p[0] == '4')
			x->last = (int16_t)year;
	}
	return rows && db_finish(rows) == DB_OK;
}

static bool read_participants(struct builder *b)
{
	uint32_t done = 0;
	db_rows *rows = start(b, &q_cube_participants);
	if (!rows)
		return false;
	bool more = db_next(rows);
	for (; done < b->c->nactivities; done++) {
		struct cube_activity *x = &b->c->activities[done];
		x->orgs_at = (uint32_t)b->participants.n;
		*vec_push(b->a, &b->participants) = x->org;
		x->norgs = 1;
		while (more && db_col_int(rows, 0) <= x->no) {
			uint32_t org = org_of(b, db_col_text(rows, 1), STR_EMPTY);
			bool mine = db_col_int(rows, 0) == x->no, seen = !mine;
			for (uint32_t i = x->orgs_at; i < b->participants.n && !seen; i++)
				seen = b->participants.p[i] == org;
			if (!seen && x->norgs < UINT16_MAX) {
				*vec_push(b->a, &b->participants) = org;
				x->norgs++;
			}
			more = db_next(rows);
		}
	}
	return db_finish(rows) == DB_OK;
}

/* ---- shares ---- */

struct part {
	int64_t key;     /* -1: outside what we count, still a part of the whole */
	int64_t percent; /* 1e-4 percent; -1 not given */
};

/* Appends the parts as shares of one: by percentages when all have them (scaled when they do not add up to 100),
 * equally otherwise; the same key twice is added up. Gives the number of shares. */
static uint16_t add_shares(arena *a, arena *tmp, struct part *parts, uint32_t n, void *list, bool *equal)
{
	VEC(struct cube_share) *out = list;
	int64_t *weights = arena_array(tmp, int64_t, n), *shares = arena_array(tmp, int64_t, n), sum = 0;
	size_t from = out->n;
	bool given = true;
	for (uint32_t i = 0; i < n; i++) {
		given = given && parts[i].percent >= 0;
		sum += parts[i].percent > 0 ? parts[i].percent : 0;
	}
	given = given && sum > 0;
	for (uint32_t i = 0; i < n; i++)
		weights[i] = given ? parts[i].percent : 1;
	split_largest_remainder(SHARE_ONE, weights, shares, n);
	for (uint32_t i = 0; i < n; i++) {
		size_t j = from;
		while (parts[i].key >= 0 && j < out->n && out->p[j].key != (uint32_t)parts[i].key)
			j++;
		if (parts[i].key < 0)
			continue;
		if (j == out->n)
			*vec_push(a, out) = (struct cube_share){ (uint32_t)parts[i].key, 0 };
		out->p[j].share += (uint32_t)shares[i];
	}
	*equal = !given && n > 1;
	return (uint16_t)(out->n - from);
}

static bool read_locations(struct builder *b)
{
	db_rows *rows = start(b, &q_cube_locations);
	if (!rows)
		return false;
	VEC(struct part) parts = { 0 };
	bool more = db_next(rows);
	for (uint32_t i = 0; i < b->c->nactivities; i++) {
		struct cube_activity *x = &b->c->activities[i];
		parts.n = 0;
		for (; more && db_col_int(rows, 0) <= x->no; more = db_next(rows)) {
			union map_value *v = map_get(&b->place_by_code, db_col_text(rows, 1));
			if (db_col_int(rows, 0) == x->no && parts.n < 20000)
				*vec_push(b->tmp, &parts) =
				    (struct part){ v ? v->i : -1, db_is_null(rows, 2) ? -1 : db_col_int(rows, 2) };
		}
		x->places_at = (uint32_t)b->places.n;
		if (parts.n)
			x->nplaces = add_shares(b->a, b->tmp, parts.p, (uint32_t)parts.n, &b->places, &x->shares_equal);
		if (x->nplaces)
			x->scope = SCOPE_PROVINCE;
	}
	return db_finish(rows) == DB_OK;
}

static bool read_countries(struct builder *b)
{
	uint32_t at = 0;
	db_rows *rows = start(b, &q_cube_countries);
	while (rows && db_next(rows)) {
		struct cube_activity *x = advance(b, &at, db_col_int(rows, 0));
		if (x && x->scope == SCOPE_ELSEWHERE && str_is(db_col_text(rows, 1), "ID"))
			x->scope = SCOPE_NATIONAL;
	}
	return rows && db_finish(rows) == DB_OK;
}

enum { NO_SECTOR = -2 };

/* Index of the province's sector, NO_SECTOR when the vocabulary has none; each code is looked up by prefixes once. */
static int64_t sector_of(struct builder *b, str vocabulary, str code)
{
	char word[64];
	if (vocabulary.n + code.n >= sizeof(word))
		return NO_SECTOR;
	memcpy(word, vocabulary.p, vocabulary.n);
	word[vocabulary.n] = ' ';
	memcpy(word + vocabulary.n + 1, code.p, code.n);
	str key = { word, vocabulary.n + 1 + code.n };
	union map_value *v = map_get(&b->sector_by_code, key);
	if (v)
		return v->i;
	v = map_put(&b->sector_by_code, arena_str(b->tmp, key), NULL);
	str sector = province_sector_of(vocabulary, code);
	v->i = sector.n ? cube_sector_by_code(b->c, sector) : NO_SECTOR;
	return v->i;
}

static bool read_sectors(struct builder *b)
{
	db_rows *rows = start(b, &q_cube_sectors);
	if (!rows)
		return false;
	VEC(struct part) parts = { 0 };
	bool more = db_next(rows), equal;
	for (uint32_t i = 0; i < b->c->nactivities; i++) {
		struct cube_activity *x = &b->c->activities[i];
		parts.n = 0;
		for (; more && db_col_int(rows, 0) <= x->no; more = db_next(rows)) {
			/* one vocabulary is enough: further ones say the same money again */
			int64_t sector = sector_of(b, db_col_text(rows, 1), db_col_text(rows, 2));
			if (db_col_int(rows, 0) == x->no && sector != NO_SECTOR && parts.n < 2000)
				*vec_push(b->tmp, &parts) =
				    (struct part){ sector, db_is_null(rows, 3) ? -1 : db_col_int(rows, 3) };
		}
		x->sectors_at = (uint32_t)b->sectors.n;
		if (parts.n)
			x->nsectors = add_shares(b->a, b->tmp, parts.p, (uint32_t)parts.n, &b->sectors, &equal);
	}
	return db_finish(rows) == DB_OK;
}

/* ---- money ---- */

struct amount {
	int64_t no, cents, idr;
	int year;
	char type; /* '2', '3', '4' or 'b' */
	bool converted;
};

/* Columns: no, type (transactions only), date, currency, value date, value. */
static struct amount read_amount(struct builder *b, db_rows *rows, bool budget, uint32_t *at)
{
	int col = budget ? 1 : 2;
	struct amount m = { .no = db_col_int(rows, 0), .type = budget ? 'b' : db_col_text(rows, 1).p[0] };
	str currency = db_col_text(rows, col + 1);
	struct cube_activity *x = advance(b, at, m.no);
	if (!x || db_is_null(rows, col + 3))
		return (struct amount){ .no = m.no, .converted = true };
	if (!currency.n)
		currency = b->currency[*at];
	m.year = year_of(db_col_text(rows, col));
	int rate_year = year_of(db_col_text(rows, col + 2));
	m.cents = db_col_int(rows, col + 3);
	m.converted = m.year && rate_convert(currency, rate_year ? rate_year : m.year, m.cents, &m.idr);
	return m;
}

static void add_amount(struct builder *b, struct cube_activity *x, const struct amount *m)
{
	if (!m->year || !m->converted) {
		x->unconverted = (uint16_t)(x->unconverted + (m->converted ? 0 : 1));
		return;
	}
	struct cube_money *y = NULL;
	for (uint32_t i = 0; i < x->nmoney && !y; i++)
		if (b->money.p[x->money_at + i].year == m->year)
			y = &b->money.p[x->money_at + i];
	if (!y) {
		y = vec_push(b->a, &b->money);
		*y = (struct cube_money){ .year = (int16_t)m->year };
		x->nmoney++;
	}
	int64_t *sum = m->type == '2' ? &y->committed : m->type == 'b' ? &y->budget : &y->disbursed;
	if (__builtin_add_overflow(*sum, m->idr, sum))
		*sum = INT64_MAX / 4;
	if (m->type == '2')
		x->committed += m->idr;
	else if (m->type != 'b')
		x->disbursed += m->idr;
}

static bool read_money(struct builder *b)
{
	uint32_t at = 0;
	VEC(struct amount) budgets = { 0 };
	db_rows *rows = start(b, &q_cube_budgets);
	while (rows && db_next(rows))
		*vec_push(b->tmp, &budgets) = read_amount(b, rows, true, &at);
	if (!rows || db_finish(rows) != DB_OK || !(rows = start(b, &q_cube_transactions)))
		return false;
	bool more = db_next(rows);
	size_t next = 0;
	at = 0;
	for (uint32_t i = 0; i < b->c->nactivities; i++) {
		struct cube_activity *x = &b->c->activities[i];
		x->money_at = (uint32_t)b->money.n;
		for (; next < budgets.n && budgets.p[next].no <= x->no; next++)
			if (budgets.p[next].no == x->no)
				add_amount(b, x, &budgets.p[next]);
		for (; more && db_col_int(rows, 0) <= x->no; more = db_next(rows)) {
			struct amount m = read_amount(b, rows, false, &at);
			if (m.no == x->no)
				add_amount(b, x, &m);
		}
	}
	return db_finish(rows) == DB_OK;
}

/* One identifier from several sources counts once: the copy updated last; of equals the first taken in. */
static void mark_copies(struct builder *b)
{
	struct map first;
	map_init(&first, b->tmp);
	for (uint32_t i = 0; i < b->c->nactivities; i++) {
		struct cube_activity *x = &b->c->activities[i];
		bool added = true;
		union map_value *v = x->identifier.n ? map_put(&first, x->identifier, &added) : NULL;
		if (added) {
			if (v)
				v->i = i;
			continue;
		}
		struct cube_activity *y = &b->c->activities[v->i];
		bool newer = x->updated > y->updated;
		(newer ? y : x)->copy = true;
		(newer ? y : x)->has_copies = false;
		(newer ? x : y)->has_copies = true;
		if (newer)
			v->i = i;
	}
}

/* ---- indexes ---- */

static struct cube_index make_index(struct builder *b, uint32_t nkeys, bool places)
{
	const struct cube *c = b->c;
	struct cube_index x = { arena_array(b->a, uint32_t, nkeys + 1), NULL };
	uint32_t *next = arena_array(b->tmp, uint32_t, nkeys + 1);
	/* first how many there are of each, then where they stand */
	for (int fill = 0; fill < 2; fill++) {
		for (uint32_t i = 0; i < c->nactivities; i++) {
			const struct cube_activity *y = &c->activities[i];
			uint32_t n = y->copy ? 0 : places ? y->nplaces : y->norgs;
			for (uint32_t j = 0; j < n; j++) {
				uint32_t key = places ? c->places_of[y->places_at + j].key : c->orgs_of[y->orgs_at + j];
				if (fill)
					x.hits[next[key]++] = i;
				else
					x.starts[key + 1]++;
			}
		}
		for (uint32_t k = 0; k < nkeys && !fill; k++)
			x.starts[k + 1] += x.starts[k];
		memcpy(next, x.starts, (nkeys + 1) * sizeof(*next));
		x.hits = fill ? x.hits : arena_alloc(b->a, (x.starts[nkeys] + 1) * sizeof(*x.hits));
	}
	return x;
}

static struct cube *build(struct store *s, db *d)
{
	arena *a = arena_new(0);
	ARENA_SCOPE arena *tmp = arena_new(0);
	struct cube *c = arena_make(a, struct cube);
	struct builder b = { .store = s, .db = d, .a = a, .tmp = tmp, .c = c };
	c->arena = a;
	c->generation = store_generation(s);
	c->sectors = codelist_find("province-sector");
	c->nsectors = c->sectors->n;
	map_init(&b.org_by_ref, tmp);
	map_init(&b.place_by_code, tmp);
	map_init(&b.sector_by_code, tmp);
	bool ok = read_places(&b) && read_organisations(&b) && read_activities(&b) && read_dates(&b) &&
	          read_participants(&b) && read_locations(&b) && read_countries(&b) && read_sectors(&b) &&
	          read_money(&b);
	if (!ok) {
		log_error("the figures cannot be built: %s", db_error(d));
		arena_free(a);
		return NULL;
	}
	mark_copies(&b);
	name_reporters(&b);
	c->orgs = b.orgs.p;
	c->norgs = (uint32_t)b.orgs.n;
	c->orgs_of = b.participants.p;
	c->places_of = b.places.p;
	c->sectors_of = b.sectors.p;
	c->money_of = b.money.p;
	c->by_place = make_index(&b, c->nplaces, true);
	c->by_org = make_index(&b, c->norgs, false);
	for (uint32_t i = 0; i < c->nactivities; i++)
		if (c->activities[i].scope == SCOPE_PROVINCE && c->activities[i].updated > c->newest)
			c->newest = c->activities[i].updated;
	return c;
}

/* ---- generations ---- */

struct held {
	struct cube *cube;
	_Atomic uint32_t users;
};
struct cubes {
	struct store *store;
	pthread_mutex_t lock;     /* guards current */
	pthread_mutex_t building; /* one thread builds */
	struct held *current;
};

static void let_go(void *p)
{
	struct held *h = p;
	if (atomic_fetch_sub(&h->users, 1) == 1) {
		arena_free(h->cube->arena);
		free(h);
	}
}

struct cubes *cubes_open(struct store *s)
{
	struct cubes *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->store = s;
	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_init(&c->building, NULL);
	return c;
}

void cubes_close(struct cubes *c)
{
	if (!c)
		return;
	if (c->current)
		let_go(c->current);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->building);
	free(c);
}

static struct held *take(struct cubes *c)
{
	pthread_mutex_lock(&c->lock);
	struct held *h = c->current;
	if (h)
		atomic_fetch_add(&h->users, 1);
	pthread_mutex_unlock(&c->lock);
	return h;
}

static void renew(struct cubes *c)
{
	db *d = db_borrow(store_pool(c->store), DB_READ);
	struct cube *fresh = d ? build(c->store, d) : NULL;
	db_return(d);
	if (!fresh)
		return;
	struct held *h = calloc(1, sizeof(*h)), *old;
	if (!h)
		abort();
	h->cube = fresh;
	h->users = 1;
	pthread_mutex_lock(&c->lock);
	old = c->current;
	c->current = h;
	pthread_mutex_unlock(&c->lock);
	if (old)
		let_go(old);
}

const struct cube *cubes_hold(struct cubes *c, arena *a)
{
	struct held *h = take(c);
	if (!h || h->cube->generation != store_generation(c->store)) {
		/* without any generation everybody waits for the first */
		bool mine = h ? pthread_mutex_trylock(&c->building) == 0 : pthread_mutex_lock(&c->building) == 0;
		if (mine) {
			struct held *now = take(c);
			if (!now || now->cube->generation != store_generation(c->store))
				renew(c);
			if (now)
				let_go(now);
			pthread_mutex_unlock(&c->building);
		}
		if (h)
			let_go(h);
		h = take(c);
	}
	if (!h)
		return NULL;
	arena_defer(a, let_go, h);
	return h->cube;
}
