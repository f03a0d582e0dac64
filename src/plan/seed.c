/* The plan that comes with the program. */
#include "plan/data.h"
#include "plan/plan.h"
#include "sheet/csv.h"

enum {
	COL_CODE,
	COL_PERIOD,
	COL_LEVEL,
	COL_SHORT,
	COL_PARENT,
	COL_NAME_ID,
	COL_NAME_EN,
	COL_BASELINE,
	COL_BASELINE_YEAR,
	COL_TARGET,
	COL_TARGET_YEAR,
	COL_UNIT,
	COL_SOURCE,
	COLUMNS
};
#define NO_FIELD UINT32_MAX
static const uint32_t column_fields[COLUMNS] = {
	[COL_CODE] = PLAN_CODE,     [COL_PERIOD] = PLAN_PERIOD,
	[COL_LEVEL] = PLAN_LEVEL,   [COL_SHORT] = PLAN_SHORT,
	[COL_PARENT] = NO_FIELD,    [COL_NAME_ID] = NO_FIELD,
	[COL_NAME_EN] = NO_FIELD,   [COL_BASELINE] = PLAN_BASELINE,
	[COL_TARGET] = PLAN_TARGET, [COL_BASELINE_YEAR] = PLAN_BASELINE_YEAR,
	[COL_UNIT] = PLAN_UNIT,     [COL_TARGET_YEAR] = PLAN_TARGET_YEAR,
	[COL_SOURCE] = PLAN_SOURCE,
};

static str id_of(struct store *s, db *d, arena *a, str code)
{
	const struct record *r = record_load_key(s, d, a, &actor_system, &plan_kind, "code", code);
	return r ? arena_str(a, str_of(r->id)) : STR_EMPTY;
}

static enum record_rc seed_row(struct store *s, struct record_tx *tx, arena *a, const str *cells, struct problems *ps)
{
	struct doc *d = doc_new(a, &plan_kind);
	for (uint32_t c = 0; c < COLUMNS; c++)
		if (column_fields[c] != NO_FIELD && cells[c].n)
			doc_set(d, column_fields[c], cells[c]);
	doc_add_text(a, d, PLAN_NAME, STR("id"), cells[COL_NAME_ID]);
	doc_add_text(a, d, PLAN_NAME, STR("en"), cells[COL_NAME_EN]);
	if (cells[COL_PARENT].n)
		doc_set(d, PLAN_PARENT, id_of(s, record_tx_db(tx), a, cells[COL_PARENT]));
	struct save in = {
		.actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT, .note = STR("data/plan")
	};
	struct saved saved;
	return record_write(tx, a, record_prepare(s, a, &in, ps), &saved);
}

enum record_rc plan_seed(struct store *s, struct problems *ps, struct plan_seeded *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct csv_reader r;
	str *cells;
	uint32_t n;
	*out = (struct plan_seeded){ 0 };
	csv_reader_init(&r, (str){ (const char *)rpjmd_csv, rpjmd_csv_size },
	                (struct csv_limits){ .cells = 32, .bytes = 10000 });
	if (csv_next_row(&r, a, &cells, &n) != CSV_ROW || n != COLUMNS)
		return RECORD_FAILED;
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	while (rc == RECORD_OK && csv_next_row(&r, a, &cells, &n) == CSV_ROW && n == COLUMNS) {
		if (record_find_key(s, record_tx_db(tx), &plan_kind, "code", cells[COL_CODE])) {
			out->unchanged++;
			continue;
		}
		rc = seed_row(s, tx, a, cells, ps);
		out->added += rc == RECORD_OK;
	}
	return record_tx_end(tx, rc);
}
