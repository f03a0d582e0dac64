/* Reads activities from the derived tables: every query comes in order of the record's number, so the activities' array
 * is walked beside each. The same queries read all of them or the few that have changed. */
#include "activity/activity.h"
#include "activity/province.h"
#include "cube/build.h"
#include "cube/rate.h"
#include "cube_sql.h"

static db_rows *start(struct rows *b, const struct db_query *q)
{
	db_rows *rows;
	return db_select(b->db, q, DB_ARGS(db_int(b->from), db_int(b->to)), &rows) == DB_OK ? rows : NULL;
}

uint32_t rows_org(struct rows *b, str ref)
{
	bool added;
	union map_value *v = map_get(&b->org_by_ref, ref);
	if (v)
		return (uint32_t)v->i;
	str key = arena_str(b->tmp, ref);
	v = map_put(&b->org_by_ref, key, &added);
	v->i = (int64_t)b->refs.n;
	*vec_push(b->tmp, &b->refs) = key;
	return (uint32_t)v->i;
}

static bool read_activities(struct rows *b)
{
	db_rows *rows = start(b, &q_cube_activities);
	b->first = (uint32_t)b->activities.n;
	while (rows && db_next(rows)) {
		struct cube_activity *x = vec_push(b->tmp, &b->activities);
		str status = db_col_text(rows, 2), updated = db_col_text(rows, 4);
		*x = (struct cube_activity){ .no = db_col_int(rows, 0),
			                     .identifier = arena_str(b->text, db_col_text(rows, 1)),
			                     .title = { STR_EMPTY, STR_EMPTY },
			                     .reporter = STR_EMPTY,
			                     .org = rows_org(b, db_col_text(rows, 3)),
			                     .status = status.n == 1 && status.p[0] >= '1' && status.p[0] <= '6'
			                                   ? (uint8_t)(status.p[0] - '0')
			                                   : 0,
			                     .scope = SCOPE_ELSEWHERE };
		if (!instant_parse_xsd(updated, &x->updated))
			x->updated = 0;
		*vec_push(b->tmp, &b->currencies) = arena_str(b->tmp, db_col_text(rows, 5));
	}
	return rows && db_finish(rows) == DB_OK;
}

/* The activity NO, searching on from *AT; NULL when the derived row belongs to none. */
static struct cube_activity *advance(struct rows *b, uint32_t *at, int64_t no)
{
	while (*at < b->activities.n && b->activities.p[*at].no < no)
		++*at;
	return *at < b->activities.n && b->activities.p[*at].no == no ? &b->activities.p[*at] : NULL;
}

static int year_of(str day)
{
	date d;
	if (!date_parse(str_sub(day, 0, 10), &d))
		return 0;
	int y = (day.p[0] - '0') * 1000 + (day.p[1] - '0') * 100 + (day.p[2] - '0') * 10 + (day.p[3] - '0');
	return y >= CUBE_YEAR_FIRST - 50 && y < CUBE_YEAR_FIRST + CUBE_YEARS ? y : 0;
}

static bool read_dates(struct rows *b)
{
	uint32_t at = b->first;
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

static bool read_participants(struct rows *b)
{
	uint32_t done = b->first;
	db_rows *rows = start(b, &q_cube_participants);
	if (!rows)
		return false;
	bool more = db_next(rows);
	for (; done < b->activities.n; done++) {
		struct cube_activity *x = &b->activities.p[done];
		x->orgs_at = (uint32_t)b->participants.n;
		*vec_push(b->tmp, &b->participants) = x->org;
		x->norgs = 1;
		while (more && db_col_int(rows, 0) <= x->no) {
			uint32_t org = rows_org(b, db_col_text(rows, 1));
			bool mine = db_col_int(rows, 0) == x->no, seen = !mine;
			for (uint32_t i = x->orgs_at; i < b->participants.n && !seen; i++)
				seen = b->participants.p[i] == org;
			if (!seen && x->norgs < UINT16_MAX) {
				*vec_push(b->tmp, &b->participants) = org;
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
static uint16_t add_shares(arena *tmp, struct part *parts, uint32_t n, void *list, bool *equal)
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
			*vec_push(tmp, out) = (struct cube_share){ (uint32_t)parts[i].key, 0 };
		out->p[j].share += (uint32_t)shares[i];
	}
	*equal = !given && n > 1;
	return (uint16_t)(out->n - from);
}

static bool read_locations(struct rows *b)
{
	db_rows *rows = start(b, &q_cube_locations);
	if (!rows)
		return false;
	VEC(struct part) parts = { 0 };
	bool more = db_next(rows);
	for (uint32_t i = b->first; i < b->activities.n; i++) {
		struct cube_activity *x = &b->activities.p[i];
		parts.n = 0;
		for (; more && db_col_int(rows, 0) <= x->no; more = db_next(rows)) {
			const union map_value *v = map_get(&b->place_by_code, db_col_text(rows, 1));
			if (db_col_int(rows, 0) == x->no && parts.n < 20000)
				*vec_push(b->tmp, &parts) =
				    (struct part){ v ? v->i : -1, db_is_null(rows, 2) ? -1 : db_col_int(rows, 2) };
		}
		x->places_at = (uint32_t)b->places.n;
		if (parts.n)
			x->nplaces = add_shares(b->tmp, parts.p, (uint32_t)parts.n, &b->places, &x->shares_equal);
		if (x->nplaces)
			x->scope = SCOPE_PROVINCE;
	}
	return db_finish(rows) == DB_OK;
}

static bool read_countries(struct rows *b)
{
	uint32_t at = b->first;
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
static int64_t sector_of(struct rows *b, str vocabulary, str code)
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

static bool read_sectors(struct rows *b)
{
	db_rows *rows = start(b, &q_cube_sectors);
	if (!rows)
		return false;
	VEC(struct part) parts = { 0 };
	bool more = db_next(rows), equal;
	for (uint32_t i = b->first; i < b->activities.n; i++) {
		struct cube_activity *x = &b->activities.p[i];
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
			x->nsectors = add_shares(b->tmp, parts.p, (uint32_t)parts.n, &b->sectors, &equal);
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
static struct amount read_amount(struct rows *b, db_rows *rows, bool budget, uint32_t *at)
{
	int col = budget ? 1 : 2;
	struct amount m = { .no = db_col_int(rows, 0), .type = budget ? 'b' : db_col_text(rows, 1).p[0] };
	str currency = db_col_text(rows, col + 1);
	struct cube_activity *x = advance(b, at, m.no);
	if (!x || db_is_null(rows, col + 3))
		return (struct amount){ .no = m.no, .converted = true };
	if (!currency.n)
		currency = b->currencies.p[*at];
	m.year = year_of(db_col_text(rows, col));
	int rate_year = year_of(db_col_text(rows, col + 2));
	m.cents = db_col_int(rows, col + 3);
	m.converted = m.year && rate_convert(currency, rate_year ? rate_year : m.year, m.cents, &m.idr);
	return m;
}

static void add_amount(struct rows *b, struct cube_activity *x, const struct amount *m)
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
		y = vec_push(b->tmp, &b->money);
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

static bool read_money(struct rows *b)
{
	uint32_t at = b->first;
	VEC(struct amount) budgets = { 0 };
	db_rows *rows = start(b, &q_cube_budgets);
	while (rows && db_next(rows))
		*vec_push(b->tmp, &budgets) = read_amount(b, rows, true, &at);
	if (!rows || db_finish(rows) != DB_OK || !(rows = start(b, &q_cube_transactions)))
		return false;
	bool more = db_next(rows);
	size_t next = 0;
	at = b->first;
	for (uint32_t i = b->first; i < b->activities.n; i++) {
		struct cube_activity *x = &b->activities.p[i];
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

/* ---- names ---- */

str rows_name(struct rows *b, str name)
{
	if (!name.n)
		return STR_EMPTY;
	union map_value *v = map_get(&b->names, name);
	if (v)
		return b->known_names.p[v->i];
	str copy = arena_str(b->text, name);
	map_put(&b->names, copy, NULL)->i = (int64_t)b->known_names.n;
	*vec_push(b->tmp, &b->known_names) = copy;
	return copy;
}

static bool read_names(struct rows *b)
{
	uint32_t at = b->first;
	db_rows *rows = start(b, &q_cube_names);
	while (rows && db_next(rows)) {
		struct cube_activity *x = advance(b, &at, db_col_int(rows, 0));
		if (!x || !((uint32_t)db_col_int(rows, 4) & PUBLIC))
			continue;
		x->title[0] = arena_str(b->text, db_col_text(rows, 1));
		x->title[1] = db_is_null(rows, 2) ? x->title[0] : arena_str(b->text, db_col_text(rows, 2));
		x->reporter = rows_name(b, db_col_text(rows, 3));
	}
	return rows && db_finish(rows) == DB_OK;
}

void rows_start(struct rows *b)
{
	map_init(&b->org_by_ref, b->tmp);
	map_init(&b->place_by_code, b->tmp);
	map_init(&b->sector_by_code, b->tmp);
	map_init(&b->names, b->tmp);
}

bool rows_read(struct rows *b, int64_t from, int64_t to)
{
	for (uint32_t i = (uint32_t)b->place_by_code.n; i < b->c->nplaces; i++)
		map_put(&b->place_by_code, b->c->places[i].code, NULL)->i = i;
	b->from = from;
	b->to = to;
	return read_activities(b) && read_names(b) && read_dates(b) && read_participants(b) && read_locations(b) &&
	       read_countries(b) && read_sectors(b) && read_money(b);
}
