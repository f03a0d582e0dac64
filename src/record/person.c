/* Saving for a person: the policy table is asked, what the person may not see or set stays as it was, and a change that
 * was made on an older version takes up what others changed meanwhile. The program itself comes this way, too, one
 * record at a time; it is not asked. */
#include "record/custom.h"
#include "record/store_internal.h"

/* The change was made on an older version: take both sides' changes when they do not meet. */
static enum record_rc save_merged(struct record_tx *tx, arena *a, const struct save *in, struct problems *ps,
                                  struct saved *out)
{
	struct store *s = tx->store;
	struct record *base = record_load_version(s, tx->db, a, &actor_system, in->no, in->base_version);
	struct record *theirs = record_load(s, tx->db, a, &actor_system, in->no);
	if (!base || !theirs)
		return RECORD_MISSING;
	struct doc *merged = doc_merge(a, base->doc, theirs->doc, in->doc, &out->conflicts);
	out->version = theirs->version;
	if (out->conflicts.n)
		return RECORD_CONFLICT;
	struct save again = *in;
	again.doc = merged;
	again.base_version = theirs->version;
	struct prepared *p = record_prepare(s, a, &again, ps);
	p->asked = true;
	enum record_rc rc = record_write(tx, a, p, out);
	out->merged = merged;
	return rc;
}

/* Puts the document to write into IN, or says why it cannot be: the person may not, or there is no such record. */
static enum record_rc admit(struct record_tx *tx, arena *a, struct save *in)
{
	struct store *s = tx->store;
	const struct kind *k = in->doc->kind;
	const struct record *now = NULL, *base = NULL;
	if (in->no) {
		now = record_load(s, tx->db, a, &actor_system, in->no);
		base = now && in->base_version != UINT32_MAX && in->base_version != now->version
		           ? record_load_version(s, tx->db, a, &actor_system, in->no, in->base_version)
		           : now;
		if (!base || now->deleted || base->kind != k)
			return RECORD_MISSING;
	}
	enum action asked = in->action ? in->action : in->no ? ACT_EDIT : ACT_CREATE;
	struct owners before = owners_of(s->app, a, now ? now->doc : in->doc);
	if (!may(in->actor, asked, k, &before))
		return RECORD_FORBIDDEN;
	in->old = now ? now->doc : NULL;
	if (in->action)
		return RECORD_OK;
	if (now && k->locked && k->locked(now->doc))
		return RECORD_FORBIDDEN;
	in->doc = doc_guard(a, base ? base->doc : NULL, in->doc, actor_viewer(in->actor, k, &before));
	/* nobody gives a record away to where it could not have been made */
	struct owners after = owners_of(s->app, a, in->doc);
	return may(in->actor, asked, k, &after) ? RECORD_OK : RECORD_FORBIDDEN;
}

bool person_may_write(struct record_tx *tx, arena *a, const struct save *in)
{
	const struct kind *k = in->doc->kind;
	const struct record *now = NULL;
	if (in->no)
		now = record_load(tx->store, record_tx_db(tx), a, &actor_system, in->no);
	enum action asked = in->no ? ACT_EDIT : ACT_CREATE;
	struct owners before = owners_of(tx->store->app, a, now ? now->doc : in->doc);
	struct owners after = owners_of(tx->store->app, a, in->doc);
	if (!may(in->actor, asked, k, &before) || !may(in->actor, asked, k, &after) ||
	    (now && k->locked && k->locked(now->doc)))
		return false;
	return doc_equal(in->doc, doc_guard(a, now ? now->doc : NULL, in->doc, actor_viewer(in->actor, k, &before)));
}

/* A new record of a kind with a workflow starts in its first state. */
static void set_first_state(arena *a, struct save *in)
{
	const struct workflow *w = in->doc->kind->workflow;
	if (in->no || !w || doc_str(in->doc, w->field).n)
		return;
	struct doc *d = doc_copy(a, in->doc);
	doc_set(d, w->field, str_of(w->first));
	in->doc = d;
}

/* Whether a handed-in record fits the fields that the province added. */
static bool fits_custom(struct record_tx *tx, arena *a, const struct save *in, struct problems *ps)
{
	struct custom_field *fields;
	uint32_t n, errors = ps->by_severity[SEVERITY_ERROR];
	if (in->actor == &actor_system || in->state == STATE_DRAFT || in->lenient)
		return true;
	if (!custom_fields(tx->store, tx->db, a, in->doc->kind, &fields, &n))
		return false;
	custom_check(fields, n, in->doc, ps);
	return ps->by_severity[SEVERITY_ERROR] == errors;
}

/* Whether it fits the records that it names. */
static bool fits_others(struct record_tx *tx, arena *a, const struct save *in, struct problems *ps)
{
	const struct kind *k = in->doc->kind;
	uint32_t errors = ps->by_severity[SEVERITY_ERROR];
	if (!k->fits || in->actor == &actor_system || in->state == STATE_DRAFT)
		return true;
	return k->fits(tx->store, tx->db, a, in->doc, in->old, ps) && ps->by_severity[SEVERITY_ERROR] == errors;
}

/* On PostgreSQL the many rows of one record are sent without waiting for each answer; what went wrong is known before
 * this returns. */
static enum record_rc write_at_once(struct record_tx *tx, arena *a, const struct prepared *p, struct saved *out)
{
	bool bulk = tx->bulk;
	tx->bulk = true;
	enum record_rc rc = record_write(tx, a, p, out);
	tx->bulk = bulk;
	if (bulk || rc != RECORD_OK)
		return rc;
	return rc_of(tx, tx_settle(tx));
}

enum record_rc record_save_in(struct record_tx *tx, arena *a, const struct save *in, struct problems *ps,
                              struct saved *out)
{
	struct save wanted = *in;
	*out = (struct saved){ .no = in->no };
	if (tx_settle(tx) != DB_OK)
		return RECORD_FAILED;
	enum record_rc rc = in->actor == &actor_system ? RECORD_OK : admit(tx, a, &wanted);
	if (rc != RECORD_OK)
		return rc;
	set_first_state(a, &wanted);
	bool fits = fits_custom(tx, a, &wanted, ps) && fits_others(tx, a, &wanted, ps);
	struct prepared *p = record_prepare(tx->store, a, &wanted, ps);
	p->asked = true;
	p->refused |= !fits;
	rc = write_at_once(tx, a, p, out);
	return rc == RECORD_CONFLICT ? save_merged(tx, a, &wanted, ps, out) : rc;
}

static enum record_rc refuse_step(struct problems *ps, const char *key, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .found = found });
	return RECORD_REFUSED;
}

enum record_rc record_step_in(struct record_tx *tx, arena *a, const struct save *in, str step, struct problems *ps,
                              struct saved *out)
{
	const struct record *now = record_load(tx->store, record_tx_db(tx), a, &actor_system, in->no);
	*out = (struct saved){ .no = in->no };
	if (!now || now->deleted || !now->kind->workflow)
		return RECORD_MISSING;
	const struct step *s = workflow_step(now->doc, step);
	if (!s)
		return refuse_step(ps, "problem.no_such_step", step);
	struct doc *d = doc_copy(a, in->doc ? in->doc : now->doc);
	struct owners o = owners_of(tx->store->app, a, now->doc);
	if (!may(in->actor, s->action, now->kind, &o))
		return RECORD_FORBIDDEN;
	if ((s->flags & STEP_REASON) && !str_trim(in->note).n)
		return refuse_step(ps, "problem.reason_missing", step);
	uint32_t errors = ps->by_severity[SEVERITY_ERROR];
	if (s->check)
		s->check(d, ps);
	if (ps->by_severity[SEVERITY_ERROR] > errors)
		return RECORD_REFUSED;
	doc_set(d, now->kind->workflow->field, str_of(s->to));
	struct save save = *in;
	save.doc = d;
	save.action = s->action;
	save.state = now->state;
	save.note = in->note.n ? arena_fmt(a, "%s: %.*s", s->name, STR_ARG(in->note)) : str_of(s->name);
	return record_save_in(tx, a, &save, ps, out);
}

enum record_rc record_save(struct store *s, arena *a, const struct save *in, struct problems *ps, struct saved *out)
{
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	enum record_rc rc = record_save_in(tx, a, in, ps, out);
	return record_tx_end(tx, rc);
}
