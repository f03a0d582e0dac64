#include "iati/iati_check.h"

#include "base/utf8.h"

static void complain(struct iati_builder *b, enum severity severity, const char *key, str leaf, str found, str expected)
{
	str path = build_path(b, b->problems->arena);
	if (leaf.n)
		path = arena_fmt(b->problems->arena, "%.*s%s%.*s", STR_ARG(path), path.n ? "/" : "", STR_ARG(leaf));
	problems_add(b->problems, (struct problem){ .severity = severity,
	                                            .key = key,
	                                            .path = path,
	                                            .line = b->line,
	                                            .found = utf8_prefix(found, 200),
	                                            .expected = expected });
}

static str prefixed(arena *a, const char *mark, const xmlChar *prefix, const xmlChar *name)
{
	return arena_fmt(a, "%s%s%s%s", mark, prefix ? (const char *)prefix : "", prefix ? ":" : "",
	                 (const char *)name);
}

/* Elements and attributes of other namespaces (xml:lang, too) are allowed: no problem at all. */
void check_unknown_element(struct iati_builder *b, const struct xml_tag *t)
{
	if (t->prefix || (t->uri && t->uri != b->uri))
		return;
	str name = prefixed(b->problems->arena, "", t->prefix, t->name);
	complain(b, SEVERITY_WARNING, "iati.unknown_element", name, name, STR_EMPTY);
}

void check_unknown_attribute(struct iati_builder *b, const struct xml_tag *t, int i)
{
	if (t->attrs[5 * i + 1])
		return;
	str name = prefixed(b->problems->arena, "@", NULL, t->attrs[5 * i]);
	complain(b, SEVERITY_WARNING, "iati.unknown_attribute", name, xml_attr_str(t, i), STR_EMPTY);
}

/* In 1.x elements with a code could repeat its name as text. */
void check_stray_text(struct iati_builder *b, str text)
{
	if (b->map->generation == IATI_2)
		complain(b, SEVERITY_WARNING, "iati.stray_text", STR_EMPTY, text, STR_EMPTY);
}

void check_repeated(struct iati_builder *b, const struct iati_node *n)
{
	str name = str_of((const char *)n->name);
	complain(b, SEVERITY_WARNING, "iati.repeated", name, name, STR("1"));
}

static str span(arena *a, uint16_t since, uint16_t until)
{
	str from = since ? iati_version_str(a, since) : STR("1.01");
	return until ? arena_fmt(a, "%.*s-%.*s", STR_ARG(from), STR_ARG(iati_version_str(a, until))) : from;
}

static bool of_version(const struct iati_builder *b, uint16_t since, uint16_t until)
{
	return !b->version || (b->version >= since && (!until || b->version <= until));
}

static void complain_version(struct iati_builder *b, str name, uint16_t since, uint16_t until)
{
	arena *a = b->problems->arena;
	complain(b, SEVERITY_WARNING, "iati.wrong_version", name, iati_version_str(a, b->version),
	         span(a, since, until));
}

void check_element(struct iati_builder *b, const struct build_frame *parent, uint16_t child)
{
	const struct iati_node *n = parent->node->children[child];
	str name = str_of((const char *)n->name);
	if (!of_version(b, n->since, n->until))
		complain_version(b, name, n->since, n->until);
	else if (child < parent->last && b->version >= 201)
		complain(b, SEVERITY_WARNING, "iati.order", name, name,
		         str_of((const char *)parent->node->children[parent->last]->name));
	if (!n->row || !b->version)
		return;
	const struct field *f = &parent->doc->kind->fields[n->field];
	bool single = (f->single_since || f->single_until) && b->version >= f->single_since &&
	              (!f->single_until || b->version <= f->single_until);
	if (single && parent->doc->v[n->field].n > 0)
		check_repeated(b, n);
}

void check_attribute(struct iati_builder *b, const struct field *f, const char *name)
{
	if (!of_version(b, f->since, f->until))
		complain_version(b, arena_fmt(b->problems->arena, "@%s", name), f->since, f->until);
}

void check_end(struct iati_builder *b, const struct build_frame *f)
{
	for (uint16_t i = 0; i < f->node->nneeds; i++) {
		uint32_t field = f->node->needs[i];
		const struct field *need = &f->doc->kind->fields[field];
		if (!doc_has(f->doc, field) && of_version(b, need->since, need->until) &&
		    of_version(b, need->required_since, need->required_until))
			complain(b, SEVERITY_ERROR, "problem.required", STR_EMPTY, STR_EMPTY, str_of(need->iati));
	}
}

static void path_join(struct buf *out, str step)
{
	if (out->n && step.n)
		buf_char(out, '/');
	buf_str_add(out, step);
}

str iati_path(arena *a, const struct kind *k, enum iati_generation generation, str path)
{
	struct buf out;
	str step, rest = path;
	buf_init(&out, a, 4096);
	while (rest.n) {
		if (!str_cut(&rest, '/', &step)) {
			step = rest;
			rest = STR_EMPTY;
		}
		ptrdiff_t bracket = str_find_char(step, '[', 0);
		str name = bracket < 0 ? step : str_sub(step, 0, (size_t)bracket);
		int field = k ? kind_field(k, name) : -1;
		const struct field *f = field < 0 ? NULL : &k->fields[field];
		const char *iati = f && generation == IATI_1 && f->iati1 && f->iati1[0] ? f->iati1 : f ? f->iati : NULL;
		if (!iati)
			return path;
		/* in 1.x an element may be the narrative itself */
		path_join(&out, strcmp(iati, ".") == 0 ? STR_EMPTY : str_of(iati));
		if (bracket >= 0 && iati[0] != '@' && strcmp(iati, ".") != 0)
			buf_str_add(&out, str_sub(step, (size_t)bracket, step.n));
		k = f->rows;
	}
	return out.n ? buf_str(&out) : path;
}

str iati_version_str(arena *a, uint16_t version)
{
	return arena_fmt(a, "%u.%02u", version / 100u, version % 100u);
}

uint16_t iati_version_parse(str s)
{
	str major;
	int64_t a, b;
	s = str_trim(s);
	if (s.n > 5 || !str_cut(&s, '.', &major) || !str_to_int(major, &a) || !str_to_int(s, &b) || a < 1 || a > 2 ||
	    b < 0 || b > 99)
		return 0;
	return (uint16_t)(a * 100 + b);
}
