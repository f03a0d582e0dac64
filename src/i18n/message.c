#include "i18n/i18n.h"

#include <assert.h>
#include <string.h>

#include "i18n/catalogue.h"

#define TEXT_MAX (64 * 1024)

bool lang_parse(str code, enum lang *out)
{
	for (int i = 0; i < LANG_COUNT; i++) {
		if (str_is(code, catalogues[i].code)) {
			*out = (enum lang)i;
			return true;
		}
	}
	return false;
}

/* "0.75" as 750; 1000 for what is no weight. */
static int weight(str s)
{
	int n = 0, scale = 1000;
	if (!s.n || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.') || s.n > 5)
		return 1000;
	n = s.p[0] == '1' ? 1000 : 0;
	for (size_t i = 2; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		n += (s.p[i] - '0') * (scale /= 10);
	return n > 1000 ? 1000 : n;
}

enum lang lang_accepted(str header)
{
	enum lang best = LANG_ID, lang;
	int most = 0;
	str one, tag = STR_EMPTY, param;
	for (int i = 0; i < 50 && str_cut(&header, ',', &one); i++) {
		int q = 1000;
		if (!str_cut(&one, ';', &tag))
			continue;
		while (str_cut(&one, ';', &param)) {
			param = str_trim(param);
			if (str_starts(param, STR("q=")) || str_starts(param, STR("Q=")))
				q = weight(str_sub(param, 2, param.n));
		}
		tag = str_trim(tag);
		ptrdiff_t dash = str_find_char(tag, '-', 0);
		char code[3] = "";
		str base = dash < 0 ? tag : str_sub(tag, 0, (size_t)dash);
		for (size_t c = 0; base.n == 2 && c < 2; c++)
			code[c] = (char)(base.p[c] | 0x20);
		if (q > most && lang_parse(str_of(code), &lang)) {
			most = q;
			best = lang;
		}
	}
	return best;
}

const char *lang_code(enum lang lang)
{
	assert((unsigned)lang < LANG_COUNT);
	return catalogues[lang].code;
}

str msg(enum lang lang, enum msg m)
{
	assert((unsigned)lang < LANG_COUNT && (unsigned)m < MSG_COUNT);
	return catalogues[lang].forms[0][m];
}

const char *msg_key(enum msg m)
{
	assert((unsigned)m < MSG_COUNT);
	return catalogue_keys[m];
}

size_t msg_holes(enum msg m)
{
	assert((unsigned)m < MSG_COUNT);
	return catalogue_holes[m];
}

/* Holes are single digits, checked by tools/poc.py; no other brace is in a text. */
static str fill(arena *a, str text, size_t n, const str *args)
{
	struct buf out;
	buf_init(&out, a, TEXT_MAX);
	size_t from = 0;
	for (;;) {
		ptrdiff_t at = str_find_char(text, '{', from);
		if (at < 0)
			break;
		buf_add(&out, text.p + from, (size_t)at - from);
		size_t hole = (size_t)(text.p[at + 1] - '0');
		if (hole < n)
			buf_str_add(&out, args[hole]);
		from = (size_t)at + 3;
	}
	buf_add(&out, text.p + from, text.n - from);
	return buf_str(&out);
}

str msg_args(arena *a, enum lang lang, enum msg m, size_t n, const str *args)
{
	assert(n >= msg_holes(m));
	return fill(a, msg(lang, m), n, args);
}

str msg_n(arena *a, enum lang lang, enum msg m, int64_t count, size_t n, const str *args)
{
	assert((unsigned)lang < LANG_COUNT && (unsigned)m < MSG_COUNT && n < 10);
	const struct catalogue *c = &catalogues[lang];
	uint64_t size = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
	unsigned form = c->plural(size);
	assert(form < c->nplurals && n + 1 >= msg_holes(m));
	str all[10] = { i18n_int(a, lang, count) };
	for (size_t i = 0; i < n; i++)
		all[i + 1] = args[i];
	str text = c->forms[form][m];
	return fill(a, text.n ? text : c->forms[0][m], n + 1, all);
}

bool msg_by_key(const char *key, enum msg *out)
{
	size_t low = 0, high = MSG_COUNT;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(key, catalogue_keys[middle]);
		if (order == 0) {
			*out = (enum msg)middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

str msg_or(enum lang lang, const char *key, str otherwise)
{
	enum msg m;
	return msg_by_key(key, &m) ? msg(lang, m) : otherwise;
}

str msg_label(enum lang lang, const char *space, const char *kind, const char *name, str otherwise)
{
	char key[200];
	size_t lengths[3] = { strlen(space), strlen(kind), strlen(name) };
	if (lengths[0] + lengths[1] + lengths[2] + 3 > sizeof key)
		return otherwise;
	const char *parts[3] = { space, kind, name };
	size_t n = 0;
	for (int i = 0; i < 3; i++) {
		memcpy(key + n, parts[i], lengths[i]);
		n += lengths[i];
		key[n++] = i < 2 ? '.' : '\0';
	}
	return msg_or(lang, key, otherwise);
}

str msg_problem(arena *a, enum lang lang, const struct problem *p)
{
	enum msg m;
	if (!msg_by_key(p->key, &m) || msg_holes(m) > 2)
		return str_of(p->key);
	return msg_args(a, lang, m, 2, (const str[]){ p->found, p->expected });
}
