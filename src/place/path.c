/* Path text to rings of vertices, and points against rings. */
#include "place/geo_internal.h"

struct reading {
	str d;
	size_t i;
	int32_t x, y;             /* current point */
	int32_t start_x, start_y; /* of this ring */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_separators(struct reading *r)
{
	while (r->i < r->d.n && (r->d.p[r->i] == ' ' || r->d.p[r->i] == ',' || r->d.p[r->i] == '\n'))
		r->i++;
}

static bool at_number(struct reading *r)
{
	skip_separators(r);
	return r->i < r->d.n && (is_digit(r->d.p[r->i]) || r->d.p[r->i] == '-' || r->d.p[r->i] == '+');
}

static bool read_number(struct reading *r, int32_t *out)
{
	if (!at_number(r))
		return false;
	size_t i = r->i;
	bool minus = r->d.p[i] == '-';
	int32_t n = 0;
	if (r->d.p[i] == '-' || r->d.p[i] == '+')
		i++;
	size_t first = i;
	for (; i < r->d.n && is_digit(r->d.p[i]) && n <= FRAME_SIZE_MAX * 2; i++)
		n = n * 10 + (r->d.p[i] - '0');
	if (i == first || n > FRAME_SIZE_MAX * 2)
		return false;
	r->i = i;
	*out = minus ? -n : n;
	return true;
}

/* Moves the current point by one step of COMMAND. */
static bool read_step(struct reading *r, char command)
{
	int32_t x = 0, y = 0;
	bool relative = command >= 'a';
	char kind = relative ? (char)(command - 'a' + 'A') : command;
	if (kind != 'V' && !read_number(r, &x))
		return false;
	if (kind != 'H' && !read_number(r, &y))
		return false;
	r->x = relative ? r->x + x : kind == 'V' ? r->x : x;
	r->y = relative ? r->y + y : kind == 'H' ? r->y : y;
	return r->x >= -FRAME_SIZE_MAX / 2 && r->x <= FRAME_SIZE_MAX * 3 / 2 && r->y >= -FRAME_SIZE_MAX / 2 &&
	       r->y <= FRAME_SIZE_MAX * 3 / 2;
}

static void push_vertex(arena *a, vertices *v, size_t ring_start, const struct reading *r)
{
	struct vertex now = { (int16_t)r->x, (int16_t)r->y };
	if (v->n > ring_start && v->p[v->n - 1].x == now.x && v->p[v->n - 1].y == now.y)
		return;
	*vec_push(a, v) = now;
}

/* Ends the ring that began at RING_START; a repeated first vertex is dropped, and so is a ring that has no area left,
 * such as an islet smaller than a unit of the frame. */
static void end_ring(arena *a, vertices *v, ring_ends *rings, size_t ring_start)
{
	if (v->n > ring_start + 1 && v->p[v->n - 1].x == v->p[ring_start].x && v->p[v->n - 1].y == v->p[ring_start].y)
		v->n--;
	if (v->n < ring_start + 3)
		v->n = ring_start;
	else
		*vec_push(a, rings) = (uint32_t)v->n;
}

static bool read_steps(arena *a, struct reading *r, char command, vertices *v, size_t *ring_start, size_t most)
{
	if (command == 'M' || command == 'm') {
		if (!read_step(r, command))
			return false;
		*ring_start = v->n;
		r->start_x = r->x;
		r->start_y = r->y;
		push_vertex(a, v, *ring_start, r);
		command = command == 'M' ? 'L' : 'l';
		if (!at_number(r))
			return true;
	}
	do {
		if (!read_step(r, command) || v->n >= most)
			return false;
		push_vertex(a, v, *ring_start, r);
	} while (at_number(r));
	return true;
}

bool path_read(arena *a, str d, vertices *v, ring_ends *rings, size_t *bad)
{
	struct reading r = { .d = d };
	size_t ring_start = v->n, most = v->n + PATH_VERTICES_MAX, rings_before = rings->n;
	bool open = false, good = d.n > 0 && d.n <= PATH_BYTES_MAX;
	skip_separators(&r);
	while (good && r.i < d.n) {
		char command = d.p[r.i++];
		if (command == 'Z' || command == 'z') {
			good = open;
			if (open)
				end_ring(a, v, rings, ring_start);
			open = false;
			r.x = r.start_x;
			r.y = r.start_y;
			ring_start = v->n;
		} else if (command == 'M' || command == 'm') {
			if (open)
				end_ring(a, v, rings, ring_start);
			good = read_steps(a, &r, command, v, &ring_start, most);
			open = true;
		} else {
			good = open && command && strchr("LlHhVv", command) &&
			       read_steps(a, &r, command, v, &ring_start, most);
		}
		skip_separators(&r);
	}
	if (good && open)
		end_ring(a, v, rings, ring_start);
	*bad = r.i;
	return good && rings->n > rings_before;
}

bool rings_cover(const struct vertex *v, const uint32_t *ends, uint32_t first, uint32_t nrings, struct place_xy p)
{
	bool inside = false;
	for (uint32_t r = 0, i = first; r < nrings; r++) {
		for (uint32_t j = ends[r] - 1; i < ends[r]; j = i++)
			/* half open in y, so that a vertex counts once */
			if ((v[i].y > p.y) != (v[j].y > p.y) &&
			    p.x < (double)(v[j].x - v[i].x) * (p.y - v[i].y) / (double)(v[j].y - v[i].y) + v[i].x)
				inside = !inside;
	}
	return inside;
}

static double segment_distance2(struct vertex from, struct vertex to, struct place_xy p)
{
	double dx = to.x - from.x, dy = to.y - from.y, length2 = dx * dx + dy * dy;
	double t = length2 > 0 ? ((p.x - from.x) * dx + (p.y - from.y) * dy) / length2 : 0;
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	double x = from.x + t * dx - p.x, y = from.y + t * dy - p.y;
	return x * x + y * y;
}

double rings_distance2(const struct vertex *v, const uint32_t *ends, uint32_t first, uint32_t nrings, struct place_xy p)
{
	double least = 1e18;
	for (uint32_t r = 0, i = first; r < nrings; r++) {
		for (uint32_t j = ends[r] - 1; i < ends[r]; j = i++) {
			double d = segment_distance2(v[j], v[i], p);
			if (d < least)
				least = d;
		}
	}
	return least;
}
