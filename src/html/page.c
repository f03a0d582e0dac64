#include "html/html.h"

#define PAGE_MAX (8 * 1024 * 1024)

static struct page *make(arena *a)
{
	struct page *pg = arena_make(a, struct page);
	pg->arena = a;
	pg->out = arena_make(a, struct buf);
	buf_init(pg->out, a, PAGE_MAX);
	pg->status = 200;
	pg->actor = &actor_public;
	pg->as_of = DATE_NONE;
	pg->path = pg->title = pg->description = pg->search = pg->query = STR_EMPTY;
	return pg;
}

struct page *page_start(arena *a, enum lang lang, str path, str query, const struct page_site *site)
{
	struct page *pg = make(a);
	pg->lang = lang;
	pg->path = path;
	pg->query = query;
	pg->site = site;
	return pg;
}

/* Takes "/id" off PATH and says which language it was; false when PATH starts with something else. */
static bool take_language(str *path, enum lang *lang)
{
	if (path->n < 3 || path->p[0] != '/' || (path->n > 3 && path->p[3] != '/'))
		return false;
	if (!lang_parse(str_sub(*path, 1, 2), lang))
		return false;
	*path = str_sub(*path, 3, path->n - 3);
	return true;
}

struct page *page_new(struct req *r, const struct page_site *site)
{
	ptrdiff_t mark = str_find_char(r->target, '?', 0);
	str path = mark < 0 ? r->target : str_sub(r->target, 0, (size_t)mark);
	enum lang lang = LANG_ID;
	take_language(&path, &lang);
	if (path.n == 0)
		path = STR("/");
	struct page *pg = page_start(r->arena, lang, path, r->query, site);
	pg->actor = req_actor(r);
	return pg;
}

struct reply page_reply(struct req *r, const struct page *pg)
{
	if (buf_failed(pg->out))
		return reply_text(r, 500, "text/plain; charset=utf-8", STR("The page is too long.\n"));
	struct reply p = reply_text(r, pg->status, "text/html; charset=utf-8", buf_str(pg->out));
	reply_header(r, &p, "Content-Language", str_of(lang_code(pg->lang)));
	p.cacheable = true;
	return p;
}

const struct page_law *page_laws(const struct page *pg, str text, size_t *n)
{
	if (pg->site->laws)
		return pg->site->laws(pg->site->laws_of, pg->arena, text, n);
	struct page_law *one = arena_make(pg->arena, struct page_law);
	*one = (struct page_law){ text, STR_EMPTY };
	*n = 1;
	return one;
}
