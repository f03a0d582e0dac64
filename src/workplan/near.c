#include "workplan/near.h"

#include "activity/province.h"
#include "base/map.h"
#include "workplan_sql.h"

enum { PLACES_MOST = 300, SHOWN_MOST = 300 };

struct near_counts {
	struct map by_key; /* "PLACE|SECTOR" -> number of rows of others there */
};

str workplan_org_name(struct store *s, db *d, arena *a, str id, int lang)
{
	const struct record *r = id.n ? record_load_id(s, d, a, &actor_system, &organisation_kind, id) : NULL;
	return r ? organisation_text(r->doc, r->doc, ORGANISATION_NAME, lang) : STR_EMPTY;
}

const str *workplan_codes(arena *a, const struct doc *plan, uint32_t field, uint32_t *n)
{
	uint32_t rows;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &rows);
	str *list = arena_array(a, str, rows);
	struct map seen;
	map_init(&seen, a);
	*n = 0;
	for (uint32_t i = 0; i < rows; i++) {
		bool added;
		str code = doc_str(lines[i], field);
		map_put(&seen, code, &added);
		if (added && code.n)
			list[(*n)++] = code;
	}
	return list;
}

static str key_of(arena *a, str place, str sector)
{
	return arena_fmt(a, "%.*s|%.*s", STR_ARG(place), STR_ARG(sector));
}

struct seeking {
	struct store *store;
	db *db;
	arena *a;
	int lang;
	struct map own;    /* "PLACE|SECTOR" and "PLACE" of the plan's rows */
	struct map places; /* in order */
	struct map names;  /* partner's ULID -> its name in the list */
	int year;
	const struct near_want *want;
	struct near_counts *counts;
	struct near_all *out;
};

static void count(struct seeking *n, str place, str sector)
{
	map_put(&n->counts->by_key, key_of(n->a, place, sector), NULL)->i++;
}

static bool read_lines(struct seeking *n, const struct doc *plan)
{
	db_rows *rows;
	if (db_select(n->db, &q_workplan_lines_of_year,
	              DB_ARGS(db_int(n->year), db_text(doc_str(plan, WORKPLAN_PARTNER)), db_bool(n->want->any)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		str place = db_col_text(rows, Q_WORKPLAN_LINES_OF_YEAR_COL_PLACE);
		str sector = db_col_text(rows, Q_WORKPLAN_LINES_OF_YEAR_COL_SECTOR);
		if (!map_get(&n->own, key_of(n->a, place, sector)))
			continue;
		count(n, arena_str(n->a, place), arena_str(n->a, sector));
		if (n->out->list.n < SHOWN_MOST)
			*vec_push(n->a, &n->out->list) = (struct near){
				.no = db_col_int(rows, Q_WORKPLAN_LINES_OF_YEAR_COL_NO),
				.partner = arena_str(n->a, db_col_text(rows, Q_WORKPLAN_LINES_OF_YEAR_COL_PARTNER)),
				.place = arena_str(n->a, place),
				.sector = arena_str(n->a, sector),
				.text = arena_str(n->a, db_col_text(rows, Q_WORKPLAN_LINES_OF_YEAR_COL_ACTIVITY)),
				.year = n->year,
			};
	}
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < n->out->list.n; i++) {
		struct near *x = &n->out->list.p[i];
		bool added;
		union map_value *name = map_put(&n->names, x->partner, &added);
		if (added) {
			str *made = arena_make(n->a, str);
			*made = workplan_org_name(n->store, n->db, n->a, x->partner, n->lang);
			name->ptr = made;
		}
		x->partner = *(const str *)name->cptr;
	}
	return true;
}

/* Whether it runs in the year, as far as it says: its actual days, else the planned ones. */
static bool runs_in(const struct doc *programme, int year)
{
	enum { PLANNED_START = 1, START, PLANNED_END, END };
	uint32_t rows;
	date days[END + 1] = { DATE_NONE, DATE_NONE, DATE_NONE, DATE_NONE, DATE_NONE };
	struct doc *const *list = doc_rows(programme, ACTIVITY_DATE, &rows);
	for (uint32_t i = 0; i < rows; i++) {
		int64_t type;
		date day;
		if (str_to_int(doc_str(list[i], ACTIVITY_DATE_TYPE), &type) && type >= PLANNED_START && type <= END &&
		    doc_date(list[i], ACTIVITY_DATE_DATE, &day))
			days[type] = day;
	}
	date from = days[START] != DATE_NONE ? days[START] : days[PLANNED_START];
	date until = days[END] != DATE_NONE ? days[END] : days[PLANNED_END];
	return (from == DATE_NONE || from <= date_from_ymd((struct ymd){ year, 12, 31 })) &&
	       (until == DATE_NONE || until >= date_from_ymd((struct ymd){ year, 1, 1 }));
}

/* Counts the programme for the rows in PLACE whose sector it has; the first of these, or the empty str. */
static str count_sectors(struct seeking *n, const struct doc *programme, str place)
{
	uint32_t rows;
	struct doc *const *sectors = doc_rows(programme, ACTIVITY_SECTOR, &rows);
	struct map seen;
	str first = STR_EMPTY;
	map_init(&seen, n->a);
	for (uint32_t i = 0; i < rows; i++) {
		bool added;
		str sector =
		    province_sector_of(doc_str(sectors[i], SECTOR_VOCABULARY), doc_str(sectors[i], SECTOR_CODE));
		map_put(&seen, sector, &added);
		if (!added || !map_get(&n->own, key_of(n->a, place, sector)))
			continue;
		count(n, place, sector);
		first = first.n ? first : sector;
	}
	return first;
}

static bool read_programmes(struct seeking *n, str place, str own_ref)
{
	VEC(int64_t) found = { 0 };
	db_rows *rows;
	if (db_select(n->db, &q_workplan_programmes_at, DB_ARGS(db_text(place), db_text(own_ref)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(n->a, &found) = db_col_int(rows, Q_WORKPLAN_PROGRAMMES_AT_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < found.n && n->out->list.n < SHOWN_MOST; i++) {
		const struct record *r = record_load(n->store, n->db, n->a, &actor_public, found.p[i]);
		str sector = r && runs_in(r->doc, n->year) ? count_sectors(n, r->doc, place) : STR_EMPTY;
		if (!sector.n)
			continue;
		str partner = activity_text(r->doc, r->doc, ACTIVITY_REPORTING_NAME, n->lang);
		*vec_push(n->a, &n->out->list) =
		    (struct near){ .no = r->no,
			           .programme = true,
			           .partner = partner,
			           .place = place,
			           .sector = sector,
			           .text = activity_text(r->doc, r->doc, ACTIVITY_TITLE, n->lang),
			           .year = n->year };
	}
	return true;
}

static bool is_wanted(str wanted, str is)
{
	return !wanted.n || str_eq(wanted, is);
}

bool near_read(struct store *s, db *d, arena *a, const struct doc *plan, const struct near_want *want, int lang,
               struct near_all *out)
{
	struct seeking n = { .store = s, .db = d, .a = a, .lang = lang, .want = want, .out = out };
	int64_t year = 0;
	uint32_t lines;
	if (!doc_int(plan, WORKPLAN_YEAR, &year) || year < 1 || year > 9999)
		return false;
	n.year = want->year ? want->year : (int)year;
	struct doc *const *rows = doc_rows(plan, WORKPLAN_LINE, &lines);
	*out = (struct near_all){ 0 };
	n.counts = arena_make(a, struct near_counts);
	out->counts = n.counts;
	map_init(&n.counts->by_key, a);
	map_init(&n.own, a);
	map_init(&n.places, a);
	map_init(&n.names, a);
	for (uint32_t i = 0; i < lines; i++) {
		str place = doc_str(rows[i], WORKPLAN_LINE_PLACE), sector = doc_str(rows[i], WORKPLAN_LINE_SECTOR);
		if (!is_wanted(want->place, place) || !is_wanted(want->sector, sector))
			continue;
		map_put(&n.own, key_of(a, place, sector), NULL);
		if (place.n)
			map_put(&n.places, place, NULL);
	}
	const struct record *partner =
	    record_load_id(s, d, a, &actor_system, &organisation_kind, doc_str(plan, WORKPLAN_PARTNER));
	str own_ref = partner ? doc_str(partner->doc, ORGANISATION_REF) : STR_EMPTY;
	bool good = read_lines(&n, plan);
	for (size_t i = 0; good && i < n.places.n && i < PLACES_MOST; i++)
		good = read_programmes(&n, n.places.entries[i].key, own_ref);
	return good;
}

uint32_t near_count(arena *a, const struct near_all *n, const struct doc *line)
{
	union map_value *v = map_get(
	    &n->counts->by_key, key_of(a, doc_str(line, WORKPLAN_LINE_PLACE), doc_str(line, WORKPLAN_LINE_SECTOR)));
	return v ? (uint32_t)v->i : 0;
}
