#include "place/place.h"

#include "record/codelist.h"

KIND(place_name, PLACE_NAME, PLACE_NAME_FIELDS)

static bool digits(str s, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

bool place_code_valid(str s, int *level)
{
	int found = 0;
	if (s.n == 2)
		found = PLACE_PROVINCE;
	else if (s.n == 5)
		found = PLACE_REGENCY;
	else if (s.n == 8)
		found = PLACE_DISTRICT;
	else if (s.n == 13)
		found = PLACE_VILLAGE;
	else if (s.n == 11)
		found = PLACE_ISLAND;
	bool good = found && digits(s, 0, 2);
	for (size_t at = 2; good && at < s.n;) {
		size_t n = at == 8 ? 4 : at == 5 && found == PLACE_ISLAND ? 5 : 2;
		good = s.p[at] == '.' && digits(s, at + 1, n);
		at += n + 1;
	}
	if (good && level)
		*level = found;
	return good;
}

static void problem(struct problems *ps, const struct doc *d, const char *key, const char *path, str found,
                    str expected)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
	                                   .key = key,
	                                   .path = str_of(path),
	                                   .line = d->line,
	                                   .found = found,
	                                   .expected = expected });
}

/* The list of kinds names the level of each in its category. */
static bool kind_fits(str kind, str level)
{
	const struct code *c = codelist_get(codelist_find("place-kind"), kind);
	return !c || str_is(level, c->category);
}

/* An island lies in a regency, or in several of them: then its parent is the province. */
static bool parent_fits(int level, str parent)
{
	int above;
	if (!place_code_valid(parent, &above))
		return false;
	return level == PLACE_ISLAND ? above <= PLACE_REGENCY : above == level - 1;
}

static void place_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	str code = doc_str(d, PLACE_CODE), parent = doc_str(d, PLACE_PARENT);
	int level = 0;
	int64_t said;
	if (code.n && !place_code_valid(code, &level))
		problem(ps, d, "problem.place.code", "code", code, STR("53.01.04.2003"));
	if (level && doc_int(d, PLACE_LEVEL, &said) && said != level)
		problem(ps, d, "problem.place.level", "level", doc_str(d, PLACE_LEVEL), code);
	if (doc_has(d, PLACE_KIND) && !kind_fits(doc_str(d, PLACE_KIND), doc_str(d, PLACE_LEVEL)))
		problem(ps, d, "problem.place.kind", "kind", doc_str(d, PLACE_KIND), doc_str(d, PLACE_LEVEL));
	if (level > PLACE_PROVINCE && !parent.n)
		problem(ps, d, "problem.required", "parent", STR_EMPTY, STR_EMPTY);
	if (level && parent.n && !parent_fits(level, parent))
		problem(ps, d, "problem.place.parent", "parent", parent, code);
	if (doc_has(d, PLACE_LATITUDE) != doc_has(d, PLACE_LONGITUDE))
		problem(ps, d, "problem.place.point", "latitude", doc_str(d, PLACE_LATITUDE),
		        doc_str(d, PLACE_LONGITUDE));
}

/* "Kabupaten Kupang", "Kupang Regency"; an island's name already has the word. */
static str place_doc_title(const struct doc *d, int lang, arena *a)
{
	str name = doc_str(d, PLACE_NAME), kind = doc_str(d, PLACE_KIND);
	if (str_is(kind, "pulau"))
		return name;
	str word = codelist_name("place-kind", kind, lang);
	return lang ? arena_fmt(a, "%.*s %.*s", STR_ARG(name), STR_ARG(word))
	            : arena_fmt(a, "%.*s %.*s", STR_ARG(word), STR_ARG(name));
}

KIND(place, PLACE, PLACE_FIELDS, .number = 1, .visibility = PUBLIC, .check = place_check, .title = place_doc_title)

static void match_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	str place = doc_str(d, PLACE_MATCH_PLACE);
	if (place.n && !place_code_valid(place, NULL))
		problem(ps, d, "problem.place.code", "place", place, STR("53.01.04.2003"));
}

static str match_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return arena_fmt(a, "%.*s -> %.*s", STR_ARG(doc_str(d, PLACE_MATCH_NAME)),
	                 STR_ARG(doc_str(d, PLACE_MATCH_PLACE)));
}

KIND(place_match, PLACE_MATCH, PLACE_MATCH_FIELDS, .number = 8, .visibility = PUBLIC, .check = match_check,
     .title = match_title)
