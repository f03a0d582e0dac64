/* str.h -- text as pointer and length, and a growing buffer with a maximum.
 *
 * Invariants: a str never owns its bytes; p is never NULL in a str made here (the empty one points to "");
 * a str that comes from an arena is followed by a NUL, so that it can be handed to a C library.
 * A buf that passed its maximum keeps what it had, ignores further appends and says so by buf_failed(). */
#ifndef SELARAS_BASE_STR_H
#define SELARAS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"

typedef struct str {
	const char *p;
	size_t n;
} str;

#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })
#define STR_EMPTY ((str){ "", 0 })
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) ((int)(s).n), ((s).p)

static inline str str_of(const char *c)
{
	return c ? (str){ c, strlen(c) } : STR_EMPTY;
}
static inline bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(str a, const char *c)
{
	return str_eq(a, str_of(c));
}
/* Byte order; <0, 0, >0. */
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
/* Position of NEEDLE in S at or after FROM, or -1. */
ptrdiff_t str_find(str s, str needle, size_t from);
ptrdiff_t str_find_char(str s, char c, size_t from);
/* The part from FROM, at most N bytes long; positions past the end give the empty str. */
str str_sub(str s, size_t from, size_t n);
/* Without ASCII white space at both ends. */
str str_trim(str s);
/* Cuts REST at the first C: returns what stands before it and leaves the rest in REST; false when REST is used up.
 * So "a,,b" gives "a", "", "b"; a C at the very end ends the last piece and starts none, as with lines. */
bool str_cut(str *rest, char c, str *out);
/* ASCII only. */
bool str_eq_nocase(str a, str b);
/* Whole-string decimal integer, optional sign; false on anything else or overflow. */
bool str_to_int(str s, int64_t *out) SEL_MUST_CHECK;

/* Copies into the arena, NUL-terminated. */
str arena_str(arena *a, str s);
str arena_fmt(arena *a, const char *fmt, ...) SEL_PRINTF(2, 3);
str arena_cat(arena *a, str x, str y);
/* ASCII lower case copy. */
str arena_lower(arena *a, str s);

struct buf {
	char *p;  /* always NUL-terminated once something was appended */
	size_t n; /* bytes used */
	size_t cap;
	size_t max;   /* most bytes ever held */
	bool failed;  /* sticky: an append did not fit */
	arena *arena; /* where the bytes live; NULL: malloc, ended by buf_release() */
};

/* Life in arena A (or on the heap when A is NULL), at most MAX bytes. */
void buf_init(struct buf *b, arena *a, size_t max);
void buf_release(struct buf *b); /* only needed for heap buffers; leaves it empty and usable */
void buf_clear(struct buf *b);   /* empties and clears the failure, keeps the memory */
bool buf_failed(const struct buf *b);
str buf_str(const struct buf *b); /* valid until the next append */
void buf_add(struct buf *b, const char *p, size_t n);
void buf_str_add(struct buf *b, str s);
void buf_cstr(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t i);
void buf_fmt(struct buf *b, const char *fmt, ...) SEL_PRINTF(2, 3);
/* Makes room for N bytes more and returns where they go (NULL when they do not fit); then buf_commit(). */
char *buf_room(struct buf *b, size_t n);
void buf_commit(struct buf *b, size_t n);

#endif
