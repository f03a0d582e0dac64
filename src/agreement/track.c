/* Tracks from their CSV. */
#include <pthread.h>
#include <stdlib.h>

#include "agreement/procedure.h"
#include "agreement/tracks_data.h"
#include "sheet/csv.h"

enum column {
	COL_STEP,
	COL_ORDER,
	COL_NAME_ID,
	COL_NAME_EN,
	COL_LAW,
	COL_ACTOR_ID,
	COL_ACTOR_EN,
	COL_NEEDS,
	COL_DAYS,
	COL_UNIT,
	COL_SKIP,
	COL_GATES,
	COL_RESULTS,
	COL_MARKS,
	COL_EVIDENCE,
	COL_COUNT
};
static const char *const headings[COL_COUNT] = { "step",     "order",    "name_id", "name_en",    "law",
	                                         "actor_id", "actor_en", "needs",   "clock_days", "clock_unit",
	                                         "skip",     "gates",    "results", "marks",      "evidence" };

struct word {
	const char *name;
	unsigned bit;
};
static const struct word needs[] = {
	{ "number", NEEDS_NUMBER }, { "date", NEEDS_DATE }, { "document", NEEDS_DOCUMENT }, { "actor", NEEDS_ACTOR }
};
static const struct word gates[] = {
	{ "conditions", GATE_CONDITIONS }, { "plan", GATE_PLAN }, { "confirmation", GATE_CONFIRMATION },
	{ "principle", GATE_PRINCIPLE },   { "msp", GATE_MSP },   { "within_permit", GATE_WITHIN_PERMIT }
};
static const struct word marks[] = { { "signed", MARK_SIGNED }, { "repeat", MARK_REPEAT }, { "end", MARK_END } };
static const struct word skips[] = { { "no", SKIP_NO },
	                             { "reason", SKIP_REASON },
	                             { "passthrough:dprd_passthrough", SKIP_PASSTHROUGH },
	                             { "again:dprd_again", SKIP_AGAIN } };

struct reading {
	arena *arena;
	struct problems *ps;
	uint32_t line;
	bool ok;
};

static void wrong(struct reading *r, enum column c, str found)
{
	r->ok = false;
	problems_add(r->ps, (struct problem){ .severity = SEVERITY_ERROR,
	                                      .key = "problem.track",
	                                      .path = str_of(headings[c]),
	                                      .line = r->line,
	                                      .found = found });
}

static unsigned words(struct reading *r, enum column c, str cell, const struct word *list, size_t n)
{
	unsigned bits = 0;
	str one;
	while (str_cut(&cell, ' ', &one)) {
		size_t i = 0;
		while (i < n && !str_is(one, list[i].name))
			i++;
		if (i == n)
			wrong(r, c, one);
		else
			bits |= list[i].bit;
	}
	return bits;
}

static bool plain(str code)
{
	for (size_t i = 0; i < code.n; i++)
		if (!(code.p[i] >= 'a' && code.p[i] <= 'z') && code.p[i] != '_')
			return false;
	return code.n > 0 && code.n <= 40;
}

/* A result leads back to a step before its own only. */
static void read_results(struct reading *r, str cell, const struct track_step *before, uint32_t n, struct track_step *s)
{
	str one;
	while (str_cut(&cell, ' ', &one)) {
		str code = one, to = STR_EMPTY;
		int at = -1;
		ptrdiff_t arrow = str_find_char(one, '>', 0);
		if (arrow >= 0) {
			code = str_sub(one, 0, (size_t)arrow);
			to = str_sub(one, (size_t)arrow + 1, one.n);
			for (uint32_t i = 0; i < n; i++)
				if (str_eq(before[i].code, to))
					at = (int)i;
		}
		if (!plain(code) || s->nresults == STEP_RESULTS || (arrow >= 0 && at < 0)) {
			wrong(r, COL_RESULTS, one);
			return;
		}
		s->results[s->nresults++] = (struct track_result){ arena_str(r->arena, code), at };
	}
}

static void read_step(struct reading *r, const str *cells, const struct track_step *before, uint32_t n,
                      struct track_step *s)
{
	int64_t order = 0, days = 0;
	*s = (struct track_step){
		.code = arena_str(r->arena, cells[COL_STEP]),
		.name = { arena_str(r->arena, cells[COL_NAME_ID]), arena_str(r->arena, cells[COL_NAME_EN]) },
		.law = arena_str(r->arena, cells[COL_LAW]),
		.actor = { arena_str(r->arena, cells[COL_ACTOR_ID]), arena_str(r->arena, cells[COL_ACTOR_EN]) }
	};
	if (!plain(s->code))
		wrong(r, COL_STEP, s->code);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(before[i].code, s->code))
			wrong(r, COL_STEP, s->code);
	if (!str_to_int(cells[COL_ORDER], &order) || order < 1 || order > 100000 || (n && order <= before[n - 1].order))
		wrong(r, COL_ORDER, cells[COL_ORDER]);
	if (!s->name[0].n || !s->name[1].n)
		wrong(r, COL_NAME_ID, s->code);
	if (!s->law.n)
		wrong(r, COL_LAW, s->code);
	if (cells[COL_DAYS].n && (!str_to_int(cells[COL_DAYS], &days) || days < 1 || days > 1000))
		wrong(r, COL_DAYS, cells[COL_DAYS]);
	if (cells[COL_DAYS].n ? !str_is(cells[COL_UNIT], "working") : cells[COL_UNIT].n > 0)
		wrong(r, COL_UNIT, cells[COL_UNIT]);
	s->order = (int)order;
	s->clock_days = (int)days;
	s->needs = words(r, COL_NEEDS, cells[COL_NEEDS], needs, SEL_COUNT(needs));
	s->gates = words(r, COL_GATES, cells[COL_GATES], gates, SEL_COUNT(gates));
	s->marks = words(r, COL_MARKS, cells[COL_MARKS], marks, SEL_COUNT(marks));
	s->skip = words(r, COL_SKIP, cells[COL_SKIP], skips, SEL_COUNT(skips));
	read_results(r, cells[COL_RESULTS], before, n, s);
	s->general = str_is(cells[COL_EVIDENCE], "general");
	if (!s->general && !str_is(cells[COL_EVIDENCE], "law"))
		wrong(r, COL_EVIDENCE, cells[COL_EVIDENCE]);
}

/* A track has one step at which it is signed, and ends with the one that ends it. */
static void check_track(struct reading *r, const struct track_step *steps, uint32_t n)
{
	uint32_t signings = 0, ends = 0;
	for (uint32_t i = 0; i < n; i++) {
		signings += (steps[i].marks & MARK_SIGNED) != 0;
		ends += (steps[i].marks & MARK_END) != 0;
	}
	if (signings != 1 || ends != 1 || !(steps[n - 1].marks & MARK_END))
		wrong(r, COL_MARKS, STR_EMPTY);
}

bool track_parse(arena *a, str code, str csv, struct track *out, struct problems *ps)
{
	struct reading r = { .arena = a, .ps = ps, .ok = true, .line = 1 };
	struct csv_reader reader;
	struct track_step *steps = arena_array(a, struct track_step, TRACK_STEPS);
	str *cells;
	uint32_t n, steps_read = 0;
	enum csv_rc rc;
	*out = (struct track){ .code = code, .steps = steps };
	csv_reader_init(&reader, csv, (struct csv_limits){ .cells = COL_COUNT, .bytes = 2000 });
	if (csv_next_row(&reader, a, &cells, &n) != CSV_ROW || n != COL_COUNT) {
		wrong(&r, COL_STEP, STR_EMPTY);
		return false;
	}
	for (uint32_t i = 0; i < COL_COUNT; i++)
		if (!str_is(cells[i], headings[i]))
			wrong(&r, (enum column)i, cells[i]);
	while (r.ok && (rc = csv_next_row(&reader, a, &cells, &n)) != CSV_END) {
		r.line = reader.line;
		if (rc != CSV_ROW || n != COL_COUNT || steps_read == TRACK_STEPS)
			wrong(&r, COL_STEP, STR_EMPTY);
		else
			read_step(&r, cells, steps, steps_read, &steps[steps_read]);
		steps_read++;
	}
	if (r.ok && steps_read == 0)
		wrong(&r, COL_STEP, STR_EMPTY);
	if (r.ok)
		check_track(&r, steps, steps_read);
	out->n = r.ok ? steps_read : 0;
	return r.ok;
}

/* ---- the ones that come with the program ---- */

enum { TRACKS = 16 };
static struct track tracks[TRACKS];
static uint32_t ntracks;
static arena *tracks_arena;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_tracks(void)
{
	arena_free(tracks_arena);
}

static void read_tracks(void)
{
	arena *a = tracks_arena = arena_new(0);
	atexit(end_tracks);
	for (uint32_t i = 0; i < tracks_files_count && i < TRACKS; i++) {
		struct problems ps;
		problems_init(&ps, a, 10);
		str csv = { (const char *)tracks_files[i].data, *tracks_files[i].size };
		/* a broken one is left out; tests/unit/procedure_test.c reads them all */
		if (track_parse(a, str_of(tracks_files[i].name), csv, &tracks[ntracks], &ps))
			ntracks++;
	}
}

const struct track *track_all(uint32_t *n)
{
	pthread_once(&once, read_tracks);
	*n = ntracks;
	return tracks;
}

const struct track *track_find(str code)
{
	uint32_t n;
	const struct track *all = track_all(&n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(all[i].code, code))
			return &all[i];
	return NULL;
}

int track_step_find(const struct track *t, str step)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (str_eq(t->steps[i].code, step))
			return (int)i;
	return -1;
}
