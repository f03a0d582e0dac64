/* The procedure of a cooperation (PP 28/2018): what the law says, with days counted by hand on the official list of
 * holidays of 2026, and every step tried at every point of every track. */
#include "permit_world.h"

/* Joint decree 1497/2025, 2/2025, 5/2025: what falls on Monday to Friday from January to June 2026. */
static date days_2026[18];
static struct holidays holidays_2026(void)
{
	static const char *const texts[18] = { "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17", "2026-03-18",
		                               "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24", "2026-04-03",
		                               "2026-05-01", "2026-05-14", "2026-05-15", "2026-05-27", "2026-05-28",
		                               "2026-06-01", "2026-06-16", "2026-08-17" };
	for (size_t i = 0; i < 18; i++)
		days_2026[i] = day(texts[i]);
	return (struct holidays){ days_2026, 18 };
}

/* ---- tracks ---- */

static void every_track_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		uint32_t steps;
		const char *signing;
	} rows[] = { { "domestic", 9, "contract" }, { "foreign_full", 16, "signing" }, { "passthrough", 10, "rkt" } };
	uint32_t n;
	const struct track *all = track_all(&n);
	const struct codelist *list = codelist_find("procedure-track"), *results = codelist_find("step-result");
	assert_int_equal(n, SEL_COUNT(rows));
	assert_int_equal(list->n, n);
	for (uint32_t i = 0; i < n; i++) {
		assert_string_equal(all[i].code.p, rows[i].code);
		assert_non_null(codelist_get(list, all[i].code));
		assert_int_equal(all[i].n, rows[i].steps);
		for (uint32_t k = 0; k < all[i].n; k++) {
			assert_int_equal((all[i].steps[k].marks & MARK_SIGNED) != 0,
			                 strcmp(all[i].steps[k].code.p, rows[i].signing) == 0);
			for (uint32_t r = 0; r < all[i].steps[k].nresults; r++)
				assert_non_null(codelist_get(results, all[i].steps[k].results[r].code));
		}
	}
	/* the domestic one is there to show that a track is a file: nobody has read its law */
	for (uint32_t k = 0; k < all[0].n; k++)
		assert_true(all[0].steps[k].general);
	/* the chain of the law, in its order */
	static const char *const chain[16] = { "initiative",     "exploration", "consultation", "intent",
		                               "plan",           "dprd",        "verification", "draft",
		                               "meeting",        "discussion",  "confirmation", "signing",
		                               "implementation", "monitoring",  "reporting",    "ending" };
	for (uint32_t k = 0; k < 16; k++)
		assert_string_equal(all[1].steps[k].code.p, chain[k]);
	assert_int_equal(all[1].steps[5].clock_days, 45);
}

#define HEAD                                                                                                           \
	"step,order,name_id,name_en,law,actor_id,actor_en,needs,clock_days,clock_unit,skip,gates,results,marks,"       \
	"evidence\n"
#define END "z,90,Z,Z,law,A,A,date,,,no,,,end,law\n"
static void a_wrong_track_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *csv;
		bool good;
	} rows[] = {
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,law\n" END, true },
		{ HEAD "a,10,A,A,law,A,A,date,45,working,reason,plan,ok bad,signed,law\n" END, true },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,law\nb,20,B,B,law,A,A,date,,,no,,ok no>a,,law\n" END,
		  true },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,no>a,signed,law\n" END, false },       /* back to itself */
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,no>b,signed,law\n" END, false },       /* to no step */
		{ HEAD "a,10,A,A,law,A,A,date,45,calendar,no,,,signed,law\n" END, false }, /* unknown unit */
		{ HEAD "a,10,A,A,law,A,A,date,-1,working,no,,,signed,law\n" END, false },
		{ HEAD "a,10,A,A,law,A,A,date,,,maybe,,,signed,law\n" END, false },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,heaven,,signed,law\n" END, false },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,,law\n" END, false },   /* never signed */
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,law\n", false }, /* never ends */
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,law\na,20,A,A,law,A,A,date,,,no,,,,law\n" END, false },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,law\nb,10,A,A,law,A,A,date,,,no,,,,law\n" END, false },
		{ HEAD "A,10,A,A,law,A,A,date,,,no,,,signed,law\n" END, false },
		{ HEAD "a,10,A,A,,A,A,date,,,no,,,signed,law\n" END, false }, /* without its law */
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed,hope\n" END, false },
		{ HEAD "a,10,A,A,law,A,A,date,,,no,,,signed\n" END, false },
		{ HEAD, false },
		{ "", false },
		{ "step,order\n", false },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct problems ps;
		struct track t;
		problems_init(&ps, a, 20);
		bool good = track_parse(a, STR("x"), str_of(rows[i].csv), &t, &ps);
		if (good != rows[i].good)
			fail_msg("row %zu", i);
		assert_int_equal(ps.n > 0, !rows[i].good);
	}
}

/* ---- an agreement and its world ---- */

static struct doc *agreement(arena *a, const char *type, const char *track)
{
	struct doc *d = doc_new(a, &agreement_kind);
	doc_add_text(a, d, AGREEMENT_TITLE, STR("id"), STR("Air bersih (contoh)"));
	doc_set(d, AGREEMENT_TYPE, str_of(type));
	doc_set(d, AGREEMENT_TRACK, str_of(track));
	doc_set(d, AGREEMENT_FORM, STR("technical"));
	if (strcmp(type, "ksdll") == 0)
		doc_set(d, AGREEMENT_BASIS, STR("approval"));
	struct doc *row = doc_add_row(a, d, AGREEMENT_PARTY);
	doc_set(row, AGREEMENT_PARTY_ORG, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
	return d;
}

static void add_condition(arena *a, struct doc *d, const char *code, const char *met)
{
	struct doc *row = doc_add_row(a, d, AGREEMENT_CONDITION);
	doc_set(row, AGREEMENT_CONDITION_CODE, str_of(code));
	doc_set(row, AGREEMENT_CONDITION_MET, str_of(met));
}

static void fill_plan(arena *a, struct doc *d)
{
	static const char *const all[] = { "diplomatic", "affair", "no_office", "no_interference", "policy_fit" };
	static const uint32_t texts[] = { AGREEMENT_SUBJECT, AGREEMENT_BACKGROUND, AGREEMENT_PURPOSE, AGREEMENT_SCOPE,
		                          AGREEMENT_FINANCING };
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		doc_set(d, texts[i], STR("contoh"));
	struct doc *row = doc_add_row(a, d, AGREEMENT_OBJECT);
	doc_set(row, AGREEMENT_OBJECT_CODE, STR("capacity"));
	doc_set(d, AGREEMENT_FROM, STR("2026-07-01"));
	doc_set(d, AGREEMENT_UNTIL, STR("2026-12-31"));
	for (size_t i = 0; i < SEL_COUNT(all); i++)
		add_condition(a, d, all[i], "1");
}

static struct procedure_world world(arena *a, const char *today)
{
	struct procedure_world w = { .today = day(today), .holidays = holidays_2026(), .settings = settings_default };
	struct doc **permits = arena_array(a, struct doc *, 2);
	permits[0] = permit(a, "principle", "2025-01-01", "2027-12-31");
	permits[1] = permit(a, "msp", "2025-01-01", "2027-12-31");
	const struct codelist *items = codelist_find("msp-item");
	for (uint32_t i = 0; i < items->n; i++) {
		struct doc *row = doc_add_row(a, permits[1], PERMIT_ITEM);
		doc_set(row, PERMIT_ITEM_CODE, str_of(items->codes[i].code));
		doc_set(row, PERMIT_ITEM_HELD, STR("1"));
	}
	w.permits = permits;
	w.npermits = 2;
	return w;
}

/* An entry that lacks nothing. */
static struct step_entry entry(enum step_op op, const struct track_step *s)
{
	return (struct step_entry){ .op = op,
		                    .step = s->code,
		                    .date = STR("2026-06-30"),
		                    .number = STR("CONTOH/001"),
		                    .actor = STR("Gubernur"),
		                    .result = s->nresults ? s->results[0].code : STR_EMPTY,
		                    .reason = op == OP_SKIP ? STR("tidak berlaku bagi jalur ini") : STR_EMPTY,
		                    .end_reason = STR("expiry"),
		                    .document = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV") };
}

static struct doc *try_entry(arena *a, const struct doc *d, const struct procedure_world *w, const struct step_entry *e,
                             struct problems *ps)
{
	problems_init(ps, a, 50);
	struct doc *out = procedure_enter(a, d, w, e, ps);
	assert_int_equal(out == NULL, problems_refuse(ps));
	return out;
}

static bool among(const char *list, str code)
{
	str rest = str_of(list), one;
	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, code))
			return true;
	return false;
}

/* What may be entered when the first K steps are done: by hand, from the law, for each track. */
struct expectation {
	const char *type, *track;
	const char *skippable; /* "tidak berlaku", with a reason */
	const char *clocked;
	const char *repeated, *signing, *ending;
};
static const struct expectation expectations[] = {
	{ "ksdpl", "foreign_full",
	  "initiative exploration consultation intent verification draft meeting discussion implementation monitoring "
	  "reporting",
	  "dprd", "implementation monitoring reporting", "signing", "ending" },
	{ "ksdll", "passthrough", "principle msp direction rik location implementation report monitoring", "",
	  "implementation report monitoring", "rkt", "renewal" },
	{ "ksdd", "domestic", "preparation offer joint_statement dprd implementation administration reporting", "",
	  "implementation administration reporting", "contract", "ending" },
};

static bool expected(const struct expectation *x, const struct track *t, uint32_t done, bool running, uint32_t i,
                     enum step_op op)
{
	str code = t->steps[i].code;
	uint32_t signing = (uint32_t)track_step_find(t, str_of(x->signing));
	bool signed_ = done > signing, turn = i == done;
	bool repeat = signed_ && among(x->repeated, code);
	bool ending = signed_ && among(x->ending, code);
	bool clocked = among(x->clocked, code);
	switch (op) {
	case OP_START:
		return turn && clocked && !running;
	case OP_FINISH:
		return clocked ? turn && running : turn || repeat || ending;
	case OP_SKIP:
		/* what was done already needs no such note */
		return among(x->skippable, code) && i >= done && (turn || repeat);
	case OP_END:
	case OP_STOP:
		break;
	}
	return false;
}

static uint32_t try_everything(arena *a, const struct expectation *x, const struct track *t, const struct doc *d,
                               const struct procedure_world *w, uint32_t done, bool running)
{
	static const enum step_op ops[] = { OP_START, OP_FINISH, OP_SKIP };
	uint32_t tried = 0;
	for (uint32_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < SEL_COUNT(ops); k++, tried++) {
			struct problems ps;
			struct step_entry e = entry(ops[k], &t->steps[i]);
			bool taken = try_entry(a, d, w, &e, &ps) != NULL;
			if (taken != expected(x, t, done, running, i, ops[k]))
				fail_msg("%s after %u steps: %s of %s is %s (%s)", x->track, done, step_op_name(ops[k]),
				         t->steps[i].code.p, taken ? "taken" : "refused",
				         ps.first ? ps.first->key : "");
		}
	return tried;
}

static void every_step_at_every_point(void **state)
{
	(void)state;
	uint32_t tried = 0;
	for (size_t x = 0; x < SEL_COUNT(expectations); x++) {
		ARENA_SCOPE arena *a = arena_new(0);
		const struct track *t = track_find(str_of(expectations[x].track));
		struct procedure_world w = world(a, "2026-06-30");
		struct doc *d = agreement(a, expectations[x].type, expectations[x].track);
		struct problems ps;
		fill_plan(a, d);
		if (strcmp(expectations[x].type, "ksdpl") == 0) {
			add_condition(a, d, "equal_status", "1");
			add_condition(a, d, "complementary", "1");
			add_condition(a, d, "people", "1");
		}
		for (uint32_t i = 0; i < t->n; i++) {
			tried += try_everything(a, &expectations[x], t, d, &w, i, false);
			struct step_entry e = entry(OP_START, &t->steps[i]);
			if (t->steps[i].clock_days) {
				d = try_entry(a, d, &w, &e, &ps);
				assert_non_null(d);
				tried += try_everything(a, &expectations[x], t, d, &w, i, true);
			}
			e.op = OP_FINISH;
			d = try_entry(a, d, &w, &e, &ps);
			assert_non_null(d);
		}
		assert_string_equal(doc_str(d, AGREEMENT_STATUS).p, "ended");
		assert_string_equal(doc_str(d, AGREEMENT_STAGE).p, "closed");
		assert_string_equal(doc_str(d, AGREEMENT_SIGNED).p, "2026-06-30");
		/* and nothing more */
		for (uint32_t i = 0; i < t->n; i++, tried++) {
			struct step_entry e = entry(OP_FINISH, &t->steps[i]);
			assert_null(try_entry(a, d, &w, &e, &ps));
			assert_true(has_problem(&ps, "problem.step.ended"));
		}
	}
	print_message("%u entries tried\n", tried);
	assert_true(tried > 1000);
}

/* Goes on to STEP (not done itself) with entries that lack nothing. */
static struct doc *walk_to(arena *a, struct doc *d, const struct procedure_world *w, const char *step)
{
	struct problems ps;
	const struct track *t = track_find(doc_str(d, AGREEMENT_TRACK));
	uint32_t to = (uint32_t)track_step_find(t, str_of(step));
	for (;;) {
		struct procedure p;
		assert_true(procedure_read(d, w, &p));
		if (p.next >= to)
			return d;
		struct step_entry e = entry(OP_START, &t->steps[p.next]);
		char today[11];
		date_print(w->today, today);
		e.date = arena_str(a, str_of(today));
		if (t->steps[p.next].clock_days && p.steps[p.next].standing != STEP_RUNNING) {
			d = try_entry(a, d, w, &e, &ps);
			assert_non_null(d);
		}
		e.op = OP_FINISH;
		d = try_entry(a, d, w, &e, &ps);
		assert_non_null(d);
	}
}

static const struct track_step *step_of(const char *track, const char *step)
{
	const struct track *t = track_find(str_of(track));
	return &t->steps[track_step_find(t, str_of(step))];
}

static void a_plan_needs_its_seven_items_and_conditions(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct doc *bare = walk_to(a, agreement(a, "ksdpl", "foreign_full"), &w, "plan");
	struct step_entry e = entry(OP_FINISH, step_of("foreign_full", "plan"));
	assert_null(try_entry(a, bare, &w, &e, &ps));
	assert_int_equal(ps.n, 7 + 5 + 3); /* items, conditions for all, conditions of KSDPL */
	struct doc *d = doc_copy(a, bare);
	fill_plan(a, d);
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_int_equal(ps.n, 3);
	add_condition(a, d, "equal_status", "1");
	add_condition(a, d, "complementary", "1");
	add_condition(a, d, "people", "0");
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_int_equal(ps.n, 1);
	assert_string_equal(ps.first->expected.p, "PP 28/2018 Pasal 27 ayat (3) huruf c");
	doc_set(d->v[AGREEMENT_CONDITION].u.rows[7], AGREEMENT_CONDITION_MET, STR("1"));
	assert_non_null(try_entry(a, d, &w, &e, &ps));
	/* technology must be passed on where science is an object (art. 27 (2)) */
	doc_set(d->v[AGREEMENT_OBJECT].u.rows[0], AGREEMENT_OBJECT_CODE, STR("science"));
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_string_equal(ps.first->expected.p, "PP 28/2018 Pasal 27 ayat (2)");
	/* a period without its end is none */
	d->v[AGREEMENT_UNTIL] = (struct value){ 0 };
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_int_equal(ps.n, 2);
}

static void the_parliament_has_45_working_days(void **state)
{
	(void)state;
	/* Received Monday 2 February. 3-6 Feb 4, 9-13 9, 18-20 (Chinese New Year before) 12, 23-27 17, 2-6 Mar 22,
	 * 9-13 27, 16-17 29, 25-27 (Nyepi and Eid before) 32, 30 Mar - 2 Apr (Good Friday after) 36, 6-10 41, 13-16 45.
	 */
	static const struct {
		const char *today;
		int day, left;
	} rows[] = { { "2026-02-02", 0, 45 },  { "2026-02-03", 1, 44 },  { "2026-02-20", 12, 33 },
		     { "2026-03-17", 29, 16 }, { "2026-03-24", 29, 16 }, { "2026-03-25", 30, 15 },
		     { "2026-04-16", 45, 0 },  { "2026-04-17", 46, -1 } };
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-02-02");
	struct problems ps;
	struct doc *d = agreement(a, "ksdll", "foreign_full");
	fill_plan(a, d);
	d = walk_to(a, d, &w, "dprd");
	struct step_entry e = entry(OP_START, step_of("foreign_full", "dprd"));
	e.date = STR("2026-02-02");
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct procedure p;
		w.today = day(rows[i].today);
		assert_true(procedure_read(d, &w, &p));
		const struct work_clock *c = &p.steps[p.next].clock;
		assert_int_equal(p.steps[p.next].standing, STEP_RUNNING);
		assert_day(c->due, "2026-04-16");
		assert_int_equal(c->day, rows[i].day);
		assert_int_equal(c->left, rows[i].left);
		assert_int_equal(c->days, 45);
	}
	/* without the holidays it would be 6 April: 45 weekdays */
	struct work_clock bare = work_clock(day("2026-02-02"), 45, day("2026-02-02"), NULL);
	assert_day(bare.due, "2026-04-06");
	/* a decision cannot be older than the letter */
	w.today = day("2026-04-01");
	e.op = OP_FINISH;
	e.date = STR("2026-02-01");
	e.result = STR("approved");
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.before_receipt"));
	e.date = STR("2026-04-02");
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.future"));
}

static void what_goes_back_is_done_again(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct procedure p;
	struct doc *d = agreement(a, "ksdll", "foreign_full");
	fill_plan(a, d);
	d = walk_to(a, d, &w, "verification");
	struct step_entry e = entry(OP_FINISH, step_of("foreign_full", "verification"));
	e.result = STR("revise"); /* art. 31 (3) a */
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	assert_string_equal(doc_str(d, AGREEMENT_STAGE).p, "plan");
	e = entry(OP_FINISH, step_of("foreign_full", "plan"));
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	/* whether the parliament is asked again is not settled: until it is, a reason will do */
	e = entry(OP_SKIP, step_of("foreign_full", "dprd"));
	e.reason = STR("  ");
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.reason_missing"));
	e.reason = STR("perbaikan redaksi, persetujuan DPRD tetap berlaku");
	assert_non_null(try_entry(a, d, &w, &e, &ps));
	w.settings.dprd_again = NEED_YES;
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.not_skipped"));
	/* not approved: the plan again */
	e = entry(OP_START, step_of("foreign_full", "dprd"));
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	e.op = OP_FINISH;
	e.result = STR("rejected");
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	assert_true(procedure_read(d, &w, &p));
	assert_string_equal(p.steps[p.next].step->code.p, "plan");
	assert_int_equal(p.steps[5].times, 2);
}

static void the_parliament_and_a_continued_cooperation(void **state)
{
	(void)state;
	static const struct {
		const char *basis;
		enum need need;
		bool skipped;
	} rows[] = { { "approval", NEED_UNSETTLED, false },
		     { "approval", NEED_NO, false },
		     { "passthrough", NEED_UNSETTLED, true },
		     { "passthrough", NEED_NO, true },
		     { "passthrough", NEED_YES, false } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct procedure_world w = world(a, "2026-06-30");
		struct problems ps;
		struct doc *d = agreement(a, "ksdll", "foreign_full");
		doc_set(d, AGREEMENT_BASIS, str_of(rows[i].basis));
		fill_plan(a, d);
		d = walk_to(a, d, &w, "dprd");
		w.settings.dprd_passthrough = rows[i].need;
		struct step_entry e = entry(OP_SKIP, step_of("foreign_full", "dprd"));
		assert_int_equal(try_entry(a, d, &w, &e, &ps) != NULL, rows[i].skipped);
	}
}

static void nothing_is_signed_without_the_confirmation_letter(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct procedure p;
	struct doc *d = agreement(a, "ksdll", "foreign_full");
	fill_plan(a, d);
	d = walk_to(a, d, &w, "confirmation");
	struct step_entry e = entry(OP_SKIP, step_of("foreign_full", "confirmation"));
	assert_null(try_entry(a, d, &w, &e, &ps));
	/* even a diary that says so by other ways does not open the gate */
	struct doc *forged = doc_copy(a, d);
	struct doc *row = doc_add_row(a, forged, AGREEMENT_STEP);
	doc_set(row, AGREEMENT_STEP_CODE, STR("confirmation"));
	doc_set(row, AGREEMENT_STEP_STATE, STR("skipped"));
	e = entry(OP_FINISH, step_of("foreign_full", "signing"));
	assert_null(try_entry(a, forged, &w, &e, &ps));
	assert_int_equal(ps.n, 1);
	assert_string_equal(ps.first->key, "problem.gate.confirmation");
	assert_string_equal(ps.first->expected.p, "PP 28/2018 Pasal 33 ayat (4)");
	/* what each step must have */
	e = entry(OP_FINISH, step_of("foreign_full", "confirmation"));
	e.number = e.document = e.date = STR_EMPTY;
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_int_equal(ps.n, 3);
	d = walk_to(a, d, &w, "signing");
	assert_int_equal(agreement_kind.visible(d), GOVERNMENT);
	e = entry(OP_FINISH, step_of("foreign_full", "signing"));
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	assert_int_equal(agreement_kind.visible(d), PUBLIC | PARTNERS | GOVERNMENT);
	assert_true(procedure_read(d, &w, &p));
	assert_true(p.signed_ && !p.ended);
}

static void a_cooperation_ends_for_a_reason_of_the_law(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct doc *d = agreement(a, "ksdll", "foreign_full");
	fill_plan(a, d);
	struct step_entry e = { .op = OP_END, .end_reason = STR("policy"), .date = STR("2026-06-30") };
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.not_signed"));
	e = (struct step_entry){ .op = OP_STOP };
	assert_null(try_entry(a, d, &w, &e, &ps));
	e.reason = STR("mitra menarik diri");
	struct doc *stopped = try_entry(a, d, &w, &e, &ps);
	assert_non_null(stopped);
	assert_string_equal(doc_str(stopped, AGREEMENT_STATUS).p, "stopped");
	assert_int_equal(agreement_kind.visible(stopped), GOVERNMENT);
	d = walk_to(a, d, &w, "implementation");
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.signed"));
	e = (struct step_entry){ .op = OP_END };
	assert_null(try_entry(a, d, &w, &e, &ps)); /* no reason: a new governor is none */
	e.end_reason = STR("object_lost");
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	assert_string_equal(doc_str(d, AGREEMENT_STATUS).p, "ended");
	assert_string_equal(doc_str(d, AGREEMENT_ENDED).p, "2026-06-30");
	assert_int_equal(codelist_find("end-reason")->n, 5);
}

static void a_foreign_organisation_needs_its_permits(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct doc *d = agreement(a, "ksdll", "passthrough");
	fill_plan(a, d);
	struct step_entry e = entry(OP_FINISH, step_of("passthrough", "principle"));
	w.npermits = 0;
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.gate.principle"));
	w.npermits = 2;
	e.date = STR("2024-12-31"); /* the day before it begins */
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.gate.principle_later"));
	d = walk_to(a, d, &w, "msp");
	e = entry(OP_FINISH, step_of("passthrough", "msp"));
	doc_set(w.permits[1]->v[PERMIT_ITEM].u.rows[0], PERMIT_ITEM_HELD, STR("0"));
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_int_equal(ps.n, 1);
	assert_string_equal(ps.first->key, "problem.gate.msp_item");
	doc_set(w.permits[1]->v[PERMIT_ITEM].u.rows[0], PERMIT_ITEM_HELD, STR("1"));
	d = walk_to(a, d, &w, "rkt");
	e = entry(OP_FINISH, step_of("passthrough", "rkt"));
	doc_set(d, AGREEMENT_UNTIL, STR("2028-01-01")); /* a day longer than the principle permit */
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.permit.beyond"));
	doc_set(d, AGREEMENT_UNTIL, STR("2027-12-31"));
	assert_non_null(try_entry(a, d, &w, &e, &ps));
	/* an international organisation is no foreign CSO: the step does not apply, and there is no such limit */
	d = agreement(a, "ksdll", "passthrough");
	fill_plan(a, d);
	w.npermits = 0;
	static const char *const skips[] = { "principle", "msp", "direction", "rik", "location" };
	for (size_t i = 0; i < SEL_COUNT(skips); i++) {
		e = entry(OP_SKIP, step_of("passthrough", skips[i]));
		assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	}
	e = entry(OP_FINISH, step_of("passthrough", "rkt"));
	assert_non_null(try_entry(a, d, &w, &e, &ps));
}

/* Permits by hand: K/1 to K/3 follow each other as art. 7 (3) of PP 59/2016 wants it, asked for before the end. */
enum { MOST = 3 };
static const struct permit_case {
	const char *what;
	struct {
		const char *from, *until;
		bool other, cancelled;
	} permits[MOST];
	const char *until;   /* of the agreement */
	const char *problem; /* NULL: taken */
} permit_cases[] = {
	{ "one that stands", { { "2024-06-01", "2027-05-31", 0, 0 } }, "2027-05-31", NULL },
	{ "and no longer", { { "2024-06-01", "2027-05-31", 0, 0 } }, "2027-06-01", "problem.permit.beyond" },
	{ "renewed in time",
	  { { "2024-06-01", "2027-05-31", 0, 0 }, { "2027-06-01", "2030-05-31", 0, 0 } },
	  "2030-05-31",
	  NULL },
	{ "renewed, the later one first",
	  { { "2027-06-01", "2030-05-31", 0, 0 }, { "2024-06-01", "2027-05-31", 0, 0 } },
	  "2030-05-31",
	  NULL },
	{ "renewed, with a gap",
	  { { "2024-06-01", "2027-05-31", 0, 0 }, { "2027-06-02", "2030-05-31", 0, 0 } },
	  "2030-05-31",
	  "problem.permit.beyond" },
	{ "a cancelled one that ends later hides none",
	  { { "2024-06-01", "2027-05-31", 0, 0 }, { "2025-06-01", "2028-05-31", 0, 1 } },
	  "2027-05-31",
	  NULL },
	{ "nor does it reach further",
	  { { "2024-06-01", "2027-05-31", 0, 0 }, { "2027-06-01", "2030-05-31", 0, 1 } },
	  "2028-01-01",
	  "problem.permit.beyond" },
	{ "cancelled only",
	  { { "2024-06-01", "2027-05-31", 0, 1 } },
	  "2027-05-31",
	  "problem.gate.principle_cancelled" },
	{ "over", { { "2023-06-01", "2026-05-31", 0, 0 } }, "2027-05-31", "problem.gate.principle_ended" },
	{ "to come", { { "2026-07-01", "2029-06-30", 0, 0 } }, "2027-05-31", "problem.gate.principle_later" },
	{ "another organisation's", { { "2024-06-01", "2027-05-31", 1, 0 } }, "2027-05-31", "problem.gate.principle" },
	{ "another's reaches no further, either",
	  { { "2024-06-01", "2027-05-31", 0, 0 }, { "2027-06-01", "2030-05-31", 1, 0 } },
	  "2028-01-01",
	  "problem.permit.beyond" },
};

static void try_permits(const struct permit_case *row)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct doc *d = agreement(a, "ksdll", "passthrough"), *permits[MOST + 1];
	struct problems ps;
	fill_plan(a, d);
	d = walk_to(a, d, &w, "rkt");
	doc_set(d, AGREEMENT_UNTIL, str_of(row->until));
	permits[0] = w.permits[1];
	w.npermits = 1;
	for (size_t k = 0; k < MOST && row->permits[k].from; k++) {
		struct doc *one = permit(a, "principle", row->permits[k].from, row->permits[k].until);
		if (row->permits[k].other)
			doc_set(one, PERMIT_HOLDER, STR("01BRZ3NDEKTSV4RRFFQ69G5FAV"));
		if (row->permits[k].cancelled)
			doc_set(one, PERMIT_SANCTION, STR("cancelled"));
		permits[w.npermits++] = one;
	}
	w.permits = permits;
	struct step_entry e = entry(OP_FINISH, step_of("passthrough", "rkt"));
	bool taken = try_entry(a, d, &w, &e, &ps) != NULL;
	if (taken != !row->problem || (!taken && !has_problem(&ps, row->problem)))
		fail_msg("%s: %s", row->what, ps.first ? ps.first->key : "taken");
}

static void any_permit_that_stands_on_the_day_will_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(permit_cases); i++)
		try_permits(&permit_cases[i]);
	/* nor is another's memorandum one's own */
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct doc *d = agreement(a, "ksdll", "passthrough");
	d = walk_to(a, d, &w, "msp");
	struct step_entry e = entry(OP_FINISH, step_of("passthrough", "msp"));
	assert_non_null(try_entry(a, d, &w, &e, &ps));
	doc_set(w.permits[1], PERMIT_HOLDER, STR("01BRZ3NDEKTSV4RRFFQ69G5FAV"));
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.gate.msp"));
}

/* No signature dated before the letter on which it rests (PP 28/2018 art. 33 (4)), and so for every step. */
static void no_step_is_dated_before_those_it_rests_on(void **state)
{
	(void)state;
	static const struct {
		const char *step; /* those before it on 2026-06-30 */
		enum step_op op;
		const char *date;
		bool taken;
	} rows[] = { { "initiative", OP_FINISH, "2019-01-01", true },
		     { "exploration", OP_FINISH, "2019-01-01", false },
		     { "exploration", OP_FINISH, "2026-06-29", false },
		     { "exploration", OP_FINISH, "2026-06-30", true },
		     { "dprd", OP_START, "2026-06-29", false },
		     { "dprd", OP_START, "2026-06-30", true },
		     { "confirmation", OP_FINISH, "2026-06-29", false },
		     { "signing", OP_FINISH, "2026-06-29", false },
		     { "signing", OP_FINISH, "2026-06-30", true },
		     { "implementation", OP_FINISH, "2026-06-29", false },
		     { "reporting", OP_FINISH, "2026-06-30", true },
		     { "ending", OP_FINISH, "2026-06-29", false } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct procedure_world w = world(a, "2026-06-30");
		struct problems ps;
		struct doc *d = agreement(a, "ksdll", "foreign_full");
		fill_plan(a, d);
		d = walk_to(a, d, &w, rows[i].step);
		struct step_entry e = entry(rows[i].op, step_of("foreign_full", rows[i].step));
		e.date = str_of(rows[i].date);
		bool taken = try_entry(a, d, &w, &e, &ps) != NULL;
		if (taken != rows[i].taken || (!taken && !has_problem(&ps, "problem.step.before_earlier")))
			fail_msg("%s on %s: %s", rows[i].step, rows[i].date, ps.first ? ps.first->key : "taken");
	}
	/* what repeats may come in any order; an early end is not before the signature */
	ARENA_SCOPE arena *a = arena_new(0);
	struct procedure_world w = world(a, "2026-06-30");
	struct problems ps;
	struct doc *d = agreement(a, "ksdll", "foreign_full");
	fill_plan(a, d);
	d = walk_to(a, d, &w, "implementation");
	w.today = day("2027-03-01");
	struct step_entry e = entry(OP_FINISH, step_of("foreign_full", "monitoring"));
	e.date = STR("2027-03-01");
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	e = entry(OP_FINISH, step_of("foreign_full", "reporting"));
	e.date = STR("2027-01-15");
	assert_non_null(d = try_entry(a, d, &w, &e, &ps));
	e = (struct step_entry){ .op = OP_END, .end_reason = STR("policy"), .date = STR("2026-06-29") };
	assert_null(try_entry(a, d, &w, &e, &ps));
	assert_true(has_problem(&ps, "problem.step.before_earlier"));
}

static void a_track_is_for_its_type(void **state)
{
	(void)state;
	static const struct {
		const char *type, *track;
		bool good;
	} rows[] = { { "ksdpl", "foreign_full", true }, { "ksdll", "foreign_full", true },
		     { "ksdll", "passthrough", true },  { "ksdpl", "passthrough", false },
		     { "ksdpl", "domestic", false },    { "ksdd", "domestic", true },
		     { "ksdpk", "domestic", true },     { "ksdd", "foreign_full", false } };
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct problems ps;
		problems_init(&ps, a, 20);
		doc_check(agreement(a, rows[i].type, rows[i].track), NULL, &ps);
		assert_int_equal(problems_refuse(&ps), !rows[i].good);
	}
}

static void settings_take_what_they_know(void **state)
{
	(void)state;
	static const struct {
		const char *key, *value;
		bool taken;
	} rows[] = { { "dprd_passthrough", "yes", true },
		     { "dprd_passthrough", "no", true },
		     { "dprd_passthrough", "perhaps", false },
		     { "dprd_again", "yes", true },
		     { "report_frequency", "semester", true },
		     { "report_frequency", "weekly", false },
		     { "document_max_mb", "20", true },
		     { "document_max_mb", "0", false },
		     { "document_max_mb", "101", false },
		     { "document_max_mb", "x", false },
		     { "colour", "red", false } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		struct settings s = settings_default;
		assert_int_equal(settings_set(&s, str_of(rows[i].key), str_of(rows[i].value)), rows[i].taken);
	}
	assert_int_equal(settings_default.dprd_passthrough, NEED_UNSETTLED);
	assert_int_equal(settings_default.reports_per_year, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_track_is_read),
		cmocka_unit_test(a_wrong_track_is_refused),
		cmocka_unit_test(every_step_at_every_point),
		cmocka_unit_test(a_plan_needs_its_seven_items_and_conditions),
		cmocka_unit_test(the_parliament_has_45_working_days),
		cmocka_unit_test(what_goes_back_is_done_again),
		cmocka_unit_test(the_parliament_and_a_continued_cooperation),
		cmocka_unit_test(nothing_is_signed_without_the_confirmation_letter),
		cmocka_unit_test(a_cooperation_ends_for_a_reason_of_the_law),
		cmocka_unit_test(a_foreign_organisation_needs_its_permits),
		cmocka_unit_test(any_permit_that_stands_on_the_day_will_do),
		cmocka_unit_test(no_step_is_dated_before_those_it_rests_on),
		cmocka_unit_test(a_track_is_for_its_type),
		cmocka_unit_test(settings_take_what_they_know),
	};
	return cmocka_run_group_tests_name("procedure", tests, NULL, NULL);
}
