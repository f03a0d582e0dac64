/* The administrators' pages about people. */
#include "account/internal.h"
#include "account/page.h"
#include "account/people_tmpl.h"
#include "account_sql.h"
#include "base/vec.h"
#include "place/index.h"
#include "record/codelist.h"
#include "record/form.h"

enum { ORGS_MAX = 1000 };

static struct person_line line_of(struct req *r, db *d, const struct page *pg, const struct record *one)
{
	struct person_line l = { .href = url_path(pg, "/desk/people/{}", doc_str(one->doc, ACCOUNT_SELF)),
		                 .name = doc_str(one->doc, ACCOUNT_NAME),
		                 .mail = doc_str(one->doc, ACCOUNT_EMAIL),
		                 .status = codelist_name("account-status", doc_str(one->doc, ACCOUNT_STATUS),
		                                         (int)pg->lang) };
	l.powers = power_texts(web_of(r), d, r->arena, pg->lang, one->doc, &l.npowers);
	return l;
}

static void fill_organisations(struct req *r, db *d, const struct page *pg, struct people_page *p)
{
	VEC(struct option) all = { 0 };
	db_rows *rows;
	if (db_select(d, &q_organisation_nos, DB_ARGS(db_int(ORGS_MAX)), &rows) != DB_OK)
		return;
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, Q_ORGANISATION_NOS_COL_NO);
		const struct record *one = record_load(accounts_of(r)->store, d, r->arena, &actor_system, no);
		if (one)
			*vec_push(r->arena, &all) =
			    (struct option){ arena_str(r->arena, str_of(one->id)),
				             organisation_kind.title(one->doc, (int)pg->lang, r->arena) };
	}
	if (db_finish(rows) != DB_OK)
		return;
	p->orgs = all.p;
	p->norgs = all.n;
}

static void fill_options(struct req *r, db *d, const struct page *pg, struct people_page *p)
{
	arena *a = r->arena;
	struct option *roles = arena_array(a, struct option, ROLE_COUNT);
	for (enum role role = ROLE_ADMIN; role < ROLE_COUNT; role++) {
		str code = str_of(role_name(role));
		roles[p->nroles++] = (struct option){ code, codelist_name("account-role", code, (int)pg->lang) };
	}
	p->roles = roles;
	fill_organisations(r, d, pg, p);
	uint32_t n;
	const struct place *all = place_all(web_of(r)->places, &n);
	VEC(struct option) places = { 0 };
	for (uint32_t i = 0; i < n; i++)
		if (all[i].level == PLACE_REGENCY)
			*vec_push(a, &places) = (struct option){ all[i].code, place_title(a, &all[i], (int)pg->lang) };
	p->places = places.p;
	p->nplaces = places.n;
}

/* ---- the list ---- */

static struct reply show_people(struct req *r, int status, struct people_page *p)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_PEOPLE);
	VEC(struct person_line) people = { 0 };
	db_rows *rows;
	db *d = db_borrow_in(pool_of(accounts_of(r)), DB_READ, r->arena);
	if (!d || db_select(d, &q_account_all, NULL, &rows) != DB_OK)
		return account_failed(r);
	while (db_next(rows)) {
		int64_t no = db_col_int(rows, Q_ACCOUNT_ALL_COL_NO);
		const struct record *one = record_load(accounts_of(r)->store, d, r->arena, &actor_system, no);
		if (one)
			*vec_push(r->arena, &people) = line_of(r, d, pg, one);
	}
	if (db_finish(rows) != DB_OK)
		return account_failed(r);
	p->people = people.p;
	p->n = people.n;
	fill_options(r, d, pg, p);
	pg->status = status;
	tmpl_people(pg, p);
	return account_reply(r, pg);
}

static struct people_page blank(void)
{
	return (struct people_page){ .problem = STR_EMPTY,
		                     .done = STR_EMPTY,
		                     .link = STR_EMPTY,
		                     .name = STR_EMPTY,
		                     .mail = STR_EMPTY,
		                     .id = STR_EMPTY };
}

struct reply people_get(struct req *r)
{
	struct people_page p = blank();
	return show_people(r, 200, &p);
}

/* The role of the form's fields; false when none was chosen. */
static bool grant_of_form(struct req *r, struct grant *g)
{
	*g = (struct grant){ .role = role_of(req_form(r, "role")),
		             .org = req_form(r, "organisation"),
		             .org_ref = STR_EMPTY,
		             .place = req_form(r, "place") };
	return g->role != ROLE_NONE;
}

static str problem_text(struct req *r, enum record_rc rc, const struct problems *ps)
{
	enum lang l = req_lang(r);
	if (ps->first)
		return msg_problem(r->arena, l, ps->first);
	return msg(l, rc == RECORD_DUPLICATE   ? MSG_ACCOUNT_HAS_ACCOUNT
	              : rc == RECORD_FORBIDDEN ? MSG_ERROR_403
	                                       : MSG_ACCOUNT_TROUBLE_TEXT);
}

static str link_of(struct req *r, enum purpose purpose, const struct token *t)
{
	const struct accounts *s = accounts_of(r);
	str host = r->host;
	str base = s->opts.url ? str_of(s->opts.url)
	                       : arena_fmt(r->arena, "%s://%.*s", s->opts.secure ? "https" : "http", STR_ARG(host));
	return arena_fmt(r->arena, "%.*s/%s/%s/%s", STR_ARG(base), lang_code(req_lang(r)),
	                 purpose == PURPOSE_RESET ? "reset" : "invitation", t->text);
}

struct reply people_post(struct req *r)
{
	struct people_page p = blank();
	struct problems ps;
	struct grant grant;
	struct token t;
	str id;
	problems_init(&ps, r->arena, 20);
	uint32_t n = grant_of_form(r, &grant);
	const struct account_new in = { req_form(r, "name"), req_form(r, "email"), req_lang(r), &grant, n, web_of(r) };
	enum record_rc rc = account_invite(accounts_of(r), r->arena, req_actor(r), &in, &ps, &t, &id);
	if (rc != RECORD_OK) {
		p.problem = problem_text(r, rc, &ps);
		p.name = in.name;
		p.mail = in.mail;
		return show_people(r, rc == RECORD_FAILED ? 503 : 400, &p);
	}
	p.done = msg(req_lang(r), web_of(r)->post ? MSG_ACCOUNT_MAILED_LINK : MSG_ACCOUNT_HAND_OVER_LINK);
	p.link = link_of(r, PURPOSE_INVITATION, &t);
	return show_people(r, 200, &p);
}

/* ---- one person ---- */

static void add_data(struct req *r, db *d, const struct page *pg, struct people_page *p, const struct record *one)
{
	struct secret secret;
	date day;
	str status = doc_str(one->doc, ACCOUNT_STATUS);
	p->ended = str_is(status, "ended") || str_is(status, "erased");
	p->erased = str_is(status, "erased");
	p->phone = doc_str(one->doc, ACCOUNT_PHONE);
	p->factor_on = secret_load(accounts_of(r), d, r->arena, p->id, &secret) && secret.factor_on;
	p->handover = url_path(pg, "/desk/people/{}/handover", p->id);
	if (doc_date(one->doc, ACCOUNT_RETAIN, &day))
		p->retain_day = i18n_date(r->arena, pg->lang, day, DATE_LONG);
	if (doc_date(one->doc, ACCOUNT_CONSENT, &day))
		p->consent = i18n_date(r->arena, pg->lang, day, DATE_LONG);
	if (doc_date(one->doc, ACCOUNT_UNTIL, &day))
		p->until = i18n_date(r->arena, pg->lang, day, DATE_LONG);
}

static struct reply show_person(struct req *r, int status, struct people_page *p)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_PEOPLE);
	db *d = db_borrow_in(pool_of(accounts_of(r)), DB_READ, r->arena);
	const struct record *one = d ? account_load(accounts_of(r), d, r->arena, r->params[1]) : NULL;
	if (!one)
		return account_go(r, "/desk/people");
	struct person_line l = line_of(r, d, pg, one);
	p->person = &l;
	p->id = doc_str(one->doc, ACCOUNT_SELF);
	add_data(r, d, pg, p, one);
	fill_options(r, d, pg, p);
	pg->title = l.name;
	pg->status = status;
	tmpl_person(pg, p);
	return account_reply(r, pg);
}

struct reply person_get(struct req *r)
{
	struct people_page p = blank();
	return show_person(r, 200, &p);
}

/* The grants whose boxes stayed ticked, and the new one. */
static uint32_t grants_of_form(struct req *r, const struct doc *account, struct grant *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->form.n; i++) {
		int64_t at;
		if (!str_is(r->form.p[i].name, "keep") || !str_to_int(r->form.p[i].value, &at) || at < 0 ||
		    at >= account->v[ACCOUNT_GRANT].n || n >= account->v[ACCOUNT_GRANT].n)
			continue;
		const struct doc *g = account->v[ACCOUNT_GRANT].u.rows[at];
		out[n++] = (struct grant){ role_of(doc_str(g, ACCOUNT_GRANT_ROLE)), doc_str(g, ACCOUNT_GRANT_ORG),
			                   STR_EMPTY, doc_str(g, ACCOUNT_GRANT_PLACE) };
	}
	return n + grant_of_form(r, &out[n]);
}

static enum record_rc change_powers(struct req *r, struct problems *ps)
{
	struct accounts *s = accounts_of(r);
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *one = d ? account_load(s, d, r->arena, r->params[1]) : NULL;
	db_return(d);
	if (!one)
		return RECORD_MISSING;
	struct grant *grants = arena_array(r->arena, struct grant, one->doc->v[ACCOUNT_GRANT].n + 1);
	uint32_t n = grants_of_form(r, one->doc, grants);
	return account_grant(s, r->arena, req_actor(r), r->params[1], grants, n, ps);
}

struct reply person_post(struct req *r)
{
	struct accounts *s = accounts_of(r);
	struct people_page p = blank();
	struct problems ps;
	struct link link = { .web = web_of(r) };
	enum lang l = req_lang(r);
	str what = req_form(r, "do");
	enum record_rc rc = RECORD_MISSING;
	problems_init(&ps, r->arena, 20);
	if (str_is(what, "powers")) {
		rc = change_powers(r, &ps);
		p.done = msg(l, MSG_ACCOUNT_POWERS_CHANGED);
	} else if (str_is(what, "link")) {
		rc = account_link(s, r->arena, req_actor(r), r->params[1], &link);
		if (rc == RECORD_OK)
			p.link = link_of(r, link.purpose, &link.token);
		p.done = msg(l, web_of(r)->post ? MSG_ACCOUNT_MAILED_LINK : MSG_ACCOUNT_HAND_OVER_LINK);
	} else if (str_is(what, "factor")) {
		rc = account_factor_reset(s, web_of(r), r->arena, req_actor(r), r->params[1]);
		p.done = msg(l, MSG_ACCOUNT_FACTOR_RESET_DONE);
	} else if (str_is(what, "retain")) {
		date until;
		bool day = form_date(req_form(r, "until"), &until);
		rc = day ? account_retain(s, r->arena, req_actor(r), r->params[1], until, &ps) : RECORD_REFUSED;
		p.done = msg(l, MSG_ACCOUNT_SAVED);
	} else if (str_is(what, "end")) {
		rc = account_end(s, r->arena, req_actor(r), r->params[1], &ps);
		p.done = msg(l, MSG_ACCOUNT_ENDED);
	}
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return show_person(r, 200, &p);
	p.done = STR_EMPTY;
	p.problem = problem_text(r, rc, &ps);
	return show_person(r, rc == RECORD_FAILED ? 503 : 400, &p);
}
