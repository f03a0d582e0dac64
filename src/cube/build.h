/* build.h -- how a generation is made: rows are read from the derived tables (read.c), merged with the generation
 * before (build.c) and given out (generations.c). Inside the room only. */
#ifndef SELARAS_CUBE_BUILD_H
#define SELARAS_CUBE_BUILD_H

#include <stdatomic.h>

#include "base/map.h"
#include "base/vec.h"
#include "cube/cube.h"

/* Texts that activities of several generations point to. */
struct cube_shelf {
	arena *arena;
	_Atomic uint32_t users;
};
/* An identifier that files use for the organisation of record NO, since another was merged into it. */
struct cube_alias {
	int64_t no;
	str ref;
};
/* The organisations' records by number, as they are; one reference may stand in several. */
struct cube_partners {
	struct cube_org *list;
	uint32_t n;
	struct cube_alias *aliases; /* in order of NO */
	uint32_t naliases;
};

/* What was read of some activities. Organisations are numbered by first mention, REFS says which they are. */
struct rows {
	db *db;
	const struct cube *c; /* with places and sectors */
	arena *text;          /* identifiers and names stay here */
	arena *tmp;           /* everything else */
	int64_t from, to;     /* numbers of the records being read */
	uint32_t first;       /* the first of them in ACTIVITIES */
	VEC(struct cube_activity) activities;
	VEC(str) currencies; /* default of each */
	VEC(uint32_t) participants;
	VEC(struct cube_share) places, sectors;
	VEC(struct cube_money) money;
	VEC(str) refs, known_names;
	struct map org_by_ref, place_by_code, sector_by_code, names;
};
void rows_start(struct rows *b); /* with DB, C, TEXT and TMP set */
/* Adds the activities whose numbers are FROM to TO, behind those that were read before. */
bool rows_read(struct rows *b, int64_t from, int64_t to);
/* The number of the organisation REF. */
uint32_t rows_org(struct rows *b, str ref);
/* One copy of each name. */
str rows_name(struct rows *b, str name);

/* A generation of the data as they are. BEFORE: an earlier one of the same store, which is used for all that has not
 * changed since; NULL: none. *SAME: nothing of these figures has changed, and there is no new one. NULL: failed. */
struct cube *cube_build(struct store *s, const struct cube *before, bool *same);
void cube_free(struct cube *c);

#endif
