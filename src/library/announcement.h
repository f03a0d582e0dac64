/* announcement.h -- what the province tells partners and regencies, and they the province (R53): with receipt.
 *
 * A receipt is a row of the announcement, written like everything else: who, for which unit, when. A unit is an
 * organisation (its ULID), a regency (its code) or the bureau; one of its people is enough. Receipts are seen by the
 * sender and the bureau only. Rules are plain functions of a document; an announcement is published by saving it. */
#ifndef SELARAS_LIBRARY_ANNOUNCEMENT_H
#define SELARAS_LIBRARY_ANNOUNCEMENT_H

#include "desk/desk.h"
#include "record/doc.h"

#define ANNOUNCEMENT_BUREAU "bureau" /* unit of the bureau */

/* The chosen ones. */
#define ADDRESSEE_FIELDS(F)                                                                                            \
	F(ADDRESSEE_ORG, "organisation", FIELD_LINK, INDEXED | LOOKUP | PUBLIC, .to = &organisation_kind)              \
	F(ADDRESSEE_PLACE, "place", FIELD_PLACE, INDEXED | PUBLIC)
KIND_ENUM(ADDRESSEE, ADDRESSEE_FIELDS)
extern const struct kind announcement_to_kind;

#define RECEIPT_FIELDS(F)                                                                                              \
	F(RECEIPT_UNIT, "unit", FIELD_TEXT, INDEXED | LOOKUP | SYSTEM | PERSONAL, .max_length = 60)                    \
	F(RECEIPT_ACCOUNT, "account", FIELD_TEXT, SYSTEM | PERSONAL, .max_length = 26)                                 \
	F(RECEIPT_AT, "at", FIELD_DATETIME, SYSTEM | PERSONAL)
KIND_ENUM(RECEIPT, RECEIPT_FIELDS)
extern const struct kind announcement_receipt_kind;

#define ANNOUNCEMENT_FIELDS(F)                                                                                         \
	F(ANNOUNCEMENT_TITLE, "title", FIELD_ROWS, REQUIRED | SEARCH_TITLE | PUBLIC, .rows = &narrative_kind)          \
	F(ANNOUNCEMENT_TEXT, "text", FIELD_ROWS, REQUIRED | SEARCH_BODY | PUBLIC, .rows = &narrative_kind)             \
	F(ANNOUNCEMENT_AUDIENCE, "audience", FIELD_CODE, REQUIRED | INDEXED | PUBLIC,                                  \
	  .codes = "announcement-audience")                                                                            \
	F(ANNOUNCEMENT_TO, "to", FIELD_ROWS, PUBLIC, .rows = &announcement_to_kind, .max_length = 500)                 \
	F(ANNOUNCEMENT_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC)                                          \
	F(ANNOUNCEMENT_UNTIL, "until", FIELD_DATE, INDEXED | PUBLIC)                                                   \
	F(ANNOUNCEMENT_SHOWN, "shown_until", FIELD_DATE, INDEXED | PUBLIC)                                             \
	F(ANNOUNCEMENT_ORG, "from_organisation", FIELD_LINK, OWNER | INDEXED | PUBLIC, .to = &organisation_kind)       \
	F(ANNOUNCEMENT_PLACE, "from_place", FIELD_PLACE, AREA | INDEXED | PUBLIC)                                      \
	F(ANNOUNCEMENT_RECEIPT, "receipt", FIELD_ROWS, SYSTEM | PERSONAL, .rows = &announcement_receipt_kind)
KIND_ENUM(ANNOUNCEMENT, ANNOUNCEMENT_FIELDS)
extern const struct kind announcement_kind; /* number 51 */

/* The unit for which ACTOR is addressed by D; the empty str when it is not. Who sends is not addressed. */
str announcement_unit(const struct doc *d, const struct actor *actor);
/* The receipt of UNIT, or NULL. */
const struct doc *announcement_receipt(const struct doc *d, str unit);
/* D with the receipt of ACCOUNT for UNIT at AT, in A; NULL when the unit has confirmed already. */
struct doc *announcement_received(arena *a, const struct doc *d, str account, str unit, int64_t at);
/* Whether it is no longer shown on DAY: it stays, and is found by its address and in the list of the desk. */
bool announcement_archived(const struct doc *d, date day);

/* ---- on the desk (announcement_desk.c) ---- */
extern const struct desk_room announcement_room;
extern const struct route announcement_routes[];
/* Reminds those who have not confirmed, from three days before the day on; each once. Call it once a day. */
bool announcements_remind(const struct web *w, int64_t now);

struct announcement_line {
	str unit, who, when;
};
struct announcement_panel {
	str lead, when;    /* to whom and until when; of the receipt that the reader's unit has given */
	bool ask;          /* the reader may confirm */
	bool sender;       /* sees who has and who has not */
	struct url action; /* of the receipt */
	const struct announcement_line *have, *missing;
	uint32_t nhave, nmissing;
};

#endif
