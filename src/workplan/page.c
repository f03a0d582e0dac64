/* The page of a work plan: rows, progress of opinions, who else works there. */
#include "workplan/pages.h"

#include "agreement/calendar.h"
#include "html/html_tmpl.h"
#include "record/codelist.h"
#include "workplan/workplan_tmpl.h"
#include "workplan_sql.h"

enum { CURRENCIES_SHOWN = 8, OPINIONS_MOST = 64, NOTES_MOST = 20, MISSING_MOST = 60 };

bool rkt_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (v->kind == &workplan_kind && v->record)
		return true;
	*failed = desk_not_found(v);
	return false;
}

const struct doc *rkt_whole(struct desk_view *v)
{
	const struct record *r = record_load(v->web->store, v->db, v->a, &actor_system, v->record->no);
	return r ? r->doc : v->record->doc;
}

/* Whether the page is one of the desk, with what only those concerned see. */
static bool is_internal(const struct desk_view *v)
{
	return v->kind == &workplan_kind && may(v->actor, ACT_VIEW, &workplan_kind, &v->owners);
}

/* ---- words ---- */

static str org_name(struct desk_view *v, str id)
{
	return workplan_org_name(v->web->store, v->db, v->a, id, v->page->lang);
}

static str place_name(struct desk_view *v, str code)
{
	const struct place *p = place_by_code(v->web->places, code);
	return p ? desk_place(v, p) : code;
}

str rkt_voice_name(struct desk_view *v, struct voice voice)
{
	str name = voice.by == BY_REGENCY  ? place_name(v, voice.of)
	           : voice.by == BY_AGENCY ? org_name(v, voice.of)
	                                   : STR_EMPTY;
	return name.n ? name : codelist_name("workplan-by", str_of(opinion_by_codes[voice.by]), v->page->lang);
}

static str number(struct desk_view *v, const struct doc *d, uint32_t field)
{
	struct decimal x;
	return doc_decimal(d, field, &x) ? i18n_short(v->a, v->page->lang, x) : doc_str(d, field);
}

/* What the public may not see stands there as "<5" or "*" already (record/small.h). */
static str count_text(struct desk_view *v, const struct doc *d, uint32_t field)
{
	int64_t n;
	if (doc_int(d, field, &n))
		return i18n_int(v->a, v->page->lang, n);
	return doc_has(d, field) ? doc_str(d, field) : STR("–");
}

static str people(struct desk_view *v, const struct doc *d)
{
	static const uint32_t fields[] = { WORKPLAN_LINE_FEMALE, WORKPLAN_LINE_MALE, WORKPLAN_LINE_CHILDREN,
		                           WORKPLAN_LINE_DISABILITY };
	str s[4];
	for (size_t i = 0; i < SEL_COUNT(fields); i++)
		s[i] = count_text(v, d, fields[i]);
	return msg_fmt(v->a, v->page->lang, MSG_WORKPLAN_PEOPLE, s[0], s[1], s[2], s[3]);
}

static str money_text(struct desk_view *v, str currency, struct decimal amount)
{
	struct money m = { 0, "" };
	if (currency.n != 3 || !decimal_rescale(amount, 2, &m.cents))
		return STR_EMPTY;
	memcpy(m.currency, currency.p, 3);
	return i18n_money(v->a, v->page->lang, m, MONEY_SHORT);
}

static str joined(struct desk_view *v, str before, str more)
{
	return before.n ? arena_fmt(v->a, "%.*s; %.*s", STR_ARG(before), STR_ARG(more)) : more;
}

static str money_of(struct desk_view *v, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_BUDGET, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		struct decimal amount = { 0, 0 };
		if (!doc_decimal(rows[i], WORKPLAN_BUDGET_AMOUNT, &amount))
			continue;
		str sum = money_text(v, doc_str(rows[i], WORKPLAN_BUDGET_CURRENCY), amount);
		out = joined(
		    v, out,
		    arena_fmt(v->a, "%.*s (%.*s)", STR_ARG(sum), STR_ARG(doc_str(rows[i], WORKPLAN_BUDGET_SOURCE))));
	}
	return out;
}

static str alignment_of(struct desk_view *v, const struct plan_tree *tree, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_ALIGN, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		const struct plan_node *node = plan_node_find(tree, doc_str(rows[i], WORKPLAN_ALIGN_PLAN));
		out = joined(v, out,
		             arena_fmt(v->a, "%.*s %.*s%%", STR_ARG(node ? node->label : STR("?")),
		                       STR_ARG(number(v, rows[i], WORKPLAN_ALIGN_SHARE))));
	}
	return out;
}

/* Sums by currency: never across. */
static str total_of(struct desk_view *v, const struct doc *plan)
{
	struct money sums[CURRENCIES_SHOWN];
	uint32_t used = 0, n, m;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *const *rows = doc_rows(lines[i], WORKPLAN_LINE_BUDGET, &m);
		for (uint32_t k = 0; k < m; k++) {
			str currency = doc_str(rows[k], WORKPLAN_BUDGET_CURRENCY);
			struct decimal amount;
			int64_t cents, sum;
			uint32_t at = 0;
			if (currency.n != 3 || !doc_decimal(rows[k], WORKPLAN_BUDGET_AMOUNT, &amount) ||
			    !decimal_rescale(amount, 2, &cents))
				continue;
			while (at < used && !str_is(currency, sums[at].currency))
				at++;
			if (at == CURRENCIES_SHOWN)
				continue;
			if (at == used) {
				sums[used] = (struct money){ 0, "" };
				memcpy(sums[used++].currency, currency.p, 3);
			}
			if (!__builtin_add_overflow(sums[at].cents, cents, &sum))
				sums[at].cents = sum;
		}
	}
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < used; i++)
		out = joined(v, out, i18n_money(v->a, v->page->lang, sums[i], MONEY_SHORT));
	return out;
}

/* ---- rows ---- */

static void add_opinions(struct desk_view *v, struct rkt_line *out, const struct doc *line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_OPINION, &n);
	struct rkt_opinion *list = arena_array(v->a, struct rkt_opinion, n);
	for (uint32_t i = 0; i < n && i < OPINIONS_MOST; i++) {
		const struct doc *o = rows[i];
		struct voice voice = { BY_BUREAU, doc_str(o, WORKPLAN_OPINION_OF) };
		int64_t at;
		for (enum opinion_by by = 0; by < BY_COUNT; by++)
			if (str_is(doc_str(o, WORKPLAN_OPINION_BY), opinion_by_codes[by]))
				voice.by = by;
		enum verdict verdict = line_verdict(line, voice, NULL);
		bool dated = instant_parse_xsd(doc_str(o, WORKPLAN_OPINION_AT), &at);
		list[out->nopinions++] = (struct rkt_opinion){
			.who = rkt_voice_name(v, voice),
			.verdict =
			    codelist_name("workplan-verdict", doc_str(o, WORKPLAN_OPINION_VERDICT), v->page->lang),
			.reason = doc_str(o, WORKPLAN_OPINION_REASON),
			.when = dated ? i18n_instant(v->a, v->page->lang, at) : STR_EMPTY,
			.bad = verdict == VERDICT_RETURN,
			.stale = verdict == VERDICT_STALE,
		};
		out->returned = out->returned || verdict == VERDICT_RETURN;
	}
	out->opinions = list;
}

static struct rkt_line line_of(struct desk_view *v, const struct plan_tree *tree, const struct doc *line)
{
	struct rkt_line x = {
		.id = line->id,
		.number = doc_str(line, WORKPLAN_LINE_NUMBER),
		.activity = doc_str(line, WORKPLAN_LINE_ACTIVITY),
		.place = place_name(v, doc_str(line, WORKPLAN_LINE_PLACE)),
		.sector = codelist_name("province-sector", doc_str(line, WORKPLAN_LINE_SECTOR), v->page->lang),
		.indicator = doc_str(line, WORKPLAN_LINE_INDICATOR),
		.unit = doc_str(line, WORKPLAN_LINE_UNIT),
		.target = number(v, line, WORKPLAN_LINE_TARGET),
		.people = people(v, line),
		.money = money_of(v, line),
		.alignment = alignment_of(v, tree, line),
		.note = doc_str(line, WORKPLAN_LINE_NOTE),
	};
	for (uint32_t q = 0; q < 4; q++)
		x.q[q] = number(v, line, WORKPLAN_LINE_Q1 + q);
	if (is_internal(v))
		add_opinions(v, &x, line);
	return x;
}

static void add_lines(struct desk_view *v, struct rkt_page *p, const struct near_all *near)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(v->record->doc, WORKPLAN_LINE, &n);
	struct plan_tree tree = { NULL, 0 };
	struct rkt_line *list = arena_array(v->a, struct rkt_line, n);
	if (!plan_tree_read(v->web->store, v->db, v->a, &tree))
		return;
	for (uint32_t i = 0; i < n; i++) {
		list[i] = line_of(v, &tree, lines[i]);
		list[i].others = near ? near_count(v->a, near, lines[i]) : 0;
	}
	p->lines = list;
	p->nlines = n;
}

static void add_voices(struct desk_view *v, struct rkt_page *p)
{
	const struct doc *d = v->record->doc;
	uint32_t n;
	const struct voice_progress *list = workplan_progress(v->a, d, &n);
	struct rkt_voice *out = arena_array(v->a, struct rkt_voice, n);
	enum opinion_by turn = workplan_turn(d);
	for (uint32_t i = 0; i < n; i++)
		out[i] =
		    (struct rkt_voice){ rkt_voice_name(v, list[i].voice),
			                list[i].lines,
			                list[i].accepted,
			                list[i].returned,
			                list[i].open,
			                list[i].voice.by == turn && str_is(doc_str(d, WORKPLAN_STATUS), "submitted") };
	p->voices = out;
	p->nvoices = n;
}

static void add_others(struct desk_view *v, struct rkt_page *p, const struct near_all *near)
{
	struct rkt_other *list = arena_array(v->a, struct rkt_other, near->list.n);
	for (size_t i = 0; i < near->list.n; i++) {
		const struct near *x = &near->list.p[i];
		list[i] = (struct rkt_other){
			.place = place_name(v, x->place),
			.partner = x->partner,
			.what = x->text,
			.sort = msg(v->page->lang, x->programme ? MSG_WORKPLAN_PROGRAMME : MSG_WORKPLAN_ONE),
			.sector = codelist_name("province-sector", x->sector, v->page->lang),
			.year = x->year,
		};
		if (x->programme)
			list[i].href = url_path(v->page, "/activity/{}", arena_fmt(v->a, "%lld", (long long)x->no));
	}
	p->others = list;
	p->nothers = (uint32_t)near->list.n;
}

/* A choice for every place or sector of the plan, in its order. */
static const struct rkt_choice *choices_of(struct desk_view *v, uint32_t field, str chosen, uint32_t *n)
{
	bool place = field == WORKPLAN_LINE_PLACE;
	const str *codes = workplan_codes(v->a, v->record->doc, field, n);
	struct rkt_choice *list = arena_array(v->a, struct rkt_choice, *n);
	for (uint32_t i = 0; i < *n; i++)
		list[i] = (struct rkt_choice){ codes[i],
			                       place ? place_name(v, codes[i])
			                             : codelist_name("province-sector", codes[i], v->page->lang),
			                       str_eq(codes[i], chosen) };
	return list;
}

/* What the page was asked to look for; pages that only refuse are not asked. */
static struct near_want want_of(struct desk_view *v)
{
	struct near_want w = { .any = actor_viewer(v->actor, &workplan_kind, &v->owners) & GOVERNMENT };
	if (v->req->method != HTTP_GET || !v->req->route->inputs)
		return w;
	w.place = req_input(v->req, "place")->text;
	w.sector = req_input(v->req, "sector")->text;
	w.year = (int)req_input(v->req, "year")->i;
	return w;
}

static void add_near(struct desk_view *v, struct rkt_page *p, const struct near_want *w)
{
	int64_t year = 0;
	p->near.places = choices_of(v, WORKPLAN_LINE_PLACE, w->place, &p->near.nplaces);
	p->near.sectors = choices_of(v, WORKPLAN_LINE_SECTOR, w->sector, &p->near.nsectors);
	p->near.year = w->year ? w->year : doc_int(v->record->doc, WORKPLAN_YEAR, &year) ? (int)year : 0;
}

/* ---- the agreement, and the revision ---- */

static void add_agreement(struct desk_view *v, struct rkt_page *p)
{
	const struct doc *d = v->record->doc;
	const struct record *r =
	    record_load_id(v->web->store, v->db, v->a, &actor_system, &agreement_kind, doc_str(d, WORKPLAN_AGREED));
	p->agreement = doc_str(d, WORKPLAN_AGREEMENT);
	if (r) {
		str number = doc_str(r->doc, AGREEMENT_NUMBER);
		p->agreement = number.n ? number : agreement_title(r->doc, v->page->lang);
	}
	if (!is_internal(v))
		return;
	if (r && record_load(v->web->store, v->db, v->a, v->actor, r->no))
		p->agreed = url_path(v->page, "/desk/agreement/{}", str_of(r->id));
	struct problems *ps = arena_make(v->a, struct problems);
	problems_init(ps, v->a, NOTES_MOST);
	if (workplan_agreement_check(v->web->store, v->db, v->a, d, ps) &&
	    workplan_permit_check(v->web->store, v->db, v->a, d, SEVERITY_WARNING, ps))
		p->notes = ps->first;
}

const struct record *rkt_revision_of(struct desk_view *v)
{
	int64_t no = db_one_int(v->db, &q_workplan_revision_of, DB_ARGS(db_text(str_of(v->record->id))), 0);
	return no > 0 ? record_load(v->web->store, v->db, v->a, &actor_system, no) : NULL;
}

static void add_revision(struct desk_view *v, struct rkt_page *p)
{
	const struct record *r = rkt_revision_of(v);
	if (!r || !record_load(v->web->store, v->db, v->a, v->actor, r->no))
		return;
	p->revision =
	    arena_fmt(v->a, "%.*s · %.*s", STR_ARG(workplan_kind.title(r->doc, v->page->lang, v->a)),
	              STR_ARG(codelist_name("workplan-status", doc_str(r->doc, WORKPLAN_STATUS), v->page->lang)));
	p->revision_at = url_path(v->page, "/desk/workplan/{}/rkt", str_of(r->id));
	p->may_revise = false;
}

/* ---- head and signature ---- */

/* A plan in force is a paper of the bureau: of the day on which it was signed, until then of today, without a day. */
static void add_paper(struct desk_view *v, struct rkt_page *p)
{
	str state = doc_str(v->record->doc, WORKPLAN_STATUS);
	struct office_paper *paper = arena_make(v->a, struct office_paper);
	if (!str_is(state, "approved") && !str_is(state, "signed"))
		return;
	if (rkt_paper(v, rkt_paper_date(v, v->page->lang, &p->paper_day), paper) && paper->head.unit.n)
		p->paper = paper;
}

date rkt_paper_date(struct desk_view *v, enum lang lang, str *words)
{
	date day;
	if (!doc_date(v->record->doc, WORKPLAN_SIGNED_ON, &day)) {
		*words = STR("……………………");
		return date_of_instant(clock_now());
	}
	*words = i18n_date(v->a, lang, day, DATE_LONG);
	return day;
}

bool rkt_paper(struct desk_view *v, date day, struct office_paper *out)
{
	const struct owners nobody = { 0 };
	if (!bureau_paper(v->web->store, v->db, v->a, STR("rkt"), day, out))
		return false;
	if (!(actor_viewer(v->actor, &official_kind, &nobody) & PERSONAL))
		out->sign.nip = STR_EMPTY;
	return true;
}

/* ---- what may be done ---- */

bool rkt_step_has_rows(str step)
{
	static const char *const names[] = { "opine", "send_back", "return", "approve" };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		if (str_is(step, names[i]))
			return true;
	return false;
}

static bool step_is_open(const struct desk_view *v, const char *name)
{
	const struct step *s = workflow_step(v->record->doc, str_of(name));
	return s && may(v->actor, s->action, &workplan_kind, &v->owners);
}

/* The topic of the form on which PATH is filled in. */
static struct url form_of(struct desk_view *v, str path)
{
	size_t end = 0;
	while (end < path.n && path.p[end] != '/' && path.p[end] != '[')
		end++;
	const char *name = arena_str(v->a, str_sub(path, 0, end)).p;
	const struct section *list;
	uint32_t n = desk_sections(&workplan_kind, &list);
	for (uint32_t i = 0; i < n; i++)
		if (section_has(list[i].fields, name))
			return url_path(v->page, "/desk/workplan/{}/edit?section={}", str_of(v->record->id),
			                str_of(list[i].name));
	return desk_url(v, "edit");
}

/* Everything that would refuse the step, in one list: the fields, what a plan needs to be handed in, the agreement. */
static void add_missing(struct desk_view *v, struct rkt_page *p)
{
	struct problems ps;
	const struct doc *d = v->record->doc;
	problems_init(&ps, v->a, MISSING_MOST);
	doc_check(d, NULL, &ps);
	workplan_check_complete(d, &ps);
	if (!workplan_agreement_check(v->web->store, v->db, v->a, d, &ps))
		return;
	struct rkt_missing *list = arena_array(v->a, struct rkt_missing, MISSING_MOST + 1);
	const struct problem *named = desk_named(v, &ps)->first;
	for (const struct problem *x = ps.first; x && named && p->nmissing < MISSING_MOST;
	     x = x->next, named = named->next) {
		if (x->severity != SEVERITY_ERROR)
			continue;
		str text = msg_problem(v->a, v->page->lang, named);
		list[p->nmissing++] = (struct rkt_missing){
			named->path.n ? arena_fmt(v->a, "%.*s: %.*s", STR_ARG(named->path), STR_ARG(text)) : text,
			form_of(v, x->path)
		};
	}
	p->missing = list;
}

static void add_actions(struct desk_view *v, struct rkt_page *p)
{
	const struct doc *d = v->record->doc;
	struct voice voice;
	int64_t year = 0;
	str state = doc_str(d, WORKPLAN_STATUS);
	bool editable = may(v->actor, ACT_EDIT, &workplan_kind, &v->owners);
	bool in_force = str_is(state, "approved") || str_is(state, "signed");
	p->may_edit = editable && !workplan_kind.locked(d);
	p->waits_to_submit = step_is_open(v, "submit") && editable;
	if (p->waits_to_submit)
		add_missing(v, p);
	p->may_submit = p->waits_to_submit && !p->nmissing;
	p->may_approve = step_is_open(v, "approve");
	p->may_return = step_is_open(v, "return");
	p->may_sign = step_is_open(v, "sign");
	p->may_opine = str_is(state, "submitted") && actor_voice(v->actor, d, workplan_turn(d), &voice);
	p->may_revise = editable && in_force;
	p->may_copy = editable && state.n;
	p->next_year = doc_int(d, WORKPLAN_YEAR, &year) ? (int)year + 1 : 0;
	p->self = desk_url(v, "rkt");
	p->sheet = desk_url(v, "sheet");
	p->pdf = desk_url(v, "rkt.pdf");
	p->docx = desk_url(v, "rkt.docx");
	p->accept = desk_url(v, "accept");
	p->opinion = desk_url(v, "opinion");
	p->step = desk_url(v, "decide");
	p->copy = desk_url(v, "copy");
	if (doc_str(d, WORKPLAN_REVISES).n)
		p->compare = desk_url(v, "compare");
}

struct rkt_page *rkt_page_of(struct desk_view *v)
{
	struct rkt_page *p = arena_make(v->a, struct rkt_page);
	const struct doc *d = v->record->doc;
	struct near_all near;
	bool inside = is_internal(v);
	struct near_want want = inside ? want_of(v) : (struct near_want){ 0 };
	*p = (struct rkt_page){ .partner = org_name(v, doc_str(d, WORKPLAN_PARTNER)),
		                .status = codelist_name("workplan-status", doc_str(d, WORKPLAN_STATUS), v->page->lang),
		                .lead = org_name(v, doc_str(d, WORKPLAN_LEAD)),
		                .total = total_of(v, d),
		                .version = v->record->version };
	p->lasting[0] = doc_str(d, WORKPLAN_SUSTAINABILITY);
	p->lasting[1] = doc_str(d, WORKPLAN_EXIT);
	p->lasting[2] = doc_str(d, WORKPLAN_BENEFIT);
	bool read = inside && near_read(v->web->store, v->db, v->a, d, &want, v->page->lang, &near);
	add_lines(v, p, read ? &near : NULL);
	if (read)
		add_others(v, p, &near);
	add_agreement(v, p);
	add_paper(v, p);
	if (inside) {
		add_near(v, p, &want);
		add_voices(v, p);
		add_actions(v, p);
		add_revision(v, p);
	}
	return p;
}

/* ---- the pages ---- */

static str title_of(struct desk_view *v)
{
	return workplan_kind.title(v->record->doc, v->page->lang, v->a);
}

struct reply rkt_refused(struct desk_view *v, int status, str text, const struct problems *ps)
{
	struct rkt_page *p = rkt_page_of(v);
	p->refused = text;
	p->problems = desk_named(v, ps);
	if (v->req->method == HTTP_POST && str_is(req_form(v->req, "step"), "sign")) {
		p->signed_number = req_form(v->req, "number");
		p->signed_on = req_form(v->req, "on");
	}
	v->page->status = status;
	desk_title(v, title_of(v));
	tmpl_rkt_page(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply rkt_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return rkt_start(r, &v, &failed) ? rkt_refused(&v, 200, STR_EMPTY, NULL) : failed;
}

static str change_text(struct desk_view *v, const struct field *f, str s)
{
	const struct plan_node *node;
	struct plan_tree tree;
	if (!s.n)
		return STR("–");
	if (f->type == FIELD_PLACE)
		return place_name(v, s);
	if (f->type == FIELD_CODE)
		return codelist_name(f->codes, s, v->page->lang);
	if (f->type == FIELD_LINK && f->to == &plan_kind && plan_tree_read(v->web->store, v->db, v->a, &tree) &&
	    (node = plan_node_find(&tree, s)))
		return node->label;
	struct decimal x;
	if (f->type == FIELD_DECIMAL && decimal_parse(s, &x))
		return i18n_short(v->a, v->page->lang, x);
	return s;
}

/* Money or alignment of a row in words, for a change of one of its parts. */
static str parts_text(struct desk_view *v, const struct plan_tree *tree, const struct doc *line, bool money)
{
	str s = line ? (money ? money_of(v, line) : alignment_of(v, tree, line)) : STR_EMPTY;
	return s.n ? s : STR("–");
}

typedef VEC(struct rkt_change) change_list;

static void add_changes(struct desk_view *v, const struct plan_tree *tree, const struct line_pair *pair,
                        change_list *list)
{
	const struct doc *line = pair->new ? pair->new : pair->old;
	bool money = false, shares = false;
	for (uint32_t i = 0; i < pair->diff.n; i++) {
		const struct change *c = &pair->diff.p[i];
		struct rkt_change x = { .badge = "badge info",
			                .what = msg(v->page->lang, MSG_WORKPLAN_CHANGED),
			                .number = doc_str(line, WORKPLAN_LINE_NUMBER),
			                .activity = doc_str(line, WORKPLAN_LINE_ACTIVITY),
			                .place = place_name(v, doc_str(line, WORKPLAN_LINE_PLACE)) };
		bool in_budget = str_starts(c->path, STR("budget")), in_align = str_starts(c->path, STR("alignment"));
		if ((in_budget && money) || (in_align && shares))
			continue;
		money = money || in_budget;
		shares = shares || in_align;
		if (in_budget || in_align) {
			uint32_t field = in_budget ? WORKPLAN_LINE_BUDGET : WORKPLAN_LINE_ALIGN;
			x.field = desk_field_label(v->page->lang, line->kind, &line->kind->fields[field]);
			x.old = parts_text(v, tree, pair->old, in_budget);
			x.new = parts_text(v, tree, pair->new, in_budget);
		} else {
			x.field = desk_field_label(v->page->lang, line->kind, c->field);
			x.old = change_text(v, c->field, c->old);
			x.new = change_text(v, c->field, c->new);
		}
		*vec_push(v->a, list) = x;
	}
}

void rkt_changes(struct desk_view *v, struct rkt_page *p, const struct doc *old, const struct doc *new)
{
	change_list list = { 0 };
	struct plan_tree tree = { NULL, 0 };
	uint32_t n;
	if (!plan_tree_read(v->web->store, v->db, v->a, &tree))
		return;
	const struct line_pair *pairs = workplan_compare(v->a, old, new, &n);
	for (uint32_t i = 0; i < n; i++) {
		const struct line_pair *x = &pairs[i];
		const struct doc *line = x->new ? x->new : x->old;
		if (x->what == LINE_CHANGED)
			add_changes(v, &tree, x, &list);
		if (x->what != LINE_ADDED && x->what != LINE_REMOVED)
			continue;
		bool added = x->what == LINE_ADDED;
		str target = arena_fmt(v->a, "%.*s %.*s", STR_ARG(number(v, line, WORKPLAN_LINE_TARGET)),
		                       STR_ARG(doc_str(line, WORKPLAN_LINE_UNIT)));
		*vec_push(v->a, &list) = (struct rkt_change){
			.badge = added ? "badge good" : "badge bad",
			.what = msg(v->page->lang, added ? MSG_WORKPLAN_ADDED : MSG_WORKPLAN_REMOVED),
			.number = doc_str(line, WORKPLAN_LINE_NUMBER),
			.activity = doc_str(line, WORKPLAN_LINE_ACTIVITY),
			.place = place_name(v, doc_str(line, WORKPLAN_LINE_PLACE)),
			.old = added ? STR("–") : target,
			.new = added ? target : STR("–"),
		};
	}
	p->changes = list.p;
	p->nchanges = (uint32_t)list.n;
}

struct reply rkt_compare(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!rkt_start(r, &v, &failed))
		return failed;
	const struct record *old =
	    record_load_id(v.web->store, v.db, v.a, v.actor, &workplan_kind, doc_str(v.record->doc, WORKPLAN_REVISES));
	if (!old)
		return desk_not_found(&v);
	struct rkt_page *p = rkt_page_of(&v);
	rkt_changes(&v, p, old->doc, v.record->doc);
	desk_title(&v, msg(v.page->lang, MSG_WORKPLAN_COMPARE));
	tmpl_rkt_compare(v.page, p, workplan_kind.title(old->doc, v.page->lang, v.a), title_of(&v));
	return page_reply(r, v.page);
}
