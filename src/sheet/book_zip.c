#include "sheet/book_zip.h"

#include <zip.h>

#include "base/vec.h"

enum { ENTRIES_MAX = 2000, RATIO_MAX = 400, RATIO_FREE = 1 << 20 };

struct book_zip {
	arena *arena;
	struct problems *problems;
	zip_t *zip;
	uint64_t part_max, packed;
};

static void problem(struct problems *ps, const char *key, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = key, .found = found });
}

static void discard(void *arg)
{
	struct book_zip *z = arg;
	if (z->zip)
		zip_discard(z->zip);
	z->zip = NULL;
}

/* A compound file (the old format of Office, and any file locked with a password) holds its directory's names in
 * UTF-16. */
static bool names_stream(str bytes, const char *name)
{
	char wide[80];
	size_t n = 0;
	for (; name[n] && n < sizeof(wide) / 2; n++) {
		wide[2 * n] = name[n];
		wide[2 * n + 1] = '\0';
	}
	return str_find(bytes, (str){ wide, 2 * n }, 0) >= 0;
}

static const char *why_no_zip(str bytes)
{
	if (!bytes.n)
		return "book.empty";
	if (str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return names_stream(bytes, "EncryptedPackage") ? "book.encrypted" : "book.old_xls";
	if (!str_starts(bytes, STR("PK\x03\x04")))
		return "book.not_xlsx";
	return NULL;
}

struct book_zip *book_zip_open(arena *a, str bytes, uint64_t part_max, struct problems *ps)
{
	zip_error_t error;
	const char *why = why_no_zip(bytes);
	if (why) {
		problem(ps, why, STR_EMPTY);
		return NULL;
	}
	struct book_zip *z = arena_make(a, struct book_zip);
	*z = (struct book_zip){ .arena = a, .problems = ps, .part_max = part_max, .packed = bytes.n };
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
	z->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!z->zip && source)
		zip_source_free(source);
	zip_error_fini(&error);
	if (!z->zip) {
		problem(ps, "book.damaged", STR_EMPTY);
		return NULL;
	}
	arena_defer(a, discard, z);
	if (zip_get_num_entries(z->zip, 0) > ENTRIES_MAX) {
		problem(ps, "book.too_large", STR_EMPTY);
		return NULL;
	}
	return z;
}

bool book_zip_has(const struct book_zip *z, const char *name)
{
	return zip_name_locate(z->zip, name, ZIP_FL_NOCASE) >= 0;
}

static enum book_part bad(struct book_zip *z, const char *key, str name)
{
	problem(z->problems, key, name);
	return PART_BAD;
}

/* What an entry says about its size may be a lie, so the limit holds for what really comes out. */
static enum book_part unpack(struct book_zip *z, zip_file_t *f, str name, uint64_t packed, str *out)
{
	struct buf b;
	buf_init(&b, z->arena, z->part_max + 1);
	for (;;) {
		enum { STEP = 1 << 16 };
		char *room = buf_room(&b, STEP);
		if (!room || b.n > z->part_max || (b.n > RATIO_FREE && b.n / RATIO_MAX > packed))
			return bad(z, "book.too_large", name);
		zip_int64_t got = zip_fread(f, room, STEP);
		if (got < 0)
			return bad(z, "book.damaged", name);
		if (got == 0)
			break;
		buf_commit(&b, (size_t)got);
	}
	*out = buf_str(&b);
	return PART_READ;
}

enum book_part book_zip_part(struct book_zip *z, str name, str *out)
{
	zip_stat_t st;
	zip_int64_t at = name.n ? zip_name_locate(z->zip, arena_str(z->arena, name).p, ZIP_FL_NOCASE) : -1;
	*out = STR_EMPTY;
	if (at < 0)
		return PART_MISSING;
	if (zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) != 0)
		return bad(z, "book.damaged", name);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return bad(z, "book.encrypted", STR_EMPTY);
	if ((st.valid & ZIP_STAT_SIZE) && st.size > z->part_max)
		return bad(z, "book.too_large", name);
	zip_file_t *f = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
	if (!f)
		return bad(z, "book.damaged", name);
	enum book_part rc = unpack(z, f, name, (st.valid & ZIP_STAT_COMP_SIZE) ? st.comp_size : z->packed, out);
	zip_fclose(f);
	return rc;
}

str book_zip_resolve(arena *a, str base, str name)
{
	VEC(str) parts = { 0 };
	str rest = base, piece;
	bool absolute = str_starts(name, STR("/"));
	while (!absolute && str_cut(&rest, '/', &piece))
		*vec_push(a, &parts) = piece;
	if (parts.n)
		parts.n--; /* the file itself */
	rest = name;
	while (str_cut(&rest, '/', &piece)) {
		if (str_is(piece, "..")) {
			if (!parts.n)
				return STR_EMPTY;
			parts.n--;
		} else if (piece.n && !str_is(piece, ".")) {
			*vec_push(a, &parts) = piece;
		}
	}
	str out = STR_EMPTY;
	for (size_t i = 0; i < parts.n; i++)
		out = arena_fmt(a, "%.*s%s%.*s", STR_ARG(out), i ? "/" : "", STR_ARG(parts.p[i]));
	return out;
}
