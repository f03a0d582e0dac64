/* The page of the audit log. */
#include "desk/audit.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "desk/desk_tmpl.h"
#include "partner/partner.h"
#include "record/form.h"

enum { TEXT_MAX = 8000, DETAIL_WORDS = 200, PER_PAGE = 50, PEOPLE_MAX = 5000, CHOICES_MAX = 20, COVERED_MAX = 10 };

static const struct input audit_inputs[] = {
	{ "person", INPUT_TEXT, INPUT_LENIENT, 200 }, { "kind", INPUT_CODE, INPUT_LENIENT, 40 },
	{ "event", INPUT_CODE, INPUT_LENIENT, 40 },   { "record", INPUT_CODE, INPUT_LENIENT, ULID_LEN },
	{ "address", INPUT_CODE, INPUT_LENIENT, 64 }, { "from", INPUT_TEXT, INPUT_LENIENT, 40 },
	{ "to", INPUT_TEXT, INPUT_LENIENT, 40 },      { "refused", INPUT_FLAG, INPUT_LENIENT, 0 },
	{ "before", INPUT_INT, INPUT_LENIENT, 0 },    { 0 }
};

const struct route desk_audit_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/audit",
	  .permission = PERM_AUDIT,
	  .inputs = audit_inputs,
	  .handler = desk_audit,
	  .summary = "The audit log" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/audit/{file}",
	  .permission = PERM_AUDIT,
	  .inputs = audit_inputs,
	  .handler = desk_audit_file,
	  .flags = ROUTE_SLOW,
	  .summary = "What was selected of the audit log, as a file" },
	{ .pattern = NULL },
};

/* ---- what is asked for ---- */

static const struct kind *account_of(const struct desk_view *v)
{
	return store_kind_named(v->web->store, STR("account"));
}

/* Accounts, of today and of before, whose name holds TEXT. */
static bool named_so(struct desk_view *v, str text, struct audit_choice **out, size_t *n)
{
	VEC(struct audit_choice) found = { 0 };
	const struct kind *k = account_of(v);
	struct listing all = { .kind = k, .viewer = &actor_system, .what = LIST_OPEN, .max = PEOPLE_MAX };
	int64_t *nos, total;
	uint32_t count;
	str wanted = utf8_fold(v->a, text);
	*n = 0;
	if (!k || !k->title || !wanted.n || !record_list(v->web->store, v->db, v->a, &all, &nos, &count, &total))
		return false;
	for (uint32_t i = 0; i < count && found.n < CHOICES_MAX; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, nos[i]);
		str name = r ? k->title(r->doc, (int)v->page->lang, v->a) : STR_EMPTY;
		if (name.n && str_find(utf8_fold(v->a, name), wanted, 0) >= 0)
			*vec_push(v->a, &found) = (struct audit_choice){ str_of(r->id), name, false };
	}
	*out = found.p;
	*n = found.n;
	return found.n > 0;
}

static bool person_of(struct desk_view *v, struct audit_query *q, struct audit_page *p)
{
	str text = req_input(v->req, "person")->text;
	struct audit_choice *people;
	size_t n;
	if (!text.n || ulid_valid(text) || str_eq(text, actor_system.id) || str_eq(text, actor_public.id)) {
		q->actor = text;
		return true;
	}
	if (!named_so(v, text, &people, &n))
		return false;
	q->actor = people[0].value;
	if (n == 1 || !p)
		return n == 1;
	p->people = people;
	p->npeople = n;
	return false;
}

static bool record_of(struct desk_view *v, struct audit_query *q)
{
	str id = req_input(v->req, "record")->text;
	if (!id.n)
		return true;
	for (int i = 1; ulid_valid(id) && i < 256 && !q->no; i++) {
		const struct kind *k = store_kind(v->web->store, i);
		const struct record *r = k ? record_load_id(v->web->store, v->db, v->a, &actor_system, k, id) : NULL;
		q->no = r ? r->no : 0;
	}
	return q->no != 0;
}

static int event_named(str name)
{
	for (int i = 1; i < AUDIT_EVENTS; i++)
		if (str_is(name, audit_event_name(i)))
			return i;
	return 0;
}

bool audit_query_of(struct desk_view *v, struct audit_query *q, struct audit_page *p)
{
	struct req *r = v->req;
	const struct kind *k = store_kind_named(v->web->store, req_input(r, "kind")->text);
	date from, to;
	*q = (struct audit_query){ .actor = STR_EMPTY,
		                   .kind = k ? k->number : 0,
		                   .event = event_named(req_input(r, "event")->text),
		                   .before = req_input(r, "before")->i,
		                   .max = PER_PAGE,
		                   .address = req_input(r, "address")->text,
		                   .refused = req_input(r, "refused")->i != 0 };
	str first = str_trim(req_input(r, "from")->text), last = str_trim(req_input(r, "to")->text);
	bool days = (!first.n || form_date(first, &from)) && (!last.n || form_date(last, &to));
	if (days && first.n)
		q->from_at = from * DAY_MS - WITA_MS;
	if (days && last.n)
		q->to_at = (to + 1) * DAY_MS - WITA_MS;
	if (p)
		p->bad_day = !days;
	return days && person_of(v, q, p) && record_of(v, q);
}

/* ---- a line in words ---- */

/* "second factor off" -> "second_factor_off": a program's word as part of the name of its message. */
static str slug_of(arena *a, str words)
{
	str s = arena_str(a, words);
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 32) : s.p[i];
		p[i] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
	}
	p[s.n] = '\0';
	return (str){ p, s.n };
}

/* A word of powers given: a role, an organisation, a place; itself when it is none of them. */
static str power_word(struct desk_view *v, enum lang lang, str word)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const struct place *p = v && v->web->places ? place_by_code(v->web->places, word) : NULL;
	const struct record *r = v && ulid_valid(word)
	                             ? record_load_id(v->web->store, v->db, v->a, v->actor, &organisation_kind, word)
	                             : NULL;
	if (p)
		return desk_place(v, p);
	if (r)
		return desk_record_title(v, r);
	return role_of(word) == ROLE_NONE ? word : msg_or(lang, arena_fmt(a, "role.%.*s", STR_ARG(word)).p, word);
}

static str powers_text(struct desk_view *v, arena *a, enum lang lang, str detail)
{
	struct buf b;
	str word;
	buf_init(&b, a, TEXT_MAX);
	while (str_cut(&detail, ' ', &word)) {
		bool ends = str_ends(word, STR(";"));
		if (b.n)
			buf_char(&b, ' ');
		buf_str_add(&b, power_word(v, lang, ends ? str_sub(word, 0, word.n - 1) : word));
		buf_cstr(&b, ends ? ";" : "");
	}
	return buf_str(&b);
}

str audit_detail_text(struct desk_view *v, arena *a, enum lang lang, const struct audit_entry *e)
{
	bool powers = e->event == AUDIT_POWERS || e->event == AUDIT_INVITE;
	if (!e->detail.n || e->detail.n > DETAIL_WORDS)
		return powers ? powers_text(v, a, lang, e->detail) : e->detail;
	str text = msg_or(lang, arena_fmt(a, "audit.detail.%.*s", STR_ARG(slug_of(a, e->detail))).p, STR_EMPTY);
	if (text.n)
		return text;
	/* "token made ABC", "GET /id/desk": the last word is what it happened to */
	size_t at = e->detail.n;
	while (at && e->detail.p[at - 1] != ' ')
		at--;
	str words = str_sub(e->detail, 0, at ? at - 1 : 0), rest = str_sub(e->detail, at, e->detail.n);
	str key = arena_fmt(a, "audit.detail.%.*s", STR_ARG(slug_of(a, words)));
	text = words.n ? msg_or(lang, key.p, STR_EMPTY) : STR_EMPTY;
	if (text.n)
		return arena_fmt(a, "%.*s %.*s", STR_ARG(text), STR_ARG(v ? desk_actor_name(v, rest) : rest));
	return powers ? powers_text(v, a, lang, e->detail) : e->detail;
}

str audit_event_label(enum lang lang, int event)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const char *name = audit_event_name(event);
	return name ? msg_or(lang, arena_fmt(a, "audit.event.%s", name).p, str_of(name)) : STR("?");
}

/* The view as that of a page of the record R, for what is the record's. */
static struct desk_view seen_at(const struct desk_view *v, const struct record *whole)
{
	struct desk_view at = *v;
	at.kind = whole->kind;
	at.record = whole;
	at.owners = owners_of(store_app(v->web->store), v->a, whole->doc);
	return at;
}

static void add_record(struct desk_view *v, const struct audit_entry *e, struct audit_shown *s)
{
	const struct record *whole = record_load(v->web->store, v->db, v->a, &actor_system, e->no);
	const struct record *seen = record_load(v->web->store, v->db, v->a, v->actor, e->no);
	s->record = url_path(v->page, "/desk/audit?record={}", e->id);
	s->closed = !seen;
	s->title = e->id;
	if (!whole || !seen)
		return;
	struct desk_view at = seen_at(v, whole);
	s->title = desk_record_title(&at, seen);
	if (!e->first || e->version < 2)
		return;
	const struct record *new = desk_version_of(&at, e->version), *old = desk_version_of(&at, e->version - 1);
	if (!new || !old) {
		s->closed = true;
		return;
	}
	struct desk_version *changes = arena_make(v->a, struct desk_version);
	desk_add_changes(&at, changes, old->doc, new->doc);
	changes->version = e->version;
	s->changes = changes;
}

/* The first records of the many that one line stands for. */
static void add_covered(struct desk_view *v, const struct audit_entry *e, struct audit_shown *s)
{
	struct feed_line *feed;
	uint32_t n;
	VEC(struct audit_covered) list = { 0 };
	s->covers = e->last - e->first + 1;
	if (!record_feed(v->web->store, v->db, v->a, e->first - 1, false, COVERED_MAX, &feed, &n))
		return;
	for (uint32_t i = 0; i < n && feed[i].seq <= e->last; i++) {
		const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, feed[i].no);
		if (r)
			*vec_push(v->a, &list) =
			    (struct audit_covered){ desk_record_title(v, r),
				                    url_path(v->page, "/desk/{}/{}", str_of(r->kind->name),
				                             arena_str(v->a, str_of(r->id))) };
	}
	s->covered = list.p;
	s->ncovered = list.n;
}

struct audit_shown audit_show(struct desk_view *v, const struct audit_entry *e, bool full)
{
	enum lang l = v->page->lang;
	const struct kind *k = store_kind(v->web->store, e->kind);
	bool nobody = str_eq(e->actor, actor_public.id);
	struct audit_shown s = { .seq = e->seq,
		                 .when = i18n_instant(v->a, l, e->at),
		                 .who = nobody ? msg(l, MSG_AUDIT_NOBODY) : desk_actor_name(v, e->actor),
		                 .event = audit_event_label(l, e->event),
		                 .kind = k ? desk_kind_one(l, k) : STR_EMPTY,
		                 .title = STR_EMPTY,
		                 .address = e->address,
		                 .detail = audit_detail_text(v, v->a, l, e),
		                 .person = url_path(v->page, "/desk/audit?person={}", e->actor) };
	if (e->address.n)
		s.from = url_path(v->page, "/desk/audit?address={}", e->address);
	if (full && e->no && e->id.n)
		add_record(v, e, &s);
	else if (full && e->last > e->first)
		add_covered(v, e, &s);
	return s;
}

/* ---- the page ---- */

static void add_choices(struct desk_view *v, struct audit_page *p)
{
	enum lang l = v->page->lang;
	str kind = req_input(v->req, "kind")->text, event = req_input(v->req, "event")->text;
	struct audit_choice *events = arena_array(v->a, struct audit_choice, AUDIT_EVENTS);
	VEC(struct audit_choice) kinds = { 0 };
	for (int i = 1; i < AUDIT_EVENTS; i++) {
		str name = str_of(audit_event_name(i));
		events[p->nevents++] = (struct audit_choice){ name, audit_event_label(l, i), str_eq(name, event) };
	}
	for (int i = 1; i < 256; i++) {
		const struct kind *k = store_kind(v->web->store, i);
		if (k)
			*vec_push(v->a, &kinds) =
			    (struct audit_choice){ str_of(k->name), desk_kind_name(l, k), str_is(kind, k->name) };
	}
	p->events = events;
	p->kinds = kinds.p;
	p->nkinds = kinds.n;
}

/* The same selection at another path: the file of it. */
static struct url file_url(struct desk_view *v, const char *path)
{
	struct page there = *v->page;
	there.path = str_of(path);
	return url_with(&there, "before", STR_EMPTY);
}

static bool add_lines(struct desk_view *v, const struct audit_query *q, struct audit_page *p)
{
	struct audit_entry *list;
	uint32_t n;
	if (!audit_list(v->db, v->a, q, &list, &n))
		return false;
	struct audit_shown *lines = arena_array(v->a, struct audit_shown, n);
	for (uint32_t i = 0; i < n; i++)
		lines[i] = audit_show(v, &list[i], true);
	p->lines = lines;
	p->n = n;
	if (n == PER_PAGE)
		p->older = url_with(v->page, "before", arena_fmt(v->a, "%lld", (long long)list[n - 1].seq));
	if (q->before)
		p->newest = url_with(v->page, "before", STR_EMPTY);
	return true;
}

struct reply desk_audit(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct audit_query q;
	struct audit_page *p = arena_make(r->arena, struct audit_page);
	if (!desk_start(r, &v, &failed))
		return failed;
	*p = (struct audit_page){ .person = req_input(r, "person")->text,
		                  .record = req_input(r, "record")->text,
		                  .address = req_input(r, "address")->text,
		                  .from = req_input(r, "from")->text,
		                  .to = req_input(r, "to")->text,
		                  .refused = req_input(r, "refused")->i != 0,
		                  .csv = file_url(&v, "/desk/audit/audit.csv"),
		                  .xlsx = file_url(&v, "/desk/audit/audit.xlsx") };
	add_choices(&v, p);
	if (audit_query_of(&v, &q, p))
		p->unknown = !add_lines(&v, &q, p);
	else
		p->unknown = !p->npeople;
	desk_title(&v, msg(v.page->lang, MSG_AUDIT_TITLE));
	tmpl_audit(v.page, p);
	return page_reply(r, v.page);
}
