#include "base/vec.h"
#include "library/library.h"
#include "library_sql.h"

KIND(regulation_replaced, REPLACED, REPLACED_FIELDS)

static str title_of(const struct doc *d, int lang)
{
	return doc_text(d, REGULATION_TITLE, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

str regulation_name(arena *a, const struct doc *d)
{
	str sort = doc_str(d, REGULATION_SORT), issuer = doc_str(d, REGULATION_ISSUER);
	str number = doc_str(d, REGULATION_NUMBER), year = doc_str(d, REGULATION_YEAR);
	str name = issuer.n ? arena_fmt(a, "%.*s %.*s", STR_ARG(sort), STR_ARG(issuer)) : sort;
	return number.n ? arena_fmt(a, "%.*s %.*s/%.*s", STR_ARG(name), STR_ARG(number), STR_ARG(year)) : name;
}

str regulation_slug(arena *a, const struct doc *d)
{
	str number = doc_str(d, REGULATION_NUMBER);
	if (!number.n)
		number = title_of(d, 0);
	return cite_slug(a, doc_str(d, REGULATION_SORT), doc_str(d, REGULATION_ISSUER), number,
	                 doc_str(d, REGULATION_YEAR));
}

static str regulation_title(const struct doc *d, int lang, arena *a)
{
	return arena_fmt(a, "%.*s: %.*s", STR_ARG(regulation_name(a, d)), STR_ARG(title_of(d, lang)));
}

static str regulation_key(arena *a, const struct doc *d)
{
	return doc_str(d, REGULATION_SORT).n ? regulation_slug(a, d) : STR_EMPTY;
}

static void wrong(struct problems *ps, const char *key, const char *path)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = str_of(path) });
}

static void regulation_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date from, until;
	(void)old;
	bool number = doc_has(d, REGULATION_NUMBER) && doc_str(d, REGULATION_NUMBER).n;
	bool year = doc_has(d, REGULATION_YEAR) && doc_str(d, REGULATION_YEAR).n;
	/* a law is known by its number and its year together */
	if (number && !year)
		wrong(ps, "problem.regulation.year", "year");
	if (doc_date(d, REGULATION_FROM, &from) && doc_date(d, REGULATION_UNTIL, &until) && until < from)
		wrong(ps, "problem.regulation.until", "in_force_until");
	str level = doc_str(d, REGULATION_LEVEL);
	if ((str_is(level, "province") || str_is(level, "regency")) && !doc_str(d, REGULATION_ISSUER).n)
		wrong(ps, "problem.regulation.issuer", "issuer");
}

KIND(regulation, REGULATION, REGULATION_FIELDS, .number = 50, .links = true, .visibility = PUBLIC,
     .check = regulation_check, .title = regulation_title, .state = "sort", .years = "year", .key_name = "slug",
     .key = regulation_key)

/* ---- status ---- */

enum regulation_status regulation_status(const struct regulation_force *f, date day)
{
	if (f->until != DATE_NONE && day > f->until)
		return REGULATION_ENDED;
	if (f->replaced && f->replaced_on != DATE_NONE && day >= f->replaced_on)
		return REGULATION_ENDED;
	if (f->from == DATE_NONE)
		return REGULATION_UNKNOWN;
	if (day < f->from)
		return REGULATION_AHEAD;
	/* replaced, but nobody knows since when */
	return f->replaced && f->replaced_on == DATE_NONE && f->until == DATE_NONE ? REGULATION_UNKNOWN
	                                                                           : REGULATION_IN_FORCE;
}

const char *regulation_status_name(enum regulation_status s)
{
	static const char *const names[] = { [REGULATION_UNKNOWN] = "unknown",
		                             [REGULATION_AHEAD] = "ahead",
		                             [REGULATION_IN_FORCE] = "in_force",
		                             [REGULATION_ENDED] = "ended" };
	return names[s];
}

/* ---- reading ---- */

static date date_of(const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? day : DATE_NONE;
}

static struct regulation read_one(arena *a, const struct record *r)
{
	struct regulation x = { .no = r->no,
		                .id = arena_str(a, str_of(r->id)),
		                .slug = regulation_slug(a, r->doc),
		                .name = regulation_name(a, r->doc),
		                .force = { date_of(r->doc, REGULATION_FROM), date_of(r->doc, REGULATION_UNTIL), false,
		                           DATE_NONE },
		                .doc = r->doc };
	for (int lang = 0; lang < 2; lang++)
		x.title[lang] = arena_str(a, title_of(r->doc, lang));
	return x;
}

/* The earliest day on which one that replaces another as a whole came into force ends that one. */
static void end_replaced(struct regulation *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t count;
		struct doc *const *rows = doc_rows(list[i].doc, REGULATION_REPLACES, &count);
		for (uint32_t k = 0; k < count; k++) {
			str id = doc_str(rows[k], REPLACED_REGULATION);
			if (doc_bool(rows[k], REPLACED_IN_PART, false))
				continue;
			for (uint32_t j = 0; j < n; j++) {
				struct regulation_force *f = &list[j].force;
				date on = list[i].force.from;
				if (j == i || !str_eq(list[j].id, id))
					continue;
				f->replaced = true;
				if (on != DATE_NONE && (f->replaced_on == DATE_NONE || on < f->replaced_on))
					f->replaced_on = on;
			}
		}
	}
}

bool regulations_read(struct store *s, db *d, arena *a, struct regulation **out, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(struct regulation) list = { 0 };
	db_rows *rows;
	if (db_select(d, &q_regulation_numbers, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, Q_REGULATION_NUMBERS_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_public, numbers.p[i]);
		if (r && r->doc)
			*vec_push(a, &list) = read_one(a, r);
	}
	end_replaced(list.p, (uint32_t)list.n);
	*out = list.p;
	*n = (uint32_t)list.n;
	return !db_has_failed(d);
}

const struct regulation *regulation_find(const struct regulation *list, uint32_t n, str slug)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i].slug, slug))
			return &list[i];
	return NULL;
}

const struct regulation *regulation_of_id(const struct regulation *list, uint32_t n, str id)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(list[i].id, id))
			return &list[i];
	return NULL;
}
