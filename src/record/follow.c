/* Records that say something of another one: a document is as open as the record it belongs to, and its parties'. It is
 * copied into them, so that lists, search and API need no second look, and made anew here when that record changes. */
#include "base/vec.h"
#include "record/merge.h"
#include "record/store_internal.h"

struct doc *follow_own(struct record_tx *tx, arena *a, const struct record *r)
{
	const struct kind *k = r->kind;
	const struct record *target = NULL;
	for (uint32_t i = 0; k->follow && i < k->nfields; i++) {
		int by = k->fields[i].to_by ? kind_field(k, str_of(k->fields[i].to_by)) : -1;
		const struct kind *to = by < 0 ? NULL : store_kind_named(tx->store, doc_str(r->doc, (uint32_t)by));
		if (to)
			target = record_load_id(tx->store, record_tx_db(tx), a, &actor_system, to, doc_str(r->doc, i));
	}
	if (!target)
		return r->doc;
	struct doc *d = doc_copy(a, r->doc);
	k->follow(tx->store->app, a, d, target);
	return d;
}

static enum record_rc follow_one(struct record_tx *tx, arena *a, int64_t no)
{
	struct saved out;
	const struct record *r = record_load(tx->store, record_tx_db(tx), a, &actor_system, no);
	if (!r || r->deleted)
		return RECORD_OK; /* it follows when it is restored */
	struct doc *d = follow_own(tx, a, r);
	if (doc_equal(d, r->doc))
		return RECORD_OK;
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = r->version,
		           .origin = ORIGIN_CLI,
		           .state = r->state,
		           .note = STR("follow"),
		           .lenient = true };
	struct prepared *p = record_prepare(tx->store, a, &in, NULL);
	p->asked = true;
	enum record_rc rc = record_write(tx, a, p, &out);
	return rc == RECORD_UNCHANGED ? RECORD_OK : rc;
}

enum record_rc follow_target(struct record_tx *tx, arena *a, int64_t no)
{
	struct merge_move *links;
	uint32_t n;
	if (!record_referrers(tx->store, record_tx_db(tx), a, no, &links, &n))
		return rc_of(tx, DB_FAILED);
	enum record_rc rc = RECORD_OK;
	for (uint32_t i = 0; rc == RECORD_OK && i < n; i++)
		if (links[i].kind && links[i].kind->follow)
			rc = follow_one(tx, a, links[i].no);
	return rc;
}
