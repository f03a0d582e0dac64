/* Announcements to everybody, and good practices by sector and place. */
#include "agreement/attachment.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "library/announcement.h"
#include "library/practice.h"
#include "library_sql.h"
#include "partner/partner.h"
#include "record/codelist.h"
#include "site/profile.h"

const struct input practice_inputs[] = { { "q", INPUT_TEXT, INPUT_LENIENT, 200 },
	                                 { "sector", INPUT_CODE, INPUT_LENIENT, 20 },
	                                 { "place", INPUT_CODE, INPUT_LENIENT, 20 },
	                                 { NULL, INPUT_TEXT, 0, 0 } };

struct records {
	const struct record **p;
	uint32_t n;
};

/* The records that Q names, as the public sees them. */
static bool read_records(struct view_of *v, const struct db_query *q, struct records *out)
{
	VEC(int64_t) nos = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	if (db_select(v->db, q, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(v->a, &nos) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < nos.n; i++) {
		const struct record *r = record_load(v->site->web.store, v->db, v->a, &actor_public, nos.p[i]);
		if (r && r->doc)
			*vec_push(v->a, &list) = r;
	}
	*out = (struct records){ list.p, (uint32_t)list.n };
	return true;
}

static str text_of(struct view_of *v, const struct doc *d, uint32_t field)
{
	bool english = v->page->lang == LANG_EN;
	return doc_text(d, field, english ? STR("en") : STR("id"), english ? STR("id") : STR("en"), NULL);
}

static str date_of(struct view_of *v, const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? i18n_date(v->a, v->page->lang, day, DATE_LONG) : STR_EMPTY;
}

static void set_crumbs(struct view_of *v, str list, const char *path, str title)
{
	struct crumb *crumbs = arena_array(v->a, struct crumb, 2);
	crumbs[0] = (struct crumb){ list, title.n ? url_to(v->page, path, 0, NULL) : (struct url){ STR_EMPTY } };
	crumbs[1] = (struct crumb){ title, { STR_EMPTY } };
	v->page->crumbs = crumbs;
	v->page->ncrumbs = title.n ? 2 : 1;
	v->page->as_of = DATE_NONE;
}

static void add_documents(struct view_of *v, struct profile *p, const struct record *about)
{
	const struct record **list;
	uint32_t n;
	if (!attachments_of(v->site->web.store, v->db, v->a, &actor_public, about, &list, &n) || !n)
		return;
	struct fact *facts = arena_array(v->a, struct fact, n);
	for (uint32_t i = 0; i < n; i++)
		facts[i] = (struct fact){ doc_str(list[i]->doc, ATTACHMENT_TITLE),
			                  codelist_name("document-sort", doc_str(list[i]->doc, ATTACHMENT_SORT),
			                                (int)v->page->lang),
			                  url_path(v->page, "/document/{}/{}", str_of(list[i]->id), STR("0")) };
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = msg(v->page->lang, MSG_SITE_DOCUMENTS);
	b->u.facts = facts;
	b->n = n;
}

/* ---- announcements ---- */

struct reply announcements_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	struct records all;
	if (!view_start(r, &v, &failed))
		return failed;
	if (!read_records(&v, &q_announcement_public, &all))
		return site_error(r, 503, NULL);
	enum lang l = v.page->lang;
	date today = date_of_instant(clock_now());
	VEC(struct fact) facts = { 0 };
	for (uint32_t i = 0; i < all.n; i++)
		if (!announcement_archived(all.p[i]->doc, today))
			*vec_push(v.a, &facts) =
			    (struct fact){ text_of(&v, all.p[i]->doc, ANNOUNCEMENT_TITLE),
				           date_of(&v, all.p[i]->doc, ANNOUNCEMENT_DATE),
				           url_path(v.page, "/announcement/{}", str_of(all.p[i]->id)) };
	struct profile p = { .title = msg(l, MSG_KIND_ANNOUNCEMENT),
		             .lead = msg(l, facts.n ? MSG_ANNOUNCEMENT_LEAD : MSG_ANNOUNCEMENT_NONE) };
	struct block *b = profile_add(&v, &p, BLOCK_ENTRIES);
	b->u.facts = facts.p;
	b->n = facts.n;
	set_crumbs(&v, p.title, "/announcement", STR_EMPTY);
	return profile_reply(&v, &p);
}

struct reply announcement_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	const struct record *x =
	    record_load_id(v.site->web.store, v.db, v.a, &actor_public, &announcement_kind, r->params[1]);
	if (!x || !x->doc)
		return view_not_found(&v);
	struct profile p = { .title = text_of(&v, x->doc, ANNOUNCEMENT_TITLE),
		             .lead = date_of(&v, x->doc, ANNOUNCEMENT_DATE) };
	profile_add(&v, &p, BLOCK_TEXT)->u.text = text_of(&v, x->doc, ANNOUNCEMENT_TEXT);
	if (announcement_archived(x->doc, date_of_instant(clock_now())))
		profile_add(&v, &p, BLOCK_TEXT)->u.text = msg(v.page->lang, MSG_ANNOUNCEMENT_ARCHIVED);
	add_documents(&v, &p, x);
	set_crumbs(&v, msg(v.page->lang, MSG_KIND_ANNOUNCEMENT), "/announcement", p.title);
	return profile_reply(&v, &p);
}

/* ---- good practices ---- */

static bool lies_in(const struct doc *d, str place)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, PRACTICE_PLACES, &n);
	for (uint32_t i = 0; i < n; i++)
		if (place_code_within(doc_str(rows[i], PRACTICE_PLACE_CODE), place))
			return true;
	return !place.n;
}

static str places_of(struct view_of *v, const struct doc *d)
{
	uint32_t n;
	str out = STR_EMPTY;
	struct doc *const *rows = doc_rows(d, PRACTICE_PLACES, &n);
	for (uint32_t i = 0; i < n; i++) {
		str name = name_of_place_code(v, doc_str(rows[i], PRACTICE_PLACE_CODE));
		out = out.n ? arena_fmt(v->a, "%.*s, %.*s", STR_ARG(out), STR_ARG(name)) : name;
	}
	return out;
}

struct wish {
	struct view_of *v;
	str text, sector, place;
};

static bool is_wanted(const struct wish *w, const struct doc *d, bool any_sector, bool any_place)
{
	str all = arena_fmt(w->v->a, "%.*s %.*s", STR_ARG(text_of(w->v, d, PRACTICE_TITLE)),
	                    STR_ARG(text_of(w->v, d, PRACTICE_DESCRIPTION)));
	bool text = !w->text.n || str_find(utf8_fold(w->v->a, all), utf8_fold(w->v->a, w->text), 0) >= 0;
	return text && (any_sector || !w->sector.n || str_eq(doc_str(d, PRACTICE_SECTOR), w->sector)) &&
	       (any_place || lies_in(d, w->place));
}

static struct facet sector_facet(const struct wish *w, const struct records *all)
{
	enum lang l = w->v->page->lang;
	const struct codelist *codes = codelist_find("province-sector");
	struct choice *list = arena_array(w->v->a, struct choice, codes->n);
	size_t n = 0;
	for (uint32_t c = 0; c < codes->n; c++) {
		str code = str_of(codes->codes[c].code);
		int64_t count = 0;
		for (uint32_t i = 0; i < all->n; i++)
			count += str_eq(doc_str(all->p[i]->doc, PRACTICE_SECTOR), code) &&
			         is_wanted(w, all->p[i]->doc, true, false);
		if (count || str_eq(code, w->sector))
			list[n++] = (struct choice){ code, codelist_name("province-sector", code, (int)l), count,
				                     str_eq(code, w->sector) };
	}
	return (struct facet){ "sector", msg(l, MSG_FIELD_PRACTICE_SECTOR), list, n, false };
}

/* The regencies of the province in which there is one. */
static struct facet place_facet(const struct wish *w, const struct records *all)
{
	const struct place_index *places = w->v->site->web.places;
	VEC(struct choice) list = { 0 };
	for (uint32_t i = 0; i < all->n; i++) {
		uint32_t n;
		struct doc *const *rows = doc_rows(all->p[i]->doc, PRACTICE_PLACES, &n);
		for (uint32_t k = 0; k < n; k++) {
			const struct place *p = place_by_code(places, doc_str(rows[k], PRACTICE_PLACE_CODE));
			const struct place *up = p ? place_at_level(places, p, PLACE_REGENCY) : NULL;
			size_t at = 0;
			while (up && at < list.n && !str_eq(list.p[at].value, up->code))
				at++;
			if (up && at == list.n)
				*vec_push(w->v->a, &list) =
				    (struct choice){ up->code, name_of_place_code(w->v, up->code), 0,
					             str_eq(up->code, w->place) };
		}
	}
	for (size_t c = 0; c < list.n; c++)
		for (uint32_t i = 0; i < all->n; i++)
			list.p[c].count +=
			    lies_in(all->p[i]->doc, list.p[c].value) && is_wanted(w, all->p[i]->doc, false, true);
	return (struct facet){ "place", msg(w->v->page->lang, MSG_SITE_PLACE), list.p, list.n, false };
}

struct reply practices_get(struct req *r)
{
	enum { FACETS = 2 };
	struct view_of v;
	struct reply failed;
	struct records all;
	if (!view_start(r, &v, &failed))
		return failed;
	if (!read_records(&v, &q_practice_published, &all))
		return site_error(r, 503, NULL);
	enum lang l = v.page->lang;
	struct wish w = { &v, str_trim(req_input(r, "q")->text), req_input(r, "sector")->text,
		          req_input(r, "place")->text };
	struct facet *facets = arena_array(v.a, struct facet, FACETS);
	facets[0] = sector_facet(&w, &all);
	facets[1] = place_facet(&w, &all);
	struct filter *f = arena_make(v.a, struct filter);
	*f = (struct filter){ "q", w.text, facets, FACETS };
	VEC(struct fact) facts = { 0 };
	for (uint32_t i = 0; i < all.n; i++) {
		const struct doc *d = all.p[i]->doc;
		if (is_wanted(&w, d, false, false))
			*vec_push(v.a, &facts) =
			    (struct fact){ text_of(&v, d, PRACTICE_TITLE),
				           arena_fmt(v.a, "%.*s · %.*s · %.*s",
				                     STR_ARG(codelist_name("province-sector",
				                                           doc_str(d, PRACTICE_SECTOR), (int)l)),
				                     STR_ARG(places_of(&v, d)), STR_ARG(doc_str(d, PRACTICE_YEAR))),
				           url_path(v.page, "/practice/{}", str_of(all.p[i]->id)) };
	}
	struct profile p = { .title = msg(l, MSG_KIND_PRACTICE), .lead = msg(l, MSG_PRACTICE_LEAD), .form = f };
	struct block *b = profile_add(&v, &p, facts.n ? BLOCK_ENTRIES : BLOCK_TEXT);
	if (facts.n) {
		b->u.facts = facts.p;
		b->n = facts.n;
	} else {
		b->u.text = msg(l, MSG_PRACTICE_NONE);
	}
	set_crumbs(&v, p.title, "/practice", STR_EMPTY);
	return profile_reply(&v, &p);
}

struct reply practice_get(struct req *r)
{
	enum { FACTS = 5 };
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct record *x =
	    record_load_id(v.site->web.store, v.db, v.a, &actor_public, &practice_kind, r->params[1]);
	if (!x || !x->doc)
		return view_not_found(&v);
	const struct doc *d = x->doc;
	struct profile p = { .title = text_of(&v, d, PRACTICE_TITLE) };
	profile_add(&v, &p, BLOCK_TEXT)->u.text = text_of(&v, d, PRACTICE_DESCRIPTION);
	struct fact *facts = arena_array(v.a, struct fact, FACTS);
	size_t n = 0;
	facts[n++] = (struct fact){ .label = msg(l, MSG_FIELD_PRACTICE_SECTOR),
		                    .text = codelist_name("province-sector", doc_str(d, PRACTICE_SECTOR), (int)l) };
	facts[n++] = (struct fact){ .label = msg(l, MSG_SITE_PLACE), .text = places_of(&v, d) };
	for (uint32_t o = 0; o < v.cube->norgs && doc_str(d, PRACTICE_PARTNER).n; o++) {
		const struct record *org = record_load_id(v.site->web.store, v.db, v.a, &actor_public,
		                                          &organisation_kind, doc_str(d, PRACTICE_PARTNER));
		if (!org || v.cube->orgs[o].no != org->no)
			continue;
		facts[n++] = (struct fact){ msg(l, MSG_SITE_PARTNER), name_of_org(&v, o), url_of_org(&v, o) };
		break;
	}
	facts[n++] = (struct fact){ .label = msg(l, MSG_SITE_YEAR), .text = doc_str(d, PRACTICE_YEAR) };
	if (doc_str(d, PRACTICE_EVIDENCE).n)
		facts[n++] = (struct fact){ .label = msg(l, MSG_FIELD_PRACTICE_EVIDENCE),
			                    .text = doc_str(d, PRACTICE_EVIDENCE) };
	struct block *b = profile_add(&v, &p, BLOCK_FACTS);
	b->heading = msg(l, MSG_LIBRARY_FACTS);
	b->u.facts = facts;
	b->n = n;
	add_documents(&v, &p, x);
	profile_add(&v, &p, BLOCK_TEXT)->u.text = msg(l, MSG_PRACTICE_CHECKED);
	set_crumbs(&v, msg(l, MSG_KIND_PRACTICE), "/practice", p.title);
	return profile_reply(&v, &p);
}
