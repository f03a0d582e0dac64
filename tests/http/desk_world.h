/* desk_world.h -- the desk alone on a server of its own, for tests: who asks is named by the Authorization header or
 * the cookie "actor" (admin; bureau; partner, of XM-A; other, of XM-B; regency, of 53.04; auditor). */
#ifndef SELARAS_TESTS_HTTP_DESK_WORLD_H
#define SELARAS_TESTS_HTTP_DESK_WORLD_H

#include <stdio.h>

#include "desk/desk.h"
#include "place/match.h"

#define TASK_FIELDS(F)                                                                                                 \
	F(TASK_PARTNER, "partner", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC | OWNER)                                    \
	F(TASK_TITLE, "title", FIELD_TEXT, REQUIRED | PUBLIC | SEARCH_TITLE)                                           \
	F(TASK_TEXT, "text", FIELD_TEXT, PUBLIC | MULTILINE)                                                           \
	F(TASK_PLACE, "place", FIELD_PLACE, PUBLIC | AREA)                                                             \
	F(TASK_ADVICE, "advice", FIELD_TEXT, GOVERNMENT)                                                               \
	F(TASK_YEAR, "year", FIELD_INT, INDEXED | PUBLIC)                                                              \
	F(TASK_STATUS, "status", FIELD_TEXT, INDEXED | PUBLIC | SYSTEM)
KIND_ENUM(TASK, TASK_FIELDS)
extern const struct kind workplan_kind;

struct desk_world {
	arena *a;
	struct place_world world;
	struct web web;
	struct http_server *server;
	uint16_t port;
};
extern const struct desk_room *const desk_test_rooms[];
/* On a migrated or empty database; ends the process when it cannot. */
struct desk_world *desk_world_open(struct db_pool *pool, uint16_t port);
void desk_world_close(struct desk_world *w);

#endif
