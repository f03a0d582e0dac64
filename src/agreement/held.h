/* held.h -- what an organisation holds: its permits and its agreements, as VIEWER may see them. */
#ifndef SELARAS_AGREEMENT_HELD_H
#define SELARAS_AGREEMENT_HELD_H

#include "agreement/agreement.h"
#include "record/store.h"

struct held {
	const struct record *const *permits, *const *agreements;
	uint32_t npermits, nagreements;
};
/* False when the database fails. */
bool held_read(struct store *s, db *d, arena *a, const struct actor *viewer, str org, struct held *out) SEL_MUST_CHECK;

/* How a permit stands on TODAY: "valid", "expired", "coming", "cancelled" (message "permit_state.WORD"); the last day
 * is never beyond the principle permit, which the public need not see. */
const char *permit_standing(struct store *s, db *d, arena *a, const struct record *permit, date today, date *until);

#endif
