/* Which work plans wait for whom: the derived table ix_workplan_turn, and the lines of the work list made from it. */
#include "workplan/pages.h"
#include "workplan_sql.h"

/* ---- whose turn it is, kept beside the plan ---- */

#define BUREAU "-" /* in "whose": the bureau is one */

/* One row for each voice whose turn it is and that has rows open; the bureau's turn comes with or without. */
void workplan_fill_turn(void *app, const struct doc *plan, struct derived_sink *sink)
{
	ARENA_SCOPE arena *a = arena_new(0);
	uint32_t n, row = 0;
	(void)app;
	if (!str_is(doc_str(plan, WORKPLAN_STATUS), "submitted"))
		return;
	enum opinion_by turn = workplan_turn(plan);
	const struct voice_progress *list = workplan_progress(a, plan, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (list[i].voice.by != turn || (turn != BY_BUREAU && !list[i].open))
			continue;
		str whose = turn == BY_BUREAU ? STR(BUREAU) : list[i].voice.of;
		derived_row(sink, row++, (const str[]){ str_of(opinion_by_codes[turn]), whose });
	}
}

/* ---- lines of the work list ---- */

static void add_turns(struct desk_view *v, struct desk_waiting *w, const struct grant *g)
{
	enum opinion_by by = g->role == ROLE_REGENCY ? BY_REGENCY : g->role == ROLE_AGENCY ? BY_AGENCY : BY_BUREAU;
	str whose = by == BY_REGENCY ? g->place : by == BY_AGENCY ? g->org : STR(BUREAU);
	if (whose.n)
		desk_waits(v, w, &q_workplan_turn_of, DB_ARGS(db_text(str_of(opinion_by_codes[by])), db_text(whose)));
}

uint32_t workplan_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	enum { OPINION, DECIDE, SIGN, RETURNED, LINES };
	static const struct {
		const char *what, *word;
		enum msg label;
	} lines[LINES] = { [OPINION] = { "opinion", "opinion", MSG_WORKPLAN_WAITS_OPINION },
		           [DECIDE] = { "decide", "opinion", MSG_WORKPLAN_WAITS_DECISION },
		           [SIGN] = { "sign", "rkt", MSG_WORKPLAN_WAITS_SIGNATURE },
		           [RETURNED] = { "returned", "rkt", MSG_WORKPLAN_WAITS_RETURNED } };
	bool signs = false;
	if (max < LINES)
		return 0;
	for (uint32_t i = 0; i < LINES; i++)
		out[i] = (struct desk_waiting){ .what = lines[i].what,
			                        .label = msg(v->page->lang, lines[i].label),
			                        .word = lines[i].word };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		bool bureau = g->role == ROLE_BUREAU || g->role == ROLE_ADMIN;
		if (bureau || g->role == ROLE_REGENCY || g->role == ROLE_AGENCY)
			add_turns(v, &out[bureau ? DECIDE : OPINION], g);
		if (bureau && !signs)
			desk_waits(v, &out[SIGN], &q_workplan_unsigned, NULL);
		if (g->role == ROLE_PARTNER && g->org.n)
			desk_waits(v, &out[RETURNED], &q_workplan_returned_to, DB_ARGS(db_text(g->org)));
		signs = signs || bureau;
	}
	return LINES;
}
