/* What the nouns add to the desk. */
#include "cli/cli.h"

#include "account/account.h"
#include "activity/activity_desk.h"
#include "agreement/pages.h"
#include "desk/desk.h"
#include "desk/filter.h"
#include "iati/iati_dataset.h"
#include "library/announcement.h"
#include "library/library.h"
#include "library/practice.h"
#include "meeting/meeting.h"
#include "partner/partner.h"
#include "problem/problem.h"
#include "report/confirm.h"
#include "workplan/workplan.h"

static struct url partner_page(struct desk_view *v)
{
	str ref = doc_str(v->record->doc, ORGANISATION_REF);
	return v->record->state == STATE_CURRENT && ref.n ? url_path(v->page, "/partner/{}", ref)
	                                                  : (struct url){ STR_EMPTY };
}

static const struct desk_room organisation_room = {
	.kind = &organisation_kind, .icon = "users", .merge = true, .public_page = partner_page
};

/* People come by an invitation: administrators do everything with them on one page, the others have their own. */
static struct url people_page(struct desk_view *v)
{
	return url_to(v->page, actor_is(v->actor, ROLE_ADMIN) ? "/desk/people" : "/me", 0, NULL);
}

static const struct desk_room account_room = {
	.kind = &account_kind, .icon = "users", .no_form = true, .list = people_page
};
/* Made by the import of files, and by the page of doubtful locations. */
static const struct desk_room dataset_room = { .kind = &dataset_kind, .icon = "file-text", .no_form = true };
static const struct desk_room place_match_room = { .kind = &place_match_kind, .icon = "map-pin", .no_form = true };

static struct url regulation_page(struct desk_view *v)
{
	return v->record->state == STATE_CURRENT
	           ? url_path(v->page, "/library/{}", regulation_slug(v->a, v->record->doc))
	           : (struct url){ STR_EMPTY };
}

static const char *regulation_taken(struct desk_view *v, const struct doc *d, int64_t *no)
{
	*no = record_find_key(v->web->store, v->db, &regulation_kind, "slug", regulation_slug(v->a, d));
	return *no ? "number" : NULL;
}

static const struct desk_room regulation_room = {
	.kind = &regulation_kind, .icon = "book-open", .public_page = regulation_page, .taken = regulation_taken
};

const struct desk_room *const desk_rooms[] = {
	&agreement_room,    &workplan_room,     &report_room,   &confirmation_room,
	&period_room,       &problem_room,      &event_room,    &action_item_room,
	&contribution_room, &decision_room,     &activity_room, &organisation_room,
	&permit_room,       &register_room,     &document_room, &custom_field_room,
	&saved_filter_room, &unit_room,         &official_room, &every_room,
	&mention_room,      &regulation_room,   &account_room,  &dataset_room,
	&place_match_room,  &announcement_room, &practice_room, NULL
};
