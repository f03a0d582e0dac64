/* Memory, text, buffers, vectors, maps, problems and the log. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/map.h"
#include "base/problem.h"
#include "base/str.h"
#include "base/vec.h"

#define assert_str(s, expected)                                                                                        \
	do {                                                                                                           \
		str got_ = (s);                                                                                        \
		assert_int_equal(got_.n, strlen(expected));                                                            \
		assert_memory_equal(got_.p, expected, got_.n);                                                         \
	} while (0)

/* Whether FN aborts the process; its complaint is thrown away. */
static bool aborts(void (*fn)(void))
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit none = { 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		fn();
		_exit(0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void arena_gives_aligned_pieces_that_keep_their_bytes(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	enum { N = 3000 };
	unsigned char *piece[N];
	size_t used = 0;
	for (size_t i = 0; i < N; i++) {
		size_t n = i * 7 % 900 + (i % 100 == 0 ? 20000 : 0);
		piece[i] = arena_alloc(a, n);
		assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t), 0);
		memset(piece[i], (int)(i & 0xff), n);
		used += n;
	}
	assert_int_equal(arena_used(a), used);
	for (size_t i = 0; i < N; i++) {
		size_t n = i * 7 % 900 + (i % 100 == 0 ? 20000 : 0);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(piece[i][k], i & 0xff);
	}
	int64_t *zeros = arena_array(a, int64_t, 2000);
	for (size_t i = 0; i < 2000; i++)
		assert_int_equal(zeros[i], 0);
}

static void arena_keeps_its_first_block_when_cleared(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	void *first = arena_alloc(a, 100);
	for (int i = 0; i < 1000; i++)
		arena_alloc(a, 1000);
	arena_alloc(a, 1 << 20);
	arena_clear(a);
	assert_int_equal(arena_used(a), 0);
	assert_ptr_equal(arena_alloc(a, 100), first);
}

static void arena_grows_the_last_piece_in_place_and_copies_others(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	char *p = arena_alloc(a, 10);
	memcpy(p, "0123456789", 10);
	assert_ptr_equal(arena_grow(a, p, 10, 1000), p);
	assert_ptr_equal(arena_grow(a, p, 1000, 20), p);
	arena_alloc(a, 1);
	char *q = arena_grow(a, p, 10, 2000);
	assert_ptr_not_equal(q, p);
	assert_memory_equal(q, "0123456789", 10);
	assert_memory_equal(arena_grow(a, NULL, 0, 3), "", 0);
}

static void arena_grows_big_pieces_among_others(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	enum { PIECES = 3, LAST = 1 << 21 };
	uint8_t *p[PIECES];
	for (uint8_t i = 0; i < PIECES; i++) {
		p[i] = arena_alloc(a, 9000);
		memset(p[i], i + 1, 9000);
	}
	for (size_t n = 9000; n < LAST; n *= 2)
		for (size_t i = 0; i < PIECES; i++)
			p[i] = arena_grow(a, p[i], n, n * 2);
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < 9000; k++)
			assert_int_equal(p[i][k], i + 1);
}

static void pass_limit(void)
{
	ARENA_SCOPE arena *a = arena_new(1000);
	arena_alloc(a, 600);
	arena_alloc(a, 401);
}

static void pass_limit_by_growing(void)
{
	ARENA_SCOPE arena *a = arena_new(20000);
	void *p = arena_alloc(a, 10000);
	arena_grow(a, p, 10000, 20001);
}

static void overflow_product(void)
{
	ARENA_SCOPE arena *a = arena_new(0);
	volatile size_t half = SIZE_MAX / 2;
	arena_calloc(a, half, 3);
}

static void stay_in_limit(void)
{
	ARENA_SCOPE arena *a = arena_new(1000);
	arena_alloc(a, 600);
	arena_alloc(a, 400);
	arena_clear(a);
	arena_alloc(a, 1000);
}

static void arena_aborts_past_its_limit_only(void **state)
{
	(void)state;
	assert_true(aborts(pass_limit));
	assert_true(aborts(pass_limit_by_growing));
	assert_true(aborts(overflow_product));
	assert_false(aborts(stay_in_limit));
}

static char order[16];
static size_t order_n;

static void note_order(void *arg)
{
	order[order_n++] = *(const char *)arg;
}

static void register_another(void *arg)
{
	static char late[] = "L";
	note_order(late);
	arena_defer(arg, note_order, late);
}

static void cleanups_run_once_in_reverse_order(void **state)
{
	(void)state;
	static char letters[] = "ABC";
	order_n = 0;
	arena *a = arena_new(0);
	arena_defer(a, note_order, &letters[0]);
	arena_defer(a, register_another, a);
	arena_defer(a, note_order, &letters[1]);
	arena_clear(a);
	/* What a clean-up registers runs next: it is the last one registered. */
	assert_int_equal(order_n, 4);
	assert_memory_equal(order, "BLLA", 4);
	arena_defer(a, note_order, &letters[2]);
	arena_free(a);
	assert_int_equal(order_n, 5);
	assert_int_equal(order[4], 'C');
	arena_free(NULL);
}

static void str_compares_by_bytes(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("b"), STR("a")) > 0);
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_int_equal(str_cmp(STR("ab"), STR("ab")), 0);
	assert_int_equal(str_cmp(STR_EMPTY, STR_EMPTY), 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_true(str_eq(STR_EMPTY, str_of(NULL)));
	assert_true(str_eq_nocase(STR("ID-Kupang"), STR("id-kUPANG")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
	assert_false(str_eq_nocase(STR("a"), STR("ab")));
}

static void str_finds(void **state)
{
	(void)state;
	str s = STR("abcabc");
	assert_int_equal(str_find((str){ 0 }, STR("bc"), 0), -1);
	assert_int_equal(str_find(s, STR("bc"), 0), 1);
	assert_int_equal(str_find(s, STR("bc"), 1), 1);
	assert_int_equal(str_find(s, STR("bc"), 2), 4);
	assert_int_equal(str_find(s, STR("bc"), 5), -1);
	assert_int_equal(str_find(s, STR("bc"), 99), -1);
	assert_int_equal(str_find(s, STR("abcabcd"), 0), -1);
	assert_int_equal(str_find(s, STR_EMPTY, 6), 6);
	assert_int_equal(str_find(s, STR_EMPTY, 7), -1);
	assert_int_equal(str_find(STR_EMPTY, STR_EMPTY, 0), 0);
	assert_int_equal(str_find_char(s, 'c', 3), 5);
	assert_int_equal(str_find_char(s, 'c', 6), -1);
	assert_int_equal(str_find_char(STR("a\0b"), 'b', 0), 2);
	assert_true(str_starts(s, STR("abc")) && str_starts(s, STR_EMPTY) && !str_starts(s, STR("b")));
	assert_true(str_ends(s, STR("bc")) && str_ends(s, STR_EMPTY) && !str_ends(s, STR("b")));
	assert_false(str_starts(STR("a"), STR("ab")) || str_ends(STR("b"), STR("ab")));
}

static void str_takes_parts(void **state)
{
	(void)state;
	assert_str(str_sub(STR("abc"), 1, 1), "b");
	assert_str(str_sub(STR("abc"), 1, SIZE_MAX), "bc");
	assert_str(str_sub(STR("abc"), 3, 1), "");
	assert_str(str_sub(STR("abc"), SIZE_MAX, 1), "");
	assert_str(str_trim(STR(" \t\r\n\v\f a b \n")), "a b");
	assert_str(str_trim(STR(" \n ")), "");
	assert_str(str_trim(STR_EMPTY), "");
	assert_non_null(str_sub(STR("abc"), 9, 1).p);
}

static void str_cuts(void **state)
{
	(void)state;
	str rest = STR("a,,b"), piece;
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "a");
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "");
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "b");
	assert_false(str_cut(&rest, ',', &piece));
	assert_non_null(rest.p);

	rest = STR("a\n");
	assert_true(str_cut(&rest, '\n', &piece));
	assert_str(piece, "a");
	assert_false(str_cut(&rest, '\n', &piece));

	rest = STR(",");
	assert_true(str_cut(&rest, ',', &piece));
	assert_str(piece, "");
	assert_false(str_cut(&rest, ',', &piece));

	rest = STR_EMPTY;
	assert_false(str_cut(&rest, ',', &piece));
}

static void str_reads_integers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} rows[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "+7", true, 7 },
		{ "00012", true, 12 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "+", false, 0 },
		{ "--1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "0x10", false, 0 },
		{ "/", false, 0 },
		{ ":", false, 0 },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		int64_t value = 0;
		assert_int_equal(str_to_int(str_of(rows[i].text), &value), rows[i].ok);
		assert_int_equal(value, rows[i].value);
	}
}

static void arena_text_ends_with_nul(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str part = { "abcdef", 3 };
	assert_string_equal(arena_str(a, part).p, "abc");
	assert_string_equal(arena_cat(a, part, STR("-x")).p, "abc-x");
	assert_string_equal(arena_cat(a, STR_EMPTY, STR_EMPTY).p, "");
	assert_string_equal(arena_lower(a, STR("Nusa Tenggara Timur [\xC3\x89]")).p, "nusa tenggara timur [\xC3\x89]");
	str s = arena_fmt(a, "%s %d %.*s", "row", 12, STR_ARG(part));
	assert_str(s, "row 12 abc");
	assert_int_equal(s.p[s.n], 0);
	assert_str(arena_fmt(a, "%s", ""), "");
}

static void fill_buf(struct buf *b)
{
	buf_cstr(b, "n=");
	buf_int(b, INT64_MIN);
	buf_char(b, ' ');
	buf_int(b, 0);
	buf_str_add(b, STR(" and "));
	buf_int(b, INT64_MAX);
	buf_fmt(b, " %s:%03d", "x", 7);
}

static void buf_builds_on_heap_and_in_arena(void **state)
{
	(void)state;
	static const char expected[] = "n=-9223372036854775808 0 and 9223372036854775807 x:007";
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	buf_init(&b, a, 1000);
	assert_str(buf_str(&b), "");
	fill_buf(&b);
	assert_str(buf_str(&b), expected);
	assert_string_equal(b.p, expected);

	buf_init(&b, NULL, SIZE_MAX);
	fill_buf(&b);
	assert_str(buf_str(&b), expected);
	for (int i = 0; i < 100000; i++)
		buf_fmt(&b, "%05d", i);
	assert_int_equal(b.n, sizeof expected - 1 + 500000);
	assert_string_equal(b.p + b.n - 10, "9999899999");
	buf_release(&b);
	assert_str(buf_str(&b), "");
	buf_cstr(&b, "again");
	assert_string_equal(b.p, "again");
	buf_release(&b);
}

static void buf_keeps_to_its_maximum(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf b;
	buf_init(&b, a, 5);
	buf_cstr(&b, "12345");
	assert_false(buf_failed(&b));
	assert_string_equal(b.p, "12345");
	buf_char(&b, '6');
	assert_true(buf_failed(&b));
	assert_str(buf_str(&b), "12345");

	buf_clear(&b);
	assert_false(buf_failed(&b));
	buf_cstr(&b, "123");
	buf_cstr(&b, "456");
	assert_true(buf_failed(&b));
	buf_cstr(&b, "4");
	assert_string_equal(b.p, "123");

	buf_clear(&b);
	buf_cstr(&b, "12");
	buf_fmt(&b, "%s", "345");
	assert_string_equal(b.p, "12345");
	buf_fmt(&b, "%d", 6);
	assert_true(buf_failed(&b));
	assert_string_equal(b.p, "12345");
	assert_null(buf_room(&b, 0));

	buf_init(&b, a, 0);
	buf_add(&b, NULL, 0);
	assert_false(buf_failed(&b));
	buf_char(&b, 'x');
	assert_true(buf_failed(&b));
}

static void buf_lends_room(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, NULL, 100);
	char *p = buf_room(&b, 100);
	assert_non_null(p);
	memset(p, 'x', 100);
	buf_commit(&b, 3);
	assert_string_equal(b.p, "xxx");
	assert_null(buf_room(&b, 98));
	assert_true(buf_failed(&b));
	buf_release(&b);
}

static void vec_grows(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct pair {
		int x;
		int64_t y;
	};
	VEC(struct pair) v = { 0 };
	for (int i = 0; i < 10000; i++) {
		*vec_push(a, &v) = (struct pair){ i, -i };
		arena_alloc(a, i % 3 == 0);
	}
	assert_int_equal(v.n, 10000);
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(v.p[i].x, i);
		assert_int_equal(v.p[i].y, -i);
	}
}

static void check_map(struct map *m, arena *keys)
{
	enum { N = 50000 };
	bool added;
	assert_null(map_get(m, STR("k0")));
	for (int i = 0; i < N; i++) {
		union map_value *v = map_put(m, arena_fmt(keys, "k%d", i), &added);
		assert_true(added);
		assert_int_equal(v->i, 0);
		v->i = i;
	}
	assert_int_equal(m->n, N);
	for (int i = 0; i < N; i += 7) {
		map_put(m, arena_fmt(keys, "k%d", i), &added)->i += 1;
		assert_false(added);
	}
	assert_int_equal(m->n, N);
	for (int i = 0; i < N; i++) {
		const union map_value *v = map_get(m, arena_fmt(keys, "k%d", i));
		assert_non_null(v);
		assert_int_equal(v->i, i + (i % 7 == 0));
		assert_str(m->entries[i].key, arena_fmt(keys, "k%d", i).p);
	}
	assert_null(map_get(m, STR("k50000")));
	assert_null(map_get(m, STR_EMPTY));
	assert_true(m->n * 10 <= m->nslots * 7);
	map_put(m, STR_EMPTY, NULL)->ptr = m;
	assert_ptr_equal(map_get(m, STR_EMPTY)->ptr, m);
	map_clear(m);
	assert_null(map_get(m, STR("k1")));
	assert_int_equal(map_put(m, STR("k1"), &added)->i, 0);
	assert_true(added);
}

static void map_keeps_thousands_in_order(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct map m;
	map_init(&m, a);
	check_map(&m, a);
	map_init(&m, NULL);
	check_map(&m, a);
	map_release(&m);
	assert_null(map_get(&m, STR("k1")));
}

static void map_tells_keys_with_nul_apart(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct map m;
	map_init(&m, a);
	static const char zeros[40];
	for (size_t n = 0; n <= sizeof zeros; n++)
		map_put(&m, (str){ zeros, n }, NULL)->i = (int64_t)n;
	assert_int_equal(m.n, sizeof zeros + 1);
	for (size_t n = 0; n <= sizeof zeros; n++)
		assert_int_equal(map_get(&m, (str){ zeros, n })->i, n);
}

static void problems_keep_the_first_and_count_all(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 2);
	char path[] = "title";
	problems_add(&ps, (struct problem){ .severity = SEVERITY_WARNING, .key = "problem.a", .path = str_of(path) });
	path[0] = 'X';
	assert_false(problems_refuse(&ps));
	problems_add(&ps, (struct problem){ .severity = SEVERITY_ADVICE, .key = "problem.b", .line = 7 });
	problems_add(&ps, (struct problem){ .severity = SEVERITY_ERROR, .key = "problem.c" });
	problems_add(NULL, (struct problem){ .severity = SEVERITY_FATAL });
	assert_true(problems_refuse(&ps));
	assert_int_equal(ps.n, 3);
	assert_int_equal(ps.by_severity[SEVERITY_WARNING], 1);
	assert_int_equal(ps.by_severity[SEVERITY_ADVICE], 1);
	assert_int_equal(ps.by_severity[SEVERITY_ERROR], 1);
	assert_string_equal(ps.first->key, "problem.a");
	assert_string_equal(ps.first->path.p, "title");
	assert_string_equal(ps.first->found.p, "");
	assert_ptr_equal(ps.first->next, ps.last);
	assert_int_equal(ps.last->line, 7);
	assert_null(ps.last->next);
}

/* What log_line() writes, by a pipe in place of stderr. */
static size_t captured(char *out, size_t size, void (*fn)(void))
{
	int ends[2], saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	fn();
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	ssize_t n = read(ends[0], out, size - 1);
	close(ends[0]);
	assert_true(n >= 0);
	out[n] = '\0';
	return (size_t)n;
}

static void log_three(void)
{
	log_error("cannot start port=%d", 80);
	log_info("user=%s", "a\n<3>forged");
	log_debug("not shown");
}

static void log_long(void)
{
	log_info("%05000d", 1);
}

static void log_writes_one_line_per_event(void **state)
{
	(void)state;
	char text[8192];
	captured(text, sizeof text, log_three);
	assert_string_equal(text, "<3>cannot start port=80\n<6>user=a <3>forged\n");
	size_t n = captured(text, sizeof text, log_long);
	assert_in_range(n, 1000, 4096);
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	log_set_level(LOG_DEBUG);
	captured(text, sizeof text, log_three);
	assert_non_null(strstr(text, "<7>not shown\n"));
	log_set_level(LOG_ERROR);
	captured(text, sizeof text, log_three);
	assert_string_equal(text, "<3>cannot start port=80\n");
	log_set_level(LOG_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_aligned_pieces_that_keep_their_bytes),
		cmocka_unit_test(arena_keeps_its_first_block_when_cleared),
		cmocka_unit_test(arena_grows_the_last_piece_in_place_and_copies_others),
		cmocka_unit_test(arena_grows_big_pieces_among_others),
		cmocka_unit_test(arena_aborts_past_its_limit_only),
		cmocka_unit_test(cleanups_run_once_in_reverse_order),
		cmocka_unit_test(str_compares_by_bytes),
		cmocka_unit_test(str_finds),
		cmocka_unit_test(str_takes_parts),
		cmocka_unit_test(str_cuts),
		cmocka_unit_test(str_reads_integers),
		cmocka_unit_test(arena_text_ends_with_nul),
		cmocka_unit_test(buf_builds_on_heap_and_in_arena),
		cmocka_unit_test(buf_keeps_to_its_maximum),
		cmocka_unit_test(buf_lends_room),
		cmocka_unit_test(vec_grows),
		cmocka_unit_test(map_keeps_thousands_in_order),
		cmocka_unit_test(map_tells_keys_with_nul_apart),
		cmocka_unit_test(problems_keep_the_first_and_count_all),
		cmocka_unit_test(log_writes_one_line_per_event),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
