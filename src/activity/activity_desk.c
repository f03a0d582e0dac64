/* What a programme brings to the desk: it begins with its partner, and what follows from other things is filled in. */
#include "activity/activity_desk.h"

#include "activity/activity.h"
#include "activity/doubt.h"
#include "base/ulid.h"
#include "doubt_sql.h"
#include "partner/partner.h"
#include "place/place.h"

enum { NUMBER_DIGITS = 8 };

static const struct doc *partner_of(struct desk_view *v, str ref)
{
	const struct record *r =
	    ref.n && v->db ? record_load_key(v->web->store, v->db, v->a, v->actor, &organisation_kind, "ref", ref)
	                   : NULL;
	return r ? r->doc : NULL;
}

static str own_ref(const struct desk_view *v)
{
	for (uint32_t i = 0; i < v->actor->ngrants; i++)
		if (v->actor->grants[i].role == ROLE_PARTNER && v->actor->grants[i].org_ref.n)
			return v->actor->grants[i].org_ref;
	return STR_EMPTY;
}

static void start(struct desk_view *v, struct doc *d)
{
	str ref = own_ref(v);
	if (ref.n)
		doc_set(d, ACTIVITY_REPORTING_REF, ref);
	doc_set(d, ACTIVITY_LANG, STR("id"));
	doc_set(d, ACTIVITY_CURRENCY, STR("IDR"));
}

/* Name and type of the reporting organisation, as its record has them. */
static void complete_partner(struct desk_view *v, struct doc *d)
{
	const struct doc *org = partner_of(v, doc_str(d, ACTIVITY_REPORTING_REF));
	if (!org)
		return;
	if (!doc_has(d, ACTIVITY_REPORTING_NAME))
		doc_copy_rows(v->a, d, ACTIVITY_REPORTING_NAME, org, ORGANISATION_NAME);
	if (!doc_has(d, ACTIVITY_REPORTING_TYPE) && doc_str(org, ORGANISATION_TYPE).n)
		doc_set(d, ACTIVITY_REPORTING_TYPE, arena_str(v->a, doc_str(org, ORGANISATION_TYPE)));
	for (uint32_t i = 0; i < d->v[ACTIVITY_PARTICIPATING_ORG].n; i++) {
		struct doc *row = d->v[ACTIVITY_PARTICIPATING_ORG].u.rows[i];
		const struct doc *other = partner_of(v, doc_str(row, PARTICIPATING_ORG_REF));
		if (other && !doc_has(row, PARTICIPATING_ORG_NAME))
			doc_copy_rows(v->a, row, PARTICIPATING_ORG_NAME, other, ORGANISATION_NAME);
		if (other && !doc_has(row, PARTICIPATING_ORG_TYPE) && doc_str(other, ORGANISATION_TYPE).n)
			doc_set(row, PARTICIPATING_ORG_TYPE, arena_str(v->a, doc_str(other, ORGANISATION_TYPE)));
	}
}

static void set_missing(struct doc *d, uint32_t field, str value)
{
	if (!doc_has(d, field) && value.n)
		doc_set(d, field, value);
}

/* A place of ours: named, said to be an administrative area, and in Indonesia. */
static void complete_places(struct desk_view *v, struct doc *d)
{
	bool ours = false;
	for (uint32_t i = 0; v->web->places && i < d->v[ACTIVITY_LOCATION].n; i++) {
		struct doc *row = d->v[ACTIVITY_LOCATION].u.rows[i];
		const struct place *p = place_by_code(v->web->places, doc_str(row, LOCATION_REF));
		if (!p)
			continue;
		ours = true;
		if (!doc_has(row, LOCATION_NAME))
			doc_add_text(v->a, row, LOCATION_NAME, STR("id"), desk_place(v, p));
		set_missing(row, LOCATION_REACH, STR("1"));
		set_missing(row, LOCATION_CLASS, STR("1"));
	}
	if (!ours || doc_has(d, ACTIVITY_COUNTRY) || doc_has(d, ACTIVITY_REGION))
		return;
	struct doc *country = doc_add_row(v->a, d, ACTIVITY_COUNTRY);
	doc_set(country, RECIPIENT_COUNTRY_CODE, STR("ID"));
}

/* An amount is worth what it was on the day it is of, unless somebody says otherwise. */
static void complete_money(struct doc *d)
{
	for (uint32_t i = 0; i < d->v[ACTIVITY_TRANSACTION].n; i++) {
		struct doc *row = d->v[ACTIVITY_TRANSACTION].u.rows[i];
		set_missing(row, TRANSACTION_VALUE_DATE, doc_str(row, TRANSACTION_DATE));
	}
	for (uint32_t i = 0; i < d->v[ACTIVITY_BUDGET].n; i++) {
		struct doc *row = d->v[ACTIVITY_BUDGET].u.rows[i];
		set_missing(row, BUDGET_VALUE_DATE, doc_str(row, BUDGET_START));
	}
	for (uint32_t i = 0; i < d->v[ACTIVITY_PLANNED].n; i++) {
		struct doc *row = d->v[ACTIVITY_PLANNED].u.rows[i];
		set_missing(row, PLANNED_DISBURSEMENT_VALUE_DATE, doc_str(row, PLANNED_DISBURSEMENT_START));
	}
}

static void complete(struct desk_view *v, const struct doc *old, struct doc *d)
{
	char id[ULID_LEN + 1];
	str ref = doc_str(d, ACTIVITY_REPORTING_REF);
	(void)old;
	complete_partner(v, d);
	complete_places(v, d);
	complete_money(d);
	if (doc_str(d, ACTIVITY_IDENTIFIER).n || !ref.n)
		return;
	/* forty random bits below the organisation's own identifier */
	ulid_make(clock_now(), id);
	doc_set(d, ACTIVITY_IDENTIFIER, arena_fmt(v->a, "%.*s-%s", STR_ARG(ref), id + ULID_LEN - NUMBER_DIGITS));
}

/* Locations that wait for somebody to say where they are. */
static uint32_t waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	if (!max || !may(v->actor, ACT_EDIT, &place_match_kind, NULL))
		return 0;
	out[0] = (struct desk_waiting){ .what = "locations",
		                        .label = msg(v->page->lang, MSG_DOUBT_WAITING),
		                        .icon = "map-pin",
		                        .n = doubts_count(v->db, DOUBT_UNSURE, STR_EMPTY),
		                        .href = url_to(v->page, "/desk/locations", 0, NULL) };
	return 1;
}

/* Files of other sources may hold the same programme; nobody types a second one in. */
static const char *taken(struct desk_view *v, const struct doc *d, int64_t *no)
{
	str identifier = doc_str(d, ACTIVITY_IDENTIFIER);
	str own = v->record ? (str){ v->record->id, ULID_LEN } : STR_EMPTY;
	*no = identifier.n ? db_one_int(v->db, &q_activity_called, DB_ARGS(db_text(identifier), db_text(own)), 0) : 0;
	return *no ? "iati_identifier" : NULL;
}

static struct url public_page(struct desk_view *v)
{
	return v->record->state == STATE_CURRENT && !v->record->deleted
	           ? url_path(v->page, "/activity/{}", arena_fmt(v->a, "%lld", (long long)v->record->no))
	           : (struct url){ STR_EMPTY };
}

const struct desk_room activity_room = { .kind = &activity_kind,
	                                 .icon = "list",
	                                 .merge = true,
	                                 .first = "title reporting_org_ref activity_status",
	                                 .start = start,
	                                 .complete = complete,
	                                 .given = "activity/iati_identifier activity/reporting_org_type "
	                                          "activity/reporting_org transaction/value_date budget/value_date "
	                                          "planned_disbursement/value_date",
	                                 .taken = taken,
	                                 .waiting = waiting,
	                                 .public_page = public_page };
