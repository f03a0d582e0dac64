/* Invitations: who is asked, the links that answer them, what was answered. */
#include "base/vec.h"
#include "html/html_tmpl.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"
#include "record/codelist.h"

static str who_of(struct desk_view *v, const struct doc *row)
{
	str org = organisation_name(v->a, v->web->store, v->db, doc_str(row, EVENT_INVITATION_ORG));
	return org.n ? org : regency_name(v->a, v->web->places, doc_str(row, EVENT_INVITATION_PLACE));
}

static str instant_text(struct desk_view *v, const struct doc *row, uint32_t field)
{
	int64_t at;
	return instant_parse_xsd(doc_str(row, field), &at) ? i18n_instant(v->a, v->page->lang, at) : STR_EMPTY;
}

static void add_rows(struct desk_view *v, struct invitation_page *p, const struct doc *d)
{
	enum lang l = v->page->lang;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, EVENT_INVITATION, &n);
	struct invitation_row *list = arena_array(v->a, struct invitation_row, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *x = rows[i];
		str reply = doc_str(x, EVENT_INVITATION_REPLY);
		list[i] = (struct invitation_row){
			.id = str_of(x->id),
			.who = who_of(v, x),
			.number = doc_str(x, EVENT_INVITATION_NUMBER),
			.reply = reply.n ? codelist_name("event-reply", reply, (int)l) : STR_EMPTY,
			.badge = str_is(reply, "not")        ? "badge bad"
			         : str_is(reply, "delegate") ? "badge info"
			                                     : "badge good",
			.name = doc_str(x, EVENT_INVITATION_NAME),
			.post = doc_str(x, EVENT_INVITATION_POST),
			.contact = doc_str(x, EVENT_INVITATION_CONTACT),
			.mail = doc_str(x, EVENT_INVITATION_MAIL),
			.note = doc_str(x, EVENT_INVITATION_NOTE),
			.replied = instant_text(v, x, EVENT_INVITATION_REPLIED),
			.sent = instant_text(v, x, EVENT_INVITATION_SENT),
			.linked = doc_str(x, EVENT_INVITATION_HASH).n > 0,
		};
		list[i].replies = code_choices(v->a, l, "event-reply", reply, &list[i].nreplies);
	}
	p->rows = list;
	p->nrows = n;
}

static void add_tiles(struct desk_view *v, struct invitation_page *p, const struct doc *d)
{
	enum lang l = v->page->lang;
	struct answers n = invite_answers(d);
	struct tile *t = arena_array(v->a, struct tile, 4);
	const struct {
		enum msg label;
		uint32_t n;
	} list[] = { { MSG_MEETING_INVITED, n.all },
		     { MSG_MEETING_COMING, n.coming + n.delegate },
		     { MSG_MEETING_NOT_COMING, n.not_coming },
		     { MSG_MEETING_SILENT, n.silent } };
	for (size_t i = 0; i < SEL_COUNT(list); i++)
		t[i] = (struct tile){ .label = msg(l, list[i].label), .value = i18n_int(v->a, l, list[i].n) };
	p->tiles = t;
	p->ntiles = SEL_COUNT(list);
}

/* Organisations that are not invited yet. */
static void add_choices(struct desk_view *v, struct invitation_page *p, const struct doc *d)
{
	uint32_t n;
	const struct meeting_choice *all = owners_choices(v, STR_EMPTY, &n);
	struct meeting_choice *list = arena_array(v->a, struct meeting_choice, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		bool there = !str_starts(all[i].value, STR("o:"));
		for (uint32_t k = 0; k < d->v[EVENT_INVITATION].n && !there; k++)
			there = str_eq(doc_str(d->v[EVENT_INVITATION].u.rows[k], EVENT_INVITATION_ORG),
			               str_sub(all[i].value, 2, all[i].value.n));
		if (!there)
			list[p->norganisations++] = all[i];
	}
	p->organisations = list;
}

static struct reply invitations_page(struct desk_view *v, int status, str refused, const struct problems *ps)
{
	struct invitation_page *p = arena_make(v->a, struct invitation_page);
	const struct doc *d = v->record->doc;
	event_head(v, &p->head, "invitations", refused, ps);
	add_rows(v, p, d);
	add_tiles(v, p, d);
	if (p->head.may_edit)
		add_choices(v, p, d);
	p->mail = v->web->post != NULL;
	v->page->status = status;
	tmpl_event_invitations(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply invitations_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return event_start(r, &v, &failed) ? invitations_page(&v, 200, STR_EMPTY, NULL) : failed;
}

/* ---- changes ---- */

static void invite_regencies(struct desk_view *v, struct doc *d)
{
	uint32_t n;
	str *codes = regencies_of(v->a, v->web->places, &n);
	invite_add(v->a, d, codes, n, NULL, 0);
}

static void invite_organisations(struct desk_view *v, struct doc *d)
{
	VEC(str) ids = { 0 };
	for (uint32_t i = 0; i < v->req->form.n; i++) {
		str value = v->req->form.p[i].value;
		if (str_is(v->req->form.p[i].name, "o") && str_starts(value, STR("o:")))
			*vec_push(v->a, &ids) = str_sub(value, 2, value.n);
	}
	invite_add(v->a, d, NULL, 0, ids.p, (uint32_t)ids.n);
}

static str field_of(struct desk_view *v, const char *name, const char *id)
{
	return str_trim(req_form(v->req, arena_fmt(v->a, "%s-%s", name, id).p));
}

/* What was told by telephone, addresses for letters, and who is not asked after all. */
static bool enter(struct desk_view *v, struct doc *d, struct problems *ps)
{
	uint32_t kept = 0, n = d->v[EVENT_INVITATION].n;
	struct doc **rows = d->v[EVENT_INVITATION].u.rows;
	bool ok = true;
	for (uint32_t i = 0; i < n; i++) {
		struct doc *row = rows[i];
		str reply = field_of(v, "reply", row->id), mail = field_of(v, "mail", row->id);
		if (field_of(v, "remove", row->id).n)
			continue;
		rows[kept++] = row;
		row->v[EVENT_INVITATION_MAIL] = (struct value){ 0 };
		if (mail.n)
			doc_set(row, EVENT_INVITATION_MAIL, arena_str(v->a, mail));
		struct answer in = { .reply = reply,
			             .name = field_of(v, "name", row->id),
			             .post = doc_str(row, EVENT_INVITATION_POST),
			             .contact = doc_str(row, EVENT_INVITATION_CONTACT),
			             .note = doc_str(row, EVENT_INVITATION_NOTE),
			             .at = clock_now() };
		bool changed = !str_eq(reply, doc_str(row, EVENT_INVITATION_REPLY)) ||
		               !str_eq(in.name, doc_str(row, EVENT_INVITATION_NAME));
		if (reply.n && changed)
			ok = invite_answer(v->a, d, row, &in, ps) && ok;
	}
	d->v[EVENT_INVITATION].n = kept;
	return ok;
}

/* ---- links ---- */

static str site_address(const struct desk_view *v)
{
	return v->web->address.n ? v->web->address : arena_fmt(v->a, "http://%.*s", STR_ARG(v->req->host));
}

static bool is_wanted(struct desk_view *v, const struct doc *row)
{
	for (uint32_t i = 0; i < v->req->form.n; i++)
		if (str_is(v->req->form.p[i].name, "l") && str_is(v->req->form.p[i].value, row->id))
			return true;
	return false;
}

static bool post_letter(struct desk_view *v, struct record_tx *tx, const struct doc *d, const struct doc *row,
                        const struct link_row *x)
{
	int64_t ends = 0;
	str mail = doc_str(row, EVENT_INVITATION_MAIL);
	struct web_letter letter = {
		.to = mail,
		.lang = LANG_ID,
		.subject = msg_fmt(v->a, LANG_ID, MSG_MEETING_LETTER_SUBJECT, doc_str(d, EVENT_TITLE)),
		.text = msg_fmt(v->a, LANG_ID, MSG_MEETING_LETTER_TEXT, x->who, doc_str(d, EVENT_TITLE),
		                event_when(v->page, d), doc_str(d, EVENT_VENUE), x->address),
	};
	if (event_ends(d, &ends))
		letter.until = ends;
	return v->web->post(v->web, record_tx_db(tx), &letter);
}

/* New secrets for the rows that were ticked, or for all without one; what is kept of them is written, and letters go
 * out, in one transaction. */
static enum record_rc make_links(struct desk_view *v, struct doc *d, struct link_row *list, uint32_t *n,
                                 struct problems *ps)
{
	struct saved out;
	char secret[SECRET_LEN + 1], now[25];
	uint32_t rows = d->v[EVENT_INVITATION].n;
	instant_print(clock_now(), now);
	invite_number(v->a, d);
	struct doc **made = arena_array(v->a, struct doc *, (size_t)rows + 1);
	for (uint32_t i = 0; i < rows; i++) {
		struct doc *row = d->v[EVENT_INVITATION].u.rows[i];
		if (!is_wanted(v, row))
			continue;
		invite_secret(v->a, row, secret);
		bool mailed = v->web->post && doc_str(row, EVENT_INVITATION_MAIL).n > 0;
		if (mailed)
			doc_set(row, EVENT_INVITATION_SENT, arena_str(v->a, str_of(now)));
		made[*n] = row;
		list[(*n)++] =
		    (struct link_row){ who_of(v, row), doc_str(row, EVENT_INVITATION_NUMBER),
			               arena_fmt(v->a, "%.*s/id/reply/%s", STR_ARG(site_address(v)), secret), mailed };
	}
	struct save save = { .actor = v->actor,
		             .doc = d,
		             .no = v->record->no,
		             .base_version = event_version(v->req),
		             .origin = ORIGIN_FORM,
		             .state = v->record->state,
		             .action = ACT_EDIT,
		             .note = STR("links") };
	if (save.base_version != v->record->version)
		return RECORD_CONFLICT;
	desk_release(v);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, clock_now());
	enum record_rc rc = tx ? record_save_in(tx, v->a, &save, ps, &out) : RECORD_FAILED;
	for (uint32_t i = 0; rc == RECORD_OK && i < *n; i++)
		if (list[i].mailed && !post_letter(v, tx, d, made[i], &list[i]))
			rc = RECORD_FAILED;
	if (tx)
		rc = record_tx_end(tx, rc);
	return desk_reopen(v) ? rc : RECORD_FAILED;
}

static struct reply links_reply(struct desk_view *v, struct doc *d)
{
	struct problems ps;
	uint32_t n = 0;
	str refused;
	struct link_row *list = arena_array(v->a, struct link_row, (size_t)d->v[EVENT_INVITATION].n + 1);
	problems_init(&ps, v->a, EVENT_PROBLEMS);
	enum record_rc rc = make_links(v, d, list, &n, &ps);
	if (rc != RECORD_OK) {
		int status = event_failed(v, rc, &refused);
		return invitations_page(v, status, refused, &ps);
	}
	desk_title(v, msg(v->page->lang, MSG_MEETING_LINKS));
	tmpl_event_links(v->page, list, n, desk_url(v, "invitations"));
	struct reply p = page_reply(v->req, v->page);
	p.personal = true;
	return p;
}

struct reply invitations_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	str refused;
	if (!event_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_EDIT))
		return desk_refuse(&v, ACT_EDIT);
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	struct doc *d = event_whole(&v);
	str what = req_form(r, "do");
	bool ok = true;
	if (str_is(what, "links"))
		return links_reply(&v, d);
	if (str_is(what, "regencies"))
		invite_regencies(&v, d);
	else if (str_is(what, "organisations"))
		invite_organisations(&v, d);
	else if (str_is(what, "rows"))
		ok = enter(&v, d, &ps);
	enum record_rc rc = ok ? event_save(&v, d, STR("invitations"), &ps) : RECORD_REFUSED;
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, desk_url(&v, "invitations"));
	int status = event_failed(&v, rc, &refused);
	return invitations_page(&v, status, refused, &ps);
}

/* ---- the answer of those who are signed in ---- */

struct doc *invitation_of(const struct desk_view *v, const struct doc *event)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_INVITATION, &n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t g = 0; g < v->actor->ngrants; g++) {
			const struct grant *x = &v->actor->grants[g];
			if ((x->org.n && str_eq(x->org, doc_str(rows[i], EVENT_INVITATION_ORG))) ||
			    (x->role == ROLE_REGENCY && x->place.n &&
			     str_eq(x->place, doc_str(rows[i], EVENT_INVITATION_PLACE))))
				return rows[i];
		}
	return NULL;
}

struct reply answer_own_post(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved out;
	str refused;
	if (!event_start(r, &v, &failed))
		return failed;
	struct doc *d = event_whole(&v), *row = invitation_of(&v, d);
	if (!row)
		return desk_refuse(&v, ACT_EDIT);
	struct answer in = { .reply = str_trim(req_form(r, "reply")),
		             .name = req_form(r, "name"),
		             .post = req_form(r, "post"),
		             .contact = req_form(r, "contact"),
		             .at = clock_now() };
	problems_init(&ps, v.a, EVENT_PROBLEMS);
	enum record_rc rc = invite_answer(v.a, d, row, &in, &ps) ? RECORD_OK : RECORD_REFUSED;
	if (rc == RECORD_OK) {
		/* the row is the actor's own; nothing else of the document has changed */
		struct save save = { .actor = v.actor,
			             .doc = d,
			             .no = v.record->no,
			             .base_version = v.record->version,
			             .origin = ORIGIN_FORM,
			             .state = v.record->state,
			             .action = ACT_COMMENT,
			             .note = arena_fmt(v.a, "invitation %s", row->id) };
		desk_release(&v);
		struct record_tx *tx = record_tx_begin(v.web->store, v.a, in.at);
		rc = tx ? record_tx_end(tx, record_save_in(tx, v.a, &save, &ps, &out)) : RECORD_FAILED;
		if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
			return desk_redirect(&v, desk_url(&v, "agenda"));
		if (!desk_reopen(&v))
			return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	}
	int status = event_failed(&v, rc, &refused);
	return agenda_refused(&v, status, refused, &ps);
}
