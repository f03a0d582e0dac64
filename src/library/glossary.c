/* The glossary that comes with the program. */
#include <pthread.h>
#include <stdlib.h>

#include "base/vec.h"
#include "library/data.h"
#include "library/library.h"
#include "sheet/csv.h"

enum { COL_ID, COL_EN, COL_STANDARD, COL_NOTE, COLUMNS };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const struct glossary_term *terms;
static uint32_t nterms;

static arena *kept; /* the terms, as long as the program runs */

static int by_word(const void *x, const void *y)
{
	const struct glossary_term *a = x, *b = y;
	ARENA_SCOPE arena *scratch = arena_new(0);
	return str_cmp(arena_lower(scratch, a->term[0]), arena_lower(scratch, b->term[0]));
}

static void read_terms(void)
{
	arena *a = kept = arena_new(0);
	VEC(struct glossary_term) list = { 0 };
	struct csv_reader r;
	str *cells;
	uint32_t n;
	csv_reader_init(&r, (str){ (const char *)glossary_csv, glossary_csv_size },
	                (struct csv_limits){ .cells = 16, .bytes = 4000 });
	bool heading = csv_next_row(&r, a, &cells, &n) == CSV_ROW;
	while (heading && csv_next_row(&r, a, &cells, &n) == CSV_ROW && n == COLUMNS)
		*vec_push(a, &list) = (struct glossary_term){
			{ arena_str(a, cells[COL_ID]), arena_str(a, cells[COL_EN]) },
			arena_str(a, cells[COL_STANDARD]),
			arena_str(a, cells[COL_NOTE]),
		};
	qsort(list.p, list.n, sizeof(*list.p), by_word);
	terms = list.p;
	nterms = (uint32_t)list.n;
}

const struct glossary_term *glossary_terms(uint32_t *n)
{
	pthread_once(&once, read_terms);
	*n = kept ? nterms : 0;
	return terms;
}
