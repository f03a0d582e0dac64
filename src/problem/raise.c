/* Problems raised from other records, and those that are open. */
#include "base/vec.h"
#include "problem/problem.h"
#include "problem_sql.h"

static struct doc *doc_of(arena *a, const struct raise *in)
{
	struct doc *d = doc_new(a, &problem_kind);
	const struct {
		uint32_t field;
		str text;
	} texts[] = {
		{ PROBLEM_TITLE, in->title },
		{ PROBLEM_DESCRIPTION, in->description },
		{ PROBLEM_ABOUT,
		  in->programme.n || in->partner.n || in->place.n ? STR("programme") : STR("mechanism") },
		{ PROBLEM_STAGE, in->stage },
		{ PROBLEM_SORT, in->sort },
		{ PROBLEM_SEVERITY, in->severity },
		{ PROBLEM_SECTOR, in->sector },
		{ PROBLEM_PARTNER, in->partner },
		{ PROBLEM_SOURCE_KIND, in->source_kind },
		{ PROBLEM_SOURCE_ID, in->source_id },
		{ PROBLEM_SOURCE_ROW, in->source_row },
	};
	char day[11];
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		if (texts[i].text.n)
			doc_set(d, texts[i].field, arena_str(a, texts[i].text));
	date_print(in->on, day);
	doc_set(d, PROBLEM_RAISED, arena_str(a, str_of(day)));
	if (in->programme.n)
		doc_set(doc_add_row(a, d, PROBLEM_PROGRAMME), PROBLEM_PROGRAMME_LINK, arena_str(a, in->programme));
	if (in->place.n)
		doc_set(doc_add_row(a, d, PROBLEM_PLACE), PROBLEM_PLACE_CODE, arena_str(a, in->place));
	return d;
}

enum record_rc problem_raise(struct record_tx *tx, struct store *s, arena *a, const struct raise *in,
                             struct problems *ps, struct saved *out)
{
	const struct doc *d = doc_of(a, in);
	str key = problem_kind.key(a, d);
	int64_t no = key.n ? record_find_key(s, record_tx_db(tx), &problem_kind, problem_kind.key_name, key) : 0;
	const struct record *there = no > 0 ? record_load(s, record_tx_db(tx), a, &actor_system, no) : NULL;
	if (there) {
		*out = (struct saved){ .no = no, .version = there->version };
		memcpy(out->id, there->id, sizeof(out->id));
		return RECORD_UNCHANGED;
	}
	/* the program makes the document: who may raise is asked, what it says is not the person's to set */
	return record_save_in(
	    tx, a,
	    &(struct save){
	        .actor = in->actor, .doc = d, .origin = ORIGIN_FORM, .state = STATE_CURRENT, .action = ACT_CREATE },
	    ps, out);
}

bool problems_raised_from(db *d, arena *a, str id, int64_t **out, uint32_t *n)
{
	VEC(int64_t) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(d, &q_problems_from, DB_ARGS(db_text(id)), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = db_col_int(rows, Q_PROBLEMS_FROM_COL_NO);
	*out = list.p;
	*n = (uint32_t)list.n;
	return db_finish(rows) == DB_OK;
}

bool problems_open(struct store *s, db *d, arena *a, const struct actor *viewer, uint32_t max,
                   const struct record ***out, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	VEC(const struct record *) list = { 0 };
	db_rows *rows;
	*n = 0;
	if (db_select(d, &q_problems_open, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, Q_PROBLEMS_OPEN_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n && list.n < max; i++) {
		const struct record *r = record_load(s, d, a, viewer, numbers.p[i]);
		if (r)
			*vec_push(a, &list) = r;
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}
