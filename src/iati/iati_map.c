#include "iati/iati_map.h"

#include <assert.h>

#include "record/doc.h"

enum { MAP_DEPTH = 16 };

struct build {
	xmlDictPtr dict;
	arena *arena;
	enum iati_generation generation;
	int depth;
	bool second; /* 1.x: the paths of 2.x are added where they are free */
};

static const xmlChar *intern(struct build *b, str s)
{
	return xmlDictLookup(b->dict, (const xmlChar *)s.p, (int)s.n);
}

static void *grow(struct build *b, void *p, uint16_t *cap, size_t size)
{
	uint16_t more = *cap ? (uint16_t)(*cap * 2) : 4;
	p = arena_grow(b->arena, p, *cap * size, more * size);
	*cap = more;
	return p;
}

/* Codes changed with 2.01 only. */
static const struct iati_old_list *old_codes(const struct build *b, const struct field *f)
{
	return b->generation == IATI_1 && f->type == FIELD_CODE ? iati_old_find(f->codes) : NULL;
}

static struct iati_node *node_new(struct build *b, str name, const struct kind *k)
{
	struct iati_node *n = arena_make(b->arena, struct iati_node);
	n->name = intern(b, name);
	n->kind = k;
	n->field = n->text = n->narrative = n->extras = IATI_NO_FIELD;
	return n;
}

static struct iati_node *child_named(const struct iati_node *n, const xmlChar *name)
{
	for (uint16_t i = 0; i < n->nchildren; i++)
		if (n->children[i]->name == name)
			return n->children[i];
	return NULL;
}

static struct iati_node *child_get(struct build *b, struct iati_node *n, str name)
{
	struct iati_node *c = child_named(n, intern(b, name));
	if (c)
		return c;
	assert(n->nchildren < IATI_CHILDREN);
	if (n->nchildren == n->cap_children)
		n->children = grow(b, n->children, &n->cap_children, sizeof(n->children[0]));
	return n->children[n->nchildren++] = node_new(b, name, n->kind);
}

static void attr_add(struct build *b, struct iati_node *n, str name, const struct field *f, uint32_t field)
{
	bool xml = str_starts(name, STR("xml:"));
	const xmlChar *interned = intern(b, xml ? str_sub(name, 4, name.n) : name);
	for (uint16_t i = 0; i < n->nattrs; i++) {
		if (n->attrs[i].name != interned || n->attrs[i].xml != xml)
			continue;
		assert(b->second);
		return;
	}
	if (n->nattrs == n->cap_attrs)
		n->attrs = grow(b, n->attrs, &n->cap_attrs, sizeof(n->attrs[0]));
	struct iati_attr *a = &n->attrs[n->nattrs++];
	a->xml = xml;
	a->name = interned;
	a->field = (int16_t)field;
	a->old = old_codes(b, f);
}

static void node_fill(struct build *b, struct iati_node *n, const struct kind *k);

/* The element STEP below N, flattened for the field F. */
static struct iati_node *step_into(struct build *b, struct iati_node *n, str step, const struct field *f)
{
	struct iati_node *c = child_named(n, intern(b, step));
	bool made = !c;
	c = child_get(b, n, step);
	if (c->row) {
		assert(b->second);
		return NULL;
	}
	/* the element is of all versions that one of its values is of */
	c->since = made || f->since < c->since ? f->since : c->since;
	c->until = made || !f->until ? f->until : c->until && f->until > c->until ? f->until : c->until;
	return c;
}

/* The element NAME below PARENT that holds rows. In 1.x an element of rows of narratives is the narrative; it stays
 * flattened, because it may have attributes for other fields ("reporting-org/@ref") and may stand once per language. */
static void rows_add(struct build *b, struct iati_node *parent, str name, const struct field *f, uint32_t field)
{
	struct iati_node *n = child_named(parent, intern(b, name));
	if (b->generation == IATI_1 && f->rows == &narrative_kind && !str_is(name, "narrative")) {
		n = n ? n : step_into(b, parent, name, f);
		n->narrative = (int16_t)field;
		return;
	}
	assert(!n || b->second);
	if (n)
		return;
	n = child_get(b, parent, name);
	n->row = n->kind = f->rows;
	n->field = (int16_t)field;
	n->since = f->since;
	n->until = f->until;
	node_fill(b, n, f->rows);
}

static void rows_end(struct build *b, struct iati_node *n, str step, const struct field *f, uint32_t field)
{
	if (step.p[0] == '@') {
		assert(f->rows == &narrative_kind);
		attr_add(b, n, str_sub(step, 1, step.n), f, field);
	} else if (str_is(step, ".")) {
		assert(f->rows == &narrative_kind);
		n->narrative = (int16_t)field;
	} else {
		rows_add(b, n, step, f, field);
	}
}

static void text_set(struct build *b, struct iati_node *n, const struct field *f, uint32_t field)
{
	if (n->text != IATI_NO_FIELD || n->narrative != IATI_NO_FIELD) {
		assert(b->second);
		return;
	}
	n->text = (int16_t)field;
	n->old = old_codes(b, f);
}

static void path_add(struct build *b, struct iati_node *n, const struct field *f, uint32_t field, str path)
{
	bool first = true;
	for (ptrdiff_t slash; (slash = str_find_char(path, '/', 0)) >= 0; first = false) {
		n = step_into(b, n, str_sub(path, 0, (size_t)slash), f);
		if (!n)
			return;
		path = str_sub(path, (size_t)slash + 1, path.n);
		if (first && (f->flags & WITH_ELEMENT)) {
			if (n->nneeds == n->cap_needs)
				n->needs = grow(b, n->needs, &n->cap_needs, sizeof(n->needs[0]));
			n->needs[n->nneeds++] = (uint16_t)field;
		}
	}
	if (f->type == FIELD_ROWS)
		rows_end(b, n, path, f, field);
	else if (path.p[0] == '@')
		attr_add(b, n, str_sub(path, 1, path.n), f, field);
	else
		text_set(b, n, f, field);
}

static void node_fill(struct build *b, struct iati_node *n, const struct kind *k)
{
	assert(b->depth < MAP_DEPTH && k->nfields < INT16_MAX);
	bool second = b->second;
	b->second = false;
	b->depth++;
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		if (f->rows == &extra_kind)
			n->extras = (int16_t)i;
		const char *path = b->generation == IATI_1 && f->iati1 ? f->iati1 : f->iati;
		if (path && path[0])
			path_add(b, n, f, i, str_of(path));
	}
	/* Many files of 1.x, and files without a version, say some things the new way. */
	b->second = true;
	for (uint32_t i = 0; i < k->nfields && b->generation == IATI_1; i++)
		if (k->fields[i].iati && k->fields[i].iati1)
			path_add(b, n, &k->fields[i], i, str_of(k->fields[i].iati));
	b->second = second;
	b->depth--;
}

static struct iati_map *map_new(struct iati_maps *m, const struct kind *k, enum iati_generation generation)
{
	assert(k->iati);
	struct build b = { .dict = m->dict, .arena = m->arena, .generation = generation };
	struct iati_map *map = arena_make(m->arena, struct iati_map);
	map->generation = generation;
	map->version = (int16_t)kind_field(k, STR("source_version"));
	map->root = node_new(&b, str_of(k->iati), k);
	map->root->row = k;
	node_fill(&b, map->root, k);
	struct iati_node *id = child_named(map->root, intern(&b, STR("iati-identifier")));
	if (!id)
		id = child_named(map->root, intern(&b, STR("organisation-identifier")));
	map->identifier = id ? id->text : IATI_NO_FIELD;
	return map;
}

void iati_maps_init(struct iati_maps *m, const struct kind *activity, const struct kind *organisation)
{
	*m = (struct iati_maps){ .dict = xmlDictCreate(), .arena = arena_new(0) };
	assert(m->dict);
	for (int i = 0; i < 2; i++) {
		enum iati_generation g = i ? IATI_2 : IATI_1;
		m->activity[i] = map_new(m, activity, g);
		m->organisation[i] = organisation ? map_new(m, organisation, g) : NULL;
	}
}

void iati_maps_release(struct iati_maps *m)
{
	xmlDictFree(m->dict);
	arena_free(m->arena);
	*m = (struct iati_maps){ .dict = NULL };
}
