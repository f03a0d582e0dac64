/* What the nouns add to the desk. */
#include "cli/cli.h"

#include "activity/activity_desk.h"
#include "agreement/pages.h"
#include "desk/desk.h"
#include "desk/filter.h"
#include "partner/partner.h"
#include "problem/problem.h"
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

const struct desk_room *const desk_rooms[] = { &agreement_room,
	                                       &workplan_room,
	                                       &problem_room,
	                                       &activity_room,
	                                       &organisation_room,
	                                       &permit_room,
	                                       &register_room,
	                                       &document_room,
	                                       &custom_field_room,
	                                       &saved_filter_room,
	                                       &every_room,
	                                       &mention_room,
	                                       NULL };
