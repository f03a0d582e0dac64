/* The keys of a record: those that its document gives it and those that an importer gave. Their hash is part of each
 * version, so that a key which is altered, added or taken away is noticed. */
#include "base/vec.h"
#include "record/store_internal.h"
#include "record_sql.h"

static bool is_before(const struct record_key *a, const struct record_key *b)
{
	int names = strcmp(a->name, b->name);
	if (names)
		return names < 0;
	size_t n = a->value.n < b->value.n ? a->value.n : b->value.n;
	int values = n ? memcmp(a->value.p, b->value.p, n) : 0;
	return values ? values < 0 : a->value.n < b->value.n;
}

static void add_key(arena *a, struct key_set *keys, const char *name, str value)
{
	const struct record_key key = { name, value };
	*vec_push(a, keys) = key;
	size_t at = keys->n - 1;
	for (; at > 0 && is_before(&key, &keys->p[at - 1]); at--)
		keys->p[at] = keys->p[at - 1];
	keys->p[at] = key;
}

static void add_own(arena *a, struct key_set *keys, const struct doc *d)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++)
		if ((d->kind->fields[i].flags & UNIQUE_KEY) && doc_str(d, i).n)
			add_key(a, keys, d->kind->fields[i].name, doc_str(d, i));
	str composed = d->kind->key_name ? d->kind->key(a, d) : STR_EMPTY;
	if (composed.n)
		add_key(a, keys, d->kind->key_name, composed);
}

/* Whether keys of this name follow from the document. */
static bool is_own(const struct kind *k, str name)
{
	int field = kind_field(k, name);
	return (field >= 0 && (k->fields[field].flags & UNIQUE_KEY)) || (k->key_name && str_is(name, k->key_name));
}

static enum db_rc add_given(struct record_tx *tx, arena *a, const struct kind *k, int64_t no, struct key_set *keys)
{
	db_rows *rows;
	enum db_rc rc = tx_settle(tx);
	if (rc == DB_OK)
		rc = db_select(tx->db, &q_keys_of, DB_ARGS(db_int(no)), &rows);
	if (rc != DB_OK)
		return rc;
	while (db_next(rows))
		if (!is_own(k, db_col_text(rows, 0)))
			add_key(a, keys, arena_str(a, db_col_text(rows, 0)).p, arena_str(a, db_col_text(rows, 1)));
	return db_finish(rows);
}

void key_hash_add(struct hash_state *s, str name, str value)
{
	hash_int(s, (int64_t)name.n);
	hash_blake2b_add(s, name.p, name.n);
	hash_int(s, (int64_t)value.n);
	hash_blake2b_add(s, value.p, value.n);
}

enum db_rc keys_plan(struct record_tx *tx, arena *a, const struct prepared *p, struct key_set *out)
{
	const struct save *in = &p->in;
	enum db_rc rc = DB_OK;
	*out = (struct key_set){ .n = 0 };
	if (in->no && !in->rekey)
		rc = add_given(tx, a, in->doc->kind, in->no, out);
	for (uint32_t i = 0; i < in->nkeys && (!in->no || in->rekey); i++)
		add_key(a, out, in->keys[i].name, in->keys[i].value);
	add_own(a, out, in->doc);
	struct hash_state s;
	hash_blake2b_init(&s);
	for (size_t i = 0; i < out->n; i++)
		key_hash_add(&s, str_of(out->p[i].name), out->p[i].value);
	out->hash = hash_blake2b_end(&s);
	return rc;
}

enum db_rc keys_write(struct record_tx *tx, const struct kind *k, int64_t no, const struct key_set *keys)
{
	enum db_rc rc = DB_OK;
	for (size_t i = 0; rc == DB_OK && i < keys->n; i++)
		rc = tx_exec(tx, &q_key_insert,
		             DB_ARGS(db_int(k->number), db_text(str_of(keys->p[i].name)), db_text(keys->p[i].value),
		                     db_int(no)));
	return rc;
}
