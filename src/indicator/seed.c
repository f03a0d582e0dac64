/* The indicators that come with the program. */
#include "indicator/data.h"
#include "indicator/indicator.h"
#include "sheet/csv.h"

/* Columns of series.csv. */
enum { SERIES_INDICATOR, SERIES_CODE, SERIES_NAME_ID, SERIES_NAME_EN, SERIES_NOTE_ID, SERIES_NOTE_EN, SERIES_COLUMNS };

static struct csv_reader reader(const unsigned char *bytes, size_t size)
{
	struct csv_reader r;
	csv_reader_init(&r, (str){ (const char *)bytes, size }, (struct csv_limits){ .cells = 32, .bytes = 10000 });
	return r;
}

static void add_text(arena *a, struct doc *d, uint32_t field, str lang, str text)
{
	if (text.n)
		doc_add_text(a, d, field, lang, text);
}

static void add_series(arena *a, struct doc *d)
{
	struct csv_reader r = reader(series_csv, series_csv_size);
	str *cells;
	uint32_t n;
	while (csv_next_row(&r, a, &cells, &n) == CSV_ROW) {
		if (n != SERIES_COLUMNS || !str_eq(cells[SERIES_INDICATOR], doc_str(d, INDICATOR_CODE)))
			continue;
		struct doc *row = doc_add_row(a, d, INDICATOR_SERIES);
		doc_set(row, INDICATOR_SERIES_CODE, cells[SERIES_CODE]);
		add_text(a, row, INDICATOR_SERIES_NAME, STR("id"), cells[SERIES_NAME_ID]);
		add_text(a, row, INDICATOR_SERIES_NAME, STR("en"), cells[SERIES_NAME_EN]);
		add_text(a, row, INDICATOR_SERIES_NOTE, STR("id"), cells[SERIES_NOTE_ID]);
		add_text(a, row, INDICATOR_SERIES_NOTE, STR("en"), cells[SERIES_NOTE_EN]);
	}
}

static bool is_known(const struct known_record *known, uint32_t n, str code)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(known[i].value, code))
			return true;
	return false;
}

struct seeding {
	struct store *store;
	struct record_tx *tx;
	const struct known_record *known;
	uint32_t how_many;
};

static enum record_rc seed_one(struct seeding *s, arena *a, struct doc *d, struct problems *ps,
                               struct indicator_imported *out)
{
	out->rows++;
	if (is_known(s->known, s->how_many, doc_str(d, INDICATOR_CODE))) {
		out->unchanged++;
		return RECORD_OK;
	}
	add_series(a, d);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR("data/indicators") };
	struct saved saved;
	enum record_rc rc = record_write(s->tx, a, record_prepare(s->store, a, &in, ps), &saved);
	out->added += rc == RECORD_OK;
	return rc;
}

enum record_rc indicator_seed(struct store *store, struct problems *ps, struct indicator_imported *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct seeding s = { .store = store };
	struct known_record *known;
	*out = (struct indicator_imported){ 0 };
	db *d = db_borrow(store_pool(store), DB_READ);
	bool read = d && record_known(store, d, a, &indicator_kind, "code", STR_EMPTY, &known, &s.how_many);
	db_return(d);
	if (!read)
		return RECORD_FAILED;
	s.known = known;
	struct csv_reader r = reader(indicators_csv, indicators_csv_size);
	str *headings, *cells;
	uint32_t columns, n;
	if (csv_next_row(&r, a, &headings, &columns) != CSV_ROW || !(s.tx = record_tx_begin(store, a, clock_now())))
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	while (rc == RECORD_OK && csv_next_row(&r, a, &cells, &n) == CSV_ROW && n == columns)
		rc = seed_one(&s, a, doc_from_row(a, &indicator_kind, headings, cells, n, r.line, ps), ps, out);
	if (rc == RECORD_OK && !problems_refuse(ps))
		return record_tx_commit(s.tx);
	record_tx_rollback(s.tx);
	return rc == RECORD_OK ? RECORD_REFUSED : rc;
}
