#include "agreement/held.h"

#include "agreement_sql.h"
#include "base/vec.h"

static bool read_list(struct store *s, db *d, arena *a, const struct actor *viewer, const struct db_query *q, str org,
                      const struct record *const **out, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, q, DB_ARGS(db_text(org)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, viewer, numbers.p[i]);
		if (r)
			*vec_push(a, &list) = r;
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

bool held_read(struct store *s, db *d, arena *a, const struct actor *viewer, str org, struct held *out)
{
	*out = (struct held){ 0 };
	return read_list(s, d, a, viewer, &q_permits_of_org, org, &out->permits, &out->npermits) &&
	       read_list(s, d, a, viewer, &q_agreements_of_org, org, &out->agreements, &out->nagreements);
}

const char *permit_standing(struct store *s, db *d, arena *a, const struct record *permit, date today, date *until)
{
	date from;
	const struct record *whole = record_load(s, d, a, &actor_system, permit->no);
	const struct record *principle =
	    whole ? record_load_id(s, d, a, &actor_system, &permit_kind, doc_str(whole->doc, PERMIT_PRINCIPLE)) : NULL;
	const struct doc *p = whole ? whole->doc : permit->doc;
	*until = permit_until(p, principle && !principle->deleted ? principle->doc : NULL);
	if (str_is(doc_str(p, PERMIT_SANCTION), "cancelled"))
		return "cancelled";
	if (*until != DATE_NONE && today > *until)
		return "expired";
	return doc_date(p, PERMIT_FROM, &from) && today < from ? "coming" : "valid";
}
