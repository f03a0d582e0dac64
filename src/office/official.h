/* official.h -- who holds which post in which unit from when until when, and who signs which papers on a given day.
 *
 * A post has one holder at a time; who stands in for him (Plh. while he is away, Plt. while the post is empty) may hold
 * it beside him. Names of officials are government's own and stand on what is signed; an NIP is personal data (UU
 * 27/2022) and leaves the program on paper only, for those who may see it.
 *
 * Signing for another is written above one's own post: "a.n." (on behalf of) with the post that one signs for, and
 * "u.b." below the post that passed it on (Permendagri 1/2023). */
#ifndef SELARAS_OFFICE_OFFICIAL_H
#define SELARAS_OFFICE_OFFICIAL_H

#include "office/unit.h"
#include "record/store.h"

/* What an official signs. UNIT: of another unit than his own. BEHALF and THROUGH name units, whose heads are meant. */
#define OFFICIAL_SIGNS_FIELDS(F)                                                                                       \
	F(OFFICIAL_SIGNS_PAPER, "paper", FIELD_CODE, REQUIRED | INDEXED | GOVERNMENT, .codes = "paper-kind")           \
	F(OFFICIAL_SIGNS_UNIT, "unit", FIELD_LINK, INDEXED | GOVERNMENT, .to = &unit_kind)                             \
	F(OFFICIAL_SIGNS_BEHALF, "behalf", FIELD_LINK, GOVERNMENT, .to = &unit_kind)                                   \
	F(OFFICIAL_SIGNS_THROUGH, "through", FIELD_LINK, GOVERNMENT, .to = &unit_kind)
KIND_ENUM(OFFICIAL_SIGNS, OFFICIAL_SIGNS_FIELDS)
extern const struct kind official_signs_kind;

#define OFFICIAL_FIELDS(F)                                                                                             \
	F(OFFICIAL_UNIT, "unit", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | GOVERNMENT, .to = &unit_kind)               \
	F(OFFICIAL_POST, "post", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | GOVERNMENT, .max_length = 200)        \
	F(OFFICIAL_ACTING, "acting", FIELD_CODE, REQUIRED | INDEXED | GOVERNMENT, .codes = "official-acting")          \
	F(OFFICIAL_NAME, "name", FIELD_TEXT, REQUIRED | SEARCH_TITLE | GOVERNMENT, .max_length = 200)                  \
	F(OFFICIAL_NIP, "nip", FIELD_TEXT, PERSONAL, .max_length = 30)                                                 \
	F(OFFICIAL_RANK, "rank", FIELD_TEXT, GOVERNMENT, .max_length = 100)                                            \
	F(OFFICIAL_SINCE, "since", FIELD_DATE, REQUIRED | INDEXED | GOVERNMENT)                                        \
	F(OFFICIAL_UNTIL, "until", FIELD_DATE, INDEXED | GOVERNMENT)                                                   \
	F(OFFICIAL_SIGNS, "signs", FIELD_ROWS, GOVERNMENT, .rows = &official_signs_kind, .max_length = 40)
KIND_ENUM(OFFICIAL, OFFICIAL_FIELDS)
extern const struct kind official_kind; /* number 31 */

/* Whether A and B hold one post on the same day, neither standing in for the other. */
bool official_overlaps(const struct doc *a, const struct doc *b);
/* "Plh." of ACTING ("definitive", "plt", "plh", "pj"); the empty str of who holds the post himself. */
str official_prefix(str acting);

/* Who signs: the official and the row of what he signs. */
struct signer {
	const struct doc *official, *row;
};
/* Who of OFFICIALS signs papers of kind PAPER of the unit with the ULID UNIT on day ON. Who stands in goes before whom
 * he stands in for: Plh., Plt., Pj., then the holder; a paper named goes before "all papers"; then who came last.
 * False: nobody. */
bool who_signs(const struct doc *const *officials, uint32_t n, str unit, str paper, date on, struct signer *out);

/* A signature block as plain text. */
enum { SIGNATURE_LINES = 4 };
struct signature {
	bool known;                 /* somebody signs such a paper on that day */
	str town;                   /* of the unit's letterhead; the day is the paper's */
	str lines[SIGNATURE_LINES]; /* "a.n. Gubernur ...", "Sekretaris Daerah", "u.b.", "Plh. Kepala Biro ..." */
	uint32_t nlines;
	str name, rank;
	str nip; /* personal: for paper, and for those who may see it */
};
/* Lines of S on day ON. BEHALF and THROUGH: the units that its row names; NULL where it names none. */
void signature_lines(arena *a, const struct signer *s, const struct doc *behalf, const struct doc *through, date on,
                     struct signature *out);

/* ---- with the database ---- */
/* The unit with CODE; NULL when there is none (or no database). */
const struct record *unit_by_code(struct store *s, db *d, arena *a, str code);
/* What a paper of kind PAPER (code list paper-kind) of the unit with CODE looks like on day ON: its head, and who signs
 * it. Without such a unit both are empty. False: database trouble. */
struct office_paper {
	struct letterhead head;
	struct signature sign;
	str unit; /* ULID; empty: no such unit */
};
bool office_paper(struct store *s, db *d, arena *a, str code, str paper, date on,
                  struct office_paper *out) SEL_MUST_CHECK;

#endif
