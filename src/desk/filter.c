/* Narrowing a list by what its address says. */
#include "desk/filter.h"

#include "desk/edit.h"

enum { MEANT = 8 };

const char *const filter_names[FILTER_VALUES] = { "show", "q", "state", "partner", "place", "year", "mine" };

static void add_doubt(struct desk_view *v, struct desk_filter *f, enum filter_value which, enum msg label,
                      const struct desk_found *found, uint32_t n)
{
	struct desk_link *links = arena_array(v->a, struct desk_link, n + 1);
	for (uint32_t i = 0; i < n; i++)
		links[i] =
		    (struct desk_link){ found[i].text, url_with(v->page, filter_names[which], found[i].value), NULL };
	f->doubts[f->ndoubts++] = (struct filter_doubt){ msg(v->page->lang, label), f->value[which], links, n };
}

/* An organisation by its identifier, "Name (identifier)", or words that only one has: both of its identifiers. */
static void read_org(struct desk_view *v, struct desk_filter *f)
{
	const struct kind *k = store_kind_named(v->web->store, STR("organisation"));
	struct desk_found found[MEANT];
	str typed = f->value[FILTER_ORG], key = desk_in_parentheses(typed), id = STR_EMPTY;
	str *both = arena_array(v->a, str, 2);
	both[0] = key.n ? key : typed;
	const struct record *r = k ? desk_record_called(v, k, both[0]) : NULL;
	uint32_t n = k && !r ? desk_find_records(v, k, typed, found, MEANT) : 0;
	if (n == 1)
		r = desk_record_called(v, k, found[0].value);
	if (!r)
		add_doubt(v, f, FILTER_ORG, MSG_DESK_FILTER_PARTNER, found, n);
	if (r) {
		id = arena_str(v->a, (str){ r->id, ULID_LEN });
		both[0] = desk_record_key(v, r);
		f->value[FILTER_ORG] = desk_record_shown(v, r);
	}
	both[1] = id.n ? id : both[0];
	f->what.orgs = both;
	f->what.norgs = 2;
}

static void read_place(struct desk_view *v, struct desk_filter *f)
{
	struct desk_found found[MEANT];
	str typed = f->value[FILTER_PLACE], code = desk_in_parentheses(typed);
	code = code.n ? code : typed;
	const struct place *p = v->web->places ? place_by_code(v->web->places, code) : NULL;
	uint32_t n = v->web->places && !p ? desk_find_places(v, typed, STR_EMPTY, found, MEANT) : 0;
	if (n == 1)
		p = place_by_code(v->web->places, found[0].value);
	if (!p)
		add_doubt(v, f, FILTER_PLACE, MSG_DESK_FILTER_PLACE, found, n);
	f->what.place = p ? p->code : typed;
	if (p)
		f->value[FILTER_PLACE] = desk_place_shown(v, p);
}

static void resolve(struct desk_view *v, struct desk_filter *f)
{
	f->by = narrow_by(v->kind);
	f->what = (struct narrowing){ .kind = v->kind, .text = f->value[FILTER_TEXT] };
	if (f->by & NARROW_STATE)
		f->what.state = f->value[FILTER_STATE];
	if ((f->by & NARROW_ORG) && f->value[FILTER_ORG].n)
		read_org(v, f);
	if ((f->by & NARROW_PLACE) && f->value[FILTER_PLACE].n)
		read_place(v, f);
	if (!(f->by & NARROW_YEAR) || !str_to_int(f->value[FILTER_YEAR], &f->what.year))
		f->what.year = 0;
	if (f->value[FILTER_MINE].n)
		f->what.actor = v->actor->id;
	f->empty = narrow_is_empty(&f->what);
}

void saved_read(struct desk_view *v, const struct record *r, struct desk_filter *f)
{
	static const uint32_t fields[FILTER_VALUES] = { SAVED_SHOW,  SAVED_TEXT, SAVED_STATE, SAVED_ORG,
		                                        SAVED_PLACE, SAVED_YEAR, SAVED_MINE };
	*f = (struct desk_filter){ .saved = r };
	for (int i = 0; i < FILTER_VALUES; i++)
		f->value[i] = doc_str(r->doc, fields[i]);
	resolve(v, f);
}

static const struct record *kept_one(const struct desk_filter *f, str id)
{
	for (uint32_t i = 0; i < f->nkept; i++)
		if (str_eq(id, (str){ f->kept[i]->id, ULID_LEN }))
			return f->kept[i];
	return NULL;
}

bool filter_read(struct desk_view *v, struct desk_filter *f)
{
	str id = req_input(v->req, "filter")->text;
	*f = (struct desk_filter){ .saved = NULL };
	if (!saved_filters(v, &f->kept, &f->nkept))
		return false;
	if (id.n) {
		const struct desk_filter all = *f;
		const struct record *r = kept_one(f, id);
		if (!r)
			return false;
		saved_read(v, r, f);
		f->kept = all.kept;
		f->nkept = all.nkept;
		return true;
	}
	for (int i = 0; i < FILTER_VALUES; i++) {
		const struct input_value *in = req_input(v->req, filter_names[i]);
		if (i == FILTER_YEAR)
			f->value[i] = in->given && in->i ? arena_fmt(v->a, "%lld", (long long)in->i) : STR_EMPTY;
		else if (i == FILTER_MINE)
			f->value[i] = in->given && in->i ? STR("1") : STR_EMPTY;
		else
			f->value[i] = in->text.p ? in->text : STR_EMPTY;
	}
	resolve(v, f);
	return true;
}
