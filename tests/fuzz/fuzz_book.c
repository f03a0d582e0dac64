/* Workbooks from outside: read whole or refused with a problem. */
#include "sheet/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 20);
	struct book_limits limits = { .part = 1 << 20, .rows = 10000, .columns = 100, .cells = 20000 };
	const struct book *b = book_read(a, (str){ (const char *)data, size }, &limits, &ps);
	if (!b && !problems_refuse(&ps))
		__builtin_trap();
	for (uint32_t s = 0; b && s < b->n; s++)
		for (uint32_t i = 0; i < b->sheets[s].n; i++)
			if (!book_cell(&b->sheets[s], b->sheets[s].cells[i].row, b->sheets[s].cells[i].column).text.n)
				__builtin_trap();
	arena_free(a);
	return 0;
}
