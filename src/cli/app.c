#include <stdio.h>
#include <stdlib.h>

#include "account/account.h"
#include "account_schema.h"
#include "activity/activity.h"
#include "agreement/agreement.h"
#include "agreement/attachment.h"
#include "agreement/calendar.h"
#include "agreement/register.h"
#include "agreement_schema.h"
#include "base/log.h"
#include "cli/cli.h"
#include "desk/comment.h"
#include "desk/filter.h"
#include "iati/iati_dataset.h"
#include "indicator/indicator.h"
#include "library/announcement.h"
#include "library/library.h"
#include "library/practice.h"
#include "mail_schema.h"
#include "meeting/meeting.h"
#include "office/official.h"
#include "office_schema.h"
#include "partner/partner.h"
#include "place/match.h"
#include "place_schema.h"
#include "plan/plan.h"
#include "problem/problem.h"
#include "record/custom.h"
#include "record_schema.h"
#include "report/confirm.h"
#include "workplan/workplan.h"

static const struct kind *const kinds[] = { &place_kind,           &organisation_kind, &activity_kind,
	                                    &dataset_kind,         &place_match_kind,  &indicator_kind,
	                                    &indicator_value_kind, &custom_field_kind, &plan_kind,
	                                    &workplan_kind,        &account_kind,      &permit_kind,
	                                    &agreement_kind,       &register_kind,     &document_kind,
	                                    &holiday_kind,         &setting_kind,      &comment_kind,
	                                    &saved_filter_kind,    &problem_kind,      &event_kind,
	                                    &decision_kind,        &action_item_kind,  &contribution_kind,
	                                    &regulation_kind,      &period_kind,       &report_kind,
	                                    &confirmation_kind,    &unit_kind,         &official_kind,
	                                    &announcement_kind,    &practice_kind,     NULL };

static bool migrate(struct db_pool *pool, arena *a, const char **why)
{
	const struct {
		const struct db_migration *list;
		size_t n;
	} rooms[] = {
		{ record_migrations, record_migrations_count },   { place_migrations, place_migrations_count },
		{ account_migrations, account_migrations_count }, { agreement_migrations, agreement_migrations_count },
		{ mail_migrations, mail_migrations_count },       { office_migrations, office_migrations_count }
	};
	size_t n = 0;
	for (size_t i = 0; i < SEL_COUNT(rooms); i++)
		n += rooms[i].n;
	struct db_migration *all = arena_array(a, struct db_migration, n), *end = all;
	for (size_t i = 0; i < SEL_COUNT(rooms); i++) {
		memcpy(end, rooms[i].list, rooms[i].n * sizeof(*all));
		end += rooms[i].n;
	}
	return db_migrate(pool, all, n, why) == DB_OK;
}

struct app *app_open(const char *url, unsigned readers)
{
	return app_open_as(url, &(struct db_opts){ .readers = readers });
}

struct app *app_open_as(const char *url, const struct db_opts *opts)
{
	const char *why = "";
	arena *a = arena_new(0);
	struct app *app = arena_make(a, struct app);
	app->a = a;
	hash_start();
	app->pool = db_pool_open(url, opts, &why);
	if (app->pool && migrate(app->pool, a, &why) && place_world_load(&app->world, app->pool))
		app->store = store_open(app->pool, kinds, &app->world, &why);
	if (app->store) {
		store_small_counts(app->store, settings_small_count);
		return app;
	}
	fprintf(stderr, "selaras: %s: %s\n", url, why);
	app_close(app);
	return NULL;
}

void app_close(struct app *app)
{
	if (!app)
		return;
	store_close(app->store);
	place_world_release(&app->world);
	db_pool_close(app->pool);
	arena_free(app->a);
}

bool app_rematch(struct app *app)
{
	const char *why = "the places cannot be read";
	place_world_release(&app->world);
	bool ok = place_world_load(&app->world, app->pool) && store_rebuild(app->store, &activity_kind, &why);
	if (!ok)
		fprintf(stderr, "selaras: the places of the activities cannot be matched: %s\n", why);
	return ok;
}
