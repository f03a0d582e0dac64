/* Versions of a record: who, when, from where, why, and what became different; and the record as it was. */
#include "base/utf8.h"
#include "desk/desk_tmpl.h"
#include "desk/internal.h"
#include "record/custom.h"

enum { PER_PAGE = 20, CHANGES_SHOWN = 60, TEXT_SHOWN = 400 };

const struct record *desk_version_of(struct desk_view *v, uint32_t version)
{
	return record_load_version(v->web->store, v->db, v->a, v->actor, v->record->no, version);
}

/* Takes "name[3]" off PATH; ROW is 0 when it names none. */
static str path_part(str *path, uint32_t *row)
{
	str part;
	int64_t n;
	*row = 0;
	if (!str_cut(path, '/', &part))
		return STR_EMPTY;
	ptrdiff_t at = str_find_char(part, '[', 0);
	if (at >= 0 && str_to_int(str_sub(part, (size_t)at + 1, part.n - (size_t)at - 2), &n) && n > 0)
		*row = (uint32_t)n;
	return at >= 0 ? str_sub(part, 0, (size_t)at) : part;
}

str desk_path_label(struct desk_view *v, const struct kind *k, str path)
{
	struct buf b;
	const struct custom_field *added = desk_custom_of(v, path);
	if (added)
		return custom_label(added, (int)v->page->lang);
	buf_init(&b, v->a, 4000);
	while (path.n && k) {
		uint32_t row;
		str name = path_part(&path, &row);
		int i = kind_field(k, name);
		if (i < 0 && b.n) /* the key of a row */
			continue;
		/* the text of a narrative is called by the field it stands in */
		if (k == &narrative_kind && b.n)
			break;
		if (b.n)
			buf_cstr(&b, ": ");
		buf_str_add(&b, i >= 0 ? desk_field_label(v->page->lang, k, &k->fields[i]) : name);
		if (row && i >= 0 && k->fields[i].rows != &narrative_kind)
			buf_fmt(&b, " %u", row);
		k = i >= 0 ? k->fields[i].rows : NULL;
	}
	return b.n ? buf_str(&b) : path;
}

const struct problems *desk_named(struct desk_view *v, const struct problems *ps)
{
	if (!ps)
		return NULL;
	struct problems *named = arena_alloc(v->a, sizeof(*named));
	problems_init(named, v->a, ps->max);
	for (const struct problem *x = ps->first; x; x = x->next) {
		struct problem p = *x;
		if (!p.where.n)
			p.path = desk_path_label(v, v->kind, p.path);
		problems_add(named, p);
	}
	return named;
}

static str shortened(arena *a, str s)
{
	str cut = utf8_prefix(s, TEXT_SHOWN);
	return cut.n < s.n ? arena_fmt(a, "%.*s\xE2\x80\xA6", STR_ARG(cut)) : s;
}

static void add_texts(struct desk_view *v, const struct desk_facts *facts, struct buf *b)
{
	for (uint32_t i = 0; i < facts->n; i++) {
		const struct desk_fact *f = &facts->p[i];
		if (f->text.n)
			buf_fmt(b, "%s%.*s: %.*s", b->n ? "; " : "", STR_ARG(f->label), STR_ARG(f->text));
		for (uint32_t r = 0; f->table && r < f->table->nrows * f->table->ncolumns; r++)
			if (f->table->cells[r].text.n)
				buf_fmt(b, "%s%.*s", b->n ? "; " : "", STR_ARG(f->table->cells[r].text));
		for (uint32_t r = 0; r < f->nrows; r++)
			add_texts(v, &f->rows[r], b);
	}
}

/* One row, or a list of them: read as the list of a document that has nothing else. */
str desk_row_text(struct desk_view *v, const struct field *f, str json)
{
	if (f->type != FIELD_ROWS || !json.n)
		return json;
	const struct field lists[] = { { .name = "rows", .type = FIELD_ROWS, .flags = f->flags, .rows = f->rows } };
	const struct kind holder = { .name = "rows", .fields = lists, .nfields = 1 };
	bool many = json.p[0] == '[';
	str whole = arena_fmt(v->a, "{\"rows\":%s%.*s%s}", many ? "" : "[", STR_ARG(json), many ? "" : "]");
	const struct doc *d = doc_from_json(v->a, &holder, whole, NULL);
	if (d)
		d = doc_visible(v->a, d, actor_viewer(v->actor, v->kind, &v->owners));
	struct buf b;
	buf_init(&b, v->a, 1 << 20);
	for (uint32_t i = 0; d && i < d->v[0].n; i++) {
		struct desk_facts facts = desk_facts_of(v, d->v[0].u.rows[i], NULL);
		struct buf row;
		buf_init(&row, v->a, 1 << 20);
		add_texts(v, &facts, &row);
		buf_fmt(&b, "%s%.*s", i ? "\n" : "", STR_ARG(buf_str(&row)));
	}
	return b.n ? buf_str(&b) : many ? STR_EMPTY : json;
}

/* A value of a change as people read it: names of records, places and codes, days in words. */
static str change_text(struct desk_view *v, const struct field *f, str value)
{
	struct url nowhere;
	if (f->type == FIELD_ROWS)
		return desk_row_text(v, f, value);
	if (!value.n || f->codes_by) /* which list a code is of, its row says */
		return value;
	const struct kind holder = { .name = "value", .fields = f, .nfields = 1 };
	struct doc *d = doc_new(v->a, &holder);
	doc_set(d, 0, value);
	return desk_value(v, d, 0, &nowhere);
}

/* What became different in a field that the province added; VALUES: before and after. */
static void add_custom_change(struct desk_view *v, struct desk_version *out, struct desk_change *list,
                              const struct custom_field *f, const str values[2])
{
	int l = (int)v->page->lang;
	if (str_eq(values[0], values[1]))
		return;
	enum msg what = !values[0].n   ? MSG_DESK_CHANGE_SET
	                : !values[1].n ? MSG_DESK_CHANGE_CLEARED
	                               : MSG_DESK_CHANGE_ALTERED;
	list[out->nchanges++] =
	    (struct desk_change){ custom_label(f, l), msg(v->page->lang, what),
		                  shortened(v->a, values[0].n ? custom_show(v->a, l, f, values[0]) : STR_EMPTY),
		                  shortened(v->a, values[1].n ? custom_show(v->a, l, f, values[1]) : STR_EMPTY) };
}

void desk_add_changes(struct desk_view *v, struct desk_version *out, const struct doc *old, const struct doc *new)
{
	static const enum msg kinds[] = { [CHANGE_SET] = MSG_DESK_CHANGE_SET,
		                          [CHANGE_CLEARED] = MSG_DESK_CHANGE_CLEARED,
		                          [CHANGE_ALTERED] = MSG_DESK_CHANGE_ALTERED,
		                          [CHANGE_ROW_ADDED] = MSG_DESK_CHANGE_ROW_ADDED,
		                          [CHANGE_ROW_REMOVED] = MSG_DESK_CHANGE_ROW_REMOVED };
	struct diff diff = doc_diff(v->a, old, new);
	uint32_t ncustom;
	const struct custom_field *added = desk_custom(v, &ncustom);
	struct desk_change *list = arena_array(v->a, struct desk_change, CHANGES_SHOWN + ncustom);
	for (uint32_t i = 0; i < ncustom; i++)
		add_custom_change(v, out, list, &added[i],
		                  (const str[]){ custom_get(old, &added[i]), custom_get(new, &added[i]) });
	for (uint32_t i = 0; i < diff.n; i++) {
		const struct change *c = &diff.p[i];
		if ((c->field->type == FIELD_ROWS && c->field->rows == &extra_kind) ||
		    str_starts(c->path, STR("custom")))
			continue;
		if (out->nchanges >= CHANGES_SHOWN) {
			out->more++;
			continue;
		}
		list[out->nchanges++] =
		    (struct desk_change){ desk_path_label(v, v->kind, c->path), msg(v->page->lang, kinds[c->what]),
			                  shortened(v->a, change_text(v, c->field, c->old)),
			                  shortened(v->a, change_text(v, c->field, c->new)) };
	}
	out->changes = list;
}

static str origin_text(enum lang l, enum origin o)
{
	static const enum msg names[] = {
		[ORIGIN_CLI] = MSG_DESK_FROM_CLI,     [ORIGIN_IATI] = MSG_DESK_FROM_IATI,
		[ORIGIN_SHEET] = MSG_DESK_FROM_SHEET, [ORIGIN_FORM] = MSG_DESK_FROM_FORM,
		[ORIGIN_API] = MSG_DESK_FROM_API,     [ORIGIN_OUTBOX] = MSG_DESK_FROM_OUTBOX
	};
	return o >= ORIGIN_CLI && o <= ORIGIN_OUTBOX ? msg(l, names[o]) : STR_EMPTY;
}

/* "return: the budget is missing" begins with a step's name. */
str desk_note_text(struct desk_view *v, const struct kind *k, str note)
{
	const struct workflow *w = k->workflow;
	/* the program's own words for a merge are followed by an id */
	if (str_starts(note, STR("merge: ")) || str_starts(note, STR("unmerge: ")))
		return msg(v->page->lang, note.p[0] == 'm' ? MSG_DESK_NOTE_MERGE : MSG_DESK_NOTE_UNMERGE);
	ptrdiff_t colon = str_find(note, STR(": "), 0);
	str name = colon < 0 ? note : str_sub(note, 0, (size_t)colon);
	for (uint32_t i = 0; w && i < w->nsteps; i++)
		if (str_is(name, w->steps[i].name))
			return arena_fmt(v->a, "%.*s%.*s",
			                 STR_ARG(msg_label(v->page->lang, "step", k->name, w->steps[i].name, name)),
			                 STR_ARG(str_sub(note, name.n, note.n)));
	return note;
}

static struct desk_version version_of(struct desk_view *v, const struct version_line *line)
{
	struct desk_version out = { .when = i18n_instant(v->a, v->page->lang, line->at),
		                    .who = desk_actor_name(v, line->actor),
		                    .note = desk_note_text(v, v->kind, line->note),
		                    .origin = origin_text(v->page->lang, line->origin),
		                    .version = line->version,
		                    .deleted = line->deleted };
	const struct record *new = desk_version_of(v, line->version);
	const struct record *old = line->version > 1 ? desk_version_of(v, line->version - 1) : NULL;
	if (new &&old)
		desk_add_changes(v, &out, old->doc, new->doc);
	if (new)
		out.as_it_was = url_with(v->page, "version", arena_fmt(v->a, "%u", line->version));
	return out;
}

static struct reply as_it_was(struct desk_view *v, uint32_t version)
{
	const struct record *then = desk_version_of(v, version);
	if (!then)
		return desk_not_found(v);
	enum lang l = v->page->lang;
	const struct section *sections;
	uint32_t n = desk_sections(v->kind, &sections);
	struct desk_part *parts = arena_array(v->a, struct desk_part, n);
	size_t nparts = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct desk_facts facts = desk_facts_of(v, then->doc, sections[i].fields);
		if (facts.n)
			parts[nparts++] =
			    (struct desk_part){ .name = desk_section_name(l, v->kind, &sections[i]), .facts = facts };
	}
	desk_title(v, msg_fmt(v->a, l, MSG_DESK_VERSION, arena_fmt(v->a, "%u", version)));
	tmpl_desk_as_it_was(v->page, i18n_instant(v->a, l, then->updated), parts, nparts);
	return page_reply(v->req, v->page);
}

struct reply desk_history(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (req_input(r, "version")->given)
		return as_it_was(&v, (uint32_t)req_input(r, "version")->i);
	struct version_line *lines;
	uint32_t n;
	if (!record_history(v.web->store, v.db, v.a, v.record->no, &lines, &n))
		return desk_not_found(&v);
	struct desk_history_page *p = arena_make(v.a, struct desk_history_page);
	p->pager = pager_of(v.page, n, PER_PAGE);
	uint32_t from = (uint32_t)((p->pager.page - 1) * PER_PAGE);
	struct desk_version *versions = arena_array(v.a, struct desk_version, PER_PAGE);
	for (uint32_t i = from; i < n && i < from + PER_PAGE; i++)
		versions[p->n++] = version_of(&v, &lines[i]);
	p->versions = versions;
	desk_title(&v, msg(v.page->lang, MSG_DESK_HISTORY));
	tmpl_desk_history(v.page, p);
	return page_reply(r, v.page);
}
