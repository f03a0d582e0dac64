/* What this room keeps in the database, read into memory. */
#include "base/log.h"
#include "place/geo_internal.h"
#include "place/index_internal.h"
#include "place/memo.h"
#include "place/rules.h"
#include "place_sql.h"

/* Columns of place_rows. */
enum {
	ROW_NO,
	ROW_CODE,
	ROW_LEVEL,
	ROW_KIND,
	ROW_NAME,
	ROW_PARENT,
	ROW_BPS,
	ROW_CAPITAL,
	ROW_ISLANDS,
	ROW_LATITUDE,
	ROW_LONGITUDE,
	ROW_AREA,
	ROW_VALID_UNTIL,
	ROW_REPLACED_BY
};

static str col(arena *a, const db_rows *r, int n)
{
	return arena_str(a, db_col_text(r, n));
}

static int32_t col_point(const db_rows *r, int n)
{
	return db_is_null(r, n) ? PLACE_NOWHERE : (int32_t)db_col_int(r, n);
}

static void read_place(struct place_building *b, const db_rows *r)
{
	struct place *p = vec_push(b->arena, &b->places);
	*p = (struct place){
		.no = db_col_int(r, ROW_NO),
		.code = col(b->arena, r, ROW_CODE),
		.level = (uint8_t)db_col_int(r, ROW_LEVEL),
		.kind = col(b->arena, r, ROW_KIND),
		.name = col(b->arena, r, ROW_NAME),
		.parent = col(b->arena, r, ROW_PARENT),
		.bps_code = col(b->arena, r, ROW_BPS),
		.capital = col(b->arena, r, ROW_CAPITAL),
		.island_group = col(b->arena, r, ROW_ISLANDS),
		.lat = col_point(r, ROW_LATITUDE),
		.lon = col_point(r, ROW_LONGITUDE),
		.area = db_is_null(r, ROW_AREA) ? -1 : db_col_int(r, ROW_AREA),
		.replaced_by = col(b->arena, r, ROW_REPLACED_BY),
		.valid_until = DATE_NONE,
	};
	if (!date_parse(db_col_text(r, ROW_VALID_UNTIL), &p->valid_until))
		p->valid_until = DATE_NONE;
}

struct place_index *place_index_load(db *d)
{
	struct place_building b = { .arena = arena_new(0) };
	db_rows *rows = NULL;
	enum db_rc rc = db_select(d, &q_place_rows, NULL, &rows);
	while (rc == DB_OK && db_next(rows))
		read_place(&b, rows);
	if (rc == DB_OK)
		rc = db_finish(rows);
	if (rc == DB_OK)
		rc = db_select(d, &q_place_name_rows, NULL, &rows);
	while (rc == DB_OK && db_next(rows))
		*vec_push(b.arena, &b.others) =
		    (struct other_name){ .no = db_col_int(rows, 0), .name = col(b.arena, rows, 1) };
	if (rc == DB_OK)
		rc = db_finish(rows);
	if (rc != DB_OK) {
		log_error("places are not readable: %s", db_error(d));
		arena_free(b.arena);
		return NULL;
	}
	return place_index_build(&b);
}

/* ---- boundaries ---- */

static void read_set(struct raw_pack *p, const db_rows *r)
{
	*vec_push(p->arena, &p->sets) = (struct raw_set){
		.name = col(p->arena, r, 0),
		.area = col(p->arena, r, 1),
		.level = (int)db_col_int(r, 2),
		.frame = { .width = (int32_t)db_col_int(r, 3),
		           .height = (int32_t)db_col_int(r, 4),
		           .lon0 = db_col_int(r, 5),
		           .lat1 = db_col_int(r, 6),
		           .scale = db_col_int(r, 7),
		           .k = db_col_int(r, 8) },
		.source = col(p->arena, r, 9),
	};
}

/* Shapes come sorted by set, as the sets do. */
static void read_shape(struct raw_pack *p, size_t *set, const db_rows *r)
{
	str name = db_col_text(r, 0);
	while (*set < p->sets.n && !str_eq(p->sets.p[*set].name, name))
		(*set)++;
	if (*set < p->sets.n)
		*vec_push(p->arena, &p->sets.p[*set].shapes) = (struct raw_shape){ .code = col(p->arena, r, 1),
			                                                           .x = (int32_t)db_col_int(r, 2),
			                                                           .y = (int32_t)db_col_int(r, 3),
			                                                           .d = col(p->arena, r, 4) };
}

static enum db_rc read_pack(db *d, struct raw_pack *p)
{
	db_rows *rows = NULL;
	size_t set = 0;
	enum db_rc rc = db_select(d, &q_boundary_set_rows, NULL, &rows);
	while (rc == DB_OK && db_next(rows))
		read_set(p, rows);
	if (rc != DB_OK || (rc = db_finish(rows)) != DB_OK ||
	    (rc = db_select(d, &q_boundary_rows, NULL, &rows)) != DB_OK)
		return rc;
	while (db_next(rows))
		read_shape(p, &set, rows);
	if ((rc = db_finish(rows)) != DB_OK || (rc = db_select(d, &q_boundary_point_rows, NULL, &rows)) != DB_OK)
		return rc;
	while (db_next(rows))
		*vec_push(p->arena, &p->points) =
		    (struct raw_point){ col(p->arena, rows, 0), (int32_t)db_col_int(rows, 1),
			                (int32_t)db_col_int(rows, 2), db_col_int(rows, 3) != 0 };
	return db_finish(rows);
}

struct place_geo *place_geo_load(db *d, const struct place_index *x)
{
	struct raw_pack pack = { .arena = arena_new(0) };
	if (read_pack(d, &pack) == DB_OK)
		return place_geo_build(&pack, x);
	log_error("boundaries are not readable: %s", db_error(d));
	arena_free(pack.arena);
	return NULL;
}

/* ---- the whole world ---- */

struct place_rules *place_rules_load(db *d)
{
	struct place_rules *r = place_rules_new();
	db_rows *rows = NULL;
	enum db_rc rc = db_select(d, &q_place_match_rows, NULL, &rows);
	while (rc == DB_OK && db_next(rows))
		place_rules_add(r, db_col_text(rows, 0), db_col_text(rows, 1), db_col_text(rows, 2));
	if (rc == DB_OK)
		rc = db_finish(rows);
	if (rc == DB_OK)
		return r;
	log_error("decisions about places are not readable: %s", db_error(d));
	place_rules_free(r);
	return NULL;
}

static bool has_table(db *d, const char *name)
{
	return db_one_int(d, &q_place_table_count, DB_ARGS(db_text(str_of(name))), 0) > 0;
}

bool place_world_load(struct place_world *w, struct db_pool *pool)
{
	*w = (struct place_world){ 0 };
	db *d = db_borrow(pool, DB_READ);
	if (!d)
		return false;
	bool good = true;
	if (has_table(d, "ix_place") && has_table(d, "ix_place_names"))
		good = (w->places = place_index_load(d)) != NULL;
	if (good && w->places && has_table(d, "boundary_point"))
		good = (w->geo = place_geo_load(d, w->places)) != NULL;
	if (good && w->places && has_table(d, "ix_place_match"))
		good = (w->rules = place_rules_load(d)) != NULL;
	db_return(d);
	w->memo = place_memo_new();
	if (!good)
		place_world_release(w);
	return good;
}

void place_world_release(struct place_world *w)
{
	place_rules_free(w->rules);
	place_memo_free(w->memo);
	place_geo_free(w->geo);
	place_index_free(w->places);
	*w = (struct place_world){ 0 };
}
