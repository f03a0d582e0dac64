/* The record kernel's six invariants (record/store.h), on SQLite and, with SELARAS_TEST_PG, on PostgreSQL. */
#include <stdio.h>

#include "record/store.h"
#include "record_sql.h"

/* ---- two kinds made for the tests ---- */

#define PART_FIELDS(F)                                                                                                 \
	F(PART_NAME, "name", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC)                                                  \
	F(PART_NUMBER, "count", FIELD_INT, INDEXED | PUBLIC, .min = "0", .max = "10")                                  \
	F(PART_EXTRA, "extra", FIELD_ROWS, PUBLIC, .rows = &extra_kind)
KIND_ENUM(PART, PART_FIELDS)
extern const struct kind part_kind;
KIND(part, PART, PART_FIELDS)

#define GROUP_FIELDS(F)                                                                                                \
	F(GROUP_NAME, "name", FIELD_TEXT, PUBLIC)                                                                      \
	F(GROUP_PART, "part", FIELD_ROWS, PUBLIC, .rows = &part_kind)
KIND_ENUM(GROUP, GROUP_FIELDS)
extern const struct kind group_kind;
KIND(group, GROUP, GROUP_FIELDS)

#define THING_FIELDS(F)                                                                                                \
	F(THING_CODE, "code", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | UNIQUE_KEY | SEARCH_TITLE | PUBLIC)            \
	F(THING_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)                 \
	F(THING_DAY, "day", FIELD_DATE, INDEXED | PUBLIC)                                                              \
	F(THING_AMOUNT, "amount", FIELD_DECIMAL, INDEXED | PUBLIC, .places = 2)                                        \
	F(THING_NOTE, "note", FIELD_TEXT, SEARCH_BODY | PARTNERS)                                                      \
	F(THING_PHONE, "phone", FIELD_TEXT, SEARCH_BODY | PUBLIC | PERSONAL)                                           \
	F(THING_OWNER, "owner", FIELD_LINK, PUBLIC, .to = &thing_kind)                                                 \
	F(THING_GROUP, "group", FIELD_ROWS, PUBLIC, .rows = &group_kind)                                               \
	F(THING_EXTRA, "extra", FIELD_ROWS, PUBLIC, .rows = &extra_kind)
extern const struct kind thing_kind;
KIND_ENUM(THING, THING_FIELDS)

static const struct derived_column length_columns[] = { { "length", FIELD_INT, 0, false } };
static void fill_length(void *app, const struct doc *d, struct derived_sink *sink)
{
	char text[24];
	(void)app;
	int n = snprintf(text, sizeof(text), "%zu", doc_str(d, THING_CODE).n);
	str value = { text, (size_t)n };
	derived_row(sink, 1, &value);
}
static const struct derived_table thing_tables[] = { { "length", length_columns, 1, fill_length } };
KIND(thing, THING, THING_FIELDS, .number = 200, .visibility = PUBLIC, .links = true, .tables = thing_tables,
     .ntables = 1)

static const struct kind *const kinds[] = { &thing_kind, NULL };

#include "record_world.h"

static struct doc *thing(struct world *w, const char *code, const char *title)
{
	struct doc *d = doc_new(w->a, &thing_kind);
	doc_set(d, THING_CODE, str_of(code));
	doc_add_text(w->a, d, THING_TITLE, STR("id"), str_of(title));
	return d;
}

static enum record_rc save(struct world *w, const struct doc *d, int64_t no, uint32_t base, struct saved *out)
{
	struct problems ps;
	problems_init(&ps, w->a, 100);
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = base,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	return record_save(w->store, w->a, &in, &ps, out);
}

/* ---- documents ---- */

/* A small generator (xorshift) of documents with every kind of content; the seed makes failures repeatable. */
static uint64_t seed = 88172645463325252u;
static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % n);
}

static str random_text(arena *a)
{
	static const char *const words[] = { "desa",       "air bersih",       "\"kutip\"", "a\\b", "tab\tbaru\nbaris",
		                             "Nu\xC3\xA9", "\xF0\x9F\x8C\xBE", "<b>&amp;",  "",     "0",
		                             "\x01\x1F" };
	return arena_cat(a, str_of(words[dice(SEL_COUNT(words))]), str_of(words[dice(SEL_COUNT(words))]));
}

static struct doc *random_doc(arena *a, const struct kind *k, int depth)
{
	struct doc *d = doc_new(a, k);
	for (uint32_t i = 0; i < k->nfields; i++) {
		if (dice(3) == 0)
			continue;
		if (k->fields[i].type != FIELD_ROWS) {
			doc_set(d, i, random_text(a));
			continue;
		}
		for (uint32_t n = depth ? dice(4) : 0; n; n--) {
			doc_add_row(a, d, i);
			struct doc *row = random_doc(a, k->fields[i].rows, depth - 1);
			if (dice(2))
				snprintf(row->id, sizeof(row->id), "r%u", d->v[i].n);
			d->v[i].u.rows[d->v[i].n - 1] = row;
		}
	}
	return d;
}

static void json_round_trip(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct doc *d = random_doc(a, &thing_kind, 3);
		struct buf b, again;
		buf_init(&b, a, 1 << 20);
		buf_init(&again, a, 1 << 20);
		doc_json(d, &b);
		struct doc *back = doc_from_json(a, &thing_kind, buf_str(&b), NULL);
		assert_non_null(back);
		assert_true(doc_equal(d, back));
		doc_json(back, &again);
		assert_true(str_eq(buf_str(&b), buf_str(&again)));
	}
}

static void json_is_canonical(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = doc_from_json(a, &thing_kind,
	                              STR(" { \"amount\" : \"1.50\", \"code\":\"A\\u0041\\ud83c\\udf3e\", "
	                                  "\"title\":[{\"text\":\"x\",\"lang\":\"id\"}] } "),
	                              NULL);
	assert_non_null(d);
	struct buf b;
	buf_init(&b, a, 1000);
	doc_json(d, &b);
	assert_string_equal(
	    buf_str(&b).p,
	    "{\"code\":\"AA\xF0\x9F\x8C\xBE\",\"title\":[{\"lang\":\"id\",\"text\":\"x\"}],\"amount\":\"1.50\"}");
}

static void wrong_json_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "",
		                             "{",
		                             "[]",
		                             "{\"code\":}",
		                             "{\"code\":\"a\"",
		                             "{\"code\":\"a\"}x",
		                             "{\"code\":\"\x01\"}",
		                             "{\"code\":\"\\u12\"}",
		                             "{\"code\":\"\\ud800\"}",
		                             "{\"code\":\"\\u0000\"}",
		                             "{\"title\":{}}",
		                             "{\"code\":\"\xff\"}" };
	for (size_t i = 0; i < SEL_COUNT(wrong); i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct problems ps;
		problems_init(&ps, a, 10);
		assert_null(doc_from_json(a, &thing_kind, str_of(wrong[i]), &ps));
		assert_true(ps.n > 0);
	}
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 10);
	assert_non_null(doc_from_json(a, &thing_kind, STR("{\"stranger\":[1,{\"x\":null}],\"code\":5}"), &ps));
	assert_int_equal(ps.by_severity[SEVERITY_ERROR], 2);
}

static void checks_name_every_problem(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 10);
	struct doc *d = doc_from_json(a, &thing_kind,
	                              STR("{\"title\":[{\"text\":\"x\"}],\"day\":\"2019-02-29\",\"amount\":\"1,5\","
	                                  "\"group\":[{},{\"part\":[{\"count\":\"11\"}]}]}"),
	                              NULL);
	d->line = 7;
	doc_check(d, NULL, &ps);
	static const struct {
		const char *key, *path;
	} expected[] = { { "problem.required", "code" },
		         { "problem.type", "day" },
		         { "problem.type", "amount" },
		         { "problem.required", "group[2]/part[1]/name" },
		         { "problem.max", "group[2]/part[1]/count" } };
	assert_int_equal(ps.n, SEL_COUNT(expected));
	const struct problem *p = ps.first;
	for (size_t i = 0; i < SEL_COUNT(expected); i++, p = p->next) {
		assert_string_equal(p->key, expected[i].key);
		assert_true(str_is(p->path, expected[i].path));
	}
	assert_int_equal(ps.first->line, 7);
}

static void merge_laws(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		struct conflicts c;
		struct doc *base = random_doc(a, &thing_kind, 3), *x = random_doc(a, &thing_kind, 3);
		assert_true(doc_equal(doc_merge(a, base, x, x, &c), x));
		assert_int_equal(c.n, 0);
		assert_true(doc_equal(doc_merge(a, base, base, x, &c), x));
		assert_int_equal(c.n, 0);
		assert_true(doc_equal(doc_merge(a, base, x, base, &c), x));
		assert_int_equal(c.n, 0);
		assert_int_equal(doc_diff(a, x, x).n, 0);
	}
}

static void two_edits_of_different_rows_meet(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct conflicts c;
	struct doc *base = doc_from_json(a, &thing_kind,
	                                 STR("{\"code\":\"A\",\"group\":[{\"_id\":\"a\",\"name\":\"1\"},{\"_id\":\"b\","
	                                     "\"name\":\"2\"},{\"_id\":\"c\",\"name\":\"3\"}]}"),
	                                 NULL);
	struct doc *theirs = doc_from_json(a, &thing_kind,
	                                   STR("{\"code\":\"B\",\"group\":[{\"_id\":\"a\",\"name\":\"9\"},{\"_id\":"
	                                       "\"b\",\"name\":\"2\"},{\"_id\":\"c\",\"name\":\"3\"}]}"),
	                                   NULL);
	struct doc *ours = doc_from_json(a, &thing_kind,
	                                 STR("{\"code\":\"A\",\"group\":[{\"_id\":\"a\",\"name\":\"1\"},{\"_id\":\"b\","
	                                     "\"name\":\"8\"},{\"_id\":\"d\",\"name\":\"4\"}]}"),
	                                 NULL);
	struct doc *both = doc_from_json(a, &thing_kind,
	                                 STR("{\"code\":\"B\",\"group\":[{\"_id\":\"a\",\"name\":\"9\"},{\"_id\":\"b\","
	                                     "\"name\":\"8\"},{\"_id\":\"d\",\"name\":\"4\"}]}"),
	                                 NULL);
	assert_true(doc_equal(doc_merge(a, base, theirs, ours, &c), both));
	assert_int_equal(c.n, 0);
	/* the same field differently: theirs stays, ours is kept in the conflict */
	ours = doc_from_json(a, &thing_kind, STR("{\"code\":\"C\"}"), NULL);
	theirs = doc_from_json(a, &thing_kind, STR("{\"code\":\"B\"}"), NULL);
	base = doc_from_json(a, &thing_kind, STR("{\"code\":\"A\"}"), NULL);
	struct doc *m = doc_merge(a, base, theirs, ours, &c);
	assert_true(str_is(doc_str(m, THING_CODE), "B"));
	assert_int_equal(c.n, 1);
	assert_true(str_is(c.p[0].ours, "C"));
	/* removed here, changed there: stays, and is a conflict */
	base = doc_from_json(a, &thing_kind, STR("{\"group\":[{\"_id\":\"a\",\"name\":\"1\"}]}"), NULL);
	theirs = doc_from_json(a, &thing_kind, STR("{\"group\":[{\"_id\":\"a\",\"name\":\"2\"}]}"), NULL);
	ours = doc_from_json(a, &thing_kind, STR("{\"group\":[]}"), NULL);
	m = doc_merge(a, base, theirs, ours, &c);
	assert_int_equal(m->v[THING_GROUP].n, 1);
	assert_int_equal(c.n, 1);
}

static void viewer_sees_only_what_is_for_them(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = doc_from_json(a, &thing_kind, STR("{\"code\":\"A\",\"note\":\"n\",\"phone\":\"0812\"}"), NULL);
	struct doc *p = doc_visible(a, d, PUBLIC);
	assert_true(doc_has(p, THING_CODE));
	assert_false(doc_has(p, THING_NOTE) || doc_has(p, THING_PHONE));
	p = doc_visible(a, d, PUBLIC | PARTNERS);
	assert_true(doc_has(p, THING_NOTE));
	assert_false(doc_has(p, THING_PHONE));
	p = doc_visible(a, d, PUBLIC | PARTNERS | GOVERNMENT | PERSONAL);
	assert_true(doc_equal(p, d));
}

/* ---- saving ---- */

static void a_save_leaves_everything(void **state)
{
	struct world *w = *state;
	struct saved s;
	struct doc *d = thing(w, "A-1", "Air bersih Ende");
	doc_set(d, THING_DAY, STR("2019-10-29Z"));
	doc_set(d, THING_AMOUNT, STR("1234.565"));
	assert_int_equal(save(w, d, 0, 0, &s), RECORD_OK);
	assert_int_equal(s.version, 1);
	assert_int_equal(
	    count(w, "SELECT count(*) FROM ix_thing WHERE code = 'A-1' AND day = '2019-10-29' AND amount = 123456"), 1);
	assert_int_equal(count(w, "SELECT length FROM ix_thing_length"), 3);
	assert_int_equal(count(w, "SELECT count(*) FROM change"), 1);
	assert_int_equal(store_generation(w->store), 1);
	db *r = db_borrow(w->pool, DB_READ);
	struct record *rec = record_load_key(w->store, r, w->a, &actor_public, &thing_kind, "code", STR("A-1"));
	assert_non_null(rec);
	assert_true(doc_equal(rec->doc, d));
	struct search_hit *hits;
	uint32_t n;
	bool more;
	assert_true(record_search(w->store, r, w->a,
	                          &(struct search){ .text = STR("bers en"), .viewer = PUBLIC, .max = 10 }, &hits, &n,
	                          &more));
	assert_int_equal(n, 1);
	assert_true(record_search(
	    w->store, r, w->a, &(struct search){ .text = STR("a-1"), .viewer = PUBLIC, .max = 10 }, &hits, &n, &more));
	assert_int_equal(n, 1);
	db_return(r);
	/* the same again: nothing */
	assert_int_equal(save(w, d, s.no, 1, &s), RECORD_UNCHANGED);
	assert_int_equal(count(w, "SELECT count(*) FROM record_version"), 1);
}

/* Few records of a kind are found by their texts, any kind by the engine's index of words: both find the same. */
static void few_records_are_found_alike(void **state)
{
	static const char *const titles[] = {
		"Air bersih Ende", "Jalan desa", "Bersih desa 2020", "\xC3\x89nde", "Sanitasi-air (air)",
		"Nu\xC3\xA9 12",   "air",        "Sekolah"
	};
	static const char *const texts[] = { "air",  "ber",       "bers en", "ende",  "desa 20", "12",
		                             "a-12", "air air x", "",        "ersih", "AIR",     "sanitasi air" };
	struct world *w = *state;
	struct saved s;
	for (unsigned i = 0; i < 3 * SEL_COUNT(titles); i++)
		assert_int_equal(
		    save(w, thing(w, arena_fmt(w->a, "A-%u", i).p, titles[i % SEL_COUNT(titles)]), 0, 0, &s),
		    RECORD_OK);
	db *r = db_borrow(w->pool, DB_READ);
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		for (uint32_t max = 2; max < 40; max += 18) {
			struct search_hit *few, *all;
			uint32_t nfew, nall;
			bool more_few, more_all;
			struct search what = {
				.kind = &thing_kind, .text = str_of(texts[i]), .viewer = PUBLIC, .max = max
			};
			assert_true(record_search(w->store, r, w->a, &what, &few, &nfew, &more_few));
			what.kind = NULL;
			assert_true(record_search(w->store, r, w->a, &what, &all, &nall, &more_all));
			assert_int_equal(nfew, nall);
			assert_int_equal(more_few, more_all);
			for (uint32_t k = 0; k < nfew; k++)
				assert_true(few[k].no == all[k].no && few[k].kind == all[k].kind &&
				            few[k].in_title == all[k].in_title);
			/* in no order the same ones */
			for (int any = 0; any < 2; any++) {
				what.kind = any ? NULL : &thing_kind;
				assert_true(record_search_set(w->store, r, w->a, &what, &few, &nfew, &more_few));
				assert_int_equal(nfew, nall);
				assert_int_equal(more_few, more_all);
				for (uint32_t k = 1; k < nfew; k++)
					assert_true(few[k - 1].no < few[k].no);
			}
		}
	db_return(r);
}

static void a_refused_save_leaves_nothing(void **state)
{
	struct world *w = *state;
	struct saved s;
	struct doc *d = doc_new(w->a, &thing_kind);
	assert_int_equal(save(w, d, 0, 0, &s), RECORD_REFUSED);
	assert_int_equal(save(w, thing(w, "X", "satu"), 0, 0, &s), RECORD_OK);
	assert_int_equal(save(w, thing(w, "X", "dua"), 0, 0, &s), RECORD_DUPLICATE);
	struct doc *lost = thing(w, "Y", "tiga");
	doc_set(lost, THING_OWNER, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
	assert_int_equal(save(w, lost, 0, 0, &s), RECORD_FAILED);
	struct problems ps;
	problems_init(&ps, w->a, 10);
	struct save in = { .actor = &actor_public,
		           .doc = thing(w, "Z", "empat"),
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	assert_int_equal(record_save(w->store, w->a, &in, &ps, &s), RECORD_FORBIDDEN);
	assert_int_equal(count(w, "SELECT count(*) FROM record"), 1);
	assert_int_equal(count(w, "SELECT count(*) FROM record_version"), 1);
	assert_int_equal(count(w, "SELECT count(*) FROM change"), 1);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_thing"), 1);
	assert_int_equal(count(w, "SELECT count(*) FROM search_text"), 1);
	assert_int_equal(count(w, "SELECT value FROM counter WHERE name = 'record'"), 1);
}

static void stale_saves_merge_or_conflict(void **state)
{
	struct world *w = *state;
	struct saved s;
	struct doc *d = thing(w, "M", "judul");
	assert_int_equal(save(w, d, 0, 0, &s), RECORD_OK);
	struct doc *one = doc_copy(w->a, d), *two = doc_copy(w->a, d), *three = doc_copy(w->a, d);
	doc_set(one, THING_AMOUNT, STR("10"));
	doc_set(two, THING_NOTE, STR("catatan"));
	doc_set(three, THING_AMOUNT, STR("30"));
	assert_int_equal(save(w, one, s.no, 1, &s), RECORD_OK);
	assert_int_equal(save(w, two, s.no, 1, &s), RECORD_OK);
	assert_int_equal(s.version, 3);
	assert_true(str_is(doc_str(s.merged, THING_AMOUNT), "10"));
	assert_true(str_is(doc_str(s.merged, THING_NOTE), "catatan"));
	assert_int_equal(save(w, three, s.no, 1, &s), RECORD_CONFLICT);
	assert_int_equal(s.conflicts.n, 1);
	assert_int_equal(count(w, "SELECT count(*) FROM record_version"), 3);
}

static void links_hold_and_deleting_is_marking(void **state)
{
	struct world *w = *state;
	struct saved owner, s;
	assert_int_equal(save(w, thing(w, "OWNER", "pemilik"), 0, 0, &owner), RECORD_OK);
	struct doc *d = thing(w, "OWNED", "milik");
	doc_set(d, THING_OWNER, (str){ owner.id, ULID_LEN });
	assert_int_equal(save(w, d, 0, 0, &s), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM record_link WHERE field = 'owner'"), 1);
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	assert_int_equal(record_delete(tx, w->a, &actor_system, ORIGIN_FORM, s.no, STR("salah ketik")), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_thing"), 1);
	assert_int_equal(count(w, "SELECT count(*) FROM search_text"), 1);
	db *r = db_borrow(w->pool, DB_READ);
	assert_null(record_load(w->store, r, w->a, &actor_public, s.no));
	struct record *rec = record_load(w->store, r, w->a, &actor_system, s.no);
	assert_true(rec && rec->deleted && rec->version == 2);
	struct version_line *lines;
	uint32_t n;
	assert_true(record_history(w->store, r, w->a, s.no, &lines, &n));
	assert_int_equal(n, 2);
	assert_true(str_is(lines[0].note, "salah ketik"));
	db_return(r);
	/* saved again, it is back */
	assert_int_equal(save(w, d, s.no, 2, &s), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_thing"), 2);
}

static void many(struct world *w, int n)
{
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	record_tx_bulk(tx);
	for (int i = 0; i < n; i++) {
		struct saved s;
		struct doc *d = thing(w, arena_fmt(w->a, "T%d", i).p, "benda");
		d->v[THING_GROUP] = random_doc(w->a, &thing_kind, 3)->v[THING_GROUP];
		struct save in = { .actor = &actor_system,
			           .doc = d,
			           .origin = ORIGIN_IATI,
			           .state = STATE_CURRENT,
			           .note = STR("berkas"),
			           .lenient = true };
		assert_int_equal(record_write(tx, w->a, record_prepare(w->store, w->a, &in, NULL), &s), RECORD_OK);
	}
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
}

static str dump(struct world *w, const char *sql, int columns)
{
	struct buf b;
	buf_init(&b, w->a, 16 << 20);
	struct db_query q = db_query_make("dump", sql, 0, (uint8_t)columns);
	db *d = db_borrow(w->pool, DB_READ);
	db_rows *rows;
	assert_int_equal(db_select(d, &q, NULL, &rows), DB_OK);
	while (db_next(rows))
		for (int c = 0; c < columns; c++) {
			buf_str_add(&b, db_col_text(rows, c));
			buf_char(&b, c + 1 == columns ? '\n' : '|');
		}
	assert_int_equal(db_finish(rows), DB_OK);
	db_return(d);
	return buf_str(&b);
}

static void rebuilding_gives_the_same_rows(void **state)
{
	static const char *const tables[] = { "SELECT no, code, day, amount FROM ix_thing ORDER BY no",
		                              "SELECT no, row, parent, name FROM ix_thing_group_part ORDER BY no, row",
		                              "SELECT no, row, length, 0 FROM ix_thing_length ORDER BY no",
		                              "SELECT no, kind, title, body FROM search_text ORDER BY no" };
	struct world *w = *state;
	str before[SEL_COUNT(tables)];
	struct saved s;
	const char *why = NULL;
	many(w, 300);
	struct doc *d = thing(w, "T7", "benda lain");
	assert_int_equal(save(w, d, 8, UINT32_MAX, &s), RECORD_OK);
	for (size_t i = 0; i < SEL_COUNT(tables); i++)
		before[i] = dump(w, tables[i], 4);
	assert_true(before[0].n > 0 && before[1].n > 0);
	assert_true(store_rebuild(w->store, NULL, &why));
	for (size_t i = 0; i < SEL_COUNT(tables); i++)
		assert_true(str_eq(before[i], dump(w, tables[i], 4)));
	/* and updating after a rebuild still replaces what is there */
	doc_set(d, THING_AMOUNT, STR("5"));
	assert_int_equal(save(w, d, 8, UINT32_MAX, &s), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM ix_thing WHERE no = 8"), 1);
}

static void history_is_proved(void **state)
{
	static const char *const damage[] = {
		"UPDATE record_version SET doc = '{}' WHERE no = 5",
		"UPDATE record_version SET at = at + 1 WHERE no = 5",
		"UPDATE record_version SET actor = 'x' WHERE no = 5",
		"DELETE FROM change WHERE seq = 5",
		"UPDATE record SET version = 2 WHERE no = 5",
		"UPDATE checkpoint SET hash = (SELECT hash FROM record_version WHERE no = 1)"
	};
	struct world *w = *state;
	many(w, 20);
	for (size_t i = 0; i <= SEL_COUNT(damage); i++) {
		struct problems ps;
		uint64_t versions;
		problems_init(&ps, w->a, 100);
		db *d = db_borrow(w->pool, DB_WRITE);
		assert_int_equal(db_begin(d, DB_WRITE), DB_OK);
		if (i < SEL_COUNT(damage))
			assert_int_equal(db_script(d, damage[i]), DB_OK);
		assert_true(store_verify(w->store, d, &ps, &versions));
		db_rollback(d);
		db_return(d);
		assert_int_equal(versions, 20);
		assert_true((ps.n > 0) == (i < SEL_COUNT(damage)));
	}
}

static void undo_to_the_mark(void **state)
{
	struct world *w = *state;
	struct saved s;
	struct record_tx *tx = record_tx_begin(w->store, w->a, clock_now());
	record_tx_bulk(tx);
	for (int file = 0; file < 3; file++) {
		assert_int_equal(record_tx_mark(tx), RECORD_OK);
		for (int i = 0; i < 3; i++) {
			struct save in = { .actor = &actor_system,
				           .doc = thing(w, arena_fmt(w->a, "F%d-%d", file, i).p, "x"),
				           .origin = ORIGIN_IATI,
				           .state = STATE_CURRENT,
				           .note = STR_EMPTY };
			assert_int_equal(record_write(tx, w->a, record_prepare(w->store, w->a, &in, NULL), &s),
			                 RECORD_OK);
		}
		if (file == 1)
			assert_int_equal(record_tx_undo(tx), RECORD_OK);
	}
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_int_equal(count(w, "SELECT count(*) FROM record"), 6);
	assert_int_equal(count(w, "SELECT max(seq) FROM change"), 6);
	struct problems ps;
	uint64_t versions;
	problems_init(&ps, w->a, 10);
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(store_verify(w->store, d, &ps, &versions));
	struct known_record *known;
	uint32_t n;
	assert_true(record_known(w->store, d, w->a, &thing_kind, "code", STR("F2-"), &known, &n));
	assert_int_equal(n, 3);
	db_return(d);
	assert_int_equal(ps.n, 0);
	assert_int_equal(versions, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = { RECORD_TEST(json_round_trip),
		                            RECORD_TEST(json_is_canonical),
		                            RECORD_TEST(wrong_json_is_refused),
		                            RECORD_TEST(checks_name_every_problem),
		                            RECORD_TEST(merge_laws),
		                            RECORD_TEST(two_edits_of_different_rows_meet),
		                            RECORD_TEST(viewer_sees_only_what_is_for_them),
		                            RECORD_TEST(a_save_leaves_everything),
		                            RECORD_TEST(few_records_are_found_alike),
		                            RECORD_TEST(a_refused_save_leaves_nothing),
		                            RECORD_TEST(stale_saves_merge_or_conflict),
		                            RECORD_TEST(links_hold_and_deleting_is_marking),
		                            RECORD_TEST(rebuilding_gives_the_same_rows),
		                            RECORD_TEST(history_is_proved),
		                            RECORD_TEST(undo_to_the_mark) };
	return run_on_both(tests, SEL_COUNT(tests));
}
