/* When a person leaves: open work goes to another in one step. */
#include "account/internal.h"
#include "account_sql.h"
#include "base/vec.h"
#include "record/merge.h"

struct planning {
	struct accounts *s;
	db *db;
	arena *a;
	struct handover *h;
	const struct actor *receiver; /* with the powers that come along */
	VEC(struct move) moves;
};

static void add(struct planning *p, struct move m)
{
	struct owners o = { 0 };
	if (m.record)
		o = owners_of(store_app(p->s->store), p->a, m.record->doc);
	m.refused = m.needs && m.kind && !may(p->receiver, m.needs, m.kind, m.record ? &o : NULL);
	p->h->refused += m.refused;
	*vec_push(p->a, &p->moves) = m;
}

static bool holds(const struct doc *account, const struct doc *g)
{
	for (uint32_t i = 0; i < account->v[ACCOUNT_GRANT].n; i++) {
		const struct doc *own = account->v[ACCOUNT_GRANT].u.rows[i];
		bool same = true;
		for (uint32_t f = 0; f < ACCOUNT_GRANT_COUNT; f++)
			same &= str_eq(doc_str(own, f), doc_str(g, f));
		if (same)
			return true;
	}
	return false;
}

/* The powers that the receiver does not have yet, appended to a copy of his own. */
static struct actor *with_grants(struct planning *p, const struct actor *own, const struct actor *leaver)
{
	const struct doc *from = p->h->leaver->doc;
	struct actor *both = arena_make(p->a, struct actor);
	struct grant *all = arena_array(p->a, struct grant, own->ngrants + leaver->ngrants);
	*both = *own;
	memcpy(all, own->grants, own->ngrants * sizeof(*all));
	for (uint32_t i = 0; p->h->grants && i < leaver->ngrants; i++) {
		if (holds(p->h->receiver->doc, from->v[ACCOUNT_GRANT].u.rows[i]))
			continue;
		all[both->ngrants++] = leaver->grants[i];
		*vec_push(p->a, &p->moves) =
		    (struct move){ .what = MOVE_GRANT, .text = str_of(role_name(leaver->grants[i].role)) };
	}
	both->grants = all;
	return both;
}

static bool add_drafts(struct planning *p)
{
	db_rows *rows;
	if (db_select(p->db, &q_draft_of, DB_ARGS(db_text(p->h->from)), &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		const struct kind *k = store_kind(p->s->store, (int)db_col_int(rows, 0));
		str id = db_col_text(rows, 1);
		if (!k)
			continue;
		add(p, (struct move){ .what = MOVE_DRAFT,
		                      .kind = k,
		                      .record =
		                          id.n ? record_load_id(p->s->store, p->db, p->a, &actor_system, k, id) : NULL,
		                      .text = arena_str(p->a, db_col_text(rows, 2)),
		                      .needs = id.n ? ACT_EDIT : ACT_CREATE });
	}
	return db_finish(rows) == DB_OK;
}

static bool add_notices(struct planning *p)
{
	db_rows *rows;
	if (db_select(p->db, &q_notice_of, DB_ARGS(db_text(p->h->from)), &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		const struct record *r = record_load(p->s->store, p->db, p->a, &actor_system, db_col_int(rows, 0));
		if (r)
			add(p, (struct move){ .what = MOVE_NOTICE,
			                      .kind = r->kind,
			                      .record = r,
			                      .text = arena_fmt(p->a, "%lld", (long long)db_col_int(rows, 1)),
			                      .needs = ACT_VIEW });
	}
	return db_finish(rows) == DB_OK;
}

static bool add_fields(struct planning *p)
{
	struct merge_move *links;
	uint32_t n;
	if (!record_referrers(p->s->store, p->db, p->a, p->h->leaver->no, &links, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		add(p, (struct move){ .what = MOVE_FIELD,
		                      .kind = links[i].kind,
		                      .record = record_load(p->s->store, p->db, p->a, &actor_system, links[i].no),
		                      .text = links[i].field,
		                      .needs = ACT_EDIT });
	return true;
}

enum record_rc handover_plan(struct accounts *s, db *d, arena *a, struct handover *h)
{
	struct planning p = { .s = s, .db = d, .a = a, .h = h };
	h->leaver = account_load(s, d, a, h->from);
	h->receiver = account_load(s, d, a, h->to);
	const struct actor *own = h->receiver ? accounts_actor(s, d, a, h->to) : NULL;
	const struct actor *leaver = h->leaver ? accounts_actor(s, d, a, h->from) : NULL;
	static const struct actor nobody = { .ngrants = 0 };
	if (!own || !h->leaver || str_eq(h->from, h->to))
		return RECORD_MISSING;
	h->refused = 0;
	p.receiver = with_grants(&p, own, leaver ? leaver : &nobody);
	if (!add_drafts(&p) || !add_notices(&p) || !add_fields(&p))
		return RECORD_FAILED;
	h->moves = p.moves.p;
	h->n = (uint32_t)p.moves.n;
	return RECORD_OK;
}

/* ---- doing it ---- */

static enum record_rc move_fields(struct record_tx *tx, arena *a, const struct actor *by, const struct handover *h,
                                  struct accounts *s, struct problems *ps)
{
	enum record_rc rc = RECORD_OK;
	for (uint32_t i = 0; i < h->n && rc == RECORD_OK; i++) {
		if (h->moves[i].what != MOVE_FIELD)
			continue;
		/* a record that names him twice was written before */
		const struct record *r =
		    record_load(s->store, record_tx_db(tx), a, &actor_system, h->moves[i].record->no);
		rc = account_write(tx, a, by, r, doc_relink(a, r->doc, h->from, h->to), "handover", ps);
		if (rc == RECORD_UNCHANGED)
			rc = RECORD_OK;
	}
	return rc;
}

static enum record_rc move_grants(struct record_tx *tx, arena *a, const struct actor *by, const struct handover *h,
                                  struct problems *ps)
{
	struct doc *doc = doc_copy(a, h->receiver->doc);
	bool any = false;
	for (uint32_t i = 0; h->grants && i < h->leaver->doc->v[ACCOUNT_GRANT].n; i++) {
		const struct doc *g = h->leaver->doc->v[ACCOUNT_GRANT].u.rows[i];
		if (holds(doc, g))
			continue;
		doc_add_row(a, doc, ACCOUNT_GRANT);
		doc->v[ACCOUNT_GRANT].u.rows[doc->v[ACCOUNT_GRANT].n - 1] = doc_copy(a, g);
		any = true;
	}
	if (!any)
		return RECORD_OK;
	enum record_rc rc = account_write(tx, a, by, h->receiver, doc, "powers", ps);
	if (rc == RECORD_OK)
		rc = account_note(tx, by, AUDIT_POWERS, h->receiver,
		                  arena_fmt(a, "with the work of %.*s", STR_ARG(h->from)));
	return rc == RECORD_OK ? account_end_sessions(tx, by, h->receiver) : rc;
}

static str summary(arena *a, const struct handover *h)
{
	unsigned n[MOVE_GRANT + 1] = { 0 };
	for (uint32_t i = 0; i < h->n; i++)
		n[h->moves[i].what]++;
	return arena_fmt(a, "to %.*s: %u drafts, notices of %u records, %u fields, %u powers", STR_ARG(h->to),
	                 n[MOVE_DRAFT], n[MOVE_NOTICE], n[MOVE_FIELD], n[MOVE_GRANT]);
}

static enum record_rc move_rows(db *d, const struct handover *h)
{
	const struct db_arg pair[] = { db_text(h->from), db_text(h->to) };
	enum db_rc rc = db_exec(d, &q_draft_move, pair, NULL);
	if (rc == DB_OK)
		rc = db_exec(d, &q_notice_move_to, pair, NULL);
	return rc == DB_OK ? RECORD_OK : RECORD_FAILED;
}

enum record_rc handover_do(struct accounts *s, arena *a, const struct actor *by, struct handover *h,
                           struct problems *ps)
{
	if (!may(by, ACT_ADMIN, &account_kind, NULL))
		return RECORD_FORBIDDEN;
	struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	/* planned again inside the transaction: what was shown may have changed */
	enum record_rc rc = handover_plan(s, record_tx_db(tx), a, h);
	if (rc == RECORD_OK && h->refused) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "account.handover_powers" });
		rc = RECORD_REFUSED;
	}
	if (rc == RECORD_OK)
		rc = account_note(tx, by, AUDIT_HANDOVER, h->leaver, summary(a, h));
	if (rc == RECORD_OK)
		rc = move_rows(record_tx_db(tx), h);
	if (rc == RECORD_OK)
		rc = move_fields(tx, a, by, h, s, ps);
	if (rc == RECORD_OK)
		rc = move_grants(tx, a, by, h, ps);
	if (rc == RECORD_OK)
		rc = account_end_in(s, tx, a, by, h->from, ps);
	return account_settle(s, tx, rc);
}
