/* The audit log and the proof: every value of every row of every table of the kernel, altered by itself, is found and
 * its table is named; so is every row that is taken away. On SQLite and, with SELARAS_TEST_PG, on PostgreSQL. */
#include "db_world.h"

#include "base/vec.h"
#include "record/audit.h"
#include "record/erase.h"
#include "record/merge.h"
#include "record_schema.h"

/* ---- a kind that has everything that is derived ---- */

#define LEG_FIELDS(F)                                                                                                  \
	F(LEG_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)                                                           \
	F(LEG_LEGS, "legs", FIELD_INT, INDEXED | PUBLIC)                                                               \
	F(LEG_NEXT, "next", FIELD_LINK, PUBLIC, .to = &trip_kind)
KIND_ENUM(LEG, LEG_FIELDS)
#define TRIP_FIELDS(F)                                                                                                 \
	F(TRIP_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | UNIQUE_KEY | SEARCH_TITLE | PUBLIC)             \
	F(TRIP_DAY, "day", FIELD_DATE, INDEXED | PUBLIC)                                                               \
	F(TRIP_COST, "cost", FIELD_DECIMAL, INDEXED | PUBLIC, .places = 2)                                             \
	F(TRIP_STORY, "story", FIELD_TEXT, SEARCH_BODY | PUBLIC)                                                       \
	F(TRIP_LEG, "leg", FIELD_ROWS, PUBLIC, .rows = &leg_kind)
KIND_ENUM(TRIP, TRIP_FIELDS)
extern const struct kind trip_kind, leg_kind;
KIND(leg, LEG, LEG_FIELDS, .links = true)

static const struct derived_column length_columns[] = { { "length", FIELD_INT, 0, false } };
static void fill_length(void *app, const struct doc *d, struct derived_sink *sink)
{
	char text[24];
	(void)app;
	int n = snprintf(text, sizeof(text), "%zu", doc_str(d, TRIP_STORY).n);
	str value = { text, (size_t)n };
	derived_row(sink, 1, &value);
}
static const struct derived_table trip_tables[] = { { "length", length_columns, 1, fill_length } };
KIND(trip, TRIP, TRIP_FIELDS, .number = 200, .visibility = PUBLIC, .links = true, .tables = trip_tables, .ntables = 1)
static const struct kind *const kinds[] = { &trip_kind, NULL };

static const struct actor clerk = {
	.id = { "01CLERK", 7 }, .viewer = PUBLIC | EVERYTHING, .may_write = true, .address = { "192.0.2.7", 9 }
};

enum { PROBLEMS = 400 };

static struct store *open_store(struct world *w)
{
	const char *why = NULL;
	if (db_migrate(w->pool, record_migrations, record_migrations_count, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static struct doc *trip(arena *a, int i, const char *next)
{
	struct doc *d = doc_new(a, &trip_kind);
	doc_set(d, TRIP_CODE, arena_fmt(a, "T%05d", i));
	doc_set(d, TRIP_DAY, arena_fmt(a, "2026-%02d-%02d", i % 12 + 1, i % 28 + 1));
	doc_set(d, TRIP_COST, arena_fmt(a, "%d.25", i));
	doc_set(d, TRIP_STORY, arena_fmt(a, "perjalanan nomor %d", i));
	for (int r = 0; r < 2; r++) {
		struct doc *leg = doc_add_row(a, d, TRIP_LEG);
		snprintf(leg->id, sizeof(leg->id), "r%d", r + 1);
		doc_set(leg, LEG_PLACE, STR("53.04.01"));
		doc_set(leg, LEG_LEGS, arena_fmt(a, "%d", i + r));
		if (next[0])
			doc_set(leg, LEG_NEXT, str_of(next));
	}
	return d;
}

static struct saved save(struct record_tx *tx, arena *a, const struct doc *d, int64_t no)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, a, 10);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR("catatan") };
	assert_int_equal(record_save_in(tx, a, &in, &ps, &out), RECORD_OK);
	return out;
}

/* N changes: new records and second versions, one with its own transaction each hundred, a file of 20, one deleted. */
static void changes(struct world *w, struct store *s, int n)
{
	char next[ULID_LEN + 1] = "";
	for (int i = 0; i < n;) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct record_tx *tx = record_tx_begin(s, a, clock_now());
		assert_non_null(tx);
		for (int j = 0; j < 100 && i < n; j++, i++) {
			struct saved out = save(tx, a, trip(a, i, next), 0);
			memcpy(next, out.id, sizeof(next));
			if (i % 2 && i + 1 < n)
				save(tx, a, trip(a, i++ + 50000, next), out.no);
		}
		assert_int_equal(record_tx_commit(tx), RECORD_OK);
	}
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	for (int i = 0; i < 20; i++) {
		struct saved out;
		struct save in = { .actor = &actor_system,
			           .doc = trip(w->a, 90000 + i, ""),
			           .origin = ORIGIN_SHEET,
			           .state = STATE_CURRENT,
			           .note = STR("berkas.csv") };
		assert_int_equal(record_write(tx, w->a, record_prepare(s, w->a, &in, NULL), &out), RECORD_OK);
	}
	assert_int_equal(record_delete(tx, w->a, &actor_system, ORIGIN_FORM, 1, STR("salah")), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	const struct audit_line line = { .event = AUDIT_SIGN_IN, .actor = &clerk, .detail = STR("password") };
	assert_true(audit_now(s, &line));
}

static void without_story(arena *a, void *ctx, struct doc *d)
{
	(void)a, (void)ctx;
	doc_set(d, TRIP_STORY, STR("-"));
}

/* The first versions of three records are blanked; a second time there is nothing to blank. */
static void blank_some(struct world *w, struct store *s)
{
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(record_erase(tx, w->a, &clerk, 2, without_story, NULL), RECORD_OK);
	assert_int_equal(record_erase(tx, w->a, &clerk, 2, without_story, NULL), RECORD_UNCHANGED);
	assert_int_equal(record_erase(tx, w->a, &clerk, 4, without_story, NULL), RECORD_OK);
	assert_int_equal(record_erase(tx, w->a, &clerk, 6, without_story, NULL), RECORD_OK);
	assert_int_equal(record_erase(tx, w->a, &clerk, 999999, without_story, NULL), RECORD_MISSING);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
}

static void verify(struct store *s, db *d, arena *a, struct problems *ps)
{
	uint64_t versions;
	problems_init(ps, a, PROBLEMS);
	assert_true(store_verify(s, d, ps, &versions));
}

static void assert_sound(struct world *w, struct store *s)
{
	struct problems ps;
	db *d = db_borrow(w->pool, DB_READ);
	verify(s, d, w->a, &ps);
	db_return(d);
	store_verify_words(s, &ps);
	if (ps.n)
		fail_msg("%s: %s %.*s", ps.first->path.p, ps.first->key, STR_ARG(ps.first->where));
}

/* ---- every value of every table ---- */

struct column {
	str table, name, type;
};

static uint32_t columns_of(struct world *w, db *d, struct column **out)
{
	VEC(struct column) found = { 0 };
	const char *query = w->engine == DB_SQLITE
	                        ? "SELECT m.name, p.name, p.type FROM sqlite_schema m, pragma_table_info(m.name) p "
	                          "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid"
	                        : "SELECT table_name, column_name, data_type FROM information_schema.columns "
	                          "WHERE table_schema = current_schema() AND is_generated = 'NEVER' "
	                          "ORDER BY table_name, ordinal_position";
	db_rows *rows;
	assert_int_equal(db_select(d, SQL(query, 0, 3), NULL, &rows), DB_OK);
	while (db_next(rows))
		*vec_push(w->a, &found) =
		    (struct column){ arena_str(w->a, db_col_text(rows, 0)), arena_str(w->a, db_col_text(rows, 1)),
			             arena_str(w->a, db_col_text(rows, 2)) };
	assert_int_equal(db_finish(rows), DB_OK);
	*out = found.p;
	return (uint32_t)found.n;
}

/* Tables that others prove: schema_version is compared by db_migrate() whenever the program starts, and the tables of
 * the full text by the engine itself (below). */
static bool is_elsewhere(str table)
{
	return str_is(table, "schema_version") || str_starts(table, STR("search_words"));
}

/* One value of one row in the middle of the table, changed by one bit or one character. */
static str damage_of(struct world *w, const struct column *c, const char *where)
{
	const char *t = c->table.p, *n = c->name.p;
	if (str_is(c->type, "TEXT") || str_is(c->type, "text"))
		return arena_fmt(w->a, "UPDATE %s SET %s = %s || 'x' WHERE %s", t, n, n, where);
	if (str_is(c->type, "BLOB"))
		return arena_fmt(w->a,
		                 "UPDATE %s SET %s = CAST(substr(%s, 1, length(%s) - 1) || x'A5' AS BLOB) WHERE %s", t,
		                 n, n, n, where);
	if (str_is(c->type, "bytea"))
		return arena_fmt(w->a, "UPDATE %s SET %s = set_byte(%s, 0, get_byte(%s, 0) # 1) WHERE %s", t, n, n, n,
		                 where);
	return arena_fmt(w->a, "UPDATE %s SET %s = %s + 1000000 WHERE %s", t, n, n, where);
}

/* The row to damage, as a condition: by the engine's own address of rows, or the key where there is none. */
static str middle_row(struct world *w, db *d, str table)
{
	if (w->engine == DB_POSTGRES)
		return arena_fmt(w->a, "ctid = (SELECT ctid FROM %s LIMIT 1 OFFSET (SELECT count(*) / 2 FROM %s))",
		                 table.p, table.p);
	int64_t with_rowid =
	    db_one_int(d, SQL("SELECT wr = 0 FROM pragma_table_list WHERE name = $1 AND schema = 'main'", 1, 1),
	               DB_ARGS(db_text(table)), 1);
	if (with_rowid)
		return arena_fmt(w->a, "rowid = (SELECT rowid FROM %s LIMIT 1 OFFSET (SELECT count(*) / 2 FROM %s))",
		                 table.p, table.p);
	return arena_fmt(w->a, "no = (SELECT no FROM %s ORDER BY no LIMIT 1 OFFSET (SELECT count(*) / 2 FROM %s))",
	                 table.p, table.p);
}

static bool names_table(const struct problems *ps, str table)
{
	for (const struct problem *p = ps->first; p; p = p->next)
		if (str_eq(p->path, table))
			return true;
	return false;
}

/* What guards a value of another table: an altered record_version.kind shows at the hash that covers it. */
static bool is_noticed(const struct problems *ps, const struct column *c)
{
	if (names_table(ps, c->table))
		return true;
	/* a merge and its changes prove each other */
	if (str_starts(c->table, STR("record_merge")))
		return names_table(ps, STR("record_merge")) || names_table(ps, STR("record_merge_change"));
	/* a blanked document and the row that stands for it prove each other */
	if (str_is(c->table, "record_erased"))
		return names_table(ps, STR("record_version"));
	/* the outer name and the kind of a record are in the hashes of its versions */
	return str_is(c->table, "record") &&
	       (str_is(c->name, "id") || str_is(c->name, "kind") || str_is(c->name, "no")) && ps->n > 0;
}

static void try_damage(struct world *w, struct store *s, const struct column *c, str script, unsigned *tried)
{
	struct problems ps;
	ARENA_SCOPE arena *a = arena_new(0);
	db *d = db_borrow(w->pool, DB_WRITE);
	if (w->engine == DB_SQLITE)
		run_script(d, "PRAGMA foreign_keys = OFF");
	assert_int_equal(db_begin(d, DB_WRITE), DB_OK);
	if (w->engine == DB_POSTGRES)
		run_script(d, "SET LOCAL session_replication_role = replica");
	/* a key that the engine itself refuses cannot be altered so */
	bool done = db_script(d, script.p) == DB_OK;
	if (done)
		verify(s, d, a, &ps);
	bool noticed = !done || is_noticed(&ps, c);
	db_rollback(d);
	if (w->engine == DB_SQLITE)
		run_script(d, "PRAGMA foreign_keys = ON");
	db_return(d);
	if (!noticed)
		fail_msg("not noticed: %s (%u problems)", script.p, ps.n);
	*tried += done;
}

static int64_t count_in(struct world *w, str table)
{
	db *d = db_borrow(w->pool, DB_READ);
	int64_t n = count_of(d, table.p);
	db_return(d);
	return n;
}

static void every_altered_value_is_found(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct column *columns;
	changes(w, s, 2000);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	int64_t merge;
	assert_int_equal(record_merge_in(tx, w->a, &actor_system, (const int64_t[]){ 10, 11 }, &merge), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	blank_some(w, s);
	assert_sound(w, s);
	db *d = db_borrow(w->pool, DB_READ);
	uint32_t n = columns_of(w, d, &columns);
	unsigned tried = 0, wanted = 0;
	str *where = arena_array(w->a, str, n);
	for (uint32_t i = 0; i < n; i++)
		where[i] = is_elsewhere(columns[i].table) ? STR_EMPTY : middle_row(w, d, columns[i].table);
	db_return(d);
	for (uint32_t i = 0; i < n; i++) {
		const struct column *c = &columns[i];
		if (is_elsewhere(c->table) || count_in(w, c->table) == 0)
			continue;
		wanted++;
		try_damage(w, s, c, damage_of(w, c, where[i].p), &tried);
	}
	assert_true(wanted > 60);
	assert_int_equal(tried, wanted);
	store_close(s);
}

static void every_missing_row_is_found(void **state)
{
	static const char *const tables[] = { "record_version", "record",         "record_key", "record_link",
		                              "change",         "checkpoint",     "counter",    "search_text",
		                              "audit",          "derived_digest", "ix_trip",    "ix_trip_leg",
		                              "ix_trip_length", "record_erased" };
	static const char *const ends[] = { "LIMIT 1 OFFSET 1", "LIMIT 1 OFFSET 2" };
	struct world *w = *state;
	struct store *s = open_store(w);
	unsigned tried = 0;
	changes(w, s, 200);
	blank_some(w, s);
	for (size_t i = 0; i < SEL_COUNT(tables); i++)
		for (size_t e = 0; e < SEL_COUNT(ends); e++) {
			const struct column c = { str_of(tables[i]), STR("no"), STR("") };
			bool counter = strcmp(tables[i], "counter") == 0;
			const char *key = counter ? "name" : w->engine == DB_POSTGRES ? "ctid" : "rowid";
			if (w->engine == DB_SQLITE && strncmp(tables[i], "ix_", 3) == 0)
				key = "no";
			if (counter && e)
				continue;
			try_damage(w, s, &c,
			           arena_fmt(w->a, "DELETE FROM %s WHERE %s IN (SELECT %s FROM %s %s)", tables[i], key,
			                     key, tables[i], ends[e]),
			           &tried);
		}
	assert_int_equal(tried, 2 * SEL_COUNT(tables) - 1);
	/* the newest line of the log with nothing else: its counter knows */
	const struct column c = { STR("counter"), STR("value"), STR("") };
	try_damage(w, s, &c, STR("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"), &tried);
	assert_int_equal(tried, 2 * SEL_COUNT(tables));
	store_close(s);
}

/* What was blanked cannot be altered once more, and not by him either who knows where its hash is. */
static void blanked_documents_are_proved(void **state)
{
	static const char *const scripts[] = {
		"UPDATE record_version SET doc = doc || ' ' WHERE no = 2 AND version = 1",
		"DELETE FROM record_erased WHERE no = 2",
		"DELETE FROM record_erased",
		"UPDATE record_erased SET audit = (SELECT max(audit) FROM record_erased) WHERE no = 2",
		"UPDATE record_erased SET doc_hash = (SELECT doc_hash FROM record_erased WHERE no = 4) WHERE no = 2;"
		"UPDATE record_version SET doc = (SELECT doc FROM record_version WHERE no = 4 AND version = 1) "
		"WHERE no = 2 AND version = 1",
		"INSERT INTO record_erased (no, version, audit, doc_hash) SELECT 8, 1, audit, doc_hash FROM "
		"record_erased "
		"WHERE no = 4; UPDATE record_version SET doc = (SELECT doc FROM record_version WHERE no = 4 AND "
		"version = 1) "
		"WHERE no = 8 AND version = 1",
	};
	struct world *w = *state;
	struct store *s = open_store(w);
	unsigned tried = 0;
	changes(w, s, 60);
	blank_some(w, s);
	assert_sound(w, s);
	db *d = db_borrow(w->pool, DB_READ);
	const struct record *r = record_load_version(s, d, w->a, &actor_system, 2, 1);
	assert_string_equal(doc_str(r->doc, TRIP_STORY).p, "-");
	r = record_load_version(s, d, w->a, &actor_system, 2, 2);
	assert_string_not_equal(doc_str(r->doc, TRIP_STORY).p, "-");
	db_return(d);
	for (size_t i = 0; i < SEL_COUNT(scripts); i++)
		try_damage(w, s, &(struct column){ STR("record_erased"), STR("no"), STR("") }, str_of(scripts[i]),
		           &tried);
	assert_int_equal(tried, SEL_COUNT(scripts));
	store_close(s);
}

static void the_full_text_checks_itself(void **state)
{
	struct world *w = *state;
	struct problems ps;
	if (w->engine != DB_SQLITE)
		return;
	struct store *s = open_store(w);
	changes(w, s, 100);
	db *d = db_borrow(w->pool, DB_WRITE);
	run_script(d, "INSERT INTO search_words (search_words, rowid, title, body) VALUES ('delete', 5, 't00004', '')");
	db_return(d);
	problems_init(&ps, w->a, 10);
	store_verify_words(s, &ps);
	assert_true(ps.n > 0);
	store_close(s);
}

/* ---- the log ---- */

static void a_file_is_one_line_and_a_change_is_one(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	changes(w, s, 4); /* trips 0, 1 (two versions), 3: four changes */
	struct audit_entry *e;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .max = 100 }, &e, &n));
	assert_int_equal(n, 7);
	assert_int_equal(e[0].event, AUDIT_SIGN_IN);
	assert_string_equal(e[0].actor.p, "01CLERK");
	assert_string_equal(e[0].address.p, "192.0.2.7");
	assert_int_equal(e[1].event, AUDIT_DELETE);
	assert_int_equal(e[1].no, 1);
	assert_int_equal(e[1].version, 2);
	assert_int_equal(e[2].event, AUDIT_IMPORT);
	assert_string_equal(e[2].detail.p, "berkas.csv");
	assert_int_equal(e[2].first, 5);
	assert_int_equal(e[2].last, 24);
	assert_int_equal(e[3].event, AUDIT_CREATE);
	assert_int_equal(e[4].event, AUDIT_EDIT);
	assert_int_equal(e[6].event, AUDIT_CREATE);
	assert_int_equal(e[6].seq, 1);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .event = AUDIT_EDIT, .max = 100 }, &e, &n));
	assert_int_equal(n, 1);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .actor = STR("01CLERK"), .max = 100 }, &e, &n));
	assert_int_equal(n, 1);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .no = 1, .before = 7, .max = 100 }, &e, &n));
	assert_int_equal(n, 2);
	db_return(d);
	store_close(s);
}

static void the_head_is_found_again_unless_lines_were_cut_off(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct hash head, later;
	int64_t seq;
	changes(w, s, 4);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(audit_head(d, &seq, &head));
	assert_int_equal(seq, 7);
	db_return(d);
	const struct audit_line line = { .event = AUDIT_SIGN_OUT, .actor = &clerk };
	assert_true(audit_now(s, &line));
	d = db_borrow(w->pool, DB_WRITE);
	assert_true(audit_head(d, &seq, &later));
	assert_int_equal(audit_find(d, &head), 7);
	/* somebody who knows everything removes the newest line and sets the counter back: only the kept hash tells */
	run_script(d, "DELETE FROM audit WHERE seq = 8; UPDATE counter SET value = 7 WHERE name = 'audit';");
	assert_int_equal(audit_find(d, &later), 0);
	db_return(d);
	assert_sound(w, s);
	store_close(s);
}

static void a_refused_change_and_an_undone_file_leave_no_line(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct saved out;
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	for (int file = 0; file < 3; file++) {
		assert_int_equal(record_tx_mark(tx), RECORD_OK);
		for (int i = 0; i < 3; i++) {
			struct save in = { .actor = &actor_system,
				           .doc = trip(w->a, file * 10 + i, ""),
				           .origin = ORIGIN_IATI,
				           .state = STATE_CURRENT,
				           .note = arena_fmt(w->a, "%d.xml", file) };
			assert_int_equal(record_write(tx, w->a, record_prepare(s, w->a, &in, NULL), &out), RECORD_OK);
		}
		if (file == 1)
			assert_int_equal(record_tx_undo(tx), RECORD_OK);
	}
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	tx = record_tx_begin(s, w->a, clock_now());
	save(tx, w->a, trip(w->a, 77, ""), 0);
	record_tx_rollback(tx);
	struct audit_entry *e;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .max = 100 }, &e, &n));
	assert_int_equal(n, 2);
	assert_string_equal(e[0].detail.p, "2.xml");
	assert_string_equal(e[1].detail.p, "0.xml");
	db_return(d);
	assert_sound(w, s);
	store_close(s);
}

static void the_queue_writes_all_or_says_how_many_it_lost(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	assert_true(audit_start(s));
	db *writer = db_borrow(w->pool, DB_WRITE); /* on SQLite the thread now waits with what it took */
	assert_int_equal(db_begin(writer, DB_WRITE), DB_OK);
	enum { LINES = 3000 };
	for (int i = 0; i < LINES; i++) {
		char path[40];
		int len = snprintf(path, sizeof(path), "GET /id/desk/%d", i);
		const struct audit_line line = { .event = AUDIT_REFUSAL,
			                         .actor = &clerk,
			                         .detail = { path, (size_t)len } };
		audit_later(s, &line);
	}
	db_rollback(writer);
	db_return(writer);
	audit_stop(s);
	struct audit_entry *e;
	uint32_t n;
	int64_t written = 0, lost = 0;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(audit_list(d, w->a, &(struct audit_query){ .max = 10000 }, &e, &n));
	db_return(d);
	for (uint32_t i = 0; i < n; i++) {
		int64_t count = 0;
		written += e[i].event == AUDIT_REFUSAL;
		if (e[i].event == AUDIT_LOST && str_to_int(e[i].detail, &count))
			lost += count;
	}
	assert_int_equal(written + lost, LINES);
	assert_true(written >= 512);
	assert_sound(w, s);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(every_altered_value_is_found),
		ON_A_WORLD(every_missing_row_is_found),
		ON_A_WORLD(blanked_documents_are_proved),
		ON_A_WORLD(the_full_text_checks_itself),
		ON_A_WORLD(a_file_is_one_line_and_a_change_is_one),
		ON_A_WORLD(the_head_is_found_again_unless_lines_were_cut_off),
		ON_A_WORLD(a_refused_change_and_an_undone_file_leave_no_line),
		ON_A_WORLD(the_queue_writes_all_or_says_how_many_it_lost),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
