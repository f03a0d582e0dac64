/* What somebody who did not come has to say. */
#include "meeting/rules.h"

static const struct step contribution_steps[] = {
	{ "sent", "note", "noted", ACT_APPROVE, 0, NULL },
};
static const struct workflow contribution_workflow = { CONTRIBUTION_STATUS, "sent", contribution_steps,
	                                               SEL_COUNT(contribution_steps) };

static bool contribution_locked(const struct doc *d)
{
	return str_is(doc_str(d, CONTRIBUTION_STATUS), "noted");
}

static str contribution_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return meeting_short_title(doc_str(d, CONTRIBUTION_SUCCESSES), a);
}

KIND(contribution, CONTRIBUTION, CONTRIBUTION_FIELDS, .number = 48, .links = true, .visibility = GOVERNMENT,
     .workflow = &contribution_workflow, .locked = contribution_locked, .owners = meeting_owners,
     .check = contribution_check, .title = contribution_title)
