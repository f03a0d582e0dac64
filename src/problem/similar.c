/* Which problems are alike, so that what comes back is seen as one thing. */
#include "base/utf8.h"
#include "base/vec.h"
#include "problem/problem.h"

enum { REGENCY_CODE = 5, LETTERS_LEAST = 4, WORDS_MOST = 60 };

struct words {
	str p[WORDS_MOST];
	uint32_t n;
};

/* Words that say nothing about what is wrong. */
static bool is_small(str w)
{
	static const char *const small[] = { "yang",  "dengan", "untuk", "dari",   "pada",   "dalam",  "oleh", "belum",
		                             "tidak", "masih",  "sudah", "antara", "contoh", "serta",  "with", "from",
		                             "that",  "this",   "have",  "been",   "into",   "example" };
	if (utf8_length(w) < LETTERS_LEAST)
		return true;
	for (size_t i = 0; i < SEL_COUNT(small); i++)
		if (str_is(w, small[i]))
			return true;
	return false;
}

static bool has(const struct words *w, str s)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (str_eq(w->p[i], s))
			return true;
	return false;
}

static void words_of(arena *a, str title, struct words *out)
{
	str rest = utf8_fold(a, title), word;
	out->n = 0;
	while (out->n < WORDS_MOST && str_cut(&rest, ' ', &word))
		if (!is_small(word) && !has(out, word))
			out->p[out->n++] = word;
}

static bool share_words(arena *a, str x, str y)
{
	struct words wx, wy;
	uint32_t common = 0;
	words_of(a, x, &wx);
	words_of(a, y, &wy);
	const struct words *less = wx.n <= wy.n ? &wx : &wy, *more = wx.n <= wy.n ? &wy : &wx;
	for (uint32_t i = 0; i < less->n; i++)
		common += has(more, less->p[i]);
	return common > 0 && 2 * common >= less->n;
}

static bool share_place(const struct problem_line *x, const struct problem_line *y)
{
	for (uint32_t i = 0; i < x->nplaces; i++)
		for (uint32_t k = 0; k < y->nplaces; k++)
			if (str_eq(x->places[i], y->places[k]))
				return true;
	return false;
}

struct problem_line problem_line_of(arena *a, const struct doc *d)
{
	uint32_t n;
	date raised;
	struct doc *const *rows = doc_rows(d, PROBLEM_PLACE, &n);
	str *places = arena_array(a, str, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		places[i] = str_sub(doc_str(rows[i], PROBLEM_PLACE_CODE), 0, REGENCY_CODE);
	return (struct problem_line){ .title = doc_str(d, PROBLEM_TITLE),
		                      .sort = doc_str(d, PROBLEM_SORT),
		                      .sector = doc_str(d, PROBLEM_SECTOR),
		                      .places = places,
		                      .nplaces = n,
		                      .year = doc_date(d, PROBLEM_RAISED, &raised) ? date_to_ymd(raised).year : 0 };
}

bool problem_similar(arena *a, const struct problem_line *x, const struct problem_line *y)
{
	bool near = (x->sector.n && str_eq(x->sector, y->sector)) || share_place(x, y);
	return near && str_eq(x->sort, y->sort) && share_words(a, x->title, y->title);
}

/* Each line points towards the first of its group. */
static uint32_t first_of(uint32_t *group, uint32_t i)
{
	while (group[i] != i) {
		group[i] = group[group[i]];
		i = group[i];
	}
	return i;
}

uint32_t *problem_groups(arena *a, const struct problem_line *lines, uint32_t n)
{
	uint32_t *group = arena_array(a, uint32_t, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		group[i] = i;
		for (uint32_t k = 0; k < i; k++) {
			ARENA_SCOPE arena *words = arena_new(0);
			if (!problem_similar(words, &lines[i], &lines[k]))
				continue;
			uint32_t x = first_of(group, i), y = first_of(group, k);
			group[x > y ? x : y] = x > y ? y : x;
		}
	}
	for (uint32_t i = 0; i < n; i++)
		group[i] = first_of(group, i);
	return group;
}
