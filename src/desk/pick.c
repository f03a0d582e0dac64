/* Finding what a field points to: places of every level by part of a name, by what they lie in, by code; records by the
 * words of their title. For scripts as JSON, for everybody else as a page. */
#include "desk/edit.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "desk/desk_tmpl.h"

enum { FOUND = 20 };

/* ---- what is found ---- */

str desk_place_shown(struct desk_view *v, const struct place *p)
{
	return arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(desk_place(v, p)), STR_ARG(p->code));
}

str desk_record_key(struct desk_view *v, const struct record *r)
{
	for (uint32_t i = 0; i < r->kind->nfields; i++)
		if ((r->kind->fields[i].flags & UNIQUE_KEY) && doc_str(r->doc, i).n)
			return doc_str(r->doc, i);
	return arena_str(v->a, (str){ r->id, ULID_LEN });
}

str desk_record_shown(struct desk_view *v, const struct record *r)
{
	return arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(desk_record_title(v, r)), STR_ARG(desk_record_key(v, r)));
}

/* "Oelatimo, Kupang Timur": the last parts say what the place lies in. */
uint32_t desk_find_places(struct desk_view *v, str text, str under, struct desk_found *out, uint32_t max)
{
	const struct place *hits[400];
	const struct place *in = under.n ? place_by_code(v->web->places, under) : NULL;
	str rest = text, first = text, area = STR_EMPTY;
	ptrdiff_t comma = str_find_char(text, ',', 0);
	if (comma > 0) {
		first = str_trim(str_sub(text, 0, (size_t)comma));
		rest = str_sub(text, (size_t)comma + 1, text.n);
		str part;
		area = str_cut(&rest, ',', &part) ? str_trim(part) : STR_EMPTY;
	}
	struct place_reading read = place_read_name(v->a, first);
	str wanted = read.levels != PLACE_ANY_LEVEL && read.name.n ? read.name : first;
	uint32_t n = 0, found = place_search(v->web->places, wanted, read.levels, hits, SEL_COUNT(hits));
	for (uint32_t i = 0; i < found && n < max; i++) {
		if (in && !place_within(v->web->places, hits[i], in))
			continue;
		if (area.n) {
			str path = utf8_fold(v->a, desk_place(v, hits[i]));
			str own = utf8_fold(v->a, area);
			struct place_reading up = place_read_name(v->a, area);
			if (str_find(path, own, 0) < 0 && str_find(path, up.name, 0) < 0)
				continue;
		}
		out[n++] = (struct desk_found){ desk_place_shown(v, hits[i]), hits[i]->code };
	}
	return n;
}

uint32_t desk_find_records(struct desk_view *v, const struct kind *k, str text, struct desk_found *out, uint32_t max)
{
	struct search_hit *hits;
	uint32_t found, n = 0;
	bool more;
	struct search what = { k, text, EVERYTHING, 200 };
	if (!record_search(v->web->store, v->db, v->a, &what, &hits, &found, &more))
		return 0;
	for (uint32_t i = 0; i < found && n < max; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, hits[i].no);
		if (r)
			out[n++] = (struct desk_found){ desk_record_shown(v, r), desk_record_key(v, r) };
	}
	return n;
}

/* ---- between texts and values ---- */

static str names_show(void *ctx, const struct field *f, str value)
{
	struct desk_view *v = ctx;
	if (f->type == FIELD_PLACE || (f->picks && str_is(str_of(f->picks), "place"))) {
		const struct place *p = v->web->places ? place_by_code(v->web->places, value) : NULL;
		return p ? desk_place_shown(v, p) : value;
	}
	if (f->picks)
		return value;
	const struct record *r = record_load_id(v->web->store, v->db, v->a, v->actor, f->to, value);
	return r ? desk_record_shown(v, r) : value;
}

str desk_in_parentheses(str s)
{
	if (!str_ends(s, STR(")")))
		return STR_EMPTY;
	size_t at = s.n - 1;
	while (at && s.p[at] != '(')
		at--;
	return s.p[at] == '(' ? str_sub(s, at + 1, s.n - at - 2) : STR_EMPTY;
}

static str read_place(struct desk_view *v, str typed)
{
	str code = desk_in_parentheses(typed);
	struct desk_found found[2];
	if (code.n && place_by_code(v->web->places, code))
		return code;
	if (place_by_code(v->web->places, typed))
		return typed;
	/* a name that only one place has */
	return desk_find_places(v, typed, STR_EMPTY, found, 2) == 1 ? found[0].value : typed;
}

const struct record *desk_record_called(struct desk_view *v, const struct kind *k, str key)
{
	const struct record *r = ulid_valid(key) ? record_load_id(v->web->store, v->db, v->a, v->actor, k, key) : NULL;
	for (uint32_t f = 0; !r && f < k->nfields; f++)
		if (k->fields[f].flags & UNIQUE_KEY)
			r = record_load_key(v->web->store, v->db, v->a, v->actor, k, k->fields[f].name, key);
	return r;
}

str desk_place_meant(struct desk_view *v, str typed)
{
	str code = typed.n && v->web->places ? read_place(v, typed) : STR_EMPTY;
	return code.n && place_by_code(v->web->places, code) ? arena_str(v->a, code) : STR_EMPTY;
}

static str read_link(struct desk_view *v, const struct kind *k, str typed)
{
	str key = desk_in_parentheses(typed);
	str tries[] = { key.n ? key : typed, typed };
	for (size_t i = 0; i < SEL_COUNT(tries); i++) {
		if (ulid_valid(tries[i]))
			return tries[i];
		const struct record *r = desk_record_called(v, k, tries[i]);
		if (r)
			return arena_str(v->a, (str){ r->id, ULID_LEN });
	}
	return typed;
}

static str names_read(void *ctx, const struct field *f, str typed)
{
	struct desk_view *v = ctx;
	if (f->type == FIELD_PLACE || (f->picks && str_is(str_of(f->picks), "place")))
		return v->web->places ? read_place(v, typed) : typed;
	if (f->picks) {
		str key = desk_in_parentheses(typed);
		return key.n ? key : typed;
	}
	return read_link(v, f->to, typed);
}

const struct form_names *desk_names(struct desk_view *v)
{
	struct form_names *n = arena_make(v->a, struct form_names);
	*n = (struct form_names){ v, names_show, names_read };
	return n;
}

/* ---- the address ---- */

static struct reply as_json(struct desk_view *v, const struct desk_found *found, uint32_t n)
{
	struct buf b;
	buf_init(&b, v->a, 1 << 20);
	buf_char(&b, '[');
	for (uint32_t i = 0; i < n; i++) {
		buf_cstr(&b, i ? ",{\"text\":" : "{\"text\":");
		html_escape_json(&b, found[i].text);
		buf_cstr(&b, ",\"value\":");
		html_escape_json(&b, found[i].value);
		buf_char(&b, '}');
	}
	buf_cstr(&b, "]\n");
	return reply_text(v->req, 200, "application/json", buf_str(&b));
}

struct reply desk_pick(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	/* {what} is no kind of the address: "place" is one, others must be seen by the actor */
	if (!desk_start(r, &v, &failed))
		return failed;
	struct desk_pick_page *p = arena_make(v.a, struct desk_pick_page);
	struct desk_found *found = arena_array(v.a, struct desk_found, FOUND);
	p->text = req_input(r, "q")->text;
	if (p->text.n)
		p->n = str_is(str_of(v.kind->name), "place")
		           ? desk_find_places(&v, p->text, req_input(r, "under")->text, found, FOUND)
		           : desk_find_records(&v, v.kind, p->text, found, FOUND);
	p->found = found;
	if (str_find(req_header(r, "Accept"), STR("application/json"), 0) >= 0)
		return as_json(&v, found, (uint32_t)p->n);
	desk_title(&v, msg_fmt(v.a, v.page->lang, MSG_FORM_FIND_IN, desk_kind_name(v.page->lang, v.kind)));
	tmpl_desk_pick(v.page, p);
	return page_reply(r, v.page);
}
