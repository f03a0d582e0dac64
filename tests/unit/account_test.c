/* Accounts (account/account.h): addresses, paths to go on to, passwords, codes of the second factor. Codes are those of
 * RFC 6238 appendix B; the picture is compared with what the command qrencode draws (given here as a hash). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <sodium.h>

#include "account/internal.h"
#include "html/qr.h"

static void addresses(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	static const struct {
		const char *typed, *kept;
	} rows[] = {
		{ "siti@ntt.example", "siti@ntt.example" },
		{ "  Siti.Lakapu+rkt@NTT.example ", "siti.lakapu+rkt@ntt.example" },
		{ "o'brien_2@a-b.example", "o'brien_2@a-b.example" },
		{ "siti", "" },
		{ "siti@", "" },
		{ "@ntt.example", "" },
		{ "siti@ntt", "" },
		{ "siti@ntt.", "" },
		{ "siti@.example", "" },
		{ "a@b@c.example", "" },
		{ "siti@ntt..example", "" },
		{ ".siti@ntt.example", "" },
		{ "siti.@ntt.example", "" },
		{ "si ti@ntt.example", "" },
		{ "siti\r\nBcc: x@ntt.example", "" },
		{ "<siti@ntt.example>", "" },
		{ "siti@ntt.example,budi@ntt.example", "" },
		{ "siti@nt_t.example", "" },
		{ "sit\xC3\xAF@ntt.example", "" },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_string_equal(account_mail(a, str_of(rows[i].typed)).p, rows[i].kept);
	/* RFC 5321 4.5.3.1: 64 octets before the @, 254 in all */
	str long_local = arena_fmt(a, "%065d@ntt.example", 1), most = arena_fmt(a, "%064d@ntt.example", 1);
	assert_int_equal(account_mail(a, long_local).n, 0);
	assert_int_equal(account_mail(a, most).n, most.n);
}

static void paths_to_go_on_to(void **state)
{
	(void)state;
	static const char *const own[] = { "/", "/id/me", "/id/activity?q=air%20bersih&page=2", "/en/desk/workplan/x" };
	static const char *const others[] = { "",
		                              "//evil.example",
		                              "/\\evil.example",
		                              "https://evil.example/",
		                              "evil.example",
		                              "/id/\r\nSet-Cookie: a=b",
		                              "javascript:alert(1)",
		                              "/id/a b",
		                              "\\\\evil.example",
		                              "/\tid" };
	for (size_t i = 0; i < SEL_COUNT(own); i++)
		assert_true(str_eq(safe_next(str_of(own[i])), str_of(own[i])));
	for (size_t i = 0; i < SEL_COUNT(others); i++)
		assert_int_equal(safe_next(str_of(others[i])).n, 0);
	char far[600];
	memset(far, 'a', sizeof(far));
	far[0] = '/';
	assert_int_equal(safe_next((str){ far, sizeof(far) }).n, 0);
}

static void passwords(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	static const struct {
		const char *password, *problem;
	} rows[] = {
		{ "kuda hijau makan kelapa", NULL },
		{ "correct horse battery staple", NULL },
		{ "4k!9zQ_w8Lm2", NULL },
		{ "\xE6\xB3\xA2\xE6\xB5\xAA\xE5\xB1\xB1\xE5\xB7\x9D \xE6\xB5\xB7\xE9\xA2\xA8 \xE7\x81\xAB\xE6\x9C\xA8 "
		  "\xE9\x9B\xA8\xE9\x9B\xB2",
		  NULL },
		{ "", "account.password_short" },
		{ "4k!9zQ_w8Lm", "account.password_short" },
		{ "password1234", "account.password_common" },
		{ "passwordpassword", "account.password_common" },
		{ "123456789012", "account.password_common" },
		{ "qwertyuiop[]", "account.password_common" },
		{ "aaaaaaaaaaaaaaaaaaaa", "account.password_common" },
		{ "P@ssw0rd1234", "account.password_common" },
		{ "selaras12345", "account.password_named" },
		{ "SitiLakapu99", "account.password_named" },
		{ "lakapu.siti!", "account.password_named" },
		{ "siti lakapu kuda hijau makan kelapa", NULL },
	};
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		const char *found =
		    password_problem(a, str_of(rows[i].password), STR("Siti Lakapu"), STR("siti.lakapu@ntt.example"));
		if (rows[i].problem ? !found || strcmp(found, rows[i].problem) != 0 : found != NULL)
			fail_msg("%s: %s", rows[i].password, found ? found : "taken");
	}
	char most[PASSWORD_MAX + 2];
	for (size_t i = 0; i < sizeof(most) - 1; i++)
		most[i] = (char)('a' + i * 7 % 26);
	most[PASSWORD_MAX + 1] = '\0';
	assert_string_equal(password_problem(a, str_of(most), STR_EMPTY, STR_EMPTY), "account.password_long");
	most[PASSWORD_MAX] = '\0';
	assert_null(password_problem(a, str_of(most), STR_EMPTY, STR_EMPTY));
}

static void hashes_of_passwords(void **state)
{
	(void)state;
	struct gate g;
	char one[PASSWORD_HASH], two[PASSWORD_HASH];
	bool old;
	hash_start();
	assert_true(gate_open(&g));
	assert_true(password_hash(&g, STR("kuda hijau"), one) && password_hash(&g, STR("kuda hijau"), two));
	assert_memory_equal(one, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_string_not_equal(one, two);
	/* nobody's looks like anybody's, so that checking it takes as long */
	assert_memory_equal(g.nobodys, one, 31);
	assert_int_equal(strlen(g.nobodys), strlen(one));
	assert_true(password_check(&g, STR("kuda hijau"), str_of(one), &old));
	assert_false(old);
	assert_false(password_check(&g, STR("kuda hijau "), str_of(one), &old));
	assert_false(password_check(&g, STR(""), STR_EMPTY, &old));
	assert_false(password_check(&g, str_of(g.nobodys), STR_EMPTY, &old));
	/* "password" with m=4096, t=3, made by the command argon2 of Debian */
	static const char weak[] =
	    "$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$WYyHTrwJ8TDzXzeWxdcP5Q5ohTLYTwyXh6p3JlpVKkU";
	password_check(&g, STR("password"), str_of(weak), &old);
	assert_true(old);
	sem_destroy(&g.sem);
}

static const uint8_t rfc_secret[] = "12345678901234567890";

static void codes_by_time(void **state)
{
	(void)state;
	/* RFC 6238 appendix B, SHA-1, the last six of the eight digits */
	static const struct {
		int64_t s;
		const char *code;
	} rows[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
		     { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
	for (size_t i = 0; i < SEL_COUNT(rows); i++) {
		char code[7];
		int64_t ms = rows[i].s * 1000, step = rows[i].s / 30;
		factor_code(rfc_secret, ms, code);
		assert_string_equal(code, rows[i].code);
		str c = str_of(rows[i].code);
		assert_int_equal(factor_step(rfc_secret, c, ms, 0), step);
		/* one step early and late, not two */
		assert_int_equal(factor_step(rfc_secret, c, ms + 30000, 0), step);
		assert_int_equal(factor_step(rfc_secret, c, ms - 30000, 0), step);
		assert_int_equal(factor_step(rfc_secret, c, ms + 60000, 0), 0);
		if (ms > 60000)
			assert_int_equal(factor_step(rfc_secret, c, ms - 60000, 0), 0);
		/* once only, and none before it afterwards */
		assert_int_equal(factor_step(rfc_secret, c, ms, step), 0);
		assert_int_equal(factor_step(rfc_secret, c, ms, step + 1), 0);
	}
	assert_int_equal(factor_step(rfc_secret, STR("28708"), 59000, 0), 0);
	assert_int_equal(factor_step(rfc_secret, STR("2870822"), 59000, 0), 0);
	assert_int_equal(factor_step(rfc_secret, STR(""), 59000, 0), 0);
}

static void secret_for_typing(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	int width = 0;
	/* RFC 4648 base32 of the RFC's secret, by the command base32 */
	assert_string_equal(factor_text(a, rfc_secret).p, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	str uri = factor_uri(a, rfc_secret, STR("Selaras"), STR("siti@ntt.example"));
	assert_string_equal(
	    uri.p, "otpauth://totp/Selaras:siti%40ntt.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Selaras");
	str picture = qr_picture(a, uri, &width);
	/* 97 bytes at level M: version 6 (ISO 18004 table 7), 41 squares and 4 on each side */
	assert_int_equal(width, 49);
	assert_true(str_starts(picture, STR("M4 4h1v1h-1zM5 4h1v1h-1z")));
}

static void recovery_codes(void **state)
{
	(void)state;
	char one[RECOVERY_SIZE], two[RECOVERY_SIZE];
	recovery_make(one);
	recovery_make(two);
	assert_int_equal(strlen(one), 29);
	assert_string_not_equal(one, two);
	for (size_t i = 0; one[i]; i++)
		assert_non_null(strchr(i % 5 == 4 ? "-" : "0123456789abcdefghjkmnpqrstvwxyz", one[i]));
	struct hash kept = recovery_hash(STR("A"), STR("01ab-cdef"));
	struct hash same = recovery_hash(STR("A"), STR(" OiAB CDEF"));
	struct hash others = recovery_hash(STR("B"), STR("01ab-cdef"));
	assert_memory_equal(kept.b, same.b, HASH_SIZE);
	assert_memory_not_equal(kept.b, others.b, HASH_SIZE);
}

static void key_and_tokens(void **state)
{
	(void)state;
	char path[] = "/tmp/selaras-key-XXXXXX";
	const char *why = "";
	struct key k, again, other;
	uint8_t sealed[5 + SEAL_EXTRA], opened[5];
	hash_start();
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_false(key_load(path, &k, &why)); /* empty: not a key, and it is not overwritten */
	unlink(path);
	assert_true(key_load(path, &k, &why) && key_load(path, &again, &why));
	assert_memory_equal(k.b, again.b, KEY_SIZE);
	key_seal(&k, "angka", 5, sealed);
	assert_true(key_open(&again, (str){ (char *)sealed, sizeof(sealed) }, opened));
	assert_memory_equal(opened, "angka", 5);
	random_bytes(other.b, KEY_SIZE);
	assert_false(key_open(&other, (str){ (char *)sealed, sizeof(sealed) }, opened));
	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 1;
		assert_false(key_open(&k, (str){ (char *)sealed, sizeof(sealed) }, opened));
		sealed[i] ^= 1;
	}
	/* what the cipher of before sealed (libsodium's secretbox) is still opened */
	random_bytes(sealed, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const uint8_t *)"lama!", 5, sealed, k.b);
	assert_true(key_open(&k, (str){ (char *)sealed, sizeof(sealed) }, opened));
	assert_memory_equal(opened, "lama!", 5);
	assert_false(key_open(&k, (str){ (char *)sealed, 10 }, opened));
	unlink(path);
	close(fd);
	struct token t;
	struct hash h;
	token_make(&t);
	assert_true(token_read(str_of(t.text), &h));
	assert_memory_equal(h.b, t.hash.b, HASH_SIZE);
	assert_false(token_read(STR("short"), &h));
	t.text[3] = '%';
	assert_false(token_read(str_of(t.text), &h));
}

static void days_of_use(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *d = doc_new(a, &account_kind);
	date day;
	assert_true(date_parse(STR("2026-03-01"), &day));
	doc_set(d, ACCOUNT_STATUS, STR("invited"));
	assert_false(account_is_active(d, day));
	doc_set(d, ACCOUNT_STATUS, STR("active"));
	assert_true(account_is_active(d, day));
	doc_set(d, ACCOUNT_FROM, STR("2026-03-01"));
	doc_set(d, ACCOUNT_UNTIL, STR("2026-03-02"));
	assert_false(account_is_active(d, day - 1));
	assert_true(account_is_active(d, day) && account_is_active(d, day + 1));
	assert_false(account_is_active(d, day + 2));
}

/* What a person can change of the own account is no power. */
static void own_account_gives_no_powers(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct doc *old = doc_new(a, &account_kind);
	doc_set(old, ACCOUNT_SELF, STR("01HZZZZZZZZZZZZZZZZZZZZZZZ"));
	doc_set(old, ACCOUNT_NAME, STR("Siti"));
	doc_set(old, ACCOUNT_STATUS, STR("active"));
	doc_set(doc_add_row(a, old, ACCOUNT_GRANT), ACCOUNT_GRANT_ROLE, STR("bureau"));
	struct doc *wish = doc_copy(a, old);
	doc_set(wish, ACCOUNT_NAME, STR("Siti Lakapu"));
	doc_set(wish, ACCOUNT_EMAIL, STR("x@y.example"));
	doc_set(wish, ACCOUNT_UNTIL, STR("2099-01-01"));
	doc_set(wish->v[ACCOUNT_GRANT].u.rows[0], ACCOUNT_GRANT_ROLE, STR("admin"));
	doc_set(doc_add_row(a, wish, ACCOUNT_GRANT), ACCOUNT_GRANT_ROLE, STR("admin"));
	const struct doc *got = doc_guard(a, old, wish, role_viewer(ROLE_BUREAU));
	assert_string_equal(doc_str(got, ACCOUNT_NAME).p, "Siti Lakapu");
	assert_false(account_has_role(got, ROLE_ADMIN));
	assert_int_equal(got->v[ACCOUNT_GRANT].n, 1);
	assert_false(doc_has(got, ACCOUNT_EMAIL));
	assert_false(doc_has(got, ACCOUNT_UNTIL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),      cmocka_unit_test(paths_to_go_on_to),
		cmocka_unit_test(passwords),      cmocka_unit_test(hashes_of_passwords),
		cmocka_unit_test(codes_by_time),  cmocka_unit_test(secret_for_typing),
		cmocka_unit_test(recovery_codes), cmocka_unit_test(key_and_tokens),
		cmocka_unit_test(days_of_use),    cmocka_unit_test(own_account_gives_no_powers),
	};
	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
