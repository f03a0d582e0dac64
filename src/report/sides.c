/* Two sides of a report beside each other, and the values on which they agree. */
#include "report/pages.h"

#include "base/vec.h"
#include "html/html_tmpl.h"
#include "record/codelist.h"
#include "report/report_tmpl.h"

str lap_figure_name(struct desk_view *v, enum figure_status s)
{
	const char *key = arena_fmt(v->a, "report.figure.%s", figure_status_name(s)).p;
	return msg_or(v->page->lang, key, str_of(figure_status_name(s)));
}

const char *lap_figure_badge(enum figure_status s)
{
	static const char *const badges[FIGURE_STATUSES] = { "badge", "badge info", "badge good", "badge bad",
		                                             "badge good" };
	return badges[s < FIGURE_STATUSES ? s : FIGURE_NONE];
}

str lap_value(struct desk_view *v, struct figure_value x)
{
	return x.known ? i18n_decimal(v->a, v->page->lang, x.value, -1) : STR("–");
}

/* ---- what each says ---- */

static str answer_text(struct desk_view *v, const struct doc *row, str unit)
{
	struct decimal value;
	str answer = row ? doc_str(row, CONFIRMATION_LINE_ANSWER) : STR_EMPTY;
	if (!answer.n)
		return STR_EMPTY;
	if (!str_is(answer, "other") || !doc_decimal(row, CONFIRMATION_LINE_VALUE, &value))
		return codelist_name("report-answer", answer, v->page->lang);
	str own = doc_str(row, CONFIRMATION_LINE_UNIT);
	return arena_fmt(v->a, "%.*s %.*s", STR_ARG(i18n_decimal(v->a, v->page->lang, value, -1)),
	                 STR_ARG(own.n ? own : unit));
}

static void add_settled(struct desk_view *v, struct lap_side *x, const struct sides *s)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(s->report, REPORT_SETTLED, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct decimal value;
		date day;
		if (!str_is(doc_str(rows[i], REPORT_SETTLED_LINE), x->id))
			continue;
		if (doc_decimal(rows[i], REPORT_SETTLED_VALUE, &value))
			x->settled = i18n_decimal(v->a, v->page->lang, value, -1);
		if (doc_date(rows[i], REPORT_SETTLED_PARTNER_ON, &day))
			x->partner_on = lap_day(v, day);
		if (doc_date(rows[i], REPORT_SETTLED_REGENCY_ON, &day))
			x->regency_on = lap_day(v, day);
		x->is_open = doc_bool(rows[i], REPORT_SETTLED_OPEN, false);
		x->why = doc_str(rows[i], REPORT_SETTLED_WHY);
	}
}

static void add_figure(struct desk_view *v, struct lap_side *x, const struct sides *s, struct speaker speaker)
{
	struct figure f = sides_figure(s, str_of(x->id));
	bool side = speaker.side == SIDE_PARTNER || speaker.side == SIDE_REGENCY;
	x->badge = lap_figure_badge(f.status);
	x->status = lap_figure_name(v, f.status);
	x->shown = lap_value(v, f.shown);
	if (f.differs != DIFFERS_NOT)
		x->differs =
		    msg_or(v->page->lang, arena_fmt(v->a, "report.differs.%s", figure_difference_name(f.differs)).p,
		           STR_EMPTY);
	x->may_propose = side && f.status == FIGURE_DISPUTED;
	x->may_accept =
	    side && x->settled.n && !x->is_open && !(speaker.side == SIDE_PARTNER ? x->partner_on : x->regency_on).n;
	x->may_open = speaker.side == SIDE_BUREAU && f.status == FIGURE_DISPUTED && !x->is_open;
}

static void add_agency(struct desk_view *v, struct lap_side *x, const struct sides *s)
{
	const struct doc *agency = sides_agency(s, str_of(x->id));
	const struct doc *row = confirmation_line(agency, str_of(x->id));
	if (!row)
		return;
	x->agency = answer_text(v, row, x->unit);
	x->agency_note = doc_str(row, CONFIRMATION_LINE_NOTE);
	x->agency_who = lap_org_name(v, doc_str(agency, CONFIRMATION_OF));
}

static void add_own(struct desk_view *v, struct lap_side *x, const struct doc *row)
{
	struct decimal value;
	str answer = row ? doc_str(row, CONFIRMATION_LINE_ANSWER) : STR_EMPTY;
	x->answers = lap_codes(v, "report-answer", answer, &x->nanswers);
	if (!row)
		return;
	x->note = doc_str(row, CONFIRMATION_LINE_NOTE);
	x->typed_value = doc_decimal(row, CONFIRMATION_LINE_VALUE, &value)
	                     ? i18n_decimal(v->a, v->page->lang, value, -1)
	                     : doc_str(row, CONFIRMATION_LINE_VALUE);
}

static struct lap_side reported_row(struct desk_view *v, const struct sides *s, const struct doc *line,
                                    struct speaker speaker, const struct doc *own)
{
	const struct doc *regency = confirmation_line(s->regency, str_of(line->id));
	struct decimal done;
	struct lap_side x = { .id = line->id,
		              .activity = doc_str(line, REPORT_LINE_ACTIVITY),
		              .place = lap_place_name(v, doc_str(line, REPORT_LINE_PLACE)),
		              .unit = doc_str(line, REPORT_LINE_UNIT),
		              .reported = doc_decimal(line, REPORT_LINE_DONE, &done)
		                              ? i18n_decimal(v->a, v->page->lang, done, -1)
		                              : doc_str(line, REPORT_LINE_DONE) };
	x.regency = answer_text(v, regency, x.unit);
	x.regency_note = regency ? doc_str(regency, CONFIRMATION_LINE_NOTE) : STR_EMPTY;
	add_agency(v, &x, s);
	add_settled(v, &x, s);
	add_figure(v, &x, s, speaker);
	add_own(v, &x, confirmation_line(own, str_of(line->id)));
	return x;
}

/* A place that only the regency saw. */
static struct lap_side seen_row(struct desk_view *v, const struct sides *s, const struct doc *line,
                                struct speaker speaker)
{
	struct lap_side x = { .id = line->id,
		              .activity = doc_str(line, CONFIRMATION_LINE_ACTIVITY),
		              .place = lap_place_name(v, doc_str(line, CONFIRMATION_LINE_PLACE)),
		              .unit = doc_str(line, CONFIRMATION_LINE_UNIT),
		              .reported = STR("–"),
		              .seen_only = true };
	x.regency = answer_text(v, line, x.unit);
	x.regency_note = doc_str(line, CONFIRMATION_LINE_NOTE);
	add_settled(v, &x, s);
	add_figure(v, &x, s, speaker);
	return x;
}

/* What a remark can be about beside a row. */
static const struct lap_choice *parts_of(struct desk_view *v, uint32_t *n)
{
	static const uint32_t fields[] = { REPORT_SUMMARY,  REPORT_MONEY,     REPORT_OUTCOME,        REPORT_SUCCESS,
		                           REPORT_OBSTACLE, REPORT_CHALLENGE, REPORT_CONFORMITY_WHY, REPORT_PRACTICE,
		                           REPORT_NEXT,     REPORT_SUPPORT,   REPORT_BENEFIT };
	struct lap_choice *list = arena_array(v->a, struct lap_choice, SEL_COUNT(fields) + 1);
	*n = 0;
	list[(*n)++] = (struct lap_choice){ STR_EMPTY, msg(v->page->lang, MSG_REPORT_THE_WHOLE), true };
	for (size_t i = 0; i < SEL_COUNT(fields); i++) {
		const struct field *f = &report_kind.fields[fields[i]];
		list[(*n)++] =
		    (struct lap_choice){ str_of(f->name), desk_field_label(v->page->lang, &report_kind, f), false };
	}
	return list;
}

static str speaker_name(struct desk_view *v, struct speaker s)
{
	switch (s.side) {
	case SIDE_PARTNER:
	case SIDE_AGENCY:
		return lap_org_name(v, s.of);
	case SIDE_REGENCY:
		return lap_place_name(v, s.of);
	case SIDE_BUREAU:
		return codelist_name("workplan-by", STR("bureau"), v->page->lang);
	case SIDE_NONE:
		break;
	}
	return STR_EMPTY;
}

static void add_powers(struct desk_view *v, struct lap_sides *p, const struct doc *d, struct speaker speaker)
{
	str status = doc_str(d, REPORT_STATUS);
	bool handed_in = status.n && !str_is(status, "draft") && !str_is(status, "returned");
	bool other = speaker.side == SIDE_REGENCY || speaker.side == SIDE_AGENCY;
	p->who = speaker_name(v, speaker);
	p->bureau = speaker.side == SIDE_BUREAU;
	p->may_confirm = handed_in && other;
	p->may_pass = (speaker.side == SIDE_REGENCY && str_is(status, "submitted")) ||
	              (speaker.side == SIDE_AGENCY && str_is(status, "checked"));
	p->may_return = p->may_pass || (p->bureau && handed_in && !str_is(status, "accepted"));
}

struct lap_sides *lap_sides_of(struct desk_view *v, const struct doc *d, const struct doc *own)
{
	struct lap_sides *p = arena_make(v->a, struct lap_sides);
	VEC(struct lap_side) rows = { 0 };
	struct sides s;
	uint32_t n;
	struct speaker speaker = speaker_of(v->actor, d);
	*p = (struct lap_sides){ .version = v->record->version };
	if (!sides_read(v->web->store, v->db, v->a, str_of(v->record->id), d, &s))
		return p;
	if (!own)
		own = speaker.side == SIDE_REGENCY ? s.regency : NULL;
	for (uint32_t i = 0; !own && speaker.side == SIDE_AGENCY && i < s.nagencies; i++)
		if (str_eq(doc_str(s.agencies[i], CONFIRMATION_OF), speaker.of))
			own = s.agencies[i];
	struct doc *const *lines = doc_rows(d, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		*vec_push(v->a, &rows) = reported_row(v, &s, lines[i], speaker, own);
	struct doc *const *seen = s.regency ? doc_rows(s.regency, CONFIRMATION_LINE, &n) : NULL;
	for (uint32_t i = 0; seen && i < n; i++)
		if (!doc_str(seen[i], CONFIRMATION_LINE_LINE).n)
			*vec_push(v->a, &rows) = seen_row(v, &s, seen[i], speaker);
	p->rows = rows.p;
	p->nrows = (uint32_t)rows.n;
	for (size_t i = 0; i < rows.n; i++)
		p->disputed += sides_figure(&s, str_of(rows.p[i].id)).status == FIGURE_DISPUTED;
	p->note = own ? doc_str(own, CONFIRMATION_NOTE) : STR_EMPTY;
	for (size_t i = 0; i < LAP_BLANKS; i++)
		p->blanks[i] = arena_fmt(v->a, "x%zu", i + 1);
	if (v->actor == &actor_public)
		return p;
	p->parts = parts_of(v, &p->nparts);
	add_powers(v, p, d, speaker);
	p->self = desk_url(v, "sides");
	p->view = desk_url(v, "view");
	p->record = desk_url(v, NULL);
	return p;
}

/* ---- the page ---- */

static struct reply sides_page(struct desk_view *v, const struct doc *d, int status, str text,
                               const struct problems *ps)
{
	struct lap_sides *p = lap_sides_of(v, d, NULL);
	p->refused = text;
	p->problems = ps;
	v->page->status = status;
	desk_title(v, msg(v->page->lang, MSG_REPORT_SIDES));
	tmpl_lap_sides(v->page, p);
	return page_reply(v->req, v->page);
}

static bool is_handed_in(const struct desk_view *v)
{
	str s = doc_str(v->record->doc, REPORT_STATUS);
	return s.n && !str_is(s, "draft") && !str_is(s, "returned");
}

struct reply lap_sides_get(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	return lap_start(r, &v, &failed) ? sides_page(&v, lap_whole(&v), 200, STR_EMPTY, NULL) : failed;
}

struct reply lap_sides_post(struct req *r)
{
	static const struct {
		const char *word;
		enum settling what;
	} words[] = { { "propose", SETTLE_PROPOSE }, { "accept", SETTLE_ACCEPT }, { "open", SETTLE_OPEN } };
	struct desk_view v;
	struct reply failed;
	struct problems ps;
	struct sides s;
	str value, word = req_form(r, "do");
	if (!lap_start(r, &v, &failed))
		return failed;
	enum lang l = v.page->lang;
	const struct doc *d = lap_whole(&v);
	if (!desk_may(&v, ACT_COMMENT))
		return desk_refuse(&v, ACT_COMMENT);
	if (!is_handed_in(&v))
		return sides_page(&v, d, 409, msg(l, MSG_REPORT_NOT_HANDED_IN), NULL);
	if (lap_version(r) != v.record->version)
		return sides_page(&v, d, 409, msg(l, MSG_DESK_CHANGED_MEANWHILE), NULL);
	str typed = str_trim(req_form(r, "value"));
	struct settle in = { .speaker = speaker_of(v.actor, d),
		             .line = str_trim(req_form(r, "line")),
		             .value = form_number(v.a, l, typed, &value) ? value : typed,
		             .why = str_trim(form_lines(v.a, req_form(r, "why"))),
		             .account = v.actor->id,
		             .day = date_of_instant(clock_now()),
		             .what = SETTLE_ACCEPT };
	for (size_t i = 0; i < SEL_COUNT(words); i++)
		if (str_is(word, words[i].word))
			in.what = words[i].what;
	problems_init(&ps, v.a, 20);
	if (!sides_read(v.web->store, v.db, v.a, str_of(v.record->id), d, &s))
		return sides_page(&v, d, 503, msg(l, MSG_DESK_BUSY), NULL);
	const struct doc *settled = report_settle(v.a, &s, &in, &ps);
	if (!settled)
		return sides_page(&v, d, 422, msg(l, MSG_REPORT_NOT_COMPLETE), &ps);
	return lap_carry_out(&v, &(struct lap_wish){ .doc = settled, .action = ACT_COMMENT, .word = "sides" });
}
