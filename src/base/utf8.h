/* utf8.h -- UTF-8 checking, folding for search and comparison, and the order of names.
 *
 * fold: Unicode case folding, accents and other marks stripped, compatibility forms (ligatures, full width) made plain,
 * punctuation, symbols and white space to single spaces, none at the ends. Composed and decomposed spellings of a text
 * fold alike.
 * The same folded text is stored for both engines, so that searching gives the same rows on both. */
#ifndef SELARAS_BASE_UTF8_H
#define SELARAS_BASE_UTF8_H

#include <stdbool.h>
#include <stdio.h>

#include "base/str.h"

bool utf8_valid(str s);
/* Number of code points; S is valid. */
size_t utf8_length(str s);
/* At most N bytes of S, never cutting inside a code point of valid text. */
str utf8_cut(str s, size_t n);
/* At most N code points, never cutting inside one. */
str utf8_prefix(str s, size_t n);
/* Folded copy in the arena. */
str utf8_fold(arena *a, str s);
void utf8_fold_into(struct buf *out, str s);
/* One code point at *I (advanced past it); 0xFFFD for a malformed one. */
uint32_t utf8_next(str s, size_t *i);
void utf8_put(struct buf *out, uint32_t c);
/* Writes S for a terminal: a control character, by which data could command it, becomes a question mark. */
void utf8_print(FILE *out, str s);
/* Order of names: ICU root collation, numbers by value ("und-u-kn-true"), safe in threads. */
int utf8_collate(str a, str b);
/* Sort key whose byte order is the order of utf8_collate(). */
str utf8_sort_key(arena *a, str s);

#endif
