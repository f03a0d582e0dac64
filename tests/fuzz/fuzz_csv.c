/* CSV: any bytes are read without harm, and the rows that came out of them come back when written and read again. */
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "sheet/csv.h"
#include "sheet/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MOST_CELLS = 16 };
static const struct csv_limits limits = { .cells = MOST_CELLS, .bytes = 4096 };

struct row {
	str *cells;
	uint32_t n;
};
typedef VEC(struct row) row_list;

static void require(bool holds)
{
	if (!holds)
		abort();
}

static row_list read_rows(arena *a, str text)
{
	struct csv_reader r;
	struct row row;
	row_list rows = { 0 };
	uint32_t last_line = 0;
	csv_reader_init(&r, text, limits);
	while (csv_next_row(&r, a, &row.cells, &row.n) == CSV_ROW) {
		require(row.n >= 1 && row.n <= MOST_CELLS && r.line > last_line && r.next_line >= r.line);
		last_line = r.line;
		*vec_push(a, &rows) = row;
	}
	require(r.line >= last_line && csv_next_row(&r, a, &row.cells, &row.n) != CSV_ROW);
	return rows;
}

static str write_rows(arena *a, const row_list *rows, char delimiter)
{
	struct sheet_column columns[MOST_CELLS];
	for (uint32_t i = 0; i < MOST_CELLS; i++)
		columns[i] = (struct sheet_column){ .heading = STR("h") };
	struct sheet_opts opts = { .columns = columns, .n = MOST_CELLS, .delimiter = delimiter };
	struct sheet_writer *w = sheet_begin(a, &opts);
	for (size_t i = 0; i < rows->n; i++) {
		for (uint32_t k = 0; k < rows->p[i].n; k++)
			sheet_cell_text(w, rows->p[i].cells[k]);
		sheet_row_end(w);
	}
	str file;
	require(sheet_end(w, &file) == SHEET_OK);
	return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	/* A cell may grow by doubled quotes and an apostrophe beyond the limit that it kept before. */
	if (n > limits.bytes / 3)
		return 0;
	ARENA_SCOPE arena *a = arena_new(0);
	str text;
	csv_decode(a, (str){ (const char *)data, n }, &text);
	require(utf8_valid(text));
	row_list sent = read_rows(a, text);
	row_list back = read_rows(a, write_rows(a, &sent, ",;\t"[n % 3]));
	require(back.n == sent.n + 1);
	for (size_t i = 0; i < sent.n; i++) {
		struct row x = sent.p[i], y = back.p[i + 1];
		require(y.n == MOST_CELLS);
		for (uint32_t k = 0; k < MOST_CELLS; k++)
			require(str_eq(csv_plain(a, y.cells[k]), k < x.n ? x.cells[k] : STR_EMPTY));
	}
	return 0;
}
