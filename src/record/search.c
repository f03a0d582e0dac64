/* Finding records by the words in them. */
#include "base/utf8.h"
#include "base/vec.h"
#include "record/store.h"
#include "record_sql.h"

enum { SEARCH_WORDS = 12, QUERY_MAX = 2048, FEW = 1000 };

/* The words that are looked for, folded; as many as a query takes. */
static str search_words_of(arena *a, str text)
{
	str folded = utf8_fold(a, text), rest = folded, word;
	for (uint32_t n = 0; n < SEARCH_WORDS && str_cut(&rest, ' ', &word);)
		n += word.n > 0;
	return str_sub(folded, 0, folded.n - rest.n);
}

static int64_t audience_of(const struct search *what)
{
	return what->viewer & EVERYTHING ? -1 : (int64_t)what->viewer;
}

/* The engine's query for "every word, each a prefix"; folded words hold letters and digits only, so that nothing of the
 * engines' own syntax can come from outside. */
static str search_query(arena *a, str folded, bool sqlite)
{
	str word;
	struct buf b;
	buf_init(&b, a, QUERY_MAX);
	uint32_t n = 0;
	while (str_cut(&folded, ' ', &word)) {
		if (!word.n)
			continue;
		if (n++)
			buf_cstr(&b, sqlite ? " AND " : " & ");
		buf_fmt(&b, sqlite ? "\"%.*s\"*" : "'%.*s':*", STR_ARG(word));
	}
	return buf_failed(&b) ? STR_EMPTY : buf_str(&b);
}

struct finder {
	struct store *store;
	arena *arena;
	const struct search *what;
	VEC(struct search_hit) hits;
	bool more;
};

static bool find_words(struct finder *f, db *d, const struct db_query *q, str words, bool in_title)
{
	db_rows *rows;
	const struct search *what = f->what;
	/* hits of titles come again among all hits, in the same order: ask for that many more */
	int64_t limit = (int64_t)what->max + 1 + (int64_t)f->hits.n;
	size_t titles = f->hits.n, next = 0;
	if (db_select(d, q,
	              DB_ARGS(db_text(words), db_int(what->kind ? what->kind->number : 0), db_int(audience_of(what)),
	                      db_int(limit)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, 0);
		while (next < titles && f->hits.p[next].no < no)
			next++;
		if (next < titles && f->hits.p[next].no == no)
			continue;
		if (f->hits.n == what->max) {
			f->more = true;
			break;
		}
		*vec_push(f->arena, &f->hits) =
		    (struct search_hit){ no, store_kind(f->store, (int)db_col_int(rows, 1)), in_title };
	}
	return db_finish(rows) == DB_OK;
}

/* ---- few records ---- */

/* Whether every word of WORDS begins one of TEXT's or MORE's, which are folded too. */
static bool has_words(str words, str text, str more)
{
	str word;
	while (str_cut(&words, ' ', &word)) {
		bool found = !word.n;
		for (int k = 0; k < 2 && !found; k++) {
			str rest = k ? more : text, other;
			while (!found && str_cut(&rest, ' ', &other))
				found = str_starts(other, word);
		}
		if (!found)
			return false;
	}
	return true;
}

/* The index of words knows all kinds together: looking for one of few records there means passing all those of the
 * others, so their texts are read instead. */
static bool find_few(struct finder *f, db *d, str words, bool titles_first)
{
	db_rows *rows;
	const struct search *what = f->what;
	VEC(struct search_hit) others = { 0 };
	if (db_select(d, &q_search_texts, DB_ARGS(db_int(what->kind->number), db_int(audience_of(what))), &rows) !=
	    DB_OK)
		return false;
	while (db_next(rows)) {
		str title = db_col_text(rows, 1), body = db_col_text(rows, 2);
		struct search_hit hit = { db_col_int(rows, 0), what->kind,
			                  titles_first && has_words(words, title, STR_EMPTY) };
		if (hit.in_title)
			*vec_push(f->arena, &f->hits) = hit;
		else if (has_words(words, title, body))
			*vec_push(f->arena, &others) = hit;
	}
	for (size_t i = 0; i < others.n; i++)
		*vec_push(f->arena, &f->hits) = others.p[i];
	f->more = f->hits.n > what->max;
	f->hits.n = f->more ? what->max : f->hits.n;
	return db_finish(rows) == DB_OK;
}

static bool are_few(db *d, const struct kind *k)
{
	return k && db_one_int(d, &q_search_counted, DB_ARGS(db_int(k->number), db_int(FEW + 1)), FEW + 1) <= FEW;
}

static bool search(struct finder *f, db *d, bool titles_first)
{
	const struct search *what = f->what;
	str folded = search_words_of(f->arena, what->text);
	str words = search_query(f->arena, folded, db_engine_of(d) == DB_SQLITE);
	if (!words.n)
		return true;
	if (are_few(d, what->kind))
		return find_few(f, d, folded, titles_first);
	return (!titles_first || find_words(f, d, &q_search_titles, words, true)) &&
	       (f->more || find_words(f, d, &q_search_words, words, false));
}

bool record_search(struct store *s, db *d, arena *a, const struct search *what, struct search_hit **out, uint32_t *n,
                   bool *more)
{
	struct finder f = { .store = s, .arena = a, .what = what };
	bool ok = search(&f, d, true);
	*out = f.hits.p;
	*n = (uint32_t)f.hits.n;
	*more = f.more;
	return ok;
}

bool record_search_set(struct store *s, db *d, arena *a, const struct search *what, struct search_hit **out,
                       uint32_t *n, bool *more)
{
	struct finder f = { .store = s, .arena = a, .what = what };
	bool ok = search(&f, d, false);
	*out = f.hits.p;
	*n = (uint32_t)f.hits.n;
	*more = f.more;
	return ok;
}
