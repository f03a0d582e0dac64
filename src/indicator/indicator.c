#include "indicator/indicator.h"

#include "base/vec.h"
#include "indicator_sql.h"

KIND(indicator_series, INDICATOR_SERIES, INDICATOR_SERIES_FIELDS)

static str name_of(const struct doc *d, uint32_t field, int lang)
{
	return doc_text(d, field, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

static str indicator_title(const struct doc *d, int lang, arena *a)
{
	(void)a;
	return name_of(d, INDICATOR_NAME, lang);
}

static void problem(struct problems *ps, const struct doc *d, const char *key, const char *path, str found,
                    str expected)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
	                                   .key = key,
	                                   .path = str_of(path),
	                                   .line = d->line,
	                                   .found = found,
	                                   .expected = expected });
}

static void indicator_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	uint32_t n;
	struct doc *const *series = doc_rows(d, INDICATOR_SERIES, &n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(doc_str(series[i], INDICATOR_SERIES_CODE),
			           doc_str(series[k], INDICATOR_SERIES_CODE)))
				problem(ps, d, "problem.indicator.series_twice", "series",
				        doc_str(series[i], INDICATOR_SERIES_CODE), STR_EMPTY);
}

KIND(indicator, INDICATOR, INDICATOR_FIELDS, .number = 6, .visibility = PUBLIC, .check = indicator_check,
     .title = indicator_title)

/* ---- figures ---- */

bool indicator_period_end(str s, date *out)
{
	int64_t year, part;
	if (s.n < 4 || !str_to_int(str_sub(s, 0, 4), &year) || year < 1900 || year > 2200)
		return false;
	int month = 12;
	if (s.n == 7 && s.p[4] == '-') {
		bool letter = s.p[5] == 'S' || s.p[5] == 'Q';
		if (s.p[5] == '+' || s.p[5] == '-' || !str_to_int(str_sub(s, letter ? 6 : 5, 2), &part) || part < 1)
			return false;
		int months = s.p[5] == 'S' ? 6 : s.p[5] == 'Q' ? 3 : 1;
		month = (int)part * months;
	} else if (s.n != 4) {
		return false;
	}
	if (month > 12)
		return false;
	date next = date_from_ymd((struct ymd){ (int)year + (month == 12), month % 12 + 1, 1 });
	*out = next - 1;
	return true;
}

str indicator_value_key(arena *a, const struct doc *v)
{
	return arena_fmt(a, "%.*s/%.*s/%.*s/%.*s/%.*s", STR_ARG(doc_str(v, INDICATOR_VALUE_INDICATOR)),
	                 STR_ARG(doc_str(v, INDICATOR_VALUE_SERIES)), STR_ARG(doc_str(v, INDICATOR_VALUE_PLACE)),
	                 STR_ARG(doc_str(v, INDICATOR_VALUE_PERIOD)), STR_ARG(doc_str(v, INDICATOR_VALUE_SUBSET)));
}

static void value_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	str period = doc_str(d, INDICATOR_VALUE_PERIOD), place = doc_str(d, INDICATOR_VALUE_PLACE);
	date end;
	if (period.n && !indicator_period_end(period, &end))
		problem(ps, d, "problem.indicator.period", "period", period, STR("2024, 2024-S2, 2024-Q3, 2024-03"));
	if (place.n && !place_code_valid(place, NULL))
		problem(ps, d, "problem.place.code", "place", place, STR("53.01"));
}

static str value_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return indicator_value_key(a, d);
}

KIND(indicator_value, INDICATOR_VALUE, INDICATOR_VALUE_FIELDS, .number = 5, .visibility = PUBLIC, .check = value_check,
     .title = value_title)

/* ---- reading ---- */

static void read_texts(arena *a, const struct doc *d, uint32_t field, str out[2])
{
	for (int lang = 0; lang < 2; lang++)
		out[lang] = arena_str(a, name_of(d, field, lang));
}

static struct indicator read_indicator(arena *a, int64_t no, const struct doc *d)
{
	int64_t places = 0;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, INDICATOR_SERIES, &n);
	struct indicator_series *series = arena_array(a, struct indicator_series, n);
	for (uint32_t i = 0; i < n; i++) {
		series[i].code = doc_str(rows[i], INDICATOR_SERIES_CODE);
		read_texts(a, rows[i], INDICATOR_SERIES_NAME, series[i].name);
		read_texts(a, rows[i], INDICATOR_SERIES_NOTE, series[i].note);
	}
	struct indicator out = { .no = no,
		                 .code = doc_str(d, INDICATOR_CODE),
		                 .unit = doc_str(d, INDICATOR_UNIT),
		                 .desirability = doc_str(d, INDICATOR_DESIRABILITY),
		                 .producer = doc_str(d, INDICATOR_PRODUCER),
		                 .series = series,
		                 .nseries = n };
	read_texts(a, d, INDICATOR_NAME, out.name);
	read_texts(a, d, INDICATOR_DEFINITION, out.definition);
	if (doc_int(d, INDICATOR_PLACES, &places))
		out.places = (int)places;
	return out;
}

bool indicator_list(struct store *s, db *d, arena *a, const struct indicator **out, uint32_t *n)
{
	VEC(struct indicator) list = { 0 };
	VEC(int64_t) numbers = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_indicator_numbers, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_public, numbers.p[i]);
		if (r && r->doc)
			*vec_push(a, &list) = read_indicator(a, r->no, r->doc);
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

const struct indicator *indicator_find(const struct indicator *list, uint32_t n, str code)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i].code, code))
			return &list[i];
	return NULL;
}

const struct indicator_series *indicator_series_find(const struct indicator *i, str code)
{
	for (uint32_t k = 0; k < i->nseries; k++)
		if (str_eq(i->series[k].code, code))
			return &i->series[k];
	return NULL;
}

static struct indicator_figure read_figure(arena *a, const db_rows *r)
{
	struct indicator_figure f = {
		.indicator = arena_str(a, db_col_text(r, 0)),
		.series = arena_str(a, db_col_text(r, 1)),
		.place = arena_str(a, db_col_text(r, 2)),
		.period = arena_str(a, db_col_text(r, 3)),
		.subset = arena_str(a, db_col_text(r, 4)),
		.value = { db_col_int(r, 5), 4 },
		.status = arena_str(a, db_col_text(r, 6)),
		.source = arena_str(a, db_col_text(r, 7)),
		.note = arena_str(a, db_col_text(r, 9)),
	};
	if (!date_parse(db_col_text(r, 8), &f.as_of))
		f.as_of = DATE_NONE;
	return f;
}

static bool read_figures(db *d, arena *a, const struct db_query *q, const struct db_arg *args,
                         struct indicator_figure **out, uint32_t *n)
{
	VEC(struct indicator_figure) list = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, q, args, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = read_figure(a, rows);
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}

bool indicator_of_place(db *d, arena *a, str place, struct indicator_figure **out, uint32_t *n)
{
	return read_figures(d, a, &q_indicator_place_rows, DB_ARGS(db_text(place)), out, n);
}

bool indicator_of_series(db *d, arena *a, str indicator, str series, struct indicator_figure **out, uint32_t *n)
{
	return read_figures(d, a, &q_indicator_series_rows, DB_ARGS(db_text(indicator), db_text(series)), out, n);
}
