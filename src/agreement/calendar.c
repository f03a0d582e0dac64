#include "agreement/calendar.h"

#include "agreement/tracks_data.h"
#include "agreement_sql.h"
#include "base/vec.h"
#include "record/codelist.h"
#include "record/small.h"
#include "sheet/csv.h"

static str title_of_holiday(const struct doc *d, int lang, arena *a)
{
	str name = doc_text(d, HOLIDAY_NAME, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
	return arena_fmt(a, "%.*s %.*s", STR_ARG(doc_str(d, HOLIDAY_DATE)), STR_ARG(name));
}

static void problem(struct problems *ps, const char *key, const char *path, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = str_of(path), .found = found, .expected = expected });
}

static void check_holiday(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	if (str_is(doc_str(d, HOLIDAY_SCOPE), "regional") && !doc_has(d, HOLIDAY_PLACE))
		problem(ps, "problem.holiday.place", "place", STR_EMPTY, STR_EMPTY);
}

KIND(holiday, HOLIDAY, HOLIDAY_FIELDS, .number = 17, .derived = true, .visibility = PUBLIC, .check = check_holiday,
     .title = title_of_holiday)

/* ---- settings ---- */

const struct settings settings_default = {
	.partner_reports_per_year = 4, .report_due_days = 10, .document_max_mb = 20, .small_count = SMALL_DEFAULT
};

static bool read_frequency(str value, int *times)
{
	static const struct {
		const char *word;
		int times;
	} frequencies[] = { { "quarter", 4 }, { "semester", 2 }, { "year", 1 } };
	for (size_t i = 0; i < SEL_COUNT(frequencies); i++)
		if (str_is(value, frequencies[i].word)) {
			*times = frequencies[i].times;
			return true;
		}
	return false;
}

bool settings_set(struct settings *out, str key, str value)
{
	int64_t mb, least, days;
	if (str_is(key, "small_count")) {
		if (!str_to_int(value, &least) || least < 2 || least > SMALL_MOST)
			return false;
		out->small_count = (int)least;
		return true;
	}
	if (str_is(key, "document_max_mb")) {
		if (!str_to_int(value, &mb) || mb < 1 || mb > 100)
			return false;
		out->document_max_mb = (int)mb;
		return true;
	}
	if (str_is(key, "report_due_days")) {
		if (!str_to_int(value, &days) || days < 1 || days > 100)
			return false;
		out->report_due_days = (int)days;
		return true;
	}
	if (str_is(key, "bureau_unit")) {
		if (!value.n || value.n > UNIT_CODE_MAX)
			return false;
		memcpy(out->bureau_unit, value.p, value.n);
		out->bureau_unit[value.n] = '\0';
		return true;
	}
	if (str_is(key, "report_frequency"))
		return read_frequency(value, &out->reports_per_year);
	if (str_is(key, "partner_report_frequency"))
		return read_frequency(value, &out->partner_reports_per_year);
	enum need *need = str_is(key, "dprd_passthrough") ? &out->dprd_passthrough
	                  : str_is(key, "dprd_again")     ? &out->dprd_again
	                                                  : NULL;
	if (!need || (!str_is(value, "yes") && !str_is(value, "no")))
		return false;
	*need = str_is(value, "yes") ? NEED_YES : NEED_NO;
	return true;
}

static void check_setting(const struct doc *d, const struct doc *old, struct problems *ps)
{
	struct settings any = settings_default;
	str key = doc_str(d, SETTING_KEY), value = doc_str(d, SETTING_VALUE);
	(void)old;
	/* what is chosen from a list is checked by the field table; here the numbers */
	if (codelist_get(codelist_find("setting-key"), key) && !codelist_of_vocabulary("setting-key", key) && value.n &&
	    !settings_set(&any, key, value))
		problem(ps, "problem.setting", "value", value,
		        str_is(key, "small_count")   ? STR("2-100")
		        : str_is(key, "bureau_unit") ? STR("biro-kerja-sama")
		                                     : STR("1-100"));
}

static str title_of_setting(const struct doc *d, int lang, arena *a)
{
	str key = doc_str(d, SETTING_KEY), value = doc_str(d, SETTING_VALUE);
	const struct codelist *list = codelist_of_vocabulary("setting-key", key);
	if (list)
		value = codelist_name(list->name, value, lang);
	return arena_fmt(a, "%.*s: %.*s", STR_ARG(codelist_name("setting-key", key, lang)), STR_ARG(value));
}

/* The bureau is one of the units that were entered. */
static bool fits_setting(struct store *s, db *d, arena *a, const struct doc *doc, const struct doc *old,
                         struct problems *ps)
{
	str value = doc_str(doc, SETTING_VALUE);
	(void)old;
	if (str_is(doc_str(doc, SETTING_KEY), "bureau_unit") && !unit_by_code(s, d, a, value)) {
		if (db_has_failed(d))
			return false;
		problem(ps, "problem.setting.unit", "value", value, STR_EMPTY);
	}
	return true;
}

KIND(setting, SETTING, SETTING_FIELDS, .number = 18, .derived = true, .visibility = PUBLIC, .check = check_setting,
     .fits = fits_setting, .title = title_of_setting)

bool settings_load(db *d, struct settings *out)
{
	db_rows *rows = NULL;
	*out = settings_default;
	if (db_select(d, &q_setting_values, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		(void)settings_set(out, db_col_text(rows, 0), db_col_text(rows, 1));
	return db_finish(rows) == DB_OK;
}

bool bureau_paper(struct store *s, db *d, arena *a, str paper, date on, struct office_paper *out)
{
	struct settings *set = arena_make(a, struct settings);
	return settings_load(d, set) && office_paper(s, d, a, str_of(set->bureau_unit), paper, on, out);
}

bool settings_small_count(db *d, int *least)
{
	struct settings set;
	if (!settings_load(d, &set))
		return false;
	*least = set.small_count;
	return true;
}

/* ---- holidays ---- */

bool holidays_load(db *d, arena *a, str place, struct holidays *out)
{
	VEC(date) days = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_holiday_days, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		date day;
		str of = db_col_text(rows, Q_HOLIDAY_DAYS_COL_PLACE);
		/* a holiday of the whole province is one everywhere in it */
		bool here = !of.n || place_code_within(place, of) || (!place.n && of.n == 2);
		if (here && date_parse(db_col_text(rows, Q_HOLIDAY_DAYS_COL_DAY), &day))
			*vec_push(a, &days) = day;
	}
	*out = (struct holidays){ days.p, (uint32_t)days.n };
	return db_finish(rows) == DB_OK;
}

bool holidays_cover(const struct holidays *h, int year)
{
	for (uint32_t i = 0; i < h->n; i++)
		if (date_to_ymd(h->days[i]).year == year)
			return true;
	return false;
}

enum { H_DATE, H_SCOPE, H_NAME_ID, H_NAME_EN, H_PLACE, H_SOURCE, H_COUNT };

static struct doc *holiday_of_row(arena *a, const str *cells)
{
	struct doc *d = doc_new(a, &holiday_kind);
	doc_set(d, HOLIDAY_KEY, arena_fmt(a, "%.*s/%.*s", STR_ARG(cells[H_DATE]), STR_ARG(cells[H_PLACE])));
	doc_set(d, HOLIDAY_DATE, arena_str(a, cells[H_DATE]));
	doc_set(d, HOLIDAY_SCOPE, arena_str(a, cells[H_SCOPE]));
	doc_add_text(a, d, HOLIDAY_NAME, STR("id"), arena_str(a, cells[H_NAME_ID]));
	doc_add_text(a, d, HOLIDAY_NAME, STR("en"), arena_str(a, cells[H_NAME_EN]));
	if (cells[H_PLACE].n)
		doc_set(d, HOLIDAY_PLACE, arena_str(a, cells[H_PLACE]));
	doc_set(d, HOLIDAY_SOURCE, arena_str(a, cells[H_SOURCE]));
	return d;
}

static enum record_rc seed_file(struct store *s, struct record_tx *tx, arena *a, const struct data_file *f,
                                struct problems *ps, struct calendar_seeded *out)
{
	struct csv_reader r;
	str *cells;
	uint32_t n;
	enum csv_rc rc;
	csv_reader_init(&r, (str){ (const char *)f->data, *f->size },
	                (struct csv_limits){ .cells = H_COUNT, .bytes = 1000 });
	if (csv_next_row(&r, a, &cells, &n) != CSV_ROW)
		return RECORD_FAILED;
	while ((rc = csv_next_row(&r, a, &cells, &n)) == CSV_ROW) {
		if (n != H_COUNT)
			return RECORD_REFUSED;
		struct doc *d = holiday_of_row(a, cells);
		/* one that is there stays as the deployer left it */
		if (record_find_key(s, record_tx_db(tx), &holiday_kind, "key", doc_str(d, HOLIDAY_KEY))) {
			out->unchanged++;
			continue;
		}
		struct saved saved;
		struct save in = { .actor = &actor_system,
			           .doc = d,
			           .origin = ORIGIN_CLI,
			           .state = STATE_CURRENT,
			           .note = doc_str(d, HOLIDAY_SOURCE) };
		enum record_rc saved_rc = record_write(tx, a, record_prepare(s, a, &in, ps), &saved);
		if (saved_rc != RECORD_OK)
			return saved_rc;
		out->added++;
	}
	return rc == CSV_END ? RECORD_OK : RECORD_REFUSED;
}

enum record_rc holidays_seed(struct store *s, struct problems *ps, struct calendar_seeded *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	*out = (struct calendar_seeded){ 0 };
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	for (size_t i = 0; i < holidays_files_count && rc == RECORD_OK; i++)
		rc = seed_file(s, tx, a, &holidays_files[i], ps, out);
	return record_tx_end(tx, rc);
}
