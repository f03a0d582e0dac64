/* problem.h -- how the API says that something is wrong: application/problem+json (RFC 9457), in the language that the
 * asker reads. */
#ifndef SELARAS_API_PROBLEM_H
#define SELARAS_API_PROBLEM_H

#include "site/export_json.h"

/* As ?lang says, else as Accept-Language does, else Indonesian. */
enum lang api_lang(struct req *r);
/* Everything but the end, so that more can be put in. PS may be NULL. */
void problem_begin(struct json_out *j, struct req *r, int status, const char *message_key, const struct problems *ps);
struct reply problem_end(struct json_out *j, struct req *r, int status);

#endif
