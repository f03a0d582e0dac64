/* The places that come with the program, brought into the records. */
#include "base/date.h"
#include "base/map.h"
#include "place/areas.h"
#include "place/place.h"

static const struct {
	enum area_cell cell;
	uint32_t field;
} said[] = {
	{ AREA_CODE, PLACE_CODE },
	{ AREA_LEVEL, PLACE_LEVEL },
	{ AREA_KIND, PLACE_KIND },
	{ AREA_NAME, PLACE_NAME },
	{ AREA_PARENT, PLACE_PARENT },
	{ AREA_BPS, PLACE_BPS },
	{ AREA_CAPITAL, PLACE_CAPITAL },
	{ AREA_ISLANDS, PLACE_ISLANDS },
	{ AREA_LATITUDE, PLACE_LATITUDE },
	{ AREA_LONGITUDE, PLACE_LONGITUDE },
	{ AREA_KM2, PLACE_AREA },
	{ AREA_KM2_SOURCE, PLACE_AREA_SOURCE },
	{ AREA_POPULATED, PLACE_POPULATED },
	{ AREA_OUTERMOST, PLACE_OUTERMOST },
};

bool area_next(str *rest, struct area *out)
{
	str line, cell;
	if (!str_cut(rest, '\n', &line))
		return false;
	for (int i = 0; i < AREA_CELLS; i++)
		out->cell[i] = str_cut(&line, '\t', &cell) ? cell : STR_EMPTY;
	return true;
}

static struct doc *area_doc(arena *a, const struct area *area)
{
	struct doc *d = doc_new(a, &place_kind);
	for (size_t i = 0; i < SEL_COUNT(said); i++)
		if (area->cell[said[i].cell].n)
			doc_set(d, said[i].field, area->cell[said[i].cell]);
	str names = area->cell[AREA_NAMES], name, lang;
	while (str_cut(&names, '|', &name)) {
		struct doc *row = doc_add_row(a, d, PLACE_NAMES);
		if (str_cut(&name, ':', &lang))
			doc_set(row, PLACE_NAME_LANG, lang);
		doc_set(row, PLACE_NAME_TEXT, name);
	}
	doc_set(d, PLACE_SOURCE, str_of(areas_source));
	return d;
}

struct seeding {
	struct store *store;
	struct record_tx *tx;
	enum place_seed_mode mode;
	struct map known; /* code -> const struct known_record */
	struct problems *problems;
	struct place_seeded *count;
};

static enum record_rc seed_one(struct seeding *s, arena *a, const struct area *area)
{
	union map_value *v = map_get(&s->known, area->cell[AREA_CODE]);
	const struct known_record *known = v ? v->cptr : NULL;
	if (known && s->mode == PLACE_SEED_MISSING) {
		s->count->unchanged++;
		return RECORD_OK;
	}
	struct save in = { .actor = &actor_system,
		           .doc = area_doc(a, area),
		           .no = known ? known->no : 0,
		           .base_version = known ? known->version : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = str_of(areas_source),
		           .known = known ? &known->doc_hash : NULL };
	struct saved saved;
	enum record_rc rc = record_write(s->tx, a, record_prepare(s->store, a, &in, s->problems), &saved);
	if (rc == RECORD_UNCHANGED)
		s->count->unchanged++;
	else if (rc == RECORD_OK && known)
		s->count->changed++;
	else if (rc == RECORD_OK)
		s->count->added++;
	else
		s->count->refused++;
	return rc == RECORD_UNCHANGED ? RECORD_OK : rc;
}

static enum record_rc seed_all(struct seeding *s)
{
	ARENA_SCOPE arena *a = arena_new(0);
	enum record_rc rc = RECORD_OK;
	str rest = str_of(areas_text);
	struct area area;
	while (rc == RECORD_OK && area_next(&rest, &area)) {
		rc = seed_one(s, a, &area);
		arena_clear(a);
	}
	return record_tx_end(s->tx, rc);
}

enum record_rc place_seed(struct store *store, enum place_seed_mode mode, struct problems *ps, struct place_seeded *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct seeding s = { .store = store, .mode = mode, .problems = ps, .count = out };
	*out = (struct place_seeded){ 0 };
	map_init(&s.known, a);
	struct known_record *known;
	uint32_t n;
	db *d = db_borrow(store_pool(store), DB_READ);
	bool read = d && record_known(store, d, a, &place_kind, "code", STR_EMPTY, &known, &n);
	db_return(d);
	if (!read)
		return RECORD_FAILED;
	for (uint32_t i = 0; i < n; i++)
		map_put(&s.known, known[i].value, NULL)->cptr = &known[i];
	s.tx = record_tx_begin(store, a, clock_now());
	return s.tx ? seed_all(&s) : RECORD_FAILED;
}
