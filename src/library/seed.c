/* The regulations that come with the program. */
#include "library/data.h"
#include "library/library.h"
#include "sheet/csv.h"

enum {
	COL_SORT,
	COL_NUMBER,
	COL_YEAR,
	COL_LEVEL,
	COL_ISSUER,
	COL_PLACE,
	COL_TITLE_ID,
	COL_TITLE_EN,
	COL_SIGNED,
	COL_FROM,
	COL_UNTIL,
	COL_REPLACES,
	COL_SUMMARY_ID,
	COL_SUMMARY_EN,
	COL_ADDRESS,
	COL_SOURCE,
	COL_CHECK,
	COL_CHECKED,
	COLUMNS
};
#define NO_FIELD UINT32_MAX
static const uint32_t column_fields[COLUMNS] = {
	[COL_SORT] = REGULATION_SORT,     [COL_NUMBER] = REGULATION_NUMBER, [COL_YEAR] = REGULATION_YEAR,
	[COL_LEVEL] = REGULATION_LEVEL,   [COL_ISSUER] = REGULATION_ISSUER, [COL_PLACE] = REGULATION_PLACE,
	[COL_TITLE_ID] = NO_FIELD,        [COL_TITLE_EN] = NO_FIELD,        [COL_SIGNED] = REGULATION_SIGNED,
	[COL_FROM] = REGULATION_FROM,     [COL_UNTIL] = REGULATION_UNTIL,   [COL_REPLACES] = NO_FIELD,
	[COL_SUMMARY_ID] = NO_FIELD,      [COL_SUMMARY_EN] = NO_FIELD,      [COL_ADDRESS] = REGULATION_ADDRESS,
	[COL_SOURCE] = REGULATION_SOURCE, [COL_CHECK] = REGULATION_CHECK,   [COL_CHECKED] = REGULATION_CHECKED,
};

/* Older ones come first in the file: what is replaced is there already. */
static bool add_replaced(struct store *s, db *d, arena *a, struct doc *doc, str names)
{
	struct cite c;
	size_t at = 0;
	while (cite_next(names, &at, &c)) {
		str slug = cite_slug(a, c.sort, c.issuer, c.number, c.year);
		const struct record *r = record_load_key(s, d, a, &actor_system, &regulation_kind, "slug", slug);
		if (!r)
			return false;
		struct doc *row = doc_add_row(a, doc, REGULATION_REPLACES);
		doc_set(row, REPLACED_REGULATION, arena_str(a, str_of(r->id)));
	}
	return true;
}

static enum record_rc seed_row(struct store *s, struct record_tx *tx, arena *a, const str *cells, struct problems *ps,
                               struct library_seeded *out)
{
	struct doc *d = doc_new(a, &regulation_kind);
	db *conn = record_tx_db(tx);
	struct saved saved;
	for (uint32_t c = 0; c < COLUMNS; c++)
		if (column_fields[c] != NO_FIELD && cells[c].n)
			doc_set(d, column_fields[c], cells[c]);
	doc_add_text(a, d, REGULATION_TITLE, STR("id"), cells[COL_TITLE_ID]);
	doc_add_text(a, d, REGULATION_TITLE, STR("en"), cells[COL_TITLE_EN]);
	if (cells[COL_SUMMARY_ID].n) {
		doc_add_text(a, d, REGULATION_SUMMARY, STR("id"), cells[COL_SUMMARY_ID]);
		doc_add_text(a, d, REGULATION_SUMMARY, STR("en"), cells[COL_SUMMARY_EN]);
	}
	if (record_find_key(s, conn, &regulation_kind, "slug", regulation_slug(a, d))) {
		out->unchanged++;
		return RECORD_OK;
	}
	if (!add_replaced(s, conn, a, d, cells[COL_REPLACES]))
		return RECORD_FAILED;
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR("data/library/regulations.csv") };
	enum record_rc rc = record_write(tx, a, record_prepare(s, a, &in, ps), &saved);
	out->added += rc == RECORD_OK;
	return rc;
}

enum record_rc library_seed(struct store *s, struct problems *ps, struct library_seeded *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct csv_reader r;
	str *cells;
	uint32_t n;
	*out = (struct library_seeded){ 0 };
	csv_reader_init(&r, (str){ (const char *)regulations_csv, regulations_csv_size },
	                (struct csv_limits){ .cells = 32, .bytes = 10000 });
	if (csv_next_row(&r, a, &cells, &n) != CSV_ROW || n != COLUMNS)
		return RECORD_FAILED;
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	enum csv_rc row = CSV_ROW;
	while (rc == RECORD_OK && (row = csv_next_row(&r, a, &cells, &n)) == CSV_ROW)
		rc = n == COLUMNS ? seed_row(s, tx, a, cells, ps, out) : RECORD_FAILED;
	return record_tx_end(tx, rc == RECORD_OK && row != CSV_END ? RECORD_FAILED : rc);
}
