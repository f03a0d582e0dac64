#include "agreement/procedure.h"

/* ---- replaying the diary ---- */

static bool has_result(const struct doc *entry, const struct track_step *s, int *to)
{
	for (uint32_t i = 0; i < s->nresults; i++)
		if (str_eq(doc_str(entry, AGREEMENT_STEP_RESULT), s->results[i].code)) {
			*to = s->results[i].to;
			return true;
		}
	return false;
}

static void replay_entry(struct procedure *p, const struct doc *entry)
{
	int i = track_step_find(p->track, doc_str(entry, AGREEMENT_STEP_CODE)), to = -1;
	if (i < 0)
		return;
	struct step_view *v = &p->steps[i];
	str state = doc_str(entry, AGREEMENT_STEP_STATE);
	v->entry = entry;
	v->standing = str_is(state, "started") ? STEP_RUNNING : str_is(state, "skipped") ? STEP_SKIPPED : STEP_DONE;
	if (v->standing != STEP_DONE)
		return;
	v->times++;
	p->signed_ = p->signed_ || (v->step->marks & MARK_SIGNED);
	if (!has_result(entry, v->step, &to) || to < 0)
		return;
	for (uint32_t k = (uint32_t)to; k < p->n; k++) {
		p->steps[k].standing = STEP_WAITING;
		p->steps[k].entry = NULL;
	}
}

static void open_steps(struct procedure *p)
{
	p->next = p->n;
	for (uint32_t i = 0; i < p->n && p->next == p->n; i++)
		if (p->steps[i].standing == STEP_WAITING || p->steps[i].standing == STEP_RUNNING)
			p->next = i;
	if (p->ended)
		return;
	if (p->next < p->n && p->steps[p->next].standing == STEP_WAITING)
		p->steps[p->next].standing = STEP_NEXT;
	bool turn = true; /* no step before this one is missing, but for those that repeat */
	for (uint32_t i = 0; i < p->n; i++) {
		struct step_view *v = &p->steps[i];
		bool repeat = v->step->marks & MARK_REPEAT;
		v->open = i == p->next || (repeat && turn) || ((v->step->marks & MARK_END) && p->signed_);
		turn = turn && (repeat || v->standing == STEP_DONE || v->standing == STEP_SKIPPED);
	}
}

bool procedure_read(const struct doc *d, const struct procedure_world *w, struct procedure *out)
{
	uint32_t n;
	const struct track *t = track_find(doc_str(d, AGREEMENT_TRACK));
	*out = (struct procedure){ .track = t };
	if (!t)
		return false;
	out->n = t->n;
	for (uint32_t i = 0; i < t->n; i++)
		out->steps[i].step = &t->steps[i];
	struct doc *const *rows = doc_rows(d, AGREEMENT_STEP, &n);
	for (uint32_t i = 0; i < n; i++)
		replay_entry(out, rows[i]);
	str status = doc_str(d, AGREEMENT_STATUS);
	out->ended = str_is(status, "ended") || str_is(status, "stopped");
	open_steps(out);
	for (uint32_t i = 0; w && i < out->n; i++) {
		date from;
		struct step_view *v = &out->steps[i];
		if (v->standing == STEP_RUNNING && doc_date(v->entry, AGREEMENT_STEP_DATE, &from))
			v->clock = work_clock(from, v->step->clock_days, w->today, &w->holidays);
	}
	return true;
}

date procedure_running_since(const struct track *t, const struct doc *d, uint32_t i)
{
	struct procedure p;
	date from;
	if (!t->steps[i].clock_days || !procedure_read(d, NULL, &p) || p.steps[i].standing != STEP_RUNNING ||
	    !doc_date(p.steps[i].entry, AGREEMENT_STEP_DATE, &from))
		return DATE_NONE;
	return from;
}

bool procedure_may_skip(const struct procedure *p, const struct doc *d, const struct procedure_world *w, uint32_t i)
{
	const struct step_view *v = &p->steps[i];
	if (!v->open || v->standing == STEP_DONE)
		return false;
	bool passthrough = str_is(doc_str(d, AGREEMENT_BASIS), "passthrough");
	return (v->step->skip & SKIP_REASON) ||
	       ((v->step->skip & SKIP_PASSTHROUGH) && passthrough && w->settings.dprd_passthrough != NEED_YES) ||
	       ((v->step->skip & SKIP_AGAIN) && v->times > 0 && w->settings.dprd_again != NEED_YES);
}

/* ---- gates ---- */

static void refuse(struct problems *ps, const char *key, str found, str expected)
{
	problems_add(ps,
	             (struct problem){ .severity = SEVERITY_ERROR, .key = key, .found = found, .expected = expected });
}

/* Whether the permit, among those that are linked, is a party's and of KIND: another's opens nothing (PP 59/2016 art. 4
 * (1): who works here has its own). */
static bool counts(const struct doc *d, const struct doc *permit, const char *kind)
{
	return str_is(doc_str(permit, PERMIT_KIND), kind) && agreement_has_party(d, doc_str(permit, PERMIT_HOLDER));
}

/* Art. 7 (3) has a permit renewed before it ends, so that several may be linked: any that stands on the day will do. */
static void gate_principle(const struct doc *d, const struct procedure_world *w, date day, str law, struct problems *ps)
{
	const struct doc *over = NULL, *coming = NULL, *cancelled = NULL;
	date from, until, last = DATE_NONE, first = DATE_NONE;
	for (uint32_t i = 0; i < w->npermits; i++) {
		const struct doc *permit = w->permits[i];
		if (!counts(d, permit, "principle"))
			continue;
		if (permit_valid_on(permit, NULL, day))
			return;
		until = permit_until(permit, NULL);
		if (until != DATE_NONE && until < day && (!over || until > last)) {
			over = permit;
			last = until;
		} else if (doc_date(permit, PERMIT_FROM, &from) && from > day && (!coming || from < first)) {
			coming = permit;
			first = from;
		} else {
			cancelled = permit;
		}
	}
	if (cancelled)
		refuse(ps, "problem.gate.principle_cancelled", doc_str(cancelled, PERMIT_NUMBER), law);
	else if (over)
		refuse(ps, "problem.gate.principle_ended", doc_str(over, PERMIT_UNTIL), law);
	else if (coming)
		refuse(ps, "problem.gate.principle_later", doc_str(coming, PERMIT_FROM), law);
	else
		refuse(ps, "problem.gate.principle", STR_EMPTY, law);
}

/* One memorandum with all its items will do; of several without, the one that ends last is asked. */
static void gate_msp(const struct doc *d, const struct procedure_world *w, struct problems *ps)
{
	const struct code **missing;
	const struct doc *msp = NULL;
	for (uint32_t i = 0; i < w->npermits; i++) {
		const struct doc *permit = w->permits[i];
		if (!counts(d, permit, "msp"))
			continue;
		if (!permit_items_missing(permit, ps->arena, &missing))
			return;
		if (!msp || permit_until(permit, NULL) > permit_until(msp, NULL))
			msp = permit;
	}
	if (!msp)
		refuse(ps, "problem.gate.msp", STR_EMPTY, STR("PP 59/2016 Pasal 16 ayat (2) huruf a"));
	uint32_t n = msp ? permit_items_missing(msp, ps->arena, &missing) : 0;
	for (uint32_t i = 0; i < n; i++)
		refuse(ps, "problem.gate.msp_item", str_of(missing[i]->code), str_of(missing[i]->source));
}

/* Organisations that need no principle permit (that step does not apply to them) have no such limit. */
static void gate_within(const struct procedure *p, const struct doc *d, const struct procedure_world *w, date day,
                        struct problems *ps)
{
	date until;
	int principle_step = track_step_find(p->track, STR("principle"));
	if (principle_step >= 0 && p->steps[principle_step].standing == STEP_SKIPPED)
		return;
	gate_principle(d, w, day, STR("PP 59/2016 Pasal 16 ayat (1)"), ps);
	uint32_t n = 0;
	struct doc **own = arena_array(ps->arena, struct doc *, w->npermits);
	for (uint32_t i = 0; i < w->npermits; i++)
		if (counts(d, w->permits[i], "principle"))
			own[n++] = w->permits[i];
	date limit = permit_covered_until(own, n, day);
	if (limit != DATE_NONE && doc_date(d, AGREEMENT_UNTIL, &until) && until > limit)
		refuse(ps, "problem.permit.beyond", doc_str(d, AGREEMENT_UNTIL), STR("PP 59/2016 Pasal 16 ayat (3)"));
}

void procedure_gates(const struct procedure *p, const struct doc *d, const struct procedure_world *w, uint32_t i,
                     date day, struct problems *ps)
{
	unsigned gates = p->steps[i].step->gates;
	if (gates & GATE_CONDITIONS)
		agreement_conditions_check(d, ps);
	if (gates & GATE_PLAN)
		agreement_plan_check(d, ps);
	int letter = track_step_find(p->track, STR("confirmation"));
	if ((gates & GATE_CONFIRMATION) && (letter < 0 || p->steps[letter].standing != STEP_DONE))
		refuse(ps, "problem.gate.confirmation", STR_EMPTY, STR("PP 28/2018 Pasal 33 ayat (4)"));
	if (gates & GATE_PRINCIPLE)
		gate_principle(d, w, day, STR("PP 59/2016 Pasal 4 ayat (1)"), ps);
	if (gates & GATE_MSP)
		gate_msp(d, w, ps);
	if (gates & GATE_WITHIN_PERMIT)
		gate_within(p, d, w, day, ps);
}

/* ---- entering ---- */

static const char *const op_names[] = { "start", "finish", "skip", "end", "stop" };

const char *step_op_name(enum step_op op)
{
	return op_names[op];
}

bool step_op_parse(str name, enum step_op *out)
{
	for (size_t i = 0; i < SEL_COUNT(op_names); i++)
		if (str_is(name, op_names[i])) {
			*out = (enum step_op)i;
			return true;
		}
	return false;
}

static void refuse_date(struct problems *ps, const char *key, str found, str expected)
{
	problems_add(
	    ps,
	    (struct problem){
	        .severity = SEVERITY_ERROR, .key = key, .path = STR("date"), .found = found, .expected = expected });
}

static void need(struct problems *ps, bool asked, str value, const char *field)
{
	if (asked && !str_trim(value).n)
		problems_add(ps, (struct problem){
		                     .severity = SEVERITY_ERROR, .key = "problem.required", .path = str_of(field) });
}

static bool read_day(const struct step_entry *e, const struct procedure_world *w, struct problems *ps, date *day)
{
	if (!str_trim(e->date).n)
		return true;
	if (!date_parse(e->date, day)) {
		refuse_date(ps, "problem.type", e->date, STR("date"));
		return false;
	}
	if (*day > w->today)
		refuse_date(ps, "problem.step.future", e->date, STR_EMPTY);
	return true;
}

/* A step rests on those before it: none is dated before the newest of them, whatever round it was done in. What repeats
 * (reports, monitoring) rests on them, too, but nothing rests on it. */
static void check_after_earlier(const struct track *t, const struct doc *d, date day, str said, struct problems *ps)
{
	uint32_t n;
	date of, last = DATE_NONE;
	const struct doc *newest = NULL;
	struct doc *const *rows = doc_rows(d, AGREEMENT_STEP, &n);
	for (uint32_t i = 0; i < n; i++) {
		int s = track_step_find(t, doc_str(rows[i], AGREEMENT_STEP_CODE));
		if (s < 0 || (t->steps[s].marks & MARK_REPEAT) ||
		    !str_is(doc_str(rows[i], AGREEMENT_STEP_STATE), "done") ||
		    !doc_date(rows[i], AGREEMENT_STEP_DATE, &of) || (newest && of < last))
			continue;
		newest = rows[i];
		last = of;
	}
	if (newest && day < last)
		refuse_date(ps, "problem.step.before_earlier", said, doc_str(newest, AGREEMENT_STEP_DATE));
}

static void check_finish(const struct procedure *p, const struct doc *d, const struct procedure_world *w,
                         const struct step_entry *e, uint32_t i, struct problems *ps)
{
	const struct step_view *v = &p->steps[i];
	const struct track_step *s = v->step;
	date day = w->today, received;
	need(ps, s->needs & NEEDS_NUMBER, e->number, "number");
	need(ps, s->needs & NEEDS_DATE, e->date, "date");
	need(ps, s->needs & NEEDS_DOCUMENT, e->document, "document");
	need(ps, s->needs & NEEDS_ACTOR, e->actor, "actor");
	if (!read_day(e, w, ps, &day))
		return;
	bool known = s->nresults == 0 && !e->result.n;
	for (uint32_t k = 0; k < s->nresults; k++)
		known = known || str_eq(e->result, s->results[k].code);
	if (!known)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.step.result",
		                                   .path = STR("result"),
		                                   .found = e->result });
	if (s->clock_days && v->standing != STEP_RUNNING)
		refuse(ps, "problem.step.not_started", s->code, s->law);
	if (v->standing == STEP_RUNNING && doc_date(v->entry, AGREEMENT_STEP_DATE, &received) && day < received)
		refuse_date(ps, "problem.step.before_receipt", e->date, doc_str(v->entry, AGREEMENT_STEP_DATE));
	else
		check_after_earlier(p->track, d, day, e->date, ps);
	procedure_gates(p, d, w, i, day, ps);
}

static void check_step(const struct procedure *p, const struct doc *d, const struct procedure_world *w,
                       const struct step_entry *e, uint32_t i, struct problems *ps)
{
	const struct step_view *v = &p->steps[i];
	date day;
	if (!v->open) {
		refuse(ps, p->ended ? "problem.step.ended" : "problem.step.order", v->step->code,
		       p->next < p->n ? p->track->steps[p->next].code : STR_EMPTY);
		return;
	}
	switch (e->op) {
	case OP_START:
		if (!v->step->clock_days || v->standing == STEP_RUNNING)
			refuse(ps, "problem.step.no_clock", v->step->code, STR_EMPTY);
		need(ps, true, e->date, "date");
		if (str_trim(e->date).n && read_day(e, w, ps, &day))
			check_after_earlier(p->track, d, day, e->date, ps);
		/* what must be there before the step can end must be there before it is sent off */
		procedure_gates(p, d, w, i, w->today, ps);
		break;
	case OP_FINISH:
		check_finish(p, d, w, e, i, ps);
		if ((v->step->marks & MARK_END))
			need(ps, true, e->end_reason, "end_reason");
		break;
	case OP_SKIP:
		if (!procedure_may_skip(p, d, w, i))
			refuse(ps, "problem.step.not_skipped", v->step->code, v->step->law);
		else if (!str_trim(e->reason).n)
			problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
			                                   .key = "problem.reason_missing",
			                                   .path = STR("reason"),
			                                   .found = v->step->code });
		break;
	case OP_END:
	case OP_STOP:
		break;
	}
}

static void set(arena *a, struct doc *row, uint32_t field, str s)
{
	if (str_trim(s).n)
		doc_set(row, field, arena_str(a, str_trim(s)));
}

static void add_row(arena *a, struct doc *d, const struct step_entry *e, const char *state)
{
	struct doc *row = doc_add_row(a, d, AGREEMENT_STEP);
	set(a, row, AGREEMENT_STEP_CODE, e->step);
	doc_set(row, AGREEMENT_STEP_STATE, str_of(state));
	set(a, row, AGREEMENT_STEP_DATE, e->date);
	set(a, row, AGREEMENT_STEP_NUMBER, e->number);
	set(a, row, AGREEMENT_STEP_ACTOR, e->actor);
	set(a, row, AGREEMENT_STEP_RESULT, e->result);
	set(a, row, AGREEMENT_STEP_REASON, e->reason);
	set(a, row, AGREEMENT_STEP_DOCUMENT, e->document);
}

static void close_agreement(arena *a, struct doc *d, const struct procedure_world *w, const struct step_entry *e,
                            const char *status)
{
	char day[11];
	date_print(w->today, day);
	doc_set(d, AGREEMENT_STATUS, str_of(status));
	set(a, d, AGREEMENT_END_REASON, e->end_reason);
	set(a, d, AGREEMENT_ENDED, str_trim(e->date).n ? e->date : str_of(day));
}

/* State, stage and day of signing follow from the diary. */
static void set_state(arena *a, struct doc *d, const struct track_step *s, const struct step_entry *e)
{
	struct procedure p;
	if (s && e->op == OP_FINISH && (s->marks & MARK_SIGNED)) {
		set(a, d, AGREEMENT_SIGNED, e->date);
		if (!doc_has(d, AGREEMENT_NUMBER))
			set(a, d, AGREEMENT_NUMBER, e->number);
	}
	if (!procedure_read(d, NULL, &p))
		return;
	if (!p.ended)
		doc_set(d, AGREEMENT_STATUS, p.signed_ ? STR("running") : STR("process"));
	doc_set(d, AGREEMENT_STAGE, p.ended || p.next == p.n ? STR("closed") : p.track->steps[p.next].code);
}

static struct doc *finish_whole(arena *a, struct doc *d, const struct procedure *p, const struct procedure_world *w,
                                const struct step_entry *e, struct problems *ps)
{
	date day = w->today;
	bool end = e->op == OP_END;
	if (p->ended)
		refuse(ps, "problem.step.ended", STR_EMPTY, STR_EMPTY);
	else if (end != p->signed_)
		refuse(ps, end ? "problem.step.not_signed" : "problem.step.signed", STR_EMPTY, STR_EMPTY);
	need(ps, end, e->end_reason, "end_reason");
	need(ps, !end, e->reason, "reason");
	if (read_day(e, w, ps, &day) && end)
		check_after_earlier(p->track, d, day, e->date, ps);
	if (problems_refuse(ps))
		return NULL;
	if (end && str_trim(e->reason).n)
		add_row(a, d, e, "done");
	close_agreement(a, d, w, e, end ? "ended" : "stopped");
	if (!end)
		add_row(a, d, e, "skipped");
	set_state(a, d, NULL, e);
	return d;
}

struct doc *procedure_enter(arena *a, const struct doc *agreement, const struct procedure_world *w,
                            const struct step_entry *e, struct problems *ps)
{
	static const char *const states[] = { [OP_START] = "started", [OP_FINISH] = "done", [OP_SKIP] = "skipped" };
	struct procedure p;
	struct doc *d = doc_copy(a, agreement);
	if (!procedure_read(agreement, w, &p)) {
		refuse(ps, "problem.step.no_track", doc_str(agreement, AGREEMENT_TRACK), STR_EMPTY);
		return NULL;
	}
	if (e->op == OP_END || e->op == OP_STOP)
		return finish_whole(a, d, &p, w, e, ps);
	int i = track_step_find(p.track, e->step);
	if (i < 0) {
		refuse(ps, "problem.no_such_step", e->step, STR_EMPTY);
		return NULL;
	}
	uint32_t before = ps->by_severity[SEVERITY_ERROR];
	check_step(&p, agreement, w, e, (uint32_t)i, ps);
	if (ps->by_severity[SEVERITY_ERROR] > before)
		return NULL;
	add_row(a, d, e, states[e->op]);
	if (e->op == OP_FINISH && (p.steps[i].step->marks & MARK_END))
		close_agreement(a, d, w, e, "ended");
	set_state(a, d, p.steps[i].step, e);
	return d;
}
