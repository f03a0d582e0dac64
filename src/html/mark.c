#include "base/utf8.h"
#include "html/html.h"

#define WORDS_MAX 16

struct words {
	str p[WORDS_MAX];
	size_t n;
};

/* Words are compared folded, as the search does; white space and ASCII punctuation end a word of the text. */
static bool ends_word(char c)
{
	return strchr(" \t\n\r\"'()[]{}<>,;:!?/.&", c) != NULL;
}

static bool is_hit(arena *a, str word, const struct words *wanted)
{
	str folded = utf8_fold(a, word);
	for (size_t i = 0; i < wanted->n; i++)
		if (str_starts(folded, wanted->p[i]))
			return true;
	return false;
}

struct html_safe html_marked(arena *a, str text, str query)
{
	struct words wanted = { .n = 0 };
	str rest = utf8_fold(a, query), word;
	while (wanted.n < WORDS_MAX && str_cut(&rest, ' ', &word))
		if (word.n)
			wanted.p[wanted.n++] = word;
	struct buf out;
	buf_init(&out, a, 1024 * 1024);
	size_t from = 0;
	while (from < text.n) {
		size_t end = from;
		while (end < text.n && !ends_word(text.p[end]))
			end++;
		word = str_sub(text, from, end - from);
		bool hit = word.n && is_hit(a, word, &wanted);
		buf_cstr(&out, hit ? "<mark>" : "");
		html_escape_text(&out, word);
		buf_cstr(&out, hit ? "</mark>" : "");
		if (end < text.n)
			html_escape_text(&out, str_sub(text, end, 1));
		from = end + 1;
	}
	return (struct html_safe){ buf_failed(&out) ? STR_EMPTY : buf_str(&out) };
}
