/* Buttons that add, take out, move and fill rows: each makes another form of the one that was sent, so that they work
 * without a script. */
#include <stdlib.h>

#include "base/vec.h"
#include "record/form.h"

enum { PASTE_ROWS = 1000, PASTE_CELLS = 60, FORM_TEXT_MAX = 8 << 20 };

typedef VEC(struct form_part) parts;

struct actor_of_rows {
	const struct form_in *in;
	arena *a;
	str list;   /* "sector" */
	str marker; /* "sector[]" */
	str key;    /* of the row; empty */
	parts out;
};

str form_value(const struct form *f, str name)
{
	for (uint32_t i = 0; f && i < f->n; i++)
		if (str_eq(f->p[i].name, name))
			return f->p[i].value;
	return STR_EMPTY;
}

str form_print(arena *a, const struct form *f)
{
	struct buf b;
	buf_init(&b, a, FORM_TEXT_MAX);
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->p[i].file)
			continue;
		if (b.n)
			buf_char(&b, '&');
		url_encode(&b, f->p[i].name);
		buf_char(&b, '=');
		url_encode(&b, f->p[i].value);
	}
	return buf_failed(&b) ? STR_EMPTY : buf_str(&b);
}

static void add(struct actor_of_rows *x, str name, str value)
{
	*vec_push(x->a, &x->out) =
	    (struct form_part){ .name = name, .value = value, .filename = STR_EMPTY, .type = STR_EMPTY };
}

static bool is_marker(const struct actor_of_rows *x, const struct form_part *p)
{
	return str_eq(p->name, x->marker);
}

/* The next number of a new row. */
static int64_t next_new(const struct actor_of_rows *x)
{
	int64_t most = 0, n;
	for (uint32_t i = 0; i < x->in->form->n; i++)
		if (is_marker(x, &x->in->form->p[i]) && str_starts(x->in->form->p[i].value, STR("+")) &&
		    str_to_int(str_sub(x->in->form->p[i].value, 1, 9), &n) && n > most)
			most = n;
	return most + 1;
}

static void copy_all(struct actor_of_rows *x)
{
	for (uint32_t i = 0; i < x->in->form->n; i++)
		*vec_push(x->a, &x->out) = x->in->form->p[i];
}

static void add_row(struct actor_of_rows *x)
{
	copy_all(x);
	add(x, x->marker, arena_fmt(x->a, "+%lld", (long long)next_new(x)));
}

static void remove_row(struct actor_of_rows *x)
{
	str prefix = arena_fmt(x->a, "%.*s[%.*s]", STR_ARG(x->list), STR_ARG(x->key));
	for (uint32_t i = 0; i < x->in->form->n; i++) {
		const struct form_part *p = &x->in->form->p[i];
		if ((is_marker(x, p) && str_eq(p->value, x->key)) || str_starts(p->name, prefix))
			continue;
		*vec_push(x->a, &x->out) = *p;
	}
}

static void move_up(struct actor_of_rows *x)
{
	ptrdiff_t before = -1;
	copy_all(x);
	for (size_t i = 0; i < x->out.n; i++) {
		if (!is_marker(x, &x->out.p[i]) || !x->out.p[i].value.n)
			continue;
		if (str_eq(x->out.p[i].value, x->key)) {
			if (before >= 0) {
				x->out.p[i].value = x->out.p[before].value;
				x->out.p[before].value = x->key;
			}
			return;
		}
		before = (ptrdiff_t)i;
	}
}

/* ---- the tree of this list ---- */

static struct form_node *find_list(struct form_node *nodes, uint32_t n, str name)
{
	for (uint32_t i = 0; i < n; i++) {
		if (nodes[i].widget != WIDGET_ROWS)
			continue;
		if (str_eq(nodes[i].name, name))
			return &nodes[i];
		for (uint32_t r = 0; r < nodes[i].nrows; r++) {
			struct form_node *found = find_list(nodes[i].rows[r].nodes, nodes[i].rows[r].n, name);
			if (found)
				return found;
		}
	}
	return NULL;
}

static void set_pair(struct actor_of_rows *x, str name, str value)
{
	for (size_t i = 0; i < x->out.n; i++)
		if (str_eq(x->out.p[i].name, name)) {
			x->out.p[i].value = value;
			return;
		}
	add(x, name, value);
}

/* ---- shares ---- */

static struct form_node *share_node(struct form_row *row)
{
	for (uint32_t i = 0; i < row->n; i++)
		if (row->nodes[i].field->flags & SHARE)
			return &row->nodes[i];
	return NULL;
}

static str group_of(const struct form_row *row)
{
	for (uint32_t i = 0; i < row->n; i++)
		if (str_is(str_of(row->nodes[i].field->name), "vocabulary"))
			return row->nodes[i].text;
	return STR_EMPTY;
}

static int64_t hundredths(const struct actor_of_rows *x, str typed)
{
	str s;
	struct decimal d;
	int64_t units;
	return form_number(x->a, x->in->lang, typed, &s) && decimal_parse(s, &d) && decimal_rescale(d, 2, &units) &&
	               units > 0
	           ? units
	           : 0;
}

static void share_out(struct actor_of_rows *x, bool equal)
{
	struct form_tree *t = form_read(x->in);
	struct form_node *list = find_list(t->nodes, t->n, x->list);
	copy_all(x);
	for (uint32_t i = 0; list && i < list->nrows; i++) {
		str group = group_of(&list->rows[i]);
		uint32_t n = 0;
		int64_t sum = 0;
		int64_t *weights = arena_array(x->a, int64_t, list->nrows),
		        *out = arena_array(x->a, int64_t, list->nrows);
		struct form_node **nodes = arena_array(x->a, struct form_node *, list->nrows);
		bool first = true;
		for (uint32_t r = 0; r < list->nrows; r++) {
			struct form_node *share = share_node(&list->rows[r]);
			if (!share || !str_eq(group_of(&list->rows[r]), group))
				continue;
			first = first && r >= i;
			weights[n] = equal ? 1 : hundredths(x, share->text);
			sum += weights[n];
			nodes[n++] = share;
		}
		if (!first || !sum)
			continue;
		split_largest_remainder(10000, weights, out, n);
		for (uint32_t r = 0; r < n; r++)
			set_pair(x, nodes[r]->name, i18n_decimal(x->a, x->in->lang, (struct decimal){ out[r], 2 }, -1));
	}
}

/* ---- paste ---- */

/* The names of a row's inputs in order: values, and the first language of texts. */
static uint32_t columns_of(const struct form_row *row, const struct form_node **out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < row->n && n < PASTE_CELLS; i++)
		if (row->nodes[i].widget != WIDGET_ROWS)
			out[n++] = &row->nodes[i];
	return n;
}

static bool is_heading(const struct actor_of_rows *x, const struct form_node *n, str cell)
{
	str label = msg_label(x->in->lang, "field", n->kind->name, n->field->name, str_of(n->field->name));
	return str_eq_nocase(str_trim(cell), label) || str_eq_nocase(str_trim(cell), str_of(n->field->name));
}

/* When every cell of LINE is a heading, ORDER says which column each is. */
static bool read_headings(const struct actor_of_rows *x, const struct form_node **columns, uint32_t n, str line,
                          uint32_t order[PASTE_CELLS])
{
	str cell;
	uint32_t at = 0;
	while (at < PASTE_CELLS && str_cut(&line, '\t', &cell)) {
		uint32_t i = 0;
		while (i < n && !is_heading(x, columns[i], cell))
			i++;
		if (i == n)
			return false;
		order[at++] = i;
	}
	return at > 0;
}

static str without_return(str line)
{
	return str_ends(line, STR("\r")) ? str_sub(line, 0, line.n - 1) : line;
}

/* What the input holds: a box to choose from knows values, a cell has their names. */
static str cell_shown(const struct form_in *in, const struct form_node *column, str cell)
{
	const struct field *f = column->field;
	if (f->type != FIELD_CODE && f->type != FIELD_BOOL)
		return cell;
	return form_show(in, f, column->list, form_meant(in, f, column->list, cell));
}

static void paste(struct actor_of_rows *x)
{
	struct form_in blank = *x->in;
	blank.blanks = true;
	struct form_tree *t = form_read(&blank);
	struct form_node *list = find_list(t->nodes, t->n, x->list);
	const struct form_node *columns[PASTE_CELLS];
	uint32_t order[PASTE_CELLS], n, rows = 0;
	str name = arena_cat(x->a, x->list, STR(".paste")), text = form_value(x->in->form, name), line, cell;
	int64_t key = next_new(x);
	copy_all(x);
	struct form_row row = list && list->blank ? *list->blank : (struct form_row){ .n = 0 };
	if (!row.n)
		return;
	n = columns_of(&row, columns);
	for (uint32_t i = 0; i < PASTE_CELLS; i++)
		order[i] = i;
	for (bool first = true; rows < PASTE_ROWS && str_cut(&text, '\n', &line); first = false) {
		line = without_return(line);
		if (!str_trim(line).n || (first && read_headings(x, columns, n, line, order)))
			continue;
		str new = arena_fmt(x->a, "+%lld", (long long)key++);
		add(x, x->marker, new);
		rows++;
		for (uint32_t i = 0; i < PASTE_CELLS && str_cut(&line, '\t', &cell); i++)
			if (order[i] < n)
				add(x,
				    arena_fmt(x->a, "%.*s[%.*s]/%s%s", STR_ARG(x->list), STR_ARG(new),
				              columns[order[i]]->field->name,
				              columns[order[i]]->widget == WIDGET_TEXTS ? ".id" : ""),
				    cell_shown(x->in, columns[order[i]], str_trim(cell)));
	}
	set_pair(x, name, STR_EMPTY);
}

/* ---- ---- */

struct form form_act(const struct form_in *in, str action)
{
	str what;
	struct actor_of_rows x = { .in = in, .a = in->arena };
	if (!in->form || str_find_char(action, ':', 0) < 0 || !str_cut(&action, ':', &what))
		return in->form ? *in->form : (struct form){ NULL, 0 };
	x.list = action;
	if (str_ends(action, STR("]"))) {
		size_t at = action.n;
		while (at && action.p[at - 1] != '[')
			at--;
		x.list = str_sub(action, 0, at ? at - 1 : 0);
		x.key = str_sub(action, at, action.n - at - 1);
	}
	x.marker = arena_cat(in->arena, x.list, STR("[]"));
	if (str_is(what, "add"))
		add_row(&x);
	else if (str_is(what, "remove"))
		remove_row(&x);
	else if (str_is(what, "up"))
		move_up(&x);
	else if (str_is(what, "equal") || str_is(what, "adjust"))
		share_out(&x, str_is(what, "equal"));
	else if (str_is(what, "paste"))
		paste(&x);
	else
		return *in->form;
	return (struct form){ x.out.p, (uint32_t)x.out.n };
}
