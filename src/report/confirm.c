#include "report/confirm.h"

#include "base/vec.h"
#include "i18n/i18n.h"
#include "record/codelist.h"
#include "report/fill.h"
#include "report_sql.h"

static void complain(struct problems *ps, const char *key, str path, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found });
}

static void check_line(const struct doc *d, const struct doc *old, struct problems *ps)
{
	str answer = doc_str(d, CONFIRMATION_LINE_ANSWER);
	(void)old;
	if (str_is(answer, "other") && !doc_str(d, CONFIRMATION_LINE_VALUE).n)
		complain(ps, "problem.confirmation.value", STR("value"), doc_str(d, CONFIRMATION_LINE_ACTIVITY));
	if (doc_str(d, CONFIRMATION_LINE_LINE).n)
		return;
	if (!doc_str(d, CONFIRMATION_LINE_PLACE).n || !doc_str(d, CONFIRMATION_LINE_ACTIVITY).n ||
	    !doc_str(d, CONFIRMATION_LINE_UNIT).n)
		complain(ps, "problem.confirmation.seen_row", STR("place"), doc_str(d, CONFIRMATION_LINE_ACTIVITY));
}

KIND(confirmation_line, CONFIRMATION_LINE, CONFIRMATION_LINE_FIELDS, .check = check_line)

static str key(arena *a, const struct doc *d)
{
	return arena_fmt(a, "%.*s/%.*s/%.*s", STR_ARG(doc_str(d, CONFIRMATION_REPORT)),
	                 STR_ARG(doc_str(d, CONFIRMATION_BY)), STR_ARG(doc_str(d, CONFIRMATION_OF)));
}

static str title(const struct doc *d, int lang, arena *a)
{
	return msg_fmt(a, (enum lang)lang, MSG_REPORT_CONFIRMATION_OF,
	               codelist_name("workplan-by", doc_str(d, CONFIRMATION_BY), lang),
	               doc_str(d, CONFIRMATION_REGENCY));
}

/* It is written on its own page, by who speaks. */
static bool locked(const struct doc *d)
{
	(void)d;
	return true;
}

KIND(confirmation, CONFIRMATION, CONFIRMATION_FIELDS, .number = 37, .links = true, .visibility = GOVERNMENT,
     .locked = locked, .title = title, .key_name = "side", .key = key)

/* ---- who speaks ---- */

static bool accompanies(const struct doc *report, str org)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(report, REPORT_AGENCY, &n);
	for (uint32_t i = 0; i < n; i++)
		if (org.n && str_eq(doc_str(rows[i], REPORT_AGENCY_UNIT), org))
			return true;
	return false;
}

struct speaker speaker_of(const struct actor *actor, const struct doc *report)
{
	str regency = doc_str(report, REPORT_REGENCY), partner = doc_str(report, REPORT_PARTNER);
	for (uint32_t i = 0; i < actor->ngrants; i++) {
		const struct grant *g = &actor->grants[i];
		if (g->role == ROLE_PARTNER && g->org.n && str_eq(g->org, partner))
			return (struct speaker){ SIDE_PARTNER, partner };
		if (g->role == ROLE_REGENCY && place_code_within(regency, g->place))
			return (struct speaker){ SIDE_REGENCY, regency };
		if (g->role == ROLE_AGENCY && accompanies(report, g->org))
			return (struct speaker){ SIDE_AGENCY, g->org };
		if (g->role == ROLE_BUREAU || g->role == ROLE_ADMIN)
			return (struct speaker){ SIDE_BUREAU, STR_EMPTY };
	}
	return (struct speaker){ SIDE_NONE, STR_EMPTY };
}

struct doc *confirmation_new(arena *a, const struct doc *report, str id, struct speaker s)
{
	struct doc *d = doc_new(a, &confirmation_kind);
	doc_set(d, CONFIRMATION_REPORT, id);
	doc_set(d, CONFIRMATION_BY, s.side == SIDE_AGENCY ? STR("agency") : STR("regency"));
	doc_set(d, CONFIRMATION_OF, s.of);
	doc_set(d, CONFIRMATION_PARTNER, arena_str(a, doc_str(report, REPORT_PARTNER)));
	doc_set(d, CONFIRMATION_REGENCY, arena_str(a, doc_str(report, REPORT_REGENCY)));
	doc_copy_rows(a, d, CONFIRMATION_AGENCY, report, REPORT_AGENCY);
	return d;
}

struct doc *confirmation_line(const struct doc *d, str line)
{
	for (uint32_t i = 0; d && line.n && i < d->v[CONFIRMATION_LINE].n; i++)
		if (str_eq(doc_str(d->v[CONFIRMATION_LINE].u.rows[i], CONFIRMATION_LINE_LINE), line))
			return d->v[CONFIRMATION_LINE].u.rows[i];
	return NULL;
}

/* ---- figures ---- */

bool sides_read(struct store *s, db *d, arena *a, str id, const struct doc *report, struct sides *out)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct doc *) agencies = { 0 };
	db_rows *rows = NULL;
	*out = (struct sides){ .report = report };
	if (db_select(d, &q_confirmations_of, DB_ARGS(db_text(id)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_system, numbers.p[i]);
		if (r && str_is(doc_str(r->doc, CONFIRMATION_BY), "regency"))
			out->regency = r->doc;
		else if (r)
			*vec_push(a, &agencies) = r->doc;
	}
	out->agencies = agencies.p;
	out->nagencies = (uint32_t)agencies.n;
	return true;
}

static struct figure_value value_of(const struct doc *d, uint32_t field)
{
	struct figure_value v = { false, { 0, 0 } };
	v.known = d && doc_decimal(d, field, &v.value);
	return v;
}

static struct figure_view view_of(const struct doc *row)
{
	if (!row)
		return (struct figure_view){ .answer = ANSWER_NONE };
	return (struct figure_view){ .answer = figure_answer_parse(doc_str(row, CONFIRMATION_LINE_ANSWER)),
		                     .value = value_of(row, CONFIRMATION_LINE_VALUE),
		                     .unit = doc_str(row, CONFIRMATION_LINE_UNIT),
		                     .on = value_of(row, CONFIRMATION_LINE_ON) };
}

struct figure_view confirmation_view(const struct doc *confirmation, str line)
{
	return view_of(confirmation_line(confirmation, line));
}

static const struct doc *settled_row(const struct doc *report, str line)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(report, REPORT_SETTLED, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], REPORT_SETTLED_LINE), line))
			return rows[i];
	return NULL;
}

static struct figure_in in_of(const struct sides *s, str line)
{
	const struct doc *row = row_by_id(s->report, REPORT_LINE, line), *settled = settled_row(s->report, line);
	/* a place that only the regency saw is a row of its own confirmation */
	const struct doc *seen = s->regency ? row_by_id(s->regency, CONFIRMATION_LINE, line) : NULL;
	struct figure_in in = { .reported = value_of(row, REPORT_LINE_DONE),
		                .unit = row    ? doc_str(row, REPORT_LINE_UNIT)
		                        : seen ? doc_str(seen, CONFIRMATION_LINE_UNIT)
		                               : STR_EMPTY,
		                .regency = row ? confirmation_view(s->regency, line) : view_of(seen) };
	if (settled)
		in.settled = (struct figure_settled){ .value = value_of(settled, REPORT_SETTLED_VALUE),
			                              .reported = value_of(settled, REPORT_SETTLED_REPORTED),
			                              .partner = doc_has(settled, REPORT_SETTLED_PARTNER_ON),
			                              .regency = doc_has(settled, REPORT_SETTLED_REGENCY_ON),
			                              .open = doc_bool(settled, REPORT_SETTLED_OPEN, false) };
	return in;
}

const struct doc *sides_agency(const struct sides *s, str line)
{
	const struct doc *first = NULL;
	for (uint32_t i = 0; i < s->nagencies; i++) {
		struct figure_in in = { .agency = confirmation_view(s->agencies[i], line) };
		const struct doc *row = row_by_id(s->report, REPORT_LINE, line);
		if (in.agency.answer == ANSWER_NONE)
			continue;
		in.reported = value_of(row, REPORT_LINE_DONE);
		in.unit = row ? doc_str(row, REPORT_LINE_UNIT) : STR_EMPTY;
		if (figure_of(&in).status == FIGURE_DISPUTED)
			return s->agencies[i];
		first = first ? first : s->agencies[i];
	}
	return first;
}

struct figure sides_figure(const struct sides *s, str line)
{
	struct figure_in in = in_of(s, line);
	in.agency = confirmation_view(sides_agency(s, line), line);
	return figure_of(&in);
}

/* ---- agreeing ---- */

static void clear(struct doc *d, uint32_t field)
{
	d->v[field] = (struct value){ 0 };
}

static void accept(arena *a, struct doc *row, const struct settle *in)
{
	char day[11];
	bool partner = in->speaker.side == SIDE_PARTNER;
	date_print(in->day, day);
	doc_set(row, partner ? REPORT_SETTLED_PARTNER_ON : REPORT_SETTLED_REGENCY_ON, arena_str(a, str_of(day)));
	doc_set(row, partner ? REPORT_SETTLED_PARTNER_BY : REPORT_SETTLED_REGENCY_BY, in->account);
}

static void propose(arena *a, const struct sides *s, struct doc *row, const struct settle *in)
{
	static const uint32_t gone[] = { REPORT_SETTLED_PARTNER_BY, REPORT_SETTLED_PARTNER_ON,
		                         REPORT_SETTLED_REGENCY_BY, REPORT_SETTLED_REGENCY_ON,
		                         REPORT_SETTLED_OPEN,       REPORT_SETTLED_WHY,
		                         REPORT_SETTLED_REPORTED };
	const struct doc *line = row_by_id(s->report, REPORT_LINE, in->line);
	for (size_t i = 0; i < SEL_COUNT(gone); i++)
		clear(row, gone[i]);
	doc_set(row, REPORT_SETTLED_VALUE, in->value);
	if (line && doc_has(line, REPORT_LINE_DONE))
		doc_set(row, REPORT_SETTLED_REPORTED, arena_str(a, doc_str(line, REPORT_LINE_DONE)));
	accept(a, row, in);
}

static const char *wrong_with(const struct sides *s, const struct settle *in)
{
	const struct doc *row = settled_row(s->report, in->line);
	struct decimal value;
	bool side = in->speaker.side == SIDE_PARTNER || in->speaker.side == SIDE_REGENCY;
	if (in->what == SETTLE_OPEN ? in->speaker.side != SIDE_BUREAU : !side)
		return "problem.settle.nobody";
	if (!row_by_id(s->report, REPORT_LINE, in->line) &&
	    !(s->regency && row_by_id(s->regency, CONFIRMATION_LINE, in->line)))
		return "problem.settle.no_row";
	if (in->what == SETTLE_OPEN)
		return in->why.n ? NULL : "problem.settle.why";
	if (in->what == SETTLE_PROPOSE)
		return decimal_parse(in->value, &value) && value.units >= 0 ? NULL : "problem.settle.value";
	return row && doc_has(row, REPORT_SETTLED_VALUE) && !doc_bool(row, REPORT_SETTLED_OPEN, false)
	           ? NULL
	           : "problem.settle.nothing";
}

struct doc *report_settle(arena *a, const struct sides *s, const struct settle *in, struct problems *ps)
{
	const char *wrong = wrong_with(s, in);
	if (wrong) {
		complain(ps, wrong, STR("settled"), in->value);
		return NULL;
	}
	struct doc *d = doc_copy(a, s->report), *row = NULL;
	for (uint32_t i = 0; i < d->v[REPORT_SETTLED].n; i++)
		if (str_eq(doc_str(d->v[REPORT_SETTLED].u.rows[i], REPORT_SETTLED_LINE), in->line))
			row = d->v[REPORT_SETTLED].u.rows[i];
	if (!row) {
		row = doc_add_row(a, d, REPORT_SETTLED);
		doc_set(row, REPORT_SETTLED_LINE, arena_str(a, in->line));
	}
	switch (in->what) {
	case SETTLE_PROPOSE:
		propose(a, s, row, in);
		break;
	case SETTLE_ACCEPT:
		accept(a, row, in);
		break;
	case SETTLE_OPEN:
		doc_set(row, REPORT_SETTLED_OPEN, STR("1"));
		doc_set(row, REPORT_SETTLED_WHY, in->why);
		break;
	}
	return d;
}
