/* answer.h -- what the API's handlers share: the start and end of an answer, and the objects that several answers
 * hold. Names of members are those of schemas.json. */
#ifndef SELARAS_API_ANSWER_H
#define SELARAS_API_ANSWER_H

#include "site/export_json.h"

struct answer {
	struct view_of v;
	struct json_out j;
	struct query q; /* read when the route has the filters among its inputs */
	arena *scratch; /* of one item, see answer_item() */
};

/* The rows of api_routes[] with what describes them. */
extern const char *const api_answer_schemas[]; /* names in schemas.json, in the order of the routes */
/* Likewise of api_record_routes[]. */
extern const char *const api_record_schemas[];
route_handler api_kinds, api_records, api_record, api_record_post, api_record_put, api_record_delete;
route_handler api_openapi;
route_handler api_activities, api_activity, api_matrix, api_search, api_stats;
route_handler api_partners, api_partner, api_places, api_place, api_sectors, api_sector, api_indicators;

/* Inputs that take one of a few words: for checking and describing them. */
struct api_words {
	const char *input, *words[9]; /* ends with NULL */
};
extern const struct api_words api_words[]; /* ends with a row without input */

/* Whether every input that takes one of a few words has one of them. */
bool words_fit(struct req *r, struct problems *ps);

/* False: *FAILED is the answer. */
bool answer_start(struct req *r, struct answer *x, struct reply *failed);
/* Opens the answer: "meta", with how it was counted when TOTALS is not NULL. */
void answer_begin(struct answer *x, const struct cube_totals *totals);
struct reply answer_end(struct answer *x);
struct reply answer_missing(struct answer *x); /* 404 */
/* The view with an arena that lasts until the next call: for each item of a long list. */
struct view_of *answer_item(struct answer *x, struct view_of *item);

/* ---- members ---- */
void add_text(struct json_out *j, const char *name, str text); /* null when empty */
void add_int(struct json_out *j, const char *name, int64_t n);
void add_bool(struct json_out *j, const char *name, bool b);
void add_known(struct json_out *j, const char *name, int n); /* null for 0 */
void add_amount(struct json_out *j, const char *name, int64_t cents);
void open_object(struct json_out *j, const char *name);
void open_list(struct json_out *j, const char *name);
void add_totals(struct json_out *j, const struct cube_totals *t);
void add_years(struct answer *x, const struct cube_filter *f);
/* Objects without name and without their end, so that more can be put into them. */
void begin_partner(struct json_out *j, struct view_of *v, uint32_t org);
void begin_place(struct json_out *j, struct view_of *v, const struct place *p);
void begin_sector(struct json_out *j, struct view_of *v, int32_t sector);
void put_activity(struct json_out *j, struct view_of *v, const struct cube_activity *activity);

#endif
