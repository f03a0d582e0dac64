#include "iati/iati_write.h"

#include "base/date.h"
#include "iati/iati_check.h"
#include "iati/iati_xml.h"

/* A row that has extras of its own, or the nearest one above: paths of extras begin there. */
struct scope {
	const struct doc *holder;
	struct doc *const *extras;
	uint32_t n;
	bool *done; /* one per extra */
	str *names; /* one per extra: of its element, the empty str when it is no (sound) fragment */
};

/* A path that no extra has. */
#define NOWHERE STR("\1")

struct writer {
	struct buf *out;
	arena *arena;
	bool old; /* the source was of version 1.x */
	uint32_t depth;
};

static void open_line(struct writer *w)
{
	buf_char(w->out, '\n');
	for (uint32_t i = 0; i < w->depth; i++)
		buf_char(w->out, '\t');
}

/* ---- extras ---- */

static str extra_path(const struct scope *s, uint32_t i)
{
	return doc_str(s->extras[i], EXTRA_PATH);
}

static str extra_xml(const struct scope *s, uint32_t i)
{
	return doc_str(s->extras[i], EXTRA_XML);
}

/* Whether PATH is PREFIX and one name: the part after PREFIX, or NULL text. */
static bool leaf_of(str path, str prefix, str *leaf)
{
	if (!str_starts(path, prefix))
		return false;
	*leaf = str_sub(path, prefix.n, path.n);
	return str_find_char(*leaf, '/', 0) < 0;
}

static bool is_foreign(str name)
{
	ptrdiff_t colon = str_find_char(name, ':', 0);
	return colon > 0 && !str_starts(name, STR("xml:"));
}

static bool knows_attr(const struct iati_node *n, str name)
{
	bool xml = str_starts(name, STR("xml:"));
	str local = xml ? str_sub(name, 4, name.n) : name;
	for (uint16_t i = 0; i < n->nattrs; i++)
		if (n->attrs[i].xml == xml && str_is(local, (const char *)n->attrs[i].name))
			return true;
	return false;
}

/* Declarations that would change the meaning of names that are not the extra's own. */
static bool reserved(str name)
{
	return str_is(name, "xmlns") || str_is(name, "xmlns:xml") || str_is(name, "xmlns:xmlns") ||
	       str_is(name, "xmlns:selaras");
}

static bool said_before(const struct scope *s, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (s->done[k] && str_eq(extra_path(s, k), extra_path(s, i)))
			return true;
	return false;
}

static void attr_write(struct writer *w, const char *xml, const char *name, str value)
{
	buf_char(w->out, ' ');
	buf_cstr(w->out, xml);
	buf_cstr(w->out, name);
	buf_cstr(w->out, "=\"");
	xml_attr_value(w->out, value);
	buf_char(w->out, '"');
}

static void extra_attrs(struct writer *w, const struct iati_node *n, struct scope *s, str prefix)
{
	for (uint32_t i = 0; i < s->n; i++) {
		str leaf;
		if (s->done[i] || !leaf_of(extra_path(s, i), prefix, &leaf) || !leaf.n || leaf.p[0] != '@')
			continue;
		str name = str_sub(leaf, 1, leaf.n);
		if ((w->old && !is_foreign(name)) || !xml_is_name(name) || reserved(name) || knows_attr(n, name) ||
		    said_before(s, i))
			continue;
		attr_write(w, "", arena_str(w->arena, name).p, extra_xml(s, i));
		s->done[i] = true;
	}
}

static str extra_text(struct writer *w, struct scope *s, str prefix)
{
	for (uint32_t i = 0; i < s->n && !w->old; i++) {
		str leaf;
		if (!s->done[i] && leaf_of(extra_path(s, i), prefix, &leaf) && str_is(leaf, "#text")) {
			s->done[i] = true;
			return extra_xml(s, i);
		}
	}
	return STR_EMPTY;
}

/* Fragments of one name, or of any (NAME = NULL), that stood in the element at PREFIX. */
static void fragments(struct writer *w, struct scope *s, str prefix, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++) {
		bool fits = s->names[i].n && !s->done[i] && (!name || str_is(s->names[i], name)) &&
		            (!w->old || is_foreign(s->names[i])) && str_eq(extra_path(s, i), prefix);
		if (!fits)
			continue;
		open_line(w);
		buf_str_add(w->out, extra_xml(s, i));
		s->done[i] = true;
	}
}

static void kept_open(struct writer *w, str path)
{
	open_line(w);
	buf_cstr(w->out, "<selaras:kept");
	attr_write(w, "", "path", path);
	buf_char(w->out, '>');
}

static void kept_text(struct writer *w, str path, str text)
{
	kept_open(w, path);
	xml_text(w->out, text);
	buf_cstr(w->out, "</selaras:kept>");
}

/* What found no place, at the end of the row that holds it. */
static void extras_left(struct writer *w, struct scope *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (!s->done[i])
			kept_text(w, extra_path(s, i), extra_xml(s, i));
}

/* ---- elements ---- */

static bool of_past(const struct writer *w, uint16_t until)
{
	return w->old && until && until < 203;
}

/* Whether a flattened element has anything to say. PREFIX is its path from the scope's row, with the "/". */
static bool is_present(const struct writer *w, const struct iati_node *n, const struct doc *d, const struct scope *s,
                       str prefix)
{
	for (uint16_t i = 0; i < n->nattrs; i++)
		if (doc_has(d, (uint32_t)n->attrs[i].field))
			return true;
	if (n->text != IATI_NO_FIELD && doc_has(d, (uint32_t)n->text))
		return true;
	for (uint16_t i = 0; i < n->nchildren; i++) {
		const struct iati_node *c = n->children[i];
		if (c->row ? doc_has(d, (uint32_t)c->field) : is_present(w, c, d, s, NOWHERE))
			return true;
	}
	for (uint32_t i = 0; i < s->n; i++)
		if (str_starts(extra_path(s, i), prefix))
			return !w->old || str_find(extra_path(s, i), STR(":"), prefix.n) > 0;
	return false;
}

static void element_write(struct writer *w, const struct iati_node *n, const struct doc *d, struct scope *s,
                          str prefix);

static void row_write(struct writer *w, const struct iati_node *n, const struct doc *row, struct scope *outer,
                      str prefix)
{
	if (n->extras == IATI_NO_FIELD) {
		element_write(w, n, row, outer, prefix);
		return;
	}
	struct scope own = { .holder = row };
	own.extras = doc_rows(row, (uint32_t)n->extras, &own.n);
	own.done = own.n ? arena_array(w->arena, bool, own.n) : NULL;
	own.names = own.n ? arena_array(w->arena, str, own.n) : NULL;
	for (uint32_t i = 0; i < own.n; i++) {
		str path = extra_path(&own, i);
		bool fragment = !path.n || path.p[path.n - 1] == '/';
		own.names[i] = fragment ? xml_fragment_name(extra_xml(&own, i)) : STR_EMPTY;
	}
	element_write(w, n, row, &own, STR_EMPTY);
}

static str path_into(struct writer *w, const struct scope *s, str prefix, const struct iati_node *c, uint32_t row)
{
	if (!s->n)
		return STR_EMPTY;
	if (c->row)
		return arena_fmt(w->arena, "%.*s%s[%u]/", STR_ARG(prefix), (const char *)c->name, row);
	return arena_fmt(w->arena, "%.*s%s/", STR_ARG(prefix), (const char *)c->name);
}

/* Whether a row says something, and nothing that 2.03 has a place for. */
static bool only_past(const struct writer *w, const struct doc *row)
{
	bool past = false;
	for (uint32_t i = 0; w->old && i < row->kind->nfields; i++) {
		const struct field *f = &row->kind->fields[i];
		if (!doc_has(row, i) || f->rows == &extra_kind)
			continue;
		if (!of_past(w, f->until))
			return false;
		past = true;
	}
	return past;
}

static void child_write(struct writer *w, const struct iati_node *c, const struct doc *d, struct scope *s, str prefix)
{
	if (!c->row) {
		str path = path_into(w, s, prefix, c, 0);
		if (is_present(w, c, d, s, s->n ? path : NOWHERE))
			element_write(w, c, d, s, path);
		return;
	}
	uint32_t n;
	struct doc *const *rows = doc_rows(d, (uint32_t)c->field, &n);
	for (uint32_t i = 0; i < n; i++)
		if (!only_past(w, rows[i]))
			row_write(w, c, rows[i], s, path_into(w, s, prefix, c, i + 1));
}

/* Inside, it stands as it stood. */
static void kept_row(struct writer *w, const struct iati_node *c, const struct doc *row, struct scope *s, str path)
{
	kept_open(w, STR_EMPTY);
	w->old = false;
	w->depth++;
	if (c->row)
		row_write(w, c, row, s, path);
	else
		element_write(w, c, row, s, path);
	w->depth--;
	w->old = true;
	open_line(w);
	buf_cstr(w->out, "</selaras:kept>");
}

/* Elements and attributes that ended with 1.x, wrapped where 2.03 allows anything. */
static void past_write(struct writer *w, const struct iati_node *n, const struct doc *d, struct scope *s, str prefix)
{
	for (uint16_t i = 0; i < n->nattrs; i++) {
		uint32_t field = (uint32_t)n->attrs[i].field;
		if (of_past(w, d->kind->fields[field].until) && doc_has(d, field))
			kept_text(w, arena_fmt(w->arena, "@%s", (const char *)n->attrs[i].name), doc_str(d, field));
	}
	if (n->text != IATI_NO_FIELD && of_past(w, d->kind->fields[n->text].until) && doc_has(d, (uint32_t)n->text))
		kept_text(w, STR("#text"), doc_str(d, (uint32_t)n->text));
	for (uint16_t i = 0; i < n->nchildren; i++) {
		const struct iati_node *c = n->children[i];
		uint32_t rows = 0;
		if (c->row)
			doc_rows(d, (uint32_t)c->field, &rows);
		else if (of_past(w, c->until) && is_present(w, c, d, s, NOWHERE))
			kept_row(w, c, d, s, path_into(w, s, prefix, c, 0));
		for (uint32_t r = 0; r < rows; r++) {
			const struct doc *row = d->v[c->field].u.rows[r];
			if (of_past(w, c->until) || only_past(w, row))
				kept_row(w, c, row, s, path_into(w, s, prefix, c, r + 1));
		}
	}
}

static str text_of(struct writer *w, const struct iati_node *n, const struct doc *d, struct scope *s, str prefix)
{
	if (n->text == IATI_NO_FIELD)
		return s->n ? extra_text(w, s, prefix) : STR_EMPTY;
	return of_past(w, d->kind->fields[n->text].until) ? STR_EMPTY : doc_str(d, (uint32_t)n->text);
}

static void element_write(struct writer *w, const struct iati_node *n, const struct doc *d, struct scope *s, str prefix)
{
	struct buf *out = w->out;
	open_line(w);
	buf_char(out, '<');
	buf_cstr(out, (const char *)n->name);
	for (uint16_t i = 0; i < n->nattrs; i++) {
		uint32_t field = (uint32_t)n->attrs[i].field;
		if (doc_has(d, field) && !of_past(w, d->kind->fields[field].until))
			attr_write(w, n->attrs[i].xml ? "xml:" : "", (const char *)n->attrs[i].name, doc_str(d, field));
	}
	if (s->n)
		extra_attrs(w, n, s, prefix);
	size_t begun = out->n;
	buf_char(out, '>');
	xml_text(out, text_of(w, n, d, s, prefix));
	size_t text_end = out->n;
	w->depth++;
	for (uint16_t i = 0; i < n->nchildren; i++) {
		const struct iati_node *c = n->children[i];
		if (!of_past(w, c->until))
			child_write(w, c, d, s, prefix);
		if (s->n)
			fragments(w, s, prefix, (const char *)c->name);
	}
	if (s->n)
		fragments(w, s, prefix, NULL);
	if (w->old)
		past_write(w, n, d, s, prefix);
	if (s->holder == d && n->row)
		extras_left(w, s);
	w->depth--;
	if (out->n == begun + 1 && !buf_failed(out)) {
		out->n = begun;
		buf_cstr(out, "/>");
		return;
	}
	if (out->n > text_end)
		open_line(w);
	buf_cstr(out, "</");
	buf_cstr(out, (const char *)n->name);
	buf_char(out, '>');
}

/* ---- what 2.x says in another way ---- */

static int field_of(const struct doc *d, const char *name)
{
	return kind_field(d->kind, str_of(name));
}

/* Copies the value of FROM to TO when TO is not said. */
static void fill(struct doc *d, const char *to, str value)
{
	int field = field_of(d, to);
	if (field >= 0 && value.n && !doc_has(d, (uint32_t)field))
		doc_set(d, (uint32_t)field, value);
}

static str said(const struct doc *d, const char *name)
{
	int field = field_of(d, name);
	return field >= 0 ? doc_str(d, (uint32_t)field) : STR_EMPTY;
}

static struct doc *shallow(arena *a, const struct doc *d)
{
	struct doc *c = doc_new(a, d->kind);
	memcpy(c, d, sizeof(*d) + d->kind->nfields * sizeof(struct value));
	return c;
}

/* Locations of 1.x: coordinates become a point, location types a feature designation. */
static const struct doc *modern(arena *a, const struct doc *d)
{
	int field = field_of(d, "location");
	if (field < 0 || !doc_has(d, (uint32_t)field))
		return d;
	struct doc *copy = shallow(a, d);
	struct value *v = &copy->v[field];
	struct doc **rows = arena_array(a, struct doc *, v->n);
	for (uint32_t i = 0; i < v->n; i++) {
		struct doc *row = rows[i] = shallow(a, v->u.rows[i]);
		str lat = said(row, "latitude"), lon = said(row, "longitude");
		if (lat.n && lon.n && !said(row, "point").n) {
			fill(row, "srs_name", STR("http://www.opengis.net/def/crs/EPSG/0/4326"));
			fill(row, "point", arena_fmt(a, "%.*s %.*s", STR_ARG(lat), STR_ARG(lon)));
		}
		fill(row, "feature_designation", said(row, "location_type"));
	}
	v->u.rows = rows;
	return copy;
}

void iati_write_begin(struct buf *out, bool organisations, int64_t generated)
{
	char at[25];
	instant_print(generated, at);
	buf_fmt(out,
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s version=\"2.03\" generated-datetime=\"%s\" "
	        "xmlns:selaras=\"%s\">",
	        organisations ? "iati-organisations" : "iati-activities", at, IATI_KEPT_NS);
}

void iati_write_record(struct buf *out, arena *a, const struct iati_maps *maps, const struct doc *d)
{
	const struct iati_map *map = maps->activity[1];
	if (d->kind != map->root->kind)
		map = maps->organisation[1];
	str version = map->version != IATI_NO_FIELD ? doc_str(d, (uint32_t)map->version) : STR_EMPTY;
	struct writer w = { .out = out, .arena = a, .depth = 1 };
	w.old = version.n && iati_version_parse(version) < 200;
	row_write(&w, map->root, w.old ? modern(a, d) : d, NULL, STR_EMPTY);
}

void iati_write_end(struct buf *out, bool organisations)
{
	buf_cstr(out, organisations ? "\n</iati-organisations>\n" : "\n</iati-activities>\n");
}
