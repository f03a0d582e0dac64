/* Good practices: the kind, its states, its lines of the work list. */
#include "library/practice.h"

#include "library_sql.h"
#include "partner/partner.h"
#include "record/workflow.h"

KIND(practice_place, PRACTICE_PLACE, PRACTICE_PLACE_FIELDS)

/* Nothing can be published without evidence that the bureau can check. */
static void has_evidence(const struct doc *d, struct problems *ps)
{
	if (!doc_str(d, PRACTICE_EVIDENCE).n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.practice.evidence",
		                                   .path = STR("evidence") });
}

static const struct step steps[] = {
	{ "draft", "submit", "submitted", ACT_SUBMIT, 0, has_evidence },
	{ "returned", "submit", "submitted", ACT_SUBMIT, 0, has_evidence },
	{ "submitted", "publish", "published", ACT_APPROVE, 0, has_evidence },
	{ "submitted", "return", "returned", ACT_RETURN, STEP_REASON, NULL },
	{ "published", "withdraw", "returned", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow workflow = { PRACTICE_STATUS, "draft", steps, SEL_COUNT(steps) };

static bool is_published(const struct doc *d)
{
	return str_is(doc_str(d, PRACTICE_STATUS), "published");
}

static uint32_t visible(const struct doc *d)
{
	return is_published(d) ? PUBLIC | PARTNERS | GOVERNMENT : GOVERNMENT;
}

static bool locked(const struct doc *d)
{
	return is_published(d) || str_is(doc_str(d, PRACTICE_STATUS), "submitted");
}

static str title(const struct doc *d, int lang, arena *a)
{
	(void)a;
	return doc_text(d, PRACTICE_TITLE, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

KIND(practice, PRACTICE, PRACTICE_FIELDS, .number = 52, .links = true, .visible = visible, .locked = locked,
     .workflow = &workflow, .title = title, .years = "year")

/* ---- on the desk ---- */

static void start(struct desk_view *v, struct doc *d)
{
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		if (g->role == ROLE_PARTNER && g->org.n)
			doc_set(d, PRACTICE_PARTNER, g->org);
		if (g->role == ROLE_REGENCY && g->place.n)
			doc_set(doc_add_row(v->a, d, PRACTICE_PLACES), PRACTICE_PLACE_CODE, g->place);
	}
}

static uint32_t waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	enum { CHECK, RETURNED, LINES };
	bool asked = false;
	if (max < LINES)
		return 0;
	out[CHECK] = (struct desk_waiting){ .what = "check", .label = msg(v->page->lang, MSG_PRACTICE_WAITS_CHECK) };
	out[RETURNED] =
	    (struct desk_waiting){ .what = "returned", .label = msg(v->page->lang, MSG_PRACTICE_WAITS_RETURNED) };
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		bool bureau = g->role == ROLE_BUREAU || g->role == ROLE_ADMIN;
		if (bureau && !asked)
			desk_waits(v, &out[CHECK], &q_practice_submitted, NULL);
		if (g->role == ROLE_PARTNER && g->org.n)
			desk_waits(v, &out[RETURNED], &q_practice_returned_to, DB_ARGS(db_text(g->org)));
		asked = asked || bureau;
	}
	return LINES;
}

static struct url public_page(struct desk_view *v)
{
	return v->record->state == STATE_CURRENT && is_published(v->record->doc)
	           ? url_path(v->page, "/practice/{}", str_of(v->record->id))
	           : (struct url){ STR_EMPTY };
}

const struct desk_room practice_room = {
	.kind = &practice_kind, .icon = "lightbulb", .start = start, .waiting = waiting, .public_page = public_page
};
