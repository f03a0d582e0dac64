#include "iati/iati_build.h"

#include <stdlib.h>

#include "iati/iati_check.h"

enum { CHUNK = 4096, CHUNK_TEXT = 512, LEVELS = 100 };

/* ---- life ---- */

void build_init(struct iati_builder *b, size_t max_text, size_t max_record)
{
	memset(b, 0, sizeof(*b));
	b->max_record = max_record;
	b->own = arena_new(0);
	buf_init(&b->text, NULL, max_text);
	buf_init(&b->frag, NULL, max_text);
}

void build_release(struct iati_builder *b)
{
	buf_release(&b->text);
	buf_release(&b->frag);
	arena_free(b->own);
}

static bool name_is(const xmlChar *name, const char *s)
{
	return strcmp((const char *)name, s) == 0;
}

/* ---- keeping texts ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static str trimmed(str s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Short texts are packed into chunks: most values are a few bytes long, and an allocation is rounded up. */
static str keep(struct iati_builder *b, str s)
{
	if (s.n > CHUNK_TEXT)
		return arena_str(b->arena, s);
	if (b->left < s.n + 1) {
		b->chunk = arena_alloc(b->arena, CHUNK);
		b->left = CHUNK;
	}
	char *p = b->chunk;
	memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	b->chunk += s.n + 1;
	b->left -= s.n + 1;
	return (str){ p, s.n };
}

static str keep_value(struct iati_builder *b, const struct field *f, const struct iati_old_list *old, str s)
{
	if (f->type != FIELD_TEXT)
		s = trimmed(s);
	if (old) {
		str now = iati_old_now(old, s);
		if (now.p != s.p)
			return now;
	}
	return keep(b, s);
}

static void narrative_add(struct iati_builder *b, struct build_frame *f, uint32_t field, str lang, str text)
{
	struct doc *row = doc_add_row(b->arena, f->doc, field);
	row->line = b->line;
	if (lang.n)
		doc_set(row, NARRATIVE_LANG, lang);
	doc_set(row, NARRATIVE_TEXT, keep(b, text));
}

/* ---- what has no field ---- */

static void path_step(struct buf *out, const struct build_frame *f)
{
	buf_cstr(out, (const char *)f->node->name);
	if (f->node->row)
		buf_fmt(out, "[%u]", (f - 1)->doc->v[f->node->field].n);
}

str build_path(const struct iati_builder *b, arena *a)
{
	struct buf out;
	buf_init(&out, a, 4096);
	for (uint32_t i = 1; i < b->depth; i++) {
		if (i > 1)
			buf_char(&out, '/');
		path_step(&out, &b->frames[i]);
	}
	return buf_str(&out);
}

/* Adds XML, found at frame AT under the name LEAF, to the nearest row that keeps extras. */
static void extra_add(struct iati_builder *b, uint32_t at, str leaf, str xml)
{
	uint32_t holder = at;
	while (holder && !(b->frames[holder].node->row && b->frames[holder].node->extras != IATI_NO_FIELD))
		holder--;
	const struct iati_node *n = b->frames[holder].node;
	if (n->extras == IATI_NO_FIELD)
		return;
	struct buf path;
	buf_init(&path, b->own, 4096);
	for (uint32_t i = holder + 1; i <= at; i++) {
		path_step(&path, &b->frames[i]);
		buf_char(&path, '/');
	}
	buf_str_add(&path, leaf);
	struct doc *row = doc_add_row(b->arena, b->frames[holder].doc, (uint32_t)n->extras);
	row->line = b->line;
	doc_set(row, EXTRA_PATH, keep(b, buf_str(&path)));
	doc_set(row, EXTRA_XML, keep(b, xml));
	b->frames[at].filled = true;
}

/* ---- namespaces: what is declared outside the record goes with it when it is used inside ---- */

static void ns_declare(struct iati_builder *b, const struct xml_tag *t)
{
	for (int i = 0; i < t->nns; i++)
		*vec_push(b->own, &b->ns) = (struct build_ns){ t->ns[2 * i], b->level };
}

static void ns_use(struct iati_builder *b, const xmlChar *prefix, const xmlChar *uri)
{
	if (!prefix || !uri || name_is(prefix, "xml"))
		return;
	for (size_t i = 0; i < b->ns.n; i++)
		if (b->ns.p[i].prefix == prefix)
			return;
	for (size_t i = 0; i < b->foreign.n; i++)
		if (b->foreign.p[i] == prefix)
			return;
	*vec_push(b->own, &b->foreign) = prefix;
	extra_add(b, 0, arena_fmt(b->own, "@xmlns:%s", (const char *)prefix), str_of((const char *)uri));
}

/* Declarations at a known element are kept like attributes. */
static void ns_keep(struct iati_builder *b, const struct xml_tag *t)
{
	for (int i = 0; i < t->nns; i++) {
		const char *prefix = (const char *)t->ns[2 * i];
		if (prefix)
			extra_add(b, b->depth - 1, arena_fmt(b->own, "@xmlns:%s", prefix),
			          str_of((const char *)t->ns[2 * i + 1]));
	}
}

/* ---- fragments ---- */

static void frag_start(struct iati_builder *b, const struct xml_tag *t)
{
	if (b->frag_open)
		buf_char(&b->frag, '>');
	ns_use(b, t->prefix, t->uri);
	for (int i = 0; i < t->nattrs; i++)
		ns_use(b, t->attrs[5 * i + 1], t->attrs[5 * i + 2]);
	xml_tag_open(&b->frag, t);
	b->frag_open = true;
}

static void frag_text(struct iati_builder *b, str s)
{
	if (b->frag_open)
		buf_char(&b->frag, '>');
	b->frag_open = false;
	xml_text(&b->frag, s);
}

static void frag_end(struct iati_builder *b, const xmlChar *name, const xmlChar *prefix)
{
	if (b->frag_open)
		buf_cstr(&b->frag, "/>");
	else
		xml_tag_close(&b->frag, name, prefix);
	b->frag_open = false;
	if (b->level != b->frag_from)
		return;
	b->frag_from = 0;
	extra_add(b, b->depth - 1, STR_EMPTY, buf_str(&b->frag));
	buf_clear(&b->frag);
}

static void frag_begin(struct iati_builder *b, const struct xml_tag *t)
{
	b->frag_from = b->level;
	frag_start(b, t);
}

/* ---- attributes ---- */

static const struct iati_attr *attr_find(const struct iati_node *n, const xmlChar *name, const xmlChar *prefix)
{
	bool xml = prefix && name_is(prefix, "xml");
	if (prefix && !xml)
		return NULL;
	for (uint16_t i = 0; i < n->nattrs; i++)
		if (n->attrs[i].name == name && n->attrs[i].xml == xml)
			return &n->attrs[i];
	return NULL;
}

static bool is_lang(const struct xml_tag *t, int i)
{
	return t->attrs[5 * i + 1] && name_is(t->attrs[5 * i + 1], "xml") && name_is(t->attrs[5 * i], "lang");
}

static void attr_known(struct iati_builder *b, struct build_frame *f, const struct iati_attr *a, str value)
{
	const struct field *field = &f->doc->kind->fields[a->field];
	if (field->since || field->until)
		check_attribute(b, field, (const char *)a->name);
	if (field->type == FIELD_ROWS)
		narrative_add(b, f, (uint32_t)a->field, STR_EMPTY, trimmed(value));
	else
		doc_set(f->doc, (uint32_t)a->field, keep_value(b, field, a->old, value));
	f->filled = true;
}

static void attr_unknown(struct iati_builder *b, const struct xml_tag *t, int i)
{
	const char *prefix = (const char *)t->attrs[5 * i + 1], *name = (const char *)t->attrs[5 * i];
	ns_use(b, t->attrs[5 * i + 1], t->attrs[5 * i + 2]);
	check_unknown_attribute(b, t, i);
	extra_add(b, b->depth - 1, arena_fmt(b->own, "@%s%s%s", prefix ? prefix : "", prefix ? ":" : "", name),
	          xml_attr_str(t, i));
}

static void attrs_read(struct iati_builder *b, struct build_frame *f, const struct xml_tag *t)
{
	if (t->nns)
		ns_keep(b, t);
	for (int i = 0; i < t->nattrs; i++) {
		const struct iati_attr *a = attr_find(f->node, t->attrs[5 * i], t->attrs[5 * i + 1]);
		if (a)
			attr_known(b, f, a, xml_attr_str(t, i));
		else if (f->node->narrative != IATI_NO_FIELD && is_lang(t, i))
			f->lang = keep(b, xml_attr_str(t, i));
		else
			attr_unknown(b, t, i);
	}
}

/* ---- elements ---- */

static struct build_frame *push(struct iati_builder *b, const struct iati_node *n, uint16_t child, struct doc *doc)
{
	struct build_frame *f = &b->frames[b->depth++];
	*f = (struct build_frame){ .node = n, .doc = doc, .child = child, .text = b->text.n, .lang = STR_EMPTY };
	return f;
}

void build_begin(struct iati_builder *b, arena *a, const struct iati_map *map, uint16_t version, struct problems *ps,
                 const struct xml_tag *t)
{
	arena_clear(b->own);
	b->ns.p = NULL;
	b->ns.n = b->ns.cap = 0;
	b->foreign.p = NULL;
	b->foreign.n = b->foreign.cap = 0;
	buf_clear(&b->text);
	buf_clear(&b->frag);
	b->arena = a;
	b->start = arena_used(a);
	b->map = map;
	b->uri = t->uri;
	b->version = version;
	b->problems = ps;
	b->depth = b->frag_from = 0;
	b->frag_open = false;
	b->level = 1;
	b->left = 0;
	b->doc = doc_new(a, map->root->row);
	b->doc->line = b->line;
	struct build_frame *f = push(b, map->root, 0, b->doc);
	if (t->nns)
		ns_declare(b, t);
	attrs_read(b, f, t);
	/* a file that does not say its version is of the first one */
	if (map->version != IATI_NO_FIELD)
		doc_set(b->doc, (uint32_t)map->version, iati_version_str(a, version ? version : 101));
}

/* Siblings mostly come in order, so the search begins at the last one. */
static int child_find(const struct build_frame *f, const xmlChar *name)
{
	uint16_t n = f->node->nchildren, last = f->last;
	for (uint16_t i = last; i < n; i++)
		if (f->node->children[i]->name == name)
			return i;
	for (uint16_t i = 0; i < last; i++)
		if (f->node->children[i]->name == name)
			return i;
	return -1;
}

/* A flattened element stands once. In 1.x one that is a narrative may stand once per language, if it says the same
 * besides. */
static bool may_repeat(const struct build_frame *parent, const struct iati_node *n, const struct xml_tag *t)
{
	if (n->narrative == IATI_NO_FIELD || t->nns)
		return false;
	for (int i = 0; i < t->nattrs; i++) {
		const struct iati_attr *a = attr_find(n, t->attrs[5 * i], t->attrs[5 * i + 1]);
		bool same = a && parent->doc->kind->fields[a->field].type != FIELD_ROWS &&
		            str_eq(doc_str(parent->doc, (uint32_t)a->field), xml_attr_str(t, i));
		if (!same && !(is_lang(t, i) && !a))
			return false;
	}
	return true;
}

static void element_start(struct iati_builder *b, uint16_t child, const struct xml_tag *t)
{
	struct build_frame *parent = &b->frames[b->depth - 1];
	const struct iati_node *n = parent->node->children[child];
	uint64_t bit = 1ull << (child % 64);
	bool again = !n->row && (parent->seen[child / 64] & bit);
	bool repeat = again && may_repeat(parent, n, t);
	if (again && !repeat) {
		check_repeated(b, n);
		frag_begin(b, t);
		return;
	}
	if (child < parent->last || n->since || n->until || n->row)
		check_element(b, parent, child);
	if (child > parent->last && !n->until)
		parent->last = child;
	struct doc *doc = parent->doc;
	if (n->row) {
		doc = doc_add_row(b->arena, parent->doc, (uint32_t)n->field);
		doc->line = b->line;
		parent->filled = true;
	}
	struct build_frame *f = push(b, n, child, doc);
	if (!repeat)
		attrs_read(b, f, t);
	for (int i = 0; repeat && i < t->nattrs; i++)
		if (is_lang(t, i))
			f->lang = keep(b, xml_attr_str(t, i));
}

void build_start(struct iati_builder *b, const struct xml_tag *t)
{
	if (++b->level > LEVELS)
		b->refused = "iati.too_deep";
	if (arena_used(b->arena) - b->start > b->max_record)
		b->refused = "iati.record_too_big";
	if (b->refused)
		return;
	if (t->nns)
		ns_declare(b, t);
	if (b->frag_from) {
		frag_start(b, t);
		return;
	}
	bool ours = !t->prefix && (!t->uri || t->uri == b->uri);
	int child = ours ? child_find(&b->frames[b->depth - 1], t->name) : -1;
	if (child < 0 || b->depth == BUILD_DEPTH) {
		check_unknown_element(b, t);
		frag_begin(b, t);
	} else {
		element_start(b, (uint16_t)child, t);
	}
}

void build_text(struct iati_builder *b, const char *p, size_t n)
{
	if (b->frag_from) {
		frag_text(b, (str){ p, n });
	} else {
		struct build_frame *f = &b->frames[b->depth - 1];
		bool wanted = f->node->text != IATI_NO_FIELD || f->node->narrative != IATI_NO_FIELD || f->stray;
		if (!wanted && !trimmed((str){ p, n }).n)
			return;
		f->stray = true;
		buf_add(&b->text, p, n);
	}
	if (buf_failed(&b->text) || buf_failed(&b->frag))
		b->refused = "iati.text_too_long";
}

static void text_end(struct iati_builder *b, struct build_frame *f)
{
	const struct iati_node *n = f->node;
	str text = f->text < b->text.n ? trimmed((str){ b->text.p + f->text, b->text.n - f->text }) : STR_EMPTY;
	if (n->text != IATI_NO_FIELD && (text.n || !f->filled)) {
		const struct field *field = &f->doc->kind->fields[n->text];
		doc_set(f->doc, (uint32_t)n->text, keep_value(b, field, n->old, text));
		f->filled = true;
	} else if (n->narrative != IATI_NO_FIELD && (text.n || (!f->filled && !n->row))) {
		narrative_add(b, f, (uint32_t)n->narrative, f->lang, text);
		f->filled = true;
	} else if (f->lang.n) {
		extra_add(b, b->depth - 1, STR("@xml:lang"), f->lang);
	} else if (text.n) {
		check_stray_text(b, text);
		extra_add(b, b->depth - 1, STR("#text"), text);
	}
	b->text.n = f->text;
}

/* ---- the order of extras ---- */

enum { RANK_XMLNS, RANK_ATTR, RANK_CHILD, RANK_UNKNOWN = 0xFFFD, RANK_TEXT };

static int child_named(const struct iati_node *n, str name)
{
	for (uint16_t i = 0; n && i < n->nchildren; i++)
		if (str_is(name, (const char *)n->children[i]->name))
			return i;
	return -1;
}

/* Where an extra at PATH below N will stand when it is written, 16 bits for each step. */
static uint64_t extra_rank(const struct iati_node *n, str path, str xml)
{
	uint64_t rank = 0;
	for (int step = 0; step < 4; step++) {
		str name;
		bool inner = str_find_char(path, '/', 0) >= 0 && str_cut(&path, '/', &name);
		if (!inner && path.n) {
			uint64_t leaf = path.p[0] == '#'                   ? RANK_TEXT
			                : str_starts(path, STR("@xmlns:")) ? RANK_XMLNS
			                                                   : RANK_ATTR;
			return rank | leaf << (48 - 16 * step);
		}
		if (!inner) {
			int child = child_named(n, xml_fragment_name(xml));
			uint64_t place = child < 0 ? RANK_UNKNOWN : RANK_CHILD + 2u * (uint32_t)child + 1;
			return rank | place << (48 - 16 * step);
		}
		ptrdiff_t bracket = str_find_char(name, '[', 0);
		int child = child_named(n, bracket < 0 ? name : str_sub(name, 0, (size_t)bracket));
		rank |= (uint64_t)(child < 0 ? RANK_UNKNOWN : RANK_CHILD + 2 * child) << (48 - 16 * step);
		n = child < 0 ? NULL : n->children[child];
	}
	return rank;
}

struct ranked {
	uint64_t rank;
	uint32_t at;
	struct doc *row;
};

static int by_rank(const void *x, const void *y)
{
	const struct ranked *p = x, *q = y;
	if (p->rank != q->rank)
		return p->rank < q->rank ? -1 : 1;
	return p->at < q->at ? -1 : 1;
}

/* Extras stand as they will be read again from what is written, so that the document comes back equal. */
static void extras_sort(struct iati_builder *b, const struct build_frame *f)
{
	struct value *v = &f->doc->v[f->node->extras];
	struct ranked *all = arena_alloc(b->own, v->n * sizeof(*all));
	bool sorted = true;
	for (uint32_t i = 0; i < v->n; i++) {
		struct doc *row = v->u.rows[i];
		all[i] =
		    (struct ranked){ extra_rank(f->node, doc_str(row, EXTRA_PATH), doc_str(row, EXTRA_XML)), i, row };
		sorted &= i == 0 || all[i - 1].rank <= all[i].rank;
	}
	if (sorted)
		return;
	qsort(all, v->n, sizeof(*all), by_rank);
	for (uint32_t i = 0; i < v->n; i++)
		v->u.rows[i] = all[i].row;
}

/* An element that says nothing at all is kept as it stands. */
static void empty_end(struct iati_builder *b, struct build_frame *f)
{
	b->depth--;
	extra_add(b, b->depth - 1, STR_EMPTY, arena_fmt(b->own, "<%s/>", (const char *)f->node->name));
}

bool build_end(struct iati_builder *b, const xmlChar *name, const xmlChar *prefix)
{
	if (b->frag_from) {
		frag_end(b, name, prefix);
	} else {
		struct build_frame *f = &b->frames[b->depth - 1];
		text_end(b, f);
		if (f->node->nneeds)
			check_end(b, f);
		if (f->node->row && f->node->extras != IATI_NO_FIELD && f->doc->v[f->node->extras].n > 1)
			extras_sort(b, f);
		if (b->depth == 1)
			return true;
		struct build_frame *parent = f - 1;
		if (f->filled || f->node->row) {
			parent->seen[f->child / 64] |= 1ull << (f->child % 64);
			b->depth--;
		} else {
			empty_end(b, f);
		}
		parent->filled = true;
	}
	while (b->ns.n && b->ns.p[b->ns.n - 1].level == b->level)
		b->ns.n--;
	b->level--;
	return false;
}
