/* index.h -- all places in memory: by code, by name, up and down the tree.
 *
 * Built once from the derived table of the places, then only read: any number of threads may use it. Places are sorted
 * by level and code, so that the children of a place stand together. Everything handed out lives as long as the index.
 */
#ifndef SELARAS_PLACE_INDEX_H
#define SELARAS_PLACE_INDEX_H

#include "base/date.h"
#include "db/db.h"
#include "place/place.h"

#define PLACE_NOWHERE INT32_MIN

struct place {
	int64_t no;   /* record number; 0 in an index of the embedded places */
	str code;     /* "53.01" */
	str name;     /* "Kupang" */
	str kind;     /* "kabupaten" */
	str bps_code; /* "5303"; the empty str when not known */
	str parent;   /* code */
	str capital, island_group;
	str replaced_by;              /* code, of a place that is no more */
	date valid_until;             /* DATE_NONE: still valid */
	int32_t lat, lon;             /* 1e-5 degrees; PLACE_NOWHERE: not known */
	int64_t area;                 /* 1e-3 km2; -1: not known */
	uint32_t at;                  /* its position in place_all() */
	uint32_t up;                  /* position of the parent; UINT32_MAX: none */
	uint32_t children, nchildren; /* of the next level */
	uint32_t islands, nislands;
	uint8_t level; /* enum place_level */
};

struct place_index;

/* From the database; NULL when it cannot be read (the reason is in the log). An empty one is fine. */
struct place_index *place_index_load(db *d);
/* From the table inside the program, without a database: what place_seed() would write. */
struct place_index *place_index_embedded(void);
void place_index_free(struct place_index *x); /* NULL allowed */

/* Sorted by level and code. */
const struct place *place_all(const struct place_index *x, uint32_t *n);
/* NULL when there is none. */
const struct place *place_by_code(const struct place_index *x, str code);
const struct place *place_by_bps(const struct place_index *x, str bps);
/* The place that stands for P today: follows replaced_by; P itself when it is valid. */
const struct place *place_today(const struct place_index *x, const struct place *p);
const struct place *place_parent(const struct place_index *x, const struct place *p);
/* Places of the next level (of a village: none), and the islands of a regency or the province. */
const struct place *place_children(const struct place_index *x, const struct place *p, uint32_t *n);
const struct place *place_islands(const struct place_index *x, const struct place *p, uint32_t *n);
/* From the province down to P itself; at most 5. */
uint32_t place_path(const struct place_index *x, const struct place *p, const struct place *out[5]);
/* The ancestor of P, or P itself, at LEVEL; NULL when there is none. */
const struct place *place_at_level(const struct place_index *x, const struct place *p, int level);
/* Whether P is UNDER or lies in it. */
bool place_within(const struct place_index *x, const struct place *p, const struct place *under);

/* "Kabupaten Kupang" (lang 0), "Kupang Regency" (lang 1). */
str place_title(arena *a, const struct place *p, int lang);

/* ---- names ---- */
#define PLACE_LEVEL_BIT(level) (1u << (level))
#define PLACE_ANY_LEVEL 0x3Eu

enum place_name_sort { PLACE_NAME_OWN, PLACE_NAME_OTHER, PLACE_NAME_CAPITAL };
struct place_hit {
	const struct place *place;
	enum place_name_sort sort; /* by its own name, another name of it, or the name of its seat */
};
struct place_names_opts {
	unsigned levels;           /* bits; 0: any */
	const struct place *under; /* NULL: anywhere */
};
/* What a word before or after the name says about the level ("Kab. Kupang", "Kupang District", "Kecamatan Semau"). */
struct place_reading {
	str name;        /* folded, without that word */
	unsigned levels; /* PLACE_ANY_LEVEL when no word was there */
	str kind;        /* "kota" when only cities are meant; else empty */
};
/* Reads NAME in the arena; the word is taken off only when something is left. */
struct place_reading place_read_name(arena *a, str name);
/* Places of exactly that name, whatever its case, accents, hyphens and apostrophes; highest level first, then by code.
 * Returns how many there are, also those past MAX. Words for the level are read and obeyed. */
uint32_t place_find(const struct place_index *x, str name, const struct place_names_opts *opts, struct place_hit *out,
                    uint32_t max);
/* For a search box: an exact code (dotted, or a BPS code), then names that start with TEXT, then names with a word that
 * starts with it; higher levels first. Returns how many were put in OUT. */
uint32_t place_search(const struct place_index *x, str text, unsigned levels, const struct place **out, uint32_t max);

#endif
