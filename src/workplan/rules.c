#include "workplan/rules.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/vec.h"
#include "place/place.h"

enum { LINE_JSON_MAX = 1 << 20, DIGEST_LENGTH = 16 };

const char *const opinion_by_codes[BY_COUNT] = { "regency", "agency", "bureau" };

/* ---- one row ---- */

str line_digest(arena *a, const struct doc *line)
{
	struct doc *bare = doc_copy(a, line);
	struct buf json;
	char hex[HASH_SIZE * 2 + 1];
	bare->v[WORKPLAN_LINE_OPINION] = (struct value){ 0 };
	buf_init(&json, a, LINE_JSON_MAX);
	doc_json(bare, &json);
	struct hash h = hash_blake2b(json.p, json.n);
	hex_print(h.b, HASH_SIZE, hex);
	return arena_str(a, (str){ hex, DIGEST_LENGTH });
}

enum verdict line_verdict(const struct doc *line, struct voice v, const struct doc **opinion)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(line, WORKPLAN_LINE_OPINION, &n);
	if (opinion)
		*opinion = NULL;
	for (uint32_t i = n; i-- > 0;) {
		if (!str_is(doc_str(rows[i], WORKPLAN_OPINION_BY), opinion_by_codes[v.by]) ||
		    !str_eq(doc_str(rows[i], WORKPLAN_OPINION_OF), v.of))
			continue;
		if (opinion)
			*opinion = rows[i];
		ARENA_SCOPE arena *a = arena_new(0);
		if (!str_eq(doc_str(rows[i], WORKPLAN_OPINION_DIGEST), line_digest(a, line)))
			return VERDICT_STALE;
		return str_is(doc_str(rows[i], WORKPLAN_OPINION_VERDICT), "accept") ? VERDICT_ACCEPT : VERDICT_RETURN;
	}
	return VERDICT_NONE;
}

str line_regency(const struct doc *line)
{
	str code = doc_str(line, WORKPLAN_LINE_PLACE);
	enum { REGENCY_LENGTH = 5 }; /* "53.04" */
	return code.n >= REGENCY_LENGTH && code.p[2] == '.' ? str_sub(code, 0, REGENCY_LENGTH) : STR_EMPTY;
}

static bool agency_covers(const struct doc *plan, const struct doc *line, str agency)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(plan, WORKPLAN_AGENCY, &n);
	if (str_eq(doc_str(plan, WORKPLAN_LEAD), agency))
		return true;
	for (uint32_t i = 0; i < n; i++) {
		str sector = doc_str(rows[i], WORKPLAN_AGENCY_SECTOR);
		if (str_eq(doc_str(rows[i], WORKPLAN_AGENCY_UNIT), agency) &&
		    (!sector.n || str_eq(sector, doc_str(line, WORKPLAN_LINE_SECTOR))))
			return true;
	}
	return false;
}

bool voice_covers(const struct doc *plan, const struct doc *line, struct voice v)
{
	switch (v.by) {
	case BY_REGENCY:
		return v.of.n && str_eq(line_regency(line), v.of);
	case BY_AGENCY:
		return v.of.n && agency_covers(plan, line, v.of);
	case BY_BUREAU:
		return true;
	case BY_COUNT:
		break;
	}
	return false;
}

/* ---- the whole plan ---- */

typedef VEC(struct voice_progress) progress_list;

static void add_voice(arena *a, progress_list *list, struct voice v)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->p[i].voice.by == v.by && str_eq(list->p[i].voice.of, v.of))
			return;
	*vec_push(a, list) = (struct voice_progress){ .voice = v };
}

static int by_code(const void *x, const void *y)
{
	return str_cmp(((const struct voice_progress *)x)->voice.of, ((const struct voice_progress *)y)->voice.of);
}

static void count_lines(const struct doc *plan, struct voice_progress *p)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!voice_covers(plan, lines[i], p->voice))
			continue;
		enum verdict v = line_verdict(lines[i], p->voice, NULL);
		p->lines++;
		p->accepted += v == VERDICT_ACCEPT;
		p->returned += v == VERDICT_RETURN;
		p->open += v == VERDICT_NONE || v == VERDICT_STALE;
	}
}

struct voice_progress *workplan_progress(arena *a, const struct doc *plan, uint32_t *n)
{
	progress_list list = { 0 };
	uint32_t nlines, nagencies;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &nlines);
	struct doc *const *agencies = doc_rows(plan, WORKPLAN_AGENCY, &nagencies);
	for (uint32_t i = 0; i < nlines; i++)
		if (line_regency(lines[i]).n)
			add_voice(a, &list, (struct voice){ BY_REGENCY, line_regency(lines[i]) });
	if (list.n)
		qsort(list.p, list.n, sizeof(*list.p), by_code);
	if (doc_str(plan, WORKPLAN_LEAD).n)
		add_voice(a, &list, (struct voice){ BY_AGENCY, doc_str(plan, WORKPLAN_LEAD) });
	for (uint32_t i = 0; i < nagencies; i++)
		add_voice(a, &list, (struct voice){ BY_AGENCY, doc_str(agencies[i], WORKPLAN_AGENCY_UNIT) });
	add_voice(a, &list, (struct voice){ BY_BUREAU, STR_EMPTY });
	for (size_t i = 0; i < list.n; i++)
		count_lines(plan, &list.p[i]);
	*n = (uint32_t)list.n;
	return list.p;
}

enum opinion_by workplan_turn(const struct doc *plan)
{
	ARENA_SCOPE arena *a = arena_new(0);
	uint32_t n;
	const struct voice_progress *p = workplan_progress(a, plan, &n);
	for (uint32_t i = 0; i < n; i++)
		if (p[i].voice.by != BY_BUREAU && p[i].open)
			return p[i].voice.by;
	return BY_BUREAU;
}

bool workplan_has_returns(const struct doc *plan)
{
	ARENA_SCOPE arena *a = arena_new(0);
	uint32_t n;
	const struct voice_progress *p = workplan_progress(a, plan, &n);
	for (uint32_t i = 0; i < n; i++)
		if (p[i].returned)
			return true;
	return false;
}

uint32_t workplan_undecided(const struct doc *plan)
{
	uint32_t n, open = 0;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		open += line_verdict(lines[i], (struct voice){ BY_BUREAU, STR_EMPTY }, NULL) != VERDICT_ACCEPT;
	return open;
}

static bool is_asked(const struct doc *plan, struct voice v)
{
	uint32_t n;
	struct doc *const *lines = doc_rows(plan, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		if (voice_covers(plan, lines[i], v))
			return true;
	return false;
}

bool actor_voice(const struct actor *actor, const struct doc *plan, enum opinion_by by, struct voice *out)
{
	for (uint32_t i = 0; i < actor->ngrants; i++) {
		const struct grant *g = &actor->grants[i];
		*out = (struct voice){ by, STR_EMPTY };
		if (by == BY_BUREAU && (g->role == ROLE_BUREAU || g->role == ROLE_ADMIN))
			return true;
		if (by == BY_REGENCY && g->role == ROLE_REGENCY)
			out->of = g->place;
		else if (by == BY_AGENCY && g->role == ROLE_AGENCY)
			out->of = g->org;
		if (out->of.n && is_asked(plan, *out))
			return true;
	}
	return false;
}

/* ---- opinions given ---- */

static void complain(struct problems *ps, const char *key, str line, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = line, .found = found });
}

static struct doc *line_by_id(const struct doc *plan, str id)
{
	for (uint32_t i = 0; id.n && i < plan->v[WORKPLAN_LINE].n; i++)
		if (str_is(id, plan->v[WORKPLAN_LINE].u.rows[i]->id))
			return plan->v[WORKPLAN_LINE].u.rows[i];
	return NULL;
}

static void drop_opinion(struct doc *line, struct voice v)
{
	const struct doc *old;
	struct value *rows = &line->v[WORKPLAN_LINE_OPINION];
	if (line_verdict(line, v, &old) == VERDICT_NONE)
		return;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rows->n; i++)
		if (rows->u.rows[i] != old)
			rows->u.rows[kept++] = rows->u.rows[i];
	rows->n = kept;
}

static void put_opinion(arena *a, struct doc *line, const struct opinions_in *in, const struct opinion *o)
{
	char at[25];
	str digest = line_digest(a, line);
	drop_opinion(line, in->voice);
	struct doc *row = doc_add_row(a, line, WORKPLAN_LINE_OPINION);
	doc_set(row, WORKPLAN_OPINION_BY, str_of(opinion_by_codes[in->voice.by]));
	if (in->voice.of.n)
		doc_set(row, WORKPLAN_OPINION_OF, in->voice.of);
	doc_set(row, WORKPLAN_OPINION_VERDICT, o->verdict == VERDICT_ACCEPT ? STR("accept") : STR("return"));
	if (str_trim(o->reason).n)
		doc_set(row, WORKPLAN_OPINION_REASON, str_trim(o->reason));
	doc_set(row, WORKPLAN_OPINION_ACTOR, in->actor);
	instant_print(in->at, at);
	doc_set(row, WORKPLAN_OPINION_AT, arena_str(a, str_of(at)));
	doc_set(row, WORKPLAN_OPINION_DIGEST, digest);
}

struct doc *workplan_opine(arena *a, const struct doc *plan, const struct opinions_in *in, struct problems *ps)
{
	uint32_t errors = ps->by_severity[SEVERITY_ERROR];
	struct doc *d = doc_copy(a, plan);
	if (in->voice.by != BY_BUREAU && workplan_turn(plan) != in->voice.by)
		complain(ps, "problem.workplan.turn", STR_EMPTY, STR_EMPTY);
	for (uint32_t i = 0; i < in->n; i++) {
		const struct opinion *o = &in->p[i];
		struct doc *line = line_by_id(d, o->line);
		if (!line || !voice_covers(plan, line, in->voice))
			complain(ps, "problem.workplan.not_asked", o->line, o->line);
		else if (o->verdict == VERDICT_RETURN && !str_trim(o->reason).n)
			complain(ps, "problem.workplan.reason", o->line, doc_str(line, WORKPLAN_LINE_ACTIVITY));
		else
			put_opinion(a, line, in, o);
	}
	return ps->by_severity[SEVERITY_ERROR] > errors ? NULL : d;
}

/* ---- side by side ---- */

static struct doc *without_opinions(arena *a, const struct doc *line)
{
	struct doc *d = doc_copy(a, line);
	d->v[WORKPLAN_LINE_OPINION] = (struct value){ 0 };
	return d;
}

static struct line_pair pair_of(arena *a, const struct doc *old, const struct doc *new)
{
	struct line_pair p = { LINE_SAME, old, new, { NULL, 0 } };
	if (!old || !new) {
		p.what = old ? LINE_REMOVED : LINE_ADDED;
		return p;
	}
	p.diff = doc_diff(a, without_opinions(a, old), without_opinions(a, new));
	p.what = p.diff.n ? LINE_CHANGED : LINE_SAME;
	return p;
}

struct line_pair *workplan_compare(arena *a, const struct doc *old, const struct doc *new, uint32_t *n)
{
	VEC(struct line_pair) list = { 0 };
	uint32_t nold, nnew, at = 0;
	struct doc *const *before = doc_rows(old, WORKPLAN_LINE, &nold);
	struct doc *const *after = doc_rows(new, WORKPLAN_LINE, &nnew);
	for (uint32_t i = 0; i <= nnew; i++) {
		const struct doc *same = i < nnew ? line_by_id(old, str_of(after[i]->id)) : NULL;
		/* the old rows that are gone, up to where the next kept one stood */
		while (at < nold && (i == nnew || same)) {
			const struct doc *o = before[at];
			if (line_by_id(new, str_of(o->id))) {
				if (i < nnew && o != same)
					break;
				at++;
				if (o == same)
					break;
				continue;
			}
			*vec_push(a, &list) = pair_of(a, o, NULL);
			at++;
		}
		if (i < nnew)
			*vec_push(a, &list) = pair_of(a, same, after[i]);
	}
	*n = (uint32_t)list.n;
	return list.p;
}
