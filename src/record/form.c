/* From a form to its tree, and from the tree to the document. */
#include "record/form.h"

#include "base/map.h"
#include "base/ulid.h"
#include "base/vec.h"
#include "record/custom.h"

enum { ROW_ID = 6, IATI_NEWEST = 203, ROWS_ON_FORM = 2000, LISTS = 32 };

/* The pairs by name, so that a form of thousands is read once. */
struct pairs {
	struct map first; /* name to place in the form, and one */
	uint32_t *next;   /* of the same name; 0: none */
	const struct form *form;
};
struct reader {
	const struct form_in *in;
	struct form_tree *tree;
	struct pairs pairs;
};

static void index_pairs(struct reader *r)
{
	struct pairs *p = &r->pairs;
	const struct form *f = r->in->form;
	map_init(&p->first, r->in->arena);
	p->form = f;
	if (!f)
		return;
	p->next = arena_array(r->in->arena, uint32_t, f->n + 1);
	/* backwards, so that the chains run in the order of the form */
	for (uint32_t i = f->n; i-- > 0;) {
		union map_value *v = map_put(&p->first, f->p[i].name, NULL);
		p->next[i] = (uint32_t)v->i;
		v->i = (int64_t)i + 1;
	}
}

static const str *typed(const struct reader *r, str name)
{
	const union map_value *v = r->pairs.form ? map_get(&r->pairs.first, name) : NULL;
	return v ? &r->pairs.form->p[v->i - 1].value : NULL;
}

bool form_field_open(const struct field *f, bool has_value)
{
	if ((f->flags & SYSTEM) || (f->type == FIELD_ROWS && (f->rows == &extra_kind || custom_is_list(f))))
		return false;
	return has_value || !f->until || f->until >= IATI_NEWEST;
}

/* ---- reading ---- */

static void need_list(struct reader *r, const struct codelist *list)
{
	struct form_tree *t = r->tree;
	for (uint32_t i = 0; i < t->nlists; i++)
		if (t->lists[i] == list)
			return;
	if (t->nlists < LISTS)
		t->lists[t->nlists++] = list;
}

/* The list of a code, by what the row's vocabulary says now. */
static const struct codelist *list_of(const struct reader *r, const struct kind *k, const struct field *f,
                                      const struct doc *base, str parent)
{
	int by = f->codes_by ? kind_field(k, str_of(f->codes_by)) : -1;
	if (by >= 0) {
		const str *now = typed(r, doc_path(r->in->arena, parent, &k->fields[by], 0));
		str vocabulary = now ? str_trim(*now) : base ? doc_str(base, (uint32_t)by) : STR_EMPTY;
		if (vocabulary.n)
			return f->vocabulary ? codelist_of_vocabulary(f->vocabulary, vocabulary) : NULL;
	}
	return f->codes ? codelist_find(f->codes) : NULL;
}

static bool has_line(str s)
{
	return str_find_char(s, '\n', 0) >= 0;
}

static enum form_widget widget_of(const struct form_node *n)
{
	const struct field *f = n->field;
	if (f->type == FIELD_PLACE || f->type == FIELD_LINK || f->picks)
		return WIDGET_PICK;
	if (f->type == FIELD_BOOL)
		return WIDGET_SELECT;
	if (f->type == FIELD_CODE && n->list)
		return n->list->n > FORM_LONG_LIST ? WIDGET_LIST : WIDGET_SELECT;
	return f->type == FIELD_TEXT && ((f->flags & MULTILINE) || has_line(n->text)) ? WIDGET_TEXT : WIDGET_LINE;
}

static void read_value(struct reader *r, struct form_node *n, const struct doc *base, str parent)
{
	const str *now = typed(r, n->name);
	n->list = n->field->type == FIELD_CODE ? list_of(r, n->kind, n->field, base, parent) : NULL;
	n->typed = now != NULL;
	n->text = now    ? form_lines(r->in->arena, *now)
	          : base ? form_show(r->in, n->field, n->list, doc_str(base, n->index))
	                 : STR_EMPTY;
	n->widget = widget_of(n);
	if (n->widget == WIDGET_LIST && n->list->n <= FORM_SUGGESTED)
		need_list(r, n->list);
}

static struct form_text text_of(struct reader *r, const struct form_node *n, str lang, const struct doc *base,
                                int32_t row)
{
	bool named = str_is(lang, "id") || str_is(lang, "en");
	struct form_text t = { .lang = lang, .base = row };
	t.name = named ? arena_fmt(r->in->arena, "%.*s.%.*s", STR_ARG(n->name), STR_ARG(lang))
	               : arena_fmt(r->in->arena, "%.*s.%d", STR_ARG(n->name), row);
	const str *now = typed(r, t.name);
	str was = row >= 0 ? doc_str(base->v[n->index].u.rows[row], NARRATIVE_TEXT) : STR_EMPTY;
	t.typed = now != NULL;
	t.text =
	    now ? form_lines(r->in->arena, *now) : form_show(r->in, &narrative_kind.fields[NARRATIVE_TEXT], NULL, was);
	bool name = str_is(str_of(n->field->name), "name") || str_is(str_of(n->field->name), "title");
	t.multiline = has_line(t.text) || (!name && ((n->field->flags & (MULTILINE | SEARCH_BODY)) ||
	                                             str_is(str_of(n->field->name), "description") ||
	                                             str_is(str_of(n->field->name), "text")));
	return t;
}

/* Indonesian and English always; other texts of the base by their place. */
static void read_texts(struct reader *r, struct form_node *n, const struct doc *base)
{
	uint32_t rows = base ? base->v[n->index].n : 0;
	int32_t found[2] = { -1, -1 };
	static const char *const langs[] = { "id", "en" };
	n->texts = arena_array(r->in->arena, struct form_text, rows + 2);
	n->widget = WIDGET_TEXTS;
	for (uint32_t i = 0; i < rows; i++)
		for (int l = 0; l < 2; l++)
			if (found[l] < 0 && str_is(doc_str(base->v[n->index].u.rows[i], NARRATIVE_LANG), langs[l]))
				found[l] = (int32_t)i;
	for (int l = 0; l < 2; l++)
		n->texts[n->ntexts++] = text_of(r, n, str_of(langs[l]), base, found[l]);
	for (uint32_t i = 0; i < rows; i++) {
		if ((int32_t)i == found[0] || (int32_t)i == found[1])
			continue;
		str lang = doc_str(base->v[n->index].u.rows[i], NARRATIVE_LANG);
		/* a second text in a language is called by its place, too */
		bool twice = str_is(lang, "id") || str_is(lang, "en");
		n->texts[n->ntexts++] =
		    text_of(r, n, twice ? arena_cat(r->in->arena, lang, STR(" (2)")) : lang, base, (int32_t)i);
	}
	for (uint32_t i = 0; i < n->ntexts; i++)
		n->typed = n->typed || n->texts[i].typed;
}

static struct form_node *read_nodes(struct reader *r, const struct kind *k, const struct doc *base, str parent,
                                    uint32_t *count);

static struct form_row read_row(struct reader *r, const struct form_node *n, str key, const struct doc *base)
{
	struct form_row row = { .key = key, .base = base };
	row.name =
	    arena_cat(r->in->arena, arena_cat(r->in->arena, n->name, STR("[")), arena_cat(r->in->arena, key, STR("]")));
	row.nodes = read_nodes(r, n->field->rows, base, row.name, &row.n);
	return row;
}

static const struct doc *row_of_key(const struct doc *base, uint32_t field, str key)
{
	int64_t at;
	if (!base || !key.n || key.p[0] == '+')
		return NULL;
	if (key.p[0] == '-')
		return str_to_int(str_sub(key, 1, key.n), &at) && at >= 0 && at < (int64_t)base->v[field].n &&
		               !base->v[field].u.rows[at]->id[0]
		           ? base->v[field].u.rows[at]
		           : NULL;
	for (uint32_t i = 0; i < base->v[field].n; i++)
		if (str_is(key, base->v[field].u.rows[i]->id))
			return base->v[field].u.rows[i];
	return NULL;
}

static bool key_valid(str key)
{
	if (!key.n || key.n > 10)
		return false;
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];
		if (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'z') &&
		    !(i == 0 && (c == '+' || c == '-')))
			return false;
	}
	return true;
}

static bool key_taken(const struct form_node *n, str key)
{
	for (uint32_t i = 0; i < n->nrows; i++)
		if (str_eq(n->rows[i].key, key))
			return true;
	return false;
}

static str key_of(arena *a, const struct doc *row, uint32_t at)
{
	return row->id[0] ? arena_str(a, str_of(row->id)) : arena_fmt(a, "-%u", at);
}

static void read_rows(struct reader *r, struct form_node *n, const struct doc *base)
{
	arena *a = r->in->arena;
	str marker = arena_cat(a, n->name, STR("[]"));
	const union map_value *v = r->pairs.form ? map_get(&r->pairs.first, marker) : NULL;
	VEC(struct form_row) rows = { 0 };
	n->widget = WIDGET_ROWS;
	n->typed = v != NULL;
	for (uint32_t i = v ? (uint32_t)v->i : 0; i && rows.n < ROWS_ON_FORM; i = r->pairs.next[i - 1]) {
		str key = r->pairs.form->p[i - 1].value;
		if (!key_valid(key) || key_taken(n, key))
			continue;
		const struct doc *was = row_of_key(base, n->index, key);
		*vec_push(a, &rows) = read_row(r, n, key, was);
		n->rows = rows.p;
		n->nrows = (uint32_t)rows.n;
	}
	for (uint32_t i = 0; !n->typed && base && i < base->v[n->index].n; i++)
		*vec_push(a, &rows) =
		    read_row(r, n, key_of(a, base->v[n->index].u.rows[i], i), base->v[n->index].u.rows[i]);
	n->rows = rows.p;
	n->nrows = (uint32_t)rows.n;
}

/* An empty row of every list of the root, and inside it of the lists below: scripts copy them. */
static void add_blank(struct reader *r, struct form_node *n, int depth)
{
	if (depth == FORM_DEPTH)
		return;
	struct pairs kept = r->pairs;
	r->pairs.form = NULL;
	n->blank = arena_make(r->in->arena, struct form_row);
	*n->blank = read_row(r, n, STR("+0"), NULL);
	r->pairs = kept;
	for (uint32_t i = 0; i < n->blank->n; i++)
		if (n->blank->nodes[i].widget == WIDGET_ROWS)
			add_blank(r, &n->blank->nodes[i], depth + 1);
}

static bool is_given(const struct form_in *in, const struct kind *k, const struct field *f)
{
	return in->given && section_has(in->given, arena_fmt(in->arena, "%s/%s", k->name, f->name).p);
}

static struct form_node *read_nodes(struct reader *r, const struct kind *k, const struct doc *base, str parent,
                                    uint32_t *count)
{
	const struct form_in *in = r->in;
	struct form_node *nodes = arena_array(in->arena, struct form_node, k->nfields + 1);
	*count = 0;
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		if (!field_visible(f, in->viewer) || !form_field_open(f, base && doc_has(base, i)))
			continue;
		struct form_node *n = &nodes[(*count)++];
		*n = (struct form_node){ .kind = k, .field = f, .index = i, .name = doc_path(in->arena, parent, f, 0) };
		n->required = (f->flags & REQUIRED) && !is_given(in, k, f);
		if (f->type != FIELD_ROWS)
			read_value(r, n, base, parent);
		else if (f->rows == &narrative_kind)
			read_texts(r, n, base);
		else
			read_rows(r, n, base);
	}
	return nodes;
}

/* A field of the program's own that says what F says. */
static const struct field *field_of(arena *a, const struct custom_field *f)
{
	static const enum field_type types[] = {
		[CUSTOM_TEXT] = FIELD_TEXT, [CUSTOM_LONG_TEXT] = FIELD_TEXT, [CUSTOM_NUMBER] = FIELD_DECIMAL,
		[CUSTOM_DATE] = FIELD_DATE, [CUSTOM_YES_NO] = FIELD_BOOL,    [CUSTOM_CHOICE] = FIELD_CODE,
		[CUSTOM_LINK] = FIELD_URL
	};
	struct field *out = arena_make(a, struct field);
	*out =
	    (struct field){ .name = arena_str(a, f->name).p,
		            .type = types[f->type],
		            .flags = (f->required ? REQUIRED : 0u) | (f->type == CUSTOM_LONG_TEXT ? MULTILINE : 0u) };
	return out;
}

static struct form_node *add_custom(struct reader *r, struct form_node *nodes, uint32_t *n)
{
	const struct form_in *in = r->in;
	struct form_node *all = arena_array(in->arena, struct form_node, *n + in->ncustom + 1);
	if (*n)
		memcpy(all, nodes, *n * sizeof(*nodes));
	for (uint32_t i = 0; i < in->ncustom; i++) {
		const struct custom_field *f = &in->custom[i];
		if (!custom_seen(in->kind, f, in->viewer))
			continue;
		struct form_node *x = &all[(*n)++];
		*x = (struct form_node){ .kind = in->kind,
			                 .field = field_of(in->arena, f),
			                 .required = f->required,
			                 .custom = f,
			                 .name = arena_cat(in->arena, STR("custom."), f->name) };
		const str *now = typed(r, x->name);
		x->list = f->type == CUSTOM_CHOICE ? custom_choices(in->arena, f) : NULL;
		x->typed = now != NULL;
		x->text = now        ? form_lines(in->arena, *now)
		          : in->base ? form_show(in, x->field, NULL, custom_get(in->base, f))
		                     : STR_EMPTY;
		x->widget = x->list ? WIDGET_SELECT : widget_of(x);
	}
	return all;
}

struct form_tree *form_read(const struct form_in *in)
{
	struct form_tree *t = arena_make(in->arena, struct form_tree);
	struct reader r = { .in = in, .tree = t };
	t->in = in;
	index_pairs(&r);
	struct form_node *all = read_nodes(&r, in->kind, in->base, STR_EMPTY, &t->n);
	t->nodes = all;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < t->n; i++)
		if (section_has(in->fields, all[i].field->name))
			all[kept++] = all[i];
	t->n = kept;
	t->nodes = all = add_custom(&r, all, &t->n);
	for (uint32_t i = 0; in->blanks && i < t->n; i++)
		if (all[i].widget == WIDGET_ROWS)
			add_blank(&r, &all[i], 0);
	return t;
}

/* ---- the document ---- */

static bool same_text(str a, str b)
{
	return str_eq(str_trim(a), str_trim(b));
}

static void put_value(const struct form_in *in, struct doc *d, const struct form_node *n)
{
	if (!n->typed || same_text(n->text, form_show(in, n->field, n->list, doc_str(d, n->index))))
		return;
	str s = form_meant(in, n->field, n->list, n->text);
	if (s.n)
		doc_set(d, n->index, arena_str(in->arena, s));
	else
		d->v[n->index] = (struct value){ 0 };
}

static void put_custom(const struct form_in *in, struct doc *d, struct form_node *n)
{
	n->path = custom_path(in->arena, in->kind, n->custom);
	if (!n->typed || same_text(n->text, form_show(in, n->field, NULL, custom_get(d, n->custom))))
		return;
	custom_set(in->arena, d, n->custom, arena_str(in->arena, form_meant(in, n->field, n->list, n->text)));
}

static void put_texts(const struct form_in *in, struct doc *d, const struct form_node *n)
{
	const struct field *text = &narrative_kind.fields[NARRATIVE_TEXT];
	struct value *v = &d->v[n->index];
	uint32_t before = v->n;
	for (uint32_t i = 0; i < n->ntexts; i++) {
		const struct form_text *t = &n->texts[i];
		struct doc *row = t->base >= 0 && t->base < (int32_t)before ? v->u.rows[t->base] : NULL;
		str was = row ? doc_str(row, NARRATIVE_TEXT) : STR_EMPTY;
		if (!t->typed || same_text(t->text, form_show(in, text, NULL, was)))
			continue;
		str s = form_meant(in, text, NULL, t->text);
		if (row && s.n)
			doc_set(row, NARRATIVE_TEXT, arena_str(in->arena, s));
		else if (row)
			row->v[NARRATIVE_TEXT] = (struct value){ 0 }; /* taken out below */
		else
			doc_add_text(in->arena, d, n->index, t->lang, arena_str(in->arena, s));
		if (row && !s.n)
			row->line = UINT32_MAX;
	}
	uint32_t kept = 0;
	for (uint32_t i = 0; i < v->n; i++)
		if (v->u.rows[i]->line != UINT32_MAX)
			v->u.rows[kept++] = v->u.rows[i];
	v->n = kept;
}

static void new_id(struct doc *d, uint32_t field, struct doc *row)
{
	char id[ULID_LEN + 1];
	bool taken = true;
	while (taken) {
		ulid_make(0, id);
		for (size_t i = 0; i < ROW_ID; i++)
			row->id[i] = (char)(id[ULID_LEN - ROW_ID + i] >= 'A' ? id[ULID_LEN - ROW_ID + i] | 32
			                                                     : id[ULID_LEN - ROW_ID + i]);
		row->id[ROW_ID] = '\0';
		taken = false;
		for (uint32_t i = 0; i < d->v[field].n; i++)
			taken =
			    taken || (d->v[field].u.rows[i] != row && strcmp(d->v[field].u.rows[i]->id, row->id) == 0);
	}
}

static bool is_empty(const struct doc *d)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++)
		if (doc_has(d, i))
			return false;
	return true;
}

static void put_nodes(const struct form_in *in, struct doc *d, struct form_node *nodes, uint32_t n, str parent);

static void put_rows(const struct form_in *in, struct doc *d, struct form_node *n, str parent)
{
	if (!n->typed) {
		/* what is wrong in rows that are not on the form is said at their list */
		for (uint32_t i = 0; i < n->nrows; i++)
			if (i < d->v[n->index].n)
				put_nodes(in, d->v[n->index].u.rows[i], n->rows[i].nodes, n->rows[i].n,
				          doc_path(in->arena, parent, n->field, i + 1));
		return;
	}
	d->v[n->index] = (struct value){ 0 };
	for (uint32_t i = 0; i < n->nrows; i++) {
		struct form_row *row = &n->rows[i];
		struct doc *made = doc_add_row(in->arena, d, n->index);
		struct value *v = &d->v[n->index];
		if (row->base)
			made = v->u.rows[v->n - 1] = doc_copy(in->arena, row->base);
		put_nodes(in, made, row->nodes, row->n, doc_path(in->arena, parent, n->field, v->n));
		if (!row->base && is_empty(made))
			v->n--; /* a row that was added and never filled in */
		else if (!row->base)
			new_id(d, n->index, made);
	}
	if (!d->v[n->index].n)
		d->v[n->index] = (struct value){ 0 };
}

static void put_nodes(const struct form_in *in, struct doc *d, struct form_node *nodes, uint32_t count, str parent)
{
	for (uint32_t i = 0; i < count; i++) {
		struct form_node *n = &nodes[i];
		if (n->custom) {
			put_custom(in, d, n);
			continue;
		}
		n->path = doc_path(in->arena, parent, n->field, 0);
		if (n->widget == WIDGET_ROWS)
			put_rows(in, d, n, parent);
		else if (n->widget == WIDGET_TEXTS)
			put_texts(in, d, n);
		else
			put_value(in, d, n);
	}
}

struct doc *form_doc(struct form_tree *t)
{
	const struct form_in *in = t->in;
	struct doc *d = in->base ? doc_copy(in->arena, in->base) : doc_new(in->arena, in->kind);
	put_nodes(in, d, t->nodes, t->n, STR_EMPTY);
	return d;
}

struct doc *doc_from_form(const struct form_in *in, struct problems *ps)
{
	struct form_tree *t = form_read(in);
	struct doc *d = form_doc(t);
	doc_check(d, in->base, ps);
	form_check_shares(d, ps);
	return d;
}

/* ---- problems ---- */

static void map_nodes(struct map *m, struct form_node *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i].path.n)
			map_put(m, nodes[i].path, NULL)->ptr = &nodes[i];
		for (uint32_t r = 0; r < nodes[i].nrows; r++)
			map_nodes(m, nodes[i].rows[r].nodes, nodes[i].rows[r].n);
	}
}

/* "sector[2]/code" -> "sector[2]" -> "sector" */
static str path_up(str path)
{
	size_t n = path.n;
	while (n && path.p[n - 1] != '/' && path.p[n - 1] != '[')
		n--;
	return str_sub(path, 0, n ? n - 1 : 0);
}

void form_place_problems(struct form_tree *t, const struct problems *ps, struct problems *elsewhere)
{
	struct map m;
	map_init(&m, t->in->arena);
	map_nodes(&m, t->nodes, t->n);
	for (const struct problem *p = ps->first; p; p = p->next) {
		struct form_node *n = NULL;
		for (str path = p->path; path.n && !n; path = path_up(path)) {
			const union map_value *v = map_get(&m, path);
			n = v ? v->ptr : NULL;
		}
		if (n && (!n->problem || n->problem->severity < p->severity))
			n->problem = p;
		else if (!n && p->path.n)
			problems_add(elsewhere, *p);
	}
}

/* ---- shares ---- */

static int share_field(const struct kind *k)
{
	for (uint32_t i = 0; i < k->nfields; i++)
		if (k->fields[i].flags & SHARE)
			return (int)i;
	return -1;
}

static void check_list(const struct doc *d, uint32_t field, str path, struct problems *ps)
{
	const struct kind *k = d->kind->fields[field].rows;
	int share = share_field(k), by = kind_field(k, STR("vocabulary"));
	const struct value *v = &d->v[field];
	for (uint32_t i = 0; share >= 0 && i < v->n; i++) {
		str group = by >= 0 ? doc_str(v->u.rows[i], (uint32_t)by) : STR_EMPTY;
		int64_t sum = 0, units;
		bool first = true, all = true, any = false;
		for (uint32_t r = 0; r < v->n; r++) {
			struct decimal x;
			if (by >= 0 && !str_eq(group, doc_str(v->u.rows[r], (uint32_t)by)))
				continue;
			first = first && r >= i;
			bool given = doc_decimal(v->u.rows[r], (uint32_t)share, &x) && decimal_rescale(x, 4, &units);
			sum += given ? units : 0;
			any = any || given;
			all = all && given;
		}
		/* rounded to hundredths, as the standard allows */
		if (!first || !any || (sum >= 999900 && sum <= 1000100 && all))
			continue;
		problems_add(ps,
		             (struct problem){ .severity = SEVERITY_ERROR,
		                               .key = "form.share",
		                               .path = path,
		                               .found = arena_fmt(ps->arena, "%lld.%02lld", (long long)(sum / 10000),
		                                                  (long long)(sum % 10000 / 100)) });
	}
}

static void check_shares(const struct doc *d, str parent, struct problems *ps)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (f->type != FIELD_ROWS || f->rows == &narrative_kind || f->rows == &extra_kind)
			continue;
		check_list(d, i, doc_path(ps->arena, parent, f, 0), ps);
		for (uint32_t r = 0; r < d->v[i].n; r++)
			check_shares(d->v[i].u.rows[r], doc_path(ps->arena, parent, f, r + 1), ps);
	}
}

void form_check_shares(const struct doc *d, struct problems *ps)
{
	check_shares(d, STR_EMPTY, ps);
}

static bool known_error(const struct problems *before, const struct problem *p)
{
	for (const struct problem *b = before->first; b; b = b->next)
		if (b->key && strcmp(b->key, p->key) == 0 && str_eq(b->path, p->path) && str_eq(b->found, p->found))
			return true;
	return false;
}

static void check_all(const struct form_rules *rules, const struct doc *d, const struct doc *old, struct problems *ps)
{
	doc_check(d, old, ps);
	form_check_shares(d, ps);
	if (rules->ncustom)
		custom_check(rules->custom, rules->ncustom, d, ps);
}

void form_check(const struct form_rules *rules, const struct doc *d, struct problems *ps)
{
	struct problems before, now;
	problems_init(&before, ps->arena, ps->max);
	problems_init(&now, ps->arena, ps->max);
	if (rules->base && !rules->whole)
		check_all(rules, rules->base, NULL, &before);
	check_all(rules, d, rules->base, &now);
	for (const struct problem *p = now.first; p; p = p->next)
		if (p->severity >= SEVERITY_ERROR && !known_error(&before, p))
			problems_add(ps, *p);
}
