/* One box for everything: places, partners and programmes; an exact code goes straight to its page. */
#include "base/vec.h"
#include "partner/partner.h"
#include "site/profile.h"

enum { HITS_MOST = 50, PLACES_MOST = 20 };

typedef VEC(struct fact) facts;

static void add_block(struct view_of *v, struct profile *p, str heading, const facts *list)
{
	if (!list->n)
		return;
	struct block *b = profile_add(v, p, BLOCK_ENTRIES);
	b->heading = heading;
	b->u.facts = list->p;
	b->n = list->n;
}

static void find_places(struct view_of *v, str text, facts *out)
{
	const struct place *hits[PLACES_MOST];
	uint32_t n = place_search(v->site->web.places, text, 0, hits, PLACES_MOST);
	for (uint32_t i = 0; i < n && i < PLACES_MOST; i++) {
		const struct place *up = place_at_level(v->site->web.places, hits[i], PLACE_REGENCY);
		*vec_push(v->a, out) =
		    (struct fact){ place_title(v->a, hits[i], v->page->lang),
			           up && up != hits[i] ? place_title(v->a, up, v->page->lang) : STR_EMPTY,
			           hits[i]->level == PLACE_ISLAND
			               ? (up ? url_path(v->page, "/place/{}", up->code) : (struct url){ STR("#") })
			               : url_path(v->page, "/place/{}", hits[i]->code) };
	}
}

static void find_records(struct view_of *v, str text, facts *partners, facts *activities, bool *more)
{
	struct search_hit *hits;
	uint32_t n;
	const struct kind *kinds[] = { &organisation_kind, store_kind(v->site->web.store, 3) };
	for (size_t k = 0; k < SEL_COUNT(kinds); k++) {
		struct search what = { .kind = kinds[k], .text = text, .viewer = PUBLIC, .max = HITS_MOST };
		if (!record_search(v->site->web.store, v->db, v->a, &what, &hits, &n, more))
			continue;
		for (uint32_t i = 0; i < n; i++) {
			if (k == 1) {
				int32_t at = cube_activity_by_no(v->cube, hits[i].no);
				const struct cube_activity *x = at >= 0 ? &v->cube->activities[at] : NULL;
				if (x && !x->copy)
					*vec_push(v->a, activities) =
					    (struct fact){ title_of(v, x), name_of_org(v, x->org),
						           url_of_activity(v, x) };
				continue;
			}
			for (uint32_t o = 0; o < v->cube->norgs; o++)
				if (v->cube->orgs[o].no == hits[i].no)
					*vec_push(v->a, partners) =
					    (struct fact){ name_of_org(v, o), v->cube->orgs[o].acronym,
						           url_of_org(v, o) };
		}
	}
}

/* Where an exact code leads; empty when TEXT is none. */
static struct url exact_code(struct view_of *v, str text)
{
	const struct place *p = place_by_code(v->site->web.places, text);
	if (p && p->level < PLACE_ISLAND)
		return url_path(v->page, "/place/{}", p->code);
	int32_t org = cube_org_by_ref(v->cube, text);
	if (org >= 0 && text.n)
		return url_of_org(v, (uint32_t)org);
	int32_t at = text.n ? cube_activity_by_identifier(v->cube, text) : -1;
	return at >= 0 ? url_of_activity(v, &v->cube->activities[at]) : (struct url){ STR_EMPTY };
}

struct reply search_get(struct req *r)
{
	struct view_of v;
	struct reply failed;
	if (!view_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	str text = req_input(r, "q")->text;
	struct url code = text.n ? exact_code(&v, text) : (struct url){ STR_EMPTY };
	if (code.s.n)
		return reply_redirect(r, 302, code.s);
	facts places = { 0 }, partners = { 0 }, activities = { 0 };
	bool more = false;
	struct profile p = { .title = msg(l, MSG_SEARCH_LABEL), .lead = STR_EMPTY };
	if (text.n) {
		find_places(&v, text, &places);
		find_records(&v, text, &partners, &activities, &more);
		size_t n = places.n + partners.n + activities.n;
		p.lead = n ? msg_fmt(v.a, l, MSG_SITE_FOUND, i18n_int(v.a, l, (int64_t)n), text)
		           : msg_fmt(v.a, l, MSG_SITE_NOTHING_FOUND, text);
	}
	add_block(&v, &p, msg(l, MSG_NAV_PARTNERS), &partners);
	add_block(&v, &p, msg(l, MSG_NAV_PLACES), &places);
	add_block(&v, &p, msg(l, MSG_NAV_ACTIVITIES), &activities);
	if (more) {
		facts all = { 0 };
		*vec_push(v.a, &all) =
		    (struct fact){ msg(l, MSG_SITE_SEARCH_ALL), STR_EMPTY, url_path(v.page, "/activity?q={}", text) };
		add_block(&v, &p, STR_EMPTY, &all);
	}
	v.page->search = text;
	v.page->noindex = true;
	return profile_reply(&v, &p);
}
