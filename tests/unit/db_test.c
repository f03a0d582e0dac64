/* Statements and transactions mean the same on both engines. */
#include "db_world.h"

#include "base/utf8.h"
#include "db/db_internal.h"

#define TABLES                                                                                                         \
	"CREATE TABLE office (id {{id}}, code {{text}} NOT NULL UNIQUE, staff {{int}} CHECK (staff > 0),"              \
	" active {{bool}} NOT NULL DEFAULT TRUE) {{strict}};"                                                          \
	"CREATE TABLE desk (id {{id}}, office {{int}} NOT NULL REFERENCES office (id)) {{strict}};"                    \
	"CREATE TABLE thing (i {{int}}, f {{real}}, t {{text}}, b {{blob}}, y {{bool}}) {{strict}};"

static const struct db_query add_office = { "add_office", "INSERT INTO office (code, staff) VALUES ($1, $2)", 2, 0,
	                                    NULL };
static const struct db_query add_desk = { "add_desk", "INSERT INTO desk (office) VALUES ($1)", 1, 0, NULL };
static const struct db_query add_thing = { "add_thing", "INSERT INTO thing (i, f, t, b, y) VALUES ($1, $2, $3, $4, $5)",
	                                   5, 0, NULL };
static const struct db_query all_things = { "all_things", "SELECT i, f, t, b, y FROM thing ORDER BY i", 0, 5, NULL };

static db *office_db(struct world *w)
{
	db *d = db_borrow_in(w->pool, DB_WRITE, w->a);
	run_script(d, TABLES);
	return d;
}

static enum db_rc given_office(db *d, const char *code, int64_t staff)
{
	return db_exec(d, &add_office, DB_ARGS(db_text(str_of(code)), db_int(staff)), NULL);
}

static int64_t id_of(db *d, const char *code)
{
	return db_one_int(d, SQL("SELECT id FROM office WHERE code = $1", 1, 1), DB_ARGS(db_text(str_of(code))), -1);
}

/* ---- values ---- */

static void every_type_comes_back(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	static const uint8_t bytes[] = { 0, 1, 0xff, '\\', 'x', 0 };
	assert_int_equal(DB_OK, db_exec(d, &add_thing,
	                                DB_ARGS(db_int(INT64_MIN), db_real(0.1), db_text(STR("ada")),
	                                        db_blob(bytes, sizeof(bytes)), db_bool(true)),
	                                NULL));
	assert_int_equal(DB_OK, db_exec(d, &add_thing,
	                                DB_ARGS(db_int(INT64_MAX), db_real(-1.7976931348623157e308), db_text(STR("")),
	                                        db_blob("", 0), db_bool(false)),
	                                NULL));
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, &all_things, NULL, &r));
	assert_true(db_next(r));
	assert_true(db_col_int(r, 0) == INT64_MIN);
	assert_true(db_col_real(r, 1) == 0.1);
	assert_string_equal(db_col_text(r, 2).p, "ada");
	assert_int_equal(db_col_text(r, 2).n, 3);
	assert_int_equal(db_col_blob(r, 3).n, sizeof(bytes));
	assert_memory_equal(db_col_blob(r, 3).p, bytes, sizeof(bytes));
	assert_true(db_col_bool(r, 4));
	assert_int_equal(db_col_int(r, 4), 1);
	assert_true(db_next(r));
	assert_true(db_col_int(r, 0) == INT64_MAX);
	assert_true(db_col_real(r, 1) == -1.7976931348623157e308);
	assert_false(db_is_null(r, 2));
	assert_int_equal(db_col_text(r, 2).n, 0);
	assert_false(db_is_null(r, 3));
	assert_int_equal(db_col_blob(r, 3).n, 0);
	assert_false(db_col_bool(r, 4));
	assert_false(db_next(r));
	assert_false(db_next(r));
	assert_int_equal(DB_OK, db_finish(r));
}

static void null_is_neither_zero_nor_empty(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK,
	                 db_exec(d, &add_thing,
	                         DB_ARGS(db_null(), db_null(), db_text_or_null(STR("")), db_null(), db_null()), NULL));
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, &all_things, NULL, &r));
	assert_true(db_next(r));
	for (int i = 0; i < 5; i++)
		assert_true(db_is_null(r, i));
	assert_int_equal(db_col_int(r, 0), 0);
	assert_true(db_col_real(r, 1) == 0);
	assert_string_equal(db_col_text(r, 2).p, "");
	assert_int_equal(db_col_blob(r, 3).n, 0);
	assert_false(db_col_bool(r, 4));
	assert_int_equal(DB_OK, db_finish(r));
	assert_int_equal(db_one_int(d, SQL("SELECT i FROM thing", 0, 1), NULL, 7), 7);
	assert_int_equal(DB_OK, db_exec(d, SQL("DELETE FROM thing", 0, 0), NULL, NULL));
	assert_int_equal(db_one_int(d, SQL("SELECT i FROM thing", 0, 1), NULL, 8), 8);
}

/* The first and last code point of every length in UTF-8, either side of the surrogates, marks that combine, letters
 * from right to left, and all that means something to an engine's text formats. */
static void text_of_every_kind_comes_back(void **state)
{
	static const uint32_t points[] = { 0x01,   0x09,   0x0a,    0x0d,    0x20,    0x7f,   0x80,
		                           0xa0,   0x7ff,  0x800,   0xd7ff,  0xe000,  0xfeff, 0xfffd,
		                           0xfffe, 0xffff, 0x10000, 0x1f600, 0x10ffff };
	static const char *const others[] = { "'",
		                              "\"",
		                              "\\",
		                              "\\x41",
		                              "$1",
		                              ":name",
		                              "?",
		                              "%s%n",
		                              "{{id}}",
		                              "NULL",
		                              "'; DROP",
		                              "e\xcc\x81",
		                              "\xd8\xa7\xd9\x84",
		                              "\xe0\xae\xa4\xe0\xae\xae",
		                              "line\nline\r\n",
		                              "-- ;/* */" };
	struct world *w = *state;
	db *d = office_db(w);
	struct buf all;
	buf_init(&all, w->a, 1 << 20);
	for (size_t i = 0; i < SEL_COUNT(points); i++)
		utf8_put(&all, points[i]);
	for (size_t i = 0; i < SEL_COUNT(others); i++)
		buf_cstr(&all, others[i]);
	for (size_t i = 0; i <= SEL_COUNT(others); i++) {
		str t = i < SEL_COUNT(others) ? str_of(others[i]) : buf_str(&all);
		struct db_arg args[5] = { db_int((int64_t)i), db_null(), db_text(t), db_null(), db_null() };
		assert_int_equal(DB_OK, db_exec(d, &add_thing, args, NULL));
	}
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, &all_things, NULL, &r));
	for (size_t i = 0; i <= SEL_COUNT(others); i++) {
		str t = i < SEL_COUNT(others) ? str_of(others[i]) : buf_str(&all);
		assert_true(db_next(r));
		assert_true(str_eq(db_col_text(r, 2), t));
		assert_int_equal(db_col_text(r, 2).p[t.n], 0);
	}
	assert_int_equal(DB_OK, db_finish(r));
	/* Text need not end with a NUL. */
	str part = str_sub(STR("kabupaten"), 0, 3);
	assert_int_equal(db_one_int(d, SQL("SELECT length(CAST($1 AS TEXT))", 1, 1), DB_ARGS(db_text(part)), -1), 3);
}

static void long_blobs_and_texts_come_back(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	enum { N = 3000000 };
	char *p = arena_alloc(w->a, N);
	for (size_t i = 0; i < N; i++)
		p[i] = (char)(i * 2654435761u >> 24);
	char *t = arena_alloc(w->a, N);
	memset(t, 'x', N);
	assert_int_equal(DB_OK, db_exec(d, &add_thing,
	                                DB_ARGS(db_int(1), db_null(), db_text((str){ t, N }), db_blob(p, N), db_null()),
	                                NULL));
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, &all_things, NULL, &r));
	assert_true(db_next(r));
	assert_int_equal(db_col_blob(r, 3).n, N);
	assert_memory_equal(db_col_blob(r, 3).p, p, N);
	assert_int_equal(db_col_text(r, 2).n, N);
	assert_memory_equal(db_col_text(r, 2).p, t, N);
	assert_int_equal(DB_OK, db_finish(r));
}

/* ---- statements ---- */

static void parameters_are_known_by_number(void **state)
{
	db *d = office_db(*state);
	db_rows *r;
	struct db_query q = sql("SELECT CAST($3 AS TEXT), CAST($1 AS TEXT), CAST($3 AS TEXT), CAST($2 AS TEXT)", 3, 4);
	assert_int_equal(
	    DB_OK, db_select(d, &q, DB_ARGS(db_text(STR("one")), db_text(STR("two")), db_text(STR("three"))), &r));
	assert_true(db_next(r));
	static const char *const expected[] = { "three", "one", "three", "two" };
	for (int i = 0; i < 4; i++)
		assert_string_equal(db_col_text(r, i).p, expected[i]);
	assert_int_equal(DB_OK, db_finish(r));
}

static void a_cursor_keeps_its_arguments(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	assert_int_equal(DB_OK, given_office(d, "b", 2));
	char code[] = "b", bytes[] = "\1\2";
	db_rows *r;
	{
		struct db_query q = sql("SELECT staff, $2 FROM office WHERE code = $1", 2, 2);
		q.pg_text = "SELECT staff, CAST($2 AS BYTEA) FROM office WHERE code = $1";
		assert_int_equal(DB_OK, db_select(d, &q, DB_ARGS(db_text(str_of(code)), db_blob(bytes, 2)), &r));
		memset(&q, 0, sizeof(q));
	}
	code[0] = 'a';
	bytes[0] = 9;
	assert_true(db_next(r));
	assert_int_equal(db_col_int(r, 0), 2);
	assert_memory_equal(db_col_blob(r, 1).p, "\1\2", 2);
	assert_false(db_next(r));
	assert_int_equal(DB_OK, db_finish(r));
}

static void changes_are_counted(void **state)
{
	db *d = office_db(*state);
	int64_t n = -1;
	for (int i = 0; i < 5; i++) {
		char code[2] = { (char)('a' + i), 0 };
		assert_int_equal(DB_OK, given_office(d, code, i + 1));
	}
	assert_int_equal(
	    DB_OK, db_exec(d, SQL("UPDATE office SET active = FALSE WHERE staff > $1", 1, 0), DB_ARGS(db_int(2)), &n));
	assert_int_equal(n, 3);
	assert_int_equal(db_one_int(d, SQL("SELECT count(*) FROM office WHERE active", 0, 1), NULL, -1), 2);
	assert_int_equal(DB_OK, db_exec(d, SQL("DELETE FROM office WHERE staff > 99", 0, 0), NULL, &n));
	assert_int_equal(n, 0);
	/* A statement that gives rows runs to its end as well. */
	assert_int_equal(DB_OK, db_exec(d, SQL("DELETE FROM office RETURNING id", 0, 1), NULL, &n));
	assert_int_equal(n, 5);
}

static void cursors_do_not_disturb_each_other(void **state)
{
	db *d = office_db(*state);
	for (int i = 1; i <= 20; i++) {
		char code[4];
		snprintf(code, sizeof(code), "%02d", i);
		assert_int_equal(DB_OK, given_office(d, code, i));
	}
	static const struct db_query from = { "from", "SELECT staff, code FROM office WHERE staff >= $1 ORDER BY staff",
		                              1, 2, NULL };
	db_rows *outer, *inner;
	int64_t pairs = 0, sum = 0;
	assert_int_equal(DB_OK, db_select(d, &from, DB_ARGS(db_int(1)), &outer));
	for (int64_t at = 1; db_next(outer); at++) {
		assert_int_equal(db_col_int(outer, 0), at);
		str held = db_col_text(outer, 1);
		assert_int_equal(DB_OK, db_select(d, &from, DB_ARGS(db_int(at)), &inner));
		for (; db_next(inner); pairs++)
			sum += db_col_int(inner, 0);
		assert_int_equal(DB_OK, db_finish(inner));
		assert_int_equal(DB_OK, db_exec(d, &add_desk, DB_ARGS(db_int(id_of(d, "01"))), NULL));
		/* The row in hand stays. */
		char code[4];
		snprintf(code, sizeof(code), "%02d", (int)at);
		assert_string_equal(held.p, code);
	}
	assert_int_equal(DB_OK, db_finish(outer));
	assert_int_equal(pairs, 20 * 21 / 2);
	assert_int_equal(sum, 20 * 21 * 41 / 6); /* each k counted k times: the sum of squares */
	assert_int_equal(count_of(d, "desk"), 20);
	/* A cursor may be left half read. */
	assert_int_equal(DB_OK, db_select(d, &from, DB_ARGS(db_int(1)), &outer));
	assert_true(db_next(outer));
	assert_int_equal(DB_OK, db_finish(outer));
	assert_int_equal(DB_OK, db_finish(NULL));
	assert_int_equal(count_of(d, "office"), 20);
}

static void another_text_at_the_same_address_is_another_statement(void **state)
{
	db *d = office_db(*state);
	char text[100];
	struct db_query q = sql(text, 0, 1);
	for (int i = 0; i < 10; i++) {
		snprintf(text, sizeof(text), "SELECT %d", i);
		assert_int_equal(db_one_int(d, &q, NULL, -1), i);
	}
}

static void many_statements_are_kept(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	enum { N = 600 };
	struct db_query *q = arena_array(w->a, struct db_query, N);
	for (int i = 0; i < N; i++)
		q[i] = sql(arena_fmt(w->a, "SELECT %d + CAST($1 AS BIGINT)", i).p, 1, 1);
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < N; i++)
			assert_int_equal(db_one_int(d, &q[i], DB_ARGS(db_int(round * 1000)), -1), round * 1000 + i);
}

static void wrong_sql_is_an_error_with_words(void **state)
{
	db *d = office_db(*state);
	db_rows *r;
	assert_int_equal(DB_FAILED, db_exec(d, SQL("DELETE FROM nowhere", 0, 0), NULL, NULL));
	assert_non_null(strstr(db_error(d), "nowhere"));
	enum db_rc rc = db_select(d, SQL("SELECT nothing FROM office", 0, 1), NULL, &r);
	assert_int_equal(DB_FAILED, rc);
	assert_null(r);
	assert_int_equal(DB_FAILED, db_script(d, "CREATE TABLE t (x {{money}})"));
	assert_non_null(strstr(db_error(d), "{{money}}"));
	/* Outside a transaction an error has no consequence. */
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	assert_string_equal(db_rc_name(DB_UNIQUE), "unique");
	assert_string_equal(db_rc_name(DB_FAILED), "failed");
}

static void the_engines_own_text_is_used(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	struct db_query q = { "own", "SELECT 1", 0, 1, "SELECT 2" };
	assert_int_equal(db_one_int(d, &q, NULL, -1), w->engine == DB_SQLITE ? 1 : 2);
	q = w->engine == DB_SQLITE ? (struct db_query){ "other", "", 0, 1, "SELECT 2" }
	                           : (struct db_query){ "other", "SELECT 1", 0, 1, "" };
	assert_int_equal(DB_FAILED, db_exec(d, &q, NULL, NULL));
	assert_string_equal(db_error(d), "the statement is not for this engine");
	assert_int_equal(db_engine_of(d), w->engine);
	assert_int_equal(db_pool_engine(w->pool), w->engine);
}

/* ---- errors ---- */

static void broken_rules_have_the_same_names(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	int64_t id = id_of(d, "a");
	assert_int_equal(DB_UNIQUE, given_office(d, "a", 2));
	assert_int_equal(DB_UNIQUE, db_exec(d, SQL("INSERT INTO office (id, code) VALUES ($1, 'b')", 1, 0),
	                                    DB_ARGS(db_int(id)), NULL));
	assert_int_equal(DB_CHECK, given_office(d, "c", 0));
	assert_int_equal(DB_CHECK, db_exec(d, &add_office, DB_ARGS(db_null(), db_int(1)), NULL));
	assert_int_equal(DB_CHECK, db_exec(d, &add_office, DB_ARGS(db_text(STR("d")), db_text(STR("many"))), NULL));
	assert_int_equal(DB_FOREIGN, db_exec(d, &add_desk, DB_ARGS(db_int(id + 100)), NULL));
	assert_int_equal(DB_OK, db_exec(d, &add_desk, DB_ARGS(db_int(id)), NULL));
	assert_int_equal(DB_FOREIGN, db_exec(d, SQL("DELETE FROM office", 0, 0), NULL, NULL));
	assert_int_equal(count_of(d, "office"), 1);
	/* A number given as text is a number. */
	assert_int_equal(DB_OK, db_exec(d, &add_office, DB_ARGS(db_text(STR("e")), db_text(STR("12"))), NULL));
	assert_int_equal(db_one_int(d, SQL("SELECT staff FROM office WHERE code = 'e'", 0, 1), NULL, -1), 12);
}

static void truth_is_only_true_or_false(void **state)
{
	db *d = office_db(*state);
	struct db_query q = sql("INSERT INTO thing (y) VALUES ($1)", 1, 0);
	assert_int_equal(DB_CHECK, db_exec(d, &q, DB_ARGS(db_text(STR("2"))), NULL));
	assert_int_equal(DB_OK, db_exec(d, &q, DB_ARGS(db_bool(true)), NULL));
	assert_int_equal(db_one_int(d, SQL("SELECT count(*) FROM thing WHERE y", 0, 1), NULL, -1), 1);
}

static void an_error_shows_at_the_end_of_a_cursor(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	/* abs() of the least integer overflows on both, while the row is made. */
	db_rows *r;
	struct db_query q = sql("SELECT abs(CAST($1 AS BIGINT)) FROM office", 1, 1);
	assert_int_equal(DB_OK, db_select(d, &q, DB_ARGS(db_int(INT64_MIN)), &r));
	assert_false(db_next(r));
	assert_int_not_equal(DB_OK, db_finish(r));
	assert_int_equal(DB_OK, db_select(d, &q, DB_ARGS(db_int(-5)), &r));
	assert_true(db_next(r));
	assert_int_equal(db_col_int(r, 0), 5);
	assert_int_equal(DB_OK, db_finish(r));
}

/* ---- transactions ---- */

static enum db_rc add_two_and_fail(db *d, void *ctx)
{
	const enum db_rc *with = ctx;
	assert_int_equal(DB_OK, given_office(d, "x", 1));
	assert_int_equal(DB_OK, given_office(d, "y", 1));
	return *with;
}

static void what_is_not_committed_is_undone(void **state)
{
	db *d = office_db(*state);
	enum db_rc with = DB_CHECK;
	assert_int_equal(DB_CHECK, db_tx(d, DB_WRITE, add_two_and_fail, &with));
	assert_int_equal(count_of(d, "office"), 0);
	with = DB_OK;
	assert_int_equal(DB_OK, db_tx(d, DB_WRITE, add_two_and_fail, &with));
	assert_int_equal(count_of(d, "office"), 2);
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, given_office(d, "z", 1));
	db_rollback(d);
	assert_int_equal(count_of(d, "office"), 2);
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_FAILED, db_begin(d, DB_WRITE));
	db_rollback(d);
	db_rollback(d);
	assert_int_equal(DB_FAILED, db_commit(d));
}

static void an_error_spoils_the_transaction(void **state)
{
	db *d = office_db(*state);
	db_rows *r;
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, given_office(d, "b", 1));
	assert_int_equal(DB_UNIQUE, given_office(d, "a", 1));
	assert_int_equal(DB_FAILED, given_office(d, "c", 1));
	assert_int_equal(DB_FAILED, db_select(d, &all_things, NULL, &r));
	assert_int_equal(DB_FAILED, db_script(d, "DROP TABLE desk"));
	assert_int_equal(DB_UNIQUE, db_commit(d));
	assert_int_equal(count_of(d, "office"), 1);
	assert_int_equal(DB_OK, given_office(d, "c", 1));
}

static enum db_rc retry_until(db *d, void *ctx)
{
	int *left = ctx;
	assert_int_equal(DB_OK, given_office(d, "once", 1));
	return --*left > 0 ? DB_RETRY : DB_OK;
}

static void a_transaction_is_tried_five_times(void **state)
{
	db *d = office_db(*state);
	int left = 4;
	assert_int_equal(DB_OK, db_tx(d, DB_WRITE, retry_until, &left));
	assert_int_equal(left, 0);
	assert_int_equal(count_of(d, "office"), 1);
	assert_int_equal(DB_OK, db_exec(d, SQL("DELETE FROM office", 0, 0), NULL, NULL));
	left = 100;
	assert_int_equal(DB_RETRY, db_tx(d, DB_WRITE, retry_until, &left));
	assert_int_equal(left, 95);
	assert_int_equal(count_of(d, "office"), 0);
}

static void a_savepoint_undoes_a_part(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_FAILED, db_savepoint(d));
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, given_office(d, "before", 1));
	assert_int_equal(DB_OK, db_savepoint(d));
	assert_int_equal(DB_OK, given_office(d, "undone", 1));
	assert_int_equal(DB_UNIQUE, given_office(d, "before", 1));
	assert_int_equal(DB_OK, db_savepoint_rollback(d));
	assert_int_equal(DB_FAILED, db_savepoint_rollback(d));
	assert_int_equal(DB_OK, given_office(d, "after", 1));
	assert_int_equal(DB_OK, db_savepoint(d));
	assert_int_equal(DB_OK, given_office(d, "kept", 1));
	assert_int_equal(DB_OK, db_savepoint(d)); /* replaces the one before */
	assert_int_equal(DB_OK, given_office(d, "undone", 1));
	assert_int_equal(DB_OK, db_savepoint_rollback(d));
	assert_int_equal(DB_OK, db_savepoint(d));
	assert_int_equal(DB_OK, given_office(d, "released", 1));
	assert_int_equal(DB_OK, db_savepoint_release(d));
	assert_int_equal(DB_OK, db_commit(d));
	assert_int_equal(count_of(d, "office"), 4);
	assert_int_equal(id_of(d, "undone"), -1);
}

static void a_reader_sees_one_moment(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	db *reader = db_borrow_in(w->pool, DB_READ, w->a);
	assert_int_equal(DB_OK, db_begin(reader, DB_READ));
	assert_int_equal(count_of(reader, "office"), 0);
	assert_int_equal(DB_OK, given_office(d, "a", 1));
	assert_int_equal(count_of(reader, "office"), 0);
	assert_int_equal(DB_OK, db_commit(reader));
	assert_int_equal(count_of(reader, "office"), 1);
}

/* ---- bulk ---- */

static void a_hundred_thousand_rows_at_once(void **state)
{
	db *d = office_db(*state);
	enum { N = 100000 };
	assert_int_equal(DB_FAILED, db_bulk_begin(d)); /* only in a transaction */
	assert_int_equal(DB_FAILED, db_bulk_exec(d, &add_thing, NULL));
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_bulk_begin(d));
	for (int i = 0; i < N; i++) {
		char text[40];
		int n = snprintf(text, sizeof(text), "row %d", i);
		struct db_arg args[5] = { db_int(i), db_real(i / 4.0), db_text((str){ text, (size_t)n }),
			                  db_blob(&i, sizeof(i)), db_bool(i % 3 == 0) };
		assert_int_equal(DB_OK, db_bulk_exec(d, &add_thing, args));
		if (i % 1000 == 0)
			assert_int_equal(
			    DB_OK, db_bulk_exec(d, &add_office, DB_ARGS(db_text((str){ text, (size_t)n }), db_int(1))));
	}
	assert_int_equal(DB_FAILED, given_office(d, "not now", 1));
	assert_int_equal(DB_OK, db_bulk_end(d));
	assert_int_equal(DB_OK, db_commit(d));
	assert_int_equal(count_of(d, "thing"), N);
	assert_int_equal(count_of(d, "office"), N / 1000);
	int64_t sum = 0, yes = 0, i = 0;
	db_rows *r;
	assert_int_equal(DB_OK, db_select(d, &all_things, NULL, &r));
	for (; db_next(r); i++) {
		int blob = -1;
		assert_int_equal(db_col_blob(r, 3).n, sizeof(blob));
		memcpy(&blob, db_col_blob(r, 3).p, sizeof(blob));
		assert_int_equal(blob, i);
		sum += db_col_int(r, 0);
		yes += db_col_bool(r, 4);
	}
	assert_int_equal(DB_OK, db_finish(r));
	assert_true(sum == (int64_t)N * (N - 1) / 2);
	assert_int_equal(yes, (N + 2) / 3);
}

/* Much in both directions: long arguments, and an error message for each of thousands of statements. */
static void a_bulk_run_does_not_choke(void **state)
{
	struct world *w = *state;
	db *d = office_db(w);
	enum { N = 200, LONG = 300000 };
	char *t = arena_alloc(w->a, LONG);
	memset(t, 'y', LONG);
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_bulk_begin(d));
	for (int i = 0; i < N; i++)
		assert_int_equal(DB_OK, db_bulk_exec(d, &add_thing,
		                                     DB_ARGS(db_int(i), db_null(), db_text((str){ t, LONG }), db_null(),
		                                             db_null())));
	assert_int_equal(DB_OK, db_bulk_end(d));
	assert_int_equal(DB_OK, db_commit(d));
	assert_int_equal(db_one_int(d, SQL("SELECT CAST(sum(length(t)) AS BIGINT) FROM thing", 0, 1), NULL, -1),
	                 N * LONG);
	/* A statement that answers with much. */
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_bulk_begin(d));
	for (int i = 0; i < N; i++)
		assert_int_equal(DB_OK, db_bulk_exec(d, SQL("UPDATE thing SET f = 1 WHERE i = $1 RETURNING t", 1, 1),
		                                     DB_ARGS(db_int(i))));
	assert_int_equal(DB_OK, db_bulk_end(d));
	assert_int_equal(DB_OK, db_commit(d));
}

static void a_bulk_error_is_told_and_undone(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK, given_office(d, "777", 1));
	for (int round = 0; round < 2; round++) {
		enum db_rc rc = DB_OK;
		assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
		assert_int_equal(DB_OK, db_bulk_begin(d));
		for (int i = 0; i < 5000 && rc == DB_OK; i++) {
			char code[12];
			snprintf(code, sizeof(code), "%d", i);
			rc = db_bulk_exec(d, &add_office, DB_ARGS(db_text(str_of(code)), db_int(1)));
		}
		assert_int_equal(DB_UNIQUE, rc);
		assert_int_equal(DB_UNIQUE, db_bulk_end(d));
		assert_int_equal(DB_UNIQUE, db_commit(d));
		assert_int_equal(count_of(d, "office"), 1);
	}
	/* An error in the last batch shows at the end; a savepoint saves what was before. */
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, given_office(d, "1", 1));
	assert_int_equal(DB_OK, db_savepoint(d));
	assert_int_equal(DB_OK, db_bulk_begin(d));
	(void)db_bulk_exec(d, SQL("INSERT INTO office (code, staff) VALUES ($1, 0)", 1, 0), DB_ARGS(db_text(STR("2"))));
	assert_int_equal(DB_CHECK, db_bulk_end(d));
	assert_int_equal(DB_OK, db_savepoint_rollback(d));
	assert_int_equal(DB_OK, given_office(d, "3", 1));
	assert_int_equal(DB_OK, db_commit(d));
	assert_int_equal(count_of(d, "office"), 3);
	/* A roll-back in the middle ends the run. */
	assert_int_equal(DB_OK, db_begin(d, DB_WRITE));
	assert_int_equal(DB_OK, db_bulk_begin(d));
	assert_int_equal(DB_OK, db_bulk_exec(d, &add_office, DB_ARGS(db_text(STR("4")), db_int(1))));
	db_rollback(d);
	assert_int_equal(count_of(d, "office"), 3);
	assert_int_equal(DB_OK, given_office(d, "4", 1));
}

/* ---- order ---- */

/* CLDR root order: punctuation before digits before Latin before Greek before Cyrillic; digits by their value; small
 * before capital letters, accents after the plain letter; what is equal then goes by its bytes ("01" and "1"). */
static const char *const in_order[] = { "",       " x", "_x",       "-x",       "01",       "1",
	                                "2",      "10", "a",        "A",        "\xc3\xa1", "ab",
	                                "b",      "B",  "Desa 2",   "Desa 02b", "Desa 10",  "\xc3\xa9tat",
	                                "Etat 1", "z",  "\xce\xb1", "\xd1\x8f" };

static void names_have_one_order(void **state)
{
	db *d = office_db(*state);
	size_t n = SEL_COUNT(in_order);
	for (size_t i = 0; i < n; i++) /* 9 has no common divisor with 22: every name once, out of order */
		assert_int_equal(DB_OK, given_office(d, in_order[(i * 9) % n], 1));
	db_rows *r;
	assert_int_equal(DB_OK,
	                 db_select(d, SQL("SELECT code FROM office ORDER BY code COLLATE selaras", 0, 1), NULL, &r));
	for (size_t i = 0; i < n; i++) {
		assert_true(db_next(r));
		assert_string_equal(db_col_text(r, 0).p, in_order[i]);
	}
	assert_int_equal(DB_OK, db_finish(r));
	/* Without it, by bytes. */
	str before = STR("");
	assert_int_equal(DB_OK, db_select(d, SQL("SELECT code FROM office ORDER BY code", 0, 1), NULL, &r));
	struct world *w = *state;
	while (db_next(r)) {
		assert_true(str_cmp(before, db_col_text(r, 0)) <= 0);
		before = arena_str(w->a, db_col_text(r, 0));
	}
	assert_int_equal(DB_OK, db_finish(r));
}

static void like_minds_case(void **state)
{
	db *d = office_db(*state);
	assert_int_equal(DB_OK, given_office(d, "Kupang", 1));
	struct db_query q = sql("SELECT count(*) FROM office WHERE code LIKE $1 ESCAPE '!'", 1, 1);
	assert_int_equal(db_one_int(d, &q, DB_ARGS(db_text(STR("Kup%"))), -1), 1);
	assert_int_equal(db_one_int(d, &q, DB_ARGS(db_text(STR("kup%"))), -1), 0);
	assert_int_equal(db_one_int(d, &q, DB_ARGS(db_text(STR("Kup!%"))), -1), 0);
}

/* ---- macros ---- */

static void macros_become_the_engines_words(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	const char *why = NULL;
	const char *text =
	    "CREATE TABLE t (id {{id}}, ok {{bool}} NOT NULL, n {{int}}, f {{real}}, b {{blob}}, x {{text}}"
	    "{{sqlite}}, lite {{int}}{{/sqlite}}{{pg}}, pg {{int}}{{/pg}}) {{strict}};";
	assert_string_equal(db_expand(a, DB_SQLITE, text, &why),
	                    "CREATE TABLE t (id INTEGER PRIMARY KEY, ok INTEGER CHECK (ok IN (0, 1)) NOT NULL, n "
	                    "INTEGER, f REAL, b BLOB, "
	                    "x TEXT, lite INTEGER) STRICT;");
	assert_string_equal(
	    db_expand(a, DB_POSTGRES, text, &why),
	    "CREATE TABLE t (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, ok BOOLEAN NOT NULL, n BIGINT, "
	    "f DOUBLE PRECISION, b BYTEA, x TEXT, pg BIGINT) ;");
	assert_string_equal(db_expand(a, DB_SQLITE, "", &why), "");
	assert_null(db_expand(a, DB_SQLITE, "{{uuid}}", &why));
	assert_string_equal(why, "unknown macro {{uuid}}");
	assert_null(db_expand(a, DB_SQLITE, "{{pg}} x", &why));
	assert_null(db_expand(a, DB_POSTGRES, "x {{/pg}}", &why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(every_type_comes_back),
		ON_A_WORLD(null_is_neither_zero_nor_empty),
		ON_A_WORLD(text_of_every_kind_comes_back),
		ON_A_WORLD(long_blobs_and_texts_come_back),
		ON_A_WORLD(parameters_are_known_by_number),
		ON_A_WORLD(a_cursor_keeps_its_arguments),
		ON_A_WORLD(changes_are_counted),
		ON_A_WORLD(cursors_do_not_disturb_each_other),
		ON_A_WORLD(another_text_at_the_same_address_is_another_statement),
		ON_A_WORLD(many_statements_are_kept),
		ON_A_WORLD(wrong_sql_is_an_error_with_words),
		ON_A_WORLD(the_engines_own_text_is_used),
		ON_A_WORLD(broken_rules_have_the_same_names),
		ON_A_WORLD(truth_is_only_true_or_false),
		ON_A_WORLD(an_error_shows_at_the_end_of_a_cursor),
		ON_A_WORLD(what_is_not_committed_is_undone),
		ON_A_WORLD(an_error_spoils_the_transaction),
		ON_A_WORLD(a_transaction_is_tried_five_times),
		ON_A_WORLD(a_savepoint_undoes_a_part),
		ON_A_WORLD(a_reader_sees_one_moment),
		ON_A_WORLD(a_hundred_thousand_rows_at_once),
		ON_A_WORLD(a_bulk_run_does_not_choke),
		ON_A_WORLD(a_bulk_error_is_told_and_undone),
		ON_A_WORLD(names_have_one_order),
		ON_A_WORLD(like_minds_case),
		cmocka_unit_test(macros_become_the_engines_words),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
