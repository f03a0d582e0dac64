/* Which of our places each location of an activity is: the derived table ix_activity_place, one row per location, also
 * for those that are nowhere of ours, so that shares of the whole stay right. */
#include <stdio.h>

#include "activity/activity.h"
#include "activity/located.h"
#include "place/match.h"

const struct derived_column activity_located_columns[ACTIVITY_LOCATED_COLUMNS] = {
	{ "place", FIELD_TEXT, 0, true },   { "suggested", FIELD_TEXT, 0, false },
	{ "method", FIELD_TEXT, 0, false }, { "confidence", FIELD_INT, 0, false },
	{ "doubtful", FIELD_INT, 0, true }, { "percentage", FIELD_DECIMAL, 4, false },
};

static void narratives(struct place_facts *f, const struct doc *row, uint32_t field)
{
	uint32_t n;
	struct doc *const *texts = doc_rows(row, field, &n);
	for (uint32_t i = 0; i < n; i++)
		place_facts_name(f, doc_str(texts[i], NARRATIVE_TEXT));
}

/* The standard has no vocabulary for codes of Kemendagri; what a location calls itself may be one, with its dots. */
static void own_code(struct place_facts *f, const struct doc *row)
{
	str ref = str_trim(doc_str(row, LOCATION_REF));
	if (f->in_country && ref.n > 2 && place_code_valid(ref, NULL))
		place_facts_code(f, STR_EMPTY, ref);
}

static void codes(struct place_facts *f, const struct doc *row)
{
	uint32_t n;
	struct doc *const *list = doc_rows(row, LOCATION_ADMINISTRATIVE, &n);
	for (uint32_t i = 0; i < n; i++) {
		place_facts_code(f, doc_str(list[i], ADMINISTRATIVE_VOCABULARY), doc_str(list[i], ADMINISTRATIVE_CODE));
		place_facts_name(f, doc_str(list[i], ADMINISTRATIVE_ADM2));
		place_facts_name(f, doc_str(list[i], ADMINISTRATIVE_ADM1));
		f->in_country = f->in_country || str_is(doc_str(list[i], ADMINISTRATIVE_COUNTRY), "ID");
	}
	list = doc_rows(row, LOCATION_IDS, &n);
	for (uint32_t i = 0; i < n; i++)
		place_facts_code(f, doc_str(list[i], LOCATION_ID_VOCABULARY), doc_str(list[i], LOCATION_ID_CODE));
}

static void countries(struct place_facts *f, const struct doc *d)
{
	uint32_t n;
	struct doc *const *list = doc_rows(d, ACTIVITY_COUNTRY, &n);
	for (uint32_t i = 0; i < n; i++)
		f->in_country = f->in_country || str_is(doc_str(list[i], RECIPIENT_COUNTRY_CODE), "ID");
	f->elsewhere = n > 0 && !f->in_country;
}

/* POINT holds what a point of 1.x, in two attributes, is put together in. */
static void location_facts(struct place_facts *f, const struct doc *d, const struct doc *row, char point[LOCATED_POINT])
{
	*f = (struct place_facts){ .activity = doc_str(d, ACTIVITY_IDENTIFIER),
		                   .exactness = doc_str(row, LOCATION_EXACTNESS),
		                   .location_class = doc_str(row, LOCATION_CLASS),
		                   .point = doc_str(row, LOCATION_POINT) };
	countries(f, d);
	codes(f, row);
	own_code(f, row);
	narratives(f, row, LOCATION_NAME);
	str lat = doc_str(row, LOCATION_LATITUDE), lon = doc_str(row, LOCATION_LONGITUDE);
	if (!f->point.n && lat.n && lon.n && lat.n + lon.n < 60) {
		int n = snprintf(point, LOCATED_POINT, "%.*s %.*s", STR_ARG(lat), STR_ARG(lon));
		f->point = (str){ point, (size_t)n };
	}
}

void activity_located_facts(const struct doc *d, uint32_t row, struct place_facts *out, char point[LOCATED_POINT])
{
	location_facts(out, d, d->v[ACTIVITY_LOCATION].u.rows[row], point);
}

const struct place *activity_located_place(const void *world, const struct doc *d, uint32_t row)
{
	const struct place_world *w = world;
	struct place_facts facts;
	char point[LOCATED_POINT];
	if (!w || !w->places)
		return NULL;
	location_facts(&facts, d, d->v[ACTIVITY_LOCATION].u.rows[row], point);
	return place_match_location(w, &facts).place;
}

void activity_located_fill(void *app, const struct doc *d, struct derived_sink *sink)
{
	const struct place_world *w = app;
	uint32_t n;
	struct doc *const *rows = doc_rows(d, ACTIVITY_LOCATION, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct place_facts facts;
		char point[LOCATED_POINT], confidence[8];
		location_facts(&facts, d, rows[i], point);
		struct place_found found = { .place = NULL };
		if (w && w->places)
			found = place_match_location(w, &facts);
		int length = snprintf(confidence, sizeof(confidence), "%u", found.confidence);
		str values[ACTIVITY_LOCATED_COLUMNS] = { found.place ? found.place->code : (str){ NULL, 0 },
			                                 found.suggested ? found.suggested->code : (str){ NULL, 0 },
			                                 str_of(place_method_name(found.method)),
			                                 { confidence, (size_t)length },
			                                 found.doubtful ? STR("1") : STR("0"),
			                                 doc_str(rows[i], LOCATION_PERCENTAGE) };
		derived_row(sink, i + 1, values);
	}
}
