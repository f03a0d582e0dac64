#include "office/unit.h"

#include "base/vec.h"
#include "record/kind.h"

KIND(unit_name, UNIT_NAME, UNIT_NAME_FIELDS)
KIND(letterhead, LETTERHEAD, LETTERHEAD_FIELDS)

/* ---- dated rows ---- */

static void span_of(const struct doc *row, date *since, date *until)
{
	if (!doc_date(row, (uint32_t)kind_field(row->kind, STR("since")), since))
		*since = INT32_MIN + 1;
	if (!doc_date(row, (uint32_t)kind_field(row->kind, STR("until")), until))
		*until = INT32_MAX;
}

const struct doc *unit_row(const struct doc *unit, uint32_t field, date on)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(unit, field, &n);
	for (uint32_t i = 0; i < n; i++) {
		date since, until;
		span_of(rows[i], &since, &until);
		if (since <= on && on <= until)
			return rows[i];
	}
	return NULL;
}

str unit_name(const struct doc *unit, date on, int lang)
{
	const struct doc *row = unit_row(unit, UNIT_NAME, on);
	if (!row)
		return STR_EMPTY;
	str en = doc_str(row, UNIT_NAME_EN);
	return lang && en.n ? en : doc_str(row, UNIT_NAME_ID);
}

str unit_head(const struct doc *unit, date on)
{
	const struct doc *row = unit_row(unit, UNIT_NAME, on);
	return row ? doc_str(row, UNIT_NAME_HEAD) : STR_EMPTY;
}

/* ---- rules ---- */

static void problem(struct problems *ps, const char *key, str path, const struct doc *row, str found, str expected)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
	                                   .key = key,
	                                   .path = path,
	                                   .line = row->line,
	                                   .found = found,
	                                   .expected = expected });
}

/* Each ends after it began, and no two hold on the same day. */
static void check_spans(const struct doc *d, uint32_t field, struct problems *ps)
{
	uint32_t n;
	const char *name = d->kind->fields[field].name;
	struct doc *const *rows = doc_rows(d, field, &n);
	for (uint32_t i = 0; i < n; i++) {
		date since, until, other_since, other_until;
		span_of(rows[i], &since, &until);
		if (until < since)
			problem(ps, "problem.order", arena_fmt(ps->arena, "%s[%u]/until", name, i + 1), rows[i],
			        doc_str(rows[i], (uint32_t)kind_field(rows[i]->kind, STR("until"))),
			        doc_str(rows[i], (uint32_t)kind_field(rows[i]->kind, STR("since"))));
		for (uint32_t k = 0; k < i; k++) {
			span_of(rows[k], &other_since, &other_until);
			if (since <= other_until && other_since <= until)
				problem(ps, "problem.unit.overlap", arena_fmt(ps->arena, "%s[%u]/since", name, i + 1),
				        rows[i], arena_fmt(ps->arena, "%u", i + 1), arena_fmt(ps->arena, "%u", k + 1));
		}
	}
}

static void check_patterns(const struct doc *d, struct problems *ps)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, UNIT_LETTERHEAD, &n);
	for (uint32_t i = 0; i < n; i++) {
		str found, pattern = doc_str(rows[i], LETTERHEAD_PATTERN);
		const char *key = pattern.n ? letter_pattern_problem(pattern, &found) : NULL;
		if (key)
			problem(ps, key, arena_fmt(ps->arena, "letterhead[%u]/number_pattern", i + 1), rows[i], found,
			        STR(LETTER_PATTERN));
	}
}

/* A code stands in addresses of pages, settings and files. */
static bool is_code(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	return true;
}

static void check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	str code = doc_str(d, UNIT_CODE);
	(void)old;
	if (!ps)
		return;
	if (!is_code(code))
		problem(ps, "problem.unit.code", STR("code"), d, code, STR("biro-kerja-sama"));
	check_spans(d, UNIT_NAME, ps);
	check_spans(d, UNIT_LETTERHEAD, ps);
	check_patterns(d, ps);
}

/* The name that begins last: what it is called now, or will be. */
static str title(const struct doc *d, int lang, arena *a)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, UNIT_NAME, &n);
	const struct doc *last = NULL;
	date best = DATE_NONE, since, until;
	(void)a;
	for (uint32_t i = 0; i < n; i++) {
		span_of(rows[i], &since, &until);
		if (!last || since > best) {
			last = rows[i];
			best = since;
		}
	}
	if (!last)
		return doc_str(d, UNIT_CODE);
	return lang && doc_str(last, UNIT_NAME_EN).n ? doc_str(last, UNIT_NAME_EN) : doc_str(last, UNIT_NAME_ID);
}

static const struct section sections[] = {
	{ "general", "code parent place" },
	{ "names", "name" },
	{ "letters", "letterhead" },
};

KIND(unit, UNIT, UNIT_FIELDS, .number = 30, .links = true, .visibility = PUBLIC, .check = check, .title = title,
     .sections = sections, .nsections = SEL_COUNT(sections))

/* ---- letterheads ---- */

static uint32_t lines_of(str text, str *out)
{
	uint32_t n = 0;
	while (text.n && n < LETTERHEAD_LINES) {
		ptrdiff_t end = str_find_char(text, '\n', 0);
		str line = str_trim(end < 0 ? text : str_sub(text, 0, (size_t)end));
		if (line.n)
			out[n++] = line;
		text = end < 0 ? STR_EMPTY : str_sub(text, (size_t)end + 1, text.n);
	}
	return n;
}

/* Names of offices are written without accents. */
static str capitals(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 'a' + 'A' : s.p[i]);
	p[s.n] = '\0';
	return (str){ p, s.n };
}

void letterhead_of(arena *a, const struct doc *unit, date on, struct letterhead *out)
{
	const struct doc *row = unit_row(unit, UNIT_LETTERHEAD, on);
	*out = (struct letterhead){ .unit = capitals(a, unit_name(unit, on, 0)), .mark = doc_str(unit, UNIT_CODE) };
	if (!row)
		return;
	out->known = true;
	out->nabove = lines_of(doc_str(row, LETTERHEAD_ABOVE), out->above);
	out->naddress = lines_of(doc_str(row, LETTERHEAD_ADDRESS), out->address);
	out->ncopies = lines_of(doc_str(row, LETTERHEAD_COPIES), out->copies);
	out->town = doc_str(row, LETTERHEAD_TOWN);
	out->postcode = doc_str(row, LETTERHEAD_POSTCODE);
	out->logo = str_is(doc_str(row, LETTERHEAD_LOGO), "left");
	out->folio = str_is(doc_str(row, LETTERHEAD_PAPER), "f4");
	out->font = doc_str(row, LETTERHEAD_FONT);
	out->classification = doc_str(row, LETTERHEAD_CLASSIFICATION);
	out->pattern = doc_str(row, LETTERHEAD_PATTERN);
	if (doc_has(row, LETTERHEAD_MARK))
		out->mark = doc_str(row, LETTERHEAD_MARK);
}
