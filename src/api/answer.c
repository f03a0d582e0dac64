#include "api/answer.h"

#include "activity/activity.h"
#include "api/api.h"
#include "record/codelist.h"

enum { LINK_MAX = 4000 };

const struct api_words api_words[] = {
	{ "category", { "bilateral", "multilateral", "ngo", "government", "other" } },
	{ "scope", { "province", "national", "elsewhere", "all" } },
	{ "sort", { "committed", "-committed", "disbursed", "-disbursed", "year", "-year", "places", "-places" } },
	{ "by", { "partner", "sector" } },
	{ "lang", { "id", "en" } },
	{ "show", { "open", "mine", "draft", "deleted" } },
	{ "state", { "draft", "current" } },
	{ NULL, { NULL } }
};

/* ---- start and end ---- */

static bool declares(const struct req *r, const char *name)
{
	for (const struct input *i = r->route->inputs; i && i->name; i++)
		if (strcmp(i->name, name) == 0)
			return true;
	return false;
}

bool words_fit(struct req *r, struct problems *ps)
{
	for (const struct api_words *w = api_words; w->input; w++) {
		if (!declares(r, w->input) || !req_input(r, w->input)->given)
			continue;
		str given = req_input(r, w->input)->text;
		struct buf allowed;
		bool fits = false;
		buf_init(&allowed, r->arena, LINK_MAX);
		for (size_t i = 0; w->words[i]; i++) {
			fits |= str_is(given, w->words[i]);
			buf_fmt(&allowed, "%s%s", i ? ", " : "", w->words[i]);
		}
		if (!fits)
			problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
			                                   .key = "problem.not_a_word",
			                                   .path = str_of(w->input),
			                                   .found = given,
			                                   .expected = buf_str(&allowed) });
	}
	return !ps->n;
}

static void scratch_free(void *a)
{
	arena_free(a);
}

bool answer_start(struct req *r, struct answer *x, struct reply *failed)
{
	*x = (struct answer){ .scratch = arena_new(0) };
	arena_defer(r->arena, scratch_free, x->scratch);
	struct problems *ps = arena_make(r->arena, struct problems);
	problems_init(ps, r->arena, 20);
	if (!words_fit(r, ps)) {
		r->problems = ps;
		*failed = api_error(r, 400, "error.bad_request");
		return false;
	}
	if (!view_start(r, &x->v, failed)) {
		*failed = api_error(r, 503, "error.busy");
		return false;
	}
	if (declares(r, "lang") && str_is(req_input(r, "lang")->text, "en"))
		x->v.page->lang = LANG_EN;
	if (declares(r, "scope"))
		x->q = query_read(&x->v);
	return true;
}

void answer_begin(struct answer *x, const struct cube_totals *totals)
{
	json_begin(&x->j, x->v.a);
	json_meta(&x->j, &x->v, totals);
}

/* Something may be missing in the answer. */
static bool broken(const struct answer *x)
{
	return x->v.db && db_has_failed(x->v.db);
}

struct reply answer_end(struct answer *x)
{
	json_close(&x->j, '}');
	if (buf_failed(&x->j.buf) || broken(x))
		return api_error(x->v.req, 500, "error.failed");
	struct reply p = reply_text(x->v.req, 200, "application/json", buf_str(&x->j.buf));
	p.cacheable = true;
	return p;
}

struct reply answer_missing(struct answer *x)
{
	return broken(x) ? api_error(x->v.req, 500, "error.failed") : api_error(x->v.req, 404, "error.not_found");
}

struct view_of *answer_item(struct answer *x, struct view_of *item)
{
	arena_clear(x->scratch);
	*item = x->v;
	item->a = x->scratch;
	return item;
}

/* ---- members ---- */

void add_text(struct json_out *j, const char *name, str text)
{
	json_key(j, name);
	if (text.n)
		json_text(j, text);
	else
		json_null(j);
}

void add_int(struct json_out *j, const char *name, int64_t n)
{
	json_key(j, name);
	json_int(j, n);
}

void add_bool(struct json_out *j, const char *name, bool b)
{
	json_key(j, name);
	json_bool(j, b);
}

void add_known(struct json_out *j, const char *name, int n)
{
	json_key(j, name);
	if (n)
		json_int(j, n);
	else
		json_null(j);
}

void add_amount(struct json_out *j, const char *name, int64_t cents)
{
	json_key(j, name);
	json_decimal(j, (struct decimal){ cents, 2 });
}

void open_object(struct json_out *j, const char *name)
{
	json_key(j, name);
	json_open(j, '{');
}

void open_list(struct json_out *j, const char *name)
{
	json_key(j, name);
	json_open(j, '[');
}

void add_totals(struct json_out *j, const struct cube_totals *t)
{
	open_object(j, "totals");
	add_int(j, "programmes", t->programmes);
	add_int(j, "active", t->active);
	add_int(j, "partners", t->partners);
	add_int(j, "partners_bilateral", t->by_category[CATEGORY_BILATERAL]);
	add_int(j, "partners_multilateral", t->by_category[CATEGORY_MULTILATERAL]);
	add_int(j, "partners_ngo", t->by_category[CATEGORY_NGO]);
	add_int(j, "regencies", t->regencies);
	add_int(j, "districts", t->districts);
	add_int(j, "villages", t->villages);
	add_amount(j, "committed", t->committed);
	add_amount(j, "disbursed", t->disbursed);
	add_int(j, "amounts_without_rate", t->unconverted);
	add_int(j, "equal_shares", t->equal_shares);
	add_int(j, "copies", t->copies);
	json_close(j, '}');
}

void add_years(struct answer *x, const struct cube_filter *f)
{
	const struct cube_money *years = cube_by_year(x->v.cube, x->v.a, f);
	open_list(&x->j, "by_year");
	for (int i = 0; i < CUBE_YEARS; i++) {
		if (!years[i].committed && !years[i].disbursed)
			continue;
		json_open(&x->j, '{');
		add_int(&x->j, "year", CUBE_YEAR_FIRST + i);
		add_amount(&x->j, "committed", years[i].committed);
		add_amount(&x->j, "disbursed", years[i].disbursed);
		json_close(&x->j, '}');
	}
	json_close(&x->j, ']');
}

/* ---- objects ---- */

static void add_self(struct json_out *j, struct view_of *v, const char *path, str name)
{
	struct buf b;
	buf_init(&b, v->a, LINK_MAX);
	buf_cstr(&b, path);
	url_encode(&b, name);
	add_text(j, "self", buf_str(&b));
}

/* Both names: {"id": "Kabupaten Kupang", "en": "Kupang Regency"}. */
static void add_both(struct json_out *j, const char *name, str id, str en)
{
	open_object(j, name);
	add_text(j, "id", id);
	add_text(j, "en", en);
	json_close(j, '}');
}

void begin_partner(struct json_out *j, struct view_of *v, uint32_t org)
{
	const struct cube_org *o = &v->cube->orgs[org];
	json_open(j, '{');
	add_text(j, "ref", o->ref);
	add_text(j, "name", o->name);
	add_text(j, "acronym", o->acronym);
	add_text(j, "category", str_of(cube_category_code(o->category)));
	add_bool(j, "registered", o->registered);
	if (o->ref.n)
		add_self(j, v, "/api/v1/partners/", o->ref);
	else
		add_text(j, "self", STR_EMPTY);
}

void begin_place(struct json_out *j, struct view_of *v, const struct place *p)
{
	json_open(j, '{');
	add_text(j, "code", p->code);
	add_text(j, "bps_code", p->bps_code);
	add_text(j, "name", p->name);
	add_both(j, "title", place_title(v->a, p, LANG_ID), place_title(v->a, p, LANG_EN));
	add_text(j, "kind", p->kind);
	add_int(j, "level", p->level);
	add_text(j, "parent", p->parent);
}

void begin_sector(struct json_out *j, struct view_of *v, int32_t sector)
{
	const struct code *c = &v->cube->sectors->codes[sector];
	json_open(j, '{');
	add_text(j, "code", str_of(c->code));
	add_both(j, "name", str_of(c->name_id), str_of(c->name_en));
	add_self(j, v, "/api/v1/sectors/", str_of(c->code));
}

static void add_share(struct json_out *j, str code, str name, uint32_t millionths)
{
	json_open(j, '{');
	add_text(j, "code", code);
	add_text(j, "name", name);
	json_key(j, "percentage");
	json_decimal(j, (struct decimal){ millionths, 4 });
	json_close(j, '}');
}

static void add_shares(struct json_out *j, struct view_of *v, const struct cube_activity *x)
{
	open_list(j, "places");
	for (uint32_t i = 0; i < x->nplaces; i++) {
		const struct cube_share *s = &v->cube->places_of[x->places_at + i];
		add_share(j, v->cube->places[s->key].code, name_of_place(v, (int32_t)s->key), s->share);
	}
	json_close(j, ']');
	open_list(j, "sectors");
	for (uint32_t i = 0; i < x->nsectors; i++) {
		const struct cube_share *s = &v->cube->sectors_of[x->sectors_at + i];
		add_share(j, str_of(v->cube->sectors->codes[s->key].code), name_of_sector(v, (int32_t)s->key),
		          s->share);
	}
	json_close(j, ']');
}

static void add_links(struct json_out *j, struct view_of *v, int64_t no)
{
	static const struct {
		const char *name, *before, *after;
	} links[] = { { "self", "/api/v1/activities/", "" },
		      { "page_id", "/id/activity/", "" },
		      { "page_en", "/en/activity/", "" },
		      { "iati", "/id/programme/", ".xml" } };
	open_object(j, "links");
	for (size_t i = 0; i < SEL_COUNT(links); i++)
		add_text(j, links[i].name, arena_fmt(v->a, "%s%lld%s", links[i].before, (long long)no, links[i].after));
	json_close(j, '}');
}

void put_activity(struct json_out *j, struct view_of *v, const struct cube_activity *x)
{
	const struct doc *d = doc_of(v, x);
	char updated[25];
	instant_print(x->updated, updated);
	json_open(j, '{');
	add_int(j, "id", x->no);
	add_text(j, "identifier", x->identifier);
	add_both(j, "title", d ? activity_text(d, d, ACTIVITY_TITLE, LANG_ID) : STR_EMPTY,
	         d ? activity_text(d, d, ACTIVITY_TITLE, LANG_EN) : STR_EMPTY);
	json_key(j, "partner");
	begin_partner(j, v, x->org);
	json_close(j, '}');
	add_known(j, "status", x->status);
	add_known(j, "year_from", x->first);
	add_known(j, "year_to", x->last);
	add_shares(j, v, x);
	add_bool(j, "shares_equal", x->shares_equal);
	add_text(j, "currency", STR("IDR"));
	add_amount(j, "committed", x->committed);
	add_amount(j, "disbursed", x->disbursed);
	add_int(j, "amounts_without_rate", x->unconverted);
	add_text(j, "updated", x->updated ? str_of(updated) : STR_EMPTY);
	add_links(j, v, x->no);
	json_close(j, '}');
}
