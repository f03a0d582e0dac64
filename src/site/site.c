#include "site/site.h"

#include "activity/activity.h"
#include "html/html_tmpl.h"
#include "html/refusal.h"
#include "record/codelist.h"
#include "site/site_tmpl.h"

#define ROOM(pattern_, handler_, inputs_, summary_)                                                                    \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = (pattern_), .permission = PERM_PUBLIC, .inputs = (inputs_),             \
		.handler = (handler_), .flags = ROUTE_CACHED, .summary = (summary_)                                    \
	}

/* Not kept: what it says changes with the day, not only with the data. */
#define LIVE(pattern_, handler_, inputs_, summary_)                                                                    \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = (pattern_), .permission = PERM_PUBLIC, .inputs = (inputs_),             \
		.handler = (handler_), .summary = (summary_)                                                           \
	}

/* The same handler, with the name of a file behind the page's address. */
#define FILE_OF(pattern_, handler_, summary_)                                                                          \
	{                                                                                                              \
		.method = HTTP_GET, .pattern = (pattern_), .permission = PERM_PUBLIC, .inputs = site_filter_inputs,    \
		.handler = (handler_), .flags = ROUTE_CACHED | ROUTE_SLOW, .summary = (summary_)                       \
	}

static struct reply root_get(struct req *r)
{
	/* the visitor's first language of the two; Indonesian otherwise */
	str accepted = req_header(r, "Accept-Language");
	return reply_redirect(r, 302, str_starts(accepted, STR("en")) ? STR("/en/") : STR("/id/"));
}

const struct route site_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/",
	  .permission = PERM_PUBLIC,
	  .handler = root_get,
	  .summary = "Redirect to a language" },
	ROOM("/{lang}/", home_get, NULL, "The province at a glance"),
	ROOM("/{lang}/partner", partners_get, site_filter_inputs, "Partners"),
	ROOM("/{lang}/partner/{ref}", partner_get, site_filter_inputs, "One partner"),
	FILE_OF("/{lang}/partner/{ref}/{file}", partner_get, "One partner on one page, as PDF or DOCX"),
	ROOM("/{lang}/activity", activities_get, site_filter_inputs, "Programmes with filters"),
	ROOM("/{lang}/activity/{id}", activity_get, NULL, "One programme"),
	ROOM("/{lang}/place", places_get, NULL, "Places"),
	ROOM("/{lang}/place/{code}", place_get, site_filter_inputs, "One place, from province to village"),
	FILE_OF("/{lang}/place/{code}/{file}", place_get, "One place on one page, as PDF or DOCX"),
	ROOM("/{lang}/sector", sectors_get, NULL, "Sectors"),
	ROOM("/{lang}/sector/{code}", sector_get, site_filter_inputs, "One sector"),
	ROOM("/{lang}/indicator", indicators_get, NULL, "Statistics of places"),
	ROOM("/{lang}/indicator/{code}", indicator_get, site_filter_inputs,
	     "One statistical series over the regencies"),
	ROOM("/{lang}/matrix", matrix_get, site_filter_inputs, "Who does what where"),
	ROOM("/{lang}/map", map_page, site_filter_inputs, "The same as map"),
	ROOM("/{lang}/search", search_get, site_filter_inputs, "Search everything"),
	ROOM("/{lang}/about", about_get, NULL, "How figures are counted"),
	ROOM("/{lang}/data", data_get, NULL, "Downloads and API"),
	LIVE("/{lang}/library", library_get, library_inputs, "Regulations, procedures and guidelines"),
	LIVE("/{lang}/library/{slug}", regulation_get, NULL, "One regulation and what it governs"),
	LIVE("/{lang}/announcement", announcements_get, NULL, "What the bureau announces to everybody"),
	LIVE("/{lang}/announcement/{id}", announcement_get, NULL, "One announcement"),
	ROOM("/{lang}/practice", practices_get, practice_inputs, "Good practices"),
	ROOM("/{lang}/practice/{id}", practice_get, NULL, "One good practice"),
	ROOM("/{lang}/glossary", glossary_get, library_inputs, "Terms in Indonesian and English"),
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/download/{file}",
	  .permission = PERM_PUBLIC,
	  .inputs = site_filter_inputs,
	  .handler = download_get,
	  .flags = ROUTE_CACHED | ROUTE_SLOW,
	  .summary = "A list as CSV, XLSX, JSON or IATI XML; the programmes as a matrix in PDF or DOCX" },
	ROOM("/{lang}/programme/{file}", programme_file_get, NULL, "One programme as IATI XML or JSON"),
	{ .pattern = NULL },
};

const struct nav_item site_nav[] = { { MSG_NAV_PARTNERS, "/partner", "users" },
	                             { MSG_NAV_ACTIVITIES, "/activity", "list" },
	                             { MSG_NAV_PLACES, "/place/53", "map-pin" },
	                             { MSG_NAV_SECTORS, "/sector", "layers" },
	                             { MSG_NAV_MATRIX, "/matrix", "table" },
	                             { MSG_NAV_MAP, "/map", "map" },
	                             { MSG_SITE_INDICATORS, "/indicator", "chart-column" } };
const size_t site_nav_count = SEL_COUNT(site_nav);

struct reply site_error(struct req *r, int status, const char *message_key)
{
	const struct site *s = r->app;
	struct page *pg = page_new(r, &s->web.page);
	pg->status = status;
	pg->noindex = true;
	pg->title = msg_or(pg->lang, arena_fmt(r->arena, "error.%d", status).p, msg(pg->lang, MSG_ERROR_TITLE));
	struct refusal why;
	if (status == 403 && message_key && strcmp(message_key, "error.forbidden") == 0 && r->route &&
	    refusal_of_route(r->arena, pg->lang, pg->actor, r->route->permission, &why))
		refusal_page(pg, &why);
	else
		tmpl_notice(pg, pg->title, msg_or(pg->lang, message_key ? message_key : "", STR_EMPTY));
	return page_reply(r, pg);
}

bool view_start(struct req *r, struct view_of *v, struct reply *failed)
{
	return view_start_in(r, v, r->arena, failed);
}

bool view_start_in(struct req *r, struct view_of *v, arena *hold, struct reply *failed)
{
	const struct site *s = r->app;
	enum lang lang;
	*v = (struct view_of){ .req = r, .site = s, .a = r->arena };
	if (r->nparams && !str_starts(r->path, STR("/api/")) && !lang_parse(r->params[0], &lang)) {
		*failed = site_error(r, 404, "error.not_found");
		return false;
	}
	v->page = page_new(r, &s->web.page);
	v->db = db_borrow_in(store_pool(s->web.store), DB_READ, hold);
	v->cube = cubes_hold(s->cubes, r->arena);
	if (!v->db || !v->cube) {
		*failed = site_error(r, 503, NULL);
		return false;
	}
	r->passing = !cubes_is_fresh(s->cubes, v->cube);
	v->this_year = date_to_ymd(date_of_instant(clock_now())).year;
	if (v->cube->newest)
		v->page->as_of = date_of_instant(v->cube->newest);
	return true;
}

/* Whether the feed names record NO among what has changed since the figures were read. */
static bool has_changed(struct view_of *v, int64_t no)
{
	enum { LINES = 256 };
	struct feed_line *lines;
	uint32_t n;
	if (!v->db ||
	    !record_feed(v->site->web.store, v->db, v->a, (int64_t)v->cube->generation, false, LINES, &lines, &n) ||
	    n == LINES)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (lines[i].no == no)
			return true;
	return false;
}

/* Takes the new figures when NO (0: a record that they do not know) has changed. */
static bool view_renewed(struct view_of *v, int64_t no)
{
	if (!v->req->passing || (no && !has_changed(v, no)))
		return false;
	const struct cube *c = cubes_hold_fresh(v->site->cubes, v->a);
	if (!c || c == v->cube)
		return false;
	v->cube = c;
	return true;
}

int32_t view_activity(struct view_of *v, str id)
{
	int32_t at = cube_activity_of(v->cube, id);
	return view_renewed(v, at >= 0 ? v->cube->activities[at].no : 0) ? cube_activity_of(v->cube, id) : at;
}

int32_t view_partner(struct view_of *v, str ref)
{
	int32_t at = cube_org_by_ref(v->cube, ref);
	return view_renewed(v, at >= 0 ? v->cube->orgs[at].no : 0) ? cube_org_by_ref(v->cube, ref) : at;
}

static bool view_broken(const struct view_of *v)
{
	return v->db && db_has_failed(v->db);
}

struct reply view_reply(struct view_of *v)
{
	return view_broken(v) ? site_error(v->req, 500, "error.failed") : page_reply(v->req, v->page);
}

struct reply view_not_found(struct view_of *v)
{
	if (view_broken(v))
		return site_error(v->req, 500, "error.failed");
	return site_error(v->req, 404, "error.not_found");
}

/* ---- names ---- */

str name_of_place_code(struct view_of *v, str code)
{
	const struct place *p = place_by_code(v->site->web.places, code);
	return p ? place_title(v->a, p, v->page->lang) : code;
}

str name_of_place(struct view_of *v, int32_t place)
{
	return name_of_place_code(v, v->cube->places[place].code);
}

str name_of_place_short(struct view_of *v, const struct place *p)
{
	return str_is(p->kind, "kota") ? place_title(v->a, p, v->page->lang) : p->name;
}

str name_of_sector(struct view_of *v, int32_t sector)
{
	const struct code *c = &v->cube->sectors->codes[sector];
	return str_of(v->page->lang == LANG_EN ? c->name_en : c->name_id);
}

str name_of_category(struct view_of *v, enum cube_category c)
{
	if (c == CATEGORY_OTHER)
		return msg(v->page->lang, MSG_SITE_CATEGORY_OTHER);
	return codelist_name("partner-category", str_of(cube_category_code(c)), v->page->lang);
}

str name_of_status(struct view_of *v, int status)
{
	if (!status)
		return msg(v->page->lang, MSG_VALUE_UNKNOWN);
	return codelist_name("ActivityStatus", arena_fmt(v->a, "%d", status), v->page->lang);
}

str name_of_org(struct view_of *v, uint32_t org)
{
	const struct cube_org *o = &v->cube->orgs[org];
	return o->name.n ? o->name : msg(v->page->lang, MSG_VALUE_UNKNOWN);
}

struct url url_of_org(struct view_of *v, uint32_t org)
{
	const struct cube_org *o = &v->cube->orgs[org];
	return o->ref.n ? url_path(v->page, "/partner/{}", o->ref) : (struct url){ STR_EMPTY };
}

struct url url_of_place(struct view_of *v, int32_t place)
{
	return url_path(v->page, "/place/{}", v->cube->places[place].code);
}

struct url url_of_sector(struct view_of *v, int32_t sector)
{
	return url_path(v->page, "/sector/{}", str_of(v->cube->sectors->codes[sector].code));
}

/* The identifier names it for the world; without one the record's number does. */
struct url url_of_activity(struct view_of *v, const struct cube_activity *x)
{
	return url_path(v->page, "/activity/{}", arena_fmt(v->a, "%lld", (long long)x->no));
}

str rupiah(struct view_of *v, int64_t cents)
{
	return i18n_money(v->a, v->page->lang, (struct money){ cents, "IDR" }, MONEY_SHORT);
}

str years_of(struct view_of *v, const struct cube_activity *x)
{
	if (!x->first && !x->last)
		return msg(v->page->lang, MSG_VALUE_UNKNOWN);
	if (x->first == x->last)
		return arena_fmt(v->a, "%d", x->first);
	return x->first && x->last ? arena_fmt(v->a, "%d\xE2\x80\x93%d", x->first, x->last)
	       : x->first          ? arena_fmt(v->a, "%d\xE2\x80\x93", x->first)
	                           : arena_fmt(v->a, "\xE2\x80\x93%d", x->last);
}

const struct doc *doc_of(struct view_of *v, const struct cube_activity *x)
{
	struct record *r = record_load(v->site->web.store, v->db, v->a, &actor_public, x->no);
	return r ? r->doc : NULL;
}

str title_of(struct view_of *v, const struct cube_activity *x)
{
	str title = x->title[v->page->lang == LANG_EN];
	return title.n ? title : x->identifier.n ? x->identifier : msg(v->page->lang, MSG_VALUE_UNKNOWN);
}

/* ---- how figures are counted ---- */

str method_of(struct view_of *v, const struct cube_totals *t)
{
	enum lang l = v->page->lang;
	struct buf b;
	buf_init(&b, v->a, 4096);
	buf_str_add(&b, msg(l, MSG_SITE_METHOD_SHARES));
	if (t->equal_shares) {
		buf_char(&b, ' ');
		buf_str_add(&b, msg_fmt(v->a, l, MSG_SITE_METHOD_EQUAL, i18n_int(v->a, l, t->equal_shares)));
	}
	buf_char(&b, ' ');
	buf_str_add(&b, msg(l, MSG_SITE_METHOD_RATE));
	if (t->unconverted) {
		buf_char(&b, ' ');
		buf_str_add(&b, msg_fmt(v->a, l, MSG_SITE_METHOD_UNCONVERTED, i18n_int(v->a, l, t->unconverted)));
	}
	if (t->copies) {
		buf_char(&b, ' ');
		buf_str_add(&b, msg_fmt(v->a, l, MSG_SITE_METHOD_COPIES, i18n_int(v->a, l, t->copies)));
	}
	return buf_str(&b);
}

const struct source *source_of(struct view_of *v, const struct cube_totals *t)
{
	struct source *s = arena_make(v->a, struct source);
	*s = (struct source){ .name = msg(v->page->lang,
		                          v->site->web.page.demo ? MSG_SITE_SOURCE_DEMO : MSG_SITE_SOURCE_IATI),
		              .href = url_to(v->page, "/about", 0, NULL),
		              .as_of = v->page->as_of,
		              .method = method_of(v, t) };
	return s;
}
