/* What Cairo 1.16 leaves out of a PDF: the language of the text, the mark that it is tagged, the wish that viewers show
 * the title, and the identifier of the file. Added as an incremental update (ISO 32000-1, 7.5.6): a second version of
 * the catalog after the file's end, and the table that finds it. */
#include "base/hash.h"
#include "paper/draw.h"

/* The number that follows the last WORD in PDF; -1: there is none. */
static int64_t number_after(str pdf, str word)
{
	ptrdiff_t at = -1;
	for (ptrdiff_t next = str_find(pdf, word, 0); next >= 0; next = str_find(pdf, word, (size_t)next + 1))
		at = next;
	int64_t n = 0;
	if (at < 0)
		return -1;
	size_t i = (size_t)at + word.n, first = i;
	for (; i < pdf.n && pdf.p[i] >= '0' && pdf.p[i] <= '9' && i - first < 12; i++)
		n = n * 10 + (pdf.p[i] - '0');
	return i > first ? n : -1;
}

/* The catalog's entries, without the brackets. */
static str catalog_of(str pdf, int64_t offset)
{
	str s = str_sub(pdf, (size_t)offset, pdf.n);
	ptrdiff_t begin = str_find(s, STR("<< /Type /Catalog"), 0), end = str_find(s, STR(">>\nendobj"), 0);
	return begin > 0 && begin < 20 && end > begin ? str_sub(s, (size_t)begin + 2, (size_t)(end - begin) - 2)
	                                              : STR_EMPTY;
}

static bool is_language(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '-'))
			return false;
	return s.n > 1 && s.n < 20;
}

str pdf_finish(struct paper *p, str pdf)
{
	enum { TAIL = 400, ID = 16 };
	char id[2 * HASH_SIZE + 1];
	str tail = str_sub(pdf, pdf.n > TAIL ? pdf.n - TAIL : 0, TAIL);
	int64_t root = number_after(tail, STR("/Root ")), info = number_after(tail, STR("/Info ")),
	        size = number_after(tail, STR("/Size ")), before = number_after(tail, STR("startxref\n"));
	if (root < 0 || info < 0 || size <= root || before <= 0 || (size_t)before >= pdf.n)
		return arena_str(p->arena, pdf);
	/* a line of the table is 20 bytes: "0000000015 00000 n \n", after "xref\n0 SIZE\n" */
	ptrdiff_t lines = str_find(pdf, STR("0000000000 65535 f"), (size_t)before);
	str entry = lines > 0 ? str_sub(pdf, (size_t)lines + (size_t)root * 20, 10) : STR_EMPTY;
	int64_t offset = -1;
	str catalog = entry.n == 10 && str_to_int(entry, &offset) && offset > 0 && (size_t)offset < pdf.n
	                  ? catalog_of(pdf, offset)
	                  : STR_EMPTY;
	if (!catalog.n)
		return arena_str(p->arena, pdf);
	struct hash h = hash_blake2b(pdf.p, pdf.n);
	hex_print(h.b, ID, id);
	str language = is_language(p->o.language) ? p->o.language : STR("id");
	str object = arena_fmt(p->arena,
	                       "%lld 0 obj\n<<%.*s   /Lang (%.*s)\n   /MarkInfo << /Marked true >>\n"
	                       "   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
	                       (long long)root, STR_ARG(catalog), STR_ARG(language));
	str table =
	    arena_fmt(p->arena,
	              "xref\n%lld 1\n%010zu 00000 n \ntrailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n"
	              "   /Prev %lld\n   /ID [<%s> <%s>]\n>>\nstartxref\n%zu\n%%%%EOF\n",
	              (long long)root, pdf.n, (long long)size, (long long)root, (long long)info, (long long)before, id,
	              id, pdf.n + object.n);
	return arena_cat(p->arena, pdf, arena_cat(p->arena, object, table));
}
