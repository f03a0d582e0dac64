/* The event: its rows, its states, who sees it. */
#include "meeting/meeting.h"

#include "meeting/rules.h"

KIND(event_committee, EVENT_COMMITTEE, EVENT_COMMITTEE_FIELDS)
KIND(event_agenda, EVENT_AGENDA, EVENT_AGENDA_FIELDS)
KIND(event_invitation, EVENT_INVITATION, EVENT_INVITATION_FIELDS, .links = true)
KIND(event_attendance, EVENT_ATTENDANCE, EVENT_ATTENDANCE_FIELDS, .links = true)

static void refuse(struct problems *ps, const char *key, const char *path)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = str_of(path) });
}

/* ---- the event ---- */

static void check_ready(const struct doc *d, struct problems *ps)
{
	if (!d->v[EVENT_AGENDA].n)
		refuse(ps, "problem.event.no_agenda", "agenda");
	if (!d->v[EVENT_INVITATION].n)
		refuse(ps, "problem.event.no_invitations", "invitation");
}

static void check_agenda(const struct doc *d, struct problems *ps)
{
	if (!d->v[EVENT_AGENDA].n)
		refuse(ps, "problem.event.no_agenda", "agenda");
}

static void check_minutes(const struct doc *d, struct problems *ps)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, EVENT_AGENDA, &n);
	bool said = false;
	for (uint32_t i = 0; i < n; i++)
		said = said || doc_str(rows[i], EVENT_AGENDA_POINTS).n || doc_str(rows[i], EVENT_AGENDA_CONCLUSION).n;
	if (!said)
		refuse(ps, "problem.event.no_minutes", "agenda");
	if (!d->v[EVENT_ATTENDANCE].n)
		refuse(ps, "problem.event.no_attendance", "attendance");
}

static const struct step steps[] = {
	{ "planned", "invite", "invited", ACT_ADVANCE, 0, check_ready },
	{ "planned", "hold", "held", ACT_ADVANCE, 0, check_agenda },
	{ "invited", "hold", "held", ACT_ADVANCE, 0, check_agenda },
	{ "held", "close", "closed", ACT_APPROVE, 0, check_minutes },
	{ "closed", "reopen", "held", ACT_APPROVE, STEP_REASON, NULL },
	{ "planned", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
	{ "invited", "cancel", "cancelled", ACT_APPROVE, STEP_REASON, NULL },
};
static const struct workflow event_workflow = { EVENT_STATUS, "planned", steps, SEL_COUNT(steps) };

static uint32_t event_visible(const struct doc *d)
{
	return doc_bool(d, EVENT_OPEN, false) ? PUBLIC | PARTNERS | GOVERNMENT : GOVERNMENT;
}

/* An organisation that is invited may be an agency of government, which the policy knows by what it accompanies. */
static void event_owners(void *app, arena *a, const struct doc *d, struct owners *out)
{
	(void)app;
	(void)a;
	(void)d;
	out->agencies = out->orgs;
	out->nagencies = out->norgs;
}

static bool event_locked(const struct doc *d)
{
	return str_is(doc_str(d, EVENT_STATUS), "closed") || str_is(doc_str(d, EVENT_STATUS), "cancelled");
}

static str event_title(const struct doc *d, int lang, arena *a)
{
	(void)lang;
	return arena_fmt(a, "%.*s (%.*s)", STR_ARG(doc_str(d, EVENT_TITLE)), STR_ARG(doc_str(d, EVENT_DATE)));
}

static const struct section event_sections[] = {
	{ "general", "title sort date until starts ends venue host basis dress open quorum" },
	{ "lead", "chair secretary committee committee_report letter_number letter_date" },
	{ "agenda", "agenda" },
	{ "invited", "invitation" },
	{ "attended", "attendance" },
	{ "minutes", "opening closing" },
};

KIND(event, EVENT, EVENT_FIELDS, .number = 45, .links = true, .visible = event_visible, .locked = event_locked,
     .workflow = &event_workflow, .owners = event_owners, .check = event_check, .title = event_title, .years = "date",
     .sections = event_sections, .nsections = SEL_COUNT(event_sections))
