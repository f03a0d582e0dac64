/* Decisions and action items. */
#include "base/utf8.h"
#include "meeting/rules.h"

KIND(action_delay, ITEM_DELAY, ITEM_DELAY_FIELDS)

/* A line of a list: the first words of a long text. */
str meeting_short_title(str text, arena *a)
{
	str cut = utf8_prefix(text, 120);
	return cut.n < text.n ? arena_fmt(a, "%.*s\xE2\x80\xA6", STR_ARG(cut)) : text;
}

/* Whoever must do it may be an agency of government, which the policy knows by what it accompanies. */
void meeting_owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	(void)app;
	str org = doc_str(d, d->kind == &action_item_kind ? (uint32_t)ITEM_ORG : (uint32_t)CONTRIBUTION_ORG);
	if (!org.n)
		return;
	str *agencies = arena_array(a, str, 1);
	agencies[0] = org;
	out->agencies = agencies;
	out->nagencies = 1;
}

static str decision_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return meeting_short_title(doc_str(d, DECISION_TEXT), a);
}

KIND(decision, DECISION, DECISION_FIELDS, .number = 46, .links = true, .visibility = PARTNERS | GOVERNMENT,
     .title = decision_title)

static void check_evidence(const struct doc *d, struct problems *ps)
{
	if (!str_trim(doc_str(d, ITEM_EVIDENCE)).n && !doc_str(d, ITEM_PROOF).n)
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR,
		                                   .key = "problem.action_item.evidence",
		                                   .path = STR("evidence") });
}

static const struct step action_steps[] = {
	{ "pending", "start", "progress", ACT_SUBMIT, 0, NULL },
	{ "pending", "finish", "done", ACT_SUBMIT, 0, check_evidence },
	{ "progress", "finish", "done", ACT_SUBMIT, 0, check_evidence },
	{ "done", "reopen", "progress", ACT_APPROVE, STEP_REASON, NULL },
	{ "pending", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
	{ "progress", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow action_workflow = { ITEM_STATUS, "pending", action_steps, SEL_COUNT(action_steps) };

static str action_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return meeting_short_title(doc_str(d, ITEM_TEXT), a);
}

static const struct section action_sections[] = {
	{ "general", "event decision number agenda_row text organisation regency post others due indicator" },
	{ "about", "programme problem agreement place" },
	{ "done", "status done_on evidence evidence_document delay" },
};

KIND(action_item, ITEM, ACTION_ITEM_FIELDS, .number = 47, .links = true, .visibility = PARTNERS | GOVERNMENT,
     .workflow = &action_workflow, .owners = meeting_owners, .check = action_check, .title = action_title,
     .years = "due", .sections = action_sections, .nsections = SEL_COUNT(action_sections))
