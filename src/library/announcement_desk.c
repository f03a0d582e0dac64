/* Announcements on the desk: what a sender and an addressee see, receipts, the work list, reminders. */
#include "library/announcement.h"

#include "base/log.h"
#include "base/vec.h"
#include "desk/notice.h"
#include "library/announcement_tmpl.h"
#include "library_sql.h"
#include "partner/partner.h"

enum { REMIND_DAYS = 3, REMIND_MOST = 500 };

static bool of_bureau(const struct actor *actor)
{
	return actor_is(actor, ROLE_ADMIN) || actor_is(actor, ROLE_BUREAU);
}

/* ---- writing ---- */

/* Who sends follows from who writes; partners and regencies write to the bureau. */
static void set_sender(struct desk_view *v, struct doc *d)
{
	if (of_bureau(v->actor))
		return;
	str org = actor_org(v->actor, ROLE_PARTNER);
	for (uint32_t i = 0; i < v->actor->ngrants && !org.n; i++)
		if (v->actor->grants[i].role == ROLE_REGENCY)
			doc_set(d, ANNOUNCEMENT_PLACE, v->actor->grants[i].place);
	if (org.n)
		doc_set(d, ANNOUNCEMENT_ORG, org);
}

static void start(struct desk_view *v, struct doc *d)
{
	char day[11];
	date_print(date_of_instant(clock_now()), day);
	doc_set(d, ANNOUNCEMENT_DATE, arena_str(v->a, str_of(day)));
	if (!of_bureau(v->actor))
		doc_set(d, ANNOUNCEMENT_AUDIENCE, STR("bureau"));
	set_sender(v, d);
}

static bool addressed(const struct doc *d, const struct actor *actor)
{
	return announcement_unit(d, actor).n > 0;
}

/* ---- the panel ---- */

static str unit_name(struct desk_view *v, str unit)
{
	if (str_is(unit, ANNOUNCEMENT_BUREAU))
		return msg(v->page->lang, MSG_ANNOUNCEMENT_BUREAU);
	const struct place *p = place_by_code(v->web->places, unit);
	if (p)
		return desk_place(v, p);
	const struct record *r = record_load_id(v->web->store, v->db, v->a, &actor_system, &organisation_kind, unit);
	return r ? desk_record_title(v, r) : unit;
}

typedef VEC(str) units;
typedef VEC(struct announcement_line) unit_lines;

static void add_unit(arena *a, units *list, str unit)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i], unit))
			return;
	*vec_push(a, list) = unit;
}

/* Everybody addressed who has an account, and who of them has confirmed. */
static void fill_lines(struct desk_view *v, const struct doc *d, struct announcement_panel *p)
{
	struct web_person *people;
	uint32_t n;
	units list = { 0 };
	unit_lines have = { 0 }, missing = { 0 };
	if (!v->web->people || !v->web->people(v->web, v->db, v->a, &people, &n))
		return;
	for (uint32_t i = 0; i < n; i++) {
		str unit = announcement_unit(d, people[i].actor);
		if (unit.n)
			add_unit(v->a, &list, arena_str(v->a, unit));
	}
	struct doc *const *rows = doc_rows(d, ANNOUNCEMENT_RECEIPT, &n);
	for (uint32_t i = 0; i < n; i++)
		add_unit(v->a, &list, doc_str(rows[i], RECEIPT_UNIT));
	for (size_t i = 0; i < list.n; i++) {
		const struct doc *r = announcement_receipt(d, list.p[i]);
		struct announcement_line line = { .unit = unit_name(v, list.p[i]) };
		int64_t at;
		if (r && instant_parse_xsd(doc_str(r, RECEIPT_AT), &at)) {
			line.who = desk_actor_name(v, doc_str(r, RECEIPT_ACCOUNT));
			line.when = i18n_instant(v->a, v->page->lang, at);
		}
		*vec_push(v->a, r ? &have : &missing) = line;
	}
	p->have = have.p;
	p->nhave = (uint32_t)have.n;
	p->missing = missing.p;
	p->nmissing = (uint32_t)missing.n;
}

static str lead_of(struct desk_view *v, const struct doc *d)
{
	enum lang l = v->page->lang;
	date until;
	if (announcement_archived(d, date_of_instant(clock_now())))
		return msg(l, MSG_ANNOUNCEMENT_ARCHIVED);
	return doc_date(d, ANNOUNCEMENT_UNTIL, &until)
	           ? msg_fmt(v->a, l, MSG_ANNOUNCEMENT_UNTIL, i18n_date(v->a, l, until, DATE_LONG))
	           : msg(l, MSG_ANNOUNCEMENT_NO_RECEIPT);
}

static void panel(struct desk_view *v)
{
	struct announcement_panel *p = arena_make(v->a, struct announcement_panel);
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	int64_t at;
	if (!whole || v->record->deleted || v->record->state == STATE_DRAFT)
		return;
	str unit = announcement_unit(whole->doc, v->actor);
	const struct doc *own = unit.n ? announcement_receipt(whole->doc, unit) : NULL;
	p->lead = lead_of(v, whole->doc);
	p->ask = unit.n && !own && desk_may(v, ACT_OPINE);
	p->action = desk_url(v, "receipt");
	if (own && instant_parse_xsd(doc_str(own, RECEIPT_AT), &at))
		p->when = msg_fmt(v->a, v->page->lang, MSG_ANNOUNCEMENT_RECEIVED, unit_name(v, unit),
		                  i18n_instant(v->a, v->page->lang, at));
	p->sender = desk_may(v, ACT_EDIT);
	if (p->sender)
		fill_lines(v, whole->doc, p);
	tmpl_announcement_panel(v->page, p);
}

/* ---- the receipt ---- */

static struct reply receipt_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (v.kind != &announcement_kind)
		return desk_not_found(&v);
	if (!desk_may(&v, ACT_OPINE))
		return desk_refuse(&v, ACT_OPINE);
	problems_init(&ps, v.a, 20);
	desk_release(&v);
	struct record_tx *tx = record_tx_begin(v.web->store, v.a, clock_now());
	const struct record *now =
	    tx ? record_load(v.web->store, record_tx_db(tx), v.a, &actor_system, v.record->no) : NULL;
	str unit = now && now->state == STATE_CURRENT ? announcement_unit(now->doc, v.actor) : STR_EMPTY;
	struct doc *d = unit.n ? announcement_received(v.a, now->doc, v.actor->id, unit, clock_now()) : NULL;
	enum record_rc rc = !tx ? RECORD_FAILED : unit.n ? RECORD_UNCHANGED : RECORD_FORBIDDEN;
	if (d) {
		struct save in = { .actor = v.actor,
			           .doc = d,
			           .no = now->no,
			           .base_version = now->version,
			           .origin = ORIGIN_FORM,
			           .state = STATE_CURRENT,
			           .note = STR("receipt"),
			           .action = ACT_OPINE };
		rc = record_save_in(tx, v.a, &in, &ps, &saved);
	}
	if (tx)
		rc = record_tx_end(tx, rc);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, desk_url(&v, NULL));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	return rc == RECORD_FORBIDDEN
	           ? desk_refuse(&v, ACT_OPINE)
	           : reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
}

const struct route announcement_routes[] = {
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/receipt",
	  .permission = PERM_SIGNED_IN,
	  .handler = receipt_post,
	  .summary = "Confirm that an announcement was received" },
	{ 0 },
};

/* ---- the work list ---- */

static uint32_t waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	char today[11];
	if (!max)
		return 0;
	date_print(date_of_instant(clock_now()), today);
	out[0] = (struct desk_waiting){ .what = "receipt", .label = msg(v->page->lang, MSG_ANNOUNCEMENT_WAITS) };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		bool bureau = g->role == ROLE_ADMIN || g->role == ROLE_BUREAU;
		str unit = bureau ? STR(ANNOUNCEMENT_BUREAU) : g->role == ROLE_REGENCY ? g->place : g->org;
		/* what the sort of reader is addressed by: "bureau", "partners", "regencies", or only when chosen */
		str sort = bureau                    ? STR("bureau")
		           : g->role == ROLE_PARTNER ? STR("partners")
		           : g->role == ROLE_REGENCY ? STR("regencies")
		                                     : STR("chosen");
		if (unit.n)
			desk_waits(v, &out[0], &q_announcement_waiting,
			           DB_ARGS(db_text(sort), db_text(unit), db_text(str_of(today)),
			                   db_bool(g->role == ROLE_PARTNER || g->role == ROLE_REGENCY)));
	}
	return 1;
}

static struct url public_page(struct desk_view *v)
{
	return v->record->state == STATE_CURRENT && str_is(doc_str(v->record->doc, ANNOUNCEMENT_AUDIENCE), "public")
	           ? url_path(v->page, "/announcement/{}", str_of(v->record->id))
	           : (struct url){ STR_EMPTY };
}

const struct desk_room announcement_room = { .kind = &announcement_kind,
	                                     .icon = "megaphone",
	                                     .panel = panel,
	                                     .waiting = waiting,
	                                     .start = start,
	                                     .addressed = addressed,
	                                     .public_page = public_page };

/* ---- reminders ---- */

struct reminding {
	const struct web *web;
	db *db;
	arena *a;
	int64_t now;
	struct web_person *people;
	uint32_t npeople;
};

/* Those of R's audience who have not confirmed; once, as the notices themselves tell. */
static bool remind_one(struct reminding *m, const struct record *r)
{
	date until;
	VEC(struct web_person) late = { 0 };
	if (!doc_date(r->doc, ANNOUNCEMENT_UNTIL, &until) ||
	    db_one_int(m->db, &q_announcement_reminded, DB_ARGS(db_int(r->no), db_int(NOTICE_DEADLINE)), 1))
		return !db_has_failed(m->db);
	for (uint32_t i = 0; i < m->npeople; i++) {
		str unit = announcement_unit(r->doc, m->people[i].actor);
		if (unit.n && !announcement_receipt(r->doc, unit))
			*vec_push(m->a, &late) = m->people[i];
	}
	const struct notice_deadline what = { .about = r,
		                              .what = STR("receipt"),
		                              .law = STR_EMPTY,
		                              .due = until,
		                              .now = m->now,
		                              .people = late.p,
		                              .npeople = (uint32_t)late.n,
		                              .chosen = true };
	return !late.n || notices_deadline(m->web, m->db, m->a, &what);
}

bool announcements_remind(const struct web *w, int64_t now)
{
	ARENA_SCOPE arena *a = arena_new(0);
	char today[11], last[11];
	VEC(int64_t) nos = { 0 };
	db_rows *rows;
	date day = date_of_instant(now);
	date_print(day, today);
	date_print(day + REMIND_DAYS, last);
	db *d = db_borrow(store_pool(w->store), DB_WRITE);
	bool ok =
	    d && db_begin(d, DB_WRITE) == DB_OK &&
	    db_select(d, &q_announcement_due,
	              DB_ARGS(db_text(str_of(today)), db_text(str_of(last)), db_int(REMIND_MOST)), &rows) == DB_OK;
	if (ok) {
		while (db_next(rows))
			*vec_push(a, &nos) = db_col_int(rows, Q_ANNOUNCEMENT_DUE_COL_NO);
		ok = db_finish(rows) == DB_OK;
	}
	struct reminding m = { .web = w, .db = d, .a = a, .now = now };
	if (ok && nos.n && w->people)
		ok = w->people(w, d, a, &m.people, &m.npeople);
	for (size_t i = 0; i < nos.n && ok; i++) {
		const struct record *r = record_load(w->store, d, a, &actor_system, nos.p[i]);
		ok = !r || remind_one(&m, r);
	}
	if (d)
		ok = ok ? db_commit(d) == DB_OK : (db_rollback(d), false);
	db_return(d);
	if (ok && w->notices && nos.n)
		ok = notices_recount(w->notices);
	if (!ok)
		log_error("reminders of announcements could not be told");
	return ok;
}
