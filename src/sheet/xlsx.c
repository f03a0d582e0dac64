#include "sheet/xlsx.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/log.h"
#include "base/utf8.h"

#define MAX_CELL_UNITS 32767
#define MAX_NAME 31

/* A worksheet's temporary file. The library forgets to close it when a workbook is given up or cannot be saved. */
struct rows_file {
	FILE *file;
	int fd;
	int held; /* the same file once more: while it is open, its inode is nobody else's */
	dev_t device;
	ino_t inode;
};

struct xlsx {
	arena *arena;
	const struct sheet_opts *opts;
	lxw_workbook *book; /* NULL once closed */
	lxw_worksheet *sheet;
	lxw_format *formats[SHEET_MONEY + 1];
	struct buf cell;
	bool failed;
	struct rows_file rows[2]; /* of the sheet and of the notes */
	char dir[128];
	char path[160];
};

static void remember_rows(struct rows_file *r, const lxw_worksheet *sheet)
{
	struct stat st;
	if (!sheet->optimize_tmpfile || fstat(fileno(sheet->optimize_tmpfile), &st) < 0)
		return;
	FILE *file = sheet->optimize_tmpfile;
	int held = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	if (held >= 0)
		*r = (struct rows_file){ file, fileno(file), held, st.st_dev, st.st_ino };
}

/* Closes what the library left open. That the descriptor still stands for the same file proves that the library has not
 * closed it; another thread may have got the descriptor meanwhile, but not for this file, which has no name. */
static void close_rows(struct rows_file *r)
{
	struct stat st;
	if (!r->file)
		return;
	if (fstat(r->fd, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode)
		fclose(r->file);
	close(r->held);
	r->file = NULL;
}

/* At the end of the arena, or earlier: a clean-up may run on what is gone already. */
static void remove_files(void *arg)
{
	struct xlsx *x = arg;
	/* Freed without saving: nobody will read this file. */
	lxw_workbook_free(x->book);
	x->book = NULL;
	for (size_t i = 0; i < SEL_COUNT(x->rows); i++)
		close_rows(&x->rows[i]);
	DIR *dir = x->dir[0] ? opendir(x->dir) : NULL;
	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
	rmdir(x->dir);
	x->dir[0] = '\0';
}

static bool make_dir(struct xlsx *x)
{
	const char *base = getenv("TMPDIR");
	int n = snprintf(x->dir, sizeof x->dir, "%s/selaras-XXXXXX", base && *base ? base : "/tmp");
	if (n < 0 || (size_t)n >= sizeof x->dir || !mkdtemp(x->dir)) {
		log_error("no directory for temporary files: errno=%d", errno);
		x->dir[0] = '\0';
		return false;
	}
	snprintf(x->path, sizeof x->path, "%s/sheet.xlsx", x->dir);
	return true;
}

static void note_error(struct xlsx *x, lxw_error rc)
{
	if (rc == LXW_NO_ERROR || x->failed)
		return;
	log_error("xlsx: %s", lxw_strerror(rc));
	x->failed = true;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Whether TEXT has at I what a spreadsheet program reads as a character: _x0041_ (ECMA-376 part 1, 22.9.2.19). */
static bool is_escape(str text, size_t i)
{
	str s = str_sub(text, i, 7);
	return s.n == 7 && s.p[0] == '_' && s.p[1] == 'x' && s.p[6] == '_' && is_hex(s.p[2]) && is_hex(s.p[3]) &&
	       is_hex(s.p[4]) && is_hex(s.p[5]);
}

/* TEXT as a cell can hold it, NUL-terminated: line ends as LF, no characters that XML 1.0 forbids, at most 32,767 of
 * the UTF-16 units in which spreadsheet programs count. */
static const char *cell_text(struct xlsx *x, str text)
{
	size_t units = 0, last_fit = 0;
	buf_clear(&x->cell);
	for (size_t i = 0; i < text.n;) {
		bool escape = text.p[i] == '_' && is_escape(text, i);
		uint32_t c = utf8_next(text, &i);
		if (c == '\r') {
			i += i < text.n && text.p[i] == '\n';
			c = '\n';
		}
		if ((c < ' ' && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF)
			continue;
		units += escape ? 7 : c > 0xFFFF ? 2 : 1;
		if (units > MAX_CELL_UNITS) {
			x->cell.n = last_fit;
			utf8_put(&x->cell, 0x2026);
			break;
		}
		if (escape)
			buf_cstr(&x->cell, "_x005F_");
		else
			utf8_put(&x->cell, c);
		if (units < MAX_CELL_UNITS)
			last_fit = x->cell.n;
	}
	return x->cell.n ? x->cell.p : "";
}

/* A name that the format allows: up to 31 characters, none of []:*?/\ and no apostrophe at either end. */
static str sheet_name(arena *a, str wanted, const char *otherwise)
{
	struct buf out;
	buf_init(&out, a, MAX_NAME * 4);
	wanted = utf8_prefix(wanted, MAX_NAME);
	for (size_t i = 0; i < wanted.n;) {
		uint32_t c = utf8_next(wanted, &i);
		utf8_put(&out, c < ' ' || c > 0xFFFF || (c < 0x80 && strchr("[]:*?/\\'", (int)c)) ? ' ' : c);
	}
	str name = str_trim(buf_str(&out));
	return arena_str(a, name.n ? name : str_of(otherwise));
}

static int column_width(const struct sheet_column *c)
{
	static const int by_type[] = { 28, 10, 14, 12, 18 };
	return c->width > 0 ? c->width : by_type[c->type];
}

static void add_formats(struct xlsx *x)
{
	static const char *const patterns[] = {
		[SHEET_INT] = "0", [SHEET_DATE] = "yyyy-mm-dd", [SHEET_MONEY] = "#,##0.00"
	};
	for (size_t i = 0; i < SEL_COUNT(patterns); i++) {
		if (!patterns[i])
			continue;
		x->formats[i] = workbook_add_format(x->book);
		format_set_num_format(x->formats[i], patterns[i]);
	}
}

static void add_headings(struct xlsx *x)
{
	lxw_format *bold = workbook_add_format(x->book);
	format_set_bold(bold);
	for (uint32_t i = 0; i < x->opts->n; i++) {
		const struct sheet_column *c = &x->opts->columns[i];
		lxw_col_t column = (lxw_col_t)i;
		note_error(x, worksheet_set_column(x->sheet, column, column, column_width(c), x->formats[c->type]));
		note_error(x, worksheet_write_string(x->sheet, 0, column, cell_text(x, c->heading), bold));
	}
	worksheet_freeze_panes(x->sheet, 1, 0);
}

static void add_notes(struct xlsx *x, str first_name)
{
	if (!x->opts->n_notes)
		return;
	str name = sheet_name(x->arena, x->opts->notes_name, "Sumber");
	/* Names differ by more than case. */
	if (str_eq_nocase(name, first_name))
		name = arena_cat(x->arena, utf8_prefix(name, MAX_NAME - 2), STR(" 2"));
	lxw_worksheet *notes = workbook_add_worksheet(x->book, name.p);
	if (!notes) {
		x->failed = true;
		return;
	}
	remember_rows(&x->rows[1], notes);
	worksheet_set_column(notes, 0, 0, 100, NULL);
	for (uint32_t i = 0; i < x->opts->n_notes; i++)
		note_error(x, worksheet_write_string(notes, i, 0, cell_text(x, x->opts->notes[i]), NULL));
}

struct xlsx *xlsx_begin(arena *a, const struct sheet_opts *opts)
{
	struct xlsx *x = arena_make(a, struct xlsx);
	x->arena = a;
	x->opts = opts;
	buf_init(&x->cell, a, MAX_CELL_UNITS * 3 + 8);
	if (!make_dir(x))
		return NULL;
	arena_defer(a, remove_files, x);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = x->dir };
	x->book = workbook_new_opt(x->path, &options);
	if (!x->book)
		return NULL;
	lxw_doc_properties properties = { .created = (time_t)(clock_now() / 1000) };
	workbook_set_properties(x->book, &properties);
	str name = sheet_name(a, opts->name, "Data");
	x->sheet = workbook_add_worksheet(x->book, name.p);
	if (!x->sheet)
		return NULL;
	remember_rows(&x->rows[0], x->sheet);
	add_formats(x);
	add_headings(x);
	add_notes(x, name);
	return x;
}

void xlsx_text(struct xlsx *x, uint32_t row, uint32_t column, str s)
{
	const char *text = cell_text(x, s);
	if (*text)
		note_error(x, worksheet_write_string(x->sheet, row, (lxw_col_t)column, text, NULL));
}

void xlsx_number(struct xlsx *x, uint32_t row, uint32_t column, double number)
{
	lxw_format *format = x->formats[x->opts->columns[column].type];
	note_error(x, worksheet_write_number(x->sheet, row, (lxw_col_t)column, number, format));
}

static enum sheet_rc read_file(struct xlsx *x, size_t max, str *file)
{
	struct stat st;
	int fd = open(x->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0) {
		log_error("xlsx: the written file cannot be opened: errno=%d", errno);
		if (fd >= 0)
			close(fd);
		return SHEET_IO;
	}
	if ((uint64_t)st.st_size > max) {
		close(fd);
		return SHEET_TOO_BIG;
	}
	size_t size = (size_t)st.st_size, n = 0;
	char *p = arena_alloc(x->arena, size + 1);
	ssize_t got = 1;
	for (; n < size && got > 0; n += got > 0 ? (size_t)got : 0)
		got = read(fd, p + n, size - n);
	close(fd);
	p[n] = '\0';
	*file = (str){ p, n };
	return n == size ? SHEET_OK : SHEET_IO;
}

lxw_error xlsx_save(lxw_workbook *book)
{
	/* Saving asks gmtime() for the time of making, and its answer is one for all threads. */
	static pthread_mutex_t saving = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&saving);
	lxw_error rc = workbook_close(book);
	pthread_mutex_unlock(&saving);
	return rc;
}

enum sheet_rc xlsx_end(struct xlsx *x, uint32_t rows, size_t max, str *file)
{
	if (x->opts->n)
		note_error(x, worksheet_autofilter(x->sheet, 0, 0, rows - 1, (lxw_col_t)(x->opts->n - 1)));
	/* Closing also frees the workbook, whether it succeeds or not. */
	note_error(x, xlsx_save(x->book));
	x->book = NULL;
	enum sheet_rc rc = x->failed ? SHEET_IO : read_file(x, max, file);
	remove_files(x);
	return rc;
}
