/* Programmes: the list, one of them, who does what where, search and totals. */
#include "activity/activity.h"
#include "api/answer.h"
#include "partner/partner.h"
#include "record/codelist.h"

enum { PER_PAGE = 100, DOC_MAX = 64 << 20, HITS_MOST = 50, LINK_MAX = 8000 };

/* The same address with another page. */
static str page_link(struct answer *x, int64_t page)
{
	struct page there = *x->v.page;
	there.path = x->v.req->path;
	str link = url_with(&there, "page", arena_fmt(x->v.a, "%lld", (long long)page)).s;
	return str_sub(link, 3, SIZE_MAX); /* without the language */
}

struct reply api_activities(struct req *r)
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	struct cube_result *found = cube_select(x.v.cube, x.v.a, &x.q.filter, 0, x.v.this_year);
	const struct input_value *page_input = req_input(r, "page"), *limit_input = req_input(r, "limit");
	int64_t page = page_input->given && page_input->i > 0 ? page_input->i : 1;
	int64_t limit = limit_input->given && limit_input->i > 0 ? limit_input->i : PER_PAGE;
	int64_t from = (page - 1) * limit < found->n ? (page - 1) * limit : found->n;
	uint32_t *hits = arena_array(x.v.a, uint32_t, (size_t)limit);
	uint32_t n = query_page(&x.v, &x.q, found, (uint32_t)from, (uint32_t)limit, hits);
	int64_t pages = ((int64_t)found->n + limit - 1) / limit;
	answer_begin(&x, &found->totals);
	add_totals(&x.j, &found->totals);
	add_int(&x.j, "page", page);
	add_int(&x.j, "pages", pages);
	add_text(&x.j, "next", page < pages ? page_link(&x, page + 1) : STR_EMPTY);
	open_list(&x.j, "items");
	for (uint32_t i = 0; i < n; i++) {
		struct view_of item;
		put_activity(&x.j, answer_item(&x, &item), &x.v.cube->activities[hits[i]]);
	}
	json_close(&x.j, ']');
	return answer_end(&x);
}

struct reply api_activity(struct req *r)
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	int32_t at = view_activity(&x.v, r->params[0]);
	const struct cube_activity *activity = at < 0 ? NULL : &x.v.cube->activities[at];
	const struct doc *d = activity ? doc_of(&x.v, activity) : NULL;
	if (!d)
		return answer_missing(&x);
	struct buf json;
	buf_init(&json, x.v.a, DOC_MAX);
	doc_json(d, &json);
	struct cube_totals t = { .unconverted = activity->unconverted, .equal_shares = activity->shares_equal };
	answer_begin(&x, &t);
	json_key(&x.j, "summary");
	put_activity(&x.j, &x.v, activity);
	json_key(&x.j, "document");
	json_raw(&x.j, buf_str(&json));
	return answer_end(&x);
}

struct reply api_matrix(struct req *r)
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	bool by_sector = str_is(req_input(r, "by")->text, "sector");
	const struct cube *c = x.v.cube;
	struct cube_result *found = cube_select(c, x.v.a, &x.q.filter, 0, x.v.this_year);
	const struct cube_matrix *m = cube_matrix(c, x.v.a, &x.q.filter, by_sector);
	answer_begin(&x, &found->totals);
	add_totals(&x.j, &found->totals);
	open_list(&x.j, "items");
	for (uint32_t i = 0; i < m->nrows * m->ncolumns; i++) {
		int32_t row = m->rows[i / m->ncolumns], place = m->columns[i % m->ncolumns];
		if (!m->cells[i].programmes)
			continue;
		json_open(&x.j, '{');
		add_text(&x.j, by_sector ? "sector" : "partner",
		         by_sector ? str_of(c->sectors->codes[row].code) : c->orgs[row].ref);
		add_text(&x.j, "name", by_sector ? name_of_sector(&x.v, row) : c->orgs[row].name);
		add_text(&x.j, "place", c->places[place].code);
		add_text(&x.j, "place_name", name_of_place(&x.v, place));
		add_int(&x.j, "programmes", m->cells[i].programmes);
		add_amount(&x.j, "committed", m->cells[i].committed);
		json_close(&x.j, '}');
	}
	json_close(&x.j, ']');
	return answer_end(&x);
}

/* ---- search ---- */

static void found_partners(struct answer *x, const struct search_hit *hits, uint32_t n)
{
	const struct cube *c = x->v.cube;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t o = 0; o < c->norgs; o++)
			if (c->orgs[o].no == hits[i].no) {
				begin_partner(&x->j, &x->v, o);
				json_close(&x->j, '}');
			}
}

static void found_activities(struct answer *x, const struct search_hit *hits, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		int32_t at = cube_activity_by_no(x->v.cube, hits[i].no);
		struct view_of item;
		if (at >= 0 && !x->v.cube->activities[at].copy)
			put_activity(&x->j, answer_item(x, &item), &x->v.cube->activities[at]);
	}
}

struct reply api_search(struct req *r)
{
	struct answer x;
	struct reply failed;
	const struct place *places[HITS_MOST];
	struct search_hit *hits;
	uint32_t n;
	bool more_partners = false, more_activities = false;
	if (!answer_start(r, &x, &failed))
		return failed;
	str text = req_input(r, "q")->text;
	answer_begin(&x, NULL);
	open_list(&x.j, "places");
	n = place_search(x.v.site->web.places, text, 0, places, HITS_MOST);
	for (uint32_t i = 0; i < n; i++) {
		begin_place(&x.j, &x.v, places[i]);
		json_close(&x.j, '}');
	}
	json_close(&x.j, ']');
	open_list(&x.j, "partners");
	struct search what = { .kind = &organisation_kind, .text = text, .viewer = PUBLIC, .max = HITS_MOST };
	if (record_search(x.v.site->web.store, x.v.db, x.v.a, &what, &hits, &n, &more_partners))
		found_partners(&x, hits, n);
	json_close(&x.j, ']');
	open_list(&x.j, "activities");
	what.kind = &activity_kind;
	if (record_search(x.v.site->web.store, x.v.db, x.v.a, &what, &hits, &n, &more_activities))
		found_activities(&x, hits, n);
	json_close(&x.j, ']');
	add_bool(&x.j, "more", more_partners || more_activities);
	return answer_end(&x);
}

struct reply api_stats(struct req *r)
{
	struct answer x;
	struct reply failed;
	if (!answer_start(r, &x, &failed))
		return failed;
	struct cube_result *found = cube_select(x.v.cube, x.v.a, &x.q.filter, 0, x.v.this_year);
	answer_begin(&x, &found->totals);
	add_totals(&x.j, &found->totals);
	add_years(&x, &x.q.filter);
	return answer_end(&x);
}
