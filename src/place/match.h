/* match.h -- which of our places a described location is.
 *
 * A location comes as facts: codes of some vocabulary, a point, names, the activity's countries. Each gives a guess;
 * those that agree make it surer, those that do not leave only what they have in common as sure ("place"), and the
 * better guess is kept as "suggested" for a person. A person's decision (kind place_match) goes before everything. Pure
 * functions over an immutable world; any number of threads. */
#ifndef SELARAS_PLACE_MATCH_H
#define SELARAS_PLACE_MATCH_H

#include "place/geo.h"
#include "place/index.h"

/* ---- what matching reads; also the store's application pointer while derived tables are filled ---- */
struct place_rules;
struct place_memo;
struct place_world {
	struct place_index *places; /* NULL before the places can be read */
	struct place_geo *geo;
	struct place_rules *rules;
	struct place_memo *memo; /* place/memo.h; NULL: everything is worked out anew */
};
/* Reads places, boundaries and decisions; false when the database fails. In a new database there is nothing to read
 * yet: then all three are NULL and match nothing. Comes before store_open(), which may fill derived tables; after
 * place_seed(), place_geo_import() or a decision the world is loaded anew and the derived tables that match places are
 * rebuilt. */
bool place_world_load(struct place_world *w, struct db_pool *pool) SEL_MUST_CHECK;
void place_world_release(struct place_world *w);

/* ---- facts ---- */
enum { PLACE_FACTS_CODES = 16, PLACE_FACTS_NAMES = 16 };
struct place_code_fact {
	str vocabulary; /* as written: "A4", "G1", "" */
	str code;
};
struct place_facts {
	struct place_code_fact codes[PLACE_FACTS_CODES];
	uint32_t ncodes;
	str names[PLACE_FACTS_NAMES];
	uint32_t nnames;
	str point;          /* "latitude longitude" as written */
	str exactness;      /* GeographicExactness: 2 = approximate */
	str location_class; /* GeographicLocationClass: 1 = administrative region */
	bool in_country;    /* the activity or the location says Indonesia */
	bool elsewhere;     /* it names countries, and Indonesia is not among them */
	str activity;       /* IATI identifier, for decisions */
};
/* The first ones count when there are more than fit; empty texts are passed over. */
void place_facts_code(struct place_facts *f, str vocabulary, str code);
void place_facts_name(struct place_facts *f, str name);
/* Sixteen hexadecimal digits that stand for what a source says about a location: the same words give the same key. */
str place_facts_key(arena *a, const struct place_facts *f);

/* ---- the answer ---- */
enum place_method {
	PLACE_BY_NOTHING,
	PLACE_BY_DECISION,
	PLACE_BY_CODE, /* Kemendagri */
	PLACE_BY_BPS_CODE,
	PLACE_BY_ISO_CODE, /* ID-NT */
	PLACE_BY_POINT,
	PLACE_NEAR_POINT, /* in the sea or just over a border: the nearest one */
	PLACE_BY_NAME,
	PLACE_BY_OTHER_NAME, /* translated, short, or the name of its seat */
	PLACE_METHODS
};
struct place_found {
	const struct place *place;     /* what is sure; NULL: nothing */
	const struct place *suggested; /* the best guess; the same as place unless doubtful */
	const struct place *other;     /* what speaks against it, when something does */
	enum place_method method;      /* of the suggested one */
	uint8_t confidence;            /* 0..100, of the suggested one */
	bool doubtful;                 /* for a person to decide */
};
struct place_found place_match_location(const struct place_world *w, const struct place_facts *f);
/* "code", "bps-code", "iso-code", "point", "near", "name", "other-name", "decision"; "" for nothing. */
const char *place_method_name(enum place_method m);

#endif
