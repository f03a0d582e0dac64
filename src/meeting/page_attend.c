/* Who came: typed in from the printed list, or checked in by the QR picture of the day; which regencies did not come,
 * and whether they have written. */
#include "base/utf8.h"
#include "base/vec.h"
#include "html/html_tmpl.h"
#include "html/qr.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"
#include "meeting_sql.h"
#include "record/codelist.h"

static str who_of(struct desk_view *v, const struct doc *row)
{
	str org = organisation_name(v->a, v->web->store, v->db, doc_str(row, EVENT_ATTENDANCE_ORG));
	if (org.n)
		return org;
	str place = regency_name(v->a, v->web->places, doc_str(row, EVENT_ATTENDANCE_PLACE));
	return place.n ? place : doc_str(row, EVENT_ATTENDANCE_OTHER);
}

static void add_rows(struct desk_view *v, struct attendance_page *p, const struct doc *d)
{
	enum lang l = v->page->lang;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, EVENT_ATTENDANCE, &n);
	struct attendance_row *list = arena_array(v->a, struct attendance_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *x = rows[i];
		str way = doc_str(x, EVENT_ATTENDANCE_WAY);
		list[i] = (struct attendance_row){ doc_str(x, EVENT_ATTENDANCE_NAME),
			                           doc_str(x, EVENT_ATTENDANCE_SEX),
			                           doc_str(x, EVENT_ATTENDANCE_POST),
			                           who_of(v, x),
			                           doc_str(x, EVENT_ATTENDANCE_CONTACT),
			                           way.n ? codelist_name("event-way", way, (int)l) : STR_EMPTY };
		p->names = p->names || list[i].name.n > 0;
	}
	p->rows = list;
	p->nrows = n;
}

/* Whether a contribution came from the regency CODE. */
static bool has_written(const struct record **list, uint32_t n, str code)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(list[i]->doc, CONTRIBUTION_REGENCY), code))
			return true;
	return false;
}

static const struct record **contributions(struct desk_view *v, struct attendance_page *p, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(v->db, &q_contributions_of, DB_ARGS(db_text(str_of(v->record->id))), &rows) != DB_OK)
		return NULL;
	while (db_next(rows))
		*vec_push(v->a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return NULL;
	struct desk_link *links = arena_array(v->a, struct desk_link, numbers.n + 1);
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, numbers.p[i]);
		if (!r)
			continue;
		str who = organisation_name(v->a, v->web->store, v->db, doc_str(r->doc, CONTRIBUTION_ORG));
		if (!who.n)
			who = regency_name(v->a, v->web->places, doc_str(r->doc, CONTRIBUTION_REGENCY));
		links[p->ncontributions++] =
		    (struct desk_link){ arena_fmt(v->a, "%.*s: %.*s", STR_ARG(who), STR_ARG(desk_record_title(v, r))),
			                url_path(v->page, "/desk/contribution/{}", str_of(r->id)), NULL };
		*vec_push(v->a, &list) = r;
	}
	p->contributions = links;
	*n = (uint32_t)list.n;
	return list.p;
}

static void add_regencies(struct desk_view *v, struct attendance_page *p, const struct doc *d)
{
	enum lang l = v->page->lang;
	uint32_t n, written;
	str *codes = regencies_of(v->a, v->web->places, &n);
	bool *here = arena_array(v->a, bool, (size_t)n + 1);
	struct present seen = event_present(d, codes, n, here);
	const struct record **list = contributions(v, p, &written);
	struct regency_row *rows = arena_array(v->a, struct regency_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct place *place = place_by_code(v->web->places, codes[i]);
		rows[i] = (struct regency_row){ .name = desk_place(v, place),
			                        .here = here[i],
			                        .wrote = has_written(list, written, codes[i]) };
		for (uint32_t k = 0; k < d->v[EVENT_INVITATION].n; k++)
			rows[i].invited =
			    rows[i].invited ||
			    str_eq(doc_str(d->v[EVENT_INVITATION].u.rows[k], EVENT_INVITATION_PLACE), codes[i]);
		p->absent += !here[i];
	}
	p->regencies = rows;
	p->nregencies = n;
	p->quorum = event_has_quorum(d, &seen);
	struct tile *t = arena_array(v->a, struct tile, 4);
	t[0] = (struct tile){ .label = msg(l, MSG_MEETING_CAME), .value = i18n_int(v->a, l, seen.people) };
	t[0].note = msg_fmt(v->a, l, MSG_MEETING_BY_SEX, i18n_int(v->a, l, seen.women), i18n_int(v->a, l, seen.men));
	t[1] = (struct tile){ .label = msg(l, MSG_MEETING_REGENCIES_CAME),
		              .value = msg_fmt(v->a, l, MSG_MEETING_OF, i18n_int(v->a, l, seen.regencies),
		                               i18n_int(v->a, l, seen.of)),
		              .note = doc_has(d, EVENT_QUORUM)
		                          ? msg_fmt(v->a, l, MSG_MEETING_QUORUM, doc_str(d, EVENT_QUORUM),
		                                    msg(l, p->quorum ? MSG_MEETING_QUORUM_YES : MSG_MEETING_QUORUM_NO))
		                          : STR_EMPTY };
	t[2] = (struct tile){ .label = msg(l, MSG_MEETING_ORGANISATIONS_CAME),
		              .value = i18n_int(v->a, l, seen.organisations) };
	t[3] = (struct tile){ .label = msg(l, MSG_MEETING_CONTRIBUTIONS), .value = i18n_int(v->a, l, written) };
	p->tiles = t;
	p->ntiles = 4;
}

static struct reply attendance_page(struct desk_view *v, int status, str refused, const struct problems *ps)
{
	struct attendance_page *p = arena_make(v->a, struct attendance_page);
	const struct doc *d = v->record->doc;
	event_head(v, &p->head, "attendance", refused, ps);
	add_rows(v, p, d);
	add_regencies(v, p, d);
	p->typed = status == 200 ? STR_EMPTY : req_form(v->req, "rows");
	if (p->head.may_edit && event_whole(v)->v[EVENT_CHECKIN].n)
		p->qr = desk_url(v, "qr");
	p->contribute = url_path(v->page, "/desk/contribution/new?event={}", str_of(v->record->id));
	v->page->status = status;
	tmpl_event_attendance(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply attendance_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return event_start(r, &v, &failed) ? attendance_page(&v, 200, STR_EMPTY, NULL) : failed;
}

/* ---- the list that was typed ---- */

struct names {
	struct desk_view *v;
	const struct meeting_choice *list;
	uint32_t n;
};

/* Whoever's name holds what was typed, when it is one only; "Belu" is the regency. */
static bool means(void *ctx, str who, struct doc *row)
{
	struct names *x = ctx;
	arena *a = x->v->a;
	str wanted = utf8_fold(a, who);
	const struct meeting_choice *found = NULL;
	bool several = false;
	for (uint32_t i = 0; i < x->n && wanted.n; i++) {
		str name = utf8_fold(a, x->list[i].label);
		if (str_eq(name, wanted) || (str_ends(name, wanted) && str_starts(x->list[i].value, STR("p:"))))
			return owner_set(a, row, EVENT_ATTENDANCE_ORG, EVENT_ATTENDANCE_PLACE, x->list[i].value);
		if (str_find(name, wanted, 0) < 0)
			continue;
		several = found != NULL;
		found = &x->list[i];
	}
	return found && !several && owner_set(a, row, EVENT_ATTENDANCE_ORG, EVENT_ATTENDANCE_PLACE, found->value);
}

static uint32_t paste(struct desk_view *v, struct doc *d, struct problems *ps)
{
	struct names names = { .v = v };
	char at[25];
	instant_print(clock_now(), at);
	names.list = owners_choices(v, STR_EMPTY, &names.n);
	struct pasting p = { v->a, d, means, &names, arena_str(v->a, str_of(at)) };
	return attendance_paste(&p, req_form(v->req, "rows"), ps);
}

struct reply attendance_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	str refused;
	char secret[SECRET_LEN + 1];
	if (!event_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT))
		return desk_refuse(&v, ACT_EDIT);
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	struct doc *d = event_whole(&v);
	bool qr = str_is(req_form(r, "do"), "qr");
	if (qr) {
		secret_make(secret);
		doc_set(d, EVENT_CHECKIN, arena_str(v.a, str_of(secret)));
	} else {
		paste(&v, d, &ps);
	}
	enum record_rc rc =
	    problems_refuse(&ps) ? RECORD_REFUSED : event_save(&v, d, qr ? STR("qr") : STR("attendance"), &ps);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, desk_url(&v, qr ? "qr" : "attendance"));
	int status = event_failed(&v, rc, &refused);
	return attendance_page(&v, status, refused, &ps);
}

struct reply event_qr_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!event_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT))
		return desk_refuse(&v, ACT_EDIT);
	const struct doc *d = event_whole(&v);
	str secret = doc_str(d, EVENT_CHECKIN);
	if (!secret.n)
		return desk_not_found(&v);
	struct qr_page p = { .title = doc_str(d, EVENT_TITLE), .when = event_when(v.page, d) };
	str site = v.web->address.n ? v.web->address : arena_fmt(v.a, "http://%.*s", STR_ARG(r->host));
	p.address = arena_fmt(v.a, "%.*s/id/checkin/%.*s", STR_ARG(site), STR_ARG(secret));
	p.picture = qr_picture(v.a, p.address, &p.width);
	desk_title(&v, msg(v.page->lang, MSG_MEETING_QR));
	tmpl_event_qr(v.page, &p);
	return page_reply(r, v.page);
}
