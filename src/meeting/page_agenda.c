/* The agenda: candidates from data, and the rows that the chair has picked. */
#include "base/hash.h"
#include "base/vec.h"
#include "html/html_tmpl.h"
#include "meeting/meeting_tmpl.h"
#include "meeting/pages.h"

static struct url source_url(struct desk_view *v, str kind, str id)
{
	return kind.n && id.n ? url_path(v->page, "/desk/{}/{}", kind, id) : (struct url){ STR_EMPTY };
}

static str clock_text(arena *a, int minutes)
{
	return minutes < 0 ? STR_EMPTY : arena_fmt(a, "%02d.%02d", minutes / 60 % 24, minutes % 60);
}

static void add_rows(struct desk_view *v, struct agenda_page *p, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, EVENT_AGENDA, &n);
	struct agenda_row *list = arena_array(v->a, struct agenda_row, (size_t)n + 1);
	int *starts = arena_array(v->a, int, (size_t)n + 1);
	bool timed = agenda_times(d, starts);
	for (uint32_t i = 0; i < n; i++) {
		list[i] = (struct agenda_row){ .id = str_of(rows[i]->id),
			                       .topic = doc_str(rows[i], EVENT_AGENDA_TOPIC),
			                       .minutes = doc_str(rows[i], EVENT_AGENDA_MINUTES),
			                       .presenter = doc_str(rows[i], EVENT_AGENDA_PRESENTER),
			                       .sentence = doc_str(rows[i], EVENT_AGENDA_SENTENCE),
			                       .figures = doc_str(rows[i], EVENT_AGENDA_FIGURES),
			                       .starts = timed ? clock_text(v->a, starts[i]) : STR_EMPTY,
			                       .source = source_url(v, doc_str(rows[i], EVENT_AGENDA_SOURCE_KIND),
			                                            doc_str(rows[i], EVENT_AGENDA_SOURCE_ID)),
			                       .at = i + 1 };
		int64_t minutes;
		if (timed && i + 1 == n && doc_int(rows[i], EVENT_AGENDA_MINUTES, &minutes))
			p->until = clock_text(v->a, starts[i] + (int)minutes);
	}
	p->rows = list;
	p->nrows = n;
}

/* Two sentences can come from one record: its key is of what it says. */
static str key_of(arena *a, const struct candidate *c)
{
	str text = arena_fmt(a, "%.*s %.*s", STR_ARG(c->key), STR_ARG(c->topic));
	struct hash h = hash_blake2b(text.p, text.n);
	char hex[17];
	hex_print(h.b, 8, hex);
	return arena_str(a, str_of(hex));
}

static void add_groups(struct desk_view *v, struct agenda_page *p, const struct candidate *list, uint32_t n)
{
	VEC(struct agenda_group) groups = { 0 };
	for (uint32_t i = 0; i < n;) {
		uint32_t end = i;
		while (end < n && strcmp(list[end].group, list[i].group) == 0)
			end++;
		struct agenda_choice *choices = arena_array(v->a, struct agenda_choice, end - i);
		for (uint32_t k = i; k < end; k++)
			choices[k - i] =
			    (struct agenda_choice){ key_of(v->a, &list[k]), list[k].topic, list[k].sentence,
				                    source_url(v, list[k].kind, list[k].id), list[k].picked };
		*vec_push(v->a, &groups) =
		    (struct agenda_group){ msg_or(v->page->lang, arena_fmt(v->a, "meeting.group_%s", list[i].group).p,
			                          str_of(list[i].group)),
			                   choices, end - i };
		i = end;
	}
	p->groups = groups.p;
	p->ngroups = (uint32_t)groups.n;
}

/* Whoever is invited and signed in answers here, without the link. */
static void add_answer(struct desk_view *v, struct agenda_page *p, const struct doc *d)
{
	const struct doc *row = invitation_of(v, d);
	int64_t ends;
	bool open = str_is(doc_str(d, EVENT_STATUS), "invited") && !(event_ends(d, &ends) && clock_now() > ends);
	if (!row || !open || p->head.may_edit)
		return;
	p->answer = desk_url(v, "answer");
	p->invited = organisation_name(v->a, v->web->store, v->db, doc_str(row, EVENT_INVITATION_ORG));
	if (!p->invited.n)
		p->invited = regency_name(v->a, v->web->places, doc_str(row, EVENT_INVITATION_PLACE));
	p->reply = doc_str(row, EVENT_INVITATION_REPLY);
	p->name = v->actor->name;
	p->replies = code_choices(v->a, v->page->lang, "event-reply", p->reply, &p->nreplies);
}

struct reply agenda_refused(struct desk_view *v, int status, str refused, const struct problems *ps)
{
	struct agenda_page *p = arena_make(v->a, struct agenda_page);
	const struct doc *d = v->record->doc;
	event_head(v, &p->head, "agenda", refused, ps);
	add_rows(v, p, d);
	p->basis = doc_str(d, EVENT_BASIS);
	add_answer(v, p, d);
	if (p->head.may_edit) {
		struct agenda_query q = event_query(v, d);
		struct candidate *list;
		uint32_t n;
		if (agenda_candidates(v->a, &q, &list, &n))
			add_groups(v, p, list, n);
	}
	v->page->status = status;
	tmpl_event_agenda(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply agenda_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return event_start(r, &v, &failed) ? agenda_refused(&v, 200, STR_EMPTY, NULL) : failed;
}

/* ---- changes ---- */

static bool is_chosen(const struct req *r, str key)
{
	for (uint32_t i = 0; i < r->form.n; i++)
		if (str_is(r->form.p[i].name, "c") && str_eq(r->form.p[i].value, key))
			return true;
	return false;
}

static void pick(struct desk_view *v, struct doc *d)
{
	struct agenda_query q = event_query(v, d);
	struct candidate *list;
	uint32_t n;
	if (!agenda_candidates(v->a, &q, &list, &n))
		return;
	for (uint32_t i = 0; i < n; i++)
		if (!list[i].picked && is_chosen(v->req, key_of(v->a, &list[i])))
			agenda_pick(v->a, d, &list[i], STR("15"));
}

static str field_of(struct desk_view *v, const char *name, const char *id)
{
	return str_trim(req_form(v->req, arena_fmt(v->a, "%s-%s", name, id).p));
}

static void put(arena *a, struct doc *row, uint32_t field, str text)
{
	row->v[field] = (struct value){ 0 };
	if (text.n)
		doc_set(row, field, arena_str(a, text));
}

/* Rows by the numbers that were typed, equal ones as they stood; those ticked are left out. */
static void order(struct desk_view *v, struct doc *d)
{
	uint32_t n = d->v[EVENT_AGENDA].n, kept = 0;
	struct doc **rows = d->v[EVENT_AGENDA].u.rows;
	int64_t *place = arena_array(v->a, int64_t, (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *row = rows[i];
		int64_t at = (int64_t)i + 1;
		if (field_of(v, "remove", row->id).n)
			continue;
		if (!str_to_int(field_of(v, "order", row->id), &at))
			at = (int64_t)i + 1;
		put(v->a, row, EVENT_AGENDA_TOPIC, field_of(v, "topic", row->id));
		put(v->a, row, EVENT_AGENDA_MINUTES, field_of(v, "minutes", row->id));
		put(v->a, row, EVENT_AGENDA_PRESENTER, field_of(v, "presenter", row->id));
		uint32_t k = kept++;
		for (; k > 0 && place[k - 1] > at; k--) {
			rows[k] = rows[k - 1];
			place[k] = place[k - 1];
		}
		rows[k] = row;
		place[k] = at;
	}
	d->v[EVENT_AGENDA].n = kept;
}

static void add_typed(struct desk_view *v, struct doc *d)
{
	struct doc *row = doc_add_row(v->a, d, EVENT_AGENDA);
	put(v->a, row, EVENT_AGENDA_TOPIC, str_trim(req_form(v->req, "topic")));
	put(v->a, row, EVENT_AGENDA_MINUTES, str_trim(req_form(v->req, "minutes")));
	put(v->a, row, EVENT_AGENDA_PRESENTER, str_trim(req_form(v->req, "presenter")));
	rows_give_ids(d, EVENT_AGENDA);
}

struct reply agenda_post(struct req *r)
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
	if (str_is(what, "pick"))
		pick(&v, d);
	else if (str_is(what, "rows"))
		order(&v, d);
	else if (str_is(what, "add"))
		add_typed(&v, d);
	enum record_rc rc = event_save(&v, d, STR("agenda"), &ps);
	if (rc == RECORD_OK || rc == RECORD_UNCHANGED)
		return desk_redirect(&v, desk_url(&v, "agenda"));
	int status = event_failed(&v, rc, &refused);
	return agenda_refused(&v, status, refused, &ps);
}
