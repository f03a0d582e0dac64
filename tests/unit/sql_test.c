/* Every named query of every room is a sound statement on both engines, on the tables that migrations and kinds make.
 */
#include "db_world.h"

#include "account/account.h"
#include "account_schema.h"
#include "activity/activity.h"
#include "agreement/agreement.h"
#include "agreement/attachment.h"
#include "agreement/calendar.h"
#include "agreement/register.h"
#include "agreement_schema.h"
#include "desk/comment.h"
#include "desk/filter.h"
#include "library/announcement.h"
#include "library/library.h"
#include "library/practice.h"
#include "mail_schema.h"
#include "meeting/meeting.h"
#include "office/official.h"
#include "office_schema.h"
#include "partner/partner.h"
#include "place/place.h"
#include "place_schema.h"
#include "plan/plan.h"
#include "problem/problem.h"
#include "record/store.h"
#include "record_schema.h"
#include "report/confirm.h"
#include "workplan/workplan.h"

#define LIST_OF(room)                                                                                                  \
	extern const struct db_query *const room##_list[];                                                             \
	extern const size_t room##_count;
LIST_OF(record_sql)
LIST_OF(verify_sql)
LIST_OF(audit_sql)
LIST_OF(place_sql)
LIST_OF(cube_sql)
LIST_OF(account_sql)
LIST_OF(agreement_sql)
LIST_OF(desk_sql)
LIST_OF(doubt_sql)
LIST_OF(mail_sql)
LIST_OF(library_sql)
LIST_OF(office_sql)
LIST_OF(plan_sql)
LIST_OF(meeting_sql)
LIST_OF(problem_sql)
LIST_OF(workplan_sql)
LIST_OF(report_sql)

static struct store *open_store(struct world *w)
{
	static const struct kind *const kinds[] = { &place_kind,
		                                    &organisation_kind,
		                                    &activity_kind,
		                                    &place_match_kind,
		                                    &account_kind,
		                                    &permit_kind,
		                                    &agreement_kind,
		                                    &register_kind,
		                                    &document_kind,
		                                    &holiday_kind,
		                                    &setting_kind,
		                                    &comment_kind,
		                                    &plan_kind,
		                                    &workplan_kind,
		                                    &saved_filter_kind,
		                                    &problem_kind,
		                                    &event_kind,
		                                    &decision_kind,
		                                    &action_item_kind,
		                                    &contribution_kind,
		                                    &regulation_kind,
		                                    &period_kind,
		                                    &report_kind,
		                                    &confirmation_kind,
		                                    &unit_kind,
		                                    &official_kind,
		                                    &announcement_kind,
		                                    &practice_kind,
		                                    NULL };
	const char *why = NULL;
	size_t n = record_migrations_count + place_migrations_count, m = n + account_migrations_count,
	       o = m + agreement_migrations_count, p = o + mail_migrations_count, tables = p + office_migrations_count;
	struct db_migration *all = arena_array(w->a, struct db_migration, tables);
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, place_migrations, place_migrations_count * sizeof(*all));
	memcpy(all + n, account_migrations, account_migrations_count * sizeof(*all));
	memcpy(all + m, agreement_migrations, agreement_migrations_count * sizeof(*all));
	memcpy(all + o, mail_migrations, mail_migrations_count * sizeof(*all));
	memcpy(all + p, office_migrations, office_migrations_count * sizeof(*all));
	if (db_migrate(w->pool, all, tables, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

/* How many of LIST do not prepare; each is told. */
static unsigned prepare_all(struct world *w, db *d, const struct db_query *const *list, size_t n)
{
	unsigned bad = 0;
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		const char *text = w->engine == DB_POSTGRES && list[i]->pg_text ? list[i]->pg_text : list[i]->text;
		if (!*text)
			continue;
		const char *script = w->engine == DB_POSTGRES
		                         ? arena_fmt(w->a, "PREPARE checked AS %s; DEALLOCATE checked", text).p
		                         : arena_fmt(w->a, "EXPLAIN %s", text).p;
		if (db_script(d, script) != DB_OK) {
			print_message("%s: %s\n", list[i]->name, db_error(d));
			bad++;
		}
	}
	return bad;
}

static void every_named_query_is_sound(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	db *d = db_borrow(w->pool, DB_WRITE);
	unsigned bad = prepare_all(w, d, record_sql_list, record_sql_count);
	bad += prepare_all(w, d, verify_sql_list, verify_sql_count);
	bad += prepare_all(w, d, audit_sql_list, audit_sql_count);
	bad += prepare_all(w, d, place_sql_list, place_sql_count);
	bad += prepare_all(w, d, cube_sql_list, cube_sql_count);
	bad += prepare_all(w, d, account_sql_list, account_sql_count);
	bad += prepare_all(w, d, agreement_sql_list, agreement_sql_count);
	bad += prepare_all(w, d, desk_sql_list, desk_sql_count);
	bad += prepare_all(w, d, doubt_sql_list, doubt_sql_count);
	bad += prepare_all(w, d, mail_sql_list, mail_sql_count);
	bad += prepare_all(w, d, library_sql_list, library_sql_count);
	bad += prepare_all(w, d, office_sql_list, office_sql_count);
	bad += prepare_all(w, d, plan_sql_list, plan_sql_count);
	bad += prepare_all(w, d, meeting_sql_list, meeting_sql_count);
	bad += prepare_all(w, d, problem_sql_list, problem_sql_count);
	bad += prepare_all(w, d, workplan_sql_list, workplan_sql_count);
	bad += prepare_all(w, d, report_sql_list, report_sql_count);
	db_return(d);
	store_close(s);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { ON_A_WORLD(every_named_query_is_sound) };
	return run_on_both(tests, SEL_COUNT(tests));
}
