/* records.h -- what reading and writing of records by programs share.
 *
 * A record is answered as an envelope (Record in schemas.json) around its document, which is the JSON of the field
 * table as the asker may see it. What is sent to be stored is the document alone. Its version is its entity tag. */
#ifndef SELARAS_API_RECORDS_H
#define SELARAS_API_RECORDS_H

#include "desk/desk.h"
#include "site/export_json.h"

enum { RECORD_BODY_MAX = 4 << 20, RECORD_PROBLEMS = 500, RECORD_DOC_MAX = 64 << 20 };

struct asked {
	struct req *req;
	const struct web *web;
	arena *a;
	arena *hold; /* of the connection; cleared to give it back */
	db *db;      /* for reading */
	const struct actor *actor;
	const struct kind *kind; /* of the address */
	struct problems *ps;
};
/* Reads {kind}; false: *FAILED is the answer. */
bool asked_start(struct req *r, struct asked *x, struct reply *failed) SEL_MUST_CHECK;
bool asked_reopen(struct asked *x) SEL_MUST_CHECK;
void asked_release(struct asked *x);
/* Whether programs may write records of K at all: not what administrators keep, not what has pages of its own. */
bool kind_is_written(const struct web *w, const struct kind *k);

void put_record(struct json_out *j, arena *a, const struct record *r);
/* The record as an answer, with its version as entity tag. */
struct reply record_reply(struct asked *x, int status, const struct record *r);
/* What is wrong, with x->ps where it holds something. */
struct reply asked_problem(struct asked *x, int status, const char *key);
/* The same, with a token that is good for less than ACTION told so. */
struct reply asked_forbidden(struct asked *x, enum action action);

#endif
