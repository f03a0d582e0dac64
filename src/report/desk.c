/* Routes of reports, and what the desk shows of them. */
#include "report/pages.h"

enum { FORM_BYTES = 8 << 20 };

#define INPUT_YEAR                                                                                                     \
	{                                                                                                              \
		"year", INPUT_INT, INPUT_LENIENT, 2100                                                                 \
	}

const struct route report_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/report",
	  .permission = PERM_PUBLIC,
	  .inputs = (const struct input[]){ { "plan", INPUT_CODE, INPUT_LENIENT, 26 }, { 0 } },
	  .handler = lap_public_list,
	  .summary = "Accepted reports, of one work plan or the newest" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/report/{id}",
	  .permission = PERM_PUBLIC,
	  .handler = lap_public_get,
	  .summary = "One accepted report, each figure with its state" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/raise",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_raise_post,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Enter an obstacle of a report into the register of problems" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/report-board",
	  .permission = PERM_SIGNED_IN,
	  .inputs =
	      (const struct input[]){
	          INPUT_YEAR, { "by", INPUT_CODE, INPUT_LENIENT, 20 }, { "page", INPUT_INT, INPUT_LENIENT, 0 }, { 0 } },
	  .handler = lap_board_get,
	  .summary = "Who has reported what: partner or regency x period" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/report-list",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ INPUT_YEAR,
	                                    { "period", INPUT_CODE, INPUT_LENIENT, 10 },
	                                    { "state", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { "partner", INPUT_CODE, INPUT_LENIENT, 26 },
	                                    { "regency", INPUT_CODE, INPUT_LENIENT, 20 },
	                                    { 0 } },
	  .handler = lap_list_get,
	  .summary = "Reports that are owed" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/report-signals",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ INPUT_YEAR, { "page", INPUT_INT, INPUT_LENIENT, 0 }, { 0 } },
	  .handler = lap_signals_get,
	  .summary = "What in the reports asks for a second look" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/report-make",
	  .permission = PERM_SIGNED_IN,
	  .inputs = (const struct input[]){ { "plan", INPUT_CODE, INPUT_REQUIRED, 26 },
	                                    { "programme", INPUT_CODE, 0, 26 },
	                                    { "regency", INPUT_CODE, INPUT_REQUIRED, 20 },
	                                    { "period", INPUT_CODE, INPUT_REQUIRED, 10 },
	                                    { 0 } },
	  .handler = lap_make_post,
	  .summary = "Begin a report that is owed" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/view",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_view_get,
	  .summary = "A report as it is read and printed" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/report.pdf",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_pdf_get,
	  .flags = ROUTE_SLOW,
	  .summary = "A report as PDF" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/report.docx",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_docx_get,
	  .flags = ROUTE_SLOW,
	  .summary = "A report as DOCX" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/fill",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_edit_get,
	  .summary = "The form of a report" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/fill",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_edit_post,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Save a report, or hand it in" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/hand",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_step_post,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Take a step of a report" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/sides",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_sides_get,
	  .summary = "What each side says of a report" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/sides",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_sides_post,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Propose or accept a value, or leave it open" },
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/{kind}/{id}/check",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_check_get,
	  .summary = "Rows of a report on which an answer is asked" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/{kind}/{id}/check",
	  .permission = PERM_SIGNED_IN,
	  .handler = lap_check_post,
	  .flags = ROUTE_FORM,
	  .body_max = FORM_BYTES,
	  .summary = "Confirm rows of a report; pass it on, or return it" },
	{ .pattern = NULL },
};

/* ---- on the desk ---- */

static uint32_t links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !v->record)
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_REPORT_SHOW), desk_url(v, "view"), "table" };
	return 1;
}

static uint32_t home(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	enum lang l = v->page->lang;
	if (max < 3 || !may(v->actor, ACT_VIEW, &report_kind, NULL))
		return 0;
	out[0] = (struct desk_link){ msg(l, MSG_REPORT_LIST), url_to(v->page, "/desk/report-list", 0, NULL), "list" };
	out[1] =
	    (struct desk_link){ msg(l, MSG_REPORT_BOARD), url_to(v->page, "/desk/report-board", 0, NULL), "table" };
	out[2] = (struct desk_link){ msg(l, MSG_REPORT_SIGNALS), url_to(v->page, "/desk/report-signals", 0, NULL),
		                     "circle-alert" };
	return 3;
}

/* Every step is taken on the report's own pages. */
static struct url step_page(struct desk_view *v, const char *step)
{
	(void)step;
	return desk_url(v, "view");
}

static struct url public_page(struct desk_view *v)
{
	return str_is(doc_str(v->record->doc, REPORT_STATUS), "accepted")
	           ? url_path(v->page, "/report/{}", str_of(v->record->id))
	           : (struct url){ STR_EMPTY };
}

const struct desk_room report_room = { .kind = &report_kind,
	                               .icon = "table",
	                               .links = links,
	                               .home = home,
	                               .waiting = lap_waiting,
	                               .no_form = true,
	                               .step_page = step_page,
	                               .public_page = public_page };
static uint32_t confirmation_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !v->record)
		return 0;
	out[0] = (struct desk_link){
		msg(v->page->lang, MSG_REPORT_SIDES),
		url_path(v->page, "/desk/report/{}/sides", doc_str(v->record->doc, CONFIRMATION_REPORT)), "table"
	};
	return 1;
}

const struct desk_room confirmation_room = { .kind = &confirmation_kind,
	                                     .icon = "circle-check",
	                                     .links = confirmation_links,
	                                     .no_form = true,
	                                     .unlisted = true };
const struct desk_room period_room = { .kind = &period_kind, .icon = "calendar" };
