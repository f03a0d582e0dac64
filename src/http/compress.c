#include "http/compress.h"

#include <stdlib.h>
#define ZLIB_CONST /* its inputs are const */
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 /* zlib's way of asking for a gzip frame */, STREAM_INPUT = 16384 };

struct gzip_stream {
	z_stream z;
	reply_fill *fill;
	void *ctx;
	bool ended; /* the source has no more */
	bool failed;
	char input[STREAM_INPUT];
};

/* A weight of zero, in any of its spellings ("0", "0.0", "0.000"), means refused (RFC 9110, 12.4.2). */
static bool is_refused(str parameters)
{
	str p;
	while (str_cut(&parameters, ';', &p)) {
		p = str_trim(p);
		if (p.n < 3 || (p.p[0] != 'q' && p.p[0] != 'Q') || p.p[1] != '=')
			continue;
		for (size_t i = 2; i < p.n; i++)
			if (p.p[i] != '0' && p.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

unsigned compress_accepted(str list)
{
	unsigned accepted = 1U << ENCODING_IDENTITY;
	str item, name;
	while (str_cut(&list, ',', &item)) {
		if (!str_cut(&item, ';', &name))
			continue;
		name = str_trim(name);
		if (is_refused(item))
			continue;
		if (str_eq_nocase(name, STR("gzip")) || str_eq_nocase(name, STR("x-gzip")))
			accepted |= 1U << ENCODING_GZIP;
		else if (str_eq_nocase(name, STR("br")))
			accepted |= 1U << ENCODING_BROTLI;
	}
	return accepted;
}

bool compress_type(const char *type)
{
	static const char *const starts[] = { "text/",
		                              "application/json",
		                              "application/xml",
		                              "application/javascript",
		                              "application/manifest+json",
		                              "application/geo+json",
		                              "application/rss+xml",
		                              "application/atom+xml",
		                              "application/ld+json",
		                              "application/problem+json",
		                              "image/svg+xml" };
	for (size_t i = 0; i < SEL_COUNT(starts); i++)
		if (str_starts(str_of(type), str_of(starts[i])))
			return true;
	return false;
}

static const Bytef *bytes_of(const char *p)
{
	return (const Bytef *)p;
}

bool compress_gzip(str body, int level, char **out, size_t *n)
{
	z_stream z = { 0 };
	*out = NULL;
	if (body.n > UINT32_MAX / 2 || deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	uLong room = deflateBound(&z, (uLong)body.n);
	char *to = malloc(room);
	z.next_in = bytes_of(body.p);
	z.avail_in = (uInt)body.n;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	bool done = to && deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body.n;
	*n = z.total_out;
	deflateEnd(&z);
	if (!done) {
		free(to);
		return false;
	}
	/* the bound is generous, and cached bodies stay for long */
	char *exact = realloc(to, *n);
	*out = exact ? exact : to;
	return true;
}

static void end_stream(void *p)
{
	struct gzip_stream *s = p;
	deflateEnd(&s->z);
}

struct gzip_stream *gzip_stream_new(arena *a, reply_fill *fill, void *ctx)
{
	struct gzip_stream *s = arena_make(a, struct gzip_stream);
	s->fill = fill;
	s->ctx = ctx;
	s->failed = deflateInit2(&s->z, 1, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK;
	if (!s->failed)
		arena_defer(a, end_stream, s);
	return s;
}

ptrdiff_t gzip_stream_fill(void *ctx, char *out, size_t max)
{
	struct gzip_stream *s = ctx;
	s->z.next_out = (Bytef *)out;
	s->z.avail_out = (uInt)(max > UINT32_MAX ? UINT32_MAX : max);
	uInt room = s->z.avail_out;
	while (!s->failed && s->z.avail_out == room) {
		if (s->z.avail_in == 0 && !s->ended) {
			ptrdiff_t n = s->fill(s->ctx, s->input, sizeof(s->input));
			s->failed = n < 0;
			s->ended = n == 0;
			s->z.next_in = bytes_of(s->input);
			s->z.avail_in = n > 0 ? (uInt)n : 0;
			if (s->failed)
				break;
		}
		int rc = deflate(&s->z, s->ended ? Z_FINISH : Z_NO_FLUSH);
		if (rc == Z_STREAM_END)
			break;
		s->failed = rc != Z_OK && rc != Z_BUF_ERROR;
	}
	return s->failed ? -1 : (ptrdiff_t)(room - s->z.avail_out);
}
