/* The bytes of letters, held against RFC 5322, 2045 and 2047 by hand. That Python's email reads the same out of them is
 * tests/http/mail_test.py's part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/internal.h"
#include "mail/letter.h"

static arena *a;

static struct letter plain(void)
{
	return (struct letter){ .id = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
		                .at = 880127706000, /* RFC 5322, A.1.1: Fri, 21 Nov 1997 09:55:06 -0600 */
		                .lang = LANG_ID,
		                .from = STR("selaras@contoh.example"),
		                .from_name = STR("Selaras"),
		                .to = STR("mary@contoh.example"),
		                .to_name = STR_EMPTY,
		                .subject = STR("Halo"),
		                .text = STR("Satu\nDua\n"),
		                .settings = STR_EMPTY };
}

static str written(const struct letter *l)
{
	struct buf b;
	buf_init(&b, a, 100000);
	assert_true(letter_write(l, &b));
	return buf_str(&b);
}

static str body(const struct letter *l)
{
	str s = written(l);
	ptrdiff_t at = str_find(s, STR("\r\n\r\n"), 0);
	assert_true(at > 0);
	return arena_str(a, str_sub(s, (size_t)at + 4, s.n));
}

static void a_plain_letter(void **state)
{
	(void)state;
	struct letter l = plain();
	assert_string_equal(written(&l).p, "Date: Fri, 21 Nov 1997 23:55:06 +0800\r\n"
	                                   "From: Selaras\r\n <selaras@contoh.example>\r\n"
	                                   "To: mary@contoh.example\r\n"
	                                   "Subject: Halo\r\n"
	                                   "Message-ID: <01ARZ3NDEKTSV4RRFFQ69G5FAV@contoh.example>\r\n"
	                                   "Auto-Submitted: auto-generated\r\n"
	                                   "MIME-Version: 1.0\r\n"
	                                   "Content-Type: text/plain; charset=utf-8\r\n"
	                                   "Content-Transfer-Encoding: quoted-printable\r\n"
	                                   "Content-Language: id\r\n"
	                                   "\r\n"
	                                   "Satu\r\nDua\r\n");
}

static void nothing_adds_a_header(void **state)
{
	(void)state;
	struct letter l = plain();
	l.to_name = STR("Siti\r\nBcc: x@contoh.example\r\n\r\nisi");
	l.subject = STR("Halo\nBcc: y@contoh.example\rX: \x7f");
	l.settings = STR("https://contoh.example/\r\nBcc: z@contoh.example");
	str s = written(&l);
	size_t lines = 0, headers = (size_t)str_find(s, STR("\r\n\r\n"), 0);
	str rest = str_sub(s, 0, headers), line;
	while (str_cut(&rest, '\n', &line)) {
		lines++;
		assert_false(str_starts(line, STR("Bcc")) || str_starts(line, STR("X:")));
		assert_true(str_ends(line, STR("\r")) || rest.n == 0);
		assert_int_equal(str_find_char(str_sub(line, 0, line.n - 1), '\r', 0), -1);
	}
	assert_true(lines >= 11);
	assert_true(str_find(s, STR("Subject: Halo Bcc: y@contoh.example X:\r\n"), 0) > 0);
}

static void words_are_encoded_between_characters(void **state)
{
	(void)state;
	struct letter l = plain();
	/* 38 bytes, then a character of two: 39 would cut it */
	l.subject = STR("12345678901234567890123456789012345678\xc3\xa9 dan seterusnya, sampai penuh");
	str s = written(&l);
	assert_true(
	    str_find(
	        s,
	        STR("Subject: =?UTF-8?B?MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg=?=\r\n =?UTF-8?B?w6kgZGFu"),
	        0) > 0);
	l.subject = STR("=?UTF-8?B?aGFsbw==?="); /* looks encoded and is not: encoded once more */
	assert_true(str_find(written(&l), STR("Subject: =?UTF-8?B?PT9VVEYtOD9CP2FHRnNidz09Pz0=?=\r\n"), 0) > 0);
	l.to_name = STR("Maria, \"M\" (OPD)"); /* none of this is an atom */
	assert_true(str_find(written(&l), STR("To: =?UTF-8?B?TWFyaWEsICJNIiAoT1BEKQ==?=\r\n <mary@"), 0) > 0);
	l.subject = STR("rusak \xff\xfe");
	assert_true(str_find(written(&l), STR("Subject: rusak ??\r\n"), 0) > 0);
}

static void the_text_is_quoted_printable(void **state)
{
	(void)state;
	struct letter l = plain();
	l.text = STR("a=b \xc3\xa9\tc \nakhir\t\n.\r\n\nsisa\rsini");
	assert_string_equal(body(&l).p, "a=3Db =C3=A9\tc=20\r\nakhir=09\r\n.\r\n\r\nsisa=0Dsini\r\n");
	char line[161];
	memset(line, 'x', 160);
	line[160] = '\0';
	l.text = arena_str(a, (str){ line, 76 });
	assert_int_equal(body(&l).n, 78); /* a line of 76 fits */
	l.text = arena_str(a, (str){ line, 77 });
	assert_string_equal(str_sub(body(&l), 75, 99).p, "=\r\nxx\r\n");
	l.text = arena_str(a, (str){ line, 160 });
	str s = body(&l), one;
	while (str_cut(&s, '\n', &one))
		assert_true(one.n <= 77);
	/* a quoted character is not cut: 74 x, then three places do not fit before the sign */
	memcpy(line + 74, "=", 2);
	l.text = arena_fmt(a, "%sx", line);
	assert_string_equal(str_sub(body(&l), 74, 99).p, "=\r\n=3Dx\r\n");
}

static void addresses(void **state)
{
	(void)state;
	static const char *const good[] = { "a@b", "siti.lakapu+x@contoh.example", "o'neil@contoh.example" };
	static const char *const bad[] = { "",        "a",          "@b",      "a@",     "a@b@c",
		                           "a b@c",   "a@b\r\n",    "a@b>",    "<a@b",   "a,b@c",
		                           "a@b\x7f", "\xc3\xa9@b", "\"a\"@b", "a(x)@b", "a@[127.0.0.1]" };
	for (size_t i = 0; i < SEL_COUNT(good); i++)
		assert_true(letter_address_ok(str_of(good[i])));
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(letter_address_ok(str_of(bad[i])));
	struct letter l = plain();
	struct buf b;
	buf_init(&b, a, 1000);
	l.to = STR("x@y\r\nBcc: z@y");
	assert_false(letter_write(&l, &b));
	l = plain();
	buf_init(&b, a, 100);
	assert_false(letter_write(&l, &b)); /* does not fit */
}

static void pauses_grow_to_six_hours(void **state)
{
	(void)state;
	const int64_t minute = 60000;
	static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360 };
	int64_t sum = 0;
	for (size_t i = 0; i < SEL_COUNT(minutes); i++)
		assert_int_equal(mail_pause((int64_t)i + 1), minutes[i] * minute);
	for (int64_t i = 1; sum < 3 * 24 * 60 * minute; i++) {
		sum += mail_pause(i);
		assert_true(i < 30); /* three days are some twenty tries */
	}
	assert_int_equal(mail_pause(1000000), 360 * minute);
}

static void what_a_mail_server_is(void **state)
{
	(void)state;
	struct smtp_opts o = { .url = "smtp://mail.contoh.example:587", .from = "a@contoh.example" };
	assert_null(smtp_problem(&o));
	o.url = "smtps://[::1]:465";
	assert_null(smtp_problem(&o));
	static const char *const bad[] = { "mail.contoh.example", "http://contoh.example", "smtp://",
		                           "smtp://u:p@contoh.example", "file:///etc/passwd" };
	for (size_t i = 0; i < SEL_COUNT(bad); i++) {
		o.url = bad[i];
		assert_non_null(smtp_problem(&o));
	}
	o = (struct smtp_opts){ .url = "smtp://contoh.example" };
	assert_non_null(smtp_problem(&o));
	o.from = "Selaras <a@contoh.example>";
	assert_non_null(smtp_problem(&o));
}

/* Only this machine is talked to without TLS; RFC 1122, 3.2.1.3 (g): 127.0.0.0/8 is the host itself. */
static void what_this_machine_is(void **state)
{
	(void)state;
	static const char *const here[] = { "smtp://127.0.0.1:25", "smtp://127.3.2.1", "smtp://localhost:2525",
		                            "smtp://[::1]:25" };
	static const char *const elsewhere[] = { "smtp://127.example.org:25",
		                                 "smtp://127.0.0.1.example.org",
		                                 "smtp://128.0.0.1",
		                                 "smtp://localhost.example.org",
		                                 "smtp://[::2]",
		                                 "smtp://10.0.0.1" };
	for (size_t i = 0; i < SEL_COUNT(here); i++)
		assert_true(smtp_is_here(here[i]));
	for (size_t i = 0; i < SEL_COUNT(elsewhere); i++)
		assert_false(smtp_is_here(elsewhere[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_letter),
		cmocka_unit_test(nothing_adds_a_header),
		cmocka_unit_test(words_are_encoded_between_characters),
		cmocka_unit_test(the_text_is_quoted_printable),
		cmocka_unit_test(addresses),
		cmocka_unit_test(pauses_grow_to_six_hours),
		cmocka_unit_test(what_a_mail_server_is),
		cmocka_unit_test(what_this_machine_is),
	};
	a = arena_new(0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
