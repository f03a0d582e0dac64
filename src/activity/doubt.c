#include "activity/doubt.h"

#include "activity/activity.h"
#include "activity/located.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "doubt_sql.h"
#include "place/place.h"
#include "place/rules.h"

enum { WORDS_MAX = 2000, ALL = INT32_MAX };

/* ---- what is asked ---- */

static str words_of(arena *a, const struct place_facts *f)
{
	struct buf b;
	buf_init(&b, a, WORDS_MAX);
	for (uint32_t i = 0; i < f->nnames; i++)
		buf_fmt(&b, "%s%.*s", b.n ? "; " : "", STR_ARG(f->names[i]));
	for (uint32_t i = 0; i < f->ncodes; i++)
		buf_fmt(&b, "%s%.*s %.*s", b.n ? "; " : "", STR_ARG(f->codes[i].vocabulary), STR_ARG(f->codes[i].code));
	if (f->point.n)
		buf_fmt(&b, "%s%.*s", b.n ? "; " : "", STR_ARG(f->point));
	return buf_failed(&b) ? STR_EMPTY : str_trim(buf_str(&b));
}

static void add_choice(struct doubt *x, const struct place *p)
{
	for (uint32_t i = 0; p && i < x->nchoices; i++)
		if (x->choices[i] == p)
			return;
	if (p && x->nchoices < DOUBT_CHOICES)
		x->choices[x->nchoices++] = p;
}

bool doubt_of(const struct place_world *w, arena *a, const struct record *r, uint32_t row, struct doubt *out)
{
	struct place_facts facts;
	if (!w || !w->places || r->kind != &activity_kind || row >= r->doc->v[ACTIVITY_LOCATION].n)
		return false;
	char *point = arena_alloc(a, LOCATED_POINT);
	activity_located_facts(r->doc, row, &facts, point);
	struct place_found found = place_match_location(w, &facts);
	*out = (struct doubt){ .record = r,
		               .row = row,
		               .words = words_of(a, &facts),
		               .key = place_facts_key(a, &facts),
		               .method = str_of(place_method_name(found.method)),
		               .confidence = found.confidence };
	add_choice(out, found.suggested);
	add_choice(out, found.other);
	for (uint32_t i = 0; i < facts.nnames; i++) {
		const struct place *hits[DOUBT_CHOICES];
		struct place_reading read = place_read_name(a, facts.names[i]);
		uint32_t n = place_search(w->places, read.name, read.levels, hits, DOUBT_CHOICES);
		for (uint32_t k = 0; k < n; k++)
			add_choice(out, hits[k]);
	}
	return true;
}

int64_t doubts_count(db *d, enum doubt_show show, str partner)
{
	return db_one_int(d, &q_doubtful_count, DB_ARGS(db_int(show), db_text(partner)), 0);
}

struct spot {
	int64_t no;
	uint32_t row;
};
typedef VEC(struct spot) spots;

static bool find(db *d, arena *a, enum doubt_show show, str partner, int64_t skip, int64_t max, spots *out)
{
	db_rows *rows;
	if (db_select(d, &q_doubtful_places, DB_ARGS(db_int(show), db_text(partner), db_int(skip), db_int(max)),
	              &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, out) = (struct spot){ db_col_int(rows, 0), (uint32_t)db_col_int(rows, 1) - 1 };
	return db_finish(rows) == DB_OK;
}

bool doubts_list(struct store *s, db *d, arena *a, enum doubt_show show, str partner, int64_t skip, uint32_t max,
                 struct doubt **out, uint32_t *n)
{
	spots list = { 0 };
	*n = 0;
	if (!find(d, a, show, partner, skip, max, &list))
		return false;
	*out = arena_array(a, struct doubt, list.n + 1);
	const struct record *r = NULL;
	for (size_t i = 0; i < list.n; i++) {
		if (!r || r->no != list.p[i].no)
			r = record_load(s, d, a, &actor_system, list.p[i].no);
		if (r && doubt_of(store_app(s), a, r, list.p[i].row, &(*out)[*n]))
			++*n;
	}
	return true;
}

/* ---- deciding ---- */

static struct doc *decision_doc(struct record_tx *tx, struct store *s, arena *a, const struct decision *what,
                                const struct record **old)
{
	db *d = record_tx_db(tx);
	str activity = what->every ? STR_EMPTY : doc_str(what->doubt->record->doc, ACTIVITY_IDENTIFIER);
	int64_t no = db_one_int(d, &q_decision_of, DB_ARGS(db_text(activity), db_text(what->doubt->key)), 0);
	*old = no ? record_load(s, d, a, &actor_system, no) : NULL;
	struct doc *doc = *old ? doc_copy(a, (*old)->doc) : doc_new(a, &place_match_kind);
	const struct {
		uint32_t field;
		str value;
	} values[] = { { PLACE_MATCH_ACTIVITY, activity },
		       { PLACE_MATCH_LOCATION, what->doubt->key },
		       { PLACE_MATCH_NAME, utf8_prefix(what->doubt->words, 500) },
		       { PLACE_MATCH_PLACE, what->place },
		       { PLACE_MATCH_WHY, what->why } };
	for (size_t i = 0; i < SEL_COUNT(values); i++)
		if (values[i].value.n)
			doc_set(doc, values[i].field, arena_str(a, values[i].value));
		else
			doc->v[values[i].field] = (struct value){ 0 };
	return doc;
}

static bool concerns(const struct store *s, arena *a, const struct decision *what, const struct record *r, uint32_t row)
{
	struct doubt x;
	if (!doubt_of(store_app(s), a, r, row, &x) || !str_eq(x.key, what->doubt->key))
		return false;
	return what->every ||
	       str_eq(doc_str(r->doc, ACTIVITY_IDENTIFIER), doc_str(what->doubt->record->doc, ACTIVITY_IDENTIFIER));
}

/* Programmes with a location that is unsure, unknown or decided on and says the same. */
static bool concerned(struct record_tx *tx, struct store *s, arena *a, const struct decision *what, spots *out)
{
	spots all = { 0 };
	db *d = record_tx_db(tx);
	for (int show = 0; show < DOUBT_SHOWS; show++)
		if (!find(d, a, (enum doubt_show)show, STR_EMPTY, 0, ALL, &all))
			return false;
	*vec_push(a, &all) = (struct spot){ what->doubt->record->no, what->doubt->row };
	for (size_t i = 0; i < all.n; i++) {
		ARENA_SCOPE arena *scratch = arena_new(0);
		bool again = false;
		for (size_t k = 0; k < out->n && !again; k++)
			again = out->p[k].no == all.p[i].no;
		const struct record *r = again ? NULL : record_load(s, d, scratch, &actor_system, all.p[i].no);
		if (r && !r->deleted && r->state != STATE_DRAFT && concerns(s, scratch, what, r, all.p[i].row))
			*vec_push(a, out) = all.p[i];
	}
	return true;
}

static enum record_rc write(struct record_tx *tx, struct store *s, arena *a, const struct decision *what,
                            struct problems *ps, uint32_t *touched)
{
	struct place_world *w = store_app(s);
	const struct record *old;
	struct saved saved;
	spots list = { 0 };
	struct doc *doc = decision_doc(tx, s, a, what, &old);
	struct save in = { .actor = what->actor,
		           .doc = doc,
		           .no = old ? old->no : 0,
		           .base_version = old ? old->version : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT };
	enum record_rc rc = record_save_in(tx, a, &in, ps, &saved);
	if (rc != RECORD_OK && rc != RECORD_UNCHANGED)
		return rc;
	/* who says the same is found by what was known before the decision */
	if (!concerned(tx, s, a, what, &list))
		return RECORD_FAILED;
	place_rules_add(w->rules, doc_str(doc, PLACE_MATCH_ACTIVITY), what->doubt->key, what->place);
	for (size_t i = 0; i < list.n; i++) {
		rc = record_touch(tx, a, what->actor, list.p[i].no, what->note);
		if (rc != RECORD_OK)
			return rc;
	}
	*touched = (uint32_t)list.n;
	return RECORD_OK;
}

/* What was not written is not known either. */
static void forget(struct store *s)
{
	struct place_world *w = store_app(s);
	db *d = db_borrow(store_pool(s), DB_READ);
	if (d)
		place_rules_reload(w->rules, d);
	db_return(d);
}

enum record_rc doubt_decide(struct store *s, arena *a, const struct decision *what, struct problems *ps,
                            uint32_t *touched)
{
	struct place_world *w = store_app(s);
	*touched = 0;
	struct record_tx *tx = w && w->rules ? record_tx_begin(s, a, clock_now()) : NULL;
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = write(tx, s, a, what, ps, touched);
	rc = record_tx_end(tx, rc);
	if (rc != RECORD_OK)
		forget(s);
	return rc;
}
