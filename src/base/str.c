#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/heap.h"

int str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){ s.p, prefix.n }, prefix);
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq((str){ s.p + (s.n - suffix.n), suffix.n }, suffix);
}

ptrdiff_t str_find(str s, str needle, size_t from)
{
	if (from > s.n)
		return -1;
	if (needle.n == 0)
		return (ptrdiff_t)from;
	if (needle.n > s.n - from)
		return -1;
	const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return hit ? hit - s.p : -1;
}

ptrdiff_t str_find_char(str s, char c, size_t from)
{
	if (from >= s.n)
		return -1;
	const char *hit = memchr(s.p + from, c, s.n - from);
	return hit ? hit - s.p : -1;
}

str str_sub(str s, size_t from, size_t n)
{
	if (from >= s.n)
		return STR_EMPTY;
	return (str){ s.p + from, n < s.n - from ? n : s.n - from };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	return s;
}

bool str_cut(str *rest, char c, str *out)
{
	if (rest->n == 0)
		return false;
	ptrdiff_t at = str_find_char(*rest, c, 0);
	if (at < 0) {
		*out = *rest;
		*rest = STR_EMPTY;
	} else {
		*out = (str){ rest->p, (size_t)at };
		*rest = str_sub(*rest, (size_t)at + 1, rest->n);
	}
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(str a, str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool str_to_int(str s, int64_t *out)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
	bool negative = i && s.p[0] == '-';
	int64_t value = 0;
	if (i == s.n)
		return false;
	/* Counted below zero, where there is one number more than above it. */
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, s.p[i] - '0', &value))
			return false;
	}
	if (!negative && __builtin_sub_overflow(0, value, &value))
		return false;
	*out = value;
	return true;
}

str arena_str(arena *a, str s)
{
	return arena_cat(a, s, STR_EMPTY);
}

str arena_cat(arena *a, str x, str y)
{
	char *p = arena_alloc(a, x.n + y.n + 1);
	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	p[x.n + y.n] = '\0';
	return (str){ p, x.n + y.n };
}

str arena_lower(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = lower(s.p[i]);
	p[s.n] = '\0';
	return (str){ p, s.n };
}

str arena_fmt(arena *a, const char *fmt, ...)
{
	va_list args, again;
	char brief[512]; /* most texts are shorter: those are formatted once */
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(brief, sizeof(brief), fmt, args);
	va_end(args);
	assert(n >= 0);
	size_t size = n > 0 ? (size_t)n : 0;
	char *p = arena_alloc(a, size + 1);
	p[0] = '\0';
	if (size < sizeof(brief))
		memcpy(p, brief, size + 1);
	else
		vsnprintf(p, size + 1, fmt, again);
	va_end(again);
	return (str){ p, size };
}

void buf_init(struct buf *b, arena *a, size_t max)
{
	*b = (struct buf){ .max = max < PTRDIFF_MAX ? max : PTRDIFF_MAX - 1, .arena = a };
}

void buf_release(struct buf *b)
{
	if (!b->arena)
		free(b->p);
	buf_init(b, b->arena, b->max);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
	if (b->p)
		b->p[0] = '\0';
}

bool buf_failed(const struct buf *b)
{
	return b->failed;
}

str buf_str(const struct buf *b)
{
	return b->p ? (str){ b->p, b->n } : STR_EMPTY;
}

/* Makes cap > n + more, so that a NUL still fits; false (and failed) when that passes the maximum. */
static bool buf_reserve(struct buf *b, size_t more)
{
	if (b->failed || more > b->max - b->n) {
		b->failed = true;
		return false;
	}
	size_t need = b->n + more + 1;
	if (need <= b->cap)
		return true;
	size_t cap = b->cap < 64 ? 64 : b->cap * 2;
	if (cap < need)
		cap = need;
	if (cap > b->max + 1)
		cap = b->max + 1;
	b->p = b->arena ? arena_grow(b->arena, b->p, b->cap, cap) : heap_grow(b->p, cap);
	b->cap = cap;
	return true;
}

char *buf_room(struct buf *b, size_t n)
{
	return buf_reserve(b, n) ? b->p + b->n : NULL;
}

void buf_commit(struct buf *b, size_t n)
{
	assert(n < b->cap - b->n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, const char *p, size_t n)
{
	if (!buf_reserve(b, n))
		return;
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str_add(struct buf *b, str s)
{
	buf_add(b, s.p, s.n);
}

void buf_cstr(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t i)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
	do {
		digits[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (i < 0)
		digits[--at] = '-';
	buf_add(b, digits + at, sizeof digits - at);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	if (b->failed)
		return;
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	size_t free_bytes = b->cap - b->n;
	int n = vsnprintf(free_bytes ? b->p + b->n : NULL, free_bytes, fmt, args);
	va_end(args);
	assert(n >= 0);
	size_t size = n > 0 ? (size_t)n : 0;
	if (size >= free_bytes) {
		if (b->p)
			b->p[b->n] = '\0';
		if (buf_reserve(b, size))
			vsnprintf(b->p + b->n, size + 1, fmt, again);
		else
			size = 0;
	}
	va_end(again);
	b->n += size;
}
