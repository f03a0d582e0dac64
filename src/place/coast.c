/* The embedded coastline, drawn in any frame and cut at its edges, so that the map of one regency does not carry all
 * islands of the province. */
#include "place/coast.h"

#include <math.h>

#include "place/geo_internal.h"

enum { EDGE_MARGIN = 8, COAST_PATH_MAX = 1 << 20 };

typedef VEC(struct place_xy) corners;

/* Side of the frame: the coordinate on this axis is at least (or at most) the limit. */
struct side {
	bool vertical; /* the y axis */
	bool most;
	double limit;
};

static double beyond(const struct side *s, struct place_xy p)
{
	double d = (s->vertical ? p.y : p.x) - s->limit;
	return s->most ? d : -d;
}

/* One side of Sutherland and Hodgman's polygon clipping. */
static void cut(arena *a, const corners *in, const struct side *s, corners *out)
{
	out->n = 0;
	for (size_t i = 0; i < in->n; i++) {
		struct place_xy p = in->p[i], q = in->p[(i + 1) % in->n];
		double dp = beyond(s, p), dq = beyond(s, q);
		if (dp <= 0)
			*vec_push(a, out) = p;
		if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
			double t = dp / (dp - dq);
			*vec_push(a, out) = (struct place_xy){ p.x + t * (q.x - p.x), p.y + t * (q.y - p.y) };
		}
	}
}

static void draw_pair(struct buf *out, char before, long x, long y)
{
	buf_char(out, before);
	buf_int(out, x);
	buf_char(out, ' ');
	buf_int(out, y);
}

static void draw_ring(struct buf *out, const corners *ring)
{
	long x = 0, y = 0;
	bool moved = false;
	for (size_t i = 0; i < ring->n; i++) {
		long nx = lround(ring->p[i].x), ny = lround(ring->p[i].y);
		if (i == 0)
			draw_pair(out, 'M', nx, ny);
		else if (nx != x || ny != y)
			draw_pair(out, moved ? ' ' : 'l', nx - x, ny - y);
		moved = moved || (i && (nx != x || ny != y));
		x = nx;
		y = ny;
	}
	buf_char(out, 'z');
}

static struct place_xy move(const struct place_frame *from, const struct place_frame *to, struct vertex v)
{
	int32_t lat, lon;
	place_frame_degrees(from, (struct place_xy){ v.x, v.y }, &lat, &lon);
	return place_frame_xy(to, lat, lon);
}

str place_coast_path(arena *a, const struct place_frame *f, enum place_coast which)
{
	ARENA_SCOPE arena *scratch = arena_new(0);
	const struct side sides[] = { { false, false, -EDGE_MARGIN },
		                      { false, true, f->width + EDGE_MARGIN },
		                      { true, false, -EDGE_MARGIN },
		                      { true, true, f->height + EDGE_MARGIN } };
	vertices v = { 0 };
	ring_ends ends = { 0 };
	corners ring = { 0 }, other = { 0 };
	struct buf out;
	size_t bad;
	buf_init(&out, a, COAST_PATH_MAX);
	if (!path_read(scratch, str_of(which == PLACE_COAST_LAND ? coast_land : coast_abroad), &v, &ends, &bad))
		return STR_EMPTY;
	for (uint32_t r = 0, i = 0; r < ends.n; r++) {
		ring.n = 0;
		for (; i < ends.p[r]; i++)
			*vec_push(scratch, &ring) = move(&place_coast_frame, f, v.p[i]);
		for (size_t s = 0; s < SEL_COUNT(sides) && ring.n; s++) {
			cut(scratch, &ring, &sides[s], &other);
			corners swap = ring;
			ring = other;
			other = swap;
		}
		if (ring.n >= 3)
			draw_ring(&out, &ring);
	}
	return buf_str(&out);
}
