/* place_world.h -- the embedded places, and folders for boundary packs; used by place_test.c and place_geo_test.c. */
#ifndef SELARAS_TESTS_PLACE_WORLD_H
#define SELARAS_TESTS_PLACE_WORLD_H

#include <stdio.h>

#include "place/pack.h"

static struct place_index *places;

static inline int open_places(void **state)
{
	(void)state;
	hash_start();
	places = place_index_embedded();
	return 0;
}

static inline int close_places(void **state)
{
	(void)state;
	place_index_free(places);
	return 0;
}

static inline const struct place *place(const char *code)
{
	const struct place *p = place_by_code(places, str_of(code));
	if (!p)
		fail_msg("there is no place %s", code);
	return p;
}

static inline void assert_str(str s, const char *expected)
{
	if (!str_is(s, expected))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(s), expected);
}

struct folder {
	arena *a;
	str path;
	struct problems problems;
	struct place_pack_report report;
};

static inline struct folder new_folder(void)
{
	char path[] = "/tmp/selaras-pack-XXXXXX";
	struct folder f = { .a = arena_new(0) };
	assert_non_null(mkdtemp(path));
	f.path = arena_str(f.a, str_of(path));
	problems_init(&f.problems, f.a, 100);
	return f;
}

static inline void write_file(struct folder *f, const char *name, const char *text)
{
	FILE *out = fopen(arena_fmt(f->a, "%s/%s", f->path.p, name).p, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static inline void end_folder(struct folder *f)
{
	static const char *const names[] = { "a.tsv", "b.tsv", "points.csv", "README.md", "pack.geojson" };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		unlink(arena_fmt(f->a, "%s/%s", f->path.p, names[i]).p);
	rmdir(f->path.p);
	arena_free(f->a);
}

#define FRAME "# frame W=100 H=100 lon0=123 lat1=-10 scale=100 k=1 x=...\n"

#endif
