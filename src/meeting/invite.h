/* invite.h -- invitations and their answers, and the list of who came.
 *
 * Each invitation has a reply link of its own with a random secret of 160 bits; the record keeps its hash (BLAKE2b)
 * only, so the link is told once, when it is made: on paper or in a letter. Whoever has it answers for this invitation
 * and nothing else. Making it anew ends the old one. */
#ifndef SELARAS_MEETING_INVITE_H
#define SELARAS_MEETING_INVITE_H

#include "meeting/rules.h"

enum { SECRET_LEN = 32 };
/* 160 random bits in Crockford's letters. */
void secret_make(char out[SECRET_LEN + 1]);
/* Whether S can be one. */
bool secret_looks_right(str s);
/* What is kept of it: 64 hex digits. */
str secret_hash(arena *a, str secret);

/* Invites those of CODES (places) and ORGS (ULIDs) who are not invited yet; how many. */
uint32_t invite_add(arena *a, struct doc *event, const str *codes, uint32_t ncodes, const str *orgs, uint32_t norgs);
/* Numbers of letters for rows without one: "NUMBER/1" ... after the letter's own. */
void invite_number(arena *a, struct doc *event);
/* A new secret for ROW; OUT gets it. */
void invite_secret(arena *a, struct doc *row, char out[SECRET_LEN + 1]);
/* The row of EVENT whose secret has HASH; NULL. */
struct doc *invite_row(const struct doc *event, str hash);

struct answer {
	str reply; /* "coming", "delegate", "not" */
	str name, post, contact, note;
	int64_t at;
};
/* Puts the answer into ROW of EVENT. False with problems: no such reply, nobody named who comes, the event is over or
 * cancelled. */
bool invite_answer(arena *a, const struct doc *event, struct doc *row, const struct answer *in, struct problems *ps);

/* How many were asked and what they said. */
struct answers {
	uint32_t all, coming, delegate, not_coming, silent;
};
struct answers invite_answers(const struct doc *event);

#endif
