/* Passwords: what is taken, and how they are kept. */
#include <errno.h>
#include <stdio.h>

#include <sodium.h>
#include <zxcvbn.h>

#include "account/internal.h"
#include "base/utf8.h"

/* An estimate of ten billion guesses: what zxcvbn's authors call very unguessable. */
static const double bits_wanted = 33.2;
enum { WORDS_MAX = 24, WORD_MIN = 3, JUDGED_MAX = 100 /* bytes; what is longer is judged by its beginning */ };

/* Words that whoever knows the person tries first: parts of name and address, and of this place. */
static uint32_t context_words(arena *a, str name, str mail, const char **out)
{
	static const char *const ours[] = { "selaras", "kupang", "timor", "flores", "sumba", "tenggara" };
	uint32_t n = 0;
	for (size_t i = 0; i < SEL_COUNT(ours); i++)
		out[n++] = ours[i];
	str text = utf8_fold(a, arena_fmt(a, "%.*s %.*s", STR_ARG(name), STR_ARG(mail)));
	for (size_t i = 0; i < text.n && n < WORDS_MAX;) {
		size_t from = i;
		while (i < text.n && !strchr(" .@-_+'", text.p[i]))
			i++;
		if (i - from >= WORD_MIN)
			out[n++] = arena_str(a, str_sub(text, from, i - from)).p;
		i++;
	}
	out[n] = NULL;
	return n;
}

const char *password_problem(arena *a, str password, str name, str mail)
{
	const char *words[WORDS_MAX + 1];
	if (utf8_length(password) < PASSWORD_MIN)
		return "account.password_short";
	if (password.n > PASSWORD_MAX)
		return "account.password_long";
	uint32_t n = context_words(a, name, mail, words);
	str folded = utf8_fold(a, password);
	size_t named = 0;
	for (uint32_t i = 0; i < n; i++)
		if (str_find(folded, str_of(words[i]), 0) >= 0 && strlen(words[i]) > named)
			named = strlen(words[i]);
	/* what is left without the word must be something of its own */
	if (named && utf8_length(password) < named + 8)
		return "account.password_named";
	str judged = arena_str(a, str_sub(password, 0, JUDGED_MAX));
	return ZxcvbnMatch(judged.p, words, NULL) < bits_wanted ? "account.password_common" : NULL;
}

static void enter(struct gate *g)
{
	while (sem_wait(&g->sem) != 0 && errno == EINTR)
		continue;
}

bool password_hash(struct gate *g, str password, char out[PASSWORD_HASH])
{
	enter(g);
	int rc = crypto_pwhash_str(out, password.p, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                           crypto_pwhash_MEMLIMIT_INTERACTIVE);
	sem_post(&g->sem);
	return rc == 0;
}

bool gate_open(struct gate *g)
{
	enum { AT_ONCE = 2, SALT = 16, SUM = 32 };
	/* nobody's hash costs as much to check as somebody's; drawn by lot, since to compute one takes 64 MB and a
	 * start's whole time */
	char salt[SALT], sum[SUM], salt_text[2 * SALT], sum_text[2 * SUM];
	random_bytes(salt, SALT);
	random_bytes(sum, SUM);
	const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	sodium_bin2base64(salt_text, sizeof(salt_text), (const unsigned char *)salt, SALT, variant);
	sodium_bin2base64(sum_text, sizeof(sum_text), (const unsigned char *)sum, SUM, variant);
	snprintf(g->nobodys, sizeof(g->nobodys), "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s",
	         (unsigned)(crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024), (unsigned)crypto_pwhash_OPSLIMIT_INTERACTIVE,
	         salt_text, sum_text);
	return sem_init(&g->sem, 0, AT_ONCE) == 0 &&
	       crypto_pwhash_str_needs_rehash(g->nobodys, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                                      crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool password_check(struct gate *g, str password, str hash, bool *old)
{
	bool known = hash.n > 0;
	enter(g);
	bool right = crypto_pwhash_str_verify(known ? hash.p : g->nobodys, password.p, password.n) == 0;
	sem_post(&g->sem);
	*old = known && crypto_pwhash_str_needs_rehash(hash.p, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                                               crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
	return right && known;
}
