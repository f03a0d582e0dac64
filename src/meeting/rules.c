#include "meeting/rules.h"

#include <stdio.h>

#include "base/map.h"
#include "base/utf8.h"

enum { DAY_MINUTES = 24 * 60, MINUTE_MS = 60000, LASTS_MINUTES = 120, CELLS = 5 };

static void complain(struct problems *ps, const char *key, const char *path, str found)
{
	problems_add(ps,
	             (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = str_of(path), .found = found });
}

/* ---- when ---- */

int clock_minutes(str s)
{
	int64_t hours, minutes;
	ptrdiff_t at = str_find_char(s, '.', 0);
	if (at < 0)
		at = str_find_char(s, ':', 0);
	if (at < 1 || at > 2 || s.n != (size_t)at + 3 || s.p[0] < '0' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return -1;
	if (!str_to_int(str_sub(s, 0, (size_t)at), &hours) || !str_to_int(str_sub(s, (size_t)at + 1, 2), &minutes))
		return -1;
	return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 ? (int)(hours * 60 + minutes) : -1;
}

static int64_t instant_of(date day, int minutes)
{
	return ((int64_t)day * DAY_MINUTES + minutes) * MINUTE_MS - WITA_MS;
}

bool event_begins(const struct doc *d, int64_t *at)
{
	date day;
	int minutes = clock_minutes(doc_str(d, EVENT_START));
	if (!doc_date(d, EVENT_DATE, &day) || minutes < 0)
		return false;
	*at = instant_of(day, minutes);
	return true;
}

static bool last_day(const struct doc *d, date *out)
{
	return doc_date(d, EVENT_UNTIL, out) || doc_date(d, EVENT_DATE, out);
}

bool event_ends(const struct doc *d, int64_t *at)
{
	int64_t begins;
	date day;
	int minutes = clock_minutes(doc_str(d, EVENT_END));
	if (!event_begins(d, &begins) || !last_day(d, &day))
		return false;
	*at = minutes >= 0 ? instant_of(day, minutes) : begins + (int64_t)LASTS_MINUTES * MINUTE_MS;
	return true;
}

bool event_is_on(const struct doc *d, date today)
{
	date first, last;
	return doc_date(d, EVENT_DATE, &first) && last_day(d, &last) && today >= first && today <= last;
}

/* ---- rows ---- */

struct doc *event_row(const struct doc *d, uint32_t field, str id)
{
	for (uint32_t i = 0; id.n && i < d->v[field].n; i++)
		if (str_is(id, d->v[field].u.rows[i]->id))
			return d->v[field].u.rows[i];
	return NULL;
}

void rows_give_ids(struct doc *d, uint32_t field)
{
	unsigned next = 1;
	for (uint32_t i = 0; i < d->v[field].n; i++) {
		struct doc *row = d->v[field].u.rows[i];
		char id[sizeof(row->id)];
		while (!row->id[0]) {
			snprintf(id, sizeof(id), "m%u", next++ % 1000000);
			if (!event_row(d, field, str_of(id)))
				memcpy(row->id, id, sizeof(id));
		}
	}
}

/* ---- who came ---- */

struct present event_present(const struct doc *d, const str *codes, uint32_t n, bool *here)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct present p = { .of = n };
	struct map orgs;
	uint32_t rows;
	bool *came = here ? here : arena_array(a, bool, (size_t)n + 1);
	struct doc *const *list = doc_rows(d, EVENT_ATTENDANCE, &rows);
	map_init(&orgs, a);
	for (uint32_t i = 0; i < n; i++)
		came[i] = false;
	for (uint32_t i = 0; i < rows; i++) {
		str sex = doc_str(list[i], EVENT_ATTENDANCE_SEX), org = doc_str(list[i], EVENT_ATTENDANCE_ORG);
		p.people++;
		p.women += str_is(sex, "P");
		p.men += str_is(sex, "L");
		p.by_qr += str_is(doc_str(list[i], EVENT_ATTENDANCE_WAY), "qr");
		if (org.n)
			map_put(&orgs, org, NULL);
		for (uint32_t k = 0; k < n; k++)
			came[k] = came[k] || place_code_within(doc_str(list[i], EVENT_ATTENDANCE_PLACE), codes[k]);
	}
	for (uint32_t i = 0; i < n; i++)
		p.regencies += came[i];
	p.unknown = p.people - p.women - p.men;
	p.organisations = (uint32_t)orgs.n;
	return p;
}

bool event_has_quorum(const struct doc *d, const struct present *p)
{
	int64_t quorum;
	return !doc_int(d, EVENT_QUORUM, &quorum) || (int64_t)p->regencies >= quorum;
}

bool event_has_attended(arena *a, const struct doc *d, const struct doc *row)
{
	static const uint32_t whose[] = { EVENT_ATTENDANCE_ORG, EVENT_ATTENDANCE_PLACE, EVENT_ATTENDANCE_OTHER };
	uint32_t n;
	struct doc *const *list = doc_rows(d, EVENT_ATTENDANCE, &n);
	str name = utf8_fold(a, doc_str(row, EVENT_ATTENDANCE_NAME));
	for (uint32_t i = 0; i < n; i++) {
		bool same = list[i] != row && str_eq(name, utf8_fold(a, doc_str(list[i], EVENT_ATTENDANCE_NAME)));
		for (size_t k = 0; k < SEL_COUNT(whose); k++)
			same = same && str_eq(doc_str(list[i], whose[k]), doc_str(row, whose[k]));
		if (same)
			return true;
	}
	return false;
}

/* The cells of a line, by tabs where it has one, else by semicolons. */
static void cells_of(str line, str cells[CELLS])
{
	char c = str_find_char(line, '\t', 0) >= 0 ? '\t' : ';';
	str cell;
	for (size_t i = 0; i < CELLS; i++)
		cells[i] = str_cut(&line, c, &cell) ? str_trim(cell) : STR_EMPTY;
}

static void add_attendance(const struct pasting *p, const str cells[CELLS], uint32_t line, struct problems *ps)
{
	enum { NAME, SEX, POST, WHO, CONTACT };
	struct doc *row = doc_add_row(p->a, p->event, EVENT_ATTENDANCE);
	str sex = str_eq_nocase(cells[SEX], STR("L"))   ? STR("L")
	          : str_eq_nocase(cells[SEX], STR("P")) ? STR("P")
	                                                : STR_EMPTY;
	row->line = line;
	if (cells[SEX].n && !sex.n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.event.sex",
		                                   .line = line,
		                                   .found = cells[SEX] });
	if (!cells[NAME].n)
		problems_add(ps,
		             (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.event.name", .line = line });
	doc_set(row, EVENT_ATTENDANCE_NAME, cells[NAME]);
	if (sex.n)
		doc_set(row, EVENT_ATTENDANCE_SEX, sex);
	if (cells[POST].n)
		doc_set(row, EVENT_ATTENDANCE_POST, cells[POST]);
	if (cells[CONTACT].n)
		doc_set(row, EVENT_ATTENDANCE_CONTACT, cells[CONTACT]);
	if (cells[WHO].n && !p->means(p->ctx, cells[WHO], row))
		doc_set(row, EVENT_ATTENDANCE_OTHER, cells[WHO]);
	doc_set(row, EVENT_ATTENDANCE_WAY, STR("hand"));
	doc_set(row, EVENT_ATTENDANCE_AT, p->at);
	if (event_has_attended(p->a, p->event, row))
		p->event->v[EVENT_ATTENDANCE].n--;
}

uint32_t attendance_paste(const struct pasting *p, str text, struct problems *ps)
{
	uint32_t before = p->event->v[EVENT_ATTENDANCE].n, number = 0;
	str rest = arena_str(p->a, text), line, cells[CELLS];
	while (str_cut(&rest, '\n', &line)) {
		number++;
		if (!str_trim(line).n)
			continue;
		cells_of(line, cells);
		add_attendance(p, cells, number, ps);
	}
	if (problems_refuse(ps))
		p->event->v[EVENT_ATTENDANCE].n = before;
	rows_give_ids(p->event, EVENT_ATTENDANCE);
	return p->event->v[EVENT_ATTENDANCE].n - before;
}

/* ---- what became of it ---- */

bool action_is_open(const struct doc *d)
{
	str s = doc_str(d, ITEM_STATUS);
	return !str_is(s, "done") && !str_is(s, "cancelled");
}

bool action_is_overdue(const struct doc *d, date today)
{
	date due;
	return action_is_open(d) && doc_date(d, ITEM_DUE, &due) && due < today;
}

const char *action_standing(const struct doc *d, date today)
{
	static const char *const states[] = { "progress", "done", "cancelled" };
	if (action_is_overdue(d, today))
		return "overdue";
	for (size_t i = 0; i < SEL_COUNT(states); i++)
		if (str_is(doc_str(d, ITEM_STATUS), states[i]))
			return states[i];
	return "pending";
}

void completion_add(struct completion *c, const struct doc *action, date today)
{
	str s = doc_str(action, ITEM_STATUS);
	c->all++;
	c->done += str_is(s, "done");
	c->cancelled += str_is(s, "cancelled");
	c->open += action_is_open(action);
	c->late += action_is_overdue(action, today);
}

int completion_percent(const struct completion *c)
{
	uint32_t of = c->all - c->cancelled;
	return of ? (int)((uint64_t)c->done * 100 / of) : -1;
}

struct doc *action_delay(arena *a, const struct doc *action, date today, str reason, date new_due)
{
	char day[11], due[11];
	reason = str_trim(reason);
	date_print(today, day);
	date_print(new_due, due);
	if (!reason.n || !action_is_open(action) || (new_due != DATE_NONE && new_due <= today))
		return NULL;
	struct doc *d = doc_copy(a, action);
	struct doc *row = doc_add_row(a, d, ITEM_DELAY);
	doc_set(row, ITEM_DELAY_DATE, arena_str(a, str_of(day)));
	doc_set(row, ITEM_DELAY_REASON, arena_str(a, reason));
	if (doc_has(action, ITEM_DUE))
		doc_set(row, ITEM_DELAY_OLD, arena_str(a, doc_str(action, ITEM_DUE)));
	if (new_due != DATE_NONE) {
		doc_set(row, ITEM_DELAY_NEW, arena_str(a, str_of(due)));
		doc_set(d, ITEM_DUE, arena_str(a, str_of(due)));
	}
	return d;
}

/* ---- checks ---- */

void event_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	date first, last;
	str start = doc_str(d, EVENT_START), end = doc_str(d, EVENT_END);
	(void)old;
	if (start.n && clock_minutes(start) < 0)
		complain(ps, "problem.event.clock", "starts", start);
	if (end.n && clock_minutes(end) < 0)
		complain(ps, "problem.event.clock", "ends", end);
	bool several = doc_date(d, EVENT_UNTIL, &last) && doc_date(d, EVENT_DATE, &first);
	if (several && last < first)
		complain(ps, "problem.event.until", "until", doc_str(d, EVENT_UNTIL));
	if (!several && clock_minutes(start) >= 0 && clock_minutes(end) >= 0 &&
	    clock_minutes(end) <= clock_minutes(start))
		complain(ps, "problem.event.end", "ends", end);
	for (uint32_t i = 0; i < d->v[EVENT_INVITATION].n; i++) {
		const struct doc *row = d->v[EVENT_INVITATION].u.rows[i];
		if (!doc_str(row, EVENT_INVITATION_ORG).n && !doc_str(row, EVENT_INVITATION_PLACE).n)
			complain(ps, "problem.event.nobody", "invitation", STR_EMPTY);
	}
}

void action_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	if (!doc_str(d, ITEM_ORG).n && !doc_str(d, ITEM_REGENCY).n)
		complain(ps, "problem.action_item.nobody", "organisation", STR_EMPTY);
}

void contribution_check(const struct doc *d, const struct doc *old, struct problems *ps)
{
	(void)old;
	if (!doc_str(d, CONTRIBUTION_ORG).n && !doc_str(d, CONTRIBUTION_REGENCY).n)
		complain(ps, "problem.action_item.nobody", "organisation", STR_EMPTY);
}
