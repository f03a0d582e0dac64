/* CSV by RFC 4180 and by what spreadsheet programs send; XLSX as two other programs read it: Python's zip and XML
 * modules, and LibreOffice where it is installed. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sheet/csv.h"
#include "sheet/sheet.h"

static const struct csv_limits wide = { .cells = 100, .bytes = 100000 };

/* All rows of TEXT: cells in brackets, rows ended by "/", then the answer that ended it, as "end" or "error@line". */
static const char *read_all(arena *a, str text, struct csv_limits limits)
{
	static const char *const names[] = {
		[CSV_END] = "end",
		[CSV_UNCLOSED_QUOTE] = "unclosed",
		[CSV_TEXT_AFTER_QUOTE] = "after",
		[CSV_TOO_MANY_CELLS] = "many",
		[CSV_CELL_TOO_LONG] = "long",
	};
	struct csv_reader r;
	struct buf out;
	str *cells;
	uint32_t n;
	enum csv_rc rc;
	buf_init(&out, a, 1 << 20);
	csv_reader_init(&r, text, limits);
	while ((rc = csv_next_row(&r, a, &cells, &n)) == CSV_ROW) {
		for (uint32_t i = 0; i < n; i++)
			buf_fmt(&out, "[%.*s]", STR_ARG(cells[i]));
		buf_char(&out, '/');
	}
	buf_cstr(&out, names[rc]);
	if (rc != CSV_END)
		buf_fmt(&out, "@%u", r.line);
	assert_int_equal(csv_next_row(&r, a, &cells, &n), rc);
	return out.p;
}

static void csv_is_read(void **state)
{
	(void)state;
	static const struct {
		str text;
		const char *expected;
	} rows[] = {
		/* RFC 4180, section 2: rules 1 to 7 in order. */
		{ STR("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), "[aaa][bbb][ccc]/[zzz][yyy][xxx]/end" },
		{ STR("aaa,bbb,ccc\r\nzzz,yyy,xxx"), "[aaa][bbb][ccc]/[zzz][yyy][xxx]/end" },
		{ STR("f1,f2\r\na, b \r\n"), "[f1][f2]/[a][ b ]/end" },
		{ STR("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"), "[aaa][bbb][ccc]/[zzz][yyy][xxx]/end" },
		{ STR("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"), "[aaa][b\r\nbb][ccc]/[zzz][yyy][xxx]/end" },
		{ STR("\"aaa\",\"b\"\"bb\",\"ccc\""), "[aaa][b\"bb][ccc]/end" },
		/* Line ends, blank lines, empty cells. */
		{ STR(""), "end" },
		{ STR("\r\n\n\r"), "end" },
		{ STR("a,b\nc,d\n"), "[a][b]/[c][d]/end" },
		{ STR("a,b\rc,d\r"), "[a][b]/[c][d]/end" },
		{ STR("\n\na\r\n\r\n\nb"), "[a]/[b]/end" },
		{ STR("a,,\n,,"), "[a][][]/[][][]/end" },
		{ STR("\"\"\na"), "[]/[a]/end" },
		{ STR("\"\""), "[]/end" },
		{ STR("\"\"\"\""), "[\"]/end" },
		{ STR("\"a,b\",\"\"\"x\"\"\",\"\n\""), "[a,b][\"x\"][\n]/end" },
		{ STR("a,5\" pipe,b\"c\""), "[a][5\" pipe][b\"c\"]/end" },
		/* Delimiters, marks. */
		{ STR("a;b;c,d\n1;2;3,5\n"), "[a][b][c,d]/[1][2][3,5]/end" },
		{ STR("a\tb\n1\t2;3"), "[a][b]/[1][2;3]/end" },
		{ STR("\"x;y;z\",b\n1,2"), "[x;y;z][b]/[1][2]/end" },
		{ STR("only\n1;2"), "[only]/[1;2]/end" },
		{ STR("\xEF\xBB\xBF\"a\",b"), "[a][b]/end" },
		{ STR("sep=;\r\na,b;c"), "[a,b][c]/end" },
		{ STR("\xEF\xBB\xBFsep=|\na|b"), "[a][b]/end" },
		{ STR("sep=ab,c"), "[sep=ab][c]/end" },
		/* Errors and their lines. */
		{ STR("a,b\n1,\"2\n3,4\n"), "[a][b]/unclosed@2" },
		{ STR("a\n\"x\ny\"\n\n\"z"), "[a]/[x\ny]/unclosed@5" },
		{ STR("\""), "unclosed@1" },
		{ STR("a\r\n\"b\"c"), "[a]/after@2" },
		{ STR("a\r\n\"b\r\nb\"\"\r\n\" ,c"), "[a]/after@4" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_string_equal(read_all(a, rows[i].text, wide), rows[i].expected);
}

static void csv_rows_know_their_line(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	static const uint32_t lines[] = { 1, 2, 5, 8 };
	struct csv_reader r;
	str *cells;
	uint32_t n;
	csv_reader_init(&r, STR("h\r\n\"a\r\nb\nc\"\r\nx\r\n\r\n\r\ne"), wide);
	for (size_t i = 0; i < SEL_COUNT(lines); i++) {
		assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_ROW);
		assert_int_equal(n, 1);
		assert_int_equal(r.line, lines[i]);
	}
	assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_END);
}

static void csv_keeps_to_its_limits(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const struct csv_limits tight = { .cells = 3, .bytes = 4 };
	assert_string_equal(read_all(a, STR("a,b,c\n1,2,3,4"), tight), "[a][b][c]/many@2");
	assert_string_equal(read_all(a, STR("a,b,c\n1,2,"), tight), "[a][b][c]/[1][2][]/end");
	assert_string_equal(read_all(a, STR("1234\n12345"), tight), "[1234]/long@2");
	assert_string_equal(read_all(a, STR("\"1234\"\n\"12345\""), tight), "[1234]/long@2");
	assert_string_equal(read_all(a, STR("\"1\"\"4\"\n\"1\"\"\"\"6\""), tight), "[1\"4]/long@2");
}

static void other_encodings_become_utf8(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str text;
	assert_int_equal(csv_decode(a, STR("caf\xC3\xA9"), &text), CSV_UTF8);
	assert_true(str_is(text, "caf\xC3\xA9"));
	assert_int_equal(csv_decode(a, STR("caf\xE9 \x80 \x93x\x94"), &text), CSV_WINDOWS_1252);
	assert_true(str_is(text, "caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D"));
	/* "é😀" in both orders, then half a pair and half a unit. */
	assert_int_equal(csv_decode(a, STR("\xFF\xFE\xE9\x00\x3D\xD8\x00\xDE"), &text), CSV_UTF16);
	assert_true(str_is(text, "\xC3\xA9\xF0\x9F\x98\x80"));
	assert_int_equal(csv_decode(a, STR("\xFE\xFF\x00\xE9\xD8\x3D\xDE\x00"), &text), CSV_UTF16);
	assert_true(str_is(text, "\xC3\xA9\xF0\x9F\x98\x80"));
	assert_int_equal(csv_decode(a, STR("\xFF\xFE\x3D\xD8\x41\x00\x00\xDE\x42"), &text), CSV_UTF16);
	assert_true(str_is(text, "\xEF\xBF\xBD"
	                         "A\xEF\xBF\xBD\xEF\xBF\xBD"));
}

static const struct sheet_column three[] = {
	{ STR("Nama"), SHEET_TEXT, 0 },
	{ STR("Nilai"), SHEET_DECIMAL, 0 },
	{ STR("Tanggal"), SHEET_DATE, 0 },
};

static void csv_is_written(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str file;
	struct sheet_writer *w = sheet_begin(a, &(struct sheet_opts){ .columns = three, .n = 3 });
	sheet_cell_text(w, STR("plain"));
	sheet_cell_decimal(w, (struct decimal){ -150, 2 });
	sheet_cell_date(w, 18198);
	sheet_row_end(w);
	sheet_cell_text(w, STR("a, \"b\"\nc"));
	sheet_cell_int(w, INT64_MIN);
	sheet_cell_date(w, DATE_NONE);
	sheet_row_end(w);
	sheet_cell_text(w, STR(" spaced "));
	sheet_row_end(w);
	sheet_cell_empty(w);
	assert_int_equal(sheet_end(w, &file), SHEET_OK);
	assert_string_equal(file.p, "Nama,Nilai,Tanggal\r\n"
	                            "plain,-1.5,2019-10-29\r\n"
	                            "\"a, \"\"b\"\"\nc\",-9223372036854775808,\r\n"
	                            "\" spaced \",,\r\n"
	                            ",,\r\n");
}

static void csv_marks_and_delimits_as_told(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str file;
	struct sheet_opts opts = { .columns = three, .n = 2, .bom = true, .delimiter = ';' };
	struct sheet_writer *w = sheet_begin(a, &opts);
	sheet_cell_text(w, STR("a;b"));
	sheet_cell_text(w, STR("c|d"));
	assert_int_equal(sheet_end(w, &file), SHEET_OK);
	assert_string_equal(file.p, "\xEF\xBB\xBFNama;Nilai\r\n\"a;b\";c|d\r\n");
}

static void csv_text_cannot_become_a_formula(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *written;
	} rows[] = {
		{ "=1+1", "'=1+1" },
		{ "+62 380", "'+62 380" },
		{ "-", "'-" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "\"'\t'=1\"" },
		{ "\r=1", "\"'\r'=1\"" },
		{ "\n=1", "\"'\n'=1\"" },
		{ "'=1", "''=1" },
		{ "'tis", "'tis" },
		{ "a=1", "a=1" },
		{ "'", "'" },
		{ "=A,B", "\"'=A,B\"" },
		/* for a program that splits at another delimiter a cell begins behind it */
		{ "air;=1+1;x", "\"air;'=1+1;x\"" },
		{ "air,\"=1+1", "\"air,'\"\"=1+1\"" },
		{ "air; '=1", "\"air;' '=1\"" },
		{ "a\n-2+3+cmd|'/C calc'!A0", "\"a\n'-2+3+cmd|'/C calc'!A0\"" },
		{ "a,@SUM(B1)", "\"a,'@SUM(B1)\"" },
		{ "a\n- butir, -8.5; @desa", "\"a\n- butir, -8.5; @desa\"" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct sheet_writer *w = sheet_begin(a, &(struct sheet_opts){ .columns = three, .n = 1 });
		str file, *cells;
		uint32_t n;
		sheet_cell_text(w, str_of(rows[i].text));
		assert_int_equal(sheet_end(w, &file), SHEET_OK);
		assert_string_equal(file.p, arena_fmt(a, "Nama\r\n%s\r\n", rows[i].written).p);
		struct csv_reader r;
		csv_reader_init(&r, file, wide);
		assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_ROW);
		assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_ROW);
		assert_true(str_is(csv_plain(a, cells[0]), rows[i].text));
	}
}

/* Whatever is written is read again, cell by cell, for all delimiters: texts of up to 6 of the characters that matter.
 */
static void csv_comes_back_as_it_went(void **state)
{
	(void)state;
	static const char letters[] = "a ,;\t\"\n\r'=-(\xC3";
	ARENA_SCOPE arena *a = arena_new(0);
	uint32_t random = 1;
	for (int round = 0; round < 3000; round++) {
		arena_clear(a);
		char text[30][6];
		struct sheet_opts opts = { .columns = three, .n = 1 + round % 3, .delimiter = ",;\t"[round / 3 % 3] };
		struct sheet_writer *w = sheet_begin(a, &opts);
		str sent[30], file, *cells;
		uint32_t n;
		for (uint32_t i = 0; i < opts.n * 10; i++) {
			random = random * 1664525u + 1013904223u;
			sent[i] = (str){ text[i], random >> 8 & 7 };
			sent[i].n = sent[i].n > 6 ? 6 : sent[i].n;
			for (size_t k = 0; k < sent[i].n; k++) {
				random = random * 1664525u + 1013904223u;
				text[i][k] = letters[(random >> 16) % (sizeof letters - 1)];
			}
			sheet_cell_text(w, sent[i]);
			if (i % opts.n == opts.n - 1)
				sheet_row_end(w);
		}
		assert_int_equal(sheet_end(w, &file), SHEET_OK);
		struct csv_reader r;
		csv_reader_init(&r, file, wide);
		assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_ROW);
		/* A file of one column has no delimiter to find. */
		if (opts.n > 1)
			assert_int_equal(r.delimiter, opts.delimiter);
		for (uint32_t row = 0; row < 10; row++) {
			assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_ROW);
			assert_int_equal(n, opts.n);
			for (uint32_t i = 0; i < n; i++)
				assert_true(str_eq(csv_plain(a, cells[i]), sent[row * opts.n + i]));
		}
		assert_int_equal(csv_next_row(&r, a, &cells, &n), CSV_END);
	}
}

static void files_keep_to_their_maximum(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	for (int format = SHEET_CSV; format <= SHEET_XLSX; format++) {
		struct sheet_opts opts = { .format = (enum sheet_format)format, .columns = three, .n = 1, .max = 100 };
		struct sheet_writer *w = sheet_begin(a, &opts);
		for (int i = 0; i < 30; i++) {
			sheet_cell_text(w, STR("1234"));
			sheet_row_end(w);
		}
		str file;
		assert_int_equal(sheet_end(w, &file), SHEET_TOO_BIG);
		assert_int_equal(file.n, 0);
	}
}

/* ---- XLSX ---- */

/* What PROGRAM prints when it runs on FILE. */
static str output_of(arena *a, char *const argv[])
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(ends[1]);
	struct buf out;
	buf_init(&out, a, 1 << 24);
	for (ssize_t n = 1; n > 0;) {
		n = read(ends[0], buf_room(&out, 65536), 65536);
		if (n > 0)
			buf_commit(&out, (size_t)n);
	}
	close(ends[0]);
	int status = 0;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	return buf_str(&out);
}

static void remove_tree(void *path)
{
	ARENA_SCOPE arena *a = arena_new(0);
	output_of(a, (char *[]){ (char[]){ "rm" }, (char[]){ "-rf" }, path, NULL });
}

/* Saves FILE in a new directory, which goes with the arena. */
static char *save(arena *a, str file, char **dir)
{
	char template[] = "/tmp/selaras-test-XXXXXX";
	assert_non_null(mkdtemp(template));
	size_t size = sizeof template + sizeof "/sheet.xlsx";
	char *path = arena_alloc(a, size);
	*dir = memcpy(arena_alloc(a, sizeof template), template, sizeof template);
	arena_defer(a, remove_tree, *dir);
	snprintf(path, size, "%s/sheet.xlsx", template);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(file.p, 1, file.n, f), file.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* Prints the names of the sheets and every cell as "reference type number-format text". */
static char dump_script[] =
    "import sys, zipfile, xml.etree.ElementTree as E\n"
    "z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n"
    "m = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
    "x = lambda n: E.fromstring(z.read(n))\n"
    "styles = x('xl/styles.xml')\n"
    "codes = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter(m + 'numFmt')}\n"
    "formats = [codes.get(f.get('numFmtId'), '-' if f.get('numFmtId') == '0' else '?') for f in styles.find(m + "
    "'cellXfs')]\n"
    "bold = [f.find(m + 'b') is not None for f in styles.find(m + 'fonts')]\n"
    "fonts = [bold[int(f.get('fontId'))] for f in styles.find(m + 'cellXfs')]\n"
    "for i, s in enumerate(x('xl/workbook.xml').iter(m + 'sheet'), 1):\n"
    "    t = x('xl/worksheets/sheet%d.xml' % i)\n"
    "    print('sheet', s.get('name'))\n"
    "    for p in t.iter(m + 'pane'): print('pane', p.get('state'), p.get('topLeftCell'))\n"
    "    for p in t.iter(m + 'autoFilter'): print('filter', p.get('ref'))\n"
    "    assert not list(t.iter(m + 'f')) and not list(t.iter(m + 'hyperlink'))\n"
    "    for c in t.iter(m + 'c'):\n"
    "        k = int(c.get('s', '0'))\n"
    "        print(c.get('r'), c.get('t', 'n'), 'bold' if fonts[k] else formats[k], ascii(''.join(c.itertext())))\n";

static str dump(arena *a, str file)
{
	char *dir;
	char *path = save(a, file, &dir);
	return output_of(a, (char *[]){ (char[]){ "python3" }, (char[]){ "-c" }, dump_script, path, NULL });
}

static const struct sheet_column five[] = {
	{ STR("Nama"), SHEET_TEXT, 40 },   { STR("Jumlah"), SHEET_INT, 0 },   { STR("Nilai"), SHEET_DECIMAL, 0 },
	{ STR("Tanggal"), SHEET_DATE, 0 }, { STR("Rupiah"), SHEET_MONEY, 0 },
};
static const str notes[] = { STR("Sumber: laporan mitra"), STR("=1+1") };
static const struct sheet_opts xlsx_opts = {
	.format = SHEET_XLSX,
	.name = STR("Mitra [2025]: a/b"),
	.columns = five,
	.n = 5,
	.notes_name = STR("Sumber"),
	.notes = notes,
	.n_notes = 2,
};

static str write_xlsx(arena *a)
{
	struct sheet_writer *w = sheet_begin(a, &xlsx_opts);
	sheet_cell_text(w, STR("=HYPERLINK(\"http://x\")"));
	sheet_cell_int(w, -5);
	sheet_cell_decimal(w, (struct decimal){ 123456, 3 });
	sheet_cell_date(w, 18198);
	sheet_cell_decimal(w, (struct decimal){ 150000000050, 2 });
	sheet_row_end(w);
	sheet_cell_text(w, STR("a\r\nb <&> \"\xC3\xA9\" _x0041_\x01"));
	sheet_cell_int(w, 999999999999999);
	sheet_cell_int(w, 1000000000000001);
	sheet_cell_date(w, -25508);
	sheet_cell_empty(w);
	sheet_row_end(w);
	sheet_cell_empty(w);
	sheet_cell_empty(w);
	sheet_cell_decimal(w, (struct decimal){ 1, 9 });
	sheet_cell_date(w, -25509);
	sheet_cell_decimal(w, (struct decimal){ INT64_MIN, 2 });
	sheet_row_end(w);
	str file;
	assert_int_equal(sheet_end(w, &file), SHEET_OK);
	return file;
}

/* 43767 is 2019-10-29 and 61 is 1900-03-01 in a spreadsheet; "-" is the general number format. */
static void xlsx_is_what_another_reader_sees(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	assert_string_equal(dump(a, write_xlsx(a)).p, "sheet Mitra  2025   a b\n"
	                                              "pane frozen A2\n"
	                                              "filter A1:E4\n"
	                                              "A1 inlineStr bold 'Nama'\n"
	                                              "B1 inlineStr bold 'Jumlah'\n"
	                                              "C1 inlineStr bold 'Nilai'\n"
	                                              "D1 inlineStr bold 'Tanggal'\n"
	                                              "E1 inlineStr bold 'Rupiah'\n"
	                                              "A2 inlineStr - '=HYPERLINK(\"http://x\")'\n"
	                                              "B2 n 0 '-5'\n"
	                                              "C2 n - '123.456'\n"
	                                              "D2 n yyyy-mm-dd '43767'\n"
	                                              "E2 n #,##0.00 '1500000000.5'\n"
	                                              "A3 inlineStr - 'a\\nb <&> \"\\xe9\" _x005F_x0041_'\n"
	                                              "B3 n 0 '999999999999999'\n"
	                                              "C3 inlineStr - '1000000000000001'\n"
	                                              "D3 n yyyy-mm-dd '61'\n"
	                                              "C4 n - '1E-09'\n"
	                                              "D4 inlineStr yyyy-mm-dd '1900-02-28'\n"
	                                              "E4 inlineStr #,##0.00 '-92233720368547758.08'\n"
	                                              "sheet Sumber\n"
	                                              "A1 inlineStr - 'Sumber: laporan mitra'\n"
	                                              "A2 inlineStr - '=1+1'\n");
}

static void libreoffice_shows_the_same(void **state)
{
	(void)state;
	if (access("/usr/bin/soffice", X_OK) != 0)
		skip();
	ARENA_SCOPE arena *a = arena_new(0);
	char *dir, *path = save(a, write_xlsx(a), &dir), profile[80], csv[80];
	snprintf(profile, sizeof profile, "-env:UserInstallation=file://%s/profile", dir);
	snprintf(csv, sizeof csv, "%s/sheet.csv", dir);
	char *convert[] = { (char[]){ "soffice" },
		            profile,
		            (char[]){ "--headless" },
		            (char[]){ "--convert-to" },
		            (char[]){ "csv:Text - txt - csv (StarCalc):44,34,76" },
		            (char[]){ "--outdir" },
		            dir,
		            path,
		            NULL };
	output_of(a, convert);
	str text = output_of(a, (char *[]){ (char[]){ "cat" }, csv, NULL });
	assert_string_equal(text.p,
	                    "Nama,Jumlah,Nilai,Tanggal,Rupiah\n"
	                    "\"=HYPERLINK(\"\"http://x\"\")\",-5,123.456,2019-10-29,\"1,500,000,000.50\"\n"
	                    "\"a\nb <&> \"\"\xC3\xA9\"\" _x0041_\",999999999999999,1000000000000001,1900-03-01,\n"
	                    ",,0.000000001,1900-02-28,-92233720368547758.08\n");
}

static void xlsx_cells_hold_32767_characters(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	/* 32766 letters, then: one more that still fits; a pair of units that does not; an escape that does not. */
	static const char *const tails[] = { "z", "\xF0\x9F\x98\x80", "_x0041_", "zz" };
	static const char *const expected[] = { "z'\n", "\\u2026'\n", "\\u2026'\n", "\\u2026'\n" };
	char *text = arena_alloc(a, 32766);
	memset(text, 'a', 32766);
	struct sheet_opts opts = { .format = SHEET_XLSX, .columns = five, .n = 1 };
	struct sheet_writer *w = sheet_begin(a, &opts);
	for (size_t i = 0; i < SEL_COUNT(tails); i++) {
		sheet_cell_text(w, arena_cat(a, (str){ text, 32766 }, str_of(tails[i])));
		sheet_row_end(w);
	}
	str file, line;
	assert_int_equal(sheet_end(w, &file), SHEET_OK);
	str rest = dump(a, file);
	for (int i = 0; i < 4; i++) /* sheet, pane, filter, heading */
		assert_true(str_cut(&rest, '\n', &line));
	for (size_t i = 0; i < SEL_COUNT(tails); i++) {
		ptrdiff_t end = str_find(rest, STR("\n"), 0);
		assert_true(end > 0);
		line = str_sub(rest, 0, (size_t)end + 1);
		rest = str_sub(rest, line.n, rest.n);
		assert_true(str_ends(line, str_of(expected[i])));
		assert_int_equal(line.n, strlen("A2 inlineStr - '") + 32766 + strlen(expected[i]));
	}
}

static size_t count_entries(const char *path, const char *prefix)
{
	size_t n = 0;
	DIR *dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));)
		n += strncmp(e->d_name, prefix, strlen(prefix)) == 0;
	closedir(dir);
	return n;
}

static void xlsx_leaves_nothing_behind(void **state)
{
	(void)state;
	static char setting[80];
	char base[] = "/tmp/selaras-test-XXXXXX";
	assert_non_null(mkdtemp(base));
	snprintf(setting, sizeof setting, "TMPDIR=%s", base);
	putenv(setting);
	size_t open_files = count_entries("/proc/self/fd", "");
	arena *a = arena_new(0);
	write_xlsx(a);
	assert_int_equal(count_entries(base, "selaras-"), 0);
	struct sheet_writer *w = sheet_begin(a, &xlsx_opts);
	sheet_cell_text(w, STR("never ended"));
	sheet_row_end(w);
	assert_int_equal(count_entries(base, "selaras-"), 1);
	arena_free(a);
	assert_int_equal(count_entries(base, "selaras-"), 0);
	assert_int_equal(count_entries("/proc/self/fd", ""), open_files);
	a = arena_new(0);
	w = sheet_begin(a, &xlsx_opts);
	remove_tree(base);
	str gone;
	assert_int_equal(sheet_end(w, &gone), SHEET_IO);
	arena_free(a);
	assert_int_equal(count_entries("/proc/self/fd", ""), open_files);
	/* Now there is no such directory. */
	a = arena_new(0);
	w = sheet_begin(a, &xlsx_opts);
	sheet_cell_text(w, STR("x"));
	sheet_row_end(w);
	str file;
	assert_int_equal(sheet_end(w, &file), SHEET_IO);
	assert_int_equal(file.n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_is_read),
		cmocka_unit_test(csv_rows_know_their_line),
		cmocka_unit_test(csv_keeps_to_its_limits),
		cmocka_unit_test(other_encodings_become_utf8),
		cmocka_unit_test(csv_is_written),
		cmocka_unit_test(csv_marks_and_delimits_as_told),
		cmocka_unit_test(csv_text_cannot_become_a_formula),
		cmocka_unit_test(csv_comes_back_as_it_went),
		cmocka_unit_test(files_keep_to_their_maximum),
		cmocka_unit_test(xlsx_is_what_another_reader_sees),
		cmocka_unit_test(libreoffice_shows_the_same),
		cmocka_unit_test(xlsx_cells_hold_32767_characters),
		cmocka_unit_test(xlsx_leaves_nothing_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
