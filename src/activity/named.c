#include "activity/named.h"

#include "activity/activity.h"
#include "record/store.h"

const struct derived_column activity_named_columns[ACTIVITY_NAMED_COLUMNS] = { { "title_id", FIELD_TEXT, 0, false },
	                                                                       { "title_en", FIELD_TEXT, 0, false },
	                                                                       { "reporter", FIELD_TEXT, 0, false } };

void activity_named_fill(void *app, const struct doc *d, struct derived_sink *sink)
{
	(void)app;
	const str none = { NULL, 0 };
	str id = activity_text(d, d, ACTIVITY_TITLE, 0), en = activity_text(d, d, ACTIVITY_TITLE, 1);
	str reporter = activity_text(d, d, ACTIVITY_REPORTING_NAME, 0);
	str values[ACTIVITY_NAMED_COLUMNS] = { id.n ? id : none, str_eq(id, en) ? none : en,
		                               reporter.n ? reporter : none };
	if (values[0].p || values[1].p || values[2].p)
		derived_row(sink, 1, values);
}
