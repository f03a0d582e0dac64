/* UU 27/2022: personal data are kept no longer than they are needed. */
#include "record/erase.h"
#include "account/internal.h"
#include "account_sql.h"
#include "base/log.h"
#include "base/vec.h"

/* What stands for the person from then on: it follows from the account's number alone. */
static void blank(arena *a, void *ctx, struct doc *d)
{
	str self = *(const str *)ctx;
	doc_set(d, ACCOUNT_NAME, arena_fmt(a, "Akun %.*s", STR_ARG(str_sub(self, ULID_LEN - 6, ULID_LEN))));
	doc_set(d, ACCOUNT_EMAIL, arena_lower(a, arena_fmt(a, "%.*s@erased.invalid", STR_ARG(self))));
	doc_set(d, ACCOUNT_PHONE, (str){ 0 });
}

static enum record_rc erase_one(struct accounts *s, struct record_tx *tx, arena *a, const struct record *r)
{
	struct problems ps;
	problems_init(&ps, a, 20);
	str self = doc_str(r->doc, ACCOUNT_SELF);
	struct doc *doc = doc_copy(a, r->doc);
	blank(a, &self, doc);
	doc_set(doc, ACCOUNT_STATUS, STR("erased"));
	enum record_rc rc = account_write(tx, a, &actor_system, r, doc, "personal data erased", &ps);
	if (rc == RECORD_OK)
		rc = record_erase(tx, a, &actor_system, r->no, blank, &self);
	if (rc == RECORD_OK && db_exec(record_tx_db(tx), &q_draft_clear, DB_ARGS(db_text(self)), NULL) != DB_OK)
		rc = RECORD_FAILED;
	return account_settle(s, tx, rc);
}

/* Accounts that may not be kept on TODAY. */
static bool ended(struct accounts *s, arena *a, date today, int64_t **nos, size_t *n)
{
	VEC(int64_t) list = { 0 };
	db_rows *rows;
	char day[11];
	date_print(today, day);
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_READ, hold);
	if (!d || db_select(d, &q_account_ended, DB_ARGS(db_text(str_of(day))), &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &list) = db_col_int(rows, 0);
	*nos = list.p;
	*n = list.n;
	return db_finish(rows) == DB_OK;
}

int accounts_erase_due(struct accounts *s)
{
	ARENA_SCOPE arena *all = arena_new(0);
	int64_t *nos;
	size_t n;
	int erased = 0;
	date today = date_of_instant(clock_now()), until;
	if (!ended(s, all, today, &nos, &n))
		return -1;
	for (size_t i = 0; i < n; i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct record_tx *tx = record_tx_begin(s->store, a, clock_now());
		if (!tx)
			return -1;
		const struct record *r = record_load(s->store, record_tx_db(tx), a, &actor_system, nos[i]);
		if (!r || !str_is(doc_str(r->doc, ACCOUNT_STATUS), "ended") ||
		    !doc_date(r->doc, ACCOUNT_RETAIN, &until) || today <= until) {
			record_tx_rollback(tx);
			continue;
		}
		if (erase_one(s, tx, a, r) != RECORD_OK)
			return -1;
		log_info("account erased account=%s", r->id);
		erased++;
	}
	return erased;
}
