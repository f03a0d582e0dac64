#include "place/pack_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "place_sql.h"

enum { SOURCE_MAX = 500, ISLAND_AWAY_MAX = 1000 };

void pack_problem(struct importing *m, enum severity severity, const char *key, uint32_t line, const char *path,
                  str found, str expected)
{
	problems_add(m->problems, (struct problem){ .severity = severity,
	                                            .key = key,
	                                            .where = m->file,
	                                            .path = str_of(path),
	                                            .line = line,
	                                            .found = utf8_valid(found) ? utf8_prefix(found, 80) : STR_EMPTY,
	                                            .expected = expected });
}

/* ---- files ---- */

static bool read_all(int fd, char *p, size_t n)
{
	for (size_t have = 0; have < n;) {
		ssize_t got = read(fd, p + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

bool pack_file(struct importing *m, const char *path, str *out)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (!good) {
		pack_problem(m, SEVERITY_FATAL, "problem.pack.unreadable", 0, "", str_of(path), STR_EMPTY);
	} else if (st.st_size > PACK_FILE_BYTES_MAX || (m->bytes += (size_t)st.st_size) > PACK_BYTES_MAX) {
		pack_problem(m, SEVERITY_FATAL, "problem.pack.too_large", 0, "", str_of(path), STR("64 MiB"));
		good = false;
	} else {
		char *p = arena_alloc(m->pack.arena, (size_t)st.st_size + 1);
		good = read_all(fd, p, (size_t)st.st_size);
		p[st.st_size] = '\0';
		*out = (str){ p, (size_t)st.st_size };
		if (!good)
			pack_problem(m, SEVERITY_FATAL, "problem.pack.unreadable", 0, "", str_of(path), STR_EMPTY);
		else if (!utf8_valid(*out) || memchr(p, 0, out->n))
			pack_problem(m, SEVERITY_FATAL, "problem.pack.encoding", 0, "", str_of(path), STR("UTF-8"));
		good = good && utf8_valid(*out) && !memchr(p, 0, out->n);
	}
	if (fd >= 0)
		close(fd);
	return good;
}

typedef VEC(str) paths;

static int path_order(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* The files of a folder in the order of their names; none when there is no such folder. */
static void list_folder(struct importing *m, str folder, paths *out)
{
	DIR *dir = opendir(folder.p);
	if (!dir)
		return;
	size_t first = out->n;
	for (struct dirent *e; (e = readdir(dir)) && out->n < PACK_FILES_MAX;)
		if (str_ends(str_of(e->d_name), STR(".tsv")) || str_ends(str_of(e->d_name), STR(".csv")))
			*vec_push(m->pack.arena, out) = arena_fmt(m->pack.arena, "%.*s/%s", STR_ARG(folder), e->d_name);
	closedir(dir);
	if (out->n > first)
		qsort(out->p + first, out->n - first, sizeof(*out->p), path_order);
}

/* The first paragraph of README.md that is not a heading. */
static str folder_source(struct importing *m, str folder)
{
	str path = arena_fmt(m->pack.arena, "%.*s/README.md", STR_ARG(folder)), text, line;
	if (access(path.p, R_OK) != 0 || !pack_file(m, path.p, &text))
		return folder;
	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.n && line.p[0] != '#')
			return utf8_prefix(line, SOURCE_MAX);
	}
	return folder;
}

static void read_folder(struct importing *m, str folder)
{
	paths files = { 0 };
	list_folder(m, folder, &files);
	list_folder(m, arena_cat(m->pack.arena, folder, STR("/svg")), &files);
	m->file = folder;
	if (files.n == 0)
		pack_problem(m, SEVERITY_FATAL, "problem.pack.empty", 0, "", folder, STR("*.tsv"));
	str source = folder_source(m, folder), text;
	for (size_t i = 0; i < files.n; i++) {
		m->file = str_sub(files.p[i], folder.n + 1, files.p[i].n);
		if (!pack_file(m, files.p[i].p, &text))
			continue;
		m->report->files++;
		if (str_ends(files.p[i], STR(".tsv")))
			pack_read_shapes(m, text);
		else
			pack_read_points(m, text);
	}
	for (size_t i = 0; i < m->pack.sets.n; i++)
		m->pack.sets.p[i].source = source;
}

/* ---- checks that need the whole pack ---- */

static void check_points(struct importing *m, const struct place_geo *g)
{
	uint32_t nsets;
	const struct place_shapes *sets = place_geo_sets(g, &nsets);
	m->file = STR_EMPTY;
	for (size_t i = 0; i < m->pack.points.n; i++) {
		const struct raw_point *point = &m->pack.points.p[i];
		const struct place *p = place_by_code(m->index, point->code);
		bool shaped = false, covered = false;
		for (uint32_t s = 0; s < nsets && p && !point->stand_in; s++) {
			const struct place_shape *shape =
			    sets[s].level == p->level ? place_shape_of(&sets[s], p) : NULL;
			shaped = shaped || shape;
			covered = covered || (shape && place_shape_covers(g, &sets[s], shape, point->lat, point->lon));
		}
		if (shaped && !covered)
			pack_problem(m, SEVERITY_ADVICE, "problem.pack.point_outside", 0, "", point->code, STR_EMPTY);
	}
}

static bool read_pack(struct importing *m, const char *path)
{
	struct stat st;
	m->pack.arena = arena_new(0);
	map_init(&m->seen, m->pack.arena);
	*m->report = (struct place_pack_report){ 0 };
	str text, name = str_of(path);
	while (name.n > 1 && name.p[name.n - 1] == '/')
		name.n--;
	name = arena_str(m->pack.arena, name);
	if (stat(name.p, &st) == 0 && S_ISDIR(st.st_mode)) {
		read_folder(m, name);
	} else {
		m->file = name;
		if (pack_file(m, name.p, &text)) {
			m->report->files = 1;
			pack_read_geojson(m, text);
		}
	}
	m->report->sets = (uint32_t)m->pack.sets.n;
	m->report->points = (uint32_t)m->pack.points.n;
	if (m->report->shapes == 0 && !problems_refuse(m->problems))
		pack_problem(m, SEVERITY_ERROR, "problem.pack.empty", 0, "", name, STR_EMPTY);
	return !problems_refuse(m->problems);
}

struct place_geo *place_geo_read(const struct place_index *x, const char *path, struct problems *ps,
                                 struct place_pack_report *out)
{
	struct importing m = { .index = x, .problems = ps, .report = out };
	if (!read_pack(&m, path)) {
		arena_free(m.pack.arena);
		return NULL;
	}
	struct place_geo *g = place_geo_build(&m.pack, x);
	check_points(&m, g);
	return g;
}

/* ---- into the database ---- */

static enum db_rc store_set(db *d, const struct raw_set *s)
{
	const struct place_frame *f = &s->frame;
	enum db_rc rc =
	    db_exec(d, &q_boundary_set_insert,
	            DB_ARGS(db_text(s->name), db_text(s->area), db_int(s->level), db_int(f->width), db_int(f->height),
	                    db_int(f->lon0), db_int(f->lat1), db_int(f->scale), db_int(f->k), db_text(s->source)),
	            NULL);
	for (size_t i = 0; rc == DB_OK && i < s->shapes.n; i++) {
		const struct raw_shape *shape = &s->shapes.p[i];
		rc = db_exec(d, &q_boundary_insert,
		             DB_ARGS(db_text(s->name), db_text(shape->code), db_int(shape->x), db_int(shape->y),
		                     db_text(shape->d)),
		             NULL);
	}
	return rc;
}

static enum db_rc store_pack(db *d, void *ctx)
{
	const struct raw_pack *pack = ctx;
	enum db_rc rc = db_exec(d, &q_boundary_point_clear, NULL, NULL);
	if (rc == DB_OK)
		rc = db_exec(d, &q_boundary_clear, NULL, NULL);
	if (rc == DB_OK)
		rc = db_exec(d, &q_boundary_set_clear, NULL, NULL);
	for (size_t i = 0; rc == DB_OK && i < pack->sets.n; i++)
		rc = store_set(d, &pack->sets.p[i]);
	for (size_t i = 0; rc == DB_OK && i < pack->points.n; i++) {
		const struct raw_point *p = &pack->points.p[i];
		rc = db_exec(d, &q_boundary_point_insert,
		             DB_ARGS(db_text(p->code), db_int(p->lat), db_int(p->lon), db_int(p->stand_in)), NULL);
	}
	return rc;
}

bool place_geo_import(struct db_pool *pool, const struct place_index *x, const char *path, struct problems *ps,
                      struct place_pack_report *out)
{
	struct importing m = { .index = x, .problems = ps, .report = out };
	if (!read_pack(&m, path)) {
		arena_free(m.pack.arena);
		return false;
	}
	struct place_geo *g = place_geo_build(&m.pack, x);
	check_points(&m, g);
	db *d = db_borrow(pool, DB_WRITE);
	enum db_rc rc = d ? db_tx(d, DB_WRITE, store_pack, &m.pack) : DB_GONE;
	if (rc != DB_OK)
		log_error("the boundary pack is not stored: %s", d ? db_error(d) : db_rc_name(rc));
	db_return(d);
	place_geo_free(g);
	return rc == DB_OK;
}
