#include "desk_world.h"

#include <stdlib.h>

#include "activity/activity.h"
#include "desk/comment.h"
#include "desk/filter.h"
#include "desk/notice.h"
#include "html/html_tmpl.h"
#include "http/assets.h"
#include "partner/partner.h"
#include "place_schema.h"
#include "record_schema.h"

/* ---- a kind with states: named as one in the policy table ---- */

static void must_have_text(const struct doc *d, struct problems *ps)
{
	if (!doc_str(d, TASK_TEXT).n)
		problems_add(
		    ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.required", .path = STR("text") });
}
static const struct step steps[] = {
	{ "draft", "submit", "submitted", ACT_SUBMIT, 0, must_have_text },
	{ "submitted", "return", "draft", ACT_RETURN, STEP_REASON, NULL },
	{ "submitted", "approve", "approved", ACT_APPROVE, 0, NULL },
};
static const struct workflow workflow = { TASK_STATUS, "draft", steps, SEL_COUNT(steps) };
static str task_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	(void)a;
	return doc_str(d, TASK_TITLE);
}
KIND(workplan, TASK, TASK_FIELDS, .number = 201, .visibility = GOVERNMENT, .workflow = &workflow, .title = task_title,
     .years = "year")

static const struct kind *const kinds[] = {
	&place_kind, &organisation_kind, &activity_kind, &workplan_kind, &comment_kind, &saved_filter_kind, NULL
};

/* ---- people ---- */

#define PERSON(name_, role_, ref_, place_)                                                                             \
	{                                                                                                              \
		{ #name_, sizeof(#name_) - 1 },                                                                        \
		{                                                                                                      \
			role_, { "", 0 }, STR_OF(ref_), STR_OF(place_)                                                 \
		}                                                                                                      \
	}
#define STR_OF(s)                                                                                                      \
	{                                                                                                              \
		s, sizeof(s) - 1                                                                                       \
	}
static const struct {
	str name;
	struct grant grant;
} people[] = {
	PERSON(bureau, ROLE_BUREAU, "", ""),     PERSON(partner, ROLE_PARTNER, "XM-A", ""),
	PERSON(other, ROLE_PARTNER, "XM-B", ""), PERSON(regency, ROLE_REGENCY, "", "53.04"),
	PERSON(auditor, ROLE_AUDITOR, "", ""),   PERSON(admin, ROLE_ADMIN, "", ""),
};

static const struct actor *person(arena *a, str name)
{
	for (size_t i = 0; i < SEL_COUNT(people); i++) {
		if (!str_eq(people[i].name, name))
			continue;
		struct actor *who = arena_make(a, struct actor);
		*who = (struct actor){ .id = people[i].name,
			               .viewer = PUBLIC,
			               .may_write = true,
			               .name = people[i].name,
			               .grants = &people[i].grant,
			               .ngrants = 1 };
		return who;
	}
	return NULL;
}

static str person_name(const struct web *w, db *d, arena *a, str id)
{
	(void)w;
	(void)d;
	return person(a, id) ? arena_fmt(a, "Nama %.*s", STR_ARG(id)) : STR_EMPTY;
}

static bool everybody(const struct web *w, db *d, arena *a, struct web_person **out, uint32_t *n)
{
	*out = arena_array(a, struct web_person, SEL_COUNT(people));
	*n = SEL_COUNT(people);
	for (uint32_t i = 0; i < *n; i++)
		(*out)[i] = (struct web_person){ people[i].name, person_name(w, d, a, people[i].name),
			                         arena_fmt(a, "%.*s@contoh.test", STR_ARG(people[i].name)), LANG_ID,
			                         person(a, people[i].name) };
	return true;
}

static const void *identify(struct req *r)
{
	str header = req_header(r, "Authorization");
	r->by_token = header.n > 0;
	return person(r->arena, header.n ? header : req_cookie(r, "actor"));
}

static enum allowed allowed(struct req *r, enum permission p)
{
	return p == PERM_PUBLIC || r->user ? ALLOWED_YES : ALLOWED_SIGN_IN;
}

static struct reply sign_in(struct req *r)
{
	return reply_text(r, 401, "text/plain; charset=utf-8", STR("sign in\n"));
}

static struct reply error_page(struct req *r, int status, const char *key)
{
	struct page *pg = page_new(r, &web_of(r)->page);
	pg->status = status;
	tmpl_notice(pg, STR("error"), str_of(key ? key : ""));
	return page_reply(r, pg);
}

static uint64_t generation(void *app)
{
	return store_generation(((struct web *)app)->store);
}

/* ---- start and end ---- */

static void migrate(struct db_pool *pool, arena *a)
{
	const char *why = NULL;
	size_t n = record_migrations_count + place_migrations_count;
	struct db_migration *all = arena_array(a, struct db_migration, n);
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, place_migrations, place_migrations_count * sizeof(*all));
	if (db_migrate(pool, all, n, &why) != DB_OK) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
}

struct desk_world *desk_world_open(struct db_pool *pool, uint16_t port)
{
	const char *why = NULL;
	arena *a = arena_new(0);
	struct desk_world *w = arena_make(a, struct desk_world);
	static const struct route *tables[] = { desk_routes, desk_merge_routes, notice_routes, NULL };
	w->a = a;
	migrate(pool, a);
	w->world.places = place_index_embedded();
	w->web.store = store_open(pool, kinds, &w->world, &why);
	w->web.places = w->world.places;
	w->web.page = (struct page_site){ .version = "test", .assets = assets, .nassets = nassets, .accounts = true };
	w->web.rooms = desk_test_rooms;
	w->web.person = person_name;
	w->web.people = everybody;
	w->web.notices = notices_open(w->web.store);
	notices_show(w->web.notices, &w->web.page);
	struct http_opts o = { .bind = "127.0.0.1",
		               .port = port,
		               .assets = assets,
		               .nassets = nassets,
		               .identify = identify,
		               .may = allowed,
		               .sign_in = sign_in,
		               .error_page = error_page,
		               .generation = generation,
		               .session_cookie = "actor",
		               .app = &w->web };
	w->server = w->web.store ? http_start(&o, tables, &why) : NULL;
	if (!w->server) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
	w->port = http_port(w->server);
	return w;
}

void desk_world_close(struct desk_world *w)
{
	http_stop(w->server, 5);
	notices_close(w->web.notices);
	store_close(w->web.store);
	place_index_free(w->world.places);
	arena_free(w->a);
}
