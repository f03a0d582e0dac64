/* The text files of a boundary pack: pictures and points. */
#include <stdlib.h>

#include "place/pack_internal.h"
#include "sheet/csv.h"

#define MILLIONTHS 6
#define HUNDRED_THOUSANDTHS 5

/* ---- frames ---- */

/* The number after " NAME=" in the frame's line, in units of 10^-PLACES. */
static bool frame_number(str line, const char *name, uint8_t places, int64_t *out)
{
	char key[16] = { ' ' };
	size_t n = strlen(name);
	memcpy(key + 1, name, n);
	key[n + 1] = '=';
	ptrdiff_t at = str_find(line, (str){ key, n + 2 }, 0);
	if (at < 0)
		return false;
	str rest = str_sub(line, (size_t)at + n + 2, line.n), text;
	struct decimal d;
	return str_cut(&rest, ' ', &text) && decimal_parse(str_trim(text), &d) && decimal_rescale(d, places, out);
}

static bool frame_read(str line, struct place_frame *f)
{
	int64_t width, height;
	if (!str_starts(line, STR("# frame ")) || !frame_number(line, "W", 0, &width) ||
	    !frame_number(line, "H", 0, &height) || !frame_number(line, "lon0", MILLIONTHS, &f->lon0) ||
	    !frame_number(line, "lat1", MILLIONTHS, &f->lat1) || !frame_number(line, "scale", MILLIONTHS, &f->scale) ||
	    !frame_number(line, "k", MILLIONTHS, &f->k))
		return false;
	if (width < 1 || width > FRAME_SIZE_MAX || height < 1 || height > FRAME_SIZE_MAX)
		return false;
	f->width = (int32_t)width;
	f->height = (int32_t)height;
	return f->scale > 0 && f->scale <= 10000000000000 && f->k > 0 && f->k <= 1000000 && f->lon0 >= -180000000 &&
	       f->lon0 <= 180000000 && f->lat1 >= -90000000 && f->lat1 <= 90000000;
}

/* ---- shapes ---- */

const struct place *pack_place(struct importing *m, str code, uint32_t line)
{
	const struct place *p = place_by_code(m->index, code);
	if (!p)
		pack_problem(m, SEVERITY_ERROR,
		             place_code_valid(code, NULL) ? "problem.pack.unknown_place" : "problem.place.code", line,
		             "code", code, STR("53.01.04.2003"));
	return p;
}

void pack_add_shape(struct importing *m, struct raw_set *set, const struct place *p, str d, int64_t x, int64_t y,
                    uint32_t line)
{
	size_t bad;
	m->v.n = 0;
	m->ends.n = 0;
	if (!path_read(m->pack.arena, d, &m->v, &m->ends, &bad)) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.path", line, "d", str_sub(d, bad > 20 ? bad - 20 : 0, 30),
		             arena_fmt(m->pack.arena, "%zu", bad));
		return;
	}
	m->report->vertices += m->v.n;
	if (m->report->vertices > PACK_VERTICES_MAX) {
		if (m->report->vertices - m->v.n <= PACK_VERTICES_MAX)
			pack_problem(m, SEVERITY_FATAL, "problem.pack.vertices", line, "d",
			             arena_fmt(m->pack.arena, "%llu", (unsigned long long)m->report->vertices),
			             STR("8000000"));
		return;
	}
	if (x < 0 || x > set->frame.width || y < 0 || y > set->frame.height) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.label", line, "x",
		             arena_fmt(m->pack.arena, "%lld %lld", (long long)x, (long long)y),
		             arena_fmt(m->pack.arena, "%d x %d", set->frame.width, set->frame.height));
		return;
	}
	bool added;
	map_put(&m->seen, arena_fmt(m->pack.arena, "%zu %.*s", m->pack.sets.n, STR_ARG(p->code)), &added);
	if (!added) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.twice", line, "code", p->code, STR_EMPTY);
		return;
	}
	m->report->shapes++;
	*vec_push(m->pack.arena, &set->shapes) =
	    (struct raw_shape){ .code = p->code, .d = d, .x = (int32_t)x, .y = (int32_t)y };
}

/* The nearest place above all places of the set. */
static const struct place *common_area(const struct importing *m, const struct raw_set *set)
{
	const struct place *area = place_parent(m->index, place_by_code(m->index, set->shapes.p[0].code));
	for (size_t i = 1; area && i < set->shapes.n; i++)
		while (area && !place_within(m->index, place_by_code(m->index, set->shapes.p[i].code), area))
			area = place_parent(m->index, area);
	return area;
}

void pack_end_set(struct importing *m, struct raw_set *set)
{
	const struct place *area = set->shapes.n ? common_area(m, set) : NULL;
	if (!area) {
		m->pack.sets.n--;
		return;
	}
	set->area = area->code;
	set->name = arena_fmt(m->pack.arena, "%.*s/%d", STR_ARG(area->code), set->level);
	for (size_t i = 0; i + 1 < m->pack.sets.n; i++) {
		if (!str_eq(m->pack.sets.p[i].name, set->name))
			continue;
		pack_problem(m, SEVERITY_ERROR, "problem.pack.picture_twice", 0, "", set->name, STR_EMPTY);
		m->pack.sets.n--;
		return;
	}
}

static void read_shape_line(struct importing *m, struct raw_set *set, str line, uint32_t number)
{
	str cell[5];
	int n = 0;
	for (str rest = line; n < 5 && str_cut(&rest, '\t', &cell[n]); n++)
		if (n == 4 && rest.n)
			n++;
	int64_t x, y;
	if (n != 5) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.columns", number, "", str_sub(line, 0, 40),
		             STR("code, name, x, y, d"));
		return;
	}
	if (!str_to_int(cell[2], &x) || !str_to_int(cell[3], &y)) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.number", number, "x",
		             arena_fmt(m->pack.arena, "%.*s %.*s", STR_ARG(str_sub(cell[2], 0, 20)),
		                       STR_ARG(str_sub(cell[3], 0, 20))),
		             STR_EMPTY);
		return;
	}
	const struct place *p = pack_place(m, cell[0], number);
	if (!p)
		return;
	if (set->level == 0)
		set->level = p->level;
	if (p->level != set->level)
		pack_problem(m, SEVERITY_ERROR, "problem.pack.level", number, "code", p->code, STR_EMPTY);
	else
		pack_add_shape(m, set, p, cell[4], x, y, number);
}

void pack_read_shapes(struct importing *m, str text)
{
	str line;
	struct place_frame frame = { 0 };
	if (!str_cut(&text, '\n', &line) || !frame_read(str_trim(line), &frame)) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.frame", 1, "", str_sub(str_trim(line), 0, 80),
		             STR("# frame W= H= lon0= lat1= scale= k="));
		return;
	}
	struct raw_set *set = vec_push(m->pack.arena, &m->pack.sets);
	*set = (struct raw_set){ .frame = frame, .source = STR_EMPTY };
	for (uint32_t number = 2; str_cut(&text, '\n', &line); number++) {
		line = str_ends(line, STR("\r")) ? str_sub(line, 0, line.n - 1) : line;
		if (line.n && line.p[0] != '#')
			read_shape_line(m, set, line, number);
	}
	pack_end_set(m, set);
}

/* ---- points ---- */

struct point_columns {
	uint32_t lat, lon, n; /* positions; UINT32_MAX: not there */
	bool stand_in;
};

static struct point_columns find_columns(const str *heading, uint32_t n)
{
	struct point_columns c = { UINT32_MAX, UINT32_MAX, n, false };
	for (uint32_t i = 1; i < n; i++) {
		bool own_lat = str_is(heading[i], "lat"), own_lon = str_is(heading[i], "lon");
		if (own_lat || str_ends(heading[i], STR("_lat")))
			c.lat = i;
		if (own_lon || str_ends(heading[i], STR("_lon")))
			c.lon = i;
		c.stand_in = c.stand_in || (c.lat == i && !own_lat);
	}
	return c;
}

static bool read_degrees(str s, int limit, int32_t *out)
{
	struct decimal d;
	int64_t units;
	if (!decimal_parse(str_trim(s), &d) || !decimal_rescale(d, HUNDRED_THOUSANDTHS, &units) ||
	    units < -limit * 100000LL || units > limit * 100000LL)
		return false;
	*out = (int32_t)units;
	return true;
}

/* An island has its coordinates already; a pack that puts it elsewhere is worth a word. */
static void compare_island(struct importing *m, const struct place *p, int32_t lat, int32_t lon, uint32_t line)
{
	enum { AWAY = 1000 }; /* 1e-5 degrees, about a kilometre */
	m->report->islands++;
	if (p->lat == PLACE_NOWHERE || abs(p->lat - lat) > AWAY || abs(p->lon - lon) > AWAY)
		pack_problem(m, SEVERITY_ADVICE, "problem.pack.island", line, "lat", p->code, p->name);
}

static void read_point(struct importing *m, const struct point_columns *c, const str *cells, uint32_t n, uint32_t line)
{
	int32_t lat, lon;
	if (n != c->n) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.columns", line, "", cells[0], STR("lat, lon"));
		return;
	}
	if (!read_degrees(cells[c->lat], 90, &lat) || !read_degrees(cells[c->lon], 180, &lon)) {
		pack_problem(m, SEVERITY_ERROR, "problem.pack.number", line, "lat",
		             arena_fmt(m->pack.arena, "%.*s %.*s", STR_ARG(str_sub(cells[c->lat], 0, 20)),
		                       STR_ARG(str_sub(cells[c->lon], 0, 20))),
		             STR_EMPTY);
		return;
	}
	const struct place *p = pack_place(m, cells[0], line);
	if (!p)
		return;
	if (p->level == PLACE_ISLAND) {
		compare_island(m, p, lat, lon, line);
		return;
	}
	bool added;
	map_put(&m->seen, arena_fmt(m->pack.arena, "point %.*s", STR_ARG(p->code)), &added);
	if (added)
		*vec_push(m->pack.arena, &m->pack.points) = (struct raw_point){ p->code, lat, lon, c->stand_in };
	else
		pack_problem(m, SEVERITY_ERROR, "problem.pack.twice", line, "code", p->code, STR_EMPTY);
}

void pack_read_points(struct importing *m, str text)
{
	struct csv_reader r;
	str *cells;
	uint32_t n;
	csv_reader_init(&r, text, (struct csv_limits){ .cells = 64, .bytes = 10000 });
	if (csv_next_row(&r, m->pack.arena, &cells, &n) != CSV_ROW)
		return;
	struct point_columns c = find_columns(cells, n);
	if (c.lat == UINT32_MAX || c.lon == UINT32_MAX)
		return; /* another table, such as a list of codes */
	enum csv_rc rc;
	while ((rc = csv_next_row(&r, m->pack.arena, &cells, &n)) == CSV_ROW)
		read_point(m, &c, cells, n, r.line);
	if (rc != CSV_END)
		pack_problem(m, SEVERITY_ERROR, "problem.pack.columns", r.line, "", STR_EMPTY, STR("RFC 4180"));
}
