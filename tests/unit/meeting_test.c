/* Meetings: when they are, who came, what a pasted list means, when an item is late, answers by secret links, what an
 * agenda is made of, iCalendar (RFC 5545). Expected values by hand from the headers of src/meeting and from the RFC. */
#include "db_world.h"

#include "meeting/agenda.h"
#include "meeting/ics.h"
#include "meeting/invite.h"

static arena *mem;

static int memory(void **state)
{
	(void)state;
	hash_start();
	mem = arena_new(0);
	return 0;
}

static int no_memory(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

#define ORG "01ARZ3NDEKTSV4RRFFQ69G5FAA"

static date day(const char *s)
{
	date d = DATE_NONE;
	assert_true(date_parse(str_of(s), &d));
	return d;
}

static struct doc *an_event(void)
{
	struct doc *d = doc_new(mem, &event_kind);
	doc_set(d, EVENT_TITLE, STR("Rakor"));
	doc_set(d, EVENT_SORT, STR("rakor"));
	doc_set(d, EVENT_DATE, STR("2026-12-10"));
	doc_set(d, EVENT_START, STR("09.00"));
	doc_set(d, EVENT_VENUE, STR("Kupang"));
	doc_set(d, EVENT_STATUS, STR("invited"));
	return d;
}

/* ---- when ---- */

static void a_time_of_day_is_hours_and_two_digits_of_minutes(void **state)
{
	static const struct {
		const char *text;
		int minutes;
	} cases[] = { { "09.00", 540 }, { "9:05", 545 }, { "00.00", 0 }, { "23.59", 1439 }, { "24.00", -1 },
		      { "9.5", -1 },    { "09.60", -1 }, { "", -1 },     { "jam 9", -1 },   { "09.00 WITA", -1 },
		      { "-1.00", -1 },  { "1234", -1 },  { ".30", -1 },  { "10.3a", -1 } };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_int_equal(clock_minutes(str_of(cases[i].text)), cases[i].minutes);
}

/* 09.00 WITA is 01:00 UTC; 10 December 2026 is day 20797 since 1970. */
static void an_event_begins_in_wita(void **state)
{
	int64_t at;
	(void)state;
	struct doc *d = an_event();
	assert_true(event_begins(d, &at));
	assert_int_equal(at, (20797LL * 24 + 1) * 3600 * 1000);
	assert_true(event_ends(d, &at));
	assert_int_equal(at, (20797LL * 24 + 3) * 3600 * 1000);
	doc_set(d, EVENT_UNTIL, STR("2026-12-11"));
	doc_set(d, EVENT_END, STR("15.00"));
	assert_true(event_ends(d, &at));
	assert_int_equal(at, (20798LL * 24 + 7) * 3600 * 1000);
	assert_false(event_is_on(d, day("2026-12-09")));
	assert_true(event_is_on(d, day("2026-12-10")));
	assert_true(event_is_on(d, day("2026-12-11")));
	assert_false(event_is_on(d, day("2026-12-12")));
}

static void an_event_ends_after_it_begins(void **state)
{
	static const struct {
		const char *until, *start, *end, *key;
	} cases[] = { { NULL, "09.00", "15.00", NULL },
		      { NULL, "09.00", "09.00", "problem.event.end" },
		      { NULL, "pagi", NULL, "problem.event.clock" },
		      { "2026-12-09", "09.00", "15.00", "problem.event.until" },
		      { "2026-12-11", "14.00", "10.00", NULL } };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		struct doc *d = an_event();
		problems_init(&ps, mem, 10);
		doc_set(d, EVENT_START, str_of(cases[i].start));
		if (cases[i].until)
			doc_set(d, EVENT_UNTIL, str_of(cases[i].until));
		if (cases[i].end)
			doc_set(d, EVENT_END, str_of(cases[i].end));
		doc_check(d, NULL, &ps);
		assert_int_equal(ps.n, cases[i].key ? 1 : 0);
		if (cases[i].key)
			assert_string_equal(ps.first->key, cases[i].key);
	}
}

/* ---- who came ---- */

static bool means(void *ctx, str who, struct doc *row)
{
	(void)ctx;
	if (str_is(who, "Belu"))
		doc_set(row, EVENT_ATTENDANCE_PLACE, STR("53.04"));
	else if (str_is(who, "UNICEF"))
		doc_set(row, EVENT_ATTENDANCE_ORG, STR(ORG));
	else
		return false;
	return true;
}

static uint32_t paste(struct doc *d, const char *text, struct problems *ps)
{
	struct pasting p = { mem, d, means, NULL, STR("2026-12-10T01:00:00Z") };
	problems_init(ps, mem, 10);
	return attendance_paste(&p, str_of(text), ps);
}

static void a_pasted_list_is_one_person_a_line(void **state)
{
	static const str codes[] = { { "53.02", 5 }, { "53.04", 5 }, { "53.71", 5 } };
	struct problems ps;
	bool here[3];
	(void)state;
	struct doc *d = an_event();
	assert_int_equal(paste(d,
	                       "Maria Rekaan\tP\tKepala Bappeda\tBelu\t0812\n\n"
	                       "Yohanes Rekaan; l; Staf; UNICEF\r\n"
	                       "Anna Rekaan;P;;Kampus Rekaan\n"
	                       "MARIA REKAAN\tP\tlain\tBelu\t\n", /* the same person again */
	                       &ps),
	                 3);
	assert_int_equal(ps.n, 0);
	const struct doc *third = d->v[EVENT_ATTENDANCE].u.rows[2];
	assert_true(str_is(doc_str(third, EVENT_ATTENDANCE_OTHER), "Kampus Rekaan"));
	assert_true(str_is(doc_str(d->v[EVENT_ATTENDANCE].u.rows[1], EVENT_ATTENDANCE_SEX), "L"));
	struct present p = event_present(d, codes, 3, here);
	assert_int_equal(p.people, 3);
	assert_int_equal(p.women, 2);
	assert_int_equal(p.men, 1);
	assert_int_equal(p.regencies, 1);
	assert_int_equal(p.of, 3);
	assert_int_equal(p.organisations, 1);
	assert_true(!here[0] && here[1] && !here[2]);
	doc_set(d, EVENT_QUORUM, STR("2"));
	assert_false(event_has_quorum(d, &p));
	doc_set(d, EVENT_QUORUM, STR("1"));
	assert_true(event_has_quorum(d, &p));
}

static void a_wrong_line_adds_nobody(void **state)
{
	struct problems ps;
	(void)state;
	struct doc *d = an_event();
	assert_int_equal(paste(d, "Maria;P;;Belu\nTanpa;X;;Belu\n;L;;Belu\n", &ps), 0);
	assert_int_equal(d->v[EVENT_ATTENDANCE].n, 0);
	assert_int_equal(ps.n, 2);
	assert_string_equal(ps.first->key, "problem.event.sex");
	assert_int_equal(ps.first->line, 2);
	assert_string_equal(ps.first->next->key, "problem.event.name");
	assert_int_equal(ps.first->next->line, 3);
}

/* ---- action items ---- */

static struct doc *an_item(const char *status, const char *due)
{
	struct doc *d = doc_new(mem, &action_item_kind);
	doc_set(d, ITEM_STATUS, str_of(status));
	doc_set(d, ITEM_DUE, str_of(due));
	return d;
}

static void late_is_computed(void **state)
{
	static const struct {
		const char *status, *due, *standing;
	} cases[] = { { "pending", "2026-11-26", "pending" },   { "pending", "2026-11-25", "overdue" },
		      { "progress", "2026-11-26", "progress" }, { "progress", "2026-01-01", "overdue" },
		      { "done", "2026-01-01", "done" },         { "cancelled", "2026-01-01", "cancelled" } };
	struct completion c = { 0 };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		const struct doc *d = an_item(cases[i].status, cases[i].due);
		assert_string_equal(action_standing(d, day("2026-11-26")), cases[i].standing);
		completion_add(&c, d, day("2026-11-26"));
	}
	assert_int_equal(c.all, 6);
	assert_int_equal(c.done, 1);
	assert_int_equal(c.late, 2);
	assert_int_equal(c.open, 4);
	assert_int_equal(c.cancelled, 1);
	assert_int_equal(completion_percent(&c), 20); /* 1 of 5 */
	assert_int_equal(completion_percent(&(struct completion){ .all = 1, .cancelled = 1 }), -1);
	assert_int_equal(completion_percent(&(struct completion){ .all = 3, .done = 2 }), 66);
}

static void a_delay_has_a_reason_and_a_day_to_come(void **state)
{
	(void)state;
	const struct doc *d = an_item("progress", "2026-11-01");
	date today = day("2026-11-26");
	assert_null(action_delay(mem, d, today, STR(" "), DATE_NONE));
	assert_null(action_delay(mem, d, today, STR("anggaran"), today));
	assert_null(action_delay(mem, an_item("done", "2026-11-01"), today, STR("anggaran"), DATE_NONE));
	const struct doc *same = action_delay(mem, d, today, STR("anggaran"), DATE_NONE);
	assert_true(str_is(doc_str(same, ITEM_DUE), "2026-11-01"));
	const struct doc *later = action_delay(mem, d, today, STR("anggaran"), day("2026-12-31"));
	const struct doc *row = later->v[ITEM_DELAY].u.rows[0];
	assert_true(str_is(doc_str(later, ITEM_DUE), "2026-12-31"));
	assert_true(str_is(doc_str(row, ITEM_DELAY_OLD), "2026-11-01"));
	assert_true(str_is(doc_str(row, ITEM_DELAY_NEW), "2026-12-31"));
	assert_true(str_is(doc_str(row, ITEM_DELAY_DATE), "2026-11-26"));
}

/* ---- invitations ---- */

static void an_invitation_is_made_once_and_answered_by_its_secret(void **state)
{
	static const str codes[] = { { "53.02", 5 }, { "53.04", 5 } };
	static const str orgs[] = { { ORG, 26 } };
	char secret[SECRET_LEN + 1], other[SECRET_LEN + 1];
	(void)state;
	struct doc *d = an_event();
	assert_int_equal(invite_add(mem, d, codes, 2, orgs, 1), 3);
	assert_int_equal(invite_add(mem, d, codes, 2, orgs, 1), 0);
	struct doc *row = d->v[EVENT_INVITATION].u.rows[1];
	invite_secret(mem, row, secret);
	secret_make(other);
	assert_true(secret_looks_right(str_of(secret)) && strcmp(secret, other) != 0);
	assert_false(secret_looks_right(STR("abc")));
	assert_ptr_equal(invite_row(d, secret_hash(mem, str_of(secret))), row);
	assert_null(invite_row(d, secret_hash(mem, str_of(other))));
	assert_null(invite_row(d, STR_EMPTY)); /* rows without a link have no hash */
	assert_true(str_find(doc_str(row, EVENT_INVITATION_HASH), str_of(secret), 0) < 0);
}

static void an_answer_names_who_comes_before_the_event_is_over(void **state)
{
	static const struct {
		const char *reply, *name, *status;
		int64_t hours; /* since the day of the event began in UTC */
		const char *key;
	} cases[] = {
		{ "coming", "Maria", "invited", 0, NULL },
		{ "delegate", "Maria", "planned", 0, NULL },
		{ "not", "", "invited", 2, NULL },
		{ "coming", " ", "invited", 0, "problem.event.who_comes" },
		{ "maybe", "Maria", "invited", 0, "problem.event.reply" },
		{ "coming", "Maria", "invited", 4, "problem.event.over" },
		{ "coming", "Maria", "cancelled", 0, "problem.event.over" },
		{ "coming", "Maria", "closed", 0, "problem.event.over" },
	};
	static const str codes[] = { { "53.02", 5 } };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct problems ps;
		struct doc *d = an_event();
		struct answer in = { .reply = str_of(cases[i].reply),
			             .name = str_of(cases[i].name),
			             .at = (20797LL * 24 + cases[i].hours) * 3600 * 1000 };
		problems_init(&ps, mem, 10);
		doc_set(d, EVENT_STATUS, str_of(cases[i].status));
		invite_add(mem, d, codes, 1, NULL, 0);
		struct doc *row = d->v[EVENT_INVITATION].u.rows[0];
		assert_int_equal(invite_answer(mem, d, row, &in, &ps), cases[i].key == NULL);
		if (cases[i].key)
			assert_string_equal(ps.first->key, cases[i].key);
		struct answers n = invite_answers(d);
		assert_int_equal(n.silent, cases[i].key ? 1 : 0);
	}
}

/* ---- the agenda ---- */

static void rows_move_and_have_their_times(void **state)
{
	int starts[3];
	(void)state;
	struct doc *d = an_event();
	struct candidate c = { .group = "problem",
		               .kind = STR("problem"),
		               .id = STR(ORG),
		               .topic = STR("Jalan"),
		               .sentence = STR("Berat"),
		               .figures = STR("3") };
	for (int i = 0; i < 3; i++)
		agenda_pick(mem, d, &c, i == 1 ? STR_EMPTY : STR("45"));
	assert_true(agenda_times(d, starts));
	assert_int_equal(starts[0], 540);
	assert_int_equal(starts[1], 585);
	assert_int_equal(starts[2], 585); /* a row without minutes takes none */
	assert_true(agenda_move(d, STR("m3"), 0));
	assert_string_equal(d->v[EVENT_AGENDA].u.rows[0]->id, "m3");
	assert_string_equal(d->v[EVENT_AGENDA].u.rows[1]->id, "m1");
	assert_true(agenda_move(d, STR("m3"), 9));
	assert_string_equal(d->v[EVENT_AGENDA].u.rows[2]->id, "m3");
	assert_false(agenda_move(d, STR("zz"), 0));
	assert_true(str_is(doc_str(d->v[EVENT_AGENDA].u.rows[0], EVENT_AGENDA_SENTENCE), "Berat"));
}

/* ---- iCalendar ---- */

static void a_calendar_is_as_the_rfc_says(void **state)
{
	struct buf out;
	(void)state;
	buf_init(&out, mem, 1 << 16);
	ics_text(&out, STR("Kupang, Aula; \\ satu\r\ndua"));
	assert_string_equal(out.p, "Kupang\\, Aula\\; \\\\ satu\\ndua");
	/* 75 bytes at most, a fold is CRLF and a space, no character is cut: 67 bytes of "x" after "SUMMARY:" fill it
	 */
	buf_init(&out, mem, 1 << 16);
	ics_line(&out, "SUMMARY", STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xC3\xA9y"));
	assert_string_equal(
	    out.p, "SUMMARY:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n \xC3\xA9y\r\n");
	buf_init(&out, mem, 1 << 16);
	struct ics_event x = { .uid = STR("a@selaras"),
		               .title = STR("Rakor"),
		               .place = STR("Kupang"),
		               .begins = (20797LL * 24 + 1) * 3600 * 1000,
		               .ends = (20797LL * 24 + 7) * 3600 * 1000,
		               .changed = 0 };
	ics_calendar(&out, STR("Kalender"), &x, 1);
	assert_string_equal(out.p,
	                    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Selaras//Selaras//ID\r\nMETHOD:PUBLISH\r\n"
	                    "X-WR-CALNAME:Kalender\r\nBEGIN:VEVENT\r\nUID:a@selaras\r\nDTSTAMP:19700101T000000Z\r\n"
	                    "DTSTART:20261210T010000Z\r\nDTEND:20261210T070000Z\r\nSUMMARY:Rakor\r\nLOCATION:Kupang\r\n"
	                    "STATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_of_day_is_hours_and_two_digits_of_minutes),
		cmocka_unit_test(an_event_begins_in_wita),
		cmocka_unit_test(an_event_ends_after_it_begins),
		cmocka_unit_test(a_pasted_list_is_one_person_a_line),
		cmocka_unit_test(a_wrong_line_adds_nobody),
		cmocka_unit_test(late_is_computed),
		cmocka_unit_test(a_delay_has_a_reason_and_a_day_to_come),
		cmocka_unit_test(an_invitation_is_made_once_and_answered_by_its_secret),
		cmocka_unit_test(an_answer_names_who_comes_before_the_event_is_over),
		cmocka_unit_test(rows_move_and_have_their_times),
		cmocka_unit_test(a_calendar_is_as_the_rfc_says),
	};
	return cmocka_run_group_tests(tests, memory, no_memory);
}
