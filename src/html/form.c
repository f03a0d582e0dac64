/* What the templates of forms ask for. */
#include "html/form.h"

#include "base/vec.h"
#include "record/custom.h"

enum { MANY_FIELDS = 7 };

static str code_name(const struct page *pg, const struct code *c)
{
	return str_of(pg->lang == LANG_EN || !c->name_id[0] ? c->name_en : c->name_id);
}

/* The field of K whose codes are of the list that F names; NULL. */
static const struct field *led_by(const struct kind *k, const struct field *f)
{
	for (uint32_t i = 0; i < k->nfields; i++)
		if (k->fields[i].codes_by && strcmp(k->fields[i].codes_by, f->name) == 0)
			return &k->fields[i];
	return NULL;
}

bool form_leads(const struct form_node *n)
{
	return !n->custom && n->kind->number && led_by(n->kind, n->field);
}

/* Whether N names a list of codes and may stay empty: its row has one then all the same. */
static bool is_vocabulary(const struct form_node *n)
{
	const struct field *led = n->custom ? NULL : led_by(n->kind, n->field);
	return led && led->codes && !(n->field->flags & REQUIRED);
}

/* The empty choice: what holds when nothing is chosen, where that is known. */
static str none_label(const struct page *pg, const struct form_node *n)
{
	const char *own = is_vocabulary(n) ? led_by(n->kind, n->field)->codes : NULL;
	for (uint32_t i = 0; own && n->list && i < n->list->n; i++)
		if (strcmp(n->list->codes[i].category, own) == 0)
			return msg_fmt(pg->arena, pg->lang, MSG_FORM_BY_DEFAULT, code_name(pg, &n->list->codes[i]));
	return msg(pg->lang, MSG_FORM_NONE);
}

const struct form_choice *form_choices(const struct page *pg, const struct form_node *n, size_t *count)
{
	VEC(struct form_choice) list = { 0 };
	str now = str_trim(n->text);
	bool found = !now.n;
	*vec_push(pg->arena, &list) = (struct form_choice){ STR_EMPTY, none_label(pg, n), !now.n };
	if (n->field->type == FIELD_BOOL) {
		*vec_push(pg->arena, &list) =
		    (struct form_choice){ STR("1"), msg(pg->lang, MSG_FORM_YES), str_is(now, "1") };
		*vec_push(pg->arena, &list) =
		    (struct form_choice){ STR("0"), msg(pg->lang, MSG_FORM_NO), str_is(now, "0") };
		found = found || str_is(now, "1") || str_is(now, "0");
	}
	for (uint32_t i = 0; n->list && i < n->list->n; i++) {
		const struct code *c = &n->list->codes[i];
		bool on = str_is(now, c->code);
		found = found || on;
		if (!c->withdrawn || on)
			*vec_push(pg->arena, &list) = (struct form_choice){ str_of(c->code), code_name(pg, c), on };
	}
	if (!found)
		*vec_push(pg->arena, &list) = (struct form_choice){ now, now, true };
	*count = list.n;
	return list.p;
}

const str *form_suggestions(const struct page *pg, const struct codelist *list, size_t *count)
{
	VEC(str) out = { 0 };
	for (uint32_t i = 0; i < list->n; i++)
		if (!list->codes[i].withdrawn)
			*vec_push(pg->arena, &out) = arena_fmt(pg->arena, "%s \xE2\x80\x93 %.*s", list->codes[i].code,
			                                       STR_ARG(code_name(pg, &list->codes[i])));
	*count = out.n;
	return out.p;
}

str form_label(const struct page *pg, const struct form_node *n)
{
	if (n->custom)
		return custom_label(n->custom, (int)pg->lang);
	return msg_label(pg->lang, "field", n->kind->name, n->field->name, str_of(n->field->name));
}

str form_help(const struct page *pg, const struct form_node *n)
{
	if (n->custom)
		return custom_help(n->custom, (int)pg->lang);
	return msg_label(pg->lang, "help", n->kind->name, n->field->name, STR_EMPTY);
}

str form_source(const struct form_node *n)
{
	return str_of(n->field->source);
}

/* Days as people write them; anything else as it is. */
static str readable(const struct page *pg, str s)
{
	date day;
	return date_parse(s, &day) ? i18n_date(pg->arena, pg->lang, day, DATE_LONG) : s;
}

str page_problem(const struct page *pg, const struct problem *p)
{
	struct problem said = *p;
	said.found = readable(pg, p->found);
	said.expected = readable(pg, p->expected);
	return msg_problem(pg->arena, pg->lang, &said);
}

/* A wrong type is explained by an example of the right one. */
static str problem_text(const struct page *pg, const struct problem *p)
{
	if (strcmp(p->key, "problem.type") == 0) {
		str key = arena_fmt(pg->arena, "form.type.%.*s", STR_ARG(p->expected));
		str text = msg_or(pg->lang, key.p, STR_EMPTY);
		if (text.n)
			return text;
	}
	return page_problem(pg, p);
}

str form_problem(const struct page *pg, const struct form_node *n)
{
	return n->problem ? problem_text(pg, n->problem) : STR_EMPTY;
}

static str id_of(const struct page *pg, const struct form_node *n)
{
	str name = n->widget == WIDGET_TEXTS && n->ntexts ? n->texts[0].name : n->name;
	return arena_cat(pg->arena, STR("f-"), name);
}

str form_id(const struct page *pg, const struct form_node *n)
{
	return id_of(pg, n);
}

str form_text_label(const struct page *pg, const struct form_text *t)
{
	if (str_is(t->lang, "id"))
		return msg(pg->lang, MSG_FORM_INDONESIAN);
	if (str_is(t->lang, "en"))
		return msg(pg->lang, MSG_FORM_ENGLISH);
	return t->lang.n ? codelist_name("Language", t->lang, (int)pg->lang) : msg(pg->lang, MSG_FORM_NO_LANGUAGE);
}

str form_picks(const struct form_node *n)
{
	const struct field *f = n->field;
	return f->picks ? str_of(f->picks) : f->type == FIELD_LINK ? str_of(f->to->name) : STR("place");
}

/* What the standard has for codes of other lists: the list, its address, the name of a code that is on none. */
static bool is_beside(const struct form_node *n)
{
	bool coded = false;
	for (uint32_t i = 0; i < n->kind->nfields; i++)
		coded = coded || n->kind->fields[i].codes_by;
	return coded && (is_vocabulary(n) || strcmp(n->field->name, "vocabulary_uri") == 0 ||
	                 (n->widget == WIDGET_TEXTS && strcmp(n->field->name, "name") == 0));
}

static bool is_filled(const struct form_node *n)
{
	bool filled = n->text.n || n->nrows || n->problem;
	for (uint32_t i = 0; i < n->ntexts; i++)
		filled = filled || n->texts[i].text.n;
	return filled;
}

static bool is_main(const struct form_node *n)
{
	return (n->field->flags & (REQUIRED | INDEXED | MONEY | SHARE)) || n->field->picks || n->text.n || n->nrows ||
	       n->problem;
}

static bool has_text(const struct form_node *n)
{
	for (uint32_t i = 0; i < n->ntexts; i++)
		if (n->texts[i].text.n)
			return true;
	return n->widget == WIDGET_TEXTS && (n->field->flags & (SEARCH_BODY | SEARCH_TITLE));
}

uint32_t form_main(struct form_row *row)
{
	bool all = row->n <= MANY_FIELDS;
	ARENA_SCOPE arena *a = arena_new(0);
	struct form_node *rest = arena_array(a, struct form_node, row->n);
	uint32_t kept = 0, others = 0;
	for (uint32_t i = 0; i < row->n; i++)
		if (is_beside(&row->nodes[i]) ? is_filled(&row->nodes[i])
		                              : all || is_main(&row->nodes[i]) || has_text(&row->nodes[i]))
			row->nodes[kept++] = row->nodes[i];
		else
			rest[others++] = row->nodes[i];
	memcpy(row->nodes + kept, rest, others * sizeof(*rest));
	return kept;
}

bool form_has_shares(const struct form_node *n)
{
	for (uint32_t i = 0; i < n->field->rows->nfields; i++)
		if (n->field->rows->fields[i].flags & SHARE)
			return true;
	return false;
}

str form_row_title(const struct page *pg, const struct form_node *n, size_t at)
{
	return arena_fmt(pg->arena, "%.*s %zu", STR_ARG(form_label(pg, n)), at + 1);
}

const char *form_inputmode(const struct form_node *n)
{
	return n->field->type == FIELD_DECIMAL ? "decimal" : n->field->type == FIELD_INT ? "numeric" : "text";
}

/* ---- the summary ---- */

struct collecting {
	const struct page *pg;
	VEC(struct form_error) list;
};

static void collect(struct collecting *c, const struct form_node *nodes, uint32_t n, str above)
{
	for (uint32_t i = 0; i < n; i++) {
		if (nodes[i].problem && nodes[i].problem->severity >= SEVERITY_ERROR) {
			str label = form_label(c->pg, &nodes[i]);
			if (above.n)
				label = arena_fmt(c->pg->arena, "%.*s: %.*s", STR_ARG(above), STR_ARG(label));
			struct url here = { STR_EMPTY };
			*vec_push(c->pg->arena, &c->list) =
			    (struct form_error){ label, form_problem(c->pg, &nodes[i]),
				                 url_anchor(c->pg, here, id_of(c->pg, &nodes[i])) };
		}
		for (uint32_t r = 0; r < nodes[i].nrows; r++)
			collect(c, nodes[i].rows[r].nodes, nodes[i].rows[r].n, form_row_title(c->pg, &nodes[i], r));
	}
}

const struct form_error *form_errors(const struct page *pg, const struct form_tree *t, const struct problems *ps,
                                     size_t *count)
{
	struct collecting c = { .pg = pg };
	collect(&c, t->nodes, t->n, STR_EMPTY);
	/* what belongs to no field of this page */
	for (const struct problem *p = ps ? ps->first : NULL; p; p = p->next)
		if (!p->path.n && p->severity >= SEVERITY_ERROR)
			*vec_push(pg->arena, &c.list) =
			    (struct form_error){ .label = STR_EMPTY, .text = problem_text(pg, p) };
	*count = c.list.n;
	return c.list.p;
}
