#include "agreement/filetype.h"

#include <magic.h>
#include <pthread.h>

#include "base/log.h"
#include "base/utf8.h"

static const struct filetype types[] = {
	{ "application/pdf", ".pdf", true },
	{ "image/png", ".png", false },
	{ "image/jpeg", ".jpg .jpeg", false },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", false },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", false },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", false },
	{ "application/vnd.oasis.opendocument.text", ".odt", false },
	{ "application/vnd.oasis.opendocument.spreadsheet", ".ods", false },
	{ "application/vnd.oasis.opendocument.presentation", ".odp", false },
	{ "text/plain; charset=utf-8", ".txt", false },
	{ "text/csv; charset=utf-8", ".csv", false },
};
enum {
	TYPE_PDF,
	TYPE_PNG,
	TYPE_JPEG,
	TYPE_DOCX,
	TYPE_XLSX,
	TYPE_PPTX,
	TYPE_ODT,
	TYPE_ODS,
	TYPE_ODP,
	TYPE_TXT,
	TYPE_CSV
};

const struct filetype *filetype_by_mime(str mime)
{
	for (size_t i = 0; i < SEL_COUNT(types); i++)
		if (str_is(mime, types[i].mime))
			return &types[i];
	return NULL;
}

static const struct filetype *refuse(struct problems *ps, const char *key, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = STR("file"), .found = found, .expected = expected });
	return NULL;
}

/* ---- names ---- */

static bool unfit(unsigned char c)
{
	return c < 0x20 || c == 0x7F || strchr("\"*:<>?|;%", c);
}

str filename_clean(arena *a, str filename)
{
	str name = filename;
	for (size_t i = 0; i < filename.n; i++)
		if (filename.p[i] == '/' || filename.p[i] == '\\')
			name = str_sub(filename, i + 1, filename.n);
	name = str_trim(name);
	while (name.n && name.p[0] == '.')
		name = str_sub(name, 1, name.n);
	ptrdiff_t dot = -1;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '.')
			dot = (ptrdiff_t)i;
	str end = dot > 0 && name.n - (size_t)dot <= 8 ? str_sub(name, (size_t)dot, 8) : STR_EMPTY;
	name = utf8_cut(str_sub(name, 0, name.n - end.n), FILENAME_MAX_LENGTH - end.n);
	if (!utf8_valid(name) || !utf8_valid(end) || !name.n)
		return end.n && utf8_valid(end) ? arena_fmt(a, "berkas%.*s", STR_ARG(end)) : STR("berkas");
	struct buf out;
	buf_init(&out, a, FILENAME_MAX_LENGTH + 1);
	for (size_t i = 0; i < name.n; i++)
		buf_char(&out, unfit((unsigned char)name.p[i]) ? '_' : name.p[i]);
	for (size_t i = 0; i < end.n; i++)
		buf_char(&out, unfit((unsigned char)end.p[i]) ? '_' : end.p[i]);
	return buf_str(&out);
}

static bool ends_with_one_of(arena *a, str filename, const char *ends)
{
	str name = arena_lower(a, str_trim(filename)), rest = str_of(ends), end;
	while (str_cut(&rest, ' ', &end))
		if (name.n > end.n && str_ends(name, end))
			return true;
	return false;
}

/* ---- archives: their directory (APPNOTE.TXT 4.3.12, 4.3.16) ---- */

static uint32_t le16(str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(str s, size_t at)
{
	return le16(s, at) | le16(s, at + 2) << 16;
}

/* Where the end record stands, or -1. */
static ptrdiff_t zip_end(str s)
{
	size_t most = s.n < 22 + 65535 ? s.n : 22 + 65535;
	for (size_t back = 22; back <= most; back++) {
		size_t at = s.n - back;
		if (memcmp(s.p + at, "PK\5\6", 4) == 0 && at + 22 + le16(s, at + 20) <= s.n)
			return (ptrdiff_t)at;
	}
	return -1;
}

struct archive {
	bool readable, content_types, word, sheet, slides, macros;
	str mimetype_name; /* of the first entry */
	uint64_t unpacked;
};

static void read_entry(struct archive *z, str name, bool first)
{
	if (first)
		z->mimetype_name = name;
	z->content_types = z->content_types || str_is(name, "[Content_Types].xml");
	z->word = z->word || str_is(name, "word/document.xml");
	z->sheet = z->sheet || str_is(name, "xl/workbook.xml");
	z->slides = z->slides || str_is(name, "ppt/presentation.xml");
	z->macros = z->macros || str_ends(name, STR("vbaProject.bin")) || str_starts(name, STR("Basic/")) ||
	            str_starts(name, STR("Scripts/"));
}

static struct archive read_archive(str s)
{
	struct archive z = { 0 };
	ptrdiff_t end = zip_end(s);
	if (end < 0)
		return z;
	uint32_t count = le16(s, (size_t)end + 10);
	size_t at = le32(s, (size_t)end + 16);
	for (uint32_t i = 0; i < count; i++) {
		if (at + 46 > s.n || memcmp(s.p + at, "PK\1\2", 4) != 0)
			return z;
		uint32_t size = le32(s, at + 24), name = le16(s, at + 28), extra = le16(s, at + 30),
		         comment = le16(s, at + 32);
		if (at + 46 + name > s.n)
			return z;
		/* 0xFFFFFFFF: the true size is in a field of its own, and more than 4 GB */
		z.unpacked += size == UINT32_MAX ? UNPACKED_MAX + 1 : size;
		read_entry(&z, str_sub(s, at + 46, name), i == 0);
		at += 46 + (size_t)name + extra + comment;
	}
	z.readable = count > 0;
	return z;
}

/* OpenDocument says what it is in its first entry, stored as it is (ODF 1.2 part 3, 3.3). */
static int open_document(str s)
{
	static const int of[] = { TYPE_ODT, TYPE_ODS, TYPE_ODP };
	if (s.n < 38 || memcmp(s.p, "PK\3\4", 4) != 0 || le16(s, 8) != 0 || le16(s, 26) != 8 ||
	    memcmp(s.p + 30, "mimetype", 8) != 0)
		return -1;
	str mime = str_sub(s, 38 + le16(s, 28), le32(s, 18));
	for (size_t i = 0; i < SEL_COUNT(of); i++)
		if (str_is(mime, types[of[i]].mime))
			return of[i];
	return -1;
}

static int archive_type(str s, size_t n, struct problems *ps)
{
	struct archive z = read_archive(s);
	if (!z.readable)
		return -1;
	if (z.unpacked > UNPACKED_MAX || z.unpacked / UNPACKED_TIMES > n) {
		refuse(ps, "problem.file.bomb", STR_EMPTY, STR_EMPTY);
		return -2;
	}
	if (z.macros) {
		refuse(ps, "problem.file.macros", STR_EMPTY, STR_EMPTY);
		return -2;
	}
	int open = open_document(s);
	if (open >= 0)
		return open;
	if (!z.content_types || z.word + z.sheet + z.slides != 1)
		return -1;
	return z.word ? TYPE_DOCX : z.sheet ? TYPE_XLSX : TYPE_PPTX;
}

/* ---- what libmagic says ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static magic_t magic;

/* The MIME type, in A; "" when it cannot be told. The library's handle is not for several threads. */
static str magic_type(arena *a, str bytes)
{
	str type = STR_EMPTY;
	pthread_mutex_lock(&lock);
	if (!magic) {
		magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF |
		                   MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TOKENS);
		if (magic && magic_load(magic, NULL) != 0) {
			log_error("libmagic: %s", magic_error(magic));
			magic_close(magic);
			magic = NULL;
		}
	}
	const char *said = magic ? magic_buffer(magic, bytes.p, bytes.n) : NULL;
	if (said)
		type = arena_str(a, str_of(said));
	pthread_mutex_unlock(&lock);
	return type;
}

static bool holds(arena *a, str bytes, size_t within, const char *word)
{
	return str_find(arena_lower(a, str_sub(bytes, 0, within)), str_of(word), 0) >= 0;
}

/* A file that another program would take for something else. */
static bool two_things(arena *a, int type, str bytes)
{
	static const char *const words[] = { "<script", "<html", "<!doctype", "<svg", "<?php" };
	if (zip_end(bytes) >= 0 || (bytes.n > 4 && memcmp(bytes.p, "PK\3\4", 4) == 0))
		return true;
	if (type != TYPE_PDF && holds(a, bytes, 1024, "%pdf-"))
		return true;
	for (size_t i = 0; i < SEL_COUNT(words); i++)
		if (holds(a, bytes, type == TYPE_TXT || type == TYPE_CSV ? bytes.n : 1024, words[i]))
			return true;
	return false;
}

static int plain_type(arena *a, str said, str filename, str bytes)
{
	if (str_is(said, "application/pdf"))
		return str_starts(bytes, STR("%PDF-")) ? TYPE_PDF : -1;
	if (str_is(said, "image/png"))
		return TYPE_PNG;
	if (str_is(said, "image/jpeg"))
		return TYPE_JPEG;
	bool text = str_is(said, "text/plain") || str_is(said, "text/csv") || str_is(said, "application/csv");
	if (text && utf8_valid(bytes) && !memchr(bytes.p, 0, bytes.n))
		return ends_with_one_of(a, filename, ".csv") ? TYPE_CSV : TYPE_TXT;
	return -1;
}

const struct filetype *filetype_of(arena *a, str filename, str bytes, size_t max, struct problems *ps)
{
	if (!bytes.n)
		return refuse(ps, "problem.file.empty", STR_EMPTY, STR_EMPTY);
	if (bytes.n > max)
		return refuse(ps, "problem.file.too_big", STR_EMPTY, arena_fmt(a, "%zu", max >> 20));
	str said = magic_type(a, bytes);
	int type = -1;
	if (bytes.n > 4 && memcmp(bytes.p, "PK\3\4", 4) == 0)
		type = archive_type(bytes, bytes.n, ps);
	else
		type = plain_type(a, said, filename, bytes);
	if (type == -2)
		return NULL;
	if (type < 0)
		return refuse(ps, "problem.file.type", said, STR_EMPTY);
	bool archive = type >= TYPE_DOCX && type <= TYPE_ODP;
	if (!archive && two_things(a, type, bytes))
		return refuse(ps, "problem.file.two_things", said, STR_EMPTY);
	if (!ends_with_one_of(a, filename, types[type].ends))
		return refuse(ps, "problem.file.ending", filename_clean(a, filename), str_of(types[type].ends));
	return &types[type];
}
