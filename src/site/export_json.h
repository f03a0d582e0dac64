/* export_json.h -- JSON answers of the site and the API, written as a stream: nothing holds the tree. Amounts go out as
 * strings in decimal, so that no reader rounds them. */
#ifndef SELARAS_SITE_EXPORT_JSON_H
#define SELARAS_SITE_EXPORT_JSON_H

#include "site/site.h"

struct json_out {
	struct buf buf;
	bool comma; /* a value stands before */
};
void json_begin(struct json_out *j, arena *a); /* opens the outer object */
void json_key(struct json_out *j, const char *name);
void json_open(struct json_out *j, char bracket);
void json_close(struct json_out *j, char bracket);
void json_text(struct json_out *j, str s);
void json_int(struct json_out *j, int64_t i);
void json_decimal(struct json_out *j, struct decimal d); /* a string */
void json_bool(struct json_out *j, bool b);
void json_null(struct json_out *j);
void json_raw(struct json_out *j, str json); /* a value that is JSON already */
/* "meta": when, from which state of the data, how counted, under which licence. */
void json_meta(struct json_out *j, struct view_of *v, const struct cube_totals *totals);
/* What was written since the last call, valid until the next value; false when it did not fit. */
bool json_take(struct json_out *j, str *part) SEL_MUST_CHECK;
/* Closes the outer object. */
struct reply json_end(struct json_out *j, struct req *r);

#endif
