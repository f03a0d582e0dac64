#include "office/official.h"

#include "base/vec.h"
#include "office_sql.h"
#include "record/codelist.h"
#include "record/kind.h"

KIND(official_signs, OFFICIAL_SIGNS, OFFICIAL_SIGNS_FIELDS, .links = true)

static void problem(struct problems *ps, const char *key, const char *path, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = str_of(path), .found = found, .expected = expected });
}

/* ---- rules of one record ---- */

enum { NIP_DIGITS = 18 }; /* PP 11/2017 and BKN: birth, appointment, sex, count */

static bool is_nip(str s)
{
	uint32_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (s.p[i] != ' ')
			return false;
	}
	return digits == NIP_DIGITS;
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date since, until;
	str nip = doc_str(d, OFFICIAL_NIP);
	uint32_t n;
	(void)old;
	if (!ps)
		return;
	/* the value itself is personal: a problem may be logged */
	if (nip.n && !is_nip(nip))
		problem(ps, "problem.official.nip", "nip", STR_EMPTY, STR_EMPTY);
	if (doc_date(d, OFFICIAL_SINCE, &since) && doc_date(d, OFFICIAL_UNTIL, &until) && until < since)
		problem(ps, "problem.order", "until", doc_str(d, OFFICIAL_UNTIL), doc_str(d, OFFICIAL_SINCE));
	struct doc *const *rows = doc_rows(d, OFFICIAL_SIGNS, &n);
	for (uint32_t i = 0; i < n; i++)
		if (doc_has(rows[i], OFFICIAL_SIGNS_THROUGH) && !doc_has(rows[i], OFFICIAL_SIGNS_BEHALF))
			problem(ps, "problem.official.through", arena_fmt(ps->arena, "signs[%u]/behalf", i + 1).p,
			        STR_EMPTY, STR_EMPTY);
}

/* ---- rules among records: a post has one holder at a time ---- */

static bool holds(const struct doc *d)
{
	str acting = doc_str(d, OFFICIAL_ACTING);
	return !str_is(acting, "plt") && !str_is(acting, "plh");
}

static void span_of(const struct doc *d, date *since, date *until)
{
	if (!doc_date(d, OFFICIAL_SINCE, since))
		*since = INT32_MIN + 1;
	if (!doc_date(d, OFFICIAL_UNTIL, until))
		*until = INT32_MAX;
}

bool official_overlaps(const struct doc *a, const struct doc *b)
{
	date since, until, other_since, other_until;
	if (!holds(a) || !holds(b) || !str_eq(doc_str(a, OFFICIAL_UNIT), doc_str(b, OFFICIAL_UNIT)) ||
	    !str_eq_nocase(str_trim(doc_str(a, OFFICIAL_POST)), str_trim(doc_str(b, OFFICIAL_POST))))
		return false;
	span_of(a, &since, &until);
	span_of(b, &other_since, &other_until);
	return since <= other_until && other_since <= until;
}

static bool read_officials(struct store *s, db *d, arena *a, const struct db_query *q, str arg, const struct doc ***out,
                           uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct doc *) list = { 0 };
	db_rows *rows;
	if (db_select(d, q, DB_ARGS(db_text(arg)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_system, numbers.p[i]);
		if (r)
			*vec_push(a, &list) = r->doc;
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

static bool same(const struct doc *a, const struct doc *b)
{
	static const uint32_t fields[] = { OFFICIAL_NAME, OFFICIAL_POST, OFFICIAL_ACTING, OFFICIAL_SINCE,
		                           OFFICIAL_UNTIL };
	for (size_t i = 0; i < SEL_COUNT(fields); i++)
		if (!str_eq(doc_str(a, fields[i]), doc_str(b, fields[i])))
			return false;
	return true;
}

static bool fits(struct store *s, db *d, arena *a, const struct doc *doc, const struct doc *old, struct problems *ps)
{
	const struct doc **list;
	uint32_t n;
	bool met_self = false;
	if (!holds(doc))
		return true;
	if (!read_officials(s, d, a, &q_officials_of_unit, doc_str(doc, OFFICIAL_UNIT), &list, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		/* the record as it stands is among them once */
		if (old && !met_self && same(list[i], old)) {
			met_self = true;
			continue;
		}
		if (official_overlaps(doc, list[i]))
			problem(ps, "problem.official.overlap", "since", doc_str(list[i], OFFICIAL_NAME),
			        arena_fmt(a, "%.*s - %.*s", STR_ARG(doc_str(list[i], OFFICIAL_SINCE)),
			                  STR_ARG(doc_str(list[i], OFFICIAL_UNTIL))));
	}
	return true;
}

str official_prefix(str acting)
{
	return str_is(acting, "plh")   ? STR("Plh.")
	       : str_is(acting, "plt") ? STR("Plt.")
	       : str_is(acting, "pj")  ? STR("Pj.")
	                               : STR_EMPTY;
}

static str post_of(arena *a, const struct doc *d)
{
	str prefix = official_prefix(doc_str(d, OFFICIAL_ACTING)), post = doc_str(d, OFFICIAL_POST);
	return prefix.n ? arena_fmt(a, "%.*s %.*s", STR_ARG(prefix), STR_ARG(post)) : post;
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return arena_fmt(a, "%.*s · %.*s", STR_ARG(post_of(a, d)), STR_ARG(doc_str(d, OFFICIAL_NAME)));
}

static const struct section sections[] = {
	{ "post", "unit post acting since until" },
	{ "person", "name nip rank" },
	{ "signs", "signs" },
};

KIND(official, OFFICIAL, OFFICIAL_FIELDS, .number = 31, .links = true, .visibility = GOVERNMENT, .check = check,
     .fits = fits, .title = title, .sections = sections, .nsections = SEL_COUNT(sections))

/* ---- who signs ---- */

static int rank_of(const struct doc *official, const struct doc *row)
{
	static const char *const order[] = { "definitive", "pj", "plt", "plh" };
	int rank = 0;
	for (size_t i = 0; i < SEL_COUNT(order); i++)
		if (str_is(doc_str(official, OFFICIAL_ACTING), order[i]))
			rank = 2 * (int)i;
	return rank + !str_is(doc_str(row, OFFICIAL_SIGNS_PAPER), "all");
}

static bool signs(const struct doc *official, const struct doc *row, str unit, str paper)
{
	str kind = doc_str(row, OFFICIAL_SIGNS_PAPER), of = doc_str(row, OFFICIAL_SIGNS_UNIT);
	return (str_eq(kind, paper) || str_is(kind, "all")) &&
	       str_eq(of.n ? of : doc_str(official, OFFICIAL_UNIT), unit);
}

bool who_signs(const struct doc *const *officials, uint32_t n, str unit, str paper, date on, struct signer *out)
{
	int best = -1;
	date best_since = DATE_NONE;
	*out = (struct signer){ NULL, NULL };
	for (uint32_t i = 0; i < n; i++) {
		date since, until;
		uint32_t nrows;
		struct doc *const *rows = doc_rows(officials[i], OFFICIAL_SIGNS, &nrows);
		span_of(officials[i], &since, &until);
		for (uint32_t k = 0; k < nrows && since <= on && on <= until; k++) {
			int rank = rank_of(officials[i], rows[k]);
			if (!signs(officials[i], rows[k], unit, paper) || rank < best ||
			    (rank == best && since <= best_since))
				continue;
			*out = (struct signer){ officials[i], rows[k] };
			best = rank;
			best_since = since;
		}
	}
	return out->official != NULL;
}

void signature_lines(arena *a, const struct signer *s, const struct doc *behalf, const struct doc *through, date on,
                     struct signature *out)
{
	str for_whom = behalf ? unit_head(behalf, on) : STR_EMPTY, by = through ? unit_head(through, on) : STR_EMPTY;
	*out = (struct signature){ .known = true,
		                   .name = doc_str(s->official, OFFICIAL_NAME),
		                   .rank = doc_str(s->official, OFFICIAL_RANK),
		                   .nip = doc_str(s->official, OFFICIAL_NIP) };
	if (for_whom.n)
		out->lines[out->nlines++] = arena_fmt(a, "a.n. %.*s", STR_ARG(for_whom));
	if (for_whom.n && by.n) {
		out->lines[out->nlines++] = by;
		out->lines[out->nlines++] = STR("u.b.");
	}
	out->lines[out->nlines++] = post_of(a, s->official);
}

/* ---- with the database ---- */

const struct record *unit_by_code(struct store *s, db *d, arena *a, str code)
{
	const struct record *r = d && code.n ? record_load_key(s, d, a, &actor_system, &unit_kind, "code", code) : NULL;
	return r && !r->deleted ? r : NULL;
}

static const struct doc *unit_of(struct store *s, db *d, arena *a, str id)
{
	const struct record *r = id.n ? record_load_id(s, d, a, &actor_system, &unit_kind, id) : NULL;
	return r ? r->doc : NULL;
}

bool office_paper(struct store *s, db *d, arena *a, str code, str paper, date on, struct office_paper *out)
{
	const struct doc **list;
	uint32_t n;
	char day[11];
	struct signer who;
	*out = (struct office_paper){ .unit = STR_EMPTY };
	const struct record *unit = unit_by_code(s, d, a, code);
	if (!unit)
		return !db_has_failed(d);
	out->unit = str_of(unit->id);
	letterhead_of(a, unit->doc, on, &out->head);
	date_print(on, day);
	if (!read_officials(s, d, a, &q_officials_on, str_of(day), &list, &n))
		return false;
	if (who_signs(list, n, out->unit, paper, on, &who))
		signature_lines(a, &who, unit_of(s, d, a, doc_str(who.row, OFFICIAL_SIGNS_BEHALF)),
		                unit_of(s, d, a, doc_str(who.row, OFFICIAL_SIGNS_THROUGH)), on, &out->sign);
	out->sign.town = out->head.town;
	return true;
}
