/* Files that people send: any bytes are told apart without harm, and a name comes out clean. */
#include <stdlib.h>

#include "agreement/filetype.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { "a.pdf", "a.docx", "a.xlsx", "a.odt", "a.png", "a.txt", "a.csv" };
	if (n > 1 << 20)
		return 0;
	ARENA_SCOPE arena *a = arena_new(0);
	str bytes = { (const char *)data, n };
	for (size_t i = 0; i < SEL_COUNT(names); i++) {
		struct problems ps;
		problems_init(&ps, a, 10);
		const struct filetype *t = filetype_of(a, str_of(names[i]), bytes, 1 << 20, &ps);
		if ((t == NULL) != (ps.n > 0) || (t && filetype_by_mime(str_of(t->mime)) != t))
			abort();
	}
	str name = filename_clean(a, str_sub(bytes, 0, 1000));
	if (!name.n || name.n > FILENAME_MAX_LENGTH || !utf8_valid(name) || str_find_char(name, '/', 0) >= 0 ||
	    str_find_char(name, '\\', 0) >= 0 || str_find_char(name, '\n', 0) >= 0 || memchr(name.p, 0, name.n))
		abort();
	return 0;
}
