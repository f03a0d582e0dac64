/* Figures from a table into records: all of a file or nothing. */
#include "base/map.h"
#include "indicator/data.h"
#include "indicator/indicator.h"
#include "sheet/csv.h"

enum { CELLS_MAX = 64, CELL_BYTES_MAX = 10000, FILE_BYTES_MAX = 64 << 20 };

/* ---- columns ---- */

enum column {
	COL_INDICATOR,
	COL_SERIES,
	COL_PLACE,
	COL_BPS,
	COL_PERIOD,
	COL_SUBSET,
	COL_VALUE,
	COL_UNIT,
	COL_STATUS,
	COL_SOURCE,
	COL_AS_OF,
	COL_NOTE,
	COLUMNS
};
static const char *const column_names[COLUMNS] = { "indicator", "series", "place",  "bps_code", "period", "subset",
	                                           "value",     "unit",   "status", "source",   "as_of",  "note" };
#define NO_FIELD UINT32_MAX
/* Columns that go into the record as they are. */
static const uint32_t column_fields[COLUMNS] = {
	[COL_INDICATOR] = INDICATOR_VALUE_INDICATOR,
	[COL_SERIES] = NO_FIELD,
	[COL_PLACE] = NO_FIELD,
	[COL_BPS] = NO_FIELD,
	[COL_PERIOD] = INDICATOR_VALUE_PERIOD,
	[COL_SUBSET] = INDICATOR_VALUE_SUBSET,
	[COL_VALUE] = INDICATOR_VALUE_VALUE,
	[COL_UNIT] = NO_FIELD,
	[COL_STATUS] = NO_FIELD,
	[COL_SOURCE] = INDICATOR_VALUE_SOURCE,
	[COL_AS_OF] = INDICATOR_VALUE_AS_OF,
	[COL_NOTE] = INDICATOR_VALUE_NOTE,
};

struct importing {
	struct store *store;
	const struct place_index *places;
	const struct indicator *indicators;
	uint32_t nindicators;
	struct record_tx *tx;
	struct map known; /* key -> const struct known_record */
	struct map seen;  /* key -> line */
	struct problems *problems;
	struct indicator_imported *count;
	str name;
	uint32_t at[COLUMNS];  /* position of each column, UINT32_MAX: not in the file */
	enum record_rc failed; /* what the kernel said when it was not the row's fault */
};

static void problem(struct importing *m, const char *key, uint32_t line, const char *path, str found, str expected)
{
	problems_add(m->problems, (struct problem){ .severity = SEVERITY_ERROR,
	                                            .key = key,
	                                            .where = m->name,
	                                            .path = str_of(path),
	                                            .line = line,
	                                            .found = found,
	                                            .expected = expected });
}

static bool read_heading(struct importing *m, const str *cells, uint32_t n)
{
	bool good = true;
	for (uint32_t c = 0; c < COLUMNS; c++)
		m->at[c] = UINT32_MAX;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = 0;
		while (c < COLUMNS && !str_eq_nocase(str_trim(cells[i]), str_of(column_names[c])))
			c++;
		if (c == COLUMNS || m->at[c] != UINT32_MAX) {
			problem(m, "sheet.unknown_column", 1, "", cells[i], STR_EMPTY);
			good = false;
		} else {
			m->at[c] = i;
		}
	}
	static const enum column needed[] = { COL_INDICATOR, COL_PERIOD, COL_VALUE, COL_SOURCE };
	for (size_t i = 0; i < SEL_COUNT(needed); i++) {
		if (m->at[needed[i]] != UINT32_MAX)
			continue;
		problem(m, "problem.required", 1, column_names[needed[i]], STR_EMPTY, STR_EMPTY);
		good = false;
	}
	if (m->at[COL_PLACE] == UINT32_MAX && m->at[COL_BPS] == UINT32_MAX) {
		problem(m, "problem.required", 1, "place", STR_EMPTY, STR_EMPTY);
		good = false;
	}
	return good;
}

/* ---- rows ---- */

static str cell(const struct importing *m, arena *a, const str *cells, uint32_t n, enum column c)
{
	return m->at[c] < n ? str_trim(csv_plain(a, cells[m->at[c]])) : STR_EMPTY;
}

static const struct place *row_place(struct importing *m, str code, str bps, uint32_t line)
{
	const struct place *p = code.n ? place_by_code(m->places, code) : place_by_bps(m->places, bps);
	const struct place *q = bps.n ? place_by_bps(m->places, bps) : p;
	if (!p || !q)
		problem(m, "problem.indicator.place", line, code.n && !p ? "place" : "bps_code",
		        code.n && !p ? code : bps, STR_EMPTY);
	else if (p != q)
		problem(m, "problem.indicator.codes_differ", line, "place", code, bps);
	return p == q ? p : NULL;
}

/* The series that the row means: the one it names, or the only one there is. */
static str row_series(struct importing *m, const struct indicator *i, str said, uint32_t line)
{
	if (!said.n && i->nseries == 1)
		return i->series[0].code;
	if (indicator_series_find(i, said))
		return said;
	problem(m, "problem.indicator.series", line, "series", said, i->code);
	return STR_EMPTY;
}

static struct doc *row_doc(struct importing *m, arena *a, const str *cells, uint32_t n, uint32_t line)
{
	struct doc *d = doc_new(a, &indicator_value_kind);
	d->line = line;
	for (enum column c = 0; c < COLUMNS; c++)
		if (column_fields[c] != NO_FIELD && cell(m, a, cells, n, c).n)
			doc_set(d, column_fields[c], cell(m, a, cells, n, c));
	str status = cell(m, a, cells, n, COL_STATUS), unit = cell(m, a, cells, n, COL_UNIT);
	doc_set(d, INDICATOR_VALUE_STATUS, status.n ? status : STR("secondary"));
	const struct indicator *i = indicator_find(m->indicators, m->nindicators, cell(m, a, cells, n, COL_INDICATOR));
	str series = STR_EMPTY;
	if (!i) {
		problem(m, "problem.indicator.unknown", line, "indicator", cell(m, a, cells, n, COL_INDICATOR),
		        STR_EMPTY);
	} else {
		series = row_series(m, i, cell(m, a, cells, n, COL_SERIES), line);
		if (unit.n && !str_eq(unit, i->unit))
			problem(m, "problem.indicator.unit", line, "unit", unit, i->unit);
	}
	const struct place *p = row_place(m, cell(m, a, cells, n, COL_PLACE), cell(m, a, cells, n, COL_BPS), line);
	/* What was complained about is filled in, so that the checks of the record do not complain again. */
	doc_set(d, INDICATOR_VALUE_SERIES, series.n ? series : STR("-"));
	doc_set(d, INDICATOR_VALUE_PLACE, p ? p->code : STR("53"));
	return d;
}

static void write_row(struct importing *m, arena *a, const struct doc *d, arena *keep)
{
	str key = indicator_value_key(keep, d);
	bool added;
	map_put(&m->seen, key, &added)->i = d->line;
	if (!added) {
		problem(m, "problem.indicator.twice", d->line, "", key, STR_EMPTY);
		return;
	}
	union map_value *v = map_get(&m->known, key);
	const struct known_record *known = v ? v->cptr : NULL;
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = known ? known->no : 0,
		           .base_version = known ? known->version : 0,
		           .origin = ORIGIN_SHEET,
		           .state = STATE_CURRENT,
		           .note = m->name,
		           .keys = &(struct record_key){ "value", key },
		           .nkeys = 1,
		           .known = known && !known->deleted ? &known->doc_hash : NULL };
	struct saved saved;
	enum record_rc rc = record_write(m->tx, a, record_prepare(m->store, a, &in, m->problems), &saved);
	m->count->unchanged += rc == RECORD_UNCHANGED;
	m->count->added += rc == RECORD_OK && !known;
	m->count->changed += rc == RECORD_OK && known;
	if (rc != RECORD_OK && rc != RECORD_UNCHANGED && rc != RECORD_REFUSED)
		m->failed = rc;
}

static enum record_rc write_rows(struct importing *m, struct csv_reader *r, arena *keep)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str *cells;
	uint32_t n;
	enum csv_rc rc;
	while (!m->failed && (rc = csv_next_row(r, a, &cells, &n)) == CSV_ROW) {
		uint32_t before = m->problems->by_severity[SEVERITY_ERROR];
		struct doc *d = row_doc(m, a, cells, n, r->line);
		m->count->rows++;
		if (m->problems->by_severity[SEVERITY_ERROR] == before)
			write_row(m, a, d, keep);
		else
			doc_check(d, NULL, m->problems);
		arena_clear(a);
	}
	if (!m->failed && rc != CSV_END)
		problem(m, "sheet.broken", r->line, "", STR_EMPTY, STR_EMPTY);
	return m->failed ? m->failed : problems_refuse(m->problems) ? RECORD_REFUSED : RECORD_OK;
}

static bool read_known(struct importing *m, arena *a)
{
	struct known_record *known;
	uint32_t n;
	db *d = db_borrow(store_pool(m->store), DB_READ);
	bool good = d && record_known(m->store, d, a, &indicator_value_kind, "value", STR_EMPTY, &known, &n) &&
	            indicator_list(m->store, d, a, &m->indicators, &m->nindicators);
	db_return(d);
	for (uint32_t i = 0; good && i < n; i++)
		map_put(&m->known, known[i].value, NULL)->cptr = &known[i];
	return good;
}

enum record_rc indicator_import(struct store *s, const struct place_index *places, str csv, str name,
                                struct problems *ps, struct indicator_imported *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct importing m = { .store = s, .places = places, .problems = ps, .count = out, .name = name };
	struct csv_reader r;
	str text, *cells;
	uint32_t n;
	*out = (struct indicator_imported){ 0 };
	map_init(&m.known, a);
	map_init(&m.seen, a);
	if (csv.n > FILE_BYTES_MAX) {
		problem(&m, "problem.indicator.too_large", 0, "", STR("64 MiB"), STR_EMPTY);
		return RECORD_REFUSED;
	}
	if (!read_known(&m, a))
		return RECORD_FAILED;
	csv_decode(a, csv, &text);
	csv_reader_init(&r, text, (struct csv_limits){ .cells = CELLS_MAX, .bytes = CELL_BYTES_MAX });
	if (csv_next_row(&r, a, &cells, &n) != CSV_ROW)
		problem(&m, "sheet.no_heading", 1, "", STR_EMPTY, STR_EMPTY);
	else
		(void)read_heading(&m, cells, n);
	if (problems_refuse(ps))
		return RECORD_REFUSED;
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	enum record_rc rc = write_rows(&m, &r, a);
	if (rc == RECORD_OK)
		return record_tx_commit(m.tx);
	record_tx_rollback(m.tx);
	return rc;
}

enum record_rc indicator_seed_values(struct store *s, const struct place_index *places, struct problems *ps,
                                     struct indicator_imported *out)
{
	return indicator_import(s, places, (str){ (const char *)ntt_csv, ntt_csv_size }, STR("data/indicators/ntt.csv"),
	                        ps, out);
}
