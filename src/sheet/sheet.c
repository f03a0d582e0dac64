#include "sheet/sheet.h"

#include <assert.h>

#include "sheet/csv.h"
#include "sheet/xlsx.h"

struct sheet_writer {
	struct sheet_opts opts;
	arena *arena;
	uint32_t row; /* the one being written; the heading is 0 */
	uint32_t at;  /* its next cell */
	enum sheet_rc rc;
	struct buf csv;
	struct buf number;
	struct xlsx *xlsx; /* NULL: CSV */
};

/* Quotes whatever any usual delimiter, quote or line end is in: then a reader that guesses the delimiter cannot err. */
static void csv_cell(struct sheet_writer *w, str s)
{
	bool quoted = false;
	for (size_t i = 0; i < s.n && !quoted; i++)
		quoted = s.p[i] == w->opts.delimiter || memchr(",;\t\"\r\n", s.p[i], 6);
	if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
		quoted = true;
	/* A row of one empty cell would be a blank line. */
	if (!quoted && !(s.n == 0 && w->opts.n == 1)) {
		buf_str_add(&w->csv, s);
		return;
	}
	buf_char(&w->csv, '"');
	for (str rest = s, part; rest.n;) {
		ptrdiff_t quote = str_find_char(rest, '"', 0);
		part = str_sub(rest, 0, quote < 0 ? rest.n : (size_t)quote + 1);
		buf_str_add(&w->csv, part);
		if (quote >= 0)
			buf_char(&w->csv, '"');
		rest = str_sub(rest, part.n, rest.n);
	}
	buf_char(&w->csv, '"');
}

static void csv_text(struct sheet_writer *w, str s)
{
	csv_cell(w, csv_guarded(w->arena, s));
}

/* Goes to the next cell; false when there is none or nothing more can be written. */
static bool take_cell(struct sheet_writer *w)
{
	assert(w->at < w->opts.n);
	if (w->rc != SHEET_OK || w->at >= w->opts.n)
		return false;
	if (!w->xlsx && w->at > 0)
		buf_char(&w->csv, w->opts.delimiter);
	w->at++;
	return true;
}

struct sheet_writer *sheet_begin(arena *a, const struct sheet_opts *opts)
{
	struct sheet_writer *w = arena_make(a, struct sheet_writer);
	w->opts = *opts;
	w->arena = a;
	if (!w->opts.delimiter)
		w->opts.delimiter = ',';
	if (!w->opts.max)
		w->opts.max = SHEET_MAX;
	buf_init(&w->number, a, 64);
	buf_init(&w->csv, a, w->opts.max);
	if (opts->format == SHEET_XLSX) {
		w->xlsx = xlsx_begin(a, &w->opts);
		if (!w->xlsx)
			w->rc = SHEET_IO;
		w->row = 1;
		return w;
	}
	if (opts->bom)
		buf_cstr(&w->csv, "\xEF\xBB\xBF");
	for (uint32_t i = 0; i < opts->n; i++)
		sheet_cell_text(w, opts->columns[i].heading);
	sheet_row_end(w);
	return w;
}

void sheet_cell_text(struct sheet_writer *w, str s)
{
	if (!take_cell(w))
		return;
	if (w->xlsx)
		xlsx_text(w->xlsx, w->row, w->at - 1, s);
	else
		csv_text(w, s);
}

void sheet_cell_int(struct sheet_writer *w, int64_t i)
{
	sheet_cell_decimal(w, (struct decimal){ .units = i });
}

void sheet_cell_decimal(struct sheet_writer *w, struct decimal d)
{
	if (!take_cell(w))
		return;
	static const double powers[DECIMAL_MAX_SCALE + 1] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	const int64_t most = 999999999999999; /* 15 digits */
	buf_clear(&w->number);
	decimal_print(d, &w->number);
	for (; d.scale && d.units % 10 == 0; d.scale--)
		d.units /= 10;
	if (!w->xlsx)
		csv_cell(w, buf_str(&w->number));
	else if (d.units > most || d.units < -most)
		xlsx_text(w->xlsx, w->row, w->at - 1, buf_str(&w->number));
	else /* The quotient of two exact doubles is the double nearest to the decimal. */
		xlsx_number(w->xlsx, w->row, w->at - 1, (double)d.units / powers[d.scale]);
}

void sheet_cell_date(struct sheet_writer *w, date d)
{
	/* Spreadsheets count from 1899-12-30, but believe in a 29 February 1900. */
	const date first = -25508, epoch = -25569;
	char text[11];
	date_print(d, text);
	if (w->xlsx && d >= first && *text) {
		if (take_cell(w))
			xlsx_number(w->xlsx, w->row, w->at - 1, (double)(d - epoch));
	} else {
		sheet_cell_text(w, str_of(text));
	}
}

void sheet_cell_empty(struct sheet_writer *w)
{
	sheet_cell_text(w, STR_EMPTY);
}

void sheet_row_end(struct sheet_writer *w)
{
	while (w->at < w->opts.n && w->rc == SHEET_OK)
		sheet_cell_empty(w);
	if (!w->xlsx)
		buf_cstr(&w->csv, "\r\n");
	w->at = 0;
	w->row++;
	if (w->rc == SHEET_OK && (buf_failed(&w->csv) || (w->xlsx && w->row > XLSX_MAX_ROWS)))
		w->rc = SHEET_TOO_BIG;
}

enum sheet_rc sheet_take(struct sheet_writer *w, str *part)
{
	assert(!w->xlsx && w->at == 0);
	*part = buf_str(&w->csv);
	w->csv.n = 0; /* buf_clear() would write a NUL over the first byte */
	return w->rc;
}

enum sheet_rc sheet_end(struct sheet_writer *w, str *file)
{
	*file = STR_EMPTY;
	if (w->rc == SHEET_OK && w->at > 0)
		sheet_row_end(w);
	if (w->rc != SHEET_OK)
		return w->rc;
	if (w->xlsx)
		return xlsx_end(w->xlsx, w->row, w->opts.max, file);
	*file = buf_str(&w->csv);
	return SHEET_OK;
}
