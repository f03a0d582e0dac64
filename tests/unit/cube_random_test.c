/* The figures of many random programmes: every filter gives what counting one by one gives, and figures that were
 * renewed change by change are those that are made anew. */
#include "activity/activity.h"
#include "base/decimal.h"
#include "cube/sets.h"
#include "db_world.h"
#include "partner/partner.h"
#include "place/match.h"
#include "place_schema.h"
#include "record_schema.h"

enum { PROGRAMMES = 420, FILTERS = 250, ROUNDS = 40, THIS_YEAR = 2026 };

static const struct kind *const kinds[] = { &place_kind, &organisation_kind, &activity_kind, &place_match_kind, NULL };

struct data {
	struct world *w;
	struct place_world places;
	struct store *store;
	uint64_t seed;
	int64_t nos[2 * PROGRAMMES], partners[20];
	size_t n, npartners;
	unsigned named; /* how many identifiers were given */
};

static uint32_t any(struct data *d, uint32_t n)
{
	d->seed = d->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(d->seed >> 33) % n;
}

static int64_t save(struct data *d, arena *a, const struct kind *k, str json, int64_t no)
{
	struct problems ps;
	struct saved s;
	problems_init(&ps, a, 10);
	struct save in = { .actor = &actor_system,
		           .doc = doc_from_json(a, k, json, &ps),
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY,
		           .lenient = true };
	assert_non_null(in.doc);
	enum record_rc rc = record_save(d->store, a, &in, &ps, &s);
	assert_true(rc == RECORD_OK || (no && rc == RECORD_UNCHANGED));
	return s.no;
}

static void add_places(struct data *d, struct buf *b)
{
	static const char *const codes[] = { "53.01.22.2001", "53.01.22.2002", "53.01.22", "53.02.01.1001", "53.02",
		                             "53.03",         "53.05",         "53",       "99.99" };
	buf_cstr(b, ",\"location\":[");
	for (uint32_t i = 0, n = any(d, 5); i < n; i++) {
		buf_fmt(b, "%s{\"administrative\":[{\"code\":\"%s\",\"vocabulary\":\"ID-KEMENDAGRI\"}]", i ? "," : "",
		        codes[any(d, SEL_COUNT(codes))]);
		if (any(d, 2))
			buf_fmt(b, ",\"percentage\":\"%u\"", any(d, 3) * 25);
		buf_cstr(b, "}");
	}
	buf_cstr(b, "]");
}

static void add_sectors(struct data *d, struct buf *b)
{
	static const char *const codes[] = { "12240", "14030", "11220", "21020", "31120", "99999" };
	buf_cstr(b, ",\"sector\":[");
	for (uint32_t i = 0, n = any(d, 4); i < n; i++) {
		buf_fmt(b, "%s{\"vocabulary\":\"1\",\"code\":\"%s\"", i ? "," : "", codes[any(d, SEL_COUNT(codes))]);
		if (any(d, 3))
			buf_fmt(b, ",\"percentage\":\"%u\"", any(d, 4) * 30);
		buf_cstr(b, "}");
	}
	buf_cstr(b, "]");
}

static void add_money(struct data *d, struct buf *b)
{
	static const char *const currencies[] = { "IDR", "USD", "ZZZ" };
	buf_cstr(b, ",\"transaction\":[");
	for (uint32_t i = 0, n = any(d, 5); i < n; i++)
		buf_fmt(b,
		        "%s{\"transaction_type\":\"%u\",\"transaction_date\":\"%u-03-01\",\"currency\":\"%s\","
		        "\"value\":\"%d.%02u\"}",
		        i ? "," : "", 2 + any(d, 3), 1990 + any(d, 45), currencies[any(d, 3)],
		        (int)any(d, 100000) - 1000, any(d, 100));
	buf_cstr(b, "]");
}

/* "O-3" has a record from the beginning, "O-12" gets one, "O-17" never; the empty reference is nobody's. */
static str org_ref(struct data *d, arena *a)
{
	uint32_t n = any(d, 19);
	return n ? arena_fmt(a, "O-%u", n) : STR_EMPTY;
}

static str programme(struct data *d, arena *a)
{
	struct buf b;
	buf_init(&b, a, 20000);
	bool copy = d->named > 5 && any(d, 12) == 0;
	buf_fmt(&b, "{\"iati_identifier\":\"P-%u\"", copy ? any(d, d->named) : d->named++);
	buf_fmt(&b, ",\"last_updated_datetime\":\"%u-05-01T00:00:00Z\"", 2020 + any(d, 7));
	if (any(d, 5))
		buf_fmt(&b, ",\"title\":[{\"lang\":\"id\",\"text\":\"Judul %u\"}%s]", any(d, 1000),
		        any(d, 2) ? ",{\"lang\":\"en\",\"text\":\"Title\"}" : "");
	str reporter = org_ref(d, a);
	buf_fmt(&b, ",\"reporting_org_ref\":\"%.*s\"", STR_ARG(reporter));
	if (any(d, 3))
		buf_fmt(&b, ",\"reporting_org_name\":[{\"text\":\"Lembaga %.*s %u\"}]", STR_ARG(reporter), any(d, 3));
	if (any(d, 6))
		buf_fmt(&b, ",\"activity_status\":\"%u\"", 1 + any(d, 6));
	buf_cstr(&b, ",\"participating_org\":[");
	for (uint32_t i = 0, n = any(d, 4); i < n; i++) {
		str ref = org_ref(d, a);
		buf_fmt(&b, "%s{\"ref\":\"%.*s\",\"role\":\"4\"}", i ? "," : "", STR_ARG(ref));
	}
	buf_cstr(&b, "],\"activity_date\":[");
	uint32_t first = 1995 + any(d, 40);
	if (any(d, 5))
		buf_fmt(&b, "{\"type\":\"2\",\"date\":\"%u-01-01\"}", first);
	if (any(d, 5))
		buf_fmt(&b, "%s{\"type\":\"4\",\"date\":\"%u-12-31\"}", buf_str(&b).p[b.n - 1] == '[' ? "" : ",",
		        first + any(d, 6));
	buf_fmt(&b, "],\"recipient_country\":[{\"code\":\"%s\"}]", any(d, 4) ? "ID" : "KE");
	add_places(d, &b);
	add_sectors(d, &b);
	add_money(d, &b);
	buf_cstr(&b, "}");
	assert_false(buf_failed(&b));
	return buf_str(&b);
}

static str partner(struct data *d, arena *a, unsigned number)
{
	static const char *const categories[] = { "bilateral", "multilateral", "ngo", "government" };
	return arena_fmt(a, "{\"ref\":\"O-%u\",\"name\":[{\"text\":\"Nama %u\"}],\"category\":[{\"category\":\"%s\"}]}",
	                 number, any(d, 100), categories[any(d, 4)]);
}

static struct data *start(void **state, uint64_t seed, size_t programmes)
{
	struct world *w = *state;
	struct data *d = arena_make(w->a, struct data);
	const char *why = "";
	struct problems ps;
	struct place_seeded seeded;
	d->w = w;
	d->seed = seed;
	assert_int_equal(db_migrate(w->pool, record_migrations, record_migrations_count, &why), DB_OK);
	assert_true(place_world_load(&d->places, w->pool) || !d->places.places);
	d->store = store_open(w->pool, kinds, &d->places, &why);
	assert_non_null(d->store);
	problems_init(&ps, w->a, 10);
	assert_int_equal(place_seed(d->store, PLACE_SEED_MISSING, &ps, &seeded), RECORD_OK);
	d->places.places = place_index_embedded();
	for (unsigned i = 1; i <= 9; i++)
		d->partners[d->npartners++] = save(d, w->a, &organisation_kind, partner(d, w->a, i), 0);
	for (size_t i = 0; i < programmes; i++)
		d->nos[d->n++] = save(d, w->a, &activity_kind, programme(d, w->a), 0);
	return d;
}

static void end(struct data *d)
{
	store_close(d->store);
	place_world_release(&d->places);
}

/* ---- one by one ---- */

static bool meets(const struct cube *c, uint32_t i, const struct cube_filter *f, int except)
{
	const struct cube_activity *x = &c->activities[i];
	bool org = false;
	for (uint32_t k = 0; k < x->norgs; k++)
		org = org || c->orgs_of[x->orgs_at + k] == (uint32_t)f->org;
	return !x->copy && (f->scope < 0 || x->scope == f->scope) && (f->org < 0 || org || except == DIM_ORG) &&
	       (f->category < 0 || (int)c->orgs[x->org].category == f->category || except == DIM_CATEGORY) &&
	       (f->sector < 0 || cube_sector_share(c, x, f->sector) || except == DIM_SECTOR) &&
	       (f->place < 0 || cube_place_share(c, x, f->place) || except == DIM_PLACE) &&
	       (f->status < 0 || x->status == f->status || except == DIM_STATUS) &&
	       (!f->year || except == DIM_YEAR ||
	        ((x->first || x->last) && (!x->first || x->first <= f->year) && (!x->last || x->last >= f->year))) &&
	       (!f->text || f->text[i / 8] >> (i % 8) & 1);
}

static uint32_t count_value(const struct cube *c, const struct cube_filter *f, int dimension, bool within,
                            uint32_t value)
{
	uint32_t n = 0;
	bool fixed = within && (dimension == DIM_ORG || dimension == DIM_PLACE);
	for (uint32_t i = 0; i < c->nactivities; i++) {
		const struct cube_activity *x = &c->activities[i];
		bool has = dimension == DIM_CATEGORY ? c->orgs[x->org].category == value
		           : dimension == DIM_STATUS ? x->status == value
		                                     : dimension == DIM_YEAR && x->first && x->first <= (int)value &&
		                                           (x->last ? x->last : x->first) >= (int)value;
		for (uint32_t k = 0; dimension == DIM_ORG && k < x->norgs; k++)
			has = has || c->orgs_of[x->orgs_at + k] == value;
		for (uint32_t k = 0; dimension == DIM_SECTOR && k < x->nsectors; k++)
			has = has || c->sectors_of[x->sectors_at + k].key == value;
		for (uint32_t k = 0; dimension == DIM_PLACE && k < x->nplaces; k++)
			has = has || c->places[c->places_of[x->places_at + k].key].regency == (int32_t)value;
		n += has && meets(c, i, f, fixed ? -1 : dimension);
	}
	return n;
}

static int64_t amount_of(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f,
                         int64_t amount)
{
	int32_t place = f->place < 0 && x->scope == SCOPE_PROVINCE ? 0 : f->place;
	return (int64_t)mul_div_even(mul_div_even(amount, cube_place_share(c, x, place), SHARE_ONE),
	                             cube_sector_share(c, x, f->sector), SHARE_ONE);
}

static void add_totals(const struct cube *c, const struct cube_activity *x, const struct cube_filter *f, uint8_t *orgs,
                       uint8_t *places, struct cube_totals *t)
{
	t->programmes++;
	t->active += x->status == 2;
	t->committed += amount_of(c, x, f, x->committed);
	t->disbursed += amount_of(c, x, f, x->disbursed);
	t->unconverted += x->unconverted;
	t->equal_shares += x->shares_equal;
	t->copies += x->has_copies;
	t->with_place += x->nplaces > 0;
	t->with_sector += x->nsectors > 0;
	t->with_money += x->nmoney > 0;
	t->updated_in_year += x->updated && date_to_ymd(date_of_instant(x->updated)).year == THIS_YEAR;
	for (uint32_t k = 0; k < x->norgs; k++) {
		uint32_t org = c->orgs_of[x->orgs_at + k];
		if (orgs[org] || (k && !c->orgs[org].registered))
			continue;
		orgs[org] = 1;
		t->partners++;
		t->by_category[c->orgs[org].category]++;
	}
	for (uint32_t k = 0; k < x->nplaces; k++) {
		int32_t p = (int32_t)c->places_of[x->places_at + k].key;
		bool inside = f->place < 0 || (p >= f->place && (uint32_t)p < c->places[f->place].end);
		for (; inside && p >= 0 && !places[p]; p = c->places[p].parent) {
			places[p] = 1;
			t->regencies += c->places[p].level == 2;
			t->districts += c->places[p].level == 3;
			t->villages += c->places[p].level == 4;
		}
	}
}

static void same_result(const struct cube *c, arena *a, const struct cube_filter *f, unsigned what)
{
	const struct cube_result *r = cube_select(c, a, f, what, THIS_YEAR);
	struct cube_totals t = { 0 };
	uint8_t *orgs = arena_array(a, uint8_t, c->norgs), *places = arena_array(a, uint8_t, c->nplaces);
	uint32_t *hits = cube_hits(c, a, r), n = 0;
	for (uint32_t i = c->nactivities; i-- > 0;) {
		if (!meets(c, i, f, -1))
			continue;
		assert_true(n < r->n && hits[n] == i);
		n++;
		add_totals(c, &c->activities[i], f, orgs, places, &t);
	}
	assert_int_equal(r->n, n);
	assert_memory_equal(&r->totals, &t, sizeof(t));
	uint32_t page[7], from = n / 3, length = cube_page(c, r, from, 7, page);
	assert_int_equal(length, n - from < 7 ? n - from : 7);
	assert_memory_equal(page, hits + from, length * sizeof(*page));
	bool within = (what & CUBE_WITHIN) != 0;
	for (uint32_t k = 0; k < c->norgs; k++)
		assert_int_equal(r->by_org[k], count_value(c, f, DIM_ORG, within, k));
	for (uint32_t k = 0; k < CATEGORY_COUNT; k++)
		assert_int_equal(r->by_category[k], count_value(c, f, DIM_CATEGORY, within, k));
	for (uint32_t k = 0; k < c->nsectors; k++)
		assert_int_equal(r->by_sector[k], count_value(c, f, DIM_SECTOR, within, k));
	for (uint32_t k = 0; k < c->nplaces; k++)
		if (c->places[k].level == 2)
			assert_int_equal(cube_in_regency(c, r, (int32_t)k), count_value(c, f, DIM_PLACE, within, k));
	for (uint32_t k = 0; k < CUBE_STATUSES; k++)
		assert_int_equal(r->by_status[k], count_value(c, f, DIM_STATUS, within, k));
	for (uint32_t k = 0; k < CUBE_YEARS; k++)
		assert_int_equal(r->by_year[k], count_value(c, f, DIM_YEAR, within, CUBE_YEAR_FIRST + k));
}

/* The cell of one row (partner or sector; -1: all) and one place, of those that have a share in one of the columns. */
static struct cube_cell cell_of(const struct cube *c, const struct cube_filter *f, bool by_sector, int32_t row,
                                int32_t place, const struct cube_matrix *m)
{
	struct cube_cell cell = { 0 };
	for (uint32_t i = 0; i < c->nactivities; i++) {
		const struct cube_activity *x = &c->activities[i];
		int64_t amount = x->committed;
		uint32_t share = 0;
		if (!meets(c, i, f, -1))
			continue;
		for (uint32_t j = 0; j < m->ncolumns; j++)
			share += place < 0 || m->columns[j] == place ? cube_place_share(c, x, m->columns[j]) : 0;
		if (row >= 0 && by_sector) {
			bool in = false;
			for (uint32_t k = 0; k < x->nsectors; k++)
				in = in || c->sectors_of[x->sectors_at + k].key == (uint32_t)row;
			amount = (int64_t)mul_div_even(amount, cube_sector_share(c, x, row), SHARE_ONE);
			share = in ? share : 0;
		} else if (row >= 0 && x->org != (uint32_t)row) {
			continue;
		}
		cell.programmes += share > 0;
		cell.committed += (int64_t)mul_div_even(amount, share, SHARE_ONE);
	}
	return cell;
}

static void same_cell(const struct cube_cell *x, struct cube_cell y)
{
	assert_int_equal(x->programmes, y.programmes);
	assert_int_equal(x->committed, y.committed);
}

static void same_matrix(const struct cube *c, arena *a, const struct cube_filter *f, bool by_sector)
{
	const struct cube_matrix *m = cube_matrix(c, a, f, by_sector);
	for (uint32_t i = 0; i < m->nrows; i++) {
		same_cell(&m->row_sums[i], cell_of(c, f, by_sector, m->rows[i], -1, m));
		for (uint32_t j = 0; j < m->ncolumns; j++)
			same_cell(&m->cells[i * m->ncolumns + j],
			          cell_of(c, f, by_sector, m->rows[i], m->columns[j], m));
	}
	for (uint32_t j = 0; j < m->ncolumns; j++)
		same_cell(&m->column_sums[j], cell_of(c, f, by_sector, -1, m->columns[j], m));
	same_cell(&m->all, cell_of(c, f, by_sector, -1, -1, m));
	/* a row for each partner that reports one, or sector that one is in */
	uint32_t rows = 0;
	for (uint32_t k = 0; k < (by_sector ? c->nsectors : c->norgs); k++) {
		bool used = false;
		for (uint32_t i = 0; i < c->nactivities; i++) {
			const struct cube_activity *x = &c->activities[i];
			bool has = !by_sector && x->org == k;
			for (uint32_t s = 0; by_sector && s < x->nsectors; s++)
				has = has || c->sectors_of[x->sectors_at + s].key == k;
			used = used || (has && meets(c, i, f, -1));
		}
		rows += used;
	}
	assert_int_equal(m->nrows, rows);
}

static void same_children(const struct cube *c, arena *a, const struct cube_filter *f, int32_t place)
{
	const int32_t *children;
	uint32_t n;
	const struct cube_cell *cells = cube_by_child(c, a, f, place, &children, &n);
	struct cube_filter inside = *f;
	inside.place = place;
	for (uint32_t j = 0; j < n; j++) {
		struct cube_cell cell = { 0 };
		for (uint32_t i = 0; i < c->nactivities; i++) {
			const struct cube_activity *x = &c->activities[i];
			uint32_t share = cube_place_share(c, x, children[j]);
			if (!share || !meets(c, i, &inside, -1))
				continue;
			cell.programmes++;
			cell.committed += (int64_t)mul_div_even(
			    mul_div_even(x->committed, cube_sector_share(c, x, f->sector), SHARE_ONE), share,
			    SHARE_ONE);
		}
		same_cell(&cells[j], cell);
	}
}

static void same_years(const struct cube *c, arena *a, const struct cube_filter *f)
{
	const struct cube_money *years = cube_by_year(c, a, f);
	struct cube_money sums[CUBE_YEARS] = { 0 };
	for (uint32_t i = 0; i < c->nactivities; i++) {
		const struct cube_activity *x = &c->activities[i];
		for (uint32_t k = 0; k < x->nmoney && meets(c, i, f, -1); k++) {
			const struct cube_money *m = &c->money_of[x->money_at + k];
			if (m->year < CUBE_YEAR_FIRST || m->year >= CUBE_YEAR_FIRST + CUBE_YEARS)
				continue;
			sums[m->year - CUBE_YEAR_FIRST].committed += amount_of(c, x, f, m->committed);
			sums[m->year - CUBE_YEAR_FIRST].disbursed += amount_of(c, x, f, m->disbursed);
			sums[m->year - CUBE_YEAR_FIRST].budget += amount_of(c, x, f, m->budget);
		}
	}
	for (int y = 0; y < CUBE_YEARS; y++) {
		assert_int_equal(years[y].committed, sums[y].committed);
		assert_int_equal(years[y].disbursed, sums[y].disbursed);
		assert_int_equal(years[y].budget, sums[y].budget);
	}
}

static struct cube_filter any_filter(struct data *d, const struct cube *c, arena *a)
{
	static const char *const places[] = {
		"53", "53.01", "53.02", "53.03", "53.01.22", "53.01.22.2001", "53.02.01"
	};
	struct cube_filter f = CUBE_ANY;
	f.scope = (int)any(d, 5) - 1;
	f.scope = any(d, 2) ? SCOPE_PROVINCE : f.scope;
	f.org = any(d, 4) ? -1 : (int32_t)any(d, c->norgs + 1);
	f.category = any(d, 4) ? -1 : (int32_t)any(d, CATEGORY_COUNT);
	f.sector = any(d, 3) ? -1 : (int32_t)any(d, c->nsectors + 1);
	f.place = any(d, 2) ? -1 : cube_place_by_code(c, str_of(places[any(d, SEL_COUNT(places))]));
	f.status = any(d, 4) ? -1 : (int32_t)any(d, CUBE_STATUSES + 1);
	f.year = any(d, 3) ? 0 : 1997 + (int)any(d, 45);
	if (any(d, 5) == 0) {
		uint8_t *bits = arena_array(a, uint8_t, c->nactivities / 8 + 1);
		for (uint32_t i = 0; i < c->nactivities; i++)
			bits[i / 8] |= (uint8_t)(any(d, 2) << (i % 8));
		f.text = bits;
	}
	return f;
}

static void filters_are_counted_one_by_one(void **state)
{
	struct data *d = start(state, 7, PROGRAMMES);
	struct cubes *cubes = cubes_open(d->store);
	ARENA_SCOPE arena *hold = arena_new(0);
	const struct cube *c = cubes_hold(cubes, hold);
	assert_non_null(c);
	assert_true(c->sets->zero_shares);
	for (int i = 0; i < FILTERS; i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct cube_filter f = any_filter(d, c, a);
		if (i == 0)
			f = CUBE_ANY;
		unsigned what = CUBE_FACETS | (any(d, 2) ? CUBE_WITHIN : 0);
		/* what many meet is kept: the second time it comes from there */
		for (int again = 0; again < (i % 8 ? 1 : 2); again++) {
			same_result(c, a, &f, what);
			same_years(c, a, &f);
			if (i % 4)
				continue;
			same_matrix(c, a, &f, i % 8 != 0);
			same_children(c, a, &f, f.place);
			same_children(c, a, &f, 0);
		}
	}
	arena_clear(hold);
	cubes_close(cubes);
	end(d);
}

/* ---- change by change ---- */

static void same_text(str x, str y)
{
	assert_int_equal(x.n, y.n);
	assert_memory_equal(x.p, y.p, x.n);
}

static void same_activity(const struct cube *c, const struct cube_activity *x, const struct cube *e,
                          const struct cube_activity *y)
{
	assert_int_equal(x->no, y->no);
	same_text(x->identifier, y->identifier);
	same_text(x->title[0], y->title[0]);
	same_text(x->title[1], y->title[1]);
	same_text(x->reporter, y->reporter);
	assert_int_equal(x->org, y->org);
	assert_int_equal(x->status, y->status);
	assert_int_equal(x->scope, y->scope);
	assert_int_equal(x->copy, y->copy);
	assert_int_equal(x->has_copies, y->has_copies);
	assert_int_equal(x->shares_equal, y->shares_equal);
	assert_int_equal(x->unconverted, y->unconverted);
	assert_int_equal(x->first, y->first);
	assert_int_equal(x->last, y->last);
	assert_int_equal(x->committed, y->committed);
	assert_int_equal(x->disbursed, y->disbursed);
	assert_int_equal(x->updated, y->updated);
	assert_true(x->norgs == y->norgs && x->nplaces == y->nplaces && x->nsectors == y->nsectors &&
	            x->nmoney == y->nmoney);
	assert_memory_equal(c->orgs_of + x->orgs_at, e->orgs_of + y->orgs_at, x->norgs * sizeof(uint32_t));
	assert_memory_equal(c->places_of + x->places_at, e->places_of + y->places_at,
	                    x->nplaces * sizeof(struct cube_share));
	assert_memory_equal(c->sectors_of + x->sectors_at, e->sectors_of + y->sectors_at,
	                    x->nsectors * sizeof(struct cube_share));
	for (uint32_t i = 0; i < x->nmoney; i++) {
		const struct cube_money *m = &c->money_of[x->money_at + i], *k = &e->money_of[y->money_at + i];
		assert_true(m->year == k->year && m->committed == k->committed && m->disbursed == k->disbursed &&
		            m->budget == k->budget);
	}
}

static void same_cube(const struct cube *c, const struct cube *e)
{
	assert_int_equal(c->nactivities, e->nactivities);
	assert_int_equal(c->norgs, e->norgs);
	assert_int_equal(c->nplaces, e->nplaces);
	assert_int_equal(c->newest, e->newest);
	for (uint32_t i = 0; i < c->norgs; i++) {
		const struct cube_org *x = &c->orgs[i], *y = &e->orgs[i];
		same_text(x->ref, y->ref);
		same_text(x->name, y->name);
		same_text(x->acronym, y->acronym);
		same_text(x->id, y->id);
		assert_true(x->no == y->no && x->category == y->category && x->registered == y->registered);
	}
	for (uint32_t i = 0; i < c->nplaces; i++) {
		same_text(c->places[i].code, e->places[i].code);
		same_text(c->places[i].name, e->places[i].name);
		assert_true(c->places[i].parent == e->places[i].parent && c->places[i].end == e->places[i].end);
	}
	for (uint32_t i = 0; i < c->nactivities; i++) {
		same_activity(c, &c->activities[i], e, &e->activities[i]);
		str id = c->activities[i].identifier;
		assert_int_equal(cube_activity_by_identifier(c, id), cube_activity_by_identifier(e, id));
		assert_int_equal(cube_next_copy(c, &c->activities[i], -1), cube_next_copy(e, &e->activities[i], -1));
	}
	assert_memory_equal(c->by_place.starts, e->by_place.starts, (c->nplaces + 1) * sizeof(uint32_t));
	assert_memory_equal(c->by_place.hits, e->by_place.hits, c->by_place.starts[c->nplaces] * sizeof(uint32_t));
	assert_memory_equal(c->by_org.starts, e->by_org.starts, (c->norgs + 1) * sizeof(uint32_t));
	assert_memory_equal(c->by_org.hits, e->by_org.hits, c->by_org.starts[c->norgs] * sizeof(uint32_t));
	for (int i = 0; i < SCOPE_COUNT; i++)
		assert_memory_equal(c->sets->scopes[i], e->sets->scopes[i], c->sets->words * sizeof(uint64_t));
}

static void change_something(struct data *d, arena *a)
{
	uint32_t at = any(d, (uint32_t)d->n), what = any(d, 12);
	if (what < 6) {
		save(d, a, &activity_kind, programme(d, a), d->nos[at]);
	} else if (what < 8) {
		d->nos[d->n++] = save(d, a, &activity_kind, programme(d, a), 0);
	} else if (what < 10) {
		struct record_tx *tx = record_tx_begin(d->store, a, clock_now());
		assert_non_null(tx);
		assert_int_equal(record_delete(tx, a, &actor_system, ORIGIN_FORM, d->nos[at], STR_EMPTY), RECORD_OK);
		assert_int_equal(record_tx_commit(tx), RECORD_OK);
		d->nos[at] = d->nos[--d->n];
	} else if (what == 10) {
		uint32_t p = any(d, (uint32_t)d->npartners);
		save(d, a, &organisation_kind, partner(d, a, p + 1), d->partners[p]);
	} else if (d->npartners < 16) {
		unsigned number = (unsigned)d->npartners + 1;
		d->partners[d->npartners++] = save(d, a, &organisation_kind, partner(d, a, number), 0);
	}
}

static void renewed_is_made_anew(void **state)
{
	struct data *d = start(state, 11, 120);
	struct cubes *cubes = cubes_open(d->store);
	uint32_t most_shelves = 0;
	bool shrank = false;
	for (int round = 0; round < ROUNDS; round++) {
		ARENA_SCOPE arena *a = arena_new(0);
		for (uint32_t i = 0, n = round ? 1 + any(d, 4) : 0; i < n; i++)
			change_something(d, a);
		const struct cube *c = cubes_hold(cubes, a);
		struct cubes *others = cubes_open(d->store);
		const struct cube *anew = cubes_hold(others, a);
		assert_int_equal(c->generation, store_generation(d->store));
		assert_int_equal(anew->nshelves, 1);
		same_cube(c, anew);
		shrank = shrank || c->nshelves < most_shelves;
		most_shelves = c->nshelves > most_shelves ? c->nshelves : most_shelves;
		arena_clear(a);
		cubes_close(others);
	}
	/* they were renewed, not read whole, and now and then the old texts were let go */
	assert_int_equal(most_shelves, 32);
	assert_true(shrank);
	cubes_close(cubes);
	end(d);
}

/* With many data readers go on with what there is; who asks for the newest waits for it. */
static void readers_do_not_wait(void **state)
{
	struct data *d = start(state, 13, 40);
	struct cubes *cubes = cubes_open(d->store);
	cubes_set_small(cubes, 0);
	ARENA_SCOPE arena *a = arena_new(0);
	const struct cube *before = cubes_hold(cubes, a);
	assert_true(cubes_is_fresh(cubes, before));
	int64_t no = save(d, a, &activity_kind, programme(d, a), 0);
	assert_false(cubes_is_fresh(cubes, before));
	const struct cube *meanwhile = cubes_hold(cubes, a), *now = cubes_hold_fresh(cubes, a);
	/* the old one or, when the background thread was quick, already the new one */
	assert_true(meanwhile == before || meanwhile->generation == store_generation(d->store));
	assert_int_equal(cube_activity_by_no(before, no), -1);
	assert_true(cube_activity_by_no(now, no) >= 0);
	assert_true(cubes_is_fresh(cubes, now));
	/* what the figures are not made of leaves them as they are */
	save(d, a, &place_match_kind, STR("{\"activity\":\"P-1\",\"location\":\"x\",\"place\":\"53.01\"}"), 0);
	assert_true(cubes_hold_fresh(cubes, a) == now);
	assert_true(cubes_is_fresh(cubes, now));
	/* soon without anybody waiting */
	no = save(d, a, &activity_kind, programme(d, a), 0);
	const struct cube *c = cubes_hold(cubes, a);
	for (int i = 0; i < 2000 && cube_activity_by_no(c, no) < 0; i++) {
		usleep(5000);
		c = cubes_hold(cubes, a);
	}
	assert_true(cube_activity_by_no(c, no) >= 0);
	arena_clear(a);
	cubes_close(cubes);
	end(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = { ON_A_WORLD(filters_are_counted_one_by_one),
		                            ON_A_WORLD(renewed_is_made_anew), ON_A_WORLD(readers_do_not_wait) };
	return run_on_both(tests, SEL_COUNT(tests));
}
