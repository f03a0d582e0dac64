/* memo.h -- answers of place_match_location() that were given before. Saving a record asks for each of its locations
 * several times (whose record it was and will be, its rows in derived tables), and files repeat theirs.
 *
 * An answer follows from the facts and from places and boundaries, which never change while a world is loaded;
 * decisions of people are asked before it. Any number of threads. */
#ifndef SELARAS_PLACE_MEMO_H
#define SELARAS_PLACE_MEMO_H

#include "base/hash.h"
#include "place/match.h"

struct place_memo *place_memo_new(void);
void place_memo_free(struct place_memo *m); /* NULL allowed */
/* All of the facts that an answer follows from. */
struct hash place_memo_key(const struct place_facts *f);
bool place_memo_get(struct place_memo *m, const struct hash *key, struct place_found *out);
void place_memo_put(struct place_memo *m, const struct hash *key, const struct place_found *found);

#endif
