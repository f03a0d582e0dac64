/* Documents and permits on the desk: panels, uploads, downloads. */
#include "agreement/pages.h"

#include "agreement/deadline.h"
#include "agreement/held.h"
#include "agreement/pages_tmpl.h"
#include "record/codelist.h"
#include "record/form.h"

/* ---- documents ---- */

static str added_text(struct desk_view *v, const struct doc *file)
{
	int64_t at;
	return instant_parse_xsd(doc_str(file, ATTACHMENT_FILE_ADDED), &at) ? i18n_instant(v->a, v->page->lang, at)
	                                                                    : STR_EMPTY;
}

static const struct form_part *file_of(const struct req *r)
{
	for (uint32_t i = 0; i < r->form.n; i++)
		if (r->form.p[i].file && str_is(r->form.p[i].name, "file"))
			return &r->form.p[i];
	return NULL;
}

static void documents_panel(struct desk_view *v)
{
	const struct record **list;
	struct settings set;
	uint32_t n;
	int lang = (int)v->page->lang;
	if (v->kind == &document_kind || !attachments_of(v->web->store, v->db, v->a, v->actor, v->record, &list, &n) ||
	    !settings_load(v->db, &set))
		return;
	struct documents_panel *p = arena_make(v->a, struct documents_panel);
	struct document_row *rows = arena_array(v->a, struct document_row, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc *d = list[i]->doc;
		uint32_t files;
		struct doc *const *f = doc_rows(d, ATTACHMENT_FILE, &files);
		rows[i] = (struct document_row){
			.title = doc_str(d, ATTACHMENT_TITLE),
			.sort = codelist_name("document-sort", doc_str(d, ATTACHMENT_SORT), lang),
			.note = files ? doc_str(f[files - 1], ATTACHMENT_FILE_NAME) : STR_EMPTY,
			.audience = codelist_name("audience", doc_str(d, ATTACHMENT_AUDIENCE), lang),
			.href = url_path(v->page, "/document/{}/{}", str_of(list[i]->id), arena_fmt(v->a, "%u", files)),
			.id = str_of(list[i]->id),
		};
		struct document_version *versions = arena_array(v->a, struct document_version, files);
		for (uint32_t k = 0; k < files; k++)
			versions[k] = (struct document_version){
				arena_fmt(v->a, "%u", k + 1),
				doc_str(f[k], ATTACHMENT_FILE_NAME),
				added_text(v, f[k]),
				url_path(v->page, "/document/{}/{}", str_of(list[i]->id), arena_fmt(v->a, "%u", k + 1)),
			};
		rows[i].versions = versions;
		rows[i].nversions = files;
	}
	p->rows = rows;
	p->nrows = n;
	p->may_attach = !v->record->deleted && desk_may(v, ACT_ATTACH);
	p->action = desk_url(v, "attach");
	p->max = arena_fmt(v->a, "%d", set.document_max_mb);
	p->sorts = agreement_choices(v, "document-sort", &p->nsorts);
	struct choice_of *audiences = agreement_choices(v, "audience", &p->naudiences);
	uint32_t offered = 0;
	for (uint32_t i = 0; i < p->naudiences; i++)
		if (attachment_audience_allowed(v->actor, audiences[i].code))
			audiences[offered++] = audiences[i];
	p->audiences = audiences;
	p->naudiences = offered;
	/* after a refusal the page is given back with what was typed */
	p->open = file_of(v->req) && !req_form(v->req, "document").n;
	p->title = req_form(v->req, "title");
	p->sort = req_form(v->req, "sort");
	p->number = req_form(v->req, "number");
	p->date = req_form(v->req, "date");
	p->audience = req_form(v->req, "audience");
	tmpl_documents_panel(v->page, p);
}

struct reply agreement_refuse(struct desk_view *v, const struct problems *ps)
{
	struct warnings_panel *p = arena_make(v->a, struct warnings_panel);
	*p = (struct warnings_panel){ ps->first, msg(v->page->lang, MSG_DOCUMENT_REFUSED) };
	v->page->status = 422;
	desk_title(v, p->lead);
	tmpl_agreement_refused(v->page, p);
	return page_reply(v->req, v->page);
}

/* The record again, with what was typed about the document and why it was not taken. */
static struct reply refuse_upload(struct desk_view *v, const struct problems *ps)
{
	enum lang l = v->page->lang;
	struct problems named;
	problems_init(&named, v->a, ps->max);
	for (const struct problem *x = ps->first; x; x = x->next) {
		struct problem p = *x;
		p.where = STR("document"); /* a label, not a path of the record */
		p.path = p.path.n ? msg_label(l, "field", "document", p.path.p, STR_EMPTY) : STR_EMPTY;
		problems_add(&named, p);
	}
	return desk_record_reply(v, 422, msg(l, MSG_DOCUMENT_REFUSED), &named);
}

struct reply agreement_attach(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct saved saved;
	struct settings set;
	if (!desk_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_ATTACH))
		return desk_refuse(&v, ACT_ATTACH);
	problems_init(&ps, v.a, 20);
	const struct form_part *f = file_of(r);
	if (!settings_load(v.db, &set) || !f)
		problems_add(&ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.file.missing" });
	date day;
	char iso[11] = "";
	str dated = str_trim(req_form(r, "date"));
	if (dated.n && form_date(dated, &day))
		date_print(day, iso);
	else if (dated.n)
		problems_add(&ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                    .key = "problem.file.date",
		                                    .path = STR("date"),
		                                    .found = dated });
	if (problems_refuse(&ps))
		return refuse_upload(&v, &ps);
	str earlier = str_trim(req_form(r, "document"));
	const struct record *old =
	    earlier.n ? record_load_id(v.web->store, v.db, v.a, &actor_system, &document_kind, earlier) : NULL;
	if (earlier.n && !old)
		return desk_not_found(&v);
	struct attach in = { .actor = v.actor,
		             .target = v.record,
		             .no = old ? old->no : 0,
		             .title = req_form(r, "title"),
		             .sort = req_form(r, "sort").n || old ? req_form(r, "sort") : STR("other"),
		             .number = req_form(r, "number"),
		             .date = str_of(iso),
		             .audience = req_form(r, "audience"),
		             .filename = f->filename,
		             .bytes = f->value,
		             .max_mb = set.document_max_mb };
	desk_release(&v);
	enum record_rc rc = attachment_add(v.web->store, v.a, &in, &ps, &saved);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, desk_url(&v, NULL));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(v.page->lang, MSG_DESK_BUSY));
	if (rc == RECORD_MISSING)
		return desk_not_found(&v);
	return rc == RECORD_FORBIDDEN ? desk_refuse(&v, ACT_ATTACH) : refuse_upload(&v, &ps);
}

/* Saved by the browser, never shown inside it, whatever it is. */
struct reply agreement_download(struct req *r)
{
	const struct web *w = web_of(r);
	int64_t file = 0;
	db *d = db_borrow_in(store_pool(w->store), DB_READ, r->arena);
	const struct attachment_bytes *b = NULL;
	if (d && str_to_int(r->params[2], &file) && file >= 0 && file < 1000)
		b = attachment_read(w->store, d, r->arena, req_actor(r), r->params[1], (uint32_t)file);
	if (!b) {
		struct page *pg = page_new(r, &w->page);
		pg->status = 404;
		tmpl_notice(pg, msg(pg->lang, MSG_ERROR_404), msg(pg->lang, MSG_ERROR_NOT_FOUND));
		return page_reply(r, pg);
	}
	struct reply p = reply_text(r, 200, b->type, b->bytes);
	reply_download(r, &p, b->name);
	reply_header(r, &p, "Content-Security-Policy",
	             STR("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"));
	return p;
}

static uint32_t home_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	enum lang l = v->page->lang;
	if (max < 3 || !may(v->actor, ACT_VIEW, &agreement_kind, NULL))
		return 0;
	out[0] = (struct desk_link){ msg(l, MSG_BOARD_TITLE), url_to(v->page, "/desk/board", 0, NULL), NULL };
	out[1] = (struct desk_link){ msg(l, MSG_DEADLINES_TITLE), url_to(v->page, "/desk/deadlines", 0, NULL), NULL };
	out[2] = (struct desk_link){ msg(l, MSG_TRACKS_TITLE), url_to(v->page, "/desk/tracks", 0, NULL), NULL };
	return 3;
}

/* Deadlines that are near or past, for those who are told of them by mail, too. */
static uint32_t waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	enum { MONTHS = 3 }; /* what is further off is not near, whatever it is */
	const struct actor *who = v->actor;
	date today = date_of_instant(clock_now());
	struct deadline_query q = { .viewer = who,
		                    .lang = (int)v->page->lang,
		                    .today = today,
		                    .until = date_add_months(today, MONTHS),
		                    .bare = true };
	struct deadline *list;
	uint32_t n;
	if (!max || (!actor_is(who, ROLE_BUREAU) && !actor_is(who, ROLE_ADMIN) && !actor_is(who, ROLE_PARTNER)) ||
	    !deadlines(v->web->store, v->db, v->a, &q, &list, &n))
		return 0;
	out[0] = (struct desk_waiting){ .what = "deadlines",
		                        .label = msg(v->page->lang, MSG_DEADLINES_WAITING),
		                        .icon = "calendar",
		                        .href = url_to(v->page, "/desk/deadlines", 0, NULL) };
	for (uint32_t i = 0; i < n; i++) {
		out[0].n += list[i].level >= DEADLINE_NEAR;
		out[0].late = out[0].late || list[i].level == DEADLINE_PAST;
	}
	return 1;
}

const struct desk_room every_room = { .panel = documents_panel, .home = home_links, .waiting = waiting };
const struct desk_room document_room = { .kind = &document_kind, .icon = "file-text", .no_form = true };

/* ---- permits ---- */

static const struct doc *linked(struct desk_view *v, uint32_t field)
{
	const struct record *r =
	    record_load_id(v->web->store, v->db, v->a, &actor_system, &permit_kind, doc_str(v->record->doc, field));
	return r && !r->deleted ? r->doc : NULL;
}

/* Documents of the request that are not ticked, by name; which are wanted follows from the holder's legal form. */
static void add_papers(struct desk_view *v, const struct doc *permit, struct problems *ps)
{
	const struct code **missing;
	const struct record *org = record_load_id(v->web->store, v->db, v->a, &actor_system, &organisation_kind,
	                                          doc_str(permit, PERMIT_HOLDER));
	date issued, day = doc_date(permit, PERMIT_FROM, &issued) ? issued : date_of_instant(clock_now());
	const struct doc *fact = org ? organisation_fact(org->doc, ORGANISATION_LEGAL_FORM, day) : NULL;
	str form = fact ? doc_str(fact, LEGAL_FORM_CODE) : STR_EMPTY;
	if (!str_is(form, "foreign_self") && !str_is(form, "foreign_donor")) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_WARNING,
		                                   .key = "problem.permit.form_unknown",
		                                   .expected = STR("PP 59/2016 Pasal 10 ayat (2)-(3)") });
		return;
	}
	uint32_t n = permit_papers_missing(permit, form, v->a, &missing);
	for (uint32_t i = 0; i < n; i++)
		problems_add(ps, (struct problem){ .severity = SEVERITY_WARNING,
		                                   .key = "problem.permit.paper",
		                                   .found = str_of(missing[i]->code),
		                                   .expected = str_of(missing[i]->source) });
}

static void permit_panel(struct desk_view *v)
{
	static const enum msg texts[] = { [PERMIT_CALM] = MSG_PERMIT_CALM,
		                          [PERMIT_SIX_MONTHS] = MSG_PERMIT_SIX,
		                          [PERMIT_FOUR_MONTHS] = MSG_PERMIT_FOUR,
		                          [PERMIT_THREE_MONTHS] = MSG_PERMIT_THREE,
		                          [PERMIT_EXPIRED] = MSG_PERMIT_EXPIRED };
	enum lang l = v->page->lang;
	const struct doc *d = v->record->doc, *principle = linked(v, PERMIT_PRINCIPLE), *msp = linked(v, PERMIT_MSP);
	struct problems *ps = arena_make(v->a, struct problems);
	struct warnings_panel *p = arena_make(v->a, struct warnings_panel);
	problems_init(ps, v->a, 50);
	date until = permit_until(d, principle);
	enum permit_warning warning = permit_warning(d, principle, date_of_instant(clock_now()));
	if (str_is(doc_str(d, PERMIT_KIND), "operational"))
		permit_operational_check(d, principle, msp, ps);
	const struct code **missing;
	uint32_t n = str_is(doc_str(d, PERMIT_KIND), "msp") ? permit_items_missing(d, v->a, &missing) : 0;
	for (uint32_t i = 0; i < n; i++)
		problems_add(ps, (struct problem){ .severity = SEVERITY_WARNING,
		                                   .key = "problem.gate.msp_item",
		                                   .found = str_of(missing[i]->code),
		                                   .expected = str_of(missing[i]->source) });
	if (str_is(doc_str(d, PERMIT_KIND), "principle"))
		add_papers(v, d, ps);
	p->lead = arena_fmt(v->a, "%.*s %.*s",
	                    STR_ARG(msg_fmt(v->a, l, MSG_PERMIT_LEAD, i18n_date(v->a, l, until, DATE_LONG))),
	                    STR_ARG(msg(l, texts[warning])));
	p->first = ps->first;
	tmpl_permit_panel(v->page, p);
}

static str standing(struct desk_view *v, const struct record *r)
{
	date until;
	const char *word = permit_standing(v->web->store, v->db, v->a, r, date_of_instant(clock_now()), &until);
	return msg_or(v->page->lang, arena_fmt(v->a, "permit_state.%s", word).p, STR_EMPTY);
}

const struct desk_room permit_room = {
	.kind = &permit_kind, .icon = "file-text", .panel = permit_panel, .standing = standing, .steps_last = true
};
