/* audit_fill.c -- adds changes by the kernel to a database that `selaras init` has made: organisations that are new and
 * changed once, each change with its line in the audit log, 200 changes in a transaction.
 *
 * usage: audit_fill URL CHANGES */
#include <stdio.h>
#include <stdlib.h>

#include "partner/partner.h"
#include "record/audit.h"

enum { PER_TX = 200 };

static struct doc *organisation(arena *a, long i, int version)
{
	struct doc *d = doc_new(a, &organisation_kind);
	doc_set(d, ORGANISATION_REF, arena_fmt(a, "ID-UKUR-%06ld", i));
	doc_add_text(a, d, ORGANISATION_NAME, STR("id"), arena_fmt(a, "Lembaga ukur %ld, keadaan %d", i, version));
	doc_set(d, ORGANISATION_TYPE, STR("21"));
	doc_set(d, ORGANISATION_COUNTRY, STR("ID"));
	return d;
}

static bool save(struct record_tx *tx, arena *a, const struct doc *d, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, a, 10);
	const struct save in = { .actor = &actor_system,
		                 .doc = d,
		                 .no = out->no,
		                 .base_version = out->version,
		                 .origin = ORIGIN_FORM,
		                 .state = STATE_CURRENT,
		                 .note = STR_EMPTY };
	if (record_save_in(tx, a, &in, &ps, out) == RECORD_OK)
		return true;
	fprintf(stderr, "audit_fill: %s\n", ps.first ? ps.first->key : "a change was not written");
	return false;
}

static bool fill(struct store *s, long changes)
{
	for (long i = 0; i < changes;) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct record_tx *tx = record_tx_begin(s, a, clock_now());
		bool ok = tx != NULL;
		for (int n = 0; ok && n < PER_TX && i < changes; n += 2, i += 2) {
			struct saved out = { .no = 0 };
			ok = save(tx, a, organisation(a, i, 1), &out) &&
			     (i + 1 == changes || save(tx, a, organisation(a, i, 2), &out));
		}
		if (!ok || record_tx_commit(tx) != RECORD_OK)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	static const struct kind *const kinds[] = { &organisation_kind, NULL };
	const char *why = "";
	if (argc != 3)
		return 2;
	hash_start();
	struct db_pool *pool = db_pool_open(argv[1], &(struct db_opts){ .readers = 2 }, &why);
	struct store *s = pool ? store_open(pool, kinds, NULL, &why) : NULL;
	if (!s)
		fprintf(stderr, "audit_fill: %s\n", why);
	bool ok = s && fill(s, strtol(argv[2], NULL, 10));
	store_close(s);
	db_pool_close(pool);
	return ok ? 0 : 1;
}
