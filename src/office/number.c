/* Numbers of letters: the pattern, and the count of each unit and year. */
#include "office/number.h"

#include "base/vec.h"
#include "office/unit.h"
#include "office_sql.h"

/* ---- the pattern ---- */

enum place { PLACE_CLASS, PLACE_COUNT, PLACE_COUNT3, PLACE_UNIT, PLACE_MONTH, PLACE_ROMAN, PLACE_YEAR, PLACES };
static const char *const places[PLACES] = { "klasifikasi", "urut", "urut3", "unit", "bulan", "bulan_romawi", "tahun" };

static enum place place_of(str name)
{
	enum place p = PLACE_CLASS;
	while (p < PLACES && !str_is(name, places[p]))
		p++;
	return p;
}

/* The next piece of *REST: text before a brace, or what stands in one (IN). False at the end, or at a brace that is not
 * closed: then *REST begins with it. */
static bool next_piece(str *rest, str *piece, bool *in)
{
	if (!rest->n)
		return false;
	*in = rest->p[0] == '{';
	ptrdiff_t end = str_find_char(*rest, *in ? '}' : '{', 0);
	if (*in && end < 0)
		return false;
	size_t n = end < 0 ? rest->n : (size_t)end;
	*piece = *in ? str_sub(*rest, 1, n - 1) : str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n + (*in ? 1 : 0), rest->n);
	return true;
}

const char *letter_pattern_problem(str pattern, str *found)
{
	str rest = pattern, piece;
	bool in, count = false, year = false;
	*found = pattern;
	while (next_piece(&rest, &piece, &in)) {
		enum place p = in ? place_of(piece) : PLACES;
		count = count || (in && (p == PLACE_COUNT || p == PLACE_COUNT3));
		year = year || (in && p == PLACE_YEAR);
		if ((in && p == PLACES) || (!in && str_find_char(piece, '}', 0) >= 0)) {
			*found = piece;
			return in ? "problem.pattern.unknown" : "problem.pattern.open";
		}
	}
	if (rest.n)
		*found = rest;
	return rest.n   ? "problem.pattern.open"
	       : !count ? "problem.pattern.sequence"
	       : !year  ? "problem.pattern.year"
	                : NULL;
}

static str filled(arena *a, enum place p, const struct letterhead *head, int64_t sequence, struct ymd day)
{
	static const char *const roman[] = { "",    "I",    "II", "III", "IV", "V",  "VI",
		                             "VII", "VIII", "IX", "X",   "XI", "XII" };
	switch (p) {
	case PLACE_CLASS:
		return head->classification;
	case PLACE_COUNT:
		return arena_fmt(a, "%lld", (long long)sequence);
	case PLACE_COUNT3:
		return arena_fmt(a, "%03lld", (long long)sequence);
	case PLACE_UNIT:
		return head->mark;
	case PLACE_MONTH:
		return arena_fmt(a, "%02d", day.month);
	case PLACE_ROMAN:
		return str_of(roman[day.month >= 1 && day.month <= 12 ? day.month : 0]);
	case PLACE_YEAR:
		return arena_fmt(a, "%d", day.year);
	case PLACES:
		break;
	}
	return STR_EMPTY;
}

str letter_number(arena *a, const struct letterhead *head, int64_t sequence, date on)
{
	enum { NUMBER_MAX = 1000 };
	struct buf b;
	str rest = head->pattern.n ? head->pattern : STR(LETTER_PATTERN), piece;
	bool in;
	buf_init(&b, a, NUMBER_MAX);
	while (next_piece(&rest, &piece, &in))
		buf_str_add(&b, in ? filled(a, place_of(piece), head, sequence, date_to_ymd(on)) : piece);
	return buf_str(&b);
}

/* ---- the count ---- */

bool letter_take(db *d, arena *a, const struct letter *what, struct letter_taken *out)
{
	int year = date_to_ymd(what->on).year;
	struct db_arg unit = db_text(what->unit), of_year = db_int(year);
	*out = (struct letter_taken){ .year = year };
	/* the upsert locks the row: whoever else takes a number of this unit waits for the end of D's transaction */
	if (db_exec(d, &q_letter_count, DB_ARGS(unit, of_year), NULL) != DB_OK)
		return false;
	out->sequence = db_one_int(d, &q_letter_last, DB_ARGS(unit, of_year), 0);
	if (out->sequence < 1)
		return false;
	out->number = letter_number(a, what->head, out->sequence, what->on);
	return db_exec(d, &q_letter_add,
	               DB_ARGS(unit, of_year, db_int(out->sequence), db_text(out->number), db_int(what->at),
	                       db_text(what->actor), db_text(what->record), db_text(what->subject)),
	               NULL) == DB_OK;
}

int64_t letters_count(db *d, str unit, int year)
{
	return db_one_int(d, &q_letter_last, DB_ARGS(db_text(unit), db_int(year)), 0);
}

bool letters_of(db *d, arena *a, str unit, int year, int64_t skip, uint32_t max, struct letter_line **out, uint32_t *n)
{
	VEC(struct letter_line) list = { 0 };
	db_rows *rows;
	if (db_select(d, &q_letter_list, DB_ARGS(db_text(unit), db_int(year), db_int(skip), db_int(max)), &rows) !=
	    DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) =
		    (struct letter_line){ .sequence = db_col_int(rows, Q_LETTER_LIST_COL_SEQUENCE),
			                  .number = arena_str(a, db_col_text(rows, Q_LETTER_LIST_COL_NUMBER)),
			                  .at = db_col_int(rows, Q_LETTER_LIST_COL_AT),
			                  .actor = arena_str(a, db_col_text(rows, Q_LETTER_LIST_COL_ACTOR)),
			                  .no = db_col_int(rows, Q_LETTER_LIST_COL_NO),
			                  .subject = arena_str(a, db_col_text(rows, Q_LETTER_LIST_COL_SUBJECT)) };
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}
